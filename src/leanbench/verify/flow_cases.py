"""Runs the reference cases of flow mathematics: a case's `map` becomes a Map record, the engine answers.

Each runner computes everything its kind can be asked for; a case expects what its source states.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from leanbench.errors import UserError
from leanbench.event.records import Demand, Event, Link, Map, Step
from leanbench.event.units import Calendar, Duration
from leanbench.flow import capacity, finance, folding, littles_law, quality, queueing
from leanbench.flow.blocks import Region
from leanbench.flow.comparison import change_percent
from leanbench.flow.graph import ACTIVITY_KINDS, read
from leanbench.flow.loads import workload
from leanbench.flow.measures import metrics
from leanbench.flow.routing import routing
from leanbench.flow.times import StepTimes, step_times, unit_minutes
from leanbench.verify.cases import Case, CaseError

Answers = dict[str, object]

_UNITS = {
    "s": "s", "sec": "s", "min": "min", "h": "h", "hour": "h", "day": "bd", "working day": "bd", "bd": "bd",
    "week": "w",
}  # fmt: skip
_PERIOD_DAYS = {"day": 1.0, "week": 5.0, "month": 20.0, "year": 250.0}
_MINUTE_DAY = 1440.0


def _drawing(case: Case) -> Mapping[str, Any]:
    drawing = case.raw.get("map")
    if not isinstance(drawing, Mapping):
        raise CaseError(f"{case.path.name} has no map.")
    return drawing


def _duration(value: Any) -> Duration | None:
    if value is None:
        return None
    unit = _UNITS.get(str(value.get("unit", "min")))
    if unit is None:
        raise CaseError(f"A time is in {value.get('unit')!r}, which is not a unit of time of this program.")
    return Duration(float(value["value"]), unit)  # type: ignore[arg-type]


def _total(value: Any) -> float | None:
    """A quantity, or the sum of quantities by variant."""
    if value is None:
        return None
    return float(sum(value.values())) if isinstance(value, Mapping) else float(value)


def _calendar(drawing: Mapping[str, Any]) -> Calendar:
    said = drawing.get("calendar", {})
    if "shifts_per_day" in said:
        rest = float(said.get("unpaid_break_min_per_shift", 0.0))
        minutes = float(said["shifts_per_day"]) * (60.0 * float(said["hours_per_shift"]) - rest)
    elif "hours_per_day" in said:
        minutes = 60.0 * float(said["hours_per_day"])
    else:
        minutes = float(drawing.get("available_per_day", 480.0))
    return Calendar(hours_per_business_day=minutes / 60.0, minutes_open_per_day=minutes)


def _per_day(drawing: Mapping[str, Any]) -> float | None:
    demand = drawing.get("demand")
    if not demand:
        return None
    said = drawing.get("calendar", {})
    days = dict(_PERIOD_DAYS)
    days["month"] = float(said.get("days_per_month", days["month"]))
    days["week"] = float(said.get("days_per_week", days["week"]))
    return float(demand["quantity"]) / days[str(demand["per"])]


def _step(node: Mapping[str, Any], touch: str) -> Step:
    wait = _duration(node.get("wait_before"))
    if "days_of_supply" in node:
        wait = Duration(float(node["days_of_supply"]), "bd")
    share = node.get("ca")
    if share is None and "defect_rate" in node:
        share = 1.0 - float(node["defect_rate"])
    uptime = node.get("uptime")
    return Step(
        id=str(node["id"]),
        name=str(node.get("name", "")),
        kind=node.get("type", "process"),
        process_time=_duration(node.get(touch) or node.get("process_time")),
        wait=wait,
        ca_pct=None if share is None else 100.0 * float(share),
        value=node.get("va", ""),
        wip=_total(node.get("quantity")),
        staff=node.get("servers", node.get("operators")),
        availability_pct=None if uptime is None else 100.0 * float(uptime),
    )


def read_map(drawing: Mapping[str, Any], *, touch: str = "cycle_time", rule: str = "sum_lt") -> Map:
    """The Map record of a case's map. `touch` names the field that holds the time of a node."""
    links = []
    for number, edge in enumerate(drawing.get("edges", ())):
        kind = "rework" if edge.get("kind") == "rework" else "flow"
        links.append(Link(f"l{number}", str(edge["from"]), str(edge["to"]), kind, edge.get("prob")))  # type: ignore[arg-type]
    steps = tuple(_step(node, touch) for node in drawing.get("nodes", ()))
    return Map("current", steps=steps, links=tuple(links), lead_time_rule=rule)  # type: ignore[arg-type]


