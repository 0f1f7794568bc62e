"""What follows what, ways through, rework: the textbook by hand, and against counting one by one."""

import itertools
import statistics
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.tables.logs import follows


def test_counts_by_hand(log_of, textbook):
    found = follows.follows(log_of(textbook))
    arcs = {(arc.source, arc.target): arc for arc in found.arcs}
    assert arcs["check ticket", "decide"].count == 3
    # 16:34 to 09:18 a week later, 2011-01-08 11:43 to 09:55 next day, 2011-01-05 15:12 to 11:18 next day
    assert arcs["check ticket", "decide"].max_s == 6 * 86400 + 16 * 3600 + 44 * 60
    assert arcs["check ticket", "decide"].min_s == 20 * 3600 + 6 * 60
    assert arcs["check ticket", "decide"].median_s == 22 * 3600 + 12 * 60
    assert found.starts == {"register request": 3}
    assert found.ends == {"pay compensation": 2, "reject request": 1}
    assert follows.rework(log_of(textbook)) == {"check ticket": 1, "decide": 1}
    assert follows.handovers(log_of(textbook))[0] == ("Sara", "Ellen", 2)
    ways = follows.variants(log_of(textbook))
    assert [way.cases for way in ways] == [1, 1, 1]
    assert sum(way.share for way in ways) == pytest.approx(1)


def test_a_drawn_map_is_compared_with_the_log(log_of, textbook):
    log = log_of(textbook)
    arcs = [(arc.source, arc.target) for arc in follows.follows(log).arcs]
    assert follows.fits(log, arcs) == (1.0, ())
    share, strange = follows.fits(log, [arc for arc in arcs if arc != ("decide", "reinitiate request")])
    assert share == pytest.approx(2 / 3)
    assert strange == (("decide", "reinitiate request", 1),)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_packed_counting_gives_what_counting_one_by_one_gives(log_of, rows):
    minutes = [f"2024-01-01 {i // 60:02d}:{i % 60:02d}" for i in range(len(rows))]
    text = "case,activity,time\n" + "".join(
        f"c{case},a{activity},{when}\n" for (case, activity), when in zip(rows, minutes, strict=True)
    )
    cases: dict[int, list[tuple[int, int]]] = {}
    for minute, (case, activity) in enumerate(rows):
        cases.setdefault(case, []).append((activity, minute))
    steps = [
        (f"a{a}", f"a{b}", 60.0 * (n - m))
        for way in cases.values()
        for (a, m), (b, n) in itertools.pairwise(way)
    ]
    log = log_of(text)
    found = follows.follows(log)
    assert {(a.source, a.target): a.count for a in found.arcs} == Counter((a, b) for a, b, _s in steps)
    for arc in found.arcs:
        times = [s for a, b, s in steps if (a, b) == (arc.source, arc.target)]
        assert (arc.median_s, arc.mean_s) == pytest.approx((statistics.median(times), statistics.mean(times)))
        ways = [
            [(f"a{a}", f"a{b}") for (a, _m), (b, _n) in itertools.pairwise(way)] for way in cases.values()
        ]
        assert arc.cases == sum((arc.source, arc.target) in way for way in ways)
    ways = Counter(tuple(f"a{activity}" for activity, _minute in way) for way in cases.values())
    assert {way.trace: way.cases for way in follows.variants(log)} == ways
    again = Counter(
        f"a{a}" for way in cases.values() for a, n in Counter(x for x, _m in way).items() if n > 1
    )
    assert follows.rework(log) == again
