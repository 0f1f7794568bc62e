"""Durations, working calendars, money and percent: what people type, what the engine computes with.

Two kinds of time never mix silently: *business time* (`s`, `min`, `h`, `bd`, `w`: counted only while
the office is open) and *calendar time* (`d`: elapsed days, nights and weekends included). A `Calendar`
converts between them; every conversion goes through it.

Decided, and told to the user in the help of every time field: a bare number is minutes; `d` is a
calendar day, `bd` a business day; `w` is a business week of `business_days_per_week` days. Numbers,
percent and money as text are in `figures`, counting days between dates in `workdays`; both are
offered from here too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from leanbench.errors import UserError
from leanbench.event.figures import (
    format_money,
    format_number,
    format_percent,
    parse_money,
    parse_number,
    parse_percent,
    plain_number,
)
from leanbench.event.workdays import add_business_days, business_days_between, is_business_day, parse_date

__all__ = [
    "Calendar",
    "Duration",
    "Shape",
    "Unit",
    "add_business_days",
    "business_days_between",
    "duration_problem",
    "format_duration",
    "format_minutes",
    "format_money",
    "format_number",
    "format_percent",
    "is_business_day",
    "parse_date",
    "parse_duration",
    "parse_money",
    "parse_number",
    "parse_percent",
    "plain_number",
]

Unit = Literal["s", "min", "h", "bd", "d", "w"]
Shape = Literal["", "normal", "lognormal", "gamma", "weibull", "exponential"]


class Calendar(msgspec.Struct, frozen=True):
    """The working calendar of an event.

    `calendar_days_per_business_day` turns elapsed days into business days (7/5 = 1.4 when an office
    works Monday to Friday without holidays). `holidays` are ISO dates.
    """

    hours_per_business_day: float = 8.0
    working_days_per_year: float = 250.0
    minutes_open_per_day: float = 480.0
    productive_hours_per_fte_year: float = 1650.0
    report_unit: str = "bd"
    calendar_days_per_business_day: float = 1.4
    business_days_per_week: float = 5.0
    holidays: tuple[str, ...] = ()
    extra: Mapping[str, Any] = msgspec.field(default_factory=dict)

    def minutes_per(self, unit: str) -> float:
        """Business minutes in one `unit` (s, min, h, bd, d, w). Raises KeyError for another unit."""
        if unit == "min":  # most calls; the engine asks for every step
            return 1.0
        day = 60.0 * self.hours_per_business_day
        if unit == "h":
            return 60.0
        if unit == "bd":
            return day
        if unit == "d":
            return day / self.calendar_days_per_business_day
        if unit == "w":
            return day * self.business_days_per_week
        if unit == "s":
            return 1.0 / 60.0
        raise KeyError(unit)


class Duration(msgspec.Struct, frozen=True):
    """A time as it was said: an amount in a unit, a range, three points, or a distribution fitted to data.

    `amount` is the value, or the most likely one; `low` and `high` are both None (a fixed value),
    or both given. A range typed without a middle has `amount` None. The mean is the amount, the
    middle of a range, or (low + 4 amount + high) / 6 for three points (PERT). With a `shape` the amount is
    the mean and `sd` the standard deviation of a distribution; `source` says which data it was fitted to.
    """

    amount: float | None
    unit: Unit = "min"
    low: float | None = None
    high: float | None = None
    shape: Shape = ""
    sd: float | None = None
    source: str = ""

    def mean(self) -> float:
        """The mean in the duration's own unit."""
        if self.low is None or self.high is None:
            return 0.0 if self.amount is None else self.amount
        if self.amount is None:
            return (self.low + self.high) / 2.0
        return (self.low + 4.0 * self.amount + self.high) / 6.0

    def variance(self) -> float:
        """The variance in the unit squared: 0, sd^2, uniform (high-low)^2/12, or PERT ((high-low)/6)^2."""
        if self.shape:
            return self.sd * self.sd if self.sd is not None else 0.0
        if self.low is None or self.high is None:
            return 0.0
        width = self.high - self.low
        return width * width / 12.0 if self.amount is None else (width / 6.0) ** 2

    def minutes(self, calendar: Calendar) -> float:
        """The mean in business minutes."""
        return self.mean() * calendar.minutes_per(self.unit)


# --- durations as text --------------------------------------------------------------------------

_WORDS: dict[str, Unit] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("", "m", "min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(
        ("bd", "wd", "businessday", "businessdays", "workingday", "workingdays", "workday", "workdays"), "bd"
    ),
    **dict.fromkeys(("d", "cd", "day", "days", "calendarday", "calendardays"), "d"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "w"),
}
_LENGTH_ORDER: tuple[Unit, ...] = ("s", "min", "h", "bd", "w")  # without d, which is calendar time
_NUMBER = r"(?:\d[\d.,'’]*|[.,]\d+)"
_PART = re.compile(rf"({_NUMBER})([^\W\d_]*)")
_CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?")
_LONGEST_YEARS = 50.0
_HELP = "Type a time like 20 min, 1.5 h, 2 bd, 1:30, 10-20 min or 10/15/40 min."


