"""The one table of figures, in the panels that use it: to the eye, the hand, the keys, and a screen reader."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollArea

from leanbench.ui.kit.figures_table import FiguresTable
from leanbench.words.durations import Duration

NAME = QAccessible.Text.Name


def reader_cells(table: FiguresTable) -> dict[tuple[int, int], Any]:
    """What a screen reader meets: {(row, column): the accessible cell}."""
    reader = QAccessible.queryAccessibleInterface(table)
    assert reader.role() == QAccessible.Role.Table
    children = [reader.child(place) for place in range(reader.childCount())]
    cells = [(child, child.tableCellInterface()) for child in children if child is not None]
    return {(cell.rowIndex(), cell.columnIndex()): child for child, cell in cells if cell is not None}


def place_of(table: FiguresTable, key: str) -> int:
    return [row.key for row in table.rows].index(key)


def center(table: FiguresTable, row: int, column: int = 1) -> QPoint:
    return table.visualRect(table.model().index(row, column)).center()


@pytest.mark.parametrize("key", ["money", "waste", "capacity", "what-if"])
def test_a_screen_reader_meets_rows_cells_headers_and_values(panel: Any, key: str) -> None:
    found = panel(key)
    if key == "capacity":
        found.rest.buttons["figures"].click()
    table = found.table if key == "what-if" else found.figures
    cells = reader_cells(table)
    columns = table.model().columnCount()
    assert QAccessible.queryAccessibleInterface(table).text(NAME) == table.accessibleName()
    assert set(cells) == {(row, column) for row in range(len(table.rows)) for column in range(columns)}
    for number, row in enumerate(table.rows):
        assert cells[number, 0].text(NAME) == row.label
        for place, value in enumerate(row.values, 1):
            cell = cells[number, place]
            assert cell.role() == QAccessible.Role.Cell
            assert cell.text(NAME) == ("not known" if value == "–" else value)
            heads = cell.tableCellInterface()
            assert [item.text(NAME) for item in heads.rowHeaderCells()] == [row.label]
            titles = [item.text(NAME) for item in heads.columnHeaderCells()]
            assert titles == [table.model().headerData(place, Qt.Orientation.Horizontal)]


def test_the_comparison_reads_both_states_and_the_change(page: Any, session: Any) -> None:
    session.show_map("future")
    page.set_compare(True)
    table = page.compare.table
    cells, row = reader_cells(table), place_of(table, "lead_time_expected_bd")
    assert [cells[row, column].text(NAME) for column in range(4)] == [
        "Lead time, expected",
        "62.6 bd",
        "11.6 bd",
        "\N{MINUS SIGN}81% ✓",
    ]
    head = cells[row, 2].tableCellInterface().columnHeaderCells()[0]
    assert head.text(NAME).splitlines()[-1] == "projected"


def test_a_click_enter_and_space_explain_a_row_and_headings_do_nothing(panel: Any, qtbot: Any) -> None:
    found = panel("money")
    table, asked = found.figures, []
    table.asked.connect(asked.append)
    row = place_of(table, "capacity_freed_fte")
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=center(table, row))
    assert found.explainer.card.isVisible()
    found.explainer.card.close()
    table.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        qtbot.keyClick(table, key)
        found.explainer.card.close()
    assert asked == ["capacity_freed_fte"] * 3
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert not table.rows[table.currentIndex().row()].values
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=center(table, 0, 0))
    assert len(asked) == 3


def test_arrows_keep_the_row_in_sight_and_the_wheel_scrolls_what_is_around(
    page: Any, panel: Any, window: Any, qtbot: Any
) -> None:
    window.resize(1400, 700)
    found = panel("money")
    table = found.figures
    area = table.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.currentIndex().row() == len(table.rows) - 1
    assert bar.value() > 0
    place = QPointF(center(table, len(table.rows) - 1))
    turn = QWheelEvent(
        place, table.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(table.viewport(), turn)
    assert not turn.isAccepted()  # so it goes on to the area


def test_the_cursor_stays_on_its_row_when_the_figures_change(panel: Any, session: Any) -> None:
    found = panel("what-if")
    found.choose((("step", "c9"),))
    table = found.table
    table.go(place_of(table, "labour_expected_min"))
    assert table.rows[0].values[1:] == ("", "")
    resets: list[bool] = []
    table.model().modelReset.connect(lambda: resets.append(True))
    found.trial.values["wait", "c9"] = Duration(3.0, "bd")
    found.refresh()
    assert table.rows[table.currentIndex().row()].key == "labour_expected_min"
    assert table.rows[0].values[2].endswith("✓")
    assert not resets  # so a screen reader keeps its place as well
    assert [figure.label.partition(":")[0] for figure in table.rows[0].figures] == ["What if", "Now"]
