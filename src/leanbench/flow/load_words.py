"""Load in words: who is the bottleneck, what is missing, what would help."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from leanbench.event.process import ACTIVITY_KINDS
from leanbench.event.records import Event, Map
from leanbench.flow.graph import Trouble
from leanbench.flow.ladder import numbering
from leanbench.flow.loads import PoolLoad, Workload, workload
from leanbench.words import _
from leanbench.words.durations import time_text
from leanbench.words.figures import figure_text
from leanbench.words.lists import count_text
from leanbench.words.numbers import share_text

BUSY, FULL = 0.85, 1.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Something not recorded without which a figure cannot be computed, and what asks for it."""

    kind: Literal["steps", "demand", "calendar", "people", "times"]
    text: str
    item: str = ""  # the role whose number of people is not given


def people_words(count: float | None) -> str:
    """``3 people``, ``1 person``, ``1.5 people``; nothing when not known."""
    return "" if count is None else count_text(count, "person", "people")


def units_text(event: Event, count: float | None = None) -> str:
    """What the demand counts, in the plural: ``permits``."""
    unit = event.demand.unit or "unit"
    return unit if count == 1 or unit.endswith("s") else f"{unit}s"


def step_names(map_: Map) -> Mapping[str, str]:
    """How each step is named in a chart: its number and name."""
    numbers = numbering(map_)
    return {s.id: f"{numbers.get(s.id, '')} {s.name or s.id}".strip() for s in map_.steps}


def step_title(map_: Map, step_id: str) -> str:
    """The name of a step in quotes, for a sentence."""
    for step in map_.steps:
        if step.id == step_id:
            return f"“{step.name or step.id}”"
    return f"“{step_id}”"


def gaps_of(event: Event, map_: Map) -> list[Gap]:
    """What is missing, each with what asks for it."""
    found: list[Gap] = []
    steps = [step for step in map_.steps if step.kind in ACTIVITY_KINDS]
    if not steps:
        return [Gap("steps", _("There are no steps yet. Type the first ones in the table; load follows."))]
    calendar, units = event.calendar, event.demand.units_per_year
    if calendar.working_days_per_year <= 0 or calendar.minutes_open_per_day <= 0:
        found.append(Gap("calendar", _("The calendar has no open time, so nobody's load can be computed.")))
    if units is None:
        found.append(
            Gap("demand", _("How many arrive in a year? Takt and load need the demand; type it here."))
        )
    elif units <= 0:
        found.append(
            Gap(
                "demand",
                _("The demand is zero, so there is no takt and no load. Type how many arrive a year."),
            )
        )
    if all(step.process_time is None for step in steps):
        found.append(
            Gap("times", _("No process time is recorded yet. Type them in the table; load follows."))
        )
    known = {role.id: role for role in event.roles}
    for role_id in dict.fromkeys(step.role for step in steps if step.role):
        role = known.get(role_id)
        if role is None or (not role.unpaid and not role.fte):
            name = role.name if role and role.name else role_id
            words = _("{name}: how many people? Without a number their load is not known.").format(name=name)
            if role is None:
                words = _("“{role_id}” is in no pool of people. How many are they?").format(role_id=role_id)
            found.append(Gap("people", words, role_id))
    return found


def worst_load(load: Workload | None) -> tuple[str, str, float] | None:
    """("role" or "step", id, share) of the bottleneck."""
    if load is None or load.bottleneck is None or load.utilisation.value is None:
        return None
    return (*load.bottleneck, load.utilisation.value / 100.0)


def bottleneck_name(event: Event, load: Workload, names: Mapping[str, str]) -> str:
    """The bottleneck in words, "" when there is none."""
    worst = worst_load(load)
    if worst is None:
        return ""
    return names.get(worst[1], worst[1]) if worst[0] == "step" else event.role(worst[1]).name or worst[1]


def load_of(load: Workload, kind: str, thing: str) -> float | None:
    """The load of one role or step as a share; None where it has none on this map."""
    if kind == "role":
        return next((pool.utilisation for pool in load.pools if pool.role == thing), None)
    return next((row.utilisation for row in load.steps if row.step_id == thing), None)


def bottleneck_change_text(event: Event, tried: Event, map_: Map) -> str:
    """How the bottleneck of a map fares in a tried event, always the same role against itself; "" unchanged.

    "Plans examiner falls from 115% to 17%; the next bottleneck is Permit technician, 54%"
    """
    now, then = workload(event, map_.id), workload(tried, map_.id)
    first, second = worst_load(now), worst_load(then)
    if now is None or then is None or first is None:
        return ""
    names = {step.id: step.name for step in tried.map(map_.id).steps} | {s.id: s.name for s in map_.steps}
    kind, thing, share = first
    left = load_of(then, kind, thing) or 0.0
    if left == share:
        return ""
    text = f"{bottleneck_name(event, now, names)} {'falls' if left < share else 'rises'}"
    text += _(" from {share} to {left}").format(share=share_text(share), left=share_text(left))
    if second is not None and second[:2] != first[:2]:
        text += _("; the next bottleneck is {bottleneck_name}, {second}").format(
            bottleneck_name=bottleneck_name(tried, then, names), second=share_text(second[2])
        )
    return text


