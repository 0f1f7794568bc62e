"""Files as people have them: library, paste and command line give one account and one table (the window: tests/ui)."""

import json

import numpy as np
import pytest

import field_files
from leanbench import tables
from leanbench.__main__ import main
from leanbench.event import open_event
from leanbench.event.import_account import as_plain
from leanbench.event.records import Event, Map
from leanbench.tables import books
from leanbench.tables.steps import add_steps
from leanbench.words.durations import Duration


def values_of(data, name):
    values = tables.table(data).column(name)
    if values.dtype.kind == "M":
        return [str(day)[:10] for day in values]
    return (
        values.tolist() if values.dtype == object else [None if np.isnan(v) else v for v in values.tolist()]
    )


@pytest.mark.parametrize("make", field_files.FACTS, ids=lambda make: make.__name__)
def test_every_road_gives_the_same_account_and_values(make, tmp_path, capsys):
    path = make(tmp_path)
    kinds, columns = field_files.FACTS[make]
    preview = tables.read(path)
    assert {line.kind for line in preview.account} == kinds
    accounts = {"bytes": tables.read(path.read_bytes(), kind=path.suffix[1:]).account}
    if make in field_files.PASTED:
        accounts["paste"] = tables.read(field_files.pasted(path)).account
    assert {road: list(map(as_plain, account)) for road, account in accounts.items()} == {
        road: list(map(as_plain, preview.account)) for road in accounts
    }
    target = tmp_path / "event.lean"
    assert main(["import", str(path), "--json", "-o", str(target)]) == 0
    assert json.loads(capsys.readouterr().out)["account"] == list(map(as_plain, preview.account))
    (kept,) = open_event(target).root.datasets
    assert list(map(as_plain, kept.account)) == list(map(as_plain, preview.account))
    assert {name: values_of(kept, name) for name in columns} == columns
    assert main(["import", str(path)]) == 0
    assert ("Nothing odd was found." in capsys.readouterr().out) == (not kinds)


def test_a_chart_in_json_carries_the_account_of_its_data(tmp_path, capsys):
    path = field_files.totals(tmp_path)
    assert main(["chart", str(path), "--kind", "i-mr", "--value", "Late", "--label", "Month", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["data"]
    assert (said["table"], said["rows"]) == ("late.csv", 10)
    assert [(line["kind"], line["taken"], line["rows"]) for line in said["account"]] == [
        ("totals", "leave-out", "12")
    ]


EMPTY = Event(maps=(Map("current"),))


def steps(path, tmp_path, capsys):
    """Steps of a table by the command line, which are those of the library; and what was said."""
    typed = add_steps(EMPTY, "current", books.load(path).rows)
    assert main(["new", "--steps", str(path), "-o", str(tmp_path / "new.lean")]) == 0
    said = capsys.readouterr().err
    made = open_event(tmp_path / "new.lean").root.map("current").steps
    assert [step.name for step in made] == [step.name for step in typed.event.map("current").steps]
    assert all(problem in said for problem in typed.problems)
    return made, said


def test_percent_cells_of_steps_are_percents_and_the_last_is_no_one_percent(tmp_path, capsys):
    rows = [("Receive", 5, 0.8), ("Review", 30, 0.5), ("Issue", 5, 1)]
    path = field_files.book(tmp_path, "steps.xlsx", ["Step", "PT (min)", "%C&A"], rows, formats={3: "0%"})
    assert [step.ca_pct for step in steps(path, tmp_path, capsys)[0]] == [80, 50, 100]


def test_units_without_brackets_are_the_units(tmp_path, capsys):
    path = field_files.text_file(
        tmp_path, "steps.csv", ["Step,PT hours,WT days", "Receive,0.5,3", "Review,1,10", "Issue,0.25,1"]
    )
    made, said = steps(path, tmp_path, capsys)
    assert [step.process_time for step in made] == [
        Duration(0.5, "h"),
        Duration(1.0, "h"),
        Duration(0.25, "h"),
    ]
    assert [step.wait for step in made] == [Duration(3.0, "bd"), Duration(10.0, "bd"), Duration(1.0, "bd")]
    assert "“WT days” is read in business days" in said


def test_a_lead_time_shorter_than_its_work_is_named_and_no_wait_is_negative(tmp_path, capsys):
    rows = ["Step,PT (min),Lead time (min)", "Receive,30,20", "Review,40,480", "Issue,15,15"]
    made, said = steps(field_files.text_file(tmp_path, "steps.csv", rows), tmp_path, capsys)
    assert "Row 2: lead time 20 min is shorter than the process time." in said
    assert [step.wait for step in made] == [None, Duration(440.0, "min"), Duration(0.0, "min")]
