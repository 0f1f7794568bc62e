"""Hotelling's T² chart: several related measurements on one chart, and which of them causes a signal.

Sources: H. Hotelling (1947); N. D. Tracy, J. C. Young and R. L. Mason, JQT 24 (1992), for the beta limit of
individuals; R. L. Mason, N. D. Tracy and J. C. Young, JQT 27 (1995), for the decomposition;
NIST/SEMATECH e-Handbook 6.5.4.3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Unpack

import numpy as np

from leanbench.stats.base.result_words import num, p_text
from leanbench.stats.base.samples import (
    Floats,
    Ints,
    StatsError,
    column,
    count,
    number,
    numbers_of,
    refuse_huge,
)
from leanbench.stats.base.subgroups import group
from leanbench.stats.spc.chart_build import Lines, finish, panel, stage_info
from leanbench.stats.spc.chart_design import Design, Setup
from leanbench.stats.spc.chart_spec import ChartSpec
from leanbench.stats.spc.control_chart import ControlChart, Panel, StageInfo
from leanbench.stats.spc.phases import Span, stage_numbers
from leanbench.words.language import _

__all__ = ["t2"]

Columns = Mapping[str, Iterable[Any]] | Sequence[Iterable[Any]] | Floats


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one variable adds to the T² of one point.

    alone : T² of the variable by itself; conditional : T² minus T² without the variable; p : chance of a
    conditional part this large when only noise acts (F distribution; chi-square for a known covariance).
    """

    point: int
    variable: str
    alone: float
    conditional: float
    p: float


