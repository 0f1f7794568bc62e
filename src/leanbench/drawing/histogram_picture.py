"""How long cases take: a histogram with marks, and how its mean settles while it is played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leanbench.drawing.axis import CAPTION, Scale, level_axis
from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Text
from leanbench.drawing.shapes import circle, polygon
from leanbench.drawing.text_width import standard
from leanbench.words.language import _
from leanbench.words.numbers import number_text, share_text

_SIDE, _TOP, _BELOW = 10.0, 34.0, 36.0
_ROW = 15.0  # of the words of marks


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its words, as a line through the picture; dashed for what was promised or wanted."""

    value: float
    words: str
    role: str = "text"
    dashed: bool = False


def histogram_picture(
    edges: Sequence[float],
    counts: Sequence[int],
    marks: Sequence[Mark],
    name: str,
    unit: str,
    *,
    width: float,
    height: float,
) -> Picture:
    """Counts between edges; edges and marks in the unit of the axis.

    edges : n + 1 rising values. counts : n. name : of the axis, with its unit in words. unit : behind values.
    width, height : in scene units.
    """
    low, high = _span(edges, marks)
    scale = Scale(low, high, _SIDE, width - _SIDE)
    foot = height - _BELOW
    most, total = max([*counts, 1]), max(sum(counts), 1)
    items: list[Item] = []
    rows = []
    for number, count in enumerate(counts):
        begin, end = number_text(edges[number], 1), number_text(edges[number + 1], 1)
        longer = number == len(counts) - 1
        share = share_text(count / total, 1)
        template = (
            _("{begin} to {end} {unit} and longer: {share} of cases")
            if longer
            else _("{begin} to {end} {unit}: {share} of cases")
        )
        said = template.format(begin=begin, end=end, unit=unit, share=share)
        rows.append((begin, end, str(count), share))
        left, right = scale.place(edges[number]), scale.place(edges[number + 1])
        tall = count / most * (foot - _TOP)
        # An empty class is a sliver, so that it too can be pointed at.
        box = Box(left + 0.5, foot - max(tall, 0.5), max(1.0, right - left - 1.0), max(tall, 0.5), "bar")
        items.append(Group(str(number), "part", (box,), said))
    items += level_axis(scale, foot, name)
    items += _marks(marks, scale, foot, width)
    said = "; ".join(mark.words for mark in marks)
    alt = _("{count} cases. {marks}.").format(count=number_text(sum(counts)), marks=said)
    heads = (_("From, {unit}").format(unit=unit), _("To, {unit}").format(unit=unit), _("Cases"), _("Share"))
    return Picture(width, height, tuple(items), _("Lead times"), alt, DataTable(heads, tuple(rows)))


def _span(edges: Sequence[float], marks: Sequence[Mark]) -> tuple[float, float]:
    # A promise far beyond all cases is written at the edge: it would flatten the picture.
    values = [mark.value for mark in marks if mark.value <= 1.6 * edges[-1]]
    low, high = min([edges[0], *values]), max([edges[-1], *values])
    return (0.0 if low < 0.35 * high else low), max(high * 1.01, low + 1e-9)


def _marks(marks: Sequence[Mark], scale: Scale, foot: float, width: float) -> list[Item]:
    """Lines through the plot, their words in two rows above it, pushed apart where they would touch."""
    lines: list[Item] = []
    words: list[Item] = []
    for dashed in (False, True):
        shown = sorted(
            (m for m in marks if m.dashed == dashed and m.value >= scale.low), key=lambda m: m.value
        )
        y = 11.0 + _ROW * dashed
        texts = [f"{mark.words} →" if mark.value > scale.high else mark.words for mark in shown]
        wides = [standard().width(text, CAPTION, "semibold") + 10.0 for text in texts]
        xs = [min(scale.place(mark.value), scale.end) for mark in shown]
        lefts = _apart([x - wide / 2 for x, wide in zip(xs, wides, strict=True)], wides, width)
        for mark, text, x, left, wide in zip(shown, texts, xs, lefts, wides, strict=True):
            if mark.value <= scale.high:
                dash = (5.0, 3.0) if dashed else ()
                lines.append(Line(((x, y + 4.0), (x, foot)), mark.role, 1.4, dash))
            words.append(Box(left + 3.0, y - 9.5, wide - 6.0, 12.5, "panel"))  # no line runs through words
            words.append(Text(left + wide / 2, y, text, CAPTION, mark.role, "semibold", "middle"))
    return lines + words


def _apart(lefts: list[float], wides: list[float], width: float) -> list[float]:
    """Left ends moved so that the words neither overlap nor leave the picture."""
    free = 0.0
    for i, left in enumerate(lefts):
        lefts[i] = max(left, free)
        free = lefts[i] + wides[i]
    limit = width
    for i in range(len(lefts) - 1, -1, -1):
        lefts[i] = min(lefts[i], limit - wides[i])
        limit = lefts[i]
    return lefts


def settling_picture(
    path: Sequence[tuple[float, float | None, float | None]],
    planned: int,
    unit: str,
    width: float,
    height: float,
) -> Picture:
    """The mean after each replication with its 95% limits, in `unit`; `planned` replications are the whole width."""
    known = [value for point in path for value in point if value is not None]
    low, high = min(known), max(known)
    pad = 0.1 * (high - low) or 0.05 * high or 1.0
    foot = height - _BELOW
    across = Scale(0.0, float(max(planned, 1)), _SIDE, width - _SIDE)
    up = Scale(max(0.0, low - pad), high + pad, foot, _TOP)
    items: list[Item] = []
    wide = [
        (n, low, high) for n, (_mean, low, high) in enumerate(path, 1) if low is not None and high is not None
    ]
    if len(wide) > 1:
        upper = [(across.place(n), up.place(top)) for n, _low, top in wide]
        lower = [(across.place(n), up.place(bottom)) for n, bottom, _high in reversed(wide)]
        items.append(Path(polygon(*upper, *lower), "accent_soft"))
    points = tuple((across.place(n), up.place(mean)) for n, (mean, _low, _high) in enumerate(path, 1))
    if len(points) > 1:
        items.append(Line(points, "accent", 2.0))
    items.append(Path(circle(*points[-1], 3.0), "accent"))
    items += level_axis(across, foot, _("replications; band: 95% limits"))
    text = _("mean lead time so far {value} {unit}").format(value=number_text(path[-1][0], 1), unit=unit)
    items.append(Text(width / 2, 22.0, text, 12.0, "text", "semibold", "middle"))
    heads = (_("Replications"), _("Mean"), _("From"), _("To"))
    rows = tuple((str(n), *(number_text(value, 2) for value in point)) for n, point in enumerate(path, 1))
    return Picture(width, height, tuple(items), _("Lead time settling"), text, DataTable(heads, rows))
