"""What is wrong with a value that has the right type, by the limits of its card."""

from __future__ import annotations

from typing import Any

from leanbench.schema.card import MANY, Card
from leanbench.words.durations import Duration, duration_problem
from leanbench.words.lists import capital_text
from leanbench.words.numbers import number_text


def limit_problem(card: Card, value: Any) -> str:
    """A plain sentence that begins with the field, or an empty text."""
    if isinstance(value, Duration):
        problem = duration_problem(value)
        return f"{capital_text(card.words)}: {problem}" if problem else ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    low, high = card.least, card.most
    if (low is None or low <= value) and (high is None or value <= high):
        return ""
    scale, unit = (100, "%") if card.kind == "share" else (1, "%" if card.kind == "percent" else "")
    if low is not None and high is not None and high < MANY:
        limit = f"between {number_text(low * scale)} and {number_text(high * scale)}{unit}"
    elif low is not None:
        limit = f"{number_text(low * scale)}{unit} or more"
    else:
        limit = f"at most {number_text((high or 0) * scale)}{unit}"
    return f"{capital_text(card.words)} must be {limit}, not {number_text(value * scale)}{unit}."
