"""A table of records with the tables inside its rows below it: what is shown there is the row of the cursor's.

Nothing here knows a kind of record: which tables a row has follows from the cards (`schema.record_places`), so
the causes of a branch of a fishbone, the blocks of a day and whatever kind of row comes next are typed, pasted,
moved and undone as any other table. Each table is named by where it hangs: "Causes of “People”".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QWidget

from leanbench.event.edit_rules import row_name
from leanbench.schema.addresses import find
from leanbench.schema.cell_text import cell_text
from leanbench.schema.record_places import RecordPlace
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, row_layout
from leanbench.ui.kit.record_collection import Collection
from leanbench.ui.kit.record_table import RecordTable
from leanbench.ui.kit.widgets import ElidedLabel
from leanbench.words import _
from leanbench.words.lists import count_text

LONGEST = 48  # letters of a row's name in the heading of what is inside it


class InnerCollection(Collection):
    """The table inside a row; `hang` says which row, "" for none yet."""

    def __init__(self, place: RecordPlace) -> None:
        self._address = ""
        super().__init__(place.path, place.card.title, place.kind, place.card.hint)
        self.place = place

    @property
    def address(self) -> str:
        """Where the records are now."""
        return self._address

    def hang(self, row: str) -> None:
        """Show the rows inside the row at this address."""
        self._address = self.place.address_in(row) if row else ""

    def rows(self, event: Any) -> tuple[Any, ...]:
        """The records as they are now; none while the row they hang on is gone."""
        try:
            found: tuple[Any, ...] = find(event, self._address) if self._address else ()
        except KeyError:
            return ()
        return found


class RowsPane(QWidget):
    """One table in its card, and a pane below for each table inside the row of its cursor.

    Signals: `entered(pane)` when the keyboard came into a table; `told(sentence)`; `rows_changed()` when other
    rows are selected in the table, or rows came and went.
    """

    entered = Signal(object)
    told = Signal(str)
    rows_changed = Signal()

    def __init__(
        self,
        session: Session,
        collection: Collection,
        inside: Sequence[RecordPlace] = (),
        outer: RowsPane | None = None,
    ) -> None:
        super().__init__()
        self.session, self.collection, self.outer = session, collection, outer
        self.table = RecordTable(session, collection)
        self.table.told.connect(self.told)
        self.where = collection.title
        self._row = ""  # the address of the row of the cursor
        box = column_layout(self, spacing=session.look.px(8))
        self.heading = set_role(ElidedLabel(), "label")
        self.about = set_role(QLabel(), "small-muted")
        if outer is not None:
            line = QHBoxLayout()
            line.addWidget(self.heading, 1)
            line.addWidget(self.about)
            box.addLayout(line)
        self.card = set_role(QFrame(), "card")
        column_layout(self.card, (1, 1, 1, 1)).addWidget(self.table)
        box.addWidget(self.card, 1)
        self.inner = [RowsPane(session, InnerCollection(place), place.inside, self) for place in inside]
        if self.inner:
            below = row_layout(spacing=session.look.px(12))
            for pane in self.inner:
                pane.entered.connect(self.entered)
                pane.told.connect(self.told)
                below.addWidget(pane, 1)
            box.addLayout(below, 1)
        records = self.table.records
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.table.selectionModel().currentChanged.connect(self._follow)
        for signal in (records.rowsInserted, records.rowsRemoved, records.modelReset, records.layoutChanged):
            signal.connect(self._follow)
        if self.inner:
            records.dataChanged.connect(self._show_inner)  # the row may be called otherwise now
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)
        self._follow()

    def panes(self) -> Iterator[RowsPane]:
        """This one and all inside it."""
        yield self
        for pane in self.inner:
            yield from pane.panes()

    # --- which rows ---------------------------------------------------------------------------

    def _follow(self, *_what: Any) -> None:
        """The cursor stands in another row, or the rows are others."""
        self._show_inner()
        self.rows_changed.emit()

    def _show_inner(self, *_what: Any) -> None:
        """Show what is inside the row of the cursor."""
        records, row = self.table.records.records, self.table.currentIndex().row()
        record = records[row] if 0 <= row < len(records) else None
        self._row = "" if record is None else self.collection.row(record)
        for pane in self.inner:
            pane.hang(self._row, "" if record is None else self._name(record))
        if self.inner:  # as high as its rows, what is inside takes the rest
            head = self.table.horizontalHeader().sizeHint().height()
            high = self.table.verticalHeader().defaultSectionSize()
            self.card.setMaximumHeight(head + (len(records) + 1) * high + 6)
            self.card.setMinimumHeight(head + high * min(len(records) + 1, 2) + 6)
        self.about.setText(count_text(len(records), "row", "rows") if self.is_open() else "")

    def _name(self, record: Any) -> str:
        """A row in the heading of what is inside it: ``“People”``, ``Day 30``."""
        for name in self.collection.columns:
            card = self.collection.cards[name]
            text = " ".join(cell_text(card, getattr(record, name), self.session.event).split())
            if text and card.kind in ("text", "person", "link"):
                return f"“{text}”" if len(text) <= LONGEST else f"“{text[: LONGEST - 1]}…”"
            if text:
                return f"{card.title} {text}"
        return row_name(record)

    def is_open(self) -> bool:
        """There is a row these rows are inside of (a table of the event always is)."""
        return self.outer is None or bool(self.collection.address)

    def hang(self, row: str, name: str) -> None:
        """Show what is inside the row at an address; "" while there is none."""
        assert isinstance(self.collection, InnerCollection)
        assert self.outer is not None
        before = self.collection.address
        self.collection.hang(row)
        title = self.collection.title
        heading = _("{rows} of {row}").format(rows=title, row=name) if row else title
        self.where = f"{heading}, {self.outer.where}" if self.outer.outer is not None else heading
        self.heading.setText(heading)
        self.heading.setToolTip(self.where)
        self.table.setAccessibleName(self.where)
        if not row and self.table.hasFocus():  # else Qt would send the keyboard anywhere
            around = self.outer
            while around.outer is not None and not around.table.isEnabled():
                around = around.outer
            around.table.setFocus()
        self.table.setEnabled(bool(row))
        if before != self.collection.address:
            self.table.records.reset()
        if not row:
            self.table.setCurrentIndex(QModelIndex())
            self.about.setText(_("Type the row above first."))
        elif not self.table.currentIndex().isValid():
            self.table.go(0, 0)

    # --- where the keyboard is ----------------------------------------------------------------

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and (now is self.table or self.table.isAncestorOf(now)):
            self.entered.emit(self)

    def mark(self, active: RowsPane) -> None:
        """Show which table the keyboard and the buttons of the page belong to, where there are several."""
        several = self.inner or self.outer is not None
        set_role(self.card, "card-active" if active is self and several else "card")
        for pane in self.inner:
            pane.mark(active)

    def go_to(self, address: Sequence[str]) -> RowsPane:
        """Put the cursor on a row by the ids and names below this table: ``("f-1", "branches", "br-2")``."""
        if not address:
            return self
        ids = [record.id for record in self.table.records.records]
        if address[0] in ids:
            names = self.collection.columns
            column = names.index(address[1]) if len(address) > 1 and address[1] in names else 0
            self.table.go(ids.index(address[0]), column)
        for pane in self.inner:
            parts = tuple(pane.collection.path.split("."))
            if tuple(address[1 : 1 + len(parts)]) == parts:
                return pane.go_to(address[1 + len(parts) :])
        return self
