"""A place of a document, and the value in it, as people read them: for lists of what a merge has done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leanbench.schema import Card, Json, Misfit, cards_of, field_names, is_record, value_from
from leanbench.schema.addresses import address_parts
from leanbench.store.differences import have_ids
from leanbench.words.dates import with_dates
from leanbench.words.durations import Duration, duration_text
from leanbench.words.language import _
from leanbench.words.lists import count_text, list_text
from leanbench.words.money import money_text
from leanbench.words.numbers import number_text, percent_text, share_text

LONGEST = 60  # letters of a text in a list


def place_text(root: Any, address: str, gone: Any = None) -> str:
    """``Maps › Current state › Steps › Review zoning › Wait``; a row that is gone is called as `gone` was."""
    found: list[str] = []
    record, rows = root, None
    for part in address_parts(address):
        if rows is not None:
            record = next((row for row in rows if row.id == part), None)
            rows = None
            row = gone if record is None and getattr(gone, "id", None) == part else record
            found.append(part if row is None else row_text(row))
            continue
        kind: type = type(record)
        if not is_record(record) or part not in field_names(kind):
            found.append(part)
            continue
        card = cards_of(kind).get(part)
        if part != "extra":
            found.append(part if card is None or not card.title else card.title)
        value = getattr(record, part)
        if have_ids(value):
            rows = value
        else:
            record = value
    return " › ".join(found)


def row_text(row: Any) -> str:
    """What a row is called: the first text it has to say, one of its table's columns first, else its id."""
    cards = sorted(cards_of(type(row)).items(), key=lambda entry: not entry[1].listed)
    for name, card in cards:
        value = getattr(row, name)
        if card.kind in ("text", "person") and isinstance(value, str) and value:
            return _shortened(value)
    return str(row.id)


def value_text(root: Any, address: str, value: Json) -> str:
    """A value in plain JSON, as it would stand at this address, in words; a removed row is “nothing”."""
    owner, name, whole_row = _field_at(root, address)
    if value is None or owner is None:
        return kept_text(root, address, value)
    try:
        kept = value_from(owner, name, [value] if whole_row else value)
    except (Misfit, KeyError):
        return kept_text(root, address, value)
    return kept_text(root, address, kept[0] if whole_row else kept)


def kept_text(root: Any, address: str, value: Any) -> str:
    """A value of a record, as it would stand at this address, in words."""
    owner, name, _row = _field_at(root, address)
    return field_text(cards_of(owner).get(name) if owner is not None else None, value)


def field_text(card: Card | None, value: Any) -> str:
    """A value as its card writes it, in words; without a card as its kind of value is written."""
    if value is None or value in ("", ()):
        return _("nothing")
    if card is not None and isinstance(value, str) and value in dict(card.choices):
        return f"“{dict(card.choices)[value]}”"
    by_kind = _BY_KIND.get(card.kind if card is not None else "")
    if by_kind is not None and isinstance(value, (int, float)):
        return by_kind(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return with_dates(value) if card is not None and card.kind == "date" else f"“{_shortened(value)}”"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, Duration):
        return duration_text(value)
    if isinstance(value, tuple) and all(isinstance(line, str) for line in value):
        return _shortened(list_text(list(value)))
    if isinstance(value, (tuple, list)):
        return count_text(len(value), _("row"), _("rows"))
    return f"“{row_text(value)}”" if is_record(value) and hasattr(value, "id") else _shortened(str(value))


_BY_KIND: dict[str, Callable[[float], str]] = {
    "percent": percent_text,
    "share": share_text,
    "money": money_text,
}


def _field_at(root: Any, address: str) -> tuple[Any, str, bool]:
    """The kind of record that holds this field, the field's name, and whether the address is one row of it."""
    *inside, name = address_parts(address)
    owner, place = None, root
    for part in inside:
        if isinstance(place, tuple):
            place = next((row for row in place if row.id == part), None)
        else:
            owner, place = place, getattr(place, part, None)
    if isinstance(place, tuple):
        return type(owner), inside[-1], True
    return (
        (type(place), name, False)
        if is_record(place) and name in field_names(type(place))
        else (None, name, False)
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
