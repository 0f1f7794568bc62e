"""Cases in process by day: whether the line grows, settles, or a backlog burns down."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.drawing.axis import CAPTION, Scale, level_axis, tick_room, upright_axis
from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Text
from leanbench.drawing.text_width import standard
from leanbench.words.language import _
from leanbench.words.numbers import number_text

_RIGHT, _TOP, _BELOW = 10.0, 22.0, 36.0


def days_picture(
    values: Sequence[float],
    warm_up: int = 0,
    gone: float | None = None,
    other: Sequence[float] = (),
    other_name: str = "",
    *,
    width: float,
    height: float,
) -> Picture:
    """Mean cases in process at the end of each business day.

    values : one for each day, at least one. warm_up : days shaded at the start. gone : the day an initial backlog
    is gone. other : the same of a second state, drawn thin. width, height : in scene units.
    """
    days = max(len(values), len(other))
    top = max(*values, *other, 1.0) * 1.06
    foot = height - _BELOW
    up = Scale(0.0, top, foot, _TOP)
    left = tick_room(up)
    across = Scale(0.0, float(days), left, width - _RIGHT)
    items: list[Item] = []
    if warm_up:
        wide = across.place(float(min(warm_up, days))) - left
        items.append(Box(left, _TOP, wide, foot - _TOP, "chip"))
        if wide > standard().width(_("warm-up"), CAPTION) + 6.0:
            items.append(Text(left + wide / 2, _TOP + 12.0, _("warm-up"), CAPTION, "muted", anchor="middle"))
    items += upright_axis(up, left, width - _RIGHT)
    items += level_axis(across, foot, _("cases in process, by business day"))
    if len(other) > 1:
        items.append(Line(_points(other, across, up), "muted", 1.2))
    points = _points(values, across, up)
    rows = []
    for day, value in enumerate(values, 1):
        cells = [str(day), number_text(value, 1)]
        said = _("Day {day}: {count} in process").format(day=cells[0], count=cells[1])
        if day <= len(other):
            cells.append(number_text(other[day - 1], 1))
            said += f", {other_name} {cells[2]}"
        rows.append((*cells, *[""] * (3 - len(cells) if other else 0)))
        piece = (points[max(day - 2, 0)], points[day - 1])
        items.append(Group(str(day), "part", (Line(piece, "accent"),), said))
    items.append(Line(points if len(points) > 1 else (points[0], points[0]), "accent", 2.0))
    items += _notes(gone, days, other_name if other else "", across, foot, width)
    first, last = number_text(values[0], 0), number_text(values[-1], 0)
    alt = _("{first} in process on the first day, {last} on the last").format(first=first, last=last)
    if gone is not None:
        alt += "; " + _("the backlog is gone on day {day}").format(day=number_text(gone, 0))
    heads = (_("Day"), _("In process"), *((other_name or _("Other"),) if other else ()))
    return Picture(
        width, height, tuple(items), _("Cases in process"), f"{alt}.", DataTable(heads, tuple(rows))
    )


def _points(values: Sequence[float], across: Scale, up: Scale) -> tuple[tuple[float, float], ...]:
    return tuple((across.place(float(day)), up.place(value)) for day, value in enumerate(values, 1))


def _notes(
    gone: float | None, days: int, other_name: str, across: Scale, foot: float, width: float
) -> list[Item]:
    """The day the backlog is gone, else which line is thin."""
    if gone is not None and gone <= days:
        x = across.place(gone)
        words = _("backlog gone, day {day}").format(day=number_text(gone, 0))
        half = standard().width(words, CAPTION, "semibold") / 2 + 4.0
        at = min(max(x, across.start + half), width - _RIGHT - half)
        line = Line(((x, _TOP), (x, foot)), "good", 1.4, (5.0, 3.0))
        return [line, Text(at, _TOP - 9.0, words, CAPTION, "good", "semibold", "middle")]
    if other_name:
        words = _("thin: {name}").format(name=other_name)
        return [Text(width - _RIGHT, _TOP - 9.0, words, CAPTION, "muted", anchor="end")]
    return []
