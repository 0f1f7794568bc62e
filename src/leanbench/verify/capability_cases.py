"""Runs the cases of distributions, normality, transforms, non-normal and attribute capability, tolerance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leanbench.stats.capability.attribute_capability import capability_binomial, capability_poisson
from leanbench.stats.capability.nonnormal import capability_nonnormal
from leanbench.stats.capability.tolerance import howe_factor, one_sided_factor, sample_sizes, two_sided_factor
from leanbench.stats.distributions.identification import distribution_id
from leanbench.stats.distributions.normality_tests import anderson_darling
from leanbench.stats.distributions.transforms import box_cox
from leanbench.verify.cases import Case, record_answers


def _anderson_darling(case: Case) -> dict[str, object]:
    test = anderson_darling(case.numbers(case.inputs["value_column"]))
    return record_answers(test, "n mean sd A2=statistic A2_adjusted=adjusted p_value=p")


def _distribution_id(case: Case) -> dict[str, object]:
    found = distribution_id(case.numbers(case.inputs["value_column"]))
    answers: dict[str, object] = {}
    for fit in found.fits:
        of, ml = fit.family, fit.likeliest
        values: dict[str, Any] = {**fit.parameters, "loglik": fit.loglik, "loglik_mle": fit.loglik}
        if of.base == "normal":
            values |= {"sd_mle": ml[1], "sd_n_minus_1": fit.theta[1]}
            values |= {"scale_mle": ml[1], "scale_n_minus_1": fit.theta[1]}
        if of.location_scale:
            values |= {"loc": fit.theta[0], "loc_log": fit.theta[0], "scale_log": fit.theta[1]}
        answers[of.key.replace("-", "_")] = values
    return answers


def _box_cox(case: Case) -> dict[str, object]:
    study = box_cox(case.numbers(case.inputs["value_column"]))
    return {
        "lambda_mle": study.lambdas["likelihood"],
        "lambda_published": study.lambdas["likelihood"],
        "lambda_min_MRbar_individuals": study.lambdas["within"],
        "lambda_rounded_mle": study.lambdas["likelihood, rounded"],
    }


def _nonnormal(case: Case) -> dict[str, object]:
    given = case.inputs
    name = str(given["distribution"]).partition(" (")[0]
    study = capability_nonnormal(
        case.numbers(given["value_column"], given.get("filter")), name, given.get("lsl"), given.get("usl")
    )
    fit = study.fit
    assert fit is not None
    answers: dict[str, object] = {**fit.parameters, "ppm_lsl": study.ppm_below, "ppm_usl": study.ppm_above}
    if fit.family.location_scale:
        answers |= {"loc": fit.theta[0], "scale_n_minus_1": fit.theta[1], "scale_mle": fit.likeliest[1]}
    for suffix, indices in (("iso", study.iso), ("zscore", study.z_score)):
        for index in ("pp", "ppl", "ppu", "ppk"):
            answers[f"{index}_{suffix}"] = getattr(indices, index)
    return answers


def _binomial(case: Case) -> dict[str, object]:
    given, keep = case.inputs, case.inputs.get("phase1_filter")
    study = capability_binomial(
        case.numbers(given["defective_column"], keep),
        case.numbers(given["size_column"], keep),
        given.get("confidence", 0.95),
    )
    return {
        "pct_defective": 100 * study.share,
        "ci_pct": [100 * end for end in study.interval],
        "ppm": study.ppm,
        "ppm_ci": [1e6 * end for end in study.interval],
        "process_z": study.process_z,
        "process_z_ci": list(study.process_z_interval),
    }


def _poisson(case: Case) -> dict[str, object]:
    given = case.inputs
    study = capability_poisson(
        case.numbers(given["count_column"]), case.numbers(given["size_column"]), given.get("confidence", 0.95)
    )
    return {"dpu": study.dpu, "dpu_ci": list(study.interval)}


def _tolerance_normal(case: Case) -> dict[str, object]:
    n, coverage, confidence = (case.inputs[name] for name in ("n", "coverage", "confidence"))
    howe = howe_factor(n, coverage, confidence)
    return {
        "k2_howe": howe,
        "k2_published": howe,
        "k2_exact": two_sided_factor(n, coverage, confidence),
        "k1_one_sided_exact": one_sided_factor(n, coverage, confidence),
    }


def _tolerance_nonparametric(case: Case) -> dict[str, object]:
    two, one = sample_sizes(case.inputs["coverage"], case.inputs["confidence"])
    return {"n_two_sided": two, "n_one_sided": one}


RUNNERS: dict[str, Callable[[Case], dict[str, object]]] = {
    "anderson-darling": _anderson_darling, "distribution-id": _distribution_id, "box-cox": _box_cox,
    "capability-nonnormal": _nonnormal, "capability-binomial": _binomial, "capability-poisson": _poisson,
    "tolerance-normal": _tolerance_normal, "tolerance-nonparametric": _tolerance_nonparametric,
}  # fmt: skip
