"""What an event costs and brings: hard savings apart from freed capacity, return, payback, NPV.

Freed staff time is capacity until a post, overtime or a contract is really given up; so the return
is always stated twice, hard savings only and hard plus soft, never only the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leanbench.event.records import Event
from leanbench.flow import finance
from leanbench.flow.catalogue import CATALOGUE, printed, show
from leanbench.flow.measures import metrics_of
from leanbench.quantity import Quantity

_SOFT = "Freed staff time is capacity, not cash, until a post, overtime or a contract is given up"
_YEAR = "Benefits of one year"
_MARTIN = "Martin and Osterling, Metrics-Based Process Mapping, 2013"
_ECONOMY = "Blank and Tarquin, Engineering Economy, 2018"


@dataclass(frozen=True, slots=True)
class BenefitFigures:
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
    parts = {
        "team hours x rate": (record.team_member_hours or 0.0) * (record.team_avg_rate_usd_h or 0.0),
        "facilitator hours x rate": (record.facilitator_hours or 0.0)
        * (record.facilitator_rate_usd_h or 0.0),
        "supplies": record.supplies_usd or 0.0,
        "implementation": record.implementation_usd or 0.0,
    }
    cost = sum(parts.values())
    hard = sum(saving.usd_per_year or 0.0 for saving in record.hard_savings)
    hours, people, soft, note = _freed(event, before_id, after_id)
    total = None if soft is None else hard + soft
    money = {"cost": f"{show(cost)} USD", "hard savings": f"{show(hard)} USD per year"}
    both = {**money, "soft benefit": f"{show(soft)} USD per year"}
    no_cost = "No cost is recorded, so a return cannot be stated"
    never = "The hard savings do not pay the cost back"
    horizon = (
        f"{years} years, {100 * discount_rate:g} % a year, cost at the start, savings at the end of each year"
    )
    payback = finance.payback_years(cost, hard)
    everything = None if total is None else finance.payback_years(cost, total)
    discounted = finance.payback_of_flows([-cost, *[hard] * 100], discount_rate) if hard > 0.0 else None
    figures = (
        _figure("event_and_implementation_cost_usd", cost, {k: f"{show(v)} USD" for k, v in parts.items()}),
        _figure(
            "capacity_freed_hours_per_year",
            hours,
            _pair(event, before_id, after_id, "annual_labour_hours"),
            note,
        ),
        _figure("capacity_freed_fte", people, _pair(event, before_id, after_id, "fte_required"), note),
        _figure(
            "soft_benefit_usd_per_year",
            soft,
            _pair(event, before_id, after_id, "annual_labour_cost_usd"),
            note,
        ),
        _figure(
            "hard_savings_usd_per_year",
            hard,
            {s.what: f"{show(s.usd_per_year)} USD" for s in record.hard_savings},
        ),
        _figure("roi_hard_only_pct", finance.roi_percent(hard, cost), money, no_cost),
        _figure(
            "roi_hard_plus_soft_pct",
            None if total is None else finance.roi_percent(total, cost),
            both,
            note or no_cost,
        ),
        _figure("payback_months_hard_only", _months(payback), money, never),
        _figure("payback_months_hard_plus_soft", _months(everything), both, note or never),
        _figure("discounted_payback_months_hard_only", _months(discounted), money, never, horizon),
        _figure(
            "npv_hard_only_usd",
            finance.net_present_value(discount_rate, [-cost, *[hard] * years]),
            money,
            "",
            horizon,
        ),
        _figure(
            "customer_wait_saved_bd_per_year",
            _customer_wait(event, before_id, after_id),
            _pair(event, before_id, after_id, "lead_time_expected_bd"),
            note or "No lead time",
        ),
    )
    return BenefitFigures({figure.name: figure for figure in figures})


# name: (label, unit, formula, convention)
_WORDS: Mapping[str, tuple[str, str, str, str]] = {
    "event_and_implementation_cost_usd": ("Cost of event and implementation", "USD", "sum of the costs", ""),
    "capacity_freed_hours_per_year": (
        "Capacity freed", "h per year", "annual labour hours before - after, both as printed", _SOFT),
    "capacity_freed_fte": ("Capacity freed", "FTE", "FTE required before - after, both as printed", _SOFT),
    "soft_benefit_usd_per_year": (
        "Soft benefit: value of freed capacity", "USD per year",
        "annual labour cost before - after, both as printed", _SOFT),
    "hard_savings_usd_per_year": (
        "Hard savings", "USD per year", "sum of the hard savings", "Money that leaves the budget"),
    "roi_hard_only_pct": ("Return, hard savings only", "%", "(hard savings - cost) / cost", _YEAR),
    "roi_hard_plus_soft_pct": ("Return, hard and soft", "%", "(hard savings + soft benefit - cost) / cost", _YEAR),
    "payback_months_hard_only": (
        "Payback, hard savings only", "months", "12 x cost / hard savings per year",
        "Savings come evenly over the year"),
    "payback_months_hard_plus_soft": (
        "Payback, hard and soft", "months", "12 x cost / (hard savings + soft benefit) per year", _SOFT),
    "discounted_payback_months_hard_only": (
        "Discounted payback, hard savings only", "months",
        "months until the discounted hard savings equal the cost", ""),
    "npv_hard_only_usd": ("Net present value, hard savings only", "USD", "sum of cash flow_t / (1 + r)^t", ""),
    "customer_wait_saved_bd_per_year": (
        "Waiting saved for customers", "bd per year", "units per year x (expected lead time before - after)",
        "Time of the customer, not of staff"),
}  # fmt: skip


def _figure(
    name: str, value: float | None, terms: Mapping[str, str], why: str = "", convention: str = ""
) -> Quantity:
    """One figure with its words; `why` is the note when there is no value."""
    label, unit, formula, usual = _WORDS[name]
    given = name in ("event_and_implementation_cost_usd", "hard_savings_usd_per_year")
    source = _ECONOMY if name.startswith(("roi", "payback", "discounted", "npv")) else _MARTIN
    return Quantity(
        name=name,
        label=label,
        value=value,
        unit=unit,
        basis="given" if given else "projected",
        formula=formula,
        terms=terms,
        convention=convention or usual,
        source=source,
        note=why if value is None else "",
    )


def _months(years: float | None) -> float | None:
    return None if years is None else 12.0 * years


def _freed(
    event: Event, before_id: str, after_id: str
) -> tuple[float | None, float | None, float | None, str]:
    """Freed hours, FTE and money per year, from the printed figures, or why they are not known."""
    try:
        before = metrics_of(event.map(before_id), event)
        after = metrics_of(event.map(after_id), event)
    except KeyError as missing:
        return None, None, None, f"The event has no map {missing}"
    values: list[float | None] = []
    for name in ("annual_labour_hours", "fte_required", "annual_labour_cost_usd"):
        one, two = before.value(name), after.value(name)
        values.append(None if one is None or two is None else printed(name, one) - printed(name, two))
    hours, people, money = values
    return hours, people, money, before.quantities["annual_labour_hours"].note if hours is None else ""


def _pair(event: Event, before_id: str, after_id: str, name: str) -> Mapping[str, str]:
    """One metric of both states as terms: as printed, where the difference is that of the printed figures."""
    known = {item.id for item in event.maps}
    return {
        word: _as_used(metrics_of(event.map(map_id), event).value(name), name)
        for word, map_id in (("before", before_id), ("after", after_id))
        if map_id in known
    }


def _as_used(value: float | None, name: str) -> str:
    if value is not None and name != "lead_time_expected_bd":
        value = printed(name, value)
    return f"{show(value, 4)} {CATALOGUE[name].unit}"


def _customer_wait(event: Event, before_id: str, after_id: str) -> float | None:
    try:
        one = metrics_of(event.map(before_id), event).value("lead_time_expected_bd")
        two = metrics_of(event.map(after_id), event).value("lead_time_expected_bd")
    except KeyError:
        return None
    units = event.demand.units_per_year
    return None if one is None or two is None or not units else units * (one - two)
