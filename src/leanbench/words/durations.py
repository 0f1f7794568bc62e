"""Times: what people type, what the program writes, and the record that keeps a time as it was said.

Decided, and told to the user in the help of every time field: a bare number is minutes; `d` is a calendar
day (nights and weekends included), `bd` a business day; `w` is a business week. See `working_calendar` for
the two clocks.

One rule when minutes become hours and hours days, on every surface: below one minute seconds, below two
hours minutes, below one day hours, then days (`bd` on the business clock, `d` on the elapsed one).
"""

from __future__ import annotations

import math
import re
from typing import Any, Literal

import msgspec

from leanbench.errors import UserError
from leanbench.words.language import N_, NN_, _, active_language, pgettext
from leanbench.words.lists import count_text
from leanbench.words.numbers import MISSING, number_text, parse_number, plain_number, reading_decimals
from leanbench.words.working_calendar import ELAPSED_DAY, BusinessMinutes, Calendar, ElapsedMinutes, Unit

__all__ = [
    "BusinessMinutes",
    "Calendar",
    "Duration",
    "ElapsedMinutes",
    "Shape",
    "Unit",
    "amount_text",
    "duration_problem",
    "duration_text",
    "elapsed_text",
    "map_time_text",
    "parse_duration",
    "read_elapsed",
    "speaks_of_days",
    "time_text",
    "unit_for",
    "unit_of_word",
    "unit_text",
]

Shape = Literal["", "normal", "lognormal", "gamma", "weibull", "exponential"]


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

    def minutes(self, calendar: Calendar) -> BusinessMinutes:
        """The mean in business minutes."""
        return BusinessMinutes(self.mean() * calendar.minutes_per(self.unit))


# --- writing ------------------------------------------------------------------------------------


def duration_text(duration: Duration | None) -> str:
    """A time as it was said: ``40 h``, ``10–20 min``, ``10/15/40 min``; empty for None.

    ``parse_duration(duration_text(d)) == d`` for every time that can be typed.
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


def map_time_text(duration: Duration | None, calendar: Calendar) -> str:
    """A time as it stands on a map and in a paper: ``12 min``, ``1.25 bd``; a range keeps its unit: ``10–20 min``."""
    if duration is None:
        return MISSING
    unit, low, high = duration.unit, duration.low, duration.high
    if low is not None and high is not None:
        return f"{_amount(low)}–{_amount(high)} {unit_text(unit)}"
    if duration.amount is None:
        return MISSING
    if not duration.amount:
        return number_text(0.0)
    if unit == "d" or unit == "w" or (unit == "h" and 1.0 <= duration.amount < 2.0):
        return f"{_amount(duration.amount)} {unit_text(unit)}"
    return time_text(duration.minutes(calendar), calendar)


def time_text(minutes: float | None, calendar: Calendar, unit: str = "", *, spoken: bool = False) -> str:
    """Business minutes to be read: ``40 s``, ``12 min``, ``6 h``, ``1.25 bd``; empty for None.

    Without `unit` the rule of this module chooses it. With `spoken` the unit is a word: ``2 business days``.
    """
    if minutes is None:
        return ""
    unit = unit or unit_for(minutes, calendar)
    if unit == "min" and not spoken:  # most calls
        return f"{number_text(minutes, reading_decimals(minutes))} {unit_text(unit)}"
    size = calendar.minutes_per(unit) if calendar.calendar_days_per_business_day or unit != "d" else 0.0
    if size <= 0.0:  # a calendar without hours has no days to count in
        unit, size = "min", 1.0
    return amount_text(minutes / size, unit, spoken=spoken)


def elapsed_text(minutes: ElapsedMinutes | None, *, spoken: bool = False) -> str:
    """Elapsed minutes to be read: ``12 min``, ``6 h``, ``2.6 d``; empty for None."""
    if minutes is None:
        return ""
    size = abs(minutes)
    unit = "s" if 0 < size < 1 else "min" if size < 120 else "h" if size < _ELAPSED["d"] else "d"
    return amount_text(minutes / _ELAPSED[unit], unit, spoken=spoken)


def unit_for(minutes: float, calendar: Calendar) -> Unit:
    """The unit in which business minutes of this size are read; never longer than the calendar's report unit."""
    size, day, longest = abs(minutes), 60.0 * calendar.hours_per_business_day, calendar.report_unit
    if size < 120.0 or longest == "min":
        return "s" if 0.0 < size < 1.0 else "min"
    if size < day or day <= 0.0 or longest == "h":
        return "h"
    if longest == "w" and size >= calendar.minutes_per("w"):
        return "w"
    return "d" if longest == "d" else "bd"


def amount_text(value: float, unit: str, *, spoken: bool = False) -> str:
    """An amount of a unit of time: ``1.25 bd``, spoken ``1.25 business days``."""
    if spoken:
        return count_text(value, *_SPOKEN[unit], decimals=reading_decimals(value))
    return f"{number_text(value, reading_decimals(value))} {unit_text(unit)}"


