"""How each figure is computed: the text of the explain cards, and the sources quoted."""

from __future__ import annotations

from leanbench import flow
from leanbench.event.records import Event
from leanbench.flow.measures import METRICS
from leanbench.papers.engine.flowables import Text
from leanbench.papers.engine.page_flow import Item, Need
from leanbench.papers.engine.paper_style import CELL
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.writer import Writer
from leanbench.papers.parts.summary import state_name, states, value_text
from leanbench.quantity import Quantity
from leanbench.schema import replace
from leanbench.words import _
from leanbench.words.figures import figure_text

# What is not told twice: the same figure in another unit, and spreads that only specialists ask for.
_LEFT_OUT = frozenset(
    {
        "labour_p50_min", "labour_p85_min", "labour_p95_min", "labour_sd_min", "lead_time_mean_of_max_min",
        "activity_ratio_24h_pct", "exits",
    }
)  # fmt: skip
_TERMS = 5  # more terms than these are a list of steps, which the table of steps prints already


def definitions(writer: Writer) -> list[Item]:
    """Calendar, figures and sources."""
    items: list[Item] = [Need(0.3), writer.heading(_("Definitions"))]
    items.append(_calendar(writer))
    items += writer.guarded(_("The definitions"), lambda: [_figures(writer)], "maps")
    items += _sources(writer)
    return items


def _calendar(writer: Writer) -> Text:
    calendar, demand = writer.event.calendar, writer.event.demand
    words = _(
        "A business day (bd) has {hours_per_business_day} hours; a year has {working_days_per_year} "
        "of them; one full-time equivalent (FTE) works {productive_hours_per_fte_year} productive "
        "hours a year. "
    ).format(
        hours_per_business_day=figure_text(calendar.hours_per_business_day),
        working_days_per_year=figure_text(calendar.working_days_per_year),
        productive_hours_per_fte_year=figure_text(calendar.productive_hours_per_fte_year),
    )
    if demand.units_per_year is not None:
        unit = writer.plain(demand.unit)
        words += _("Demand is {units_per_year} a year{unit}. ").format(
            units_per_year=figure_text(demand.units_per_year), unit=f" ({unit})" if unit else ""
        )
    else:
        writer.report(_("The demand per year is not recorded."), "demand")
    threshold = writer.event.delay_threshold_min
    if threshold is not None:
        words += _("A delay is a wait of {threshold} minutes or more. ").format(
            threshold=figure_text(threshold)
        )
    words += _(
        "Estimated: by the team. Measured: from data. Projected: computed from the future map. "
        "Confirmed: from data after the change."
    )
    return Text(words)


def _names(writer: Writer) -> list[str]:
    """The metrics to print, each lead time once: in the event's report unit."""
    days = writer.event.calendar.report_unit in ("bd", "d", "w")
    names = []
    for name in METRICS:
        twin = (
            name.removesuffix("_bd") + "_min" if name.endswith("_bd") else name.removesuffix("_min") + "_bd"
        )
        if name in _LEFT_OUT or (twin in METRICS and name.endswith("_min" if days else "_bd")):
            continue
        names.append(name)
    return names


def _figures(writer: Writer) -> Item:
    """One row per figure: its value before and after, formula, terms, convention, basis, source."""
    event = writer.event
    pair = states(event)
    ids = list(pair) if pair else [item.id for item in event.maps if item.steps][:1]
    if not ids:
        return Text((writer.missing(_("A map to compute figures from"), "maps"),))
    found = [flow.metrics(event, map_id).quantities for map_id in ids]
    rows = []
    for name in _names(writer):
        values = [_in_days(event, quantities[name]) for quantities in found]
        if all(quantity.value is None for quantity in values):
            continue
        texts = [value_text(quantity, writer.event) for quantity in values]
        rows.append(Row((values[0].label, *texts, writer.plain(explained(values[0])))))
    heads = [state_name(writer, map_id) for map_id in ids]
    columns = [
        Column(_("Figure"), least=104.0, most=120.0),
        *[Column(head, "right", firm=True, least=48.0) for head in heads],
        Column(_("How it is computed"), most=1000.0),
    ]
    return Table(columns, rows, style=CELL.but(size=8.5, leading=11.5), pad=3.0)


def _in_days(event: Event, quantity: Quantity) -> Quantity:
    """A lead time in business days when the event reports in days."""
    days = event.calendar.report_unit in ("bd", "d", "w")
    if (
        not days
        or quantity.unit != "min"
        or not quantity.name.startswith("lead_time")
        or quantity.value is None
    ):
        return quantity
    return replace(quantity, value=quantity.value / event.calendar.minutes_per("bd"), unit="bd")


def explained(quantity: Quantity) -> str:
    """The explain text without the label; a long list of terms is left to the table of steps."""
    terms = [term._replace(note="") for term in quantity.terms]
    if len(terms) > _TERMS or any(term.rows is not None for term in terms):
        terms = []
    text = replace(quantity, terms=terms).explain().removeprefix(f"{quantity.label} = ")
    text = (
        text.replace(_("Basis: {basis}").format(basis=_(quantity.basis)) + ".", "").replace("  ", " ").strip()
    )
    return f"{text[:1].upper()}{text[1:]}"


def _sources(writer: Writer) -> list[Item]:
    sources = writer.event.sources
    if not sources:
        return []
    items: list[Item] = [writer.heading(_("Sources"), 3)]
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
