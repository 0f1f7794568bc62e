"""Compares what was computed with what a case expects: paths into plain JSON, each at its tolerance.

A path names what it passes, from the outside in, with points between: ``stages.0.center.I``. Places of lists are
counted from 0, ``length`` is how many there are; a record in a list may be called by its first text
(``stages.before``, ``anova.Part.ss``), a pair of name and value by its name (``figures.Runs``). Names with points in
them may be written as they stand; letter case matters only where two names differ by it. Two numbers agree within
``rel`` times the expected one or within ``abs``, whichever is more; an expected 0 is met within 1e-12 when only
``rel`` is given. Texts, truths and null agree when equal, lists element by element.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leanbench.errors import UserError
from leanbench.words import _
from leanbench.words.nearest_name import nearest_text
from leanbench.words.numbers import significant_text

ZERO = 1e-12
USUAL: Mapping[str, float] = {"rel": 1e-9}
_SHOWN = 12  # names of a group that are told


class NoPath(UserError):  # noqa: N818 - it is what is said
    """There is nothing at a path."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many single values were compared, and a sentence for each that did not agree."""

    compared: int
    problems: tuple[str, ...]


def compare(
    computed: Any, expected: Mapping[str, Any], tolerance: Mapping[str, float] | None = None
) -> Outcome:
    """Compare every expected value with the computed one at its path.

    Parameters
    ----------
    computed : plain JSON
    expected : mapping
        {path: number, text, truth, null or list, or {"value": one of these, "rel": x, "abs": y}}.
    tolerance : mapping, optional
        {"rel": x, "abs": y} for values without their own; 1e-9 relative when not given.
    """
    problems: list[str] = []
    compared = 0
    for path, wanted in expected.items():
        own = tolerance or USUAL
        if isinstance(wanted, Mapping):
            if unknown := [name for name in wanted if name not in ("value", "rel", "abs")]:
                problems.append(
                    _("{path} has an unknown field {name!r}.{nearest}").format(
                        path=path, name=unknown[0], nearest=nearest_text(unknown[0], ("value", "rel", "abs"))
                    )
                )
                continue
            if "value" not in wanted:
                problems.append(_("{path} has no value").format(path=path))
                continue
            own = {name: wanted[name] for name in ("rel", "abs") if name in wanted} or own
            if odd := [name for name, limit in own.items() if not _is_limit(limit)]:
                problems.append(
                    _("{path}: {name} must be a number of 0 or more").format(path=path, name=odd[0])
                )
                continue
            wanted = wanted["value"]
        try:
            have = value_at(computed, path)
        except NoPath as error:
            problems.append(str(error))
            continue
        if isinstance(have, Mapping) and "value" in have and not isinstance(wanted, Mapping):
            have = have["value"]  # a figure with its unit and basis
        compared += _leaf(have, wanted, own, path, problems)
    return Outcome(compared, tuple(problems))


def value_at(plain: Any, path: str) -> Any:
    """What stands at a path. Raises NoPath that names the part that is not there, and the nearest that is."""
    have, rest, passed = plain, path, ""
    while rest:
        name, have, rest = _step(have, rest, passed, path)
        passed = f"{passed}.{name}" if passed else name
    return have


def _step(have: Any, rest: str, passed: str, path: str) -> tuple[str, Any, str]:
    """One part of a path: its name, what stands there, and what is left of the path."""
    words = rest.split(".")
    if isinstance(have, Mapping):
        folded: dict[str, list[str]] = {}
        for name in have:
            folded.setdefault(str(name).casefold(), []).append(name)
        for length in range(1, len(words) + 1):
            name = ".".join(words[:length])
            if name in have:
                return name, have[name], ".".join(words[length:])
            alike = folded.get(name.casefold(), [])
            if len(alike) == 1:
                return alike[0], have[alike[0]], ".".join(words[length:])
        if words == ["length"]:
            return "length", len(have), ""
        known = [str(name) for name in have]
        told = ", ".join(known[:_SHOWN]) + (", ..." if len(known) > _SHOWN else "")
        raise NoPath(
            _('{path}: there is no "{name}" in {place}.{nearest} There are: {known}').format(
                path=path,
                name=words[0],
                place=passed or _("the result"),
                nearest=nearest_text(words[0], known),
                known=told or _("none"),
            )
        )
    if isinstance(have, list):
        if words[0] == "length":
            return "length", len(have), ".".join(words[1:])
        if words[0].isdecimal() and int(words[0]) < len(have):
            return words[0], have[int(words[0])], ".".join(words[1:])
        called = [_called(one) for one in have]
        for length in range(1, len(words) + 1):
            name = ".".join(words[:length])
            if called.count(name) == 1:
                row = have[called.index(name)]
                return name, row[1] if isinstance(row, list) else row, ".".join(words[length:])
        raise NoPath(
            _(
                '{path}: {place} is a list of {count}, counted from 0; there is no "{name}" in it.{nearest}'
            ).format(
                path=path,
                place=passed or _("the result"),
                count=len(have),
                name=words[0],
                nearest=nearest_text(words[0], [one for one in called if one is not None]),
            )
        )
    raise NoPath(
        _('{path}: {place} is {value} and has no "{name}"').format(
            path=path, place=passed or _("the result"), value=_value_text(have), name=words[0]
        )
    )


def _is_limit(limit: Any) -> bool:
    return isinstance(limit, int | float) and not isinstance(limit, bool) and limit >= 0


def _called(one: Any) -> str | None:
    """The name a part of a list goes by: of a pair [name, value], or the first text of a record."""
    if isinstance(one, list):
        return one[0] if len(one) == 2 and isinstance(one[0], str) else None
    if isinstance(one, Mapping):
        first = next(iter(one.values()), None)
        return first if isinstance(first, str) else None
    return None


def _leaf(have: Any, want: Any, tolerance: Mapping[str, float], path: str, problems: list[str]) -> int:
    if isinstance(want, list):
        if not isinstance(have, list) or len(have) != len(want):
            size = (
                _("{count} values").format(count=len(have)) if isinstance(have, list) else _value_text(have)
            )
            problems.append(
                _("{path} has {size}, expected {count}").format(path=path, size=size, count=len(want))
            )
            return 1
        pairs = enumerate(zip(have, want, strict=True))
        return max(1, sum(_leaf(h, w, tolerance, f"{path}.{i}", problems) for i, (h, w) in pairs))
    if isinstance(have, (list, Mapping)):
        problems.append(
            _("{path} is a group of values, expected {want}").format(path=path, want=_value_text(want))
        )
    elif not agree(have, want, tolerance):
        problems.append(
            _("{path} is {have}, expected {want}").format(
                path=path, have=_value_text(have), want=_value_text(want)
            )
        )
    return 1


def agree(have: Any, want: Any, tolerance: Mapping[str, float]) -> bool:
    """Whether a computed value is the expected one: a number within its tolerance, anything else equal."""
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (have, want))
    if not numbers:
        return type(have) is type(want) and bool(have == want)
    if have == want:
        return True
    relative, absolute = float(tolerance.get("rel", 0.0)), float(tolerance.get("abs", 0.0))
    slack = max(relative * abs(want), absolute, ZERO if relative else 0.0)
    return math.isfinite(have) and bool(abs(have - want) <= slack)


def _value_text(value: Any) -> str:
    text = significant_text(value, 10) if isinstance(value, float) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
