"""What do the values look like? Pictures before numbers, and the distribution behind them."""

from __future__ import annotations

from functools import partial
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Method, Options
from leanbench.plots.answers import Answer
from leanbench.words.language import N_

FACTORS = partial(c.many_texts, name="factors", words=N_("what the values may depend on (By)"))


def _timeplot(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.series_plots import timeplot

    columns = c.many(inputs, options, "columns", "what to draw (Measures)")
    times = inputs.data.column(str(options["date"]))[c.kept_rows(inputs)] if options.get("date") else None
    units = {inputs.data.units.get(name, "") for name in options["columns"]}
    return c.with_notes(timeplot(columns, times, unit=units.pop() if len(units) == 1 else ""), inputs)


def _normality(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.distributions.identification import probability_plot
    from leanbench.stats.distributions.normality_tests import normality

    values = c.MEASURE(inputs, options)
    own = c.some_options(options, "alpha")
    test = normality(values, options.get("test") or "anderson-darling", **own)
    picture = probability_plot(values, "normal", c.confidence(options), name=inputs.name, unit=inputs.unit)
    return Answer(test, picture, (*c.notes_of(inputs), *test.notes))


def _probability(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.distributions.identification import probability_plot

    family = str(options.get("distribution") or "normal")
    values, wanted = c.MEASURE(inputs, options), c.confidence(options)
    return c.with_notes(probability_plot(values, family, wanted, name=inputs.name, unit=inputs.unit), inputs)


def _transform(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.distributions import johnson_curves, transforms

    values = c.MEASURE(inputs, options)
    kind = str(options.get("transform") or "box-cox")
    if kind == "box-cox":
        made = transforms.box_cox(
            values, rounded=not options.get("exact"), **c.some_options(options, "lam", "criterion")
        )
    elif kind == "johnson":
        made = johnson_curves.johnson(values, **c.some_options(options, "least_p"))
    else:
        made = transforms.yeo_johnson(values)
    return c.with_notes(made, inputs)


ALPHA = m.number_field("alpha", "Risk of a false alarm", default=0.05)

_method = partial(m.method, m.LOOK)
METHODS: tuple[Method, ...] = (
    _method(
        "histogram",
        "Histogram",
        "Where the values lie, how wide, how skewed, one hump or two.",
        (m.VALUE, m.WHERE, m.LSL, m.USL, m.number_field("bins", "About so many bars")),
        c.call("explore.value_shapes:histogram", c.MEASURE, keep=("bins", "lsl", "usl")),
    ),
    _method(
        "boxplot",
        "Boxplot",
        "Median, quartiles and far values, one box or one for each group.",
        (m.VALUE, m.column_field("group", "Groups", m.WORDS), m.WHERE),
        c.call("explore.value_shapes:boxplot", c.MEASURE, partial(c.optional_texts, name="group")),
    ),
    _method(
        "panels",
        "Histograms by group",
        "The shape of each group, one above the other on the same scale.",
        (m.VALUE, m.GROUP, m.WHERE, m.LSL, m.USL, m.number_field("bins", "About so many bars")),
        c.call("explore.panel_groups:panels", c.MEASURE, c.GROUPS, keep=("bins", "lsl", "usl")),
    ),
    _method(
        "dotplot",
        "Dot plot",
        "Every value as a dot, for small tables.",
        (m.VALUE, m.WHERE),
        c.call("explore.value_shapes:dotplot", c.MEASURE),
    ),
    _method(
        "timeplot",
        "Time plot",
        "Values in their order or along dates.",
        (
            m.columns_field("columns", "Measures", m.MEASURES, needed=True),
            m.column_field("date", "Along", ("date",)),
            m.WHERE,
        ),
        _timeplot,
    ),
    _method(
        "descriptive",
        "Summary of one measure",
        "Center, spread and shape with their intervals.",
        (m.VALUE, m.WHERE, m.CONFIDENCE),
        c.call("explore.descriptive:describe", c.MEASURE),
    ),
    _method(
        "multi-vari",
        "Multi-vari chart",
        "Where does the variation come from: within, between groups, over time?",
        (m.VALUE, m.columns_field("factors", "By", m.WORDS, "Outermost first.", needed=True), m.WHERE),
        c.call("explore.stratify:multi_vari", c.MEASURE, FACTORS),
    ),
    _method(
        "normality",
        "Normality test",
        "Can the values come from a normal distribution?",
        (
            m.VALUE,
            m.WHERE,
            m.choice_field(
                "test",
                "Test",
                (
                    (None, "Anderson-Darling"),
                    ("ryan-joiner", "Ryan-Joiner"),
                    ("shapiro-wilk", "Shapiro-Wilk"),
                ),
            ),
            ALPHA,
            m.CONFIDENCE,
        ),
        _normality,
    ),
    _method(
        "outliers",
        "Outliers (several, ESD)",
        "Values that do not belong: look at them, do not drop them unseen.",
        (m.VALUE, m.WHERE, m.number_field("most", "At most", default=10), ALPHA),
        c.call("tests.outliers:generalized_esd", c.MEASURE, keep=("alpha", "most")),
    ),
    _method(
        "grubbs",
        "Outlier (one, Grubbs)",
        "Is the most extreme value an outlier?",
        (
            m.VALUE,
            m.WHERE,
            m.choice_field(
                "side", "Look at", ((None, "both ends"), ("max", "the largest"), ("min", "the smallest"))
            ),
            ALPHA,
        ),
        c.call("tests.outliers:grubbs", c.MEASURE, keep=("alpha", "side")),
    ),
    _method(
        "distribution-id",
        "Which distribution?",
        "Fits of all distributions, best first, with their probability plots.",
        (m.VALUE, m.WHERE, ALPHA),
        c.call("distributions.identification:distribution_id", c.MEASURE, keep=("alpha",)),
    ),
    _method(
        "probability-plot",
        "Probability plot",
        "If the distribution is right, the points lie along the line.",
        (m.VALUE, m.WHERE, m.choice_field("distribution", "Distribution", m.DISTRIBUTIONS), m.CONFIDENCE),
        _probability,
    ),
    _method(
        "transform",
        "Transform to normal",
        "Box-Cox, Johnson or Yeo-Johnson: makes skewed values about normal.",
        (
            m.VALUE,
            m.WHERE,
            *m.TRANSFORM,
            m.yesno_field("exact", "Lambda not rounded"),
            m.choice_field(
                "criterion",
                "Best lambda has",
                ((None, "the smallest spread within"), ("likelihood", "the largest likelihood")),
            ),
            m.number_field("least_p", "Johnson: p at least", default=0.1),
        ),
        _transform,
    ),
)
