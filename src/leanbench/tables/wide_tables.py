"""Tables with a column for each observation: a stop-watch study (elements by cycles), a check sheet (causes by days).

They are known by their headings, which go on: 1, 2, 3; Cycle 1, Cycle 2; Mon, Tue; March 2, March 3. Calculations want
one row for each observation, which is a step of a recipe: the table itself stays as it came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from leanbench.event.recipe import RecipeStep
from leanbench.schema.total_rows import is_total_word
from leanbench.words.dates import date_order
from leanbench.words.language import _
from leanbench.words.numbers import number_text

FEWEST = 3  # columns that go on
_COUNTED = re.compile(
    r"(?:(cycle|obs|observation|trial|run|lap|reading|sample|repetition|rep|no|day|week|wk)\.?\s*)?#?\s*(\d{1,3})",
    re.I,
)
_DAYS = frozenset({"day", "week", "wk"})
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_AND_DAY = re.compile(r"[0-3]?\d[/.][0-3]?\d\.?", re.ASCII)
_CAUSES = re.compile(r"\b(?:cause|reason|defect|error|fault|categor|kind of|type of)", re.I)


@dataclass(frozen=True, slots=True)
class Wide:
    """The columns that go on and what they are: "study" (times of elements), "checks" (counts of causes) or "days".

    totals : columns that sum the others up.
    """

    kind: str
    columns: tuple[str, ...]
    totals: tuple[str, ...]

    def text(self, rows: int) -> str:
        """What the table looks like, in a sentence."""
        looks = {
            "study": _(
                "The table looks like a stop-watch study: {rows} elements, observed in {columns} columns."
            ),
            "checks": _("The table looks like a check sheet: {rows} causes, counted in {columns} columns."),
            "days": _("The table has a column for each day: {rows} rows, {columns} days."),
        }
        return looks[self.kind].format(rows=number_text(rows), columns=number_text(len(self.columns)))

    def steps(self) -> tuple[RecipeStep, ...]:
        """The steps that give one row for each observation."""
        names = _("Observation") if self.kind == "study" else _("Day")
        values = _("Count") if self.kind == "checks" else _("Value")
        stack = {"columns": list(self.columns), "names": names, "values": values}
        drop = (
            [RecipeStep(kind="drop-columns", options={"columns": list(self.totals)})] if self.totals else []
        )
        return (*drop, RecipeStep(kind="stack", options=stack))


def heading_series(headings: Sequence[str]) -> str:
    """What headings count that go on one by one: "observation", "day", or "" when they do not."""
    texts = [" ".join(text.split()) for text in headings]
    if len(texts) < FEWEST or not all(texts):
        return ""
    counted = [_COUNTED.fullmatch(text) for text in texts]
    if all(counted):
        found = [match for match in counted if match]
        words = {(match[1] or "").casefold() for match in found}
        if len(words) == 1 and [int(match[2]) for match in found] == list(range(1, len(found) + 1)):
            return "day" if words & _DAYS else "observation"
        return ""
    days = [_weekday(text) for text in texts]
    if all(days):
        return "day" if len(set(days)) == len(days) else ""
    are_dates = all(date_order(text) or _MONTH_AND_DAY.fullmatch(text) for text in texts)
    return "day" if are_dates and len(set(texts)) == len(texts) else ""


def _weekday(text: str) -> str:
    """The weekday that a heading names, whole or cut: Mon, Tues., Friday."""
    word = text.casefold().rstrip(".")
    return next((day for day in _WEEKDAYS if len(word) >= 3 and day.startswith(word)), "")


def wide_shape(names: Sequence[str], kinds: Sequence[str], are_whole: Sequence[bool]) -> Wide | None:
    """The longest run of columns of numbers or times whose headings go on, behind a column of words; None without.

    kinds : of the columns, "" where no cell is filled. are_whole : whether a column holds whole numbers only.
    """
    if len(names) <= FEWEST or kinds[0] != "text":
        return None
    best: tuple[int, int, str] = (0, 0, "")
    for start in range(1, len(names)):
        end = start
        while end < len(names) and kinds[end] in ("number", "duration", ""):
            end += 1
        while end - start >= max(FEWEST, best[1] - best[0] + 1):
            if by := heading_series(names[start:end]):
                best = (start, end, by)
                break
            end -= 1
    start, end, by = best
    if not by or not any(kinds[start:end]):
        return None
    is_count = all(kind != "duration" for kind in kinds[start:end]) and all(are_whole[start:end])
    kind = "checks" if is_count and (by == "day" or _CAUSES.search(names[0])) else "study"
    totals = tuple(name for name in names[end:] if is_total_word(name))
    return Wide("days" if by == "day" and not is_count else kind, tuple(names[start:end]), totals)
