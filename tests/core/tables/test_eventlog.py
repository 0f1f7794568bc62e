"""Event logs: the textbook log of van der Aalst by hand, ties, business hours, XES, a map that flows."""

import gzip

import numpy as np
import pytest

from leanbench import tables
from leanbench.errors import UserError
from leanbench.tables import eventlog, mined
from leanbench.words.durations import Calendar

# W. van der Aalst, Process Mining (2016), table 2.1: six requests for compensation
LOG = """case,activity,who,time
3,register request,Pete,2010-12-30 14:32:00+01:00
3,examine casually,Mike,2010-12-30 15:06:00+01:00
3,check ticket,Ellen,2010-12-30 16:34:00+01:00
3,decide,Sara,2011-01-06 09:18:00+01:00
3,reinitiate request,Sara,2011-01-06 12:18:00+01:00
3,examine thoroughly,Sean,2011-01-06 13:06:00+01:00
3,check ticket,Pete,2011-01-08 11:43:00+01:00
3,decide,Sara,2011-01-09 09:55:00+01:00
3,pay compensation,Ellen,2011-01-15 10:45:00+01:00
2,register request,Mike,2010-12-30 11:32:00+01:00
2,check ticket,Mike,2010-12-30 12:12:00+01:00
2,examine casually,Sean,2010-12-30 14:16:00+01:00
2,decide,Sara,2011-01-05 11:22:00+01:00
2,pay compensation,Ellen,2011-01-08 12:05:00+01:00
1,register request,Pete,2010-12-30 11:02:00+01:00
1,examine thoroughly,Sue,2010-12-31 10:06:00+01:00
1,check ticket,Mike,2011-01-05 15:12:00+01:00
1,decide,Sara,2011-01-06 11:18:00+01:00
1,reject request,Pete,2011-01-07 14:24:00+01:00
"""


def table(text=LOG, **options):
    return tables.table(tables.dataset(tables.read(text.encode(), **options), id="log", name="Log"))


def log(text=LOG, **options):
    return eventlog.read_log(
        table(text), case="case", activity="activity", time="time", resource="who", **options
    )


def test_counts_by_hand():
    found = eventlog.follows(log())
    assert log().events == 19
    arcs = {(arc.source, arc.target): arc for arc in found.arcs}
    assert arcs["check ticket", "decide"].count == 3
    # 16:34 to 09:18 a week later, 2011-01-08 11:43 to 09:55 next day, 2011-01-05 15:12 to 11:18 next day
    assert arcs["check ticket", "decide"].max_s == 6 * 86400 + 16 * 3600 + 44 * 60
    assert arcs["check ticket", "decide"].min_s == 20 * 3600 + 6 * 60
    assert arcs["check ticket", "decide"].median_s == 22 * 3600 + 12 * 60
    assert found.starts == {"register request": 3}
    assert found.ends == {"pay compensation": 2, "reject request": 1}
    assert eventlog.rework(log()) == {"check ticket": 1, "decide": 1}
    assert eventlog.handovers(log())[0] == ("Sara", "Ellen", 2)
    ways = eventlog.variants(log())
    assert [way.cases for way in ways] == [1, 1, 1]
    assert sum(way.share for way in ways) == pytest.approx(1)
    assert eventlog.case_seconds(log()).tolist() == pytest.approx([703320, 779580, 1368780])


def test_columns_are_guessed():
    assert eventlog.guess_columns(table()) == {
        "case": "case", "activity": "activity", "time": "time", "resource": "who",
    }  # fmt: skip


def test_equal_times_keep_the_order_of_the_rows():
    text = "case,activity,who,time\nA,first,x,2024-01-01\nA,second,x,2024-01-01\nA,third,x,2024-01-01\n"
    (way,) = eventlog.variants(log(text))
    assert way.trace == ("first", "second", "third")


def test_business_hours_leave_out_nights_weekends_and_holidays():
    calendar = Calendar(holidays=("2024-01-01",))
    moments = np.array(
        ["2023-12-29T15:00", "2024-01-02T09:00", "2024-01-06T12:00", "2024-01-08T07:00"],
        dtype="datetime64[ms]",
    )
    at = eventlog.open_seconds(moments, calendar) / 3600
    # Friday 15:00 to Tuesday 09:00 with a holiday on Monday: one hour left on Friday, one on Tuesday
    assert at[1] - at[0] == 2
    assert at[3] == at[2]  # from Saturday noon to before opening on Monday nothing happens
    text = "case,activity,who,time\nA,a,x,2023-12-29 15:00\nA,b,x,2024-01-02 09:00\n"
    assert eventlog.case_seconds(log(text, calendar=calendar)).tolist() == [7200]


