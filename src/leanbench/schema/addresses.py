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
    inner = find(root, (first,))
    new = with_value(inner, tuple(rest), change)
    if new is inner:
        return root
    if isinstance(root, tuple):
        at = row_index(root, first)
        return (*root[:at], new, *root[at + 1 :])
    return replace(root, **{first: new})


def row_index(rows: tuple[Any, ...], key: str) -> int:
    """Where the row with this id stands. Raises KeyError."""
    for index, row in enumerate(rows):
        if getattr(row, "id", None) == key:
            return index
    raise KeyError(key)


def _parts(address: str | Path) -> Path:
    return address_parts(address) if isinstance(address, str) else address
