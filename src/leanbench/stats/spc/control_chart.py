"""The record of a control chart, whatever its kind: panels of points with limits, stages, signals.

A chart function lays out its points (`phases.plan_points`), computes centre and limits stage by stage
into `Lines`, and calls `panel` for each picture. Arrays of one value are views without memory of their
own, so that a chart of a million points stays small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from leanbench.stats.base.result import Table
from leanbench.stats.base.samples import Floats, Ints
from leanbench.stats.spc.chart_words import limits_table, point_table, sentences, signals_table
from leanbench.stats.spc.phases import Bools, Plan, Span
from leanbench.stats.spc.rules import Panels, RuleSet, Signal, find_signals, suited

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One picture of a chart. All arrays have one entry per plotted point.

    name, label : ``Xbar`` and the words at its axis.
    points : plotted values; NaN where a point has none (the first moving range of a stage).
    center, lcl, ucl : the lines at each point; NaN where there is no limit.
    sigma : standard deviation of the plotted statistic; NaN where limits are percentiles.
    stage : stage number of each point.
    row : first input row of each point; `size` its subgroup size or area of opportunity.
    excluded : points that did not take part in the estimates; `reasons` says why.
    signals : every test that every point completes.
    tests : the tests that were applied here.
    axis : panels with the same number are drawn into one picture (both sides of a CUSUM).
    zones : lines at 1 and 2 sigma mean something here.
    """

    name: str
    label: str
    points: Floats
    center: Floats
    lcl: Floats
    ucl: Floats
    sigma: Floats
    stage: Ints
    row: Ints
    size: Floats | Ints
    excluded: Bools
    reasons: Mapping[int, str]
    signals: tuple[Signal, ...]
    tests: RuleSet
    axis: int = 0
    zones: bool = True

    @property
    def n(self) -> int:
        """Number of points."""
        return int(self.points.size)

    def signal_points(self) -> tuple[int, ...]:
        """Points with at least one signal, in order."""
        return tuple(sorted({signal.point for signal in self.signals}))

    def varies(self, stage: int) -> bool:
        """The limits of a stage change from point to point."""
        inside = self.stage == stage
        ucl, lcl = self.ucl[inside], self.lcl[inside]
        return not (_same(ucl) and _same(lcl))


@dataclass(frozen=True, slots=True)
class StageInfo:
    """The numbers of one stage. Lines that change from point to point are None.

    first, last : first and last point, from 0; n points, of which n_used set the limits.
    center, lcl, ucl : by panel name.
    sigma_within : process sigma in the unit of the data, with its estimator.
    details : further numbers of the method (sigma_z, shape, p_hat ...).
    """

    name: str
    first: int
    last: int
    n: int
    n_used: int
    center: Mapping[str, float | None]
    lcl: Mapping[str, float | None]
    ucl: Mapping[str, float | None]
    sigma_within: float
    estimator: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """A finished chart.

    method : name in the registry, ``xbar-r``.
    title : ``Xbar-R chart``.
    panels : the pictures, from top to bottom.
    labels : text of each point on the axis, () when points are only numbered.
    convention : estimator, limits and profile, ready to print beside the numbers.
    """

    method: str
    title: str
    panels: tuple[Panel, ...]
    stages: tuple[StageInfo, ...]
    convention: str
    notes: tuple[str, ...]
    profile: str
    name: str = "values"
    k: float = 3.0
    labels: Sequence[str] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def panel(self, name: str) -> Panel:
        """One panel by name. Raises KeyError when there is none."""
        for panel in self.panels:
            if panel.name == name:
                return panel
        raise KeyError(name)

    @property
    def signals(self) -> tuple[tuple[str, Signal], ...]:
        """All signals with the name of their panel."""
        return tuple((panel.name, signal) for panel in self.panels for signal in panel.signals)

    @property
    def stable(self) -> bool:
        """No point of any panel shows a signal, excluded points aside."""
        return not any(not panel.excluded[signal.point] for panel in self.panels for signal in panel.signals)

    def parameters(self, stage: int = -1) -> dict[str, float]:
        """Centre and sigma of a stage as options, to draw new data against these limits.

        ``i_mr(new_values, **chart.parameters())`` continues the last stage. Charts whose limits follow from the
        centre give it alone; a T² chart gives nothing (use a baseline).
        """
        info, main = self.stages[stage], self.panels[0]
        if self.method in ("g", "t"):
            return {"center": float(info.details["mean" if self.method == "g" else "scale"])}
        if "mean" in info.details and self.method != "t2":
            known = {"center": float(info.details["mean"])}
            return known | ({"sigma": float(info.details["sigma_z"])} if "sigma_z" in info.details else {})
        center = info.details.get("center", info.center[main.name])
        found = {} if center is None or self.method in ("t2", "z-mr") else {"center": float(center)}
        return found if math.isnan(info.sigma_within) else found | {"sigma": info.sigma_within}

    def point_label(self, point: int) -> str:
        """What the axis shows at a point: its label, or its number from 1."""
        return self.labels[point] if self.labels else str(point + 1)

    def summary(self) -> tuple[str, ...]:
        """Plain sentences: is it stable, where not, what each stage shows, and what was done."""
        return sentences(self)

    def table(self) -> Table:
        """One row for each point: label, stage, value and lines of every panel, and the tests it fails."""
        return point_table(self)

    def limits_table(self) -> Table:
        """One row for each stage and panel: points, centre, limits, sigma and its estimator."""
        return limits_table(self)

    def signals_table(self) -> Table:
        """One row for each signal: panel, point, stage, value, test in words."""
        return signals_table(self)

    def to_frame(self) -> pd.DataFrame:
        """`table()` as a DataFrame."""
        return self.table().to_frame()


