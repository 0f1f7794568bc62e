"""The data: time observations, tables of case data, the studies and pictures kept, public figures quoted."""

from __future__ import annotations

from typing import Literal

from leanbench import schema
from leanbench.schema import (
    Extra,
    Record,
    choice,
    date,
    identity,
    lines,
    link,
    loose,
    person,
    rows,
    text,
    whole,
    yesno,
)


class TimeObservation(Record):
    """One time observation sheet: `cycles[i][j]` is the time of element j in cycle i."""

    id: str = identity("t")
    process: str = text("Process")
    step: str = link("Step", "steps")
    observer: str = person("Observer")
    date: str = date("Date")
    unit: str = text("Unit", default="seconds")
    elements: tuple[str, ...] = lines("Elements")
    cycles: tuple[tuple[float | None, ...], ...] = rows("Cycles")
    remarks: tuple[tuple[int, str], ...] = rows("Remarks")  # (cycle number from 1, text)
    extra: Extra = loose()


class Column(Record):
    """One column of a dataset as the user sees it."""

    name: str = text("Name", required=True)
    kind: Literal["number", "text", "date", "yesno", "duration"] = choice(
        "Kind",
        {"number": "Number", "text": "Text", "date": "Date", "yesno": "Yes or no", "duration": "Time"},
        default="text",
    )
    unit: str = text("Unit")
    note: str = text("Note")
    extra: Extra = loose()


class Dataset(Record):
    """A table of case data. `text` is the CSV (UTF-8, comma, header row) exactly as stored.

    The parsed table is derived: `leanbench.tables.table(dataset)` reads and caches it. `origin`
    says where the data came from; `about` keeps what a file said of them (unit, how generated).
    """

    id: str = identity("d")
    name: str = text("Name")
    columns: tuple[Column, ...] = rows("Columns", listed=False)
    text: str = text("Table", long=True, listed=False)
    origin: str = schema.text("Origin")
    unit: str = schema.text("Unit")
    about: Extra = loose("About")
    extra: Extra = loose()


class Exclusion(Record):
    """A point left out of a study's estimates, with the reason that is printed."""

    row: int = whole("Row", required=True)  # row of the dataset, from 0
    reason: str = text("Reason")
    extra: Extra = loose()


class Study(Record):
    """One chart or test the team keeps: which data, which method, which options.

    `method` is a method name of `leanbench.stats` ("i-mr", "xbar-r", "p", "capability-normal",
    "pareto" ...), `question` one of the questions of the Charts page, `options` its parameters
    (value, subgroup, stage, lsl, usl, target, tests, sigma ...) as plain JSON.
    """

    id: str = identity("k")
    title: str = text("Title")
    question: str = text("Question", listed=False)
    method: str = text("Method")
    dataset: str = link("Data", "datasets", label="data")
    options: Extra = loose("Options")
    exclusions: tuple[Exclusion, ...] = rows("Points left out", listed=False)
    annotations: tuple[tuple[int, str], ...] = rows("Notes at points", listed=False)  # (row, text)
    in_report: bool = yesno("In the report")
    note: str = text("Note", long=True)
    extra: Extra = loose()


class KeptPicture(Record):
    """A picture of a map that the team put in the report. It is drawn anew from the event each time.

    `picture` is a name of `leanbench.maps.event_pictures`; `options` are those of the simulation behind it.
    """

    id: str = identity("p")
    picture: str = text("Picture")
    map: str = link("Map", "maps")
    options: Extra = loose("Options")
    note: str = text("Note", long=True)
    extra: Extra = loose()


class Source(Record):
    """A public figure quoted in the event, with where it was read."""

    id: str = identity("src")
    figure: str = text("Figure")
    url: str = text("Where it was read", label="address")
    extra: Extra = loose()
