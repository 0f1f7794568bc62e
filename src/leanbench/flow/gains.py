"""What an event costs and brings: hard savings apart from freed capacity, return, payback, NPV.

Freed staff time is capacity until a post, overtime or a contract is really given up; so the return
is always stated twice, hard savings only and hard plus soft, never only the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from leanbench.event.records import Event
from leanbench.flow.finance import last_open_year
from leanbench.flow.measures import METRICS, metrics_of, printed_value
from leanbench.quantity import Quantity, Term, figure
from leanbench.schema import replace
from leanbench.words import N_, _
from leanbench.words.numbers import share_text

_SOFT = N_("Freed staff time is capacity, not cash, until a post, overtime or a contract is given up")
_YEAR = N_("Benefits of one year")
_MARTIN = N_("Martin and Osterling, Metrics-Based Process Mapping, 2013")
_ECONOMY = N_("Blank and Tarquin, Engineering Economy, 2018")


class BenefitFigures(Struct, frozen=True):
    """Costs and benefits of an event, by name; iterates over the quantities."""

    quantities: Mapping[str, Quantity]

    def value(self, name: str) -> float | None:
        """The exact value of one figure."""
        return self.quantities[name].value

    def __iter__(self) -> Iterator[Quantity]:
        return iter(self.quantities.values())


def benefits(
    event: Event,
    before_id: str = "current",
    after_id: str = "future",
    *,
    discount_rate: float | None = None,
    years: int | None = None,
) -> BenefitFigures:
    """Costs, freed capacity, hard and soft benefits of an event.

    Parameters
    ----------
    event : Event
    before_id, after_id : str
        The two maps whose difference is the freed capacity. A map that is missing leaves the soft
        figures without a value.
    discount_rate : float, optional
        Per year, for discounted payback and net present value; as recorded in the event, else 0.03.
    years : int, optional
        Horizon of the net present value; as recorded in the event, else 5.

    Returns
    -------
    BenefitFigures
    """
    record = event.benefits
    if discount_rate is None:
        discount_rate = 0.03 if record.discount_rate_pct is None else record.discount_rate_pct / 100.0
    if years is None:
        years = max(1, round(record.horizon_years)) if record.horizon_years else 5
    change = _Change(event, before_id, after_id)
    spent = _cost(event)
    hard = figure(
        "hard_savings_usd_per_year", _("Hard savings"), N_("USD per year"), N_("sum of hard savings"),
        (Term("hard savings", [saving.usd_per_year or 0.0 for saving in record.hard_savings], "USD",
              [saving.what for saving in record.hard_savings]),),
        _("Money that leaves the budget"), _MARTIN, basis="given",
    )  # fmt: skip
    hours = change.freed_capacity(
        "capacity_freed_hours_per_year", _("Capacity freed"), N_("h per year"), N_("annual labor hours"),
        "annual_labour_hours",
    )  # fmt: skip
    people = change.freed_capacity(
        "capacity_freed_fte", _("Capacity freed"), "FTE", N_("FTE required"), "fte_required"
    )
    soft = change.freed_capacity(
        "soft_benefit_usd_per_year", _("Soft benefit: value of freed capacity"), N_("USD per year"),
        N_("annual labor cost"), "annual_labour_cost_usd",
    )  # fmt: skip
    cost = Term("cost", spent.value, "USD")
    yearly = Term("hard savings", hard.value, N_("USD per year"))
    freed_capacity = Term("soft benefit", soft.value, N_("USD per year"))
    figures = (
        spent, hours, people, soft, hard,
        *_returns(cost, yearly, freed_capacity, soft.note),
        *_over_time(spent.value or 0.0, hard.value or 0.0, discount_rate, years),
        change.customer_wait(),
    )  # fmt: skip
    return BenefitFigures({found.name: found for found in figures})


def _cost(event: Event) -> Quantity:
    """What the event and the change cost, part by part."""
    record = event.benefits
    terms = (
        Term("team hours", record.team_member_hours or 0.0, "h"),
        Term("team rate", record.team_avg_rate_usd_h or 0.0, "USD/h"),
        Term("facilitator hours", record.facilitator_hours or 0.0, "h"),
        Term("facilitator rate", record.facilitator_rate_usd_h or 0.0, "USD/h"),
        Term("supplies", record.supplies_usd or 0.0, "USD"),
        Term("implementation", record.implementation_usd or 0.0, "USD"),
    )
    return figure(
        "event_and_implementation_cost_usd", _("Cost of event and implementation"), "USD",
        N_("team hours x team rate + facilitator hours x facilitator rate + supplies + implementation"), terms, "",
        _MARTIN, basis="given",
    )  # fmt: skip


def _returns(cost: Term, hard: Term, soft: Term, why: str) -> tuple[Quantity, ...]:
    """Return and payback, each with the hard savings only and with the soft benefit; `why` the soft one is missing."""
    no_cost = _("No cost is recorded, so a return cannot be stated")
    never = _("The savings do not pay the cost back")
    found = []
    for key, label, saved, terms, convention, missing in (
        (
            "hard_only",
            _("hard savings only"),
            N_("hard savings"),
            (cost, hard),
            _("Savings come evenly over the year"),
            "",
        ),
        (
            "hard_plus_soft",
            _("hard and soft"),
            N_("hard savings + soft benefit"),
            (cost, hard, soft),
            _(_SOFT),
            why,
        ),
    ):
        roi = figure(
            f"roi_{key}_pct", _("Return, {label}").format(label=label), "%", f"({saved} - cost) / cost", terms,
            _(_YEAR), _ECONOMY, basis="projected", missing=missing or no_cost,
        )  # fmt: skip
        months = figure(
            f"payback_months_{key}", _("Payback, {label}").format(label=label), "months", f"12 x cost / ({saved})",
            terms, convention, _ECONOMY, basis="projected", missing=missing or never,
        )  # fmt: skip
        if months.value is not None and not cost.value:  # nothing to pay back
            months = replace(months, value=0.0)
        elif months.value is not None and months.value <= 0.0:
            months = replace(months, value=None, note=never)
        found.append((roi, months))
    return *(roi for roi, _ in found), *(months for _, months in found)


def _over_time(cost: float, hard: float, rate: float, years: int) -> tuple[Quantity, Quantity]:
    """Discounted payback and net present value of the hard savings."""
    horizon = _("{years} years, {rate} a year, cost at the start, savings at the end of each year").format(
        years=years, rate=share_text(rate)
    )
    last = last_open_year([-cost, *[hard] * 100], rate) if hard > 0.0 else None
    paid = () if last is None else (
        Term("full years", last[0]), Term("still open", last[1], "USD"),
        Term("discounted savings of the next year", last[2], "USD"),
    )  # fmt: skip
    times = [float(year) for year in range(years + 1)]
    names = [_("year {year}").format(year=year) for year in range(years + 1)]
    return (
        figure(
            "discounted_payback_months_hard_only", _("Discounted payback, hard savings only"), "months",
            N_("12 x (full years + still open / discounted savings of the next year)"), paid, horizon, _ECONOMY,
            basis="projected", missing=_("The hard savings do not pay the cost back"),
        ),
        figure(
            "npv_hard_only_usd", _("Net present value, hard savings only"), "USD",
            N_("sum of cash flow / (1 + rate) ^ year"),
            (Term("cash flow", [-cost, *[hard] * years], "USD", names), Term("rate", 100.0 * rate, "%"),
             Term("year", times, "", names)),
            horizon, _ECONOMY, basis="projected",
        ),
    )  # fmt: skip


class _Change:
    """Two states of a process, as far as the event has them."""

    def __init__(self, event: Event, before_id: str, after_id: str) -> None:
        self.units = event.demand.units_per_year
        known = {map_.id: map_ for map_ in event.maps}
        missing = [key for key in (before_id, after_id) if key not in known]
        self.missing = _("The event has no map '{missing}'").format(missing=missing[0]) if missing else ""
        self.states = [] if missing else [metrics_of(known[key], event) for key in (before_id, after_id)]

    def terms(self, word: str, name: str, by_paper: bool) -> tuple[Term, ...]:
        """One metric before and after."""
        found = []
        for when, state in zip(("before", "after"), self.states, strict=False):
            value, unit = state.value(name), METRICS[name].unit
            if value is not None and by_paper:
                value = printed_value(name, value)
            found.append(Term(f"{word} {when}", value, unit))
        return tuple(found)

    def freed_capacity(self, name: str, label: str, unit: str, word: str, metric: str) -> Quantity:
        """What is less afterwards, from the printed figures."""
        why = self.missing or self.states[0].quantities[metric].note
        return figure(
            name, label, unit, f"{word} before - {word} after", self.terms(word, metric, by_paper=True),
            _("{soft}. Both as printed").format(soft=_(_SOFT)), _MARTIN, basis="projected", missing=why,
        )  # fmt: skip

    def customer_wait(self) -> Quantity:
        """What customers wait less, all of a year together; more waiting afterwards is a negative saving."""
        word = N_("expected lead time")
        terms = self.terms(word, "lead_time_expected_bd", by_paper=False)
        why = self.missing or (_("No lead time") if self.units else _("No demand per year is given"))
        return figure(
            "customer_wait_saved_bd_per_year", _("Waiting saved for customers"), N_("bd per year"),
            f"units per year x ({word} before - {word} after)",
            (Term("units per year", self.units or None), *terms) if terms else (),
            _("Time of the customer, not of staff"), _MARTIN, basis="projected", missing=why,
        )  # fmt: skip
