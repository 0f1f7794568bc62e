"""A place of a document, and the value in it, as people read them: for lists of what a merge has done."""

from __future__ import annotations

from typing import Any

from leanbench.schema import Json, Misfit, cards_of, field_names, is_record, value_from
from leanbench.schema.addresses import address_parts
from leanbench.schema.cell_text import field_text, record_text
from leanbench.store.differences import have_ids


def place_text(root: Any, address: str, gone: Any = None) -> str:
    """``Maps › Current state › Steps › Review zoning › Wait``; a row that is gone is called as `gone` was."""
    found: list[str] = []
    record, rows = root, None
    for part in address_parts(address):
        if rows is not None:
            record = next((row for row in rows if row.id == part), None)
            rows = None
            row = gone if record is None and getattr(gone, "id", None) == part else record
            found.append(part if row is None else record_text(row))
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