def parse_duration(text: str, calendar: Calendar | None = None) -> Duration:
    """Read a time as people type it.

    A bare number is minutes. ``m`` or ``min`` are minutes, ``s`` seconds, ``h`` hours, ``bd`` business
    days, ``d`` calendar days (nights and weekends included), ``w`` business weeks. ``1:30`` is one hour
    thirty, ``1:30:15`` adds seconds. ``10-20 min`` is a range, ``10/15/40 min`` lowest, most likely and
    highest; a unit at the end counts for all. ``20±8 min lognormal`` is a distribution by its mean and
    standard deviation (normal, lognormal, gamma, weibull or exponential). ``1h 30m`` adds up, in the smallest
    unit named. A decimal comma is understood.

    Parameters
    ----------
    text : str
    calendar : Calendar, optional
        Needed only to add up days and hours (``1bd 4h``); the standard eight-hour day without it.

    Raises
    ------
    UserError
        Not a time, negative, backwards, mixes calendar with business time, or longer than 50 years.
    """
    shown = text.strip()
    office = calendar or Calendar()
    body = _SPACE.sub("", shown.casefold()).replace("−", "-")
    if not body:
        raise UserError(f"The time is empty. {_HELP}")
    if body.startswith("-"):
        raise UserError(f"A time cannot be negative: “{shown}”. Leave out the minus sign.")
    if "±" in body or "+-" in body:
        return _distribution(body.replace("+-", "±"), shown, office)
    if "/" in body:
        said, shape = body.split("/"), "three points"
    else:
        said, shape = _RANGE.split(body), "range"
    if any(part.startswith("-") for part in said):
        raise UserError(f"A time cannot be negative: “{shown}”. Leave out the minus sign.")
    if len(said) > (3 if shape == "three points" else 2) or (shape == "three points" and len(said) == 2):
        raise UserError(f"“{shown}” is not a time. {_HELP}")
    spans = _same_unit(_inherit_unit([_span(part, shown, office) for part in said]), shown, office)
    unit = spans[0][1] or "min"
    amounts = [amount for amount, _ in spans]
    if sorted(amounts) != amounts:
        raise UserError(f"“{shown}” runs backwards. Type the lowest time first.")
    if len(amounts) == 1:
        duration = Duration(amounts[0], unit)
    elif len(amounts) == 2:
        duration = Duration(None, unit, amounts[0], amounts[1])
    else:
        duration = Duration(amounts[1], unit, amounts[0], amounts[2])
    if problem := duration_problem(duration, office):
        raise UserError(f"“{shown}”: {problem}")
    return duration


_SHAPED = re.compile(rf"({_NUMBER})±({_NUMBER})(.*?)(normal|lognormal|gamma|weibull|exponential)?")


def _distribution(body: str, shown: str, office: Calendar) -> Duration:
    """20±8minlognormal: mean, standard deviation, unit, shape (lognormal without one)."""
    found = _SHAPED.fullmatch(body)
    word = "" if found is None else found[3]
    if found is None or word not in _WORDS:
        raise UserError(f"“{shown}” is not a time. Type a distribution like 20±8 min lognormal.")
    mean, sd = parse_number(found[1], "time"), parse_number(found[2], "time")
    chosen: Any = found[4] or "lognormal"
    if chosen == "exponential":
        sd = mean  # it has no spread of its own
    duration = Duration(mean, _WORDS[word], shape=chosen if sd > 0.0 else "", sd=sd if sd > 0.0 else None)
    if problem := duration_problem(duration, office):
        raise UserError(f"“{shown}”: {problem}")
    return duration


def duration_problem(duration: Duration, calendar: Calendar | None = None) -> str:
    """What is wrong with a time, as a plain sentence, or an empty text."""
    values = [v for v in (duration.low, duration.amount, duration.high) if v is not None]
    if not values or (duration.low is None) != (duration.high is None):
        return "the time is incomplete. " + _HELP
    if bool(duration.shape) != (duration.sd is not None) or (duration.shape and duration.low is not None):
        return "a distribution is a mean, a standard deviation and a shape, such as 20±8 min lognormal."
    if duration.sd is not None and (not 0.0 < duration.sd < math.inf or not values[0] > 0.0):
        return "the mean and the standard deviation of a distribution must be above zero."
    if not all(math.isfinite(value) for value in values):
        return "the time is not a finite number."
    if min(values) < 0:
        return "a time cannot be negative."
    if sorted(values) != values:
        return "the time runs backwards; the lowest comes first."
    office = calendar or Calendar()
    if duration.unit == "d":
        limit, size = 365.25, 1.0
    else:
        limit, size = (
            office.working_days_per_year * office.minutes_per("bd"),
            office.minutes_per(duration.unit),
        )
    if limit > 0 and max(values) * size > _LONGEST_YEARS * limit:
        return f"that is more than {_LONGEST_YEARS:g} years. Check the number and the unit."
    return ""


