"""A table becomes a log: order, ties, start and complete rows, equal rows, clocks, open cases, and what is said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench import tables
from leanbench.errors import UserError
from leanbench.tables.logs import event_log, follows
from leanbench.tables.logs.log_columns import guess_columns
from leanbench.tables.logs.mined_map import to_map
from leanbench.tables.logs.office_clock import OfficeClock
from leanbench.tables.logs.packed_numbers import by_number, order_within, pair_key, quantile
from leanbench.words.working_calendar import Calendar


def traces(log):
    bounds = log.bounds()
    return {
        log.cases[i]: tuple(log.activities[a] for a in log.activity[bounds[i] : bounds[i + 1]])
        for i in range(len(log.cases))
    }


def time_of(duration):
    return f"{duration.mean():g} {duration.unit}"


def test_events_stand_in_order_of_case_and_time(log_of, textbook):
    log = log_of(textbook)
    assert log.events == 19
    assert traces(log)["2"] == (
        "register request", "check ticket", "examine casually", "decide", "pay compensation",
    )  # fmt: skip
    assert log.case_seconds().tolist() == pytest.approx([703320, 779580, 1368780])


def test_equal_times_keep_the_order_of_the_file_and_it_is_said(log_of):
    log = log_of("case,activity,time\nA,first,2024-01-01\nA,second,2024-01-01\nA,third,2024-01-01\n")
    assert traces(log) == {"A": ("first", "second", "third")}
    assert log.notes == ("2 ties of time within a case are decided by the order of the file.",)


def test_a_file_with_its_newest_row_on_top_is_read_from_below(log_of):
    text = """case,activity,time
A1,Issued,2024-03-08
A1,Reviewed,2024-03-07
A1,Received,2024-03-07
A2,Issued,2024-03-09
A2,Reviewed,2024-03-06
A2,Received,2024-03-06
"""
    log = log_of(text)
    assert set(traces(log).values()) == {("Received", "Reviewed", "Issued")}
    assert "2 ties" in log.notes[0]
    assert "newest row on top" in log.notes[0]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 6)), min_size=4, max_size=30))
@settings(max_examples=60, deadline=None)
def test_the_same_rows_upside_down_give_the_same_log(log_of, rows):
    """Where times go one way down the file, turning it over changes nothing."""
    rows = sorted(rows, key=lambda row: row[2])
    if len({time for case, _activity, time in rows if case == rows[0][0]}) < 2:
        return  # no case tells which way the file runs
    lines = [f"c{case},a{activity},2024-01-{time + 1:02d}" for case, activity, time in rows]
    texts = ["case,activity,time\n" + "\n".join(order) + "\n" for order in (lines, lines[::-1])]
    assert traces(log_of(texts[0])) == traces(log_of(texts[1]))


def test_a_start_row_and_a_complete_row_are_one_activity(log_of):
    text = """case,activity,state,time
A1,Receive,start,2024-03-06 09:00
A1,Receive,complete,2024-03-06 09:30
A1,Review,start,2024-03-06 11:00
A1,Review,complete,2024-03-06 12:00
A2,Receive,start,2024-03-07 09:00
A2,Receive,complete,2024-03-07 09:30
A2,Review,start,2024-03-07 11:00
A2,Review,complete,2024-03-07 12:00
"""
    log = log_of(text, clock=OfficeClock())
    assert set(traces(log).values()) == {("Receive", "Review")}
    assert follows.rework(log) == {}
    work = (log.time - log.start) / np.timedelta64(1, "h")
    assert work.tolist() == [0.5, 1.0, 0.5, 1.0]
    review = to_map(log).map.steps[1]
    assert (review.name, time_of(review.wait), time_of(review.process_time)) == ("Review", "90 min", "60 min")


def test_rows_of_one_instance_belong_together_and_what_is_only_begun_is_said(log_of):
    text = """case,activity,state,instance,time
