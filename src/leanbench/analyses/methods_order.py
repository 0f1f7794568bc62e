"""Is it stable? What the order of the values says beside a control chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.plots.answers import Answer

QUESTION = "Is it stable?"


def _autocorrelation(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.spc.serial_correlation import autocorrelation

    lags = options.get("lags")
    values = c.in_order(inputs, options)
    result = autocorrelation(values, lags=int(lags) if lags else None, name=inputs.name)
    return c.with_notes(result, inputs)


def _ordered(name: str) -> Callable[[Inputs, Options], Any]:
    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.explore.series_plots import timeplot
        from leanbench.stats.tests import randomness

        values = c.in_order(inputs, options)
        own = c.some_options(options, "about") if name == "runs_test" else {}
        test = getattr(randomness, name)(
            values, confidence=c.confidence(options), name=inputs.name, unit=inputs.unit, **own
        )
        picture = timeplot({inputs.name: values}, unit=inputs.unit)
        return Answer(test, picture, (*c.notes_of(inputs), *test.notes))

    return run


DATA = (m.SERIES, m.DATE, m.BY, m.AGGREGATE, m.WHERE)

METHODS: tuple[Method, ...] = (
    Method(
        "autocorrelation",
        "Autocorrelation",
        QUESTION,
        "Is a value like the ones before it? Then the limits of an individuals chart mislead.",
        (
            *DATA,
            Field(
                "lags", "Lags", "number", group="Limits", help="Empty: a quarter of the points, at most 30."
            ),
        ),
        _autocorrelation,
    ),
    Method(
        "runs-test",
        "Runs test",
        QUESTION,
        "Is the order of the values random?",
        (*DATA, Field("about", "About", "number", group="Limits", help="Empty: the median."), m.CONFIDENCE),
        _ordered("runs_test"),
    ),
    Method(
        "mann-kendall",
        "Trend (Mann-Kendall)",
        QUESTION,
        "Is there a steady rise or fall?",
        (*DATA, m.CONFIDENCE),
        _ordered("mann_kendall"),
    ),
)
