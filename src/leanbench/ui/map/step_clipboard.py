"""Copying steps, and pasting steps or rows of a spreadsheet.

Copied steps travel twice: complete in our own format (for other maps and events), and as a table of
text for a spreadsheet. Pasted text becomes rows: with a heading line its columns go where the
headings say, without one they fill the fields from the cursor on.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

from leanbench.errors import UserError
from leanbench.event.changes import AddMap, AddRole, AddStep, PasteSteps, SetStep, Several
from leanbench.event.editing import Change
from leanbench.event.records import Event, Link, Map, Role, Step
from leanbench.schema import Record, new_id, shape_of
from leanbench.tables.pasted_rows import rows_of
from leanbench.ui.map import step_fields as fields
from leanbench.ui.map.step_fields import find_role, new_role

MIME = "application/x-leanbench-steps"  # see main_window.leave_clipboard
ORDER = ("name", "role", "process_time", "wait", "ca_pct", "value")
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("step", "step name", "name", "activity", "task", "process step", "what"),
    "role": ("who", "role", "function", "performer", "owner", "lane"),
    "process_time": ("process", "process time", "pt", "touch time", "work time", "time"),
    "wait": ("wait before", "wait", "wait time", "waiting", "queue", "queue time", "delay"),
    "ca_pct": ("%c&a", "c&a", "%ca", "pca", "percent complete and accurate", "complete and accurate"),
    "value": ("class", "value", "va/nva", "value class", "type"),
    "rule": ("rule", "which rule", "law"),
    "note": ("note", "notes", "remark", "remarks", "comment"),
    "wip": ("wip", "waiting now", "in queue"),
    "staff": ("staff", "people"),
}


class Pasted(Record):
    """A paste as one change, and the cells that could not be read: (step id, field, text, reason)."""

    change: Change
    problems: tuple[tuple[str, str, str, str], ...]
    steps: int


def copy_steps(event: Event, map_: Map, ids: Sequence[str]) -> QMimeData:
    """Steps for the clipboard."""
    chosen = set(ids)
    steps = [step for step in map_.steps if step.id in chosen]
    links = [link for link in map_.links if link.source in chosen and link.target in chosen]
    used = {step.role for step in steps}
    data = {
        "steps": _written(Step, steps),
        "links": _written(Link, links),
        "roles": _written(Role, [role for role in event.roles if role.id in used]),
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


def _written(kind: type, records: Sequence[object]) -> list[object]:
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
    added: list[Change] = [AddRole(role) for role in roles if role.id not in known]
    paste = PasteSteps(map_.id, steps, links, after)
    change: Change = Several(f"Paste {len(steps)} steps", (*added, paste)) if added else paste
    return Pasted(change, (), len(steps))


def heading_fields(row: Sequence[str]) -> list[str] | None:
    """The field of each column when a row is a heading (it names the step and something else)."""
    found = []
    for cell in row:
        word = re.sub(r"\s*[(\[].*?[)\]]", "", cell).strip().casefold()
        word = re.sub(r"^(#|no\.?|nr\.?|number)$", "", word)
        found.append(next((name for name, words in HEADINGS.items() if word in words), ""))
    return found if "name" in found or sum(1 for name in found if name) >= 2 else None


def paste_rows(text: str, event: Event, map_: Map | None, row: int, field: str) -> Pasted | None:
    """Rows of a spreadsheet as one change, from row `row` and field `field` on.

    Rows with a heading are added below the cursor's row as new steps; without one they fill the
    existing rows from the cursor on and go on as new steps below the last.
    """
    rows = rows_of(text)
    if not rows:
        return None
    names = heading_fields(rows[0])
    as_new = names is not None
    target = map_ or Map("current", "Current state")
    changes: list[Change] = [] if map_ is not None else [AddMap(target)]
    if names is not None:
        rows = rows[1:]
        row = min(row + 1, len(target.steps)) if row < len(target.steps) else row
    else:
        start = ORDER.index(field) if field in ORDER else 0
        names = [*ORDER[start:], *("" for _ in range(20))]
    filler = _Filler(event, target, changes)
    for offset, cells in enumerate(rows):
        inside = not as_new and row + offset < len(target.steps)
        existing = target.steps[row + offset] if inside else None
        filler.fill(existing, list(zip(names, cells, strict=False)), row)
    if not filler.changes:
        return None
    return Pasted(
        Several(f"Paste {len(rows)} rows", tuple(filler.changes)), tuple(filler.problems), len(rows)
    )


class _Filler:
    """Collects the changes of one paste; new roles and ids know of each other."""

    def __init__(self, event: Event, map_: Map, changes: list[Change]) -> None:
        self.event = event
        self.map = map_
        self.changes = changes
        self.problems: list[tuple[str, str, str, str]] = []
        self.ids = [step.id for step in map_.steps]
        self.roles: dict[str, Role] = {}
        self.last: str | None = None

    def fill(self, step: Step | None, cells: list[tuple[str, str]], row: int) -> None:
        """Put the cells of one row into a step, or into a new one."""
        values = {}
        step_id = new_id("s") if step is None else step.id
        for name, text in cells:
            if not name or (not text and step is None):
                continue
            try:
                values[name] = fields.read(name, text, self.event)
            except UserError as error:
                self.problems.append((step_id, name, text, str(error)))
        if values.get("role"):
            values["role"] = self._role(values["role"])
        if step is None:
            self._add(Step(step_id, **values), row)
        else:
            self.last = step.id
            self.changes += [SetStep(self.map.id, step_id, name, value) for name, value in values.items()]

    def _add(self, step: Step, row: int) -> None:
        self.ids.append(step.id)
        after = self.last
        if after is None and 0 < row <= len(self.map.steps):
            after = self.map.steps[row - 1].id
        at_end = after is None or (self.map.steps and row >= len(self.map.steps) and self.last is None)
        self.changes.append(AddStep(self.map.id, step, None if at_end else after))
        self.last = step.id

    def _role(self, name: str) -> str:
        known = find_role(self.event, name) or self.roles.get(name.casefold())
        if known is None:
            known = new_role(self.event, name, tuple(role.id for role in self.roles.values()))
            self.roles[name.casefold()] = known
            self.changes.append(AddRole(known))
        return known.id
