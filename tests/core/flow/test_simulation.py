"""Simulation against theory and against SimPy, inside its own confidence limits, with fixed seeds.

Seeds are fixed, so the outcome is the same on every run; limits are those of 99.9% where many
figures are checked at once.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from scipy.special import stdtrit

from leanbench import flow
from leanbench.errors import UserError
from leanbench.event.records import Demand, Event, Link, Map, Role, Step
from leanbench.flow import queueing
from leanbench.flow.simulation import Options, Shift, Simulation, simulate, simulate_pair
from leanbench.flow.simulation.results import Estimate, estimate
from leanbench.flow.simulation.streams import arrivals, draw, generator
from leanbench.flow.times import Spread
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration

Draw = Callable[..., Map]
DAY = 480.0


def office(drawn: Map, per_day: float, **people: float) -> Event:
    roles = tuple(Role(key, key, False, 60.0, count) for key, count in people.items())
    return Event(
        calendar=Calendar(8.0, 250.0, DAY), demand=Demand("case", per_day * 250.0), roles=roles, maps=(drawn,)
    )


def within(found: Estimate | None, value: float, confidence: float = 0.999) -> bool:
    """Whether a value lies within the limits of a given confidence."""
    assert found is not None
    assert found.half_width is not None
    half = found.half_width * stdtrit(found.n - 1, 0.5 + confidence / 2.0) / stdtrit(found.n - 1, 0.975)
    return bool(abs(found.mean - value) <= half)


def test_mm1_waits_as_in_theory(draw: Draw) -> None:
    """lambda 0.8, mu 1 per minute: Wq = 4, W = 5, Lq = 3.2; the 95% limits cover in 9 of 10 runs or more."""
    event = office(draw({"a": 1.0}, [], roles={"a": "clerk"}), 0.8 * DAY, clerk=1.0)
    theory = queueing.mm1(0.8, 1.0)
    assert theory.waiting_time == pytest.approx(4.0)
    covered = []
    for seed in range(10):
        found = simulate(event, replications=6, seed=seed, days=12, warm_up=2)
        step, pool = found.steps[0], found.pools[0]
        assert step.wait_min is not None
        assert step.queue is not None
        assert found.lead_time is not None
        assert pool.utilisation is not None
        covered += [
            step.wait_min.covers(4.0),
            step.queue.covers(3.2),
            found.lead_time.covers(5.0),
            pool.utilisation.covers(0.8),
        ]
        # Exponential time in system with mean 5: P85 = 5 ln(1/0.15).
        assert within(found.lead_time_p85, 9.4856)
    assert sum(covered) >= 36


def test_mmc_waits_as_in_theory(draw: Draw) -> None:
    event = office(draw({"a": 5.0}, [], roles={"a": "clerk"}), 0.7 * 3 / 5.0 * DAY, clerk=3.0)
    found = simulate(event, replications=8, seed=4, days=100, warm_up=5)
    theory = queueing.mmc(0.42, 0.2, 3)
    assert found.steps[0].wait_min is not None
    assert theory.waiting_time is not None
    assert found.steps[0].wait_min.covers(theory.waiting_time)


def test_fixed_service_halves_the_wait(draw: Draw) -> None:
    """M/D/1 waits half as long as M/M/1 (Pollaczek and Khinchine): rho .8, t 1: Wq = 2."""
    event = office(draw({"a": 1.0}, [], roles={"a": "clerk"}), 0.8 * DAY, clerk=1.0)
    found = simulate(event, replications=8, seed=5, days=100, options=Options(service="as given"))
    assert found.steps[0].wait_min is not None
    assert found.steps[0].wait_min.covers(2.0)


def test_visits_and_lead_time_of_the_permit_equal_the_markov_chain(permit: Event) -> None:
    """With plenty of people nobody queues: visits, mean lead time and labor are those of the chain."""
    people = {role.id: 400.0 for role in permit.roles if not role.unpaid}
    for state, warm_up in (("current", 260), ("future", 60)):
        event = replace(permit, delay_threshold_min=None)
        options = Options(service="as given", keep_waits="all", people=people)
        found = simulate(event, state, replications=5, seed=1, days=150, warm_up=warm_up, options=options)
        theory = flow.metrics(event, state)
        for step in found.steps:
            assert within(step.visits, theory.visits[step.step_id]), step.step_id
        assert within(found.lead_time, theory.value("lead_time_expected_min") or 0.0)
        assert within(found.work_in_process, theory.value("work_in_process_little") or 0.0)
        for name, one in (("p50", found.lead_time_p50), ("p85", found.lead_time_p85)):
            assert one is not None
            assert one.mean == pytest.approx(theory.value(f"lead_time_{name}_min") or 0.0, rel=0.04)


def test_littles_law_holds_in_the_simulation(permit: Event) -> None:
    found = simulate(permit, "future", replications=5, seed=3)
    assert found.work_in_process is not None
    assert found.throughput_per_day is not None
    assert found.lead_time is not None
    days = found.lead_time.mean / found.minutes_per_day
    assert found.work_in_process.mean == pytest.approx(found.throughput_per_day.mean * days, rel=0.02)


def digest(found: Simulation) -> tuple[Any, ...]:
    return (
        found.lead_time, found.lead_time_p85, found.work_in_process, found.services, float(found.lead_times.sum()),
        [(s.step_id, s.wait_min) for s in found.steps],
    )  # fmt: skip


def test_same_seed_same_result_and_another_seed_another(permit: Event) -> None:
    one = simulate(permit, "future", replications=2, seed=7, days=60)
    two = simulate(permit, "future", replications=2, seed=7, days=60)
    other = simulate(permit, "future", replications=2, seed=8, days=60)
    assert digest(one) == digest(two)
    assert one.lead_time != other.lead_time


def test_the_order_of_steps_in_the_file_changes_nothing(permit: Event) -> None:
    drawn = permit.map("future")
    turned = replace(permit, maps=(replace(drawn, steps=drawn.steps[::-1], links=drawn.links[::-1]),))
    one = simulate(permit, "future", replications=1, seed=7, days=60)
    two = simulate(turned, "future", replications=1, seed=7, days=60)
    assert one.services == two.services
    assert one.lead_time is not None
    assert two.lead_time is not None
    assert one.lead_time.mean == pytest.approx(two.lead_time.mean, rel=1e-12)


def test_streams_are_the_same_on_every_system() -> None:
    """Values read once and kept: a change of library or platform that moves them must be seen."""
    times = draw(Spread(10.0, 100.0, "exponential"), generator(1, 0, "service", "c1"), 3)
    assert times.tolist() == [2.304737091064453, 2.5009584426879883, 1.6496343612670898]
    assert all(time * 2**20 == int(time * 2**20) for time in times.tolist())


def test_draws_have_their_mean_and_variance() -> None:
    for law in (
        Spread(15.0, 75.0, "range", 0.0, 15.0, 30.0),
        Spread(35.0, (50.0 / 6.0) ** 2, "three-point", 20.0, 30.0, 70.0),
        Spread(10.0, 30.0, "lognormal"),
        Spread(10.0, 30.0, "gamma"),
        Spread(10.0, 30.0, "weibull"),
        Spread(3.0, 2.0 / 3.0, "data", values=(2.0, 3.0, 4.0)),
    ):
        values = draw(law, generator(5, 0, "service", law.shape), 200_000)
        assert float(values.mean()) == pytest.approx(law.mean, rel=0.01), law.shape
        assert float(values.var()) == pytest.approx(law.variance, rel=0.03), law.shape


def test_arrival_profile_and_even_arrivals() -> None:
    times = arrivals(generator(1, 0, "arrivals", ""), 100.0, DAY, 200, (1.0, 3.0))
    late = sum(1 for time in times if time % DAY >= DAY / 2)
    assert late / len(times) == pytest.approx(0.75, abs=0.01)
    even = arrivals(generator(1, 0, "arrivals", ""), 4.0, DAY, 2, even=True)
    assert even == [60.0, 180.0, 300.0, 420.0, 540.0, 660.0, 780.0, 900.0]


# --- calendars, pools, batches, gates ------------------------------------------------------------


def one_step(step: Step, per_day: float, options: Options, days: int = 250, **people: float) -> Simulation:
    event = office(Map("current", steps=(step,)), per_day, **people)
    return simulate(event, replications=8, seed=9, days=days, warm_up=10, options=options)


def test_a_monthly_gate_makes_half_a_month_of_waiting() -> None:
    """A board every 20 days and arrivals at random: 10 days on average (flow mathematics, section 6)."""
    step = Step("board", role="board", process_time=Duration(0.0), gate=Duration(20.0, "bd"))
    found = one_step(step, 10.0, Options(), 1000, board=50.0)
    assert found.steps[0].wait_min is not None
    assert found.steps[0].wait_min.mean / DAY == pytest.approx(10.0, rel=0.02)


def test_a_batch_waits_to_form() -> None:
    """Batches of 20 at 10 per day: (20 - 1) / (2 x 10) = 0.95 day."""
    step = Step("mail", role="clerk", process_time=Duration(0.0), batch=20.0)
    found = one_step(step, 10.0, Options(), 1000, clerk=50.0)
    assert found.steps[0].wait_min is not None
    assert found.steps[0].wait_min.mean / DAY == pytest.approx(queueing.batch_wait(20.0, 10.0), rel=0.02)


def test_half_a_person_has_half_the_capacity() -> None:
    """One half-time person with work for 30% of a day is busy for 60% of their time."""
    step = Step("a", role="clerk", process_time=Duration(14.4))
    found = one_step(step, 10.0, Options(), clerk=0.5)
    assert found.pools[0].people == pytest.approx(0.5)
    assert found.pools[0].utilisation is not None
    assert found.pools[0].utilisation.mean == pytest.approx(0.6, abs=0.02)


def test_a_shift_of_two_days_a_week() -> None:
    """There on two days of five, at 40% of a person: cases wait for the day."""
    shift = Shift(((0.0, 1.0), (480.0, 0.0), (1440.0, 1.0), (1920.0, 0.0)), cycle_days=5.0)
    step = Step("a", role="clerk", process_time=Duration(10.0))
    found = one_step(step, 5.0, Options(shifts={"clerk": shift}), clerk=1.0)
    assert found.pools[0].people == pytest.approx(0.4)
    assert found.pools[0].utilisation is not None
    assert found.pools[0].utilisation.mean == pytest.approx(5.0 * 10.0 / 480.0 / 0.4, abs=0.02)
    assert found.steps[0].wait_min is not None
    # Away for 2, then 2 days: an arrival waits at least (2^2 + 1^2...)/(2 x 5) days on average.
    assert found.steps[0].wait_min.mean > 0.4 * DAY


def test_priorities_serve_the_smaller_number_first(draw: Draw) -> None:
    """Express work first: it waits less than the same work without priority, the other waits more."""
    drawn = draw(
        {"in": 0.0, "express": 10.0, "full": 10.0},
        [("in", "express", "flow", 0.5), ("in", "full", "flow", 0.5)],
        roles={"express": "clerk", "full": "clerk"},
        kinds={"in": "xor_split"},
    )
    event = office(drawn, 0.85 * 48.0, clerk=1.0)
    plain = simulate(event, replications=4, seed=1, days=200)
    first = simulate(event, replications=4, seed=1, days=200, options=Options(priorities={"full": 1}))
    waits = {s.step_id: s.wait_min.mean for s in plain.steps if s.wait_min}
    after = {s.step_id: s.wait_min.mean for s in first.steps if s.wait_min}
    assert after["express"] < waits["express"] < after["full"]
    # Cobham 1954, equal exponential service, rho1 = .425: W1 = rho t / (1 - rho1).
    assert after["express"] == pytest.approx(0.85 * 10.0 / (1.0 - 0.425), rel=0.1)


def test_withdrawals_and_due_dates() -> None:
    step = Step("a", role="clerk", process_time=Duration(60.0))
    found = one_step(step, 10.0, Options(patience_min=120.0, due_min=120.0), clerk=1.0)
    assert found.withdrawn_share is not None
    # 10 x 60 min on 480: without withdrawals the line would grow without limit.
    assert 0.2 < found.withdrawn_share.mean < 0.7
    assert found.due_share is not None
    assert 0.4 < found.due_share.mean < 1.0
    assert any("125%" in remark for remark in found.remarks)


def test_backlog_burns_down() -> None:
    """96 cases of half an hour waiting, 8 arriving of 16 possible per day: gone in about 96 / 8 = 12 days."""
    step = Step("a", role="clerk", process_time=Duration(30.0), wip=96.0)
    event = office(Map("current", steps=(step,)), 8.0, clerk=1.0)
    found = simulate(event, replications=10, seed=1, days=60, options=Options(backlog=True))
    assert found.warm_up_days == 0
    assert found.backlog_gone_day is not None
    assert found.backlog_gone_day.mean == pytest.approx(6.0, rel=0.1)  # first come first served: 96 / 16
    assert found.wip_by_day[0] > found.wip_by_day[5] > found.wip_by_day[20]
    assert found.wip_by_day[2] == pytest.approx(96.0 - 3 * 8.0, rel=0.15)


# --- parallel work -------------------------------------------------------------------------------


def test_parallel_branches_meet(draw: Draw) -> None:
    """Exponential branches of mean 1 and 4 hours: the mean of the longest is 4.2 hours."""
    drawn = draw({"a": 0.0, "b": 60.0, "c": 240.0, "e": 0.0}, [("a", "b"), ("a", "c"), ("b", "e"), ("c", "e")],
                 roles={"b": "x", "c": "x"})  # fmt: skip
    found = simulate(office(drawn, 20.0, x=500.0), replications=10, seed=6, days=100)
    assert within(found.lead_time, 252.0)


def test_nested_crossing_and_left_branches(draw: Draw) -> None:
    many = dict.fromkeys("abcdefx", "p")
    fixed = Options(service="as given")
    nested = draw({"a": 1.0, "b": 5.0, "c": 9.0, "d": 12.0, "e": 4.0, "f": 1.0},
                  [("a", x) for x in "bcd"] + [("b", "e"), ("c", "e"), ("e", "f"), ("d", "f")], roles=many)  # fmt: skip
    found = simulate(office(nested, 5.0, p=900.0), replications=2, days=20, options=fixed)
    assert found.lead_time is not None
    assert found.lead_time.mean == pytest.approx(15.0)
    crossing = draw({"a": 1.0, "b": 2.0, "c": 7.0, "d": 3.0, "e": 5.0, "f": 1.0},
                    [("a", "b"), ("a", "c"), ("b", "d"), ("b", "e"), ("c", "e"), ("d", "f"), ("e", "f")],
                    roles=many)  # fmt: skip
    found = simulate(office(crossing, 5.0, p=900.0), replications=2, days=20, options=fixed)
    assert found.lead_time is not None
    assert found.lead_time.mean == pytest.approx(14.0)
    assert {s.step_id: round(s.visits.mean, 6) for s in found.steps if s.visits} == dict.fromkeys(
        "abcdef", 1.0
    )
    leaving = draw({"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "x": 1.0},
                   [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("b", "x", "exit", 0.2)], roles=many)  # fmt: skip
    found = simulate(office(leaving, 50.0, p=900.0), replications=4, days=100, options=fixed)
    visits = {s.step_id: s.visits.mean for s in found.steps if s.visits}
    assert visits["d"] == pytest.approx(0.8, abs=0.02)
    assert visits["x"] == pytest.approx(0.2, abs=0.02)


# --- running -------------------------------------------------------------------------------------


class Recorder:
    """A task that keeps what it is told and can cancel."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.shares: list[float] = []
        self.texts: list[str] = []
        self.parts: list[object] = []
        self.stop_after = stop_after

    def progress(self, share: float) -> None:
        self.shares.append(share)

    def say(self, text: str) -> None:
        self.texts.append(text)

    def partial(self, value: object) -> None:
        self.parts.append(value)

    def cancelled(self) -> bool:
        return len(self.shares) >= self.stop_after


