"""What can be tried on a map: times, shares, people, demand, each as a knob with a scale to turn it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from leanbench.event.records import Event, Link, Map, Step
from leanbench.flow.load_words import step_names, step_title
from leanbench.flow.measures import metrics_of
from leanbench.schema import replace
from leanbench.words import _
from leanbench.words.durations import Calendar, Duration, duration_text
from leanbench.words.numbers import number_text, percent_text, significant

Kind = Literal[
    "process_time", "wait", "share", "staff", "people", "demand", "scale_process_time", "scale_wait"
]
Value = Duration | float
Key = tuple[str, str]


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


def scale_duration(duration: Duration, factor: float) -> Duration:
    """A time made longer or shorter, in three significant digits; ranges keep their shape."""

    def change(value: float | None) -> float | None:
        return None if value is None else significant(value * factor)

    return replace(
        duration,
        amount=change(duration.amount),
        low=change(duration.low),
        high=change(duration.high),
        sd=change(duration.sd),
        source=duration.source if factor == 1.0 else "",  # a tried time is no longer what the data say
    )


def usual_unit(value: Value | None, calendar: Calendar) -> Value | None:
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
    return Duration(significant(minutes / day, 6), "bd") if 0 < day <= minutes else value


def present_value(event: Event, map_: Map, key: Key) -> Value | None:
    """What the event says now."""
    kind, item = key
    if kind in ("process_time", "wait", "staff"):
        typed: Value | None = getattr(map_.step(item), kind)
        return typed
    if kind == "share":
        share = next(link.probability for link in map_.links if link.id == item)
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


def title_of(event: Event, map_: Map, key: Key) -> str:
    """What a value is called, with its place."""
    kind, item = key
    if kind == "process_time":
        return _("Process time of {step_title}").format(step_title=step_title(map_, item))
    if kind == "wait":
        return _("Wait before {step_title}").format(step_title=step_title(map_, item))
    if kind == "staff":
        return _("People at {step_title}").format(step_title=step_title(map_, item))
    if kind == "share":
        return link_title(map_, item)
    if kind == "people":
        return _("People, {name}").format(name=event.role(item).name or item)
    return _("{unit}s a year").format(unit=(event.demand.unit or "unit").capitalize())


def link_title(map_: Map, link_id: str, where: bool = True) -> str:
    """A branch in words: ``Rework “incomplete” after “Check packet”``; without `where` only the branch."""
    link = next(link for link in map_.links if link.id == link_id)
    named = (
        f" “{link.label}”"
        if link.label
        else _(" to {step_title}").format(step_title=step_title(map_, link.target))
    )
    kind = {"rework": "Rework", "exit": "Leaving", "alternative": _("Other way")}.get(link.kind, "Share")
    return f"{kind}{named}" + (
        _(" after {step_title}").format(step_title=step_title(map_, link.source)) if where else ""
    )


def things_to_try(event: Event, map_: Map) -> list[tuple[str, str, str]]:
    """Everything that can be chosen: (kind, id, words): steps, branches, roles, demand."""
    names = step_names(map_)
    found = [("step", step.id, names[step.id]) for step in map_.steps if step.kind in ("process", "decision")]
    found += [("link", link.id, link_title(map_, link.id)) for link in shared_links(map_)]
    used = {step.role for step in map_.steps}
    found += [
        ("role", role.id, _("People: {name}").format(name=role.name or role.id))
        for role in event.roles
        if not role.unpaid and role.id in used
    ]
    found.append(("demand", "", "Demand"))
    return found


def shared_links(map_: Map) -> list[Link]:
    """The links that carry a probability."""
    return [link for link in map_.links if link.probability is not None]


def knobs_of(event: Event, map_: Map, chosen: Iterable[tuple[str, str]]) -> list[Knob]:
    """The knobs of what is chosen: of one step its times, branches and people; of several steps a scale."""
    chosen = list(chosen)
    steps = [item for kind, item in chosen if kind == "step"]
    found: list[Knob] = []
    if len(steps) > 1:
        found += [
            Knob(
                "scale_process_time",
                " ".join(steps),
                _("Process times of {count} steps").format(count=len(steps)),
                100.0,
            ),
            Knob(
                "scale_wait", " ".join(steps), _("Waits before {count} steps").format(count=len(steps)), 100.0
            ),
        ]
        for role in dict.fromkeys(map_.step(step).role for step in steps):
            found += _people(event, role)
    elif steps:
        found += _step_knobs(event, map_, map_.step(steps[0]))
    for kind, item in chosen:
        if kind == "link":
            out = next(link.source for link in map_.links if link.id == item)
            found += [_share(map_, link) for link in shared_links(map_) if link.source == out]
        elif kind == "role":
            found += _people(event, item)
    found.append(Knob("demand", "", title_of(event, map_, ("demand", "")), event.demand.units_per_year))
    return found


def _step_knobs(event: Event, map_: Map, step: Step) -> list[Knob]:
    found = [
        Knob("process_time", step.id, _("Process time"), step.process_time),
        Knob("wait", step.id, _("Wait before"), step.wait),
    ]
    found += [_share(map_, link, where=False) for link in shared_links(map_) if step.id == link.source]
    if step.staff:
        found.append(Knob("staff", step.id, _("People at this step"), step.staff))
    return found + _people(event, step.role)


def _share(map_: Map, link: Link, where: bool = True) -> Knob:
    return Knob(
        "share", link.id, link_title(map_, link.id, where), round(100.0 * (link.probability or 0.0), 6)
    )


def _people(event: Event, role_id: str) -> list[Knob]:
    known = [role for role in event.roles if role.id == role_id and not role.unpaid]
    return [
        Knob("people", role.id, _("People: {name}").format(name=role.name or role.id), role.fte)
        for role in known
    ]


def worth_trying(event: Event, map_: Map) -> str:
    """The step with most expected lead time: a good first choice; "" without steps."""
    visits = metrics_of(map_, event).visits

    def lead(step: Step) -> float:
        calendar = event.calendar
        try:
            times = [t.minutes(calendar) for t in (step.wait, step.process_time) if t is not None]
        except (KeyError, ZeroDivisionError):
            return 0.0
        return visits.get(step.id, 0.0) * sum(times)

    steps = [step for step in map_.steps if step.kind in ("process", "decision")]
    return max(steps, key=lead).id if steps else ""
