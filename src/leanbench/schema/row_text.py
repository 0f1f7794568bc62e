"""A value, a row and a table as text: what a cell shows, a paper prints and a spreadsheet takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leanbench.schema.card import Card
from leanbench.schema.frozen_record import cards_of
from leanbench.schema.plain_values import plain_value
from leanbench.words.durations import duration_text
from leanbench.words.spreadsheet_text import table_text


def columns_of(kind: type, *, every: bool = False) -> tuple[Card, ...]:
    """The cards that are columns of a table of this kind; with `every` also those only a form shows."""
    hidden = ("identity", "record", "rows", "loose")
    return tuple(
        card for card in cards_of(kind).values() if card.kind not in hidden and (every or card.listed)
    )


def table_csv(kind: type, rows: Sequence[Any]) -> str:
    """A table as CSV with headings; numbers are plain (0.85, not 85%), so that a spreadsheet can compute with them."""
    cards = columns_of(kind, every=True)
    cells = ([_plain_cell(kind, card, getattr(row, card.name)) for card in cards] for row in rows)
    return table_text([[card.title for card in cards], *cells], line_end="\n")


def _plain_cell(kind: type, card: Card, value: Any) -> Any:
    if card.kind == "duration":
        return duration_text(value)
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    plain = plain_value(kind, card.name, value)
    return "" if plain is None else plain
