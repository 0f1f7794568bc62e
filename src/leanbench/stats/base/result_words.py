"""Numbers inside sentences: the same digits, signs and words in every study."""

from __future__ import annotations

import math

from leanbench.words.language import _
from leanbench.words.numbers import number_text, significant_text


def num(value: float | None, digits: int = 4) -> str:
    """`value` with so many significant digits: ``0.03125``, ``12.35``, ``1,204``; “not defined” where there is none."""
    return significant_text(value, digits)


def decimals(value: float, places: int) -> str:
    """`value` with exactly so many decimals: ``12.50``."""
    return number_text(value, places, fixed=True)


def signed_num(value: float) -> str:
    """A change in four significant digits with its sign: ``+0.25``, ``−3``."""
    return f"+{num(value)}" if value > 0 else num(value)


def with_unit(value: float | None, unit: str, digits: int = 4) -> str:
    """`value` and its unit: ``12.5 days``, ``45%``."""
    return f"{num(value, digits)} {unit}".rstrip()


def percent(share: float, digits: int = 3) -> str:
    """A share from 0 to 1 as percent."""
    return f"{num(100.0 * share, digits)}%"


def p_text(p: float) -> str:
    """``p = 0.031``, ``p < 0.001``."""
    if not math.isfinite(p):
        return _("p not defined")
    if p < 0.001:
        return f"p < {number_text(0.001, 3)}"
    return f"p = {number_text(p, 3 if p < 0.1 else 2, fixed=True)}"


def pair_list_text(pairs: list[tuple[str, str]], most: int = 6) -> str:
    """``North and South, North and West``: which belongs to which stays clear, however many there are."""
    said = ", ".join(f"{first} and {second}" for first, second in pairs[:most])
    more = len(pairs) - most
    return f"{said}, {more} more {'pair' if more == 1 else 'pairs'}" if more > 0 else said


def measure_text(name: str, unit: str) -> str:
    """What an axis or a headline calls a measure: ``Lead time (bd)``; the name alone where it has no unit."""
    return f"{name} ({unit})" if unit else name
