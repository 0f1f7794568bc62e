"""What an edit changed, and who started it.

A view repaints only what is named here, and may ignore what it started itself. The items are
derived by comparing the two versions by identity, never written by hand, so they cannot be wrong;
since versions share every untouched part this takes microseconds.

Addresses: ``("header",)``, ``("charter",)``, ``("actions",)`` and so on for each field of an event;
``("maps",)``, ``("datasets",)``, ``("studies",)`` when their list changed (added, removed, order);
``("map", map_id)`` when the map's own fields, or which steps, links and notes it has or their order,
changed; ``("step", map_id, step_id)``, ``("link", map_id, link_id)``, ``("note", map_id, note_id)``,
``("dataset", id)``, ``("study", id)`` for each one changed, added or removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from leanbench.event.records import Event, Map

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass

Address = tuple[str, ...]

_KEYED = {"maps": "map", "datasets": "dataset", "studies": "study"}
_EVENT_FIELDS = tuple(entry.name for entry in fields(Event))
_MAP_PARTS = {"steps": "step", "links": "link", "notes": "note"}
_MAP_FIELDS = tuple(entry.name for entry in fields(Map) if entry.name not in _MAP_PARTS)


@dataclass(frozen=True, slots=True)
class Touched:
    """The addresses an edit changed, and who started it (any object, or None)."""

    items: frozenset[Address]
    by: object | None = None

    @classmethod
    def between(cls, before: Event, after: Event, by: object | None = None) -> Touched:
        """What differs between two versions of an event, compared by identity of their parts."""
        if before is after:
            return cls(frozenset(), by)
        found: set[Address] = set()
        for name in _EVENT_FIELDS:
            old, new = getattr(before, name), getattr(after, name)
            if old is new:
                continue
            if name not in _KEYED:
                found.add((name,))
                continue
            kind = _KEYED[name]
            changed, listed = _changed(old, new)
            if listed:
                found.add((name,))
            if kind != "map":
                found.update((kind, key) for key in changed)
                continue
            for key, (old_map, new_map) in changed.items():
                found.update(_inside_map(key, old_map, new_map))
        return cls(frozenset(found), by)

    @classmethod
    def everything(cls, event: Event, by: object | None = None) -> Touched:
        """As if the whole event were new: for views that have just been opened."""
        return cls(cls.between(Event(), event).items | {(name,) for name in _EVENT_FIELDS}, by)

    def __bool__(self) -> bool:
        return bool(self.items)

    def touches(self, kind: str, *ids: str | None) -> bool:
        """Whether anything of this kind changed; with ids, whether that one did.

        A map counts as touched when anything inside it is: ``touches("map", "current")`` is true for
        a changed step of it, ``touches("step", "current")`` for any step of that map. ``touches("maps")``
        is true for any change of any map.
        """
        wanted = tuple(part for part in ids if part is not None)
        kinds = {"map": _IN_MAP, "maps": _MAPS, "datasets": _DATASETS, "studies": _STUDIES}.get(kind, (kind,))
        length = len(wanted)
        return any(item[0] in kinds and item[1 : 1 + length] == wanted for item in self.items)

    def ids(self, kind: str, map_id: str | None = None) -> frozenset[str]:
        """The ids of this kind that changed; for step, link and note those of one map."""
        return frozenset(
            item[-1]
            for item in self.items
            if item[0] == kind and len(item) > 1 and (map_id is None or item[1] == map_id)
        )


_IN_MAP = ("map", "step", "link", "note")
_MAPS = ("maps", *_IN_MAP)
_DATASETS = ("datasets", "dataset")
_STUDIES = ("studies", "study")


def _changed(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[dict[str, tuple[Any, Any]], bool]:
    """Records by id that differ, as (old or None, new or None), and whether the list itself does."""
    if len(old) == len(new):
        pairs = [(a, b) for a, b in zip(old, new, strict=True) if a is not b]
        if all(a.id == b.id for a, b in pairs):  # the usual edit: some replaced, none moved
            return {a.id: (a, b) for a, b in pairs}, False
    before, after = {item.id: item for item in old}, {item.id: item for item in new}
    found = {key: (item, after.get(key)) for key, item in before.items() if after.get(key) is not item}
    found.update({key: (None, item) for key, item in after.items() if key not in before})
    return found, True


def _inside_map(map_id: str, old: Map | None, new: Map | None) -> Iterable[Address]:
    if old is None or new is None or any(getattr(old, n) is not getattr(new, n) for n in _MAP_FIELDS):
        yield ("map", map_id)
    for name, kind in _MAP_PARTS.items():
        before = getattr(old, name) if old is not None else ()
        after = getattr(new, name) if new is not None else ()
        if before is after:
            continue
        changed, listed = _changed(before, after)
        if listed:
            yield ("map", map_id)
        for key in changed:
            yield (kind, map_id, key)
