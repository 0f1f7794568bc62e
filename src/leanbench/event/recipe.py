"""What is done to a table: named steps, each a kind with options. The table stays as it came; the result is derived.

A step keeps its options as plain JSON (as a study does), so that a file of a newer version loses none; the record of
its kind gives them cards, and from those come the form, the check and the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from leanbench.errors import UserError
from leanbench.schema import (
    Extra,
    Json,
    Record,
    cards_of,
    choice,
    identity,
    lines,
    loose,
    number,
    rows,
    text,
    whole,
    yesno,
)
from leanbench.schema.fitting import Misfit
from leanbench.schema.plain_values import record_from
from leanbench.words import N_, _
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

TIME_UNITS = {
    "bd": N_("Business days"), "d": N_("Calendar days"), "open_h": N_("Hours the office is open"), "h": N_("Hours"),
    "min": N_("Minutes"),
}  # fmt: skip


class Pair(Record):
    """One value and what takes its place; or a column and what is made of it."""

    old: str = text("Value", required=True)
    new: str = text("Becomes")
    id: str = identity("pa")


class CorrectCell(Record):
    """Type or correct one cell; the old value is kept, and the step does nothing when another stands there."""

    row: int = whole("Row", "From 1, in the table as it is at this step", default=1, least=1)
    column: str = text("Column")
    old: str = text("Old value")
    new: str = text("New value")


class AddRows(Record):
    """Rows typed below the others, as lists of cells in the order of `columns`."""

    columns: tuple[str, ...] = lines("Columns")
    cells: tuple[tuple[str, ...], ...] = rows("Cells")


class RenameColumn(Record):
    """Another name for a column."""

    column: str = text("Column")
    name: str = text("New name")


class SetColumn(Record):
    """Kind and unit of a column, and the order of its levels."""

    column: str = text("Column")
    kind: Literal["", "number", "text", "date", "yesno", "duration"] = choice(
        "Kind",
        {
            "": "As it is",
            "number": "Number",
            "text": "Text",
            "date": "Date",
            "yesno": "Yes or no",
            "duration": "Time",
        },
    )
    unit: str = text("Unit")
    levels: tuple[str, ...] = lines("Order of levels", "First to last")


class DropColumns(Record):
    """Columns left out of the result."""

    columns: tuple[str, ...] = lines("Columns")


class TimeBetween(Record):
    """The time from one date to another, in the working calendar of the event."""

    start: str = text("From", "Column of dates")
    end: str = text("To", "Column of dates")
    unit: Literal["bd", "d", "open_h", "h", "min"] = choice("Unit", TIME_UNITS, default="bd")
    opens: float = number("The office opens at", "8 or 8.5", default=8.0, least=0, most=24)
    name: str = text("Name of the new column")


class DatePart(Record):
    """What a date falls into: weekday, month, quarter, year, fiscal period, hour."""

    column: str = text("Column")
    part: Literal["weekday", "month", "quarter", "year", "fiscal_quarter", "fiscal_year", "hour"] = choice(
        "Part",
        {"weekday": "Weekday", "month": "Month", "quarter": "Quarter", "year": "Year",
         "fiscal_quarter": "Fiscal quarter", "fiscal_year": "Fiscal year", "hour": "Hour of the day"},
        default="month",
    )  # fmt: skip
    fiscal_month: int = whole("Fiscal year begins in month", default=7, least=1, most=12)
    name: str = text("Name of the new column")


class ComputeColumn(Record):
    """A formula of columns: ``[fee] * 2``, ``if([days] > 10, "late", "in time")``."""

    formula: str = text("Formula")
    unit: str = text("Unit", "Only when the formula gives none")
    name: str = text("Name of the new column")


class RecodeColumn(Record):
    """Other words for values; spellings that differ only in case or blanks become one when asked."""

    column: str = text("Column")
    pairs: tuple[Pair, ...] = rows("Values")
    merge_spellings: bool = yesno("Spellings that differ only in case or blanks are one")
    blank: str = text("Empty cells become")
    name: str = text("Name of the new column", "Empty: the column itself")


class BinColumn(Record):
    """Numbers into classes, each from its lower edge to below the next."""

    column: str = text("Column")
    edges: tuple[str, ...] = lines("Edges", "0, 10, 20")
    width: float | None = number("Or width of a class", least=0)
    name: str = text("Name of the new column")


class FilterRows(Record):
    """Only the rows for which a condition is true: ``[status] = "Issued" and [days] < 100``."""

    condition: str = text("Keep rows where")


class DropEqualRows(Record):
    """Of rows that are equal in some columns only one stays."""

    columns: tuple[str, ...] = lines("Columns", "Empty: all")
    keep: Literal["first", "last", "none"] = choice(
        "Which stays", {"first": "The first", "last": "The last", "none": "None"}, default="first"
    )


class SortRows(Record):
    """Rows in order of columns; a minus before a name turns its order round."""

    columns: tuple[str, ...] = lines("Columns", "date, -fee")


class JoinTable(Record):
    """Columns of a second table, found by equal keys."""

    table: str = text("Second table", "Its name")
    keys: tuple[Pair, ...] = rows("Keys")  # old: column here, new: column there
    columns: tuple[str, ...] = lines("Columns to bring", "Empty: all others")
    unmatched: Literal["keep", "drop"] = choice(
        "Rows without a match", {"keep": "Stay, with empty cells", "drop": "Leave"}, default="keep"
    )
    several: Literal["refuse", "first", "all"] = choice(
        "Several matches", {"refuse": "Are refused", "first": "The first counts", "all": "Make a row each"},
        default="refuse",
    )  # fmt: skip


class StackColumns(Record):
    """Several columns below each other: one column of their names, one of their values."""

    columns: tuple[str, ...] = lines("Columns")
    names: str = text("Column for the names", default="name")
    values: str = text("Column for the values", default="value")


class UnstackColumn(Record):
    """One column for each level of another; rows are those equal in all other columns."""

    names: str = text("Column of names")
    values: str = text("Column of values")


class SummarizeRows(Record):
    """One row for each group: count, sum, mean, median, min, max, sd, share of columns."""

    by: tuple[str, ...] = lines("Groups", "Columns")
    values: tuple[Pair, ...] = rows("Values")  # old: column, new: how


class DrawRows(Record):
    """A random draw that anybody can repeat from its seed, or every n-th row."""

    count: int = whole("Rows", default=30, least=1)
    seed: int = whole("Seed", default=1, least=0)
    by: str = text("The same number of each", "Column")


KINDS: Mapping[str, tuple[str, type[Record]]] = {
    "correct": (N_("Correct a cell"), CorrectCell),
    "add-rows": (N_("Add rows"), AddRows),
    "rename": (N_("Rename a column"), RenameColumn),
    "column": (N_("Set kind, unit or order"), SetColumn),
    "drop-columns": (N_("Leave out columns"), DropColumns),
    "time-between": (N_("Time between two dates"), TimeBetween),
    "date-part": (N_("Part of a date"), DatePart),
    "formula": (N_("Formula of columns"), ComputeColumn),
    "recode": (N_("Recode and merge values"), RecodeColumn),
    "bins": (N_("Classes of numbers"), BinColumn),
    "filter": (N_("Keep some rows"), FilterRows),
    "equal-rows": (N_("Remove equal rows"), DropEqualRows),
    "sort": (N_("Sort"), SortRows),
    "join": (N_("Join a second table"), JoinTable),
    "stack": (N_("Stack columns"), StackColumns),
    "unstack": (N_("Unstack a column"), UnstackColumn),
    "summarize": (N_("Group and summarize"), SummarizeRows),
    "draw": (N_("Random draw"), DrawRows),
}


class RecipeStep(Record):
    """One step of a recipe. `options` are those of its kind's record; a step switched off does nothing."""

    id: str = identity("rs")
    kind: str = choice("Step", {name: title for name, (title, _record) in KINDS.items()}, open=True)
    options: Mapping[str, Json] = loose("Options")
    reason: str = text("Reason")
    is_off: bool = yesno("Switched off")
    extra: Extra = loose()


