"""The record that every hypothesis test returns, and the words around it.

A test never only says "significant": it names both samples, the size of the effect with its
interval, the p-value, what was assumed, and what the answer does not prove.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base import sums
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, p_text, with_unit
from leanbench.stats.base.samples import (
    Floats,
    Ints,
    Sample,
    StatsError,
    clean,
    codes_of,
    column,
    count,
    number,
)
from leanbench.stats.base.tails import Alternative
from leanbench.words.lists import capital_text


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its confidence interval. `low` or `high` is infinite for one-sided intervals."""

    label: str
    value: float
    low: float = -math.inf
    high: float = math.inf
    confidence: float = 0.95
    unit: str = ""
    method: str = ""

    @property
    def interval(self) -> tuple[float, float]:
        """Both ends of the interval."""
        return self.low, self.high

    def text(self, digits: int = 4) -> str:
        """``−6.7 days (95% interval −9.1 to −4.3)``."""
        return f"{with_unit(self.value, self.unit, digits)} ({self.interval_text(digits)})"

    def interval_text(self, digits: int = 4) -> str:
        """``95% interval −9.1 to −4.3``."""
        share = f"{num(100 * self.confidence)}%"
        if math.isinf(self.low) and math.isinf(self.high):
            return f"no {share} interval"
        if math.isinf(self.low):
            return f"{share} bound: at most {num(self.high, digits)}"
        if math.isinf(self.high):
            return f"{share} bound: at least {num(self.low, digits)}"
        return f"{share} interval {num(self.low, digits)} to {num(self.high, digits)}"


@dataclass(frozen=True, slots=True)
class Group:
    """One sample in a comparison; `sd` and `median` are NaN where they have no meaning (counts)."""

    name: str
    n: int
    mean: float
    sd: float = math.nan
    median: float = math.nan


@dataclass(frozen=True, slots=True, eq=False)
class HypothesisTest(Result):
    """One test.

    method : name of the method, as in studies and reference cases. title : for people.
    symbol, statistic, df, p : the test statistic, its degrees of freedom (none, one or two), the p-value.
    alternative : "two-sided", "greater" or "less". confidence : confidence of the interval, 0.95.
    effect : what differs, by how much, with its interval; None where a test has no such number.
    groups : the samples. figures : further numbers, (label, value). headline, lines : the sentences.
    question : what was asked, said before the headline. both_ways : the two-sided p of the same data.
    """

    method: str
    title: str
    symbol: str
    statistic: float
    df: tuple[float, ...]
    p: float
    alternative: Alternative
    confidence: float
    effect: Estimate | None
    groups: tuple[Group, ...]
    headline: str
    lines: tuple[str, ...] = ()
    figures: tuple[tuple[str, Any], ...] = ()
    assumptions: tuple[str, ...] = ()
    convention: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    question: str = ""
    both_ways: float = math.nan

    @property
    def is_significant(self) -> bool:
        """Whether p is below 1 - level."""
        return self.p < 1.0 - self.confidence - 1e-15

    def figure(self, label: str) -> Any:
        """One of `figures` by its label. Raises KeyError when there is none."""
        return dict(self.figures)[label]

    def _sentences(self) -> list[str]:
        asked = f"{self.question} {capital_text(self.headline)}" if self.question else self.headline
        return [asked, *self.lines]

    def table(self) -> Table:
        """The numbers to show and print."""
        rows: list[tuple[Any, ...]] = []
        for group in self.groups:
            rows.append((f"n, {group.name}", group.n))
            rows.append((f"Mean, {group.name}", group.mean))
            if not math.isnan(group.sd):
                rows.append((f"Standard deviation, {group.name}", group.sd))
            if not math.isnan(group.median):
                rows.append((f"Median, {group.name}", group.median))
        if self.effect is not None:
            rows.append((self.effect.label, self.effect.value))
            rows.append((f"Lower limit, {num(100 * self.confidence)}%", _finite(self.effect.low)))
            rows.append((f"Upper limit, {num(100 * self.confidence)}%", _finite(self.effect.high)))
        rows.append((self.symbol, self.statistic))
        rows.extend(
            (f"Degrees of freedom{' ' + str(i + 1) if len(self.df) > 1 else ''}", df)
            for i, df in enumerate(self.df)
        )
        rows.append(("p-value", self.p))
        rows.extend(self.figures)
        return Table(("", "Value"), tuple(rows))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def verdict(p: float, confidence: float, what: str) -> str:
    """What a p-value says about `what` ("a difference this large"), in words that promise no more."""
    alpha = 1.0 - confidence
    if p < alpha - 1e-15:
        return f"Chance alone would rarely give {what} ({p_text(p)})."
    return f"Chance alone could well give {what} ({p_text(p)}); that does not prove that there is none."


