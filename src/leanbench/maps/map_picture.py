"""Draws a map in one of its views: lanes, steps, connectors, labels, notes, and what a comparison found.

`draw_map` is what the canvas, the papers and the command line call; the parts live beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Text
from leanbench.drawing.text_width import Measure, shorten, standard, wrap
from leanbench.event.records import Event, Map, Step
from leanbench.flow import numbering
from leanbench.flow.graph import read
from leanbench.flow.times import typed_minutes
from leanbench.maps.arrangement import Layout
from leanbench.maps.connectors import draw_labels, draw_links, draw_notes, draw_seams
from leanbench.maps.layout import View, arrange
from leanbench.maps.stepcard import Look, draw_chart_step, draw_step
from leanbench.maps.stream import draw_inventories, draw_stream_step, draw_surroundings
from leanbench.maps.wording import choices
from leanbench.words import _

_STEP_OF_VIEW = {"value-stream": draw_stream_step, "flowchart": draw_chart_step}


class Marks(Struct, frozen=True):
    """What a comparison says about the steps of the later map, and the names that are gone."""

    words: Mapping[str, str]
    removed: tuple[str, ...] = ()


def draw_map(
    event: Event,
    map_id: str = "current",
    *,
    view: View = "swimlane",
    layout: Layout | None = None,
    compare_to: str | None = None,
    selected: frozenset[str] | set[str] | None = None,
    numbers: Mapping[str, str] | None = None,
    measure: Measure | None = None,
    room_below: float = 0.0,
    distance: int = 0,
) -> Picture:
    """The drawing of one state of the process.

    Parameters
    ----------
    layout : Layout, optional
        A layout made before (with boxes moved, or folded for paper); else the automatic one.
    compare_to : str, optional
        The id of another map. Is it the earlier one, steps that are new, changed, combined are marked and removed
        ones listed; is it the later one, steps that will go or change are marked.
    selected : set of ids, optional
        Step and link ids to outline.
    numbers : mapping of step id to number, optional
        The printed step numbers; `leanbench.flow.numbering` by default.
    room_below : float
        Room between the map and the list of removed steps, for a ladder.
    distance : int
        How far away the cards are read (`stepcard.distance_at`).

    Raises
    ------
    KeyError
        The event has no map of that id.
    """
    map_ = event.map(map_id)
    ruler = measure or standard()
    if view == "sipoc":
        from leanbench.maps.sipoc import draw_sipoc  # not before it is asked for: start-up

        return draw_sipoc(event, ruler)
    known = numbers if numbers is not None else numbering(map_)
    placed = layout or arrange(map_, event.roles, view=view, measure=ruler, numbers=known)
    chosen = frozenset(selected or ())
    marks = _marks(event, compare_to, map_, known) if compare_to else Marks({})
    items: list[Item] = []
    if placed.lanes:
        items += draw_lanes(placed, ruler)
    items += draw_columns(placed)
    if placed.view == "value-stream":
        items += draw_surroundings(event, map_, placed, ruler)
    items += draw_links(
        placed, {step.id: step.name or _("a step without a name") for step in map_.steps}, chosen
    )
    if placed.view == "value-stream":
        items += draw_inventories(event, map_, placed)
    items += draw_seams(placed)
    items += draw_steps(event, map_, placed, known, chosen, marks, ruler, distance=distance)
    items += draw_labels(placed, ruler)
    items += draw_notes(map_.notes, placed.steps, ruler)
    height = placed.height
    if marks.removed:
        strip, height = draw_removed(marks.removed, placed, room_below, ruler)
        items.append(strip)
    title = " · ".join(part for part in (event.header.title, map_.name or map_id) if part)
    return Picture(placed.width, height, tuple(items), title, describe_map(event, map_))


def draw_steps(
    event: Event,
    map_: Map,
    layout: Layout,
    numbers: Mapping[str, str],
    selected: frozenset[str] = frozenset(),
    marks: Marks | None = None,
    measure: Measure | None = None,
    only: Collection[str] | None = None,
    distance: int = 0,
) -> list[Group]:
    """One group ``step:<id>`` per step in the manner of the layout's view.

    `only` names the steps to draw, when an edit has touched just these and the layout stands.
    """
    ruler = measure or standard()
    words = marks.words if marks else {}
    headed = {
        step_id
        for column in layout.columns
        if len(column.steps) == 1 and column.label == numbers.get(column.steps[0]) and not layout.plain
        for step_id in column.steps
    }
    long_wait = long_wait_min(event, map_)
    roles = {role.id: role for role in event.roles}
    parting = choices(map_) if layout.view == "flowchart" else frozenset()
    result = []
    for step in map_.steps:
        if step.id not in layout.steps or (only is not None and step.id not in only):
            continue  # on another page of a folded map, or not asked for
        role = roles.get(step.role)
        number = numbers.get(step.id, "")
        look = Look(
            number="" if step.id in headed else number,
            spoken_number=number,
            second="" if layout.lanes or role is None else role.name or role.id,
            selected=step.id in selected,
            long_wait_min=long_wait,
            mark=words.get(step.id, ""),
            choice=step.id in parting,
            plain=layout.plain,
            distance=distance,
        )
        draw = _STEP_OF_VIEW.get(layout.view, draw_step)
        result.append(draw(step, layout.steps[step.id], role, event.calendar, ruler, look))
    return result


def long_wait_min(event: Event, map_: Map) -> float:
    """From how many minutes a wait is set off: at least half the longest wait, and a delay at all."""
    # Steps in branches often wait for people outside; here the wait of every case counts.
    _process, waits = typed_minutes(map_, event.calendar)
    main = [waits[position] for position in read(map_).main] or waits
    longest = max((wait for wait in main if wait is not None), default=0.0)
    return max(longest / 2.0, event.delay_threshold_min or 0.0, 1e-9)


def _marks(event: Event, other: str, map_: Map, numbers: Mapping[str, str]) -> Marks:
    from leanbench.flow.comparison import in_time, step_differences  # as below

    if in_time(event, other, map_.id)[0] == other:
        return compare_marks(event.map(other), map_, numbers)
    found = step_differences(map_, event.map(other))
    words = {change.before_id: "changes" for change in found.changed}
    words.update(dict.fromkeys(found.removed, "goes"))
    words.update({step_id: "combined" for ids, _after in found.combined for step_id in ids})
    return Marks(words)


def compare_marks(before: Map, after: Map, numbers: Mapping[str, str]) -> Marks:
    """The words on the later map's steps and the names of the steps that are gone."""
    from leanbench.flow.comparison import step_differences  # not before it is asked for: start-up

    found = step_differences(before, after)
    words = {change.after_id: "changed" for change in found.changed}
    words.update(dict.fromkeys(found.added, "new"))
    words.update({after_id: "combined" for _, after_id in found.combined})
    return Marks(words, tuple(before.step(step_id).name for step_id in found.removed))


