"""Any collection of records as table rows: columns from cards, cells read and written by `schema.cell_text`.

The last row is not a record yet: typing in it adds one. Text that cannot be read stays in its cell with
the sentence that says why, and changes nothing; such texts live here, not in the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from leanbench.errors import UserError
from leanbench.event.changes import Add, Remove, Set, Several
from leanbench.event.editing import Change
from leanbench.schema import Card
from leanbench.schema.addresses import at
from leanbench.schema.cell_reading import typed_share
from leanbench.schema.cell_text import NUMERIC, cell_text, link_value, read_cell, typed_cards
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.words.lists import count_text

Bad = tuple[int, str, str, str]  # row, field, text, why it could not be read
Index = QModelIndex | QPersistentModelIndex
PROBLEM = Qt.ItemDataRole.UserRole  # whether the text of the cell could not be read
MARK = Qt.ItemDataRole.UserRole + 1  # whether the row is the one for the next record


class Collection:
    """A collection of an event: where it is, its title, the kind of its rows and their cards."""

    def __init__(self, path: str, title: str, kind: type, hint: str = "") -> None:
        self.path = path
        self.address = path.replace(".", "/")
        self.title = title
        self.kind = kind
        self.hint = hint
        self.cards: dict[str, Card] = typed_cards(kind)
        self.columns: tuple[str, ...] = tuple(typed_cards(kind, listed=True))

    def rows(self, event: Any) -> tuple[Any, ...]:
        """The records as they are now."""
        for part in self.path.split("."):
            event = getattr(event, part)
        found: tuple[Any, ...] = event
        return found

    def row(self, record: Any, *field: str) -> str:
        """The address of a record, or of a field of it."""
        return at(*self.path.split("."), record.id, *field)


class RecordModel(QAbstractTableModel):
    """Signals: `problem(sentence)` for text not read, or not read as it stands; `added(row)` for a new record."""

    problem = Signal(str)
    added = Signal(int)

    def __init__(self, session: Session, collection: Collection) -> None:
        super().__init__()
        self.session = session
        self.collection = collection
        self.cards = [collection.cards[name] for name in collection.columns]
        self.records: tuple[Any, ...] = collection.rows(session.event)
        self.problems: dict[tuple[int, str], tuple[str, str]] = {}
        session.touched.connect(self._on_touched)
        session.replaced.connect(self.reset)

    # --- following ----------------------------------------------------------------------------

    def reset(self) -> None:
        """Another event: read everything."""
        self.beginResetModel()
        self.problems.clear()
        self.records = self.collection.rows(self.session.event)
        self.endResetModel()

    def _on_touched(self, _touched: Touched) -> None:
        old, new = self.records, self.collection.rows(self.session.event)
        if new is old:
            return
        if len(old) == len(new):
            self.records = new
            for row, (before, now) in enumerate(zip(old, new, strict=True)):
                if before is not now:
                    self._repaint(row)
            return
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        gone, come = len(old) - start - end, len(new) - start - end
        self.problems = {key: text for key, text in self.problems.items() if key[0] < start}
        if come and not gone:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self.records = new
            self.endInsertRows()
        elif gone and not come:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            self.records = new
            self.endRemoveRows()
        else:
            self.beginResetModel()
            self.records = new
            self.endResetModel()

    # --- writing ------------------------------------------------------------------------------

    def put(self, cells: Sequence[tuple[int, str, str]], words: str = "") -> int:
        """Put typed texts into (row, field) cells as one edit, rows past the last become records.

        Returns how many cells could not be read; they keep their text, marked.
        """
        values: list[tuple[int, str, Any]] = []
        bad: list[Bad] = []
        notes: list[str] = []
        for row, field, text in cells:
            card = self.collection.cards[field]
            meant, note = typed_share(card, text, (getattr(record, field) for record in self.records))
            notes += [note] if note else []
            try:
                values.append((row, field, read_cell(card, meant, self.session.event)))
            except UserError as error:
                bad.append((row, field, text, str(error)))
        reason = self._write(values, bad, words)
        if reason and len(cells) == 1:
            self._mark([(*cells[0], reason)])
            return 1
        if notes and not bad:
            self.problem.emit(notes[0])
        return len(bad)

    def _write(self, values: Sequence[tuple[int, str, Any]], bad: Sequence[Bad], words: str) -> str:
        """Values into cells as one edit, marks on what could not be read. Returns why it was refused."""
        count = len(self.records)
        changes: list[Change] = []
        fresh: dict[int, dict[str, Any]] = {}
        for row, field, value in values:
            self.problems.pop((row, field), None)
            if row < count:
                changes.append(Set(self.collection.row(self.records[row], field), value))
            elif value not in (None, "", ()):
                fresh.setdefault(row, {})[field] = value
        changes += [Add(self.collection.address, self.collection.kind(**fresh[row])) for row in sorted(fresh)]
        reason = ""
        if changes:
            label = words or f"change {len(changes)} cells"
            one = changes[0] if len(changes) == 1 else Several(label, tuple(changes))
            refusal = self.session.do(one, by=self)
            reason = "" if refusal is None else refusal.reason
            if fresh and not reason:
                self.added.emit(count)
        self._mark(bad)
        for row in {row for row, *_rest in values}:
            self._repaint(row)
        return reason

    def _mark(self, bad: Sequence[Bad]) -> None:
        for row, field, text, reason in bad:
            self.problems[row, field] = (text, reason)
            self._repaint(row)
        if bad:
            self.problem.emit(bad[0][3])

    def remove(self, rows: Sequence[int]) -> None:
        """Take records out, as one edit."""
        known = sorted({row for row in rows if row < len(self.records)}, reverse=True)
        changes = tuple(Remove(self.collection.row(self.records[row])) for row in known)
        if changes:
            words = f"remove {count_text(len(known), 'row', 'rows')} of {self.collection.title.lower()}"
            self.session.do(changes[0] if len(changes) == 1 else Several(words, changes), by=self)

    def forget_problem(self, row: int, field: str) -> bool:
        """Show the recorded value again; False when there was no problem."""
        if self.problems.pop((row, field), None) is None:
            return False
        self._repaint(row)
        return True

    def paste(self, text: str, row: int, column: int) -> str:
        """Put a block of a spreadsheet in: below a heading as new records, else from the cell on.

        Read by `schema.table_reader`, as any table from outside. Returns a sentence that says what was done,
        assumed and not read, every unknown heading by name.
        """
        from leanbench.schema.table_reader import read_rows
        from leanbench.tables.pasted_rows import rows_of

        collection, event = self.collection, self.session.event
        rows = rows_of(text)
        if not rows:
            return "There are no rows on the clipboard. Copy cells of a spreadsheet first."
        order = collection.columns[max(column, 0) :]
        reading = read_rows(collection.kind, rows, order=order, calendar=event.calendar)
        start = len(self.records) if reading.headed else row
        place = {taken.number: start + at for at, taken in enumerate(reading.rows)}
        values: list[tuple[int, str, Any]] = []
        bad: list[Bad] = [(place[cell.row], cell.field, cell.text, cell.reason) for cell in reading.unread]
        for taken in reading.rows:
            for field, value in taken.values.items():
                try:  # a link is read as the words typed
                    known = link_value(collection.cards[field], value, event)
                    values.append((place[taken.number], field, known))
                except UserError as error:
                    bad.append((place[taken.number], field, value, str(error)))
        count = count_text(len(reading.rows), "row", "rows")
        if reason := self._write(values, bad, f"paste {count}"):
            return reason
        said = [f"{count} pasted.", *reading.notes]
        wide = 0 if reading.headed else max(map(len, rows)) - len(order)
        if wide > 0:
            said.append(f"{count_text(wide, 'column', 'columns')} had no place and were not taken.")
        if bad:
            said.append(f"{count_text(len(bad), 'cell', 'cells')} could not be read and stay marked.")
        return " ".join(said)

    def _repaint(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.cards) - 1))

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
            new = section == len(self.records)
            return ("New" if new else str(section + 1)) if role == Qt.ItemDataRole.DisplayRole else None
        card = self.cards[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return card.hint or card.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if card.kind in NUMERIC else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, _index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the cell shows, edits, and says to a screen reader."""
        row, card = index.row(), self.cards[index.column()]
        problem = self.problems.get((row, card.name))
        if role == MARK:
            return row == len(self.records)
        if role == PROBLEM:
            return problem is not None
        if role == Qt.ItemDataRole.ToolTipRole and problem is not None:
            return problem[1]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, card) if problem is None else problem[0]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if problem is not None:
                return f"{problem[0]}. {problem[1]}"
            empty = "type to add" if row == len(self.records) else "not recorded"
            return self._text(row, card) or empty
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.headerData(index.column(), Qt.Orientation.Horizontal, role)
        return None

    def _text(self, row: int, card: Card) -> str:
        if row >= len(self.records):
            return ""
        return cell_text(card, getattr(self.records[row], card.name), self.session.event)

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
        if a is not b:
            break
        count += 1
    return count
