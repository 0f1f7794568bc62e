"""One cell of text in, one value out, or None: numbers, dates, yes/no and durations as people write them.

A cell that does not match is never guessed at: the caller keeps its text and lists it.
"""

from __future__ import annotations

import datetime as dt
import gc
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})
_DECORATED = re.compile(
    r"(?P<money>[$€£]|USD|EUR)?\s*(?P<body>[+-]?[\d.,' ’]*\d\.?)\s*(?P<tail>%|[$€£]|USD|EUR)?"
)
_THOUSANDS = {
    ".": re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ '’]\d{3})+|\d+)?(?:\.\d*)?"),
    ",": re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ '’]\d{3})+|\d+)?(?:,\d*)?"),
}
_STRIP = {".": str.maketrans("", "", ", '’"), ",": str.maketrans(",", ".", ". '’")}

YES = {"yes", "y", "true"}
NO = {"no", "n", "false"}


def number(text: str, decimal: str = ".") -> float | None:
    """The number in `text`, or None.

    Reads thousands separators in groups of three, a currency sign, a percent sign (the number before
    it: ``45 %`` is 45) and accountants' negatives in brackets: ``(1,234.50)`` is -1234.5.
    """
    text = text.strip()
    if decimal == "." and PLAIN.fullmatch(text):
        return float(text)
    text = text.translate(_SPACES)
    negative = len(text) > 2 and text[0] == "(" and text[-1] == ")"
    if negative:
        text = text[1:-1].strip()
    if text[:1] == "-" and text[1:2] in "$€£":
        text = text[1:2] + "-" + text[2:]
    match = _DECORATED.fullmatch(text)
    if match is None:
        exponent = text.replace(",", ".") if decimal == "," and "." not in text else ""
        return float(exponent) if exponent and PLAIN.fullmatch(exponent) else None
    body = match["body"].strip()
    if not _THOUSANDS[decimal].fullmatch(body) or not any(c.isdigit() for c in body):
        return None
    value = float(body.translate(_STRIP[decimal]))
    return -value if negative else value


def is_percent(text: str) -> bool:
    """Whether the number was written with a percent sign."""
    return text.rstrip().endswith("%")


