"""Is the gage right over its whole range? Bias at several references, and its line: the linearity study."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from leanbench.stats.base.guards import LARGEST, SMALLEST, above_zero, check_confidence
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num, p_text, signed_num
from leanbench.stats.base.samples import Floats, StatsError, column, count, label_text, numbers_of
from leanbench.stats.msa.random_effects import levels
from leanbench.words.language import _

__all__ = ["gage_linearity"]


@dataclass(frozen=True, slots=True)
class PartBias:
    """The bias at one reference part; p from its own standard deviation, None for one measurement."""

    part: str
    reference: float
    n: int
    bias: float
    p: float | None
    pct_bias: float | None


@dataclass(frozen=True, slots=True, eq=False)
class LinearityStudy(Result):
    """Bias over the range of the gage.

    slope, intercept : bias = intercept + slope reference. s : residual standard deviation.
    linearity : |slope| process variation; pct_linearity, pct_bias in percent of it (100 |slope| and
        100 |average bias|/process variation); None without a process variation.
    reference, bias : (n,) points of the plot; grid, line, lower, upper : (m,) fitted line and its band.
    """

    parts: tuple[PartBias, ...]
    slope: float
    intercept: float
    r_squared: float
    s: float
    p_slope: float
    p_intercept: float
    average_bias: float
    p_average_bias: float
    linearity: float | None
    pct_linearity: float
    pct_bias: float | None
    process_variation: float | None
    confidence: float
    reference: Floats = field(repr=False)
    bias: Floats = field(repr=False)
    grid: Floats = field(repr=False)
    line: Floats = field(repr=False)
    lower: Floats = field(repr=False)
    upper: Floats = field(repr=False)
    notes: tuple[str, ...] = ()
    convention: str = ""
    method: str = "gage-linearity"

    def _sentences(self) -> list[str]:
        alpha = 1 - self.confidence
        if self.p_slope < alpha:
            word = "rises" if self.slope > 0 else "falls"
            first = (
                f"The gage is not linear: its bias {word} by {num(abs(self.slope))} per unit of the reference "
                f"({p_text(self.p_slope)})."
            )
        else:
            first = f"No sign that the bias changes over the range of the gage ({p_text(self.p_slope)})."
        lines = [first]
        real = [part for part in self.parts if part.p is not None and part.p < alpha]
        if real:
            named = ", ".join(f"{part.part} ({signed_num(part.bias)})" for part in real)
            lines.append(f"The bias is real at {count(len(real), 'part')}: {named}.")
        else:
            lines.append(_("No part shows a bias beyond chance."))
        if self.pct_bias is not None:
            lines.append(
                f"Linearity is {decimals(self.pct_linearity, 1)}% and average bias {decimals(self.pct_bias, 1)}% "
                "of the process variation."
            )
        return lines

    def table(self) -> Table:
        """One row per reference part, then the average."""
        rows: list[tuple[Any, ...]] = [
            (p.part, p.reference, p.n, p.bias, p.pct_bias, p.p) for p in self.parts
        ]
        rows.append(("average", None, self.bias.size, self.average_bias, self.pct_bias, self.p_average_bias))
        return Table(("part", "reference", "n", "bias", "% bias", "p"), tuple(rows))


def gage_linearity(
    values: Iterable[Any],
    references: Iterable[Any],
    parts: Iterable[Any] | None = None,
    process_variation: float | None = None,
    confidence: float = 0.95,
) -> LinearityStudy:
    """Bias and linearity: the least squares line of bias on reference value.

    Parameters
    ----------
    values, references : (n,) measurements and true values, row by row.
    parts : (n,) part names; the reference value names the part by default.
    process_variation : 6 standard deviations of the process (or the tolerance), for the percentages.

    Notes
    -----
    Part biases are tested with the part's own standard deviation (t test), as AIAG's worked example;
    the average with all biases (t test). Linearity = |slope| process variation.
    Source: AIAG, Measurement Systems Analysis, 4th ed. 2010, p. 96-101.
    """
    from scipy import special

    check_confidence(confidence)
    if process_variation is not None:
        above_zero("process variation", process_variation)
    y, x, names, notes = _paired(values, references, parts)
    bias = y - x
    n = y.size
    for numbers, what in ((y, "measurements"), (x, "reference values")):
        if float(np.max(np.abs(numbers))) > LARGEST:
            raise StatsError(
                f"The {what} reach {num(np.max(np.abs(numbers)), 6)}, which cannot be computed with."
            )
    seen = np.unique(x)
    if seen.size > 1 and not SMALLEST < float(np.ptp(x)) < LARGEST:
        raise StatsError(_("The reference values are too close together or too far apart to compute with."))
    if seen.size < 2:
        raise StatsError(
            f"All measurements are of one reference value ({num(x[0], 6)}); linearity needs at least two, better five. "
            "Use the type 1 study for a single reference."
        )
    if n < 3:
        raise StatsError(_("Linearity needs at least three measurements."))
    xm, bm = float(np.mean(x)), float(np.mean(bias))
    sxx = float(np.sum((x - xm) ** 2))
    slope = float(np.sum((x - xm) * (bias - bm))) / sxx
    intercept = bm - slope * xm
    residual = bias - intercept - slope * x
    sse, sst = float(np.sum(residual**2)), float(np.sum((bias - bm) ** 2))
    s = math.sqrt(sse / (n - 2))
    grid = np.linspace(float(seen[0]), float(seen[-1]), 41)
    line = intercept + slope * grid
    half = float(special.stdtrit(n - 2, 0.5 + confidence / 2)) * s * np.sqrt(1 / n + (grid - xm) ** 2 / sxx)
    p_slope = _p(slope, s / math.sqrt(sxx), n - 2)
    p_intercept = _p(intercept, s * math.sqrt(1 / n + xm**2 / sxx), n - 2)
    p_average = _p(bm, float(np.std(bias, ddof=1)) / math.sqrt(n), n - 1)
    variation = process_variation
    codes, labels = levels(names)
    rows = tuple(
        _part_bias(label, x[codes == i], bias[codes == i], variation) for i, label in enumerate(labels)
    )
    if seen.size < 5:
        notes.append(f"Only {seen.size} reference values; five over the range are usual.")
    return LinearityStudy(
        rows, slope, intercept, 1 - sse / sst if sst > 0 else 0.0, s, p_slope, p_intercept, bm, p_average,
        abs(slope) * variation if variation is not None else None, 100 * abs(slope),
        100 * abs(bm) / variation if variation is not None else None, variation, confidence, x, bias, grid,
        line, line - half, line + half, tuple(notes),
        "least squares of bias on reference; part biases by their own standard deviation",
    )  # fmt: skip


def _part_bias(name: str, reference: Floats, bias: Floats, variation: float | None) -> PartBias:
    if np.ptp(reference) > 0:
        raise StatsError(
            f"Part {name} has more than one reference value ({num(reference.min(), 6)} and {num(reference.max(), 6)}). "
            "Each part has one true value."
        )
    mean = float(np.mean(bias))
    p = None
    if bias.size > 1:
        p = _p(mean, float(np.std(bias, ddof=1)) / math.sqrt(bias.size), bias.size - 1)
    percent = 100 * abs(mean) / variation if variation is not None else None
    return PartBias(name, float(reference[0]), bias.size, mean, p, percent)


def _p(estimate: float, error: float, df: int) -> float:
    """Two-sided p-value of a t ratio; without any error, 0 unless the estimate is 0 too."""
    from scipy import special

    if error == 0:
        return 1.0 if estimate == 0 else 0.0
    return 2 * float(special.stdtr(df, -abs(estimate / error)))


def _paired(
    values: Iterable[Any], references: Iterable[Any], parts: Iterable[Any] | None
) -> tuple[Floats, Floats, list[Any], list[str]]:
    """Rows with both a measurement and a reference, their part names, and what was left out."""
    y, odd_y = numbers_of(values)
    x, odd_x = numbers_of(references)
    if y.size != x.size:
        raise StatsError(
            f"There are {count(y.size, 'measurement')} but {count(x.size, 'reference value')}; each row needs both."
        )
    names = list(column(parts, "parts")) if parts is not None else [label_text(float(value)) for value in x]
    if len(names) != y.size:
        raise StatsError(f"There are {count(y.size, 'measurement')} but {count(len(names), 'part name')}.")
    keep = np.isfinite(y) & np.isfinite(x)
    notes = [
        f"{what} in row {row + 1} ({text!r}) is not a number, left out."
        for what, odd in (("Measurement", odd_y), ("Reference", odd_x))
        for row, text in odd[:1]
    ]
    left = int(np.count_nonzero(~keep))
    if left:
        notes.append(f"{count(left, 'row')} without both a measurement and a reference left out.")
    named = np.array([bool(label_text(name)) for name in names], dtype=bool)
    nameless = int(np.count_nonzero(keep & ~named))
    if nameless:
        notes.append(f"{count(nameless, 'row')} without a part left out.")
    keep &= named
    if not keep.any():
        raise StatsError(
            _("No row has both a measurement and a reference value (and a part). Choose the columns.")
        )
    return y[keep], x[keep], [name for name, k in zip(names, keep, strict=True) if k], notes
