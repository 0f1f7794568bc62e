"""From arguments by option name to the call of each study. Used through `studies_index`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from leanbench.stats.samples import Floats, StatsError, clean, count, numbers_of
from leanbench.stats.study_options import Arguments
from leanbench.stats.testing import Groups, by_group


def _given(a: Arguments, *names: str) -> dict[str, Any]:
    return {name: a[name] for name in names if a.get(name) not in (None, "")}


def _need(a: Arguments, name: str, what: str) -> Any:
    if a.get(name) is None:
        raise StatsError(f"Choose {what}.")
    return a[name]


def _two_groups(a: Arguments, least: int = 1) -> Groups:
    """The two groups to compare: as named, or the only two there are."""
    order = [a[name] for name in ("first", "second") if a.get(name)]
    value, group = _need(a, "value", "the column of measures"), _need(a, "group", "the column of groups")
    cut = by_group(
        value, group, name=a.get("name") or "values", order=order if len(order) == 2 else None, least=least
    )
    if len(cut.names) > 2:
        some = ", ".join(cut.names[:6])
        raise StatsError(
            f"There are {len(cut.names)} groups ({some}). Name the two to compare, or use one-way ANOVA."
        )
    return cut


def _two(function: Callable[..., Any], a: Arguments, least: int, *more: str) -> Any:
    cut = _two_groups(a, least)
    found = function(*cut.samples, names=cut.names, **_given(a, "alternative", "level", "unit", *more))
    return replace(found, notes=(*cut.notes, *found.notes))


def _one(function: Callable[..., Any], a: Arguments) -> Any:
    return function(
        _need(a, "value", "the column of measures"), _need(a, "target", "the value to compare with"),
        **_given(a, "alternative", "level", "name", "unit"),
    )  # fmt: skip


def _many(function: Callable[..., Any], a: Arguments, *more: str) -> Any:
    value, group = _need(a, "value", "the column of measures"), _need(a, "group", "the column of groups")
    return function(value, group, **_given(a, "level", "name", "unit", *more))


def _column(function: Callable[..., Any], a: Arguments, *more: str) -> Any:
    return function(_need(a, "value", "the column of measures"), **_given(a, "name", "unit", *more))


def _yes_no(values: Any) -> Floats:
    x = clean(numbers_of(values)[0], "The yes/no column").values
    if not np.isin(x, (0.0, 1.0)).all():
        raise StatsError("Shares need a column of yes and no (or 1 and 0).")
    return x


# --- the studies ------------------------------------------------------------------------------------


def describe_of(a: Arguments) -> Any:
    from leanbench.stats.descriptive import describe

    return _column(describe, a, "level")


def histogram_of(a: Arguments) -> Any:
    from leanbench.stats.shapes import histogram

    bins = a.get("bins")
    return _column(histogram, {**a, "bins": int(bins) if bins else None}, "bins", "lsl", "usl")


def boxplot_of(a: Arguments) -> Any:
    from leanbench.stats.shapes import boxplot

    return boxplot(_need(a, "value", "the column of measures"), a.get("group"), **_given(a, "name", "unit"))


def dotplot_of(a: Arguments) -> Any:
    from leanbench.stats.shapes import dotplot

    return _column(dotplot, a)


def timeplot_of(a: Arguments) -> Any:
    from leanbench.stats.plots import timeplot

    return timeplot(
        _need(a, "columns", "at least one column of measures"), a.get("time"), **_given(a, "unit")
    )


def scatter_of(a: Arguments) -> Any:
    from leanbench.stats.plots import scatter

    return scatter(_need(a, "columns", "at least two columns of measures"), a.get("group"))


def multi_vari_of(a: Arguments) -> Any:
    from leanbench.stats.stratify import multi_vari

    factors = _need(a, "factors", "one to four columns of groups")
    return multi_vari(_need(a, "value", "the column of measures"), factors, **_given(a, "name", "unit"))


def check_sheet_of(a: Arguments) -> Any:
    from leanbench.stats.stratify import check_sheet

    return check_sheet(
        _need(a, "cause", "the column of causes"), _need(a, "place", "the column of places or times")
    )


def pareto_of(a: Arguments) -> Any:
    from leanbench.stats.pareto import pareto

    most = a.get("most")
    return pareto(
        _need(a, "category", "the column of categories"), a.get("value"), weights=a.get("weight"), by=a.get("by"),
        most=int(most) if most else None, **_given(a, "other_below_pct", "name", "unit"),
    )  # fmt: skip


def change_of(a: Arguments) -> Any:
    from leanbench.stats.change import did_it_change

    split = a.get("split")
    pair = (a["first"], a["second"]) if a.get("first") and a.get("second") else None
    return did_it_change(
        _need(a, "value", "the column of measures"), stages=a.get("stage"), sizes=a.get("size"),
        split=None if split is None or a.get("stage") is not None else int(split) - 1, compare=pair,
        excluded=a.get("excluded"), labels=a.get("labels"), subgroup=a.get("subgroup"),
        **_given(a, "kind", "test", "better", "lsl", "usl", "deadline", "level", "name", "unit", "profile"),
    )  # fmt: skip


def one_sample_t_of(a: Arguments) -> Any:
    from leanbench.stats.tests_means import one_sample_t

    return _one(one_sample_t, a)


def wilcoxon_of(a: Arguments) -> Any:
    from leanbench.stats.tests_ranks import wilcoxon

    return _one(wilcoxon, a)


def sign_of(a: Arguments) -> Any:
    from leanbench.stats.tests_ranks import sign_test

    return _one(sign_test, a)


def sd_test_of(a: Arguments) -> Any:
    from leanbench.stats.tests_spread import sd_test

    return _one(sd_test, a)


def two_sample_t_of(a: Arguments) -> Any:
    from leanbench.stats.tests_means import two_sample_t

    return _two(two_sample_t, a, 2, "equal_variances")


def mann_whitney_of(a: Arguments) -> Any:
    from leanbench.stats.tests_ranks import mann_whitney

    return _two(mann_whitney, a, 1)


def f_test_of(a: Arguments) -> Any:
    from leanbench.stats.tests_spread import f_test

    return _two(f_test, {k: v for k, v in a.items() if k != "unit"}, 2)


def paired_t_of(a: Arguments) -> Any:
    from leanbench.stats.tests_means import paired_t

    before, after = _need(a, "before", "the column of before"), _need(a, "after", "the column of after")
    return paired_t(before, after, **_given(a, "alternative", "level", "unit"))


def equivalence_of(a: Arguments) -> Any:
    from leanbench.stats.tests_means import equivalence

    low, high = (
        _need(a, "low", "the lower limit of equivalence"),
        _need(a, "high", "the upper limit of equivalence"),
    )
    cut = _two_groups(a, 2)
    first, second = cut.samples
    names = (cut.names[0], cut.names[1])
    return equivalence(first, second, low, high, names=names, **_given(a, "level", "unit"))


def anova_of(a: Arguments) -> Any:
    from leanbench.stats.anova import one_way_anova

    return _many(one_way_anova, a, "pairs")


def kruskal_of(a: Arguments) -> Any:
    from leanbench.stats.tests_ranks import kruskal_wallis

    return _many(kruskal_wallis, a)


def mood_of(a: Arguments) -> Any:
    from leanbench.stats.tests_ranks import moods_median

    return _many(moods_median, a)


def equal_variances_of(a: Arguments) -> Any:
    from leanbench.stats.tests_spread import equal_variances

    return _many(equal_variances, a)


def one_proportion_of(a: Arguments) -> Any:
    from leanbench.stats.tests_counts import one_proportion

    x = _yes_no(_need(a, "value", "the yes/no column"))
    target = _need(a, "target", "the target share")
    return one_proportion(int(x.sum()), int(x.size), target, **_given(a, "alternative", "level", "name"))


def two_proportions_of(a: Arguments) -> Any:
    from leanbench.stats.tests_counts import two_proportions

    cut = _two_groups(a)
    x, y = (_yes_no(sample) for sample in cut.samples)
    return two_proportions(
        (int(x.sum()), int(y.sum())), (int(x.size), int(y.size)), names=(cut.names[0], cut.names[1]),
        **_given(a, "alternative", "level"),
    )  # fmt: skip


def one_rate_of(a: Arguments) -> Any:
    from leanbench.stats.tests_counts import one_rate

    counts, sizes, _, notes = _counted(a)
    target = _need(a, "target", "the target rate")
    given = _given(a, "alternative", "level", "name", "unit")
    found = one_rate(int(counts.sum()), float(sizes.sum()), target, **given)
    return replace(found, notes=(*notes, *found.notes))


def _counted(a: Arguments) -> tuple[Floats, Floats, list[Any], tuple[str, ...]]:
    """Counts with their exposures (1 each when there is no column), rows with both, and their group labels."""
    x = numbers_of(_need(a, "value", "the column of counts"))[0]
    size = a.get("size")
    n = np.ones(x.size) if size is None else numbers_of(size)[0]
    labels = [None] * x.size if a.get("group") is None else list(a["group"])
    if not x.size == n.size == len(labels):
        raise StatsError(
            "Counts, exposures and groups have different numbers of rows. Choose columns of one table."
        )
    keep = np.isfinite(x) & np.isfinite(n)
    if not keep.any():
        raise StatsError("No row has a count and its exposure. Choose other columns.")
    bad = np.flatnonzero(keep & ((x < 0) | (x != np.rint(x)) | (n <= 0)))
    if bad.size:
        row = int(bad[0])
        raise StatsError(
            f"Row {row + 1} has {x[row]:g} events in an exposure of {n[row]:g}: events are whole numbers from 0, "
            "exposures lie above 0."
        )
    left_out = int(x.size - keep.sum())
    notes = (f"{count(left_out, 'row')} without a count and exposure left out",) if left_out else ()
    return x[keep], n[keep], [label for label, use in zip(labels, keep.tolist(), strict=True) if use], notes


def two_rates_of(a: Arguments) -> Any:
    from leanbench.stats.tests_counts import two_rates

    _need(a, "group", "the column of groups")
    x, n, labels, notes = _counted(a)
    counts = _two_groups({**a, "value": x, "group": labels})
    exposures = _two_groups({**a, "value": n, "group": labels})
    events, totals = [int(v.sum()) for v in counts.samples], [float(v.sum()) for v in exposures.samples]
    names = (counts.names[0], counts.names[1])
    given = _given(a, "alternative", "level", "unit")
    found = two_rates((events[0], events[1]), (totals[0], totals[1]), names=names, **given)
    return replace(found, notes=(*notes, *counts.notes, *found.notes))


def panels_of(a: Arguments) -> Any:
    from leanbench.stats.panels import stratified

    bins = a.get("bins")
    value, group = _need(a, "value", "the column of measures"), _need(a, "group", "the column of groups")
    return stratified(
        value, group, bins=int(bins) if bins else None, **_given(a, "lsl", "usl", "name", "unit")
    )


def chi_square_of(a: Arguments) -> Any:
    from leanbench.stats.tests_counts import chi_square, cross_table

    rows, columns, counts, notes = cross_table(
        _need(a, "rows", "the first column of labels"), _need(a, "columns_of", "the second column of labels")
    )
    found = chi_square(counts.tolist(), row_names=rows, column_names=columns, **_given(a, "level"))
    return replace(found, notes=(*notes, *found.notes))


def regression_of(a: Arguments) -> Any:
    from leanbench.stats.regression import linear_regression

    predictors = _need(a, "predictors", "at least one predictor")
    return linear_regression(
        _need(a, "value", "the response"), predictors, response=a.get("name") or "y", **_given(a, "level")
    )


def correlation_of(a: Arguments) -> Any:
    from leanbench.stats.regression import correlation

    columns: Mapping[str, Any] = _need(a, "columns", "two columns of measures")
    if len(columns) != 2:
        raise StatsError("A correlation takes exactly two columns; a scatter matrix takes more.")
    first, second = columns
    return correlation(columns[first], columns[second], names=(first, second), **_given(a, "level"))


def grubbs_of(a: Arguments) -> Any:
    from leanbench.stats.outliers import grubbs

    return _column(grubbs, a, "side", "alpha")


def esd_of(a: Arguments) -> Any:
    from leanbench.stats.outliers import generalised_esd

    return _column(generalised_esd, {**a, "most": int(a.get("most") or 10)}, "most", "alpha")


def runs_of(a: Arguments) -> Any:
    from leanbench.stats.randomness import runs_test

    return _column(runs_test, a, "about", "level")


def trend_of(a: Arguments) -> Any:
    from leanbench.stats.randomness import mann_kendall

    return _column(mann_kendall, a, "level")


def survey_of(a: Arguments) -> Any:
    from leanbench.stats.survey import survey

    low, high = int(a.get("lowest") or 1), int(a.get("highest") or 5)
    boxes = int(a.get("boxes") or 2)
    if high - low > 1000:
        raise StatsError(f"A scale from {low:g} to {high:g} is no rating scale.")
    items = _need(a, "items", "at least one question")
    return survey(items, scale=range(low, high + 1), boxes=boxes, **_given(a, "level"))


def importance_of(a: Arguments) -> Any:
    from leanbench.stats.survey import importance_performance

    return importance_performance(
        _need(a, "items", "the rated items"), overall=_need(a, "overall", "the overall rating")
    )


def process_yield_of(a: Arguments) -> Any:
    from leanbench.stats.yields import process_yield

    return process_yield(
        _need(a, "defects", "the number of defects"), _need(a, "units", "the number of units"),
        a.get("opportunities") or 1.0,
    )  # fmt: skip


def plan(name: str, *arguments: str) -> Callable[[Arguments], Any]:
    """A planner of `leanbench.stats.power` with its own arguments first."""

    def run(a: Arguments) -> Any:
        from leanbench.stats import power

        first = [_need(a, argument, argument.replace("_", " ")) for argument in arguments]
        if name == "anova_size":
            return power.anova_size(int(first[0]), *first[1:], **_given(a, "power", "alpha"))
        shared: Sequence[str] = (
            ("level",) if name in ("estimate_size", "share_size") else ("power", "alpha", "sided")
        )
        if name == "equivalence_size":
            shared = ("power", "alpha")
        if name == "mean_size":
            return power.mean_size(*first, groups=int(a.get("groups") or 1), **_given(a, *shared))
        return getattr(power, name)(*first, **_given(a, *shared))

    return run
