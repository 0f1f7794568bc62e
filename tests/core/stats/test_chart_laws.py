"""Laws every chart obeys, and bad input: a plain sentence each, never another exception."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability import normal_capability as capability
from leanbench.stats.spc import attributes, variables, weighted
from leanbench.stats.spc.charts_index import CHARTS

LISTS = st.lists(st.floats(-1000, 1000).map(lambda v: round(v, 3)), min_size=12, max_size=40)


@settings(max_examples=30, deadline=None)
@given(LISTS, st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_limits_move_and_scale_with_the_data(x: list[float], shift: float, scale: float) -> None:
    values = np.array(x)
    for chart in (lambda v: variables.i_mr(v), lambda v: variables.xbar_r(v, 4), lambda v: weighted.ewma(v)):
        plain, moved = chart(values).panels[0], chart(values * scale + shift).panels[0]
        np.testing.assert_allclose(moved.ucl, plain.ucl * scale + shift, rtol=1e-7, atol=1e-6 * scale)
        np.testing.assert_allclose(moved.lcl, plain.lcl * scale + shift, rtol=1e-7, atol=1e-6 * scale)


@settings(max_examples=20, deadline=None)
@given(LISTS, st.floats(0.5, 5), st.floats(0.1, 3))
def test_limits_widen_with_k(x: list[float], k: float, more: float) -> None:
    for method in ("i-mr", "ewma", "moving-average"):
        narrow = CHARTS[method].function(x, k=k).panels[0]
        wide = CHARTS[method].function(x, k=k + more).panels[0]
        assert np.all(wide.ucl >= narrow.ucl)
        assert np.all(wide.lcl <= narrow.lcl)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=12, max_size=30), st.floats(0.5, 5), st.floats(0.1, 3))
def test_attribute_limits_widen_with_k(counts: list[int], k: float, more: float) -> None:
    for method in ("p", "np", "u", "laney-u"):
        narrow = CHARTS[method].function(counts, 60, k=k).panels[0]
        wide = CHARTS[method].function(counts, 60, k=k + more).panels[0]
        assert np.all(wide.ucl >= narrow.ucl)
        assert np.all(wide.lcl <= narrow.lcl)


@pytest.mark.parametrize("value", [0.1, -7.3, 0.0, 1e6 / 3])
def test_the_chart_of_a_constant_is_flat_and_silent(value: float) -> None:
    for method in ("i-mr", "xbar-r", "xbar-s", "i-mr-rs", "ewma", "moving-average"):
        spec = CHARTS[method]
        args: list[Any] = [[value] * 30] + ([5] if "subgroup" in spec.needs else [])
        chart = spec.function(*args, tests="nelson")
        assert chart.signals == ()
        assert chart.panels[0].ucl[0] == pytest.approx(value, rel=1e-12)
        assert any("equal" in note for note in chart.notes)


@settings(max_examples=30, deadline=None)
@given(LISTS, st.integers(0, 1000))
def test_order_within_subgroups_does_not_matter(x: list[float], seed: int) -> None:
    values = np.array(x[: len(x) // 4 * 4])
    mixed = np.random.default_rng(seed).permuted(values.reshape(-1, 4), axis=1).ravel()
    a, b = variables.xbar_s(values, 4), variables.xbar_s(mixed, 4)
    np.testing.assert_allclose(a.panels[0].ucl, b.panels[0].ucl, rtol=1e-9, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=30))
def test_two_formulas_for_one_number(counts: list[int]) -> None:
    # np = n p, and u per unit with equal units is c/n.
    p, np_ = attributes.p(counts, 50).panels[0], attributes.np_(counts, 50).panels[0]
    np.testing.assert_allclose(np_.ucl, 50 * p.ucl, atol=1e-9)
    u, c = attributes.u(counts, 5).panels[0], attributes.c(counts).panels[0]
    np.testing.assert_allclose(5 * u.ucl, c.ucl, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(LISTS, st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_capability_has_no_unit(x: list[float], shift: float, scale: float) -> None:
    values = np.array(x)
    if np.std(values) < 1e-3 or np.max(np.abs(np.diff(values))) < 1e-3:
        return
    plain = capability.capability_normal(values, lsl=-1500, usl=1200, target=0)
    moved = capability.capability_normal(
        values * scale + shift, lsl=-1500 * scale + shift, usl=1200 * scale + shift, target=shift
    )
    for name in ("cp", "cpk", "pp", "ppk", "cpm"):
        assert getattr(moved, name) == pytest.approx(getattr(plain, name), rel=1e-6)
    assert plain.cpk == pytest.approx(plain.cp * (1 - plain.k_index), rel=1e-9)  # NIST handbook 6.1.6


BAD: dict[str, tuple[Any, dict[str, Any], str]] = {
    "empty": ([], {}, "no numbers"),
    "all text": (["x"] * 5, {}, "no numbers"),
    "all blank": ([None] * 5, {}, "no numbers"),
    "one point": ([5.0], {}, "at least 2"),
    "huge": ([1e300, 2, 3], {}, "no measurement"),
    "few labels": ([1, 2, 3], {"stages": ["a"]}, "1 stage label for 3 rows"),
    "all excluded": ([1, 2, 3], {"excluded": [0, 1, 2]}, "All points are excluded"),
    "excluded row missing": ([1, 2, 3], {"excluded": {7: "x"}}, "Row 8"),
    "empty baseline": ([1, 2, 3], {"baseline": 0}, "baseline"),
    "baseline off the chart": ([1, 2, 3], {"baseline": [9]}, "Baseline row 10"),
    "unknown option": ([1, 2, 3], {"colour": 1}, "no option 'colour'"),
    "unknown tests": ([1, 2, 3], {"tests": "best"}, "no set of tests"),
    "unknown profile": ([1, 2, 3], {"profile": "excel"}, "no convention profile"),
    "zero k": ([1, 2, 3], {"k": 0}, "above zero"),
    "negative sigma": ([1, 2, 3], {"sigma": -1}, "above zero"),
    "center of no stage": ([1, 2, 3], {"center": {"b": 1}}, "does not exist"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_input_of_an_individuals_chart(name: str) -> None:
    values, options, text = BAD[name]
    with pytest.raises(StatsError, match=text) as caught:
        variables.i_mr(values, **options)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("counts", "sizes", "text"),
    [
        ([1, 2], [10, 0], "Row 2 has a size of 0"),
        ([1, 12], [10, 10], "Row 2 counts 12 of 10"),
        ([1, -2], [10, 10], "Row 2 has a count of −2"),
        ([1, 2], [10], "2 counts but 1 size"),
        ([None, "x"], [1, 2], "no usable counts"),
    ],
)
def test_bad_counts(counts: list[Any], sizes: list[Any], text: str) -> None:
    with pytest.raises(StatsError, match=text):
        attributes.p(counts, sizes)


def test_text_blanks_and_infinities_are_counted() -> None:
    chart = variables.i_mr([1, "n/a", 3, None, float("inf"), 5, 6])
    assert chart.panels[0].row.tolist() == [0, 2, 5, 6]
    notes = " ".join(chart.notes)
    assert "row 2 ('n/a')" in notes
    assert "1 blank row" in notes
    assert "1 infinite value" in notes


def test_subgroups_of_one() -> None:
    with pytest.raises(StatsError, match="individuals chart"):
        variables.xbar_r([1, 2, 3], 1)
    chart = variables.xbar_r([1, 2, 3, 4, 9], ["a", "a", "b", "b", "c"])
    assert np.isnan(chart.panel("R").points[2])
    assert any("one value" in note for note in chart.notes)


def test_fewer_ids_than_rows() -> None:
    with pytest.raises(StatsError, match="2 subgroup ids for 3 rows"):
        variables.xbar_r([1, 2, 3], ["a", "b"])
    with pytest.raises(StatsError, match="Row 2 has no subgroup id"):
        variables.xbar_r([1, 2, 3], ["a", "", "b"])


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "lower or an upper"),
        ({"lsl": 10, "usl": 5}, "reversed"),
        ({"lsl": 0, "usl": 5, "target": 9}, "outside"),
        ({"usl": float("nan")}, "must be a number"),
        ({"usl": 5, "confidence": 95}, "between 0 and 1"),
        ({"usl": 5, "sigma_method": "rbar"}, "needs subgroups"),
    ],
)
def test_bad_specifications(options: dict[str, Any], text: str) -> None:
    with pytest.raises(StatsError, match=text):
        capability.capability_normal([1, 2, 3, 4.0], **options)


def test_no_spread_no_capability() -> None:
    with pytest.raises(StatsError, match="equal"):
        capability.capability_normal([3.0] * 10, usl=5)
