"""What are the biggest causes? Pareto tables: by count or weight, small ones in "Other", nested by a second cause."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, Ints, StatsError, codes_of, count, number, numbers_of, whole
from leanbench.words.language import _, ngettext
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

__all__ = ["pareto"]

OTHER = "Other"
MOST_BARS = 200  # more cannot be read; the rest is put together and said


@dataclass(frozen=True, slots=True, eq=False)
class Pareto(Result):
    """A Pareto table. "Other" stands last whatever its size.

    labels, counts, percents, cumulative, cumulative_percents : one entry for each bar.
    vital : how many bars reach `vital_share` (0.8) of the total. merged : labels put into "Other".
    nested : for each bar the Pareto of its second-level causes; empty without one.
    """

    name: str
    unit: str
    labels: tuple[str, ...]
    counts: tuple[float, ...]
    percents: tuple[float, ...]
    cumulative: tuple[float, ...]
    cumulative_percents: tuple[float, ...]
    total: float
    vital: int
    vital_share: float
    merged: tuple[str, ...] = ()
    nested: tuple[Pareto, ...] = ()
    notes: tuple[str, ...] = ()
    convention: str = "largest first, Other last"
    source: str = "Juran 1951"
    method: str = "pareto"

    def _sentences(self) -> list[str]:
        if self.vital and self.vital < len(self.labels):
            named = list_text(self.labels[: self.vital], 6)
            verb = "accounts" if self.vital == 1 else "account"
            share = num(self.cumulative_percents[self.vital - 1], 3)
            first = (
                f"{named} {verb} for {share}% of {self.name} ({self.vital} of {len(self.labels)} categories)."
            )
        else:
            share = num(100 * self.vital_share)
            first = (
                f"No few causes stand out: it takes all {len(self.labels)} to reach {share}% of {self.name}."
            )
        lines = [first]
        if self.labels:
            lines.append(
                f"The largest is {self.labels[0]} with {num(self.counts[0])} of {num(self.total)} {self.unit}".rstrip()
                + f" ({num(self.percents[0], 3)}%)."
            )
        if len(self.percents) > 3 and self.percents[0] < 1.5 * 100 / len(self.percents):
            lines.append(
                _("The bars are nearly level: try another way to sort the causes (where, when, which kind).")
            )
        if self.merged:
            lines.append(f"{OTHER} holds {list_text(self.merged, 6)}.")
        return lines

    def table(self) -> Table:
        """The bars in order."""
        rows = zip(
            self.labels, self.counts, self.percents, self.cumulative, self.cumulative_percents, strict=True
        )
        return Table(
            (self.name.capitalize() or "Category", self.unit or "Count", "%", "Cumulative", "Cumulative %"),
            tuple(rows),
        )


def pareto(
    labels: Iterable[Any],
    counts: Iterable[Any] | None = None,
    *,
    weights: Iterable[Any] | None = None,
    by: Iterable[Any] | None = None,
    most: int | None = None,
    other_below_pct: float = 0.0,
    vital_share: float = 0.8,
    name: str = "occurrences",
    unit: str = "",
) -> Pareto:
    """Count causes, the largest first.

    Parameters
    ----------
    labels : (n,) str
        One cause for each occurrence, or each cause once with its `counts`.
    counts : (n,) numbers, optional
        How often; 1 each when not given.
    weights : (n,) numbers, optional
        What one occurrence weighs (minutes, dollars): bars are counts times weights.
    by : (n,) str, optional
        A second cause for each row: every bar gets a Pareto of its own in `nested`.
    most : int, optional
        At most so many bars before "Other"; never more than 199.
    other_below_pct : float
        Causes below this share go to "Other".
    vital_share : float
        The share that the vital few reach, 0.8.

    Raises
    ------
    StatsError
        Lengths that differ, negative counts, nothing to count.
    """
    causes, at = codes_of(labels)
    n = at.size
    sizes = np.ones(n)
    notes: list[str] = []
    for values, what in ((counts, "counts"), (weights, "weights")):
        if values is not None:
            found, said = _sizes(values, n, what)
            sizes = sizes * found
            notes.extend(said)
    kinds, second = ((), at) if by is None else codes_of(by)
    if second.size != n:
        raise StatsError(
            _("The second cause has {other} rows and the first {n}. Choose columns of one table.").format(
                other=second.size, n=n
            )
        )
    # Blank reasons are a cause of their own: left out, they would distort order and shares.
    nameless = _("No reason given")
    known = ~np.isnan(sizes)
    at, second, sizes = at[known], second[known], sizes[known]
    if "" in causes:
        empty = causes.index("")
        blank = int(np.count_nonzero(at == empty))
        if nameless in causes:
            at = np.where(at == empty, causes.index(nameless), at)
        causes = tuple(cause or nameless for cause in causes)
    else:
        blank = 0
    totals = _totals(causes, at, sizes)
    total = math.fsum(totals.values())
    if blank:
        notes.append(
            ngettext(
                "no reason given: {weight} of {total} ({rows} row)",
                "no reason given: {weight} of {total} ({rows} rows)",
                blank,
            ).format(weight=num(totals[nameless], 6), total=num(total, 6), rows=number_text(blank))
        )
    most = None if most is None else whole(most, "The number of bars")
    if len(totals) > MOST_BARS and (most is None or most >= MOST_BARS):
        notes.append(
            _("{n} causes, more than {most} bars can show: the smallest are put together as {other}").format(
                n=number_text(len(totals)), most=MOST_BARS, other=OTHER
            )
        )
        most = MOST_BARS - 1
    if not total > 0 or (set(totals) == {nameless} and blank == n):
        raise StatsError(_("There is nothing to count: every row is empty or zero. Choose another column."))
    bars, merged = _bars(totals, total, most, other_below_pct)
    nested: tuple[Pareto, ...] = ()
    if by is not None:
        bar_of = {label: bar for bar, (label, _size) in enumerate(bars)}
        other = bar_of.get(OTHER, -1)
        merged_ones = set(merged)
        own = np.array([other if cause in merged_ones else bar_of.get(cause, other) for cause in causes])
        nested = _nested([label for label, _ in bars], kinds, own[at], second, sizes, vital_share, unit)
    return _table(bars, total, merged, nested, vital_share, name, unit, tuple(notes), weights is not None)


def _sizes(values: Iterable[Any], n: int, what: str) -> tuple[Floats, list[str]]:
    numbers, odd = numbers_of(values)
    if numbers.size != n:
        raise StatsError(f"There are {numbers.size} {what} for {n} categories. Choose columns of one table.")
    if (numbers < 0).any():
        row = int(np.argmax(numbers < 0))
        raise StatsError(
            _(
                "Row {row} has a negative value ({value}) in {what}. A Pareto chart adds up, it cannot take away."
            ).format(row=row + 1, value=num(numbers[row], 6), what=what)
        )
    if np.isinf(numbers).any():
        row = int(np.argmax(np.isinf(numbers)))
        raise StatsError(
            _("Row {row} has an infinite value in {what}. Correct it, or leave it blank.").format(
                row=row + 1, what=what
            )
        )
    notes = [f"{what}: not a number in row {odd[0][0] + 1} ({odd[0][1]!r}), left out"] if odd else []
    missing = int(np.count_nonzero(np.isnan(numbers))) - len(odd)
    if missing:
        notes.append(f"{count(missing, 'row')} without {what} left out")
    return numbers, notes


def _bars(
    totals: dict[str, float], total: float, most: int | None, below_pct: float
) -> tuple[list[tuple[str, float]], tuple[str, ...]]:
    """Bars from the largest down, equal ones in order of appearance; "Other" last with what was merged."""
    below_pct = number(below_pct, "The share that is put together as other")
    already = [(k, v) for k, v in totals.items() if len(k) == len(OTHER) and k.lower() == OTHER.lower()]
    named = totals if not already else {k: v for k, v in totals.items() if k not in dict(already)}
    ranked = sorted(named.items(), key=itemgetter(1), reverse=True)
    # Ranked from the largest down, so the small ones stand last.
    large = sum(1 for _cause, size in ranked if 100 * size >= below_pct * total)
    large = large if most is None else min(large, most)
    if len(ranked) - large == 1 and not already:
        large = len(ranked)  # one cause alone keeps its name
    kept, small = ranked[:large], ranked[large:]
    if small or already:
        kept.append((OTHER, math.fsum(v for _, v in (*small, *already))))
    return kept, tuple(k for k, _ in (*small, *already)) if small else ()


def _totals(labels: Sequence[str], codes: Ints, sizes: Floats) -> dict[str, float]:
    """What each label that occurs adds up to, in order of appearance."""
    sums = np.bincount(codes, sizes, len(labels)).tolist()
    rows = np.bincount(codes, minlength=len(labels)).tolist()
    first = np.full(len(labels), codes.size)
    first[codes[::-1]] = np.arange(codes.size)[::-1]
    return {labels[code]: sums[code] for code in np.argsort(first, kind="stable").tolist() if rows[code]}


def _nested(
    labels: Sequence[str],
    kinds: Sequence[str],
    bar: Ints,
    second: Ints,
    sizes: Floats,
    vital: float,
    unit: str,
) -> tuple[Pareto, ...]:
    """The Pareto of the second causes inside each bar."""
    words = [kind or _("not recorded") for kind in kinds]
    found = []
    for at, label in enumerate(labels):
        inside = bar == at
        totals = _totals(words, second[inside], sizes[inside])
        total = math.fsum(totals.values())
        bars, small = _bars(totals, total, MOST_BARS - 1, 0.0)
        found.append(_table(bars, total, small, (), vital, label, unit, (), False))
    return tuple(found)


def _table(
    bars: list[tuple[str, float]], total: float, merged: tuple[str, ...], nested: tuple[Pareto, ...],
    vital_share: float, name: str, unit: str, notes: tuple[str, ...], weighted: bool,
) -> Pareto:  # fmt: skip
    vital_share = number(vital_share, "The vital share")
    counts = [size for _, size in bars]
    cumulative = [math.fsum(counts[: i + 1]) for i in range(len(counts))]
    percents = [100 * size / total if total else 0.0 for size in counts]
    shares = [100 * size / total if total else 0.0 for size in cumulative]
    vital = next((i + 1 for i, share in enumerate(shares) if share >= 100 * vital_share - 1e-9), len(bars))
    return Pareto(
        name, unit, tuple(label for label, _ in bars), tuple(counts), tuple(percents), tuple(cumulative), tuple(shares),
        total, vital, vital_share, merged, nested, notes,
        "largest first, Other last" + (", weighted" if weighted else ""),
    )  # fmt: skip
