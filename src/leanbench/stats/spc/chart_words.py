"""A control chart told in plain sentences and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leanbench.stats.base.result import Table
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import count

if TYPE_CHECKING:
    from leanbench.stats.spc.control_chart import ControlChart, Panel, StageInfo


FEW = 8  # a chart of fewer points says little: even the run tests cannot speak


def sentences(chart: ControlChart) -> tuple[str, ...]:
    """Is it stable, where not, what each stage shows, the convention, and what was done with the data."""
    main = chart.panels[0]
    lines = [_headline(chart)]
    lines += [f"{name}: {text}" for name, text in _signal_sentences(chart)]
    if len(chart.stages) > 1:
        for before, info in zip((None, *chart.stages), chart.stages, strict=False):
            limits = _limits_text(info.lcl[main.name], info.ucl[main.name])
            change = _change_text(main, before, info) if before is not None else ""
            lines.append(
                f"Stage {info.name}: {count(info.n, 'point')}, centre {_number(_center(main, info))}{limits}{change}."
            )
    lines.append(f"Convention: {chart.convention}.")
    lines += [f"{note[:1].upper()}{note[1:]}." for note in chart.notes]
    return tuple(lines)


def _change_text(main: Panel, before: StageInfo, info: StageInfo) -> str:
    old, new = _center(main, before), _center(main, info)
    share = f", {100 * (new - old) / abs(old):+.1f} %" if old else ""
    if new == old:
        return ""
    return f"; {new - old:+.4g}{share}".replace("-", "−") + f" against stage {before.name}"


def _headline(chart: ControlChart) -> str:
    main = chart.panels[0]
    total = count(main.n, "point")
    if not any(panel.tests.rules for panel in chart.panels):
        return f"{chart.title} of {chart.name}: {total}; no tests were applied."
    points = {point for panel in chart.panels for point in panel.signal_points()}
    open_points = {point for point in points if not main.excluded[point]}
    if open_points:
        verb = "shows" if len(open_points) == 1 else "show"
        return (
            f"Not stable: {len(open_points)} of {total} {verb} a special cause ({chart.name}, {chart.title})."
        )
    center = ""
    if len(chart.stages) == 1:
        info = chart.stages[0]
        limits = _limits_text(info.lcl[main.name], info.ucl[main.name])
        center = f" Centre {_number(_center(main, info))}{limits}."
    aside = f" apart from {count(len(points), 'excluded point')}" if points else ""
    if main.n < FEW:
        return (
            f"Too few points to call it stable: none of {total} shows a special cause{aside} "
            f"({chart.name}, {chart.title}).{center}"
        )
    return f"Stable: none of {total} shows a special cause{aside} ({chart.name}, {chart.title}).{center}"


def _signal_sentences(chart: ControlChart) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for panel in chart.panels:
        by_test: dict[tuple[int | str, str], list[int]] = {}
        for signal in panel.signals:
            by_test.setdefault((signal.test, signal.name), []).append(signal.point)
        for (test, name), points in by_test.items():
            shown = ", ".join(chart.point_label(point) for point in points[:10])
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


def limits_table(chart: ControlChart) -> Table:
    """One row for each stage and panel."""
    rows = []
    for s in chart.stages:
        for name in (panel.name for panel in chart.panels):
            lines = (s.center[name], s.lcl[name], s.ucl[name])
            rows.append((s.name, name, s.n, s.n_used, *lines, s.sigma_within, s.estimator))
    columns = ("Stage", "Panel", "Points", "Used", "Centre", "LCL", "UCL", "Sigma", "Estimator")
    return Table(columns, tuple(rows))


def signals_table(chart: ControlChart) -> Table:
    """One row for each signal."""
    rows = []
    for panel in chart.panels:
        for s in panel.signals:
            where = (panel.name, chart.point_label(s.point), chart.stages[panel.stage[s.point]].name)
            rows.append((*where, float(panel.points[s.point]), s.test, s.name, s.side))
    return Table(("Panel", "Point", "Stage", "Value", "Test", "Pattern", "Side"), tuple(rows))


def point_table(chart: ControlChart) -> Table:
    """One row for each point, panels side by side."""
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
