"""Tests on ranks and signs, for data that are skewed or have outliers: lead times are both.

Mann-Whitney, Wilcoxon signed rank, sign test, Mood's median, Kruskal-Wallis.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from leanbench.stats.base import tails
from leanbench.stats.base.result_words import num, with_unit
from leanbench.stats.base.samples import Floats, StatsError, clean, count, number
from leanbench.stats.base.tails import BOTH, Alternative
from leanbench.stats.tests.asked import answer_text, pair_question, value_question
from leanbench.stats.tests.intervals import median_estimate
from leanbench.stats.tests.testing import (
    Estimate,
    Groups,
    HypothesisTest,
    by_group,
    check_alternative,
    check_confidence,
    group_of,
    one_sided,
    two_samples,
    verdict,
)
from leanbench.words.language import _

__all__ = ["kruskal_wallis", "mann_whitney", "moods_median", "sign_test", "wilcoxon"]

EXACT_UP_TO = 50  # values in each sample for the exact distribution without ties
MOST_DIFFERENCES = 4_000_000


def ranks(values: Floats) -> tuple[Floats, float]:
    """Average ranks from 1, and the tie term: sum of t^3 - t over groups of equal values."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    average = ends - (counts - 1) / 2.0
    ties = counts.astype(float)
    return average[inverse.ravel()].astype(np.float64), float(np.sum(ties**3 - ties))


def mann_whitney(
    a: Iterable[Any],
    b: Iterable[Any],
    *,
    names: tuple[str, str] = ("first", "second"),
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    unit: str = "",
) -> HypothesisTest:
    """Do two independent samples lie at the same place? Mann-Whitney (Wilcoxon rank sum).

    U counts the pairs in which the value of `b` is the larger one (ties half). The effect is the
    Hodges-Lehmann shift: the median of all differences b - a, with its interval from the ordered
    differences. Exact p without ties up to 50 values each, else normal with ties and continuity corrected.

    "greater" asks whether `b` lies above `a`.

    Raises
    ------
    StatsError
        A sample without values, or all values equal.
    """
    check_confidence(confidence)
    check_alternative(alternative)
    first, second, notes = two_samples(a, b, names, 1)
    x, y = first.values, second.values
    n1, n2 = x.size, y.size
    ranked, ties = ranks(np.concatenate([x, y]))
    u = float(ranked[n1:].sum()) - n2 * (n2 + 1) / 2.0
    n = n1 + n2
    variance = n1 * n2 / 12.0 * (n + 1 - ties / (n * (n - 1)))
    if variance <= 0:
        raise StatsError(
            f"All values of {names[0]} and {names[1]} are equal: there is nothing to test. Choose another column."
        )
    exact = ties == 0 and max(n1, n2) <= EXACT_UP_TO
    p, both = (
        _exact_u(u, n1, n2, way) if exact else _normal_u(u, n1 * n2 / 2.0, variance, way)
        for way in (alternative, BOTH)
    )
    shift = _shift(x, y, variance, confidence, alternative, unit, names, exact)
    m1, m2 = float(np.median(x)), float(np.median(y))
    headline = _("{second} less {first}: typical shift {shift}; medians {m2} and {m1}.").format(
        first=names[0], second=names[1], shift=shift.text(), m1=with_unit(m1, unit), m2=with_unit(m2, unit)
    )
    return HypothesisTest(
        "mann-whitney", "Mann-Whitney test", "U", u, (), p, alternative, confidence, shift,
        (group_of(names[0], x), group_of(names[1], y)), headline,
        (answer_text(p, both, confidence, alternative, _("ranks this far apart")),),
        (("Chance that a value of the second exceeds one of the first", u / (n1 * n2)),),
        ("independent samples", "the shift has a meaning when both distributions have a similar shape"),
        "exact" if exact else "normal approximation with ties and continuity corrected",
        "Mann and Whitney 1947; Hodges and Lehmann 1963", notes,
        pair_question(alternative, _("typical value"), names), both,
    )  # fmt: skip


def _normal_u(u: float, middle: float, variance: float, alternative: Alternative) -> float:
    d = u - middle
    if alternative == "two-sided":
        return min(1.0, 2 * tails.normal_cdf(-max(abs(d) - 0.5, 0.0) / math.sqrt(variance)))
    side = 1 if alternative == "greater" else -1
    return tails.normal_cdf(-(side * d - 0.5) / math.sqrt(variance))


def _exact_u(u: float, n1: int, n2: int, alternative: Alternative) -> float:
    return _tail(_u_shares(n1, n2), u, alternative)