class Lines:
    """Centre, limits and sigma of one panel while a chart is being computed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._parts: list[tuple[Floats | float, ...]] = []

    def add(
        self, center: Floats | float, lcl: Floats | float, ucl: Floats | float, sigma: Floats | float
    ) -> None:
        """The lines of the next stage: a number, or one value per point of the stage."""
        self._parts.append((center, lcl, ucl, sigma))

    def arrays(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Centre, lcl, ucl and sigma for all points."""
        return tuple(self._joined(which) for which in range(4))  # type: ignore[return-value]

    def _joined(self, which: int) -> Floats:
        sizes = [span.n for span in self._plan]
        parts = [
            np.broadcast_to(np.float64(part[which]) if np.isscalar(part[which]) else part[which], (size,))
            for part, size in zip(self._parts, sizes, strict=True)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def panel(
    name: str,
    label: str,
    points: Floats,
    plan: Plan,
    lines: Lines,
    rules: RuleSet,
    kind: Panels,
    *,
    row: Ints,
    size: Floats | Ints,
    k: float = 3.0,
    axis: int = 0,
    excluded: Bools | None = None,
) -> Panel:
    """Finish a panel: lines to arrays, and the tests stage by stage (runs never span two stages)."""
    drawn = center, lcl, ucl, sigma = lines.arrays()
    applied = suited(rules, kind)
    signals: list[Signal] = []
    for span in plan:
        at = span.where
        values = points[at]
        valid = ~np.isnan(values)
        if not valid.any():
            continue
        skipped = int(np.argmax(valid))
        inner: slice | Ints = slice(at.start + skipped, at.stop)
        if not valid[skipped:].all():
            inner = np.flatnonzero(valid) + at.start
        found = _signals(points, drawn, inner, applied, k)
        signals.extend(found)
    return Panel(
        name, label, points, center, lcl, ucl, sigma, plan.stage, row, size,
        plan.excluded if excluded is None else excluded, plan.reasons,
        tuple(signals), applied, axis, kind == "all" or any(rule.kind == "zone" for rule in applied.rules),
    )  # fmt: skip


def _signals(
    points: Floats, lines: tuple[Floats, Floats, Floats, Floats], at: slice | Ints, rules: RuleSet, k: float
) -> tuple[Signal, ...]:
    """Signals among the points `at`; points without a value are stepped over: patterns go on across them."""
    center, lcl, ucl, sigma = (line[at] for line in lines)
    found = find_signals(
        points[at], _line(center), _line(sigma), rules, lcl=_limit(lcl, -1), ucl=_limit(ucl, 1), k=k,
        offset=at.start if isinstance(at, slice) else 0,
    )  # fmt: skip
    if isinstance(at, slice):
        return found
    return tuple(
        signal._replace(point=int(at[signal.point]), points=tuple(int(at[i]) for i in signal.points))
        for signal in found
    )


def _line(line: Floats) -> Floats | float:
    """One number for a line that is the same everywhere, so that no array is made of it."""
    return float(line[0]) if line.size and line.strides == (0,) else line


def _limit(limit: Floats, side: int) -> Floats | float:
    """A missing limit cannot be crossed."""
    one = _line(limit)
    if isinstance(one, float):
        return side * math.inf if math.isnan(one) else one
    missing = np.isnan(limit)
    return np.where(missing, side * math.inf, limit) if missing.any() else limit


def stage_info(
    span: Span,
    panels: tuple[Panel, ...],
    sigma: float,
    estimator: str,
    details: Mapping[str, Any] | None = None,
) -> StageInfo:
    """The numbers of one stage, with lines that vary as None."""
    at = span.where
    return StageInfo(
        span.name,
        at.start,
        at.stop - 1,
        span.n,
        int(np.count_nonzero(span.use)),
        {p.name: _single(p.center[at]) for p in panels},
        {p.name: _single(p.lcl[at]) for p in panels},
        {p.name: _single(p.ucl[at]) for p in panels},
        sigma,
        estimator,
        details or {},
    )


def _same(values: Floats) -> bool:
    known = values if values.strides == (0,) else values[~np.isnan(values)]
    return (
        known.size == 0
        or values.strides == (0,)
        or float(known.max() - known.min()) <= 1e-12 * abs(float(known[0]))
    )


def _single(values: Floats) -> float | None:
    if not _same(values):
        return None
    known = values[:1] if values.strides == (0,) else values[~np.isnan(values)]
    return None if known.size == 0 or math.isnan(known[0]) else float(known[0])
