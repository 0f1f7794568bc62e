"""Measurement systems: the six-graph page of a gage study, type 1, linearity, agreement of people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from leanbench.plots.numerals import number
from leanbench.plots.plane import Plane
from leanbench.plots.plot_panels import (
    DASHED,
    MARKERS,
    Box,
    axes_in,
    heading,
    interval,
    mark_level,
    mark_levels,
    name_margin,
    name_rows,
    note,
    widen,
)
from leanbench.plots.plot_theme import ChartTheme
from leanbench.plots.sheet import Sheet
from leanbench.words.language import N_, _
from leanbench.words.numbers import number_text, significant_text

Size = tuple[float, float]
ROLES = ("accent", "bad", "good", "caution", "text", "muted")
SCALES = (
    ("pct_contribution", N_("% of variance")),
    ("pct_study_variation", N_("% of study")),
    ("pct_tolerance", N_("% of tolerance")),
)


def draw_gage(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Components, ranges and means by operator, values by part and by operator, interaction."""
    figure = Sheet(size, theme["panel"])
    who = next((name for name in result.factors if name != result.part), "")
    third, half = 1 / 3, 0.5
    _components(axes_in(figure, theme, (0, half, third, half), bottom=0.62), result, theme)
    _cells(figure, theme, (third, half, third, half), result, who, spread=True)
    _cells(figure, theme, (2 * third, half, third, half), result, who, spread=False)
    _by(figure, theme, (0, 0, third, half), result, result.part)
    if who:
        _by(figure, theme, (third, 0, third, half), result, who)
        _interaction(figure, theme, (2 * third, 0, third, half), result, who)
    return figure


def _components(axes: Plane, result: Any, theme: ChartTheme) -> None:
    """Bars of the main sources on every scale there is."""
    keys = [
        ("total_grr", "Gage"),
        ("repeatability", "Repeat"),
        ("reproducibility", "Reprod."),
        ("part_to_part", "Parts"),
    ]
    found = [(result.component(key), words) for key, words in keys if _has(result, key)]
    scales = [(field, _(words)) for field, words in SCALES if getattr(found[0][0], field) is not None]
    width = 0.8 / len(scales)
    fills = (("accent", ""), ("accent_soft", ""), ("panel", "////"))
    for at, (field, words) in enumerate(scales):
        fill, hatch = fills[at]
        axes.bar(
            np.arange(len(found)) + (at - (len(scales) - 1) / 2) * width,
            [getattr(component, field) for component, _words in found],
            width * 0.92,
            color=theme[fill],
            edgecolor=theme["accent"],
            hatch=hatch,
            linewidth=0.7 * theme.scale,
            label=words,
        )
    axes.set_ylim(0, axes.get_ylim()[1] * 1.2)
    room = axes.get_window_extent().width * 72 / axes.sheet.dpi
    narrow = room < 4.2 * theme.text * len(found)
    axes.set_xticks(range(len(found)), [words for _c, words in found], rotation=40 if narrow else 0)
    axes.tick_params(axis="x", length=0, labelcolor=theme["text"])
    full = _("Where the variation comes from, %")
    heading(axes, theme, full if 0.56 * theme.label * len(full) < room + 20 else _("Variation, %"))
    axes.legend("upper left")


def _has(result: Any, key: str) -> bool:
    return any(component.key == key for component in result.components)


def _cell_values(result: Any, who: str) -> list[tuple[str, str, Any]]:
    """(person, part, values) of each cell, person by person."""
    parts, people = result.codes[result.part], result.codes[who]
    found = []
    for p, person in enumerate(result.factors[who]):
        for k, part in enumerate(result.factors[result.part]):
            values = result.values[(people == p) & (parts == k)]
            if values.size:
                found.append((person, part, values))
    return found


