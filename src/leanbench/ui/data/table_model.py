"""A table for QTableView: what a recipe makes of a data set, or a preview of an import.

Cells are read when they are painted, so a million rows cost what is on the screen. Cells that could not be read as
their column's kind are marked with a sign and a tooltip, never by color alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from leanbench.tables import Table
from leanbench.ui.frame.theme import Look
from leanbench.words import N_, _

Index = QModelIndex | QPersistentModelIndex
# A heading stands exactly over its cells; plain spaces would be trimmed from its first line only.
BEFORE, AFTER = "\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
LONGEST = 400  # characters of a cell that are drawn
BLOCK = 256  # rows whose texts are made at once
BLOCKS = 400  # blocks of texts that are kept
KIND_WORDS = {
    "number": N_("number"), "text": N_("text"), "date": N_("date"), "yesno": N_("yes/no"), "duration": N_("time"),
}  # fmt: skip


def with_unit(name: str, unit: str) -> str:
    """A heading with its unit, which "days (bd)" and "lead_time_bd" have already."""
    said = name.endswith((f"({unit})", f"[{unit}]", f" {unit}", f"_{unit}"))
    return name if not unit or said else f"{name} ({unit})"


class Texts(Protocol):
    """One column of texts."""

    def __len__(self) -> int: ...

    def __getitem__(self, row: Any) -> Any: ...


class ColumnTexts:
    """The texts of one column of a table, made a block at a time when somebody looks at them."""

    def __init__(self, table: Table, name: str) -> None:
        self.table, self.name = table, name
        self._blocks: dict[int, Sequence[str]] = {}

    def __len__(self) -> int:
        return self.table.rows

    def __getitem__(self, row: Any) -> Any:
        if isinstance(row, slice):
            return self.table.texts(self.name, row).tolist()
        block, place = divmod(row, BLOCK)
        found = self._blocks.get(block)
        if found is None:
            if len(self._blocks) >= BLOCKS:
                self._blocks.clear()
            found = self.table.texts(self.name, slice(block * BLOCK, (block + 1) * BLOCK)).tolist()
            self._blocks[block] = found
        return found[place]


class TableModel(QAbstractTableModel):
    """Columns of equal length, numbered as `numbers`. Signal `typed(row, column, text)`: a person typed into a cell."""

    typed = Signal(int, str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.names: list[str] = []
        self.kinds: list[str] = []
        self.units: list[str] = []
        self.columns: Sequence[Texts] = ()
        self.odd: Mapping[str, frozenset[int]] = {}
        self.numbers: Sequence[int] = ()
        self.is_editable = False

    def show(
        self,
        names: Sequence[str],
        kinds: Sequence[str],
        columns: Sequence[Texts],
        odd: Mapping[str, frozenset[int]],
        numbers: Sequence[int],
        *,
        units: Sequence[str] = (),
        is_editable: bool = False,
    ) -> None:
        """Replace the contents. `odd`: for each column the record positions (from 0) that could not be read."""
        self.beginResetModel()
        self.names, self.kinds = list(names), list(kinds)
        self.columns, self.odd, self.numbers = columns, odd, numbers
        self.units = list(units)
        self.is_editable = is_editable
        self.endResetModel()

    def kind_text(self, column: int) -> str:
        """What stands under the name of a column: its kind, and its unit where the name does not say it."""
        kind = _(KIND_WORDS.get(self.kinds[column], ""))
        unit = self.units[column] if column < len(self.units) and self.kinds[column] == "number" else ""
        return kind if with_unit(self.names[column], unit) == self.names[column] else f"{kind}, {unit}"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of records."""
        return 0 if parent.isValid() or not self.columns else len(self.columns[0])

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of columns."""
        return 0 if parent.isValid() else len(self.names)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells of a stored table can be typed into; those of a preview are looked at."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if self.is_editable and index.isValid() else found

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was typed; the table itself changes by its recipe."""
        if role != Qt.ItemDataRole.EditRole or not self.is_editable:
            return False
        text = str(value)
        if text.strip() == str(self.columns[index.column()][index.row()]).strip():
            return False
        self.typed.emit(index.row(), self.names[index.column()], text)
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment and the mark of an odd cell."""
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.EditRole:
            return str(self.columns[column][row])
        name = self.names[column]
        is_odd = row in self.odd.get(name, ())
        if role == Qt.ItemDataRole.DisplayRole:
            text = self.columns[column][row][:LONGEST]
            # Air at both ends: a number and the text of the next column never touch.
            return f"  ▲ {text}  " if is_odd else f"  {text}  "
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.kinds[column] in ("number", "duration") and not is_odd
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and is_odd:
            return self.look.colour("caution")
        if role == Qt.ItemDataRole.ToolTipRole and is_odd:
            words = _("Not a {kind}: kept as it is, left out of calculations.")
            return words.format(kind=_(KIND_WORDS[self.kinds[column]]))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column name over its kind; row numbers as in the source."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                words = (self.names[section], self.kind_text(section))
                return "\n".join(f"{BEFORE}{text}{AFTER}" for text in words)
            return str(self.numbers[section]) if section < len(self.numbers) else str(section + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            right = self.kinds[section] in ("number", "duration")
            return (
                Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            ) | Qt.AlignmentFlag.AlignVCenter
        return None