def format_duration(duration: Duration | None, calendar: Calendar | None = None) -> str:
    """A time as it was said: ``40 h``, ``10–20 min``, ``10/15/40 min``; empty for None.

    ``parse_duration(format_duration(d)) == d`` for every time that can be typed.
    """
    if duration is None:
        return ""
    low, high = duration.low, duration.high
    if low is None or high is None:
        if duration.amount is not None and duration.shape and duration.sd is not None:
            spread = f"{plain_number(duration.amount)}±{plain_number(duration.sd)}"
            return f"{spread} {duration.unit} {duration.shape}"
        return "" if duration.amount is None else f"{plain_number(duration.amount)} {duration.unit}"
    if duration.amount is None:
        return f"{plain_number(low)}–{plain_number(high)} {duration.unit}"
    points = "/".join(plain_number(value) for value in (low, duration.amount, high))
    return f"{points} {duration.unit}"


def format_minutes(minutes: float | None, calendar: Calendar, unit: str = "") -> str:
    """Business minutes in `unit`, rounded for reading: ``38.7 bd``; empty for None.

    `unit` is s, min, h, bd, d or w; the calendar's report unit without it; "auto" takes minutes below
    two hours, hours below two business days, then business days.
    """
    if minutes is None:
        return ""
    chosen = unit or calendar.report_unit
    if chosen == "auto":
        size = abs(minutes)
        chosen = "min" if size < 120 else "h" if size < 2 * calendar.minutes_per("bd") else "bd"
    size = calendar.minutes_per(chosen) if calendar.calendar_days_per_business_day or chosen != "d" else 0.0
    if size <= 0.0:  # a calendar without hours has no days to count in
        chosen, size = "min", 1.0
    value = minutes / size
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    return f"{format_number(value, digits)} {chosen}"


_SPACE = re.compile(r"[\s\u00a0\u202f\u2009]+")
_RANGE = re.compile(r"(?<=.)(?:–|—|to|\.\.|…|-(?!-))")


def _span(part: str, shown: str, calendar: Calendar) -> tuple[float, Unit | None]:
    """One amount with its unit (None when none was typed), compound forms added up."""
    if clock := _CLOCK.fullmatch(part):
        hours, minutes, seconds = int(clock[1]), int(clock[2]), clock[3]
        if seconds is None:
            return float(hours * 60 + minutes), "min"
        return float(hours * 3600 + minutes * 60 + int(seconds)), "s"
    found = _PART.findall(part)
    if not found or "".join(number + word for number, word in found) != part:
        raise UserError(f"“{shown}” is not a time. {_HELP}")
    spans: list[tuple[float, Unit | None]] = []
    for number, word in found:
        if word not in _WORDS:
            if word.startswith(("mo", "y")):
                raise UserError(f"“{shown}”: months and years have no fixed length. Use weeks, bd or d.")
            raise UserError(f"“{shown}”: “{word}” is not a unit of time. Use s, min, h, bd, d or w.")
        spans.append((parse_number(number, "time"), _WORDS[word] if word else None))
    if len(spans) == 1:
        return spans[0]
    if spans[-1][1] is None and [unit for _, unit in spans[:-1]] == ["h"]:
        spans[-1] = (spans[-1][0], "min")  # 1h30
    if any(unit is None for _, unit in spans):
        raise UserError(f"“{shown}” is not a time. {_HELP}")
    added = _same_unit(spans, shown, calendar)
    return sum(amount for amount, _ in added), added[0][1]


def _inherit_unit(spans: list[tuple[float, Unit | None]]) -> list[tuple[float, Unit | None]]:
    """10-20 h: the unit at the end counts for those that have none."""
    last = spans[-1][1] or next((unit for _, unit in spans if unit), "min")
    return [(amount, unit or last) for amount, unit in spans]


def _same_unit(
    spans: list[tuple[float, Unit | None]], shown: str, calendar: Calendar
) -> list[tuple[float, Unit | None]]:
    """All amounts in the smallest unit named; calendar days do not mix with business time."""
    units = {unit for _, unit in spans}
    if len(units) == 1:
        return spans
    if "d" in units:
        raise UserError(
            f"“{shown}” mixes calendar days with business time. Use bd for business days, or d throughout."
        )
    smallest = next(unit for unit in _LENGTH_ORDER if unit in units)
    scale = calendar.minutes_per(smallest)
    ratios = {unit: calendar.minutes_per(unit) / scale for unit in units if unit is not None}
    return [(amount * round(ratios[unit], 9), smallest) for amount, unit in spans if unit is not None]
