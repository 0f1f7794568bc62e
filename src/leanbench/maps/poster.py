"""A map as it goes on paper: folded to the sheet, with ladder, totals, legend and the texts of its notes."""

from __future__ import annotations

from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import Group, Item, Line, Text, moved
from leanbench.drawing.text_width import Measure, shorten, standard
from leanbench.event.records import Event
from leanbench.flow import numbering, timeline
from leanbench.maps.arrangement import Layout
from leanbench.maps.fold import fold, split
from leanbench.maps.ladder_drawing import LADDER_H, ladder_groups
from leanbench.maps.layout import View, arrange
from leanbench.maps.legend import SUMMARY_W, draw_legend, draw_notes_list, draw_summary
from leanbench.maps.map_picture import draw_map
from leanbench.maps.sipoc import draw_sipoc
from leanbench.words import _

MARGIN = 16.0
_HEAD = 56.0
_BOXES_W, _BOXES_H = 870.0, 300.0  # heading, totals and legend beside each other, about


def draw_sheet(
    event: Event,
    map_id: str = "current",
    *,
    view: View = "swimlane",
    aspect: float = 1.6,
    compare_to: str | None = None,
    heading: bool = True,
    measure: Measure | None = None,
) -> Picture:
    """The drawing of one map for a sheet of width : height = `aspect`, everything on it that explains it.

    Parameters
    ----------
    aspect : float
        Tabloid landscape inside its margins is about 1.6, Letter landscape 1.35. A long swimlane map
        is folded into as many bands as bring it nearest to this shape.
    heading : bool
        Print title and state on top; a page that has them already leaves them out.

    Raises
    ------
    KeyError
        The event has no map of that id.
    """
    ruler = measure or standard()
    if view == "sipoc":
        return draw_sipoc(event, ruler)
    map_ = event.map(map_id)
    numbers = numbering(map_)
    layout = arrange(map_, event.roles, view=view, measure=ruler, numbers=numbers, aspect=aspect)
    if view == "swimlane":
        layout = _nearest_fold(layout, aspect)
    picture = draw_map(
        event, map_id, view=view, layout=layout, compare_to=compare_to, numbers=numbers, measure=ruler,
        room_below=LADDER_H,
    )  # fmt: skip
    items = list(picture.items)
    bottom = picture.height
    if view in ("swimlane", "value-stream") and map_.steps:
        known = timeline(event, map_id)
        for band, y in enumerate(layout.band_bottoms):
            items += ladder_groups(event, known, layout, y + 4.0, ruler, band=band, steps=map_.steps)
        bottom = max(bottom, layout.band_bottoms[-1] + LADDER_H + 4.0)
    return _framed(event, map_id, items, layout.width, bottom, picture, heading, ruler, view)


def _nearest_fold(layout: Layout, aspect: float) -> Layout:
    """The layout itself or folded into so many bands that the sheet comes nearest to the shape."""
    best, best_misfit = layout, _misfit(layout, aspect)
    for bands in range(2, max(3, min(12, len(layout.columns)))):
        folded = fold(layout, below=LADDER_H + 12.0, bands=bands)
        misfit = _misfit(folded, aspect)
        if misfit < best_misfit - 0.02:
            best, best_misfit = folded, misfit
        if folded.width / (folded.height + _BOXES_H) < aspect:
            break
    return best


def _misfit(layout: Layout, aspect: float) -> float:
    """By what factor the picture must shrink more than one of the same area in the right shape."""
    shape = max(layout.width, _BOXES_W) / (layout.height + LADDER_H + _BOXES_H)
    return max(shape / aspect, aspect / shape)