def test_incomplete_cases_are_left_out_on_request():
    kept = eventlog.keep_complete(log(), ["pay compensation"])
    assert kept.cases == ("2", "3")
    assert "1 case not yet complete left out" in kept.notes
    assert eventlog.follows(kept).ends == {"pay compensation": 2}
    with pytest.raises(UserError, match="No case ends with"):
        eventlog.keep_complete(log(), ["nothing"])


def test_conformance_with_allowed_arcs():
    arcs = [(arc.source, arc.target) for arc in eventlog.follows(log()).arcs]
    assert eventlog.fits(log(), arcs) == (1.0, ())
    share, strange = eventlog.fits(log(), [arc for arc in arcs if arc != ("decide", "reinitiate request")])
    assert share == pytest.approx(2 / 3)
    assert strange == (("decide", "reinitiate request", 1),)


def test_rows_that_cannot_be_used_are_said():
    broken = LOG + ",decide,Sara,2011-01-06\n9,,Sara,2011-01-06\n9,decide,Sara,\n"
    assert "3 rows without case, activity or time left out" in log(broken).notes
    with pytest.raises(UserError, match="not dates"):
        eventlog.read_log(table(), case="case", activity="activity", time="who")


def test_a_map_with_rework_decision_and_exits():
    chart, roles, notes = mined.to_map(log())
    names = {step.id: step.name for step in chart.steps}
    assert next(iter(names.values())) == "register request"
    links = {(names[link.source], names.get(link.target, "")): link for link in chart.links}
    assert links["reinitiate request", "examine thoroughly"].kind in ("flow", "rework")
    out = [link for link in chart.links if names[link.source] == "decide"]
    assert sum(link.probability for link in out) == pytest.approx(1)
    assert {role.name for role in roles} >= {"Sara"}
    decide = next(step for step in chart.steps if step.name == "decide")
    assert decide.wait.unit == "d"
    assert decide.wait_note == "median, measured from the event log"
    for step in chart.steps:
        ways = [link.probability for link in chart.links if link.source == step.id]
        assert not ways or ways == [None] or sum(ways) == pytest.approx(1)
    assert notes == ()


def test_the_mined_map_can_be_computed():
    from leanbench.flow.graph import read

    chart, _, _ = mined.to_map(log())
    flow = read(chart)
    assert flow.expected is not None
    visits = dict(zip(flow.ids, flow.visits, strict=True))
    names = {step.name: step.id for step in chart.steps}
    # three cases decided four times in the log: the Markov chain of the map gives the same mean
    assert visits[names["decide"]] == pytest.approx(4 / 3)
    assert visits[names["reject request"]] + visits[names["pay compensation"]] == pytest.approx(1)


def test_milliseconds_are_kept():
    text = "case,activity,who,time\nA,a,x,2024-01-01 10:00:00.250\nA,b,x,2024-01-01 10:00:01.000\n"
    assert eventlog.follows(log(text)).arcs[0].median_s == 0.75


XES = b"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<global scope="event"><string key="concept:name" value=""/></global>
<trace><string key="concept:name" value="A"/>
 <event><string key="concept:name" value="open"/>
  <date key="time:timestamp" value="2024-01-01T10:00:00.000+01:00"/></event>
 <event><string key="concept:name" value="close"/>
  <date key="time:timestamp" value="2024-01-02T10:00:00.000+01:00"/>
  <list key="more"><string key="x" value="y"/></list></event></trace>
<trace><string key="concept:name" value="B"/>
 <event><string key="concept:name" value="open"/>
  <date key="time:timestamp" value="2024-01-03T10:00:00.000+01:00"/></event></trace>
</log>"""


def test_xes_plain_and_compressed(tmp_path):
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(XES))
    preview = tables.read(path)
    said = " ".join(finding.text for finding in preview.findings)
    assert "2 cases with 3 events" in said
    assert "1 nested attribute" in said
    data = tables.table(tables.dataset(preview, id="x", name="x"))
    columns = eventlog.guess_columns(data)
    found = eventlog.read_log(data, case=columns["case"], activity=columns["activity"], time=columns["time"])
    assert found.cases == ("A", "B")
    assert eventlog.follows(found).arcs[0].median_s == 86400
    with pytest.raises(UserError, match="not a whole XES file"):
        tables.read(XES[:300], kind="xes")
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa">]><log><trace>&a;</trace></log>'
    with pytest.raises(UserError, match="may be harmful"):
        tables.read(bomb, kind="xes")
