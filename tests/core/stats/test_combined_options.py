"""Stages, frozen limits, excluded points, known parameters, baseline and labels: all of them at once, on every chart.

Two checks. The law "a subset is a subset": the limits of a stage are those of a chart of that stage alone in which
everything that does not set limits is left blank. And, for the common charts, the textbook formula by hand.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from leanbench.stats.base.constants import c4, d2, d3
from leanbench.stats.base.samples import StatsError
from leanbench.stats.spc.charts_index import CHARTS

N, SIZE = 96, 4
RNG = np.random.default_rng(20)
VALUES = RNG.normal(20, 3, N).round(2)
COUNTS = RNG.poisson(7, N).astype(float)
SIZES = RNG.integers(60, 140, N).astype(float)
PARTS = [("a", "b")[i // 4 % 2] for i in range(N)]
STAGES = ["one"] * 32 + ["two"] * 32 + ["three"] * 32
# The first 24 rows of each stage are phase I; the rest is charted against their limits.
BASELINE = np.array([i % 32 < 24 for i in range(N)])
EXCLUDED = {5: "wrong date", 6: "", 44: "power cut", 79: "typing slip"}
LABELS = [f"w{i}" for i in range(N)]
COMMON = {"stages": STAGES, "baseline": BASELINE.tolist(), "excluded": EXCLUDED, "labels": LABELS}
IDS = [i // SIZE for i in range(N)]
COUNTED = ("p", "np", "c", "u", "laney-p", "laney-u")


def arguments(method: str, keep: np.ndarray | None = None, rows: slice = slice(None)):
    """The data of a method; rows that are not kept are blank."""

    def column(values):
        kept = [None if keep is not None and not keep[i] else float(v) for i, v in enumerate(values)]
        return kept[rows]

    needs = CHARTS[method].needs
    first = COUNTS if method in (*COUNTED, "g") else VALUES
    if needs[0] == "columns":
        return ({"x": column(VALUES), "y": column(COUNTS + 0.3 * VALUES)},)
    more = {"sizes": SIZES[rows].tolist(), "part": PARTS[rows], "subgroup": IDS[rows]}
    return (column(first), *(more[need] for need in needs[1:] if not need.endswith("?")))


def used_rows(method: str) -> np.ndarray:
    """Rows that set limits; a subgroup is left out with any of its rows."""
    keep = BASELINE.copy()
    keep[list(EXCLUDED)] = False
    if "subgroup" in CHARTS[method].needs:
        whole = np.array([keep[np.array(IDS) == i].all() for i in range(N // SIZE)])
        keep = whole[IDS]
    return keep


def lines_of(info) -> dict[str, tuple]:
    """Center and limits that are one number for the whole stage, and the sigma."""
    found = {name: (info.center[name], info.lcl[name], info.ucl[name]) for name in info.center}
    return {**found, "sigma": (info.sigma_within,)}


@pytest.mark.parametrize("method", CHARTS)
def test_a_stage_with_a_baseline_and_exclusions_is_the_chart_of_those_points_alone(method: str) -> None:
    keep = used_rows(method)
    chart = CHARTS[method].function(*arguments(method), **COMMON)
    assert [info.name for info in chart.stages] == ["one", "two", "three"]
    for at, info in enumerate(chart.stages):
        rows = slice(32 * at, 32 * at + 32)
        alone = CHARTS[method].function(*arguments(method, keep, rows)).stages[0]
        assert info.n_used == alone.n == alone.n_used
        if method == "t2":  # its limits differ on purpose for the points of phase I and later ones
            np.testing.assert_allclose(info.details["mean"], alone.details["mean"])
            np.testing.assert_allclose(info.details["cov"], alone.details["cov"])
            continue
        for name, lines in lines_of(info).items():
            if name == "sigma" and method in COUNTED:
                continue  # an average over the points shown, since each has its own
            for value, expected in zip(lines, lines_of(alone)[name], strict=True):
                # None: the lines follow the sizes, compared by their sigma and center below
                if value is not None and expected is not None:
                    assert value == pytest.approx(expected, rel=1e-9, nan_ok=True), name
        for key in ("mean", "sigma_z", "shape", "scale", "center"):
            if key in alone.details:
                assert info.details[key] == pytest.approx(alone.details[key], rel=1e-9)


@pytest.mark.parametrize("method", CHARTS)
def test_nothing_that_is_left_out_of_the_limits_leaves_the_chart(method: str) -> None:
    """Every point is shown and tested, the reason is on its point, the label too, and a note says it."""
    chart = CHARTS[method].function(*arguments(method), tests="nelson", **COMMON)
    main = chart.panels[0]
    grouped = "subgroup" in CHARTS[method].needs
    points = {row // SIZE if grouped else row: reason for row, reason in EXCLUDED.items()}
    assert main.n == (N // SIZE if grouped else N)
    assert np.isfinite(main.points).all()
    assert set(np.flatnonzero(main.excluded)) == set(points)
    shown = " ".join((*chart.summary(), *map(str, chart.table().rows)))
    for point, reason in points.items():
        assert reason in main.reasons[point]
        assert reason in shown
    assert chart.labels[-1] == (LABELS[-SIZE] if grouped else LABELS[-1])
    assert "Not used for the limits, but shown" in shown


@pytest.mark.parametrize("method", [m for m in CHARTS if "center" in CHARTS[m].shared])
def test_known_parameters_in_one_stage_leave_the_others_estimated(method: str) -> None:
    spec = CHARTS[method]
    shares = {"p": 0.08, "np": 0.08, "laney-p": 0.08, "u": 0.07, "laney-u": 0.07, "i-prime": 0.3, "c": 6.0}
    center = shares.get(method, 18.0)
    known = {"center": {"two": center}}
    if method == "z-mr":
        known = {"center": {"a": 19.0}}
    if "sigma" in spec.shared:
        known["sigma"] = {"three": 2.5}
    plain = spec.function(*arguments(method), **COMMON)
    chart = spec.function(*arguments(method), **COMMON, **known)
    one, two, three = chart.stages
    main = chart.panels[0]
    if method == "z-mr":
        assert all(info.details["means"]["a"] == 19.0 for info in chart.stages)
        assert all(info.details["means"]["b"] != 19.0 for info in chart.stages)
    else:
        assert lines_of(one) == lines_of(plain.stages[0])
        level = {"np": center * SIZES[32:64], "t": None, "g": None}.get(method, center)
        if method == "cusum":
            assert two.details["center"] == center
        elif level is not None:
            np.testing.assert_allclose(main.center[main.stage == 1], level)
    if "sigma" in spec.shared:
        laney = method in ("laney-p", "laney-u")
        value = three.details["sigma_z"] if laney else three.sigma_within
        assert value == 2.5
        assert one.sigma_within == plain.stages[0].sigma_within


@pytest.mark.parametrize("method", [m for m in CHARTS if {"center", "sigma"} <= set(CHARTS[m].shared)])
def test_with_both_parameters_known_even_all_points_may_be_excluded(method: str) -> None:
    known = {"center": 0.1 if method in ("laney-p", "laney-u", "i-prime") else 20.0, "sigma": 3.0}
    spec = CHARTS[method]
    gone = dict.fromkeys(range(N), "trial run")
    if method == "i-mr-rs":
        with pytest.raises(StatsError, match="spread within them has to be estimated"):
            spec.function(*arguments(method), stages=STAGES, excluded=gone, **known)
        return
    chart = spec.function(*arguments(method), stages=STAGES, excluded=gone, **known)
    assert all(info.n_used == 0 for info in chart.stages)
    with pytest.raises(StatsError, match="excluded"):
        spec.function(*arguments(method), stages=STAGES, excluded=gone)


# --- the formulas by hand -----------------------------------------------------------------------


def ranges_of_neighbors(values: np.ndarray, keep: np.ndarray) -> np.ndarray:
    pairs = [abs(values[i] - values[i - 1]) for i in range(1, len(values)) if keep[i] and keep[i - 1]]
    return np.array(pairs)


def test_individuals_by_hand() -> None:
    chart = CHARTS["i-mr"].function(*arguments("i-mr"), **COMMON, center={"two": 18.0}, sigma={"three": 2.5})
    keep = used_rows("i-mr")
    for at, info in enumerate(chart.stages):
        x, use = VALUES[32 * at : 32 * at + 32], keep[32 * at : 32 * at + 32]
        mean = 18.0 if at == 1 else x[use].mean()
        sigma = 2.5 if at == 2 else ranges_of_neighbors(x, use).mean() / d2(2)
        assert info.center["I"] == pytest.approx(mean)
        assert info.ucl["I"] == pytest.approx(mean + 3 * sigma)
        assert info.lcl["I"] == pytest.approx(mean - 3 * sigma)
        assert info.ucl["MR"] == pytest.approx((d2(2) + 3 * d3(2)) * sigma)
    # no moving range spans a stage
    assert np.flatnonzero(np.isnan(chart.panel("MR").points)).tolist() == [0, 32, 64]


def test_subgroups_of_unequal_size_by_hand() -> None:
    """Xbar-S with sizes 4, 3 and 2: Sbar weighted by c4²/(1 - c4²), limits for each size."""
    gaps = [2, 9, 10, 21, 33, 46, 47, 70, 80, 81]
    values = [None if i in gaps else float(v) for i, v in enumerate(VALUES)]
    keep = used_rows("xbar-s")
    chart = CHARTS["xbar-s"].function(values, IDS, **COMMON)
    sizes = np.array(
        [sum(values[r] is not None for r in range(SIZE * g, SIZE * g + SIZE)) for g in range(N // SIZE)]
    )
    assert chart.panels[0].size.tolist() == sizes.tolist()
    for at in range(3):
        groups = range(8 * at, 8 * at + 8)
        data = {
            g: np.array([values[r] for r in range(SIZE * g, SIZE * g + SIZE) if values[r] is not None])
            for g in groups
        }
        use = [g for g in groups if keep[SIZE * g]]
        weight = {g: c4(int(sizes[g])) ** 2 / c5_squared(int(sizes[g])) for g in use}
        sigma = sum(weight[g] * data[g].std(ddof=1) / c4(int(sizes[g])) for g in use) / sum(weight.values())
        mean = np.concatenate([data[g] for g in use]).mean()
        for g in groups:
            n = int(sizes[g])
            assert chart.panel("Xbar").points[g] == pytest.approx(data[g].mean())
            assert chart.panel("Xbar").ucl[g] == pytest.approx(mean + 3 * sigma / math.sqrt(n))
            assert chart.panel("S").points[g] == pytest.approx(data[g].std(ddof=1))
            assert chart.panel("S").ucl[g] == pytest.approx((c4(n) + 3 * math.sqrt(c5_squared(n))) * sigma)
            assert chart.panel("S").lcl[g] == pytest.approx(
                max(0, c4(n) - 3 * math.sqrt(c5_squared(n))) * sigma
            )


def c5_squared(n: int) -> float:
    return 1 - c4(n) ** 2


@pytest.mark.parametrize("method", ["p", "laney-p", "u", "laney-u"])
def test_shares_and_rates_by_hand(method: str) -> None:
    chart = CHARTS[method].function(*arguments(method), **COMMON)
    keep = used_rows(method)
    for at in range(3):
        rows = slice(32 * at, 32 * at + 32)
        x, n, use = COUNTS[rows], SIZES[rows], keep[rows]
        mean = x[use].sum() / n[use].sum()
        sd = np.sqrt(mean * (1 - mean) / n) if method.endswith("p") else np.sqrt(mean / n)
        if method.startswith("laney"):
            sd = sd * ranges_of_neighbors((x / n - mean) / sd, use).mean() / d2(2)
        np.testing.assert_allclose(chart.panels[0].points[rows], x / n)
        np.testing.assert_allclose(chart.panels[0].ucl[rows], mean + 3 * sd)
        np.testing.assert_allclose(chart.panels[0].lcl[rows], np.maximum(0, mean - 3 * sd))


def test_limits_frozen_in_each_stage_find_the_later_shift() -> None:
    """Freeze and part together: qicharts2 refuses this on purpose, facilitators ask for it."""
    shifted = VALUES.copy()
    shifted[60:64] += 25
    chart = CHARTS["i-mr"].function(shifted, **COMMON)
    plain = CHARTS["i-mr"].function(VALUES, **COMMON)
    assert chart.stages[1].ucl == plain.stages[1].ucl
    assert {60, 61, 62, 63} <= set(chart.panels[0].signal_points)


def test_t2_with_known_means_and_covariance() -> None:
    """Against the formula with both known: chi-square limit; and its false alarms with one of them known."""
    from scipy import stats

    cov = np.array([[4.0, 1.5], [1.5, 2.0]])
    x = np.random.default_rng(1).multivariate_normal([10, 5], cov, 60)
    t2 = CHARTS["t2"].function
    both = t2({"a": x[:, 0], "b": x[:, 1]}, center={"b": 5, "a": 10}, sigma=cov)
    away = x - [10, 5]
    np.testing.assert_allclose(
        both.panels[0].points, np.einsum("ij,jk,ik->i", away, np.linalg.inv(cov), away)
    )
    assert both.panels[0].ucl[0] == pytest.approx(stats.chi2.ppf(0.9973, 2))
    assert "known covariance, known means" in both.convention
    means = t2({"a": x[:, 0], "b": x[:, 1]}, 5, center=[10, 5])
    dof = 48
    assert means.panels[0].ucl[0] == pytest.approx(2 * dof / (dof - 1) * stats.f.ppf(0.9973, 2, dof - 1))
    gone = t2({"a": x[:, 0], "b": x[:, 1]}, 5, center=[10, 5], sigma=cov, excluded=list(range(60)))
    assert gone.panels[0].ucl[0] == both.panels[0].ucl[0]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"center": [1]}, "2 known means, one for each of a, b: 1 given"),
        ({"center": {"a": 1, "c": 2}}, "one for each of a, b; given are a, c"),
        ({"sigma": 2}, "matrix of 2 rows and 2 columns"),
        ({"sigma": [[1, 0]]}, "this one is 1 by 2"),
        ({"sigma": [[1, 2], [3, 9]]}, "the same read by rows or by columns"),
        ({"sigma": [[1, 2], [2, 1]]}, "cannot be"),
        ({"sigma": [[1, "x"], [2, 1]]}, "must be a number"),
    ],
)
def test_known_parameters_of_t2_that_cannot_be(known, said: str) -> None:
    with pytest.raises(StatsError, match=said):
        CHARTS["t2"].function({"a": VALUES, "b": COUNTS}, **known)


def test_known_parameters_of_short_runs() -> None:
    values = [10, 11, 9, 10.5, 100, 104, 98, None, 101, 10, 11, 12]
    kinds = ["a"] * 4 + ["b"] * 5 + ["a"] * 3
    z_mr = CHARTS["z-mr"].function
    # one nominal for all parts, a mean by part, a sigma by part, both
    assert z_mr(values, kinds, center=10).stages[0].details["means"] == {"a": 10.0, "b": 10.0}
    both = z_mr(values, kinds, center={"a": 10, "b": 100}, sigma={"a": 1, "b": 2})
    expected = [0, 1, -1, 0.5, 0, 2, -1, 0.5, 0, 1, 2]
    np.testing.assert_allclose(both.panels[0].points, expected)
    assert both.convention.startswith("sigma = known sigma")
    # no moving range spans the blank row (98 to 101), nor a change of part
    ranges = z_mr(values, kinds).stages[0].details["mr_within_runs"]
    assert ranges.tolist() == [1, 2, 1.5, 4, 6, 1, 1]
    # logarithms: the mean is given in the unit of the data
    assert z_mr(values, kinds, sigma_method="relative", center=10).stages[0].details["means"][
        "a"
    ] == math.log(10)
    with pytest.raises(StatsError, match="part 'q', which the data do not have: a and b"):
        z_mr(values, kinds, center={"q": 1})
    with pytest.raises(StatsError, match="known means above zero"):
        z_mr(values, kinds, sigma_method="relative", center=-1)
    with pytest.raises(StatsError, match="by-run"):
        z_mr(values, kinds, sigma_method="bogus", sigma=1)


def test_the_convention_names_only_tests_that_were_applied() -> None:
    share = CHARTS["p"].function(COUNTS, SIZES, tests="nelson")
    assert "tests 1, 2, 3, 4 (Nelson" in share.convention
    assert "not suited to this chart: tests 5, 6, 7, 8" in share.convention
    assert "tests 1, 2, 3, 4 (Western" in CHARTS["p"].function(COUNTS, SIZES, tests="weco").convention
    assert "test 1 (Nelson); not suited" in CHARTS["ewma"].function(VALUES, tests="nelson").convention
    assert (
        "not suited to this chart: tests 5, 6, 7, 8"
        in CHARTS["g"].function(COUNTS, tests="nelson").convention
    )
    assert "not suited" not in CHARTS["i-mr"].function(VALUES, tests="nelson").convention


def test_weighted_charts_say_that_an_excluded_point_still_weighs() -> None:
    assert any("still weigh" in note for note in CHARTS["ewma"].function(VALUES, excluded={3: "x"}).notes)
    with pytest.raises(StatsError, match="give one of the two"):
        CHARTS["cusum"].function(VALUES, target=20, center=19)


def test_no_difference_of_neighbors_spans_a_blank_row_on_any_chart() -> None:
    """A blank in the middle gives the moving ranges of both halves, never the one across."""
    from leanbench.stats.base.constants import d2 as exact_d2

    head, tail = VALUES[:10], VALUES[10:30] + 40
    values = [*head, None, *tail]
    within = np.concatenate([np.abs(np.diff(head)), np.abs(np.diff(tail))]).mean() / exact_d2(2)
    for method in ("i-mr", "ewma", "moving-average", "cusum"):
        assert CHARTS[method].function(values).stages[0].sigma_within == pytest.approx(within)
    y = np.array([*head, *tail]) ** (1 / 3.6)
    moves = np.delete(np.abs(np.diff(y)), 9).mean() / exact_d2(2)
    nelson = CHARTS["t"].function(values, method="nelson").stages[0]
    assert nelson.details["sigma_transformed"] == pytest.approx(moves)
    steps = CHARTS["t2"].function(
        {"x": values, "y": [*COUNTS[:10], 3, *COUNTS[10:30]]}, covariance="successive"
    )
    jumps = np.delete(np.diff([*head, *tail]), 9)
    assert steps.stages[0].details["cov"][0][0] == pytest.approx(np.mean(jumps**2) / 2)


def test_how_many_points_of_the_baseline_set_the_limits_is_said() -> None:
    frozen = CHARTS["i-mr"].function(VALUES, baseline=30, excluded={3: "typo"})
    assert "The limits come from the baseline: 29 of 96 points" in frozen.notes
    assert not any("baseline" in note for note in CHARTS["i-mr"].function(VALUES).notes)
