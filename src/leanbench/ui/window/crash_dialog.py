"""What happens to an error nobody caught: logged, shown once in a window that blocks nothing.

`UserError` is not a failure of the program: it goes to the message bar as its own sentence. Anything
else is written to the log with its traceback; the person sees that their work is safe and where the
log lies. The same error again within a few seconds is only counted.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit

from leanbench.errors import UserError
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.side_window import SideWindow
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.words import _

if TYPE_CHECKING:
    from leanbench.ui.frame.session import Session

log = logging.getLogger("leanbench")
AGAIN_AFTER_S = 5.0
MOST_BYTES = 500_000


def start_log(path: Path) -> None:
    """A rotating log file in the state folder; without a writable folder the log goes nowhere."""
    # One old file beside it; `logging.handlers` would load sockets and pickles at every start.
    root = logging.getLogger("leanbench")
    root.setLevel(logging.INFO)
    if root.handlers:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            path.replace(path.with_suffix(".old.log"))
        handler: logging.Handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)


class ErrorHook:
    """The one `sys.excepthook` of the window."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.dialog: ErrorDialog | None = None
        self._last: tuple[str, float] = ("", 0.0)

    def install(self) -> None:
        """Take over `sys.excepthook`."""
        sys.excepthook = self

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        if isinstance(error, UserError):
            self.session.say(str(error), "caution")
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        if self.session.journal is not None:
            self.session.journal.flush(1.0)
        log.error("not caught:\n%s", text)
        key, now = f"{kind.__name__}: {error}", time.monotonic()
        if key == self._last[0] and now - self._last[1] < AGAIN_AFTER_S:
            return
        self._last = (key, now)
        if self.dialog is None or not self.dialog.isVisible():
            self.dialog = ErrorDialog(self.session, text)
            self.dialog.show()
            self.dialog.activateWindow()  # what is typed now is not meant for the map behind it


class ErrorDialog(SideWindow):
    """One sentence that the work is safe; the trace is behind Details. Enter and Esc close, other keys do nothing."""

    def __init__(self, session: Session, details: str) -> None:
        title = _("Something went wrong in the program")
        super().__init__(session, None, title, forget=False)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        words = _("The last thing you asked for may not have been done; your event and every edit are kept.")
        import platform

        about = f"leanbench on {platform.platform()}, Python {platform.python_version()}\n{session.places.log}\n\n"
        self.details = QPlainTextEdit(about + details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(_("Details for a report of the problem"))
        self.details.hide()
        self.more = push_button(_("Details"), self._show_details)
        self.copy = push_button(_("Copy details"), self._copy)
        self.copy.hide()
        self.go_on = push_button(_("Go on"), self.close, "primary")
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.go_on)
        box = column_layout(self, (24, 20, 24, 16), spacing=12)
        for widget in (set_role(QLabel(title), "h3"), words_label(words), self.details):
            box.addWidget(widget)
        box.addLayout(row)
        self.fit(620, 150)
        self.go_on.setFocus()

    def _show_details(self) -> None:
        self.more.hide()
        self.details.show()
        self.copy.show()
        self.fit(620, 420)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter closes as Esc does; nothing typed goes further."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.close()
        event.accept()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
