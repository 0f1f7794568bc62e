"""Values that are tried on a map: what can be tried, on which scale, what it changes, and how it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.errors import UserError
from leanbench.event.records import Calendar, Event, Link, Map, Step
from leanbench.flow.capacity_reading import read_capacity
from leanbench.flow.knob_scale import KnobScale
from leanbench.flow.knobs import (
    Knob,
    knobs_of,
    scale_duration,
    things_to_try,
    usual_unit,
    value_text,
    worth_trying,
)
from leanbench.flow.measures import metrics
from leanbench.flow.what_if import Trial, quick_figures, share_values, spread_figures
from leanbench.schema import replace
from leanbench.words.durations import Duration


def test_bad_input_is_named_and_the_rest_computed(office):
    steps = office().maps[0].steps
    lonely = Step("x", "Stray", role="C", process_time=Duration(5.0))
    nobody = replace(steps[1], role="GHOST")
    event = office(steps=(steps[0], nobody, steps[2], lonely), links=(
        Link("1", "a", "b"), Link("2", "b", "c", probability=1.4), Link("3", "c", "b", "rework", 1.0),
    ))  # fmt: skip
    found = read_capacity(event, event.maps[0])
    texts = " ".join(trouble.text for trouble in found.troubles)
    assert "No case reaches 'Stray' (x)" in texts
    assert "A link out of 'Check' (b) has probability 1.4" in texts
    assert "This loop never ends" in texts
    assert "'Check' (b) is done by 'GHOST', who is in no pool of people" in texts
    assert any("“GHOST” is in no pool of people" in gap.text for gap in found.gaps)
    assert found.roles  # the clerk's load is still there
    zero = office(demand=0.0)
    assert read_capacity(zero, zero.maps[0]).sentence.startswith("The demand is zero")
    closed = office(calendar=replace(Calendar(), minutes_open_per_day=0.0))
    assert "no open time" in read_capacity(closed, closed.maps[0]).sentence
    empty = Event(maps=(Map("current"),))
    assert read_capacity(empty, empty.maps[0]).sentence.startswith("There are no steps yet")


def test_overload_is_named_with_the_growth_of_the_backlog(office):
    event = office(fte=1.0, demand=9600.0)  # 38.4 a day x 60 min = 2,304 min of 480
    found = read_capacity(event, event.maps[0])
    assert "480% loaded, more work arrives than 1 person can do" in found.sentence
    assert "grows by 30.4 hours of work a day" in found.sentence


def test_a_trial_forgets_what_is_gone(office):
    event = office()
    drawn = event.maps[0]
    trial = Trial()
    trial.put(event, drawn, Knob("wait", "b", "Wait before", drawn.step("b").wait), Duration(2.0, "bd"))
    smaller = replace(drawn, steps=drawn.steps[:1])
    assert trial.prune(event, smaller) == 1
    assert not trial.values


@given(
    st.lists(st.floats(0.01, 1.0), min_size=2, max_size=5),
    st.floats(0.0, 1.0),
    st.booleans(),
)
@settings(max_examples=50, deadline=None)
def test_shares_out_of_a_step_still_add_up(weights, tried, blank):
    total = sum(weights) * (1.25 if blank else 1.0)
    links = [Link(str(n), "a", "b", "flow", w / total) for n, w in enumerate(weights)]
    if blank:
        links.append(Link("rest", "a", "c"))
    drawn = Map("current", steps=(Step("a"), Step("b"), Step("c")), links=tuple(links))
    found = share_values(drawn, "a", {"0": tried})
    shares = [found.get(link.id, link.probability) for link in links if link.probability is not None]
    assert found["0"] == tried
    assert all(share >= -1e-12 for share in shares)
    if blank:
        assert sum(shares) <= 1.0 + 1e-9  # the blank way takes what is left
    else:
        assert sum(shares) == pytest.approx(1.0)


def test_a_fitted_time_scales_with_its_spread_and_is_no_longer_data():
    time = Duration(20.0, "min", shape="gamma", sd=8.0, source="a column")
    assert scale_duration(time, 0.5) == Duration(10.0, "min", shape="gamma", sd=4.0)
    assert scale_duration(time, 1.0) == time
    assert usual_unit(time, Calendar()) == time
    assert value_text("process_time", time) == "20±8 min gamma"


def test_other_branches_give_way_and_show_it(office):
    event = office(links=(
        Link("1", "a", "b", probability=0.6), Link("2", "a", "c", probability=0.4), Link("3", "b", "c"),
    ))  # fmt: skip
    drawn = event.maps[0]
    trial = Trial()
    first, second = (knob for knob in knobs_of(event, drawn, [("link", "1")]) if knob.kind == "share")
    trial.put(event, drawn, first, 80.0)
    assert trial.get(drawn, second) == 20.0
    tried = trial.event_with(event, drawn)
    assert [link.probability for link in tried.maps[0].links] == [0.8, pytest.approx(0.2), None]
    assert metrics(tried, "current").troubles == ()


def test_values_read_as_people_say_them(office):
    calendar = Calendar()
    assert usual_unit(Duration(64.0, "h"), calendar) == Duration(8.0, "bd")
    assert usual_unit(Duration(70.0, "min"), calendar) == Duration(70.0, "min")
    assert scale_duration(Duration(15.0, "min", 10.0, 40.0), 0.5) == Duration(7.5, "min", 5.0, 20.0)
    assert value_text("share", 37.5) == "37.5%"
    event = office()
    assert [knob.kind for knob in knobs_of(event, event.maps[0], [("role", "C")])] == ["people", "demand"]


CALENDAR = Calendar()
KNOBS = (
    Knob("process_time", "b", "Process time", Duration(20.0, "min")),
    Knob("wait", "b", "Wait before", Duration(8.0, "bd")),
    Knob("wait", "b", "Wait before", Duration(64.0, "h")),
    Knob("wait", "b", "Wait before", None),
    Knob("process_time", "b", "Process time", None),
    Knob("share", "l", "Rework", 20.0),
    Knob("people", "C", "People", 2.0),
    Knob("people", "C", "People", None),
    Knob("demand", "", "Permits a year", 2400.0),
    Knob("demand", "", "Permits a year", None),
    Knob("scale_wait", "a b", "Waits", 100.0),
)


@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: f"{knob.kind} {knob.present}")
def test_every_position_of_a_scale_has_a_value_that_stands_there(knob: Knob) -> None:
    scale = KnobScale(knob, CALENDAR)
    low, high, page = scale.ends
    assert low < high
    assert 0 < page < high - low
    for position in range(low, high + 1):
        assert scale.position(scale.value_at(position)) == position
    if knob.present is not None:
        assert scale.value_at(scale.position(knob.present)) == knob.present  # never almost the present value


def test_what_a_position_means() -> None:
    """A twentieth of the present time, one percent, half a person, a twentieth of the demand in three digits."""
    by_kind = {(knob.kind, knob.present): KnobScale(knob, CALENDAR) for knob in KNOBS}
    assert by_kind["process_time", Duration(20.0, "min")].value_at(5) == Duration(5.0, "min")
    assert by_kind["wait", Duration(64.0, "h")].value_at(10) == Duration(4.0, "bd")
    assert by_kind["wait", None].value_at(10) == Duration(240.0, "min")
    assert by_kind["process_time", None].value_at(40) == Duration(60.0, "min")
    assert by_kind["share", 20.0].value_at(37) == 37.0
    assert by_kind["people", 2.0].ends == (1, 12, 2)
    assert by_kind["people", 2.0].value_at(5) == 2.5
    assert by_kind["demand", 2400.0].value_at(21) == 2520.0
    assert by_kind["scale_wait", 100.0].value_at(10) == 50.0


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("wait", "1 bd", Duration(1.0, "bd")), ("share", "12%", 12.0), ("people", "1.5", 1.5),
        ("demand", "3,000", 3000.0),
        ("scale_wait", "80 %", 80.0),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_by_the_kind_of_the_knob(kind: Any, text: str, value: object) -> None:
    assert KnobScale(Knob(kind, "x", "It", None), CALENDAR).read(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("share", "120", "It: a share lies between 0 and 100%, not 120%"), ("share", "-1", "between 0 and 100"),
        ("people", "0", "Nobody would do the work"), ("demand", "0", "Nothing arrives without demand"),
        ("scale_wait", "-5", "a share of the present times"), ("wait", "soon", "soon"),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_is_refused(kind: Any, text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        KnobScale(Knob(kind, "x", "It", None), CALENDAR).read(text)


def test_a_trial_is_told_kept_and_applied(office: Callable[..., Event]) -> None:
    event = office()
    map_ = event.maps[0]
    trial = Trial()
    for knob in knobs_of(event, map_, [("step", "b")]):
        if knob.kind == "wait":
            trial.put(event, map_, knob, Duration(2.0, "bd"))
        if knob.kind == "people":
            trial.put(event, map_, knob, 3.0)
    assert [text for _, text in trial.lines(event, map_)] == [
        "Wait before “Check”: 1 bd → 2 bd",
        "People, Clerk: 2 → 3",
    ]
    tried = trial.event_with(event, map_)
    assert isinstance(tried, Event)
    before, after = quick_figures(event, "current"), quick_figures(tried, "current")
    assert after["lead_time_expected_min"].value == pytest.approx(
        before["lead_time_expected_min"].value + 480.0
    )
    assert after["utilisation"].value == pytest.approx(before["utilisation"].value * 2.0 / 3.0)
    assert after["utilisation"].label == "Utilization of the bottleneck, Clerk"
    assert list(spread_figures(tried, "current")) == [
        "lead_time_p50_min",
        "lead_time_p85_min",
        "lead_time_p95_min",
    ]
    map_id, edit = trial.as_scenario(event, map_)
    kept = edit.apply(event)
    assert isinstance(kept, Event)
    scenario = kept.map(map_id)
    assert scenario.step("b").wait == Duration(2.0, "bd")
    assert kept.map("current") == map_
    assert kept.role("C").fte == 2.0  # people count for every map: kept as a note
    assert "People, Clerk: 2 → 3" in scenario.notes[0].text
    applied = trial.as_edit(map_).apply(event)
    assert isinstance(applied, Event)
    assert applied.role("C").fte == 3.0
    trial.put(event, map_, knobs_of(event, map_, [("role", "C")])[0], 2.0)  # the present value takes it back
    assert set(trial.values) == {("wait", "b")}


def test_what_can_be_tried(office: Callable[..., Event]) -> None:
    event = office(links=(Link("1", "a", "b"), Link("2", "b", "c"), Link("r", "c", "b", "rework", 0.5)))
    map_ = event.maps[0]
    assert things_to_try(event, map_) == [
        ("step", "a", "1 Receive"), ("step", "b", "2 Check"), ("step", "c", "3 Issue"),
        ("link", "r", "Rework to “Check” after “Issue”"), ("role", "C", "People: Clerk"), ("demand", "", "Demand"),
    ]  # fmt: skip
    assert worth_trying(event, map_) == "b"  # b and c are passed twice, b stands first
    longer = replace(map_, steps=(*map_.steps[:2], replace(map_.steps[2], wait=Duration(2.0, "bd"))))
    assert worth_trying(event, longer) == "c"
    several = knobs_of(event, map_, [("step", "a"), ("step", "c")])
    assert [knob.kind for knob in several] == ["scale_process_time", "scale_wait", "people", "demand"]
    trial = Trial()
    trial.put(event, map_, several[1], 50.0)
    assert trial.values == {("wait", "a"): Duration(0.5, "bd"), ("wait", "c"): Duration(0.5, "bd")}
