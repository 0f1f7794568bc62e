"""All comparisons, pictures and plans by method name: their options as data, and how each is run.

The window, the command line and the report build their forms from this table, so that a study added here
appears everywhere. A caller turns column options into arrays (numbers) or lists (labels) and calls
`spec.run(arguments)`; options that were not given are simply absent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from leanbench.stats import studies_run as run
from leanbench.stats.studies_run import Arguments

Question = Literal["look", "change", "causes", "compare", "relate", "survey", "need"]
OptionKind = Literal["numbers", "labels", "numbers*", "labels*", "number", "choice", "text", "yesno"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a study.

    kind : "numbers" and "labels" are columns, with ``*`` a mapping of several; the others are plain values.
    choices : for "choice", (value, words) pairs.
    """

    name: str
    label: str
    kind: OptionKind
    needed: bool = False
    choices: tuple[tuple[Any, str], ...] = ()
    default: Any = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class StudySpec:
    """One study: words for people, its options, and the function behind it.

    run : arguments by option name to the result record; raises StatsError in plain words.
    """

    method: str
    title: str
    question: Question
    about: str
    options: tuple[Option, ...]
    run: Callable[[Arguments], Any]


# --- options that many studies share ----------------------------------------------------------------

VALUE = Option("value", "Measure", "numbers", True)
GROUP = Option("group", "Groups", "labels", True, help="The column that says which group a row belongs to.")
FIRST = Option("first", "First group", "text", help="Empty: the group that appears first.")
SECOND = Option("second", "Second group", "text", help="Empty: the group that appears next.")
NAME = Option("name", "What is measured", "text")
UNIT = Option("unit", "Unit", "text")
LEVEL = Option("level", "Confidence", "number", default=0.95)
TARGET = Option("target", "Compare with", "number", True)
SIDES = Option(
    "alternative",
    "Question",
    "choice",
    choices=(("two-sided", "is it different?"), ("greater", "is it larger?"), ("less", "is it smaller?")),
    default="two-sided",
)
POWER = Option("power", "Power", "number", default=0.9)
ALPHA = Option("alpha", "Risk of a false alarm", "number", default=0.05)
SIDED = Option("sided", "Sides", "choice", choices=(("two", "two"), ("one", "one")), default="two")
_TWO = (VALUE, GROUP, FIRST, SECOND, SIDES, LEVEL, NAME, UNIT)
_ONE = (VALUE, TARGET, SIDES, LEVEL, NAME, UNIT)
_MANY = (VALUE, GROUP, LEVEL, NAME, UNIT)
_PLAN = (POWER, ALPHA, SIDED)


def _number(name: str, label: str, needed: bool = True, default: Any = None) -> Option:
    return Option(name, label, "number", needed, default=default)


_LSL, _USL = _number("lsl", "Lower limit", False), _number("usl", "Upper limit", False)
_COLUMNS = Option("columns", "Columns", "numbers*", True)
_PAIRS = Option(
    "pairs", "Pairs by", "choice", default="tukey",
    choices=(("tukey", "Tukey, one spread"), ("games-howell", "Games-Howell, own spreads")),
)  # fmt: skip
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
_POOL = Option("equal_variances", "Pool the standard deviations", "yesno", default=False)

