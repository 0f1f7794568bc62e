"""Run a study: find its data, its method, its inputs, and return the result record.

The one way from an event to a statistical result: the Charts page, the report and the command line all
call `run` or `compute`. Results are cached by the identity of the study and its dataset, so a page and
a paper that ask for the same study compute it once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from leanbench.analyses import catalogue
from leanbench.analyses.inputs import Inputs, gather
from leanbench.analyses.method import Method
from leanbench.errors import UserError
from leanbench.event.records import Annotation, Dataset, Event, Study
from leanbench.plots.answers import inner
from leanbench.stats.base.result import to_json
from leanbench.stats.base.samples import whole
from leanbench.stats.base.subgroups import group
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.spc.phases import stage_numbers
from leanbench.tables import Table
from leanbench.tables.recipes.cooking import event_table
from leanbench.words.language import _, active_language
from leanbench.words.nearest_name import nearest_text
from leanbench.words.numbers import significant_text

KEPT = 16
LARGEST = 1e15  # numbers in options beyond it are slips of the hand
NO_DATA = Dataset("", "no data")
_cache: OrderedDict[tuple[int, int, str], tuple[Any, ...]] = OrderedDict()
_lock = threading.Lock()


def run(event: Event, study: Study) -> Any:
    """The result of one study of an event. Raises UserError in plain words."""
    known = catalogue.methods().get(study.method)
    if known is not None and not known.needs_data:
        return of(study, NO_DATA, event)
    try:
        dataset = event.dataset(study.dataset)
    except KeyError:
        raise UserError(
            _('The study "{study}" has no data: choose a dataset for it, or import one.').format(
                study=study.title or study.id
            )
        ) from None
    return of(study, dataset, event)


def of(study: Study, dataset: Dataset, event: Event | None = None) -> Any:
    """The result of a study on what the recipe of a dataset makes of it, computed once for the same study and table."""
    data = event_table(event or Event(), dataset) if dataset is not NO_DATA else None
    key = (id(study), id(data), active_language().code)  # sentences are made while it is computed
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key][-1]
    result = compute(study, data)
    with _lock:
        _cache[key] = (study, data, result)  # holding both keeps their identities from being reused
        while len(_cache) > KEPT:
            _cache.popitem(last=False)
    return result


def compute(study: Study, data: Table | None) -> Any:
    """The result of a study on a table, or without one where the method needs none. Raises UserError."""
    known = catalogue.methods()
    if study.method not in known:
        raise UserError(
            _('There is no chart or test called "{method}".{nearest} There are: {known}.').format(
                method=study.method, nearest=nearest_text(study.method, known), known=", ".join(known)
            )
        )
    method = known[study.method]
    _refuse_unknown_options(method, study.options)
    _refuse_odd_options(method, study.options)
    if not method.needs_data:
        return method.run(Inputs(None), study.options)
    if data is None or data.rows == 0:
        raise UserError(_("The table has no rows. Import or paste data first."))
    _refuse_words(method, study.options, data)
    return method.run(inputs_of(study, data), study.options)


def _refuse_unknown_options(method: Method, options: Mapping[str, Any]) -> None:
    """Options that the method does not have: none is swallowed. Raises UserError naming it, and what there is."""
    known = method.options
    for name, value in options.items():
        if name == "aggregate" and value == "rate" and "by" in known:
            continue  # what a chart of shares does with a period anyway
        if value is not None and name not in known:
            raise UserError(no_option_text(method, name))


def no_option_text(method: Method, name: str) -> str:
    """That a method has no option of this name, which it may have meant, and what there is."""
    return _('{title} has no option "{name}".{nearest} It has: {fields}.').format(
        title=method.title,
        name=name,
        nearest=nearest_text(name, method.options),
        fields=", ".join(sorted(method.options)) or _("none"),
    )


def _refuse_odd_options(method: Method, options: Mapping[str, Any]) -> None:
    """Options of the wrong kind: no numbers, numbers beyond reckoning, no names of columns.

    Raises UserError naming the field.
    """
    for field in method.fields:
        value = options.get(field.name)
        if field.kind == "columns" and value is not None and not isinstance(value, str | list | tuple):
            raise UserError(
                _("{label} takes names of columns, not {value!r}.").format(
                    label=field.label, value=str(value)[:40]
                )
            )
        if field.kind != "number" or value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UserError(
                _("{label} takes a number, not {value!r}.").format(label=field.label, value=str(value)[:40])
            )
        if not abs(value) <= LARGEST:
            raise UserError(
                _("{label} takes an ordinary number, not {value}.").format(
                    label=field.label, value=significant_text(value, 6)
                )
            )


def counts_rows(options: Mapping[str, Any]) -> bool:
    """The rows of each period are counted, as a column of words or dates is without being told."""
    return bool(options.get("by")) and options.get("aggregate") in (None, "count")


def _refuse_words(method: Method, options: Mapping[str, Any], data: Table) -> None:
    """Columns of words or dates where the method reckons with numbers. Raises UserError."""
    names = {field.name for field in method.fields}
    for field in method.fields:
        name = options.get(field.name)
        if field.kind not in ("column", "columns") or "number" not in field.choices or not name:
            continue
        for column in name if isinstance(name, list | tuple) else (name,):
            kind = data.kinds.get(str(column))
            if field.name == "value" and counts_rows(options) and "aggregate" in names:
                continue  # any column can be counted
            measured = field.name == "value" and "aggregate" in names
            if kind in ("text", "date") and (measured or kind not in field.choices):
                empty = not any(str(text).strip() for text in data.texts(str(column)))
                if empty:
                    raise UserError(
                        _("{label}: the column “{column}” is empty. Choose another column.").format(
                            label=field.label, column=column
                        )
                    )
                what = "words" if kind == "text" else "dates"
                wanted = _("words or numbers") if "text" in field.choices else _("numbers")
                if measured:
                    raise UserError(
                        _(
                            "{label} needs a column of numbers; “{column}” holds words. Choose another column, or "
                            "count its rows: In order of, One point per, Put together as count."
                        ).format(label=field.label, column=column)
                    )
                raise UserError(
                    _(
                        "{label} needs a column of {wanted}; “{column}” holds {what}. Choose another column."
                    ).format(label=field.label, wanted=wanted, column=column, what=what)
                )


def inputs_of(study: Study, data: Table) -> Inputs:
    """The arrays a study looks at. Raises UserError in plain words."""
    excluded = {mark.row: mark.reason for mark in study.exclusions} | _excluded_rows(study.options, data)
    method = catalogue.methods().get(study.method)
    if method is None:
        return gather(data, study.options, excluded)
    follows_time = any(field.name == "date" for field in method.fields)
    return gather(data, study.options, excluded, method.counted, method.needs_value, follows_time)


def _excluded_rows(options: Mapping[str, Any], data: Table) -> dict[int, str]:
    """The rows that the option ``exclude`` names from 1, as rows from 0. Raises UserError for what is no row."""
    given = options.get("exclude") or ()
    if not isinstance(given, list | tuple):
        raise UserError(
            _("Rows to leave out are a list of row numbers from 1, not {given!r}.").format(
                given=str(given)[:40]
            )
        )
    rows = [whole(row, _("A row to leave out")) for row in given]
    for row in rows:
        if not 1 <= row <= data.rows:
            raise UserError(
                _("There is no row {row} to leave out; the table has rows 1 to {last}.").format(
                    row=row, last=data.rows
                )
            )
    return {row - 1: _("as the study says") for row in rows}


def rows_of(study: Study, data: Table, point: int) -> tuple[int, ...]:
    """The rows of the table, from 0, behind one plotted point."""
    inputs = inputs_of(study, data)
    entries = np.flatnonzero(_point_of_entry(study, data, inputs) == point)
    return tuple(int(row) for entry in entries.tolist() for row in np.atleast_1d(inputs.rows[entry]))


def points_of(study: Study, data: Table, notes: Sequence[Annotation]) -> tuple[tuple[int, str], ...]:
    """Notes of a study as (point, text) of its chart; rows that are not on it are left out."""
    wanted = {note.row: note.text for note in notes}
    inputs = inputs_of(study, data)
    points = _point_of_entry(study, data, inputs).tolist()
    places: dict[int, int] = {}
    for point, rows in zip(points, inputs.rows, strict=True):
        if point >= 0:
            places |= {int(row): point for row in np.atleast_1d(rows) if int(row) in wanted}
    return tuple((place, wanted[row]) for row, place in sorted(places.items(), key=lambda item: item[1]))


def _point_of_entry(study: Study, data: Table, inputs: Inputs) -> Any:
    """The plotted point of each entry of the inputs, -1 where it has none (a blank is no point)."""
    entries = np.arange(len(inputs.rows))
    result = inner(_result_of(study, data))
    chart = getattr(result, "chart", result)
    if not isinstance(chart, ControlChart):
        return entries
    row = np.asarray(chart.panels[0].row)
    found = np.full(entries.size, -1)
    if inputs.values is None and "dates" in CHARTS[chart.method].options:
        # A gap between dates belongs to the event that ends it.
        known = np.flatnonzero(~np.isnat(inputs.data.column(str(study.options["date"]))))
        found[known[row + 1]] = np.arange(row.size)
        return found
    if inputs.subgroup is not None and inputs.values is not None:
        stages = None if isinstance(inputs.subgroup, list) else stage_numbers(inputs.stages, entries.size)[0]
        groups = group(inputs.values, inputs.subgroup, "values", stages)
        if np.array_equal(groups.row, row):
            return groups.of_row()
    found[row] = np.arange(row.size)
    return found


def _result_of(study: Study, data: Table) -> Any:
    """The result on a table, from the studies that were run last where it is among them."""
    with _lock:
        known = [result for own, table, result in _cache.values() if own is study and table is data]
    for result in known:
        return result
    return compute(study, data)


def as_plain(result: Any) -> Any:
    """The result as plain JSON for ``leanbench chart --json`` and reference cases: numbers, tables and sentences.

    The table of points of a control chart is left out: its panels hold the same numbers.
    """
    result = inner(result)
    plain = to_json(result)
    plain["summary"] = list(result.summary())
    tables = ("limits_table", "signals_table") if isinstance(result, ControlChart) else ("table",)
    for name in tables:
        made = getattr(result, name)()
        plain[name] = [dict(zip(made.columns, to_json(row), strict=True)) for row in made.rows]
    return plain