def test_progress_moves_and_cancel_stops(permit: Event) -> None:
    task = Recorder()
    found = simulate(permit, "future", replications=3, days=40, task=task)
    assert task.shares == sorted(task.shares)
    assert task.shares[-1] == 1.0
    assert len(task.shares) > 30
    assert task.texts[0].startswith("Replication 1 of 3: mean lead time ")
    assert len(task.parts) == 3
    assert not found.cancelled
    stopped = simulate(permit, "future", replications=3, days=40, task=Recorder(stop_after=25))
    assert stopped.cancelled
    assert stopped.replications == 1
    nothing = simulate(permit, "future", replications=3, days=40, task=Recorder(stop_after=1))
    assert nothing.replications == 0
    assert nothing.lead_time is None


def test_stop_rule(permit: Event) -> None:
    found = simulate(permit, "future", replications=50, days=60, precision=0.05)
    assert 5 <= found.replications < 50
    assert found.precision_reached
    assert found.lead_time is not None
    assert found.lead_time.half_width is not None
    assert found.lead_time.half_width <= 0.05 * found.lead_time.mean
    short = simulate(permit, "future", replications=3, days=20, precision=1e-6)
    assert not short.precision_reached
    assert any("precision was not reached" in remark for remark in short.remarks)


def test_common_random_numbers_sharpen_a_comparison(permit: Event) -> None:
    """The same map with one more examiner: the paired difference is surer than two separate runs."""
    more = Options(people={"PE": 4.0})
    twin = replace(permit, maps=(permit.map("future"), replace(permit.map("future"), id="scenario")))
    pair = simulate_pair(twin, "future", "scenario", replications=6, days=60, after_options=more)
    assert pair.lead_time_difference is not None
    assert pair.lead_time_difference.high is not None
    assert pair.lead_time_difference.high < 0.0
    assert pair.before.lead_time is not None
    assert pair.lead_time_difference.half_width is not None
    assert pair.before.lead_time.half_width is not None
    assert pair.lead_time_difference.half_width < pair.before.lead_time.half_width
    assert pair.sentence.startswith("The mean lead time falls by ")


