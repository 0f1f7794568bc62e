"""The times of the steps of a map in business minutes, under the map's lead-time rule.

Lead-time rules by name:
  sum_lt             office default: a step's lead time is its wait plus its process time
  inventory_plus_pt  the wait is the inventory before the step, as days of supply by demand; process time is added
  inventory_only     Learning to See (Rother and Shook 1998): the inventory days alone, process time not added
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from msgspec import Struct

from leanbench.event.records import Map, Step
from leanbench.flow.columns import Columns
from leanbench.flow.graph import Trouble, step_label
from leanbench.words import N_, _
from leanbench.words.durations import Calendar, Duration

_ENDLESS = float("inf")
_typed = Columns(2)

LEAD_TIME_RULES: Mapping[str, str] = {
    "sum_lt": N_("lead time of a step = wait before it + process time (office rule)"),
    "inventory_plus_pt": N_("wait = inventory before the step / daily demand; process time is added"),
    "inventory_only": N_("lead time = inventory days alone, process time not added (Learning to See)"),
}


class Spread(Struct, frozen=True):
    """How one time varies: mean and variance in minutes, and the shape between.

    `shape` is "fixed", "range" (uniform from low to high), "three-point" (PERT beta), or a fitted
    "normal", "lognormal", "gamma", "weibull", "exponential" or "data" (the observed `values`).
    """

    mean: float
    variance: float = 0.0
    shape: str = "fixed"
    low: float = 0.0
    mode: float = 0.0
    high: float = 0.0
    values: tuple[float, ...] = ()


class StepTimes(Struct, frozen=True):
    """Per step, in business minutes and in the order of `Map.steps`.

    `wait`, `process`, `lead` are means; `variance` is that of the lead time of one visit and
    `process_variance` that of the process time; `spreads` holds, for steps with a varying time,
    the (wait, process) spreads. `unknown` counts steps without a process time.
    """

    wait: Sequence[float]
    process: Sequence[float]
    lead: Sequence[float]
    variance: Mapping[int, float]
    process_variance: Mapping[int, float]
    spreads: Mapping[int, tuple[Spread, Spread]]
    unknown: int
    troubles: tuple[Trouble, ...]


def typed_minutes(map_: Map, calendar: Calendar) -> tuple[list[float | None], list[float | None]]:
    """Process time and wait of every step as they are typed, in business minutes; None where there is none.

    Both lists are in the order of `Map.steps` and shared with whoever asks again: never change them.
    """

    def read(_position: int, step: Step) -> tuple[float | None, float | None]:
        process, wait = step.process_time, step.wait
        return (
            None if process is None else process.minutes(calendar),
            None if wait is None else wait.minutes(calendar),
        )

    process, wait = _typed.of(map_, (calendar,), read)
    return process, wait


def is_measured(map_: Map) -> bool:
    """Whether every time on the map says what it was measured from."""
    times = [time for step in map_.steps for time in (step.process_time, step.wait) if time is not None]
    return bool(times) and all(time.source for time in times)


def rule_words(map_: Map) -> str:
    """The lead-time rule of a map in words."""
    words = LEAD_TIME_RULES[map_.lead_time_rule]
    if map_.lead_time_rule == "sum_lt" or map_.supply_by != "next_step":
        return words
    return _(
        "{words}; inventory days here by the pace of the step it waits for (quantity x effective "
        "time / open time of the people typed on the step, one without), before the customer by "
        "demand"
    ).format(words=words)


def unit_minutes(calendar: Calendar) -> dict[str, float]:
    """Business minutes in each unit; 0 for a unit that the calendar cannot convert."""
    day = 60.0 * calendar.hours_per_business_day if calendar.hours_per_business_day > 0.0 else 0.0
    per_day = calendar.calendar_days_per_business_day
    return {
        "s": 1.0 / 60.0,
        "min": 1.0,
        "h": 60.0,
        "bd": day,
        "d": day / per_day if per_day > 0.0 else 0.0,
        "w": day * max(0.0, calendar.business_days_per_week),
    }


def spread_of(duration: Duration, factor: float) -> Spread:
    """A duration in minutes with its shape; `factor` is the minutes per unit."""
    mean = duration.mean() * factor
    if duration.shape:
        return Spread(mean, duration.variance() * factor * factor, duration.shape, 0.0, mean, _ENDLESS)
    if duration.low is None or duration.high is None:
        return Spread(mean)
    low, high = duration.low * factor, duration.high * factor
    if duration.amount is None:
        return Spread(mean, duration.variance() * factor * factor, "range", low, mean, high)
    mode = duration.amount * factor
    return Spread(mean, duration.variance() * factor * factor, "three-point", low, mode, high)


def step_times(
    map_: Map,
    calendar: Calendar,
    units_per_day: float | None = None,
    fitted: Mapping[str, Spread] | None = None,
) -> StepTimes:
    """Times of every step of a map.

    Parameters
    ----------
    map_ : Map
    calendar : Calendar
    units_per_day : float, optional
        Demand per business day; needed by the two inventory rules.
    fitted : mapping of step id to Spread, optional
        Process times fitted to data; they replace the typed process time.

    Returns
    -------
    StepTimes
        A negative time counts as 0 and is named in `troubles`; so is a time in days when the
        calendar has no hours.
    """
    factors = unit_minutes(calendar)
    rule = map_.lead_time_rule
    per_day = units_per_day if rule != "sum_lt" else None
    pace = calendar.minutes_open_per_day if rule != "sum_lt" and map_.supply_by == "next_step" else None

    def read(_position: int, step: Step) -> tuple[object, ...]:
        return _times_of(step, factors, rule, per_day, pace, fitted)

    columns = _columns if fitted is None else Columns(_WIDTH)
    wait, process, lead, varying, blank, named = columns.of(map_, (factors, rule, per_day, pace), read)
    spreads: dict[int, tuple[Spread, Spread]] = {}
    if any(varying):
        spreads = {i: found for i, found in enumerate(varying) if found}
    troubles: list[Trouble] = list(itertools.chain.from_iterable(named))
    if rule != "sum_lt" and not units_per_day and any(step.wip is not None for step in map_.steps):
        text = _(
            "The lead-time rule turns inventory into days by demand, but no demand is given: typed waits are used."
        )
        troubles.append(Trouble("", text))
    add_process = rule != "inventory_only"
    return StepTimes(
        wait=wait,
        process=process,
        lead=lead,
        variance={i: w.variance + (p.variance if add_process else 0.0) for i, (w, p) in spreads.items()},
        process_variance={i: p.variance for i, (_, p) in spreads.items()},
        spreads=spreads,
        unknown=blank.count(True),
        troubles=tuple(troubles),
    )


_WIDTH = 6
_columns = Columns(_WIDTH)


def _times_of(
    step: Step,
    factors: Mapping[str, float],
    rule: str,
    units_per_day: float | None,
    pace: float | None,
    fitted: Mapping[str, Spread] | None,
) -> tuple[object, ...]:
    """Of one step: wait, process and lead time, their spreads, whether unknown, what is wrong."""
    troubles: list[Trouble] = []
    wait, wait_spread = _minutes(step, "wait", step.wait, factors, troubles)
    process, process_spread = _minutes(step, _("process time"), step.process_time, factors, troubles)
    if step.wip is not None and rule != "sum_lt":
        days = _supply(step, process, factors, units_per_day, pace)
        if days is not None:
            wait, wait_spread = days * factors["bd"], None
    if fitted and step.id in fitted:
        process_spread = fitted[step.id]
        process = process_spread.mean
    spreads = None
    if wait_spread or process_spread:
        spreads = (wait_spread or Spread(wait), process_spread or Spread(process))
    lead = wait + process if rule != "inventory_only" else wait
    blank = step.process_time is None and step.kind == "process"
    return wait, process, lead, spreads, blank, tuple(troubles)


def _supply(
    step: Step, process: float, factors: Mapping[str, float], units_per_day: float | None, pace: float | None
) -> float | None:
    """Days of supply of the units waiting before a step, None when neither demand nor pace can tell.

    By the pace of the step: quantity x effective time / open minutes per day of its people; the last stock
    before the customer always by demand.
    """
    assert step.wip is not None
    if pace and process > 0.0 and step.kind not in ("customer", "shipment"):
        available = step.availability_pct if step.availability_pct and step.availability_pct > 0.0 else 100.0
        changeover = (
            max(0.0, step.changeover.mean() * factors[step.changeover.unit]) if step.changeover else 0.0
        )
        effective = process * 100.0 / available + changeover / (
            step.batch if step.batch and step.batch > 0.0 else 1.0
        )
        return step.wip * effective / (pace * (step.staff if step.staff and step.staff > 0.0 else 1.0))
    return step.wip / units_per_day if units_per_day else None


def _minutes(
    step: Step, what: str, duration: Duration | None, factors: Mapping[str, float], troubles: list[Trouble]
) -> tuple[float, Spread | None]:
    """The mean of one time and how it varies, None when fixed; one that cannot be used is named and counts as 0."""
    if duration is None:
        return 0.0, None
    factor = factors[duration.unit]
    mean = duration.mean() * factor or 0.0  # never -0.0, which would be printed
    if 0.0 <= mean < _ENDLESS and factor > 0.0 and (duration.low or 0.0) >= 0.0:
        return mean, None if duration.low is None and not duration.shape else spread_of(duration, factor)
    if factor == 0.0:
        text = _(
            "The {what} of {step_label} is in '{unit}', but the calendar has no hours per business day. "
            "It is counted as 0; set the calendar."
        ).format(what=what, step_label=step_label(step), unit=duration.unit)
    elif duration.mean() < 0.0 or (duration.low or 0.0) < 0.0:
        text = _("The {what} of {step_label} is negative. It is counted as 0.").format(
            what=what, step_label=step_label(step)
        )
    else:
        text = _("The {what} of {step_label} is not a usable number. It is counted as 0.").format(
            what=what, step_label=step_label(step)
        )
    troubles.append(Trouble(step.id, text))
    return 0.0, None
