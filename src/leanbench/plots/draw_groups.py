"""Groups side by side: boxes with every value, and below them the size of the difference with its interval."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.plots.answers import Bars, Estimates, Samples
from leanbench.plots.numerals import exact, number
from leanbench.plots.plot_panels import (
    DASHED,
    DOTTED,
    FILLS,
    axes_in,
    box_row,
    heading,
    interval,
    mark_value,
    name_margin,
    name_rows,
    note,
    widen,
)
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.stats.base.result_words import measure_text
from leanbench.words.language import _
from leanbench.words.numbers import number_text, significant_text

Size = tuple[float, float]
MOST_PAIRS = 10


def draw_samples(picture: Samples, theme: ChartTheme, size: Size) -> Sheet:
    """Boxes of the samples; the effect on a scale of its own where there is one."""
    figure = Sheet(size, theme["panel"])
    has_effect = picture.effect is not None and len(picture.names) > 0 and _is_difference(picture)
    strip = min(0.36, 1.25 * theme.scale / size[1]) if has_effect else 0.0
    margin = name_margin(picture.names)
    axes = axes_in(figure, theme, (0, strip, 1, 1 - strip), left=margin, right=0.35, bottom=0.5, grid="x")
    axes.name_scales(x=picture.name)
    _boxes(axes, theme, picture.names, picture.values)
    widen(axes, [*_ends(picture.values), *(value for _words, value in picture.marks)])
    for words, value in picture.marks:
        mark_value(axes, theme, value, f"{words} {exact(value)}", "accent", DOTTED)
    if has_effect:
        below = axes_in(
            figure, theme, (0, 0, 1, strip), left=margin, right=0.35, top=0.32, bottom=0.32, grid="x"
        )
        draw_effect(below, picture.effect, picture.null, theme)
    return figure


def draw_boxplot(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """One box for each group."""
    figure = Sheet(size, theme["panel"])
    names = [box.name for box in result.boxes]
    axes = axes_in(figure, theme, left=name_margin(names), right=0.35, grid="x")
    axes.name_scales(x=measure_text(result.name, result.unit))
    _boxes(axes, theme, names, result.samples)
    widen(axes, _ends(result.samples))
    return figure


def draw_anova(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Boxes left, the differences of pairs with their simultaneous intervals right."""
    figure = Sheet(size, theme["panel"])
    names = [group.name for group in result.groups]
    pairs = sorted(result.pairs, key=lambda pair: -abs(pair.difference.value))[:MOST_PAIRS]
    share = 0.54 if pairs else 1.0
    shown = [f"{name} ({letters})" if letters else name for name, letters in _lettered(result, names)]
    axes = axes_in(figure, theme, (0, 0, share, 1), left=name_margin(shown, 18), grid="x")
    lettered = _(" · same letter: not shown to differ") if any(result.letters) else ""
    axes.name_scales(x=f"{measure_text(result.name, result.unit)}{lettered}")
    _boxes(axes, theme, shown, result.samples, 18)
    widen(axes, _ends(result.samples))
    if pairs:
        labels = [f"{pair.second} − {pair.first}" for pair in pairs]
        right = axes_in(figure, theme, (share, 0, 1 - share, 1), left=name_margin(labels, 20), grid="x")
        ends = [end for pair in pairs for end in (pair.difference.low, pair.difference.high)]
        widen(right, [*ends, 0.0])
        right.axvline(0.0, color=theme["line"], linewidth=theme.limit, zorder=2)
        for at, pair in enumerate(pairs):
            d = pair.difference
            interval(right, theme, at, d.value, d.low, d.high, "accent" if pair.differs else "muted")
        name_rows(right, theme, labels, 20)
        heading(right, theme, _("Differences of pairs"))
        unit = f"{result.unit}, " if result.unit else ""
        right.name_scales(
            x=_("{unit}{confidence}% for all pairs together").format(
                unit=unit, confidence=significant_text(100 * result.confidence, 4)
            )
        )
    return figure


def _lettered(result: Any, names: list[str]) -> list[tuple[str, str]]:
    letters = result.letters if len(result.letters) == len(names) else ("",) * len(names)
    return list(zip(names, letters, strict=True))


