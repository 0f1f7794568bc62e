"""Tolerance intervals: where a stated share of all future values lies, with stated confidence."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from leanbench.stats.base.guards import check_confidence, needs_spread
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import StatsError, clean, number, whole
from leanbench.stats.distributions.normality_tests import anderson_darling
from leanbench.words.language import _

__all__ = ["tolerance_from_summary", "tolerance_nonparametric", "tolerance_normal", "tolerance_sample_sizes"]

Side = Literal["two-sided", "lower", "upper"]
Factor = Literal["exact", "howe"]


@dataclass(frozen=True, slots=True, eq=False)
class ToleranceInterval(Result):
    """An interval that holds at least the share `coverage` of all values, with `confidence`.

    lower, upper : None on the side that is open (or where the sample is too small).
    factor : k of mean ± k sd; None for the nonparametric interval.
    achieved : the confidence reached (nonparametric; else as asked).
    """

    n: int
    mean: float | None
    sd: float | None
    coverage: float
    confidence: float
    side: Side
    factor: float | None
    lower: float | None
    upper: float | None
    achieved: float
    notes: tuple[str, ...]
    convention: str
    method: str

    def _sentences(self) -> list[str]:
        sure = f"With {num(100 * self.achieved)}% confidence"
        share = f"at least {num(100 * self.coverage, 6)}% of all values"
        if self.lower is not None and self.upper is not None:
            first = f"{sure}, {share} lie between {num(self.lower, 5)} and {num(self.upper, 5)}."
        elif self.upper is not None:
            first = f"{sure}, {share} lie at or below {num(self.upper, 5)}."
        elif self.lower is not None:
            first = f"{sure}, {share} lie at or above {num(self.lower, 5)}."
        else:
            first = _("The sample is too small for this interval.")
        return [first]

    def table(self) -> Table:
        """The numbers to show and print."""
        rows: list[tuple[Any, ...]] = [
            ("n", self.n),
            ("coverage %", 100 * self.coverage),
            ("confidence %", 100 * self.confidence),
            ("achieved confidence %", 100 * self.achieved),
            ("lower", self.lower),
            ("upper", self.upper),
        ]
        if self.factor is not None:
            rows += [("mean", self.mean), ("standard deviation", self.sd), ("factor k", self.factor)]
        return Table(("quantity", "value"), tuple(rows))


def tolerance_normal(
    values: Iterable[Any],
    coverage: float = 0.95,
    confidence: float = 0.95,
    side: Side = "two-sided",
    factor: Factor = "exact",
) -> ToleranceInterval:
    """Tolerance interval of a normal population: mean ± k sd.

    Parameters
    ----------
    values : (n,) values, n >= 2.
    side : "two-sided", "lower" or "upper".
    factor : "exact" (Minitab) or "howe" (NIST), for two sides; one side is always exact.

    Raises
    ------
    StatsError : too few values, all equal, or coverage or confidence outside 0 to 1.
    """
    sample = clean(values, least=2)
    x = sample.values
    needs_spread(x, "the interval needs variation")
    notes = list(sample.notes)
    if x.size >= 8:
        test = anderson_darling(x)
        if not test.normal:
            notes.append(
                f"The data do not look normal (Anderson-Darling p {_chance_text(test.p_text)}): "
                "prefer the nonparametric interval, or transform first."
            )
    return tolerance_from_summary(
        x.size,
        float(np.mean(x)),
        float(np.std(x, ddof=1)),
        coverage,
        confidence,
        side,
        factor,
        tuple(notes),
    )


def _chance_text(p: str) -> str:
    return p if p[0] in "<>" else f"= {p}"


def tolerance_from_summary(
    n: int,
    mean: float,
    sd: float,
    coverage: float = 0.95,
    confidence: float = 0.95,
    side: Side = "two-sided",
    factor: Factor = "exact",
    notes: tuple[str, ...] = (),
) -> ToleranceInterval:
    """`tolerance_normal` from n, mean and the n-1 standard deviation."""
    mean, sd = number(mean, "The mean"), number(sd, "The standard deviation")
    if not sd > 0:
        raise StatsError(f"The standard deviation must be above zero; it is {num(sd, 6)}.")
    if side == "two-sided":
        if factor not in ("exact", "howe"):
            raise StatsError(f"There is no factor {factor!r}. Choose 'exact' or 'howe'.")
        k = (
            two_sided_factor(n, coverage, confidence)
            if factor == "exact"
            else howe_factor(n, coverage, confidence)
        )
    elif side in ("lower", "upper"):
        k = one_sided_factor(n, coverage, confidence)
    else:
        raise StatsError(f"There is no side {side!r}. Choose 'two-sided', 'lower' or 'upper'.")
    names = {"exact": "exact two-sided factor", "howe": "Howe's two-sided factor (as NIST)"}
    return ToleranceInterval(
        n, mean, sd, coverage, confidence, side, k, mean - k * sd if side != "upper" else None,
        mean + k * sd if side != "lower" else None, confidence, notes,
        names[factor] if side == "two-sided" else "exact one-sided factor (noncentral t)",
        "tolerance-normal",
    )  # fmt: skip


def one_sided_factor(n: int, coverage: float, confidence: float) -> float:
    """k = t'(confidence; n-1, √n z_coverage)/√n, t' the noncentral t quantile. Source: NIST 7.2.6.3."""
    from scipy import special, stats

    _check(n, coverage, confidence)
    root = math.sqrt(n)
    return float(stats.nct.ppf(confidence, n - 1, root * float(special.ndtri(coverage)))) / root


def howe_factor(n: int, coverage: float, confidence: float) -> float:
    """k = z_((1+coverage)/2) √((n-1)(1 + 1/n)/χ²_(1-confidence, n-1)). Source: Howe, JASA 1969; NIST 7.2.6.3."""
    from scipy import special

    _check(n, coverage, confidence)
    chi2 = float(special.chdtri(n - 1, confidence))
    return float(special.ndtri((1 + coverage) / 2)) * math.sqrt((n - 1) * (1 + 1 / n) / chi2)


@lru_cache(maxsize=128)
def two_sided_factor(n: int, coverage: float, confidence: float) -> float:
    """The exact two-sided factor.

    k solves E[P(χ²_(n-1) > (n-1) r²(Z/√n)/k²)] = confidence over Z standard normal, where
    Φ(z + r) - Φ(z - r) = coverage. Source: Odeh and Owen 1980; Krishnamoorthy and Mathew,
    Statistical Tolerance Regions, 2009, section 2.3.
    """
    from scipy import optimize, special

    _check(n, coverage, confidence)
    nodes, weights = np.polynomial.legendre.leggauss(120)
    z = 4.75 * (nodes + 1)  # 0 to 9.5, beyond which the normal density is below 1e-20
    mass = 9.5 * weights * np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)
    shift = z / math.sqrt(n)
    r = np.array([_half_width(float(s), coverage) for s in shift])

    def excess(k: float) -> float:
        return float(np.sum(mass * special.chdtrc(n - 1, (n - 1) * r**2 / k**2))) - confidence

    start = howe_factor(n, coverage, confidence)
    low, high = 0.5 * start, 1.5 * start
    while excess(low) > 0:
        low /= 2
    while excess(high) < 0:
        high *= 2
    return float(optimize.brentq(excess, low, high, xtol=1e-13, rtol=1e-13))


def _half_width(shift: float, coverage: float) -> float:
    """r with Φ(shift + r) - Φ(shift - r) = coverage."""
    from scipy import optimize, special

    def excess(r: float) -> float:
        return float(special.ndtr(r - shift) - special.ndtr(-shift - r)) - coverage

    return float(optimize.brentq(excess, 0.0, shift + 40.0, xtol=1e-14))


def tolerance_nonparametric(
    values: Iterable[Any], coverage: float = 0.95, confidence: float = 0.95, side: Side = "two-sided"
) -> ToleranceInterval:
    """Tolerance interval from order statistics, without assuming a distribution.

    The share between the r-th smallest and the s-th largest value is Beta(n - r - s + 1, r + s); the
    innermost pair that keeps the confidence is taken, or the smallest and largest value when even they
    do not reach it (said, with the n that would). Source: Wilks, Annals of Mathematical Statistics 1941.
    """
    if side not in ("two-sided", "lower", "upper"):
        raise StatsError(f"There is no side {side!r}. Choose 'two-sided', 'lower' or 'upper'.")
    sample = clean(values, least=2)
    x = np.sort(sample.values)
    n = x.size
    _check(n, coverage, confidence)
    least = 2 if side == "two-sided" else 1
    cut = least
    while cut + 1 < n and _confidence(n, cut + 1, coverage) >= confidence:
        cut += 1
    achieved = _confidence(n, cut, coverage)
    notes = list(sample.notes)
    if achieved < confidence:
        needed = tolerance_sample_sizes(coverage, confidence)[0 if side == "two-sided" else 1]
        notes.append(
            f"{n} values reach only {num(100 * achieved, 3)}% confidence; {needed} values would reach "
            f"{num(100 * confidence, 6)}%."
        )
    below = cut // 2 if side == "two-sided" else cut
    above = cut - below if side == "two-sided" else cut
    return ToleranceInterval(
        n, None, None, coverage, confidence, side, None, float(x[below - 1]) if side != "upper" else None,
        float(x[n - above]) if side != "lower" else None, achieved, tuple(notes),
        "order statistics, no distribution assumed", "tolerance-nonparametric",
    )  # fmt: skip


def _confidence(n: int, cut: int, coverage: float) -> float:
    """P(at least `coverage` of the population lies inside when `cut` order statistics are cut off)."""
    from scipy import special

    return float(special.betaincc(n - cut + 1, cut, coverage))


def tolerance_sample_sizes(coverage: float, confidence: float) -> tuple[int, int]:
    """Smallest n of the (two-sided, one-sided) nonparametric interval of the extreme values."""
    coverage, confidence = number(coverage, _("The coverage")), number(confidence, _("The confidence"))
    if not 0 < coverage < 1 or not 0 < confidence < 1:
        raise StatsError(_("Coverage and confidence must lie between 0 and 1, such as 0.95."))
    one = max(1, math.ceil(math.log(1 - confidence) / math.log(coverage) - 1e-12))
    two = max(2, one)
    while _confidence(two, 2, coverage) < confidence:
        two += 1
    return two, one


def _check(n: int, coverage: float, confidence: float) -> None:
    if whole(n, "The number of values") < 2:
        raise StatsError(f"A tolerance interval needs at least two values; n is {n}.")
    if not 1e-6 <= number(coverage, "The coverage") < 1:
        raise StatsError(f"The coverage must lie between 0 and 1, such as 0.95; it is {num(coverage, 6)}.")
    check_confidence(confidence)
