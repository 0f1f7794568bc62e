"""Tolerance intervals against published factors and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability.tolerance import (
    howe_factor,
    one_sided_factor,
    tolerance_from_summary,
    tolerance_nonparametric,
    tolerance_normal,
    tolerance_sample_sizes,
    two_sided_factor,
)


# Odeh and Owen, Tables for Normal Tolerance Limits, 1980 (two-sided, confidence 0.95 unless said).
@pytest.mark.parametrize(
    ("n", "coverage", "confidence", "factor"),
    [(10, 0.95, 0.95, 3.393), (20, 0.95, 0.95, 2.760), (30, 0.99, 0.95, 3.355), (50, 0.95, 0.95, 2.382)],
)
def test_exact_two_sided_factors_as_tabulated(n, coverage, confidence, factor):
    assert two_sided_factor(n, coverage, confidence) == pytest.approx(factor, abs=6e-4)


# Natrella, Experimental Statistics, 1963, table A-7 (one-sided), as in NIST e-Handbook 7.2.6.3.
@pytest.mark.parametrize(
    ("n", "coverage", "confidence", "factor"),
    [(10, 0.95, 0.95, 2.911), (20, 0.95, 0.95, 2.396), (43, 0.90, 0.99, 1.8740)],
)
def test_one_sided_factors_as_tabulated(n, coverage, confidence, factor):
    assert one_sided_factor(n, coverage, confidence) == pytest.approx(factor, abs=6e-4)


@settings(max_examples=20, deadline=None)
@given(st.integers(3, 200), st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_factors_keep_their_order(n, coverage, confidence):
    exact, howe = two_sided_factor(n, coverage, confidence), howe_factor(n, coverage, confidence)
    assert exact > stats.norm.ppf((1 + coverage) / 2) * 0.9
    assert exact == pytest.approx(howe, rel=0.12)
    assert two_sided_factor(n + 5, coverage, 0.95) < two_sided_factor(n, coverage, 0.95)
    assert two_sided_factor(n, coverage, confidence) > one_sided_factor(n, coverage, confidence) * 0.9


def test_exact_factor_holds_its_confidence_by_simulation():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(20_000, 12))
    k = two_sided_factor(12, 0.9, 0.95)
    mean, sd = x.mean(axis=1), x.std(axis=1, ddof=1)
    inside = stats.norm.cdf(mean + k * sd) - stats.norm.cdf(mean - k * sd)
    assert np.mean(inside >= 0.9) == pytest.approx(0.95, abs=0.006)


def test_interval_from_values_and_from_summary_agree():
    x = np.random.default_rng(2).normal(50, 4, 40)
    one = tolerance_normal(x, 0.95, 0.95)
    other = tolerance_from_summary(40, float(np.mean(x)), float(np.std(x, ddof=1)), 0.95, 0.95)
    assert (one.lower, one.upper) == pytest.approx((other.lower, other.upper))
    assert one.summary()[0].startswith("With 95% confidence, at least 95% of all values lie between")
    upper = tolerance_normal(x, side="upper")
    assert upper.lower is None
    assert "at or below" in upper.summary()[0]
    assert len(one.to_frame()) == 9


def test_interval_follows_a_change_of_unit():
    x = np.random.default_rng(2).normal(50, 4, 25)
    one, other = tolerance_normal(x), tolerance_normal(60 * x + 7)
    assert other.lower == pytest.approx(60 * one.lower + 7)


def test_departure_from_normal_is_said():
    x = np.random.default_rng(2).lognormal(0, 1, 60)
    assert any("do not look normal" in line for line in tolerance_normal(x).summary())


def test_nonparametric_sample_sizes_of_wilks():
    # Wilks 1941: 93 and 59 for 95/95; 459 one-sided for 99/99.
    assert tolerance_sample_sizes(0.95, 0.95) == (93, 59)
    assert tolerance_sample_sizes(0.99, 0.99)[1] == 459
    assert tolerance_sample_sizes(0.90, 0.95) == (46, 29)


def test_nonparametric_interval_reaches_its_confidence_or_says_not():
    x = list(range(93))
    full = tolerance_nonparametric(x)
    assert (full.lower, full.upper) == (0, 92)
    assert full.achieved >= 0.95
    many = tolerance_nonparametric(range(1000))
    assert many.lower > 0
    assert 0.95 <= many.achieved < 1
    few = tolerance_nonparametric(x[:30])
    assert few.achieved == pytest.approx(1 - 30 * 0.95**29 + 29 * 0.95**30)
    assert any("93 values would reach 95%" in line for line in few.summary())
    assert tolerance_nonparametric(x, side="lower").upper is None


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tolerance_normal([]), "no numbers"),
        (lambda: tolerance_normal([1.0]), "only 1 number"),
        (lambda: tolerance_normal([1.0, 1.0]), "needs variation"),
        (lambda: tolerance_normal([1.0, 2.0], 95), "coverage must lie"),
        (lambda: tolerance_normal([1.0, 2.0], 0.9, 0), "confidence must lie"),
        (lambda: tolerance_normal([1.0, 2.0], side="left"), "no side"),
        (lambda: tolerance_normal([1.0, 2.0], factor="guess"), "no factor"),
        (lambda: tolerance_nonparametric([1.0, 2.0], side="left"), "no side"),
        (lambda: tolerance_from_summary(10, math.nan, 1.0), "must be a number"),
        (lambda: tolerance_from_summary(1, 0.0, 1.0), "at least two values"),
        (lambda: tolerance_sample_sizes(1.0, 0.95), "between 0 and 1"),
    ],
)
def test_bad_input_ends_in_a_sentence(call, words):
    with pytest.raises(StatsError, match=words):
        call()
