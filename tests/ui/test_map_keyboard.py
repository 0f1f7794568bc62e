"""A process is typed from nothing by keyboard alone, changed, undone, pasted, saved."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from leanbench.event.records import Event, Map, Step
from leanbench.schema import replace
from leanbench.schema.cell_text import typed_cards
from leanbench.tables.pasted_rows import rows_of
from leanbench.tables.steps import add_steps
from leanbench.words.durations import Duration

COLUMNS = list(typed_cards(Step, listed=True))
NAME, PROCESS, WAIT, CA = map(COLUMNS.index, ("name", "process_time", "wait", "ca_pct"))


@pytest.fixture
def page(window, session, qtbot):
    """The map page of a new event, cursor in the first row."""
    window.files.new()
    return window.page("map")


def keys(qtbot, text, *after):
    """Type into whatever has the focus; `after` are keys pressed one by one."""
    target = QApplication.focusWidget()
    for letter in text:
        qtbot.keyClicks(target, letter)
        target = QApplication.focusWidget()
    for key in after:
        qtbot.keyClick(QApplication.focusWidget(), key)


def cells(qtbot, *texts):
    """Type the cells of a row, Tab between them, Enter at the end."""
    for number, text in enumerate(texts):
        keys(qtbot, text, Qt.Key.Key_Return if number == len(texts) - 1 else Qt.Key.Key_Tab)


def test_a_process_is_typed_by_keyboard_alone(page, session, qtbot):
    cells(qtbot, "Receive packet", "Permit technician", "12", "", "95", "r")
    cells(qtbot, "Check packet", "permit technician", "15m", "6h", "62", "r")
    cells(qtbot, "Review zoning", "Zoning planner", "25", "5bd", "85", "v")

    steps = session.map.steps
    assert [step.name for step in steps] == ["Receive packet", "Check packet", "Review zoning"]
    assert [role.name for role in session.event.roles] == ["Permit technician", "Zoning planner"]
    assert steps[0].role == steps[1].role != steps[2].role
    assert steps[1].process_time == Duration(15.0, "min")
    assert steps[1].wait == Duration(6.0, "h")
    assert steps[2].wait == Duration(5.0, "bd")
    assert steps[0].wait is None
    assert [step.ca_pct for step in steps] == [95.0, 62.0, 85.0]
    assert [step.value for step in steps] == ["BNVA", "BNVA", "VA"]
    assert [(link.source, link.target) for link in session.map.links] == list(
        pairwise(step.id for step in steps)
    )
    # the canvas and the numbers followed: 12 + 15 + 25 min work, 6 h + 5 bd wait
    assert set(page.canvas.map_scene.layout.steps) == {step.id for step in steps}
    assert page.strip.cards[1].number == ("52", "min")


def test_undo_names_and_redo(page, session, window, qtbot):
    cells(qtbot, "Check packet", "Clerk", "15")
    session.undo()
    assert session.map.steps[0].process_time is None
    assert session.stack.redoText() == "Set process time of “Check packet” to 15 min"
    assert session.actions.action("edit.redo").text() == "Redo set process time of “Check packet” to 15 min"
    while session.stack.canUndo():
        session.undo()
    assert session.map.steps == ()
    while session.stack.canRedo():
        session.redo()
    assert session.map.steps[0].process_time == Duration(15.0, "min")


def test_text_that_is_no_time_stays_and_changes_nothing(page, session, window, qtbot):
    cells(qtbot, "Check packet")
    page.table.go(0, PROCESS)
    keys(qtbot, "soon", Qt.Key.Key_Return)

    model = page.table.records
    assert session.map.steps[0].process_time is None
    assert model.index(0, PROCESS).data() == "soon"
    assert "soon" in window.bar.label.text()
    assert page.table.currentIndex().row() == 0
    keys(qtbot, "20", Qt.Key.Key_Return)
    assert session.map.steps[0].process_time == Duration(20.0, "min")
    assert model.problems == {}


def test_enter_goes_straight_down_and_after_tabs_to_where_they_began(page, session, qtbot):
    for name in ("One step", "Two step", "Three step", "Four step"):
        cells(qtbot, name)
    page.table.go(0, PROCESS)
    for minutes in ("10", "20", "30"):
        keys(qtbot, minutes, Qt.Key.Key_Return)
    assert [step.process_time and step.process_time.amount for step in session.map.steps] == [
        10,
        20,
        30,
        None,
    ]
    assert [step.name for step in session.map.steps] == ["One step", "Two step", "Three step", "Four step"]
    page.table.go(0, WAIT)
    cells(qtbot, "1h", "90")  # Tab was used in this row: back to the wait of the next
    cells(qtbot, "2h", "80")
    assert [(s.wait.amount, s.ca_pct) for s in session.map.steps[:2]] == [(1.0, 90.0), (2.0, 80.0)]
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (2, WAIT)


def test_a_refused_time_leaves_its_text_and_tab_goes_on(page, session, qtbot):
    cells(qtbot, "Check packet", "Clerk", "soon", "2h", "85")
    step = session.map.steps[0]
    assert (step.process_time, step.wait, step.ca_pct) == (None, Duration(2.0, "h"), 85.0)
    assert page.table.records.index(0, PROCESS).data() == "soon"
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (1, NAME)


def test_escape_never_loses_text(page, session, qtbot):
    keys(qtbot, "Check packet", Qt.Key.Key_Escape)
    assert session.map.steps[0].name == "Check packet"


def test_negative_and_absurd_values_are_refused_in_words(page, session, window, qtbot):
    cells(qtbot, "Check packet")
    page.table.go(0, CA)
    keys(qtbot, "140", Qt.Key.Key_Return)
    assert session.map.steps[0].ca_pct is None
    assert "between 0 and 100" in window.bar.label.text()
    page.table.go(0, WAIT)
    keys(qtbot, "-3h", Qt.Key.Key_Return)
    assert session.map.steps[0].wait is None
    assert "negative" in window.bar.label.text()


def test_move_duplicate_remove(page, session, qtbot):
    for name in ("A one", "B two", "C three"):
        cells(qtbot, name)
    page.table.go(2, NAME)
    qtbot.keyClick(page.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [step.name for step in session.map.steps] == ["A one", "C three", "B two"]
    assert page.table.currentIndex().row() == 1
    session.actions.action("edit.duplicate").trigger()
    assert [step.name for step in session.map.steps] == ["A one", "C three", "C three", "B two"]
    session.select([("step", session.map.steps[2].id)])
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert [step.name for step in session.map.steps] == ["A one", "C three", "B two"]
    flow = {(link.source, link.target) for link in session.map.links}
    assert flow == set(pairwise(step.id for step in session.map.steps))


def test_insert_below_goes_on_typing(page, session, qtbot):
    cells(qtbot, "First")
    cells(qtbot, "Last")
    page.table.go(0, NAME)
    qtbot.keyClick(page.table, Qt.Key.Key_Insert)
    keys(qtbot, "Middle", Qt.Key.Key_Return)
    assert [step.name for step in session.map.steps] == ["First", "Middle", "Last"]


def test_decision_by_keyboard(page, session, qtbot):
    cells(qtbot, "Check packet")
    cells(qtbot, "Review zoning")
    page.table.go(0, NAME)
    qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    form = page.does.form
    form.question.setText("Complete?")
    form.rows[1][1].setText("38%")
    form.rows[1][2].setCurrentIndex(form.rows[1][2].findData(session.map.steps[0].id))
    form.insert()
    kinds = {(link.source, link.target): (link.kind, link.probability) for link in session.map.links}
    decision = next(step for step in session.map.steps if step.kind == "decision")
    assert decision.name == "Complete?"
    assert kinds[(decision.id, session.map.steps[0].id)] == ("rework", 0.38)


def test_paste_from_a_spreadsheet_with_headings(page, session, qtbot):
    QGuiApplication.clipboard().setText(
        "Step\tWho\tProcess time (min)\tWait\t%C&A\n"
        "Receive packet\tClerk\t12\t\t95\n"
        "Check packet\tClerk\tsoon\t6h\t62%\n"
        "Sign\tOfficial\t8\t3bd\t96\n"
    )
    session.actions.action("edit.paste").trigger()

    assert [step.name for step in session.map.steps] == ["Receive packet", "Check packet", "Sign"]
    assert [role.name for role in session.event.roles] == ["Clerk", "Official"]
    assert session.map.steps[2].wait == Duration(3.0, "bd")
    assert len(session.map.links) == 2
    # the cell that could not be read is marked, not dropped
    assert page.table.records.index(1, PROCESS).data() == "soon"
    session.undo()
    assert session.map.steps == ()


def test_paste_without_headings_fills_from_the_cursor(page, session, qtbot):
    cells(qtbot, "A one")
    cells(qtbot, "B two")
    page.table.go(0, PROCESS)
    QGuiApplication.clipboard().setText("5\t1h\n7\t2h\n")
    page.does.paste()
    assert [step.process_time.amount for step in session.map.steps] == [5.0, 7.0]
    assert [step.wait.amount for step in session.map.steps] == [1.0, 2.0]
    assert len(session.map.steps) == 2


def test_copy_and_paste_steps_keeps_everything(page, session, qtbot):
    cells(qtbot, "Check packet", "Clerk", "10-20m", "1w", "62", "w")
    session.select([("step", session.map.steps[0].id)])
    page.does.copy()
    assert QGuiApplication.clipboard().text().splitlines()[1].split("\t")[:2] == ["Check packet", "Clerk"]
    page.does.paste()
    one, two = session.map.steps
    assert (two.name, two.process_time, two.wait, two.ca_pct, two.value) == (
        one.name, one.process_time, one.wait, one.ca_pct, one.value,
    )  # fmt: skip
    assert [(link.source, link.target) for link in session.map.links] == [(one.id, two.id)]


def test_the_future_starts_as_a_copy(page, session, qtbot):
    cells(qtbot, "Check packet")
    page.tabs.add_future()
    assert session.map.id == "future"
    page.table.go(0, NAME)
    keys(qtbot, "Check online", Qt.Key.Key_Return)
    assert session.event.map("current").steps[0].name == "Check packet"
    assert session.event.map("future").steps[0].name == "Check online"
    page.set_compare(True)
    assert page.left.currentWidget() is page.compare


def test_role_names_complete(page, session, qtbot):
    cells(qtbot, "One", "Permit technician", "5")
    keys(qtbot, "Two", Qt.Key.Key_Tab)
    keys(qtbot, "Perm")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "Permit technician"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert len(session.event.roles) == 1


def test_rows_and_headings():
    assert rows_of("a;b;c\n1;2;3") == [["a", "b", "c"], ["1", "2", "3"]]


def test_a_pasted_table_reads_as_the_command_line_reads_it(page, session, qtbot):
    rows = [["Step", "Process time (h)", "Wait (days)", "%C&A"], ["Check packet", "2", "3", "0.95"]]
    QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))
    page.does.paste()
    (step,) = session.map.steps
    assert (step.process_time, step.wait, step.ca_pct) == (Duration(2.0, "h"), Duration(3.0, "bd"), 95.0)
    typed = add_steps(Event(maps=(Map("current"),)), "current", rows).event.map("current").steps[0]
    assert replace(typed, id=step.id) == step


def test_a_state_is_renamed_in_place(page, session, qtbot):
    cells(qtbot, "Check packet")
    tab = page.tabs.group.buttons()[0]
    qtbot.mouseDClick(tab, Qt.MouseButton.LeftButton)
    page.tabs.field.setText("As it is")
    qtbot.keyClick(page.tabs.field, Qt.Key.Key_Return)
    assert session.map.name == "As it is"
    assert page.tabs.group.buttons()[0].text() == "As it is"


def test_what_is_typed_is_selected_and_what_is_gone_is_not(page, session, qtbot):
    keys(qtbot, "Check packet", Qt.Key.Key_Tab)
    assert session.selection == (("step", session.map.steps[0].id),)
    keys(qtbot, "", Qt.Key.Key_Escape)
    session.undo()
    assert session.selection == ()
