"""What the store asks of a record, whichever: its fields, its id, another version of it, plain JSON and back.

Everything here is answered by `leanbench.event.shape` until the records stand on `leanbench.schema`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any

from leanbench.event.shape import Json, Misfit, fields_of, shape_of

__all__ = [
    "Json",
    "Misfit",
    "field_names",
    "is_record",
    "plain_record",
    "plain_value",
    "record_from",
    "replace",
    "value_from",
]


@cache
def field_names(kind: type) -> tuple[str, ...]:
    """The names of all fields of a record class, `extra` among them, in order."""
    return tuple(entry.name for entry in fields(kind))


def is_record(value: Any) -> bool:
    """Whether a value is a record with fields of its own to compare (a time or a place is one value)."""
    return "extra" in getattr(type(value), "__dataclass_fields__", ())


def plain_record(record: Any) -> Json:
    """Any record as plain JSON values."""
    kind: type = type(record)
    write = shape_of(kind).write
    return record if write is None else write(record)


def record_from(kind: Any, data: Json, lost: list[str] | None = None) -> Any:
    """The record of this class from plain JSON values. Raises Misfit.

    Places of fields that could not be kept are added to `lost`.
    """
    return shape_of(kind).read(data, [] if lost is None else lost)


def plain_value(kind: type, name: str, value: Any) -> Json:
    """The value of one field of a record class as plain JSON."""
    write = _shape(kind, name).write
    return value if write is None or value is None else write(value)


def value_from(kind: type, name: str, data: Json) -> Any:
    """The value of one field from plain JSON. Raises Misfit."""
    return _shape(kind, name).read(data, [])


def _shape(kind: type, name: str) -> Any:
    return shape_of(Mapping[str, Any]) if name == "extra" else fields_of(kind)[name].shape
