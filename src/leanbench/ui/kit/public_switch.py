"""The switch “Public copy”: everywhere a file is made, always the same one."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QMenu, QWidget

from leanbench.ui.frame.session import Session
from leanbench.words.language import _


def _tip() -> str:
    return _(
        "Nobody is named in papers, pictures and files that go out: people are Person A, Person B … in them. "
        "Cells and steps copied to be pasted again keep their names."
    )


class PublicSwitch(QCheckBox):
    """Shows and sets whether names go out of this window."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Public copy"), parent)
        self._outgoing = session.outgoing
        self.setToolTip(_tip())
        self.setChecked(self._outgoing.is_public)
        self.toggled.connect(self._outgoing.set_public)
        self._outgoing.changed.connect(self._follow)

    def _follow(self) -> None:
        self.setChecked(self._outgoing.is_public)


def add_public_line(menu: QMenu, session: Session) -> QAction:
    """The switch as a line of a menu that copies or saves."""
    line = QAction(_("&Public copy, without names"), menu)
    menu.addAction(line)
    line.setCheckable(True)
    line.setToolTip(_tip())
    line.setChecked(session.outgoing.is_public)
    line.toggled.connect(session.outgoing.set_public)
    menu.aboutToShow.connect(lambda: line.setChecked(session.outgoing.is_public))
    return line


def without_names(session: Session, words: str) -> str:
    """A sentence of something that went out, with the word that it went without names."""
    return (
        _("{sentence} Nobody is named in it.").format(sentence=words) if session.outgoing.is_public else words
    )
