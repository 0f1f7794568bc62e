"""The promises of every layout, on maps that hypothesis invents."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.event.records import Event, Link, Map, Pin, Role, Step
from leanbench.maps.arrangement import Layout, column_at, row_at
from leanbench.maps.bands import STEP_H, STEP_W
from leanbench.maps.fold import fold, split
from leanbench.maps.geometry import Rect
from leanbench.maps.layout import View, arrange, reroute
from leanbench.maps.symbols import symbol
from leanbench.maps.wording import choices
from leanbench.schema import replace
from leanbench.words.durations import Duration

NAMES = ("", "Check", "Review structure and code", "Log packet in register and again in the old spreadsheet")
KINDS = ("process",) * 8 + ("decision", "start", "end", "inventory", "xor_split", "and_join", "document")


@st.composite
def any_maps(draw: st.DrawFn, *, placed: bool = False) -> Map:
    """Any steps, any links: circles, repeated links, links to steps that are not there."""
    count = draw(st.integers(0, 12))
    ids = [f"s{i}" for i in range(count)]
    steps = tuple(
        Step(
            step_id,
            draw(st.sampled_from(NAMES)),
            kind=draw(st.sampled_from(KINDS)),
            role=draw(st.sampled_from(("", "A", "B", "C"))),
            value=draw(st.sampled_from(("", "VA", "BNVA", "NVA"))),
            wait=draw(st.sampled_from((None, Duration(0, "h"), Duration(40, "h")))),
            pin=draw(_pins()) if placed else None,
        )
        for i, step_id in enumerate(ids)
    )
    links = tuple(
        Link(
            f"l{i}",
            draw(st.sampled_from([*ids, "gone"])),
            draw(st.sampled_from(ids)),
            draw(st.sampled_from(("flow", "flow", "rework", "alternative", "exit"))),
            draw(st.sampled_from((None, 0.3))),
            draw(st.sampled_from(("", "corrections"))),
        )
        for i in range(draw(st.integers(0, 14)) if ids else 0)
    )
    return Map("current", "Any", steps, links)


def _pins() -> st.SearchStrategy[Pin | None]:
    """Now and then a place by hand."""
    there = st.builds(Pin, st.integers(-2, 9), st.integers(-1, 3))
    return st.one_of(st.none(), st.none(), there)


@st.composite
def processes(draw: st.DrawFn) -> Map:
    """A believable process: a path with parallel groups, rework loops, exits."""
    steps: list[Step] = []
    links: list[Link] = []
    groups: list[list[str]] = []

    def step() -> str:
        role = draw(st.sampled_from(("CLK", "EW", "SUP", "APP")))
        steps.append(Step(f"s{len(steps)}", draw(st.sampled_from(NAMES)), role=role))
        return steps[-1].id

    def join(source: str, target: str, kind: str = "flow", share: float | None = None) -> None:
        links.append(Link(f"l{len(links)}", source, target, kind, share, "again" if share else ""))  # type: ignore[arg-type]

    for _ in range(draw(st.integers(1, 8))):
        group = [step() for _ in range(draw(st.sampled_from((1, 1, 1, 2, 4))))]
        for source in groups[-1] if groups else ():
            for target in group:
                join(source, target)
        groups.append(group)
        if draw(st.integers(0, 3)) == 0:
            inside = [step() for _ in range(draw(st.integers(0, 3)))]
            back = draw(st.sampled_from(groups))[0]
            for number, (source, target) in enumerate(pairwise([group[0], *inside, back])):
                join(source, target, "rework", 0.2 if number == 0 else None)
        if draw(st.integers(0, 6)) == 0:
            join(group[0], step(), "exit", 0.1)
    return Map("current", "Process", tuple(steps), tuple(links))


VIEWS: tuple[View, ...] = ("swimlane", "value-stream", "flowchart")


def overlapping(layout: Layout) -> list[tuple[str, str]]:
    return [
        (one, two)
        for one, two in combinations(layout.steps, 2)
        if layout.steps[one].overlaps(layout.steps[two])
    ]


def through_boxes(layout: Layout) -> list[tuple[str, str]]:
    """Connectors that pass through the inside of any box, their own ends included unless these are diamonds."""
    return [
        (link_id, step_id)
        for link_id, route in layout.routes.items()
        for piece in (route, *layout.continued.get(link_id, ()))
        for step_id, rect in layout.steps.items()
        if rect.grown(-0.5).crossed_by(piece)
        and not (step_id == layout.ends[link_id].source and touches_diamond(rect, route[0]))
        and not (step_id == layout.ends[link_id].target and touches_diamond(rect, piece[-1]))
    ]


def touches_border(rect: Rect, point: tuple[float, float]) -> bool:
    return rect.grown(0.01).contains(point) and not rect.grown(-0.01).contains(point)


def touches_diamond(rect: Rect, point: tuple[float, float]) -> bool:
    (x, y), (cx, cy) = point, rect.centre
    return abs(abs(x - cx) / (rect.w / 2) + abs(y - cy) / (rect.h / 2) - 1.0) < 0.01


def lying_on_each_other(layout: Layout) -> list[tuple[str, str]]:
    """Pairs of connectors without a common step that share a piece of line."""
    found = []
    for one, two in combinations(layout.routes, 2):
        a, b = layout.ends[one], layout.ends[two]
        if {a.source, a.target} & {b.source, b.target}:
            continue
        for (p, q), (r, s) in (
            (x, y) for x in pairwise(layout.routes[one]) for y in pairwise(layout.routes[two])
        ):
            for k in (0, 1):
                if p[k] == q[k] == r[k] == s[k]:
                    i = 1 - k
                    shared = min(max(p[i], q[i]), max(r[i], s[i])) - max(min(p[i], q[i]), min(r[i], s[i]))
                    if shared > 0.5:
                        found.append((one, two))
    return found


@pytest.mark.parametrize("view", VIEWS)
@given(drawn=any_maps())
@settings(max_examples=40, deadline=None)
def test_no_boxes_overlap_and_no_connector_runs_through_a_box(view: View, drawn: Map) -> None:
    layout = arrange(drawn, view=view)
    assert set(layout.steps) == {step.id for step in drawn.steps}
    assert overlapping(layout) == []
    assert through_boxes(layout) == []


@pytest.mark.parametrize("view", ["swimlane", "flowchart"])
@given(drawn=any_maps())
@settings(max_examples=40, deadline=None)
def test_connectors_are_orthogonal_and_join_the_outlines_of_their_steps(view: View, drawn: Map) -> None:
    layout = arrange(drawn, view=view)
    known = {step.id for step in drawn.steps}
    diamonds = {step.id for step in drawn.steps if symbol(step.kind).form == "gateway"}
    diamonds |= choices(drawn) if view == "flowchart" else set()
    assert set(layout.routes) == {link.id for link in drawn.links if {link.source, link.target} <= known}
    for link_id, route in layout.routes.items():
        ends = layout.ends[link_id]
        assert all(x1 == x2 or y1 == y2 for (x1, y1), (x2, y2) in pairwise(route))
        for step_id, end in ((ends.source, route[0]), (ends.target, route[-1])):
            touches = touches_diamond if step_id in diamonds else touches_border
            assert touches(layout.steps[step_id], end)


@given(drawn=processes())
@settings(max_examples=50, deadline=None)
def test_connectors_of_different_steps_do_not_lie_on_each_other(drawn: Map) -> None:
    assert lying_on_each_other(arrange(drawn)) == []


@pytest.mark.parametrize("view", VIEWS)
@given(drawn=processes())
@settings(max_examples=15, deadline=None)
def test_the_same_map_gives_the_same_layout(view: View, drawn: Map) -> None:
    again = replace(drawn, steps=tuple(replace(step) for step in drawn.steps))
    assert arrange(drawn, view=view) == arrange(again, view=view)


@given(drawn=processes())
@settings(max_examples=30, deadline=None)
def test_lanes_are_strict_bands_that_hold_their_steps(drawn: Map) -> None:
    layout = arrange(drawn)
    for upper, lower in pairwise(layout.lanes):
        assert lower.y == pytest.approx(upper.y + upper.h)
    bands = {lane.role_id: lane for lane in layout.lanes}
    for step in drawn.steps:
        rect, lane = layout.steps[step.id], bands[step.role]
        assert lane.y < rect.y
        assert rect.bottom < lane.y + lane.h


@given(drawn=any_maps(placed=True))
@settings(max_examples=40, deadline=None)
def test_steps_put_by_hand_keep_column_and_lane_and_the_others_make_room(drawn: Map) -> None:
    layout = arrange(drawn)
    assert overlapping(layout) == []
    assert through_boxes(layout) == []
    bands = {lane.role_id: lane for lane in layout.lanes}
    for step in drawn.steps:
        rect, lane = layout.steps[step.id], bands[step.role]
        assert lane.y < rect.y
        assert rect.bottom < lane.y + lane.h
        if step.pin is not None:
            assert column_at(layout, rect) == max(0, step.pin.column)
            assert step.id in layout.pinned


def test_a_step_added_before_it_leaves_a_pinned_step_in_its_lane() -> None:
    steps = tuple(Step(f"s{i}", role="A" if i % 2 else "B") for i in range(6))
    steps = (*steps[:3], replace(steps[3], pin=Pin(3, 1)), *steps[4:])
    drawn = Map("current", steps=(Step("new", role="C"), *steps))
    layout = arrange(drawn)
    lane = next(lane for lane in layout.lanes if lane.role_id == steps[3].role)
    assert lane.y < layout.steps["s3"].y < layout.steps["s3"].bottom < lane.y + lane.h
    assert row_at(layout, layout.steps["s3"]) in (0, 1)


@given(drawn=processes(), dx=st.integers(-400, 400), dy=st.integers(-300, 300), data=st.data())
@settings(max_examples=30, deadline=None)
def test_rerouting_leads_lines_around_the_moved_box(
    drawn: Map, dx: int, dy: int, data: st.DataObject
) -> None:
    layout = arrange(drawn)
    step_id = data.draw(st.sampled_from(sorted(layout.steps)))
    there = layout.steps[step_id].moved(dx, dy)
    after = reroute(layout, {step_id: there})
    assert after.steps[step_id] == there
    assert {k: v for k, v in after.steps.items() if k != step_id} == {
        k: v for k, v in layout.steps.items() if k != step_id
    }
    crowded = any(there.grown(26.0).overlaps(rect) for other, rect in after.steps.items() if other != step_id)
    if not crowded:
        assert through_boxes(after) == []


def test_a_moved_box_leaves_other_connectors_alone(sample) -> None:
    event: Event = sample("permit-issuance")
    layout = arrange(event.map("current"), event.roles)
    rect = layout.steps["c4"]
    after = reroute(layout, {"c4": rect.moved(0.0, 60.0)})
    changed = {k for k in layout.routes if layout.routes[k] != after.routes[k]}
    own = {k for k, ends in layout.ends.items() if "c4" in (ends.source, ends.target)}
    assert changed == own


def test_the_permit_sample_has_17_columns_and_the_reviews_side_by_side(sample) -> None:
    event: Event = sample("permit-issuance")
    layout = arrange(event.map("current"), event.roles)
    assert len(layout.columns) == 17
    assert layout.columns[9].steps == ("c10a", "c10b")
    assert layout.steps["c10a"].x == layout.steps["c10b"].x
    assert [lane.name for lane in layout.lanes][:2] == ["Permit technician", "Cashier"]
    # The loop of step 3 hangs right below it, the loop of step 9 turns below its lane's first row.
    assert layout.steps["c20"].x == layout.steps["c3"].x
    assert layout.steps["c20"].y > layout.steps["c3"].bottom
    assert layout.steps["c22"].x == layout.steps["c9"].x < layout.steps["c21"].x
    assert (layout.steps["c1"].w, layout.steps["c1"].h) == (STEP_W, STEP_H)


def test_every_way_out_of_a_choice_has_its_share_in_a_flowchart(sample) -> None:
    event: Event = sample("permit-issuance")
    layout = arrange(event.map("current"), view="flowchart")
    said = {(ends.source, ends.target): ends.label for ends in layout.ends.values()}
    assert (said["c3", "c20"], said["c3", "c4"]) == ("38% incomplete packet", "62%")
    assert {key for key in layout.routes if layout.ends[key].label} == set(layout.labels)
    yes = Map("m", steps=(Step("a", kind="decision"), Step("b"), Step("c")), links=(
        Link("1", "a", "b", label="yes"), Link("2", "a", "c", "alternative", 0.35, "no")))  # fmt: skip
    for view in ("swimlane", "flowchart"):
        assert [ends.label for ends in arrange(yes, view=view).ends.values()] == ["65% yes", "35% no"]
    assert choices(event.map("current")) >= {"c3", "c9"}


def test_a_parallel_group_of_four_shares_one_trunk(sample) -> None:
    event: Event = sample("permit-issuance")
    layout = arrange(event.map("future"), event.roles)
    fan = [layout.routes[k] for k, ends in layout.ends.items() if ends.source == "f3" and ends.kind == "flow"]
    assert len(fan) == 4
    assert len({route[1][0] for route in fan}) == 1


def test_the_map_may_name_the_order_of_its_lanes() -> None:
    steps = (Step("a", role="X"), Step("b", role="Y"), Step("c", role="Z"))
    drawn = Map("current", steps=steps, links=(Link("1", "a", "b"), Link("2", "b", "c")), lanes=("Z", "Y"))
    layout = arrange(drawn, (Role("X", "Ex", fte=2),))
    assert [lane.role_id for lane in layout.lanes] == ["Z", "Y", "X"]
    assert (layout.lanes[2].name, layout.lanes[2].fte) == ("Ex", "2 FTE")


def test_an_empty_map_and_unlinked_rows_have_a_layout() -> None:
    assert arrange(Map("current")).steps == {}
    assert arrange(Map("current"), view="flowchart").steps == {}
    rows = Map("current", steps=tuple(Step(f"s{i}", role="A") for i in range(3)))
    xs = [rect.x for rect in arrange(rows).steps.values()]
    assert xs == sorted(set(xs))


def test_a_dragged_step_does_not_move_the_others(sample) -> None:
    event: Event = sample("permit-issuance")
    before = arrange(event.map("current"), event.roles)
    drawn = event.map("current")
    at = column_at(before, before.steps["c6"])
    steps = tuple(replace(s, pin=Pin(at, 1)) if s.id == "c6" else s for s in drawn.steps)
    after = arrange(replace(drawn, steps=steps), event.roles)
    assert after.steps["c6"].x == before.steps["c6"].x
    moved = {key for key in before.steps if before.steps[key].x != after.steps[key].x}
    assert moved == set()


@given(drawn=processes(), bands=st.integers(2, 4))
@settings(max_examples=30, deadline=None)
def test_folding_keeps_every_step_and_cuts_connectors_in_pairs(drawn: Map, bands: int) -> None:
    layout = arrange(drawn)
    folded = fold(layout, bands=bands, below=60.0)
    assert set(folded.steps) == set(layout.steps)
    assert overlapping(folded) == []
    assert through_boxes(folded) == []
    for link_id, pieces in folded.continued.items():
        assert sum(seam.link_id == link_id for seam in folded.seams) == len(pieces)
    pages = split(folded)
    assert len(pages) == len(folded.band_bottoms)
    assert sorted(step for page in pages for step in page.steps) == sorted(layout.steps)
    for page in pages:
        assert all(rect.y >= 0 and rect.bottom <= page.height for rect in page.steps.values())


def test_folding_to_a_width_keeps_to_it(sample) -> None:
    event: Event = sample("permit-issuance")
    layout = arrange(event.map("current"), event.roles)
    folded = fold(layout, 1700.0)
    assert folded.width <= 1700.0
    assert len(folded.band_bottoms) == 3
    assert len(folded.lanes) < 3 * len(layout.lanes)  # bands leave out the lanes they do not use
    assert fold(layout, 5000.0) is layout
