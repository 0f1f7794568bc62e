"""Run a study: find its data, its method, its inputs, and return the result record.

The one way from an event to a statistical result: the Charts page, the report and the command line all
call `run` or `compute`. Results are cached by the identity of the study and its dataset, so a page and
a paper that ask for the same study compute it once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from leanbench.charts import catalogue
from leanbench.charts.inputs import gather
from leanbench.errors import UserError
from leanbench.event.records import Dataset, Event, Study
from leanbench.stats.result import to_json
from leanbench.tables import Table, table

KEPT = 16
_cache: OrderedDict[tuple[int, int], tuple[Any, ...]] = OrderedDict()
_lock = threading.Lock()


def run(event: Event, study: Study) -> Any:
    """The result of one study of an event. Raises UserError in plain words."""
    try:
        dataset = event.dataset(study.dataset)
    except KeyError:
        raise UserError(
            f'The study "{study.title or study.id}" has no data: choose a dataset for it, or import one.'
        ) from None
    return of(study, dataset)


def of(study: Study, dataset: Dataset) -> Any:
    """The result of a study on a dataset, computed once for the same two records."""
    key = (id(study), id(dataset))
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key][-1]
    result = compute(study, table(dataset))
    with _lock:
        _cache[key] = (study, dataset, result)  # holding both keeps their identities from being reused
        while len(_cache) > KEPT:
            _cache.popitem(last=False)
    return result


def compute(study: Study, data: Table) -> Any:
    """The result of a study on a table. Raises UserError in plain words."""
    known = catalogue.methods()
    if study.method not in known:
        raise UserError(f'There is no chart or test called "{study.method}". There are: {", ".join(known)}.')
    excluded = {mark.row: mark.reason for mark in study.exclusions}
    inputs = gather(data, study.options, excluded, study.method)
    return known[study.method].run(inputs, study.options)


def rows_of(study: Study, data: Table, point: int) -> tuple[int, ...]:
    """The rows of the table, from 0, behind one plotted point."""
    excluded = {mark.row: mark.reason for mark in study.exclusions}
    inputs = gather(data, study.options, excluded, study.method)
    if isinstance(inputs.subgroup, int):
        first = point * inputs.subgroup
        return tuple(int(row) for row in inputs.rows[first : first + inputs.subgroup])
    if inputs.subgroup is not None:
        names = list(dict.fromkeys(inputs.subgroup))
        wanted = names[point] if point < len(names) else None
        pairs = zip(inputs.rows, inputs.subgroup, strict=True)
        return tuple(int(row) for row, name in pairs if name == wanted)
    rows = inputs.rows[point]
    return (int(rows),) if not hasattr(rows, "__len__") else tuple(int(row) for row in rows)


def as_plain(result: Any) -> Any:
    """The result as plain JSON for ``leanbench chart --json``: numbers, table and sentences."""
    plain = to_json(result)
    plain["summary"] = list(result.summary())
    for name in ("limits_table", "signals_table"):
        if hasattr(result, name):
            made = getattr(result, name)()
            plain[name] = [dict(zip(made.columns, to_json(row), strict=True)) for row in made.rows]
    return plain
