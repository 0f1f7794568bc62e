"""Hit-testing, guides and rules: what a gesture meets, without a window."""

import pytest

from leanbench.errors import Refusal
from leanbench.event.records import Event, Link, Map, Step
from leanbench.maps.geometry import Rect, length, simplified
from leanbench.maps.guides import snap
from leanbench.maps.hits import handles, hit, inside, lane_at, link_at, nearest_lane, neighbour
from leanbench.maps.layout import Layout, arrange
from leanbench.maps.rules import can_connect, can_move_to_lane, can_reconnect, suggested_kind


@pytest.fixture
def layout(small: Event) -> Layout:
    return arrange(small.map("current"), small.roles)


def test_a_step_is_hit_anywhere_inside_and_beats_its_lane(layout: Layout) -> None:
    rect = layout.steps["s2"]
    found = hit(layout, rect.centre)
    assert (found.kind, found.id) == ("step", "s2")
    assert hit(layout, (rect.x, rect.y)).id == "s2"


def test_handles_are_hit_only_while_they_show(layout: Layout) -> None:
    spot = handles(layout.steps["s2"])["right"]
    found = hit(layout, spot, active=["s2"])
    assert (found.kind, found.id, found.part) == ("handle", "s2", "right")
    assert hit(layout, spot).kind == "link"


def test_links_are_found_within_the_tolerance_and_tell_their_ends(layout: Layout) -> None:
    start, *_, end = layout.routes["l1"]
    middle = ((start[0] + end[0]) / 2, start[1] + 4.0)
    assert link_at(layout, middle).id == "l1"
    assert link_at(layout, middle, tolerance=2.0) is None
    assert link_at(layout, start).part == "source"
    assert link_at(layout, end).part == "target"


def test_labels_win_over_the_line_under_them(layout: Layout) -> None:
    found = hit(layout, layout.labels["l3"])
    assert (found.kind, found.id) == ("label", "l3")


def test_lanes_know_their_heading_and_catch_what_falls_outside(layout: Layout) -> None:
    lane = layout.lanes[1]
    assert lane_at(layout, (20.0, lane.y + 5.0)).part == "header"
    assert lane_at(layout, (600.0, lane.y + 5.0)).part == "band"
    assert hit(layout, (600.0, -500.0)) is None
    assert nearest_lane(layout, -500.0) == layout.lanes[0].role_id
    assert nearest_lane(layout, 1e6) == layout.lanes[-1].role_id


def test_a_frame_selects_what_it_touches(layout: Layout) -> None:
    one = layout.steps["s1"]
    assert inside(layout, Rect(one.right - 1, one.y, 40, 10)) == ("s1", "s2")
    assert inside(layout, Rect(0, 0, 5, 5)) == ()


def test_arrow_keys_follow_the_flow_then_the_eye(layout: Layout) -> None:
    assert neighbour(layout, "s1", "right") == "s2"
    assert neighbour(layout, "s2", "left") == "s1"
    assert neighbour(layout, "s2", "bottom") == "s3"
    assert neighbour(layout, "s3", "right") is None
    assert neighbour(layout, "gone", "right") == "s1"


def test_guides_prefer_equal_centres() -> None:
    found = snap(
        Rect(104.0, 3.0, 100.0, 50.0), [Rect(300.0, 0.0, 100.0, 50.0), Rect(100.0, 200.0, 100.0, 50.0)]
    )
    assert (found.dx, found.dy) == (-4.0, -3.0)
    assert ((150.0, 0.0), (150.0, 250.0)) in found.guides
    assert snap(Rect(0, 0, 10, 10), [Rect(100, 100, 10, 10)]).guides == ()


def test_rules_refuse_what_the_document_refuses(small: Event) -> None:
    assert can_connect(small, "current", "s1", "s3") is None
    assert isinstance(can_connect(small, "current", "s1", "s1"), Refusal)
    assert can_connect(small, "current", "s1", "s1", "rework") is None
    assert "already" in can_connect(small, "current", "s1", "s2").reason
    assert isinstance(can_connect(small, "current", "s1", "nowhere"), Refusal)
    assert can_reconnect(small, "current", "l1", target="s3") is None
    assert isinstance(can_reconnect(small, "current", "l1", target="s1"), Refusal)
    assert can_move_to_lane(small, "current", "s1", "SUP") is None


def test_nothing_leads_into_a_start_or_out_of_an_end() -> None:
    steps = (Step("a", "Begin", kind="start"), Step("b", "Work"), Step("c", "Done", kind="end"))
    event = Event(maps=(Map("current", steps=steps, links=(Link("1", "a", "b"),)),))
    assert "begins" in can_connect(event, "current", "b", "a", "rework").reason
    assert "ends" in can_connect(event, "current", "c", "b").reason
    assert can_connect(event, "current", "b", "c") is None


def test_a_link_against_the_flow_is_taken_for_rework(small: Event) -> None:
    assert suggested_kind(small, "current", "s3", "s1") == "rework"
    assert suggested_kind(small, "current", "s1", "s3") == "flow"
    assert suggested_kind(small, "current", "s2", "s2") == "rework"


def test_polylines_lose_needless_points() -> None:
    assert simplified([(0, 0), (5, 0), (5, 0), (9, 0), (9, 4)]) == ((0, 0), (9, 0), (9, 4))
    assert length([(0, 0), (9, 0), (9, 4)]) == 13
    assert Rect(0, 0, 10, 10).crossed_by([(-5, 5), (15, 5)])
    assert not Rect(0, 0, 10, 10).crossed_by([(-5, 10), (15, 10)])
