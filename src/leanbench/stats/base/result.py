"""What every statistical result offers, whatever the method.

A result is a frozen record. Beside its own numbers it has `method` (the name used in studies and
reference cases), `convention` (the estimator and profile, ready to print beside the numbers) and
`notes` (plain sentences about what was done with the data: rows left out, groups kept incomplete).
`summary()` gives plain sentences, the first of which can stand alone as a headline; `table()` is the
table of numbers that papers and the window show; `to_frame()` is the same as a pandas DataFrame.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

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


@runtime_checkable
class Result(Protocol):
    """The shape shared by all results; results need not inherit from it."""

    @property
    def method(self) -> str: ...
    @property
    def convention(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        ...

    def table(self) -> Table:
        """The numbers to show and print."""
        ...

    def to_frame(self) -> pd.DataFrame:
        """`table()` as a DataFrame."""
        ...


def to_json(value: Any) -> Any:
    """A result (or any part of one) as plain JSON values; NaN and infinities become None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        return [to_json(item) for item in value.tolist()]
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: to_json(item) for key, item in value._asdict().items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(item) for item in value]
    if isinstance(value, np.generic):
        return to_json(value.item())
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
