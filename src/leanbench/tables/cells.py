"""Whole columns of text in, arrays out: numbers, dates, yes/no and elapsed times as `leanbench.words` reads them.

A cell that does not match is never guessed at: the caller keeps its text and lists it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leanbench.words.dates import read_moment
from leanbench.words.durations import read_elapsed
from leanbench.words.numbers import read_number

YES = {"yes", "y", "true"}
NO = {"no", "n", "false"}
PIECE = 20_000  # cells that are worked on in one go: other threads get their turn between them
MANY = 2_000  # cells from which it is worth to look at a column as a whole
_OTHER = re.compile(r"[^0-9.\n+-]")
_OFFSET = re.compile(r"[+-]\d\d:[0-5]\d")


def first_different(texts: Sequence[str], most: int) -> dict[str, None]:
    """The different texts of a column in order, `most` and some more of them where there are as many."""
    seen: dict[str, None] = {}
    for start in range(0, len(texts), 5_000):
        seen.update(dict.fromkeys(texts[start : start + 5_000]))
        if len(seen) > most:
            break
    return seen


def yesno(text: str) -> float | None:
    """1.0 for yes, 0.0 for no, or None. Reads yes/no, y/n, true/false, 1/0 in any case."""
    word = text.strip().lower()
    if word in YES or word == "1":
        return 1.0
    return 0.0 if word in NO or word == "0" else None


# --- whole columns ------------------------------------------------------------------------------


def numbers(texts: Sequence[str], decimal: str = ".") -> tuple[NDArray[np.float64], list[int]]:
    """A column of numbers: (n,) floats with NaN where there is none, and the positions of odd cells."""
    if decimal == "." and are_plain(texts):
        with suppress(ValueError):  # "1.2.3", "5-"
            return np.fromiter(
                (float(text) if text else np.nan for text in texts), np.float64, len(texts)
            ), []
    return _parse(texts, lambda text: read_number(text, decimal))


def are_plain(texts: Sequence[str]) -> bool:
    """Whether the cells of a column have no other signs than digits, a point and a sign, or are empty."""
    if len(texts) < MANY:
        return False  # a look at each is as quick
    joined = "\n".join(texts)
    return joined.isascii() and not _OTHER.search(joined)


def unreadable(texts: Sequence[str]) -> list[int]:
    """The positions of the cells of a plain column that are no numbers."""
    try:
        for start in range(0, len(texts), PIECE):
            deque(map(float, filter(None, texts[start : start + PIECE])), maxlen=0)
    except ValueError:
        return numbers(texts)[1]
    return []


def are_days(texts: Sequence[str]) -> bool:
    """Whether a column of ISO dates has days only, as they are stored."""
    return set(map(len, texts)) <= {0, 10} and {text[4:8:3] for text in texts if text} <= {"--"}


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
    known = {text: read(text) if text and not text.isspace() else np.nan for text in dict.fromkeys(texts)}
    found = list(map(known.__getitem__, texts))
    odd = [i for i, value in enumerate(found) if value is None] if None in known.values() else []
    return np.array(found, dtype=np.float64), odd


@dataclass(frozen=True, slots=True, eq=False)
class Dates:
    """A column of dates.

    values : (n,) datetime64, NaT where there is none, as the clock on the wall showed them; in seconds, or in
    milliseconds when a time is given more finely. odd : positions of the cells that are no date.
    offsets : (n,) minutes east of UTC when the column gives more than one, else None. met : the offsets met.
    """

    values: NDArray[np.datetime64]
    odd: list[int]
    offsets: NDArray[np.int64] | None
    met: frozenset[int | None]


def dates(texts: Sequence[str], order: str = "mdy") -> Dates:
    """A column of dates; `order` ("mdy", "dmy") is for dates that may be read both ways."""
    quick = iso_dates(texts) or _iso_dates_with_offset(texts)
    if quick is not None:
        return quick
    known = {
        text: None if not text or text.isspace() else read_moment(text, order)
        for text in dict.fromkeys(texts)
    }
    stamps = {text: moment for text, moment in known.items() if moment is not None}
    met = frozenset(offset for _moment, offset in stamps.values())
    unit = "ms" if any(moment.microsecond for moment, _offset in stamps.values()) else "s"
    values = np.array([stamps[t][0] if t in stamps else None for t in texts], dtype=f"datetime64[{unit}]")
    odd = [i for i, text in enumerate(texts) if text not in stamps and text and not text.isspace()]
    offsets = None
    if len(met) > 1:
        offsets = np.array([(stamps[t][1] or 0) if t in stamps else 0 for t in texts], dtype=np.int64)
    return Dates(values, odd, offsets, met)


def iso_dates(texts: Sequence[str]) -> Dates | None:
    """The fast way for nothing but ISO dates (10, 16, 19 characters, 23 with milliseconds) and empty cells."""
    lengths = set(map(len, texts))
    if not lengths <= {0, 10, 16, 19, 23}:
        return None
    try:
        unit = "ms" if 23 in lengths else "s"
        filled = [text or "NaT" for text in texts] if 0 in lengths else texts
        values = np.array(filled, dtype=f"datetime64[{unit}]")
    except ValueError:
        return None
    return Dates(values, [], None, frozenset({None}))


def _iso_dates_with_offset(texts: Sequence[str]) -> Dates | None:
    """The fast way for ISO moments to the second with an offset (25 characters: 2024-03-07 09:00:00-05:00)."""
    if not set(map(len, texts)) <= {0, 25}:
        return None
    tails = {text[19:]: 0 for text in texts if text}
    for tail in tails:
        if not _OFFSET.fullmatch(tail):
            return None
        minutes = int(tail[1:3]) * 60 + int(tail[4:])
        tails[tail] = -minutes if tail[0] == "-" else minutes
    try:
        values = np.array([text[:19] or "NaT" for text in texts], dtype="datetime64[s]")
    except ValueError:
        return None
    offsets = np.array([tails[text[19:]] if text else 0 for text in texts], dtype=np.int64)
    met = frozenset(tails.values())
    return Dates(values, [], offsets if len(met) > 1 else None, met)
