"""What the marks of a picture stand for: a small sample of each with its words, where it hides the fewest points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Bbox

from leanbench.plots.marks import Ground, Line, Shape, draw_patch, draw_words

CORNERS = ((1.0, 1.0), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Key:
    """What the labeled lines and bars of a plane are, in one of its corners or in a row above it.

    place : (left to right, bottom to top) as shares of the room that is free; None for the corner with the
    fewest points under it. columns : how many entries stand beside each other.
    """

    place: tuple[float, float] | None
    above: bool
    columns: int
    color: str
    face: FontProperties
    zorder: float = 5.0

    def draw(self, plane: Ground, renderer: Any) -> None:
        """A sample of each mark with its words."""
        entries = [mark for mark in plane.marks if isinstance(mark, Line | Shape) and mark.label]
        size = renderer.points_to_pixels(self.face.get_size_in_points())
        sample, gap, row = 2.0 * size, 0.7 * size, 1.5 * size
        columns_of = [entries[at :: self.columns] for at in range(min(self.columns, len(entries)))]
        widths = [
            sample + gap
            + max(renderer.get_text_width_height_descent(mark.label, self.face, False)[0] for mark in column)
            for column in columns_of
        ]  # fmt: skip
        wide, high = sum(widths) + 1.5 * gap * (len(widths) - 1), row * max(map(len, columns_of), default=0)
        left, top = self._corner(plane, wide, high, 0.5 * size)
        if not self.above:
            draw_patch(
                renderer, Bbox.from_extents(left, top - high, left + wide, top), plane.theme["panel"], 0.85
            )
        for column, width in zip(columns_of, widths, strict=True):
            for at, mark in enumerate(column):
                middle = top - (at + 0.5) * row
                mark.draw_sample(
                    renderer, Bbox.from_extents(left, middle - size / 2, left + sample, middle + size / 2)
                )
                draw_words(
                    renderer,
                    mark.label,
                    (left + sample + gap, middle),
                    "left",
                    "center",
                    self.color,
                    self.face,
                )
            left += width + 1.5 * gap

    def _corner(self, plane: Ground, wide: float, high: float, air: float) -> tuple[float, float]:
        """Left and top of the key in pixels."""
        box = plane.box
        if self.above:
            return box.x0, box.y1 + high + air
        places = CORNERS if self.place is None else (self.place,)
        spots = [_along(plane, mark) for mark in plane.marks if isinstance(mark, Line | Shape)]
        cloud = np.concatenate(spots) if spots else np.empty((0, 2))
        found = []
        for order, (across, up) in enumerate(places):
            left = box.x0 + air + across * (box.width - wide - 2 * air)
            bottom = box.y0 + air + up * (box.height - high - 2 * air)
            inside = (cloud[:, 0] > left) & (cloud[:, 0] < left + wide)
            inside &= (cloud[:, 1] > bottom) & (cloud[:, 1] < bottom + high)
            found.append((int(np.count_nonzero(inside)), order, left, bottom + high))
        return min(found)[2:]


def _along(plane: Ground, mark: Line | Shape) -> Any:
    """Places that a mark covers: its corners, and for lines and outlines of few corners what lies between."""
    spots = plane.pixels(mark.x, mark.y, mark.shares)
    if len(spots) < 2 or len(spots) > 60 or (isinstance(mark, Line) and mark.linestyle == "none"):
        return spots
    share = np.linspace(0.0, 1.0, 12, endpoint=False)[:, None, None]
    return ((1 - share) * spots[:-1] + share * spots[1:]).reshape(-1, 2)
