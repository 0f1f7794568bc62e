"""One reader for rows typed, pasted or imported: cells of text in, values of the fields of a record out.

Columns are found by their headings: the title of a card, or one of the `headings` it answers to, with a unit
in brackets, after a mark, or as the last word ("Process time (h)", "WT days", "Touch time - minutes"). What
no card answers to is named, what cannot be read keeps the rest of its row and is named with its place, and
what had to be assumed is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leanbench.errors import UserError
from leanbench.schema.card import Card
from leanbench.schema.frozen_record import Record, cards_of
from leanbench.words.dates import parse_date
from leanbench.words.durations import Calendar, parse_duration, unit_of_word
from leanbench.words.lists import list_text
from leanbench.words.money import parse_money
from leanbench.words.numbers import has_percent_sign, parse_number, parse_percent

NOTHING = frozenset({"", "-", "–", "—", "n/a", "n.a.", "n/d", "na"})
NUMBERING = frozenset({"#", "no", "nr", "number", "id", "seq", "sequence", "order", "step #", "step no",
                       "step number", "step id", "process step id", "nº", "no de paso"})  # fmt: skip
_TOTALS = frozenset({"total", "totals", "sum", "grand total", "totales", "subtotal"})
_UNITS = {"hs": "h", "seg": "s", "días hábiles": "bd", "bus. days": "bd", "bus days": "bd", "cal. days": "d",
          "cal days": "d", "wks": "w", "%": "%"}  # fmt: skip
_BARE = re.compile(r"[\d.,'’\s/–—:½¼¾±+-]+(?: ?(?:to|a) ?[\d.,]+)?")
_DAYS = re.compile(r"(?<![a-z])(?<!calendar )(?<!business )(?<!working )days?(?![a-z])", re.I)
_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]*?)\s*[)\]]")


class Column(Record):
    """One column of a table: its heading as typed, the card it fills (None: not used), the unit its heading names."""

    index: int
    heading: str
    card: Card | None = None
    unit: str = ""


class Unread(Record):
    """A cell that could not be read: row of the table from 1, field, its text, and why."""

    row: int
    field: str
    title: str
    text: str
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
    headed: bool = False  # whether the first row held headings


def cells_of(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Cells as text: None and not-a-number are empty, 5.0 is 5."""
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: Any) -> str:
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


# --- headings -----------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """A heading for comparing: lower case, without end marks, one blank between words."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("&", " & ").replace("%", " % ")
    text = re.sub(r"[.?:*]+(?=\s|$)", "", text)
    return re.sub(r"\s+", " ", text).strip(" -–_,/").strip()


def unit_of(word: str) -> str:
    """The unit a word of a heading names; business days for bare "days", since offices count those."""
    word = word.strip(" .").casefold()
    found = _UNITS.get(word) or unit_of_word(word.rstrip("."))
    return "bd" if word in ("day", "days") else found


def heading_of(text: str, cards: Mapping[str, Card]) -> tuple[Card | None, str]:
    """The card a heading speaks of, and the unit it names; (None, "") when no card answers to it."""
    for bare, unit in _readings(text):
        wanted = _plain(bare)
        for card in cards.values():
            if wanted in _answers(card):
                return card, unit
    return None, ""


def _readings(text: str) -> list[tuple[str, str]]:
    """The heading as it stands, then without what may be a unit or a remark, the fullest first."""
    found = [(text, unit_of(text))]  # "Minutes" names a unit and nothing else
    if match := _BRACKETS.search(text):
        bare = _BRACKETS.sub(" ", text)
        found.append((bare, unit_of(match[1])))
    found += [
        (m[1], unit_of(m[2]))
        for m in [re.fullmatch(r"(.+?)\s*[-–,/_]\s*([^-–,/_]+)", text)]
        if m and unit_of(m[2])
    ]
    words = text.split()
    found += [
        (" ".join(words[:-count]), unit_of(" ".join(words[-count:])))
        for count in (2, 1)
        if len(words) > count and unit_of(" ".join(words[-count:]))
    ]
    return found


def _answers(card: Card) -> frozenset[str]:
    known = _ANSWERS.get(id(card))
    if known is None or known[0] is not card:
        known = (card, frozenset(_plain(word) for word in (card.title, card.words, *card.headings)))
        _ANSWERS[id(card)] = known
    return known[1]


_ANSWERS: dict[int, tuple[Card, frozenset[str]]] = {}