def test_quantities_explain_themselves(permit: Event) -> None:
    found = simulate(permit, "future", replications=3, days=40)
    figure = found.quantities["lead_time_mean_min"]
    assert figure.unit == "min"
    low, high = figure.term("lower 95% limit").number(), figure.term("upper 95% limit").number()
    assert low < figure.value < high
    assert "Arrivals at random, 9.6 per business day." in figure.explain()
    assert "utilisation_PE_pct" in found.quantities
    edges, counts = found.histogram(20)
    assert len(edges) == len(counts) + 1
    assert sum(counts) == len(found.lead_times)


def test_limits_are_students() -> None:
    """Five values: mean 3, s = 1.5811, t(4, 0.975) = 2.7764: half-width 1.9632."""
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found is not None
    assert found.half_width == pytest.approx(1.96324, abs=1e-5)
    assert estimate([2.0]) == Estimate(2.0, None, None, 1)
    assert estimate([None]) is None


def test_what_cannot_be_simulated_is_said(permit: Event) -> None:
    with pytest.raises(UserError, match="no steps"):
        simulate(Event(maps=(Map("current"),), demand=Demand("u", 10.0)))
    with pytest.raises(UserError, match="no step 'ghost'"):
        simulate(permit, options=Options(priorities={"ghost": 1}))
    with pytest.raises(UserError, match="Nobody is ever there"):
        simulate(permit, options=Options(people={"PE": 0.0}))
    with pytest.raises(UserError, match="at least one replication"):
        simulate(permit, replications=0)
    with pytest.raises(UserError, match="calendar with hours"):
        simulate(replace(permit, calendar=Calendar(hours_per_business_day=0.0)))


