"""Attribute agreement: do people who judge the same cases judge them alike, and rightly?

Percent agreement counts cases on which every trial agrees, with exact intervals; kappa takes off the
agreement that guessing would reach; Kendall's coefficients use the order of ordinal ratings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from leanbench.stats.base.guards import check_confidence
from leanbench.stats.base.samples import Ints, StatsError, column, count
from leanbench.stats.msa.agreement_result import AgreementStudy, Assessment
from leanbench.stats.msa.kappa import (
    Kappa,
    cohen_kappa,
    fleiss_kappa,
    kendall_tau,
    kendall_w,
)
from leanbench.stats.msa.random_effects import levels
from leanbench.stats.tests.intervals import agreement_interval
from leanbench.words.language import _

if TYPE_CHECKING:
    pass

__all__ = ["attribute_agreement"]

Column = Iterable[Any]


def attribute_agreement(
    ratings: Column,
    parts: Column,
    appraisers: Column,
    standard: Column | None = None,
    order: Sequence[Any] | None = None,
    confidence: float = 0.95,
    pool_trials: bool = False,
) -> AgreementStudy:
    """Attribute agreement analysis.

    Parameters
    ----------
    ratings, parts, appraisers : (n,) columns, one row per rating; repeats are trials in row order.
    standard : (n,) known right answer of the part, in each of its rows.
    order : the categories from lowest to highest, when they are ordinal; then Kendall's coefficients
        are given too.
    confidence : of the exact intervals.
    pool_trials : Cohen's kappa against the standard from one table of all trials (as JASP) instead of
        the mean over trials (as Minitab).

    Raises
    ------
    StatsError : columns of unequal length, one part only, a part with two standards, one rating each.

    Notes
    -----
    Against the standard, kappa is the mean over trials (and appraisers) of the two-rater kappa of the
    trial and the standard. Kappa needs the same number of trials for every part; without it the
    percentages stand and kappa is left out, said in `notes`.
    Source: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, ch. 18;
    Minitab, Methods and formulas for attribute agreement analysis.
    """
    check_confidence(confidence)
    table = _read(ratings, parts, appraisers, standard, order)
    judges = range(len(table.appraisers))
    within = [_within(table, i, confidence) for i in judges if table.trials(i) > 1]
    against: list[Assessment] = []
    together = None
    if table.standard is not None:
        against = [_against(table, i, confidence, pool_trials) for i in judges]
        together = _all_against(table, against, confidence)
    between = _between(table, confidence) if len(table.appraisers) > 1 else None
    if not within and between is None and not against:
        raise StatsError(
            _(
                "One appraiser rated each part once and there is no standard: there is nothing to "
                "compare with. Add a second trial, a second appraiser or the right answers."
            )
        )
    convention = "exact intervals; kappa against the standard is the mean over trials of the two-rater kappa"
    if pool_trials:
        convention = "exact intervals; Cohen's kappa against the standard from one table of all trials"
    return AgreementStudy(
        len(table.parts), max(table.trials(i) for i in judges), table.categories, tuple(within),
        tuple(against), between, together, _confusion(table), confidence, tuple(table.notes), convention,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ratings:
    """The ratings by appraiser and part. cells[a][p] : (trials,) category codes."""

    cells: tuple[tuple[Ints, ...], ...]
    parts: tuple[str, ...]
    appraisers: tuple[str, ...]
    categories: tuple[str, ...]
    standard: Ints | None
    ordinal: bool
    notes: list[str]

    def trials(self, appraiser: int) -> int:
        """The largest number of trials of a part."""
        return max(cell.size for cell in self.cells[appraiser])

    def block(self, appraiser: int) -> Ints | None:
        """(parts, trials) codes, or None when the numbers of trials differ."""
        cells = self.cells[appraiser]
        return np.vstack(cells) if len({cell.size for cell in cells}) == 1 else None


def _read(
    ratings: Column, parts: Column, appraisers: Column, standard: Column | None, order: Sequence[Any] | None
) -> _Ratings:
    columns = {
        "rating": column(ratings, "ratings"),
        "part": column(parts, "cases"),
        "appraiser": column(appraisers, "appraisers"),
    }
    if standard is not None:
        columns["standard"] = column(standard, "standards")
    n = len(columns["rating"])
    for name, cells in columns.items():
        if len(cells) != n:
            raise StatsError(
                f"There are {count(n, 'rating')} but {len(cells)} {name} cells. Choose columns of one table."
            )
    notes: list[str] = []
    keep = [True] * n
    for name, cells in columns.items():
        blank = [keep[i] and _blank(item) for i, item in enumerate(cells)]
        if any(blank):
            notes.append(f"{count(sum(blank), 'row')} without a {name} left out.")
            keep = [k and not b for k, b in zip(keep, blank, strict=True)]
    kept = {name: [item for item, k in zip(c, keep, strict=True) if k] for name, c in columns.items()}
    if not kept["rating"]:
        raise StatsError(_("There are no ratings. Choose the columns for rating, part and appraiser."))
    part_codes, part_names = levels(kept["part"])
    if len(part_names) < 2:
        raise StatsError(
            f"All ratings are of one part ({part_names[0]}); agreement needs at least two. "
            "Choose the column that names the cases."
        )
    judge_codes, judge_names = levels(kept["appraiser"])
    codes, categories, truth = _categories(kept, order)
    answers = _standard(part_codes, truth, part_names, categories) if truth is not None else None
    cells = tuple(
        tuple(codes[(judge_codes == a) & (part_codes == p)] for p in range(len(part_names)))
        for a in range(len(judge_names))
    )
    for name, row in zip(judge_names, cells, strict=True):
        sizes = sorted({cell.size for cell in row})
        if len(sizes) > 1:
            missing = sum(cell.size == 0 for cell in row)
            gap = f", {count(missing, 'part')} not rated" if missing else ""
            notes.append(
                f"{name} rated the parts {sizes[0]} to {sizes[-1]} times{gap}: percentages use all rated parts, "
                "kappa is left out."
            )
    return _Ratings(cells, part_names, judge_names, categories, answers, order is not None, notes)


def _categories(
    kept: dict[str, list[Any]], order: Sequence[Any] | None
) -> tuple[Ints, tuple[str, ...], Ints | None]:
    """Codes of ratings and standards on one list of categories, in the given order when ordinal."""
    truth = kept.get("standard", [])
    codes, names = levels([*kept["rating"], *truth])
    if order is not None:
        _ignored, wanted = levels(order)
        for name in names:
            if name not in wanted:
                raise StatsError(f"The rating {name!r} is not in the order given: {', '.join(wanted)}.")
        places = np.array([wanted.index(name) for name in names], dtype=np.int64)
        codes, names = places[codes], wanted
    split = len(kept["rating"])
    return codes[:split], names, codes[split:] if truth else None


def _standard(parts: Ints, truth: Ints, names: tuple[str, ...], categories: tuple[str, ...]) -> Ints:
    answers = np.zeros(len(names), dtype=np.int64)
    for p, name in enumerate(names):
        seen = np.unique(truth[parts == p])
        if seen.size > 1:
            both = " and ".join(categories[code] for code in seen[:2])
            raise StatsError(f"Part {name} has two standards ({both}). Each part has one right answer.")
        answers[p] = seen[0]
    return answers


def _blank(item: Any) -> bool:
    return item is None or (isinstance(item, float) and math.isnan(item)) or not str(item).strip()


def _share(
    who: str, hits: Sequence[bool], confidence: float
) -> tuple[str, int, int, float, tuple[float, float]]:
    matched, inspected = sum(hits), len(hits)
    low, high = agreement_interval(matched, inspected, confidence)
    return who, matched, inspected, 100.0 * matched / inspected, (100.0 * low, 100.0 * high)


def _within(table: _Ratings, a: int, confidence: float) -> Assessment:
    cells = [cell for cell in table.cells[a] if cell.size > 1]
    block = table.block(a)
    fleiss = cohen = kendall = kendall_p = None
    if block is not None:
        fleiss = fleiss_kappa(block, table.categories)
        cohen = cohen_kappa(block[:, 0], block[:, 1], table.categories) if block.shape[1] == 2 else None
        if table.ordinal:
            kendall, kendall_p = kendall_w(block)
    hits = [bool(np.all(cell == cell[0])) for cell in cells]
    return Assessment(*_share(table.appraisers[a], hits, confidence), fleiss, cohen, kendall, kendall_p)


def _against(table: _Ratings, a: int, confidence: float, pool: bool) -> Assessment:
    assert table.standard is not None
    rated = [(cell, answer) for cell, answer in zip(table.cells[a], table.standard, strict=True) if cell.size]
    hits = [bool(np.all(cell == answer)) for cell, answer in rated]
    block, truth = table.block(a), table.standard
    fleiss = cohen = kendall = None
    if block is not None:
        trials = [block[:, t] for t in range(block.shape[1])]
        fleiss = _mean_kappa([fleiss_kappa(np.column_stack([t, truth]), table.categories) for t in trials])
        if pool:
            cohen = cohen_kappa(block.ravel(), np.repeat(truth, block.shape[1]), table.categories)
        else:
            cohen = _mean_kappa([cohen_kappa(t, truth, table.categories) for t in trials])
        if table.ordinal:
            taus = [kendall_tau(t, truth) for t in trials]
            kendall = float(np.mean([tau for tau in taus if tau is not None])) if None not in taus else None
    return Assessment(*_share(table.appraisers[a], hits, confidence), fleiss, cohen, kendall)


def _between(table: _Ratings, confidence: float) -> Assessment:
    everyone = range(len(table.appraisers))
    shared = [p for p in range(len(table.parts)) if all(table.cells[a][p].size for a in everyone)]
    if len(shared) < len(table.parts):
        table.notes.append(
            f"{count(len(table.parts) - len(shared), 'part')} not rated by every appraiser: not in the comparison "
            "between appraisers."
        )
    if not shared:
        raise StatsError(
            _(
                "No part was rated by every appraiser; they cannot be compared with each other. Let "
                "everybody rate the same cases."
            )
        )
    joined = [np.concatenate([table.cells[a][p] for a in everyone]) for p in shared]
    hits = [bool(np.all(cell == cell[0])) for cell in joined]
    fleiss = cohen = kendall = kendall_p = None
    if len({cell.size for cell in joined}) == 1 and len(shared) > 1:
        block = np.vstack(joined)
        fleiss = fleiss_kappa(block, table.categories)
        cohen = cohen_kappa(block[:, 0], block[:, 1], table.categories) if block.shape[1] == 2 else None
        if table.ordinal:
            kendall, kendall_p = kendall_w(block)
    return Assessment(*_share("all appraisers", hits, confidence), fleiss, cohen, kendall, kendall_p)


def _all_against(table: _Ratings, against: Sequence[Assessment], confidence: float) -> Assessment:
    assert table.standard is not None
    hits = []
    for p, answer in enumerate(table.standard):
        cells = [table.cells[a][p] for a in range(len(table.appraisers))]
        if all(cell.size for cell in cells):
            hits.append(all(bool(np.all(cell == answer)) for cell in cells))
    if not hits:
        raise StatsError(
            _(
                "No part was rated by every appraiser; they cannot be compared with the standard "
                "together. Let everybody rate the same cases."
            )
        )
    fleiss = _mean_kappa([a.fleiss for a in against])
    cohen = _mean_kappa([a.cohen for a in against])
    taus = [a.kendall for a in against if a.kendall is not None]
    kendall = float(np.mean(taus)) if len(taus) == len(against) else None
    return Assessment(*_share("all appraisers", hits, confidence), fleiss, cohen, kendall)


def _mean_kappa(kappas: Sequence[Kappa | None]) -> Kappa | None:
    """The mean kappa, with the mean of each category's; no standard error is known for it."""
    known = [kappa for kappa in kappas if kappa is not None]
    if not known or len(known) < len(kappas):
        return None
    names = [name for name, _ in known[0].categories]
    by_name = [dict(kappa.categories) for kappa in known]
    shared = [name for name in names if all(name in values for values in by_name)]
    means = tuple((name, float(np.mean([values[name] for values in by_name]))) for name in shared)
    return Kappa(float(np.mean([kappa.value for kappa in known])), None, None, means)


def _confusion(table: _Ratings) -> tuple[tuple[str, str, str, int], ...]:
    if table.standard is None:
        return ()
    rows = []
    for a, name in enumerate(table.appraisers):
        counts = np.zeros((len(table.categories), len(table.categories)), dtype=np.int64)
        for p, answer in enumerate(table.standard):
            np.add.at(counts[answer], table.cells[a][p], 1)
        rows += [
            (name, table.categories[s], table.categories[r], int(counts[s, r]))
            for s in range(len(table.categories))
            for r in range(len(table.categories))
            if counts[s].any()
        ]
    return tuple(rows)
