"""The Charts page with the keyboard alone, and what a screen reader and a second day find."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from leanbench import resources
from leanbench.analyses import catalogue
from leanbench.event import event_file as store
from leanbench.event.changes import Set
from leanbench.tables import dataset, read
from leanbench.ui.charts.editors import FilterEditor
from leanbench.ui.kit.card_editors import OpenChoiceEditor

PERMIT = resources.path("samples", "permit-issuance.lean")
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(window, qtbot):
    """The Charts page of the permit sample in the window that has the keyboard."""
    window.files.open_sample(PERMIT)
    window.show_page("charts")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window.page("charts")


def press(window, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Keys to whatever has the keyboard."""
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
        QApplication.processEvents()


def write(window, text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)
    press(window, Qt.Key.Key_Return)


def stops(window, most: int = 150) -> list[QWidget]:
    """Everything the Tab key visits, from where the keyboard is."""
    found: list[QWidget] = []
    for _ in range(most):
        press(window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now in found:
            break
        found.append(now)
    return found


def test_a_question_is_asked_and_a_chart_chosen_by_name(page, window):
    press(window, Qt.Key.Key_4, modifier=ALT)
    assert page.study.question == catalogue.CAUSES
    assert page.view.hasFocus()
    press(window, Qt.Key.Key_L, modifier=CTRL)
    assert page.picker.combo.hasFocus()
    write(window, "ewma")
    assert page.study.method == "ewma"
    press(window, Qt.Key.Key_L, modifier=CTRL)
    write(window, "no such chart")
    assert page.study.method == "ewma"
    press(window, Qt.Key.Key_Tab)
    assert page.picker.line.text() == "EWMA chart"  # what was typed and leads nowhere is put back


def test_the_palette_knows_every_chart(page, window, session):
    words = [entry.text for source in session.palette_sources for entry in source()]
    assert {method.title for method in catalogue.methods().values()} <= set(words)
    press(window, Qt.Key.Key_K, modifier=CTRL)
    write(window, "xbar-s")
    assert page.study.method == "xbar-s"


def test_all_charts_open_from_the_keyboard(page, window, qtbot):
    page.header.all_button.setFocus()
    menu = page.header.all_button.menu()
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(menu.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(QApplication.activePopupWidget() or menu, key)
    assert page.study.method == catalogue.of_question(catalogue.STABLE)[1].name


def test_a_point_is_noted_left_out_and_taken_back(page, window):
    page.view.setFocus()
    press(window, Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_N)
    assert page.point_card.note.hasFocus()
    write(window, "new form")
    assert [mark.text for mark in page.study.annotations] == ["new form"]
    press(window, Qt.Key.Key_Escape)
    assert page.view.hasFocus()
    assert page.view.selected == ("I", 2)
    press(window, Qt.Key.Key_X)
    assert page.point_card.reason.hasFocus()
    write(window, "trial run")
    assert page.view.chart.panels[0].excluded[2]
    assert {mark.reason for mark in page.study.exclusions} == {"trial run"}
    press(window, Qt.Key.Key_Escape, Qt.Key.Key_X)
    assert page.study.exclusions == ()
    assert page.view.hasFocus()


def test_stages_and_limits_by_key_and_by_menu_line(page, window, session):
    page.view.setFocus()
    press(window, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_S)
    assert [stage.first for stage in page.view.chart.stages] == [0, 20, 50]
    session.actions.action("charts.key.boundary").trigger()
    assert [stage.first for stage in page.view.chart.stages] == [0, 21, 50]
    session.actions.action("charts.key.freeze").trigger()
    assert page.study.options["baseline"] == 21


def test_options_change_by_arrow_keys_and_keep_the_keyboard(page, window):
    by = page.form.editors["by"]
    by.setFocus()
    press(window, Qt.Key.Key_Down)
    assert page.study.options["by"] == "month"
    assert by.hasFocus()
    rules = page.form.editors["rules"]
    rules.setFocus()
    press(window, Qt.Key.Key_Down)  # another set of tests builds the form anew
    assert page.study.options["rules"] == "minitab"
    assert page.form.editors["rules"] is not rules
    assert page.form.editors["rules"].hasFocus()
    tests = page.form.editors["tests"]
    tests.boxes["2"].setFocus()
    before = tests.boxes["2"].isChecked()
    press(window, Qt.Key.Key_Space)
    assert tests.boxes["2"].isChecked() is not before
    press(window, Qt.Key.Key_Tab)
    assert tests.lengths["2"].hasFocus()
    if not tests.boxes["2"].isChecked():
        tests.boxes["2"].click()
    write(window, "7")
    assert page.study.options["tests"]["2"] == 7


def test_a_filter_by_arrow_keys(page, window):
    where = page.form.editors["where"]
    assert isinstance(where, FilterEditor)
    where.which.setFocus()
    press(window, Qt.Key.Key_Down)
    name, value = next(iter(page.study.options["where"].items()))
    assert value in where.choices[name]
    press(window, Qt.Key.Key_Tab, Qt.Key.Key_Down)
    assert page.study.options["where"][name] == where.choices[name][1]


def test_subgroups_are_a_size_or_a_column(page, window):
    page.choose("xbar-r")
    editor = page.form.editors["subgroup"]
    assert isinstance(editor, OpenChoiceEditor)
    editor.setFocus()
    write(window, "6")
    assert page.study.options["subgroup"] == 6
    assert page.result is not None, page.card.detail.text()
    editor.line.selectAll()
    write(window, "six of them")
    assert editor.line.property("problem") is True
    assert page.study.options["subgroup"] == 6
    assert "no column" in window.bar.label.text()
    editor.line.selectAll()
    write(window, "period")
    assert page.study.options["subgroup"] == "period"


def test_kept_reported_copied_and_removed(page, window, session):
    press(window, Qt.Key.Key_2, modifier=ALT)
    assert not page.desk.is_kept
    press(window, Qt.Key.Key_Return, modifier=CTRL)
    assert page.desk.is_kept
    press(window, Qt.Key.Key_R, modifier=CTRL | SHIFT)
    assert page.study.in_report
    press(window, Qt.Key.Key_C, modifier=CTRL | SHIFT)
    assert not QGuiApplication.clipboard().image().isNull()
    press(window, Qt.Key.Key_C, modifier=CTRL | ALT)
    assert "\t" in QGuiApplication.clipboard().text()
    gone = page.study.id
    session.actions.action("charts.remove").trigger()
    assert gone not in [study.id for study in session.event.studies]
    session.undo()
    assert gone in [study.id for study in session.event.studies]


def test_a_kept_study_opens_from_the_keyboard_and_keeps_it(page, window):
    rows = list(page.questions.kept.buttons.values())
    rows[1].setFocus()
    chosen = rows[1].text()
    press(window, Qt.Key.Key_Space)
    assert page.study.title == chosen
    assert list(page.questions.kept.buttons.values())[1].hasFocus()


def test_tab_visits_everything_in_reading_order_and_everything_has_a_name(page, window):
    page.questions.buttons[catalogue.STABLE].setFocus()
    visited = stops(window)
    inside = [widget for widget in visited if page.isAncestorOf(widget)]
    wanted = [
        widget
        for kind in (QPushButton, QLineEdit, QComboBox, QCheckBox)
        for widget in page.findChildren(kind)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (isinstance(widget, QLineEdit) and isinstance(widget.parent(), QComboBox))
    ]  # fmt: skip
    missed = [
        widget
        for widget in wanted
        if widget not in inside and widget is not page.questions.buttons[catalogue.STABLE]
    ]
    assert not missed, [(type(widget).__name__, widget.accessibleName()) for widget in missed]
    nameless = [
        widget
        for widget in inside
        if not widget.accessibleName() and not getattr(widget, "text", lambda: "")()
    ]
    assert not nameless, [(type(widget).__name__, widget.parent()) for widget in nameless]
    order = [page.view, *page.card.numbers.stops()[:3], page.card.method.why, page.picker.combo, *(
        page.form.editors[name] for name in ("value", "date", "by", "stage"))]  # fmt: skip
    places = [inside.index(widget) for widget in order]
    assert places == sorted(places)


def test_every_option_of_every_method_can_be_reached_named_and_read(page):
    area, inside = page.inspector, page.inspector.widget()
    for name, method in catalogue.methods().items():
        page.choose(name)
        QApplication.processEvents()
        assert set(page.form.editors) == {field.name for field in method.fields}
        assert page.picker.line.text() == method.title
        assert page.picker.line.cursorPosition() == 0
        assert inside.width() <= area.viewport().width(), name  # nothing runs out of the side
        for field in method.fields:
            editor = page.form.editors[field.name]
            assert editor.accessibleName() == field.label
            right = editor.mapTo(inside, QPoint(editor.width(), 0)).x()
            assert right <= inside.width(), (name, field.name)
        assert page.card.widget().width() <= page.card.viewport().width(), name
        if page.result is None:  # what is missing is said, and one button leads to it
            assert page.card.detail.text().endswith(".")
            assert page.card.next_button.isVisible()


def test_wide_numbers_scroll_and_never_push_the_picture_out(page, session):
    columns = [f"a measure with a long name {k}" for k in range(9)]
    text = "\n".join(
        [",".join(columns), *(",".join(f"{10 + (i * k) % 7}.5" for k in range(9)) for i in range(40))]
    )
    session.do(Set("datasets/wide", dataset(read(text), id="wide", name="wide")))
    page.desk.choose_table("wide")
    page.choose("timeplot")
    page.desk.set_option("columns", columns)
    area = page.card.numbers.area
    assert page.card.widget().width() <= page.card.viewport().width()
    assert area.widget().sizeHint().width() > area.viewport().width()
    assert area.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert area.horizontalScrollBar().maximum() > 0


def test_the_rows_behind_a_point_are_told_and_read_out(page):
    page.view.select("I", 4)
    rows = page.desk.rows_of(4)
    assert len(rows) > 1
    told = page.view.describe("I", 4).splitlines()[-1]
    assert told.startswith("rows ")
    assert page.view.accessibleDescription().endswith(told)
    page.choose("i-mr")
    page.desk.set_option("by", None)
    page.view.select("I", 4)
    assert page.view.describe("I", 4).splitlines()[-1] == f"row {page.desk.rows_of(4)[0] + 1}"


def test_a_point_of_another_chart_is_not_taken_along(page):
    page.view.select("I", 4)
    assert page.point_card.isVisible()
    assert " bd" in page.point_card.text.text().splitlines()[0]
    page.desk.set_option("by", "month")  # the same study: the point stays
    assert page.view.selected == ("I", 4)
    page.ask(catalogue.CHANGE)
    assert page.view.selected == ("", -1)
    assert not page.point_card.isVisible()


def test_a_copied_picture_is_light_and_finer_than_the_screen(page, look):
    screen = page.view.picture()
    look.switch(QGuiApplication.instance(), name="dark")
    page.copy_picture()
    copied: QImage = QGuiApplication.clipboard().image()
    assert copied.pixelColor(2, 2).lightness() > 240
    assert copied.width() >= 1.9 * screen.width() / screen.devicePixelRatio()


def test_a_result_without_a_picture_copies_its_table_only(page):
    page.choose("size-share")
    for name, value in (("share1", 60), ("margin_pct", 5)):
        page.desk.set_option(name, value)
    assert page.result is not None
    drawn = page.view.isVisibleTo(page)
    assert page.header._picture.isEnabled() is drawn
    if not drawn:  # the numbers stand below the sentence, not below an empty card
        assert page.card.below.y() < page.card.viewport().height() / 2


def test_the_study_of_yesterday_is_the_study_of_today(page, window, session, tmp_path, monkeypatch):
    monkeypatch.setattr("leanbench.ui.window.files.ask_unsaved", lambda *_args: "drop")
    page.view.select("I", 10)
    page.desk.annotate(page.desk.rows_of(10), "new form")
    page.desk.leave_out(page.desk.rows_of(52), "flooded server room")
    page.desk.start_stage(page.view.chart, 20)
    page.desk.set_option("tests", {"1": 1, "2": 8})
    study, headline = page.study, page.card.headline.text()
    path = tmp_path / "event.lean"
    store.save_event(session.event, path)
    window.files.open_path(path)
    window.show_page("charts")
    assert page.study == study
    assert page.card.headline.text() == headline
    assert [stage.first for stage in page.view.chart.stages] == [0, 20, 50]


def test_a_draft_somebody_worked_on_can_be_brought_back(page, window, session):
    page.ask(catalogue.STABLE)
    page.ask(catalogue.CAUSES)  # nothing was done to it: nothing is said
    assert "was not kept" not in window.bar.label.text()
    page.ask(catalogue.STABLE)
    page.desk.set_option("k", 2.5)
    draft = page.study
    page.ask(catalogue.CAUSES)
    assert "was not kept" in window.bar.label.text()
    next(
        button for button in window.bar.findChildren(QPushButton) if button.text() == "Bring it back"
    ).click()
    assert page.study == draft
    page.desk.keep()
    page.ask(catalogue.CAUSES)
    assert draft in session.event.studies


def test_the_reason_for_a_proposal_is_in_sight(page, window):
    press(window, Qt.Key.Key_1, modifier=ALT)
    why = page.picker.why
    assert isinstance(why, QLabel)
    assert why.text().startswith("Proposed: ")
    page.choose("run")
    assert why.text() == catalogue.methods()["run"].about


def test_options_that_need_another_one_first_say_so(page):
    page.choose("i-mr")
    page.desk.set_option("by", None)
    aggregate = page.form.editors["aggregate"]
    assert not aggregate.isEnabled()
    assert "One point per" in aggregate.toolTip()
    page.desk.set_option("by", "week")
    assert aggregate.isEnabled()


def test_larger_type_makes_room_everywhere(page, look):
    look.switch(QGuiApplication.instance(), room=True)
    assert page.questions.width() == look.px(236)
    assert isinstance(page.inspector, QScrollArea)
    assert page.inspector.width() == look.px(308)
