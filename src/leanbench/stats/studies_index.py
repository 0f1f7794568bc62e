"""All comparisons, pictures and plans by method name: their options as data, and how each is run.

The window, the command line and the report build their forms from this table, so that a study added here
appears everywhere. A caller turns column options into arrays (numbers) or lists (labels) and calls
`spec.run(arguments)`; options that were not given are simply absent.
"""

from __future__ import annotations

from collections.abc import Mapping

from leanbench.stats import studies_run as run
from leanbench.stats.studies_groups import GROUP_STUDIES
from leanbench.stats.studies_plans import PLAN_STUDIES
from leanbench.stats.study_options import (
    ALPHA,
    COLUMNS,
    FIRST,
    LEVEL,
    LSL,
    NAME,
    SECOND,
    UNIT,
    USL,
    VALUE,
    Option,
    StudySpec,
    number_option,
)

_BETTER = Option(
    "better",
    "Better is",
    "choice",
    choices=(("", "not said"), ("lower", "lower"), ("higher", "higher")),
    default="",
)
_TEST = Option(
    "test", "Test", "choice", default="auto",
    choices=(("auto", "the right one"), ("welch-t", "Welch's t"), ("mann-whitney", "Mann-Whitney")),
)  # fmt: skip
_SIDE = Option(
    "side", "Which end", "choice", choices=(("two-sided", "either"), ("max", "largest"), ("min", "smallest")),
    default="two-sided",
)  # fmt: skip

_OTHERS: tuple[StudySpec, ...] = (
    StudySpec(
        "change",
        "Before and after",
        "change",
        "One page: staged chart, the right test and why, the change, capability before and after.",
        (
            VALUE,
            Option("stage", "Stages", "labels"),
            number_option("split", "After begins at row", False),
            Option("size", "Out of", "numbers"),
            Option(
                "subgroup", "Taken together", "labels", help="Measures with the same label form a subgroup."
            ),
            FIRST,
            SECOND,
            _BETTER,
            LSL,
            USL,
            number_option("deadline", "Deadline", False),
            _TEST,
            LEVEL,
            NAME,
            UNIT,
        ),
        run.change_of,
    ),
    StudySpec(
        "pareto",
        "Pareto chart",
        "causes",
        "Categories from the largest down, with the running total.",
        (
            Option("category", "Categories", "labels", True),
            Option("value", "Counts", "numbers"),
            Option("weight", "Weight of each", "numbers"),
            Option("by", "Split by", "labels"),
            number_option("most", "At most so many bars", False),
            number_option("other_below_pct", "Other below, %", False),
            NAME,
            UNIT,
        ),
        run.pareto_of,
    ),
    StudySpec(
        "check-sheet",
        "Check sheet",
        "causes",
        "Marks by cause and by place, day or office, and the cells that stand out.",
        (Option("cause", "Causes", "labels", True), Option("place", "Places or times", "labels", True)),
        run.check_sheet_of,
    ),
    StudySpec(
        "descriptive",
        "Descriptive statistics",
        "look",
        "Centre, spread, shape and their intervals.",
        (VALUE, LEVEL, NAME, UNIT),
        run.describe_of,
    ),
    StudySpec(
        "histogram",
        "Histogram",
        "look",
        "The shape of the values, against the limits.",
        (VALUE, number_option("bins", "Classes", False), LSL, USL, NAME, UNIT),
        run.histogram_of,
    ),
    StudySpec("dotplot", "Dot plot", "look", "Every value as a dot.", (VALUE, NAME, UNIT), run.dotplot_of),
    StudySpec(
        "timeplot",
        "Time plot",
        "look",
        "Values over time, no limits.",
        (COLUMNS, Option("time", "Time", "labels"), UNIT),
        run.timeplot_of,
    ),
    StudySpec(
        "scatter",
        "Scatter plot",
        "relate",
        "Two measures against each other, or a matrix of several.",
        (COLUMNS, Option("group", "Mark by", "labels")),
        run.scatter_of,
    ),
    StudySpec(
        "linear-regression",
        "Regression",
        "relate",
        "How a measure goes with one or more others.",
        (VALUE, Option("predictors", "Predictors", "numbers*", True), LEVEL, NAME),
        run.regression_of,
    ),
    StudySpec(
        "correlation",
        "Correlation",
        "relate",
        "Do two measures go together?",
        (COLUMNS, LEVEL),
        run.correlation_of,
    ),
    StudySpec(
        "grubbs",
        "Grubbs' outlier test",
        "look",
        "Is the most extreme value an outlier?",
        (VALUE, _SIDE, ALPHA, NAME, UNIT),
        run.grubbs_of,
    ),
    StudySpec(
        "esd",
        "Generalised ESD outlier test",
        "look",
        "Up to several outliers at once.",
        (VALUE, number_option("most", "At most", False, 10), ALPHA, NAME, UNIT),
        run.esd_of,
    ),
    StudySpec(
        "runs-test",
        "Runs test",
        "look",
        "Is the order of the values random?",
        (VALUE, number_option("about", "About", False), LEVEL, NAME, UNIT),
        run.runs_of,
    ),
    StudySpec(
        "mann-kendall",
        "Trend test",
        "look",
        "Is there a steady rise or fall?",
        (VALUE, LEVEL, NAME, UNIT),
        run.trend_of,
    ),
    StudySpec(
        "survey",
        "Survey items",
        "survey",
        "Top-box shares with intervals, and whether items hang together.",
        (
            Option("items", "Questions", "labels*", True),
            number_option("lowest", "Lowest point", False, 1),
            number_option("highest", "Highest point", False, 5),
            number_option("boxes", "Top boxes", False, 2),
            LEVEL,
        ),
        run.survey_of,
    ),
    StudySpec(
        "importance-performance",
        "Importance and performance",
        "survey",
        "Which items matter and are weak?",
        (
            Option("items", "Rated items", "numbers*", True),
            Option("overall", "Overall rating", "numbers", True),
        ),
        run.importance_of,
    ),
    StudySpec(
        "process-yield",
        "DPMO and sigma level",
        "look",
        "Defects per million opportunities.",
        (
            number_option("defects", "Defects"),
            number_option("units", "Units"),
            number_option("opportunities", "Opportunities per unit", False, 1),
        ),
        run.process_yield_of,
    ),
)

STUDIES: Mapping[str, StudySpec] = {spec.method: spec for spec in (*_OTHERS, *GROUP_STUDIES, *PLAN_STUDIES)}
