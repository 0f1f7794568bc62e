"""Charts of rare events: G (cases between events) and T (time between events).

Both plot gaps, so up is good: longer between events. Minitab's limits are percentiles of the geometric or
a fitted Weibull distribution; the 3-sigma G limits of Benneyan and Nelson's transformed T chart are there
by name.

Sources: J. C. Benneyan, Health Care Management Science 4 (2001); L. S. Nelson, "A control chart for
parts-per-million nonconforming items", JQT 26 (1994); Minitab, Methods and formulas for G and T charts;
D. C. Montgomery, Introduction to Statistical Quality Control.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from statistics import NormalDist
from typing import Any, Literal, Unpack, get_args

import numpy as np

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, Ints, Sample, StatsError, clean, column, count
from leanbench.stats.spc.chart_build import Lines, finish, panel, stage_info
from leanbench.stats.spc.chart_design import Design, Setup
from leanbench.stats.spc.chart_spec import INDIVIDUAL, RUN_REASONS, WITHOUT_SIGMA, ChartSpec
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.spc.event_gaps import gaps
from leanbench.stats.spc.phases import Plan, Span
from leanbench.stats.spc.rules import Signal
from leanbench.stats.spc.sigma import individual_sigma, moving_ranges
from leanbench.words.language import _

__all__ = ["g", "t"]

GLimits = Literal["percentile", "3-sigma", "negative-binomial"]
G_LIMITS: tuple[str, ...] = get_args(GLimits)


def _gap_sample(values: Iterable[Any] | None, dates: Iterable[Any] | None, name: str) -> tuple[Sample, int]:
    if (values is None) == (dates is None):
        raise StatsError(_("Give either the gaps between events or their dates."))
    if dates is not None:
        found = gaps(dates)
        rows = np.arange(found.days.size, dtype=np.int64)
        return Sample(found.days, rows, found.notes), found.days.size
    given = column(values if values is not None else ())
    sample = clean(given, name)
    if np.any(sample.values < 0):
        at = int(np.argmax(sample.values < 0))
        raise StatsError(
            _("{name}: row {rows} is {values}; a gap between events cannot be negative.").format(
                name=name, rows=sample.rows[at] + 1, values=num(sample.values[at], 6)
            )
        )
    return sample, len(given)


def _by_gap(setup: Setup, rows: int) -> Setup:
    """Stages and labels given for events belong to gaps: a gap belongs to the event that ends it."""
    stages, labels = setup.stages, setup.labels
    if stages is not None and len(stages) == rows + 1:
        stages = stages[1:]
    if len(labels) == rows + 1:
        labels = labels[1:]
    return replace(setup, stages=stages, labels=labels)


def g(
    values: Iterable[Any] | None = None,
    *,
    dates: Iterable[Any] | None = None,
    limits: GLimits | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """G chart: cases (or days) between rare events.

    ``percentile`` (Minitab): p = ((N-1)/N)/(xbar+1); center and limits are the interpolated percentiles 0.5 and
    Phi(-+k) of the geometric distribution ("number until"), minus 1, not below 0. ``3-sigma`` (Benneyan, qicharts2):
    xbar + k sqrt(xbar (xbar+1)), lower limit not below 0, center drawn at the median. ``negative-binomial`` (JMP):
    gaps may vary more or less than geometric; mean mu and dispersion kappa by maximum likelihood, center mu,
    limits (1 + mu kappa)/2 chi2_v(Phi(-+k)) - 1/2 with v = 2 mu/(1 + mu kappa), not below 0.

    Sources: Benneyan 2001, Health Care Management Science 4; Hoffman 2003, Journal of Quality Technology 35, and
    the JMP 15 manual, Control Limits for G Charts (its approximate limits; their center is taken as the mean).

    Parameters
    ----------
    values : cases between events; or `dates` of the events instead.
    design : shared options; a known `center` is the mean gap. Benneyan's test, so many zeros in a row that
        p^c <= 0.00135, is applied with any test set that is not empty, as test "B".
    """
    setup = Setup.of(design)
    sample, rows = _gap_sample(values, dates, setup.name)
    setup = _by_gap(setup, rows) if dates is not None else setup
    kind = limits or str(setup.profile.options.get("g", "percentile"))
    if kind not in G_LIMITS:
        raise StatsError(f"G limits are one of: {', '.join(G_LIMITS)}; not {kind!r}.")
    if setup.sigma is not None:
        raise StatsError(_("A G chart takes no known sigma: its limits follow from the mean gap."))
    plan = setup.plan(sample.rows, rows)
    x, lines, details, extra = sample.values, Lines(plan), [], []
    for span in plan:
        used = x[span.where][span.use]
        mean = span.center if span.center is not None else float(used.mean())
        if mean < 0:
            raise StatsError(f"The mean gap between events cannot be negative: {num(mean, 6)}.")
        share = 1.0 if span.center is not None else max(used.size - 1, 1) / used.size
        p = share / (mean + 1)
        # Minitab documents the rounded 0.00135, not Phi(-3) = 0.0013499.
        tail = 0.00135 if setup.k == 3 else NormalDist().cdf(-setup.k)
        kappa = math.nan
        if kind == "percentile":
            center, low, high = (max(0.0, geometric_percentile(p, q) - 1) for q in (0.5, tail, 1 - tail))
            lines.add(center, low, high, math.nan)
        elif kind == "negative-binomial":
            kappa = dispersion(used, mean)
            low, high = (max(0.0, dispersed_percentile(mean, kappa, q)) for q in (tail, 1 - tail))
            lines.add(mean, low, high, math.sqrt(mean * (1 + mean * kappa)))
        else:
            sd = math.sqrt(mean * (mean + 1))
            center = float(np.median(used)) if used.size else mean
            lines.add(center, max(0.0, mean - setup.k * sd), mean + setup.k * sd, sd)
        found = {"p_hat": p, "mean": mean, "dispersion": None if math.isnan(kappa) else kappa, "limits": kind}
        details.append(found)
        extra += _zeros_in_a_row(x[span.where], p, span.where.start) if setup.rules.rules else []
    size = np.broadcast_to(np.int64(1), (x.size,))
    what = "Days between events" if dates is not None else setup.name
    main = panel("G", what, x, plan, lines, setup.rules, "first-four", row=sample.rows, size=size, k=setup.k)
    main = _with_more(main, extra)
    text = {
        "percentile": "percentiles of the geometric distribution",
        "negative-binomial": "mean, limits by the chi-square approximation",
    }.get(kind, f"mean + {num(setup.k, 6)} sigma, median")
    model = "negative binomial" if kind == "negative-binomial" else "geometric"
    return _finish(G, setup, plan, main, details, "mean", sample, rows, text, model)


def dispersion(gaps: Floats, mean: float) -> float:
    """Kappa of a negative binomial with this mean by maximum likelihood: variance = mean (1 + mean kappa).

    Zero (the Poisson distribution) when the (n,) gaps vary no more than their mean.
    """
    if mean <= 0 or gaps.size < 2 or float(np.mean((gaps - mean) ** 2)) <= mean:
        return 0.0
    from scipy import optimize, special

    def against(log_size: float) -> float:
        size = math.exp(log_size)
        ways = special.gammaln(gaps + size) - special.gammaln(size)
        return -float(np.sum(ways - gaps * math.log(size + mean) - size * math.log1p(mean / size)))

    # The size is 1/kappa; beyond these ends the distribution no longer changes to the eye.
    found = optimize.minimize_scalar(
        against, bounds=(-12.0, 18.0), method="bounded", options={"xatol": 1e-10}
    )
    return math.exp(-float(found.x))


def dispersed_percentile(mean: float, kappa: float, q: float) -> float:
    """Percentile of a negative binomial by a scaled chi-square with the same mean and variance, less 1/2."""
    from scipy import special

    scale = 1 + mean * kappa
    return scale * float(special.gammaincinv(mean / scale, q)) - 0.5 if mean > 0 else 0.0


def geometric_percentile(p: float, q: float) -> float:
    """Percentile of the number of trials until an event of probability p, interpolated between integers.

    F(y) = 1 - (1-p)^y at integers y >= 1; below F(1) the line starts at (0, 0), as Minitab documents.
    """
    if p >= 1:
        return 1.0
    exact = math.log1p(-q) / math.log1p(-p)
    below = math.floor(exact)
    f_below, f_above = 1 - (1 - p) ** below, 1 - (1 - p) ** (below + 1)
    return below + (q - f_below) / (f_above - f_below)


def zeros_limit(p: float) -> int:
    """Benneyan's test: so many gaps of zero in a row are as unlikely as a point beyond 3 sigma, p^c <= 0.00135."""
    return max(2, math.ceil(math.log(0.00135) / math.log(p) - 1e-12))


