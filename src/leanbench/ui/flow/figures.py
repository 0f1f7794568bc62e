"""What the capacity panel and the load card say: figures with their explanation, sentences, gaps.

No widget in here: numbers come from `leanbench.flow`, this module puts them into words and Quantities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from leanbench.event.figures import format_number
from leanbench.event.records import Event, Map, Step
from leanbench.event.units import format_minutes
from leanbench.flow.catalogue import show
from leanbench.flow.graph import Trouble
from leanbench.flow.ladder import numbering
from leanbench.flow.lazy import LazyTerms
from leanbench.flow.loads import PoolLoad, StepLoad, Workload, workload
from leanbench.flow.measures import metrics_of
from leanbench.quantity import Basis, Quantity

BUSY, FULL = 0.85, 1.0
_SOURCE = "Hopp and Spearman, Factory Physics, 2008"
_CONVENTION = "Share of open time; visits include rework; a person's load is summed over all their steps"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something not recorded without which a figure cannot be computed, and what asks for it."""

    kind: Literal["steps", "demand", "calendar", "people", "times"]
    text: str
    item: str = ""  # the role whose number of people is not given


@dataclass(frozen=True, slots=True)
class LoadBar:
    """One bar of the load chart: a role, or a step; `share` None when it cannot be computed."""

    key: str
    label: str
    sub: str
    share: float | None
    words: str
    quantity: Quantity
    bottleneck: bool = False


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of the work balance chart: minutes per unit and person by part."""

    key: str
    label: str
    sub: str
    parts: tuple[tuple[str, str, float, str], ...]  # step id, name, minutes, value class
    known: bool  # whether the number of people is given; otherwise as if there were one
    quantity: Quantity

    @property
    def height(self) -> float:
        """Minutes per unit and person."""
        return sum(part[2] for part in self.parts)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the capacity panel shows of one map."""

    sentence: str
    about: str
    takt: Quantity | None
    roles: tuple[LoadBar, ...]
    steps: tuple[LoadBar, ...]
    role_stacks: tuple[Stack, ...]
    step_stacks: tuple[Stack, ...]
    gaps: tuple[Gap, ...]
    troubles: tuple[Trouble, ...]
    advice: str = ""  # what would bring the bottleneck below 85 %


def percent(share: float | None) -> str:
    """``74 %``; one decimal below ten."""
    return "" if share is None else f"{format_number(100 * share, 0 if share >= 0.1 else 1)} %"


def people_words(count: float | None) -> str:
    """``3 people``, ``1 person``, ``1.5 people``."""
    return "" if count is None else f"{format_number(count)} {'person' if count == 1 else 'people'}"


def read_capacity(event: Event, drawn: Map) -> Reading:
    """Read one map: loads, work balance, what is missing, what is wrong. Never raises."""
    gaps = list(_gaps(event, drawn))
    load = workload(event, drawn.id)
    shown = load
    if load is None:
        # Without demand the minutes per unit still stand: they do not depend on it.
        known = replace(event, demand=replace(event.demand, units_per_year=1.0))
        if event.calendar.working_days_per_year > 0 and event.calendar.minutes_open_per_day > 0:
            shown = workload(known, drawn.id)
    names = step_names(drawn)
    troubles = list(metrics_of(drawn, event).troubles)
    if load is not None:
        first = bottleneck_name(event, load, names)  # the sentence on top says that one
        troubles += [t for t in overloads(event, load, names) if not t.text.startswith(f"{first}: ")]
    roles = _role_bars(event, drawn, shown, load, names)
    steps = _step_bars(event, drawn, shown, load, names)
    return Reading(
        sentence=_sentence(event, drawn, load, gaps, names),
        about=_about(event, load),
        takt=None if load is None else load.takt,
        roles=roles,
        steps=steps,
        role_stacks=_role_stacks(event, _basis(drawn), shown, names) if shown else (),
        step_stacks=_step_stacks(event, _basis(drawn), shown, names) if shown else (),
        gaps=tuple(gaps),
        troubles=tuple(dict.fromkeys(troubles)),
        advice="" if load is None else advice(event, load),
    )


