"""Power and sample size of every comparison: against published tables, the tests themselves, and simulation.

Simulated power is compared through its exact (Clopper-Pearson) 99.9% interval, widened only where the method says that
it is an approximation, by the error it was measured to have. Seeds are fixed.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from leanbench.stats.base.samples import StatsError
from leanbench.stats.sample_size import power_counts as counts
from leanbench.stats.sample_size import power_ranks as ranks
from leanbench.stats.sample_size import power_relations as relations
from leanbench.stats.sample_size import power_samples as samples
from leanbench.stats.sample_size.power import (
    mean_size,
    power_of_anova,
    power_of_t,
    proportions_size,
    rates_size,
)
from leanbench.stats.sample_size.size_plan import SampleSize
from leanbench.stats.tests.tests_counts import one_proportion, one_rate

RUNS = 4_000
SIDES = ("two", "one")


def within(rejected: np.ndarray, power: float, error: float = 0.0) -> bool:
    """Whether the share of rejections agrees with this power, give or take the method's own error."""
    found = stats.binomtest(int(rejected.sum()), rejected.size).proportion_ci(0.999, "exact")
    return found.low - error <= power <= found.high + error


# --- one share, one rate: the tests themselves, outcome by outcome ----------------------------------


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 60), st.integers(2, 98), st.integers(2, 98), st.sampled_from([0.01, 0.05, 0.1]),
    st.sampled_from(SIDES),
)  # fmt: skip
def test_the_power_of_a_share_is_the_chance_of_the_outcomes_that_the_test_rejects(n, p0, p1, alpha, sided):
    share, target = p1 / 100, p0 / 100
    way = "two-sided" if sided == "two" else ("greater" if share > target else "less")
    if share == target:
        return
    x = np.arange(n + 1)
    rejected = [stats.binomtest(int(k), n, target, alternative=way).pvalue <= alpha for k in x]
    expected = stats.binom.pmf(x, n, share)[rejected].sum()
    assert counts.power_of_share(n, share, target, alpha, sided)[0] == pytest.approx(expected, abs=1e-12)


def test_a_planned_share_is_what_the_test_of_this_package_finds():
    plan = counts.one_proportion_size(0.9, 0.8, power=0.8)
    x = np.arange(plan.n + 1)
    rejected = [one_proportion(int(k), plan.n, 0.8).p <= 0.05 for k in x]
    assert plan.power == pytest.approx(stats.binom.pmf(x, plan.n, 0.9)[rejected].sum(), abs=1e-12)


@pytest.mark.parametrize("sided", SIDES)
@pytest.mark.parametrize(
    ("share", "target"), [(0.75, 0.6), (0.6, 0.75), (0.01, 0.05), (0.95, 0.9), (0.5, 0.99)]
)
def test_a_share_is_planned_with_the_number_from_which_the_power_stays(share, target, sided):
    plan = counts.one_proportion_size(share, target, power=0.8, sided=sided)
    n = np.arange(1, 2 * plan.n + 200)
    reached = counts.power_of_share(n, share, target, 0.05, sided)
    assert (reached[plan.n - 1 :] >= 0.8).all()
    assert plan.n == 1 or reached[plan.n - 2] < 0.8
    assert plan.figure("First number that reaches the power") == n[int(np.argmax(reached >= 0.8))]
    assert math.isnan(plan.n_exact)
    # the normal formula only begins the search
    z = stats.norm.isf(0.05 / (2 if sided == "two" else 1))
    top = z * math.sqrt(target * (1 - target)) + stats.norm.ppf(0.8) * math.sqrt(share * (1 - share))
    assert plan.figure("Cases, normal formula") == pytest.approx((top / (share - target)) ** 2)


def test_many_cases_are_tried_one_in_so_many():
    plan = counts.one_proportion_size(0.505, 0.5)
    step = plan.figure("Numbers tried, one in")
    assert step == 5  # near 105,000 cases
    n = np.arange(plan.n, plan.n + 2_000)
    # a number between those tried may fall short by less than one tooth of the saw
    assert counts.power_of_share(n, 0.505, 0.5).min() > 0.9 - 1e-3
    assert plan.power >= 0.9
    assert plan.n == pytest.approx(plan.figure("Cases, normal formula"), rel=0.01)


