"""How do these compare? One measure against others: regression, correlation, scatter."""

from __future__ import annotations

from functools import partial
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Method, Options


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


NUMBERS = ("number", "duration", "yesno")
BY_GROUP = m.column_field("group", "Mark by", m.WORDS, "One mark for each group.")

_method = partial(m.method, m.COMPARE)
METHODS: tuple[Method, ...] = (
    _method(
        "linear-regression",
        "Regression",
        "How much does one measure change with another, or with several?",
        (m.VALUE, m.columns_field("columns", "Explained by", NUMBERS, needed=True), m.WHERE, m.CONFIDENCE),
        _regression,
        needs_value=False,
    ),
    _method(
        "scatter",
        "Scatter plot and correlation",
        "Two measures against each other, or every pair of several.",
        (m.columns_field("columns", "Measures", NUMBERS, needed=True), BY_GROUP, m.WHERE, m.CONFIDENCE),
        c.call(
            "explore.series_plots:scatter",
            partial(
                c.many, name="columns", words="the columns to set against each other (Measures)", least=2
            ),
            partial(c.optional_texts, name="group"),
        ),
        needs_value=False,
    ),
)
