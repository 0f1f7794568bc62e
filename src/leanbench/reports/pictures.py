"""Small pictures drawn by the report itself: bars that stay readable on a copier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leanbench.reports import fonts
from leanbench.reports.flowables import Picture
from leanbench.reports.style import CELL, SMALL, STRONG
from leanbench.reports.text import draw_text

GREY = "#8A97A6"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: value, the words at its end, and its fill ("grey", "white", "hatch")."""

    value: float
    shown: str
    fill: str = "grey"


@dataclass(frozen=True, slots=True)
class BarGroup:
    """A label with one bar or several below each other."""

    label: str
    bars: tuple[Bar, ...]


def bar_picture(
    groups: Sequence[BarGroup],
    alt: str,
    *,
    width: float,
    key: Sequence[tuple[str, str]] = (),
    caption: str = "",
) -> Picture:
    """Horizontal bars from a common zero, labels left, values at the end, a key of fills below.

    `width` is the column in points the picture is made for.
    """
    thick, gap = 10.0, 2.0
    heights = [len(group.bars) * (thick + gap) + 12.0 for group in groups]
    total = sum(heights) + (18.0 if key else 0.0)

    def paint(canvas: Any, x: float, y: float, w: float, h: float) -> None:
        label = min(max((fonts.width(g.label, "regular", 9.0) for g in groups), default=0.0) + 14.0, w * 0.42)
        most = max((bar.value for group in groups for bar in group.bars), default=0.0)
        room = (
            w
            - label
            - max(
                (fonts.width(bar.shown, "regular", 8.5) for group in groups for bar in group.bars),
                default=0.0,
            )
            - 10.0
        )
        top = y + h
        for group, height in zip(groups, heights, strict=True):
            middle = top - (len(group.bars) * (thick + gap)) / 2 - 3.0
            draw_text(canvas, x, middle, group.label + " ", CELL)
            for number, bar in enumerate(group.bars):
                lower = top - (number + 1) * (thick + gap) + gap
                length = room * bar.value / most if most > 0 else 0.0
                _bar(canvas, x + label, lower, max(length, 0.8), thick, bar.fill)
                draw_text(
                    canvas, x + label + length + 5, lower + 2.2, bar.shown + " ", SMALL.but(colour="#333333")
                )
            top -= height
        if key:
            left = x + label
            for fill, words in key:
                _bar(canvas, left, y + 1.0, 14.0, 8.0, fill)
                draw_text(canvas, left + 19, y + 2.2, words + " ", SMALL)
                left += 19 + fonts.width(words, "regular", SMALL.size) + 20

    return Picture(paint, alt, total / width, caption)


def _bar(canvas: Any, x: float, y: float, w: float, h: float, fill: str) -> None:
    canvas.setStrokeColor(STRONG)
    canvas.setLineWidth(0.7)
    if fill == "grey":
        canvas.setFillColor(GREY)
        canvas.rect(x, y, w, h, stroke=0, fill=1)
        return
    canvas.setFillColor("#FFFFFF")
    canvas.rect(x, y, w, h, stroke=1, fill=1)
    if fill == "hatch":
        canvas.saveState()
        area = canvas.beginPath()
        area.rect(x, y, w, h)
        canvas.clipPath(area, stroke=0, fill=0)
        canvas.setLineWidth(0.5)
        step = 3.2
        count = int((w + h) / step) + 1
        canvas.lines([(x - h + step * i, y, x + step * i, y + h) for i in range(count)])
        canvas.restoreState()
