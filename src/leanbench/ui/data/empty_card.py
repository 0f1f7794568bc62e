"""What the Data page says before there is a table: what goes there, an example, the next action."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton

from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout

EXAMPLE = (
    ("case_id", "received", "issued", "days"),
    ("2025-0412", "2025-03-03", "2025-06-03", "66"),
    ("2025-0413", "2025-03-04", "…", "…"),
)
WORDS = (
    "Case dates, waiting times, counts: one row per case or per day, with a name over each column.\n"
    "Drop a file here, paste from a spreadsheet, or import CSV, Excel or OpenDocument. "
    "You will see everything that is odd before anything is stored, and the file itself is never changed."
)


class EmptyCard(QFrame):
    """Signals: `file_wanted()`, `paste_wanted()`."""

    file_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        px = look.px
        set_role(self, "card")
        column = column_layout(self, (px(48), px(48), px(48), px(48)), spacing=px(10))
        column.addStretch(1)
        column.addWidget(set_role(QLabel("No table yet"), "h2"))
        words = QLabel(WORDS)
        words.setWordWrap(True)
        column.addWidget(set_role(words, "muted"))
        column.addWidget(_example(look), 0, Qt.AlignmentFlag.AlignLeft)
        self.import_button = QPushButton("&Import a table…")
        set_role(self.import_button, "primary")
        self.import_button.clicked.connect(self.file_wanted)
        paste = QPushButton("&Paste")
        paste.clicked.connect(self.paste_wanted)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.import_button)
        line.addWidget(paste)
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(2)


def _example(look: Look) -> QFrame:
    """A small table as it should look in the spreadsheet."""
    px = look.px
    frame = QFrame()
    set_role(frame, "card")
    grid = QGridLayout(frame)
    grid.setContentsMargins(px(12), px(8), px(12), px(8))
    grid.setHorizontalSpacing(px(24))
    grid.setVerticalSpacing(px(2))
    for row, cells in enumerate(EXAMPLE):
        for column, text in enumerate(cells):
            grid.addWidget(set_role(QLabel(text), "label" if row == 0 else "small"), row, column)
    return frame
