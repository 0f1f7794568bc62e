"""Charts against the worked examples of textbooks, beyond the shipped reference cases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as scipy_stats

from leanbench.stats.base.constants import c4, d2, d3, table
from leanbench.stats.run_length import arl
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.mewma_chart import mewma_limit

# D. C. Montgomery, Introduction to Statistical Quality Control, example 7.1: frozen orange juice cans, n = 50.
CANS = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]
# The same book, example 7.3: nonconformities in 26 samples of 100 printed circuit boards.
BOARDS = [
    21,
    24,
    16,
    12,
    15,
    5,
    28,
    20,
    31,
    25,
    20,
    24,
    16,
    19,
    10,
    17,
    13,
    22,
    18,
    39,
    30,
    24,
    16,
    19,
    17,
    15,
]


def test_montgomery_orange_juice_and_its_revision_without_two_explained_samples() -> None:
    p = CHARTS["p"].function
    first = p(CANS, 50).stages[0]
    assert first.center["p"] == pytest.approx(0.2313, abs=5e-5)
    assert first.ucl["p"] == pytest.approx(0.4102, abs=6e-5)
    assert first.lcl["p"] == pytest.approx(0.0524, abs=6e-5)
    assert p(CANS, 50).panels[0].signal_points == (14, 22)
    # Sample 15 came from a new batch of cardboard, 23 from an inexperienced operator: pbar 301/1400.
    chart = p(CANS, 50, excluded={14: "new cardboard", 22: "inexperienced operator"})
    revised = chart.stages[0]
    assert revised.center["p"] == pytest.approx(0.2150, abs=5e-5)
    assert revised.ucl["p"] == pytest.approx(0.3893, abs=6e-5)
    assert revised.lcl["p"] == pytest.approx(0.0407, abs=6e-5)
    # Sample 21 now exceeds the revised limit, as the book says; the excluded two are still shown and tested.
    assert chart.panels[0].signal_points == (14, 20, 22)


def test_montgomery_circuit_boards_and_their_revision() -> None:
    c = CHARTS["c"].function
    first = c(BOARDS).stages[0]
    assert sum(BOARDS) == 516
    assert (first.center["c"], first.ucl["c"], first.lcl["c"]) == pytest.approx(
        (19.85, 33.22, 6.48), abs=0.011
    )
    assert c(BOARDS).panels[0].signal_points == (5, 19)
    revised = c(BOARDS, excluded={5: "new inspector", 19: "temperature control"}).stages[0]
    assert (revised.center["c"], revised.ucl["c"], revised.lcl["c"]) == pytest.approx(
        (19.67, 32.97, 6.36), abs=0.011
    )


def test_montgomery_hard_bake_factors() -> None:
    """Example 6.1: Rbar 0.32521 and mean 1.5056 of 25 samples of 5, A2 = 0.577, D4 = 2.115 (2.114 by the table)."""
    r = 0.32521
    sigma = r / table(3).d2(5)
    spread = sigma / np.sqrt(5)
    assert 1.5056 + 3 * spread == pytest.approx(1.69325, abs=2e-4)
    assert 1.5056 - 3 * spread == pytest.approx(1.31795, abs=2e-4)
    assert (d2(5) + 3 * d3(5)) * sigma == pytest.approx(0.68749, abs=4e-4)


# NIST/SEMATECH e-Handbook, table of factors for S charts: B3, B4 and A3 of n = 2, 5, 10.
@pytest.mark.parametrize(
    ("n", "a3", "b3", "b4"), [(2, 2.659, 0, 3.267), (5, 1.427, 0, 2.089), (10, 0.975, 0.284, 1.716)]
)
def test_factors_of_the_s_chart(n: int, a3: float, b3: float, b4: float) -> None:
    wide = 3 * np.sqrt(1 - c4(n) ** 2) / c4(n)
    assert (3 / (c4(n) * np.sqrt(n)), max(0.0, 1 - wide), 1 + wide) == pytest.approx((a3, b3, b4), abs=6e-4)


def test_montgomery_two_fibre_variables_on_one_chart() -> None:
    """Example 11.1: 20 samples of 10, two variables, alpha 0.001: phase I limit 13.72."""
    rng = np.random.default_rng(4)
    x = rng.multivariate_normal([115.59, 1.06], [[1.23, 0.79], [0.79, 0.83]], 200)
    chart = CHARTS["t2"].function({"strength": x[:, 0], "diameter": x[:, 1]}, 10, confidence=0.999)
    assert chart.panels[0].ucl[0] == pytest.approx(13.72, abs=0.01)
    f = scipy_stats.f.ppf(0.999, 2, 179)
    assert chart.panels[0].ucl[0] == pytest.approx(2 * 19 * 9 / 179 * f)


def test_shewhart_signals_of_the_p_chart_by_exact_tails() -> None:
    """Normal limits of a p chart are rough for few items: the chance above the upper limit is not 0.00135."""
    chart = CHARTS["p"].function(CANS, 50)
    tail = scipy_stats.binom.sf(np.floor(50 * chart.stages[0].ucl["p"]), 50, chart.stages[0].center["p"])
    assert 0.00135 < tail < 0.004


def test_a_weibull_t_chart_by_scipys_likelihood() -> None:
    x = scipy_stats.weibull_min.rvs(1.4, scale=12, size=60, random_state=3)
    shape, _, scale = scipy_stats.weibull_min.fit(x, floc=0)
    chart = CHARTS["t"].function(x)
    assert chart.stages[0].details["shape"] == pytest.approx(shape, rel=1e-4)
    assert chart.stages[0].details["scale"] == pytest.approx(scale, rel=1e-4)
    low, middle, high = scipy_stats.weibull_min.ppf(
        [scipy_stats.norm.cdf(-3), 0.5, scipy_stats.norm.cdf(3)], shape, scale=scale
    )
    main = chart.panels[0]
    assert (main.lcl[0], main.center[0], main.ucl[0]) == pytest.approx((low, middle, high), rel=1e-3)


def test_taylors_normalised_chart_by_hand() -> None:
    """W. A. Taylor: moving ranges of x/n divided by the root of the mean of 1/w, so that sizes may differ."""
    x, n = np.array([12.0, 30, 8, 22, 15, 18]), np.array([100.0, 250, 60, 200, 120, 160])
    w, y = n / n.mean(), x / n
    ranges = np.abs(np.diff(y)) / np.sqrt((1 / w[1:] + 1 / w[:-1]) / 2)
    sigma = ranges.mean() / 1.128379167
    chart = CHARTS["i-prime"].function(x, n)
    np.testing.assert_allclose(chart.panels[0].ucl, x.sum() / n.sum() + 3 * sigma / np.sqrt(w))


def test_mewma_of_lowry_signals_at_the_tenth_point() -> None:
    """Lowry and others 1992: ten points of two variables, correlation 0.5, r = 0.1, a shift after the fifth, h 8.66.

    T² of the first and the last by hand from z1 = 0.1 x1 and the sums of the weighted values.
    """
    x = np.array([-1.19, 0.12, -1.69, 0.3, 0.89, 0.82, -0.3, 0.63, 1.56, 1.46])
    y = np.array([0.59, 0.9, 0.4, 0.46, -0.75, 0.98, 2.28, 1.75, 1.58, 3.05])
    known = {"center": [0, 0], "sigma": [[1, 0.5], [0.5, 1]]}
    chart = CHARTS["mewma"].function({"x": x, "y": y}, weight=0.1, limits="asymptotic", **known)
    main = chart.panels[0]
    assert main.signal_points == (9,)
    assert main.ucl[0] == pytest.approx(8.66, abs=0.03)  # theirs is simulated; Prabhu and Runger have 8.64
    shares = 0.1 * 0.9 ** np.arange(10)[::-1]
    a, b = shares @ x, shares @ y
    assert main.points[-1] == pytest.approx((a * a - a * b + b * b) / 0.75 * 1.9 / 0.1)
    exact = CHARTS["mewma"].function({"x": x, "y": y}, weight=0.1, **known).panels[0]
    assert exact.points[0] == pytest.approx((1.19**2 + 1.19 * 0.59 + 0.59**2) / 0.75)  # the first is plain T²
    plain = CHARTS["t2"].function({"x": x, "y": y}, **known).panels[0]
    whole = CHARTS["mewma"].function({"x": x, "y": y}, weight=1.0, **known).panels[0]
    np.testing.assert_allclose(whole.points, plain.points, rtol=1e-12)


@pytest.mark.parametrize(
    ("variables", "weight", "wanted", "limit", "within"),
    [(4, 0.25, 500, 16.38, 0.005), (2, 0.1, 200, 8.64, 0.01), (4, 0.1, 200, 12.73, 0.01)],
)
def test_mewma_limits_are_the_published_ones(
    variables: int, weight: float, wanted: float, limit: float, within: float
) -> None:
    """Rigdon 1995, table 1, by the integral equation; Prabhu and Runger 1997, table 1, by a Markov chain."""
    assert mewma_limit(variables, weight, wanted) == pytest.approx(limit, abs=within)


def test_mewma_run_lengths_are_the_published_ones() -> None:
    """Prabhu and Runger 1997 for two variables, r = 0.1, h = 8.64: 28.07, 10.15, 4.42 and 2.93 points."""
    for shift, points in ((0.5, 28.07), (1.0, 10.15), (2.0, 4.42), (3.0, 2.93)):
        found = arl.mewma(0.1, 2, 8.64, shift, runs=4000)
        assert found.arl == pytest.approx(points, abs=4 * found.error)
