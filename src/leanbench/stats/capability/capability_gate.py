"""The gate before capability numbers: is the process stable, are the values normal, are there enough?

Shown beside the numbers, never blocking: a facilitator decides, but with open eyes.
"""

from __future__ import annotations

import numpy as np

from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.base.samples import Floats, count
from leanbench.stats.capability.capability_findings import enough_finding, order_finding
from leanbench.stats.capability.capability_result import Finding
from leanbench.stats.distributions.normality_tests import adjusted_a2, normal_a2, normal_p
from leanbench.words.language import _


def gate(points: Floats, spread: Floats | float, x: Floats, mean: float) -> tuple[Finding, ...]:
    """Stable? Normal? Enough data?

    Parameters
    ----------
    points, spread : (m,) values or subgroup means in order, and the sigma by which they should vary.
    x : (n,) all values. mean : their mean.
    """
    return (order_finding(points, mean, spread), _normal(x), enough_finding(x.size))


def _normal(x: Floats) -> Finding:
    question = _("Are the values about normal?")
    if x.size < 8:
        return Finding(question, "unknown", f"{count(x.size, 'value')} are too few to tell")
    some = x if x.size <= 20_000 else x[:: x.size // 20_000 + 1]
    if np.ptp(some) == 0:
        return Finding(question, "poor", "nearly all values are equal")
    a2 = normal_a2(np.sort(some))
    p = normal_p(adjusted_a2(a2, some.size))
    shown = "p < 0.005" if p < 0.005 else f"p = {decimals(p, 3)}"
    if p >= 0.05:
        return Finding(question, "good", f"Anderson-Darling A² = {num(a2, 3)}, {shown}")
    if x.size > 1000:
        return Finding(
            question,
            "care",
            f"Anderson-Darling {shown}; with so many values small departures show. See the plot",
        )
    return Finding(question, "poor", f"Anderson-Darling {shown}; look at a non-normal analysis")
