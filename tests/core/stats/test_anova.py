"""One-way ANOVA, variances, ranks: NIST certified values, textbook data, scipy as a referee."""

import itertools
import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base.result_words import pair_list_text
from leanbench.stats.base.samples import StatsError
from leanbench.stats.distributions import studentized
from leanbench.stats.tests.anova import one_way_anova
from leanbench.stats.tests.tests_ranks import (
    kruskal_wallis,
    mann_whitney,
    moods_median,
    sign_test,
    wilcoxon,
)
from leanbench.stats.tests.tests_spread import equal_variances, f_test, sd_test

# R data set PlantGrowth (Dobson 1983): dried weight of plants under a control and two treatments
CTRL = [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14]
TRT1 = [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69]
TRT2 = [6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26]
VALUES = CTRL + TRT1 + TRT2
GROUPS = ["ctrl"] * 10 + ["trt1"] * 10 + ["trt2"] * 10


def smls(leading: float) -> tuple[list[float], list[str]]:
    """NIST SmLs: 9 treatments, the first value of each is the center, then center -+ 0.1 in turn."""
    centres = [0.4, 0.3, 0.5, 0.3, 0.5, 0.3, 0.5, 0.3, 0.5]
    values, labels = [], []
    for i, centre in enumerate(centres):
        for j in range(21):
            step = 0 if j == 0 else (-0.1 if j % 2 else 0.1)
            values.append(float(f"{leading + 1:.0f}{f'{centre + step:.1f}'[1:]}"))
            labels.append(str(i + 1))
    return values, labels


def test_plant_growth():
    # R: anova(lm(weight ~ group)): F = 4.8461, p = 0.01591, residual mean square 0.38860
    found = one_way_anova(VALUES, GROUPS)
    assert found.partition.f == pytest.approx(4.8461, abs=5e-5)
    assert found.partition.p == pytest.approx(0.01591, abs=5e-6)
    assert found.partition.ms_within == pytest.approx(0.38860, abs=5e-6)
    # R: TukeyHSD: trt1-ctrl -0.371, lower -1.0622161, p 0.3908711; trt2-ctrl p 0.1979960; trt2-trt1 p 0.0120064
    first, second, third = found.pairs
    assert (first.first, first.second) == ("ctrl", "trt1")
    assert first.difference.value == pytest.approx(-0.371)
    assert first.difference.low == pytest.approx(-1.0622161, abs=5e-7)
    assert first.p == pytest.approx(0.3908711, abs=5e-7)
    assert second.p == pytest.approx(0.1979960, abs=5e-7)
    assert third.p == pytest.approx(0.0120064, abs=5e-7)
    assert third.differs
    # R: oneway.test(weight ~ group): F = 5.181, num df = 2, denom df = 17.128, p = 0.01739
    assert found.welch_f == pytest.approx(5.181, abs=5e-4)
    assert found.welch_df[1] == pytest.approx(17.128, abs=5e-4)
    assert found.welch_p == pytest.approx(0.01739, abs=5e-6)
    assert found.letters == ("AB", "B", "A")
    assert "trt1 and trt2" in " ".join(found.summary())


@pytest.mark.parametrize("leading", [0.0, 1e6 - 1, 1e12 - 1])
def test_nist_smls_is_exact_however_many_leading_digits(leading):
    # NIST StRD SmLs01-09: F = 21, between 1.68 (8), within 1.8 (180), for every number of leading digits
    values, labels = smls(leading)
    parts = one_way_anova(values, labels).partition
    assert (parts.df_between, parts.df_within) == (8, 180)
    assert parts.f == pytest.approx(21.0, rel=1e-9)
    assert parts.ss_within == pytest.approx(1.8, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(-50, 50), min_size=3, max_size=7), min_size=2, max_size=4).filter(
        lambda g: any(len(set(x)) > 1 for x in g)
    )
)
def test_f_agrees_with_scipy_and_permuting_changes_nothing(groups):
    values = list(itertools.chain(*groups))
    labels = [f"g{i}" for i, x in enumerate(groups) for _ in x]
    parts = one_way_anova(values, labels).partition
    theirs = scipy.stats.f_oneway(*groups)
    assert parts.f == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-12)
    # where all means are equal, rounding can make their F a tiny negative number, which has no p
    assert parts.p == pytest.approx(1.0 if np.isnan(theirs.pvalue) else theirs.pvalue, rel=1e-8)
    order = np.random.default_rng(0).permutation(len(values))
    again = one_way_anova([values[i] for i in order], [labels[i] for i in order]).partition
    assert again.f == pytest.approx(parts.f, rel=1e-12)


def test_two_groups_anova_is_the_pooled_t_squared():
    found = one_way_anova(CTRL + TRT1, ["a"] * 10 + ["b"] * 10).partition
    t = scipy.stats.ttest_ind(CTRL, TRT1)
    assert found.f == pytest.approx(t.statistic**2)
    assert found.p == pytest.approx(t.pvalue)


