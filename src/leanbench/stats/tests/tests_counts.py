"""Shares and rates: one and two proportions, one and two Poisson rates, chi-square tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from leanbench.stats.base import tails
from leanbench.stats.base.label_order import natural_order
from leanbench.stats.base.result_words import num, percent, with_unit
from leanbench.stats.base.samples import Floats, StatsError, column, count, label_texts, number, numbers_of
from leanbench.stats.base.tails import BOTH, Alternative
from leanbench.stats.tests.asked import answer_text, pair_question, value_question
from leanbench.stats.tests.intervals import check_counts, rate_estimate, share_estimate
from leanbench.stats.tests.testing import (
    Estimate,
    Group,
    HypothesisTest,
    check_alternative,
    check_confidence,
    verdict,
)
from leanbench.stats.tests.tests_ranks import binomial_p
from leanbench.words.language import _
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

__all__ = ["chi_square", "one_proportion", "one_rate", "two_proportions", "two_rates"]


def one_proportion(
    events: int,
    trials: int,
    target: float,
    *,
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    name: str = "cases",
) -> HypothesisTest:
    """Does a share differ from `target` (0 to 1)? Exact binomial test; exact (Clopper-Pearson) interval."""
    check_confidence(confidence)
    check_alternative(alternative)
    check_counts(events, trials, name)
    target = number(target, "The target share")
    if not 0 < target < 1:
        raise StatsError(f"The target share must lie between 0 and 1 (0.9 for 90%); it is {num(target, 6)}.")
    p, both = (binomial_p(int(events), int(trials), target, way) for way in (alternative, BOTH))
    effect = _one_sided(events, trials, confidence, alternative)
    return HypothesisTest(
        "one-proportion", "One proportion (exact)", "events", float(events), (), p, alternative, confidence, effect,
        (Group(name, int(trials), events / trials),),
        f"{number_text(events)} of {number_text(trials)} {name} is {percent(effect.value)} "
        f"({_ends_text(effect, alternative, '%')}), "
        f"against a target of {percent(target)}.",
        (answer_text(p, both, confidence, alternative, _("a share this far from the target")),),
        (("Target share", target),),
        ("independent cases, each yes or no",), "exact binomial; two-sided p sums outcomes no more likely",
        "Clopper and Pearson 1934", (), value_question(alternative, _("share"), name, percent(target)), both,
    )  # fmt: skip


def _one_sided(events: int, trials: int, confidence: float, alternative: Alternative) -> Estimate:
    if alternative == "two-sided":
        return share_estimate(events, trials, confidence, "exact")
    both = share_estimate(events, trials, 2 * confidence - 1, "exact")
    low, high = (both.low, 1.0) if alternative == "greater" else (0.0, both.high)
    return Estimate("Share", both.value, low, high, confidence, "", "exact (Clopper-Pearson), one-sided")


def _ends_text(estimate: Estimate, alternative: Alternative, unit: str) -> str:
    """The interval in percent or points; one end alone where the question goes one way."""
    low, high, share = (num(100 * value, 3) for value in (estimate.low, estimate.high, estimate.confidence))
    unit = unit if unit == "%" else f" {unit}"
    texts = {
        "two-sided": _("{share}% interval {low} to {high}{unit}"),
        "greater": _("{share}% bound: at least {low}{unit}"),
        "less": _("{share}% bound: at most {high}{unit}"),
    }
    return texts[alternative].format(share=share, low=low, high=high, unit=unit)


def two_proportions(
    events: tuple[int, int],
    trials: tuple[int, int],
    *,
    names: tuple[str, str] = ("first", "second"),
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
) -> HypothesisTest:
    """Do two shares differ? Fisher's exact test; interval of the difference by Newcombe's hybrid score.

    The effect is share 2 - share 1. `figures` has the pooled z test beside it.
    "greater" asks whether the second share is the larger one.
    """
    check_confidence(confidence)
    check_alternative(alternative)
    events, trials = _two(events, "numbers of events"), _two(trials, "numbers of cases")
    for e, t, name in zip(events, trials, names, strict=True):
        check_counts(e, t, name)
    (x1, x2), (n1, n2) = events, trials
    p1, p2 = x1 / n1, x2 / n2
    d = p2 - p1
    share = confidence if alternative == "two-sided" else 2 * confidence - 1
    a, b = share_estimate(x1, n1, share), share_estimate(x2, n2, share)
    low = d - math.sqrt((p2 - b.low) ** 2 + (a.high - p1) ** 2)
    high = d + math.sqrt((b.high - p2) ** 2 + (p1 - a.low) ** 2)
    if alternative == "greater":
        high = 1.0
    elif alternative == "less":
        low = -1.0
    effect = Estimate(
        f"Difference of shares, {names[1]} − {names[0]}",
        d,
        low,
        high,
        confidence,
        "",
        "Newcombe hybrid score",
    )
    p, both = (fisher_p(x2, n2, x1, n1, way) for way in (alternative, BOTH))
    pooled = (x1 + x2) / (n1 + n2)
    se = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    z = d / se if se > 0 else math.nan
    if d == 0:
        headline = f"Both shares are {percent(p1)}."
    else:
        headline = (
            f"The share of {names[1]} ({percent(p2)}) is {num(abs(100 * d), 3)} percentage points "
            f"{'higher' if d > 0 else 'lower'} than that of {names[0]} ({percent(p1)}); "
            f"{_ends_text(effect, alternative, 'points')}."
        )
    return HypothesisTest(
        "two-proportions", "Two proportions (Fisher's exact test)", "z", z, (), p, alternative, confidence, effect,
        (Group(names[0], n1, p1), Group(names[1], n2, p2)), headline,
        (answer_text(p, both, confidence, alternative, _("a difference this large")),),
        (("p, pooled z test", tails.p_of_z(z, alternative) if se > 0 else None),
         ("Ratio of shares", p2 / p1 if p1 else None),
         ("Odds ratio", x2 * (n1 - x1) / (x1 * (n2 - x2)) if x1 and n2 > x2 else None)),
        ("independent cases, each yes or no", "independent samples"),
        "p: Fisher, two-sided sums tables no more likely; z: pooled, no continuity correction",
        "Fisher 1934; Newcombe 1998, method 10", (), pair_question(alternative, _("share"), names), both,
    )  # fmt: skip


def _two(given: Any, what: str) -> tuple[Any, Any]:
    """One of each group. Raises StatsError for fewer or more."""
    items = tuple(column(given, what))
    if len(items) != 2:
        raise StatsError(f"Two {what} are needed, one of each group, not {len(items)}.")
    return items[0], items[1]


def fisher_p(x: int, n: int, y: int, m: int, alternative: Alternative) -> float:
    """Fisher's exact p for x of n against y of m: hypergeometric tail, or all tables no more likely."""
    from scipy import special

    total, events = n + m, x + y
    low, high = max(0, events - m), min(n, events)
    k = np.arange(low, high + 1)

    def choose(top: Any, of: Any) -> Any:
        return special.gammaln(top + 1) - special.gammaln(of + 1) - special.gammaln(top - of + 1)

    logs = choose(n, k) + choose(m, events - k) - choose(total, events)
    weights = np.exp(logs - logs.max())
    shares = weights / weights.sum()
    at = x - low
    if alternative == "greater":
        return float(shares[at:].sum())
    if alternative == "less":
        return float(shares[: at + 1].sum())
    return min(1.0, float(shares[shares <= shares[at] * (1 + 1e-7)].sum()))


