"""Plans: how many cases a study needs, before anything is measured."""

from __future__ import annotations

from leanbench.stats import studies_run as run
from leanbench.stats.study_options import (
    ALPHA,
    LEVEL,
    PLAN,
    POWER,
    Option,
    StudySpec,
    number_option,
)

PLAN_STUDIES: tuple[StudySpec, ...] = (
    StudySpec(
        "sample-size",
        "Sample size: a mean",
        "need",
        "Cases to see a difference in a mean.",
        (
            number_option("difference", "Difference to be seen"),
            number_option("standard_deviation", "Standard deviation"),
            Option("groups", "Groups", "choice", choices=((1, "one, or pairs"), (2, "two")), default=1),
            *PLAN,
        ),
        run.plan("mean_size", "difference", "standard_deviation"),
    ),
    StudySpec(
        "sample-size-shares",
        "Sample size: two shares",
        "need",
        "Cases to see two shares differ.",
        (
            number_option("share_1", "Share now, 0 to 1"),
            number_option("share_2", "Share hoped for, 0 to 1"),
            *PLAN,
        ),
        run.plan("proportions_size", "share_1", "share_2"),
    ),
    StudySpec(
        "sample-size-rates",
        "Sample size: two rates",
        "need",
        "Exposure to see two rates differ.",
        (number_option("rate_1", "Rate now"), number_option("rate_2", "Rate hoped for"), *PLAN),
        run.plan("rates_size", "rate_1", "rate_2"),
    ),
    StudySpec(
        "sample-size-anova",
        "Sample size: several means",
        "need",
        "Cases to see means of several groups differ.",
        (
            number_option("groups", "Groups"),
            number_option("difference", "Largest difference"),
            number_option("standard_deviation", "Standard deviation"),
            POWER,
            ALPHA,
        ),
        run.plan("anova_size", "groups", "difference", "standard_deviation"),
    ),
    StudySpec(
        "sample-size-sd",
        "Sample size: a spread",
        "need",
        "Cases to see a spread differ from a target.",
        (number_option("ratio", "Ratio of standard deviations"), *PLAN),
        run.plan("sd_size", "ratio"),
    ),
    StudySpec(
        "sample-size-estimate",
        "Sample size: to know a mean",
        "need",
        "Cases to know a mean within a margin.",
        (number_option("standard_deviation", "Standard deviation"), number_option("margin", "Margin"), LEVEL),
        run.plan("estimate_size", "standard_deviation", "margin"),
    ),
    StudySpec(
        "sample-size-survey",
        "Sample size: to know a share",
        "need",
        "Answers to know a share within a margin.",
        (number_option("margin", "Margin, 0.05 for 5 points"), LEVEL),
        run.plan("share_size", "margin"),
    ),
    StudySpec(
        "sample-size-equivalence",
        "Sample size: equivalence",
        "need",
        "Cases to show two means the same.",
        (
            number_option("limit", "Limit"),
            number_option("standard_deviation", "Standard deviation"),
            POWER,
            ALPHA,
        ),
        run.plan("equivalence_size", "limit", "standard_deviation"),
    ),
)
