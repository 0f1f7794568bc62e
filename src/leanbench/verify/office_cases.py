"""Runs the reference cases of capacity, queues, stocks, quality and money."""

from __future__ import annotations

import math
from collections.abc import Callable

from leanbench.errors import UserError
from leanbench.flow import capacity, finance, littles_law, quality, queueing
from leanbench.flow.comparison import change_percent
from leanbench.flow.loads import workload
from leanbench.flow.measures import metrics
from leanbench.flow.times import step_times
from leanbench.verify.cases import Case, CaseError, record_answers
from leanbench.verify.flow_cases import (
    Answers,
    calendar_of,
    drawing_of,
    event_of,
    in_unit,
    per_day_of,
    read_map,
)

# --- capacity, queues, stocks -------------------------------------------------------------------


def _balance(case: Case) -> Answers:
    drawing = drawing_of(case)
    times = {str(node["id"]): float(node["process_time"]["value"]) for node in drawing["nodes"]}
    line = capacity.line_balance(times, float(drawing["takt"]))
    return record_answers(
        line,
        "total_work_content=work_content line_efficiency_takt=ratio_takt "
        "balance_delay_takt=delay_takt line_balance_ratio_max_ct=ratio_longest",
    ) | {
        "min_operators": capacity.staffing(line.work_content, float(drawing["takt"])).people,
        "stations_over_takt": list(line.over_takt),
    }


def _epei(case: Case) -> Answers:
    drawing = drawing_of(case)
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
    drawing = drawing_of(case)
    drawn = read_map(drawing)
    event = event_of(drawing, drawn)
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
        "system_cycle_time": in_unit(drawing, cycle),
        "capacity_per_hour": slowest / day * 60.0,
        "capacity_per_day": slowest,
        "utilisation": (load.utilisation.value or 0.0) / 100.0,
        "rush_flow_time": in_unit(drawing, found["lead_time_first_pass_min"].value or 0.0),
        "labour_content": in_unit(drawing, labour),
        "direct_labour_utilisation": labour / (people * cycle),
    }


def _queue(case: Case) -> Answers:
    nodes = drawing_of(case)["nodes"]
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
    return record_answers(
        line,
        "utilisation P0=idle Lq=queue L=in_system Wq=waiting_time W=time_in_system "
        "erlang_c=chance_to_wait backlog_growth",
    )


def _little(case: Case) -> Answers:
    drawing = drawing_of(case)
    per_day = per_day_of(drawing)
    if per_day is None:
        raise CaseError(f"{case.path.name} has no demand.")
    day = calendar_of(drawing).minutes_open_per_day
    answers: Answers = {"throughput_per_day": per_day, "exit_cycle_time": in_unit(drawing, day / per_day)}
    if drawing.get("wip") is not None:
        days = littles_law.lead_time(float(drawing["wip"]), per_day)
        answers |= {"lead_time_minutes": days * day, "lead_time_days": days}
    drawn = read_map(drawing)
    stocks = [step for step in drawn.steps if step.wip is not None]
    if stocks:
        times = step_times(drawn, calendar_of(drawing))
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
    rates = [float(node["dpu"]) for node in drawing_of(case)["nodes"]]
    yields = [quality.yield_from_dpu(rate) for rate in rates]
    rolled = quality.rolled_throughput_yield(yields).value or 0.0
    return {
        "step_yields": yields,
        "total_dpu": math.fsum(rates),
        "rty": rolled,
        "normalised_yield": quality.normalised_yield(rolled, len(rates)),
    }


def _sigma(case: Case) -> Answers:
    drawing = drawing_of(case)
    found = quality.sigma_level(
        float(drawing["defects"]), float(drawing["units"]), float(drawing.get("opportunities_per_unit", 1.0))
    )
    return record_answers(found, "dpu dpmo z_long_term=long_term_z sigma_level_shift_1_5=sigma_level")


def _finance(case: Case) -> Answers:
    drawing = drawing_of(case)
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
    for pair in drawing_of(case)["pairs"]:
        change = change_percent(float(pair["before"]), float(pair["after"]))
        if change is None:
            raise UserError(f"The pair {pair['id']} starts at 0: a reduction has no meaning.")
        reductions.append(-change / 100.0)
    return {"reduction": reductions}


RUNNERS: dict[str, Callable[[Case], Answers]] = {
    "balance": _balance, "epei": _epei, "capacity": _capacity, "queue": _queue, "little": _little,
    "yield": _yield, "sigma": _sigma, "finance": _finance, "before-after": _before_after,
}  # fmt: skip
