"""Small rules of writing: capitals, dates and minus signs as people write them."""

from __future__ import annotations

import re

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)(?:[T ]00:00(?::00)?)?")
SYMBOLS = frozenset({"ppm", "df", "sd", "np", "p-value"})
HYPHEN = re.compile(r"(?<![\w.\-−])-(?=\.?\d)")


def with_dates(text: str) -> str:
    """ISO dates in a text as people write them."""
    return DATE.sub(lambda match: long_date(match.group(0)), text)


def long_date(text: str) -> str:
    """``2026-04-27`` as ``27 Apr 2026``; other texts unchanged."""
    match = DATE.match(text)
    if match is None or not 1 <= int(match.group(2)) <= 12:
        return text
    year, month, day = match.groups()
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}{text[match.end() :]}"


def capital(text: str) -> str:
    """The first word with a capital; a symbol (λ, p, x_i) stays what it is.

    >>> capital("no fee"), capital("λ with"), capital("p: Fisher")
    ('No fee', 'λ with', 'p: Fisher')
    """
    word = re.match(r"[a-z][a-z'’-]+\b(?!_)", text)
    return text[:1].upper() + text[1:] if word and word.group(0) not in SYMBOLS else text


def sentence_text(text: str) -> str:
    """A sentence as it is shown: dates in words, a minus sign before negative numbers."""
    return HYPHEN.sub("−", with_dates(text))
