"""Laws of all changes: nothing is mutated, what comes out is whole, several are a sequence."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leanbench.errors import Refusal
from leanbench.event import changes
from leanbench.event.changes import (
    Add,
    AddStep,
    AddSteps,
    Change,
    Connect,
    CopyMap,
    DuplicateSteps,
    FillSteps,
    InsertDecision,
    Move,
    MoveStep,
    PasteSteps,
    PinSteps,
    Remove,
    RemoveSteps,
    Set,
    Several,
    TidyMap,
    WireSteps,
)
from leanbench.event.editing import Edit
from leanbench.event.event_file import EVENT
from leanbench.event.lanes import lane_order
from leanbench.event.records import (
    Action,
    Dataset,
    Demand,
    Event,
    Line,
    Link,
    Map,
    Mix,
    Note,
    Pin,
    Role,
    Step,
    Study,
)  # fmt: skip
from leanbench.schema import replace, seed_ids
from leanbench.store.differences import plain_edits, redo
from leanbench.store.on_disk import plain_root, read_root
from leanbench.store.touched import Touched
from leanbench.words.durations import Calendar, Duration

MAP = "current"
ids = st.sampled_from([f"s{n}" for n in range(1, 9)])
link_ids = st.sampled_from([f"l{n}" for n in range(1, 12)])
shares = st.none() | st.floats(-0.5, 1.5)
kinds = st.sampled_from(["flow", "rework", "exit", "alternative"])
times = st.builds(Duration, st.floats(-5, 1e6), st.sampled_from(["min", "h", "bd", "d"])) | st.none()
values = st.none() | st.text(max_size=3) | st.floats(-10, 200) | times | st.booleans() | st.just(("a", "b"))
steps = st.builds(Step, ids, st.sampled_from(["", "Check", "Sign"]), wait=times)
step_fields = st.sampled_from(
    ["name", "wait", "process_time", "ca_pct", "value", "role", "wip", "kind", "id", "?"]
)

addresses = st.sampled_from(
    ["header/title", "actions", "actions/1", "actions/1/due", "charter/goals", "maps", "maps/current/name",
     "maps/current/steps", "maps/current/steps/s1", "maps/current/steps/s1/wait", "maps/current/links/l1/target",
     "maps/current/links/l1/probability", "maps/current/notes/n1/step", "roles", "nowhere/at/all"]
)  # fmt: skip


def set_at(
    pattern: str, value: st.SearchStrategy[Any], *parts: st.SearchStrategy[str]
) -> st.SearchStrategy[Any]:
    return st.builds(lambda value, *names: Set(pattern.format(*names), value), value, *parts)


roles = st.sampled_from(["PT", "BO"])
new_roles = st.builds(Role, st.sampled_from(["PT", "BO", ""]))
tables = st.sampled_from(["actions", "parking_lot"])
places = st.builds("{}/{}".format, tables, st.sampled_from(["1", "2", "3"]))
datasets = st.builds(Dataset, st.sampled_from(["d1", ""]), text=st.sampled_from(["a\n1\n", "a\n2\n"]))
notes = st.builds(Note, st.sampled_from(["n1", "n2"]), step=ids)
change: st.SearchStrategy[Any] = st.one_of(
    st.builds(AddStep, st.just(MAP), steps, st.none() | ids, st.none() | ids),
    st.builds(AddSteps, st.just(MAP), st.lists(steps, max_size=3).map(tuple), st.none() | ids),
    st.builds(FillSteps, st.just(MAP), st.lists(st.tuples(ids, step_fields, values), max_size=3).map(tuple)),
    set_at("maps/current/steps/{}/{}", values, ids, step_fields),
    st.builds(RemoveSteps, st.just(MAP), st.lists(ids, max_size=3, unique=True).map(tuple)),
    st.builds(MoveStep, st.just(MAP), ids, st.integers(-1, 9)),
    st.builds(DuplicateSteps, st.just(MAP), st.lists(ids, max_size=3, unique=True).map(tuple)),
    st.builds(PasteSteps, st.just(MAP), st.lists(steps, max_size=3).map(tuple), st.just(()), st.none() | ids),
    st.builds(Connect, st.just(MAP), ids, ids, kinds, shares, st.just("why")),
    set_at("maps/current/links/{}/{}", values | ids, link_ids,
           st.sampled_from(["kind", "probability", "label", "target", "id"])),
    st.builds(Remove, st.builds("maps/current/links/{}".format, link_ids)),
    st.builds(
        WireSteps, st.just(MAP), st.tuples(ids, ids), st.just(()), st.tuples(ids), st.tuples(ids),
    ),
    st.builds(
        InsertDecision, st.just(MAP), ids,
        st.lists(st.tuples(st.text(max_size=3), shares, st.none() | ids), max_size=3).map(tuple),
    ),
    st.builds(PinSteps, st.just(MAP), st.lists(st.tuples(ids, st.just(Pin(1, 2)) | st.none())).map(tuple)),
    st.builds(TidyMap, st.just(MAP)),
    set_at("maps/current/lanes", st.lists(roles, max_size=3).map(tuple)),
    set_at("maps/{}/{}", values, st.sampled_from([MAP, "future"]),
           st.sampled_from(["name", "lead_time_rule", "steps"])),
    st.builds(CopyMap, st.just(MAP), st.sampled_from(["future", "plan-b"])),
    st.builds(Add, st.just("maps"), st.builds(Map, st.sampled_from(["future", ""]))),
    st.builds(Remove, st.sampled_from(["maps/future", "maps/plan-b", "maps/current/notes/n1", "studies/x"])),
    st.builds(Add, st.just("maps/current/notes"), notes),
    set_at("maps/current/notes/{}/{}", values | ids, st.sampled_from(["n1", "n2"]), st.sampled_from(["text", "step"])),
    set_at("maps/current/notes/n1", notes),
    st.builds(Add, st.just("roles"), new_roles),
    set_at("roles/{}/{}", values, roles, st.sampled_from(["id", "name", "fte", "unpaid"])),
    st.builds(Remove, st.builds("roles/{}".format, roles)),
    set_at("{}", values, st.sampled_from(
        ["header/title", "header/days", "header/nonsense", "charter/goals", "charter/sponsor", "charter/metrics",
         "demand/units_per_year", "ground_rules", "calendar", "maps", "?"]
    )),
    st.builds(Add, st.sampled_from(["actions", "parking_lot", "charter/goals", "maps"]),
              st.builds(Action, st.sampled_from(["1", "2"])) | st.text(max_size=3), st.none() | st.integers(-2, 4)),
    set_at("{}/{}", values, places, st.sampled_from(["who", "due", "pct", ""])),
    st.builds(Remove, places),
    st.builds(Move, places, st.integers(-1, 2)),
    st.builds(Add, st.just("datasets"), datasets),
    set_at("datasets/d1", datasets),
    st.builds(Remove, st.just("datasets/d1")),
    set_at("studies/{}", st.builds(Study, st.sampled_from(["x", "y"]), dataset=st.just("d1")),
           st.sampled_from(["x", "y"])),
    st.builds(Set, addresses, values),
    st.builds(Add, addresses, st.builds(Action, st.sampled_from(["1", "2"])) | st.builds(Line, st.text(max_size=3))),
    st.builds(Remove, addresses),
    st.builds(Move, addresses, st.integers(-1, 3)),
)  # fmt: skip


def whole(event: Event) -> None:
    """What must hold after any edits: ids unique, links and notes at steps that exist."""
    for chart in event.maps:
        steps_ = [step.id for step in chart.steps]
        assert len(set(steps_)) == len(steps_)
        links = [link.id for link in chart.links]
        assert len(set(links)) == len(links)
        for link in chart.links:
            assert {link.source, link.target} <= set(steps_)
            assert link.probability is None or 0 <= link.probability <= 1
        assert all(not note.step or note.step in steps_ for note in chart.notes)
        assert all(step.wait is None or step.wait.minutes(Calendar()) >= 0 for step in chart.steps)


@given(st.lists(change, max_size=12))
def test_any_edits_leave_a_whole_event_and_nothing_mutated(five: Event, edits: list[Change]) -> None:
    event = five
    for edit in edits:
        before = copy.deepcopy(plain_root(EVENT, event))
        assert edit.label
        assert edit.describe(event)
        hash(edit.key)
        result = edit.apply(event)
        assert plain_root(EVENT, event) == before
        if isinstance(result, Refusal):
            assert result.reason.endswith(".")
            continue
        whole(result)
        # the address of everything that differs is named, and only what differs
        touched = Touched.between(event, result)
        assert bool(touched) == (result is not event)
        if not touched:
            assert result == event
        # a version kept is the undo; the journal's patch is the redo
        data = plain_root(EVENT, event)
        redo(data, json.loads(json.dumps(plain_edits(event, result))))
        assert read_root(EVENT, data).root == result
        event = result


def without_link_ids(event: Event | Refusal) -> Any:
    if isinstance(event, Refusal):
        return event
    chart = event.map(MAP)
    return chart.steps, [
        (link.source, link.target, link.kind, link.label, link.probability) for link in chart.links
    ]


@given(
    st.lists(change, max_size=4),
    st.lists(steps, min_size=1, max_size=5, unique_by=lambda step: step.id).map(tuple),
    st.none() | ids,
)
def test_many_steps_at_once_are_one_after_the_other(
    five: Event, edits: list[Change], new: tuple[Step, ...], after: str | None
) -> None:
    event: Event = five
    for edit in edits:
        done = edit.apply(event)
        event = event if isinstance(done, Refusal) else done
    together = AddSteps(MAP, new, after).apply(event)
    apart: Event | Refusal = event
    for step in new:
        apart = AddStep(MAP, step, after).apply(apart)
        if isinstance(apart, Refusal):
            break
        after = step.id
    assert without_link_ids(together) == without_link_ids(apart)


@given(
    st.lists(st.tuples(ids, step_fields.filter(lambda field: field != "kind"), values), max_size=5).map(tuple)
)
def test_many_fields_at_once_are_one_after_the_other(five: Event, fields: tuple[Any, ...]) -> None:
    together = FillSteps(MAP, fields).apply(five)
    apart: Event | Refusal = five
    for step_id, field, value in fields:
        apart = Set(f"maps/{MAP}/steps/{step_id}/{field}", value).apply(apart)
        if isinstance(apart, Refusal):
            break
    assert isinstance(together, Refusal) == isinstance(apart, Refusal)
    if not isinstance(together, Refusal):
        assert together == apart


@given(st.lists(change, max_size=6))
def test_several_is_the_sequence_or_nothing(five: Event, edits: list[Change]) -> None:
    event: Event | Refusal = five
    seed_ids(1)  # new links get the same ids both times
    for edit in edits:
        event = edit.apply(event)
        if isinstance(event, Refusal):
            break
    seed_ids(1)
    assert Several("all", tuple(edits)).apply(five) == event
    seed_ids(None)


def test_every_change_is_exported_and_tried_here() -> None:
    def all_edits(kind: type) -> set[str]:
        return {sub.__name__ for sub in kind.__subclasses__() if sub.__module__.startswith("leanbench")}

    assert all_edits(Edit) <= set(changes.__all__)
    assert all_edits(Edit) <= set(globals())


# --- the flow stays whole -----------------------------------------------------------------------


def done(change: Change, event: Event) -> Event:
    result = change.apply(event)
    assert isinstance(result, Event), result
    return result


def pairs(event: Event, kind: str = "flow", map_id: str = MAP) -> set[tuple[str, str]]:
    return {(link.source, link.target) for link in event.map(map_id).links if link.kind == kind}


def row(*keys: str) -> set[tuple[str, str]]:
    return set(pairwise(keys))


def order(event: Event) -> list[str]:
    return [step.id for step in event.map(MAP).steps]


def fresh(event: Event) -> list[str]:
    """The ids of steps that were given one by the program, in the order of the table."""
    return [key for key in order(event) if key.startswith("s-")]


def test_a_step_added_between_two_takes_over_the_way_on(five: Event) -> None:
    event = done(AddStep(MAP, Step("n"), after="s2"), five)
    assert order(event) == ["s1", "s2", "n", "s3", "s4", "s5"]
    assert pairs(event) == row("s1", "s2", "n", "s3", "s4", "s5")
    assert pairs(done(AddStep(MAP, Step("n")), five)) == row("s1", "s2", "s3", "s4", "s5", "n")
    first = done(AddStep(MAP, Step("n"), before="s1"), five)
    assert order(first)[0] == "n"
    assert pairs(first) == row("n", "s1", "s2", "s3", "s4", "s5")


def with_branches() -> Event:
    """a -> (b | c in parallel) -> d -> e; rework at d over r1, r2; an exit at a over x."""
    links = (
        Link("l1", "a", "b"), Link("l2", "a", "c"), Link("l3", "b", "d"), Link("l4", "c", "d"), Link("l5", "d", "e"),
        Link("l6", "d", "r1", "rework", 0.4, "corrections"), Link("l7", "r1", "r2", "rework"),
        Link("l8", "r2", "d", "rework"), Link("l9", "a", "x", "exit", 0.1),
    )  # fmt: skip
    return Event(
        maps=(
            Map(
                MAP, steps=tuple(Step(key) for key in ("a", "b", "c", "d", "e", "r1", "r2", "x")), links=links
            ),
        )
    )


def test_a_step_before_a_split_takes_over_the_whole_split() -> None:
    event = done(AddStep(MAP, Step("n"), after="a"), with_branches())
    assert pairs(event) == {("a", "n"), ("n", "b"), ("n", "c"), ("b", "d"), ("c", "d"), ("d", "e")}
    assert pairs(event, "exit") == {("a", "x")}  # the branch stays where it leaves from


def test_a_step_added_inside_a_branch_becomes_part_of_it() -> None:
    event = done(AddStep(MAP, Step("n"), after="r1"), with_branches())
    assert pairs(event, "rework") == {("d", "r1"), ("r1", "n"), ("n", "r2"), ("r2", "d")}
    event = done(AddStep(MAP, Step("n"), after="x"), with_branches())
    assert pairs(event, "exit") == {("a", "x"), ("x", "n")}


def test_a_step_added_at_the_end_ignores_branches() -> None:
    event = done(AddStep(MAP, Step("n")), with_branches())
    assert ("e", "n") in pairs(event)


def test_removing_steps_closes_the_gap(five: Event) -> None:
    assert pairs(done(RemoveSteps(MAP, ("s2", "s3")), five)) == row("s1", "s4", "s5")
    assert pairs(done(RemoveSteps(MAP, ("s1",)), five)) == row("s2", "s3", "s4", "s5")
    assert pairs(done(RemoveSteps(MAP, ("s5",)), five)) == row("s1", "s2", "s3", "s4")


def test_removing_a_branch_step_keeps_the_branch_and_its_probability() -> None:
    event = done(RemoveSteps(MAP, ("r1",)), with_branches())
    assert pairs(event, "rework") == {("d", "r2"), ("r2", "d")}
    (out,) = [link for link in event.map(MAP).links if link.source == "d" and link.kind == "rework"]
    assert (out.id, out.probability, out.label) == ("l6", 0.4, "corrections")
    assert pairs(done(RemoveSteps(MAP, ("r1", "r2")), with_branches()), "rework") == set()
    gone = done(RemoveSteps(MAP, ("b",)), with_branches())
    assert pairs(gone) == {("a", "d"), ("a", "c"), ("c", "d"), ("d", "e")}


def test_moving_a_step_on_a_plain_stretch_moves_it_in_the_flow(five: Event) -> None:
    event = done(MoveStep(MAP, "s5", 1), five)
    assert order(event) == ["s1", "s5", "s2", "s3", "s4"]
    assert pairs(event) == row("s1", "s5", "s2", "s3", "s4")
    event = done(MoveStep(MAP, "s3", 0), five)
    assert pairs(event) == row("s3", "s1", "s2", "s4", "s5")
    event = done(MoveStep(MAP, "s1", 4), five)
    assert pairs(event) == row("s2", "s3", "s4", "s5", "s1")


def test_moving_a_step_of_a_split_changes_only_the_table() -> None:
    event = done(MoveStep(MAP, "c", 1), with_branches())
    assert order(event)[:3] == ["a", "c", "b"]
    assert event.map(MAP).links is not None
    assert pairs(event) == pairs(with_branches())


def test_duplicating_puts_the_copies_behind_in_the_flow(five: Event) -> None:
    event = done(DuplicateSteps(MAP, ("s2", "s3")), five)
    first, second = fresh(event)
    assert order(event) == ["s1", "s2", "s3", first, second, "s4", "s5"]
    assert pairs(event) == row("s1", "s2", "s3", first, second, "s4", "s5")
    assert event.map(MAP).step(first).name == "Step 2"


def test_pasting_gives_new_ids_and_chains_loose_steps(five: Event) -> None:
    paste = PasteSteps(MAP, (Step("x", "One", pin=Pin(3, 4)), Step("y", "Two")), (), "s1")
    event = done(paste, five)
    first, second = fresh(event)
    assert pairs(event) == row("s1", first, second, "s2", "s3", "s4", "s5")
    assert event.map(MAP).step(first).pin is None
    again = done(paste, event)
    assert len(set(order(again))) == 9  # pasted twice, ids of their own each time
    empty = done(PasteSteps(MAP, (Step("x"), Step("y"))), Event(maps=(Map(MAP),)))
    assert pairs(empty) == row(*order(empty))


def test_a_copied_block_keeps_its_shape_and_its_links() -> None:
    both = done(DuplicateSteps(MAP, ("a", "b", "c", "d")), with_branches())
    a, b, c, d = fresh(both)
    assert {("d", a), (a, b), (a, c), (b, d), (c, d), (d, "e")} <= pairs(both)
    arms = done(DuplicateSteps(MAP, ("b", "c")), with_branches())  # two arms without the ends that hold them
    one, two = fresh(arms)
    assert {("c", one), ("c", two), (one, "d"), (two, "d"), ("b", "d")} <= pairs(arms)
    assert ("c", "d") not in pairs(arms)
    loop = done(
        DuplicateSteps(MAP, ("d", "r1", "r2")), with_branches()
    )  # the loop turns back to its own copy
    d, first, second = fresh(loop)
    assert {(d, first), (first, second), (second, d)} <= pairs(loop, "rework")
    assert {("d", d), (d, "e")} <= pairs(loop)


def test_lanes_stay_where_they_are_and_an_empty_one_stays_until_it_is_removed(five: Event) -> None:
    roles = ("A", "B", "A", "C", "B")
    (drawn,) = five.maps
    drawn = replace(drawn, steps=tuple(replace(s, role=r) for s, r in zip(drawn.steps, roles, strict=True)))
    five = replace(five, maps=(drawn,))
    assert lane_order(five.map(MAP)) == ("A", "B", "C")
    assert five.map(MAP).lanes == ()  # the order of use says the same: nothing is written
    swapped = done(Set(f"maps/{MAP}/steps/s1/role", "C"), five)
    assert lane_order(swapped.map(MAP)) == ("A", "B", "C")
    emptied = done(Set(f"maps/{MAP}/steps/s3/role", "B"), swapped)
    assert lane_order(emptied.map(MAP)) == ("A", "B", "C")
    gone = done(RemoveSteps(MAP, ("s1", "s4")), emptied)
    new = done(AddStep(MAP, Step("n", role="D"), before="s2"), gone)
    assert lane_order(new.map(MAP)) == ("A", "B", "C", "D")
    removed = done(Set(f"maps/{MAP}/lanes", ("B", "D")), new)
    assert lane_order(removed.map(MAP)) == ("B", "D")


def test_a_decision_with_rework_and_a_third_way(five: Event) -> None:
    decide = InsertDecision(
        MAP, "s3", (("yes", 0.7, None), ("no", 0.2, "s1"), ("partly", 0.1, None)), "Complete?"
    )
    event = done(decide, five)
    new, extra = fresh(event)
    assert event.map(MAP).step(new).kind == "decision"
    assert event.map(MAP).step(new).decision
    assert pairs(event) == row("s1", "s2", "s3", new, "s4", "s5")
    assert pairs(event, "rework") == {(new, "s1")}
    assert pairs(event, "alternative") == {(new, extra), (extra, "s4")}
    assert {link.label for link in event.map(MAP).links if link.source == new} == {"yes", "no", "partly"}
    refused = InsertDecision(MAP, "s3", (("yes", 0.7, None), ("no", 0.2, "s1"))).apply(five)
    assert refused == Refusal("These branches add up to 90%; they must add up to 100%.")


def test_copied_maps_keep_step_ids_so_that_they_can_be_compared(five: Event) -> None:
    event = done(CopyMap(MAP, "future", "Future state"), five)
    assert event.map("future").steps is event.map(MAP).steps
    assert event.map("future").name == "Future state"
    assert isinstance(CopyMap(MAP, "future").apply(event), Refusal)


# --- refusals and words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Set("maps/current/steps/s9/name", "x"), "There is no step “s9” on this map."),
        (Set("maps/current/steps/s1/ca_pct", 120.0), "%C&A must be between 0 and 100%, not 120%."),
        (Set("maps/current/steps/s1/wait", Duration(-1.0, "h")), "Wait: a time cannot be negative."),
        (Set("maps/current/steps/s1/wait", "soon"), "Wait should be a time, not “soon”."),
        (
            Set("maps/current/steps/s1/wip", float("nan")),
            "Work in progress should be a number of at most 1,000,000,000,000,000.",
        ),
        (Connect(MAP, "s1", "s2"), "These two steps are already connected this way."),
        (Connect(MAP, "s1", "s3", "rework", 1.5), "Probability must be between 0 and 100%, not 150%."),
        (Remove("roles/PT"), "Role “PT” does 5 steps. Give them to another role first."),
        (Set("calendar/hours_per_business_day", 0), "Hours per business day must be between 0.01 and 24, not 0."),
        (Add("wishes", "x"), "There is no “wishes” at wishes."),
        (Set("actions/a9/who", "me"), "There is no action “a9” in this event."),
    ],
)  # fmt: skip
def test_refusals_say_why(five: Event, change: Change, reason: str) -> None:
    assert change.apply(five) == Refusal(reason)


def test_labels_name_the_step_and_the_value(five: Event) -> None:
    change = Set("maps/current/steps/s2/wait", Duration(8.0, "bd"))
    assert change.label == "set wait to 8 bd"
    assert change.describe(five) == "set wait of “Step 2” to 8 bd"
    assert RemoveSteps(MAP, ("s2",)).describe(five) == "remove “Step 2”"
    assert Connect(MAP, "s1", "s3").describe(five) == "connect “Step 1” with “Step 3”"
    assert Set("maps/current/links/l1/probability", 0.25).label == "set probability to 25%"
    typing = Set("maps/current/steps/s2/name", "A"), Set("maps/current/steps/s2/name", "Ab")
    assert typing[0].key == typing[1].key


def test_setting_the_same_value_is_no_edit(five: Event) -> None:
    assert Set("maps/current/steps/s1/name", "Step 1").apply(five) is five
    assert Set("demand/units_per_year", 2400).apply(five) is five
    assert TidyMap(MAP).apply(five) is five


def test_rows_of_nested_tables(five: Event) -> None:
    event = done(Add("charter/goals", Line("Faster", "g1")), five)
    event = done(Add("charter/goals", Line("Fewer errors", "g2"), 0), event)
    assert [str(goal) for goal in event.charter.goals] == ["Fewer errors", "Faster"]
    event = done(Move("charter/goals/g2", 1), event)
    event = done(Set("charter/goals/g2/text", "No errors"), event)
    assert [str(goal) for goal in event.charter.goals] == ["Faster", "No errors"]
    event = done(Add("demand/mix", Mix("deck", 0.5, "m")), event)
    event = done(Set("demand/mix/m/share", 0.4), event)
    assert event.demand == Demand(units_per_year=2400, mix=(Mix("deck", 0.4, "m"),))


def test_a_role_renamed_is_renamed_in_steps_and_lanes(five: Event) -> None:
    event = done(Set("maps/current/lanes", ("PT",)), five)
    event = done(Set("roles/PT/id", "TECH"), event)
    assert {step.role for step in event.map(MAP).steps} == {"TECH"}
    assert event.map(MAP).lanes == ("TECH",)
    freed = Several("free", tuple(Set(f"maps/{MAP}/steps/{key}/role", "") for key in order(event)))
    event = done(Remove("roles/TECH"), done(freed, event))
    assert event.map(MAP).lanes == ()
    assert event.roles == ()


def test_touched_names_what_changed_and_no_more(five: Event) -> None:
    event = done(Set("maps/current/steps/s2/wait", Duration(1.0, "h")), five)
    touched = Touched.between(five, event, by="table")
    assert touched.items == {f"maps/{MAP}/steps/s2/wait"}
    assert touched.by == "table"
    assert touched.touches("maps", MAP)
    assert touched.touches("maps")
    assert touched.touches("maps", MAP, "steps", "s2")
    assert touched.within("maps", MAP, "steps")
    assert not touched.touches("maps", MAP, "steps", "s1")
    assert not touched.touches("maps", "future")
    assert not touched.touches("actions")
    assert touched.ids("maps", MAP, "steps") == {"s2"}
    added = Touched.between(five, done(AddStep(MAP, Step("n"), after="s2"), five))
    assert added.touches("maps", MAP, "steps", "n")
    assert not added.within("maps", MAP, "steps")
    assert added.ids("maps", MAP, "steps") == {"n"}
    kept = {link.id for link in five.map(MAP).links}
    touched_links = added.ids("maps", MAP, "links")
    assert len(touched_links) == 2
    assert len(touched_links - kept) == 1  # one is new, one leads on from the new step
    copied = Touched.between(five, done(CopyMap(MAP, "future"), five))
    assert copied.items == {"maps", "maps/future"}
    assert Touched.between(five, done(Set("header/title", "x"), five)).items == {"header/title"}
    data = done(Add("datasets", Dataset("d1")), five)
    assert Touched.between(five, data).items == {"datasets", "datasets/d1"}


def test_nothing_leads_into_a_start_or_out_of_an_end() -> None:
    steps = (Step("a", "Begin", kind="start"), Step("b", "Work"), Step("c", "Done", kind="end"))
    event = Event(maps=(Map(MAP, steps=steps, links=(Link("1", "a", "b"),)),))
    into = Connect(MAP, "b", "a", "rework").apply(event)
    assert into == Refusal("Nothing can lead into “Begin”: the flow begins there.")
    out = Connect(MAP, "c", "b").apply(event)
    assert out == Refusal("Nothing can lead out of “Done”: the flow ends there.")
    turned = Set("maps/current/links/1/source", "c").apply(event)
    assert turned == Refusal("Nothing can lead out of “Done”: the flow ends there.")
    assert isinstance(Connect(MAP, "b", "c").apply(event), Event)
    order = Event(maps=(Map(MAP, steps=(Step("c", kind="customer"), Step("d", "Orders", kind="data"))),))
    assert isinstance(Connect(MAP, "c", "d").apply(order), Event)  # information goes the other way round


def test_steps_of_a_chain_are_wired_as_a_table_says(five: Event) -> None:
    ways = (Link("l-a", "s2", "s4"), Link("l-b", "s3", "s4"))
    done = WireSteps(MAP, ("s2", "s3", "s4"), ways, ("s2", "s3"), ("s4",)).apply(five)
    assert isinstance(done, Event)
    found = {(link.source, link.target) for link in done.map(MAP).links}
    assert {("s1", "s2"), ("s1", "s3"), ("s2", "s4"), ("s3", "s4"), ("s4", "s5")} <= found
    assert ("s2", "s3") not in found
    assert isinstance(
        WireSteps(MAP, ("s2",), (Link("l-c", "s2", "gone"),), ("s2",), ("s2",)).apply(five), Refusal
    )
