"""Survey items: all answers as bars about the middle, good answers with their interval; importance and performance."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.plots.plot_panels import DASHED, axes_in, heading, interval, name_margin, name_rows, widen
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.words.language import _
from leanbench.words.numbers import number_text, significant_text

Size = tuple[float, float]


def draw_survey(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Left: share of each answer, low ones to the left of the middle. Right: share of the top boxes with interval."""
    figure = Sheet(size, theme["panel"])
    items = list(result.ranking())
    names = [item.name for item in items]
    left = axes_in(figure, theme, (0, 0, 0.62, 1), left=name_margin(names), top=0.62, grid="x")
    k = len(result.scale)
    half = k // 2
    extent = 0.0
    for at, item in enumerate(items):
        shares = 100 * np.array(item.counts, dtype=float) / max(item.n, 1)
        middle = shares[half] / 2 if k % 2 else 0.0
        start = -(shares[:half].sum() + middle)
        for point, share in enumerate(shares):
            low, neutral = point < half, k % 2 == 1 and point == half
            edge = "muted" if neutral else "bad" if low else "good"
            fill = "chip" if neutral else "bad_soft" if low else "good_soft"
            hatch = "////" if low else "" if neutral else "...." if point == k - 1 else ""
            left.barh(
                at,
                share,
                left=start,
                height=0.62,
                color=theme[fill],
                edgecolor=theme[edge],
                hatch=hatch,
                linewidth=0.7 * theme.scale,
            )
            if share >= 7:
                left.annotate(
                    number_text(share, 0),
                    (start + share / 2, at),
                    ha="center",
                    va="center",
                    color=theme["text"],
                    fontsize=theme.text,
                    behind=(theme["panel"], 0.85),
                )
            start += share
            extent = max(extent, abs(start), abs(start - share))
    left.axvline(0, color=theme["line"], linewidth=theme.limit, zorder=3)
    reach = 20 * np.ceil(extent * 1.02 / 20)
    left.set_xlim(-reach, reach)
    ticks = np.linspace(-reach, reach, 5)
    left.set_xticks(ticks, [f"{number_text(abs(tick), 0)}%" for tick in ticks])
    name_rows(left, theme, names)
    heading(
        left,
        theme,
        _("Answers {first} (left, striped) to {last} (right, dotted)").format(
            first=result.scale[0], last=result.scale[-1]
        ),
    )
    right = axes_in(figure, theme, (0.62, 0, 0.38, 1), left=0.25, top=0.62, right=0.3, grid="x")
    right.set_xlim(0, 100)
    for at, item in enumerate(items):
        interval(right, theme, at, 100 * item.top.value, 100 * item.top.low, 100 * item.top.high, "accent")
    name_rows(right, theme, [""] * len(items))
    right.set_xticks([0, 25, 50, 75, 100], [f"{tick}%" for tick in (0, 25, 50, 75, 100)])
    heading(
        right,
        theme,
        _("Top {boxes} answers, {confidence}% interval").format(
            boxes=result.boxes, confidence=significant_text(100 * result.confidence, 4)
        ),
    )
    return figure


def draw_importance(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Items by performance and importance, with the four quarters named."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, right=0.4, grid=None)
    x = [item[2] for item in result.items]
    y = [item[1] for item in result.items]
    widen(axes, [*x, result.cut_performance], 0.12)
    widen(axes, [*y, result.cut_importance], 0.12, axis="y")
    axes.axvline(result.cut_performance, color=theme["line"], linewidth=theme.limit, linestyle=DASHED)
    axes.axhline(result.cut_importance, color=theme["line"], linewidth=theme.limit, linestyle=DASHED)
    for words, place, ha, va in (
        (_("improve first"), (0.01, 0.99), "left", "top"),
        (_("keep up"), (0.99, 0.99), "right", "top"),
        (_("low priority"), (0.01, 0.01), "left", "bottom"),
        (_("possible overkill"), (0.99, 0.01), "right", "bottom"),
    ):
        axes.annotate(
            words,
            place,
            shares=(True, True),
            ha=ha,
            va=va,
            color=theme["muted"],
            fontsize=theme.text,
            style="italic",
        )
    for item in result.items:
        weak = item[4] == "improve first"
        axes.plot(
            [item[2]],
            [item[1]],
            marker="D" if weak else "o",
            markersize=theme.point * 1.8,
            color=theme["bad" if weak else "accent"],
        )
        axes.annotate(
            item[0],
            (item[2], item[1]),
            offset=(6 * theme.scale, 4 * theme.scale),
            color=theme["text"],
            fontsize=theme.text,
            weight="semibold" if weak else "normal",
        )
    axes.name_scales(x=_("performance"), y=_("importance"))
    return figure


def draw_alpha(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Left: alpha when each item is left out, against alpha of all. Right: each item's tie to the others."""
    figure = Sheet(size, theme["panel"])
    names = [name for name, _alpha, _link in result.without]
    without = [alpha for _name, alpha, _link in result.without]
    links = [link for _name, _alpha, link in result.without]
    left = axes_in(figure, theme, (0, 0, 0.6, 1), left=name_margin(names), right=0.45, top=0.62, grid="x")
    known = [value for value in without if np.isfinite(value)]
    _bars_of(left, theme, without, [value > result.alpha + 0.02 for value in without])
    left.set_xlim(min(0.0, *known, result.interval[0]) * 1.05 if known else 0.0, 1.02)
    left.axvspan(
        max(result.interval[0], left.get_xlim()[0]),
        result.interval[1],
        color=theme["accent_soft"],
        alpha=0.6,
        zorder=0,
    )
    left.axvline(result.alpha, color=theme["accent"], linewidth=theme.limit, linestyle=DASHED, zorder=4)
    name_rows(left, theme, names)
    heading(
        left,
        theme,
        _("Alpha without the item (all: {alpha})").format(alpha=number_text(result.alpha, 2, fixed=True)),
    )
    right = axes_in(figure, theme, (0.6, 0, 0.4, 1), left=0.2, right=0.45, top=0.62, grid="x")
    _bars_of(right, theme, links, [value < WEAK for value in links])
    right.set_xlim(min(0.0, *(value for value in links if np.isfinite(value)), 0.0) * 1.1, 1.02)
    right.axvline(WEAK, color=theme["muted"], linewidth=theme.limit, linestyle=DASHED, zorder=4)
    name_rows(right, theme, [""] * len(names))
    heading(
        right,
        theme,
        _("Correlation with the others (usual least {weak})").format(weak=significant_text(WEAK, 6)),
    )
    return figure


WEAK = 0.3  # Nunnally and Bernstein: an item below it says little about what the others measure


def _bars_of(axes: Any, theme: ChartTheme, values: list[float], odd: list[bool]) -> None:
    """A bar for each value with its number; those that stand out are striped."""
    for at, (value, strange) in enumerate(zip(values, odd, strict=True)):
        if not np.isfinite(value):
            continue
        axes.barh(
            at,
            value,
            height=0.56,
            color=theme["bad_soft" if strange else "panel"],
            edgecolor=theme["bad" if strange else "accent"],
            hatch="////" if strange else "",
            linewidth=0.8 * theme.scale,
            zorder=2,
        )
        axes.annotate(
            number_text(value, 2, fixed=True),
            (max(value, 0.0), at),
            offset=(4 * theme.scale, 0),
            va="center",
            color=theme["text"],
            fontsize=theme.text,
            behind=(theme["panel"], 0.85),
            zorder=5,
            weight="semibold",
        )
