"""The Data page: look before storing, nothing dropped in silence, undo takes it back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel

from leanbench import resources

ODD = "case,days,done\nA,12,yes\nB,soon,no\nC,,yes\nD,1:30,no,extra\n"


@pytest.fixture
def page(window, session, qtbot):
    session.open_sample(resources.path("samples", "permit-issuance.lean"))
    window.show_page("data")
    return window.page("data")


def test_an_event_without_tables_says_what_goes_here(window, session):
    window.show_page("data")
    page = window.page("data")
    assert page.empty.isVisible()
    assert not page.card.isVisible()


def test_the_tables_of_the_sample_are_shown_with_their_kinds(page):
    model = page.model
    assert model.rowCount() == 900
    heading = model.headerData(model.names.index("lead_time_bd"), Qt.Orientation.Horizontal)
    assert "number" in heading
    assert page.summary.isVisible()


def test_a_file_is_looked_at_before_anything_is_stored(page, session, tmp_path, settle):
    path = tmp_path / "odd.csv"
    path.write_text(ODD, encoding="utf-8")
    before = session.event
    page.look_at(path)
    settle()
    assert session.event is before
    assert page.import_panel.isVisible()
    said = " ".join(label.text() for label in page.import_panel.account.findChildren(QLabel))
    assert "row" in said  # the odd rows are named


def test_import_stores_the_table_and_undo_takes_it_back(page, session, qtbot, tmp_path, settle):
    path = tmp_path / "days.csv"
    path.write_text("day,days\n2026-01-05,3\n2026-01-06,4\n", encoding="utf-8")
    before = len(session.event.datasets)
    page.look_at(path)
    settle()
    qtbot.mouseClick(page.import_panel.accept, Qt.MouseButton.LeftButton)
    settle()
    assert len(session.event.datasets) == before + 1
    assert session.event.datasets[-1].text.splitlines()[0] == "day,days"
    assert page.model.rowCount() == 2
    session.undo()
    assert len(session.event.datasets) == before


def test_pasted_cells_are_a_table(page, session, settle):
    QGuiApplication.clipboard().setText("who\tminutes\nAnn\t12\nBo\t15\n")
    page.paste()
    settle()
    assert page.preview is not None
    assert [column.name for column in page.preview.columns] == ["who", "minutes"]
    page.accept_import("Minutes by hand")
    settle()
    assert session.event.datasets[-1].name == "Minutes by hand"


def test_a_stop_watch_study_is_stacked_with_one_button(page, session, settle):
    QGuiApplication.clipboard().setText("Element\t1\t2\t3\nUnfold\t72\t68\t74\nCheck\t188\t190\t185\n")
    page.paste()
    settle()
    page.import_panel.account.buttons["wide-table", "stack"].click()
    settle()
    page.accept_import("Times")
    settle()
    stored = session.event.datasets[-1]
    assert stored.text.splitlines()[0] == "Element,1,2,3"  # as it came
    assert [step.kind for step in stored.recipe] == ["stack"]
    assert page.model.rowCount() == 6
    session.undo()
    assert session.event.datasets[-1].name != "Times"


def test_the_kind_of_a_column_can_be_changed(page, settle):
    QGuiApplication.clipboard().setText("code\n001\n002\n003\n")
    page.paste()
    settle()
    page.import_panel.kind_changed.emit("code", "text")
    settle()
    assert page.preview.column("code").kind == "text"
    page.accept_import("codes")
    settle()
    assert page.session.event.datasets[-1].text.split() == ["code", "001", "002", "003"]


def test_escape_leaves_the_import_and_stores_nothing(page, session, qtbot, settle):
    before = session.event
    QGuiApplication.clipboard().setText("a\tb\n1\t2\n")
    page.paste()
    settle()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.preview is None
    assert session.event is before
    assert page.summary.isVisible()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 50])
def test_a_file_that_is_no_table_gets_one_sentence(page, session, tmp_path, content, settle):
    path = tmp_path / "broken.xlsx"
    path.write_bytes(content)
    said = []
    session.said.connect(said.append)
    page.look_at(path)
    settle()
    assert len(said) == 1
    assert said[0].level == "bad"
    assert "Traceback" not in said[0].text
    assert page.preview is None


def test_a_copy_is_saved_as_csv(page, monkeypatch, tmp_path):
    target = tmp_path / "copy.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    page.save_copy()
    assert target.read_bytes().startswith(
        b"\xef\xbb\xbfcase_id,received,issued"
    )  # Excel reads the letters right


def test_removing_a_table_can_be_undone(page, session, settle):
    names = [item.id for item in session.event.datasets]
    QGuiApplication.clipboard().setText("a\tb\n1\t2\n")
    page.paste()
    settle()
    page.accept_import("spare")
    settle()
    page.remove()
    assert [item.id for item in session.event.datasets] == names
    session.undo()
    assert session.event.datasets[-1].name == "spare"


def test_a_table_that_a_chart_uses_is_not_removed_and_the_chart_is_named(page, session):
    said = []
    session.said.connect(said.append)
    before = session.event
    page.show_dataset("permits")
    page.remove()
    assert session.event is before
    assert "Lead time" in said[-1].text
