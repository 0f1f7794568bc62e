"""Guides and rules: what a gesture meets, without a window."""

from leanbench.errors import Refusal
from leanbench.event.records import Event, Link, Map, Step
from leanbench.maps.geometry import Rect, length, simplified
from leanbench.maps.guides import snap
from leanbench.maps.rules import can_connect, can_move_to_lane, can_reconnect, suggested_kind


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
