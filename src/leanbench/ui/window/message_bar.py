"""What the program tells people: one plain sentence, what to do, and a way to close it.

It lies over the status line and the empty edge of the page above it, and moves nothing; for its first half second
clicks go through it to what somebody was about to press.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Message, Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import row_layout
from leanbench.words import _

ICONS = {"info": "info", "good": "check", "caution": "triangle-alert", "bad": "circle-alert"}
COLOURS = {"info": "accent", "good": "good", "caution": "caution", "bad": "bad"}
STAYS_MS = {"info": 8000, "good": 5000, "caution": 12000}
THROUGH_MS = 500  # so long a click is meant for what is below
WIDEST, LEFT, BELOW = 780, 16, 3  # pixels at the usual size of type


class MessageBar(QFrame):
    """Shows the last message of the session at the foot of a window; a bad one stays until it is closed.

    It begins where `page` does, and leaves the right end of the status line free, where work is canceled.
    """

    def __init__(self, session: Session, window: QWidget, page: QWidget) -> None:
        super().__init__(window)
        self.session, self.page = session, page
        page.installEventFilter(self)
        self.setAccessibleName(_("Message"))
        self.icon = QLabel()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.close_button = QToolButton()
        self.close_button.setAccessibleName(_("Close this message"))
        self.close_button.setToolTip(_("Close this message ({keys})").format(keys=keys_text("Esc")))
        self.close_button.clicked.connect(self.hide)
        session.look.bind_icon(self.close_button, "x")
        box = row_layout(self, (16, 2, 8, 2), spacing=10)
        box.addWidget(self.icon)
        box.addWidget(self.label, 1)
        box.addLayout(self.buttons)
        box.addWidget(self.close_button)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.hide)
        self.solid = QTimer(self)
        self.solid.setSingleShot(True)
        self.solid.setInterval(THROUGH_MS)
        self.solid.timeout.connect(lambda: self._let_through(False))
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
        self._let_through(True)
        self.solid.start()
        self._place()
        self.show()
        self.raise_()
        # A screen reader hears it without the focus moving.
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message.text))
        self.timer.stop()
        self._start()

    def _let_through(self, through: bool) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, through)

    def _place(self) -> None:
        """As wide as its words."""
        over, px = self.parentWidget(), self.session.look.px
        left = self.page.mapTo(over, QPoint(px(LEFT), 0)).x()
        around = self.layout().sizeHint().width() - self.label.sizeHint().width()
        words = self.label.fontMetrics().horizontalAdvance(self.label.text()) + 8
        width = min(words + around, px(WIDEST), over.width() - left - px(LEFT))
        height = max(self.layout().heightForWidth(width), self.layout().minimumSize().height())
        self.setGeometry(left, over.height() - height - px(BELOW), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page has another size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Somebody reads it: it stays."""
        self.timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Read: it goes in its time."""
        self._start()
        super().leaveEvent(event)

    def _start(self) -> None:
        message = self.message
        if message is not None and message.level in STAYS_MS and not message.buttons:
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
