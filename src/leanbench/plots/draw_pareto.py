"""The Pareto picture: bars from the largest, the running total above them, the vital few set apart."""

from __future__ import annotations

import textwrap

import numpy as np

from leanbench.plots.numerals import number
from leanbench.plots.plane import Plane
from leanbench.plots.plot_panels import FILLS
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.stats.explore.pareto_counts import Pareto
from leanbench.words.numbers import number_text

LETTER = 0.57  # mean width of a letter, as a share of the size of type


def draw(result: Pareto, theme: ChartTheme, size: tuple[float, float]) -> Sheet:
    """Bars on the left scale, the cumulative line on the right one; the vital few are dark."""
    figure = Sheet(size, theme["panel"])
    width, height = size
    wrap = _letters(width, len(result.labels), theme)
    lines = max((len(textwrap.wrap(label, wrap)) for label in result.labels), default=1)
    below = (0.3 + 0.15 * min(lines, 4)) * theme.scale
    place = (
        0.62 / width,
        below / height,
        1 - (0.62 + 0.62) / width,
        1 - (below + 0.42 * theme.scale) / height,
    )
    axes = Plane(figure, place, theme)
    axes.name_scales(y=result.unit or "cases")
    x = np.arange(len(result.labels))
    counts = np.array(result.counts)
    vital = x < result.vital
    if result.nested:
        _split_bars(axes, result, theme)
        vital = np.zeros(len(x), dtype=bool)  # numbers stand above the bars
    else:
        for chosen, fill in ((vital, theme["accent"]), (~vital, theme["panel"])):
            axes.bar(
                x[chosen],
                counts[chosen],
                width=0.72,
                color=fill,
                edgecolor=theme["accent"],
                linewidth=1.0 * theme.scale,
                zorder=2,
            )
    top = max(result.total, 1e-9)
    axes.set_ylim(0, top * 1.06)
    axes.set_xlim(-0.6, len(x) - 0.4)
    axes.set_xticks(x, ["\n".join(textwrap.wrap(label, wrap)[:4]) for label in result.labels])
    axes.tick_params(axis="x", length=0, labelcolor=theme["text"])
    for at, count, dark in zip(x, counts, vital, strict=True):
        inside = bool(dark) and count > 0.12 * top  # the line would cross a number above a tall bar
        axes.annotate(
            number_of(count),
            (at, count),
            offset=(0, (-5 if inside else 3) * theme.scale),
            ha="center",
            va="top" if inside else "bottom",
            color=theme["on_accent"] if inside else theme["text"],
            fontsize=theme.label,
            zorder=5,
            weight="semibold",
        )
    axes.plot(
        x,
        result.cumulative,
        color=theme["caution"],
        linewidth=1.3 * theme.scale,
        marker="o",
        markersize=theme.point,
        zorder=3,
    )
    share = axes.twinx()
    share.set_ylim(0, 106.0)
    share.set_yticks([0, 20, 40, 60, 80, 100], [f"{tick}%" for tick in (0, 20, 40, 60, 80, 100)])
    share.axhline(
        100 * result.vital_share,
        color=theme["line"],
        linestyle=(0, (4, 3)),
        linewidth=1.0 * theme.scale,
        zorder=1,
    )
    return figure


def _letters(width: float, bars: int, theme: ChartTheme) -> int:
    """How many letters a line of a name may have, so that it does not run into its neighbor's."""
    pitch = 72.0 * (width - 1.24) / (max(bars, 1) + 0.2)
    return int(min(max(pitch / (LETTER * theme.text) - 1.0, 7.0), 22.0))


def _split_bars(axes: Plane, result: Pareto, theme: ChartTheme) -> None:
    """Each bar cut by its second cause, the same fill for the same cause, beyond the first few as "others"."""
    totals: dict[str, float] = {}
    for inner in result.nested:
        for label, count in zip(inner.labels, inner.counts, strict=True):
            totals[label] = totals.get(label, 0.0) + count
    named = sorted(totals, key=lambda label: -totals[label])[: len(FILLS) - 1]
    kinds = [*named, *(["others"] if len(totals) > len(named) else [])]
    base = np.zeros(len(result.labels))
    for at, kind in enumerate(kinds):
        heights = np.zeros(len(result.labels))
        for bar, inner in enumerate(result.nested[: len(heights)]):
            for label, count in zip(inner.labels, inner.counts, strict=True):
                if label == kind or (kind == "others" and label not in named):
                    heights[bar] += count
        fill, hatch = FILLS[at]
        axes.bar(
            np.arange(len(heights)),
            heights,
            0.72,
            bottom=base,
            color=theme[fill],
            edgecolor=theme["accent"],
            hatch=hatch,
            linewidth=0.8 * theme.scale,
            zorder=2,
            label=kind,
        )
        base += heights
    axes.legend("center right")


def number_of(count: float) -> str:
    """A count without decimals, a weight as a number."""
    return number_text(count, 0) if float(count).is_integer() else number(count)
