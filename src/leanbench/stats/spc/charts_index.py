"""All kinds of control chart by method name, in the order they are offered; see `chart_spec`."""

from __future__ import annotations

from collections.abc import Mapping

from leanbench.stats.spc import (
    attributes,
    mewma_chart,
    multivariate,
    rare_events,
    runchart,
    shortrun,
    variables,
    weighted,
)
from leanbench.stats.spc.chart_spec import ChartSpec

__all__ = ["CHARTS"]

_MODULES = (variables, attributes, weighted, rare_events, shortrun, multivariate, mewma_chart, runchart)

CHARTS: Mapping[str, ChartSpec] = {spec.method: spec for module in _MODULES for spec in module.CHARTS}
