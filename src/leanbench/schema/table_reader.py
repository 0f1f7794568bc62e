"""One reader for rows typed, pasted or imported: cells of text in, values of the fields of a record out.

Columns are found by their headings: the title of a card, or one of the `headings` it answers to, with a unit
in brackets, after a mark, or as the last word ("Process time (h)", "WT days", "Touch time - minutes"); low and
high of a time may stand in two columns. What no card answers to is named, what cannot be read keeps the rest
of its row and is named with its place, and what had to be assumed is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from leanbench.errors import UserError
from leanbench.schema.card import Card
from leanbench.schema.cell_reading import (
    BARE,
    DAYS,
    NOTHING,
    fraction_text,
    is_column_of_fractions,
    read_value,
)
from leanbench.schema.frozen_record import Record, cards_of
from leanbench.schema.plain_heading import plain_heading
from leanbench.schema.table_headings import NUMBERING, Column, Head, find_head, heading_of, is_doubtful
from leanbench.schema.total_rows import is_total_word
from leanbench.words import _
from leanbench.words.durations import Calendar, duration_text
from leanbench.words.lists import list_text
from leanbench.words.numbers import plain_number

_NUMBERING = frozenset(map(plain_heading, NUMBERING))
_MANY = 3  # sentences of one kind; beyond, one sentence counts the rest


class Unread(Record):
    """A cell that could not be read: row of the table from 1, field, its text, and why."""

    row: int
    field: str
    title: str
    text: str
    reason: str


class _Misread(Record):
    reason: str


class TableRow(Record):
    """One row: its number in the table from 1, and the values by field."""

    number: int
    values: dict[str, Any]


class TableReading(Record):
    """What a table says: rows, cells that could not be read, and sentences about all that was assumed or left out."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    headed: bool = False  # whether a row held headings