def overloads(event: Event, load: Workload, names: Mapping[str, str]) -> list[Trouble]:
    """Everyone who gets more work than can be done, with the growth of the backlog."""
    found = [
        Trouble("", f"{pool.name}: {backlog(pool.utilisation, pool.people, pool)}")
        for pool in load.pools
        if pool.utilisation is not None and pool.people and pool.utilisation >= FULL
    ]
    for row in load.steps:
        if row.utilisation is not None and row.people and row.utilisation >= FULL:
            open_time = row.load_min_per_day / (row.utilisation * row.people)
            hours = (row.utilisation - 1.0) * row.people * open_time / 60.0
            text = _("{step_id}: {utilisation} loaded, more work arrives").format(
                step_id=names.get(row.step_id, row.step_id), utilisation=share_text(row.utilisation)
            )
            found.append(
                Trouble(
                    row.step_id,
                    _("{text} than can be done. The backlog grows {hours} a day.").format(
                        text=text, hours=figure_text(hours, "h")
                    ),
                )
            )
    return found


def backlog(share: float, people: float, pool: PoolLoad) -> str:
    """How fast the work of a pool piles up."""
    hours = (share - 1.0) * people * pool.available_min_per_day / 60.0
    return _(
        "{share} loaded, more work arrives than {people} can do. The backlog grows by {hours} of work a day."
    ).format(share=share_text(share), people=people_words(people), hours=figure_text(hours, "h", "speech"))


def sentence(
    event: Event, map_: Map, load: Workload | None, gaps: list[Gap], names: Mapping[str, str]
) -> str:
    """The first line of the panel: the bottleneck, or the one thing that is missing."""
    if load is None or any(gap.kind in ("steps", "times") for gap in gaps):
        return gaps[0].text if gaps else _("The load cannot be computed.")
    worst = worst_load(load)
    if worst is None:
        return _("No number of people is given yet, so no bottleneck can be named.")
    name = bottleneck_name(event, load, names)
    kind, key, share = worst
    people = next(
        (p.people for p in load.pools if p.role == key)
        if kind == "role"
        else (s.people for s in load.steps if s.step_id == key)
    )
    if share >= FULL:
        hours = (share - 1.0) * (people or 0.0) * event.calendar.minutes_open_per_day / 60.0
        text = _(
            "{name} is the bottleneck: {share} loaded, more work arrives than {people} can do; the "
            "backlog grows by {hours} of work a day."
        ).format(
            name=name,
            share=share_text(share),
            people=people_words(people),
            hours=figure_text(hours, "h", "speech"),
        )
    elif share >= BUSY:
        text = _(
            "{name} is the bottleneck: {share} loaded; above 85% every small delay makes a queue."
        ).format(name=name, share=share_text(share))
    else:
        text = _("{name} is the bottleneck: {share} loaded; everyone else has more room.").format(
            name=name, share=share_text(share)
        )
    return text + _longest(event, map_, load, kind, key)


def _longest(event: Event, map_: Map, load: Workload, kind: str, key: str) -> str:
    """The longest step, when it is not at the bottleneck: people look there first."""
    longest = max(load.steps, key=lambda row: row.effective_min, default=None)
    if (
        longest is None
        or longest.effective_min <= 0
        or (longest.role if kind == "role" else longest.step_id) == key
    ):
        return ""
    minutes = time_text(longest.effective_min, event.calendar)
    return " " + _("The longest step, {step_title} ({minutes}), is not.").format(
        step_title=step_title(map_, longest.step_id), minutes=minutes
    )


def about(event: Event, map_: Map, load: Workload | None) -> str:
    """What the figures rest on."""
    calendar = event.calendar
    if load is None:
        return _("Minutes per unit stand without demand; load and takt wait for it.")
    return _(
        "Share of open time, {minutes_open_per_day} a day; demand {units_per_day} a business day; "
        "visits include rework. {basis} from the times of the map."
    ).format(
        minutes_open_per_day=figure_text(calendar.minutes_open_per_day, "min"),
        units_per_day=figure_text(load.units_per_day),
        basis=_("Estimated") if map_.id == "current" else _("Projected"),
    )


def advice(event: Event, load: Workload) -> str:
    """How many people, or how much less work, would bring the bottleneck below 85%; "" when it is below."""
    worst = worst_load(load)
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
    return _(
        "Below 85% with {people} ({minutes}), or with {spare} less work on each {unit}: less rework, "
        "a shorter step, or a step that moves to somebody with room. Try it under What if."
    ).format(
        people=people_words(enough),
        minutes=share_text(minutes / time / enough),
        spare=figure_text(spare, "min"),
        unit=event.demand.unit or "unit",
    )
