"""Small rules of writing: dates and minus signs as people write them."""

from __future__ import annotations

import re

from leanbench.words.dates import date_text
from leanbench.words.dates import with_dates as with_dates

DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)(?:[T ]00:00(?::00)?)?")
HYPHEN = re.compile(r"(?<![\w.\-−])-(?=\.?\d)")


def long_date(text: str) -> str:
    """``2026-04-27`` at the start of a text as ``Apr 27, 2026``; other texts unchanged."""
    match = DATE.match(text)
    return text if match is None else f"{date_text(match.group(0)[:10], short=True)}{text[match.end() :]}"


def sentence_text(text: str) -> str:
    """A sentence as it is shown: dates in words, a minus sign before negative numbers."""
    return HYPHEN.sub("−", with_dates(text))
