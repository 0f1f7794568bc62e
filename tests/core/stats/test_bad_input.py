"""The list of bad input: empty, constant, text, reversed, excluded away ...: a sentence or a result, for every chart
and study."""

from __future__ import annotations

import datetime as dt
import json
import math

import numpy as np
import pytest

from leanbench.stats.base.result import to_json
from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability.normal_capability import capability_normal
from leanbench.stats.change.change_study import did_it_change
from leanbench.stats.explore.pareto_counts import pareto
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.phases import stages_at
from leanbench.stats.survey.survey_items import survey

N = 30
RNG = np.random.default_rng(1)
GOOD = RNG.normal(10, 2, N).round(3).tolist()
COUNTS = RNG.poisson(6, N).astype(float).tolist()
DAYS = [dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(N)]
COLUMNS = {
    "empty": [],
    "one": [5.0],
    "two": [5.0, 6.0],
    "constant": [4.0] * N,
    "zeros": [0.0] * N,
    "all NaN": [math.nan] * N,
    "some NaN": [*GOOD[:10], math.nan, *GOOD[10:]],
    "infinite": [*GOOD[:10], math.inf, -math.inf, *GOOD[10:]],
    "text": ["a"] * N,
    "some text": [*GOOD[:10], "n/a", *GOOD[10:]],
    "blank": [None] * N,
    "negative": [-x for x in COUNTS],
    "fractions": GOOD,
    "counts": COUNTS,
    "huge": [x * 1e300 for x in GOOD],
    "tiny": [x * 1e-300 for x in GOOD],
    "dates": DAYS,
    "dates equal": [DAYS[0]] * N,
    "dates backwards": DAYS[::-1],
    "a number": 5.0,
    "nothing": None,
    "a word": "hello",
    "a table": np.ones((5, 3)),
}
SECONDS = {
    "subgroup": [
        5,
        1,
        0,
        -3,
        2.5,
        1000,
        None,
        "abc",
        [1, 2],
        list(range(N)),
        [1, 1, 1, 2, 2] * 6,
        [math.nan] * N,
    ],
    "sizes": [
        10,
        0,
        -1,
        math.nan,
        None,
        "x",
        [0] * N,
        [-5] * N,
        [1] * N,
        [10, 10],
        [2.5] * N,
        [40] * 15 + [60] * 15,
    ],
    "part": [5, None, ["a", "b"] * 15, ["a"], [None] * N, ["a"] * 15 + ["b"] * 15],
}


def assert_answer(make):
    """The sentences of a result, or of the error; anything else than a StatsError fails."""
    try:
        result = make()
    except StatsError as error:
        text = str(error)
        assert text.endswith((".", "!", "?"))
        assert "Traceback" not in text
        assert "np." not in text
        assert "\n" not in text
        return (text,)
    json.dumps(to_json(result), allow_nan=False)
    table = result.table()
    assert all(len(row) == len(table.columns) for row in table.rows)
    said = (*result.summary(), result.convention)
    assert all(said)
    for text in said:
        words = text.lower().replace("(", " ").replace(")", " ").replace(",", " ").rstrip(".").split()
        assert not {"nan", "inf", "-inf", "none."} & set(words), text
        assert "np." not in text
    return said


