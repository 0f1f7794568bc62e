"""Do standard deviations differ? Bartlett, Levene (median form), F for two, chi-square for one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from leanbench.stats.base import sums, tails
from leanbench.stats.base.result_words import num, with_unit
from leanbench.stats.base.samples import Floats, StatsError, clean, number
from leanbench.stats.base.tails import Alternative
from leanbench.stats.tests.asked import answer_text, pair_question, value_question
from leanbench.stats.tests.intervals import sd_estimate
from leanbench.stats.tests.square_sums import partition
from leanbench.stats.tests.testing import (
    Estimate,
    HypothesisTest,
    by_group,
    check_alternative,
    check_confidence,
    group_of,
    two_samples,
    verdict,
)
from leanbench.words.language import _

__all__ = ["equal_variances", "f_test", "sd_test"]

SOURCE = (
    "NIST/SEMATECH e-Handbook of Statistical Methods, sections 1.3.5.7 to 1.3.5.10; Brown and Forsythe 1974"
)


def bartlett(samples: tuple[Floats, ...]) -> tuple[float, float, float]:
    """Bartlett's T, its degrees of freedom and p. For normal data only.

    T = ((N - k) ln s_p^2 - sum (n_i - 1) ln s_i^2) / (1 + (sum 1/(n_i - 1) - 1/(N - k)) / (3 (k - 1))).
    """
    n = np.array([x.size for x in samples], dtype=float)
    ss = np.array([sums.squares(sums.center(x).deviations) for x in samples])
    if np.any(ss <= 0):
        raise StatsError(
            _("One group has no spread at all: Bartlett's test cannot use it. Levene's test can.")
        )
    k, total = len(samples), float(n.sum())
    pooled = ss.sum() / (total - k)
    top = (total - k) * math.log(pooled) - float(np.sum((n - 1) * np.log(ss / (n - 1))))
    bottom = 1 + (float(np.sum(1 / (n - 1))) - 1 / (total - k)) / (3 * (k - 1))
    t = top / bottom
    return t, k - 1.0, tails.chi2_upper(t, k - 1)


def levene(samples: tuple[Floats, ...]) -> tuple[float, float, float, float]:
    """Levene's W with deviations from the median (Brown-Forsythe), both degrees of freedom and p."""
    parts = partition(tuple(np.abs(x - np.median(x)) for x in samples))
    if not parts.ss_within > 0:
        raise StatsError(
            _(
                "No group has any spread around its median: there is nothing to compare. Choose "
                "another column."
            )
        )
    return parts.f, parts.df_between, parts.df_within, parts.p


def equal_variances(
    values: Iterable[Any],
    groups: Iterable[Any],
    *,
    confidence: float = 0.95,
    name: str = "values",
    unit: str = "",
) -> HypothesisTest:
    """Do the groups have the same standard deviation? Levene's test (median form); Bartlett's beside it.

    Levene's is the answer given: it does not mistake a skewed distribution for a difference in spread.

    Raises
    ------
    StatsError
        Fewer than two groups, a group of fewer than two values, or no spread anywhere.
    """
    check_confidence(confidence)
    cut = by_group(values, groups, name=name, least=2)
    w, df1, df2, p = levene(cut.samples)
    sds = [sums.mean_sd(x)[1] for x in cut.samples]
    figures: list[tuple[str, Any]] = []
    try:
        t, df, p_bartlett = bartlett(cut.samples)
        figures = [
            ("Bartlett's T", t),
            ("Degrees of freedom, Bartlett", df),
            ("p, Bartlett (normal data only)", p_bartlett),
        ]
    except StatsError:
        figures = [("Bartlett's T", None)]
    for label, x, sd in zip(cut.names, cut.samples, sds, strict=True):
        spread = sd_estimate(sd, int(x.size), confidence)
        figures.append((f"Standard deviation of {label}, {spread.interval_text()}", sd))
    low, high = int(np.argmin(sds)), int(np.argmax(sds))
    headline = (
        f"The spread of {name} runs from {with_unit(sds[low], unit)} ({cut.names[low]}) "
        f"to {with_unit(sds[high], unit)} ({cut.names[high]}), as standard deviations."
    )
    return HypothesisTest(
        "equal-variances", "Equal variances (Levene, median)", "W", w, (df1, df2), p, "two-sided", confidence, None,
        tuple(group_of(label, x) for label, x in zip(cut.names, cut.samples, strict=True)), headline,
        (verdict(p, confidence, "spreads this different"),), tuple(figures), ("independent values",),
        "deviations from the group's median (Brown-Forsythe)", SOURCE, cut.notes,
        _("Do the groups have the same spread?"), p,
    )  # fmt: skip