def test_differing_pairs_are_said_so_that_nobody_joins_the_wrong_two():
    three = one_way_anova([1, 2, 3, 11, 12, 13, 21, 22, 23], ["N"] * 3 + ["S"] * 3 + ["W"] * 3)
    assert "Differing pairs: N and S, N and W, S and W." in three.summary()
    one = one_way_anova([1, 2, 3, 11, 12, 13], ["N"] * 3 + ["S"] * 3)
    assert "Differing pair: N and S." in one.summary()
    assert pair_list_text([("a", "b")] * 8) == f"{', '.join(['a and b'] * 6)}, 2 more pairs"


def test_games_howell_with_very_different_spreads():
    wide = [0, 20, -15, 30, 12, -22, 18, 4]
    tight = [10.0, 10.1, 9.9, 10.2, 9.8, 10.05, 9.95, 10.0]
    found = one_way_anova(wide + tight, ["wide"] * 8 + ["tight"] * 8, pairs="games-howell")
    welch = scipy.stats.ttest_ind(wide, tight, equal_var=False)
    # with two groups Games-Howell is Welch's t
    assert found.pairs[0].p == pytest.approx(welch.pvalue, rel=1e-6)
    assert found.p == pytest.approx(welch.pvalue, rel=1e-9)
    classic = one_way_anova(wide + tight, ["wide"] * 8 + ["tight"] * 8)
    assert "Games-Howell pairs is safer" in " ".join(classic.summary())


def test_groups_that_cannot_be_compared():
    with pytest.raises(StatsError, match="only 'a'"):
        one_way_anova([1, 2, 3], ["a", "a", "a"])
    with pytest.raises(StatsError, match="Group 'b' has 1 value"):
        one_way_anova([1, 2, 3], ["a", "a", "b"])
    with pytest.raises(StatsError, match="equal inside every group"):
        one_way_anova([1, 1, 2, 2], ["a", "a", "b", "b"])
    with pytest.raises(StatsError, match="3 rows and the groups have 2"):
        one_way_anova([1, 2, 3], ["a", "b"])
    noted = one_way_anova([1, 2, 3, 4, None, 6], ["a", "a", "b", "b", "b", ""])
    assert "1 blank row of values left out" in noted.notes
    assert "1 row without a group left out" in noted.notes


def test_studentized_range_published_and_against_scipy():
    # Pearson and Hartley, table 29: upper 5%: q(3, 10) = 3.877, q(5, 20) = 4.232; 1%: q(4, 12) = 5.502
    assert studentized.quantile(0.95, 3, 10.0) == pytest.approx(3.877, abs=5e-4)
    assert studentized.quantile(0.95, 5, 20.0) == pytest.approx(4.232, abs=5e-4)
    assert studentized.quantile(0.99, 4, 12.0) == pytest.approx(5.502, abs=5e-4)
    for q, k, df in ((3.5, 3, 5.0), (2.0, 10, 30.0), (6.0, 20, 200.0), (4.0, 2, 1.5)):
        assert studentized.upper(q, k, df) == pytest.approx(
            scipy.stats.studentized_range.sf(q, k, df), abs=1e-9
        )
    # two means: q = t sqrt(2)
    assert studentized.upper(2.5 * 2**0.5, 2, 7.0) == pytest.approx(2 * scipy.stats.t.sf(2.5, 7), abs=1e-12)


# --- spread ---------------------------------------------------------------------------------------


def test_variances_agree_with_scipy():
    found = equal_variances(VALUES, GROUPS)
    levene = scipy.stats.levene(CTRL, TRT1, TRT2, center="median")
    bartlett = scipy.stats.bartlett(CTRL, TRT1, TRT2)
    assert found.statistic == pytest.approx(levene.statistic, rel=1e-10)
    assert found.p == pytest.approx(levene.pvalue, rel=1e-10)
    assert found.figure("Bartlett's T") == pytest.approx(bartlett.statistic, rel=1e-10)
    assert found.figure("p, Bartlett (normal data only)") == pytest.approx(bartlett.pvalue, rel=1e-10)


def test_f_test_of_two_variances():
    found = f_test(CTRL, TRT1)
    f = np.var(TRT1, ddof=1) / np.var(CTRL, ddof=1)  # the second to the first, as everywhere
    assert found.statistic == pytest.approx(f)
    assert found.p == pytest.approx(2 * scipy.stats.f.sf(f, 9, 9))
    assert found.effect.low**2 == pytest.approx(f / scipy.stats.f.ppf(0.975, 9, 9))
    assert found.effect.high**2 == pytest.approx(f / scipy.stats.f.ppf(0.025, 9, 9))


def test_sd_against_a_target():
    found = sd_test(CTRL, 0.5)
    expected = 9 * np.var(CTRL, ddof=1) / 0.25
    assert found.statistic == pytest.approx(expected)
    assert found.p == pytest.approx(
        2 * min(scipy.stats.chi2.sf(expected, 9), scipy.stats.chi2.cdf(expected, 9))
    )


# --- ranks ----------------------------------------------------------------------------------------

