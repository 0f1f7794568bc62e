"""Pictures drawn by the report itself: bars and fishbones that stay readable on a copier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leanbench.papers.engine import fonts
from leanbench.papers.engine.flowables import Picture
from leanbench.papers.engine.paper_style import CELL, RULE, SMALL, STRONG, TINT
from leanbench.papers.engine.paragraphs import Line, break_lines, draw_lines, draw_text, shortened

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


# --- cause and effect -------------------------------------------------------------------------------

_CAUSE = CELL.but(size=7.8, leading=9.4)
_BRANCH = CELL.but(face="semibold", size=8.5, leading=11.0)
_SLANT = 20.0


def fishbone_picture(
    effect: str, branches: Sequence[tuple[str, Sequence[str]]], alt: str, *, width: float
) -> Picture | None:
    """The cause-and-effect diagram (Ishikawa): branches above and below the spine, causes along them.

    None when there are no branches, or so many causes that the picture could not be read; the table
    after it says the same.
    """
    known = [(name, tuple(causes)) for name, causes in branches if name or causes]
    if not known or len(known) > 10 or sum(len(causes) for _, causes in known) > 48:
        return None
    pairs = (len(known) + 1) // 2
    head = min(104.0, width * 0.22)
    step = (width - head - 14.0) / pairs
    room = step - _SLANT - 12.0
    laid = [[break_lines(cause, _CAUSE, room) for cause in causes] for _, causes in known]
    tall = [sum(len(lines) * _CAUSE.leading + 5.0 for lines in causes) + 12.0 for causes in laid]
    above = max([*tall[0::2], 46.0])
    below = max([*tall[1::2], 46.0]) if len(known) > 1 else 30.0
    label = 18.0
    height = above + below + 2 * label

    def paint(canvas: Any, x: float, y: float, w: float, h: float) -> None:
        spine = y + below + label
        canvas.setStrokeColor(STRONG)
        canvas.setLineWidth(1.6)
        canvas.line(x, spine, x + width - head, spine)
        _effect_box(canvas, effect, x + width - head, spine, head)
        for place, ((name, _), causes) in enumerate(zip(known, laid, strict=True)):
            up = 1.0 if place % 2 == 0 else -1.0
            reach = above if up > 0 else below
            foot = x + step * (place // 2 + 1) - 4.0
            canvas.setStrokeColor(STRONG)
            canvas.setLineWidth(1.0)
            canvas.line(foot - _SLANT, spine + up * reach, foot, spine)
            _branch_label(canvas, name, foot - _SLANT, spine + up * (reach + label / 2), step - 8.0)
            _causes(canvas, causes, foot, spine, up, reach, room)

    return Picture(paint, alt, height / width, before=4.0, after=10.0)


def _effect_box(canvas: Any, effect: str, x: float, middle: float, width: float) -> None:
    style = CELL.but(face="semibold", size=9.0, leading=11.5)
    lines = break_lines(effect, style, width - 12.0)[:6]
    half = len(lines) * style.leading / 2 + 6.0
    canvas.setFillColor(TINT)
    canvas.setStrokeColor(STRONG)
    canvas.setLineWidth(1.0)
    canvas.rect(x, middle - half, width, 2 * half, stroke=1, fill=1)
    draw_lines(canvas, lines, style, x + 6.0, middle + half - 6.0, width - 12.0)


def _branch_label(canvas: Any, name: str, x: float, middle: float, widest: float) -> None:
    shown = shortened(name, _BRANCH.face, _BRANCH.size, widest)
    size = fonts.width(shown, _BRANCH.face, _BRANCH.size) + 10.0
    canvas.setFillColor(TINT)
    canvas.setStrokeColor(STRONG)
    canvas.setLineWidth(0.7)
    canvas.rect(x - size / 2, middle - 7.5, size, 15.0, stroke=1, fill=1)
    draw_text(canvas, x, middle - 3.0, shown, _BRANCH, anchor="middle")


def _causes(
    canvas: Any,
    causes: Sequence[tuple[Line, ...]],
    foot: float,
    spine: float,
    up: float,
    reach: float,
    room: float,
) -> None:
    """The causes of one branch, from its label towards the spine, each on a twig that ends at the bone."""
    top = spine + reach - 5.0 if up > 0 else spine - 7.0
    canvas.setStrokeColor(RULE)
    for lines in causes:
        bottom = top - len(lines) * _CAUSE.leading
        twig = bottom - 1.2
        bone = foot - _SLANT * min(abs(twig - spine) / reach, 1.0)
        canvas.setLineWidth(0.6)
        canvas.line(bone - room - 4.0, twig, bone, twig)
        draw_lines(canvas, lines, _CAUSE, bone - room - 4.0, top, room)
        top = bottom - 5.0


# --- impact and effort ------------------------------------------------------------------------------


def matrix_picture(
    points: Sequence[tuple[str, float, float]], across: str, alt: str, *, width: float
) -> Picture | None:
    """Ideas by impact (up) and effort or control (`across`), both 1 to 10; None without a point.

    `points` are (id, across, impact). Ideas with the same scores stand side by side.
    """
    if not points:
        return None
    height = 206.0
    gutter, radius = 54.0, 8.5
    corners = {
        "Effort": (
            "high impact, low effort",
            "high impact, high effort",
            "low, low",
            "low impact, high effort",
        ),
    }.get(
        across,
        ("high impact, low control", "high impact, high control", "low, low", "low impact, high control"),
    )

    def paint(canvas: Any, x: float, y: float, w: float, h: float) -> None:
        left, bottom = x + gutter, y + 26.0
        wide, tall = w - gutter - 4.0, h - 32.0
        canvas.setStrokeColor(STRONG)
        canvas.setLineWidth(0.8)
        canvas.rect(left, bottom, wide, tall, stroke=1, fill=0)
        canvas.setStrokeColor(RULE)
        canvas.setDash([3, 3])
        canvas.line(left + wide / 2, bottom, left + wide / 2, bottom + tall)
        canvas.line(left, bottom + tall / 2, left + wide, bottom + tall / 2)
        canvas.setDash([])
        for number, words in enumerate(corners):
            at = left + 7.0 + (wide / 2) * (number % 2)
            draw_text(canvas, at, bottom + tall / 2 * (2 - number // 2) - 12.0, words + " ", SMALL)
        draw_text(canvas, left, y + 10.0, f"{across} 1 ", SMALL)
        draw_text(canvas, left + wide, y + 10.0, "10 ", SMALL, anchor="end")
        draw_text(canvas, left - 7.0, bottom + 1.0, "Impact 1 ", SMALL, anchor="end")
        draw_text(canvas, left - 7.0, bottom + tall - 9.0, "10 ", SMALL, anchor="end")
        taken: dict[tuple[float, float], int] = {}
        for name, level, impact in points:
            shift = taken.get((level, impact), 0)
            taken[level, impact] = shift + 1
            px = left + 14.0 + (wide - 28.0) * (min(max(level, 1.0), 10.0) - 1.0) / 9.0 + shift * 2.1 * radius
            py = bottom + 13.0 + (tall - 26.0) * (min(max(impact, 1.0), 10.0) - 1.0) / 9.0
            canvas.setFillColor("#FFFFFF")
            canvas.setStrokeColor(STRONG)
            canvas.setLineWidth(0.9)
            canvas.circle(px, py, radius, stroke=1, fill=1)
            label = CELL.but(face="semibold", size=8.5)
            draw_text(
                canvas, px, py - 3.0, shortened(name, label.face, label.size, 15.0), label, anchor="middle"
            )

    return Picture(paint, alt, height / width, before=6.0, after=8.0)
