"""Charts of counts and proportions: p, np, c, u, Laney p' and u', and Taylor's I'.

Limits are center ± k standard deviations of the binomial or Poisson, clipped to what can occur; with
unequal sizes they are stairs, one step for each point. Laney's charts widen or narrow them by the
variation actually seen between points.

Sources: NIST/SEMATECH e-Handbook 6.3.3; Minitab methods and formulas for p, np, c, u, Laney charts; D. B.
Laney, "Improved control charts for attributes", Quality Engineering 14 (2002); W. A. Taylor, "Normalized
individuals control chart", variation.com (2017).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Unpack

import numpy as np

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import (
    HUGE,
    Floats,
    Ints,
    StatsError,
    count,
    number,
    numbers_of,
    refuse_huge,
)
from leanbench.stats.spc.chart_build import Lines, finish, panel, stage_info
from leanbench.stats.spc.chart_design import Design, Setup
from leanbench.stats.spc.chart_spec import PATTERN_REASONS, RUN_REASONS, WITHOUT_SIGMA, ChartSpec
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.spc.phases import Bools, Plan, Span
from leanbench.stats.spc.sigma import individual_sigma, moving_ranges

__all__ = ["c", "i_prime", "laney_p", "laney_u", "np_", "p", "u"]

_LABELS = {"share": "Share", "count": "Number", "rate": "Rate"}
_BINOMIAL = ("p", "np", "laney-p")


def p(counts: Iterable[Any], sizes: Any, **design: Unpack[Design]) -> ControlChart:
    """p chart: share of items that are defective.

    Center sum(x)/sum(n), limits pbar ± k sqrt(pbar (1 - pbar)/n_i), clipped to 0 and 1.

    Parameters
    ----------
    counts : defective items, one count per row.
    sizes : items looked at, one per row, or one number for all rows.
    design : the shared options, see `leanbench.stats.spc.chart_design`; `center` is a known share (0 to 1).

    Assumes independent items with one probability within a point. Raises StatsError for a size of zero or
    below, a negative count, or a count above its size, naming the row.
    """
    return _attribute(P, counts, sizes, 1.0, design)


def np_(counts: Iterable[Any], sizes: Any, **design: Unpack[Design]) -> ControlChart:
    """np chart: number of defective items. Center n_i pbar, limits ± k sqrt(n_i pbar (1 - pbar)).

    Parameters and errors as `p`. With unequal sizes the center line is a stair too; a p chart is easier to read.
    """
    return _attribute(NP, counts, sizes, 1.0, design)


def c(counts: Iterable[Any], **design: Unpack[Design]) -> ControlChart:
    """c chart: number of defects in equal areas of opportunity. Center cbar, limits cbar ± k sqrt(cbar), from 0.

    Parameters
    ----------
    counts : defects, one count per row.
    """
    return _attribute(C, counts, 1.0, 1.0, design)


def u(counts: Iterable[Any], sizes: Any, *, per: float = 1.0, **design: Unpack[Design]) -> ControlChart:
    """u chart: defects per unit. Center sum(x)/sum(n), limits ubar ± k sqrt(ubar/n_i), from 0.

    Parameters
    ----------
    counts : defects, one count per row.
    sizes : units, days, lines ... in which they could occur, one per row or one number.
    per : multiplies the rate: 10000 shows defects per 10,000 units.
    """
    return _attribute(U, counts, sizes, per, design)


def laney_p(counts: Iterable[Any], sizes: Any, **design: Unpack[Design]) -> ControlChart:
    """Laney p' chart: a p chart whose limits are widened by the variation between points.

    z_i = (p_i - pbar)/sqrt(pbar(1-pbar)/n_i), sigma_z = mean |z_i - z_(i-1)|/d2(2), limits
    pbar ± k sigma_z sqrt(pbar(1-pbar)/n_i). A known `sigma` is sigma_z. No difference spans a stage boundary, a
    blank row or an excluded point. Parameters and errors as `p`.
    """
    return _attribute(LANEY_P, counts, sizes, 1.0, design)


def laney_u(counts: Iterable[Any], sizes: Any, *, per: float = 1.0, **design: Unpack[Design]) -> ControlChart:
    """Laney u' chart: a u chart with limits widened by sigma_z, as `laney_p`. Parameters as `u`."""
    return _attribute(LANEY_U, counts, sizes, per, design)


