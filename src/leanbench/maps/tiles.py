"""Cuts a picture over office paper for the wall: overlap to glue, crop marks, labels, assembly sheet.

Pure geometry in points (1/72 inch). A sheet shows the part of the picture in its printable area;
neighbouring sheets repeat a strip of `overlap`, so that they can be glued without measuring.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from leanbench.errors import UserError
from leanbench.maps.drawing import Box, Drawing, Group, Item, Line, Text
from leanbench.maps.geometry import Rect

# Portrait width and height in points.
PAPERS: Mapping[str, tuple[float, float]] = {
    "letter": (612.0, 792.0),
    "legal": (612.0, 1008.0),
    "tabloid": (792.0, 1224.0),
    "a4": (595.28, 841.89),
    "a3": (841.89, 1190.55),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One sheet of a poster.

    `label` is row letter and column number ("A1" is top left). `part` is the part of the picture it
    shows, in scene units; `area` is where that part is painted on the sheet, in points.
    """

    row: int
    column: int
    label: str
    part: Rect
    area: Rect


@dataclass(frozen=True, slots=True)
class Tiling:
    """How a picture is cut: sheets in reading order, all of one size, and the scale to paint with."""

    paper: str
    sheet_w: float
    sheet_h: float
    scale: float
    rows: int
    columns: int
    overlap: float
    margin: float
    tiles: tuple[Tile, ...]


def tile(
    width: float,
    height: float,
    paper: str = "letter",
    *,
    scale: float = 1.0,
    overlap: float = 18.0,
    margin: float = 27.0,
) -> Tiling:
    """Cut a picture of `width` x `height` scene units at `scale` points per unit.

    The orientation that needs fewer sheets is taken (landscape when equal).

    Raises
    ------
    UserError
        The paper is unknown, or a measure is not above 0 or leaves no room.
    """
    if paper not in PAPERS:
        raise UserError(f"“{paper}” is not a known paper. Choose one of {', '.join(PAPERS)}.")
    if width <= 0 or height <= 0 or scale <= 0:
        raise UserError("There is nothing to print: the picture or its scale has no size.")
    short, long = PAPERS[paper]
    if overlap < 0 or margin < 0 or overlap + 2 * margin >= short / 2:
        raise UserError(
            f"A margin of {margin:g} and an overlap of {overlap:g} points leave no room on {paper}."
        )
    plans: list[tuple[int, int, float, float, int, int]] = []
    for sheet_w, sheet_h in ((long, short), (short, long)):
        inner_w, inner_h = sheet_w - 2 * margin, sheet_h - 2 * margin
        columns = _count(width * scale, inner_w, overlap)
        rows = _count(height * scale, inner_h, overlap)
        plans.append((columns * rows, len(plans), sheet_w, sheet_h, columns, rows))
    _, _, sheet_w, sheet_h, columns, rows = min(plans)
    step_w, step_h = sheet_w - 2 * margin - overlap, sheet_h - 2 * margin - overlap
    tiles = []
    for row in range(rows):
        for column in range(columns):
            x, y = column * step_w / scale, row * step_h / scale
            part = Rect(
                x, y, min((step_w + overlap) / scale, width - x), min((step_h + overlap) / scale, height - y)
            )
            area = Rect(margin, margin, part.w * scale, part.h * scale)
            tiles.append(Tile(row, column, f"{_row_letters(row)}{column + 1}", part, area))
    return Tiling(paper, sheet_w, sheet_h, scale, rows, columns, overlap, margin, tuple(tiles))


def scale_for(
    width: float,
    height: float,
    paper: str,
    columns: int,
    rows: int,
    *,
    overlap: float = 18.0,
    margin: float = 27.0,
) -> float:
    """The largest scale at which a picture fits on `columns` x `rows` landscape sheets."""
    short, long = PAPERS[paper]
    wide = columns * (long - 2 * margin - overlap) + overlap
    tall = rows * (short - 2 * margin - overlap) + overlap
    return min(wide / width, tall / height)


def _count(size: float, inner: float, overlap: float) -> int:
    return max(1, ceil((size - overlap) / (inner - overlap) - 1e-9))


def _row_letters(row: int) -> str:
    text = ""
    row += 1
    while row > 0:
        row, rest = divmod(row - 1, 26)
        text = chr(65 + rest) + text
    return text


