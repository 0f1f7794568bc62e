"""Loads as figures that explain themselves, and as bars and stacks of the charts. No widget in here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leanbench.event.records import Event, Map
from leanbench.flow.catalogue import show
from leanbench.flow.lazy import LazyTerms
from leanbench.flow.loads import PoolLoad, StepLoad, Workload
from leanbench.quantity import Basis, Quantity
from leanbench.schema import replace
from leanbench.ui.map.load_words import FULL, backlog, people_words, percent, worst_load

_SOURCE = "Hopp and Spearman, Factory Physics, 2008"
_CONVENTION = "Share of open time; visits include rework; a person's load is summed over all their steps"


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


def map_basis(drawn: Map) -> Basis:
    """What the figures of a map rest on."""
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
                    f" {show(row.load_min_per_day, 1)} min a day"
                )
        found["people"] = "not given" if pool.people is None else show(pool.people)
        found["time per person"] = f"{show(pool.available_min_per_day)} min a day"
        return found

    note = "" if pool.people else "The number of people is not given"
    if pool.utilisation is not None and pool.people and pool.utilisation >= FULL:
        note = f"{pool.name}: {backlog(pool.utilisation, pool.people, pool)}"
    elif pool.waiting is not None and pool.waiting.remark:
        note = pool.waiting.remark
    value = None if pool.utilisation is None else 100.0 * pool.utilisation
    return Quantity(
        f"utilisation_{pool.role}_pct", f"Utilisation, {pool.name}", value, "%", map_basis(drawn),
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
        map_basis(drawn), "demand x visits x effective time / (people x time per person)",
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


def role_bars(
    event: Event, drawn: Map, shown: Workload | None, load: Workload | None, names: Mapping[str, str]
) -> tuple[LoadBar, ...]:
    """The load of every role, the busiest first."""
    if shown is None:
        return ()
    worst = worst_load(load)
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


def step_bars(
    event: Event, drawn: Map, shown: Workload | None, load: Workload | None, names: Mapping[str, str]
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


def role_stacks(event: Event, basis: Basis, load: Workload, names: Mapping[str, str]) -> tuple[Stack, ...]:
    """Minutes per unit and person of every role, by step."""
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
        number, _, rest = name.partition(" ")

        def terms(row: StepLoad = row) -> dict[str, str]:
            return {"visits": show(row.visits, 4), "effective time": f"{show(row.effective_min)} min"}

        stacks.append(
            Stack(row.step_id, name, number if rest else "", ((row.step_id, name, minutes, values[row.step_id]),),
                  bool(people), _balance(name, row.step_id, minutes, people, basis, terms))
        )  # fmt: skip
    return tuple(stacks)
