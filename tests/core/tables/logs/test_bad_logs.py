"""Tables that are no log, or a strange one: a plain sentence or a map that says what was odd; never a traceback."""

import numpy as np
import pytest

from leanbench.errors import UserError
from leanbench.event.check import check
from leanbench.event.records import Event, Header
from leanbench.flow.measures import metrics
from leanbench.tables.logs import event_log, follows
from leanbench.tables.logs.mined_event import mine, with_mined
from leanbench.tables.logs.mined_map import to_map
from leanbench.tables.parsed import Table

GIVEN = {"case": "case", "activity": "activity", "time": "time"}


def log_text(ways, head="case,activity,time", day="2024-01-01"):
    """A log of cases with one event an hour."""
    rows = [
        f"c{case},{activity},{day} {8 + hour:02d}:00"
        for case, way in enumerate(ways)
        for hour, activity in enumerate(way)
    ]
    return head + "\n" + "\n".join(rows) + "\n"


def coded(case, activity, names):
    """A table that is coded already, one event a minute."""
    n = len(case)
    kinds = {"case": "text", "activity": "text", "time": "date"}
    codes = {
        "case": (tuple(f"c{i}" for i in range(max(case) + 1)), np.array(case, dtype=np.int32)),
        "activity": (tuple(names), np.array(activity, dtype=np.int32)),
    }
    times = np.datetime64("2024-01-01", "ms") + np.arange(n) * np.timedelta64(60_000, "ms")
    return Table(tuple(kinds), n, kinds, {}, (), {"time": times}, {}, {}, codes)


def test_without_case_ids_there_is_no_log(data_of):
    text = "activity,time\n" + "".join(f"a{i % 3},2024-01-{1 + i % 28:02d}\n" for i in range(60))
    with pytest.raises(UserError, match="no column is known for the case"):
        mine(data_of(text))
    empty = log_text([["Receive", "Issue"]] * 3).replace("c0,", ",").replace("c1,", ",").replace("c2,", ",")
    with pytest.raises(UserError, match="No row has a case"):
        mine(data_of(empty), columns=GIVEN)


def test_rows_without_a_case_are_counted_and_the_others_make_the_map(data_of):
    text = log_text([["Receive", "Issue"]] * 40).replace("c7,", ",")
    found = mine(data_of(text), columns=GIVEN)
    assert len(found.log.cases) == 39
    assert "2 rows have no case, activity or time and are left out." in found.mined.notes


def test_cases_with_one_event_each_are_refused_and_many_of_them_are_said(data_of):
    with pytest.raises(UserError, match="Every case has one event"):
        mine(data_of(log_text([["Receive"]] * 40)), columns=GIVEN)
    found = mine(data_of(log_text([["Receive"]] * 30 + [["Receive", "Issue"]] * 10)), columns=GIVEN)
    assert "30 of 40 cases have one event; nothing follows it." in found.mined.notes


def test_a_hundred_thousand_activities_are_refused_and_folded_without_a_square_of_them():
    k = 100_000
    case = np.repeat(np.arange(k // 4), 4)
    free_text = event_log.read_log(coded(case, np.arange(k), [f"Note {i}" for i in range(k)]), GIVEN)
    with pytest.raises(UserError, match="No activity is in 2% of the cases"):
        to_map(free_text)
    with pytest.raises(UserError, match="100,000 different activities, and 100,000 of them"):
        to_map(free_text, fold=0.0)
    arcs = follows.follows(free_text.only_cases(np.arange(k // 4) < 1000)).arcs
    assert (len(arcs), {arc.cases for arc in arcs}) == (3000, {1})
    activity = np.tile(np.arange(4), k // 4)
    activity[3::4] = np.arange(3, 3 + k // 4)  # each case ends with a remark of its own
    names = ["Receive", "Review", "Issue", *(f"Note {i}" for i in range(k))]
    found = to_map(event_log.read_log(coded(case, activity, names), GIVEN))
    assert [step.name for step in found.map.steps] == ["Receive", "Review", "Issue"]
    assert any(note.startswith("25,000 activities that fewer than 2%") for note in found.notes)


def test_times_in_the_future_and_ends_before_starts_are_kept_and_said(data_of):
    rows = ["case,activity,start,time"]
    for case in range(40):
        year = 2999 if case == 3 else 2024
        rows += [f"c{case},Receive,{year}-01-02 08:00,{year}-01-02 09:00",
                 f"c{case},Issue,{year}-01-03 10:00,{year}-01-03 {'09' if case < 2 else '11'}:00"]  # fmt: skip
    found = mine(data_of("\n".join(rows) + "\n"))
    assert (found.log.events, len(found.log.cases)) == (80, 40)
    assert "2 activities end before they start; their starts are not used." in found.mined.notes
    assert "2 times lie in the future; they are kept as they stand." in found.mined.notes
    assert [step.process_time.mean() * 24 for step in found.mined.map.steps] == pytest.approx(
        [1, 1], rel=1e-3
    )


def test_a_log_exported_twice_is_the_log(data_of):
    """A join repeats every row, in blocks or row by row: no rework, and it is said."""
    text = log_text([["Receive", "Check", "Issue"]] * 40)
    head, *rows = text.splitlines()
    once = mine(data_of(text), columns=GIVEN)
    for doubled in ([*rows, *rows], [row for row in rows for _twice in (1, 2)]):
        found = mine(data_of("\n".join([head, *doubled]) + "\n", take={"equal-rows": "keep"}), columns=GIVEN)
        assert follows.rework(found.log) == {}
        assert found.mined.map == once.mined.map
        assert "120 rows are equal to others and counted once." in found.mined.notes


@pytest.mark.parametrize("is_closed", [True, False])
def test_cases_that_go_round_in_circles_make_a_map_that_can_be_computed(data_of, is_closed):
    ways = [["Check", "Ask"] * (1 + case % 4) + ["Issue"] * is_closed for case in range(40)]
    data = data_of(log_text(ways))
    found = mine(data, columns=GIVEN)
    event = with_mined(Event(header=Header(title="x")), data, found)
    assert not [finding for finding in check(event) if finding.level == "broken"]
    links = {(link.source, link.target): link.kind for link in found.mined.map.links}
    assert links["s2", "s1"] == "rework"
    assert metrics(event, "current").quantities["lead_time_expected_bd"].value > 0


def test_a_column_that_says_neither_start_nor_complete_is_refused(data_of):
    text = log_text([["Receive", "Issue"]] * 3, "case,activity,time,state").replace(":00\n", ":00,assign\n")
    with pytest.raises(UserError, match="No cell of “state” says that an activity starts"):
        mine(data_of(text), columns={**GIVEN, "lifecycle": "state"})


def test_work_that_is_no_longer_wanted_ends_between_its_stages(data_of):
    class Task:
        """Wanted until it is asked for the so-manieth time."""

        def __init__(self, patience):
            self.patience, self.told = patience, []

        def check(self):
            self.patience -= 1
            if self.patience < 0:
                raise InterruptedError

        def progress(self, share):
            self.told.append(share)

    data = data_of(log_text([["Receive", "Check", "Issue"][: 2 + case % 2] for case in range(60)]))
    whole = Task(1000)
    assert mine(data, task=whole).reproduction is not None
    assert whole.told == sorted(whole.told)
    assert whole.told[-1] == pytest.approx(0.95)
    assert len(whole.told) > 20  # the simulation tells how far it is, too
    for patience in (0, 1, len(whole.told) // 2, len(whole.told) - 1):
        task = Task(patience)
        with pytest.raises(InterruptedError):
            mine(data, task=task)
        assert len(task.told) == patience
