"""Did it change? The chart, the chosen test, the size of the change and capability agree with their parts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability.normal_capability import capability_normal
from leanbench.stats.change.change_study import did_it_change
from leanbench.stats.spc.variables import i_mr
from leanbench.stats.tests.tests_counts import two_proportions
from leanbench.stats.tests.tests_means import two_sample_t
from leanbench.stats.tests.tests_ranks import mann_whitney

RANDOM = np.random.default_rng(20240501)
BEFORE, AFTER = RANDOM.normal(30, 3, 40), RANDOM.normal(24, 2, 40)
DAYS = np.r_[BEFORE, AFTER]


def test_a_measure_that_fell():
    found = did_it_change(DAYS, split=40, better="lower", usl=32, deadline=30, name="lead time", unit="days")
    assert found.verdict == "improved"
    assert found.names == ("before", "after")
    assert "not skewed" in found.why
    plain = two_sample_t(BEFORE, AFTER, names=("before", "after"))
    assert found.test.p == plain.p
    assert found.change == plain.effect.value
    staged = i_mr(DAYS, stages=["before"] * 40 + ["after"] * 40)
    assert [s.center["I"] for s in found.chart.stages] == [s.center["I"] for s in staged.stages]
    # the frozen chart has one stage, with the limits of before on every point
    ucl = found.frozen.panel("I").ucl
    assert ucl[0] == ucl[-1] == staged.stages[0].ucl["I"]
    assert found.n_after_points == 40
    assert found.aside > 20
    assert found.capability[0].cpk == capability_normal(BEFORE, usl=32).cpk
    assert found.capability[1].cpk > found.capability[0].cpk
    assert found.deadline[1].share == np.mean(AFTER <= 30)
    assert found.spread is not None
    summary = found.summary()
    assert summary[0].startswith("Lead time improved. The mean of after")
    frame = found.table().to_frame()
    assert list(frame.columns) == ["", "before", "after", "Change"]


def test_skewed_times_are_compared_by_ranks():
    old, new = RANDOM.lognormal(3.4, 0.8, 60), RANDOM.lognormal(3.0, 0.8, 60)
    found = did_it_change(np.r_[old, new], stages=["2023"] * 60 + ["2024"] * 60, name="days")
    assert found.test.method == "mann-whitney"
    assert found.test.p == mann_whitney(old, new).p
    assert "skewed" in found.why
    assert did_it_change(np.r_[old, new], split=60, test="welch-t").test.method == "two-sample-t"


def test_yes_no_cases_become_a_share_with_a_p_chart():
    values = np.r_[np.tile([1, 0, 0, 1, 0], 24), np.tile([0, 0, 0, 0, 1], 24)]
    found = did_it_change(values, split=120, better="lower", name="share returned")
    assert found.kind == "share"
    assert found.test.p == two_proportions((48, 24), (120, 120)).p
    assert found.verdict == "improved"
    assert found.chart.method == "p"
    assert found.chart.panels[0].points.size > 10


def test_counts_with_sizes_and_an_excluded_row():
    sizes = np.full(24, 80)
    counts = np.r_[[16, 15, 17, 60, 16, 14, 18, 16, 15, 17, 16, 16], [8, 9, 7, 8, 8, 9, 7, 8, 8, 7, 9, 8]]
    found = did_it_change(counts, sizes=sizes, split=12, excluded={3: "storm"}, better="lower")
    assert found.test.p == two_proportions((176, 96), (880, 960)).p
    assert any("storm" in note for note in found.notes)
    rate = did_it_change(counts, sizes=sizes, split=12, excluded=[3], kind="rate")
    assert rate.test.method == "two-rates"
    assert rate.test.effect.value == pytest.approx((96 / 960) / (176 / 880))


def test_shares_that_vary_more_than_counting_are_compared_by_rows():
    sizes = np.full(20, 500)
    counts = np.r_[
        [40, 160, 60, 150, 30, 170, 50, 140, 60, 140], [40, 150, 60, 140, 30, 160, 50, 130, 60, 130]
    ]
    found = did_it_change(counts, sizes=sizes, split=10)
    assert "more than pure counting" in found.why
    assert found.verdict == "not shown"
    assert "percentage points" in found.summary()[0]


def test_three_stages_compare_first_and_last_unless_said():
    values = np.r_[BEFORE[:20], RANDOM.normal(27, 2, 20), AFTER[:20]]
    stages = ["now"] * 20 + ["pilot"] * 20 + ["new"] * 20
    assert did_it_change(values, stages=stages).names == ("now", "new")
    found = did_it_change(values, stages=stages, compare=("now", "pilot"))
    assert found.names == ("now", "pilot")
    assert len(found.chart.stages) == 3
    assert found.frozen.panels[0].points.size == 40


def test_a_drifting_before_is_a_caution():
    values = np.r_[np.linspace(40, 20, 40) + RANDOM.normal(0, 0.5, 40), RANDOM.normal(22, 0.5, 30)]
    text = " ".join(did_it_change(values, split=40).summary())
    assert "before is not stable by itself" in text
    assert "resemble each other" in text


def test_what_cannot_be_compared():
    for options, words in (
        ({}, "column of stages, or the row"),
        ({"split": 0}, "leaves one side empty"),
        ({"stages": ["a"] * 80}, "only one stage"),
        ({"stages": ["a", "b"]}, "2 stage labels for 80 rows"),
        ({"split": 40, "compare": ("a", "b")}, "no stage 'a'"),
        ({"split": 79}, "needs at least 2"),
        ({"split": 40, "kind": "rate"}, "needs its exposure"),
        ({"split": 40, "better": "up"}, "lower, higher"),
        ({"split": 40, "sizes": [1, 2]}, "2 sizes for 80 rows"),
    ):
        with pytest.raises(StatsError, match=words):
            did_it_change(DAYS, **options)
    with pytest.raises(StatsError, match="equal within both stages"):
        did_it_change([1.0] * 30 + [2.0] * 30, split=30, kind="measure")


def test_blanks_and_text_are_left_out_and_said():
    values = [*BEFORE[:20].tolist(), None, "n/a", *AFTER[:20].tolist()]
    found = did_it_change(values, stages=["a"] * 21 + ["b"] * 21)
    assert [g.n for g in found.test.groups] == [20, 20]
    assert any("n/a" in note for note in found.notes)


@settings(max_examples=20, deadline=None)
@given(st.floats(-100, 100), st.floats(0.1, 10))
def test_the_verdict_does_not_depend_on_the_unit(shift, scale):
    plain = did_it_change(DAYS, split=40)
    moved = did_it_change(shift + scale * DAYS, split=40)
    assert moved.verdict == plain.verdict
    assert moved.change == pytest.approx(scale * plain.change, rel=1e-6)
    assert (moved.beyond, moved.aside) == (plain.beyond, plain.aside)
