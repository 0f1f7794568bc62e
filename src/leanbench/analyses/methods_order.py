"""Is it stable? What the order of the values says beside a control chart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Method, Options
from leanbench.plots.answers import Answer


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

_method = partial(m.method, m.STABLE)
METHODS: tuple[Method, ...] = (
    _method(
        "autocorrelation",
        "Autocorrelation",
        "Is a value like the ones before it? Then the limits of an individuals chart mislead.",
        (*DATA, m.number_field("lags", "Lags", "Empty: a quarter of the points, at most 30.")),
        c.call("spc.serial_correlation:autocorrelation", c.in_order, keep=("lags",)),
    ),
    _method(
        "runs-test",
        "Runs test",
        "Is the order of the values random?",
        (*DATA, m.number_field("about", "About", "Empty: the median."), m.CONFIDENCE),
        _ordered("runs_test"),
    ),
    _method(
        "mann-kendall",
        "Trend (Mann-Kendall)",
        "Is there a steady rise or fall?",
        (*DATA, m.CONFIDENCE),
        _ordered("mann_kendall"),
    ),
)