def second_arguments(spec, column):
    rows = column if hasattr(column, "__len__") else GOOD
    if len(spec.needs) < 2:
        return [()]
    kind = spec.needs[1].rstrip("?")
    fitted = {
        "subgroup": [i // 4 for i in range(len(rows))],
        "sizes": [50] * len(rows),
        "part": ["a"] * len(rows),
    }
    return [(item,) for item in (fitted[kind], *SECONDS[kind])]


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("method", CHARTS)
def test_every_chart_with_bad_columns(method, name):
    spec, column = CHARTS[method], COLUMNS[name]
    first = {"a": column, "b": GOOD} if spec.needs[0] == "columns" else column
    for more in second_arguments(spec, column):
        assert_answer(lambda more=more: spec.function(first, *more))


OPTIONS = {
    "stages": [[], ["a"], ["a", "b"] * 15, ["a"] * 29 + ["b"], [None] * N, [math.nan] * N, "abc", 5],
    "excluded": [dict.fromkeys(range(N), "all"), [-1], [100], ["x"], {3: None}, 5, list(range(29))],
    "baseline": [0, 1, 1000, -3, "x", (0, 10), [], [False] * N, slice(5, 2)],
    "labels": [[], ["a"], [None] * N, 5],
    "center": [math.nan, "x", [1, 2], {"nowhere": 1.0}],
    "sigma": [0, -1, math.nan, "x", math.inf],
    "k": [0, -3, math.nan, "x", math.inf],
    "tests": [[99], "bogus", 5, ["x"]],
    "constants": ["bogus", 3, 0],
    "profile": ["bogus", 5, "jmp", "aiag", "nist", "healthcare"],
    "counting": ["bogus"],
    "name": ["", None, 5],
    "nonsense": [1],
}


def usual(spec):
    first = COUNTS if spec.needs[0] in ("items", "events", "amounts", "gaps") else GOOD
    kinds = {"sizes": [30] * N, "part": ["a", "a", "b"] * 10, "subgroup": 5}
    if spec.needs[0] == "columns":
        return ({"a": first, "b": COUNTS},)
    return (first, *(kinds[need] for need in spec.needs[1:] if not need.endswith("?")))


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("method", CHARTS)
def test_every_chart_with_bad_options(method, option):
    spec = CHARTS[method]
    for value in OPTIONS[option]:
        assert_answer(lambda value=value: spec.function(*usual(spec), **{option: value}))


@pytest.mark.parametrize("method", CHARTS)
def test_every_chart_with_its_own_options_wrong(method):
    spec = CHARTS[method]
    for option, choices in spec.options.items():
        for value in (*choices, "bogus", 0, -1, 1.5, math.nan, None):
            assert_answer(lambda option=option, value=value: spec.function(*usual(spec), **{option: value}))


def test_every_point_excluded_is_said():
    with pytest.raises(StatsError, match="All points are excluded"):
        CHARTS["i-mr"].function(GOOD, excluded=dict.fromkeys(range(N), "out"))


def test_fewer_stages_than_labels():
    with pytest.raises(StatsError, match="2 stages but 3 names"):
        stages_at(10, [5], ["a", "b", "c"])
    with pytest.raises(StatsError, match="12 stage labels for 30 rows"):
        CHARTS["i-mr"].function(GOOD, stages=["a"] * 12)


def test_few_points_are_not_called_stable():
    assert CHARTS["i-mr"].function(GOOD[:5]).summary()[0].startswith("Too few points to call it stable")


def test_incomplete_subgroup_is_kept_and_said():
    chart = CHARTS["xbar-r"].function(GOOD[:28], 5)
    assert chart.panels[0].n == 6
    assert any("1 subgroup of 6 with fewer than 5 values kept" in note for note in chart.notes)


def test_limits_reversed_and_beyond_reason():
    with pytest.raises(StatsError, match="not below the upper limit"):
        capability_normal(GOOD, lsl=9, usl=3)
    with pytest.raises(StatsError, match="is no limit"):
        capability_normal(GOOD, usl=1e300)
    with pytest.raises(StatsError, match="must be a number, not 'x'"):
        capability_normal(GOOD, usl="x")  # type: ignore[arg-type]


def test_a_scale_of_millions_is_refused_at_once():
    with pytest.raises(StatsError, match="no rating scale"):
        survey({"q": [1, 2, 3]}, scale=range(1, 10**7))


def test_a_label_that_is_not_a_number_is_blank_and_not_the_word_nan():
    result = pareto(["a", math.nan, "b", "a"])
    assert all(row[0] != "nan" for row in result.table().rows)


def test_change_in_subgroups_is_charted_by_means():
    values = [*GOOD, *(x + 6 for x in GOOD)]
    found = did_it_change(values, split=30, subgroup=5, name="Lead time", unit="days")
    assert found.chart.method == "xbar-r"
    assert [stage.n for stage in found.chart.stages] == [6, 6]
    assert found.beyond == found.n_after_points == 6
    wide = did_it_change(values, split=28, subgroup=10)
    assert wide.chart.method == "xbar-s"
    # a subgroup of a fixed size never spans the boundary: 28 = 10 + 10 + 8, 32 = 10 + 10 + 10 + 2
    assert wide.chart.panels[0].size.tolist() == [10, 10, 8, 10, 10, 10, 2]
    with pytest.raises(StatsError, match="3 subgroup ids for 60 rows"):
        did_it_change(values, split=30, subgroup=[1, 2, 3])
