"""The one table and the one form of records, on the page that offers them all."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication

from leanbench import resources
from leanbench.event.changes import Set
from leanbench.event.outcome import Action
from leanbench.event.records import NOT_TYPED, Event
from leanbench.schema.record_places import record_places
from leanbench.ui.event.record_sections import sections

NO = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(window: Any) -> Any:
    """The Records page of the permit sample, its actions in front."""
    window.files.open_sample(resources.path("samples", "permit-issuance.lean"))
    window.show_page("records")
    page = window.page("records")
    page.show_thing("actions")
    page.table.setFocus()
    return page


def column(page: Any, field: str) -> int:
    return page.table.collection.columns.index(field)


def write(qtbot: Any, table: Any, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type over the cell with the cursor and leave it by a key."""
    qtbot.keyClick(table, text[0])
    qtbot.keyClicks(table.focusWidget(), text[1:])
    qtbot.keyClick(table.focusWidget(), end)


def actions(page: Any) -> tuple[Action, ...]:
    found: tuple[Action, ...] = page.session.event.actions
    return found


def choose(page: Any, rows: range) -> None:
    model, last = page.table.records, page.table.records.columnCount() - 1
    area = QItemSelection(model.index(rows[0], 0), model.index(rows[-1], last))
    page.table.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_every_kind_of_record_can_be_typed(page: Any) -> None:
    offered = [place.path for _title, places in sections() for place in places]
    assert sorted(offered) == sorted(record_places(Event, NOT_TYPED))
    assert len(offered) >= 25
    for path in offered:
        page.show_thing(path)
        place = page.places[path]
        assert (page.table is not None) == place.is_table
        assert page.form.fields
    assert list(page.buttons) == offered


def test_typing_enter_tab_and_arrows_work_as_in_a_spreadsheet(page: Any, qtbot: Any) -> None:
    table = page.table
    due, who = column(page, "due"), column(page, "who")
    table.go(0, who)
    write(qtbot, page.table, "Zed", Qt.Key.Key_Tab)
    assert actions(page)[0].who == "Zed"
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, who + 1)
    table.go(0, due)
    write(qtbot, page.table, "6/1/2026")
    assert actions(page)[0].due == "2026-06-01"
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, due)
    page.session.undo()
    assert actions(page)[0].due != "2026-06-01"
    assert actions(page)[0].who == "Zed"


def test_text_that_cannot_be_read_stays_red_with_its_sentence(page: Any, qtbot: Any) -> None:
    table, due = page.table, column(page, "due")
    before = actions(page)
    table.go(1, due)
    write(qtbot, page.table, "someday")
    index = table.records.index(1, due)
    assert index.data() == "someday"
    assert "is not a date" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert table.currentIndex() == index
    assert actions(page) is before
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert index.data() != "someday"


def test_typing_in_the_last_row_adds_a_record(page: Any, qtbot: Any) -> None:
    table, count = page.table, len(actions(page))
    table.go(count, column(page, "action"))
    write(qtbot, page.table, "Post the new form", Qt.Key.Key_Tab)
    assert len(actions(page)) == count + 1
    assert actions(page)[-1].action == "Post the new form"
    assert actions(page)[-1].id
    assert table.currentIndex().row() == count
    page.session.undo()
    assert len(actions(page)) == count


def test_one_value_goes_to_all_selected_rows_as_one_edit(page: Any, qtbot: Any) -> None:
    table, who = page.table, column(page, "who")
    before = actions(page)
    choose(page, range(4))
    table.selectionModel().setCurrentIndex(
        table.records.index(2, who), QItemSelectionModel.SelectionFlag.NoUpdate
    )
    write(qtbot, page.table, "Director")
    assert [action.who for action in actions(page)[:4]] == ["Director"] * 4
    page.session.undo()
    assert actions(page) == before


def test_rows_move_are_put_in_and_taken_out(page: Any, qtbot: Any) -> None:
    table = page.table
    names = [action.action for action in actions(page)]
    table.go(0, 1)
    qtbot.keyClick(table, Qt.Key.Key_Down, ALT)
    assert [a.action for a in actions(page)][:2] == [names[1], names[0]]
    assert table.currentIndex().row() == 1
    qtbot.keyClick(table, Qt.Key.Key_Up, ALT)
    assert [a.action for a in actions(page)] == names
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    page.commit()
    assert len(actions(page)) == len(names) + 1
    page.session.undo()
    choose(page, range(2))
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert [a.action for a in actions(page)] == names[2:]
    page.session.undo()
    assert [a.action for a in actions(page)] == names


def test_a_block_of_a_spreadsheet_is_pasted_and_unknown_headings_are_named(page: Any) -> None:
    count = len(actions(page))
    QGuiApplication.clipboard().setText(
        "Action\tPriority\tWho\tDue\nMove the desk\thigh\tA. Ortiz\t6/1/2026\nBuy a stamp\tlow\tB\tsoon"
    )
    told: list[str] = []
    page.table.told.connect(told.append)
    page.session.actions.action("records.paste").trigger()
    new = actions(page)[count:]
    assert [(a.action, a.who, a.due) for a in new] == [
        ("Move the desk", "A. Ortiz", "2026-06-01"),
        ("Buy a stamp", "B", ""),
    ]
    assert "Priority" in told[-1]
    assert "1 cell could not be read" in told[-1]
    assert page.table.records.index(count + 1, column(page, "due")).data() == "soon"
    page.session.undo()
    assert len(actions(page)) == count


