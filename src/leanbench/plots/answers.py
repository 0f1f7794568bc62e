"""A result together with what its picture is drawn from, where the result alone does not hold it.

A test keeps its p-value and not the samples; a sample size keeps one number and not the curve. `Answer`
puts such a picture beside the result and otherwise is the result: words, table and convention are its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from leanbench.stats.base.result import Record, Result, Table


@dataclass(frozen=True, slots=True, eq=False)
class Answer(Result):
    """A result and its picture: another result record, or one of the records below."""

    result: Any
    picture: Any
    notes: tuple[str, ...]

    @property
    def method(self) -> str:
        """The method of the result."""
        return str(self.result.method)

    @property
    def convention(self) -> str:
        """The convention of the result."""
        return str(self.result.convention)

    def summary(self) -> tuple[str, ...]:
        """The sentences of the result."""
        return tuple(self.result.summary())

    def table(self) -> Table:
        """The numbers of the result."""
        made: Table = self.result.table()
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Samples(Record):
    """Groups of values, drawn side by side, with the size of the effect beside them.

    values : one (n,) array per name. effect : an `Estimate` or None; null : the value of "no difference".
    marks : (words, value) lines across the groups. cut_off : words about values left out of the view.
    """

    name: str
    unit: str
    names: tuple[str, ...]
    values: tuple[Any, ...]
    effect: Any = None
    null: float = 0.0
    marks: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Estimates(Record):
    """Values with intervals on one scale, one line each: shares, rates, coefficients.

    rows : (name, value, low, high); a line at `null` where given, a wanted value at `target`.
    """

    name: str
    unit: str
    rows: tuple[tuple[str, float, float, float], ...]
    null: float | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PowerCurve(Record):
    """Chance to see the difference against the number of cases, with the plan marked.

    have : the number of cases there are and their power.
    """

    n: Any
    power: Any
    planned: int
    reached: float
    asked: float
    each: str
    what: str = "cases"
    have: tuple[int, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Precision(Record):
    """Half-width of an interval against the number of cases, with the wanted one; `unit` stands after numbers.

    have : the number of cases there are and their half-width.
    """

    n: Any
    half: Any
    planned: int
    margin: float
    unit: str = ""
    have: tuple[int, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Bars(Record):
    """Groups of bars: counts by row and column of a table, as shares of each row."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Any


def inner(result: Any) -> Any:
    """The statistical result inside an `Answer`; any other result unchanged."""
    return result.result if isinstance(result, Answer) else result
