"""Copied steps travel twice: complete in our own format (for other maps and events), and as a table of text."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

from leanbench.errors import UserError
from leanbench.event.changes import Add, PasteSteps, Several
from leanbench.event.editing import Change
from leanbench.event.records import Event, Link, Map, Role, Step
from leanbench.event.wiring import block_links
from leanbench.schema import shape_of
from leanbench.schema.cell_text import cell_text, typed_cards
from leanbench.words.language import _
from leanbench.words.spreadsheet_text import clipboard_text

MIME = "application/x-leanbench-steps"  # see main_window.leave_clipboard


def copy_steps(event: Event, map_: Map, ids: Sequence[str]) -> QMimeData:
    """Steps for the clipboard."""
    chosen = set(ids)
    steps = [step for step in map_.steps if step.id in chosen]
    links = block_links(map_, ids)
    used = {step.role for step in steps}
    data = {
        "steps": _plain_records(Step, steps),
        "links": _plain_records(Link, links),
        "parallel": not links,
        "roles": _plain_records(Role, [role for role in event.roles if role.id in used]),
    }
    mime = QMimeData()
    mime.setData(MIME, json.dumps(data).encode())
    cards = typed_cards(Step, listed=True)
    titles = [card.title for card in cards.values()]
    rows = [[cell_text(card, getattr(step, name), event) for name, card in cards.items()] for step in steps]
    mime.setText(clipboard_text([titles, *rows]))
    return mime


def _plain_records(kind: type, records: Sequence[object]) -> list[object]:
    write = shape_of(kind).write
    return [write(record) if write is not None else record for record in records]


def steps_to_paste(mime: QMimeData, event: Event, map_: Map, after: str | None) -> Change | None:
    """The change that puts our own steps behind the step `after`; None when there are none on the clipboard."""
    if not mime.hasFormat(MIME):
        return None
    try:
        data = json.loads(bytes(mime.data(MIME).data()).decode())
        steps = tuple(shape_of(Step).read(item, []) for item in data["steps"])
        links = tuple(shape_of(Link).read(item, []) for item in data["links"])
        roles = [shape_of(Role).read(item, []) for item in data["roles"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(_("What was copied could not be read. Copy the steps again.")) from error
    known = {role.id for role in event.roles}
    added: list[Change] = [Add("roles", role) for role in roles if role.id not in known]
    paste = PasteSteps(map_.id, steps, links, after, parallel=bool(data.get("parallel")))
    words = _("Paste {count} steps").format(count=len(steps))
    return Several(words, (*added, paste)) if added else paste