def draw_pages(
    event: Event,
    map_id: str = "current",
    *,
    width: float,
    height: float,
    least_scale: float = 0.55,
    compare_to: str | None = None,
    measure: Measure | None = None,
) -> tuple[Picture, ...]:
    """A swimlane map on as many sheets as it takes to stay legible.

    Parameters
    ----------
    width, height : float
        The room on one sheet, in points.
    least_scale : float
        The smallest scale allowed; names are set in 13 scene units, so 0.55 prints them at 7.2 points.
        A map that fits one sheet at this scale with everything on it stays on one.

    Returns
    -------
    tuple of Drawing
        One for each sheet, to be scaled to its width or height. The totals, legend and notes stand
        below the last band when they fit there, else on a sheet of their own.

    Raises
    ------
    KeyError
        The event has no map of that id.
    """
    whole = draw_sheet(
        event, map_id, aspect=width / height, compare_to=compare_to, heading=False, measure=measure
    )
    if min(width / whole.width, height / whole.height) >= least_scale:
        return (whole,)
    map_ = event.map(map_id)
    ruler = measure or standard()
    numbers = numbering(map_)
    layout = arrange(map_, event.roles, measure=ruler, numbers=numbers)
    parts = split(fold(layout, width / least_scale - 2 * MARGIN))
    known = timeline(event, map_id)
    pages = []
    for number, part in enumerate(parts):
        picture = draw_map(
            event, map_id, layout=part, compare_to=compare_to if number == len(parts) - 1 else None,
            numbers=numbers, measure=ruler, room_below=LADDER_H,
        )  # fmt: skip
        first = number == 0
        rungs = ladder_groups(event, known, part, part.height + 4.0, ruler, whole=True, steps=map_.steps)
        items: list[Item] = [
            *picture.items,
            *(rung for rung in rungs if first or rung.id != "ladder:totals"),
        ]
        title = _("{title}, sheet {number} of {count}").format(
            title=picture.title, number=number + 1, count=len(parts)
        )
        bottom = max(picture.height, part.height + LADDER_H + 4.0)
        inner = tuple(moved(item, MARGIN, MARGIN) for item in items)
        pages.append(Picture(part.width + 2 * MARGIN, bottom + 2 * MARGIN, inner, title, picture.alt))
    boxes = _framed(event, map_id, [], parts[-1].width, -20.0, pages[-1], False, ruler)
    last = pages[-1]
    together = last.height + boxes.height
    if min(width / max(last.width, boxes.width), height / together) >= least_scale * 0.97:
        items = [*last.items, *(moved(item, 0.0, last.height - MARGIN) for item in boxes.items)]
        pages[-1] = Picture(max(last.width, boxes.width), together, tuple(items), last.title, last.alt)
    else:
        pages.append(boxes)
    return tuple(pages)


def _framed(
    event: Event,
    map_id: str,
    items: list[Item],
    width: float,
    bottom: float,
    picture: Picture,
    heading: bool,
    ruler: Measure,
    view: View = "swimlane",
) -> Picture:
    """The picture with its heading above and its boxes below."""
    map_ = event.map(map_id)
    y = bottom + 20.0
    summary, summary_h = draw_summary(event, map_id, 0.0, y)
    legend, legend_w, legend_h = draw_legend(event, map_, SUMMARY_W + 16.0, y, view)
    boxes: list[Item] = [summary]
    least = SUMMARY_W + 16.0 + legend_w
    if least > max(width, 700.0):  # a narrow map: the legend goes below the totals
        boxes.append(moved(legend, -(SUMMARY_W + 16.0), summary_h + 12.0))
        least, below = max(SUMMARY_W, legend_w), summary_h + 12.0 + legend_h
    else:
        boxes.append(legend)
        below = max(summary_h, legend_h)
    full = max(width, least)
    notes_x = SUMMARY_W + legend_w + 48.0
    if full - notes_x > 340.0:
        notes, notes_h = draw_notes_list(map_.notes, notes_x, y, full - notes_x, ruler)
        below = max(below, notes_h)
    else:
        notes, notes_h = draw_notes_list(map_.notes, 0.0, y + below + 12.0, full, ruler)
        below += notes_h + 12.0 if notes else 0.0
    if notes is not None:
        boxes.append(notes)
    top = _HEAD if heading else 0.0
    inner = [moved(item, MARGIN, MARGIN + top) for item in [*items, *boxes]]
    if heading:
        inner.insert(0, _heading(event, map_id, full, ruler))
    alt = f"{picture.alt} {summary.alt}"
    return Picture(full + 2 * MARGIN, y + below + top + 2 * MARGIN, tuple(inner), picture.title, alt)


def _heading(event: Event, map_id: str, width: float, ruler: Measure) -> Group:
    map_ = event.map(map_id)
    title = shorten(event.header.title or _("Untitled event"), width * 0.7, 20.0, "semibold", ruler)
    state = map_.name or map_id
    place = " · ".join(
        part for part in (event.header.agency, event.header.start, event.header.public_mark) if part
    )
    right = MARGIN + width
    return Group(
        "heading:map",
        "heading",
        (
            Text(MARGIN, MARGIN + 22, title, 20.0, "text", "semibold"),
            Text(MARGIN, MARGIN + 40, place, 12.0, "muted"),
            Text(right, MARGIN + 22, state, 16.0, "text", "semibold", "end"),
            Line(((MARGIN, MARGIN + 48), (right, MARGIN + 48)), "strong"),
        ),
        f"{title}, {state}",
    )
