"""The one table of records: typed into like a spreadsheet, and a real table to a screen reader.

Enter goes down and Tab to the right, arrows move, typing replaces, F2 edits, Esc gives up what cannot be
read. A text typed while several rows are selected goes to all of them. Alt+Up/Down moves rows, Insert puts
one below, Delete removes, Backspace empties; copy and paste speak to any spreadsheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from leanbench.schema import Card
from leanbench.schema.cell_reading import known_choice
from leanbench.ui.frame.key_names import is_insert
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.record_cells import WALKS, RecordCells
from leanbench.ui.kit.record_collection import Collection
from leanbench.ui.kit.record_model import PROBLEM, Index, RecordModel
from leanbench.words.language import _
from leanbench.words.spreadsheet_text import clipboard_text

# Room for the values of a kind, at 100 %; what is not named here is text.
WIDTHS = {
    **dict.fromkeys(("number", "whole", "share", "percent", "yesno"), 72),
    **dict.fromkeys(("money", "duration", "date", "choice"), 108),
}
TEXT = 124
# The same in a table beside other things; the letters of a choice stand for its words there.
DENSE = {
    **dict.fromkeys(("percent", "share", "yesno"), 54),
    **{"number": 62, "whole": 54, "money": 72, "duration": 66, "date": 84, "choice": 84, "link": 88},
}
DENSE_TEXT = 96


class RecordTable(QTableView):
    """A table of one collection. Signals: `current_changed(row)`; `told(sentence)` to show to people."""

    current_changed = Signal(int)
    told = Signal(str)
    row_height = 30
    two_lines = False  # whether a long text takes two lines in its row

    def __init__(
        self, session: Session, collection: Collection, *, dense: bool = False, inside: bool = False
    ) -> None:
        """`dense`: little room for each column; `inside`: as high as its rows, in a panel that scrolls."""
        super().__init__()
        self.dense, self.inside = dense or inside, inside
        self.session = session
        self.collection = collection
        self.records = RecordModel(session, collection)
        self.records.setParent(self)
        self.setModel(self.records)
        self._fitting = self._by_hand = False
        self.setItemDelegate(RecordCells(self))
        self.setAccessibleName(collection.title)
        self.setAccessibleDescription(
            f"One row for each of {collection.title.lower()}. Type in the last row to add one."
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self._widths: Mapping[str, int] = DENSE if self.dense else WIDTHS
        self.verticalHeader().setVisible(not inside)
        if inside:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            for signal in (self.records.rowsInserted, self.records.rowsRemoved, self.records.modelReset):
                signal.connect(self._fit_height)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().sectionResized.connect(self._on_resized)
        self.records.problem.connect(self.told)
        self.records.added.connect(self._on_added)
        self.selectionModel().currentChanged.connect(lambda now, _old: self.current_changed.emit(now.row()))
        session.look.follow(self._fit)
        self.setCurrentIndex(self.records.index(0, 0))
        if inside:
            self.clearSelection()  # nobody has chosen yet

    def _fit(self) -> None:
        """Figures, days and choices as wide as they need; texts share what is left once each can be read."""
        px = self.session.look.px
        self.verticalHeader().setDefaultSectionSize(px(self.row_height))
        cards = self.records.cards
        widths = [max(px(self._least(card)), self._title_width(card)) for card in cards]
        texts = [column for column, card in enumerate(cards) if card.kind not in self._widths]
        left = self.viewport().width() - sum(widths)
        for column in texts:
            widths[column] += max(0, left // len(texts))
        self._fitting = True
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        self._fitting = False
        self._fit_height()

    def _title_width(self, card: Card) -> int:
        """Room for the heading; where there is little, a long one ends in an ellipsis."""
        px, words = self.session.look.px, self.horizontalHeader().fontMetrics().horizontalAdvance(card.title)
        return min(words, px(88)) + px(18) if self.dense else words + px(28)

    def _least(self, card: Card) -> int:
        if self.dense and card.short:
            return 46
        return self._widths.get(card.kind, DENSE_TEXT if self.dense else TEXT)

    def _fit_height(self) -> None:
        """A table inside a panel shows all its rows."""
        if self.inside:
            bar = self.horizontalScrollBar()
            wide = self.horizontalHeader().length() > self.viewport().width()
            high = self.verticalHeader().length() + self.horizontalHeader().sizeHint().height() + 2
            self.setFixedHeight(high + (bar.sizeHint().height() if wide else 0))

    def _on_resized(self, column: int, _old: int, _new: int) -> None:
        """From the first column somebody drags on, widths are theirs (the last one always takes the rest)."""
        if not self._fitting and column < len(self.records.cards) - 1:
            self._by_hand = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The texts take the new room."""
        super().resizeEvent(event)
        if not self._by_hand:
            self._fit()

    def _on_added(self, row: int) -> None:
        """The row for the next one became a record: the cursor stays in it."""
        self.go(row, self.currentIndex().column())

    # --- reading ------------------------------------------------------------------------------

    def chosen_rows(self) -> list[int]:
        """The records with a selected cell, in order; the one with the cursor when none is."""
        count = len(self.records.records)
        rows = {index.row() for index in self.selectedIndexes()} or {self.currentIndex().row()}
        return sorted(row for row in rows if 0 <= row < count)

    def find(self, text: str, again: bool = False) -> bool:
        """Go to the next cell that holds a text; False when there is none."""
        wanted = text.casefold().strip()
        rows, columns = self.records.rowCount(), self.records.columnCount()
        now = self.currentIndex()
        start = max(now.row(), 0) * columns + max(now.column(), 0) + (1 if again else 0)
        for step in range(rows * columns if wanted else 0):
            row, column = divmod((start + step) % (rows * columns), columns)
            index = self.records.index(row, column)
            if wanted in str(index.data() or "").casefold():
                self.go(row, column)
                return True
        return False

    # --- moving -------------------------------------------------------------------------------

    def go(self, row: int, column: int, edit: bool = False) -> None:
        """Put the cursor into a cell."""
        row = min(max(row, 0), self.records.rowCount() - 1)
        column = min(max(column, 0), self.records.columnCount() - 1)
        index = self.records.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if edit and self.state() != QAbstractItemView.State.EditingState:  # already, in this very cell
            self.edit(index)

    def _walk(self, key: Qt.Key) -> None:
        """Where a key leads that ends typing: down, right, and on into the next row."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.go(row + 1, column)
        elif key == Qt.Key.Key_Up:
            self.go(row - 1, column)
        else:
            last = self.records.columnCount()
            place = row * last + column + (-1 if key == Qt.Key.Key_Backtab else 1)
            if 0 <= place < last * self.records.rowCount():
                self.go(*divmod(place, last))

    def left_editor(self, key: Qt.Key, _control: bool = False) -> None:
        """Typing ended by a key. Text that cannot be read stays marked; Tab goes on, so that no value shifts."""
        tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if key in tabs or (key != Qt.Key.Key_Escape and not self.currentIndex().data(PROBLEM)):
            self._walk(key)

    def commit(self) -> None:
        """Hand over what is being typed (before saving, printing, leaving)."""
        editor = self.focusWidget() if self.state() == QAbstractItemView.State.EditingState else None
        if isinstance(editor, QWidget) and editor is not self:
            self.commitData(editor)
            self.closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def closeEditor(self, editor: QWidget, hint: Any) -> None:
        """After an edit the cursor stays unless a key said where to go."""
        super().closeEditor(editor, hint)
        self.setFocus()

    def commitData(self, editor: QWidget) -> None:
        """What was typed goes to the cell, or to this column of every selected row."""
        rows = self.chosen_rows()
        index = self.currentIndex()
        if isinstance(editor, QLineEdit) and len(rows) > 1 and index.row() in rows:
            field = self.records.cards[index.column()].name
            words = f"set {self.records.cards[index.column()].words} of {len(rows)} rows"
            self.records.put([(row, field, editor.text()) for row in rows], words)
        else:
            super().commitData(editor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the table; anything else starts typing."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        index = self.currentIndex()
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_rows(-1 if key == Qt.Key.Key_Up else 1)
        elif key in WALKS and not control:
            self._walk(key)
        elif key == Qt.Key.Key_Delete:
            self.remove()
        elif key == Qt.Key.Key_Backspace and not control:
            self.empty_cells()
        elif is_insert(event):
            self.insert_below()
        elif key == Qt.Key.Key_Escape and self.records.forget_problem(index.row(), self.field_at(index)):
            return
        elif control or alt or not self._choose_by_letter(index, event.text()):
            super().keyPressEvent(event)

    def _choose_by_letter(self, index: QModelIndex, letter: str) -> bool:
        """Whether a letter chose a value, where the card has letters for its choices."""
        record = self.records.record_at(index.row())
        if record is None or not letter.isalpha() or not self.records.cards[index.column()].short:
            return False
        if known_choice(self.records.cards[index.column()], letter) is None:
            return False
        return self.records.put([(index.row(), self.field_at(index), letter)]) == 0

    def field_at(self, index: Index) -> str:
        """The name of the field of a cell."""
        return self.records.cards[index.column()].name if index.isValid() else ""

    # --- editing records ----------------------------------------------------------------------

    def remove(self) -> None:
        """Take the selected records out."""
        rows, column = self.chosen_rows(), self.currentIndex().column()
        if rows:
            self.records.remove(rows)
            self.go(rows[0], column)

    def empty_cells(self) -> None:
        """Empty the selected cells, where rows are selected the column of the cursor, as one edit."""
        now = self.currentIndex()
        whole = self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows
        cells = [i for i in self.selectedIndexes() or [now] if not whole or i.column() == now.column()]
        known = [i for i in cells if i.isValid() and self.records.record_at(i.row()) is not None]
        self.records.put([(index.row(), self.field_at(index), "") for index in known], "empty cells")

    def insert_below(self) -> None:
        """An empty record below the cursor, ready to be typed."""
        new = self.records.insert_below(self.currentIndex().row())
        if new:
            self.go(self.records.places[new], 0, edit=True)

    def move_rows(self, by: int) -> None:
        """The selected records one place up or down, as one edit."""
        rows, now = self.chosen_rows(), self.currentIndex()
        if not rows or rows[0] + by < 0 or rows[-1] + by >= len(self.records.records):
            return
        row = (now.row() if now.row() in rows else rows[0]) + by
        self.records.move(rows, by)
        self.go(row, now.column())
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for moved in rows if len(rows) > 1 else ():
            self.selectionModel().select(self.records.index(moved + by, 0), flags)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with rows, by mouse or Shift+F10."""
        menu = QMenu(self)
        menu.addAction(_("Row below"), self.insert_below)
        if self.chosen_rows():
            menu.addAction(_("Remove the rows"), self.remove)
            menu.addAction(_("Move up"), partial(self.move_rows, -1))
            menu.addAction(_("Move down"), partial(self.move_rows, 1))
        menu.addAction(_("Copy"), self.copy)
        menu.addAction(_("Paste"), self.paste)
        menu.popup(event.globalPos())

    # --- clipboard ----------------------------------------------------------------------------

    def copy(self) -> None:
        """The selected cells, or the row of the cursor with its headings, as a spreadsheet takes them."""
        places = {(index.row(), index.column()) for index in self.selectedIndexes()}
        rows = sorted({row for row, _column in places if row < len(self.records.records)})
        columns = sorted({column for _row, column in places})
        if not rows:
            return
        edited = Qt.ItemDataRole.EditRole
        block = [[self.records.index(row, column).data(edited) for column in columns] for row in rows]
        if len(columns) == self.records.columnCount():
            block.insert(0, [card.title for card in self.records.cards])
        QGuiApplication.clipboard().setText(clipboard_text(block))

    def cut(self) -> None:
        """Copy, then empty the cells; whole rows are removed."""
        self.copy()
        columns = {index.column() for index in self.selectedIndexes()}
        if len(columns) == self.records.columnCount():
            self.remove()
        else:
            self.empty_cells()

    def paste(self) -> None:
        """A block of a spreadsheet from the cursor on; below a heading of its own as new records."""
        index = self.currentIndex()
        text = QGuiApplication.clipboard().text()
        self.told.emit(self.records.paste(text, max(index.row(), 0), index.column()))
