"""The record of a control chart of any kind: panels of points with limits, stages, signals; words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from leanbench.stats.base.result import Record, Result, Table
from leanbench.stats.base.result_words import measure_text, num, signed_num
from leanbench.stats.base.samples import Floats, Ints, count
from leanbench.stats.spc.phases import Bools
from leanbench.stats.spc.rule_set import RuleSet, Signal
from leanbench.stats.spc.signal_arrays import points_by_test, signal_points
from leanbench.words.numbers import signed_text

__all__ = ["ControlChart", "Panel", "StageInfo"]

FEW = 8  # a chart of fewer points says little: even the run tests cannot speak


@dataclass(frozen=True, slots=True, eq=False)
class Panel(Record):
    """One picture of a chart. All arrays have one entry per plotted point.

    name, label : ``Xbar`` and the words at its axis.
    points : plotted values; NaN where a point has none (the first moving range of a stage).
    center, lcl, ucl : the lines at each point; NaN where there is no limit.
    sigma : standard deviation of the plotted statistic (of an EWMA once it has its full memory); NaN where limits are
        percentiles.
    stage : stage number of each point.
    row : first input row of each point; `size` its subgroup size or area of opportunity.
    excluded : points that did not take part in the estimates; `reasons` says why.
    signals : every test that every point completes.
    tests : the tests that were applied here.
    axis : panels with the same number are drawn into one picture (both sides of a CUSUM).
    zones : lines at 1 and 2 sigma mean something here.
    places : where the points stand on the axis, from 1, when rows or periods without a value leave places empty;
        None when the points stand side by side. No line and no pattern goes across an empty place.
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
    signals: Sequence[Signal]
    tests: RuleSet
    axis: int = 0
    zones: bool = True
    places: Ints | None = None

    @property
    def n(self) -> int:
        """Number of points."""
        return int(self.points.size)

    @property
    def signal_points(self) -> tuple[int, ...]:
        """Points with at least one signal, in order."""
        return tuple(self.signaling().tolist())

    def signaling(self) -> Ints:
        """The same as an array."""
        return np.flatnonzero(self.is_signaling())

    def is_signaling(self) -> Bools:
        """Whether each point has a signal."""
        found = np.zeros(self.n, dtype=bool)
        found[signal_points(self.signals)] = True
        return found

    def varies(self, stage: int) -> bool:
        """The limits of a stage change from point to point."""
        inside = self.stage == stage
        ucl, lcl = self.ucl[inside], self.lcl[inside]
        return not (is_flat(ucl) and is_flat(lcl))


@dataclass(frozen=True, slots=True)
class StageInfo:
    """The numbers of one stage. Lines that change from point to point are None.

    first, last : first and last point, from 0; n points, of which n_used set the limits.
    center, lcl, ucl : by panel name.
    sigma_within : process sigma in the unit of the data, with its estimator.
    details : further numbers of the method (sigma_z, shape, p_hat ...).
    known : its center and sigma as options, to draw new data against these limits.
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
    known: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart(Result):
    """A finished chart.

    method : name in the registry, ``xbar-r``.
    title : ``Xbar-R chart``.
    panels : the pictures, from top to bottom.
    name, unit : what was measured and in what, apart; `measure` puts them together.
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
    unit: str = ""

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

    def is_signaling(self) -> Bools:
        """Whether each point has a signal on any panel."""
        found = self.panels[0].is_signaling()
        for panel in self.panels[1:]:
            found |= panel.is_signaling()
        return found

    @property
    def signals_count(self) -> int:
        """How many signals there are, in all panels."""
        return sum(len(panel.signals) for panel in self.panels)

    @property
    def stable(self) -> bool:
        """No point of any panel shows a signal, excluded points aside."""
        return all(panel.excluded[panel.signaling()].all() for panel in self.panels)

    def parameters(self, stage: int = -1) -> dict[str, float]:
        """Center and sigma of a stage as options, to draw new data against these limits.

        ``i_mr(new_values, **chart.parameters())`` continues the last stage. Charts whose limits follow from the
        center give it alone; a T² chart gives nothing (use a baseline).
        """
        return dict(self.stages[stage].known)

    @property
    def measure(self) -> str:
        """What was measured, with its unit."""
        return measure_text(self.name, self.unit)

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
        """One row for each stage and panel: points, center, limits, sigma and its estimator."""
        return _limits_table(self)

    def signals_table(self) -> Table:
        """One row for each signal: panel, point, stage, value, test in words."""
        return _signals_table(self)


# --- its words and tables ----------------------------------------------------------------------


