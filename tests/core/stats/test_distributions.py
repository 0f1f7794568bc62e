"""Fits, identification and normality against published numbers and laws that must hold."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leanbench.stats.base.samples import StatsError
from leanbench.stats.distributions.distribution_fit import fit_distribution
from leanbench.stats.distributions.families import FAMILIES, family, logcdf, logsf, quantile
from leanbench.stats.distributions.goodness import limiting_p
from leanbench.stats.distributions.identification import distribution_id, probability_plot
from leanbench.stats.distributions.normality_tests import anderson_darling, normal_p, normality

# Rinne, The Weibull Distribution: A Handbook, 2009, p. 338.
RINNE = [35, 38, 42, 56, 58, 61, 63, 76, 81, 83, 86, 90, 99, 104, 113, 114, 117, 119, 141, 183]

sizes = st.lists(
    st.floats(0.5, 200.0, allow_nan=False).map(lambda x: round(x, 3)), min_size=8, max_size=40, unique=True
)


def test_maximum_likelihood_of_the_published_sample():
    found = {fit.family.key: fit for fit in distribution_id(RINNE).fits}
    assert found["weibull"].parameters == pytest.approx(
        {"shape": 2.595662188409956, "scale": 99.20793573601675}, rel=1e-12
    )
    assert found["gamma"].parameters == pytest.approx(
        {"shape": 5.83005608770561, "scale": 15.085618161627721}, rel=1e-10
    )
    assert found["lognormal"].theta[1] == pytest.approx(np.std(np.log(RINNE), ddof=1), rel=1e-14)
    assert found["lognormal"].likeliest[1] == pytest.approx(np.std(np.log(RINNE)), rel=1e-14)


@pytest.mark.parametrize("key", [key for key in FAMILIES if key != "exponential-2"])
def test_no_neighbour_is_likelier(key):
    fit = fit_distribution(RINNE, key)
    from leanbench.stats.distributions.families import logpdf

    x = np.array(RINNE, float)
    top = float(np.sum(logpdf(fit.family, fit.likeliest, x)))
    assert top == pytest.approx(fit.loglik, abs=1e-9)
    for i in range(len(fit.likeliest)):
        for step in (-1e-3, 1e-3):
            moved = list(fit.likeliest)
            moved[i] += step * math.sqrt(fit.covariance[i, i])
            assert float(np.sum(logpdf(fit.family, tuple(moved), x))) < top


@pytest.mark.parametrize("key", [key for key in FAMILIES if key not in ("exponential", "exponential-2")])
def test_information_is_the_curvature_of_the_likelihood(key):
    from leanbench.stats.distributions.families import logpdf

    fit = fit_distribution(RINNE, key)
    x, k = np.array(RINNE, float), len(fit.likeliest)
    h = [1e-3 * math.sqrt(fit.covariance[i, i]) for i in range(k)]

    def loglik(*moves: tuple[int, float]) -> float:
        theta = list(fit.likeliest)
        for i, step in moves:
            theta[i] += step
        return float(np.sum(logpdf(fit.family, tuple(theta), x)))

    numeric = np.array(
        [
            [
                -(
                    loglik((i, h[i]), (j, h[j]))
                    - loglik((i, h[i]), (j, -h[j]))
                    - loglik((i, -h[i]), (j, h[j]))
                    + loglik((i, -h[i]), (j, -h[j]))
                )
                / (4 * h[i] * h[j])
                for j in range(k)
            ]
            for i in range(k)
        ]
    )
    size = np.sqrt(np.outer(np.diag(numeric), np.diag(numeric)))
    assert np.linalg.inv(fit.covariance) / size == pytest.approx(numeric / size, rel=2e-3, abs=1e-6)


def test_agrees_with_scipy_on_cdf_and_quantile():
    fit = fit_distribution(RINNE, "weibull")
    frozen = stats.weibull_min(fit.parameters["shape"], scale=fit.parameters["scale"])
    x = np.array([1.0, 20.0, 80.0, 150.0, 400.0])
    assert fit.cdf(x) == pytest.approx(frozen.cdf(x), rel=1e-12)
    assert fit.sf(x) == pytest.approx(frozen.sf(x), rel=1e-11)
    assert fit.pdf(x) == pytest.approx(frozen.pdf(x), rel=1e-12)
    assert fit.cdf([-5.0, 0.0]) == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize("key", list(FAMILIES))
@pytest.mark.parametrize("p", [1e-6, 0.00135, 0.3, 0.5, 0.99865])
def test_quantile_inverts_the_share(key, p):
    fit = fit_distribution(RINNE, key)
    for upper, tail in ((False, logcdf), (True, logsf)):
        x = quantile(fit.family, fit.theta, p, upper)
        assert float(tail(fit.family, fit.theta, x)) == pytest.approx(math.log(p), rel=1e-6)


# D'Agostino and Stephens, Goodness-of-Fit Techniques, 1986: tables 4.9, 4.17, 4.22, 4.14, 4.21 (limit).
PUBLISHED_POINTS = [
    ("normal", 1.0, (0.10, 0.05, 0.025, 0.01, 0.005), (0.631, 0.752, 0.873, 1.035, 1.159)),
    ("smallest", 1.0, (0.10, 0.05, 0.025, 0.01), (0.637, 0.757, 0.877, 1.038)),
    ("logistic", 1.0, (0.10, 0.05, 0.025, 0.01, 0.005), (0.563, 0.660, 0.769, 0.906, 1.010)),
    ("exponential", 1.0, (0.25, 0.10, 0.05, 0.025, 0.01), (0.736, 1.062, 1.321, 1.591, 1.959)),
    ("gamma", 1.0, (0.25, 0.10, 0.05, 0.025, 0.01), (0.486, 0.657, 0.786, 0.917, 1.092)),
    ("gamma", 5.0, (0.25, 0.10, 0.05, 0.025, 0.01), (0.472, 0.635, 0.758, 0.881, 1.045)),
]


@pytest.mark.parametrize(("base", "shape", "levels", "points"), PUBLISHED_POINTS)
def test_computed_p_values_meet_the_published_percentage_points(base, shape, levels, points):
    for level, point in zip(levels, points, strict=True):
        # the points are printed to 3 decimals, from simulation for the smaller tables
        assert limiting_p(point, base, shape) == pytest.approx(level, rel=0.04)


def test_limiting_p_agrees_with_the_four_branch_formula_for_the_normal():
    # the four branches are themselves fitted to simulations, to about 0.008 in the middle
    for a2 in (0.25, 0.4, 0.5, 0.7, 1.0):
        assert limiting_p(a2, "normal") == pytest.approx(normal_p(a2), abs=0.01)


def test_p_value_falls_as_a2_rises():
    p = [limiting_p(a, "smallest") for a in np.linspace(0.1, 4.0, 15)]
    assert all(a > b for a, b in itertools.pairwise(p))


@settings(max_examples=25, deadline=None)
@given(sizes, st.floats(0.01, 1000.0))
def test_a_change_of_unit_changes_only_the_scale(x, factor):
    for key in ("weibull", "lognormal", "gamma", "logistic", "largest-extreme-value"):
        one, other = fit_distribution(x, key), fit_distribution([factor * v for v in x], key)
        assert other.a2 == pytest.approx(one.a2, rel=1e-6, abs=1e-9)
        assert other.ppf(0.9) == pytest.approx(factor * one.ppf(0.9), rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(sizes, st.randoms(use_true_random=False))
def test_the_order_of_values_does_not_matter(x, random):
    shuffled = list(x)
    random.shuffle(shuffled)
    assert fit_distribution(shuffled, "weibull").parameters == fit_distribution(x, "weibull").parameters


def test_weibull_is_the_smallest_extreme_value_of_the_logarithms():
    weibull, extreme = (
        fit_distribution(RINNE, "weibull"),
        fit_distribution(np.log(RINNE), "smallest-extreme-value"),
    )
    assert weibull.parameters["scale"] == pytest.approx(math.exp(extreme.theta[0]), rel=1e-13)
    assert weibull.a2 == pytest.approx(extreme.a2, rel=1e-10)


def test_threshold_families_follow_a_shift():
    for key in ("lognormal-3", "weibull-3", "gamma-3", "loglogistic-3"):
        one, other = fit_distribution(RINNE, key), fit_distribution([x + 500 for x in RINNE], key)
        assert other.threshold - 500 == pytest.approx(one.threshold, rel=1e-7)
        assert other.loglik == pytest.approx(one.loglik, rel=1e-10)


def test_threshold_never_less_likely_than_none():
    found = distribution_id(RINNE)
    fits = {fit.family.key: fit for fit in found.fits}
    for three, two in (("lognormal-3", "lognormal"), ("weibull-3", "weibull"), ("gamma-3", "gamma")):
        assert fits[three].loglik >= fits[two].loglik
        assert 0 < found.threshold_p[three] <= 1


def test_left_skewed_data_have_no_threshold_lognormal():
    x = [100 - v for v in np.random.default_rng(1).lognormal(2, 0.6, 60)]
    with pytest.raises(StatsError, match="no maximum of the likelihood"):
        fit_distribution(x, "lognormal-3")


def test_identification_recovers_the_family_it_was_drawn_from():
    rng = np.random.default_rng(20)
    found = distribution_id(rng.lognormal(3, 0.8, 400))
    assert found.best.family.key in ("lognormal", "lognormal-3")
    assert "describes these 400 values best" in found.summary()[0]
    assert any("The normal distribution does not fit" in line for line in found.summary())
    frame = found.to_frame()
    assert len(frame) == len(found.fits) + len(found.refused)


def test_identification_says_why_a_family_is_missing():
    found = distribution_id([0.0, 1.0, 2.5, 3.0, 4.2, 6.0])
    reasons = dict(found.refused)
    assert "1 value is zero or below" in reasons["Weibull"]
    with pytest.raises(StatsError, match="above zero"):
        found.fit("weibull")
    assert any("Not fitted: Lognormal, Weibull" in line for line in found.summary())


def test_probability_plot_bands_enclose_the_line():
    for key in FAMILIES:
        plot = probability_plot(RINNE, key)
        known = np.isfinite(plot.lower)
        assert np.all(plot.lower[known] <= plot.line_x[known])
        assert np.all(plot.upper[known] >= plot.line_x[known])
        assert np.all(np.diff(plot.line_x) > 0)
        assert "points lie outside the 95% bands" in plot.summary()[0]


def test_normal_band_at_the_median_is_the_interval_of_the_mean():
    plot = probability_plot(RINNE, "normal")
    half = stats.norm.ppf(0.975) * np.std(RINNE) / math.sqrt(20)
    middle = int(np.flatnonzero(plot.line_ranks == 0.5)[0])
    assert plot.upper[middle] - plot.line_x[middle] == pytest.approx(half, rel=1e-6)


def test_normality_tests_agree_with_scipy_and_say_it_plainly():
    shapiro = normality(RINNE, "shapiro-wilk")
    known = stats.shapiro(RINNE)
    assert (shapiro.statistic, shapiro.p) == pytest.approx((known.statistic, known.pvalue), rel=1e-6)
    joiner = normality(RINNE, "ryan-joiner")
    assert joiner.normal
    assert joiner.p_text == "> 0.100"
    assert "No sign against a normal distribution" in joiner.summary()[0]
    skewed = normality([1, 1, 1, 1, 1, 2, 2, 2, 3, 40], "ryan-joiner")
    assert not skewed.normal
    assert skewed.p_text == "< 0.010"


def test_anderson_darling_of_enormous_departure_stays_a_probability():
    test = anderson_darling([0.0] * 500 + [1.0] * 500)
    assert 0 <= test.p < 1e-6
    assert test.p_text == "< 0.005"


BAD = [
    ([], "no numbers"),
    ([5], "only 1 number"),
    ([3, 3, 3, 3, 3, 3], "All 6 values equal 3"),
    (["a", "b", None], "no numbers"),
    ([math.nan, math.inf], "no numbers"),
]


@pytest.mark.parametrize(("values", "words"), BAD)
def test_bad_data_end_in_a_sentence(values, words):
    for function in (distribution_id, anderson_darling, probability_plot):
        with pytest.raises(StatsError, match=words):
            function(values)


def test_bad_options_end_in_a_sentence():
    with pytest.raises(StatsError, match="no distribution named 'beta'"):
        family("beta")
    with pytest.raises(StatsError, match="Alpha must lie between"):
        distribution_id(RINNE, alpha=2)
    with pytest.raises(StatsError, match="confidence must lie"):
        probability_plot(RINNE, confidence=95)
    with pytest.raises(StatsError, match="no normality test named"):
        normality(RINNE, "ks")  # type: ignore[arg-type]
    with pytest.raises(StatsError, match="up to 5000"):
        normality(list(range(6000)), "shapiro-wilk")


def test_rows_left_out_are_named():
    found = distribution_id([*RINNE, None, "n/a", math.inf])
    said = " ".join(found.summary())
    assert found.n == 20
    assert "'n/a'" in said
    assert "infinite" in said


def test_a_probability_plot_of_zeros_is_drawn() -> None:
    """A threshold below zero fits zeros, which a logarithmic axis does not have."""
    from leanbench.plots.draw_result import figure

    made = probability_plot([0, 0, 0, 1, 1, 2, 3, 5], "exponential-2")
    assert b"<svg" in figure(made).to_bytes("svg")
