"""A value, a row and a table as text: what a cell shows, a paper prints and a spreadsheet takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from leanbench.schema.card import Card
from leanbench.schema.frozen_record import cards_of
from leanbench.schema.plain_values import plain_value
from leanbench.words.dates import date_text
from leanbench.words.durations import duration_text
from leanbench.words.money import money_text
from leanbench.words.numbers import number_text, percent_text, share_text

NamedBy = Callable[[str, str], str]  # (collection, id) -> how that row is called


def columns_of(kind: type, *, every: bool = False) -> tuple[Card, ...]:
    """The cards that are columns of a table of this kind; with `every` also those only a form shows."""
    hidden = ("identity", "record", "rows", "loose")
    return tuple(
        card for card in cards_of(kind).values() if card.kind not in hidden and (every or card.listed)
    )


def value_text(card: Card, value: Any, named_by: NamedBy | None = None) -> str:
    """A value as people read it, empty when there is none."""
    if value is None or value == "" or value == ():
        return ""
    if card.kind == "choice":
        return dict(card.choices).get(value, str(value))
    if card.kind == "link" and named_by is not None:
        return named_by(card.target, value) or str(value)
    writer = _WRITERS.get(card.kind, str)
    return str(value) if isinstance(value, str) and card.kind != "date" else writer(value)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "number": number_text,
    "whole": number_text,
    "money": money_text,
    "percent": percent_text,
    "share": share_text,
    "date": date_text,
    "duration": duration_text,
    "yesno": lambda value: "Yes" if value else "No",
    "lines": "; ".join,
}


def heading_text(card: Card) -> str:
    """The heading of a column with its unit: ``Minutes per unit (min)``."""
    return f"{card.title} ({card.unit})" if card.unit and card.unit not in card.title else card.title


def row_texts(record: Any, named_by: NamedBy | None = None, *, every: bool = False) -> tuple[str, ...]:
    """The cells of one printed row, in the order of `columns_of` its kind."""
    return tuple(
        value_text(card, getattr(record, card.name), named_by)
        for card in columns_of(type(record), every=every)
    )


def table_csv(kind: type, rows: Sequence[Any]) -> str:
    """A table as CSV with headings; numbers are plain (0.85, not 85%), so that a spreadsheet can compute with them."""
    cards = columns_of(kind, every=True)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([card.title for card in cards])
    for row in rows:
        writer.writerow([_plain_cell(kind, card, getattr(row, card.name)) for card in cards])
    return stream.getvalue()


def _plain_cell(kind: type, card: Card, value: Any) -> Any:
    if card.kind == "duration":
        return duration_text(value)
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    plain = plain_value(kind, card.name, value)
    return "" if plain is None else plain