def cells_of(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Cells as text: None and not-a-number are empty, 5.0 is 5."""
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: Any) -> str:
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read_rows(
    kind: type,
    rows: Sequence[Sequence[Any]],
    *,
    named: str = "",
    order: Sequence[str] = (),
    more: Mapping[str, Card] | None = None,
    calendar: Calendar | None = None,
    plural: str = "rows",
) -> TableReading:
    """Read a table of rows of one kind of record.

    Parameters
    ----------
    kind : type
        The kind of record; its cards say what the columns may be.
    rows : sequence of sequences
        The cells; titles and one or two rows of headings may stand above.
    named : str
        The field that names a row ("name" of a step); a table with headings must have it. None without.
    order : sequence of str
        The fields of the columns when there are no headings.
    more : mapping, optional
        Cards of columns that are no field of the record, such as a lead time.
    plural : str
        What the rows are called in a sentence: "steps".

    Raises
    ------
    UserError
        The table has headings, but none for the field that names a row.
    """
    cells = cells_of(rows)
    cards = {**{name: card for name, card in cards_of(kind).items() if _readable(card)}, **(more or {})}
    head = find_head(cells, cards, named)
    if head is not None and _is_choice_cell(cells[head.at], [cards[name] for name in order]):
        head = None
    notes: list[str] = []
    if head is None:
        width = max(map(len, cells), default=0)
        columns = tuple(Column(i, "", cards[name]) for i, name in enumerate(order) if i < width)
        body = [(number, row) for number, row in enumerate(cells, 1) if any(row)]
    else:
        body = _rows_below(cells, head, notes)
        columns = _numbers_apart(head.columns, body, cards, named, notes)
        _headed_notes(columns, cards, named, plural, notes)
    fractions = {
        column.card.name: is_column_of_fractions(column.card, [_text(row, column) for _, row in body])
        for column in columns
        if column.card is not None
    }
    taken: list[TableRow] = []
    unread: list[Unread] = []
    shares: dict[str, dict[str, str]] = {}
    said: dict[tuple[int, str], str] = {}  # of each kind one for a column
    known: dict[tuple[int, str], Any] = {}  # a column repeats its values: each text is read once
    for number, row in body:
        values: dict[str, Any] = {}
        for card, text, column in _cells_of_row(row, columns):
            place = (column.index, text)
            if place not in known:
                try:
                    if meant := fraction_text(card, text, fractions[card.name]):
                        shares.setdefault(column.heading or card.title, {})[text] = meant
                    known[place] = read_value(card, meant or text, calendar, column.unit)
                except UserError as error:
                    known[place] = _Misread(str(error))
                else:
                    for what, sentence in _cell_notes(column, text, known[place]).items():
                        said.setdefault((column.index, what), sentence)
            value = known[place]
            if isinstance(value, _Misread):
                unread.append(Unread(number, card.name, card.words, text, value.reason))
            else:
                values[card.name] = value
        taken.append(TableRow(number, values))
    notes += said.values()
    for heading, read in shares.items():
        notes += _share_notes(heading, read)
    return TableReading(columns, tuple(taken), tuple(unread), tuple(dict.fromkeys(notes)), head is not None)


def _readable(card: Card) -> bool:
    return card.kind not in ("identity", "record", "rows", "loose")


def _is_choice_cell(row: Sequence[str], order: Sequence[Card]) -> bool:
    """Whether a heading of one word is a value of the column it is pasted into: "Done" is a status, too."""
    if len([text for text in row if text]) != 1 or not order or order[0].kind != "choice":
        return False
    return any(plain_heading(row[0]) == plain_heading(word) for _value, word in order[0].choices if word)


def _text(row: Sequence[str], column: Column) -> str:
    return row[column.index] if column.index < len(row) else ""


# --- rows ---------------------------------------------------------------------------------------


def _rows_below(cells: list[list[str]], head: Head, notes: list[str]) -> list[tuple[int, list[str]]]:
    """The rows below the headings with their numbers; titles, totals, footnotes and repeated headings are named."""
    titles = [" ".join(filter(None, row)) for row in cells[: head.at] if any(row)]
    if titles:
        notes.append(
            _("Above the headings stands {titles}; not used.").format(
                titles=list_text([f"“{title}”" for title in titles])
            )
        )
    if head.rows == 2:
        notes.append(_("Two rows of headings were read as one."))
    parts = [column for column in head.columns if column.part and column.card is not None]
    for column in parts:
        if sum(other.card is column.card for other in parts) > 1:
            words = column.card.words  # type: ignore[union-attr]
            notes.append(_("Low and high of the {words} are read as a range.").format(words=words))
        elif column.part != "middle":
            text = _("“{heading}” is the only {words} and is taken for it.")
            notes.append(text.format(heading=column.heading, words=column.card.words))  # type: ignore[union-attr]
    headings = cells[head.at : head.at + head.rows]
    body = []
    for number, row in enumerate(cells[head.at + head.rows :], head.at + head.rows + 1):
        if not any(row):
            continue
        if row in headings:
            notes.append(_("Row {number} repeats the headings and was left out.").format(number=number))
        elif any(is_total_word(cell) for cell in row[:3]):
            notes.append(_("Row {number} is a total and was left out.").format(number=number))
        elif _is_footnote(row, len(head.columns)):
            notes.append(
                _("Row {number} is a footnote and was left out: “{text}”.").format(
                    number=number, text=" ".join(filter(None, row))
                )
            )
        else:
            body.append((number, row))
    return body


def _is_footnote(row: Sequence[str], width: int) -> bool:
    filled = [cell for cell in row if cell]
    return width > 2 and len(filled) == 1 and bool(re.match(r"\*|†|(?:notes?|source)\s*:", filled[0], re.I))


def _cells_of_row(row: Sequence[str], columns: Sequence[Column]) -> list[tuple[Card, str, Column]]:
    """(card, text, column) of the filled cells; low, middle and high of a range are one text."""
    ranges: dict[str, dict[str, str]] = {}
    found = []
    for column in columns:
        text = _text(row, column)
        if column.card is None or not text:
            continue
        if column.part:
            ranges.setdefault(column.card.name, {})[column.part] = text
        if not column.part or len(ranges[column.card.name]) == 1:
            found.append((column.card, text, column))
    return [
        (card, _range_text(ranges[card.name]) if column.part else text, column)
        for card, text, column in found
    ]


def _range_text(parts: Mapping[str, str]) -> str:
    """``5-10`` or ``5/7/10`` of the cells of a range; a range without width is one time."""
    texts = [
        parts[part]
        for part in ("low", "middle", "high")
        if part in parts and parts[part].casefold() not in NOTHING
    ]
    if len(set(texts)) <= 1:
        return texts[0] if texts else "-"
    return "/".join(texts) if len(texts) == 3 else "-".join(texts)


def _numbers_apart(
    columns: tuple[Column, ...], body: list[tuple[int, list[str]]], cards: Mapping[str, Card], named: str,
    notes: list[str],
) -> tuple[Column, ...]:  # fmt: skip
    """ "Step" over plain numbers is the number of the step when another column can hold the names."""
    for column in columns:
        if not named or column.card is None or column.card.name != named:
            continue
        texts = [_text(row, column) for _, row in body if _text(row, column)]
        if not texts or not all(re.fullmatch(r"\d+[a-z]?[.)]?", text) for text in texts):
            continue
        other = next(
            (c for c in columns if c.card is None and heading_of(c.heading, {named: cards[named]})[0]), None
        )
        if other is not None:
            words = _("“{heading}” holds the numbers, “{other}” the names.")
            notes.append(words.format(heading=column.heading, other=other.heading))
            swap = {
                column.index: Column(column.index, "#", cards.get("number")),
                other.index: Column(other.index, other.heading, column.card),
            }
            return tuple(swap.get(c.index, c) for c in columns)
    return columns


# --- sentences ----------------------------------------------------------------------------------


def _headed_notes(
    columns: Sequence[Column], cards: Mapping[str, Card], named: str, plural: str, notes: list[str]
) -> None:
    if named and not any(column.card is not None and column.card.name == named for column in columns):
        headings = ", ".join(column.heading for column in columns if column.heading)
        raise UserError(
            _(
                "No column holds the names of the {rows}; the columns are called {headings}. Call one of "
                'them "{title}".'
            ).format(rows=plural, headings=headings, title=cards[named].title)
        )
    unused = [
        c.heading
        for c in columns
        if c.card is None and not c.problem and c.heading and plain_heading(c.heading) not in _NUMBERING
    ]
    if unused:
        quoted = list_text([f"“{heading}”" for heading in unused])
        notes.append(
            _("Column {quoted} was not used.").format(quoted=quoted)
            if len(unused) == 1
            else _("Columns {quoted} were not used.").format(quoted=quoted)
        )
    notes += [
        _("“{heading}” {problem}; not taken.").format(heading=column.heading, problem=column.problem)
        for column in columns
        if column.problem
    ]
    notes += [
        _("“{heading}” is taken for the {words}.").format(heading=column.heading, words=column.card.words)
        for column in columns
        if column.card is not None and not column.part and is_doubtful(column.heading, column.card)
    ]
    notes += [
        _("“{heading}” is read in business days.").format(heading=column.heading)
        for column in columns
        if column.card is not None and column.unit == "bd" and DAYS.search(column.heading)
    ]


def _cell_notes(column: Column, text: str, value: Any) -> dict[str, str]:
    """What was assumed of a cell, a sentence for each kind: decimals, a clock, the unit of a time, a plain no."""
    card = column.card
    if card is None or value is None:
        return {}
    heading = column.heading or card.title
    if card.kind == "choice":
        if not value or text.casefold() not in ("n", "no"):
            return {}
        words = _("“{text}” in “{heading}” is read as {word}: yes and no cannot tell the others apart.")
        return {"no": words.format(text=text, heading=heading, word=card.word(value).lower())}
    if card.kind not in ("number", "whole", "percent", "share", "money", "duration"):
        return {}
    notes = {}
    signs = "comma" if re.search(r"\d,\d", text) else "clock" if re.search(r"\d:\d", text) else ""
    if signs:
        size = 100.0 if card.kind == "share" else 1.0
        meant = duration_text(value) if card.kind == "duration" else plain_number(value * size)
        words = _("“{text}” in “{heading}” is read as {meant}.")
        notes[signs] = words.format(text=text, heading=heading, meant=meant)
    if card.kind != "duration":
        return notes
    if not column.unit and BARE.fullmatch(text) and ":" not in text and value.mean():
        words = _("Numbers without a unit in “{heading}” are read as minutes.")
        notes["minutes"] = words.format(heading=heading)
    elif DAYS.search(text):
        notes["days"] = _("Days in “{heading}” are read as business days.").format(heading=heading)
    return notes


def _share_notes(heading: str, read: Mapping[str, str]) -> list[str]:
    """Fractions that were read as percent: each by itself, or many in one sentence."""
    if len(read) <= _MANY:
        return [
            _("“{text}” in “{heading}” is read as {meant}.").format(text=text, heading=heading, meant=meant)
            for text, meant in read.items()
        ]
    text, meant = next(iter(read.items()))
    return [
        _("{count} fractions in “{heading}” are read as percent, “{text}” as {meant}.").format(
            count=len(read), heading=heading, text=text, meant=meant
        )
    ]
