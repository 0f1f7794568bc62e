"""An import in the real window: the account first, decided by keyboard, kept with the table, undone whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

import field_files
from leanbench import tables
from leanbench.event.import_account import as_plain


@pytest.fixture
def page(window, qtbot):
    window.files.new()
    window.show_page("data")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window.page("data")


def said(widget) -> str:
    QApplication.processEvents()  # what is new in a layout is shown with the next turn
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_the_window_gives_the_account_that_every_other_road_gives(page, session, tmp_path, settle):
    for make in field_files.FACTS:
        path = make(tmp_path)
        wanted = list(map(as_plain, tables.read(path).account))
        sources = [path, *([field_files.pasted(path)] if make in field_files.PASTED else [])]
        for source in sources:
            if isinstance(source, str):
                QGuiApplication.clipboard().setText(source)
                page.paste()
            else:
                page.look_at(source)
            settle()
            assert list(map(as_plain, page.preview.account)) == wanted, make.__name__
            shown = said(page.import_panel.account)
            assert ("Nothing odd was found" in shown) == (not wanted), make.__name__
            page.accept_import("")
            settle()
            assert list(map(as_plain, session.event.datasets[-1].account)) == wanted, make.__name__
    count = len(session.event.datasets)
    for _ in range(count):
        session.undo()
    assert (session.event.datasets, count) == ((), len(field_files.FACTS) + len(field_files.PASTED))


def test_a_line_is_decided_by_keyboard_and_the_table_keeps_what_was_decided(
    page, session, tmp_path, settle, qtbot
):
    page.look_at(field_files.everything(tmp_path))
    settle()
    panel = page.import_panel
    assert panel.accept.text() == "Import 3 rows"
    top = panel.account.mapTo(panel, panel.account.rect().topLeft()).y()
    assert (
        top < panel.accept.mapTo(panel, panel.accept.rect().topLeft()).y()
    )  # seen before the button is pressed
    panel.account.buttons["totals", "keep"].setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    settle()
    assert panel.accept.text() == "Import 4 rows"
    assert panel.account.buttons["totals", "leave-out"].hasFocus()  # the keyboard stays on the line
    panel.accept.setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle()
    (kept,) = session.event.datasets
    assert {line.kind: line.taken for line in kept.account}["totals"] == "keep"
    assert page.card.view.hasFocus()  # and then on the cells
    shown = said(page.summary.account)
    assert "At the import" in shown
    assert "looks like a total (“Total”) (kept)" in shown
    session.undo()
    assert session.event.datasets == ()
    session.redo()
    assert session.event.datasets == (kept,)


def test_a_heading_names_the_unit_that_the_cells_no_longer_show(page, tmp_path, settle):
    page.look_at(field_files.percents(tmp_path))
    settle()
    page.accept_import("")
    settle()
    heading = page.model.headerData(1, Qt.Orientation.Horizontal)
    assert "number, %" in heading
