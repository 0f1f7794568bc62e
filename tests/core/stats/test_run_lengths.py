"""Average run lengths against published values and each other."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from leanbench.stats.base.constants import c4, d2, d3, range_cdf
from leanbench.stats.base.samples import StatsError
from leanbench.stats.run_length import arl, arl_counts, arl_pairs
from leanbench.stats.run_length import chart_run_lengths as detection
from leanbench.stats.spc import attributes, multivariate, runchart, variables, weighted
from leanbench.stats.spc import rare_events as rare
from leanbench.stats.spc.rule_patterns import find_signals
from leanbench.stats.spc.rules import RULES


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
    found = arl.simulate(RULES["weco"], 0.0, runs=1500)
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
    of_chart = detection.of_chart
    assert of_chart(weighted.cusum(x))[0].arl == pytest.approx(168, abs=0.5)
    assert of_chart(weighted.ewma(x), (1.0,))[0].arl == arl.ewma(1.0, 0.2, 3.0, "exact").arl
    assert of_chart(weighted.ewma(x, limits="asymptotic"), (1.0,))[0].arl == arl.ewma(1.0).arl
    assert of_chart(variables.i_mr(x))[0].arl == pytest.approx(370.398, abs=0.001)
    assert of_chart(variables.i_mr(x, tests="weco"), (3.0,), runs=50)[0].arl < 3
    with pytest.raises(StatsError, match="never signals"):
        of_chart(variables.i_mr(x, tests=()))


def test_exact_limits_of_an_ewma_against_simulation() -> None:
    rng = np.random.default_rng(5)
    weight, k, runs = 0.1, 2.7, 4000
    for shift in (0.0, 1.0):
        lengths = np.zeros(runs)
        z, live, at = np.zeros(runs), np.arange(runs), 0
        while live.size:
            at += 1
            z = (1 - weight) * z + weight * (rng.standard_normal(live.size) + shift)
            limit = k * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * at)))
            hit = np.abs(z) > limit
            lengths[live[hit]] = at
            z, live = z[~hit], live[~hit]
        found = arl.ewma(shift, weight, k, "exact").arl
        assert found == pytest.approx(lengths.mean(), abs=4 * lengths.std() / runs**0.5)
    # The limits that start narrow see an early shift sooner; with weight 1 there is no difference.
    assert arl.ewma(1.0, weight, k, "exact").arl < arl.ewma(1.0, weight, k).arl
    assert arl.ewma(0.5, 1.0, 3.0, "exact").arl == pytest.approx(arl.shewhart(0.5).arl, rel=1e-9)


def test_raw_cusum_is_the_same_in_sigma() -> None:
    x = np.random.default_rng(2).normal(50, 4, 200)
    raw = weighted.cusum(x, target=50, raw=True, sigma=4.0, h=20.0, slack=2.0)
    assert detection.of_chart(raw)[0].arl == pytest.approx(arl.cusum(0, 5, 0.5).arl, rel=1e-12)
    estimated = detection.run_lengths(weighted.cusum(x, target=50, raw=True, h=20.0, slack=2.0))
    assert estimated.lengths[0].arl == pytest.approx(465, rel=0.3)  # sigma from 199 moving ranges
    assert "from their moving ranges" in estimated.notes[0]
    with pytest.raises(StatsError, match="do not vary"):
        detection.of_chart(weighted.cusum([5.0] * 10, raw=True, target=5.0))


def test_runs_on_one_side() -> None:
    # Feller, An Introduction to Probability Theory I, XIII.8: runs of r heads or tails take 2^r - 1 throws.
    for length in (2, 6, 9):
        assert arl_counts.same_side(length).arl == pytest.approx(2**length - 1, rel=1e-12)
    for shift in (0.0, 1.0):
        only = arl_counts.run_chart(shift, 6, 1000, runs=10_000)  # a trend of 1000 never comes
        assert only.arl == pytest.approx(arl_counts.same_side(6, shift).arl, abs=4 * only.error)
    both = arl_counts.run_chart()
    assert both.arl < 63 - 4 * both.error


def test_trend_alone_against_permutations() -> None:
    # P(no 3 in a row rising or falling among n) = 2 E_n/n!, E_n the zigzag numbers 1, 1, 2, 5, 16, 61, 272 ...; the
    # mean first time is the sum of these chances: 1 + 1 + 1 + 2/3 + 10/24 + 32/120 + ...
    zigzag = [1, 1, 1, 2, 5, 16, 61, 272, 1385, 7936, 50521, 353792, 2702765, 22368256]
    exact = 2 + sum(2 * e / math.factorial(n) for n, e in enumerate(zigzag) if n >= 2)
    found = arl_counts.run_chart(0.0, 40, 3, runs=20_000)
    assert found.arl == pytest.approx(exact, abs=4 * found.error)


@pytest.mark.parametrize("shift", [0.0, 0.7])
def test_anhoej_chance_against_all_series(shift: float) -> None:
    above = 0.5 * math.erfc(-shift / math.sqrt(2))
    for n in (10, 12):
        total = sum(
            above ** series.count(1.0) * (1 - above) ** series.count(-1.0)
            for series in itertools.product((-1.0, 1.0), repeat=n)
            if runchart.anhoej(np.array(series), 0.0).signal
        )
        assert arl_counts.anhoej_chance(n, shift).chance == pytest.approx(total, rel=1e-12)


def test_anhoej_chance_against_simulation() -> None:
    rng = np.random.default_rng(8)
    seen = np.mean([runchart.anhoej(rng.standard_normal(36), 0.0).signal for _ in range(4000)])
    chance = arl_counts.anhoej_chance(36).chance
    assert seen == pytest.approx(chance, abs=4 * math.sqrt(chance * (1 - chance) / 4000))


def test_run_chart_tells_both_schools() -> None:
    x = np.random.default_rng(1).normal(size=30)
    found = detection.run_lengths(runchart.run(x))
    assert found.chances[0].n == 30
    assert "known median" in found.lengths[0].design
    assert found.table().columns[-1] == "Anhoej's signal, %"
    assert "Anhoej" in found.line()


def test_weibull_and_exponential_t_charts_have_the_false_alarms_of_three_sigma() -> None:
    times = np.random.default_rng(3).weibull(1.4, 60) * 20
    for method in ("weibull", "exponential"):
        found = detection.of_chart(rare.t(times, method=method), (1.0, 3.0))
        assert found[0].arl == pytest.approx(370.398, abs=0.001)
    # By hand for the exponential: events three times as often leave exp(-3 x) above and 1 - exp(-3 x) below.
    low, high = -math.log1p(-0.5 * math.erfc(3 / math.sqrt(2))), -math.log(0.5 * math.erfc(3 / math.sqrt(2)))
    assert found[1].arl == pytest.approx(1 / (1 - math.exp(-3 * low) + math.exp(-3 * high)), rel=1e-9)


def test_nelson_t_chart_against_simulation() -> None:
    times = np.random.default_rng(3).exponential(20, 80)
    chart = rare.t(times, method="nelson")
    info = chart.stages[0]
    rng = np.random.default_rng(4)
    root, sigma = info.center["T"] ** (1 / 3.6), info.details["sigma_transformed"]
    drawn = np.maximum(rng.normal(root, sigma, 400_000), 0) ** 3.6 / 0.5
    beyond = np.mean((drawn > info.ucl["T"]) | (drawn < info.lcl["T"]))
    error = math.sqrt(beyond * (1 - beyond) / drawn.size)
    assert 1 / detection.of_chart(chart, (0.5,))[0].arl == pytest.approx(beyond, abs=4 * error)


@pytest.mark.parametrize("limits", ["percentile", "3-sigma", "negative-binomial"])
def test_g_charts_against_simulation(limits: str) -> None:
    gaps = np.random.default_rng(6).geometric(0.15, 60) - 1
    chart = rare.g(gaps, limits=limits)
    for factor in (0.5, 3.0):
        exact = detection.of_chart(chart, (factor,))[0]
        drawn = detection.of_chart(
            rare.g(gaps, limits=limits, tests=({"1": 1, "3": 400})), (factor,), runs=1500
        )[0]
        assert drawn.error > 0
        assert drawn.arl == pytest.approx(exact.arl, abs=4 * drawn.error)


def test_g_chart_by_hand() -> None:
    # p = 0.2: P(gap > 20) = 0.8^21; two zeros in a row: E = (1 + z)/(1 - r (1 + z)), r = 1 - z - beyond.
    beyond = 0.8**21
    assert arl_counts.geometric(1.0, 4.0, 0.0, 20.0).arl == pytest.approx(1 / beyond, rel=1e-12)
    rest = 1 - 0.2 - beyond
    assert arl_counts.geometric(1.0, 4.0, 0.0, 20.0, zeros=2).arl == pytest.approx(
        1.2 / (1 - rest * 1.2), rel=1e-12
    )
    assert arl_counts.geometric(1.0, 4.0, 0.0, 20.0, dispersion=1.0).arl == pytest.approx(
        1 / beyond, rel=1e-9
    )


def test_counts_against_scipy() -> None:
    from scipy import stats

    sizes, counts = [100] * 12, [9, 12, 10, 8, 11, 13, 9, 10, 7, 12, 10, 9]
    chart = attributes.np_(counts, sizes)
    low, high = chart.stages[0].lcl["np"], chart.stages[0].ucl["np"]
    share = sum(counts) / 1200
    beyond = stats.binom.sf(math.floor(high), 100, 2 * share) + stats.binom.cdf(
        math.ceil(low) - 1, 100, 2 * share
    )
    assert detection.of_chart(chart, (2.0,))[0].arl == pytest.approx(1 / beyond, rel=1e-9)
    same = detection.of_chart(attributes.p(counts, sizes), (2.0,))[0].arl
    assert same == pytest.approx(1 / beyond, rel=1e-9)
    rates = attributes.u(counts, sizes, per=1000)
    mean = sum(counts) / 12
    wide = 3 * math.sqrt(mean)
    beyond = stats.poisson.sf(math.floor(mean + wide), mean) + stats.poisson.cdf(
        math.ceil(mean - wide) - 1, mean
    )
    assert detection.of_chart(rates, (1.0,))[0].arl == pytest.approx(1 / beyond, rel=1e-9)
    assert detection.of_chart(attributes.c(counts), (1.0,))[0].arl == pytest.approx(1 / beyond, rel=1e-9)
    more = detection.of_chart(attributes.c(counts, tests={"1": 1, "3": 400}), (2.0,), runs=1500)[0]
    assert more.arl == pytest.approx(
        detection.of_chart(attributes.c(counts), (2.0,))[0].arl, abs=4 * more.error
    )


def test_t2_of_lowry_and_others() -> None:
    # Lowry, Woodall, Champ and Rigdon (1992), Technometrics 34, table 1: two variables, limit 10.6, the chi-square
    # chart: 200 without a shift, 42 at a distance of 1, 6.9 at 2, 2.2 at 3.
    assert arl.t2(0.0, 2, 0.995).arl == pytest.approx(200, rel=1e-9)
    assert arl.t2(1.0, 2, 0.995).arl == pytest.approx(42, abs=0.5)
    assert arl.t2(2.0, 2, 0.995).arl == pytest.approx(6.9, abs=0.05)
    assert arl.t2(3.0, 2, 0.995).arl == pytest.approx(2.2, abs=0.05)
    chart = multivariate.t2({"a": [1, 2, 3, 4, 6, 3, 2, 4, 5, 3], "b": [2, 1, 4, 3, 6, 2, 2, 5, 4, 4]})
    assert detection.of_chart(chart, (0.0,))[0].arl == pytest.approx(1 / 0.0027, rel=1e-9)


def test_moving_average() -> None:
    one = arl.moving_average(1.0, span=1, runs=4000)
    assert one.arl == pytest.approx(arl.shewhart(1.0).arl, abs=4 * one.error)
    # An average of three sees a shift of one sigma sooner.
    assert arl.moving_average(1.0, span=3).arl < 0.6 * arl.shewhart(1.0).arl
    with pytest.raises(StatsError, match="span of at least 1"):
        arl.moving_average(span=0)


def test_run_lengths_are_told() -> None:
    x = [1.0, 3, 2, 4, 3, 2, 3, 1, 2, 4, 3, 2]
    found = detection.run_lengths(weighted.ewma(x))
    assert found.summary()[0].startswith("Without any change this chart gives a false alarm about every ")
    assert "12 points" in found.summary()[-1]
    assert len(found.table().rows) == len(found.lengths) == 5


ONE = RULES["minitab"].only(1)


def test_values_and_moving_ranges_together_of_crowder() -> None:
    # Crowder (1987): L(x) = 1 + integral over |y| <= 3 and |y - x| <= D4 d2 of L(y) f(y), here by the midpoint rule.
    n, reach = 1500, d2(2) + 3 * d3(2)
    y = -3 + 6 / n * (np.arange(n) + 0.5)
    for shift in (0.0, 1.0):
        density = np.exp(-((y - shift) ** 2) / 2) / math.sqrt(2 * math.pi) * 6 / n
        kernel = (np.abs(y[:, None] - y[None, :]) <= reach) * density
        exact = 1 + float(np.linalg.solve(np.eye(n) - kernel, np.ones(n)) @ density)
        found = arl_pairs.together(arl_pairs.Pair(ONE, ONE, "MR"), shift, runs=4000)
        assert found.arl == pytest.approx(exact, abs=4 * found.error)
    assert exact < arl.shewhart(1.0).arl


@pytest.mark.parametrize(("lower", "size"), [("R", 5), ("S", 10)])
def test_means_and_spreads_together(lower: str, size: int) -> None:
    # They are independent: 1/(1 - (1 - p)(1 - q)) with the exact chances of both.
    from scipy import stats

    p = math.erfc(3 / math.sqrt(2))
    if lower == "R":
        high, low = d2(size) + 3 * d3(size), max(0.0, d2(size) - 3 * d3(size))
        q = 1 - range_cdf(high, size) + range_cdf(low, size)
    else:
        ends = [max(0.0, c4(size) + sign * 3 * math.sqrt(1 - c4(size) ** 2)) for sign in (-1, 1)]
        low, high = (stats.chi2.cdf((size - 1) * end**2, size - 1) for end in ends)
        q = low + 1 - high
    found = arl_pairs.together(arl_pairs.Pair(ONE, ONE, lower, size), runs=4000)  # type: ignore[arg-type]
    assert found.arl == pytest.approx(1 / (1 - (1 - p) * (1 - q)), abs=4 * found.error)


def test_a_chart_with_a_lower_panel_tells_both() -> None:
    x = np.random.default_rng(1).normal(10, 2, 60)
    found = detection.run_lengths(variables.i_mr(x), runs=200)
    assert found.both[0].design == "with the moving range chart"
    assert found.both[0].arl < 200 < found.lengths[0].arl
    assert "With the moving range chart counted too" in found.summary()[1]
    assert len(found.table().columns) == len(found.table().rows[0]) == 5
    wide = detection.run_lengths(variables.i_mr(x, mr_length=3), runs=200)
    assert wide.both[0].arl > found.both[0].arl
    means = detection.run_lengths(variables.xbar_s(x, 6), runs=200)
    assert means.both[0].design == "with the standard deviation chart"
    assert not detection.run_lengths(weighted.ewma(x)).both


def test_many_charts_at_once_signal_where_each_would_alone() -> None:
    rng = np.random.default_rng(9)
    for rules in (RULES["nelson"], RULES["minitab"], RULES["westgard"], RULES["ihi"]):
        z = rng.standard_normal((60, 40)) * 1.3
        flat = np.zeros_like(z)
        at_once = arl.first_signals((z, flat, flat + 1, flat - 3, flat + 3), rules)
        alone = [find_signals(row, 0.0, 1.0, rules) for row in z]
        assert at_once.tolist() == [found[0].point if found else -1 for found in alone]
