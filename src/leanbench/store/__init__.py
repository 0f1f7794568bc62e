"""The document and its file: changes in, one notice out, journal, container, locks, recovery. Never Qt.

From a notebook::

    from leanbench.store import open_event, save_event
    event = open_event("permits.lean").event

The names below are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leanbench.store.document import Document
    from leanbench.store.event_file import ChangedOnDisk, open_event, save_event
    from leanbench.store.journal import Journal, leftovers, recover
    from leanbench.store.touched import Touched

__all__ = [
    "ChangedOnDisk",
    "Document",
    "Journal",
    "Touched",
    "leftovers",
    "open_event",
    "recover",
    "save_event",
]

_HOMES = {
    "document": ("Document",),
    "event_file": ("ChangedOnDisk", "open_event", "save_event"),
    "journal": ("Journal", "leftovers", "recover"),
    "touched": ("Touched",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
