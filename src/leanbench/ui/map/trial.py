"""What is tried in the What if panel: values beside the event, never in it until they are kept.

A trial is a set of values by (kind, item). `event_with` gives an event as if they were true; `map_changes`
and `event_changes` are the change records that make them true. No widget in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from leanbench.errors import Refusal
from leanbench.event.changes import (
    AddNote,
    Change,
    CopyMap,
    SetField,
    SetLink,
    SetRole,
    SetStep,
    Several,
)
from leanbench.event.changes_map import free_name
from leanbench.event.records import Event, Link, Map, Note, Step
from leanbench.flow.load_words import bottleneck_name, step_names, step_title
from leanbench.flow.loads import queueing_lead_time, workload
from leanbench.flow.measures import metrics_of
from leanbench.quantity import Quantity
from leanbench.schema import new_id, replace
from leanbench.words.durations import Calendar, Duration, duration_text
from leanbench.words.numbers import number_text, percent_text

Kind = Literal[
    "process_time", "wait", "share", "staff", "people", "demand", "scale_process_time", "scale_wait"
]
Value = Duration | float
Key = tuple[str, str]

QUICK = (
    "lead_time_expected_min", "labour_expected_min", "labour_cost_per_unit_usd", "fte_required",
)  # fmt: skip
SPREAD = ("lead_time_p50_min", "lead_time_p85_min", "lead_time_p95_min")


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that can be tried: its kind, the step, link or role (several steps: ids joined by a blank),
    its name, and its value in the event."""

    kind: Kind
    item: str
    title: str
    present: Value | None

    @property
    def key(self) -> Key:
        """How a trial stores it."""
        return (self.kind, self.item)


class Trial:
    """Values that are tried on one map."""

    def __init__(self) -> None:
        self.values: dict[Key, Value] = {}

    def __bool__(self) -> bool:
        return bool(self.values)

    def put(self, event: Event, drawn: Map, knob: Knob, value: Value | None) -> None:
        """Try a value; None, or the present value again, takes it back."""
        if knob.kind in ("scale_process_time", "scale_wait"):
            field = knob.kind.removeprefix("scale_")
            for step in drawn.steps:
                if step.id in knob.item.split(" "):
                    present = getattr(step, field)
                    if present is not None and isinstance(value, float):
                        self._put((field, step.id), scaled(present, value / 100.0), present)
            return
        self._put(knob.key, value, knob.present)

    def _put(self, key: Key, value: Value | None, present: Value | None) -> None:
        if value is None or value == present:
            self.values.pop(key, None)
        else:
            self.values[key] = value

    def get(self, drawn: Map, knob: Knob) -> Value | None:
        """The value of a knob as it counts now: tried, given way to a tried share, or present."""
        if knob.kind == "share" and knob.key not in self.values:
            source = next(link.source for link in drawn.links if link.id == knob.item)
            given = self._shares(drawn, source).get(knob.item)
            return knob.present if given is None else round(100.0 * given, 6)
        return self.values.get(knob.key, knob.present)

    def _shares(self, drawn: Map, source: str) -> dict[str, float]:
        """The probabilities out of a step that what is tried sets or moves."""
        out = {link.id for link in drawn.links if link.source == source}
        tried = {
            item: float(value) / 100.0
            for (kind, item), value in self.values.items()
            if kind == "share" and item in out and not isinstance(value, Duration)
        }
        return share_values(drawn, source, tried) if tried else {}

    def prune(self, event: Event, drawn: Map) -> int:
        """Forget what is tried on things that are gone; how many that were."""
        steps = {step.id for step in drawn.steps}
        links = {link.id for link in drawn.links}
        roles = {role.id for role in event.roles}
        known: Mapping[str, set[str]] = {
            "process_time": steps, "wait": steps, "staff": steps, "share": links, "people": roles, "demand": {""},
        }  # fmt: skip
        gone = [key for key in self.values if key[1] not in known[key[0]]]
        for key in gone:
            del self.values[key]
        return len(gone)

    # --- as changes ---------------------------------------------------------------------------

    def map_changes(self, drawn: Map, map_id: str) -> list[Change]:
        """What makes the values of the map true on the map `map_id` (the map itself, or its copy)."""
        changes: list[Change] = [
            SetStep(map_id, item, kind, value)
            for (kind, item), value in self.values.items()
            if kind in ("process_time", "wait", "staff")
        ]
        tried = {item for kind, item in self.values if kind == "share"}
        for source in dict.fromkeys(link.source for link in drawn.links if link.id in tried):
            shares = self._shares(drawn, source)
            changes += [SetLink(map_id, link_id, "probability", share) for link_id, share in shares.items()]
        return changes

    def event_changes(self) -> list[Change]:
        """What makes people and demand true; they count for all maps of the event."""
        changes: list[Change] = []
        for (kind, item), value in self.values.items():
            if kind == "people":
                changes.append(SetRole(item, "fte", value))
            elif kind == "demand":
                changes.append(SetField("demand.units_per_year", value))
        return changes

    def event_with(self, event: Event, drawn: Map) -> Event | Refusal:
        """The event as if the tried values were true."""
        return Several("what if", (*self.map_changes(drawn, drawn.id), *self.event_changes())).apply(event)

    def lines(self, event: Event, drawn: Map) -> list[tuple[Key, str]]:
        """Each tried value in words: ``Wait before “Zoning review”: 5 bd → 2 bd``."""
        return [(key, f"{title_of(event, drawn, key)}: {text}") for key, text in self._texts(event, drawn)]

    def _texts(self, event: Event, drawn: Map) -> Iterable[tuple[Key, str]]:
        for key, value in self.values.items():
            present = friendly(present_value(event, drawn, key), event.calendar)
            before = value_text(key[0], present) or "not recorded"
            yield key, f"{before} → {value_text(key[0], friendly(value, event.calendar))}"

    # --- keeping ------------------------------------------------------------------------------

    def as_scenario(self, event: Event, drawn: Map) -> tuple[str, Several]:
        """The id of a new map and the one edit that copies the map and changes the copy.

        People and demand belong to the whole event: a scenario keeps them as a note, in words.
        """
        map_id, name = new_id("scenario"), free_name(event)
        changes: list[Change] = [CopyMap(drawn.id, map_id, name), *self.map_changes(drawn, map_id)]
        shared = [text for key, text in self.lines(event, drawn) if key[0] in ("people", "demand")]
        if shared:
            words = (
                "Tried with " + "; ".join(shared) + ". Not set in the event: it would count for every map."
            )
            note = Note(text=words)
            changes.append(AddNote(map_id, note))
        return map_id, Several(f"keep what if as scenario “{name}”", tuple(changes))

    def as_edit(self, drawn: Map) -> Several:
        """The one edit that makes everything tried true."""
        name = drawn.name or drawn.id
        return Several(
            f"apply what if to “{name}”", (*self.map_changes(drawn, drawn.id), *self.event_changes())
        )


