"""Capability of counts: share of defective units, and defects per unit. Yield and DPMO are in `yields`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from leanbench.stats.base.guards import above_zero, check_confidence
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.base.samples import Floats, StatsError, count, number, numbers_of, refuse_huge
from leanbench.stats.capability.capability_findings import (
    constant_rate_finding,
    enough_finding,
    finding_texts,
)
from leanbench.stats.capability.capability_result import Finding
from leanbench.stats.capability.capability_verdict import open_target_text
from leanbench.stats.tests.intervals import agreement_interval
from leanbench.words.numbers import number_text

__all__ = ["capability_binomial", "capability_poisson"]


@dataclass(frozen=True, slots=True, eq=False)
class BinomialCapability(Result):
    """Share defective of a process.

    share, interval : defective share and its exact interval, 0 to 1. process_z : -Φ⁻¹(share), and its
    interval, infinite where the share's is 0 or 1. counts, sizes : (m,) samples used. target : share.
    """

    defectives: float
    inspected: float
    share: float
    interval: tuple[float, float]
    process_z: float
    process_z_interval: tuple[float, float]
    confidence: float
    target: float | None
    findings: tuple[Finding, ...]
    counts: Floats = field(repr=False)
    sizes: Floats = field(repr=False)
    notes: tuple[str, ...]
    convention: str = "exact (Clopper-Pearson) interval; Z without a 1.5 shift"
    method: str = "capability-binomial"

    @property
    def ppm(self) -> float:
        """Defectives per million."""
        return 1e6 * self.share

    def _sentences(self) -> list[str]:
        low, high = (100 * end for end in self.interval)
        lines = [
            f"{num(100 * self.share, 3)}% are defective ({num(self.defectives, 6)} of {num(self.inspected, 6)}; "
            f"{num(100 * self.confidence, 6)}% interval {num(low, 3)} to {num(high, 3)}%)."
        ]
        lines += _against_target(self.interval, self.target, "%", 100.0)
        z = self.process_z
        known = (
            f" and a process Z of {decimals(z, 2)}" if math.isfinite(z) else "; a process Z cannot be given"
        )
        lines.append(f"That is {number_text(self.ppm, 0)} per million{known}.")
        return [*lines, *finding_texts(self.findings)]

    def table(self) -> Table:
        """The numbers to show and print, with their interval."""
        low, high = self.interval
        z_low, z_high = self.process_z_interval
        rows: tuple[tuple[Any, ...], ...] = (
            ("% defective", 100 * self.share, 100 * low, 100 * high),
            ("per million", 1e6 * self.share, 1e6 * low, 1e6 * high),
            ("process Z", self.process_z, z_low, z_high),
        )
        if self.target is not None:
            rows = (*rows, ("target % defective", 100 * self.target, None, None))
        return Table(("quantity", "value", "lower", "upper"), rows)


def capability_binomial(
    defectives: Iterable[Any],
    sizes: Iterable[Any] | float,
    confidence: float = 0.95,
    target: float | None = None,
) -> BinomialCapability:
    """Capability of defectives (each unit good or bad).

    Parameters
    ----------
    defectives, sizes : (m,) counts per sample, and sample sizes (or one size for all).
    target : largest acceptable share, 0 to 1.

    Raises
    ------
    StatsError : no samples, a size of zero, negative counts, more defectives than units, or fractions.

    Source: Clopper and Pearson, Biometrika 1934; Minitab, Methods and formulas for binomial capability.
    """
    from scipy import special

    check_confidence(confidence)
    target = None if target is None else number(target, "The target")
    if target is not None and not 0 <= target <= 1:
        raise StatsError(f"The target is a share between 0 and 1 (0.05 for 5%); it is {num(target, 6)}.")
    d, n, notes = _pairs(defectives, sizes, "defectives", "sample size")
    _whole(n, "sample size")
    over = np.flatnonzero(d > n)
    if over.size:
        i = int(over[0])
        raise StatsError(
            f"Sample {i + 1} has {num(d[i], 6)} defectives among {num(n[i], 6)} units. Check the two columns."
        )
    bad, total = float(d.sum()), float(n.sum())
    share = bad / total
    interval = agreement_interval(round(bad), round(total), confidence)
    z = -float(special.ndtri(share))
    findings = (
        constant_rate_finding(d / n, share, np.sqrt(share * (1 - share) / n)),
        enough_finding(round(bad), 5, "defective"),
    )
    z_interval = (-float(special.ndtri(interval[1])), -float(special.ndtri(interval[0])))
    return BinomialCapability(
        bad, total, share, interval, z, z_interval, confidence, target, findings, d, n, tuple(notes)
    )


@dataclass(frozen=True, slots=True, eq=False)
class PoissonCapability(Result):
    """Defects per unit of a process. dpu, interval : exact (Garwood). target : defects per unit."""

    defects: float
    units: float
    dpu: float
    interval: tuple[float, float]
    confidence: float
    target: float | None
    findings: tuple[Finding, ...]
    counts: Floats = field(repr=False)
    sizes: Floats = field(repr=False)
    notes: tuple[str, ...]
    convention: str = "exact (Garwood) interval"
    method: str = "capability-poisson"

    @property
    def first_pass_share(self) -> float:
        """Share of units without any defect, e^-dpu, when defects fall independently."""
        return math.exp(-self.dpu)

    def _sentences(self) -> list[str]:
        low, high = self.interval
        lines = [
            f"{num(self.dpu)} defects per unit ({num(self.defects, 6)} on {num(self.units, 6)}; "
            f"{num(100 * self.confidence, 6)}% interval {num(low)} to {num(high)})."
        ]
        lines += _against_target(self.interval, self.target, "defects per unit", 1.0)
        lines.append(
            f"If defects fall independently, {decimals(100 * self.first_pass_share, 1)}% of units pass without any."
        )
        return [*lines, *finding_texts(self.findings)]

    def table(self) -> Table:
        """The numbers to show and print, with their interval."""
        rows: tuple[tuple[Any, ...], ...] = (
            ("defects per unit", self.dpu, *self.interval),
            (
                "% without defect",
                100 * self.first_pass_share,
                *(100 * math.exp(-v) for v in self.interval[::-1]),
            ),
        )
        if self.target is not None:
            rows = (*rows, ("target defects per unit", self.target, None, None))
        return Table(("quantity", "value", "lower", "upper"), rows)


def capability_poisson(
    counts: Iterable[Any],
    sizes: Iterable[Any] | float,
    confidence: float = 0.95,
    target: float | None = None,
) -> PoissonCapability:
    """Capability of defects (a unit may have several).

    Parameters
    ----------
    counts, sizes : (m,) defects per sample, and units per sample (or one size for all; may be fractions).
    target : largest acceptable defects per unit.

    Source: Garwood, Biometrika 1936: χ²_(α/2, 2x)/(2n) to χ²_(1-α/2, 2x+2)/(2n).
    """
    from scipy import special

    check_confidence(confidence)
    target = None if target is None else number(target, "The target")
    if target is not None and target < 0:
        raise StatsError(f"The target is a number of defects per unit, zero or more; it is {num(target, 6)}.")
    c, n, notes = _pairs(counts, sizes, "defects", "size")
    above_zero("sum of the sizes", float(n.sum()))
    found, units = float(c.sum()), float(n.sum())
    alpha = 1 - confidence
    low = float(special.gammaincinv(found, alpha / 2)) / units if found else 0.0
    high = float(special.gammaincinv(found + 1, 1 - (alpha / 2 if found else alpha))) / units
    dpu = found / units
    findings = (
        constant_rate_finding(c / n, dpu, np.sqrt(dpu / n)),
        enough_finding(round(found), 5, "defect"),
    )
    return PoissonCapability(found, units, dpu, (low, high), confidence, target, findings, c, n, tuple(notes))


def _against_target(
    interval: tuple[float, float], target: float | None, unit: str, factor: float
) -> list[str]:
    if target is None:
        return []
    wanted = f"the target of {num(factor * target)}{unit if unit == '%' else f' {unit}'}"
    if interval[1] <= target:
        return [f"This meets {wanted}, beyond chance."]
    if interval[0] > target:
        return [f"This misses {wanted}, beyond chance."]
    return [open_target_text(wanted)]


def _pairs(
    counts: Iterable[Any], sizes: Iterable[Any] | float, what: str, size_name: str
) -> tuple[Floats, Floats, list[str]]:
    """Usable (count, size) samples. Blank rows are left out and said; impossible ones are errors."""
    c, odd = numbers_of(counts)
    if isinstance(sizes, Iterable):
        n, odd_sizes = numbers_of(sizes)
    else:
        n, odd_sizes = np.full(c.size, number(sizes, f"The {size_name}")), []
    refuse_huge(c, what)
    refuse_huge(n, size_name)
    if c.size != n.size:
        raise StatsError(
            f"There are {c.size} counts of {what} but {n.size} sizes; each sample needs both. "
            "Choose columns of one table."
        )
    notes = [f"{what} in row {row + 1} ({text!r}) is not a number, left out" for row, text in odd[:1]]
    notes += [
        f"{size_name} in row {row + 1} ({text!r}) is not a number, left out" for row, text in odd_sizes[:1]
    ]
    keep = np.isfinite(c) & np.isfinite(n)
    left = int(np.count_nonzero(~keep))
    if left:
        notes.append(f"{count(left, 'sample')} without both numbers left out")
    if not keep.any():
        raise StatsError(f"There are no samples with {what} and their {size_name}. Choose the two columns.")
    rows = np.flatnonzero(keep)
    c, n = c[keep], n[keep]
    for bad, words in ((n <= 0, f"a {size_name} of zero or less"), (c < 0, f"a negative number of {what}")):
        if bad.any():
            raise StatsError(
                f"Row {rows[int(np.argmax(bad))] + 1} has {words}. Correct it or leave the row out."
            )
    _whole(c, what)
    return c, n, notes


def _whole(numbers: Floats, what: str) -> None:
    odd = numbers != np.round(numbers)
    if odd.any():
        raise StatsError(
            f"The {what} must be whole numbers; one is {num(numbers[odd][0], 6)}. Correct it, or choose another column."
        )