# --- the referee ---------------------------------------------------------------------------------


def simpy_office(seed: int, per_day: float, days: int, warm: int) -> float:
    """Three steps in a row with 2, 3 and 1 people, exponential times, 20% rework after the second."""
    simpy = pytest.importorskip("simpy")
    luck = random.Random(seed)
    env = simpy.Environment()
    pools = [simpy.Resource(env, capacity=count) for count in (2, 3, 1)]
    means = (20.0, 30.0, 10.0)
    leads: list[float] = []

    def case() -> Any:
        born = env.now
        step = 0
        while step < 3:
            with pools[step].request() as turn:
                yield turn
                yield env.timeout(luck.expovariate(1.0 / means[step]))
            if step == 1 and luck.random() < 0.2:
                continue
            step += 1
        if env.now >= warm * DAY:
            leads.append(env.now - born)

    def source() -> Any:
        while True:
            yield env.timeout(luck.expovariate(per_day / DAY))
            env.process(case())

    env.process(source())
    env.run(until=(warm + days) * DAY)
    return sum(leads) / len(leads)


def test_simpy_agrees(draw: Draw) -> None:
    drawn = draw({"a": 20.0, "b": 30.0, "c": 10.0}, [("a", "b"), ("b", "c"), ("b", "b", "rework", 0.2)],
                 roles={"a": "x", "b": "y", "c": "z"})  # fmt: skip
    ours = simulate(office(drawn, 28.0, x=2.0, y=3.0, z=1.0), replications=8, seed=1, days=60, warm_up=10)
    theirs = estimate([simpy_office(seed, 28.0, 60, 10) for seed in range(8)])
    assert ours.lead_time is not None
    assert theirs is not None
    assert ours.lead_time.half_width is not None
    assert theirs.half_width is not None
    joint = (ours.lead_time.half_width**2 + theirs.half_width**2) ** 0.5
    assert abs(ours.lead_time.mean - theirs.mean) <= 1.5 * joint


