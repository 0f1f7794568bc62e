"""Average run lengths against published values and each other."""

from __future__ import annotations

import pytest

from leanbench.stats import arl, multivariate, runchart, variables, weighted
from leanbench.stats.rules import RULES
from leanbench.stats.samples import StatsError


def test_shewhart() -> None:
    assert arl.shewhart().arl == pytest.approx(370.398, abs=0.001)
    assert arl.shewhart(1.0).arl == pytest.approx(43.895, abs=0.001)  # Montgomery: 43.89


def test_cusum_of_montgomery() -> None:
    # Montgomery, table 9.3: h = 4 gives 168, 8.38 at one sigma; h = 5 gives 465, 10.4.
    assert arl.cusum(0, 4).arl == pytest.approx(168, abs=0.5)
    assert arl.cusum(1, 4).arl == pytest.approx(8.38, abs=0.005)
    assert arl.cusum(0, 5).arl == pytest.approx(465, abs=0.6)
    assert arl.cusum(1, 5).arl == pytest.approx(10.4, abs=0.03)


def test_head_start_helps_when_the_process_is_off() -> None:
    # Lucas and Crosier (1982): h = 5, head start 2.5: 430 in control, 6.35 at one sigma.
    assert arl.cusum(1, 5, fir=0.5).arl == pytest.approx(6.35, abs=0.05)
    assert arl.cusum(0, 5, fir=0.5).arl == pytest.approx(430, abs=2)


def test_ewma_of_crowder() -> None:
    # Lucas and Saccucci (1990), table 3: weight 0.1, L 2.814 has ARL 500 and 10.3 at one sigma.
    assert arl.ewma(0, 0.1, 2.814).arl == pytest.approx(500, rel=0.01)
    assert arl.ewma(1, 0.1, 2.814).arl == pytest.approx(10.3, abs=0.1)
    assert arl.ewma(0, 1.0, 3.0).arl == pytest.approx(370.4, rel=1e-3)


def test_western_electric_rules_signal_often() -> None:
    # Champ and Woodall (1987): all four rules together have ARL 91.75.
    found = arl.simulated(RULES["weco"], 0.0, runs=1500)
    assert found.arl == pytest.approx(91.75, abs=4 * found.error)


def test_curve_and_bad_options() -> None:
    rows = arl.curve("ewma", (0.0, 1.0), weight=0.2).rows
    assert rows[0][1] > rows[1][1]
    with pytest.raises(StatsError):
        arl.curve("magic")
    with pytest.raises(StatsError):
        arl.cusum(0, h=0)


def test_of_a_chart() -> None:
    x = [1.0, 3, 2, 4, 3, 2, 3, 1, 2, 4, 3, 2]
    assert arl.of_chart(weighted.cusum(x))[0].arl == pytest.approx(168, abs=0.5)
    assert arl.of_chart(weighted.ewma(x), (1.0,))[0].arl == arl.ewma(1.0, 0.2, 3.0).arl
    assert arl.of_chart(variables.i_mr(x))[0].arl == pytest.approx(370.398, abs=0.001)
    assert arl.of_chart(variables.i_mr(x, tests="weco"), (3.0,), runs=50)[0].arl < 3
    with pytest.raises(StatsError):
        arl.of_chart(runchart.run(x))


def test_t2_of_lowry_and_others() -> None:
    # Lowry, Woodall, Champ and Rigdon (1992), Technometrics 34, table 1: two variables, limit 10.6, the chi-square
    # chart: 200 without a shift, 42 at a distance of 1, 6.9 at 2, 2.2 at 3.
    assert arl.t2(0.0, 2, 0.995).arl == pytest.approx(200, rel=1e-9)
    assert arl.t2(1.0, 2, 0.995).arl == pytest.approx(42, abs=0.5)
    assert arl.t2(2.0, 2, 0.995).arl == pytest.approx(6.9, abs=0.05)
    assert arl.t2(3.0, 2, 0.995).arl == pytest.approx(2.2, abs=0.05)
    chart = multivariate.t2({"a": [1, 2, 3, 4, 6, 3, 2, 4, 5, 3], "b": [2, 1, 4, 3, 6, 2, 2, 5, 4, 4]})
    assert arl.of_chart(chart, (0.0,))[0].arl == pytest.approx(1 / 0.0027, rel=1e-9)


def test_moving_average() -> None:
    one = arl.moving_average(1.0, span=1, runs=4000)
    assert one.arl == pytest.approx(arl.shewhart(1.0).arl, abs=4 * one.error)
    # An average of three sees a shift of one sigma sooner.
    assert arl.moving_average(1.0, span=3).arl < 0.6 * arl.shewhart(1.0).arl
    with pytest.raises(StatsError, match="span of at least 1"):
        arl.moving_average(span=0)


def test_run_lengths_are_told() -> None:
    x = [1.0, 3, 2, 4, 3, 2, 3, 1, 2, 4, 3, 2]
    found = arl.run_lengths(weighted.ewma(x))
    assert found.summary()[0].startswith("Without any change this chart gives a false alarm about every ")
    assert "12 points" in found.summary()[-1]
    assert len(found.table().rows) == len(found.lengths) == 5
