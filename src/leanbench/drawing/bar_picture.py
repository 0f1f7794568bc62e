"""Bars lying down from a common zero, as on the Pareto pages and in comparisons of two states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Group, Item, Text
from leanbench.drawing.shapes import bar
from leanbench.drawing.text_width import shorten, standard

_THICK, _GAP, _BETWEEN = 10.0, 2.0, 12.0
_LABEL, _VALUE, _KEY = 9.0, 8.5, 8.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its value, the words at its end, its fill: a color role, "white" or "hatch"."""

    value: float
    words: str
    fill: str = "bar"


@dataclass(frozen=True, slots=True)
class BarGroup:
    """A label with one bar or several below each other."""

    label: str
    bars: tuple[Bar, ...]


def bar_picture(
    groups: Sequence[BarGroup],
    title: str,
    alt: str,
    *,
    width: float,
    key: Sequence[tuple[str, str]] = (),
    what: str = "",
) -> Picture:
    """Horizontal bars, labels left, values at the end, a key of fills below.

    width : in scene units. key : (fill, words) of each bar of a group. what : heading of the labels.
    """
    ruler = standard()
    label = min(max((ruler.width(g.label, _LABEL) for g in groups), default=0.0) + 14.0, width * 0.42)
    bars = [one for group in groups for one in group.bars]
    most = max((one.value for one in bars), default=0.0)
    room = width - label - max((ruler.width(one.words, _VALUE) for one in bars), default=0.0) - 10.0
    items: list[Item] = []
    top = 0.0
    for group in groups:
        tall = len(group.bars) * (_THICK + _GAP)
        words = shorten(group.label, label - 8.0, _LABEL)
        parts: list[Item] = [Text(0.0, top + tall / 2 + 3.0, words, _LABEL)]
        for number, one in enumerate(group.bars):
            y = top + number * (_THICK + _GAP)
            length = room * one.value / most if most > 0 else 0.0
            parts += bar(label, y, max(length, 0.8), _THICK, one.fill)
            parts.append(Text(label + length + 5.0, y + _THICK - 2.2, one.words, _VALUE))
        said = ", ".join(one.words for one in group.bars)
        items.append(Group(f"bar:{group.label}", "bar", tuple(parts), f"{group.label}: {said}"))
        top += tall + _BETWEEN
    if key:
        left = label
        for fill, words in key:
            items += bar(left, top + 4.0, 14.0, 8.0, fill)
            items.append(Text(left + 19.0, top + 11.0, words, _KEY, "muted"))
            left += 39.0 + ruler.width(words, _KEY)
        top += 16.0
    heads = tuple(words for _, words in key) or ("Value",)
    rows = tuple((group.label, *(one.words for one in group.bars)) for group in groups)
    return Picture(
        width, max(top, 1.0), tuple(items), title, alt, DataTable((what or "Category", *heads), rows)
    )
