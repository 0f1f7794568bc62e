"""What the event cost and brings: hard savings apart from freed capacity, the return stated twice."""

from __future__ import annotations

from leanbench import flow
from leanbench.event.records import Event
from leanbench.papers.engine.flowables import Text
from leanbench.papers.engine.page_flow import Item, Need
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.writer import NOT_RECORDED, Writer
from leanbench.papers.parts.summary import states, value_text
from leanbench.quantity import Quantity
from leanbench.words import _
from leanbench.words.figures import figure_text
from leanbench.words.money import money_text
from leanbench.words.numbers import percent_text


def benefits(writer: Writer) -> list[Item]:
    """Cost, hard savings, freed capacity, return."""
    items: list[Item] = [Need(0.35), writer.heading(_("Benefits and cost"))]
    record = writer.event.benefits
    pair = states(writer.event) or ("current", "future")
    found = flow.benefits(writer.event, *pair).quantities
    if record.note.strip():
        items.append(writer.paragraph(record.note, "benefits"))
    items.append(writer.heading(_("Cost of the event and of the change"), 3))
    items.append(_cost(writer, found["event_and_implementation_cost_usd"]))
    items.append(writer.heading(_("Hard savings: money that leaves the budget"), 3))
    if record.hard_savings:
        rows = []
        for saving in record.hard_savings:
            amount = saving.usd_per_year
            words = (
                (writer.missing(_("The amount of “{what}”").format(what=saving.what), "benefits"),)
                if amount is None
                else money_text(amount)
            )
            rows.append(Row((writer.say(saving.what, _("What a hard saving is"), "benefits"), words)))
        rows.append(Row((_("Total"), _money(found["hard_savings_usd_per_year"])), "total"))
        items.append(
            Table([Column(_("Saving")), Column(_("Per year"), "right", firm=True, least=90.0)], rows)
        )
    else:
        items.append(Text((writer.missing(_("Hard savings"), "benefits", "hard_savings"),)))
    items.append(writer.heading(_("Soft benefits: capacity freed"), 3))
    items.append(_soft(writer, found))
    items += _poor_quality(writer, pair)
    items.append(writer.heading(_("Return"), 3))
    items.append(_return(found, has_cost(writer.event)))
    terms = found["npv_hard_only_usd"].convention
    items.append(
        writer.note(
            _(
                "Benefits of one year against all costs; every figure that counts freed capacity is a soft "
                "one. Net present value: {terms}."
            ).format(terms=terms)
            if terms
            else _("Benefits of one year against all costs.")
        )
    )
    return items


def _money(quantity: Quantity) -> str:
    return _(NOT_RECORDED) if quantity.value is None else money_text(quantity.value)


def _cost(writer: Writer, total: Quantity) -> Table:
    record = writer.event.benefits
    rows: list[Row] = []
    for label, hours, rate, name in (
        (_("Team"), record.team_member_hours, record.team_avg_rate_usd_h, "team"),
        (_("Facilitators"), record.facilitator_hours, record.facilitator_rate_usd_h, "facilitators"),
    ):
        if hours is None or rate is None:
            rows.append(
                Row(
                    (
                        label,
                        (writer.missing(_("Hours or rate of the {name}").format(name=name), "benefits"),),
                        "–",
                    )
                )
            )
        else:
            rows.append(
                Row(
                    (
                        label,
                        f"{figure_text(hours, 'h')} × {money_text(rate)}",
                        money_text(hours * rate),
                    )
                )
            )
    for label, amount in (
        (_("Supplies"), record.supplies_usd),
        (_("Implementation"), record.implementation_usd),
    ):
        words = (writer.missing(f"{label} cost", "benefits"),) if amount is None else ""
        rows.append(Row((label, words, "–" if amount is None else money_text(amount))))
    rows.append(Row((_("Total"), "", _money(total) if has_cost(writer.event) else _(NOT_RECORDED)), "total"))
    return Table(
        [Column(_("Cost")), Column(_("How computed")), Column(_("Amount"), "right", firm=True, least=90.0)],
        rows,
    )


def has_cost(event: Event) -> bool:
    """Some part of the cost is recorded; without one, a return would be an invention."""
    record = event.benefits
    hours = (record.team_member_hours, record.facilitator_hours)
    return any(part is not None for part in (*hours, record.supplies_usd, record.implementation_usd))


def _soft(writer: Writer, found: object) -> Table:
    quantities: dict[str, Quantity] = dict(found)  # type: ignore[call-overload]
    rows = []
    for name in (
        "capacity_freed_hours_per_year",
        "capacity_freed_fte",
        "soft_benefit_usd_per_year",
        "customer_wait_saved_bd_per_year",
    ):
        quantity = quantities[name]
        rows.append(Row((quantity.label, _(quantity.basis), value_text(quantity, writer.event))))
    value = writer.plain(writer.event.benefits.customer_value, "benefits")
    if value:
        rows.append(Row((_("For the customer"), _("given"), value)))
    return Table(
        [Column(_("Benefit")), Column(_("Basis"), firm=True), Column(_("Amount"), "right", least=110.0)], rows
    )


def _poor_quality(writer: Writer, pair: tuple[str, str]) -> list[Item]:
    """What poor quality costs a year, before and after; nothing where nothing is known of it."""
    from leanbench.flow.poor_quality import poor_quality

    drawn = {item.id: item.name for item in writer.event.maps}
    known = [key for key in pair if key in drawn]
    found = [poor_quality(writer.event, key) for key in known]
    if not any(quantity.value for quantities in found for quantity in quantities):
        return []
    rows = []
    for same in zip(*found, strict=True):
        amounts = [
            _(NOT_RECORDED) if one.value is None else figure_text(one.value, one.unit.partition(" ")[0])
            for one in same
        ]
        last = same[0].name.startswith("cost_of_poor_quality")
        rows.append(
            Row((_("{label}, a year").format(label=same[0].label), *amounts), "total" if last else "body")
        )
    total = found[0][-1]
    words = [writer.plain(drawn[key]) or key.capitalize() for key in known]
    columns = [Column(_("Poor quality")), *[Column(text, "right", firm=True, least=100.0) for text in words]]
    note = f"{total.label}: {_(total.formula)}. {total.convention}. {total.note}".strip(". ") + "."
    return [writer.heading(_("Cost of poor quality"), 3), Table(columns, rows), writer.note(note)]


def _return(found: object, known: bool) -> Table:
    quantities: dict[str, Quantity] = dict(found)  # type: ignore[call-overload]

    def months(name: str) -> str:
        value = quantities[name].value
        return "–" if value is None or not known else figure_text(value, "months")

    def percent(name: str) -> str:
        value = quantities[name].value
        return "–" if value is None or not known else percent_text(value)

    npv = quantities["npv_hard_only_usd"]
    rows = [
        Row(
            (
                _("Return on the cost, first year"),
                percent("roi_hard_only_pct"),
                percent("roi_hard_plus_soft_pct"),
            )
        ),
        Row((_("Payback"), months("payback_months_hard_only"), months("payback_months_hard_plus_soft"))),
        Row((_("Discounted payback"), months("discounted_payback_months_hard_only"), "–")),
        Row((_("Net present value"), _money(npv) if known else "–", "–")),
    ]
    return Table(
        [
            Column(""),
            Column(_("Hard savings only"), "right", firm=True, least=110.0),
            Column(_("Hard and soft together"), "right", firm=True, least=110.0),
        ],
        rows,
        keep_next=True,
        after=5.0,
    )
