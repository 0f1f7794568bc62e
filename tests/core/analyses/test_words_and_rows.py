"""What is said of a change, which rows a point stands for, and plans that agree with the charts they plan."""

from __future__ import annotations

import re

import numpy as np
import pytest

from leanbench.analyses import sentences as words
from leanbench.analyses import study_run as studies
from leanbench.analyses.control_words import part_words
from leanbench.analyses.inputs import _side_by_side
from leanbench.event.records import Annotation, Exclusion, Study
from leanbench.plots.chart_display import display_chart, percent_suffix, unit_suffix
from leanbench.plots.draw_result import figure
from leanbench.stats.msa.gage_bias import gage_type_1
from leanbench.stats.run_length.chart_run_lengths import arl_text, run_lengths
from leanbench.stats.spc import attributes, rare_events, runchart, variables, weighted
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.tables import dataset, read, table

STAGES = ["before"] * 20 + ["after"] * 20
NOISE = np.tile([0.5, -0.5], 20)


def rest_of(chart) -> str:
    return words.sentences(chart, Study("s"))[1]


@pytest.mark.parametrize(("level", "said"), [(8.0, "−20%"), (12.0, "+20%")])
def test_a_change_between_stages_has_its_sign_and_is_of_the_first(level, said):
    x = np.where(np.arange(40) < 20, 10.0, level) + NOISE
    told = rest_of(variables.i_mr(x, stages=STAGES, name="Lead time", unit="bd"))
    assert re.search(rf"Mean 10(\.0)? bd before, {level:g}(\.0)? bd after \({re.escape(said)}\)\.", told)


def test_a_change_of_shares_is_in_points():
    met = np.where(np.arange(40) < 20, 90, 60)
    assert "(−30.0 points)" in rest_of(attributes.p(met, 100, stages=STAGES))


def test_the_unit_stands_only_after_values_of_the_measure():
    x = 10 + NOISE
    for chart in (variables.i_mr(x, unit="bd"), weighted.ewma(x, unit="bd"), runchart.run(x, unit="bd")):
        assert (unit_suffix(chart), percent_suffix(chart)) == (" bd", "")
    for chart in (weighted.cusum(x, unit="bd"), attributes.c([3, 4, 5], unit="cases")):
        assert (unit_suffix(chart), percent_suffix(chart)) == ("", "")
    share = display_chart(attributes.p([3, 4, 5], 10))
    assert (unit_suffix(share), percent_suffix(share).strip()) == ("", "%")


# Five events, the third without a date: three gaps, each of the event that ends it.
EVENTS = dataset(
    read("day,n\n2026-03-02,1\n2026-03-05,1\n,1\n2026-03-12,1\n2026-03-14,1\n"), id="e", name="e"
)


def test_a_gap_stands_for_the_event_that_ends_it():
    study = Study("s", method="g", dataset="e", options={"date": "day"})
    chart = studies.of(study, EVENTS)
    assert chart.panels[0].points.tolist() == [3, 7, 2]
    assert [studies.rows_of(study, table(EVENTS), point) for point in range(3)] == [(1,), (3,), (4,)]
    notes = (Annotation(3, "storm"), Annotation(2, "no date"))
    assert studies.points_of(study, table(EVENTS), notes) == ((1, "storm"),)


def test_an_event_left_out_takes_the_gap_before_it_along():
    left_out = (Exclusion(3, "storm"),)
    study = Study("s", method="g", dataset="e", options={"date": "day"}, exclusions=left_out)
    main = studies.of(study, EVENTS).panels[0]
    assert main.excluded.tolist() == [False, True, False]
    assert main.reasons == {1: "storm"}


GAPS = [0, 12, 30, 41, 7, 55, 23, 18, 60, 3] * 3
PLANS = [
    ({"chart": "p", "share": 20, "size_of_point": 60}, attributes.p([12] * 30, 60, center=0.2)),
    ({"chart": "c", "count": 9}, attributes.c([9] * 30, center=9)),
    ({"chart": "g", "gap": 25}, rare_events.g(GAPS, center=25)),
    ({"chart": "t", "gap": 25}, rare_events.t([g + 1 for g in GAPS], method="exponential", center=25)),
    ({"chart": "ewma", "weight": 0.3}, weighted.ewma(10 + NOISE, weight=0.3)),
    ({"chart": "cusum", "h": 5, "slack": 0.25}, weighted.cusum(10 + NOISE, h=5, slack=0.25)),
    ({}, variables.i_mr(10 + NOISE)),
]


