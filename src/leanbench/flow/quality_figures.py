"""The quality figures of a map beside each other: right first time, its weakest steps, Little's law."""

from __future__ import annotations

from leanbench.event.records import Event
from leanbench.flow.littles_law import check
from leanbench.flow.measures import metrics
from leanbench.quantity import Quantity, Term, figure
from leanbench.words import N_, _


def quality_figures(event: Event, map_id: str = "current") -> tuple[Quantity, ...]:
    """Right first time along the main path: rolled %C&A, its weakest steps, per step, cases without rework."""
    map_ = event.map(map_id)
    found = metrics(event, map_id)
    rolled = found.quantities["rolled_ca_pct"]
    steps = [map_.steps[i] for i in found.flow.main]
    shares = [step.ca_pct for step in steps]
    figures = [rolled]
    judged = sorted(
        [
            (share, step.name or step.id)
            for share, step in zip(shares, steps, strict=True)
            if share is not None
        ]
    )
    if judged and rolled.value is not None:
        column = Term("%C&A", [share for share, _ in judged], "%", [name for _, name in judged])
        blank = [step.name or step.id for step in steps if step.ca_pct is None]
        figures.append(
            figure(
                "normalised_ca_pct", _("Rolled %C&A, per judged step"), "%",
                N_("(product of %C&A) ^ (1 / judged steps)"),
                (column, Term("judged steps", float(len(judged)))),
                _("What every step would have to reach for the same product; the weakest first"), rolled.source,
                _("Skipped, no %C&A: {blank}").format(blank=', '.join(blank)) if blank else "", basis=rolled.basis,
            )
        )  # fmt: skip
    figures.append(found.quantities["first_pass_probability_pct"])
    little = check(event, map_id)
    if little is not None:
        figures.append(little.quantity())
    return tuple(figures)
