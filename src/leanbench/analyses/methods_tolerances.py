"""Does it meet the target? Where a stated share of all values lies, with stated confidence."""

from __future__ import annotations

from functools import partial
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Method, Options
from leanbench.plots.answers import Answer


def _tolerance(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability.tolerance import tolerance_nonparametric, tolerance_normal
    from leanbench.stats.explore.value_shapes import histogram

    values = c.MEASURE(inputs, options)
    coverage = float(options.get("coverage") or 95.0)
    coverage = coverage / 100.0 if coverage > 1.0 else coverage
    side: Any = options.get("side") or "two-sided"
    if options.get("shape") == "any":
        made = tolerance_nonparametric(values, coverage, c.confidence(options), side)
    else:
        made = tolerance_normal(
            values, coverage, c.confidence(options), side, options.get("factor") or "exact"
        )
    picture = histogram(values, name=inputs.name, unit=inputs.unit, lsl=made.lower, usl=made.upper)
    return Answer(made, picture, (*c.notes_of(inputs), *made.notes))


_method = partial(m.method, m.TARGET_MET)
METHODS: tuple[Method, ...] = (
    _method(
        "tolerance-interval",
        "Tolerance interval",
        "Where a stated share of all future values lies, with stated confidence.",
        (
            m.VALUE,
            m.WHERE,
            m.number_field("coverage", "Share of values, %", default=95.0),
            m.CONFIDENCE,
            m.choice_field(
                "side", "Interval", ((None, "two-sided"), ("lower", "lower bound"), ("upper", "upper bound"))
            ),
            m.choice_field("shape", "Shape", ((None, "normal"), ("any", "any"))),
            m.choice_field("factor", "Factor", ((None, "exact"), ("howe", "Howe"))),
        ),
        _tolerance,
    ),
)
