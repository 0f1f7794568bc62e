"""From an event to the same event without the names of people: one transform before everything that is handed out.

From a notebook::

    from leanbench.privacy import public_copy
    copy = public_copy(event)
    copy.event, copy.replaced
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leanbench.doors import lazy_names

if TYPE_CHECKING:
    from leanbench.privacy.possible_names import possible_names
    from leanbench.privacy.public_event import PublicCopy, public_copy

__all__ = ["PublicCopy", "possible_names", "public_copy"]

__getattr__ = lazy_names(
    __name__, {"public_event": ("PublicCopy", "public_copy"), "possible_names": ("possible_names",)}
)
