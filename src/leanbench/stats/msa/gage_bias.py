"""Is the gage right and steady on one reference? The type 1 study. Several references: `gage_linearity`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from leanbench.stats.base.guards import above_zero, check_confidence, needs_spread
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num, p_text
from leanbench.stats.base.samples import Floats, clean, count, number
from leanbench.words.language import _

__all__ = ["gage_type_1"]

CAPABLE = 1.33  # the usual least value of Cg and Cgk


@dataclass(frozen=True, slots=True, eq=False)
class Type1Study(Result):
    """Repeated measurements of one reference.

    study_variation : `multiplier` times the standard deviation.
    cg, cgk : potential and actual capability of the gage; the percentages are K/Cg and K/Cgk.
    t, p, interval : test and interval of the bias.
    resolution_pct : resolution in percent of the tolerance, when given.
    """

    n: int
    mean: float
    sd: float
    reference: float
    tolerance: float
    bias: float
    study_variation: float
    cg: float
    cgk: float
    pct_repeatability: float
    pct_repeatability_and_bias: float
    t: float
    p: float
    interval: tuple[float, float]
    confidence: float
    resolution_pct: float | None
    values: Floats = field(repr=False)
    notes: tuple[str, ...] = ()
    convention: str = ""
    method: str = "gage-type-1"

    @property
    def capable(self) -> bool:
        """Whether Cg and Cgk both reach 1.33."""
        return self.cg >= CAPABLE and self.cgk >= CAPABLE

    def _sentences(self) -> list[str]:
        verdict = "capable" if self.capable else "not capable"
        lines = [
            _("The gage is {verdict} for this tolerance: Cg {cg}, Cgk {cgk} (1.33 wanted).").format(
                verdict=verdict, cg=decimals(self.cg, 2), cgk=decimals(self.cgk, 2)
            )
        ]
        if self.cg >= CAPABLE > self.cgk:
            lines.append(_("Its repeatability is good enough; its bias is not. Calibrating it should help."))
        with_bias = f"with the bias {decimals(self.pct_repeatability_and_bias, 1)}%"
        if self.cgk <= 0:
            with_bias = "and the bias alone is larger than the share of the tolerance allowed for the gage"
        lines.append(
            f"Repeatability uses {decimals(self.pct_repeatability, 1)}% of the tolerance, {with_bias}."
        )
        low, high = self.interval
        proved = "is real" if self.p < 1 - self.confidence else "may be chance"
        lines.append(
            f"The bias of {num(self.bias)} {proved} ({p_text(self.p)}; "
            f"{num(100 * self.confidence, 6)}% interval {num(low)} to {num(high)})."
        )
        if self.resolution_pct is not None and self.resolution_pct > 5:
            lines.append(
                f"The resolution is {decimals(self.resolution_pct, 1)}% of the tolerance; at most 5% is wanted."
            )
        return lines

    def table(self) -> Table:
        """The numbers to show and print."""
        rows: list[tuple[Any, ...]] = [
            ("n", self.n),
            ("reference", self.reference),
            ("mean", self.mean),
            ("bias", self.bias),
            ("standard deviation", self.sd),
            ("study variation", self.study_variation),
            ("Cg", self.cg),
            ("Cgk", self.cgk),
            ("% repeatability", self.pct_repeatability),
            ("% repeatability and bias", self.pct_repeatability_and_bias),
            ("t", self.t),
            ("p", self.p),
            ("bias, lower", self.interval[0]),
            ("bias, upper", self.interval[1]),
        ]
        if self.resolution_pct is not None:
            rows.append(("% resolution", self.resolution_pct))
        return Table(("quantity", "value"), tuple(rows))


def gage_type_1(
    values: Iterable[Any],
    reference: float,
    tolerance: float,
    k_percent: float = 20.0,
    multiplier: float = 6.0,
    resolution: float | None = None,
    confidence: float = 0.95,
) -> Type1Study:
    """Type 1 gage study: one reference measured many times by one operator.

    Cg = (K/100) T/(L s), Cgk = ((K/200) T - |bias|)/((L/2) s), with K = 20% of the tolerance T and
    study variation L = 6 standard deviations by default; the bias is tested by a one-sample t test.

    Parameters
    ----------
    values : (n,) repeated measurements, n >= 2, 25 to 50 usual.
    reference, tolerance : true value and tolerance width, same unit.

    Raises
    ------
    StatsError : fewer than two values, no variation, or an option that is not above zero.

    Source: VDA 5; Minitab, Methods and formulas for Type 1 gage study.
    """
    from scipy import special

    for option, value in (
        ("tolerance", tolerance),
        ("K", k_percent),
        ("study variation multiplier", multiplier),
    ):
        above_zero(option, value)
    check_confidence(confidence)
    number(reference, "The reference value (the true value of the part that was measured)")
    sample = clean(values, "Measurements", least=2)
    x, notes = sample.values, list(sample.notes)
    needs_spread(
        x, "the gage shows no variation, so it may be too coarse; check its resolution", "measurements"
    )
    n, mean, sd = x.size, float(np.mean(x)), float(np.std(x, ddof=1))
    if n < 25:
        notes.append(f"Only {count(n, 'measurement')}; 25 to 50 are usual for a type 1 study.")
    bias = mean - reference
    cg = k_percent / 100 * tolerance / (multiplier * sd)
    cgk = (k_percent / 200 * tolerance - abs(bias)) / (multiplier / 2 * sd)
    error = sd / math.sqrt(n)
    t = bias / error
    half = float(special.stdtrit(n - 1, 0.5 + confidence / 2)) * error
    if resolution is not None:
        above_zero("resolution", resolution)
    return Type1Study(
        n,
        mean,
        sd,
        float(reference),
        float(tolerance),
        bias,
        multiplier * sd,
        cg,
        cgk,
        k_percent / cg,
        k_percent / cgk if cgk > 0 else math.inf,
        t,
        2 * float(special.stdtr(n - 1, -abs(t))),
        (bias - half, bias + half),
        confidence,
        100 * resolution / tolerance if resolution is not None else None,
        x,
        tuple(notes),
        f"K = {num(k_percent, 6)}% of the tolerance, study variation {num(multiplier, 6)} standard deviations",
    )