def test_no_plan_is_of_no_unit():
    # both rates so far apart that the formula gives a fraction: one unit at least
    assert rates_size(1e9, 1).n == 1
    assert proportions_size(0.999, 0.001, power=0.01, alpha=0.5).n == 1


def test_no_defect_in_n_cases_shows_a_share_below_the_target():
    # the success run: (1 - 0.01)^n <= 0.05 first at n = 299, known from reliability demonstration
    assert counts.power_of_share([298, 299], 1e-9, 0.01, 0.05, "one") == pytest.approx([0, 1], abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.floats(0.05, 4), st.floats(0.05, 4), st.sampled_from(SIDES))
def test_the_power_of_a_rate_is_the_chance_of_the_counts_that_the_test_rejects(n, rate, target, sided):
    x = np.arange(600)
    high, low = stats.poisson.sf(x - 1, n * target), stats.poisson.cdf(x, n * target)
    p = 2 * np.minimum(high, low) if sided == "two" else (high if rate > target else low)
    expected = stats.poisson.pmf(x, n * rate)[p <= 0.05].sum()
    if rate != target and np.abs(p - 0.05).min() > 1e-9:
        assert counts.power_of_rate(n, rate, target, 0.05, sided)[0] == pytest.approx(expected, abs=1e-10)


def test_a_planned_rate_is_what_the_test_of_this_package_finds():
    plan = counts.one_rate_size(3, 2, power=0.8)
    x = np.arange(300)
    rejected = [one_rate(int(k), plan.n, 2).p <= 0.05 for k in x]
    assert plan.power == pytest.approx(stats.poisson.pmf(x, plan.n * 3)[rejected].sum(), abs=1e-10)
    n = np.arange(1, 200)
    reached = counts.power_of_rate(n, 3, 2)
    assert (reached[plan.n - 1 :] >= 0.8).all()
    assert reached[plan.n - 2] < 0.8
    # no event at all in t units shows a rate below 1: exp(-t) <= 0.05 from t = 3 (the rule of three)
    assert counts.one_rate_size(0, 1, sided="one").n == 3


@pytest.mark.parametrize(("p1", "p2"), [(0.6, 0.75), (0.1, 0.3), (0.5, 0.8)])
def test_two_shares_by_fishers_exact_test_outcome_by_outcome(p1, p2):
    """The number beside the plan has the power asked for or up to 3 points more, counted exactly; n of z has less."""

    def fisher(n: int) -> float:
        a, b = stats.binom.pmf(np.arange(n + 1), n, p1), stats.binom.pmf(np.arange(n + 1), n, p2)
        power = 0.0
        for total in range(1, 2 * n):
            x = np.arange(max(0, total - n), min(n, total) + 1)
            null = stats.hypergeom.pmf(x, 2 * n, n, total)
            p = np.array([null[null <= value * (1 + 1e-7)].sum() for value in null])
            power += (a[x] * b[total - x])[p <= 0.05].sum()
        return power

    plan = proportions_size(p1, p2, power=0.8)
    assert 0.8 <= fisher(plan.figure("Cases per group, Fisher's exact test")) <= 0.83
    assert fisher(plan.n) < 0.8


# --- chi-square -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    # Cohen 1988, table 7.4 (alpha 0.05, power 0.80): df = 1, 2, 3, 4 at w = 0.1, 0.3, 0.5
    ("df", "w", "n"),
    [(1, 0.1, 785), (1, 0.3, 87), (1, 0.5, 31), (2, 0.1, 964), (2, 0.3, 107), (2, 0.5, 39), (3, 0.1, 1090),
     (3, 0.3, 121), (3, 0.5, 44), (4, 0.1, 1194), (4, 0.3, 133), (4, 0.5, 48)],
)  # fmt: skip
def test_chi_square_against_cohens_table(df, w, n):
    # the table rounds to the nearest and was computed with less than today's precision: one case either way
    found = counts.chi_square_size(w, df, power=0.8)
    assert abs(found.n_exact - n) <= 1
    assert found.power == pytest.approx(stats.ncx2.sf(stats.chi2.isf(0.05, df), df, found.n * w * w))