_SPECS = (
    StudySpec(
        "change",
        "Before and after",
        "change",
        "One page: staged chart, the right test and why, the change, capability before and after.",
        (
            VALUE,
            Option("stage", "Stages", "labels"),
            _number("split", "After begins at row", False),
            Option("size", "Out of", "numbers"),
            FIRST,
            SECOND,
            _BETTER,
            _LSL,
            _USL,
            _number("deadline", "Deadline", False),
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
            _number("most", "At most so many bars", False),
            _number("other_below_pct", "Other below, %", False),
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
        (VALUE, _number("bins", "Classes", False), _LSL, _USL, NAME, UNIT),
        run.histogram_of,
    ),
    StudySpec(
        "boxplot",
        "Box plot",
        "compare",
        "Middle half, whiskers and far values of each group.",
        (VALUE, Option("group", "Groups", "labels"), NAME, UNIT),
        run.boxplot_of,
    ),
    StudySpec("dotplot", "Dot plot", "look", "Every value as a dot.", (VALUE, NAME, UNIT), run.dotplot_of),
    StudySpec(
        "timeplot",
        "Time plot",
        "look",
        "Values over time, no limits.",
        (_COLUMNS, Option("time", "Time", "labels"), UNIT),
        run.timeplot_of,
    ),
    StudySpec(
        "scatter",
        "Scatter plot",
        "relate",
        "Two measures against each other, or a matrix of several.",
        (_COLUMNS, Option("group", "Mark by", "labels")),
        run.scatter_of,
    ),
    StudySpec(
        "multi-vari",
        "Multi-vari chart",
        "compare",
        "Where the variation comes from: between offices, weeks, people, or within.",
        (VALUE, Option("factors", "Factors, outermost first", "labels*", True), NAME, UNIT),
        run.multi_vari_of,
    ),
    StudySpec(
        "two-sample-t",
        "Two-sample t test",
        "compare",
        "Do two groups differ in their means?",
        (*_TWO, _POOL),
        run.two_sample_t_of,
    ),
    StudySpec(
        "mann-whitney",
        "Mann-Whitney test",
        "compare",
        "Do two groups lie at the same place? For skewed times.",
        _TWO,
        run.mann_whitney_of,
    ),
    StudySpec(
        "paired-t",
        "Paired t test",
        "compare",
        "The same cases twice.",
        (
            Option("before", "Before", "numbers", True),
            Option("after", "After", "numbers", True),
            SIDES,
            LEVEL,
            UNIT,
        ),
        run.paired_t_of,
    ),
    StudySpec(
        "equivalence",
        "Equivalence test",
        "compare",
        "Are two groups the same for practical purposes?",
        (
            VALUE,
            GROUP,
            FIRST,
            SECOND,
            _number("low", "Smallest difference that matters, below"),
            _number("high", "Smallest difference that matters, above"),
            LEVEL,
            UNIT,
        ),
        run.equivalence_of,
    ),
    StudySpec(
        "one-way-anova",
        "One-way ANOVA",
        "compare",
        "Do several groups differ in their means, and which?",
        (*_MANY, _PAIRS),
        run.anova_of,
    ),
    StudySpec(
        "kruskal-wallis",
        "Kruskal-Wallis test",
        "compare",
        "Do several groups lie at the same place? For skewed times.",
        _MANY,
        run.kruskal_of,
    ),
    StudySpec(
        "moods-median",
        "Mood's median test",
        "compare",
        "Do several groups have the same median? For far values.",
        _MANY,
        run.mood_of,
    ),
    StudySpec(
        "equal-variances",
        "Equal variances",
        "compare",
        "Do several groups have the same spread?",
        _MANY,
        run.equal_variances_of,
    ),
    StudySpec(
        "f-test",
        "F test",
        "compare",
        "Do two groups have the same spread? For normal data.",
        (VALUE, GROUP, FIRST, SECOND, SIDES, LEVEL),
        run.f_test_of,
    ),
    StudySpec(
        "one-sample-t",
        "One-sample t test",
        "compare",
        "Does a mean differ from a target?",
        _ONE,
        run.one_sample_t_of,
    ),
    StudySpec(
        "wilcoxon",
        "Wilcoxon signed rank test",
        "compare",
        "Does a typical value differ from a target?",
        _ONE,
        run.wilcoxon_of,
    ),
    StudySpec(
        "sign-test",
        "Sign test",
        "compare",
        "Does a median differ from a target? Any shape.",
        _ONE,
        run.sign_of,
    ),
    StudySpec(
        "sd-test",
        "Test of a standard deviation",
        "compare",
        "Does a spread differ from a target?",
        _ONE,
        run.sd_test_of,
    ),
    StudySpec(
        "one-proportion",
        "One proportion",
        "compare",
        "Does a share differ from a target (0 to 1)?",
        (VALUE, TARGET, SIDES, LEVEL, NAME),
        run.one_proportion_of,
    ),
    StudySpec(
        "two-proportions",
        "Two proportions",
        "compare",
        "Do two groups differ in a share?",
        (VALUE, GROUP, FIRST, SECOND, SIDES, LEVEL),
        run.two_proportions_of,
    ),
    StudySpec(
        "one-rate",
        "One rate",
        "compare",
        "Does a rate of events differ from a target?",
        (VALUE, Option("size", "Exposure", "numbers"), TARGET, SIDES, LEVEL, NAME, UNIT),
        run.one_rate_of,
    ),
    StudySpec(
        "two-rates",
        "Two rates",
        "compare",
        "Do two groups differ in a rate of events?",
        (VALUE, GROUP, Option("size", "Exposure", "numbers"), FIRST, SECOND, SIDES, LEVEL, UNIT),
        run.two_rates_of,
    ),
    StudySpec(
        "panels",
        "Histograms by group",
        "compare",
        "The shape of each group on one scale.",
        (VALUE, GROUP, _number("bins", "Classes", False), _LSL, _USL, NAME, UNIT),
        run.panels_of,
    ),
    StudySpec(
        "chi-square",
        "Chi-square test",
        "compare",
        "Are two kinds of labels related?",
        (
            Option("rows", "First label", "labels", True),
            Option("columns_of", "Second label", "labels", True),
            LEVEL,
        ),
        run.chi_square_of,
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
        (_COLUMNS, LEVEL),
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
        (VALUE, _number("most", "At most", False, 10), ALPHA, NAME, UNIT),
        run.esd_of,
    ),
    StudySpec(
        "runs-test",
        "Runs test",
        "look",
        "Is the order of the values random?",
        (VALUE, _number("about", "About", False), LEVEL, NAME, UNIT),
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
            _number("lowest", "Lowest point", False, 1),
            _number("highest", "Highest point", False, 5),
            _number("boxes", "Top boxes", False, 2),
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
            _number("defects", "Defects"),
            _number("units", "Units"),
            _number("opportunities", "Opportunities per unit", False, 1),
        ),
        run.process_yield_of,
    ),
    StudySpec(
        "sample-size",
        "Sample size: a mean",
        "need",
        "Cases to see a difference in a mean.",
        (
            _number("difference", "Difference to be seen"),
            _number("standard_deviation", "Standard deviation"),
            Option("groups", "Groups", "choice", choices=((1, "one, or pairs"), (2, "two")), default=1),
            *_PLAN,
        ),
        run.plan("mean_size", "difference", "standard_deviation"),
    ),
    StudySpec(
        "sample-size-shares",
        "Sample size: two shares",
        "need",
        "Cases to see two shares differ.",
        (_number("share_1", "Share now, 0 to 1"), _number("share_2", "Share hoped for, 0 to 1"), *_PLAN),
        run.plan("proportions_size", "share_1", "share_2"),
    ),
    StudySpec(
        "sample-size-rates",
        "Sample size: two rates",
        "need",
        "Exposure to see two rates differ.",
        (_number("rate_1", "Rate now"), _number("rate_2", "Rate hoped for"), *_PLAN),
        run.plan("rates_size", "rate_1", "rate_2"),
    ),
    StudySpec(
        "sample-size-anova",
        "Sample size: several means",
        "need",
        "Cases to see means of several groups differ.",
        (
            _number("groups", "Groups"),
            _number("difference", "Largest difference"),
            _number("standard_deviation", "Standard deviation"),
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
        (_number("ratio", "Ratio of standard deviations"), *_PLAN),
        run.plan("sd_size", "ratio"),
    ),
    StudySpec(
        "sample-size-estimate",
        "Sample size: to know a mean",
        "need",
        "Cases to know a mean within a margin.",
        (_number("standard_deviation", "Standard deviation"), _number("margin", "Margin"), LEVEL),
        run.plan("estimate_size", "standard_deviation", "margin"),
    ),
    StudySpec(
        "sample-size-survey",
        "Sample size: to know a share",
        "need",
        "Answers to know a share within a margin.",
        (_number("margin", "Margin, 0.05 for 5 points"), LEVEL),
        run.plan("share_size", "margin"),
    ),
    StudySpec(
        "sample-size-equivalence",
        "Sample size: equivalence",
        "need",
        "Cases to show two means the same.",
        (_number("limit", "Limit"), _number("standard_deviation", "Standard deviation"), POWER, ALPHA),
        run.plan("equivalence_size", "limit", "standard_deviation"),
    ),
)

STUDIES: Mapping[str, StudySpec] = {spec.method: spec for spec in _SPECS}
