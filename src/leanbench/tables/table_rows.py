"""What the rows of a table mean together: in which order of time they stand, and which are equal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from leanbench.event.import_account import ImportNote, note
from leanbench.tables import cells
from leanbench.tables.preview import rows_text
from leanbench.words.dates import date_order
from leanbench.words.language import _, ngettext
from leanbench.words.numbers import number_text

Columns = Sequence[tuple[str, ...]]
Numbers = tuple[int, ...] | range
LOOKED_AT = 200  # dates that show whether it is worth to read all
LEAST = 3  # columns of a table in which equal rows are worth a word
_ISO = re.compile(r"\d{4}-\d\d(?:-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)?(?:Z|[+-]\d\d:?\d\d)?")


def meant(
    numbers: Numbers, columns: Columns, take: Mapping[str, str], account: list[ImportNote], likely: str = ""
) -> tuple[Numbers, Columns]:
    """The rows oldest first, and without equal ones where that is wished; what was met is said.

    `likely` is the order of day and month where a column of dates does not show its own.
    """
    numbers, columns = _equal(numbers, columns, take, account)
    return _newest_first(numbers, columns, take, account, likely)


def _equal(
    numbers: Numbers, columns: Columns, take: Mapping[str, str], account: list[ImportNote]
) -> tuple[Numbers, Columns]:
    if len(columns) < LEAST or len(numbers) < 2:
        return numbers, columns
    count = len(numbers)
    if any(len(set(texts)) == count for texts in columns[:4]):
        return numbers, columns  # a column of different texts, as that of case numbers
    seen: set[int] = set()
    equal = []
    for at, key in enumerate(map(hash, zip(*columns, strict=True))):
        if key in seen:
            equal.append(at)
        seen.add(key)
    if not equal:
        return numbers, columns
    taken = take.get("equal-rows", "keep")
    rows = [numbers[at] for at in equal]
    said = rows_text(rows)
    text = ngettext(
        "{rows} is equal to an earlier row.", "{rows} are equal to earlier rows.", len(rows)
    ).format(rows=f"{said[:1].upper()}{said[1:]}")  # fmt: skip
    account.append(note("equal-rows", text, taken=taken, rows=rows))
    if taken == "keep":
        return numbers, columns
    gone = set(equal)
    kept = [at for at in range(count) if at not in gone]
    return tuple(numbers[at] for at in kept), [tuple(texts[at] for at in kept) for texts in columns]


def _newest_first(
    numbers: Numbers, columns: Columns, take: Mapping[str, str], account: list[ImportNote], likely: str
) -> tuple[Numbers, Columns]:
    """Turn a table round that has its newest row on top: its first column of dates falls and never rises."""
    dated = next((texts for texts in columns if len(texts) > 2 and _is_dates(texts)), None)
    if dated is None or not _never_rises(dated, likely):
        return numbers, columns
    taken = take.get("time-order", "oldest-first")
    text = _("The newest of {count} rows stands on top.").format(count=number_text(len(numbers)))
    account.append(note("time-order", text, taken=taken))
    if taken == "keep":
        return numbers, columns
    return tuple(reversed(numbers)), [texts[::-1] for texts in columns]


def _is_dates(texts: Sequence[str]) -> bool:
    sample = [text.strip() for text in texts[:50] if text.strip()]
    return len(sample) > 1 and all(_ISO.fullmatch(text) or date_order(text) for text in sample)


def _never_rises(texts: Sequence[str], likely: str) -> bool:
    """Whether dates fall from the first to the last; a short look saves reading them all."""
    if not _falls([text.strip() for text in texts[:LOOKED_AT] if text.strip()], likely):
        return False
    filled = [text.strip() for text in texts if text.strip()]
    return filled[0] != filled[-1] and _falls(filled, likely)


def _falls(filled: Sequence[str], likely: str) -> bool:
    some = filled[:LOOKED_AT]
    if all(map(_ISO.fullmatch, some)):
        return not any(a < b for a, b in pairwise(filled))
    met = set(map(date_order, some))
    order = "dmy" if "dmy" in met else "mdy" if "mdy" in met else likely or "mdy"
    days = cells.dates(filled, order).values
    days = days[~np.isnat(days)]
    return len(days) > 1 and not bool(np.any(days[1:] > days[:-1]))
