"""What differs between two versions of a record, place by place, and putting it into plain JSON again.

A place has an address, one text: ``header/title``, and by the id of each row on the way
``maps/current/steps/s1/wait``. Everything that follows two versions is derived from this one
comparison: the notice views listen to (`touched`), the lines of the journal, the merge of two copies.

Versions share every untouched part, so comparing by identity takes microseconds. Rows are told apart
by id wherever all rows of a list have one and no two the same; any other value is one value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from leanbench.schema import Json, Misfit, field_names, is_record, plain_record, plain_value
from leanbench.schema.addresses import Path, address_parts, address_text

Rows = tuple[Any, ...]


class Difference(NamedTuple):
    """One place that differs.

    `set`: a field of a record of class `owner`. `add`, `remove`: a row, whose id ends `where`; an added
    row comes behind the row `behind` ("" for the first place). `order`: rows that both versions have
    stand in another order; `after` holds all ids of the new one.
    """

    what: Literal["set", "add", "remove", "order"]
    where: Path
    before: Any
    after: Any
    owner: type
    behind: str = ""


def differences(before: Any, after: Any, where: Path = ()) -> Iterator[Difference]:
    """Every place where two versions of a record differ, compared by identity.

    Rows are removed, then changed, then added in the order of `after`; the order of what both have
    comes last, so that the edits can be made one after the other.
    """
    kind: type = type(after)
    for name in field_names(kind):
        old, new = getattr(before, name), getattr(after, name)
        if old is new:
            continue
        here = (*where, name)
        if is_record(new) and type(old) is type(new):
            yield from differences(old, new, here)
        elif have_ids(old, new):
            yield from _rows(old, new, here, kind)
        else:
            yield Difference("set", here, old, new, kind)


def have_ids(*lists: Any) -> bool:
    """Whether these are lists of records told apart by their ids (at least one of them not empty)."""
    rows = next((rows for rows in lists if rows), None)
    if not isinstance(rows, tuple) or not is_record(rows[0]) or not hasattr(rows[0], "id"):
        return False
    return all(isinstance(rows, tuple) and _distinct(rows) for rows in lists)


def _distinct(rows: Rows) -> bool:
    ids = {row.id for row in rows}
    return len(ids) == len(rows) and "" not in ids


def _rows(old: Rows, new: Rows, where: Path, kind: type) -> Iterator[Difference]:
    if len(old) == len(new):
        pairs = [(a, b) for a, b in zip(old, new, strict=True) if a is not b]
        if all(a.id == b.id for a, b in pairs):  # the usual edit: some replaced, none moved
            for a, b in pairs:
                yield from differences(a, b, (*where, b.id))
            return
    before, after = {row.id: row for row in old}, {row.id: row for row in new}
    for key, row in before.items():
        if key not in after:
            yield Difference("remove", (*where, key), row, None, kind)
        elif after[key] is not row:
            yield from differences(row, after[key], (*where, key))
    behind = ""
    for key, row in after.items():
        if key not in before:
            yield Difference("add", (*where, key), None, row, kind, behind)
        behind = key
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Difference("order", where, tuple(before), tuple(after), kind)


# --- as plain JSON ------------------------------------------------------------------------------


def plain_edits(before: Any, after: Any) -> list[Json]:
    """What turns one version into the other: ``["set", "header/title", "Permits"]``, ``["remove", "roles/PT"]``.

    The law: `redo` of these on the plain JSON of `before` gives that of `after`, also after they have
    been through JSON.
    """
    edits: list[Json] = []
    for found in differences(before, after):
        address = address_text(found.where)
        if found.what == "remove":
            edits.append(["remove", address])
        elif found.what == "add":
            edits.append(["add", address, plain_record(found.after), found.behind])
        elif found.what == "order":
            edits.append(["order", address, list(found.after)])
        elif found.where[-1] == "extra":  # stands beside the fields of its record in plain JSON
            edits.extend(_extra_edits(found))
        else:
            edits.append(["set", address, plain_value(found.owner, found.where[-1], found.after)])
    return edits


def _extra_edits(found: Difference) -> Iterator[Json]:
    inside = found.where[:-1]
    new = plain_value(found.owner, "extra", found.after)
    for name in found.before:
        if name not in new:
            yield ["unset", address_text((*inside, name))]
    for name, value in new.items():
        yield ["set", address_text((*inside, name)), value]


def redo(data: Json, edits: Json) -> None:
    """Make these edits on the plain JSON of a root, in place.

    Raises
    ------
    Misfit
        They do not fit this version: they were torn, or belong to another one.
    """
    if not isinstance(edits, list):
        raise Misfit("should be a list of edits")
    for edit in edits:
        match edit:
            case ["set", str(address), value]:
                place, name = _owner(data, address)
                place[name] = value
            case ["unset", str(address)]:
                place, name = _owner(data, address)
                place.pop(name, None)
            case ["add", str(address), dict(row), str(behind)]:
                *inside, key = address_parts(address)
                rows = _list(data, inside)
                rows[:] = [other for other in rows if other["id"] != key]
                rows.insert(_index(rows, behind) + 1 if behind else 0, row)
            case ["remove", str(address)]:
                *inside, key = address_parts(address)
                rows = _list(data, inside)
                del rows[_index(rows, key)]
            case ["order", str(address), list(ids)]:
                rows = _list(data, address_parts(address))
                place_of = {key: index for index, key in enumerate(ids)}
                if {row["id"] for row in rows} != set(ids):
                    raise Misfit("orders other rows than there are", address)
                rows.sort(key=lambda row: place_of[row["id"]])
            case _:
                raise Misfit("is not an edit")


def _inside(place: Json, part: str) -> Json:
    """The row of this id, or the field of this name (a record that was empty is not written)."""
    if isinstance(place, list):
        return place[_index(place, part)]
    if not isinstance(place, dict):
        raise Misfit("leads nowhere", part)
    return place.setdefault(part, {})


def _owner(data: Json, address: str) -> tuple[dict[str, Json], str]:
    *inside, name = address_parts(address)
    for part in inside:
        data = _inside(data, part)
    if not isinstance(data, dict):
        raise Misfit("has no fields", address)
    return data, name


def _list(data: Json, where: Iterable[str]) -> list[Json]:
    *inside, name = where
    for part in inside:
        data = _inside(data, part)
    rows = data.setdefault(name, []) if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise Misfit("is not a list", name)
    return rows


def _index(rows: list[Json], key: str) -> int:
    for index, row in enumerate(rows):
        if isinstance(row, dict) and row.get("id") == key:
            return index
    raise Misfit("has no such row", key)


def redo_earlier(data: Json, patch: Json) -> None:
    """The same for a line of schema 2, which nests: ``{"maps": {"rows": {"current": {"patch": ...}}}}``."""
    for name, change in patch.items():
        if "all" in change:
            if name == "extra":
                data.update(change["all"])
            else:
                data[name] = change["all"]
            continue
        rows = {row["id"]: row for row in data.get(name, ())}
        for key, entry in change.get("rows", {}).items():
            if "patch" in entry:
                redo_earlier(rows[key], entry["patch"])
            else:
                rows[key] = entry["row"]
        data[name] = [rows[key] for key in change.get("order", rows)]