def test_w_of_a_table_and_its_power_by_simulation():
    table = [[30, 20], [10, 40]]
    w, df, least = counts.effect_w(table)
    # w of a table of 100 is sqrt(chi-square / 100)
    assert w == pytest.approx(math.sqrt(stats.chi2_contingency(table, correction=False).statistic / 100))
    assert (df, least) == (1, pytest.approx(0.2))
    plan = counts.chi_square_table_size(table, power=0.8)
    seen = np.random.default_rng(5).multinomial(plan.n, np.array(table).ravel() / 100, RUNS).reshape(-1, 2, 2)
    e = seen.sum(2, keepdims=True) * seen.sum(1, keepdims=True) / plan.n
    assert within(((seen - e) ** 2 / e).sum((1, 2)) >= stats.chi2.isf(0.05, 1), plan.power, error=0.02)
    rare = counts.chi_square_table_size([[1, 99], [30, 70]], power=0.5)
    assert any("below 5" in note for note in rare.notes)
    assert "below 5" not in " ".join(plan.notes)


# --- ranks and medians --------------------------------------------------------------------------------


def test_noethers_formula():
    # R package statpsych: size.test.mann(.05, .90, .3) gives 44
    assert ranks.mann_whitney_size(0.3).n == ranks.mann_whitney_size(0.7).n == 44
    # by hand: (1.959964 + 0.841621)^2 / (3 * 0.25^2) = 41.86 cases in all for P(X > Y) = 0.75, power 0.80
    assert 2 * ranks.mann_whitney_size(0.75, power=0.8).n_exact == pytest.approx(41.86, abs=0.005)
    found = ranks.mann_whitney_size(0.7, power=0.8, sided="one")
    assert ranks.power_of_mann_whitney(found.n_exact, 0.7, 0.05, "one") == pytest.approx(0.8)


def test_relative_efficiency():
    # G*Power 3.1, Wilcoxon-Mann-Whitney, A.R.E. method, normal parent, d = 0.5, power 0.80: 67 in each group
    assert ranks.mann_whitney_shift_size(0.5, power=0.8).n == 67
    for d in (0.3, 0.8):
        t = mean_size(d, groups=2).n_exact
        assert ranks.mann_whitney_shift_size(d).n_exact == pytest.approx(t * math.pi / 3, rel=1e-6)
        assert ranks.wilcoxon_size(d).n_exact == pytest.approx(mean_size(d).n_exact * math.pi / 3, rel=1e-6)


@pytest.mark.parametrize(("n", "d"), [(12, 1.2), (25, 0.9), (60, 0.55)])
def test_mann_whitney_and_wilcoxon_by_simulation(n, d):
    rng = np.random.default_rng(7)
    x, y = rng.normal(d, 1, (RUNS, n)), rng.normal(0, 1, (RUNS, n))
    how = "exact" if n <= 25 else "asymptotic"
    p = stats.mannwhitneyu(x, y, axis=1, method=how).pvalue
    assert within(p <= 0.05, ranks.power_of_mann_whitney_shift(n, d), error=0.02)
    # Noether takes the variance of no difference: too careful for large differences
    chance = stats.norm.cdf(d / math.sqrt(2))
    assert within(p <= 0.05, ranks.power_of_mann_whitney(n, chance), error=0.05)
    assert ranks.power_of_mann_whitney(n, chance) < ranks.power_of_mann_whitney_shift(n, d)
    pairs = rng.normal(0.7 * d, 1, (RUNS, n))
    assert within(
        stats.wilcoxon(pairs, axis=1, method=how).pvalue <= 0.05,
        ranks.power_of_wilcoxon(n, 0.7 * d),
        error=0.02,
    )


