"""How charts are shown: percent, dates, stages by hand, tests by set, and what is thinned or left to hovering."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.analyses import methods_targets as targets
from leanbench.analyses import sentences as words
from leanbench.analyses import staging, study_tests
from leanbench.analyses import study_run as studies
from leanbench.analyses.study_picture import drawing_options
from leanbench.errors import UserError
from leanbench.event.records import Annotation, Study
from leanbench.plots import draw_result as figures
from leanbench.plots import numerals, segments
from leanbench.plots.chart_display import chart_of, display_chart, in_chart_units
from leanbench.plots.plot_panels import spread
from leanbench.stats.spc import attributes, variables
from leanbench.tables import dataset, read, table

COUNTS, SIZES = [12, 15, 8, 10, 4, 7, 16, 9], [50, 50, 50, 40, 50, 60, 50, 50]


def made(text: str):
    return dataset(read(text), id="d", name="d")


def test_a_share_is_shown_in_percent_and_computed_as_a_share():
    chart = attributes.p(COUNTS, SIZES)
    shown = display_chart(chart)
    assert shown.panels[0].points[0] == pytest.approx(24.0)
    assert shown.panels[0].ucl[0] == pytest.approx(100 * chart.panels[0].ucl[0])
    assert chart.panels[0].points[0] == pytest.approx(0.24)
    assert display_chart(shown) is shown
    assert in_chart_units(chart, 0.95) == in_chart_units(chart, 95) == 95
    first, rest = words.sentences(chart, Study("s", method="p"))
    assert first.startswith("Stable")
    assert "20.3%" in rest  # 81 of 400 is 20.25%, and halves go up
    columns, rows = words.table_of(chart)
    assert columns[:3] == ("Panel", "Points", "Center")  # one stage needs no column
    assert rows[0][:3] == ("Share", "8", "20.3%")


def test_other_charts_are_shown_as_they_are_and_constant_lines_stay_one_number():
    chart = variables.i_mr([5.0, 6.0, 5.5, 6.5])
    assert display_chart(chart) is chart
    big = attributes.p(np.full(20_000, 10), np.full(20_000, 40))
    assert display_chart(big).panels[0].center.strides == big.panels[0].center.strides


def test_the_chart_inside_a_page_can_be_pointed_at():
    text = "days,period\n" + "\n".join(f"{10 + i % 3},{'a' if i < 10 else 'b'}" for i in range(20))
    options = {"value": "days", "stage": "period"}
    result = studies.of(Study("s", method="change", dataset="d", options=options), made(text))
    assert chart_of(result).panels[0].n == 20
    options = {"value": "days", "usl": 20, "page": "six"}
    six = studies.of(Study("s", method="capability-normal", dataset="d", options=options), made(text))
    assert chart_of(six).method == "i-mr"
    assert figures.least_height(six) > figures.least_height(result)
    assert chart_of(object()) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (93.94, "93.9"),
        (0.2312, "0.231"),
        (1204.4, "1,204"),
        (-5.5, "−5.50"),
        (2.0, "2"),
        (100.0, "100"),
        (94.97, "95.0"),
        (float("nan"), "–"),
    ],
)
def test_numbers_are_said_with_the_digits_that_tell(value, text):
    assert numerals.number(value) == text


def test_a_limit_is_repeated_as_it_was_given():
    assert [numerals.exact(value) for value in (25.0, 0.95, -3.5, 1200)] == ["25", "0.95", "−3.5", "1,200"]


def test_dates_in_sentences():
    assert words.with_dates("from 2026-04-27 to 2026-13-01") == "from Apr 27, 2026 to 2026-13-01"
    assert words.long_date("2026-07-10 12:00") == "Jul 10, 2026 12:00"


def test_a_stage_set_by_hand_is_kept_as_a_row_of_the_table():
    rows = "\n".join(f"2026-01-{day:02d},{day}" for day in (9, 2, 5, 7, 3, 8, 4, 6))
    data = made("day,days\n" + rows)
    options = {"value": "days", "date": "day"}
    chart = studies.of(Study("s", method="i-mr", dataset="d", options=options), data)
    item = Study("s", method="i-mr", dataset="d", options=options)

    def first_row(point: int) -> int:
        return min(studies.rows_of(item, table(data), point))

    with_stage = staging.toggle(options, chart, 4, first_row)  # the fifth day in order is 6 January, row 7
    assert with_stage["stage_at"] == [7]
    chart = studies.of(Study("s", method="i-mr", dataset="d", options=with_stage), data)
    assert [(stage.name, stage.first) for stage in chart.stages] == [("before", 0), ("after", 4)]
    moved = staging.move(with_stage, chart, 4, 3, first_row)
    chart = studies.of(Study("s", method="i-mr", dataset="d", options=moved), data)
    assert [stage.first for stage in chart.stages] == [0, 3]
    assert staging.toggle(moved, chart, 3, first_row) == options


def test_stages_by_hand_work_with_subgroups_and_periods():
    text = "day,days\n" + "\n".join(f"2026-{1 + i // 28:02d}-{1 + i % 28:02d},{i % 7}" for i in range(56))
    item = Study(
        "s", method="xbar-r", dataset="d", options={"value": "days", "subgroup": 4, "stage_at": [28]}
    )
    assert [stage.first for stage in studies.of(item, made(text)).stages] == [0, 7]
    options = {"value": "days", "date": "day", "by": "week", "stage_at": [30], "stage_names": ["old", "new"]}
    chart = studies.of(Study("s", method="i-mr", dataset="d", options=options), made(text))
    assert [stage.name for stage in chart.stages] == ["old", "new"]


def test_notes_find_their_point_in_any_order_and_period():
    text = "day,days\n2026-01-20,3\n2026-01-05,1\n2026-01-06,2\n2026-01-21,4\n2026-02-03,9\n2026-02-10,8\n"
    options = {"value": "days", "date": "day", "by": "week"}
    notes = (Annotation(3, "snow"), Annotation(1, "start"))
    item = Study("s", method="i-mr", dataset="d", options=options, annotations=notes)
    found = drawing_options(studies.of(item, made(text)), item, table(made(text)))
    assert found["notes"] == ((0, "start"), (1, "snow"))


def test_tests_come_from_the_chosen_set_with_the_chosen_lengths():
    assert study_tests.rules_of({"rules": "aiag"}).name == "AIAG"
    assert {
        rule.test: rule.k
        for rule in study_tests.rules_of({"rules": "nelson", "tests": {"1": 1, "2": 7}}).rules
    }[2] == 7
    assert [rule.test for rule in study_tests.rules_of({"tests": [1, 5]}).rules] == [1, 5]
    assert study_tests.usual_tests({}) == ("1",)
    assert study_tests.usual_tests({"rules": "weco"}) == ("1", "2", "3", "4")
    with pytest.raises(UserError, match="has no test 9"):
        study_tests.rules_of({"rules": "weco", "tests": [9]})


def test_limits_for_many_measures_are_written_in_one_line():
    assert targets.read_limits("Lead_time: 0 to 20; cycles: to 3; score: from 4") == {
        "lead time": {"lsl": 0.0, "usl": 20.0},
        "cycles": {"usl": 3.0},
        "score": {"lsl": 4.0},
    }
    with pytest.raises(UserError, match="lower limit of days"):
        targets.read_limits("days: soon")


@settings(max_examples=50)
@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=6).map(sorted), st.floats(0.1, 50))
def test_labels_moved_apart_keep_their_order_and_do_not_run_away(values, gap):
    places = spread(values, gap)
    assert len(places) == len(values)
    assert all(after >= before - 1e-6 for before, after in pairwise(places))
    assert max(abs(place - value) for place, value in zip(places, values, strict=True)) <= gap * len(values)


@settings(max_examples=30)
@given(st.integers(4_000, 30_000), st.integers(0, 2**32 - 1))
def test_thinning_keeps_the_highest_and_lowest_point(n, seed):
    values = np.random.default_rng(seed).normal(size=n)
    x, y = segments.thin(np.arange(n), values)
    assert y.max() == values.max()
    assert y.min() == values.min()
    assert np.all(np.diff(x) > 0)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "print"])
def test_a_chart_with_all_there_is_draws_in_every_look(theme):
    values = [20, 22, 19, 21, 60, 20, 18, 22, 9, 8, 10, 7, 9, 11]
    stages = ["before"] * 8 + ["after"] * 6
    chart = variables.i_mr(values, stages=stages, excluded={4: "flood"}, tests=(1, 2))
    figure = figures.figure(
        chart,
        frozen=6,
        theme=theme,
        target=12,
        notes=((4, "flooded server room"), (12, "new form")),
        scale=1.4,
    )
    texts = {text.get_text() for axes in figure.planes for text in axes.texts}
    assert "flooded server room" in texts
    assert "Target 12" in texts
    assert any("before · n = 8" in text for text in texts)
    assert figure.to_bytes("png")[:4] == b"\x89PNG"


ODD = [
    [5.0, 5.0, 5.0, 5.0],
    [1.0, 2.0],
    [float("nan"), 3.0, float("inf"), 4.0, 5.0],
    [-1e9, 1e9, 0.0],
    [1e-9, 2e-9, 1.5e-9],
]


@pytest.mark.parametrize("values", ODD)
def test_odd_data_are_drawn(values):
    chart = variables.i_mr(values)
    assert figures.figure(chart).to_bytes("png")
    first, _rest = words.sentences(chart, Study("s", method="i-mr"))
    assert first.endswith(".")


@pytest.mark.parametrize(("size", "spread"), [(8, "R"), (9, "S")])
def test_the_chart_on_a_capability_page_fits_the_size_of_its_subgroups(size, spread):
    """Ranges up to eight values, standard deviations from nine: however subgroups are told, by size or by name."""
    lines = ["x,batch", *(f"{10 + i % 7},b{i // size}" for i in range(4 * size))]
    for subgroup in (size, "batch"):
        options = {"value": "x", "usl": 25, "page": "six", "subgroup": subgroup}
        study = Study("s", method="capability-normal", dataset="d", options=options)
        found = studies.of(study, made("\n".join(lines)))
        charts = [value for value in found.details.values() if hasattr(value, "panels")]
        assert [chart.panels[-1].name for chart in charts] == [spread]
