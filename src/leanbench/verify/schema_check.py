"""Checks plain JSON against a JSON Schema, as far as the schema of a reference case needs it, in plain sentences.

Known words: type, const, enum, required, properties, additionalProperties false, oneOf and anyOf of required,
minLength, minProperties, minimum. A schema that uses another word is a mistake of ours and raises ValueError.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leanbench.words import _
from leanbench.words.lists import list_text
from leanbench.words.nearest_name import nearest_text

_ABOUT = frozenset({"$schema", "$id", "title", "description"})
_KNOWN = _ABOUT | {"type", "const", "enum", "required", "properties", "additionalProperties", "oneOf", "anyOf",
                   "minLength", "minProperties", "minimum"}  # fmt: skip
_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "number": (int, float), "boolean": (bool,),
}  # fmt: skip


def problems_of(value: Any, schema: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """A sentence for each thing that is not as the schema says; `at` is the path of the value."""
    if unknown := set(schema) - _KNOWN:
        raise ValueError(f"the schema uses {sorted(unknown)}, which is not checked here")
    place = at or _("the case")
    if "const" in schema and value != schema["const"]:
        yield _("{place} is {value}, not {wanted}").format(
            place=place, value=_value_text(value), wanted=_value_text(schema["const"])
        )
    if "enum" in schema and value not in schema["enum"]:
        yield _("{place} is {value}; it is one of {known}").format(
            place=place,
            value=_value_text(value),
            known=list_text([_value_text(one) for one in schema["enum"]]),
        )
    if "type" in schema and not _is_of(value, schema["type"]):
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        yield _("{place} must be {kinds}, not {value}").format(
            place=place, kinds=list_text(kinds), value=_value_text(value)
        )
        return
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        yield _("{place} is empty").format(place=place)
    if _is_of(value, "number") and value < schema.get("minimum", value):
        yield _("{place} is {value}; at least {least}").format(
            place=place, value=value, least=schema["minimum"]
        )
    if isinstance(value, dict):
        yield from _object_problems(value, schema, at, place)


def _object_problems(value: dict[str, Any], schema: Mapping[str, Any], at: str, place: str) -> Iterator[str]:
    parts: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield _('{place} has no "{name}"').format(place=place, name=name)
    if len(value) < schema.get("minProperties", 0):
        yield _("{place} is empty").format(place=place)
    for word, most in (("oneOf", 1), ("anyOf", len(value))):
        names = [name for choice in schema.get(word, ()) for name in choice["required"]]
        have = [name for name in names if name in value]
        if names and not 1 <= len(have) <= most:
            what = _("exactly one of {names}") if word == "oneOf" else _("one of {names}")
            yield _("{place} must have {what}, and has {have}").format(
                place=place, what=what.format(names=list_text(names)), have=list_text(have) or _("none")
            )
    for name, part in value.items():
        path = f"{at}.{name}" if at else name
        if name in parts:
            yield from problems_of(part, parts[name], path)
        elif schema.get("additionalProperties") is False:
            yield (
                _('{place} has an unknown field "{name}".{nearest}')
                .format(place=place, name=name, nearest=nearest_text(name, parts))
                .rstrip(".")
            )


def _is_of(value: Any, kind: str | list[str]) -> bool:
    if isinstance(kind, list):
        return any(_is_of(value, one) for one in kind)
    return isinstance(value, _KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _value_text(value: Any) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
