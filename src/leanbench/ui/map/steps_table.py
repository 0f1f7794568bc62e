"""The steps as a table that is typed into: keyboard first, paste friendly, the screen-reader path.

Enter ends a row and opens the next, Tab walks the fields, Alt+Up/Down moves a step, Ctrl+D duplicates,
Ctrl+Enter inserts a decision, Delete removes, Backspace empties a cell, Insert puts a step below.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from leanbench.event.changes import AddStep, DuplicateSteps, MoveStep, RemoveSteps
from leanbench.event.records import Step
from leanbench.ui.frame.session import Session
from leanbench.ui.map import step_fields as fields
from leanbench.ui.map.step_cells import StepCells
from leanbench.ui.map.steps_model import CA, CLASS, COLUMNS, NAME, NUMBER, PROCESS, ROLE, WAIT, StepsModel

WIDTHS = {NUMBER: 42, ROLE: 94, PROCESS: 68, WAIT: 90, CA: 58, CLASS: 42}
CLASS_KEYS = {
    Qt.Key.Key_V: "VA",
    Qt.Key.Key_R: "BNVA",
    Qt.Key.Key_B: "BNVA",
    Qt.Key.Key_W: "NVA",
    Qt.Key.Key_N: "NVA",
}


class StepsTable(QTableView):
    """One of the two editors of a map. Signal `decision_wanted(step_id)`."""

    decision_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._syncing = False
        self.steps = StepsModel(session)
        self.setModel(self.steps)
        self.cells = StepCells(session, self)
        self.setItemDelegate(self.cells)
        self.setAccessibleName("Steps of the map")
        self.setAccessibleDescription(
            "One row for each step. Type in the last row to add a step. Enter ends a row, Tab walks the fields."
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(24)
        self.steps.added.connect(self._on_added)
        self.steps.modelReset.connect(self._start)
        session.selection_changed.connect(self._show_selection)
        session.look.follow(self._fit)
        self._start()

    def _fit(self) -> None:
        px = self.session.look.px
        self.verticalHeader().setDefaultSectionSize(px(33))
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, px(width))
        self.setMinimumWidth(px(506))

    def _start(self) -> None:
        """The cursor stands in the first name that is to be typed."""
        self.setCurrentIndex(self.steps.index(0, NAME))
        self.selectionModel().clearSelection()

    # --- reading ------------------------------------------------------------------------------

    def field_of(self, index: QModelIndex) -> str:
        """The name of the field of a cell."""
        return COLUMNS[index.column()]

    def chosen_ids(self) -> tuple[str, ...]:
        """Ids of the selected steps in the order of the table; the one with the cursor when none is."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        if not rows:
            rows = [self.currentIndex().row()]
        steps = (self.steps.step_at(row) for row in rows)
        return tuple(step.id for step in steps if step is not None)

    # --- selection ----------------------------------------------------------------------------

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell the session."""
        super().selectionChanged(selected, deselected)
        if self._syncing:
            return
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        steps = [self.steps.step_at(row) for row in rows]
        self._syncing = True
        self.session.select(("step", step.id) for step in steps if step is not None)
        self._syncing = False

    def _show_selection(self, _items: object = None) -> None:
        if self._syncing:
            return
        rows = [self.steps.rows[key] for key in self.session.selected("step") if key in self.steps.rows]
        self._syncing = True
        model = self.selectionModel()
        model.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows:
            model.select(self.steps.index(row, NAME), flags)
        if rows:
            column = max(self.currentIndex().column(), NAME)
            model.setCurrentIndex(
                self.steps.index(rows[-1], column), QItemSelectionModel.SelectionFlag.NoUpdate
            )
            self.scrollTo(self.steps.index(rows[-1], column))
        self._syncing = False

    # --- moving -------------------------------------------------------------------------------

    def go(self, row: int, column: int, edit: bool = False) -> None:
        """Put the cursor into a cell."""
        index = self.steps.index(min(max(row, 0), self.steps.rowCount() - 1), column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if edit:
            self.edit(index)

    def _on_added(self, step_id: str) -> None:
        """The first word of a new step was typed: the cursor stays in its row."""
        index = self.currentIndex()
        row = self.steps.rows.get(step_id, index.row())
        if index.row() != row:
            self.go(row, index.column())
        self.session.select([("step", step_id)])

    def commit(self) -> None:
        """Hand over what is being typed (before saving, printing, leaving)."""
        editor = self.focusWidget() if self.state() == QAbstractItemView.State.EditingState else None
        if isinstance(editor, QWidget) and editor is not self:
            self.commitData(editor)
            self.closeEditor(editor, self.cells.EndEditHint.NoHint)

    def closeEditor(self, editor: QWidget, hint: object) -> None:
        """After an edit the cursor stays unless a key said where to go."""
        super().closeEditor(editor, hint)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the table; anything else starts typing."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        row, column = self.currentIndex().row(), self.currentIndex().column()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(row, control)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_step(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete:
            self.remove()
        elif key == Qt.Key.Key_Backspace and not control:
            self.steps.put(row, COLUMNS[column] or "name", "") if self.steps.step_at(row) else None
        elif key == Qt.Key.Key_Insert:
            self.insert_below()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not control:
            self._tab(row, column, -1 if key == Qt.Key.Key_Backtab else 1)
        elif key == Qt.Key.Key_Home and not control:
            self.go(row, NAME)
        elif key == Qt.Key.Key_Escape and self._drop_problem(row, column):
            pass
        elif column == CLASS and key in CLASS_KEYS and not control and not alt and self.steps.step_at(row):
            self.steps.put(row, "value", CLASS_KEYS[key])
        else:
            super().keyPressEvent(event)

    def left_editor(self, key: Qt.Key, control: bool) -> None:
        """A key that ends the typing: where to go next. Text that cannot be read keeps the cursor."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        step = self.steps.step_at(row)
        if (step.id if step else "", COLUMNS[column]) in self.steps.problems:
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(row, control)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._tab(row, column, -1 if key == Qt.Key.Key_Backtab else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.go(row + (1 if key == Qt.Key.Key_Down else -1), column)

    def _drop_problem(self, row: int, column: int) -> bool:
        step = self.steps.step_at(row)
        key = (step.id if step else "", COLUMNS[column])
        if key not in self.steps.problems:
            return False
        self.steps.forget_problem(row, COLUMNS[column])
        return True

    def _enter(self, row: int, control: bool) -> None:
        step = self.steps.step_at(row)
        if control:
            if step is not None:
                self.decision_wanted.emit(step.id)
            return
        self.go(row + 1, NAME)

    def _tab(self, row: int, column: int, by: int) -> None:
        column += by
        if column > CLASS:
            row, column = row + 1, NAME
        elif column < NAME:
            row, column = row - 1, CLASS
        if 0 <= row < self.steps.rowCount():
            self.go(row, column)

    # --- editing steps ------------------------------------------------------------------------

    def remove(self) -> None:
        """Remove the selected steps; the flow closes over the gap."""
        ids = self.chosen_ids()
        if ids and self.steps.map is not None:
            row = self.steps.rows[ids[0]]
            self.session.do(RemoveSteps(self.steps.map.id, ids), by=self)
            self.go(min(row, self.steps.rowCount() - 1), max(self.currentIndex().column(), NAME))

    def move_step(self, by: int) -> None:
        """Move the step with the cursor one row up or down."""
        step = self.steps.step_at(self.currentIndex().row())
        if step is None or self.steps.map is None:
            return
        row = self.steps.rows[step.id] + by
        if 0 <= row < len(self.steps.map.steps):
            column = self.currentIndex().column()
            self.session.do(MoveStep(self.steps.map.id, step.id, row), by=self)
            self.go(self.steps.rows[step.id], column)
            self.selectRow(self.steps.rows[step.id])
            self.go(self.steps.rows[step.id], column)

    def duplicate(self) -> None:
        """Copy the selected steps to right behind the last of them."""
        ids = self.chosen_ids()
        before = set(self.steps.rows)
        if ids and self.steps.map is not None:
            self.session.do(DuplicateSteps(self.steps.map.id, ids), by=self)
            self.session.select(("step", key) for key in self.steps.rows if key not in before)

    def insert_below(self) -> None:
        """An empty step below the cursor, ready to be named."""
        step = self.steps.step_at(self.currentIndex().row())
        if step is None or self.steps.map is None:
            return
        new = Step(role=step.role)
        if self.session.do(AddStep(self.steps.map.id, new, after=step.id), by=self) is None:
            self.go(self.steps.rows[new.id], NAME, edit=True)


def keys_help() -> tuple[tuple[str, str], ...]:
    """What the table's own keys do, for the F1 list."""
    return (
        ("End the row, go to the next", "Enter"),
        ("Next field, field before", "Tab; Shift+Tab"),
        ("Empty the cell", "Backspace"),
        ("Class in the last column", "V; R; W"),
        ("First field of the row", "Home"),
        (f"Times: {fields.FIELDS['process_time'].hint}, 1:30, 10/15/40m", "typed"),
    )
