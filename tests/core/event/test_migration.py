"""Files written by released programs open with nothing lost and the same ids for everybody.

`schema-2.json` uses every kind of record, `schema-2-extras.json` has a foreign field in each of them, the
three containers are the samples: all five were written by the program of schema 2, `schema-3.json` by that of
schema 3.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from leanbench.event.event_file import EVENT, open_event, save_event
from leanbench.event.records import Action, Benefit, Event, Line
from leanbench.papers.parts.plan_section import status_of
from leanbench.schema import cards_of, field_names, is_record, with_ids
from leanbench.schema.cell_text import read_cell
from leanbench.store.on_disk import plain_root, read_root

FIXTURES = Path(__file__).parent / "fixtures"
SAMPLES = ("permit-issuance", "driver-licence-renewal", "snap-eligibility")
FILES = ["schema-2.json", "schema-2-extras.json", *(f"schema-2-{name}.lean" for name in SAMPLES)]


def leaves(value: Any) -> Iterator[str]:
    """Every value in plain JSON as text, without names of fields."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value not in (None, "", False):
        yield json.dumps(float(value) if type(value) is int else value)


def old_plain(name: str) -> dict[str, Any]:
    """What the released program wrote, the tables of a container put back into their datasets."""
    path = FIXTURES / name
    if path.suffix == ".json":
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return data
    import zipfile

    with zipfile.ZipFile(path) as archive:
        data = json.loads(archive.read("event.json"))
        tables = [archive.read(part).decode() for part in archive.namelist() if part.startswith("data/")]
    return {**data, "tables": tables}


def rows_of(value: Any) -> Iterator[Any]:
    """Every record inside, the value itself first."""
    if is_record(value):
        yield value
        for name in field_names(value):
            yield from rows_of(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from rows_of(inner)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_schema_2_loses_nothing(name: str) -> None:
    opened = open_event(FIXTURES / name)
    assert opened.schema == 2
    assert opened.notes == ()
    assert not opened.read_only
    before = old_plain(name)
    before.pop("leanbench_event")
    for data in before.get("datasets", []):  # a container says which of its files holds the table
        data.pop("file", None)
    for action in before.get("actions", []):
        if action.get("due") and action.get("status") == "late":  # follows from the day
            del action["status"]
    lost = Counter(leaves(before)) - Counter(leaves(plain_root(EVENT, opened.root)))
    assert not {value for value in lost if not value.startswith('"data/')}


def test_that_an_action_is_late_follows_from_its_day_and_is_kept_no_more() -> None:
    opened = open_event(FIXTURES / "schema-3.json")
    assert (opened.schema, opened.notes) == (3, ())
    begun, waiting, dateless = opened.root.actions[-3:]
    assert (begun.status, begun.due, begun.pct) == ("in progress", "2026-05-08", 60.0)
    assert (waiting.status, waiting.due) == ("open", "2026-05-01")
    assert (dateless.status, dateless.extra) == ("open", {"status_before": "late"})
    assert [status_of(action, date(2026, 6, 1)) for action in (begun, waiting)] == ["▲ late", "▲ late"]
    assert status_of(begun, date(2026, 5, 8)) == "◐ in progress"
    assert [read_cell(cards_of(Action)["status"], word) for word in ("Late", "overdue")] == ["open", "open"]


@pytest.mark.parametrize("name", FILES)
def test_two_people_get_the_same_ids_and_no_row_is_without_one(name: str, tmp_path: Path) -> None:
    one, two = open_event(FIXTURES / name).root, open_event(FIXTURES / name).root
    assert one == two
    assert all(row.id for row in rows_of(one) if "id" in cards_of(type(row)))
    save_event(one, tmp_path / "new.lean")
    again = open_event(tmp_path / "new.lean")
    assert again.schema == EVENT.schema
    assert again.root == one


def test_pairs_and_texts_became_rows() -> None:
    event = open_event(FIXTURES / "schema-2.json").root
    assert [str(rule) for rule in event.ground_rules] == ["Be kind", "Be kind"]
    assert event.ground_rules[0].id != event.ground_rules[1].id
    (branch, empty) = event.fishbones[0].branches
    assert (branch.name, [str(cause) for cause in branch.causes]) == ("People", ["few", "new"])
    assert empty.causes == ()
    assert [str(why) for why in event.five_whys[0].whys] == ["a", "b", "c"]
    assert [(row.time, row.topic) for row in event.agenda[0].blocks] == [
        ("8:00", "Welcome"),
        ("9:00", "Walk"),
    ]
    assert [(row.name, row.value) for row in event.follow_up[0].measures] == [
        ("Lead time", 20.0), ("Mood", "good"), ("Cost", None),
    ]  # fmt: skip
    assert event.standard_work[0].steps[0].key_point == "both sides"
    assert [(row.customer, row.deliverable) for row in event.charter.customers_and_deliverables][1] == (
        "Council",
        "Report",
    )


def test_hard_savings_became_benefit_rows() -> None:
    event = open_event(FIXTURES / "schema-2.json").root
    first, second = event.benefits.rows
    assert (first.what, first.kind, first.usd_per_year, first.state) == (
        "Overtime",
        "hard",
        12000.0,
        "projected",
    )
    assert first.extra == {"x-saving": [1, {"deep": None}]}
    assert (second.what, second.usd_per_year) == ("Paper", None)
    assert event.benefits.hard_savings == (first, second)


def test_only_dollars_a_year_that_nobody_refused_are_a_hard_saving() -> None:
    assert Benefit("a", amount=5.0).usd_per_year == 5.0
    assert Benefit("a", amount=5.0, state="refused").usd_per_year is None
    assert Benefit("a", amount=5.0, unit="hours").usd_per_year is None
    assert Benefit("a", amount=5.0, per="once").usd_per_year is None


def test_two_new_events_are_two_events() -> None:
    one, two = Event(), Event()
    assert one.header.id != two.header.id
    assert plain_root(EVENT, one) != plain_root(EVENT, two)
    assert one.header.copied_from == ""


def test_a_file_written_by_hand_may_leave_ids_out_or_repeat_them() -> None:
    data = {
        EVENT.mark: EVENT.schema,
        "actions": [{"action": "Call"}, {"id": "a1", "action": "Go"}, {"id": "a1", "action": "Stop"}],
        "ground_rules": ["Be kind", {"text": "Listen"}],
    }
    reading = read_root(EVENT, data, "“a.json”")
    ids = [row.id for row in reading.root.actions]
    assert len(set(ids)) == 3
    assert ids[1] == "a1"
    assert [row.action for row in reading.root.actions] == ["Call", "Go", "Stop"]
    assert [str(rule) for rule in reading.root.ground_rules] == ["Be kind", "Listen"]
    assert reading.notes == ("“a.json”: actions[2] had the id “a1” of another row and got a new one.",)
    assert read_root(EVENT, data, "“a.json”").root == reading.root
    assert len(reading.root.header.id) == 36


def test_ids_follow_from_content_and_place() -> None:
    first, _ = with_ids(Event, {"ground_rules": ["a", "a"]})
    other, _ = with_ids(Event, {"ground_rules": ["a", "b"]})
    keys = [row["id"] for row in first["ground_rules"]]
    assert keys == [row["id"] for row in with_ids(Event, {"ground_rules": ["a", "a"]})[0]["ground_rules"]]
    assert len(set(keys)) == 2
    assert not set(keys) & {row["id"] for row in other["ground_rules"]}
    assert with_ids(Line, {"text": "x", "id": "l1"}) == ({"text": "x", "id": "l1"}, [])
