"""Asking where a file goes, writing it, and saying what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from leanbench.errors import UserError
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.public_switch import without_names
from leanbench.words import _


def save_file(
    session: Session, near: QWidget, title: str, suggested: str, kinds: str, write: Callable[[Path], object]
) -> None:
    """Ask for a place; `write` writes there and may give another path. What cannot be written can be tried again."""
    name, _kind = QFileDialog.getSaveFileName(near.window(), title, suggested, kinds)
    if not name:
        return
    try:
        target = write(Path(name)) or name
    except UserError as error:
        again = (f"{title}…", lambda: save_file(session, near, title, suggested, kinds, write))
        session.say(str(error), "bad", again)
    else:
        session.say(without_names(session, _("Saved {target}.").format(target=target)), "good")
