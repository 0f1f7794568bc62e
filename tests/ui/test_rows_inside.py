"""Rows inside rows, on the Records page: the branches of a fishbone, the causes of a branch, by derivation."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from leanbench import resources
from leanbench.event.changes import Remove
from leanbench.event.records import NOT_TYPED, Event
from leanbench.schema import cards_of
from leanbench.schema.addresses import find
from leanbench.schema.given_ids import inner_kinds
from leanbench.schema.record_places import RecordPlace, record_places
from leanbench.ui.kit.rows_pane import RowsPane

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: Any) -> Any:
    """The Records page of the permit sample, its fishbones in front."""
    window.files.open_sample(resources.path("samples", "permit-issuance.lean"))
    window.show_page("records")
    window.activateWindow()
    page = window.page("records")
    page.show_thing("fishbones")
    page.table.setFocus()
    return page


def write(qtbot: Any, table: Any, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type over the cell with the cursor and leave it by a key."""
    qtbot.keyClick(table, text[0])
    qtbot.keyClicks(table.focusWidget(), text[1:])
    qtbot.keyClick(table.focusWidget(), end)


def press(window: Any, qtbot: Any, key: Qt.Key, modifier: Any) -> None:
    qtbot.keyClick(window, key, modifier)
    QApplication.processEvents()


def depth(place: RecordPlace) -> int:
    return 1 + max((depth(inner) for inner in place.inside), default=0)


def test_every_table_inside_a_row_has_a_table_of_its_own(page: Any) -> None:
    places = record_places(Event, NOT_TYPED)
    inside = {path: place for path, place in places.items() if place.inside}
    assert {
        "fishbones",
        "five_whys",
        "tallies",
        "agenda",
        "follow_up",
        "standard_work",
        "time_observations",
    } <= set(inside)
    assert depth(inside["fishbones"]) == 3
    for path, place in places.items():
        if not place.is_table:
            continue
        page.show_thing(path)

        def compare(pane: RowsPane, place: RecordPlace) -> None:
            """The same tables as the records have that hang on a row of this kind."""
            wanted = {inner.name for inner in inner_kinds(place.kind) if "id" in cards_of(inner.kind)}
            assert {inner.collection.path for inner in pane.inner} == wanted
            for inner, described in zip(pane.inner, place.inside, strict=True):
                compare(inner, described)

        compare(page.rows, place)


def test_a_cause_is_typed_undone_and_has_its_nested_address(page: Any, window: Any, qtbot: Any) -> None:
    press(window, qtbot, Qt.Key.Key_Right, ALT)
    assert page.active.collection.title == "Branches"
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    press(window, qtbot, Qt.Key.Key_Right, ALT)
    bone = page.session.event.fishbones[0]
    branch = bone.branches[1]
    address = f"fishbones/{bone.id}/branches/{branch.id}/causes"
    assert page.active.collection.address == address
    before = find(page.session.event, address)
    page.table.go(len(before), 0)
    write(qtbot, page.table, "Nobody is told")
    after = find(page.session.event, address)
    assert [str(line) for line in after] == [*map(str, before), "Nobody is told"]
    assert page.session.event.fishbones[0].branches[0] is bone.branches[0]
    page.session.undo()
    assert find(page.session.event, address) == before
    assert page.table.records.rowCount() == len(before) + 1
    press(window, qtbot, Qt.Key.Key_Left, ALT)
    assert page.active.collection.title == "Branches"
    assert page.table.hasFocus()


def test_rows_inside_are_pasted_moved_put_in_and_taken_out(page: Any, qtbot: Any) -> None:
    page.show_thing("tallies")
    page.go_into()
    table, event = page.table, page.session.event
    before = event.tallies[0].categories
    QGuiApplication.clipboard().setText("Category\tCount\nFax\t3\nPhone\t7")
    page.session.actions.action("records.paste").trigger()
    rows = page.session.event.tallies[0].categories
    assert [(row.name, row.count) for row in rows[len(before) :]] == [("Fax", 3.0), ("Phone", 7.0)]
    table.go(len(rows) - 1, 0)
    qtbot.keyClick(table, Qt.Key.Key_Up, ALT)
    assert [row.name for row in page.session.event.tallies[0].categories[-2:]] == ["Phone", "Fax"]
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert [row.name for row in page.session.event.tallies[0].categories[len(before) :]] == ["Fax"]
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    page.commit()
    assert len(page.session.event.tallies[0].categories) == len(before) + 2
    for _edit in range(4):
        page.session.undo()
    assert page.session.event.tallies[0].categories == before


def test_what_is_inside_follows_the_row_of_the_cursor(page: Any, qtbot: Any) -> None:
    page.show_thing("agenda")
    days = page.session.event.agenda
    blocks = page.rows.inner[0]
    for row, day in enumerate(days):
        page.table.go(row, 0)
        assert [record.topic for record in blocks.table.records.records] == [b.topic for b in day.blocks]
        assert blocks.heading.text() == f"Blocks of Day {day.day}"
    page.table.go(len(days), 0)  # no row yet
    assert not blocks.table.isEnabled()
    assert blocks.about.text() == "Type the row above first."
    assert blocks.table.records.records == ()
    write(qtbot, page.table, "6")
    assert page.session.event.agenda[-1].day == 6
    page.table.go(len(days), 0)
    page.go_into()
    write(qtbot, page.table, "9:00", Qt.Key.Key_Tab)
    assert [block.time for block in page.session.event.agenda[-1].blocks] == ["9:00"]
    page.session.undo()
    page.session.undo()
    assert page.session.event.agenda == days
    assert blocks.table.records.records == () or blocks.collection.address != ""


