"""Computes the reference cases of normal capability, from their inputs alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from leanbench.stats.base import constants
from leanbench.stats.capability import normal_capability as capability
from leanbench.stats.capability.capability_result import NormalCapability
from leanbench.stats.distributions import normality_tests
from leanbench.verify.cases import Case, record_answers

_METHODS = {"pooled": "pooled", "rbar": "rbar", "sbar": "sbar", "mrbar": "mr", "mssd": "mssd"}


def _options(case: Case, table: bool) -> dict[str, Any]:
    inputs = case.inputs
    options: dict[str, Any] = {
        name: inputs[name] for name in ("lsl", "usl", "target", "confidence") if name in inputs
    }
    if "sigma_within" in inputs:
        options["sigma_method"] = _METHODS[str(inputs["sigma_within"]).split("/")[0].lower()]
    where = inputs.get("filter") or inputs.get("phase1_filter")
    if "subgroup_column" in inputs:
        options["subgroup"] = case.text(inputs["subgroup_column"], where)
    elif "subgroup_size" in inputs:
        options["subgroup"] = int(inputs["subgroup_size"])
    options["constants"] = constants.table(3) if table else constants.EXACT
    return options


def _numbers(found: NormalCapability) -> dict[str, Any]:
    within, overall = found.within, found.overall
    numbers: dict[str, Any] = {
        name: getattr(found, name)
        for name in (
            "n",
            "mean",
            "sd_within",
            "sd_overall",
            "cp",
            "cpl",
            "cpu",
            "cpk",
            "pp",
            "ppl",
            "ppu",
            "ppk",
        )
    }
    numbers |= {
        f"{name}_ci": list(getattr(found, f"{name}_interval") or ()) for name in ("cp", "cpk", "pp", "ppk")
    }
    numbers |= {"z_bench_within": found.z_bench_within, "z_bench_overall": found.z_bench_overall}
    for word, one in (("within", within), ("overall", overall)):
        if one is not None:
            numbers |= {
                f"ppm_lsl_{word}": one.ppm_lower,
                f"ppm_usl_{word}": one.ppm_upper,
                f"ppm_total_{word}": one.ppm_total,
            }
    return (
        numbers
        | record_answers(
            found, "ppm_lsl_observed=ppm_observed_lower ppm_usl_observed=ppm_observed_upper k=k_index"
        )
        | {"ppk_ci_bissell": numbers["ppk_ci"]}
    )


def _normal(case: Case) -> dict[str, Any]:
    inputs = case.inputs
    values = case.numbers(inputs["value_column"], inputs.get("filter") or inputs.get("phase1_filter"))
    options = _options(case, case.table_constants)
    found = capability.capability_normal(values, **options)
    numbers = _numbers(found)
    if "target" in inputs:
        other = capability.capability_normal(values, **options, cpm_divisor="n-1")
        spec = {name: inputs[name] for name in ("lsl", "usl", "target")}
        summary = capability.capability_summary(found.mean, found.sd_overall, **spec)
        numbers |= {"cpm_div_n": found.cpm, "cpm_div_n_minus_1": other.cpm, "cpm_montgomery": summary.cpm}
    if "peer_printed" in case.expected:
        numbers["peer_printed"] = _peer_numbers(case, values)
    return numbers


def _peer_numbers(case: Case, values: Any) -> dict[str, Any]:
    """What the peer printed, computed with table constants as the peer does."""
    found = capability.capability_normal(values, **_options(case, True))
    a2, n = normality_tests.normal_a2(np.sort(values)), values.size
    return _numbers(found) | {
        "sd_within_table_d2": found.sd_within,
        "ad": a2,
        "ad_p": normality_tests.normal_p(normality_tests.adjusted_a2(a2, n)),
    }


def _summary(case: Case) -> dict[str, Any]:
    inputs = case.inputs
    found = capability.capability_summary(
        float(inputs["mean"]),
        float(inputs["s"]),
        lsl=inputs.get("lsl"),
        usl=inputs.get("usl"),
        target=inputs.get("target"),
        n=inputs.get("n"),
    )
    return _numbers(found)


def _between_within(case: Case) -> dict[str, Any]:
    options = _options(case, case.table_constants)
    options["sigma_method"] = _METHODS[str(case.inputs.get("within", "pooled")).split("/")[0].lower()]
    found = capability.between_within(case.numbers(case.inputs["value_column"]), **options)
    return record_answers(found, "sd_overall cp_bw=cp cpk_bw=cpk") | {
        "sd_within": found.details["sd_within_subgroups"],
        "sd_xbar": found.details["sd_xbar"],
        "sd_between": found.details["sd_between"],
        "sd_bw": found.details["sd_bw"],
    }


RUNNERS: dict[str, Callable[[Case], Mapping[str, Any]]] = {
    "capability-between-within": _between_within,
    "capability-normal": _normal,
    "capability-summary": _summary,
}
