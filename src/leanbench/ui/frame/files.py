"""Opening, saving, recovering: what the window asks of `leanbench.event.event_file` and the room `store`.

Rules: nothing is lost by any answer (a failed save keeps the work and offers another place); the
questions about unsaved work and the file dialogs are the only modal windows of the program; every edit
goes into the recovery journal, which is removed when the event is closed as it should be.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from leanbench import resources
from leanbench.errors import UserError
from leanbench.event.records import Event, Map
from leanbench.schema import Record
from leanbench.store.document import Document

if TYPE_CHECKING:
    from leanbench.store.document_file import Stamp
    from leanbench.store.locks import Lock
    from leanbench.ui.frame.session import Session
log = logging.getLogger(__name__)
KINDS = "Leanbench events (*.lean);;Event as text (*.json);;All files (*)"
PREPARE_MS = 600  # the first journal snapshot is written in an idle moment after opening


class Recoverable(Record):
    """Work found after a session that ended without closing, ready for a card on Home."""

    title: str
    about: str
    restore: Callable[[], object]
    discard: Callable[[], object]


class Files:
    """The file actions of one window."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self.session = session
        self.window = window
        self.stamp: Stamp | None = None  # how the file looked when it was opened or last saved
        self.lock: Lock | None = None
        self.origin: Path | None = None  # the file whose photos and other parts go along on Save as
        self._told_journal = False
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
        self._show(Document(blank_event()))
        return True

    def open(self) -> None:
        """Ask for a file and open it."""
        from PySide6.QtWidgets import QFileDialog

        chosen, _kind = QFileDialog.getOpenFileName(self.window, "Open an event", self._folder(), KINDS)
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
        self._let_go()
        read_only = ""
        if opened.read_only:
            read_only = " ".join(opened.notes) or "This file may not be written over."
        else:
            held = steal(path) if take_over else lock(path)
            if isinstance(held, LockedByOther):
                read_only = held.sentence()
            else:
                self.lock = held
        self._show(Document(opened.root, path, bool(read_only)), read_only=read_only)
        self.stamp, self.origin = opened.stamp, path
        self.session.settings = self.session.settings.with_recent(path)
        self.session.save_settings()
        if read_only and not opened.read_only:
            self.session.say(
                read_only,
                "caution",
                ("Take it over", lambda: self.load(path, True)),
                ("Save a copy…", self.save_as),
            )
        elif read_only:
            self.session.say(read_only, "caution", ("Save a copy…", self.save_as))
        elif opened.notes:
            self.session.say(" ".join(opened.notes), "info")
        return True

    def open_sample(self, path: Path) -> None:
        """Open a shipped event as a new, unsaved one: the shipped file is never written."""
        if self.may_leave():
            self._copy_sample(path)

    def _copy_sample(self, path: Path) -> bool:
        from leanbench.event.event_file import open_event

        try:
            opened = open_event(path)
        except UserError as error:
            self.session.say(str(error), "bad")
            return False
        self._let_go()
        self._show(Document(opened.root))
        return True

    def _show(self, document: Document[Event], read_only: str = "", recovered: bool = False) -> None:
        from leanbench.event.event_file import EVENT
        from leanbench.store.journal import Journal

        self._end_journal()
        self.stamp = self.origin = None
        self.session.replace(document, read_only=read_only, recovered=recovered)
        self.session.journal = Journal(EVENT, document.root, document.path, self.session.places.recovery)
        self._told_journal = False
        self.timer.start()
        self.session.show_page("map")

    # --- save ---------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save in place; ask for a name when there is none."""
        self._commit()
        path = self.session.document.path
        if path is None or self.session.read_only:
            return self.save_as()
        if self.lock is not None and self.lock.file is not None and not self.lock.held():
            self.session.say(
                f"Someone has taken “{path.name}” over since you opened it, so it was not saved. "
                "Save a copy, or open it again to see what they did.",
                "bad",
                ("Save a copy…", self.save_as),
                ("Open again", lambda: self.open_path(path)),
            )
            return False
        return self._write(path, self.stamp)

    def save_as(self) -> bool:
        """Ask for a name and save there."""
        from PySide6.QtWidgets import QFileDialog

        self._commit()
        title = self.session.event.header.title or "event"
        name = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in title).strip()
        start = str(Path(self._folder()) / f"{' '.join(name.split())[:60]}.lean")
        chosen, kind = QFileDialog.getSaveFileName(self.window, "Save the event as", start, KINDS)
        if not chosen:
            return False
        path = named(Path(chosen), ".json" if "*.json" in kind else ".lean")
        if str(path) != chosen and path.exists() and path != self.session.document.path:
            # The dialog asked about the name as typed, not about this one.
            self.session.say(
                f"“{path.name}” is there already, so nothing was saved yet.",
                "caution",
                ("Save as…", self.save_as),
                ("Write over it", lambda: self._write(path, None)),
            )
            return False
        return self._write(path, None)

    def _write(self, path: Path, expected: Stamp | None, take_over: bool = False) -> bool:
        from leanbench.event.event_file import save_event
        from leanbench.store.document_file import ChangedOnDisk

        session = self.session
        event = session.event
        held = self._hold(path, expected, take_over)
        if held is None:
            return False
        try:
            saved = save_event(event, path, expected, self.origin)
        except ChangedOnDisk as error:
            self._drop(held)
            session.say(
                str(error),
                "bad",
                ("Save as…", self.save_as),
                ("Open again", lambda: self.open_path(path)),
                ("Write over it", lambda: self._write(path, None)),
            )
            return False
        except UserError as error:
            self._drop(held)
            session.say(str(error), "bad", ("Save as…", self.save_as))
            return False
        session.document.mark_saved(path, event)
        self.stamp, self.origin = saved.stamp, path
        session.read_only = ""
        if held is not self.lock:
            self._release_lock()
            self.lock = held
        if session.journal is not None:
            session.journal.saved(event, path)
        session.mark_saved()
        session.settings = session.settings.with_recent(path)
        session.save_settings()
        if saved.notes:
            session.say(" ".join(saved.notes), "info")
        return True

    def _hold(self, path: Path, expected: Stamp | None, take_over: bool) -> Lock | None:
        """The lock of a file about to be written; None after telling that someone else has it open."""
        from leanbench.store.locks import LockedByOther, lock, lock_path, steal

        if self.lock is not None and self.lock.file == lock_path(path) and self.lock.held():
            return self.lock
        held = steal(path) if take_over else lock(path)
        if not isinstance(held, LockedByOther):
            return held
        who = (held.user or "Someone") + (f" on {held.host}" if held.host else "")
        since = f" since {held.since}" if held.since else ""
        self.session.say(
            f"{who} has “{path.name}” open{since}, so nothing was written to it. "
            "Choose another name, or take the file over and write over it.",
            "bad",
            ("Save as…", self.save_as),
            ("Write over it", lambda: self._write(path, expected, take_over=True)),
        )
        return None

    def _drop(self, held: Lock) -> None:
        """Give back a lock taken for a save that failed."""
        if held is not self.lock:
            held.release()

    # --- leaving and recovery -----------------------------------------------------------------

    def may_leave(self) -> bool:
        """Ask what to do with unsaved work. False when the person wants to stay."""
        self._commit()
        if not self.session.modified:
            return True
        answer = ask_unsaved(self.window, self.session.event.header.title or "this event")
        if answer == "save":
            return self.save()
        return answer == "drop"

    def recoverable(self) -> list[Recoverable]:
        """Work left over from sessions that ended without closing, the latest first."""
        from leanbench.event.event_file import EVENT
        from leanbench.store.journal import discard, leftovers, recover

        found = []
        for left in leftovers(EVENT, self.session.places.recovery):
            title = left.title
            try:
                title = recover(EVENT, left).root.header.title or title  # it may have been named since
            except UserError as error:
                log.warning("%s", error)
            about = _recovery_words(left.changed, left.path)
            found.append(
                Recoverable(
                    title or "Untitled event", about, partial(self.restore, left), partial(discard, left)
                )
            )
        return found

    def offer_recovery(self) -> None:
        """Tell of work to recover when Home, where its card stands, is not in front."""
        if self.session.page == "home":
            return
        found = self.recoverable()
        if found:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            self.session.say(
                f"The program ended without closing last time. Work on “{found[0].title}”{more} can be got back.",
                "caution",
                ("Show", partial(self.session.show_page, "home")),
            )

    def restore(self, left: Any) -> bool:
        """Show the work of a left-over session as unsaved work; its journal goes once ours holds it."""
        from leanbench.event.event_file import EVENT
        from leanbench.store.document_file import stamp_of
        from leanbench.store.journal import discard, recover
        from leanbench.store.locks import Lock, lock

        if not self.may_leave():
            return False
        try:
            found = recover(EVENT, left)
            stamp = stamp_of(EVENT, found.path) if found.path is not None else None
        except UserError as error:
            self.session.say(str(error), "bad")
            return False
        self._let_go()
        path = found.path if stamp is not None else None
        document = Document(found.root, path)
        document.mark_unsaved()
        self._show(document, recovered=True)
        self.stamp, self.origin = stamp, path
        if path is not None:
            held = lock(path)
            self.lock = held if isinstance(held, Lock) else None
        journal = self.session.journal
        journal.prepare()
        if not journal.problem:
            # Nothing is saved yet: an empty line makes the snapshot count as work to recover again.
            (journal.folder / "edits-1.jsonl").write_bytes(b"\n")
            discard(left)
        words = "1 edit" if found.edits == 1 else f"{found.edits} edits"
        torn = "" if found.complete else " The very last one may be missing."
        self.session.say(
            f"Recovered with {words} since the last save.{torn} Save to keep it.", "good", ("Save", self.save)
        )
        return True

    def after_edit(self) -> None:
        """Tell once when edits cannot be kept for recovery."""
        journal = self.session.journal
        if journal is not None and journal.problem and not self._told_journal:
            self._told_journal = True
            self.session.say(journal.problem, "caution", ("Save", self.save))

    def edit_details(self) -> None:
        """Title, agency, dates."""
        from leanbench.ui.frame.details import DetailsDialog

        DetailsDialog(self.session, self.window).show()

    def close(self) -> None:
        """The window goes: give back the lock, drop the journal."""
        self.timer.stop()
        self._end_journal()
        self._release_lock()

    def _commit(self) -> None:
        """Text that is still being typed belongs to the event."""
        page = getattr(self.window, "stack", None)
        commit = getattr(page.currentWidget(), "commit", None) if page is not None else None
        if commit is not None:
            commit()

    def _prepare_journal(self) -> None:
        if self.session.journal is not None:
            self.session.journal.prepare()

    def _end_journal(self) -> None:
        if self.session.journal is not None:
            self.session.journal.close()
            self.session.journal = None

    def _release_lock(self) -> None:
        if self.lock is not None:
            self.lock.release()
            self.lock = None

    def _let_go(self) -> None:
        """Another event comes: this one's lock is given back."""
        self._release_lock()

    def _folder(self) -> str:
        path = self.session.document.path
        return str(path.parent) if path else self.session.settings.folder or str(Path.home())


def named(path: Path, ending: str = ".lean") -> Path:
    """The path with the ending of an event file; a stop inside the name (“Permit v1.5”) is no ending."""
    if path.suffix.lower() in (".lean", ".json") or path.is_dir():
        return path
    return path.with_name(path.name + ending)


def blank_event() -> Event:
    """An event with nothing in it but an empty current state."""
    return Event(maps=(Map("current", "Current state"),))


def _recovery_words(changed: float, path: str) -> str:
    moment = time.strftime("%d %b %H:%M", time.localtime(changed)).lstrip("0")
    where = f"of {Path(path).name}" if path else "not saved to any file yet"
    return f"The program ended without closing. Work {where}, last edit {moment}."


def ask_unsaved(window: QWidget, title: str) -> str:
    """``save``, ``drop`` or ``stay``: what the person wants done with unsaved work."""
    from PySide6.QtWidgets import QMessageBox

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
