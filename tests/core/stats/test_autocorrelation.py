"""Autocorrelation against a certified value and white noise."""

from __future__ import annotations

import numpy as np
import pytest

from leanbench import resources
from leanbench.stats.base.result import Result
from leanbench.stats.base.samples import StatsError
from leanbench.stats.spc.serial_correlation import autocorrelation
from leanbench.stats.spc.variables import i_mr


def test_lew() -> None:
    # NIST StRD, data set Lew: certified lag-1 autocorrelation -0.307304800605679.
    x = np.loadtxt(resources.path("reference", "stats", "nist-univ-lew.csv"), skiprows=1)
    found = autocorrelation(x)
    assert isinstance(found, Result)
    assert found.r[0] == pytest.approx(-0.307304800605679, rel=1e-12)
    assert found.p < 1e-10
    assert "depend" in found.summary()[0]
    assert len(found.table().rows) == len(found.lags)


def test_white_noise_rarely_alarms() -> None:
    generator = np.random.default_rng(1)
    alarms = sum(autocorrelation(generator.normal(size=200), 10).p < 0.05 for _ in range(200))
    assert 2 <= alarms <= 20


@pytest.mark.parametrize("values", [[1.0] * 20, [1.0, 2.0], []])
def test_what_has_none(values: list[float]) -> None:
    with pytest.raises(StatsError):
        autocorrelation(values)


def test_dependence_is_judged_where_the_limits_come_from() -> None:
    """A step is a change, no dependence: not across stages, not beyond a frozen baseline, not over excluded points."""
    rng = np.random.default_rng(12)
    x = rng.normal(0, 1, 60) + 8 * (np.arange(60) >= 30)
    said = "Neighboring values depend on each other"
    assert any(said in note for note in i_mr(x).notes)
    assert not any(said in note for note in i_mr(x, stages=["a"] * 30 + ["b"] * 30).notes)
    assert not any(said in note for note in i_mr(x, baseline=30).notes)
    assert not any(said in note for note in i_mr(x, excluded=range(30, 60)).notes)
    drift = np.cumsum(rng.normal(0, 1, 60))
    assert any(said in note for note in i_mr(drift, baseline=40).notes)
