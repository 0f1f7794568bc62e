"""What an edit changed, and who started it.

A view repaints only what is named here, and may ignore what it started itself. The addresses are those
of `differences`, derived by comparing the two versions, never written by hand, so they cannot be wrong.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from leanbench.schema.addresses import address_parts, address_text
from leanbench.store.differences import differences


class Touched(NamedTuple):
    """The addresses an edit changed, and who started it (any object, or None).

    A field is named by its address (``maps/current/steps/s1/wait``), a row that came or went by its own
    (``maps/current/steps/s7``) together with its list (``maps/current/steps``), a new order by the list.
    """

    items: frozenset[str]
    by: object | None = None

    @classmethod
    def between(cls, before: Any, after: Any, by: object | None = None) -> Touched:
        """What differs between two versions of a root record, compared by identity of their parts."""
        found: set[str] = set()
        if before is not after:
            for change in differences(before, after):
                found.add(address_text(change.where))
                if change.what in ("add", "remove"):
                    found.add(address_text(change.where[:-1]))
        return cls(frozenset(found), by)

    def __bool__(self) -> bool:
        return bool(self.items)

    def touches(self, *parts: str) -> bool:
        """Whether anything at this address or below it changed.

        ``touches("maps", "current")`` is true for a changed step of that map, ``touches("maps")`` for any
        change of any map, ``touches("header")`` for a new title.
        """
        wanted = address_text(parts)
        below = f"{wanted}/"
        return any(item == wanted or item.startswith(below) for item in self.items)

    def within(self, *parts: str) -> bool:
        """Whether all that changed lies inside the rows of this list, and none came, went or moved."""
        below = f"{address_text(parts)}/"
        return all(item.startswith(below) for item in self.items)

    def ids(self, *parts: str) -> frozenset[str]:
        """The ids of the rows of this list that changed, came or went: ``ids("maps", "current", "steps")``."""
        below = f"{address_text(parts)}/"
        rows = {item[len(below) :].partition("/")[0] for item in self.items if item.startswith(below)}
        return frozenset(address_parts(key)[0] for key in rows)
