"""Special-cause tests: patterns by hand, both counting conventions, laws."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base.result import to_json
from leanbench.stats.base.samples import StatsError
from leanbench.stats.spc.rule_set import suitable
from leanbench.stats.spc.rules import (
    DEFAULT,
    NONE,
    RULES,
    Rule,
    RuleSet,
    find_signals,
    from_plain,
    resolve,
)


def hits(z: list[float], rules: RuleSet) -> list[int]:
    return [signal.point for signal in find_signals(np.array(z, dtype=float), 0.0, 1.0, rules)]


def test_a_point_on_the_limit_is_not_beyond() -> None:
    # NIST handbook 6.3.3.1: wafer 3 has 28 defects, exactly the limit, and is not a signal.
    assert hits([3.0, -3.0, 3.0000000000004], DEFAULT) == []
    assert hits([3.001, -3.001], DEFAULT) == [0, 1]


def test_steps_need_one_point_more() -> None:
    rising = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert hits(rising, RULES["nelson"].only(3)) == [5, 6]
    assert hits(rising, RULES["minitab"].only(3)) == [6]
    zigzag = [0.1, -0.1] * 8
    assert hits(zigzag, RULES["nelson"].only(4)) == [13, 14, 15]
    assert hits(zigzag, RULES["minitab"].only(4)) == [14, 15]
    assert hits(zigzag, RULES["nelson"].only(4).counted_in("steps")) == [14, 15]


def test_equal_neighbors_break_a_trend() -> None:
    assert hits([1, 2, 3, 3, 4, 5], RULES["nelson"].only(3).with_k({3: 4})) == []


def test_a_point_on_the_centre_breaks_a_run() -> None:
    assert hits([1.0] * 5 + [0.0] + [1.0] * 5, RULES["nelson"].only(2).with_k({2: 6})) == []


def test_two_of_three_keeps_the_points_beyond() -> None:
    (signal,) = find_signals(np.array([0.0, 2.5, 0.5, 2.2]), 0.0, 1.0, RULES["nelson"].only(5))
    assert signal.points == (1, 3)
    assert signal.side == "above"
    assert hits([2.5, -2.5, 0.0], RULES["nelson"].only(5)) == []


def test_either_side_in_healthcare() -> None:
    assert hits([2.5, -2.5], RULES["ihi"].only(4)) == [1]


def test_eight_beyond_one_sigma_on_either_or_both_sides() -> None:
    rule = RULES["nelson"].only(8)
    qcc = RuleSet("qcc", (Rule(8, "outside", 8, zone=1.0, both_sides=True),))
    assert hits([1.5] * 8, rule) == [7]
    assert hits([1.5] * 8, qcc) == []
    assert hits([1.5] * 7 + [-1.5], qcc) == [7]


def test_westgard() -> None:
    rules = RULES["westgard"]
    assert hits([2.5, -2.5], rules.only("R-4s")) == [1]
    assert hits([2.5, 2.5], rules.only("2-2s")) == [1]
    assert hits([1.5] * 4, rules.only("4-1s")) == [3]
    assert hits([0.5] * 10, rules.only("10x")) == [9]


def test_every_test_of_a_point_is_kept() -> None:
    z = np.array([0.5] * 8 + [3.5])
    tests = {signal.test for signal in find_signals(z, 0.0, 1.0, RULES["nelson"]) if signal.point == 8}
    assert tests == {1, 2}


def test_limits_of_their_own_and_an_offset() -> None:
    signals = find_signals(np.array([0.0, 5.0]), 1.0, np.nan, DEFAULT, lcl=0.0, ucl=4.0, offset=10)
    assert [(s.point, s.side, s.points) for s in signals] == [(11, "above", (11,))]


def test_no_spread_no_zones() -> None:
    assert find_signals(np.full(40, 7.0), 7.0, 0.0, RULES["nelson"]) == ()
    assert [s.test for s in find_signals(np.array([7.0, 8.0]), 7.0, 0.0, RULES["nelson"])] == [1]


def test_suited_tests() -> None:
    assert [r.test for r in suitable(RULES["nelson"], "first-four").rules] == [1, 2, 3, 4]
    assert [r.test for r in suitable(RULES["nelson"], "beyond-only").rules] == [1]
    assert len(suitable(RULES["minitab"], "counts").rules) == 4
    assert len(suitable(RULES["ihi"], "counts").rules) == 5


def test_resolve() -> None:
    assert resolve(None) == DEFAULT
    assert resolve(()).rules == ()
    assert resolve("none") is NONE
    assert [r.test for r in resolve((1, 3)).rules] == [1, 3]
    assert resolve({2: 7}).rules[0].k == 7
    assert resolve(RULES["weco"]) is RULES["weco"]
    assert "7 points in a row" in RULES["aiag"].describe()[1]


@pytest.mark.parametrize("bad", ["nosuch", (17,), {2: 0}])
def test_resolve_refuses_in_words(bad: object) -> None:
    with pytest.raises(StatsError):
        resolve(bad)  # type: ignore[arg-type]


def _brute(z: list[float], k: int) -> list[int]:
    found = []
    for i in range(k - 1, len(z)):
        window = z[i - k + 1 : i + 1]
        if all(v > 1e-9 for v in window) or all(v < -1e-9 for v in window):
            found.append(i)
    return found


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([-2.0, -0.5, 0.0, 0.5, 2.0]), max_size=40), st.integers(2, 6))
def test_same_side_by_brute_force(z: list[float], k: int) -> None:
    assert hits(z, RULES["nelson"].only(2).with_k({2: k})) == _brute(z, k)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-4, 4), min_size=1, max_size=60), st.floats(-100, 100), st.floats(0.1, 100))
def test_moving_and_scaling_changes_nothing(z: list[float], shift: float, scale: float) -> None:
    # Away from the lines themselves, where rounding may decide.
    x = np.round(np.array(z), 3) + 0.00037
    plain = find_signals(x, 0.0, 1.0, RULES["nelson"])
    moved = find_signals(x * scale + shift, shift, scale, RULES["nelson"])
    assert [s[:3] for s in plain] == [s[:3] for s in moved]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-4, 4), min_size=1, max_size=60))
def test_mirror(z: list[float]) -> None:
    up, down = (find_signals(np.array(z) * sign, 0.0, 1.0, RULES["nelson"]) for sign in (1, -1))
    assert [(s.test, s.point) for s in up] == [(s.test, s.point) for s in down]
    swapped = {"above": "below", "below": "above", "": ""}
    assert [s.side for s in up] == [swapped[s.side] for s in down]


def test_a_set_of_ones_own_survives_a_file() -> None:
    own = RuleSet("ours", (Rule(1, "beyond"), Rule("half", "zone", 3, 4, 1.5)), "steps")
    assert from_plain(to_json(own)) == own
    assert resolve(to_json(own)) == own
    with pytest.raises(StatsError, match="cannot be read"):
        from_plain({"rules": [{"name": "x"}]})
    with pytest.raises(StatsError, match="needs a zone"):
        from_plain({"rules": [{"test": 1, "kind": "within", "k": 3}]})


# Each pattern of the eight by its plain definition, point by point.
def runs(z: list[float], end: int, n: int) -> list[float] | None:
    return z[end - n + 1 : end + 1] if end - n + 1 >= 0 else None


def by_definition(test: int, z: list[float], end: int, steps: bool) -> bool:
    more = 1 if steps else 0
    lengths = {1: 1, 2: 9, 3: 6 + more, 4: 14 + more, 5: 3, 6: 5, 7: 15, 8: 8}
    own = runs(z, end, lengths[test])
    if test in (5, 6):  # fewer points than the window may already complete "2 of 3"
        own = z[max(0, end - lengths[test] + 1) : end + 1]
    if own is None:
        return False
    moves = [b - a for a, b in pairwise(own)]
    if test == 1:
        return abs(own[0]) > 3
    if test == 2:
        return all(v > 0 for v in own) or all(v < 0 for v in own)
    if test == 3:
        return all(m > 0 for m in moves) or all(m < 0 for m in moves)
    if test == 4:
        return all(a * b < 0 for a, b in pairwise(moves))
    if test in (5, 6):
        zone, wanted = (2, 2) if test == 5 else (1, 4)
        high, low = sum(v > zone for v in own), sum(v < -zone for v in own)
        return (high >= wanted and own[-1] > zone) or (low >= wanted and own[-1] < -zone)
    return all(abs(v) <= 1 for v in own) if test == 7 else all(abs(v) > 1 for v in own)


@pytest.mark.parametrize("test", range(1, 9))
@pytest.mark.parametrize("counting", ["points", "steps"])
def test_each_of_the_eight_by_its_definition(test: int, counting) -> None:
    rng = np.random.default_rng(test)
    series = [rng.normal(0, scale, 60) for scale in (0.3, 0.7, 1.0, 1.8)]
    series += [np.cumsum(rng.normal(0.3, 0.5, 40)) - 5 for _ in range(6)]
    series += [np.abs(rng.normal(0, 1, 60)) * np.where(np.arange(60) % 2, 1, -1) for _ in range(3)]
    series += [
        rng.normal(1.2, 0.5, 40),
        rng.normal(-1.5, 0.6, 40),
        rng.choice([-1.4, 1.4], 40) + rng.normal(0, 0.1, 40),
    ]
    fired = 0
    for z in series:
        found = {s.point for s in find_signals(z, rules=RULES["nelson"].only(test).counted_in(counting))}
        expected = {end for end in range(z.size) if by_definition(test, z.tolist(), end, counting == "steps")}
        assert found == expected
        fired += len(found)
    assert fired  # the series do complete the pattern, so that this compares something


def test_the_trap_of_tests_three_and_four() -> None:
    """Six points rising: Nelson at the 6th, Minitab's steps at the 7th; fourteen up and down at the 14th and 15th."""
    rising, zigzag = np.arange(8) / 10, np.array([0.2, -0.2] * 9)
    for counting, third, fourth in (("points", 5, 13), ("steps", 6, 14)):
        rules = RULES["nelson"].only(3, 4).counted_in(counting)
        assert find_signals(rising, rules=rules)[0].point == third
        assert find_signals(zigzag, rules=rules)[0].point == fourth


def test_equal_steps_are_no_trend_though_their_last_bits_differ() -> None:
    values = [round(1.0 + 0.1 * i, 1) for i in range(12)]  # every moving range is 0.1, but for rounding
    from leanbench.stats.spc.variables import i_mr

    chart = i_mr([*values, 5.0], tests=(3,))
    assert not [signal for panel, signal in chart.signals if panel == "MR" and signal.point < 12]


def test_seven_and_seven_of_the_health_service() -> None:
    """Seven points on one side, seven rising, where six are not enough; a tie neither adds nor ends."""
    rules = RULES["nhs"]
    assert [(rule.kind, rule.k) for rule in rules.rules[:3]] == [
        ("beyond", 1),
        ("same-side", 7),
        ("trend", 7),
    ]
    side = np.array([-0.5, *[0.4, 0.6] * 3, 0.5])
    assert [s.point for s in find_signals(side, 0.0, 1.0, rules)] == [7]
    rising = np.array([-1.5, -1.0, -0.5, 0.1, 0.5, 0.5, 1.0, 1.4])
    (signal,) = find_signals(rising, 0.0, 1.0, rules)
    assert (signal.test, signal.point) == (3, 7)
    assert not find_signals(rising[:-1], 0.0, 1.0, rules)
