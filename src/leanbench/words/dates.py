"""Dates: every way people write them is read, one way is written.

Stored dates are ISO (`iso_date`). A typed date may be ``3/13/2026``, ``13 Mar 2026`` or ``2026-03-13``;
where only digits are given, the language of the moment decides which is the month.
"""

from __future__ import annotations

import datetime as dt
import re

from leanbench.errors import UserError
from leanbench.words.language import _, active_language

# --- writing ------------------------------------------------------------------------------------

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_text(day: int) -> str:
    """The name of a day of the week, 0 for Monday."""
    locale = active_language().locale
    if locale is not None:
        from babel.dates import get_day_names

        return str(get_day_names("wide", locale=locale)[day])
    return _WEEKDAYS[day]


def date_text(day: dt.date | str, *, short: bool = False) -> str:
    """``March 13, 2026``; short ``Mar 13, 2026``. Of a text, an ISO date at its start; other text unchanged."""
    if isinstance(day, str):
        found = iso_start(day)
        return day if found is None else date_text(found, short=short)
    locale = active_language().locale
    if locale is not None:
        from babel.dates import format_date

        text: str = format_date(day, "medium" if short else "long", locale=locale)
        return text
    month = MONTHS[day.month - 1]
    return f"{month[:3] if short else month} {day.day}, {day.year}"


def date_range_text(start: dt.date | str, end: dt.date | str) -> str:
    """``March 9–13, 2026``, ``March 30 – April 3, 2026``; what is known when one of the two is missing."""
    first = iso_start(start) if isinstance(start, str) else start
    last = iso_start(end) if isinstance(end, str) else end
    if first is None or last is None or first == last:
        known = first or last
        return date_text(known) if known else " – ".join(str(p) for p in (start, end) if str(p).strip())
    locale = active_language().locale
    if locale is not None:
        from babel.dates import format_interval

        text: str = format_interval(first, last, "yMMMd", locale=locale)
        return text
    if (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.day}–{last.day}, {last.year}"
    if first.year == last.year:
        return f"{MONTHS[first.month - 1]} {first.day} – {date_text(last)}"
    return f"{date_text(first)} – {date_text(last)}"


def clock_text(moment: dt.datetime) -> str:
    """The time of a day: ``7:06 AM``."""
    locale = active_language().locale
    if locale is not None:
        from babel.dates import format_time

        text: str = format_time(moment.time(), "short", locale=locale)
        return text
    return f"{(moment.hour + 11) % 12 + 1}:{moment.minute:02} {'AM' if moment.hour < 12 else 'PM'}"


def moment_text(moment: dt.datetime | float) -> str:
    """A day with its time, of seconds since 1970 in local time: ``Nov 28, 2026, 7:06 AM``."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.fromtimestamp(moment)
    return f"{date_text(moment.date(), short=True)}, {clock_text(moment)}"


def with_dates(text: str, *, short: bool = True) -> str:
    """A text whose ISO dates are written as people do; midnight is left out."""
    return _DATE_IN_TEXT.sub(lambda match: date_text(match.group(0), short=short), text)


_DATE_IN_TEXT = re.compile(r"\b\d{4}-\d{2}-\d{2}(?!\d)(?:[T ]00:00(?::00)?)?")


def iso_start(text: str) -> dt.date | None:
    """The ISO date a text begins with, or None."""
    match = _DATE_IN_TEXT.match(text.strip())
    try:
        return dt.date.fromisoformat(match.group(0)[:10]) if match else None
    except ValueError:
        return None


# --- reading ------------------------------------------------------------------------------------


def iso_date(text: str | dt.date) -> dt.date:
    """A stored date, ``2026-03-02``, with or without a time. Raises UserError for anything else."""
    if isinstance(text, dt.date):
        return text
    day = iso_start(text)
    if day is None or not (moment := read_moment(text, "ymd")):
        raise UserError(
            _("“{text}” is not a date. Write it as year-month-day, like 2026-03-02.").format(text=text)
        )
    return moment[0].date()


def parse_date(text: str | dt.date) -> dt.date:
    """A date as people type it: ``3/13/2026``, ``March 13, 2026``, ``13 Mar 2026``, ``2026-03-13``.

    Raises
    ------
    UserError
        Not a date.
    """
    if isinstance(text, dt.date):
        return text
    found = read_moment(text, active_language().date_order)
    if found is None:
        raise UserError(
            _("“{text}” is not a date. Type it like {one} or {other}.").format(
                text=text.strip(), one=date_text(_EXAMPLE), other=_EXAMPLE.isoformat()
            )
        )
    return found[0].date()


_EXAMPLE = dt.date(2026, 3, 13)
_MONTH_NAMES = (
    "jan january, feb february, mar march, apr april, may, jun june, jul july, aug august, "
    "sep sept september, oct october, nov november, dec december"
)
_MONTH_OF = {name: i for i, names in enumerate(_MONTH_NAMES.split(", "), 1) for name in names.split()}
_TIME = (
    r"(?:[T ,]\s*(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
# Texts, not compiled patterns: `re` compiles each when a date is first read, which the start need not wait for.
_YMD = r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _TIME
_PARTS = r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + _TIME
_NAMED_DMY = r"(?:[A-Za-z]{3,9},?\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?[-\s.]+(?P<name>[A-Za-z]{3,9})\.?,?[-\s]+(?P<y>\d{4}|\d{2})" + _TIME  # fmt: skip  # noqa: E501
_NAMED_MDY = r"(?:[A-Za-z]{3,9},?\s+)?(?P<name>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})" + _TIME  # fmt: skip  # noqa: E501


def read_moment(text: str, order: str = "mdy") -> tuple[dt.datetime, int | None] | None:
    """The date and time in `text` with its offset from UTC in minutes (None without one), or None.

    `order` decides between day-month and month-day where only digits are given; year first and
    month names are read in any order. Two-digit years up to 68 are 20xx, later ones 19xx.
    """
    text = text.strip()
    match = re.fullmatch(_YMD, text)
    if match:
        return _moment(match, int(match["m"]), int(match["d"]))
    match = re.fullmatch(_NAMED_DMY, text) or re.fullmatch(_NAMED_MDY, text)
    if match:
        month = _MONTH_OF.get(match["name"].lower())
        return _moment(match, month, int(match["d"])) if month else None
    match = re.fullmatch(_PARTS, text) if order in ("dmy", "mdy") else None
    if match is None:
        return None
    a, b = int(match["a"]), int(match["b"])
    return _moment(match, b, a) if order == "dmy" else _moment(match, a, b)


def date_order(text: str) -> str:
    """How the day, month and year of `text` can be ordered: "ymd", "dmy", "mdy", "either", "same", or "" (no date)."""
    text = text.strip()
    if read_moment(text, "ymd") is not None:
        return "ymd"
    match = re.fullmatch(_PARTS, text)
    if match is None:
        return ""
    day_first, month_first = read_moment(text, "dmy") is not None, read_moment(text, "mdy") is not None
    if day_first and month_first:
        return "dmy" if match["sep"] == "." else "same" if match["a"] == match["b"] else "either"
    return "dmy" if day_first else "mdy" if month_first else ""


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
