"""Maps nobody should draw, large: loops without a way out, parallel work inside parallel work without end."""

from __future__ import annotations

import random

import pytest

from leanbench import flow
from leanbench.event.records import Event, Link, Map, Step
from leanbench.flow.dominators import dominators, spans
from leanbench.flow.graph import read
from leanbench.flow.links import Ways
from leanbench.flow.parallel import _DEEPEST
from leanbench.flow.traps import _without
from leanbench.words.durations import Duration


def _map(size: int, pairs: list[tuple[int, int]]) -> Map:
    steps = tuple(Step(f"s{i}", process_time=Duration(5.0)) for i in range(size))
    links = tuple(Link(f"l{n}", f"s{a}", f"s{b}") for n, (a, b) in enumerate(pairs))
    return Map("current", steps=steps, links=links)


def _lead_time(drawn: Map) -> float | None:
    return flow.metrics(Event(maps=(drawn,)), "current").value("lead_time_expected_min")


def test_a_long_endless_loop_is_named_shortly_and_passed_once() -> None:
    size = 1500
    drawn = _map(size, [(i, (i + 1) % size) for i in range(size)])
    assert _lead_time(drawn) == 5.0 * size
    text = read(drawn).troubles[0].text
    assert text.startswith("This loop never ends: 's0', 's1', ")
    assert "'s11' and 1488 more." in text
    assert "'s12'" not in text


def test_the_guilty_loop_is_the_closed_one_not_the_one_before_it() -> None:
    # s1 and s2 go round but can go on to s3; s3 to s5 cannot be left; s6 to s9 neither, but are more.
    pairs = [(0, 1), (1, 2), (2, 1), (2, 3), (3, 4), (4, 5), (5, 3), (0, 6), (6, 7), (7, 8), (8, 9), (9, 6)]
    first = read(_map(10, pairs)).troubles[0]
    assert first.step_id == "s3"
    assert "This loop never ends: 's3', 's4', 's5'." in first.text


def test_parallel_work_inside_parallel_work_has_a_floor() -> None:
    """Every step splits into the next and a last one: 600 levels deep, read to the end."""
    size, deep = 1200, 600
    pairs = [pair for i in range(deep) for pair in ((i, i + 1), (i, size - 1 - i))]
    pairs += [(i, i + 1) for i in range(deep, size - 1)]
    drawn = _map(size, pairs)
    assert _lead_time(drawn) == 5.0 * size  # the longest way passes every step
    assert any(f"lies inside {_DEEPEST} others" in trouble.text for trouble in read(drawn).troubles)


@pytest.mark.parametrize("deep", [1, 3, 20])
def test_parallel_work_of_a_usual_depth_is_exact_and_quiet(deep: int) -> None:
    size = 2 * deep + 2
    pairs = [pair for i in range(deep) for pair in ((i, i + 1), (i, size - 1 - i))]
    pairs += [(i, i + 1) for i in range(deep, size - 1)]
    drawn = _map(size, pairs)
    assert read(drawn).troubles == ()
    assert _lead_time(drawn) == 5.0 * size


@pytest.mark.parametrize("seed", range(30))
def test_dominators_are_what_every_way_passes(seed: int) -> None:
    """Against the definition: without its dominator a node cannot be reached."""
    luck = random.Random(seed)
    size = luck.randrange(2, 12)
    follows = [[luck.randrange(size) for _ in range(luck.randrange(3))] for _ in range(size)]

    def reached(without: int) -> set[int]:
        seen, ahead = set[int](), [0] if without != 0 else []
        while ahead:
            node = ahead.pop()
            if node not in seen and node != without:
                seen.add(node)
                ahead.extend(follows[node])
        return seen

    everything = reached(-1)
    found = dominators(follows, 0)
    numbers = spans(found, 0)
    for node in range(size):
        if node not in everything:
            assert found[node] == -2
            assert numbers[node] == (-1, -1)
            continue
        passed, up = set[int](), node
        while up != 0:
            up = found[up]
            passed.add(up)
        assert passed - {node} == {other for other in everything - {node} if node not in reached(other)}
        for split in everything:
            first, last = numbers[split]
            assert (first < numbers[node][0] <= last) == (split in passed - {node})


def test_the_ways_that_stay_share_all_cases() -> None:
    """Half went into the trap: of the rest, 0.3 and 0.2 become 60% and 40%; parallel work keeps its part."""
    left = _without(Ways(((1, 0.5), (2, 0.3), (3, 0.2)), (), 0.0), 1)
    assert dict(left.exclusive) == pytest.approx({2: 0.6, 3: 0.4})
    beside = _without(Ways(((1, 0.5), (2, 0.1)), (3, 4), 0.4), 1)
    assert dict(beside.exclusive) == pytest.approx({2: 0.2})
    assert (beside.parallel, beside.parallel_share) == ((3, 4), pytest.approx(0.8))
    assert _without(Ways(((1, 1.0),), (), 0.0), 1).exclusive == ()
