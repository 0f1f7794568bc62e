"""Two copies brought together: nothing lost, no side preferred, the same copy twice is nothing new."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leanbench.errors import UserError
from leanbench.event.event_file import EVENT
from leanbench.event.records import Action, Charter, Demand, Event, Header, Line, Link, Map, Role, Step
from leanbench.schema import replace
from leanbench.store.conflict import Conflict
from leanbench.store.merge import Merged, decide, merge
from leanbench.store.on_disk import from_bytes, plain_root, read_root, to_bytes
from leanbench.words.durations import Duration

ACTIONS = (Action("a1", action="Open the lane"), Action("a2", action="Train"), Action("a3", action="Print"))
BASE = Event(
    header=Header(title="Permits", agency="City"),
    roles=(Role("C", "Clerk"), Role("P", "Planner")),
    charter=Charter(goals=(Line("Halve the wait", "g1"), Line("Nobody calls twice", "g2"))),
    maps=(
        Map(
            "current",
            "Current state",
            steps=tuple(
                Step(f"s{n}", f"Step {n}", role="C", wait=Duration(float(n), "h")) for n in (1, 2, 3, 4)
            ),
            links=tuple(Link(f"l{n}", f"s{n}", f"s{n + 1}") for n in (1, 2, 3)),
        ),
    ),
    actions=ACTIONS,
    extra={"colour": "green", "size": 3},
)


# --- the cases people meet ----------------------------------------------------------------------


def with_action(event: Event, key: str, **changes: Any) -> Event:
    rows = tuple(replace(row, **changes) if row.id == key else row for row in event.actions)
    return replace(event, actions=rows)


def without(event: Event, key: str) -> Event:
    return replace(event, actions=tuple(row for row in event.actions if row.id != key))


def test_different_fields_of_one_row_are_both_kept() -> None:
    result = merge(BASE, with_action(BASE, "a2", who="Ann"), with_action(BASE, "a2", due="2026-03-09"))
    assert result.root.actions[1] == Action("a2", action="Train", who="Ann", due="2026-03-09")
    assert [item.address for item in result.taken] == ["actions/a2/due"]
    assert result.conflicts == ()


def test_different_values_of_one_field_are_a_conflict_that_survives_saving_until_decided() -> None:
    mine, theirs = with_action(BASE, "a2", who="Ann"), with_action(BASE, "a2", who="Bob")
    result = merge(BASE, mine, theirs)
    (conflict,) = result.conflicts
    assert (conflict.address, conflict.mine, conflict.theirs) == ("actions/a2/who", "Ann", "Bob")
    assert result.root.actions[1].who == "Ann"
    saved = read_root(EVENT, from_bytes(to_bytes(plain_root(EVENT, result.root)), "it")).root
    assert saved == result.root
    for side, who in (("mine", "Ann"), ("theirs", "Bob")):
        decided = decide(saved, conflict.id, side)
        assert decided.actions[1].who == who
        again = merge(BASE, decided, theirs)
        assert again.root == decided  # decided is decided: the same copy asks nothing again
        assert again.conflicts == ()


def test_a_third_copy_with_another_value_is_asked_about() -> None:
    mine, theirs = with_action(BASE, "a2", who="Ann"), with_action(BASE, "a2", who="Bob")
    first = merge(BASE, mine, theirs)
    decided = decide(first.root, first.conflicts[0].id, "theirs")
    second = merge(BASE, decided, with_action(BASE, "a2", who="Cam"))
    assert [(c.mine, c.theirs) for c in second.conflicts] == [("Bob", "Cam")]


@pytest.mark.parametrize("swapped", [False, True])
def test_a_row_edited_on_one_side_and_removed_on_the_other_is_kept_and_shown(swapped: bool) -> None:
    edited, removed = with_action(BASE, "a2", who="Ann"), without(BASE, "a2")
    result = merge(BASE, removed, edited) if swapped else merge(BASE, edited, removed)
    assert result.root.actions == edited.actions
    (conflict,) = result.conflicts
    assert conflict.address == "actions/a2"
    assert (conflict.mine is None, conflict.theirs is None) == (swapped, not swapped)
    keep, drop = ("theirs", "mine") if swapped else ("mine", "theirs")
    assert decide(result.root, conflict.id, keep).actions == edited.actions
    assert decide(result.root, conflict.id, drop).actions == removed.actions


def test_a_row_removed_on_one_side_and_untouched_on_the_other_goes() -> None:
    assert merge(BASE, BASE, without(BASE, "a2")).root == without(BASE, "a2")
    assert merge(BASE, without(BASE, "a2"), BASE).root == without(BASE, "a2")
    assert merge(BASE, without(BASE, "a2"), BASE).taken == ()


def test_two_inserts_at_one_place_are_both_kept_in_an_order_that_knows_no_side() -> None:
    first, second = Action("a-k", action="K"), Action("a-b", action="B")
    mine = replace(BASE, actions=(ACTIONS[0], first, *ACTIONS[1:]))
    theirs = replace(BASE, actions=(ACTIONS[0], second, *ACTIONS[1:]))
    for result in (merge(BASE, mine, theirs), merge(BASE, theirs, mine)):
        assert [row.id for row in result.root.actions] == ["a1", "a-b", "a-k", "a2", "a3"]
        assert result.conflicts == ()


def test_rows_moved_on_one_side_move_and_on_both_sides_follow_one_rule() -> None:
    one, two, three = ACTIONS
    moved = replace(BASE, actions=(three, one, two))
    assert merge(BASE, BASE, moved).root.actions == merge(BASE, moved, BASE).root.actions == moved.actions
    other = replace(BASE, actions=(two, one, three))
    results = merge(BASE, moved, other), merge(BASE, other, moved)
    assert results[0].root == results[1].root
    assert [item.address for item in results[0].merged] == ["actions"]


def test_lines_are_kept_from_both() -> None:
    goals = BASE.charter.goals
    mine = replace(BASE, charter=Charter(goals=(Line("Halve the wait in a year", "g1"), goals[1])))
    theirs = replace(BASE, charter=Charter(goals=(*goals, Line("No paper", "g3"))))
    result = merge(BASE, mine, theirs)
    assert {str(goal) for goal in result.root.charter.goals} == {
        "Halve the wait in a year",
        "Nobody calls twice",
        "No paper",
    }
    assert result.conflicts == ()
    (chart,) = BASE.maps
    base = replace(BASE, maps=(replace(chart, lanes=("PT", "ZP")),))
    one, other = ((replace(chart, lanes=lanes),) for lanes in (("PT first", "ZP"), ("PT", "ZP", "new")))
    merged = merge(base, replace(base, maps=one), replace(base, maps=other))  # these have no ids
    assert set(merged.root.maps[0].lanes) == {"PT first", "ZP", "new"}


def test_a_step_edited_here_and_another_there_inside_one_map() -> None:
    chart = BASE.maps[0]
    mine = replace(BASE, maps=(replace(chart, steps=(replace(chart.steps[0], note="x"), *chart.steps[1:])),))
    theirs = replace(
        BASE, maps=(replace(chart, steps=(*chart.steps[:3], replace(chart.steps[3], ca_pct=80.0))),)
    )
    result = merge(BASE, mine, theirs)
    assert result.root.maps[0].steps[0].note == "x"
    assert result.root.maps[0].steps[3].ca_pct == 80.0
    assert [item.address for item in result.taken] == ["maps/current/steps/s4/ca_pct"]


def test_a_link_to_a_row_the_other_side_removed_is_reported_and_a_list_of_links_follows() -> None:
    chart = replace(BASE.maps[0], lanes=("C",))
    base = replace(BASE, maps=(chart,))
    mine = replace(base, roles=base.roles[:1])  # the planner is gone here ...
    steps = (replace(chart.steps[0], role="P"), *chart.steps[1:])
    theirs = replace(base, maps=(replace(chart, steps=steps, lanes=("C", "P")),))  # ... and got a step there
    for one, other in ((mine, theirs), (theirs, mine)):
        result = merge(base, one, other)
        assert result.root.maps[0].lanes == ("C",)
        assert result.root.maps[0].steps[0].role == "P"
        assert {item.address: item.before for item in result.gone} == {
            "maps/current/lanes": BASE.roles[1],
            "maps/current/steps/s1/role": BASE.roles[1],
        }
    first = merge(base, mine, theirs)
    again = merge(base, first.root, theirs)
    assert again.root == first.root
    assert [item.address for item in again.gone] == ["maps/current/lanes"]  # it still asks for that lane


def test_links_that_led_nowhere_before_are_nobodys_news() -> None:
    chart = BASE.maps[0]
    lost = replace(BASE, maps=(replace(chart, links=(*chart.links, Link("l9", "s1", "nowhere"))),))
    assert merge(lost, lost, with_action(lost, "a1", who="Ann")).gone == ()
    removed = replace(BASE, maps=(replace(chart, steps=chart.steps[:3], links=chart.links[:2]),))
    noted = replace(chart, links=(*chart.links[:2], replace(chart.links[2], label="late")))
    result = merge(BASE, removed, replace(BASE, maps=(noted,)))
    assert [item.address for item in result.gone] == ["maps/current/links/l3/target"]
    assert [c.address for c in result.conflicts] == ["maps/current/links/l3"]


def test_without_a_base_nothing_is_removed_and_differing_fields_are_conflicts() -> None:
    mine = replace(
        with_action(BASE, "a1", who="Ann"), actions=(*with_action(BASE, "a1", who="Ann").actions[:2],)
    )
    theirs = without(BASE, "a2")
    result = merge(None, mine, theirs)
    assert {row.id for row in result.root.actions} == {"a1", "a2", "a3"}
    assert [item.address for item in result.taken] == ["actions/a3"]
    assert [item.address for item in result.merged] == ["actions/a2"]
    assert [c.address for c in result.conflicts] == ["actions/a1/who"]


def test_fixed_places_stay_mine_without_a_word() -> None:
    mine = replace(BASE, header=replace(BASE.header, id="m"))
    theirs = replace(BASE, header=replace(BASE.header, id="t"))
    result = merge(BASE, mine, theirs, fixed=("header/id",))
    assert result.root == mine
    assert result.conflicts == result.taken == ()


def test_fields_of_a_foreign_file_are_merged_by_name() -> None:
    mine = replace(BASE, extra={"colour": "red", "size": 3, "new": 1})
    theirs = replace(BASE, extra={"colour": "blue"})
    result = merge(BASE, mine, theirs)
    assert result.root.extra == {"colour": "red", "new": 1}
    (conflict,) = result.conflicts
    assert conflict.address == "extra/colour"
    assert decide(result.root, conflict.id, "theirs").extra == {"colour": "blue", "new": 1}


def test_deciding_about_a_place_that_is_gone_leaves_it_gone() -> None:
    mine, theirs = with_action(BASE, "a2", who="Ann"), with_action(BASE, "a2", who="Bob")
    result = merge(BASE, mine, theirs)
    decided = decide(without(result.root, "a2"), result.conflicts[0].id, "theirs")
    assert decided.actions == without(BASE, "a2").actions
    assert decided.conflicts[0].decided == "theirs"


def test_a_kept_value_that_was_changed_by_hand_is_told() -> None:
    wrong = replace(BASE, conflicts=(Conflict("k-1", "actions/a2/who", "Ann", 5),))
    with pytest.raises(UserError, match="actions/a2/who cannot be put there: it should be text, not 5"):
        decide(wrong, "k-1", "theirs")
    elsewhere = replace(BASE, conflicts=(Conflict("k-1", "nowhere/a2/who", "Ann", 5),))
    assert replace(decide(elsewhere, "k-1", "theirs"), conflicts=()) == BASE


# --- laws ---------------------------------------------------------------------------------------

WORDS = st.sampled_from(["", "x", "y", "z", "Ann"])
KEYS = st.sampled_from(["a1", "a2", "a3", "a4", "a-new", "a-b"])


def edited_rows(draw: st.DrawFn, rows: tuple[Any, ...], new: Any, fields: dict[str, Any]) -> tuple[Any, ...]:
    """Rows after some were edited, removed, added and moved."""
    result = [
        replace(row, **{name: draw(fields[name])}) if (name := draw(st.sampled_from(["", *fields]))) else row
        for row in rows
        if draw(st.sampled_from([True, True, True, False]))
    ]
    for key in draw(st.lists(st.sampled_from(new), max_size=2, unique=True)):
        if key not in {row.id for row in result}:
            values = {name: draw(values) for name, values in fields.items()}
            row = replace(rows[0] if rows else Action(""), id=key, **values)
            result.insert(draw(st.integers(0, len(result))), row)
    if draw(st.sampled_from([True, False, False])):
        result = draw(st.permutations(result))
    return tuple(result)


@st.composite
def copies(draw: st.DrawFn) -> Event:
    """A copy of `BASE` that somebody has worked on."""
    chart = BASE.maps[0]
    times = st.sampled_from([None, Duration(1.0, "h"), Duration(8.0, "bd")])
    steps = edited_rows(draw, chart.steps, ["s5", "s-m"], {"name": WORDS, "wait": times})
    links = edited_rows(draw, chart.links, ["l4"], {"label": WORDS})
    texts = st.lists(st.sampled_from([*map(str, BASE.charter.goals), "p", "q"]), max_size=3, unique=True).map(
        tuple
    )
    loose = st.dictionaries(st.sampled_from(["colour", "size", "new"]), st.sampled_from(["red", 3, "green"]))
    return Event(
        header=replace(BASE.header, title=draw(WORDS), agency=draw(st.sampled_from(["City", "County"]))),
        demand=draw(st.sampled_from([BASE.demand, Demand(unit="permit")])),
        roles=BASE.roles,
        charter=replace(
            BASE.charter, goals=edited_rows(draw, BASE.charter.goals, ["g3", "g4"], {"text": WORDS})
        ),
        maps=(replace(chart, steps=steps, links=links, lanes=draw(texts)),),
        actions=edited_rows(draw, BASE.actions, ["a4", "a-new", "a-b"], {"who": WORDS, "action": WORDS}),
        extra=draw(loose),
    )


def all_decided(result: Merged[Event], side: str) -> Event:
    root = result.root
    for conflict in result.conflicts:
        root = decide(root, conflict.id, side)
    return replace(root, conflicts=())


bases = st.sampled_from([BASE, BASE, BASE, None])
thorough = settings(max_examples=150, suppress_health_check=list(HealthCheck))


@thorough
@given(bases, copies())
def test_a_copy_merged_with_itself_or_its_base_is_itself(base: Event | None, copy: Event) -> None:
    for result in (merge(base, copy, copy), merge(BASE, copy, BASE)):
        assert result.root is copy
        assert result == Merged(copy, (), (), ())
    assert merge(BASE, BASE, copy).root == copy


@thorough
@given(bases, copies(), copies())
def test_the_same_copy_twice_changes_nothing(base: Event | None, mine: Event, theirs: Event) -> None:
    first = merge(base, mine, theirs)
    for copy in (theirs, mine):
        second = merge(base, first.root, copy)
        assert second.root == first.root
        assert second.conflicts == first.conflicts
        assert second.taken == ()


@thorough
@given(bases, copies(), copies())
def test_no_side_is_preferred(base: Event | None, mine: Event, theirs: Event) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert [(c.id, c.address, c.mine, c.theirs) for c in one.conflicts] == [
        (c.id, c.address, c.theirs, c.mine) for c in other.conflicts
    ]
    assert all_decided(one, "mine") == all_decided(other, "theirs")
    assert all_decided(one, "theirs") == all_decided(other, "mine")


def leaves(value: Any, where: str = "") -> dict[str, str]:
    """Every value of plain JSON by its address; lines of text and rows by themselves."""
    found: dict[str, str] = {}
    if isinstance(value, dict) and not {"amount", "unit"} <= set(value):
        for name, inner in value.items():
            found |= leaves(inner, f"{where}/{name}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for row in value:
            found[f"{where}/{row['id']}"] = "row"
            found |= leaves(row, f"{where}/{row['id']}")
    elif isinstance(value, list):
        found |= {f"{where}/{line}": "line" for line in value}
    elif value not in (None, ""):
        found[where] = json.dumps(value, sort_keys=True)
    return found


@thorough
@given(bases, copies(), copies())
def test_no_row_and_no_value_is_lost(base: Event | None, mine: Event, theirs: Event) -> None:
    result = merge(base, mine, theirs)
    common = {} if base is None else leaves(plain_root(EVENT, base))
    merged = leaves(plain_root(EVENT, replace(result.root, conflicts=())))
    asked = []
    for conflict in result.conflicts:
        place = f"/{conflict.address.removeprefix('extra/')}"  # in a file these stand beside the others
        asked += [(place, leaves(value, place)) for value in (conflict.mine, conflict.theirs)]
    for copy in (mine, theirs):
        for address, value in leaves(plain_root(EVENT, copy)).items():
            if common.get(address) == value:
                continue  # as it was: the other side may have changed or removed it
            inside = any(address.startswith(place) and known.get(address) == value for place, known in asked)
            assert merged.get(address) == value or inside, address
