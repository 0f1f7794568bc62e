"""The parts of a before/after study: which rows, which chart, which test and why, what to be careful about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from leanbench.stats.base import sums, tails
from leanbench.stats.base.result import Record
from leanbench.stats.base.result_words import num, percent
from leanbench.stats.base.samples import Floats, StatsError, column, count
from leanbench.stats.capability.capability_indices import specification
from leanbench.stats.capability.capability_result import NormalCapability
from leanbench.stats.capability.normal_capability import capability_normal
from leanbench.stats.change.change_rows import Rows
from leanbench.stats.spc import attributes, variables
from leanbench.stats.spc.chart_design import Design
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.tests.testing import HypothesisTest
from leanbench.stats.tests.tests_counts import two_proportions, two_rates
from leanbench.stats.tests.tests_means import two_sample_t
from leanbench.stats.tests.tests_ranks import mann_whitney
from leanbench.stats.tests.tests_spread import equal_variances
from leanbench.words.language import _

Choice = Literal["auto", "welch-t", "mann-whitney"]
SKEWED = 1.0  # skewness beyond which a mean no longer describes a typical case
TOO_WIDE = 0.01  # p-value below which counting alone does not explain how much the rows differ


def in_groups(
    x: Floats, stage: list[str], usable: np.ndarray[Any, Any], design: Design
) -> tuple[list[float], Floats, list[str], Design]:
    """Yes/no values of single cases as counts of groups, so that a p chart has something to show.

    About 20 groups in all, never across a stage boundary, each of the same size but the last of a stage.
    """
    size = max(5, math.ceil(np.count_nonzero(usable) / 20))
    counts: list[float] = []
    totals: list[float] = []
    stages: list[str] = []
    start = 0
    while start < x.size:
        end = start
        while end < x.size and stage[end] == stage[start]:
            end += 1
        values = x[start:end][usable[start:end]]
        for at in range(0, values.size, size):
            part = values[at : at + size]
            if part.size < size / 2 and stages and stages[-1] == stage[start]:
                counts[-1] += float(part.sum())
                totals[-1] += part.size
            else:
                counts.append(float(part.sum()))
                totals.append(float(part.size))
                stages.append(stage[start])
        start = end
    plain: Design = {"name": design["name"], "profile": design["profile"]}
    return counts, np.array(totals), stages, plain


@dataclass(frozen=True, slots=True, eq=False)
class Drawn(Record):
    """The staged chart, every point against the limits of before, and what `against_before` counts."""

    chart: ControlChart
    frozen: ControlChart | None
    beyond: int = 0
    aside: int = 0
    points: int = 0


def draw_charts(data: Rows, subgroup: int | Iterable[Any] | None, design: Design) -> Drawn:
    """The chart with limits in each stage, and before and after with the limits of before (where they can be)."""
    raw, sizes, stage = data.raw, data.sizes, data.stage
    if data.kind == "share" and sizes is None:
        raw, sizes, stage, design = in_groups(data.values, stage, data.usable, design)
    ids = None if subgroup is None or data.kind != "measure" else subgroup_ids(subgroup, stage)
    widest = 0 if ids is None else max(Counter(ids).values())

    def draw(rows: Sequence[int], stages: list[str] | None, options: Design) -> ControlChart:
        given = _options(options, stages)
        v = [raw[i] for i in rows]
        if ids is not None:
            chart = variables.xbar_r if widest <= 8 else variables.xbar_s
            return chart(v, [ids[i] for i in rows], **given)
        if data.kind == "measure" or sizes is None:
            return variables.i_mr(v, **given)
        counted = attributes.p if data.kind == "share" else attributes.u
        return counted(v, sizes[list(rows)], **given)

    chart = draw(range(len(raw)), stage, design)
    before, after = data.names
    rows = [i for i, label in enumerate(stage) if label in (before, after)]
    rows.sort(key=lambda i: (stage[i] != before, i))
    at = {row: i for i, row in enumerate(rows)}
    inner: Design = {**design}
    excluded = design.get("excluded")
    if excluded:
        items = excluded.items() if isinstance(excluded, Mapping) else ((row, "") for row in excluded)
        inner["excluded"] = {at[int(row)]: why for row, why in items if int(row) in at}
    labels = design.get("labels")
    if labels is not None:
        all_labels = list(labels)
        inner["labels"] = [all_labels[i] for i in rows]
    n_before = sum(stage[i] == before for i in rows)
    inner["baseline"] = range(n_before)
    try:
        frozen = draw(rows, None, inner)
    except StatsError:
        return Drawn(chart, None)
    return Drawn(chart, frozen, *against_before(frozen, n_before))


def subgroup_ids(subgroup: int | Iterable[Any], stage: list[str]) -> list[Any]:
    """An id for each row; subgroups of a fixed size start anew at each stage."""
    if not isinstance(subgroup, (int, np.integer)):
        ids = list(column(subgroup, "subgroup ids"))
        if len(ids) != len(stage):
            raise StatsError(
                f"There are {len(ids)} subgroup ids for {len(stage)} rows. Give one for each row."
            )
        return ids
    if subgroup < 2:
        raise StatsError(
            f"A subgroup needs at least 2 values, not {subgroup}; leave it out for single values."
        )
    found: list[Any] = []
    number = inside = 0
    for row, label in enumerate(stage):
        if row == 0 or label != stage[row - 1] or inside == subgroup:
            number, inside = number + 1, 0
        inside += 1
        found.append(number)
    return found


def _options(options: Design, stages: list[str] | None) -> Design:
    """The options with these stages; options that are None are left to the chart's defaults."""
    given = {key: value for key, value in options.items() if value is not None}
    if stages is not None:
        given["stages"] = stages
    return given  # type: ignore[return-value]


