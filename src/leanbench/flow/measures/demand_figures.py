"""Takt and work in process: what the demand asks of a map, and what is under way in it."""

from __future__ import annotations

from leanbench.flow.measures.map_facts import MapFacts
from leanbench.flow.measures.metric_table import LEARNING_TO_SEE, Inputs, inputs, metric, metric_term, unknown
from leanbench.quantity import Term
from leanbench.words import N_, _


@metric("Takt time", "min", 2, "minutes open per day x working days per year / units per year",
        "Available time and demand over the same year", LEARNING_TO_SEE, "", of_map=False)  # fmt: skip
def takt_time_min(facts: MapFacts) -> Inputs:
    calendar = facts.event.calendar
    if facts.units is None:
        return unknown(_("No demand per year is given"))
    if calendar.minutes_open_per_day * calendar.working_days_per_year <= 0.0:
        return unknown(_("The calendar has no open time"))
    return inputs(
        Term("minutes open per day", calendar.minutes_open_per_day, N_("min per bd")),
        Term("working days per year", calendar.working_days_per_year, "bd"),
        Term("units per year", facts.units),
    )


@metric("Work in process, counted", "units", 1, "sum of units waiting", "Before the steps, as counted on the map",
        LEARNING_TO_SEE, "less")  # fmt: skip
def work_in_process(facts: MapFacts) -> Inputs:
    steps = [i for i, units in enumerate(facts.waiting) if units is not None]
    if not steps:
        return unknown(_("No step says how many units wait"))
    return inputs(facts.column(N_("units waiting"), facts.waiting, "", steps, facts.ids(steps)))


@metric("Work in process by Little's law", "units", 1, "daily demand x expected lead time",
        "Stable process, no growing backlog", "Little, Operations Research 9 (1961) 383-387", "less")  # fmt: skip
def work_in_process_little(facts: MapFacts) -> Inputs:
    if facts.units_per_day is None or facts.day <= 0.0:
        return unknown(_("An input is missing"))
    return inputs(
        Term("daily demand", facts.units_per_day, N_("units per bd")),
        metric_term(facts, N_("expected lead time"), "lead_time_expected_bd"),
    )
