"""Typed or pasted rows become steps, and nothing that cannot be read is lost without a word."""

import pytest

from leanbench.errors import UserError
from leanbench.event.event_file import open_event
from leanbench.event.records import Event, Map, Role
from leanbench.schema import replace
from leanbench.tables.steps import add_steps, read_steps
from leanbench.words.durations import Duration

EMPTY = Event(maps=(Map("current"),), roles=(Role("PT", "Permit technician"),))


def test_headings_in_any_order_with_units():
    typed = add_steps(
        EMPTY,
        "current",
        [
            ["Who", "Step", "Wait (bd)", "Process time (min)", "%C&A", "Class"],
            ["Permit technician", "Receive packet", "", "12", "95 %", "RQ"],
            ["Planner", "Review zoning", "5", "25", 0.85, "NVA"],
        ],
    )
    first, second = typed.event.map("current").steps
    assert (first.name, first.role, first.process_time) == ("Receive packet", "PT", Duration(12, "min"))
    assert (first.wait, first.ca_pct, first.value) == (None, 95.0, "BNVA")
    assert (second.wait, second.ca_pct, second.value) == (Duration(5, "bd"), 85.0, "NVA")
    assert typed.event.role(second.role).name == "Planner"
    assert [(link.source, link.target) for link in typed.event.map("current").links] == [
        (first.id, second.id)
    ]
    assert typed.problems == ("“0.85” in “%C&A” is read as 85%.",)


def test_without_headings_the_order_of_the_steps_table():
    typed = add_steps(EMPTY, "current", [["Log it", "Permit technician", "9", "2h", "97", "W"], ["Check it"]])
    steps = typed.event.map("current").steps
    assert [step.name for step in steps] == ["Log it", "Check it"]
    assert steps[0].wait == Duration(2, "h")


def test_lead_time_gives_the_wait():
    typed = add_steps(EMPTY, "current", [["Step", "PT", "LT"], ["Sign", "30 min", "2 h"]])
    assert typed.event.map("current").steps[0].wait == Duration(90, "min")


def test_what_cannot_be_read_is_named_and_the_row_kept():
    typed = add_steps(
        EMPTY, "current", [["Step", "Process time"], ["Sign", "soon"], ["", "5"], ["Mail", "-4"]]
    )
    assert [step.name for step in typed.event.map("current").steps] == ["Sign", "Mail"]
    assert typed.event.map("current").steps[0].process_time is None
    said, *odd = typed.problems
    assert said == "Numbers without a unit in “Process time” are read as minutes."
    assert len(odd) == 3
    assert odd[0].startswith("Row 2, process time 'soon' was left empty:")
    assert odd[1].startswith("Row 3: no step name")
    assert odd[2].startswith("Row 4, process time '-4'")


def test_a_table_without_steps_says_what_is_needed():
    with pytest.raises(UserError, match="one row per step"):
        add_steps(EMPTY, "current", [["Step", "Who"], ["", ""]])


def test_rows_go_behind_the_chosen_step():
    typed = add_steps(EMPTY, "current", [["Step"], ["A"], ["B"]])
    more = add_steps(typed.event, "current", [["Step"], ["A2"]], after=typed.event.map("current").steps[0].id)
    names = {step.id: step.name for step in more.event.map("current").steps}
    chain = [(names[link.source], names[link.target]) for link in more.event.map("current").links]
    assert sorted(chain) == [("A", "A2"), ("A2", "B")]


