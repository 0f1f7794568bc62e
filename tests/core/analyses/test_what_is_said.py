"""The words and tables under a headline: names kept, intervals handed down, limits that move explained, units said."""

from __future__ import annotations

import importlib
import pkgutil

import numpy as np
import pytest

from leanbench import stats
from leanbench.analyses import catalogue
from leanbench.analyses import sentences as words
from leanbench.analyses import study_run as studies
from leanbench.analyses.methods_control import target_text
from leanbench.analyses.pair_words import named_field
from leanbench.analyses.study_picture import drawing_options
from leanbench.analyses.typography import sentence_text
from leanbench.event.records import Study
from leanbench.plots import answers
from leanbench.plots import draw_result as figures
from leanbench.plots.chart_display import display_chart
from leanbench.plots.draw_shapes import pieces
from leanbench.schema import replace
from leanbench.stats.spc import attributes, variables, weighted
from leanbench.tables import dataset, read, table
from leanbench.words import language
from leanbench.words.lists import capital_text

RNG = np.random.default_rng(8)


def said(method: str, text: str, **options: object) -> tuple[str, str]:
    data = dataset(read(text), id="d", name="d")
    item = Study("s", method=method, dataset="d", options=options)
    return words.sentences(studies.of(item, data), item)


def rows(header: str, cells: list[tuple[object, ...]]) -> str:
    return "\n".join([header, *(",".join(str(cell) for cell in row) for row in cells)])


GROUPS = rows("days,office", [(10 + i % 5 + 4 * (i % 2), ("North", "South")[i % 2]) for i in range(40)])


def test_a_headline_keeps_the_names_of_groups_and_hands_its_interval_down():
    first, _rest = said("boxplot", GROUPS, value="days", group="office")
    assert first.endswith("(South).")
    first, rest = said("two-sample-t", GROUPS, value="days", group="office")
    assert "interval" not in first
    assert rest.startswith("95% interval ")
    assert rest.split(". ")[0].endswith("for the difference")


def test_a_stage_is_named_as_a_stage_and_values_have_their_unit():
    cells = [
        (f"{10 + 3 * (i % 2) + (30 if i == 5 else 0)}", "before" if i < 20 else "after") for i in range(40)
    ]
    first, rest = said("i-mr", rows("wait (bd),period", cells), value="wait (bd)", stage="period")
    assert first.endswith("none in the stage “after”.")
    assert " bd before, " in rest
    assert " bd after " in rest
    assert "Points 6 and 7: beyond a control limit of the moving range (test 1)." in rest


def test_points_in_a_row_are_told_as_a_stretch_and_never_as_one_point_each():
    values = [10.0, 11.0] * 10 + [30.0] * 6 + [10.0, 11.0] * 4
    first, rest = said("i-mr", rows("v", [(v,) for v in values]), value="v", center=10.5, sigma_known=1)
    assert "7 of 34" in first  # six levels, and the moving range on the way back
    assert "Points 21 to 26: beyond a control limit (test 1)." in rest


@pytest.mark.parametrize(
    ("sizes", "words_in", "words_out"),
    [([50, 50, 40, 60, 50, 50, 45, 50], "40 to 60: the more, the narrower", ""), ([50] * 8, "", "steps")],
)
def test_limits_that_move_in_steps_say_why(sizes, words_in, words_out):
    chart = attributes.p([12, 15, 8, 10, 4, 7, 16, 9], sizes)
    _first, rest = words.sentences(chart, Study("s", method="p"))
    assert words_in in rest
    assert not words_out or words_out not in rest


def test_a_share_at_its_ceiling_still_explains_its_lower_limit():
    # The upper limits are all 100%; only the lower ones move.
    chart = attributes.p([49, 60, 39, 50, 48, 59, 40, 49], [50, 61, 40, 51, 49, 60, 41, 50])
    assert "The limits move in steps" in words.sentences(chart, Study("s", method="p"))[1]


def test_averages_that_remember_say_why_their_limits_widen_or_narrow():
    values = RNG.normal(10, 1, 30)
    assert "widen over the first" in words.sentences(weighted.ewma(values), Study("s"))[1]
    assert "narrow over the first" in words.sentences(weighted.moving_average(values), Study("s"))[1]


def test_a_cusum_chart_tells_where_the_shift_began():
    own = np.random.default_rng(1)
    values = np.concatenate((own.normal(10, 1, 30), own.normal(12, 1, 20)))
    first, rest = words.sentences(weighted.cusum(values, target=10, sigma=1), Study("s"))
    assert first.startswith("Off target: the first signal is at point 3")
    assert "The shift up that signals" in rest
    first, _rest = words.sentences(weighted.cusum(values[:30], target=10, sigma=1), Study("s"))
    assert first.startswith("On target: none of 30 points")


def test_the_target_of_a_cusum_chart_is_no_line_at_its_value():
    item = Study("s", method="cusum", options={"value": "v", "target": 10})
    result = weighted.cusum(RNG.normal(10, 1, 30), target=10)
    assert "target" not in drawing_options(result, item)
    assert drawing_options(variables.i_mr(RNG.normal(10, 1, 30)), item)["target"] == 10


