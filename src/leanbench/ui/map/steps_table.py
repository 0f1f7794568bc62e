"""The steps of the map in front as the one table of records: what drawing them asks beyond any other table.

Enter goes straight down (behind a new step to the name of the next), Ctrl+Enter inserts a decision, Ctrl+D
duplicates; whole rows are selected, in the table and on the map. All else (typing, pasting, moving, what cannot be
read) is `ui.kit.record_table`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from leanbench.errors import UserError
from leanbench.event.changes import Add, AddStep, DuplicateSteps, MoveStep, RemoveSteps
from leanbench.event.editing import Change
from leanbench.event.records import Event, Map, Step
from leanbench.flow.ladder import numbering
from leanbench.schema import replace
from leanbench.schema.addresses import at
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.record_cells import ENTER
from leanbench.ui.kit.record_collection import Collection, Paste
from leanbench.ui.kit.record_table import RecordTable
from leanbench.words import N_, _

FIRST = Map("current", N_("Current state"))


class StepsCollection(Collection):
    """The steps of the map in front; the first one makes the map. Adding, removing, moving keep the flow whole."""

    def __init__(self, session: Session) -> None:
        super().__init__("maps", _("Steps"), Step)
        self.session = session
        self._numbered: tuple[Map | None, Mapping[str, str]] = (None, {})

    @property
    def map_id(self) -> str:
        """The map in front, or the one that will be made."""
        return (self.session.map or FIRST).id

    @property
    def address(self) -> str:
        """Where the steps are."""
        return at("maps", self.map_id, "steps")

    def rows(self, _event: Event) -> tuple[Step, ...]:
        """The steps in the order people told them."""
        map_ = self.session.map
        return map_.steps if map_ is not None else ()

    def labels(self, _event: Event) -> Mapping[str, str]:
        """Their numbers on the map; letters for parallel steps."""
        map_ = self.session.map
        if map_ is not self._numbered[0]:
            self._numbered = (map_, numbering(map_) if map_ is not None else {})
        return self._numbered[1]

    def fresh(self, _above: Step | None = None, **values: Any) -> Step:
        """A step, done by whoever does the one above."""
        return Step(**({"role": _above.role, **values} if _above is not None else values))

    def adding(self, _event: Event, record: Step, above: Step | None = None) -> tuple[Change, ...]:
        """Behind the one above, or at the end."""
        add = AddStep(self.map_id, record, after=above.id if above is not None else None)
        return (add,) if self.session.map is not None else (Add("maps", FIRST), add)

    def removing(self, records: Sequence[Step]) -> tuple[Change, ...]:
        """The flow closes over the gap."""
        return (RemoveSteps(self.map_id, tuple(step.id for step in records)),)

    def moving(self, record: Step, place: int) -> Change:
        """On a plain stretch the flow follows the table."""
        return MoveStep(self.map_id, record.id, place)

    def paste_of(self, event: Event, rows: list[list[str]], place: int, field: str) -> Paste:
        """As everywhere, and besides new roles, lead times and links by number; headed rows go below the cursor."""
        from leanbench.tables.steps import put_rows, read_steps, unread_text

        reading = read_steps(event, rows, self.columns[self.columns.index(field) :])
        first: list[Change] = []
        if self.session.map is None:
            first = [Add("maps", FIRST)]
            event = replace(event, maps=(FIRST,))
        steps = event.map(self.map_id).steps
        existing = () if reading.headed else steps[place:]
        after = steps[place].id if reading.headed and 0 <= place < len(steps) - 1 else None
        typed = put_rows(event, self.map_id, reading, existing, after)
        unread = tuple((key, cell.field, cell.text, cell.reason) for key, cell in typed.unread)
        marked = {unread_text(cell) for _key, cell in typed.unread}  # these stay in their cells
        notes = tuple(note for note in typed.problems if note not in marked)
        changes = (*first, *typed.changes) if typed.changes else ()
        return Paste(changes, unread, typed.rows, notes)


class StepsTable(RecordTable):
    """One of the two editors of a map. Signal `decision_wanted(step_id)`."""

    decision_wanted = Signal(str)
    row_height = 33
    two_lines = True
    _syncing = True
    _tabs = (-1, 0)  # the row in which Tab was used last, and the column it began in
    _new = ""  # the step that was added by typing

    def __init__(self, session: Session) -> None:
        super().__init__(session, StepsCollection(session), dense=True)
        self.setAccessibleName(_("Steps of the map"))
        self.setAccessibleDescription(
            _(
                "One row for each step. Type in the last row to add a step. Enter ends a row, Tab walks the fields."
            )
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(True)
        self.horizontalHeader().setSectionsClickable(False)
        self.records.modelReset.connect(self._start)
        session.map_changed.connect(lambda _id: self.records.reset())
        session.selection_changed.connect(self._show_selection)
        self._syncing = False
        self._start()

    def _fit(self) -> None:
        super()._fit()
        self.verticalHeader().setFixedWidth(self.session.look.px(44))
        self.setMinimumWidth(self.session.look.px(506))

    def _start(self) -> None:
        """The cursor stands in the first name that is to be typed."""
        self.setCurrentIndex(self.records.index(0, 0))
        self.selectionModel().clearSelection()

    # --- selection ----------------------------------------------------------------------------

    def chosen_ids(self) -> tuple[str, ...]:
        """Ids of the selected steps in the order of the table; the one with the cursor when none is."""
        return tuple(self.records.records[row].id for row in self.chosen_rows())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell the session."""
        super().selectionChanged(selected, deselected)
        if self._syncing:
            return
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        steps = [self.records.record_at(row) for row in rows]
        self._syncing = True
        self.session.select(("step", step.id) for step in steps if step is not None)
        self._syncing = False

    def _show_selection(self, _items: object = None) -> None:
        if self._syncing:
            return
        places = self.records.places
        rows = [places[key] for key in self.session.selected("step") if key in places]
        self._syncing = True
        model, column = self.selectionModel(), max(self.currentIndex().column(), 0)
        model.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        block = QItemSelection()
        for _key, run in groupby(enumerate(sorted(rows)), lambda item: item[1] - item[0]):
            stretch = [row for _at, row in run]  # rows one below the other are one range
            block.select(self.records.index(stretch[0], 0), self.records.index(stretch[-1], 0))
        model.select(block, flags)
        if rows:
            index = self.records.index(rows[-1], column)
            model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
        self._syncing = False

    # --- keys ---------------------------------------------------------------------------------

    def _walk(self, key: Qt.Key) -> None:
        """Enter goes straight down; after Tabs to where they began; from a new step to the name of the next."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        if key in ENTER:
            new = self._new != "" and self._new == getattr(self.records.record_at(row), "id", "")
            began = self._tabs[1] if self._tabs[0] == row else column
            self.go(row + 1, 0 if new else began)
            return
        if key == Qt.Key.Key_Tab and self._tabs[0] != row:
            self._tabs = (row, column)
        super()._walk(key)

    def _on_added(self, row: int) -> None:
        """The step that is being typed for the first time."""
        super()._on_added(row)
        self._new = getattr(self.records.record_at(row), "id", "")

    def left_editor(self, key: Qt.Key, control: bool = False) -> None:
        """Ctrl+Enter ends the typing too."""
        if not (control and key in ENTER and self._want_decision()):
            super().left_editor(key, control)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter inserts a decision."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not (control and event.key() in ENTER and self._want_decision()):
            super().keyPressEvent(event)

    def _want_decision(self) -> bool:
        step = self.records.record_at(self.currentIndex().row())
        if step is not None:
            self.decision_wanted.emit(step.id)
        return step is not None

    # --- editing steps ------------------------------------------------------------------------

    def select_new(self, before: Mapping[str, int]) -> None:
        """Select the steps that were not there before."""
        self.session.select(("step", key) for key in self.records.places if key not in before)

    def duplicate(self) -> None:
        """Copy the selected steps to right behind the last of them."""
        ids, before = self.chosen_ids(), self.records.places
        if ids and self.session.map is not None:
            self.session.do(DuplicateSteps(self.session.map.id, ids), by=self)
            self.select_new(before)

    def copy(self) -> None:
        """The selected steps, for a map or a spreadsheet."""
        from leanbench.ui.map.step_clipboard import copy_steps

        map_, ids = self.session.map, self.session.selected("step") or self.chosen_ids()
        if map_ is not None and ids:
            QGuiApplication.clipboard().setMimeData(copy_steps(self.session.event, map_, ids))
            self.session.copied = True

    def paste(self) -> None:
        """Steps behind the selected one, or rows of a spreadsheet from the cursor on."""
        from leanbench.ui.map.step_clipboard import steps_to_paste

        mime, map_ = QGuiApplication.clipboard().mimeData(), self.session.map
        chosen, before = self.session.selected("step"), self.records.places
        change = None
        try:
            if map_ is not None and mime is not None:  # None: the desktop has no clipboard now
                change = steps_to_paste(mime, self.session.event, map_, chosen[-1] if chosen else None)
        except UserError as error:
            self.told.emit(str(error))
            return
        if change is None:
            super().paste()
        else:
            self.session.do(change, by=self)
        if self.records.places is not before:
            self.select_new(before)


def keys_help() -> tuple[tuple[str, str], ...]:
    """What the table's own keys do, for the F1 list."""
    return (
        (_("One down; after Tabs to where they began"), "Enter"),
        (_("Next field, field before"), "Tab; Shift+Tab"),
        (_("Empty the cell"), "Backspace"),
        (_("Class in the last column"), "V; R; W"),
        (_("First field of the row"), "Home"),
        (_("Times: {hint}, 1:30, 10/15/40m").format(hint="20, 1.5h, 2bd"), _("typed")),
    )