def t2(
    columns: Columns,
    subgroup: int | Iterable[Any] | None = None,
    *,
    confidence: float = 0.9973,
    covariance: str = "sample",
    **design: Unpack[Design],
) -> ControlChart:
    """Hotelling T² chart with an upper limit only.

    Subgroups: T² = n (xbar - mean)' S^-1 (xbar - mean), S pooled within; limit of the points that set the mean
    p(m-1)(n-1)/(mn-m-p+1) F, of later points p(m+1)(n-1)/(mn-m-p+1) F. Individuals: (m-1)²/m Beta(p/2, (m-p-1)/2),
    later points p(m+1)(m-1)/(m²-mp) F. The center line is the median of the same distribution.

    Parameters
    ----------
    columns : ``{name: values}``, several columns, or a (rows, p) array. Rows with a blank are left out.
    subgroup : None for individuals; a size or ids as `variables.xbar_r`.
    confidence : of the limit at one point, 0.9973 by default (qcc: 0.9973^p).
    covariance : of individuals: ``sample``, or ``successive`` (from differences of neighbors).
    design : `stages`, `baseline`, `excluded`, `labels` as everywhere. Points outside the baseline, or excluded, get
        the limit for later points. Historical parameters are a `center` of one mean for each variable (in their
        order, or by name) and a `sigma` that is their covariance matrix, (p, p). With both the limit is that of
        chi-square with p degrees of freedom; with one of them the other is estimated and its limits are used.

    ``details["decomposition"]`` has a `Contribution` of each variable at each signalling point.
    Raises StatsError for fewer than two variables, too few points, or variables that determine each other.
    """
    setup = Setup.of(design)
    confidence = number(confidence, "The confidence of the limit")
    if not 0.5 < confidence < 1:
        raise StatsError(f"The confidence of the limit must lie between 0.5 and 1, not {num(confidence, 6)}.")
    names, x, rows_used, total, notes = complete_rows(columns)
    known = historical(setup, names)
    # What is known is a vector and a matrix; the plan need only know that they are.
    setup = replace(setup, center=known.center, sigma=known.sigma)
    means, sizes, row, of_row, within, more = plotted_means(x, rows_used, total, subgroup, covariance, setup)
    plan = setup.plan(row, total, of_row, "point" if subgroup is None else "subgroup")
    values, lines, details = np.empty(row.size), Lines(plan), []
    for span in plan:
        steps = neighbor_steps(means, row, span) if covariance == "successive" else None
        about, S, dof = estimates(span, means, sizes, within, subgroup is None, steps, known)
        inverse = inverse_of(S, names)
        away = means[span.where] - about
        values[span.where] = sizes[span.where] * np.einsum("ij,jk,ik->i", away, inverse, away)
        middle, high = _limits(span, len(names), dof, confidence, subgroup is None)
        lines.add(middle, math.nan, high, math.nan)
        details.append({"mean": about.tolist(), "cov": S.tolist(), "inverse": inverse, "dof": dof})
    main = panel("T2", "T²", values, plan, lines, setup.rules, "beyond-only", row=row, size=sizes, k=setup.k)
    parts: list[Contribution] = []
    for point in main.signal_points:
        of = details[int(plan.stage[point])]
        parts += decompose(point, names, means[point] - np.array(of["mean"]), sizes[point], of)
    stages = covariance_stages(plan, main, details, names)
    notes = [*notes, *more, *plan.notes, *setup.few_points(plan), *biggest_parts(parts, main.signal_points)]
    estimator = "pooled covariance within subgroups" if subgroup is not None else f"{covariance} covariance"
    estimator = known.words(estimator)
    limit = f"upper limit at {num(100 * confidence, 5)}% per point"
    text = setup.convention([estimator], limit, word="", panels="beyond-only")
    found = {"variables": names, "decomposition": tuple(parts), "confidence": confidence}
    return finish(T2, setup, (main,), stages, text, notes, setup.point_labels(row, total), found)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Historical parameters: (p,) means and (p, p) covariance, None where they are estimated."""

    means: Floats | None
    cov: Floats | None

    @property
    def center(self) -> float | None:
        """Something for the plan where the means are known."""
        return None if self.means is None else 0.0

    @property
    def sigma(self) -> float | None:
        """Something for the plan where the covariance is known."""
        return None if self.cov is None else 1.0

    def words(self, estimator: str) -> str:
        """What the limits rest on."""
        if self.cov is not None:
            estimator = "known covariance"
        return estimator if self.means is None else f"{estimator}, known means"


def historical(setup: Setup, names: tuple[str, ...]) -> _Known:
    """The known means and covariance among the options. Raises StatsError when they do not fit the variables."""
    p, wanted = len(names), f"one for each of {', '.join(names)}"
    means = cov = None
    if setup.center is not None:
        given: Any = setup.center
        if isinstance(given, Mapping):
            lost = [name for name in names if name not in given]
            if lost or len(given) != p:
                raise StatsError(f"The known means must be {wanted}; given are {', '.join(map(str, given))}.")
            given = [given[name] for name in names]
        items = [given] if isinstance(given, (int, float, np.number)) else list(column(given, "known means"))
        if len(items) != p:
            raise StatsError(
                f"A T² chart of {p} variables needs {p} known means, {wanted}: {len(items)} given."
            )
        means = np.array([number(item, "A known mean") for item in items])
    if setup.sigma is not None:
        cov = _known_covariance(setup.sigma, p)
    return _Known(means, cov)


def _known_covariance(given: Any, p: int) -> Floats:
    shape = f"a known covariance matrix of {p} rows and {p} columns"
    if isinstance(given, (int, float, np.number, str, Mapping)) or not isinstance(given, Iterable):
        raise StatsError(f"A T² chart takes {shape} as sigma, not {str(given)[:40]!r}.")
    rows = [list(column(row, "covariances")) for row in given]
    if len(rows) != p or any(len(row) != p for row in rows):
        sizes = " by ".join(str(n) for n in (len(rows), len(rows[0]) if rows else 0))
        raise StatsError(f"A T² chart takes {shape} as sigma; this one is {sizes}.")
    cov = np.array([[number(cell, "A known covariance") for cell in row] for row in rows])
    if not np.allclose(cov, cov.T, rtol=1e-9, atol=0.0):
        raise StatsError(
            _("A covariance matrix is the same read by rows or by columns; this one is not. Check it.")
        )
    if np.any(np.diag(cov) <= 0) or np.min(np.linalg.eigvalsh(cov)) <= 0:
        raise StatsError(_("These known covariances cannot be: no data have them. Check the matrix."))
    return cov


def complete_rows(columns: Columns) -> tuple[tuple[str, ...], Floats, Ints, int, list[str]]:
    """Variable names, complete rows, their row numbers, number of rows, notes."""
    if isinstance(columns, Mapping):
        names, given = (
            tuple(str(name) for name in columns),
            [numbers_of(values)[0] for values in columns.values()],
        )
    else:
        source = columns.T if isinstance(columns, np.ndarray) and columns.ndim == 2 else columns
        if isinstance(source, str) or not isinstance(source, Iterable):
            raise StatsError(_("A T² chart needs several columns of numbers. Choose at least two."))
        given = [numbers_of(values)[0] for values in source]
        names = tuple(f"X{i + 1}" for i in range(len(given)))
    if len(given) < 2:
        raise StatsError(_("A T² chart needs at least two variables. Use an I-MR or Xbar chart for one."))
    lengths = {values.size for values in given}
    if len(lengths) != 1:
        raise StatsError(
            f"The variables have different lengths ({', '.join(map(str, sorted(lengths)))} rows). "
            "Choose columns of one table."
        )
    x = np.column_stack(given)
    for name, values in zip(names, given, strict=True):
        refuse_huge(values, name)
    complete = np.isfinite(x).all(axis=1)
    left_out = int(np.count_nonzero(~complete))
    notes = [f"{count(left_out, 'row')} without a number in every variable left out"] if left_out else []
    if not complete.any():
        raise StatsError(_("No row has a number in every variable. Choose other columns or add data."))
    return names, x[complete], np.flatnonzero(complete).astype(np.int64), x.shape[0], notes


def plotted_means(
    x: Floats, rows: Ints, total: int, subgroup: int | Iterable[Any] | None, covariance: str, setup: Setup
) -> tuple[Floats, Ints, Ints, Ints | None, Floats, list[str]]:
    """Means, sizes and first rows of the points; and the within matrices (m, p, p) of subgroups."""
    if subgroup is None:
        if covariance not in ("sample", "successive"):
            raise StatsError(
                f"The covariance of individuals is 'sample' or 'successive', not {covariance!r}."
            )
        rough = (
            ["The limit is that of the sample covariance, a fair approximation for differences of neighbors"]
            if covariance == "successive" and setup.sigma is None
            else []
        )
        return x, np.ones(x.shape[0], dtype=np.int64), rows, None, np.empty((0, 0, 0)), rough
    breaks = None
    if setup.stages is not None and isinstance(subgroup, int):
        breaks, _ignored = stage_numbers(setup.stages, total)
    full = np.full(total, np.nan)
    full[rows] = x[:, 0]
    groups = group(full, subgroup, "rows", breaks)
    of_row = groups.of_row()
    member = of_row[rows]
    means = np.column_stack([np.bincount(member, values) / groups.sizes for values in x.T])
    away = x - means[member]
    m, p = groups.sizes.size, x.shape[1]
    scatter = np.zeros((m, p, p))
    np.add.at(scatter, member, away[:, :, None] * away[:, None, :])
    notes = [note for note in groups.notes if "blank" not in note]
    return means, groups.sizes, groups.row, of_row, scatter, notes


def estimates(
    span: Span,
    means: Floats,
    sizes: Ints,
    scatter: Floats,
    individuals: bool,
    steps: Floats | None,
    known: _Known,
) -> tuple[Floats, Floats, int]:
    """Mean vector, covariance and its degrees of freedom from the points of a stage that set limits."""
    use = span.use
    x, n = means[span.where][use], sizes[span.where][use]
    about: Floats = (x * n[:, None]).sum(axis=0) / n.sum() if known.means is None else known.means
    if known.cov is not None:
        return about, known.cov, 0
    if not individuals:
        dof = int(np.sum(n - 1))
        if dof <= x.shape[1]:
            raise StatsError(
                f"{_where(span)}There are too few values in the subgroups for {x.shape[1]} variables. Add data."
            )
        S: Floats = scatter[span.where][use].sum(axis=0) / dof
        return about, S, dof
    m = x.shape[0]
    if m <= x.shape[1] + 1:
        raise StatsError(
            f"{_where(span)}{count(m, 'point')} cannot set limits for {x.shape[1]} variables. Add data."
        )
    if steps is not None:
        if steps.shape[0] <= x.shape[1]:
            raise StatsError(
                f"{_where(span)}Too few points stand next to each other for differences of neighbors. "
                "Use the sample covariance."
            )
        return about, steps.T @ steps / (2 * steps.shape[0]), m - 1
    away = x - x.mean(axis=0)
    return about, away.T @ away / (m - 1), m - 1


def neighbor_steps(means: Floats, row: Ints, span: Span) -> Floats:
    """Differences of neighboring points that set the limits; none across a blank row or a point left out."""
    pair = span.use[1:] & span.use[:-1] & (np.diff(row[span.where]) == 1)
    found: Floats = np.diff(means[span.where], axis=0)[pair]
    return found


def _where(span: Span) -> str:
    return "" if span.name == "all" else f"Stage {span.name}: "


def inverse_of(S: Floats, names: tuple[str, ...]) -> Floats:
    scale = np.sqrt(np.diag(S))
    if np.any(scale <= 0):
        raise StatsError(f"{names[int(np.argmin(scale))]} does not vary. Leave it out of the T² chart.")
    correlation = S / np.outer(scale, scale)
    if np.linalg.cond(correlation) > 1e12:
        raise StatsError(
            _("The variables determine each other (one is computed from the others). Leave one out.")
        )
    inverse: Floats = np.linalg.inv(correlation) / np.outer(scale, scale)
    return inverse


def covariance_stages(
    plan: Iterable[Span], main: Panel, details: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> tuple[StageInfo, ...]:
    """The stages of a chart of several variables, each with its means (p,) and covariance (p, p)."""
    return tuple(
        stage_info(
            span,
            (main,),
            math.nan,
            "covariance",
            {"mean": d["mean"], "cov": d["cov"], "variables": names},
            {},
        )
        for span, d in zip(plan, details, strict=True)
    )


def _limits(
    span: Span, p: int, dof: int, confidence: float, individuals: bool
) -> tuple[Floats | float, Floats | float]:
    """Median and upper limit, for the points that set the limits and for later ones."""
    from scipy import special

    m = int(np.count_nonzero(span.use))
    if span.sigma is not None:
        # Known covariance. Against a mean of m points the T² of a later point is (m + 1)/m chi-square, its own
        # point (m - 1)/m; against a known mean it is chi-square itself.
        later, own = (1.0, 1.0) if span.center is not None else ((m + 1) / m, (m - 1) / m)
        low, high = (float(special.chdtri(p, 1 - q)) for q in (0.5, confidence))
        if span.use.all() or later == own:
            return own * low, own * high
        return np.where(span.use, own * low, later * low), np.where(span.use, own * high, later * high)

    def at(q: float, own: bool) -> float:
        if span.center is not None:
            return float(p * dof / (dof - p + 1) * special.fdtri(p, dof - p + 1, q))
        if individuals:
            if own:
                return float((m - 1) ** 2 / m * special.betaincinv(p / 2, (m - p - 1) / 2, q))
            return float(p * (m + 1) * (m - 1) / (m * m - m * p) * special.fdtri(p, m - p, q))
        sign = -1 if own else 1
        return float(p * (m + sign) / m * dof / (dof - p + 1) * special.fdtri(p, dof - p + 1, q))

    if span.use.all():
        return at(0.5, True), at(confidence, True)
    return (
        np.where(span.use, at(0.5, True), at(0.5, False)),
        np.where(span.use, at(confidence, True), at(confidence, False)),
    )


def decompose(
    point: int, names: tuple[str, ...], away: Floats, size: float, found: Mapping[str, Any]
) -> list[Contribution]:
    from scipy import special

    S, inverse, dof = np.array(found["cov"]), found["inverse"], int(found["dof"])
    p, parts = len(names), []
    for j, name in enumerate(names):
        alone = float(size * away[j] ** 2 / S[j, j])
        # T² - T²(without j) in closed form: the squared j-th element of S^-1 d over the j-th diagonal.
        conditional = float(size * (inverse[j] @ away) ** 2 / inverse[j, j])
        q = p - 1
        if dof > q:
            f = conditional * (dof + 1) * (dof - q) / ((dof + 2) * dof)
            chance = float(special.fdtrc(1, dof - q, f))
        else:
            chance = float(special.chdtrc(1, conditional))  # the covariance is known
        parts.append(Contribution(point, name, alone, conditional, chance))
    return parts


def biggest_parts(parts: list[Contribution], points: tuple[int, ...]) -> list[str]:
    notes = []
    for point in points[:10]:
        own = sorted((c for c in parts if c.point == point), key=lambda c: -c.conditional)
        if own:
            notes.append(
                f"Point {point + 1}: most of its T² comes from {own[0].variable} ({p_text(own[0].p)})"
            )
    return notes


T2 = ChartSpec(
    "t2", t2, "Hotelling T² chart", "Are several related measurements stable together?",
    ("columns", "subgroup?"), "score", {"confidence": (), "covariance": ("sample", "successive")},
    ("stages", "excluded", "baseline", "constants", "profile", "labels", "name", "unit", "tests"),
    run_length="t2", differences=("t2 limits", "point on the limit"),
)  # fmt: skip
CHARTS = (T2,)