def _cells(figure: Sheet, theme: ChartTheme, box: Box, result: Any, who: str, *, spread: bool) -> None:
    """Range (or mean) of each part, person by person, with control limits from the ranges."""
    axes = axes_in(figure, theme, box, bottom=0.45, right=0.55)
    heading(axes, theme, _("Range by operator") if spread else _("Mean by operator"))
    if not who:
        return
    cells = _cell_values(result, who)
    ranges = np.array([float(np.ptp(values)) for _w, _p, values in cells])
    means = np.array([float(values.mean()) for _w, _p, values in cells])
    sizes = {len(values) for _w, _p, values in cells}
    shown = ranges if spread else means
    people = [person for person, _part, _values in cells]
    starts = [at for at in range(len(people)) if at == 0 or people[at] != people[at - 1]]
    for first, last in zip(starts, [*starts[1:], len(people)], strict=True):
        axes.plot(
            range(first, last),
            shown[first:last],
            color=theme["muted"],
            linewidth=theme.line,
            marker="o",
            markersize=theme.point,
            markerfacecolor=theme["text"],
            markeredgecolor="none",
            zorder=3,
        )
        if first:
            axes.axvline(first - 0.5, color=theme["line"], linewidth=0.8 * theme.scale)
    axes.set_xticks(
        [(a + b - 1) / 2 for a, b in zip(starts, [*starts[1:], len(people)], strict=True)],
        [_cut(people[at], 10) for at in starts],
    )
    axes.tick_params(axis="x", length=0, labelcolor=theme["text"])
    ends = shown.tolist()
    if len(sizes) == 1 and next(iter(sizes)) >= 2:
        lines = _limits(next(iter(sizes)), ranges, means, spread)
        ends += [value for value, _w, _r in lines]
        widen(axes, [*ends, *([0.0] if spread else [])], axis="y")
        styled = [(value, words, role, "-" if role == "good" else DASHED) for value, words, role in lines]
        mark_levels(axes, theme, styled)
        outside = spread & ((shown > lines[0][0] + 1e-12) | (shown < lines[2][0] - 1e-12))
        axes.plot(
            np.flatnonzero(outside),
            shown[outside],
            linestyle="none",
            marker="o",
            markersize=theme.point * 2.2,
            markerfacecolor="none",
            markeredgecolor=theme["bad"],
            markeredgewidth=1.3 * theme.scale,
        )
    widen(axes, [*ends, *([0.0] if spread else [])], axis="y")


def _limits(n: int, ranges: Any, means: Any, spread: bool) -> list[tuple[float, str, str]]:
    """Upper limit, center and lower limit from the mean range."""
    from leanbench.stats.base.constants import EXACT

    rbar, d2, d3 = float(ranges.mean()), EXACT.d2(n), EXACT.d3(n)
    sigma = rbar / d2
    if spread:
        center, three = rbar, 3 * d3 * sigma
    else:
        center, three = float(means.mean()), 3 * sigma / np.sqrt(n)
    low = max(center - three, 0.0) if spread else center - three
    return [
        (center + three, number(center + three), "bad"),
        (center, number(center), "good"),
        (low, number(low), "bad"),
    ]


def _by(figure: Sheet, theme: ChartTheme, box: Box, result: Any, factor: str) -> None:
    """Values by the levels of one factor, with their mean."""
    axes = axes_in(figure, theme, box, bottom=0.45)
    heading(axes, theme, _("By {factor}").format(factor=factor.lower()))
    codes, names = result.codes[factor], result.factors[factor]
    axes.plot(
        codes + 0.16 * _spread(codes.size),
        result.values,
        linestyle="none",
        marker="o",
        markersize=theme.point * 0.9,
        color=theme["muted"],
        markeredgecolor="none",
        zorder=2,
    )
    means = [float(result.values[codes == at].mean()) for at in range(len(names))]
    axes.plot(
        range(len(names)),
        means,
        color=theme["accent"],
        marker="D",
        markersize=theme.point * 1.3,
        linewidth=theme.line,
        zorder=3,
    )
    _names_below(axes, theme, names)
    widen(axes, result.values.tolist(), axis="y")


def _spread(n: int) -> Any:
    return 2.0 * ((np.arange(n) * 0.6180339887498949) % 1.0) - 1.0


