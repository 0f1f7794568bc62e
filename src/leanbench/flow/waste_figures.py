"""The eight wastes as figures that explain themselves, and the quality figures of a map beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from leanbench.event.records import Event
from leanbench.flow.catalogue import show
from leanbench.flow.littles_law import check
from leanbench.flow.measures import metrics
from leanbench.flow.quality import normalised_yield, rolled_ca
from leanbench.flow.wastes import WasteRow
from leanbench.quantity import Basis, Quantity

_SOURCE = "Ohno, Toyota Production System, 1988 (seven wastes); Liker, The Toyota Way, 2004 (talent)"
_IDLE = "The wait before a tagged step; it costs no labour"
_BUSY = (
    "A non-value-added step counts its whole process time, a VA or BNVA step only what is done again; several tags"
    " share equally"
)


def explained(row: WasteRow, event: Event, map_id: str = "current") -> tuple[Quantity, Quantity, Quantity]:
    """(minutes per unit, hours a year, USD a year) of one waste; without demand the yearly ones have no value."""
    basis: Basis = "estimated" if map_id == "current" else "projected"
    idle = row.key in ("waiting", "inventory")
    names = {step.id: step.name or step.id for step in event.map(map_id).steps}
    tagged = ", ".join(names[key] for key in row.steps[:8]) or "no step"
    if len(row.steps) > 8:
        tagged += f" and {len(row.steps) - 8} more"
    terms = {"tagged": tagged}
    if row.findings:
        terms["on the waste walk"] = f"{row.findings} found"
    if row.walk_minutes is not None:
        terms["minutes from the walk, apart"] = f"{show(row.walk_minutes)} min"
    if row.walk_usd_per_year is not None:
        terms["money from the walk, apart"] = f"{show(row.walk_usd_per_year)} USD per year"
    units = event.demand.units_per_year
    yearly = {**terms, "units per year": show(units), "minutes per unit": f"{show(row.minutes_per_unit)} min"}
    formula = "sum of visits x wait" if idle else "sum of visits wasted x process time"
    note = "" if units else "No demand per year is given"
    convention = _IDLE if idle else _BUSY
    return (
        Quantity(f"waste_{row.key}_min", f"{row.name}, per unit", row.minutes_per_unit, "min", basis, formula, terms,
                 convention, _SOURCE),
        Quantity(f"waste_{row.key}_hours", f"{row.name}, a year", row.hours_per_year, "h per year", basis,
                 f"units per year x {formula} / 60", yearly, convention, _SOURCE, note),
        Quantity(f"waste_{row.key}_usd", f"{row.name}, cost a year", row.usd_per_year, "USD per year", basis,
                 f"units per year x {formula} x loaded hourly rate / 60", yearly, convention, _SOURCE, note),
    )  # fmt: skip


def quality_figures(event: Event, map_id: str = "current") -> tuple[Quantity, ...]:
    """Right first time along the main path: rolled %C&A, its weakest steps, per step, cases without rework."""
    drawn = event.map(map_id)
    found = metrics(event, map_id)
    rolled = found.quantities["rolled_ca_pct"]
    steps = [drawn.steps[i] for i in found.flow.main]
    shares = [step.ca_pct for step in steps]
    figures = [rolled]
    judged = [share for share in shares if share is not None]
    if judged and rolled.value is not None:
        each = rolled_ca(shares, [step.name or step.id for step in steps])
        figures.append(
            Quantity(
                "normalised_ca_pct", "Rolled %C&A, per judged step",
                100.0 * normalised_yield(math.prod(share / 100.0 for share in judged), len(judged)), "%", rolled.basis,
                "(product of the %C&A of the judged steps)^(1/n)", {**_weakest(each.terms), "n": str(len(judged))},
                "What every step would have to reach for the same product", rolled.source, each.note,
            )
        )  # fmt: skip
    figures.append(found.quantities["first_pass_probability_pct"])
    little = check(event, map_id)
    if little is not None:
        figures.append(little.explained())
    return tuple(figures)


def _weakest(terms: Mapping[str, str]) -> dict[str, str]:
    """The five lowest shares, the lowest first."""
    ordered = sorted(terms.items(), key=lambda item: float(item[1].removesuffix(" %").replace(",", "")))
    return dict(ordered[:5])
