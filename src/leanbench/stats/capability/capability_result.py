"""The record of a normal capability study, and how it is told in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from leanbench.stats.base.guards import full_sentences
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import measure_text

__all__ = ["Limits"]

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Limits:
    """Specification: lower and upper limit (None when there is none) and target."""

    lsl: float | None = None
    usl: float | None = None
    target: float | None = None

    @property
    def both(self) -> bool:
        """There is a lower and an upper limit."""
        return self.lsl is not None and self.usl is not None


@dataclass(frozen=True, slots=True)
class Indices:
    """Indices of one sigma: index (C or P), one-sided, smallest, with intervals; Z and ppm of the normal tails.

    None where the specification does not define the number.
    """

    sigma: float
    df: float
    two_sided: float | None
    lower: float | None
    upper: float | None
    smallest: float | None
    interval: Interval | None
    lower_interval: Interval | None
    upper_interval: Interval | None
    smallest_interval: Interval | None
    z_bench: float
    ppm_lower: float
    ppm_upper: float
    ppm_total: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One question of the gate: answered well, with care, or badly."""

    question: str
    verdict: Literal["good", "care", "poor", "unknown"]
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class NormalCapability(Result):
    """Capability of a process whose values are about normal.

    n, mean : of the usable values. sd_within, sd_overall : sigma within subgroups and overall (n-1).
    within, overall : `Indices` of each (Cp ... and Pp ...); `within` is None when only a summary was given.
    cpm, cpm_divisor : Taguchi's index and the divisor of its mean square (n or n-1); None when not defined.
    k_index : distance of the mean from the middle of the specification, as a share of its half width.
    ppm_observed_* : share of the values strictly outside, in parts per million.
    findings : the gate.
    """

    n: int
    mean: float
    sd_within: float
    sd_overall: float
    limits: Limits
    within: Indices | None
    overall: Indices
    cpm: float | None
    cpm_divisor: str
    cpm_interval: Interval | None
    k_index: float | None
    ppm_observed_lower: float | None
    ppm_observed_upper: float | None
    ppm_observed_total: float | None
    estimator: str
    df_rule: str
    confidence: float
    k: float
    findings: tuple[Finding, ...]
    convention: str
    notes: tuple[str, ...]
    name: str = "values"
    profile: str = "minitab"
    method: str = "capability-normal"
    details: dict[str, Any] = field(default_factory=dict)
    unit: str = ""

    @property
    def measure(self) -> str:
        """What was measured, with its unit."""
        return measure_text(self.name, self.unit)

    @property
    def cpm_name(self) -> str:
        """Cpm with what it divides by: ``Cpm (divisor n−1)``, ``Cpm (s² + (mean−T)²)``."""
        squares = {"sd": "s² + (mean−T)²", "within": "within sigma² + (mean−T)²"}
        return f"Cpm ({squares.get(self.cpm_divisor, 'divisor ' + self.cpm_divisor.replace('-', '−'))})"

    # The usual names, so that nobody has to remember which group a number belongs to.
    @property
    def cp(self) -> float | None:
        """Cp, within."""
        return self.within.two_sided if self.within else None

    @property
    def cpl(self) -> float | None:
        """Cpl, within."""
        return self.within.lower if self.within else None

    @property
    def cpu(self) -> float | None:
        """Cpu, within."""
        return self.within.upper if self.within else None

    @property
    def cpk(self) -> float | None:
        """Cpk, within."""
        return self.within.smallest if self.within else None

    @property
    def pp(self) -> float | None:
        """Pp, overall."""
        return self.overall.two_sided

    @property
    def ppl(self) -> float | None:
        """Ppl, overall."""
        return self.overall.lower

    @property
    def ppu(self) -> float | None:
        """Ppu, overall."""
        return self.overall.upper

    @property
    def ppk(self) -> float | None:
        """Ppk, overall."""
        return self.overall.smallest

    @property
    def cp_interval(self) -> Interval | None:
        """Interval of Cp."""
        return self.within.interval if self.within else None

    @property
    def cpk_interval(self) -> Interval | None:
        """Interval of Cpk (Bissell)."""
        return self.within.smallest_interval if self.within else None

    @property
    def pp_interval(self) -> Interval | None:
        """Interval of Pp."""
        return self.overall.interval

    @property
    def ppk_interval(self) -> Interval | None:
        """Interval of Ppk (Bissell)."""
        return self.overall.smallest_interval

    @property
    def z_bench_within(self) -> float | None:
        """Z.bench, within."""
        return self.within.z_bench if self.within else None

    @property
    def z_bench_overall(self) -> float:
        """Z.bench, overall."""
        return self.overall.z_bench

    def summary(self) -> tuple[str, ...]:
        """Plain sentences: how much meets the specification, the indices, the gate, the convention."""
        return _sentences(self)

    def table(self) -> Table:
        """Name, value and interval of every number."""
        return _table(self)


