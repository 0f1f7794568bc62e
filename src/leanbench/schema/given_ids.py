"""Ids for rows of a file that have none: files of an older program, or written by hand.

The ids follow from the content of the file and the place of the row, so that two people who open the
same file get the same rows, and can merge what they made of them later.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from leanbench.schema.fitting import fields_of, types_of
from leanbench.schema.frozen_record import Json, cards_of
from leanbench.schema.identifiers import id_from, uuid_from
from leanbench.words import _


class Inner(NamedTuple):
    """A field that holds records: its name, their kind, and whether it is a table of them."""

    name: str
    kind: type
    many: bool


@cache
def inner_kinds(kind: type) -> tuple[Inner, ...]:
    """The fields of a kind of record that hold records with cards, in order."""
    found = []
    for name, written in types_of(kind).items():
        origin, arguments = typing.get_origin(written), typing.get_args(written)
        many = origin is tuple and arguments[1:] == (...,)
        options = arguments if origin in (types.UnionType, typing.Union) else (written,)
        found += [
            Inner(name, option, many)
            for option in (arguments[:1] if many else options)
            if isinstance(option, type) and issubclass(option, Struct) and cards_of(option)
        ]
    return tuple(found)


def with_ids(kind: type, data: dict[str, Json]) -> tuple[dict[str, Json], list[str]]:
    """Plain JSON of a record of this kind in which every row has an id of its own, and what was odd.

    A row written as text or as a list stands for the record with these fields in their order: ``"Be kind"``
    is ``{"text": "Be kind"}``. The second of two rows with one id gets another. What is neither is left for
    the reader to refuse.
    """
    notes: list[str] = []
    seed: list[bytes] = []

    def id_at(place: str, prefix: str) -> str:
        if not seed:
            seed.append(blake2b(msgspec.json.encode(data, order="sorted"), digest_size=16).digest())
        content = blake2b(place.encode(), key=seed[0], digest_size=16).digest()
        return uuid_from(content) if prefix == "uuid" else id_from(content, prefix)

    def record(kind: type, old: dict[str, Json], place: str) -> dict[str, Json]:
        new = dict(old)
        card = cards_of(kind).get("id")
        if card is not None and card.kind == "identity" and not new.get("id"):
            new["id"] = id_at(place, card.prefix)
        for inner in inner_kinds(kind):
            value, where = new.get(inner.name), f"{place}.{inner.name}"
            if inner.many and isinstance(value, list):
                new[inner.name] = list(rows(inner.kind, value, where))
            elif not inner.many and (isinstance(value, dict) or (value is None and _has_uuid(inner.kind))):
                new[inner.name] = record(inner.kind, value or {}, where)
        return new

    def rows(kind: type, old: list[Json], place: str) -> Iterator[Json]:
        card = cards_of(kind).get("id")
        keyed = card is not None and card.kind == "identity"
        used: set[Any] = set()
        for index, row in enumerate(old):
            here = f"{place}[{index}]"
            row = _as_object(kind, row)
            if not isinstance(row, dict):
                yield row
                continue
            new = record(kind, row, here)
            if card is not None and keyed:
                if isinstance(new["id"], str) and new["id"] in used:
                    notes.append(
                        _("{here} had the id “{id}” of another row and got a new one.").format(
                            here=here[1:], id=new["id"]
                        )
                    )
                    new["id"] = id_at(here + "!", card.prefix)
                used.add(new["id"] if isinstance(new["id"], str) else None)
            yield new

    return record(kind, data, ""), notes


def _has_uuid(kind: type) -> bool:
    card = cards_of(kind).get("id")
    return card is not None and card.prefix == "uuid"


def _as_object(kind: type, row: Json) -> Json:
    if not isinstance(row, (str, list, tuple)):
        return row
    names = [name for name in fields_of(kind) if name != "id"]
    parts = [row] if isinstance(row, str) else row
    return dict(zip(names, parts, strict=False)) if 0 < len(parts) <= len(names) else row
