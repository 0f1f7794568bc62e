"""The load of a map on its steps and people: utilization, bottleneck, waiting lines, work balance.

The bottleneck is the pool or step with the highest utilization, counting visits and shared people:
not the longest step, and not the one with the lowest raw capacity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from leanbench.event.records import Event, Step
from leanbench.flow.capacity import effective_time, takt
from leanbench.flow.columns import at
from leanbench.flow.folding import critical_path
from leanbench.flow.graph import Trouble, read
from leanbench.flow.queueing import Waiting, batch_wait, gate_wait, queue
from leanbench.flow.times import step_times, unit_minutes
from leanbench.quantity import Basis, Quantity, Term, basis_of, figure
from leanbench.words import N_, _
from leanbench.words.numbers import number_text

PeopleTime = Literal["open", "productive"]
FACTORY = N_("Hopp and Spearman, Factory Physics, 2008")


@dataclass(frozen=True, slots=True)
class StepLoad:
    """One step per business day: effective minutes per visit, visits per unit, load, utilization.

    `utilisation` is a share of the step's own people (`Step.staff`), None when it has none of its own.
    """

    step_id: str
    role: str
    visits: float
    effective_min: float
    load_min_per_day: float
    people: float | None
    utilisation: float | None


@dataclass(frozen=True, slots=True)
class PoolLoad:
    """One role over all its steps per business day.

    `needed` is load / available time of one person; `utilisation` = needed / people, None when the
    number of people is not given; `waiting` the waiting line of the pool (times in minutes).
    """

    role: str
    name: str
    people: float | None
    load_min_per_day: float
    available_min_per_day: float
    needed: float
    utilisation: float | None
    waiting: Waiting | None
    units_per_day: float
    steps: tuple[tuple[str, float, float], ...]  # id, visits, effective minutes of each step with work

    @property
    def overload_text(self) -> str:
        """What happens where more arrives than can be done; "" below."""
        if self.utilisation is None or self.utilisation < 1.0 or not self.people:
            return ""
        return overload_text(self.name, self.utilisation, self.people * self.available_min_per_day)

    @property
    def remark(self) -> str:
        """The overload, or the remark of the waiting line."""
        return self.overload_text or (self.waiting.remark if self.waiting is not None else "")

    def quantity(self, basis: Basis = "estimated", names: Mapping[str, str] | None = None) -> Quantity:
        """The utilization as a figure, step by step; `names` says how steps are called."""
        rows = self.steps
        called = [(names or {}).get(key, key) for key, _, _ in rows]
        return figure(
            f"utilisation_{self.role}_pct", _("Utilization, {name}").format(name=self.name), "%",
            N_("demand x sum of visits x effective time / (people x time per person)"),
            (
                Term("demand", self.units_per_day, N_("per day")),
                Term("visits", [visits for _, visits, _ in rows], "", called),
                Term("effective time", [minutes for _, _, minutes in rows], "min", called),
                Term("people", self.people),
                Term("time per person", self.available_min_per_day, N_("min per day")),
            ),
            _("Share of open time; visits include rework; a person's load is summed over all their steps"), FACTORY,
            self.remark, basis=basis, missing=_("The number of people is not given"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the work balance chart: minutes per unit by step, `segments` of (step id, minutes, value class)."""

    role: str
    name: str
    segments: tuple[tuple[str, float, str], ...]
    people: float | None
    per_person: float | None  # minutes per unit and person, to be compared with takt


@dataclass(frozen=True, slots=True)
class Workload:
    """Capacity of one map against its demand.

    `bottleneck` is ("role" or "step", id) of the highest utilization, None when no number of people
    is known; `sentence` says it in words.
    """

    map_id: str
    units_per_day: float
    takt: Quantity
    steps: tuple[StepLoad, ...]
    pools: tuple[PoolLoad, ...]
    bars: tuple[Bar, ...]
    bottleneck: tuple[str, str] | None
    utilisation: Quantity
    sentence: str
    troubles: tuple[Trouble, ...]


