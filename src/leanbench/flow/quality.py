"""Quality figures: first pass yield, rolled yields, defects per unit and million, cost of poor quality."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from leanbench.errors import UserError
from leanbench.quantity import Quantity, Term, figure
from leanbench.words import N_, _
from leanbench.words.numbers import number_text

__all__ = [
    "cost_of_poor_quality",
    "first_pass_yield",
    "level_from_dpmo",
    "normalised_yield",
    "rolled_ca",
    "rolled_throughput_yield",
    "sigma_level",
    "yield_from_dpu",
]

_HARRY = N_("Harry and Schroeder, Six Sigma, 2000")


def first_pass_yield(started: float, not_right: float) -> Quantity:
    """(started - defective or reworked) / started, in percent. Raises UserError for impossible counts."""
    if started <= 0.0 or not 0.0 <= not_right <= started:
        raise UserError(
            _("First pass yield needs a count of started units, and no more defective than started.")
        )
    return figure(
        "first_pass_yield_pct", _("First pass yield"), "%", N_("(started - defective or reworked) / started"),
        (Term("started", started), Term("defective or reworked", not_right)),
        _("A reworked unit is not right first time"), basis="measured",
    )  # fmt: skip


def rolled_ca(shares_pct: Sequence[float | None], names: Sequence[str] = ()) -> Quantity:
    """Product of the %C&A of steps in a row; a blank is skipped, not taken as 100%, and named."""
    labels = list(names) or [
        _("step {number}").format(number=number) for number in range(1, len(shares_pct) + 1)
    ]
    blank = [label for label, share in zip(labels, shares_pct, strict=True) if share is None]
    note = _("Skipped, no %C&A: {blank}").format(blank=", ".join(blank)) if blank else ""
    known = [(label, share) for label, share in zip(labels, shares_pct, strict=True) if share is not None]
    column = Term("%C&A", [share for _, share in known], "%", [label for label, _ in known])
    return figure(
        "rolled_ca_pct", _("Rolled %C&A"), "%", N_("product of %C&A"), (column,) if known else (),
        _("Judged by the next step; a blank is skipped, not taken as 100%"),
        _("Martin and Osterling, Metrics-Based Process Mapping, 2013"), note, missing=_("No step has a %C&A"),
    )  # fmt: skip


def yield_from_dpu(dpu: float) -> float:
    """Share of units without a defect when defects fall at random: exp(-DPU) (Poisson)."""
    if dpu < 0.0:
        raise UserError(_("Defects per unit cannot be negative."))
    return math.exp(-dpu)


def rolled_throughput_yield(yields: Sequence[float]) -> Quantity:
    """Product of the step yields (shares 0 to 1)."""
    if any(not 0.0 <= share <= 1.0 for share in yields):
        raise UserError(_("A yield is a share between 0 and 1."))
    steps = [_("step {number}").format(number=number) for number in range(1, len(yields) + 1)]
    return figure(
        "rolled_throughput_yield", _("Rolled throughput yield"), "share", N_("product of step yields"),
        (Term("step yields", list(yields), "", steps),), _("Every unit passes every step"), _HARRY, basis="measured",
    )  # fmt: skip


def normalised_yield(rolled: float, steps: int) -> float:
    """The yield per step that would give this rolled yield: RTY^(1/n)."""
    return float(rolled ** (1.0 / steps))


@dataclass(frozen=True, slots=True)
class SigmaLevel:
    """Defects per million opportunities and what it means in standard deviations.

    `long_term_z` is the normal quantile of 1 - DPMO/10^6; `sigma_level` adds the `shift`, named.
    """

    dpu: float
    dpmo: float
    long_term_z: float
    shift: float
    sigma_level: float

    def quantity(self) -> Quantity:
        """The sigma level as a Quantity that names its shift."""
        return figure(
            "sigma_level", _("Sigma level"), "sigma", N_("long-term Z + shift"),
            (Term("long-term Z", self.long_term_z), Term("shift", self.shift), Term("DPMO", self.dpmo)),
            _("With a shift of {shift} sigma; long-term Z is the normal quantile of 1 - DPMO / 1,000,000, "
"exact, no table").format(shift=number_text(self.shift, 2)), _HARRY, basis="measured",
        )  # fmt: skip


def sigma_level(
    defects: float, units: float, opportunities: float = 1.0, *, shift: float = 1.5
) -> SigmaLevel:
    """DPU, DPMO = defects / (units x opportunities) x 10^6, and the sigma level with its shift.

    Raises UserError without units or opportunities, or with more defects than opportunities.
    """
    chances = units * opportunities
    if units <= 0.0 or opportunities <= 0.0 or not 0.0 <= defects <= chances:
        raise UserError(_("DPMO needs units and opportunities, and no more defects than opportunities."))
    share = defects / chances
    return level_from_dpmo(1e6 * share, shift=shift, dpu=defects / units)


def level_from_dpmo(dpmo: float, *, shift: float = 1.5, dpu: float = math.nan) -> SigmaLevel:
    """The sigma level of a DPMO between 0 and 1,000,000 (both excluded give infinite levels)."""
    share = dpmo / 1e6
    if share <= 0.0:
        z = math.inf
    elif share >= 1.0:
        z = -math.inf
    else:
        z = -NormalDist().inv_cdf(share)
    return SigmaLevel(dpu, dpmo, z, shift, z + shift)


@dataclass(frozen=True, slots=True)
class PoorQuality:
    """Yearly cost of poor quality in its parts; prevention is kept apart."""

    internal: float
    external: float
    appraisal: float
    prevention: float

    @property
    def total(self) -> float:
        """Internal + external + appraisal; prevention is an investment, not a failure."""
        return self.internal + self.external + self.appraisal

    def quantity(self) -> Quantity:
        """The total as a Quantity."""
        return figure(
            "cost_of_poor_quality_usd_per_year", _("Cost of poor quality"), N_("USD per year"),
            N_("internal failure + external failure + appraisal"),
            (Term("internal failure", self.internal, "USD"), Term("external failure", self.external, "USD"),
             Term("appraisal", self.appraisal, "USD"), Term("prevention, not included", self.prevention, "USD")),
            _("Prevention is kept apart"), _("Juran, Quality Control Handbook, 1951"),
        )  # fmt: skip


def cost_of_poor_quality(
    rework_hours: float = 0.0,
    hourly_rate: float = 0.0,
    *,
    scrap: float = 0.0,
    external: float = 0.0,
    appraisal: float = 0.0,
    prevention: float = 0.0,
) -> PoorQuality:
    """Internal failure = rework hours x rate + scrap; external = complaints, appeals, refunds; all per year."""
    return PoorQuality(rework_hours * hourly_rate + scrap, external, appraisal, prevention)
