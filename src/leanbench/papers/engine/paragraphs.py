"""Sets plain text in lines: runs of a face each, broken at spaces, never parsed as markup.

User text goes straight from the record to the line breaker, so ``<b>`` or ``&`` in a name is just
those characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leanbench.drawing import pdf_fonts as fonts
from leanbench.drawing.pdf_fonts import Face
from leanbench.drawing.pdf_painter import colour
from leanbench.papers.engine.paper_style import Style

_TOKENS = re.compile(r"\n|[^\S\n]+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one face; without a face it takes that of the style."""

    text: str
    face: Face | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: its pieces and its width in points; list items carry an indent and their mark."""

    pieces: tuple[Run, ...]
    width: float
    indent: float = 0.0
    mark: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


Words = str | Sequence[Run]


@dataclass(frozen=True, slots=True)
class Points:
    """A short bulleted list inside a table cell."""

    items: tuple[Words, ...]


def break_points(points: Points, style: Style, width: float) -> tuple[Line, ...]:
    """The lines of a bulleted list, each item with a hanging indent."""
    lines: list[Line] = []
    for item in points.items:
        for number, line in enumerate(break_lines(item, style, width - POINT)):
            lines.append(Line(line.pieces, line.width, POINT, "" if number else "•"))
    return tuple(lines)


POINT = 9.0  # the indent of a list inside a cell


def runs(words: Words) -> tuple[Run, ...]:
    """A plain string as one run; runs as they are."""
    return (Run(words),) if isinstance(words, str) else tuple(words)


def break_lines(words: Words, style: Style, width: float) -> tuple[Line, ...]:
    """Break text into lines of at most `width` points, at spaces and ``\\n``; at least one line.

    A word wider than the line is broken inside, after ``- / . , _ @`` where it has one.
    """
    lines: list[Line] = []
    current: list[Run] = []
    used = 0.0
    pending = ""  # the space before the next word, dropped at a line end

    def close() -> None:
        nonlocal current, used, pending
        lines.append(Line(_joined(current), used))
        current, used, pending = [], 0.0, ""

    for run in runs(words):
        face = run.face or style.face
        space = fonts.widths(face)[" "] * style.size
        for token in _TOKENS.findall(_printable(run.text)):
            if token == "\n":
                close()
                continue
            if token.isspace():
                pending = " " if current else ""
                continue
            size = fonts.width(token, face, style.size)
            gap = space if pending else 0.0
            if current and used + gap + size > width + 0.01:
                # A word glued to the piece before it (no space between) moves on alone: good enough.
                close()
                gap = 0.0
            if size > width + 0.01:
                *full, token = _chopped(token, face, style.size, width - used - gap, width)
                for part in full:
                    current.append(Run(pending + part, run.face, run.colour))
                    used += gap + fonts.width(part, face, style.size)
                    close()
                    gap = 0.0
                size = fonts.width(token, face, style.size)
            current.append(Run(pending + token, run.face, run.colour))
            used += gap + size
            pending = ""
    if current or not lines:
        close()
    return tuple(lines)


def _printable(text: str) -> str:
    """The last guard: no character without a glyph reaches the page, whoever forgot to clean it."""
    return text if text.isascii() and text.isprintable() else fonts.clean(text)[0]


def _chopped(token: str, face: Face, size: float, first: float, width: float) -> list[str]:
    """A word wider than the line in parts that fit; the first part gets the room left."""
    table = fonts.widths(face)
    parts: list[str] = []
    room, start, used, good = max(first, size), 0, 0.0, 0
    for index, char in enumerate(token):
        step = table[char] * size
        if used + step > room and index > start:
            # Break after a separator only when that does not waste most of the line.
            end = good if good > start + (index - start) // 2 else index
            parts.append(token[start:end])
            used = fonts.width(token[end:index], face, size)
            start, room = end, width
        used += step
        if char in "-/.,_@":
            good = index + 1
    parts.append(token[start:])
    return parts


def _joined(pieces: Sequence[Run]) -> tuple[Run, ...]:
    """Neighbors of the same face and color become one piece."""
    out: list[Run] = []
    for piece in pieces:
        if out and out[-1].face == piece.face and out[-1].colour == piece.colour:
            out[-1] = Run(out[-1].text + piece.text, piece.face, piece.colour)
        else:
            out.append(piece)
    return tuple(out)


def draw_lines(
    canvas: Any, lines: Sequence[Line], style: Style, x: float, top: float, width: float, last: bool = True
) -> None:
    """Draw lines from `top` downwards in a column of `width`, in one PDF text object.

    Every line but the last of a paragraph ends in a space, so that words stay apart when the text
    is read or copied. `last` says whether the last line given ends the paragraph.
    """
    if not lines:
        return
    pen = canvas.beginText()
    # The face's ascent and descent, centered in the line height.
    y = top - style.leading / 2 - 0.36 * style.size
    final = len(lines) - 1
    shown = None
    for index, line in enumerate(lines):
        offset = 0.0
        if style.align == "right":
            offset = width - line.width
        elif style.align == "center":
            offset = (width - line.width) / 2
        if line.mark:
            fonts.font("regular")
            pen.setTextOrigin(x, y - index * style.leading)
            pen.setFont(fonts.NAMES["regular"], style.size, style.leading)
            pen.setFillColor(colour(style.colour))
            pen.textOut(line.mark + " ")
            shown = None
        pen.setTextOrigin(x + offset + line.indent, y - index * style.leading)
        for number, piece in enumerate(line.pieces):
            look = (piece.face or style.face, piece.colour or style.colour)
            if look != shown:
                fonts.font(look[0])
                pen.setFont(fonts.NAMES[look[0]], style.size, style.leading)
                pen.setFillColor(colour(look[1]))
                shown = look
            text = piece.text
            if number == len(line.pieces) - 1 and not (index == final and last) and line.pieces:
                text += " "
            pen.textOut(text)
    canvas.drawText(pen)


def draw_text(canvas: Any, x: float, y: float, text: str, style: Style, *, anchor: str = "start") -> None:
    """Draw one line with its baseline at (x, y); `anchor` is start, middle or end."""
    text = fonts.one_line(text)
    size = fonts.width(text, style.face, style.size)
    shift = {"start": 0.0, "middle": size / 2, "end": size}[anchor]
    fonts.font(style.face)
    pen = canvas.beginText(x - shift, y)
    pen.setFont(fonts.NAMES[style.face], style.size, style.leading)
    pen.setFillColor(colour(style.colour))
    pen.textOut(text)
    canvas.drawText(pen)


def shortened(text: str, face: Face, size: float, width: float) -> str:
    """The text cut to `width` points with an ellipsis when it is longer."""
    if fonts.width(text, face, size) <= width:
        return text
    while text and fonts.width(text + "…", face, size) > width:
        text = text[:-1]
    return text.rstrip() + "…"
