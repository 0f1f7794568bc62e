"""Loads in words: the bottleneck, what is missing, what grows, what would help; from one office with known numbers."""

from __future__ import annotations

import pytest

from leanbench.event.records import Demand, Event, Link, Map, Role, Step
from leanbench.flow.capacity_reading import read_capacity, step_figures
from leanbench.flow.step_load import step_load
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration


def office(per_day: float = 8.0, **steps: tuple[float, float | None]) -> Event:
    """An office open 480 min a day; each step is (minutes, people of its role), done by a role of the same name."""
    return Event(
        calendar=Calendar(8.0, 250.0, 480.0),
        demand=Demand("permit", per_day * 250.0),
        roles=tuple(Role(key, key.capitalize(), False, 60.0, people) for key, (_, people) in steps.items()),
        maps=(
            Map(
                "current",
                steps=tuple(
                    Step(f"s{n}", f"Step of {key}", role=key, process_time=Duration(minutes))
                    for n, (key, (minutes, _)) in enumerate(steps.items(), start=1)
                ),
                links=tuple(Link(f"l{n}", f"s{n}", f"s{n + 1}") for n in range(1, len(steps))),
            ),
        ),
    )


def test_the_bottleneck_is_told_by_how_loaded_it_is() -> None:
    """8 a day x 45 min = 360 of 480 min: 75%; x 54 min = 432: 90%; x 66 min = 528: 110%, 48 min a day too much."""
    for minutes, words in (
        (45.0, "Clerk is the bottleneck: 75% loaded; everyone else has more room."),
        (54.0, "Clerk is the bottleneck: 90% loaded; above 85%"),
        (
            66.0,
            "Clerk is the bottleneck: 110% loaded, more work arrives than 1 person can do;",
        ),
    ):
        event = office(clerk=(minutes, 1.0), chief=(20.0, 1.0))
        found = read_capacity(event, event.maps[0])
        assert found.sentence.startswith(words)
        assert [bar.key for bar in found.roles] == ["clerk", "chief"]
        assert [bar.bottleneck for bar in found.roles] == [True, False]
        assert found.roles[0].share == pytest.approx(8.0 * minutes / 480.0)
        assert found.roles[0].quantity.value == pytest.approx(800.0 * minutes / 480.0)
        assert ("Below 85%" in found.advice) is (minutes > 51.0)


def test_the_longest_step_elsewhere_is_named() -> None:
    event = office(clerk=(50.0, 1.0), chief=(90.0, 4.0))
    found = read_capacity(event, event.maps[0])
    assert "Clerk is the bottleneck" in found.sentence
    assert "The longest step, “Step of chief” (90 min), is not." in found.sentence
    alone = office(clerk=(50.0, 1.0), chief=(40.0, 4.0))
    assert "longest" not in read_capacity(alone, alone.maps[0]).sentence


def test_people_of_one_step_can_be_the_bottleneck() -> None:
    """Two people at the step alone: 8 x 126 / (2 x 480) = 105%; the role of ten has room."""
    event = office(clerk=(30.0, 10.0), chief=(126.0, 10.0))
    map_ = event.maps[0]
    own = replace(map_, steps=(map_.steps[0], replace(map_.steps[1], staff=2.0)))
    found = read_capacity(replace(event, maps=(own,)), own)
    assert found.sentence.startswith(
        "2 Step of chief is the bottleneck: 105% loaded, more work arrives than 2 people"
    )
    assert "grows by 0.8 hours" in found.sentence
    assert [bar.key for bar in found.steps if bar.bottleneck] == ["s2"]
    told = step_load(replace(event, maps=(own,)), own, own.steps[1])
    assert told is not None
    assert told.share == pytest.approx(1.05)
    assert told.words.startswith("105% of 2 people at this step")
    assert "backlog grows" in told.why


def test_advice_says_how_many_people_or_how_much_less_work() -> None:
    """8 x 66 = 528 min: two people are 55% busy; 0.85 x 480 = 408 min for one, (528 - 408) / 8 = 15 min less each."""
    event = office(clerk=(66.0, 1.0))
    advice = read_capacity(event, event.maps[0]).advice
    assert "with 2 people (55%)" in advice
    assert "15 min less work on each permit" in advice


