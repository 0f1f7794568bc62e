"""Loads as figures that explain themselves, and as bars and stacks of the charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leanbench.event.records import Event, Map
from leanbench.flow.load_words import people_words, worst_load
from leanbench.flow.loads import FACTORY, PoolLoad, StepLoad, Workload
from leanbench.quantity import Basis, Quantity, Term, basis_of, figure
from leanbench.schema import replace
from leanbench.words import N_, _
from leanbench.words.numbers import number_text, share_text


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


def pool_quantity(map_: Map, pool: PoolLoad, names: Mapping[str, str]) -> Quantity:
    """Utilization of one role with the steps that make it up."""
    return pool.quantity(basis_of(map_.id), names)


def step_quantity(
    event: Event, map_: Map, load: Workload, row: StepLoad, people: float | None, names: Mapping[str, str]
) -> Quantity:
    """The share of a role's time that one step takes (or of the step's own people)."""
    whose = (
        _("the step's own people") if row.people else f"{event.role(row.role).name or row.role or 'nobody'}"
    )
    terms = (
        Term("demand", load.units_per_day, N_("per day")),
        Term("visits", row.visits),
        Term("effective time", row.effective_min, "min"),
        Term("people", people, note=whose if people else ""),
        Term("time per person", event.calendar.minutes_open_per_day, N_("min per day")),
    )
    return figure(
        f"utilisation_{row.step_id}_pct", _("Load of {step}").format(step=names.get(row.step_id, row.step_id)),
        "%", N_("demand x visits x effective time / (people x time per person)"), terms,
        _("Share of open time; availability, changeover and batch are in the effective time"), FACTORY,
        basis=basis_of(map_.id), missing=_("The number of people is not given"),
    )  # fmt: skip


def step_people(event: Event, row: StepLoad) -> float | None:
    """Who works at a step: its own people, else all of the role; None when unpaid or not given."""
    role = event.role(row.role) if row.role else None
    if role is None or role.unpaid:
        return None
    return row.people or role.fte or None


def role_bars(
    event: Event, map_: Map, shown: Workload | None, load: Workload | None, names: Mapping[str, str]
) -> tuple[LoadBar, ...]:
    """The load of every role, the busiest first."""
    if shown is None:
        return ()
    worst = worst_load(load)
    bars = []
    for pool in shown.pools:
        share = pool.utilisation if load is not None else None
        need = (
            _("{needed} of {people} needed").format(
                needed=number_text(pool.needed, 2), people=number_text(pool.people, 2)
            )
            if pool.people
            else _("people not given")
        )
        if load is None:
            need = people_words(pool.people) or _("people not given")
        bars.append(
            LoadBar(
                key=pool.role, label=pool.name, sub=need, share=share,
                words=share_text(share) or _("not known"),
                quantity=_on_demand(pool_quantity(map_, pool, names), load),
                bottleneck=bool(worst and worst[0] == "role" and worst[1] == pool.role),
            )
        )  # fmt: skip
    bars.sort(key=lambda bar: -(bar.share if bar.share is not None else -1.0))
    return tuple(bars)


def step_bars(
    event: Event, map_: Map, shown: Workload | None, load: Workload | None, names: Mapping[str, str]
) -> tuple[LoadBar, ...]:
    """The share of its people's time that every step takes, the largest first."""
    if shown is None:
        return ()
    worst = worst_load(load)
    time = event.calendar.minutes_open_per_day
    bars = []
    for row in shown.steps:
        role = event.role(row.role) if row.role else None
        if role is not None and role.unpaid:
            continue
        people = step_people(event, row)
        share = row.load_min_per_day / (people * time) if people and load is not None else None
        sub = (role.name or role.id) if role is not None else _("nobody named")
        if row.people:
            sub = _("{people} of its own").format(people=people_words(row.people))
        bars.append(
            LoadBar(
                key=row.step_id, label=names.get(row.step_id, row.step_id), sub=sub, share=share,
                words=share_text(share) or _("not known"),
                quantity=_on_demand(step_quantity(event, map_, shown, row, people, names), load),
                bottleneck=bool(worst and worst[0] == "step" and worst[1] == row.step_id),
            )
        )  # fmt: skip
    bars.sort(key=lambda bar: -(bar.share if bar.share is not None else -1.0))
    return tuple(bars)


def _on_demand(found: Quantity, load: Workload | None) -> Quantity:
    """A load, or why there is none: the minutes were found without demand."""
    return (
        found
        if load is not None
        else replace(found, value=None, terms=(), note=_("No demand per year is given"))
    )


def _balance(
    label: str, key: str, basis: Basis, people: float | None, rows: Sequence[tuple[str, float, float]]
) -> Quantity:
    """Work per unit and person; `rows` are (step, visits, effective minutes)."""
    names = [name for name, _, _ in rows]
    return figure(
        f"work_per_unit_{key}", _("Work per unit and person, {label}").format(label=label), "min",
        N_("sum of visits x effective time / people"),
        (
            Term("visits", [visits for _, visits, _ in rows], "", names),
            Term("effective time", [minutes for _, _, minutes in rows], "min", names),
            Term("people", people or 1.0, note="" if people else _("not given, shown for one person")),
        ),
        _("Work balance chart, to stand below takt; visits include rework"),
        _("Lean Lexicon, Lean Enterprise Institute, 2014"), basis=basis,
    )  # fmt: skip


def role_stacks(event: Event, basis: Basis, load: Workload, names: Mapping[str, str]) -> tuple[Stack, ...]:
    """Minutes per unit and person of every role, by step."""
    stacks = []
    rows = {row.step_id: row for row in load.steps}
    for bar in load.bars:
        people = bar.people if bar.people and bar.people > 0 else None
        parts = tuple(
            (key, names.get(key, key), m / (people or 1.0), v) for key, m, v in bar.segments if m > 0
        )
        steps = [(name, rows[key].visits, rows[key].effective_min) for key, name, _, _ in parts]
        stacks.append(
            Stack(bar.role, bar.name, f"÷ {number_text(people, 2)}" if people else "people?", parts, bool(people),
                  _balance(bar.name, bar.role, basis, people, steps))
        )  # fmt: skip
    return tuple(sorted(stacks, key=lambda stack: -stack.height))


def step_stacks(event: Event, basis: Basis, load: Workload, names: Mapping[str, str]) -> tuple[Stack, ...]:
    """Minutes per unit and person of every step."""
    values: dict[str, str] = {key: value for bar in load.bars for key, _, value in bar.segments}
    stacks = []
    for row in load.steps:
        if row.step_id not in values or row.effective_min <= 0:
            continue
        people = step_people(event, row)
        minutes = row.visits * row.effective_min / (people or 1.0)
        name = names.get(row.step_id, row.step_id)
        number, _unused, rest = name.partition(" ")
        stacks.append(
            Stack(row.step_id, name, number if rest else "", ((row.step_id, name, minutes, values[row.step_id]),),
                  bool(people), _balance(name, row.step_id, basis, people, [(name, row.visits, row.effective_min)]))
        )  # fmt: skip
    return tuple(stacks)
