"""How a control chart is shown, whatever shows it: shares in percent, the axis named after the measure and its unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from leanbench.stats.base.result_words import measure_text
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.control_chart import ControlChart, Panel, StageInfo

UNNAMED = "values"  # the name of a measure that nobody named


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


def unit_suffix(chart: ControlChart) -> str:
    """What stands after a value of the measure in a sentence: `` bd``; empty where the chart plots another thing."""
    plots = CHARTS[chart.method].plots
    return f" {chart.unit}" if chart.unit and plots == "value" else ""


def percent_suffix(chart: ControlChart) -> str:
    """What stands after each number of the chart: a percent sign for shares."""
    return "%" if CHARTS[chart.method].plots == "share" else ""


def display_chart(chart: ControlChart) -> ControlChart:
    """The chart as it is shown: shares times 100, the axis named after the measure.

    A chart that is shown so already comes back unchanged; no memory where lines are constant.
    """
    share = CHARTS[chart.method].plots == "share"
    if share and chart.unit == "%":
        return chart
    panels = tuple(_panel(panel) for panel in chart.panels) if share else chart.panels
    label = _axis_text(chart, panels[0].label)
    if label == chart.panels[0].label:
        return chart
    return replace(
        chart,
        panels=(replace(panels[0], label=label), *panels[1:]),
        stages=tuple(_stage(stage) for stage in chart.stages) if share else chart.stages,
        unit="%" if share else chart.unit,
    )


def _axis_text(chart: ControlChart, label: str) -> str:
    """``Share, %`` of "Within target, per week" as ``Within target, per week: share, %``."""
    plots = CHARTS[chart.method].plots
    if chart.measure in label or chart.name == UNNAMED or plots in ("score", "gap"):
        return label
    if chart.name in label:
        return measure_text(label, chart.unit)
    if plots in ("value", "sum"):
        return f"{label}: {chart.measure}"
    return f"{chart.name if plots == 'share' else chart.measure}: {label[:1].lower()}{label[1:]}"


def in_chart_units(chart: ControlChart, value: float | None) -> float | None:
    """A target as the chart shows it: 0.95 and 95 are both 95% on a chart of shares."""
    if value is None or CHARTS[chart.method].plots != "share":
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
