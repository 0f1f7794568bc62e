"""Computes the reference cases of time-weighted charts, of rare events, and of run lengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from leanbench.stats.run_length import arl
from leanbench.stats.spc import rare_events as rare
from leanbench.stats.spc import weighted
from leanbench.verify.cases import Case
from leanbench.verify.charts_cases import Computed, beyond, flat_or_stairs, lines, subgroup, switch


def _moving_average(case: Case) -> Computed:
    inputs = case.inputs
    chart = weighted.moving_average(
        case.numbers(inputs["value_column"]),
        span=inputs["span"],
        center=inputs["center"],
        sigma=inputs["sigma"],
        k=inputs["k"],
    )
    main = chart.panels[0]
    return {"ma": main.points.tolist(), "ucl": main.ucl.tolist(), "lcl": main.lcl.tolist()}


def _weighted_data(case: Case) -> tuple[Any, Any, dict[str, Any]]:
    """Values, subgroups, and the options that time-weighted charts share."""
    inputs = case.inputs
    options: dict[str, Any] = {"constants": switch(case)}
    if "phase1_filter" in inputs:
        options["baseline"] = case.mask(inputs["phase1_filter"])
    if inputs.get("sigma_method") == "Rbar/d2":
        options["sigma_method"] = "rbar"
    ids = subgroup(case) if "subgroup_column" in inputs else None
    return case.numbers(inputs["value_column"]), ids, options


def _ewma(case: Case) -> Computed:
    inputs = case.inputs
    values, ids, options = _weighted_data(case)
    options |= {name: inputs[name] for name in ("center", "sigma") if name in inputs}
    limits: Literal["exact", "asymptotic"] = "asymptotic" if inputs.get("limits") == "asymptotic" else "exact"
    chart = weighted.ewma(values, ids, weight=inputs["lambda"], k=inputs["L"], limits=limits, **options)
    main, info = chart.panels[0], chart.stages[0]
    return flat_or_stairs(chart) | {
        "ewma": main.points.tolist(),
        "sigma": info.sigma_within,
        "points_beyond": beyond(chart, "EWMA"),
    }


def _cusum(case: Case) -> Computed:
    inputs = case.inputs
    values, ids, options = _weighted_data(case)
    if "K" in inputs:
        chart = weighted.cusum(
            values, ids, target=inputs["target"], slack=inputs["K"], h=inputs["H"], raw=True, **options
        )
    else:
        options |= {name: inputs[name] for name in ("target", "sigma") if name in inputs}
        chart = weighted.cusum(
            values,
            ids,
            slack=inputs["k"],
            h=inputs["h"],
            standardised=bool(inputs.get("standardised")),
            **options,
        )
    high, low = beyond(chart, "C+"), beyond(chart, "C-")
    down = chart.panel("C-").points
    return {
        "C_plus": chart.panel("C+").points.tolist(),
        "C_minus_signed": down.tolist(),
        "S_hi": chart.panel("C+").points.tolist(),
        "S_lo": (-down).tolist(),
        "limit": chart.details["h"],
        "points_beyond": sorted({*high, *low}),
        "points_beyond_upper": high,
        "points_beyond_H": sorted({*high, *low}),
        "first_signal_high": high[0] if high else None,
    }


def _g(case: Case) -> Computed:
    if "date_column" in case.inputs:
        chart = rare.g(dates=case.text(case.inputs["date_column"]), limits="percentile")
    else:
        chart = rare.g(case.numbers(case.inputs["count_column"]), limits="3-sigma")
    info, main = chart.stages[0], chart.panels[0]
    return lines(chart, {"G": ""}) | {
        "n_plotted": main.n,
        "p_hat": info.details["p_hat"],
        "xbar": info.details["mean"],
        "center_median": info.center["G"],
    }


def _t(case: Case) -> Computed:
    inputs = case.inputs
    if "power" in inputs:
        values = case.numbers(inputs["value_column"])
        options: dict[str, Any] = {"method": "nelson", "constants": switch(case)}
        kept = "mr-screened" if inputs.get("screened_moving_ranges") else "mr"
        chart = rare.t(values, sigma_method=kept, **options)
        plain = rare.t(values, sigma_method="mr", **options)
        return lines(chart, {"T": ""}) | {"ucl_without_screening": plain.stages[0].ucl["T"]}
    chart = rare.t(dates=case.text(inputs["date_column"]), method=inputs["distribution"])
    details = chart.stages[0].details
    return lines(chart, {"T": ""}) | {"shape": details["shape"], "scale": details["scale"]}


def _arl(case: Case) -> Computed:
    """Designs are attributes in the keys: cusum_2sided_k05_h4_1 is h = 4, k = 0.5, shift 1."""
    found: Computed = {}
    for key in case.expected:
        words = key.split("_")
        shift = float(words[-1])
        given = {word[0]: _decimal(word[1:]) for word in words[1:-1] if word[1:].isdigit()}
        if words[0] == "cusum":
            found[key] = arl.cusum(shift, given["h"], given["k"]).arl
        else:
            found[key] = arl.ewma(shift, given["l"], given["L"]).arl
    return found


def _decimal(digits: str) -> float:
    """05 is 0.5, 4 is 4."""
    return float(f"{digits[0]}.{digits[1:]}") if digits.startswith("0") else float(digits)


RUNNERS: dict[str, Callable[[Case], Mapping[str, Any]]] = {
    "arl": _arl, "cusum": _cusum, "ewma": _ewma, "g": _g, "moving-average": _moving_average, "t": _t,
}  # fmt: skip
