"""Any record and any table of records on paper, and its blank twin to write on: all words come from the cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leanbench.papers.engine.flowables import Text
from leanbench.papers.engine.page_flow import Item, Need, PageBreak
from leanbench.papers.engine.paper_table import Cell, Column, Row, Table
from leanbench.papers.engine.writer import Writer
from leanbench.schema import cards_of, replace
from leanbench.schema.card import Card
from leanbench.schema.cell_text import NUMERIC, cell_text, record_text, typed_cards
from leanbench.schema.record_places import RecordPlace, record_places, value_at
from leanbench.words import _
from leanbench.words.dates import with_dates

LINE = 24.0  # points from one writing line to the next
_LONG = 4  # lines for a text of several lines
_SHEET_ROWS = (22, 14)  # to write on an upright sheet, on a turned one
_UPRIGHT = 6  # a table of more columns lies on a turned sheet
_FIRM = NUMERIC | {"date", "yesno"}


def record_sheet(writer: Writer, place: RecordPlace, *, blank: bool = False) -> list[Item]:
    """The record or the table at a place of the event, under its heading; with `blank` as a sheet to write on."""
    cards = [
        *typed_cards(place.kind, listed=place.is_table).values(),
        *(inner.card for inner in place.inside),
    ]
    wide = place.is_table and len(cards) > _UPRIGHT
    sheet = writer.wide_sheet if wide else writer.text_sheet
    is_first = len(writer.headings) < 2  # the first sheet goes on below the title of the paper
    items: list[Item] = [PageBreak(sheet, if_other=not blank or is_first), Need(0.2)]
    items.append(writer.heading(place.card.title))
    value = value_at(writer.event, place.path)
    if not place.is_table:
        return [*items, _form(writer, cards, value, place.path, blank)]
    if not blank and not value:
        return [*items, Text((writer.missing(place.card.title, place.path),))]
    return [*items, _table(writer, cards, value, place.path, blank)]


def record_rows(
    writer: Writer, path: str, names: Sequence[str], *needed: str, row_heads: bool = True
) -> Item:
    """The rows of a table of the event with these of its fields, as part of a section; `needed` ones may not lack."""
    place = record_places(type(writer.event))[path]
    rows = value_at(writer.event, path)
    if not rows:
        return Text((writer.missing(place.card.title, *path.split(".")),))
    cards = [
        replace(card, asked=card.name in needed) for card in map(cards_of(place.kind).__getitem__, names)
    ]
    table = _table(writer, cards, rows, path, False)
    table.row_heads = row_heads
    return table


def _table(writer: Writer, cards: list[Card], rows: Any, path: str, blank: bool) -> Table:
    columns = [
        Column(_title(card), "right" if card.kind in NUMERIC else "left", firm=card.kind in _FIRM)
        for card in cards
    ]
    if blank:
        cells = tuple(_to_fill(card) for card in cards)
        return Table(columns, [Row(cells, least=LINE)] * _SHEET_ROWS[len(cards) > _UPRIGHT], row_heads=False)
    body = []
    for row in rows:
        where = (*path.split("."), getattr(row, "id", ""))
        body.append(Row(tuple(_filled(writer, card, getattr(row, card.name), where) for card in cards)))
    return Table(columns, body)


def _form(writer: Writer, cards: list[Card], record: Any, path: str, blank: bool) -> Table:
    """A record as a form: label and value, or label and room to write."""
    rows = []
    for card in cards:
        least = LINE * (_LONG if card.long else 1) if blank else 0.0
        value = (
            _to_fill(card) if blank else _filled(writer, card, getattr(record, card.name), (path, card.name))
        )
        rows.append(Row((_title(card), value), least=least))
    return Table([Column("", firm=True), Column("", most=1000.0)], rows)


def _title(card: Card) -> str:
    """The heading of a card with its unit: ``Cost ($)``."""
    is_said = card.unit.casefold() in card.title.casefold()
    return f"{card.title} ({_(card.unit)})" if card.unit and not is_said else card.title


def _filled(writer: Writer, card: Card, value: Any, where: tuple[str, ...]) -> Cell:
    """A value as its cell shows it; a dash where nothing is recorded, named where `check` would ask for it."""
    if card.kind == "rows":  # rows inside a row are told by what they are called
        value = "\n".join(record_text(row) for row in value)
    text = writer.plain(pretty_spec(with_dates(cell_text(card, value, writer.event))), *where)
    if text:
        return text
    return (writer.missing(card.title, *where),) if card.asked else "–"


def pretty_spec(text: str) -> str:
    """``<= 15`` with its printed sign."""
    return text.replace("<=", "≤").replace(">=", "≥")


def _to_fill(card: Card) -> str:
    """What stands in an empty cell of a sheet: boxes to tick for a choice, nothing for what is written."""
    words = [word for _value, word in card.choices if word] if card.kind == "choice" else []
    if card.kind == "yesno":
        return "□"
    return "\n".join(f"□ {word}" for word in words)
