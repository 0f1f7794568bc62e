"""Autocorrelation against a certified value and white noise."""

from __future__ import annotations

import numpy as np
import pytest

from leanbench import resources
from leanbench.stats.base.result import Result
from leanbench.stats.base.samples import StatsError
from leanbench.stats.spc.serial_correlation import autocorrelation


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