def unit_text(unit: str) -> str:
    """The sign of a unit of time in the language of the moment."""
    return unit if active_language().catalog is None else pgettext("unit of time", unit)


def _amount(value: float) -> str:
    return number_text(value, reading_decimals(value))


_SPOKEN = {
    "s": NN_("second", "seconds"),
    "min": NN_("minute", "minutes"),
    "h": NN_("hour", "hours"),
    "bd": NN_("business day", "business days"),
    "d": NN_("calendar day", "calendar days"),
    "w": NN_("week", "weeks"),
}


# --- reading ------------------------------------------------------------------------------------

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
_HELP = N_("Type a time like 20 min, 1.5 h, 2 bd, 1:30, 10-20 min or 10/15/40 min.")


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
    typed = text.strip()
    office = calendar or Calendar()
    body = _SPACE.sub("", typed.casefold()).replace("−", "-")
    if not body:
        raise UserError(_("The time is empty.") + " " + _(_HELP))
    if body.startswith("-"):
        raise UserError(_negative(typed))
    if "±" in body or "+-" in body:
        return _distribution(body.replace("+-", "±"), typed, office)
    if "/" in body:
        points, shape = body.split("/"), "three points"
    else:
        points, shape = _RANGE.split(body), "range"
    if any(part.startswith("-") for part in points):
        raise UserError(_negative(typed))
    if len(points) > (3 if shape == "three points" else 2) or (shape == "three points" and len(points) == 2):
        raise UserError(_no_time(typed))
    spans = _same_unit(_inherit_unit([_span(part, typed, office) for part in points]), typed, office)
    unit = spans[0][1] or "min"
    amounts = [amount for amount, _unit in spans]
    if sorted(amounts) != amounts:
        raise UserError(_("“{text}” runs backwards. Type the lowest time first.").format(text=typed))
    if len(amounts) == 1:
        duration = Duration(amounts[0], unit)
    elif len(amounts) == 2:
        duration = Duration(None, unit, amounts[0], amounts[1])
    else:
        duration = Duration(amounts[1], unit, amounts[0], amounts[2])
    if problem := duration_problem(duration, office):
        raise UserError(f"“{typed}”: {problem}")
    return duration


def _no_time(typed: str) -> str:
    return _("“{text}” is not a time.").format(text=typed) + " " + _(_HELP)


def _negative(typed: str) -> str:
    return _("A time cannot be negative: “{text}”. Leave out the minus sign.").format(text=typed)


_SHAPED = re.compile(rf"({_NUMBER})±({_NUMBER})(.*?)(normal|lognormal|gamma|weibull|exponential)?")


def _distribution(body: str, typed: str, office: Calendar) -> Duration:
    """20±8minlognormal: mean, standard deviation, unit, shape (lognormal without one)."""
    found = _SHAPED.fullmatch(body)
    word = "" if found is None else found[3]
    if found is None or word not in _WORDS:
        raise UserError(
            _("“{text}” is not a time. Type a distribution like 20±8 min lognormal.").format(text=typed)
        )
    mean, sd = parse_number(found[1], "time"), parse_number(found[2], "time")
    chosen: Any = found[4] or "lognormal"
    if chosen == "exponential":
        sd = mean  # it has no spread of its own
    duration = Duration(mean, _WORDS[word], shape=chosen if sd > 0.0 else "", sd=sd if sd > 0.0 else None)
    if problem := duration_problem(duration, office):
        raise UserError(f"“{typed}”: {problem}")
    return duration


def duration_problem(duration: Duration, calendar: Calendar | None = None) -> str:
    """What is wrong with a time, as a plain sentence, or an empty text."""
    values = [v for v in (duration.low, duration.amount, duration.high) if v is not None]
    if not values or (duration.low is None) != (duration.high is None):
        return _("the time is incomplete.") + " " + _(_HELP)
    if bool(duration.shape) != (duration.sd is not None) or (duration.shape and duration.low is not None):
        return _("a distribution is a mean, a standard deviation and a shape, such as 20±8 min lognormal.")
    if duration.sd is not None and (not 0.0 < duration.sd < math.inf or not values[0] > 0.0):
        return _("the mean and the standard deviation of a distribution must be above zero.")
    if not all(math.isfinite(value) for value in values):
        return _("the time is not a finite number.")
    if min(values) < 0:
        return _("a time cannot be negative.")
    if sorted(values) != values:
        return _("the time runs backwards; the lowest comes first.")
    office = calendar or Calendar()
    if duration.unit == "d":
        limit, size = 365.25, 1.0
    else:
        limit, size = (
            office.working_days_per_year * office.minutes_per("bd"),
            office.minutes_per(duration.unit),
        )
    if limit > 0 and max(values) * size > _LONGEST_YEARS * limit:
        return _("that is more than {years} years. Check the number and the unit.").format(
            years=number_text(_LONGEST_YEARS)
        )
    return ""


