"""Stations and people of a map as figures that explain themselves: effective times, capacity, EPEI, line balance.

`capacity` has the formulas on plain numbers; here they meet a map, its people and its demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leanbench.event.records import Event, Map, Step
from leanbench.flow.capacity import pitch, staffing, takt
from leanbench.flow.loads import FACTORY, StepLoad, Workload, workload
from leanbench.flow.times import unit_minutes
from leanbench.quantity import Basis, Quantity, Term, basis_of, figure, work_out
from leanbench.schema import replace
from leanbench.words import N_, _
from leanbench.words.numbers import number_text

_LEXICON = N_("Lean Lexicon, Lean Enterprise Institute, 2014")


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
    map_ = event.map(map_id)
    steps = {step.id: step for step in map_.steps}
    return tuple(
        _station(event, map_, load, steps[row.step_id], row)
        for row in load.steps
        if only in ("", row.step_id)
    )


def _station(event: Event, map_: Map, load: Workload, step: Step, row: StepLoad) -> Station:
    basis = basis_of(map_.id)
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
    whose = (
        _("its own")
        if row.people
        else _("{name}, if they did nothing else").format(name=role.name or step.role)
    )
    name = step.name or step.id
    effective = figure(
        f"effective_time_{step.id}_min", _("Effective completion interval, {name}").format(name=name), "min",
        N_("process time / availability + changeover / lot"),
        (Term("process time", process, "min"), Term("availability", available, "%"),
         Term("changeover", changeover, "min"), Term("lot", lot)),
        _("One person; yield is not taken off here: rework counts as further visits"), _LEXICON, basis=basis,
    )  # fmt: skip
    people_term = Term("people", people, note=whose)
    visits = Term("visits", row.visits)
    capacity = figure(
        f"capacity_{step.id}_per_day", _("Capacity, {name}").format(name=name), N_("units per bd"),
        N_("people x open time / (visits x effective time)"),
        (people_term, Term("open time", open_time, N_("min per day")), visits,
         Term("effective time", row.effective_min, "min")),
        _("Availability is in the effective time; people shared with other steps count in full"), FACTORY, basis=basis,
        missing=_("No number of people is given") if not people else _("No work is recorded"),
    )  # fmt: skip
    epei = None
    if changeover > 0.0:
        kinds, source = step.kinds, _("typed on the step")
        if not kinds or kinds <= 0.0:
            kinds, source = float(len(event.demand.mix)), _("kinds of case in the demand")
        terms = (
            Term("changeover", changeover, "min"), Term("kinds", kinds or None, note=source if kinds else ""),
            people_term, Term("open time", open_time, N_("min per day")),
            Term("demand", load.units_per_day, N_("per day")), visits,
            Term("process time", process, "min"), Term("availability", available, "%"),
        )  # fmt: skip
        epei = _epei(
            f"epei_{step.id}_days", _("Every part every interval, {name}").format(name=name), terms, basis
        )
    return Station(step.id, effective, capacity, epei)


def _epei(name: str, label: str, terms: Sequence[Term], basis: Basis) -> Quantity:
    """EPEI of a step; which of its terms is missing is said."""
    known = {term.name: term.value for term in terms}
    missing = (
        _("how many kinds of work it changes over between") if not known["kinds"] else _("a number of people")
    )
    room = N_("people x open time - demand x visits x process time / availability")
    left = work_out(room, terms)
    found = figure(
        name, label, "bd", f"changeover x kinds / ({room})", terms,
        _("All kinds once per round; run time without changeovers"), _LEXICON, basis=basis,
        missing=_("The step needs {missing}").format(missing=missing),
    )  # fmt: skip
    if left is not None and left <= 0.0:
        return replace(found, value=None, note=_("The run time leaves no room for changeovers"))
    return found


def line_figures(event: Event, map_id: str = "current") -> tuple[Quantity, ...]:
    """Takt, pitch, staffing and line balance of a map as a whole; empty without demand or open time.

    Stations of the balance are the people of the roles whose number is known: each role's minutes per
    unit (visits included) stand evenly on its people.
    """
    load = workload(event, map_id)
    if load is None:
        return ()
    map_ = event.map(map_id)
    basis = basis_of(map_.id)
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
    note = _("Rounded up {people}; {spare} of the last one is spare").format(
        people=need.people, spare=number_text(need.spare, 2)
    )
    if need.people > 1 and need.excess > 0.0:
        note += _("; {excess} min less work per unit, and {people} would do").format(
            excess=number_text(need.excess, 1), people=need.people - 1
        )
    names = [name for name, minutes in work.items() if minutes > 0.0]
    return figure(
        "staffing_people", _("People needed at takt"), "people", N_("sum of work per unit / takt time"),
        (Term("work per unit", [work[name] for name in names], "min", names), Term("takt time", takt_time, "min")),
        _("Work content of all paid roles over takt; visits include rework; nobody is idle between roles"), _LEXICON,
        note, basis=basis,
    )  # fmt: skip


def _balance(
    known: Iterable[tuple[str, float | None, float | None]],
    missing: list[str],
    takt_time: float,
    basis: Basis,
) -> list[Quantity]:
    """Line balance by takt and by the longest person; a part of a person weighs as that part."""
    rows = [(name, people or 0.0, minutes or 0.0) for name, people, minutes in known]
    names = [name for name, _, _ in rows]
    busiest, _unused, longest = max(rows, key=lambda row: row[2])
    people = Term("people", [people for _, people, _ in rows], "", names)
    work = Term("work per person", [minutes for _, _, minutes in rows], "min", names)
    note = (
        _("Without {missing}: no number of people is given").format(missing=", ".join(missing))
        if missing
        else ""
    )
    by_takt = figure(
        "line_balance_takt_pct", _("Line balance, divisor takt"), "%",
        N_("sum of people x work per person / (sum of people x takt time)"),
        (people, work, Term("takt time", takt_time, "min")), "", _LEXICON, note, basis=basis,
    )  # fmt: skip
    full = by_takt.value or 0.0
    over = (
        _("{full}% is balance delay").format(full=number_text(100.0 - full, 1))
        if full <= 100.0
        else _("more work than takt allows")
    )
    return [
        replace(by_takt, convention=_("Divisor: people x takt time; {over}").format(over=over)),
        figure(
            "line_balance_longest_pct", _("Line balance, divisor busiest role"), "%",
            N_("sum of people x work per person / (sum of people x longest)"),
            (people, work, Term("longest", longest, "min", note=busiest)),
            _("Divisor: people x the longest work per person; says how even the work is, not whether takt is met"),
            _LEXICON, note, basis=basis,
        ),
    ]  # fmt: skip
