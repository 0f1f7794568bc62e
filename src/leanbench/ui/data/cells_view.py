"""The cells of a table: headings with a menu, typing corrects a cell, copy and find; all by keyboard too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from leanbench.ui.frame.theme import Look
from leanbench.words import _

Range = tuple[int, int, int, int]  # top, bottom, left, right, all inside
SIGN = "▾"
SIGN_ROOM = (
    22  # pixels of a heading that open its menu; the words of the heading keep off them (`frame/style`)
)


class Headings(QHeaderView):
    """Column headings; a press on their sign, or the right button, asks for the menu of the column."""

    menu_wanted = Signal(int, QPoint)

    def __init__(self, look: Look, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.look = look
        self.has_menu = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """The heading, and the sign of its menu in its corner."""
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        if self.has_menu:
            painter.save()
            painter.setPen(self.look.colour("muted"))
            edge = self.look.px(7)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect.adjusted(0, 0, -edge, 0), side, SIGN)
            painter.restore()

    def _is_sign(self, column: int, x: float) -> bool:
        """Whether a place of a heading is its sign; the edge itself is dragged to make the column wider."""
        edge, room, size = self.look.px(4), self.look.px(SIGN_ROOM), self.sectionSize(column)
        within = x - self.sectionViewportPosition(column)
        return size - room <= within < size - edge

    def menu_place(self, column: int) -> QPoint:
        """Where the menu of a column opens, on the screen."""
        left = self.sectionViewportPosition(column)
        return self.viewport().mapToGlobal(QPoint(left, self.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the sign opens the menu; elsewhere it selects the column."""
        column = self.logicalIndexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        super().mouseReleaseEvent(event)
        if self.has_menu and is_left and column >= 0 and self._is_sign(column, event.position().x()):
            self.menu_wanted.emit(column, self.menu_place(column))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button opens the menu of the column under it."""
        column = self.logicalIndexAt(event.pos())
        if self.has_menu and column >= 0:
            self.menu_wanted.emit(column, event.globalPos())


class CellsView(QTableView):
    """Signals: `menu_wanted(column, place)`, `copy_wanted()`, `find_wanted()`, `selection_moved()`."""

    menu_wanted = Signal(int, QPoint)
    copy_wanted = Signal()
    find_wanted = Signal()
    selection_moved = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.headings = Headings(look, self)
        self.setHorizontalHeader(self.headings)
        self.headings.menu_wanted.connect(self.menu_wanted)
        self.setAccessibleName(_("Cells of the table"))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # arrows move between cells, Tab goes on to the next control
        self.verticalHeader().setDefaultSectionSize(look.px(28))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)

    def ranges(self) -> list[Range]:
        """The selected rectangles."""
        model = self.selectionModel()
        if model is None:
            return []
        return [(part.top(), part.bottom(), part.left(), part.right()) for part in model.selection()]

    def selectionChanged(self, selected: object, deselected: object) -> None:
        """Tell that other cells are selected."""
        super().selectionChanged(selected, deselected)
        self.selection_moved.emit()

    def go_to(self, row: int, column: int) -> None:
        """Bring a cell to the front and the keyboard on it."""
        index = self.model().index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def event(self, event: QEvent) -> bool:
        """Find and copy belong to the cells while the keyboard is on them, whatever the window has on these keys."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, find, the menu of a column; Delete empties a cell."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.find_wanted.emit()
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._ask_menu(index)
        elif event.key() == Qt.Key.Key_Delete and index.isValid() and self.state() != self.State.EditingState:
            self.model().setData(index, "")
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the column of a cell."""
        index = self.currentIndex()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid() and not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
            if index.isValid() and self.headings.has_menu:
                self.menu_wanted.emit(index.column(), event.globalPos())
        else:
            self._ask_menu(index)

    def _ask_menu(self, index: QModelIndex) -> None:
        if index.isValid() and self.headings.has_menu:
            self.menu_wanted.emit(index.column(), self.headings.menu_place(index.column()))


def _is_ours(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Find)
