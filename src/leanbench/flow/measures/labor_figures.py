"""Labor and money of a map: per unit, per year, and the people it takes."""

from __future__ import annotations

from leanbench.flow.measures.lead_times import deviation, notes_text, percentile, unknown_note
from leanbench.flow.measures.map_facts import MapFacts
from leanbench.flow.measures.metric_table import (
    LABOR,
    MARKOV,
    MARTIN,
    Inputs,
    inputs,
    metric,
    metric_term,
    unknown,
)
from leanbench.quantity import Term
from leanbench.words import N_, _

_NO_DEMAND = N_("No demand per year is given")


@metric("Labor, main path", "min", 2, "sum of process time", LABOR, MARTIN, "less")
def labour_min_main_path(facts: MapFacts) -> Inputs:
    steps = [i for i in facts.flow.main if facts.labor.minutes[i] > 0.0]
    return inputs(facts.column(N_("process time"), facts.labor.minutes, "min", steps, facts.ids(steps)))


def _paid(facts: MapFacts) -> tuple[list[int], tuple[Term, Term]]:
    """The steps with paid work, how often each is visited, and its minutes."""
    visits, minutes = facts.flow.visits, facts.labor.minutes
    steps = [i for i, paid in enumerate(minutes) if paid > 0.0 and visits[i] > 0.0]
    ids = facts.ids(steps)
    return steps, (
        facts.column("visits", visits, "", steps, ids),
        facts.column(N_("process time"), minutes, "min", steps, ids),
    )


@metric("Labor per unit, expected", "min", 2, "sum of visits x process time", LABOR, MARKOV, "less")
def labour_expected_min(facts: MapFacts) -> Inputs:
    return inputs(*_paid(facts)[1], note=unknown_note(facts))


@metric("Labor per unit, standard deviation", "min", 2, "square root of (S - m²)",
        "Second moment S and mean m of the labor of one unit. Routing and given ranges vary; parallel work adds up",
        MARKOV, "less")  # fmt: skip
def labour_sd_min(facts: MapFacts) -> Inputs:
    return deviation(facts, "sum")


@metric("Labor per unit, half of units within", "min", 2, "smallest time with share of cases of at least 50%",
        LABOR, MARKOV, "less")  # fmt: skip
def labour_p50_min(facts: MapFacts) -> Inputs:
    return percentile(facts, "sum", 50)


@metric("Labor per unit, 85% of units within", "min", 2, "smallest time with share of cases of at least 85%",
        LABOR, MARKOV, "less")  # fmt: skip
def labour_p85_min(facts: MapFacts) -> Inputs:
    return percentile(facts, "sum", 85)


@metric("Labor per unit, 95% of units within", "min", 2, "smallest time with share of cases of at least 95%",
        LABOR, MARKOV, "less")  # fmt: skip
def labour_p95_min(facts: MapFacts) -> Inputs:
    return percentile(facts, "sum", 95)


@metric("Labor per year", "h", 0, "units per year x labor per unit / 60", LABOR, MARTIN, "less")
def annual_labour_hours(facts: MapFacts) -> Inputs:
    if facts.units is None:
        return unknown(_(_NO_DEMAND))
    return inputs(
        Term("units per year", facts.units), metric_term(facts, N_("labor per unit"), "labour_expected_min")
    )


@metric("FTE required", "FTE", 2, "labor per year / productive hours per FTE and year",
        "A freed FTE is capacity, not cash", MARTIN, "less")  # fmt: skip
def fte_required(facts: MapFacts) -> Inputs:
    productive = facts.event.calendar.productive_hours_per_fte_year
    if facts.units is None:
        return unknown(_(_NO_DEMAND))
    if productive <= 0.0:
        return unknown(_("No productive hours per year are given"))
    return inputs(
        metric_term(facts, N_("labor per year"), "annual_labour_hours"),
        Term("productive hours per FTE and year", productive, "h"),
    )


@metric(
    "Labor cost per unit", "USD", 2, "sum of visits x process time x hourly rate / 60", LABOR, MARKOV, "less"
)
def labour_cost_per_unit_usd(facts: MapFacts) -> Inputs:
    steps, (visits, minutes) = _paid(facts)
    labor = facts.labor
    rates = Term("hourly rate", [labor.rates[i] for i in steps], "USD/h", visits.rows)
    nobody = (
        _("{unnamed} steps name no role: their minutes cost nothing here").format(unnamed=labor.unnamed)
        if labor.unnamed
        else ""
    )
    blank = ", ".join(labor.without_rate)
    return inputs(
        visits,
        minutes,
        rates,
        note=notes_text(
            nobody, _("No hourly rate is given for {blank}").format(blank=blank) if blank else ""
        ),
    )


@metric(
    "Cost per unit, with fixed costs",
    "USD",
    2,
    "labor cost + sum of visits x fixed cost",
    LABOR,
    MARKOV,
    "less",
)
def cost_per_unit_usd(facts: MapFacts) -> Inputs:
    steps = [i for i, money in enumerate(facts.fixed) if money]
    ids = facts.ids(steps)
    return inputs(
        metric_term(facts, N_("labor cost"), "labour_cost_per_unit_usd"),
        facts.column("visits", facts.flow.visits, "", steps, ids),
        facts.column(N_("fixed cost"), facts.fixed, "USD", steps, ids),
    )


@metric("Labor cost per year", "USD", 0, "units per year x labor cost per unit", LABOR, MARTIN, "less")
def annual_labour_cost_usd(facts: MapFacts) -> Inputs:
    if facts.units is None:
        return unknown(_(_NO_DEMAND))
    return inputs(
        Term("units per year", facts.units),
        metric_term(facts, N_("labor cost per unit"), "labour_cost_per_unit_usd"),
    )
