"""The place of a value inside a root record, as one text: ``header/title``, ``maps/current/steps/s1/wait``.

A field is named, a row of a table is named by its id. A stroke inside an id is written ``~1``, a tilde ``~0``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from leanbench.schema.frozen_record import field_names, is_record, replace

Path = tuple[str, ...]


def address_text(where: Iterable[str]) -> str:
    """The address of a place."""
    return "/".join([part.replace("~", "~0").replace("/", "~1") for part in where])


def at(*parts: str) -> str:
    """The address of a place, part by part: ``at("maps", map_id, "steps", step_id, "wait")``."""
    return address_text(parts)


def address_parts(address: str) -> Path:
    """The names and ids of an address."""
    return tuple([part.replace("~1", "/").replace("~0", "~") for part in address.split("/")])


def find(root: Any, address: str | Path) -> Any:
    """The value at a place. Raises KeyError with the part that is not there."""
    value = root
    for part in _parts(address):
        if isinstance(value, tuple):
            value = value[row_index(value, part)]
        elif is_record(value) and part in field_names(value):
            value = getattr(value, part)
        else:
            raise KeyError(part)
    return value


def with_value(root: Any, address: str | Path, change: Callable[[Any, str], Any]) -> Any:
    """The root with what `change` gives for the record or table that holds the last part of the address.

    `change` takes the holder and the last part and gives the new holder; every holder above is made anew.
    Raises KeyError with the part that is not there.
    """
    first, *rest = _parts(address)
    if not rest:
        return change(root, first)
    if isinstance(root, tuple):
        place = row_index(root, first)
        row = with_value(root[place], tuple(rest), change)
        return root if row is root[place] else (*root[:place], row, *root[place + 1 :])
    inner = find(root, (first,))
    new = with_value(inner, tuple(rest), change)
    return root if new is inner else replace(root, **{first: new})


def row_index(rows: tuple[Any, ...], key: str) -> int:
    """Where the row with this id stands. Raises KeyError."""
    for index, row in enumerate(rows):
        if getattr(row, "id", None) == key:
            return index
    raise KeyError(key)


def _parts(address: str | Path) -> Path:
    return address_parts(address) if isinstance(address, str) else address
