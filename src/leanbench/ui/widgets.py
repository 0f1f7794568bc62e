"""Small pieces many pages use: segmented switches and icon buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from leanbench.ui.style import set_role


class Segments(QWidget):
    """A row of joined buttons of which one is on. Signal `chosen(key)` when a person chose."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str, str]]) -> None:
        """`options` are (key, words, tool tip)."""
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, (key, words, tip) in enumerate(options):
            button = QPushButton(words)
            role = (
                "segment-first"
                if number == 0
                else "segment-last"
                if number == len(options) - 1
                else "segment"
            )
            set_role(button, role)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleName(f"{name}: {words}")
            button.clicked.connect(lambda _on=False, which=key: self.chosen.emit(which))
            self._group.addButton(button)
            self.buttons[key] = button
            row.addWidget(button)

    def set_current(self, key: str) -> None:
        """Mark one, without telling."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)


def tool_button(action: QAction, words: bool = True) -> QToolButton:
    """A flat button of an action, with its words."""
    button = QToolButton()
    button.setDefaultAction(action)
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if words else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    button.setAccessibleName(action.text())
    return button