def workload(
    event: Event,
    map_id: str = "current",
    *,
    people_time: PeopleTime = "open",
    ca2: float = 1.0,
    cs2: float | None = None,
) -> Workload | None:
    """Load of every step and every pool of people; None when the event has no demand or no open time.

    Parameters
    ----------
    event : Event
    map_id : str
    people_time : {"open", "productive"}
        Time of one person per day: the minutes open, or the productive hours per year / working days.
    ca2, cs2 : float
        Variation for the waiting lines. `cs2` None: exponential service of each step, mixed over the
        steps of the pool.
    """
    map_, calendar = event.map(map_id), event.calendar
    units, days = event.demand.units_per_year, calendar.working_days_per_year
    open_time = calendar.minutes_open_per_day
    if people_time == "productive" and days > 0.0:
        open_time = 60.0 * calendar.productive_hours_per_fte_year / days
    if not units or units <= 0.0 or days <= 0.0 or open_time <= 0.0:
        return None
    per_day = units / days
    flow = read(map_)
    times = step_times(map_, calendar, per_day)
    factors = unit_minutes(calendar)
    roles = {role.id: role for role in event.roles}
    steps: list[StepLoad] = []
    by_role: dict[str, list[tuple[Step, StepLoad]]] = {}
    for position in flow.activities:
        step = map_.steps[position]
        role = roles.get(step.role)
        effective = _effective(step, times.process[position], factors)
        load = per_day * flow.visits[position] * effective
        own = step.staff if step.staff and step.staff > 0.0 else None
        paid = role is None or not role.unpaid
        row = StepLoad(
            step.id, step.role, flow.visits[position], effective, load, own,
            load / (own * open_time) if own and paid else None,
        )  # fmt: skip
        steps.append(row)
        if paid and step.role:
            by_role.setdefault(step.role, []).append((step, row))
    pools = [_pool(event, role_id, rows, per_day, open_time, ca2, cs2) for role_id, rows in by_role.items()]
    return _workload(event, map_id, per_day, steps, pools, by_role, open_time, people_time)


def _effective(step: Step, process: float, factors: Mapping[str, float]) -> float:
    """Minutes of a person per unit at a step: availability, changeover and batch included."""
    available = (
        step.availability_pct / 100.0 if step.availability_pct and step.availability_pct > 0.0 else 1.0
    )
    lot = step.batch if step.batch and step.batch > 0.0 else 1.0
    changeover = step.changeover.mean() * factors[step.changeover.unit] if step.changeover else 0.0
    return effective_time(process, available=available, changeover=max(0.0, changeover), lot=lot)


def _pool(
    event: Event,
    role_id: str,
    rows: Sequence[tuple[Step, StepLoad]],
    per_day: float,
    open_time: float,
    ca2: float,
    cs2: float | None,
) -> PoolLoad:
    role = event.role(role_id)
    load = sum(row.load_min_per_day for _, row in rows)
    arrivals = sum(per_day * row.visits for _, row in rows if row.effective_min > 0.0) / open_time
    people = role.fte if role.fte and role.fte > 0.0 else None
    waiting = None
    if people and load > 0.0 and arrivals > 0.0:
        mean = load / open_time / arrivals
        second = (
            sum(per_day * row.visits * 2.0 * row.effective_min**2 for _, row in rows) / open_time / arrivals
        )
        variation = max(0.0, second / mean**2 - 1.0) if cs2 is None else cs2
        waiting = queue(arrivals, 1.0 / mean, people, ca2=ca2, cs2=variation, unit="minute")
    return PoolLoad(
        role=role_id,
        name=role.name or role_id,
        people=people,
        load_min_per_day=load,
        available_min_per_day=open_time,
        needed=load / open_time,
        utilisation=load / open_time / people if people else None,
        waiting=waiting,
        units_per_day=per_day,
        steps=tuple(
            (row.step_id, row.visits, row.effective_min) for _, row in rows if row.load_min_per_day > 0.0
        ),
    )