def _sentences(c: NormalCapability) -> tuple[str, ...]:
    spec = _spec_text(c.limits)
    share = (1e6 - c.overall.ppm_total) / 1e4
    name = c.measure
    lines = [
        f"{name[:1].upper()}{name[1:]}: about {share:.4g}% of results meet {spec} (normal model, overall)."
    ]
    if c.ppm_observed_total is not None:
        outside = round(c.ppm_observed_total / 1e6 * c.n)
        lines.append(
            f"Observed: {outside} of {c.n} values lie outside, mean {c.mean:.5g}, SD {c.sd_overall:.4g}."
        )
    ppk, cpk = c.overall.smallest, c.cpk
    if ppk is not None:
        interval = c.overall.smallest_interval
        text = (
            f" ({100 * c.confidence:g}% interval {interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
        )
        potential = f"; Cpk = {cpk:.2f} if it stayed as steady as within subgroups" if cpk is not None else ""
        lines.append(f"Ppk = {ppk:.2f}{text}{potential}. {_verdict(ppk)}")
    if not c.limits.both:
        lines.append("With one limit there is no Cp, Pp or Cpm.")
    lines += [f"{finding.question} {_verdict_word(finding)}: {finding.text}." for finding in c.findings]
    lines.append(f"Convention: {c.convention}.")
    lines += full_sentences(c.notes)
    return tuple(lines)


def _spec_text(limits: Limits) -> str:
    if limits.lsl is None:
        return f"the upper limit {limits.usl:g}"
    if limits.usl is None:
        return f"the lower limit {limits.lsl:g}"
    return f"the limits {limits.lsl:g} to {limits.usl:g}"


def _verdict(ppk: float) -> str:
    if ppk >= 1.33:
        return "The process meets its limits with room to spare."
    if ppk >= 1.0:
        return "The process just meets its limits."
    return "The process does not meet its limits."


def _verdict_word(finding: Finding) -> str:
    return {"good": "Yes", "care": "With care", "poor": "No", "unknown": "Not known"}[finding.verdict]


def _table(c: NormalCapability) -> Table:
    rows: list[tuple[Any, ...]] = [
        ("n", c.n or None, None, None),
        ("Mean", c.mean, None, None),
        ("SD within", c.sd_within, None, None),
        ("SD overall", c.sd_overall, None, None),
        ("LSL", c.limits.lsl, None, None),
        ("USL", c.limits.usl, None, None),
        ("Target", c.limits.target, None, None),
    ]
    for head, one in (("C", c.within), ("P", c.overall)):
        if one is None:
            continue
        for suffix, value, interval in (
            ("", one.two_sided, one.interval),
            ("l", one.lower, one.lower_interval),
            ("u", one.upper, one.upper_interval),
            ("k", one.smallest, one.smallest_interval),
        ):
            rows.append((f"{head}p{suffix}", value, *(interval or (None, None))))
        what = "within" if head == "C" else "overall"
        rows += [
            (f"Z.bench {what}", one.z_bench, None, None),
            (f"ppm below LSL, {what}", one.ppm_lower if c.limits.lsl is not None else None, None, None),
            (f"ppm above USL, {what}", one.ppm_upper if c.limits.usl is not None else None, None, None),
            (f"ppm outside, {what}", one.ppm_total, None, None),
        ]
    rows += [
        (c.cpm_name, c.cpm, *(c.cpm_interval or (None, None))),
        ("ppm below LSL, observed", c.ppm_observed_lower, None, None),
        ("ppm above USL, observed", c.ppm_observed_upper, None, None),
        ("ppm outside, observed", c.ppm_observed_total, None, None),
    ]
    sure = f"{100 * c.confidence:g}%"
    return Table(("Measure", "Value", f"{sure} low", f"{sure} high"), tuple(rows))