def test_what_is_missing_is_asked_for_once_each() -> None:
    event = office(clerk=(45.0, None), chief=(20.0, 1.0))
    blank = replace(event, demand=Demand("permit"))
    kinds = [(gap.kind, gap.item) for gap in read_capacity(blank, blank.maps[0]).gaps]
    assert kinds == [("demand", ""), ("people", "clerk")]
    found = read_capacity(blank, blank.maps[0])
    assert "How many arrive in a year?" in found.sentence
    assert all(bar.share is None and bar.quantity.value is None for bar in found.roles)
    assert [stack.height for stack in found.role_stacks] == [
        45.0,
        20.0,
    ]  # minutes per unit stand without demand
    closed = replace(event, calendar=replace(event.calendar, minutes_open_per_day=0.0))
    assert "no open time" in read_capacity(closed, closed.maps[0]).sentence
    zero = replace(event, demand=Demand("permit", 0.0))
    assert "The demand is zero" in read_capacity(zero, zero.maps[0]).sentence
    untimed = replace(
        event.maps[0], steps=tuple(replace(step, process_time=None) for step in event.maps[0].steps)
    )
    gaps = read_capacity(replace(event, maps=(untimed,)), untimed).gaps
    assert "times" in [gap.kind for gap in gaps]
    bare = replace(event, maps=(Map("current"),))
    assert [gap.kind for gap in read_capacity(bare, bare.maps[0]).gaps] == ["steps"]


def test_everyone_who_cannot_keep_up_is_named_but_the_first_only_once() -> None:
    event = office(clerk=(66.0, 1.0), chief=(63.0, 1.0))
    found = read_capacity(event, event.maps[0])
    assert found.sentence.startswith("Clerk")
    assert [trouble.text.split(":")[0] for trouble in found.troubles] == ["Chief"]
    assert "105% loaded" in found.troubles[0].text
    assert "0.4 hours" in found.troubles[0].text


def test_counts_that_do_not_fit_the_waits_are_told() -> None:
    """8 a day wait 2 days: 16 by Little's law; 40 are counted."""
    event = office(clerk=(45.0, 1.0))
    map_ = event.maps[0]
    step = replace(map_.steps[0], wait=Duration(2.0, "bd"), wip=40.0)
    off = replace(event, maps=(replace(map_, steps=(step,)),))
    told = read_capacity(off, off.maps[0]).little
    assert "40 units counted in process; demand x wait gives 16." in told
    fits = replace(off, maps=(replace(map_, steps=(replace(step, wip=16.0),)),))
    assert read_capacity(fits, fits.maps[0]).little == ""


def test_the_wait_of_the_map_against_the_waiting_line() -> None:
    """Half loaded: the line is short. Five days are not lack of people; a minute is too short when busy."""
    event = office(per_day=5.0, clerk=(48.0, 1.0))
    step = event.maps[0].steps[0]

    def why(wait: Duration, minutes: float = 48.0, **others: object) -> str:
        typed = replace(step, wait=wait, process_time=Duration(minutes), **others)
        map_ = replace(event.maps[0], steps=(typed,))
        told = step_load(replace(event, maps=(map_,)), map_, typed)
        assert told is not None
        return told.why

    assert "Lack of people does not explain this wait" in why(Duration(5.0, "bd"))
    assert "Lack of people and batches of 2 together do not" in why(Duration(5.0, "bd"), batch=2.0)
    assert why(Duration(50.0, "min")) == ""  # rho 0.5: t x 1 = 48 min, about what is typed
    assert "longer than the map says" in why(Duration(1.0, "min"), 90.0)


def test_step_figures_leave_out_where_nobody_works() -> None:
    event = office(clerk=(45.0, 1.0), chief=(0.0, 1.0))
    assert [name for name, _ in step_figures(event, event.maps[0])] == ["1 Step of clerk"]
