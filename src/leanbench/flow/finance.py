"""Money over time: return on investment, payback, discounted payback, net present value.

Convention: the first cash flow is at time 0 and not discounted, the others at the ends of years 1, 2 ...
Within a year money comes evenly, so payback is interpolated.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "last_open_year",
    "net_present_value",
    "payback_of_flows",
    "payback_years",
    "roi_percent",
]


def roi_percent(benefit: float, cost: float) -> float | None:
    """(benefit - cost) / cost in percent, over the horizon of the benefit; None without a cost."""
    return 100.0 * (benefit - cost) / cost if cost > 0.0 else None


def payback_years(cost: float, yearly: float) -> float | None:
    """cost / yearly net benefit in years; None when the benefit never pays it back."""
    if cost <= 0.0:
        return 0.0
    return cost / yearly if yearly > 0.0 else None


def net_present_value(rate: float, cash_flows: Sequence[float]) -> float:
    """Sum of CF_t / (1 + r)^t; `cash_flows[0]` is at time 0."""
    return sum(flow / (1.0 + rate) ** year for year, flow in enumerate(cash_flows))


def payback_of_flows(cash_flows: Sequence[float], rate: float = 0.0) -> float | None:
    """Years until the (discounted) cash flows have paid back; None when they never do."""
    found = last_open_year(cash_flows, rate)
    return None if found is None else found[0] + found[1] / found[2]


def last_open_year(cash_flows: Sequence[float], rate: float = 0.0) -> tuple[float, float, float] | None:
    """(full years before it, what is still open, discounted flow of the year) of the year that pays back.

    None when no year does; no full years and nothing open where there is nothing to pay back.
    """
    balance = 0.0
    for year, flow in enumerate(cash_flows):
        value = flow / (1.0 + rate) ** year
        if year == 0 and value >= 0.0:
            return 0.0, 0.0, 1.0
        if balance < 0.0 <= balance + value:
            return year - 1.0, -balance, value
        balance += value
    return None
