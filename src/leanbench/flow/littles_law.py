"""Little's law: work in process = throughput x lead time, and a check where all three are given."""

from __future__ import annotations

from dataclasses import dataclass

from leanbench.errors import UserError
from leanbench.event.records import Event
from leanbench.flow.graph import read, step_label
from leanbench.flow.times import step_times, unit_minutes
from leanbench.quantity import Quantity, Term, figure
from leanbench.words import N_, _
from leanbench.words.numbers import number_text

__all__ = [
    "days_of_supply",
    "days_to_consume",
    "lead_time",
]

SOURCE = N_("Little, A proof for the queuing formula L = λW, Operations Research 9 (1961) 383-387")
TOLERANCE = 0.20


def lead_time(work_in_process: float, throughput: float) -> float:
    """Lead time = work in process / throughput, in the unit of time of the throughput."""
    if throughput <= 0.0:
        raise UserError(_("Little's law needs a throughput above zero."))
    return work_in_process / throughput


def days_of_supply(quantity: float, daily_demand: float) -> Quantity:
    """How long an inventory lasts: quantity / daily demand (the default; always used before the customer)."""
    if daily_demand <= 0.0:
        raise UserError(_("Little's law needs a throughput above zero."))
    return figure(
        "days_of_supply", _("Days of supply, by demand"), "bd", N_("quantity / daily demand"),
        (Term("quantity", quantity), Term("daily demand", daily_demand)), _("By demand"),
        _("Rother and Shook, Learning to See, 1998"),
    )  # fmt: skip


def days_to_consume(quantity: float, next_step_min: float, available_min_per_day: float) -> Quantity:
    """How long the next step needs to work an inventory off: quantity x its time / available time per day."""
    if available_min_per_day <= 0.0:
        raise UserError(_("The available time per day must be above zero."))
    return figure(
        "days_to_consume", _("Days of supply, at the rate of the next step"), "bd",
        N_("quantity x time of the next step / available time"),
        (Term("quantity", quantity), Term("time of the next step", next_step_min, "min"),
         Term("available time", available_min_per_day, N_("min per day"))),
        _("At the rate of the next step: an option, never for the last stock before the customer"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LittleRow:
    """One place where work waits: counted units against demand x visits x wait."""

    step_id: str
    counted: float
    visits: float
    wait_days: float
    expected: float
    off: bool
    sentence: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class LittleCheck:
    """Counted work in process against Little's law. `rows` are the steps with a count and a wait."""

    rows: tuple[LittleRow, ...]
    demand_per_day: float
    counted: float
    expected: float
    agrees: bool
    sentence: str

    def quantity(self) -> Quantity:
        """The work in process by the law, beside the counted one, as a Quantity."""
        off = [row for row in self.rows if row.off]
        note = self.sentence + (
            _(" Off by more than 20%: {off}.").format(off=", ".join(row.name for row in off)) if off else ""
        )
        names = [row.name for row in self.rows]
        return figure(
            "littles_law_check", _("Work in process, demand x wait"), "units",
            N_("demand per day x sum of visits x wait in days"),
            (
                Term("demand per day", self.demand_per_day, N_("units per bd")),
                Term("visits", [row.visits for row in self.rows], "", names),
                Term("wait in days", [row.wait_days for row in self.rows], "bd", names),
                Term("counted", [row.counted for row in self.rows], "units", names),
            ),
            _("Over the places that were counted; warned when they differ by more than 20%"), SOURCE, note,
        )  # fmt: skip


def check(event: Event, map_id: str = "current") -> LittleCheck | None:
    """Compare counted work in process with throughput x wait, step by step and in all.

    None when demand, counts or waits are missing. Differences above 20% are named.
    """
    map_ = event.map(map_id)
    units, days = event.demand.units_per_year, event.calendar.working_days_per_year
    day = unit_minutes(event.calendar)["bd"]
    if not units or units <= 0.0 or days <= 0.0 or day <= 0.0:
        return None
    flow = read(map_)
    times = step_times(map_, event.calendar, units / days)
    rows: list[LittleRow] = []
    for position, step in enumerate(map_.steps):
        if step.wip is None or step.wait is None:
            continue
        visits, wait = flow.visits[position], times.wait[position] / day
        expected = units / days * visits * wait
        # Small counts differ by rounding alone.
        off = abs(step.wip - expected) > max(TOLERANCE * max(step.wip, expected), 1.0)
        sentence = _("{step_label}: {wip} counted, demand x wait gives {expected}").format(
            step_label=step_label(step), wip=number_text(step.wip, 1), expected=number_text(expected, 1)
        ) + (_(": count or wait is off by more than 20%.") if off else ".")
        rows.append(LittleRow(step.id, step.wip, visits, wait, expected, off, sentence, step.name or step.id))
    if not rows:
        return None
    counted, total = sum(row.counted for row in rows), sum(row.expected for row in rows)
    agrees = abs(counted - total) <= TOLERANCE * max(counted, total)
    sentence = _("{counted} units counted in process; demand x wait gives {total}.").format(
        counted=number_text(counted, 1), total=number_text(total, 1)
    )
    if not agrees:
        sentence += _(
            " They differ by more than 20%: a count, a wait or the demand is off, or the backlog is growing."
        )
    return LittleCheck(tuple(rows), units / days, counted, total, agrees, sentence)
