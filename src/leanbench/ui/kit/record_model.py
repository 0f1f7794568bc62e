"""Any collection of records as table rows: columns from cards, cells read and written by `schema.cell_text`.

The last row is not a record yet: typing in it adds one. Text that cannot be read stays in its cell with
the sentence that says why, and changes nothing; such texts live here, not in the document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from leanbench.errors import UserError
from leanbench.event.changes import AddRow, RemoveRow, SetRow, Several
from leanbench.event.editing import Change
from leanbench.schema import Card
from leanbench.schema.cell_text import NUMERIC, cell_text, read_cell, typed_cards
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.words.lists import count_text, list_text

Removal = Callable[[Any, int], Change]
Index = QModelIndex | QPersistentModelIndex
PROBLEM = Qt.ItemDataRole.UserRole  # whether the text of the cell could not be read
MARK = Qt.ItemDataRole.UserRole + 1  # whether the row is the one for the next record


class Collection:
    """A collection of an event: where it is, its title, the kind of its rows and their cards."""

    def __init__(
        self, path: str, title: str, kind: type, hint: str = "", removal: Removal | None = None
    ) -> None:
        """`removal` makes the change that takes (record, row) out, where it is more than a row."""
        self.removal = removal or (lambda _record, row: RemoveRow(path, row))
        self.path = path
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


class RecordModel(QAbstractTableModel):
    """Signals: `problem(sentence)` for text that cannot be read; `added(row)` when a record was added."""

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
        """Put texts into (row, field) cells as one edit, rows past the last become records.

        Returns how many cells could not be read; they keep their text, marked.
        """
        path, event = self.collection.path, self.session.event
        changes: list[Change] = []
        fresh: dict[int, dict[str, Any]] = {}
        bad: list[tuple[int, str, str, str]] = []
        count = len(self.records)
        for row, field, text in cells:
            try:
                value = read_cell(self.collection.cards[field], text, event)
            except UserError as error:
                bad.append((row, field, text, str(error)))
                continue
            self.problems.pop((row, field), None)
            if row < count:
                changes.append(SetRow(path, row, field, value))
            elif text.strip():
                fresh.setdefault(row, {})[field] = value
        changes += [AddRow(path, self.collection.kind(**fresh[row])) for row in sorted(fresh)]
        if changes:
            change = (
                changes[0]
                if len(changes) == 1
                else Several(words or f"change {len(changes)} cells", tuple(changes))
            )
            refusal = self.session.do(change, by=self)
            if refusal is not None and len(cells) == 1:
                bad.append((*cells[0], refusal.reason))
            elif fresh and refusal is None:
                self.added.emit(count)
        for row, field, text, reason in bad:
            self.problems[row, field] = (text, reason)
        for row in {row for row, *_rest in cells}:
            self._repaint(row)
        if bad:
            self.problem.emit(bad[0][3])
        return len(bad)

    def remove(self, rows: Sequence[int]) -> None:
        """Take records out, as one edit."""
        known = sorted({row for row in rows if row < len(self.records)}, reverse=True)
        changes = tuple(self.collection.removal(self.records[row], row) for row in known)
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

        Returns a sentence that says what was done and what was not read, every unknown heading by name.
        """
        from leanbench.tables.pasted_rows import heading_fields, rows_of, with_unit

        rows = rows_of(text)
        names = heading_fields(rows[0], self.collection.cards) if rows else None
        unknown: list[str] = []
        if names is not None:
            heads = rows[0]
            unknown = [head for head, name in zip(heads, names, strict=True) if head and not name]
            rows = [
                [with_unit(cell, head) for cell, head in zip(cells, heads, strict=False)]
                for cells in rows[1:]
            ]
            row = len(self.records)
        else:
            names = list(self.collection.columns[max(column, 0) :])
        if not rows:
            return "There are no rows on the clipboard. Copy cells of a spreadsheet first."
        cells = [
            (row + place, name, cell)
            for place, line in enumerate(rows)
            for name, cell in zip(names, line, strict=False)
            if name
        ]
        wide = max(len(line) for line in rows) - len(names)
        bad = self.put(cells, f"paste {count_text(len(rows), 'row', 'rows')}")
        said = [f"{count_text(len(rows), 'row', 'rows')} pasted."]
        if unknown:
            said.append(f"Not taken, because no column here is called so: {list_text(unknown)}.")
        if wide > 0:
            said.append(f"{count_text(wide, 'column', 'columns')} had no place and were not taken.")
        if bad:
            said.append(f"{count_text(bad, 'cell', 'cells')} could not be read and stay marked.")
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
