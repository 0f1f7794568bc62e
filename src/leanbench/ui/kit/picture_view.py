"""Shows any picture made of primitives: one widget for histograms, balances, burn-downs and bars.

The picture is made anew at the widget's size. Its parts (groups of kind "part") can be pointed at, walked with the
arrow keys and asked: their words are the tool tip, the accessible name and what the message says. The menu (right
mouse button, Shift+F10) copies and saves it, shows its data and puts it in the report.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import Group, walk
from leanbench.event.records import KeptPicture
from leanbench.ui.frame.qt_painter import Ink, Operation, compile_items, play
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.picture_menu import PictureMenu

Make = Callable[[float, float], Picture | None]  # of width and height in scene units
_NEAR = 40.0  # scene units from a part that still mean it
_MOVES = {
    Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1,
    Qt.Key.Key_Home: -10_000, Qt.Key.Key_End: 10_000,
}  # fmt: skip


class PictureView(QWidget):
    """Signals: `asked(key)` for the story of a part; `current_changed(key)`."""

    asked = Signal(str)
    current_changed = Signal(str)

    def __init__(
        self,
        session: Session,
        name: str,
        *,
        kept: Callable[[], KeptPicture | None] = lambda: None,
        rows: bool = False,
    ) -> None:
        """`kept` gives the record that puts the picture in the report. `rows`: a list as high as its rows (in a scroll
        area), else the picture fills what room there is.
        """
        super().__init__()
        self.session, self.name, self.rows = session, name, rows
        self.make: Make | None = None
        self.words = ""  # instead of a picture
        self.picture: Picture | None = None
        self.parts: list[tuple[Group, QRectF]] = []  # with their places in scene units
        self.current = self.hovered = -1
        self.menu = PictureMenu(session, self, lambda: self.picture, kept)
        self._operations: list[Operation] = []
        self._ink = Ink(session.look)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        upright = QSizePolicy.Policy.Fixed if rows else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, upright)
        session.look.changed.connect(self._on_look)

    # --- what is shown ------------------------------------------------------------------------

    def show_picture(self, make: Make) -> None:
        """Show what `make` draws for a width and height in scene units."""
        self.make, self.words = make, ""
        self.redraw()

    def show_words(self, words: str) -> None:
        """Nothing to show yet: say what to do."""
        self.make, self.words = None, words
        self.redraw()

    def redraw(self) -> None:
        """Make the picture for the room there is; the same part stays the current one."""
        before = self.key(self.current)
        self.picture, self.parts, self._operations = None, [], []
        wide, high = self.width() / self._scale(), self.height() / self._scale()
        if self.make is not None and wide > 60.0 and (self.rows or high > 60.0):
            self.picture = self.make(wide, high)
        if self.picture is not None:
            ink = self._ink = Ink(self.session.look)
            self._operations, _bounds = compile_items(self.picture.items, ink)
            for item in walk(self.picture.items):
                if isinstance(item, Group) and item.kind == "part":
                    self.parts.append((item, compile_items(item.children, ink)[1]))
        keys = [group.id for group, _place in self.parts]
        self.current = keys.index(before) if before in keys else min(self.current, len(keys) - 1)
        self.hovered = -1
        self.setAccessibleName(self.picture.title if self.picture else self.name)
        self.setAccessibleDescription(self.picture.alt if self.picture else self.words)
        if self.rows:
            self.updateGeometry()
        self.update()

    def key(self, number: int) -> str:
        """The key of a part by its number; "" for none."""
        return self.parts[number][0].id if 0 <= number < len(self.parts) else ""

    def _scale(self) -> float:
        return self.session.look.px(100) / 100.0

    def _on_look(self) -> None:
        self.redraw()

    def sizeHint(self) -> QSize:
        """Room for a plot; a list is as high as its rows."""
        px = self.session.look.px
        return QSize(px(260), self._rows_height()) if self.rows else QSize(px(420), px(190))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        px = self.session.look.px
        return QSize(px(150), self._rows_height()) if self.rows else QSize(px(200), px(120))

    def _rows_height(self) -> int:
        if self.make is None:
            return 2
        made = self.picture or self.make(260.0, 0.0)
        return 2 if made is None else round(made.height * self._scale())

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, and a ring around the part pointed at or walked to."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        look = self.session.look
        if self.picture is None:
            painter.setFont(look.font("small"))
            painter.setPen(look.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(20, 0, -20, 0), int(flags), self.words)
            return
        scale = self._scale()
        painter.scale(scale, scale)
        play(painter, self._operations)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("accent"), 1.4))
        for number in {self.hovered, self.current if self.hasFocus() else -1} - {-1}:
            area = self.parts[number][1]
            painter.drawRoundedRect(area.intersected(QRectF(0.7, 0.7, self.width() / scale - 1.4, 1e6)), 3, 3)
        if self.hasFocus() and not self.rows:
            painter.setPen(QPen(look.colour("accent"), 1))
            painter.resetTransform()
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Made anew: words keep their size."""
        super().resizeEvent(event)
        if self.rows and self.picture is not None and event.oldSize().width() == self.width():
            return
        self.redraw()

    # --- pointing and asking ------------------------------------------------------------------

    def part_at(self, point: QPointF) -> int:
        """The number of the part at a point of the widget, or the nearest one; -1 when all are far."""
        at = point / self._scale()
        best, found = _NEAR, -1
        for number, (_group, place) in enumerate(self.parts):
            dx = max(place.left() - at.x(), at.x() - place.right(), 0.0)
            dy = max(place.top() - at.y(), at.y() - place.bottom(), 0.0)
            # In a plot the column counts, however low its bar.
            away = dx + 0.02 * dy if not self.rows else dx + dy
            if away < best:
                best, found = away, number
        return found

    def anchor(self, key: str) -> QPoint:
        """Where the explanation of a part opens, in global places."""
        place = next((place for group, place in self.parts if group.id == key), QRectF())
        return self.mapToGlobal((place.topLeft() * self._scale()).toPoint())

    def go(self, number: int) -> None:
        """Make a part the current one."""
        if not 0 <= number < len(self.parts) or number == self.current:
            return
        self.current = number
        group, place = self.parts[number]
        self.setAccessibleName(f"{self.name}: {group.alt}")
        self.current_changed.emit(group.id)
        area = self.parentWidget()
        while area is not None and not hasattr(area, "ensureVisible"):
            area = area.parentWidget()
        if area is not None and self.rows:
            middle = place.center() * self._scale()
            area.ensureVisible(0, round(middle.y()), 0, self.session.look.px(30))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name the part below the pointer, or its layer."""
        number = self.part_at(event.position())
        self.setToolTip(self._tip_text(number, event.position() / self._scale()))
        if number != self.hovered:
            self.hovered = number
            pointing = Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(pointing)
            self.update()

    def _tip_text(self, number: int, at: QPointF) -> str:
        if number < 0:
            return ""
        group = self.parts[number][0]
        for layer in group.children:
            if isinstance(layer, Group) and layer.alt:
                _operations, place = compile_items(layer.children, self._ink)
                if place.contains(at):
                    return layer.alt
        return group.alt

    def leaveEvent(self, event: object) -> None:
        """The pointer has gone."""
        self.hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks."""
        number = self.part_at(event.position())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.go(number)
            self.asked.emit(self.key(number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter and Space ask, the menu key opens the menu."""
        move = _MOVES.get(Qt.Key(event.key()))
        if move is not None and self.parts:
            self.go(max(0, min(len(self.parts) - 1, self.current + move)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current >= 0:
            self.asked.emit(self.key(self.current))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the picture."""
        self.menu.open(event.globalPos())

    def focusInEvent(self, event: object) -> None:
        """The first part is current when the picture is entered by keyboard."""
        super().focusInEvent(event)
        if self.current < 0 and self.parts:
            self.go(0)
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """No part is marked without the focus."""
        super().focusOutEvent(event)
        self.update()
