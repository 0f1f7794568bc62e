"""Columns for the methods that need more than one: read from the table behind the inputs, in words when missing.

Rows that the team left out are taken away here, and said once in the notes of the result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from inspect import signature
from typing import Any

import numpy as np

from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Options
from leanbench.errors import UserError
from leanbench.stats.base.samples import count, number
from leanbench.words.language import N_, _
from leanbench.words.lists import capital_text, list_text


def kept_rows(inputs: Inputs) -> Any:
    """Rows of the table that the team did not leave out, (n,) bool."""
    inside = np.ones(inputs.data.rows, dtype=bool)
    gone = [entry for entry in inputs.excluded if entry < inside.size]
    inside[gone] = False
    return inside


def numbers(inputs: Inputs, options: Options, name: str, words: str) -> Any:
    """The kept values of a column of numbers named by an option, (n,) floats."""
    return inputs.data.column(column_name(options, name, words))[kept_rows(inputs)]


def refuse_single_answers(inputs: Inputs, options: Options) -> None:
    """A single yes or no is no measurement. Raises UserError that says how it becomes one."""
    column = str(options.get("value") or "")
    if not options.get("by") and inputs.data is not None and inputs.data.kinds.get(column) == "yesno":
        raise UserError(
            _(
                "“{column}” holds yes and no: a share needs several cases. Choose one point per week "
                "or month (One point per), or a p chart."
            ).format(column=column)
        )


def in_order(inputs: Inputs, options: Options) -> Any:
    """The measure in its order, rows or periods, without what the team left out."""
    column_name(options, "value", "the measure (Measure)")
    refuse_single_answers(inputs, options)
    return np.delete(np.asarray(inputs.values, dtype=float), list(inputs.excluded))


def texts(inputs: Inputs, options: Options, name: str, words: str) -> list[str]:
    """The kept values of a column as text."""
    column = column_name(options, name, words)
    return [str(text) for text in inputs.data.texts(column)[kept_rows(inputs)]]


def optional_texts(inputs: Inputs, options: Options, name: str) -> list[str] | None:
    """`texts`, or None when the option is not given."""
    return texts(inputs, options, name, "") if options.get(name) else None


def column_names(options: Options, name: str, words: str, least: int = 1) -> list[str]:
    """The columns an option names. Raises UserError that says what is wanted when there are too few."""
    names = options.get(name) or []
    names = [names] if isinstance(names, str) else list(names)
    if len(names) < least:
        raise UserError(_("Choose {what}: at least {least}.").format(what=_(words), least=least))
    return names


def many(inputs: Inputs, options: Options, name: str, words: str, least: int = 1) -> dict[str, Any]:
    """Several columns of numbers by their names as people read them."""
    inside = kept_rows(inputs)
    names = column_names(options, name, words, least)
    return {title(column): inputs.data.column(column)[inside] for column in names}


def many_texts(inputs: Inputs, options: Options, name: str, words: str, least: int = 1) -> dict[str, Any]:
    """Several columns as text by their names as people read them."""
    inside = kept_rows(inputs)
    names = column_names(options, name, words, least)
    return {title(column): [str(t) for t in inputs.data.texts(column)[inside]] for column in names}


def column_name(options: Options, name: str, words: str) -> str:
    """The column an option names. Raises UserError that says which column is wanted."""
    column = options.get(name)
    if not column:
        raise UserError(_("Choose {what}.").format(what=_(words)))
    return str(column)


def title(column: str) -> str:
    """A column's name as people read it."""
    return column.replace("_", " ")


def number_of(options: Options, name: str, words: str) -> float:
    """A number that the method cannot do without."""
    value = options.get(name)
    if value is None:
        raise UserError(_("Give {what}.").format(what=_(words)))
    return number(value, capital_text(_(words)))


def confidence(options: Options) -> float:
    """The confidence of the study; 95 is read as 95%."""
    value = number(options.get("confidence") or 0.95, _("The confidence"))
    return value / 100.0 if value > 1.0 else value


def some_options(options: Options, *names: str) -> dict[str, Any]:
    """The options of these names that were given, as keywords."""
    return {name: options[name] for name in names if options.get(name) is not None}


def notes_of(inputs: Inputs) -> tuple[str, ...]:
    """What was done to the rows, and how many the team left out and why."""
    told = list(inputs.notes)
    for reason in dict.fromkeys(inputs.excluded.values()):
        n = sum(1 for other in inputs.excluded.values() if other == reason)
        told.append(_("{n} left out by the team: {reason}").format(n=n, reason=reason))
    return tuple(told)


def with_notes(result: Any, inputs: Inputs) -> Any:
    """The result with what was done to the rows said first."""
    notes = notes_of(inputs)
    return replace(result, notes=(*notes, *result.notes)) if notes else result


def call(
    place: str, *columns: Callable[[Inputs, Options], Any], keep: tuple[str, ...] = ()
) -> Callable[..., Any]:
    """The `run` of a method that hands its columns on to a function of `stats` at ``room.module:name``.

    keep : options handed on under their own names, where they are given. Name, unit and confidence go along where
    the function takes them.
    """

    def run(inputs: Inputs, options: Options) -> Any:
        module, _ignored, name = place.partition(":")
        function = getattr(import_module(f"leanbench.stats.{module}"), name)
        values = [column(inputs, options) for column in columns]
        usual = {"name": inputs.name, "unit": inputs.unit, "confidence": confidence(options)}
        takes = signature(function).parameters
        own = {key: value for key, value in usual.items() if key in takes}
        return with_notes(function(*values, **own, **some_options(options, *keep)), inputs)

    return run


MEASURE = partial(numbers, name="value", words=N_("the column of measurements (Measure)"))
GROUPS = partial(texts, name="group", words=N_("the column that names the groups (Groups)"))


def two_groups(inputs: Inputs, options: Options) -> tuple[tuple[str, str], tuple[Any, Any]]:
    """The two samples to compare: those named by ``first`` and ``second``, else the first two groups."""
    values = MEASURE(inputs, options)
    labels = GROUPS(inputs, options)
    names = [name for name in dict.fromkeys(labels) if name]
    if len(names) < 2:
        raise UserError(
            _("The column of groups has only one value here. Choose another column, or another test.")
        )
    first, second = str(options.get("first") or names[0]), str(options.get("second") or "")
    if not second:
        second = next(name for name in names if name != first)
    for name in (first, second):
        if name not in names:
            raise UserError(
                _("There is no group {name!r}. The groups are: {names}.").format(
                    name=name, names=", ".join(names[:8])
                )
            )
    if first == second:
        raise UserError(_("Both groups are the same. Choose two different ones."))
    marked = np.array(labels, dtype=object)
    return (first, second), (values[marked == first], values[marked == second])


def other_groups_text(inputs: Inputs, options: Options, compared: tuple[str, ...]) -> tuple[str, ...]:
    """Rows that a comparison of some groups does not look at: without a group, or of another one."""
    labels = GROUPS(inputs, options)
    told = []
    blank = sum(not label for label in labels)
    if blank:
        told.append(_("{n_rows} without a group left out").format(n_rows=count(blank, "row")))
    others = [label for label in dict.fromkeys(labels) if label and label not in compared]
    if others:
        rows = sum(label in others for label in labels)
        told.append(
            _("{n_rows} of other groups not compared: {others}").format(
                n_rows=count(rows, "row"), others=list_text(others, 6)
            )
        )
    return tuple(told)
