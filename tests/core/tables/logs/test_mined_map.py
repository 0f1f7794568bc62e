"""A log becomes a map: steps, ways with their shares, work side by side, times, what is folded; and the proof of it."""

import numpy as np
import pytest

from leanbench.errors import UserError
from leanbench.event.check import check
from leanbench.event.records import Event, Header
from leanbench.flow.graph import read
from leanbench.flow.measures import metrics
from leanbench.tables.logs import order_of_work
from leanbench.tables.logs.mined_event import mine, with_mined
from leanbench.tables.logs.mined_map import to_map
from leanbench.tables.logs.office_clock import OfficeClock
from leanbench.tables.logs.reproduction import reproduce
from leanbench.tables.logs.step_times import nearest_shape


def permits(cases=240, seed=5, side_by_side=False, branch=0.4, again=0.15):
    """A permit office as the text of a log: received, checked, sent back sometimes, reviewed, issued; office hours."""
    source = np.random.default_rng(seed)
    day = np.datetime64("2024-01-02T08:00")
    rows = ["case,activity,who,start,time"]

    def at(minutes):  # open minutes since the first day, Monday to Friday from 8 to 16
        days, rest = divmod(int(minutes), 480)
        return (
            str(np.busday_offset(day.astype("datetime64[D]"), days, roll="forward"))
            + f" {8 + rest // 60:02d}:{rest % 60:02d}"
        )

    for i in range(cases):
        now = i * 150.0
        todo = ["Receive", "Check"]
        while source.random() < again:
            todo += ["Ask applicant", "Check"]
        todo += (
            [["Review fire", "Review zoning"], "Issue"]
            if side_by_side
            else (["Field visit"] if source.random() < branch else []) + ["Issue"]
        )
        for activity in todo:
            if isinstance(activity, list):
                ends = []
                for one in activity:
                    begin = now + source.gamma(2.0, 300.0)
                    ends.append(begin + 60.0)
                    rows.append(f"c{i:04d},{one},{one},{at(begin)},{at(begin + 60.0)}")
                now = max(ends)
                continue
            begin = now + (0.0 if activity == "Receive" else source.gamma(2.0, 400.0))
            end = begin + source.uniform(10, 50)
            rows.append(f"c{i:04d},{activity},clerk,{at(begin)},{at(end)}")
            now = end
    return "\n".join(rows) + "\n"


def links_by_name(map_):
    names = {step.id: step.name or step.kind for step in map_.steps}
    return {(names[link.source], names.get(link.target, "out")): link for link in map_.links}


def test_the_textbook_becomes_a_map_that_can_be_computed(log_of, textbook):
    found = to_map(log_of(textbook))
    names = {step.id: step.name for step in found.map.steps}
    assert next(iter(names.values())) == "register request"
    assert {role.name for role in found.roles} >= {"Sara"}
    for step in found.map.steps:
        ways = [link.probability for link in found.map.links if link.source == step.id]
        assert not ways or ways == [None] or sum(ways) == pytest.approx(1)
    flow = read(found.map)
    visits = {names[id]: n for id, n in zip(flow.ids, flow.visits, strict=True)}
    # three cases decided four times in the log: the Markov chain of the map gives the same mean
    assert visits["decide"] == pytest.approx(4 / 3)
    assert visits["reject request"] + visits["pay compensation"] == pytest.approx(1)


def test_rework_is_a_way_back_to_a_step_done_before_and_visits_are_those_of_the_log(log_of):
    log = log_of(permits())
    found = to_map(log, fold=0.0)
    links = links_by_name(found.map)
    assert (
        links["Check", "Ask applicant"].kind == "rework"
    )  # who is asked comes back: no first pass goes there
    assert links["Ask applicant", "Check"].kind == "rework"
    assert links["Check", "Issue"].kind == "flow"
    flow = read(found.map)
    names = {step.id: step.name for step in found.map.steps}
    counts = np.bincount(log.activity)
    for id, visits in zip(flow.ids, flow.visits, strict=True):
        assert visits == pytest.approx(counts[log.activities.index(names[id])] / len(log.cases), rel=1e-9)


def test_a_detour_stands_after_the_step_it_starts_from_whichever_cases_are_asked(log_of, monkeypatch):
    """The mean place alone puts Correct before Review: the cases that go there are longer."""
    ways = [["Receive", "Check", "Review", "Issue"]] * 40
    ways += [["Receive", "Check", "Review", *["Correct", "Review"] * 3, "Issue"]] * 40
    ways[17] = ["Receive", "Check", "Appeal", "Review", "Issue"]
    text = "case,activity,time\n" + "".join(
        f"c{case:02d},{activity},2024-01-01 {8 + hour:02d}:00\n"
        for case, way in enumerate(ways)
        for hour, activity in enumerate(way)
    )
    usual = ["Receive", "Check", "Review", "Correct", "Issue"]
    for asked in (10_000, 7):  # with seven, nobody asked knows the appeal: its own place in its case counts
        monkeypatch.setattr(order_of_work, "_ASKED", asked)
        names = [step.name for step in to_map(log_of(text), fold=0.0).map.steps]
        assert 1 < names.index("Appeal") < 5
        assert [name for name in names if name != "Appeal"] == usual
        assert asked == 7 or names.index("Appeal") == 2


def test_work_whose_order_does_not_matter_stands_side_by_side(log_of):
    found = to_map(log_of(permits(side_by_side=True), clock=OfficeClock()))
    links = links_by_name(found.map)
    assert {("and_split", "Review fire"), ("and_split", "Review zoning"), ("Review fire", "and_join")} <= set(
        links
    )
    assert ("Review fire", "Review zoning") not in links
    fire = next(step for step in found.map.steps if step.name == "Review fire")
    assert fire.wait.mean() * 8 * 60 == pytest.approx(600, rel=0.15)  # from the parting of the ways


