"""Variance components of a study with random and fixed factors, balanced or not: the engine of the gage studies.

One method serves crossed, nested and expanded studies: sums of squares of each term adjusted for all
terms that do not contain it, set equal to what they are expected to be. For balanced data these are
the textbook formulas; with unequal or missing cells it stays unbiased and does not depend on the order
of the factors.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base.samples import Floats, Ints, StatsError
from leanbench.stats.base.samples import column as rows_of
from leanbench.words.language import _

Term = tuple[str, ...]  # the factors whose combinations form the term's levels


@dataclass(frozen=True, slots=True)
class AnovaRow:
    """One line of an analysis of variance; None where a number has no meaning."""

    source: str
    df: float
    ss: float
    ms: float | None = None
    f: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class RandomEffects:
    """The table and the unfloored variance components, by term; the residual last.

    rows : per term in the order given, then residual and total.
    components : (k + 1,) variances, negative ones as they come out.
    weights : (k + 1, k + 1) expected mean squares: E[MS_i] = Σ_j weights[i, j] component_j.
    fixed : (k,) which terms are fixed: their component is the mean square of their effects.
    """

    rows: tuple[AnovaRow, ...]
    components: tuple[float, ...]
    weights: Floats
    fixed: tuple[bool, ...] = ()

    def draws(self, count: int = 10_000) -> Floats:
        """(count, k + 1) variance components as they could be, negative ones 0: generalized inference.

        Each mean square is replaced by SS/χ²_df and the components solved anew; the spread of the draws
        gives intervals for any function of them. The seed is fixed, so that a study gives one answer.
        Source: Hamada and Weaver, Quality Engineering 2000; Burdick, Borror and Montgomery 2005, ch. 2.
        Not for fixed terms, whose mean squares are not multiples of a chi-square.
        """
        generator = np.random.default_rng(20_000)
        tested = self.rows[:-1]
        squares = np.array([row.ss for row in tested])
        chances = generator.chisquare([row.df for row in tested], (count, len(tested)))
        solved = np.linalg.solve(self.weights, (squares / chances).T).T
        return np.asarray(np.maximum(solved, 0.0))


def levels(column: Iterable[Any]) -> tuple[Ints, tuple[str, ...]]:
    """Codes 0.. and names in order of first appearance; 1, 1.0 and "1" are the same level."""
    names: dict[str, int] = {}
    codes = []
    for item in rows_of(column, "labels"):
        text = str(int(item)) if isinstance(item, float) and item.is_integer() else str(item).strip()
        codes.append(names.setdefault(text, len(names)))
    return np.array(codes, dtype=np.int64), tuple(names)


def random_effects(
    y: Floats,
    factors: Mapping[str, Ints],
    terms: Sequence[Term],
    labels: Sequence[str],
    fixed: Collection[str] = (),
    restricted: bool = False,
) -> RandomEffects:
    """Analysis of variance with random factors, some of them fixed where asked.

    Parameters
    ----------
    y : (n,) measurements.
    factors : name to (n,) level codes.
    terms : the terms, each a tuple of factor names; a term of several factors has one level per
        combination, so ("part", "operator") is the interaction when both also stand alone and
        part-within-operator when "part" does not.
    labels : how to name the terms, same length.
    fixed : factors whose levels are all there are. A term of fixed factors alone is fixed, any other random.
    restricted : the restricted mixed model, in which a random interaction sums to 0 over the levels of a fixed
        factor; balanced data only.

    Raises
    ------
    StatsError : a term that others leave nothing to estimate, no repeat measurements, or a restricted model of data
        that are not balanced.

    Notes
    -----
    SS_i = y'Q_i y, Q_i the projection on what term i adds to all terms that do not contain it;
    E[MS_i] = σ² + Σ_j σ²_j trace(Z_j' Q_i Z_j)/df_i. The F test of term i divides by the combination of
    other mean squares with the same expectation when σ²_i = 0, with Satterthwaite's degrees of freedom.
    Source: Searle, Casella and McCulloch, Variance Components, 1992, chapter 5.

    A fixed term with L levels has no variance; its component is the mean of its squared effects Σ α²/L, freed of
    noise: what a measurement varies by when each of the L levels takes part equally often. Its E[MS] is
    Σ_random ... + weight (L/df) Σ α²/L. The restricted model drops σ²_j from E[MS_i] when term j holds term i and
    a fixed factor besides. Source: D. C. Montgomery and G. C. Runger, Applied Statistics and Probability for
    Engineers, supplement S14 (mixed model); J. Cornfield and J. W. Tukey, Annals of Mathematical Statistics 27
    (1956).
    """
    n = y.size
    centered = y - np.mean(y)
    names = tuple(dict.fromkeys(itertools.chain(*terms)))
    cell, first, cells = _cells([factors[name] for name in names])
    means = np.bincount(cell, weights=centered) / cells
    within = float(np.sum((centered - means[cell]) ** 2))
    sets = [frozenset(term) for term in terms]
    k = len(terms)
    is_fixed = tuple(term <= frozenset(fixed) for term in sets)
    balanced = _balanced(cells, factors, terms)
    if restricted and not balanced:
        raise StatsError(
            _(
                "The restricted model needs balanced data, every combination measured equally often; "
                "else leave it off."
            )
        )
    codes = {name: factors[name][first] for name in names}
    split = _split_balanced(means, cells, codes, sets) if balanced else _split(means, cells, codes, terms)
    df, ss, traces, sizes = split
    df[k], ss[k] = n - df[k], within + ss[k]
    if df[k] < 1:
        raise StatsError(
            _(
                "There are no repeat measurements left to estimate repeatability. Measure each part "
                "at least twice per operator, or leave out an interaction."
            )
        )
    weights = np.zeros((k + 1, k + 1))
    for i in range(k):
        if df[i] == 0:
            raise StatsError(
                f"{labels[i]} cannot be told apart from the other factors in these data: each of its levels goes "
                "with one combination of theirs. Leave it out, or cross the factors."
            )
        for j in range(k):
            weights[i, j] = traces[i, j] / df[i]
            if is_fixed[j]:
                weights[i, j] *= sizes[j] / df[i] if i == j else 0.0
            elif restricted and i != j and sets[i] < sets[j] and (sets[j] - sets[i]) & frozenset(fixed):
                weights[i, j] = 0.0
        weights[i, k] = 1.0
    weights[k, k] = 1.0
    ms = ss / df
    components = np.linalg.solve(weights, ms)
    rows = [_row(i, labels[i], ss, df, ms, weights) for i in range(k)]
    rows.append(AnovaRow("Repeatability", float(df[k]), float(ss[k]), float(ms[k])))
    rows.append(AnovaRow("Total", float(n - 1), float(np.sum(centered**2))))
    return RandomEffects(tuple(rows), tuple(float(c) for c in components), weights, is_fixed)


# Of k terms and what they leave: degrees of freedom, sums of squares, trace(Z_j' Q_i Z_j), levels of each term. The
# last df counts all terms with the mean, the last sum of squares is what they leave between the cells.
Split = tuple[Floats, Floats, Floats, list[int]]


def _split(means: Floats, cells: Ints, codes: Mapping[str, Ints], terms: Sequence[Term]) -> Split:
    """By projections, for any data. Repeats of a cell have equal rows in every design: sqrt(repeats) times one row, and
    times their mean, do the same projections on far fewer rows.
    """
    root = np.sqrt(cells)[:, None]
    scaled = root[:, 0] * means
    designs = [root * _indicators([codes[name] for name in term]) for term in terms]
    everything = _basis([root, *designs])
    k = len(terms)
    df, ss, traces = np.zeros(k + 1), np.zeros(k + 1), np.zeros((k, k))
    for i in range(k):
        base = [designs[j] for j in range(k) if not set(terms[i]) <= set(terms[j])]
        added = _added(_basis([root, *base]), designs[i])
        df[i] = added.shape[1]
        ss[i] = float(np.sum((added.T @ scaled) ** 2))
        traces[i] = [float(np.sum((added.T @ design) ** 2)) for design in designs]
    df[k] = everything.shape[1]
    ss[k] = float(np.sum((scaled - everything @ (everything.T @ scaled)) ** 2))
    return df, ss, traces, [design.shape[1] for design in designs]


def _split_balanced(
    means: Floats, cells: Ints, codes: Mapping[str, Ints], sets: Sequence[frozenset[str]]
) -> Split:
    """By means, for every combination measured equally often: the spaces of all subsets of the factors are orthogonal.

    What a term adds are the subsets of its factors that are in no term without it.
    """
    names = list(codes)
    levels = {name: int(codes[name].max()) + 1 for name in names}
    table = np.empty([levels[name] for name in names])
    table[tuple(codes[name] for name in names)] = means
    rows = int(cells[0]) * table.size
    subsets = [frozenset(some) for r in range(len(names) + 1) for some in itertools.combinations(names, r)]
    own_df = {subset: math.prod(levels[name] - 1 for name in subset) for subset in subsets}
    own_ss = {}
    for subset in subsets:
        part = table.mean(axis=tuple(a for a, name in enumerate(names) if name not in subset), keepdims=True)
        for axis, name in enumerate(names):
            if name in subset:
                part = part - part.mean(axis=axis, keepdims=True)
        own_ss[subset] = float(np.sum(part**2)) * rows / part.size
    k = len(sets)
    df, ss, traces = np.zeros(k + 1), np.zeros(k + 1), np.zeros((k, k))
    sizes = [math.prod(levels[name] for name in one) for one in sets]
    for i, own in enumerate(sets):
        others = [one for one in sets if not own <= one]
        added = [
            subset
            for subset in subsets
            if subset and subset <= own and not any(subset <= one for one in others)
        ]
        df[i], ss[i] = sum(own_df[subset] for subset in added), sum(own_ss[subset] for subset in added)
        for j, other in enumerate(sets):
            inside = sum(own_df[subset] for subset in added if subset <= other)
            traces[i, j] = inside * rows / sizes[j]
    left = [subset for subset in subsets if subset and not any(subset <= one for one in sets)]
    df[k] = table.size - sum(own_df[subset] for subset in left)
    ss[k] = sum(own_ss[subset] for subset in left)
    return df, ss, traces, sizes


def _balanced(cells: Ints, factors: Mapping[str, Ints], terms: Sequence[Term]) -> bool:
    """Every combination of the factors' levels was measured equally often."""
    names = dict.fromkeys(itertools.chain(*terms))
    possible = math.prod(np.unique(factors[name]).size for name in names)
    return cells.size == possible and cells.min() == cells.max()


def _row(i: int, label: str, ss: Floats, df: Floats, ms: Floats, weights: Floats) -> AnovaRow:
    """One table row with its F test against the mean squares that estimate the rest."""
    from scipy import special

    others = [j for j in range(ms.size) if j != i]
    target = weights[i].copy()
    target[i] = 0.0
    combination = np.linalg.solve(weights[np.ix_(others, others)].T, target[others])
    combination[np.abs(combination) < 1e-10] = 0.0
    parts = combination * ms[others]
    denominator = float(np.sum(parts))
    if denominator <= 0:
        return AnovaRow(label, float(df[i]), float(ss[i]), float(ms[i]))
    error_df = denominator**2 / float(np.sum(parts**2 / df[others]))
    f = float(ms[i] / denominator)
    p = float(special.fdtrc(df[i], error_df, f))
    return AnovaRow(label, float(df[i]), float(ss[i]), float(ms[i]), f, p)


def _cells(codes: Sequence[Ints]) -> tuple[Ints, Ints, Ints]:
    """The cell (combination of all factors) of each row, the first row of each cell, and its number of rows."""
    _ignored, first, cell, counts = np.unique(
        np.column_stack(codes), axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    return cell.ravel(), first, counts


def _indicators(codes: Sequence[Ints]) -> Floats:
    """(n, levels) indicators of the combinations that occur."""
    _ignored, combined = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    combined = combined.ravel()
    matrix = np.zeros((combined.size, int(combined.max()) + 1))
    matrix[np.arange(combined.size), combined] = 1.0
    return matrix


def _basis(blocks: Sequence[Floats]) -> Floats:
    """An orthonormal basis of the columns of all blocks."""
    left, sizes, _ignored = np.linalg.svd(np.hstack(blocks), full_matrices=False)
    return np.asarray(left[:, sizes > 1e-9 * sizes[0]])


def _added(basis: Floats, design: Floats) -> Floats:
    """An orthonormal basis of what `design` adds to `basis`."""
    rest = design - basis @ (basis.T @ design)
    rest -= basis @ (basis.T @ rest)
    left, sizes, _ignored = np.linalg.svd(rest, full_matrices=False)
    largest = float(np.sqrt(np.max(np.sum(design**2, axis=0))))
    return np.asarray(left[:, sizes > 1e-9 * largest])
