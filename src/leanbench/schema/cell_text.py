"""One cell of a record as text and back, by its card: what is typed, pasted, shown and spoken.

`cell_text(card, value, root)` always reads back: `read_cell(card, text, root)` gives the value again. The
root is the record all rows hang on (an event): it names the rows links point to and keeps the working
calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leanbench.errors import UserError
from leanbench.schema.card import Card
from leanbench.schema.cell_reading import known_choice, read_value
from leanbench.schema.frozen_record import Record, cards_of
from leanbench.words.dates import date_text
from leanbench.words.durations import Duration, duration_text, map_time_text
from leanbench.words.language import _
from leanbench.words.lists import count_text, list_text
from leanbench.words.money import money_text
from leanbench.words.numbers import number_text, percent_text

TYPED = frozenset(
    [
        "text",
        "person",
        "number",
        "whole",
        "share",
        "percent",
        "money",
        "date",
        "duration",
        "choice",
        "link",
        "yesno",
        "lines",
    ]
)  # kinds a cell can hold; the others are records of their own
NUMERIC = frozenset(["number", "whole", "share", "percent", "money", "duration"])
_EMPTY = ("", "-", "–")
LONGEST = 60  # letters of a text in a list or a sentence
_TEXT, _NUMBER = Card("text", ""), Card("number", "")  # how a value without a card is written


def read_cell(card: Card, text: str, root: Any = None) -> Any:
    """The value somebody typed into a field, by the one reader of tables; links by the words of their row.

    A choice may be shortened as long as it is clear.

    Raises
    ------
    UserError
        The text cannot be read as this field; the sentence says what would be.
    """
    typed = text.strip()
    if card.kind == "yesno" and typed in _EMPTY:
        return False
    if card.kind == "choice" and typed and known_choice(card, typed) is None:
        begun = [value for value, word in card.choices if word.casefold().startswith(typed.casefold())]
        typed = begun[0] if len(begun) == 1 else typed
    return link_value(card, read_value(card, typed, getattr(root, "calendar", None)), root)


def link_value(card: Card, value: Any, root: Any) -> Any:
    """The id a link names when its words were typed; any other value as it is.

    Where a link may name a row that is not there yet, its name is given back. Raises UserError for none.
    """
    return _read_link(card, value, root) if card.kind == "link" else value


def _read_link(card: Card, typed: str, root: Any) -> str:
    if typed in _EMPTY:
        return ""
    rows = dict(linked_rows(card, root))
    if typed in rows:
        return typed
    found = [key for key, label in rows.items() if typed.casefold() in (label.casefold(), key.casefold())]
    if card.adds:
        return found[0] if found else typed
    if not found:
        found = [key for key, label in rows.items() if label.casefold().startswith(typed.casefold())]
    if found and len(set(found)) == 1:
        return found[0]
    problem = (
        _("“{text}” is no {title} of this event.") if not found else _("“{text}” names several: {words}.")
    )
    words = list_text([rows[key] for key in found], most=4) if found else ""
    raise UserError(problem.format(text=typed, title=card.words, words=words))


def linked_rows(card: Card, root: Any) -> Iterator[tuple[str, str]]:
    """(id, words) of every row a link or a person can name."""
    for row in _rows_of_collection(card.target, root):
        label = record_text(row)
        key = label if card.kind == "person" else getattr(row, "id", "")
        if key:
            yield key, label or key


def _rows_of_collection(name: str, holder: Any) -> Iterator[Any]:
    """The rows of a collection, of this record or of the rows inside it: `steps` are those of all maps."""
    own = getattr(holder, name, None) if name else None
    if isinstance(own, tuple):
        yield from own
        return
    for field, card in cards_of(type(holder)).items():
        if card.kind == "rows":
            for row in getattr(holder, field):
                if name in cards_of(type(row)):
                    yield from getattr(row, name)


def record_text(row: Any) -> str:
    """A record in a few words: the first text it has to say, else its id."""
    return first_text(row) or str(getattr(row, "id", row if not isinstance(row, Record) else ""))


def first_text(row: Any) -> str:
    """The first text a record has to say, those of its table's columns before others; empty without one."""
    for field, card in sorted(cards_of(type(row)).items(), key=lambda entry: not entry[1].listed):
        value = getattr(row, field)
        if card.kind in ("text", "person") and isinstance(value, str) and value.strip():
            return short_text(value)
    return ""


def short_text(text: str) -> str:
    """A text in one line, as long as a list or a sentence bears it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def field_text(card: Card | None, value: Any) -> str:
    """A value inside a sentence: texts in quotes, “nothing” where nothing is recorded.

    Without a card the value is written as its kind of value is.
    """
    if value is None or value in ("", ()):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "id"):
        return f"“{record_text(value)}”"
    if isinstance(value, (tuple, list)):
        plain = all(isinstance(one, str) for one in value)
        return short_text(list_text(list(value))) if plain else count_text(len(value), "row", "rows")
    if isinstance(value, Duration):
        return duration_text(value)
    if isinstance(value, str):
        text = short_text(cell_text(card or _TEXT, value))
        return text if card is not None and card.kind == "date" else f"“{text}”"
    if not isinstance(value, (int, float)):
        return short_text(str(value))
    fits = card is not None and card.kind in NUMERIC and card.kind != "duration"
    return cell_text(card if card is not None and fits else _NUMBER, value)


def cell_text(card: Card, value: Any, root: Any = None) -> str:
    """A value as it stands in a cell; an empty text where nothing is recorded."""
    if value is None or value == "":
        return ""
    if card.kind == "choice":
        return card.word(value)
    if card.kind == "link":
        return next((label for key, label in linked_rows(card, root) if key == value), str(value))
    if card.kind == "yesno":
        return _("Yes") if value else ""
    if card.kind == "lines":
        return "; ".join(value)
    if card.kind == "rows":
        return count_text(len(value), "row", "rows") if value else ""
    if isinstance(value, str):
        return date_text(value, short=True) if card.kind == "date" else value
    if card.kind == "duration":
        return duration_text(value)
    if card.kind == "money":
        return money_text(value, exact=True)
    if card.kind in ("share", "percent"):
        return percent_text(100 * value if card.kind == "share" else value)
    is_number = card.kind in ("number", "whole") and isinstance(value, (int, float))
    return number_text(value, card.decimals) if is_number else str(value)


def shown_text(card: Card, value: Any, root: Any) -> str:
    """A value as a table shows it: `cell_text`, but times as they stand on the map (40 h are 5 bd)."""
    if card.kind == "duration" and value is not None:
        return map_time_text(value, root.calendar)
    return cell_text(card, value, root)


def typed_cards(kind: type, listed: bool = False) -> dict[str, Card]:
    """The fields of a kind of record that can be typed into, by name; `listed` only those of its table."""
    return {
        name: card
        for name, card in cards_of(kind).items()
        if card.kind in TYPED and (card.listed or not listed)
    }
