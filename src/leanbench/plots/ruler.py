"""One scale of a picture: where its ticks are, what they say, and how both are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator
from matplotlib.transforms import Bbox

from leanbench.plots.marks import ASCENT, draw_lines, draw_words, face
from leanbench.plots.numerals import tick_words
from leanbench.plots.plot_theme import FAMILY, ChartTheme
from leanbench.words.numbers import significant_text


@dataclass(slots=True)
class Ruler:
    """One scale of a plane: where its ticks are, what they say, and how they look. Sizes in points."""

    labelcolor: str
    labelsize: float
    length: float = 0.0
    side: str = "first"  # the left or the bottom; "second" for the right or the top
    shown: bool = True
    log: bool = False
    turned: float = 0.0
    most: int = 6  # stretches between ticks
    whole: bool = False  # only whole numbers
    formatter: Callable[[float], str] | None = None
    fixed: tuple[Any, Sequence[str]] | None = None

    def set_scale(self, kind: str) -> None:
        """ "linear" or "log", then with ticks at 1, 2, 5, 10, 20 ..."""
        self.log = kind == "log"
        if self.log:
            self.formatter = lambda value: significant_text(value, 12)

    def set_major_formatter(self, formatter: Callable[[float], str]) -> None:
        """Ticks say what this function says of their value."""
        self.formatter = formatter

    def ticks(self, low: float, high: float, room: float = np.inf) -> tuple[Any, Sequence[str]]:
        """Places of the ticks between the ends of the scale, and their words; fewer where `room` points are short."""
        low, high = min(low, high), max(low, high)
        air = 1e-9 * (high - low)
        if self.fixed is not None:
            at, words = np.asarray(self.fixed[0], dtype=float), self.fixed[1]
            kept = np.flatnonzero((at >= low - air) & (at <= high + air))
            return at[kept], [words[index] for index in kept.tolist()] if len(words) else []
        for most in range(self.most, 0, -1):
            even = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10], integer=self.whole)
            uneven = LogLocator(10, subs=(1.0, 2.0, 5.0) if most > 2 else (1.0,))
            at = np.asarray((uneven if self.log else even).tick_values(low, high), dtype=float)
            at = at[(at >= low - air) & (at <= high + air)]
            words = tick_words(at) if self.formatter is None else [self.formatter(value) for value in at]
            if 0.6 * self.labelsize * sum(len(word) + 1 for word in words) <= room:
                break
        return at, words

    def draw(
        self, renderer: Any, at: Any, words: Sequence[str], box: Bbox, theme: ChartTheme, *, below: bool
    ) -> None:
        """Tick marks at the pixels `at` along the plane in `box`, and the words beside them."""
        unit = renderer.points_to_pixels(1.0)
        first = self.side == "first"
        if self.length:
            edge = (box.y0 if first else box.y1) if below else (box.x0 if first else box.x1)
            end = edge - (1 if first else -1) * self.length * unit
            draw_lines(renderer, at, (edge, end), theme["line"], 0.8 * theme.scale, upright=below)
        if not self.shown:
            return
        gap = (self.length + 4 * theme.scale) * unit
        type_face = face(FAMILY, self.labelsize)
        size = self.labelsize * unit
        for place, text in zip(at, words, strict=False):
            if below and self.turned:
                spot, ha, va = (place + 0.3 * size, box.y0 - gap - ASCENT * size), "right", "top"
            elif below:
                spot, ha, va = (
                    (place, box.y0 - gap if first else box.y1 + gap),
                    "center",
                    "top" if first else "bottom",
                )
            else:
                spot, ha, va = (
                    (box.x0 - gap if first else box.x1 + gap, place),
                    "right" if first else "left",
                    "center",
                )
            draw_words(renderer, text, spot, ha, va, self.labelcolor, type_face, self.turned)
