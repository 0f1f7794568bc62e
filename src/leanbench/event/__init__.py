"""What is written down of a Kaizen event: records, and the changes that edit them. No arithmetic, never Qt.

From a notebook::

    from leanbench.event import open_event, save_event
    event = open_event("permits.lean").root

The names below are loaded when they are first used; the changes are in `leanbench.event.changes`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leanbench.event.event_file import open_event, save_event
    from leanbench.event.records import Event
    from leanbench.event.units import Calendar, Duration, format_duration, parse_duration

__all__ = ["Calendar", "Duration", "Event", "format_duration", "open_event", "parse_duration", "save_event"]

_HOMES = {
    "event_file": ("open_event", "save_event"),
    "records": ("Event",),
    "units": ("Calendar", "Duration", "format_duration", "parse_duration"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
