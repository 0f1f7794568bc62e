"""Capability of counts: share defective, defects per unit, and yield over opportunities."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from leanbench.stats.gate import Check, constant_rate_check, enough_check
from leanbench.stats.kappa import exact_share_interval
from leanbench.stats.result import Table
from leanbench.stats.samples import Floats, StatsError, count, numbers_of

if TYPE_CHECKING:
    import pandas as pd

SHIFT = 1.5  # the customary difference between short and long term, in standard deviations


@dataclass(frozen=True, slots=True)
class BinomialCapability:
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
    gate: tuple[Check, ...]
    counts: Floats = field(repr=False)
    sizes: Floats = field(repr=False)
    notes: tuple[str, ...]
    convention: str = "exact (Clopper-Pearson) interval; Z without a 1.5 shift"
    method: str = "capability-binomial"

    @property
    def ppm(self) -> float:
        """Defectives per million."""
        return 1e6 * self.share

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        low, high = (100 * end for end in self.interval)
        lines = [
            f"{100 * self.share:.3g} % are defective ({self.defectives:g} of {self.inspected:g}; "
            f"{100 * self.confidence:g} % interval {low:.3g} to {high:.3g} %)."
        ]
        lines += _against_target(self.share, self.interval, self.target, "%", 100.0)
        lines.append(f"That is {self.ppm:,.0f} per million and a process Z of {self.process_z:.2f}.")
        doubts = [check.sentence for check in self.gate if check.passed is False]
        return (*lines, *doubts, *self.notes)

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

    def to_frame(self) -> pd.DataFrame:
        """`table()` as a DataFrame."""
        return self.table().to_frame()


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

    _check_confidence(confidence)
    if target is not None and not 0 <= target <= 1:
        raise StatsError(f"The target is a share between 0 and 1 (0.05 for 5 %); it is {target:g}.")
    d, n, notes = _pairs(defectives, sizes, "defectives", "sample size")
    _whole(n, "sample size")
    over = np.flatnonzero(d > n)
    if over.size:
        i = int(over[0])
        raise StatsError(
            f"Sample {i + 1} has {d[i]:g} defectives among {n[i]:g} units. Check the two columns."
        )
    bad, total = float(d.sum()), float(n.sum())
    share = bad / total
    interval = exact_share_interval(round(bad), round(total), confidence)
    z = -float(special.ndtri(share))
    gate = (
        constant_rate_check(d, n, np.full(d.size, share), np.sqrt(share * (1 - share) / n)),
        enough_check(round(bad), 5, "defectives"),
    )
    z_interval = (-float(special.ndtri(interval[1])), -float(special.ndtri(interval[0])))
    return BinomialCapability(
        bad, total, share, interval, z, z_interval, confidence, target, gate, d, n, tuple(notes)
    )


@dataclass(frozen=True, slots=True)
class PoissonCapability:
    """Defects per unit of a process. dpu, interval : exact (Garwood). target : defects per unit."""

    defects: float
    units: float
    dpu: float
    interval: tuple[float, float]
    confidence: float
    target: float | None
    gate: tuple[Check, ...]
    counts: Floats = field(repr=False)
    sizes: Floats = field(repr=False)
    notes: tuple[str, ...]
    convention: str = "exact (Garwood) interval"
    method: str = "capability-poisson"

    @property
    def first_pass_share(self) -> float:
        """Share of units without any defect, e^-dpu, when defects fall independently."""
        return math.exp(-self.dpu)

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        low, high = self.interval
        lines = [
            f"{self.dpu:.4g} defects per unit ({self.defects:g} on {self.units:g}; "
            f"{100 * self.confidence:g} % interval {low:.4g} to {high:.4g})."
        ]
        lines += _against_target(self.dpu, self.interval, self.target, "defects per unit", 1.0)
        lines.append(
            f"If defects fall independently, {100 * self.first_pass_share:.1f} % of units pass without any."
        )
        doubts = [check.sentence for check in self.gate if check.passed is False]
        return (*lines, *doubts, *self.notes)

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

    def to_frame(self) -> pd.DataFrame:
        """`table()` as a DataFrame."""
        return self.table().to_frame()


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

    _check_confidence(confidence)
    if target is not None and not (math.isfinite(target) and target >= 0):
        raise StatsError(f"The target is a number of defects per unit, zero or more; it is {target:g}.")
    c, n, notes = _pairs(counts, sizes, "defects", "size")
    found, units = float(c.sum()), float(n.sum())
    alpha = 1 - confidence
    low = float(special.gammaincinv(found, alpha / 2)) / units if found else 0.0
    high = float(special.gammaincinv(found + 1, 1 - (alpha / 2 if found else alpha))) / units
    dpu = found / units
    gate = (
        constant_rate_check(c, n, np.full(c.size, dpu), np.sqrt(dpu / n)),
        enough_check(round(found), 5, "defects"),
    )
    return PoissonCapability(found, units, dpu, (low, high), confidence, target, gate, c, n, tuple(notes))


@dataclass(frozen=True, slots=True)
class ProcessYield:
    """Defects over opportunities. sigma_level is z_long_term plus the 1.5 shift."""

    defects: float
    units: float
    opportunities: float
    dpu: float
    dpo: float
    dpmo: float
    throughput_yield: float
    z_long_term: float
    sigma_level: float
    notes: tuple[str, ...] = ()
    convention: str = "sigma level with the customary 1.5 shift, which is a convention and not a measurement"
    method: str = "process-yield"

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        return (
            f"{self.dpmo:,.0f} defects per million opportunities: sigma level {self.sigma_level:.2f} with the "
            f"1.5 shift, {self.z_long_term:.2f} without.",
            f"{self.dpu:.4g} defects per unit; {100 * self.throughput_yield:.1f} % of units pass without any "
            "if defects fall independently.",
            *self.notes,
        )

    def table(self) -> Table:
        """The numbers to show and print."""
        rows: tuple[tuple[Any, ...], ...] = (
            ("defects per unit", self.dpu),
            ("defects per opportunity", self.dpo),
            ("defects per million opportunities", self.dpmo),
            ("throughput yield %", 100 * self.throughput_yield),
            ("Z, long term", self.z_long_term),
            ("sigma level (1.5 shift)", self.sigma_level),
        )
        return Table(("quantity", "value"), rows)

    def to_frame(self) -> pd.DataFrame:
        """`table()` as a DataFrame."""
        return self.table().to_frame()


def process_yield(defects: float, units: float, opportunities: float = 1) -> ProcessYield:
    """DPU, DPO, DPMO and the sigma level of a process.

    DPO = defects/(units opportunities); Z = Φ⁻¹(1 - DPO); sigma level = Z + 1.5.
    Raises StatsError for zero units, negative counts, or more defects than opportunities.
    """
    from scipy import special

    for name, value in (("units", units), ("opportunities", opportunities)):
        if not (math.isfinite(value) and value > 0):
            raise StatsError(f"The number of {name} must be above zero; it is {value:g}.")
    if not (math.isfinite(defects) and defects >= 0):
        raise StatsError(f"The number of defects must be zero or more; it is {defects:g}.")
    dpu, dpo = defects / units, defects / (units * opportunities)
    if dpo > 1:
        raise StatsError(
            f"{defects:g} defects exceed the {units * opportunities:g} opportunities. Count the opportunities per "
            "unit again."
        )
    z = -float(special.ndtri(dpo))
    notes = () if defects else ("No defects were seen: Z and sigma level have no upper end yet.",)
    return ProcessYield(
        defects, units, opportunities, dpu, dpo, 1e6 * dpo, math.exp(-dpu), z, z + SHIFT, notes
    )


def _against_target(
    value: float, interval: tuple[float, float], target: float | None, unit: str, factor: float
) -> list[str]:
    if target is None:
        return []
    shown = f"the target of {factor * target:.4g} {unit}"
    if interval[1] <= target:
        return [f"This meets {shown}, beyond chance."]
    if interval[0] > target:
        return [f"This misses {shown}, beyond chance."]
    side = "meets" if value <= target else "misses"
    return [f"The estimate {side} {shown}, but the interval includes it: more data would settle it."]


def _pairs(
    counts: Iterable[Any], sizes: Iterable[Any] | float, what: str, size_name: str
) -> tuple[Floats, Floats, list[str]]:
    """Usable (count, size) samples. Blank rows are left out and said; impossible ones are errors."""
    c, odd = numbers_of(counts)
    if isinstance(sizes, Iterable):
        n, odd_sizes = numbers_of(sizes)
    else:
        n, odd_sizes = np.full(c.size, float(sizes)), []
    if c.size != n.size:
        raise StatsError(f"There are {c.size} counts of {what} but {n.size} sizes; each sample needs both.")
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
        raise StatsError(f"The {what} must be whole numbers; one is {numbers[odd][0]:g}.")


def _check_confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise StatsError(f"The confidence must lie between 0 and 1, such as 0.95; it is {confidence:g}.")
