"""How numbers of a chart are shown: shares in percent, wherever a p chart is drawn, labelled or tabled."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np

from leanbench.stats.spc.control_chart import ControlChart, Panel, StageInfo

SHARES = frozenset({"p", "laney-p"})  # their first panel plots a share from 0 to 1

MEASURED = frozenset({"i-mr", "xbar-r", "xbar-s", "i-mr-rs", "run", "moving-average", "ewma", "t"})
UNIT = re.compile(r"\(([^()]{1,16})\)$")  # a measure is named "Days, median per week (bd)"


def chart_of(result: Any) -> ControlChart | None:
    """The control chart inside a result whose points can be pointed at; None when there is none."""
    if isinstance(result, ControlChart):
        return result
    inside = getattr(result, "chart", None)
    if isinstance(inside, ControlChart):
        return inside
    details = getattr(result, "details", None)
    inside = details.get("chart") if isinstance(details, dict) else None
    return inside if isinstance(inside, ControlChart) else None


def unit_of(chart: ControlChart) -> str:
    """What stands after a value of the measure in a sentence: `` bd``; empty where the chart plots another thing."""
    found = UNIT.search(chart.name) if chart.method in MEASURED else None
    return f" {found.group(1)}" if found else ""


def suffix(chart: ControlChart) -> str:
    """What stands after each number of the chart: a percent sign for shares."""
    return " %" if chart.method in SHARES else ""


def presented(chart: ControlChart) -> ControlChart:
    """The chart as it is shown: shares times 100, the axis named after the measure.

    Other charts unchanged; no memory where lines are constant.
    """
    share = chart.method in SHARES
    if chart.details.get("shown") or not (share or (chart.method in NAMED and chart.name != "values")):
        return chart
    panels = tuple(_panel(panel) for panel in chart.panels) if share else chart.panels
    first = replace(panels[0], label=_axis_name(chart, panels[0].label))
    return replace(
        chart,
        panels=(first, *panels[1:]),
        stages=tuple(_stage(stage) for stage in chart.stages) if share else chart.stages,
        details={**chart.details, "shown": True},
    )


# Charts whose axis would say "Number" or "Rate" and not of what.
NAMED = frozenset({"np", "c", "u", "laney-u", "i-prime", "moving-average", "ewma", "cusum"})


def _axis_name(chart: ControlChart, label: str) -> str:
    """``Share, %`` of "Within target, per week" as ``Within target, per week: share, %``."""
    if chart.name == "values" or chart.name in label:
        return label
    if chart.method in {"moving-average", "ewma", "cusum"}:
        return f"{label}: {chart.name}"
    return f"{chart.name}: {label[:1].lower()}{label[1:]}"


def in_chart_units(chart: ControlChart, value: float | None) -> float | None:
    """A target as the chart shows it: 0.95 and 95 are both 95 % on a chart of shares."""
    if value is None or chart.method not in SHARES:
        return value
    return 100.0 * value if abs(value) <= 1.0 else value


def _panel(panel: Panel) -> Panel:
    return replace(
        panel,
        label=f"{panel.label}, %" if "%" not in panel.label else panel.label,
        points=100.0 * panel.points,
        center=_times(panel.center),
        lcl=_times(panel.lcl),
        ucl=_times(panel.ucl),
        sigma=_times(panel.sigma),
    )


def _times(line: Any) -> Any:
    """100 times a line; a constant one stays one number."""
    if line.size and line.strides == (0,):
        return np.broadcast_to(np.float64(100.0 * line[0]), line.shape)
    return 100.0 * line


def _stage(stage: StageInfo) -> StageInfo:
    def scaled(lines: Any) -> dict[str, float | None]:
        return {name: None if value is None else 100.0 * value for name, value in lines.items()}

    sigma = stage.sigma_within * 100.0
    return replace(
        stage, center=scaled(stage.center), lcl=scaled(stage.lcl), ucl=scaled(stage.ucl), sigma_within=sigma
    )
