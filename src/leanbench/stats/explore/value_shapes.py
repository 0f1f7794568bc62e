"""Looking before computing: histogram, box plot, dot plot.

Each result holds the numbers that a picture needs and a sentence about what it shows; drawing is done elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base import sums
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, percent, with_unit
from leanbench.stats.base.samples import Floats, Ints, StatsError, clean, count, number, whole
from leanbench.stats.tests.testing import by_group
from leanbench.words.language import _

__all__ = ["boxplot", "dotplot", "histogram"]

MOST_BINS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Histogram(Result):
    """Counts in classes of equal width with round edges.

    edges : (k + 1,); counts : (k,). Classes are closed on the left, the last one on both sides.
    mean, sd : for a normal curve. below, above : share outside the limits, 0 to 1, None without a limit.
    quartiles : the middle half of the values lies between them.
    """

    name: str
    unit: str
    edges: Floats
    counts: Ints
    n: int
    mean: float
    sd: float
    lsl: float | None
    usl: float | None
    below: float | None
    above: float | None
    quartiles: tuple[float, float]
    notes: tuple[str, ...] = ()
    convention: str = (
        "Freedman-Diaconis width rounded to 1, 2, 2.5 or 5; classes closed on the left; quartiles at p(n + 1)"
    )
    source: str = "Freedman and Diaconis 1981"
    method: str = "histogram"

    @property
    def width(self) -> float:
        """Width of one class."""
        return float(self.edges[1] - self.edges[0])

    def curve(self, points: int = 200) -> tuple[Floats, Floats]:
        """The normal curve with the sample's mean and standard deviation, scaled to the counts."""
        low, high = float(self.edges[0]), float(self.edges[-1])
        x = np.linspace(low, high, points)
        if not self.sd > 0:
            return x, np.zeros_like(x)
        y = np.exp(-0.5 * ((x - self.mean) / self.sd) ** 2) / (self.sd * math.sqrt(2 * math.pi))
        return x, y * self.n * self.width

    def _sentences(self) -> list[str]:
        top = int(np.argmax(self.counts))
        low, high = float(self.edges[top]), float(self.edges[top + 1])
        lines = [f"{count(self.n, 'value')} of {self.name}: {_middle(self.quartiles, self.unit)}."]
        peaks = _peaks(self.counts)
        if peaks > 1:
            lines.append(f"There are {peaks} humps: perhaps two kinds of cases are mixed.")
        for share, limit, word in ((self.below, self.lsl, "below"), (self.above, self.usl, "above")):
            if share is not None and limit is not None:
                lines.append(f"{percent(share)} lie {word} the limit of {with_unit(limit, self.unit)}.")
        if self.n > 1 and self.counts[top] > 0:
            lines.append(
                f"The fullest class runs from {num(low)} to {with_unit(high, self.unit)} "
                f"({count(int(self.counts[top]), 'value')}, {percent(float(self.counts[top]) / self.n)})."
            )
        return lines

    def table(self) -> Table:
        """One row for each class."""
        total = np.cumsum(self.counts)
        rows = tuple(
            (float(a), float(b), int(c), 100 * int(c) / self.n, 100 * int(t) / self.n)
            for a, b, c, t in zip(self.edges[:-1], self.edges[1:], self.counts, total, strict=True)
        )
        return Table(("From", "To (not included)", "Count", "%", "Cumulative %"), rows)


def _middle(quartiles: tuple[float, float], unit: str) -> str:
    """Where the middle half lies, in words that also hold where half of the values or more are equal."""
    low, high = quartiles
    if low == high:
        return f"at least half are {with_unit(low, unit)}"
    return f"the middle half lies between {num(low)} and {with_unit(high, unit)}"


def _quartiles(x: Floats) -> tuple[float, float]:
    """First and third quartile at p(n + 1), as `descriptive.quantile`."""
    low, high = np.quantile(x, (0.25, 0.75), method="weibull").tolist()
    return float(low), float(high)


def _peaks(counts: Ints) -> int:
    """Humps that stand clearly above the valley between them (each side by three standard errors of a count)."""
    found, valley, top, rising = 0, 0.0, 0.0, True
    for value in [*counts.tolist(), 0]:
        if rising:
            top = max(top, value)
            if top - value > 3 * math.sqrt(top + 1) and top >= 0.2 * counts.max():
                found, rising, valley = found + 1, False, value
        else:
            valley = min(valley, value)
            if value - valley > 3 * math.sqrt(value + 1):
                rising, top = True, value
    return max(found, 1)


