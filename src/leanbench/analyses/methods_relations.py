"""How do these compare? One measure against others: regression, correlation, scatter."""

from __future__ import annotations

from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options

QUESTION = "How do these compare?"


def _regression(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.tests.regression import linear_regression

    predictors = c.many(inputs, options, "columns", "what it may depend on (Explained by)")
    result = linear_regression(
        c.numbers(inputs, options, "value", "the measure to explain (Measure)"),
        predictors,
        response=c.title(str(options["value"])),
        confidence=c.confidence(options),
    )
    return c.with_notes(result, inputs)


def _scatter(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.series_plots import scatter

    columns = c.many(inputs, options, "columns", "the columns to set against each other (Measures)", least=2)
    marks = c.optional_texts(inputs, options, "group")
    return c.with_notes(scatter(columns, marks, confidence=c.confidence(options)), inputs)


NUMBERS = ("number", "duration", "yesno")
BY_GROUP = Field("group", "Mark by", "column", ("text", "yesno", "number"), help="One mark for each group.")

METHODS: tuple[Method, ...] = (
    Method(
        "linear-regression",
        "Regression",
        QUESTION,
        "How much does one measure change with another, or with several?",
        (
            m.VALUE,
            Field("columns", "Explained by", "columns", NUMBERS, needed=True),
            m.WHERE,
            m.CONFIDENCE,
        ),
        _regression,
        needs_value=False,
    ),
    Method(
        "scatter",
        "Scatter plot and correlation",
        QUESTION,
        "Two measures against each other, or every pair of several.",
        (Field("columns", "Measures", "columns", NUMBERS, needed=True), BY_GROUP, m.WHERE, m.CONFIDENCE),
        _scatter,
        needs_value=False,
    ),
)
