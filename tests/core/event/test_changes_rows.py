"""The four edits any field and any row can have, by address."""

from __future__ import annotations

import pytest

from leanbench.errors import Refusal
from leanbench.event.changes import Add, Move, Remove, Set
from leanbench.event.records import Action, Charter, Event, Line, Map, Step
from leanbench.schema.addresses import address_parts, address_text, find
from leanbench.words.durations import Duration

EVENT = Event(
    charter=Charter(goals=(Line("Faster", "g1"), Line("Fewer errors", "g2"))),
    maps=(Map("current", steps=(Step("s1", "Intake"), Step("s2", "Review"))),),
    actions=(Action("a1", action="Call"), Action("a2", action="Write")),
)


def done(result: Event | Refusal) -> Event:
    assert isinstance(result, Event), result
    return result


def test_a_field_is_set_wherever_it_is() -> None:
    assert done(Set("header/title", "Permits").apply(EVENT)).header.title == "Permits"
    assert done(Set("actions/a2/due", "2026-03-09").apply(EVENT)).actions[1].due == "2026-03-09"
    event = done(Set("maps/current/steps/s2/wait", Duration(8.0, "bd")).apply(EVENT))
    assert event.map("current").step("s2").wait == Duration(8.0, "bd")
    assert event.map("current").steps[0] is EVENT.map("current").steps[0]  # untouched parts are shared
    assert (
        str(done(Set("charter/goals/g1/text", "Twice as fast").apply(EVENT)).charter.goals[0])
        == "Twice as fast"
    )
    assert Set("header/title", "").apply(EVENT) is EVENT
    assert Set("actions/a2/due", "2026-03-09").describe(EVENT) == "set due date to “2026-03-09”"


def test_rows_come_go_and_move() -> None:
    event = done(Add("actions", Action("a3"), 0).apply(EVENT))
    assert [row.id for row in event.actions] == ["a3", "a1", "a2"]
    event = done(Move("actions/a3", 9).apply(event))
    assert [row.id for row in event.actions] == ["a1", "a2", "a3"]
    event = done(Remove("actions/a1").apply(event))
    assert [row.id for row in event.actions] == ["a2", "a3"]
    event = done(Add("charter/goals", Line("Cheaper", "g3")).apply(EVENT))
    assert [str(goal) for goal in event.charter.goals] == ["Faster", "Fewer errors", "Cheaper"]
    assert Move("actions/a1", 0).apply(EVENT) is EVENT


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Set("actions/a2/due", 5), "Due date should be text, not 5."),
        (Set("maps/current/steps/s1/ca_pct", 140), "%C&A must be between 0 and 100%, not 140%."),
        (Set("actions/zz/due", "x"), "There is no “zz” at actions/zz/due."),
        (Set("actions/a1/color", "x"), "Color is not a field of a Action."),
        (Set("actions/a1/id", "x"), "There is no “id” at actions/a1/id."),
        (Add("actions", Action("a1")), "There already is a row “a1” here."),
        (Add("actions", Step("s")), "actions[2] should be a Action, not Step."),
        (Add("header/title", Action("a9")), "There is no “title” at header/title."),
        (Remove("actions/zz"), "There is no “zz” at actions/zz."),
        (Move("header/title", 1), "There is no “title” at header/title."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(change: Set | Add | Remove | Move, reason: str) -> None:
    assert change.apply(EVENT) == Refusal(reason)


def test_addresses_name_rows_by_id() -> None:
    assert find(EVENT, "maps/current/steps/s2/name") == "Review"
    odd = ("maps", "a/b", "~x", "")
    assert address_parts(address_text(odd)) == odd
