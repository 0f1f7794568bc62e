"""The gate before capability numbers: is the process stable, are the values normal, are there enough?

Shown beside the numbers, never blocking: a facilitator decides, but with open eyes.
"""

from __future__ import annotations

import numpy as np

from leanbench.stats.capability_result import Finding
from leanbench.stats.findings import enough_finding, order_finding
from leanbench.stats.normality import normal_a2, normal_adjusted, normal_p
from leanbench.stats.samples import Floats, Sample, count
from leanbench.stats.sigma import Sigma
from leanbench.stats.subgroups import Groups


def gate(
    sample: Sample, groups: Groups | None, x: Floats, mean: float, found: Sigma, ranges: Floats
) -> tuple[Finding, ...]:
    """Stable? Normal? Enough data?"""
    return (_stable(sample, groups, mean, found), _normal(x), enough_finding(x.size))


def _stable(sample: Sample, groups: Groups | None, mean: float, found: Sigma) -> Finding:
    points = sample.values if groups is None else groups.means
    spread = found.value if groups is None else found.value / np.sqrt(groups.sizes)
    return order_finding(points, mean, spread)


def _normal(x: Floats) -> Finding:
    question = "Are the values about normal?"
    if x.size < 8:
        return Finding(question, "unknown", f"{count(x.size, 'value')} are too few to tell")
    some = x if x.size <= 20_000 else x[:: x.size // 20_000 + 1]
    if np.ptp(some) == 0:
        return Finding(question, "poor", "nearly all values are equal")
    a2 = normal_a2(np.sort(some))
    p = normal_p(normal_adjusted(a2, some.size))
    shown = "p < 0.005" if p < 0.005 else f"p = {p:.3f}"
    if p >= 0.05:
        return Finding(question, "good", f"Anderson-Darling A² = {a2:.3g}, {shown}")
    if x.size > 1000:
        return Finding(
            question,
            "care",
            f"Anderson-Darling {shown}; with so many values small departures show. See the plot",
        )
    return Finding(question, "poor", f"Anderson-Darling {shown}; look at a non-normal analysis")
