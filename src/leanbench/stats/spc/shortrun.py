"""Z-MR chart for short runs: each value standardized by its part, so that all parts share one chart.

Source: Minitab, Methods and formulas for Z-MR chart; F. Farnum, "Control charts for short runs: nonconstant
process and measurement error", J. Quality Technology 24 (1992).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Unpack, get_args, overload

import numpy as np

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import (
    Floats,
    Ints,
    StatsError,
    clean,
    codes_of,
    column,
    count,
    label_text,
    number,
)
from leanbench.stats.spc.chart_build import Lines, finish, panel, stage_info
from leanbench.stats.spc.chart_design import Design, Setup
from leanbench.stats.spc.chart_spec import PATTERN_REASONS, ChartSpec
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.spc.phases import Bools
from leanbench.stats.spc.sigma import moving_ranges
from leanbench.stats.spc.variables import ranges_over, segments
from leanbench.words.language import _
from leanbench.words.lists import list_text

__all__ = ["z_mr"]


@dataclass(frozen=True, slots=True)
class PartLabels(Sequence[str]):
    """The number of each point with its part, "3 window", written when asked for. kinds : which part, shape (n,)."""

    parts: tuple[str, ...]
    kinds: Ints

    def __len__(self) -> int:
        return len(self.kinds)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        """The words of one point, or of several."""
        places = range(len(self.kinds))[at]
        if isinstance(places, int):
            return f"{places + 1} {self.parts[self.kinds[places]]}"
        return tuple(self[place] for place in places)


SigmaMethod = Literal["constant", "relative", "by-part", "by-run"]


def z_mr(
    values: Iterable[Any],
    part: Iterable[Any],
    *,
    sigma_method: SigmaMethod = "constant",
    **design: Unpack[Design],
) -> ControlChart:
    """Z and moving range chart of short runs.

    z = (x - mean of its part)/sigma, limits 0 ± k; MR of z: center d2(2), limits d2 ± k d3, not below 0.
    sigma is MRbar/d2(2) of moving ranges inside runs of one part; none spans a blank row or a stage boundary.

    Parameters
    ----------
    values : numbers, one per row. part : the part or kind of item of each row; a run is a block of one part.
    sigma_method : ``constant`` one sigma for all; ``relative`` spread grows with size (logarithms are charted);
        ``by-part`` one for each part; ``by-run`` one for each run.
    design : shared options. A known `center` is ``{part: mean}``, or one mean (a nominal size) for all parts, in
        the unit of the data. A known `sigma` is one number, ``{part: sigma}``, or one per stage; with ``relative``
        it is that of the logarithms.

    Raises StatsError when a part has no two values in one run, or `relative` meets a value at or below zero.
    """
    given = column(values)
    center, known_sigma = design.pop("center", None), design.get("sigma")
    setup = Setup.of(design)
    sample = clean(given, setup.name)
    rows = len(given)
    parts, codes = codes_of(column(part, "parts"))
    if len(codes) != rows:
        raise StatsError(
            f"There are {count(len(codes), 'part')} for {count(rows, 'row')}. Name the part of each row."
        )
    kinds = codes[sample.rows]
    if "" in parts and (blank := kinds == parts.index("")).any():
        row = int(sample.rows[int(np.argmax(blank))])
        raise StatsError(f"Row {row + 1} has no part. Fill it in, or leave its value blank.")
    x = sample.values
    if sigma_method not in get_args(SigmaMethod):
        raise StatsError(f"Sigma is 'constant', 'relative', 'by-part' or 'by-run', not {sigma_method!r}.")
    if sigma_method == "relative":
        if np.any(x <= 0):
            raise StatsError(
                _("Spread relative to size needs values above zero. Choose another way to estimate sigma.")
            )
        x = np.log(x)
    present = tuple(parts[code] for code in _codes_in(kinds))
    known = _known_means(center, present, sigma_method)
    by_part: dict[str, float] = {}
    if isinstance(known_sigma, Mapping) and set(map(str, known_sigma)) & set(present):
        by_part = _by_name(known_sigma, present, "sigma")
        if min(by_part.values()) <= 0:
            raise StatsError(f"A known sigma must be above zero, not {num(min(by_part.values()), 6)}.")
        setup = replace(setup, sigma=None)
    if set(known) == set(present):
        setup = replace(setup, center=0.0)  # every mean is known: the plan need not ask for points to use
    if set(by_part) == set(present):
        setup = replace(setup, sigma=1.0)
    plan = setup.plan(sample.rows, rows)
    details: list[dict[str, Any]] = []
    z, lines, bottom = np.empty(x.size), Lines(plan), Lines(plan)
    segment = segments(plan, sample.rows)
    changed = kinds[1:] != kinds[:-1]
    run = np.cumsum(np.concatenate(([False], changed)))
    ranges = moving_ranges(
        x, 2, np.cumsum(np.concatenate(([False], changed | (segment[1:] != segment[:-1]))))
    )
    ranges[ranges_over(~np.concatenate([span.use for span in plan]), 2)] = np.nan
    for span in plan:
        at = span.where
        means = _part_means(x[at], kinds[at], parts, span.use, known, span.name)
        one: Any = span.sigma
        if by_part:
            one = np.array([by_part.get(part, math.nan) for part in parts])[kinds[at]]
        sigma = _sigmas(x[at], kinds[at], parts, run[at], ranges[at], sigma_method, one, span.name, setup)
        z[at] = (x[at] - np.array([means.get(part, math.nan) for part in parts])[kinds[at]]) / sigma
        details.append(
            {
                "means": means,
                "sigma": _by_part(sigma, kinds[at], parts, run[at] if sigma_method == "by-run" else None),
                "mr_within_runs": ranges[at][~np.isnan(ranges[at])],
            }
        )
        d2, d3 = setup.constants.d2(2), setup.constants.d3(2)
        lines.add(0.0, -setup.k, setup.k, 1.0)
        bottom.add(d2, *setup.constants.range_limits(2, setup.k), d3)
    size = np.broadcast_to(np.int64(1), (x.size,))
    make: dict[str, Any] = {"row": sample.rows, "size": size, "k": setup.k}
    moving = moving_ranges(z, 2, segment)
    beside = ranges_over(plan.excluded, 2) if plan.reasons else None
    panels = (
        panel("Z", f"Standardized {setup.name}", z, plan, lines, setup.rules, "all", **make),
        panel("MR", "Moving range", moving, plan, bottom, setup.rules, "first-four", excluded=beside, **make),
    )
    estimator = f"MRbar/d2(2) inside runs, {sigma_method}"
    if all(span.sigma is not None for span in plan):
        estimator = "known sigma"
    elif by_part:
        estimator += f", known for {list_text(tuple(by_part), 6)}"
    stages = tuple(
        stage_info(span, panels, sigma, estimator, found, {} if math.isnan(sigma) else {"sigma": sigma})
        for span, found in zip(plan, details, strict=True)
        for sigma in (_one_sigma(found["sigma"]),)
    )
    labels = setup.point_labels(sample.rows, rows) or PartLabels(parts, kinds)
    notes = (*sample.notes, *plan.notes, *setup.few_points(plan))
    return finish(Z_MR, setup, panels, stages, setup.convention([estimator]), notes, labels)


def _known_means(center: Any, present: tuple[str, ...], method: str) -> dict[str, float]:
    """The known mean of each part, on the scale that is charted."""
    if center is None:
        return {}
    if isinstance(center, Mapping):
        known = _by_name(center, present, "mean")
    else:
        known = dict.fromkeys(present, number(center, "The known center"))
    if method != "relative":
        return known
    if min(known.values(), default=1.0) <= 0:
        raise StatsError(
            _("Spread relative to size needs known means above zero. Correct them, or leave them out.")
        )
    return {part: math.log(mean) for part, mean in known.items()}


def _by_name(given: Mapping[Any, Any], present: tuple[str, ...], word: str) -> dict[str, float]:
    """Numbers by part. Raises StatsError for a part that the data have not."""
    found = {}
    for key, value in given.items():
        part = label_text(key)
        if part not in present:
            raise StatsError(
                f"A {word} is given for part {part!r}, which the data do not have: {list_text(present, 6)}."
            )
        found[part] = number(value, f"The {word} of part {part}")
    return found


def _codes_in(kinds: Ints) -> list[int]:
    """The codes there are, rising: the order in which their parts came first."""
    return np.flatnonzero(np.bincount(kinds)).tolist()


def _part_means(
    x: Floats, kinds: Ints, parts: tuple[str, ...], use: Bools, known: dict[str, float], stage: str
) -> dict[str, float]:
    means: dict[str, float] = {}
    for code in _codes_in(kinds):
        chosen, kind = (kinds == code) & use, parts[code]
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
    x: Floats,
    kinds: Ints,
    parts: tuple[str, ...],
    run: Ints,
    ranges: Floats,
    method: SigmaMethod,
    known: float | Floats | None,
    stage: str,
    setup: Setup,
) -> Floats:
    """Sigma of every value from the usable moving ranges inside runs (NaN elsewhere)."""
    unknown = np.ones(x.size, dtype=bool)
    sigma = np.empty(x.size)
    if known is not None:
        sigma[:] = known
        unknown = np.isnan(sigma)
        if not unknown.any():
            return sigma
    if method in ("constant", "relative"):
        key = np.zeros(x.size, dtype=np.int64)
    elif method == "by-part":
        key = kinds
    else:
        key = run
    for value in np.unique(key[unknown]):
        chosen = (key == value) & unknown
        moving = ranges[chosen & ~np.isnan(ranges)]
        mean = float(moving.mean()) if moving.size else 0.0
        if mean == 0:
            part = parts[kinds[int(np.argmax(chosen))]]
            where = (
                f"of part {part}" if method in ("by-part", "by-run") or known is not None else "of any part"
            )
            where += f" in stage {stage}" if stage != "all" else ""
            raise StatsError(
                f"There is no spread between neighboring values {where}, so z cannot be computed. "
                "Give a known sigma, or choose 'constant'."
            )
        sigma[chosen] = mean / setup.constants.d2(2)
    return sigma


def _by_part(sigma: Floats, kinds: Ints, parts: tuple[str, ...], run: Ints | None) -> dict[str, float]:
    """Sigma of each part, or of each run of a part."""
    firsts = np.sort(np.unique(kinds if run is None else run, return_index=True)[1]).tolist()
    if run is None:
        return {parts[kinds[at]]: float(sigma[at]) for at in firsts}
    found: dict[str, float] = {}
    times: Counter[str] = Counter()
    for at in firsts:
        part = parts[kinds[at]]
        times[part] += 1
        found[f"{part} (run {times[part]})"] = float(sigma[at])
    return found


def _one_sigma(by_part: dict[str, float]) -> float:
    values = set(by_part.values())
    return values.pop() if len(values) == 1 else math.nan


Z_MR = ChartSpec(
    "z-mr",
    z_mr,
    "Z-MR chart (short runs)",
    "Is a process stable that makes several kinds of item in short runs?",
    ("values", "part"),
    "score",
    {"sigma_method": get_args(SigmaMethod)},
    parts={"Z": "standardized value", "MR": "moving range"},
    lower="MR",
    differences=("constants", "runs and stages", *PATTERN_REASONS),
)
CHARTS = (Z_MR,)
