"""Z-MR chart for short runs: each value standardised by its part, so that all parts share one chart.

Source: Minitab, Methods and formulas for Z-MR chart; F. Farnum, "Control charts for short runs: nonconstant
process and measurement error", J. Quality Technology 24 (1992).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal, Unpack

import numpy as np

from leanbench.stats.control import ControlChart, Lines, panel, stage_info
from leanbench.stats.design import Design, Setup
from leanbench.stats.phases import Bools
from leanbench.stats.samples import Floats, Ints, StatsError, clean, column, count, label_text
from leanbench.stats.sigma import moving_ranges

SigmaMethod = Literal["constant", "relative", "by-part", "by-run"]


def z_mr(
    values: Iterable[Any],
    part: Iterable[Any],
    *,
    sigma_method: SigmaMethod = "constant",
    **design: Unpack[Design],
) -> ControlChart:
    """Z and moving range chart of short runs.

    z = (x - mean of its part)/sigma, limits 0 ± k; MR of z: centre d2(2), limits d2 ± k d3, not below 0.
    sigma is MRbar/d2(2) of moving ranges inside runs of one part.

    Parameters
    ----------
    values : numbers, one per row. part : the part or kind of item of each row; a run is a block of one part.
    sigma_method : ``constant`` one sigma for all; ``relative`` spread grows with size (logarithms are charted);
        ``by-part`` one for each part; ``by-run`` one for each run.
    design : shared options. A known `center` by part is ``{part: mean}``; a known `sigma` replaces the estimate.

    Raises StatsError when a part has no two values in one run, or `relative` meets a value at or below zero.
    """
    given = column(values)
    known = design.pop("center", None)
    setup = Setup.of(design)
    sample = clean(given, setup.name)
    rows = len(given)
    names = [label_text(item) for item in column(part, "parts")]
    if len(names) != rows:
        raise StatsError(
            f"There are {count(len(names), 'part')} for {count(rows, 'row')}. Name the part of each row."
        )
    kinds = np.array([names[row] for row in sample.rows.tolist()])
    if np.any(kinds == ""):
        row = int(sample.rows[int(np.argmax(kinds == ""))])
        raise StatsError(f"Row {row + 1} has no part. Fill it in, or leave its value blank.")
    x = sample.values
    if sigma_method == "relative":
        if np.any(x <= 0):
            raise StatsError(
                "Spread relative to size needs values above zero. Choose another way to estimate sigma."
            )
        x = np.log(x)
    plan = setup.plan(sample.rows, rows)
    z, details, lines, bottom = np.empty(x.size), [], Lines(plan), Lines(plan)
    run = np.cumsum(np.concatenate(([False], kinds[1:] != kinds[:-1])))
    for span in plan:
        at = span.where
        means = _part_means(x[at], kinds[at], span.use, known if isinstance(known, dict) else {}, span.name)
        sigma, ranges = _sigmas(x[at], kinds[at], run[at], span.use, sigma_method, span.sigma, setup)
        z[at] = (x[at] - np.array([means[kind] for kind in kinds[at].tolist()])) / sigma
        details.append(
            {
                "means": means,
                "sigma": _by_part(sigma, kinds[at]),
                "mr_within_runs": ranges[~np.isnan(ranges)].tolist(),
            }
        )
        d2, d3 = setup.constants.d2(2), setup.constants.d3(2)
        lines.add(0.0, -setup.k, setup.k, 1.0)
        bottom.add(d2, max(0.0, d2 - setup.k * d3), d2 + setup.k * d3, d3)
    size = np.broadcast_to(np.int64(1), (x.size,))
    make: dict[str, Any] = {"row": sample.rows, "size": size, "k": setup.k}
    moving = moving_ranges(z, 2, plan.stage if len(plan.spans) > 1 else None)
    panels = (
        panel("Z", f"Standardised {setup.name}", z, plan, lines, setup.rules, "all", **make),
        panel("MR", "Moving range", moving, plan, bottom, setup.rules, "first-four", **make),
    )
    estimator = f"MRbar/d2(2) inside runs, {sigma_method}"
    stages = tuple(
        stage_info(span, panels, _one_sigma(found["sigma"]), estimator, found)
        for span, found in zip(plan, details, strict=True)
    )
    labels = setup.point_labels(sample.rows, rows) or tuple(
        f"{at + 1} {kind}" for at, kind in enumerate(kinds.tolist())
    )
    notes = (*sample.notes, *plan.notes, *setup.few_points(plan))
    return ControlChart(
        "z-mr", "Z-MR chart", panels, stages, setup.convention([estimator]), notes,
        setup.profile.name, setup.name, setup.k, labels,
    )  # fmt: skip


def _part_means(x: Floats, kinds: Any, use: Bools, known: dict[str, float], stage: str) -> dict[str, float]:
    means: dict[str, float] = {}
    for kind in dict.fromkeys(kinds.tolist()):
        chosen = (kinds == kind) & use
        if kind in known:
            means[kind] = float(known[kind])
        elif chosen.any():
            means[kind] = float(x[chosen].mean())
        else:
            where = f" in stage {stage}" if stage != "all" else ""
            raise StatsError(
                f"Part {kind} has no values to set its mean from{where}. Keep some, or give its mean."
            )
    return means


def _sigmas(
    x: Floats, kinds: Any, run: Ints, use: Bools, method: SigmaMethod, known: float | None, setup: Setup
) -> tuple[Floats, Floats]:
    """Sigma of every value, and the moving ranges inside runs (NaN elsewhere)."""
    ranges = moving_ranges(x, 2, run)
    usable = use.copy()
    usable[1:] &= use[:-1]
    ranges[~usable] = np.nan
    if known is not None:
        return np.full(x.size, known), ranges
    if method in ("constant", "relative"):
        key = np.zeros(x.size, dtype=np.int64)
    elif method == "by-part":
        key = np.unique(kinds, return_inverse=True)[1]
    elif method == "by-run":
        key = run
    else:
        raise StatsError(f"Sigma is 'constant', 'relative', 'by-part' or 'by-run', not {method!r}.")
    sigma = np.empty(x.size)
    for value in np.unique(key):
        chosen = key == value
        moving = ranges[chosen & ~np.isnan(ranges)]
        mean = float(moving.mean()) if moving.size else 0.0
        if mean == 0:
            part = kinds[int(np.argmax(chosen))]
            where = f"part {part}" if method in ("by-part", "by-run") else "any part"
            raise StatsError(
                f"There is no spread between neighbours of {where}, so z cannot be computed. "
                "Give a known sigma, or choose 'constant'."
            )
        sigma[chosen] = mean / setup.constants.d2(2)
    return sigma, ranges


def _by_part(sigma: Floats, kinds: Any) -> dict[str, float]:
    return {kind: float(sigma[int(np.argmax(kinds == kind))]) for kind in dict.fromkeys(kinds.tolist())}


def _one_sigma(by_part: dict[str, float]) -> float:
    values = set(by_part.values())
    return values.pop() if len(values) == 1 else math.nan
