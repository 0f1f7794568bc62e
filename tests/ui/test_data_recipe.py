"""The recipe beside its table in the real window: typed, clicked, by keyboard, undone; and what a spreadsheet can."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from leanbench.event.changes import Add
from leanbench.event.recipe import RecipeStep
from leanbench.event.records import Column, Dataset
from leanbench.tables import dataset as stored
from leanbench.tables import read, table
from leanbench.ui.data import cell_work, recipe_edits, step_fields

ROWS = "case,status,received,issued,fee\n" + "\n".join(
    f"C{i},{('Issued', 'Open', 'Refused')[i % 3]},2026-03-{2 + i:02d},2026-04-{1 + i:02d},{100 + i}"
    for i in range(9)
)


@pytest.fixture
def page(window, session):
    data = stored(read(ROWS), id="d1", name="Permits")
    session.do(Add("datasets", data))
    window.show_page("data")
    window.activateWindow()
    return window.page("data")


def press(widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, key, modifier)
    QApplication.processEvents()


def cells(page, name):
    return list(page.model.columns[page.model.names.index(name)][0 : page.model.rowCount()])


def steps(session):
    return session.event.datasets[0].recipe


def take(page, column, *words):
    """Choose an entry of a column's menu, through its submenus."""
    menu = page.card.column_menu(page.model.names.index(column))
    for word in words[:-1]:
        menu = next(action.menu() for action in menu.actions() if action.text() == word)
    next(action for action in menu.actions() if action.text() == words[-1]).trigger()
    QApplication.processEvents()


def test_a_step_is_added_from_the_menu_its_options_changed_and_everything_undone(page, session, qtbot):
    page.view.go_to(0, page.model.names.index("received"))
    menu = page.recipe.add_button.menu()
    next(action for action in menu.actions() if action.text() == "Time between two dates").trigger()
    assert page.side.part == "steps"
    assert page.model.names[-2:] == ["received to issued", "fee"]
    assert cells(page, "received to issued")[0] == "22"  # business days from March 2 to April 1, 2026
    assert "received to issued" in page.recipe.rows.buttons[steps(session)[0].id].about
    unit = page.recipe.form.fields["unit"]
    unit.setCurrentIndex(unit.findData("d"))
    unit.activated.emit(unit.currentIndex())
    assert cells(page, "received to issued")[0] == "30"
    name = page.recipe.form.fields["name"]
    name.setFocus()
    name.selectAll()
    qtbot.keyClicks(name, "days")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert "days" in page.model.names
    for _undo in range(3):
        session.undo()
    assert steps(session) == ()
    assert "received to issued" not in page.model.names


def test_a_wrong_option_is_said_and_the_table_stays(page, session):
    page.add_step("filter")
    condition = page.recipe.form.fields["condition"]
    condition.setText("[nix] = 3")
    condition.take()
    effect = page.recipe.rows.buttons[steps(session)[0].id]
    assert effect.text().startswith("▲")
    assert "nix" in effect.about
    assert page.model.rowCount() == 9
    assert page.session.event.datasets[0].text == stored(read(ROWS), id="d1", name="Permits").text