def test_the_keyboard_is_not_lost_when_the_row_around_is_taken_out(page: Any) -> None:
    page.go_into()
    page.go_into()
    assert page.table.hasFocus()
    page.session.do(Remove(f"fishbones/{page.session.event.fishbones[0].id}"))
    assert page.session.event.fishbones == ()
    QApplication.processEvents()
    assert page.rows.table.hasFocus()
    assert [pane.table.isEnabled() for pane in page.rows.panes()] == [True, False, False]
    page.session.actions.action("records.paste").trigger()
    page.session.undo()
    assert [pane.table.isEnabled() for pane in page.rows.panes()][:1] == [True]


def test_a_screen_reader_says_where_one_is(page: Any) -> None:
    page.go_into()
    page.table.go(2, 0)
    page.go_into()
    reader = QAccessible.queryAccessibleInterface(page.table)
    bone = page.session.event.fishbones[0]
    assert reader.role() == QAccessible.Role.Table
    where = f"Causes of “{bone.branches[2].name}”, Branches of “{bone.effect}”"
    assert reader.text(QAccessible.Text.Name) == where
    cell = page.table.records.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert cell == str(bone.branches[2].causes[0])


def test_buttons_and_form_belong_to_the_table_the_keyboard_is_in(page: Any, qtbot: Any, type_in: Any) -> None:
    page.show_thing("standard_work")
    assert list(page.form.fields) == ["title", "role", "takt_min"]
    page.go_into()
    assert list(page.form.fields) == ["what", "minutes", "key_point"]
    assert page.active.card.property("role") == "card-active"
    assert page.rows.card.property("role") == "card"
    type_in(qtbot, page.form.fields["key_point"], "by the clock")
    assert page.session.event.standard_work[0].steps[0].key_point == "by the clock"
    count = len(page.session.event.standard_work[0].steps)
    page.add_button.click()
    page.commit()
    assert len(page.session.event.standard_work[0].steps) == count + 1
    assert len(page.session.event.standard_work) == 1


def test_an_address_leads_to_its_cell(page: Any) -> None:
    bone = page.session.event.fishbones[0]
    branch = bone.branches[3]
    cause = branch.causes[-1]
    page.show_thing("actions")
    page.session.show_page("records", f"fishbones/{bone.id}/branches/{branch.id}/causes/{cause.id}/text")
    assert page.active.collection.title == "Causes"
    assert page.table.currentIndex().data() == str(cause)
    page.session.show_page("records", f"actions/{page.session.event.actions[4].id}/due")
    assert page.table.currentIndex().row() == 4
    assert page.table.collection.columns[page.table.currentIndex().column()] == "due"


def test_f6_walks_the_tables_the_form_and_the_list(page: Any, window: Any, qtbot: Any) -> None:
    tables = [pane.table for pane in page.rows.panes()]
    places = [*tables, page.side, page.left]
    for place in (*places[1:], places[0]):
        press(window, qtbot, Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier)
        now = QApplication.focusWidget()
        assert now is place or place.isAncestorOf(now)
    assert page.active is page.rows


def test_a_fraction_typed_in_the_form_is_read_as_the_table_reads_it_and_said(
    page: Any, window: Any, qtbot: Any, type_in: Any
) -> None:
    page.show_thing("actions")
    page.table.go(0, 0)
    type_in(qtbot, page.form.fields["pct"], "0.95")
    assert page.session.event.actions[0].pct == 95.0
    assert window.bar.label.text() == "“0.95” is read as 95%. Type 0.95% if that is meant."
    type_in(qtbot, page.form.fields["pct"], "0.95%")
    assert page.session.event.actions[0].pct == 0.95
    page.table.records.put([(0, "pct", "0.95")])
    assert page.session.event.actions[0].pct == 95.0


def test_a_message_moves_nothing_and_takes_no_click_meant_for_the_page(
    page: Any, window: Any, qtbot: Any
) -> None:
    QApplication.processEvents()
    inside = page.findChildren(QWidget)
    before = [(widget.mapTo(window, QPoint(0, 0)), widget.size()) for widget in inside]
    page.session.say("A long sentence. " * 12, "bad")
    QApplication.processEvents()
    assert window.bar.isVisible()
    assert [(widget.mapTo(window, QPoint(0, 0)), widget.size()) for widget in inside] == before
    assert len(before) > 50
    middle = window.bar.geometry().center()
    assert not window.bar.isAncestorOf(window.childAt(middle))
    qtbot.waitUntil(lambda: not window.bar.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents))
    assert window.childAt(middle) is window.bar or window.bar.isAncestorOf(window.childAt(middle))
    assert window.rect().contains(window.bar.geometry())
    window.resize(900, 600)
    QApplication.processEvents()
    assert window.rect().contains(window.bar.geometry())
