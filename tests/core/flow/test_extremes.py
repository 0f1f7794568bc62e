"""Chances and times at the edge of what a number can hold: named or counted, never a crash."""

from __future__ import annotations

import math
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench import flow
from leanbench.event.records import Event, Link, Map, Step
from leanbench.words.durations import Duration

IDS = ("a", "b", "c", "d")


def event(*links: Link, wait: float = 1.0) -> Event:
    steps = tuple(
        Step(name, name, process_time=Duration(1.0, "min"), wait=Duration(wait, "h")) for name in IDS
    )
    return Event(maps=(Map("current", steps=steps, links=links),))


def figures(of: Event) -> dict[str, float | None]:
    found = flow.metrics(of, "current").quantities
    return {name: found[name].value for name in found}


@pytest.mark.parametrize("chance", [1e-300, 1e-17, 1e-12, 9e-10])
def test_a_loop_left_once_in_a_thousand_million_times_never_ends(chance):
    drawn = event(
        Link("1", "a", "b"),
        Link("2", "b", "a", "rework", 1.0 - chance),
        Link("3", "b", "c", "flow", chance),
        Link("4", "c", "d"),
    )
    found = flow.metrics(drawn, "current")
    assert any("This loop never ends: 'a' (a), 'b' (b)" in trouble.text for trouble in found.troubles)
    assert math.isfinite(found.value("lead_time_expected_min"))


def test_a_rare_way_out_is_counted_as_it_is():
    drawn = event(
        Link("1", "a", "b"), Link("2", "b", "a", "rework", 0.999), Link("3", "b", "c"), Link("4", "c", "d")
    )
    assert flow.metrics(drawn, "current").visits["b"] == pytest.approx(1000.0)


def test_loops_in_loops_whose_chance_drowns_in_rounding_still_give_figures():
    drawn = event(
        Link("1", "a", "b", "flow", 2e-9),
        Link("2", "a", "a", "rework", 1.0 - 2e-9),
        Link("3", "b", "a", "rework", 1.0 - 2e-9),
        Link("4", "b", "c", "flow", 2e-9),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = figures(drawn)
    assert all(value is None or not math.isnan(value) for value in found.values())


def test_a_time_too_small_for_a_ratio_has_none():
    found = figures(event(Link("1", "a", "b"), wait=5e-324))
    assert found["activity_ratio_24h_pct"] is None or math.isfinite(found["activity_ratio_24h_pct"])


chances = st.one_of(st.none(), st.floats(0, 1), st.sampled_from([0.0, 1e-300, 1e-16, 1.0 - 1e-16, 1.0]))
links = st.lists(
    st.builds(
        Link,
        st.sampled_from(["1", "2", "3", "4", "5"]),
        st.sampled_from(IDS),
        st.sampled_from(IDS),
        st.sampled_from(["flow", "rework", "exit", "alternative"]),
        chances,
    ),
    max_size=5,
    unique_by=lambda link: link.id,
)


@settings(max_examples=200)
@given(links, st.one_of(st.floats(0, 1e6), st.just(5e-324)))
def test_any_small_map_has_figures(drawn, wait):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = figures(event(*drawn, wait=wait))
    assert all(value is None or not math.isnan(value) for value in found.values())
