"""The bar under the title that tells people things: one plain sentence, what to do, and a way to close it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from leanbench.ui.frame.session import Message, Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import row_layout

ICONS = {"info": "info", "good": "check", "caution": "triangle-alert", "bad": "circle-alert"}
COLOURS = {"info": "accent", "good": "good", "caution": "caution", "bad": "bad"}
STAYS_MS = {"info": 8000, "good": 5000, "caution": 12000}


class MessageBar(QFrame):
    """Shows the last message of the session; a bad one stays until it is closed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName("Message")
        self.icon = QLabel()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.close_button = QToolButton()
        self.close_button.setAccessibleName("Close this message")
        self.close_button.setToolTip("Close this message (Esc)")
        self.close_button.clicked.connect(self.hide)
        session.look.bind_icon(self.close_button, "x")
        box = row_layout(self, (16, 6, 8, 6), spacing=10)
        box.addWidget(self.icon)
        box.addWidget(self.label, 1)
        box.addLayout(self.buttons)
        box.addWidget(self.close_button)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.hide)
        self.message: Message | None = None
        self.hide()
        session.said.connect(self.show_message)
        session.look.changed.connect(self._paint_icon)

    def show_message(self, message: Message) -> None:
        """Show one message in place of the one before."""
        self.message = message
        self.label.setText(message.text)
        self.label.setAccessibleName(message.text)
        while (item := self.buttons.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        for words, run in message.buttons:
            button = QPushButton(words)
            button.clicked.connect(lambda _on=False, call=run: self._run(call))
            self.buttons.addWidget(button)
        set_role(self, f"message-{message.level}")
        self._paint_icon()
        self.show()
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        # A screen reader hears it without the focus moving.
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message.text))
        self.timer.stop()
        if message.level in STAYS_MS and not message.buttons:
            self.timer.start(STAYS_MS[message.level])

    def _run(self, call: object) -> None:
        self.hide()
        call()  # type: ignore[operator]

    def _paint_icon(self) -> None:
        if self.message is not None:
            level = self.message.level
            self.icon.setPixmap(
                self.session.look.pixmap(ICONS[level], COLOURS[level], 18, self.devicePixelRatioF())
            )