def _tail(share: Floats, at: float, alternative: Alternative) -> float:
    k = round(at)
    upper, lower = float(share[k:].sum()), float(share[: k + 1].sum())
    if alternative == "two-sided":
        return min(1.0, 2 * min(upper, lower))
    return upper if alternative == "greater" else lower


def _u_shares(n1: int, n2: int) -> Floats:
    """The exact distribution of U without ties: the number of subsets of ranks by their sum."""
    ways = np.zeros((n2 + 1, n1 * n2 + 1))
    ways[0, 0] = 1.0
    # choose n2 of the n ranks: adding rank position i as the j-th moves U by i - j
    for i in range(1, n1 + n2 + 1):
        for j in range(min(i, n2), 0, -1):
            step = i - j
            if step <= n1:
                ways[j, step:] += ways[j - 1, : ways.shape[1] - step]
    return np.asarray(ways[n2] / ways[n2].sum())


def _shift(
    x: Floats,
    y: Floats,
    variance: float,
    confidence: float,
    alternative: Alternative,
    unit: str,
    names: tuple[str, str],
    exact: bool,
) -> Estimate:
    """Hodges-Lehmann: median of all differences, limits from their order statistics."""
    label = f"Shift, {names[1]} − {names[0]}"
    n1, n2 = x.size, y.size
    if n1 * n2 > MOST_DIFFERENCES:  # thin evenly by rank: the quantiles of the differences stay
        keep = int(math.sqrt(MOST_DIFFERENCES))
        positions = [
            np.sort(v)[np.linspace(0, v.size - 1, min(keep, v.size)).round().astype(int)] for v in (x, y)
        ]
        differences = np.sort(np.subtract.outer(positions[1], positions[0]).ravel())
    else:
        differences = np.sort(np.subtract.outer(y, x).ravel())
    m = differences.size
    z = tails.normal_quantile(0.5 + confidence / 2 if alternative == "two-sided" else confidence)
    c = math.floor((n1 * n2 / 2 - z * math.sqrt(variance)) / (n1 * n2) * m - 0.5 * m / (n1 * n2))
    if exact:
        c = _exact_position(_u_shares(n1, n2), confidence, alternative)
    low, high = (-math.inf, math.inf) if c < 0 else (float(differences[c]), float(differences[m - 1 - c]))
    low, high = one_sided(low, high, alternative)
    return Estimate(label, float(np.median(differences)), low, high, confidence, unit, "Hodges-Lehmann")


def wilcoxon(
    values: Iterable[Any],
    target: float = 0.0,
    *,
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    name: str = "values",
    unit: str = "",
) -> HypothesisTest:
    """Does the center of one sample (or of paired differences) differ from `target`? Wilcoxon signed rank.

    Values equal to the target are left out and said. The effect is the median of all pairwise means
    (Walsh averages). Normal approximation with ties and continuity corrected; exact to 50 values without ties.
    """
    check_confidence(confidence)
    check_alternative(alternative)
    target = number(target, "The value to compare with")
    sample = clean(values, name, 1)
    d = sample.values - target
    zero = int(np.count_nonzero(d == 0))
    used = d[d != 0]
    n = int(used.size)
    if n == 0:
        raise StatsError(
            f"All values of {name} equal {num(target)}: there is nothing to test. Choose another column."
        )
    ranked, ties = ranks(np.abs(used))
    w = float(ranked[used > 0].sum())
    variance = n * (n + 1) * (2 * n + 1) / 24.0 - ties / 48.0
    exact = ties == 0 and n <= EXACT_UP_TO
    p, both = (
        _exact_w(w, n, way) if exact else _normal_u(w, n * (n + 1) / 4.0, variance, way)
        for way in (alternative, BOTH)
    )
    effect = _walsh(sample.values, confidence, alternative, unit, exact and zero == 0)
    notes = list(sample.notes)
    if zero:
        notes.append(f"{count(zero, 'value')} equal to {num(target)} left out of the ranks")
    side = "above" if effect.value > target else "below" if effect.value < target else "exactly at"
    return HypothesisTest(
        "wilcoxon", "Wilcoxon signed rank test", "W", w, (), p, alternative, confidence, effect,
        (group_of(name, sample.values),),
        f"The typical value of {name} is {effect.text()}, {side} {with_unit(target, unit)}.",
        (answer_text(p, both, confidence, alternative, _("signed ranks this uneven")),),
        (("Compared with", target), ("Values used", n)),
        ("independent values", "a roughly symmetric distribution"),
        "exact" if exact else "normal approximation with ties and continuity corrected",
        "Wilcoxon 1945; Hodges and Lehmann 1963", tuple(notes),
        value_question(alternative, _("typical value"), name, with_unit(target, unit)), both,
    )  # fmt: skip


