"""Everything the capacity panel shows of one map, read at once."""

from __future__ import annotations

from dataclasses import dataclass

from leanbench.event.records import Event, Map
from leanbench.flow.graph import Trouble
from leanbench.flow.littles_law import check
from leanbench.flow.load_figures import (
    LoadBar,
    Stack,
    role_bars,
    role_stacks,
    step_bars,
    step_stacks,
)
from leanbench.flow.load_words import (
    Gap,
    about,
    advice,
    bottleneck_name,
    gaps_of,
    overloads,
    sentence,
    step_names,
)
from leanbench.flow.loads import workload
from leanbench.flow.measures import metrics_of
from leanbench.flow.stations import stations
from leanbench.quantity import Quantity, basis_of
from leanbench.schema import replace
from leanbench.words import _


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
    little: str = ""  # where counted work and the waits of the map do not fit
    advice: str = ""  # what would bring the bottleneck below 85%


def read_capacity(event: Event, map_: Map) -> Reading:
    """Read one map: loads, work balance, what is missing, what is wrong. Never raises."""
    gaps = list(gaps_of(event, map_))
    load = workload(event, map_.id)
    shown = load
    if load is None:
        # Without demand the minutes per unit still stand: they do not depend on it.
        known = replace(event, demand=replace(event.demand, units_per_year=1.0))
        if event.calendar.working_days_per_year > 0 and event.calendar.minutes_open_per_day > 0:
            shown = workload(known, map_.id)
    names = step_names(map_)
    troubles = list(metrics_of(map_, event).troubles)
    if load is not None:
        first = bottleneck_name(event, load, names)  # the sentence on top says that one
        troubles += [t for t in overloads(event, load, names) if not t.text.startswith(f"{first}: ")]
    roles = role_bars(event, map_, shown, load, names)
    steps = step_bars(event, map_, shown, load, names)
    return Reading(
        sentence=sentence(event, map_, load, gaps, names),
        about=about(event, map_, load),
        takt=None if load is None else load.takt,
        roles=roles,
        steps=steps,
        role_stacks=role_stacks(event, basis_of(map_.id), shown, names) if shown else (),
        step_stacks=step_stacks(event, basis_of(map_.id), shown, names) if shown else (),
        gaps=tuple(gaps),
        troubles=tuple(dict.fromkeys(troubles)),
        little=_little(event, map_),
        advice="" if load is None else advice(event, load),
    )


def step_figures(event: Event, map_: Map) -> list[tuple[str, tuple[Quantity, ...]]]:
    """By step name: effective time, capacity, EPEI; steps where nobody works are left out."""
    names = step_names(map_)
    found = []
    for station in stations(event, map_.id):
        figures = (station.effective, station.capacity, station.epei)
        known = tuple(figure for figure in figures if figure is not None)
        if station.effective.value or station.epei is not None:
            found.append((names.get(station.step_id, station.step_id), known))
    return found


def _little(event: Event, map_: Map) -> str:
    """Where counted units and waits contradict each other, in words; "" where they agree or are not known."""
    found = check(event, map_.id)
    if found is None or (found.agrees and not any(row.off for row in found.rows)):
        return ""
    off = [row for row in found.rows if row.off]
    text = found.sentence if not found.agrees else ""
    if off:
        worst = max(off, key=lambda row: abs(row.counted - row.expected))
        more = (
            _(" {count} other steps too.").format(count=len(off) - 1)
            if len(off) > 2
            else _(" One other step too.")
            if len(off) == 2
            else ""
        )
        text = (
            _("{text} Most at {sentence}{more}").format(text=text, sentence=worst.sentence, more=more).strip()
        )
    return text
