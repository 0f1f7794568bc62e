"""The record of a capability study of data that are not normal, and how it is told in words and as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.base.samples import Floats
from leanbench.stats.capability.capability_findings import finding_texts
from leanbench.stats.capability.capability_result import Finding, Limits
from leanbench.stats.capability.capability_verdict import verdict_text
from leanbench.stats.capability.nonnormal_indices import Indices, Intervals
from leanbench.stats.distributions.families import Fit
from leanbench.stats.distributions.transform_result import TransformStudy
from leanbench.words.language import _


@dataclass(frozen=True, slots=True, eq=False)
class NonnormalCapability(Result):
    """Capability by a distribution, or by a transform.

    limits : those that count (a boundary that cannot be passed does not) and the target.
    fit : the distribution; None when a transform was used.
    transform : the transform study; None when a distribution was used.
    percentiles : the values at 0.135, 50 and 99.865%.
    iso, z_score : indices by percentiles and by tail shares.
    within : Cp, Cpl, Cpu, Cpk from the variation within, on the transformed scale (Box-Cox only).
    z_bench : the normal quantile of the share inside, Φ⁻¹(1 - share outside).
    ppm_below, ppm_above, ppm_total : expected outside, parts per million; None without that limit.
    observed_below, observed_above : counts strictly outside in the sample.
    findings : the gate, what to settle before believing the numbers.
    intervals : at `confidence`, keyed ``iso.ppk``, ``z.ppk``, ``z_bench`` and so on; none where no theory gives one.
    """

    n: int
    limits: Limits
    fit: Fit | None
    transform: TransformStudy | None
    percentiles: tuple[float, float, float]
    iso: Indices
    z_score: Indices
    within: Indices | None
    z_bench: float
    ppm_below: float | None
    ppm_above: float | None
    ppm_total: float
    observed_below: int
    observed_above: int
    findings: tuple[Finding, ...]
    values: Floats = field(repr=False)
    notes: tuple[str, ...]
    convention: str
    intervals: Intervals = field(default_factory=dict)
    confidence: float = 0.95
    method: str = "capability-nonnormal"
    name: str = "values"
    unit: str = ""

    @property
    def observed_ppm(self) -> float:
        """Strictly outside in the sample, parts per million."""
        return 1e6 * (self.observed_below + self.observed_above) / self.n

    def _sentences(self) -> list[str]:
        share = self.ppm_total / 1e4
        by = self.fit.describe() if self.fit is not None else ""
        if self.transform is not None and self.transform.transform is not None:
            by = self.transform.transform.describe()
        seen = self.observed_below + self.observed_above
        first = f"About {_percent(share)} fall outside the limits, by the model ({by}); "
        first += f"{seen} of the {self.n} values did."
        index = f"Ppk is {self._ppk_text('z')} by the Z-score method and {self._ppk_text('iso')} by the "
        index += _(
            "ISO percentile method: with data that are not normal the two differ, so name the one you report."
        )
        low, half, high = self.percentiles
        middle = f"Half of the values lie below {num(half)}"
        if math.isfinite(low) and math.isfinite(high):
            middle += f", 99.73% between {num(low)} and {num(high)}"
        elif math.isfinite(high):
            middle += f", 99.865% below {num(high)}; the transform has no 0.135% point"
        middle += "."
        index += " " + verdict_text(self.intervals.get("z.ppk"), self.n)
        return [first, middle, index, *finding_texts(self.findings)]

    def _ppk_text(self, method: Literal["iso", "z"]) -> str:
        """Ppk of one method with its interval, in words."""
        value = _index((self.iso if method == "iso" else self.z_score).ppk)
        found = self.intervals.get(f"{method}.ppk")
        return f"{value} ({decimals(found[0], 2)} to {decimals(found[1], 2)})" if found else value

    @property
    def ppm_interval(self) -> tuple[float, float] | None:
        """Interval of the parts per million expected outside: that of Z.bench turned into shares."""
        from scipy import special

        found = self.intervals.get("z_bench")
        return (
            None
            if found is None
            else (1e6 * float(special.ndtr(-found[1])), 1e6 * float(special.ndtr(-found[0])))
        )

    def table(self) -> Table:
        """Both methods side by side with their intervals, then the shares outside."""

        def ends(key: str) -> tuple[float | None, float | None]:
            return self.intervals.get(key, (None, None))

        def alike(
            name: str, value: float | None, found: tuple[float, float] | None = None
        ) -> tuple[Any, ...]:
            low, high = found or (None, None)
            return (name, value, low, high, value, low, high)

        rows: list[tuple[Any, ...]] = [
            (name, getattr(self.z_score, key), *ends(f"z.{key}"), getattr(self.iso, key), *ends(f"iso.{key}"))
            for name, key in (("Pp", "pp"), ("Ppl", "ppl"), ("Ppu", "ppu"), ("Ppk", "ppk"))
        ]
        none = (None, None, None)
        if self.within is not None:
            rows += [
                ("Cp (within)", self.within.pp, None, None, *none),
                ("Cpk (within)", self.within.ppk, None, None, *none),
            ]
        rows += [
            ("Z.bench", self.z_bench, *ends("z_bench"), *none),
            *(
                (f"{name}% point", *none, _finite(value), None, None)
                for name, value in zip(("0.135", "50", "99.865"), self.percentiles, strict=True)
            ),
            alike("ppm below LSL, expected", self.ppm_below),
            alike("ppm above USL, expected", self.ppm_above),
            alike("ppm outside, expected", self.ppm_total, self.ppm_interval),
            alike("ppm outside, observed", self.observed_ppm),
        ]
        columns = (
            "quantity", "Z-score method", "low", "high", "ISO percentile method", "ISO low", "ISO high",
        )  # fmt: skip
        return Table(columns, tuple(rows))


def _percent(share: float) -> str:
    if share < 0.01:
        return f"{num(10000.0 * share, 3)} per million"
    return f"{num(share, 3)}%"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _index(value: float | None) -> str:
    return "not defined" if value is None else decimals(value, 2)
