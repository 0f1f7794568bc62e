"""Lists of figures that are painted; one row can be asked for its story.

Every row is reached by arrow keys; Enter, Space or a click asks for its explanation. The whole list is
also the accessible description, so a screen reader reads what the eye sees.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from leanbench.ui.frame.session import Session


class Rows(QWidget):
    """A painted list of rows. Signals: `asked(key)` for an explanation; `current_changed(key)`."""

    asked = Signal(str)
    current_changed = Signal(str)
    row_height = 26

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self.session = session
        self.name = name
        self.keys: tuple[str, ...] = ()
        self.spoken: tuple[str, ...] = ()
        self.current = -1
        self.hovered = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        session.look.changed.connect(self.updateGeometry)

    def head(self) -> int:
        """The height above the first row."""
        return 0

    def height_of_row(self) -> int:
        """The height of one row in pixels."""
        return self.session.look.px(self.row_height)

    def set_rows(self, keys: Sequence[str], spoken: Sequence[str]) -> None:
        """Take the keys of the rows and what a screen reader says of each."""
        before = self.keys[self.current] if 0 <= self.current < len(self.keys) else ""
        self.keys, self.spoken = tuple(keys), tuple(spoken)
        self.current = (
            self.keys.index(before) if before in self.keys else min(self.current, len(self.keys) - 1)
        )
        self.setAccessibleDescription("; ".join(self.spoken))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(self.session.look.px(260), self.head() + len(self.keys) * self.height_of_row() + 2)

    def minimumSizeHint(self) -> QSize:
        """Narrow, but all rows: the list stands in a scroll area."""
        return QSize(self.session.look.px(150), self.sizeHint().height())

    def row_area(self, row: int) -> QRect:
        """Where a row stands."""
        high = self.height_of_row()
        return QRect(0, self.head() + row * high, self.width(), high)

    def row_at(self, point: QPoint) -> int:
        """The row at a point, -1 for none."""
        row = (point.y() - self.head()) // self.height_of_row()
        return row if point.y() >= self.head() and 0 <= row < len(self.keys) else -1

    def anchor(self, key: str) -> QPoint:
        """Where the explanation of a row opens, in global places."""
        row = self.keys.index(key) if key in self.keys else 0
        return self.mapToGlobal(self.row_area(row).topLeft())

    def go(self, row: int) -> None:
        """Make a row the current one."""
        if 0 <= row < len(self.keys) and row != self.current:
            self.current = row
            self.setAccessibleName(f"{self.name}: {self.spoken[row]}")
            self.current_changed.emit(self.keys[row])
            area = self.parentWidget()
            while area is not None and not hasattr(area, "ensureVisible"):
                area = area.parentWidget()
            if area is not None:
                place = self.row_area(row)
                area.ensureVisible(place.x(), place.center().y(), 0, self.height_of_row())
            self.update()

    def paint_back(self, painter: QPainter, row: int) -> None:
        """The ground of a row: hovered, or current while the list has the focus."""
        look, area = self.session.look, QRectF(self.row_area(row)).adjusted(0.5, 0.5, -0.5, -0.5)
        if row == self.hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("hover"))
            painter.drawRoundedRect(area, 4, 4)
        if row == self.current and self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 4, 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        row = self.row_at(event.position().toPoint())
        if row != self.hovered:
            self.hovered = row
            cursor = Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(cursor)
            self.setToolTip(self.spoken[row] if row >= 0 else "")
            self.update()

    def leaveEvent(self, event: object) -> None:
        """The pointer has gone."""
        self.hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks."""
        row = self.row_at(event.position().toPoint())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.go(row)
            self.asked.emit(self.keys[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter and Space ask."""
        moves: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in moves and self.keys:
            self.go(max(0, min(len(self.keys) - 1, self.current + moves[event.key()])))
        elif event.key() == Qt.Key.Key_Home:
            self.go(0)
        elif event.key() == Qt.Key.Key_End:
            self.go(len(self.keys) - 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current >= 0:
            self.asked.emit(self.keys[self.current])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        """The first row is current when the list is entered by keyboard."""
        super().focusInEvent(event)
        if self.current < 0 and self.keys:
            self.go(0)
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """No row is marked without the focus."""
        super().focusOutEvent(event)
        self.update()
