"""Paints a drawing as SVG text: one self-contained file that any browser, Word or Inkscape opens.

Colors come from a theme (role to color); the text stays text, with the bundled family named first.
Title and description make it readable for a screen reader; the same drawing gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from leanbench.drawing.colours import Theme
from leanbench.drawing.primitives import Box, Group, Icon, Item, Line, Path, Text, arrow_parts, rounded_line
from leanbench.words.numbers import plain_number

FAMILY = "'Leanbench Sans','Noto Sans','Segoe UI','Helvetica Neue',Arial,sans-serif"

_WEIGHTS = {"regular": "", "semibold": ' font-weight="600"', "bold": ' font-weight="700"'}
_ANCHORS = {"start": "", "middle": ' text-anchor="middle"', "end": ' text-anchor="end"'}


def svg_text(
    items: Iterable[Item],
    width: float,
    height: float,
    theme: Theme,
    *,
    title: str = "",
    alt: str = "",
    background: str = "panel",
    scale: float = 1.0,
) -> str:
    """A picture of `width` x `height` scene units as one SVG document (text ending in a newline).

    Parameters
    ----------
    theme : mapping of role to color
        A role the theme lacks raises KeyError: a picture with holes is worse than none.
    background : str
        The role painted behind everything, "" for a transparent picture.
    scale : float
        Multiplies the size at which the picture is shown, not its coordinates.
    """
    wide, high = _number(width), _number(height)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_number(width * scale)}"'
        f' height="{_number(height * scale)}" viewBox="0 0 {wide} {high}" role="img"'
        f' aria-labelledby="title desc" font-family="{FAMILY}" xml:lang="en">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(alt)}</desc>',
    ]
    if background:
        lines.append(f'<rect width="{wide}" height="{high}" fill="{theme[background]}"/>')
    used: dict[str, int] = {}
    for item in items:
        _write(item, theme, lines, used)
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _write(item: Item, theme: Theme, lines: list[str], used: dict[str, int]) -> None:
    match item:
        case Box():
            radius = f' rx="{_number(item.radius)}"' if item.radius else ""
            lines.append(
                f'<rect x="{_number(item.x)}" y="{_number(item.y)}" width="{_number(item.w)}"'
                f' height="{_number(item.h)}"{radius}{_paint(item.fill, item.edge, item.width, item.dash, theme)}/>'
            )
        case Line():
            _write_line(item, theme, lines)
        case Path():
            data = " ".join(
                str(command[0]) + " ".join(_number(float(value)) for value in command[1:])
                for command in item.commands
            )
            lines.append(f'<path d="{data}"{_paint(item.fill, item.edge, item.width, item.dash, theme)}/>')
        case Text():
            italic = ' font-style="italic"' if item.italic else ""
            lines.append(
                f'<text x="{_number(item.x)}" y="{_number(item.y)}" font-size="{_number(item.size)}"'
                f' fill="{theme[item.role]}"{_WEIGHTS[item.weight]}{_ANCHORS[item.anchor]}{italic}>'
                f"{escape(item.text)}</text>"
            )
        case Icon():
            for shape in item.paths():
                _write(shape, theme, lines, used)
        case Group():
            used[item.id] = used.get(item.id, 0) + 1  # a folded map shows a lane once in every band
            suffix = f"-{used[item.id]}" if used[item.id] > 1 else ""
            lines.append(f'<g id="{escape(item.id + suffix)}">')
            if item.alt:
                lines.append(f"<title>{escape(item.alt)}</title>")
            for child in item.children:
                _write(child, theme, lines, used)
            lines.append("</g>")


def _write_line(item: Line, theme: Theme, lines: list[str]) -> None:
    points, heads = arrow_parts(item)
    data = " ".join(
        str(command[0]) + " ".join(_number(float(value)) for value in command[1:])
        for command in rounded_line(points, item.radius)
    )
    lines.append(f'<path d="{data}"{_paint("", item.edge, item.width, item.dash, theme)}/>')
    for head in heads:
        corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in head)
        lines.append(f'<polygon points="{corners}" fill="{theme[item.edge]}"/>')


def _paint(fill: str, edge: str, width: float, dash: tuple[float, ...], theme: Theme) -> str:
    text = f' fill="{theme[fill]}"' if fill else ' fill="none"'
    if edge:
        text += f' stroke="{theme[edge]}"'
        if width != 1.0:
            text += f' stroke-width="{_number(width)}"'
        if dash:
            text += f' stroke-dasharray="{" ".join(_number(part) for part in dash)}"'
    return text


def escape(text: str) -> str:
    """Text for SVG: markup characters replaced, control characters that XML forbids left out."""
    clean = "".join(letter for letter in text if letter >= " " or letter in "\t\n")
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _number(value: float) -> str:
    return plain_number(round(value, 2))
