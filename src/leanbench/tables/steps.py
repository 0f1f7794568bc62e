"""A table of typed or pasted rows becomes steps of a map.

Used by paste in the steps table and by ``leanbench new --steps``. Columns are found by their heading
("Step", "Who", "Process time (min)", "Wait", "Lead time", "%C&A", "Class"); without headings they
are taken in the order of the steps table. A cell that cannot be read keeps the rest of its row and
is named in a plain sentence with its row and column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from leanbench.errors import Refusal, UserError
from leanbench.event.changes import AddRole, AddStep, Change
from leanbench.event.records import Event, Role, Step
from leanbench.schema import replace
from leanbench.words.durations import Duration, duration_text, parse_duration
from leanbench.words.numbers import parse_number, parse_percent

# Order without headings, as in the steps table.
ORDER = ("name", "role", "process_time", "wait", "ca_pct", "value")

# The first pattern that fits a heading wins.
HEADINGS: tuple[tuple[str, str], ...] = (
    ("", r"^(no\.?|nr\.?|#|number|step (no|number|#)\.?)$"),
    ("role", r"\b(who|role|function|lane|owner|done by|department|position)\b"),
    ("lead_time", r"\b(lead time|lt|elapsed|turnaround)\b"),
    ("wait", r"\b(wait|waiting|queue|delay|wait before|idle)\b"),
    ("process_time", r"\b(process time|processing|process|pt|touch|work time|time|minutes|duration)\b"),
    ("ca_pct", r"(c\s*&\s*a|\bca\b|complete|accurate|quality|first pass)"),
    ("value", r"\b(class|va|value|va/nva|category)\b"),
    ("wip", r"\b(wip|inventory|backlog|waiting now)\b"),
    ("note", r"\b(notes?|remarks?|comments?)\b"),
    ("name", r"\b(step|activity|task|name|what|description)\b"),
)
UNIT_IN_HEADING = re.compile(
    r"[(\[]\s*(s|sec|seconds|min|mins|minutes|h|hr|hrs|hours|bd|days?|d|w|weeks?)\s*[)\]]", re.I
)
CLASSES = {
    "VA": "VA", "VALUE": "VA", "VALUE ADDED": "VA", "VALUE-ADDED": "VA",
    "RQ": "BNVA", "BNVA": "BNVA", "NNVA": "BNVA", "BVA": "BNVA", "REQUIRED": "BNVA", "R": "BNVA",
    "W": "NVA", "NVA": "NVA", "WASTE": "NVA", "NON VALUE ADDED": "NVA", "NON-VALUE-ADDED": "NVA",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TypedSteps:
    """What became of the rows: the changes that add them, the event after them, and what was odd."""

    changes: tuple[Change, ...]
    event: Event
    problems: tuple[str, ...]


def add_steps(
    event: Event, map_id: str, rows: Sequence[Sequence[Any]], after: str | None = None
) -> TypedSteps:
    """Steps for `rows`, put into the map one after the other behind `after` (or at the end).

    Raises UserError when no row has a step name.
    """
    cells = [[_text(cell) for cell in row] for row in rows]
    columns, units, body = _columns(cells)
    changes: list[Change] = []
    problems: list[str] = []
    for number, row in body:
        if not any(row):
            continue
        step, role_name, odd = _read_row(event, number, row, columns, units)
        problems.extend(odd)
        if not step.name:
            problems.append(
                f"Row {number}: no step name, so the row was left out: {' | '.join(filter(None, row))}."
            )
            continue
        if role_name:
            event, role_id = _role(event, role_name, changes)
            step = replace(step, role=role_id)
        change = AddStep(map_id, step, after)
        done = change.apply(event)
        if isinstance(done, Refusal):
            problems.append(f"Row {number}: {done.reason}")
            continue
        event, after = done, step.id
        changes.append(change)
    if not any(isinstance(change, AddStep) for change in changes):
        raise UserError(
            "No steps were found in the table. It needs one row per step, with the step's name in a column "
            'called "step" or in the first column.'
        )
    return TypedSteps(tuple(changes), event, tuple(problems))


def _text(cell: Any) -> str:
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _columns(
    cells: Sequence[Sequence[str]],
) -> tuple[dict[str, int], dict[str, str], list[tuple[int, Sequence[str]]]]:
    """Field -> column, field -> unit named in its heading, and the rows that are steps, numbered."""
    numbered = list(enumerate(cells, start=1))
    first = next((row for row in cells if any(row)), ())
    found: dict[str, int] = {}
    units: dict[str, str] = {}
    for index, heading in enumerate(first):
        name = _field_of(heading)
        if name and name not in found:
            found[name] = index
            match = UNIT_IN_HEADING.search(heading)
            if match:
                units[name] = match.group(1).lower()
    # One heading word could be a step's own name ("Review"); two or a lone "Step" are headings.
    is_heading = "name" in found and (len(found) >= 2 or len([c for c in first if c]) == 1)
    if not is_heading:
        if len(found) >= 2 and all(_is_heading_word(cell) for cell in first if cell):
            raise UserError(
                f"No column holds the names of the steps; the columns are called {', '.join(filter(None, first))}. "
                'Call one of them "Step".'
            )
        return {name: index for index, name in enumerate(ORDER)}, {}, numbered
    start = next(index for index, row in enumerate(cells) if any(row)) + 1
    return found, units, numbered[start:]


def _field_of(heading: str) -> str:
    text = UNIT_IN_HEADING.sub("", heading).strip().lower()
    for name, pattern in HEADINGS:
        if text and re.search(pattern, text):
            return name
    return ""


def _is_heading_word(text: str) -> bool:
    """Nothing but a known heading: "Who", not a step called "Process the form"."""
    bare = UNIT_IN_HEADING.sub("", text).strip().lower()
    return any(re.fullmatch(pattern, bare) for _name, pattern in HEADINGS)


def _read_row(
    event: Event, number: int, row: Sequence[str], columns: dict[str, int], units: dict[str, str]
) -> tuple[Step, str, list[str]]:
    """One step (without an id), the name of its role, and sentences about cells that could not be read."""
    odd: list[str] = []

    def cell(name: str) -> str:
        index = columns.get(name)
        return row[index] if index is not None and index < len(row) else ""

    def read(name: str, parse: Callable[[str], Any]) -> Any:
        text = cell(name)
        if not text or text in {"-", "–", "—"}:
            return None
        try:
            return parse(text)
        except UserError as error:
            odd.append(f"Row {number}, {WORDS[name]} {text!r} was left empty: {error}")
            return None

    def time(name: str) -> Callable[[str], Duration]:
        unit = units.get(name, "")
        short = {
            "sec": "s",
            "seconds": "s",
            "mins": "min",
            "minutes": "min",
            "hr": "h",
            "hrs": "h",
            "hours": "h",
        }
        unit = short.get(unit, {"day": "bd", "days": "bd", "week": "w", "weeks": "w"}.get(unit, unit))
        bare = re.compile(r"^[\d.,\s/–-]+$")
        return lambda text: parse_duration(
            f"{text} {unit}" if unit and bare.match(text) else text, event.calendar
        )

    process = read("process_time", time("process_time"))
    wait = read("wait", time("wait"))
    lead = read("lead_time", time("lead_time"))
    if wait is None and lead is not None:
        minutes = lead.minutes(event.calendar) - (process.minutes(event.calendar) if process else 0.0)
        if minutes < 0:
            odd.append(f"Row {number}: lead time {duration_text(lead)} is shorter than the process time.")
        else:
            wait = Duration(round(minutes, 6), "min")
    value = CLASSES.get(cell("value").upper(), "")
    if cell("value") and not value:
        odd.append(
            f"Row {number}, class {cell('value')!r} was left empty: write VA, RQ (required) or W (waste)."
        )
    step = Step(
        name=cell("name"),
        process_time=process,
        wait=wait,
        ca_pct=read("ca_pct", _share),
        value=value,  # type: ignore[arg-type]
        wip=read("wip", parse_number),
        note=cell("note"),
    )
    return step, cell("role"), odd


WORDS = {
    "process_time": "process time", "wait": "wait", "lead_time": "lead time", "ca_pct": "%C&A", "wip": "waiting now",
}  # fmt: skip


def _share(text: str) -> float:
    """`95`, `95%` and the spreadsheet's `0.95` are all 95 percent."""
    value = parse_percent(text)
    if value <= 1.0 and "." in text.replace(",", ".") and "%" not in text:
        return value * 100.0
    return value


def _role(event: Event, name: str, changes: list[Change]) -> tuple[Event, str]:
    """The id of the role called `name`; a new name makes a new role."""
    for role in event.roles:
        if name.casefold() in (role.name.casefold(), role.id.casefold()):
            return event, role.id
    role = Role(name=name)
    change = AddRole(role)
    done = change.apply(event)
    assert isinstance(done, Event), "a new role with a free id is never refused"
    changes.append(change)
    return done, role.id