def test_a_pair_stops_when_the_difference_is_sure(permit: Event) -> None:
    told = {"replications": 40, "seed": 2, "days": 80}
    rough = simulate_pair(permit, precision=0.2, **told)
    assert 5 <= rough.before.replications == rough.after.replications < 40
    assert rough.before.precision_reached
    assert rough.lead_time_difference is not None
    assert rough.before.lead_time is not None
    assert rough.lead_time_difference.half_width is not None
    assert rough.lead_time_difference.half_width <= 0.2 * rough.before.lead_time.mean
    found = rough.quantity()
    assert found is not None
    assert "Common random numbers" in found.explain()
    for wrong in (0.0, 1.0, 4.0):
        with pytest.raises(UserError, match="precision"):
            simulate_pair(permit, precision=wrong, **told)


def test_options_of_a_pair_may_name_steps_of_one_state_only(permit: Event) -> None:
    """Steps of the current state that are gone in the future one; a step of neither is still refused."""
    only = next(
        s.id for s in permit.map("current").steps if s.id not in {t.id for t in permit.map("future").steps}
    )
    told = Options(priorities={only: 1}, external=(only,), backlog={only: 3})
    pair = simulate_pair(permit, replications=1, days=30, options=told)
    assert any("smallest number is served first" in text for text in pair.before.assumptions)
    assert not any("smallest number is served first" in text for text in pair.after.assumptions)
    with pytest.raises(UserError, match="no step 'gone'"):
        simulate_pair(permit, replications=1, days=30, options=Options(priorities={"gone": 1}))