def overload_text(name: str, share: float, open_minutes: float) -> str:
    """That a load of 1 or more cannot be done, and how the backlog grows."""
    return _(
        "{name} is loaded at {share}%: more work arrives than can be done. The backlog grows by "
        "{hours} hours of work per day."
    ).format(
        name=name,
        share=number_text(100.0 * share, 1),
        hours=number_text((share - 1.0) * open_minutes / 60.0, 1),
    )


def _workload(
    event: Event,
    map_id: str,
    per_day: float,
    steps: list[StepLoad],
    pools: list[PoolLoad],
    by_role: Mapping[str, Sequence[tuple[Step, StepLoad]]],
    open_time: float,
    people_time: PeopleTime,
) -> Workload:
    loads = [
        (pool.utilisation, "role", pool.role, pool.name) for pool in pools if pool.utilisation is not None
    ]
    loads += [
        (row.utilisation, "step", row.step_id, row.step_id) for row in steps if row.utilisation is not None
    ]
    worst = max(loads, key=lambda load: load[0], default=None)
    troubles = [
        Trouble("" if kind == "role" else item,
                overload_text(name, share, _people(pools, steps, kind, item) * open_time))
        for share, kind, item, name in loads
        if share >= 1.0
    ]  # fmt: skip
    basis = _("open time") if people_time == "open" else _("productive hours")
    sentence = _("No number of people is given, so no bottleneck can be named.")
    if worst is not None:
        sentence = _("The bottleneck is {name}: {share}% of {basis} is used.").format(
            name=worst[3], share=number_text(100 * worst[0], 1), basis=basis
        )
    bars = tuple(
        Bar(
            role=role_id,
            name=event.role(role_id).name or role_id,
            segments=tuple((step.id, row.visits * row.effective_min, step.value) for step, row in rows),
            people=event.role(role_id).fte,
            per_person=(
                sum(row.visits * row.effective_min for _, row in rows) / fte
                if (fte := event.role(role_id).fte)
                else None
            ),
        )
        for role_id, rows in by_role.items()
    )
    return Workload(
        map_id=map_id,
        units_per_day=per_day,
        takt=takt(event.calendar.minutes_open_per_day, per_day),
        steps=tuple(steps),
        pools=tuple(pools),
        bars=bars,
        bottleneck=None if worst is None else (worst[1], worst[2]),
        utilisation=figure(
            "bottleneck_utilisation_pct", _("Utilization of the bottleneck"), "%",
            N_("load / (people x time per person)"),
            () if worst is None else (
                Term("load", _load(pools, steps, worst[1], worst[2]), N_("min per day"), note=worst[3]),
                Term("people", _people(pools, steps, worst[1], worst[2])),
                Term("time per person", open_time, N_("min per day")),
                Term("demand", per_day, N_("per day")),
            ),
            _("Load is demand x visits x effective time; share of {basis}; visits include rework; a "
"person's load is summed over all their steps").format(basis=basis), FACTORY, missing=sentence, basis=basis_of(map_id),
        ),
        sentence=sentence,
        troubles=tuple(troubles),
    )  # fmt: skip


def _load(pools: Sequence[PoolLoad], steps: Sequence[StepLoad], kind: str, item: str) -> float:
    if kind == "role":
        return next(pool.load_min_per_day for pool in pools if pool.role == item)
    return next(row.load_min_per_day for row in steps if row.step_id == item)


def _people(pools: Sequence[PoolLoad], steps: Sequence[StepLoad], kind: str, item: str) -> float:
    if kind == "role":
        return next(pool.people or 0.0 for pool in pools if pool.role == item)
    return next(row.people or 0.0 for row in steps if row.step_id == item)


