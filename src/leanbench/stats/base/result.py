"""What every statistical result offers, whatever the method.

A result is a frozen record. Beside its own numbers it has `method` (the name used in studies and
reference cases), `convention` (the estimator and profile, ready to print beside the numbers) and
`notes` (plain sentences about what was done with the data: rows left out, groups kept incomplete).
`summary()` gives plain sentences, the first of which can stand alone as a headline; `table()` is the
table of numbers that papers and the window show; `to_frame()` is the same as a pandas DataFrame. A notebook shows
the sentences, the picture and the table; `plot()` gives the picture as a matplotlib figure.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from leanbench.notebook import drawer, table_html
from leanbench.stats.base.guards import full_sentences

if TYPE_CHECKING:
    import pandas as pd

    from leanbench.notebook import Figure

__all__ = ["Result", "Table", "to_json"]


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A small table of numbers: column names and rows; None prints as an empty cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def to_frame(self) -> pd.DataFrame:
        """The table as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=list(self.columns))

    def _repr_html_(self) -> str:
        return table_html(self.columns, self.rows)


class Record:
    """Base of frozen records that hold arrays: equal when all fields are, arrays by their values, NaN to NaN."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and same(self, other)

    def __hash__(self) -> int:
        """Of the words and whole numbers alone: equal records have equal hashes, and no array is read."""
        values = (getattr(self, field.name) for field in dataclasses.fields(self))  # type: ignore[arg-type]
        return hash((type(self), *(value for value in values if isinstance(value, str | int))))


class Result(Record):
    """Base of all results."""

    __slots__ = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """Keep the short text below: a dataclass would write all its arrays out."""
        super().__init_subclass__(**options)
        cls.__repr__ = Result.__repr__  # type: ignore[method-assign]

    if TYPE_CHECKING:

        @property
        def method(self) -> str: ...
        @property
        def convention(self) -> str: ...
        @property
        def notes(self) -> tuple[str, ...]: ...

        # Each result has these two of its own.
        def _sentences(self) -> list[str]:
            """What the numbers say, the first a headline; a full stop may be missing."""

        def table(self) -> Table:
            """The numbers to show and print."""

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        return full_sentences((*self._sentences(), *self.notes))

    def to_frame(self) -> pd.DataFrame:
        """`table()` as a DataFrame."""
        return self.table().to_frame()

    def plot(self, **options: Any) -> Figure:
        """The picture of the result as a matplotlib figure: ``result.plot().savefig("chart.png")``.

        Options and errors are those of `leanbench.plots.draw_result.plot`.
        """
        made: Figure = drawer().plot(self, **options)
        return made

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.method}: {self.summary()[0]}>"

    def _repr_html_(self) -> str:
        card: str = drawer().html(self)
        return card


def same(one: Any, other: Any) -> bool:
    """Both hold the same: fields of records, entries of arrays, tuples, mappings; NaN where the other has NaN."""
    if one is other:
        return True
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        if type(one) is not type(other) or one.shape != other.shape:
            return False
        numbers = one.dtype.kind in "fc" and other.dtype.kind in "fc"
        return bool(np.array_equal(one, other, equal_nan=numbers))
    if type(one) is not type(other):
        return bool(isinstance(one, int | float) and isinstance(other, int | float) and one == other)
    if dataclasses.is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other or (one != one and other != other))


@cache
def _properties(kind: type) -> tuple[str, ...]:
    """The public properties of a class but those that hand out records, its bases' first."""
    found = {
        name: str(own.fget.__annotations__.get("return", "")) if own.fget is not None else ""
        for base in reversed(kind.__mro__)
        for name, own in vars(base).items()
        if isinstance(own, property) and not name.startswith("_")
    }
    return tuple(name for name, answer in found.items() if not answer.startswith("tuple[tuple["))


def is_plain(value: Any) -> bool:
    """A number, text, truth or None, or a tuple of such."""
    if isinstance(value, tuple):
        return not hasattr(value, "_asdict") and all(map(is_plain, value))
    return value is None or isinstance(value, bool | int | float | str | np.generic)


def to_json(value: Any) -> Any:
    """A result (or any part of one) as plain JSON values: its fields, and the plain values of its properties, so that
    what follows from the fields (F, p, a share) stands there too. NaN and infinities become None.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        told = {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
        for name in _properties(type(value)):
            if is_plain(follows := getattr(value, name)):
                told[name] = to_json(follows)
        return told
    if isinstance(value, Struct):
        return {name: to_json(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, np.ndarray):
        return [to_json(item) for item in value.tolist()]
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: to_json(item) for key, item in value._asdict().items()}
    if isinstance(value, (Sequence, set, frozenset)) and not isinstance(value, (str, bytes)):
        return [to_json(item) for item in value]
    if isinstance(value, np.generic):
        return to_json(value.item())
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