@pytest.mark.parametrize(("options", "chart"), PLANS)
def test_a_planned_chart_signals_as_soon_as_the_finished_one(options, chart):
    planned = studies.compute(Study("s", method="run-length", options=options), None)
    finished = run_lengths(chart)
    assert [length.label for length in planned.lengths] == [length.label for length in finished.lengths]
    np.testing.assert_allclose(
        [length.arl for length in planned.lengths], [length.arl for length in finished.lengths], rtol=1e-6
    )


PARTS = {
    "p": ["share"], "np": ["count"], "c": ["count"], "u": ["rate"], "laney-p": ["share"], "laney-u": ["rate"],
    "i-mr": ["value", "moving range"], "xbar-r": ["mean", "range"], "xbar-s": ["mean", "standard deviation"],
}  # fmt: skip


@pytest.mark.parametrize("method", PARTS)
def test_the_parts_of_a_chart_are_called_as_people_call_them(method):
    spec = CHARTS[method]
    more = {"sizes": 60, "subgroup": 4}
    chart = spec.function([3, 5, 4, 6] * 10, *(more[need] for need in spec.needs[1:]))
    assert [part_words(chart, panel.name) for panel in chart.panels] == PARTS[method]


def test_limits_in_steps_say_what_the_points_hold():
    ids = [0] * 3 + [i // 5 + 1 for i in range(35)]
    told = rest_of(variables.xbar_r(10 + NOISE[:38], ids))
    assert "hold different numbers of values, 3 to 5: the more, the narrower." in told
    told = rest_of(attributes.p([5, 6, 7, 5] * 6, [50, 60, 70, 80] * 6))
    assert "hold different numbers of items, 50 to 80" in told
    assert "The limits narrow over the first points" in rest_of(weighted.moving_average(10 + NOISE))
    assert "The limits widen over the first points" in rest_of(weighted.ewma(10 + NOISE))


@pytest.mark.parametrize(
    ("arl", "said"), [(370.398, "370"), (19.97, "20"), (12.34, "12.3"), (1.5, "1.5"), (1e12, "never")]
)
def test_run_lengths_are_whole_from_twenty_on(arl, said):
    assert arl_text(arl) == said


def test_the_centre_is_called_what_it_is():
    for chart in (rare_events.g(GAPS), rare_events.t([g + 1 for g in GAPS]), runchart.run(10 + NOISE)):
        assert rest_of(chart).startswith("Median ")
    for chart in (variables.i_mr(10 + NOISE), attributes.c([3, 4, 5] * 9)):
        assert rest_of(chart).startswith("Mean ")


def test_the_summary_of_stages_says_by_how_much_the_later_one_differs():
    x = np.where(np.arange(40) < 20, 10.0, 8.0) + NOISE
    told = variables.i_mr(x, stages=STAGES).summary()
    (after,) = [line for line in told if line.startswith("Stage after")]
    assert re.search(r"; −2(\.0+)?, −20\.0 ?% against stage before", after)


@pytest.mark.parametrize(("away", "said"), [(0.001, "may be chance"), (0.2, "is real")])
def test_a_bias_is_real_where_its_p_is_small(away, said):
    found = gage_type_1(10 + away + 0.1 * NOISE, reference=10, tolerance=2)
    assert (found.p < 0.05) == (said == "is real")
    assert said in " ".join(found.summary())


def test_capability_of_stages_is_a_study_for_each():
    lines = ["days,stage", *(f"{v:.2f},{stage}" for v, stage in zip(20 + NOISE, STAGES, strict=True))]
    data = dataset(read("\n".join(lines)), id="d", name="d")
    options = {"value": "days", "usl": 25, "stage": "stage"}
    study = Study("s", method="capability-normal", dataset="d", options=options)
    found = studies.of(study, data)
    assert [name for name, _study in found.studies] == ["before", "after"]
    assert words.sentences(found, study)[0] == "All 2 stages reach Ppk 1.33."
    assert figure(found).to_bytes("svg").startswith(b"<?xml")


def test_columns_side_by_side_are_all_numbers_or_none_of_them_counts():
    data = table(dataset(read("a_1,b,c\n1,2,x\n3,4,y\n"), id="d", name="d"))
    assert list(_side_by_side(data, ("a_1", "b"))) == ["a 1", "b"]
    assert _side_by_side(data, ("a_1", "c")) is None
    assert _side_by_side(data, ()) is None
