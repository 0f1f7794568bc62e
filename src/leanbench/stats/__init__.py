"""Control charts, capability, measurement systems and tests. Each function returns a result record.

Usable alone, in a script or a notebook: ``from leanbench import stats; stats.i_mr(values).summary()``. The
names below load their module when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "variables": ("i_mr", "xbar_r", "xbar_s", "i_mr_rs"),
    "attributes": ("p", "np_", "c", "u", "laney_p", "laney_u", "i_prime"),
    "weighted": ("moving_average", "ewma", "cusum"),
    "rare": ("g", "t"),
    "shortrun": ("z_mr",),
    "multivariate": ("t2",),
    "runchart": ("run",),
    "capability": ("capability_normal", "capability_summary", "capability_by_stage", "between_within"),
    "attribute_capability": ("capability_binomial", "capability_poisson"),
    "nonnormal": ("capability_nonnormal", "capability_transformed"),
    "deadline": ("capability_deadline", "capability_deadline_dates"),
    "many": ("capability_many",),
    "capability_result": ("Limits",),
    "yields": ("process_yield",),
    "change": ("did_it_change",),
    "detection": ("run_lengths",),
    "gage": ("gage_rr_crossed", "gage_rr_nested", "gage_rr_expanded", "gage_rr_average_range"),
    "gage_bias": ("gage_type_1",),
    "agreement": ("attribute_agreement",),
    "identification": ("distribution_id", "probability_plot"),
    "normality": ("anderson_darling",),
    "transforms": ("box_cox", "yeo_johnson"),
    "tolerance": ("tolerance_normal", "tolerance_nonparametric", "tolerance_from_summary"),
    "descriptive": ("describe",),
    "tests_means": ("one_sample_t", "two_sample_t", "paired_t", "equivalence"),
    "tests_ranks": ("mann_whitney", "wilcoxon", "sign_test", "kruskal_wallis", "moods_median"),
    "tests_counts": ("one_proportion", "two_proportions", "one_rate", "two_rates", "chi_square"),
    "tests_spread": ("equal_variances", "f_test", "sd_test"),
    "anova": ("one_way_anova",),
    "regression": ("linear_regression",),
    "correlations": ("correlation",),
    "outliers": ("grubbs", "generalised_esd"),
    "randomness": ("runs_test", "mann_kendall"),
    "power": (
        "mean_size",
        "estimate_size",
        "share_size",
        "proportions_size",
        "rates_size",
        "anova_size",
        "sd_size",
        "equivalence_size",
        "power_curve",
    ),
    "power_counts": (
        "one_proportion_size",
        "one_rate_size",
        "chi_square_size",
        "chi_square_table_size",
    ),
    "power_ranks": (
        "mann_whitney_size",
        "mann_whitney_shift_size",
        "wilcoxon_size",
        "sign_test_size",
        "sign_test_shift_size",
        "kruskal_wallis_size",
        "moods_median_size",
    ),
    "power_relations": ("correlation_size", "regression_size"),
    "power_samples": ("paired_t_size", "welch_size", "two_sds_size"),
    "survey": ("importance_performance",),
    "consistency": ("cronbach_alpha",),
    "shapes": ("histogram", "boxplot", "dotplot"),
    "plots": ("timeplot", "scatter"),
    "panels": ("stratified",),
    "stratify": ("multi_vari", "check_sheet", "tally_sheet", "concentration"),
    "phases": ("stages_at",),
    "result": ("to_json",),
    "charts_index": ("CHARTS", "ChartSpec"),
    "control": ("ControlChart", "Panel", "StageInfo"),
    "differences": ("why_different",),
    "profiles": ("PROFILES",),
    "rules": ("RULES", "Rule", "RuleSet", "Signal", "find_signals"),
    "samples": ("StatsError",),
}
# Functions called as their module is: the package has them under names of their own.
_RENAMED = {
    "autocorrelations": "autocorrelation",
    "johnson_transform": "johnson",
    "linearity": "gage_linearity",
    "normality_test": "normality",
    "pareto_chart": "pareto",
    "survey_items": "survey",
}
_MODULE = {name: module for module, names in _HOME.items() for name in names} | _RENAMED

__all__ = sorted(_MODULE)


def __getattr__(name: str) -> Any:
    module = _MODULE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"leanbench.stats.{module}"), _RENAMED.get(name, name))


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE})
