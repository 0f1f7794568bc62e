"""Student's and Welch's t, pairs, equivalence: published numbers, scipy as a referee, and laws."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base.samples import StatsError
from leanbench.stats.tests.tests_means import equivalence, one_sample_t, paired_t, two_sample_t

# Student 1908, "The probable error of a mean": extra hours of sleep under two drugs, the same ten patients
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_students_sleep_pairs():
    # R: t.test(extra ~ group, data = sleep, paired = TRUE): t = -4.0621, df = 9, p = 0.002833, -2.4598858 -0.7001142
    found = paired_t(FIRST, SECOND)
    assert found.statistic == pytest.approx(4.0621, abs=5e-5)
    assert found.df == (9.0,)
    assert found.p == pytest.approx(0.002833, abs=5e-7)
    assert found.effect.low == pytest.approx(0.7001142, abs=5e-8)
    assert found.effect.high == pytest.approx(2.4598858, abs=5e-8)
    assert found.figure("Pairs that rose") == 9


def test_students_sleep_welch_and_pooled():
    # R: t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, p = 0.07939, -3.3654832 0.2054832, all of
    # group 1 less group 2; here of the second less the first.
    found = two_sample_t(FIRST, SECOND)
    assert found.statistic == pytest.approx(1.8608, abs=5e-5)
    assert found.df[0] == pytest.approx(17.776, abs=5e-4)
    assert found.p == pytest.approx(0.07939, abs=5e-6)
    assert found.effect.low == pytest.approx(-0.2054832, abs=5e-8)
    assert found.effect.high == pytest.approx(3.3654832, abs=5e-8)
    assert not found.is_significant
    pooled = two_sample_t(FIRST, SECOND, equal_variances=True)
    assert pooled.df == (18.0,)
    assert pooled.p == pytest.approx(0.07919, abs=5e-6)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_alternatives_agree_with_scipy(alternative):
    ours = two_sample_t(FIRST, SECOND, alternative=alternative)
    theirs = scipy.stats.ttest_ind(SECOND, FIRST, equal_var=False, alternative=alternative)
    assert ours.p == pytest.approx(theirs.pvalue, rel=1e-12)
    limits = theirs.confidence_interval(0.95)
    assert ours.effect.low == pytest.approx(limits.low, rel=1e-9)
    assert ours.effect.high == pytest.approx(limits.high, rel=1e-9)
    one = one_sample_t(FIRST, 0.5, alternative=alternative)
    assert one.p == pytest.approx(
        scipy.stats.ttest_1samp(FIRST, 0.5, alternative=alternative).pvalue, rel=1e-12
    )


def test_equivalence_is_the_ninety_percent_interval_inside_the_limits():
    a = [10.1, 9.8, 10.3, 10.0, 9.9, 10.2]
    b = [10.0, 10.2, 9.9, 10.1, 10.3, 9.7]
    inside = equivalence(a, b, -0.5, 0.5)
    assert inside.effect.confidence == pytest.approx(0.9)
    assert inside.is_significant
    assert -0.5 < inside.effect.low < inside.effect.high < 0.5
    tight = equivalence(a, b, -0.05, 0.05)
    assert not tight.is_significant
    assert "It is not shown" in tight.summary()[0]
    # by hand: t = (d - limit) / se with Welch's df
    theirs = scipy.stats.ttest_ind(np.array(b), np.array(a) - 0.5, equal_var=False, alternative="greater")
    assert inside.figure("p against the lower limit") == pytest.approx(theirs.pvalue, rel=1e-9)


def test_sentences_say_how_much_and_what_is_not_proved():
    found = two_sample_t(FIRST, SECOND, names=("drug 1", "drug 2"), unit="h")
    headline, second = found.summary()[:2]
    assert headline.startswith(
        "Does the mean of drug 2 differ from that of drug 1? "
        "The mean of drug 2 (2.33 h) is 1.58 h (211%) higher than that of drug 1 (0.75 h)"
    )
    assert "95% interval −0.2055 to 3.365" in headline
    assert "does not prove" in second


def test_bad_input_is_a_sentence():
    with pytest.raises(StatsError, match="first has only 1 number"):
        two_sample_t([1.0], [1.0, 2.0])
    with pytest.raises(StatsError, match="are equal"):
        two_sample_t([1, 1], [2, 2])
    with pytest.raises(StatsError, match="equal length"):
        paired_t([1, 2], [1, 2, 3])
    with pytest.raises(StatsError, match="fewer than two rows"):
        paired_t([1, None, 3], [None, 2, 4])
    with pytest.raises(StatsError, match=r"0\.95"):
        one_sample_t([1, 2], 0, confidence=95)
    with pytest.raises(StatsError, match="must be below"):
        equivalence([1, 2], [2, 3], 1, -1)
    noted = paired_t([1, 2, "x", 4, None], [2, 4, 5, 5, 9])
    assert any("row 3 ('x')" in note for note in noted.notes)


SAMPLES = st.lists(st.floats(-100, 100).map(lambda v: round(v, 3)), min_size=3, max_size=12).filter(
    lambda v: max(v) - min(v) > 0.1
)


@settings(max_examples=40, deadline=None)
@given(SAMPLES, SAMPLES, st.floats(-1000, 1000), st.floats(0.01, 100))
def test_shift_and_scale_change_nothing_but_the_effect(a, b, shift, scale):
    plain = two_sample_t(a, b)
    moved = two_sample_t([shift + scale * v for v in a], [shift + scale * v for v in b])
    assert moved.p == pytest.approx(plain.p, rel=1e-5, abs=1e-9)
    assert moved.effect.value == pytest.approx(scale * plain.effect.value, rel=1e-6, abs=1e-6 * scale)


@settings(max_examples=40, deadline=None)
@given(SAMPLES, SAMPLES)
def test_the_interval_and_the_p_value_agree(a, b):
    found = two_sample_t(a, b)
    outside = not found.effect.low <= 0 <= found.effect.high
    if abs(found.p - 0.05) > 1e-9:
        assert outside == (found.p < 0.05)
    back = two_sample_t(b, a)
    assert back.statistic == pytest.approx(-found.statistic, rel=1e-9, abs=1e-12)
    assert math.isclose(back.p, found.p, rel_tol=1e-9)
