"""Records and single fields as plain JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leanbench.schema.fitting import Shape, fields_of, shape_of
from leanbench.schema.frozen_record import Json


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


def _shape(kind: type, name: str) -> Shape:
    return shape_of(Mapping[str, Any]) if name == "extra" else fields_of(kind)[name].shape
