"""The form of an event on disk: plain JSON, one object per record, and how old forms are brought up.

`plain` and `event_from` walk the record classes by `shape`; a field that is empty and empty by
default is not written. Fields this version does not know are kept in `extra` and written back.
A file says its schema under `MARK`; `MIGRATIONS` holds, for every older number, a function on plain
dicts that brings a file one number up, and a file of each old schema is kept among the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from leanbench.errors import UserError
from leanbench.event.editing import limit_problem
from leanbench.event.records import Event
from leanbench.event.shape import Json, Misfit, fields_of, shape_of
from leanbench.event.units import Calendar

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass

FORMAT = "leanbench-event"
MARK = "leanbench_event"  # the key in event.json that holds the schema number
SCHEMA = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """An event as read: what was not understood, in words, and the schema it was written in.

    `complete` is False when something in the file would be lost by writing it back.
    """

    event: Event
    schema: int
    notes: tuple[str, ...] = ()
    complete: bool = True


def plain(event: Event) -> dict[str, Json]:
    """The event as plain JSON values, marked with the schema number."""
    writer = shape_of(Event).write
    assert writer is not None
    return {MARK: SCHEMA, **writer(event)}


def plain_record(record: Any) -> Json:
    """Any record as plain JSON values."""
    kind: type = type(record)
    writer = shape_of(kind).write
    return record if writer is None else writer(record)


def record_from(kind: type, data: Json) -> Any:
    """The record of this class from plain JSON values. Raises Misfit."""
    return shape_of(kind).read(data, [])


def to_bytes(data: Json) -> bytes:
    """Indented JSON with sorted keys and a final line end: equal data give equal bytes."""
    import msgspec  # loaded only where files are written

    return msgspec.json.format(msgspec.json.encode(data, order="sorted"), indent=1) + b"\n"


def from_bytes(content: bytes, where: str) -> Json:
    """Plain JSON values from UTF-8 text. Raises UserError with `where` in the sentence."""
    import msgspec

    try:
        return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = str(error).split(" - ")[0].rstrip(".")
        raise UserError(
            f"{where} is damaged: it is not complete JSON ({reason}). Use a backup copy."
        ) from None
    except RecursionError:
        raise UserError(f"{where} is not an event: it is nested too deeply.") from None


def event_from(data: Json, where: str = "The file") -> Reading:
    """Read an event from plain JSON values of this schema, an older or a newer one.

    Parameters
    ----------
    data : plain JSON
    where : str
        How the file is called in messages.

    Raises
    ------
    UserError
        It is not an event, or a field holds something that cannot be there; the sentence names the
        place: ``maps[0].steps[3].wait should be an object of named values, not 5``.
    """
    if not isinstance(data, dict) or not isinstance(data.get(MARK), int) or isinstance(data.get(MARK), bool):
        raise UserError(
            f"{where} is not a leanbench event. Open a file saved by leanbench (.lean or event.json)."
        )
    schema: int = data[MARK]
    notes: list[str] = []
    if schema < 1:
        raise UserError(f"{where} says it has schema {schema}, which never existed. Use a backup copy.")
    if schema > SCHEMA:
        notes.append(
            f"{where} was written by a newer leanbench (schema {schema}; this one knows {SCHEMA}). "
            "It is opened read-only so that nothing of it is lost; update leanbench to edit it."
        )
    body = _migrated(data, schema, where)
    lost: list[str] = []
    try:
        event: Event = shape_of(Event).read(body, lost)
    except Misfit as misfit:
        raise UserError(f"{where} cannot be read: {misfit.place()} {misfit.reason}.") from None
    if lost:
        places = ", ".join(place.lstrip(".") for place in lost[:3])
        notes.append(
            f"{where} holds fields this version does not know and could not keep ({places}). "
            "It is opened read-only; save it under another name to go on without them."
        )
    event, corrected = _usable_calendar(event)
    notes.extend(f"{where}: {problem} The usual value is used instead." for problem in corrected)
    return Reading(event, schema, tuple(notes), schema <= SCHEMA and not lost)


def _usable_calendar(event: Event) -> tuple[Event, list[str]]:
    """The event with a calendar every number can be computed by (a day of 0 hours has no numbers)."""
    usual, problems, values = Calendar(), [], {}
    for name in fields_of(Calendar):
        if problem := limit_problem(name, getattr(event.calendar, name)):
            problems.append(problem)
            values[name] = getattr(usual, name)
    return (replace(event, calendar=replace(event.calendar, **values)) if values else event), problems


def _migrated(data: dict[str, Json], schema: int, where: str) -> dict[str, Json]:
    body = {key: value for key, value in data.items() if key != MARK}
    for number in range(schema, SCHEMA):
        try:
            body = MIGRATIONS[number](body)
        except (TypeError, AttributeError, KeyError, ValueError):
            raise UserError(f"{where} is damaged: it does not have the form of schema {number}.") from None
    return body


def _times_with_units(body: dict[str, Json]) -> dict[str, Json]:
    """1 to 2: step times were plain minutes (`pt_min`, `wait_min`); now they are durations with a unit."""

    def step(old: dict[str, Json]) -> dict[str, Json]:
        new = {key: value for key, value in old.items() if key not in ("pt_min", "wait_min")}
        for key, name in (("pt_min", "process_time"), ("wait_min", "wait")):
            if old.get(key) is not None:
                new[name] = {"amount": old[key], "unit": "min"}
        return new

    maps = [{**chart, "steps": [step(s) for s in chart.get("steps", [])]} for chart in body.get("maps", [])]
    return {**body, "maps": maps} if "maps" in body else body


MIGRATIONS: dict[int, Callable[[dict[str, Json]], dict[str, Json]]] = {1: _times_with_units}
