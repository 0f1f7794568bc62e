"""Laws that hold for every map: order of steps, units, visits, more work, parallel work."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench import flow
from leanbench.event.records import Demand, Event, Link, Map, Step
from leanbench.flow.blocks import END
from leanbench.flow.distribution import distribution_of, mean_longest, on_grid
from leanbench.flow.folding import mean_time
from leanbench.flow.graph import read
from leanbench.flow.routing import routing
from leanbench.flow.simulation import Options
from leanbench.flow.times import Spread, step_times
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration

Draw = Callable[..., Map]
NAMES = [f"s{number}" for number in range(9)]


@st.composite
def maps(draw: st.DrawFn) -> Map:
    """A chain with rework back, alternatives ahead, exits, and sometimes a parallel block."""
    size = draw(st.integers(3, 7))
    steps = [
        Step(
            NAMES[i],
            NAMES[i],
            process_time=Duration(float(draw(st.integers(0, 60))), "min"),
            wait=Duration(float(draw(st.integers(0, 480))), "min"),
            ca_pct=float(draw(st.integers(50, 100))),
            role=draw(st.sampled_from(["a", "b", ""])),
        )
        for i in range(size)
    ]
    links: list[tuple[str, str, str, float | None]] = []
    block = draw(st.integers(0, size - 3)) if size >= 4 and draw(st.booleans()) else None
    i = 0
    while i < size - 1:
        if i == block:
            links += [(NAMES[i], NAMES[i + 1], "flow", None), (NAMES[i], NAMES[i + 2], "flow", None)]
            if i + 3 < size:
                links += [
                    (NAMES[i + 1], NAMES[i + 3], "flow", None),
                    (NAMES[i + 2], NAMES[i + 3], "flow", None),
                ]
                i += 3
                continue
            break
        links.append((NAMES[i], NAMES[i + 1], "flow", None))
        i += 1
    inside = set() if block is None else {block, block + 1, block + 2}
    for _ in range(draw(st.integers(0, 2))):
        source, target = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
        if {source, target} & inside:
            target = source  # a loop on one member only
        kind = "rework" if target <= source else "alternative"
        if kind == "alternative" and target == source + 1:
            continue
        links.append((NAMES[source], NAMES[target], kind, draw(st.sampled_from([0.1, 0.25, 0.4]))))
    return Map(
        "current", steps=tuple(steps), links=tuple(Link(f"l{n}", *link) for n, link in enumerate(links))
    )  # type: ignore[arg-type]


@given(maps(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_in_the_file_changes_nothing(drawn: Map, luck: random.Random) -> None:
    steps, links = list(drawn.steps), list(drawn.links)
    luck.shuffle(steps)
    luck.shuffle(links)
    shuffled = replace(drawn, steps=tuple(steps), links=tuple(links))
    one = flow.metrics(Event(maps=(drawn,)), "current")
    two = flow.metrics(Event(maps=(shuffled,)), "current")
    for name in one.quantities:
        value = one.value(name)
        assert two.value(name) == (None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)), name
    assert dict(two.visits) == pytest.approx(dict(one.visits))


@given(maps(), st.integers(2, 9))
@settings(max_examples=30, deadline=None)
def test_scaling_of_time_scales_results(drawn: Map, factor: int) -> None:
    def scaled(time: Duration | None) -> Duration | None:
        return None if time is None else Duration((time.amount or 0.0) * factor, time.unit)

    longer = replace(
        drawn,
        steps=tuple(
            replace(s, process_time=scaled(s.process_time), wait=scaled(s.wait)) for s in drawn.steps
        ),
    )
    one = flow.metrics(Event(maps=(drawn,)), "current")
    two = flow.metrics(Event(maps=(longer,)), "current")
    for name in (
        "lead_time_first_pass_min",
        "lead_time_expected_min",
        "lead_time_sd_min",
        "labour_expected_min",
    ):
        assert two.value(name) == pytest.approx((one.value(name) or 0.0) * factor, rel=1e-9, abs=1e-6), name
    assert two.value("activity_ratio_pct") == pytest.approx(one.value("activity_ratio_pct"))


@given(maps(), st.integers(0, 500), st.integers(0, 500))
@settings(max_examples=30, deadline=None)
def test_adding_a_step_never_lowers_lead_time(drawn: Map, process: int, wait: int) -> None:
    """A step put before the first, or at the end, can only add."""
    new = Step("new", "new", process_time=Duration(float(process)), wait=Duration(float(wait)))
    before = flow.metrics(Event(maps=(drawn,)), "current")
    more = replace(
        drawn, steps=(*drawn.steps, new), links=(*drawn.links, Link("n", "new", drawn.steps[0].id))
    )
    after = flow.metrics(Event(maps=(more,)), "current")
    for name in (
        "lead_time_first_pass_min",
        "lead_time_expected_min",
        "lead_time_p85_min",
        "labour_expected_min",
    ):
        assert (after.value(name) or 0.0) >= (before.value(name) or 0.0) - 0.02 * (
            before.value(name) or 0.0
        ) - 1e-6
    assert after.value("lead_time_expected_min") == pytest.approx(
        (before.value("lead_time_expected_min") or 0.0) + process + wait
    )


@given(maps())
@settings(max_examples=30, deadline=None)
def test_mean_of_the_maximum_is_never_below_the_longest_mean(drawn: Map) -> None:
    found = flow.metrics(Event(maps=(drawn,)), "current")
    planned, mean = found.value("lead_time_expected_min"), found.value("lead_time_mean_of_max_min")
    assert planned is not None
    assert mean is not None
    assert mean >= planned - 1e-6
    percentiles = [found.value(f"lead_time_p{p}_min") or 0.0 for p in (50, 85, 95)]
    assert percentiles == sorted(percentiles)


@given(st.lists(st.floats(0.0, 0.95), min_size=2, max_size=6), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_visits_equal_the_fundamental_matrix(shares: list[float], seed: int) -> None:
    """Any exclusive graph: visits are the first row of (I - Q)^-1."""
    luck = random.Random(seed)
    size = len(shares)
    rows = [{} for _ in range(size)]  # type: ignore[var-annotated]
    links = []
    for i, share in enumerate(shares):
        targets = luck.sample(range(size), luck.randint(1, size))
        weights = [luck.random() + 0.05 for _ in targets]
        for target, weight in zip(targets, weights, strict=True):
            rows[i][target] = share * weight / sum(weights)
        links += [Link("", NAMES[i], NAMES[t], "flow", p) for t, p in rows[i].items()]
        links.append(Link("", NAMES[i], "end", "flow", 1.0 - share))
    steps = (*(Step(NAMES[i]) for i in range(size)), Step("end", kind="end"))
    found = read(
        Map("m", steps=(Step("start", kind="start"), *steps), links=(Link("", "start", NAMES[0]), *links))
    )
    matrix = np.zeros((size, size))
    for i, row in enumerate(rows):
        for target, share in row.items():
            matrix[i, target] = share
    expected = np.linalg.inv(np.eye(size) - matrix)[0]
    assert found.visits[1 : size + 1] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_units_mixed_equal_units_converted_by_hand() -> None:
    """A wait of 2 bd, 3 calendar days, 1 week and 90 s on 8-hour days with 1.4 days per business day."""
    calendar = Calendar(
        hours_per_business_day=8.0, calendar_days_per_business_day=1.4, business_days_per_week=5.0
    )
    times = [
        Duration(2.0, "bd"),
        Duration(3.0, "d"),
        Duration(1.0, "w"),
        Duration(90.0, "s"),
        Duration(1.5, "h"),
    ]
    minutes = [960.0, 3 * 480 / 1.4, 2400.0, 1.5, 90.0]

    def total(values: list[Duration]) -> float | None:
        steps = tuple(Step(f"x{i}", wait=value, process_time=Duration(6.0)) for i, value in enumerate(values))
        links = tuple(Link(f"l{i}", f"x{i}", f"x{i + 1}") for i in range(len(values) - 1))
        event = Event(calendar=calendar, maps=(Map("current", steps=steps, links=links),))
        return flow.metrics(event, "current").value("lead_time_first_pass_min")

    assert total(times) == pytest.approx(sum(minutes) + 30.0)
    assert total(times) == pytest.approx(total([Duration(value) for value in minutes]))


def test_identical_branches_are_a_convolution(draw: Draw) -> None:
    """Two identical exponential branches: E[max] = 1.5 t; labor of both = 2 t; n branches: t H_n."""
    links = [("a", name) for name in "bcd"] + [(name, "e") for name in "bcd"]
    drawn = draw({"a": 0.0, "b": 60.0, "c": 60.0, "d": 60.0, "e": 0.0}, links)
    found = routing(drawn, exponential=True)
    assert found is not None
    assert found.lead_time.planned == pytest.approx(60.0)
    assert found.lead_time.mean == pytest.approx(60.0 * (1 + 1 / 2 + 1 / 3), rel=2e-3)
    assert found.process_time.mean == pytest.approx(180.0)
    assert found.process_time.sd == pytest.approx(60.0 * 3**0.5)


def test_published_mean_of_the_maximum(draw: Draw) -> None:
    """Exponential branches of mean 1 and 4 days: 1 + 4 - 1/(1/1 + 1/4) = 4.2 days, not 4."""
    drawn = draw(
        {"a": 0.0, "b": 480.0, "c": 1920.0, "e": 0.0}, [("a", "b"), ("a", "c"), ("b", "e"), ("c", "e")]
    )
    found = routing(drawn, exponential=True)
    assert found is not None
    assert found.lead_time.planned == pytest.approx(4 * 480.0)
    assert found.lead_time.mean / 480.0 == pytest.approx(4.2, rel=2e-3)


def test_choice_of_two_ways(draw: Draw) -> None:
    """p = .6/.4, means 1 and 2, sd .2 and .5: mean 1.4, variance 0.364."""
    drawn = draw({"a": 0.0, "b": 1.0, "c": 2.0, "e": 0.0},
                 [("a", "b", "flow", 0.6), ("a", "c", "flow", 0.4), ("b", "e"), ("c", "e")])  # fmt: skip
    fitted = {"b": Spread(1.0, 0.04, "normal"), "c": Spread(2.0, 0.25, "normal")}
    found = routing(drawn, fitted=fitted)
    assert found is not None
    assert found.lead_time.mean == pytest.approx(1.4)
    assert found.lead_time.sd**2 == pytest.approx(0.364)
    assert found.lead_time.distribution.variance == pytest.approx(0.364, rel=1e-2)


def test_percentiles_of_the_permit_case(draw: Draw) -> None:
    """The published permit case with fixed times: P50 180, P85 389, P95 540 h; enumeration and grid agree."""
    hours = {
        "receive": 8.25,
        "check": 24.5,
        "applicant": 80.0,
        "review": 126.0,
        "approve": 17.0,
        "issue": 4.5,
    }
    links = [
        ("receive", "check"), ("check", "applicant", "rework", 0.3), ("check", "review"),
        ("applicant", "check", "rework"),
        ("review", "check", "rework", 0.15), ("review", "approve"), ("approve", "review", "rework", 0.05),
        ("approve", "issue"),
    ]  # fmt: skip
    drawn = draw({name: 60.0 * value for name, value in hours.items()}, links)
    found = routing(drawn)
    assert found is not None
    assert found.lead_time.distribution.exact
    assert [round(found.lead_time.percentile(p) / 60.0) for p in (50, 85, 95)] == [180, 389, 540]
    times = step_times(drawn, Calendar())
    expected = read(drawn).expected
    assert expected is not None
    grid = on_grid(expected, times.lead, {}, "longest")
    exact = distribution_of(expected, times.lead)
    assert grid.mean == pytest.approx(exact.mean, rel=1e-3)
    for percent in (50, 85, 95):
        assert grid.percentile(percent) == pytest.approx(exact.percentile(percent), rel=0.02)


def test_ranges_and_three_points(draw: Draw) -> None:
    """Variance of a uniform range and a PERT time add along a chain; the grid keeps mean and variance."""
    drawn = draw({"a": 0.0, "b": 0.0}, [("a", "b")])
    steps = (
        replace(drawn.steps[0], process_time=Duration(None, "min", 10.0, 40.0)),
        replace(drawn.steps[1], process_time=Duration(30.0, "min", 20.0, 70.0)),
    )
    drawn = replace(drawn, steps=steps)
    found = routing(drawn)
    assert found is not None
    assert found.lead_time.mean == pytest.approx(25.0 + (20.0 + 120.0 + 70.0) / 6.0)
    assert found.lead_time.sd**2 == pytest.approx(900.0 / 12.0 + (50.0 / 6.0) ** 2)
    assert found.lead_time.distribution.variance == pytest.approx(found.lead_time.sd**2, rel=5e-3)
    assert 30.0 < found.lead_time.percentile(0.1) < found.lead_time.percentile(99.9) < 110.0


def test_nested_and_partial_joins(draw: Draw) -> None:
    """a -> (b, c, d); b and c meet at e; d and e meet at f: time = max(max(b, c) + e, d)."""
    links = [("a", x) for x in "bcd"] + [("b", "e"), ("c", "e"), ("e", "f"), ("d", "f")]
    drawn = draw({"a": 1.0, "b": 5.0, "c": 9.0, "d": 12.0, "e": 4.0, "f": 1.0}, links)
    found = flow.metrics(Event(maps=(drawn,)), "current")
    assert found.troubles == ()
    assert found.value("lead_time_expected_min") == 15.0
    assert dict(found.visits) == dict.fromkeys("abcdef", 1.0)
    assert found.critical_path == ("a", "c", "e", "f")


@st.composite
def nets(draw: st.DrawFn) -> tuple[Map, float]:
    """Any parallel work without choices and ways back, and the longest way through it."""
    count = draw(st.integers(2, 9))
    links = set()
    for node in range(1, count):
        links.add((draw(st.integers(0, node - 1)), node))
    for node in range(count - 1):
        if draw(st.booleans()) or not any(source == node for source, _ in links):
            links.add((node, draw(st.integers(node + 1, count - 1))))
    times = [draw(st.integers(0, 30)) for _ in range(count)]
    steps = tuple(Step(NAMES[i], process_time=Duration(float(times[i]))) for i in range(count))
    finish = [0.0] * count
    for node in range(count):
        before = [finish[source] for source, target in links if target == node]
        finish[node] = max(before, default=0.0) + times[node]
    drawn = Map("current", steps=steps,
                links=tuple(Link(f"l{n}", NAMES[a], NAMES[b]) for n, (a, b) in enumerate(sorted(links))))  # fmt: skip
    return drawn, max(finish)


@given(nets(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_any_parallel_work_takes_its_longest_way(made: tuple[Map, float], luck: random.Random) -> None:
    """Crossing, nested, partial joins: the planned lead time is the longest way, every step is passed once."""
    drawn, longest = made
    event = Event(demand=Demand("u", 250.0), maps=(drawn,))
    found = flow.metrics(event, "current")
    assert found.value("lead_time_expected_min") == pytest.approx(longest)
    assert set(found.visits.values()) == {1.0}
    links = list(drawn.links)
    luck.shuffle(links)
    other = flow.metrics(replace(event, maps=(replace(drawn, links=tuple(links)),)), "current")
    assert other.value("lead_time_expected_min") == pytest.approx(longest)
    played = flow.simulate(event, replications=1, days=3, warm_up=0, options=Options(service="as given"))
    assert played.lead_times.tolist() == pytest.approx([longest] * len(played.lead_times))


def test_crossing_branches_take_the_longest_way(draw: Draw) -> None:
    """b leads to d and e, c leads to e: no clean block; the longest way is a, c, e, f."""
    links = [("a", "b"), ("a", "c"), ("b", "d"), ("b", "e"), ("c", "e"), ("d", "f"), ("e", "f")]
    drawn = draw({"a": 1.0, "b": 2.0, "c": 7.0, "d": 3.0, "e": 5.0, "f": 1.0}, links)
    found = flow.metrics(Event(maps=(drawn,)), "current")
    assert found.value("lead_time_expected_min") == pytest.approx(14.0)
    assert dict(found.visits) == pytest.approx(dict.fromkeys("abcdef", 1.0))


def test_crossing_branches_that_vary_against_a_million_draws(draw: Draw) -> None:
    """Exponential times on the crossing net: mean of the longest way, spread and percentiles by Monte Carlo."""
    links = [("a", "b"), ("a", "c"), ("b", "d"), ("b", "e"), ("c", "e"), ("d", "f"), ("e", "f")]
    means = {"a": 1.0, "b": 4.0, "c": 5.0, "d": 6.0, "e": 4.0, "f": 1.0}
    drawn = draw(means, links)
    steps = tuple(
        replace(s, process_time=Duration(means[s.id], "min", shape="exponential", sd=means[s.id]))
        for s in drawn.steps
    )
    found = flow.metrics(Event(maps=(replace(drawn, steps=steps),)), "current")
    luck = np.random.default_rng(11)
    t = {key: luck.exponential(mean, 1_000_000) for key, mean in means.items()}
    e = np.maximum(t["b"], t["c"]) + t["e"]
    total = t["a"] + np.maximum(t["b"] + t["d"], e) + t["f"]
    planned, mean = found.value("lead_time_expected_min"), found.value("lead_time_mean_of_max_min")
    assert planned == pytest.approx(12.0)
    assert mean == pytest.approx(float(total.mean()), rel=0.01)
    for percent in (50, 85, 95):
        value = found.value(f"lead_time_p{percent}_min")
        assert value == pytest.approx(float(np.percentile(total, percent)), rel=0.03)
    labour = found.value("labour_p85_min")
    assert labour == pytest.approx(float(np.percentile(sum(t.values()), 85)), rel=0.03)
    assert found.value("lead_time_p85_min") == flow.metrics(
        Event(maps=(replace(drawn, steps=steps),)), "current"
    ).value("lead_time_p85_min")


def test_a_choice_inside_crossing_branches(draw: Draw) -> None:
    """b goes to c or to e: 40% 7+15+20+19+13 = 74, else 7+15+18+5+13 = 58; formula and simulation agree.

    c waits until it is clear whether b comes: it starts at 22 in every case, and is never the longest way at 40%.
    """
    drawn = draw(
        {"a": 7.0, "b": 15.0, "c": 18.0, "d": 6.0, "e": 20.0, "f": 5.0, "g": 19.0, "h": 13.0},
        [("a", "b"), ("a", "d"), ("a", "c"), ("b", "c", "flow", 0.6), ("b", "e", "flow", 0.4), ("c", "f"),
         ("d", "f"), ("e", "g"), ("e", "h"), ("f", "h"), ("g", "h")],
    )  # fmt: skip
    event = Event(demand=Demand("u", 25_000.0), maps=(drawn,))
    found = flow.metrics(event, "current")
    assert found.value("lead_time_mean_of_max_min") == pytest.approx(0.4 * 74 + 0.6 * 58, abs=0.02)
    assert found.value("lead_time_p50_min") == pytest.approx(58.0, abs=0.1)
    assert found.value("lead_time_p85_min") == pytest.approx(74.0, abs=0.1)
    played = flow.simulate(event, replications=4, days=40, options=Options(service="as given"))
    assert set(np.round(played.lead_times, 6)) == {58.0, 74.0}
    assert float((played.lead_times == 74.0).mean()) == pytest.approx(0.4, abs=0.02)
    assert played.work_in_process is not None  # nothing is left behind on the ways that were not taken
    assert played.work_in_process.mean == pytest.approx(100 * 64.4 / 480, rel=0.05)


def test_exits_and_where_cases_end(draw: Draw) -> None:
    drawn = draw({"a": 1.0, "b": 1.0, "x": 1.0}, [("a", "b"), ("a", "x", "exit", 0.25)])
    found = routing(drawn)
    assert found is not None
    assert found.ends == {"b": pytest.approx(0.75), "x": pytest.approx(0.25)}
    assert found.first_pass_probability == pytest.approx(0.75)
    leaving = draw({"a": 1.0, "b": 1.0}, [("a", "b"), ("a", "elsewhere", "exit", 0.25)])
    assert read(leaving).ways[0].exclusive[0][0] == END
    assert read(leaving).visits == (1.0, 0.75)


def test_exit_out_of_a_parallel_branch(draw: Draw) -> None:
    """One branch is left with 20%: the join and what follows are passed by 80%."""
    drawn = draw({"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "x": 1.0},
                 [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("b", "x", "exit", 0.2)])  # fmt: skip
    visits = dict(flow.metrics(Event(maps=(drawn,)), "current").visits)
    assert visits["d"] == pytest.approx(0.8)
    assert visits["c"] == pytest.approx(1.0)


def test_folding_of_a_loop_is_exact() -> None:
    """(t + p branch) / (1 - p) with exact fractions: 7 and 3 minutes, p = 2/5."""
    share = Fraction(2, 5)
    exact = (7 + share * 3) / (1 - share)
    steps = (Step("a", process_time=Duration(7.0)), Step("r", process_time=Duration(3.0)), Step("b"))
    links = (Link("1", "a", "b"), Link("2", "a", "r", "rework", 0.4), Link("3", "r", "a", "rework"))
    drawn = Map("m", steps=steps, links=links)
    found = read(drawn)
    assert found.expected is not None
    assert mean_time(found.expected, [7.0, 3.0, 0.0]) == pytest.approx(float(exact), rel=1e-15)
    assert mean_longest(found.expected, [7.0, 3.0, 0.0], {}) == pytest.approx(float(exact), rel=1e-15)
    assert found.loops == ("a → r",)
