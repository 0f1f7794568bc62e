"""Lists that are painted: bars with their values, and tables of figures; one row can be asked for its story.

Every row is reached by arrow keys; Enter, Space or a click asks for its explanation. The whole list is
also the accessible description, so a screen reader reads what the eye sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from leanbench.ui.frame.session import Session

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


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


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, how long (in the scale of the list), and what stands beside it.

    `limits` are (low, high) of a whisker; `tone` a colour role; `mark` a sign before the value that
    says the same as the colour.
    """

    key: str
    label: str
    sub: str
    value: float | None
    words: str
    tone: str = "accent"
    mark: str = ""
    strong: bool = False
    limits: tuple[float, float] | None = None


class BarList(Rows):
    """Horizontal bars on one scale, with named marks across all of them."""

    row_height = 30

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(session, name)
        self.bars: tuple[Bar, ...] = ()
        self.marks: tuple[tuple[float, str, str], ...] = ()
        self.top = 1.0
        self.label_share = 0.36

    def head(self) -> int:
        """Room for the names of the marks."""
        return self.session.look.px(16) if self.marks else 0

    def set_bars(self, bars: Sequence[Bar], top: float, marks: Sequence[tuple[float, str, str]] = ()) -> None:
        """Show bars on a scale from 0 to `top`; a mark is (value, words, colour role)."""
        self.bars, self.top, self.marks = tuple(bars), max(top, 1e-9), tuple(marks)
        self.set_rows(
            [bar.key for bar in bars],
            [
                ", ".join(part for part in (bar.label, f"{bar.mark} {bar.words}".strip(), bar.sub) if part)
                for bar in bars
            ],
        )

    def _columns(self) -> tuple[int, int, int]:
        """Where labels end, where bars begin and end."""
        px = self.session.look.px
        label = round(self.width() * self.label_share)
        metrics = QFontMetrics(self.session.look.font("small", True))
        value = max([metrics.horizontalAdvance(f"{b.mark} {b.words}") for b in self.bars], default=0) + px(14)
        return label, label + px(8), max(label + px(40), self.width() - value)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars first, marks over them, words last."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        look, px = self.session.look, self.session.look.px
        label, start, end = self._columns()
        scale = (end - start) / self.top
        for row, bar in enumerate(self.bars):
            self.paint_back(painter, row)
            self._paint_bar(painter, row, bar, start, end, scale)
        placed = -1e9
        for value, words, role in self.marks:
            x = start + value * scale
            pen = QPen(
                look.colour(role), 1, Qt.PenStyle.DashLine if value < self.top else Qt.PenStyle.SolidLine
            )
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLine(round(x), self.head() - 2, round(x), self.height())
            painter.setFont(look.font("caption"))
            wide = painter.fontMetrics().horizontalAdvance(words)
            left = max(x - wide / 2, placed + px(4))
            painter.setPen(look.colour(role if role != "line" else "muted"))
            painter.drawText(QRectF(left, 0, wide + 2, px(14)), _LEFT, words)
            placed = left + wide
        for row, bar in enumerate(self.bars):
            self._paint_words(painter, row, bar, label, end)

    def _paint_bar(self, painter: QPainter, row: int, bar: Bar, start: int, end: int, scale: float) -> None:
        look, px = self.session.look, self.session.look.px
        area = self.row_area(row)
        high = px(10)
        top = area.center().y() - high // 2 + 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("hairline_soft"))
        painter.drawRoundedRect(QRectF(start, top, end - start, high), 2, 2)
        if bar.value is None:
            painter.setBrush(QBrush(look.colour("line"), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(QRectF(start, top, end - start, high), 2, 2)
            return
        wide = max(1.0, min(bar.value, self.top) * scale)
        painter.setBrush(look.colour(bar.tone))
        painter.drawRoundedRect(QRectF(start, top, wide, high), 2, 2)
        if bar.tone == "bad" and self.marks and bar.value > 1.0:
            over = QRectF(start + scale, top, wide - scale, high)
            painter.setBrush(QBrush(look.colour("panel"), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(over)
        if bar.limits is not None:
            painter.setPen(QPen(look.colour("text"), 1.5))
            y = area.center().y() + 1
            low, edge = (start + min(x, self.top) * scale for x in bar.limits)
            painter.drawLine(round(low), y, round(edge), y)
            for x in (low, edge):
                painter.drawLine(round(x), y - px(4), round(x), y + px(4))

    def _paint_words(self, painter: QPainter, row: int, bar: Bar, label: int, end: int) -> None:
        look, px = self.session.look, self.session.look.px
        area = self.row_area(row)
        left = px(6)
        room = label - left
        painter.setFont(look.font("small", bar.strong))
        painter.setPen(look.colour("text"))
        metrics = painter.fontMetrics()
        if bar.sub:
            upper = QRect(left, area.top() + px(1), room, area.height() // 2)
            lower = QRect(left, area.top() + area.height() // 2 - px(1), room, area.height() // 2)
            painter.drawText(upper, _LEFT, metrics.elidedText(bar.label, _ELIDE, room))
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("muted"))
            painter.drawText(lower, _LEFT, painter.fontMetrics().elidedText(bar.sub, _ELIDE, room))
        else:
            painter.drawText(
                QRect(left, area.top(), room, area.height()),
                _LEFT,
                metrics.elidedText(bar.label, _ELIDE, room),
            )
        painter.setFont(look.font("small", True))
        words = f"{bar.mark} {bar.words}".strip()
        painter.setPen(look.colour(bar.tone if bar.tone in ("bad", "caution", "good") else "text"))
        if bar.value is None:
            painter.setFont(look.font("small"))
            painter.setPen(look.colour("muted"))
        painter.drawText(QRect(end, area.top(), self.width() - end - px(6), area.height()), _RIGHT, words)


def _spoken(bar: Bar) -> str:
    return ", ".join(part for part in (bar.label, f"{bar.mark} {bar.words}".strip(), bar.sub) if part)
