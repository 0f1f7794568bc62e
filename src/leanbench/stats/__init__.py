"""Control charts, capability, measurement systems and tests. Each function returns a result record.

Usable alone, in a script or a notebook: ``from leanbench import stats; stats.i_mr(values).summary()``. The
names below load their module when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "spc.variables": ("i_mr", "xbar_r", "xbar_s", "i_mr_rs"),
    "spc.attributes": ("p", "np_", "c", "u", "laney_p", "laney_u", "i_prime"),
    "spc.weighted": ("moving_average", "ewma", "cusum"),
    "spc.rare_events": ("g", "t"),
    "spc.shortrun": ("z_mr",),
    "spc.multivariate": ("t2",),
    "spc.runchart": ("run",),
    "capability.normal_capability": (
        "capability_normal",
        "capability_summary",
        "capability_by_stage",
        "between_within",
    ),
    "capability.attribute_capability": ("capability_binomial", "capability_poisson"),
    "capability.nonnormal": ("capability_nonnormal", "capability_transformed"),
    "capability.deadline": ("capability_deadline", "capability_deadline_dates"),
    "capability.many_capability": ("capability_many",),
    "capability.capability_result": ("Limits",),
    "capability.yields": ("process_yield",),
    "change.did_it_change": ("did_it_change",),
    "run_length.run_lengths": ("run_lengths",),
    "msa.gage": ("gage_rr_crossed", "gage_rr_nested", "gage_rr_expanded", "gage_rr_average_range"),
    "msa.gage_bias": ("gage_type_1",),
    "msa.attribute_agreement": ("attribute_agreement",),
    "distributions.identification": ("distribution_id", "probability_plot"),
    "distributions.normality": ("anderson_darling",),
    "distributions.transforms": ("box_cox", "yeo_johnson"),
    "capability.tolerance": ("tolerance_normal", "tolerance_nonparametric", "tolerance_from_summary"),
    "explore.descriptive": ("describe",),
    "tests.tests_means": ("one_sample_t", "two_sample_t", "paired_t", "equivalence"),
    "tests.tests_ranks": ("mann_whitney", "wilcoxon", "sign_test", "kruskal_wallis", "moods_median"),
    "tests.tests_counts": ("one_proportion", "two_proportions", "one_rate", "two_rates", "chi_square"),
    "tests.tests_spread": ("equal_variances", "f_test", "sd_test"),
    "tests.anova": ("one_way_anova",),
    "tests.regression": ("linear_regression",),
    "tests.correlations": ("correlation",),
    "tests.outliers": ("grubbs", "generalised_esd"),
    "tests.randomness": ("runs_test", "mann_kendall"),
    "sample_size.power": (
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
    "sample_size.power_counts": (
        "one_proportion_size",
        "one_rate_size",
        "chi_square_size",
        "chi_square_table_size",
    ),
    "sample_size.power_ranks": (
        "mann_whitney_size",
        "mann_whitney_shift_size",
        "wilcoxon_size",
        "sign_test_size",
        "sign_test_shift_size",
        "kruskal_wallis_size",
        "moods_median_size",
    ),
    "sample_size.power_relations": ("correlation_size", "regression_size"),
    "sample_size.power_samples": ("paired_t_size", "welch_size", "two_sds_size"),
    "survey.survey_items": ("importance_performance",),
    "survey.consistency": ("cronbach_alpha",),
    "explore.value_shapes": ("histogram", "boxplot", "dotplot"),
    "explore.series_plots": ("timeplot", "scatter"),
    "explore.panel_groups": ("stratified",),
    "explore.stratify": ("multi_vari", "check_sheet", "tally_sheet", "concentration"),
    "spc.phases": ("stages_at",),
    "base.result": ("to_json",),
    "spc.charts_index": ("CHARTS",),
    "spc.chart_spec": ("ChartSpec",),
    "spc.control_chart": ("ControlChart", "Panel", "StageInfo"),
    "spc.profile_differences": ("why_different",),
    "spc.profiles": ("PROFILES",),
    "spc.rules": ("RULES", "Rule", "RuleSet", "Signal", "find_signals"),
    "base.samples": ("StatsError",),
}
# Functions called as their module is: the package has them under names of their own.
_RENAMED = {
    "autocorrelations": "spc.autocorrelation:autocorrelation",
    "johnson_transform": "distributions.johnson:johnson",
    "linearity": "msa.gage_linearity:gage_linearity",
    "normality_test": "distributions.normality:normality",
    "pareto_chart": "explore.pareto_counts:pareto",
    "survey_items": "survey.survey_items:survey",
}
_MODULE = {name: module for module, names in _HOME.items() for name in names} | _RENAMED

__all__ = sorted(_MODULE)


def __getattr__(name: str) -> Any:
    module = _MODULE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, own_name = module.partition(":")
    return getattr(importlib.import_module(f"leanbench.stats.{module}"), own_name or name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE})
