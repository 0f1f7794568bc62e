"""The fields of a step as text: one set of rules for the table, the inspector and pasting.

`read` turns what people type into the value of a field (or raises `UserError` with a plain sentence),
`show` turns a value into (number, unit) so that a cell can mute the unit.
"""

from __future__ import annotations

from typing import Any

from leanbench.errors import UserError
from leanbench.event.changes import AddRole, SetStep
from leanbench.event.editing import Change
from leanbench.event.records import Event, Role, Step
from leanbench.schema import Record, cards_of
from leanbench.words.durations import Duration, duration_text, map_time_text, parse_duration
from leanbench.words.money import parse_money
from leanbench.words.numbers import number_text, parse_number, parse_percent

CLASS_LETTERS = {"VA": "VA", "BNVA": "RQ", "NVA": "W", "": ""}
CLASS_WORDS = {"VA": "Value added", "BNVA": "Required by rule", "NVA": "Waste", "": "Not judged"}
CLASS_ROLES = {"VA": "va", "BNVA": "bnva", "NVA": "nva", "": "muted"}
CLASS_TYPED = {
    **dict.fromkeys(("", "-", "–"), ""),
    **dict.fromkeys(("v", "va", "value added", "value-added", "value adding"), "VA"),
    **dict.fromkeys(
        ("r", "rq", "b", "bnva", "bva", "nnva", "required", "required by rule", "business non-value added"),
        "BNVA",
    ),
    **dict.fromkeys(("w", "n", "nva", "waste", "non-value added", "non value added"), "NVA"),
}

KINDS = cards_of(Step)["kind"].choices


class Field(Record):
    """One field: its name in the record, its heading, its kind and the words of an empty one."""

    name: str
    title: str
    kind: str  # text, role, time, percent, class, number, money
    hint: str = ""


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("name", "Step", "text", "Verb and noun: Check packet"),
        Field("role", "Who", "role", "Role"),
        Field("process_time", "Process", "time", "20, 1.5h, 10-20m"),
        Field("wait", "Wait before", "time", "2bd, 4h, 1w"),
        Field("ca_pct", "%C&A", "percent", "85"),
        Field("value", "Class", "class", "V, R or W"),
        Field("rule", "Which rule", "text", "Law, code, policy §"),
        Field("wip", "Waiting now", "number", "Units in the queue"),
        Field("staff", "Staff", "number", "People at this step"),
        Field("batch", "Batch", "number", "Units worked together"),
        Field("changeover", "Changeover", "time", "Time to switch"),
        Field("kinds", "Kinds of work", "number", "It changes over between"),
        Field("availability_pct", "Available", "percent", "100"),
        Field("gate", "Happens every", "time", "1w for a weekly board"),
        Field("cost_usd", "Fixed cost", "money", "Per visit, beside labour"),
        Field("note", "Note", "text", ""),
    )
}


def read(field: str, text: str, event: Event) -> Any:
    """The value of what was typed; a role gives its name, see `set_field`.

    Raises
    ------
    UserError
        The text cannot be read as this kind of field.
    """
    shown = text.strip()
    kind = FIELDS[field].kind
    if kind in ("text", "role"):
        return shown
    if kind == "class":
        letters = CLASS_TYPED.get(shown.casefold())
        if letters is None:
            raise UserError(
                f"“{shown}” is not a class. Type V (value added), R (required by rule) or W (waste)."
            )
        return letters
    if shown in ("", "-", "–"):
        return None
    if kind == "time":
        return parse_duration(shown, event.calendar)
    if kind == "percent":
        value = parse_percent(shown)
        if not 0 <= value <= 100:
            raise UserError(f"{FIELDS[field].title} is between 0 and 100%, not {number_text(value)}%.")
        return value
    if kind == "money":
        return parse_money(shown)
    value = parse_number(shown)
    if value < 0:
        raise UserError(f"{FIELDS[field].title} cannot be negative: “{shown}”.")
    return value


def show(field: str, step: Step, event: Event) -> tuple[str, str]:
    """The value of a field as (number or words, muted unit)."""
    value = getattr(step, field)
    kind = FIELDS[field].kind
    if kind == "role":
        return (event.role(value).name or value if value else "", "")
    if kind == "class":
        return (CLASS_LETTERS[value], "")
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
    """The value of a field as one text that `read` understands."""
    return " ".join(part for part in show(field, step, event) if part)


def find_role(event: Event, typed: str) -> Role | None:
    """The role of this name or short name, case ignored."""
    wanted = typed.strip().casefold()
    for role in event.roles:
        if wanted in (role.name.casefold(), role.id.casefold()):
            return role
    return None


def new_role(event: Event, name: str, taken: tuple[str, ...] = ()) -> Role:
    """A role of this name with a free short name made of its initials: PT for "Permit technician"."""
    return Role(name=name.strip())


def set_field(
    event: Event, map_id: str, step_ids: tuple[str, ...], field: str, value: Any
) -> tuple[Change, ...]:
    """The changes that put a typed value into a field of steps; a new role name adds the role first."""
    changes: list[Change] = []
    if FIELDS[field].kind == "role" and value:
        role = find_role(event, value)
        if role is None:
            role = new_role(event, value)
            changes.append(AddRole(role))
        value = role.id
    changes += [SetStep(map_id, step_id, field, value) for step_id in step_ids]
    return tuple(changes)