def advice(event: Event, load: Workload) -> str:
    """How many people, or how much less work, would bring the bottleneck below 85 %; "" when it is below."""
    worst = _worst(load)
    if worst is None or worst[2] < BUSY:
        return ""
    rows = load.pools if worst[0] == "role" else load.steps
    minutes, people = next(
        (row.load_min_per_day, row.people or 0.0)
        for row in rows
        if (row.role if isinstance(row, PoolLoad) else row.step_id) == worst[1]
    )
    time = event.calendar.minutes_open_per_day
    enough = math.ceil(minutes / time / BUSY - 1e-9)
    spare = (minutes - BUSY * people * time) / load.units_per_day
    return (
        f"Below 85 % with {people_words(enough)} ({percent(minutes / time / enough)}), or with"
        f" {show(spare, 1)} min less work on each {event.demand.unit or 'unit'}: less rework, a shorter step, or a step"
        " that moves to somebody with room. Try it under What if."
    )


def step_names(drawn: Map) -> Mapping[str, str]:
    """How each step is named in a chart: its number and name."""
    numbers = numbering(drawn)
    return {s.id: f"{numbers.get(s.id, '')} {s.name or s.id}".strip() for s in drawn.steps}


def step_title(drawn: Map, step_id: str) -> str:
    """The name of a step in quotes, for a sentence."""
    for step in drawn.steps:
        if step.id == step_id:
            return f"“{step.name or step.id}”"
    return f"“{step_id}”"


# --- what is missing ----------------------------------------------------------------------------


def _gaps(event: Event, drawn: Map) -> list[Gap]:
    found: list[Gap] = []
    steps = [step for step in drawn.steps if step.kind in ("process", "decision", "shipment")]
    if not steps:
        return [Gap("steps", "There are no steps yet. Type the first ones in the table; load follows.")]
    calendar, units = event.calendar, event.demand.units_per_year
    unit = event.demand.unit or "unit"
    if calendar.working_days_per_year <= 0 or calendar.minutes_open_per_day <= 0:
        found.append(Gap("calendar", "The calendar has no open time, so nobody's load can be computed."))
    if units is None:
        found.append(
            Gap("demand", f"How many {unit}s arrive in a year? Takt and load need the demand; type it here.")
        )
    elif units <= 0:
        found.append(
            Gap("demand", "The demand is zero, so there is no takt and no load. Type how many arrive a year.")
        )
    if all(step.process_time is None for step in steps):
        found.append(Gap("times", "No process time is recorded yet. Type them in the table; load follows."))
    known = {role.id: role for role in event.roles}
    for role_id in dict.fromkeys(step.role for step in steps if step.role):
        role = known.get(role_id)
        if role is None or (not role.unpaid and not role.fte):
            name = role.name if role and role.name else role_id
            words = f"{name}: how many people? Without a number their load is not known."
            if role is None:
                words = f"“{role_id}” is in no pool of people. How many are they?"
            found.append(Gap("people", words, role_id))
    return found


# --- sentences ----------------------------------------------------------------------------------


def _worst(load: Workload | None) -> tuple[str, str, float] | None:
    """("role" or "step", id, share) of the bottleneck."""
    if load is None or load.bottleneck is None or load.utilisation.value is None:
        return None
    return (*load.bottleneck, load.utilisation.value / 100.0)


def bottleneck_name(event: Event, load: Workload, names: Mapping[str, str]) -> str:
    """The bottleneck in words, "" when there is none."""
    worst = _worst(load)
    if worst is None:
        return ""
    return names.get(worst[1], worst[1]) if worst[0] == "step" else event.role(worst[1]).name or worst[1]


def overloads(event: Event, load: Workload, names: Mapping[str, str]) -> list[Trouble]:
    """Everyone who gets more work than can be done, with the growth of the backlog."""
    found = [
        Trouble("", f"{pool.name}: {_backlog(pool.utilisation, pool.people, pool)}")
        for pool in load.pools
        if pool.utilisation is not None and pool.people and pool.utilisation >= FULL
    ]
    for row in load.steps:
        if row.utilisation is not None and row.people and row.utilisation >= FULL:
            open_time = row.load_min_per_day / (row.utilisation * row.people)
            hours = (row.utilisation - 1.0) * row.people * open_time / 60.0
            text = (
                f"{names.get(row.step_id, row.step_id)}: {percent(row.utilisation)} loaded, more work arrives"
            )
            found.append(
                Trouble(row.step_id, f"{text} than can be done. The backlog grows {show(hours, 1)} h a day.")
            )
    return found


