"""Labor and money of one visit to each step, by who does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from leanbench.event.records import Event, Map, Role, Step
from leanbench.flow.columns import Columns
from leanbench.flow.graph import Trouble, step_label
from leanbench.words import _

_columns = Columns(5)


class Labour(Struct, frozen=True):
    """Of one visit, in the order of `Map.steps`: paid minutes, and what an hour of them costs in USD.

    `unnamed` counts the steps with time but nobody named; `without_rate` are the paid roles with time
    but no hourly rate; `troubles` name who is in no pool of people.
    """

    minutes: Sequence[float]
    rates: Sequence[float]
    unnamed: int
    without_rate: tuple[str, ...]
    troubles: tuple[Trouble, ...]


def labour(map_: Map, event: Event, process: Sequence[float]) -> Labour:
    """Paid minutes of a visit and their loaded hourly rate; unpaid roles have neither.

    Parameters
    ----------
    map_ : Map
    event : Event
        Its roles say who is paid how much; its calendar made the minutes.
    process : sequence of float
        Minutes of work of one visit per step, see `times.step_times`.
    """
    roles = {role.id: role for role in event.roles}
    minutes, rates, unnamed, without_rate, strangers = _columns.of(
        map_, (event.roles, event.calendar), lambda position, step: _of(step, process[position], roles)
    )
    return Labour(
        minutes=minutes,
        rates=rates,
        unnamed=unnamed.count(True),
        without_rate=tuple(dict.fromkeys(filter(None, without_rate))),
        troubles=tuple(filter(None, strangers)),
    )


def _of(step: Step, minutes: float, roles: Mapping[str, Role]) -> tuple[object, ...]:
    """Of one step: paid minutes, hourly rate, whether nobody is named, the role without a rate, what is wrong."""
    role = roles.get(step.role)
    if role is None:
        trouble = None
        if step.role and roles:
            text = _(
                "{step_label} is done by '{role}', who is in no pool of people. Its minutes are counted, its "
                "cost is not; add the role."
            ).format(step_label=step_label(step), role=step.role)
            trouble = Trouble(step.id, text)
        return minutes, 0.0, not step.role and minutes > 0.0, "", trouble
    if role.unpaid:
        return 0.0, 0.0, False, "", None
    rate = role.loaded_rate_usd_h
    without = role.name or role.id if rate is None and minutes > 0.0 else ""
    return minutes, rate or 0.0, False, without, None
