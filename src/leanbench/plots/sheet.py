"""What planes stand on: a size, a color, and one call that draws everything on a renderer.

matplotlib's own `Figure` is only made to write a file: importing it takes longer than drawing ten charts.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Protocol

import matplotlib as mpl
from matplotlib.transforms import Bbox

from leanbench.plots.marks import draw_patch

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Stable files: text stays text, ids do not change from run to run.
FILE_RULES = {"svg.fonttype": "none", "svg.hashsalt": "leanbench", "pdf.fonttype": 42}
METADATA = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": "leanbench"}}


class Drawable(Protocol):
    """What stands on a sheet: a plane."""

    def draw(self, renderer: Any) -> None: ...


class Sheet:
    """A picture.

    Parameters
    ----------
    size : width and height in inches. color : of the ground. dpi : pixels per inch where it becomes pixels.
    """

    def __init__(self, size: tuple[float, float], color: str, dpi: float = 100.0) -> None:
        self.size, self.color, self.dpi = size, color, dpi
        self.planes: list[Drawable] = []

    @property
    def width(self) -> float:
        """In pixels."""
        return self.size[0] * self.dpi

    @property
    def height(self) -> float:
        """In pixels."""
        return self.size[1] * self.dpi

    def draw(self, renderer: Any) -> None:
        """The ground, then the planes in the order they were made."""
        draw_patch(renderer, Bbox.from_bounds(0.0, 0.0, self.width, self.height), self.color, 1.0)
        for plane in self.planes:
            plane.draw(renderer)

    def pixels(self) -> Any:
        """The picture as an array of red, green, blue and opacity, shape (height, width, 4), the top row first."""
        from matplotlib.backends.backend_agg import RendererAgg

        renderer = RendererAgg(int(self.width), int(self.height), self.dpi)
        self.draw(renderer)
        return renderer.buffer_rgba()

    def to_figure(self, dpi: float = 144.0) -> Figure:
        """The sheet as the one thing on a matplotlib figure of its size, drawn at the figure's resolution."""
        from matplotlib.artist import Artist
        from matplotlib.figure import Figure

        sheet = self

        class Whole(Artist):
            """The sheet, whatever the resolution of the file it goes to."""

            def draw(self, renderer: Any) -> None:
                before, sheet.dpi = sheet.dpi, figure.dpi
                sheet.draw(renderer)
                sheet.dpi = before

        figure = Figure(figsize=self.size, dpi=dpi, facecolor=self.color)
        figure.add_artist(Whole(), clip=False)
        return figure

    def to_bytes(self, kind: str, dpi: float = 144.0) -> bytes:
        """The picture as "svg", "pdf" or "png", the same bytes for the same picture."""
        stream = io.BytesIO()
        with mpl.rc_context(FILE_RULES):
            self.to_figure(dpi).savefig(stream, format=kind, dpi=dpi, metadata=METADATA[kind])
        return stream.getvalue()

    def _repr_png_(self) -> bytes:
        """How a notebook shows it."""
        return self.to_bytes("png")
