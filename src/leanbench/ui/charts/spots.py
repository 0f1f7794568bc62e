"""Where the points of a chart lie in its widget: found from the scale when asked, never kept for a million points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

REACH = 14  # pixels from a point that still count as pointing at it


@dataclass(frozen=True, slots=True)
class Spots:
    """The points of one panel and the scale they are drawn on.

    points : values, shape (n,). places : where they stand on the axis from 1, None for side by side.
    first, step : pixel of the first point, pixels from point to point.
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
    places: Any = None

    @property
    def n(self) -> int:
        """How many points."""
        return len(self.points)

    def place(self, boundary: float) -> float:
        """Pixel before the point at a boundary."""
        at = boundary if self.places is None else float(self.places[int(boundary)]) - 1
        return self.first + (at - 0.5) * self.step

    def boundary(self, pixel: float) -> int:
        """The boundary nearest to a pixel; at least one point stays on each side."""
        at = round((pixel - self.first) / self.step + 0.5)
        if self.places is not None:
            at = int(np.searchsorted(self.places, at + 1))
        return int(min(max(at, 1), self.n - 1))

    def _at(self, point: Any) -> Any:
        """Places on the axis after the first."""
        return point if self.places is None else self.places[point] - 1

    def spot(self, point: int) -> tuple[float, float]:
        """Pixel of a point; not finite where it has no value."""
        return self.first + self._at(point) * self.step, self.zero + float(self.points[point]) * self.rise

    def nearest(self, x: float, y: float) -> tuple[float, int]:
        """Squared distance in pixels and number of the point nearest to a pixel; (inf, -1) beyond `REACH`."""
        low = int((x - REACH - self.first) / self.step)
        high = int((x + REACH - self.first) / self.step) + 1
        if self.places is not None:
            low, high = (int(np.searchsorted(self.places, end + 1)) for end in (low, high))
        low, high = max(low, 0), min(high, self.n - 1)
        if high < low:
            return np.inf, -1
        at = np.arange(low, high + 1)
        values = np.asarray(self.points[low : high + 1], dtype=float)
        distance = (self.first + self._at(at) * self.step - x) ** 2 + (
            self.zero + values * self.rise - y
        ) ** 2
        distance = np.where(np.isfinite(distance), distance, np.inf)
        best = int(distance.argmin())
        found = float(distance[best])
        return (found, int(at[best])) if found < REACH**2 else (np.inf, -1)


def spots_of(plane: Any, panel: Any, height: int, ratio: float) -> Spots:
    """The points of a panel on a plane of a picture `height` pixels high, `ratio` pixels to a unit of the widget."""
    (x0, y0), (x1, y1) = (plane.pixels((1, 2), (0.0, 1.0)) / ratio).tolist()
    box = plane.box
    return Spots(
        panel.name,
        panel.points,
        x0,
        x1 - x0,
        height / ratio - y0,
        y0 - y1,
        (height - box.y1) / ratio,
        (height - box.y0) / ratio,
        panel.places,
    )
