"""Changes of maps: whole maps, their places, lanes and notes."""

from __future__ import annotations

from itertools import count
from typing import Any

from leanbench.errors import Refusal
from leanbench.event.editing import (
    Edit,
    Key,
    counted,
    edited,
    find_map,
    index_of,
    shown,
    with_map,
    with_row,
    words,
)
from leanbench.event.records import Event, Map, Note, Place
from leanbench.schema import replace

# --- whole maps ---------------------------------------------------------------------------------


class AddMap(Edit):
    """Add a map at the end."""

    map: Map

    @property
    def label(self) -> str:
        return f"add map {shown(self.map.name or self.map.id)}"

    def apply(self, event: Event) -> Event | Refusal:
        if not self.map.id:
            return Refusal("A map needs an id.")
        if index_of(event.maps, self.map.id) is not None:
            return Refusal(f"There already is a map “{self.map.id}”.")
        return replace(event, maps=(*event.maps, self.map))


class RemoveMap(Edit):
    """Remove a map with all its steps."""

    map_id: str

    @property
    def label(self) -> str:
        return f"remove map “{self.map_id}”"

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        return replace(event, maps=tuple(item for item in event.maps if item is not chart))


class RenameMap(Edit):
    """Give a map another name (its id stays)."""

    map_id: str
    name: str

    @property
    def label(self) -> str:
        return f"rename map to {shown(self.name)}"

    @property
    def key(self) -> Key | None:
        return ("map", self.map_id, "name")

    def apply(self, event: Event) -> Event | Refusal:
        return SetMap(self.map_id, "name", self.name).apply(event)


class SetMap(Edit):
    """Set one field of a map itself: name, lanes, lead_time_rule, supply_by."""

    map_id: str
    field: str
    value: Any

    @property
    def label(self) -> str:
        return f"set {words(self.field, Map)} of map “{self.map_id}” to {shown(self.value)}"

    @property
    def key(self) -> Key | None:
        return ("map", self.map_id, self.field)

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        if self.field not in ("name", "lanes", "lead_time_rule", "supply_by"):
            return Refusal(f"“{self.field}” is not changed this way.")
        new = edited(chart, self.field, self.value)
        if isinstance(new, Refusal):
            return new
        return event if new is chart else with_map(event, new)


class CopyMap(Edit):
    """Copy a map under a new id, to work on the copy as a future state or a scenario.

    Steps and links keep their ids: a step of the copy corresponds to the step of the same id in the
    map it was copied from, which is how two maps are compared step by step.
    """

    source_id: str
    map_id: str
    name: str = ""

    @property
    def label(self) -> str:
        return f"copy map “{self.source_id}” to {shown(self.name or self.map_id)}"

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.source_id)
        if isinstance(chart, Refusal):
            return chart
        return AddMap(replace(chart, id=self.map_id, name=self.name or self.map_id)).apply(event)


def free_name(event: Event) -> str:
    """What a new scenario is called: "What if 3", the lowest number no map is called by."""
    used = {chart.name for chart in event.maps}
    return next(name for name in (f"What if {n}" for n in count(1)) if name not in used)


# --- places and notes ---------------------------------------------------------------------------


class PlaceSteps(Edit):
    """Put steps where they were dragged to; None gives a step back to the layout."""

    map_id: str
    places: tuple[tuple[str, Place | None], ...]

    @property
    def label(self) -> str:
        return f"move {counted(len(self.places), 'step')}"

    @property
    def key(self) -> Key | None:
        return ("place", self.map_id, *(step_id for step_id, _ in self.places))

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        places = dict(self.places)
        steps = []
        for step in chart.steps:
            new = edited(step, "place", places[step.id]) if step.id in places else step
            if isinstance(new, Refusal):
                return new
            steps.append(new)
        if all(a is b for a, b in zip(steps, chart.steps, strict=True)):
            return event
        return with_map(event, replace(chart, steps=tuple(steps)))


class TidyMap(Edit):
    """Forget all hand-made places and bends: the layout decides again."""

    map_id: str

    @property
    def label(self) -> str:
        return "tidy the map"

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        steps = tuple(step if step.place is None else replace(step, place=None) for step in chart.steps)
        links = tuple(replace(link, bends=()) if link.bends else link for link in chart.links)
        same = all(a is b for a, b in zip((*steps, *links), (*chart.steps, *chart.links), strict=True))
        return event if same else with_map(event, replace(chart, steps=steps, links=links))


class AddNote(Edit):
    """Hang a note, a kaizen burst or a question on a step, or put it on the map."""

    map_id: str
    note: Note

    @property
    def label(self) -> str:
        return f"add {self.note.kind} {shown(self.note.text)}"

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        if not self.note.id or index_of(chart.notes, self.note.id) is not None:
            return Refusal(f"The map already has a note with the id “{self.note.id}”.")
        if self.note.step and index_of(chart.steps, self.note.step) is None:
            return Refusal(f"There is no step “{self.note.step}” to hang the note on.")
        return with_map(event, replace(chart, notes=(*chart.notes, self.note)))


class SetNote(Edit):
    """Set one field of a note."""

    map_id: str
    note_id: str
    field: str
    value: Any

    @property
    def label(self) -> str:
        return f"set {words(self.field, Note)} of the note to {shown(self.value)}"

    @property
    def key(self) -> Key | None:
        return ("note", self.map_id, self.note_id, self.field)

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        index = index_of(chart.notes, self.note_id)
        if index is None or self.field == "id":
            return Refusal(f"There is no note “{self.note_id}” on this map.")
        if self.field == "step" and self.value and index_of(chart.steps, self.value) is None:
            return Refusal(f"There is no step “{self.value}” to hang the note on.")
        new = edited(chart.notes[index], self.field, self.value)
        if isinstance(new, Refusal):
            return new
        if new is chart.notes[index]:
            return event
        return with_map(event, replace(chart, notes=with_row(chart.notes, index, new)))


class RemoveNote(Edit):
    """Remove a note."""

    map_id: str
    note_id: str

    @property
    def label(self) -> str:
        return "remove the note"

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        if index_of(chart.notes, self.note_id) is None:
            return Refusal(f"There is no note “{self.note_id}” on this map.")
        return with_map(
            event, replace(chart, notes=tuple(note for note in chart.notes if note.id != self.note_id))
        )
