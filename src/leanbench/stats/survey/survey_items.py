"""Survey items: top-box shares with honest intervals, Likert summaries, importance against performance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from leanbench.stats.base.guards import full_sentences
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, percent
from leanbench.stats.base.samples import (
    Floats,
    StatsError,
    clean,
    column,
    columns_by_name,
    count,
    numbers_of,
    refuse_huge,
    whole,
)
from leanbench.stats.survey.consistency import Alpha, cronbach_alpha
from leanbench.stats.tests.intervals import share_estimate
from leanbench.stats.tests.testing import Estimate, check_confidence
from leanbench.words.language import _
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

__all__ = ["importance_performance", "survey"]

AGREEMENT: dict[str, int] = {
    "strongly disagree": 1, "disagree": 2, "neither agree nor disagree": 3, "neutral": 3, "agree": 4,
    "strongly agree": 5,
}  # fmt: skip
LONGEST = 101  # points of a scale: 0 to 100
SATISFACTION: dict[str, int] = {
    "very dissatisfied": 1, "dissatisfied": 2, "neither": 3, "neutral": 3, "satisfied": 4, "very satisfied": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a survey.

    counts : answers at each point of the scale, lowest first. top, bottom : share in the top and bottom boxes.
    net : top minus bottom share.
    """

    name: str
    n: int
    missing: int
    counts: tuple[int, ...]
    top: Estimate
    bottom: Estimate
    mean: float
    median: float
    sd: float

    @property
    def net(self) -> float:
        """Top share minus bottom share."""
        return self.top.value - self.bottom.value


@dataclass(frozen=True, slots=True, eq=False)
class Survey(Result):
    """Several items on one scale, in the order of the questionnaire; `ranked` gives them best first."""

    items: tuple[Item, ...]
    scale: tuple[int, ...]
    boxes: int
    confidence: float
    alpha: Alpha | None
    notes: tuple[str, ...] = ()
    convention: str = ""
    source: str = "Wilson 1927; Brown, Cai and DasGupta 2001"
    method: str = "survey"

    def ranking(self) -> tuple[Item, ...]:
        """Items by top-box share, best first."""
        return tuple(sorted(self.items, key=lambda item: -item.top.value))

    def _sentences(self) -> list[str]:
        best, worst = self.ranking()[0], self.ranking()[-1]
        first = (
            f"{percent(best.top.value)} answer in the top {self.boxes} of {len(self.scale)} on {best.name}"
        )
        limits = f"{num(100 * best.top.low, 3)} to {num(100 * best.top.high, 3)}%, n = {best.n}"
        limits = f"{num(100 * self.confidence)}% interval {limits}"
        lines = [f"{first} ({limits})."]
        if len(self.items) > 1:
            lines[0] = lines[0][:-1] + f", the best of {len(self.items)} items."
            lines.append(
                f"The weakest is {worst.name} with {percent(worst.top.value)} "
                f"({num(100 * worst.top.low, 3)} to {num(100 * worst.top.high, 3)}%)."
            )
            if best.top.low < worst.top.high:
                lines.append(_("The intervals of best and weakest overlap: do not make much of the order."))
        if self.alpha is not None:
            lines.append(self.alpha.summary()[0])
        return lines

    def table(self) -> Table:
        """One row for each item."""
        share = f"{num(100 * self.confidence)}%"
        columns = (
            "Item", "n", "Missing", *(str(point) for point in self.scale), f"Top {self.boxes}, %", f"Lower, {share}",
            f"Upper, {share}", f"Bottom {self.boxes}, %", "Net, points", "Mean", "Median",
        )  # fmt: skip
        rows = tuple(
            (i.name, i.n, i.missing, *i.counts, 100 * i.top.value, 100 * i.top.low, 100 * i.top.high,
             100 * i.bottom.value, 100 * i.net, i.mean, i.median)
            for i in self.items
        )  # fmt: skip
        return Table(columns, rows)


