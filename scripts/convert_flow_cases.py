"""The flow cases of the first form (a `map` of nodes and edges, `expected` metrics) as cases of leanbench-case/2."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Old = Mapping[str, Any]
New = tuple[str, dict[str, Any], dict[str, Any]]

_UNITS = {
    "s": "s",
    "sec": "s",
    "min": "min",
    "h": "h",
    "hour": "h",
    "day": "bd",
    "working day": "bd",
    "week": "w",
}
_DAYS = 240.0  # working days per year of every converted case


def call(function: str, **arguments: Any) -> dict[str, Any]:
    return {"call": {"function": function, "arguments": arguments}}


USED: list[str] = []  # where the values of the case being made come from


def own(old: Old, key: str, factor: float = 1.0) -> Any:
    """An expected value with its own tolerance, in the unit of the new path."""
    found = old["expected"][key]
    USED.append(found.get("origin", ""))
    value, said = found["value"], found.get("tolerance", {})
    if not said:
        return value if factor == 1.0 else value * factor
    limits = {name: said[name] * (factor if name == "abs" else 1.0) for name in said}
    return {"value": value if factor == 1.0 else value * factor, **limits}


def wanted(old: Old, names: Mapping[str, tuple[str, float] | str]) -> dict[str, Any]:
    """Paths of the expected values that a case has: {old name: (path, factor)}."""
    pairs = {key: (to, 1.0) if isinstance(to, str) else to for key, to in names.items()}
    return {path: own(old, key, factor) for key, (path, factor) in pairs.items() if key in old["expected"]}


def minutes_per_day(drawing: Old) -> float:
    said = drawing.get("calendar", {})
    if "shifts_per_day" in said:
        rest = said.get("unpaid_break_min_per_shift", 0.0)
        return float(said["shifts_per_day"] * (60.0 * said["hours_per_shift"] - rest))
    if "hours_per_day" in said:
        return 60.0 * float(said["hours_per_day"])
    return float(drawing.get("available_per_day", 480.0))


def per_day(drawing: Old) -> float | None:
    demand, said = drawing.get("demand"), drawing.get("calendar", {})
    if not demand:
        return None
    days = {"day": 1.0, "week": said.get("days_per_week", 5.0), "month": said.get("days_per_month", 20.0)}
    return float(demand["quantity"] / days[demand["per"]])


def time_text(value: Any) -> str | None:
    return None if value is None else f"{value['value']:g} {_UNITS[value.get('unit', 'min')]}"


def a_map(old: Old, rule: str = "sum_lt", touch: str = "cycle_time") -> dict[str, Any]:
    """The body of a case with the map: steps, links, calendar, demand."""
    drawing = old["map"]
    steps = []
    for node in drawing["nodes"]:
        quantity, share = node.get("quantity"), node.get("ca", None)
        if share is None and "defect_rate" in node:
            share = 1.0 - node["defect_rate"]
        wait = time_text(node.get("wait_before"))
        row = {
            "Id": node["id"], "Step": node.get("name", node["id"]), "Kind": node.get("type", "process"),
            "Process time": time_text(node.get(touch) or node.get("process_time")),
            "Wait": f"{node['days_of_supply']:g} bd" if "days_of_supply" in node else wait,
            "%C&A": None if share is None else f"{100.0 * share:.10g}%", "Class": node.get("va"),
            "Waiting now": sum(quantity.values()) if isinstance(quantity, dict) else quantity,
            "People": node.get("servers", node.get("operators")),
            "Availability": None if "uptime" not in node else f"{100.0 * node['uptime']:g}%",
        }  # fmt: skip
        steps.append({name: value for name, value in row.items() if value is not None})
    links = [
        {"From": edge["from"], "To": edge["to"], "Kind": "rework" if edge.get("kind") == "rework" else "flow",
         "Probability": edge.get("prob")}
        for edge in drawing["edges"]
    ]  # fmt: skip
    minutes, daily = minutes_per_day(drawing), per_day(drawing)
    body = {
        "steps": steps, "links": links, "lead_time_rule": rule,
        "calendar": {"hours_per_business_day": minutes / 60.0, "minutes_open_per_day": minutes,
                     "working_days_per_year": _DAYS},
    }  # fmt: skip
    return {
        "map": body
        if daily is None
        else {**body, "demand": {"unit": "unit", "units_per_year": daily * _DAYS}}
    }


def value_stream(old: Old) -> Iterator[New]:
    drawing, want = old["map"], old["expected"]
    day, second = minutes_per_day(drawing), 1.0 / 60.0
    expect = wanted(old, {
        "daily_demand": "workload.units_per_day", "takt": ("takt_time_min", second),
        "lead_time": "lead_time_first_pass_bd", "total_process_time": ("process_time_critical_path_min", second),
        "pce_work_time": ("activity_ratio_pct", 100.0), "pce_calendar_24h": ("activity_ratio_24h_pct", 100.0),
    })  # fmt: skip
    stocks = [node["id"] for node in drawing["nodes"] if node["type"] == "inventory"]
    days = want["inventory_days"]["value"]
    expect |= {f"timeline.{name}.wait_min": value * day for name, value in zip(stocks, days, strict=True)}
    expect["workload.bottleneck"] = ["step", want["bottleneck_by_effective_ct"]["value"]]
    yield "", a_map(old, "inventory_only"), expect
    manual = [node["process_time"]["value"] for node in drawing["nodes"] if node.get("operators")]
    takt = want["takt"]["value"]
    yield (
        "staffing",
        call("flow.capacity.staffing", work_content=sum(manual), takt_time=takt),
        {"people": want["operators_needed_min"]["value"]},
    )
    times = {
        node["id"]: node["process_time"]["value"] for node in drawing["nodes"] if node["type"] == "process"
    }
    yield (
        "over-takt",
        call("flow.capacity.line_balance", times=times, takt_time=takt),
        {"over_takt": want["processes_over_takt"]["value"]},
    )
    yield "takt", call("flow.capacity.takt", available=want["available_time_per_shift"]["value"] * 2,
                       demand=want["daily_demand"]["value"]), {"value": want["takt"]["value"]}  # fmt: skip


def value_stream_office(old: Old) -> Iterator[New]:
    want = old["expected"]
    hours = {"total_process_time": "process_time_critical_path_min", "lead_time": "lead_time_first_pass_min"}
    expect = wanted(old, {
        **{key: (path, 60.0) for key, path in hours.items()}, "pce": ("va_ratio_pct", 100.0),
        "activity_ratio": ("activity_ratio_pct", 100.0), "rolled_first_pass_yield": ("rolled_ca_pct", 100.0),
    })  # fmt: skip
    longest = old["expected"]["longest_step"]["value"]
    node = next(node for node in old["map"]["nodes"] if node["id"] == longest)
    expect[f"timeline.{longest}.lead_min"] = 60.0 * (
        node["wait_before"]["value"] + node["process_time"]["value"]
    )
    waits = sum(node["wait_before"]["value"] for node in old["map"]["nodes"])
    assert abs(waits - want["total_wait"]["value"]) < 1e-9
    yield "", a_map(old), expect


def parallel_flow(old: Old) -> Iterator[New]:
    """Cycle times of a parallel block with a loop on one branch; its branches alone are maps of their own."""
    drawing, day = old["map"], minutes_per_day(old["map"])
    planned = own(old, "cycle_time_max_of_means", day)
    yield "", a_map(old), {"routing.lead_time_min.planned": planned}
    theory = own(old, "theoretical_cycle_time", 60.0)
    yield "touch", a_map(old, touch="touch_time"), {"routing.lead_time_min.planned": theory}
    for name, key, nodes in (
        ("branch-loop", "branch_loop_cycle_time", ("t2", "d", "t3")),
        ("branch-choice", "branch_xor_cycle_time", ("x", "t1", "t4", "xj")),
        ("loop", "loop_cycle_time", ("t2", "d", "join")),
    ):
        edges = [e for e in drawing["edges"] if e["from"] in nodes and e["to"] in nodes]
        edges += [{"from": "d", "to": "join", "prob": 0.7}] if name == "loop" else []
        part = {**drawing, "nodes": [n for n in drawing["nodes"] if n["id"] in nodes], "edges": edges}
        yield name, a_map({**old, "map": part}), {"routing.lead_time_min.planned": own(old, key, day)}
    ratio = old["expected"]["cycle_time_efficiency"]
    share = {"value": 1.0 - ratio["value"], **ratio["tolerance"]}
    change = call("flow.comparison.change_percent", before=planned["value"], after=theory["value"])
    yield "efficiency", change, {"value": {"value": -100.0 * share["value"], "abs": 100.0 * share["abs"]}}


def rework(old: Old) -> Iterator[New]:
    expect: dict[str, Any] = {
        f"routing.visits.{name}": value for name, value in old["expected"]["expected_visits"]["value"].items()
    }
    hour = {
        "mean_lead_time": "routing.lead_time_min.mean", "mean_process_time": "routing.process_time_min.mean",
        "sd_lead_time_fixed_step_times": "routing.lead_time_min.sd",
        "sd_lead_time_exponential_steps": "routing.lead_time_min.sd_exponential",
        "no_rework_lead_time": "lead_time_first_pass_min",
    }  # fmt: skip
    expect |= wanted(old, {key: (path, 60.0) for key, path in hour.items()})
    expect |= wanted(old, {"first_pass_probability": "routing.first_pass_probability"})
    ratio = old["expected"]["activity_ratio"]["value"]
    assert abs(ratio - expect["routing.process_time_min.mean"] / expect["routing.lead_time_min.mean"]) < 1e-9
    yield "", a_map(old), expect


def markov(old: Old) -> Iterator[New]:
    visits = old["expected"]["expected_visits_from_1"]["value"]
    nodes = [node for node in old["map"]["nodes"] if node["type"] == "process"]
    expect = {f"routing.visits.{node['id']}": value for node, value in zip(nodes, visits, strict=True)}
    yield "", a_map(old), expect
    # The reward of a visit as its process time: the expected reward is the mean total.
    paid = {**old["map"], "nodes": [
        {**node, "process_time": {"value": node["reward"], "unit": "min"}} if "reward" in node else node
        for node in old["map"]["nodes"]
    ]}  # fmt: skip
    reward = old["expected"]["expected_reward_from_1"]["value"]
    yield "reward", a_map({**old, "map": paid}), {"routing.process_time_min.mean": reward}


def capacity(old: Old) -> Iterator[New]:
    day = minutes_per_day(old["map"])
    want = old["expected"]
    expect = wanted(old, {
        "capacity_per_day": f"stations.{want['bottleneck']['value']}.capacity",
        "utilisation": ("workload.utilisation", 100.0),
        "rush_flow_time": "lead_time_first_pass_min", "labour_content": "labour_expected_min",
    })  # fmt: skip
    yield "", a_map(old), {"workload.bottleneck": ["step", want["bottleneck"]["value"]], **expect}
    slowest = want["system_cycle_time"]["value"]
    for period, key in ((60.0, "capacity_per_hour"), (day, "capacity_per_day")):
        yield (
            key.replace("_", "-"),
            call(
                "flow.capacity.station_capacity",
                servers=1,
                available=1,
                period=period,
                visits=1,
                effective=slowest,
            ),
            {"value": own(old, key)},
        )
    times = {
        node["id"]: node["process_time"]["value"] for node in old["map"]["nodes"] if "process_time" in node
    }
    balance = {"ratio_longest": own(old, "direct_labour_utilisation"), "longest": slowest}
    yield "balance", call("flow.capacity.line_balance", times=times, takt_time=slowest), balance


def balance(old: Old) -> Iterator[New]:
    drawing = old["map"]
    times = {node["id"]: float(node["process_time"]["value"]) for node in drawing["nodes"]}
    names = {
        "total_work_content": "work_content", "line_efficiency_takt": "ratio_takt", "balance_delay_takt": "delay_takt",
        "line_balance_ratio_max_ct": "ratio_longest", "stations_over_takt": "over_takt",
        "min_operators": "theoretical_stations",
    }  # fmt: skip
    yield "", call("flow.capacity.line_balance", times=times, takt_time=drawing["takt"]), wanted(old, names)


def epei(old: Old) -> Iterator[New]:
    parts = [part for node in old["map"]["nodes"] for part in node.get("parts", ())]
    run, change = (sum(part[name] for part in parts) for name in ("run_time_per_day", "changeover"))
    assert (run, change) == tuple(
        old["expected"][key]["value"] for key in ("run_time_per_day", "total_changeover")
    )
    yield "", call("flow.capacity.epei", changeover_total=change, run_time_per_day=run,
                   available_per_day=old["map"]["available_per_day"]), {"value": own(old, "epei")}  # fmt: skip


def waiting_line(old: Old) -> Iterator[New]:
    node = old["map"]["nodes"][0]
    servers, spread = node.get("servers", 1), {name: node[name] for name in ("ca2", "cs2") if name in node}
    if "utilisation" in node:
        service = node["process_time"]["value"]
        for load, wait in zip(node["utilisation"], old["expected"]["Wq"]["value"], strict=True):
            body = call("flow.queueing.kingman", utilisation=load, service_time=service, **spread)
            yield f"{100 * load:.0f}", body, {"value": {"value": wait, "rel": 1e-9}}
        return
    names = {
        "utilisation": "utilisation", "P0": "idle", "Lq": "queue", "L": "in_system", "Wq": "waiting_time",
        "W": "time_in_system", "erlang_c": "chance_to_wait",
    }  # fmt: skip
    rates = {"arrival_rate": node["arrival_rate"], "service_rate": node["service_rate"]}
    yield "", call("flow.queueing.mmc", **rates, servers=servers), wanted(old, names)


def little(old: Old) -> Iterator[New]:
    drawing = old["map"]
    daily, day = per_day(drawing), minutes_per_day(drawing)
    if "wip" in drawing:
        arguments = {"work_in_process": drawing["wip"], "throughput": daily}
        yield "", call("flow.littles_law.lead_time", **arguments), {"value": own(old, "lead_time_days")}
        arguments["throughput"] = daily / day
        yield (
            "minutes",
            call("flow.littles_law.lead_time", **arguments),
            {"value": own(old, "lead_time_minutes")},
        )
        assert daily == old["expected"]["throughput_per_day"]["value"]
        yield (
            "pace",
            call("flow.capacity.takt", available=day, demand=daily),
            {"value": own(old, "exit_cycle_time")},
        )
        return
    stock, after = drawing["nodes"]
    minutes = after["process_time"]["value"] / 60.0
    yield (
        "demand",
        call("flow.littles_law.days_of_supply", quantity=stock["quantity"], daily_demand=daily),
        {"value": own(old, "days_of_supply_by_demand")},
    )
    yield "next-step", call("flow.littles_law.days_to_consume", quantity=stock["quantity"], next_step_min=minutes,
                            available_min_per_day=day), {
        "value": own(old, "days_to_consume_at_next_process_rate")
    }  # fmt: skip


def yields(old: Old) -> Iterator[New]:
    rates, want = [node["dpu"] for node in old["map"]["nodes"]], old["expected"]
    found = want["step_yields"]
    for name, rate, value in zip("abc", rates, found["value"], strict=True):
        yield (
            name,
            call("flow.quality.yield_from_dpu", dpu=rate),
            {"value": {"value": value, **found["tolerance"]}},
        )
    yield (
        "rolled",
        call("flow.quality.rolled_throughput_yield", yields=found["value"]),
        {"value": own(old, "rty")},
    )
    yield (
        "normalized",
        call("flow.quality.normalised_yield", rolled=want["rty"]["value"], steps=len(rates)),
        {"value": own(old, "normalised_yield")},
    )
    yield (
        "total",
        call("flow.quality.yield_from_dpu", dpu=want["total_dpu"]["value"]),
        {"value": own(old, "rty")},
    )


def sigma(old: Old) -> Iterator[New]:
    drawing = old["map"]
    arguments = {"defects": drawing["defects"], "units": drawing["units"],
                 "opportunities": drawing["opportunities_per_unit"]}  # fmt: skip
    names = {
        "dpmo": "dpmo",
        "dpu": "dpu",
        "z_long_term": "long_term_z",
        "sigma_level_shift_1_5": "sigma_level",
    }
    yield "", call("flow.quality.sigma_level", **arguments), wanted(old, names)


def money(old: Old) -> Iterator[New]:
    flows, rate = old["map"]["cash_flows"], old["map"]["discount_rate"]
    yield (
        "npv",
        call("flow.finance.net_present_value", rate=rate, cash_flows=flows),
        {"value": own(old, "npv")},
    )
    yield (
        "payback",
        call("flow.finance.payback_of_flows", cash_flows=flows),
        {"value": own(old, "simple_payback_years")},
    )
    yield (
        "discounted-payback",
        call("flow.finance.payback_of_flows", cash_flows=flows, rate=rate),
        {"value": own(old, "discounted_payback_years")},
    )
    yield (
        "roi",
        call("flow.finance.roi_percent", benefit=sum(flows[1:]), cost=-flows[0]),
        {"value": own(old, "roi_undiscounted", 100.0)},
    )


def before_after(old: Old) -> Iterator[New]:
    found = old["expected"]["reduction"]
    limit = 100.0 * found["tolerance"]["abs"]
    for pair, value in zip(old["map"]["pairs"], found["value"], strict=True):
        body = call("flow.comparison.change_percent", before=pair["before"], after=pair["after"])
        yield pair["id"].replace("_", "-"), body, {"value": {"value": -100.0 * value, "abs": limit}}


FLOW_KINDS: Mapping[str, Callable[[Old], Iterator[New]]] = {
    "vsm": value_stream, "vsm-office": value_stream_office, "flow": parallel_flow, "flow-rework": rework,
    "markov": markov, "capacity": capacity, "balance": balance, "epei": epei, "queue": waiting_line, "little": little,
    "yield": yields, "sigma": sigma, "finance": money, "before-after": before_after,
}  # fmt: skip
