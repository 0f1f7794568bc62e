"""Writes tables for other programs: CSV that opens right in a spreadsheet, and XLSX."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from leanbench.errors import UserError
from leanbench.stats.base.result import Table as ResultTable
from leanbench.tables.parsed import Table

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: Table | ResultTable) -> str:
    """The table as CSV text: comma, decimal point, ISO dates, header row, lines ended by CR LF (RFC 4180)."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    columns, rows = _content(table)
    writer.writerow(columns)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return stream.getvalue()


def write_csv(table: Table | ResultTable, path: Path) -> None:
    """Write `to_csv(table)` as UTF-8 with its mark, so that spreadsheets read the letters right."""
    try:
        path.write_bytes(to_csv(table).encode("utf-8-sig"))
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}). Close it elsewhere or choose another folder."
        ) from None


def write_xlsx(
    table: Table | ResultTable, path: Path, *, sheet: str = "Data", notes: Sequence[str] = ()
) -> None:
    """Write the table to an XLSX file with a bold frozen header; `notes` go to a second sheet.

    Text that begins with ``=`` stays text: a cell of data never becomes a formula.
    """
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    columns, rows = _content(table)
    book = openpyxl.Workbook()
    page = book.active
    page.title = "".join(c for c in sheet if c not in "[]:*?/\\")[:31] or "Data"
    page.append(list(columns))
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    for i, row in enumerate(rows, 2):
        for j, value in enumerate(row, 1):
            shown = _typed(value)
            if shown is None:
                continue
            cell = page.cell(i, j, shown)
            if isinstance(shown, str) and shown.startswith(_FORMULA_SIGNS):
                cell.data_type = "s"
    for j, name in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(j)].width = min(40, max(10, len(str(name)) + 2))
    if notes:
        second = book.create_sheet("Notes")
        for note in notes:
            second.append([note])
    try:
        book.save(path)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}). Close it elsewhere or choose another folder."
        ) from None


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