def test_noether_holds_for_a_skewed_distribution():
    # exponential times, one group 1/3 slower: P(X > Y) = m1/(m1 + m2), no shift at all
    rng = np.random.default_rng(8)
    plan = ranks.mann_whitney_size(2 / 3, power=0.8)
    x, y = rng.exponential(2.0, (RUNS, plan.n)), rng.exponential(1.0, (RUNS, plan.n))
    assert within(
        stats.mannwhitneyu(x, y, axis=1, method="asymptotic").pvalue <= 0.05, plan.power, error=0.03
    )


def test_too_few_cases_to_be_significant_at_all():
    # 2/C(6, 3) = 0.1 and 2/C(8, 4) = 0.029; 2 * 2^-5 = 0.0625 and 2 * 2^-6 = 0.031
    assert ranks.mann_whitney_shift_size(50).n == 4
    assert ranks.power_of_mann_whitney(3, 0.99) == ranks.power_of_mann_whitney_shift(3, 9) == 0
    assert ranks.wilcoxon_size(50).n == 6
    assert ranks.power_of_wilcoxon(5, 9) == 0
    assert any("finds nothing" in note for note in ranks.wilcoxon_size(50).notes)
    separate = [list(range(1, 4)), list(range(4, 7)), list(range(7, 10))]
    assert stats.kruskal(*separate).pvalue <= 0.05
    assert stats.kruskal(*(group[:2] for group in separate)).pvalue > 0.05
    assert ranks.kruskal_wallis_size(3, 50).n == 3


def test_sign_test_is_the_exact_binomial_test():
    plan = ranks.sign_test_size(0.7, power=0.8)
    assert plan.n == counts.one_proportion_size(0.7, 0.5, power=0.8).n
    # Noether 1987: n = (z_a + z_b)^2 / (4 (p - 1/2)^2) = 7.849 / 0.16 = 49.06
    assert plan.figure("Cases, Noether's formula") == 50
    shift = ranks.sign_test_shift_size(0.5, power=0.8)
    assert shift.figure("Share above") == pytest.approx(stats.norm.cdf(0.5))
    x = np.random.default_rng(9).normal(0.5, 1, (RUNS, shift.n)) > 0
    p = {k: stats.binomtest(k, shift.n).pvalue for k in range(shift.n + 1)}
    assert within(np.array([p[int(k)] <= 0.05 for k in x.sum(1)]), shift.power)
    # the efficiency 2/pi is that of small shifts
    small = ranks.sign_test_shift_size(0.1, power=0.8)
    by_t = small.figure("Cases, t test through 2/π")
    assert by_t == pytest.approx(small.figure("Cases, Noether's formula"), rel=0.005)


@pytest.mark.parametrize(("n", "k", "d"), [(10, 3, 1.5), (20, 3, 1.0), (30, 4, 0.9)])
def test_kruskal_wallis_and_mood_by_simulation(n, k, d):
    means = np.zeros(k)
    means[0], means[-1] = -d / 2, d / 2
    x = np.random.default_rng(10).normal(means[None, :, None], 1.0, (RUNS, k, n))
    limit, total = stats.chi2.isf(0.05, k - 1), k * n
    r = stats.rankdata(x.reshape(RUNS, -1), axis=1).reshape(x.shape)
    h = 12 / (total * (total + 1)) * (n * (r.mean(2) - (total + 1) / 2) ** 2).sum(1)
    assert within(h >= limit, ranks.power_of_kruskal_wallis(n, k, d, 1.0), error=0.02)
    # Andrews' limit of large samples is nearer from above than its error here, and never below F
    chi = stats.ncx2.sf(limit, k - 1, ranks.RANKS * n * d * d / 2)
    assert 0 < chi - ranks.power_of_kruskal_wallis(n, k, d, 1.0) < 0.06
    above = (x > np.median(x.reshape(RUNS, -1), axis=1)[:, None, None]).sum(2)
    e = n / 2
    assert within(
        ((above - e) ** 2 * 2 / e).sum(1) >= limit, ranks.power_of_moods_median(n, k, d, 1.0), error=0.04
    )


