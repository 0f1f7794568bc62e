"""Normal capability: definitions that are easy to get wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from leanbench import resources
from leanbench.stats.base.result import Result
from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability.many_capability import capability_by_stage
from leanbench.stats.capability.normal_capability import (
    between_within,
    capability_normal,
    capability_summary,
)

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
        low, high = capability_normal(generator.normal(0, 1, 40), lsl=-3, usl=3, confidence=0.9).pp_interval
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
    assert found.cp_interval is None
    assert capability_summary(16, 2, lsl=8, usl=20, n=50).cp_interval is not None


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
    found = capability_by_stage(X, ["before"] * 120 + ["after"] * 80, usl=13, subgroup=5).studies
    assert [(name, c.n) for name, c in found] == [("before", 120), ("after", 80)]
    assert found[1][1].ppk == capability_normal(X[120:], usl=13, subgroup=5).ppk


def test_a_blank_row_breaks_the_moving_range() -> None:
    found = capability_normal([1.0, 2.0, None, 50.0, 51.0, 52.0], usl=100)
    assert found.sd_within == pytest.approx(1 / 1.128379167)


def diameters() -> tuple[list[float], list[str]]:
    rows = (
        (resources.path("reference", "stats", "capability-jasp-diameter-rbar.csv")).read_text("utf-8").split()
    )
    names = rows[0].split(",")
    cells = [row.split(",") for row in rows[1:]]
    values, groups = names.index("Diameter"), names.index("subgroup")
    return [float(row[values]) for row in cells], [row[groups] for row in cells]


@pytest.mark.parametrize(
    ("divisor", "value", "name"),
    [
        ("n", 0.9347, "Cpm (divisor n)"),
        ("n-1", 0.9301, "Cpm (divisor n−1)"),
        ("sd", 0.9312, "Cpm (s² + (mean−T)²)"),
        ("within", 0.9224, "Cpm (within sigma² + (mean−T)²)"),
    ],
)
def test_the_four_cpm_in_use_are_told_apart(divisor, value: float, name: str) -> None:
    """One data set, four programs, four numbers: each has its name in the table."""
    x, ids = diameters()
    found = capability_normal(x, subgroup=ids, lsl=0, usl=12, target=6, cpm_divisor=divisor)
    assert found.cpm == pytest.approx(value, abs=6e-5)
    assert name in [row[0] for row in found.table().rows]
    with pytest.raises(StatsError, match="'within' or 'montgomery'"):
        capability_normal(x, lsl=0, usl=12, target=6, cpm_divisor="n+1")  # type: ignore[arg-type]


def test_cpm_of_montgomery_takes_the_whole_width() -> None:
    """Target off the middle: (USL - LSL)/(6 sqrt(s² + (mean - T)²)), where Minitab takes twice the shorter side."""
    x, _ids = diameters()
    found = capability_normal(x, lsl=0, usl=12, target=4, cpm_divisor="montgomery")
    tau = float(np.sqrt(np.var(x, ddof=1) + (np.mean(x) - 4) ** 2))
    assert found.cpm == pytest.approx(12 / (6 * tau))
    assert capability_normal(x, lsl=0, usl=12, target=4, cpm_divisor="sd").cpm == pytest.approx(8 / (6 * tau))
    assert found.cpm_name == "Cpm (s² + (mean−T)², whole width)"


def test_the_interval_is_headed_by_its_confidence() -> None:
    columns = capability_normal(X, usl=13, confidence=0.995).table().columns
    assert columns == ("Measure", "Value", "99.5% low", "99.5% high")


def test_excluded_rows_by_stage_are_rows_of_the_whole_table() -> None:
    x = X.copy()
    x[[3, 150]] = 99.0
    stages = ["before"] * 100 + ["after"] * 100
    found = dict(capability_by_stage(x, stages, usl=13, excluded={3: "typo", 150: "typo"}).studies)
    assert found["before"].n == found["after"].n == 99
    assert found["after"].mean == pytest.approx(np.delete(x[100:], 50).mean())
    assert "Excluded: row 51 (typo)" in found["after"].notes
    with pytest.raises(StatsError, match="Row 300 cannot be excluded"):
        capability_by_stage(x, stages, usl=13, excluded=[299])
    with pytest.raises(StatsError, match="3 subgroup ids for 200 rows"):
        capability_by_stage(x, stages, usl=13, subgroup=["a", "b", "c"])
    with pytest.raises(StatsError, match="Stage after: All 100 values"):
        capability_by_stage([*X[:100], *[5.0] * 100], stages, usl=13)


def test_an_excluded_row_keeps_subgroups_where_they_are_and_is_not_called_blank() -> None:
    x = X.copy()
    x[7] = 99.0
    gone = capability_normal(x, subgroup=5, usl=13, excluded={7: "typo"})
    blank = capability_normal([None if i == 7 else v for i, v in enumerate(x)], subgroup=5, usl=13)
    assert gone.sd_within == blank.sd_within
    assert gone.notes[0] == "Excluded: row 8 (typo)"
    assert not any("blank" in note for note in gone.notes)
    assert any("1 blank row" in note for note in blank.notes)
    # single values: no moving range across the gap, as on the I-MR chart
    alone = capability_normal(x, usl=13, excluded=[7])
    moves = np.abs(np.diff(X))
    assert alone.sd_within == pytest.approx(np.delete(moves, [6, 7]).mean() * math.sqrt(math.pi) / 2)
    # between and within: the same row, the same words
    both = between_within(x, 5, usl=13, excluded={7: "typo"})
    assert both.n == 199
    assert both.notes[0] == "Excluded: row 8 (typo)"


def test_days_that_differ_by_nature_are_no_special_cause_between_and_within() -> None:
    """Means that vary more than sigma/sqrt(n) are why this study exists: its gate judges them as single values."""
    rng = np.random.default_rng(3)
    days = np.repeat(rng.normal(0, 3, 30), 5) + rng.normal(0, 1, 150)
    plain = capability_normal(days, subgroup=5, lsl=-12, usl=12)
    assert plain.findings[0].verdict == "poor"
    assert between_within(days, 5, lsl=-12, usl=12).findings[0].verdict == "good"


def test_values_too_small_to_square_are_not_called_equal() -> None:
    with pytest.raises(StatsError, match="cannot be computed with"):
        capability_normal(X * 1e-300, usl=1)
    with pytest.raises(StatsError, match="differ only in rounding"):
        capability_normal([1e9 + i * 1e-7 for i in range(20)], usl=2e9)
    with pytest.raises(StatsError, match="Neighboring values of days are equal too often"):
        capability_normal([1, 1, 1, 1, 1, 2, 2, 2, 2, 2.0], usl=3, sigma_method="mr-median", name="days")


def test_the_summary_agrees_with_the_values() -> None:
    """Two ways to one number: from values, and from their mean and standard deviations."""
    full = capability_normal(X, lsl=7, usl=13, target=10, cpm_divisor="sd")
    short = capability_summary(
        full.mean, full.sd_overall, lsl=7, usl=13, target=10, n=200, sd_within=full.sd_within, df_within=199
    )
    assert short.overall == full.overall
    assert short.cpm == pytest.approx(full.cpm)
    assert (short.cp, short.cpk, short.z_bench_within) == (full.cp, full.cpk, full.z_bench_within)
