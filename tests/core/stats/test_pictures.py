"""Histogram, box, dots, time, scatter, multi-vari, check sheet, concentration, survey."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base.label_order import natural_order
from leanbench.stats.base.samples import StatsError
from leanbench.stats.explore.panel_groups import panels
from leanbench.stats.explore.series_plots import scatter, timeplot
from leanbench.stats.explore.stratify import check_sheet, concentration, multi_vari, tally_sheet
from leanbench.stats.explore.value_shapes import boxplot, dotplot, histogram
from leanbench.stats.survey.consistency import cronbach_alpha
from leanbench.stats.survey.survey_items import importance_performance, survey


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_every_value_is_in_one_class(values):
    found = histogram(values)
    assert found.counts.sum() == len(values)
    assert np.all(np.diff(found.edges) > 0)
    assert len(found.counts) <= 200


def test_whole_days_have_classes_of_whole_days():
    found = histogram([1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 8, 9, 12] * 40, usl=8, name="lead time", unit="days")
    assert found.width == round(found.width)
    assert found.above == pytest.approx(2 / 14)
    x, y = found.curve()
    assert np.trapezoid(y, x) == pytest.approx(found.n * found.width, rel=0.1)
    assert "above the limit of 8 days" in " ".join(found.summary())


def test_two_humps_are_said():
    random = np.random.default_rng(1)
    mixed = np.r_[random.normal(10, 1, 400), random.normal(20, 1, 400)]
    assert "2 humps" in " ".join(histogram(mixed).summary())
    assert "humps" not in " ".join(histogram(random.normal(10, 1, 400)).summary())


def test_given_edges_say_what_they_miss():
    found = histogram([1, 2, 3, 10], edges=[0, 2, 4])
    assert found.counts.tolist() == [1, 2]
    assert "1 value outside the classes not counted" in found.notes
    with pytest.raises(StatsError, match="must rise"):
        histogram([1, 2], edges=[3, 1])
    assert histogram([5, 5, 5]).counts.tolist() == [3]


def test_panels_share_their_classes():
    found = panels([1, 2, 3, 4, 10, 11, 12, 30], ["a"] * 4 + ["b"] * 4, usl=11)
    first, second = found.histograms
    assert first.edges.tolist() == second.edges.tolist()
    assert (first.counts.sum(), second.counts.sum()) == (4, 4)
    assert (first.above, second.above) == (0, 0.5)
    assert "50% of b" in found.summary()[1]


def test_tukeys_box():
    found = boxplot([1, 2, 3, 4, 5, 6, 7, 8, 9, 40], name="days")
    (box,) = found.boxes
    assert (box.q1, box.median, box.q3) == (2.75, 5.5, 8.25)
    assert (box.low, box.high) == (1, 9)
    assert box.beyond == ((9, 40.0),)
    grouped = boxplot([1, 2, 3, 30, None, 4, 5, 6], ["a", "a", "a", "a", "a", "b", "b", "b"])
    assert [b.name for b in grouped.boxes] == ["a", "b"]
    assert grouped.boxes[0].n == 4
    assert "1 blank row of values left out" in grouped.notes


def test_dots_stack():
    found = dotplot([1, 1, 1, 2, 5])
    assert sorted(found.height.tolist()) == [1, 1, 1, 2, 3]
    assert dotplot([3, 3]).height.tolist() == [1, 2]


def test_what_is_said_of_the_middle_half_is_true():
    days = np.random.default_rng(7).lognormal(2.2, 0.7, 180)
    found = histogram(days, name="days", unit="d")
    low, high = found.quartiles
    assert np.mean((days >= low) & (days <= high)) == pytest.approx(0.5, abs=1 / 180)
    headline, fullest = found.summary()
    assert headline == f"180 values of days: the middle half lies between {low:.3f} and {high:.2f} d."
    assert f"({found.counts.max()} values, {100 * found.counts.max() / 180:.1f}%)" in fullest
    assert not any(line.startswith("Most") for line in found.summary())
    assert (
        histogram([3, 3, 3, 9]).summary()[0] == "4 values of values: the middle half lies between 3 and 7.5."
    )
    assert "at least half are 3 d" in histogram([1, 3, 3, 3, 3, 3, 9], unit="d").summary()[0]


def test_the_dots_table_has_the_values_as_measured():
    values = [1.04, 1.049, None, 2.5, 101.0]
    found = dotplot(values, name="days", unit="d")
    assert found.table().rows == ((1, 1.04), (2, 1.049), (4, 2.5), (5, 101.0))
    assert found.x.tolist() != found.values.tolist()  # the dots stand in classes
    assert found.summary()[0] == (
        "4 values of days from 1.04 to 101 d; the middle half lies between 1.042 and 76.38 d."
    )
    assert dotplot([3, 3], unit="d").summary()[0] == "2 values of values, all 3 d."


def test_time_is_put_in_order_and_said():
    days = np.array(["2024-03-01", "2024-01-01", "NaT"], dtype="datetime64[s]")
    found = timeplot({"x": [3, 1, 2]}, days)
    assert found.series[0].tolist() == [1, 3]
    assert found.notes == ("1 row without a time left out", "rows put in the order of time")
    with pytest.raises(StatsError, match="at least one column"):
        timeplot({})


def test_scatter_matrix():
    found = scatter({"a": [1, 2, 3, 4, None], "b": [2, 4, 6, 9, 1], "c": [1, 1, 1, 1, 1]})
    assert found.correlations[0][2].r.value == pytest.approx(
        scipy.stats.pearsonr([1, 2, 3, 4], [2, 4, 6, 9]).statistic
    )
    assert found.correlations[1][2] is None
    assert "1 row without all values left out" in found.notes
    with pytest.raises(StatsError, match="at least two columns"):
        scatter({"a": [1]})


def test_multi_vari_splits_the_sum_of_squares():
    values = [10, 11, 20, 21, 12, 13, 22, 23]
    found = multi_vari(values, {"office": ["N", "N", "S", "S"] * 2, "week": ["1"] * 4 + ["2"] * 4})
    shares = dict(found.shares)
    # by hand: office 200 of 210, week inside office 8, within 2
    assert shares["office"] == pytest.approx(200 / 210)
    assert shares["week"] == pytest.approx(8 / 210)
    assert shares["within"] == pytest.approx(2 / 210)
    assert len(found.cells) == 4
    assert "between levels of office" in found.summary()[0]
    with pytest.raises(StatsError, match="only the level"):
        multi_vari([1, 2], {"a": ["x", "x"]})


def test_check_sheet_finds_the_hot_cell():
    causes = ["form"] * 30 + ["fee"] * 30
    days = ["Mon", "Tue", "Wed"] * 10 + ["Fri"] * 20 + ["Mon", "Tue"] * 5
    found = check_sheet(causes, days, column_name="Day")
    assert found.counts.sum() == 60
    assert found.hot[0][:2] == ("fee", "Fri")
    assert found.p == pytest.approx(scipy.stats.chi2_contingency(found.counts, correction=False).pvalue)
    assert found.table().rows[-1][-1] == 60
    with pytest.raises(StatsError, match="no marks"):
        tally_sheet(["a"], ["b"], [[0]])


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Wednesday", "friday", "Mon", "Thurs."], ["Mon", "Wednesday", "Thurs.", "friday"]),
        (["Sept", "Jan", "March", "May"], ["Jan", "March", "May", "Sept"]),
        (["2026-03-02", "2025-12-31", "2026-01-15"], ["2025-12-31", "2026-01-15", "2026-03-02"]),
        (["Mar 2026", "Dec 2025", "2026 Jan"], ["Dec 2025", "2026 Jan", "Mar 2026"]),
        (["2026-Q1", "2025-Q4"], ["2025-Q4", "2026-Q1"]),
        (["W10", "W9"], ["W9", "W10"]),
        (["13:30", "9:00", "12:00"], ["9:00", "12:00", "13:30"]),
        (["10", "9", "-1.5"], ["-1.5", "9", "10"]),
        (["South", "North"], ["South", "North"]),  # no order of their own
        (["Tue", "Mon", "holiday"], ["Tue", "Mon", "holiday"]),  # not all are days
        (["nan", "2"], ["nan", "2"]),
        ([], []),
    ],
)
def test_labels_stand_in_the_order_they_have_by_themselves(labels, expected):
    assert list(natural_order(labels)) == expected


def test_a_check_sheet_stands_in_the_order_of_the_week():
    found = check_sheet(["form", "fee", "form", "form"], ["Fri", "Mon", "Mon", "Wed"])
    assert found.columns == ("Mon", "Wed", "Fri")
    assert found.rows == ("form", "fee")
    assert found.counts.tolist() == [[1, 1, 1], [1, 0, 0]]
    assert found.summary()[0] == "4 marks; most often form (3), most at Mon (2)."
    even = check_sheet(["form", "fee"], ["Mon", "Mon"])
    assert even.summary()[0] == "2 marks; most often form and fee (1 each), most at Mon (2)."


def test_concentration():
    found = concentration([0.9] * 20 + [0.1, 0.5], [0.9] * 20 + [0.1, 0.5])
    assert found.hottest == (2, 2)
    assert found.p < 0.001
    assert "bottom right" in found.summary()[0]
    with pytest.raises(StatsError, match="between 0 and 1"):
        concentration([2.0], [0.5])


# --- survey ---------------------------------------------------------------------------------------


def test_top_box_with_wilson():
    found = survey({"Waiting time": [5] * 15 + [4] * 66 + [3] * 182})
    item = found.items[0]
    assert item.top.value == pytest.approx(81 / 263)
    # Newcombe 1998, table I: 81 of 263, Wilson 0.2553 to 0.3662
    assert (item.top.low, item.top.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_words_blanks_and_items_asked_the_other_way():
    found = survey({"a": ["agree", "Strongly agree", "", "neutral"], "b": [1, 1, 2, "maybe"]}, reverse=["b"])
    assert found.items[0].counts == (0, 0, 1, 1, 1)
    assert found.items[0].missing == 1
    assert found.items[1].counts == (0, 0, 0, 1, 2)
    assert "turned round: b" in found.notes
    assert any("'maybe' in row 4" in note for note in found.notes)
    with pytest.raises(StatsError, match="not on the scale 1 to 5"):
        survey({"a": [6]})
    with pytest.raises(StatsError, match="has no answers"):
        survey({"a": [None]})


def test_cronbach_alpha_by_its_formula():
    x = np.array([[4, 5, 4], [3, 3, 4], [5, 5, 5], [2, 1, 2], [4, 4, 3], [1, 2, 2]])
    found = cronbach_alpha({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2]})
    covariance = np.cov(x.T)
    expected = 1.5 * (1 - np.trace(covariance) / covariance.sum())
    assert found.alpha == pytest.approx(expected)
    assert found.interval[0] < found.alpha < found.interval[1]
    # two copies of one item measure exactly one thing
    assert cronbach_alpha({"a": [1, 2, 3, 4], "b": [1, 2, 3, 4]}).alpha == pytest.approx(1)
    assert math.isnan(cronbach_alpha({"a": [1, 2, 3, 4], "b": [2, 2, 3, 5]}).without[0][1])


def test_items_that_do_not_belong_are_named_one_by_one():
    x = np.array(
        [[4, 5, 4, 1, 5], [3, 3, 4, 5, 1], [5, 5, 5, 2, 3], [2, 1, 2, 4, 5], [4, 4, 3, 3, 1], [1, 2, 2, 3, 4]]
    )
    one = " ".join(cronbach_alpha(dict(zip("abcd", x.T, strict=False))).summary())
    assert "Without d it would be higher: this item may measure something else" in one
    assert "95% interval" in one
    two = " ".join(cronbach_alpha(dict(zip("abcde", x.T, strict=True))).summary())
    assert "Leaving out any one of these items would raise it: d, e. Each may measure" in two


def test_importance_performance():
    found = importance_performance(
        {"speed": [2, 2, 3], "courtesy": [5, 4, 5], "parking": [2, 3, 2]},
        {"speed": [5, 5, 5], "courtesy": [5, 4, 5], "parking": [1, 2, 1]},
    )
    assert {item[0]: item[4] for item in found.items} == {
        "speed": "improve first", "courtesy": "keep up", "parking": "low priority",
    }  # fmt: skip
    derived = importance_performance({"a": [1, 2, 3, 4], "b": [4, 1, 3, 2]}, overall=[1, 2, 3, 5])
    assert derived.items[0][1] > derived.items[1][1]
    assert "not proof of cause" in " ".join(derived.summary())
    with pytest.raises(StatsError, match="either"):
        importance_performance({"a": [1]})