def test_several_groups_need_those_of_anova_divided_by_the_efficiency():
    n = ranks.kruskal_wallis_size(4, 0.8).n_exact
    assert power_of_anova(n * 3 / math.pi, 4, 0.8, 1.0) == pytest.approx(0.9, abs=1e-8)
    n = ranks.moods_median_size(4, 0.8).n_exact
    assert power_of_anova(n * 2 / math.pi, 4, 0.8, 1.0) == pytest.approx(0.9, abs=1e-8)


# --- two samples ------------------------------------------------------------------------------------


def test_pairs():
    # Cohen 1988, table 2.4.1 through d sqrt(2); G*Power 3.1, matched pairs, dz = 0.5, power 0.80: 34
    assert samples.paired_t_size(0.5, power=0.8).n == 34
    assert samples.paired_t_size(3, 6).n == mean_size(3, 6).n
    rng = np.random.default_rng(11)
    plan = samples.paired_t_size(3, 6, correlation=0.7, power=0.8)
    both = rng.multivariate_normal((3, 0), [[36, 0.7 * 36], [0.7 * 36, 36]], (RUNS, plan.n))
    assert within(stats.ttest_rel(both[..., 0], both[..., 1], axis=1).pvalue <= 0.05, plan.power)


@pytest.mark.parametrize(("delta", "sd1", "sd2"), [(1.2, 1.0, 1.0), (2.5, 1.0, 3.0), (2.5, 4.0, 1.0)])
def test_welch_by_simulation(delta, sd1, sd2):
    plan = samples.welch_size(delta, sd1, sd2, power=0.8)
    rng = np.random.default_rng(12)
    x, y = rng.normal(delta, sd1, (RUNS, plan.n)), rng.normal(0, sd2, (RUNS, plan.n))
    assert within(stats.ttest_ind(x, y, axis=1, equal_var=False).pvalue <= 0.05, plan.power, error=0.01)
    assert plan.notes == ()
    assert "rough" in samples.welch_size(2.5, 1, 1).notes[0]
    assert samples.welch_size(1, 1, 1).n_exact == pytest.approx(mean_size(1, 1, groups=2).n_exact)
    assert samples.power_of_welch(9, 1.0, 2.0, 2.0) == pytest.approx(power_of_t(9, 0.5, groups=2))


@settings(max_examples=25, deadline=None)
@given(st.floats(0.2, 5).filter(lambda ratio: abs(ratio - 1) > 0.1), st.sampled_from(SIDES))
def test_two_spreads(ratio, sided):
    plan = samples.two_sds_size(ratio, sided=sided)
    df, r2 = plan.n - 1, ratio**2
    high = lambda a: stats.f.sf(stats.f.isf(a, df, df) / r2, df, df)  # noqa: E731
    low = lambda a: stats.f.cdf(stats.f.ppf(a, df, df) / r2, df, df)  # noqa: E731
    expected = high(0.025) + low(0.025) if sided == "two" else (high(0.05) if ratio > 1 else low(0.05))
    assert plan.power == pytest.approx(expected, abs=1e-10)
    assert plan.power >= 0.9
    assert samples.power_of_f(plan.n - 1, ratio, 0.05, sided) < 0.9 or plan.n == 2
    assert plan.n == samples.two_sds_size(1 / ratio, sided=sided).n


# --- relations --------------------------------------------------------------------------------------


def test_correlation_against_published_numbers():
    # R: pwr.r.test(r = 0.3, sig.level = 0.05, power = 0.80) gives n = 84.07364
    assert relations.correlation_size(0.3, power=0.8).n_exact == pytest.approx(84.07364, abs=5e-5)
    # Cohen 1988, table 3.4.1: n at power 0.80, two-sided 0.05
    for r, n in ((0.1, 783), (0.3, 85), (0.5, 28)):
        assert abs(relations.correlation_size(r, power=0.8).n - n) <= 1
    assert relations.correlation_size(-0.3).n == relations.correlation_size(0.3).n


