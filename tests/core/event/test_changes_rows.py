"""The four edits any field and any row can have, by address."""

from __future__ import annotations

import pytest

from leanbench.errors import Refusal
from leanbench.event.changes import Add, Move, Remove, Set
from leanbench.event.records import (
    Action,
    Charter,
    Dataset,
    Event,
    Line,
    Link,
    Map,
    Note,
    Role,
    Step,
    Study,
)  # fmt: skip
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
    assert Set("actions/a2/due", "2026-03-09").describe(EVENT) == "set due date of “Write” to Mar 9, 2026"


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
        (Set("actions/zz/due", "x"), "There is no action “zz” in this event."),
        (Set("actions/a1/color", "x"), "Color is not a field of a Action."),
        (Set("actions/a1/id", "x"), "An id does not change."),
        (Add("actions", Action("a1")), "“a1” already is the id of another action."),
        (Add("actions", Step("s")), "actions[2] should be a Action, not Step."),
        (Add("header/title", Action("a9")), "There is no table at header/title."),
        (Remove("actions/zz"), "There is no action “zz” in this event."),
        (Move("header/title", 1), "There is no table at header/title."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(change: Set | Add | Remove | Move, reason: str) -> None:
    assert change.apply(EVENT) == Refusal(reason)


def test_addresses_name_rows_by_id() -> None:
    assert find(EVENT, "maps/current/steps/s2/name") == "Review"
    odd = ("maps", "a/b", "~x", "")
    assert address_parts(address_text(odd)) == odd


def test_the_words_of_undo_name_the_row_and_write_the_value_as_its_card_does() -> None:
    steps, link = (Step("s1", "Intake"), Step("s2", "Review")), Link("l1", "s1", "s2", label="complete")
    event = Event(maps=(Map("current", "Current state", steps=steps, links=(link,)),), roles=(Role("PT"),))
    said = [
        (Set("maps/current/name", "Today"), "rename “Current state” to “Today”"),
        (Set("maps/current/steps/s2/kind", "decision"), "set kind of “Review” to “Decision”"),
        (Set("maps/current/links/l1/probability", 0.25), "set probability of “complete” to 25%"),
        (Set("roles/PT/fte", 2.0), "set people (FTE) of role PT to 2"),
        (Set("demand/units_per_year", 2400.0), "set units per year to 2,400"),
        (Set("studies/k1", Study("k1", "Waits")), "put study “Waits”"),
        (Add("actions", Action("a1", action="Call")), "add action “Call”"),
        (Add("actions", Action()), "add action"),
        (Remove("maps/current/steps/s1"), "remove “Intake”"),
        (Move("maps/current/links/l1", 1), "move “complete” to row 2"),
    ]
    assert [(change, change.describe(event)) for change, _words in said] == said


def test_a_whole_row_is_put_where_it_stood_or_at_the_end() -> None:
    event = done(Set("actions/a1", Action("a1", action="Ring")).apply(EVENT))
    assert [row.action for row in event.actions] == ["Ring", "Write"]
    event = done(Set("actions/a3", Action("a3", action="Ask")).apply(event))
    assert [row.id for row in event.actions] == ["a1", "a2", "a3"]
    assert Set("actions/a3", Action("a3", action="Ask")).apply(event) is event
    assert isinstance(Set("actions/a3", Action("a4")).apply(event), Refusal)


def test_a_place_that_asks_more_has_its_rule() -> None:
    event = Event(
        roles=(Role("PT"), Role("BO")),
        maps=(Map("current", steps=(Step("s1", role="PT"),), lanes=("PT", "BO")),),
        datasets=(Dataset("d1"), Dataset("d2")),
        studies=(Study("k1", "Waits", dataset="d1"),),
    )
    reasons = [
        (Remove("datasets/d1"), "1 study still uses these data: Waits. Remove it first."),
        (Remove("roles/PT"), "Role “PT” does 1 step. Give them to another role first."),
        (Set("roles/PT/id", "BO"), "“BO” cannot be the short name: it is empty or already used."),
        (Set("maps/current/lanes", ("PT", "PT")), "A role can have only one lane."),
        (Add("maps/current/notes", Note("n1", step="s9")), "There is no step “s9” to hang the note on."),
        (Add("roles", Role("")), "It needs an id before it can be kept."),
    ]
    assert [(change, change.apply(event).reason) for change, _reason in reasons] == reasons
    drawn = (
        Add("maps/current/steps", Step("s2")), Remove("maps/current/steps/s1"),
        Set("maps/current/steps/s1", Step("s1")), Set("maps/current/steps", ()), Set("maps", ()),
    )  # fmt: skip
    assert all(isinstance(change.apply(event), Refusal) for change in drawn)
    assert done(Remove("datasets/d2").apply(event)).datasets == event.datasets[:1]
    assert done(Remove("roles/BO").apply(event)).map("current").lanes == ("PT",)