def check_confidence(confidence: float) -> float:
    """Refuse a confidence level that is not between 0 and 1 (0.95, not 95)."""
    confidence = number(confidence, "The confidence level")
    if not 0.001 <= confidence < 1.0:
        raise StatsError(
            f"The confidence level must lie between 0 and 1, for example 0.95; it is {num(confidence, 6)}."
        )
    return confidence


def check_alternative(alternative: str) -> None:
    """Refuse an alternative that is none."""
    if alternative not in ("two-sided", "greater", "less"):
        raise StatsError(f"The alternative must be two-sided, greater or less, not {alternative!r}.")


def limits(
    value: float, se: float, quantile_of: Any, confidence: float, alternative: Alternative
) -> tuple[float, float]:
    """Confidence limits value -+ quantile * se, one-sided when the alternative is."""
    if alternative == "two-sided":
        half = quantile_of(0.5 + confidence / 2.0) * se
        return value - half, value + half
    half = quantile_of(confidence) * se
    return (value - half, math.inf) if alternative == "greater" else (-math.inf, value + half)


def one_sided(low: float, high: float, alternative: Alternative) -> tuple[float, float]:
    """The ends of an interval, with the end that a one-sided question leaves open at infinity."""
    return (
        -math.inf if alternative == "less" else low,
        math.inf if alternative == "greater" else high,
    )


def group_of(name: str, values: Floats) -> Group:
    """n, mean, standard deviation and median of one sample."""
    mean, sd = sums.mean_sd(values)
    return Group(name, int(values.size), mean, sd, float(np.median(values)))


@dataclass(frozen=True, slots=True)
class Groups:
    """Samples by group, in order of first appearance (or the order given); rows says where each value stood."""

    names: tuple[str, ...]
    samples: tuple[Floats, ...]
    notes: tuple[str, ...] = ()
    rows: tuple[Ints, ...] = ()


def by_group(
    values: Iterable[Any],
    labels: Iterable[Any],
    *,
    name: str = "values",
    order: Sequence[str] | None = None,
    least: int = 1,
) -> Groups:
    """Cut `values` by `labels`; rows without a value or a label are left out and said.

    `order` chooses and orders the groups; rows of other groups are left out and said.
    Raises StatsError for unequal lengths, fewer than two groups, or a group smaller than `least`.
    """
    raw = column(values, name)
    texts, codes = codes_of(labels)
    if len(raw) != len(codes):
        raise StatsError(
            f"{name} has {len(raw)} rows and the groups have {len(codes)}. Choose columns of one table."
        )
    sample = clean(raw, name, 1)
    found = positions_of(texts, codes[sample.rows])
    unlabelled = len(found.pop("", ()))
    notes = list(sample.notes)
    if unlabelled:
        notes.append(f"{count(unlabelled, 'row')} without a group left out")
    names = list(found) if order is None else [str(name) for name in order]
    missing = [str(key) for key in names if key not in found]
    if missing:
        raise StatsError(
            f"There is no row of group {missing[0]!r}. The groups are: {', '.join(found) or 'none'}. "
            "Choose another column of groups."
        )
    other = sum(len(rows) for key, rows in found.items() if key not in names)
    if other:
        notes.append(f"{count(other, 'row')} of other groups left out")
    if len(names) < 2:
        raise StatsError(
            f"A comparison needs at least two groups; there is {'only ' + repr(names[0]) if names else 'none'}. "
            "Choose another column of groups."
        )
    for key in names:
        if len(found[key]) < least:
            raise StatsError(
                f"Group {key!r} has {count(len(found[key]), 'value')}; this needs at least {least}. "
                "Add data, or leave the group out."
            )
    return Groups(
        tuple(names),
        tuple(sample.values[found[key]] for key in names),
        tuple(notes),
        tuple(sample.rows[found[key]] for key in names),
    )


def positions_of(names: Sequence[str], codes: Ints) -> dict[str, Ints]:
    """Where each name that occurs stands, rising; names in order of first appearance; codes (n,)."""
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes, minlength=len(names))
    parts = np.split(order, np.cumsum(counts)[:-1]) if len(names) else []
    seen = sorted(np.flatnonzero(counts).tolist(), key=lambda code: int(parts[code][0]))
    return {names[code]: parts[code] for code in seen}


def two_samples(
    a: Iterable[Any], b: Iterable[Any], names: tuple[str, str], least: int = 2
) -> tuple[Sample, Sample, tuple[str, ...]]:
    """Both samples clean, and the notes of both."""
    first, second = (clean(x, f"Group {name}", least) for x, name in zip((a, b), names, strict=True))
    return first, second, (*first.notes, *second.notes)
