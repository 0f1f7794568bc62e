"""The values put into each metric, ready to print on the explain card and in the footnote."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from leanbench.flow.catalogue import show

if TYPE_CHECKING:
    from leanbench.flow.measures import _Facts

_LISTED = 30


def _listed(parts: Iterable[str]) -> str:
    """Parts joined by semicolons; a long list is cut and says how many follow."""
    texts = list(parts)
    if len(texts) > _LISTED:
        texts = [*texts[:_LISTED], f"and {len(texts) - _LISTED} more"]
    return "; ".join(texts)


def terms_of(name: str, facts: _Facts) -> Mapping[str, str]:
    """The printable terms of one metric; empty when the formula has nothing to put in."""
    if not facts.drawn.steps:
        return {}
    maker = _MAKERS.get(name)
    if maker is None and name.startswith(("lead_time_p", "lead_time_sd", "lead_time_mean")):
        maker = _visits_and_lead
    if maker is None and name.startswith("labour_"):
        maker = _visits_and_labour
    return {} if maker is None else maker(facts)


def _steps_where(test: Callable[[_Facts, int], bool]) -> Callable[[_Facts], dict[str, str]]:
    def make(facts: _Facts) -> dict[str, str]:
        found = [facts.flow.ids[i] for i in facts.flow.activities if test(facts, i)]
        return {"steps": _listed(found) or "none"}

    return make


def _main_path(facts: _Facts) -> dict[str, str]:
    return {"steps": _listed(facts.flow.ids[i] for i in facts.flow.main)}


def _role_changes(facts: _Facts) -> dict[str, str]:
    steps = [facts.drawn.steps[i] for i in facts.critical if facts.drawn.steps[i].role]
    pairs = [f"{a.id} {a.role} → {b.id} {b.role}" for a, b in itertools.pairwise(steps) if a.role != b.role]
    return {"changes": _listed(pairs) or "none"}


def _link_changes(facts: _Facts) -> dict[str, str]:
    steps = facts.drawn.steps
    pairs = [
        f"{steps[a].id} {steps[a].role} → {steps[b].id} {steps[b].role}"
        for a, b in facts.flow.edges
        if steps[a].role and steps[b].role and steps[a].role != steps[b].role
    ]
    return {"changes": _listed(pairs) or "none"}


def _delays(facts: _Facts) -> dict[str, str]:
    threshold = facts.event.delay_threshold_min
    if threshold is None:
        return {}
    found = [
        f"{facts.flow.ids[i]} {show(facts.times.wait[i])}"
        for i in facts.flow.activities
        if facts.times.wait[i] >= threshold > 0.0
    ]
    return {"threshold": f"{show(threshold)} min", "waits in min": _listed(found) or "none"}


def _critical_lead(facts: _Facts) -> dict[str, str]:
    if facts.drawn.lead_time_rule == "inventory_only":
        parts = [f"{facts.flow.ids[i]} {show(facts.times.wait[i])}" for i in facts.critical]
        return {"inventory time in min": _listed(parts)}
    parts = [
        f"{facts.flow.ids[i]} {show(facts.times.wait[i])} + {show(facts.times.process[i])}"
        for i in facts.critical
    ]
    return {"wait + process time in min": _listed(parts)}


def _critical_touch(facts: _Facts) -> dict[str, str]:
    return {
        "process time in min": _listed(
            f"{facts.flow.ids[i]} {show(facts.times.process[i])}" for i in facts.critical
        )
    }


def _main_labour(facts: _Facts) -> dict[str, str]:
    return {
        "minutes": _listed(
            f"{facts.flow.ids[i]} {show(facts.labour_times[i])}"
            for i in facts.flow.main
            if facts.labour_times[i] > 0.0
        )
    }


def _ratio(facts: _Facts) -> dict[str, str]:
    return {
        "process time": f"{show(facts.values['process_time_critical_path_min'])} min",
        "lead time": f"{show(facts.values['lead_time_first_pass_min'])} min",
    }


def _value_ratio(facts: _Facts) -> dict[str, str]:
    steps = [facts.flow.ids[i] for i in facts.critical if facts.drawn.steps[i].value == "VA"]
    return {
        "value-added process time": f"{show(facts.added)} min ({_listed(steps) or 'no step'})",
        "lead time": f"{show(facts.values['lead_time_first_pass_min'])} min",
    }


def _long_ratio(facts: _Facts) -> dict[str, str]:
    lead = facts.values["lead_time_first_pass_bd"]
    return {
        "process time": f"{show(facts.values['process_time_critical_path_min'])} min",
        "lead time": f"{show(lead)} bd x 1,440 min",
    }


def _rolled(facts: _Facts) -> dict[str, str]:
    steps = facts.drawn.steps
    blank = [steps[i].id for i in facts.flow.main if steps[i].ca_pct is None]
    result = {
        "%C&A": _listed(
            f"{steps[i].id} {show(steps[i].ca_pct)}" for i in facts.flow.main if steps[i].ca_pct is not None
        )
    }
    if blank:
        result["skipped, no %C&A"] = _listed(blank)
    return result


def _visits_and_lead(facts: _Facts) -> dict[str, str]:
    return {
        "visits x lead time in min": _listed(
            f"{facts.flow.ids[i]} {show(visits, 4)} x {show(facts.times.lead[i])}"
            for i, visits in enumerate(facts.flow.visits)
            if visits > 0.0 and facts.times.lead[i] > 0.0
        )
    }


def _visits_and_labour(facts: _Facts) -> dict[str, str]:
    return {
        "visits x minutes": _listed(
            f"{facts.flow.ids[i]} {show(visits, 4)} x {show(facts.labour_times[i])}"
            for i, visits in enumerate(facts.flow.visits)
            if visits > 0.0 and facts.labour_times[i] > 0.0
        )
    }


def _cost(facts: _Facts) -> dict[str, str]:
    rates = {role.id: role.loaded_rate_usd_h for role in facts.event.roles}
    parts = [
        f"{facts.flow.ids[i]} {show(visits, 4)} x {show(facts.labour_times[i])} min x"
        f" {show(rates.get(facts.drawn.steps[i].role))} USD/h"
        for i, visits in enumerate(facts.flow.visits)
        if visits > 0.0 and facts.costs[i] > 0.0
    ]
    return {"visits x minutes x rate": _listed(parts)}


def _with_fixed(facts: _Facts) -> dict[str, str]:
    return {
        "labour cost": f"{show(facts.values['labour_cost_per_unit_usd'])} USD",
        "fixed cost": f"{show(facts.fixed_cost)} USD",
    }


def _annual_hours(facts: _Facts) -> dict[str, str]:
    return {
        "units per year": show(facts.units),
        "labour per unit": f"{show(facts.values['labour_expected_min'])} min",
    }


def _fte(facts: _Facts) -> dict[str, str]:
    return {
        "annual labour": f"{show(facts.values['annual_labour_hours'], 1)} h",
        "productive hours per FTE and year": f"{show(facts.event.calendar.productive_hours_per_fte_year)} h",
    }


def _annual_cost(facts: _Facts) -> dict[str, str]:
    return {
        "units per year": show(facts.units),
        "labour cost per unit": f"{show(facts.values['labour_cost_per_unit_usd'], 4)} USD",
    }


def _takt(facts: _Facts) -> dict[str, str]:
    calendar = facts.event.calendar
    return {
        "minutes open per day": f"{show(calendar.minutes_open_per_day)} min",
        "working days per year": show(calendar.working_days_per_year),
        "units per year": show(facts.units),
    }


def _in_days(name: str) -> Callable[[_Facts], dict[str, str]]:
    def make(facts: _Facts) -> dict[str, str]:
        value = facts.value(name)
        return {"lead time": f"{show(value)} min", "minutes per business day": f"{show(facts.day)} min"}

    return make


def _little(facts: _Facts) -> dict[str, str]:
    return {
        "daily demand": f"{show(facts.units_per_day)} units",
        "expected lead time": f"{show(facts.values['lead_time_expected_bd'])} bd",
    }


def _counted(facts: _Facts) -> dict[str, str]:
    return {"units waiting": _listed(f"{s.id} {show(s.wip)}" for s in facts.drawn.steps if s.wip is not None)}


_MAKERS: Mapping[str, Callable[[_Facts], dict[str, str]]] = {
    "steps_main_path": _main_path,
    "steps_all": _steps_where(lambda facts, i: True),
    "handoffs_critical_path": _role_changes,
    "handoffs_all_edges": _link_changes,
    "decisions": _steps_where(
        lambda facts, i: facts.drawn.steps[i].decision or facts.drawn.steps[i].kind == "decision"
    ),
    "delays": _delays,
    "va_steps": _steps_where(lambda facts, i: facts.drawn.steps[i].value == "VA"),
    "bnva_steps": _steps_where(lambda facts, i: facts.drawn.steps[i].value == "BNVA"),
    "nva_steps": _steps_where(lambda facts, i: facts.drawn.steps[i].value == "NVA"),
    "lead_time_first_pass_min": _critical_lead,
    "process_time_critical_path_min": _critical_touch,
    "labour_min_main_path": _main_labour,
    "activity_ratio_pct": _ratio,
    "va_ratio_pct": _value_ratio,
    "activity_ratio_24h_pct": _long_ratio,
    "rolled_ca_pct": _rolled,
    "lead_time_expected_min": _visits_and_lead,
    "labour_cost_per_unit_usd": _cost,
    "cost_per_unit_usd": _with_fixed,
    "annual_labour_hours": _annual_hours,
    "fte_required": _fte,
    "annual_labour_cost_usd": _annual_cost,
    "takt_time_min": _takt,
    "lead_time_first_pass_bd": _in_days("lead_time_first_pass_min"),
    "lead_time_expected_bd": _in_days("lead_time_expected_min"),
    "lead_time_p85_bd": _in_days("lead_time_p85_min"),
    "work_in_process": _counted,
    "work_in_process_little": _little,
}
