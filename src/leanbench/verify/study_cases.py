"""Runs the cases of descriptive statistics, comparisons, regression, outliers, sample size and Pareto."""

from __future__ import annotations

from collections.abc import Callable

from leanbench.stats.capability.yields import process_yield
from leanbench.stats.explore.descriptive import describe
from leanbench.stats.explore.pareto_counts import pareto
from leanbench.stats.sample_size.power import mean_size
from leanbench.stats.tests.anova import one_way_anova
from leanbench.stats.tests.outliers import grubbs
from leanbench.stats.tests.randomness import runs_test
from leanbench.stats.tests.regression import linear_regression
from leanbench.stats.tests.tests_means import two_sample_t
from leanbench.stats.tests.tests_ranks import kruskal_wallis
from leanbench.stats.tests.tests_spread import equal_variances, sd_test
from leanbench.verify.cases import Case, record_answers


def _descriptive(case: Case) -> dict[str, object]:
    found = describe(case.numbers(case.inputs["value_column"]))
    return record_answers(found, "n mean sd lag1_autocorrelation=lag1")


def _anova(case: Case) -> dict[str, object]:
    found = one_way_anova(case.numbers(case.inputs["response"]), case.text(case.inputs["factor"]))
    parts = found.partition
    return record_answers(
        parts, "df_between ss_between ms_between F=f p df_within ss_within ms_within r_squared"
    ) | {"residual_sd": found.residual_sd}


def _two_sample_t(case: Case) -> dict[str, object]:
    labels = case.text(case.inputs["group_column"])
    values = case.numbers(case.inputs["value_column"])
    first, second = dict.fromkeys(labels)
    by = {
        name: [v for v, label in zip(values, labels, strict=True) if label == name]
        for name in (first, second)
    }
    found = two_sample_t(by[first], by[second], names=(first, second))
    one, two = found.groups
    return (
        record_answers(one, "n1=n mean1=mean sd1=sd")
        | record_answers(two, "n2=n mean2=mean sd2=sd")
        | {
            "pooled_sd": found.figure("Pooled standard deviation"),
            "t_pooled": found.figure("t, pooled"),
            "df_pooled": found.figure("Degrees of freedom, pooled"),
            "p_pooled": found.figure("p, pooled"),
            "t_welch": found.figure("t, Welch"),
            "df_welch": found.figure("Degrees of freedom, Welch"),
            "p_welch": found.figure("p, Welch"),
        }
    )


def _equal_variances(case: Case) -> dict[str, object]:
    values, groups = case.numbers(case.inputs["value_column"]), case.text(case.inputs["group_column"])
    found = equal_variances(values, groups)
    means, ranked = one_way_anova(values, groups).partition, kruskal_wallis(values, groups)
    answers: dict[str, object] = {
        "bartlett": found.figure("Bartlett's T"),
        "bartlett_p": found.figure("p, Bartlett (normal data only)"),
        "levene_median": found.statistic,
        "levene_p": found.p,
        "anova_F": means.f,
        "anova_p": means.p,
        "kruskal_wallis_H": ranked.statistic,
        "kruskal_p": ranked.p,
    }
    if "sigma0" in case.inputs:
        answers["chi2_sd"] = sd_test(values, case.inputs["sigma0"]).statistic
    return answers


def _regression(case: Case) -> dict[str, object]:
    found = linear_regression(case.numbers(case.inputs["y"]), case.numbers(case.inputs["x"]))
    return record_answers(found, "intercept slope residual_sd r_squared") | {
        "se_intercept": found.coefficients[0].se,
        "se_slope": found.coefficients[1].se,
    }


def _grubbs(case: Case) -> dict[str, object]:
    found = grubbs(
        case.numbers(case.inputs["value_column"]), side=case.inputs["side"], alpha=case.inputs["alpha"]
    )
    key = "critical_two_sided" if case.inputs["side"] == "two-sided" else "critical_one_sided"
    return record_answers(found, "G=statistic outlier p") | {key: found.critical}


def _runs(case: Case) -> dict[str, object]:
    found = runs_test(case.numbers(case.inputs["value_column"]))
    return {
        "runs": found.figure("Runs"),
        "n_above": found.figure("Above"),
        "n_below": found.figure("Below"),
        "expected_runs": found.figure("Expected runs"),
        "z": found.statistic,
        "p": found.p,
    }


def _sample_size(case: Case) -> dict[str, object]:
    asked = case.inputs
    found = mean_size(
        asked["delta_over_sigma"], power=1 - asked["beta"], alpha=asked["alpha"], sided=asked["sided"]
    )
    return {
        "n_z": found.figure("Cases, normal formula"),
        "n_z_rounded_up": found.figure("Cases, normal formula, rounded up"),
        "n_t": found.figure("Cases, iterated t"),
        "n_t_exact_power": found.n_exact,
    }


def _pareto(case: Case) -> dict[str, object]:
    found = pareto(case.text(case.inputs["label"]), case.numbers(case.inputs["count"]))
    return {
        "order": list(found.labels),
        "count": list(found.counts),
        "cum_count": list(found.cumulative),
        "percent": list(found.percents),
        "cum_percent": list(found.cumulative_percents),
    }


def _process_yield(case: Case) -> dict[str, object]:
    found = process_yield(case.inputs["defects"], case.inputs["units"], case.inputs["opportunities"])
    return record_answers(found, "dpu dpo dpmo z_lt=z_long sigma_level_with_1_5_shift=sigma_level")


RUNNERS: dict[str, Callable[[Case], dict[str, object]]] = {
    "descriptive": _descriptive, "one-way-anova": _anova, "two-sample-t": _two_sample_t,
    "equal-variances": _equal_variances, "linear-regression": _regression, "grubbs": _grubbs,
    "runs-test": _runs, "sample-size": _sample_size, "pareto": _pareto, "process-yield": _process_yield,
}  # fmt: skip
