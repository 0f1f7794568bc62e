"""The first chart for a question: which columns play which part, and the reason, told as people would."""

from __future__ import annotations

from typing import Any

import pytest

from leanbench.analyses import catalogue, proposals
from leanbench.event.records import Study
from leanbench.tables import dataset, read, table


def data(rows: int, **columns: Any) -> Any:
    """A table of so many rows; each column is a function of the row's number."""
    lines = [",".join(columns), *(",".join(str(make(i)) for make in columns.values()) for i in range(rows))]
    return table(dataset(read("\n".join(lines)), id="d", name="d"))


def day(i: int) -> str:
    return f"2026-{1 + i // 28:02d}-{1 + i % 28:02d}"


def days(i: int) -> float:
    return 5.0 + (i * 7) % 23


def stage(i: int) -> str:
    return "before" if i < 20 else "after"


def office(i: int) -> str:
    return ("North", "South", "West")[i % 3]


def half(i: int) -> str:
    return ("left", "right")[i % 2]


def answer(i: int) -> str:
    return "yes" if i % 4 else "no"


LEAD = {"day": day, "lead_days": days}
CASES = [
    (catalogue.STABLE, 40, {"lead_days": days}, "i-mr", {"value": "lead_days", "tests": [1, 2, 5]},
     "One measurement after the other: individuals and their moving range."),
    (catalogue.STABLE, 120, LEAD, "i-mr", {"value": "lead_days", "date": "day", "tests": [1, 2, 5]},
     "One measurement after the other: individuals and their moving range."),
    (catalogue.STABLE, 121, {**LEAD, "period": stage}, "i-mr",
     {"value": "lead_days", "stage": "period", "tests": [1, 2, 5], "date": "day", "by": "week", "aggregate": "median"},
     "121 cases with dates: one point per week shows the level without hiding a change."),
    (catalogue.STABLE, 40, {"day": day, "right": answer}, "p",
     {"value": "right", "date": "day", "by": "week", "tests": [1, 2]},
     "A yes or no for each case with its date: the share per week."),
    (catalogue.TARGET, 40, {**LEAD, "period": stage}, "capability-normal",
     {"value": "lead_days", "where": {"period": "after"}}, "The latest stage (after) against the limit."),
    (catalogue.TARGET, 40, LEAD, "capability-normal", {"value": "lead_days"}, "All rows against the limit."),
    (catalogue.TARGET, 40, {**LEAD, "right": answer}, "capability-binomial",
     {"value": "right", "date": "day", "by": "week"}, "The share of right; give a limit for times."),
    (catalogue.CHANGE, 40, {**LEAD, "period": stage}, "change",
     {"value": "lead_days", "stage": "period", "date": "day"}, "period tells before from after."),
    (catalogue.CAUSES, 40, {"reason": office}, "pareto", {"category": "reason"},
     "How often each reason occurs, largest first."),
    (catalogue.CAUSES, 3, {"reason": office, "count": days}, "pareto", {"category": "reason", "value": "count"},
     "reason with its count, largest first."),
    (catalogue.COMPARE, 40, {**LEAD, "office": office}, "one-way-anova", {"value": "lead_days", "group": "office"},
     "lead_days by office: which groups differ, with every value in sight."),
    (catalogue.COMPARE, 40, {**LEAD, "side": half}, "two-sample-t", {"value": "lead_days", "group": "side"},
     "lead_days of the two groups of side."),
    (catalogue.TRUST, 40, {"part": office, "who": half, "minutes": days}, "gage-rr-crossed",
     {"value": "minutes", "part": "part", "who": "who"}, "who measured part: how much is the measurement?"),
    (catalogue.TRUST, 40, {"part": office, "who": half, "rating": answer, "standard": answer}, "attribute-agreement",
     {"rating": "rating", "part": "part", "who": "who", "standard": "standard"}, "who judged part: do they agree?"),
    (catalogue.LOOK, 40, LEAD, "histogram", {"value": "lead_days"}, "Where the values of lead_days lie."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "rows", "columns", "method", "options", "why"), CASES)