def _event(drawing: Mapping[str, Any], drawn: Map) -> Event:
    calendar = _calendar(drawing)
    per_day = _per_day(drawing)
    units = None if per_day is None else per_day * calendar.working_days_per_year
    return Event(calendar=calendar, demand=Demand("unit", units), maps=(drawn,))


def _in_unit(drawing: Mapping[str, Any], minutes: float) -> float:
    """Minutes in the case's own unit of time."""
    unit = _UNITS[str(drawing.get("time_unit", "min"))]
    return minutes / unit_minutes(_calendar(drawing))[unit]


# --- value stream maps --------------------------------------------------------------------------


def _vsm(case: Case) -> Answers:
    drawing = _drawing(case)
    drawn = read_map(drawing, rule="inventory_only")
    event = _event(drawing, drawn)
    calendar, per_day = event.calendar, _per_day(drawing)
    if per_day is None:
        raise CaseError(f"{case.path.name} has no demand.")
    times = step_times(drawn, calendar, per_day)
    day = 60.0 * calendar.hours_per_business_day
    found = metrics(event).quantities
    lead_days = (found["lead_time_first_pass_min"].value or 0.0) / day
    touch = found["process_time_critical_path_min"].value or 0.0
    takt = day / per_day
    effective = {}
    manual = 0.0
    over = []
    for position, step in enumerate(drawn.steps):
        if step.kind != "process" or times.process[position] <= 0.0:
            continue
        available = (step.availability_pct or 100.0) / 100.0
        effective[step.id] = capacity.effective_time(times.process[position], available=available)
        if times.process[position] > takt:
            over.append(step.id)
        if step.staff:
            manual += times.process[position]
    shifts = float(drawing.get("calendar", {}).get("shifts_per_day", 1.0))
    return {
        "daily_demand": per_day,
        "available_time_per_shift": _in_unit(drawing, day / shifts),
        "takt": _in_unit(drawing, takt),
        "inventory_days": [
            times.wait[i] / day for i, step in enumerate(drawn.steps) if step.kind == "inventory"
        ],
        "lead_time": lead_days,
        "total_process_time": _in_unit(drawing, touch),
        "pce_work_time": touch / (lead_days * day),
        "pce_calendar_24h": touch / (lead_days * _MINUTE_DAY),
        "processes_over_takt": over,
        "bottleneck_by_effective_ct": max(effective, key=lambda key: effective[key]),
        "operators_needed_min": capacity.staffing(manual, takt).people,
    }


def _vsm_office(case: Case) -> Answers:
    drawing = _drawing(case)
    drawn = read_map(drawing)
    event = _event(drawing, drawn)
    found = metrics(event).quantities
    lead = found["lead_time_first_pass_min"].value or 0.0
    touch = found["process_time_critical_path_min"].value or 0.0
    times = step_times(drawn, event.calendar, None)
    rolled = found["rolled_ca_pct"].value
    return {
        "total_process_time": _in_unit(drawing, touch),
        "total_wait": _in_unit(drawing, lead - touch),
        "lead_time": _in_unit(drawing, lead),
        "pce": (found["va_ratio_pct"].value or 0.0) / 100.0,
        "activity_ratio": (found["activity_ratio_pct"].value or 0.0) / 100.0,
        "longest_step": max(zip(times.lead, (step.id for step in drawn.steps), strict=True))[1],
        "rolled_first_pass_yield": None if rolled is None else rolled / 100.0,
    }


# --- routing ------------------------------------------------------------------------------------


def _branches(region: Region) -> list[Region]:
    """The branches of the first parallel block of a region."""
    for block, _ in region.blocks:
        return list(block.branches)
    return []


def _loop_time(region: Region, times: StepTimes) -> float:
    """Time spent in the steps that are passed more than once on average."""
    return sum(visits * times.lead[i] for i, visits in region.steps if visits > 1.0 + 1e-12)


def _flow(case: Case) -> Answers:
    drawing = _drawing(case)
    calendar = _calendar(drawing)
    drawn = read_map(drawing)
    touched = read_map(drawing, touch="touch_time")
    flow = read(drawn)
    if flow.expected is None:
        raise CaseError(f"{case.path.name} has an empty map.")
    times, touch = step_times(drawn, calendar), step_times(touched, calendar)
    answers: Answers = {}
    for branch in _branches(flow.expected):
        mean = folding.mean_time(branch, times.lead)
        looping = _loop_time(branch, times)
        if looping > 0.0:
            answers["loop_cycle_time"] = _in_unit(drawing, looping)
            answers["branch_loop_cycle_time"] = _in_unit(drawing, mean)
        elif any(len(row) > 1 for row in branch.moves):
            answers["branch_xor_cycle_time"] = _in_unit(drawing, mean)
    planned = folding.mean_time(flow.expected, times.lead)
    theory = folding.mean_time(flow.expected, touch.lead)
    return {
        **answers,
        "cycle_time_max_of_means": _in_unit(drawing, planned),
        "theoretical_cycle_time": theory / 60.0,
        "cycle_time_efficiency": theory / planned,
    }


