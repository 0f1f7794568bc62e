"""How each figure is computed: the text of the explain cards, and the sources quoted."""

from __future__ import annotations

from leanbench import flow
from leanbench.quantity import Quantity
from leanbench.reports.flowables import Text
from leanbench.reports.layout import Item, Need
from leanbench.reports.style import CELL
from leanbench.reports.summary import SUMMARY_ROWS, metric_name, states
from leanbench.reports.table import Column, Row, Table
from leanbench.reports.writer import Writer, figure

_MORE = ("activity_ratio_pct", "va_ratio_pct", "takt_time_min", "annual_labour_hours", "fte_required")
_LIMIT = 420  # characters of terms in one cell: forty steps listed one by one help nobody on paper


def definitions(writer: Writer) -> list[Item]:
    """Calendar, figures and sources."""
    items: list[Item] = [Need(0.3), writer.heading("Definitions")]
    items.append(_calendar(writer))
    items += writer.guarded("The definitions", lambda: [_figures(writer)], "maps")
    items += _sources(writer)
    return items


def _calendar(writer: Writer) -> Text:
    calendar, demand = writer.event.calendar, writer.event.demand
    words = (
        f"A business day (bd) has {figure(calendar.hours_per_business_day)} hours; a year has "
        f"{figure(calendar.working_days_per_year)} of them; one full-time equivalent (FTE) works "
        f"{figure(calendar.productive_hours_per_fte_year)} productive hours a year. "
    )
    if demand.units_per_year is not None:
        words += f"Demand is {figure(demand.units_per_year)} {writer.plain(demand.unit) or 'units'} a year. "
    else:
        writer.report("The demand per year is not recorded.", "demand")
    threshold = writer.event.delay_threshold_min
    if threshold is not None:
        words += f"A delay is a wait of {figure(threshold)} minutes or more. "
    words += (
        "Estimated: by the team. Measured: from data. Projected: computed from the future map. "
        "Confirmed: from data after the change."
    )
    return Text(words)


def _figures(writer: Writer) -> Item:
    """One row per figure: formula and convention, and the terms put in for the current state."""
    event = writer.event
    pair = states(event)
    map_id = pair[0] if pair else next((item.id for item in event.maps if item.steps), "")
    if not map_id:
        return Text((writer.missing("A map to compute figures from", "maps"),))
    found = flow.metrics(event, map_id).quantities
    rows = []
    for short in (*SUMMARY_ROWS, *_MORE):
        quantity = found[metric_name(event, short)]
        rows.append(Row((quantity.label, writer.plain(_explained(quantity)))))
    return Table([Column("Figure", least=110.0, most=130.0), Column("How it is computed", most=1000.0)], rows, style=CELL.but(size=8.5, leading=11.5))


def _explained(quantity: Quantity) -> str:
    """The explain text; terms too many to print are counted instead."""
    text = quantity.explain()
    text = text.removeprefix(f"{quantity.label} = ")
    if len(text) <= _LIMIT:
        return text[:1].upper() + text[1:]
    short = Quantity(
        quantity.name, quantity.label, quantity.value, quantity.unit, quantity.basis, quantity.formula,
        {}, quantity.convention, quantity.source, quantity.note,
    )  # fmt: skip
    text = short.explain().removeprefix(f"{quantity.label} = ")
    return f"{text[:1].upper()}{text[1:]} {len(quantity.terms)} terms, as in the table of steps."


def _sources(writer: Writer) -> list[Item]:
    sources = writer.event.sources
    if not sources:
        return []
    items: list[Item] = [writer.heading("Sources", 3)]
    for source in sources:
        label = f"{source.id}: " if source.id else ""
        words = writer.plain(f"{label}{source.figure}", "sources")
        items.append(Text(words, CELL, after=1.0, keep_next=bool(source.url)))
        url = source.url.strip()
        if url:
            address = url.split()[0]
            is_link = address.startswith(("http://", "https://"))
            items.append(
                Text(writer.plain(url), CELL.but(colour="#0B5394"), url=address if is_link else "", after=6.0)
            )
    return items
