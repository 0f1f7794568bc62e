"""Rows copied from a spreadsheet, and which field of a record each column is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from leanbench.schema.card import Card
from leanbench.tables.headings import heading_unit

_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")


def rows_of(text: str) -> list[list[str]]:
    """The cells of pasted text: tabs as spreadsheets copy them, else semicolons or commas.

    >>> rows_of("Check\\t5\\nSign\\t2")
    [['Check', '5'], ['Sign', '2']]
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not lines.strip():
        return []
    first = lines.split("\n", 1)[0]
    mark = "\t" if "\t" in lines else ";" if ";" in first else "," if first.count(",") > 1 else "\t"
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(lines), delimiter=mark)]
    return [row for row in rows if any(row)]


def heading_fields(row: Sequence[str], cards: Mapping[str, Card]) -> list[str] | None:
    """The field of each column when a row is a heading, "" for a column no field answers to.

    A row is a heading when at least half of its filled cells name a field. A column of numbers in another
    unit than its field's is not taken: it would be read wrongly.
    """
    spelled: dict[str, str] = {}
    for name, card in cards.items():
        for word in (name.replace("_", " "), name, card.words, *card.headings, card.title):
            spelled[word.casefold()] = name
    found = []
    for cell in row:
        unit = heading_unit(cell)
        words = _BRACKETS.sub("", cell) if unit else cell
        name = spelled.get(words.strip().casefold(), "")
        other = (
            name
            and unit
            and cards[name].kind != "duration"
            and unit.casefold() != cards[name].unit.casefold()
        )
        found.append("" if other else name)
    filled = sum(1 for cell in row if cell.strip())
    named = sum(1 for name in found if name)
    return found if named and 2 * named >= filled else None


def with_unit(text: str, heading: str) -> str:
    """A bare number under ``Wait (days)`` with the unit of its heading, so that 3 is read as 3 days."""
    unit = heading_unit(heading)
    return f"{text} {unit}" if unit and text and text[-1].isdigit() else text
