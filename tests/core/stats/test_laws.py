"""The laws, each on everything it speaks of: unit and origin, order, width, a constant, two formulas for one number.

Laws of one module stand beside its other tests; here are those that hold across charts and studies.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base.constants import c4, d2
from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability.attribute_capability import capability_binomial
from leanbench.stats.capability.deadline import capability_deadline, capability_deadline_dates
from leanbench.stats.capability.normal_capability import between_within, capability_normal
from leanbench.stats.distributions.normality_tests import anderson_darling
from leanbench.stats.explore.descriptive import describe
from leanbench.stats.msa.agreement_study import attribute_agreement
from leanbench.stats.msa.gage import gage_rr_crossed, gage_rr_nested
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.tests.anova import one_way_anova
from leanbench.stats.tests.regression import linear_regression
from leanbench.stats.tests.tests_counts import chi_square
from leanbench.stats.tests.tests_means import equivalence, two_sample_t
from leanbench.stats.tests.tests_ranks import kruskal_wallis, mann_whitney, moods_median
from leanbench.stats.tests.tests_spread import equal_variances

N = 40
SEEDS = st.integers(0, 10**6)
PARTS = [("a", "b")[i // 5 % 2] for i in range(N)]
# Charts of measurements: a new unit and a new origin change nothing but the numbers on the axis.
MEASURED = (
    "i-mr",
    "xbar-r",
    "xbar-s",
    "i-mr-rs",
    "moving-average",
    "ewma",
    "cusum",
    "run",
    "z-mr",
    "t2",
    "mewma",
)
SUBGROUPED = ("xbar-r", "xbar-s", "i-mr-rs", "moving-average", "ewma", "cusum", "t2", "mewma")


def measurements(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.round(rng.normal(50, 4, N) + 9 * (np.arange(N) > 30), 3)


def chart_of(method: str, values: np.ndarray, **options):
    spec = CHARTS[method]
    if method in ("t2", "mewma"):
        second = np.random.default_rng(5).normal(0, 1, N) + np.arange(N) % 3
        return spec.function({"x": values, "y": second}, **options)
    more = {"subgroup": 4, "part": PARTS, "sizes": 100}
    return spec.function(
        values, *(more[need] for need in spec.needs[1:] if not need.endswith("?")), **options
    )


def signals_of(chart) -> list[tuple]:
    return [(panel, signal.test, signal.point, signal.points) for panel, signal in chart.signals]


# --- unit and origin ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", MEASURED)
@settings(max_examples=12, deadline=None)
@given(
    seed=SEEDS, shift=st.sampled_from([0.0, -50.0, 1000.0]), scale=st.sampled_from([0.001, 1.0, 60.0, 8.0])
)
def test_a_new_unit_and_origin_move_the_lines_and_no_signal(method, seed, shift, scale) -> None:
    x = measurements(seed)
    plain, moved = chart_of(method, x, tests="nelson"), chart_of(method, x * scale + shift, tests="nelson")
    assert signals_of(moved) == signals_of(plain)
    unitless = method in ("z-mr", "t2", "mewma")
    for before, after in zip(plain.panels, moved.panels, strict=True):
        spread = before.name in ("MR", "R", "S", "C+", "C-")
        factor, origin = (1.0, 0.0) if unitless else (scale, 0.0 if spread else shift)
        for line in ("points", "center", "lcl", "ucl"):
            one, other = getattr(before, line), getattr(after, line)
            np.testing.assert_allclose(other, one * factor + origin, rtol=1e-7, atol=1e-7 * factor)


@pytest.mark.parametrize("model", ["weibull", "exponential", "nelson"])
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, scale=st.sampled_from([1 / 24, 7.0, 365.0]))
def test_times_between_events_may_be_in_any_unit(model, seed, scale) -> None:
    x = np.random.default_rng(seed).exponential(10, 30) + 0.1
    plain = CHARTS["t"].function(x, method=model).panels[0]
    moved = CHARTS["t"].function(x * scale, method=model).panels[0]
    np.testing.assert_allclose(moved.ucl, plain.ucl * scale, rtol=1e-6)
    assert moved.signal_points == plain.signal_points


@pytest.mark.parametrize("method", ["p", "np", "c", "u", "laney-p", "laney-u", "i-prime"])
def test_more_of_the_same_items_leave_shares_and_rates_where_they_are(method: str) -> None:
    """Twice the items with twice the defects: the same share, and limits narrower by the root of two."""
    x, n = np.random.default_rng(2).poisson(9, N).astype(float), np.full(N, 80.0)
    spec = CHARTS[method]
    args = (x,) if method == "c" else (x, n)
    twice = (2 * x,) if method == "c" else (2 * x, 2 * n)
    one, two = spec.function(*args).panels[0], spec.function(*twice).panels[0]
    total = method in ("np", "c")
    np.testing.assert_allclose(two.center, one.center * (2 if total else 1))
    narrow = 1.0 if method in ("laney-p", "laney-u", "i-prime") else 1 / math.sqrt(2)
    np.testing.assert_allclose(two.sigma, one.sigma * narrow * (2 if total else 1))


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.floats(-1e3, 1e3), st.floats(0.01, 1e3))
def test_between_within_indices_have_no_unit(seed: int, shift: float, scale: float) -> None:
    x = measurements(seed)
    plain = between_within(x, 4, lsl=20, usl=90, target=50)
    moved = between_within(
        x * scale + shift, 4, lsl=20 * scale + shift, usl=90 * scale + shift, target=50 * scale + shift
    )
    for name in ("cp", "cpk", "pp", "ppk", "cpm", "z_bench_within"):
        assert getattr(moved, name) == pytest.approx(getattr(plain, name), rel=1e-6)


# --- order --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", SUBGROUPED)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_the_order_inside_a_subgroup_does_not_matter(method: str, seed: int) -> None:
    x, rng = measurements(seed), np.random.default_rng(seed)
    order = rng.permuted(np.arange(N).reshape(-1, 4), axis=1).ravel()
    second = rng.normal(0, 1, N)

    def made(rows: np.ndarray):
        data = {"x": x[rows], "y": second[rows]} if method in ("t2", "mewma") else x[rows]
        return CHARTS[method].function(data, 4, tests="nelson")

    plain, mixed = made(np.arange(N)), made(order)
    for before, after in zip(plain.panels, mixed.panels, strict=True):
        np.testing.assert_allclose(after.points, before.points, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(after.ucl, before.ucl, rtol=1e-9)


@pytest.mark.parametrize("method", ["p", "np", "c", "u", "g"])
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_limits_of_counts_do_not_depend_on_the_order_of_the_points(method: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, order = rng.poisson(6, N).astype(float), rng.permutation(N)
    more = () if method in ("c", "g") else (rng.integers(40, 90, N).astype(float),)
    plain = CHARTS[method].function(x, *more).panels[0]
    mixed = CHARTS[method].function(x[order], *(column[order] for column in more)).panels[0]
    np.testing.assert_allclose(mixed.ucl, plain.ucl[order] if plain.ucl.size == N else plain.ucl)
    np.testing.assert_allclose(mixed.center, plain.center[order])


def studies(x, y, g, p, o):
    """Studies of rows without an order: a number of each."""
    return {
        "describe": describe(x).mean,
        "spread": describe(x).sd,
        "anova": one_way_anova(x, g).p,
        "kruskal": kruskal_wallis(x, g).p,
        "median": moods_median(x, g).p,
        "variances": equal_variances(x, g).p,
        "regression": linear_regression(y, x).r_squared,
        "normality": anderson_darling(x).statistic,
        "pooled": capability_normal(x, subgroup=g, usl=80).cpk,
        "crossed": gage_rr_crossed(x, p, o).component("repeatability").variance,
        "nested": gage_rr_nested(x, p, o).component("repeatability").variance,
        "agreement": attribute_agreement(np.where(x > 50, "yes", "no"), p, o).between.fleiss.value,
    }


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_studies_without_an_order_give_the_same_for_any_order_of_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = measurements(seed), rng.normal(0, 1, N)
    g, p = np.array(["n", "s", "w", "e"] * 10), np.array([f"p{i // 8}" for i in range(N)])
    o, order = np.array(["Ana", "Ben"] * 20), rng.permutation(N)
    plain = studies(x, y, g, p, o)
    mixed = studies(x[order], y[order], g[order], p[order], o[order])
    for name, value in plain.items():
        assert mixed[name] == pytest.approx(value, rel=1e-8, abs=1e-10), name


# --- width --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [m for m in CHARTS if "k" in CHARTS[m].shared and m != "cusum"])
@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, k=st.floats(0.5, 4), more=st.floats(0.1, 3))
def test_wider_limits_are_wider_everywhere_and_find_no_more(method, seed, k, more) -> None:
    counted = method in ("p", "np", "c", "u", "laney-p", "laney-u", "g")
    x = np.random.default_rng(seed).poisson(8, N).astype(float) if counted else measurements(seed)
    narrow, wide = chart_of(method, x, k=k), chart_of(method, x, k=k + more)
    for inside, outside in zip(narrow.panels, wide.panels, strict=True):
        slack = 1e-9 * np.abs(inside.ucl)
        assert np.all(outside.ucl >= inside.ucl - slack)
        assert np.all((outside.lcl <= inside.lcl + slack) | np.isnan(inside.lcl))
        assert set(outside.signal_points) <= set(inside.signal_points)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.floats(2, 10), st.floats(0.1, 5))
def test_a_higher_decision_interval_signals_no_sooner(seed: int, h: float, more: float) -> None:
    x = measurements(seed)
    low, high = (CHARTS["cusum"].function(x, h=limit) for limit in (h, h + more))
    for a, b in zip(low.panels, high.panels, strict=True):
        assert set(b.signal_points) <= set(a.signal_points)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.floats(0.6, 0.98), st.floats(0.001, 0.019))
def test_more_confidence_never_narrows_an_interval(seed: int, level: float, more: float) -> None:
    x = measurements(seed)
    for name in ("cp_interval", "cpk_interval", "pp_interval", "ppk_interval", "cpm_interval"):
        narrow, wide = (
            getattr(capability_normal(x, lsl=20, usl=90, target=55, confidence=c), name)
            for c in (level, level + more)
        )
        assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]
    met = [capability_deadline(x, 52, confidence=c).interval for c in (level, level + more)]
    assert met[1][0] <= met[0][0] <= met[0][1] <= met[1][1]


# --- a constant ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [m for m in CHARTS if m not in ("cusum", "z-mr", "t2", "mewma", "t")])
@pytest.mark.parametrize("value", [0.0, 3.0, 7.0])
def test_the_chart_of_a_constant_is_flat_and_silent(method: str, value: float) -> None:
    chart = chart_of(method, np.full(N, value), tests="nelson")
    main = chart.panels[0]
    assert np.ptp(main.points) == 0
    assert np.ptp(main.center) == 0
    assert np.all(main.lcl <= main.points) or np.isnan(main.lcl).all()
    # Zeros in a row are Benneyan's own test of the G chart: no gap at all, every time, is news.
    assert [s for s in chart.signals if s[1].test != "B"] == []


@pytest.mark.parametrize("method", ["cusum", "z-mr", "t2", "mewma", "t"])
def test_where_a_constant_has_no_chart_a_sentence_says_so(method: str) -> None:
    with pytest.raises(StatsError, match=r"equal|no spread|does not vary|two different"):
        chart_of(method, np.full(N, 3.0))


# --- two formulas for one number ----------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_ranges_and_standard_deviations_of_pairs_are_one_chart(seed: int) -> None:
    """For n = 2 the range is sqrt(2) times s, so both charts draw the same limits of the mean."""
    x = measurements(seed)
    r, s = CHARTS["xbar-r"].function(x, 2), CHARTS["xbar-s"].function(x, 2)
    np.testing.assert_allclose(r.panels[0].ucl, s.panels[0].ucl, rtol=1e-9)
    assert d2(2) == pytest.approx(math.sqrt(2) * c4(2), rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_with_equal_sizes_laney_and_taylor_are_the_individuals_chart(seed: int) -> None:
    x = np.random.default_rng(seed).poisson(9, N).astype(float)
    single = CHARTS["i-mr"].function(x / 80).panels[0]
    for method in ("laney-p", "laney-u", "i-prime"):
        other = CHARTS[method].function(x, 80).panels[0]
        np.testing.assert_allclose(other.center, single.center)
        np.testing.assert_allclose(other.ucl, single.ucl)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_the_within_sigma_of_capability_is_the_sigma_of_the_chart(seed: int) -> None:
    x = measurements(seed)
    single = CHARTS["i-mr"].function(x).stages[0].sigma_within
    assert capability_normal(x, usl=90).sd_within == pytest.approx(single)
    for method, chart in (("rbar", "xbar-r"), ("sbar", "xbar-s")):
        sigma = CHARTS[chart].function(x, 4).stages[0].sigma_within
        assert capability_normal(x, subgroup=4, usl=90, sigma_method=method).sd_within == pytest.approx(sigma)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.floats(0.1, 1))
def test_ewma_and_cusum_by_their_plain_recursions(seed: int, weight: float) -> None:
    x = measurements(seed)
    chart = CHARTS["ewma"].function(x, weight=weight)
    z, seen = x.mean(), []
    for value in x:
        z = weight * value + (1 - weight) * z
        seen.append(z)
    np.testing.assert_allclose(chart.panels[0].points, seen)
    sums = CHARTS["cusum"].function(x, center=50, sigma=4)
    high = low = 0.0
    for at, value in enumerate(x):
        high, low = max(0.0, high + value - 50 - 2), min(0.0, low + value - 50 + 2)
        assert sums.panel("C+").points[at] == pytest.approx(high)
        assert sums.panel("C-").points[at] == pytest.approx(low)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_t2_of_standardised_independent_directions_is_a_sum_of_squares(seed: int) -> None:
    """T² does not change when the variables are mixed by any invertible map; in main axes it is a sum of z²."""
    rng = np.random.default_rng(seed)
    x = rng.multivariate_normal([5, 1, 0], [[4, 1, 0], [1, 2, 0.5], [0, 0.5, 1]], N)
    plain = CHARTS["t2"].function(x).panels[0]
    values, axes = np.linalg.eigh(np.cov(x.T))
    z = (x - x.mean(axis=0)) @ axes / np.sqrt(values)
    np.testing.assert_allclose(plain.points, np.sum(z**2, axis=1), rtol=1e-8)
    mixed = CHARTS["t2"].function(x @ np.array([[2, 0, 1], [0, 1, 1], [1, 0, 3.0]])).panels[0]
    np.testing.assert_allclose(mixed.points, plain.points, rtol=1e-6)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_two_groups_by_two_roads(seed: int) -> None:
    from scipy import stats

    rng = np.random.default_rng(seed)
    a, b = rng.normal(0, 1, 12).round(6), rng.normal(0.7, 1, 15).round(6)
    both, labels = np.concatenate([a, b]), ["a"] * 12 + ["b"] * 15
    t = two_sample_t(a, b, equal_variances=True)
    assert one_way_anova(both, labels).p == pytest.approx(t.p, rel=1e-8)
    assert kruskal_wallis(both, labels).p == pytest.approx(
        stats.mannwhitneyu(a, b, method="asymptotic", use_continuity=False).pvalue, rel=1e-8
    )
    assert mann_whitney(a, b).p == pytest.approx(mann_whitney(-a, -b).p)
    # equivalence at 95% is the 90% interval of the difference lying inside the limits
    low, high = two_sample_t(a, b, confidence=0.9).effect.low, two_sample_t(a, b, confidence=0.9).effect.high
    assert (equivalence(a, b, -1.2, 1.2).p < 0.05) == (low > -1.2 and high < 1.2)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 20), st.integers(1, 20))
def test_a_table_and_its_transpose(a: int, b: int, c: int, d: int) -> None:
    assert chi_square([[a, b], [c, d]]).p == pytest.approx(chi_square([[a, c], [b, d]]).p)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 30), st.integers(1, 30))
def test_missing_the_deadline_is_a_defective(late: int, met: int) -> None:
    days = [20.0] * late + [5.0] * met
    in_time = capability_deadline(days, 10)
    bad = capability_binomial([late], [late + met])
    assert in_time.share == pytest.approx(1 - bad.share)
    assert in_time.interval[0] == pytest.approx(1 - bad.interval[1])
    assert in_time.interval[1] == pytest.approx(1 - bad.interval[0])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 400), st.integers(0, 60))
def test_business_days_by_counting_each_day(start: int, length: int) -> None:
    import datetime as dt

    first = dt.date(2026, 1, 1) + dt.timedelta(days=start)
    last = first + dt.timedelta(days=length)
    worked = sum((first + dt.timedelta(days=d)).weekday() < 5 for d in range(1, length + 1))
    assert capability_deadline_dates([first], [last], 1000).values[0] == worked
    assert capability_deadline_dates([first], [last], 1000, days="calendar").values[0] == length
