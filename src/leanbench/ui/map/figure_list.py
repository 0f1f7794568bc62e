"""A painted list of figures, each with its value; one can be asked for its story. Headings part the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from leanbench.quantity import Quantity
from leanbench.ui.frame.session import Session
from leanbench.ui.map.painted_rows import Rows

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what it is, its value in words, the figure behind it; without one it is a heading."""

    label: str
    words: str = ""
    quantity: Quantity | None = None
    role: str = "text"


class FigureList(Rows):
    """Figures below each other. `asked(name)` asks how one came about."""

    row_height = 22

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(session, name)
        self.figures: tuple[Figure, ...] = ()

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show lines and headings."""
        self.figures = tuple(figures)
        self.set_rows(
            [f.quantity.name if f.quantity is not None else f"group {f.label}" for f in figures],
            [f"{f.label}: {f.words}" if f.quantity is not None else f.label for f in figures],
        )

    def quantity(self, name: str) -> Quantity | None:
        """The figure of a line."""
        return next(
            (f.quantity for f in self.figures if f.quantity is not None and f.quantity.name == name), None
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words left, values right; headings muted and ruled."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        look, px = self.session.look, self.session.look.px
        for row, figure in enumerate(self.figures):
            area = self.row_area(row)
            if figure.quantity is None:
                painter.setFont(look.font("caption", True))
                painter.setPen(look.colour("muted"))
                painter.drawText(area.adjusted(px(6), px(4), 0, 0), _LEFT, figure.label)
                painter.setPen(QPen(look.colour("hairline"), 1))
                painter.drawLine(area.left(), area.bottom(), self.width() - px(6), area.bottom())
                continue
            self.paint_back(painter, row)
            painter.setFont(look.font("small", True))
            metrics = painter.fontMetrics()
            wide = min(metrics.horizontalAdvance(figure.words) + px(3), round(self.width() * 0.6))
            value = QRect(self.width() - wide - px(6), area.top(), wide, area.height())
            painter.setPen(look.colour(figure.role if figure.words != "–" else "muted"))
            painter.drawText(value, _RIGHT, metrics.elidedText(figure.words, _ELIDE, wide))
            painter.setFont(look.font("small"))
            painter.setPen(look.colour("text"))
            label = QRect(px(6), area.top(), value.left() - px(14), area.height())
            painter.drawText(
                label, _LEFT, painter.fontMetrics().elidedText(figure.label, _ELIDE, label.width())
            )
