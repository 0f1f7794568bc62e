"""Comparisons say what was asked: one direction for effect, statistic, interval, question; words that fit every p."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base.samples import StatsError
from leanbench.stats.tests.testing import HypothesisTest
from leanbench.stats.tests.tests_counts import one_proportion, one_rate, two_proportions, two_rates
from leanbench.stats.tests.tests_means import equivalence, one_sample_t, paired_t, two_sample_t
from leanbench.stats.tests.tests_ranks import mann_whitney, sign_test, wilcoxon
from leanbench.stats.tests.tests_spread import f_test, sd_test

NAMES = ("before", "after")
SWAPPED = {"two-sided": "two-sided", "greater": "less", "less": "greater"}
WAYS = st.sampled_from(["two-sided", "greater", "less"])
numbers = st.lists(st.integers(0, 40).map(float), min_size=4, max_size=12)


def pooled(a: Any, b: Any, **options: Any) -> HypothesisTest:
    return two_sample_t(a, b, equal_variances=True, **options)


def shares(a: Any, b: Any, **options: Any) -> HypothesisTest:
    return two_proportions((sum(x > 20 for x in a), sum(x > 20 for x in b)), (len(a), len(b)), **options)


def rates(a: Any, b: Any, **options: Any) -> HypothesisTest:
    return two_rates((int(sum(a)), int(sum(b))), (len(a), len(b)), **options)


def pairs(a: Any, b: Any, **options: Any) -> HypothesisTest:
    n = min(len(a), len(b))
    return paired_t(a[:n], b[:n], **options)


TWO: dict[str, tuple[Callable[..., HypothesisTest], bool]] = {  # and whether the effect is a ratio
    "welch": (two_sample_t, False),
    "pooled": (pooled, False),
    "paired": (pairs, False),
    "mann-whitney": (mann_whitney, False),
    "f": (f_test, True),
    "shares": (shares, False),
    "rates": (rates, True),
}
ONE: dict[str, Callable[..., HypothesisTest]] = {
    "t": lambda a, **more: one_sample_t(a, 20.0, **more),
    "wilcoxon": lambda a, **more: wilcoxon(a, 20.0, **more),
    "sign": lambda a, **more: sign_test(a, 20.0, **more),
    "sd": lambda a, **more: sd_test(a, 12.0, **more),
    "share": lambda a, **more: one_proportion(int(sum(x > 20 for x in a)), len(a), 0.5, **more),
    "rate": lambda a, **more: one_rate(int(sum(a)), len(a), 20.0, **more),
}


def made(function: Callable[..., HypothesisTest], *samples: Any, **options: Any) -> HypothesisTest | None:
    try:
        return function(*samples, **options)
    except StatsError:
        return None  # no spread, nothing counted: nothing to compare


@pytest.mark.parametrize("name", TWO)
@given(numbers, numbers, WAYS)
@settings(max_examples=25, deadline=None)
def test_swapping_the_groups_mirrors_the_answer(name: str, a: list[float], b: list[float], way: str) -> None:
    function, is_ratio = TWO[name]
    one = made(function, a, b, names=NAMES, alternative=way)
    other = made(function, b, a, names=NAMES[::-1], alternative=SWAPPED[way])
    assert (one is None) == (other is None)
    if one is None or other is None or one.effect is None or other.effect is None:
        return
    assert other.p == pytest.approx(one.p, rel=1e-9, abs=1e-15)
    assert other.both_ways == pytest.approx(one.both_ways, rel=1e-9, abs=1e-15)

    def turned(value: float) -> float:
        if not is_ratio:
            return -value
        return 0.0 if math.isinf(value) else math.inf if value == 0 else 1 / value

    for ours, theirs in (
        (one.effect.value, other.effect.value),
        *zip(one.effect.interval, other.effect.interval[::-1], strict=True),
    ):
        if math.isfinite(ours) and math.isfinite(theirs):
            assert turned(theirs) == pytest.approx(ours, rel=1e-8, abs=1e-8)
        else:
            assert math.isinf(ours) == (theirs == 0 if is_ratio else math.isinf(theirs)) or is_ratio
    if one.symbol in ("t", "z") and math.isfinite(one.statistic):
        assert other.statistic == pytest.approx(-one.statistic, rel=1e-8, abs=1e-9)
        if one.effect.value:
            assert np.sign(one.statistic) == np.sign(one.effect.value)


def test_the_second_is_compared_with_the_first_everywhere() -> None:
    """Clearly larger and wider after: every effect, statistic and one-sided question says so the same way round."""
    before = [10.0, 11.0, 12.0, 10.5, 11.5, 12.5, 9.5, 10.8, 11.2, 12.1]
    after = [25.0, 30.0, 41.0, 28.0, 22.0, 47.0, 33.0, 36.0, 27.0, 52.0]
    for name, (function, is_ratio) in TWO.items():
        found = function(before, after, names=NAMES, alternative="greater")
        assert found.effect is not None
        assert found.p < 0.01, name
        assert found.effect.value > (1.0 if is_ratio else 0.0), name
        assert found.summary()[0].startswith("Is the "), name
        assert "of after higher than that of before?" in found.summary()[0], name
        assert found.summary()[1].startswith("Shown: "), name
        against = function(before, after, names=NAMES, alternative="less")
        assert "of after lower than that of before?" in against.summary()[0], name
        assert "the data point the other way, by more than chance" in against.summary()[1], name
    same = equivalence(before, after, -5.0, 25.0, names=NAMES)
    assert same.effect is not None
    assert same.effect.value > 0
    assert "after less before" in same.headline


@pytest.mark.parametrize("name", [*TWO, *ONE])
@given(numbers, numbers, WAYS, st.sampled_from([0.9, 0.95, 0.99]))
@settings(max_examples=25, deadline=None)
def test_no_sentence_contradicts_the_p_value(
    name: str, a: list[float], b: list[float], way: str, confidence: float
) -> None:
    samples = (a, b) if name in TWO else (a,)
    function = TWO[name][0] if name in TWO else ONE[name]
    found = made(function, *samples, alternative=way, confidence=confidence)
    if found is None or math.isnan(found.p):
        return
    said, alpha = found.lines[0], 1 - confidence - 1e-15
    assert found.question.endswith("?")
    assert found.summary()[0].startswith(found.question)
    if way == "two-sided":
        assert found.p == pytest.approx(found.both_ways)
        assert ("rarely" in said) == (found.p < alpha)
        assert ("does not prove" in said) == (found.p >= alpha)
        return
    assert said.startswith("Shown") == (found.p < alpha)
    assert said.startswith("Not shown") == (found.p >= alpha)
    assert "both ways" in said
    if found.p >= alpha and found.both_ways < alpha:
        assert "other way, by more than chance explains" in said  # never "chance could well give it"


@pytest.mark.parametrize("name", [*TWO, *ONE])
def test_a_question_asked_one_way_has_one_bound(name: str) -> None:
    a, b = [18.0, 22.0, 30.0, 21.0, 17.0, 25.0, 28.0, 24.0], [12.0, 35.0, 27.0, 31.0, 24.0, 38.0, 29.0, 33.0]
    samples = (a, b) if name in TWO else (a,)
    function = TWO[name][0] if name in TWO else ONE[name]
    both, above, below = (
        function(*samples, alternative=way, confidence=level).effect
        for way, level in (("two-sided", 0.9), ("greater", 0.95), ("less", 0.95))
    )
    assert both is not None
    assert above is not None
    assert below is not None
    assert above.low == pytest.approx(
        both.low, rel=1e-9
    )  # the one bound at 95% is the end of the 90% interval
    assert below.high == pytest.approx(both.high, rel=1e-9)
    assert above.high in (math.inf, 1.0)
    assert below.low in (-math.inf, -1.0, 0.0)


@pytest.mark.parametrize("name", ["welch", "pooled", "paired", "rates", "f", "t", "rate", "sd"])
@given(numbers, numbers, st.sampled_from(["greater", "less"]))
@settings(max_examples=25, deadline=None)
def test_the_bound_and_the_p_value_agree(name: str, a: list[float], b: list[float], way: str) -> None:
    samples = (a, b) if name in TWO else (a,)
    function = TWO[name][0] if name in TWO else ONE[name]
    found = made(function, *samples, alternative=way)
    if found is None or found.effect is None or abs(found.p - 0.05) < 1e-6:
        return
    null = {"t": 20.0, "rate": 20.0, "sd": 12.0}.get(name, 1.0 if name in TWO and TWO[name][1] else 0.0)
    excluded = found.effect.low > null if way == "greater" else found.effect.high < null
    assert excluded == (found.p < 0.05)
