"""Each field of a step is its card's one line: table, inspector, paste, other maps and print follow by derivation."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication

from leanbench import resources
from leanbench.event.event_file import open_event
from leanbench.event.records import Step
from leanbench.papers.engine.writer import Writer
from leanbench.papers.parts.maps_section import _step_cells
from leanbench.schema import cards_of
from leanbench.schema.cell_text import TYPED, cell_text, read_cell, typed_cards

CARDS = {name: card for name, card in cards_of(Step).items() if card.kind in TYPED}
SAMPLES = {
    "text": "Some words", "duration": "25 min", "percent": "62%", "number": "7", "money": "$12", "yesno": "Yes",
    "lines": "motion", "link": "Judge",
}  # fmt: skip


def sample(name: str) -> str:
    """A text somebody could type into a field."""
    card = CARDS[name]
    return card.choices[-1][1] if card.kind == "choice" else SAMPLES[card.kind]


@pytest.fixture
def empty(window: Any) -> Any:
    """The map page of a new event."""
    window.files.new()
    window.page("map").show_inspector(True)
    return window.page("map")


def test_the_cards_are_all_fields_but_those_of_the_program() -> None:
    assert set(cards_of(Step)) - set(CARDS) == {"id", "pin", "extra"}


def test_the_columns_of_the_table_are_the_listed_cards(empty: Any) -> None:
    model = empty.table.records
    titles = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    assert titles == [card.title for card in CARDS.values() if card.listed]


@pytest.mark.parametrize("name", CARDS)
def test_a_field_is_pasted_shown_copied_and_edited_in_the_inspector(
    empty: Any, session: Any, name: str
) -> None:
    card, text = CARDS[name], sample(name)
    named = {"Step": "Check packet"} | ({card.title: text} if name != "name" else {"Step": text})
    QGuiApplication.clipboard().setText("\t".join(named) + "\n" + "\t".join(named.values()))
    empty.does.paste()
    (step,) = session.map.steps
    value = getattr(step, name)
    assert value == read_cell(card, text, session.event) != cards_of(Step)[name].default

    model = empty.table.records
    if card.listed:
        index = model.index(0, empty.table.collection.columns.index(name))
        assert index.data(Qt.ItemDataRole.EditRole) == cell_text(card, value, session.event)

    session.select([("step", step.id)])
    empty.inspector.focus_field(name)
    editor = empty.inspector.form.fields[name]
    assert editor.accessibleName() == card.title
    session.undo()
    session.redo()
    assert getattr(session.map.steps[0], name) == value
    session.select([("step", step.id)])
    empty.inspector.form.put(name, card.default)
    assert getattr(session.map.steps[0], name) == card.default
    session.undo()
    empty.does.copy()
    empty.does.paste()
    assert getattr(session.map.steps[1], name) == value


@pytest.mark.parametrize("name", CARDS)
def test_a_field_is_printed(name: str) -> None:
    event = open_event(resources.path("samples", "permit-issuance.lean")).root
    drawn = event.map("current")
    plain = Step("s-new", "Check packet")
    filled = Step(
        **{"id": "s-new", "name": "Check packet", name: read_cell(CARDS[name], sample(name), event)}
    )
    writer = Writer(event, datetime.date(2026, 3, 9))
    assert _step_cells(writer, drawn, plain, "1") != _step_cells(writer, drawn, filled, "1")


def test_a_screen_reader_meets_the_steps_as_a_real_table(window: Any, session: Any) -> None:
    window.files.open_sample(resources.path("samples", "permit-issuance.lean"))
    window.show_page("map")
    table = window.page("map").table
    reader = QAccessible.queryAccessibleInterface(table)
    assert reader.role() == QAccessible.Role.Table
    assert reader.text(QAccessible.Text.Name) == "Steps of the map"
    cells = {}
    for place in range(reader.childCount()):
        child = reader.child(place)
        cell = child.tableCellInterface() if child is not None else None
        if cell is not None:
            cells[cell.rowIndex(), cell.columnIndex()] = child
    rows, columns = len(session.map.steps) + 1, len(typed_cards(Step, listed=True))
    assert set(cells) == {(row, column) for row in range(rows) for column in range(columns)}
    wait = list(typed_cards(Step, listed=True)).index("wait")
    assert cells[5, wait].text(QAccessible.Text.Name) == "5 bd"
    cell = cells[5, wait].tableCellInterface()
    assert [head.text(QAccessible.Text.Name) for head in cell.columnHeaderCells()] == ["Wait before"]
    assert [head.text(QAccessible.Text.Name) for head in cell.rowHeaderCells()] == ["6"]
    assert cells[rows - 1, 0].text(QAccessible.Text.Name) == "type to add"
