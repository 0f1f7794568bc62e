"""What is wrong with a value that has the right type, by the limits of its card."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from leanbench.schema.card import MANY, Card
from leanbench.words import _
from leanbench.words.durations import Duration, duration_problem
from leanbench.words.lists import capital_text
from leanbench.words.numbers import number_text


@lru_cache(4096)
def _is_fine(value: Duration) -> bool:
    """Whether nothing is wrong with a time; the same few stand in thousands of steps."""
    return not duration_problem(value)


def limit_problem(card: Card, value: Any) -> str:
    """A plain sentence that begins with the field, or an empty text."""
    if isinstance(value, Duration):
        problem = "" if _is_fine(value) else duration_problem(value)
        return f"{capital_text(card.words)}: {problem}" if problem else ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    low, high = card.least, card.most
    if (low is None or low <= value) and (high is None or value <= high):
        return ""
    scale, unit = (100, "%") if card.kind == "share" else (1, "%" if card.kind == "percent" else "")
    if low is not None and high is not None and high < MANY:
        limit = _("between {low} and {high}{unit}").format(
            low=number_text(low * scale), high=number_text(high * scale), unit=unit
        )
    elif low is not None:
        limit = _("{low}{unit} or more").format(low=number_text(low * scale), unit=unit)
    else:
        limit = _("at most {high}{unit}").format(high=number_text((high or 0) * scale), unit=unit)
    return _("{field} must be {limit}, not {value}{unit}.").format(
        field=capital_text(card.words), limit=limit, value=number_text(value * scale), unit=unit
    )