# Hollander and Wolfe 1973, permeability constants of the human chorioamnion: R example of wilcox.test
AT_TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]


def test_mann_whitney_exact():
    # R: wilcox.test(x, y, alternative = "g"): W = 35, p = 0.1272
    found = mann_whitney(EARLY, AT_TERM, alternative="greater")
    assert found.statistic == 35
    assert found.p == pytest.approx(0.1272, abs=5e-5)
    assert "exact" in found.convention


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=4, max_size=12),
    st.lists(st.integers(0, 30), min_size=4, max_size=12),
    st.sampled_from(["two-sided", "greater", "less"]),
)
def test_mann_whitney_agrees_with_scipy(a, b, alternative):
    if len(set(a + b)) == 1:
        return
    ours = mann_whitney(a, b, alternative=alternative)
    ties = len(set(a + b)) < len(a) + len(b)
    theirs = scipy.stats.mannwhitneyu(b, a, alternative=alternative, method="asymptotic" if ties else "exact")
    assert ours.statistic == theirs.statistic
    assert ours.p == pytest.approx(min(theirs.pvalue, 1.0), rel=1e-9)


def test_hodges_lehmann_shift():
    # R: wilcox.test(y, x, conf.int = TRUE): difference in location 0.305, interval -0.15 to 0.76
    found = mann_whitney(EARLY, AT_TERM)
    assert found.effect.value == pytest.approx(0.305)
    assert found.effect.low == pytest.approx(-0.15)
    assert found.effect.high == pytest.approx(0.76)


# Hollander and Wolfe 1973, depression scale: R example of wilcox.test, paired
VISIT1 = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
VISIT2 = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]


def test_wilcoxon_signed_rank_exact():
    # R: wilcox.test(x, y, paired = TRUE, alternative = "greater"): V = 40, p = 0.01953
    found = wilcoxon([a - b for a, b in zip(VISIT1, VISIT2, strict=True)], alternative="greater")
    assert found.statistic == 40
    assert found.p == pytest.approx(0.01953, abs=5e-6)


def test_kruskal_wallis_and_mood_on_plant_growth():
    # R: kruskal.test(weight ~ group): chi-squared = 7.9882, df = 2, p = 0.01842
    found = kruskal_wallis(VALUES, GROUPS)
    assert found.statistic == pytest.approx(7.9882, abs=5e-5)
    assert found.p == pytest.approx(0.01842, abs=5e-6)
    mood = moods_median(VALUES, GROUPS)
    theirs = scipy.stats.median_test(CTRL, TRT1, TRT2, ties="below", correction=False)
    assert mood.statistic == pytest.approx(theirs.statistic)
    assert mood.p == pytest.approx(theirs.pvalue)


def test_sign_test_is_the_exact_binomial():
    found = sign_test([1, 2, 3, 4, 5, -1, 0], 0.0)
    assert found.p == pytest.approx(scipy.stats.binomtest(5, 6).pvalue)
    assert "1 value equal to 0 left out" in found.notes


def test_nothing_to_rank():
    for test in (lambda: mann_whitney([1, 1], [1, 1]), lambda: kruskal_wallis([1, 1, 1], ["a", "b", "b"])):
        with pytest.raises(StatsError, match="equal"):
            test()
    with pytest.raises(StatsError, match="above the common median"):
        moods_median([1, 1, 1, 1], ["a", "a", "b", "b"])


def test_ranks_do_not_care_about_the_scale():
    plain, logs = mann_whitney(CTRL, TRT2), mann_whitney(np.log(CTRL), np.log(TRT2))
    assert plain.p == logs.p
    assert math.isclose(plain.statistic, logs.statistic)


@pytest.mark.parametrize("leading", [1.0, 1e6, 1e12])
@pytest.mark.parametrize("replicates", [21, 201, 2001])
def test_nist_smls_sets(leading, replicates):
    """NIST StRD SmLs01 to SmLs09 from their rule: centers .4 and eight times .4 -+ .1, replicates center, then -+ .1.

    Certified: F = number of replicates, residual standard deviation 0.1, R² by sums of squares. With 1, 7 and 13
    constant leading digits; at 1e12 a double holds the tenths to 6e-5 only, so no program can do better than
    about 1 part in 1000 there (the shipped case of SmLs07 allows 1 in 100).
    """
    centres = [0.4] + [0.3, 0.5] * 4
    away = np.resize([-0.1, 0.1], replicates - 1)
    groups = np.repeat(np.arange(1, 10), replicates)
    values = np.concatenate([np.concatenate(([c], c + away)) for c in centres]).round(1) + leading
    found = one_way_anova(values, groups)
    tolerance = {1.0: 1e-9, 1e6: 1e-8, 1e12: 1e-2}[leading]
    table = found.partition
    assert table.f == pytest.approx(replicates, rel=tolerance)
    assert found.residual_sd == pytest.approx(0.1, rel=tolerance)
    assert table.ss_between == pytest.approx(0.08 * replicates, rel=tolerance)
    assert table.ss_within == pytest.approx(0.09 * (replicates - 1), rel=tolerance)
