"""Opening and saving: what the window asks of `leanbench.event.event_file` and the room `store`.

Rules: nothing is lost by any answer (a failed save keeps the work and offers another place); the
questions about unsaved work and the file dialogs are the only modal windows of the program; every edit
goes into the recovery journal, which is removed when the event is closed as it should be.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from leanbench import resources
from leanbench.errors import UserError
from leanbench.event.records import Event, Header, Map
from leanbench.schema import new_uuid
from leanbench.store.document import Document
from leanbench.ui.window.recovery import JournalWatch
from leanbench.words import N_, _
from leanbench.words.lists import count_text

if TYPE_CHECKING:
    from leanbench.store.container import Parts
    from leanbench.store.copies import Identity
    from leanbench.store.document_file import Stamp
    from leanbench.store.leftovers import Recovered
    from leanbench.store.locks import Lock
    from leanbench.ui.frame.session import Session
log = logging.getLogger(__name__)
KINDS = N_("Leanbench events (*.lean);;Event as text (*.json);;All files (*)")
PREPARE_MS = 600  # the first journal snapshot is written in an idle moment after opening


class Files:
    """The file actions of one window."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self.session = session
        self.window = window
        self.stamp: Stamp | None = None  # how the file looked when it was opened or last saved
        self.lock: Lock | None = None
        self.origin: Path | None = None  # the file whose photos and other parts go along on Save as
        self.parts: Parts = {}  # what the next save puts in beside the event
        # Who the file is. Undo may bring back a version from before a “Save as”: it does not become that event.
        self.identity: Identity = ("", "")
        self._merged: tuple[int, str, Stamp | None, Event | None] | None = None  # see `seen`
        self.sharing: Any = None  # set by `leanbench.ui.window.sharing.Sharing`
        self.watch = JournalWatch(session, window)
        self.timer = QTimer(window)
        self.timer.setSingleShot(True)
        self.timer.setInterval(PREPARE_MS)
        self.timer.timeout.connect(self._prepare_journal)
        session.files = self

    # --- new and open -------------------------------------------------------------------------

    def new(self) -> bool:
        """A blank event with one empty map, cursor in its first row. False when the person stays."""
        if not self.may_leave():
            return False
        self.show(Document(blank_event()))
        return True

    def open(self) -> None:
        """Ask for a file and open it."""
        from PySide6.QtWidgets import QFileDialog

        chosen, _kind = QFileDialog.getOpenFileName(self.window, _("Open an event"), self.folder(), _(KINDS))
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Open one event file, in front of the one that is open now."""
        if self.may_leave():
            self.load(path)

    def load(self, path: Path, take_over: bool = False) -> bool:
        """Read a file and show it; a file that cannot be read leaves everything as it was."""
        from leanbench.event.event_file import open_event
        from leanbench.store.locks import LockedByOther, lock, steal

        if resources.root() in path.resolve().parents:
            return self._copy_sample(path)

        try:
            opened = open_event(path)
        except UserError as error:
            self.session.say(str(error), "bad")
            return False
        self.release_lock()
        read_only = ""
        if opened.read_only:
            read_only = " ".join(opened.notes) or _("This file may not be written over.")
        else:
            held = steal(path) if take_over else lock(path)
            if isinstance(held, LockedByOther):
                read_only = held.sentence()
            else:
                self.lock = held
        self.show(Document(opened.root, path, bool(read_only)), opened.stamp, read_only=read_only)
        self.session.settings = self.session.settings.with_recent(path)
        self.session.save_settings()
        if read_only and not opened.read_only:
            self.session.say(
                read_only,
                "caution",
                (_("Take it over"), lambda: self.load(path, True)),
                (_("Save a copy…"), self.save_as),
            )
        elif read_only:
            self.session.say(read_only, "caution", (_("Save a copy…"), self.save_as))
        elif not self._tell_versions(opened) and not self._remind(opened.notes) and opened.notes:
            self.session.say(" ".join(opened.notes), "info")
        return True

    def _tell_versions(self, opened: Any) -> bool:
        """Say that other versions of the event lie beside its file, as sync programs leave them."""
        from leanbench.event.event_file import EVENT
        from leanbench.store.neighbors import other_versions

        found = other_versions(EVENT, opened)
        if found:
            merge = (
                _("Merge “{name}”").format(name=found[0].name),
                lambda: self.sharing.merge_path(found[0]),
            )
            self.session.say(" ".join(opened.notes), "caution", merge)
        return bool(found)

    def open_sample(self, path: Path) -> None:
        """Open a shipped event as a new, unsaved one: the shipped file is never written."""
        if self.may_leave():
            self._copy_sample(path)

    def _copy_sample(self, path: Path) -> bool:
        from leanbench.event.event_file import EVENT, open_event
        from leanbench.store.copies import new_copy

        try:
            opened = open_event(path)
        except UserError as error:
            self.session.say(str(error), "bad")
            return False
        self.release_lock()
        self.show(Document(new_copy(EVENT, opened.root, related=False)))
        return True

    def show(
        self,
        document: Document[Event],
        stamp: Stamp | None = None,
        read_only: str = "",
        recovered: Recovered[Event] | None = None,
    ) -> None:
        """Put a document in front, read from a file that looked so, or recovered."""
        from leanbench.event.event_file import EVENT
        from leanbench.store.copies import identity_of
        from leanbench.store.journal import Journal

        self._end_journal(0)
        self.stamp, self.origin = stamp, document.path
        self.parts, self._merged = {}, None
        own, source = identity_of(EVENT, document.root)
        self.identity = (own or new_uuid(), source)
        self.session.replace(document, read_only=read_only, recovered=recovered is not None)
        edits, base = (0, None) if recovered is None else (max(1, recovered.edits), recovered.base)
        self.session.journal = Journal(
            EVENT, document.root, document.path, self.session.places.recovery, stamp, edits, base
        )
        self.timer.start()
        self.session.show_page("map")

    # --- save ---------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save in place; ask for a name when there is none."""
        self.commit()
        path = self.session.document.path
        if path is None or self.session.read_only:
            return self.save_as()
        return self._write(path, self.seen()[0])

    def seen(self) -> tuple[Stamp | None, Event | None]:
        """How the file looked and what it held when last seen. What a merge took over is not, once it is undone."""
        if self._merged is not None:
            place, words, stamp, held = self._merged
            stack = self.session.stack
            if stack.index() < place or stack.text(place - 1) != words:
                return stamp, held
        return self.stamp, self.session.document.saved

    def take_merged(self, stamp: Stamp, held: Event, edited: bool) -> None:
        """The open event has all that somebody else has written, by the last edit: it may be saved over theirs."""
        stack = self.session.stack
        self._merged = (stack.index(), stack.undoText(), *self.seen()) if edited else None
        self.stamp = stamp
        self.session.document.mark_unsaved(held)

    def save_as(self) -> bool:
        """Ask for a name and save there."""
        from PySide6.QtWidgets import QFileDialog

        self.commit()
        title = self.session.event.header.title or "event"
        name = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in title).strip()
        start = str(Path(self.folder()) / f"{' '.join(name.split())[:60]}.lean")
        chosen, kind = QFileDialog.getSaveFileName(self.window, _("Save the event as"), start, _(KINDS))
        if not chosen:
            return False
        path = with_ending(Path(chosen), ".json" if "*.json" in kind else ".lean")
        if str(path) != chosen and path.exists() and path != self.session.document.path:
            # The dialog asked about the name as typed, not about this one.
            self.session.say(
                _("“{name}” is there already, so nothing was saved yet.").format(name=path.name),
                "caution",
                (_("Save as…"), self.save_as),
                (_("Write over it"), lambda: self._write(path, None)),
            )
            return False
        return self._write(path, None)

    def _write(self, path: Path, expected: Stamp | None, take_over: bool = False) -> bool:
        from leanbench.event.event_file import EVENT, save_event
        from leanbench.store.copies import given_copy, identity_of
        from leanbench.store.saving import ChangedOnDisk, GoneFromDisk

        session = self.session
        if session.journal is not None:
            session.journal.flush()  # whatever happens to the save, the work is on disk
        shown = session.event
        event, base = self.stamped(shown), dict[str, bytes]()
        old = session.document.path
        if old is not None and not _same_file(
            old, path
        ):  # another file is another event, that knows this one
            event, base = given_copy(EVENT, event, self.seen()[1])
        held = self._hold(path, expected, take_over)
        if held is None:
            return False
        try:
            saved = save_event(event, path, expected, self.origin, self.parts | base)
        except ChangedOnDisk as error:
            self._drop(held)
            session.say(
                str(error),
                "bad",
                *self.sharing.ways_together(),
                (_("Save as…"), self.save_as),
                (_("Write over it"), lambda: self._write(path, None)),
            )
            return False
        except GoneFromDisk as error:
            self._drop(held)
            again = (_("Save it there again"), lambda: self._write(path, None))
            session.say(str(error), "bad", (_("Save as…"), self.save_as), again)
            return False
        except UserError as error:
            self._drop(held)
            session.say(str(error), "bad", (_("Save as…"), self.save_as))
            return False
        session.document.mark_saved(path, shown)
        self.identity, self.parts = identity_of(EVENT, event), {}
        self.stamp, self.origin, self._merged = saved.stamp, path, None
        session.read_only = ""
        if held is not self.lock:
            self.release_lock()
            self.lock = held
        if session.journal is not None:
            session.journal.saved(shown, path, saved.stamp)
        session.mark_saved()
        session.settings = session.settings.with_recent(path)
        session.save_settings()
        if saved.notes:
            session.say(" ".join(saved.notes), "info")
        return True

    def _hold(self, path: Path, expected: Stamp | None, take_over: bool) -> Lock | None:
        """The lock of a file about to be written; None after telling that someone else has it open."""
        from leanbench.store.locks import LockedByOther, lock, steal

        if self.lock is not None and self.lock.is_of(path):
            return self.lock
        held = steal(path) if take_over else lock(path)
        if not isinstance(held, LockedByOther):
            return held
        words = _("{who} has “{name}” open, so nothing was written to it.")
        if held.since:
            words = _("{who} has “{name}” open since {since}, so nothing was written to it.")
        words = words.format(who=held.who(), name=path.name, since=held.since)
        self.session.say(
            f"{words} {_('Choose another name, or take the file over and write over it.')}",
            "bad",
            (_("Save as…"), self.save_as),
            (_("Write over it"), lambda: self._write(path, expected, take_over=True)),
        )
        return None

    def _drop(self, held: Lock) -> None:
        """Give back a lock taken for a save that failed."""
        if held is not self.lock:
            held.release()

    # --- leaving and recovery -----------------------------------------------------------------

    def may_leave(self) -> bool:
        """Ask what to do with unsaved work. False when the person wants to stay."""
        self.commit()
        if not self.session.modified:
            return True
        answer = ask_unsaved(self.window, self.session.event.header.title or _("this event"))
        if answer == "save":
            return self.save()
        return answer == "drop"

    def after_edit(self) -> None:
        """See that the edit reaches the disk."""
        self.watch.edited()

    def edit_details(self) -> None:
        """Title, agency, dates."""
        from leanbench.ui.window.details import DetailsDialog

        DetailsDialog(self.session, self.window).show()

    def close(self) -> None:
        """The window goes: give back the lock, drop the journal."""
        self.timer.stop()
        self._end_journal()
        self.release_lock()

    def _remind(self, notes: tuple[str, ...]) -> bool:
        """Say once, on opening, that an earlier merge has left something open."""
        waiting = sum(not conflict.decided for conflict in self.session.event.conflicts)
        if waiting:
            places = count_text(waiting, "place", "places")
            words = _(
                "Copies of this event differ in {places}; until somebody decides, the value of this one "
                "stands."
            ).format(places=places)
            decide = ("Decide…", self.session.actions.action("file.decide").trigger)
            self.session.say(" ".join((words, *notes)), "caution", decide)
        return waiting > 0

    def stamped(self, event: Event) -> Event:
        """The event as its file says who it is."""
        from leanbench.event.event_file import EVENT
        from leanbench.store.copies import with_identity

        return with_identity(EVENT, event, self.identity)

    def commit(self) -> None:
        """Text that is still being typed belongs to the event."""
        page = getattr(self.window, "stack", None)
        commit = getattr(page.currentWidget(), "commit", None) if page is not None else None
        if commit is not None:
            commit()

    def _prepare_journal(self) -> None:
        if self.session.journal is not None:
            self.session.journal.prepare()

    def _end_journal(self, seconds: float = 5.0) -> None:
        if self.session.journal is not None:
            self.session.journal.close(seconds)
            self.session.journal = None

    def release_lock(self) -> None:
        """Give back the lock of the open file."""
        if self.lock is not None:
            self.lock.release()
            self.lock = None

    def folder(self) -> str:
        """Where file dialogs start."""
        path = self.session.document.path
        return str(path.parent) if path else self.session.settings.folder or str(Path.home())


def _same_file(one: Path, other: Path) -> bool:
    return one == other or (one.exists() and other.exists() and one.samefile(other))


def with_ending(path: Path, ending: str = ".lean") -> Path:
    """The path with the ending of an event file; a stop inside the name (“Permit v1.5”) is no ending."""
    if path.suffix.lower() in (".lean", ".json") or path.is_dir():
        return path
    return path.with_name(path.name + ending)


def blank_event() -> Event:
    """An event with nothing in it but an empty current state."""
    return Event(header=Header(id=new_uuid()), maps=(Map("current", _("Current state")),))


def ask_unsaved(window: QWidget, title: str) -> str:
    """``save``, ``drop`` or ``stay``: what the person wants done with unsaved work."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(window)
    box.setWindowTitle(_("Not saved"))
    box.setText(_("Save the changes of “{title}”?").format(title=title))
    box.setInformativeText(_("Without saving, the changes since the last save are gone."))
    save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
    drop = box.addButton(_("Don’t save"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(_("Go back"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(stay)
    box.exec()
    clicked = box.clickedButton()
    return "save" if clicked is save else "drop" if clicked is drop else "stay"
