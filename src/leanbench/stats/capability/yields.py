"""Defects per unit, per opportunity, per million; yield and sigma level with the 1.5 shift named."""

from __future__ import annotations

import math
from dataclasses import dataclass

from leanbench.stats.base import tails
from leanbench.stats.base.guards import full_sentences
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, percent
from leanbench.stats.base.samples import StatsError, number
from leanbench.stats.tests.intervals import rate_estimate
from leanbench.stats.tests.testing import Estimate, check_confidence
from leanbench.words.language import _

__all__ = ["process_yield"]


@dataclass(frozen=True, slots=True, eq=False)
class ProcessYield(Result):
    """DPU = defects/units; DPO = DPU/opportunities; DPMO = 1,000,000 DPO.

    first_pass_yield : exp(-DPU), the share of units without a defect when defects fall at random.
    z_long : normal quantile of 1 - DPO. sigma_level : z_long + shift.
    """

    defects: float
    units: float
    opportunities: float
    dpu: float
    dpo: float
    dpmo: float
    first_pass_yield: float
    z_long: float
    sigma_level: float
    shift: float
    dpu_estimate: Estimate | None
    notes: tuple[str, ...] = ()
    convention: str = ""
    source: str = "Breyfogle 2003; the shift of 1.5 is Motorola's convention, not a measurement"
    method: str = "process-yield"

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        return full_sentences(
            (
                f"{num(self.dpmo)} defects per million opportunities: {num(self.defects)} defects in "
                f"{num(self.units)} units with {num(self.opportunities)} "
                f"{'opportunity' if self.opportunities == 1 else 'opportunities'} each.",
                f"About {percent(self.first_pass_yield)} of units have no defect, if defects fall at random.",
                f"Sigma level {num(self.sigma_level, 3)} with the customary shift of {num(self.shift)} "
                f"({num(self.z_long, 3)} without it).",
                *self.notes,
            )
        )

    def table(self) -> Table:
        """The numbers to show and print."""
        return Table(
            ("", "Value"),
            (
                ("Defects", self.defects), ("Units", self.units), ("Opportunities per unit", self.opportunities),
                ("Defects per unit (DPU)", self.dpu), ("Defects per opportunity (DPO)", self.dpo),
                ("Defects per million opportunities (DPMO)", self.dpmo),
                ("First-pass yield, exp(−DPU), %", 100 * self.first_pass_yield),
                ("Z, long term", self.z_long), (f"Sigma level, shift {num(self.shift, 6)}", self.sigma_level),
            ),
        )  # fmt: skip


def process_yield(
    defects: float, units: float, opportunities: float = 1.0, *, shift: float = 1.5, confidence: float = 0.95
) -> ProcessYield:
    """DPU, DPMO and sigma level.

    Raises
    ------
    StatsError
        Negative counts, no units or opportunities, or more defects than opportunities.
    """
    defects, units = number(defects, "The number of defects"), number(units, "The number of units")
    opportunities = number(opportunities, "The number of opportunities")
    shift, confidence = number(shift, "The shift"), check_confidence(confidence)
    if defects < 0 or not units > 0 or not opportunities > 0:
        raise StatsError(_("Defects must be 0 or more, units and opportunities above 0."))
    dpu = defects / units
    dpo = dpu / opportunities
    if dpo > 1:
        raise StatsError(
            f"There are {num(defects)} defects in {num(units * opportunities)} opportunities: more than one each. "
            "Count the opportunities of a unit again."
        )
    z = -tails.normal_quantile(dpo) if 0 < dpo < 1 else math.copysign(math.inf, 0.5 - dpo)
    notes = ("no defect was seen: the sigma level has no upper end",) if defects == 0 else ()
    interval = rate_estimate(int(defects), units, confidence) if float(defects).is_integer() else None
    return ProcessYield(
        defects, units, opportunities, dpu, dpo, 1e6 * dpo, math.exp(-dpu), z, z + shift, shift, interval, notes,
        f"long-term data, sigma level with a shift of {num(shift, 6)}",
    )  # fmt: skip
