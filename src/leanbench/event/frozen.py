"""A quicker `dataclasses.dataclass(frozen=True, slots=True)`, so that the window opens sooner.

The standard decorator compiles six functions for every class, 1.2 ms each on a small office
computer; the event has about a hundred record and change classes, and all are needed at start.
This one collects the fields by the standard decorator and shares one set of methods among all
classes; the constructor is compiled when the first record of its class is made. What it gives is a
dataclass in every respect the program uses: `fields`, `replace`, `is_dataclass`, equality by class
and values, a hash when all values have one, repr, copy, pickle, pattern matching.

Type checkers are shown the standard decorator:

    if TYPE_CHECKING:
        from dataclasses import dataclass
    else:
        from leanbench.event.frozen import dataclass
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any


def dataclass(*, frozen: bool, slots: bool, init: bool = True) -> Callable[[type], type]:
    """Make a frozen, slotted record of a class; with ``init=False`` it brings its own constructor."""
    if not (frozen and slots):
        raise TypeError("only frozen records with slots are made here")

    def make(plain: type) -> type:
        own_init = plain.__dict__.get("__init__")
        made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(plain)
        names = tuple(made.__dataclass_fields__)
        setters = {name: getattr(made, name).__set__ for name in names}
        if init:
            made.__init__ = _first_call(made, setters)
        elif own_init is None:
            raise TypeError(f"{made.__name__} has no constructor of its own")
        for name, method in _SHARED.items():
            setattr(made, name, method)
        result: type = made
        return result

    return make


def _first_call(kind: Any, setters: dict[str, Any]) -> Callable[..., None]:
    """A constructor that compiles the real one, puts it in its place and calls it."""

    def first(self: Any, *arguments: Any, **named: Any) -> None:
        kind.__init__ = _constructor(kind, setters)
        kind.__init__(self, *arguments, **named)

    return first


def _constructor(kind: Any, setters: dict[str, Any]) -> Callable[..., None]:
    parameters, body = [], []
    scope: dict[str, Any] = {"_new": dataclasses.MISSING}
    for name, field in kind.__dataclass_fields__.items():
        scope[f"_set_{name}"] = setters[name]
        value = name
        if field.default is not dataclasses.MISSING:
            scope[f"_default_{name}"] = field.default
            parameters.append(f"{name}=_default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            scope[f"_default_{name}"] = field.default_factory
            parameters.append(f"{name}=_new")
            value = f"_default_{name}() if {name} is _new else {name}"
        else:
            parameters.append(name)
        body.append(f"    _set_{name}(self, {value})")
    lines = [f"def __init__({', '.join(['self', *parameters])}):", *body]
    if not body:
        lines.append("    pass")
    exec("\n".join(lines), scope)
    constructor: Callable[..., None] = scope["__init__"]
    constructor.__qualname__ = f"{kind.__qualname__}.__init__"
    return constructor


def _values(record: Any) -> tuple[Any, ...]:
    return tuple([getattr(record, name) for name in record.__dataclass_fields__])


def _setattr(self: Any, name: str, value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _eq(self: Any, other: object) -> Any:
    if self is other:
        return True
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _values(self) == _values(other)


def _hash(self: Any) -> int:
    return hash(_values(self))


def _repr(self: Any) -> str:
    inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__)
    return f"{self.__class__.__qualname__}({inner})"


def _rebuild(kind: type, values: tuple[Any, ...]) -> Any:
    record: Any = object.__new__(kind)
    for name, value in zip(record.__dataclass_fields__, values, strict=True):
        object.__setattr__(record, name, value)
    return record


def _reduce(self: Any) -> tuple[Any, ...]:
    return _rebuild, (self.__class__, _values(self))


_SHARED = {
    "__setattr__": _setattr,
    "__delattr__": _delattr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__reduce__": _reduce,
}
