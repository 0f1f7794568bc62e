"""Copies of the event: giving them out, bringing them back together, deciding what they differ in.

The merging is in `leanbench.store.copies`; here are the file dialogs, the one edit, and the sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leanbench.errors import UserError
from leanbench.ui.window.files import KINDS, Files, with_ending
from leanbench.words.language import _, ngettext
from leanbench.words.lists import count_text

if TYPE_CHECKING:
    from leanbench.event.records import Event
    from leanbench.store.container import Parts
    from leanbench.store.copies import Line
    from leanbench.store.document_file import Opened
    from leanbench.store.touched import Touched
    from leanbench.ui.frame.session import Session
    from leanbench.ui.window.merge_list import MergeList


class Sharing:
    """What can be done with copies of the open event."""

    def __init__(self, files: Files) -> None:
        self.files = files
        files.sharing = self
        self.session = files.session
        self.list: MergeList | None = None
        self.session.touched.connect(self._follow)

    def _follow(self, touched: Touched) -> None:
        if touched.touches("conflicts"):
            self.session.actions.refresh("file.decide")

    # --- out ----------------------------------------------------------------------------------

    def give_out(self) -> None:
        """Ask for whom and where; the event itself is saved first, so that its copies have something in common."""
        from leanbench.ui.window.give_out import GiveOutDialog

        path = self.session.document.path
        if (path is None or self.session.modified) and not self.files.save():
            return
        path = self.session.document.path
        assert path is not None
        GiveOutDialog(self.session, self.files.window, path, self.write_copies).show()

    def write_copies(self, folder: Path, names: Sequence[str]) -> bool:
        """Write a copy for each name, with the version all have in common. False when one could not be written."""
        from leanbench.event.event_file import EVENT, save_event
        from leanbench.store.copies import given_copy

        path = self.session.document.path
        assert path is not None
        out = self.session.outgoing
        stem = out.copy().text(path.stem) if out.is_public else path.stem
        targets = [folder / f"{stem} - {_plain(name)}.lean" for name in names]
        there = next((target for target in targets if target.exists()), None)
        if there is not None:
            self.session.say(
                _(
                    "“{name}” is in that folder already, so no copy was written. Choose another name or "
                    "folder."
                ).format(name=there.name),
                "bad",
            )
            return False
        if out.is_public:
            return self._write_public(targets)
        notes: list[str] = []
        for target in targets:
            root, base = given_copy(EVENT, self.files.stamped(self.session.event))
            try:
                saved = save_event(root, target, carry_from=self.files.origin, parts=self.files.parts | base)
            except UserError as error:
                self.session.say(str(error), "bad")
                return False
            notes.extend(saved.notes)
        copies = count_text(len(targets), "copy is", "copies are")
        words = _("{copies} in {folder}. Bring each back by “Merge another copy…” in the menu File.").format(
            copies=copies, folder=folder
        )
        self.session.say(" ".join((words, *notes)), "good")
        return True

    def _write_public(self, targets: Sequence[Path]) -> bool:
        """Files for the public: new events that nobody is named in."""
        from leanbench.privacy.public_event import account_text
        from leanbench.privacy.public_file import write_public_event

        copy = self.session.outgoing.copy()
        notes: tuple[str, ...] = ()
        for target in targets:
            try:
                notes = write_public_event(copy, target, self._mine().parts)
            except UserError as error:
                self.session.say(str(error), "bad")
                return False
        words = ngettext(
            "{name} is a public copy: it has no history and cannot be merged back.",
            "{count} public copies are in {folder}: they have no history and cannot be merged back.",
            len(targets),
        ).format(name=targets[0].name, count=len(targets), folder=targets[0].parent)
        self.session.say(" ".join((words, account_text(copy), *copy.notes, *notes)), "good")
        return True

    def save_public(self) -> None:
        """Have the words looked at once, ask where, and write the event without names."""
        self.files.commit()
        out, event = self.session.outgoing, self.session.event
        if not out.is_asked:
            out.ask_words(self.save_public)
            return
        self.session.tasks.run(
            lambda _task: out.copy(event).event.header.title,
            self._ask_public,
            failed=lambda text: self.session.say(text, "bad"),
            label=_("Public copy"),
            key="public",
        )

    def _ask_public(self, title: str) -> None:
        from PySide6.QtWidgets import QFileDialog

        title = title or _("event")
        start = str(Path(self.files.folder()) / f"{_plain(title)}, {_('public copy')}.lean")
        chosen, _kind = QFileDialog.getSaveFileName(
            self.files.window, _("Save a public copy"), start, _("Leanbench events (*.lean)")
        )
        if not chosen:
            return
        target, own = with_ending(Path(chosen)), self.session.document.path
        if own is not None and target.exists() and own.exists() and target.samefile(own):
            self.session.say(
                _("“{name}” is the event itself, which keeps its names. Choose another name.").format(
                    name=target.name
                ),
                "bad",
                (_("Choose…"), self.save_public),
            )
            return
        self._write_public([target])

    # --- back ---------------------------------------------------------------------------------

    def merge(self) -> None:
        """Ask for a copy and bring it together with the open event."""
        from PySide6.QtWidgets import QFileDialog

        self.files.commit()
        chosen, _kind = QFileDialog.getOpenFileName(
            self.files.window, _("Merge another copy"), self.files.folder(), _(KINDS)
        )
        if chosen:
            self.merge_path(Path(chosen))

    def merge_path(self, path: Path) -> bool:
        """Bring a copy together with the open event: one edit, and a list of what it did."""
        from leanbench.event.event_file import open_event

        try:
            self._merge(open_event(path))
        except UserError as error:
            self.session.say(str(error), "bad")
            return False
        return True

    def ways_together(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """What can be done when somebody else has written the file of the open event: look, or bring both together."""
        return ((_("Compare"), self.compare_with_file), (_("Merge"), self.merge_with_file))

    def merge_with_file(self) -> bool:
        """Take what somebody else has written to the file over into the open event; then it can be saved there."""
        before = self.session.event
        try:
            theirs = self._file()
            self._merge(theirs, self._base(), (("Save", self.files.save),))
        except UserError as error:
            self.session.say(str(error), "bad")
            return False
        self.files.take_merged(theirs.stamp, theirs.root, edited=self.session.event is not before)
        return True

    def compare_with_file(self) -> bool:
        """Show what merging with the file would do, and do nothing."""
        from leanbench.event.event_file import EVENT
        from leanbench.store.copies import merge_files, merge_lines

        try:
            theirs = self._file()
            together = merge_files(EVENT, self._mine(), theirs, self._base())
        except UserError as error:
            self.session.say(str(error), "bad")
            return False
        lines = merge_lines(together.merged)
        if lines:
            title = _("“{name}” compared with what is open here").format(name=theirs.path.name)
            self._show(title, lines, self.merge_with_file)
        else:
            self._tell_nothing_new(theirs, together.notes)
        return True

    def _merge(
        self,
        theirs: Opened[Event],
        base: Opened[Event] | None = None,
        then: tuple[tuple[str, Callable[[], object]], ...] = (),
    ) -> None:
        """The one edit. Raises UserError when they cannot be brought together."""
        from leanbench.event.changes_merge import TakeMerged
        from leanbench.event.event_file import EVENT
        from leanbench.store.copies import merge_files, merge_lines

        mine = self._mine()
        together = merge_files(EVENT, mine, theirs, base)
        self.files.parts |= together.parts
        if self.session.journal is not None:
            self.session.journal.keep(together.parts)
        lines = merge_lines(together.merged)
        before = self.session.event
        if together.merged.root is not mine.root:
            self.session.do(TakeMerged(together.merged.root, theirs.path.name))
        if not lines:
            self._tell_nothing_new(theirs, together.notes)
            return
        waiting = len(together.merged.conflicts)
        words = _("Merged with “{name}”. ").format(name=theirs.path.name)
        words += (
            _("{count} to decide.").format(count=count_text(waiting, "place", "places"))
            if waiting
            else _("Nothing is left to decide.")
        )
        undo = () if self.session.event is before else (("Undo", self.session.undo),)
        notes = " ".join(together.notes)
        self.session.say(f"{words} {notes}".strip(), "caution" if waiting else "good", *undo, *then)
        done = tuple(line for line in lines if line.kind != "conflict")
        self._show(_("Merged with “{name}”").format(name=theirs.path.name), done)

    def _tell_nothing_new(self, theirs: Opened[Event], notes: tuple[str, ...]) -> None:
        same = _("“{name}” has nothing that this event does not have.").format(name=theirs.path.name)
        self.session.say(" ".join(notes) or same, "info")

    def _mine(self) -> Opened[Event]:
        """The open event as a file would hold it now."""
        from leanbench.event.event_file import open_event

        parts = dict[str, bytes]()
        if self.files.origin is not None and self.files.origin.exists():
            parts = open_event(self.files.origin).parts
        return self._as_file(self.session.event, parts | self.files.parts)

    def _base(self) -> Opened[Event] | None:
        """The version the open event began with, where it is known."""
        saved = self.files.seen()[1]
        return None if saved is None else self._as_file(saved, {})

    def _as_file(self, event: Event, parts: Parts) -> Opened[Event]:
        from leanbench.event.event_file import EVENT
        from leanbench.store.document_file import Opened, Stamp

        name = self.session.document.path or Path(event.header.title or _("This event"))
        return Opened(self.files.stamped(event), name, Stamp("", 0, 0), False, (), EVENT.schema, parts)

    def _file(self) -> Opened[Event]:
        """What the file of the open event holds now. Raises UserError."""
        from leanbench.event.event_file import open_event

        path = self.session.document.path
        assert path is not None
        return open_event(path)

    # --- deciding -----------------------------------------------------------------------------

    def decide(self) -> None:
        """The list of what an earlier merge has left open."""
        self._show(_("Left open by a merge"), ())

    def _show(self, title: str, lines: tuple[Line, ...], merge: Callable[[], object] | None = None) -> None:
        from leanbench.ui.window.merge_list import MergeList

        if self.list is not None:
            self.list.close()
            self.list.deleteLater()
        self.list = MergeList(self.session, self.files.window, title, lines, merge)
        self.list.show()


def has_conflicts(session: Session) -> bool:
    """Whether something waits to be decided."""
    return any(not conflict.decided for conflict in session.event.conflicts)


def _plain(name: str) -> str:
    """A name as part of the name of a file."""
    letters = "".join(letter if letter.isalnum() or letter in " -_." else " " for letter in name)
    return " ".join(letters.split())[:40].strip(". ") or "copy"
