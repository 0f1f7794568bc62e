"""Work of sessions that ended without closing: found on start, offered on Home, got back or put into the trash.

And the other end of it: whether what is edited now reaches the disk.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from leanbench.errors import UserError
from leanbench.schema import Record
from leanbench.words.dates import date_text, moment_text
from leanbench.words.language import _, ngettext
from leanbench.words.lists import list_text

if TYPE_CHECKING:
    from leanbench.store.document_file import Stamp
    from leanbench.store.leftovers import Leftover, Recovered
    from leanbench.ui.frame.session import Session

log = logging.getLogger(__name__)
LOOK_MS = 200
SLOW_S = 1.0  # what may be lost at most, and is said when it may be more


class Recoverable(Record):
    """Work found after a session that ended without closing, ready for a card on Home."""

    title: str
    about: str
    restore: Callable[[], object]
    discard: Callable[[], object]


def recoverable(session: Session) -> list[Recoverable]:
    """Work left over from sessions that ended without closing, the latest first."""
    from leanbench.event.event_file import EVENT
    from leanbench.store.leftovers import discard, leftovers

    found = []
    for left in leftovers(EVENT, session.places.recovery):
        work = _read(left)
        if work is not None and _is_in_file(work):
            discard(left)  # killed between the save and the end of its journal
            continue
        back, drop = partial(restore, session, left), partial(_throw_away, session, left)
        found.append(Recoverable(_title(left, work), _recovery_words(left.changed, left.path), back, drop))
    return found


def in_trash(session: Session) -> list[Recoverable]:
    """Work that was thrown away and can still be got back."""
    from leanbench.store.leftovers import DAY_S, KEPT_DAYS, discard, thrown_away

    found = []
    for left in thrown_away(session.places.recovery):
        until = time.localtime(left.thrown + KEPT_DAYS * DAY_S)
        about = _("Thrown away on {moment}. Kept until {day}.").format(
            moment=moment_text(left.thrown), day=date_text(time.strftime("%Y-%m-%d", until), short=True)
        )
        back = partial(restore, session, left)
        work = None if left.title else _read(left)  # named after it began
        found.append(Recoverable(_title(left, work), about, back, partial(discard, left)))
    return found


def _read(left: Leftover) -> Recovered[Any] | None:
    from leanbench.event.event_file import EVENT
    from leanbench.store.leftovers import recover

    try:
        return recover(EVENT, left)
    except UserError as error:
        log.warning("%s", error)
        return None


def _title(left: Leftover, work: Recovered[Any] | None) -> str:
    """What the work is called; it may have been named since it began."""
    return (work.root.header.title if work is not None else "") or left.title or _("Untitled event")


def _is_in_file(work: Recovered[Any]) -> bool:
    """Whether its file holds all of it."""
    from leanbench.event.event_file import EVENT, open_event
    from leanbench.store.copies import identity_of, with_identity

    if work.path is None or not work.path.exists():
        return False
    try:
        opened = open_event(work.path)
    except UserError:
        return False
    same = with_identity(EVENT, work.root, identity_of(EVENT, opened.root)) == opened.root
    return same and work.parts.items() <= opened.parts.items()


def _throw_away(session: Session, left: Leftover) -> None:
    from leanbench.store.leftovers import KEPT_DAYS, throw_away

    throw_away(left)
    session.say(
        _("Thrown away. It can be got back from the bottom of Home for {days} days.").format(days=KEPT_DAYS),
        "info",
    )


def restore(session: Session, left: Leftover) -> bool:
    """Show the work of a left-over session as unsaved work; its journal goes once ours holds it."""
    from leanbench.event.event_file import EVENT, open_event
    from leanbench.store.copies import identity_of
    from leanbench.store.document import Document
    from leanbench.store.leftovers import discard, recover
    from leanbench.store.locks import Lock, lock

    files = session.files
    if not files.may_leave():
        return False
    try:
        found = recover(EVENT, left)
    except UserError as error:
        session.say(str(error), "bad")
        return False
    there, trouble = None, ""
    if found.path is not None:
        try:
            there = open_event(found.path)
        except UserError as error:
            trouble = f" {error}"
    files.release_lock()
    stamp = None if there is None else found.stamp or _guessed_stamp(left, there.stamp)
    document = Document(found.root, None if there is None else there.path)
    document.mark_unsaved(found.base)
    read_only = " ".join(there.notes) if there is not None and there.read_only else ""
    files.show(document, stamp, read_only, recovered=found)
    if there is not None:
        files.identity = identity_of(EVENT, there.root)
        held = None if read_only else lock(there.path)
        files.lock = held if isinstance(held, Lock) else None
    files.parts = found.parts
    session.journal.prepare()
    session.journal.keep(found.parts)
    if session.journal.flush():
        discard(left)
    words = ngettext(
        "Recovered with {count} edit since the last save.",
        "Recovered with {count} edits since the last save.",
        found.edits,
    ).format(count=found.edits)
    if not found.complete:
        words += " " + _("The very last one may be missing.")
    if there is not None and stamp is not None and there.stamp.sha256 != stamp.sha256:
        words += " " + _("“{name}” was changed by someone else since.").format(name=there.path.name)
        session.say(words, "caution", *files.sharing.ways_together(), (_("Save as…"), files.save_as))
        return True
    session.say(f"{words}{trouble} {_('Save to keep it.')}", "good", ("Save", files.save))
    return True


def _guessed_stamp(left: Leftover, now: Stamp) -> Stamp:
    """How the file looked for a session of an earlier leanbench, which did not write it down."""
    from leanbench.store.document_file import Stamp

    return now if now.mtime_ns / 1e9 <= left.started else Stamp("", 0, 0)


def offer_recovery(session: Session) -> None:
    """Tell of work to recover when Home, where its card stands, is not in front."""
    if session.page == "home":
        return
    found = recoverable(session)
    if found:
        works = list_text([f"“{work.title}”" for work in found], most=1)
        words = _("The program ended without closing last time. Work on {works} can be got back.")
        show = (_("Show"), partial(session.show_page, "home"))
        session.say(words.format(works=works), "caution", show)


def _recovery_words(changed: float, path: str) -> str:
    words = _("The program ended without closing. Work not saved to any file yet, last edit {moment}.")
    if path:
        words = _("The program ended without closing. Work of {name}, last edit {moment}.")
    return words.format(name=Path(path).name, moment=moment_text(changed))


class JournalWatch:
    """Tells when edits do not reach the disk: trouble in the message bar, a slow disk in the status bar."""

    def __init__(self, session: Session, parent: QObject) -> None:
        self.session = session
        self._told = ""
        self._since = 0.0
        self._timer = QTimer(parent)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def edited(self) -> None:
        """An edit was handed to the journal."""
        if not self._timer.isActive():
            self._since = time.monotonic()
            self._timer.start()

    def look(self) -> None:
        """Whether it is on disk by now."""
        journal = self.session.journal
        if journal is None or not journal.is_behind:
            self._timer.stop()
            self._told = ""
            self.session.kept_changed.emit("")
            return
        if journal.problem and journal.problem != self._told:
            self._told = journal.problem
            self.session.say(journal.problem, "caution", ("Save", self.session.files.save))
        elif time.monotonic() - self._since > SLOW_S and not journal.problem:
            self.session.kept_changed.emit(_("Disk busy: the last edits are not kept for recovery yet"))
