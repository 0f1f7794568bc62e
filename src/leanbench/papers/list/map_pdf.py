"""One map as a file of its own: a page that fits it exactly, one large sheet, or a poster in tiles.

A poster is printed on office paper and taped together: sheets overlap, carry crop marks and a label
"row-column", no step is cut through when a larger overlap avoids it, empty sheets are left out, and
a first page shows how they go together.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leanbench.drawing import pdf_fonts as fonts
from leanbench.drawing.colours import theme
from leanbench.drawing.extent import Extent, extent
from leanbench.drawing.pdf_painter import paint_items
from leanbench.drawing.pdf_tagged import TaggedPdf
from leanbench.drawing.picture import Picture
from leanbench.drawing.png_painter import page_png
from leanbench.drawing.primitives import Box, Group, Item, walk
from leanbench.event.records import Event
from leanbench.maps.layout import View
from leanbench.maps.poster import draw_sheet
from leanbench.papers.engine.paper_style import INCH, MM, RUNNING, Style
from leanbench.papers.engine.paragraphs import break_lines, draw_lines, draw_text, shortened
from leanbench.words import _

PAPERS: dict[str, tuple[float, float]] = {
    "letter": (8.5 * INCH, 11 * INCH),
    "tabloid": (11 * INCH, 17 * INCH),
    "a4": (210 * MM, 297 * MM),
    "a3": (297 * MM, 420 * MM),
}
MARGIN = 0.4 * INCH
OVERLAP = 0.35 * INCH
_LONGEST = 200 * INCH  # the largest page that PDF readers open
_NO_DATE = datetime.date(2000, 1, 1)


def map_pdf(
    event: Event,
    map_id: str = "current",
    *,
    view: View = "swimlane",
    tile: str | None = None,
    paper: str | None = None,
    scale: float = 1.0,
    date: datetime.date = _NO_DATE,
) -> bytes:
    """One map as a PDF.

    Parameters
    ----------
    view : str
        The drawing to make of the map.
    tile : str, optional
        "letter", "tabloid", "a4" or "a3": a poster over several sheets of this paper.
    paper : str, optional
        One landscape sheet of this paper, the map as large as it goes. Without `tile` and `paper` the
        page is exactly as large as the map.
    scale : float
        Enlarges the map for the wall; names are set in 13 points at 1.
    date : datetime.date
        Written into the file's information only; the same event and date give the same bytes.

    Raises
    ------
    KeyError
        The event has no map of that id.
    """
    aspect = 1.6
    if paper:
        short, long = PAPERS[paper]
        aspect = (long - 2 * MARGIN) / (short - 2 * MARGIN)
    drawing = draw_sheet(event, map_id, view=view, aspect=aspect)
    stream = io.BytesIO()
    name = event.map(map_id).name or map_id
    title = f"{event.header.title or _('Untitled event')}: {name}"
    pdf = TaggedPdf(
        stream,
        title=fonts.clean(title)[0],
        language=event.header.language or "en-US",
        date=date,
        author=fonts.clean(event.header.agency)[0],
        subject=_("Process map"),
    )
    if tile:
        _tiled(pdf, drawing, PAPERS[tile], scale, fonts.clean(title)[0])
    elif paper:
        short, long = PAPERS[paper]
        _one_page(pdf, drawing, long, short, MARGIN)
    else:
        scale = min(scale, _LONGEST / max(drawing.width, drawing.height))
        _one_page(pdf, drawing, drawing.width * scale, drawing.height * scale, 0.0)
    pdf.save()
    return stream.getvalue()


def map_png(event: Event, map_id: str = "current", *, view: View = "swimlane", dpi: float = 144.0) -> bytes:
    """One map as a PNG picture, drawn from the same PDF page. Raises KeyError for an unknown map."""
    return page_png(map_pdf(event, map_id, view=view), 0, dpi)


def _one_page(pdf: TaggedPdf, drawing: Picture, width: float, height: float, margin: float) -> None:
    pdf.begin_page(width, height)
    box = (margin, margin, width - margin, height - margin)
    with pdf.content(pdf.root.add("Figure", alt=_spoken_text(drawing), BBox=box)):
        drawing.paint_pdf(pdf.canvas, margin, margin, width - 2 * margin, height - 2 * margin)
    pdf.end_page()


def _spoken_text(drawing: Picture) -> str:
    return fonts.clean(f"{drawing.title}. {drawing.alt}".strip())[0] or _("Process map")


# --- posters ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tile:
    """One sheet of a poster: row and column from 1, and the part of the map it shows, in points."""

    row: int
    column: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Tiling:
    """How a map is spread over sheets; `width` and `height` are those of a sheet."""

    width: float
    height: float
    rows: int
    columns: int
    tiles: tuple[Tile, ...]


def plan_tiles(drawing: Picture, paper: tuple[float, float], scale: float = 1.0) -> Tiling:
    """Spread a drawing over sheets, upright or turned, whichever needs fewer.

    Steps that a sheet's edge would cut are whole on the next sheet, as long as that costs less than a
    third of a sheet. Sheets without anything on them are left out.
    """
    short, long = sorted(paper)
    turned = _spread(drawing, long, short, scale)
    upright = _spread(drawing, short, long, scale)
    return upright if len(upright.tiles) < len(turned.tiles) else turned


def _spread(drawing: Picture, width: float, height: float, scale: float) -> Tiling:
    inner_w, inner_h = width - 2 * MARGIN, height - 2 * MARGIN
    boxes = _step_boxes(drawing, scale)
    xs = _starts(drawing.width * scale, inner_w, [(x0, x1) for x0, _, x1, _ in boxes])
    ys = _starts(drawing.height * scale, inner_h, [(y0, y1) for _, y0, _, y1 in boxes])
    marks = _marks(drawing, scale)
    tiles = [
        Tile(row, column, x, y, inner_w, inner_h)
        for row, y in enumerate(ys, 1)
        for column, x in enumerate(xs, 1)
        if any(x0 < x + inner_w and x1 > x and y0 < y + inner_h and y1 > y for x0, y0, x1, y1 in marks)
    ]
    return Tiling(width, height, len(ys), len(xs), tuple(tiles))


def _starts(total: float, room: float, spans: Sequence[tuple[float, float]]) -> list[float]:
    """Where each sheet begins along one direction, from 0."""
    starts = [0.0]
    while starts[-1] + room < total - 0.5:
        end = starts[-1] + room
        following = end - OVERLAP
        cut = [low for low, high in spans if low < end < high and low > end - room / 3.0]
        following = min([following, *(low - 6.0 for low in cut)])
        starts.append(max(following, starts[-1] + room * 0.5))
    return starts


def _step_boxes(drawing: Picture, scale: float) -> list[Extent]:
    """The frames of the steps, enlarged."""
    return _extents(
        [
            tuple(child for child in walk(item.children) if isinstance(child, Box))
            for item in walk(drawing.items)
            if isinstance(item, Group) and item.kind == "step"
        ],
        scale,
        0.0,
    )


def _marks(drawing: Picture, scale: float) -> list[Extent]:
    """The extent of everything painted but grounds, to know which sheets stay empty."""
    painted = [
        (item,)
        for item in walk(drawing.items)
        if not isinstance(item, Group) and (not isinstance(item, Box) or item.edge)
    ]
    return _extents(painted, scale, 1.0)


def _extents(things: Iterable[Iterable[Item]], scale: float, air: float) -> list[Extent]:
    boxes = [box for items in things if (box := extent(items)) is not None]
    return [
        (scale * x0 - air, scale * y0 - air, scale * x1 + air, scale * y1 + air) for x0, y0, x1, y1 in boxes
    ]


def _tiled(pdf: TaggedPdf, drawing: Picture, paper: tuple[float, float], scale: float, title: str) -> None:
    plan = plan_tiles(drawing, paper, scale)
    width, height = drawing.width * scale, drawing.height * scale
    _assembly(pdf, drawing, plan, title, scale)
    for tile in plan.tiles:
        pdf.begin_page(plan.width, plan.height)
        if not pdf.canvas.hasForm("map"):
            # The drawing is stored once; every sheet shows its part of it.
            pdf.canvas.beginForm("map", 0, 0, width, height)
            paint_items(pdf.canvas, drawing.items, 0.0, height, scale, theme("print"))
            pdf.canvas.endForm()
        label = _("{row}-{column} of {rows} × {columns}").format(
            row=tile.row, column=tile.column, rows=plan.rows, columns=plan.columns
        )
        box = (MARGIN, MARGIN, MARGIN + tile.w, MARGIN + tile.h)
        figure = pdf.root.add(
            "Figure",
            alt=_("{title}, sheet {label}: part of the map.").format(title=title, label=label),
            BBox=box,
        )
        with pdf.content(figure):
            canvas = pdf.canvas
            canvas.saveState()
            window = canvas.beginPath()
            window.rect(MARGIN, MARGIN, tile.w, tile.h)
            canvas.clipPath(window, stroke=0, fill=0)
            canvas.translate(MARGIN - tile.x, MARGIN + tile.h + tile.y - height)
            canvas.doForm("map")
            canvas.restoreState()
        with pdf.artifact("Footer"):
            _crop_marks(pdf, plan)
            room = plan.width - 2 * MARGIN
            line = shortened(f"{label} · {title}", RUNNING.face, 7.0, room)
            draw_text(pdf.canvas, MARGIN, MARGIN - 14, line, RUNNING.but(size=7.0))
        pdf.end_page()


def _crop_marks(pdf: TaggedPdf, plan: Tiling) -> None:
    canvas, size = pdf.canvas, 9.0
    canvas.setStrokeColor("#000000")
    canvas.setLineWidth(0.4)
    left, right, bottom, top = MARGIN, plan.width - MARGIN, MARGIN, plan.height - MARGIN
    for x in (left, right):
        canvas.line(x, bottom - 2, x, bottom - 2 - size)
        canvas.line(x, top + 2, x, top + 2 + size)
    for y in (bottom, top):
        canvas.line(left - 2, y, left - 2 - size, y)
        canvas.line(right + 2, y, right + 2 + size, y)


def _assembly(pdf: TaggedPdf, drawing: Picture, plan: Tiling, title: str, scale: float) -> None:
    """The first page: the whole map small, with the edges and labels of the sheets."""
    pdf.begin_page(plan.width, plan.height)
    heading = Style(face="semibold", size=14.0, leading=18.0)
    room = plan.width - 2 * MARGIN
    with pdf.content(pdf.root.add("H1")):
        shown = shortened(title, heading.face, heading.size, room)
        draw_text(pdf.canvas, MARGIN, plan.height - MARGIN - 14, shown, heading)
    words = _(
        "{count} sheets. Trim each at its crop marks on the right and lower side, lay them in the "
        "order of their labels (row-column), left to right and top to bottom, and tape from behind."
    ).format(count=len(plan.tiles))
    small = Style(size=9.0, leading=12.0)
    with pdf.content(pdf.root.add("P")):
        lines = break_lines(words, small, room)
        draw_lines(pdf.canvas, lines, small, MARGIN, plan.height - MARGIN - 22, room)
    top = plan.height - MARGIN - 30 - 12 * len(lines)
    shrink = min(room / (drawing.width * scale), (top - MARGIN) / (drawing.height * scale))
    box = (MARGIN, MARGIN, plan.width - MARGIN, top)
    figure = pdf.root.add(
        "Figure",
        alt=_("How the sheets go together. {drawing}").format(drawing=_spoken_text(drawing)),
        BBox=box,
    )
    with pdf.content(figure):
        paint_items(pdf.canvas, drawing.items, MARGIN, top, scale * shrink, theme("print"))
        canvas = pdf.canvas
        canvas.setStrokeColor("#000000")
        canvas.setDash([4, 3])
        canvas.setLineWidth(0.7)
        for tile in plan.tiles:
            w = min(tile.w, drawing.width * scale - tile.x) * shrink
            h = min(tile.h, drawing.height * scale - tile.y) * shrink
            x, y = MARGIN + tile.x * shrink, top - tile.y * shrink - h
            canvas.rect(x, y, w, h, stroke=1, fill=0)
            label = Style(face="bold", size=16.0)
            draw_text(canvas, x + 6, y + 6, f"{tile.row}-{tile.column}", label)
        canvas.setDash([])
    pdf.end_page()