def _names_below(axes: Plane, theme: ChartTheme, names: Any) -> None:
    step = max(1, -(-len(names) // 6))
    axes.set_xticks(range(0, len(names), step), [_cut(str(name), 9) for name in names[::step]])
    axes.tick_params(axis="x", length=0, labelcolor=theme["text"])
    axes.set_xlim(-0.6, len(names) - 0.4)


def _interaction(figure: Sheet, theme: ChartTheme, box: Box, result: Any, who: str) -> None:
    """One line of part means for each person: parallel when they measure alike."""
    axes = axes_in(figure, theme, box, bottom=0.45)
    heading(axes, theme, _("{part} by {who}").format(part=result.part, who=who.lower()))
    parts, people = result.codes[result.part], result.codes[who]
    for at, person in enumerate(result.factors[who]):
        where, means = [], []
        for k in range(len(result.factors[result.part])):
            values = result.values[(people == at) & (parts == k)]
            if values.size:
                where.append(k)
                means.append(float(values.mean()))
        axes.plot(
            where,
            means,
            color=theme[ROLES[at % len(ROLES)]],
            marker=MARKERS[at % len(MARKERS)],
            markersize=theme.point * 1.2,
            linewidth=theme.line,
            label=person,
        )
    _names_below(axes, theme, result.factors[result.part])
    if len(result.factors[who]) <= 6:
        axes.legend("best")


def draw_type_1(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Every measurement in order between reference ± a tenth of the tolerance, and their histogram."""
    from leanbench.plots.draw_shapes import bars
    from leanbench.stats.explore.value_shapes import histogram

    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, (0, 0, 0.72, 1), right=1.35)
    values = np.asarray(result.values)
    axes.plot(
        np.arange(1, values.size + 1),
        values,
        color=theme["muted"],
        linewidth=theme.line,
        marker="o",
        markersize=theme.point,
        markerfacecolor=theme["text"],
        markeredgecolor="none",
        zorder=3,
    )
    tenth = 0.1 * result.tolerance
    mark_level(
        axes,
        theme,
        result.reference,
        _("Reference {reference}").format(reference=number(result.reference)),
        "good",
        "-",
    )
    for sign, words in ((1, "+10%"), (-1, "−10%")):
        value = result.reference + sign * tenth
        mark_level(axes, theme, value, f"{words} {number(value)}", "bad", DASHED)
    widen(axes, [*values.tolist(), result.reference - tenth, result.reference + tenth], axis="y")
    axes.set_xlim(0.3, values.size + 0.7)
    axes.name_scales(x=_("measurement"), y=_("value"))
    right = axes_in(figure, theme, (0.72, 0, 0.28, 1), left=0.35)
    made = histogram(values)
    bars(right, theme, made.edges, made.counts, None, None)
    right.axvline(result.reference, color=theme["good"], linewidth=theme.limit)
    heading(
        right,
        theme,
        _("Cg {cg} · Cgk {cgk}").format(
            cg=number_text(result.cg, 2, fixed=True), cgk=number_text(result.cgk, 2, fixed=True)
        ),
    )
    return figure


def draw_linearity(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Bias against the reference with its line and band."""
    figure = Sheet(size, theme["panel"])
    axes = axes_in(figure, theme, right=0.4)
    axes.name_scales(x=_("reference value"), y=_("bias"))
    axes.axhline(0.0, color=theme["line"], linewidth=theme.limit)
    axes.plot(
        result.reference,
        result.bias,
        linestyle="none",
        marker="o",
        markersize=theme.point,
        color=theme["muted"],
        markeredgecolor="none",
        zorder=2,
    )
    axes.plot(
        [part.reference for part in result.parts],
        [part.bias for part in result.parts],
        linestyle="none",
        marker="D",
        markersize=theme.point * 1.7,
        color=theme["text"],
        zorder=4,
        label=_("mean of each reference"),
    )
    axes.plot(result.grid, result.line, color=theme["accent"], linewidth=theme.limit, zorder=3, label="line")
    for band in (result.lower, result.upper):
        axes.plot(result.grid, band, color=theme["accent"], linewidth=0.9 * theme.scale, linestyle=DASHED)
    axes.legend("best")
    note(
        axes, theme, _("band: {confidence}%").format(confidence=significant_text(100 * result.confidence, 4))
    )
    return figure


def draw_agreement(result: Any, theme: ChartTheme, size: Size) -> Sheet:
    """Share of cases matched, with exact intervals: each alone, each with the right answer, all together."""
    figure = Sheet(size, theme["panel"])
    blocks = [
        (_("Each with themselves"), result.within),
        (_("Each with the right answer"), result.vs_standard),
    ]
    shared = [
        replace(found, who=who)
        for found, who in (
            (result.between, _("with each other")),
            (result.all_vs_standard, _("with the right answer")),
        )
        if found is not None
    ]
    blocks.append((_("All together"), tuple(shared)))
    blocks = [(words, rows) for words, rows in blocks if rows]
    names = [row.who for _words, rows in blocks for row in rows]
    left = name_margin(names, 16)
    share = 1 / len(blocks)
    for at, (words, rows) in enumerate(blocks):
        axes = axes_in(figure, theme, (at * share, 0, share, 1), left=left, grid="x")
        axes.set_xlim(0, 100)
        for row, found in enumerate(rows):
            low, high = found.interval
            scale = 100.0 if high <= 1.0 else 1.0
            interval(axes, theme, row, found.percent, low * scale, high * scale, "accent")
        name_rows(axes, theme, [row.who for row in rows], 16)
        axes.set_xticks([0, 50, 100], [f"{tick}%" for tick in (0, 50, 100)])
        heading(axes, theme, words)
    return figure


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
