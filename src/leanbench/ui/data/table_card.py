"""The cells of a table in their card: what a click at a heading, a typed cell, copy and find do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QMenu

from leanbench.event.changes import Change
from leanbench.event.records import Dataset
from leanbench.tables import Preview, Table
from leanbench.ui.data import cell_work, recipe_edits
from leanbench.ui.data.cells_view import CellsView
from leanbench.ui.data.status_line import StatusLine
from leanbench.ui.data.table_model import ColumnTexts, TableModel
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.tasks import Task
from leanbench.ui.kit.layouts import column_layout
from leanbench.words import _
from leanbench.words.lists import count_text

MEASURED = 100  # columns whose width follows their text; the others have the usual one
VALUES = 12  # different values of a column that its menu offers
LOOKED = 200_000  # cells that are looked through or copied without a task


class TableCard(QFrame):
    """Signal: `step_wanted(kind)`: a step of this kind, about the column and the cell in front."""

    step_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.dataset: Dataset | None = None  # None in a preview
        self.table: Table | None = None
        set_role(self, "card")
        inside = column_layout(self, (1, 1, 1, 1), spacing=0)
        self.model = TableModel(session.look)
        self.view = CellsView(session.look)
        self.view.setModel(self.model)
        self.status = StatusLine(session.look)
        inside.addWidget(self.view, 1)
        inside.addWidget(self.status)
        self.model.typed.connect(self._typed)
        self.view.menu_wanted.connect(self.open_menu)
        self.view.copy_wanted.connect(self.copy)
        self.view.find_wanted.connect(self.find)
        self.status.find.connect(self._find)
        self.status.left.connect(self.view.setFocus)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(40)
        self._soon.timeout.connect(self.show_figures)
        self.view.selection_moved.connect(self._soon.start)

    # --- showing ------------------------------------------------------------------------------

    def show_table(self, dataset: Dataset, table: Table, odd: Mapping[str, frozenset[int]]) -> None:
        """Show what the recipe of a data set makes of it; the cursor stays where it was in the same table."""
        same = self.dataset is not None and self.dataset.id == dataset.id
        old = self.view.currentIndex()
        name = self.model.names[old.column()] if same and old.isValid() else ""
        row, left = old.row(), self.view.horizontalScrollBar().value()
        top = self.view.verticalScrollBar().value()
        widths = {name: self.view.columnWidth(at) for at, name in enumerate(self.model.names)} if same else {}
        self.dataset, self.table = dataset, table
        self._show(
            table.names, [table.kinds[name] for name in table.names],
            [ColumnTexts(table, name) for name in table.names], odd, range(1, table.rows + 1), widths,
            [table.units[name] for name in table.names],
        )  # fmt: skip
        if same:
            self.view.verticalScrollBar().setValue(top)
            self.view.horizontalScrollBar().setValue(left)
            if name in table.names and table.rows:
                self.view.go_to(min(row, table.rows - 1), table.names.index(name))
        self.show_figures()

    def show_preview(self, preview: Preview) -> None:
        """Show what an import would bring; nothing can be typed."""
        self.dataset = self.table = None
        is_odd = any(column.odd for column in preview.columns)
        places = {number: at for at, number in enumerate(preview.row_numbers)} if is_odd else {}
        odd = {
            column.name: frozenset(places[cell.row] for cell in column.odd if cell.row in places)
            for column in preview.columns
        }
        kinds = [column.kind for column in preview.columns]
        names, units = [c.name for c in preview.columns], [c.unit for c in preview.columns]
        self._show(names, kinds, preview.cells, odd, preview.row_numbers, {}, units)
        self.status.close_find()

    def _show(
        self,
        names: Sequence[str],
        kinds: Sequence[str],
        columns: Sequence[Sequence[str]] | Sequence[ColumnTexts],
        odd: Mapping[str, frozenset[int]],
        numbers: Sequence[int],
        widths: Mapping[str, int],
        units: Sequence[str],
    ) -> None:
        stored = self.table is not None
        self.model.show(names, kinds, columns, odd, numbers, units=units, is_editable=stored)
        self.view.headings.has_menu = stored
        self.status.setVisible(stored)
        self.set_widths(widths)

    def set_widths(self, known: Mapping[str, int] | None = None) -> None:
        """Column widths from the heading and the first rows; long texts are cut, not the others."""
        metrics = self.view.fontMetrics()
        room = self.session.look.px(14) if self.view.headings.has_menu else 0
        for place, name in enumerate(self.model.names[:MEASURED]):
            if known and name in known:
                self.view.setColumnWidth(place, known[name])
                continue
            cells = self.model.columns[place][:60]
            widest = max([metrics.horizontalAdvance(str(cell)[:60]) for cell in cells] or [0])
            words = (name, self.model.kind_text(place))
            heading = max(map(metrics.horizontalAdvance, words)) + room
            self.view.setColumnWidth(place, min(max(widest, heading) + 34, 260))

    def follow_look(self) -> None:
        """Another size of type."""
        self.view.verticalHeader().setDefaultSectionSize(self.session.look.px(28))
        self.set_widths()

    def show_figures(self) -> None:
        """The line below the cells: figures of the selection, or what can be done."""
        if self.table is None:
            return
        ranges = [part for part in self.view.ranges() if part[1] < self.table.rows]
        if sum((part[1] - part[0] + 1) * (part[3] - part[2] + 1) for part in ranges) > 1:
            self.status.show_figures(cell_work.selection_figures(self.table, ranges).text())
        else:
            self.status.show_figures(
                _(
                    "Type to correct a cell · {copy} copies · {find} finds · {menu}: menu of the column"
                ).format(copy=keys_text("Ctrl+C"), find=keys_text("Ctrl+F"), menu=keys_text("Alt+Down"))
            )

    # --- the cell in front ----------------------------------------------------------------------

    def column_in_front(self) -> str:
        """The column of the cursor, or "" where there is none."""
        index = self.view.currentIndex()
        return self.model.names[index.column()] if index.isValid() else ""

    def value_in_front(self) -> str:
        """The text of the cell under the cursor."""
        index = self.view.currentIndex()
        return str(self.model.data(index, 2)) if index.isValid() else ""

    def _typed(self, row: int, column: str, text: str) -> None:
        if self.dataset is not None and self.table is not None:
            old = str(self.table.texts(column, slice(row, row + 1))[0])
            self._do(recipe_edits.correct_cell(self.dataset, row + 1, column, old, text))

    def _do(self, change: Change) -> None:
        self.session.do(change)

    # --- the menu of a column -------------------------------------------------------------------

    def open_menu(self, column: int, place: QPoint) -> None:
        """Show the menu of a column."""
        menu = self.column_menu(column)
        menu.popup(place)

    def column_menu(self, column: int) -> QMenu:
        """Sort, keep rows, change the column: each a step of the recipe."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        dataset, table = self.dataset, self.table
        if dataset is None or table is None:
            return menu
        name = table.names[column]
        index = self.view.currentIndex()
        if index.column() != column:
            self.view.setCurrentIndex(self.model.index(max(index.row(), 0), column))
        kind, value = table.kinds[name], self.value_in_front()
        menu.setAccessibleName(_("Column {name}").format(name=name))
        for words, falling in ((_("Sort, lowest first"), False), (_("Sort, highest first"), True)):
            menu.addAction(words, partial(self._sort, name, falling))
        menu.addSeparator()
        keep = menu.addMenu(_("Keep only"))
        for text in self._values(name):
            keep.addAction(
                text.replace("&", "&&") or _("(empty)"), partial(self._keep, name, kind, text, True)
            )
        keep.addSeparator()
        keep.addAction(_("Filled cells"), partial(self._keep, name, kind, "", False))
        keep.addAction(_("By a condition…"), partial(self.step_wanted.emit, "filter"))
        if value:
            short = (value if len(value) <= 30 else value[:29] + "…").replace("&", "&&")
            menu.addAction(
                _("Leave out “{value}”").format(value=short), partial(self._keep, name, kind, value, False)
            )
        menu.addSeparator()
        for words, step in (
            (_("Rename…"), "rename"), (_("Kind, unit, order…"), "column"), (_("Recode and merge values…"), "recode"),
            *(((_("Classes of numbers…"), "bins"),) if kind in ("number", "duration") else ()),
            *(((_("Part of the date…"), "date-part"), (_("Time between two dates…"), "time-between"))
              if kind == "date" else ()),
            (_("Formula…"), "formula"), (_("Group by this column…"), "summarize"),
            (_("Leave out this column"), "drop-columns"),
        ):  # fmt: skip
            menu.addAction(words, partial(self.step_wanted.emit, step))
        menu.addSeparator()
        menu.addAction(_("Copy"), self.copy)
        return menu

    def _values(self, name: str) -> list[str]:
        """The most frequent values of a column of words, the most frequent first; none where there are too many."""
        assert self.table is not None
        if self.table.kinds[name] not in ("text", "yesno"):
            return []
        texts, numbers = self.table.codes(name)
        if len(texts) > 2_000:
            return []
        counts = np.bincount(numbers[numbers >= 0], minlength=len(texts))
        return [texts[i] for i in np.argsort(-counts, kind="stable")[:VALUES]]

    def _sort(self, name: str, falling: bool) -> None:
        if self.dataset is not None:
            self._do(recipe_edits.sort_by(self.dataset, name, falling=falling))

    def _keep(self, name: str, kind: str, value: str, is_same: bool) -> None:
        if self.dataset is not None:
            condition = recipe_edits.condition_text(name, kind, value, is_same=is_same)
            self._do(recipe_edits.keep_rows(self.dataset, condition))

    # --- copy and find --------------------------------------------------------------------------

    def copy(self) -> None:
        """The selected cells onto the clipboard, as a spreadsheet takes them."""
        table, ranges = self.table, self.view.ranges()
        if table is None or not ranges:
            return
        rows = sum(part[1] - part[0] + 1 for part in ranges)
        said = _("Copied {rows}.").format(rows=count_text(rows, "row", "rows"))

        def done(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self.status.say(said)

        if rows * len(table.names) <= LOOKED:
            done(cell_work.copied_text(table, ranges))
            return
        self.session.tasks.run(
            lambda task: cell_work.copied_text(table, ranges, task), done, failed=self._failed,
            label=_("Copying"), key="copy",
        )  # fmt: skip

    def find(self) -> None:
        """Open the field to find a text with."""
        if self.table is not None:
            self.status.open_find()

    def _find(self, text: str, backwards: bool) -> None:
        table, index = self.table, self.view.currentIndex()
        if table is None:
            return
        row, column = (index.row(), index.column()) if index.isValid() else (0, -1)

        def work(task: Task | None) -> tuple[int, int] | None:
            return cell_work.next_cell(table, text, row, column, backwards=backwards, task=task)

        if table.rows * len(table.names) <= LOOKED:
            self._go_to(work(None))
            return
        self.session.tasks.run(
            work, self._go_to, failed=self._failed, label=_("Looking for a text"), key="find"
        )

    def _go_to(self, place: tuple[int, int] | None) -> None:
        if place is None:
            self.status.say(_("Not found"))
        elif self.table is not None and place[0] < self.table.rows:
            self.view.go_to(*place)
            self.status.say(_("Row {row}").format(row=place[0] + 1))

    def _failed(self, sentence: str) -> None:
        self.session.say(sentence, "bad")
