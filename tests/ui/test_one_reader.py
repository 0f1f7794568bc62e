"""The same table gives the same records by every way in: steps table, table of records, file, command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from leanbench.cli import main
from leanbench.event.changes import Add
from leanbench.event.event_file import open_event
from leanbench.event.records import Event, Map, Role, Step
from leanbench.schema.cell_text import typed_cards
from leanbench.tables.pasted_rows import rows_of
from leanbench.ui.kit.record_collection import Collection

TABLES = {
    "units in headings": "Step\tWho\tProcess time (h)\tWait (days)\t%C&A\tVA/NVA\tRoom\n"
    "Check packet\tClerk\t2\t3\t0.95\tRNVA\t12\nSign\tJudge\t0.5\t1-2\t0.9\tVA\t3",
    "units in cells": "No.\tActivity\tResponsible\tTouch Time\tWait Time\t%C&A\n"
    "1\tLog\tClerk\t30 sec\t< 5 min\t95%\n2\tVisit\tJudge\t1 hr 30\tvaries\t0.7\n3\tMail\tClerk\t~10\t-\t",
    "titles and two rows": "As it is, March 2026\t\t\t\t\n\t\t\t\t\nTask\tDept\tPT (min)\t\tWait (h)\n\t\tLow\tHigh\t\n"
    "Open\tClerk\t5\t10\t4\nFile\tJudge\t10\t10\t2\nTotal\t\t15\t20\t6",
}
FIELDS = ("name", "role", "process_time", "wait", "ca_pct", "value")


class Steps(Collection):
    """The steps of a map as any collection, still empty."""

    def rows(self, event: Any) -> tuple[Any, ...]:
        return ()


def plain(event: Event) -> list[dict[str, Any]]:
    """The steps by field, roles by name, empty ones left out."""
    found = []
    for step in event.map("current").steps:
        values = {name: getattr(step, name) for name in FIELDS}
        values["role"] = event.role(step.role).name
        found.append({name: value for name, value in values.items() if value not in (None, "")})
    return found


@pytest.mark.parametrize("table", TABLES)
def test_one_table_by_every_way_in(
    window: Any, session: Any, tmp_path: Path, capsys: Any, table: str
) -> None:
    rows = [line.split("\t") for line in TABLES[table].splitlines()]
    for name in ("Clerk", "Judge"):
        session.do(Add("roles", Role(name=name)))
    window.show_page("map")
    QGuiApplication.clipboard().setText(TABLES[table])
    window.page("map").does.paste()
    pasted = plain(session.event)
    assert len(pasted) >= 2

    text = io.StringIO()
    csv.writer(text).writerows(rows)
    files = {"steps.csv": text.getvalue().encode("utf-8"), "steps.xlsx": workbook(rows)}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        made = tmp_path / f"{name}.lean"
        assert main(["new", "--steps", str(tmp_path / name), "-o", str(made)]) == 0
        assert plain(open_event(made).root) == pasted, capsys.readouterr().err

    assert set(FIELDS) <= set(typed_cards(Step))
    read = Steps("maps", "Steps", Step).paste_of(session.event, rows_of(TABLES[table]), 0, "name")
    found = tuple(change.record for change in read.changes if isinstance(change, Add))
    assert plain(Event(roles=session.event.roles, maps=(Map("current", steps=found),))) == pasted


def workbook(rows: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(stream)
    return stream.getvalue()


def test_a_fraction_typed_among_percents_is_read_as_one_and_told(window: Any, session: Any) -> None:
    window.show_page("map")
    page = window.page("map")
    QGuiApplication.clipboard().setText("Step\t%C&A\nCheck\t80\nSign\t90\nMail\t")
    page.does.paste()
    told: list[str] = []
    session.say = lambda text, *_rest: told.append(text)
    assert page.table.records.put([(2, "ca_pct", "0.95")]) == 0
    assert [step.ca_pct for step in session.map.steps] == [80.0, 90.0, 95.0]
    assert told == ["“0.95” is read as 95%. Type 0.95% if that is meant."]


def test_a_fraction_typed_into_a_table_of_records_is_told(window: Any, session: Any) -> None:
    window.show_page("records")
    page = window.page("records")
    page.show_thing("actions")
    told: list[str] = []
    page.table.told.connect(told.append)
    page.table.records.put([(0, "pct", "0.4")])
    assert session.event.actions[0].pct == 40.0
    assert told == ["“0.4” is read as 40%. Type 0.4% if that is meant."]


def test_done_pasted_into_a_status_is_a_status(window: Any, session: Any) -> None:
    window.show_page("records")
    page = window.page("records")
    page.show_thing("actions")
    page.table.records.put([(0, "action", "Call"), (1, "action", "Mail")])
    column = page.table.collection.columns.index("status")
    page.table.records.paste("Done\nOpen", 0, column)
    assert [action.status for action in session.event.actions] == ["done", "open"]
