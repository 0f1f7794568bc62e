"""A window beside the main one: not modal, Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role


class SideWindow(QWidget):
    """Titled, in the colors of a panel, never larger than the screen it opens on."""

    def __init__(self, session: Session, parent: QWidget | None, title: str, forget: bool = True) -> None:
        """`forget`: it is gone once closed."""
        super().__init__(parent, Qt.WindowType.Dialog)
        self.look = session.look
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, forget)
        self.setWindowTitle(title)
        set_role(self, "panel")

    def fit(self, width: int, height: int) -> None:
        """Take this size, in pixels at the usual size of type, as far as the screen has it."""
        room = self.screen().availableGeometry()
        self.resize(
            min(self.look.px(width), room.width() - 40), min(self.look.px(height), room.height() - 80)
        )

    def leave(self) -> None:
        """What has to be done before it closes."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing that was typed is lost."""
        self.leave()
        super().closeEvent(event)
