"""The tables of the event, to choose from, at the left of the Data page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from leanbench.event.records import Dataset
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.row_button import RowButtons
from leanbench.words import _
from leanbench.words.lists import count_text


class TableList(QScrollArea):
    """Signal: `chosen(dataset_id)`."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(_("Tables of this event"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = set_role(QWidget(), "page")
        column = column_layout(inner, (0, 0, 8, 0))
        column.addWidget(set_role(QLabel(_("Tables of this event")), "caption"))
        self.buttons = RowButtons(look, self.chosen.emit)
        column.addLayout(self.buttons)
        column.addStretch(1)
        self.setWidget(inner)

    def show_tables(self, datasets: Sequence[Dataset], front: str) -> None:
        """List the tables; `front` is the id of the one shown, "" for none. The keyboard stays on the list."""
        rows = []
        for dataset in datasets:
            count = count_text(max(dataset.text.count("\n") - 1, 0), "row", "rows")
            about = f"{count} · {dataset.origin}" if dataset.origin else count
            rows.append((dataset.id, dataset.name or dataset.id, about))
        self.buttons.show_rows(rows, front)
