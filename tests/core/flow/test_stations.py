"""Stations of a map: effective times, capacity, EPEI, staffing and line balance, with their words."""

from __future__ import annotations

import pytest

from leanbench.event.records import Demand, Event, Map, Mix, Role, Step
from leanbench.flow.littles_law import check
from leanbench.flow.stations import line_figures, stations
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration


def office(*steps: Step, per_day: float = 8.0, open_min: float = 480.0, **people: float) -> Event:
    return Event(
        calendar=Calendar(8.0, 250.0, open_min),
        demand=Demand("file", per_day * 250.0),
        roles=tuple(Role(key, key, False, 60.0, count) for key, count in people.items()),
        maps=(Map("current", steps=steps),),
    )


def test_epei_of_the_published_three_parts() -> None:
    """180 min of changeovers in a round, 500 min available, 440 min of running: every part every 3 days."""
    step = Step(
        "a", role="press", process_time=Duration(44.0), changeover=Duration(60.0), kinds=3.0, batch=100.0
    )
    found = stations(office(step, per_day=10.0, open_min=500.0, press=1.0))[0]
    assert found.epei is not None
    assert found.epei.value == pytest.approx(3.0)
    assert "changeover: 60 min; kinds: 3 (typed on the step)" in found.epei.explain()
    event = office(replace(step, kinds=None), per_day=10.0, open_min=500.0, press=1.0)
    unknown = stations(event)[0].epei
    assert unknown is not None
    assert unknown.value is None
    assert "how many kinds of work" in unknown.note
    mixed = replace(event, demand=replace(event.demand, mix=(Mix("x"), Mix("y"), Mix("z"))))
    assert stations(mixed)[0].epei.value == pytest.approx(3.0)  # type: ignore[union-attr]
    full = stations(office(step, per_day=12.0, open_min=500.0, press=1.0))[0].epei
    assert full is not None
    assert full.value is None
    assert "no room" in full.note


def test_effective_time_and_capacity_of_the_lexicon() -> None:
    """20 s, yield and availability 1, changeover 30 s in lots of 1: 50 s; the lexicon adds 1 s of loading."""
    step = Step("a", role="c", process_time=Duration(20.0, "s"), changeover=Duration(30.0, "s"), batch=1.0)
    found = stations(office(step, c=2.0))[0]
    assert found.effective.value == pytest.approx(50.0 / 60.0)
    assert found.capacity.value == pytest.approx(2 * 480.0 / (50.0 / 60.0))
    assert stations(office(step))[0].capacity.value is None
    assert stations(replace(office(step, c=1.0), demand=Demand())) == ()


def test_line_balance_names_its_divisor() -> None:
    """Four stations of 39, 46, 62 and 62 s against takt 60: 209/240 = 87.1%, by the longest 209/248."""
    steps = tuple(
        Step(key, role=key, process_time=Duration(time, "s")) for key, time in
        (("a", 39.0), ("b", 46.0), ("c", 62.0), ("d", 62.0))
    )  # fmt: skip
    event = office(*steps, per_day=480.0, a=1.0, b=1.0, c=1.0, d=1.0)
    found = {q.name: q for q in line_figures(event)}
    assert found["takt_time"].value == pytest.approx(1.0)
    assert found["line_balance_takt_pct"].value == pytest.approx(100 * 209 / 240)
    assert found["line_balance_longest_pct"].value == pytest.approx(100 * 209 / 248)
    assert "Divisor: people x takt time" in found["line_balance_takt_pct"].explain()
    assert found["staffing_people"].value == pytest.approx(209 / 60)
    assert "Rounded up 4" in found["staffing_people"].note
    assert "0.5 min less work per unit, and 3 would do" in found["staffing_people"].note
    assert "pitch" not in found
    packed = replace(event, demand=replace(event.demand, pack=20.0))
    assert {q.name: q.value for q in line_figures(packed)}["pitch"] == pytest.approx(20.0)
    shared = replace(event, roles=(*event.roles[:3], replace(event.roles[3], fte=None)))
    assert "Without d" in next(q for q in line_figures(shared) if q.name == "line_balance_takt_pct").note
    part = replace(event, roles=(*event.roles[:3], replace(event.roles[3], fte=0.5)))
    assert next(q for q in line_figures(part) if q.name == "line_balance_takt_pct").value == pytest.approx(
        100 * (39 + 46 + 62 + 0.5 * 124) / (3.5 * 60)
    )
    assert line_figures(replace(event, demand=Demand())) == ()


def test_littles_law_check_as_a_figure(permit: Event) -> None:
    found = check(permit)
    assert found is not None
    figure = found.quantity()
    assert figure.value == pytest.approx(found.expected)
    for words in ("Little", "counted", "20%", found.sentence.split(".")[0]):
        assert words in figure.explain()
