"""The tables of the event, to choose from, at the left of the Data page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from leanbench.event.records import Dataset
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.ui.kit.row_button import RowButton


class TableList(QScrollArea):
    """Signal: `chosen(dataset_id)`."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.rows: list[RowButton] = []
        self.setWidgetResizable(True)
        self.setAccessibleName("Tables of this event")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = set_role(QWidget(), "page")
        column = column_layout(inner, (0, 0, 8, 0))
        column.addWidget(set_role(QLabel("Tables of this event"), "caption"))
        self.buttons = QVBoxLayout()
        self.buttons.setSpacing(4)
        column.addLayout(self.buttons)
        column.addStretch(1)
        self.setWidget(inner)

    def show_tables(self, datasets: Sequence[Dataset], front: str) -> None:
        """List the tables; `front` is the id of the one shown, "" for none. The keyboard stays on the list."""
        held = any(button.hasFocus() for button in self.rows)
        empty(self.buttons)
        self.rows = []
        for dataset in datasets:
            rows = max(dataset.text.count("\n") - 1, 0)
            about = f"{rows:,} rows" + (f" · {dataset.origin}" if dataset.origin else "")
            button = RowButton(self.look, dataset.name or dataset.id, about)
            button.setChecked(dataset.id == front)
            button.clicked.connect(lambda _on, chosen=dataset.id: self.chosen.emit(chosen))
            self.buttons.addWidget(button)
            self.rows.append(button)
            if held and dataset.id == front:
                button.show()
                button.setFocus(Qt.FocusReason.OtherFocusReason)
