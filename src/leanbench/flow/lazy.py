"""Filled when somebody looks: figures nobody asked for and names nobody reads cost nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any


class LazyMapping(Mapping[str, Any]):
    """A read-only mapping whose values are made on first use; `make` maps a key to its value."""

    __slots__ = ("_keys", "_made", "_make")

    def __init__(self, keys: Mapping[str, Any], make: Callable[[str], Any]) -> None:
        self._keys = keys
        self._make = make
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} keys)"  # telling them would make every one


class LazyRows(Sequence[str]):
    """The names of rows, each made when it is read: `text` of the things they stand for."""

    __slots__ = ("_text", "_things")

    def __init__(self, things: Sequence[Any], text: Callable[[Any], str]) -> None:
        self._things = things
        self._text = text

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self._text(thing) for thing in self._things[place]]
        return self._text(self._things[place])

    def __len__(self) -> int:
        return len(self._things)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __repr__(self) -> str:
        return repr(list(self))
