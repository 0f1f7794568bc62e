"""Hotelling's T² chart: several related measurements on one chart, and which of them causes a signal.

Sources: H. Hotelling (1947); N. D. Tracy, J. C. Young and R. L. Mason, JQT 24 (1992), for the beta limit of
individuals; R. L. Mason, N. D. Tracy and J. C. Young, JQT 27 (1995), for the decomposition;
NIST/SEMATECH e-Handbook 6.5.4.3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np

from leanbench.stats.control import ControlChart, Lines, panel, stage_info
from leanbench.stats.design import Design, Setup
from leanbench.stats.phases import Span, stage_numbers
from leanbench.stats.samples import Floats, Ints, StatsError, count, number, numbers_of, refuse_huge
from leanbench.stats.subgroups import group
from leanbench.stats.wording import p_text

Columns = Mapping[str, Iterable[Any]] | Sequence[Iterable[Any]] | Floats


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one variable adds to the T² of one point.

    alone : T² of the variable by itself; conditional : T² minus T² without the variable; p : chance of a
    conditional part this large when only noise acts (F distribution).
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
    later points p(m+1)(m-1)/(m²-mp) F. The centre line is the median of the same distribution.

    Parameters
    ----------
    columns : ``{name: values}``, several columns, or a (rows, p) array. Rows with a blank are left out.
    subgroup : None for individuals; a size or ids as `variables.xbar_r`.
    confidence : of the limit at one point, 0.9973 by default (qcc: 0.9973^p).
    covariance : of individuals: ``sample``, or ``successive`` (from differences of neighbours).
    design : `stages`, `baseline`, `excluded`, `labels` as everywhere. Points outside the baseline, or excluded, get
        the limit for later points.

    ``details["decomposition"]`` has a `Contribution` of each variable at each signalling point.
    Raises StatsError for fewer than two variables, too few points, or variables that determine each other.
    """
    setup = Setup.of(design)
    if setup.center is not None or setup.sigma is not None:
        raise StatsError("A T² chart takes no single centre or sigma. Freeze its limits with a baseline.")
    confidence = number(confidence, "The confidence of the limit")
    if not 0.5 < confidence < 1:
        raise StatsError(f"The confidence of the limit must lie between 0.5 and 1, not {confidence:g}.")
    names, x, rows_used, total, notes = _matrix(columns)
    means, sizes, row, of_row, within, more = _points(x, rows_used, total, subgroup, covariance, setup)
    plan = setup.plan(row, total, of_row, "point" if subgroup is None else "subgroup")
    values, lines, details = np.empty(row.size), Lines(plan), []
    for span in plan:
        centre, S, dof = _estimates(span, means, sizes, within, subgroup is None, covariance)
        inverse = _inverse(S, names)
        away = means[span.where] - centre
        values[span.where] = sizes[span.where] * np.einsum("ij,jk,ik->i", away, inverse, away)
        middle, high = _limits(span, sizes[span.where], len(names), dof, confidence, subgroup is None)
        lines.add(middle, math.nan, high, math.nan)
        details.append({"mean": centre.tolist(), "cov": S.tolist(), "inverse": inverse, "dof": dof})
    main = panel("T2", "T²", values, plan, lines, setup.rules, "beyond-only", row=row, size=sizes, k=setup.k)
    parts: list[Contribution] = []
    for point in main.signal_points():
        found = details[int(plan.stage[point])]
        parts += _decompose(point, names, means[point] - np.array(found["mean"]), sizes[point], found)
    stages = tuple(
        stage_info(
            span, (main,), math.nan, "covariance", {"mean": d["mean"], "cov": d["cov"], "variables": names}
        )
        for span, d in zip(plan, details, strict=True)
    )
    notes = [*notes, *more, *plan.notes, *setup.few_points(plan), *_blame(parts, main.signal_points())]
    estimator = "pooled covariance within subgroups" if subgroup is not None else f"{covariance} covariance"
    text = setup.convention([estimator], word="", extra=f"upper limit at {100 * confidence:.5g} % per point")
    return ControlChart(
        "t2", "Hotelling T² chart", (main,), stages, text, tuple(notes), setup.profile.name, setup.name, setup.k,
        setup.point_labels(row, total), {"variables": names, "decomposition": tuple(parts), "confidence": confidence},
    )  # fmt: skip


def _matrix(columns: Columns) -> tuple[tuple[str, ...], Floats, Ints, int, list[str]]:
    """Variable names, complete rows, their row numbers, number of rows, notes."""
    if isinstance(columns, Mapping):
        names, given = (
            tuple(str(name) for name in columns),
            [numbers_of(column)[0] for column in columns.values()],
        )
    else:
        source = columns.T if isinstance(columns, np.ndarray) and columns.ndim == 2 else columns
        if isinstance(source, str) or not isinstance(source, Iterable):
            raise StatsError("A T² chart needs several columns of numbers. Choose at least two.")
        given = [numbers_of(column)[0] for column in source]
        names = tuple(f"X{i + 1}" for i in range(len(given)))
    if len(given) < 2:
        raise StatsError("A T² chart needs at least two variables. Use an I-MR or Xbar chart for one.")
    lengths = {column.size for column in given}
    if len(lengths) != 1:
        raise StatsError(
            f"The variables have different lengths ({', '.join(map(str, sorted(lengths)))} rows)."
        )
    x = np.column_stack(given)
    for name, column in zip(names, given, strict=True):
        refuse_huge(column, name)
    complete = np.isfinite(x).all(axis=1)
    left_out = int(np.count_nonzero(~complete))
    notes = [f"{count(left_out, 'row')} without a number in every variable left out"] if left_out else []
    if not complete.any():
        raise StatsError("No row has a number in every variable. Choose other columns or add data.")
    return names, x[complete], np.flatnonzero(complete).astype(np.int64), x.shape[0], notes