def against_before(frozen: ControlChart, n_before: int) -> tuple[int, int, int]:
    """After points outside the limits of before, the longest run on one side of the old center, how many points."""
    panel = frozen.panels[0]
    after = (panel.row >= n_before) & ~panel.excluded
    points, middle = panel.points[after], panel.center[after]
    outside = (points > panel.ucl[after]) | (points < panel.lcl[after])
    longest = run = 0
    side = 0.0
    for value in np.sign(points - middle):
        run = run + 1 if value == side and value else (1 if value else run)
        side = value if value else side
        longest = max(longest, run)
    return int(np.count_nonzero(outside)), longest, int(points.size)


def measure_test(
    pair: tuple[Floats, Floats], names: tuple[str, str], test: Choice, confidence: float, unit: str
) -> tuple[HypothesisTest, str]:
    """The comparison of two measures, and the reason for it."""
    if test == "welch-t":
        return two_sample_t(*pair, names=names, confidence=confidence, unit=unit), _(
            "Welch's t test, as chosen."
        )
    if test == "mann-whitney":
        return mann_whitney(*pair, names=names, confidence=confidence, unit=unit), _(
            "Mann-Whitney test, as chosen."
        )
    if test != "auto":
        raise StatsError(f"The test is auto, welch-t or mann-whitney, not {test!r}.")
    skew = [_skewness(v) for v in pair]
    smallest = min(v.size for v in pair)
    if max(abs(s) for s in skew) > SKEWED:
        why = _(
            "Mann-Whitney, because the values are skewed: a few long cases would rule a comparison of means."
        )
        return mann_whitney(*pair, names=names, confidence=confidence, unit=unit), why
    if smallest < 20 and any(_not_normal(v) for v in pair):
        why = f"Mann-Whitney, because there are only {smallest} values in one stage and they do not look normal."
        return mann_whitney(*pair, names=names, confidence=confidence, unit=unit), why
    if not any(sums.sd(v) > 0 for v in pair):
        raise StatsError(
            _(
                "All values are equal within both stages: without any spread there is nothing to "
                "test. Choose another measure."
            )
        )
    why = _("Welch's t test, because the values are not skewed; it does not ask for equal spreads.")
    return two_sample_t(*pair, names=names, confidence=confidence, unit=unit), why


def _skewness(values: Floats) -> float:
    from leanbench.stats.explore.descriptive import describe

    found = describe(values).skewness
    return 0.0 if math.isnan(found) else found


def _not_normal(values: Floats) -> bool:
    from leanbench.stats.distributions.normality_tests import anderson_darling

    try:
        return not anderson_darling(values, alpha=0.01).normal
    except StatsError:
        return False


def counted_test(
    kind: str,
    pair: tuple[Floats, Floats],
    sizes: tuple[Floats, Floats],
    names: tuple[str, str],
    confidence: float,
    unit: str,
) -> tuple[HypothesisTest, str]:
    """The comparison of two shares or rates; by rows when they vary more than counting explains."""
    events, totals = tuple(float(v.sum()) for v in pair), tuple(float(s.sum()) for s in sizes)
    doubt = min(counting_p(v, s, kind) for v, s in zip(pair, sizes, strict=True))
    if doubt < TOO_WIDE:
        a, b = (v / s for v, s in zip(pair, sizes, strict=True))
        why = _(
            "Welch's t on the rows, because they vary more than pure counting explains: cases "
            "are not independent."
        )
        tested = two_sample_t(a, b, names=names, confidence=confidence, unit=unit)
        headline = shares_text(tested, names) if kind == "share" else tested.headline
        return replace(tested, title="Two-sample t test of the rows (Welch)", headline=headline), why
    whole = (round(events[0]), round(events[1]))
    if kind == "share":
        cases = (round(totals[0]), round(totals[1]))
        return two_proportions(whole, cases, names=names, confidence=confidence), _(
            "Fisher's exact test, because each case is yes or no."
        )
    tested = two_rates(whole, (totals[0], totals[1]), names=names, confidence=confidence, unit=unit)
    return tested, _("Exact test of two Poisson rates, because events are counted.")