def step_waits(
    event: Event, map_id: str = "current", *, load: Workload | None = None, only: str = ""
) -> Mapping[str, Quantity]:
    """The wait before every step by the waiting-line formulas: line of the pool, batch and period gate added.

    By step id; steps without a line (unpaid roles, no number of people, no work) are left out. No value where
    the pool is overloaded. A wait with a note on it (the applicant's own time) is no queue: it comes on top.
    `load` is the workload of the map where it is known already; `only` the id of the one step that is wanted.
    """
    load = load or workload(event, map_id)
    if load is None:
        return {}
    map_ = event.map(map_id)
    flow = read(map_)
    times = step_times(map_, event.calendar, load.units_per_day)
    factors = unit_minutes(event.calendar)
    lines = {pool.role: pool for pool in load.pools}
    open_time = event.calendar.minutes_open_per_day
    found: dict[str, Quantity] = {}
    for position, step in enumerate(map_.steps):
        pool = lines.get(step.role)
        if (
            pool is None
            or pool.waiting is None
            or only not in ("", step.id)
            or times.process[position] <= 0.0
        ):
            continue
        line = pool.waiting.waiting_time
        parts: list[tuple[str, float]] = [(_("line of {name}").format(name=pool.name), line or 0.0)]
        rate = load.units_per_day * flow.visits[position] / open_time
        if step.batch and step.batch > 1.0 and rate > 0.0:
            parts.append(
                (
                    _("batch of {batch}").format(batch=number_text(step.batch, 2)),
                    batch_wait(step.batch, rate, times.process[position]),
                )
            )
        if step.gate is not None:
            period = max(0.0, step.gate.mean() * factors[step.gate.unit])
            parts.append((_("period gate, half of the period"), gate_wait(period)))
        if step.wait_note and times.wait[position] > 0.0:
            parts.append((_("typed, with a note on it"), times.wait[position]))
        waits = Term("waits before the step", [wait for _, wait in parts], "min", [name for name, _ in parts])
        found[step.id] = figure(
            f"queue_wait_{step.id}_min", _("Wait before {name} by formula").format(name=step.name or step.id), "min",
            N_("sum of waits before the step"), () if line is None else (waits,),
            _("Line of the pool by Allen-Cunneen, batch (k - 1) / (2 lambda) + (k - 1) t / 2, half of the period of a"
            " gate; arrivals at random, first come first served, no part-time hours"),
            _("Allen, Probability, Statistics and Queueing Theory, 1990; {factory}").format(factory=FACTORY),
            pool.waiting.remark, basis=basis_of(map_id), missing="",
        )  # fmt: skip
    return found


def queueing_lead_time(event: Event, map_id: str = "current") -> Quantity | None:
    """Expected lead time with waits from the waiting lines of the pools instead of the typed waits.

    Waits of unpaid roles (the customer's own time) and of roles without a number of people stay as
    typed. None without demand; no value when a pool is overloaded.
    """
    load = workload(event, map_id)
    map_ = event.map(map_id)
    flow = read(map_)
    if load is None or flow.expected is None:
        return None
    times = step_times(map_, event.calendar, load.units_per_day)
    found = step_waits(event, map_id, load=load)
    lines: list[float] = []
    over: list[str] = []
    typed = 0
    for position, step in enumerate(map_.steps):
        queued, wait = found.get(step.id), times.wait[position]
        if queued is None:
            typed += wait > 0.0
        elif queued.value is None:
            over.append(step.role)
        else:
            wait = queued.value
            typed += bool(step.wait_note)
        lines.append(wait)
    note = _("{typed} waits are as typed").format(typed=typed) if typed else ""
    if over:
        names = ", ".join(dict.fromkeys(event.role(role).name or role for role in over))
        note = _("{names} cannot keep up with the demand: there is no steady lead time").format(names=names)
    passed = [0.0] * len(lines)
    critical_path(
        flow.expected, [wait + work for wait, work in zip(lines, times.process, strict=True)], passed
    )
    steps = [position for position, visits in enumerate(passed) if visits > 0.0]
    ids = at(flow.ids, steps)
    terms = (
        Term("visits", at(passed, steps), "", ids),
        Term("wait", at(lines, steps), "min", ids),
        Term("process time", at(times.process, steps), "min", ids),
    )
    return figure(
        "lead_time_queueing_min", _("Lead time by waiting-line formulas"), "min",
        N_("sum of visits x (wait + process time)"), () if over else terms,
        _("Each pool as one line (Allen-Cunneen), arrivals at random, no part-time hours; batches and gates added"),
        _("Allen, Probability, Statistics and Queueing Theory, 1990"), note, basis=basis_of(map_id), missing="",
    )  # fmt: skip
