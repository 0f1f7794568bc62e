"""What is written down of a Kaizen event: records, and the changes that edit them. No arithmetic, never Qt.

From a notebook::

    from leanbench.event import open_event, save_event
    event = open_event("permits.lean").root

The names below are loaded when they are first used; the changes are in `leanbench.event.changes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leanbench.doors import lazy_names

if TYPE_CHECKING:
    from leanbench.event.event_file import open_event, save_event
    from leanbench.event.records import Event
    from leanbench.words.durations import Calendar, Duration

__all__ = ["Calendar", "Duration", "Event", "open_event", "save_event"]

__getattr__ = lazy_names(
    __name__,
    {
        "event_file": ("open_event", "save_event"),
        "records": ("Calendar", "Duration", "Event"),
    },
)
