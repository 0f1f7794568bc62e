"""Runs the reference cases of flow mathematics: a case's `map` becomes a Map record, the engine answers.

Each runner computes everything its kind can be asked for; a case expects what its source states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from leanbench.event.records import Demand, Event, Link, Map, Step
from leanbench.flow import capacity, folding
from leanbench.flow.blocks import Region
from leanbench.flow.graph import ACTIVITY_KINDS, read
from leanbench.flow.measures import metrics
from leanbench.flow.routing import routing
from leanbench.flow.times import StepTimes, step_times, unit_minutes
from leanbench.verify.cases import Case, CaseError
from leanbench.words.durations import Calendar, Duration

Answers = dict[str, object]

_UNITS = {
    "s": "s", "sec": "s", "min": "min", "h": "h", "hour": "h", "day": "bd", "working day": "bd", "bd": "bd",
    "week": "w",
}  # fmt: skip
_PERIOD_DAYS = {"day": 1.0, "week": 5.0, "month": 20.0, "year": 250.0}
_MINUTE_DAY = 1440.0


def drawing_of(case: Case) -> Mapping[str, Any]:
    """The map of a case. Raises CaseError without one."""
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


def calendar_of(drawing: Mapping[str, Any]) -> Calendar:
    """The working time of a case."""
    said = drawing.get("calendar", {})
    if "shifts_per_day" in said:
        rest = float(said.get("unpaid_break_min_per_shift", 0.0))
        minutes = float(said["shifts_per_day"]) * (60.0 * float(said["hours_per_shift"]) - rest)
    elif "hours_per_day" in said:
        minutes = 60.0 * float(said["hours_per_day"])
    else:
        minutes = float(drawing.get("available_per_day", 480.0))
    return Calendar(hours_per_business_day=minutes / 60.0, minutes_open_per_day=minutes)


def per_day_of(drawing: Mapping[str, Any]) -> float | None:
    """The demand of a case per day, None without one."""
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


def event_of(drawing: Mapping[str, Any], drawn: Map) -> Event:
    """An event with the case's map, calendar and demand."""
    calendar = calendar_of(drawing)
    per_day = per_day_of(drawing)
    units = None if per_day is None else per_day * calendar.working_days_per_year
    return Event(calendar=calendar, demand=Demand("unit", units), maps=(drawn,))


def in_unit(drawing: Mapping[str, Any], minutes: float) -> float:
    """Minutes in the case's own unit of time."""
    unit = _UNITS[str(drawing.get("time_unit", "min"))]
    return minutes / unit_minutes(calendar_of(drawing))[unit]


# --- value stream maps --------------------------------------------------------------------------


def _vsm(case: Case) -> Answers:
    drawing = drawing_of(case)
    drawn = read_map(drawing, rule="inventory_only")
    event = event_of(drawing, drawn)
    calendar, per_day = event.calendar, per_day_of(drawing)
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
        "available_time_per_shift": in_unit(drawing, day / shifts),
        "takt": in_unit(drawing, takt),
        "inventory_days": [
            times.wait[i] / day for i, step in enumerate(drawn.steps) if step.kind == "inventory"
        ],
        "lead_time": lead_days,
        "total_process_time": in_unit(drawing, touch),
        "pce_work_time": touch / (lead_days * day),
        "pce_calendar_24h": touch / (lead_days * _MINUTE_DAY),
        "processes_over_takt": over,
        "bottleneck_by_effective_ct": max(effective, key=lambda key: effective[key]),
        "operators_needed_min": capacity.staffing(manual, takt).people,
    }


def _vsm_office(case: Case) -> Answers:
    drawing = drawing_of(case)
    drawn = read_map(drawing)
    event = event_of(drawing, drawn)
    found = metrics(event).quantities
    lead = found["lead_time_first_pass_min"].value or 0.0
    touch = found["process_time_critical_path_min"].value or 0.0
    times = step_times(drawn, event.calendar, None)
    rolled = found["rolled_ca_pct"].value
    return {
        "total_process_time": in_unit(drawing, touch),
        "total_wait": in_unit(drawing, lead - touch),
        "lead_time": in_unit(drawing, lead),
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
    drawing = drawing_of(case)
    calendar = calendar_of(drawing)
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
            answers["loop_cycle_time"] = in_unit(drawing, looping)
            answers["branch_loop_cycle_time"] = in_unit(drawing, mean)
        elif any(len(row) > 1 for row in branch.moves):
            answers["branch_xor_cycle_time"] = in_unit(drawing, mean)
    planned = folding.mean_time(flow.expected, times.lead)
    theory = folding.mean_time(flow.expected, touch.lead)
    return {
        **answers,
        "cycle_time_max_of_means": in_unit(drawing, planned),
        "theoretical_cycle_time": theory / 60.0,
        "cycle_time_efficiency": theory / planned,
    }


def _flow_rework(case: Case) -> Answers:
    drawing = drawing_of(case)
    calendar = calendar_of(drawing)
    drawn = read_map(drawing)
    fixed = routing(drawn, calendar)
    varying = routing(drawn, calendar, exponential=True)
    if fixed is None or varying is None:
        raise CaseError(f"{case.path.name} has an empty map.")
    first = metrics(event_of(drawing, drawn)).quantities["lead_time_first_pass_min"].value or 0.0
    activities = {step.id for step in drawn.steps if step.kind in ACTIVITY_KINDS}
    return {
        "expected_visits": {key: value for key, value in fixed.visits.items() if key in activities},
        "mean_lead_time": in_unit(drawing, fixed.lead_time.mean),
        "mean_process_time": in_unit(drawing, fixed.process_time.mean),
        "sd_lead_time_fixed_step_times": in_unit(drawing, fixed.lead_time.sd),
        "sd_lead_time_exponential_steps": in_unit(drawing, varying.lead_time.sd),
        "no_rework_lead_time": in_unit(drawing, first),
        "first_pass_probability": fixed.first_pass_probability,
        "activity_ratio": fixed.process_time.mean / fixed.lead_time.mean,
    }


def _markov(case: Case) -> Answers:
    drawing = drawing_of(case)
    drawn = read_map(drawing)
    flow = read(drawn)
    rewards = {str(node["id"]): float(node.get("reward", 0.0)) for node in drawing["nodes"]}
    states = [i for i in range(len(flow.ids)) if drawn.steps[i].kind in ACTIVITY_KINDS]
    return {
        "expected_visits_from_1": [flow.visits[i] for i in states],
        "expected_reward_from_1": sum(flow.visits[i] * rewards[flow.ids[i]] for i in states),
    }


RUNNERS: dict[str, Callable[[Case], Answers]] = {
    "vsm": _vsm, "vsm-office": _vsm_office, "flow": _flow, "flow-rework": _flow_rework, "markov": _markov,
}  # fmt: skip
