"""Every text of a record and of the records inside it, by card: one walk that reads them or puts others in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from leanbench.schema import Card, cards_of, replace
from leanbench.words.durations import Duration

# Fields that hold names of the program, not words of people.
_OWN_WORDS = frozenset({("Study", "method"), ("Study", "question"), ("KeptPicture", "picture")})


class Place(NamedTuple):
    """Where a text stands: its card, the kind of its record, the names and ids above it, and the first in words."""

    card: Card
    owner: str
    path: tuple[str, ...]
    title: str = ""

    @property
    def words(self) -> str:
        """``Charter › Sponsor``"""
        return " › ".join(dict.fromkeys(part for part in (self.title, self.card.title) if part))

    @property
    def is_id(self) -> bool:
        """An id, or a link that holds one."""
        kind, target = self.card.kind, self.card.target
        return kind in ("identity", "link") or (kind == "lines" and bool(target))


Change = Callable[[str, Place], str]


def with_texts(record: Any, change: Change) -> Any:
    """The same record with `change` made to each text; what does not change stays the same object.

    A line of a list of people (a `rows` card with the target "team") counts as a person's cell.
    """
    return _record(record, change, (), "", None)


def _record(record: Any, change: Change, path: tuple[str, ...], title: str, people: Card | None) -> Any:
    owner = type(record).__name__
    changed: dict[str, Any] = {}
    for name, card in cards_of(type(record)).items():
        if (owner, name) in _OWN_WORDS or (card.kind == "choice" and not card.open):
            continue
        before = getattr(record, name)
        as_person = people is not None and card.kind == "text"
        own = Card("person", people.title, name=name, target=people.target) if as_person and people else card
        after = _value(before, change, Place(own, owner, (*path, name), title or card.title))
        if after is not before:
            changed[name] = after
    return replace(record, **changed) if changed else record


def _value(value: Any, change: Change, place: Place) -> Any:
    if isinstance(value, str):
        after = change(value, place) if value else value
        return value if after == value else after
    if isinstance(value, tuple):
        parts = tuple(
            _value(part, change, place._replace(path=(*place.path, str(getattr(part, "id", number)))))
            for number, part in enumerate(value)
        )
        return value if all(a is b for a, b in zip(parts, value, strict=True)) else parts
    if isinstance(value, Duration):
        source = _value(value.source, change, place)
        return value if source is value.source else msgspec.structs.replace(value, source=source)
    if isinstance(value, msgspec.Struct):
        people = place.card if place.card.kind == "rows" and place.card.target else None
        return _record(value, change, place.path, place.title, people)
    if isinstance(value, Mapping):
        mapped = {
            _value(str(key), change, place): _value(
                item, change, place._replace(path=(*place.path, str(key)))
            )
            for key, item in value.items()
        }
        return value if mapped == value else mapped
    if isinstance(value, list):
        made = [_value(item, change, place) for item in value]
        return value if made == value else made
    return value
