"""Tables of steps as people keep them: titles, two rows of headings, ranges, next steps, numbers, shares."""

from __future__ import annotations

from typing import Any

import pytest

from leanbench.errors import UserError
from leanbench.event.records import Event, Map, Step
from leanbench.schema.cell_reading import typed_share
from leanbench.schema.frozen_record import cards_of
from leanbench.tables.steps import TypedSteps, add_steps, read_steps
from leanbench.words.durations import Duration

EMPTY = Event(maps=(Map("current"),))


def typed(text: str) -> TypedSteps:
    """The steps of a table written with | between its cells."""
    return add_steps(EMPTY, "current", [row.split("|") for row in text.strip().splitlines()])


def ways(read: TypedSteps) -> list[tuple[str, str, str, str]]:
    chart = read.event.map("current")
    names = {step.id: step.name for step in chart.steps}
    return [(names[link.source], names[link.target], link.kind, link.label) for link in chart.links]


def column(read: TypedSteps, field: str) -> list[Any]:
    return [getattr(step, field) for step in read.event.map("current").steps]


def test_titles_above_the_headings_and_what_is_no_step_are_left_out_and_named() -> None:
    read = typed(
        """
Renewal of a dog license, as it is|||||
March 9, 2026    Facilitator: A. Ortiz|||||
|||||
#|Step|Owner|Cycle time, min|Queue (hrs)|FPY
1.|Open mail|Mail room|3|4|0.98
2.|Enter data|Clerk|12|3-Feb|0.9
#|Step|Owner|Cycle time, min|Queue (hrs)|FPY
3.|Print tag|Clerk|2|1|1.00
Grand total|||17||
* times of 20 files|||||
"""
    )
    assert column(read, "name") == ["Open mail", "Enter data", "Print tag"]
    assert column(read, "process_time") == [Duration(3.0, "min"), Duration(12.0, "min"), Duration(2.0, "min")]
    assert column(read, "wait") == [Duration(4.0, "h"), None, Duration(1.0, "h")]
    assert column(read, "ca_pct") == [98.0, 90.0, 100.0]
    said = " ".join(read.problems)
    for words in (
        "“Renewal of a dog license, as it is” and “March 9, 2026    Facilitator: A. Ortiz”; not used.",
        "Row 6, wait '3-Feb' was left empty: “3-Feb” looks like 2-3 that a spreadsheet turned into a date.",
        "Row 7 repeats the headings", "Row 9 is a total",
        "Row 10 is a footnote and was left out: “* times of 20 files”",
    ):  # fmt: skip
        assert words in said


def test_two_rows_of_headings_are_one_and_low_and_high_are_a_range() -> None:
    read = typed(
        """
Seq|Task|Dept|Process time (min)||Wait time (business days)||% C&A
|||Low|High|Low|High|
10|Open file|Records|5|10|0|1|90
20|Search title|Records|30|90|2|5|85
40|Record deed|Clerk|10|10|0|0|99
"""
    )
    assert column(read, "process_time") == [
        Duration(None, "min", 5.0, 10.0), Duration(None, "min", 30.0, 90.0), Duration(10.0, "min"),
    ]  # fmt: skip
    assert column(read, "wait")[:2] == [Duration(None, "bd", 0.0, 1.0), Duration(None, "bd", 2.0, 5.0)]
    assert "Two rows of headings were read as one." in read.problems
    assert "Low and high of the wait are read as a range." in read.problems


@pytest.mark.parametrize(
    "headings",
    [
        ("PT min", "PT max"),
        ("Process time (low)", "Process time (high)"),
        ("Low PT", "High PT"),
        ("Touch time - lowest", "Touch time - highest"),
    ],
)
def test_low_and_high_in_one_row_of_headings(headings: tuple[str, str]) -> None:
    read = typed(f"Step|{headings[0]}|{headings[1]}\nSign|5|10\nMail|10|4")
    assert column(read, "process_time") == [Duration(None, "min", 5.0, 10.0), None]
    assert any("'10-4' was left empty" in problem and "backwards" in problem for problem in read.problems)


def test_units_in_a_second_row_of_headings_and_three_points() -> None:
    read = typed("Step|PT|Wait\n|(hours)|(days)\nSign|2|3")
    assert (column(read, "process_time"), column(read, "wait")) == (
        [Duration(2.0, "h")],
        [Duration(3.0, "bd")],
    )
    read = typed("Step|Wait (h) low|Wait (h) typical|Wait (h) high\nSign|2|3|8")
    assert column(read, "wait") == [Duration(3.0, "h", 2.0, 8.0)]


