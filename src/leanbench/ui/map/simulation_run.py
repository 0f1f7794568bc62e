"""A run of the simulation as the window wants it: stoppable, in words, its rows as bars. No widget in here."""

from __future__ import annotations

import threading
from typing import Any

from leanbench.drawing.row_bars_picture import RowBar as Bar
from leanbench.event.records import Event
from leanbench.flow.load_words import BUSY
from leanbench.maps.event_pictures import run_options
from leanbench.quantity import Quantity
from leanbench.schema import replace
from leanbench.ui.frame.tasks import Task
from leanbench.ui.map.panel_parts import units
from leanbench.ui.map.run_form import Plan
from leanbench.words.durations import amount_text, time_text
from leanbench.words.figures import figure_text
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text, reading_decimals, share_text


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


def _told(plan: Plan) -> dict[str, Any]:
    """What the simulation is told of a plan."""
    from leanbench.flow.simulation import Options

    options = Options(service=plan.service, keep_waits=plan.keep_waits, due_min=plan.due_min, **plan.more)
    return {
        "replications": plan.replications, "seed": plan.seed, "days": plan.days, "warm_up": plan.warm_up,
        "precision": plan.precision, "options": options,
    }  # fmt: skip


def kept_options(plan: Plan) -> dict[str, Any]:
    """A plan as plain values, with which a picture of the report is played again."""
    told = _told(plan)
    return run_options(told, told["options"], plan.compare)


def play(event: Event, map_id: str, plan: Plan, relay: Stoppable) -> tuple[Any, Any, Any]:
    """The simulation, the estimates beside it, and the pair when states are compared; runs in the worker."""
    from leanbench.flow.estimates import lead_time_estimates
    from leanbench.flow.simulation import simulate, simulate_pair

    told = {**_told(plan), "task": relay}
    if plan.compare:
        pair = simulate_pair(event, plan.compare, map_id, **told)
        return pair.after, lead_time_estimates(event, map_id, pair.after), pair
    found = simulate(event, map_id, **told)
    return found, lead_time_estimates(event, map_id, found), None


def _amount(value: float) -> str:
    return number_text(value, reading_decimals(value))


def headline(event: Event, found: Any, unit: str, keep_waits: str) -> str:
    """The result in one sentence."""
    over = [remark for remark in found.remarks if "is loaded at" in remark]
    if over:
        return over[0]
    marks = (found.lead_time_p50, found.lead_time_p85, found.lead_time_p95)
    if any(mark is None for mark in marks):
        return "No case was finished in the time played. Play more days."
    p50, p85, p95 = (time_text(mark.mean, event.calendar, unit) for mark in marks)
    text = f"Half of the cases take up to {p50}, 85% up to {p85}, 95% up to {p95}"
    text += "." if keep_waits == "all" else ", counting work and queues for people."
    if found.due_share is not None:
        text += f" {share_text(found.due_share.mean)} keep the promised time."
    return text


def about(found: Any, plan: Plan, pair: Any = None, other: str = "") -> str:
    """How a run was played, and what it remarks beside the headline; `other` names the state compared with."""
    text = (
        f"{found.replications} replications of {count_text(found.days, 'business day', 'business days')} after"
        f" {number_text(found.warm_up_days)} of"
        f" warm-up, seed {found.seed}"
    )
    if plan.precision is not None and found.precision_reached and found.replications < plan.replications:
        text += f"; enough for ± {share_text(plan.precision)}, {plan.replications} were allowed"
    if found.cancelled:
        text += f"; stopped early, {plan.replications} were planned"
    remarks = [remark for remark in found.remarks if "is loaded at" not in remark]
    if pair is not None:  # the headline is about the change: an overload makes it grow with the days played
        remarks += [remark for remark in found.remarks if "is loaded at" in remark][:1]
        remarks += [f"“{other}”: {remark}" for remark in pair.before.remarks if "is loaded at" in remark][:1]
    return f"{text}. " + " ".join(remarks)