def draw_lanes(layout: Layout, measure: Measure) -> list[Group]:
    """A group ``lane:<role>`` for each band and ``header:<role>`` for its heading."""
    bands: list[Group] = []
    headers: list[Group] = []
    order = {role_id: i for i, role_id in enumerate(dict.fromkeys(lane.role_id for lane in layout.lanes))}
    for lane in layout.lanes:
        fill = "lane_alt" if order[lane.role_id] % 2 else "lane"
        bottom = lane.y + lane.h
        bands.append(
            Group(
                f"lane:{lane.role_id}",
                "lane",
                (
                    Box(lane.x, lane.y, lane.w, lane.h, fill),
                    Line(((lane.x, bottom), (lane.x + lane.w, bottom)), "hairline"),
                ),
            )
        )
        width = layout.header_width - 12.0
        lines = wrap(lane.name, width - 18, 12.0, 3, "semibold", measure)
        total = 15.0 * len(lines) + (14.0 if lane.fte else 0.0)
        y = lane.y + lane.h / 2 - total / 2 + 11.5
        children: list[Item] = [
            Box(lane.x, lane.y, width, lane.h, "header"),
            Line(((lane.x, bottom), (lane.x + width, bottom)), "hairline"),
        ]
        for line in lines:
            children.append(Text(lane.x + 10, y, line, 12.0, "text", "semibold"))
            y += 15.0
        if lane.fte:
            children.append(
                Text(lane.x + 10, y, shorten(lane.fte, width - 14, 11.0, measure=measure), 11.0, "muted")
            )
        who = f"{lane.name}, {lane.fte}" if lane.fte else lane.name
        headers.append(Group(f"header:{lane.role_id}", "header", tuple(children), who))
    return bands + headers


def draw_columns(layout: Layout) -> list[Group]:
    """A group ``column:<n>`` for each heading."""
    return [
        Group(
            f"column:{i}",
            "column",
            (Text(column.x, column.y, column.label, 11.0, "muted", "semibold", "middle"),),
        )
        for i, column in enumerate(layout.columns)
        if column.label and not layout.plain
    ]


def draw_removed(
    names: tuple[str, ...], layout: Layout, room: float, measure: Measure
) -> tuple[Group, float]:
    """The strip below the map that lists the steps which are gone, and the new height of the drawing."""
    left = 10.0
    heading = _("Gone since then ({count})").format(count=len(names))
    lines = wrap(
        " · ".join(name or _("a step without a name") for name in names),
        layout.width - left - 24,
        12.0,
        4,
        measure=measure,
    )
    y = layout.height + room + 24.0
    children: list[Item] = [Text(left, y, heading, 12.0, "text", "semibold")]
    children += [Text(left, y + 18.0 + 16.0 * i, line, 12.0, "muted") for i, line in enumerate(lines)]
    alt = f"{heading}: {', '.join(names)}."
    return Group("removed:steps", "removed", tuple(children), alt), y + 18.0 + 16.0 * len(lines)


def describe_map(event: Event, map_: Map) -> str:
    """The text alternative of the whole map: how many steps, lanes and branches, and the order of the steps."""
    steps: list[Step] = list(map_.steps)
    if not steps:
        return _("The map has no steps yet.")
    numbers = numbering(map_)
    roles = {step.role for step in steps if step.role}
    branches = sum(1 for link in map_.links if link.probability is not None and link.kind != "flow")
    listed = "; ".join(
        " ".join(
            part
            for part in (
                numbers.get(step.id, ""),
                step.name or _("no name yet"),
                f"({event.role(step.role).name or _('nobody named')})",
            )
            if part
        )
        for step in steps
    )
    return _(
        "Process map with {count} steps in {roles} roles and {branches} branches. In the order of "
        "the table: {listed}."
    ).format(count=len(steps), roles=len(roles), branches=branches, listed=listed)
