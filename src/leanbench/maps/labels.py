"""Where the label of a connector stands: on its own line, beside no box, under no other label."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from leanbench.drawing.primitives import Point
from leanbench.drawing.text_width import Measure, shorten
from leanbench.maps.geometry import Rect

LABEL_SIZE = 10.5
LABEL_H = 17.0
LABEL_MAX = 150.0


def label_text(text: str, measure: Measure) -> str:
    """The label as drawn: shortened when it is longer than a pill should be."""
    return shorten(text, LABEL_MAX - 16.0, LABEL_SIZE, measure=measure)


def label_width(text: str, measure: Measure) -> float:
    """The width of the pill around a label."""
    return measure.width(label_text(text, measure), LABEL_SIZE) + 16.0


class LabelPlacer:
    """Places labels one after the other, each on the first good spot of its line.

    Parameters
    ----------
    boxes : sequence of Rect
        The steps, which no label may cover.
    gaps : sequence of float
        The heights of the free strips between rows, where a label fits on an upright line.
    lines : sequence of polylines
        All connectors: a label that hides none but its own is best.
    """

    def __init__(
        self,
        boxes: Sequence[Rect],
        gaps: Sequence[float],
        measure: Measure,
        lines: Sequence[Sequence[Point]] = (),
    ) -> None:
        self.boxes = sorted(boxes, key=lambda box: box.x)
        self.starts = [box.x for box in self.boxes]
        self.widest = max((box.w for box in boxes), default=0.0)
        self.gaps = sorted(gaps)
        self.measure = measure
        self.placed: list[Rect] = []
        pieces = [(one, two) for line in lines for one, two in pairwise(line)]
        self.upright = sorted((x1, min(y1, y2), max(y1, y2)) for (x1, y1), (x2, y2) in pieces if x1 == x2)
        self.level = sorted((y1, min(x1, x2), max(x1, x2)) for (x1, y1), (x2, y2) in pieces if y1 == y2)

    def place(self, route: Sequence[Point], text: str, hint: Point | None = None) -> Point:
        """The middle of the label of one line; the least bad spot when none is free.

        `hint` is a spot beside the line that a layout engine kept free.
        """
        w = label_width(text, self.measure)
        best: tuple[float, Point] | None = None
        for rank, spot in enumerate([*self.spots(route, w), *((hint,) if hint else ())]):
            pill = Rect(spot[0] - w / 2, spot[1] - LABEL_H / 2, w, LABEL_H)
            harm = (
                100.0 * self.covered(pill) + 40.0 * sum(pill.overlaps(other) for other in self.placed) + rank
            )
            if best is None or harm < best[0]:
                best = (harm, spot)
            if harm < 40.0:
                break
        point = best[1] if best else route[0]
        self.placed.append(Rect(point[0] - w / 2, point[1] - LABEL_H / 2, w, LABEL_H))
        return point

    def covered(self, pill: Rect) -> int:
        """How many boxes the pill would touch."""
        first = bisect_left(self.starts, pill.x - self.widest)
        last = bisect_right(self.starts, pill.right)
        return sum(box.overlaps(pill) for box in self.boxes[first:last])

    def spots(self, route: Sequence[Point], w: float) -> list[Point]:
        """Candidates: the middle of long level pieces, free strips on upright ones (last ones first), beside."""
        level: list[tuple[float, Point]] = []
        upright: list[Point] = []
        others: list[Point] = []
        for (x1, y1), (x2, y2) in reversed(list(pairwise(route))):
            middle = ((x1 + x2) / 2, (y1 + y2) / 2)
            if y1 == y2:
                span = abs(x2 - x1)
                if span >= w + 6.0:
                    level.append((-span, middle))
                    if span > w + 40.0:
                        near = (w / 2 + 14.0) / span
                        level.append((0.0, (x1 + (x2 - x1) * near, y1)))
                        level.append((0.0, (x2 - (x2 - x1) * near, y1)))
                others += [middle, (middle[0], y1 - 13.0), (middle[0], y1 + 13.0)]
            else:
                low, high = min(y1, y2), max(y1, y2)
                gaps = self.gaps[bisect_left(self.gaps, low + 6.0) : bisect_right(self.gaps, high - 6.0)]
                aside = max(0.0, w / 2 - 22.0)
                for y in gaps if y2 < y1 else gaps[::-1]:
                    upright += [(x1, y), (x1 - aside, y), (x1 + aside, y)]
                strips = bool(gaps)
                beside = w / 2 + 5.0
                others += [] if strips else [middle]
                others += [(x1 - beside, middle[1]), (x1 + beside, middle[1])]
        return [spot for _, spot in sorted(level, key=lambda item: item[0])] + upright + others
