"""Whole columns of text in, arrays out: numbers, dates, yes/no and elapsed times as `leanbench.words` reads them.

A cell that does not match is never guessed at: the caller keeps its text and lists it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from leanbench.words.dates import read_moment
from leanbench.words.durations import read_elapsed
from leanbench.words.numbers import read_number

YES = {"yes", "y", "true"}
NO = {"no", "n", "false"}


def yesno(text: str) -> float | None:
    """1.0 for yes, 0.0 for no, or None. Reads yes/no, y/n, true/false, 1/0 in any case."""
    word = text.strip().lower()
    if word in YES or word == "1":
        return 1.0
    return 0.0 if word in NO or word == "0" else None


# --- whole columns ------------------------------------------------------------------------------


def numbers(texts: Sequence[str], decimal: str = ".") -> tuple[NDArray[np.float64], list[int]]:
    """A column of numbers: (n,) floats with NaN where there is none, and the positions of odd cells."""
    return _parse(texts, lambda text: read_number(text, decimal))


def yesnos(texts: Sequence[str]) -> tuple[NDArray[np.float64], list[int]]:
    """A column of 1.0 (yes) and 0.0 (no), NaN where there is neither, and the positions of odd cells."""
    return _parse(texts, yesno)


def durations(texts: Sequence[str]) -> tuple[NDArray[np.float64], list[int]]:
    """A column of elapsed minutes, NaN where there is none, and the positions of odd cells."""
    return _parse(texts, read_elapsed)


def _parse(
    texts: Sequence[str], read: Callable[[str], float | None]
) -> tuple[NDArray[np.float64], list[int]]:
    # A column repeats its values more often than not: each different text is read once.
    known: dict[str, float | None] = {}
    values = np.full(len(texts), np.nan)
    odd: list[int] = []
    for i, text in enumerate(texts):
        if text in known:
            value = known[text]
        else:
            value = read(text) if text and not text.isspace() else np.nan
            known[text] = value
        if value is None:
            odd.append(i)
        else:
            values[i] = value
    return values, odd


def dates(
    texts: Sequence[str], order: str = "mdy"
) -> tuple[NDArray[np.datetime64], list[int], set[int | None]]:
    """A column of dates: (n,) datetime64 with NaT, the positions of odd cells, and the UTC offsets met.

    The unit is seconds, or milliseconds when a time is given more finely than to the second.
    """
    quick = _iso_dates(texts)
    if quick is not None:
        return quick, [], {None}
    known = {
        text: None if not text or text.isspace() else read_moment(text, order)
        for text in dict.fromkeys(texts)
    }
    offsets = {moment[1] for moment in known.values() if moment is not None}
    # clocks of several zones can only be compared in one of them: UTC
    shift = len(offsets) > 1
    stamps = {
        text: moment[0] - dt.timedelta(minutes=(moment[1] or 0) if shift else 0)
        for text, moment in known.items()
        if moment is not None
    }
    unit = "ms" if any(moment.microsecond for moment in stamps.values()) else "s"
    values = np.array([stamps.get(text) for text in texts], dtype=f"datetime64[{unit}]")
    odd = [i for i, text in enumerate(texts) if text not in stamps and text and not text.isspace()]
    return values, odd, offsets


def _iso_dates(texts: Sequence[str]) -> NDArray[np.datetime64] | None:
    """The fast way for nothing but ISO dates (10, 16, 19 characters, 23 with milliseconds) and empty cells."""
    lengths = {len(text) for text in texts}
    if not lengths <= {0, 10, 16, 19, 23}:
        return None
    try:
        unit = "ms" if 23 in lengths else "s"
        return np.array([text or "NaT" for text in texts], dtype=f"datetime64[{unit}]")
    except ValueError:
        return None
