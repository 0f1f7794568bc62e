"""Writes tables for other programs: CSV that opens right in a spreadsheet, and XLSX."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from leanbench.errors import UserError
from leanbench.event.records import Dataset
from leanbench.stats.base.result import Table as ResultTable
from leanbench.tables.parsed import Table
from leanbench.tables.text_files import csv_rows, whole_text
from leanbench.words.language import _
from leanbench.words.numbers import number_text
from leanbench.words.spreadsheet_text import harmless_text, table_text

LONGEST_CELL, MOST_XLSX_ROWS = 32_767, 1_048_576  # of Excel: characters of a cell, rows of a sheet


def to_csv(table: Table | ResultTable) -> str:
    """The table as CSV text: comma, decimal point, ISO dates, header row, lines ended by CR LF (RFC 4180).

    A cell or heading that a spreadsheet would compute gets an apostrophe in front (`words.spreadsheet_text`).
    """
    columns, rows = _content(table)
    return table_text([columns, *([_plain(cell) for cell in row] for row in rows)])


def dataset_csv(dataset: Dataset) -> bytes:
    """The table of an event as it was imported, as a file of CSV that spreadsheets open right.

    UTF-8 with its mark; a cell that a spreadsheet would compute gets an apostrophe, which our own reader takes off.
    """
    return table_text(csv_rows(io.StringIO(dataset.text, newline=""))).encode("utf-8-sig")


def write_csv(table: Table | ResultTable, path: Path) -> None:
    """Write `to_csv(table)` as UTF-8 with its mark, so that spreadsheets read the letters right."""
    try:
        path.write_bytes(to_csv(table).encode("utf-8-sig"))
    except OSError as error:
        raise UserError(
            _("{path} cannot be written ({strerror}). Close it elsewhere or choose another folder.").format(
                path=path, strerror=error.strerror
            )
        ) from None


def write_xlsx(
    table: Table | ResultTable, path: Path, *, sheet: str = "Data", notes: Sequence[str] = ()
) -> None:
    """Write the table to an XLSX file with a bold frozen header; `notes` go to a second sheet.

    A text that begins like a formula stays text, in cells, headings and notes.

    Raises UserError for more rows, or a longer cell, than a sheet of Excel holds, and for a place that cannot be
    written.
    """
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    columns, rows = _content(table)
    book = openpyxl.Workbook()
    page = book.active
    page.title = "".join(c for c in sheet if c not in "[]:*?/\\")[:31] or "Data"
    for j, name in enumerate(columns, 1):
        _put(page, 1, j, str(name)).font = Font(bold=True)
    page.freeze_panes = "A2"
    for i, row in enumerate(rows, 2):
        if i > MOST_XLSX_ROWS:
            raise UserError(
                _("A sheet of Excel holds {most} rows, and the table has more. Write CSV.").format(
                    most=number_text(MOST_XLSX_ROWS)
                )
            )
        for j, value in enumerate(row, 1):
            shown = _typed(value)
            if shown is not None:
                _put(page, i, j, shown)
    for j, name in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(j)].width = min(40, max(10, len(str(name)) + 2))
    if notes:
        second = book.create_sheet("Notes")
        for i, note in enumerate(notes, 1):
            _put(second, i, 1, note)
    try:
        book.save(path)
    except OSError as error:
        raise UserError(
            _("{path} cannot be written ({strerror}). Close it elsewhere or choose another folder.").format(
                path=path, strerror=error.strerror
            )
        ) from None


def _put(page: Any, row: int, column: int, value: Any) -> Any:
    """A cell of a sheet; text stays text, also after somebody edits it in Excel."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return page.cell(row, column, value)
    if len(value) > LONGEST_CELL:
        raise UserError(
            _("A cell in row {row} has {count} characters; Excel holds {longest}. Write CSV instead.").format(
                row=row, count=number_text(len(value)), longest=number_text(LONGEST_CELL)
            )
        )
    cell = page.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", whole_text(value))
    cell.data_type = "s"
    cell.quotePrefix = harmless_text(value) != value
    return cell


def _content(table: Table | ResultTable) -> tuple[tuple[str, ...], Iterable[Sequence[Any]]]:
    if isinstance(table, ResultTable):
        return table.columns, table.rows
    odd = {(cell.column, cell.row - 1): cell.text for cell in table.odd}
    columns: list[list[Any]] = []
    for name in table.names:
        kind = table.kinds[name]
        values = (
            list(table.texts(name)) if kind in ("text", "yesno", "duration") else table.column(name).tolist()
        )
        for (column, row), text in odd.items():
            if column == name:
                values[row] = text
        columns.append(values)
    return table.names, zip(*columns, strict=True)


def _plain(value: Any) -> str:
    value = _typed(value)
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return repr(value) if isinstance(value, float) else str(value)


def _typed(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value == "":
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, (tuple, list, set, frozenset)):
        return ", ".join(str(item) for item in value)
    return value if isinstance(value, (str, int, bool, dt.datetime, dt.date)) else str(value)
