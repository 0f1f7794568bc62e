"""The account of an import, line by line: what changes numbers first, with what could be done instead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from leanbench.event.import_account import ImportNote, told_text
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout, empty, row_layout
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.words import _, ngettext
from leanbench.words.numbers import number_text

MOST = 60  # lines that are shown one by one
MARKS = {"warning": "▲", "info": "●"}


class AccountList(QWidget):
    """Signal: `taken(line, choice)` when a person wants something else to be done."""

    taken = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.column = column_layout(self, spacing=look.px(6))
        self.buttons: dict[tuple[str, str], QPushButton] = {}

    def show_account(self, account: Sequence[ImportNote], *, is_open: bool) -> None:
        """Show the lines; `is_open` with a button for each other choice. The keyboard stays where it was."""
        decided = next((key for (key, _choice), button in self.buttons.items() if button.hasFocus()), "")
        empty(self.column)
        self.buttons = {}
        lines = sorted(account, key=lambda line: line.level != "warning")
        if lines and is_open:
            title = ngettext("{count} thing to look at", "{count} things to look at", len(lines))
            title = title.format(count=number_text(len(lines)))
        else:
            title = _("At the import") if lines else _("Nothing odd was found")
        self.column.addWidget(set_role(QLabel(title), "label"))
        for line in lines[:MOST]:
            self.column.addWidget(self._line(line, is_open=is_open))
        if (more := len(lines) - MOST) > 0:
            words = _("{more} more are kept with the table.").format(more=number_text(more))
            self.column.addWidget(words_label(words, "caution"))
        again = next((button for (key, _choice), button in self.buttons.items() if key == decided), None)
        if again is not None:
            again.show()
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, line: ImportNote, *, is_open: bool) -> QWidget:
        widget = QWidget()
        row = row_layout(widget, spacing=self.look.px(6))
        mark = set_role(QLabel(MARKS[line.level]), "caution" if line.level == "warning" else "small-muted")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        inside = column_layout(spacing=0)
        inside.addWidget(words_label(told_text(line), "small", select=not is_open))
        for choice, words in line.about.choices.items() if is_open else ():
            if choice != line.taken:
                inside.addWidget(self._button(line, choice, _(words)), 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(inside, 1)
        return widget

    def _button(self, line: ImportNote, choice: str, words: str) -> QPushButton:
        button = push_button(
            _("Instead: {words}").format(words=words), lambda: self.taken.emit(line.key, choice), "link"
        )
        button.setAccessibleDescription(line.text)
        self.buttons[line.key, choice] = button
        return button
