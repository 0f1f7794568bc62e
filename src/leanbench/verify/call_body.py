"""A case that calls a public function of the library by its pinned name: calculators, sample sizes, constants."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cache
from importlib import import_module
from typing import Any

from msgspec import Struct

from leanbench.analyses.study_run import as_plain
from leanbench.doors import DOORS
from leanbench.errors import UserError
from leanbench.quantity import Quantity
from leanbench.stats.base.result import Result, to_json
from leanbench.words import _
from leanbench.words.nearest_name import nearest_text

# Where names may also be found, as the contract of cases writes them.
ALIASES = {"stats.arl": "stats.run_length"}


@cache
def public_functions() -> Mapping[str, str]:
    """Every public function a case may call, as {"flow.queueing.mmc": what it does, in its first words}, in order."""
    found = {}
    for door in DOORS:
        for name in import_module(f"leanbench.{door}").__all__:
            thing = getattr(import_module(f"leanbench.{door}"), name)
            if name[0].islower() and callable(thing):
                found[f"{door}.{name}"] = (thing.__doc__ or "").strip().split("\n")[0]
    return dict(sorted(found.items()))


def full_name(name: str) -> str:
    """The pinned name of a public function; ``stats.mewma_limit`` where only one room has it.

    Raises UserError that names the nearest when there is none.
    """
    known = public_functions()
    door, _dot, last = name.rpartition(".")
    full = f"{ALIASES.get(door, door)}.{last}"
    if full not in known:
        inside = [one for one in known if one.startswith(f"{door}.") and one.endswith(f".{last}")]
        if len(inside) != 1:
            raise UserError(
                _('There is no public function "{name}".{nearest}').format(
                    name=name,
                    nearest=nearest_text(name, known) or _(" tests/core/public_names.txt lists them."),
                )
            )
        full = inside[0]
    return full


def function_of(name: str) -> Callable[..., Any]:
    """The public function of this name. Raises UserError when there is none."""
    door, _dot, last = full_name(name).rpartition(".")
    found: Callable[..., Any] = getattr(import_module(f"leanbench.{door}"), last)
    return found


def call_function(function: Callable[..., Any], name: str, arguments: Mapping[str, Any], *first: Any) -> Any:
    """What a function answers to these arguments by name. Raises UserError for one it does not have, or lacks."""
    takes = inspect.signature(function).parameters
    open_ended = any(one.kind is one.VAR_KEYWORD for one in takes.values())
    known = [key for key, one in takes.items() if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)]
    known = [*known[len(first) :], *(design_names(function) if open_ended else ())]
    for key in arguments:
        if key not in known:
            raise UserError(
                _('{name} has no argument "{key}".{nearest} It has: {known}.').format(
                    name=name, key=key, nearest=nearest_text(key, known), known=", ".join(known)
                )
            )
    for key in known:
        if key in takes and takes[key].default is inspect.Parameter.empty and key not in arguments:
            raise UserError(_('{name} needs the argument "{key}".').format(name=name, key=key))
    return function(*first, **arguments)


def design_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of options that a function takes as one group (`Unpack` of a typed dictionary)."""
    takes = inspect.signature(function).parameters.values()
    (name,) = (one.name for one in takes if one.kind is one.VAR_KEYWORD)
    group = typing.get_args(typing.get_type_hints(function)[name])
    return tuple(typing.get_type_hints(group[0])) if group else ()


def answers(asked: Mapping[str, Any]) -> Any:
    """The answer of a public function as plain JSON; a single number has the path ``value``."""
    name = str(asked["function"])
    return plain_answer(call_function(function_of(name), name, asked.get("arguments", {})))


def plain_answer(answer: Any) -> Any:
    """What a function of the library answers as plain JSON."""
    if isinstance(answer, Quantity):
        return {"value": answer.value, "unit": answer.unit, "name": answer.name, "note": answer.note}
    if isinstance(answer, Result):
        return as_plain(answer)
    plain = to_json(answer)
    is_record = is_dataclass(answer) or isinstance(answer, Struct)
    return plain if is_record or isinstance(plain, dict | list) else {"value": plain}
