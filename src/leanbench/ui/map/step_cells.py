"""How the cells of the steps table look and are edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QCompleter, QLineEdit, QStyledItemDelegate, QWidget

from leanbench.ui.frame.session import Session
from leanbench.ui.map import step_fields as fields
from leanbench.ui.map.steps_model import (
    CA,
    CLASS,
    NAME,
    NUMBER,
    PARTS,
    PROCESS,
    ROLE,
    STEP_ID,
    VALUE,
    WAIT,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

Index = QModelIndex | QPersistentModelIndex
LEAVING = (
    Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape,
    Qt.Key.Key_Up, Qt.Key.Key_Down,
)  # fmt: skip


class StepCells(QStyledItemDelegate):
    """Numbers right with muted units, the class as letter and bar, bad text in red with a wave below."""

    def __init__(self, session: Session, table: QWidget) -> None:
        super().__init__(table)
        self.session = session
        self.look = session.look
        self.table: Any = table

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One line of small type with room around it."""
        return QSize(60, self.look.px(33))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        look = self.look
        area = QRect(option.rect)
        painter.save()
        # Asked of the table: the state of the option would load all of QStyle, a dear part of the start.
        if self.table.selectionModel().isSelected(index):
            painter.fillRect(area, look.colour("accent_soft"))
            if index.column() == NUMBER:
                painter.fillRect(area.x(), area.y(), 3, area.height(), look.colour("accent"))
        painter.setPen(look.colour("hairline_soft"))
        painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
        number, unit, bad = index.data(PARTS)
        painter.setFont(look.font("small"))
        inside = area.adjusted(8, 0, -8, 0)
        if not index.data(STEP_ID):
            self._paint_next(painter, inside, index, number, bad)
        elif bad:
            self._paint_bad(painter, inside, number)
        elif index.column() == CLASS:
            self._paint_class(painter, inside, number, index.data(VALUE))
        elif index.column() in (PROCESS, WAIT, CA):
            self._paint_number(painter, inside, number, unit)
        else:
            muted = index.column() in (NUMBER,)
            painter.setPen(look.colour("muted" if muted else "text" if index.column() == NAME else "icon"))
            words = painter.fontMetrics().elidedText(number, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, words)
        if self.table.hasFocus() and self.table.currentIndex() == index:
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_next(self, painter: QPainter, area: QRect, index: Index, text: str, bad: bool) -> None:
        if bad:
            self._paint_bad(painter, area, text)
        elif index.column() == NAME:
            painter.setPen(self.look.colour("muted"))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, "Type the next step…")

    def _paint_bad(self, painter: QPainter, area: QRect, text: str) -> None:
        painter.fillRect(area.adjusted(-6, 2, 6, -3), self.look.colour("bad_soft"))
        painter.setPen(self.look.colour("bad"))
        words = painter.fontMetrics().elidedText(f"⚠ {text}", Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_number(self, painter: QPainter, area: QRect, number: str, unit: str) -> None:
        """The number in the text color, its unit muted, both right-aligned."""
        if not number:
            painter.setPen(self.look.colour("muted"))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "–")
            return
        metrics = painter.fontMetrics()
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if unit:
            painter.setPen(self.look.colour("muted"))
            painter.drawText(area, align, unit)
            gap = "" if unit == "%" else " "  # as everywhere: 95%, but 12 min
            area = area.adjusted(0, 0, -metrics.horizontalAdvance(gap + unit), 0)
        painter.setPen(self.look.colour("text"))
        painter.drawText(area, align, metrics.elidedText(number, Qt.TextElideMode.ElideRight, area.width()))

    def _paint_class(self, painter: QPainter, area: QRect, letters: str, value: str) -> None:
        if not letters:
            return
        colour = self.look.colour(fields.CLASS_ROLES[value])
        high = self.look.px(13)
        painter.fillRect(area.left(), area.center().y() - high // 2, 3, high, colour)
        painter.setFont(self.look.font("caption", True))
        painter.setPen(colour)
        painter.drawText(area.adjusted(8, 0, 8, 0), Qt.AlignmentFlag.AlignVCenter, letters)

    # --- editing ------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line; for who, one that completes the names of the roles."""
        editor = QLineEdit(parent)
        editor.setFont(self.look.font("small"))
        field = fields.FIELDS[self.table.field_of(index)]
        editor.setAccessibleName(field.title)
        editor.setPlaceholderText(field.hint)
        if index.column() in (PROCESS, WAIT, CA):
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        if index.column() == ROLE:
            names = [role.name or role.id for role in self.session.event.roles]
            completer = QCompleter(names, editor)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchStartsWith)
            editor.setCompleter(completer)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The text of the cell, selected, so that typing replaces it and arrows keep it."""
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """Hand over what was typed."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def eventFilter(self, editor: Any, event: QEvent) -> bool:
        """Enter ends the row, Tab goes to the next field, Esc leaves; each keeps what was typed."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(editor, QLineEdit)
        ):
            key = Qt.Key(event.key())
            if key in LEAVING:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.table.left_editor(key, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
                return True
        return bool(super().eventFilter(editor, event))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Fill the cell; a little wider where the text needs it."""
        area = QRect(option.rect)
        least = self.look.px(110)
        if area.width() < least:
            area.setLeft(max(0, area.right() - least))
        editor.setGeometry(area)
