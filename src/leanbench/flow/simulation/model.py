"""A map and its people as numbers for the event loop, with what was assumed said in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from leanbench.errors import UserError
from leanbench.event.records import Event, Map, Step
from leanbench.flow.graph import ACTIVITY_KINDS, read
from leanbench.flow.simulation.forks import Fork, onward_of
from leanbench.flow.times import Spread, StepTimes, step_times, unit_minutes
from leanbench.schema import replace
from leanbench.words import _
from leanbench.words.numbers import number_text


@dataclass(frozen=True, slots=True)
class Shift:
    """When how many people of a pool are there: a cycle of business days, changes at minutes in it.

    `changes` are (minutes from the start of the cycle, people), ascending, the first at 0.
    """

    changes: tuple[tuple[float, float], ...]
    cycle_days: float = 1.0


@dataclass(frozen=True, slots=True)
class Options:
    """What a simulation may be told beyond the map.

    service : "exponential" spreads every process time typed as one number (as the waiting-line
        formulas do); "as given" takes it as fixed. Ranges and three points always keep their shape.
    arrivals : "random" (Poisson) or "even".
    profile : weights of equal parts of the day, for peaks of arrivals.
    keep_waits : which typed waits are delays outside the queues: "external" (steps of unpaid roles or
        of roles without a number of people, and waits that carry a note), "all", or "none".
    external : further step ids whose typed wait is such a delay.
    people : people per role, instead of `Role.fte`.
    shifts : presence of a pool over the day, instead of its constant number.
    priorities : step id to number; in a pool the smallest number is served first, then first come.
    patience_min : mean time (exponential) from its arrival after which a case that waits for people is
        withdrawn; None: never. On the branches of parallel work nobody withdraws.
    backlog : step id to cases waiting at the start; True takes the counts of the map (`Step.wip`).
    due_min : the lead time that was promised.
    fitted : process times fitted to data.
    """

    service: Literal["exponential", "as given"] = "exponential"
    arrivals: Literal["random", "even"] = "random"
    profile: tuple[float, ...] = ()
    keep_waits: Literal["external", "all", "none"] = "external"
    external: tuple[str, ...] = ()
    people: Mapping[str, float] = field(default_factory=dict)
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    priorities: Mapping[str, int] = field(default_factory=dict)
    patience_min: float | None = None
    backlog: bool | Mapping[str, int] = False
    due_min: float | None = None
    fitted: Mapping[str, Spread] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pool:
    """People who share work: the role (or a step's own people), and who is there when."""

    key: str
    name: str
    people: float
    shift: Shift


@dataclass(frozen=True, slots=True)
class Model:
    """Everything the event loop needs, by step index.

    `onward[i]` is a step, END, CHOICE (then `cuts[i]` gives (cumulative chance, target)) or a fork.
    `pool_of[i]` is -1 for steps without people. `delay[i]` is a delay before the step, `gate[i]` the
    period of a gate, `batch[i]` the number of cases gathered.
    """

    map_id: str
    ids: tuple[str, ...]
    activities: tuple[int, ...]
    start: int
    day: float
    per_day: float
    service: tuple[Spread, ...]
    delay: tuple[Spread | None, ...]
    gate: tuple[float, ...]
    batch: tuple[int, ...]
    pool_of: tuple[int, ...]
    pools: tuple[Pool, ...]
    onward: tuple[int, ...]
    cuts: tuple[tuple[tuple[float, int], ...], ...]
    forks: tuple[Fork, ...]
    priority: tuple[int, ...]
    backlog: tuple[tuple[int, int], ...]
    options: Options
    unit: tuple[str, float]  # words for the event's report unit, and its minutes
    visits: tuple[float, ...]
    assumptions: tuple[str, ...]


def build(event: Event, map_id: str, options: Options) -> Model:
    """The model of one map. Raises UserError when there is nothing to simulate (no steps, no demand)."""
    map_, calendar = event.map(map_id), event.calendar
    units, days = event.demand.units_per_year, calendar.working_days_per_year
    if not map_.steps:
        raise UserError(_("The map '{map_id}' has no steps to simulate.").format(map_id=map_id))
    if not units or units <= 0.0 or days <= 0.0:
        raise UserError(
            _("A simulation needs a demand per year above zero and working days; set them on the event.")
        )
    if calendar.hours_per_business_day <= 0.0:
        raise UserError(_("A simulation needs a calendar with hours per business day."))
    _check(options, map_)
    flow = read(map_)
    plain = replace(map_, lead_time_rule="sum_lt") if map_.lead_time_rule != "sum_lt" else map_
    times = step_times(plain, calendar, None, options.fitted)
    pools, pool_of, notes = _pools(event, map_, options)
    delay, more = _delays(event, map_, times, pool_of, options)
    forks: list[Fork] = []
    onward, cuts = onward_of(flow, forks)
    factors = unit_minutes(calendar)
    assumptions = [
        (
            _("Arrivals at random, {units} per business day.")
            if options.arrivals == "random"
            else _("Arrivals evenly spaced, {units} per business day.")
        ).format(units=number_text(units / days, 2)),
        _("Process times typed as one number vary exponentially.")
        if options.service == "exponential"
        else _("Process times typed as one number do not vary."),
        *notes,
        *more,
        *_assumption_texts(event, map_, pools, options),
    ]
    return Model(
        map_id=map_id,
        ids=flow.ids,
        activities=flow.activities,
        start=flow.start,
        day=60.0 * calendar.hours_per_business_day,
        per_day=units / days,
        service=tuple(_service(i, step, times, factors, options) for i, step in enumerate(map_.steps)),
        delay=delay,
        gate=tuple(max(0.0, s.gate.mean() * factors[s.gate.unit]) if s.gate else 0.0 for s in map_.steps),
        batch=tuple(int(s.batch) if s.batch and s.batch > 1.0 else 1 for s in map_.steps),
        pool_of=pool_of,
        pools=pools,
        onward=onward,
        cuts=cuts,
        forks=tuple(forks),
        priority=tuple(options.priorities.get(s.id, 0) for s in map_.steps),
        backlog=_backlog(map_, options),
        options=options,
        unit=(_("minutes"), 1.0)
        if calendar.report_unit == "min"
        else (_("business days"), 60.0 * calendar.hours_per_business_day),
        visits=flow.visits,
        assumptions=tuple(assumptions),
    )


def _assumption_texts(event: Event, map_: Map, pools: tuple[Pool, ...], options: Options) -> list[str]:
    """What was asked for beyond the map, each as a sentence."""
    names = {step.id: step.name or step.id for step in map_.steps}
    found = []
    if options.profile and options.arrivals == "random":
        weights = " ".join([number_text(weight, 2) for weight in options.profile])
        found.append(_("Arrivals have peaks: parts of the day weigh {weights}.").format(weights=weights))
    hours = [
        _("{name} {people} people on average").format(name=pool.name, people=number_text(pool.people, 2))
        for pool in pools
        if pool.key in options.shifts
    ]
    if hours:
        found.append(_("Hours of their own: {hours}.").format(hours=", ".join(hours)))
    if options.priorities:
        first = sorted(options.priorities.items(), key=lambda item: item[1])
        listed = ", ".join(f"“{names[key]}” {number}" for key, number in first)
        found.append(
            _(
                "Where people are shared, the smallest number is served first, others have 0: {listed}."
            ).format(listed=listed)
        )
    if options.patience_min is not None:
        days = options.patience_min / event.calendar.minutes_per("bd")
        found.append(
            _(
                "A waiting case is withdrawn after {days} business days on average (exponential), counted "
                "from its arrival."
            ).format(days=number_text(days, 2))
        )
    cases = sum(count for _, count in _backlog(map_, options))
    if cases:
        found.append(
            _("It starts with {cases} cases waiting before their steps.").format(cases=number_text(cases, 2))
        )
    elif options.backlog is True:
        found.append(_("No units are counted on the map, so it starts empty."))
    return found


def _check(options: Options, map_: Map) -> None:
    known = {step.id for step in map_.steps}
    named = {*options.external, *options.priorities, *options.fitted}
    if isinstance(options.backlog, Mapping):
        named |= set(options.backlog)
    unknown = sorted(named - known)
    if unknown:
        raise UserError(
            _("The map has no step '{unknown}', which the simulation was told about.").format(
                unknown=unknown[0]
            )
        )
    if any(weight < 0.0 for weight in options.profile) or (options.profile and not sum(options.profile)):
        raise UserError(_("The weights of the arrival profile must not be negative, nor all zero."))
    if options.patience_min is not None and options.patience_min <= 0.0:
        raise UserError(_("The patience of a case must be above zero minutes."))
    for role, count in options.people.items():
        if count < 0.0:
            raise UserError(_("The number of people of '{role}' is negative.").format(role=role))


def _service(
    position: int, step: Step, times: StepTimes, factors: Mapping[str, float], options: Options
) -> Spread:
    """The time one case keeps a person at a step: availability and changeover per batch included."""
    law = times.spreads[position][1] if position in times.spreads else Spread(times.process[position])
    if step.id in options.fitted:
        law = options.fitted[step.id]
    elif law.variance <= 0.0 and law.mean > 0.0 and options.service == "exponential":
        law = Spread(law.mean, law.mean * law.mean, "exponential", 0.0, law.mean, math.inf)
    scale = 100.0 / step.availability_pct if step.availability_pct and step.availability_pct > 0.0 else 1.0
    extra = 0.0
    if step.changeover is not None:
        extra = max(0.0, step.changeover.mean() * factors[step.changeover.unit]) / max(1.0, step.batch or 1.0)
    if scale == 1.0 and extra == 0.0:
        return law
    factor = scale + (extra / law.mean if law.mean > 0.0 else 0.0)
    return Spread(
        law.mean * factor if law.mean > 0.0 else extra,
        law.variance * factor * factor,
        law.shape,
        law.low * factor,
        law.mode * factor,
        law.high * factor,
        tuple(value * factor for value in law.values),
    )


def _pools(event: Event, map_: Map, options: Options) -> tuple[tuple[Pool, ...], tuple[int, ...], list[str]]:
    """Pools of people and the pool of each step; roles without a number of people never make a queue."""
    day = 60.0 * event.calendar.hours_per_business_day
    pools: list[Pool] = []
    place: dict[str, int] = {}
    pool_of: list[int] = []
    endless: dict[str, None] = {}
    for step in map_.steps:
        role = event.role(step.role) if step.role else None
        key, people = step.role, options.people.get(step.role, role.fte if role else None)
        if step.staff and step.staff > 0.0 and step.role not in options.people:
            key, people = _("step {id}").format(id=step.id), step.staff
        if (
            step.kind not in ACTIVITY_KINDS
            or role is None
            or role.unpaid
            or (people is None and key not in options.shifts)
        ):
            pool_of.append(-1)
            if role is not None and not role.unpaid and step.kind in ACTIVITY_KINDS:
                endless[role.name or role.id] = None
            continue
        if key not in place:
            shift = options.shifts.get(key) or constant_shift(people or 0.0, day)
            if people == 0.0 or not any(count > 0.0 for _, count in shift.changes):
                raise UserError(
                    _("Nobody is ever there for '{name}', so their work would never end.").format(
                        name=role.name or key
                    )
                )
            place[key] = len(pools)
            name = (
                f"{role.name or role.id}, {step.name or step.id}"
                if key != step.role
                else role.name or role.id
            )
            pools.append(Pool(key, name, mean_people(shift, day), shift))
        pool_of.append(place[key])
    notes = []
    if endless:
        notes.append(
            _("No number of people is given for {endless}: their work never waits.").format(
                endless=", ".join(endless)
            )
        )
    return tuple(pools), tuple(pool_of), notes


def constant_shift(people: float, day: float) -> Shift:
    """Full-time people all day; a part of a person is one person for that part of the day."""
    whole = math.floor(people + 1e-9)
    part = people - whole
    if part <= 1e-9:
        return Shift(((0.0, float(whole)),))
    return Shift(((0.0, whole + 1.0), (round(part * day, 6), float(whole))))


def mean_people(shift: Shift, day: float) -> float:
    """The mean number of people over the cycle of a shift."""
    length = shift.cycle_days * day
    ends = [time for time, _ in shift.changes[1:]] + [length]
    return sum(count * (end - time) for (time, count), end in zip(shift.changes, ends, strict=True)) / length


def _delays(
    event: Event, map_: Map, times: StepTimes, pool_of: tuple[int, ...], options: Options
) -> tuple[tuple[Spread | None, ...], list[str]]:
    """The typed waits that stay as delays outside the queues."""
    delays: list[Spread | None] = []
    kept: list[str] = []
    dropped = 0.0
    for position, step in enumerate(map_.steps):
        external = step.id in options.external or pool_of[position] < 0 or bool(step.wait_note)
        keep = options.keep_waits == "all" or (options.keep_waits == "external" and external)
        if times.wait[position] <= 0.0 or not keep:
            delays.append(None)
            dropped += times.wait[position]
            continue
        kept.append(f"“{step.name or step.id}”")
        law = times.spreads[position][0] if position in times.spreads else Spread(times.wait[position])
        delays.append(law)
    notes = []
    if dropped > 0.0:
        notes.append(_("Typed waits before steps with people are not used: queues arise in the simulation."))
    if kept:
        listed = ", ".join(kept[:6]) + (
            _(" and {count} more").format(count=len(kept) - 6) if len(kept) > 6 else ""
        )
        notes.append(_("Typed waits kept as delays outside the queues: {listed}.").format(listed=listed))
    return tuple(delays), notes


def _backlog(map_: Map, options: Options) -> tuple[tuple[int, int], ...]:
    if options.backlog is False:
        return ()
    if isinstance(options.backlog, Mapping):
        counts = [(i, options.backlog.get(step.id, 0)) for i, step in enumerate(map_.steps)]
    else:
        counts = [(i, round(step.wip or 0.0)) for i, step in enumerate(map_.steps)]
    return tuple((position, int(count)) for position, count in counts if count > 0)
