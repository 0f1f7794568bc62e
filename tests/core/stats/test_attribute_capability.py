"""Capability of counts and against a deadline: exact intervals, calendars, and plain refusals."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leanbench.stats.base.samples import StatsError
from leanbench.stats.capability.attribute_capability import capability_binomial, capability_poisson
from leanbench.stats.capability.deadline import capability_deadline, capability_deadline_dates
from leanbench.words.durations import Calendar


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=30))
def test_binomial_interval_is_clopper_pearsons(defectives):
    study = capability_binomial(defectives, 20)
    total, bad = 20 * len(defectives), sum(defectives)
    if 0 < bad < total:
        known = stats.binomtest(bad, total).proportion_ci(0.95)
        assert study.interval == pytest.approx((known.low, known.high))
        assert study.process_z_interval[0] < study.process_z < study.process_z_interval[1]
    assert study.ppm == pytest.approx(1e6 * bad / total)


def test_binomial_says_how_it_stands_to_the_target():
    assert "meets the target of 10%, beyond chance" in " ".join(
        capability_binomial([1] * 20, 100, target=0.10).summary()
    )
    assert "misses the target" in " ".join(capability_binomial([20] * 20, 100, target=0.10).summary())
    assert "cannot tell whether the target" in " ".join(capability_binomial([1], 11, target=0.10).summary())
    none = capability_binomial([0, 0], [10, 12])
    assert none.interval == (0.0, pytest.approx(1 - 0.05 ** (1 / 22)))
    assert none.process_z == math.inf


def test_unstable_samples_are_said():
    study = capability_binomial([1, 1, 2, 1, 0, 1, 30, 1, 2], 50)
    assert study.findings[0].verdict == "poor"
    assert any(line.startswith("Is the process stable? No: 1 of 9 samples") for line in study.summary())


def test_poisson_interval_is_garwoods():
    study = capability_poisson([3, 5, 2], [1.5, 2, 1.5])
    low, high = stats.chi2.ppf(0.025, 20) / 10, stats.chi2.ppf(0.975, 22) / 10
    assert study.dpu == pytest.approx(2.0)
    assert study.interval == pytest.approx((low, high))
    assert study.first_pass_share == pytest.approx(math.exp(-2))
    zero = capability_poisson([0, 0], 1)
    assert zero.interval == (0.0, pytest.approx(-math.log(0.05) / 2))
    assert len(study.to_frame()) == 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: capability_binomial([], []), "no samples"),
        (lambda: capability_binomial([1], [0]), "sample size of zero or less"),
        (lambda: capability_binomial([-1], [5]), "negative number of defectives"),
        (lambda: capability_binomial([6], [5]), "6 defectives among 5 units"),
        (lambda: capability_binomial([1.5], [5]), "whole numbers"),
        (lambda: capability_binomial([1], [5.5]), "whole numbers"),
        (lambda: capability_binomial([1, 2], [5]), "each sample needs both"),
        (lambda: capability_binomial([1], [5], confidence=95), "confidence must lie"),
        (lambda: capability_binomial([1], [5], target=5), "target is a share"),
        (lambda: capability_poisson(["x"], [1]), "no samples"),
        (lambda: capability_poisson([1], [-2]), "size of zero or less"),
        (lambda: capability_poisson([1], [2], target=-1), "zero or more"),
    ],
)
def test_bad_counts_end_in_a_sentence(call, words):
    with pytest.raises(StatsError, match=words):
        call()


def test_blank_samples_are_left_out_and_said():
    study = capability_binomial([1, None, 2], [10, 10, "?"])
    assert study.inspected == 10
    assert any("2 samples without both numbers" in note for note in study.notes)
    assert any("'?'" in note for note in study.notes)


def test_deadline_share_and_words():
    study = capability_deadline([1, 2, 3, 10, 10, 11, 12, 4, 5, 6], 10, target=0.95)
    assert (study.met, study.cases) == (8, 10)
    known = stats.binomtest(8, 10).proportion_ci(0.95)
    assert study.interval == pytest.approx((known.low, known.high))
    assert study.summary()[0] == "80.0% of 10 cases were done within 10 days (95% interval 44.4 to 97.5%)."
    assert "cannot tell whether the target" in study.summary()[1]
    assert dict(study.percentiles)[50] == 5
    assert dict(study.percentiles)[90] == 11
    assert study.longest == 12


def test_open_late_cases_count_as_late():
    study = capability_deadline([1.0] * 8, 10, open_late=2)
    assert study.share == pytest.approx(0.8)
    assert any("2 cases still open are already late" in line for line in study.summary())


def test_business_days_skip_weekends_and_holidays():
    friday, monday = dt.date(2026, 7, 3), dt.date(2026, 7, 6)
    one = capability_deadline_dates([friday] * 2, [monday, friday], 1)
    assert list(one.values) == [0.0, 1.0]
    assert capability_deadline_dates([friday], [monday], 3, days="calendar").values[0] == 3
    shut = Calendar(holidays=("2026-07-06",))
    assert capability_deadline_dates([friday], ["2026-07-07"], 3, calendar=shut).values[0] == 1
    saturday = dt.date(2026, 7, 4)
    assert capability_deadline_dates([saturday], [monday], 3).values[0] == 1


def test_how_days_were_counted_is_printed_beside_the_share():
    study = capability_deadline_dates(["2026-07-01"], ["2026-07-02"], 3)
    assert study.convention.endswith(
        "5 working days a week from Monday, no holidays given, from the day after receipt"
    )
    shut = Calendar(holidays=("2026-07-06",))
    assert (
        "without 1 holiday"
        in capability_deadline_dates(["2026-07-01"], ["2026-07-08"], 3, calendar=shut).convention
    )
    every = capability_deadline_dates(["2026-07-01"], ["2026-07-02"], 3, days="calendar")
    assert every.convention.endswith("every day counts, from the day after receipt")
    with pytest.raises(StatsError, match=r"The as-of date \('soon'\) is not a date"):
        capability_deadline_dates(["2026-07-01"], ["2026-07-02"], 3, as_of="soon")


def test_days_off_in_the_window_are_no_business_days():
    from leanbench.analyses import study_run as studies
    from leanbench.errors import UserError
    from leanbench.event.records import Study
    from leanbench.tables import dataset, read

    data = dataset(read("came,done\n2026-07-01,2026-07-08\n2026-07-02,2026-07-07"), id="d", name="d")
    options = {"start": "came", "finish": "done", "usl": 3}
    plain = studies.of(Study("s", method="capability-deadline", dataset="d", options=options), data)
    assert list(plain.values) == [3.0, 5.0]
    off = {**options, "holidays": "2026-07-03; 2026-07-06"}
    assert list(
        studies.of(Study("s", method="capability-deadline", dataset="d", options=off), data).values
    ) == [1.0, 3.0]
    with pytest.raises(UserError, match="'July' is not a date like 2026-07-03"):
        studies.of(
            Study("s", method="capability-deadline", dataset="d", options={**options, "holidays": "July 3"}),
            data,
        )


@settings(max_examples=30, deadline=None)
@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 60))
def test_seven_calendar_days_are_five_business_days(start, length):
    end = start + dt.timedelta(days=length)
    later = end + dt.timedelta(days=7)
    one, other = (capability_deadline_dates([start], [day], 99).values[0] for day in (end, later))
    assert other == one + 5


def test_dates_that_cannot_be_are_named():
    study = capability_deadline_dates(
        ["2026-01-05", "2026-01-09", "2026-01-05", None, "2026-01-05 08:30"],
        ["2026-01-07", "2026-01-05", None, "2026-01-09", "2026-01-06T10:00"],
        5,
    )
    said = " ".join(study.summary())
    assert study.cases == 2
    assert "1 case with a finish before the start left out (row 2: 2026-01-09 to 2026-01-05)" in said
    assert "1 case without a start date" in said
    assert "1 open case left out: no as-of date" in said
    late = capability_deadline_dates(["2026-01-05", "2026-01-05"], ["2026-01-06", ""], 5, as_of="2026-02-01")
    assert late.open_late == 1
    assert late.share == 0.5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: capability_deadline([], 5), "no numbers"),
        (lambda: capability_deadline([1, -2], 5), "Row 2 has a negative time"),
        (lambda: capability_deadline([1], -5), "zero or more days"),
        (lambda: capability_deadline([1], 5, target=95), "target is a share"),
        (lambda: capability_deadline([1], 5, confidence=95), "confidence must lie"),
        (lambda: capability_deadline([1], 5, open_late=-1), "cannot be negative"),
        (lambda: capability_deadline_dates(["soon"], ["2026-01-01"], 5), "not a date like"),
        (lambda: capability_deadline_dates(["2026-01-01"], [], 5), "each case needs a row"),
        (lambda: capability_deadline_dates(["2026-01-02"], ["2026-01-01"], 5), "nothing can be measured"),
        (lambda: capability_deadline_dates([], [], 5), "nothing can be measured"),
        (lambda: capability_deadline_dates(["2026-01-02"], ["2026-01-03"], 5, days="work"), "'business' or"),
    ],
)
def test_bad_deadlines_end_in_a_sentence(call, words):
    with pytest.raises(StatsError, match=words):
        call()


def test_constant_times_are_no_error():
    study = capability_deadline(np.full(30, 4.0), 5)
    assert study.share == 1.0
    assert study.interval == (pytest.approx(0.05 ** (1 / 30)), 1.0)
