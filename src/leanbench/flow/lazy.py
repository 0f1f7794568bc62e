"""Mappings that are filled when somebody looks: explain texts and figures nobody asked for cost nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
        return f"{type(self).__name__}({dict(self)!r})"