def draw_effect(axes: Any, effect: Any, null: float, theme: ChartTheme) -> None:
    """An estimate with its interval against "no difference"."""
    ends = [effect.value, null, effect.low, effect.high]
    widen(axes, ends, 0.12)
    axes.axvline(null, color=theme["line"], linewidth=theme.limit, linestyle="-", zorder=2)
    interval(axes, theme, 0.0, effect.value, effect.low, effect.high, "accent")
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    free = axes.get_window_extent().width * 72 / axes.sheet.dpi
    full = f"{effect.label}: {effect.text()}"
    bare = _("{value} ({low} to {high})").format(
        value=number(effect.value), low=number(effect.low), high=number(effect.high)
    )
    choices = (full, f"{effect.label.partition(',')[0]}: {effect.text()}", effect.text(), bare)
    heading(axes, theme, next((words for words in choices if free > 5.2 * theme.scale * len(words)), bare))
    if free > 5.6 * theme.scale * (len(effect.label + effect.text()) + 22):  # else the two would touch
        note(
            axes,
            theme,
            _("line: no difference") if null in (0.0, 1.0) else _("line: {null}").format(null=exact(null)),
        )


def _is_difference(picture: Samples) -> bool:
    """The effect lives on its own scale: it is not the single mean already seen in the box."""
    return picture.effect is not None and np.isfinite(picture.effect.value)


def _boxes(axes: Any, theme: ChartTheme, names: Any, values: Any, width: int = 22) -> None:
    for at, sample in enumerate(values):
        box_row(axes, theme, at, sample)
    sized = [f"{name}\nn = {number_text(len(sample))}" for name, sample in zip(names, values, strict=True)]
    name_rows(axes, theme, sized, width)
    note(axes, theme, _("◆ mean   | median   box: middle half"))


def _ends(values: Any) -> list[float]:
    return [float(end) for sample in values if len(sample) for end in (np.min(sample), np.max(sample))]


def draw_estimates(picture: Estimates, theme: ChartTheme, size: Size) -> Sheet:
    """Values with intervals, one row each."""
    figure = Sheet(size, theme["panel"])
    names = [row[0] for row in picture.rows]
    axes = axes_in(figure, theme, left=name_margin(names), right=1.0, grid="x")
    ends = [value for row in picture.rows for value in row[1:]]
    widen(axes, [*ends, *(value for value in (picture.null, picture.target) if value is not None)])
    if picture.unit == "%":
        low, high = axes.get_xlim()
        axes.set_xlim(max(low, -2.0), min(high, 102.0))
    axes.name_scales(x=measure_text(picture.name, picture.unit))
    if picture.null is not None:
        axes.axvline(picture.null, color=theme["line"], linewidth=theme.limit, zorder=2)
    if picture.target is not None:
        mark_value(
            axes,
            theme,
            picture.target,
            _("Compared with {target}").format(target=exact(picture.target)),
            "accent",
            DASHED,
        )
    for at, (_name, value, low, high) in enumerate(picture.rows):
        interval(axes, theme, at, value, low, high, "accent")
        axes.annotate(
            f"{number(value)}{'%' if picture.unit == '%' else ''}",
            (1.0, at),
            shares=(True, False),
            offset=(6 * theme.scale, 0),
            va="center",
            color=theme["text"],
            fontsize=theme.label,
            weight="semibold",
        )
    name_rows(axes, theme, names)
    return figure


def draw_bars(picture: Bars, theme: ChartTheme, size: Size) -> Sheet:
    """Each row as one bar of 100%, cut by columns; the count stands in each part that has room."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, left=name_margin(picture.rows), right=0.35, top=0.62, grid="x")
    counts = np.asarray(picture.counts, dtype=float)
    totals = counts.sum(axis=1, keepdims=True)
    shares = 100 * np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
    start = np.zeros(len(picture.rows))
    for at, column in enumerate(picture.columns):
        fill, hatch = FILLS[at % len(FILLS)]
        axes.barh(
            np.arange(len(picture.rows)),
            shares[:, at],
            left=start,
            height=0.62,
            color=theme[fill],
            edgecolor=theme["accent"],
            hatch=hatch,
            linewidth=0.8 * theme.scale,
            label=column,
        )
        for row, share in enumerate(shares[:, at]):
            if share >= 6:
                axes.annotate(
                    number_text(counts[row, at], 0),
                    (start[row] + share / 2, row),
                    ha="center",
                    va="center",
                    color=theme["text"],
                    fontsize=theme.text,
                    behind=(theme["panel"], 0.85),
                    weight="semibold",
                )
        start = start + shares[:, at]
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 20, 40, 60, 80, 100], [f"{tick}%" for tick in (0, 20, 40, 60, 80, 100)])
    name_rows(axes, theme, picture.rows)
    axes.legend("above", columns=min(len(picture.columns), 6))
    return figure
