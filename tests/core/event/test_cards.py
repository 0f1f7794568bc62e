"""Every field of every record is found by derivation: in forms and tables, pasting, check, papers, files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from leanbench import resources
from leanbench.event.event_file import EVENT, open_event
from leanbench.event.records import Action, Event, Role, Step
from leanbench.schema import cards_of, field_names
from leanbench.schema.card import Card
from leanbench.schema.cell_reading import read_value
from leanbench.schema.cell_text import cell_text
from leanbench.schema.given_ids import inner_kinds
from leanbench.schema.json_schema import json_schema
from leanbench.schema.limits import limit_problem
from leanbench.schema.row_text import columns_of, table_csv
from leanbench.schema.table_headings import heading_of
from leanbench.schema.table_reader import read_rows
from leanbench.store.on_disk import plain_root
from leanbench.words.durations import Calendar, Duration

EXAMPLES: dict[str, tuple[str, Any]] = {
    "text": ("Words", "Words"), "person": ("Ann", "Ann"), "date": ("2026-03-09", "2026-03-09"),
    "number": ("3", 3.0), "whole": ("3", 3), "money": ("$3", 3.0), "percent": ("85%", 85.0), "share": ("85%", 0.85),
    "duration": ("2 bd", Duration(2.0, "bd")), "yesno": ("yes", True), "lines": ("a; b", ("a", "b")),
    "link": ("x1", "x1"),
}  # fmt: skip


def kinds(root: type = Event) -> Iterator[type]:
    seen: list[type] = []
    waiting = [root]
    while waiting:
        kind = waiting.pop()
        if kind not in seen:
            seen.append(kind)
            waiting += [inner.kind for inner in inner_kinds(kind)]
    return iter(seen)


ALL = sorted(kinds(), key=lambda kind: kind.__name__)


def typed(card: Card) -> tuple[str, Any]:
    if card.kind == "choice":
        value, word = card.choices[-1]
        return word or value, value
    return EXAMPLES[card.kind]


def test_all_kinds_of_the_event_are_walked() -> None:
    names = {kind.__name__ for kind in ALL}
    assert len(ALL) >= 45
    assert {"Step", "Action", "Benefit", "Line", "Calendar", "CauseBranch"} <= names


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_field_has_a_card_and_every_card_a_place(kind: type) -> None:
    cards = cards_of(kind)
    places = {"Place": (), "Pin": (), "Conflict": None}.get(kind.__name__, cards)
    if places is not cards:
        return
    assert list(cards) == [name for name in field_names(kind) if name in cards]
    missing = set(field_names(kind)) - set(cards)
    assert not missing, f"no card: {missing}"
    shown = {card.name for card in columns_of(kind, every=True)}
    inside = {inner.name for inner in inner_kinds(kind)}
    for card in cards.values():
        assert card.title or card.kind == "loose"
        if card.kind in ("identity", "loose"):
            continue
        assert card.name in shown or card.kind in ("rows", "record"), card.name
        if card.kind == "record":
            assert card.name in inside or card.name in ("place", "pin")


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_what_is_printed_is_read_back_from_cell_and_heading(kind: type) -> None:
    cards = {card.name: card for card in columns_of(kind, every=True)}
    for card in cards.values():
        text, value = typed(card)
        assert read_value(card, text, Calendar()) == value, card.name
        found, _ = heading_of(card.title, cards)
        assert found is not None
        assert found.title == card.title
        assert card.kind == "yesno" or cell_text(card, value) != ""
        if card.least is not None and card.kind != "share":
            assert limit_problem(card, card.least - 1.0)
            assert not limit_problem(card, card.least)


def test_a_table_of_any_kind_is_pasted_by_its_headings() -> None:
    rows = [["Action", "Who", "Due", "Done", "Phase"], ["Call the clerk", "Ann", "3/9/2026", "40%", "1"]]
    reading = read_rows(Action, rows, named="action")
    assert reading.rows[0].values == {
        "action": "Call the clerk",
        "who": "Ann",
        "due": "2026-03-09",
        "pct": 40.0,
    }
    assert reading.notes == ("Column “Phase” was not used.",)


def test_a_row_as_printed_and_as_a_spreadsheet_takes_it() -> None:
    action = Action("a1", action="Call", who="Ann", due="2026-03-09", status="done", pct=40.0)
    row = {card.title: cell_text(card, getattr(action, card.name)) for card in columns_of(Action)}
    assert (row["Action"], row["Due"], row["Done"], row["Status"]) == ("Call", "Mar 9, 2026", "40%", "Done")
    step = Step("s1", "Intake", role="r1", wait=Duration(2.0, "bd"), ca_pct=85.5)
    text = table_csv(Step, [step])
    assert text.splitlines()[0].startswith("Step,Kind of step,Who,Process,Wait before,%C&A,Class")
    assert text.splitlines()[1].startswith("Intake,process,r1,,2 bd,85.5,")
    assert cell_text(cards_of(Step)["role"], "r1", Event(roles=(Role("r1", "Clerk"),))) == "Clerk"


def test_the_samples_have_the_form_of_the_derived_schema() -> None:
    schema = json_schema(Event)
    assert set(schema["$defs"]) >= {kind.__name__ for kind in ALL}
    for path in sorted(resources.path("samples").glob("*.lean")):
        data = plain_root(EVENT, open_event(path).root)
        data.pop(EVENT.mark)
        assert list(faults(data, schema, schema["$defs"])) == []
    broken = {"header": {"title": 5}, "maps": {}, "roles": [{"id": "a", "fte": -1}]}
    assert len(list(faults(broken, schema, schema["$defs"]))) == 3


def faults(value: Any, schema: dict[str, Any], known: dict[str, Any], place: str = "") -> Iterator[str]:
    """Where a value does not have the form of a schema: the part of JSON Schema that is derived here."""
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        if all(list(faults(value, option, known)) for option in schema["anyOf"]):
            yield f"{place}: none fits"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r}"
    types = schema.get("type", [])
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    name = names.get(type(value), "number")
    allowed = [types] if isinstance(types, str) else types
    if allowed and name not in allowed and not (name == "number" and "integer" in allowed):
        yield f"{place}: {name} instead of {types}"
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in schema.get("properties", {}):
                yield from faults(inner, schema["properties"][key], known, f"{place}.{key}")
            elif schema.get("additionalProperties") is False:
                yield f"{place}.{key}: not known"
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            parts = schema.get("prefixItems")
            yield from faults(
                inner, parts[index] if parts else schema.get("items", {}), known, f"{place}[{index}]"
            )
    elif name == "number" and "minimum" in schema and value < schema["minimum"]:
        yield f"{place}: {value} is too small"