def _flow_rework(case: Case) -> Answers:
    drawing = _drawing(case)
    calendar = _calendar(drawing)
    drawn = read_map(drawing)
    fixed = routing(drawn, calendar)
    varying = routing(drawn, calendar, exponential=True)
    if fixed is None or varying is None:
        raise CaseError(f"{case.path.name} has an empty map.")
    first = metrics(_event(drawing, drawn)).quantities["lead_time_first_pass_min"].value or 0.0
    activities = {step.id for step in drawn.steps if step.kind in ACTIVITY_KINDS}
    return {
        "expected_visits": {key: value for key, value in fixed.visits.items() if key in activities},
        "mean_lead_time": _in_unit(drawing, fixed.lead_time.mean),
        "mean_process_time": _in_unit(drawing, fixed.process_time.mean),
        "sd_lead_time_fixed_step_times": _in_unit(drawing, fixed.lead_time.sd),
        "sd_lead_time_exponential_steps": _in_unit(drawing, varying.lead_time.sd),
        "no_rework_lead_time": _in_unit(drawing, first),
        "first_pass_probability": fixed.first_pass_probability,
        "activity_ratio": fixed.process_time.mean / fixed.lead_time.mean,
    }


def _markov(case: Case) -> Answers:
    drawing = _drawing(case)
    drawn = read_map(drawing)
    flow = read(drawn)
    rewards = {str(node["id"]): float(node.get("reward", 0.0)) for node in drawing["nodes"]}
    states = [i for i in range(len(flow.ids)) if drawn.steps[i].kind in ACTIVITY_KINDS]
    return {
        "expected_visits_from_1": [flow.visits[i] for i in states],
        "expected_reward_from_1": sum(flow.visits[i] * rewards[flow.ids[i]] for i in states),
    }


# --- capacity, queues, stocks -------------------------------------------------------------------


def _balance(case: Case) -> Answers:
    drawing = _drawing(case)
    times = {str(node["id"]): float(node["process_time"]["value"]) for node in drawing["nodes"]}
    line = capacity.line_balance(times, float(drawing["takt"]))
    return {
        "total_work_content": line.work_content,
        "min_operators": capacity.staffing(line.work_content, float(drawing["takt"])).people,
        "line_efficiency_takt": line.ratio_takt,
        "balance_delay_takt": line.delay_takt,
        "line_balance_ratio_max_ct": line.ratio_longest,
        "stations_over_takt": list(line.over_takt),
    }


def _epei(case: Case) -> Answers:
    drawing = _drawing(case)
    parts = [part for node in drawing["nodes"] for part in node.get("parts", ())]
    run = sum(float(part["run_time_per_day"]) for part in parts)
    change = sum(float(part["changeover"]) for part in parts)
    available = float(drawing["available_per_day"])
    return {
        "run_time_per_day": run,
        "time_for_changeover": available - run,
        "total_changeover": change,
        "epei": capacity.epei(change, run, available).value,
    }


def _capacity(case: Case) -> Answers:
    drawing = _drawing(case)
    drawn = read_map(drawing)
    event = _event(drawing, drawn)
    load = workload(event)
    if load is None or load.bottleneck is None:
        raise CaseError(f"{case.path.name} needs a demand and servers.")
    day = event.calendar.minutes_open_per_day
    rates = {
        row.step_id: capacity.station_capacity(row.people, 1.0, day, row.visits, row.effective_min)
        for row in load.steps
        if row.people and row.effective_min > 0.0 and row.visits > 0.0
    }
    slowest = min(rates.values())
    cycle = day / slowest
    people = sum(row.people or 0.0 for row in load.steps)
    found = metrics(event).quantities
    labour = found["labour_expected_min"].value or 0.0
    return {
        "bottleneck": load.bottleneck[1],
        "system_cycle_time": _in_unit(drawing, cycle),
        "capacity_per_hour": slowest / day * 60.0,
        "capacity_per_day": slowest,
        "utilisation": (load.utilisation.value or 0.0) / 100.0,
        "rush_flow_time": _in_unit(drawing, found["lead_time_first_pass_min"].value or 0.0),
        "labour_content": _in_unit(drawing, labour),
        "direct_labour_utilisation": labour / (people * cycle),
    }