def test_what_was_asked_for_is_among_the_assumptions(draw: Draw) -> None:
    drawn = draw({"a": 10.0, "b": 5.0}, [("a", "b")], roles={"a": "clerk", "b": "clerk"})
    drawn = replace(drawn, steps=(replace(drawn.steps[0], wip=7.0), drawn.steps[1]))
    told = Options(
        profile=(3.0, 1.0), shifts={"clerk": Shift(((0.0, 2.0), (240.0, 1.0)))}, priorities={"b": -1},
        patience_min=9600.0, backlog=True, due_min=60.0,
    )  # fmt: skip
    text = " ".join(simulate(office(drawn, 5.0, clerk=1.0), replications=2, days=40, options=told).summary())
    for words in (
        "weigh 3 1",
        "clerk 1.5 people on average",
        "“b” -1",
        "after 20 business days",
        "starts with 7 cases",
        "within the promised time",
        "are withdrawn",
        "initial backlog is gone",
    ):
        assert words in text  # fmt: skip


def test_two_states_that_are_the_same_differ_by_nothing(permit: Event) -> None:
    """Common random numbers: every replication has the same luck in both, to the last digit."""
    twin = replace(permit.map("current"), id="twin")
    pair = simulate_pair(
        replace(permit, maps=(*permit.maps, twin)), "current", "twin", replications=3, days=60
    )
    assert pair.lead_time_difference is not None
    assert (pair.lead_time_difference.low, pair.lead_time_difference.high) == (0.0, 0.0)
    assert "could be chance" in pair.sentence


