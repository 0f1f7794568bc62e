"""Paints a drawing as SVG text: one self-contained file that any browser, Word or Inkscape opens.

Colours come from a theme (role to colour); the text stays text, with the bundled family named first.
Title and description make it readable for a screen reader; the same drawing gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping

from leanbench.maps.drawing import Box, Drawing, Group, Icon, Item, Line, Path, Point, Text
from leanbench.maps.symbols import shapes

Theme = Mapping[str, str]

FAMILY = "'Leanbench Sans','Noto Sans','Segoe UI','Helvetica Neue',Arial,sans-serif"

LIGHT: Theme = {
    "window": "#F5F6F8",
    "panel": "#FFFFFF",
    "raised": "#FFFFFF",
    "hairline": "#D9DEE5",
    "strong": "#AEB7C2",
    "text": "#1A2330",
    "muted": "#5A6573",
    "disabled": "#9AA3AE",
    "accent": "#0B63B0",
    "accent_soft": "#E4F0FB",
    "good": "#1A7F4B",
    "caution": "#8F5500",
    "bad": "#B3261E",
    "va": "#1A7F4B",
    "va_fill": "#FFFFFF",
    "bnva": "#8F5500",
    "bnva_fill": "#F3F4F6",
    "nva": "#B3261E",
    "nva_fill": "#FFFFFF",
    "hatch": "#EBCDCA",
    "lane": "#FFFFFF",
    "lane_alt": "#FBFCFD",
    "header": "#F3F4F6",
    "connector": "#5A6573",
    "burst": "#8F5500",
    "burst_fill": "#FFE08A",
    "note": "#8F7A1E",
    "note_fill": "#FFF6CF",
}

# Legible on a black-and-white copier: classes differ by letter, grey and hatch, never by colour alone.
PRINT: Theme = {
    "window": "#FFFFFF",
    "panel": "#FFFFFF",
    "raised": "#FFFFFF",
    "hairline": "#949494",
    "strong": "#333333",
    "text": "#000000",
    "muted": "#555555",
    "disabled": "#767676",
    "accent": "#000000",
    "accent_soft": "#EEEEEE",
    "good": "#000000",
    "caution": "#000000",
    "bad": "#000000",
    "va": "#000000",
    "va_fill": "#FFFFFF",
    "bnva": "#555555",
    "bnva_fill": "#E8E8E8",
    "nva": "#000000",
    "nva_fill": "#FFFFFF",
    "hatch": "#BBBBBB",
    "lane": "#FFFFFF",
    "lane_alt": "#FFFFFF",
    "header": "#EEEEEE",
    "connector": "#333333",
    "burst": "#000000",
    "burst_fill": "#FFFFFF",
    "note": "#555555",
    "note_fill": "#FFFFFF",
}

_WEIGHTS = {"regular": "", "semibold": ' font-weight="600"', "bold": ' font-weight="700"'}
_ANCHORS = {"start": "", "middle": ' text-anchor="middle"', "end": ' text-anchor="end"'}
ARROW = 7.0  # length of an arrow head; its half width is 3


def to_svg(drawing: Drawing, theme: Theme = LIGHT, *, background: str = "panel", scale: float = 1.0) -> str:
    """The drawing as one SVG document (text ending in a newline).

    Parameters
    ----------
    theme : mapping of role to colour
        A role the theme lacks raises KeyError: a picture with holes is worse than none.
    background : str
        The role painted behind everything, "" for a transparent picture.
    scale : float
        Multiplies the size at which the picture is shown, not its coordinates.
    """
    width, height = _number(drawing.width), _number(drawing.height)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_number(drawing.width * scale)}"'
        f' height="{_number(drawing.height * scale)}" viewBox="0 0 {width} {height}" role="img"'
        f' aria-labelledby="title desc" font-family="{FAMILY}" xml:lang="en">',
        f'<title id="title">{escape(drawing.title)}</title>',
        f'<desc id="desc">{escape(drawing.alt)}</desc>',
    ]
    if background:
        lines.append(f'<rect width="{width}" height="{height}" fill="{theme[background]}"/>')
    used: dict[str, int] = {}
    for item in drawing.items:
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
            for shape in shapes(item):
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
    points = item.points
    heads = []
    if item.arrow_end:
        points, head = cut_for_arrow(points)
        heads.append(head)
    if item.arrow_start:
        reverse, head = cut_for_arrow(points[::-1])
        points = reverse[::-1]
        heads.append(head)
    data = " ".join(
        str(command[0]) + " ".join(_number(float(value)) for value in command[1:])
        for command in rounded(points, item.radius)
    )
    lines.append(f'<path d="{data}"{_paint("", item.edge, item.width, item.dash, theme)}/>')
    for head in heads:
        corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in head)
        lines.append(f'<polygon points="{corners}" fill="{theme[item.edge]}"/>')


def cut_for_arrow(points: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[Point, Point, Point]]:
    """A polyline shortened at its end, and the triangle that takes the place: for every back end."""
    (x1, y1), (x2, y2) = points[-2], points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bx, by = x2 - ux * ARROW, y2 - uy * ARROW
    half = ARROW * 3.0 / 7.0
    head = ((x2, y2), (bx - uy * half, by + ux * half), (bx + uy * half, by - ux * half))
    back = min(length, ARROW - 1.0)
    return (*points[:-1], (x2 - ux * back, y2 - uy * back)), head


def rounded(points: tuple[Point, ...], radius: float) -> tuple[tuple[str | float, ...], ...]:
    """The path commands of a polyline with round corners: for every back end."""
    commands: list[tuple[str | float, ...]] = [("M", *points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        first, second = _toward(corner, before, radius), _toward(corner, after, radius)
        if radius <= 0:
            commands.append(("L", *corner))
            continue
        # A cubic with handles at 0.55 of the way to the corner is a quarter circle to within 0.03 %.
        handles = [
            value
            for end in (first, second)
            for value in (end[0] + 0.55 * (corner[0] - end[0]), end[1] + 0.55 * (corner[1] - end[1]))
        ]
        commands += [("L", *first), ("C", *handles, *second)]
    commands.append(("L", *points[-1]))
    return tuple(commands)


def _toward(corner: Point, other: Point, radius: float) -> Point:
    """The point `radius` away from the corner, at most half way to the other point."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    if length == 0:
        return corner
    part = min(radius, length / 2.0) / length
    return (corner[0] + dx * part, corner[1] + dy * part)


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
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