def _backlog(share: float, people: float, pool: PoolLoad) -> str:
    hours = (share - 1.0) * people * pool.available_min_per_day / 60.0
    return (
        f"{percent(share)} loaded, more work arrives than {people_words(people)} can do."
        f" The backlog grows by {show(hours, 1)} hours of work a day."
    )


def _sentence(
    event: Event, drawn: Map, load: Workload | None, gaps: list[Gap], names: Mapping[str, str]
) -> str:
    if load is None or any(gap.kind in ("steps", "times") for gap in gaps):
        return gaps[0].text if gaps else "The load cannot be computed."
    worst = _worst(load)
    if worst is None:
        return "No number of people is given yet, so no bottleneck can be named."
    name = bottleneck_name(event, load, names)
    kind, key, share = worst
    people = next(
        (p.people for p in load.pools if p.role == key)
        if kind == "role"
        else (s.people for s in load.steps if s.step_id == key)
    )
    if share >= FULL:
        hours = (share - 1.0) * (people or 0.0) * event.calendar.minutes_open_per_day / 60.0
        text = (
            f"{name} is the bottleneck: {percent(share)} loaded, more work arrives than {people_words(people)}"
            f" can do; the backlog grows by {show(hours, 1)} hours of work a day."
        )
    elif share >= BUSY:
        text = (
            f"{name} is the bottleneck: {percent(share)} loaded; above 85 % every small delay makes a queue."
        )
    else:
        text = f"{name} is the bottleneck: {percent(share)} loaded; everyone else has more room."
    return text + _longest(event, drawn, load, kind, key)


def _longest(event: Event, drawn: Map, load: Workload, kind: str, key: str) -> str:
    """The longest step, when it is not at the bottleneck: people look there first."""
    longest = max(load.steps, key=lambda row: row.effective_min, default=None)
    if (
        longest is None
        or longest.effective_min <= 0
        or (longest.role if kind == "role" else longest.step_id) == key
    ):
        return ""
    minutes = format_minutes(longest.effective_min, event.calendar, "auto")
    return f" The longest step, {step_title(drawn, longest.step_id)} ({minutes}), is not."


def _about(event: Event, load: Workload | None) -> str:
    calendar = event.calendar
    if load is None:
        return "Minutes per unit stand without demand; load and takt wait for it."
    unit = event.demand.unit or "unit"
    return (
        f"Share of open time, {show(calendar.minutes_open_per_day)} min a day; demand"
        f" {show(load.units_per_day, 1)} {unit}s a business day; visits include rework."
        " Estimated from the times of the map."
    )


# --- bars ---------------------------------------------------------------------------------------


def _basis(drawn: Map) -> Basis:
    return "estimated" if drawn.id == "current" else "projected"


def pool_quantity(
    event: Event, drawn: Map, load: Workload, pool: PoolLoad, names: Mapping[str, str]
) -> Quantity:
    """Utilisation of one role with the steps that make it up."""

    def terms() -> dict[str, str]:
        found = {"demand": f"{show(load.units_per_day)} per day"}
        for row in load.steps:
            if row.role == pool.role and row.load_min_per_day > 0:
                found[names.get(row.step_id, row.step_id)] = (
                    f"{show(row.visits, 2)} visits x {show(row.effective_min, 1)} min ="
                    f" {show(row.load_min_per_day)} min a day"
                )
        found["people"] = "not given" if pool.people is None else show(pool.people)
        found["time per person"] = f"{show(pool.available_min_per_day)} min a day"
        return found

    note = "" if pool.people else "The number of people is not given"
    if pool.waiting is not None and pool.waiting.remark:
        note = pool.waiting.remark.replace("per minute", "a minute")
    value = None if pool.utilisation is None else 100.0 * pool.utilisation
    return Quantity(
        f"utilisation_{pool.role}_pct", f"Utilisation, {pool.name}", value, "%", _basis(drawn),
        "demand x visits x effective time / (people x time per person)", LazyTerms(terms), _CONVENTION,
        _SOURCE, note,
    )  # fmt: skip


