"""A stop-watch study and a check sheet are known by their headings and offered; the recipe stacks them."""

import pytest

from leanbench import tables
from leanbench.event.records import Event
from leanbench.tables.recipes.cooking import event_table

STUDY = "Element,1,2,3,4\nUnfold plans,72,68,74,70\nCheck form,188,190,185,175\nMark,91,95,100,96\n"
CHECKS = (
    "Reason,Mon,Tue,Wed,Thu,Fri,Total\nNo signature,3,2,,4,1,10\nFee missing,1,,2,1,,4\nTotal,4,2,2,5,1,14\n"
)


def read(text, **take):
    return tables.read(text.encode(), take={kind.replace("_", "-"): choice for kind, choice in take.items()})


def offered(preview):
    return [line.text for line in preview.account if line.kind == "wide-table"]


def stacked(text):
    """The rows of a table as its recipe gives them, taken as offered."""
    data = tables.dataset(read(text, wide_table="stack"), id="d", name="Sheet")
    found = event_table(Event(datasets=(data,)), data)
    return found.names, list(zip(*(found.texts(name) for name in found.names), strict=True)), data


def test_a_stop_watch_study_is_offered_and_stacked_and_the_table_stays():
    assert offered(read(STUDY)) == [
        "The table looks like a stop-watch study: 3 elements, observed in 4 columns."
    ]
    assert not tables.dataset(read(STUDY), id="d", name="Sheet").recipe  # only where it is taken
    names, rows, data = stacked(STUDY)
    assert names == ("Element", "Observation", "Value")
    assert rows[:5] == [
        ("Unfold plans", "1", "72"),
        ("Unfold plans", "2", "68"),
        ("Unfold plans", "3", "74"),
        ("Unfold plans", "4", "70"),
        ("Check form", "1", "188"),
    ]
    assert len(rows) == 12
    assert data.text == STUDY


def test_another_kind_of_column_leaves_nothing_to_stack():
    data = tables.dataset(
        read(STUDY, wide_table="stack"), id="d", name="Sheet", kinds=dict.fromkeys("1234", "text")
    )
    assert not data.recipe
    assert not [line for line in data.account if line.kind == "wide-table"]


def test_a_check_sheet_loses_its_totals_and_keeps_its_blanks():
    assert offered(read(CHECKS)) == ["The table looks like a check sheet: 2 causes, counted in 5 columns."]
    names, rows, data = stacked(CHECKS)
    assert names == ("Reason", "Day", "Count")
    assert rows[:3] == [
        ("No signature", "Mon", "3"), ("No signature", "Tue", "2"), ("No signature", "Wed", ""),
    ]  # fmt: skip
    assert sum(int(count or 0) for _reason, _day, count in rows) == 14
    assert [step.kind for step in data.recipe] == ["drop-columns", "stack"]


@pytest.mark.parametrize(
    ("headings", "first", "kind"),
    [
        ("Step,Cycle 1,Cycle 2,Cycle 3", "0:12,0:15,0:11", "stop-watch study"),
        ("Step,Obs. 1,Obs. 2,Obs. 3", "1.5,2.5,3.5", "stop-watch study"),
        ("Element,#1,#2,#3,Remarks", "12,15,11,slow", "stop-watch study"),
        ("Cause,2026-03-02,2026-03-03,2026-03-04", "3,2,4", "check sheet"),
        ("Cause,3/2,3/3,3/4", "3,2,4", "check sheet"),
        ("Defect,1,2,3", "3,2,4", "check sheet"),
        ("Error,Week 1,Week 2,Week 3", "3,2,4", "check sheet"),
        ("Counter,Monday,Tuesday,Wednesday", "3.5,2.5,4.5", "a column for each day"),
    ],
)
def test_headings_that_go_on_are_headings(headings, first, kind):
    preview = read(f"{headings}\nFirst,{first}\nSecond,{first}\n")
    assert [column.name for column in preview.columns] == headings.split(",")
    assert preview.rows == 2
    (line,) = offered(preview)
    assert kind in line


@pytest.mark.parametrize(
    "text",
    [
        "id,2021,2022,2023\nA,1,2,3\nB,1,2,3\n",  # years
        "name,x1,x2,x3\na,1,2,3\nb,1,2,3\n",
        "Who,1,3,2\na,1,2,3\nb,1,2,3\n",  # numbers that do not go on
        "Who,2026-01-02,2026-01-03,2026-01-05\nB,2026-02-02,2026-02-03,2026-02-05\n",  # rows of dates
        "case,days,weeks,fee\na,1,2,3\nb,1,2,3\n",
        "Element,1,2\nA,3,4\nB,5,6\n",  # too few
        "Element,1,2,3\nA,x,y,z\nB,x,y,z\n",  # nothing measured
    ],
)
def test_other_tables_are_left_in_peace(text):
    assert offered(read(text)) == []