# --- values ---------------------------------------------------------------------------------------


def scaled(duration: Duration, factor: float) -> Duration:
    """A time made longer or shorter, in three significant digits; ranges keep their shape."""

    def change(value: float | None) -> float | None:
        return None if value is None else float(f"{value * factor:.3g}")

    return replace(
        duration,
        amount=change(duration.amount),
        low=change(duration.low),
        high=change(duration.high),
        sd=change(duration.sd),
        source=duration.source if factor == 1.0 else "",  # a tried time is no longer what the data say
    )


def friendly(value: Value | None, calendar: Calendar) -> Value | None:
    """A fixed time of a business day or more in business days, as it stands on the map; others as they are."""
    if (
        not isinstance(value, Duration)
        or value.low is not None
        or value.shape
        or value.unit not in ("s", "min", "h")
    ):
        return value
    day = calendar.minutes_per("bd")
    minutes = value.minutes(calendar)
    return Duration(float(f"{minutes / day:.6g}"), "bd") if 0 < day <= minutes else value


def share_values(drawn: Map, source: str, tried: Mapping[str, float]) -> dict[str, float]:
    """The probabilities out of one step when some are tried: the others give way in proportion.

    They fill up to 1 where all ways carry a probability; where one way takes what is left, they only
    shrink when there would be more than 1.
    """
    out = [link for link in drawn.links if link.source == source]
    fixed = {link.id: tried[link.id] for link in out if link.id in tried}
    rest = {
        link.id: link.probability for link in out if link.id not in fixed and link.probability is not None
    }
    left = max(0.0, 1.0 - sum(fixed.values()))
    total = sum(rest.values())
    open_end = any(link.probability is None for link in out) or all(
        link.kind in ("rework", "exit") for link in out
    )
    if total > 0.0 and (total > left + 1e-12 or not open_end):
        rest = {key: value * left / total for key, value in rest.items()}
        return {**fixed, **rest}
    return fixed


def present_value(event: Event, drawn: Map, key: Key) -> Value | None:
    """What the event says now."""
    kind, item = key
    if kind in ("process_time", "wait", "staff"):
        return getattr(drawn.step(item), kind)
    if kind == "share":
        share = next(link.probability for link in drawn.links if link.id == item)
        return None if share is None else round(100.0 * share, 6)
    return event.role(item).fte if kind == "people" else event.demand.units_per_year


def value_text(kind: str, value: Value | None) -> str:
    """A value as it is typed and read."""
    if value is None:
        return ""
    if isinstance(value, Duration):
        return duration_text(value)
    if kind == "share" or kind.startswith("scale"):
        return percent_text(value, 2)
    return number_text(value, 2)


def title_of(event: Event, drawn: Map, key: Key) -> str:
    """What a value is called, with its place."""
    kind, item = key
    if kind == "process_time":
        return f"Process time of {step_title(drawn, item)}"
    if kind == "wait":
        return f"Wait before {step_title(drawn, item)}"
    if kind == "staff":
        return f"People at {step_title(drawn, item)}"
    if kind == "share":
        return link_title(drawn, item)
    if kind == "people":
        return f"People, {event.role(item).name or item}"
    return f"{(event.demand.unit or 'unit').capitalize()}s a year"


