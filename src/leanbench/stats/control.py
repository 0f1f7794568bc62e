"""The record of a control chart, whatever its kind: panels of points with limits, stages, signals.

A chart function lays out its points (`phases.plan_points`), computes centre and limits stage by stage
into `Lines`, and calls `panel` for each picture. Arrays of one value are views without memory of their
own, so that a chart of a million points stays small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from leanbench.stats.phases import Bools, Plan, Span
from leanbench.stats.result import Table
from leanbench.stats.rules import Panels, RuleSet, Signal, find_signals, suited
from leanbench.stats.samples import Floats, Ints, count

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
    labels: tuple[str, ...] = ()
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

    def point_label(self, point: int) -> str:
        """What the axis shows at a point: its label, or its number from 1."""
        return self.labels[point] if self.labels else str(point + 1)

    def summary(self) -> tuple[str, ...]:
        """Plain sentences: is it stable, where not, what each stage shows, and what was done."""
        return _sentences(self)

    def table(self) -> Table:
        """One row for each point: label, stage, value and lines of every panel, and the tests it fails."""
        return _point_table(self)

    def limits_table(self) -> Table:
        """One row for each stage and panel: points, centre, limits, sigma and its estimator."""
        rows = []
        for s in self.stages:
            for name in (panel.name for panel in self.panels):
                lines = (s.center[name], s.lcl[name], s.ucl[name])
                rows.append((s.name, name, s.n, s.n_used, *lines, s.sigma_within, s.estimator))
        columns = ("Stage", "Panel", "Points", "Used", "Centre", "LCL", "UCL", "Sigma", "Estimator")
        return Table(columns, tuple(rows))

    def signals_table(self) -> Table:
        """One row for each signal: panel, point, stage, value, test in words."""
        rows = []
        for panel in self.panels:
            for s in panel.signals:
                where = (panel.name, self.point_label(s.point), self.stages[panel.stage[s.point]].name)
                rows.append((*where, float(panel.points[s.point]), s.test, s.name, s.side))
        return Table(("Panel", "Point", "Stage", "Value", "Test", "Pattern", "Side"), tuple(rows))

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
) -> Panel:
    """Finish a panel: lines to arrays, and the tests stage by stage (runs never span two stages)."""
    center, lcl, ucl, sigma = lines.arrays()
    applied = suited(rules, kind)
    signals: list[Signal] = []
    for span in plan:
        at = span.where
        values = points[at]
        valid = ~np.isnan(values)
        if not valid.any():
            continue
        skipped = int(np.argmax(valid))
        inner = slice(at.start + skipped, at.stop)
        if valid[skipped:].all():
            found = _signals(points, center, lcl, ucl, sigma, inner, applied, k)
        else:
            found = _signals_with_gaps(points, center, lcl, ucl, sigma, inner, applied, k)
        signals.extend(found)
    return Panel(
        name, label, points, center, lcl, ucl, sigma, plan.stage, row, size, plan.excluded, plan.reasons,
        tuple(signals), applied, axis, kind == "all",
    )  # fmt: skip


def _signals(
    points: Floats,
    center: Floats,
    lcl: Floats,
    ucl: Floats,
    sigma: Floats,
    at: slice,
    rules: RuleSet,
    k: float,
) -> tuple[Signal, ...]:
    return find_signals(
        points[at], _line(center[at]), _line(sigma[at]), rules,
        lcl=_limit(lcl[at], -1), ucl=_limit(ucl[at], 1), k=k, offset=at.start,
    )  # fmt: skip


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


def _signals_with_gaps(
    points: Floats,
    center: Floats,
    lcl: Floats,
    ucl: Floats,
    sigma: Floats,
    at: slice,
    rules: RuleSet,
    k: float,
) -> tuple[Signal, ...]:
    """Points without a value are stepped over: patterns go on across them."""
    where = np.flatnonzero(~np.isnan(points[at])) + at.start
    found = find_signals(
        points[where], center[where], sigma[where], rules,
        lcl=_limit(lcl[where], -1), ucl=_limit(ucl[where], 1), k=k,
    )  # fmt: skip
    return tuple(
        signal._replace(point=int(where[signal.point]), points=tuple(int(where[i]) for i in signal.points))
        for signal in found
    )


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


def _sentences(chart: ControlChart) -> tuple[str, ...]:
    main = chart.panels[0]
    lines = [_headline(chart)]
    for name, text in _signal_sentences(chart):
        lines.append(f"{name}: {text}")
    if len(chart.stages) > 1:
        for info in chart.stages:
            center = _mean_center(main, info)
            limits = _limits_text(info.lcl[main.name], info.ucl[main.name])
            lines.append(f"Stage {info.name}: {count(info.n, 'point')}, centre {_number(center)}{limits}.")
    lines.append(f"Convention: {chart.convention}.")
    lines.extend(f"{note}." for note in chart.notes)
    return tuple(lines)


def _headline(chart: ControlChart) -> str:
    main = chart.panels[0]
    total = count(main.n, "point")
    if not any(panel.tests.rules for panel in chart.panels):
        return f"{chart.title} of {chart.name}: {total}; no tests were applied."
    points = {point for panel in chart.panels for point in panel.signal_points()}
    if points:
        verb = "shows" if len(points) == 1 else "show"
        return f"Not stable: {len(points)} of {total} {verb} a special cause ({chart.name}, {chart.title})."
    center = ""
    if len(chart.stages) == 1:
        info = chart.stages[0]
        limits = _limits_text(info.lcl[main.name], info.ucl[main.name])
        center = f" Centre {_number(_mean_center(main, info))}{limits}."
    return f"Stable: none of {total} shows a special cause ({chart.name}, {chart.title}).{center}"


def _signal_sentences(chart: ControlChart) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for panel in chart.panels:
        by_test: dict[tuple[int | str, str], list[int]] = {}
        for signal in panel.signals:
            by_test.setdefault((signal.test, signal.name), []).append(signal.point)
        for (test, name), points in by_test.items():
            shown = ", ".join(chart.point_label(point) for point in points[:10])
            more = f" and {len(points) - 10} more" if len(points) > 10 else ""
            found.append((panel.name, f"test {test} ({name}) at {shown}{more}."))
    return found


def _mean_center(main: Panel, info: StageInfo) -> float:
    center = info.center[main.name]
    return float(np.nanmean(main.center[info.first : info.last + 1])) if center is None else center


def _limits_text(lcl: float | None, ucl: float | None) -> str:
    if lcl is None and ucl is None:
        return ""
    if lcl is None:
        return f", upper limit {_number(ucl)}"
    if ucl is None:
        return f", lower limit {_number(lcl)}"
    return f", limits {_number(lcl)} to {_number(ucl)}"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.5g}"


def _point_table(chart: ControlChart) -> Table:
    columns = ["Point", "Label", "Stage"]
    for panel in chart.panels:
        columns += [panel.name, f"{panel.name} centre", f"{panel.name} LCL", f"{panel.name} UCL"]
    columns += ["Signals", "Excluded"]
    tests: dict[int, list[str]] = {}
    several = len(chart.panels) > 1
    for name, signal in chart.signals:
        tests.setdefault(signal.point, []).append(f"{name} {signal.test}" if several else str(signal.test))
    main = chart.panels[0]
    rows = []
    for i in range(main.n):
        row: list[Any] = [i + 1, chart.point_label(i), chart.stages[main.stage[i]].name]
        for panel in chart.panels:
            row += [_cell(panel.points[i]), _cell(panel.center[i]), _cell(panel.lcl[i]), _cell(panel.ucl[i])]
        row += [", ".join(tests.get(i, ())), main.reasons.get(i) or ("yes" if main.excluded[i] else "")]
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def _cell(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
