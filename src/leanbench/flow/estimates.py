"""The three estimates of lead time side by side: typed waits, waiting-line formulas, simulation.

They answer different questions, so a difference is a finding: a sentence says which and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leanbench.event.records import Event
from leanbench.flow.loads import queueing_lead_time, workload
from leanbench.flow.measures import metrics
from leanbench.quantity import Quantity
from leanbench.words import _
from leanbench.words.numbers import number_text

if TYPE_CHECKING:
    from leanbench.flow.simulation import Simulation

_APART = 0.20


@dataclass(frozen=True, slots=True)
class LeadTimeEstimates:
    """Expected lead time in minutes from the map as typed, from queueing, from a simulation (or None)."""

    typed: Quantity
    queueing: Quantity | None
    simulated: Quantity | None
    sentences: tuple[str, ...]


def lead_time_estimates(
    event: Event, map_id: str = "current", simulation: Simulation | None = None
) -> LeadTimeEstimates:
    """The estimates that can be made, and plain sentences where they differ by more than 20%."""
    typed = metrics(event, map_id).quantities["lead_time_expected_min"]
    queued = queueing_lead_time(event, map_id)
    simulated = None if simulation is None else simulation.quantities.get("lead_time_mean_min")
    unit, scale = _("business days"), 60.0 * event.calendar.hours_per_business_day
    if event.calendar.report_unit == "min":
        unit, scale = _("minutes"), 1.0
    if scale <= 0.0:  # a calendar without hours has no days to count in
        unit, scale = _("minutes"), 1.0

    def amount(found: Quantity) -> str:
        return number_text((found.value or 0.0) / scale, 1)

    load = workload(event, map_id)
    sentences = [trouble.text for trouble in load.troubles] if load is not None else []
    overloaded = bool(sentences)
    explained = next((q for q in (simulated, queued) if q is not None and q.value is not None), None)
    if overloaded and simulation is not None and simulated is not None and simulated.value:
        sentences.append(
            _(
                "So the formula has no value, and the {amount} {unit} of the simulation are what {days} days "
                "make of it: longer when more days are played."
            ).format(amount=amount(simulated), unit=unit, days=number_text(simulation.days, 0))
        )
    if typed.value and explained is not None and explained.value is not None:
        ratio = typed.value / explained.value
        if ratio > 1.0 + _APART:
            so_far = _("{amount} so far") if overloaded else "{amount}"
            text = (
                _(
                    "The typed lead time is {typed} {unit}, the load on people explains {explained}: most of the "
                    "waiting is not lack of people. Look for batches, other duties, priorities and hand-offs."
                )
                if ratio > 2.0
                else _(
                    "The typed lead time is {typed} {unit}, the load on people explains {explained}: part of the "
                    "waiting is not lack of people. Look for batches, other duties, priorities and hand-offs."
                )
            )
            told = so_far.format(amount=amount(explained))
            sentences.append(text.format(typed=amount(typed), unit=unit, explained=told))
        elif ratio < 1.0 - _APART:
            sentences.append(
                _(
                    "The load on people gives {amount} {unit}, more than the {typed} typed: a wait is typed "
                    "too short, or a number of people or a time is off."
                ).format(amount=amount(explained), unit=unit, typed=amount(typed))
            )
        elif not overloaded:
            sentences.append(_("The typed waits agree with what the load on people explains, within 20%."))
    if queued is not None and queued.value and simulated is not None and simulated.value:
        apart = queued.value / simulated.value
        if not 1.0 - _APART <= apart <= 1.0 + _APART:
            why = _(
                "the formula knows no part-time hours, peaks, priorities or parallel starts; trust the simulation"
            )
            if simulation is not None and simulation.backlog_cases:
                why = _(
                    "the simulation starts with {backlog_cases} cases waiting, the formula is about the time "
                    "when they are gone"
                ).format(backlog_cases=number_text(simulation.backlog_cases, 2))
            sentences.append(
                _("Formula and simulation differ ({formula} and {simulation} {unit}): {why}.").format(
                    formula=amount(queued), simulation=amount(simulated), unit=unit, why=why
                )
            )
    return LeadTimeEstimates(typed, queued, simulated, tuple(sentences))