def test_a_column_of_next_steps_becomes_links_with_words_loops_and_parallel_work() -> None:
    read = typed(
        """
Step|Activity|Role|PT (min)|Next Step
1|Intake|Clerk|10|2
2|Complete?|Clerk|5|Yes -> 3 / No -> 7
3|Review zoning|Planner|60|5
3|Review fire|Marshal|45|5
5|Approve|Manager|20|6
6|Issue permit|Clerk|10|End
7|Return to applicant|Clerk|15|1
"""
    )
    assert sorted(ways(read)) == sorted(
        [
            ("Intake", "Complete?", "flow", ""), ("Complete?", "Review zoning", "flow", "Yes"),
            ("Complete?", "Review fire", "flow", "Yes"), ("Complete?", "Return to applicant", "rework", "No"),
            ("Review zoning", "Approve", "flow", ""), ("Review fire", "Approve", "flow", ""),
            ("Approve", "Issue permit", "flow", ""), ("Return to applicant", "Intake", "rework", ""),
        ]
    )  # fmt: skip
    assert [step.kind for step in read.event.map("current").steps][1] == "decision"
    assert read.problems == (
        "“Step” holds the numbers, “Activity” the names.",
        "“Review zoning” and “Review fire” have one number, 3, and are read as parallel.",
        "There is no step 4.",
        "“Return to applicant” goes back to “Intake”.",
    )


def test_ids_and_a_column_of_words_for_the_links() -> None:
    read = typed(
        """
Process Step ID|Process Step Description|Next Step ID|Connector Label|Shape Type|Function
P1|Application received|P2||Start|Counter
P2|Complete?|P3,P4|Yes,No|Decision|Counter
P3|Review plans|||Process|Examiner
P4|Request items|P2||Process|Counter
"""
    )
    assert ("Complete?", "Request items", "rework", "No") in ways(read)
    assert ("Complete?", "Review plans", "flow", "Yes") in ways(read)
    assert len(ways(read)) == 4
    assert read.problems[0] == "Column “Shape Type” was not used."


def test_shares_of_a_choice_names_and_what_leads_nowhere() -> None:
    read = typed("#|Step|Goes to\n1|Check|Sign 65%; 9\n2|Sign|Yes 80% -> Mail / No -> 1\n3|Mail|")
    links = {(source, target): label for source, target, _kind, label in ways(read)}
    assert set(links) == {("Check", "Sign"), ("Sign", "Mail"), ("Sign", "Check")}
    chart = read.event.map("current")
    back = next(link for link in chart.links if link.kind == "rework")
    assert (back.label, back.probability) == ("No", 0.2)
    assert any("Row 2" in problem and "“9” is not in the table" in problem for problem in read.problems)


def test_ways_as_the_table_of_steps_writes_them() -> None:
    read = typed("#|Step|Goes to\n1|Check|2\n2|Decide|3; 1 (35% incomplete); end 12%\n3|Mail|end")
    chart = read.event.map("current")
    back = next(link for link in chart.links if link.kind == "rework")
    assert (back.label, back.probability) == ("incomplete", 0.35)
    assert any("the way “end 12%” out of the process was not drawn" in problem for problem in read.problems)
    assert ways(typed("#|Step|Next\n1|A one||\n2|B two|")) == [("A one", "B two", "flow", "")]
    assert len(ways(typed("#|Step|Next\n1|A one|2, 2\n2|B two|2"))) == 2


def test_one_number_twice_is_parallel_and_numbers_come_off_the_names() -> None:
    read = typed("Step|Who\n1. Intake|A\n2. Review zoning|B\n2. Review fire|C\n3. Issue|A")
    assert column(read, "name") == ["Intake", "Review zoning", "Review fire", "Issue"]
    assert [way[:2] for way in ways(read)] == [
        ("Intake", "Review zoning"), ("Intake", "Review fire"),
        ("Review zoning", "Issue"), ("Review fire", "Issue"),
    ]  # fmt: skip
    assert any("taken off the names" in problem for problem in read.problems)
    read = typed("311 call is taken|A\nReview|B")
    assert column(read, "name") == ["311 call is taken", "Review"]
    assert column(typed("1|Intake|Clerk|5\n2|Sign|Judge|3"), "name") == ["Intake", "Sign"]