@pytest.mark.parametrize(("n", "r", "below"), [(10, 0.7, 0.015), (29, 0.5, 0.005), (84, 0.3, 0.005)])
def test_correlation_against_the_exact_distribution(n, r, below):
    """t of a correlation, given the sum of squares of x, is noncentral t; that sum is chi-square."""
    limit = stats.t.isf(0.025, n - 2)
    slope = r / math.sqrt(1 - r * r)

    def missed(u: float) -> float:
        shift = slope * math.sqrt(u)
        inside = stats.nct.cdf(limit, n - 2, shift) - stats.nct.cdf(-limit, n - 2, shift)
        return float(inside * stats.chi2.pdf(u, n - 1))

    spread = 12 * math.sqrt(2 * n)
    exact = 1 - integrate.quad(missed, max(0, n - spread), n + spread, epsabs=1e-9, limit=200)[0]
    assert 0 <= exact - relations.power_of_correlation(n, r) <= below


def test_regression_against_published_numbers():
    # G*Power 3.1, linear multiple regression, R2 deviation from 0: f2 = 0.15, power 0.80, 1 to 10 predictors
    published = [55, 68, 77, 85, 92, 98, 103, 109, 114, 118]
    plans = [relations.regression_size(0.15 / 1.15, k, power=0.8) for k in range(1, 11)]
    assert [plan.n for plan in plans] == published
    for k, plan in enumerate(plans, start=1):
        limit = stats.f.isf(0.05, k, plan.n - k - 1)
        assert plan.power == pytest.approx(stats.ncf.sf(limit, k, plan.n - k - 1, 0.15 * plan.n))


def test_added_predictors_by_simulation():
    # R2 increase, 2 of 5 tested, f2 = 0.125: by simulation with fixed predictors
    plan = relations.regression_size(0.2, 5, without=0.1, tested=2, power=0.8)
    rng = np.random.default_rng(13)
    x = np.linalg.qr(np.column_stack([np.ones(plan.n), rng.normal(size=(plan.n, 5))]))[0]
    f2 = 0.1 / 0.8
    y = rng.normal(size=(RUNS, plan.n)) + x[:, 4] * math.sqrt(f2 * plan.n) + 2 * x[:, 1]
    small = ((y - y @ x[:, :4] @ x[:, :4].T) ** 2).sum(1)
    full = ((y - y @ x @ x.T) ** 2).sum(1)
    df2 = plan.n - 6
    assert within((small - full) / 2 / (full / df2) >= stats.f.isf(0.05, 2, df2), plan.power)


# --- all of them ------------------------------------------------------------------------------------


def test_no_chance_is_rounded_up_to_certainty():
    assert "more than 99.9%" in relations.correlation_size(0.9, power=0.9999).summary()[1]
    assert " 99.9%" in relations.correlation_size(0.3, power=0.999).summary()[1]


PLANS = {
    "one share": (lambda **o: counts.one_proportion_size(0.7, 0.5, **o), True),
    "one rate": (lambda **o: counts.one_rate_size(3, 2, **o), True),
    "chi-square": (lambda **o: counts.chi_square_size(0.3, 2, **o), False),
    "Mann-Whitney": (lambda **o: ranks.mann_whitney_size(0.7, **o), True),
    "Mann-Whitney, shift": (lambda **o: ranks.mann_whitney_shift_size(0.7, **o), True),
    "Wilcoxon": (lambda **o: ranks.wilcoxon_size(0.7, **o), True),
    "sign": (lambda **o: ranks.sign_test_size(0.7, **o), True),
    "sign, shift": (lambda **o: ranks.sign_test_shift_size(0.7, **o), True),
    "Kruskal-Wallis": (lambda **o: ranks.kruskal_wallis_size(3, 0.8, **o), False),
    "Mood": (lambda **o: ranks.moods_median_size(3, 0.8, **o), False),
    "pairs": (lambda **o: samples.paired_t_size(0.7, **o), True),
    "Welch": (lambda **o: samples.welch_size(1, 1, 2, **o), True),
    "two spreads": (lambda **o: samples.two_sds_size(1.6, **o), True),
    "correlation": (lambda **o: relations.correlation_size(0.4, **o), True),
    "regression": (lambda **o: relations.regression_size(0.2, 4, **o), False),
}


