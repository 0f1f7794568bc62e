"""The data: time observations, tables of case data, the studies kept on them, public figures quoted."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from leanbench.event.loose import Extra, nothing

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass


@dataclass(frozen=True, slots=True)
class TimeObservation:
    """One time observation sheet: `cycles[i][j]` is the time of element j in cycle i."""

    id: str
    process: str = ""
    step: str = ""
    observer: str = ""
    date: str = ""
    unit: str = "seconds"
    elements: tuple[str, ...] = ()
    cycles: tuple[tuple[float | None, ...], ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()  # (cycle number from 1, text)
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset as the user sees it."""

    name: str
    kind: Literal["number", "text", "date", "yesno", "duration"] = "text"
    unit: str = ""
    note: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table of case data. `text` is the CSV (UTF-8, comma, header row) exactly as stored.

    The parsed table is derived: `leanbench.tables.table(dataset)` reads and caches it. `origin`
    says where the data came from; `about` keeps what a file said of them (unit, how generated).
    """

    id: str
    name: str = ""
    columns: tuple[Column, ...] = ()
    text: str = ""
    origin: str = ""
    unit: str = ""
    about: Extra = field(default_factory=nothing)
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A point left out of a study's estimates, with the reason that is printed."""

    row: int  # row of the dataset, from 0
    reason: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Study:
    """One chart or test the team keeps: which data, which method, which options.

    `method` is a method name of `leanbench.stats` ("i-mr", "xbar-r", "p", "capability-normal",
    "pareto" ...), `question` one of the questions of the Charts page, `options` its parameters
    (value, subgroup, stage, lsl, usl, target, tests, sigma ...) as plain JSON.
    """

    id: str
    title: str = ""
    question: str = ""
    method: str = ""
    dataset: str = ""
    options: Extra = field(default_factory=nothing)
    exclusions: tuple[Exclusion, ...] = ()
    annotations: tuple[tuple[int, str], ...] = ()  # (row, text)
    in_report: bool = False
    note: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Source:
    """A public figure quoted in the event, with where it was read."""

    id: str = ""
    figure: str = ""
    url: str = ""
    extra: Extra = field(default_factory=nothing)
