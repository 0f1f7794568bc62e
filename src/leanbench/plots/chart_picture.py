"""A chart as a picture like any other: the same size, words, table and forms as `leanbench.drawing.picture.Picture`.

Its marks are not primitives but planes on a sheet, drawn by a matplotlib renderer: two thousand points as
primitives would not follow a hand that drags a boundary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from leanbench.drawing.picture import NO_TABLE, DataTable, one_page
from leanbench.plots.sheet import Sheet


@dataclass(frozen=True, slots=True)
class ChartPicture:
    """A chart of `width` x `height` points. `draw` makes its sheet in the colors of a theme."""

    width: float
    height: float
    draw: Callable[[str], Sheet]
    title: str = ""
    alt: str = ""
    table: DataTable = NO_TABLE

    def to_svg(self, theme: str = "light") -> str:
        """One SVG document."""
        return self.draw(theme).to_bytes("svg").decode("utf-8")

    def to_pdf(self, theme: str = "print") -> bytes:
        """One tagged page of exactly this size, with the text alternative."""
        return one_page(self, theme)

    def to_png(self, theme: str = "print", dpi: float = 144.0) -> bytes:
        """The chart in pixels."""
        return self.draw(theme).to_bytes("png", dpi)

    def _repr_png_(self) -> bytes:
        """How a notebook shows it."""
        return self.to_png("light")

    def paint_pdf(
        self, canvas: Any, x: float, y: float, width: float, height: float, theme: str = "print"
    ) -> None:
        """Into the box with lower left corner (x, y); its type keeps the sizes it was given."""
        from leanbench.plots.pdf_renderer import draw_sheet

        draw_sheet(canvas, self.draw(theme), x, y, width, height)


def data_table(numbers: Any) -> DataTable:
    """A result's own table as written cells; what is not known stays empty."""
    rows = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in numbers.rows)
    return DataTable(tuple(numbers.columns), rows)
