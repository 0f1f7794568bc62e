"""What is kept from one edit to the next: only changed steps are read again, and no figure can tell."""

from __future__ import annotations

import gc
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench import flow
from leanbench.event.records import Demand, Event, Link, Map, Role, Step
from leanbench.flow import graph, labour, measures, times
from leanbench.flow.columns import Columns, differing_places
from leanbench.flow.measures import map_facts
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration

ROLES = (Role("a", "Anna", False, 40.0, 2.0), Role("b", "", False, None, 1.0), Role("c", "Carl", True))


def _step(number: int, luck: random.Random) -> Step:
    low = luck.choice([None, 1.0])
    return Step(
        f"s{number}",
        role=luck.choice(["a", "b", "c", "", "ghost"]),
        process_time=luck.choice(
            [None, Duration(float(luck.randrange(60)), luck.choice(["min", "h"]), low, low and 99.0)]
        ),
        wait=luck.choice([None, Duration(float(luck.randrange(-1, 9)), luck.choice(["min", "bd", "d"]))]),
        ca_pct=luck.choice([None, 0.0, 80.0, 95.5]),
        value=luck.choice(["VA", "BNVA", "NVA", ""]),
        decision=luck.random() < 0.2,
        wip=luck.choice([None, 0.0, 7.0]),
        cost_usd=luck.choice([None, 3.5]),
    )


def _event(luck: random.Random) -> Event:
    size = luck.randrange(1, 9)
    links = [Link(f"l{i}", f"s{i}", f"s{i + 1}") for i in range(size - 1)]
    if size > 3 and luck.random() < 0.7:
        links += [Link("p", "s0", "s2"), Link("r", f"s{size - 1}", "s1", "rework", 0.25)]
    for extra in range(luck.randrange(3) if size > 1 else 0):
        source, target = luck.randrange(size), luck.randrange(size)
        kind = "rework" if target <= source else luck.choice(["alternative", "flow", "exit"])
        links.append(Link(f"e{extra}", f"s{source}", f"s{target}", kind, luck.choice([0.1, 0.3])))  # type: ignore[arg-type]
    drawn = Map("current", steps=tuple(_step(i, luck) for i in range(size)), links=tuple(links))
    return Event(roles=ROLES, demand=Demand("case", 2400.0), delay_threshold_min=60.0, maps=(drawn,))


def _edited(event: Event, luck: random.Random) -> Event:
    """One edit: of a step, of the table, of people, calendar, demand or rule."""
    drawn = event.maps[0]
    kind = luck.randrange(13)
    if kind == 0:
        return replace(
            event, roles=tuple(replace(r, loaded_rate_usd_h=luck.choice([None, 55.0])) for r in ROLES)
        )
    if kind == 1:
        return replace(event, calendar=Calendar(hours_per_business_day=luck.choice([0.0, 6.0, 8.0])))
    if kind == 2:
        return replace(event, demand=Demand("case", luck.choice([None, 500.0])))
    if kind == 3:
        rule = luck.choice(["sum_lt", "inventory_plus_pt", "inventory_only"])
        return replace(event, maps=(replace(drawn, lead_time_rule=rule),))
    if kind >= 9 and drawn.links:
        links = list(drawn.links)
        for place in luck.sample(range(len(links)), min(len(links), luck.choice([1, 1, 2]))):
            share = luck.choice([None, 0.0, 0.15, 0.15, 0.4, 0.85, 1.0])
            links[place] = replace(links[place], label=luck.choice(["", "no"]), probability=share)
        return replace(event, maps=(replace(drawn, links=tuple(links)),))
    steps = list(drawn.steps)
    if kind == 4:
        luck.shuffle(steps)
    elif kind == 5:
        steps.append(_step(len(steps) + 20, luck))
    elif kind == 6 and len(steps) > 1:
        steps.pop(luck.randrange(len(steps)))
    else:
        place = luck.randrange(len(steps))
        steps[place] = replace(_step(0, luck), id=steps[place].id, name=luck.choice(["", "new"]))
    return replace(event, maps=(replace(drawn, steps=tuple(steps)),))


