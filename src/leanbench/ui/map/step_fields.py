"""The fields of a step as text: one set of rules for the table, the inspector and pasting.

`read` turns what people type into the value of a field (or raises `UserError` with a plain sentence),
`show` turns a value into (number, unit) so that a cell can mute the unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leanbench.event.changes import Add, Set
from leanbench.event.editing import Change
from leanbench.event.records import Event, Role, Step
from leanbench.maps.wording import LETTERS
from leanbench.schema import Card, cards_of
from leanbench.schema.addresses import at
from leanbench.schema.cell_reading import read_value
from leanbench.schema.cell_text import cell_text
from leanbench.tables.steps import find_role
from leanbench.words.durations import Duration, duration_text, map_time_text
from leanbench.words.numbers import number_text

CLASS_ROLES = {"VA": "va", "BNVA": "bnva", "NVA": "nva", "": "muted"}
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


def show(field: str, step: Step, event: Event) -> tuple[str, str]:
    """The value of a field as (number or words, muted unit)."""
    value = getattr(step, field)
    kind = FIELDS[field].kind
    if kind == "link":
        return (event.role(value).name or value if value else "", "")
    if field == "value":
        return (LETTERS.get(value, ""), "")
    if value is None or value == "":
        return ("", "")
    if isinstance(value, Duration):
        number, _, unit = duration_text(value).rpartition(" ")
        return (number, unit)
    if kind == "percent":
        return (number_text(value), "%")
    if kind == "money":
        return (number_text(value), "USD")
    if isinstance(value, float | int):
        return (number_text(float(value)), "")
    return (str(value), "")


def shown_in_cell(field: str, step: Step, event: Event) -> tuple[str, str]:
    """As `show`, with times as they stand on the map: 40 h of a wait are 5 bd."""
    value = getattr(step, field)
    if isinstance(value, Duration):
        number, _, unit = map_time_text(value, event.calendar).rpartition(" ")
        return (number, unit) if number else (unit, "")
    return show(field, step, event)


def text_of(field: str, step: Step, event: Event) -> str:
    """The value of a field as one text that `read` understands; a class as its letters, as the table shows it."""
    if field == "value":
        return LETTERS.get(step.value, "")
    return cell_text(FIELDS[field], getattr(step, field), event)


def set_field(
    event: Event, map_id: str, step_ids: tuple[str, ...], field: str, value: Any
) -> tuple[Change, ...]:
    """The changes that put a typed value into a field of steps; a new role name adds the role first."""
    changes: list[Change] = []
    if FIELDS[field].kind == "link" and value:
        role = find_role(event, value)
        if role is None:
            role = Role(name=value)
            changes.append(Add("roles", role))
        value = role.id
    changes += [Set(at("maps", map_id, "steps", step_id, field), value) for step_id in step_ids]
    return tuple(changes)
