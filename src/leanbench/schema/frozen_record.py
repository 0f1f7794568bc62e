"""The base of all records: frozen, quick to make, with a card for each field.

`msgspec.Struct` does the work in C; the metaclass here only lifts the cards out of the class body. A field
without a card (of a change, or a helper) is an ordinary field with an ordinary default.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, dataclass_transform

import msgspec
from msgspec import Struct, StructMeta
from msgspec.structs import force_setattr

from leanbench.schema.card import Card
from leanbench.words.language import Language, _, active_language

# Plain JSON: dict, list, str, number, bool, None.
Json = Any
Extra = Mapping[str, Json]
R = TypeVar("R")


def nothing() -> Extra:
    """No extra fields."""
    return {}


class RecordMeta(StructMeta):
    """Takes cards as class values; the field gets the card's default."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any
    ) -> RecordMeta:
        cards: dict[str, Card] = {}
        for base in bases:
            cards.update(getattr(base, "__cards__", {}))
        for field, card in namespace.items():
            if type(card) is Card:
                force_setattr(card, "name", field)
                cards[field] = card
                if card.required:
                    namespace[field] = msgspec.field()
                elif card.factory is None:
                    namespace[field] = card.default
                else:
                    namespace[field] = msgspec.field(default_factory=card.factory)
        namespace["__cards__"] = MappingProxyType(cards)
        config.setdefault("frozen", True)
        return super().__new__(mcs, name, bases, namespace, **config)


@dataclass_transform(frozen_default=True)
class Record(Struct, metaclass=RecordMeta, frozen=True):
    """A frozen record. Equal by kind and values; hashable when its values are."""

    __cards__: ClassVar[Mapping[str, Card]]


def is_record(value: object) -> bool:
    """Whether this is a record with fields of its own to address (a time or a place is one value)."""
    return "extra" in getattr(type(value), "__struct_fields__", ())


def field_names(kind: Any) -> tuple[str, ...]:
    """The names of the fields of a kind of record (or of a record), in order, `extra` too."""
    names: tuple[str, ...] = kind.__struct_fields__
    return names


def cards_of(kind: type) -> Mapping[str, Card]:
    """The cards of a kind of record by field, in order, in the language of the moment.

    A kind from below this room has the cards it was given.
    """
    language = active_language()
    return _cards(kind) if language.catalog is None else _translated(kind, language)


def _cards(kind: type) -> Mapping[str, Card]:
    found: Mapping[str, Card] | None = getattr(kind, "__cards__", None)
    return _GIVEN.get(kind, _NONE) if found is None else found


@cache
def _translated(kind: type, language: Language) -> Mapping[str, Card]:
    """The cards with their words in another language; columns are still found by their English titles too."""
    assert language is active_language()  # the texts come in it, and are kept for it
    return MappingProxyType(
        {
            name: msgspec.structs.replace(
                card,
                title=_(card.title),
                hint=_(card.hint),
                label=_(card.label),
                choices=tuple((value, _(word)) for value, word in card.choices),
                headings=(*card.headings, card.title),
            )
            for name, card in _cards(kind).items()
        }
    )


def with_name(name: str, card: Card) -> Card:
    """A card that stands in no record: a column of a table that becomes something else."""
    force_setattr(card, "name", name)
    return card


def give_cards(kind: type, **cards: Card) -> None:
    """Describe a value record of `leanbench.words`, which knows no cards, by its cards."""
    for field, card in cards.items():
        force_setattr(card, "name", field)
    _GIVEN[kind] = MappingProxyType(cards)


_GIVEN: dict[type, Mapping[str, Card]] = {}
_NONE: Mapping[str, Card] = MappingProxyType({})


def replace(record: R, /, **changes: Any) -> R:
    """The record (or any frozen data class) with some fields changed."""
    if isinstance(record, Struct):
        return msgspec.structs.replace(record, **changes)
    return dataclasses.replace(record, **changes)  # type: ignore[type-var]
