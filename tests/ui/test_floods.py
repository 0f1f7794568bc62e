"""Large tables and large maps in the real window: shown that they are read, canceled, and said where too large."""

from __future__ import annotations

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from leanbench.event.records import Event, Link, Map, Step
from leanbench.store.document import Document
from leanbench.ui.map import map_scene


def chain(count: int) -> Event:
    steps = tuple(Step(f"s{n}", f"Step {n}") for n in range(count))
    links = tuple(Link(f"l{n}", f"s{n}", f"s{n + 1}") for n in range(count - 1))
    return Event(maps=(Map("current", "Current", steps=steps, links=links),))


@pytest.fixture
def large(monkeypatch, window, session):
    """The map page on a map that counts as large."""
    monkeypatch.setattr(map_scene, "MOST_AT_ONCE", 60)
    session.replace(Document(chain(40)))
    window.show_page("map")
    return window.page("map")


def test_a_large_map_is_said_and_drawn_when_asked_for(large, session, qtbot):
    canvas = large.canvas
    assert canvas.large.isVisible()
    assert not canvas.hint.isVisible()
    assert "40 steps" in canvas.large.words.text()
    assert canvas.map_scene.layout is None
    assert large.table.records.rowCount() == 41  # the table has them all
    qtbot.mouseClick(canvas.large.draw, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: canvas.map_scene.step_item("s39") is not None and not canvas.large.isVisible())
    assert canvas.map_scene.layout is not None


def test_the_drawing_of_a_large_map_can_be_canceled(large, session, qtbot, settle):
    scene = large.canvas.map_scene
    scene.draw_beside()
    job = session.tasks._jobs[0]
    assert job.label == "Drawing 40 steps"
    job.cancel()
    settle()
    qtbot.wait(50)
    assert scene.layout is None
    assert large.canvas.large.isVisible()


def test_an_edit_while_a_large_map_is_drawn_leaves_no_old_picture(large, session, qtbot, settle):
    from leanbench.event.changes import RemoveSteps

    scene = large.canvas.map_scene
    scene.draw_beside()
    session.do(RemoveSteps("current", ("s39",)))
    settle()
    qtbot.wait(50)
    assert scene.step_item("s39") is None
    session.do(RemoveSteps("current", tuple(f"s{n}" for n in range(20, 39))))
    assert scene.step_item("s19") is not None  # small enough again: drawn by itself
    assert not large.canvas.large.isVisible()


def test_a_paste_of_thousands_of_rows_is_refused_in_a_sentence(window, session):
    window.files.new()
    window.show_page("map")
    said = []
    session.said.connect(lambda message: said.append(message.text))
    QGuiApplication.clipboard().setText("\n".join(["Step\tWho", *(f"case {n}\tA" for n in range(6_000))]))
    window.page("map").does.paste()
    assert any("5,000 is the most" in text for text in said)
    assert not session.event.maps or not session.event.map("current").steps


def test_a_pasted_cell_no_table_has_is_a_sentence(window, session):
    window.files.new()
    window.show_page("map")
    said = []
    session.said.connect(lambda message: said.append(message.text))
    QGuiApplication.clipboard().setText('Step\tWho\n"' + "x" * 200_000 + '"\tA\n')
    window.page("map").does.paste()
    assert any("131,072 characters" in text for text in said)


@pytest.fixture
def workbook(tmp_path):
    """A spreadsheet that takes a while."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("S")
    for row in range(20_000):
        sheet.append([row, "text", row / 7])
    book.save(tmp_path / "long.xlsx")
    return tmp_path / "long.xlsx"


def test_reading_a_spreadsheet_is_shown_and_can_be_canceled(window, session, qtbot, settle, workbook):
    window.show_page("data")
    page = window.page("data")
    shares = []
    session.tasks.changed.connect(lambda: shares.extend(job.share for job in session.tasks.visible()))
    page.look_at(workbook)
    assert page.preview is None  # nothing was read on the thread of the window
    qtbot.waitUntil(lambda: any(share for share in shares), timeout=20_000)
    assert window.status.cancel.isVisible()
    assert "long.xlsx" in window.status.work.text()
    window.status.cancel.click()
    settle()
    qtbot.wait(50)
    assert page.preview is None
    page.look_at(workbook)
    settle()
    assert page.preview.rows == 20_000


def test_leaving_the_event_ends_the_reading(window, session, qtbot, settle, workbook):
    window.show_page("data")
    page = window.page("data")
    page.look_at(workbook)
    window.files.new()
    settle()
    qtbot.wait(50)
    assert page.preview is None


def test_a_table_of_hundreds_of_columns_is_shown_in_part(window, session, settle):
    window.show_page("data")
    page = window.page("data")
    names = "\t".join(f"column {n}" for n in range(400))
    page.look_at(f"{names}\n" + "\t".join("1" for _ in range(400)) + "\n")
    settle()
    assert len(page.preview.columns) == 400
    assert len(page.import_panel._kinds) == 60
    page.accept_import("wide")
    settle()
    assert len(session.event.datasets[-1].columns) == 400