def survey(
    items: Mapping[str, Iterable[Any]],
    *,
    scale: Sequence[int] = (1, 2, 3, 4, 5),
    words: Mapping[str, int] | None = None,
    boxes: int = 2,
    reverse: Iterable[str] = (),
    confidence: float = 0.95,
) -> Survey:
    """Summarize items of a survey.

    Parameters
    ----------
    items : mapping of question to its answers (numbers of the scale, or words such as "agree").
    scale : the points, lowest first.
    words : what words mean; those of agreement and satisfaction scales are known.
    boxes : how many points count as top (and as bottom): 2 of 5.
    reverse : items that were asked the other way round; turned, and said.
    confidence : confidence of the Wilson intervals.

    Raises
    ------
    StatsError
        No item, an item without answers, answers off the scale.
    """
    check_confidence(confidence)
    if len(scale) > LONGEST:
        raise StatsError(
            _(
                "A scale of {n_scale} points is no rating scale; at most {longest} are summarized "
                "point by point."
            ).format(n_scale=number_text(len(scale)), longest=LONGEST)
        )
    points = tuple(int(p) for p in scale)
    if len(points) < 2 or list(points) != sorted(set(points)):
        raise StatsError(_("The scale must rise, with at least two points, for example 1 to 5."))
    boxes = whole(boxes, "The number of top boxes")
    if not 1 <= boxes <= len(points) // 2:
        raise StatsError(f"The top boxes must be 1 to {len(points) // 2} of {len(points)} points.")
    items = columns_by_name(items, "The questions")
    turned = set(reverse)
    unknown = turned - set(items)
    if unknown:
        raise StatsError(f"There is no item {sorted(unknown)[0]!r} to turn round.")
    known = {**AGREEMENT, **SATISFACTION, **{k.strip().lower(): v for k, v in (words or {}).items()}}
    answers: dict[str, Floats] = {}
    notes: list[str] = []
    for name, raw in items.items():
        values, said = _answers(raw, name, points, known)
        answers[name] = points[0] + points[-1] - values if name in turned else values
        notes.extend(said)
    if turned:
        notes.append(f"turned round: {list_text(sorted(turned), 6)}")
    alpha = None
    if len(answers) > 1 and len({v.size for v in answers.values()}) == 1:
        try:
            alpha = cronbach_alpha(answers)
        except StatsError as error:
            notes.append(f"no Cronbach's alpha: {error}")
    summaries = tuple(_item(name, values, points, boxes, confidence) for name, values in answers.items())
    return Survey(
        summaries, points, boxes, confidence, alpha, tuple(notes),
        f"top {boxes} of {len(points)} boxes, Wilson score intervals; means of ordered answers shown beside them",
    )  # fmt: skip


def _answers(
    raw: Iterable[Any], name: str, points: tuple[int, ...], known: Mapping[str, int]
) -> tuple[Floats, list[str]]:
    cells = [
        known.get(cell.strip().lower(), cell) if isinstance(cell, str) else cell for cell in column(raw, name)
    ]
    values, odd = numbers_of(cells)
    notes = []
    if odd:
        notes.append(
            f"{name}: {count(len(odd), 'answer')} not understood, first {odd[0][1]!r} in row {odd[0][0] + 1}, left out"
        )
    seen = values[np.isfinite(values)]
    off = seen[~np.isin(seen, points)]
    if off.size:
        row = int(np.flatnonzero(np.isfinite(values) & ~np.isin(values, points))[0])
        raise StatsError(
            _(
                "{name} has an answer {off} in row {row} that is not on the scale {points} to {points2}."
            ).format(name=name, off=num(off[0], 6), row=row + 1, points=points[0], points2=points[-1])
        )
    if not seen.size:
        raise StatsError(f"{name} has no answers.")
    return np.where(np.isfinite(values), values, np.nan), notes


def _item(name: str, values: Floats, points: tuple[int, ...], boxes: int, confidence: float) -> Item:
    seen = values[np.isfinite(values)]
    counts = tuple(int(np.count_nonzero(seen == p)) for p in points)
    n = int(seen.size)
    sd = float(seen.std(ddof=1)) if n > 1 else math.nan
    return Item(
        name, n, int(values.size) - n, counts,
        share_estimate(sum(counts[-boxes:]), n, confidence, label="Top"),
        share_estimate(sum(counts[:boxes]), n, confidence, label="Bottom"),
        float(seen.mean()), float(np.median(seen)), sd,
    )  # fmt: skip


Quadrant = Literal["improve first", "keep up", "low priority", "possible overkill"]


