"""A table while steps work on it: named columns of one length, each with kind, unit, values and order of levels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leanbench.errors import UserError
from leanbench.schema import replace
from leanbench.tables import cells
from leanbench.tables.parsed import Table
from leanbench.tables.preview import OddCell
from leanbench.words import _
from leanbench.words.lists import list_text

Values = NDArray[Any]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FrameColumn:
    """One column: values as `Table.column` has them, and the texts of cells that could not be read as its kind.

    odd : (rows,) texts, or None when every cell could be read. offsets : minutes east of UTC of a date, or None.
    levels : the order of a text column's values; those it does not name follow in the order of the alphabet.
    """

    kind: str
    values: Values
    unit: str = ""
    odd: Values | None = None
    offsets: Rows | None = None
    levels: tuple[str, ...] = ()

    def take(self, rows: Values) -> FrameColumn:
        """The rows at these positions, or where a mask is true."""
        return replace(
            self, values=self.values[rows], odd=None if self.odd is None else self.odd[rows],
            offsets=None if self.offsets is None else self.offsets[rows],
        )  # fmt: skip

    def is_blank(self) -> NDArray[np.bool_]:
        """(rows,) whether a cell has no value of the column's kind."""
        if self.values.dtype == object:
            return np.array([not text for text in self.values.tolist()], dtype=bool)
        return np.isnat(self.values) if self.values.dtype.kind == "M" else np.isnan(self.values)

    def texts(self) -> Values:
        """(rows,) the cells as text, as they are stored: dates as ISO, yes and no as words."""
        if self.values.dtype == object:
            return self.values
        if self.kind == "yesno":
            words = np.array(("no", "yes", ""), dtype=object)  # one text each, however many rows
            found = words[np.where(np.isnan(self.values), 2.0, self.values == 1.0).astype(np.int8)]
        else:
            plain = Table(("x",), len(self.values), {"x": self.kind}, {}, (), {"x": self.values}, {})
            found = plain.texts("x")
        return found if self.odd is None else np.where(self.odd != "", self.odd, found)

    def sort_key(self) -> Values:
        """(rows,) numbers in the order of the column: its levels, the alphabet, time or size; blanks come last."""
        if self.values.dtype != object:
            blank = self.is_blank()
            is_date = self.values.dtype.kind == "M"
            key = self.values.astype("datetime64[ms]").astype(np.int64) if is_date else self.values
            return np.where(blank, np.inf, key.astype(np.float64))
        place: dict[str, float] = {text: float(i) for i, text in enumerate(self.level_order())}
        return np.array([place.get(text, np.inf) for text in self.values.tolist()], dtype=np.float64)

    def level_order(self) -> list[str]:
        """The different texts of a text column in order."""
        met = dict.fromkeys(self.values.tolist())
        met.pop("", None)
        named = [level for level in self.levels if level in met]
        return named + sorted(set(met) - set(named))


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Named columns of `rows` cells each, in order."""

    columns: dict[str, FrameColumn]
    rows: int

    def column(self, name: str, *kinds: str) -> FrameColumn:
        """A column, of one of these kinds when some are given. Raises UserError."""
        found = self.columns.get(name)
        if found is None:
            known = list_text([f"“{known}”" for known in self.columns]) or _("none")
            raise UserError(
                _("There is no column “{name}” at this step. The columns are {known}.").format(
                    name=name, known=known
                )
            )
        if kinds and found.kind not in kinds:
            wanted = _(" or ").join(kind_word(kind) for kind in kinds)
            raise UserError(
                _("Column “{name}” holds {kind}; this step needs {wanted}.").format(
                    name=name, kind=kind_word(found.kind), wanted=wanted
                )
            )
        return found

    def put(self, name: str, column: FrameColumn, after: str = "") -> Frame:
        """The frame with a column added behind `after` (or last), or in place of the one of this name."""
        if not name.strip():
            raise UserError(_("The new column needs a name."))
        if name in self.columns or after not in self.columns:
            return Frame({**self.columns, name: column}, self.rows)
        ordered: dict[str, FrameColumn] = {}
        for known, value in self.columns.items():
            ordered[known] = value
            if known == after:
                ordered[name] = column
        return Frame(ordered, self.rows)

    def take(self, rows: Values) -> Frame:
        """The rows at these positions, or where a mask is true."""
        count = int(np.count_nonzero(rows)) if rows.dtype == bool else rows.size
        return Frame({name: column.take(rows) for name, column in self.columns.items()}, count)

    def names(self, wanted: Sequence[str]) -> list[str]:
        """The columns named, all when none is. Raises UserError for a name the frame does not have."""
        for name in wanted:
            self.column(name)
        return list(dict.fromkeys(wanted)) or list(self.columns)


def kind_word(kind: str) -> str:
    """What the cells of a kind are."""
    return {
        "number": _("numbers"), "text": _("texts"), "date": _("dates"), "yesno": _("yes and no"),
        "duration": _("times"),
    }.get(kind, kind)  # fmt: skip


def frame_of(table: Table) -> Frame:
    """A table as a frame; cells that could not be read keep their text."""
    odd_in: dict[str, Values] = {}
    for cell in table.odd:
        if cell.column not in odd_in:
            odd_in[cell.column] = np.full(table.rows, "", dtype=object)
        odd_in[cell.column][cell.row - 1] = cell.text
    columns = {
        name: FrameColumn(
            table.kinds[name],
            table.column(name),
            table.units.get(name, ""),
            odd_in.get(name),
            table.offsets(name),
        )
        for name in table.names
    }
    return Frame(columns, table.rows)


def table_of(frame: Frame) -> Table:
    """A frame as a table that charts, studies and exports read."""
    columns = frame.columns
    odd = [
        OddCell(int(row) + 1, str(column.odd[row]), name)
        for name, column in columns.items()
        if column.odd is not None
        for row in np.flatnonzero(column.odd != "")
    ]
    needs_text = {name: c for name, c in columns.items() if c.odd is not None or c.kind == "yesno"}
    for column in columns.values():
        column.values.flags.writeable = False
    return Table(
        tuple(columns), frame.rows, {name: column.kind for name, column in columns.items()},
        {name: column.unit for name, column in columns.items()}, tuple(odd),
        {name: column.values for name, column in columns.items()},
        {name: column.texts() for name, column in needs_text.items()},
        {name: column.offsets for name, column in columns.items() if column.offsets is not None},
    )  # fmt: skip


def read_texts(texts: Iterable[str], kind: str) -> FrameColumn:
    """Texts as a column of a kind; what cannot be read stays as odd text."""
    listed = [text.strip() for text in texts]
    if kind == "text":
        return FrameColumn("text", objects(listed))
    if kind == "date":
        read = cells.dates(listed)
        return FrameColumn("date", read.values, "", _odd(listed, read.odd), read.offsets)
    reader = {"number": cells.numbers, "yesno": cells.yesnos, "duration": cells.durations}[kind]
    values, odd = reader(listed)
    return FrameColumn(kind, values, "min" if kind == "duration" else "", _odd(listed, odd))


def _odd(texts: list[str], at: list[int]) -> Values | None:
    if not at:
        return None
    found = np.full(len(texts), "", dtype=object)
    for i in at:
        found[i] = texts[i]
    return found


def objects(texts: list[str]) -> Values:
    """Texts as an array of objects."""
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found


def keys_of(frame: Frame, names: Sequence[str]) -> tuple[Rows, int]:
    """(rows,) one number for each different combination of cells, in order of first appearance; and how many."""
    if not frame.rows or not names:
        return np.zeros(frame.rows, dtype=np.int64), min(1, frame.rows)
    key = np.zeros(frame.rows, dtype=np.int64)
    for name in names:
        column = frame.columns[name]
        if column.values.dtype == object or column.odd is not None:
            import pandas as pd

            codes = np.asarray(pd.factorize(column.texts())[0], dtype=np.int64)
        else:
            codes = np.unique(column.values, return_inverse=True)[1].astype(np.int64)
        key = np.unique(key * (int(codes.max()) + 1) + codes, return_inverse=True)[1].astype(np.int64)
    _found, first, numbers = np.unique(key, return_index=True, return_inverse=True)
    order = np.empty(first.size, dtype=np.int64)
    order[np.argsort(first)] = np.arange(first.size)
    return order[numbers], first.size