def histogram(
    values: Iterable[Any],
    *,
    bins: int | None = None,
    edges: Sequence[float] | None = None,
    lsl: float | None = None,
    usl: float | None = None,
    name: str = "values",
    unit: str = "",
) -> Histogram:
    """Count values in classes; the classes reach to the specification limits, so that these can be drawn.

    bins : about so many classes; `edges` : exactly these. Values outside given edges are said.

    Raises
    ------
    StatsError
        No values, or edges that do not rise.
    """
    sample = clean(values, name, 1)
    x = sample.values
    notes = list(sample.notes)
    if edges is not None:
        cut = np.asarray(edges, dtype=float)
        if cut.size < 2 or not np.all(np.diff(cut) > 0):
            raise StatsError(_("The class limits must rise, at least two of them."))
        outside = int(np.count_nonzero((x < cut[0]) | (x > cut[-1])))
        if outside:
            notes.append(f"{count(outside, 'value')} outside the classes not counted")
    else:
        cut = _edges(x, bins)
    lsl = None if lsl is None else number(lsl, "The lower limit")
    usl = None if usl is None else number(usl, "The upper limit")
    counts = np.histogram(x, cut)[0].astype(np.int64)
    mean, sd = sums.mean_sd(x)
    below = None if lsl is None else float(np.mean(x < lsl))
    above = None if usl is None else float(np.mean(x > usl))
    return Histogram(
        name, unit, cut, counts, int(x.size), mean, sd, lsl, usl, below, above, _quartiles(x), tuple(notes)
    )


def _edges(x: Floats, bins: int | None) -> Floats:
    low, high = float(x.min()), float(x.max())
    if low == high:
        half = abs(low) * 0.05 or 0.5
        return np.array([low - half, low + half])
    if bins is None:
        iqr = float(np.subtract(*np.quantile(x, [0.75, 0.25])))
        raw = 2 * iqr / x.size ** (1 / 3) if iqr > 0 else (high - low) / max(math.sqrt(x.size), 5)
        raw = max(raw, (high - low) / MOST_BINS)
    else:
        bins = whole(bins, "The number of classes")
        if bins < 1:
            raise StatsError(_("A histogram needs at least one class."))
        raw = (high - low) / bins
    power = 10.0 ** math.floor(math.log10(raw))
    width = next((step * power for step in (1.0, 2.0, 2.5, 5.0) if step * power >= raw * 0.999), 10.0 * power)
    step = np.diff(np.unique(x[:5000])).min(initial=math.inf)
    if (
        width < step and step < (high - low) / 2
    ):  # whole days: never an empty class between two possible values
        width = float(step)
    first = math.floor(low / width + 1e-9)
    last = max(math.ceil(high / width - 1e-9), first + 1)
    if math.isclose(high, last * width) and np.all(x == np.rint(x / width) * width):
        last += 1
    edges: Floats = np.arange(first, last + 1, dtype=np.float64) * np.float64(width)
    if width > 1e-9:
        edges = edges.round(12)  # 0.3, not 0.30000000000000004
    if not np.all(np.diff(edges) > 0):
        return np.array([low, high])  # the values differ only in their last digits
    edges[0], edges[-1] = min(edges[0], low), max(edges[-1], high)
    return edges


@dataclass(frozen=True, slots=True)
class Box:
    """One box: quartiles, whiskers to the last value within 1.5 interquartile ranges, the values beyond with rows."""

    name: str
    n: int
    low: float
    q1: float
    median: float
    q3: float
    high: float
    mean: float
    beyond: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class BoxPlot(Result):
    """Boxes side by side, one for each group."""

    name: str
    unit: str
    boxes: tuple[Box, ...]
    samples: tuple[Floats, ...]
    notes: tuple[str, ...] = ()
    convention: str = "quartiles at p(n + 1); whiskers to the last value within 1.5 interquartile ranges"
    source: str = "Tukey 1977"
    method: str = "boxplot"

    def _sentences(self) -> list[str]:
        if len(self.boxes) == 1:
            box = self.boxes[0]
            lines = [
                f"Half of {self.name} lies between {num(box.q1)} and {with_unit(box.q3, self.unit)}, "
                f"median {num(box.median)}."
            ]
        else:
            low, high = min(self.boxes, key=lambda b: b.median), max(self.boxes, key=lambda b: b.median)
            lines = [
                f"The median of {self.name} runs from {num(low.median)} ({low.name}) "
                f"to {with_unit(high.median, self.unit)} ({high.name})."
            ]
        far = sum(len(box.beyond) for box in self.boxes)
        if far:
            some = "1 value lies" if far == 1 else f"{far} values lie"
            lines.append(f"{some} beyond the whiskers: worth a look, not to be dropped.")
        return lines

    def table(self) -> Table:
        """One row for each box."""
        rows = tuple(
            (b.name, b.n, b.low, b.q1, b.median, b.q3, b.high, b.mean, len(b.beyond)) for b in self.boxes
        )
        return Table(
            (
                "Group",
                "n",
                "Whisker, low",
                "First quartile",
                "Median",
                "Third quartile",
                "Whisker, high",
                "Mean",
                "Beyond",
            ),
            rows,
        )


