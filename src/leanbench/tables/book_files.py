"""Reads XLS, XLSB and ODS with calamine: texts and merged cells; these give no styles.

The reader keeps the whole rectangle of a sheet and ends its process where that is too large, so only a child
process runs this (`reading_child`).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import IO, Any

from leanbench.errors import UserError
from leanbench.tables.book_parts import (
    Area,
    BookFacts,
    Part,
    Request,
    Rest,
    check_sheet,
    damaged_book,
    in_rows,
    locked_book,
    no_cells,
)
from leanbench.tables.number_formats import serial_number
from leanbench.words.language import _


def read_book(request: Request, file: IO[bytes]) -> Iterator[Part]:
    """The rows of one sheet: the one asked for, else the first that is not hidden and has cells."""
    import python_calamine as calamine

    name = request.name
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    except calamine.PasswordError:
        raise locked_book(name) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise damaged_book(name) from None
    sheets = tuple(book.sheet_names)
    check_sheet(name, sheets, request.sheet)
    hidden = tuple(
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible != calamine.SheetVisibleEnum.Visible and sheet.name in sheets
    )
    wanted = [request.sheet] if request.sheet is not None else [one for one in sheets if one not in hidden]
    for one in wanted:
        sheet, rows = _sheet(name, book, one)
        if any(cell not in ("", None) for row in rows for cell in row):
            yield from in_rows([_cell(cell) for cell in row] for row in rows)
            yield Rest(name, sheets, one, facts=BookFacts(hidden, merged=_merged(sheet)))
            return
    raise no_cells(name, request.sheet, hidden)


def _sheet(name: str, book: Any, wanted: str) -> tuple[Any, list[list[Any]]]:
    import python_calamine as calamine

    try:
        sheet = book.get_sheet_by_name(wanted)
        return sheet, sheet.to_python(skip_empty_area=False)
    except (calamine.CalamineError, calamine.WorksheetNotFound, OSError, ValueError):
        raise UserError(
            _("Sheet {wanted!r} of {name} cannot be read. Save it as CSV and try again.").format(
                wanted=wanted, name=name
            )
        ) from None


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return serial_number(value)
    if isinstance(value, dt.datetime):
        return (
            value.isoformat(sep=" ", timespec="seconds")
            if value.time() != dt.time()
            else value.date().isoformat()
        )
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S")
    return "" if value is None else str(value)


def _merged(sheet: Any) -> tuple[Area, ...]:
    try:
        found = sheet.merged_cell_ranges or ()
    except (AttributeError, ValueError, OSError):
        return ()  # the format keeps no list of merged cells
    return tuple(Area(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in found)
