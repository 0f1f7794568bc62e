"""Where records hang on a root: every record and every table of records, by path, derived from the cards."""

from __future__ import annotations

import typing
from typing import Any

from leanbench.schema.card import Card
from leanbench.schema.cell_text import typed_cards
from leanbench.schema.fitting import types_of
from leanbench.schema.frozen_record import Record, cards_of


class RecordPlace(Record):
    """A record, or a table of records, that can be typed: ``charter``, ``charter.metrics``, ``actions``.

    `inside` are the tables in each row of a table, their paths as seen from the row.
    """

    path: str
    card: Card
    kind: type
    is_table: bool
    inside: tuple[RecordPlace, ...] = ()

    def address_in(self, row: str) -> str:
        """The address of this table in the row at an address: ``fishbones/f-1/branches``."""
        return f"{row}/{self.path.replace('.', '/')}"


def record_places(root: type, skip: frozenset[str] = frozenset(), under: str = "") -> dict[str, RecordPlace]:
    """All places of a kind of root with a field to type, in its order; `skip` names paths left out.

    Records inside records are followed; tables inside rows hang on the table of these rows.
    """
    found: dict[str, RecordPlace] = {}
    types = types_of(root)
    for name, card in cards_of(root).items():
        path = f"{under}{name}"
        if path in skip or card.kind not in ("record", "rows"):
            continue
        kind, is_table = types[name], False
        if card.kind == "rows":
            kind, is_table = next(iter(typing.get_args(kind)), None), True
        if not isinstance(kind, type):
            continue
        if typed_cards(kind, listed=True):
            inner = record_places(kind).values() if is_table else ()
            inside = tuple(place for place in inner if place.is_table)
            found[path] = RecordPlace(path, card, kind, is_table, inside)
        if not is_table:
            found.update(record_places(kind, skip, f"{path}."))
    return found


def value_at(root: Any, path: str) -> Any:
    """The record, or the tuple of records, at a path of `record_places`."""
    for part in path.split("."):
        root = getattr(root, part)
    return root
