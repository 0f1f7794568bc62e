"""Normal capability: definitions that are easy to get wrong."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from leanbench.stats.capability import (
    between_within,
    capability_by_stage,
    capability_normal,
    capability_summary,
)
from leanbench.stats.result import Result

X = np.random.default_rng(11).normal(10, 1, 200)


def test_one_limit_has_no_two_sided_index() -> None:
    found = capability_normal(X, usl=13, target=10)
    assert found.cp is None
    assert found.pp is None
    assert found.cpm is None
    assert found.cpk == found.cpu
    assert found.overall.ppm_lower == 0
    assert found.ppm_observed_lower is None


def test_z_bench_is_the_normal_quantile_of_all_that_is_outside() -> None:
    found = capability_normal(X, lsl=7, usl=12.5)
    share = stats.norm.cdf(7, X.mean(), X.std(ddof=1)) + stats.norm.sf(12.5, X.mean(), X.std(ddof=1))
    assert found.z_bench_overall == pytest.approx(-stats.norm.ppf(share), rel=1e-10)
    assert found.overall.ppm_total == pytest.approx(share * 1e6, rel=1e-10)


def test_observed_counts_strictly_outside() -> None:
    found = capability_normal([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10], lsl=1, usl=9)
    assert found.ppm_observed_lower == 0
    assert found.ppm_observed_upper == 100_000


def test_cpm_names_its_divisor() -> None:
    n, m = capability_normal(X, lsl=5, usl=15, target=10), None
    m = capability_normal(X, lsl=5, usl=15, target=10, cpm_divisor="n-1")
    assert n.cpm_divisor == "n"
    assert n.cpm == pytest.approx(m.cpm * np.sqrt(200 / 199))
    assert "Cpm divisor n" in n.convention


def test_cpm_off_the_middle_uses_the_nearer_limit() -> None:
    found = capability_normal(X, lsl=5, usl=15, target=11)
    rms = np.sqrt(np.mean((X - 11) ** 2))
    assert found.cpm == pytest.approx(4 / (3 * rms))


def test_intervals_cover_at_their_confidence() -> None:
    # 400 samples from a process with Pp = 1: the interval should hold it about 9 times in 10.
    generator = np.random.default_rng(12)
    inside = 0
    for _ in range(400):
        low, high = capability_normal(generator.normal(0, 1, 40), lsl=-3, usl=3, confidence=0.9).pp_ci
        inside += low <= 1 <= high
    assert 0.86 <= inside / 400 <= 0.94


def test_the_gate_shows_and_does_not_block() -> None:
    skewed = np.random.default_rng(1).exponential(1, 60)
    verdicts = {f.question: f.verdict for f in capability_normal(skewed, usl=8).findings}
    assert verdicts["Are the values about normal?"] == "poor"
    assert verdicts["Are there enough data?"] == "care"
    shifted = np.concatenate([X[:50], X[50:100] + 4])
    stable = capability_normal(shifted, usl=20).findings[0]
    assert stable.verdict == "poor"


def test_between_within_sees_days_that_differ() -> None:
    generator = np.random.default_rng(2)
    days = np.repeat(generator.normal(0, 3, 400), 5)
    x = days + generator.normal(0, 1, 2000)
    found = between_within(x, 5, lsl=-15, usl=15)
    assert found.details["sd_between"] == pytest.approx(3, rel=0.1)
    assert found.sd_within == pytest.approx(np.sqrt(10), rel=0.1)
    assert found.details["sd_within_subgroups"] == pytest.approx(1, rel=0.05)
    assert found.within.df < 2000


def test_summary_input() -> None:
    # NIST handbook 6.1.6: limits 8 and 20, mean 16, s 2.
    found = capability_summary(16, 2, lsl=8, usl=20)
    assert found.cp == 1
    assert found.cpk == pytest.approx(2 / 3)
    assert found.k_index == pytest.approx(1 / 3)
    assert found.cp_ci is None
    assert capability_summary(16, 2, lsl=8, usl=20, n=50).cp_ci is not None


def test_it_is_a_result() -> None:
    found = capability_normal(X, lsl=7, usl=13, subgroup=5)
    assert isinstance(found, Result)
    assert found.summary()[0].startswith("Values: about 99.")
    assert {row[0] for row in found.table().rows} >= {"Cp", "Cpk", "Pp", "Ppk", "Z.bench overall"}
    assert len(found.to_frame()) == len(found.table().rows)


def test_excluded_rows_are_left_out_and_said() -> None:
    spoiled = X.copy()
    spoiled[0] = 1000
    found = capability_normal(spoiled, usl=14, excluded=[0])
    assert found.n == 199
    assert any("row 1" in note for note in found.notes)


def test_by_stage() -> None:
    found = capability_by_stage(X, ["before"] * 120 + ["after"] * 80, usl=13, subgroup=5)
    assert [(name, c.n) for name, c in found] == [("before", 120), ("after", 80)]
    assert found[1][1].ppk == capability_normal(X[120:], usl=13, subgroup=5).ppk


def test_a_blank_row_breaks_the_moving_range() -> None:
    found = capability_normal([1.0, 2.0, None, 50.0, 51.0, 52.0], usl=100)
    assert found.sd_within == pytest.approx(1 / 1.128379167)