@dataclass(frozen=True, slots=True, eq=False)
class ImportancePerformance(Result):
    """Items by importance and performance; the lines between quadrants are the means unless given.

    items : (name, importance, performance, gap = importance - performance (NaN when
    importance is derived), quadrant).
    """

    items: tuple[tuple[str, float, float, float, Quadrant], ...]
    cut_importance: float
    cut_performance: float
    stated: bool
    notes: tuple[str, ...] = ()
    convention: str = ""
    source: str = "Martilla and James 1977"
    method: str = "importance-performance"

    def _sentences(self) -> list[str]:
        first = [name for name, _, _, _, where in self.items if where == "improve first"]
        keep = [name for name, _, _, _, where in self.items if where == "keep up"]
        lines = [
            f"Improve first: {list_text(first, 6)}." if first else _("No item is both important and weak.")
        ]
        if keep:
            lines.append(f"Important and good, keep it up: {list_text(keep, 6)}.")
        if not self.stated:
            lines.append(
                _(
                    "Importance is derived from how each item goes with overall satisfaction; that is "
                    "not proof of cause."
                )
            )
        return lines

    def table(self) -> Table:
        """One row for each item: the widest gap first, or the most important when no gap has a meaning."""
        rows = tuple(sorted(self.items, key=lambda item: -item[3] if self.stated else -item[1]))
        return Table(("Item", "Importance", "Performance", "Gap", "Quadrant"), rows)


def importance_performance(
    performance: Mapping[str, Iterable[Any]],
    importance: Mapping[str, Iterable[Any]] | None = None,
    *,
    overall: Iterable[Any] | None = None,
    cuts: tuple[float, float] | None = None,
) -> ImportancePerformance:
    """Which items matter and are weak?

    Parameters
    ----------
    performance : mapping of item to its ratings; the item's performance is the mean.
    importance : the same items rated for importance (stated); or
    overall : one overall rating for each row; importance is then the correlation with it (derived).
    cuts : (importance, performance) lines between quadrants; the means when not given.

    Raises
    ------
    StatsError
        Neither or both of importance and overall, items that do not match, nothing to correlate.
    """
    if (importance is None) == (overall is None):
        raise StatsError(
            _("Give either the importance of every item, or one column of overall satisfaction.")
        )
    performance = columns_by_name(performance, "The rated items")
    rated = {name: clean(values, name) for name, values in performance.items()}
    means = {name: sample.values.mean() for name, sample in rated.items()}
    notes = [note for sample in rated.values() for note in sample.notes]
    if len(means) < 2:
        raise StatsError(_("An importance-performance chart needs at least two items."))
    weights: dict[str, float] = {}
    if importance is not None:
        for name in means:
            if name not in importance:
                raise StatsError(f"There is no importance for {name!r}.")
            wanted = clean(importance[name], f"importance of {name}")
            weights[name] = float(wanted.values.mean())
            notes += wanted.notes
    else:
        whole = numbers_of(overall if overall is not None else ())[0]
        blank = int(np.count_nonzero(~np.isfinite(whole)))
        if blank:
            notes.append(f"{count(blank, 'row')} without an overall rating left out of the importance")
        for name, values in performance.items():
            x = numbers_of(values)[0]
            if x.size != whole.size:
                raise StatsError(
                    f"{name} has {x.size} rows and the overall rating {whole.size}. Choose columns of one table."
                )
            refuse_huge(x, name)
            refuse_huge(whole, "the overall rating")
            both = np.isfinite(x) & np.isfinite(whole)
            if both.sum() < 4 or not (x[both].std() > 0 and whole[both].std() > 0):
                raise StatsError(
                    f"{name} and the overall rating do not vary enough together to derive importance."
                )
            weights[name] = float(np.corrcoef(x[both], whole[both])[0, 1])
    cut_i, cut_p = cuts or (float(np.mean(list(weights.values()))), float(np.mean(list(means.values()))))
    items = tuple(
        (
            name,
            weights[name],
            float(means[name]),
            weights[name] - float(means[name]) if importance is not None else math.nan,
            _quadrant(weights[name] >= cut_i, means[name] >= cut_p),
        )
        for name in means
    )
    basis = (
        "stated importance"
        if importance is not None
        else "importance derived by correlation with the overall rating"
    )
    lines = "lines at the means" if cuts is None else "lines as given"
    return ImportancePerformance(
        items, cut_i, cut_p, importance is not None, full_sentences(tuple(notes)), f"{basis}, {lines}"
    )


def _quadrant(important: bool, good: bool) -> Quadrant:
    if important:
        return "keep up" if good else "improve first"
    return "possible overkill" if good else "low priority"