FIELDS = {
    "name": [
        "Step",
        "Process Step",
        "Activity / Task",
        "Description of Activity",
        "What happens?",
        "Actividad",
    ],
    "role": ["Who?", "Step Owner", "Resp.", "Department/Unit", "Who (Responsible Person)", "Área"],
    "process_time": ["Process Time", "PT", "Touch Time", "C/T", "Proc. Time", "Hands-on Time", "Duration"],
    "wait": ["Wait", "Wait before", "Queue Time", "Idle Time", "Time in Queue", "Tiempo de espera"],
    "lead_time": ["Lead Time", "L/T", "Elapsed", "Turnaround Time"],
    "ca_pct": ["%C&A", "% C&A", "C&A %", "% Complete and Accurate", "FPY (%)", "Right First Time %"],
    "value": ["VA/NVA", "Value-Added (Y/N)", "VA?", "Type (VA, NVA, RNVA)", "Class"],
    "wip": ["WIP", "# in Queue", "Backlog"],
    "staff": ["# Operators", "FTEs", "No. of Staff"],
    "changeover": ["C/O", "Setup Time"],
    "note": ["Notes", "Pain Points", "Observaciones"],
}
UNITS = [
    ("Process time (h)", "process_time", "h"), ("PT hours", "process_time", "h"),
    ("Touch time - minutes", "process_time", "min"), ("Touch Time (Hrs.)", "process_time", "h"),
    ("Cycle Time, min", "process_time", "min"), ("Minutes", "process_time", "min"),
    ("Cycle Time (sec)", "process_time", "s"), ("Wait (days)", "wait", "bd"), ("WT days", "wait", "bd"),
    ("Delay (calendar days)", "wait", "d"), ("Wait (wks)", "wait", "w"),
    ("Espera (días hábiles)", "wait", "bd"), ("Calendar Days", "lead_time", "d"),
]  # fmt: skip


def test_headings_as_people_spell_them():
    for field, headings in FIELDS.items():
        for heading in headings:
            named = "name" if field != "name" else "role"
            other = "Activity" if field != "name" else "Who"
            reading = read_steps(
                EMPTY, [[other, heading], ["x", ""]] if field != "name" else [[heading, other]]
            )
            found = [column.card and column.card.name for column in reading.columns]
            assert found in ([named, field], [field, named]), heading
    for heading, field, unit in UNITS:
        column = read_steps(EMPTY, [["Activity", heading], ["x", "1"]]).columns[1]
        assert column.card is not None
        assert (column.card.name, column.unit) == (field, unit), heading


def test_hours_days_and_fractions_of_a_heading_are_what_they_say(tmp_path, capsys):
    rows = [["Step", "Process time (h)", "Wait (days)", "%C&A"], ["Check packet", "2", "3", "0.95"]]
    typed = add_steps(EMPTY, "current", rows)
    (step,) = typed.event.map("current").steps
    assert (step.process_time, step.wait, step.ca_pct) == (Duration(2.0, "h"), Duration(3.0, "bd"), 95.0)
    assert typed.problems == (
        "“Wait (days)” is read in business days.",
        "“0.95” in “%C&A” is read as 95%.",
    )
    table = tmp_path / "steps.csv"
    table.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    from leanbench.cli import main

    assert main(["new", "--steps", str(table), "-o", str(tmp_path / "new.lean")]) == 0
    (other,) = open_event(tmp_path / "new.lean").root.map("current").steps
    assert replace(other, id=step.id) == step
    assert "business days" in capsys.readouterr().err


def test_cells_as_people_write_them():
    cells = {
        "30 sec": Duration(30.0, "s"), "< 5 min": Duration(None, "min", 0.0, 5.0), "~10": Duration(10.0, "min"),
        "2-3 days": Duration(None, "bd", 2.0, 3.0), "1 wk": Duration(1.0, "w"), "1/2 day": Duration(0.5, "bd"),
        "1.5-2": Duration(None, "min", 1.5, 2.0), "2:30": Duration(150.0, "min"),
        "10/15/40 min": Duration(15.0, "min", 10.0, 40.0), "2 a 3": Duration(None, "min", 2.0, 3.0),
    }  # fmt: skip
    for text, duration in cells.items():
        (row,) = read_steps(EMPTY, [["Step", "Wait"], ["x", text]]).rows
        assert row.values["wait"] == duration, text
    reading = read_steps(EMPTY, [["Step", "Wait"], ["x", "varies"], ["y", "N/A"], ["Total", "5"]])
    assert [cell.text for cell in reading.unread] == ["varies"]
    assert reading.rows[1].values == {"name": "y", "wait": None}
    assert "Row 4 is a total and was left out." in reading.notes


def test_columns_that_are_not_used_are_named_and_numbers_stand_apart():
    rows = [
        ["Step", "Activity", "Phase", "Who"],
        ["1", "Intake", "A", "Clerk"],
        ["2", "Review", "B", "Planner"],
    ]
    typed = add_steps(EMPTY, "current", rows)
    assert [step.name for step in typed.event.map("current").steps] == ["Intake", "Review"]
    assert typed.problems == (
        "“Step” holds the numbers, “Activity” the names.",
        "Column “Phase” was not used.",
        "The table has no times.",
    )
