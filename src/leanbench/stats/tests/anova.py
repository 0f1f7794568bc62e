"""One-way analysis of variance, with Welch's form and the comparison of every pair."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from leanbench.stats.base import sums, tails
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, pair_list_text, with_unit
from leanbench.stats.base.samples import Floats, StatsError
from leanbench.stats.distributions import studentized
from leanbench.stats.tests.square_sums import Partition, partition
from leanbench.stats.tests.testing import Estimate, Group, by_group, check_confidence, group_of, verdict
from leanbench.stats.tests.tests_spread import levene
from leanbench.words.language import _

__all__ = ["one_way_anova"]

PairMethod = Literal["tukey", "games-howell"]
CONVENTIONS: dict[str, str] = {
    "tukey": "Tukey-Kramer, common standard deviation",
    "games-howell": "Welch and Games-Howell, own standard deviations",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """The difference of two group means, second minus first, with its simultaneous interval."""

    first: str
    second: str
    difference: Estimate
    p: float
    differs: bool


@dataclass(frozen=True, slots=True, eq=False)
class Anova(Result):
    """One-way analysis of variance.

    partition : the table of sums of squares. welch_f, welch_df, welch_p : Welch's test, for unequal
    spreads. pairs : every pair of groups. letters : groups that share a letter do not differ.
    residuals : (n,) values minus their group's mean; fitted : (n,) those means.
    """

    name: str
    unit: str
    groups: tuple[Group, ...]
    means: tuple[Estimate, ...]
    partition: Partition
    welch_f: float
    welch_df: tuple[float, float]
    welch_p: float
    levene_p: float
    residual_sd: float
    pair_method: PairMethod
    pairs: tuple[Pair, ...]
    letters: tuple[str, ...]
    residuals: Floats
    fitted: Floats
    samples: tuple[Floats, ...]
    confidence: float
    notes: tuple[str, ...] = ()
    convention: str = ""
    source: str = "NIST/SEMATECH e-Handbook of Statistical Methods, sections 7.4.3 and 7.4.7; Welch 1951; Kramer 1956; Games and Howell 1976"  # noqa: E501
    method: str = "one-way-anova"

    @property
    def p(self) -> float:
        """The p-value that counts: Welch's with Games-Howell pairs, else the classic one."""
        return self.welch_p if self.pair_method == "games-howell" else self.partition.p

    def _sentences(self) -> list[str]:
        means = [g.mean for g in self.groups]
        low, high = self.groups[int(np.argmin(means))], self.groups[int(np.argmax(means))]
        lines = [
            f"The mean of {self.name} runs from {with_unit(low.mean, self.unit)} ({low.name}) "
            f"to {with_unit(high.mean, self.unit)} ({high.name})."
        ]
        lines.append(verdict(self.p, self.confidence, "means this far apart"))
        differing = [(pair.first, pair.second) for pair in self.pairs if pair.differs]
        if differing:
            word = "pair" if len(differing) == 1 else "pairs"
            lines.append(f"Differing {word}: {pair_list_text(differing)}.")
        elif self.p < 1 - self.confidence:
            lines.append(_("No single pair stands out; the groups differ as a whole."))
        if not math.isnan(self.partition.r_squared):
            lines.append(f"The groups explain {num(100 * self.partition.r_squared, 3)}% of the variation.")
        if self.pair_method == "tukey" and self.levene_p < 1 - self.confidence:
            lines.append(
                _("The spreads differ between groups: Welch's test with Games-Howell pairs is safer here.")
            )
        return lines

    def table(self) -> Table:
        """The analysis of variance table."""
        t = self.partition
        return Table(
            ("Source", "Degrees of freedom", "Sum of squares", "Mean square", "F", "p-value"),
            (
                ("Between groups", t.df_between, t.ss_between, t.ms_between, t.f, t.p),
                ("Within groups", t.df_within, t.ss_within, t.ms_within, None, None),
                ("Total", t.df_between + t.df_within, t.ss_between + t.ss_within, None, None, None),
                ("Welch", self.welch_df[0], None, None, self.welch_f, self.welch_p),
            ),
        )

    def group_table(self) -> Table:
        """n, mean with interval, standard deviation and letters of each group."""
        rows = tuple(
            (g.name, g.n, g.mean, e.low, e.high, g.sd, letters)
            for g, e, letters in zip(self.groups, self.means, self.letters, strict=True)
        )
        share = f"{num(100 * self.confidence)}%"
        return Table(
            ("Group", "n", "Mean", f"Lower, {share}", f"Upper, {share}", "Standard deviation", "Letters"),
            rows,
        )

    def pair_table(self) -> Table:
        """Every pair with its simultaneous interval and p-value."""
        rows = tuple(
            (p.first, p.second, p.difference.value, p.difference.low, p.difference.high, p.p)
            for p in self.pairs
        )
        return Table(("First", "Second", "Second − first", "Lower", "Upper", "p-value"), rows)