def _attribute(
    spec: ChartSpec, counts: Iterable[Any], sizes: Any, per: float, design: Design
) -> ControlChart:
    setup, kind = Setup.of(design), spec.method
    if setup.sigma is not None and kind not in ("laney-p", "laney-u"):
        raise StatsError(
            f"A {spec.title} takes no known sigma: its limits follow from the center and the sizes."
        )
    x, n, row, rows, notes = usable_counts(counts, sizes, setup.name, binomial=kind in _BINOMIAL)
    plan = setup.plan(row, rows)
    per = number(per, "The base of the rate")
    if per <= 0:
        raise StatsError(f"A rate is shown per a number above zero, not per {num(per, 6)}.")
    points = x if kind in ("np", "c") else x / n * per
    lines, found = Lines(plan), []
    for span in plan:
        rate = _rate(span, x, n, per, kind)
        spread = _spread(kind, rate, n[span.where])
        sigma_z = 1.0
        if kind in ("laney-p", "laney-u"):
            sigma_z = _sigma_z(span, x, n, row, rate, kind, setup)
        scale = n[span.where] if kind == "np" else per
        center, sd = rate * scale, spread * sigma_z * scale
        top = scale if kind in ("p", "laney-p", "np") else np.inf
        low, high = np.maximum(0.0, center - setup.k * sd), np.minimum(top, center + setup.k * sd)
        lines.add(_one(center), _one(low), _one(high), _one(sd))
        found.append((span, rate * per, sigma_z))
        notes += _fit_notes(kind, span, x, n, row, rate, setup, len(plan.spans) > 1)
    label = _LABELS[spec.plots] + (f" per {num(per, 6)}" if per != 1 else "")
    main = panel(kind, label, points, plan, lines, setup.rules, "counts", row=row, size=_size(n), k=setup.k)
    return _finish(spec, setup, plan, main, found, row, rows, notes, {"label": label, "per": per})


def _finish(
    spec: ChartSpec,
    setup: Setup,
    plan: Plan,
    main: Any,
    found: list[tuple[Span, float, float]],
    row: Ints,
    rows: int,
    notes: list[str],
    told: dict[str, Any],
) -> ControlChart:
    laney = spec.method in ("laney-p", "laney-u")
    estimator = "Laney sigma z" if laney else "binomial" if spec.method in _BINOMIAL else "Poisson"
    stages = []
    for span, rate, sigma_z in found:
        more = {"sigma_z": sigma_z} if laney else {}
        known = {"center": rate} | ({"sigma": sigma_z} if laney else {})
        sd = float(np.mean(main.sigma[span.where]))
        stages.append(stage_info(span, (main,), sd, estimator, {"mean": rate, **more}, known))
    notes = [*notes, *plan.notes, *setup.few_points(plan)]
    if any(info.ucl[main.name] is None for info in stages):
        notes.append(
            "The limits are stairs because the points have different sizes: more items, narrower limits"
        )
    text = setup.convention(
        ["MRbar/d2(2) of the standardized points (sigma z) × binomial or Poisson" if laney else estimator],
        word="sigma = " if laney else "variation: ",
        panels="counts",
    )
    return finish(spec, setup, (main,), tuple(stages), text, notes, setup.point_labels(row, rows), told)


def usable_counts(
    counts: Iterable[Any], sizes: Any, name: str, *, binomial: bool, measured: bool = False
) -> tuple[Floats, Floats, Ints, int, list[str]]:
    """Counts and sizes that can be charted, the rows they came from, the number of rows, and notes.

    measured : they may be any measurement, such as minutes or money: fractions and negative values are usual.
    Raises StatsError for what cannot be right, with its row; rows left blank are left out and counted.
    """
    word = "value" if measured else "count"
    x, odd = numbers_of(counts)
    rows = x.size
    if isinstance(sizes, (int, float, np.number)):
        n = np.full(rows, float(sizes))
        odd_sizes: list[tuple[int, str]] = []
    else:
        n, odd_sizes = numbers_of(sizes)
    if n.size != rows:
        raise StatsError(
            f"There are {count(rows, word)} but {count(n.size, 'size')}. Give one size for each {word}."
        )
    refuse_huge(x, name)
    refuse_huge(n, "sizes")
    keep = np.isfinite(x) & np.isfinite(n)
    row = np.flatnonzero(keep).astype(np.int64)
    notes = []
    if row.size < rows:
        bad = [(r, t) for r, t in (*odd, *odd_sizes)]
        example = f", the first in row {bad[0][0] + 1} ({bad[0][1]!r})" if bad else ""
        notes.append(
            f"{count(rows - row.size, 'row')} of {name} without a usable {word} or size left out{example}"
        )
    if row.size == 0:
        raise StatsError(f"{name} has no usable {word}s. Choose another column or add data.")
    x, n = x[keep], n[keep]
    for wrong, text in (
        (n <= 1 / HUGE, "has a size of {n}; a size must be above zero"),
        ((x < 0) & (not measured), "has a count of {x}; a count cannot be negative"),
        (
            x > n if binomial else np.zeros(x.size, dtype=bool),
            "counts {x} of {n}; a count cannot exceed its size",
        ),
    ):
        if np.any(wrong):
            at = int(np.argmax(wrong))
            more = int(np.count_nonzero(wrong)) - 1
            also = f" ({more} more like it)" if more else ""
            said = text.format(x=num(x[at], 6), n=num(n[at], 6))
            raise StatsError(f"Row {row[at] + 1} {said}{also}. Correct it, or leave it blank.")
    if not measured and np.any(x != np.floor(x)):
        at = int(np.argmax(x != np.floor(x)))
        notes.append(
            f"Row {row[at] + 1} has a count of {num(x[at], 6)}, which is not a whole number; it was used as given"
        )
    return x, n, row, rows, notes


