"""From a source to a preview, and from an accepted preview to a stored dataset."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from leanbench.errors import UserError
from leanbench.event.records import Column, Dataset
from leanbench.tables import books, cells, guess
from leanbench.tables.book_parts import MOST_CELLS, MOST_COLUMNS, Grid, too_large
from leanbench.tables.preview import (
    ColumnPreview,
    Finding,
    Kind,
    Preview,
    info,
    rows_text,
    warning,
)
from leanbench.tables.reading_apart import Task
from leanbench.tables.text_files import uncollected
from leanbench.words.dates import date_order
from leanbench.words.durations import read_elapsed
from leanbench.words.language import _
from leanbench.words.lists import count_text
from leanbench.words.numbers import PLAIN, read_number


def read(
    source: Path | bytes | str,
    *,
    kind: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    header_row: int | None = None,
    task: Task | None = None,
) -> Preview:
    """Look at a table before it is imported.

    Parameters
    ----------
    source : Path, bytes or str
        A file, its content, or pasted text (tab separated, as from a spreadsheet). A str is never a file's name.
    kind : str, optional
        ``csv``, ``tsv``, ``txt``, ``xlsx``, ``xls``, ``ods`` or ``paste``; guessed when not given.
    sheet : str, optional
        The sheet of a spreadsheet; the first with cells when not given.
    encoding, delimiter, decimal : str, optional
        Overrule what the content suggests. `decimal` is ``"."`` or ``","``.
    header_row : int, optional
        The row that names the columns, from 1; 0 when there is none; guessed when not given.
    task : optional
        Told how far it is (`progress`); its `check` may raise to stop.

    Raises
    ------
    UserError
        The source is missing, empty, damaged, locked, or not a table; the sentence says what to do.
    """
    if decimal not in (None, ".", ","):
        raise UserError(f"The decimal sign must be a point or a comma, not {decimal!r}.")
    grid = books.load(source, kind, sheet, encoding, delimiter, task)
    with uncollected():
        return _preview(grid, decimal, header_row)


def _preview(grid: Grid, decimal: str | None, header_row: int | None) -> Preview:
    findings = list(grid.findings)
    header, names, above, body, numbers = _split(grid, header_row, findings)
    columns = _columns(grid, names, body, numbers, findings)
    names, texts = [name for name, _ in columns], [values for _, values in columns]
    if not texts:
        raise UserError(f"{grid.name} has no cells with content. Choose another file or sheet.")
    sign = decimal or guess.decimal_sign(texts, grid.delimiter)
    found: list[ColumnPreview] = []
    for name, values in zip(names, texts, strict=True):
        column, said = guess.column(name, values, numbers, decimal=sign)
        found.append(column)
        findings.extend(said)
    return Preview(
        grid.name, grid.sheets, grid.sheet, tuple(found), len(body), tuple(findings), grid.encoding, grid.delimiter,
        sign, header, tuple(texts), numbers, above,
    )  # fmt: skip


def override(
    preview: Preview, kinds: Mapping[str, Kind] | None = None, date_orders: Mapping[str, str] | None = None
) -> Preview:
    """The same preview with some columns read as another kind, or with another order of day and month.

    Raises UserError for a column the preview does not have.
    """
    kinds, date_orders = kinds or {}, date_orders or {}
    for name in (*kinds, *date_orders):
        if name not in {column.name for column in preview.columns}:
            raise UserError(f"There is no column {name!r}.")
    findings = list(preview.findings)
    columns = list(preview.columns)
    for i, (column, texts) in enumerate(zip(preview.columns, preview.cells, strict=True)):
        if column.name not in kinds and column.name not in date_orders:
            continue
        columns[i], said = guess.column(
            column.name, texts, preview.row_numbers, decimal=preview.decimal,
            kind=kinds.get(column.name, column.kind), order=date_orders.get(column.name),
        )  # fmt: skip
        findings = [f for f in findings if not f.text.startswith(f"Column {column.name!r}")] + said
    return dataclasses.replace(preview, columns=tuple(columns), findings=tuple(findings))


def dataset(
    preview: Preview,
    *,
    id: str,
    name: str,
    kinds: Mapping[str, Kind] | None = None,
    skip_columns: Sequence[str] = (),
    date_orders: Mapping[str, str] | None = None,
) -> Dataset:
    """The preview as a record of the event.

    Numbers are stored with a decimal point, dates as ISO text; a cell that cannot be read keeps its
    original text. What was skipped or said is kept in the record's `about`.
    """
    if kinds or date_orders:
        preview = override(preview, kinds, date_orders)
    kept = [i for i, column in enumerate(preview.columns) if column.name not in skip_columns]
    if not kept:
        raise UserError("Every column is left out. Keep at least one.")
    rows_to_index = (
        {row: i for i, row in enumerate(preview.row_numbers)} if any(c.odd for c in preview.columns) else {}
    )
    columns, texts = [], []
    for i in kept:
        found = preview.columns[i]
        # An odd cell can look like a number once decimal points are the rule: remember it as odd.
        unread = [rows_to_index[cell.row] for cell in found.odd if read_number(cell.text) is not None]
        extra = {"unread_rows": unread} if unread and found.kind == "number" else {}
        columns.append(Column(found.name, found.kind, found.unit, extra=extra))
        texts.append(_stored(preview.cells[i], found))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(zip(*texts, strict=True))
    about: dict[str, object] = {"findings": [finding.text for finding in preview.findings]}
    if preview.above:
        about["above_header"] = [list(row) for row in preview.above]
    if len(kept) < len(preview.columns):
        about["columns_left_out"] = [c.name for i, c in enumerate(preview.columns) if i not in kept]
    origin = preview.name + (f", sheet {preview.sheet}" if preview.sheet else "")
    return Dataset(id, name, tuple(columns), stream.getvalue(), origin, about=about)


def _stored(texts: Sequence[str], column: ColumnPreview) -> Sequence[str]:
    if column.kind == "number":
        if all(PLAIN.fullmatch(text) for text in texts[:200]) and not column.odd and column.decimal == ".":
            plain = PLAIN.fullmatch
            return [t if not t or plain(t) else _number_text(t, ".") for t in texts]
        plainly = {text: _number_text(text, column.decimal) for text in dict.fromkeys(texts)}
        return [plainly[text] for text in texts]
    if column.kind == "date":
        read = cells.dates(texts, column.date_order if column.date_order in ("dmy", "mdy") else "mdy")
        values, there = read.values, ~np.isnat(read.values)
        days = values.astype("datetime64[D]")
        with_time = bool(np.any(values[there] != days[there]))
        written = np.datetime_as_string(values if with_time else days)
        stored = ["" if text == "NaT" else text.replace("T", " ") for text in written.tolist()]
        if read.offsets is not None and with_time:
            tails = {minutes: _offset_text(minutes) for minutes in set(read.offsets.tolist())}
            stored = [text and text + tails[m] for text, m in zip(stored, read.offsets.tolist(), strict=True)]
        for i in read.odd:
            stored[i] = texts[i]
        return stored
    return texts


def _offset_text(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def _number_text(text: str, decimal: str) -> str:
    stripped = text.strip()
    if not stripped or (decimal == "." and PLAIN.fullmatch(stripped)):
        return stripped
    value = read_number(stripped, decimal)
    if value is None:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


# --- header, rows, columns ----------------------------------------------------------------------


def _empty_rows(rows: list[int]) -> str:
    said = rows_text(rows)
    return f"{said[:1].upper()}{said[1:]} {'is' if len(rows) == 1 else 'are'} empty and left out."


def _split(
    grid: Grid, header_row: int | None, findings: list[Finding]
) -> tuple[int, list[str], tuple[tuple[str, ...], ...], list[list[str]], tuple[int, ...] | range]:
    """The header's row (0: none), its names, the rows above it, the rows below with their numbers."""
    rows = grid.rows
    if header_row is not None and not 0 <= header_row <= len(rows):
        raise UserError(
            f"{grid.name} has {count_text(len(rows), 'row', 'rows')}; row {header_row} cannot be the header."
        )
    header = _header_row(rows) if header_row is None else header_row
    start = header if header else (_first_table_row(rows) if header_row is None else 0)
    names = [cell.strip() for cell in rows[header - 1]] if header else []
    above = tuple(
        tuple(row) for row in rows[: start - (1 if header else 0)] if any(cell.strip() for cell in row)
    )
    if above:
        words = count_text(len(above), "row", "rows")
        findings.append(
            info(
                f"{words} above the header {'is' if len(above) == 1 else 'are'} not part of the table; "
                "kept with the data as a note.",
            )
        )
    if not header:
        findings.append(
            warning(
                "There seems to be no header row; the columns are called Column 1, Column 2 and so on.",
            )
        )
    blank = [
        i + 1
        for i in range(start, len(rows))
        if not any(rows[i]) or not any(cell.strip() for cell in rows[i])
    ]
    numbers: tuple[int, ...] | range = range(start + 1, len(rows) + 1)
    if blank:
        last = len(rows)
        left_out = set(blank)
        while last in left_out:
            last -= 1
        inside = [row for row in blank if row <= last]
        if inside:
            findings.append(warning(_empty_rows(inside)))
        numbers = tuple(row for row in numbers if row not in left_out)
    body = [rows[row - 1] for row in numbers]
    return header, names, above, body, numbers