def boxplot(
    values: Iterable[Any],
    groups: Iterable[Any] | None = None,
    *,
    order: Sequence[str] | None = None,
    name: str = "values",
    unit: str = "",
) -> BoxPlot:
    """Boxes of one sample, or of each group.

    Raises
    ------
    StatsError
        No values, or groups that do not match the values.
    """
    if groups is None:
        sample = clean(values, name, 1)
        box = _box(name, sample.values, sample.rows)
        return BoxPlot(name, unit, (box,), (sample.values,), sample.notes)
    cut = by_group(values, groups, name=name, order=order)
    boxes = tuple(map(_box, cut.names, cut.samples, cut.rows))
    return BoxPlot(name, unit, boxes, cut.samples, cut.notes)


def _box(name: str, x: Floats, rows: Ints) -> Box:
    q1, median, q3 = np.quantile(x, (0.25, 0.5, 0.75), method="weibull").tolist()  # as `quantile`
    reach = 1.5 * (q3 - q1)
    inside = x[(x >= q1 - reach) & (x <= q3 + reach)]
    low, high = (float(inside.min()), float(inside.max())) if inside.size else (q1, q3)
    far = (x < q1 - reach) | (x > q3 + reach)
    beyond = tuple(zip(rows[far].tolist(), x[far].tolist(), strict=True))
    return Box(name, int(x.size), min(low, q1), q1, median, q3, max(high, q3), sums.mean(x), beyond)


@dataclass(frozen=True, slots=True, eq=False)
class DotPlot(Result):
    """Every value as a dot, stacked where values are equal or nearly so.

    x : (n,) where the dot is drawn, in classes of `width`; height : (n,) from 1; rows : (n,) counted from 0;
    values : (n,) as they were measured.
    """

    name: str
    unit: str
    x: Floats
    height: Ints
    rows: Ints
    width: float
    values: Floats
    notes: tuple[str, ...] = ()
    convention: str = "dots stacked in classes a hundredth of the range wide; quartiles at p(n + 1)"
    source: str = "Wilkinson 1999"
    method: str = "dotplot"

    def _sentences(self) -> list[str]:
        low, high = float(self.values.min()), float(self.values.max())
        said = f"{count(int(self.values.size), 'value')} of {self.name}"
        if low == high:
            return [f"{said}, all {with_unit(low, self.unit)}."]
        middle = _middle(_quartiles(self.values), self.unit)
        return [f"{said} from {num(low)} to {with_unit(high, self.unit)}; {middle}."]

    def table(self) -> Table:
        """One row for each dot, with its value as measured."""
        rows = zip(self.rows.tolist(), self.values.tolist(), strict=True)
        return Table(("Row", self.name), tuple((row + 1, value) for row, value in rows))


def dotplot(values: Iterable[Any], *, columns: int = 100, name: str = "values", unit: str = "") -> DotPlot:
    """Stack dots in at most `columns` columns over the range of the values."""
    columns = whole(columns, "The number of columns")
    sample = clean(values, name, 1)
    x = sample.values
    low, high = float(x.min()), float(x.max())
    width = (high - low) / max(columns - 1, 1)
    place = np.zeros(x.size, dtype=np.int64) if width == 0 else np.rint((x - low) / width).astype(np.int64)
    order = np.argsort(x, kind="stable")
    stacked = place[order]  # rising: a column after the other
    first = np.searchsorted(stacked, stacked, side="left")
    height = np.empty(x.size, dtype=np.int64)
    height[order] = np.arange(1, x.size + 1) - first
    x_drawn: Floats = (low + place * width).astype(np.float64)
    return DotPlot(name, unit, x_drawn, height, sample.rows, width, x, sample.notes)