def counting_p(counts: Floats, sizes: Floats, kind: str) -> float:
    """p-value of the chi-square test that rows differ no more than counting makes them; 1 for few rows."""
    rate = float(counts.sum() / sizes.sum())
    variance = rate * (1 - rate) / sizes if kind == "share" else rate / sizes
    if counts.size < 6 or sizes.max() <= 1 or not np.all(variance > 0):
        return 1.0
    return tails.chi2_upper(float(np.sum((counts / sizes - rate) ** 2 / variance)), counts.size - 1)


def shares_text(tested: HypothesisTest, names: tuple[str, str]) -> str:
    """The headline of a test of shares that were compared row by row."""
    effect, (a, b) = tested.effect, tested.groups
    assert effect is not None
    way = "higher" if effect.value > 0 else "lower"
    return (
        f"The share of {names[1]} (on average {percent(b.mean)}) is "
        f"{num(abs(100 * effect.value), 3)} percentage points {way} than that of {names[0]} ({percent(a.mean)}); "
        f"{num(100 * effect.confidence)}% interval {num(100 * effect.low, 3)} to {num(100 * effect.high, 3)} points."
    )


def spread_test(
    pair: tuple[Floats, Floats], names: tuple[str, str], name: str, unit: str, confidence: float
) -> HypothesisTest | None:
    """Levene's test of the spreads, None where it cannot be made."""
    labels = [names[0]] * pair[0].size + [names[1]] * pair[1].size
    try:
        return equal_variances(np.concatenate(pair), labels, confidence=confidence, name=name, unit=unit)
    except StatsError:
        return None  # no spread at all in either stage: nothing to compare


def capability(
    pair: tuple[Floats, Floats], lsl: float | None, usl: float | None, target: float | None, kind: str,
    names: tuple[str, str], name: str, profile: str | None, notes: list[str],
) -> tuple[NormalCapability | None, NormalCapability | None] | None:  # fmt: skip
    if (lsl is None and usl is None) or kind != "measure":
        return None
    found: list[NormalCapability | None] = []
    for values, stage in zip(pair, names, strict=True):
        try:
            found.append(
                capability_normal(
                    values, lsl=lsl, usl=usl, target=target, profile=profile, name=f"{name}, {stage}"
                )
            )
        except StatsError as error:
            notes.append(f"No capability of {stage}: {error}")
            found.append(None)
    return found[0], found[1]


def within(
    pair: tuple[Floats, Floats],
    lsl: float | None,
    usl: float | None,
    names: tuple[str, str],
    confidence: float,
) -> HypothesisTest | None:
    """The shares inside the limits compared; None without limits."""
    """Normal capability before and after against the limits; None without limits or for counts."""
    if lsl is None and usl is None:
        return None
    specification(lsl, usl)
    low, high = -math.inf if lsl is None else lsl, math.inf if usl is None else usl
    inside = tuple(int(np.count_nonzero((v >= low) & (v <= high))) for v in pair)
    sizes = tuple(int(v.size) for v in pair)
    return two_proportions((inside[0], inside[1]), (sizes[0], sizes[1]), names=names, confidence=confidence)


def cautions(
    chart: ControlChart, names: tuple[str, str], pair: tuple[Floats, Floats], kind: str
) -> tuple[str, ...]:
    """What to be careful about: stages that are not stable, few values."""
    found = []
    stage_of = {s.name: i for i, s in enumerate(chart.stages)}
    for name in names:
        number = stage_of.get(name)
        points = {
            point
            for panel in chart.panels
            for point in panel.signal_points
            if panel.stage[point] == number and not panel.excluded[point]
        }
        if points:
            found.append(f"Stage {name} is not stable by itself ({count(len(points), 'signal')} on the chart): "
                         "look for the cause before trusting a comparison of averages.")  # fmt: skip
    if kind == "measure":
        for name, values in zip(names, pair, strict=True):
            lag = _lag1(values)
            if values.size >= 20 and lag > 2 / math.sqrt(values.size):
                found.append(f"Neighboring values of {name} resemble each other (autocorrelation {num(lag, 2)}): "
                             "the p-value is smaller than it should be.")  # fmt: skip
    smallest = min(v.size for v in pair)
    if smallest < 8 and kind == "measure":
        found.append(f"One stage has only {count(smallest, 'value')}: a small change would not be seen.")
    return tuple(found)


def _lag1(values: Floats) -> float:
    d = values - values.mean()
    ss = float(d @ d)
    return float(d[:-1] @ d[1:]) / ss if ss > 0 else 0.0
