"""Formulas of capacity, waiting, quality, money and waste against published or hand-computed numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import pytest

from leanbench import flow
from leanbench.errors import UserError
from leanbench.event.records import Demand, Event, Link, Map, Role, Step, TimeObservation, Waste
from leanbench.flow import capacity, finance, fitted, littles_law, quality, queueing, ratios
from leanbench.flow.comparison import step_differences
from leanbench.flow.loads import queueing_lead_time
from leanbench.flow.wastes import DOWNTIME, TIMWOODS, WASTES, waste_key, waste_name, wastes
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration

Draw = Callable[..., Map]


# --- capacity ------------------------------------------------------------------------------------


def test_takt_and_pitch() -> None:
    """27,600 s / 460 = 60 s; a pack of 20 is due every 20 minutes."""
    takt = capacity.takt(27_600.0, 460.0, "s")
    assert takt.value == 60.0
    assert capacity.pitch(60.0, 20.0, "s").value == 1200.0
    assert "available time: 27,600 s" in takt.explain()


def test_effective_time_of_the_lexicon() -> None:
    """20 + 30 + 30/30 = 51 s (Lean Lexicon)."""
    assert capacity.effective_time(20.0, load=30.0, changeover=30.0, lot=30.0) == 51.0
    assert capacity.effective_time(46.0, available=0.8) == pytest.approx(57.5)
    with pytest.raises(UserError):
        capacity.effective_time(1.0, available=0.0)


def test_station_capacity_and_oee() -> None:
    """2 servers x 0.9 x 60 / (1.2 visits x 15 min) = 6 per hour; 0.85 x 0.95 x 0.98 = 0.791."""
    assert capacity.station_capacity(2.0, 0.9, 60.0, 1.2, 15.0) == pytest.approx(6.0)
    assert capacity.oee(0.85, 0.95, 0.98) == pytest.approx(0.791, abs=5e-4)
    assert capacity.availability(85.0, 15.0) == 0.85


def test_staffing_shows_the_remainder() -> None:
    """(39 + 46 + 62 + 40) / 60 = 3.12: four people, or take 7 s away and use three."""
    found = capacity.staffing(187.0, 60.0)
    assert found.exact == pytest.approx(3.1167, abs=1e-4)
    assert found.people == 4
    assert found.excess == pytest.approx(7.0)


def test_epei_without_room() -> None:
    found = capacity.epei(180.0, 500.0, 480.0)
    assert found.value is None
    assert found.note == "The run time leaves no room for changeovers"


def test_the_bottleneck_is_the_busiest_not_the_slowest() -> None:
    """20 arrivals/h: a test that 30% take, capacity 10/h, is 60% busy; the counter, 24/h, 83%."""
    calendar = Calendar(8.0, 250.0, 480.0)
    steps = (Step("counter", role="c", process_time=Duration(2.5)), Step("test", role="t", process_time=Duration(6.0)),
             Step("end", kind="end"))  # fmt: skip
    links = (
        Link("1", "counter", "test", "flow", 0.3),
        Link("2", "counter", "end", "flow", 0.7),
        Link("3", "test", "end"),
    )
    event = Event(
        calendar=calendar, demand=Demand("u", 160.0 * 250.0), maps=(Map("current", steps=steps, links=links),),
        roles=(Role("c", "Counter", False, 40.0, 1.0), Role("t", "Tester", False, 40.0, 1.0)),
    )  # fmt: skip
    load = flow.workload(event)
    assert load is not None
    assert load.bottleneck == ("role", "c")
    assert load.utilisation.value == pytest.approx(83.333, abs=1e-3)
    shares = {pool.role: pool.utilisation for pool in load.pools}
    assert shares["t"] == pytest.approx(0.6)
    assert load.pools[0].quantity().value == pytest.approx(83.333, abs=1e-3)
    assert [bar.segments[0][0] for bar in load.bars] == ["counter", "test"]
    assert load.takt.value == pytest.approx(3.0)


def test_shared_people_add_up_over_steps(permit: Event) -> None:
    load = flow.workload(permit, "current")
    assert load is not None
    visits = flow.metrics(permit, "current").visits
    examiner = next(pool for pool in load.pools if pool.role == "PE")
    minutes = 9.6 * (visits["c9"] * 70 + visits["c21"] * 20 + visits["c22"] * 35)
    assert examiner.load_min_per_day == pytest.approx(minutes)
    assert examiner.utilisation == pytest.approx(minutes / (3 * 480))
    assert load.bottleneck == ("role", "PE")
    assert "Plans examiner is loaded at 114.8%" in load.troubles[0].text
    productive = flow.workload(permit, "future")
    assert productive is not None
    assert not productive.troubles


def test_queueing_and_simulation_agree_on_a_quiet_office(permit: Event) -> None:
    queued = queueing_lead_time(permit, "future")
    found = flow.simulate(permit, "future", replications=5, seed=2, days=100)
    assert queued is not None
    assert queued.value is not None
    assert found.lead_time is not None
    assert queued.value == pytest.approx(found.lead_time.mean, rel=0.05)
    three = flow.lead_time_estimates(permit, "future", found)
    assert three.simulated is not None
    assert "most of the waiting is not lack of people" in three.sentences[0]
    crowded = flow.lead_time_estimates(permit, "current")
    assert "more work arrives than can be done" in crowded.sentences[0]


# --- waiting -------------------------------------------------------------------------------------


def test_textbook_queues() -> None:
    """2 per h, 3 per h: c=1 Lq 4/3, Wq 2/3 h; c=2 Lq 1/12, Wq 1/24 h, W 0.375 h."""
    one, two = queueing.mm1(2.0, 3.0), queueing.mmc(2.0, 3.0, 2)
    assert (one.queue, one.waiting_time) == (pytest.approx(4 / 3), pytest.approx(2 / 3))
    assert (two.queue, two.waiting_time) == (pytest.approx(1 / 12), pytest.approx(1 / 24))
    assert two.time_in_system == pytest.approx(0.375)
    assert one.share_waiting_longer(0.0) == pytest.approx(2 / 3)


def test_erlang_c_of_many_servers() -> None:
    """Erlang C tables: 10 servers, 8 erlang offered, 0.4092; the sum form agrees."""
    assert queueing.erlang_c(8.0, 10) == pytest.approx(0.40918, abs=1e-5)
    offered, servers = Fraction(190), 200
    below = sum(offered**k / math.factorial(k) for k in range(servers))
    top = offered**servers / math.factorial(servers) / (1 - offered / servers)
    assert queueing.erlang_c(190.0, 200) == pytest.approx(float(top / (below + top)), rel=1e-12)


def test_allen_cunneen_is_exact_for_mmc_and_half_for_fixed_service() -> None:
    exact = queueing.queue(9.0, 10.0, 1)
    fixed = queueing.queue(9.0, 10.0, 1, cs2=0.0)
    assert exact.waiting_time is not None
    assert fixed.waiting_time == pytest.approx(exact.waiting_time / 2.0)
    assert queueing.kingman(0.9, 60.0) == pytest.approx(540.0)
    assert queueing.kingman(1.0, 60.0) is None


def test_part_of_a_server_is_said_to_be_rough() -> None:
    found = queueing.queue(1.0, 1.0, 1.5)
    assert found.utilisation == pytest.approx(2 / 3)
    assert "Part-time servers" in found.remark


def test_batches_gates_downtime() -> None:
    """20 files at 10 per day: 0.95 day; a board every 20 working days: 10 days."""
    assert queueing.batch_wait(20.0, 10.0) == pytest.approx(0.95)
    assert queueing.gate_wait(20.0) == 10.0
    time, variation = queueing.with_downtime(10.0, 0.5, 90.0, 10.0)
    assert time == pytest.approx(100.0 / 9.0)
    assert variation == pytest.approx(0.5 + 2.0 * 0.9 * 0.1 * 1.0)
    assert queueing.departures_ca2(1.0, 0.3, 0.7) == pytest.approx(0.7)
    assert queueing.departures_ca2(0.0, 0.3, 0.7) == pytest.approx(0.3)


# --- quality and money ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "dpmo"), [(1, 691_462), (2, 308_538), (3, 66_807), (4, 6_210), (5, 232.6), (6, 3.398)]
)
def test_exact_sigma_table(level: float, dpmo: float) -> None:
    assert quality.level_from_dpmo(dpmo).sigma_level == pytest.approx(level, abs=2e-4)


def test_sigma_level_names_its_shift() -> None:
    found = quality.sigma_level(3432.0, 83934.0, 8.0, shift=1.5)
    assert found.sigma_level == pytest.approx(4.0682, abs=1e-4)
    assert "With a shift of 1.5 sigma" in found.quantity().explain()


def test_rolled_yields_skip_blanks_and_say_so() -> None:
    """0.9^3 = 72.9%; .85 x .90 x .95 = .72675 (a page prints .612)."""
    assert quality.rolled_ca([90.0, 90.0, 90.0]).value == pytest.approx(72.9)
    found = quality.rolled_ca([90.0, None, 80.0], ["a", "b", "c"])
    assert found.value == pytest.approx(72.0)
    assert found.note == "Skipped, no %C&A: b"
    assert quality.rolled_throughput_yield([0.85, 0.90, 0.95]).value == pytest.approx(0.72675)
    assert quality.first_pass_yield(40.0, 15.0).value == pytest.approx(62.5)


def test_cost_of_poor_quality() -> None:
    """500 returns x 1.5 h x 48 USD = 36,000 USD a year."""
    found = quality.cost_of_poor_quality(500 * 1.5, 48.0, external=1000.0, prevention=7000.0)
    assert found.internal == 36_000.0
    assert found.total == 37_000.0
    assert found.quantity().term("prevention, not included").text() == "7,000 USD"


def test_payback() -> None:
    flows = [-100_000.0] + [40_000.0] * 5
    assert finance.payback_years(100_000.0, 40_000.0) == 2.5
    assert finance.payback_of_flows(flows, 0.10) == pytest.approx(3.0193, abs=1e-4)
    assert finance.payback_of_flows([-100.0, 10.0]) is None
    assert finance.payback_of_flows([5.0, 1.0]) == 0.0
    assert finance.roi_percent(1.0, 0.0) is None


def test_rebuilt_benefits_without_a_future_map(permit: Event) -> None:
    alone = replace(permit, maps=(permit.map("current"),))
    found = flow.benefits(alone)
    assert found.value("roi_hard_only_pct") == pytest.approx(16.18, abs=0.01)
    assert found.value("soft_benefit_usd_per_year") is None
    assert "no map" in found.quantities["soft_benefit_usd_per_year"].note
    assert sum(1 for _ in found) == len(found.quantities)


# --- stocks, ratios, wastes ----------------------------------------------------------------------


def test_two_ways_to_turn_stock_into_time() -> None:
    """1,000 pieces, 100 a day: 10 days; at 60 s of the next step and 460 min a day: 2.17 days."""
    assert littles_law.days_of_supply(1000.0, 100.0).value == 10.0
    assert littles_law.days_to_consume(1000.0, 1.0, 460.0).value == pytest.approx(2.1739, abs=1e-4)
    assert littles_law.lead_time(2000.0, 60.0) == pytest.approx(33.33, abs=0.01)


def test_littles_law_check_names_what_is_off(permit: Event) -> None:
    found = littles_law.check(permit, "future")
    assert found is not None
    assert found.agrees
    drawn = permit.map("future")
    steps = tuple(replace(step, wip=500.0) if step.id == "f4b" else step for step in drawn.steps)
    wrong = littles_law.check(replace(permit, maps=(replace(drawn, steps=steps),)), "future")
    assert wrong is not None
    assert not wrong.agrees
    assert [row.step_id for row in wrong.rows if row.off and row.counted == 500.0] == ["f4b"]
    assert littles_law.check(replace(permit, demand=Demand()), "future") is None


def test_activity_ratio_on_both_bases() -> None:
    """4 h of work in 5 days: 10% on 8-hour days, 3.3% on 24-hour days."""
    work, lead = Duration(4.0, "h"), Duration(5.0, "bd")
    assert ratios.activity_ratio(work, lead).value == pytest.approx(10.0)
    long = ratios.activity_ratio(work, lead, basis="24h")
    assert long.value == pytest.approx(3.3333, abs=1e-4)
    assert "24 h time" in long.label


def test_lead_time_rules_by_name() -> None:
    """100 units waiting at 10 a day are 10 days; Learning to See does not add the process time."""
    steps = (Step("a", process_time=Duration(60.0), wip=100.0, wait=Duration(1.0, "h")),)
    values = {}
    for rule in ("sum_lt", "inventory_plus_pt", "inventory_only"):
        event = Event(demand=Demand("u", 2500.0), maps=(Map("current", steps=steps, lead_time_rule=rule),))  # type: ignore[arg-type]
        values[rule] = flow.metrics(event, "current").value("lead_time_first_pass_min")
    assert values == {"sum_lt": 120.0, "inventory_plus_pt": 4860.0, "inventory_only": 4800.0}


def test_waste_names_in_both_sets() -> None:
    assert set(DOWNTIME) == set(TIMWOODS) == set(WASTES)
    assert "".join(WASTES[key][0][0] for key in DOWNTIME) == "DOWNTIME"
    assert "".join(waste_name(key, "timwoods")[0] for key in TIMWOODS) == "TIMWOODS"
    assert waste_key("Unused talent") == "talent"
    assert waste_key("overprocessing") == "processing"
    assert waste_key("beauty") is None


def test_minutes_and_money_by_waste(draw: Draw) -> None:
    drawn = draw({"a": 30.0, "b": 20.0}, [("a", "b"), ("b", "b", "rework", 0.5)], waits={"b": 100.0},
                 roles={"a": "clerk", "b": "clerk"})  # fmt: skip
    steps = (
        replace(drawn.steps[0], value="NVA", wastes=("transport", "motion")),
        replace(drawn.steps[1], value="VA", wastes=("waiting", "defects")),
    )
    event = Event(
        maps=(replace(drawn, steps=steps),), roles=(Role("clerk", "Clerk", False, 60.0, 1.0),),
        demand=Demand("u", 1000.0), wastes=(Waste("Motion", minutes=4.0, usd_per_year=900.0), Waste("Motion")),
    )  # fmt: skip
    found = {row.key: row for row in wastes(event)}
    assert found["transport"].minutes_per_unit == 15.0
    assert found["transport"].usd_per_year == pytest.approx(15_000.0)
    assert found["waiting"].minutes_per_unit == pytest.approx(200.0)  # two visits
    assert found["waiting"].usd_per_year == 0.0
    assert found["defects"].minutes_per_unit == pytest.approx(20.0)  # only what is done again
    assert (found["motion"].findings, found["motion"].walk_minutes, found["motion"].walk_usd_per_year) == (
        2,
        4.0,
        900.0,
    )
    assert [row.key for row in wastes(event, names="timwoods")] == list(TIMWOODS)


# --- fitted times, comparison, observation -------------------------------------------------------


def test_fitted_shapes_keep_mean_and_variance() -> None:
    for shape in fitted.SHAPES[1:]:
        law = fitted.spread(shape, 12.0, 36.0)
        frozen = fitted.frozen(law)
        assert frozen.mean() == pytest.approx(12.0), shape
        assert frozen.var() == pytest.approx(144.0 if shape == "exponential" else 36.0), shape
    data = fitted.fit([3.0, 5.0, 7.0, float("nan")])
    assert (data.mean, data.variance) == (5.0, pytest.approx(8.0 / 3.0))
    with pytest.raises(UserError, match="At least two"):
        fitted.fit([1.0])
    with pytest.raises(UserError, match="negative"):
        fitted.fit([1.0, -2.0])
    with pytest.raises(UserError, match="not a shape"):
        fitted.spread("square", 1.0, 1.0)


def test_differences_of_steps() -> None:
    first = Map("current", steps=(
        Step("c1", "Receive form", role="a", process_time=Duration(5.0)), Step("c2", "Check form", role="a"),
        Step("c3", "Enter data", role="b"), Step("c4", "File copy", role="b"),
        Step("c5", "Review structure", role="b"), Step("c6", "Sign", role="c"),
    ))  # fmt: skip
    second = Map("future", steps=(
        Step("f1", "Check form and enter data", role="a"),
        Step("f2", "Receive form", role="a", process_time=Duration(3.0)),
        Step("f3", "Sign", role="a"), Step("f4", "Notify by e-mail", role="a"),
        Step("f5", "Review structure with checklist", role="b"),
    ))  # fmt: skip
    found = step_differences(first, second, Calendar())
    assert found.combined == ((("c2", "c3"), "f1"),)
    assert found.removed == ("c4",)
    assert found.added == ("f4",)
    assert found.moved_lane == (("f3", "c", "a"),)
    assert {change.after_id: change.differences for change in found.changed}["f2"] == (
        "process time 5 min → 3 min",
    )
    assert {change.after_id: change.before_id for change in found.changed}["f5"] == "c5"
    named = replace(second, steps=(Step("x", "One stop", extra={"combines": ["c1", "c6"]}),))
    assert step_differences(first, named, Calendar()).combined == ((("c1", "c6"), "x"),)


def test_points_for_shares(permit: Event) -> None:
    comparison = flow.compare(permit)
    rolled = comparison.row("rolled_ca_pct")
    assert rolled.change_points == pytest.approx(44.4)
    assert comparison.row("lead_time_expected_min").change_points is None
    assert rolled.definition
    assert rolled.better == "more"


def test_observation_with_blanks() -> None:
    sheet = TimeObservation("t", elements=("a", "b"), cycles=((1.0, 2.0), (None, 3.0), (5.0, 2.0)))
    found = flow.observation(sheet)
    assert found.elements[0].n == 2
    assert found.elements[1].lowest_repeated == 2.0
    assert found.left_out == (2,)
    assert (found.cycle_total.lowest, found.cycle_total.highest) == (3.0, 7.0)
    assert flow.observation(TimeObservation("t", elements=("a",))).elements[0].mean is None


def test_every_metric_explains_itself(permit: Event) -> None:
    for state in ("current", "future"):
        for figure in flow.metrics(permit, state).quantities.values():
            text = figure.explain()
            assert figure.label in text
            assert "Basis:" in text
            assert figure.unit
            assert figure.formula
            assert figure.convention, figure.name
            assert figure.source, figure.name
    lead = flow.metrics(permit, "current").quantities["lead_time_first_pass_min"]
    assert "” 3,840 + 70" in lead.explain()  # by the name of the step
    assert "c9" not in lead.explain()
    assert lead.basis == "estimated"
    assert flow.metrics(permit, "future").quantities["lead_time_first_pass_min"].basis == "projected"
