"""The line below the cells: figures of the selection, and the field to find a text with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import row_layout
from leanbench.ui.kit.widgets import ElidedLabel, named_line, push_button
from leanbench.words import _


class StatusLine(QWidget):
    """Signals: `find(text, backwards)`, `left()` when the field is closed."""

    find = Signal(str, bool)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        px = look.px
        row = row_layout(self, (px(12), px(3), px(6), px(3)), spacing=px(8))
        self.figures = set_role(ElidedLabel(), "small-muted")
        self.figures.setAccessibleName(_("Figures of the selected cells"))
        row.addWidget(self.figures, 1)
        self.answer = set_role(QLabel(), "small-muted")
        row.addWidget(self.answer)
        self.field = named_line(_("Find in this table"))
        self.field.setMaximumWidth(px(220))
        self.field.setMinimumWidth(px(90))
        row.addWidget(self.field)
        tips = (
            _("The one before ({keys})").format(keys=keys_text("Shift+Return")),
            _("The next one ({keys})").format(keys=keys_text("Return")),
        )
        self.buttons = (
            push_button("‹", lambda: self._go(True), "link", tips[0]),
            push_button("›", lambda: self._go(False), "link", tips[1]),
        )
        for button, name in zip(
            self.buttons, (_("Find the one before"), _("Find the next one")), strict=True
        ):
            button.setAccessibleName(name)
            row.addWidget(button)
        self.close_find()

    def show_figures(self, text: str) -> None:
        """Show a line about the selection."""
        self.figures.setText(text)
        self.figures.setToolTip(text)

    def open_find(self) -> None:
        """Show the field with the keyboard on it."""
        for widget in (self.field, *self.buttons):
            widget.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_find(self) -> None:
        """Take the field away."""
        for widget in (self.field, *self.buttons):
            widget.hide()
        self.answer.setText("")

    def say(self, text: str) -> None:
        """What the search found."""
        self.answer.setText(text)

    def _go(self, backwards: bool) -> None:
        if self.field.text():
            self.find.emit(self.field.text(), backwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter finds the next one, with Shift the one before; Esc goes back to the cells."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.hasFocus():
            self._go(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape and self.field.isVisible():
            self.close_find()
            self.left.emit()
        else:
            super().keyPressEvent(event)