@pytest.mark.parametrize("name", PLANS)
def test_more_power_less_risk_and_both_sides_need_more_cases(name):
    plan, has_sides = PLANS[name]
    usual = plan()
    assert isinstance(usual, SampleSize)
    assert usual.power >= usual.asked_power - 1e-9
    assert usual.convention
    assert usual.source
    assert plan(power=0.8).n < usual.n < plan(power=0.99).n
    assert plan(alpha=0.1).n < usual.n < plan(alpha=0.01).n
    if has_sides:
        assert plan(sided="one").n < usual.n


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: counts.one_proportion_size(0.5, 0.5), "differ"),
        (lambda: counts.one_proportion_size(70, 50), "between 0 and 1"),
        (lambda: counts.one_proportion_size(0.5001, 0.5), "ten million"),
        (lambda: counts.one_proportion_size(0.7, 0.5, power=0.3, alpha=0.4), "coin"),
        (lambda: counts.one_rate_size(1, 0), "above 0"),
        (lambda: counts.one_rate_size(-1, 2), "0 or more"),
        (lambda: counts.chi_square_size(0, 1), "above 0"),
        (lambda: counts.chi_square_size(0.3, 0), "degrees of freedom"),
        (lambda: counts.chi_square_table_size([[1, 2]]), "two rows"),
        (lambda: counts.chi_square_table_size([[1, 2], [3]]), "equally long"),
        (lambda: counts.chi_square_table_size([[1, 2], [2, 4]]), "no association"),
        (lambda: counts.chi_square_table_size([[1, 0], [2, 0]]), "holds only 0"),
        (lambda: counts.chi_square_table_size([[1, -2], [2, 4]]), "0 or more"),
        (lambda: counts.chi_square_table_size("30, 20"), "list of rows"),
        (lambda: ranks.mann_whitney_size(0.5), "no difference"),
        (lambda: ranks.mann_whitney_size(1), "between 0 and 1"),
        (lambda: ranks.mann_whitney_shift_size(0), "must not be 0"),
        (lambda: ranks.wilcoxon_size(1, 0), "above 0"),
        (lambda: ranks.sign_test_size(0.5), "no difference"),
        (lambda: ranks.sign_test_shift_size(9), "five standard deviations"),
        (lambda: ranks.kruskal_wallis_size(1, 1), "2 to 1,000 groups"),
        (lambda: ranks.moods_median_size(3, -1), "above 0"),
        (lambda: samples.paired_t_size(1, 1, correlation=1), "between -1 and 1"),
        (lambda: samples.welch_size(0, 1, 1), "must not be 0"),
        (lambda: samples.two_sds_size(1), "not be 1"),
        (lambda: relations.correlation_size(0), "not be 0"),
        (lambda: relations.correlation_size(1), "between -1 and 1"),
        (lambda: relations.regression_size(0.2, 0), "number of predictors"),
        (lambda: relations.regression_size(0.2, 3, without=0.3, tested=1), "above R²"),
        (lambda: relations.regression_size(0.2, 3, without=0.1), "how many"),
        (lambda: relations.regression_size(0.2, 3, tested=4), "tested predictors"),
        (lambda: relations.regression_size(0.2, 3, power=90), r"0\.9 and 0\.05"),
    ],
)
def test_what_cannot_be_planned_ends_in_a_plain_sentence(make, words):
    with pytest.raises(StatsError, match=words) as caught:
        make()
    assert str(caught.value).endswith(".")