def test_copied_rows_paste_back_as_the_same_records(page: Any) -> None:
    before = actions(page)
    choose(page, range(3))
    page.table.copy()
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0].split("\t") == [card.title for card in page.table.records.cards]
    page.table.paste()
    columns = page.table.collection.columns
    copied = actions(page)[len(before) :]
    assert len(copied) == 3
    for old, new in zip(before, copied, strict=False):
        assert [getattr(new, name) for name in columns] == [getattr(old, name) for name in columns]
        assert new.id != old.id


def test_find_goes_from_hit_to_hit(page: Any, qtbot: Any) -> None:
    who = actions(page)[3].who
    page.search.setText(who)
    first = page.table.currentIndex()
    assert who.casefold() in first.data().casefold()
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.table.currentIndex() != first or sum(a.who == who for a in actions(page)) == 1


def test_a_screen_reader_meets_a_real_table(page: Any) -> None:
    table = page.table
    table.records.put([(1, "due", "someday")])
    reader = QAccessible.queryAccessibleInterface(table)
    assert reader.role() == QAccessible.Role.Table
    assert reader.text(QAccessible.Text.Name) == "Actions"
    cells = {}
    for place in range(reader.childCount()):
        child = reader.child(place)
        cell = child.tableCellInterface() if child is not None else None
        if cell is not None:
            cells[cell.rowIndex(), cell.columnIndex()] = child
    rows, columns = len(actions(page)) + 1, table.records.columnCount()
    assert set(cells) == {(row, col) for row in range(rows) for col in range(columns)}
    due = column(page, "due")
    head = cells[0, due].tableCellInterface().columnHeaderCells()
    assert [item.text(QAccessible.Text.Name) for item in head] == ["Due"]
    assert cells[0, due].text(QAccessible.Text.Name) == table.records.index(0, due).data()
    assert cells[1, due].text(QAccessible.Text.Name).startswith("someday. “someday” is not a date")
    assert cells[rows - 1, 0].text(QAccessible.Text.Name) == "type to add"
    assert cells[0, due].role() == QAccessible.Role.Cell


def test_the_form_edits_the_selected_rows_and_follows_them(page: Any, qtbot: Any, type_in: Any) -> None:
    form = page.form
    page.table.go(2, 0)
    assert form.fields["who"].text() == actions(page)[2].who
    type_in(qtbot, form.fields["who"], "K. Silva")
    assert actions(page)[2].who == "K. Silva"
    assert page.table.records.index(2, column(page, "who")).data() == "K. Silva"
    type_in(qtbot, form.fields["due"], "someday")
    assert form.fields["due"].text() == "someday"
    assert "is not a date" in form.problems["due"].text()
    choose(page, range(3))
    assert form.fields["who"].text() == ""
    assert form.fields["who"].placeholderText() == "several values"
    type_in(qtbot, form.fields["who"], "Team")
    assert [a.who for a in actions(page)[:3]] == ["Team"] * 3


def test_a_single_record_is_a_form(page: Any, qtbot: Any, type_in: Any) -> None:
    page.show_thing("charter")
    assert page.table is None
    type_in(qtbot, page.form.fields["process_start"], "A packet arrives")
    assert page.session.event.charter.process_start == "A packet arrives"
    background = page.form.fields["background"]
    background.setFocus()
    background.setPlainText("Two lines,\nwith a break")
    page.form.fields["process_start"].setFocus()
    QApplication.processEvents()
    page.commit()
    assert page.session.event.charter.background == "Two lines,\nwith a break"
    page.session.do(Set("charter/process_start", "Elsewhere"))
    assert page.form.fields["process_start"].text() == "Elsewhere"


def test_a_link_completes_and_shows_the_words_of_its_row(page: Any, qtbot: Any) -> None:
    page.show_thing("wastes")
    step = page.session.event.maps[0].steps[1]
    place = column(page, "step")
    page.table.go(0, place)
    write(qtbot, page.table, step.name)
    assert page.session.event.wastes[0].step == step.id
    assert page.table.records.index(0, place).data() == step.name


def test_a_role_with_steps_is_not_taken_out(page: Any) -> None:
    page.show_thing("roles")
    before = page.session.event.roles
    used = page.session.event.maps[0].steps[1].role
    page.table.go([role.id for role in before].index(used), 0)
    page.table.remove()
    assert page.session.event.roles == before


def test_a_column_in_another_unit_is_named_and_not_read_wrongly(page: Any) -> None:
    page.show_thing("wastes")
    count = len(page.session.event.wastes)
    text = "What was seen\tMinutes per unit (h)\tCost per year\nTyped twice\t2\t$1,200"
    said = page.table.records.paste(text, 0, 0)
    new = page.session.event.wastes[count]
    assert (new.observation, new.minutes, new.usd_per_year) == ("Typed twice", None, 1200.0)
    assert "“Minutes per unit (h)” is in another unit than this table, min; not taken." in said
    page.table.records.paste("What was seen\tMinutes per unit (min)\nWalked\t2", 0, 0)
    assert page.session.event.wastes[count + 1].minutes == 2.0


def test_cutting_without_a_cursor_changes_nothing(page: Any) -> None:
    before = actions(page)
    page.table.setCurrentIndex(QModelIndex())
    page.session.actions.action("records.cut").trigger()
    assert actions(page) == before


def test_texts_take_the_room_that_is_left_until_a_column_is_dragged(page: Any, window: Any) -> None:
    table, text, day = page.table, column(page, "problem"), column(page, "due")
    window.resize(1300, 800)
    QApplication.processEvents()
    narrow, date = table.columnWidth(text), table.columnWidth(day)
    window.resize(1900, 800)
    QApplication.processEvents()
    assert table.columnWidth(text) > narrow
    assert table.columnWidth(day) == date
    table.setColumnWidth(text, 77)  # as a drag of the heading does
    window.resize(1500, 800)
    QApplication.processEvents()
    assert table.columnWidth(text) == 77
