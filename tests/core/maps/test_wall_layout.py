"""What a wall promises: letters never below the floor, no row wider than the room, rows only where they help."""

from collections.abc import Callable

import pytest

from leanbench.drawing.primitives import Text, walk
from leanbench.drawing.text_width import ELLIPSIS
from leanbench.event.records import Event, Map
from leanbench.flow import numbering
from leanbench.maps.layout import View
from leanbench.maps.map_picture import draw_steps
from leanbench.maps.stepcard import distance_at
from leanbench.maps.wall import MARGIN, Wall, wall_layout

from .conftest import chain

SAMPLES = ("permit-issuance", "driver-license-renewal", "snap-eligibility")
# Of the window: 1366, 1600 and 1920 wide at 100, 150 and 200 %; of the room of the drawing in it, about.
ROOMS = [
    ((w - 110) / k, h / k - 190)
    for w, h in ((1366, 768), (1600, 1000), (1920, 1080))
    for k in (1.0, 1.5, 2.0)
]


def drawn(
    sample: Callable[[str], Event], name: str, view: View, wall: Wall
) -> tuple[list[float], list[str], float]:
    """The size of each name in pixels, all texts of the steps, the width of the drawing in pixels."""
    event = sample(name)
    map_ = event.map("current")
    layout, zoom = wall_layout(map_, event.roles, numbering(map_), wall, view)
    groups = draw_steps(event, map_, layout, numbering(map_))
    texts = [[t for t in walk(group.children) if isinstance(t, Text)] for group in groups]
    names = [max(text.size for text in own) * zoom for own in texts]
    return names, [text.text for own in texts for text in own], (layout.width + 2 * MARGIN) * zoom


@pytest.mark.parametrize("view", ["swimlane", "value-stream", "flowchart"])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_name_falls_below_the_floor_at_any_width_and_scale(
    sample: Callable[[str], Event], name: str, view: View
) -> None:
    for width, height in ROOMS if view == "swimlane" else ROOMS[::4]:
        for least, most in ((11.0, 1.25), (16.0, 2.0)):
            names, texts, wide = drawn(sample, name, view, Wall(width, height, least, most))
            assert min(names) >= least - 1e-6
            if view == "swimlane":
                assert wide <= width + 1e-6 or width < 600.0  # where one column alone is wider
                assert not any(text.endswith(ELLIPSIS) for text in texts)


def test_the_permit_sample_fills_the_room_of_its_contract(sample: Callable[[str], Event]) -> None:
    """1500 x 595 px: 39 % as a flowchart and 40 % as a value stream before it was folded."""
    event = sample("permit-issuance")
    map_ = event.map("current")
    room = Wall(1500.0, 595.0)
    chart, zoom = wall_layout(map_, event.roles, numbering(map_), room, "flowchart")
    assert zoom > 0.95
    assert room.zoom_for(chart) == zoom  # all of it is seen
    _stream, zoom = wall_layout(map_, event.roles, numbering(map_), room, "value-stream")
    assert zoom > 0.85


def test_a_short_map_stays_in_one_row_and_a_long_one_keeps_the_floor() -> None:
    short: Map = chain(["Check", "Sign", "Mail"], ["A", "B"])
    layout, zoom = wall_layout(short, (), {}, Wall(1200.0, 600.0))
    assert (len(layout.band_bottoms), layout.plain, zoom) == (1, False, 1.25)
    long: Map = chain([f"Do thing number {i}" for i in range(80)], ["A", "B", "C"])
    layout, zoom = wall_layout(long, (), {}, Wall(1200.0, 600.0))
    assert 13.0 * zoom == pytest.approx(11.0)
    assert layout.width * zoom <= 1200.0
    assert len(layout.band_bottoms) > 8
    assert {lane.role_id for lane in layout.lanes} == {"A", "B", "C"}


def test_a_lane_nobody_uses_is_kept_on_the_wall_until_it_is_removed() -> None:
    from leanbench.schema import replace

    drawn_map = replace(chain([f"Do thing number {i}" for i in range(30)], ["A", "B"]), lanes=("A", "E", "B"))
    layout, _zoom = wall_layout(drawn_map, (), {}, Wall(1000.0, 500.0))
    assert [lane.role_id for lane in layout.lanes].count("E") == 1


def test_text_goes_by_distance_number_and_name_then_number_and_wait(sample: Callable[[str], Event]) -> None:
    event = sample("permit-issuance")
    map_ = event.map("current")
    numbers = numbering(map_)
    layout, _zoom = wall_layout(map_, event.roles, numbers, Wall(1200.0, 600.0))
    said = {}
    for zoom in (0.8, 0.6, 0.4):
        groups = draw_steps(event, map_, layout, numbers, distance=distance_at(zoom))
        said[zoom] = {g.id: [t for t in walk(g.children) if isinstance(t, Text)] for g in groups}
    assert "62% C&A" in {text.text for text in said[0.8]["step:c3"]}
    assert [text.text for text in said[0.6]["step:c3"]] == ["3", "Check packet", "is complete"]
    assert [text.text for text in said[0.4]["step:c9"]] == ["9", "⧖ 8 bd"]
    for zoom in (0.6, 0.4):
        for texts in said[zoom].values():
            rect = layout.steps["c3"]
            assert all(12.0 <= text.size <= 30.0 for text in texts)
            assert not any(text.text.endswith(ELLIPSIS) for text in texts)
            assert max(text.y for text in texts) - min(text.y - text.size for text in texts) < rect.h + 2.0
    assert min(text.size for text in said[0.6]["step:c12"]) == 22.0
