"""Copies of the event: giving them out, bringing them back together, deciding what they differ in.

The merging is in `leanbench.store.copies`; here are the file dialogs, the one edit, and the sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leanbench.errors import UserError
from leanbench.ui.window.files import KINDS, Files
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
        targets = [folder / f"{path.stem} - {_plain(name)}.lean" for name in names]
        there = next((target for target in targets if target.exists()), None)
        if there is not None:
            self.session.say(
                f"“{there.name}” is in that folder already, so no copy was written. Choose another name or folder.",
                "bad",
            )
            return False
        for target in targets:
            root, base = given_copy(EVENT, self.files.stamped(self.session.event))
            try:
                save_event(root, target, carry_from=self.files.origin, parts=self.files.parts | base)
            except UserError as error:
                self.session.say(str(error), "bad")
                return False
        copies = count_text(len(targets), "copy is", "copies are")
        self.session.say(
            f"{copies} in {folder}. Bring each back by “Merge another copy…” in the menu File.", "good"
        )
        return True

    # --- back ---------------------------------------------------------------------------------

    def merge(self) -> None:
        """Ask for a copy and bring it together with the open event."""
        from PySide6.QtWidgets import QFileDialog

        self.files.commit()
        chosen, _kind = QFileDialog.getOpenFileName(
            self.files.window, "Merge another copy", self.files.folder(), KINDS
        )
        if chosen:
            self.merge_path(Path(chosen))

    def merge_path(self, path: Path) -> bool:
        """Bring a copy together with the open event: one edit, and a list of what it did."""
        from leanbench.event.changes_merge import TakeMerged
        from leanbench.event.event_file import EVENT, open_event
        from leanbench.store.copies import merge_files, merge_lines

        try:
            mine = self._mine()
            together = merge_files(EVENT, mine, open_event(path))
        except UserError as error:
            self.session.say(str(error), "bad")
            return False
        self.files.parts |= together.parts
        if self.session.journal is not None and together.parts:
            self.session.journal.keep(together.parts)
        lines = merge_lines(together.merged)
        before = self.session.event
        if together.merged.root is not mine.root:
            self.session.do(TakeMerged(together.merged.root, path.name))
        if not lines:
            same = f"“{path.name}” has nothing that this event does not have."
            self.session.say(" ".join(together.notes) or same, "info")
            return True
        waiting = len(together.merged.conflicts)
        words = f"Merged with “{path.name}”. "
        words += (
            f"{count_text(waiting, 'place', 'places')} to decide."
            if waiting
            else "Nothing is left to decide."
        )
        undo = () if self.session.event is before else (("Undo", self.session.undo),)
        notes = " ".join(together.notes)
        self.session.say(f"{words} {notes}".strip(), "caution" if waiting else "good", *undo)
        self._show(f"Merged with “{path.name}”", tuple(line for line in lines if line.kind != "conflict"))
        return True

    def _mine(self) -> Opened[Event]:
        """The open event as a file would hold it now."""
        from leanbench.event.event_file import EVENT, open_event
        from leanbench.store.document_file import Opened, Stamp

        path, parts = self.session.document.path, dict[str, bytes]()
        if self.files.origin is not None and self.files.origin.exists():
            parts = open_event(self.files.origin).parts
        name = path or Path(self.session.event.header.title or "This event")
        root = self.files.stamped(self.session.event)
        held: Parts = parts | self.files.parts
        return Opened(root, name, Stamp("", 0, 0), False, (), EVENT.schema, held)

    # --- deciding -----------------------------------------------------------------------------

    def decide(self) -> None:
        """The list of what an earlier merge has left open."""
        self._show("Left open by a merge", ())

    def _show(self, title: str, lines: tuple[Line, ...]) -> None:
        from leanbench.ui.window.merge_list import MergeList

        if self.list is not None:
            self.list.close()
            self.list.deleteLater()
        self.list = MergeList(self.session, self.files.window, title, lines)
        self.list.show()


def has_conflicts(session: Session) -> bool:
    """Whether something waits to be decided."""
    return any(not conflict.decided for conflict in session.event.conflicts)


def _plain(name: str) -> str:
    """A name as part of the name of a file."""
    letters = "".join(letter if letter.isalnum() or letter in " -_." else " " for letter in name)
    return " ".join(letters.split())[:40].strip(". ") or "copy"
