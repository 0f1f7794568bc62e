"""Student's and Welch's t: one sample, two samples, pairs, and equivalence (TOST)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from leanbench.stats.base import sums, tails
from leanbench.stats.base.result_words import num, p_text, with_unit
from leanbench.stats.base.samples import StatsError, clean, count, number, numbers_of, refuse_huge
from leanbench.stats.base.tails import Alternative
from leanbench.stats.tests.asked import answer_text, pair_question, value_question
from leanbench.stats.tests.testing import (
    Estimate,
    HypothesisTest,
    check_alternative,
    check_confidence,
    group_of,
    limits,
    two_samples,
)
from leanbench.words.language import _

__all__ = ["equivalence", "one_sample_t", "paired_t", "two_sample_t"]

SOURCE_ONE = "NIST/SEMATECH e-Handbook of Statistical Methods, section 7.2.2"
SOURCE_TWO = "NIST/SEMATECH e-Handbook of Statistical Methods, sections 1.3.5.3 and 7.3.1; Welch 1947"


def one_sample_t(
    values: Iterable[Any],
    target: float,
    *,
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    name: str = "values",
    unit: str = "",
) -> HypothesisTest:
    """Does the mean differ from `target`? t = (mean - target) / (s / sqrt(n)), n - 1 degrees of freedom.

    Parameters
    ----------
    values : (n,) numbers, n >= 2.
    target : float
    alternative : {"two-sided", "greater", "less"}
        "greater": is the mean above the target?

    Raises
    ------
    StatsError
        Fewer than two values, or all equal.
    """
    check_confidence(confidence)
    check_alternative(alternative)
    target = number(target, "The value to compare with")
    sample = clean(values, name, 2)
    n = int(sample.values.size)
    mean, sd = sums.mean_sd(sample.values)
    se = _se(sd / math.sqrt(n), name)
    df = n - 1.0
    t = (mean - target) / se
    p = tails.p_of_t(t, df, alternative)
    low, high = limits(mean, se, lambda q: tails.t_quantile(q, df), confidence, alternative)
    effect = Estimate("Mean", mean, low, high, confidence, unit, "t")
    side = "above" if mean > target else "below" if mean < target else "exactly at"
    both = tails.p_of_t(t, df, "two-sided")
    what = "a mean this far from the target" if side != "exactly at" else "this mean"
    return HypothesisTest(
        "one-sample-t", "One-sample t test", "t", t, (df,), p, alternative, confidence, effect,
        (group_of(name, sample.values),),
        f"The mean of {name} is {effect.text()}, {side} the target of {with_unit(target, unit)}.",
        (answer_text(p, both, confidence, alternative, what),),
        (("Target", target), ("Difference from target", mean - target)),
        ("independent values", "a mean of values that is roughly normal: any shape will do from about 30 values"),
        f"{alternative}, divisor n − 1", SOURCE_ONE, sample.notes,
        value_question(alternative, _("mean"), name, with_unit(target, unit)), both,
    )  # fmt: skip


def two_sample_t(
    a: Iterable[Any],
    b: Iterable[Any],
    *,
    names: tuple[str, str] = ("first", "second"),
    equal_variances: bool = False,
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    difference: float = 0.0,
    unit: str = "",
) -> HypothesisTest:
    """Do two independent samples differ in their means? Welch's t, or the pooled t.

    The effect is mean(b) - mean(a), so that "before, after" reads as a change; t has its sign. `figures` holds both
    forms of the test, whichever was asked for.

    Parameters
    ----------
    a, b : (n1,), (n2,) numbers, each at least 2.
    equal_variances : bool
        Pool the two standard deviations (Student). Welch's form is the default: it costs nothing
        when the spreads are equal and is right when they are not.
    alternative : {"two-sided", "greater", "less"}
        "greater": is mean(b) - mean(a) above `difference`?
    difference : float
        The difference under the null hypothesis.

    Raises
    ------
    StatsError
        Too few values, or no spread in both samples.
    """
    check_confidence(confidence)
    check_alternative(alternative)
    first, second, notes = two_samples(a, b, names)
    n1, n2 = int(first.values.size), int(second.values.size)
    m1, s1 = sums.mean_sd(first.values)
    m2, s2 = sums.mean_sd(second.values)
    both = sums.center(np.concatenate([first.values, second.values])).deviations
    change = sums.mean(both[n1:]) - sums.mean(both[:n1])
    v1, v2 = s1 * s1 / n1, s2 * s2 / n2
    _se(math.sqrt(v1 + v2), f"{names[0]} and {names[1]}")
    pooled = math.sqrt(((n1 - 1) * s1 * s1 + (n2 - 1) * s2 * s2) / (n1 + n2 - 2))
    se_pooled, df_pooled = pooled * math.sqrt(1 / n1 + 1 / n2), float(n1 + n2 - 2)
    se_welch = math.sqrt(v1 + v2)
    df_welch = (v1 + v2) ** 2 / (v1 * v1 / (n1 - 1) + v2 * v2 / (n2 - 1))
    se, df = (se_pooled, df_pooled) if equal_variances else (se_welch, df_welch)
    difference = number(difference, "The difference to compare with")
    t = (change - difference) / se
    p, both_ways = tails.p_of_t(t, df, alternative), tails.p_of_t(t, df, "two-sided")
    low, high = limits(change, se, lambda q: tails.t_quantile(q, df), confidence, alternative)
    effect = Estimate(
        f"Difference of means, {names[1]} − {names[0]}", change, low, high, confidence, unit, "t"
    )
    figures = (
        ("Pooled standard deviation", pooled),
        ("t, pooled", (change - difference) / se_pooled),
        ("Degrees of freedom, pooled", df_pooled),
        ("p, pooled", tails.p_of_t((change - difference) / se_pooled, df_pooled, alternative)),
        ("t, Welch", (change - difference) / se_welch),
        ("Degrees of freedom, Welch", df_welch),
        ("p, Welch", tails.p_of_t((change - difference) / se_welch, df_welch, alternative)),
        ("Cohen's d", change / pooled),
    )
    return HypothesisTest(
        "two-sample-t",
        "Two-sample t test (pooled)" if equal_variances else "Two-sample t test (Welch)",
        "t", t, (df,), p, alternative, confidence, effect,
        (group_of(names[0], first.values), group_of(names[1], second.values)),
        _comparison_text(names, m1, m2, effect, unit),
        (answer_text(p, both_ways, confidence, alternative, _("a difference this large")),),
        figures,
        ("independent samples", "means of values that are roughly normal: any shape will do from about 30 values each")
        + (("equal standard deviations",) if equal_variances else ()),
        f"{'pooled standard deviation' if equal_variances else 'own standard deviations (Welch)'}, {alternative}",
        SOURCE_TWO, notes, _difference_question(alternative, names, difference, unit), both_ways,
    )  # fmt: skip


def _difference_question(
    alternative: Alternative, names: tuple[str, str], difference: float, unit: str
) -> str:
    """The question about two means; with a difference to beat, about the difference."""
    if difference == 0:
        return pair_question(alternative, _("mean"), names)
    what = _("difference of means")
    return value_question(alternative, what, f"{names[1]} − {names[0]}", with_unit(difference, unit))


def paired_t(
    before: Iterable[Any],
    after: Iterable[Any],
    *,
    names: tuple[str, str] = ("before", "after"),
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    unit: str = "",
) -> HypothesisTest:
    """Do pairs (the same cases twice) differ? The one-sample t of after - before.

    Raises
    ------
    StatsError
        Columns of unequal length, fewer than two complete pairs, or all differences equal.
    """
    check_confidence(confidence)
    check_alternative(alternative)
    x, y, notes = _pairs(before, after, names)
    d = y - x
    n = int(d.size)
    mean, sd = sums.mean_sd(d)
    se = _se(sd / math.sqrt(n), "the differences")
    df = n - 1.0
    t = mean / se
    p, both = tails.p_of_t(t, df, alternative), tails.p_of_t(t, df, "two-sided")
    low, high = limits(mean, se, lambda q: tails.t_quantile(q, df), confidence, alternative)
    effect = Estimate(
        f"Mean difference, {names[1]} − {names[0]}", mean, low, high, confidence, unit, "paired t"
    )
    m1, m2 = sums.mean(x), sums.mean(y)
    return HypothesisTest(
        "paired-t", "Paired t test", "t", t, (df,), p, alternative, confidence, effect,
        (group_of(names[0], x), group_of(names[1], y), group_of("difference", d)),
        _comparison_text(names, m1, m2, effect, unit),
        (answer_text(p, both, confidence, alternative, _("a mean difference this large")),),
        (("Pairs that fell", int(np.count_nonzero(d < 0))), ("Pairs that rose", int(np.count_nonzero(d > 0)))),
        ("each pair is one case measured twice", "differences that are roughly normal, or about 30 pairs"),
        f"differences {names[1]} − {names[0]}, {alternative}", SOURCE_TWO, notes,
        pair_question(alternative, _("mean"), names), both,
    )  # fmt: skip


def equivalence(
    a: Iterable[Any],
    b: Iterable[Any],
    low: float,
    high: float,
    *,
    names: tuple[str, str] = ("first", "second"),
    paired: bool = False,
    confidence: float = 0.95,
    unit: str = "",
) -> HypothesisTest:
    """Are two means the same for practical purposes? Two one-sided t tests (Schuirmann 1987, TOST).

    Equivalence is shown when the (2 level - 1) interval of mean(b) - mean(a) lies inside (low, high), both ends of the
    second less the first:
    with level 0.95 that is the 90% interval.

    Raises
    ------
    StatsError
        Limits in the wrong order, or what `two_sample_t` and `paired_t` refuse.
    """
    check_confidence(confidence)
    low, high = number(low, "The lower limit of equivalence"), number(high, "The upper limit of equivalence")
    if not low < high:
        raise StatsError(
            f"The lower limit of equivalence must be below the upper one; they are {num(low, 6)} and {num(high, 6)}."
        )
    inner = 2 * confidence - 1
    if inner <= 0:
        raise StatsError(_("An equivalence test needs a confidence level above 0.5, for example 0.95."))
    test = (
        paired_t(a, b, names=names, confidence=inner, unit=unit)
        if paired
        else two_sample_t(a, b, names=names, confidence=inner, unit=unit)
    )
    effect, df = test.effect, test.df[0]
    assert effect is not None
    se = (effect.high - effect.low) / (2 * tails.t_quantile(0.5 + inner / 2, df))
    t_low, t_high = (effect.value - low) / se, (effect.value - high) / se
    p_low, p_high = tails.p_of_t(t_low, df, "greater"), tails.p_of_t(t_high, df, "less")
    p = max(p_low, p_high)
    zone = f"{num(low)} to {with_unit(high, unit)}"
    shown = p < 1 - confidence
    start = "The means of" if shown else "It is not shown that the means of"
    headline = (
        f"{start} {names[0]} and {names[1]} are the same within {zone}: the difference, {names[1]} less {names[0]}, "
        f"is {effect.text()}."
    )
    question = _("Are the means of {first} and {second} the same for practical purposes?").format(
        first=names[0], second=names[1]
    )
    return HypothesisTest(
        "equivalence", "Equivalence (two one-sided t tests)", "t", t_low if p_low >= p_high else t_high, (df,), p,
        "two-sided", confidence, effect, test.groups, headline,
        (f"The larger of the two p-values counts ({p_text(p)}).",),
        (("t against the lower limit", t_low), ("p against the lower limit", p_low),
         ("t against the upper limit", t_high), ("p against the upper limit", p_high),
         ("Lower limit of equivalence", low), ("Upper limit of equivalence", high)),
        test.assumptions, f"{num(100 * inner)}% interval inside the limits; {test.convention.split(',')[0]}",
        "Schuirmann 1987; Lakens 2017", test.notes, question, p,
    )  # fmt: skip


def _comparison_text(names: tuple[str, str], m1: float, m2: float, effect: Estimate, unit: str) -> str:
    if effect.value == 0:
        return f"{names[0]} and {names[1]} have the same mean, {with_unit(m1, unit)}."
    verb = "higher" if effect.value > 0 else "lower"
    share = f" ({num(100 * abs(effect.value) / abs(m1), 3)}%)" if m1 and m1 * m2 > 0 else ""
    size = f"{with_unit(abs(effect.value), unit)}{share}"
    return (
        f"The mean of {names[1]} ({with_unit(m2, unit)}) is {size} {verb} than that of {names[0]} "
        f"({with_unit(m1, unit)}); "
        f"{effect.interval_text()} for the difference."
    )


def _pairs(
    before: Iterable[Any], after: Iterable[Any], names: tuple[str, str]
) -> tuple[Any, Any, tuple[str, ...]]:
    x, odd_x = numbers_of(before)
    y, odd_y = numbers_of(after)
    if x.size != y.size:
        raise StatsError(
            f"Pairs need columns of equal length: {names[0]} has {x.size} rows, {names[1]} has {y.size}."
        )
    refuse_huge(x, names[0])
    refuse_huge(y, names[1])
    keep = np.isfinite(x) & np.isfinite(y)
    left_out = int(np.count_nonzero(~keep))
    notes = [f"{count(left_out, 'row')} without both values left out"] if left_out else []
    for name, odd in ((names[0], odd_x), (names[1], odd_y)):
        if odd:
            notes.append(f"{name}: not a number in row {odd[0][0] + 1} ({odd[0][1]!r}), left out")
    if np.count_nonzero(keep) < 2:
        raise StatsError(
            f"There are fewer than two rows with both {names[0]} and {names[1]}. "
            "Choose columns of one table, or add data."
        )
    return x[keep], y[keep], tuple(notes)


def _se(se: float, name: str) -> float:
    if not se > 0:
        raise StatsError(
            f"All values of {name} are equal: without any spread there is nothing to test. "
            "Choose another column."
        )
    return se
