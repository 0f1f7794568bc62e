"""The timeline ladder: aligned with the map, its totals those of the flow mathematics."""

from collections.abc import Callable

import pytest

from leanbench.drawing.primitives import Group, Line, Text
from leanbench.drawing.text_width import standard
from leanbench.event.records import Event
from leanbench.flow import numbering, timeline
from leanbench.maps.ladder_drawing import ladder_groups, totals, wall_ladder
from leanbench.maps.layout import Layout, arrange, reroute
from leanbench.maps.wall import Wall, wall_layout
from leanbench.schema import replace
from leanbench.words.durations import Duration, map_time_text


@pytest.fixture
def permit(sample) -> Event:
    return sample("permit-issuance")


def ladder(event: Event, layout: Layout) -> dict[str, Group]:
    groups = ladder_groups(event, timeline(event, "current"), layout, 0.0, standard(), whole=True)
    return {group.id: group for group in groups}


def test_the_totals_are_those_of_the_sample(permit: Event) -> None:
    # expected.current.lead_time_first_pass_min = 18594 = 38.25 bd of 480 min waiting + 234 min of work
    assert totals(permit, timeline(permit, "current")) == ("38.3 bd", "3.9 h")
    rungs = timeline(permit, "current").critical
    assert sum(rung.wait_min + rung.process_min for rung in rungs) == pytest.approx(18594.0)


def test_each_rung_stands_under_its_step(permit: Event) -> None:
    layout = arrange(permit.map("current"), permit.roles)
    known = ladder(permit, layout)
    # Of the two parallel reviews the longer one is on the critical path.
    assert "ladder:c10b" in known
    assert "ladder:c10a" not in known
    for key, group in known.items():
        if key == "ladder:totals":
            continue
        rect = layout.steps[key.removeprefix("ladder:")]
        line = next(item for item in group.children if isinstance(item, Line))
        assert line.points[-1][0] == rect.right
        assert line.points[0][0] < rect.x
        process = [item for item in group.children if isinstance(item, Text) and item.role == "muted"]
        assert process[0].x == rect.centre[0]


def test_a_wait_raises_the_line_and_no_wait_does_not(small: Event) -> None:
    layout = arrange(small.map("current"), small.roles)
    known = ladder(small, layout)
    flat = next(item for item in known["ladder:s1"].children if isinstance(item, Line))
    raised = next(item for item in known["ladder:s2"].children if isinstance(item, Line))
    assert len(flat.points) == 2
    assert len(raised.points) == 6
    assert "1.5 bd" in [item.text for item in known["ladder:s2"].children if isinstance(item, Text)]


def test_a_step_moved_onto_its_neighbours_place_leaves_the_ladder_readable(permit: Event) -> None:
    layout = arrange(permit.map("current"), permit.roles)
    on_top = replace(layout.steps["c5"], x=layout.steps["c4"].x + 10.0)
    known = ladder(permit, reroute(layout, {"c5": on_top}))
    assert ("ladder:c5" in known) != ("ladder:c4" in known) or layout.steps["c4"].right <= on_top.x


def test_a_time_has_one_unit_on_card_and_ladder(permit: Event) -> None:
    drawn = permit.map("current")
    waits = {"c3": Duration(5, "d"), "c4": Duration(1.5, "h")}
    steps = tuple(replace(s, wait=waits.get(s.id, s.wait)) for s in drawn.steps)
    event = replace(permit, maps=(replace(drawn, steps=steps), *permit.maps[1:]))
    layout = arrange(event.map("current"), event.roles)
    known = timeline(event, "current")
    groups = ladder_groups(event, known, layout, 0.0, standard(), whole=True, steps=steps)
    said = {g.id: [t.text for t in g.children if isinstance(t, Text)] for g in groups}
    for step_id, text in (("c3", "5 d"), ("c4", "1.5 h"), ("c9", "8 bd")):
        assert said[f"ladder:{step_id}"][0] == text
        assert map_time_text(event.map("current").step(step_id).wait, event.calendar) == text


@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal", "snap-eligibility"])
@pytest.mark.parametrize("size", [(760.0, 660.0), (620.0, 560.0), (1800.0, 900.0)])
def test_no_word_of_a_ladder_covers_another(
    sample: Callable[[str], Event], name: str, size: tuple[float, float]
) -> None:
    event = sample(name)
    current, ruler = event.map("current"), standard()
    layout, _zoom = wall_layout(current, event.roles, numbering(current), Wall(*size, 11.0, 1.5), "swimlane")
    groups = wall_ladder(event, timeline(event, "current"), layout, current.steps, ruler)
    boxes = []
    for text in (item for group in groups for item in group.children if isinstance(item, Text)):
        width = ruler.width(text.text, text.size, text.weight)
        left = text.x - (width / 2 if text.anchor == "middle" else 0)
        boxes.append((left, left + width, text.y - 0.7 * text.size, text.y, text.text))
    covered = [
        (a[4], b[4])
        for at, a in enumerate(boxes)
        for b in boxes[at + 1 :]
        if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
    ]
    assert len(boxes) > 10
    assert covered == []
