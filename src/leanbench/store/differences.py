"""The difference between two versions of an event as plain JSON, and putting it back.

Only what differs by identity is written: a field of the event, one step of a map, one dataset. The
law: ``patched(before, difference(before, after)) == after``, also after the patch has been through
JSON. The journal of `recovery` is made of such patches.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from leanbench.event.records import Event, Map
from leanbench.event.shape import Json, Misfit, fields_of, shape_of
from leanbench.store.on_disk import plain_record

# Lists whose records are told apart by id; of these only the changed records are written.
_KEYED: dict[type, tuple[str, ...]] = {
    Event: ("maps", "datasets", "studies"),
    Map: ("steps", "links", "notes"),
}


def difference(before: Any, after: Any) -> dict[str, Json]:
    """What turns one version of a record (an Event or a Map) into another, as plain JSON."""
    kind: type = type(after)
    patch: dict[str, Json] = {}
    for name, field in fields_of(kind).items():
        old, new = getattr(before, name), getattr(after, name)
        if old is new:
            continue
        keyed = name in _KEYED[kind] and _distinct(old) and _distinct(new)
        if keyed:
            patch[name] = _rows_difference(old, new)
        else:
            write = field.shape.write
            patch[name] = {"all": new if write is None or new is None else write(new)}
    if before.extra is not after.extra:
        patch["extra"] = {"all": _plain(after.extra)}
    return patch


def _distinct(rows: tuple[Any, ...]) -> bool:
    return len({row.id for row in rows}) == len(rows)


def _rows_difference(old: tuple[Any, ...], new: tuple[Any, ...]) -> dict[str, Json]:
    before = {row.id: row for row in old}
    rows: dict[str, Json] = {}
    for row in new:
        was = before.get(row.id)
        if was is row:
            continue
        inside = was is not None and type(row) in _KEYED
        rows[row.id] = {"patch": difference(was, row)} if inside else {"row": plain_record(row)}
    result: dict[str, Json] = {"rows": rows}
    order = [row.id for row in new]
    if order != list(before):
        result["order"] = order
    return result


def patched(record: Any, patch: Json) -> Any:
    """The record (an Event or a Map) with a difference put in.

    Raises
    ------
    Misfit
        The patch does not fit this version: it was torn, or belongs to another one.
    """
    kind: type = type(record)
    known = fields_of(kind)
    values: dict[str, Any] = {}
    if not isinstance(patch, dict):
        raise Misfit("should be a patch")
    for name, change in patch.items():
        if not isinstance(change, dict) or not (name in known or name == "extra"):
            raise Misfit("is not a change of a field", f".{name}")
        if "all" in change:
            shape = known[name].shape if name in known else shape_of(dict_shape())
            values[name] = shape.read(change["all"], [])
        else:
            values[name] = _patched_rows(getattr(record, name), change, name, known[name].shape)
    return replace(record, **values) if values else record


def _patched_rows(old: tuple[Any, ...], change: dict[str, Json], name: str, shape: Any) -> tuple[Any, ...]:
    before = {row.id: row for row in old}
    changed: dict[str, Any] = {}
    for key, entry in change.get("rows", {}).items():
        if "patch" in entry:
            if key not in before:
                raise Misfit(f"has no {key}", f".{name}")
            changed[key] = patched(before[key], entry["patch"])
        else:
            (changed[key],) = shape.read([entry["row"]], [])
    order = change.get("order", list(before))
    found = {**before, **changed}
    if any(key not in found for key in order):
        raise Misfit("names a record that is not there", f".{name}")
    return tuple(found[key] for key in order)


def dict_shape() -> Any:
    """The annotation of `extra`."""
    from collections.abc import Mapping

    return Mapping[str, Any]


def _plain(value: Any) -> Json:
    write = shape_of(dict_shape()).write
    return value if write is None else write(value)
