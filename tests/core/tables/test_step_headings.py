"""Headings and tables of steps as people keep them: the right field and unit, or named as not used."""

import json
from pathlib import Path

import pytest

from leanbench.event.records import Event, Map
from leanbench.tables import books
from leanbench.tables.steps import add_steps, read_steps
from leanbench.words.durations import Duration

HERE = Path(__file__).parent
EMPTY = Event(maps=(Map("current"),))
CELLS = {
    "process_time": "5", "wait": "5", "lead_time": "5", "changeover": "5", "ca_pct": "90", "value": "VA", "wip": "3",
    "staff": "2", "availability_pct": "95", "batch": "10", "rework": "20",
}  # fmt: skip


def headings():
    for line in (HERE / "step_headings.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            meaning, texts = line.split(": ", 1)
            field, _, unit = meaning.partition(",")
            yield from ((text.rstrip("!"), field, unit, text.endswith("!")) for text in texts.split(" | "))


@pytest.mark.parametrize("field", sorted({field for _heading, field, _unit, _said in headings()}))
def test_every_heading_fills_the_field_it_means_or_is_named(field):
    wrong = []
    for heading, wanted, unit, said in headings():
        if wanted != field:
            continue
        beside = ("Who", "clerk") if field == "name" else ("Step", "Sign")
        read = read_steps(EMPTY, [[beside[0], heading], [beside[1], CELLS.get(field, "x")]])
        column = read.columns[1]
        found = column.card.name if column.card is not None else "-"
        notes = " ".join(read.notes)
        is_silent = said and field not in ("name", "staff") and f"“{heading}”" not in notes
        if (
            found != field
            or (unit and column.unit != unit)
            or (found == "-" and heading not in notes)
            or is_silent
        ):
            wrong.append((heading, found, column.unit, notes))
    assert wrong == []


def same(wanted, value):
    """Whether a time or share is as the right reading has it; bare days may be days of either clock, always said."""
    if not isinstance(wanted, dict):
        return (value or None) == (wanted or None)
    if wanted.get("refused"):
        return value is None
    read = {"amount": value.amount, "low": value.low, "high": value.high}
    units = ("bd", "d") if wanted["unit"] == "day" else (wanted["unit"],)
    return all(wanted.get(part) == read[part] for part in read) and value.unit in units


# What the account of each table has to say, in words of it.
SAID = {
    "parallel-and-decision": ["have one number, 3, and are read as parallel", "goes back to", "no step 4",
                              "“Step” holds the numbers"],
    "spanish-semicolon": ["“7,5” in “Tiempo de proceso (min)” is read as 7.5 min", "“N” in “Valor agregado (S/N)”",
                          "Row 6 is a total"],
    "title-rows-repeated-header": ["looks like 2-3", "“1,5” in “Queue (hrs)” is read as 1.5 h", "“0.98” as 98%",
                                   "Row 8 repeats the headings", "Row 11 is a total", "times from 20 files"],
    "two-header-rows": ["Two rows of headings", "Low and high of the wait"],
    "units-in-cells-mixed": ["without a unit in “Touch Time” are read as minutes", "“0.85” in “%C&A” is read as 85%",
                             "Row 5, wait 'varies'", "“2:30” in “Touch Time” is read as 150 min"],
    "units-in-headings-totals": ["“WT days” is read in business days", "Row 7 is a total"],
    "visio-export": ["Columns “Shape Type” and “Phase” were not used", "words of the connectors", "has no times"],
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_tables_of_steps_are_read_as_their_people_mean_them(name):
    path = HERE / "steps" / f"{name}.csv"
    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    rows = books.load(path).rows
    read = read_steps(EMPTY, rows)
    found = {row.number: row.values for row in read.rows}
    assert list(found) == [step["line"] for step in wanted["steps"]]
    wrong = [
        (step["line"], field, value, found[step["line"]].get(field))
        for step in wanted["steps"]
        for field, value in step.items()
        if field != "line" and not same(value, found[step["line"]].get(field))
    ]
    assert wrong == []
    typed = add_steps(EMPTY, "current", rows)
    told = " ".join(typed.problems)
    assert [words for words in SAID[name] if words not in told] == []
    chart = typed.event.map("current")
    names = {step.id: step.name for step in chart.steps}
    for together in wanted["parallel"]:
        before = {
            frozenset(link.source for link in chart.links if names[link.target] == one) for one in together
        }
        assert len(before) == 1


def test_a_stop_watch_in_a_column_of_seconds_shows_minutes_and_seconds():
    (row,) = read_steps(EMPTY, [["Step", "Cycle Time (sec)"], ["x", "1:15"]]).rows
    assert row.values["process_time"] == Duration(75.0, "s")


def test_a_heading_that_may_name_the_steps_does_where_nothing_else_does():
    read = read_steps(EMPTY, [["Process", "Owner", "PT (min)"], ["Intake", "Clerk", "5"]])
    assert read.rows[0].values == {"name": "Intake", "role": "Clerk", "process_time": Duration(5.0, "min")}
    read = read_steps(EMPTY, [["Step", "Process", "Wait before"], ["Intake", "5", "2 h"]])
    assert read.rows[0].values["process_time"] == Duration(5.0, "min")


def test_a_share_of_rework_goes_on_the_way_back_or_is_named():
    typed = add_steps(EMPTY, "current", [["#", "Step", "Next step", "Rework %"], ["1", "Fill", "2", ""],
                                         ["2", "Check", "3 / 1", "20%"], ["3", "Mail", "End", ""]])  # fmt: skip
    back = [link for link in typed.event.map("current").links if link.kind == "rework"]
    assert [link.probability for link in back] == [0.2]
    typed = add_steps(EMPTY, "current", [["Step", "Rework %"], ["Fill", ""], ["Check", "20%"]])
    assert any("not where to" in line and "“Check” (20%)" in line for line in typed.problems)