def test_steps_are_moved_switched_off_and_removed_by_keyboard(page, session):
    page.add_step("sort")
    page.add_step("draw")
    first, second = (step.id for step in steps(session))
    press(page.recipe.rows.buttons[second], Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [step.id for step in steps(session)] == [second, first]
    page.recipe.off.click()
    assert steps(session)[0].is_off
    assert page.recipe.rows.buttons[second].about == "Switched off."
    assert page.recipe.off.text() == "Switch on"
    press(page.recipe.rows.buttons[second], Qt.Key.Key_Delete)
    assert [step.id for step in steps(session)] == [first]
    session.undo()
    session.undo()
    session.undo()
    assert [(step.id, step.is_off) for step in steps(session)] == [(first, False), (second, False)]


def test_every_kind_of_step_has_a_form_and_a_line_in_the_palette(page, session):
    for kind in step_fields.KINDS:
        page.session.actions.action(f"data.step.{kind}").trigger()
        assert page.recipe.step().kind == kind
        assert page.recipe.form is not None
        for field in page.recipe.form.fields.values():
            assert field.accessibleName() or field.findChildren(type(page.recipe.tools))
        session.undo()


def test_pairs_are_typed_as_lines(page, session):
    page.view.go_to(0, 1)
    page.add_step("recode")
    pairs = page.recipe.form.fields["pairs"]
    pairs.setPlainText("Issued = done\nOpen = not yet")
    pairs.take()
    assert cells(page, "status")[:3] == ["done", "not yet", "Refused"]
    assert pairs.toPlainText() == "Issued = done\nOpen = not yet"
    kept = steps(session)[0].options["pairs"]
    assert [(pair["old"], pair["new"]) for pair in kept] == [("Issued", "done"), ("Open", "not yet")]


def test_rows_are_typed_below_the_others(page):
    page.add_step("add-rows")
    field = page.recipe.form.fields["cells"]
    field.setPlainText("C9 | Open | 2026-05-01 | | 70\nC10 | Open")
    field.take()
    assert page.model.rowCount() == 11
    assert cells(page, "case")[-2:] == ["C9", "C10"]
    assert cells(page, "fee")[-2:] == ["70", ""]


def test_the_menu_of_a_heading_sorts_and_keeps(page, session):
    take(page, "fee", "Sort, highest first")
    assert cells(page, "fee")[0] == "108"
    take(page, "fee", "Sort, lowest first")
    assert cells(page, "fee")[0] == "100"
    assert len(steps(session)) == 1  # sorted again is one step still
    take(page, "status", "Keep only", "Open")
    assert cells(page, "status") == ["Open"] * 3
    page.view.go_to(0, page.model.names.index("case"))
    take(page, "case", "Leave out “C1”")
    assert cells(page, "case") == ["C4", "C7"]
    for _undo in range(4):
        session.undo()
    assert page.model.rowCount() == 9
    assert cells(page, "case")[0] == "C0"


def test_the_sign_of_a_heading_opens_its_menu_and_so_do_keys(page, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(page.card, "column_menu", lambda column: asked.append(column) or _Menu())
    header = page.view.headings
    number = page.model.names.index("fee")  # its heading stands at the right, its sign too
    for column in (1, number):
        x = header.sectionViewportPosition(column) + header.sectionSize(column) - 10
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert asked == [1, number]
    x = header.sectionViewportPosition(number) + 10  # elsewhere a click selects the column
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert asked == [1, number]
    page.view.go_to(0, 2)
    press(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert asked == [1, number, 2]


class _Menu:
    def popup(self, place):
        assert isinstance(place, QPoint)


def test_a_cell_is_corrected_by_typing_and_the_old_value_is_kept(page, session, qtbot):
    page.view.go_to(2, page.model.names.index("fee"))
    page.view.setFocus()
    qtbot.keyClicks(page.view, "9")  # typing begins the editing
    editor = page.view.findChild(_line_type())
    editor.setText("250")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert cells(page, "fee")[2] == "250"
    step = steps(session)[0]
    assert step.kind == "correct"
    assert dict(step.options) == {"row": 3, "column": "fee", "old": "102", "new": "250"}
    page.model.setData(page.model.index(2, page.model.names.index("fee")), "260")
    assert [dict(step.options)["new"] for step in steps(session)] == ["260"]  # typed again: one step
    page.model.setData(page.model.index(2, page.model.names.index("fee")), "102")
    assert steps(session) == ()  # typed back: none
    assert session.event.datasets[0].text.splitlines()[3].endswith("102")


def _line_type():
    from PySide6.QtWidgets import QLineEdit

    return QLineEdit


def test_delete_empties_a_cell_and_undo_fills_it(page, session):
    page.view.go_to(0, 1)
    press(page.view, Qt.Key.Key_Delete)
    assert cells(page, "status")[0] == ""
    session.undo()
    assert cells(page, "status")[0] == "Issued"


def test_the_line_below_tells_of_the_selection(page, qtbot):
    model, fee = page.model, page.model.names.index("fee")
    chosen = QItemSelection(model.index(0, fee), model.index(2, fee))
    page.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    qtbot.waitUntil(lambda: "sum" in page.card.status.figures.text())
    assert (
        page.card.status.figures.text()
        == "3 cells · 3 filled · sum 303 · mean 101 · lowest 100 · highest 102"
    )


def test_copy_goes_to_a_spreadsheet(page):
    page.view.go_to(0, 0)
    chosen = QItemSelection(page.model.index(0, 0), page.model.index(1, 1))
    page.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    press(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "C0\tIssued\nC1\tOpen\n"
    page.view.selectAll()
    press(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("case\tstatus\treceived\tissued\tfee\nC0\t")


def test_find_goes_from_hit_to_hit_and_round(page, qtbot):
    page.view.go_to(0, 0)
    page.view.setFocus()
    press(page.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = page.card.status.field
    assert field.isVisible()
    qtbot.keyClicks(field, "refused")
    for row in (2, 5, 8, 2):
        press(field, Qt.Key.Key_Return)
        assert (page.view.currentIndex().row(), page.view.currentIndex().column()) == (row, 1)
    press(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.view.currentIndex().row() == 8
    field.setText("nowhere")
    press(field, Qt.Key.Key_Return)
    assert page.card.status.answer.text() == "Not found"
    press(field, Qt.Key.Key_Escape)
    assert not field.isVisible()


@pytest.mark.parametrize("backwards", [False, True])
def test_the_next_cell_is_the_one_a_plain_reading_finds(backwards, monkeypatch):
    monkeypatch.setattr(cell_work, "BLOCK", 4)
    rng = np.random.default_rng(7)
    for _again in range(60):
        rows = int(rng.integers(1, 14))
        grid = rng.choice(["ab", "cd", "xaby", ""], (rows, 2))
        data = Dataset(
            id="d", text="a,b\n" + "\n".join(",".join(row) or '""' for row in grid) + "\n",
            columns=(Column(name="a"), Column(name="b")),
        )  # fmt: skip
        made = table(data)
        given, column = int(rng.integers(0, made.rows + 3)), int(rng.integers(0, 2))
        row = min(given, made.rows - 1)  # the row in front may be gone
        places = [(r, c) for r in range(made.rows) for c in range(2) if "ab" in made.texts("ab"[c])[r]]
        ahead = sorted(p for p in places if (p < (row, column) if backwards else p > (row, column)))
        rest = sorted(set(places) - set(ahead))
        expected = next(iter((ahead[::-1] + rest[::-1]) if backwards else (ahead + rest)), None)
        assert cell_work.next_cell(made, "AB", given, column, backwards=backwards) == expected
        first = next(iter(sorted(places, reverse=backwards)), None)  # nothing is in front
        assert cell_work.next_cell(made, "AB", -1, -1, backwards=backwards) == first


def test_same_recipe_new_file_says_what_is_gone_and_is_one_edit(page, session, tmp_path, settle):
    page.add_step("time-between")
    page.view.go_to(0, page.model.names.index("status"))
    take(page, "status", "Keep only", "Open")
    kept, old = steps(session), session.event
    path = tmp_path / "april.csv"
    path.write_text(
        "case,status,received,fee,who\nX1,Open,2026-05-04,5,Ann\nX2,Issued,2026-05-05,6,Bo\n", "utf-8"
    )
    page.look_at_new_file(path)
    settle()
    card = page.side.new_file
    assert card.isVisible()
    assert "Columns gone: “issued”. Columns new: “who”." in card.words.text()
    assert "2 rows as they come, 1 after the steps" in card.words.text()
    assert "▲ Time between two dates" in card.words.text()
    assert session.event is old
    card.accept.click()
    assert session.event.datasets[0].recipe == kept
    assert cells(page, "case") == ["X1"]
    session.undo()
    assert session.event.datasets == old.datasets
    assert page.model.rowCount() == 3


def test_a_file_that_is_no_table_leaves_the_old_one(page, session, tmp_path, settle):
    said, before = [], session.event
    session.said.connect(said.append)
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK no book")
    page.look_at_new_file(path)
    settle()
    assert session.event is before
    assert said[-1].level == "bad"
    assert not page.side.new_file.isVisible()


def test_a_million_rows_are_worked_out_beside_the_window_and_read_where_they_are_shown(
    window, session, settle
):
    n = 60_000  # enough to be beside the window; only what is painted is made text
    text = "id,fee\n" + "\n".join(f"{i},{i % 97}" for i in range(n)) + "\n"
    columns = (Column(name="id", kind="number"), Column(name="fee", kind="number"))
    session.do(Add("datasets", Dataset(id="big", name="Big", text=text, columns=columns)))
    window.show_page("data")
    page = window.page("data")
    settle()
    assert page.model.rowCount() == n
    page.view.go_to(n - 1, 0)
    assert page.model.data(page.model.index(n - 1, 0), Qt.ItemDataRole.EditRole) == str(n - 1)
    made = page.model.columns[0]._blocks
    assert 0 < len(made) < 10
    session.do(recipe_edits.sort_by(session.event.datasets[0], "id", falling=True))
    assert page.recipe.rows.buttons[steps(session)[0].id].about == "Being worked out…"
    settle()
    assert cells(page, "id")[0] == str(n - 1)


def test_a_step_of_a_newer_version_is_shown_and_kept(page, session):
    step = RecipeStep(kind="from-the-future", options={"x": 1})
    session.do(recipe_edits.add_step(session.event.datasets[0], step))
    page.side.show_part("steps")
    page.recipe.choose(step.id)
    assert "from-the-future" in page.recipe.problem.text()
    assert page.recipe.form is None
    assert steps(session)[0] is step or steps(session)[0] == step
