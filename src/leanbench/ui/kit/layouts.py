"""Small helpers for layouts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]  # left, top, right, bottom, in pixels
NONE: Margins = (0, 0, 0, 0)


def column_layout(
    parent: QWidget | None = None, margins: Margins = NONE, spacing: int | None = None
) -> QVBoxLayout:
    """One below the other, in `parent`; `spacing` pixels apart, else as the style has it."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    _space(layout, margins, spacing)
    return layout


def row_layout(
    parent: QWidget | None = None, margins: Margins = NONE, spacing: int | None = None
) -> QHBoxLayout:
    """The same, side by side."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    _space(layout, margins, spacing)
    return layout


def _space(layout: QLayout, margins: Margins, spacing: int | None) -> None:
    layout.setContentsMargins(*margins)
    if spacing is not None:
        layout.setSpacing(spacing)


def scroll_area(name: str = "", inside: QWidget | None = None) -> QScrollArea:
    """A place as wide as what is in it may be, that scrolls up and down only; `name` for a screen reader."""
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if inside is not None:
        area.setWidget(inside)
    return area


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and delete the widgets.

    They are hidden first: deletion waits for the event loop, and until then they would still be painted.
    """
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif item.layout() is not None:
            empty(item.layout())