def _rate(span: Span, x: Floats, n: Floats, per: float, kind: str) -> float:
    if span.center is not None:
        rate = span.center / per
        if rate < 0 or (kind in _BINOMIAL and rate > 1):
            raise StatsError(
                f"The known center {num(span.center, 6)} is not possible: give a share from 0 to 1, or a rate."
            )
        return rate
    inside, use = span.where, span.use
    return float(np.sum(x[inside][use]) / np.sum(n[inside][use]))


def _spread(kind: str, rate: float, n: Floats) -> Floats:
    """Standard deviation of x/n at each point."""
    variance = rate * (1 - rate) if kind in _BINOMIAL else rate
    if kind == "np":
        return np.sqrt(variance / n)
    spread: Floats = np.sqrt(variance / n)
    return spread


def _sigma_z(span: Span, x: Floats, n: Floats, row: Ints, rate: float, kind: str, setup: Setup) -> float:
    if span.sigma is not None:
        return span.sigma
    at = span.where
    spread = _spread(kind, rate, n[at])
    if rate <= 0 or not np.all(spread > 0):
        return 1.0
    z = (x[at] / n[at] - rate) / spread
    ranges = moving_ranges(z)
    usable = _neighbors(span.use, row[at])
    if not np.any(usable):
        where = "" if span.name == "all" else f" in stage {span.name}"
        raise StatsError(
            f"Laney's limits need two points next to each other{where}; there are none. Add data."
        )
    ranges[~usable] = np.nan
    return individual_sigma("mr", z, ranges, 2, setup.constants).value


def _neighbors(use: Bools, row: Ints) -> Bools:
    """Points that set the limits as the one before them does, with no blank row between."""
    found = np.zeros(use.size, dtype=bool)
    found[1:] = use[1:] & use[:-1] & (np.diff(row) == 1)
    return found


def _fit_notes(
    kind: str, span: Span, x: Floats, n: Floats, row: Ints, rate: float, setup: Setup, staged: bool
) -> list[str]:
    """Say when the counts are too small for these limits, or vary more than the model explains."""
    where = f" in stage {span.name}" if staged else ""
    notes = []
    size = float(np.mean(n[span.where]))
    expected = size * min(rate, 1 - rate) if kind in _BINOMIAL else size * rate
    if 0 < expected < 3:
        notes.append(
            f"About {num(expected, 2)} are expected at a point{where}: limits are rough for so few. "
            "Take longer periods, or chart the time between events (G or T chart)"
        )
    if kind in ("p", "u") and np.count_nonzero(span.use) >= 20 and expected >= 3:
        ratio = _sigma_z(replace(span, sigma=None), x, n, row, rate, kind, setup)
        if ratio > 1.4:
            model = "binomial" if kind == "p" else "Poisson"
            notes.append(
                f"Points{where} vary {num(ratio, 2)} times as much as the {model} explains; "
                f"a Laney {kind}' chart allows for that"
            )
    return notes


def _one(values: Floats | float) -> Floats | float:
    """One number when all points share it, so that a constant limit is one line."""
    if isinstance(values, np.ndarray) and values.size and np.all(values == values[0]):
        return float(values[0])
    return values


def _size(n: Floats) -> Floats:
    return np.broadcast_to(n[0], n.shape) if np.all(n == n[0]) else n


