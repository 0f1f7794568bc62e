"""A picture made of primitives: its size, its words, the data it shows, and every form it can take.

Whoever shows, prints, exports or tables a picture needs nothing but what `Shape` names; a chart, which is
drawn by matplotlib's renderers (`leanbench.plots`), has the same. So one view, one menu and one paper block
serve both.
"""

from __future__ import annotations

import datetime
import io
from typing import Any, Protocol

from msgspec import Struct

from leanbench.drawing import colours
from leanbench.drawing.primitives import Group, Item, Text, walk

_NO_DATE = datetime.date(2000, 1, 1)  # so that the same picture gives the same bytes


class DataTable(Struct, frozen=True):
    """What a picture shows, in rows of written cells; what a screen reader reads instead of it."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class Shape(Protocol):
    """What every picture has. `width` and `height` are points on paper and pixels on screen at 100%."""

    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def title(self) -> str: ...
    @property
    def alt(self) -> str: ...
    @property
    def table(self) -> DataTable: ...

    def to_svg(self, theme: str = "light") -> str: ...
    def to_pdf(self, theme: str = "print") -> bytes: ...
    def to_png(self, theme: str = "print", dpi: float = 144.0) -> bytes: ...

    def paint_pdf(
        self, canvas: Any, x: float, y: float, width: float, height: float, theme: str = "print"
    ) -> None:
        """Paint on a ReportLab canvas into the box with lower left corner (x, y), centered, as large as fits."""


NO_TABLE = DataTable()


class Picture(Struct, frozen=True):
    """A picture of `width` x `height` scene units.

    title : its name. alt : what a screen reader says. table : the data behind it, empty where the words say all.
    """

    width: float
    height: float
    items: tuple[Item, ...]
    title: str = ""
    alt: str = ""
    table: DataTable = NO_TABLE

    def to_svg(self, theme: str = "light", *, background: str = "panel", scale: float = 1.0) -> str:
        """One self-contained SVG document in the colors of a theme; see `svg_painter.svg_text`."""
        from leanbench.drawing.svg_painter import svg_text  # the screen needs no painter for files

        return svg_text(
            self.items, self.width, self.height, colours.theme(theme),
            title=self.title, alt=self.alt, background=background, scale=scale,
        )  # fmt: skip

    def to_pdf(self, theme: str = "print") -> bytes:
        """One tagged page of exactly this size, with the text alternative."""
        return one_page(self, theme)

    def to_png(self, theme: str = "print", dpi: float = 144.0) -> bytes:
        """The page of `to_pdf` in pixels."""
        from leanbench.drawing.png_painter import page_png

        return page_png(self.to_pdf(theme), 0, dpi)

    def paint_pdf(
        self, canvas: Any, x: float, y: float, width: float, height: float, theme: str = "print"
    ) -> None:
        """Into the box with lower left corner (x, y), centered, as large as fits; in points."""
        from leanbench.drawing.pdf_painter import paint_items

        scale = self.fit(width, height)
        left = x + (width - self.width * scale) / 2
        top = y + height - (height - self.height * scale) / 2
        paint_items(canvas, self.items, left, top, scale, colours.theme(theme))

    def _repr_svg_(self) -> str:
        """How a notebook shows it."""
        return self.to_svg()

    def fit(self, width: float, height: float) -> float:
        """The scale at which the picture just fits into `width` x `height` points."""
        return min(width / max(self.width, 1.0), height / max(self.height, 1.0))

    def smallest_text(self) -> float:
        """The smallest type size, in scene units; infinity without text."""
        return min((item.size for item in walk(self.items) if isinstance(item, Text)), default=float("inf"))

    def groups(self) -> dict[str, Group]:
        """The groups by id (of equal ids the last one painted)."""
        return {item.id: item for item in walk(self.items) if isinstance(item, Group)}


def one_page(picture: Shape, theme: str = "print") -> bytes:
    """A PDF whose one page is as large as the picture, tagged as a figure with its text alternative."""
    from leanbench.drawing import pdf_fonts
    from leanbench.drawing.pdf_painter import colour
    from leanbench.drawing.pdf_tagged import TaggedPdf

    stream = io.BytesIO()
    title = pdf_fonts.clean(picture.title)[0] or "Picture"
    spoken = pdf_fonts.clean(f"{picture.title}. {picture.alt}".strip(". "))[0] or "Picture"
    pdf = TaggedPdf(stream, title=title, language="en-US", date=_NO_DATE, author="", subject="Picture")
    pdf.begin_page(picture.width, picture.height)
    box = (0.0, 0.0, picture.width, picture.height)
    if theme != "print":  # paper is white by itself
        with pdf.artifact("Background"):
            pdf.canvas.setFillColor(colour(colours.theme(theme)["panel"]))
            pdf.canvas.rect(*box, stroke=0, fill=1)
    with pdf.content(pdf.root.add("Figure", alt=spoken, BBox=box)):
        picture.paint_pdf(pdf.canvas, *box, theme)
    pdf.end_page()
    pdf.save()
    return stream.getvalue()
