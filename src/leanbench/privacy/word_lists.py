"""The words that names of people are told by: honorifics, titles, everyday words that are names too."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from leanbench import resources

# Zero-width signs and soft hyphens hide inside a word and are no letters of it.
HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"
MARKS = "\u0300-\u036f"  # accents that stand behind their letter
_NO_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """The letters of a text alone, small and without accents: ``O’Brien-López`` is ``obrienlopez``."""
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return "".join(letter for letter in plain if letter.isalpha()).translate(_NO_DECOMPOSITION)


@cache
def word_list(heading: str) -> frozenset[str]:
    """One list of ``resources/privacy/words.txt``, folded."""
    return _lists()[heading]


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = resources.path("privacy", "words.txt").read_text("utf-8")
    found: dict[str, frozenset[str]] = {}
    for part in re.split(r"^\[", re.sub(r"^#.*$", "", text, flags=re.M), flags=re.M)[1:]:
        heading, _end, words = part.partition("]")
        found[heading] = frozenset(fold(word) for word in words.split())
    return found
