"""Shares of cases done by any moment: curves laid over each other, with spans at some shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leanbench.drawing.axis import CAPTION, Scale, level_axis, tick_room, upright_axis
from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Item, Line, Text
from leanbench.drawing.text_width import standard
from leanbench.words.language import _
from leanbench.words.numbers import number_text, share_text

_RIGHT, _TOP, _BELOW = 14.0, 30.0, 36.0
_DASH = (6.0, 4.0)


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high` at one share, with its words."""

    share: float
    low: float
    high: float
    words: str


def cumulative_picture(
    shares: Sequence[float],
    first: Sequence[float],
    second: Sequence[float],
    names: tuple[str, str],
    spans: Sequence[Span],
    axis: str,
    title: str,
    *,
    width: float,
    height: float,
) -> Picture:
    """Two distributions, the first drawn solid, the second dashed: told apart without color.

    shares : n rising shares, 0 to 1. first, second : the n values that these shares of the cases stay below. names :
    what the two are. axis : the name of the values, with their unit. width, height : in scene units.
    """
    foot = height - _BELOW
    up = Scale(0.0, 100.0, foot, _TOP)
    left = tick_room(up)
    most = max([*first, *second, *(span.high for span in spans), 1e-9]) * 1.02
    across = Scale(0.0, most, left, width - _RIGHT)
    items: list[Item] = [*upright_axis(up, left, width - _RIGHT), *level_axis(across, foot, axis)]
    items.append(Text(left - 6.0, _TOP - 14.0, _("% of cases done"), CAPTION, "muted"))
    for span in spans:
        y = up.place(100.0 * span.share)
        low, high = across.place(span.low), across.place(span.high)
        items.append(Line(((low, y), (high, y)), "accent", 3.0))
        items += [Line(((x, y - 5.0), (x, y + 5.0)), "accent", 1.5) for x in (low, high)]
        items.append(_words(span.words, high + 7.0, y + 4.0, width))
    for values, edge, line, dash in ((first, "accent", 2.0, ()), (second, "text", 1.6, _DASH)):
        points = tuple(
            (across.place(value), up.place(100.0 * share))
            for value, share in zip(values, shares, strict=True)
        )
        items.append(Line(points, edge, line, dash))
    items += _key(names, width)
    rows = tuple(
        (share_text(share), number_text(a, 1), number_text(b, 1))
        for share, a, b in zip(shares, first, second, strict=True)
    )
    alt = _("{names} by {axis}: {spans}.").format(
        names=_("{first} and {second}").format(first=names[0], second=names[1]), axis=axis,
        spans="; ".join(span.words for span in spans),
    )  # fmt: skip
    return Picture(width, height, tuple(items), title, alt, DataTable((_("Share of cases"), *names), rows))


def _words(words: str, x: float, y: float, width: float) -> Text:
    """Right of the span, or below its end where the picture ends."""
    if x + standard().width(words, CAPTION) <= width - _RIGHT:
        return Text(x, y, words, CAPTION)
    return Text(width - _RIGHT, y + 14.0, words, CAPTION, anchor="end")


def _key(names: tuple[str, str], width: float) -> list[Item]:
    items: list[Item] = []
    x, y = width - _RIGHT, _TOP - 18.0
    for name, edge, line, dash in ((names[1], "text", 1.6, _DASH), (names[0], "accent", 2.0, ())):
        items.append(Text(x, y + 4.0, name, CAPTION, anchor="end"))
        x -= standard().width(name, CAPTION) + 6.0
        items.append(Line(((x - 26.0, y), (x, y)), edge, line, dash))
        x -= 44.0
    return items