def test_shares_are_compared_in_percent_and_points():
    text = rows("ok,period", [("yes" if i % 4 else "no", "a" if i < 40 else "b") for i in range(80)])
    data = dataset(read(text), id="d", name="d")
    item = Study("s", method="two-proportions", dataset="d", options={"value": "ok", "group": "period"})
    result = studies.of(item, data)
    columns, shown = words.table_of(result)
    assert columns[1:] == ("n", "Share, %")
    assert shown[0][2] == "75"
    assert shown[2][0].endswith("in points")
    ends = [float(part.replace("−", "-")) for part in shown[3][0].split("interval ")[1].split(" to ")]
    assert ends[0] < -15 < 15 < ends[1]  # in points, as the column above


def test_tables_leave_out_what_is_empty_and_write_percent_with_a_space():
    columns, shown = words.table_of(variables.xbar_r(RNG.normal(0, 1, 100), 5))
    assert columns == ("Panel", "Points", "Center", "LCL", "UCL", "Sigma")
    assert [row[0] for row in shown] == ["Mean", "Range"]
    data = dataset(read(rows("v", [(f"{v:.2f}",) for v in RNG.normal(10, 1, 60)])), id="d", name="d")
    item = Study("s", method="capability-normal", dataset="d", options={"value": "v", "usl": 14})
    assert "95% low" in words.table_of(studies.of(item, data))[0]


def test_axes_name_the_measure_once_with_its_unit():
    made = table(dataset(read("days (bd),lead_time_bd,n\n1,2,3\n2,3,4\n3,4,5\n"), id="d", name="d"))
    study = Study("s", method="i-mr", dataset="d", options={"value": "days (bd)"})
    assert studies.inputs_of(study, made).measure == "Days (bd)"
    chart = attributes.c([3, 4, 5, 2, 3], name="Returns")
    assert display_chart(chart).panels[0].label == "Returns: number"
    share = attributes.p([3, 4, 5, 2, 3], [10, 10, 10, 10, 10], name="Late, per week")
    assert display_chart(share).panels[0].label == "Late, per week: share, %"
    once = display_chart(share)
    assert display_chart(once) is once


def test_a_word_in_brackets_is_no_unit():
    """ "Cost (net)" was said in "net": units were cut out of names."""
    text = rows("Cost (net),Days (bd)", [(f"{v:.1f}", f"{v / 2:.1f}") for v in RNG.normal(50, 5, 30)])
    data = dataset(read(text), id="d", name="d")
    assert [column.unit for column in data.columns] == ["", "bd"]
    assert " net" not in " ".join(said("i-mr", text, value="Cost (net)"))
    assert " bd." in " ".join(said("i-mr", text, value="Days (bd)"))
    chart = variables.i_mr(RNG.normal(50, 5, 30), name="Cost (net)", unit="USD")
    assert display_chart(chart).panels[0].label == "Cost (net) (USD)"


def test_a_column_of_an_older_file_keeps_its_unit_and_loses_a_word_that_is_none():
    data = dataset(read(rows("Cost (net),Days (bd),Lead", [(1, 2, 3)] * 5)), id="d", name="d")
    units = ("net", "bd", "moons")
    older = replace(data, columns=tuple(replace(c, unit=u) for c, u in zip(data.columns, units, strict=True)))
    assert table(older).units == {"Cost (net)": "", "Days (bd)": "bd", "Lead": "moons"}


def test_a_bar_that_a_limit_crosses_is_hatched_only_beyond_it():
    left, right, heights, out = pieces(np.array([0.0, 10, 20, 30]), [5, 7, 2], None, 25.0)
    assert out.tolist() == [False, False, False, True]
    assert (right[2], left[3]) == (25.0, 25.0)
    assert heights[2] == heights[3] == 2
    left, _right, _heights, out = pieces(np.array([0.0, 10, 20, 30]), [5, 7, 2], 10.0, 20.0)
    assert out.tolist() == [True, False, True]


def test_groups_of_a_scatter_matrix_have_a_key():
    cells = [(i, 2 * i + RNG.normal(), RNG.normal(), ("N", "S")[i % 2]) for i in range(30)]
    data = dataset(read(rows("a,b,c,g", cells)), id="d", name="d")
    options = {"columns": ["a", "b", "c"], "group": "g"}
    result = studies.of(Study("s", method="scatter", dataset="d", options=options), data)
    first = figures.figure(result, theme="print").planes[0]
    assert {mark.label for mark in first.marks if getattr(mark, "label", "")} == {"N", "S"}


def test_small_rules_of_writing():
    assert capital_text("ppm outside") == "ppm outside"
    assert capital_text("p-value") == "p-value"
    assert (
        sentence_text("from -0.5 to 3, 10-20, on 2026-04-27, row a-1")
        == "from −0.5 to 3, 10-20, on Apr 27, 2026, row a-1"
    )


