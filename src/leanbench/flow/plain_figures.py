"""All figures of a map as plain JSON: what ``leanbench metrics --json --all`` prints and cases are held to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from msgspec import Struct

from leanbench.event.records import Event
from leanbench.flow.comparison import compare
from leanbench.flow.ladder import timeline
from leanbench.flow.loads import workload
from leanbench.flow.measures import metrics
from leanbench.flow.routing import Totals, routing
from leanbench.flow.stations import line_figures, stations
from leanbench.quantity import Quantity

_PERCENTILES = (50, 80, 85, 90, 95)


def plain_metrics(event: Event, map_id: str = "current") -> dict[str, Any]:
    """The metrics of a map by name, each with value, unit and basis."""
    return {name: plain_quantity(q) for name, q in metrics(event, map_id).quantities.items()}


def plain_figures(event: Event, map_id: str = "current") -> dict[str, Any]:
    """`plain_metrics`, and routing, workload, stations, line and troubles beside them."""
    found = workload(event, map_id)
    return {
        **plain_metrics(event, map_id),
        "routing": _routing(event, map_id),
        "workload": None if found is None else _plain(found),
        "stations": [_plain(station) for station in stations(event, map_id)],
        "timeline": [_plain(rung) for rung in timeline(event, map_id).rungs],
        "line": {q.name: plain_quantity(q) for q in line_figures(event, map_id)},
        "troubles": [_plain(trouble) for trouble in metrics(event, map_id).troubles],
    }


def plain_comparison(event: Event, before_id: str, after_id: str) -> dict[str, Any]:
    """The change of every metric between two states by name, and what became of the steps."""
    found = compare(event, before_id, after_id)
    rows = {
        row.name: {
            "before": plain_quantity(row.before), "after": plain_quantity(row.after), "change_pct": row.change_pct,
            "change_points": row.change_points, "unit": row.unit, "better": row.better,
        }
        for row in found.rows
    }  # fmt: skip
    return {**rows, "steps": _plain(found.steps)}


def plain_quantity(quantity: Quantity) -> dict[str, Any]:
    """One figure: its value (None when there is none, or it is beyond reckoning), unit and basis."""
    value = quantity.value
    known = value if value is not None and math.isfinite(value) else None
    return {"value": known, "unit": quantity.unit, "basis": quantity.basis}


def _routing(event: Event, map_id: str) -> dict[str, Any] | None:
    days, units = event.calendar.working_days_per_year, event.demand.units_per_year
    per_day = units / days if units and days > 0.0 else None
    map_ = event.map(map_id)
    found = routing(map_, event.calendar, units_per_day=per_day)
    varying = routing(map_, event.calendar, units_per_day=per_day, exponential=True)
    if found is None or varying is None:
        return None
    return {
        "visits": dict(found.visits),
        "ends": dict(found.ends),
        "first_pass_probability": found.first_pass_probability,
        "lead_time_min": _totals(found.lead_time, varying.lead_time),
        "process_time_min": _totals(found.process_time, varying.process_time),
    }


def _totals(found: Totals, varying: Totals) -> dict[str, Any]:
    """Mean, spread and percentiles of a total in minutes; sd_exponential takes every visit as exponential."""
    return {
        "planned": found.planned,
        "mean": found.mean,
        "sd": found.sd,
        "sd_exponential": varying.sd,
        **{f"p{percent}": found.percentile(percent) for percent in _PERCENTILES},
    }


def _plain(value: Any) -> Any:
    """Records of roles, steps and stations as plain JSON, every figure as `plain_quantity`."""
    if isinstance(value, Quantity):
        return plain_quantity(value)
    if isinstance(value, Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
