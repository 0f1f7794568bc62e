"""Turns a figure into an image for the window: shapes by matplotlib's Agg, words by Qt.

Qt keeps the glyphs of the bundled typeface ready, matplotlib renders each word anew: of a control chart
that took half the time. The figure is the one that files and reports get; only the last step differs.
"""

from __future__ import annotations

from typing import Any

from matplotlib.backends.backend_agg import RendererAgg  # noqa: TID253 # the base of a class
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

WEIGHTS = {
    "normal": QFont.Weight.Normal,
    "semibold": QFont.Weight.DemiBold,
    "bold": QFont.Weight.Bold,
}


class ScreenRenderer(RendererAgg):  # type: ignore[misc] # matplotlib's renderer has no types
    """Draws shapes at once and keeps the words for `image`.

    width, height : in pixels of the screen. dpi : of the figure.
    """

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__(width, height, dpi)
        self._words: list[tuple[float, float, str, QFont, float, QColor]] = []
        self._fonts: dict[tuple[Any, ...], tuple[QFont, QFontMetricsF]] = {}

    def _font(self, prop: Any) -> tuple[QFont, QFontMetricsF]:
        key = (prop.get_size_in_points(), prop.get_weight(), prop.get_style())
        found = self._fonts.get(key)
        if found is None:
            font = QFont(prop.get_family()[0])
            font.setPixelSize(max(round(self.points_to_pixels(key[0])), 1))
            font.setWeight(WEIGHTS.get(key[1], QFont.Weight.Normal))
            font.setItalic(key[2] == "italic")
            found = self._fonts[key] = (font, QFontMetricsF(font))
        return found

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        """Size of words in pixels."""
        metrics = self._font(prop)[1]
        size = self.points_to_pixels(prop.get_size_in_points())
        return metrics.horizontalAdvance(s), size, 0.23 * size

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Keep words for later."""
        colour = QColor.fromRgbF(*gc.get_rgb())
        self._words.append((x, y, s, self._font(prop)[0], angle, colour))

    def image(self) -> QImage:
        """The picture with its words."""
        width, height = int(self.width), int(self.height)
        shapes = QImage(self.buffer_rgba(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
        made = shapes.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        for x, y, text, font, angle, colour in self._words:
            painter.setFont(font)
            painter.setPen(colour)
            if angle:
                painter.save()
                painter.translate(x, y)
                painter.rotate(-angle)
                painter.drawText(QPointF(0.0, 0.0), text)
                painter.restore()
            else:
                painter.drawText(QPointF(x, y), text)
        painter.end()
        return made


def paint(figure: Any) -> QImage:
    """The figure at its own size and resolution."""
    dpi = figure.dpi
    renderer = ScreenRenderer(int(figure.width), int(figure.height), dpi)
    figure.draw(renderer)
    return renderer.image()