def currency(text: str) -> str:
    """The currency a number was written with (``USD``, ``EUR``, ``GBP``), or ""."""
    for sign, code in (("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("USD", "USD"), ("EUR", "EUR")):
        if sign in text:
            return code
    return ""


# --- dates --------------------------------------------------------------------------------------

_MONTH_NAMES = (
    "jan january, feb february, mar march, apr april, may, jun june, jul july, aug august, "
    "sep sept september, oct october, nov november, dec december"
)
_MONTHS = {name: i for i, names in enumerate(_MONTH_NAMES.split(", "), 1) for name in names.split()}
_TIME = (
    r"(?:[T ,]\s*(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_YMD = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _TIME)
_PARTS = re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + _TIME)
_NAMED_DMY = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?[-\s.]+(?P<name>[A-Za-z]{3,9})\.?,?[-\s]+(?P<y>\d{4}|\d{2})" + _TIME)  # fmt: skip  # noqa: E501
_NAMED_MDY = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?(?P<name>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})" + _TIME)  # fmt: skip  # noqa: E501


def date_order(text: str) -> str:
    """How the day, month and year of `text` can be ordered: "ymd", "dmy", "mdy", "either", or "" (no date)."""
    text = text.strip()
    if date(text, "ymd") is not None:
        return "ymd"
    match = _PARTS.fullmatch(text)
    if match is None:
        return ""
    day_first, month_first = date(text, "dmy") is not None, date(text, "mdy") is not None
    if day_first and month_first:
        return (
            "either"
            if match["sep"] != "." and match["a"] != match["b"]
            else "dmy"
            if match["sep"] == "."
            else "same"
        )
    return "dmy" if day_first else "mdy" if month_first else ""


def date(text: str, order: str = "mdy") -> tuple[dt.datetime, int | None] | None:
    """The date and time in `text` with its offset from UTC in minutes (None without one), or None.

    `order` decides between day-month and month-day where only digits are given; year first and
    month names are read in any order. Two-digit years up to 68 are 20xx, later ones 19xx.
    """
    text = text.strip()
    match = _YMD.fullmatch(text)
    if match:
        return _moment(match, int(match["m"]), int(match["d"]))
    match = _NAMED_DMY.fullmatch(text) or _NAMED_MDY.fullmatch(text)
    if match:
        month = _MONTHS.get(match["name"].lower())
        return _moment(match, month, int(match["d"])) if month else None
    match = _PARTS.fullmatch(text) if order in ("dmy", "mdy") else None
    if match is None:
        return None
    a, b = int(match["a"]), int(match["b"])
    return _moment(match, b, a) if order == "dmy" else _moment(match, a, b)


def _moment(match: re.Match[str], month: int, day: int) -> tuple[dt.datetime, int | None] | None:
    year = int(match["y"])
    if len(match["y"]) == 2:
        year += 2000 if year <= 68 else 1900
    hour, minute, second = (int(match[part] or 0) for part in ("h", "min", "s"))
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    zone = match["zone"]
    offset = None
    if zone:
        digits = zone.replace(":", "")
        offset = 0 if zone in ("Z", "UTC") else int(digits[1:3]) * 60 + int(digits[3:5])
        offset = -offset if zone[0] == "-" else offset
    micro = int((match["f"] or "0")[:6].ljust(6, "0"))
    try:
        return dt.datetime(year, month, day, hour, minute, second, micro), offset
    except ValueError:
        return None


# --- yes/no and durations -----------------------------------------------------------------------


def yesno(text: str) -> float | None:
    """1.0 for yes, 0.0 for no, or None. Reads yes/no, y/n, true/false, 1/0 in any case."""
    word = text.strip().lower()
    if word in YES or word == "1":
        return 1.0
    return 0.0 if word in NO or word == "0" else None


_CLOCK = re.compile(r"(?P<sign>-)?(?P<h>\d{1,5}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d(?:\.\d+)?))?")
_SPOKEN = re.compile(r"(?P<n>\d+(?:[.,]\d+)?|[.,]\d+)\s*(?P<u>[A-Za-z]+)\.?\s*")
MINUTES = {
    "s": 1 / 60, "sec": 1 / 60, "secs": 1 / 60, "second": 1 / 60, "seconds": 1 / 60,
    "m": 1.0, "min": 1.0, "mins": 1.0, "minute": 1.0, "minutes": 1.0,
    "h": 60.0, "hr": 60.0, "hrs": 60.0, "hour": 60.0, "hours": 60.0,
    "d": 1440.0, "day": 1440.0, "days": 1440.0,
    "w": 10080.0, "wk": 10080.0, "wks": 10080.0, "week": 10080.0, "weeks": 10080.0,
}  # fmt: skip


def duration(text: str) -> float | None:
    """Elapsed minutes in `text`, or None: ``1:30`` and ``0:01:30`` (h:mm, h:mm:ss), ``1.5 h``, ``2 days 3 hours``.

    Days and weeks are elapsed time (24 h, 7 days). Business days need a calendar and are not read here.
    """
    text = text.strip()
    clock = _CLOCK.fullmatch(text)
    if clock:
        total = int(clock["h"]) * 60.0 + int(clock["m"]) + float(clock["s"] or 0) / 60.0
        return -total if clock["sign"] else total
    total, at = 0.0, 0
    while at < len(text):
        match = _SPOKEN.match(text, at)
        if match is None or match["u"].lower() not in MINUTES:
            return None
        total += float(match["n"].replace(",", ".")) * MINUTES[match["u"].lower()]
        at = match.end()
    return total if at else None


@contextmanager
def uncollected() -> Iterator[None]:
    """While millions of small lists are made, the garbage collector would only look at them in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- whole columns ------------------------------------------------------------------------------


def numbers(texts: Sequence[str], decimal: str = ".") -> tuple[NDArray[np.float64], list[int]]:
    """A column of numbers: (n,) floats with NaN where there is none, and the positions of odd cells."""
    return _parse(texts, lambda text: number(text, decimal))


def yesnos(texts: Sequence[str]) -> tuple[NDArray[np.float64], list[int]]:
    """A column of 1.0 (yes) and 0.0 (no), NaN where there is neither, and the positions of odd cells."""
    return _parse(texts, yesno)


def durations(texts: Sequence[str]) -> tuple[NDArray[np.float64], list[int]]:
    """A column of elapsed minutes, NaN where there is none, and the positions of odd cells."""
    return _parse(texts, duration)


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
    known = {text: None if not text or text.isspace() else date(text, order) for text in dict.fromkeys(texts)}
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
