"""Reads one reference case: a JSON file with inputs and expected answers, and a CSV with its data.

A case names its method by `method` (statistics) or `kind` (flow). Its answers are under `expected`
with a `tolerance`; where it came from is under `source`. Anyone can add a case of their own by
putting the two files into a folder and running ``leanbench verify FOLDER``.
"""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leanbench.errors import UserError


class CaseError(UserError):
    """A case file cannot be read; the text says which and why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One reference case.

    name, method : str
        `method` is the case's ``method``, or its ``kind`` for flow cases.
    inputs, expected, tolerance : mapping
        As in the file. Flow cases keep their own layout: see `raw`.
    columns : mapping of str to list of str
        The CSV as text, by column; empty when the case has no data.
    raw : mapping
        The whole JSON object (flow cases: ``map``).
    table_constants : bool
        Compute with control chart constants rounded to 3 decimals, as printed tables have them.
    """

    name: str
    method: str
    path: Path
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: Mapping[str, Any]
    columns: Mapping[str, list[str]]
    raw: Mapping[str, Any]
    table_constants: bool = False

    @property
    def source(self) -> str:
        """Where the answers come from, on one line."""
        source = self.raw.get("source", "")
        if isinstance(source, dict):
            return str(source.get("title", ""))
        return str(source)

    @property
    def provenance(self) -> str:
        """How the answers were obtained: published, certified, run in another program, computed."""
        return str(self.raw.get("provenance", ""))

    def text(self, column: str, where: str | None = None) -> list[str]:
        """A CSV column as text; `where` keeps the rows that pass ``column == value``."""
        if column not in self.columns:
            raise CaseError(f"{self.path.name} has no column {column!r} in its data.")
        values = self.columns[column]
        return [value for value, keep in zip(values, self.mask(where), strict=True) if keep]

    def numbers(self, column: str, where: str | None = None) -> NDArray[np.float64]:
        """A CSV column as floats; `where` keeps the rows that pass ``column == value``."""
        try:
            return np.array([float(value) for value in self.text(column, where)])
        except ValueError as error:
            raise CaseError(f"{self.path.name}: column {column!r} is not numeric ({error}).") from None

    def mask(self, where: str | None = None) -> list[bool]:
        """Which rows pass ``column == value`` (letter case is ignored); all rows without a filter."""
        rows = len(next(iter(self.columns.values()), []))
        if not where:
            return [True] * rows
        column, equals, value = where.partition("==")
        if not equals or column.strip() not in self.columns:
            raise CaseError(f"{self.path.name}: the filter {where!r} is not of the form 'column == value'.")
        wanted = value.strip().strip("'\"").lower()
        return [item.strip().lower() == wanted for item in self.columns[column.strip()]]


def read_case(path: Path) -> Case:
    """Read one case file.

    Raises CaseError with a plain sentence when the file is not a case.
    """
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path.name} cannot be read: {error}.") from None
    except json.JSONDecodeError as error:
        raise CaseError(f"{path.name} is not valid JSON: line {error.lineno}, {error.msg}.") from None
    if not isinstance(raw, dict):
        raise CaseError(f"{path.name} is not a case: it must hold one JSON object.")
    method = raw.get("method") or raw.get("kind")
    if not isinstance(method, str):
        raise CaseError(f"{path.name} is not a case: it names no method (statistics) or kind (flow).")
    expected = raw.get("expected")
    if not isinstance(expected, dict) or not expected:
        raise CaseError(f"{path.name} is not a case: it has no expected values.")
    tolerance = raw.get("tolerance", {"type": "relative", "value": 1e-9})
    if not isinstance(tolerance, dict):
        raise CaseError(f"{path.name}: its tolerance must be an object such as {{'rel': 1e-6}}.")
    inputs = raw.get("inputs", {})
    columns = _read_columns(path, raw)
    if "table_csv" in expected:
        # The data file is itself the table of answers, row by row.
        expected = {name: [float(v) for v in column] for name, column in columns.items()}
    return Case(
        name=str(raw.get("name", path.stem)),
        method=method,
        path=path,
        inputs=inputs if isinstance(inputs, dict) else {},
        expected=expected,
        tolerance=tolerance,
        columns=columns,
        raw=raw,
        table_constants=isinstance(inputs, dict) and _wants_table(inputs),
    )


def _wants_table(inputs: Mapping[str, Any]) -> bool:
    """A case asks for table constants by name, or by giving d2 with three decimals."""
    return inputs.get("constants") == "table" or inputs.get("d2") in (1.128, "1.128")


def _read_columns(path: Path, raw: Mapping[str, Any]) -> dict[str, list[str]]:
    name = raw.get("data_csv")
    if name is None:
        return {}
    data = path.parent / str(name)
    if data.resolve().parent != path.parent.resolve():
        raise CaseError(f"{path.name}: its data file {name!r} must stand beside it.")
    try:
        with data.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CaseError(f"{path.name}: its data file {name!r} cannot be read ({error}).") from None
    if not rows:
        raise CaseError(f"{path.name}: its data file {name!r} is empty.")
    header, body = rows[0], [row for row in rows[1:] if row]
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise CaseError(f"{name}: line {number} has {len(row)} cells, the header has {len(header)}.")
    return {column: [row[at] for row in body] for at, column in enumerate(header)}


def record_answers(record: object, names: str) -> dict[str, Any]:
    """Answers that are attributes of a record: ``"n mean study_var=study_variation"``, the name in the case first."""
    pairs = (name.partition("=") for name in names.split())
    return {key: getattr(record, attribute or key) for key, _sign, attribute in pairs}
