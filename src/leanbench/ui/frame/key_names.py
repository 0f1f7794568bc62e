"""Keys as the desktop has them: other ones where macOS keeps some for itself, written as people there read them.

Keys stand in the program as Qt names them on Windows and Linux; on macOS Qt reads "Ctrl" as Command.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from leanbench.words.language import _

IS_MAC = sys.platform == "darwin"

# Command+H hides, Command+M puts a window away, F11 shows the desktop, and there is no Insert. What takes a key
# from another action here takes it from that one too.
ON_MAC = {
    "Ctrl+H": "Ctrl+Y",
    "Ctrl+Y": "",
    "Ctrl+M": "Ctrl+Shift+M",
    "F11": "Ctrl+Meta+F",
    "Insert": "Ctrl+Shift+Return",
}
MODIFIERS = (("Meta", "⌃"), ("Alt", "⌥"), ("Shift", "⇧"), ("Ctrl", "⌘"))  # in the order of macOS
SIGNS = {
    "Return": "↩", "Enter": "⌤", "Esc": "⎋", "Tab": "⇥", "Delete": "⌦", "Backspace": "⌫",
    "Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Home": "↖", "End": "↘", "PgUp": "⇞", "PgDown": "⇟",
}  # fmt: skip


def keys_here(shortcut: str) -> str:
    """The keys of an action on this desktop: parts joined by "; ", none left is "".

    >>> keys_here("Ctrl+K")
    'Ctrl+K'
    """
    if not IS_MAC:
        return shortcut
    parts = (ON_MAC.get(part, part) for part in shortcut.split("; "))
    return "; ".join(part for part in parts if part)


def keys_text(shortcut: str) -> str:
    """Keys of this desktop as people read them: "Ctrl+Y or Ctrl+Shift+Z", on macOS "⇧⌘Z"."""
    return f" {_('or')} ".join(_signs(part) if IS_MAC else part for part in shortcut.split("; "))


def is_insert(event: QKeyEvent) -> bool:
    """Whether a key asks for a new row here."""
    if not IS_MAC:
        return event.key() == Qt.Key.Key_Insert
    return QKeySequence(event.keyCombination()) == QKeySequence(ON_MAC["Insert"])


def _signs(part: str) -> str:
    *held, key = part.split("+") if not part.endswith("++") else [*part[:-2].split("+"), "+"]
    return "".join(sign for name, sign in MODIFIERS if name in held) + SIGNS.get(key, key)
