"""Changes of whole maps: a copy to work on, the places of its steps."""

from __future__ import annotations

from itertools import count

from leanbench.errors import Refusal
from leanbench.event.changes_rows import Add
from leanbench.event.editing import (
    Edit,
    Key,
    edited,
    find_map,
    with_map,
)
from leanbench.event.records import Event, Pin
from leanbench.schema import replace
from leanbench.schema.cell_text import field_text
from leanbench.words import _
from leanbench.words.lists import count_text

# --- whole maps ---------------------------------------------------------------------------------


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
        return _("copy map “{source_id}” to {name}").format(
            source_id=self.source_id, name=field_text(None, self.name or self.map_id)
        )

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.source_id)
        if isinstance(chart, Refusal):
            return chart
        copy = replace(chart, id=self.map_id, name=self.name or self.map_id)
        return Add("maps", copy).apply(event)


def free_name(event: Event) -> str:
    """What a new scenario is called: "What if 3", the lowest number no map is called by."""
    used = {chart.name for chart in event.maps}
    return next(name for name in (_("What if {n}").format(n=n) for n in count(1)) if name not in used)


# --- places -------------------------------------------------------------------------------------


class PinSteps(Edit):
    """Put steps into the column and row they were dragged to; None gives a step back to the layout."""

    map_id: str
    pins: tuple[tuple[str, Pin | None], ...]

    @property
    def label(self) -> str:
        return _("move {steps}").format(steps=count_text(len(self.pins), "step", "steps"))

    @property
    def key(self) -> Key | None:
        return ("pin", self.map_id, *(step_id for step_id, _pin in self.pins))

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        pins = dict(self.pins)
        steps = []
        for step in chart.steps:
            new = edited(step, "pin", pins[step.id]) if step.id in pins else step
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
        return _("tidy the map")

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        steps = tuple(step if step.pin is None else replace(step, pin=None) for step in chart.steps)
        links = tuple(replace(link, bends=()) if link.bends else link for link in chart.links)
        same = all(a is b for a, b in zip((*steps, *links), (*chart.steps, *chart.links), strict=True))
        return event if same else with_map(event, replace(chart, steps=steps, links=links))
