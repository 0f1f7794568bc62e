"""The document: the current version of one root record, where it is kept, and who wants to know of edits.

Rule: `put` is the only way in, and each call gives exactly one notice to every observer. Versions
are immutable, so a version can be kept (undo, journal, a running task) by keeping a reference.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Generic

from leanbench.store.document_kind import Root
from leanbench.store.touched import Touched

Observer = Callable[[Touched], None]


class Document(Generic[Root]):
    """One open document, whatever its root.

    Attributes
    ----------
    path : Path or None
        Where it is kept; None until it is saved for the first time.
    read_only : bool
        The file may not be written over (locked by someone, written by a newer program, no
        permission). It can still be edited and saved as another file.
    """

    def __init__(self, root: Root, path: Path | None = None, read_only: bool = False) -> None:
        self._root = root
        self._saved: Root | None = root
        self._observers: dict[int, Observer] = {}
        self._next_observer = 0
        self._notices: deque[Touched] = deque()
        self._telling = False
        self.path = path
        self.read_only = read_only

    @property
    def root(self) -> Root:
        """The current version."""
        return self._root

    @property
    def saved(self) -> Root | None:
        """The version its file holds, as far as is known; None when there is none."""
        return self._saved

    @property
    def modified(self) -> bool:
        """Whether the current version differs from the saved one. Undoing back to that one clears it."""
        return self._root is not self._saved

    def put(self, root: Root, touched: Touched | None = None) -> None:
        """Make `root` the current version and tell the observers once; nothing when it already is.

        Without `touched` the difference is derived here. An observer that puts again is heard after
        all have been told of the first edit, so that everyone sees edits in the same order.
        """
        if root is self._root:
            return
        notice = touched if touched is not None else Touched.between(self._root, root)
        self._root = root
        self._notices.append(notice)
        if self._telling:
            return
        self._telling = True
        try:
            while self._notices:
                notice = self._notices.popleft()
                for key in tuple(self._observers):
                    observer = self._observers.get(key)  # it may have left while others were told
                    if observer is not None:
                        observer(notice)
        finally:
            self._telling = False
            self._notices.clear()

    def observe(self, callback: Observer) -> Callable[[], None]:
        """Call `callback` with every notice from now on. Returns the function that stops it."""
        key = self._next_observer
        self._next_observer += 1
        self._observers[key] = callback

        def stop() -> None:
            self._observers.pop(key, None)

        return stop

    def mark_saved(self, path: Path | None = None, root: Root | None = None) -> None:
        """The current version (or the `root` a task has just written) is what the file holds."""
        self._saved = root if root is not None else self._root
        if path is not None:
            self.path = path
            self.read_only = False

    def mark_unsaved(self, held: Root | None = None) -> None:
        """The current version is in no file: it was recovered, or somebody else has written the file since.

        `held` is the version the file holds, where that is known.
        """
        self._saved = held