def one_rate(
    events: int,
    exposure: float,
    target: float,
    *,
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    name: str = "events",
    unit: str = "",
) -> HypothesisTest:
    """Does a Poisson rate (events per unit of exposure) differ from `target`? Exact test and Garwood interval."""
    from scipy import special

    check_confidence(confidence)
    check_alternative(alternative)
    target = number(target, "The target rate")
    if not target > 0:
        raise StatsError(f"The target rate must be above 0; it is {num(target, 6)}.")
    effect = _one_sided_rate(events, exposure, confidence, alternative, unit)
    expected = target * exposure
    upper = 1.0 if events == 0 else float(special.pdtrc(events - 1, expected))
    lower = float(special.pdtr(events, expected))
    both = min(1.0, 2 * min(upper, lower))
    p = {"greater": upper, "less": lower}.get(alternative, both)
    return HypothesisTest(
        "one-rate", "One Poisson rate (exact)", "events", float(events), (), p, alternative, confidence, effect,
        (Group(name, int(events), effect.value),),
        f"{number_text(events)} {name} is a rate of {effect.text()}, against a target of {with_unit(target, unit)}.",
        (answer_text(p, both, confidence, alternative, _("a rate this far from the target")),),
        (("Exposure", exposure), ("Expected events", expected)),
        ("independent events",), "exact Poisson, two-sided p doubles the smaller tail", "Garwood 1936", (),
        value_question(alternative, _("rate"), name, with_unit(target, unit)), both,
    )  # fmt: skip