def test_times_are_measured_in_business_time_and_say_from_how_many(log_of):
    found = to_map(log_of(permits(), clock=OfficeClock()), source="permits 2024")
    check_step = next(step for step in found.map.steps if step.name == "Check")
    assert check_step.wait.unit == "bd"
    assert check_step.wait.mean() == pytest.approx(800 / 480, rel=0.1)
    assert check_step.process_time.mean() == pytest.approx(30, rel=0.1)
    assert check_step.wait.source.startswith("permits 2024, n = ")
    event = Event(header=Header(title="x"), maps=(found.map,))
    assert metrics(event, "current").quantities["lead_time_expected_bd"].basis == "measured"


def test_a_log_without_starts_says_that_waits_hold_the_work(log_of, textbook):
    found = to_map(log_of(textbook))
    assert all(step.process_time is None for step in found.map.steps)
    assert any("holds the work" in note for note in found.notes)


def test_what_is_rare_is_folded_and_named_and_no_time_is_lost(log_of):
    text = permits(again=0.0, branch=0.0)
    rare = text + "c0001,Appeal,judge,2024-02-01 08:00,2024-02-01 09:00\n"
    log = log_of(rare, clock=OfficeClock())
    found = to_map(log, fold=0.02)
    assert "Appeal" not in {step.name for step in found.map.steps}
    assert any("“Appeal” (1)" in note for note in found.notes)
    assert "Appeal" in {step.name for step in to_map(log, fold=0.0).map.steps}


def test_a_column_that_is_no_activity_is_refused_with_a_sentence(log_of):
    text = "case,activity,time\n" + "".join(f"c{i // 2},act {i},2024-01-01\n" for i in range(2000))
    with pytest.raises(UserError, match="2,000 different activities"):
        to_map(log_of(text, keep_equal_rows=True), fold=0.0)


def test_activities_called_start_and_end_stay_apart_from_the_entry(log_of):
    ways = {"A": ("Start", "Review", "End"), "B": ("Review", "End")}
    text = "case,activity,time\n" + "".join(
        f"{case},{activity},2024-01-0{day}\n"
        for case, way in ways.items()
        for day, activity in enumerate(way, 1)
    )
    map_ = to_map(log_of(text)).map
    assert (map_.steps[0].name, map_.steps[0].kind) == ("Case arrives", "start")
    assert sorted(step.name for step in map_.steps if step.kind == "process") == ["End", "Review", "Start"]


@pytest.mark.parametrize("side_by_side", [False, True])
def test_the_simulated_map_gives_the_held_out_third_back(log_of, side_by_side):
    found = reproduce(log_of(permits(cases=600, side_by_side=side_by_side), clock=OfficeClock()))
    assert (found.made_from, found.held_out) == (400, 200)
    assert found.is_reproduced, found.text()
    assert found.distance < 0.15
    assert "inside" in found.text()


def test_a_map_that_does_not_fit_is_said_not_to(log_of):
    """The last third is another office: waits of the same steps three times as long."""
    first, second = permits(cases=200), permits(cases=120, seed=9).replace("c0", "d0")
    slow = []
    for line in second.splitlines()[1:]:
        case, activity, who, *times = line.split(",")
        later = np.timedelta64(200 if activity == "Issue" else 100, "D")
        moved = [str(np.datetime64(time.replace(" ", "T")) + later).replace("T", " ") for time in times]
        slow.append(",".join([case, activity, who, *moved]))
    found = reproduce(log_of(first + "\n".join(slow) + "\n", clock=OfficeClock()))
    assert not found.is_reproduced
    assert "outside" in found.text()


def test_too_few_cases_prove_nothing(log_of, textbook):
    with pytest.raises(UserError, match="from 30"):
        reproduce(log_of(textbook))


def test_the_interval_is_that_of_two_samples(log_of):
    found = reproduce(log_of(permits(cases=300), clock=OfficeClock()))
    middle = found.percentiles[0]
    assert middle.low < middle.simulated < middle.high


def test_the_nearest_shape_is_the_one_the_times_came_from():
    share = (np.arange(2000) + 0.5) / 2000
    exponential = -np.log1p(-share) * 5.0
    assert nearest_shape(exponential)[0] in ("exponential", "gamma", "weibull")
    heavy = np.exp(np.sort(np.random.default_rng(3).normal(1.0, 1.5, 4000)))
    shape, sd = nearest_shape(heavy)
    assert shape == "lognormal"
    assert sd > heavy.mean()
    normal = np.sort(np.random.default_rng(3).normal(50.0, 5.0, 4000))
    assert nearest_shape(normal)[0] in ("normal", "gamma", "lognormal")


def test_a_mined_event_is_in_order_and_keeps_what_stood_there(data_of):
    data = data_of(permits())
    clock = OfficeClock()
    found = mine(data, clock=clock)
    event = with_mined(Event(header=Header(title="Permits")), data, found, clock)
    assert not [finding for finding in check(event) if finding.level == "broken"]
    assert event.demand.units_per_year == pytest.approx(800, rel=0.1)  # one every 150 open minutes
    assert event.map("current").notes[0].text == found.reproduction_text
    assert event.datasets[0].about["log_columns"]["case"] == "case"
    again = with_mined(event, data, found, clock)
    assert [role.name for role in again.roles] == [role.name for role in event.roles]
    assert len(again.maps) == 1


def test_columns_that_are_lacking_or_wrong_are_named(data_of):
    data = data_of("what,who\na,b\n")
    with pytest.raises(UserError, match="the case"):
        mine(data)
    with pytest.raises(UserError, match="no column 'nothing'"):
        mine(data_of(permits()), columns={"case": "nothing"})
