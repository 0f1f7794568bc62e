"""The order that labels have by themselves: days of the week, months, dates, quarters and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from leanbench.words.dates import MONTHS

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = tuple(name.lower() for name in MONTHS)
_LONGER = {"tues": "tuesday", "thur": "thursday", "thurs": "thursday", "sept": "september"}
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?")
_PART = re.compile(r"(?:(\d{4})[- ]?)?([QW])(\d{1,2})")
_NAMED = re.compile(r"(?:([a-z]+)\.?[ -](\d{4})|(\d{4})[ -]([a-z]+)\.?)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")

Key = tuple[float, ...]


def natural_order(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels in the order they have by themselves, else as they come.

    Days of the week begin on Monday; months, ``Mar 2026``, ISO dates and months, ``2026-Q1`` and ``2026-W05``, times
    of day and plain numbers rise. All labels must be of one of these kinds, otherwise none is moved.
    """
    for key in (_day, _month, _date, _part, _month_of_year, _clock, _number):
        keys = _keys(labels, key)
        if keys is not None:
            order = sorted(range(len(labels)), key=lambda i: keys[i])
            return tuple(labels[i] for i in order)
    return tuple(labels)


def _keys(labels: Sequence[str], key: Callable[[str], Key | None]) -> list[Key] | None:
    found = []
    for label in labels:
        place = key(label.strip())
        if place is None:
            return None
        found.append(place)
    return found


def _place_of(word: str, names: tuple[str, ...]) -> int | None:
    """Where a name or its first three letters stands in the list."""
    word = word.lower().removesuffix(".")
    word = _LONGER.get(word, word)
    return next((i for i, name in enumerate(names) if word in (name, name[:3])), None)


def _day(label: str) -> Key | None:
    place = _place_of(label, _DAYS)
    return None if place is None else (place,)


def _month(label: str) -> Key | None:
    place = _place_of(label, _MONTHS)
    return None if place is None else (place,)


def _date(label: str) -> Key | None:
    match = _DATE.fullmatch(label)
    return None if match is None else tuple(float(part or 0) for part in match.groups())


def _part(label: str) -> Key | None:
    """A quarter or a week, of a year or not: mixtures have no order."""
    match = _PART.fullmatch(label)
    if match is None:
        return None
    return (float("QW".index(match[2])), float(match[1] or 0), float(match[3]))


def _month_of_year(label: str) -> Key | None:
    match = _NAMED.fullmatch(label.lower())
    if match is None:
        return None
    place = _place_of(match[1] or match[4], _MONTHS)
    return None if place is None else (float(match[2] or match[3]), place)


def _clock(label: str) -> Key | None:
    match = _CLOCK.fullmatch(label)
    return None if match is None else (float(match[1]), float(match[2]))


def _number(label: str) -> Key | None:
    try:
        value = float(label)
    except ValueError:
        return None
    return (value,) if value == value else None
