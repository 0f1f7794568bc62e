"""The multivariate EWMA chart: small lasting shifts of several related measurements together.

z_i = r (x_i - mean) + (1 - r) z_(i-1), and T²_i = z_i' (c_i S)^-1 z_i with c_i the variance of the weights. The limit
is the one that gives the wanted number of points between false alarms.

Sources: C. A. Lowry, W. H. Woodall, C. W. Champ and S. E. Rigdon, Technometrics 34 (1992) 46-53; S. E. Rigdon, J. Stat.
Comput. Simulation 52 (1995) 351-365, for the run length.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Unpack

import numpy as np

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, Ints, StatsError, number
from leanbench.stats.spc.chart_build import Lines, finish, panel
from leanbench.stats.spc.chart_design import Design, Setup
from leanbench.stats.spc.chart_spec import ChartSpec
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.spc.multivariate import (
    Columns,
    Contribution,
    biggest_parts,
    complete_rows,
    covariance_stages,
    decompose,
    estimates,
    historical,
    inverse_of,
    neighbor_steps,
    plotted_means,
)
from leanbench.words.language import _

__all__ = ["mewma"]

_NODES = 48


def mewma(
    columns: Columns,
    subgroup: int | Iterable[Any] | None = None,
    *,
    weight: float = 0.1,
    false_alarm_every: float = 200.0,
    limits: str = "exact",
    covariance: str = "sample",
    **design: Unpack[Design],
) -> ControlChart:
    """Multivariate EWMA chart with an upper limit only.

    Parameters
    ----------
    columns, subgroup, covariance, design : as `multivariate.t2`. Weighting starts anew at each stage.
    weight : r of all variables, above 0 and up to 1; 1 is Hotelling's T² chart.
    false_alarm_every : the wanted number of points between false alarms, 200 by default; it sets the limit, for
        known means and covariance and the final width.
    limits : of the variance of z: "exact" from the first point on, or "asymptotic".

    ``details["decomposition"]`` has a `Contribution` of each variable at each signalling point.
    Raises StatsError as `multivariate.t2`, and for a weight or run length that cannot be.
    """
    setup = Setup.of(design)
    weight, wanted = _design(weight, false_alarm_every, limits)
    names, x, rows_used, total, notes = complete_rows(columns)
    known = historical(setup, names)
    setup = replace(setup, center=known.center, sigma=known.sigma)
    means, sizes, row, of_row, within, more = plotted_means(x, rows_used, total, subgroup, covariance, setup)
    more = [note for note in more if "limit is that of" not in note]
    plan = setup.plan(row, total, of_row, "point" if subgroup is None else "subgroup")
    limit = mewma_limit(len(names), weight, wanted)
    values, lines, details = np.empty(row.size), Lines(plan), []
    weighted, shares = np.empty_like(means), np.empty(row.size)
    for span in plan:
        steps = neighbor_steps(means, row, span) if covariance == "successive" else None
        about, S, _dof = estimates(span, means, sizes, within, subgroup is None, steps, known)
        inverse = inverse_of(S, names)
        weighted[span.where], shares[span.where] = _weighted(
            means[span.where] - about, sizes[span.where], weight, limits
        )
        away = weighted[span.where]
        values[span.where] = np.einsum("ij,jk,ik->i", away, inverse, away) / shares[span.where]
        lines.add(float(len(names)), math.nan, limit, math.nan)
        details.append({"mean": about.tolist(), "cov": S.tolist(), "inverse": inverse, "dof": 0})
    main = panel(
        "MEWMA", _("T² of the weighted means"), values, plan, lines, setup.rules, "beyond-only",
        row=row, size=sizes, k=setup.k,
    )  # fmt: skip
    parts: list[Contribution] = []
    for point in main.signal_points:
        of = details[int(plan.stage[point])]
        parts += decompose(point, names, weighted[point], 1.0 / shares[point], of)
    stages = covariance_stages(plan, main, details, names)
    notes = [*notes, *more, *plan.notes, *setup.few_points(plan), *biggest_parts(parts, main.signal_points)]
    if known.means is None or known.cov is None:
        notes.append(_("The limit takes the means and the covariance as known: false alarms come sooner"))
    estimator = "pooled covariance within subgroups" if subgroup is not None else f"{covariance} covariance"
    words = _("weight {weight}, {limits} covariance, limit {limit}: a false alarm in {wanted} points").format(
        weight=num(weight, 6), limits=limits, limit=num(limit, 4), wanted=num(wanted, 6)
    )
    text = setup.convention([known.words(estimator)], words, word="", panels="beyond-only")
    found = {
        "variables": names, "decomposition": tuple(parts), "weight": weight, "limit": limit, "limits": limits,
        "false_alarm_every": wanted,
    }  # fmt: skip
    return finish(MEWMA, setup, (main,), stages, text, notes, setup.point_labels(row, total), found)


def _design(weight: float, false_alarm_every: float, limits: str) -> tuple[float, float]:
    """The weight and the wanted run length, checked. Raises StatsError."""
    weight, wanted = (
        number(weight, "The weight"),
        number(false_alarm_every, "The points between false alarms"),
    )
    if not 0 < weight <= 1:
        raise StatsError(
            _("The weight of a MEWMA must be above 0 and at most 1, not {weight}.").format(
                weight=num(weight, 6)
            )
        )
    if not 2 <= wanted <= 1e6:
        raise StatsError(
            _("The points between false alarms must be 2 to 1,000,000, such as 200, not {wanted}.").format(
                wanted=num(wanted, 6)
            )
        )
    if limits not in ("exact", "asymptotic"):
        raise StatsError(_("MEWMA limits are 'exact' or 'asymptotic', not {limits!r}.").format(limits=limits))
    return weight, wanted


def _weighted(away: Floats, sizes: Ints, weight: float, limits: str) -> tuple[Floats, Floats]:
    """The weighted means z (n, p) of one stage, and the share c (n,) of the covariance that each one has."""
    means: Floats = np.empty_like(away)
    shares: Floats = np.empty(len(away))
    z, c = np.zeros(away.shape[1]), 0.0
    for at, (one, size) in enumerate(zip(away, sizes, strict=True)):
        z = weight * one + (1 - weight) * z
        c = (1 - weight) ** 2 * c + weight**2 / size
        means[at] = z
        shares[at] = c if limits == "exact" else weight / (2 - weight) / size
    return means, shares


def mewma_run_length(p: int, weight: float, limit: float) -> float:
    """Average points to a false alarm of p variables, with the final width of the limits from the start.

    With u = |z|², L(c) = 1 + integral over (0, h r/(2-r)) of L(u) f(u | c) du, f of u/r² noncentral chi-square with p
    degrees of freedom and noncentrality ((1-r)/r)² c (Rigdon 1995), by Gauss-Legendre quadrature in v = sqrt(u).
    """
    from scipy import special, stats

    if weight == 1.0:
        tail = float(special.chdtrc(p, limit))
        return 1.0 / tail if tail > 0 else math.inf
    end = math.sqrt(limit * weight / (2 - weight))
    count = max(_NODES, int(12 * end / weight))
    nodes, shares = np.polynomial.legendre.leggauss(count)
    v, shares = end * (nodes + 1) / 2, end * shares / 2
    u = v**2
    away = ((1 - weight) / weight) ** 2

    def kernel(start: Any) -> Any:
        density = (
            stats.ncx2.pdf(u[None, :] / weight**2, p, np.maximum(away * start, 1e-12)[:, None]) / weight**2
        )
        return density * 2 * v * shares

    lengths = np.linalg.solve(np.eye(count) - kernel(u), np.ones(count))
    return float(1.0 + kernel(np.zeros(1))[0] @ lengths)


@lru_cache(maxsize=64)
def mewma_limit(p: int, weight: float, wanted: float) -> float:
    """The limit h that gives so many points between false alarms."""
    from scipy import optimize

    def excess(limit: float) -> float:
        return math.log(mewma_run_length(p, weight, limit) / wanted)

    high = 2.0 * p
    while excess(high) < 0:
        high *= 1.5
    return float(optimize.brentq(excess, 1e-3, high, xtol=1e-9))


MEWMA = ChartSpec(
    "mewma", mewma, "MEWMA chart", "Is there a small lasting shift in several related measurements?",
    ("columns", "subgroup?"), "score",
    {
        "weight": (), "false_alarm_every": (), "limits": ("exact", "asymptotic"),
        "covariance": ("sample", "successive"),
    },
    ("stages", "excluded", "baseline", "constants", "profile", "labels", "name", "unit", "tests"),
    run_length="mewma", differences=("ewma limits", "point on the limit"),
)  # fmt: skip
CHARTS = (MEWMA,)
