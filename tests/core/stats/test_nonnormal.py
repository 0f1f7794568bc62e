"""Non-normal capability: agreement with the normal case, published cases, and plain refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability.capability_result import Limits
from leanbench.stats.capability.many_capability import capability_many
from leanbench.stats.capability.nonnormal import capability_nonnormal, capability_transformed
from leanbench.stats.capability.nonnormal_indices import delta_intervals, exponential_intervals, of_family
from leanbench.stats.capability.normal_capability import capability_normal
from leanbench.stats.distributions.distribution_fit import fit_sorted
from leanbench.stats.distributions.families import family

X = np.random.default_rng(31).normal(50, 4, 150)
SKEWED = np.random.default_rng(32).lognormal(2.0, 0.5, 200)


def test_with_a_normal_fit_both_methods_are_the_normal_indices():
    study = capability_nonnormal(X, "normal", lsl=35, usl=68)
    normal = capability_normal(X, lsl=35, usl=68)
    for key in ("ppl", "ppu", "ppk"):
        assert getattr(study.z_score, key) == pytest.approx(getattr(normal, key), rel=1e-9)
        # the ISO percentiles are those of 0.135%, almost exactly 3 standard deviations
        assert getattr(study.iso, key) == pytest.approx(getattr(normal, key), rel=1e-4)
    assert study.z_bench == pytest.approx(normal.z_bench_overall, rel=1e-9)
    assert study.ppm_total == pytest.approx(normal.overall.ppm_total, rel=1e-9)


def test_box_cox_with_lambda_one_is_the_normal_analysis():
    study = capability_transformed(X, lsl=35, usl=68, lam=1.0)
    normal = capability_normal(X, lsl=35, usl=68)
    assert study.z_score.ppk == pytest.approx(normal.ppk, rel=1e-9)
    assert study.within is not None
    assert study.within.ppk == pytest.approx(normal.cpk, rel=1e-9)
    grouped = capability_transformed(X, lsl=35, usl=68, lam=1.0, subgroup=5)
    assert grouped.within is not None
    assert grouped.within.ppk == pytest.approx(capability_normal(X, subgroup=5, lsl=35, usl=68).cpk, rel=1e-9)


def test_log_transform_and_lognormal_fit_agree():
    by_fit = capability_nonnormal(SKEWED, "lognormal", usl=25)
    by_transform = capability_transformed(SKEWED, usl=25, lam=0.0)
    assert by_transform.ppm_total == pytest.approx(by_fit.ppm_total, rel=1e-9)
    assert by_transform.z_score.ppu == pytest.approx(by_fit.z_score.ppu, rel=1e-9)
    assert by_transform.iso.ppu == pytest.approx(by_fit.iso.ppu, rel=1e-3)


def test_sentences_name_both_methods_and_the_share():
    study = capability_nonnormal(SKEWED, lsl=0, usl=25, boundary="lower")
    said = study.summary()
    assert said[0].startswith("About ")
    assert "Z-score method" in said[2]
    assert "ISO percentile method" in said[2]
    assert any("boundary that cannot be passed" in line for line in said)
    assert study.limits == Limits(None, 25)
    assert study.iso.pp is None
    assert study.ppm_below is None
    assert study.observed_above == int(np.count_nonzero(SKEWED > 25))
    assert {finding.question for finding in study.findings} == {
        "Is the process stable?",
        "Does the distribution fit?",
        "Are there enough data?",
    }


def test_value_on_the_limit_is_inside():
    study = capability_nonnormal([1.0, 2, 3, 4, 5, 6], "normal", lsl=1, usl=6)
    assert (study.observed_below, study.observed_above) == (0, 0)


def test_an_impossible_tail_has_no_index():
    study = capability_nonnormal(SKEWED, "weibull", lsl=0, usl=25)
    assert study.z_score.ppl is None
    assert study.ppm_below == 0
    assert study.z_score.ppk == study.z_score.ppu


def test_johnson_limit_beyond_the_bounds_has_no_share_outside():
    z = np.random.default_rng(12).normal(size=300)
    bounded = 10 + 5 / (1 + np.exp(-z / 0.8))
    study = capability_transformed(bounded, "johnson", lsl=5, usl=20)
    assert study.ppm_total == 0
    assert study.z_score.ppk is None
    assert study.to_frame().shape[0] >= 8


def test_stability_is_asked_in_the_order_given():
    drift = np.exp(np.linspace(0, 3, 100) + np.random.default_rng(1).normal(0, 0.1, 100))
    findings = {f.question: f for f in capability_nonnormal(drift, "lognormal", usl=30).findings}
    assert findings["Is the process stable?"].verdict == "poor"
    shuffled = np.random.default_rng(0).permutation(drift)
    again = {f.question: f for f in capability_nonnormal(shuffled, "lognormal", usl=30).findings}
    assert again["Is the process stable?"].verdict == "good"


@settings(max_examples=20, deadline=None)
@given(st.floats(0.05, 50.0))
def test_indices_know_no_unit(factor):
    one = capability_nonnormal(SKEWED, "weibull", lsl=1, usl=25)
    other = capability_nonnormal(factor * SKEWED, "weibull", lsl=factor, usl=25 * factor)
    assert other.iso.ppk == pytest.approx(one.iso.ppk, rel=1e-7)
    assert other.z_score.ppk == pytest.approx(one.z_score.ppk, rel=1e-7)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: capability_nonnormal([], usl=1), "no numbers"),
        (lambda: capability_nonnormal([1.0] * 9, "weibull", usl=3), "All 9 values equal 1"),
        (lambda: capability_nonnormal(SKEWED, "weibull"), "needs a lower or an upper"),
        (lambda: capability_nonnormal(SKEWED, "weibull", lsl=9, usl=3), "may be reversed"),
        (lambda: capability_nonnormal(SKEWED, "weibull", usl=math.nan), "must be a number"),
        (lambda: capability_nonnormal([0.0, 1, 2, 3], "weibull", usl=3), "above zero"),
        (lambda: capability_nonnormal(SKEWED, "cauchy", usl=3), "no distribution named"),
        (lambda: capability_nonnormal(SKEWED, "weibull", lsl=0, boundary="lower"), "give the other limit"),
        (lambda: capability_nonnormal(SKEWED, "weibull", lsl=0, boundary="left"), "no boundary"),
        (lambda: capability_transformed(SKEWED, "sqrt", usl=3), "no transform"),
        (lambda: capability_transformed([-1.0, 1, 2, 3, 4], usl=3), "Box-Cox needs values above zero"),
    ],
)
def test_bad_input_ends_in_a_sentence(call, words):
    with pytest.raises(StatsError, match=words):
        call()


COLUMNS = {"Intake": X, "Review": X + 10, "Text": ["a"] * 5, "Free": X}
LIMITS = {"Intake": Limits(35, 68), "Review": Limits(35, 68), "Text": Limits(0, 1)}


def test_many_variables_come_worst_first_and_none_is_dropped_silently():
    study = capability_many(COLUMNS, LIMITS)
    assert [name for name, _ in study.studies] == ["Review", "Intake"]
    assert study.studies[1][1].ppk == pytest.approx(capability_normal(X, lsl=35, usl=68).ppk)
    assert study.refused[0][0] == "Text"
    assert any("Free" in note for note in study.notes)
    # Review's whole interval lies below 1.33; Intake's holds it, so nothing can be said of it
    assert study.summary()[0].startswith(
        "1 of 2 variables falls short of Ppk 1.33: Review 0.73, 0.63 to 0.82"
    )
    assert "cannot tell whether Ppk 1.33 is reached: Intake" in study.summary()[0]
    assert len(study.to_frame()) == 2
    point = study.goal[1]
    assert point.shift == pytest.approx((np.mean(X) - 51.5) / 33)
    # the triangle of the goal plot is Ppk = 1
    ppk = (0.5 - abs(point.shift)) / (3 * point.spread)
    assert ppk == pytest.approx(study.studies[1][1].ppk)


def test_many_variables_refuse_in_words():
    with pytest.raises(StatsError, match="No variable has limits"):
        capability_many(COLUMNS, {})
    with pytest.raises(StatsError, match="no column 'Other'"):
        capability_many(COLUMNS, {"Other": Limits(0, 1)})
    with pytest.raises(StatsError, match=r"No variable can be analyzed\. Text"):
        capability_many(COLUMNS, {"Text": Limits(0, 1)})


def test_the_interval_of_a_normal_fit_is_bissells():
    study = capability_nonnormal(X, "normal", lsl=35, usl=68)
    normal = capability_normal(X, lsl=35, usl=68)
    low, high = study.intervals["z.ppk"]
    assert normal.ppk_interval is not None
    # Bissell divides by n - 1 where the information of the likelihood has n: a third of a percent of the width.
    assert low == pytest.approx(normal.ppk_interval[0], abs=0.005 * (high - low))
    assert high == pytest.approx(normal.ppk_interval[1], abs=0.005 * (high - low))
    transformed = capability_transformed(X, lsl=35, usl=68, lam=1.0)
    assert transformed.intervals["z.ppk"] == pytest.approx(normal.ppk_interval, rel=1e-6)
    assert "transform as known" in transformed.convention


def test_the_interval_of_an_exponential_fit_by_hand():
    # Index = g(mean); Var(mean estimate) = mean²/n. One limit: Ppu = -Phi^-1(exp(-U/m))/3, d/dm by hand.
    x = np.random.default_rng(4).exponential(10, 80)
    study = capability_nonnormal(x, "exponential", usl=60.0)
    m, n = float(x.mean()), 80
    share = math.exp(-60 / m)
    z = -stats.norm.ppf(share)
    slope = share * 60 / m**2 / stats.norm.pdf(z) / 3
    half = stats.norm.ppf(0.975) * slope * m / math.sqrt(n)
    low, high = study.intervals["z.ppk"]
    assert (high - low) / 2 == pytest.approx(half, rel=1e-5)
    # The ISO index of a scale family: (U - x50)/(x99.865 - x50) = (U/m - ln 2)/const, exactly linear in 1/m.
    const = -math.log(0.00135) - math.log(2)
    half = stats.norm.ppf(0.975) * 60 / m / const / math.sqrt(n)
    low, high = study.intervals["iso.ppk"]
    assert (high - low) / 2 == pytest.approx(half, rel=1e-5)
    found = study.ppm_interval
    assert found is not None
    assert found[0] < study.ppm_total < found[1]


COVERED = [
    ("lognormal", (2.0, 0.5), lambda r, n: r.lognormal(2, 0.5, n), 30.0),
    ("gamma", (3.0, 4.0), lambda r, n: r.gamma(3, 4, n), 40.0),
    ("exponential-2", (10.0, 5.0), lambda r, n: 5 + r.exponential(10, n), 60.0),
]


@pytest.mark.parametrize(("key", "theta", "draw", "usl"), COVERED)
def test_intervals_cover_the_truth_as_often_as_they_say(key, theta, draw, usl):
    rng, runs = np.random.default_rng(11), 120
    truth = of_family(family(key), theta, None, usl)
    hits = {"z.ppk": 0, "iso.ppk": 0}
    for _ in range(runs):
        fit = fit_sorted(family(key), np.sort(draw(rng, 60)), with_test=False)
        if key == "exponential-2":
            found = exponential_intervals(fit, None, usl)
        else:
            model = lambda t, of=fit.family: of_family(of, t, None, usl)  # noqa: E731
            found = delta_intervals(model, fit.theta, fit.covariance)
        for name, value in (("z.ppk", truth.z_score.ppk), ("iso.ppk", truth.iso.ppk)):
            low, high = found[name]
            hits[name] += low <= value <= high
    # 95% of 120, less four standard errors of that share: an interval that falls short of it is too narrow.
    for count in hits.values():
        assert count / runs >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / runs)
        assert count < runs  # and one that never misses is too wide


def test_a_distribution_chosen_from_the_data_has_an_interval_that_spans_its_rivals():
    best = capability_nonnormal(SKEWED, usl=25)
    assert any(
        note.startswith("The intervals span all distributions that fit about as well") for note in best.notes
    )
    assert "AIC within 4 of the best" in best.convention
    assert "(" in best.summary()[2].split("Z-score")[0]
    assert best.fit is not None
    alone = capability_nonnormal(SKEWED, best.fit.family.key, usl=25)
    assert best.intervals["z.ppk"][0] <= alone.intervals["z.ppk"][0]
    assert best.intervals["z.ppk"][1] >= alone.intervals["z.ppk"][1]
    wide, narrow = (capability_nonnormal(SKEWED, "gamma", usl=25, confidence=c) for c in (0.99, 0.8))
    assert wide.intervals["z.ppk"][0] < narrow.intervals["z.ppk"][0] < narrow.z_score.ppk
    with pytest.raises(StatsError, match="onfidence"):
        capability_nonnormal(SKEWED, "gamma", usl=25, confidence=2.0)


def test_the_spanning_interval_covers_the_truth():
    rng, runs = np.random.default_rng(21), 12
    truth = of_family(family("lognormal"), (2.0, 0.5), None, 30.0)
    hits = 0
    for _ in range(runs):
        low, high = capability_nonnormal(rng.lognormal(2, 0.5, 60), usl=30.0).intervals["z.ppk"]
        hits += low <= truth.z_score.ppk <= high
    assert hits / runs >= 0.95 - 2 * math.sqrt(0.95 * 0.05 / runs)


def test_many_exponentials_at_once_are_the_same_as_one():
    from leanbench.stats.capability.nonnormal_indices import _exponential_vectors, _vector

    of = family("exponential-2")
    for lsl, usl in ((None, 60.0), (6.0, 40.0), (7.0, None)):
        at_once = _exponential_vectors(np.array([10.0, 4.0]), np.array([5.0, 6.5]), lsl, usl)
        for row, theta in zip(at_once, ((10.0, 5.0), (4.0, 6.5)), strict=True):
            np.testing.assert_allclose(row, _vector(of_family(of, theta, lsl, usl)), rtol=1e-9)
