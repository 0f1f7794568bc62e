"""Data that no method here can work with, refused in the same words everywhere; notes as sentences."""

from __future__ import annotations

import numpy as np

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, StatsError, number
from leanbench.words.language import _

# Squares and reciprocals of values between these stay within the range of floating point numbers.
SMALLEST, LARGEST = 1e-130, 1e130


def needs_spread(x: Floats, purpose: str, what: str = "values") -> None:
    """Raise StatsError unless the (n,) finite values vary, within a range that can be computed with."""
    low, high = float(np.min(x)), float(np.max(x))
    if low == high:
        raise StatsError(f"All {x.size} {what} equal {num(low, 6)}: {purpose}.")
    most = max(abs(low), abs(high))
    if most > LARGEST or high - low < SMALLEST:
        raise StatsError(
            _(
                "The {what} run from {low} to {high}, which cannot be computed with. Use a unit that "
                "makes them ordinary numbers, or check for a slip in the largest."
            ).format(what=what, low=num(low, 6), high=num(high, 6))
        )
    if high - low < 1e-13 * most:
        raise StatsError(
            f"The {what} differ only in rounding, from {num(low, 15)} to {num(high, 15)}. Take off a constant first."
        )


def full_sentences(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Notes as sentences: with a capital first letter and a full stop, whoever wrote them."""
    whole = (note if note.endswith((".", "!", "?")) else f"{note}." for note in notes)
    return tuple(note[:1].upper() + note[1:] for note in whole)


def check_confidence(confidence: float) -> None:
    """Raise StatsError unless the confidence is a share such as 0.95."""
    if not 1e-6 <= (given := number(confidence, "The confidence")) <= 1 - 1e-9:
        raise StatsError(f"The confidence must lie between 0 and 1, such as 0.95; it is {num(given, 6)}.")


def check_alpha(alpha: float) -> None:
    """Raise StatsError unless the risk is a share such as 0.05."""
    if not 0 < (given := number(alpha, "Alpha")) < 1:
        raise StatsError(f"Alpha must lie between 0 and 1, such as 0.05; it is {num(given, 6)}.")


def above_zero(name: str, value: float) -> None:
    """Raise StatsError unless the option is an ordinary number above zero."""
    if not SMALLEST < (given := number(value, f"The {name}")) < LARGEST:
        raise StatsError(f"The {name} must be a number above zero; it is {num(given, 6)}.")
