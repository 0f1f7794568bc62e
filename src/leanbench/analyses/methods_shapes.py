"""What do the values look like? Pictures before numbers, and the distribution behind them."""

from __future__ import annotations

from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.plots.answers import Answer

QUESTION = "What do the values look like?"
MEASURE = "the column of measurements (Measure)"


def _values(inputs: Inputs, options: Options) -> Any:
    return c.numbers(inputs, options, "value", MEASURE)


def _histogram(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.value_shapes import histogram

    bins = options.get("bins")
    result = histogram(
        _values(inputs, options),
        bins=int(bins) if bins else None,
        name=inputs.name,
        unit=inputs.unit,
        **c.some_options(options, "lsl", "usl"),
    )
    return c.with_notes(result, inputs)


def _panels(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.panel_groups import panels

    bins = options.get("bins")
    result = panels(
        _values(inputs, options),
        c.texts(inputs, options, "group", "the column that names the groups (Groups)"),
        bins=int(bins) if bins else None,
        name=inputs.name,
        unit=inputs.unit,
        **c.some_options(options, "lsl", "usl"),
    )
    return c.with_notes(result, inputs)


def _boxplot(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.value_shapes import boxplot

    groups = c.optional_texts(inputs, options, "group")
    result = boxplot(_values(inputs, options), groups, name=inputs.name, unit=inputs.unit)
    return c.with_notes(result, inputs)


def _dotplot(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.value_shapes import dotplot

    return c.with_notes(dotplot(_values(inputs, options), name=inputs.name, unit=inputs.unit), inputs)


def _timeplot(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.series_plots import timeplot

    columns = c.many(inputs, options, "columns", "what to draw (Measures)")
    times = inputs.data.column(str(options["date"]))[c.kept_rows(inputs)] if options.get("date") else None
    units = {inputs.data.units.get(name, "") for name in options["columns"]}
    return c.with_notes(timeplot(columns, times, unit=units.pop() if len(units) == 1 else ""), inputs)


def _describe(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.descriptive import describe

    result = describe(
        _values(inputs, options), name=inputs.name, unit=inputs.unit, confidence=c.confidence(options)
    )
    return c.with_notes(result, inputs)


def _normality(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.distributions.identification import probability_plot
    from leanbench.stats.distributions.normality_tests import normality

    values = _values(inputs, options)
    own = c.some_options(options, "alpha")
    test = normality(values, options.get("test") or "anderson-darling", **own)
    picture = probability_plot(values, "normal", c.confidence(options), name=inputs.name, unit=inputs.unit)
    return Answer(test, picture, (*c.notes_of(inputs), *test.notes))


def _outliers(name: str) -> Any:
    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.tests import outliers

        own = c.some_options(options, "alpha")
        if name == "grubbs":
            own |= c.some_options(options, "side")
        elif options.get("most"):
            own["most"] = int(options["most"])
        result = getattr(outliers, name)(_values(inputs, options), name=inputs.name, unit=inputs.unit, **own)
        return c.with_notes(result, inputs)

    return run


def _identify(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.distributions.identification import distribution_id

    result = distribution_id(
        _values(inputs, options), name=inputs.name, unit=inputs.unit, **c.some_options(options, "alpha")
    )
    return c.with_notes(result, inputs)


def _probability(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.distributions.identification import probability_plot

    family = str(options.get("distribution") or "normal")
    values, wanted = _values(inputs, options), c.confidence(options)
    return c.with_notes(probability_plot(values, family, wanted, name=inputs.name, unit=inputs.unit), inputs)


def _transform(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.distributions import johnson_curves, transforms

    values = _values(inputs, options)
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


def _multi_vari(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.stratify import multi_vari

    factors = c.many_texts(inputs, options, "factors", "what the values may depend on (By)")
    result = multi_vari(_values(inputs, options), factors, name=inputs.name, unit=inputs.unit)
    return c.with_notes(result, inputs)


ALPHA = Field("alpha", "Risk of a false alarm", "number", group="Limits", default=0.05)
WORDS = ("text", "yesno", "number")

METHODS: tuple[Method, ...] = (
    Method(
        "histogram",
        "Histogram",
        QUESTION,
        "Where the values lie, how wide, how skewed, one hump or two.",
        (m.VALUE, m.WHERE, m.LSL, m.USL, Field("bins", "About so many bars", "number", group="Limits")),
        _histogram,
    ),
    Method(
        "boxplot",
        "Boxplot",
        QUESTION,
        "Median, quartiles and far values, one box or one for each group.",
        (m.VALUE, Field("group", "Groups", "column", WORDS), m.WHERE),
        _boxplot,
    ),
    Method(
        "panels",
        "Histograms by group",
        QUESTION,
        "The shape of each group, one above the other on the same scale.",
        (
            m.VALUE,
            m.GROUP,
            m.WHERE,
            m.LSL,
            m.USL,
            Field("bins", "About so many bars", "number", group="Limits"),
        ),
        _panels,
    ),
    Method(
        "dotplot",
        "Dot plot",
        QUESTION,
        "Every value as a dot, for small tables.",
        (m.VALUE, m.WHERE),
        _dotplot,
    ),
    Method(
        "timeplot",
        "Time plot",
        QUESTION,
        "Values in their order or along dates.",
        (
            Field("columns", "Measures", "columns", ("number", "duration"), needed=True),
            Field("date", "Along", "column", ("date",)),
            m.WHERE,
        ),
        _timeplot,
        needs_value=False,
    ),
    Method(
        "descriptive",
        "Summary of one measure",
        QUESTION,
        "Center, spread and shape with their intervals.",
        (m.VALUE, m.WHERE, m.CONFIDENCE),
        _describe,
    ),
    Method(
        "multi-vari",
        "Multi-vari chart",
        QUESTION,
        "Where does the variation come from: within, between groups, over time?",
        (m.VALUE, Field("factors", "By", "columns", WORDS, needed=True, help="Outermost first."), m.WHERE),
        _multi_vari,
    ),
    Method(
        "normality",
        "Normality test",
        QUESTION,
        "Can the values come from a normal distribution?",
        (
            m.VALUE,
            m.WHERE,
            Field(
                "test",
                "Test",
                "choice",
                (
                    (None, "Anderson-Darling"),
                    ("ryan-joiner", "Ryan-Joiner"),
                    ("shapiro-wilk", "Shapiro-Wilk"),
                ),
                group="Limits",
            ),
            ALPHA,
            m.CONFIDENCE,
        ),
        _normality,
    ),
    Method(
        "outliers",
        "Outliers (several, ESD)",
        QUESTION,
        "Values that do not belong: look at them, do not drop them unseen.",
        (m.VALUE, m.WHERE, Field("most", "At most", "number", group="Limits", default=10), ALPHA),
        _outliers("generalised_esd"),
    ),
    Method(
        "grubbs",
        "Outlier (one, Grubbs)",
        QUESTION,
        "Is the most extreme value an outlier?",
        (
            m.VALUE,
            m.WHERE,
            Field(
                "side",
                "Look at",
                "choice",
                ((None, "both ends"), ("max", "the largest"), ("min", "the smallest")),
                group="Limits",
            ),
            ALPHA,
        ),
        _outliers("grubbs"),
    ),
    Method(
        "distribution-id",
        "Which distribution?",
        QUESTION,
        "Fits of all distributions, best first, with their probability plots.",
        (m.VALUE, m.WHERE, ALPHA),
        _identify,
    ),
    Method(
        "probability-plot",
        "Probability plot",
        QUESTION,
        "If the distribution is right, the points lie along the line.",
        (
            m.VALUE,
            m.WHERE,
            Field("distribution", "Distribution", "choice", m.DISTRIBUTIONS, group="Limits"),
            m.CONFIDENCE,
        ),
        _probability,
    ),
    Method(
        "transform",
        "Transform to normal",
        QUESTION,
        "Box-Cox, Johnson or Yeo-Johnson: makes skewed values about normal.",
        (
            m.VALUE,
            m.WHERE,
            Field(
                "transform",
                "Transform",
                "choice",
                ((None, "Box-Cox"), ("johnson", "Johnson"), ("yeo-johnson", "Yeo-Johnson")),
                group="Limits",
            ),
            Field("lam", "Known lambda", "number", group="Limits"),
            Field("exact", "Lambda not rounded", "yesno", group="Limits"),
            Field(
                "criterion",
                "Best lambda has",
                "choice",
                ((None, "the smallest spread within"), ("likelihood", "the largest likelihood")),
                group="Limits",
            ),
            Field("least_p", "Johnson: p at least", "number", group="Limits", default=0.1),
        ),
        _transform,
    ),
)
