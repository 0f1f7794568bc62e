"""Bars as rows of a list: a name, a bar on one scale, its value, and named marks across all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leanbench.drawing.axis import CAPTION
from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Text, Weight
from leanbench.drawing.shapes import hatch
from leanbench.drawing.text_width import shorten, standard
from leanbench.words.language import _

ROW, _HEAD, _THICK = 30.0, 16.0, 10.0
_NAME = 12.0
_TONES = ("bad", "caution", "good")  # colors that words may take, each beside a sign


@dataclass(frozen=True, slots=True)
class RowBar:
    """One row: what it is, how long its bar (in the scale of the list; None: not known), what stands beside it.

    `limits` are (low, high) of a whisker; `tone` a color role; `mark` a sign before the value that says the
    same as the color.
    """

    key: str
    label: str
    sub: str
    value: float | None
    words: str
    tone: str = "bar"
    mark: str = ""
    strong: bool = False
    limits: tuple[float, float] | None = None

    @property
    def value_text(self) -> str:
        """The value with its sign."""
        return f"{self.mark} {self.words}".strip()


def row_bars_picture(
    bars: Sequence[RowBar],
    title: str,
    top: float,
    marks: Sequence[tuple[float, str, str]] = (),
    *,
    width: float,
    label_share: float = 0.36,
) -> Picture:
    """Rows on a scale from 0 to `top`; as high as its rows.

    marks : (value, words, color role) across all rows. width : in scene units. label_share : of the width, for
    the names.
    """
    ruler = standard()
    head = _HEAD if marks else 0.0
    height = head + ROW * len(bars) + 2.0
    label = width * label_share
    start = label + 8.0
    value_w = max([ruler.width(bar.value_text, _NAME, "semibold") for bar in bars], default=0.0) + 14.0
    end = max(label + 40.0, width - value_w)
    scale = (end - start) / max(top, 1e-9)
    items: list[Item] = []
    spoken = []
    for row, bar in enumerate(bars):
        said = ", ".join(part for part in (bar.label, bar.value_text, bar.sub) if part)
        spoken.append(said)
        y = head + ROW * row
        ground = Box(0.5, y + 0.5, width - 1.0, ROW - 1.0, "panel")
        children = [ground, *_bar(bar, start, y, end, scale, top, over=bool(marks))]
        children += _words(bar, y, label, width)
        items.append(Group(bar.key, "part", tuple(children), said))
    items += _marks(marks, start, scale, top, head, height)
    rows = tuple((bar.label, bar.sub, bar.value_text) for bar in bars)
    heads = (_("Name"), _("About"), _("Value"))
    return Picture(width, height, tuple(items), title, "; ".join(spoken), DataTable(heads, rows))


def _bar(
    bar: RowBar, start: float, y: float, end: float, scale: float, top: float, *, over: bool
) -> list[Item]:
    upper = y + (ROW - _THICK) / 2 + 1.0
    items: list[Item] = [Box(start, upper, end - start, _THICK, "chip", "", 1.0, 2.0)]
    if bar.value is None:
        items.append(Path(hatch(start, upper, end, upper + _THICK, 6.0), "", "line", 0.8))
        return items
    wide = max(1.0, min(bar.value, top) * scale)
    items.append(Box(start, upper, wide, _THICK, bar.tone, "", 1.0, 2.0))
    if over and bar.tone == "bad" and bar.value > 1.0:  # what cannot be done in the time there is
        items.append(Path(hatch(start + scale, upper, start + wide, upper + _THICK, 5.0), "", "panel", 1.4))
    if bar.limits is not None:
        middle = upper + _THICK / 2
        low, high = (start + min(value, top) * scale for value in bar.limits)
        items.append(Line(((low, middle), (high, middle)), "text", 1.5))
        items += [Line(((x, middle - 4.0), (x, middle + 4.0)), "text", 1.5) for x in (low, high)]
    return items


def _words(bar: RowBar, y: float, label: float, width: float) -> list[Item]:
    left = 6.0
    room = label - left
    weight: Weight = "semibold" if bar.strong else "regular"
    name = shorten(bar.label, room, _NAME, weight)
    items: list[Item] = []
    if bar.sub:
        items.append(Text(left, y + 13.0, name, _NAME, "text", weight))
        items.append(Text(left, y + 25.5, shorten(bar.sub, room, CAPTION), CAPTION, "muted"))
    else:
        items.append(Text(left, y + ROW / 2 + 4.5, name, _NAME, "text", weight))
    role = "muted" if bar.value is None else bar.tone if bar.tone in _TONES else "text"
    face: Weight = "regular" if bar.value is None else "semibold"
    items.append(Text(width - 6.0, y + ROW / 2 + 4.5, bar.value_text, _NAME, role, face, "end"))
    return items


def _marks(
    marks: Sequence[tuple[float, str, str]],
    start: float,
    scale: float,
    top: float,
    head: float,
    height: float,
) -> list[Item]:
    """Named lines across all rows, the names pushed apart."""
    items: list[Item] = []
    free = -1e9
    for value, words, role in marks:
        x = start + value * scale
        items.append(Line(((x, head - 2.0), (x, height)), role, 1.0, (4.0, 3.0) if value < top else ()))
        wide = standard().width(words, CAPTION)
        left = max(x - wide / 2, free + 4.0)
        items.append(Text(left, 11.0, words, CAPTION, role))
        free = left + wide
    return items
