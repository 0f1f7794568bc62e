"""Where a table stands in its grid: rows of headings, rows of data, and what around them is neither.

Titles above, codes and second rows of headings, empty rows, totals and notes below are told from the data here;
each is a line of the account.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leanbench.errors import UserError
from leanbench.event.import_account import ImportNote, note
from leanbench.schema.total_rows import is_total_word
from leanbench.tables.book_parts import Grid
from leanbench.tables.preview import info, rows_text, warning
from leanbench.tables.wide_tables import FEWEST, heading_series
from leanbench.words.dates import date_order
from leanbench.words.durations import read_elapsed
from leanbench.words.language import _, ngettext
from leanbench.words.lists import count_text
from leanbench.words.numbers import read_number

Row = list[str]
MORE_HEADINGS = 3  # rows that may go on with the headings
_YEAR = re.compile(r"19\d\d|20\d\d|2100", re.ASCII)
_NOTE = re.compile(
    r"[*†‡§]|\(\d+\)|\[\w+\]|(?:notes?|sources?|legend|prepared|data (?:extracted|as of))\b", re.I
)
_CODE = re.compile(r"[A-Z][A-Z0-9_]+")
_NO_VALUE = frozenset({"-", "–", "—", ".", "..", "...", "n/a", "na", "n.a.", "x", "*"})


@dataclass(frozen=True, slots=True)
class Body:
    """A table in its grid.

    header_row : the row that names the columns, from 1; 0 when none does. names : the headings, stripped.
    above, below : rows around the table that say something. rows, numbers : the records and their rows, from 1.
    """

    header_row: int
    names: list[str]
    above: tuple[tuple[str, ...], ...]
    below: tuple[tuple[str, ...], ...]
    rows: list[Row]
    numbers: tuple[int, ...] | range
    account: tuple[ImportNote, ...]


def find_body(grid: Grid, header_row: int | None, take: Mapping[str, str]) -> Body:
    """The table of a grid; `header_row` overrules where its headings are looked for (0: there are none).

    Raises UserError for a row of headings that is not there.
    """
    rows = grid.rows
    if header_row is not None and not 0 <= header_row <= len(rows):
        raise UserError(
            _("{name} has {rows}; row {row} cannot be the header.").format(
                name=grid.name, rows=count_text(len(rows), "row", "rows"), row=header_row
            )
        )
    account: list[ImportNote] = []
    header = _header_row(rows) if header_row is None else header_row
    start = header if header else (_first_table_row(rows) if header_row is None else 0)
    names = [" ".join(cell.split()) for cell in rows[header - 1]] if header else []
    above = [tuple(row) for row in rows[: start - (1 if header else 0)] if any(cell.strip() for cell in row)]
    if above:
        text = ngettext(
            "{count} row above the header is not part of the table; kept with the data as a note.",
            "{count} rows above the header are not part of the table; kept with the data as a note.", len(above),
        )  # fmt: skip
        account.append(info(text.format(count=len(above))))
    if not header:
        text = _("There seems to be no header row; the columns are called Column 1, Column 2 and so on.")
        account.append(warning(text))
    elif header_row is None:
        start = _go_on_with_headings(rows, header, names, above, account)
    numbers = _filled_rows(grid, start)
    numbers, below = _without_notes(rows, numbers, take, account)
    numbers = _without_totals(grid, numbers, take, account)
    _say_empty(grid, start, numbers, account)
    body = [rows[row - 1] for row in numbers]
    if not body:
        account.append(warning(_("There are no rows below the header.")))
    return Body(header, names, tuple(above), below, body, numbers, tuple(account))


# --- headings -----------------------------------------------------------------------------------


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell and not cell.isspace())


def _first_table_row(rows: list[Row]) -> int:
    """How many rows stand before the table: titles and blank lines narrower than the table itself."""
    widths = Counter(_filled(row) for row in rows[:200] if _filled(row))
    if not widths:
        return 0
    width = max(widths, key=lambda w: (widths[w] * w, w))
    for i, row in enumerate(rows[:50]):
        if _filled(row) >= max(1, round(0.6 * width)):
            return i
    return 0


def _header_row(rows: list[Row]) -> int:
    start = _first_table_row(rows)
    if start >= len(rows):
        return 0
    filled = [cell for cell in rows[start] if cell.strip()]
    values = sum(map(_is_value, filled))
    years = all(_YEAR.fullmatch(cell.strip()) for cell in filled[1:]) and len(filled) > 2
    if years and values == len(filled) - 1 and rows[start + 1 : start + 30]:
        return start + 1  # "Office, 2021, 2022, 2023" names its columns
    if (
        values >= FEWEST
        and not _is_value(filled[0])
        and _names_series(filled[1:], rows[start + 1 : start + 30])
    ):
        return start + 1  # "Element, 1, 2, 3", "Cause, 2026-03-02, 2026-03-03, 2026-03-04"
    return 0 if values or not filled else start + 1


def _names_series(cells: list[str], below: list[Row]) -> bool:
    """Whether the values among headings count on, and what stands below them is something else than they are."""
    series = [cell.strip() for cell in cells if _is_value(cell)]
    if not heading_series(series) or not below:
        return False
    dates = [date_order(cell) for row in below for cell in row[1:] if cell.strip()]
    return not date_order(series[0]) or not any(dates)


def _is_value(cell: str) -> bool:
    return read_number(cell) is not None or date_order(cell) != "" or read_elapsed(cell) is not None


def _go_on_with_headings(
    rows: list[Row], header: int, names: list[str], above: list[tuple[str, ...]], account: list[ImportNote]
) -> int:
    """The row where the data begin, from 0; rows that go on with the headings are joined to `names`."""
    sample = [row for row in rows[header + MORE_HEADINGS : header + 200] if _filled(row)]
    width = max(map(len, sample), default=0)
    columns = [
        [row[at].strip() for row in sample if at < len(row) and row[at].strip()] for at in range(width)
    ]
    numeric = {
        at for at, texts in enumerate(columns)
        if len(texts) >= 2 and 2 * sum(read_number(text) is not None for text in texts) > len(texts)
    }  # fmt: skip
    joined = []
    for number in range(header + 1, min(header + MORE_HEADINGS, len(rows)) + 1):
        row = rows[number - 1]
        words = {at: " ".join(cell.split()) for at, cell in enumerate(row) if cell.strip()}
        told = {at for at in numeric & set(words) if words[at].casefold() not in _NO_VALUE}
        blank = {at for at in words if at >= len(names) or not names[at]}
        if any(_is_value(words[at]) for at in told) or not words:
            break
        if len(told) >= 2 and len(told) == len(numeric) and all(_CODE.fullmatch(words[at]) for at in told):
            above.append(tuple(row))
            text = _("Row {row} holds codes of the columns ({code} ...) and is not part of the data.")
            account.append(info(text.format(row=number, code=words[min(told)])))
            return number
        is_told = len(told) >= 2 and 5 * len(told) >= 3 * len(numeric)
        if not is_told and not (numeric and blank and not numeric & set(words)):
            break
        _join(names, words, numeric)
        joined.append(number)
    if joined:
        text = _("Rows {first} to {last} are read as one row of headings.")
        account.append(info(text.format(first=header, last=joined[-1])))
    return joined[-1] if joined else header


def _join(names: list[str], words: Mapping[int, str], numeric: set[int]) -> None:
    """Put a second row of headings under the first; one over several columns counts for the numbers among them."""
    names.extend([""] * (max(words) + 1 - len(names)))
    over, is_shared = "", False
    for at, name in enumerate(names):
        if name:
            over, is_shared = name, at + 1 < len(names) and not names[at + 1] and at + 1 in words
        if at not in words:
            continue
        shared = over if is_shared and at in numeric else ""
        own = "" if is_shared and at not in numeric else name
        names[at] = " ".join(filter(None, (own or shared, words[at])))


# --- rows ---------------------------------------------------------------------------------------


def _filled_rows(grid: Grid, start: int) -> tuple[int, ...] | range:
    rows = grid.rows
    blank = [
        i + 1
        for i in range(start, len(rows))
        if not (rows[i] and rows[i][0].strip()) and not any(cell.strip() for cell in rows[i])
    ]
    if not blank:
        return range(start + 1, len(rows) + 1)
    without = set(blank)
    return tuple(row for row in range(start + 1, len(rows) + 1) if row not in without)


def _say_empty(grid: Grid, start: int, numbers: tuple[int, ...] | range, account: list[ImportNote]) -> None:
    """Say which rows among the records are empty: a second table may begin there."""
    if isinstance(numbers, range) or not numbers:
        return
    between = set(range(start + 1, numbers[-1])) - set(numbers) - set(grid.left_out)
    inside = [row for row in sorted(between) if not any(cell.strip() for cell in grid.rows[row - 1])]
    if inside:
        said = rows_text(inside)
        text = ngettext("{rows} is empty and left out.", "{rows} are empty and left out.", len(inside))
        account.append(warning(text.format(rows=f"{said[:1].upper()}{said[1:]}")))


def _without_notes(
    rows: list[Row], numbers: tuple[int, ...] | range, take: Mapping[str, str], account: list[ImportNote]
) -> tuple[tuple[int, ...] | range, tuple[tuple[str, ...], ...]]:
    """Without the notes that stand below a table: narrow rows behind an empty one, or such as begin like a note."""
    width = max((_filled(rows[row - 1]) for row in numbers[:200]), default=0)
    keep = len(numbers)
    place = len(numbers)
    while width >= 3 and place > 1 and _is_narrow(rows[numbers[place - 1] - 1], width):
        place -= 1
        row = rows[numbers[place] - 1]
        first = next(cell.strip() for cell in row if cell.strip())
        is_apart = numbers[place] > numbers[place - 1] + 1 and not any(map(_is_value, filter(None, row)))
        if _NOTE.match(first) or len(first) > 60 or is_apart:
            keep = place
    if keep == len(numbers):
        return numbers, ()
    notes = list(numbers[keep:])
    taken = take.get("notes-below", "leave-out")
    text = ngettext(
        "{count} note stands below the table, in {rows}.", "{count} notes stand below the table, in {rows}.", len(notes)
    ).format(count=len(notes), rows=rows_text(notes))  # fmt: skip
    account.append(note("notes-below", text, taken=taken, rows=notes))
    if taken == "keep":
        return numbers, ()
    return numbers[:keep], tuple(tuple(rows[row - 1]) for row in notes)


def _is_narrow(row: Row, width: int) -> bool:
    """Whether a row may be a note: a third of the table wide, or a mark and its meaning."""
    filled = [cell for cell in row if cell and not cell.isspace()]
    return 3 * len(filled) <= width or (len(filled) == 2 and width > 3 and not any(map(_is_value, filled)))


def _without_totals(
    grid: Grid, numbers: tuple[int, ...] | range, take: Mapping[str, str], account: list[ImportNote]
) -> tuple[int, ...] | range:
    """Without the rows that sum up others: called so, declared so by the spreadsheet, or their sum to the digit."""
    rows = grid.rows
    declared: set[int] = set()
    for area in grid.facts.tables if grid.facts is not None else ():
        last = area.area.last_row
        declared.update(range(last - area.totals_rows + 1, last + 1))
    words = _words_of_totals(rows)
    found = [
        row for row in numbers
        if row in declared or (words and not words.isdisjoint(rows[row - 1][:3]) and _is_called_total(rows[row - 1]))
    ]  # fmt: skip
    if len(found) == len(numbers):
        return numbers  # a table of totals
    if (
        not found
        and len(numbers) > 3
        and _is_sum(rows[numbers[-1] - 1], [rows[row - 1] for row in numbers[:-1]])
    ):
        found = [numbers[-1]]
    if not found:
        return numbers
    taken = take.get("totals", "leave-out")
    label = next((cell.strip() for cell in rows[found[-1] - 1] if cell.strip()), "")
    said = rows_text(found)
    text = ngettext(
        "{rows} looks like a total (“{label}”).", "{rows} look like totals (“{label}”).", len(found)
    ).format(rows=f"{said[:1].upper()}{said[1:]}", label=label)
    account.append(note("totals", text, taken=taken, rows=found))
    if taken == "keep":
        return numbers
    left_out = set(found)
    return tuple(row for row in numbers if row not in left_out)


def _words_of_totals(rows: Sequence[Row]) -> set[str]:
    """The texts among the first cells of all rows that call a row a total: mostly none."""
    columns = ({row[at] for row in rows if len(row) > at} for at in range(3))
    # Three letters first: numbers of cases are told from words without a pattern.
    return {
        cell for cells in columns for cell in cells if cell.lstrip()[:3].isalpha() and is_total_word(cell)
    }


def _is_called_total(row: Row) -> bool:
    """Whether the first words of a row call it a total and it has numbers, or nothing else."""
    words = [cell for cell in row[:3] if cell.strip() and read_number(cell) is None]
    if not words or not is_total_word(words[0]):
        return False
    texts = [cell for cell in row if cell.strip()]
    return len(texts) == 1 or any(read_number(cell) is not None for cell in texts)


def _is_sum(row: Row, above: Sequence[Row]) -> bool:
    """Whether a row without a label holds, in each of its cells, the sum of the cells above it."""
    filled = [at for at, cell in enumerate(row) if cell.strip()]
    first = min(filled, default=0)
    if (
        not filled
        or not first
        or not any(len(one) > at and one[at].strip() for one in above[-3:] for at in range(first))
    ):
        return False
    for at in filled:
        value = read_number(row[at])
        cells = [read_number(one[at]) for one in above if at < len(one) and one[at].strip()]
        numbers = [number for number in cells if number is not None]
        if (
            value is None
            or not value
            or len(numbers) < 2
            or not math.isclose(value, math.fsum(numbers), rel_tol=1e-9)
        ):
            return False
    return True
