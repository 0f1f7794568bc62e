"""The Charts page: ask, change, exclude, stage, freeze, annotate, report; by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from leanbench import resources
from leanbench.analyses import catalogue
from leanbench.event.changes import Set
from leanbench.tables import dataset, read
from leanbench.ui.charts.editors import FilterEditor, TestsEditor
from leanbench.ui.charts.study_form import StudyForm
from leanbench.ui.kit.card_editors import TicksEditor

PERMIT = resources.path("samples", "permit-issuance.lean")


@pytest.fixture
def page(window, session):
    """The Charts page of the permit sample."""
    window.files.open_sample(PERMIT)
    window.show_page("charts")
    return window.page("charts")


@pytest.fixture
def blank(window):
    """The Charts page of an empty event."""
    window.show_page("charts")
    return window.page("charts")


def line(editor) -> QLineEdit:
    assert isinstance(editor, QLineEdit)
    return editor


def test_the_first_study_of_the_event_is_shown(page):
    assert page.study.id == "lead-time"
    assert page.card.headline.text() == "Not stable: 3 of 62 weeks show a special cause."
    assert "Week of Apr 27, 2026" in page.card.detail.text()
    assert page.view.picture() is not None


def test_every_question_gives_an_answer_or_asks_for_what_is_missing(page, qtbot):
    for question in (q.title for q in catalogue.QUESTIONS):
        qtbot.mouseClick(page.questions.buttons[question], Qt.MouseButton.LeftButton)
        assert page.study.question == question
        assert not page.desk.is_kept
        assert page.card.headline.text()
        if question in (catalogue.NEED, catalogue.TRUST):
            assert page.card.next_button.isVisible()
            assert page.card.detail.text().startswith(("Give", "Choose"))
        else:
            assert page.result is not None, question


def test_a_question_that_no_table_answers_offers_the_columns_to_choose(page, qtbot):
    qtbot.mouseClick(page.questions.buttons[catalogue.TRUST], Qt.MouseButton.LeftButton)
    assert page.study.question == catalogue.TRUST
    assert page.result is None
    qtbot.mouseClick(page.card.next_button, Qt.MouseButton.LeftButton)
    assert page.form.editors["value"].hasFocus()


def test_a_sample_size_needs_no_table(blank, qtbot):
    qtbot.mouseClick(blank.questions.buttons[catalogue.NEED], Qt.MouseButton.LeftButton)
    blank.choose("size-two-means")
    for name, text in (("delta", "5"), ("sd", "10")):
        editor = line(blank.form.editors[name])
        editor.setFocus()
        qtbot.keyClicks(editor, text)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert blank.result.result.n == 86  # two-sided, 90% power, 5% alpha, half a standard deviation
    assert blank.view.picture() is not None


def test_changing_an_option_of_a_kept_study_is_one_undo(page, session, qtbot):
    before = page.study
    combo = page.form.editors["by"]
    combo.setCurrentIndex(combo.findData("month"))
    combo.activated.emit(combo.currentIndex())
    assert page.study.options["by"] == "month"
    session.undo()
    assert page.study.options["by"] == before.options["by"] == "week"
    assert "62 weeks" in page.card.headline.text()


def test_text_that_is_no_number_stays_marked_and_changes_nothing(page, window, qtbot):
    editor = line(page.form.editors["k"])
    editor.setFocus()
    qtbot.keyClicks(editor, "three")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.property("problem") is True
    assert editor.text() == "three"
    assert "k" not in page.study.options
    assert "Width in sigma" in window.bar.label.text()


def test_leaving_a_point_out_needs_a_reason_is_kept_and_undone(page, session, qtbot):
    page.view.select("I", 52)
    qtbot.mouseClick(page.point_card.button, Qt.MouseButton.LeftButton)
    assert page.study.exclusions == ()  # no reason yet
    qtbot.keyClicks(page.point_card.reason, "flooded server room")
    qtbot.keyClick(page.point_card.reason, Qt.Key.Key_Return)
    assert {mark.reason for mark in page.study.exclusions} == {"flooded server room"}
    assert page.view.chart.panels[0].excluded[52]
    assert "apart from 1 left out" in page.card.headline.text()
    session.undo()
    assert page.study.exclusions == ()
    assert not page.view.chart.panels[0].excluded[52]


def test_a_note_at_a_point_is_drawn_on_the_chart(page, qtbot):
    page.view.select("I", 10)
    qtbot.keyClicks(page.point_card.note, "new form")
    qtbot.keyClick(page.point_card.note, Qt.Key.Key_Return)
    assert [mark.text for mark in page.study.annotations] == ["new form"]
    assert page.view.options["notes"] == ((10, "new form"),)
    assert "new form" in page.view.describe("I", 10)


def test_the_keyboard_walks_points_starts_stages_and_freezes(page, qtbot):
    view = page.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.selected == ("I", 20)
    assert "Point 21" in page.point_card.title.text()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.selected == ("MR", 20)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_S)
    assert [stage.first for stage in view.chart.stages] == [0, 20, 50]
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert [stage.first for stage in view.chart.stages] == [0, 21, 50]
    view.select("I", 21)
    qtbot.keyClick(view, Qt.Key.Key_S)
    assert [stage.first for stage in view.chart.stages] == [0, 50]
    view.select("I", 29)
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert page.study.options["baseline"] == 30
    assert view.handles() == [30, 50]
    view.move_boundary(30, 25)
    assert page.study.options["baseline"] == 25
    view.select("I", 24)
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert "baseline" not in page.study.options
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected == ("", -1)


def test_hovering_tells_the_point_and_its_rows_and_a_click_selects_it(page, qtbot):
    x, y = page.view._spots["I"].spot(30)
    place = QPoint(round(x), round(y))
    assert page.view.point_at(QPointF(place)) == ("I", 30)
    told = []
    page.view.describe = lambda panel, point, tell=page.view.describe: (
        told.append(tell(panel, point)) or told[-1]
    )
    rows = page.desk.rows_of(30)

    # the event itself: moves through the window system may be put together or never come
    QApplication.sendEvent(
        page.view,
        QMouseEvent(
            QEvent.Type.MouseMove, QPointF(place), QPointF(page.view.mapToGlobal(place)),
            Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        ),
    )  # fmt: skip
    assert str(rows[0] + 1) in told[-1]
    assert told[-1].splitlines()[-1].startswith("rows ")
    qtbot.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=place)
    assert page.view.selected == ("I", 30)
    assert page.point_card.isVisible()


def test_dragging_a_boundary_moves_the_stage(page, session, qtbot):
    view = page.view
    scale = view._scale()
    start = QPoint(round(scale.place(50)), round(scale.top + 40))
    end = QPoint(round(scale.place(45)), round(scale.top + 40))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, end)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    assert [stage.first for stage in view.chart.stages] == [0, 45]
    assert [stage.name for stage in view.chart.stages] == ["before", "after"]
    assert "stage" not in page.study.options
    session.undo()
    assert [stage.first for stage in view.chart.stages] == [0, 50]


def test_another_set_of_tests_brings_its_own_words_and_lengths(page, qtbot):
    page.desk.set_option("rules", "aiag")
    tests = page.form.editors["tests"]
    assert isinstance(tests, TestsEditor)
    assert tests.lengths["2"].text() == "7"  # AIAG: seven in a row
    assert all(box.isChecked() for box in tests.boxes.values())
    tests.lengths["2"].setText("6")
    tests.lengths["2"].editingFinished.emit()
    assert page.study.options["tests"]["2"] == 6
    assert next(rule.k for rule in page.result.panels[0].tests.rules if rule.test == 2) == 6
    tests.lengths["2"].setText("many")
    tests.lengths["2"].editingFinished.emit()
    assert page.study.options["tests"]["2"] == 6
    assert tests.lengths["2"].property("problem") is True


def test_a_filter_and_several_columns_are_chosen_by_ticking(page, qtbot):
    filtered = page.form.editors["where"]
    assert isinstance(filtered, FilterEditor)
    filtered.which.setCurrentIndex(filtered.which.findData("period"))
    filtered.which.activated.emit(filtered.which.currentIndex())
    filtered.value.setCurrentIndex(filtered.value.findData("after"))
    filtered.value.activated.emit(filtered.value.currentIndex())
    assert page.study.options["where"] == {"period": "after"}
    assert page.view.chart.panels[0].n == 12
    page.choose("linear-regression")
    columns = page.form.editors["columns"]
    assert isinstance(columns, TicksEditor)
    columns.boxes["correction_cycles"].click()
    assert page.study.options["columns"] == ["correction_cycles"]
    assert page.result is not None


def test_in_and_out_of_the_report(page, session, qtbot):
    qtbot.mouseClick(page.questions.buttons[catalogue.CHANGE], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.header.report_button, Qt.MouseButton.LeftButton)
    assert page.desk.is_kept
    assert page.header.report_button.text() == "✓ In &report"
    assert session.event.studies[-1].in_report
    qtbot.mouseClick(page.header.report_button, Qt.MouseButton.LeftButton)
    assert not session.event.studies[-1].in_report
    page.desk.remove()
    assert all(study.method != "change" for study in session.event.studies)


def test_the_chart_is_a_picture_like_any_other(page, tmp_path):
    from leanbench.ui.kit.picture_menu import save_picture

    picture = page.view.chart_picture()
    assert picture.alt.startswith(picture.title)
    assert len(picture.table.rows) == 62
    svg = save_picture(picture, tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert "UCL" in svg
    assert save_picture(picture, tmp_path / "chart.pdf").read_bytes().startswith(b"%PDF")
    page.menu.show_data()
    assert page.menu.dialog.isVisible()
    page.menu.dialog.close()


def test_copies_hold_the_picture_and_the_table_and_reasons_are_one_click_away(page, qtbot):
    page.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()
    page.copy_table()
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0].startswith("Point\tLabel\tStage")
    assert len(text.splitlines()) == 63
    method = page.card.method
    assert not method.reasons.isVisible()
    qtbot.mouseClick(method.why, Qt.MouseButton.LeftButton)
    assert method.reasons.isVisible()
    assert "Minitab" in method.reasons.text()
    page.desk.open(next(study for study in page.session.event.studies if study.id == "deadline"))
    texts = [method.findings.itemAt(i).widget().text() for i in range(method.findings.count())]
    assert texts
    assert all(text[0] in "✓▲✕?" for text in texts)  # a sign, never the color alone


def test_an_empty_event_says_what_goes_here_and_offers_the_next_step(blank, window, session, qtbot):
    assert blank.card.headline.text() == "No data yet"
    assert blank.card.example.isVisible()
    qtbot.mouseClick(blank.card.next_button, Qt.MouseButton.LeftButton)
    assert session.page == "data"


def test_the_chart_follows_the_data(blank, session):
    text = "days\n" + "\n".join(str(10 + i % 4) for i in range(20))
    session.do(Set("datasets/d", dataset(read(text), id="d", name="d")))
    blank.ask(catalogue.STABLE)
    blank.desk.keep()
    assert blank.view.chart.panels[0].n == 20
    session.do(Set("datasets/d", dataset(read(text + "\n40"), id="d", name="d")))
    assert blank.view.chart.panels[0].n == 21
    assert "Not stable" in blank.card.headline.text()


def test_a_table_without_rows_is_said_plainly(blank, session):
    session.do(Set("datasets/d", dataset(read("days,office\n1,x\n"), id="d", name="d")))
    blank.ask(catalogue.STABLE)
    assert blank.result is None
    assert "Traceback" not in blank.card.detail.text()
    assert blank.card.detail.text().endswith(".")


def test_the_sides_make_room_and_come_back(page, window, session, look, qtbot):
    session.look.switch(QGuiApplication.instance(), name="dark")
    window.resize(760, 700)
    assert not page.inspector.isVisible()
    assert page.header.options_button.isVisible()
    qtbot.mouseClick(page.header.options_button, Qt.MouseButton.LeftButton)
    assert page.inspector.isVisible()
    window.resize(1500, 900)
    assert page.inspector.isVisible()
    assert page.questions.isVisible()
    assert page.view.picture() is not None


def test_an_empty_field_shows_what_it_means_and_every_option_its_help(session, qtbot):
    form = StudyForm(session.look)
    qtbot.addWidget(form)
    form.show_study(catalogue.methods()["run"], {}, None)
    assert [form.editors[name].placeholderText() for name in ("shift", "trend")] == ["6", "5"]
    form.show_study(catalogue.methods()["cusum"], {}, None)
    assert form.editors["fir"].placeholderText() == "none"
    assert form.editors["raw"].text() == "h and k in the data's unit"
    assert "not in sigma" in form.editors["raw"].toolTip()
    form.show_study(catalogue.methods()["capability-binomial"], {}, None)
    assert [form.editors["bad"].itemData(row) for row in range(3)] == [None, "yes", "no"]