def step_text(step: RecipeStep) -> str:
    """A step in a line: its title and what its options say, those that are empty or as they begin left out."""
    title = KINDS[step.kind][0] if step.kind in KINDS else step.kind
    try:
        options = options_of(step)
    except UserError:
        return _(title)
    said = []
    for name, card in cards_of(type(options)).items():
        value = getattr(options, name)
        if value in (None, "", ()) or value == card.default:
            continue
        if card.kind == "choice":
            text = card.word(value)
        elif card.kind == "rows":
            text = _("{count} rows").format(count=number_text(len(value)))
            if value and isinstance(value[0], Pair):
                text = list_text(
                    [f"{pair.old} → {pair.new}" if pair.new else pair.old for pair in value], most=6
                )
        elif isinstance(value, tuple):
            text = list_text([str(part) for part in value], most=6)
        else:
            text = (
                number_text(value)
                if isinstance(value, int | float) and not isinstance(value, bool)
                else str(value)
            )
        said.append(card.title if value is True else f"{card.title}: {text}")
    return "; ".join([_(title), *said])


def options_of(step: RecipeStep) -> Record:
    """The options as the record of the step's kind.

    Raises UserError for an unknown kind, an unknown option, or a value that does not fit.
    """
    if step.kind not in KINDS:
        raise UserError(_("“{kind}” is no step of a recipe that this version knows.").format(kind=step.kind))
    kind = KINDS[step.kind][1]
    lost: list[str] = []
    try:
        found = record_from(kind, dict(step.options), lost)
    except Misfit as error:
        raise UserError(
            _("The option {place} {reason}.").format(place=error.place(), reason=error.reason)
        ) from None
    if lost:
        raise UserError(_("The step has no option {names}.").format(names=", ".join(lost)))
    assert isinstance(found, Record)
    return found
