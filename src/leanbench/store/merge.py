"""Two copies of one document brought together, field by field and row by row, against what both had in common.

Changed on one side: that side. Changed to the same: that. Changed to two different values: mine stays in
its place and the pair is kept as a `Conflict` inside the merged document, so that it survives saving and
can be decided tomorrow. Rows go by their ids; a row edited on one side and removed on the other is kept,
as a conflict. Without a base nothing is known to have been removed: rows of one side are kept and
listed, differing fields are conflicts.

Laws (held by tests): merging a document with itself, or the same copy twice, changes nothing; which of
the two is `mine` matters only for the values that stay in conflicts; no row and no value of either side
is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeVar

from leanbench.errors import UserError
from leanbench.schema import (
    Json,
    Misfit,
    field_names,
    is_record,
    plain_record,
    plain_value,
    replace,
    value_from,
)
from leanbench.schema.addresses import Path, address_parts, address_text
from leanbench.store.conflict import Conflict
from leanbench.store.differences import Rows, have_ids
from leanbench.store.row_links import lists_called, loose_links

Root = TypeVar("Root")
NOTHING: Final = object()  # no base, no such row


class Taken(NamedTuple):
    """One place that came from the other copy, or was put together from both."""

    address: str
    before: Any
    after: Any


class Merged(NamedTuple, Generic[Root]):
    """The merged root; what came from theirs, what was put together from both, what is to decide.

    `gone`: links of one side to rows that the other has removed, each with the row as it was. A list of links
    follows its rows; a single link stays as it is, for a person to put right.
    """

    root: Root
    taken: tuple[Taken, ...]
    merged: tuple[Taken, ...]
    conflicts: tuple[Conflict, ...]
    gone: tuple[Taken, ...] = ()


def merge(base: Root | None, mine: Root, theirs: Root, fixed: Iterable[str] = ()) -> Merged[Root]:
    """Bring two versions of a root together.

    Parameters
    ----------
    base : record or None
        The last version both had in common.
    mine, theirs : record
        Roots of one class with a field `conflicts`.
    fixed : iterable of str
        Addresses that name the copy itself (its id) and always stay mine.

    Returns
    -------
    Merged
        Its `conflicts` are all that wait for a decision, those of earlier merges among them.
    """
    work = _Merge(mine, theirs, frozenset(fixed) | {"conflicts"})
    root = work.record((), NOTHING if base is None else base, mine, theirs)
    root, gone = _without_loose_lists(root, mine, theirs)
    known = {conflict.id: conflict for conflict in (*_conflicts(theirs), *_conflicts(mine))}
    for conflict in work.conflicts:
        known.setdefault(conflict.id, conflict)
    kept = tuple(known[key] for key in sorted(known))
    if kept != _conflicts(mine):
        root = replace(root, conflicts=kept)
    waiting = tuple(conflict for conflict in kept if not conflict.decided)
    return Merged(root, tuple(work.taken), tuple(work.merged), waiting, gone)


def _without_loose_lists(root: Root, mine: Root, theirs: Root) -> tuple[Root, tuple[Taken, ...]]:
    """The root after lists of links followed their rows, and every link that lost its row by the merge."""
    before = loose_links(mine).keys() | loose_links(theirs).keys()
    gone: list[Taken] = []
    for (address, key), target in loose_links(root).items():
        if (address, key) in before:
            continue
        gone.append(Taken(address, _row_of(target, key, mine, theirs), None))
        *_inside, name = where = address_parts(address)
        holder = _at(root, where[:-1])
        value = getattr(holder, name)
        if isinstance(value, tuple):
            root = _with_value(root, where, [one for one in value if one != key])
    return root, tuple(gone)


def _at(place: Any, where: Sequence[str]) -> Any:
    for part in where:
        rows = place if isinstance(place, tuple) else None
        place = getattr(place, part) if rows is None else next(row for row in rows if row.id == part)
    return place


def _row_of(target: str, key: str, *roots: Any) -> Any:
    """The row of this id in a list of this name, wherever one of the roots has it; else the id."""
    for root in roots:
        for rows in lists_called(target, root):
            for row in rows:
                if row.id == key:
                    return row
    return key


def _conflicts(root: Any) -> tuple[Conflict, ...]:
    found: tuple[Conflict, ...] = root.conflicts
    return found


class _Merge:
    """One merge under way: what was taken, merged and left open so far."""

    def __init__(self, mine: Any, theirs: Any, fixed: frozenset[str]) -> None:
        self.fixed = fixed
        self.taken: list[Taken] = []
        self.merged: list[Taken] = []
        self.conflicts: list[Conflict] = []
        self.asked_mine = _asked_values(mine)
        self.asked_theirs = _asked_values(theirs)

    def record(self, where: Path, base: Any, mine: Any, theirs: Any) -> Any:
        """Two records of one class, field by field; `mine` itself when nothing changes."""
        kind: type = type(mine)
        values = {}
        for name in field_names(kind):
            own, other = getattr(mine, name), getattr(theirs, name)
            if own is other or own == other:
                continue
            common = getattr(base, name) if type(base) is kind else NOTHING
            result = self.value((*where, name), kind, common, own, other)
            if result is not own:
                values[name] = result
        return replace(mine, **values) if values else mine

    def value(self, where: Path, kind: type, base: Any, mine: Any, theirs: Any) -> Any:
        """Two values of one field that are not the same."""
        address = address_text(where)
        if address in self.fixed:
            return mine
        if is_record(mine) and type(mine) is type(theirs):
            return self.record(where, base, mine, theirs)
        known = () if base is NOTHING else base
        if have_ids(known, mine, theirs):
            return self.rows(where, base, mine, theirs)
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            return self.mapping(where, kind, base, mine, theirs)
        if base is not NOTHING and theirs == base:
            return mine
        if base is not NOTHING and mine == base:
            self.taken.append(Taken(address, mine, theirs))
            return theirs
        if all(_are_lines(lines) for lines in (known, mine, theirs)):
            return self.lines(where, base, mine, theirs)
        name = where[-1]
        self.conflict(address, plain_value(kind, name, mine), plain_value(kind, name, theirs))
        return mine

    def rows(self, where: Path, base: Any, mine: Rows, theirs: Rows) -> Rows:
        """Two lists of rows told apart by their ids."""
        before = {} if base is NOTHING else {row.id: row for row in base}
        own, other = {row.id: row for row in mine}, {row.id: row for row in theirs}
        kept: dict[str, Any] = {}
        for key, row in own.items():
            here, old = (*where, key), before.get(key, NOTHING)
            if key in other:
                kept[key] = row if row == other[key] else self.record(here, old, row, other[key])
            elif old is NOTHING:
                kept[key] = row
                if base is NOTHING:
                    self.merged.append(Taken(address_text(here), row, row))
            elif row == old:
                self.taken.append(Taken(address_text(here), row, None))
            else:
                kept[key] = row
                self.conflict(address_text(here), plain_record(row), None)
        for key, row in other.items():
            if key in own:
                continue
            here, old = (*where, key), before.get(key, NOTHING)
            if old is NOTHING:
                kept[key] = row
                self.taken.append(Taken(address_text(here), None, row))
            elif row != old:
                kept[key] = row
                self.conflict(address_text(here), None, plain_record(row))
        order = self.order(where, list(before), list(own), list(other), kept)
        rows = tuple([kept[key] for key in order])
        same = len(rows) == len(mine) and all(a is b for a, b in zip(rows, mine, strict=True))
        return mine if same else rows

    def lines(self, where: Path, base: Any, mine: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
        """Two lists of different texts: each text is a row that is its own id."""
        before = () if base is NOTHING else base
        kept = {line: line for line in mine if line in theirs or line not in before}
        kept |= {line: line for line in theirs if line in mine or line not in before}
        result = tuple(self.order(where, list(before), list(mine), list(theirs), kept))
        self.merged.append(Taken(address_text(where), mine, result))
        return result

    def mapping(
        self, where: Path, kind: type, base: Any, mine: Mapping[str, Json], theirs: Mapping[str, Json]
    ) -> Mapping[str, Json]:
        """Options, and fields of a foreign file, name by name."""
        known = isinstance(base, Mapping)
        result = dict(mine)
        for name in [*mine, *(name for name in theirs if name not in mine)]:
            own, other = mine.get(name, NOTHING), theirs.get(name, NOTHING)
            old = base.get(name, NOTHING) if known else NOTHING
            if own == other or (other == old if known else other is NOTHING):
                continue
            address = address_text((*where, name))
            if own == old if known else own is NOTHING:
                self.taken.append(Taken(address, _plain(own), _plain(other)))
            else:
                self.conflict(address, _plain(own), _plain(other))
                if own is not NOTHING:
                    continue
            if other is NOTHING:
                del result[name]
            else:
                result[name] = other
        return result if result != mine else mine

    def order(
        self, where: Path, base: list[str], mine: list[str], theirs: list[str], kept: Mapping[str, Any]
    ) -> list[str]:
        """The order of the rows that are kept, by a rule that does not know which side is mine.

        What both have stands as on the side that moved it; when both did, as on the side whose ids come
        first in the alphabet. What only one side has stays behind the row it stood behind; at one place
        the sides follow each other in the alphabet of their ids. A row that an earlier merge brought back
        stays where that merge has put it.
        """
        addresses = {key: address_text((*where, key)) for key in kept}
        back_mine = {key for key, address in addresses.items() if address in self.asked_mine}
        back_theirs = {key for key, address in addresses.items() if address in self.asked_theirs}
        shared = (set(mine) & set(theirs) & set(kept)) - back_mine - back_theirs
        own = [key for key in mine if key in shared]
        other = [key for key in theirs if key in shared]
        common = own
        if own != other:
            old = [key for key in base if key in shared]
            known = set(old)
            own_moved = [key for key in own if key in known] != old
            other_moved = [key for key in other if key in known] != old
            common = min(own, other) if own_moved == other_moved else own if own_moved else other
            if own_moved == other_moved:
                self.merged.append(Taken(address_text(where), tuple(own), tuple(common)))
        behind: dict[str, list[list[str]]] = {}
        sides = (mine, (back_theirs - back_mine) & set(theirs)), (theirs, back_mine & set(mine))
        for side, elsewhere in sides:
            place = ""
            runs: dict[str, list[str]] = {}
            for key in side:
                if key in shared:
                    place = key
                elif key in kept and key not in elsewhere:
                    runs.setdefault(place, []).append(key)
            for place, run in runs.items():
                behind.setdefault(place, []).append(run)
        result = []
        for key in ("", *common):
            if key:
                result.append(key)
            for run in sorted(behind.get(key, ())):
                result.extend(run)
        return result

    def conflict(self, address: str, mine: Json, theirs: Json) -> None:
        """Two values that cannot both be right, unless a side has been asked about the other's before."""
        if theirs in self.asked_mine.get(address, ()) or mine in self.asked_theirs.get(address, ()):
            return
        values = sorted(json.dumps(value, sort_keys=True) for value in (mine, theirs))
        digest = hashlib.sha256("\n".join([address, *values]).encode()).hexdigest()
        self.conflicts.append(Conflict(f"k-{digest[:12]}", address, mine, theirs))


