"""For whom copies of the event are written, and where. Not modal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout

MOST = 50


class GiveOutDialog(QWidget):
    """One name a line; each becomes a file beside the event or in another folder."""

    def __init__(
        self, session: Session, parent: QWidget, path: Path, write: Callable[[Path, Sequence[str]], bool]
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Give out copies")
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.folder, self._write = path.parent, write
        words = set_role(
            QLabel(
                "For whom? One name a line. Each copy knows this event and the version it was made from, so that "
                "“Merge another copy…” can bring the work of all together again."
            ),
            "small-muted",
        )
        words.setWordWrap(True)
        self.names = QPlainTextEdit("Copy 1\nCopy 2")
        self.names.setAccessibleName("Names of the copies, one a line")
        self.names.setTabChangesFocus(True)
        self.names.selectAll()
        self.place = set_role(QLabel(), "small")
        self.place.setWordWrap(True)
        self.problem = set_role(QLabel(), "bad")
        self.problem.setWordWrap(True)
        other = QPushButton("Another folder…")
        other.clicked.connect(self._choose)
        self.button = set_role(QPushButton("Write the copies"), "primary")
        self.button.clicked.connect(self.write)
        row = QHBoxLayout()
        row.addWidget(other)
        row.addStretch()
        row.addWidget(self.button)
        box = column_layout(self, (24, 20, 24, 20), spacing=12)
        box.addWidget(set_role(QLabel("Give out copies"), "h3"))
        for widget in (words, self.names, self.place, self.problem):
            box.addWidget(widget)
        box.addLayout(row)
        self._tell()
        self.resize(session.look.px(420), session.look.px(360))
        self.names.setFocus()

    def _tell(self) -> None:
        self.place.setText(f"Folder: {self.folder}")

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder for the copies", str(self.folder))
        if chosen:
            self.folder = Path(chosen)
            self._tell()

    def write(self) -> None:
        """Write them; the window stays open while something is wrong."""
        names = [" ".join(line.split()) for line in self.names.toPlainText().splitlines()]
        names = [name for name in names if name]
        if not names:
            self.problem.setText("Type at least one name.")
        elif len(names) > MOST:
            self.problem.setText(f"These are {len(names)} names; {MOST} copies can be written at once.")
        elif len({name.casefold() for name in names}) < len(names):
            self.problem.setText("One of the names stands there twice. Each copy needs its own.")
        elif self._write(self.folder, names):
            self.close()
        else:
            self.problem.setText("Not written; the line above the page says why.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Ctrl+Return writes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.write()
        else:
            super().keyPressEvent(event)
