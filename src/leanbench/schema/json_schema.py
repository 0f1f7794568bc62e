"""The JSON Schema (2020-12) of a file, derived from records and cards."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from leanbench.schema.frozen_record import Json, cards_of, field_names


def json_schema(root: type) -> dict[str, Json]:
    """The schema of plain JSON of `root`; fields nobody knows are allowed, a newer program may have them."""
    kinds: dict[str, Json] = {}
    reference = _shape(root, kinds)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **reference, "$defs": kinds}


def _record(kind: type, kinds: dict[str, Json]) -> None:
    kinds[kind.__name__] = {}  # known from here on: a record may hold its own kind
    cards, properties, required = cards_of(kind), {}, []
    for entry in msgspec.structs.fields(kind):  # type: ignore[arg-type,unused-ignore]
        if entry.name == "extra":
            continue
        shape = dict(_shape(entry.type, kinds))
        card = cards.get(entry.name)
        if card is not None:
            shape |= {"title": card.title}
            shape |= {"description": card.hint} if card.hint else {}
            if shape.get("type") in ("number", ["number", "null"], "integer", ["integer", "null"]):
                shape |= {"minimum": card.least} if card.least is not None else {}
                shape |= {"maximum": card.most} if card.most is not None else {}
        properties[entry.name] = shape
        if entry.required:
            required.append(entry.name)
    result: dict[str, Json] = {"type": "object", "title": kind.__name__, "properties": properties}
    if required:
        result["required"] = required
    if "extra" not in field_names(kind):
        result["additionalProperties"] = False
    kinds[kind.__name__] = result


_SIMPLE: dict[Any, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}


def _shape(annotation: Any, kinds: dict[str, Json]) -> dict[str, Json]:
    if annotation is Any:
        return {}
    if annotation in _SIMPLE:
        return {"type": _SIMPLE[annotation]}
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        if annotation.__name__ not in kinds:
            _record(annotation, kinds)
        return {"$ref": f"#/$defs/{annotation.__name__}"}
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        if arguments[1:] == (...,):
            return {"type": "array", "items": _shape(arguments[0], kinds)}
        parts = [_shape(part, kinds) for part in arguments]
        return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
    if origin is Mapping:
        return {"type": "object"}
    if origin in (types.UnionType, typing.Union):
        shapes = [_shape(part, kinds) for part in arguments]
        if all(set(shape) == {"type"} for shape in shapes):
            return {"type": [shape["type"] for shape in shapes]}
        return {"anyOf": shapes}
    raise TypeError(f"no schema for {annotation}")
