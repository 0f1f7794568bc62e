"""The fields of a step as text: one set of rules for the table, the inspector and pasting.

`read` turns what people type into the value of a field (or raises `UserError` with a plain sentence),
`show` turns a value into (number, unit) so that a cell can mute the unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leanbench.event.changes_rows import set_changes
from leanbench.event.editing import Change
from leanbench.event.records import Event, Step
from leanbench.maps.wording import LETTERS
from leanbench.schema import Card, cards_of
from leanbench.schema.addresses import at
from leanbench.schema.cell_reading import read_value
from leanbench.schema.cell_text import cell_text

FIELDS: Mapping[str, Card] = cards_of(Step)
KINDS = FIELDS["kind"].choices


def read(field: str, text: str, event: Event) -> Any:
    """The value of what was typed; a role gives its name, see `set_field`.

    Raises
    ------
    UserError
        The text cannot be read as this kind of field.
    """
    return read_value(FIELDS[field], text, event.calendar)


def text_of(field: str, step: Step, event: Event) -> str:
    """The value of a field as one text that `read` understands; a class as its letters, as the table shows it."""
    if field == "value":
        return LETTERS.get(step.value, "")
    return cell_text(FIELDS[field], getattr(step, field), event)


def set_field(
    event: Event, map_id: str, step_ids: tuple[str, ...], field: str, value: Any
) -> tuple[Change, ...]:
    """The changes that put a typed value into a field of steps; a new role name adds the role first."""
    return set_changes(event, [at("maps", map_id, "steps", step_id, field) for step_id in step_ids], value)