def test_estimates_say_why_they_differ(draw: Draw) -> None:
    """Typed waits that people do not explain; a formula that does not know of a backlog; agreement."""
    drawn = draw({"a": 30.0}, [], roles={"a": "clerk"}, waits={"a": 2400.0})
    event = office(drawn, 8.0, clerk=1.0)
    plain = flow.lead_time_estimates(event, simulation=simulate(event, replications=6, days=150))
    assert any("most of the waiting is not lack of people" in text for text in plain.sentences)
    start = simulate(event, replications=4, days=40, options=Options(backlog={"a": 80}))
    assert start.backlog_cases == 80
    told = flow.lead_time_estimates(event, simulation=start).sentences
    assert any("starts with 80 cases waiting" in text for text in told)
    step = replace(drawn.steps[0], wait=Duration(30.0))
    quiet = replace(event, maps=(replace(drawn, steps=(step,)),))
    agree = flow.lead_time_estimates(quiet, simulation=simulate(quiet, replications=6, days=150))
    assert agree.sentences == ("The typed waits agree with what the load on people explains, within 20%.",)
    busy = flow.lead_time_estimates(office(drawn, 20.0, clerk=1.0))
    assert "more work arrives than can be done" in busy.sentences[0]


def test_a_step_that_only_waits_takes_its_wait() -> None:
    """No people and no work, 100 minutes of waiting: each case takes 100 minutes; with waits left out, none."""
    mail = Step("a", "Mail", process_time=Duration(0.0), wait=Duration(100.0))
    steps = (mail, Step("b", "Book", process_time=Duration(5.0)))
    event = Event(maps=(Map("current", "", steps, (Link("l", "a", "b"),)),), demand=Demand("case", 2_400.0))
    for keep, minutes in (("all", 105.0), ("none", 5.0)):
        options = Options("as given", "even", keep_waits=keep)
        found = simulate(event, replications=2, days=20, warm_up=5, options=options)
        assert found.lead_time is not None
        assert found.lead_time.mean == pytest.approx(minutes)
