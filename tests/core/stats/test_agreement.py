"""Attribute agreement and its coefficients against published examples and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leanbench.stats.base.samples import StatsError
from leanbench.stats.msa.agreement_study import attribute_agreement
from leanbench.stats.msa.kappa import cohen_kappa, fleiss_kappa, kendall_tau, kendall_w
from leanbench.stats.tests.intervals import agreement_interval

# Fleiss 1971 as in the textbook example of 10 subjects, 14 raters, 5 categories: kappa 0.210.
COUNTS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
FIVE = ("1", "2", "3", "4", "5")


def test_fleiss_kappa_of_the_textbook_example():
    block = np.array([np.repeat(np.arange(5), row) for row in COUNTS])
    kappa = fleiss_kappa(block, FIVE)
    assert kappa is not None
    assert kappa.value == pytest.approx(0.210, abs=5e-4)
    assert kappa.strength == "poor agreement"
    assert kappa.p is not None
    assert kappa.p < 1e-10


@pytest.mark.parametrize(
    ("table", "kappa"),
    [([[20, 5], [10, 15]], 0.40), ([[45, 15], [25, 15]], 0.1304), ([[25, 35], [5, 35]], 0.2593)],
)
def test_cohen_kappa_of_textbook_tables(table, kappa):
    pairs = [(i, j) for i in range(2) for j in range(2) for _ in range(table[i][j])]
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    found = cohen_kappa(first, second, ("yes", "no"))
    assert found is not None
    assert found.value == pytest.approx(kappa, abs=5e-5)
    assert dict(found.categories)["yes"] == pytest.approx(found.value)  # with two categories all are alike


def test_kendall_w_is_friedmans_statistic_in_another_dress():
    block = np.random.default_rng(4).integers(0, 4, (9, 5))
    w, p = kendall_w(block)
    friedman = stats.friedmanchisquare(*block)
    assert w == pytest.approx(friedman.statistic / (5 * 8))
    assert p == pytest.approx(friedman.pvalue)
    assert kendall_w(np.ones((4, 3), dtype=np.int64)) == (None, None)
    assert kendall_tau(np.array([1, 2, 3]), np.array([1, 1, 1])) is None


def test_exact_interval_is_one_sided_when_all_or_none_agree():
    assert agreement_interval(10, 10) == (pytest.approx(0.05**0.1), 1.0)
    assert agreement_interval(0, 10) == (0.0, pytest.approx(1 - 0.05**0.1))
    known = stats.binomtest(14, 15).proportion_ci(0.95)
    assert agreement_interval(14, 15) == pytest.approx((known.low, known.high))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(2, 8))
def test_kappas_are_one_at_full_agreement_and_at_most_one(seed, categories, n):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, categories, n)
    names = tuple(str(c) for c in range(categories))
    same = np.column_stack([truth, truth, truth])
    if np.ptp(truth) == 0:
        assert fleiss_kappa(same, names) is None
        assert cohen_kappa(truth, truth, names) is None
        return
    full = fleiss_kappa(same, names)
    assert full is not None
    assert full.value == pytest.approx(1.0)
    other = rng.integers(0, categories, n)
    found = fleiss_kappa(np.column_stack([truth, other]), names)
    assert found is not None
    assert found.value <= 1.0 + 1e-12


RATINGS = [
    # part, appraiser, trial 1, trial 2, standard
    (1, "Ann", "ok", "ok", "ok"),
    (2, "Ann", "bad", "bad", "bad"),
    (3, "Ann", "ok", "bad", "ok"),
    (4, "Ann", "bad", "bad", "bad"),
    (1, "Bo", "ok", "ok", "ok"),
    (2, "Bo", "ok", "ok", "bad"),
    (3, "Bo", "ok", "ok", "ok"),
    (4, "Bo", "bad", "bad", "bad"),
]
LONG = [(p, a, r, s) for p, a, one, two, s in RATINGS for r in (one, two)]
PARTS, APPRAISERS, RATED, STANDARD = (list(column) for column in zip(*LONG, strict=True))


def test_counts_of_a_small_study():
    study = attribute_agreement(RATED, PARTS, APPRAISERS, STANDARD)
    assert [a.matched for a in study.within] == [3, 4]
    assert [a.matched for a in study.vs_standard] == [3, 3]
    assert study.between is not None
    assert study.between.matched == 2
    assert study.all_vs_standard is not None
    assert study.all_vs_standard.matched == 2
    # two trials: Cohen's kappa within an appraiser exists
    assert study.within[1].cohen is not None
    assert study.within[1].cohen.value == pytest.approx(1.0)
    assert ("Bo", "bad", "ok", 2) in study.confusion
    first = study.summary()[0]
    assert first.startswith(
        "All appraisers together agree with the standard on 2 of 4 cases: 50.0% (95% interval"
    )
    assert "repeat the study" in " ".join(study.summary())
    assert len(study.to_frame()) == 6


def test_trials_pooled_or_averaged_differ_as_documented():
    averaged = attribute_agreement(RATED, PARTS, APPRAISERS, STANDARD).vs_standard[0].cohen
    pooled = attribute_agreement(RATED, PARTS, APPRAISERS, STANDARD, pool_trials=True).vs_standard[0].cohen
    assert averaged is not None
    assert pooled is not None
    # trial 1 is right on all four (kappa 1), trial 2 on three of four (kappa 0.5)
    assert averaged.value == pytest.approx(0.75)
    # pooled: 7 of 8 right, chance (4 * 3 + 4 * 5)/64 = 0.5
    assert pooled.value == pytest.approx((7 / 8 - 0.5) / 0.5)


def test_ordinal_ratings_get_kendall():
    grades = [1, 1, 2, 2, 3, 3, 1, 2, 2, 2, 3, 3]
    parts = [1, 1, 2, 2, 3, 3] * 2
    who = ["A"] * 6 + ["B"] * 6
    truth = [1, 1, 2, 2, 3, 3] * 2
    study = attribute_agreement(grades, parts, who, truth, order=[1, 2, 3])
    assert study.within[0].kendall == pytest.approx(1.0)
    assert study.vs_standard[0].kendall == pytest.approx(1.0)
    assert study.between is not None
    assert study.between.kendall is not None
    assert study.between.kendall < 1
    with pytest.raises(StatsError, match="not in the order given"):
        attribute_agreement(grades, parts, who, truth, order=[1, 2])


def test_unequal_trials_keep_percentages_and_say_what_is_left_out():
    study = attribute_agreement(RATED[:-1], PARTS[:-1], APPRAISERS[:-1], STANDARD[:-1])
    assert study.vs_standard[1].inspected == 4
    assert study.vs_standard[1].fleiss is None
    assert any("Bo rated the parts 1 to 2 times" in note for note in study.notes)


def test_part_missed_by_one_appraiser_is_said():
    study = attribute_agreement(RATED[:-2], PARTS[:-2], APPRAISERS[:-2], STANDARD[:-2])
    assert study.between is not None
    assert study.between.inspected == 3
    assert any("1 part not rated by every appraiser" in note for note in study.notes)


def test_all_in_one_category_has_no_kappa_but_a_percentage():
    study = attribute_agreement(["ok"] * 8, [1, 1, 2, 2] * 2, ["A"] * 4 + ["B"] * 4, ["ok"] * 8)
    assert study.between is not None
    assert study.between.fleiss is None
    assert study.between.percent == 100
    assert study.between.interval[1] == 100


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(RATED))))
def test_row_order_across_parts_does_not_matter(order):
    # trials of one part by one person keep their order
    order = sorted(order, key=lambda i: (hash((order.index(i - i % 2), i // 2)), i))
    pick = [[column[i] for i in order] for column in (RATED, PARTS, APPRAISERS, STANDARD)]
    one, other = attribute_agreement(RATED, PARTS, APPRAISERS, STANDARD), attribute_agreement(*pick)
    assert one.between is not None
    assert other.between is not None
    assert one.between.matched == other.between.matched
    assert one.between.fleiss is not None
    assert other.between.fleiss is not None
    assert one.between.fleiss.value == pytest.approx(other.between.fleiss.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([], [], []), "no ratings"),
        ((["a"], [1, 2], ["x"]), "2 part cells"),
        ((["a", "b"], [1, 1], ["x", "x"]), "one part"),
        ((["a", "b"], [1, 2], ["x", "x"]), "nothing to compare with"),
        ((["a", "b", "a"], [1, 1, 2], ["x", "y", "x"], ["a", "b", "a"]), "two standards"),
        ((["a", "b"], [1, 2], ["x", "y"]), "No part was rated by every appraiser"),
    ],
)
def test_bad_input(arguments, words):
    with pytest.raises(StatsError, match=words):
        attribute_agreement(*arguments)


def test_blank_ratings_are_left_out_and_said():
    study = attribute_agreement([*RATED, None], [*PARTS, 1], [*APPRAISERS, "Ann"], [*STANDARD, "ok"])
    assert any("1 row without a rating" in note for note in study.notes)
