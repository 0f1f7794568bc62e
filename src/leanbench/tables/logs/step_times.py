"""What a log says about the time of each activity: waits before it and work on it, fitted to a distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.flow.fitted import SHAPES, quantiles, spread
from leanbench.tables.logs.event_log import EventLog
from leanbench.tables.logs.office_clock import Floats
from leanbench.tables.logs.packed_numbers import Ints
from leanbench.words import ngettext
from leanbench.words.durations import Duration
from leanbench.words.numbers import number_text

_LOOKED_AT = (
    0.05,
    0.15,
    0.25,
    0.35,
    0.5,
    0.65,
    0.75,
    0.85,
    0.95,
)  # shares at which shape and data are compared
_FEWEST = 8  # times from which a distribution is fitted; below, their mean is all that can be said
_ROOM_BELOW_ZERO = 3.0  # a normal shape is offered where its mean lies this many deviations above zero
_SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """Seconds before and on each event of a log, shape (events,); work NaN where, None when the log does not say."""

    wait: Floats
    work: Floats | None
    overlaps: int


def observe(log: EventLog, before: Ints) -> Observed:
    """The wait and the work of each event.

    before : (events,) the event that had to be done first, -1 for the first of a case; its wait is 0.
    """
    first = before < 0
    done = log.reading(log.time, log.offset, log.resource)
    begin, work = done, None
    if log.has_starts():
        begin = log.reading(*log.begun(), log.resource)
        work = np.where(np.isnat(log.start), np.nan, done - begin)
    if log.clocks:
        offset = None if log.offset is None else log.offset[before]
        wait = begin - log.reading(log.time[before], offset, log.resource)
    else:
        wait = begin - done[before]
    wait[first] = 0.0
    overlaps = int(np.count_nonzero(wait < 0.0))
    return Observed(np.maximum(wait, 0.0, out=wait), work, overlaps)


def duration_of(log: EventLog, seconds: Floats, statistic: str, source: str) -> Duration | None:
    """Observed seconds as the time of a step, in business days or hours when the log has a clock, else elapsed.

    statistic : "fitted" for a distribution with the mean and spread of the data, in the shape whose percentiles lie
    nearest; "median" or "mean" for one number.
    """
    known = np.sort(seconds)  # NaN comes last
    known = known[: known.size - int(np.count_nonzero(np.isnan(known)))]
    if not known.size or known[-1] <= 0.0:
        return None
    unit, size = _unit(log, float(known.mean()))
    values = known / size
    mean = float(values.mean())
    text = ngettext("{source}, n = {n}", "{source}, n = {n}", int(known.size)).format(
        source=source, n=number_text(float(known.size), 0)
    )
    if statistic == "median":
        return Duration(four_digits(float(np.median(values))), unit, source=text)
    if statistic == "mean" or known.size < _FEWEST or values[-1] - values[0] <= 1e-9 * mean:
        return Duration(four_digits(mean), unit, source=text)
    name, sd = nearest_shape(values)
    shape: Any = name
    return Duration(four_digits(mean), unit, shape=shape, sd=four_digits(sd), source=text)


def nearest_shape(ordered: Floats) -> tuple[str, float]:
    """The shape, with its standard deviation, that has the mean of sorted values and the nearest percentiles.

    Each shape is tried with the standard deviation of the values, and the lognormal also with the one that gives their
    median (sigma^2 = 2 ln(mean / median)): a few cases that lay for months would else decide about all others. Nearest
    by the sum of differences of square roots at nine shares, so that short and long waits both count; likelihood would
    not do, since waits of exactly zero have none under most shapes.
    """
    mean, sd, median = float(ordered.mean()), float(ordered.std(ddof=1)), float(np.median(ordered))
    wanted = np.sqrt(np.interp(_LOOKED_AT, np.linspace(0.0, 1.0, ordered.size), ordered))
    tried = [(shape, mean if shape == "exponential" else sd) for shape in SHAPES[1:]]
    if 0.0 < median < mean:
        tried.append(("lognormal", mean * float(np.sqrt((mean / median) ** 2 - 1.0))))
    best, least = tried[0], np.inf
    for shape, deviation in tried:
        if shape == "normal" and mean < _ROOM_BELOW_ZERO * deviation:
            continue
        found = np.maximum(quantiles(spread(shape, mean, deviation * deviation), _LOOKED_AT), 0.0)
        off = float(np.abs(np.sqrt(found) - wanted).sum())
        if off < least * (1.0 - 1e-9):
            best, least = (shape, deviation), off
    return best


def _unit(log: EventLog, mean_seconds: float) -> tuple[Any, float]:
    """The unit a time of this size is written in, and its seconds: one business day is the length of the office's."""
    day = _SECONDS_A_DAY if log.clock is None else 3600.0 * log.clock.calendar.hours_per_business_day
    if mean_seconds >= day / 2.0:
        return ("d", day) if log.clock is None else ("bd", day)
    if (
        log.clock is None
    ):  # minutes and hours are business time on a map: elapsed time is told in calendar days
        return "d", day
    return ("h", 3600.0) if mean_seconds >= 7200.0 else ("min", 60.0)


def four_digits(value: float) -> float:
    """The value in four significant digits, all a log can give."""
    if value == 0.0:
        return 0.0
    return round(value, 3 - math.floor(math.log10(abs(value))))