def _queue(case: Case) -> Answers:
    nodes = _drawing(case)["nodes"]
    node = nodes[0]
    servers = int(node.get("servers", 1))
    ca2, cs2 = float(node.get("ca2", 1.0)), float(node.get("cs2", 1.0))
    if "utilisation" in node:
        service = float(node["process_time"]["value"])
        loads = node["utilisation"] if isinstance(node["utilisation"], list) else [node["utilisation"]]
        lines = [
            queueing.queue(float(load) * servers / service, 1.0 / service, servers, ca2=ca2, cs2=cs2)
            for load in loads
        ]
        return {"Wq": [line.waiting_time for line in lines]}
    line = queueing.queue(float(node["arrival_rate"]), float(node["service_rate"]), servers, ca2=ca2, cs2=cs2)
    return {
        "utilisation": line.utilisation,
        "P0": line.idle,
        "Lq": line.queue,
        "L": line.in_system,
        "Wq": line.waiting_time,
        "W": line.time_in_system,
        "erlang_c": line.chance_to_wait,
        "backlog_growth": line.backlog_growth,
    }


def _little(case: Case) -> Answers:
    drawing = _drawing(case)
    per_day = _per_day(drawing)
    if per_day is None:
        raise CaseError(f"{case.path.name} has no demand.")
    day = _calendar(drawing).minutes_open_per_day
    answers: Answers = {"throughput_per_day": per_day, "exit_cycle_time": _in_unit(drawing, day / per_day)}
    if drawing.get("wip") is not None:
        days = littles_law.lead_time(float(drawing["wip"]), per_day)
        answers |= {"lead_time_minutes": days * day, "lead_time_days": days}
    drawn = read_map(drawing)
    stocks = [step for step in drawn.steps if step.wip is not None]
    if stocks:
        times = step_times(drawn, _calendar(drawing))
        after = {link.source: link.target for link in drawn.links}
        quantity = stocks[0].wip or 0.0
        position = next(i for i, step in enumerate(drawn.steps) if step.id == after.get(stocks[0].id))
        answers |= {
            "days_of_supply_by_demand": littles_law.days_of_supply(quantity, per_day).value,
            "days_to_consume_at_next_process_rate": littles_law.days_to_consume(
                quantity, times.process[position], day
            ).value,
        }
    return answers


# --- quality, money -----------------------------------------------------------------------------


def _yield(case: Case) -> Answers:
    rates = [float(node["dpu"]) for node in _drawing(case)["nodes"]]
    yields = [quality.yield_from_dpu(rate) for rate in rates]
    rolled = quality.rolled_throughput_yield(yields).value or 0.0
    return {
        "step_yields": yields,
        "total_dpu": math.fsum(rates),
        "rty": rolled,
        "normalised_yield": quality.normalised_yield(rolled, len(rates)),
    }


def _sigma(case: Case) -> Answers:
    drawing = _drawing(case)
    found = quality.sigma_level(
        float(drawing["defects"]), float(drawing["units"]), float(drawing.get("opportunities_per_unit", 1.0))
    )
    return {
        "dpu": found.dpu,
        "dpmo": found.dpmo,
        "z_long_term": found.long_term_z,
        "sigma_level_shift_1_5": found.sigma_level,
    }


def _finance(case: Case) -> Answers:
    drawing = _drawing(case)
    flows = [float(value) for value in drawing["cash_flows"]]
    rate = float(drawing["discount_rate"])
    returned = finance.roi_percent(sum(flows[1:]), -flows[0])
    return {
        "npv": finance.net_present_value(rate, flows),
        "simple_payback_years": finance.payback_of_flows(flows),
        "discounted_payback_years": finance.payback_of_flows(flows, rate),
        "roi_undiscounted": None if returned is None else returned / 100.0,
    }


def _before_after(case: Case) -> Answers:
    reductions = []
    for pair in _drawing(case)["pairs"]:
        change = change_percent(float(pair["before"]), float(pair["after"]))
        if change is None:
            raise UserError(f"The pair {pair['id']} starts at 0: a reduction has no meaning.")
        reductions.append(-change / 100.0)
    return {"reduction": reductions}


RUNNERS: dict[str, Callable[[Case], Answers]] = {
    "vsm": _vsm,
    "vsm-office": _vsm_office,
    "flow": _flow,
    "flow-rework": _flow_rework,
    "markov": _markov,
    "balance": _balance,
    "epei": _epei,
    "capacity": _capacity,
    "queue": _queue,
    "little": _little,
    "yield": _yield,
    "sigma": _sigma,
    "finance": _finance,
    "before-after": _before_after,
}