def _first_table_row(rows: list[list[str]]) -> int:
    """How many rows stand before the table: titles and blank lines narrower than the table itself."""
    widths = Counter(_filled(row) for row in rows[:200] if _filled(row))
    if not widths:
        return 0
    width = max(widths, key=lambda w: (widths[w] * w, w))
    for i, row in enumerate(rows[:50]):
        if _filled(row) >= max(1, round(0.6 * width)):
            return i
    return 0


_YEAR = re.compile(r"19\d\d|20\d\d|2100", re.ASCII)


def _header_row(rows: list[list[str]]) -> int:
    start = _first_table_row(rows)
    if start >= len(rows):
        return 0
    filled = [cell for cell in rows[start] if cell.strip()]
    values = sum(
        read_number(c) is not None or date_order(c) != "" or read_elapsed(c) is not None for c in filled
    )
    below = rows[start + 1 : start + 30]
    years = all(_YEAR.fullmatch(cell.strip()) for cell in filled[1:]) and len(filled) > 2
    if years and values == len(filled) - 1 and below:  # "Office, 2021, 2022, 2023" names its columns
        return start + 1
    return 0 if values or not filled else start + 1


def _filled(row: list[str]) -> int:
    return sum(1 for cell in row if cell and not cell.isspace())


def _columns(
    grid: Grid, names: list[str], body: list[list[str]], numbers: Sequence[int], findings: list[Finding]
) -> list[tuple[str, tuple[str, ...]]]:
    widths = [len(row) for row in body]
    width = max([len(names), *widths], default=0)
    padded = width * len(body)  # a few very long rows must not make every row as long
    if width > MOST_COLUMNS or (padded > MOST_CELLS and padded > 4 * sum(widths)):
        size = _("{rows} and {columns}").format(
            rows=count_text(len(body), "row", "rows"), columns=count_text(width, "column", "columns")
        )
        raise too_large(grid.name, size)
    if widths and min(widths) < width:
        usual = len(names) or Counter(widths).most_common(1)[0][0]
        short = [number for number, row in zip(numbers, body, strict=True) if len(row) < usual]
        long = [n for n, row in zip(numbers, body, strict=True) if any(cell.strip() for cell in row[usual:])]
        if short:
            findings.append(warning(f"Too few cells in {rows_text(short)}; the missing ones are empty."))
        if long and usual < width:
            findings.append(
                warning(
                    f"More cells than columns in {rows_text(long)}; the extra ones are kept in columns of their own.",
                )
            )
        body = [row if len(row) == width else row + [""] * (width - len(row)) for row in body]
    texts = list(zip(*body, strict=True)) if body else [()] * width
    taken: Counter[str] = Counter()
    columns: list[tuple[str, tuple[str, ...]]] = []
    unnamed = []
    for i, values in enumerate(texts):
        name = names[i] if i < len(names) else ""
        if not name and not any(value.strip() for value in values):
            continue  # a stray separator at the line's end: neither a name nor a value
        if not name:
            name = f"Column {i + 1}"
            unnamed.append(i + 1)
        taken[name] += 1
        if taken[name] > 1:
            findings.append(
                warning(
                    f"Two columns are called {name!r}; the later one is now '{name} ({taken[name]})'.",
                )
            )
            name = f"{name} ({taken[name]})"
        columns.append((name, tuple(values)))
    if unnamed and names:
        findings.append(
            warning(
                f"No name above column {', '.join(map(str, unnamed))}; "
                f"called {', '.join(f'Column {i}' for i in unnamed)}.",
            )
        )
    if not body and columns:
        findings.append(warning("There are no rows below the header."))
    return columns
