"""Runs the cases of distributions, normality, transforms, non-normal and attribute capability, tolerance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leanbench.stats.identification import distribution_id
from leanbench.stats.normality import anderson_darling
from leanbench.verify.cases import Case


def _anderson_darling(case: Case) -> dict[str, object]:
    test = anderson_darling(case.numbers(case.inputs["value_column"]))
    return {
        "n": test.n,
        "mean": test.mean,
        "sd": test.sd,
        "A2": test.statistic,
        "A2_adjusted": test.adjusted,
        "p_value": test.p_value,
    }


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


RUNNERS: dict[str, Callable[[Case], dict[str, object]]] = {
    "anderson-darling": _anderson_darling,
    "distribution-id": _distribution_id,
}