@pytest.mark.parametrize(
    "method", ["capability-nonnormal", "probability-plot", "distribution-id", "normality"]
)
def test_every_picture_of_a_measure_names_it_with_its_unit(method):
    text = rows("Days (bd)", [(f"{v:.2f}",) for v in RNG.normal(20, 3, 60)])
    data = dataset(read(text), id="d", name="d")
    limit = {"usl": 40} if any(field.name == "usl" for field in catalogue.methods()[method].fields) else {}
    item = Study("s", method=method, dataset="d", options={"value": "Days (bd)", **limit})
    picture = figures.figure(studies.of(item, data), theme="print")
    assert b"Days (bd)" in picture.to_bytes("svg")


def test_each_drawer_draws_a_record_that_there_is():
    names = [found.name for found in pkgutil.walk_packages(stats.__path__, "leanbench.stats.")]
    modules = [answers, *(importlib.import_module(name) for name in names)]
    known = {name for module in modules for name, thing in vars(module).items() if isinstance(thing, type)}
    assert set(figures.DRAWERS) - known == {"Sixpack"}  # a page of a NormalCapability with its chart
    for drawer in figures.DRAWERS.values():
        module, name = drawer.function.split(":")
        assert callable(getattr(importlib.import_module(f"leanbench.plots.{module}"), name))


def test_forms_and_answers_speak_the_language_of_the_moment():
    """The words of a spec stand in English at import; a study computed in one language is not handed out in another."""
    catalog = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Two groups: means (t test)"
msgstr "Dos grupos: medias"

msgid "Measure"
msgstr "Medida"

msgid "the second is higher than the first"
msgstr "el segundo es mayor"

msgid "Stable: none of {n} {points} shows a special cause{aside}."
msgstr "Estable: {n} puntos{aside}."
"""
    other = language.Language("xx", language.read_catalog(catalog.encode()), None, ".", "mdy")
    chart = variables.i_mr([10.0, 11.0, 10.5, 11.5, 10.2, 11.1, 10.4, 11.3] * 3)
    english = catalogue.methods()["two-sample-t"]
    token = language._active.set(other)
    try:
        spoken = catalogue.methods()["two-sample-t"]
        first = words.sentences(chart, Study("s"))[0]
    finally:
        language._active.reset(token)
    assert (spoken.title, spoken.question) == ("Dos grupos: medias", english.question)
    assert spoken.fields[0].label == "Medida"
    assert ("greater", "el segundo es mayor") in next(
        f for f in spoken.fields if f.name == "alternative"
    ).choices
    assert first == "Estable: 24 puntos."
    assert catalogue.methods()["two-sample-t"] == english
    assert words.sentences(chart, Study("s"))[0] == "Stable: none of 24 points shows a special cause."


@pytest.mark.parametrize(
    ("target", "better", "words"),
    [
        (30.0, "lower", "The target of 30 will be met as the process is"),
        (30.0, "higher", "The target of 30 will not be met as the process is"),
        (5.0, "lower", "The target of 5 will not be met as the process is"),
        (10.5, "higher", "The target of 10.5 may or may not be met"),
        (30.0, "", "every value stays below the target of 30"),
    ],
)
def test_a_target_is_judged_by_the_limits_of_single_values(target: float, better: str, words: str) -> None:
    """Limits 8.5 to 12.7 about: outside them it is sure, inside chance decides, with few points nothing is said."""
    chart = variables.i_mr([10.0, 11.0, 10.5, 11.5, 10.2, 11.1, 10.4, 11.3] * 3)
    assert words in target_text(chart, target, better)
    few = variables.i_mr([10.0, 11.0, 10.5, 11.5, 10.2, 11.1])
    assert "cannot be told from 6 points" in target_text(few, target, better)
    staged = variables.i_mr([40.0, 41.0] * 8 + [10.0, 11.0] * 8, stages=["old"] * 16 + ["new"] * 16)
    assert "will be met" in target_text(staged, 30.0, "lower")  # by the last stage alone


def test_the_question_carries_the_names_of_what_is_compared() -> None:
    """The groups as the comparison takes them; the plain words where nothing is chosen yet."""
    data = table(dataset(read("days,period\n5,before\n6,before\n7,after\n8,after\n"), id="d", name="d"))
    method = catalogue.methods()["two-sample-t"]
    field = next(one for one in method.fields if one.name == "alternative")
    named = dict(named_field(field, method, {"value": "days", "group": "period"}, data).choices)
    assert named == {
        None: "after differs from before",
        "greater": "after is higher than before",
        "less": "after is lower than before",
    }
    turned = named_field(field, method, {"group": "period", "first": "after"}, data).choices
    assert turned[1] == ("greater", "before is higher than after")
    assert named_field(field, method, {}, data) is field
    pairs = catalogue.methods()["paired-t"]
    options = {"value": "visit_1", "second_value": "visit_2"}
    asked = next(one for one in pairs.fields if one.name == "alternative")
    assert named_field(asked, pairs, options, data).choices[1] == (
        "greater",
        "visit 2 is higher than visit 1",
    )
