"""Every picture of a map that can be asked for by name: on the command line, in the report, in the window's menu.

A picture is kept as its name, its map and the options of its simulation (`leanbench.event.records.KeptPicture`) and
drawn anew from the event each time, so it never disagrees with the numbers beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leanbench.drawing.picture import Picture
from leanbench.drawing.row_bars_picture import RowBar, row_bars_picture
from leanbench.errors import UserError
from leanbench.event.records import Event, Json, Map
from leanbench.flow.capacity_reading import Reading, read_capacity
from leanbench.maps.flow_pictures import (
    LOAD_MARKS,
    balance_picture,
    lead_time_picture,
    load_rows,
    process_picture,
    queue_rows,
)
from leanbench.maps.ladder_drawing import timeline_picture
from leanbench.words.language import N_, _

Size = tuple[float, float]
WIDE: Size = (486.0, 216.0)  # a column of the report, in scene units
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What a picture is drawn from: one map of an event, the options of a simulation, who is told of its progress."""

    event: Event
    map: Map
    options: Mapping[str, Json]
    task: Any = None


@dataclass(frozen=True, slots=True)
class PictureKind:
    """One picture that can be asked for. `draw` gives None when there is nothing to draw; `missing` says why."""

    name: str
    title: str
    draw: Callable[[Asked, float, float], Picture | None]
    missing: str


def _reading(asked: Asked) -> Reading:
    return read_capacity(asked.event, asked.map)


def _balance(asked: Asked, width: float, height: float, *, steps: bool = False) -> Picture | None:
    found = _reading(asked)
    work = found.step_stacks if steps else found.role_stacks
    return balance_picture(work, found.takt, asked.event.calendar, width, height) if work else None


def _load(asked: Asked, width: float, _height: float, *, steps: bool = False) -> Picture | None:
    found = _reading(asked)
    bars, top = load_rows(found.steps if steps else found.roles)
    return _rows(_("Load"), bars, top, LOAD_MARKS, width)


def _lead_times(asked: Asked, width: float, height: float) -> Picture | None:
    found, _before = simulated(asked)
    options = asked.options.get("options")
    due = options.get("due_min") if isinstance(options, Mapping) else None
    return lead_time_picture(
        found, asked.event.calendar, due if isinstance(due, (int, float)) else None, width, height
    )


def _in_process(asked: Asked, width: float, height: float) -> Picture | None:
    found, before = simulated(asked)
    name = "" if before is None else asked.event.map(before.map_id).name or before.map_id
    return process_picture(found, before, name, width, height)


def _queues(asked: Asked, width: float, _height: float) -> Picture | None:
    found, _before = simulated(asked)
    bars, top = queue_rows(found, asked.event, asked.map)
    return _rows(_("Queues"), bars, top, (), width, 0.5)


def _rows(
    title: str,
    bars: Sequence[RowBar],
    top: float,
    marks: Sequence[tuple[float, str, str]],
    width: float,
    label_share: float = 0.36,
) -> Picture | None:
    """The largest rows: more would not be legible on one page."""
    if not bars:
        return None
    if len(bars) > MOST_ROWS:
        words = _("{title}: the {count} largest of {all}")
        title = words.format(title=title, count=MOST_ROWS, all=len(bars))
    return row_bars_picture(bars[:MOST_ROWS], title, top, marks, width=width, label_share=label_share)


def _timeline(asked: Asked, width: float, _height: float) -> Picture | None:
    return timeline_picture(asked.event, asked.map.id, width)


_NO_LOAD = N_("The load needs steps with process times.")
_NO_CASES = N_("No case was finished in the time played. Play more days.")
KINDS: tuple[PictureKind, ...] = (
    PictureKind(
        "timeline", N_("Timeline of the critical path"), _timeline, N_("The timeline needs steps with times.")
    ),
    PictureKind("balance", N_("Work balance by role"), _balance, _NO_LOAD),
    PictureKind("balance-steps", N_("Work balance by step"), lambda *a: _balance(*a, steps=True), _NO_LOAD),
    PictureKind("load", N_("Load by role"), _load, _NO_LOAD),
    PictureKind("load-steps", N_("Load by step"), lambda *a: _load(*a, steps=True), _NO_LOAD),
    PictureKind("lead-times", N_("Simulated lead times"), _lead_times, _NO_CASES),
    PictureKind("in-process", N_("Cases in process by day"), _in_process, _NO_CASES),
    PictureKind("queues", N_("Queues before the steps"), _queues, _NO_CASES),
)
NAMES: tuple[str, ...] = tuple(kind.name for kind in KINDS)


def picture_kind(name: str) -> PictureKind:
    """The picture of this name.

    Raises
    ------
    UserError
        There is none.
    """
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise UserError(
        _("There is no picture called “{name}”. Choose one of {names}.").format(
            name=name, names=", ".join(NAMES)
        )
    )


def draw_picture(
    event: Event,
    name: str,
    map_id: str = "current",
    options: Mapping[str, Json] | None = None,
    *,
    size: Size = WIDE,
    task: Any = None,
) -> Picture:
    """The picture of this name, drawn from the event.

    Parameters
    ----------
    options : mapping, optional
        Of the simulation, as `run_options` writes them; without them the simulation's own.
    size : width and height in scene units; a list of bars and the timeline are as high as they need.

    Raises
    ------
    UserError
        No such picture, or nothing to draw it from.
    KeyError
        The event has no map of that id.
    """
    kind = picture_kind(name)
    found = kind.draw(Asked(event, event.map(map_id), options or {}, task), *size)
    if found is None:
        raise UserError(_(kind.missing))
    return found


# --- the simulation behind a picture ----------------------------------------------------------------

_RUN = ("replications", "seed", "days", "warm_up", "precision")
_kept: list[tuple[tuple[object, ...], tuple[Any, Any]]] = []  # the last run, for the pictures beside it


def run_options(told: Mapping[str, Any], options: Any, compare: str = "") -> dict[str, Json]:
    """A simulation as plain values: what `simulate` is told, its `Options`, the state it is compared with."""
    import msgspec

    plain: dict[str, Json] = {name: told[name] for name in _RUN if told.get(name) is not None}
    plain["options"] = json.loads(json.dumps(msgspec.to_builtins(options)))
    if compare:
        plain["compare"] = compare
    return plain


def simulated(asked: Asked) -> tuple[Any, Any]:
    """The simulation of a map, and that of the state it is compared with or None. The last one is kept."""
    import msgspec

    from leanbench.flow.simulation import Options, simulate, simulate_pair

    event = asked.event
    key = (asked.map, event.roles, event.demand, event.calendar, json.dumps(asked.options, sort_keys=True))
    if _kept and all(
        a is b or (isinstance(a, str) and a == b) for a, b in zip(_kept[0][0], key, strict=True)
    ):
        return _kept[0][1]
    told: dict[str, Any] = {name: asked.options[name] for name in _RUN if name in asked.options}
    try:
        told["options"] = msgspec.convert(asked.options.get("options") or {}, Options, strict=False)
    except msgspec.ValidationError as error:
        raise UserError(
            _("The options of this simulation cannot be read: {why}.").format(why=error)
        ) from error
    compare = str(asked.options.get("compare") or "")
    if compare and any(item.id == compare for item in event.maps):
        pair = simulate_pair(event, compare, asked.map.id, **told, task=asked.task)
        found: tuple[Any, Any] = (pair.after, pair.before)
    else:
        found = (simulate(event, asked.map.id, **told, task=asked.task), None)
    _kept[:] = [(key, found)]
    return found
