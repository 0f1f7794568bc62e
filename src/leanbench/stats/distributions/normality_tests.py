"""Is the sample plausibly normal? Anderson-Darling first, Ryan-Joiner and Shapiro-Wilk beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from leanbench.stats.base.guards import check_alpha, needs_spread
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals
from leanbench.stats.base.samples import Floats, StatsError, clean, count
from leanbench.words.language import _

__all__ = ["anderson_darling", "normality"]

Name = Literal["anderson-darling", "ryan-joiner", "shapiro-wilk"]
LABELS: dict[str, str] = {
    "anderson-darling": "Anderson-Darling",
    "ryan-joiner": "Ryan-Joiner",
    "shapiro-wilk": "Shapiro-Wilk",
}


@dataclass(frozen=True, slots=True, eq=False)
class NormalityTest(Result):
    """One test of normality.

    statistic : A² (as printed, not adjusted), R, or W.
    adjusted : A² adjusted for the sample size, which the p-value belongs to; else the statistic.
    p : the p-value; `p_text` is how to print it ("0.301", "< 0.005", "> 0.100").
    values : the sample, sorted, for the probability plot.
    """

    test: Name
    n: int
    mean: float
    sd: float
    statistic: float
    adjusted: float
    p: float
    p_text: str
    alpha: float
    values: Floats
    notes: tuple[str, ...] = ()
    convention: str = ""
    method: str = "normality"

    @property
    def normal(self) -> bool:
        """Whether the test leaves normality standing at `alpha`."""
        return self.p > self.alpha

    def _sentences(self) -> list[str]:
        label = LABELS[self.test]
        equals = self.p_text if self.p_text[0] in "<>" else f"= {self.p_text}"
        if self.normal:
            first = f"No sign against a normal distribution ({label}, p {equals}, n = {self.n})."
        else:
            first = f"The data do not follow a normal distribution ({label}, p {equals}, n = {self.n})."
        lines = [first]
        if self.n < 20:
            lines.append(f"With {count(self.n, 'value')} only gross departures would be seen.")
        elif self.n > 1000 and not self.normal:
            lines.append(_("With this many values even harmless departures are found: look at the plot."))
        return lines

    def table(self) -> Table:
        """The numbers to show and print."""
        symbol = {"anderson-darling": "A²", "ryan-joiner": "R", "shapiro-wilk": "W"}[self.test]
        rows: list[tuple[Any, ...]] = [
            ("n", self.n), ("mean", self.mean), ("standard deviation", self.sd), (symbol, self.statistic),
        ]  # fmt: skip
        if self.test == "anderson-darling":
            rows.append(("A² adjusted for n", self.adjusted))
        return Table(("quantity", "value"), (*rows, ("p", self.p_text)))


def normality(values: Iterable[Any], test: Name = "anderson-darling", alpha: float = 0.05) -> NormalityTest:
    """Test whether a sample can come from a normal distribution with unknown mean and sd.

    Parameters
    ----------
    values : (n,) values, any unit. Anderson-Darling needs 3, the others 4 to 5000.
    test : "anderson-darling" (default), "ryan-joiner" or "shapiro-wilk".
    alpha : p-values at or below it speak against normality.

    Raises
    ------
    StatsError : too few values, all values equal, or an unknown test.
    """
    check_alpha(alpha)
    sample = clean(values, least=3 if test == "anderson-darling" else 4)
    x = np.sort(sample.values)
    needs_spread(x, "without variation there is no distribution to test")
    sd = float(np.std(x, ddof=1))
    notes = sample.notes
    if test == "anderson-darling":
        statistic = normal_a2(x)
        adjusted = adjusted_a2(statistic, x.size)
        p = normal_p(adjusted)
        text = "< 0.005" if p < 0.005 else decimals(p, 3)
        convention = "A² not adjusted, its p-value after Stephens's adjustment for n (as Minitab prints it)"
    elif test == "ryan-joiner":
        statistic = adjusted = ryan_joiner_r(x)
        p, text = ryan_joiner_p(statistic, x.size)
        convention = "normal scores at (i - 3/8)/(n + 1/4); p between the critical values of Ryan and Joiner"
    elif test == "shapiro-wilk":
        statistic, p = _shapiro(x)
        adjusted, text = statistic, ("< 0.001" if p < 0.001 else decimals(p, 3))
        convention = "Royston's approximation (AS R94)"
    else:
        raise StatsError(f"There is no normality test named {test!r}. Choose one of: {', '.join(LABELS)}.")
    return NormalityTest(
        test, x.size, float(np.mean(x)), sd, statistic, adjusted, p, text, alpha, x, notes, convention
    )


def anderson_darling(values: Iterable[Any], alpha: float = 0.05) -> NormalityTest:
    """Anderson-Darling test of normality with mean and standard deviation (n-1) estimated.

    A² = -n - (1/n) Σ (2i - 1) [ln F(x_i) + ln(1 - F(x_(n+1-i)))], printed unadjusted; the p-value is
    that of A² (1 + 0.75/n + 2.25/n²) by the four-branch formula.

    Source: D'Agostino and Stephens, Goodness-of-Fit Techniques, 1986, section 4.8, table 4.9.
    """
    return normality(values, "anderson-darling", alpha)


def a2_statistic(logcdf: Floats, logsf: Floats) -> float:
    """A² of a sorted sample from ln F and ln(1 - F) at its values, both (n,)."""
    n = logcdf.size
    weights = 2.0 * np.arange(1, n + 1) - 1.0
    return float(-n - np.sum(weights * (logcdf + logsf[::-1])) / n)


def normal_a2(x: Floats) -> float:
    """A² of a sorted sample against the normal with its own mean and n-1 standard deviation."""
    from scipy import special

    z = (x - np.mean(x)) / np.std(x, ddof=1)
    return a2_statistic(special.log_ndtr(z), special.log_ndtr(-z))


def adjusted_a2(a2: float, n: int) -> float:
    """A² (1 + 0.75/n + 2.25/n²), whose p-value no longer depends on n. Source: Stephens 1986, table 4.7."""
    return a2 * (1 + 0.75 / n + 2.25 / n**2)


def normal_p(adjusted: float) -> float:
    """The p-value of an adjusted A² for the normal distribution with both parameters estimated.

    Source: D'Agostino and Stephens 1986, table 4.9.
    """
    a = adjusted
    if a >= 0.6:
        # The fitted parabola turns upward again beyond its lowest point; there p is 0 for all purposes.
        a = min(a, 5.709 / (2 * 0.0186))
        p = math.exp(1.2937 - 5.709 * a + 0.0186 * a * a)
    elif a > 0.34:
        p = math.exp(0.9177 - 4.279 * a - 1.38 * a * a)
    elif a > 0.2:
        p = 1 - math.exp(-8.318 + 42.796 * a - 59.938 * a * a)
    else:
        p = 1 - math.exp(-13.436 + 101.14 * a - 223.73 * a * a)
    return min(max(p, 0.0), 1.0)


def ryan_joiner_r(x: Floats) -> float:
    """Correlation of a sorted sample with its normal scores (Ryan and Joiner 1976)."""
    from scipy import special

    scores = special.ndtri((np.arange(1, x.size + 1) - 0.375) / (x.size + 0.25))
    centered = x - np.mean(x)
    return float(np.sum(centered * scores) / math.sqrt(np.sum(centered**2) * np.sum(scores**2)))


def ryan_joiner_p(r: float, n: int) -> tuple[float, str]:
    """The p-value between the published critical values, and how to print it.

    Between 0.01 and 0.10 it is interpolated on the logarithm; beyond, only the bound is known.
    Source: Ryan and Joiner, Normal Probability Plots and Tests for Normality, 1976.
    """
    root = math.sqrt(n)
    levels = (0.10, 0.05, 0.01)
    critical = (
        1.0071 - 0.1371 / root - 0.3682 / n + 0.7780 / n**2,
        1.0063 - 0.1288 / root - 0.6118 / n + 1.3505 / n**2,
        0.9963 - 0.0211 / root - 1.4106 / n + 3.1791 / n**2,
    )
    if r >= critical[0]:
        return 0.10 + 1e-12, "> 0.100"
    if r < critical[2]:
        return 0.01, "< 0.010"
    p = float(np.exp(np.interp(r, critical[::-1], np.log(levels[::-1]))))
    return p, decimals(p, 3)


def _shapiro(x: Floats) -> tuple[float, float]:
    from scipy import stats

    if x.size > 5000:
        raise StatsError(
            f"Shapiro-Wilk is known up to 5000 values; there are {x.size}. Use Anderson-Darling instead."
        )
    found = stats.shapiro((x - np.mean(x)) / np.std(x))
    return float(found.statistic), float(found.pvalue)
