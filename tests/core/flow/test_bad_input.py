"""Each kind of bad input is named with its step, and the rest of the map is still computed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leanbench import flow
from leanbench.errors import UserError
from leanbench.event.records import Demand, Event, Map, Role, Step
from leanbench.flow import littles_law, quality, queueing, ratios
from leanbench.flow.graph import read
from leanbench.flow.loads import queueing_lead_time, workload
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration

Draw = Callable[..., Map]
CHAIN = [("a", "b"), ("b", "c")]
TIMES = {"a": 10.0, "b": 20.0, "c": 30.0}


def troubles(drawn: Map, **more: object) -> list[tuple[str, str]]:
    event = Event(maps=(drawn,), **more)  # type: ignore[arg-type]
    return [(trouble.step_id, trouble.text) for trouble in flow.metrics(event, "current").troubles]


def lead(drawn: Map, **more: object) -> float | None:
    return flow.metrics(Event(maps=(drawn,), **more), "current").value("lead_time_expected_min")  # type: ignore[arg-type]


def test_unreachable_step(draw: Draw) -> None:
    drawn = draw({**TIMES, "lost": 99.0}, [*CHAIN, ("lost", "c")])
    # Two sources: the one from which more is reached is the start, the other is named.
    (found,) = troubles(drawn)
    assert found[0] == "lost"
    assert "No case reaches 'lost'" in found[1]
    assert lead(drawn) == 60.0


def test_join_without_split(draw: Draw) -> None:
    drawn = draw({**TIMES, "j": 0.0}, [("a", "j"), ("j", "b"), ("b", "c")], kinds={"j": "and_join"})
    (found,) = troubles(drawn)
    assert found[0] == "j"
    assert "no step before it splits it" in found[1]
    assert lead(drawn) == 60.0


def test_split_that_never_meets(draw: Draw) -> None:
    drawn = draw({"a": 1.0, "b": 5.0, "c": 9.0}, [("a", "b"), ("a", "c")])
    (found,) = troubles(drawn)
    assert "never meet again" in found[1]
    assert lead(drawn) == 10.0


def test_loop_without_exit(draw: Draw) -> None:
    drawn = draw({**TIMES, "r": 5.0}, [*CHAIN, ("b", "r", "rework", 1.0), ("r", "b", "rework")])
    (found,) = troubles(drawn)
    assert found[0] in ("b", "r")
    assert "This loop never ends" in found[1]
    assert lead(drawn) == 60.0


def test_a_circle_of_flow_links(draw: Draw) -> None:
    found = troubles(draw(TIMES, [*CHAIN, ("c", "a")]))
    assert any("This loop never ends: 'a' (a), 'b' (b), 'c' (c)" in text for _, text in found)
    assert lead(draw(TIMES, [*CHAIN, ("c", "a")])) == 60.0


def test_probability_over_one(draw: Draw) -> None:
    drawn = draw({**TIMES, "r": 5.0}, [*CHAIN, ("b", "r", "rework", 20.0), ("r", "b", "rework")])
    found = troubles(drawn)
    assert found[0][0] == "b"
    assert "If 20% is meant, type 0.2." in found[0][1]
    assert lead(drawn) == 60.0


def test_branches_that_do_not_add_up(draw: Draw) -> None:
    drawn = draw(TIMES, [("a", "b", "flow", 0.4), ("a", "c", "flow", 0.5), ("b", "c")])
    (found,) = troubles(drawn)
    assert found == ("a", "The branches out of 'a' (a) add up to 90%. They are scaled up to 100%.")
    assert lead(drawn) == pytest.approx(40.0 + 20.0 * 4 / 9)


def test_branches_over_one_together(draw: Draw) -> None:
    drawn = draw(TIMES, [("a", "b", "flow", 0.8), ("a", "c", "flow", 0.4), ("b", "c")])
    (found,) = troubles(drawn)
    assert "add up to 120%" in found[1]


def test_rework_without_probability(draw: Draw) -> None:
    drawn = draw({**TIMES, "r": 5.0}, [*CHAIN, ("b", "r", "rework"), ("r", "b", "rework")])
    assert any("has no probability" in text and step == "b" for step, text in troubles(drawn))
    assert lead(drawn) == 60.0


def test_link_to_nowhere(draw: Draw) -> None:
    drawn = draw(TIMES, [*CHAIN, ("b", "ghost")])
    (found,) = troubles(drawn)
    assert "'ghost', which is not on the map" in found[1]


def test_two_steps_with_one_id() -> None:
    drawn = Map(
        "current", steps=(Step("a", process_time=Duration(1.0)), Step("a", process_time=Duration(2.0)))
    )
    assert any("Two steps have the id 'a'" in text for _, text in troubles(drawn))


def test_no_links_at_all(draw: Draw) -> None:
    drawn = draw(TIMES, [])
    (found,) = troubles(drawn)
    assert "taken one after the other" in found[1]
    assert lead(drawn) == 60.0


def test_negative_time(draw: Draw) -> None:
    drawn = draw({**TIMES, "b": -20.0}, CHAIN)
    (found,) = troubles(drawn)
    assert found == ("b", "The process time of 'b' (b) is negative. It is counted as 0.")
    assert lead(drawn) == 40.0


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_time_that_is_no_number(draw: Draw, amount: float) -> None:
    drawn = draw({**TIMES, "b": amount}, CHAIN)
    (found,) = troubles(drawn)
    assert found == ("b", "The process time of 'b' (b) is not a usable number. It is counted as 0.")
    assert lead(drawn) == 40.0


def test_zero_demand(draw: Draw) -> None:
    event = Event(maps=(draw(TIMES, CHAIN),), demand=Demand("unit", 0.0))
    found = flow.metrics(event, "current")
    assert any("The demand is zero" in trouble.text for trouble in found.troubles)
    assert found.value("takt_time_min") is None
    assert found.quantities["takt_time_min"].note
    assert found.value("lead_time_expected_min") == 60.0
    assert workload(event) is None
    with pytest.raises(UserError, match="demand per year above zero"):
        flow.simulate(event, "current", replications=1)


def test_calendar_without_hours(draw: Draw) -> None:
    drawn = draw(TIMES, CHAIN)
    drawn = replace(drawn, steps=(*drawn.steps[:2], replace(drawn.steps[2], wait=Duration(2.0, "bd"))))
    calendar = Calendar(hours_per_business_day=0.0, calendar_days_per_business_day=0.0)
    found = troubles(drawn, calendar=calendar)
    assert ("c", "The wait of 'c' (c) is in 'bd', but the calendar has no hours per business day."
            " It is counted as 0; set the calendar.") in found  # fmt: skip
    assert any("no hours per business day" in text and step == "" for step, text in found)
    assert lead(drawn, calendar=calendar) == 60.0


def test_person_in_no_pool(draw: Draw) -> None:
    drawn = draw(TIMES, CHAIN, roles={"a": "clerk", "b": "nobody", "c": "clerk"})
    roles = (Role("clerk", "Clerk", False, 60.0, 1.0),)
    found = troubles(drawn, roles=roles)
    assert [step for step, _ in found] == ["b"]
    assert "'nobody', who is in no pool of people" in found[0][1]
    value = flow.metrics(Event(maps=(drawn,), roles=roles), "current").value("labour_cost_per_unit_usd")
    assert value == pytest.approx(40.0)


def test_load_over_one(draw: Draw) -> None:
    drawn = draw(TIMES, CHAIN, roles=dict.fromkeys(TIMES, "clerk"))
    event = Event(
        maps=(drawn,), roles=(Role("clerk", "Clerk", False, 60.0, 1.0),), demand=Demand("u", 2500.0)
    )
    load = flow.workload(event)
    assert load is not None
    (found,) = load.troubles
    assert "Clerk is loaded at 125%" in found.text
    assert "2 hours of work per day" in found.text
    queued = queueing_lead_time(event)
    assert queued is not None
    assert queued.value is None
    assert "cannot keep up" in queued.note


def test_refused_queues() -> None:
    line = queueing.queue(12.0, 10.0, 1, unit="day")
    assert line.is_refused
    assert line.backlog_growth == pytest.approx(2.0)
    assert line.remark == "The load is 120%: there is no steady waiting time, the backlog grows by 2 per day."
    assert "above 85%" in queueing.queue(9.0, 10.0).remark
    with pytest.raises(UserError):
        queueing.queue(1.0, 0.0)


def test_empty_map() -> None:
    found = flow.metrics(Event(maps=(Map("current"),)), "current")
    assert found.value("lead_time_expected_min") is None
    assert found.quantities["lead_time_expected_min"].note == "The map has no steps"
    assert found.critical_path == ()
    assert read(Map("current")).visits == ()


def test_ratios_refuse_mixed_bases(permit: Event) -> None:
    found = flow.metrics(permit, "current").quantities
    with pytest.raises(UserError, match="mix bases"):
        ratios.ratio(found["process_time_critical_path_min"], found["lead_time_first_pass_bd"])
    same = ratios.ratio(found["process_time_critical_path_min"], found["lead_time_first_pass_min"])
    assert same.value == found["activity_ratio_pct"].value


def test_impossible_quality_counts() -> None:
    with pytest.raises(UserError):
        quality.sigma_level(9.0, 1.0, 2.0)
    with pytest.raises(UserError):
        littles_law.lead_time(5.0, 0.0)


def test_the_loop_that_cannot_be_left_is_named_not_one_on_the_way_to_it(permit):

    chart = permit.map("current")
    links = tuple(
        replace(link, probability=1.0) if link.source == "c9" and link.kind == "rework" else link
        for link in chart.links
    )
    event = replace(permit, maps=(replace(chart, links=links), *permit.maps[1:]))
    told = [
        trouble.text for trouble in flow.metrics(event, "current").troubles if "never ends" in trouble.text
    ]
    assert len(told) == 1
    assert "Write correction letter" in told[0]
    assert "Ask applicant for what is missing" not in told[0]


def test_a_demand_no_computer_can_play_is_refused_at_once(permit):

    event = replace(permit, demand=replace(permit.demand, units_per_year=1e12))
    with pytest.raises(UserError, match="check the demand"):
        flow.simulate(event, "current", replications=1)
