"""What an import looks like before it is accepted: columns, odd cells, and everything worth saying.

Rule of this module: nothing is dropped or coerced in silence. A cell that cannot be read as its
column's kind is kept as text and listed with its row; a row or column that is left out has a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from leanbench.event.import_account import ImportNote, note

Kind = Literal["number", "text", "date", "yesno", "duration"]
DateOrder = Literal["", "dmy", "mdy", "ymd", "ambiguous"]


@dataclass(frozen=True, slots=True)
class OddCell:
    """A cell that is kept as text because it cannot be read as its column's kind.

    `row` counts from 1: in a preview as a spreadsheet shows it (the header is row 1), in a stored
    table from the first row of data. `column` is the column's name.
    """

    row: int
    text: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """One column as it will be read.

    guessed_from : the reason for the guess, in words: ``"all 40 values are numbers"``.
    blanks : number of empty cells.
    odd : cells that cannot be read as `kind`; they stay text and count as missing in studies.
    examples : the first few different values, as written.
    decimal : the decimal sign the numbers of this column use.
    is_stored : the cells are plain numbers or ISO days: they are stored as they are.
    """

    name: str
    kind: Kind
    unit: str = ""
    guessed_from: str = ""
    blanks: int = 0
    odd: tuple[OddCell, ...] = ()
    examples: tuple[str, ...] = ()
    date_order: DateOrder = ""
    decimal: str = "."
    is_stored: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """A table read from outside, not yet part of the event.

    cells : one tuple of texts for each column, in the order of `columns`, all of length `rows`.
    account : what was left out, filled, assumed or could not be read; empty when nothing odd was found.
    row_numbers : the row of each record in the source, from 1.
    above, below : the rows that stand above the header and below the table (titles, notes), kept with the dataset.
    """

    name: str
    sheets: tuple[str, ...]
    sheet: str
    columns: tuple[ColumnPreview, ...]
    rows: int
    account: tuple[ImportNote, ...]
    encoding: str
    delimiter: str
    decimal: str
    header_row: int
    cells: tuple[tuple[str, ...], ...]
    row_numbers: tuple[int, ...] | range
    above: tuple[tuple[str, ...], ...] = ()
    below: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> ColumnPreview:
        """The column of this name. Raises KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def head(self, n: int = 100) -> tuple[tuple[str, ...], ...]:
        """The first `n` rows as written, for showing."""
        return tuple(zip(*(column[:n] for column in self.cells), strict=True)) if self.cells else ()


def rows_text(rows: list[int], most: int = 5) -> str:
    """``row 3``, ``rows 3, 7 and 9``, ``rows 3, 4, 5, 6, 7 and 12 more``."""
    rows = sorted(rows)
    if len(rows) == 1:
        return f"row {rows[0]}"
    shown = [str(row) for row in rows[:most]]
    if len(rows) > most:
        return f"rows {', '.join(shown)} and {len(rows) - most} more"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


def info(text: str, where: str = "") -> ImportNote:
    """A line of the account that changes nothing and leaves nothing to decide."""
    return note("as-read", text, where=where)


def warning(text: str, where: str = "") -> ImportNote:
    """A line of the account that changes what the numbers mean."""
    return note("to-check", text, where=where)