def _asked_values(root: Any) -> dict[str, list[Json]]:
    """By address, the values earlier merges of this copy have put before somebody."""
    asked: dict[str, list[Json]] = {}
    for conflict in _conflicts(root):
        asked.setdefault(conflict.address, []).extend((conflict.mine, conflict.theirs))
    return asked


def _plain(value: Any) -> Json:
    return None if value is NOTHING else value


def _are_lines(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and all(isinstance(line, str) and line for line in value)
        and len(set(value)) == len(value)
    )


# --- deciding -----------------------------------------------------------------------------------


def decide(root: Root, conflict_id: str, side: str) -> Root:
    """The root with one conflict decided for "mine" or "theirs"; that value stands in its place.

    A place that is gone meanwhile stays gone. The conflict is kept as decided, so that merging the same
    copy again does not ask again.

    Raises
    ------
    KeyError
        There is no such conflict.
    UserError
        The value that was kept does not fit its place (the file was changed by hand).
    """
    conflicts = {conflict.id: conflict for conflict in _conflicts(root)}
    conflict = conflicts[conflict_id]
    value = conflict.mine if side == "mine" else conflict.theirs
    try:
        root = _with_value(root, address_parts(conflict.address), value)
    except Misfit as misfit:
        raise UserError(
            f"The value kept for {conflict.address} cannot be put there: it {misfit.reason}. Decide for the other one."
        ) from None
    conflicts[conflict_id] = replace(conflict, decided=side)
    return replace(root, conflicts=tuple(conflicts.values()))


def _with_value(record: Any, where: Sequence[str], value: Json) -> Any:
    name, *inside = where
    kind: type = type(record)
    if name not in field_names(kind):
        return record
    current = getattr(record, name)
    if not inside:
        return replace(record, **{name: value_from(kind, name, value)})
    if is_record(current):
        return replace(record, **{name: _with_value(current, inside, value)})
    key, *rest = inside
    if isinstance(current, Mapping):
        others = {other: kept for other, kept in current.items() if other != key}
        return replace(record, **{name: others if value is None else {**others, key: value}})
    index = next((index for index, row in enumerate(current) if row.id == key), None)
    if rest:
        if index is None:
            return record
        row = [_with_value(current[index], rest, value)]
    else:
        row = [] if value is None else list(value_from(kind, name, [value]))
    index = len(current) if index is None else index
    return replace(record, **{name: (*current[:index], *row, *current[index + 1 :])})
