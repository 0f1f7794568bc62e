"""A scale of a picture made of primitives: from values to scene units, round ticks, and the line with its words."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from leanbench.drawing.primitives import Item, Line, Text
from leanbench.drawing.text_width import shorten, standard
from leanbench.words.numbers import number_text

CAPTION = 11.0  # type size of ticks and notes, in scene units


def round_step(span: float, wanted: int) -> float:
    """A round distance that parts a span into about `wanted` stretches: 1, 2, 2.5 or 5 times a power of ten."""
    if span <= 0.0:
        return 1.0
    raw = span / max(wanted, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * m for m in (1.0, 2.0, 2.5, 5.0, 10.0) if power * m >= raw - 1e-12)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` between the places `start` and `end`, in scene units."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Where a value stands."""
        return self.start + (value - self.low) / ((self.high - self.low) or 1.0) * (self.end - self.start)

    def ticks(self, apart: float) -> list[float]:
        """Round values about `apart` scene units from each other."""
        step = round_step(self.high - self.low, max(2, int(abs(self.end - self.start) / apart)))
        first = math.ceil(self.low / step - 1e-9)
        return [step * i for i in range(first, math.floor(self.high / step + 1e-9) + 1)]


def level_axis(
    scale: Scale, y: float, name: str, tick_text: Callable[[float], str] = number_text
) -> list[Item]:
    """A line at the foot of a plot with round numbers and the name of the scale below them; 34 units high."""
    items: list[Item] = [Line(((scale.start, y), (scale.end, y)), "line")]
    for tick in scale.ticks(70.0):
        x = scale.place(tick)
        items.append(Line(((x, y), (x, y + 3.0)), "line"))
        words = tick_text(round(tick, 9))
        half = standard().width(words, CAPTION) / 2
        middle = min(max(x, scale.start - 8.0 + half), scale.end + 8.0 - half)  # stays in the picture
        items.append(Text(middle, y + 15.0, words, CAPTION, "muted", anchor="middle"))
    words = shorten(name, scale.end - scale.start + 8.0, CAPTION)
    items.append(Text((scale.start + scale.end) / 2, y + 30.0, words, CAPTION, "muted", anchor="middle"))
    return items


def tick_room(scale: Scale) -> float:
    """The width that the numbers of an upright scale need left of the plot, with their gap."""
    return 8.0 + max(standard().width(words, CAPTION) for words in _upright_words(scale))


def upright_axis(scale: Scale, left: float, right: float) -> list[Item]:
    """Grid lines from `left` to `right` at round values, and the numbers left of them."""
    items: list[Item] = []
    for tick, words in zip(scale.ticks(36.0), _upright_words(scale), strict=True):
        y = scale.place(tick)
        items.append(Line(((left, y), (right, y)), "hairline"))
        items.append(Text(left - 6.0, y + 4.0, words, CAPTION, "muted", anchor="end"))
    return items


def _upright_words(scale: Scale) -> list[str]:
    return [number_text(round(tick, 9)) for tick in scale.ticks(36.0)]
