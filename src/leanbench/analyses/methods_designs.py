"""How much data do we need? How soon a chart of a chosen design signals, before there is any data."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.analyses.study_tests import rules_of
from leanbench.errors import UserError
from leanbench.stats.run_length.arl import RunLength
from leanbench.words.language import N_, _
from leanbench.words.numbers import number_text, significant_text

NORMAL = N_("normal, independent values, known parameters; shifts in sigma of the plotted points")
RATE = N_("known parameters, independent points; changes as factors on the rate of events")


def _number(options: Options, name: str, usual: float) -> float:
    return usual if options.get(name) is None else float(options[name])


def _whole(options: Options, name: str, usual: int, largest: int = 100_000) -> int:
    value = _number(options, name, usual)
    if not (1 <= value <= largest and float(value).is_integer()):
        raise UserError(
            _("{labels} takes a whole number from 1 to {largest}, not {value}.").format(
                labels=_LABELS[name], largest=number_text(largest), value=significant_text(value, 6)
            )
        )
    return int(value)


def _one_of(options: Options, name: str, usual: str) -> str:
    """A choice of the form. Raises UserError for one it does not offer."""
    field = next(field for field in FIELDS if field.name == name)
    known = [str(value) for value, _words in field.choices if value is not None]
    chosen = str(options.get(name) or usual)
    if chosen not in (*known, usual):
        raise UserError(
            _("{label} is one of: {known}; not {chosen!r}.").format(
                label=field.label, known=", ".join(known), chosen=chosen[:40]
            )
        )
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
        raise UserError(
            _("The slack of a CUSUM is 0 or more, its head start a share of h from 0 to below 1.")
        )
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
        raise UserError(
            _("The share lies between 0 and 100%, not {share}%.").format(
                share=significant_text(100 * share, 6)
            )
        )
    return _counts(factor, options, share, size, math.sqrt(size * share * (1 - share)))


def _events(factor: float, options: Options) -> RunLength:
    expected = c.number_of(options, "count", "how many events a point has on average")
    if not 0 < expected < 1e9:
        raise UserError(
            _("The average count of a point must be above 0, not {expected}.").format(
                expected=significant_text(expected, 6)
            )
        )
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
        raise UserError(_("The mean gap must be above 0, not {mean}.").format(mean=significant_text(mean, 6)))
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
        raise UserError(
            _("The shape of the times lies between 0.05 and 100, not {shape}.").format(
                shape=significant_text(shape, 6)
            )
        )
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
    "i-mr": Design(N_("limits and tests (I-MR, Xbar)"), _limits),
    "ewma": Design("EWMA", _ewma),
    "cusum": Design("CUSUM", _cusum),
    "moving-average": Design(N_("moving average"), _moving_average),
    "t2": Design(N_("Hotelling T²"), _t2),
    "run": Design(N_("run chart"), _run_chart),
    "p": Design(N_("p or np"), _items, RATE),
    "c": Design(N_("c or u"), _events, RATE),
    "g": Design(N_("G (cases between events)"), _gaps, RATE),
    "t": Design(N_("T (time between events)"), _times, RATE),
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
    return RunLengths(lengths, f"{lengths[0].design}; {_(design.basis)}", chances=chances, both=both)


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


CHARTS = tuple((None if name == "i-mr" else name, design.words) for name, design in DESIGNS.items())
FIELDS: tuple[Field, ...] = (
    m.choice_field("chart", "Chart", CHARTS, group="Plan"),
    m.plan_field("k", "Width in sigma", default=3.0, needed=False),
    m.choice_field(
        "lower",
        "Chart below",
        ((None, "none"), ("MR", "moving range"), ("R", "range"), ("S", "standard deviation")),
        "Signals of both counted, of I-MR, Xbar-R and Xbar-S charts.",
        group="Plan",
    ),
    m.plan_field(
        "ranges_of", "Ranges of", "Values: usually 2 for moving ranges, 5 for subgroups.", needed=False
    ),
    m.plan_field("weight", "EWMA: weight", default=0.2, needed=False),
    m.choice_field("limits", "EWMA: limits", ((None, "exact"), ("asymptotic", "asymptotic")), group="Plan"),
    m.plan_field("h", "CUSUM: limit h", default=4.0, needed=False),
    m.plan_field("slack", "CUSUM: slack k", default=0.5, needed=False),
    m.plan_field("fir", "CUSUM: head start", "Share of h; 0.5 is usual.", 0.0, needed=False),
    m.plan_field("span", "Moving average of", default=3.0, needed=False),
    m.plan_field("variables", "T²: measures", default=2.0, needed=False),
    m.plan_field("point_confidence", "T²: confidence", "Of the limit at one point.", 0.9973, needed=False),
    m.plan_field("shift", "Run chart: shift of", default=6.0, needed=False),
    m.plan_field("trend", "Run chart: trend of", default=5.0, needed=False),
    m.plan_field("points", "Run chart: points", "For the chance of Anhoej's signals.", 24.0, needed=False),
    m.plan_field("share", "p: share, %", "Of the chart's center.", needed=False),
    m.plan_field("size_of_point", "p: cases in a point", default=50.0, needed=False),
    m.plan_field("count", "c: events in a point", "On average.", needed=False),
    m.plan_field("gap", "G, T: mean gap", "Cases or days between events.", needed=False),
    m.plan_field("shape", "T: shape", "Of the Weibull distribution; 1 is exponential.", 1.0, needed=False),
    m.SHARED_FIELDS["rules"],
    m.SHARED_FIELDS["tests"],
)
_LABELS = {field.name: field.label for field in FIELDS}

_method = partial(m.method, m.NEED, needs_data=False)
METHODS: tuple[Method, ...] = (
    _method(
        "run-length",
        "How soon a chart signals",
        "Points until a false alarm, and until a change of each size is seen: for choosing a chart.",
        FIELDS,
        _run_lengths,
    ),
)
