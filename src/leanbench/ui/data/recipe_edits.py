"""The edits of a recipe: each one change of the document, in plain words, at an address of its table. No widgets.

What a step begins with (a column, the value under the cursor) is decided here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leanbench.event.changes import Add, Change, Move, Remove, Set, Several
from leanbench.event.recipe import KINDS, RecipeStep, options_of
from leanbench.event.records import Dataset
from leanbench.schema import replace
from leanbench.schema.addresses import at
from leanbench.tables import Table
from leanbench.words import _
from leanbench.words.lists import list_text


def table_address(dataset: Dataset) -> str:
    """Where the steps of a table stand."""
    return at("datasets", dataset.id, "recipe")


def _step_address(dataset: Dataset, step: RecipeStep, *field: str) -> str:
    return at("datasets", dataset.id, "recipe", step.id, *field)


def step_title(step: RecipeStep) -> str:
    """What kind of step it is, in words."""
    return _(KINDS[step.kind][0]) if step.kind in KINDS else step.kind


def add_step(dataset: Dataset, step: RecipeStep) -> Change:
    """A new step behind the others."""
    text = _("add the step “{step}”").format(step=step_title(step))
    return Several(text, (Add(table_address(dataset), step),))


def set_option(dataset: Dataset, step: RecipeStep, name: str, value: Any) -> Change:
    """Another value of an option, or the reason of a step. Raises UserError for one that does not fit."""
    text = _("change the step “{step}”").format(step=step_title(step))
    if name == "reason":
        return Several(text, (Set(_step_address(dataset, step, "reason"), value),))
    options = {**step.options, name: value}
    options_of(replace(step, options=options))
    return Several(text, (Set(_step_address(dataset, step, "options"), options),))


def switch_step(dataset: Dataset, step: RecipeStep) -> Change:
    """Off, or on again."""
    words = _("switch on the step “{step}”") if step.is_off else _("switch off the step “{step}”")
    change = Set(_step_address(dataset, step, "is_off"), not step.is_off)
    return Several(words.format(step=step_title(step)), (change,))


def move_step(dataset: Dataset, step: RecipeStep, to: int) -> Change:
    """To another place in the recipe, from 0."""
    text = _("move the step “{step}”").format(step=step_title(step))
    return Several(text, (Move(_step_address(dataset, step), to),))


def remove_step(dataset: Dataset, step: RecipeStep) -> Change:
    """Out of the recipe."""
    text = _("remove the step “{step}”").format(step=step_title(step))
    return Several(text, (Remove(_step_address(dataset, step)),))


def correct_cell(dataset: Dataset, row: int, column: str, old: str, new: str) -> Change:
    """A cell typed anew, `row` from 1; typed again it is one step still, typed back there is none."""
    for step in reversed(dataset.recipe):
        if step.kind != "correct" or step.is_off:
            break
        options = step.options
        if (options.get("row", 1), options.get("column")) == (row, column) and options.get("new", "") == old:
            if options.get("old", "") == new:
                return remove_step(dataset, step)
            return set_option(dataset, step, "new", new)
    text = _("correct “{column}” in row {row}: {old} becomes {new}").format(
        column=column, row=row, old=old or _("empty"), new=new or _("empty")
    )
    step = RecipeStep(kind="correct", options={"row": row, "column": column, "old": old, "new": new})
    return Several(text, (Add(table_address(dataset), step),))


def sort_by(dataset: Dataset, column: str, *, falling: bool) -> Change:
    """Rows in order of a column; a sort that is the last step already is changed, not followed by another."""
    wanted = [f"-{column}" if falling else column]
    last = dataset.recipe[-1] if dataset.recipe else None
    if last is not None and last.kind == "sort" and not last.is_off:
        return set_option(dataset, last, "columns", wanted)
    return add_step(dataset, RecipeStep(kind="sort", options={"columns": wanted}))


def condition_text(column: str, kind: str, value: str, *, is_same: bool = True) -> str:
    """The condition of rows like one cell: ``[status] = "Issued"``, ``not blank([fee])``."""
    if not value:
        empty = f"blank([{column}])"
        return empty if is_same else " ".join(("not", empty))
    said = value if kind == "number" else f'"{value.replace(chr(34), "")}"'
    if kind == "yesno":
        said = "1" if value.casefold() in ("yes", "y", "true", "1") else "0"
    return f"[{column}] {'=' if is_same else '<>'} {said}"


def keep_rows(dataset: Dataset, condition: str) -> Change:
    """Only the rows for which a condition is true."""
    return add_step(dataset, RecipeStep(kind="filter", options={"condition": condition}))


def new_step(kind: str, table: Table, column: str, value: str, others: Sequence[str]) -> RecipeStep:
    """A step of a kind as it begins: about the column and the cell under the cursor, as far as they fit."""
    dates, numbers = table.of_kind("date"), table.of_kind("number", "duration")
    column = column if column in table.names else (table.names[0] if table.names else "")
    day = column if column in dates else (dates[0] if dates else "")
    number = column if column in numbers else (numbers[0] if numbers else "")
    fee = next((name for name in numbers if name != column), "")
    starts: Mapping[str, Mapping[str, Any]] = {
        "correct": {"row": 1, "column": column, "old": str(table.texts(column)[0]) if table.rows else ""},
        "add-rows": {"columns": list(table.names), "cells": []},
        "rename": {"column": column, "name": column},
        "column": {"column": column},
        "drop-columns": {"columns": [column]},
        "time-between": {
            "start": dates[0] if dates else "", "end": dates[1] if len(dates) > 1 else "",
            "name": _("{start} to {end}").format(start=dates[0], end=dates[1]) if len(dates) > 1 else "",
        },
        "date-part": {"column": day, "name": _("month of {column}").format(column=day)},
        "formula": {"formula": f"[{column}]", "name": _("{column} new").format(column=column)},
        "recode": {"column": column, "merge_spellings": True},
        "bins": {"column": number, "width": 10.0, "name": _("{column} in classes").format(column=number)},
        "filter": {
            "condition": condition_text(column, table.kinds.get(column, "text"), value, is_same=True)
        },
        "equal-rows": {},
        "sort": {"columns": [column]},
        "join": {"table": others[0] if others else "", "keys": [{"old": column, "new": column}]},
        "stack": {"columns": list(numbers)},
        "unstack": {"names": column, "values": fee},
        "summarize": {"by": [column], "values": [{"old": fee, "new": "mean"}] if fee else []},
        "draw": {"count": 30, "seed": 1},
    }  # fmt: skip
    return RecipeStep(kind=kind, options=dict(starts.get(kind, {})))


def new_text(dataset: Dataset, other: Dataset) -> Change:
    """Same recipe, new file: the table as it came is that of `other`, and the recipe stays."""
    kept = replace(other, id=dataset.id, name=dataset.name, recipe=dataset.recipe, extra=dataset.extra)
    text = _("put a new file under the recipe of “{table}”").format(table=dataset.name or dataset.id)
    return Several(text, (Set(at("datasets", dataset.id), kept),))


def columns_text(gone: Sequence[str], come: Sequence[str]) -> str:
    """Which columns a new file lacks or brings, in sentences."""
    parts = []
    if gone:
        parts.append(_("Columns gone: {names}.").format(names=list_text([f"“{name}”" for name in gone])))
    if come:
        parts.append(_("Columns new: {names}.").format(names=list_text([f"“{name}”" for name in come])))
    return " ".join(parts) or _("The columns are the same.")