def _exact_position(share: Floats, confidence: float, alternative: Alternative) -> int:
    """Position from 0 of the lower limit among ordered differences; -1 when the sample is too small."""
    tail = (1 - confidence) / (2 if alternative == "two-sided" else 1)
    return int(np.searchsorted(np.cumsum(share), tail)) - 1


def _exact_w(w: float, n: int, alternative: Alternative) -> float:
    return _tail(_w_shares(n), w, alternative)


def _w_shares(n: int) -> Floats:
    """The exact distribution of W without ties: subsets of the ranks 1 to n by their sum."""
    ways = np.zeros(n * (n + 1) // 2 + 1)
    ways[0] = 1.0
    for rank in range(1, n + 1):
        ways[rank:] = ways[rank:] + ways[: ways.size - rank]
    return np.asarray(ways / ways.sum())


def _walsh(x: Floats, confidence: float, alternative: Alternative, unit: str, exact: bool) -> Estimate:
    if x.size > 2000:
        x = np.sort(x)[np.linspace(0, x.size - 1, 2000).round().astype(int)]
    n = x.size
    i, j = np.triu_indices(n)
    averages = np.sort((x[i] + x[j]) / 2.0)
    m = averages.size
    z = tails.normal_quantile(0.5 + confidence / 2 if alternative == "two-sided" else confidence)
    c = math.floor(m / 2 - z * math.sqrt(n * (n + 1) * (2 * n + 1) / 24.0) - 0.5)
    if exact:
        c = _exact_position(_w_shares(n), confidence, alternative)
    low, high = (-math.inf, math.inf) if c < 0 else (float(averages[c]), float(averages[m - 1 - c]))
    low, high = one_sided(low, high, alternative)
    return Estimate(
        "Pseudo-median", float(np.median(averages)), low, high, confidence, unit, "Walsh averages"
    )


def sign_test(
    values: Iterable[Any],
    target: float = 0.0,
    *,
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    name: str = "values",
    unit: str = "",
) -> HypothesisTest:
    """Does the median differ from `target`? Counts values on either side; needs no shape at all (exact binomial)."""
    check_confidence(confidence)
    check_alternative(alternative)
    target = number(target, "The value to compare with")
    sample = clean(values, name, 1)
    above, below = int(np.sum(sample.values > target)), int(np.sum(sample.values < target))
    if above + below == 0:
        raise StatsError(
            f"All values of {name} equal {num(target)}: there is nothing to test. Choose another column."
        )
    p, both = (binomial_p(above, above + below, 0.5, way) for way in (alternative, BOTH))
    effect = median_estimate(sample.values, confidence if alternative == BOTH else 2 * confidence - 1, unit)
    low, high = one_sided(effect.low, effect.high, alternative)
    effect = replace(effect, low=low, high=high, confidence=confidence)
    equal = int(sample.values.size) - above - below
    notes = (*sample.notes, *((f"{count(equal, 'value')} equal to {num(target)} left out",) if equal else ()))
    return HypothesisTest(
        "sign-test", "Sign test of the median", "above", float(above), (), p, alternative, confidence, effect,
        (group_of(name, sample.values),),
        f"The median of {name} is {effect.text()}; "
        f"{above} values lie above {with_unit(target, unit)} and {below} below.",
        (answer_text(p, both, confidence, alternative, _("a split this uneven")),),
        (("Above", above), ("Below", below), ("Equal", equal)),
        ("independent values",), "exact binomial", "Dixon and Mood 1946", notes,
        value_question(alternative, _("median"), name, with_unit(target, unit)), both,
    )  # fmt: skip


def binomial_p(events: int, trials: int, share: float, alternative: Alternative) -> float:
    """Exact binomial p-value; two-sided sums the outcomes no more likely than the one seen."""
    from scipy import special

    upper = 1.0 if events == 0 else float(special.bdtrc(events - 1, trials, share))
    lower = float(special.bdtr(events, trials, share))
    if alternative == "greater":
        return upper
    if alternative == "less":
        return lower
    k = np.arange(trials + 1)
    logs = (
        special.gammaln(trials + 1) - special.gammaln(k + 1) - special.gammaln(trials - k + 1)
        + special.xlogy(k, share) + special.xlog1py(trials - k, -share)
    )  # fmt: skip
    return min(1.0, float(np.exp(logs[logs <= logs[events] + 1e-7]).sum()))


def kruskal_wallis(
    values: Iterable[Any],
    groups: Iterable[Any],
    *,
    confidence: float = 0.95,
    name: str = "values",
    unit: str = "",
    order: Sequence[str] | None = None,
) -> HypothesisTest:
    """Do several groups lie at the same place? Kruskal-Wallis H on ranks, corrected for ties, chi-square with k - 1.

    Raises
    ------
    StatsError
        Fewer than two groups, or all values equal.
    """
    check_confidence(confidence)
    cut = by_group(values, groups, name=name, order=order)
    sizes = np.array([x.size for x in cut.samples], dtype=float)
    ranked, ties = ranks(np.concatenate(cut.samples))
    n = float(sizes.sum())
    if ties >= n**3 - n:
        raise StatsError(f"All values of {name} are equal: there is nothing to test. Choose another column.")
    means = np.array([part.mean() for part in np.split(ranked, np.cumsum(sizes.astype(int))[:-1])])
    # about the mean rank: no cancellation, the same number as 12/(N(N+1)) sum R²/n − 3(N+1)
    h = 12.0 / (n * (n + 1)) * float(np.sum(sizes * (means - (n + 1) / 2.0) ** 2)) / (1 - ties / (n**3 - n))
    df = len(sizes) - 1.0
    p = tails.chi2_upper(h, df)
    small = sizes.min() < 5
    return HypothesisTest(
        "kruskal-wallis", "Kruskal-Wallis test", "H", h, (df,), p, "two-sided", confidence, None,
        tuple(group_of(label, x) for label, x in zip(cut.names, cut.samples, strict=True)),
        _medians_text(cut, name, unit), (verdict(p, confidence, "medians this far apart"),),
        tuple((f"Mean rank of {label}", float(m)) for label, m in zip(cut.names, means, strict=True)),
        ("independent values", "similar shapes in all groups"), "corrected for ties, chi-square approximation",
        "Kruskal and Wallis 1952; NIST/SEMATECH e-Handbook of Statistical Methods, section 7.4.1",
        (*cut.notes, *(("groups of fewer than five values: the p-value is rough",) if small else ())),
        _("Do the groups differ in their typical values?"), p,
    )  # fmt: skip


def moods_median(
    values: Iterable[Any],
    groups: Iterable[Any],
    *,
    confidence: float = 0.95,
    name: str = "values",
    unit: str = "",
    order: Sequence[str] | None = None,
) -> HypothesisTest:
    """Do several groups have the same median? Mood's test: chi-square of counts about the common median."""
    check_confidence(confidence)
    cut = by_group(values, groups, name=name, order=order)
    middle = float(np.median(np.concatenate(cut.samples)))
    above = np.array([np.count_nonzero(x > middle) for x in cut.samples], dtype=float)
    below = np.array([x.size for x in cut.samples], dtype=float) - above
    if above.sum() == 0:
        raise StatsError(
            f"No value of {name} lies above the common median {num(middle)}: the test has nothing to count. "
            "Choose another column."
        )
    observed = np.array([below, above])
    expected = observed.sum(1, keepdims=True) * observed.sum(0, keepdims=True) / observed.sum()
    x2 = float(np.sum((observed - expected) ** 2 / expected))
    df = len(cut.names) - 1.0
    p = tails.chi2_upper(x2, df)
    figures: list[tuple[str, Any]] = [("Common median", middle)]
    for i, label in enumerate(cut.names):
        figures += [(f"At or below, {label}", int(below[i])), (f"Above, {label}", int(above[i]))]
    rough = ("few values in some cells: the p-value is rough",) if expected.min() < 5 else ()
    return HypothesisTest(
        "moods-median", "Mood's median test", "χ²", x2, (df,), p, "two-sided", confidence, None,
        tuple(group_of(label, x) for label, x in zip(cut.names, cut.samples, strict=True)),
        _medians_text(cut, name, unit), (verdict(p, confidence, "medians this far apart"),), tuple(figures),
        ("independent values",), "values equal to the common median count as below, no continuity correction",
        "Mood 1954", (*cut.notes, *rough), _("Do the groups differ in their medians?"), p,
    )  # fmt: skip


def _medians_text(cut: Groups, name: str, unit: str) -> str:
    medians = [float(np.median(x)) for x in cut.samples]
    low, high = int(np.argmin(medians)), int(np.argmax(medians))
    return (
        f"The median of {name} runs from {with_unit(medians[low], unit)} ({cut.names[low]}) "
        f"to {with_unit(medians[high], unit)} ({cut.names[high]})."
    )