def link_title(drawn: Map, link_id: str, where: bool = True) -> str:
    """A branch in words: ``Rework “incomplete” after “Check packet”``; without `where` only the branch."""
    link = next(link for link in drawn.links if link.id == link_id)
    named = f" “{link.label}”" if link.label else f" to {step_title(drawn, link.target)}"
    kind = {"rework": "Rework", "exit": "Leaving", "alternative": "Other way"}.get(link.kind, "Share")
    return f"{kind}{named}" + (f" after {step_title(drawn, link.source)}" if where else "")


# --- what can be tried ------------------------------------------------------------------------------


def choices(event: Event, drawn: Map) -> list[tuple[str, str, str]]:
    """Everything that can be chosen: (kind, id, words): steps, branches, roles, demand."""
    names = step_names(drawn)
    found = [
        ("step", step.id, names[step.id]) for step in drawn.steps if step.kind in ("process", "decision")
    ]
    found += [("link", link.id, link_title(drawn, link.id)) for link in shared_links(drawn)]
    used = {step.role for step in drawn.steps}
    found += [
        ("role", role.id, f"People: {role.name or role.id}")
        for role in event.roles
        if not role.unpaid and role.id in used
    ]
    found.append(("demand", "", "Demand"))
    return found


def shared_links(drawn: Map) -> list[Link]:
    """The links that carry a probability."""
    return [link for link in drawn.links if link.probability is not None]


def knobs(event: Event, drawn: Map, chosen: Iterable[tuple[str, str]]) -> list[Knob]:
    """The knobs of what is chosen: of one step its times, branches and people; of several steps a scale."""
    chosen = list(chosen)
    steps = [item for kind, item in chosen if kind == "step"]
    found: list[Knob] = []
    if len(steps) > 1:
        found += [
            Knob("scale_process_time", " ".join(steps), f"Process times of {len(steps)} steps", 100.0),
            Knob("scale_wait", " ".join(steps), f"Waits before {len(steps)} steps", 100.0),
        ]
        for role in dict.fromkeys(drawn.step(step).role for step in steps):
            found += _people(event, role)
    elif steps:
        found += _step_knobs(event, drawn, drawn.step(steps[0]))
    for kind, item in chosen:
        if kind == "link":
            out = next(link.source for link in drawn.links if link.id == item)
            found += [_share(drawn, link) for link in shared_links(drawn) if link.source == out]
        elif kind == "role":
            found += _people(event, item)
    found.append(Knob("demand", "", title_of(event, drawn, ("demand", "")), event.demand.units_per_year))
    return found


def _step_knobs(event: Event, drawn: Map, step: Step) -> list[Knob]:
    found = [
        Knob("process_time", step.id, "Process time", step.process_time),
        Knob("wait", step.id, "Wait before", step.wait),
    ]
    found += [_share(drawn, link, where=False) for link in shared_links(drawn) if step.id == link.source]
    if step.staff:
        found.append(Knob("staff", step.id, "People at this step", step.staff))
    return found + _people(event, step.role)


def _share(drawn: Map, link: Link, where: bool = True) -> Knob:
    return Knob(
        "share", link.id, link_title(drawn, link.id, where), round(100.0 * (link.probability or 0.0), 6)
    )


def _people(event: Event, role_id: str) -> list[Knob]:
    known = [role for role in event.roles if role.id == role_id and not role.unpaid]
    return [Knob("people", role.id, f"People: {role.name or role.id}", role.fte) for role in known]


def worth_trying(event: Event, drawn: Map) -> str:
    """The step with most expected lead time: a good first choice; "" without steps."""
    visits = metrics_of(drawn, event).visits

    def lead(step: Step) -> float:
        calendar = event.calendar
        try:
            times = [t.minutes(calendar) for t in (step.wait, step.process_time) if t is not None]
        except (KeyError, ZeroDivisionError):
            return 0.0
        return visits.get(step.id, 0.0) * sum(times)

    steps = [step for step in drawn.steps if step.kind in ("process", "decision")]
    return max(steps, key=lead).id if steps else ""


# --- what it does -----------------------------------------------------------------------------------


def quick_figures(event: Event, map_id: str) -> dict[str, Quantity]:
    """The figures that are there at once: means, labour, cost, people, load, waiting-line estimate."""
    drawn = event.map(map_id)
    found = metrics_of(drawn, event).quantities
    rows = {name: found[name] for name in QUICK}
    load = workload(event, map_id)
    if load is not None:
        name = bottleneck_name(event, load, step_names(drawn))
        label = f"Utilisation of the bottleneck, {name}" if name else "Utilisation of the bottleneck"
        rows["utilisation"] = replace(load.utilisation, label=label)
    queued = queueing_lead_time(event, map_id)
    if queued is not None:
        rows["queueing"] = queued
    return rows


def spread_figures(event: Event, map_id: str) -> dict[str, Quantity]:
    """The percentiles: they need the whole distribution, and may take a moment on a large map."""
    found = metrics_of(event.map(map_id), event).quantities
    return {name: found[name] for name in SPREAD}


Figures = Callable[[Event, str], dict[str, Quantity]]