def _figures(event: Event) -> list[object]:
    found = flow.metrics(event, "current")
    quantities = [found.quantities[name] for name in found.quantities]
    read = [(q.name, q.value, q.note, q.explain()) for q in quantities]
    return [read, dict(found.visits), found.critical_path, found.troubles, flow.timeline(event, "current")]


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a fresh process: nothing was read yet."""
    for module in (measures, graph):
        monkeypatch.setattr(module, "_cache", type(module._cache)())
    for module, name, width in ((times, "_columns", 6), (map_facts, "_words", 7), (labour, "_columns", 5)):
        monkeypatch.setattr(module, name, Columns(width))


@given(st.integers(0, 10**6))
@settings(max_examples=16, deadline=None)
def test_figures_after_edits_are_those_of_a_fresh_reading(seed: int) -> None:
    luck = random.Random(seed)
    events = [_event(luck)]
    for _ in range(6):
        events.append(_edited(luck.choice(events), luck))
    after_edits = [_figures(event) for event in events]
    for event, seen in zip(events, after_edits, strict=True):
        with pytest.MonkeyPatch.context() as monkeypatch:
            _forget(monkeypatch)
            # An equal event of other objects, so that nothing kept by identity can answer.
            copy = replace(
                event, maps=(replace(event.maps[0], steps=tuple(map(replace, event.maps[0].steps))),)
            )
            assert _figures(copy) == seen


def test_only_the_changed_step_is_read_again() -> None:
    seen: list[int] = []

    def read(position: int, step: Step) -> tuple[object, ...]:
        seen.append(position)
        return step.id, step.name

    columns = Columns(2)
    drawn = Map("m", steps=tuple(Step(f"s{i}", f"Step {i}") for i in range(5)))
    before = columns.of(drawn, ("minutes",), read)
    steps = list(drawn.steps)
    steps[3] = replace(steps[3], name="Other")
    later = columns.of(replace(drawn, steps=tuple(steps)), ("minutes",), read)
    assert seen == [0, 1, 2, 3, 4, 3]
    assert later == [["s0", "s1", "s2", "s3", "s4"], ["Step 0", "Step 1", "Step 2", "Other", "Step 4"]]
    assert before[1][3] == "Step 3"  # what was handed out stays as it was


def test_all_steps_are_read_again_when_something_else_changed() -> None:
    seen: list[int] = []

    def read(position: int, step: Step) -> tuple[object, ...]:
        seen.append(position)
        return (step.id,)

    columns = Columns(1)
    drawn = Map("m", steps=(Step("a"), Step("b")))
    columns.of(drawn, (8.0,), read)
    columns.of(drawn, (6.0,), read)
    columns.of(replace(drawn, steps=(Step("a"), Step("b"), Step("c"))), (6.0,), read)
    assert seen == [0, 1, 0, 1, 0, 1, 2]


def test_a_map_without_steps_has_empty_columns() -> None:
    assert Columns(3).of(Map("m"), (), lambda _position, _step: (1, 2, 3)) == [[], [], []]


def test_changed_goes_by_identity() -> None:
    one, two, same_words = Step("a"), Step("b"), Step("b")
    assert differing_places((one, two), (one, two)) == []
    assert differing_places((one, two), (one, same_words)) == [1]


def test_a_role_without_name_and_rate_is_named_once() -> None:
    steps = tuple(Step(f"s{i}", role="b", process_time=Duration(5.0)) for i in range(3))
    event = Event(roles=ROLES, maps=(Map("current", steps=steps),))
    note = flow.metrics(event, "current").quantities["labour_cost_per_unit_usd"].note
    assert note == "No hourly rate is given for b"


def test_a_trouble_of_the_structure_has_the_new_name() -> None:
    drawn = Map("current", steps=(Step("a", "Old"), Step("b", "Last")), links=(Link("l", "a", "gone"),))
    before = graph.read(drawn).troubles
    after = graph.read(replace(drawn, steps=(replace(drawn.steps[0], name="New"), drawn.steps[1]))).troubles
    assert "'Old' (a)" in before[0].text
    assert [trouble.text for trouble in after] == [t.text.replace("'Old'", "'New'") for t in before]


def test_a_new_name_keeps_the_structure_where_no_trouble_says_it() -> None:
    drawn = Map("current", steps=(Step("a"), Step("b"), Step("c")), links=(Link("l", "a", "b"),))
    flow_before = graph.read(drawn)
    named = replace(drawn, steps=(replace(drawn.steps[0], name="First"), *drawn.steps[1:]))
    assert graph.read(named) is flow_before
    renamed = replace(named, steps=(*named.steps[:2], replace(drawn.steps[2], name="Alone")))
    assert [trouble.step_id for trouble in flow_before.troubles] == ["c"]
    assert "'Alone' (c)" in graph.read(renamed).troubles[0].text


def test_the_structure_is_kept_when_only_a_share_or_a_word_of_a_link_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = tuple(Step(f"s{i}", process_time=Duration(10.0)) for i in range(4))
    links = (
        Link("1", "s0", "s1"),
        Link("2", "s1", "s2"),
        Link("3", "s2", "s3"),
        Link("r", "s2", "s0", "rework", 0.2),
    )
    drawn = Map("current", steps=steps, links=links)
    before = graph.read(drawn)
    monkeypatch.setattr(graph, "_read", lambda *_: pytest.fail("the structure was found anew"))
    named = graph.read(
        replace(drawn, links=(*links[:3], replace(links[3], label="incomplete", bends=((1.0, 2.0),))))
    )
    assert named is before
    rarer = graph.read(replace(drawn, links=(*links[:3], replace(links[3], probability=0.5))))
    assert before.visits == pytest.approx((1.25, 1.25, 1.25, 1.0))
    assert rarer.visits == pytest.approx((2.0, 2.0, 2.0, 1.0))
    assert rarer.first_pass_probability == 0.5
    with pytest.raises(pytest.fail.Exception):
        graph.read(replace(drawn, links=(*links[:3], replace(links[3], target="s1"))))


@pytest.mark.parametrize("first", [0, 590, 5540])
def test_a_share_that_was_edited_is_as_one_read_anew(first: int) -> None:
    """Also where a step stands inside a parallel block and behind it, and where nobody takes an exit any more."""
    for seed in range(first, first + 40):
        luck = random.Random(seed)
        events = [_event(luck)]
        for _ in range(8):
            events.append(_edited(luck.choice(events), luck))
        for event in events:
            drawn = event.maps[0]
            kept, anew = graph.read(drawn), graph._read(drawn.steps, drawn.links)[1]
            for name in ("ways", "forward", "visits", "stay", "first_pass_probability", "loops", "exits", "main",
                         "edges", "passed", "straight", "troubles"):  # fmt: skip
                assert getattr(kept, name) == getattr(anew, name), (seed, name)


def test_figures_nobody_keeps_are_gone_at_once() -> None:
    """No circle of references: what an edit leaves behind does not wait for the garbage collector."""
    events = [_event(random.Random(seed)) for seed in range(5)]
    for event in events:
        _figures(event)  # loads what is loaded on first use
    gc.collect()
    gc.disable()
    try:
        for event in events:
            measures._cache.clear()
            found = measures.metrics_of(event.maps[0], event)
            assert [found.quantities[name].value for name in found.quantities]
        del found
        measures._cache.clear()
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_typed_minutes_follow_every_edit_of_a_map():
    hours = Calendar()
    steps = tuple(
        Step(
            f"s{i}", "", process_time=Duration(5.0 + i, "min"), wait=None if i % 2 else Duration(1.0 + i, "h")
        )
        for i in range(6)
    )
    drawn = Map("current", "", steps)
    process, wait = times.typed_minutes(drawn, hours)
    assert process == [5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
    assert wait == [60.0, None, 180.0, None, 300.0, None]
    slower = replace(steps[3], process_time=None, wait=Duration(1.0, "bd"))
    after = replace(drawn, steps=(*steps[:3], slower, *steps[4:]))
    assert times.typed_minutes(after, hours) == (
        [5.0, 6.0, 7.0, None, 9.0, 10.0],
        [60.0, None, 180.0, 480.0, 300.0, None],
    )
    assert times.typed_minutes(after, replace(hours, hours_per_business_day=6.0))[1][3] == 360.0
    assert (process, wait) == times.typed_minutes(drawn, hours)  # what was handed out before stands
