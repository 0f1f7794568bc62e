"""Box-Cox, Yeo-Johnson and Johnson against scipy, known cases and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability.nonnormal import capability_transformed
from leanbench.stats.distributions.identification import distribution_id
from leanbench.stats.distributions.johnson_curves import johnson
from leanbench.stats.distributions.transform_result import Transform
from leanbench.stats.distributions.transforms import box_cox, round_lambda, yeo_johnson

positive = st.lists(st.floats(0.5, 90.0).map(lambda x: round(x, 2)), min_size=12, max_size=40, unique=True)


def _lognormal(n=120, seed=7):
    return np.random.default_rng(seed).lognormal(1.0, 0.7, n)


def test_likeliest_lambda_is_scipys():
    x = _lognormal()
    study = box_cox(x, criterion="likelihood", rounded=False)
    assert study.lambdas["likelihood"] == pytest.approx(stats.boxcox_normmax(x, method="mle"), abs=1e-6)
    low, high = study.interval
    assert low < study.lambdas["likelihood"] < high
    drop = stats.boxcox_llf(study.lambdas["likelihood"], x) - stats.boxcox_llf(low, x)
    assert drop == pytest.approx(stats.chi2.ppf(0.95, 1) / 2, abs=1e-6)
    about = x / stats.gmean(
        x
    )  # a power is taken about the geometric mean, so that no digit is lost in any unit
    assert study.transformed == pytest.approx(
        stats.boxcox(about, study.lambdas["likelihood"]), rel=1e-6, abs=1e-9
    )


def test_box_cox_of_large_numbers_loses_no_digit():
    """At a scale of 1e6 and λ = -2 the raw powers are -1/λ to the last digits; the indices must not notice."""
    x = np.random.default_rng(3).lognormal(0.0, 0.25, 80)
    one, other = (capability_transformed(x * unit, lam=-2, lsl=0.6 * unit) for unit in (1.0, 1e6))
    assert other.iso.ppk == pytest.approx(one.iso.ppk, rel=1e-10)
    assert other.z_score.ppk == pytest.approx(one.z_score.ppk, rel=1e-10)


def test_a_million_values_are_fitted_by_a_sample_and_it_says_so():
    x = np.random.default_rng(4).lognormal(3.0, 0.5, 30_000)
    fits, curve = distribution_id(x, ["normal", "lognormal"]), johnson(x)
    assert fits.n == 20_000
    assert fits.best.family.key == "lognormal"
    for found in (fits, curve):
        assert "random sample of 20,000 of the 30,000 values" in " ".join(found.summary())
    assert distribution_id(x, ["normal", "lognormal"]) == fits  # always the same draw


def test_log_of_lognormal_data_is_found_and_said():
    study = box_cox(_lognormal(400))
    assert study.transform.kind == "box-cox"
    assert study.transform.parameters["lambda"] == 0.0
    assert "natural logarithm" in study.summary()[0]
    assert study.after.normal
    assert not study.before.normal


def test_within_and_likelihood_criteria_differ_and_are_named():
    x = _lognormal(60)
    assert "as Minitab" in box_cox(x).convention
    assert "as NIST" in box_cox(x, criterion="likelihood").convention
    assert box_cox(x).lambdas["within"] != box_cox(x).lambdas["likelihood"]


def test_within_lambda_of_subgroups_minimises_the_pooled_sd():
    x = _lognormal(100)
    study = box_cox(x, subgroup=5, rounded=False)
    centre = math.exp(np.mean(np.log(x)))

    def pooled(lam: float) -> float:
        w = ((x / centre) ** lam - 1) / lam
        return float(np.sqrt(np.mean(np.var(w.reshape(20, 5), axis=1, ddof=1))))

    best = study.lambdas["within"]
    assert pooled(best) <= min(pooled(best - 1e-3), pooled(best + 1e-3))
    ids = box_cox(x, subgroup=np.repeat(np.arange(20), 5), rounded=False)
    assert ids.lambdas["within"] == pytest.approx(best)


@settings(max_examples=25, deadline=None)
@given(positive, st.floats(0.01, 100.0))
def test_lambda_does_not_depend_on_the_unit(x, factor):
    one, other = box_cox(x), box_cox([factor * v for v in x])
    assert other.lambdas["likelihood"] == pytest.approx(one.lambdas["likelihood"], abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(positive, st.floats(-2, 2))
def test_back_undoes_apply_and_order_is_kept(x, lam):
    values = np.sort(x)
    for transform in (
        Transform("box-cox", {"lambda": lam}),
        Transform("yeo-johnson", {"lambda": lam}),
        Transform("johnson-SU", {"gamma": 0.3, "eta": 1.2, "epsilon": 20.0, "lambda": 8.0}),
        Transform("johnson-SL", {"gamma": -1.0, "eta": 0.7, "epsilon": -1.0}),
        Transform("johnson-SB", {"gamma": 0.4, "eta": 0.9, "epsilon": -2.0, "lambda": 100.0}),
    ):
        moved = transform.apply(values)
        assert np.all(np.diff(moved) >= 0)
        assert transform.back(moved) == pytest.approx(values, rel=1e-6)
    negative = Transform("yeo-johnson", {"lambda": lam})
    assert negative.back(negative.apply(-values)) == pytest.approx(-values, rel=1e-6)


@pytest.mark.parametrize(
    ("lam", "rounded"), [(0.28, 0.5), (0.2, 0.0), (-0.4, -0.5), (1.4, 1.0), (2.6, 3.0), (-7.0, -5.0)]
)
def test_lambda_is_rounded_to_a_half_or_a_whole_number(lam, rounded):
    assert round_lambda(lam) == rounded


def test_yeo_johnson_is_scipys_and_takes_negative_values():
    x = _lognormal() - 2.0
    study = yeo_johnson(x)
    assert study.lambdas["likelihood"] == pytest.approx(stats.yeojohnson_normmax(x), abs=1e-5)
    assert study.transformed == pytest.approx(stats.yeojohnson(x, study.lambdas["likelihood"]), rel=1e-6)


def _recovers(kind, draw):
    study = johnson(draw)
    assert study.transform is not None
    assert study.transform.kind == kind
    assert study.after.p > 0.10
    return study


def test_johnson_finds_bounded_and_heavy_tailed_data():
    z = np.random.default_rng(12).normal(size=300)
    bounded = 10 + 5 / (1 + np.exp(-(z - 0.5) / 0.8))
    study = _recovers("johnson-SB", bounded)
    assert study.transform.parameters["epsilon"] < bounded.min()
    _recovers("johnson-SU", 3 + 2 * np.sinh((z + 0.2) / 0.9))


def test_johnson_follows_a_change_of_unit():
    x = _lognormal(80, 3)
    one, other = johnson(x), johnson(24 * x)
    assert other.transform.kind == one.transform.kind
    assert other.transformed == pytest.approx(one.transformed, rel=1e-6, abs=1e-8)
    assert other.transform.describe().startswith("Johnson")


def test_johnson_says_when_nothing_fits():
    mixture = np.concatenate([np.repeat([1.0, 2.0, 3.0], 30), np.repeat([50.0, 51.0], 30)])
    study = johnson(mixture)
    assert study.transform is None
    assert "No Johnson transform" in study.summary()[0]
    assert study.to_frame().iloc[0, 1] == "none"


BAD = [
    ([], "no numbers"),
    ([1.0, 2.0], "only 2 numbers"),
    ([4.0] * 12, "All 12 values equal 4"),
    (["late"] * 12, "no numbers"),
]


@pytest.mark.parametrize(("values", "words"), BAD)
@pytest.mark.parametrize("function", [box_cox, yeo_johnson, johnson])
def test_bad_data_end_in_a_sentence(function, values, words):
    with pytest.raises(StatsError, match=words):
        function(values)


def test_box_cox_says_what_zeros_and_bad_options_do():
    with pytest.raises(StatsError, match="2 values are not"):
        box_cox([0.0, -1.0, 2.0, 3.0, 4.0, 5.0])
    with pytest.raises(StatsError, match="λ must be a number"):
        box_cox([1.0, 2, 3, 4, 5], lam=math.nan)
    with pytest.raises(StatsError, match="no criterion"):
        box_cox([1.0, 2, 3, 4, 5], criterion="best")  # type: ignore[arg-type]
    with pytest.raises(StatsError, match="least p-value"):
        johnson(_lognormal(), least_p=2)
    assert any("'n/a'" in note for note in box_cox([1.0, 2, 3, 4, 5, "n/a"]).notes)


def test_given_lambda_is_used_and_named():
    study = box_cox(_lognormal(), lam=0.25)
    assert study.transform.parameters["lambda"] == 0.25
    assert study.convention == "λ = 0.25 given"