def columns_of(first: Sequence[str], cards: Mapping[str, Card], named: str) -> tuple[Column, ...] | None:
    """The columns when a row is a heading: it names the field `named` or two others. None when it is none."""
    columns: list[Column] = []
    used: set[str] = set()
    for index, text in enumerate(first):
        card, unit = heading_of(text, cards) if text else (None, "")
        if card is not None and card.name in used:
            card, unit = None, ""
        if card is not None:
            used.add(card.name)
        columns.append(Column(index, text, card, unit))
    alone = len([text for text in first if text]) == 1
    if len(used) >= 2 or (named in used and alone):
        return tuple(columns)
    return None


# --- values -------------------------------------------------------------------------------------


def read_value(card: Card, text: str, calendar: Calendar | None = None, unit: str = "") -> Any:
    """The value of one cell; a bare number of a time is in `unit`. A link or person is read as the name typed.

    Raises
    ------
    UserError
        The text cannot be read as this kind of value.
    """
    typed = text.strip()
    if card.kind in ("text", "link", "person", "identity"):
        return typed
    if card.kind == "choice":
        return _choice(card, typed)
    if typed.casefold() in NOTHING:
        return () if card.kind == "lines" else "" if card.kind == "date" else None
    if card.kind in ("number", "whole", "money", "percent", "share"):
        return _number(card, typed)
    return _OTHER[card.kind](typed, calendar, unit)


def _choice(card: Card, typed: str) -> str:
    wanted = _plain(typed)
    for value, word in card.choices:
        if wanted in {_plain(value), _plain(word), *map(_plain, card.spellings.get(value, ()))}:
            return value
    if wanted in NOTHING and any(value == "" for value, _ in card.choices):
        return ""
    if card.open:
        return typed
    words = list_text([word for value, word in card.choices if value])
    raise UserError(f"“{typed}” is not one of {words}.")


def _number(card: Card, typed: str) -> Any:
    from leanbench.schema.limits import limit_problem

    if card.kind in ("percent", "share"):
        value = parse_percent(typed) / (100.0 if card.kind == "share" else 1.0)
    elif card.kind == "money":
        value = parse_money(typed)
    else:
        try:
            value = parse_number(re.sub(r"^[~≈]\s*|\s*[^\W\d_]+\.?$", "", typed) if not card.open else typed)
        except UserError:
            if card.open:
                return typed
            raise
    if problem := limit_problem(card, value):
        raise UserError(problem)
    if card.kind == "whole":
        if not value.is_integer():
            raise UserError(f"“{typed}” is not a whole number.")
        return int(value)
    return value


def _time(typed: str, calendar: Calendar | None, unit: str) -> Any:
    """A time of a table: its own unit, else that of the heading; days are business days in cells and headings."""
    text = re.sub(r"^(?:~|≈|about|approx\.?)\s*", "", typed, flags=re.I)
    if match := re.fullmatch(r"(?:<|≤|up to)\s*(.+)", text, re.I):
        text = f"0-{match[1]}"
    text = re.sub(r"(?<=\d) a (?=\d)", " to ", _DAYS.sub("bd", text))
    text = text.replace("½", "1/2").replace("¼", "1/4").replace("¾", "3/4")
    if match := re.match(
        r"(?:(\d+)\s+)?(\d+)/(\d+)(?!\s*/|\d)", text
    ):  # 1/2 and 1 1/2; three parts are three points
        amount = int(match[1] or 0) + int(match[2]) / max(int(match[3]), 1)
        text = f"{amount:g}{text[match.end() :]}"
    if unit and unit != "%" and _BARE.fullmatch(text) and ":" not in text:
        text = f"{text} {unit}"
    return parse_duration(text, calendar)


def _yes(typed: str) -> bool:
    if typed.casefold() in ("y", "yes", "true", "x", "1", "s", "sí", "si"):
        return True
    if typed.casefold() in ("n", "no", "false", "0"):
        return False
    raise UserError(f"“{typed}” is neither yes nor no.")


_OTHER: dict[str, Callable[[str, Calendar | None, str], Any]] = {
    "duration": _time,
    "date": lambda typed, calendar, unit: parse_date(typed).isoformat(),
    "yesno": lambda typed, calendar, unit: _yes(typed),
    "lines": lambda typed, calendar, unit: tuple(
        part.strip() for part in re.split(r"[;\n]", typed) if part.strip()
    ),
}