def _one_sided_rate(
    events: int, exposure: float, confidence: float, alternative: Alternative, unit: str
) -> Estimate:
    """The rate with its interval, or with the bound that a question asked one way has."""
    if alternative == BOTH:
        return rate_estimate(events, exposure, confidence, unit)
    both = rate_estimate(events, exposure, 2 * confidence - 1, unit)
    low, high = (both.low, math.inf) if alternative == "greater" else (0.0, both.high)
    return Estimate("Rate", both.value, low, high, confidence, unit, "exact (Garwood), one-sided")


def two_rates(
    events: tuple[int, int],
    exposures: tuple[float, float],
    *,
    names: tuple[str, str] = ("first", "second"),
    alternative: Alternative = "two-sided",
    confidence: float = 0.95,
    unit: str = "",
) -> HypothesisTest:
    """Do two Poisson rates differ? Exact conditional binomial test; the effect is rate 2 / rate 1.

    Given the total, events 2 are binomial with share exposure 2 / (exposure 1 + exposure 2).
    """
    check_confidence(confidence)
    check_alternative(alternative)
    events, exposures = _two(events, "numbers of events"), _two(exposures, "exposures")
    a, b = (rate_estimate(e, t, confidence, unit) for e, t in zip(events, exposures, strict=True))
    total = events[0] + events[1]
    if total == 0:
        raise StatsError(
            _("No event was counted in either sample: the rates cannot be compared. Count for longer.")
        )
    share = exposures[1] / (exposures[0] + exposures[1])
    p, both = (binomial_p(events[1], total, share, way) for way in (alternative, BOTH))
    inner = share_estimate(
        events[1], total, confidence if alternative == "two-sided" else 2 * confidence - 1, "exact"
    )

    def ratio(q: float) -> float:
        return math.inf if q >= 1 else q / (1 - q) * exposures[0] / exposures[1]

    low = 0.0 if alternative == "less" else ratio(inner.low)
    high = math.inf if alternative == "greater" else ratio(inner.high)
    value = b.value / a.value if a.value else math.inf
    effect = Estimate(
        f"Ratio of rates, {names[1]} / {names[0]}", value, low, high, confidence, "", "exact conditional"
    )
    return HypothesisTest(
        "two-rates", "Two Poisson rates (exact)", "events", float(events[1]), (), p, alternative, confidence, effect,
        (Group(names[0], int(events[0]), a.value), Group(names[1], int(events[1]), b.value)),
        f"The rate of {names[1]} ({with_unit(b.value, unit)}) is {num(value, 3)} times that of {names[0]} "
        f"({with_unit(a.value, unit)}); {effect.interval_text(3)} for the ratio.",
        (answer_text(p, both, confidence, alternative, _("a ratio this far from 1")),),
        (("Exposure 1", exposures[0]), ("Exposure 2", exposures[1])),
        ("independent events",), "exact conditional binomial", "Przyborowski and Wilenski 1940", (),
        pair_question(alternative, _("rate"), names), both,
    )  # fmt: skip


