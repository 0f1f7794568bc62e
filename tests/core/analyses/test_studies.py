"""From an event to a result to a picture: the way the page, the report and the command line share."""

import io

import numpy as np
import pytest

from leanbench import resources
from leanbench.analyses import catalogue, proposals
from leanbench.analyses import method as methods
from leanbench.analyses import sentences as words
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.event_file import open_event
from leanbench.event.records import Dataset, Event, Exclusion, Study
from leanbench.plots import draw_result as figures
from leanbench.schema import replace
from leanbench.tables import dataset, read, table

PERMIT = open_event(resources.path("samples", "permit-issuance.lean")).root
SAMPLES = ("permit-issuance", "driver-license-renewal", "snap-eligibility")


def made(text: str) -> Dataset:
    return dataset(read(text), id="d", name="d")


def study(method: str, **options) -> Study:
    return Study("s", method=method, dataset="d", options=options)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_study_of_the_samples_gives_a_result_and_a_picture(name):
    event = open_event(resources.path("samples", f"{name}.lean")).root
    assert event.studies
    for item in event.studies:
        result = studies.run(event, item)
        assert result.summary()[0].endswith(".")
        assert figures.has_figure(result)
        svg = figures.figure(result, theme="print").to_bytes("svg")
        assert svg.startswith(b"<?xml")


def test_a_study_is_computed_once_for_the_same_records():
    item = PERMIT.studies[0]
    assert studies.run(PERMIT, item) is studies.run(PERMIT, item)


def test_one_point_per_week_and_no_point_mixes_two_stages():
    # Monday 5, Friday 9 and Monday 12 January are "before", the rest of that week and the next "after".
    rows = ["05,before,10", "09,before,14", "12,before,8", "13,after,3", "14,after,5", "19,after,6"]
    data = made("day,period,days\n" + "\n".join(f"2026-01-{row}" for row in rows))
    result = studies.of(
        study("i-mr", value="days", date="day", by="week", stage="period", aggregate="mean"), data
    )
    assert [stage.name for stage in result.stages] == ["before", "after"]
    assert result.panels[0].points.tolist() == [12.0, 8.0, 4.0, 6.0]


def test_a_yes_no_column_becomes_a_p_chart_of_weeks():
    rows = [f"2026-0{1 + i // 20}-{1 + i % 20:02d},{'yes' if i % 4 else 'no'}" for i in range(40)]
    result = studies.of(study("p", value="ok", date="day", by="month"), made("day,ok\n" + "\n".join(rows)))
    assert result.panels[0].points.tolist() == [0.75, 0.75]
    assert result.panels[0].size.tolist() == [20, 20]


def test_where_keeps_only_the_wanted_rows_and_says_so():
    data = made("lane,days\nx,1\ny,50\nx,2\nx,3\nx,2\n")
    result = studies.of(study("i-mr", value="days", where={"lane": "x"}), data)
    assert result.panels[0].points.tolist() == [1.0, 2.0, 3.0, 2.0]
    with pytest.raises(UserError, match="No row has lane = z"):
        studies.of(study("i-mr", value="days", where={"lane": "z"}), data)


def test_excluded_rows_stay_on_the_chart_with_their_reason_and_leave_the_limits():
    data = made("days\n" + "\n".join(str(20 + i % 3) for i in range(20)) + "\n400")
    item = replace(study("i-mr", value="days"), exclusions=(Exclusion(20, "flooded server room"),))
    panel = studies.of(item, data).panels[0]
    assert panel.excluded[20]
    assert panel.reasons[20] == "flooded server room"
    assert panel.ucl[0] < 40


def test_rows_behind_a_point():
    rows = "\n".join(f"2026-01-{d:02d},{d}" for d in (5, 6, 12, 13))
    data = made("day,days\n" + rows)
    item = study("i-mr", value="days", date="day", by="week")
    assert studies.rows_of(item, table(data), 1) == (2, 3)
    grouped = study("xbar-r", value="days", subgroup=2)
    assert studies.rows_of(grouped, table(data), 0) == (0, 1)


@pytest.mark.parametrize(
    ("item", "words_of_error"),
    [
        (study("no-such-chart", value="days"), "no chart or test called"),
        (study("i-mr"), "Choose the column"),
        (study("i-mr", value="dys"), "no column 'dys'"),
        (study("xbar-r", value="days"), "names the subgroups"),
        (study("p", value="days"), "column of sizes"),
        (study("capability-normal", value="days"), "Give a limit"),
        (study("i-mr", value="days", by="week"), "choose the column of dates"),
        (study("pareto", value="days"), "column of categories"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(item, words_of_error):
    with pytest.raises(UserError, match=words_of_error):
        studies.of(item, made("days\n1\n2\n3\n4\n"))


def test_a_study_without_its_data_says_so():
    with pytest.raises(UserError, match="has no data"):
        studies.run(Event(), study("i-mr", value="days"))


@pytest.mark.parametrize(
    ("question", "method"),
    [
        (catalogue.STABLE, "i-mr"),
        (catalogue.TARGET, "capability-normal"),
        (catalogue.CAUSES, "pareto"),
    ],
)
def test_each_question_has_a_proposal_that_runs(question, method):
    front = PERMIT.dataset("permits")
    proposal = proposals.propose(question, table(front), PERMIT.studies)
    assert proposal is not None
    assert proposal.method == method
    assert proposal.why
    result = studies.of(Study("x", method=proposal.method, dataset=front.id, options=proposal.options), front)
    assert result.summary()


def test_the_measure_is_guessed_by_name_and_unit_not_by_position():
    data = made(
        "case_no,year,lead_time_days,score\n" + "\n".join(f"{i},2026,{i * 1.5},{i % 3}" for i in range(1, 30))
    )
    assert proposals.Roles.of(table(data)).value == "lead_time_days"


def test_every_field_of_every_method_has_words_and_a_place():
    for method in catalogue.methods().values():
        assert method.title
        assert method.about
        assert method.question in {question.title for question in catalogue.QUESTIONS}
        names = [field.name for field in method.fields]
        assert len(names) == len(set(names)), method.name
        assert all(field.label and field.group in methods.GROUPS for field in method.fields)


def test_pictures_are_the_same_bytes_for_the_same_result():
    result = studies.run(PERMIT, PERMIT.studies[0])
    first = figures.figure(result, theme="print").to_bytes("svg")
    assert figures.figure(result, theme="print").to_bytes("svg") == first
    assert b"UCL" in first  # text stays text


def test_no_signal_is_lost_when_a_million_points_arethinned():
    from leanbench.plots.segments import thin

    rng = np.random.default_rng(5)
    values = rng.normal(size=1_000_000)
    values[[123_456, 765_432]] = 12.0, -12.0
    x, y = thin(np.arange(values.size), values)
    assert {123_456, 765_432} <= set(x.tolist())
    assert len(y) < 4_000


def test_words_of_a_result_have_a_headline_without_the_axis_in_brackets():
    result = studies.run(PERMIT, PERMIT.studies[0])
    headline, rest = words.sentences(result, PERMIT.studies[0])
    assert headline == "Not stable: 3 of 62 weeks show a special cause."
    assert "Convention" not in rest
    columns, rows = words.table_of(result)
    assert columns[0] == "Stage"
    assert all(len(row) == len(columns) for row in rows)


def test_a_picture_is_a_png_of_the_asked_size():
    from PIL import Image

    result = studies.run(PERMIT, PERMIT.studies[0])
    png = figures.figure(result, size=(6.0, 3.0)).to_bytes("png", dpi=100)
    assert Image.open(io.BytesIO(png)).size == (600, 300)
