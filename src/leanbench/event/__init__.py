"""The document: records, changes, units, and the file they are kept in. Never imports Qt.

From a notebook::

    from leanbench.event import open_event, save_event
    from leanbench.event.check import check
    event = open_event("permits.lean").event

The names below are loaded when they are first used; the changes are in `leanbench.event.changes`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leanbench.event.document import Document
    from leanbench.event.records import Event
    from leanbench.event.recovery import Journal, leftovers, recover
    from leanbench.event.store import ChangedOnDisk, open_event, save_event
    from leanbench.event.touched import Touched
    from leanbench.event.units import Calendar, Duration, format_duration, parse_duration

__all__ = [
    "Calendar",
    "ChangedOnDisk",
    "Document",
    "Duration",
    "Event",
    "Journal",
    "Touched",
    "format_duration",
    "leftovers",
    "open_event",
    "parse_duration",
    "recover",
    "save_event",
]

_HOMES = {
    "document": ("Document",),
    "records": ("Event",),
    "recovery": ("Journal", "leftovers", "recover"),
    "store": ("ChangedOnDisk", "open_event", "save_event"),
    "touched": ("Touched",),
    "units": ("Calendar", "Duration", "format_duration", "parse_duration"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
