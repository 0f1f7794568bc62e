"""A cell as text and back, for every field of every kind of record that can be typed."""

from __future__ import annotations

from typing import Any

import pytest

from leanbench.errors import UserError
from leanbench.event.outcome import Action, Waste
from leanbench.event.process import Map, Step
from leanbench.event.records import Event
from leanbench.schema import cards_of, replace
from leanbench.schema.cell_text import TYPED, cell_text, linked_rows, read_cell, typed_cards
from leanbench.schema.record_places import record_places
from leanbench.words.durations import Duration

EVENT = Event(maps=(Map("current", "Now", (Step("s1", "Check packet"), Step("s2", "Issue permit"))),))
SAMPLES: dict[str, list[Any]] = {
    "text": ["", "Fire review"],
    "person": ["", "A. Ortiz"],
    "number": [None, 3.25, -2.0, 1234567.0],
    "whole": [None, 30],
    "share": [None, 0.125],
    "percent": [None, 81.5],
    "money": [None, 0.0, 54200.5],
    "date": ["", "2026-03-13"],
    "duration": [None, Duration(2.0, "bd")],
    "yesno": [True, False],
    "lines": [(), ("One", "Two, and three")],
}


@pytest.mark.parametrize("path", list(record_places(Event)))
def test_what_a_cell_shows_reads_back(path: str) -> None:
    for card in typed_cards(record_places(Event)[path].kind).values():
        values = (
            [value for value, _word in card.choices] if card.kind == "choice" else SAMPLES.get(card.kind, [])
        )
        for value in values:
            inside = value is None or isinstance(value, (str, tuple, bool)) or not hasattr(value, "__lt__") or (
                (card.least is None or value >= card.least) and (card.most is None or value <= card.most)
            )  # fmt: skip
            if inside:
                assert read_cell(card, cell_text(card, value, EVENT), EVENT) == value, (card.name, value)


def test_links_are_typed_by_the_words_of_their_row() -> None:
    card = cards_of(Waste)["step"]
    assert dict(linked_rows(card, EVENT)) == {"s1": "Check packet", "s2": "Issue permit"}
    assert read_cell(card, "check packet", EVENT) == "s1"
    assert read_cell(card, "iss", EVENT) == "s2"
    assert cell_text(card, "s1", EVENT) == "Check packet"
    assert cell_text(card, "gone", EVENT) == "gone"
    with pytest.raises(UserError, match="no step of this event"):
        read_cell(card, "Fire review", EVENT)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("due", "3/13/2026", "2026-03-13"),
        ("status", "in p", "doing"),
        ("pct", "45 %", 45.0),
        ("days", "60", 60),
    ],
)
def test_actions_are_typed_as_people_say_it(field: str, typed: str, value: Any) -> None:
    card = cards_of(Action)[field]
    if field == "status":
        value = next(stored for stored, word in card.choices if word.startswith("In p"))
    assert read_cell(card, typed, EVENT) == value


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("due", "soon", "is not a date"),
        ("pct", "140", "% done must be between 0 and 100%, not 140%"),
        ("days", "30.5", "“30.5” is not a whole number"),
        ("days", "-1", "Days must be 0 or more, not −1"),
    ],
)
def test_what_cannot_be_read_meets_a_sentence(field: str, typed: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        read_cell(cards_of(Action)[field], typed, EVENT)


def test_every_table_of_an_event_is_a_place() -> None:
    places = record_places(Event)
    tables = {name for name, card in cards_of(Event).items() if card.kind == "rows"}
    assert {path for path, place in places.items() if place.is_table and "." not in path} == tables
    assert places["charter.metrics"].is_table
    assert not places["charter"].is_table
    assert all(typed_cards(place.kind, listed=True) for place in places.values())
    assert {card.kind for card in typed_cards(Step).values()} <= TYPED
    assert replace(EVENT, actions=(Action(),)).actions[0].id
