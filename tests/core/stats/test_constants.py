"""Constants and sigma estimators against closed forms, printed tables and qcc."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base import constants as C
from leanbench.stats.base.samples import StatsError
from leanbench.stats.spc.sigma import individual_sigma, moving_ranges, sbar_efficiency, subgroup_sigma


def test_closed_forms() -> None:
    # Range of two and three normals: textbook integrals.
    assert C.d2(2) == pytest.approx(2 / math.sqrt(math.pi), rel=1e-14)
    assert C.d2(3) == pytest.approx(3 / math.sqrt(math.pi), rel=1e-14)
    assert C.d3(2) == pytest.approx(math.sqrt(2 - 4 / math.pi), rel=1e-13)
    assert C.d4(2) == pytest.approx(math.sqrt(2) * NormalDist().inv_cdf(0.75), rel=1e-12)
    assert C.c4(2) == pytest.approx(math.sqrt(2 / math.pi), rel=1e-14)
    assert C.c4_mssd(2) == pytest.approx(C.c4(2), rel=1e-10)


@pytest.mark.parametrize(
    ("n", "d2", "d3", "c4"),
    # Montgomery, Introduction to Statistical Quality Control, appendix VI.
    [
        (2, 1.128, 0.853, 0.7979),
        (5, 2.326, 0.864, 0.9400),
        (10, 3.078, 0.797, 0.9727),
        (25, 3.931, 0.708, 0.9896),
    ],
)
def test_printed_table(n: int, d2: float, d3: float, c4: float) -> None:
    table = C.table(3)
    assert table.d2(n) == d2
    assert table.d3(n) == d3
    assert table.c4(n) == c4


def test_c4_series_meets_the_gamma_function() -> None:
    def gamma_form(n: int) -> float:
        return math.sqrt(2 / (n - 1)) * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))

    assert C.c4(301) == pytest.approx(gamma_form(301), rel=1e-12)
    # At a million rows 1 - c4 is 1/(4n) to many digits; the difference of log-gammas is not.
    assert 1 - C.c4(1_000_000) == pytest.approx(1 / (4 * 999_999), rel=1e-5)


def test_mssd_constant_is_smooth_where_the_method_changes() -> None:
    low, high = C.c4_mssd(500), C.c4_mssd(501)
    assert high - low == pytest.approx(C.c4_mssd(502) - high, rel=1e-2)


@pytest.mark.parametrize("decimals", [0, 13])
def test_table_decimals(decimals: int) -> None:
    with pytest.raises(StatsError, match="decimals"):
        C.table(decimals)


def test_too_small() -> None:
    with pytest.raises(StatsError, match="at least 2"):
        C.d2(1)


def test_moving_ranges_respect_segments() -> None:
    x = np.array([1.0, 4.0, 2.0, 10.0, 11.0])
    assert moving_ranges(x)[1:].tolist() == [3, 2, 8, 1]
    split = moving_ranges(x, 2, np.array([0, 0, 0, 1, 1]))
    assert math.isnan(split[0])
    assert math.isnan(split[3])
    assert moving_ranges(x, 3)[2:].tolist() == [3, 8, 9]


def test_screening_drops_one_wild_range_once() -> None:
    x = np.array([0.0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 40.0])
    ranges = moving_ranges(x)
    assert individual_sigma("mr-screened", x, ranges).value == pytest.approx(1 / C.d2(2))
    assert individual_sigma("mr", x, ranges).value == pytest.approx(50 / 11 / C.d2(2))


def test_sbar_degrees_of_freedom_table() -> None:
    # Minitab, Methods and formulas for capability: f(n).
    expected = {
        2: 0.88,
        3: 0.92,
        4: 0.94,
        5: 0.95,
        6: 0.96,
        7: 0.96,
        8: 0.97,
        9: 0.97,
        10: 0.98,
        17: 0.98,
        18: 0.99,
    }
    assert {n: sbar_efficiency(n) for n in expected} == expected
    assert sbar_efficiency(65) == 1.0


@settings(max_examples=30, deadline=None)
@given(
    st.integers(2, 12), st.integers(2, 20), st.floats(0.01, 100), st.floats(-1e4, 1e4), st.integers(0, 10_000)
)
def test_sigma_scales_and_does_not_move(n: int, m: int, scale: float, shift: float, seed: int) -> None:
    block = np.random.default_rng(seed).normal(size=(m, n))
    sizes = np.full(m, n, dtype=np.int64)
    for method in ("rbar", "sbar", "pooled"):

        def estimate(x: np.ndarray, chosen: str = method) -> float:
            return subgroup_sigma(chosen, sizes, np.ptp(x, axis=1), x.std(axis=1, ddof=1)).value

        assert estimate(block * scale + shift) == pytest.approx(estimate(block) * scale, rel=1e-6)


def test_estimators_agree_on_normal_data() -> None:
    block = np.random.default_rng(5).normal(10, 3, size=(40_000, 5))
    sizes = np.full(40_000, 5, dtype=np.int64)
    R, s = np.ptp(block, axis=1), block.std(axis=1, ddof=1)
    for method in ("rbar", "sbar", "pooled", "rbar-unweighted"):
        assert subgroup_sigma(method, sizes, R, s).value == pytest.approx(3, rel=0.01)
    x = block.ravel()
    for method in ("mr", "mr-median", "mssd", "sd"):
        assert individual_sigma(method, x, moving_ranges(x)).value == pytest.approx(3, rel=0.01)


def test_unknown_method_names_the_choices() -> None:
    with pytest.raises(StatsError, match="rbar, sbar, pooled"):
        subgroup_sigma("range", np.array([2, 2]), np.ones(2), np.ones(2))
    with pytest.raises(StatsError, match="mr-median"):
        individual_sigma("median", np.ones(3), np.ones(3))


def test_median_range_of_two_by_its_closed_form() -> None:
    # The range of two normals is |x - y| = sqrt(2) |z|, so its median is sqrt(2) z(0.75).
    exact = math.sqrt(2) * NormalDist().inv_cdf(0.75)
    assert C.d4(2) == pytest.approx(exact, abs=1e-12)
    # Stepwise root finding on a rounded distribution function gave some published lists 0.9538726707.
    assert abs(0.9538726707 - exact) > 1e-7


def test_range_of_25_by_an_independent_quadrature() -> None:
    """D3(25) = max(0, 1 - 3 d3/d2) from E R and E R^2 by Gauss-Legendre in the plane of smallest and largest value.

    The joint density of smallest u and largest v of n is n (n-1) (F(v) - F(u))^(n-2) f(u) f(v). The package uses
    another form (a trapezoid rule over the distribution function), so the two share no step.
    """
    from scipy.special import ndtr

    n = 25
    node, weight = np.polynomial.legendre.leggauss(400)
    u, wu = 9.0 * node, 9.0 * weight  # smallest value: -9 to 9
    half = (9.0 - u)[:, None] / 2  # largest value: u to 9
    v, wv = u[:, None] + half * (1 + node)[None, :], half * weight[None, :]
    density = n * (n - 1) * (ndtr(v) - ndtr(u)[:, None]) ** (n - 2) * np.exp(-(v**2 + u[:, None] ** 2) / 2)
    w = density * wv * wu[:, None] / (2 * math.pi)
    r = v - u[:, None]
    assert float(np.sum(w)) == pytest.approx(1.0, abs=1e-12)
    mean = float(np.sum(w * r))
    sd = math.sqrt(float(np.sum(w * (r - mean) ** 2)))
    assert C.d2(n) == pytest.approx(mean, abs=1e-11)
    assert C.d3(n) == pytest.approx(sd, abs=1e-11)
    D3 = 1 - 3 * sd / mean
    assert 1 - 3 * C.d3(n) / C.d2(n) == pytest.approx(D3, abs=1e-11)
    # R's ptukey, correct to about 1e-8 only, led to 0.4592920352.
    assert abs(0.4592920352 - D3) > 5e-8


def test_the_closed_form_of_two_agrees_with_the_integral_of_all():
    assert C._d3_by_integral(2) == pytest.approx(C.d3(2), abs=1e-12)
