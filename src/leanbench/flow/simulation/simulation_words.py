"""What a simulation is told as people type it: when who is there, how busy the parts of a day are, who comes first.

One grammar for the window and the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from leanbench.errors import UserError
from leanbench.event.records import Event, Map
from leanbench.flow.simulation.model import Shift, constant_shift
from leanbench.words import N_, _
from leanbench.words.durations import Calendar
from leanbench.words.numbers import number_text, parse_number

PRESENCE_HELP = N_("Type people and hours after opening: 3, or 2 0-4; 1 4-8, or days 2,4: 1 0-4.")
_SPAN = re.compile(r"([\d.,]+)(?:\s+([\d.,]+)\s*(?:-|–|to)\s*([\d.,]+)\s*h?)?")
_DAYS = re.compile(r"days?\s+([\d,\s]+):\s*(.*)", re.DOTALL)


def presence(text: str, calendar: Calendar) -> Shift:
    """When how many people are there.

    ``3`` is three people all day; ``2 0-4; 1 4-8`` two in the first four hours after opening, then one;
    ``days 2,4: 1 0-4`` one person in the first four hours of the second and fourth day of the week. Hours
    nobody is named for have nobody there.

    Parameters
    ----------
    text : str
    calendar : Calendar
        Gives the hours of a day and the days of a week.

    Returns
    -------
    Shift

    Raises
    ------
    UserError
        Not in this form, a part of a person at a time, hours outside the day, or nobody at any time.
    """
    body = text.strip().casefold()
    week = max(1, round(calendar.business_days_per_week))
    chosen: list[int] | None = None
    if found := _DAYS.fullmatch(body):
        chosen = [whole(part, _("A day of the week")) for part in found[1].split(",") if part.strip()]
        body = found[2].strip()
        if any(not 1 <= day <= week for day in chosen):
            raise UserError(
                _("“{text}”: the days of the week run from 1 to {week}. {presence_help}").format(
                    text=text.strip(), week=week, presence_help=_(PRESENCE_HELP)
                )
            )
    day = calendar.minutes_per("bd")
    if chosen is None and re.fullmatch(r"[\d.,]+", body):  # a part of a person is there for part of the day
        count = parse_number(body, _("number of people"))
        if 0.0 < count <= 10_000.0:
            return constant_shift(count, day)
    spans = [_span(part.strip(), text, calendar) for part in body.split(";") if part.strip()]
    if not spans:
        raise UserError(
            _("“{text}” does not say who is there. {presence_help}").format(
                text=text.strip(), presence_help=_(PRESENCE_HELP)
            )
        )
    days = range(week) if chosen is not None else range(1)
    changes: dict[float, float] = {}
    for number in days:
        start = number * day
        changes[start] = 0.0
        if chosen is not None and number + 1 not in chosen:
            continue
        edges = sorted({0.0, *(edge for _, low, high in spans for edge in (low, high))})
        for edge in edges:
            if edge < day:
                changes[start + edge] = sum(count for count, low, high in spans if low <= edge < high)
    if not any(changes.values()):
        raise UserError(
            _("“{text}”: nobody is there at any time. {presence_help}").format(
                text=text.strip(), presence_help=_(PRESENCE_HELP)
            )
        )
    steps: list[tuple[float, float]] = []
    for time, count in sorted(changes.items()):
        if not steps or steps[-1][1] != count:
            steps.append((time, count))
    return Shift(tuple(steps), float(len(days)))


def _span(part: str, text: str, calendar: Calendar) -> tuple[float, float, float]:
    """(people, from minute, to minute) of one part."""
    found = _SPAN.fullmatch(part)
    if found is None:
        raise UserError(
            _("“{text}”: “{part}” cannot be read. {presence_help}").format(
                text=text.strip(), part=part, presence_help=_(PRESENCE_HELP)
            )
        )
    hours = calendar.hours_per_business_day
    count = float(whole(found[1], "People"))
    if found[2] is None:
        return count, 0.0, 60.0 * hours
    low, high = parse_number(found[2], "hour"), parse_number(found[3], "hour")
    if not 0.0 <= low < high <= hours:
        raise UserError(
            _("“{text}”: hours run from 0 to {hours} and forwards. {presence_help}").format(
                text=text.strip(), hours=number_text(hours), presence_help=_(PRESENCE_HELP)
            )
        )
    return count, 60.0 * low, 60.0 * high


def whole(text: str, what: str) -> int:
    """A whole number from 0 to 10,000. Raises UserError naming `what` otherwise."""
    value = parse_number(text, "number")
    if value != round(value) or not 0 <= value <= 10_000:
        raise UserError(
            _("{what} must be a whole number, not “{text}”.").format(what=what, text=text.strip())
        )
    return round(value)


def profile(text: str) -> tuple[float, ...]:
    """Weights of equal parts of the day: ``3, 1, 1, 1`` has half of the arrivals in the first quarter.

    Raises UserError for what are no weights, or all zero.
    """
    body = text.strip()
    if not body:
        return ()
    weights = tuple(parse_number(part, "weight") for part in re.split(r"[;\s]+|,\s+|,(?=\d)", body) if part)
    if any(weight < 0.0 for weight in weights) or not sum(weights) or len(weights) > 96:
        raise UserError(
            _(
                "“{body}”: type weights of equal parts of the day, such as 3 1 1 1, none below zero, not all "
                "zero."
            ).format(body=body)
        )
    return weights


def step_id_of(maps: Iterable[Map], name: str) -> str:
    """The id of the step with this id or name on one of the maps. Raises UserError when there is none."""
    wanted = name.strip().casefold()
    for step in (step for map_ in maps for step in map_.steps):
        if wanted in (step.id.casefold(), step.name.casefold()):
            return step.id
    raise UserError(
        _("The map has no step “{name}”. Use the name or id of a step.").format(name=name.strip())
    )


def role_id_of(event: Event, maps: Iterable[Map], name: str) -> str:
    """The id of the role with this id or name, case ignored. Raises UserError when there is none."""
    wanted = name.strip().casefold()
    for role in event.roles:
        if wanted in (role.id.casefold(), role.name.casefold()):
            return role.id
    for role_id in {step.role for map_ in maps for step in map_.steps if step.role}:
        if role_id.casefold() == wanted:
            return role_id
    have = ", ".join(role.name or role.id for role in event.roles) or "none"
    raise UserError(_("There is no role “{name}”. There are: {have}.").format(name=name.strip(), have=have))


def pairs(texts: Iterable[str], form: str) -> list[tuple[str, str]]:
    """``name=value`` texts apart. Raises UserError naming the `form` for one that is not."""
    found = []
    for text in texts:
        name, sign, value = text.rpartition("=")
        if not sign or not name.strip() or not value.strip():
            raise UserError(_("“{text}” cannot be read; it takes {form}.").format(text=text, form=form))
        found.append((name.strip(), value.strip()))
    return found
