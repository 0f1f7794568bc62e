"""The Qt application, which the desktop may ask to open a file.

macOS names a double-clicked event by an event (`QFileOpenEvent`), not on the command line, and may do so before there
is a window.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Opens what the desktop asks for, as soon as somebody can."""

    _open: Callable[[Path], object] | None = (
        None  # of the class: events may come while Qt still makes this object
    )
    _waiting: tuple[Path, ...] = ()

    def open_with(self, opener: Callable[[Path], object] | None) -> None:
        """From now on files are opened by `opener`, first those that wait."""
        self._open = opener
        waiting, self._waiting = self._waiting, ()
        for path in waiting:
            self._open_or_keep(path)

    def event(self, event: QEvent) -> bool:
        """A file to open, or what any application is told."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._open_or_keep(Path(event.file()))
            return True
        return super().event(event)

    def _open_or_keep(self, path: Path) -> None:
        if self._open is None:
            self._waiting += (path,)
        else:
            self._open(path)