def test_parallel_rows_pasted_between_steps_join_what_stands_there() -> None:
    event = typed("Step\nA step\nZ step").event
    first = event.map("current").steps[0].id
    read = add_steps(event, "current", [["#", "Step"], ["1", "Left"], ["1", "Right"]], after=first)
    assert sorted(way[:2] for way in ways(read)) == [
        ("A step", "Left"), ("A step", "Right"), ("Left", "Z step"), ("Right", "Z step"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("80%", "0.7", "90%"), [80.0, 70.0, 90.0]),
        (("0.85", "0.9", "1"), [85.0, 90.0, 100.0]),
        (("85", "90", "100 %"), [85.0, 90.0, 100.0]),
        (("0.5%", "90", "1"), [0.5, 90.0, 1.0]),
    ],
)
def test_shares_are_read_alike_in_a_column(cells: tuple[str, ...], values: list[float]) -> None:
    read = typed("Step|%C&A\n" + "\n".join(f"Step {chr(65 + i)}|{cell}" for i, cell in enumerate(cells)))
    assert column(read, "ca_pct") == values


def test_one_typed_fraction_is_what_the_other_values_say_and_it_is_told() -> None:
    card = cards_of(Step)["ca_pct"]
    assert typed_share(card, "0.95", [80.0, 90.0, None]) == (
        "95%",
        "“0.95” is read as 95%. Type 0.95% if that is meant.",
    )
    assert typed_share(card, "0.95", [])[0] == "95%"
    assert typed_share(card, "0.95", [0.4, 0.7])[0] == "0.95%"
    for text in ("0.95%", "1", "95", "", "n/a", "soon"):
        assert typed_share(card, text, [80.0]) == (text, "")


def test_a_time_in_a_unit_that_is_none_is_not_read() -> None:
    reading = read_steps(EMPTY, [["Step", "Queue (cases)", "Staff (h)"], ["Sign", "12", "3"]])
    assert reading.rows[0].values == {"name": "Sign"}
    assert reading.notes == (
        "“Queue (cases)” is in cases, which is no time; not taken.",
        "“Staff (h)” is in another unit than this table, none; not taken.",
        "The table has no times.",
    )


# --- floods -------------------------------------------------------------------------------------


def test_a_table_of_cases_is_not_a_map():
    rows = [["Step", "Who"], *([f"case {n}", "A"] for n in range(20_000))]
    with pytest.raises(
        UserError, match="That would be 20,001 steps on one map; 5,000 is the most"
    ) as refused:
        add_steps(EMPTY, "current", rows)
    assert "Data page" in str(refused.value)
    full = add_steps(EMPTY, "current", rows[:5_001]).event
    assert len(full.map("current").steps) == 5_000
    with pytest.raises(UserError, match="That would be 5,001 steps"):
        add_steps(full, "current", [["Step"], ["one more"]])


def test_thousands_of_roles_and_of_ways_are_refused():
    with pytest.raises(UserError, match="more than 200 roles"):
        add_steps(EMPTY, "current", [["Step", "Who"], *([f"step {n}", f"person {n}"] for n in range(201))])
    side_by_side = [["#", "Step"], *([str(1 + n // 150), f"step {n}"] for n in range(300))]
    with pytest.raises(UserError, match="22,500 ways between its rows; 10,000 is the most"):
        add_steps(EMPTY, "current", side_by_side)


def test_thousands_of_next_steps_are_linked():
    rows = [
        ["#", "Step", "Next step"],
        *([str(n), f"step {n}", f"{n + 1}; {n + 2}"] for n in range(1, 2_001)),
    ]
    typed = add_steps(EMPTY, "current", rows)
    chart = typed.event.map("current")
    assert len(chart.steps) == 2_000
    assert len(chart.links) == 2 * 2_000 - 3
    assert [(link.source, link.target) for link in chart.links[:2]] == [
        (chart.steps[0].id, chart.steps[1].id),
        (chart.steps[0].id, chart.steps[2].id),
    ]


def test_numbers_of_thousands_of_digits_are_only_numbers():
    rows = [["#", "Step"], ["9" * 6_000, "one"], ["9" * 6_001, "two"]]
    assert [step.name for step in add_steps(EMPTY, "current", rows).event.map("current").steps] == [
        "one",
        "two",
    ]


def test_a_heading_of_nothing_but_brackets_is_no_heading():
    rows = [["Step", "()", "[]"], ["Check", "x", "y"]]
    typed = add_steps(EMPTY, "current", rows)
    assert typed.event.map("current").steps[-1].name == "Check"
