"""The timeline ladder under a map: waits raised, process times low, aligned with the columns.

Shows the critical path: where work runs in parallel, the step that takes longest. The figures come
from `leanbench.flow.timeline`; nothing is computed here.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Sequence

from msgspec import Struct

from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Group, Item, Line, Point, Text
from leanbench.drawing.text_width import Measure, shorten, standard
from leanbench.event.records import Event, Step
from leanbench.flow import Rung, Timeline, timeline
from leanbench.maps.arrangement import Layout
from leanbench.maps.geometry import Rect
from leanbench.words import _
from leanbench.words.durations import Duration, map_time_text, time_text

LADDER_H = 56.0
_PEAK = 24.0  # width of a raised wait


class Rise(Struct, frozen=True):
    """The shape of a ladder: where the line is high and low below its top, its height, the size of its words.

    `parts` says that each band tells what it adds up to, in place of the totals beside the first.
    """

    high: float = 20.0
    low: float = 44.0
    height: float = LADDER_H
    size: float = 11.0
    parts: bool = False


PAPER = Rise()
WALL = Rise(high=17.0, low=34.0, height=38.0, size=12.0, parts=True)


def _ladder_picture(
    event: Event, known: Timeline, items: Sequence[Item], width: float, height: float
) -> Picture:
    """Rungs with the words and the table that say the same."""
    waits, work = totals(event, known)
    rows = tuple(
        (
            rung.number,
            time_text(rung.wait_min, event.calendar),
            time_text(rung.process_min, event.calendar),
        )
        for rung in known.critical
    )
    return Picture(
        width,
        height,
        tuple(items),
        _("Timeline of the critical path"),
        _("Critical path: {waits} waiting and {work} of work, in {count} steps.").format(
            waits=waits, work=work, count=len(known.critical)
        ),
        DataTable(("Step", _("Wait before"), _("Process time")), rows),
    )


def totals(event: Event, known: Timeline) -> tuple[str, str]:
    """Waiting and work on the critical path in words: ``38.25 bd``, ``234 min``."""
    wait = sum(rung.wait_min for rung in known.critical)
    work = sum(rung.process_min for rung in known.critical)
    return (
        time_text(wait, event.calendar),
        time_text(work, event.calendar),
    )


def ladder_groups(
    event: Event,
    known: Timeline,
    layout: Layout,
    y: float,
    measure: Measure,
    *,
    whole: bool = False,
    band: int = 0,
    totals_too: bool = True,
    chosen: Collection[str] = (),
    rise: Rise = PAPER,
    steps: Sequence[Step] = (),
    rungs: Sequence[Rung] | None = None,
) -> list[Group]:
    """One group ``ladder:<step>`` per rung of a band, and ``ladder:totals`` under the lane headings.

    Parameters
    ----------
    y : float
        The top of the ladder.
    whole : bool
        Take every rung; else those whose column stands in band number `band`.
    totals_too : bool
        Also the totals, with the first band.
    chosen : ids of steps
        Their rungs are drawn in the accent color.
    steps : sequence of Step
        Of the map: a time of theirs is written as they write it.
    rungs : sequence of Rung, optional
        Instead of all critical ones.
    """
    places = _places(known.critical if rungs is None else rungs, layout, None if whole else band)
    by_id = {step.id: step for step in steps}
    result: list[Group] = []
    start = layout.header_width if layout.lanes else (places[0][1].x - 40.0 if places else 0.0)
    least = layout.header_width + 4.0 if layout.lanes else -math.inf
    for rung, box in places:
        step = by_id.get(rung.step_id)
        result.append(_rung(event, rung, start, box, y, measure, rung.step_id in chosen, rise, step, least))
        start = box.right
    if result:
        end: Item = Line(((start, y + rise.low), (start + 8.0, y + rise.low)), "connector", 1.2)
        result[-1] = Group(result[-1].id, "ladder", (*result[-1].children, end), result[-1].alt)
    if rise.parts and places and layout.lanes:
        result.append(
            _part(event, [rung for rung, _box in places], band, y, layout.header_width - 16.0, measure)
        )
    elif totals_too and not rise.parts and (whole or band == 0):
        result.append(_totals(event, known, layout, y, measure))
    return result


def wall_ladder(
    event: Event,
    known: Timeline,
    layout: Layout,
    steps: Sequence[Step],
    measure: Measure,
    only: Collection[str] | None = None,
) -> list[Group]:
    """The ladders under all rows of a wall; with `only` those of the rows in which these steps stand."""
    bottoms = layout.band_bottoms

    def band_of(step_id: str) -> int:
        return bisect_right(bottoms, layout.steps[step_id].y)

    wanted = range(len(bottoms)) if only is None else {band_of(key) for key in only if key in layout.steps}
    rows: dict[int, list[Rung]] = {band: [] for band in wanted}
    for rung in known.critical:
        if rung.step_id in layout.steps and (band := band_of(rung.step_id)) in rows:
            rows[band].append(rung)
    by_id = {step.id: step for step in steps}
    return [
        group
        for band, rungs in rows.items()
        for group in ladder_groups(
            event, known, layout, bottoms[band] + 2.0, measure, whole=True, band=band, rise=WALL, rungs=rungs,
            steps=[by_id[rung.step_id] for rung in rungs],
        )
    ]  # fmt: skip


def _places(known: Sequence[Rung], layout: Layout, band: int | None) -> list[tuple[Rung, Rect]]:
    """The critical rungs with the span they cover, from left to right without overlap."""
    bottoms = layout.band_bottoms
    found: list[tuple[Rung, Rect]] = []
    edge = layout.header_width
    rungs = [rung for rung in known if rung.step_id in layout.steps]
    for rung in sorted(rungs, key=lambda item: layout.steps[item.step_id].x):
        rect = layout.steps[rung.step_id]
        if band is not None:
            top = bottoms[band - 1] if band > 0 else float("-inf")
            if not top < rect.y < bottoms[band]:
                continue
        if rect.x < edge:  # moved by hand over its neighbor: it has no room of its own on the ladder
            continue
        found.append((rung, rect))
        edge = rect.right
    return found


def _rung(
    event: Event,
    rung: Rung,
    start: float,
    box: Rect,
    y: float,
    measure: Measure,
    chosen: bool,
    rise: Rise = PAPER,
    step: Step | None = None,
    least: float = -math.inf,
) -> Group:
    """`least` : where the names of the lanes end, over which no word may run."""
    high, low, size = y + rise.high, y + rise.low, rise.size
    wait, process = _rung_texts(event, rung, step)
    children: list[Item] = []
    left, right = box.x - 4.0 - _PEAK, box.x - 4.0
    points: Sequence[Point]
    if rung.wait_min > 0:
        left = max(left, start)
        points = ((start, low), (left, low), (left, high), (right, high), (right, low), (box.right, low))
        if measure.width(wait, size) < box.right - start:  # it would run into the one before
            middle = max((left + right) / 2, least + measure.width(wait, size) / 2)
            children.append(Text(middle, high - 6.0, wait, size, "text", "regular", "middle"))
    else:
        points = ((start, low), (box.right, low))
    edge, width = ("accent", 1.8) if chosen else ("connector", 1.2)
    children.insert(0, Line(tuple(points), edge, width))
    if box.w >= 24.0:  # else no room for words: the line alone
        shown = shorten(process, box.w, size, measure=measure)
        role = "text" if chosen else "muted"
        children.append(Text(box.centre[0], low - 5.0, shown, size, role, "regular", "middle"))
    alt = _("Step {number}: wait {wait}, process time {process}.").format(
        number=rung.number, wait=wait, process=process
    )
    return Group(f"ladder:{rung.step_id}", "ladder", tuple(children), alt)


def _rung_texts(event: Event, rung: Rung, step: Step | None) -> tuple[str, str]:
    """Wait and process time as the step shows them, where the ladder has the very times of the step."""
    calendar = event.calendar
    shown = []
    for minutes, name in ((rung.wait_min, "wait"), (rung.process_min, "process_time")):
        typed: Duration | None = getattr(step, name, None)
        text = time_text(minutes, calendar)
        if typed is not None and typed.low is None and minutes:  # of a range the ladder has the middle
            text = map_time_text(typed, calendar) if abs(typed.minutes(calendar) - minutes) < 1e-6 else text
        shown.append(text)
    return shown[0], shown[1]


def _part(event: Event, rungs: Sequence[Rung], band: int, y: float, width: float, measure: Measure) -> Group:
    """What the rungs of one band add up to, under the names of its lanes."""
    wait = time_text(sum(rung.wait_min for rung in rungs), event.calendar)
    work = time_text(sum(rung.process_min for rung in rungs), event.calendar)
    first = shorten(_("{time} waiting").format(time=wait), width, 12.0, "semibold", measure)
    second = shorten(_("{time} work").format(time=work), width, 12.0, measure=measure)
    texts = (
        Text(10.0, y + 16.0, first, 12.0, "text", "semibold"),
        Text(10.0, y + 33.0, second, 12.0, "muted"),
    )
    alt = _("Row {number}: {waits} waiting, {work} of work.").format(number=band + 1, waits=wait, work=work)
    return Group(f"ladder:part{band}", "ladder", texts, alt)


def _totals(event: Event, known: Timeline, layout: Layout, y: float, measure: Measure) -> Group:
    waits, work = totals(event, known)
    x, width = 10.0, layout.header_width - 14.0
    if not layout.lanes:  # no lane headings to stand under: the totals close the ladder, as on paper
        x = max((column.x + column.w / 2 for column in layout.columns), default=0.0) + 24.0
        width = 150.0
    lines = (
        (y + 14.0, _("Critical path"), "muted", 11.0),
        (y + 31.0, f"{waits} waiting", "text", 12.0),
        (y + 47.0, f"{work} work", "text", 12.0),
    )
    texts = tuple(
        Text(
            x,
            at,
            shorten(text, width, size, "semibold", measure),
            size,
            role,
            "semibold" if size > 11 else "regular",
        )
        for at, text, role, size in lines
    )
    return Group(
        "ladder:totals",
        "ladder",
        texts,
        _("Critical path: {waits} waiting, {work} of work.").format(waits=waits, work=work),
    )


# Of one rung in a timeline by itself; the height of a row of them; room for words beside the first wait.
_SLOT, _WORK, _BAND, _ASIDE = 70.0, 42.0, 74.0, 14.0


def timeline_picture(event: Event, map_id: str, width: float) -> Picture | None:
    """The ladder by itself, in as many rows as it takes; None while no step has a time.

    width : in scene units. Raises KeyError for an unknown map.
    """
    known = timeline(event, map_id)
    if not any(rung.wait_min or rung.process_min for rung in known.critical):
        return None
    ruler = standard()
    by_id = {step.id: step for step in event.map(map_id).steps}
    most = max(1, int((width - _ASIDE) / _SLOT))
    items: list[Item] = []
    for place, rung in enumerate(known.critical):
        band, column = divmod(place, most)
        start, y = _ASIDE + column * _SLOT, band * _BAND
        box = Rect(start + _SLOT - _WORK, y, _WORK, 0.0)
        group = _rung(event, rung, start, box, y, ruler, chosen=False, step=by_id.get(rung.step_id))
        number = Text(box.centre[0], y + PAPER.low + 14.0, rung.number, 11.0, "muted", "semibold", "middle")
        items.append(Group(group.id, "part", (*group.children, number), group.alt))
    return _ladder_picture(event, known, items, width, _BAND * (1 + (len(known.critical) - 1) // most))
