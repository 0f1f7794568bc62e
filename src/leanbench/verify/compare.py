"""Compares computed answers with a case's expected ones, at the case's own tolerance.

The rules: `relative` is relative to the expected value (an expected zero must be met within 1e-12);
`absolute` is in the unit of the value; `exact` is equality. A flow metric may carry its own
tolerance, ``{"rel": x}`` or ``{"abs": x}``. Values quoted as another program or a book printed them
(under ``peer_printed`` or a name with ``published``) hold to their printed digits, because rounding
is all the printed number can prove. An expected value that was not computed is a failure.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

ZERO = 1e-12
Values = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """How many single values were compared, and a sentence for each that did not agree."""

    compared: int
    problems: tuple[str, ...]


def compare(
    computed: Mapping[str, Any], expected: Mapping[str, Any], tolerance: Mapping[str, Any]
) -> Outcome:
    """Compare every expected value with the computed one of the same key.

    Parameters
    ----------
    computed : mapping
        What the method gave; more keys than expected are welcome.
    expected : mapping
        Values, lists or nested mappings; or ``{"value": v, "tolerance": {...}, ...}`` as in flow cases.
    tolerance : mapping
        ``{"type": "relative"|"absolute"|"exact", "value": x}`` or ``{"rel": x}`` / ``{"abs": x}``.
    """
    problems: list[str] = []
    compared = _walk(computed, expected, tolerance, "", problems)
    return Outcome(compared, tuple(problems))


def _walk(
    computed: Mapping[str, Any],
    expected: Mapping[str, Any],
    tolerance: Mapping[str, Any],
    at: str,
    problems: list[str],
) -> int:
    compared = 0
    for key, want in expected.items():
        name = f"{at}.{key}" if at else str(key)
        limit = tolerance
        if isinstance(want, Mapping) and "value" in want:
            limit = want.get("tolerance") or tolerance
            want = want["value"]
        if key not in computed:
            problems.append(f"{name} was not computed")
            compared += 1
        elif isinstance(want, Mapping):
            have = computed[key]
            if isinstance(have, Mapping):
                compared += _walk(have, want, limit, name, problems)
            else:
                problems.append(f"{name} should be a group of values")
                compared += 1
        else:
            compared += _leaf(computed[key], want, limit, name, problems)
    return compared


def _leaf(have: Any, want: Any, tolerance: Mapping[str, Any], name: str, problems: list[str]) -> int:
    if isinstance(want, list):
        items = have.tolist() if isinstance(have, np.ndarray) else have
        if not isinstance(items, (list, tuple)) or len(items) != len(want):
            size = len(items) if isinstance(items, (list, tuple)) else 1
            problems.append(f"{name} has {size} values, expected {len(want)}")
            return 1
        pairs = zip(items, want, strict=True)
        return sum(_leaf(h, w, tolerance, f"{name}[{i}]", problems) for i, (h, w) in enumerate(pairs))
    if isinstance(have, np.generic):
        have = have.item()
    if not _agree(have, want, tolerance, name):
        problems.append(f"{name} is {_show(have)}, expected {_show(want)}")
    return 1


def _agree(have: Any, want: Any, tolerance: Mapping[str, Any], name: str) -> bool:
    if want is None or have is None:
        empty = have is None or (isinstance(have, float) and math.isnan(have))
        return want is None and empty
    if isinstance(want, (bool, str)) or isinstance(have, (bool, str)):
        return bool(have == want)
    try:
        have, want = float(have), float(want)
    except (TypeError, ValueError):
        return False
    if math.isnan(want) or math.isnan(have):
        return math.isnan(want) and math.isnan(have)
    if have == want:
        return True
    slack = allowance(want, tolerance)
    if "published" in name or "peer_printed" in name:
        slack = max(slack, _half_digit(want))
    return bool(abs(have - want) <= slack)


def allowance(want: float, tolerance: Mapping[str, Any]) -> float:
    """How far a computed value may lie from `want`."""
    if "rel" in tolerance or "abs" in tolerance:
        relative, absolute = float(tolerance.get("rel", 0.0)), float(tolerance.get("abs", 0.0))
        return max(relative * abs(want), absolute, ZERO if relative else 0.0)
    kind, value = tolerance.get("type", "relative"), float(tolerance.get("value", 1e-9))
    if kind == "exact":
        return 0.0
    if kind == "absolute":
        return value
    return max(value * abs(want), ZERO)


def _half_digit(printed: float) -> float:
    """Half a unit of the last printed decimal."""
    text = repr(printed)
    decimals = len(text.partition(".")[2]) if "e" not in text else 12
    return 0.5 * 10.0**-decimals * (1 + 1e-9)


def _show(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else repr(value)
