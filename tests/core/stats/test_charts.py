"""Charts against published numbers beyond the reference cases, and what every chart must keep."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from leanbench.stats.base.constants import table
from leanbench.stats.base.result import Result, to_json
from leanbench.stats.base.samples import StatsError
from leanbench.stats.spc import attributes, event_gaps, multivariate, runchart, shortrun, variables, weighted
from leanbench.stats.spc import rare_events as rare
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.spc.rules import RULES

X = np.random.default_rng(7).normal(50, 4, 40)


def data(need: str) -> object:
    ids = [i // 4 for i in range(40)]
    counts = np.abs(X).astype(int).tolist()
    return {
        "values": X.tolist(),
        "gaps": X.tolist(),
        "times": X.tolist(),
        "items": counts,
        "events": counts,
        "amounts": counts,
        "subgroup": ids,
        "sizes": [100 + 10 * (i % 7) for i in range(40)],
        "part": ["A" if i // 5 % 2 else "B" for i in range(40)],
        "columns": {"a": X, "b": np.random.default_rng(8).normal(0, 1, 40) + X / 2},
    }[need]


def draw(method: str, **options: object) -> ControlChart:
    spec = CHARTS[method]
    chart = spec.function(*(data(need) for need in spec.needs if not need.endswith("?")), **options)
    assert isinstance(chart, ControlChart)
    return chart


def test_montgomery_viscosity_xbar_r_factors() -> None:
    # With table constants the limits are the textbook ones: A2 = 0.577, D4 = 2.114 for n = 5.
    block = np.random.default_rng(1).normal(10, 1, (30, 5))
    chart = variables.xbar_r(block.ravel(), 5, constants=table(3))
    mean, rbar = block.mean(), np.ptp(block, axis=1).mean()
    info = chart.stages[0]
    assert info.ucl["Xbar"] == pytest.approx(mean + 0.577 * rbar, rel=1e-4)
    assert info.ucl["R"] == pytest.approx(2.114 * rbar, rel=2e-4)
    assert info.lcl["R"] == 0


@pytest.mark.parametrize("method", list(CHARTS))
def test_every_chart_is_a_result(method: str) -> None:
    chart = draw(method)
    assert isinstance(chart, Result)
    assert chart.method == method
    assert chart.summary()[0].endswith((".", ")"))
    assert chart.convention
    main = chart.panels[0]
    assert len(chart.table().rows) == main.n
    assert len(chart.limits_table().rows) == len(chart.stages) * len(chart.panels)
    for panel in chart.panels:
        sizes = {
            getattr(panel, name).size
            for name in ("points", "center", "lcl", "ucl", "sigma", "stage", "row", "size")
        }
        assert sizes == {main.n}
    assert to_json(chart)["method"] == method


@pytest.mark.parametrize("method", list(CHARTS))
def test_stages_are_separate_charts(method: str) -> None:
    whole = draw(method, stages=["before"] * 20 + ["after"] * 20)
    spec = CHARTS[method]
    for at, part in enumerate((slice(0, 20), slice(20, 40))):

        def cut(values: object, rows: slice = part) -> object:
            if isinstance(values, dict):
                return {key: column[rows] for key, column in values.items()}
            return values[rows]  # type: ignore[index]

        alone = spec.function(*(cut(data(need)) for need in spec.needs if not need.endswith("?")))
        info = whole.stages[at]
        for panel, single in zip(whole.panels, alone.panels, strict=True):
            inside = slice(info.first, info.last + 1)
            for line in ("points", "center", "lcl", "ucl"):
                np.testing.assert_allclose(getattr(panel, line)[inside], getattr(single, line), rtol=1e-12)
            moved = [s.point - info.first for s in panel.signals if info.first <= s.point <= info.last]
            assert moved == [s.point for s in single.signals]


@pytest.mark.parametrize("method", [m for m in CHARTS if m not in ("t2", "mewma")])
def test_a_baseline_freezes_the_limits(method: str) -> None:
    rows = list(range(20))
    frozen = draw(method, baseline=rows)
    staged = draw(method, stages=["a"] * 20 + ["b"] * 20)
    info = frozen.stages[0]
    assert info.n_used == info.n // 2
    if method in ("run", "np"):
        return  # no sigma to freeze; the np limits have the sizes of their own points
    assert info.sigma_within == pytest.approx(staged.stages[0].sigma_within, rel=0.1) or math.isnan(
        info.sigma_within
    )
    for name, center in staged.stages[0].center.items():
        if center is not None:
            assert info.center[name] == pytest.approx(center, rel=1e-9)


def test_excluded_points_stay_with_their_reason() -> None:
    wild = X.copy()
    wild[10] = 90
    chart = variables.i_mr(wild, excluded={10: "power cut"})
    without = variables.i_mr([None if i == 10 else v for i, v in enumerate(wild)])
    main = chart.panel("I")
    assert main.points[10] == 90
    assert main.excluded[10]
    assert main.reasons[10] == "power cut"
    assert main.signal_points == (10,)
    assert chart.stable
    assert "power cut" in " ".join(chart.notes)
    assert chart.stages[0].ucl["I"] == pytest.approx(without.stages[0].ucl["I"], rel=1e-12)
    assert chart.table().rows[10][-1] == "power cut"


def test_an_excluded_row_excludes_its_subgroup() -> None:
    chart = variables.xbar_r(X, 4, excluded={5: "wrong form"})
    assert chart.panel("Xbar").excluded.tolist() == [at == 1 for at in range(10)]


def test_known_parameters_by_stage() -> None:
    stages = ["a"] * 20 + ["b"] * 20
    chart = variables.i_mr(X, stages=stages, center=[50, 45], sigma={"b": 2})
    assert [info.center["I"] for info in chart.stages] == [50, 45]
    assert chart.stages[1].ucl["I"] == 51
    assert chart.stages[1].estimator == "known sigma"
    assert chart.stages[0].estimator == "MRbar/d2(2)"


def test_everything_together() -> None:
    chart = attributes.u(
        [5, 7, 6, 4, 30, 5, 2, 1, 2, 2, 1, 9],
        [10] * 12,
        stages=["before"] * 6 + ["after"] * 6,
        baseline=4,
        excluded={3: "half day"},
        tests="nelson",
        k=2.5,
        per=100,
    )
    before, after = chart.stages
    assert before.n_used == 3
    assert before.center["u"] == pytest.approx(60)
    assert after.center["u"] == pytest.approx(100 * 7 / 40)
    assert before.ucl["u"] == pytest.approx(60 + 2.5 * math.sqrt(0.6 / 10) * 100)
    assert chart.panel("u").signal_points == (4, 11)


def test_stage_names_that_return_are_numbered() -> None:
    chart = variables.i_mr(X, stages=["a"] * 10 + ["b"] * 10 + ["a"] * 20)
    assert [info.name for info in chart.stages] == ["a", "b", "a (2)"]


def test_no_moving_range_across_a_blank() -> None:
    chart = variables.i_mr([1.0, 2.0, None, 9.0, 10.0])
    assert np.isnan(chart.panel("MR").points).tolist() == [True, False, True, False]
    assert chart.panel("I").row.tolist() == [0, 1, 3, 4]
    assert any("blank" in note for note in chart.notes)


def test_unequal_subgroups_have_stairs_and_say_so() -> None:
    ids = [0] * 5 + [1] * 4 + [2] * 5 + [3] * 5
    chart = variables.xbar_s(X[:19], ids)
    assert chart.stages[0].ucl["Xbar"] is None
    assert chart.panel("Xbar").ucl[1] > chart.panel("Xbar").ucl[0]
    assert any("4 to 5 values" in note for note in chart.notes)


def test_a_last_incomplete_subgroup_is_kept_and_said() -> None:
    chart = variables.xbar_r(X[:18], 4)
    assert chart.panel("Xbar").size.tolist() == [4, 4, 4, 4, 2]
    assert any("fewer than 4 values kept" in note for note in chart.notes)


def test_subgroups_out_of_order_are_put_together() -> None:
    shuffled = np.random.default_rng(2).permutation(40)
    ids = np.arange(40) // 4
    plain, mixed = variables.xbar_r(X, ids), variables.xbar_r(X[shuffled], ids[shuffled])
    assert plain.stages[0].ucl["Xbar"] == pytest.approx(mixed.stages[0].ucl["Xbar"], rel=1e-12)
    assert any("not in one block" in note for note in mixed.notes)


def test_zones_of_an_xbar_chart_are_those_of_the_mean() -> None:
    # A known trap: zones from sigma itself raise false alarms or none.
    chart = variables.xbar_r(np.tile([9.0, 11.0], 20), 4, center=10, sigma=2)
    assert chart.panel("Xbar").sigma[0] == pytest.approx(1.0)


def test_p_limits_are_clipped_and_equal_sizes_are_one_line() -> None:
    chart = attributes.p([1, 0, 2, 0], 10)
    info = chart.stages[0]
    assert info.lcl["p"] == 0
    assert info.ucl["p"] == pytest.approx(0.075 + 3 * math.sqrt(0.075 * 0.925 / 10))


def test_laney_with_no_overdispersion_is_a_p_chart() -> None:
    generator = np.random.default_rng(3)
    counts = generator.binomial(200, 0.1, 4000)
    laney = attributes.laney_p(counts, 200)
    assert laney.stages[0].details["sigma_z"] == pytest.approx(1, abs=0.05)


def test_ewma_with_weight_one_is_the_individuals_chart() -> None:
    ewma, single = weighted.ewma(X, weight=1.0), variables.i_mr(X)
    np.testing.assert_allclose(ewma.panels[0].points, X)
    np.testing.assert_allclose(ewma.panels[0].ucl, single.panel("I").ucl, rtol=1e-12)


def test_ewma_limits_settle_at_the_asymptote() -> None:
    exact = weighted.ewma(np.tile(X, 5), weight=0.2)
    flat = weighted.ewma(np.tile(X, 5), weight=0.2, limits="asymptotic")
    assert exact.panels[0].ucl[-1] == pytest.approx(flat.panels[0].ucl[-1], rel=1e-12)
    assert exact.panels[0].ucl[0] < flat.panels[0].ucl[0]


def test_ewma_of_unequal_subgroups_accumulates_variance() -> None:
    ids = [i // 4 for i in range(40)]
    equal = weighted.ewma(X, ids, center=50, sigma=4)
    ids[39] = 10  # the last subgroup splits into 3 and 1
    unequal = weighted.ewma(X, ids, center=50, sigma=4)
    np.testing.assert_allclose(unequal.panels[0].ucl[:9], equal.panels[0].ucl[:9], rtol=1e-12)
    assert unequal.panels[0].ucl[10] > equal.panels[0].ucl[9]


def test_cusum_head_start_and_reset() -> None:
    chart = weighted.cusum([10.0, 10, 10, 18, 18, 18], target=10, sigma=2, h=4, fir=0.5)
    assert chart.panel("C+").points[0] == pytest.approx(0.5 * 8 - 1)
    again = weighted.cusum([18.0] * 6, target=10, sigma=2, h=4, reset=True)
    assert again.panel("C+").points.tolist() == [7, 14, 7, 14, 7, 14]
    assert again.panel("C+").axis == again.panel("C-").axis


def test_cusum_tells_when_the_shift_began() -> None:
    # Montgomery, section 9.1: signal at 29, N+ = 7, so it began between 22 and 23; new mean 11.25.
    from leanbench import resources

    data = resources.path("reference", "stats", "cusum-montgomery.csv").read_text("utf-8").split()
    x = [float(row.partition(",")[2]) for row in data[1:]]
    (shift,) = weighted.cusum(x, target=10, sigma=1, h=5).details["shifts"]
    assert (shift.signal + 1, shift.began + 1, shift.side) == (29, 23, "above")
    assert shift.mean == pytest.approx(11.25, abs=0.005)


def test_g_chart_zeros_in_a_row() -> None:
    chart = rare.g([20, 15, 30, 0, 0, 0, 12, 25])
    assert ("B", 5) in {(s.test, s.point) for s in chart.panels[0].signals}


def test_gaps_say_what_was_wrong_with_the_dates() -> None:
    found = event_gaps.gaps(["2024-01-01", "", "2024-03-01", "2024-02-01", "2024-02-01"])
    assert found.days.tolist() == [31, 0, 29]
    assert len(found.notes) == 3
    with pytest.raises(StatsError, match="row 2"):
        event_gaps.gaps(["2024-01-01", "soon"])


def test_weibull_recovers_an_exponential() -> None:
    shape, scale, notes = rare.fit_weibull(np.random.default_rng(4).exponential(10, 20_000))
    assert shape == pytest.approx(1, abs=0.02)
    assert scale == pytest.approx(10, rel=0.03)
    assert notes == []


def test_zmr_by_part_has_a_sigma_for_each() -> None:
    x = [10.0, 10.2, 10.1, 50, 54, 52, 10.3, 10.1, 51, 55]
    part = list("aaabbbaabb")
    chart = shortrun.z_mr(x, part, sigma_method="by-part")
    sigma = chart.stages[0].details["sigma"]
    assert sigma["b"] > 5 * sigma["a"]
    assert chart.stages[0].ucl["Z"] == 3
    # The mean standardized value of each part is zero.
    z = chart.panel("Z").points
    assert np.mean([v for v, p in zip(z, part, strict=True) if p == "a"]) == pytest.approx(0, abs=1e-12)


def test_t2_names_the_variable_that_moved() -> None:
    generator = np.random.default_rng(6)
    a = generator.normal(0, 1, 50)
    b = a + generator.normal(0, 0.2, 50)
    b[30] += 3  # inside b's own spread, but not beside a
    chart = multivariate.t2({"a": a, "b": b})
    assert chart.panels[0].signal_points == (30,)
    parts = {c.variable: c for c in chart.details["decomposition"]}
    total = chart.panels[0].points[30]
    # Mason, Tracy and Young: T² = alone(a) + conditional(b) = alone(b) + conditional(a).
    assert parts["a"].alone + parts["b"].conditional == pytest.approx(total)
    assert parts["b"].alone + parts["a"].conditional == pytest.approx(total)
    assert parts["b"].p < 0.001


def test_t2_phase_two_limit_is_wider() -> None:
    generator = np.random.default_rng(6)
    columns = {"a": generator.normal(0, 1, 50), "b": generator.normal(0, 1, 50)}
    main = multivariate.t2(columns, baseline=25, confidence=0.99).panels[0]
    m, p = 25, 2
    from scipy import stats

    later = p * (m + 1) * (m - 1) / (m * m - m * p) * stats.f.ppf(0.99, p, m - p)  # NIST handbook 6.5.4.3
    assert main.ucl[30] == pytest.approx(later)
    assert main.ucl[0] == pytest.approx((m - 1) ** 2 / m * stats.beta.ppf(0.99, p / 2, (m - p - 1) / 2))


def test_run_chart_steps_over_points_on_the_median() -> None:
    chart = runchart.run([5, 6, 7, 5, 5, 6, 7, 8, 6, 2, 1, 2], center=5)
    (shift,) = (s for s in chart.panels[0].signals if s.test == "shift")
    assert shift.point == 8
    assert shift.points == (1, 2, 5, 6, 7, 8)
    rising = runchart.run([1, 2, 2, 3, 4, 5, 1], center=3)
    assert ("trend", 5) in {(s.test, s.point) for s in rising.panels[0].signals}


def test_table_of_runs() -> None:
    # Swed and Eisenhart (1943), 5% two-sided: significant at or below, at or above, for equal halves.
    significant = {10: (2, 10), 20: (6, 16), 24: (7, 19), 30: (10, 22)}
    for n, (few, many) in significant.items():
        assert runchart.run_limits(n) == (few + 1, many - 1)


def test_user_rules_on_attribute_charts() -> None:
    rules = RULES["nelson"].with_k({2: 6})
    chart = attributes.c([5, 6, 7, 6, 7, 8, 1, 1, 1, 1, 1, 1, 0], tests=rules)
    assert 2 in {signal.test for signal in chart.panels[0].signals}


def test_profiles_change_the_convention() -> None:
    plain, aiag = variables.i_mr(X), variables.i_mr(X, profile="aiag")
    assert "Minitab-like" in plain.convention
    assert "table constants" in aiag.convention
    assert aiag.stages[0].sigma_within == pytest.approx(plain.stages[0].sigma_within * 1.128379167 / 1.128)


def test_notes_that_help_to_choose() -> None:
    generator = np.random.default_rng(9)
    wide = generator.binomial(1000, np.clip(generator.normal(0.2, 0.05, 30), 0.01, 1))
    assert any("Laney p' chart" in note for note in attributes.p(wide, 1000).notes)
    assert any("G or T chart" in note for note in attributes.c([0, 1, 0, 0, 2, 1] * 4).notes)
    walk = np.cumsum(generator.normal(size=60))
    assert any("depend on each other" in note for note in variables.i_mr(walk).notes)
    assert any("provisional" in note for note in variables.i_mr([1, 3, 2]).notes)


def test_options_as_a_file_holds_them() -> None:
    chart = variables.i_mr(X, tests={"1": 1, "2": 7}, excluded={"3": "late"}, constants="table")
    assert [(rule.test, rule.k) for rule in chart.panel("I").tests.rules] == [(1, 1), (2, 7)]
    assert chart.panel("I").excluded[3]
    assert "table constants" in chart.convention


@pytest.mark.parametrize("method", [m for m in CHARTS if m not in ("t2", "mewma")])
def test_new_data_against_frozen_limits(method: str) -> None:
    first = draw(method)
    again = draw(method, **first.parameters())
    for name, center in first.stages[0].center.items():
        if center is not None:
            tolerance = 0.05 if method == "g" else 1e-9  # Minitab's (N-1)/N is only for an estimated mean
            assert again.stages[0].center[name] == pytest.approx(center, rel=tolerance)


def test_a_ratio_of_measures_is_not_called_a_count():
    minutes = [54.1, 60.0, 48.5, -2.5, 57.2]
    ratio = attributes.i_prime(minutes, [10, 12, 9, 11, 10])
    assert not any("whole number" in note or "count" in note for note in ratio.notes)
    assert ratio.panels[0].points[3] == pytest.approx(-2.5 / 11)  # money saved may be lost
    assert "1 row of" in attributes.i_prime([*minutes, None], [10, 12, 9, 11, 10, 8]).notes[0]
    assert "usable value" in attributes.i_prime([*minutes, None], [10, 12, 9, 11, 10, 8]).notes[0]
    assert "a count of 54.1, which is not a whole number" in attributes.u(minutes[:3], [10, 12, 9]).notes[0]
    with pytest.raises(StatsError, match="cannot be negative"):
        attributes.u(minutes, [10, 12, 9, 11, 10])


def regressed(x: np.ndarray, j: int, point: int) -> float:
    """T² of a variable given the others: its residual on them against the residual variance of the baseline."""
    from_mean = x - x.mean(axis=0)
    others = np.delete(from_mean, j, axis=1)
    slope = np.linalg.lstsq(others, from_mean[:, j], rcond=None)[0]
    residuals = from_mean[:, j] - others @ slope
    return float(residuals[point] ** 2 / (residuals @ residuals / (len(x) - 1)))


def test_p_of_each_contribution_to_t2_by_regression_and_the_f_distribution() -> None:
    """Mason, Tracy and Young 1995: (m+1)(m-1)/(m (m-p)) F(1, m-p) for each variable given the p-1 others."""
    x = np.random.default_rng(3).normal(0, 1, (40, 3)) @ np.array([[1, 0.8, 0], [0, 1, 0.5], [0, 0, 1.0]])
    x[12] += (5.0, -4.0, 0.3)
    chart = multivariate.t2({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2]})
    parts = chart.details["decomposition"]
    assert {part.point for part in parts} == {12}
    for j, part in enumerate(parts):
        wanted = regressed(x, j, 12)
        assert part.conditional == pytest.approx(wanted, rel=1e-9)
        assert part.p == pytest.approx(stats.f.sf(wanted * 40 * 37 / (41 * 39), 1, 37), rel=1e-9)


def test_p_of_each_contribution_to_t2_with_a_known_covariance_is_of_chi_square() -> None:
    x = np.random.default_rng(4).normal(0, 1, (30, 2))
    x[7] = (4.5, -2.0)
    chart = multivariate.t2({"a": x[:, 0], "b": x[:, 1]}, center=[0, 0], sigma=[[1.0, 0.0], [0.0, 1.0]])
    parts = chart.details["decomposition"]
    assert [part.p for part in parts if part.point == 7] == pytest.approx(
        [stats.chi2.sf(4.5**2, 1), stats.chi2.sf(4.0, 1)], rel=1e-9
    )


@pytest.mark.parametrize("method", list(CHARTS))
def test_a_chart_continues_from_what_it_knows(method: str) -> None:
    """Also a T chart of transformed times, which gave no center."""
    chart = rare.t(X, method="nelson") if method == "t" else draw(method)
    known = chart.parameters()
    assert set(known) <= {"center", "sigma"}
    if method in ("t2", "mewma", "z-mr"):
        assert "center" not in known
    elif method == "g":  # its percentiles know that an estimated mean is one
        assert known == {"center": pytest.approx(X.mean())}
    else:
        again = rare.t(X, method="nelson", **known) if method == "t" else draw(method, **known)
        assert again.panels[0].center == pytest.approx(chart.panels[0].center)


def test_subgroups_named_by_long_numbers_keep_their_names():
    """Permit numbers of seven digits were called 1.23457e+06, all of them."""
    ids = np.repeat([1234567.0, 1234568.0, 0.5], 4)
    chart = variables.xbar_r(np.arange(12.0) % 5, ids)
    assert chart.labels == ("1234567", "1234568", "0.5")