A,Review,start,1,2024-03-06 09:00
A,Review,start,2,2024-03-06 09:30
A,Review,complete,2,2024-03-06 10:00
A,Review,assign,1,2024-03-06 10:30
A,Review,complete,1,2024-03-06 12:00
A,Sign,start,3,2024-03-06 13:00
"""
    log = log_of(text)
    assert ((log.time - log.start) / np.timedelta64(1, "h")).tolist() == [0.5, 3.0]
    assert log.is_open.tolist() == [True]
    assert any("neither start nor complete (assign)" in note for note in log.notes)
    assert any("begun and not done" in note for note in log.notes)


def test_equal_rows_are_one_activity_and_not_rework(log_of):
    text = "case,activity,who,time\nA,Receive,x,2024-03-06\nA,Review,x,2024-03-07\nA,Review,x,2024-03-07\n"
    assert follows.rework(log_of(text)) == {}
    assert "1 row is equal to another and counted once." in log_of(text).notes
    assert follows.rework(log_of(text, keep_equal_rows=True)) == {"Review": 1}


def test_the_clock_on_the_wall_counts_across_daylight_saving(log_of):
    text = """case,activity,time
A1,Receive,2024-03-07T09:00:00-05:00
A1,Review,2024-03-07T15:00:00-05:00
A1,Issue,2024-03-08T10:00:00-05:00
A2,Receive,2024-03-12T09:00:00-04:00
A2,Review,2024-03-12T15:00:00-04:00
A2,Issue,2024-03-13T10:00:00-04:00
"""
    arcs = {(arc.source, arc.target): arc for arc in follows.follows(log_of(text, clock=OfficeClock())).arcs}
    assert (arcs["Receive", "Review"].min_s, arcs["Receive", "Review"].max_s) == (6 * 3600, 6 * 3600)
    assert (arcs["Review", "Issue"].min_s, arcs["Review", "Issue"].max_s) == (3 * 3600, 3 * 3600)


def test_a_wait_across_daylight_saving_in_xes_has_its_office_hours():
    """Thursday 11:00 to Tuesday 09:00, clocks forward in between: 5 + 8 + 8 + 1 open hours."""
    days = (
        ("Review", "2024-03-07T09:00:00-05:00", "2024-03-07T11:00:00-05:00"),
        ("Issue", "2024-03-12T09:00:00-04:00", "2024-03-12T09:30:00-04:00"),
    )
    events = "".join(
        f'<event><string key="concept:name" value="{name}"/><string key="lifecycle:transition" value="{state}"/>'
        f'<date key="time:timestamp" value="{when}"/></event>'
        for name, *times in days
        for state, when in zip(("start", "complete"), times, strict=True)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0"><trace>'
    text = f'{head}<string key="concept:name" value="A1"/>{events}</trace></log>'
    rows = tables.table(tables.dataset(tables.read(text.encode()), id="log", name="Log"))
    log = event_log.read_log(rows, guess_columns(rows), clock=OfficeClock())
    issue = to_map(log).map.steps[1]
    assert (time_of(issue.wait), time_of(issue.process_time)) == ("2.75 bd", "30 min")


def test_offsets_count_for_the_time_that_has_passed(log_of):
    # the night in which clocks go forward is an hour shorter than the wall says
    text = "case,activity,time\nA,a,2024-03-09T22:00:00-05:00\nA,b,2024-03-10T08:00:00-04:00\n"
    assert log_of(text).case_seconds().tolist() == [9 * 3600]
    assert log_of(text, clock=OfficeClock(opens=0.0)).case_seconds().tolist() == [0.0]  # a weekend


def test_times_in_utc_are_turned_to_the_office(log_of):
    text = "case,activity,time\nA,a,2024-03-08T14:00:00Z\nA,b,2024-03-11T14:00:00Z\n"
    log = log_of(text, zone="America/New_York", clock=OfficeClock())
    assert np.datetime_as_string(log.time, "m").tolist() == ["2024-03-08T09:00", "2024-03-11T10:00"]
    assert log.case_seconds().tolist() == [9 * 3600]  # 9 to 16 on Friday, 8 to 10 on Monday
    with pytest.raises(UserError, match="not a time zone"):
        log_of(text, zone="Mars/Olympus")


def test_business_hours_leave_out_nights_weekends_and_holidays():
    clock = OfficeClock(Calendar(holidays=("2024-01-01",)))
    moments = np.array(
        ["2023-12-29T15:00", "2024-01-02T09:00", "2024-01-06T12:00", "2024-01-08T07:00", "NaT"],
        dtype="datetime64[ms]",
    )
    at = clock.open_seconds(moments) / 3600
    # Friday 15:00 to Tuesday 09:00 with a holiday on Monday: one hour left on Friday, one on Tuesday
    assert at[1] - at[0] == 2
    assert at[3] == at[2]  # from Saturday noon to before opening on Monday nothing happens
    assert np.isnan(at[4])


@given(st.lists(st.integers(0, 10**9), min_size=3, max_size=20))
@settings(max_examples=50, deadline=None)
def test_open_time_never_runs_back_and_adds_up(seconds):
    moments = np.sort(np.array(seconds, dtype="int64")).astype("datetime64[s]")
    at = OfficeClock().open_seconds(moments)
    assert np.all(np.diff(at) >= 0.0)
    halves = np.concatenate(
        [OfficeClock().open_seconds(moments[:2]), OfficeClock().open_seconds(moments[2:])]
    )
    assert at.tolist() == halves.tolist()  # a reading does not depend on what else is read
    assert np.all(np.diff(at) <= np.diff(moments.astype(np.int64)))


def test_a_team_with_hours_of_its_own_is_measured_by_them(log_of):
    text = "case,activity,who,time\nA,a,day,2024-03-06 15:00\nA,b,night,2024-03-06 20:00\n"
    clocks = {"night": OfficeClock(Calendar(), opens=14.0)}
    (arc,) = follows.follows(log_of(text, clock=OfficeClock(), clocks=clocks)).arcs
    assert arc.median_s == 5 * 3600


def test_open_cases_are_told_from_closed_ones(log_of):
    rows = ["case,activity,time"]
    for i in range(40):
        rows += [
            f"c{i:02d},Receive,2024-01-{1 + i % 20:02d} 09:00",
            f"c{i:02d},Issue,2024-01-{3 + i % 20:02d} 09:00",
        ]
    rows += ["late,Receive,2024-01-22 08:00", "gone,Receive,2024-01-02 08:00"]
    log = log_of("\n".join(rows) + "\n")
    state = dict(zip(log.cases, log.is_open.tolist(), strict=True))
    assert state["late"]  # received yesterday: still on its way
    assert not state["gone"]  # silent for longer than nearly every wait of the log
    assert not state["c00"]
    assert "late" not in log.only_cases(~log.is_open).cases
    with pytest.raises(UserError, match="No case"):
        log.only_cases(log.is_open & ~log.is_open)
    assert log_of("\n".join(rows) + "\n", closed_by=["Issue"]).is_open.sum() == 2
    with pytest.raises(UserError, match="no activity"):
        log_of("\n".join(rows) + "\n", closed_by=["nothing"])


def test_activities_can_be_renamed_and_merged(log_of):
    text = "case,activity,time\nA,Check,2024-01-01\nA,check,2024-01-02\nA,Sign,2024-01-03\n"
    log = log_of(text, names={"check": "Check"})
    assert log.activities == ("Check", "Sign")
    assert follows.rework(log) == {"Check": 1}


def test_rows_that_cannot_be_used_are_said(log_of, table_of, textbook):
    broken = textbook + ",decide,Sara,2011-01-06\n9,,Sara,2011-01-06\n9,decide,Sara,\n"
    assert "3 rows have no case, activity or time and are left out." in log_of(broken).notes
    with pytest.raises(UserError, match="not dates"):
        event_log.read_log(table_of(textbook), {"case": "case", "activity": "activity", "time": "who"})
    with pytest.raises(UserError, match="No row has a case"):
        log_of("case,activity,time\n,a,2024-01-01\nA,,2024-01-01\n")
    ends_first = "case,activity,start,time\nA,a,2024-01-02,2024-01-01\nA,b,2024-01-03,2024-01-04\n"
    assert "1 activity ends before it starts; its start is not used." in log_of(ends_first).notes
    assert any("in the future" in note for note in log_of("case,activity,time\nA,a,2999-01-01\n").notes)


@given(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 2, 255, 256, 70_000]), st.integers(-(10**12), 10**12)), min_size=1
    ),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_packed_sorts_give_what_sorting_by_two_columns_gives(rows, from_below):
    group = np.array([a for a, _b in rows], dtype=np.int32)
    values = np.array([b for _a, b in rows], dtype=np.int64)
    row = np.arange(group.size)
    order, numbers = by_number(group, from_below=from_below)
    assert order.tolist() == np.lexsort((-row if from_below else row, group)).tolist()
    assert numbers.tolist() == sorted(group.tolist())
    assert order_within(group, values).tolist() == np.lexsort((values, group)).tolist()
    assert (
        order_within(group, values * 2**20).tolist() == np.lexsort((values, group)).tolist()
    )  # no room to pack
    assert pair_key(group, group, 2**31).tolist() == [a * 2**31 + a for a in group.tolist()]
    for share in (0.0, 0.3, 0.95, 1.0):
        assert quantile(values, share) == np.quantile(values, share)


def test_milliseconds_are_kept(log_of):
    text = "case,activity,time\nA,a,2024-01-01 10:00:00.250\nA,b,2024-01-01 10:00:01.000\n"
    assert follows.follows(log_of(text)).arcs[0].median_s == 0.75


@pytest.mark.parametrize(
    ("heads", "roles"),
    [
        ("case id,activity,timestamp", "case activity time"),
        ("case:concept:name,concept:name,time:timestamp,org:resource", "case activity time resource"),
        ("Permit Number,Status,Date,Performed by", "case activity time resource"),
        ("CaseID,TaskName,StartTime,EndTime,Employee", "case activity start time resource"),
        ("record id,milestone,completed", "case activity time"),
    ],
)
def test_columns_are_found_by_their_headings(table_of, heads, roles):
    names, wanted = heads.split(","), roles.split()
    cells = {
        "case": "c{i}",
        "activity": "act{j}",
        "time": "2024-01-0{d} 09:00",
        "start": "2024-01-0{d} 08:00",
        "resource": "p{j}",
    }
    rows = [heads]
    for i in range(15):
        rows += [",".join(cells[role].format(i=i, j=j, d=1 + j) for role in wanted) for j in range(3)]
    found = guess_columns(table_of("\n".join(rows) + "\n"))
    if "TaskName" in names:  # a heading nobody foresaw: the cells tell
        assert found["activity"] == "TaskName"
    assert found == dict(zip(wanted, names, strict=True))


def test_a_column_of_other_times_is_not_taken_as_the_start(table_of):
    text = "case_id,Activity,enabled_time,start_time,end_time\n" + "".join(
        f"{i},{a},2024-01-01 0{h}:00,2024-01-01 0{h}:10,2024-01-01 0{h}:30\n"
        for i in range(12)
        for h, a in ((1, "A"), (2, "B"))
    )
    found = guess_columns(table_of(text))
    assert (found["start"], found["time"]) == ("start_time", "end_time")


def test_start_and_complete_are_known_by_their_cells(table_of):
    text = "patient,handling,registration_type,handling_id,employee,time\n" + "".join(
        f"{i},{a},{state},{2 * i + k},r{k},2024-01-01 0{h}:{m:02d}\n"
        for i in range(12) for k, (a, h) in enumerate((("Triage", 1), ("Test", 2)))
        for state, m in (("start", 0), ("complete", 30))
    )  # fmt: skip
    assert guess_columns(table_of(text)) == {
        "case": "patient", "activity": "handling", "time": "time", "lifecycle": "registration_type",
        "instance": "handling_id", "resource": "employee",
    }  # fmt: skip