# --- the whole table ----------------------------------------------------------------------------


def read_rows(
    kind: type,
    rows: Sequence[Sequence[Any]],
    *,
    named: str,
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
        The cells; the first row may be headings.
    named : str
        The field that names a row ("name" of a step). A table with headings must have it.
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
    at = next((index for index, row in enumerate(cells) if any(row)), len(cells))
    first = cells[at] if at < len(cells) else []
    columns = columns_of(first, cards, named)
    headed = columns is not None
    notes: list[str] = []
    if columns is None:
        width = max(map(len, cells), default=0)
        columns = tuple(Column(i, "", cards[name]) for i, name in enumerate(order) if i < width)
        body = list(enumerate(cells[at:], at + 1))
    else:
        body = list(enumerate(cells[at + 1 :], at + 2))
        columns = _numbers_apart(columns, body, cards, named)
        _headed_notes(columns, cards[named], plural, notes)
    taken, unread = [], []
    for number, row in body:
        if not any(row) or (headed and row == first):
            continue
        if headed and any(_plain(cell) in _TOTALS for cell in row[:3]):
            notes.append(f"Row {number} is a total and was left out.")
            continue
        values: dict[str, Any] = {}
        for column in columns:
            text = row[column.index] if column.index < len(row) else ""
            if column.card is None or not text:
                continue
            try:
                values[column.card.name] = _column_value(column, text, calendar, notes)
            except UserError as error:
                unread.append(Unread(number, column.card.name, column.card.words, text, str(error)))
        taken.append(TableRow(number, values))
    return TableReading(columns, tuple(taken), tuple(unread), tuple(dict.fromkeys(notes)), headed)


def _readable(card: Card) -> bool:
    return card.kind not in ("identity", "record", "rows", "loose")


def _numbers_apart(
    columns: tuple[Column, ...], body: list[tuple[int, list[str]]], cards: Mapping[str, Card], named: str
) -> tuple[Column, ...]:
    """ "Step" over plain numbers is the number of the step when another column can hold the names."""
    for column in columns:
        if column.card is None or column.card.name != named:
            continue
        texts = [row[column.index] for _, row in body if column.index < len(row) and row[column.index]]
        if not texts or not all(re.fullmatch(r"\d+[a-z]?[.)]?", text) for text in texts):
            continue
        other = next(
            (c for c in columns if c.card is None and heading_of(c.heading, {named: cards[named]})[0]), None
        )
        if other is not None:
            swap = {
                column.index: Column(column.index, "#"),
                other.index: Column(other.index, other.heading, column.card),
            }
            return tuple(swap.get(c.index, c) for c in columns)
    return columns


def _headed_notes(columns: Sequence[Column], name: Card, plural: str, notes: list[str]) -> None:
    if not any(column.card is not None and column.card is name for column in columns):
        headings = ", ".join(column.heading for column in columns if column.heading)
        raise UserError(
            f"No column holds the names of the {plural}; the columns are called {headings}. "
            f'Call one of them "{name.title}".'
        )
    unused = [
        c.heading for c in columns if c.card is None and c.heading and _plain(c.heading) not in NUMBERING
    ]
    if unused:
        quoted = list_text([f"“{heading}”" for heading in unused])
        notes.append(
            f"Column {quoted} was not used." if len(unused) == 1 else f"Columns {quoted} were not used."
        )
    notes += [
        f"“{column.heading}” is read in business days."
        for column in columns
        if column.card is not None and column.unit == "bd" and _DAYS.search(column.heading)
    ]


def _column_value(column: Column, text: str, calendar: Calendar | None, notes: list[str]) -> Any:
    card = column.card
    assert card is not None
    value = read_value(card, text, calendar, column.unit)
    if card.kind == "duration":
        if (
            value is not None
            and not column.unit
            and _BARE.fullmatch(text)
            and ":" not in text
            and value.mean()
        ):
            notes.append(f"Numbers without a unit in “{column.heading or card.title}” are read as minutes.")
        elif _DAYS.search(text):
            notes.append(f"Days in “{column.heading or card.title}” are read as business days.")
    fraction = card.kind == "percent" and isinstance(value, float) and 0.0 < value <= 1.0
    if fraction and not has_percent_sign(text) and re.search(r"[.,]", text):
        notes.append(f"“{text}” in “{column.heading or card.title}” is read as {100 * value:g}%.")
        return round(100.0 * value, 10)
    return value
