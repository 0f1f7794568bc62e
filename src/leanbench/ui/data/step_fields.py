"""The options of a step as the fields of a form: columns chosen by name, pairs of values as lines ``old = new``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import new_class
from typing import Any

from leanbench.event.recipe import KINDS, Pair, RecipeStep, options_of
from leanbench.schema import Card, Extra, Record, cards_of, lines, loose, replace, text
from leanbench.words import N_, _

MOST = 24  # columns to tick; more are typed, one a line
# The options that name one column of the table at this step, those that name several, and those that hold pairs.
ONE = {
    "correct": ("column",), "rename": ("column",), "column": ("column",), "time-between": ("start", "end"),
    "date-part": ("column",), "recode": ("column",), "bins": ("column",), "unstack": ("names", "values"),
    "draw": ("by",),
}  # fmt: skip
SEVERAL = {"drop-columns": "columns", "equal-rows": "columns", "stack": "columns", "summarize": "by"}
PAIRS = {
    ("recode", "pairs"): N_("Old value = new value, one a line"),
    ("join", "keys"): N_("Column here = column there"),
    ("summarize", "values"): N_("fee = mean (count, sum, median, min, max, sd, share)"),
}


def shown_cards(
    kind: str, names: Sequence[str], dates: Sequence[str], tables: Sequence[str]
) -> Mapping[str, Card]:
    """The cards of a step's form: those of its kind, with the columns and tables of the moment to choose from."""
    found: dict[str, Card] = {}
    for name, card in cards_of(KINDS[kind][1]).items():
        if card.kind == "identity":
            continue
        if name in ONE.get(kind, ()):
            offered = dates if kind in ("time-between", "date-part") else names
            card = replace(card, kind="choice", choices=tuple((one, one) for one in offered))
        elif SEVERAL.get(kind) == name and len(names) <= MOST:
            card = replace(card, choices=tuple((one, one) for one in names))
        elif kind == "join" and name == "table":
            card = replace(card, kind="choice", choices=tuple((one, one) for one in tables))
        elif card.kind == "rows":
            hint = PAIRS.get((kind, name), N_("Cells parted by |, one row a line"))
            card = replace(card, kind="lines", hint=_(hint))
        found[name] = card
    found["reason"] = cards_of(RecipeStep)["reason"]
    return found


@cache
def _fields_record(kind: str) -> type[Record]:
    """A record with the same fields in which rows are lines of text: what the form shows."""
    names = [name for name, card in cards_of(KINDS[kind][1]).items() if card.kind != "identity"]

    def body(space: dict[str, Any]) -> None:
        space["__annotations__"] = {**dict.fromkeys(names, Any), "reason": str, "extra": Extra}
        space["__module__"] = __name__
        for name in names:
            space[name] = lines(name)
        space["reason"], space["extra"] = text("Reason"), loose()

    made: type[Record] = new_class("StepFields", (Record,), {}, body)
    return made


def shown_record(step: RecipeStep) -> Record:
    """The options of a step for its form. Raises UserError when they cannot be read."""
    options = options_of(step)
    values = {
        name: _form_value(getattr(options, name))
        for name in type(options).__struct_fields__
        if name != "extra"
    }
    return _fields_record(step.kind)(**values, reason=step.reason)


def _form_value(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    return tuple(
        (f"{row.old} = {row.new}" if "=" not in row.old else f"{row.old} → {row.new}")
        if isinstance(row, Pair)
        else row
        if isinstance(row, str)
        else " | ".join(row)
        for row in value
    )


def kept_value(kind: str, name: str, value: Any) -> Any:
    """What a field of the form gives, as it is kept in the options (plain JSON)."""
    if name == "reason" or value is None or isinstance(value, str | bool | int | float):
        return value
    card = cards_of(KINDS[kind][1])[name]
    listed: Iterable[str] = [str(line) for line in value if str(line).strip()]
    if card.kind != "rows":
        return list(listed)
    if (kind, name) in PAIRS:
        return [_pair(line) for line in listed]
    return [[cell.strip() for cell in row] for row in csv.reader(listed, delimiter="|")]


def _pair(line: str) -> dict[str, str]:
    sign = "→" if "→" in line else "="
    old, _sign, new = line.partition(sign)
    return {"old": old.strip(), "new": new.strip()}
