"""The keyboard list (F1): every action with a key, grouped by menu, beside the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout


class KeyList(QWidget):
    """A plain list of keys. Not modal; Esc closes it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.setWindowTitle("Keyboard")
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QWidget()
        set_role(inside, "panel")
        grid = QGridLayout(inside)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        row = 0
        groups: dict[str, list[tuple[str, str]]] = {}
        for spec in session.actions.specs():
            if spec.shortcut:
                groups.setdefault(spec.menu or "Other", []).append((spec.text.rstrip("…"), spec.shortcut))
        for name, lines in groups.items():
            head = set_role(QLabel(name), "h3")
            grid.addWidget(head, row, 0, 1, 2)
            row += 1
            for words, keys in lines:
                grid.addWidget(set_role(QLabel(words), "small"), row, 0)
                grid.addWidget(set_role(QLabel(keys.replace("; ", " or ")), "small-muted"), row, 1)
                row += 1
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setAccessibleName("Keyboard list")
        box = column_layout(self)
        box.addWidget(area)
        wide = inside.sizeHint().width() + area.verticalScrollBar().sizeHint().width()
        self.resize(wide, session.look.px(640))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