def f_test(
    a: Iterable[Any],
    b: Iterable[Any],
    *,
    names: tuple[str, str] = ("first", "second"),
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
) -> HypothesisTest:
    """The F test of two variances, F = s2^2 / s1^2. Very sensitive to data that are not normal.

    "greater" asks whether the spread of the second is the larger one. The effect is the ratio of the standard
    deviations, second to first.
    """
    check_confidence(confidence)
    check_alternative(alternative)
    first, second, notes = two_samples(a, b, names)
    s1, s2 = sums.mean_sd(first.values)[1], sums.mean_sd(second.values)[1]
    if not (s1 > 0 and s2 > 0):
        raise StatsError(
            _(
                "One sample has no spread at all: the ratio of variances has no meaning. Choose "
                "another column."
            )
        )
    df1, df2 = second.values.size - 1.0, first.values.size - 1.0
    f = (s2 / s1) ** 2
    upper, lower = tails.f_upper(f, df1, df2), tails.f_upper(1 / f, df2, df1)
    both = min(1.0, 2 * min(upper, lower))
    p = {"greater": upper, "less": lower}.get(alternative, both)
    tail = 0.5 - confidence / 2 if alternative == "two-sided" else 1 - confidence
    low = math.sqrt(f / tails.f_quantile(1 - tail, df1, df2)) if alternative != "less" else 0.0
    high = math.sqrt(f / tails.f_quantile(tail, df1, df2)) if alternative != "greater" else math.inf
    effect = Estimate(
        f"Ratio of standard deviations, {names[1]} / {names[0]}", s2 / s1, low, high, confidence, "", "F"
    )
    return HypothesisTest(
        "f-test", "F test of two variances", "F", f, (df1, df2), p, alternative, confidence, effect,
        (group_of(names[0], first.values), group_of(names[1], second.values)),
        f"The standard deviation of {names[1]} is {num(s2 / s1)} times that of {names[0]}; {effect.interval_text()}.",
        (answer_text(p, both, confidence, alternative, _("a ratio this far from 1")),), (),
        ("independent, normally distributed values",),
        alternative, "NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.9", notes,
        pair_question(alternative, _("spread"), names), both,
    )  # fmt: skip


def sd_test(
    values: Iterable[Any],
    sigma: float,
    *,
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    name: str = "values",
    unit: str = "",
) -> HypothesisTest:
    """Does the standard deviation differ from `sigma`? chi-square = (n - 1) s^2 / sigma^2. For normal data."""
    check_confidence(confidence)
    check_alternative(alternative)
    sigma = number(sigma, "The standard deviation to compare with")
    if not sigma > 0:
        raise StatsError(f"The standard deviation to compare with must be above 0; it is {num(sigma, 6)}.")
    sample = clean(values, name, 2)
    n = int(sample.values.size)
    sd = sums.mean_sd(sample.values)[1]
    if not sd > 0:
        raise StatsError(
            f"All values of {name} are equal: without any spread there is nothing to test. Choose another column."
        )
    if not 1e-9 < sd / sigma < 1e9:
        raise StatsError(
            f"A spread of {num(sd, 6)} against {num(sigma, 6)}: the two are not in the same unit. Correct one."
        )
    df = n - 1.0
    x = df * (sd / sigma) ** 2
    upper = tails.chi2_upper(x, df)
    both = min(1.0, 2 * min(upper, 1 - upper))
    p = {"greater": upper, "less": 1 - upper}.get(alternative, both)
    tail = 0.5 - confidence / 2 if alternative == "two-sided" else 1 - confidence
    low = sd * math.sqrt(df / tails.chi2_quantile(1 - tail, df)) if alternative != "less" else 0.0
    high = sd * math.sqrt(df / tails.chi2_quantile(tail, df)) if alternative != "greater" else math.inf
    effect = Estimate("Standard deviation", sd, low, high, confidence, unit, "chi-square")
    return HypothesisTest(
        "sd-test", "Chi-square test of a standard deviation", "χ²", x, (df,), p, alternative, confidence, effect,
        (group_of(name, sample.values),),
        f"The standard deviation of {name} is {effect.text()}, against {with_unit(sigma, unit)}.",
        (answer_text(p, both, confidence, alternative, _("a standard deviation this different")),),
        (("Compared with", sigma),),
        ("independent, normally distributed values",), alternative,
        "NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.8", sample.notes,
        value_question(alternative, _("standard deviation"), name, with_unit(sigma, unit)), both,
    )  # fmt: skip