def _zeros_in_a_row(x: Floats, p: float, start: int) -> list[Signal]:
    if not 0 < p < 1:
        return []
    least = zeros_limit(p)
    name = f"{least} zeros in a row (Benneyan)"
    found, length = [], 0
    for at, value in enumerate(x.tolist()):
        length = length + 1 if value == 0 else 0
        if length >= least:
            points = tuple(range(start + at - length + 1, start + at + 1))
            found.append(Signal("B", name, start + at, points, "below"))
    return found


def _with_more(main: Any, extra: list[Signal]) -> Any:
    return (
        replace(main, signals=tuple(sorted((*main.signals, *extra), key=lambda s: s.point)))
        if extra
        else main
    )


def t(
    values: Iterable[Any] | None = None,
    *,
    dates: Iterable[Any] | None = None,
    method: Literal["weibull", "exponential", "nelson"] | None = None,
    sigma_method: str | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """T chart: time between rare events.

    ``weibull`` (Minitab, JMP): center and limits are the 50% and Phi(-+k) percentiles of a Weibull distribution
    fitted by maximum likelihood. ``exponential``: the same with shape 1. ``nelson``: an I chart of y^(1/3.6),
    transformed back; here zeros are left out of the limits.

    Parameters
    ----------
    values : times between events; or `dates` instead.
    sigma_method : of the transformed moving ranges with ``nelson``, ``mr`` by default (``mr-screened`` as qicharts2).
    design : shared options; a known `center` is the scale (mean for ``exponential``) with the shape estimated.

    With zeros among the times the Weibull is fitted by rank regression, as Minitab does; a note says so.
    """
    setup = Setup.of(design)
    sample, rows = _gap_sample(values, dates, setup.name)
    setup = _by_gap(setup, rows) if dates is not None else setup
    kind = method or str(setup.profile.options.get("t", "weibull"))
    if kind not in ("weibull", "exponential", "nelson"):
        raise StatsError(f"A T chart is 'weibull', 'exponential' or 'nelson', not {kind!r}.")
    if setup.sigma is not None:
        raise StatsError(_("A T chart takes no known sigma. Give a baseline to freeze its limits."))
    plan = setup.plan(sample.rows, rows)
    x, lines, details, notes = sample.values, Lines(plan), [], []
    for span in plan:
        if kind == "nelson":
            found = _nelson(span, x, sample.rows, setup.sigma_method(sigma_method, "t", "mr"), setup)
        else:
            found = _weibull_lines(span, x, kind, setup)
        lines.add(found.pop("center"), found.pop("lcl"), found.pop("ucl"), math.nan)
        notes += found.pop("notes")
        details.append(found)
    size = np.broadcast_to(np.int64(1), (x.size,))
    what = "Days between events" if dates is not None else setup.name
    main = panel("T", what, x, plan, lines, setup.rules, "first-four", row=sample.rows, size=size, k=setup.k)
    text = (
        f"I chart of time^(1/3.6), ±{num(setup.k, 6)} sigma"
        if kind == "nelson"
        else "percentiles of the distribution"
    )
    sample = Sample(sample.values, sample.rows, (*sample.notes, *notes))
    model = "Weibull" if kind == "weibull" else kind
    return _finish(T, setup, plan, main, details, "scale", sample, rows, text, model)


def _weibull_lines(span: Span, x: Floats, kind: str, setup: Setup) -> dict[str, Any]:
    used = x[span.where][span.use]
    notes: list[str] = []
    if kind == "exponential":
        shape, scale = 1.0, span.center if span.center is not None else float(used.mean())
        if scale <= 0:
            raise StatsError(_("All times between events are zero, so a T chart has no limits."))
    else:
        shape, scale, notes = fit_weibull(used)
        scale = span.center if span.center is not None else scale
    tail = NormalDist().cdf(-setup.k)
    low, center, high = (scale * (-math.log1p(-q)) ** (1 / shape) for q in (tail, 0.5, 1 - tail))
    return {"lcl": low, "center": center, "ucl": high, "shape": shape, "scale": scale, "notes": notes}


def fit_weibull(x: Floats) -> tuple[float, float, list[str]]:
    """Shape and scale of a 2-parameter Weibull by maximum likelihood (score equation, Newton's method).

    With zeros, by rank regression of ln x on ln(-ln(1-F)), F = (i - 0.3)/(n + 0.4), zeros keeping their ranks.
    Raises StatsError when fewer than two different positive times remain.
    """
    positive = np.sort(x[x > 0])
    if positive.size < 2 or positive[0] == positive[-1]:
        raise StatsError(_("A Weibull T chart needs at least two different times above zero."))
    if positive.size < x.size:
        zeros = x.size - positive.size
        rank = np.arange(zeros + 1, x.size + 1)
        y = np.log(-np.log1p(-(rank - 0.3) / (x.size + 0.4)))
        log_x = np.log(positive)
        slope = float(np.sum((y - y.mean()) * (log_x - log_x.mean())) / np.sum((y - y.mean()) ** 2))
        note = (
            f"{count(zeros, 'time')} of zero: the Weibull was fitted by rank regression instead of likelihood"
        )
        return 1 / slope, math.exp(float(log_x.mean()) - slope * float(y.mean())), [note]
    largest = float(positive[-1])
    log_x = np.log(positive / largest)
    shape = 1.2 / max(float(np.std(log_x)), 1e-9)
    for _ignored in range(200):
        w = np.exp(shape * log_x)
        s0, s1, s2 = float(w.sum()), float((w * log_x).sum()), float((w * log_x**2).sum())
        score = s1 / s0 - 1 / shape - float(log_x.mean())
        slope = (s2 * s0 - s1 * s1) / (s0 * s0) + 1 / shape**2
        step = score / slope
        shape = max(shape - step, shape / 2)
        if abs(step) < 1e-14 * shape:
            break
    scale = largest * float(np.mean(np.exp(shape * log_x))) ** (1 / shape)
    return shape, scale, []


def _nelson(span: Span, x: Floats, rows: Ints, estimator: str, setup: Setup) -> dict[str, Any]:
    power = 3.6
    y = np.where(x[span.where] > 0, x[span.where], np.nan) ** (1 / power)
    use = span.use & ~np.isnan(y)
    zeros = int(np.count_nonzero(np.isnan(y)))
    if not use.any():
        raise StatsError(_("All times between events are zero, so a T chart has no limits."))
    ranges = moving_ranges(y)
    usable = use.copy()
    usable[1:] &= use[:-1] & (np.diff(rows[span.where]) == 1)  # none across a blank row
    ranges[~usable] = np.nan
    mean = span.center ** (1 / power) if span.center is not None else float(y[use].mean())
    found = individual_sigma(estimator, y[use], ranges, 2, setup.constants)
    low, high = mean - setup.k * found.value, mean + setup.k * found.value
    notes = [f"{count(zeros, 'time')} of zero not used for the limits"] if zeros else []
    return {
        "lcl": max(low, 0.0) ** power,
        "center": mean**power,
        "ucl": high**power,
        "sigma_transformed": found.value,
        "estimator": found.name,
        "notes": notes,
    }


def _finish(
    spec: ChartSpec,
    setup: Setup,
    plan: Plan,
    main: Any,
    details: list[dict[str, Any]],
    center: str,
    sample: Sample,
    rows: int,
    limits: str,
    estimator: str,
) -> ControlChart:
    """center : which of the details is the known center; a transformed chart has its own center line."""
    stages = tuple(
        stage_info(
            span, (main,), math.nan, str(found.get("estimator", estimator)), found,
            {"center": float(found[center])} if center in found else None,
        )
        for span, found in zip(plan, details, strict=True)
    )  # fmt: skip
    text = setup.convention([estimator], limits, word="model: ", panels="first-four")
    notes = (*sample.notes, *plan.notes, *setup.few_points(plan))
    return finish(spec, setup, (main,), stages, text, notes, setup.point_labels(sample.rows, rows))


G = ChartSpec(
    "g", g, "G chart", "Does a rare event happen more or less often, counted in cases between events?",
    ("gaps",), "gap", {"limits": ("percentile", "3-sigma", "negative-binomial"), "dates": ()},
    WITHOUT_SIGMA, {"G": "cases between"}, "Median", run_length="gaps",
    differences=("g limits", *RUN_REASONS),
)  # fmt: skip
T = ChartSpec(
    "t", t, "T chart", "Does a rare event happen more or less often, measured in time between events?",
    ("times",), "value",
    {"method": ("weibull", "exponential", "nelson"), "sigma_method": INDIVIDUAL, "dates": ()},
    WITHOUT_SIGMA, {"T": "time between"}, "Median", run_length="times",
    differences=("t limits", "likelihood accuracy", "screened moving ranges", *RUN_REASONS),
)  # fmt: skip
CHARTS = (G, T)
