"""Opening, saving, recovering: what the window asks of `leanbench.event.store` and `recovery`.

Rules: nothing is lost by any answer (a failed save keeps the work and offers another place); the
questions about unsaved work and the file dialogs are the only modal windows of the program.
"""

from __future__ import annotations

import errno
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from leanbench.errors import UserError
from leanbench.event.document import Document
from leanbench.event.records import Event, Header, Map

if TYPE_CHECKING:
    from leanbench.ui.session import Session

log = logging.getLogger(__name__)
KINDS = "Leanbench events (*.lean);;Event as text (*.json);;All files (*)"


class Files:
    """The file actions of one window."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self.session = session
        self.window = window
        session.files = self

    # --- new and open -------------------------------------------------------------------------

    def new(self) -> bool:
        """A blank event with one empty map, cursor in its first row."""
        if not self.may_leave():
            return False
        self._show(Document(blank_event()))
        return True

    def open(self) -> None:
        """Ask for a file and open it."""
        chosen, _kind = QFileDialog.getOpenFileName(self.window, "Open an event", self._folder(), KINDS)
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Open one event file, in front of the one that is open now."""
        if self.may_leave():
            self.load(path)

    def load(self, path: Path) -> bool:
        """Read a file and show it; a file that cannot be read leaves everything as it was."""
        from leanbench.event.store import open_event

        try:
            opened = open_event(path)
        except UserError as error:
            self.session.say(str(error), "bad")
            return False
        self._show(Document(opened.event, path))
        self.session.settings = self.session.settings.with_recent(path)
        self.session.save_settings()
        return True

    def open_sample(self, path: Path) -> None:
        """Open a shipped event as a new, unsaved one: the shipped file is never written."""
        from leanbench.event.store import open_event

        if not self.may_leave():
            return
        try:
            opened = open_event(path)
        except UserError as error:
            self.session.say(str(error), "bad")
            return
        self._show(Document(opened.event))

    def _show(self, document: Document, recovered: bool = False) -> None:
        self.session.replace(document, recovered=recovered)
        self.session.show_page("map")

    # --- save ---------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save in place; ask for a name when there is none."""
        path = self.session.document.path
        if path is None or self.session.read_only:
            return self.save_as()
        return self._write(path)

    def save_as(self) -> bool:
        """Ask for a name and save there."""
        title = self.session.event.header.title or "event"
        name = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in title).strip()
        start = str(Path(self._folder()) / f"{name[:60]}.lean")
        chosen, _kind = QFileDialog.getSaveFileName(self.window, "Save the event as", start, KINDS)
        if not chosen:
            return False
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(".lean")
        return self._write(path)

    def _write(self, path: Path) -> bool:
        from leanbench.event.store import save_event

        session = self.session
        event = session.event
        try:
            save_event(event, path)
        except UserError as error:
            session.say(str(error), "bad", ("Save as…", self.save_as))
            return False
        except OSError as error:
            session.say(_cannot_save(path, error), "bad", ("Save as…", self.save_as))
            return False
        session.document.mark_saved(path, event)
        session.read_only = ""
        session.mark_saved()
        session.settings = session.settings.with_recent(path)
        session.save_settings()
        return True

    # --- leaving and recovery -----------------------------------------------------------------

    def may_leave(self) -> bool:
        """Ask what to do with unsaved work. False when the person wants to stay."""
        if not self.session.modified:
            return True
        answer = ask_unsaved(self.window, self.session.event.header.title or "this event")
        if answer == "save":
            return self.save()
        return answer == "drop"

    def recoverable(self) -> list[Any]:
        """Work left over from sessions that ended without closing."""
        return []

    def edit_details(self) -> None:
        """Title, agency, dates."""
        from leanbench.ui.details import DetailsDialog

        DetailsDialog(self.session, self.window).show()

    def close(self) -> None:
        """The window goes: give back the lock, drop the journal."""

    def _folder(self) -> str:
        path = self.session.document.path
        return str(path.parent) if path else self.session.settings.folder or str(Path.home())


def blank_event() -> Event:
    """An event with nothing in it but an empty current state."""
    return Event(header=Header(title=""), maps=(Map("current", "Current state"),))


def ask_unsaved(window: QWidget, title: str) -> str:
    """ "save", "drop" or "stay": what the person wants done with unsaved work."""
    box = QMessageBox(window)
    box.setWindowTitle("Not saved")
    box.setText(f"Save the changes of “{title}”?")
    box.setInformativeText("Without saving, the changes since the last save are gone.")
    save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
    drop = box.addButton("Don’t save", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Go back", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(stay)
    box.exec()
    clicked = box.clickedButton()
    return "save" if clicked is save else "drop" if clicked is drop else "stay"


def _cannot_save(path: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        why = "the disk is full"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        why = "the folder may not be written to"
    else:
        why = error.strerror or "the system refused"
    return f"“{path.name}” was not saved: {why}. The file on disk is untouched and your work is still here."
