"""Rows copied from a spreadsheet, as cells of text."""

from __future__ import annotations

import io

from leanbench.tables.text_files import check_paste, csv_rows, whole_text
from leanbench.words.spreadsheet_text import meant_rows


def rows_of(text: str) -> list[list[str]]:
    """The cells of pasted text: tabs as spreadsheets copy them, else semicolons or commas.

    Raises UserError for a cell longer than any table has, and for more text than a clipboard should carry.

    >>> rows_of("Check\\t5\\nSign\\t2")
    [['Check', '5'], ['Sign', '2']]
    """
    check_paste(text)
    lines = whole_text(text).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not lines.strip():
        return []
    first = lines.split("\n", 1)[0]
    mark = "\t" if "\t" in lines else ";" if ";" in first else "," if first.count(",") > 1 else "\t"
    rows = [[cell.strip() for cell in row] for row in csv_rows(io.StringIO(lines), mark)]
    return meant_rows([row for row in rows if any(row)], lines)
