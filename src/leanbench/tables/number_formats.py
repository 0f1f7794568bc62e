"""Number formats of spreadsheets: which are dates, clock times, elapsed times; and serial numbers as texts.

Built-in formats: ECMA-376 part 1, 18.8.30. Serial dates: 18.17.4.1; the 1900 system counts a February 29, 1900.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Literal

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 32), *range(50, 55), 36, 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
}  # fmt: skip
Clock = Literal["", "date", "time", "elapsed"]
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_WORDS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|am/pm|a/p', re.I)


@lru_cache(4096)
def clock_of(code: str) -> Clock:
    """What a number means under a format: a date, a time of day, an elapsed time, or ("") a number.

    >>> [clock_of(code) for code in ("d/m/yyyy h:mm", "h:mm", "[h]:mm", "0.00%", "General", "[Red]0.0")]
    ['date', 'time', 'elapsed', '', '', '']
    """
    first = code.split(";")[0]
    if code.lower() == "general":
        return ""
    if _ELAPSED.search(first):
        return "elapsed"
    plain = _WORDS.sub("", first).lower()
    if any(sign in plain for sign in "0#?") and not re.search(r"[ydh]|s\.0|ss", plain):
        return ""
    if re.search(r"[yd]", plain) or re.fullmatch(r"[^hs]*m{3,}[^hs]*", plain):
        return "date"
    if re.search(r"[hs]", plain):
        return "time"
    return "date" if re.fullmatch(r"[\W\d]*m+[\W\d]*", plain) else ""


_MONEY = {"$": "$", "€": "€", "£": "£", "usd": "$", "eur": "€", "gbp": "£"}
_IN_BRACKETS = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")


@lru_cache(4096)
def sign_of(code: str) -> str:
    """The sign a number is shown with under a format, "%" or that of a currency; "" for a plain number.

    >>> [sign_of(code) for code in ("0.0%", '"$"#,##0.00', "[$€-407] #,##0", '0 "% of all"', "General")]
    ['%', '$', '€', '', '']
    """
    first = code.split(";")[0]
    if "%" in _WORDS.sub("", first):
        return "%"
    if code.lower() == "general" or clock_of(code):
        return ""
    shown = _IN_BRACKETS.sub(lambda found: found[1], first).replace('"', "").replace("\\", "")
    return next((sign for mark, sign in _MONEY.items() if mark in shown.lower()), "")


def shown_number(value: float, sign: str) -> str:
    """A number with the sign its format gives it, all its digits kept: 0.1234 under "%" is ``12.34%``.

    >>> shown_number(1.0, "%"), shown_number(0.07, "%"), shown_number(-3.5, "$")
    ('100%', '7%', '-$3.5')
    """
    if sign == "%":
        return f"{serial_number(round(value * 100, 12))}%"
    return f"{'-' if value < 0 else ''}{sign}{serial_number(abs(value))}"


def serial_number(value: float) -> str:
    """A number as a cell of text: whole without a point, else all its digits."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def serial_text(value: float, clock: Clock, is_1904: bool) -> str:
    """A serial number of days as ISO date, date and time, time of day or elapsed hours ("26:30:00").

    >>> serial_text(45306.5, "date", False), serial_text(0.25, "time", False), serial_text(1.5, "elapsed", False)
    ('2024-01-15 12:00:00', '06:00:00', '36:00:00')

    A number that no calendar has is given as a number.
    """
    if not abs(value) < 1e7:
        return serial_number(value)
    if clock == "elapsed" or (clock == "time" and not 0 <= value < 1):
        seconds = round(value * 86400)
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if value < 0:
        return serial_number(value)
    start = dt.datetime(1904, 1, 1) if is_1904 else dt.datetime(1899, 12, 30 if value >= 60 else 31)
    try:
        moment = start + dt.timedelta(seconds=round(value * 86400))
    except OverflowError:
        return serial_number(value)
    if clock == "time" or (value < 1 and not is_1904):
        return moment.strftime("%H:%M:%S")
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(sep=" ")