def step_quantity(
    event: Event, drawn: Map, load: Workload, row: StepLoad, people: float | None, names: Mapping[str, str]
) -> Quantity:
    """The share of a role's time that one step takes (or of the step's own people)."""
    time = event.calendar.minutes_open_per_day
    value = 100.0 * row.load_min_per_day / (people * time) if people and time > 0 else None
    whose = "the step's own people" if row.people else f"{event.role(row.role).name or row.role or 'nobody'}"
    return Quantity(
        f"utilisation_{row.step_id}_pct", f"Load of {names.get(row.step_id, row.step_id)}", value, "%",
        _basis(drawn), "demand x visits x effective time / (people x time per person)",
        LazyTerms(lambda: {
            "demand": f"{show(load.units_per_day)} per day", "visits": show(row.visits, 4),
            "effective time": f"{show(row.effective_min)} min",
            "people": f"{show(people)}, {whose}" if people else "not given",
            "time per person": f"{show(time)} min a day",
        }),
        "Share of open time; availability, changeover and batch are in the effective time", _SOURCE,
        "" if people else "The number of people is not given",
    )  # fmt: skip


def step_people(event: Event, row: StepLoad) -> float | None:
    """Who works at a step: its own people, else all of the role; None when unpaid or not given."""
    role = event.role(row.role) if row.role else None
    if role is None or role.unpaid:
        return None
    return row.people or role.fte or None


def _role_bars(
    event: Event, drawn: Map, shown: Workload | None, load: Workload | None, names: Mapping[str, str]
) -> tuple[LoadBar, ...]:
    if shown is None:
        return ()
    worst = _worst(load)
    bars = []
    for pool in shown.pools:
        share = pool.utilisation if load is not None else None
        need = f"{show(pool.needed)} of {show(pool.people)} needed" if pool.people else "people not given"
        if load is None:
            need = people_words(pool.people) or "people not given"
        bars.append(
            LoadBar(
                key=pool.role, label=pool.name, sub=need, share=share,
                words=percent(share) or "not known",
                quantity=pool_quantity(event, drawn, shown, pool, names) if load is not None
                else replace(pool_quantity(event, drawn, shown, pool, names), value=None, terms={},
                             note="No demand per year is given"),
                bottleneck=bool(worst and worst[0] == "role" and worst[1] == pool.role),
            )
        )  # fmt: skip
    bars.sort(key=lambda bar: -(bar.share if bar.share is not None else -1.0))
    return tuple(bars)


def _step_bars(
    event: Event, drawn: Map, shown: Workload | None, load: Workload | None, names: Mapping[str, str]
) -> tuple[LoadBar, ...]:
    if shown is None:
        return ()
    worst = _worst(load)
    time = event.calendar.minutes_open_per_day
    bars = []
    for row in shown.steps:
        role = event.role(row.role) if row.role else None
        if role is not None and role.unpaid:
            continue
        people = step_people(event, row)
        share = row.load_min_per_day / (people * time) if people and load is not None else None
        sub = (role.name or role.id) if role is not None else "nobody named"
        if row.people:
            sub = f"{people_words(row.people)} of its own"
        quantity = step_quantity(event, drawn, shown, row, people, names)
        bars.append(
            LoadBar(
                key=row.step_id, label=names.get(row.step_id, row.step_id), sub=sub, share=share,
                words=percent(share) or "not known",
                quantity=quantity if load is not None else replace(quantity, value=None),
                bottleneck=bool(worst and worst[0] == "step" and worst[1] == row.step_id),
            )
        )  # fmt: skip
    bars.sort(key=lambda bar: -(bar.share if bar.share is not None else -1.0))
    return tuple(bars)


def _balance(
    label: str,
    key: str,
    minutes: float,
    people: float | None,
    basis: Basis,
    parts: Callable[[], dict[str, str]],
) -> Quantity:
    said = "not given, shown for one person" if not people else show(people)
    return Quantity(
        f"work_per_unit_{key}", f"Work per unit and person, {label}", minutes, "min", basis,
        "sum of visits x effective time / people, to stand below takt",
        LazyTerms(lambda: {**parts(), "people": said}),
        "Work balance chart; visits include rework", "Lean Lexicon, Lean Enterprise Institute, 2014",
    )  # fmt: skip


def _role_stacks(event: Event, basis: Basis, load: Workload, names: Mapping[str, str]) -> tuple[Stack, ...]:
    stacks = []
    for bar in load.bars:
        people = bar.people if bar.people and bar.people > 0 else None
        parts = tuple(
            (key, names.get(key, key), m / (people or 1.0), v) for key, m, v in bar.segments if m > 0
        )

        def terms(segments: tuple[tuple[str, float, str], ...] = bar.segments) -> dict[str, str]:
            return {
                names.get(key, key): f"{show(minutes)} min" for key, minutes, _ in segments if minutes > 0
            }

        total = sum(part[2] for part in parts)
        stacks.append(
            Stack(bar.role, bar.name, f"÷ {show(people)}" if people else "people?", parts, bool(people),
                  _balance(bar.name, bar.role, total, people, basis, terms))
        )  # fmt: skip
    return tuple(sorted(stacks, key=lambda stack: -stack.height))