def i_prime(
    counts: Iterable[Any],
    sizes: Any,
    *,
    per: float = 1.0,
    sigma_method: str | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """Taylor's I' chart: individuals of a ratio, normalized for unequal denominators.

    y_i = x_i/n_i, w_i = n_i/nbar; center sum(x)/sum(n). The moving range of neighbors is
    |y_i - y_(i-1)| / sqrt((1/w_i + 1/w_(i-1))/2), sigma = its mean/d2(2), limits center ± k sigma/sqrt(w_i).

    Parameters
    ----------
    counts, sizes : numerators and denominators; numerators may be any measurement.
    per : multiplies the ratio.
    sigma_method : ``mr`` (default) or ``mr-screened`` (as qicharts2), ``mr-median``.
    """
    setup = Setup.of(design)
    x, n, row, rows, notes = usable_counts(counts, sizes, setup.name, binomial=False, measured=True)
    plan = setup.plan(row, rows)
    method = setup.sigma_method(sigma_method, "i-prime", "mr")
    y = x / n * number(per, "The base of the ratio")
    lines, sigmas = Lines(plan), []
    for span in plan:
        at, use = span.where, span.use
        weight = n[at] / float(n[at][use].mean() if use.any() else n[at].mean())
        center = (
            span.center if span.center is not None else float(np.sum(x[at][use]) / np.sum(n[at][use])) * per
        )
        if span.sigma is not None:
            value, name = span.sigma, "known sigma"
        else:
            value, name = _normalized_sigma(y[at], weight, _neighbors(use, row[at]), method, setup)
        sigmas.append((span, value, name))
        sd = value / np.sqrt(weight)
        lines.add(center, _one(center - setup.k * sd), _one(center + setup.k * sd), _one(sd))
    main = panel("I'", "Ratio", y, plan, lines, setup.rules, "all", row=row, size=_size(n), k=setup.k)
    stages = tuple(stage_info(span, (main,), value, name) for span, value, name in sigmas)
    notes = [*notes, *plan.notes, *setup.few_points(plan)]
    if any(info.ucl["I'"] is None for info in stages):
        notes.append("The limits are stairs because the points have different denominators")
    text = setup.convention(name for _, _, name in sigmas)
    return finish(I_PRIME, setup, (main,), stages, text, notes, setup.point_labels(row, rows))


def _normalized_sigma(
    y: Floats, weight: Floats, usable: Bools, method: str, setup: Setup
) -> tuple[float, str]:
    ranges = np.full(y.size, np.nan)
    ranges[1:] = np.abs(np.diff(y)) / np.sqrt((1 / weight[1:] + 1 / weight[:-1]) / 2)
    ranges[~usable] = np.nan
    found = individual_sigma(method, y, ranges, 2, setup.constants)
    return found.value, f"normalized {found.name}"


P = ChartSpec(
    "p",
    p,
    "p chart",
    "Is the share of defective items stable?",
    ("items", "sizes"),
    "share",
    shared=WITHOUT_SIGMA,
    parts={"p": "share"},
    run_length="binomial",
    differences=("attribute limits", "variable limits", *RUN_REASONS),
)
NP = ChartSpec(
    "np",
    np_,
    "np chart",
    "Is the number of defective items in samples of equal size stable?",
    ("items", "sizes"),
    "count",
    shared=WITHOUT_SIGMA,
    parts={"np": "count"},
    run_length="binomial",
    differences=("attribute limits", "variable limits", *RUN_REASONS),
)
C = ChartSpec(
    "c",
    c,
    "c chart",
    "Is the number of defects in equal units or periods stable?",
    ("events",),
    "count",
    shared=WITHOUT_SIGMA,
    parts={"c": "count"},
    run_length="poisson",
    differences=("attribute limits", *RUN_REASONS),
)
U = ChartSpec(
    "u", u, "u chart", "Is the rate of defects per unit stable when the units differ in size?",
    ("events", "sizes"), "rate", {"per": ()}, WITHOUT_SIGMA, {"u": "rate"}, run_length="poisson",
    differences=("attribute limits", "variable limits", *RUN_REASONS),
)  # fmt: skip
LANEY_P = ChartSpec(
    "laney-p",
    laney_p,
    "Laney p' chart",
    "Is a share stable when samples are very large and nearly every point falls outside a p chart?",
    ("items", "sizes"),
    "share",
    parts={"laney-p": "share"},
    differences=("laney unequal sizes", "variable limits", "constants", *RUN_REASONS),
)
LANEY_U = ChartSpec(
    "laney-u",
    laney_u,
    "Laney u' chart",
    "Is a rate stable when the units are very large?",
    ("events", "sizes"),
    "rate",
    {"per": ()},
    parts={"laney-u": "rate"},
    differences=("laney unequal sizes", "variable limits", "constants", *RUN_REASONS),
)
I_PRIME = ChartSpec(
    "i-prime",
    i_prime,
    "I' chart",
    "Is a ratio of two measurements stable when the denominators differ?",
    ("amounts", "sizes"),
    "rate",
    {"per": (), "sigma_method": ("mr", "mr-median", "mr-screened")},
    differences=("screened moving ranges", "variable limits", "constants", *PATTERN_REASONS),
)
CHARTS = (P, NP, C, U, LANEY_P, LANEY_U, I_PRIME)
