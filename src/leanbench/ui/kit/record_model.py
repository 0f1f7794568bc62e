"""Any collection of records as table rows: columns from cards, cells read and written by `schema.cell_text`.

The last row is not a record yet: typing in it adds one. Text that cannot be read stays in its cell with
the sentence that says why, and changes nothing; such texts live here, not in the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from leanbench.errors import UserError
from leanbench.event.changes import Several
from leanbench.event.edit_rules import row_name
from leanbench.event.editing import Change
from leanbench.schema import Card
from leanbench.schema.cell_reading import typed_share
from leanbench.schema.cell_text import NUMERIC, cell_text, read_cell, shown_text
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.record_collection import NOTHING, Collection
from leanbench.words.language import _
from leanbench.words.lists import count_text

Index = QModelIndex | QPersistentModelIndex
PROBLEM = Qt.ItemDataRole.UserRole  # whether the text of the cell could not be read


class RecordModel(QAbstractTableModel):
    """Signals: `problem(sentence)` for text not read, or not read as it stands; `added(row)` for a new record."""

    problem = Signal(str)
    added = Signal(int)

    def __init__(self, session: Session, collection: Collection) -> None:
        super().__init__()
        self.session = session
        self.collection = collection
        self.cards = [collection.cards[name] for name in collection.columns]
        self._targets = tuple({card.target for card in self.cards if card.target})
        self.problems: dict[tuple[str, str], tuple[str, str]] = {}  # by id of the record, "" for the next
        self._take()
        session.touched.connect(self._on_touched)
        session.replaced.connect(self.reset)

    def _take(self) -> None:
        self.records: tuple[Any, ...] = self.collection.rows(self.session.event)
        self.places = {record.id: row for row, record in enumerate(self.records)}
        self.labels = self.collection.labels(self.session.event)

    def record_at(self, row: int) -> Any:
        """The record of a row, None for the row of the next one."""
        return self.records[row] if 0 <= row < len(self.records) else None

    def _key(self, row: int, field: str) -> tuple[str, str]:
        record = self.record_at(row)
        return ("" if record is None else record.id, field)

    # --- following ----------------------------------------------------------------------------

    def reset(self) -> None:
        """Another event: read everything."""
        self.beginResetModel()
        self.problems.clear()
        self._take()
        self.endResetModel()

    def _on_touched(self, touched: Touched) -> None:
        old, labels = self.records, self.labels
        new = self.collection.rows(self.session.event)
        if new is not old:
            before, now = list(self.places), [record.id for record in new]
            if before == now:
                self._take()
                for row, (one, other) in enumerate(zip(old, new, strict=True)):
                    if one is not other:
                        self._repaint(row)
            else:
                self._change_rows(before, now)
        elif labels is not None:
            self.labels = self.collection.labels(self.session.event)
        if self.labels is not labels and self.labels != labels:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.records))
        if any(touched.touches(target) for target in self._targets):  # what a cell calls by name
            self._repaint(0, len(self.records))

    def _change_rows(self, old: list[str], new: list[str]) -> None:
        """Insert or remove one run of rows where that is all; anything else as a new order."""
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        gone, come = len(old) - start - end, len(new) - start - end
        if come and not gone:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self._take()
            self.endInsertRows()
        elif gone and not come:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            self._take()
            self.endRemoveRows()
        else:  # cursor and selection go along with their records
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            keys = [old[index.row()] if index.row() < len(old) else "" for index in before]
            self._take()
            places = {**self.places, "": len(new)}
            after = [
                self.index(places[key], index.column()) if key in places else QModelIndex()
                for key, index in zip(keys, before, strict=True)
            ]
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()
        self._repaint(0, len(new))

    # --- writing ------------------------------------------------------------------------------

    def put(self, cells: Sequence[tuple[int, str, str]], words: str = "") -> int:
        """Put typed texts into (row, field) cells as one edit, a row past the last becomes a record.

        Returns how many cells could not be read; they keep their text, marked.
        """
        event, count = self.session.event, len(self.records)
        values: dict[int, dict[str, Any]] = {}
        bad: list[tuple[str, str, str, str]] = []
        notes: list[str] = []
        for row, field, text in cells:
            card = self.collection.cards[field]
            meant, note = typed_share(card, text, (getattr(record, field) for record in self.records))
            notes += [note] if note else []
            try:
                value = read_cell(card, meant, event)
            except UserError as error:
                bad.append((*self._key(row, field), text, str(error)))
                continue
            self.problems.pop(self._key(row, field), None)
            if row < count or value not in NOTHING:
                values.setdefault(row, {})[field] = value
        made, ids = self.collection.writing(event, values)
        if len(cells) == 1 and len(made) > 1:  # what the cell names comes first
            record, card = self.record_at(cells[0][0]), self.collection.cards[cells[0][1]]
            words = made[-1].label if record is None else f"set {card.words} of {row_name(record)}"
        reason = self._do(made, words or f"change {len(made)} cells")
        if reason and len(cells) == 1:
            bad = [(*self._key(*cells[0][:2]), cells[0][2], reason)]
        elif not reason and any(row >= count for row in ids):
            self.added.emit(count)
        self._mark(bad)
        for row in values:
            self._repaint(row)
        if notes and not bad:
            self.problem.emit(notes[0])
        return len(bad)

    def _do(self, made: Sequence[Change], words: str) -> str:
        """Changes as one edit. Returns why it was refused, or nothing."""
        if not made:
            return ""
        refusal = self.session.do(made[0] if len(made) == 1 else Several(words, tuple(made)), by=self)
        return "" if refusal is None else refusal.reason

    def _mark(self, bad: Sequence[tuple[str, str, str, str]]) -> None:
        for key, field, text, reason in bad:
            self.problems[key, field] = (text, reason)
            self._repaint(self.places.get(key, len(self.records)))
        if bad:
            self.problem.emit(bad[0][3])

    def remove(self, rows: Sequence[int]) -> None:
        """Take records out, as one edit."""
        records = [self.records[row] for row in sorted(rows) if row < len(self.records)]
        words = f"remove {count_text(len(records), 'row', 'rows')} of {self.collection.title.lower()}"
        self._do(self.collection.removing(records) if records else (), words)

    def insert_below(self, row: int) -> str:
        """An empty record below a row, or at the end. Returns its id; nothing when it was refused."""
        above = self.record_at(row)
        record = self.collection.fresh(above)
        made = self.collection.adding(self.session.event, record, above)
        return "" if self._do(made, made[-1].label) else str(record.id)

    def move(self, rows: Sequence[int], by: int) -> None:
        """Records some places up or down, as one edit."""
        ordered = rows if by < 0 else rows[::-1]
        made = [self.collection.moving(self.records[row], row + by) for row in ordered]
        self._do(made, f"move {len(rows)} rows of {self.collection.title.lower()}")

    def forget_problem(self, row: int, field: str) -> bool:
        """Show the recorded value again; False when there was no problem."""
        if self.problems.pop(self._key(row, field), None) is None:
            return False
        self._repaint(row)
        return True

    def paste(self, text: str, row: int, column: int) -> str:
        """Put a block of a spreadsheet in, as one edit. Returns a sentence: what was done, assumed and not read."""
        from leanbench.tables.pasted_rows import rows_of

        field = self.cards[max(column, 0)].name
        try:
            rows = rows_of(text)
            if not rows:
                return _("There are no rows on the clipboard. Copy cells of a spreadsheet first.")
            pasted = self.collection.paste_of(self.session.event, rows, row, field)
        except UserError as error:
            return str(error)
        count = count_text(pasted.rows, "row", "rows")
        if reason := self._do(pasted.changes, _("paste {rows}").format(rows=count)):
            return reason
        said = [_("{rows} pasted.").format(rows=count), *pasted.notes]
        if pasted.unread:
            cells = count_text(len(pasted.unread), "cell", "cells")
            why = pasted.unread[0][3]
            said.append(_("{cells} could not be read and stay marked: {why}").format(cells=cells, why=why))
            for key, name, typed, reason in pasted.unread:
                self.problems[key, name] = (typed, reason)
        self._repaint(0, len(self.records))
        return " ".join(said)

    def _repaint(self, row: int, last: int | None = None) -> None:
        end = self.index(row if last is None else last, len(self.cards) - 1)
        self.dataChanged.emit(self.index(row, 0), end)

    # --- Qt -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """The records and the row for the next one."""
        return 0 if parent.isValid() else len(self.records) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One for each listed card."""
        return 0 if parent.isValid() else len(self.cards)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles and what they mean; rows by number."""
        if way == Qt.Orientation.Vertical:
            return self._label(section) if role == Qt.ItemDataRole.DisplayRole else None
        card = self.cards[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return card.hint or card.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if card.kind in NUMERIC else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _label(self, row: int) -> str:
        if row >= len(self.records):
            return _("New")
        return str(row + 1) if self.labels is None else self.labels.get(self.records[row].id, "")

    def flags(self, _index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the cell shows, edits, and says to a screen reader."""
        row, card = index.row(), self.cards[index.column()]
        problem = self.problems.get(self._key(row, card.name)) if self.problems else None
        if role == PROBLEM:
            return problem is not None
        if role == Qt.ItemDataRole.ToolTipRole and problem is not None:
            return problem[1]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, card, shown_text) if problem is None else problem[0]
        if role == Qt.ItemDataRole.EditRole:
            return self._text(row, card, cell_text) if problem is None else problem[0]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if problem is not None:
                return f"{problem[0]}. {problem[1]}"
            empty = _("type to add") if row == len(self.records) else _("not recorded")
            return self._text(row, card, shown_text) or empty
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.headerData(index.column(), Qt.Orientation.Horizontal, role)
        return None

    def _text(self, row: int, card: Card, maker: Any) -> str:
        if row >= len(self.records):
            return ""
        return str(maker(card, getattr(self.records[row], card.name), self.session.event))

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What an editor hands over; unchanged text is no edit."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        if str(value) == self.data(index, Qt.ItemDataRole.EditRole):
            return True
        return self.put([(index.row(), self.cards[index.column()].name, str(value))]) == 0


def _common(one: Sequence[Any], other: Sequence[Any]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
