"""The history list (Ctrl+H): every edit by name; a click goes back or forward to it."""

from __future__ import annotations

from PySide6.QtWidgets import QUndoView, QWidget

from leanbench.ui.frame.session import Session
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.side_window import SideWindow
from leanbench.ui.kit.widgets import words_label
from leanbench.words import _


class History(SideWindow):
    """The window beside it follows each click."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, parent, _("History"), forget=False)
        self.view = QUndoView(session.stack)
        self.view.setEmptyLabel(_("As opened"))
        self.view.setAccessibleName(_("History of edits"))
        words = _("Choose a line to see the event as it was then. Nothing is lost by looking.")
        box = column_layout(self, (16, 16, 16, 16), spacing=8)
        box.addWidget(words_label(words, "small-muted"))
        box.addWidget(self.view)
        self.fit(400, 480)
