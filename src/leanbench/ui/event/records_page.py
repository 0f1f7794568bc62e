"""The Records page: everything an event writes down beside its maps and data, as a table and as a form.

What is offered is derived from the cards (`record_sections`): members, metrics, wastes, ideas, actions,
reviews, benefits and whatever kind of record comes next.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from leanbench.event.changes import Set, Several
from leanbench.schema.addresses import at
from leanbench.schema.cell_text import typed_cards
from leanbench.schema.record_places import RecordPlace
from leanbench.store.touched import Touched
from leanbench.ui.event.record_sections import collection_at, record_at, sections
from leanbench.ui.frame.actions import ActionSpec, Entry
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, empty, row_layout, scroll_area
from leanbench.ui.kit.record_form import RecordForm
from leanbench.ui.kit.record_table import RecordTable
from leanbench.ui.kit.row_button import RowButton
from leanbench.ui.kit.widgets import ElidedLabel
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
        self.table: RecordTable | None = None
        self.form: RecordForm | None = None
        self.buttons: dict[str, RowButton] = {}
        set_role(self, "page")
        self._build()
        self._add_actions()
        session.touched.connect(self._on_touched)
        session.replaced.connect(self._again)
        session.look.changed.connect(self._again)
        self.show_thing(START)

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        px = self.session.look.px
        self.left = scroll_area("What can be written down")
        inside = set_role(QWidget(), "page")
        self.list = column_layout(inside, (0, 0, 8, 0), spacing=2)
        self.left.setWidget(inside)
        self.title = set_role(QLabel(), "h3")
        self.about = set_role(ElidedLabel(), "muted")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find in this table")
        self.search.setAccessibleName("Find in this table")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda text: self._find(text, False))
        self.search.returnPressed.connect(lambda: self._find(self.search.text(), True))
        self.add_button = QPushButton("Add row")
        self.add_button.setToolTip("A new row below the cursor (Insert)")
        self.add_button.clicked.connect(lambda: self.table.insert_below() if self.table else None)
        self.remove_button = QPushButton("Remove")
        self.remove_button.setToolTip("Take the selected rows out (Delete)")
        self.remove_button.clicked.connect(lambda: self.table.remove() if self.table else None)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        for widget in (self.search, self.remove_button, self.add_button):
            head.addWidget(widget)
        self.card = set_role(QFrame(), "card")
        self.front = column_layout(self.card, (1, 1, 1, 1))
        middle = column_layout(margins=(px(8), px(8), px(16), px(16)), spacing=px(12))
        middle.addLayout(head)
        middle.addWidget(self.card, 1)
        self.side = scroll_area("Fields of the selected rows")
        row = row_layout(self, (px(16), 0, 0, 0), spacing=0)
        holder = column_layout(margins=(0, px(12), 0, px(12)))
        holder.addWidget(self.left)
        row.addLayout(holder)
        row.addLayout(middle, 1)
        row.addWidget(self.side)

    def _add_actions(self) -> None:
        add = self.session.actions.add
        table_does = (
            ("copy", "Copy cells", "Edit", "Ctrl+C", RecordTable.copy),
            ("cut", "Cut cells", "Edit", "Ctrl+X", RecordTable.cut),
            ("paste", "Paste cells or rows", "Edit", "Ctrl+V", RecordTable.paste),
            ("all", "Select all cells", "Edit", "Ctrl+A", RecordTable.selectAll),
            ("up", "Move the rows up", "Records", "", lambda table: table.move_rows(-1)),
            ("down", "Move the rows down", "Records", "", lambda table: table.move_rows(1)),
        )
        for name, words, menu, keys, run in table_does:
            spec = ActionSpec(f"records.{name}", words, menu, keys, page="records")
            add(spec, partial(self._on_table, run))
        add(ActionSpec("records.find", "Find in this table", "Records", "Ctrl+Shift+F", page="records"),
            self.search.setFocus)  # fmt: skip
        self.session.palette_sources.append(self._entries)

    def _on_table(self, run: Any) -> None:
        if self.table is not None:
            run(self.table)

    def _entries(self) -> list[Entry]:
        """Every table and record by name, for the palette."""
        return [
            Entry(place.card.title, "Records", "", partial(self.session.show_page, "records", path))
            for path, place in self.places.items()
        ]

    # --- showing ------------------------------------------------------------------------------

    def show_thing(self, path: str) -> None:
        """Bring one table or record to the front."""
        if path not in self.places:
            return
        self.commit()
        self.path = path
        place = self.places[path]
        empty(self.front)
        self.table = self.form = None
        self.title.setText(place.card.title)
        if place.is_table:
            collection = collection_at(place)
            self.table = RecordTable(self.session, collection)
            self.table.told.connect(lambda text: self.session.say(text, "caution"))
            self.table.selectionModel().selectionChanged.connect(lambda *_items: self._show_rows())
            self.table.current_changed.connect(lambda _row: self._show_rows())
            self.front.addWidget(self.table)
            self.form = RecordForm(self.session, collection.cards, self._put_rows)
            self.side.setWidget(self._framed(self.form))
            self._show_rows()
        else:
            self.form = RecordForm(self.session, typed_cards(place.kind, listed=True), self._put_record)
            self.form.setMaximumWidth(self.session.look.px(680))
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setAccessibleName(place.card.title)
            area.setWidget(self._framed(self.form))
            self.front.addWidget(area)
            self.form.show_records([record_at(self.session.event, path)])
        for widget in (self.search, self.add_button, self.remove_button):
            widget.setVisible(place.is_table)
        self._fit()
        self._fill_list()

    def _again(self) -> None:
        """Another event or another look: everything anew."""
        self.buttons = {}
        self.show_thing(self.path)

    def _framed(self, form: RecordForm) -> QWidget:
        px = self.session.look.px
        holder = set_role(QWidget(), "panel")
        box = column_layout(holder, (px(16), px(14), px(16), px(14)))
        box.addWidget(form)
        return holder

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
        self.left.ensureWidgetVisible(self.buttons[self.path], 0, 60)

    def _choose(self, path: str, _on: bool = False) -> None:
        self.show_thing(path)

    def _state(self, place: RecordPlace) -> str:
        """How much is written down."""
        found: Any = record_at(self.session.event, place.path)
        if place.is_table:
            return count_text(len(found), "row", "rows") if found else "nothing yet"
        names = typed_cards(place.kind, listed=True)
        filled = sum(1 for name in names if getattr(found, name) not in ("", None, ()))
        return f"{filled} of {len(names)} fields"

    def _tell(self) -> None:
        place = self.places[self.path]
        rows: Any = record_at(self.session.event, self.path)
        if not place.is_table:
            self.about.setText(place.card.hint)
        elif rows:
            self.about.setText(count_text(len(rows), "row", "rows"))
        else:
            self.about.setText("Type in the first row, or paste rows of a spreadsheet.")

    def _show_rows(self) -> None:
        if self.table is not None and self.form is not None:
            records = self.table.records.records
            self.form.show_records([records[row] for row in self.table.chosen_rows()])

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
        words = f"set {self.places[self.path].card.title.lower()}, {count_text(len(rows), 'row', 'rows')}"
        change = changes[0] if len(changes) == 1 else Several(words, changes)
        refusal = self.session.do(change, by=self)
        return refusal.reason if refusal is not None else ""

    def _put_record(self, name: str, value: Any) -> str:
        refusal = self.session.do(Set(at(*self.path.split("."), name), value), by=self)
        return refusal.reason if refusal is not None else ""

    def commit(self) -> None:
        """Hand over what is being typed."""
        if self.table is not None:
            self.table.commit()
        if self.form is not None:
            self.form.commit()

    # --- following ----------------------------------------------------------------------------

    def _on_touched(self, touched: Touched) -> None:
        place = self.places[self.path]
        if touched.touches(self.path.split(".")[0]) and self.form is not None:
            if place.is_table:
                self._show_rows()
            else:
                self.form.show_records([record_at(self.session.event, self.path)])
        for path, button in self.buttons.items():
            if touched.touches(path.split(".")[0]):
                button.set_about(self._state(self.places[path]))
        self._tell()

    def _find(self, text: str, again: bool) -> None:
        if self.table is not None and text.strip() and not self.table.find(text, again):
            self.session.say(f"“{text.strip()}” does not stand in this table.")

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
