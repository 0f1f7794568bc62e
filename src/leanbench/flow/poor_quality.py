"""What poor quality costs a year: the rework a map shows, and what is typed beside it.

Rework is the labour of a unit less the labour of the same map without its rework links: work done
again and work only done to put something right. Links of other kinds count as normal work.
"""

from __future__ import annotations

from leanbench.event.records import Event
from leanbench.flow.catalogue import show
from leanbench.flow.measures import metrics_of
from leanbench.flow.quality import cost_of_poor_quality
from leanbench.quantity import Basis, Quantity
from leanbench.schema import replace

_JURAN = "Juran, Quality Control Handbook, 1951"


def rework_hours(event: Event, map_id: str = "current") -> Quantity:
    """Hours of rework a year; no value without demand."""
    return _rework(event, map_id)[0]


def _rework(event: Event, map_id: str) -> tuple[Quantity, Quantity]:
    """(hours a year, USD a year) of work that would not be there if nothing came back."""
    drawn = event.map(map_id)
    smooth = replace(drawn, links=tuple(link for link in drawn.links if link.kind != "rework"))
    found, clean = metrics_of(drawn, event), metrics_of(smooth, event)
    units = event.demand.units_per_year
    figures = []
    for name, key, label, unit, scale in (
        ("labour_expected_min", "rework_hours_per_year", "Rework", "h per year", 1.0 / 60.0),
        ("labour_cost_per_unit_usd", "rework_usd_per_year", "Rework, from the map", "USD per year", 1.0),
    ):
        one, two = found.value(name), clean.value(name)
        value, note = None, "No demand per year is given"
        if units and units > 0.0:
            note = "The labour of the map is not known"
            if one is not None and two is not None:
                value, note = units * max(0.0, one - two) * scale, found.quantities[name].note
        what = "min" if scale != 1.0 else "USD"
        figures.append(
            Quantity(
                key, label, value, unit, _basis(map_id),
                "units per year x (labour per unit - labour without rework links)",
                {"units per year": show(units), "labour per unit": f"{show(one)} {what}",
                 "without rework": f"{show(two)} {what}"},
                "Paid roles; loops drawn with links of kind rework", _JURAN, note,
            )
        )  # fmt: skip
    return figures[0], figures[1]


def _basis(map_id: str) -> Basis:
    return "estimated" if map_id == "current" else "projected"


def poor_quality(event: Event, map_id: str = "current") -> tuple[Quantity, ...]:
    """Rework hours, and the cost of poor quality with its parts, a year; prevention is kept apart.

    Parts that nobody typed count as 0 and are named; the total has no value when nothing at all is known.
    """
    hours, money = _rework(event, map_id)
    record = event.benefits
    typed = {
        "scrap": record.scrap_usd_per_year,
        "external failure": record.external_failure_usd_per_year,
        "appraisal": record.appraisal_usd_per_year,
        "prevention": record.prevention_usd_per_year,
    }
    found = cost_of_poor_quality(
        1.0, money.value or 0.0, scrap=typed["scrap"] or 0.0, external=typed["external failure"] or 0.0,
        appraisal=typed["appraisal"] or 0.0, prevention=typed["prevention"] or 0.0,
    )  # fmt: skip
    whole = found.explained()
    blank = [name for name, value in typed.items() if value is None and name != "prevention"]
    note = f"Nothing is recorded for {', '.join(blank)}: counted as 0" if blank else ""
    if money.value is None:
        note = ". ".join(part for part in (f"Rework is not known: {money.note}", note) if part)
    known = money.value is not None or any(value is not None for value in typed.values())
    terms = {
        "rework": "not known" if money.value is None else f"{show(money.value)} USD",
        "scrap": "not recorded" if typed["scrap"] is None else f"{show(typed['scrap'])} USD",
        **whole.terms,
    }
    total = replace(
        whole, value=whole.value if known else None, basis=_basis(map_id), terms=terms, note=note,
        formula="internal failure (rework + scrap) + external failure + appraisal",
    )  # fmt: skip
    return hours, money, total
