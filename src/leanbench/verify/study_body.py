"""A case that runs a chart or test: a table and the dictionary that a study of the Charts page takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from leanbench import tables
from leanbench.analyses import catalogue
from leanbench.analyses.study_run import as_plain, compute
from leanbench.errors import UserError
from leanbench.event.records import Dataset, Study
from leanbench.stats.base.result import to_json
from leanbench.verify.cases import Case
from leanbench.words import _


def answers(case: Case) -> Any:
    """The result as ``leanbench chart --json`` prints it. Raises UserError in plain words."""
    asked = case.asked
    kind, options = str(asked["kind"]), asked.get("options", {})
    known = catalogue.methods().get(kind)
    dataset = _dataset(case)
    if dataset is not None and known is not None and not known.needs_data:
        raise UserError(_("{title} needs no data; the case gives some.").format(title=known.title))
    if dataset is None and known is not None and known.needs_data:
        raise UserError(_("{title} needs data: give a file or columns.").format(title=known.title))
    study = Study("case", case.title, method=kind, dataset="data" if dataset else "", options=options)
    return to_json(as_plain(compute(study, tables.table(dataset) if dataset is not None else None)))


def _dataset(case: Case) -> Dataset | None:
    data, columns = case.asked.get("data"), case.asked.get("columns")
    if data is not None and columns is not None:
        raise UserError(_("The case has a file of data and columns as well; give one of them."))
    if columns is not None:
        return dataset_of(columns)
    return None if data is None else tables.dataset(tables.read(case.beside(data)), id="data", name=data)


def dataset_of(columns: Mapping[str, Any]) -> Dataset:
    """Columns of a case as a table; numbers of JSON are numbers, whatever they look like. Raises UserError."""
    for name, values in columns.items():
        if not isinstance(values, list) or not values:
            raise UserError(_("The column {name!r} must be a list of values.").format(name=name))
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1:
        told = ", ".join(f"{name} {len(values)}" for name, values in columns.items())
        raise UserError(_("The columns must be of one length: {told}.").format(told=told or _("none")))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in zip(*columns.values(), strict=True))
    preview = tables.read(
        stream.getvalue().encode(), kind="csv", delimiter=",", decimal=".", encoding="utf-8", header_row=1,
        take={"totals": "keep"},
    )  # fmt: skip
    kinds: dict[str, tables.Kind] = {
        name: "number"
        for name, values in columns.items()
        if all(map(_is_number, values)) and values.count(None) < len(values)
    }
    return tables.dataset(tables.override(preview, kinds), id="data", name="columns")


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
