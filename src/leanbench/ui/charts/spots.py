"""Where the points of a chart lie in its widget: found from the scale when asked, never kept for a million points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

REACH = 14  # pixels from a point that still count as pointing at it


@dataclass(frozen=True, slots=True)
class Spots:
    """The points of one panel and the scale they are drawn on.

    points : values, shape (n,). first, step : pixel of the first point, pixels from point to point.
    zero, rise : pixel of the value 0, pixels per unit (negative: up). top, bottom : of the panel, in pixels.
    """

    name: str
    points: Any
    first: float
    step: float
    zero: float
    rise: float
    top: float
    bottom: float

    @property
    def n(self) -> int:
        """How many points."""
        return len(self.points)

    def place(self, boundary: float) -> float:
        """Pixel between the point before a boundary and the point at it."""
        return self.first + (boundary - 0.5) * self.step

    def boundary(self, pixel: float) -> int:
        """The boundary nearest to a pixel; at least one point stays on each side."""
        return int(min(max(round((pixel - self.first) / self.step + 0.5), 1), self.n - 1))

    def spot(self, point: int) -> tuple[float, float]:
        """Pixel of a point; not finite where it has no value."""
        return self.first + point * self.step, self.zero + float(self.points[point]) * self.rise

    def nearest(self, x: float, y: float) -> tuple[float, int]:
        """Squared distance in pixels and number of the point nearest to a pixel; (inf, -1) beyond `REACH`."""
        low = max(int((x - REACH - self.first) / self.step), 0)
        high = min(int((x + REACH - self.first) / self.step) + 1, self.n - 1)
        if high < low:
            return np.inf, -1
        at = np.arange(low, high + 1)
        values = np.asarray(self.points[low : high + 1], dtype=float)
        distance = (self.first + at * self.step - x) ** 2 + (self.zero + values * self.rise - y) ** 2
        distance = np.where(np.isfinite(distance), distance, np.inf)
        best = int(distance.argmin())
        found = float(distance[best])
        return (found, int(at[best])) if found < REACH**2 else (np.inf, -1)


def spots_of(plane: Any, name: str, points: Any, height: int, ratio: float) -> Spots:
    """The points of a panel on a plane of a picture `height` pixels high, `ratio` pixels to a unit of the widget."""
    (x0, y0), (x1, y1) = (plane.pixels((1, 2), (0.0, 1.0)) / ratio).tolist()
    box = plane.box
    return Spots(
        name,
        points,
        x0,
        x1 - x0,
        height / ratio - y0,
        y0 - y1,
        (height - box.y1) / ratio,
        (height - box.y0) / ratio,
    )
