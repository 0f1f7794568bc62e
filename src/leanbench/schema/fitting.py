"""What fits into a field of a record: read from the type annotations, once per class.

Every record, whichever, is checked, written to plain JSON and read back by the same few rules, so
a new field needs its card and nothing here. `fit` returns the value as it will be kept
(a list becomes a tuple, an int in a number field a float); `Misfit` carries the place inside the
record and the reason in plain words.
"""

from __future__ import annotations

import math
import sys
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

from msgspec import NODEFAULT, Struct

from leanbench.schema.frozen_record import Json, field_names, nothing
from leanbench.words import N_, _
from leanbench.words.numbers import number_text

LARGEST = 1e15  # beyond it no time, count or sum of money means anything, and sums stop being exact


class Misfit(Exception):  # noqa: N818 - it is caught and told as a sentence, never seen as an error
    """A value that does not fit. `path` is innermost first while it travels up."""

    def __init__(self, reason: str, *path: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = list(path)

    def inside(self, part: str) -> Misfit:
        """The same misfit, seen from one level further out."""
        self.path.append(part)
        return self

    def place(self) -> str:
        """``maps[0].steps[3].wait``."""
        return "".join(reversed(self.path)).lstrip(".")


class Shape(Struct, frozen=True):
    """The rules for one type: `fit` a Python value, `write` it as plain JSON, `read` it back.

    `write` is None where the value already is plain JSON.
    """

    fit: Callable[[Any], Any]
    write: Callable[[Any], Json] | None
    read: Callable[[Json, list[str]], Any]


class FieldShape(Struct, frozen=True):
    """One field of a record: its shape, and its default when that is empty (then it is not written)."""

    name: str
    shape: Shape
    required: bool
    empty: Any  # the default when that is an empty value, else NODEFAULT


def _same(fit: Callable[[Any], Any]) -> Shape:
    return Shape(fit, None, lambda value, lost: fit(value))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise Misfit(f"should be text, not {_value_text(value)}")


def _yesno(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise Misfit(f"should be true or false, not {_value_text(value)}")


def _whole(value: Any) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool) and _number(value).is_integer():
        return int(value)
    raise Misfit(f"should be a whole number, not {_value_text(value)}")


def _number(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if abs(number) <= LARGEST:
            return number
        raise Misfit(f"should be a number of at most {number_text(LARGEST)}")
    raise Misfit(f"should be a number, not {_value_text(value)}")


def _nothing(value: Any) -> None:
    if value is not None:
        raise Misfit(f"should be empty, not {_value_text(value)}")


def _json(value: Any) -> Json:
    """Plain JSON of any shape, finite numbers and text keys only, not nested beyond reason."""
    _check_json(value, 0)
    return value


def _check_json(value: Any, depth: int) -> None:
    if depth > 60:
        raise Misfit("is nested too deeply")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Misfit("should be a finite number")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise Misfit("should have names as keys")
            _check_json(inner, depth + 1)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _check_json(inner, depth + 1)
    elif value is not None and not isinstance(value, (str, int, bool)):
        raise Misfit(f"cannot be stored: {type(value).__name__}")


def _mapping(value: Any) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise Misfit(f"should be an object of named values, not {_value_text(value)}")
    _check_json(value, 0)
    return value


def _write_json(value: Any) -> Json:
    """Mappings as dicts, tuples as lists, whole floats as whole numbers: equal values, equal bytes."""
    if isinstance(value, Mapping):
        return {key: _write_json(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_write_json(inner) for inner in value]
    return _write_number(value) if isinstance(value, float) else value


def _write_number(value: float | int | None) -> Json:
    return int(value) if isinstance(value, float) and abs(value) < 1e15 and value.is_integer() else value


_SIMPLE: dict[Any, Shape] = {
    str: _same(_text),
    bool: _same(_yesno),
    int: _same(_whole),
    float: Shape(_number, _write_number, lambda value, lost: _number(value)),
    type(None): _same(_nothing),
    Any: Shape(_json, _write_json, lambda value, lost: _json(value)),
}


def _value_text(value: Any) -> str:
    """A value in words for an error: ``“abc”``, ``3``, ``a list``."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"“{value[:30]}”"
    if isinstance(value, (int, float)):
        return number_text(value) if abs(value) < LARGEST else str(value)[:30]
    if isinstance(value, Mapping):
        return _("an object")
    return _("a list") if isinstance(value, (list, tuple)) else type(value).__name__


_RECORD_WORDS = {"Duration": N_("a time"), "Place": N_("a place"), "Dataset": N_("a table of data")}


@cache
def shape_of(annotation: Any) -> Shape:
    """The rules for one annotation of a record. Raises TypeError for a kind no record may use."""
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return _record(annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Literal:
        return _choice(arguments)
    if origin is tuple:
        return _row(arguments[0]) if arguments[1:] == (...,) else _fixed(arguments)
    if origin is Mapping:
        return Shape(_mapping, _write_json, lambda value, lost: _mapping(value))
    if origin in (types.UnionType, typing.Union):
        return _either(arguments)
    raise TypeError(f"no rule for {annotation}")


def _choice(words: tuple[Any, ...]) -> Shape:
    known = frozenset(words)
    listed = ", ".join(f"“{word}”" for word in words if word)

    def fit(value: Any) -> Any:
        if isinstance(value, str) and value in known:
            return value
        raise Misfit(f"should be one of {listed}, not {_value_text(value)}")

    return _same(fit)


def _either(kinds: tuple[Any, ...]) -> Shape:
    if str in kinds:  # Literal[...] | str: any text will do
        kinds = tuple(kind for kind in kinds if typing.get_origin(kind) is not Literal)
    if len(kinds) == 1:
        return shape_of(kinds[0])
    optional = type(None) in kinds
    shapes = [shape_of(kind) for kind in kinds if kind is not type(None)]

    def attempt(act: Callable[[Shape], Any], value: Any) -> Any:
        if value is None and optional:
            return None
        first: Misfit | None = None
        for shape in shapes:
            try:
                return act(shape)
            except Misfit as misfit:
                first = first or misfit
        raise first or Misfit("does not fit")

    def write(value: Any) -> Json:
        if value is None or isinstance(value, str):
            return value
        writer = shapes[0].write
        return value if writer is None else writer(value)

    return Shape(
        lambda value: attempt(lambda shape: shape.fit(value), value),
        None if all(shape.write is None for shape in shapes) else write,
        lambda value, lost: attempt(lambda shape: shape.read(value, lost), value),
    )


def _row(kind: Any) -> Shape:
    item = shape_of(kind)

    def fit(value: Any) -> tuple[Any, ...]:
        return tuple(_each(_list(value), item.fit))

    def read(value: Json, lost: list[str]) -> tuple[Any, ...]:
        before = len(lost)
        result = []
        for index, inner in enumerate(_list(value)):
            try:
                result.append(item.read(inner, lost))
            except Misfit as misfit:
                raise misfit.inside(f"[{index}]") from None
            if len(lost) > before:
                lost[before:] = [f"[{index}]{place}" for place in lost[before:]]
                before = len(lost)
        return tuple(result)

    writer = item.write
    return Shape(fit, list if writer is None else lambda value: [writer(inner) for inner in value], read)


def _fixed(kinds: tuple[Any, ...]) -> Shape:
    shapes = [shape_of(kind) for kind in kinds]

    def part(value: Any) -> list[Any]:
        values = _list(value)
        if len(values) != len(shapes):
            raise Misfit(f"should have {len(shapes)} parts, not {len(values)}")
        return values

    def fit(value: Any) -> tuple[Any, ...]:
        return tuple(shape.fit(inner) for shape, inner in zip(shapes, part(value), strict=True))

    def read(value: Json, lost: list[str]) -> tuple[Any, ...]:
        values = []
        for index, (shape, inner) in enumerate(zip(shapes, part(value), strict=True)):
            try:
                values.append(shape.read(inner, lost))
            except Misfit as misfit:
                raise misfit.inside(f"[{index}]") from None
        return tuple(values)

    def write(value: Any) -> list[Json]:
        return [
            inner if shape.write is None else shape.write(inner)
            for shape, inner in zip(shapes, value, strict=True)
        ]

    return Shape(fit, write, read)


def _list(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    raise Misfit(f"should be a list, not {_value_text(value)}")


def _each(values: list[Any], act: Callable[[Any], Any]) -> list[Any]:
    result = []
    for index, value in enumerate(values):
        try:
            result.append(act(value))
        except Misfit as misfit:
            raise misfit.inside(f"[{index}]") from None
    return result


@cache
def types_of(kind: type) -> dict[str, Any]:
    """The types of the fields of a kind of record by name, in order, `extra` too."""
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        for name, written in base.__dict__.get("__annotations__", {}).items():  # noqa: RUF063 - no inspect at start
            found[name] = _type_of(base.__module__, written) if isinstance(written, str) else written
    return {name: found[name] for name in field_names(kind)}


@cache
def fields_of(kind: type) -> dict[str, FieldShape]:
    """The fields of a kind of record except `extra`, by name, in order."""
    result = {}
    types = types_of(kind)
    defaults: tuple[Any, ...] = kind.__struct_defaults__  # type: ignore[attr-defined]
    defaults = (NODEFAULT,) * (len(types) - len(defaults)) + defaults
    for (name, written), default in zip(types.items(), defaults, strict=True):
        if name == "extra":
            continue
        required = default is NODEFAULT
        made = getattr(default, "factory", None)
        if made is not None:
            default = {} if made in (dict, nothing) else NODEFAULT
        empty = default if default in (None, "", (), {}) or default is False else NODEFAULT
        result[name] = FieldShape(name, shape_of(written), required, empty)
    return result


@cache
def _type_of(module: str, written: str) -> Any:
    """A type as it is written in a module; msgspec reads each field's anew, which the start of the window would pay."""
    return eval(written, vars(sys.modules[module]))


def _record(kind: type) -> Shape:
    """The rules for a record: an object with the names of its fields, unknown ones kept in `extra`."""
    has_extra = "extra" in field_names(kind)

    def fit(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        raise Misfit(
            f"should be {_(_RECORD_WORDS.get(kind.__name__, f'a {kind.__name__}'))}, not {_value_text(value)}"
        )

    def write(value: Any) -> dict[str, Json]:
        result: dict[str, Json] = {}
        known = fields_of(kind)
        for name, field in known.items():
            inner, empty, writer = getattr(value, name), field.empty, field.shape.write
            if empty is not NODEFAULT and (inner is empty or inner == empty):
                continue
            result[name] = inner if writer is None or inner is None else writer(inner)
        if has_extra:
            for name, inner in value.extra.items():
                result.setdefault(name, _write_json(inner))
        return result

    def read(value: Json, lost: list[str]) -> Any:
        if not isinstance(value, dict):
            raise Misfit(f"should be an object of named values, not {_value_text(value)}")
        known = fields_of(kind)
        given: dict[str, Any] = {}
        extra: dict[str, Json] = {}
        for name, inner in value.items():
            field = known.get(name)
            if field is None:
                extra[name] = inner
                continue
            before = len(lost)
            try:
                given[name] = field.shape.read(inner, lost)
            except Misfit as misfit:
                raise misfit.inside(f".{name}") from None
            if len(lost) > before:
                lost[before:] = [f".{name}{place}" for place in lost[before:]]
        for field in known.values():
            if field.required and field.name not in given:
                raise Misfit("is missing", f".{field.name}")
        if has_extra and extra:
            given["extra"] = _mapping(extra)
        elif extra:
            lost.extend(f".{name}" for name in extra)
        return kind(**given)

    return Shape(fit, write, read)


def fit_field(record: Any, name: str, value: Any) -> Any:
    """The value as it would be kept in this field of the record.

    Raises
    ------
    Misfit
        The record has no such field, or the value does not fit.
    """
    if name == "extra":
        return _mapping(value)
    kind: type = type(record)
    field = fields_of(kind).get(name)
    if field is None:
        raise Misfit(f"is not a field of a {kind.__name__}", f".{name}")
    try:
        return field.shape.fit(value)
    except Misfit as misfit:
        raise misfit.inside(f".{name}") from None
