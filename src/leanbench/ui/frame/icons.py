"""The icon set: Lucide SVGs (ISC license, `resources/icons/LICENSE`), recoloured at load.

Drawn on a 24 grid with a 2 unit stroke; at 20 px the stroke of 1.8 units is 1.5 px.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from leanbench import resources

SIZES = (20,)


@cache
def _source(name: str) -> str:
    return (
        resources.path("icons", f"{name}.svg")
        .read_text("utf-8")
        .replace('stroke-width="2"', 'stroke-width="1.8"')
    )


@cache
def _shape(name: str, size: int, ratio: float) -> QPixmap:
    """The icon in black: drawn once, then filled with any color."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", "#000000").encode()))
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    return picture


def pixmap(name: str, colour: str, size: int, ratio: float = 2.0) -> QPixmap:
    """The icon `name` in one color, `size` logical pixels wide, sharp at the device ratio."""
    picture = QPixmap(_shape(name, size, ratio))
    painter = QPainter(picture)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(picture.rect(), QColor(colour))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: str, on: str, disabled: str, ratio: float = 2.0) -> QIcon:
    """A QIcon with normal, checked and disabled pictures."""
    result = QIcon()
    for size in SIZES:
        result.addPixmap(pixmap(name, colour, size, ratio), QIcon.Mode.Normal, QIcon.State.Off)
        result.addPixmap(pixmap(name, on, size, ratio), QIcon.Mode.Normal, QIcon.State.On)
        result.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled, QIcon.State.Off)
    return result