def _step_stacks(event: Event, basis: Basis, load: Workload, names: Mapping[str, str]) -> tuple[Stack, ...]:
    values: dict[str, str] = {key: value for bar in load.bars for key, _, value in bar.segments}
    stacks = []
    for row in load.steps:
        if row.step_id not in values or row.effective_min <= 0:
            continue
        people = step_people(event, row)
        minutes = row.visits * row.effective_min / (people or 1.0)
        name = names.get(row.step_id, row.step_id)
        number, _, rest = name.partition(" ")

        def terms(row: StepLoad = row) -> dict[str, str]:
            return {"visits": show(row.visits, 4), "effective time": f"{show(row.effective_min)} min"}

        stacks.append(
            Stack(row.step_id, name, number if rest else "", ((row.step_id, name, minutes, values[row.step_id]),),
                  bool(people), _balance(name, row.step_id, minutes, people, basis, terms))
        )  # fmt: skip
    return tuple(stacks)


# --- one step, for the inspector ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepLoadWords:
    """The load of the people of one step, and whether queueing explains the wait of the map."""

    share: float | None
    words: str
    why: str  # plain sentence when the map and the queue disagree, else ""
    quantities: tuple[Quantity, ...]


def step_load(event: Event, drawn: Map, step: Step) -> StepLoadWords | None:
    """How loaded the people of a step are; None when nothing can be said (no demand, no people, unpaid)."""
    load = workload(event, drawn.id)
    role = event.role(step.role) if step.role else None
    if load is None or role is None or role.unpaid:
        return None
    names = step_names(drawn)
    pool = next((pool for pool in load.pools if pool.role == step.role), None)
    row = next((row for row in load.steps if row.step_id == step.id), None)
    if pool is None or row is None:
        return None
    own = row.utilisation is not None
    share = row.utilisation if own else pool.utilisation
    if share is None:
        return None
    people = row.people if own else pool.people
    who = f"{people_words(people)} at this step" if own else f"{people_words(people)} ({pool.name})"
    words = f"{percent(share)} of {who}"
    found = [
        step_quantity(event, drawn, load, row, step_people(event, row), names)
        if own
        else pool_quantity(event, drawn, load, pool, names)
    ]
    typed = None if step.wait is None else step.wait.minutes(event.calendar)
    if share >= FULL:
        return StepLoadWords(
            share, words + " · no steady queue", _backlog(share, people or 0.0, pool), tuple(found)
        )
    if own or pool.waiting is None or pool.waiting.waiting_time is None:
        return StepLoadWords(share, words, "", tuple(found))
    queue = pool.waiting.waiting_time
    said = format_minutes(queue, event.calendar, "auto")
    words += f" · queue estimate {said}"
    if typed is not None:
        words += f", map says {format_minutes(typed, event.calendar, 'auto')}"
    found.append(pool.waiting.explained())
    return StepLoadWords(share, words, _why(event, step, typed, queue), tuple(found))


def _why(event: Event, step: Step, typed: float | None, queue: float) -> str:
    """Why the wait of the map and the queue estimate differ by more than a factor of two."""
    if typed is None or abs(typed - queue) < 15.0:
        return ""
    if typed > 2.0 * queue:
        reasons = []
        if step.batch and step.batch > 1:
            reasons.append(f"work gathers in batches of {show(step.batch)}")
        if step.gate is not None:
            reasons.append("the step happens only now and then")
        if step.wait_note:
            reasons.append(step.wait_note.rstrip("."))
        if reasons:
            return "Lack of people does not explain this wait: " + "; ".join(reasons) + "."
        return (
            "Lack of people does not explain this wait. Ask the team: batches, other duties, priorities, a"
            " missing signature, or work that waits for the next meeting?"
        )
    if queue > 2.0 * typed:
        return (
            "With so much work the line should be longer than the map says. Check the wait, the process time"
            " or the number of people."
        )
    return ""
