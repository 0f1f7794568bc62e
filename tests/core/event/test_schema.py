"""The disk form: what is written reads back, what is not understood is kept or told."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leanbench.errors import UserError
from leanbench.event import records
from leanbench.event.event_file import EVENT
from leanbench.event.migrations import MIGRATIONS, SCHEMA
from leanbench.event.records import Action, Event, Header, Map, Step
from leanbench.store.differences import plain_edits, redo
from leanbench.store.on_disk import from_bytes, plain_root, read_root, to_bytes
from leanbench.words import durations
from leanbench.words.durations import Duration

FIXTURES = Path(__file__).parent / "fixtures"

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=8)
numbers = st.floats(-1e12, 1e12, allow_nan=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


def values_of(annotation: Any) -> st.SearchStrategy[Any]:
    """Any value that fits an annotation of the records."""
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: texts, bool: st.booleans(), int: st.integers(-(2**40), 2**40), float: numbers,
        type(None): st.none(), Any: json_values,
    }  # fmt: skip
    if annotation in simple:
        return simple[annotation]
    if annotation is durations.Calendar:  # one nothing can be computed by is put right, not kept
        limits = st.builds(
            durations.Calendar, st.floats(1, 24), st.floats(1, 366), extra=values_of(records.Extra)
        )
        return limits
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return st.deferred(lambda: records_of(annotation))
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (types.UnionType, typing.Union):
        return st.one_of([values_of(part) for part in arguments])
    if origin is Mapping:
        return st.dictionaries(texts.map(lambda text: f"x-{text}"), json_values, max_size=2)
    assert origin is tuple
    if arguments[1:] == (...,):
        unique = (lambda row: row.id) if "id" in getattr(arguments[0], "__struct_fields__", ()) else None
        return st.lists(values_of(arguments[0]), max_size=2, unique_by=unique).map(tuple)
    return st.tuples(*[values_of(part) for part in arguments])


def records_of(kind: Any) -> st.SearchStrategy[Any]:
    """Records of a class with any values in any of their fields."""
    required, optional = {}, {}
    for field in msgspec.structs.fields(kind):
        values = texts.filter(bool) if field.name == "id" else values_of(field.type)
        (required if field.required else optional)[field.name] = values
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: kind(**given))


events = records_of(Event)


@given(events)
def test_an_event_reads_back_as_it_was_written(event: Event) -> None:
    content = to_bytes(plain_root(EVENT, event))
    reading = read_root(EVENT, from_bytes(content, "it"))
    assert reading.root == event
    assert reading.complete
    assert to_bytes(plain_root(EVENT, reading.root)) == content


@given(events, events)
def test_a_difference_turns_one_version_into_the_other(before: Event, after: Event) -> None:
    data = plain_root(EVENT, before)
    redo(data, json.loads(to_bytes(plain_edits(before, after))))
    assert read_root(EVENT, data).root == after


def test_equal_events_give_equal_bytes_sorted_and_indented() -> None:
    event = Event(header=Header("e", "Permits"), delay_threshold_min=480)
    same = Event(delay_threshold_min=480.0, header=Header("e", title="Permits", days=None))
    assert to_bytes(plain_root(EVENT, event)) == to_bytes(plain_root(EVENT, same))
    text = to_bytes(plain_root(EVENT, event)).decode()
    assert text.index('"calendar"') < text.index('"delay_threshold_min": 480,') < text.index('"header"')
    assert text.endswith("}\n")


def test_what_a_newer_or_foreign_file_holds_is_kept_and_written_back() -> None:
    data = plain_root(EVENT, Event(maps=(Map("current", steps=(Step("s1", "One"),)),)))
    data["horoscope"] = {"sign": "lion", "luck": [1, 2.5, None]}
    data["maps"][0]["steps"][0]["colour"] = "green"
    reading = read_root(EVENT, data)
    assert reading.root.extra == {"horoscope": {"sign": "lion", "luck": [1, 2.5, None]}}
    assert reading.root.map("current").step("s1").extra == {"colour": "green"}
    assert plain_root(EVENT, reading.root) == data
    assert reading.complete


def test_a_field_that_cannot_be_kept_is_told_and_the_file_is_not_to_be_written() -> None:
    data = plain_root(EVENT, Event(maps=(Map("current", steps=(Step("s1", wait=Duration(1.0, "h")),)),)))
    data["maps"][0]["steps"][0]["wait"]["distribution"] = "gamma"
    reading = read_root(EVENT, data, "“a.lean”")
    assert not reading.complete
    assert "maps[0].steps[0].wait.distribution" in reading.notes[0]


def test_a_newer_schema_is_read_but_not_to_be_written() -> None:
    reading = read_root(
        EVENT, {**plain_root(EVENT, Event(header=Header(title="Later"))), EVENT.mark: SCHEMA + 1}, "“a.lean”"
    )
    assert reading.root.header.title == "Later"
    assert not reading.complete
    assert f"schema {SCHEMA + 1}" in reading.notes[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "not a leanbench event"),
        ({"title": "x"}, "not a leanbench event"),
        ({EVENT.mark: True}, "not a leanbench event"),
        ({EVENT.mark: 0}, "schema 0"),
        ({EVENT.mark: 2, "maps": {}}, r"maps should be a list, not an object"),
        (
            {EVENT.mark: 2, "maps": [{"id": "a", "steps": [{"id": "s"}, {"id": 7}]}]},
            r"maps\[0\]\.steps\[1\]\.id should be text, not 7",
        ),
        (
            {EVENT.mark: 2, "maps": [{"id": "a", "steps": [{"id": "s", "wait": 5}]}]},
            r"maps\[0\]\.steps\[0\]\.wait should be an object",
        ),
        (
            {EVENT.mark: 2, "maps": [{"id": "a", "steps": [{"id": "s", "wait": {"amount": "x"}}]}]},
            r"wait\.amount should be a number, not “x”",
        ),
        (
            {EVENT.mark: 2, "maps": [{"id": "a", "links": [{"id": "l", "source": "a", "target": "b", "kind": "?"}]}]},
            "should be one of",
        ),
        (
            {EVENT.mark: 2, "charter": {"customers_and_deliverables": [list("fours")]}},
            "should be an object of named values, not a list",
        ),
        ({EVENT.mark: 1, "maps": 5}, "schema 1"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_by_the_place_inside(data: Any, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        read_root(EVENT, data, "“a.lean”")
    assert str(caught.value).startswith("“a.lean”")


def test_a_calendar_nothing_can_be_computed_by_is_put_right_and_told() -> None:
    data = {
        **plain_root(EVENT, Event()),
        "calendar": {"hours_per_business_day": 0, "calendar_days_per_business_day": -1},
    }
    reading = read_root(EVENT, data, "“a.lean”")
    assert reading.root.calendar == durations.Calendar()
    assert "Hours per business day must be between 0.01 and 24, not 0." in reading.notes[0]


def test_damaged_json_is_a_plain_sentence() -> None:
    for content in (b"", b"{", b'{"a": NaN}', b"\xff\xfe", b"[" * 100_000):
        with pytest.raises(UserError, match=r"damaged|nested too deeply"):
            from_bytes(content, "The file")


def test_values_nested_without_reason_are_refused() -> None:
    deep: Any = 1
    for _ in range(80):
        deep = [deep]
    with pytest.raises(UserError, match="nested too deeply"):
        read_root(EVENT, {**plain_root(EVENT, Event()), "x": deep})


def test_schema_1_is_brought_up_to_date() -> None:
    """`schema-1.json` was written when step times were plain minutes."""
    data = json.loads((FIXTURES / "schema-1.json").read_text("utf-8"))
    assert data[EVENT.mark] == 1
    reading = read_root(EVENT, data)
    step = reading.root.map("current").step("s1")
    assert step.process_time == Duration(12.0, "min")
    assert step.wait == Duration(2400.0, "min")
    assert step.extra == {"colour": "green"}
    assert reading.root.map("current").step("s2").process_time is None
    assert reading.root.actions == (Action("1", action="Open the express lane", who="B. Official", days=30),)
    assert reading.schema == 1
    assert reading.complete


def test_every_older_schema_has_a_migration_and_a_fixture() -> None:
    assert sorted(MIGRATIONS) == list(range(1, SCHEMA))
    for number in MIGRATIONS:
        assert (FIXTURES / f"schema-{number}.json").is_file()
