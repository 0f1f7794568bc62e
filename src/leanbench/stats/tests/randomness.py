"""Is the order of the values random? Runs about the median, and Mann-Kendall trend."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from leanbench.stats.base import tails
from leanbench.stats.base.result_words import num, with_unit
from leanbench.stats.base.samples import StatsError, clean, count, number
from leanbench.stats.tests.testing import Estimate, HypothesisTest, check_confidence, group_of, verdict
from leanbench.words.numbers import number_text

__all__ = ["mann_kendall", "runs_test"]


def runs_test(
    values: Iterable[Any],
    *,
    about: float | None = None,
    confidence: float = 0.95,
    name: str = "values",
    unit: str = "",
) -> HypothesisTest:
    """Wald-Wolfowitz runs about the median (or about `about`); values equal to it are left out and said.

    Expected runs 2 n1 n2/(n1 + n2) + 1, variance 2 n1 n2 (2 n1 n2 - n) / (n^2 (n - 1)).

    Raises
    ------
    StatsError
        All values on one side.
    """
    check_confidence(confidence)
    sample = clean(values, name, 2)
    x = sample.values
    middle = float(np.median(x)) if about is None else number(about, "The center")
    above = x[x != middle] > middle
    n1, n2 = int(above.sum()), int((~above).sum())
    if n1 == 0 or n2 == 0:
        raise StatsError(
            f"All values of {name} lie on one side of {num(middle)}: runs cannot be counted. "
            "Choose another center or column."
        )
    runs = 1 + int(np.count_nonzero(above[1:] != above[:-1]))
    n = n1 + n2
    expected = 2.0 * n1 * n2 / n + 1
    variance = 2.0 * n1 * n2 * (2.0 * n1 * n2 - n) / (n * n * (n - 1.0))
    if variance <= 0:
        raise StatsError(
            f"{name} has too few values on both sides of {num(middle)} for a runs test. Add data."
        )
    z = (runs - expected) / math.sqrt(variance)
    p = tails.p_of_z(z, "two-sided")
    equal = int(x.size) - n
    word = "fewer" if runs < expected else "more"
    meaning = (
        "values cling together: a shift, a trend, or clusters"
        if z < 0
        else "values swing from side to side, or two streams are mixed"
    )
    lines = [verdict(p, confidence, "this number of runs")]
    if p < 1 - confidence:
        lines.append(f"The order is not random: {meaning}.")
    notes = (*sample.notes, *((f"{count(equal, 'value')} equal to {num(middle)} left out",) if equal else ()))
    return HypothesisTest(
        "runs-test", "Runs test", "z", z, (), p, "two-sided", confidence, None, (group_of(name, x),),
        f"{name} has {runs} runs about {with_unit(middle, unit)}, {word} than the "
        f"{num(expected)} expected of a random order.",
        tuple(lines),
        (("Runs", runs), ("Expected runs", expected), ("Above", n1), ("Below", n2), ("Center", middle)),
        ("values in the order of time",), "normal approximation, no continuity correction",
        "Wald and Wolfowitz 1940; NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.13", notes,
    )  # fmt: skip


def mann_kendall(
    values: Iterable[Any], *, confidence: float = 0.95, name: str = "values", unit: str = ""
) -> HypothesisTest:
    """Is there a steady rise or fall? Mann-Kendall, with Sen's slope per step as the effect.

    S = number of rising pairs - falling pairs; normal with ties and continuity corrected.
    """
    check_confidence(confidence)
    sample = clean(values, name, 4)
    x, t = sample.values, sample.rows.astype(float)
    n = x.size
    if n > 3000:
        raise StatsError(
            f"{name} has {number_text(n)} values; a trend test takes at most 3,000. Group by week or month first."
        )
    i, j = np.triu_indices(n, 1)
    s = float(np.sign(x[j] - x[i]).sum())
    counts = np.unique(x, return_counts=True)[1].astype(float)
    variance = (n * (n - 1.0) * (2 * n + 5) - float(np.sum(counts * (counts - 1) * (2 * counts + 5)))) / 18.0
    if variance <= 0:
        raise StatsError(f"All values of {name} are equal: there is no trend to test. Choose another column.")
    z = (s - math.copysign(1.0, s)) / math.sqrt(variance) if s else 0.0
    p = tails.p_of_z(z, "two-sided")
    slopes = np.sort((x[j] - x[i]) / (t[j] - t[i]))
    half = tails.normal_quantile(0.5 + confidence / 2) * math.sqrt(variance)
    low = max(int((slopes.size - half) / 2), 0)
    high = min(int((slopes.size + half) / 2), slopes.size - 1)
    slope = Estimate(
        "Slope per step",
        float(np.median(slopes)),
        float(slopes[low]),
        float(slopes[high]),
        confidence,
        unit,
        "Sen",
    )
    way = "rises" if slope.value > 0 else "falls" if slope.value < 0 else "stays level"
    if p >= 1 - confidence:
        way = "shows no steady rise or fall"
    return HypothesisTest(
        "mann-kendall", "Mann-Kendall trend test", "z", z, (), p, "two-sided", confidence, slope, (group_of(name, x),),
        f"{name[:1].upper()}{name[1:]} {way}: {slope.text()} per step.",
        (verdict(p, confidence, "a trend this strong"),),
        (("S", s), ("Kendall's tau", s / (n * (n - 1) / 2))),
        ("values in the order of time, without autocorrelation",), "ties and continuity corrected",
        "Mann 1945; Sen 1968", sample.notes,
    )  # fmt: skip
