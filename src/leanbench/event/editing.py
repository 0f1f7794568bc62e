"""What every change is, and the few tools the changes share.

A change is a small frozen record. `apply` is total: it returns a new event, the same event (nothing
to do), or a `Refusal` that says why in plain words; it never mutates and never raises for what a
user can type. UI code never builds an Event, it makes changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Protocol, TypeVar

from leanbench.errors import Refusal
from leanbench.event.records import Event, Map, Step
from leanbench.schema import Misfit, Record, fields_of, fit_field, is_record, replace
from leanbench.words.durations import Calendar, Duration, duration_problem, duration_text
from leanbench.words.numbers import number_text

Key = tuple[Hashable, ...]
R = TypeVar("R")


class Change(Protocol):
    """One possible edit."""

    @property
    def label(self) -> str:
        """What it does, without the event: ``set wait to 8 bd``."""

    @property
    def key(self) -> Key | None:
        """Two changes in a row with the same key are one edit to the user (typing, dragging)."""

    def describe(self, event: Event) -> str:
        """What it does, with the names of the event: ``set wait of “Review zoning” to 8 bd``."""

    def apply(self, event: Event) -> Event | Refusal:
        """The event after the edit, or why not."""


class Edit(Record):
    """What changes have when they say nothing else: no merging, and the label as description."""

    @property
    def label(self) -> str:
        return "edit"

    @property
    def key(self) -> Key | None:
        return None

    def describe(self, event: Event) -> str:
        return self.label


# --- words --------------------------------------------------------------------------------------

_WORDS = {
    "ca_pct": "%C&A",
    "value": "value class",
    "wip": "work in progress",
    "cost_usd": "cost",
    "availability_pct": "availability",
    "fte": "people (FTE)",
    "loaded_rate_usd_h": "hourly rate",
    "voc": "voice of the customer",
    "sipoc": "SIPOC",
    "pct": "% done",
    "pdca": "PDCA",
    "usd_per_year": "USD per year",
    "delay_threshold_min": "delay threshold",
    "units_per_year": "units per year",
}


def words(field: str) -> str:
    """A field name as people read it."""
    last = field.rpartition(".")[2]
    return _WORDS.get(last, last.replace("_", " "))


def shown(value: Any) -> str:
    """A value in a label, short."""
    if value is None or value == "" or value == ():
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Duration):
        return duration_text(value)
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, str):
        line = " ".join(value.split())
        return f"“{line[:40]}…”" if len(line) > 41 else f"“{line}”"
    if isinstance(value, tuple) and all(isinstance(part, str) for part in value):
        return ", ".join(value) if sum(map(len, value)) < 60 else f"{len(value)} lines"
    return "new values"


def named(step: Step) -> str:
    """A step in a label or a message."""
    return f"“{step.name}”" if step.name else f"step {step.id}"


def counted(count: int, word: str) -> str:
    """``1 step``, ``3 steps``."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


# --- fields -------------------------------------------------------------------------------------

_LIMITS: dict[str, tuple[float, float]] = {
    "ca_pct": (0, 100),
    "availability_pct": (0, 100),
    "pct": (0, 100),
    "actions_done_pct": (0, 100),
    "probability": (0, 1),
    "share": (0, 1),
    **dict.fromkeys(
        (
            "wip",
            "staff",
            "batch",
            "fte",
            "loaded_rate_usd_h",
            "units_per_year",
            "pack",
            "kinds",
            "scrap_usd_per_year",
            "external_failure_usd_per_year",
            "appraisal_usd_per_year",
            "prevention_usd_per_year",
            "delay_threshold_min",
            "days",
        ),
        (0, 1e12),
    ),
    "discount_rate_pct": (0, 100),
    "horizon_years": (0, 100),
    "hours_per_business_day": (0.01, 24),
    "working_days_per_year": (0.01, 366),
    "minutes_open_per_day": (0.01, 1440),
    "productive_hours_per_fte_year": (0.01, 8784),
    "calendar_days_per_business_day": (0.01, 31),
    "business_days_per_week": (0.01, 7),
}


def edited(record: R, field: str, value: Any) -> R | Refusal:
    """The record with one field changed, itself when the value is already there, or why not."""
    try:
        kept = fit_field(record, field, value)
    except Misfit as misfit:
        place = misfit.place()
        where = words(field) if place == field else place
        return Refusal(f"{where[:1].upper()}{where[1:]} {misfit.reason}.")
    if problem := limit_problem(field, kept):
        return Refusal(problem)
    old = getattr(record, field)
    if old is kept or (old == kept and isinstance(old, bool) == isinstance(kept, bool)):
        return record
    return replace(record, **{field: kept})


def limit_problem(field: str, value: Any) -> str:
    """What is wrong with a value that has the right type, or an empty text."""
    if value is None:
        return ""
    name = words(field)
    if isinstance(value, Duration):
        problem = duration_problem(value)
        return f"{name[:1].upper()}{name[1:]}: {problem}" if problem else ""
    if isinstance(value, Calendar):
        problems = (limit_problem(part, getattr(value, part)) for part in fields_of(Calendar))
        return next((problem for problem in problems if problem), "")
    if field in _LIMITS and isinstance(value, (int, float)):
        low, high = _LIMITS[field]
        if not low <= value <= high:
            scale, unit = (100, "%") if high == 1 else (1, "%" if field.endswith("pct") else "")
            limit = f"between {number_text(low * scale)} and {number_text(high * scale)}{unit}"
            limit = "0 or more" if high == 1e12 else limit
            return f"{name[:1].upper()}{name[1:]} must be {limit}, not {number_text(value * scale)}{unit}."
    return ""


def edited_at(record: Any, path: Sequence[str], value: Any) -> Any:
    """Like `edited` for a dotted path: ``("demand", "units_per_year")``."""
    if len(path) == 1:
        return edited(record, path[0], value)
    inner = getattr(record, path[0], None)
    kind: type = type(record)
    if path[0] not in fields_of(kind) or not is_record(inner):
        return Refusal(f"There is no {'.'.join(path)} in this event.")
    changed = edited_at(inner, path[1:], value)
    if isinstance(changed, Refusal) or changed is inner:
        return record if changed is inner else changed
    return replace(record, **{path[0]: changed})


# --- rows and maps ------------------------------------------------------------------------------


def with_row(rows: tuple[R, ...], index: int, row: R) -> tuple[R, ...]:
    """The rows with one replaced."""
    return (*rows[:index], row, *rows[index + 1 :])


def index_of(rows: Sequence[Any], key: str) -> int | None:
    """Where the record with this id is, or None."""
    for index, row in enumerate(rows):
        if row.id == key:
            return index
    return None


def with_map(event: Event, chart: Map) -> Event:
    """The event with the map of that id replaced."""
    maps = tuple(chart if item.id == chart.id else item for item in event.maps)
    return replace(event, maps=maps)


def find_map(event: Event, map_id: str) -> Map | Refusal:
    """The map, or a refusal that names it."""
    index = index_of(event.maps, map_id)
    return event.maps[index] if index is not None else Refusal(f"There is no map “{map_id}” in this event.")


def step_name(event: Event, map_id: str, step_id: str) -> str:
    """How a step is called in a description; its id when the event does not have it."""
    try:
        return named(event.map(map_id).step(step_id))
    except KeyError:
        return f"step {step_id}"
