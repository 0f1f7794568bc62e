"""The functions a formula may call: choices, rounding, texts, dates, working time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from leanbench.schema import replace
from leanbench.tables.recipes.date_math import business_days, open_hours
from leanbench.tables.recipes.formula_reader import (
    Cells,
    Function,
    FunctionTable,
    Worker,
    days_passed,
    is_missing,
)
from leanbench.words import _


def _if(worker: Worker, given: list[Cells]) -> Cells:
    true = worker.truth(given[0])
    a, b = given[1], given[2]
    if a.kind != b.kind:
        raise worker.error(_("both results of if must be of one kind."))
    if a.kind == "number":
        a, b = worker.same_unit(a, b)
    kind = object if a.kind == "text" else None
    values = np.where(true, np.asarray(a.values, dtype=kind), np.asarray(b.values, dtype=kind))
    return Cells(a.kind, values, a.unit or b.unit)


def _extreme(how: Callable[[Any, Any], Any]) -> Function:
    def apply(worker: Worker, given: list[Cells]) -> Cells:
        found = worker.number(given[0])
        for other in given[1:]:
            found, second = worker.same_unit(found, worker.number(other))
            found = Cells("number", how(found.values, second.values), found.unit or second.unit)
        return found

    return apply


def _abs(worker: Worker, given: list[Cells]) -> Cells:
    number = worker.number(given[0])
    return replace(number, values=np.abs(number.values))


def _round(worker: Worker, given: list[Cells]) -> Cells:
    number = worker.number(given[0])
    scale = 10.0 ** int(_single(worker, given[1])) if len(given) > 1 else 1.0
    # halves go up, and a number that is a hair below a half by binary arithmetic is one
    values = np.sign(number.values) * np.floor(np.abs(number.values) * scale + 0.5 + 1e-9) / scale
    return replace(number, values=values)


def _single(worker: Worker, cells: Cells) -> float:
    if np.ndim(cells.values) or cells.kind != "number":
        raise worker.error(_("a plain number is needed here."))
    return float(cells.values)


def _blank(worker: Worker, given: list[Cells]) -> Cells:
    if given[0].kind == "text":
        empty = worker.for_each(lambda x, _y: float(not x.strip()), given[0].values, "", np.float64)
        return Cells("yesno", empty)
    return Cells("yesno", np.asarray(is_missing(given[0].values), dtype=np.float64))


def _first_filled(worker: Worker, given: list[Cells]) -> Cells:
    found = given[-1]
    for other in reversed(given[:-1]):
        found = _if(worker, [_blank(worker, [other]), found, other])
    return found


def _of_text(function: Callable[[str], Any], kind: str = "text") -> Function:
    def apply(worker: Worker, given: list[Cells]) -> Cells:
        if given[0].kind != "text":
            raise worker.error(_("a text is needed here."))
        stored = object if kind == "text" else np.float64
        return Cells(kind, worker.for_each(lambda x, _y: function(x), given[0].values, "", stored))

    return apply


def _cut(from_left: bool) -> Function:
    def apply(worker: Worker, given: list[Cells]) -> Cells:
        count = max(0, int(_single(worker, given[1])))
        whole = _of_text(lambda x: x[:count] if from_left else x[max(0, len(x) - count) :])
        return whole(worker, given)

    return apply


def _between(unit: str, measure: Callable[[Worker, Cells, Cells], Any]) -> Function:
    def apply(worker: Worker, given: list[Cells]) -> Cells:
        a, b = worker.as_dates(given[0], given[1])
        return Cells("number", measure(worker, a, b), unit)

    return apply


def _calendar_part(read: Callable[[Any], Any]) -> Function:
    def apply(worker: Worker, given: list[Cells]) -> Cells:
        if given[0].kind != "date":
            raise worker.error(_("a date is needed here."))
        moments = np.asarray(given[0].values)
        return Cells("number", np.where(np.isnat(moments), np.nan, read(moments).astype(np.float64)))

    return apply


def _year(moments: Any) -> Any:
    return moments.astype("datetime64[Y]").astype(np.int64) + 1970


def _month(moments: Any) -> Any:
    return moments.astype("datetime64[M]").astype(np.int64) % 12 + 1


def _weekday(moments: Any) -> Any:
    """1 for Monday; 1970-01-01 was a Thursday."""
    return (moments.astype("datetime64[D]").astype(np.int64) + 3) % 7 + 1


# Name: fewest and most values, and what it does.
FUNCTIONS: FunctionTable = {
    "if": (3, 3, _if),
    "min": (1, 20, _extreme(np.fmin)),
    "max": (1, 20, _extreme(np.fmax)),
    "abs": (1, 1, _abs),
    "round": (1, 2, _round),
    "blank": (1, 1, _blank),
    "first_filled": (2, 20, _first_filled),
    "upper": (1, 1, _of_text(str.upper)),
    "lower": (1, 1, _of_text(str.lower)),
    "trim": (1, 1, _of_text(lambda text: " ".join(text.split()))),
    "length": (1, 1, _of_text(lambda text: float(len(text)), "number")),
    "left": (2, 2, _cut(True)),
    "right": (2, 2, _cut(False)),
    "days": (2, 2, _between("d", lambda _worker, a, b: days_passed(a, b))),
    "hours": (2, 2, _between("h", lambda _worker, a, b: days_passed(a, b) * 24.0)),
    "business_days": (2, 2, _between("bd", lambda worker, a, b: business_days(a.values, b.values, worker.calendar))),
    "open_hours": (
        2, 2, _between("h", lambda worker, a, b: open_hours(a.values, b.values, worker.calendar, worker.opens)),
    ),
    "year": (1, 1, _calendar_part(_year)),
    "month": (1, 1, _calendar_part(_month)),
    "weekday": (1, 1, _calendar_part(_weekday)),
}  # fmt: skip
