"""Computes the reference cases of control charts and special-cause tests, from their inputs alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from leanbench.stats.base import constants
from leanbench.stats.spc import attributes, multivariate, phases, rules, runchart, shortrun, variables
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.verify.cases import Case, record_answers

Computed = dict[str, Any]


def switch(case: Case) -> constants.Constants:
    """The constants to compute with."""
    return constants.table(3) if case.table_constants else constants.EXACT


def subgroup(case: Case, where: str | None = None) -> Any:
    """Subgroup ids or size, as the case names them."""
    if "subgroup_column" in case.inputs:
        return case.text(case.inputs["subgroup_column"], where)
    return int(case.inputs["subgroup_size"])


def beyond(chart: ControlChart, panel: str) -> list[int]:
    """Points beyond the limits, counted from 1."""
    return [signal.point + 1 for signal in chart.panel(panel).signals if signal.test == 1]


def lines(chart: ControlChart, names: Mapping[str, str], stage: int = 0) -> Computed:
    """Center and limits of panels under the prefixes of a case: ``{"I": "i"}`` gives ``i_center``."""
    info = chart.stages[stage]
    found: Computed = {}
    for panel, prefix in names.items():
        head = f"{prefix}_" if prefix else ""
        found |= {
            f"{head}center": info.center[panel],
            f"{head}lcl": info.lcl[panel],
            f"{head}ucl": info.ucl[panel],
        }
    return found


def _i_mr(case: Case) -> Computed:
    chart = variables.i_mr(
        case.numbers(case.inputs["value_column"]),
        mr_length=int(case.inputs.get("mr_length", 2)),
        k=case.inputs.get("k", 3),
        stages=case.text(case.inputs["stage_column"]) if "stage_column" in case.inputs else None,
        constants=switch(case),
    )
    names = {"I": "i", "MR": "mr"}
    if "stage_column" in case.inputs:
        return {info.name: lines(chart, names, at) for at, info in enumerate(chart.stages)}
    ranges = chart.panel("MR").points
    return lines(chart, names) | {"mr_bar": float(np.nanmean(ranges))}


def _i_mr_r(case: Case) -> Computed:
    chart = variables.i_mr_rs(
        case.numbers(case.inputs["value_column"]),
        subgroup(case),
        spread="R",
        k=case.inputs.get("k", 3),
        constants=switch(case),
    )
    return lines(chart, {"I": "i", "MR": "mr", "R": "r"})


def _xbar_r(case: Case) -> Computed:
    inputs = case.inputs
    values = case.numbers(inputs["value_column"])
    shared: dict[str, Any] = {"k": inputs.get("k", 3), "constants": switch(case), "tests": "weco"}
    if "stage_column" in inputs:
        chart = variables.xbar_r(values, subgroup(case), stages=case.text(inputs["stage_column"]), **shared)
        return {
            f"stage_{info.name}": lines(chart, {"Xbar": "xbar", "R": "disp"}, at)
            for at, info in enumerate(chart.stages)
        }
    baseline = case.mask(inputs["phase1_filter"]) if "phase1_filter" in inputs else None
    chart = variables.xbar_r(values, subgroup(case), baseline=baseline, **shared)
    main = chart.panel("Xbar")
    first_new = int(chart.stages[0].n_used) + 1
    lowest = [0] * main.n
    for signal in reversed(main.signals):
        test = int(signal.test)
        lowest[signal.point] = min(lowest[signal.point] or test, test)
    return lines(chart, {"Xbar": "xbar", "R": "r"}) | {
        "sigma": chart.stages[0].sigma_within,
        "phase2_samples_beyond_xbar_limits": [p for p in beyond(chart, "Xbar") if p >= first_new],
        "western_electric_1to4_flags_by_sample": lowest,
    }


def _xbar_s(case: Case) -> Computed:
    chart = variables.xbar_s(
        case.numbers(case.inputs["value_column"]),
        subgroup(case),
        k=case.inputs.get("k", 3),
        constants=switch(case),
    )
    return lines(chart, {"Xbar": "xbar", "S": "s"})


def _xbar_unequal(case: Case) -> Computed:
    values, ids = case.numbers(case.inputs["value_column"]), subgroup(case)
    methods = {
        "sigma_rbar_mvlue": "rbar", "sigma_sbar_mvlue": "sbar", "sigma_pooled_c4": "pooled",
        "sigma_rbar_unweighted_qcc_default": "rbar-unweighted", "sigma_sbar_unweighted": "sbar-unweighted",
    }  # fmt: skip
    charts = {
        key: variables.xbar_r(values, ids, sigma_method=method, k=case.inputs["k"], constants=switch(case))
        for key, method in methods.items()
    }
    main = charts["sigma_pooled_c4"].panel("Xbar")
    found: Computed = {key: chart.stages[0].sigma_within for key, chart in charts.items()}
    return found | {
        "xbar_center": float(main.center[0]),
        "xbar_lcl_pooled": main.lcl.tolist(),
        "xbar_ucl_pooled": main.ucl.tolist(),
    }


def _counts(case: Case) -> tuple[list[float], Any]:
    """Counts and sizes, under the names that cases use."""
    inputs, where = case.inputs, case.inputs.get("phase1_filter")
    counts = case.numbers(inputs.get("count_column") or inputs["defective_column"], where)
    size = inputs.get("size_column") or inputs.get("exposure_column")
    return counts.tolist(), None if size is None else case.numbers(size, where).tolist()


def _attribute(case: Case) -> Computed:
    """Charts of counts and shares: one stage, limits as one number or as stairs."""
    counts, sizes = _counts(case)
    spec = CHARTS[case.method]
    options: dict[str, Any] = {"k": case.inputs.get("k", 3), "constants": switch(case)}
    if "per" in spec.options and "rate_per" in case.inputs:
        options["per"] = case.inputs["rate_per"]
    if "part" in case.inputs:
        return _staged_u(case, counts, sizes, options)
    chart = spec.function(*(counts, sizes)[: len(spec.needs)], **options)
    found = flat_or_stairs(chart) | {"points_beyond": beyond(chart, chart.panels[0].name)}
    known = chart.stages[0].details
    return found | ({"sigma_z": known["sigma_z"]} if "sigma_z" in known else {})


def flat_or_stairs(chart: ControlChart) -> Computed:
    """Lines of one panel: numbers where they are flat, lists where they follow the sizes."""
    main, info = chart.panels[0], chart.stages[0]
    found = {"center": info.center[main.name], "lcl": info.lcl[main.name], "ucl": info.ucl[main.name]}
    if info.ucl[main.name] is None:
        found |= {"ucl": main.ucl.tolist(), "lcl": main.lcl.tolist()}
    return found


def _staged_u(case: Case, counts: list[float], sizes: Any, options: dict[str, Any]) -> Computed:
    stages = phases.stages_at(len(counts), [int(case.inputs["part"])])
    chart = attributes.u(counts, sizes, stages=stages, **options)
    main = chart.panels[0]
    found: Computed = {}
    for info in chart.stages:
        part = slice(info.first, info.last + 1)
        runs = runchart.anhoej(main.points[part], main.center[part])
        found[f"part_{info.name}"] = record_answers(
            runs, "longest_run longest_run_max n_crossings=crossings n_crossings_min=crossings_min"
        ) | {
            "center": info.center["u"],
            "ucl_first": float(main.ucl[info.first]),
            "lcl_first": float(main.lcl[info.first]),
        }
    return found


def _i_prime(case: Case) -> Computed:
    method = "mr-screened" if case.inputs.get("screened") else "mr"
    chart = attributes.i_prime(*_counts(case), sigma_method=method, constants=switch(case))
    return flat_or_stairs(chart)


def _z_mr(case: Case) -> Computed:
    inputs = case.inputs
    chart = shortrun.z_mr(
        case.numbers(inputs["value_column"]),
        case.text(inputs["part_column"]),
        sigma_method=inputs["sigma_method"],
        constants=switch(case),
    )
    info = chart.stages[0]
    return lines(chart, {"Z": "z"}) | {
        "sigma": info.sigma_within,
        "z": chart.panel("Z").points.tolist(),
        "mr_within_runs": info.details["mr_within_runs"].tolist(),
    }


def _t2(case: Case) -> Computed:
    inputs = case.inputs
    columns = {name: case.numbers(name) for name in inputs["value_columns"]}
    ids = subgroup(case) if "subgroup_column" in inputs or "subgroup_size" in inputs else None
    chart = multivariate.t2(columns, ids, confidence=inputs["confidence"])
    details = chart.stages[0].details
    return {
        "mean": details["mean"],
        "cov": details["cov"],
        "t2": chart.panels[0].points.tolist(),
        "ucl": chart.stages[0].ucl["T2"],
        "points_beyond": beyond(chart, "T2"),
    }


def _run_chart(case: Case) -> Computed:
    chart = runchart.run(case.numbers(case.inputs["value"]))
    found: runchart.Anhoej = chart.stages[0].details["anhoej"]
    return record_answers(
        found,
        "n_useful longest_run longest_run_max n_crossings=crossings n_crossings_min=crossings_min "
        "runs_signal=signal",
    ) | {"center": chart.stages[0].center["Run"]}


def _tests(case: Case) -> Computed:
    """Points that complete each test; keys say test, length, and counting convention."""
    values = case.numbers(case.inputs["value_column"])
    center, sigma = float(case.inputs["center"]), float(case.inputs["sigma"])
    found: Computed = {}
    for key in case.expected:
        words = key.split("_")
        number = int(words[0].removeprefix("test").removeprefix("we"))
        family = "weco" if words[0].startswith("we") else "minitab" if "minitab" in words else "nelson"
        chosen = rules.RULES[family].only(number)
        length = next((int(word[1:]) for word in words if word[0] == "K" and word[1:].isdigit()), None)
        if length is not None:
            chosen = chosen.with_k({number: length})
        if "both" in words:
            (rule,) = chosen.rules
            both = rules.Rule(rule.test, rule.kind, rule.k, rule.of, rule.zone, both_sides=True)
            chosen = rules.RuleSet("qcc", (both,))
        found[key] = [s.point + 1 for s in rules.find_signals(values, center, sigma, chosen)]
    return found


def _constants(case: Case) -> Computed:
    exact = switch(case)
    sizes = [int(n) for n in case.numbers("n")]
    rows: dict[str, list[float]] = {name: [] for name in ("n", *case.columns)}
    for n in sizes:
        d2, d3, c4, c5 = exact.d2(n), exact.d3(n), exact.c4(n), exact.c5(n)
        values = {
            "n": float(n),
            "d2": d2,
            "d3": d3,
            "d4": exact.d4(n),
            "c4": c4,
            "c5": c5,
            "A2": 3 / (d2 * n**0.5),
            "A3": 3 / (c4 * n**0.5),
            "D3": max(0.0, 1 - 3 * d3 / d2),
            "D4": 1 + 3 * d3 / d2,
            "B3": max(0.0, 1 - 3 * c5 / c4),
            "B4": 1 + 3 * c5 / c4,
        }
        for name, column in rows.items():
            column.append(values[name])
    return dict(rows)


RUNNERS: dict[str, Callable[[Case], Mapping[str, Any]]] = {
    "hotelling-t2": _t2, "run-chart": _run_chart, "z-mr": _z_mr, "c": _attribute, "i-prime": _i_prime,
    "laney-p": _attribute, "laney-u": _attribute, "np": _attribute, "p": _attribute, "u": _attribute,
    "constants": _constants, "i-mr": _i_mr, "i-mr-r": _i_mr_r, "special-cause-tests": _tests,
    "xbar-r": _xbar_r, "xbar-s": _xbar_s, "xbar-unequal-n": _xbar_unequal,
}  # fmt: skip
