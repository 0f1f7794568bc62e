"""Copying steps, and pasting steps or rows of a spreadsheet.

Copied steps travel twice: complete in our own format (for other maps and events), and as a table of
text for a spreadsheet. Pasted text becomes rows: with a heading line its columns go where the
headings say, without one they fill the fields from the cursor on.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

from leanbench.errors import UserError
from leanbench.event.changes import Add, PasteSteps, Several
from leanbench.event.editing import Change
from leanbench.event.records import Event, Link, Map, Role, Step
from leanbench.schema import Record, replace, shape_of
from leanbench.tables.pasted_rows import rows_of
from leanbench.tables.steps import ORDER, put_rows, read_steps
from leanbench.ui.map import step_fields as fields
from leanbench.words.lists import count_text

MIME = "application/x-leanbench-steps"  # see main_window.leave_clipboard


class Pasted(Record):
    """A paste as one change, and the cells that could not be read: (step id, field, text, reason)."""

    change: Change
    problems: tuple[tuple[str, str, str, str], ...]
    steps: int
    notes: tuple[str, ...] = ()  # what was assumed or left out


def copy_steps(event: Event, map_: Map, ids: Sequence[str]) -> QMimeData:
    """Steps for the clipboard."""
    chosen = set(ids)
    steps = [step for step in map_.steps if step.id in chosen]
    links = [link for link in map_.links if link.source in chosen and link.target in chosen]
    used = {step.role for step in steps}
    data = {
        "steps": _plain_records(Step, steps),
        "links": _plain_records(Link, links),
        "roles": _plain_records(Role, [role for role in event.roles if role.id in used]),
    }
    mime = QMimeData()
    mime.setData(MIME, json.dumps(data).encode())
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow([fields.FIELDS[name].title for name in ORDER])
    for step in steps:
        writer.writerow([fields.text_of(name, step, event) for name in ORDER])
    mime.setText(text.getvalue())
    return mime


def _plain_records(kind: type, records: Sequence[object]) -> list[object]:
    write = shape_of(kind).write
    return [write(record) if write is not None else record for record in records]


def paste_steps(mime: QMimeData, event: Event, map_: Map, after: str | None) -> Pasted | None:
    """Our own steps from the clipboard behind the step `after`; None when there are none there."""
    if not mime.hasFormat(MIME):
        return None
    try:
        data = json.loads(bytes(mime.data(MIME).data()).decode())
        steps = tuple(shape_of(Step).read(item, []) for item in data["steps"])
        links = tuple(shape_of(Link).read(item, []) for item in data["links"])
        roles = [shape_of(Role).read(item, []) for item in data["roles"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError("What was copied could not be read. Copy the steps again.") from error
    known = {role.id for role in event.roles}
    added: list[Change] = [Add("roles", role) for role in roles if role.id not in known]
    paste = PasteSteps(map_.id, steps, links, after)
    change: Change = Several(f"Paste {len(steps)} steps", (*added, paste)) if added else paste
    return Pasted(change, (), len(steps))


def paste_rows(text: str, event: Event, map_: Map | None, row: int, field: str) -> Pasted | None:
    """Rows of a spreadsheet as one change, from row `row` and field `field` on.

    Rows with a heading are added below the cursor's row as new steps; without one they fill the
    existing rows from the cursor on and go on as new steps below the last.
    """
    rows = rows_of(text)
    if not rows:
        return None
    start = ORDER.index(field) if field in ORDER else 0
    reading = read_steps(event, rows, ORDER[start:])
    target = map_ or Map("current", "Current state")
    first: list[Change] = [] if map_ is not None else [Add("maps", target)]
    if map_ is None:
        event = replace(event, maps=(*event.maps, target))
    existing = () if reading.headed else target.steps[row:]
    after = target.steps[row].id if reading.headed and 0 <= row < len(target.steps) - 1 else None
    typed = put_rows(event, target.id, reading, existing, after)
    if not typed.changes:
        return None
    changes = Several(f"Paste {count_text(typed.rows, 'row', 'rows')}", (*first, *typed.changes))
    unread = tuple((key, cell.field, cell.text, cell.reason) for key, cell in typed.unread)
    marked = {f"Row {cell.row}, " for _key, cell in typed.unread}  # these stay in their cells
    notes = tuple(note for note in typed.problems if not note.startswith(tuple(marked)))
    return Pasted(changes, unread, typed.rows, notes)
