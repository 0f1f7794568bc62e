"""What the Data page says before there is a table: what goes there, an example, the next action."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.widgets import push_button, small_table, words_label
from leanbench.words import _

EXAMPLE = (
    ("case_id", "received", "issued", "days"),
    ("2025-0412", "2025-03-03", "2025-06-03", "66"),
    ("2025-0413", "2025-03-04", "…", "…"),
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
        column.addWidget(set_role(QLabel(_("No table yet")), "h2"))
        words = _(
            "Case dates, waiting times, counts: one row per case or per day, with a name over each column.\n"
            "Drop a file here, paste from a spreadsheet, or import CSV, Excel or OpenDocument. "
            "You will see everything that is odd before anything is stored, and the file itself is never changed."
        )
        column.addWidget(words_label(words, "muted"))
        column.addWidget(small_table(EXAMPLE), 0, Qt.AlignmentFlag.AlignLeft)
        self.import_button = push_button(_("&Import a table…"), self.file_wanted.emit, "primary")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.import_button)
        line.addWidget(push_button(_("&Paste"), self.paste_wanted.emit))
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(2)