def _points(
    x: Floats, rows: Ints, total: int, subgroup: int | Iterable[Any] | None, covariance: str, setup: Setup
) -> tuple[Floats, Ints, Ints, Ints | None, Floats, list[str]]:
    """Means, sizes and first rows of the points; and the within matrices (m, p, p) of subgroups."""
    if subgroup is None:
        if covariance not in ("sample", "successive"):
            raise StatsError(
                f"The covariance of individuals is 'sample' or 'successive', not {covariance!r}."
            )
        return x, np.ones(x.shape[0], dtype=np.int64), rows, None, np.empty((0, 0, 0)), []
    breaks = None
    if setup.stages is not None and isinstance(subgroup, int):
        breaks, _ = stage_numbers(setup.stages, total)
    full = np.full(total, np.nan)
    full[rows] = x[:, 0]
    groups = group(full, subgroup, "rows", breaks)
    of_row = groups.of_row()
    member = of_row[rows]
    means = np.column_stack([np.bincount(member, column) / groups.sizes for column in x.T])
    away = x - means[member]
    m, p = groups.sizes.size, x.shape[1]
    scatter = np.zeros((m, p, p))
    np.add.at(scatter, member, away[:, :, None] * away[:, None, :])
    notes = [note for note in groups.notes if "blank" not in note]
    return means, groups.sizes, groups.row, of_row, scatter, notes


def _estimates(
    span: Span, means: Floats, sizes: Ints, scatter: Floats, individuals: bool, covariance: str
) -> tuple[Floats, Floats, int]:
    """Mean vector, covariance and its degrees of freedom from the points of a stage that set limits."""
    use = span.use
    x, n = means[span.where][use], sizes[span.where][use]
    centre: Floats = (x * n[:, None]).sum(axis=0) / n.sum()
    if not individuals:
        dof = int(np.sum(n - 1))
        if dof <= x.shape[1]:
            raise StatsError(
                f"{_where(span)}There are too few values in the subgroups for {x.shape[1]} variables."
            )
        S: Floats = scatter[span.where][use].sum(axis=0) / dof
        return centre, S, dof
    m = x.shape[0]
    if m <= x.shape[1] + 1:
        raise StatsError(
            f"{_where(span)}{count(m, 'point')} cannot set limits for {x.shape[1]} variables. Add data."
        )
    if covariance == "successive":
        step = np.diff(x, axis=0)
        return centre, step.T @ step / (2 * (m - 1)), m - 1
    away = x - centre
    return centre, away.T @ away / (m - 1), m - 1


def _where(span: Span) -> str:
    return "" if span.name == "all" else f"Stage {span.name}: "


def _inverse(S: Floats, names: tuple[str, ...]) -> Floats:
    scale = np.sqrt(np.diag(S))
    if np.any(scale <= 0):
        raise StatsError(f"{names[int(np.argmin(scale))]} does not vary. Leave it out of the T² chart.")
    correlation = S / np.outer(scale, scale)
    if np.linalg.cond(correlation) > 1e12:
        raise StatsError(
            "The variables determine each other (one is computed from the others). Leave one out."
        )
    inverse: Floats = np.linalg.inv(correlation) / np.outer(scale, scale)
    return inverse


def _limits(
    span: Span, sizes: Ints, p: int, dof: int, confidence: float, individuals: bool
) -> tuple[Floats | float, Floats | float]:
    """Median and upper limit, for the points that set the limits and for later ones."""
    from scipy import special

    m = int(np.count_nonzero(span.use))

    def at(q: float, own: bool) -> float:
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


def _decompose(
    point: int, names: tuple[str, ...], away: Floats, size: int, found: Mapping[str, Any]
) -> list[Contribution]:
    from scipy import special

    S, inverse, dof = np.array(found["cov"]), found["inverse"], int(found["dof"])
    p, parts = len(names), []
    for j, name in enumerate(names):
        alone = float(size * away[j] ** 2 / S[j, j])
        # T² - T²(without j) in closed form: the squared j-th element of S^-1 d over the j-th diagonal.
        conditional = float(size * (inverse[j] @ away) ** 2 / inverse[j, j])
        q = p - 1
        f = conditional * (dof + 1) * (dof - q) / ((dof + 2) * dof) if dof > q else conditional
        parts.append(
            Contribution(point, name, alone, conditional, float(special.fdtrc(1, max(dof - q, 1), f)))
        )
    return parts


def _blame(parts: list[Contribution], points: tuple[int, ...]) -> list[str]:
    notes = []
    for point in points[:10]:
        own = sorted((c for c in parts if c.point == point), key=lambda c: -c.conditional)
        if own:
            notes.append(
                f"Point {point + 1}: most of its T² comes from {own[0].variable} ({p_text(own[0].p)})"
            )
    return notes