def one_way_anova(
    values: Iterable[Any],
    groups: Iterable[Any],
    *,
    pairs: PairMethod = "tukey",
    order: Sequence[str] | None = None,
    confidence: float = 0.95,
    name: str = "values",
    unit: str = "",
) -> Anova:
    """Do the means of several groups differ, and which?

    Parameters
    ----------
    values, groups : (n,) numbers and labels.
    pairs : {"tukey", "games-howell"}
        How pairs are compared: Tukey-Kramer with one common spread, or Games-Howell with each group's own.
    order : sequence of str, optional
        Which groups, and their order; all in order of appearance when not given.

    Raises
    ------
    StatsError
        Fewer than two groups, a group of fewer than two values, or no spread inside any group.
    """
    check_confidence(confidence)
    if pairs not in ("tukey", "games-howell"):
        raise StatsError(f"Pairs are compared by 'tukey' or 'games-howell', not {pairs!r}.")
    cut = by_group(values, groups, name=name, order=order, least=2)
    parts = partition(cut.samples)
    if not parts.ss_within > 0:
        raise StatsError(
            f"All values of {name} are equal inside every group: without any spread there is nothing to test. "
            "Choose another column."
        )
    summaries = tuple(group_of(label, x) for label, x in zip(cut.names, cut.samples, strict=True))
    residual_sd = math.sqrt(parts.ms_within)
    half = tails.t_quantile(0.5 + confidence / 2, parts.df_within)
    means = tuple(
        Estimate(
            g.name, g.mean, g.mean - half * residual_sd / math.sqrt(g.n), g.mean + half * residual_sd / math.sqrt(g.n),
            confidence, unit, "pooled standard deviation",
        )
        for g in summaries
    )  # fmt: skip
    compared = _pairs(summaries, parts, pairs, confidence, unit)
    welch_f, welch_df, welch_p = _welch(summaries, parts.offsets)
    residuals = [sums.center(x).deviations for x in cut.samples]
    return Anova(
        name, unit, summaries, means, parts, welch_f, welch_df, welch_p, _levene_p(cut.samples), residual_sd, pairs,
        compared, _letters(summaries, compared),
        np.concatenate([d - sums.mean(d) for d in residuals]),
        np.concatenate([np.full(g.n, g.mean) for g in summaries]),
        cut.samples, confidence, cut.notes,
        CONVENTIONS[pairs],
    )  # fmt: skip


def _levene_p(samples: tuple[Floats, ...]) -> float:

    try:
        return levene(samples)[3]
    except StatsError:
        return math.nan


def _welch(groups: tuple[Group, ...], offsets: tuple[float, ...]) -> tuple[float, tuple[float, float], float]:
    """Welch's F (1951); not defined when a group has no spread."""
    if any(not g.sd > 0 for g in groups):
        return math.nan, (len(groups) - 1.0, math.nan), math.nan
    w = np.array([g.n / g.sd**2 for g in groups])
    n = np.array([g.n for g in groups], dtype=float)
    m = np.array(offsets)
    k = len(groups)
    grand = float(np.sum(w * m) / w.sum())
    lam = float(np.sum((1 - w / w.sum()) ** 2 / (n - 1)))
    top = float(np.sum(w * (m - grand) ** 2)) / (k - 1)
    f = top / (1 + 2 * (k - 2) / (k * k - 1) * lam)
    df2 = (k * k - 1) / (3 * lam)
    return f, (k - 1.0, df2), tails.f_upper(f, k - 1, df2)


def _pairs(
    groups: tuple[Group, ...], parts: Partition, method: PairMethod, confidence: float, unit: str
) -> tuple[Pair, ...]:
    """Tukey-Kramer (common spread) or Games-Howell (own spreads) for every pair of groups."""
    k = len(groups)
    common_q = studentized.quantile(confidence, k, parts.df_within) if method == "tukey" else math.nan
    found = []
    for i in range(k):
        for j in range(i + 1, k):
            a, b = groups[i], groups[j]
            if method == "tukey":
                se, df, q = math.sqrt(parts.ms_within / 2 * (1 / a.n + 1 / b.n)), parts.df_within, common_q
            else:
                va, vb = a.sd**2 / a.n, b.sd**2 / b.n
                if not va + vb > 0:
                    raise StatsError(
                        f"Groups {a.name!r} and {b.name!r} have no spread; compare them with pairs='tukey'."
                    )
                se = math.sqrt((va + vb) / 2)
                df = (va + vb) ** 2 / (va * va / (a.n - 1) + vb * vb / (b.n - 1))
                q = studentized.quantile(confidence, k, df)
            difference = parts.offsets[j] - parts.offsets[i]
            p = studentized.upper(abs(difference) / se, k, df)
            estimate = Estimate(
                f"{b.name} − {a.name}",
                difference,
                difference - q * se,
                difference + q * se,
                confidence,
                unit,
                method,
            )
            found.append(Pair(a.name, b.name, estimate, p, not estimate.low <= 0 <= estimate.high))
    return tuple(found)


def _letters(groups: tuple[Group, ...], pairs: tuple[Pair, ...]) -> tuple[str, ...]:
    """Letters such that two groups share one exactly when they do not differ (insert and absorb, Piepho 2004)."""
    names = [g.name for g in sorted(groups, key=lambda g: -g.mean)]
    columns: list[set[str]] = [set(names)]
    for pair in pairs:
        if not pair.differs:
            continue
        split: list[set[str]] = []
        for column in columns:
            if pair.first in column and pair.second in column:
                split += [column - {pair.first}, column - {pair.second}]
            else:
                split.append(column)
        columns = [
            c
            for i, c in enumerate(split)
            if not any(c < d or (c == d and j < i) for j, d in enumerate(split))
        ]
    columns.sort(key=lambda column: [names.index(name) for name in sorted(column, key=names.index)])
    marks = dict.fromkeys(names, "")
    for number, column in enumerate(columns):
        for name in column:
            marks[name] += chr(ord("A") + number) if number < 26 else f"{number + 1}"
    return tuple("".join(sorted(marks[g.name])) for g in groups)
