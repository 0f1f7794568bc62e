"""The Data page with the keyboard alone, with long names, in narrow windows, and on the way to a chart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from leanbench import resources
from leanbench.analyses import catalogue
from leanbench.ui.data.table_model import with_unit

PERMIT = resources.path("samples", "permit-issuance.lean")
LONG = "how many business days it took from receipt until the permit was issued"
SEMICOLONS = f"{LONG};kind;paid\n" + "\n".join(f"{10 + i % 7},5;{'ab'[i % 2]};yes" for i in range(20))


@pytest.fixture
def page(window, qtbot):
    window.files.open_sample(PERMIT)
    window.show_page("data")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window.page("data")


def press(window, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
        QApplication.processEvents()


def test_paste_look_change_a_kind_and_import_by_keyboard(page, window, session, settle):
    QGuiApplication.clipboard().setText("code\tdays\n11\t3\n12\t4\n")
    press(window, Qt.Key.Key_V, modifier=Qt.KeyboardModifier.ControlModifier)
    settle()
    assert page.import_panel.accept.hasFocus()
    kind = page.import_panel._kinds["code"]
    kind.setFocus()
    press(window, Qt.Key.Key_Down)
    settle()
    chosen = page.preview.column("code").kind
    assert chosen == "text"
    assert page.import_panel._kinds["code"] is not kind  # read again, built anew
    assert page.import_panel._kinds["code"].hasFocus()  # and still under the keyboard
    page.import_panel.accept.setFocus()
    press(window, Qt.Key.Key_Return)
    settle()
    assert page.preview is None
    assert session.event.datasets[-1].text.split() == ["code,days", "11,3", "12,4"]


def test_tables_are_chosen_from_the_keyboard_and_keep_it(page, window):
    list(page.list_area.buttons.buttons.values())[1].setFocus()
    press(window, Qt.Key.Key_Space)
    assert page.dataset_id == page.session.event.datasets[1].id
    assert list(page.list_area.buttons.buttons.values())[1].hasFocus()
    press(window, Qt.Key.Key_Tab)
    assert list(page.list_area.buttons.buttons.values())[2].hasFocus()


def test_everything_can_be_tabbed_to_and_has_a_name(page, window, settle):
    QGuiApplication.clipboard().setText("code,days\n001,3\n002,4\n")
    page.paste()
    settle()
    page.import_panel.name.setFocus()
    visited = [page.import_panel.name]
    for _ in range(80):
        press(window, Qt.Key.Key_Tab)
        if QApplication.focusWidget() in visited:
            break
        visited.append(QApplication.focusWidget())
    wanted = [
        widget
        for kind in (QPushButton, QLineEdit, QComboBox)
        for widget in page.findChildren(kind)
        if widget.isVisible() and widget.isEnabled()
    ]
    assert [widget.accessibleName() for widget in wanted if widget not in visited] == []
    inside = [widget for widget in visited if page.isAncestorOf(widget)]
    assert all(widget.accessibleName() or getattr(widget, "text", str)() for widget in inside)


def test_the_separator_can_be_chosen_where_it_was_not_guessed(page, tmp_path, settle):
    path = tmp_path / "odd.csv"
    path.write_text("a;b,c\n1;2,3\n4;5,6\n", encoding="utf-8")
    page.look_at(path)
    settle()
    panel = page.import_panel
    assert panel.combos["delimiter"].isVisible()
    for sign, names in ((",", ["a;b", "c"]), (";", ["a", "b,c"])):
        panel.combos["delimiter"].setCurrentIndex(panel.combos["delimiter"].findData(sign))
        panel.combos["delimiter"].activated.emit(panel.combos["delimiter"].currentIndex())
        settle()
        assert [column.name for column in page.preview.columns] == names
    assert panel.combos["delimiter"].currentData() == ";"


def test_letters_can_be_read_another_way(page, tmp_path, settle):
    path = tmp_path / "umlaute.csv"
    path.write_bytes("Ort,Tage\nKöln,3\nMünchen,4\n".encode("cp1252"))
    page.look_at(path)
    settle()
    panel = page.import_panel
    panel.combos["encoding"].setCurrentIndex(panel.combos["encoding"].findData("cp1250"))
    panel.combos["encoding"].activated.emit(panel.combos["encoding"].currentIndex())
    settle()
    assert page.reading["encoding"] == "cp1250"
    assert page.preview.cells[0] == ("Köln", "München")
    panel.combos["encoding"].setCurrentIndex(panel.combos["encoding"].findData("utf-8"))
    panel.combos["encoding"].activated.emit(panel.combos["encoding"].currentIndex())
    settle()
    assert page.preview.cells[0] == ("Köln", "München")  # what cannot be read so stays as it was
    assert page.reading["encoding"] == panel.combos["encoding"].currentData() == "cp1250"


@pytest.mark.parametrize("width", [1400, 760])
def test_long_names_push_nothing_out(page, window, qtbot, width, settle):
    window.resize(width, 700)
    page.look_at(SEMICOLONS)
    settle()
    QApplication.processEvents()
    panel = page.import_panel
    assert LONG in [column.name for column in page.preview.columns]
    inside = panel.lists.parentWidget()
    area = inside.parentWidget()
    assert inside.width() <= area.width()
    for kind in panel._kinds.values():
        assert kind.mapTo(inside, kind.rect().topRight()).x() <= inside.width()
    assert page.card.width() > 0.3 * page.width()  # the cells keep the most room
    assert not page.import_button.isVisible()  # one thing to do, not two


def test_the_table_in_front_is_the_one_that_is_charted(page, window, session):
    other = session.event.datasets[1].id
    page.show_dataset(other)
    page.summary.charted.emit()
    charts = window.page("charts")
    assert session.page == "charts"
    assert charts.desk.dataset().id == other
    assert charts.study is not None


def test_from_an_import_to_its_chart(page, window, session, settle):
    QGuiApplication.clipboard().setText(
        "day,minutes\n" + "\n".join(f"2026-01-{d:02d},{d % 5}" for d in range(1, 29))
    )
    page.paste()
    settle()
    page.accept_import("Minutes")
    settle()
    page._chart()
    charts = window.page("charts")
    assert charts.desk.dataset().name == "Minutes"
    assert charts.study.question in [question.title for question in catalogue.questions()]
    assert charts.result is not None


def test_a_heading_says_its_unit_once():
    assert with_unit("lead_time_bd", "bd") == "lead_time_bd"
    assert with_unit("days (bd)", "bd") == "days (bd)"
    assert with_unit("wait", "min") == "wait (min)"
    assert with_unit("case", "") == "case"
