"""What every change is, and the few tools the changes share.

A change is a small frozen record. `apply` is total: it returns a new event, the same event (nothing
to do), or a `Refusal` that says why in plain words; it never mutates and never raises for what a
user can type. UI code never builds an Event, it makes changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import cache
from typing import Any, Protocol, TypeVar

from leanbench.errors import Refusal
from leanbench.event.lanes import keep_lanes
from leanbench.event.records import Event, Map, Step
from leanbench.schema import Misfit, Record, cards_of, fit_field, is_record, replace
from leanbench.schema.given_ids import inner_kinds
from leanbench.schema.limits import limit_problem
from leanbench.words import _

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
        return _("edit")

    @property
    def key(self) -> Key | None:
        return None

    def describe(self, event: Event) -> str:
        return self.label


# --- words --------------------------------------------------------------------------------------


def words(field: str, kind: type = Event) -> str:
    """A field (or with dots a field inside) as people read it in a sentence, from its card."""
    first, _dot, rest = field.partition(".")
    if rest:
        inner = next((inner.kind for inner in inner_kinds(kind) if inner.name == first), None)
        return words(rest, inner) if inner is not None else rest.replace("_", " ")
    card = cards_of(kind).get(first)
    return card.words if card is not None else first.replace("_", " ")


def step_text(step: Step) -> str:
    """A step in a label or a message."""
    return f"“{step.name}”" if step.name else _("step {id}").format(id=step.id)


# --- fields -------------------------------------------------------------------------------------


def edited(record: R, field: str, value: Any) -> R | Refusal:
    """The record with one field changed, itself when the value is already there, or why not."""
    try:
        kept = fit_field(record, field, value)
    except Misfit as misfit:
        place = misfit.place()
        where = words(field, type(record)) if place == field else place
        return Refusal(f"{where[:1].upper()}{where[1:]} {misfit.reason}.")
    card = cards_of(type(record)).get(field)
    problem = limit_problem(card, kept) if card is not None else ""
    if not problem and is_record(kept):
        problem = next(problems_of(kept), "")
    if problem:
        return Refusal(problem)
    old = getattr(record, field)
    if old is kept or (old == kept and isinstance(old, bool) == isinstance(kept, bool)):
        return record
    return replace(record, **{field: kept})


def problems_of(record: Any) -> Iterator[str]:
    """What is wrong with the values of a record by the limits of its cards, in words."""
    kind: Any = type(record)
    for name in _limited(kind):
        if problem := limit_problem(cards_of(kind)[name], getattr(record, name)):
            yield problem


@cache
def _limited(kind: Any) -> tuple[str, ...]:
    """The fields of a kind of record that can be beyond a limit: thousands of steps are asked at once."""
    return tuple(
        name
        for name, card in cards_of(kind).items()
        if card.kind == "duration" or card.least is not None or card.most is not None
    )


# --- rows and maps ------------------------------------------------------------------------------


def index_of(rows: Sequence[Any], key: str) -> int | None:
    """Where the record with this id is, or None."""
    for index, row in enumerate(rows):
        if row.id == key:
            return index
    return None


def with_map(event: Event, chart: Map) -> Event:
    """The event with the map of that id replaced, its lanes where they were."""
    maps = tuple(keep_lanes(item, chart) if item.id == chart.id else item for item in event.maps)
    return replace(event, maps=maps)


def find_map(event: Event, map_id: str) -> Map | Refusal:
    """The map, or a refusal that names it."""
    index = index_of(event.maps, map_id)
    return (
        event.maps[index]
        if index is not None
        else Refusal(_("There is no map “{map_id}” in this event.").format(map_id=map_id))
    )


def step_name(event: Event, map_id: str, step_id: str) -> str:
    """How a step is called in a description; its id when the event does not have it."""
    try:
        return step_text(event.map(map_id).step(step_id))
    except KeyError:
        return _("step {step_id}").format(step_id=step_id)
