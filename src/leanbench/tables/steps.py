"""A table of typed, pasted or imported rows becomes steps of a map.

Used by paste in the steps table and by ``leanbench new --steps``; the cells are read by the one reader of
`leanbench.schema.table_reader`, which knows the headings from the cards of a step. What is particular to
steps is here: a role that is not there yet is added, a lead time gives the wait, numbers come off names,
and rows are linked as their numbers and a column of next steps say (`step_links`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from leanbench.errors import Refusal, UserError
from leanbench.event.changes import AddSteps, Change, FillSteps, WireSteps
from leanbench.event.changes_rows import named_row
from leanbench.event.changes_steps import step_problem
from leanbench.event.editing import edited
from leanbench.event.records import Event, Step
from leanbench.schema import Card, Record, replace, with_name
from leanbench.schema.card import duration, percent, text
from leanbench.schema.cell_text import typed_cards
from leanbench.schema.table_headings import NUMBERING
from leanbench.schema.table_reader import TableReading, TableRow, Unread, cells_of, read_rows
from leanbench.tables.step_links import Row, rework_notes, ways_of
from leanbench.words.durations import Duration, duration_text
from leanbench.words.language import _
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text

MOST_STEPS, MOST_ROLES = 5_000, 200  # of a map; of one table

# Order without headings, as in the steps table.
_CARDS = typed_cards(Step)
ORDER = tuple(typed_cards(Step, listed=True))
LEAD_TIME: Card = with_name(
    "lead_time",
    duration(
        "Lead time", label="lead time",
        headings=("lt", "l/t", "elapsed time", "elapsed", "total elapsed time", "turnaround time", "turnaround",
                  "tat", "total time?", "total lead time", "calendar days?", "days?", "throughput time", "flow time",
                  "total cycle time?", "end-to-end time", "calendar time?", "tiempo total?", "tiempo transcurrido",
                  "tiempo de entrega", "plazo"),
    ),
)  # fmt: skip


MORE: dict[str, Card] = {
    "lead_time": LEAD_TIME,
    "number": with_name("number", text("#", label="number", headings=tuple(sorted(NUMBERING)))),
    "next": with_name(
        "next",
        text("Next step", headings=("next", "next step id", "next step #", "next activity", "next task", "goes to",
                                    "go to", "goto", "go to step", "to step", "leads to", "flows to", "sends to",
                                    "sends to step", "hands off to", "hands off to step", "connects to", "followed by",
                                    "successor", "successor id", "siguiente", "siguiente paso")),
    ),
    "rework": with_name(
        "rework",
        percent("Rework %", label="rework", headings=("rework", "reworked", "return rate", "returned", "sent back",
                                                      "loop back", "retrabajo", "reproceso", "devueltos")),
    ),
    "labels": with_name("labels", text("Connector label", headings=("link label", "branch label"))),
}  # fmt: skip
_NUMBERED = re.compile(r"(?:step\s+)?(\d+[a-z]?)(?:[.):]+\s*|\s*[-–]\s+|\s+)(?=\D)(.+)", re.I)


class TypedSteps(Record):
    """What became of the rows: the changes, the event after them, and all that was odd.

    `unread` are (id of the step, the cell that could not be read), for views that keep the text in its cell.
    """

    changes: tuple[Change, ...]
    event: Event
    problems: tuple[str, ...]
    unread: tuple[tuple[str, Unread], ...] = ()
    rows: int = 0


def add_steps(
    event: Event, map_id: str, rows: Sequence[Sequence[Any]], after: str | None = None
) -> TypedSteps:
    """Steps for `rows`, put into the map one after the other behind `after` (or at the end).

    Raises UserError when no row has a step name.
    """
    typed = put_rows(event, map_id, read_steps(event, rows, ORDER), (), after, nameless=False)
    if not any(isinstance(change, AddSteps) for change in typed.changes):
        raise UserError(
            "No steps were found in the table. It needs one row per step, with the step's name in a column "
            'called "step" or in the first column.'
        )
    return typed


def read_steps(event: Event, rows: Sequence[Sequence[Any]], order: Sequence[str] = ORDER) -> TableReading:
    """The cells of a table of steps; `order` are the fields of its columns when it has no headings.

    Raises UserError for more rows than a map can have steps.
    """
    if len(rows) > MOST_STEPS + 50:  # titles, totals and footnotes stand around some tables
        limit_steps(len(rows))
    if order and order[0] == "name" and _has_numbers_first(cells_of(rows)):
        order = ("number", *order)
    reading = read_rows(
        Step, rows, named="name", order=order, more=MORE, calendar=event.calendar, plural="steps"
    )
    if reading.headed and not any(
        column.card is not None and column.card.kind == "duration" for column in reading.columns
    ):
        reading = replace(reading, notes=(*reading.notes, _("The table has no times.")))
    return _without_numbers(reading)


def _has_numbers_first(cells: list[list[str]]) -> bool:
    """Whether every row begins with a number and goes on with a name."""
    rows = [row for row in cells if any(row)]
    return bool(rows) and all(
        len(row) > 1 and re.fullmatch(r"\d+[a-z]?[.)]?", row[0]) and re.search(r"[^\W\d_]{2}", row[1])
        for row in rows
    )


def _without_numbers(reading: TableReading) -> TableReading:
    """Numbers without their point; numbers in front of all names are the numbers of the rows."""
    rows = [
        TableRow(row.number, {**row.values, "number": str(row.values["number"]).rstrip(".) ")})
        if row.values.get("number")
        else row
        for row in reading.rows
    ]
    found = [_NUMBERED.fullmatch(row.values["name"]) for row in rows if row.values.get("name")]
    marked = [match for match in found if match is not None]
    alone = len(found) < 2 and not all(re.match(r"(?:step\s+)?\d+[a-z]?[.):]", m[0], re.I) for m in marked)
    if not found or len(marked) < len(found) or alone:
        return replace(reading, rows=tuple(rows))
    named = iter(marked)
    rows = [
        TableRow(row.number, {"number": match[1], **row.values, "name": match[2]})
        if row.values.get("name") and (match := next(named))
        else row
        for row in rows
    ]
    note = "Numbers in front of the names are the numbers of the steps and were taken off the names."
    return replace(reading, rows=tuple(rows), notes=(*reading.notes, note))


def unread_text(cell: Unread) -> str:
    """A cell that could not be read, in a sentence."""
    return _("Row {row}, {title} '{text}' was left empty: {reason}").format(
        row=cell.row, title=cell.title, text=cell.text, reason=cell.reason
    )


def put_rows(
    event: Event,
    map_id: str,
    reading: TableReading,
    existing: Sequence[Step],
    after: str | None,
    *,
    nameless: bool = True,
) -> TypedSteps:
    """Fill the rows into `existing` steps one by one, and add what is left behind `after` (or at the end).

    Without `nameless` a row that has no name of a step is left out and named.
    """
    changes: list[Change] = []
    problems = list(reading.notes)
    unread: list[tuple[str, Unread]] = []
    added: list[Row] = []
    steps: list[Step] = []
    filled: list[tuple[str, str, Any]] = []
    misread: dict[int, list[Unread]] = {}
    for cell in reading.unread:
        misread.setdefault(cell.row, []).append(cell)
    roles: dict[str, str] = {}
    limit_steps(len(event.map(map_id).steps) + max(0, len(reading.rows) - len(existing)))
    for place, row in enumerate(reading.rows):
        values = dict(row.values)
        cells = misread.get(row.number, [])
        problems += map(unread_text, cells)
        old = existing[place] if place < len(existing) else None
        if old is None and not nameless and not values.get("name"):
            kept = " | ".join(str(_text(value)) for name, value in values.items() if name not in MORE)
            problems.append(f"Row {row.number}: no step name, so the row was left out: {kept}.")
            continue
        ways = {name: values.pop(name, "") for name in ("number", "next", "labels")}
        rework = values.pop("rework", None)
        if problem := _wait_from_lead_time(event, values):
            problems.append(f"Row {row.number}: {problem}")
        if role := values.get("role"):
            if role not in roles:
                if len(roles) == MOST_ROLES:
                    raise UserError(
                        _(
                            "The table names more than {most} roles. Check which column says who does a step."
                        ).format(most=MOST_ROLES)
                    )
                event, roles[role] = named_row(event, _CARDS["role"], role, changes)
            values["role"] = roles[role]
        step = old if old is not None else Step(**values)
        if problem := _fill(step, values, filled) if old is not None else step_problem(step):
            problems.append(f"Row {row.number}: {problem}")
            continue
        if old is None:
            steps.append(step)
            added.append(Row(step.id, values.get("name", ""), **ways, line=row.number, rework=rework))
        unread += [(step.id, cell) for cell in cells]
    if existing and len(reading.rows) >= len(existing):
        after = existing[-1].id
    made: list[Change] = [FillSteps(map_id, tuple(filled))] if filled else []
    made += [AddSteps(map_id, tuple(steps), after)] if steps else []
    for change in made:
        done = change.apply(event)
        if isinstance(done, Refusal):
            problems.append(done.reason)
            return TypedSteps((), event, tuple(problems))
        event = done
        changes.append(change)
    event = _wire(event, map_id, added, changes, problems)
    return TypedSteps(tuple(changes), event, tuple(problems), tuple(unread), len(reading.rows))


def limit_steps(count: int) -> None:
    """Raises UserError when a map would have more steps than can be drawn and read."""
    if count > MOST_STEPS:
        raise UserError(
            _(
                "That would be {steps} on one map; {most} is the most. If the rows are cases and not steps, import "
                "them on the Data page."
            ).format(steps=count_text(count, "step", "steps"), most=number_text(MOST_STEPS))
        )


def _fill(step: Step, values: Mapping[str, Any], filled: list[tuple[str, str, Any]]) -> str:
    """Note what a row sets in a step that is there, up to the first field that is refused; why, or nothing."""
    for field, value in values.items():
        done = edited(step, field, value)
        if isinstance(done, Refusal):
            return done.reason
        if done is not step:
            filled.append((step.id, field, value))
    return ""


def _wire(
    event: Event,
    map_id: str,
    added: Sequence[Row],
    changes: list[Change],
    problems: list[str],
) -> Event:
    """The added steps linked as numbers and next steps of the table say, where they say more than one by one."""
    ways = ways_of(added)
    if ways is None:
        problems += rework_notes(added)
        return event
    problems += ways.notes
    steps = tuple(row.step for row in added)
    made: list[Change] = [WireSteps(map_id, steps, ways.links, ways.heads, ways.tails)]
    choices = [
        (step_id, *value) for step_id in ways.choices for value in (("kind", "decision"), ("decision", True))
    ]
    made += [FillSteps(map_id, tuple(choices))] if choices else []
    for change in made:
        done = change.apply(event)
        if isinstance(done, Refusal):
            problems.append(f"The ways of the table could not be drawn: {done.reason}")
            break
        event = done
        changes.append(change)
    return event


def _text(value: Any) -> Any:
    return duration_text(value) if isinstance(value, Duration) else value


def _wait_from_lead_time(event: Event, values: dict[str, Any]) -> str:
    """A lead time becomes the wait where none is given; what is wrong with it, in words."""
    lead, process = values.pop("lead_time", None), values.get("process_time")
    if lead is None or values.get("wait") is not None:
        return ""
    minutes = lead.minutes(event.calendar) - (process.minutes(event.calendar) if process else 0.0)
    if minutes < 0:
        return f"lead time {duration_text(lead)} is shorter than the process time."
    values["wait"] = Duration(round(minutes, 6), "min")
    return ""