def load_bar(pool: Any) -> Bar:
    """How busy a pool of people was."""
    share = pool.utilisation.mean
    tone, mark = ("bad", "▲") if share >= 0.995 else ("caution", "▲") if share >= BUSY else ("bar", "")
    queue = "" if pool.queue is None else f" · {_amount(pool.queue.mean)} waiting"
    people = count_text(pool.people, "person", "people")
    return Bar(pool.key, pool.name, f"{people}{queue}", share, share_text(share), tone, mark)


def estimate_bars(event: Event, found: Any, estimates: Any, pair: Any, unit: str) -> tuple[list[Bar], float]:
    """The three estimates of the mean lead time, and the state compared with, as bars; and their scale."""
    rows = (
        ("typed", "Waits as typed", "visits × (wait + process)", estimates.typed),
        ("queueing", "Waiting-line formulas", "people as queues, no calendar", estimates.queueing),
    )
    bars = []
    for key, title, about, quantity in rows:
        value = None if quantity is None else quantity.value
        if value is None:
            about = "overloaded: no steady value" if quantity is not None else "needs demand and people"
        text = "none" if value is None else time_text(value, event.calendar, unit)
        bars.append(Bar(key, title, about, value, text, "line"))
    bars.append(_simulated_bar("simulated", "Simulation", found, event, unit))
    if pair is not None:
        name = event.map(pair.before.map_id).name or pair.before.map_id
        bars[-1] = replace(bars[-1], sub=f"this state, {bars[-1].sub}")
        before = _simulated_bar("before", name, pair.before, event, unit)
        bars.append(replace(before, sub=f"simulated, {before.sub}"))
        bars.append(_change_bar(pair, event, unit))
    ends = [bar.value or 0.0 for bar in bars] + [bar.limits[1] for bar in bars if bar.limits is not None]
    return bars, max(ends) * 1.04


def _simulated_bar(key: str, title: str, found: Any, event: Event, unit: str) -> Bar:
    lead = found.lead_time
    if lead is None:
        return Bar(key, title, "no case finished", None, "none", strong=True)
    about, limits = "one replication: no limits", None
    if lead.low is not None and lead.high is not None:
        limits = (lead.low, lead.high)
        half = (lead.high - lead.mean) / max(event.calendar.minutes_per(unit), 1e-9)
        about = f"± {amount_text(half, unit)}"
    text = time_text(lead.mean, event.calendar, unit)
    return Bar(key, title, about, lead.mean, text, "bar" if key == "simulated" else "muted",
               limits=limits, strong=True)  # fmt: skip


def _change_bar(pair: Any, event: Event, unit: str) -> Bar:
    found = pair.lead_time_difference
    if found is None:
        return Bar("change", "Change", "no case finished in one state", None, "none")
    sign = "+" if found.mean > 0 else "−"
    text = f"{sign}{time_text(abs(found.mean), event.calendar, unit)}"
    if found.low is None or found.high is None:
        return Bar("change", "Change", "one replication: could be chance", abs(found.mean), text, "line")
    sure = found.low > 0.0 or found.high < 0.0
    factor = max(event.calendar.minutes_per(unit), 1e-9)
    low, high = sorted((found.low / factor, found.high / factor))
    about = f"{_amount(low)} to {amount_text(high, unit)}" + ("" if sure else ": could be chance")
    ends = sorted((abs(found.low), abs(found.high))) if sure else (0.0, max(abs(found.low), abs(found.high)))
    tone = "line" if not sure else "good" if found.mean < 0 else "caution"
    return Bar("change", "Change, same luck", about, abs(found.mean), text, tone, limits=(ends[0], ends[1]))


def facts(event: Event, found: Any) -> list[tuple[Quantity, str]]:
    """Further figures of a run with the words of their lines."""
    quantities = found.quantities
    texts = (
        ("due_share_pct", "share", "{figure} within the promised time"),
        ("throughput_per_day", "number", "{figure} finished a business day"),
        ("work_in_process", "count", f"{{figure}} {units(event)} in process"),
        ("withdrawn_share_pct", "share", "{figure} withdrawn"),
        ("backlog_gone_day", "count", "Backlog gone on day {figure}"),
    )
    rows = []
    for name, kind, text in texts:
        quantity = quantities.get(name)
        if quantity is None or quantity.value is None:
            continue
        rows.append((quantity, text.format(figure=figure_text(quantity.value, kind))))
    return rows
