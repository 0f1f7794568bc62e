"""Before and after on one page: the staged chart on top, both stages as boxes below, and the size of the change."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.plots import draw_control as control
from leanbench.plots.chart_display import display_chart
from leanbench.plots.chart_labels import label_points
from leanbench.plots.draw_groups import draw_effect
from leanbench.plots.numerals import exact
from leanbench.plots.plot_panels import (
    DASHED,
    DOTTED,
    axes_in,
    box_row,
    heading,
    interval,
    mark_value,
    name_margin,
    name_rows,
    widen,
)
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.words.language import _

Size = tuple[float, float]


def draw(
    result: Any, theme: ChartTheme, size: Size, *, notes: Any = (), target: float | None = None
) -> Sheet:
    """The staged chart takes the upper part; below it the two stages on one scale and the change with its interval."""
    figure = Sheet(size, theme["panel"])
    below = min(0.42, 1.75 * theme.scale / size[1])
    chart = display_chart(result.chart)
    axes = axes_in(figure, theme, (0, below, 1, 1 - below), right=1.05, top=0.5, bottom=0.36)
    panel = chart.panels[0]
    control.draw_panel(axes, chart, panel, theme, target=target, notes=notes)
    axes.panel_names = (panel.name,)
    label_points(axes, chart, theme, shown=True)
    left = axes_in(
        figure,
        theme,
        (0, 0, 0.56, below),
        left=name_margin(result.names, 14),
        right=0.2,
        top=0.42,
        bottom=0.3,
        grid="x",
    )
    _stages(left, result, theme)
    if result.test.effect is not None:
        right = axes_in(
            figure, theme, (0.56, 0, 0.44, below), left=0.3, right=0.3, top=0.42, bottom=0.3, grid="x"
        )
        null = 1.0 if result.kind == "rate" else 0.0
        draw_effect(right, _scaled(result), null, theme)
    return figure


def _scaled(result: Any) -> Any:
    """The effect; of shares in points."""
    from dataclasses import replace

    effect = result.test.effect
    if result.kind != "share" or effect.unit:
        return replace(effect, label="Change" if result.kind != "rate" else "Ratio")
    return replace(
        effect,
        label="Change",
        value=100 * effect.value,
        low=100 * effect.low,
        high=100 * effect.high,
        unit="points",
    )


def _stages(axes: Any, result: Any, theme: ChartTheme) -> None:
    """Boxes of measures; shares and rates as estimates with their intervals."""
    groups = result.test.groups[:2]
    if result.kind == "measure":
        main = result.chart.panels[0]
        stages = [result.chart.stages[int(stage)].name for stage in np.asarray(main.stage)]
        samples = []
        for name in result.names:
            inside = np.array([stage == name for stage in stages]) & ~np.asarray(main.excluded)
            samples.append(np.asarray(main.points)[inside])
        for at, sample in enumerate(samples):
            box_row(axes, theme, at, sample[np.isfinite(sample)])
        ends = [value for sample in samples for value in sample.tolist()]
        lines = _limits(result)
        widen(axes, [*ends, *(value for value, _words, _role in lines)])
        reach = float(np.ptp(axes.get_xlim()))
        before, lift = -np.inf, 0
        for value, words, role in sorted(lines):
            lift = 1 - lift if value - before < 0.25 * reach else 0
            before = value
            mark_value(axes, theme, value, words, role, DOTTED if role == "accent" else DASHED, lift)
        if not lines:
            heading(axes, theme, result.chart.measure)
    else:
        from leanbench.stats.tests.intervals import rate_estimate, share_estimate

        ends, rows = [], []
        for group in groups:
            if result.kind == "share":
                found = share_estimate(round(group.mean * group.n), group.n, result.confidence)
                rows.append((100 * found.value, 100 * found.low, 100 * found.high))
            else:
                found = rate_estimate(group.n, group.n / group.mean if group.mean else 1.0, result.confidence)
                rows.append((found.value, found.low, found.high))
            ends += rows[-1]
        widen(axes, ends, 0.12)
        for at, row in enumerate(rows):
            interval(axes, theme, at, *row, "accent")
        heading(axes, theme, _("Share, %") if result.kind == "share" else _("Rate"))
    name_rows(axes, theme, result.names, 14)


def _limits(result: Any) -> list[tuple[float, str, str]]:
    """Limits and deadline of the study with the words above them."""
    found: list[tuple[float, str, str]] = []
    studies = [one for one in result.capability or () if one is not None]
    if studies:
        limits = studies[0].limits
        for value, words, role in (
            (limits.lsl, "Lower", "bad"), (limits.usl, "Upper", "bad"), (limits.target, "Target", "accent"),
        ):  # fmt: skip
            if value is not None:
                found.append((value, f"{words} {exact(value)}", role))
    if result.deadline:
        found.append(
            (
                result.deadline[0].deadline,
                _("Deadline {deadline}").format(deadline=exact(result.deadline[0].deadline)),
                "bad",
            )
        )
    return found
