"""Time-weighted charts: moving average, EWMA, tabular CUSUM. They see small lasting shifts sooner.

All three chart single values or subgroup means. Their points are correlated by construction, so only
the test for a point beyond the limits is applied. The weighting restarts at each stage.

Sources: S. W. Roberts, Technometrics 1 (1959); E. S. Page, Biometrika 41 (1954); J. M. Lucas and R. B.
Crosier, Technometrics 24 (1982), for the fast initial response; NIST/SEMATECH e-Handbook 6.3.2.3-4;
D. C. Montgomery, Introduction to Statistical Quality Control, chapter 9.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, Unpack

import numpy as np

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, Ints, StatsError, clean, column, number, whole
from leanbench.stats.spc.chart_build import Lines, finish, panel, stage_info
from leanbench.stats.spc.chart_design import OPTION_NAMES, Design, Setup
from leanbench.stats.spc.chart_spec import ChartSpec
from leanbench.stats.spc.control_chart import ControlChart, Panel
from leanbench.stats.spc.phases import Plan, Span
from leanbench.stats.spc.sigma import Sigma, moving_ranges
from leanbench.stats.spc.variables import (
    flat_notes,
    individual_parameters,
    segments,
    stage_parameters,
    subgroup_parameters,
    subgroup_points,
)
from leanbench.words.language import _
from leanbench.words.numbers import percent_text

__all__ = ["cusum", "ewma", "moving_average"]

_SHORT = 100_000  # points that a plain loop adds up sooner than a module is imported
BLOCK = 1_000  # points summed at once: short enough that rounding stays far below any reference's digits


@dataclass(frozen=True, slots=True, eq=False)
class _Series:
    """What is weighted: single values or subgroup means, with center and sigma by stage."""

    setup: Setup
    plan: Plan
    points: Floats
    sizes: Ints
    row: Ints
    rows: int
    centers: list[float]
    sigmas: list[Sigma]
    labels: tuple[str, ...]
    notes: list[str]

    def deviation(self, span: Span) -> Floats | float:
        """Sigma of each plotted mean: sigma/sqrt(n_i); one number when all sizes are equal."""
        sizes = self.sizes[span.where]
        sigma = self.sigmas[span.index].value
        return sigma / float(sizes[0]) ** 0.5 if np.all(sizes == sizes[0]) else sigma / np.sqrt(sizes)

    def each_deviation(self, span: Span) -> Floats:
        """The same, one value per point."""
        return np.broadcast_to(np.asarray(self.deviation(span), dtype=np.float64), (span.n,))


def _series(
    values: Iterable[Any],
    subgroup: int | Iterable[Any] | None,
    sigma_method: str | None,
    method: str,
    design: Design,
) -> _Series:
    setup = Setup.of(design)
    if subgroup is None or (isinstance(subgroup, int) and subgroup == 1):
        given = column(values)
        sample = clean(given, setup.name)
        rows = len(given)
        plan = setup.plan(sample.rows, rows)
        x, row = sample.values, sample.rows
        sizes: Ints = np.broadcast_to(np.int64(1), (x.size,))
        whole = len(plan.spans) == 1 and row.size == rows
        ranges = moving_ranges(x, 2, None if whole else segments(plan, row))
        if whole and rows < 2**31:
            row = row.astype(np.int32)  # half the memory of ten million points
        estimator = setup.sigma_method(sigma_method, method, "mr")
        found, carried = stage_parameters(
            plan, lambda span: individual_parameters(span, x, ranges, estimator, 2, setup.constants)
        )
        labels, notes = setup.point_labels(row, rows), [*sample.notes, *plan.notes, *carried]
    else:
        groups, plan = subgroup_points(values, subgroup, setup)
        x, row, sizes, rows = groups.means, groups.row, groups.sizes, groups.rows
        estimator = setup.sigma_method(sigma_method, method, "pooled")
        found, carried = stage_parameters(
            plan, lambda span: subgroup_parameters(span, groups, estimator, setup.constants)
        )
        labels, notes = setup.point_labels(row, rows) or groups.labels, [*groups.notes, *plan.notes, *carried]
    centers, sigmas = [center for center, _sigma in found], [sigma for _center, sigma in found]
    if plan.reasons:
        notes.append("Points that are not used for the limits still weigh on the points after them")
    notes += [*flat_notes(sigmas), *setup.few_points(plan)]
    return _Series(setup, plan, x, sizes, row, rows, centers, sigmas, labels, notes)


def _finish(
    spec: ChartSpec, series: _Series, panels: tuple[Panel, ...], limits: str, details: dict[str, Any]
) -> ControlChart:
    setup = series.setup
    stages = tuple(
        stage_info(span, panels, sigma.value, sigma.name, {"center": center})
        for span, sigma, center in zip(series.plan, series.sigmas, series.centers, strict=True)
    )
    text = setup.convention((sigma.name for sigma in series.sigmas), limits, panels="beyond-only")
    return finish(spec, setup, panels, stages, text, series.notes, series.labels, details)


def moving_average(
    values: Iterable[Any],
    subgroup: int | Iterable[Any] | None = None,
    *,
    span: int = 3,
    sigma_method: str | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """Moving average chart: the mean of the last `span` points (of fewer at the start of a stage).

    Limits center ± k sigma sqrt(sum of 1/n_i)/w, w the number of points averaged: k sigma/sqrt(w) for single values.

    Parameters
    ----------
    values : numbers, one per row. subgroup : None for single values, else as `variables.xbar_r`.
    span : points averaged, at least 2.
    sigma_method : ``mr`` for single values, ``pooled`` for subgroups by default.
    design : the shared options, see `leanbench.stats.spc.chart_design`.
    """
    span = whole(span, "The span")
    if span < 2:
        raise StatsError(f"A moving average needs a span of at least 2 points, not {span}.")
    series = _series(values, subgroup, sigma_method, "moving-average", design)
    plotted, lines = np.empty(series.points.size), Lines(series.plan)
    for part in series.plan:
        x = series.points[part.where]
        window = np.minimum(np.arange(1, part.n + 1), span)
        plotted[part.where] = (
            _window_sums(x - series.centers[part.index], span) / window + series.centers[part.index]
        )
        variance = series.each_deviation(part) ** 2
        sd = np.sqrt(_window_sums(variance, span)) / window
        center = series.centers[part.index]
        lines.add(center, center - series.setup.k * sd, center + series.setup.k * sd, sd)
    main = panel(
        "MA", f"Moving average of {span}", plotted, series.plan, lines, series.setup.rules, "beyond-only",
        row=series.row, size=series.sizes, k=series.setup.k,
    )  # fmt: skip
    limits = f"span {span}, limits ±{num(series.setup.k, 6)} sigma of the average"
    return _finish(MOVING_AVERAGE, series, (main,), limits, {"span": span})


def _window_sums(x: Floats, span: int) -> Floats:
    total = x.astype(np.float64).copy()
    for lag in range(1, min(span, x.size)):
        total[lag:] += x[:-lag]
    return total


def ewma(
    values: Iterable[Any],
    subgroup: int | Iterable[Any] | None = None,
    *,
    weight: float | None = None,
    limits: Literal["exact", "asymptotic"] | None = None,
    sigma_method: str | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """EWMA chart: z_i = r x_i + (1 - r) z_(i-1), starting at the center.

    Exact limits center ± k sigma sqrt(r/(2-r) (1-(1-r)^(2i))) for equal sizes (for unequal sizes the variance is
    accumulated term by term); ``asymptotic`` draws the final width throughout.

    Parameters
    ----------
    values, subgroup, sigma_method : as `moving_average`.
    weight : r, above 0 and up to 1; 0.2 by default.
    limits : "exact" (default) or "asymptotic" (NIST).
    design : shared options; a known `center` is the target, `k` is L.
    """
    series = _series(values, subgroup, sigma_method, "ewma", design)
    options = series.setup.profile.options
    r = float(options.get("ewma_weight", 0.2)) if weight is None else number(weight, "The weight")
    kind = limits or str(options.get("ewma_limits", "exact"))
    if not 0 < r <= 1:
        raise StatsError(f"The weight of an EWMA must be above 0 and at most 1, not {num(r, 6)}.")
    if kind not in ("exact", "asymptotic"):
        raise StatsError(f"EWMA limits are 'exact' or 'asymptotic', not {kind!r}.")
    plotted, lines, k = np.empty(series.points.size), Lines(series.plan), series.setup.k
    for part in series.plan:
        center = series.centers[part.index]
        plotted[part.where] = _weighted(series.points[part.where], center, r)
        deviation = series.deviation(part)
        if kind == "asymptotic":
            sd: Floats | float = deviation * (r / (2 - r)) ** 0.5
            lines.add(center, center - k * sd, center + k * sd, sd)
        elif isinstance(deviation, float):
            steady = deviation * (r / (2 - r)) ** 0.5
            growing = np.arange(1, min(part.n, _settled(r)) + 1)
            first = deviation * np.sqrt(r / (2 - r) * -np.expm1(2 * growing * _log1m(r)))
            lower, upper = np.full(part.n, center - k * steady), np.full(part.n, center + k * steady)
            lower[: first.size], upper[: first.size] = center - k * first, center + k * first
            lines.add(center, lower, upper, steady)
        else:
            sd = np.sqrt(_accumulated(deviation**2 * r * r, (1 - r) ** 2))
            lines.add(center, center - k * sd, center + k * sd, sd)
    main = panel(
        "EWMA", f"EWMA (weight {num(r, 6)})", plotted, series.plan, lines, series.setup.rules, "beyond-only",
        row=series.row, size=series.sizes, k=k,
    )  # fmt: skip
    text = f"weight {num(r, 6)}, {kind} limits ±{num(k, 6)} sigma"
    return _finish(EWMA, series, (main,), text, {"weight": r, "limits": kind})


def _log1m(r: float) -> float:
    return float(np.log1p(-r)) if r < 1 else -700.0


def _weighted(x: Floats, center: float, r: float) -> Floats:
    """The exponentially weighted means. Of the distances from the center: the chart of a constant is exactly flat."""
    away = x - center
    away *= r
    away = _accumulated(away, 1 - r)
    away += center
    return away


def _settled(r: float) -> int:
    """After so many points the exact limits are those of the full memory to the last digit."""
    return int(20.0 / -_log1m(r)) + 1


def _accumulated(x: Floats, keep: float) -> Floats:
    """y_i = keep y_(i-1) + x_i, from 0."""
    if x.size <= _SHORT:
        y, out = 0.0, []
        for value in x.tolist():
            y = keep * y + value
            out.append(y)
        return np.array(out)
    from scipy import signal

    return np.asarray(
        signal.lfilter([1.0], [1.0, -keep], x)
    )  # the same sums; its import costs a short series more


def cusum(
    values: Iterable[Any],
    subgroup: int | Iterable[Any] | None = None,
    *,
    target: float | None = None,
    h: float | None = None,
    slack: float = 0.5,
    fir: float = 0.0,
    reset: bool = False,
    standardised: bool = False,
    raw: bool = False,
    sigma_method: str | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """Tabular CUSUM with both sides: C+ = max(0, C+ + x - T - K), C- = min(0, C- + x - T + K).

    K = slack sigma_xbar and limits ± h sigma_xbar; a point beyond ±H signals.

    Parameters
    ----------
    values, subgroup, sigma_method : as `moving_average`.
    target : T; the known or estimated center when not given.
    h, slack : decision interval and reference value in sigma of the plotted mean (4 and 0.5 by default).
    fir : fast initial response: start at this share of h (0.5 is usual, 0 is none).
    reset : start again at zero after a signal.
    standardized : chart (x - T)/sigma_xbar, so that limits are ±h.
    raw : `h` and `slack` are in the unit of the data (needs no sigma).
    design : shared options (`k` is not used).
    """
    if target is not None:
        if design.get("center") is not None:
            raise StatsError(_("The target of a CUSUM is its known center: give one of the two."))
        design = {**design, "center": target}
    known = design.get("sigma") is not None
    if raw and not known:
        design = {**design, "sigma": 1.0}
    series = _series(values, subgroup, sigma_method, "cusum", design)
    usual = series.setup.profile.options.get("cusum_h", 4.0)
    limit = number(usual if h is None else h, "The decision interval h")
    slack, fir = number(slack, "The slack k"), number(fir, "The head start")
    if limit <= 0 or slack < 0:
        raise StatsError(_("A CUSUM needs a decision interval h above zero and a slack of zero or more."))
    if not 0 <= fir < 1:
        raise StatsError(f"The head start is a share of h from 0 to below 1, not {num(fir, 6)}.")
    size = series.points.size
    high, low, upper, lower = np.empty(size), np.empty(size), Lines(series.plan), Lines(series.plan)
    for part in series.plan:
        unit = np.ones(part.n) if raw else series.each_deviation(part)
        if not np.all(unit > 0):
            raise StatsError(
                _("The values that set sigma are all equal. Give a known sigma, or use raw units.")
            )
        scale = np.ones(part.n) if standardised else unit
        x = (series.points[part.where] - series.centers[part.index]) * (scale / unit)
        high[part.where] = _one_sided(x, slack * scale, limit * scale, fir, reset)
        low[part.where] = -_one_sided(-x, slack * scale, limit * scale, fir, reset)
        even = bool(np.all(scale == scale[0]))
        bound = limit * (float(scale[0]) if even else scale)
        sd = float(scale[0]) if even else scale
        upper.add(0.0, np.nan, bound, sd)
        lower.add(0.0, -bound, np.nan, sd)
    make: dict[str, Any] = {"row": series.row, "size": series.sizes, "k": limit}
    rules, plan = series.setup.rules, series.plan
    panels = (
        panel("C+", "Cumulative sum", high, plan, upper, rules, "beyond-only", **make),
        panel("C-", "Cumulative sum", low, plan, lower, rules, "beyond-only", **make),
    )
    unit_text = "data units" if raw else "sigma"
    text = f"h = {num(limit, 6)} and k = {num(slack, 6)} {unit_text}" + (
        f", head start {percent_text(100 * fir, 0)} of h" if fir else ""
    )
    details: dict[str, Any] = {
        "h": limit, "slack": slack, "fir": fir, "reset": reset, "standardised": standardised, "raw": raw,
    }  # fmt: skip
    if raw:
        # Sigma sets nothing here, yet run lengths need it: of the plotted points.
        own = float(series.each_deviation(series.plan.spans[-1])[0]) if known else _plotted_sigma(series)
        details["sigma_plotted"] = own
    shifts = _shifts(series, panels, slack, raw, standardised)
    details["shifts"] = tuple(shifts)
    series.notes.extend(shift.sentence() for shift in shifts)
    if raw:
        series = replace(series, sigmas=[replace(s, name="not needed (raw units)") for s in series.sigmas])
    return _finish(CUSUM, series, panels, text, details)


def _plotted_sigma(series: _Series) -> float | None:
    """Average moving range/d2(2) of the points of the last stage that are used; None where they do not vary."""
    last = series.plan.spans[-1]
    x = series.points[last.where][last.use]
    spread = float(np.mean(np.abs(np.diff(x)))) / series.setup.constants.d2(2) if x.size > 1 else 0.0
    return spread or None


@dataclass(frozen=True, slots=True)
class Shift:
    """The first signal of one side in a stage: where the sum left zero, and the mean since then."""

    signal: int
    began: int
    mean: float
    side: str

    def sentence(self) -> str:
        """In words, points counted from 1."""
        way = "up" if self.side == "above" else "down"
        return (
            f"The shift {way} that signals at point {self.signal + 1} began about point {self.began + 1}; "
            f"the mean since then is about {num(self.mean, 5)}"
        )


def _shifts(
    series: _Series, panels: tuple[Panel, Panel], slack: float, raw: bool, standardised: bool
) -> list[Shift]:
    """Montgomery's estimates: N counts the points since the sum was zero; mean = T ± (K + C/N)."""
    found = []
    for part in series.plan:
        unit = np.ones(part.n) if raw else series.each_deviation(part)
        for drawn, sign in zip(panels, (1.0, -1.0), strict=True):
            inside = drawn.signaling()
            inside = inside[(inside >= part.where.start) & (inside < part.where.stop)]
            if not inside.size:
                continue
            first = int(inside[0])
            at = first - part.where.start
            sums = np.abs(drawn.points[part.where])
            zero = np.flatnonzero(sums[:at] == 0)
            began = int(zero[-1]) + 1 if zero.size else 0
            grown = sums[at] / (at - began + 1) * (unit[at] if standardised else 1.0)
            mean = series.centers[part.index] + sign * (slack * unit[at] + grown)
            side = "above" if sign > 0 else "below"
            found.append(Shift(first, began + part.where.start, float(mean), side))
    return found