def chi_square(
    table: Mapping[str, Sequence[float]] | Sequence[Sequence[float]],
    *,
    row_names: Sequence[str] | None = None,
    column_names: Sequence[str] | None = None,
    titles: tuple[str, str] = ("Rows", "columns"),
    confidence: float = 0.95,
) -> HypothesisTest:
    """Are rows and columns of a table of counts related? Pearson's chi-square, no continuity correction.

    Parameters
    ----------
    table : (r, c) counts, or a mapping of row name to its counts.
    titles : what the rows are and what the columns are, for the sentence: ("Office", "Decision").

    `figures` names the cells that stand out (adjusted residual beyond 2) and Cramer's V.

    Raises
    ------
    StatsError
        A row or column of zeros, negative or uneven counts, a table smaller than 2 x 2.
    """
    check_confidence(confidence)
    if isinstance(table, Mapping):
        row_names, rows = list(table), list(table.values())
    else:
        rows = list(column(table, "rows of counts"))
    counts = [numbers_of(row)[0] for row in rows]
    if len({row.size for row in counts}) != 1:
        raise StatsError(
            _("All rows of the table must have the same number of counts. Fill in the missing ones.")
        )
    observed = np.array(counts)
    r, c = observed.shape
    row_names = [str(n) for n in row_names] if row_names else [f"row {i + 1}" for i in range(r)]
    column_names = [str(n) for n in column_names] if column_names else [f"column {j + 1}" for j in range(c)]
    _check_table(observed, row_names, column_names)
    total = observed.sum()
    by_row, by_column = observed.sum(1, keepdims=True), observed.sum(0, keepdims=True)
    expected = by_row * by_column / total
    x2 = float(np.sum((observed - expected) ** 2 / expected))
    df = float((r - 1) * (c - 1))
    p = tails.chi2_upper(x2, df)
    residuals = (observed - expected) / np.sqrt(expected * (1 - by_row / total) * (1 - by_column / total))
    stand_out = [
        f"{row_names[i]} with {column_names[j]} ({'more' if residuals[i, j] > 0 else 'fewer'} than expected)"
        for i, j in sorted(
            zip(*np.nonzero(np.abs(residuals) > 2), strict=True), key=lambda ij: -abs(residuals[ij])
        )
    ]
    small = int(np.count_nonzero(expected < 5))
    notes = []
    if small:
        notes.append(
            f"{count(small, 'cell')} of {r * c} with an expected count below 5: the p-value is rough"
        )
    lines = [verdict(p, confidence, "a table this uneven")]
    if stand_out and p < 1 - confidence:
        lines.append(f"Standing out: {list_text(stand_out, 4)}.")
    cramer = math.sqrt(x2 / (total * (min(r, c) - 1)))
    related = "are related" if p < 1 - confidence else "show no relation beyond chance"
    return HypothesisTest(
        "chi-square", "Chi-square test of a table", "χ²", x2, (df,), p, "two-sided", confidence, None,
        tuple(Group(name, int(n), float(n / total)) for name, n in zip(row_names, by_row[:, 0], strict=True)),
        f"{titles[0]} and {titles[1]} {related} ({num(total)} cases, Cramér's V {num(cramer, 2)}).", tuple(lines),
        (("Cramér's V", cramer), ("Smallest expected count", float(expected.min()))),
        ("independent cases, each in one cell",), "Pearson, no continuity correction",
        "Pearson 1900; Haberman 1973 (adjusted residuals)", tuple(notes),
        _("Are {rows} and {columns} related?").format(rows=titles[0], columns=titles[1]), p,
    )  # fmt: skip


def _check_table(observed: Floats, row_names: Sequence[str], column_names: Sequence[str]) -> None:
    r, c = observed.shape
    if r < 2 or c < 2:
        raise StatsError(
            f"The table needs at least two rows and two columns; it has {r} and {c}. Choose other columns."
        )
    if len(row_names) != r or len(column_names) != c:
        raise StatsError(_("There are not as many names as rows or columns."))
    if not np.all(np.isfinite(observed)) or np.any(observed < 0):
        raise StatsError(_("Every cell of the table must be a count from 0."))
    for sums, names, what in ((observed.sum(1), row_names, "row"), (observed.sum(0), column_names, "column")):
        for total, name in zip(sums, names, strict=True):
            if total == 0:
                raise StatsError(
                    f"The {what} {name!r} has no cases at all. Leave it out or merge it with another."
                )


def cross_table(
    rows: Iterable[Any], columns: Iterable[Any]
) -> tuple[tuple[str, ...], tuple[str, ...], Floats, tuple[str, ...]]:
    """Count pairs of labels: row names, column names, (r, c) counts, notes.

    Names stand in order of appearance; days, months, dates and numbers in their own (`label_order.natural_order`).

    Raises StatsError for unequal lengths or nothing to count.
    """
    a = label_texts(rows)
    b = label_texts(columns)
    if len(a) != len(b):
        raise StatsError(f"The two columns have {len(a)} and {len(b)} rows. Choose columns of one table.")
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x and y]
    if not pairs:
        raise StatsError(_("No row has both labels: there is nothing to count. Choose other columns."))
    names_a = natural_order(list(dict.fromkeys(x for x, _ in pairs)))
    names_b = natural_order(list(dict.fromkeys(y for _, y in pairs)))
    counts = np.zeros((len(names_a), len(names_b)))
    at_a, at_b = {n: i for i, n in enumerate(names_a)}, {n: i for i, n in enumerate(names_b)}
    for x, y in pairs:
        counts[at_a[x], at_b[y]] += 1
    left_out = len(a) - len(pairs)
    notes = (f"{count(left_out, 'row')} without both labels left out",) if left_out else ()
    return names_a, names_b, counts, notes
