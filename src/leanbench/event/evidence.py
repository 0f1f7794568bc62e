"""The data: time observations, tables of case data, the studies and pictures kept, public figures quoted."""

from __future__ import annotations

from typing import Literal

from leanbench import schema
from leanbench.event.import_account import ImportNote
from leanbench.event.recipe import RecipeStep
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


class CycleRemark(Record):
    """What was seen in one cycle of a time observation, numbered from 1."""

    cycle: int = whole("Cycle", default=1, least=1)
    text: str = text("Remark")
    id: str = identity("cr")
    extra: Extra = loose()


class TimeObservation(Record):
    """One time observation sheet: `cycles[i][j]` is the time of element j in cycle i.

    Elements and cycles are one grid of numbers, told apart by their places in it, so they stay plain tuples.
    """

    id: str = identity("t")
    process: str = text("Process")
    step: str = link("Step", "steps")
    observer: str = person("Observer")
    date: str = date("Date")
    unit: str = text("Unit", default="seconds")
    elements: tuple[str, ...] = lines("Elements")
    cycles: tuple[tuple[float | None, ...], ...] = rows("Cycles")
    remarks: tuple[CycleRemark, ...] = rows("Remarks")
    extra: Extra = loose()


class Column(Record):
    """One column of a dataset as the user sees it. Its name is its id: studies speak of columns by name."""

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

    `recipe` is what is done to it; the text stays as it came. The parsed table is derived:
    `leanbench.tables.table(dataset)` reads and caches it, `recipes.cooking` what the recipe makes of it. `origin`
    says where the data came from, `account` what the import left out, filled and assumed; `about` keeps what a file
    said of them (unit, how generated).
    """

    id: str = identity("d")
    name: str = text("Name")
    columns: tuple[Column, ...] = rows("Columns", listed=False)
    text: str = text("Table", long=True, listed=False)
    origin: str = schema.text("Origin")
    unit: str = schema.text("Unit")
    about: Extra = loose("About")
    account: tuple[ImportNote, ...] = rows("Account of the import", listed=False)
    recipe: tuple[RecipeStep, ...] = rows("Recipe", listed=False)
    extra: Extra = loose()


class Exclusion(Record):
    """A point left out of a study's estimates, with the reason that is printed."""

    row: int = whole("Row", required=True)  # row of the dataset, from 0
    reason: str = text("Reason")
    id: str = identity("x")
    extra: Extra = loose()


class Annotation(Record):
    """Words at one point of a chart."""

    row: int = whole("Row", default=0, least=0)  # row of the dataset, from 0
    text: str = text("Note")
    id: str = identity("an")
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
    annotations: tuple[Annotation, ...] = rows("Notes at points", listed=False)
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

    id: str = identity("q")
    figure: str = text("Figure")
    url: str = text("Where it was read", label="address")
    extra: Extra = loose()