def is_flat(values: Floats) -> bool:
    """All values that are known are the same."""
    if values.size == 0 or values.strides == (0,):
        return True
    high, low = float(np.fmax.reduce(values)), float(np.fmin.reduce(values))  # no copy of ten million values
    return high != high or high - low <= 1e-12 * abs(low)


def _sentences(chart: ControlChart) -> tuple[str, ...]:
    """Is it stable, where not, what each stage shows, the convention, and what was done with the data."""
    main = chart.panels[0]
    lines = [_headline(chart)]
    lines += [f"{name}: {text}" for name, text in _signal_sentences(chart)]
    if len(chart.stages) > 1:
        for before, info in zip((None, *chart.stages), chart.stages, strict=False):
            limits = _limits_text(info.lcl[main.name], info.ucl[main.name])
            change = _change_text(main, before, info) if before is not None else ""
            lines.append(
                f"Stage {info.name}: {count(info.n, 'point')}, center {_number(_center(main, info))}{limits}{change}."
            )
    lines.append(f"Convention: {chart.convention}.")
    lines += [f"{note[:1].upper()}{note[1:]}." for note in chart.notes]
    return tuple(lines)


def _change_text(main: Panel, before: StageInfo, info: StageInfo) -> str:
    old, new = _center(main, before), _center(main, info)
    share = f", {signed_text(100 * (new - old) / abs(old), 1, fixed=True)}%" if old else ""
    if new == old:
        return ""
    return f"; {signed_num(new - old)}{share} against stage {before.name}"


def _headline(chart: ControlChart) -> str:
    main = chart.panels[0]
    total = count(main.n, "point")
    if not any(panel.tests.rules for panel in chart.panels):
        return f"{chart.title} of {chart.measure}: {total}; no tests were applied."
    signaling = chart.is_signaling()
    left = int(np.count_nonzero(signaling))
    if main.excluded.any():
        left -= int(np.count_nonzero(signaling[np.flatnonzero(main.excluded)]))
    if left:
        verb = "shows" if left == 1 else "show"
        return f"Not stable: {left} of {total} {verb} a special cause ({chart.measure}, {chart.title})."
    center = ""
    if len(chart.stages) == 1:
        info = chart.stages[0]
        limits = _limits_text(info.lcl[main.name], info.ucl[main.name])
        center = f" Center {_number(_center(main, info))}{limits}."
    out_of_play = int(np.count_nonzero(signaling))
    aside = f" apart from {count(out_of_play, 'excluded point')}" if out_of_play else ""
    if main.n < FEW:
        return (
            f"Too few points to call it stable: none of {total} shows a special cause{aside} "
            f"({chart.measure}, {chart.title}).{center}"
        )
    return f"Stable: none of {total} shows a special cause{aside} ({chart.measure}, {chart.title}).{center}"


def _signal_sentences(chart: ControlChart) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for panel in chart.panels:
        for (test, name), points in points_by_test(panel.signals).items():
            shown = ", ".join(chart.point_label(point) for point in points[:10].tolist())
            more = f" and {len(points) - 10} more" if len(points) > 10 else ""
            label = f"test {test}" if str(test)[:1].isdigit() else str(test)
            found.append((panel.name, f"{label} ({name}) at {shown}{more}."))
    return found


def _center(main: Panel, info: StageInfo) -> float:
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
    return "none" if value is None else num(value, 5)


def _limits_table(chart: ControlChart) -> Table:
    """One row for each stage and panel."""
    rows = []
    for s in chart.stages:
        for name in (panel.name for panel in chart.panels):
            lines = (s.center[name], s.lcl[name], s.ucl[name])
            rows.append((s.name, name, s.n, s.n_used, *lines, s.sigma_within, s.estimator))
    columns = ("Stage", "Panel", "Points", "Used", "Center", "LCL", "UCL", "Sigma", "Estimator")
    return Table(columns, tuple(rows))


def _signals_table(chart: ControlChart) -> Table:
    """One row for each signal."""
    rows = []
    for panel in chart.panels:
        for s in panel.signals:
            where = (panel.name, chart.point_label(s.point), chart.stages[panel.stage[s.point]].name)
            rows.append((*where, float(panel.points[s.point]), s.test, s.name, s.side))
    return Table(("Panel", "Point", "Stage", "Value", "Test", "Pattern", "Side"), tuple(rows))


def _point_table(chart: ControlChart) -> Table:
    """One row for each point, panels side by side."""
    columns = ["Point", "Label", "Stage"]
    for panel in chart.panels:
        columns += [panel.name, f"{panel.name} center", f"{panel.name} LCL", f"{panel.name} UCL"]
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
