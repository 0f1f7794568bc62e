"""Stations and people of a map as figures that explain themselves: effective times, capacity, EPEI, line balance.

`capacity` has the formulas on plain numbers; here they meet a map, its people and its demand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from leanbench.event.records import Event, Map, Step
from leanbench.flow.capacity import epei, line_balance, pitch, staffing, takt
from leanbench.flow.catalogue import show
from leanbench.flow.loads import StepLoad, Workload, workload
from leanbench.flow.times import unit_minutes
from leanbench.quantity import Basis, Quantity

_LEXICON = "Lean Lexicon, Lean Enterprise Institute, 2014"
_FACTORY = "Hopp and Spearman, Factory Physics, 2008"


@dataclass(frozen=True, slots=True)
class Station:
    """One step as a station; figures that need something not recorded have no value and say what."""

    step_id: str
    effective: Quantity
    capacity: Quantity
    epei: Quantity | None  # None where nothing is changed over


def stations(
    event: Event, map_id: str = "current", *, load: Workload | None = None, only: str = ""
) -> tuple[Station, ...]:
    """Effective completion interval, capacity and EPEI of every step; empty without demand or open time.

    `load` is the workload of the map where it is known already; `only` the id of the one step that is wanted.
    """
    load = load or workload(event, map_id)
    if load is None:
        return ()
    drawn = event.map(map_id)
    steps = {step.id: step for step in drawn.steps}
    return tuple(
        _station(event, drawn, load, steps[row.step_id], row)
        for row in load.steps
        if only in ("", row.step_id)
    )


def _station(event: Event, drawn: Map, load: Workload, step: Step, row: StepLoad) -> Station:
    basis = basis_of(drawn)
    factors = unit_minutes(event.calendar)
    process = (
        max(0.0, step.process_time.mean() * factors[step.process_time.unit]) if step.process_time else 0.0
    )
    available = step.availability_pct if step.availability_pct and step.availability_pct > 0.0 else 100.0
    lot = step.batch if step.batch and step.batch > 0.0 else 1.0
    changeover = max(0.0, step.changeover.mean() * factors[step.changeover.unit]) if step.changeover else 0.0
    open_time = event.calendar.minutes_open_per_day
    role = event.role(step.role)
    people = row.people or (role.fte if role.fte and role.fte > 0.0 and not role.unpaid else None)
    whose = "its own" if row.people else f"{role.name or step.role}, if they did nothing else"
    name = step.name or step.id
    effective = Quantity(
        f"effective_time_{step.id}_min", f"Effective completion interval, {name}", row.effective_min, "min", basis,
        "process time / availability + changeover / lot",
        {"process time": f"{show(process)} min", "availability": f"{show(available)} %",
         "changeover": f"{show(changeover)} min", "lot": show(lot)},
        "One person; yield is not taken off here: rework counts as further visits", _LEXICON,
    )  # fmt: skip
    work = row.visits * row.effective_min
    capacity = Quantity(
        f"capacity_{step.id}_per_day", f"Capacity, {name}",
        people * open_time / work if people and work > 0.0 else None, "units per bd", basis,
        "people x open time / (visits x effective time)",
        {"people": f"{show(people)} ({whose})", "open time": f"{show(open_time)} min per day",
         "visits": show(row.visits, 4), "effective time": f"{show(row.effective_min)} min"},
        "Availability is in the effective time; people shared with other steps count in full", _FACTORY,
        "No number of people is given" if not people else "No work is recorded" if work <= 0.0 else "",
    )  # fmt: skip
    return Station(step.id, effective, capacity, _epei(event, step, row, people, changeover, process, available, load,
                                                       basis))  # fmt: skip


def _epei(
    event: Event,
    step: Step,
    row: StepLoad,
    people: float | None,
    changeover: float,
    process: float,
    available: float,
    load: Workload,
    basis: Basis,
) -> Quantity | None:
    if changeover <= 0.0:
        return None
    kinds, said = step.kinds, "typed on the step"
    if not kinds or kinds <= 0.0:
        kinds, said = float(len(event.demand.mix)), "kinds of case in the demand"
    name = f"epei_{step.id}_days"
    label = f"Every part every interval, {step.name or step.id}"
    if kinds <= 0.0 or not people:
        what = "how many kinds of work it changes over between" if kinds <= 0.0 else "a number of people"
        formula = "total changeover of one round / (available - run time) per day"
        return Quantity(name, label, None, "bd", basis, formula,
                        {"changeover": f"{show(changeover)} min"}, "All kinds once per round", _LEXICON,
                        f"The step needs {what}")  # fmt: skip
    run_time = load.units_per_day * row.visits * process / (available / 100.0)
    found = epei(changeover * kinds, run_time, people * event.calendar.minutes_open_per_day)
    terms = {"changeover x kinds": f"{show(changeover)} min x {show(kinds)} ({said})", **found.terms}
    return Quantity(name, label, found.value, "bd", basis, found.formula, terms,
                    "All kinds once per round; run time without changeovers", _LEXICON, found.note)  # fmt: skip


def basis_of(drawn: Map) -> Basis:
    """What figures of a map rest on: the current state is estimated, another is projected."""
    return "estimated" if drawn.id == "current" else "projected"


def line_figures(event: Event, map_id: str = "current") -> tuple[Quantity, ...]:
    """Takt, pitch, staffing and line balance of a map as a whole; empty without demand or open time.

    Stations of the balance are the people of the roles whose number is known: each role's minutes per
    unit (visits included) stand evenly on its people.
    """
    load = workload(event, map_id)
    if load is None:
        return ()
    drawn = event.map(map_id)
    basis = basis_of(drawn)
    takt_time = takt(event.calendar.minutes_open_per_day, load.units_per_day)
    assert takt_time.value is not None
    found = [takt_time]
    pack = event.demand.pack
    if pack is not None and pack > 0.0:
        found.append(pitch(takt_time.value, pack))
    work = {bar.name: sum(minutes for _, minutes, _ in bar.segments) for bar in load.bars}
    if sum(work.values()) > 0.0:
        found.append(_staffing(work, takt_time.value, basis))
    known = [(bar.name, bar.people, bar.per_person) for bar in load.bars if bar.people and bar.per_person]
    missing = [bar.name for bar in load.bars if not bar.people and work[bar.name] > 0.0]
    if known:
        found += _balance(known, missing, takt_time.value, basis)
    return tuple(found)


def _staffing(work: dict[str, float], takt_time: float, basis: Basis) -> Quantity:
    total = sum(work.values())
    need = staffing(total, takt_time)
    note = f"Rounded up {need.people}; {show(need.spare)} of the last one is spare"
    if need.people > 1 and need.excess > 0.0:
        note += f"; {show(need.excess, 1)} min less work per unit, and {need.people - 1} would do"
    return Quantity(
        "staffing_people", "People needed at takt", need.exact, "people", basis,
        "work per unit of all paid roles / takt time",
        {**{name: f"{show(minutes)} min" for name, minutes in work.items() if minutes > 0.0},
         "takt time": f"{show(takt_time)} min"},
        "Work content over takt; visits include rework; nobody is idle between roles", _LEXICON, note,
    )  # fmt: skip


def _balance(
    known: Iterable[tuple[str, float | None, float | None]],
    missing: list[str],
    takt_time: float,
    basis: Basis,
) -> list[Quantity]:
    """Line balance by takt and by the longest person; a part of a person weighs as that part."""
    rows = [(name, people or 0.0, minutes or 0.0) for name, people, minutes in known]
    count = math.fsum(people for _, people, _ in rows)
    total = math.fsum(people * minutes for _, people, minutes in rows)
    longest = max(minutes for _, _, minutes in rows)
    whole = all(people == round(people) for _, people, _ in rows)
    if whole:  # the formula of `capacity`, station by station
        line = {f"{name} {k}": minutes for name, people, minutes in rows for k in range(round(people))}
        found = line_balance(line, takt_time)
        by_takt, by_longest = found.ratio_takt, found.ratio_longest
    else:
        by_takt, by_longest = total / (count * takt_time), total / (count * longest)
    name = max(rows, key=lambda row: row[2])[0]
    terms = {
        **{title: f"{show(minutes)} min x {show(people)}" for title, people, minutes in rows},
        "people": show(count),
    }
    note = f"Without {', '.join(missing)}: no number of people is given" if missing else ""
    over = (
        f"; {show(100.0 * (1.0 - by_takt), 1)} % is balance delay"
        if by_takt <= 1.0
        else "; more work than takt allows"
    )
    return [
        Quantity("line_balance_takt_pct", "Line balance, divisor takt", 100.0 * by_takt, "%", basis,
                 "sum of work per unit / (people x takt time)", {**terms, "takt time": f"{show(takt_time)} min"},
                 f"Divisor: people x takt time{over}", _LEXICON, note),
        Quantity("line_balance_longest_pct", "Line balance, divisor busiest role", 100.0 * by_longest, "%", basis,
                 "sum of work per unit / (people x longest work per person)",
                 {**terms, "longest": f"{show(longest)} min, {name}"},
                 "Divisor: people x the longest work per person; says how even the work is, not whether takt is met",
                 _LEXICON, note),
    ]  # fmt: skip
