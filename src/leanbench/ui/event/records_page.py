"""The Records page: everything an event writes down beside its maps and data, as a table and as a form.

What is offered is derived from the cards (`record_sections`): members, metrics, wastes, ideas, actions,
reviews, benefits and whatever kind of record comes next. Below a table stand the tables inside the row of its
cursor (`ui.kit.rows_pane`): the branches of a fishbone, the causes of a branch.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QWidget,
)

from leanbench.event.changes import Set, Several
from leanbench.schema.addresses import address_parts, at
from leanbench.schema.cell_text import typed_cards
from leanbench.schema.record_places import RecordPlace, value_at
from leanbench.store.touched import Touched
from leanbench.ui.event.record_sections import collection_at, sections
from leanbench.ui.frame.actions import ActionSpec, Entry
from leanbench.ui.frame.key_names import keys_here, keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, empty, row_layout, scroll_area
from leanbench.ui.kit.record_form import RecordForm
from leanbench.ui.kit.record_table import RecordTable
from leanbench.ui.kit.row_button import RowButton
from leanbench.ui.kit.rows_pane import RowsPane
from leanbench.ui.kit.widgets import ElidedLabel, focus_first, named_line, push_button
from leanbench.words import _
from leanbench.words.lists import count_text

START = "actions"
SIDE, LIST = 292, 236  # pixels at the usual size of type
WIDE = 1060  # below this the form of a row gives way to the table


class RecordsPage(QWidget):
    """The list of what can be written down, the table or form of one of them, the form of its row."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.places: dict[str, RecordPlace] = {
            place.path: place for _title, found in sections() for place in found
        }
        self.path = START
        self.rows: RowsPane | None = None  # the table of the place, with what is inside its rows
        self.active: RowsPane | None = (
            None  # the one of these tables that the keyboard and the buttons belong to
        )
        self.form: RecordForm | None = None
        self.buttons: dict[str, RowButton] = {}
        set_role(self, "page")
        self._build()
        self._add_actions()
        session.touched.connect(self._on_touched)
        session.replaced.connect(self._again)
        session.look.changed.connect(self._again)
        self.show_thing(START)

    @property
    def table(self) -> RecordTable | None:
        """The table the keyboard and the buttons belong to; None for a single record."""
        return self.active.table if self.active is not None else None

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        px = self.session.look.px
        self.left = scroll_area(_("What can be written down"))
        inside = set_role(QWidget(), "page")
        self.list = column_layout(inside, (0, 0, 8, 0), spacing=2)
        self.left.setWidget(inside)
        self.title = set_role(QLabel(), "h3")
        self.about = set_role(ElidedLabel(), "muted")
        self.search = named_line(_("Find in this table"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda text: self._find(text, False))
        self.search.returnPressed.connect(lambda: self._find(self.search.text(), True))
        does, tip = (
            partial(self._on_table, RecordTable.insert_below),
            _("A new row below the cursor ({keys})").format(keys=keys_text(keys_here("Insert"))),
        )
        self.add_button = push_button(_("Add row"), does, tip=tip)
        does, tip = (
            partial(self._on_table, RecordTable.remove),
            _("Take the selected rows out ({keys})").format(keys=keys_text("Delete")),
        )
        self.remove_button = push_button(_("Remove"), does, tip=tip)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        for widget in (self.search, self.remove_button, self.add_button):
            head.addWidget(widget)
        self.front = column_layout()
        middle = column_layout(margins=(px(8), px(8), px(16), px(16)), spacing=px(12))
        middle.addLayout(head)
        middle.addLayout(self.front, 1)
        self.side = scroll_area(_("Fields of the selected rows"))
        row = row_layout(self, (px(16), 0, 0, 0), spacing=0)
        holder = column_layout(margins=(0, px(12), 0, px(12)))
        holder.addWidget(self.left)
        row.addLayout(holder)
        row.addLayout(middle, 1)
        row.addWidget(self.side)

    def _add_actions(self) -> None:
        add = self.session.actions.add
        table_does = (
            ("copy", _("Copy cells"), "Edit", "Ctrl+C", RecordTable.copy),
            ("cut", _("Cut cells"), "Edit", "Ctrl+X", RecordTable.cut),
            ("paste", _("Paste cells or rows"), "Edit", "Ctrl+V", RecordTable.paste),
            ("all", _("Select all cells"), "Edit", "Ctrl+A", RecordTable.selectAll),
            ("up", _("Move the rows up"), "Records", "", lambda table: table.move_rows(-1)),
            ("down", _("Move the rows down"), "Records", "", lambda table: table.move_rows(1)),
        )
        for name, words, menu, keys, run in table_does:
            spec = ActionSpec(f"records.{name}", words, menu, keys, page="records")
            add(spec, partial(self._on_table, run))
        page_does = (
            ("into", _("Go to the rows inside this row"), "Alt+Right", self.go_into),
            ("out", _("Go back to the row around"), "Alt+Left", self.go_out),
            ("panes", _("Next table, form or list"), "F6", self.next_pane),
            ("find", _("Find in this table"), "Ctrl+Shift+F", self.search.setFocus),
        )
        for name, words, keys, run in page_does:
            add(ActionSpec(f"records.{name}", words, "Records", keys, page="records"), run)
        self.session.palette_sources.append(self._entries)

    def _on_table(self, run: Any) -> None:
        if self.table is not None and self.table.isEnabled():
            run(self.table)

    def _entries(self) -> list[Entry]:
        """Every table and record by name, for the palette."""
        return [
            Entry(place.card.title, _("Records"), "", partial(self.session.show_page, "records", path))
            for path, place in self.places.items()
        ]

    # --- showing ------------------------------------------------------------------------------

    def show_thing(self, thing: str) -> None:
        """Bring one table or record to the front; the address of a row or field leads to it, inside rows too."""
        parts = address_parts(thing)
        path = next((".".join(parts[:n]) for n in (2, 1) if ".".join(parts[:n]) in self.places), thing)
        if path not in self.places:
            return
        self.commit()
        self.path = path
        place = self.places[path]
        empty(self.front)
        self.rows = self.active = self.form = None
        self.title.setText(place.card.title)
        if place.is_table:
            self.rows = RowsPane(self.session, collection_at(place), place.inside)
            self.rows.entered.connect(self._enter)
            self.rows.told.connect(lambda text: self.session.say(text, "caution"))
            for pane in self.rows.panes():
                pane.rows_changed.connect(partial(self._show_rows, pane))
            self.front.addWidget(self.rows)
            self._enter(self.rows.go_to(parts[path.count(".") + 1 :]))
        else:
            cards = typed_cards(place.kind, listed=True)
            self.form = self._new_form(RecordForm(self.session, cards, self._put_record))
            form = scroll_area(place.card.title, self._framed(self.form))
            self.front.addWidget(form)
            self.form.show_records([value_at(self.session.event, path)])
            wanted = self.form.fields.get(parts[-1])
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        for widget in (self.search, self.add_button, self.remove_button):
            widget.setVisible(place.is_table)
        self._fit()
        self._fill_list()

    def _again(self) -> None:
        """Another event or another look: everything anew."""
        self.buttons = {}
        self.show_thing(self.path)

    def _new_form(self, form: RecordForm) -> RecordForm:
        form.told.connect(self.session.say)
        return form

    def _framed(self, form: RecordForm) -> QWidget:
        px = self.session.look.px
        holder = set_role(QWidget(), "panel")
        box = column_layout(holder, (px(16), px(14), px(16), px(14)))
        box.addWidget(form)
        return holder

    def _enter(self, pane: RowsPane) -> None:
        """The keyboard is in a table: buttons and form belong to it."""
        if self.rows is None or pane is self.active or pane not in self.rows.panes():
            return
        self.active = pane
        self.rows.mark(pane)
        self.form = self._new_form(
            RecordForm(self.session, pane.collection.cards, self._put_rows, self._values)
        )
        self.side.setWidget(self._framed(self.form))
        self._show_rows(pane)

    def _values(self, name: str) -> list[Any]:
        """The values of a field in the table in front."""
        return [getattr(record, name) for record in self.table.records.records] if self.table else []

    def _fill_list(self) -> None:
        held = next((path for path, button in self.buttons.items() if button.hasFocus()), "")
        if not self.buttons:
            empty(self.list)
            self.buttons = {}
            for title, places in sections():
                self.list.addWidget(set_role(QLabel(title), "caption"))
                for place in places:
                    button = RowButton(self.session.look, place.card.title, self._state(place))
                    button.clicked.connect(partial(self._choose, place.path))
                    self.list.addWidget(button)
                    self.buttons[place.path] = button
            self.list.addStretch(1)
        for path, button in self.buttons.items():
            button.setChecked(path == self.path)
        QTimer.singleShot(0, self, self._scroll_list)
        if held:
            self.buttons[held].setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _scroll_list(self) -> None:
        """The one in front is seen in the list."""
        self.list.activate()  # new buttons have no place yet
        self.left.ensureWidgetVisible(self.buttons[self.path], 0, 60)

    def _choose(self, path: str, _on: bool = False) -> None:
        self.show_thing(path)

    def _state(self, place: RecordPlace) -> str:
        """How much is written down."""
        found: Any = value_at(self.session.event, place.path)
        if place.is_table:
            return count_text(len(found), "row", "rows") if found else _("nothing yet")
        names = typed_cards(place.kind, listed=True)
        filled = sum(1 for name in names if getattr(found, name) not in ("", None, ()))
        return _("{filled} of {all} fields").format(filled=filled, all=len(names))

    def _tell(self) -> None:
        place = self.places[self.path]
        rows: Any = value_at(self.session.event, self.path)
        if not place.is_table:
            self.about.setText(place.card.hint)
        elif rows:
            self.about.setText(count_text(len(rows), "row", "rows"))
        else:
            self.about.setText(_("Type in the first row, or paste rows of a spreadsheet."))

    def _show_rows(self, pane: RowsPane) -> None:
        if pane is self.active and self.form is not None:
            records = pane.table.records.records
            self.form.show_records([records[row] for row in pane.table.chosen_rows()])

    # --- where the keyboard goes --------------------------------------------------------------

    def go_into(self) -> None:
        """From a row to the rows inside it."""
        if self.active is not None:
            self._go(next((pane for pane in self.active.inner if pane.is_open()), None))

    def go_out(self) -> None:
        """From the rows inside a row back to it."""
        if self.active is not None:
            self._go(self.active.outer)

    def _go(self, pane: RowsPane | None) -> None:
        if pane is not None:
            self._enter(pane)
            pane.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def next_pane(self) -> None:
        """From table to table, to the form and the list, and around."""
        around: list[QWidget] = (
            [pane.table for pane in self.rows.panes() if pane.is_open()] if self.rows else []
        )
        around = [
            widget for widget in (*around, self.form, self.left) if widget is not None and widget.isVisible()
        ]
        now = QApplication.focusWidget()
        held = (
            n
            for n, widget in enumerate(around)
            if now is not None and (widget is now or widget.isAncestorOf(now))
        )
        widget = around[(next(held, -1) + 1) % len(around)]
        focus_first(self.buttons[self.path] if widget is self.left else widget)

    # --- writing ------------------------------------------------------------------------------

    def _put_rows(self, name: str, value: Any) -> str:
        table = self.table
        if table is None:
            return ""
        rows = table.chosen_rows()
        records = table.records.records
        changes = tuple(Set(table.collection.row(records[row], name), value) for row in rows)
        if not changes:
            return ""
        card, count = table.collection.cards[name], count_text(len(rows), "row", "rows")
        words = _("set {field} of {rows}").format(field=card.words, rows=count)
        change = changes[0] if len(changes) == 1 else Several(words, changes)
        refusal = self.session.do(change, by=self)
        return refusal.reason if refusal is not None else ""

    def _put_record(self, name: str, value: Any) -> str:
        refusal = self.session.do(Set(at(*self.path.split("."), name), value), by=self)
        return refusal.reason if refusal is not None else ""

    def commit(self) -> None:
        """Hand over what is being typed."""
        for pane in self.rows.panes() if self.rows is not None else ():
            pane.table.commit()
        if self.form is not None:
            self.form.commit()

    # --- following ----------------------------------------------------------------------------

    def _on_touched(self, touched: Touched) -> None:
        if touched.touches(self.path.split(".")[0]) and self.form is not None:
            if self.active is not None:
                self._show_rows(self.active)
            else:
                self.form.show_records([value_at(self.session.event, self.path)])
        for path, button in self.buttons.items():
            if touched.touches(path.split(".")[0]):
                button.set_about(self._state(self.places[path]))
        self._tell()

    def _find(self, text: str, again: bool) -> None:
        if self.table is not None and text.strip() and not self.table.find(text, again):
            self.session.say(_("“{text}” does not stand in this table.").format(text=text.strip()))

    def on_show(self) -> None:
        """The page came to the front: the keyboard stands in the table."""
        self._fill_list()
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        px = self.session.look.px
        self.left.setFixedWidth(px(LIST))
        self.side.setFixedWidth(px(SIDE))
        self.side.setVisible(self.table is not None and self.width() >= px(WIDE))
        self.left.setVisible(self.width() >= px(640))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps the table."""
        super().resizeEvent(event)
        self._fit()
