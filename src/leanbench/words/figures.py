"""For each kind of quantity its unit and its decimals, decided once for screen, paper, cell and speech.

A figure has the same digits wherever it is read; only what stands after them changes: the sign of the unit
on screen and paper, nothing in a cell under a heading that names the unit, words in speech.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from msgspec import Struct

from leanbench.words.durations import amount_text, elapsed_text, time_text
from leanbench.words.language import N_, NN_, _
from leanbench.words.lists import count_text
from leanbench.words.money import money_text
from leanbench.words.numbers import (
    MISSING,
    number_text,
    percent_text,
    reading_decimals,
    rounded,
    significant_text,
)
from leanbench.words.working_calendar import Calendar, ElapsedMinutes

Place = Literal["screen", "paper", "cell", "speech"]
Digits = Literal["reading", "significant", 0, 1, 2, 3, 4]


class Kind(Struct, frozen=True):
    """How one kind of quantity is written.

    `digits`: "reading" is two decimals below ten, one below a thousand, none above; "significant" four
    significant digits; a number so many decimals. Needless zeros are dropped unless `fixed`. `unit` stands
    after the number, `one` and `many` are its spoken forms.
    """

    digits: Digits = "reading"
    unit: str = ""
    one: str = ""
    many: str = ""
    fixed: bool = False


KINDS: Mapping[str, Kind] = {
    # times: "time" and "elapsed" are minutes that choose their unit by size
    "time": Kind(unit="min"),
    "elapsed": Kind(unit="min"),
    **{unit: Kind(unit=unit) for unit in ("s", "min", "h", "bd", "d", "w")},
    # shares, all from 0 to 100
    "share": Kind(unit="%"),
    "ca": Kind(unit="%"),
    "ratio": Kind(unit="%"),
    "%": Kind(unit="%"),
    "change": Kind(0, "%"),
    "points": Kind(1, N_("points"), *NN_("point", "points")),
    # money
    "money": Kind(unit="USD"),
    "USD": Kind(unit="USD"),
    # things
    "count": Kind(0),
    "number": Kind(),
    "rate": Kind("significant"),
    "FTE": Kind(2, N_("FTE"), *NN_("full-time equivalent", "full-time equivalents")),
    "people": Kind(2, N_("people"), *NN_("person", "people")),
    "steps": Kind(0, "steps", *NN_("step", "steps")),
    "hand-offs": Kind(0, "hand-offs", *NN_("hand-off", "hand-offs")),
    "loops": Kind(0, "loops", *NN_("loop", "loops")),
    "exits": Kind(0, "exits", *NN_("exit", "exits")),
    "roles": Kind(0, "roles", *NN_("role", "roles")),
    "units": Kind(1, N_("units"), *NN_("unit", "units")),
    "months": Kind(1, N_("months"), *NN_("month", "months")),
    # statistics
    "statistic": Kind("significant"),
    "probability": Kind(3, fixed=True),
    "p": Kind(3, fixed=True),
    "sigma": Kind(2, fixed=True),
    "index": Kind(2, fixed=True),  # Cp, Cpk, kappa
    "correlation": Kind(2, fixed=True),
}


class Valued(Protocol):
    """Anything with a value and its unit, such as a `Quantity`."""

    @property
    def value(self) -> float | None: ...

    @property
    def unit(self) -> str: ...


def figure_text(
    value: float | None, kind: str = "number", place: Place = "screen", *, calendar: Calendar | None = None
) -> str:
    """A figure of this kind to be read: ``81%``, ``1.25 bd``, ``$1,250``, ``3 steps``.

    Parameters
    ----------
    value : float or None
        Minutes for "time" and "elapsed", 0 to 100 for shares. None and NaN are a dash, nothing in a cell,
        “not known” in speech.
    kind : str
        A key of `KINDS`; another text is taken as a unit that stands after the number.
    place : "screen", "paper", "cell" or "speech"
    calendar : Calendar, optional
        Chooses the unit of "time" by the size of the value; without it a time is in minutes.
    """
    if value is None or value != value:
        return {"cell": "", "speech": _("not known")}.get(place, MISSING)
    base, per, thing = kind.partition(" per ")
    if per and place != "cell":
        rate = _(_PER[thing]) if thing in _PER else _("per {thing}").format(thing=thing)
        return f"{figure_text(value, base, place, calendar=calendar)} {rate}"
    how = KINDS.get(base) or Kind(unit=base)
    spoken = place == "speech"
    if place == "cell":
        return _digits_text(value, how)
    if kind == "elapsed":
        return elapsed_text(ElapsedMinutes(value), spoken=spoken)
    if kind == "time" and calendar is not None:
        return time_text(value, calendar, spoken=spoken)
    if how.unit == "%":
        decimals = how.digits if isinstance(how.digits, int) else reading_decimals(value)
        if spoken:
            return count_text(value, *_PERCENT, decimals=decimals)
        return percent_text(value, decimals)
    if how.unit == "USD":
        return money_text(value)
    if how.unit in ("s", "min", "h", "bd", "d", "w"):
        return amount_text(value, how.unit, spoken=spoken)
    if how.one and (spoken or how.digits == 0):
        return count_text(value, how.one, how.many, decimals=how.digits if isinstance(how.digits, int) else 2)
    return f"{_digits_text(value, how)} {_(how.unit)}" if how.unit else _digits_text(value, how)


_PERCENT = NN_("percent", "percent")
_PER = {"year": N_("a year"), "month": N_("a month"), "day": N_("a day")}


def quantity_text(quantity: Valued, place: Place = "screen", *, calendar: Calendar | None = None) -> str:
    """A computed figure to be read; minutes choose their unit when there is a calendar."""
    kind = "time" if quantity.unit == "min" and calendar is not None else quantity.unit or "number"
    return figure_text(quantity.value, kind, place, calendar=calendar)


def change_text(percent: float) -> str:
    """A change in whole percent with its sign: ``−81%``, ``+44%``, ``0%``."""
    return f"{'+' if rounded(percent, 0) > 0 else ''}{percent_text(percent, 0)}"


def _digits_text(value: float, how: Kind) -> str:
    if how.digits == "significant":
        return significant_text(value)
    decimals = reading_decimals(value) if how.digits == "reading" else how.digits
    return number_text(value, decimals, fixed=how.fixed)