def _one_sided(x: Floats, slack: Floats, limit: Floats, fir: float, reset: bool) -> Floats:
    """The upper sum: what was added since it was last at zero."""
    total, more = (fir * float(limit[0]) if limit.size else 0.0), x - slack
    if not reset:
        out = np.empty(x.size)
        for first in range(0, x.size, BLOCK):
            block = total + np.cumsum(more[first : first + BLOCK])
            out[first : first + BLOCK] = block - np.minimum(np.minimum.accumulate(block), 0.0)
            total = out[min(first + BLOCK, x.size) - 1]
        return out
    sums = []
    for step, end in zip(more.tolist(), limit.tolist(), strict=True):
        total = max(0.0, total + step)
        sums.append(total)
        if total > end:
            total = 0.0  # a signal starts the sum anew
    return np.array(sums)


_SIGMAS = ("mr", "mr-median", "mssd", "sd", "pooled", "rbar", "sbar")
MOVING_AVERAGE = ChartSpec(
    "moving-average",
    moving_average,
    "Moving average chart",
    "Has the level shifted a little and stayed there?",
    ("values", "subgroup?"),
    "value",
    {"span": (), "sigma_method": _SIGMAS},
    why_limits_move="The limits narrow over the first points, whose averages hold fewer values.",
    run_length="moving-average",
    differences=("within sigma", "constants", "point on the limit"),
)
EWMA = ChartSpec(
    "ewma",
    ewma,
    "EWMA chart",
    "Is there a small lasting shift or drift?",
    ("values", "subgroup?"),
    "value",
    {"weight": (), "limits": ("exact", "asymptotic"), "sigma_method": _SIGMAS},
    why_limits_move="The limits widen over the first points, until the average has its full memory.",
    run_length="ewma",
    differences=("ewma limits", "within sigma", "constants", "point on the limit"),
)
CUSUM = ChartSpec(
    "cusum",
    cusum,
    "CUSUM chart",
    "When did a small shift away from the target begin?",
    ("values", "subgroup?"),
    "sum",
    {
        "target": (),
        "h": (),
        "slack": (),
        "fir": (),
        "reset": (False, True),
        "standardised": (False, True),
        "raw": (False, True),
        "sigma_method": _SIGMAS,
    },
    # h is its width, and its target is its known center.
    tuple(name for name in OPTION_NAMES if name not in ("k", "center", "counting")),
    {"C+": "sum upwards", "C-": "sum downwards"},
    run_length="cusum",
    differences=("cusum limit", "within sigma", "constants", "point on the limit"),
)
CHARTS = (MOVING_AVERAGE, EWMA, CUSUM)
