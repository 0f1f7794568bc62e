"""Typed or pasted rows become steps, and nothing that cannot be read is lost without a word."""

import pytest

from leanbench.errors import UserError
from leanbench.event.records import Event, Map, Role
from leanbench.tables.steps import add_steps
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
    assert typed.problems == ()


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
    assert len(typed.problems) == 3
    assert typed.problems[0].startswith("Row 2, process time 'soon' was left empty:")
    assert typed.problems[1].startswith("Row 3: no step name")
    assert typed.problems[2].startswith("Row 4, process time '-4'")


def test_a_table_without_steps_says_what_is_needed():
    with pytest.raises(UserError, match="one row per step"):
        add_steps(EMPTY, "current", [["Step", "Who"], ["", ""]])


def test_rows_go_behind_the_chosen_step():
    typed = add_steps(EMPTY, "current", [["Step"], ["A"], ["B"]])
    more = add_steps(typed.event, "current", [["Step"], ["A2"]], after=typed.event.map("current").steps[0].id)
    names = {step.id: step.name for step in more.event.map("current").steps}
    chain = [(names[link.source], names[link.target]) for link in more.event.map("current").links]
    assert sorted(chain) == [("A", "A2"), ("A2", "B")]
