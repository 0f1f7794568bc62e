"""A run of the simulation as the window wants it: stoppable, in words, its rows as bars. No widget in here."""

from __future__ import annotations

import threading
from typing import Any

from leanbench.event.figures import format_number
from leanbench.event.records import Event
from leanbench.event.units import format_minutes
from leanbench.quantity import Quantity
from leanbench.ui.flow.load_words import BUSY, percent
from leanbench.ui.flow.rows import Bar
from leanbench.ui.flow.run_form import Plan
from leanbench.ui.tasks import Task


class Stoppable:
    """What the simulation sees of the window: also told to stop when the result so far is wanted."""

    def __init__(self) -> None:
        self.task: Task | None = None
        self.stop = threading.Event()

    def progress(self, share: float) -> None:
        """How far it is."""
        if self.task is not None:
            self.task.progress(share)

    def say(self, text: str) -> None:
        """A line of text."""
        if self.task is not None:
            self.task.say(text)

    def partial(self, value: object) -> None:
        """An early result."""
        if self.task is not None:
            self.task.partial(value)

    def cancelled(self) -> bool:
        """Whether to stop."""
        return self.stop.is_set() or (self.task is not None and self.task.cancelled())


def play(event: Event, map_id: str, plan: Plan, relay: Stoppable) -> tuple[Any, Any]:
    """The simulation and the estimates beside it; runs in the worker."""
    from leanbench.flow.estimates import lead_time_estimates
    from leanbench.flow.simulation import Options, simulate

    options = Options(service=plan.service, keep_waits=plan.keep_waits, due_min=plan.due_min)
    found = simulate(
        event, map_id, replications=plan.replications, seed=plan.seed, days=plan.days, warm_up=plan.warm_up,
        options=options, task=relay,
    )  # fmt: skip
    return found, lead_time_estimates(event, map_id, found)


def headline(event: Event, found: Any, unit: str, keep_waits: str) -> str:
    """The result in one sentence."""
    over = [remark for remark in found.remarks if "is loaded at" in remark]
    if over:
        return over[0]
    marks = (found.lead_time_p50, found.lead_time_p85, found.lead_time_p95)
    if any(mark is None for mark in marks):
        return "No case was finished in the time played. Play more days."
    p50, p85, p95 = (format_minutes(mark.mean, event.calendar, unit) for mark in marks)
    text = f"Half of the cases take up to {p50}, 85 % up to {p85}, 95 % up to {p95}"
    text += "." if keep_waits == "all" else ", counting work and queues for people."
    if found.due_share is not None:
        text += f" {percent(found.due_share.mean)} keep the promised time."
    return text


def load_bar(pool: Any) -> Bar:
    """How busy a pool of people was."""
    share = pool.utilisation.mean
    tone, mark = ("bad", "▲") if share >= 0.995 else ("caution", "▲") if share >= BUSY else ("accent", "")
    queue = "" if pool.queue is None else f" · {format_number(pool.queue.mean, 1)} waiting"
    people = f"{format_number(pool.people, 2)} people"
    return Bar(pool.key, pool.name, f"{people}{queue}", share, percent(share), tone, mark)


def queue_quantity(found: Any, step: Any, event: Event) -> Quantity:
    """The mean queue before a step as a figure that explains itself."""
    terms = {"replications": str(found.replications)}
    if step.queue.low is not None and step.queue.high is not None:
        terms["95 % limits"] = f"{format_number(step.queue.low, 2)} to {format_number(step.queue.high, 2)}"
    if step.wait_min is not None:
        terms["mean wait"] = format_minutes(step.wait_min.mean, event.calendar, "auto")
    if step.visits is not None:
        terms["visits per case"] = format_number(step.visits.mean, 3)
    return Quantity(
        f"queue_{step.step_id}", "Cases waiting before the step", step.queue.mean, "units", "projected",
        "mean number waiting for people, batch or gate over the time played", terms,
        " ".join(found.assumptions), "Law, Simulation Modeling and Analysis, 2015",
    )  # fmt: skip
