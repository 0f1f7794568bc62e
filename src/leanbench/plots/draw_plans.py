"""Plans: the chance to see a difference, how near an answer comes, how soon a chart signals."""

from __future__ import annotations

import numpy as np

from leanbench.plots.answers import PowerCurve, Precision
from leanbench.plots.numerals import number
from leanbench.plots.plane import Plane
from leanbench.plots.plot_panels import DASHED, axes_in, percent_ticks
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.stats.run_length.chart_run_lengths import RunLengths, arl_text
from leanbench.words.language import _
from leanbench.words.numbers import number_text


def draw_power(picture: PowerCurve, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """The curve, the chance asked for, and the number that reaches it."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, right=0.5)
    n, power = np.asarray(picture.n), 100 * np.asarray(picture.power)
    axes.plot(n, power, color=theme["accent"], linewidth=2.0 * theme.scale, zorder=3)
    axes.axhline(100 * picture.asked, color=theme["muted"], linewidth=theme.limit, linestyle=DASHED, zorder=2)
    axes.plot(
        (picture.planned, picture.planned),
        (0, 100 * picture.reached),
        color=theme["good"],
        linewidth=theme.limit,
    )
    words = f"{number_text(picture.planned)} {picture.what} {picture.each}".strip()
    _planned(axes, theme, (picture.planned, 100 * picture.reached), words, -14)
    if picture.have is not None:
        there, chance = picture.have[0], 100 * picture.have[1]
        words = _("{there} there are: {chance}%").format(
            there=number_text(there), chance="> 99.9" if 99.95 <= chance < 100 else number(chance)
        )
        # beside the rising curve: above it on the left where there is room, below the words of the plan else
        left = 0.3 * n[-1] < there
        lift = (8 if left else -20) if there <= picture.planned else -32
        _there(
            axes, theme, (there, chance), words, lift, left=left and not picture.planned < there < 0.7 * n[-1]
        )
    axes.set_ylim(0, 104)
    axes.set_xlim(0, float(n[-1]))
    percent_ticks(axes, "y")
    axes.name_scales(x=f"{picture.what} {picture.each}".strip(), y=_("chance to see the difference"))
    return figure


def draw_precision(picture: Precision, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """How near the answer comes with more cases: the half-width of its interval, and the planned number."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, left=0.75, right=0.5)
    n, half = np.asarray(picture.n), np.asarray(picture.half)
    axes.plot(n, half, color=theme["accent"], linewidth=2.0 * theme.scale, zorder=3)
    axes.axhline(picture.margin, color=theme["muted"], linewidth=theme.limit, linestyle=DASHED, zorder=2)
    top = 1.08 * max(float(half.max()), picture.margin)
    axes.set_ylim(0, min(top, 8 * picture.margin))
    axes.set_xlim(0, float(n[-1]))
    at = (picture.planned, float(np.interp(picture.planned, n, half)))
    axes.plot((at[0], at[0]), (0, at[1]), color=theme["good"], linewidth=theme.limit)
    _planned(
        axes,
        theme,
        at,
        _("{planned} cases: ±{half}{unit}").format(
            planned=number_text(picture.planned), half=number(at[1]), unit=picture.unit
        ),
        8,
    )
    if picture.have is not None:
        words = _("{have} there are: ±{half}{unit}").format(
            have=number_text(picture.have[0]), half=number(picture.have[1]), unit=picture.unit
        )
        near = abs(picture.have[0] - picture.planned) < 0.2 * n[-1]
        _there(axes, theme, picture.have, words, 26 if near else 8, left=picture.have[0] > 0.7 * n[-1])
    axes.name_scales(
        x="cases", y=_("half-width of the interval{unit}").format(unit=" (points)" if picture.unit else "")
    )
    return figure


def draw_run_lengths(result: RunLengths, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """Average run length by size of the change on a logarithmic scale: high at none, low where it matters."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, left=0.75, right=0.4)
    lengths = sorted(result.lengths, key=lambda found: found.shift)
    arl = np.array([found.arl for found in lengths])
    places = np.arange(arl.size)
    shown = np.isfinite(arl)
    axes.set_yscale("log")
    axes.plot(
        places[shown], arl[shown], color=theme["accent"], linewidth=theme.line, marker="o",
        markersize=theme.point * 1.8, zorder=3,
    )  # fmt: skip
    for place, found in zip(places, lengths, strict=True):
        text = arl_text(found.arl)
        height = found.arl if np.isfinite(found.arl) else float(np.max(arl[shown], initial=1.0))
        axes.annotate(
            text, (place, height), offset=(0, 8 * theme.scale), ha="center",
            color=theme["text"], fontsize=theme.label, weight="semibold",
        )  # fmt: skip
    axes.set_xticks(places, [found.label for found in lengths])
    axes.tick_params(axis="x", labelcolor=theme["text"])
    axes.set_xlim(-0.5, arl.size - 0.5)
    finite = arl[shown] if shown.any() else np.ones(1)
    axes.set_ylim(max(0.8, 0.6 * float(finite.min())), 3.0 * float(finite.max()))
    axes.name_scales(x=_("lasting change"), y=_("points until a signal, average"))
    return figure


def _planned(axes: Plane, theme: ChartTheme, at: tuple[float, float], text: str, lift: float) -> None:
    """The planned number of cases as a point with its words; left of the point where the right has no room."""
    axes.plot([at[0]], [at[1]], marker="o", markersize=theme.point * 2, color=theme["good"], zorder=4)
    axes.annotate(
        text,
        at,
        offset=(8 * theme.scale, lift * theme.scale),
        color=theme["good"],
        fontsize=theme.label,
        weight="semibold",
    )


def _there(
    axes: Plane, theme: ChartTheme, at: tuple[float, float], text: str, lift: float, left: bool = False
) -> None:
    """The cases there are: an open point on the curve with its words."""
    axes.plot(
        [at[0]], [at[1]], marker="o", markersize=theme.point * 2, color=theme["panel"],
        markeredgecolor=theme["text"], markeredgewidth=theme.limit, zorder=5,
    )  # fmt: skip
    axes.annotate(
        text,
        at,
        offset=((-8 if left else 8) * theme.scale, lift * theme.scale),
        ha="right" if left else "left",
        color=theme["text"],
        fontsize=theme.label,
        weight="semibold",
        behind=(theme["panel"], 0.85),
    )
