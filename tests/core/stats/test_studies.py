"""Descriptive statistics, intervals, shares and rates, regression, outliers, runs, power, Pareto, yield."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability.yields import process_yield
from leanbench.stats.explore.descriptive import describe
from leanbench.stats.explore.pareto_counts import pareto
from leanbench.stats.sample_size import power
from leanbench.stats.tests import intervals
from leanbench.stats.tests.correlations import correlation
from leanbench.stats.tests.outliers import critical_value, generalized_esd, grubbs
from leanbench.stats.tests.randomness import mann_kendall, runs_test
from leanbench.stats.tests.regression import linear_regression
from leanbench.stats.tests.tests_counts import (
    chi_square,
    cross_table,
    one_proportion,
    one_rate,
    two_proportions,
    two_rates,
)

# --- descriptive ----------------------------------------------------------------------------------


def test_numacc4_keeps_nine_digits():
    # NIST StRD NumAcc4: mean 10000000.2, sd 0.1, lag-1 autocorrelation -0.999, exactly
    found = describe([10000000.2] + [10000000.1, 10000000.3] * 500)
    assert found.mean == 10000000.2
    assert found.sd == pytest.approx(0.1, rel=1e-12)
    assert found.lag1 == pytest.approx(-0.999, rel=1e-12)


def test_shape_and_quartiles_as_spreadsheets_and_minitab_have_them():
    x = [2, 8, 0, 4, 1, 9, 9, 0]
    found = describe(x)
    assert found.skewness == pytest.approx(scipy.stats.skew(x, bias=False))
    assert found.kurtosis == pytest.approx(scipy.stats.kurtosis(x, bias=False))
    assert (found.q1, found.median, found.q3) == (0.25, 3.0, 8.75)
    assert found.se_mean == pytest.approx(np.std(x, ddof=1) / math.sqrt(8))
    limits = scipy.stats.t.interval(0.95, 7, np.mean(x), found.se_mean)
    assert (found.mean_estimate.low, found.mean_estimate.high) == pytest.approx(limits)


def test_one_value_and_no_value():
    found = describe([5.0])
    assert found.mean == found.median == 5.0
    assert math.isnan(found.sd)
    assert found.mean_estimate.interval_text() == "no 95% interval"
    assert describe([3, 3, 3]).sd == 0
    with pytest.raises(StatsError, match="lead time has no numbers"):
        describe(["", None, "x"], name="lead time")
    assert describe([1, None, "x", float("inf"), 2]).missing == 3


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=30), st.floats(-1e6, 1e6), st.floats(0.001, 1e3))
def test_describe_moves_with_its_data(values, shift, scale):
    plain = describe(values)
    moved = describe([shift + scale * v for v in values])
    slack = 1e-9 * (abs(shift) + scale * 1e6)
    assert moved.mean == pytest.approx(shift + scale * plain.mean, rel=1e-9, abs=slack)
    assert moved.sd == pytest.approx(scale * plain.sd, rel=1e-6, abs=slack)
    assert moved.median == pytest.approx(shift + scale * plain.median, rel=1e-9, abs=slack)
    assert describe(values[::-1]).sd == pytest.approx(plain.sd, rel=1e-12)


def test_median_interval_covers_as_it_says():
    x = np.arange(1.0, 26)
    found = intervals.median_estimate(x)
    # n = 25: X(8) to X(18) covers 95.67%, X(9) to X(17) 89.22%: the interpolated limits lie between
    assert 8 < found.low < 9
    assert 17 < found.high < 18
    assert intervals.median_estimate(np.array([1.0, 2.0, 3.0])).low == -math.inf


# --- shares and rates -----------------------------------------------------------------------------


def test_share_intervals_published():
    # Newcombe 1998, table I: 81 of 263: Wilson 0.2553 to 0.3662, Clopper-Pearson 0.2527 to 0.3676
    wilson = intervals.share_estimate(81, 263)
    exact = intervals.share_estimate(81, 263, method="exact")
    assert (wilson.low, wilson.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (exact.low, exact.high) == pytest.approx((0.2527, 0.3676), abs=5e-5)
    # the same table, 0 of 20: Wilson 0 to 0.1611, Clopper-Pearson 0 to 0.1684
    assert intervals.share_estimate(0, 20).high == pytest.approx(0.1611, abs=5e-5)
    assert intervals.share_estimate(0, 20, method="exact").high == pytest.approx(0.1684, abs=5e-5)


def test_difference_of_shares_published():
    # Newcombe 1998, "Interval estimation for the difference", method 10: 56/70 - 48/80: 0.0524 to 0.3339
    found = two_proportions((48, 56), (80, 70))
    assert found.effect.value == pytest.approx(0.2)
    assert (found.effect.low, found.effect.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    theirs = scipy.stats.fisher_exact([[56, 14], [48, 32]])
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.figure("Odds ratio") == pytest.approx(theirs.statistic)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 12), st.integers(0, 15), st.sampled_from(["two-sided", "greater", "less"]))
def test_fisher_and_binomial_agree_with_scipy(x, y, alternative):
    ours = two_proportions((y, x), (15, 12), alternative=alternative)
    theirs = scipy.stats.fisher_exact([[x, 12 - x], [y, 15 - y]], alternative=alternative)
    assert ours.p == pytest.approx(theirs.pvalue, rel=1e-8)
    one = one_proportion(x, 12, 0.3, alternative=alternative)
    assert one.p == pytest.approx(scipy.stats.binomtest(x, 12, 0.3, alternative=alternative).pvalue, rel=1e-8)


def test_rates():
    found = one_rate(10, 4.0, 1.5)
    assert found.p == pytest.approx(2 * scipy.stats.poisson.sf(9, 6.0))
    interval = intervals.rate_estimate(10, 1.0)
    # Garwood 1936: 10 events, 95%: 4.795 to 18.39
    assert (interval.low, interval.high) == pytest.approx((4.795, 18.39), abs=5e-3)
    two = two_rates((11, 3), (800.0, 600.0))
    assert two.p == pytest.approx(scipy.stats.binomtest(3, 14, 600 / 1400).pvalue)
    assert two.effect.value == pytest.approx((3 / 600) / (11 / 800))


def test_chi_square_table():
    table = {"North": [762, 327, 468], "South": [484, 239, 477]}
    # Agresti 2007, table 2.5 (gender and party): X² = 30.07, df 2
    found = chi_square(table, column_names=["a", "b", "c"])
    assert found.statistic == pytest.approx(30.07, abs=5e-3)
    assert found.df == (2.0,)
    assert "Standing out" in " ".join(found.summary())
    names, columns, counts, notes = cross_table(["a", "a", "b", ""], ["x", "y", "x", "x"])
    assert (names, columns) == (("a", "b"), ("x", "y"))
    assert counts.tolist() == [[1, 1], [1, 0]]
    assert notes == ("1 row without both labels left out",)
    named = chi_square(table, column_names=["a", "b", "c"], titles=("Office", "Decision"))
    assert named.headline.startswith("Office and Decision are related (")
    assert named.question == "Are Office and Decision related?"


def test_counts_that_are_none():
    for call in (
        lambda: one_proportion(5, 3, 0.5),
        lambda: one_proportion(-1, 3, 0.5),
        lambda: one_proportion(1, 0, 0.5),
        lambda: one_proportion(1, 3, 1.5),
        lambda: two_rates((0, 0), (1, 1)),
        lambda: chi_square([[0, 0], [1, 2]]),
        lambda: chi_square([[1, 2]]),
        lambda: chi_square([[1, 2], [3]]),
        lambda: intervals.rate_estimate(1, 0),
    ):
        with pytest.raises(StatsError):
            call()


# --- regression -----------------------------------------------------------------------------------

# R data set stackloss (Brownlee 1965): 21 days of a plant
AIR = [80, 80, 75, 62, 62, 62, 62, 62, 58, 58, 58, 58, 58, 58, 50, 50, 50, 50, 50, 56, 70]
WATER = [27, 27, 25, 24, 22, 23, 24, 24, 23, 18, 18, 17, 18, 19, 18, 18, 19, 19, 20, 20, 20]
ACID = [89, 88, 90, 87, 87, 87, 93, 93, 87, 80, 89, 88, 82, 93, 89, 86, 72, 79, 80, 82, 91]
LOSS = [42, 37, 37, 28, 18, 18, 19, 20, 15, 14, 14, 13, 11, 12, 8, 7, 8, 8, 9, 15, 15]


def test_stackloss():
    # R: summary(lm(stack.loss ~ .)): -39.9197 0.7156 1.2953 -0.1521; se 11.8960 0.1349 0.3680 0.1563;
    # s 3.243 on 17, R² 0.9136, adjusted 0.8983, F 59.9
    found = linear_regression(LOSS, {"air": AIR, "water": WATER, "acid": ACID}, response="loss")
    assert [c.estimate.value for c in found.coefficients] == pytest.approx(
        [-39.9197, 0.7156, 1.2953, -0.1521], abs=5e-5
    )
    assert [c.se for c in found.coefficients] == pytest.approx([11.8960, 0.1349, 0.3680, 0.1563], abs=5e-5)
    assert found.residual_sd == pytest.approx(3.243, abs=5e-4)
    assert (found.r_squared, found.r_squared_adjusted) == pytest.approx((0.9136, 0.8983), abs=5e-5)
    assert found.f == pytest.approx(59.9, abs=0.05)
    assert found.leverage.sum() == pytest.approx(4.0)
    # Cook's distance of day 21 is 0.692 (Cook and Weisberg 1982), the largest
    assert int(np.argmax(found.cooks)) == 20
    assert found.cooks[20] == pytest.approx(0.692, abs=5e-4)
    design = np.column_stack([np.ones(21), AIR, WATER, ACID])
    inverse = np.linalg.inv(np.corrcoef(np.column_stack([AIR, WATER, ACID]).T))
    assert [c.vif for c in found.coefficients[1:]] == pytest.approx(np.diag(inverse).tolist())
    hat = design @ np.linalg.inv(design.T @ design) @ design.T
    assert found.leverage == pytest.approx(np.diag(hat))
    mean, new = found.predict([58, 20, 86])
    at = np.array([1.0, 58, 20, 86])
    se = found.residual_sd * math.sqrt(at @ np.linalg.inv(design.T @ design) @ at)
    t = scipy.stats.t.ppf(0.975, 17)
    assert mean.high - mean.value == pytest.approx(t * se)
    assert new.high - new.value == pytest.approx(t * math.hypot(se, found.residual_sd))


def test_longley_like_collinearity_still_gives_digits():
    x = np.arange(20.0)
    found = linear_regression(1e9 + 3 * x, x)
    assert found.slope == pytest.approx(3, rel=1e-12)
    assert found.r_squared == pytest.approx(1.0)


def test_regression_refuses_in_words():
    with pytest.raises(StatsError, match="follows exactly"):
        linear_regression([1, 2, 3, 5], {"a": [1, 2, 3, 4], "b": [2, 4, 6, 8]})
    with pytest.raises(StatsError, match="cannot explain"):
        linear_regression([1, 2, 3], [5, 5, 5])
    with pytest.raises(StatsError, match="nothing to explain"):
        linear_regression([1, 1, 1], [1, 2, 3])
    with pytest.raises(StatsError, match="at least 3"):
        linear_regression([1, 2], [1, 2])
    with pytest.raises(StatsError, match="has 2 rows"):
        linear_regression([1, 2, 3], [1, 2])


def test_correlation_agrees_with_scipy():
    found = correlation(AIR, LOSS)
    theirs = scipy.stats.pearsonr(AIR, LOSS)
    assert found.r.value == pytest.approx(theirs.statistic)
    assert found.p == pytest.approx(theirs.pvalue)
    assert (found.r.low, found.r.high) == pytest.approx(tuple(theirs.confidence_interval()))
    assert found.spearman == pytest.approx(scipy.stats.spearmanr(AIR, LOSS).statistic)


# --- outliers and order ---------------------------------------------------------------------------

# Rosner 1983, 54 values: NIST/SEMATECH e-Handbook 1.3.5.17.3 finds three outliers: 6.01, 5.42, 5.34
ROSNER = [
    -0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56, 1.58, 1.65, 1.69, 1.70,
    1.76, 1.77, 1.81, 1.91, 1.94, 1.96, 1.99, 2.06, 2.09, 2.10, 2.14, 2.15, 2.23, 2.24, 2.26, 2.35, 2.37, 2.40,
    2.47, 2.54, 2.62, 2.64, 2.90, 2.92, 2.92, 2.93, 3.21, 3.26, 3.30, 3.59, 3.68, 4.30, 4.64, 5.34, 5.42, 6.01,
]  # fmt: skip


def test_rosner_esd():
    found = generalized_esd(ROSNER, most=10)
    statistics = [g for _, _, g, _ in found.tested]
    limits = [c for _, _, _, c in found.tested]
    # e-Handbook table: R 3.118 2.942 3.179 2.810 2.815; lambda 3.158 3.151 3.143 3.136 3.128
    assert statistics[:5] == pytest.approx([3.118, 2.942, 3.179, 2.810, 2.815], abs=1e-3)
    assert limits[:5] == pytest.approx([3.158, 3.151, 3.143, 3.136, 3.128], abs=1e-3)
    assert [ROSNER[row] for row in found.found] == [6.01, 5.42, 5.34]


def test_grubbs_table_and_p_at_the_limit():
    # Grubbs and Beck 1972, upper 5% one-sided: n = 10: 2.176; n = 20: 2.557
    assert critical_value(10, 0.05, 1) == pytest.approx(2.176, abs=5e-4)
    assert critical_value(20, 0.05, 1) == pytest.approx(2.557, abs=5e-4)
    found = grubbs([199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57], side="max")
    assert found.found == (7,)
    assert "Find out what happened" in " ".join(found.summary())
    assert found.p < 0.05
    assert grubbs([1, 2, 3, 4, 5]).found == ()
    with pytest.raises(StatsError, match="none can stand out"):
        grubbs([2, 2, 2])
    assert grubbs([1, None, 2, 3, 2, 1, 40]).found == (6,)


def test_runs_and_trend():
    assert runs_test([1, 9, 1, 9, 1, 9, 1, 9]).statistic > 2
    assert "cling together" in " ".join(runs_test([1] * 10 + [9] * 10, confidence=0.95, about=5).summary())
    rising = mann_kendall([1, 2, 3, 4, 5, 6, 7, 8])
    assert rising.effect.value == 1
    assert rising.figure("Kendall's tau") == 1
    theirs = scipy.stats.theilslopes([3, 1, 4, 1, 5, 9, 2, 6])
    assert mann_kendall([3, 1, 4, 1, 5, 9, 2, 6]).effect.value == pytest.approx(theirs.slope)
    with pytest.raises(StatsError, match="one side"):
        runs_test([1, 2, 3], about=10)


# --- power ----------------------------------------------------------------------------------------


def test_sample_sizes_published():
    # R: power.t.test(delta = 1, sd = 1, power = 0.9): n = 22.02110 per group
    found = power.mean_size(1, 1, power=0.9, groups=2)
    assert found.n_exact == pytest.approx(22.0211, abs=5e-4)
    assert found.n == 23
    # R's help of power.prop.test: p1 = 0.50, p2 = 0.75, power = 0.90 gives n = 76.7
    shares = power.proportions_size(0.5, 0.75, power=0.9)
    assert shares.n_exact == pytest.approx(76.7, abs=0.05)
    # R: power.anova.test(groups = 4, between.var = 1, within.var = 3, n = 5): power 0.3535594
    spread = math.sqrt(6)  # two of four means apart by d give a variance between of d² / 6
    assert power.power_of_anova(5, 4, spread, math.sqrt(3)) == pytest.approx(0.3535594, abs=5e-7)
    # Cochran: a share within 5 points at 95%: 385 cases; 278 of a population of 1000
    assert power.share_size(0.05).n == 385
    assert power.share_size(0.05, population=1000).n == 278


@settings(max_examples=25, deadline=None)
@given(st.floats(0.2, 2.5), st.sampled_from(["one", "two"]), st.sampled_from([1, 2]))
def test_the_size_reaches_the_power_and_one_less_does_not(delta, sided, groups):
    found = power.mean_size(delta, power=0.8, sided=sided, groups=groups)
    assert found.power >= 0.8 - 1e-9
    if found.n > 2:
        assert power.power_of_t(found.n - 1, delta, 0.05, sided, groups) < 0.8


def test_power_by_simulation_of_the_formula():
    # the power at no difference is alpha
    assert power.power_of_t(20, 1e-12) == pytest.approx(0.05, abs=1e-9)
    assert power.power_of_sd(20, 1 + 1e-12) == pytest.approx(0.05, abs=1e-9)
    sizes, reached = power.power_curve(lambda n: power.power_of_t(n, 0.5, groups=2), 100)
    assert np.all(np.diff(reached) > 0)
    assert sizes[0] == 2
    assert power.sd_size(1.5).power >= 0.9
    assert power.equivalence_size(1, 1).power >= 0.9
    assert power.rates_size(1, 2).power >= 0.9
    assert power.estimate_size(10, 2).n == 99  # t half-width: 1.984 * 10 / sqrt(99) = 1.994
    with pytest.raises(StatsError, match="ten million"):
        power.mean_size(1e-6)
    with pytest.raises(StatsError, match=r"0\.9 and 0\.05"):
        power.mean_size(1, power=90)


# --- pareto and yield -----------------------------------------------------------------------------


def test_other_is_last_whatever_its_size():
    found = pareto(["a", "b", "c", "d", "e"], [10, 50, 8, 7, 9], most=2)
    assert found.labels == ("b", "a", "Other")
    assert found.counts == (50, 10, 24)
    assert found.merged == ("e", "c", "d")
    assert found.cumulative_percents[-1] == pytest.approx(100)
    assert pareto(["Other", "x"], [50, 1]).labels == ("x", "Other")
    assert pareto(["a", "b", "c"], [80, 15, 5], other_below_pct=10).labels == (
        "a",
        "b",
        "c",
    )  # one alone keeps its name


def test_pareto_counts_rows_weights_and_nests():
    causes = ["form", "form", "fee", "form", "", "plan"]
    found = pareto(causes, weights=[1, 2, 30, 4, 5, 6], by=["N", "S", "N", "N", "N", "S"])
    # the blank reason keeps its place and its weight: 5 of 48
    assert found.labels == ("fee", "form", "plan", "No reason given")
    assert found.counts == (30, 7, 6, 5)
    assert found.nested[1].labels == ("N", "S")
    assert found.nested[1].counts == (5, 2)
    assert "no reason given: 5 of 48 (1 row)" in found.notes
    assert pareto(causes).counts == (3, 1, 1, 1)


def test_pareto_refuses():
    with pytest.raises(StatsError, match="Row 2 has a negative value"):
        pareto(["a", "b"], [1, -1])
    with pytest.raises(StatsError, match="nothing to count"):
        pareto(["", None])
    with pytest.raises(StatsError, match="3 counts for 2"):
        pareto(["a", "b"], [1, 2, 3])


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 1000), min_size=1, max_size=12)
)
def test_pareto_laws(counts):
    found = pareto(list(counts), list(counts.values()))
    assert sum(found.counts) == sum(counts.values())
    assert list(found.counts) == sorted(found.counts, reverse=True)
    assert found.cumulative_percents[found.vital - 1] >= 80 - 1e-9
    again = pareto(list(counts)[::-1], list(counts.values())[::-1])
    assert sorted(again.counts) == sorted(found.counts)
    assert found.table().to_frame().shape == (len(counts), 5)


def test_yield_words():
    found = process_yield(34, 750, 10)
    assert found.summary()[0].startswith("4,533 defects per million opportunities")
    assert process_yield(0, 100).sigma_level == math.inf
    with pytest.raises(StatsError, match="more than one each"):
        process_yield(30, 10, 2)
