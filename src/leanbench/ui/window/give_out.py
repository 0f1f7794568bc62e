"""For whom copies of the event are written, and where. Not modal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.public_switch import PublicSwitch
from leanbench.ui.kit.side_window import SideWindow
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.words import _
from leanbench.words.numbers import number_text

MOST = 50


class GiveOutDialog(SideWindow):
    """One name a line; each becomes a file beside the event or in another folder."""

    def __init__(
        self, session: Session, parent: QWidget, path: Path, write: Callable[[Path, Sequence[str]], bool]
    ) -> None:
        super().__init__(session, parent, _("Give out copies"))
        self.folder, self._write = path.parent, write
        words = _(
            "For whom? One name a line. Each copy knows this event and the version it was made from, so that "
            "“Merge another copy…” can bring the work of all together again."
        )
        self.names = QPlainTextEdit(_("Copy 1\nCopy 2"))
        self.names.setAccessibleName(_("Names of the copies, one a line"))
        self.names.setTabChangesFocus(True)
        self.names.selectAll()
        self.public = PublicSwitch(session)
        self.place = words_label(role="small")
        self.problem = words_label(role="bad")
        self.button = push_button(_("Write the copies"), self.write, "primary")
        row = QHBoxLayout()
        row.addWidget(push_button(_("Another folder…"), self._choose))
        row.addStretch()
        row.addWidget(self.button)
        box = column_layout(self, (24, 20, 24, 20), spacing=12)
        box.addWidget(set_role(QLabel(_("Give out copies")), "h3"))
        about = words_label(words, "small-muted")
        for widget in (about, self.names, self.public, self.place, self.problem):
            box.addWidget(widget)
        box.addLayout(row)
        self._tell()
        self.fit(420, 360)
        self.names.setFocus()

    def _tell(self) -> None:
        self.place.setText(_("Folder: {folder}").format(folder=self.folder))

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder for the copies"), str(self.folder))
        if chosen:
            self.folder = Path(chosen)
            self._tell()

    def write(self) -> None:
        """Write them; the window stays open while something is wrong."""
        names = [" ".join(line.split()) for line in self.names.toPlainText().splitlines()]
        names = [name for name in names if name]
        if not names:
            self.problem.setText(_("Type at least one name."))
        elif len(names) > MOST:
            words = _("These are {count} names; {most} copies can be written at once.")
            self.problem.setText(words.format(count=number_text(len(names)), most=number_text(MOST)))
        elif len({name.casefold() for name in names}) < len(names):
            self.problem.setText(_("One of the names stands there twice. Each copy needs its own."))
        elif self._write(self.folder, names):
            self.close()
        else:
            self.problem.setText(_("Not written; the message at the foot of the window says why."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Return writes."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.write()
        else:
            super().keyPressEvent(event)