_SPACE = re.compile(r"[\s\u00a0\u202f\u2009]+")
_RANGE = re.compile(r"(?<=.)(?:–|—|to|\.\.|…|-(?!-))")


def _span(part: str, typed: str, calendar: Calendar) -> tuple[float, Unit | None]:
    """One amount with its unit (None when none was typed), compound forms added up."""
    if clock := _CLOCK.fullmatch(part):
        hours, minutes, seconds = int(clock[1]), int(clock[2]), clock[3]
        if seconds is None:
            return float(hours * 60 + minutes), "min"
        return float(hours * 3600 + minutes * 60 + int(seconds)), "s"
    found = _PART.findall(part)
    if not found or "".join(number + word for number, word in found) != part:
        raise UserError(_no_time(typed))
    spans: list[tuple[float, Unit | None]] = []
    for number, word in found:
        if word not in _WORDS:
            if word.startswith(("mo", "y")):
                raise UserError(
                    _("“{text}”: months and years have no fixed length. Use weeks, bd or d.").format(
                        text=typed
                    )
                )
            raise UserError(
                _("“{text}”: “{word}” is not a unit of time. Use s, min, h, bd, d or w.").format(
                    text=typed, word=word
                )
            )
        spans.append((parse_number(number, "time"), _WORDS[word] if word else None))
    if len(spans) == 1:
        return spans[0]
    if spans[-1][1] is None and [unit for _amount, unit in spans[:-1]] == ["h"]:
        spans[-1] = (spans[-1][0], "min")  # 1h30
    if any(unit is None for _amount, unit in spans):
        raise UserError(_no_time(typed))
    added = _same_unit(spans, typed, calendar)
    return sum(amount for amount, _unit in added), added[0][1]


def _inherit_unit(spans: list[tuple[float, Unit | None]]) -> list[tuple[float, Unit | None]]:
    """10-20 h: the unit at the end counts for those that have none."""
    last = spans[-1][1] or next((unit for _amount, unit in spans if unit), "min")
    return [(amount, unit or last) for amount, unit in spans]


def _same_unit(
    spans: list[tuple[float, Unit | None]], typed: str, calendar: Calendar
) -> list[tuple[float, Unit | None]]:
    """All amounts in the smallest unit named; calendar days do not mix with business time."""
    units = {unit for _amount, unit in spans}
    if len(units) == 1:
        return spans
    if "d" in units:
        raise UserError(
            _(
                "“{text}” mixes calendar days with business time. Use bd for business days, or d throughout."
            ).format(text=typed)
        )
    smallest = next(unit for unit in _LENGTH_ORDER if unit in units)
    scale = calendar.minutes_per(smallest)
    ratios = {unit: calendar.minutes_per(unit) / scale for unit in units if unit is not None}
    return [(amount * round(ratios[unit], 9), smallest) for amount, unit in spans if unit is not None]


# --- elapsed time in a cell -----------------------------------------------------------------------

_ELAPSED: dict[str, float] = {
    "s": 1.0 / 60.0,
    "min": 1.0,
    "h": 60.0,
    "d": ELAPSED_DAY,
    "w": 7.0 * ELAPSED_DAY,
}
_SIGNED_CLOCK = re.compile(r"(?P<sign>-)?(?P<h>\d{1,5}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d(?:\.\d+)?))?")
_SPELLED = re.compile(r"(?P<n>\d+(?:[.,]\d+)?|[.,]\d+)\s*(?P<u>[A-Za-z]+)\.?\s*")


def read_elapsed(text: str) -> ElapsedMinutes | None:
    """Elapsed minutes in `text`, or None: ``1:30`` and ``0:01:30`` (h:mm, h:mm:ss), ``1.5 h``, ``2 days 3 hours``.

    Days and weeks are elapsed time (24 h, 7 days). Business days need a calendar and are not read here.
    """
    text = text.strip()
    clock = _SIGNED_CLOCK.fullmatch(text)
    if clock:
        total = int(clock["h"]) * 60.0 + int(clock["m"]) + float(clock["s"] or 0) / 60.0
        return ElapsedMinutes(-total if clock["sign"] else total)
    total, at = 0.0, 0
    while at < len(text):
        match = _SPELLED.match(text, at)
        unit = _WORDS.get(match["u"].casefold()) if match else None
        if match is None or unit not in _ELAPSED:
            return None
        total += float(match["n"].replace(",", ".")) * _ELAPSED[unit]
        at = match.end()
    return ElapsedMinutes(total) if at else None


def unit_of_word(word: str) -> str:
    """The unit a heading names, ``days`` is d; empty when it names none."""
    return _WORDS.get(word.casefold().replace(" ", ""), "") if word.strip() else ""


def speaks_of_days(text: str) -> bool:
    """Whether an elapsed time was written in days or weeks: such a time runs over nights and weekends."""
    return any(_WORDS.get(word.casefold()) in ("d", "w") for word in re.findall(r"[A-Za-z]+", text))
