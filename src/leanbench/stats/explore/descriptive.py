"""One column in numbers: center, spread, shape, order statistics, and their confidence intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sized
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base import sums
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, with_unit
from leanbench.stats.base.samples import Floats, Ints, clean, count
from leanbench.stats.tests import intervals
from leanbench.stats.tests.testing import Estimate, check_confidence
from leanbench.words.language import _

__all__ = ["describe"]


@dataclass(frozen=True, slots=True, eq=False)
class Description(Result):
    """Descriptive statistics of one sample.

    sd, variance : divisor n - 1. cv_pct : sd / |mean|, percent. skewness, kurtosis : adjusted
    Fisher-Pearson G1 and excess G2 (0 for a normal distribution). q1, median, q3, p90 : Weibull's rule
    at position p (n + 1), as Minitab; lag1 : autocorrelation at lag 1. The estimates have intervals at `confidence`.
    NaN where a figure needs more values than there are.
    """

    name: str
    unit: str
    n: int
    missing: int
    mean: float
    se_mean: float
    sd: float
    variance: float
    cv_pct: float
    minimum: float
    q1: float
    median: float
    q3: float
    p90: float
    maximum: float
    range: float
    iqr: float
    total: float
    skewness: float
    kurtosis: float
    lag1: float
    mean_estimate: Estimate
    median_estimate: Estimate
    sd_estimate: Estimate
    confidence: float
    values: Floats
    rows: Ints
    notes: tuple[str, ...] = ()
    convention: str = "standard deviation with divisor n − 1; quartiles at p(n + 1)"
    source: str = (
        "NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5; Joanes and Gill 1998 (G1, G2)"
    )
    method: str = "descriptive"

    def _sentences(self) -> list[str]:
        lines = [
            f"Half of the {count(self.n, 'value')} of {self.name} lie at or below {with_unit(self.median, self.unit)}; "
            f"the mean is {with_unit(self.mean, self.unit)}."
        ]
        if self.n > 1:
            lines.append(
                f"The middle half runs from {num(self.q1)} to {with_unit(self.q3, self.unit)}, "
                f"all values from {num(self.minimum)} to {with_unit(self.maximum, self.unit)}."
            )
        if self.n > 9 and self.skewness > 1:
            lines.append(
                _("A few large values pull the mean up: the median describes a typical case better.")
            )
        elif self.n > 9 and self.skewness < -1:
            lines.append(
                _("A few small values pull the mean down: the median describes a typical case better.")
            )
        return lines

    def table(self) -> Table:
        """The numbers to show and print."""
        rows: tuple[tuple[str, Any], ...] = (
            ("n", self.n),
            ("Missing", self.missing),
            ("Mean", self.mean),
            ("Standard error of the mean", self.se_mean),
            (f"Mean, {self.mean_estimate.interval_text()}", None),
            ("Standard deviation", self.sd),
            (f"Standard deviation, {self.sd_estimate.interval_text()}", None),
            ("Variance", self.variance),
            ("Coefficient of variation, %", self.cv_pct),
            ("Minimum", self.minimum),
            ("First quartile", self.q1),
            ("Median", self.median),
            (f"Median, {self.median_estimate.interval_text()}", None),
            ("Third quartile", self.q3),
            ("90th percentile", self.p90),
            ("Maximum", self.maximum),
            ("Range", self.range),
            ("Interquartile range", self.iqr),
            ("Sum", self.total),
            ("Skewness", self.skewness),
            ("Excess kurtosis", self.kurtosis),
            ("Lag-1 autocorrelation", self.lag1),
        )
        return Table((self.name, self.unit or "Value"), rows)


def describe(
    values: Iterable[Any], *, name: str = "values", unit: str = "", confidence: float = 0.95
) -> Description:
    """Describe one sample.

    Parameters
    ----------
    values : (n,) numbers; blanks, text and infinities are left out and said.
    name, unit : str
        For the sentences.
    confidence : float
        Confidence of the intervals.

    Raises
    ------
    StatsError
        No number at all.
    """
    check_confidence(confidence)
    sample = clean(values, name, 1)
    x = sample.values
    n = int(x.size)
    c = sums.center(x)
    d = c.deviations - sums.mean(c.deviations)
    mean, ss = c.mean(), sums.squares(c.deviations)
    variance = ss / (n - 1) if n > 1 else math.nan
    sd = math.sqrt(variance) if n > 1 else math.nan
    lag1 = math.fsum((d[:-1] * d[1:]).tolist()) / ss if n > 1 and ss > 0 else math.nan
    q1, median, q3, p90 = (quantile(x, p) for p in (0.25, 0.5, 0.75, 0.9))
    low, high = float(x.min()), float(x.max())
    skewness, kurtosis = _shape(d, ss, n)
    total = int(sample.rows.max()) + 1
    return Description(
        name=name, unit=unit, n=n, missing=max(_length(values, total) - n, 0),
        mean=mean, se_mean=sd / math.sqrt(n), sd=sd, variance=variance,
        cv_pct=100.0 * sd / abs(mean) if mean else math.nan,
        minimum=low, q1=q1, median=median, q3=q3, p90=p90, maximum=high, range=high - low, iqr=q3 - q1,
        total=math.fsum(x.tolist()), skewness=skewness, kurtosis=kurtosis, lag1=lag1,
        mean_estimate=intervals.mean_estimate(mean, sd, n, confidence, unit),
        median_estimate=intervals.median_estimate(x, confidence, unit),
        sd_estimate=intervals.sd_estimate(sd, n, confidence, unit),
        confidence=confidence, values=x, rows=sample.rows, notes=sample.notes,
    )  # fmt: skip


def _length(values: Iterable[Any], least: int) -> int:
    return len(values) if isinstance(values, Sized) else least


def _shape(d: Floats, ss: float, n: int) -> tuple[float, float]:
    """G1 and G2 of deviations `d` (Joanes and Gill 1998, as Minitab, SAS and spreadsheets)."""
    if n < 3 or ss <= 0:
        return math.nan, math.nan
    z = d / math.sqrt(ss / n)
    g1 = float(np.mean(z**3))
    skewness = g1 * math.sqrt(n * (n - 1)) / (n - 2)
    if n < 4:
        return skewness, math.nan
    g2 = float(np.mean(z**4)) - 3.0
    return skewness, (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6.0)


def quantile(values: Floats, p: float) -> float:
    """The p-quantile at position p (n + 1) (Weibull; Minitab, SPSS), not beyond the smallest or largest value."""
    return float(np.quantile(values, p, method="weibull"))