def test_a_question_and_a_table_give_a_chart_and_its_reason(
    question: str, rows: int, columns: dict[str, Any], method: str, options: dict[str, Any], why: str
) -> None:
    found = proposals.propose(question, data(rows, **columns))
    assert found == proposals.Proposal(method, options, why)


def test_limits_the_team_has_used_are_used_again() -> None:
    known = (
        Study("a", options={"value": "other", "usl": 3.0}),
        Study("b", options={"value": "lead_days", "target": 9.0}),
        Study("c", options={"value": "lead_days", "usl": 20.0, "target": 12.0}),
    )
    found = proposals.propose(catalogue.TARGET, data(40, **LEAD, right=answer), known)
    assert found is not None
    assert (found.method, found.options) == (
        "capability-normal",
        {"value": "lead_days", "usl": 20.0, "target": 12.0},
    )
    look = proposals.propose(catalogue.LOOK, data(40, **LEAD), known)
    assert look is not None
    assert look.options == {"value": "lead_days", "usl": 20.0}


@pytest.mark.parametrize(
    ("columns", "value"),
    [
        ({"case_no": lambda i: i, "score": days}, "score"),  # a number that names a case is no measure
        (
            {"score": days, "wait_days": lambda i: i % 3},
            "wait_days",
        ),  # a word of time counts more than many values
        ({"few": lambda i: i % 3, "many": days}, "many"),  # of two unnamed measures the one with more values
        ({"case_id": lambda i: i % 5}, ""),
    ],
)
def test_which_column_is_the_measure(columns: dict[str, Any], value: str) -> None:
    assert proposals.Roles.of(data(40, **columns)).value == value


def few(i: int) -> int:
    return i % 3


# What speaks for a measure, strongest first: time and unit, time, unit, many values, none; against it a name of cases.
RANKS = {"wait (bd)": few, "wait": days, "cost (USD)": days, "score": days, "few": few, "case no": days}


@pytest.mark.parametrize("first", range(len(RANKS) - 1))
def test_of_any_columns_the_one_with_more_that_speaks_for_it_is_the_measure(first: int) -> None:
    """Whatever stands beside it and in whatever order."""
    names = list(RANKS)[first:]
    for order in (names, names[::-1]):
        assert proposals.Roles.of(data(40, **{name: RANKS[name] for name in order})).value == names[0]


def test_which_columns_are_stage_and_category() -> None:
    roles = proposals.Roles.of(data(40, note=lambda i: f"text {i}", phase=half, office=office, **LEAD))
    assert (roles.stage, roles.category, roles.date, roles.yesno) == ("phase", "office", "day", "")
    by_words = proposals.Roles.of(data(40, state=stage, one=lambda _i: "same", **LEAD))
    assert (by_words.stage, by_words.category) == ("state", "")
    many = proposals.Roles.of(data(40, period=lambda i: f"p{i % 7}", **LEAD))
    assert (many.stage, many.category) == ("", "period")
    thirty = proposals.Roles.of(data(62, reason=lambda i: f"r{i % 31}", kind=lambda i: f"k{i % 30}", **LEAD))
    assert thirty.category == "kind"


def test_stages_are_seen_from_all_over_a_long_table() -> None:
    """In 12,000 rows the second stage begins after row 9,000."""
    found = proposals.Roles.of(
        data(12_000, period=lambda i: "before" if i < 9_000 else "after", lead_days=days)
    )
    assert found.stage == "period"


def test_a_table_with_nothing_in_it_has_no_chart() -> None:
    bare = data(40, note=lambda i: f"text {i}")
    for question in (
        catalogue.STABLE,
        catalogue.TARGET,
        catalogue.CHANGE,
        catalogue.CAUSES,
        catalogue.COMPARE,
    ):
        assert proposals.propose(question, bare) is None
