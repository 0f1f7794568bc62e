"""Rows that sum up the rows above them: the words people call them by."""

from __future__ import annotations

import re

_TOTAL = re.compile(
    r"(?:(?:grand|sub|over-?all|overall|general)[\s-]*)?totals?|totale?s|(?:grand\s+)?sum|suma|somme|summe|"
    r"gesamt(?:summe)?|zwischensumme|insgesamt|subtotal(?:es)?|total\s+g[eé]n[eé]ral|average|avg\.?|mean|promedio",
    re.IGNORECASE,
)

_FIRST = frozenset("tgsozimap")  # letters these words begin with, to look quickly


def is_total_word(cell: str) -> bool:
    """Whether a cell names a row that sums up others: ``Total``, ``Grand total:``, ``Sum``, ``Average``.

    >>> [is_total_word(cell) for cell in ("Total:", "Grand Total", "Subtotal", "Total station", "Late")]
    [True, True, True, False, False]
    """
    plain = cell.strip()
    return plain[:1].casefold() in _FIRST and _TOTAL.fullmatch(plain.rstrip(":.=*").strip()) is not None
