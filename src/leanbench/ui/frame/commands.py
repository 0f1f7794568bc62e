"""The one undo command: it swaps whole versions of the event.

Rules: the change was applied before the command is pushed, so the first `redo` does nothing; Qt
commands are never nested (child commands crash PySide6), a compound edit is one change record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand

from leanbench.event.records import Event


class ApplyChange(QUndoCommand):
    """One edit on the undo stack: the version before, the version after, and its readable label."""

    def __init__(self, swap: Callable[[Event], None], before: Event, after: Event, change: Any, merge: bool):
        super().__init__(_sentence(change.describe(before)))
        self.swap = swap
        self.before = before
        self.after = after
        self.key = change.key if merge else None
        self._pushed = False

    def id(self) -> int:
        """Qt only offers commands with the same id for merging."""
        return -1 if self.key is None else 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Join a following edit of the same thing, as in dragging or nudging."""
        if not isinstance(other, ApplyChange) or other.key != self.key or other.before is not self.after:
            return False
        self.after = other.after
        self.setText(other.text())
        return True

    def redo(self) -> None:
        """Put the newer version. The first call comes from the push, when it is already in place."""
        if not self._pushed:
            self._pushed = True
            return
        self.swap(self.after)

    def undo(self) -> None:
        """Put the older version."""
        self.swap(self.before)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
