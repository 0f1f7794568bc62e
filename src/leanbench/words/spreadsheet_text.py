"""Tables that leave the program for a spreadsheet: as text a spreadsheet takes as it is, and back.

A spreadsheet computes a cell that begins with one of `SIGNS`, and what it computes can call programs and
addresses. Such a cell gets an apostrophe in front (OWASP, "CSV injection"); what comes back loses it again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # the last four: full-width forms, which are computed too
_NUMBER = re.compile(r"[+-]?(?:\s*[$€£¥])?\s*\d[\d.,:'\u2009\u202f\u00a0 ]*%?(?:[eE][+-]?\d+)?|[+-]")
_APOSTROPHE = re.compile(f"'(?=[{re.escape(SIGNS)}])")


def harmless_text(text: str) -> str:
    """A text that no spreadsheet computes; numbers stay numbers.

    >>> [harmless_text(text) for text in ("=1+1", "-5.2", "- waiting", "+1 (202) 555", "late", "@SUM(A1)")]
    ["'=1+1", '-5.2', "'- waiting", "'+1 (202) 555", 'late', "'@SUM(A1)"]
    """
    if text[:1] in SIGNS and text and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def meant_text(text: str) -> str:
    """What a cell meant before `harmless_text`."""
    return text[1:] if _APOSTROPHE.match(text) else text


def meant_rows(rows: list[list[str]], source: str) -> list[list[str]]:
    """The rows of `source` with every cell as it was meant; the same rows where none has an apostrophe."""
    if not _APOSTROPHE.search(source):
        return rows
    return [[meant_text(cell) for cell in row] for row in rows]


def table_text(rows: Iterable[Sequence[object]], *, separator: str = ",", line_end: str = "\r\n") -> str:
    """Rows as CSV (RFC 4180), every text harmless; a tab as separator is what a clipboard takes."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=line_end)
    writer.writerows(
        [harmless_text(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row]
        for row in rows
    )
    return stream.getvalue()


def clipboard_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as a spreadsheet takes them from the clipboard: cells parted by tabs."""
    return table_text(rows, separator="\t", line_end="\n")
