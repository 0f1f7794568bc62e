"""The history list (Ctrl+H): every edit by name; a click goes back or forward to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QUndoView, QWidget

from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout


class History(QWidget):
    """Not modal: the window beside it follows each click."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.setWindowTitle("History")
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.view = QUndoView(session.stack)
        self.view.setEmptyLabel("As opened")
        self.view.setAccessibleName("History of edits")
        words = set_role(
            QLabel("Choose a line to see the event as it was then. Nothing is lost by looking."),
            "small-muted",
        )
        words.setWordWrap(True)
        box = column_layout(self, (16, 16, 16, 16), spacing=8)
        box.addWidget(words)
        box.addWidget(self.view)
        self.resize(session.look.px(400), session.look.px(480))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
