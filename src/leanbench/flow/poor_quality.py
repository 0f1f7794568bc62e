"""What poor quality costs a year: the rework a map shows, and what is typed beside it.

Rework is the labor of a unit less the labor of the same map without its rework links: work done
again and work only done to put something right. Links of other kinds count as normal work.
"""

from __future__ import annotations

from leanbench.event.records import Event
from leanbench.flow.measures import metrics_of
from leanbench.quantity import Quantity, Term, basis_of, figure
from leanbench.schema import replace
from leanbench.words import N_, _

_JURAN = N_("Juran, Quality Control Handbook, 1951")


def _rework(event: Event, map_id: str) -> tuple[Quantity, Quantity]:
    """(hours a year, USD a year) of work that would not be there if nothing came back."""
    map_ = event.map(map_id)
    smooth = replace(map_, links=tuple(link for link in map_.links if link.kind != "rework"))
    found, clean = metrics_of(map_, event), metrics_of(smooth, event)
    units = event.demand.units_per_year
    figures = []
    for name, key, label, unit, word, scale in (
        ("labour_expected_min", "rework_hours_per_year", "Rework", N_("h per year"), "labor", " / 60"),
        (
            "labour_cost_per_unit_usd",
            "rework_usd_per_year",
            _("Rework, from the map"),
            N_("USD per year"),
            N_("labor cost"),
            "",
        ),
    ):
        one = found.quantities[name]
        terms = (
            Term("units per year", units if units and units > 0.0 else None),
            Term(f"{word} per unit", one.value, one.unit),
            Term(f"{word} without rework links", clean.value(name), one.unit),
        )
        why = (
            _("The labor of the map is not known")
            if units and units > 0.0
            else _("No demand per year is given")
        )
        made = figure(
            key, label, unit,
            f"units per year x larger of (0, {word} per unit - {word} without rework links){scale}", terms,
            _("Paid roles; loops drawn with links of kind rework"), _JURAN, basis=basis_of(map_id), missing=why,
        )  # fmt: skip
        figures.append(replace(made, note=one.note) if made.value is not None else made)
    return figures[0], figures[1]


def poor_quality(event: Event, map_id: str = "current") -> tuple[Quantity, ...]:
    """Rework hours, and the cost of poor quality with its parts, a year; prevention is kept apart.

    Parts that nobody typed count as 0 and are named; the total has no value when nothing at all is known.
    """
    hours, money = _rework(event, map_id)
    record = event.benefits
    parts = {
        "rework": money.value,
        "scrap": record.scrap_usd_per_year,
        "external failure": record.external_failure_usd_per_year,
        "appraisal": record.appraisal_usd_per_year,
    }
    blank = [name for name, value in parts.items() if value is None and name != "rework"]
    note = (
        _("Nothing is recorded for {blank}: counted as 0").format(blank=", ".join(map(_, blank)))
        if blank
        else ""
    )
    if money.value is None:
        note = ". ".join(
            part for part in (_("Rework is not known: {note}").format(note=money.note), note) if part
        )
    known = any(value is not None for value in parts.values())
    terms = [
        Term(
            name,
            value or 0.0,
            "USD",
            note="" if value is not None else _("not known") if name == "rework" else _("not recorded"),
        )
        for name, value in parts.items()
    ]
    prevention = Term("prevention, not included", record.prevention_usd_per_year or 0.0, "USD")
    total = figure(
        "cost_of_poor_quality_usd_per_year", _("Cost of poor quality"), N_("USD per year"),
        N_("rework + scrap + external failure + appraisal"), (*terms, prevention) if known else (),
        _("Rework and scrap are internal failure; prevention is kept apart"), _JURAN, note,
        basis=basis_of(map_id), missing="",
    )  # fmt: skip
    return hours, money, total
