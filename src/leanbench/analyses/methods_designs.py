"""How much data do we need? How soon a chart of a chosen design signals, before there is any data."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.analyses.study_tests import rules_of
from leanbench.errors import UserError
from leanbench.stats.run_length.arl import RunLength

QUESTION = "How much data do we need?"
NORMAL = "normal, independent values, known parameters; shifts in sigma of the plotted points"
RATE = "known parameters, independent points; changes as factors on the rate of events"


def _number(options: Options, name: str, usual: float) -> float:
    return usual if options.get(name) is None else float(options[name])


def _whole(options: Options, name: str, usual: int, largest: int = 100_000) -> int:
    value = _number(options, name, usual)
    if not (1 <= value <= largest and float(value).is_integer()):
        raise UserError(f"{_LABELS[name]} takes a whole number from 1 to {largest:,}, not {value:g}.")
    return int(value)


def _one_of(options: Options, name: str, usual: str) -> str:
    """A choice of the form. Raises UserError for one it does not offer."""
    field = next(field for field in FIELDS if field.name == name)
    known = [str(value) for value, _words in field.choices if value is not None]
    chosen = str(options.get(name) or usual)
    if chosen not in (*known, usual):
        raise UserError(f"{field.label} is one of: {', '.join(known)}; not {chosen[:40]!r}.")
    return chosen


def _limits(shift: float, options: Options) -> RunLength:
    from leanbench.stats.run_length import arl

    k = _number(options, "k", 3.0)
    if options.get("rules") is None and options.get("tests") is None:
        return arl.shewhart(shift, k)
    return arl.simulate(rules_of(options), shift, k, 1_000)


def _ewma(shift: float, options: Options) -> RunLength:
    from leanbench.stats.run_length import arl

    limits: Any = _one_of(options, "limits", "exact")
    return arl.ewma(shift, _number(options, "weight", 0.2), _number(options, "k", 3.0), limits)


def _cusum(shift: float, options: Options) -> RunLength:
    from leanbench.stats.run_length import arl

    h, slack, fir = (_number(options, *usual) for usual in (("h", 4.0), ("slack", 0.5), ("fir", 0.0)))
    if slack < 0 or not 0 <= fir < 1:
        raise UserError("The slack of a CUSUM is 0 or more, its head start a share of h from 0 to below 1.")
    return arl.cusum(shift, h, slack, fir)


def _moving_average(shift: float, options: Options) -> RunLength:
    from leanbench.stats.run_length import arl

    return arl.moving_average(shift, _whole(options, "span", 3, 1_000), _number(options, "k", 3.0), 5_000)


def _t2(shift: float, options: Options) -> RunLength:
    from leanbench.stats.run_length import arl

    share = _number(options, "point_confidence", 0.9973)
    return arl.t2(shift, _whole(options, "variables", 2, 1_000), share)


def _run_chart(shift: float, options: Options) -> RunLength:
    from leanbench.stats.run_length import arl_counts

    return arl_counts.run_chart(shift, _whole(options, "shift", 6, 50), _whole(options, "trend", 5, 50))


def _items(factor: float, options: Options) -> RunLength:
    share = c.number_of(options, "share", "the share of the chart, in percent") / 100.0
    size = float(_whole(options, "size_of_point", 50, 10**9))
    if not 0 < share < 1:
        raise UserError(f"The share lies between 0 and 100%, not {100 * share:g}%.")
    return _counts(factor, options, share, size, math.sqrt(size * share * (1 - share)))


def _events(factor: float, options: Options) -> RunLength:
    expected = c.number_of(options, "count", "how many events a point has on average")
    if not 0 < expected < 1e9:
        raise UserError(f"The average count of a point must be above 0, not {expected:g}.")
    return _counts(factor, options, expected, 1.0, math.sqrt(expected), binomial=False)


def _counts(
    factor: float, options: Options, rate: float, size: float, sd: float, *, binomial: bool = True
) -> RunLength:
    """One run length of a chart of counts, with limits center ± k sigma of the normal approximation."""
    from leanbench.stats.run_length import arl_counts

    k, expected = _number(options, "k", 3.0), rate * size
    ends = np.array([size]), np.array([max(0.0, expected - k * sd)]), np.array([expected + k * sd])
    return arl_counts.counts(factor, rate, *ends, binomial=binomial)


def _mean_gap(options: Options) -> tuple[float, float]:
    """The mean gap between rare events, and the share outside one percentile limit."""
    from leanbench.stats.base import tails

    mean = c.number_of(options, "gap", "the mean gap between events")
    if not 0 < mean < 1e9:
        raise UserError(f"The mean gap must be above 0, not {mean:g}.")
    return mean, tails.normal_cdf(-_number(options, "k", 3.0))


def _gaps(factor: float, options: Options) -> RunLength:
    from leanbench.stats.run_length import arl_counts
    from leanbench.stats.spc.rare_events import geometric_percentile, zeros_limit

    mean, tail = _mean_gap(options)
    p = 1 / (mean + 1)
    low, high = (max(0.0, geometric_percentile(p, q) - 1) for q in (tail, 1 - tail))
    return arl_counts.geometric(factor, mean, low, high, zeros=zeros_limit(p))


def _times(factor: float, options: Options) -> RunLength:
    from leanbench.stats.run_length import arl_counts

    mean, tail = _mean_gap(options)
    shape = _number(options, "shape", 1.0)
    if not 0.05 <= shape <= 100:
        raise UserError(f"The shape of the times lies between 0.05 and 100, not {shape:g}.")
    scale = mean / math.gamma(1 + 1 / shape)
    low, high = (scale * (-math.log1p(-q)) ** (1 / shape) for q in (tail, 1 - tail))
    return arl_counts.weibull(factor, shape, scale, low, high)


@dataclass(frozen=True, slots=True)
class Design:
    """A design of chart that can be planned: its words, its run length after a change, what the change is."""

    words: str
    run_length: Callable[[float, Options], RunLength]
    basis: str = NORMAL


DESIGNS: Mapping[str, Design] = {
    "i-mr": Design("limits and tests (I-MR, Xbar)", _limits),
    "ewma": Design("EWMA", _ewma),
    "cusum": Design("CUSUM", _cusum),
    "moving-average": Design("moving average", _moving_average),
    "t2": Design("Hotelling T²", _t2),
    "run": Design("run chart", _run_chart),
    "p": Design("p or np", _items, RATE),
    "c": Design("c or u", _events, RATE),
    "g": Design("G (cases between events)", _gaps, RATE),
    "t": Design("T (time between events)", _times, RATE),
}


def _run_lengths(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.run_length import arl_counts
    from leanbench.stats.run_length.chart_run_lengths import FACTORS, SHIFTS, RunLengths

    kind, below = _one_of(options, "chart", "i-mr"), _one_of(options, "lower", "")
    design = DESIGNS[kind]
    lengths = tuple(
        design.run_length(change, options) for change in (FACTORS if design.basis is RATE else SHIFTS)
    )
    chances: tuple[Any, ...] = ()
    if kind == "run":
        n = _whole(options, "points", 24, 1_000)
        chances = tuple(arl_counts.anhoej_chance(n, shift) for shift in SHIFTS)
    both = _both(options, below) if kind == "i-mr" and below else ()
    return RunLengths(lengths, f"{lengths[0].design}; {design.basis}", chances=chances, both=both)


def _both(options: Options, below: Any) -> tuple[RunLength, ...]:
    """The run lengths of a chart of values or means with the chart of spread below it."""
    from leanbench.stats.run_length.arl_pairs import Pair, together
    from leanbench.stats.run_length.chart_run_lengths import SHIFTS
    from leanbench.stats.spc.rule_set import suitable
    from leanbench.stats.spc.rules import RULES

    chosen = options.get("rules") is not None or options.get("tests") is not None
    rules = rules_of(options) if chosen else RULES["minitab"].only(1)
    size = _whole(options, "ranges_of", 2 if below == "MR" else 5, 1_000)
    pair = Pair(rules, suitable(rules, "first-four"), below, size, _number(options, "k", 3.0))
    return tuple(together(pair, shift) for shift in SHIFTS)


def _field(name: str, label: str, default: float | None = None, help: str = "") -> Field:
    return Field(name, label, "number", group="Plan", default=default, help=help)


CHARTS = tuple((None if name == "i-mr" else name, design.words) for name, design in DESIGNS.items())
FIELDS: tuple[Field, ...] = (
    Field("chart", "Chart", "choice", CHARTS, group="Plan"),
    _field("k", "Width in sigma", 3.0),
    Field(
        "lower",
        "Chart below",
        "choice",
        ((None, "none"), ("MR", "moving range"), ("R", "range"), ("S", "standard deviation")),
        group="Plan",
        help="Signals of both counted, of I-MR, Xbar-R and Xbar-S charts.",
    ),
    _field("ranges_of", "Ranges of", None, "Values: usually 2 for moving ranges, 5 for subgroups."),
    _field("weight", "EWMA: weight", 0.2),
    Field("limits", "EWMA: limits", "choice", ((None, "exact"), ("asymptotic", "asymptotic")), group="Plan"),
    _field("h", "CUSUM: limit h", 4.0),
    _field("slack", "CUSUM: slack k", 0.5),
    _field("fir", "CUSUM: head start", 0.0, "Share of h; 0.5 is usual."),
    _field("span", "Moving average of", 3.0),
    _field("variables", "T²: measures", 2.0),
    _field("point_confidence", "T²: confidence", 0.9973, "Of the limit at one point."),
    _field("shift", "Run chart: shift of", 6.0),
    _field("trend", "Run chart: trend of", 5.0),
    _field("points", "Run chart: points", 24.0, "For the chance of Anhoej's signals."),
    _field("share", "p: share, %", None, "Of the chart's center."),
    _field("size_of_point", "p: cases in a point", 50.0),
    _field("count", "c: events in a point", None, "On average."),
    _field("gap", "G, T: mean gap", None, "Cases or days between events."),
    _field("shape", "T: shape", 1.0, "Of the Weibull distribution; 1 is exponential."),
    m.SHARED_FIELDS["rules"],
    m.SHARED_FIELDS["tests"],
)
_LABELS = {field.name: field.label for field in FIELDS}

METHODS: tuple[Method, ...] = (
    Method(
        "run-length",
        "How soon a chart signals",
        QUESTION,
        "Points until a false alarm, and until a change of each size is seen: for choosing a chart.",
        FIELDS,
        _run_lengths,
        needs_data=False,
        needs_value=False,
    ),
)