def draw_marks(tiling: Tiling, tile_: Tile) -> tuple[Item, ...]:
    """Crop marks, glue lines and the label of one sheet, in points on the sheet."""
    area = tile_.area
    items: list[Item] = []
    for x in (area.x, area.right):
        for y, away in ((area.y, -1.0), (area.bottom, 1.0)):
            items.append(Line(((x, y + away * 3), (x, y + away * 15)), "strong", 0.6))
    for y in (area.y, area.bottom):
        for x, away in ((area.x, -1.0), (area.right, 1.0)):
            items.append(Line(((x + away * 3, y), (x + away * 15, y)), "strong", 0.6))
    if tile_.column < tiling.columns - 1:
        x = area.right - tiling.overlap
        items.append(Line(((x, area.y - 15), (x, area.y - 3)), "muted", 0.6, (2.0, 2.0)))
        items.append(Line(((x, area.bottom + 3), (x, area.bottom + 15)), "muted", 0.6, (2.0, 2.0)))
    if tile_.row < tiling.rows - 1:
        y = area.bottom - tiling.overlap
        items.append(Line(((area.x - 15, y), (area.x - 3, y)), "muted", 0.6, (2.0, 2.0)))
        items.append(Line(((area.right + 3, y), (area.right + 15, y)), "muted", 0.6, (2.0, 2.0)))
    hint = (
        "the next sheet to the right is glued from the dotted mark on"
        if tile_.column < tiling.columns - 1
        else ""
    )
    text = f"{tile_.label}   sheet {tile_.row * tiling.columns + tile_.column + 1} of {len(tiling.tiles)}"
    items.append(Text(area.x + 24, tiling.sheet_h - 8.0, text, 8.0, "muted", "semibold"))
    if hint:
        items.append(Text(area.right - 24, tiling.sheet_h - 8.0, hint, 8.0, "muted", "regular", "end"))
    return tuple(items)


def draw_assembly(tiling: Tiling, picture: Drawing) -> Drawing:
    """The assembly sheet: a small plan of the poster with the label of every sheet, on one landscape sheet."""
    short, long = PAPERS[tiling.paper]
    room = Rect(54.0, 110.0, long - 108.0, short - 164.0)
    k = min(room.w / picture.width, room.h / picture.height)
    wide, tall = picture.width * tiling.scale / 72.0, picture.height * tiling.scale / 72.0
    sheets = f"{tiling.columns} × {tiling.rows} sheets of {tiling.paper}"
    size = f"{sheets}, {wide:.1f} × {tall:.1f} inches when put together"
    items: list[Item] = [
        Text(54.0, 60.0, f"How to put up: {picture.title}", 16.0, "text", "semibold"),
        Text(54.0, 80.0, size, 11.0, "muted"),
        Text(
            54.0,
            96.0,
            "Cut each sheet at the marks on its left and upper side, glue it upon the strip its neighbour repeats.",
            11.0,
            "muted",
        ),
    ]
    items += [
        Box(room.x + box.x * k, room.y + box.y * k, box.w * k, box.h * k, "bnva_fill", "hairline", 0.5)
        for box in _boxes(picture)
        if box.w * k > 2.0 and box.h * k > 1.0
    ]
    for tile_ in tiling.tiles:
        part = tile_.part
        x, y = room.x + part.x * k, room.y + part.y * k
        items.append(Box(x, y, part.w * k, part.h * k, "", "strong", 1.0))
        label_x, label_y = x + part.w * k / 2, y + part.h * k / 2
        items.append(Text(label_x, label_y + 7.0, tile_.label, 20.0, "accent", "semibold", "middle"))
    alt = f"{size}. Rows are lettered from the top, columns numbered from the left."
    return Drawing(long, short, tuple(items), f"Assembly of {picture.title}", alt)


def _boxes(picture: Drawing) -> list[Box]:
    """The frames of the steps in a picture, as grey shapes of the plan."""
    found: list[Box] = []

    def look(items: tuple[Item, ...]) -> None:
        for item in items:
            if isinstance(item, Group):
                if item.kind == "step":
                    found.extend([child for child in item.children if isinstance(child, Box)][:1])
                else:
                    look(item.children)

    look(picture.items)
    return found
