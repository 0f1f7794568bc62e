"""Numbers as people say them, on axes, limits and in sentences."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.words.numbers import MISSING, number_text, power_text, significant_text


def exact(value: float) -> str:
    """A number that people gave, as they gave it: a limit of 25 is 25, not 25.0."""
    return significant_text(float(value), 6)


def number(value: float) -> str:
    """Three to four significant digits, as a facilitator would say them: 93.9, 0.231, 1,204."""
    value = float(value)
    if not np.isfinite(value):
        return MISSING
    size = abs(value)
    digits = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3 if size >= 0.1 else 4
    text = number_text(value, digits)
    is_whole = value == round(value) or (size < 10 and text.lstrip("−").isdigit())
    return text if is_whole else number_text(value, digits, fixed=True)


def tick_words(ticks: Any) -> list[str]:
    """The numbers of an axis, all with the decimals their step needs: 0, 0.5, 1.0; very large or small as powers."""
    places = np.asarray(ticks, dtype=float)
    if places.size == 0:
        return []
    largest = float(np.abs(places).max())
    step = float(np.diff(places).min()) if places.size > 1 else largest
    if largest >= 1e7 or (0 < largest < 1e-4) or step <= 0:
        return [_power(float(value)) for value in places]
    decimals = next((d for d in range(12) if abs(round(step, d) - step) <= 1e-6 * step), 12)
    return [number_text(float(value), decimals, fixed=True) for value in places]


def _power(value: float) -> str:
    return significant_text(value, 6) if value == 0 or 1e-4 <= abs(value) < 1e6 else power_text(value, 6)
