"""The record of a normal capability study, and how it is told in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from leanbench.stats.base.guards import full_sentences
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, measure_text, num
from leanbench.stats.capability.capability_verdict import verdict_text
from leanbench.words.language import _

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


def _index(of: Literal["within", "overall"], name: str, words: str) -> Any:
    """A number of the indices within or overall as a property; None where there is no sigma within."""
    return property(lambda capability: getattr(getattr(capability, of), name, None), doc=words)


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
        squares = {
            "sd": "s² + (mean−T)²", "within": "within sigma² + (mean−T)²",
            "montgomery": _("s² + (mean−T)², whole width"),
        }  # fmt: skip
        return f"Cpm ({squares.get(self.cpm_divisor, 'divisor ' + self.cpm_divisor.replace('-', '−'))})"

    # The usual names, so that nobody has to remember which group a number belongs to.
    cp = _index("within", "two_sided", "Cp, within.")
    cpl = _index("within", "lower", "Cpl, within.")
    cpu = _index("within", "upper", "Cpu, within.")
    cpk = _index("within", "smallest", "Cpk, within.")
    pp = _index("overall", "two_sided", "Pp, overall.")
    ppl = _index("overall", "lower", "Ppl, overall.")
    ppu = _index("overall", "upper", "Ppu, overall.")
    ppk = _index("overall", "smallest", "Ppk, overall.")
    cp_interval = _index("within", "interval", "Interval of Cp.")
    cpk_interval = _index("within", "smallest_interval", "Interval of Cpk (Bissell).")
    pp_interval = _index("overall", "interval", "Interval of Pp.")
    ppk_interval = _index("overall", "smallest_interval", "Interval of Ppk (Bissell).")
    z_bench_within = _index("within", "z_bench", "Z.bench, within.")
    z_bench_overall = _index("overall", "z_bench", "Z.bench, overall.")

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
        f"{name[:1].upper()}{name[1:]}: about {num(share)}% of results meet {spec} (normal model, overall)."
    ]
    if c.ppm_observed_total is not None:
        outside = round(c.ppm_observed_total / 1e6 * c.n)
        lines.append(
            f"Observed: {outside} of {c.n} values lie outside, mean {num(c.mean, 5)}, SD {num(c.sd_overall)}."
        )
    ppk, cpk = c.overall.smallest, c.cpk
    if ppk is not None:
        interval = c.overall.smallest_interval
        text = (
            f" ({num(100 * c.confidence, 6)}% interval {decimals(interval[0], 2)} to {decimals(interval[1], 2)})"
            if interval
            else ""
        )
        potential = (
            f"; Cpk = {decimals(cpk, 2)} if it stayed as steady as within subgroups"
            if cpk is not None
            else ""
        )
        lines.append(
            f"Ppk = {decimals(ppk, 2)}{text}{potential}. {verdict_text(c.overall.smallest_interval, c.n)}"
        )
    if not c.limits.both:
        lines.append(_("With one limit there is no Cp, Pp or Cpm."))
    lines += [f"{finding.question} {_verdict_word(finding)}: {finding.text}." for finding in c.findings]
    lines.append(f"Convention: {c.convention}.")
    lines += full_sentences(c.notes)
    return tuple(lines)


def _spec_text(limits: Limits) -> str:
    if limits.lsl is None:
        return f"the upper limit {num(limits.usl, 6)}"
    if limits.usl is None:
        return f"the lower limit {num(limits.lsl, 6)}"
    return f"the limits {num(limits.lsl, 6)} to {num(limits.usl, 6)}"


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
    sure = f"{num(100 * c.confidence, 6)}%"
    return Table(("Measure", "Value", f"{sure} low", f"{sure} high"), tuple(rows))
