"""How the cells of a table of records look and are edited."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from leanbench.schema import Card
from leanbench.schema.cell_text import NUMERIC
from leanbench.ui.kit.card_editors import hint_text, line_editor
from leanbench.ui.kit.record_model import PROBLEM, Index

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
WALKS = (*ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
ENDS = (*WALKS, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape)
MIDDLE = Qt.AlignmentFlag.AlignVCenter


class RecordCells(QStyledItemDelegate):
    """Paints and edits the cells: numbers right, hints muted, what cannot be read red and marked."""

    def __init__(self, table: Any) -> None:
        super().__init__(table)
        self.table = table
        self.look = table.session.look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """One cell."""
        look, area = self.look, option.rect
        card = self.table.records.cards[index.column()]
        painter.save()
        chosen = self.table.selectionModel().isSelected(index)
        if chosen:
            painter.fillRect(area, look.colour("accent_soft"))
        painter.setPen(QPen(look.colour("hairline_soft"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setFont(look.font("small"))
        inside = area.adjusted(8, 0, -8, 0)
        side = Qt.AlignmentFlag.AlignRight if card.kind in NUMERIC else Qt.AlignmentFlag.AlignLeft
        record = self.table.records.record_at(index.row())
        text = str(index.data() or "")
        if index.data(PROBLEM):
            painter.fillRect(area.adjusted(2, 2, -2, -3), look.colour("bad_soft"))
            self._write(painter, inside, f"⚠ {text}", "bad", side)
        elif record is None:
            text = hint_text(card) or (f"Add {card.title.lower()}…" if index.column() == 0 else "")
            if index.column() == 0 or painter.fontMetrics().horizontalAdvance(text) <= inside.width():
                self._write(painter, inside, text, "muted", side)
        elif card.short:
            self._write_letters(painter, inside, card, getattr(record, card.name))
        elif card.kind in NUMERIC:
            self._write_number(painter, inside, text)
        else:
            self._write(painter, inside, text, "text", side)
        if self.table.currentIndex() == index and self.table.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()

    def _write(self, painter: QPainter, area: QRect, text: str, role: str, side: Any) -> None:
        painter.setPen(self.look.colour(role))
        metrics = painter.fontMetrics()
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        if words != text and self.table.two_lines and side == Qt.AlignmentFlag.AlignLeft:
            self._write_two(painter, area, text)
        else:
            painter.drawText(area, MIDDLE | side, words)

    def _write_two(self, painter: QPainter, area: QRect, text: str) -> None:
        """A text too long for a line on two lines close together."""
        metrics, words = painter.fontMetrics(), text.split()
        first = 1
        while first < len(words) and metrics.horizontalAdvance(" ".join(words[: first + 1])) < area.width():
            first += 1
        middle, step = area.center().y(), self.look.px(14)
        for base, line in ((middle - step // 4, words[:first]), (middle - step // 4 + step, words[first:])):
            shown = metrics.elidedText(" ".join(line), Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area.left(), base, shown)

    def _write_number(self, painter: QPainter, area: QRect, text: str) -> None:
        """The number in the text color, its unit muted, both at the right; a dash for none."""
        number, gap, unit = text.rpartition(" ")
        if not number and text.endswith("%"):
            number, unit = text[:-1], "%"
        if not number:
            number, unit = text, ""
        if unit:
            self._write(painter, area, unit, "muted", Qt.AlignmentFlag.AlignRight)
            area = area.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(gap + unit), 0)
        self._write(painter, area, number or "–", "text" if number else "muted", Qt.AlignmentFlag.AlignRight)

    def _write_letters(self, painter: QPainter, area: QRect, card: Card, value: str) -> None:
        """A choice in the color of its value: a bar and letters."""
        if value not in card.short:
            return
        high, role = self.look.px(13), value.lower()
        painter.fillRect(area.left(), area.center().y() - high // 2, 3, high, self.look.colour(role))
        painter.setFont(self.look.font("caption", True))
        self._write(painter, area.adjusted(8, 0, 8, 0), card.short[value], role, Qt.AlignmentFlag.AlignLeft)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line, completing names and choices."""
        card = self.table.records.cards[index.column()]
        return line_editor(card, self.table.session.event, self.look, parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The text of the cell, selected, so that typing replaces it."""
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Fill the cell; a little wider where the text needs it."""
        area = QRect(option.rect)
        if area.width() < (least := self.look.px(110)):
            area.setLeft(max(0, area.right() - least))
        editor.setGeometry(area)

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """Hand the text over."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Tab and the vertical arrows end the typing and go on as in a spreadsheet."""
        if (
            isinstance(watched, QLineEdit)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
        ):
            key = Qt.Key(event.key())
            if key in ENDS:
                self.table.commitData(watched)
                self.table.closeEditor(watched, QStyledItemDelegate.EndEditHint.NoHint)
                self.table.left_editor(key, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
                return True
        return super().eventFilter(watched, event)
