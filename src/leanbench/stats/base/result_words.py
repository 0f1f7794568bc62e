"""Numbers inside sentences: the same digits, signs and words in every study."""

from __future__ import annotations

import math


def num(value: float | None, digits: int = 4) -> str:
    """`value` with `digits` significant digits, thousands separated, never in powers of ten for ordinary sizes."""
    if value is None or not math.isfinite(value):
        return "not defined"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size >= digits - 1:
        return f"{round(value, 0):,.0f}".replace("-", "\u2212") if size < 15 else f"{value:.{digits - 1}e}"
    if size < -5:
        return f"{value:.{digits - 1}e}"
    text = f"{value:,.{digits - 1 - size}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "\u2212")


def with_unit(value: float | None, unit: str, digits: int = 4) -> str:
    """`value` and its unit: ``12.5 days``, ``45%``."""
    return f"{num(value, digits)} {unit}".rstrip()


def percent(share: float, digits: int = 3) -> str:
    """A share from 0 to 1 as percent."""
    return f"{num(100.0 * share, digits)}%"


def p_text(p: float) -> str:
    """``p = 0.031``, ``p < 0.001``."""
    if not math.isfinite(p):
        return "p not defined"
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def list_text(names: list[str] | tuple[str, ...], most: int = 6) -> str:
    """``a``, ``a and b``, ``a, b and c``; long lists end with how many more."""
    items = list(names)
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def pair_list_text(pairs: list[tuple[str, str]], most: int = 6) -> str:
    """``North and South, North and West``: which belongs to which stays clear, however many there are."""
    said = ", ".join(f"{first} and {second}" for first, second in pairs[:most])
    more = len(pairs) - most
    return f"{said}, {more} more {'pair' if more == 1 else 'pairs'}" if more > 0 else said


def measure_text(name: str, unit: str) -> str:
    """What an axis or a headline calls a measure: ``Lead time (bd)``; the name alone where it has no unit."""
    return f"{name} ({unit})" if unit else name
