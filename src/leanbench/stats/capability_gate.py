"""The gate before capability numbers: is the process stable, are the values normal, are there enough?

Shown beside the numbers, never blocking: a facilitator decides, but with open eyes.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from leanbench.stats.capability_result import Finding
from leanbench.stats.normality import normal_a2, normal_p
from leanbench.stats.rules import RULES, find_signals
from leanbench.stats.samples import Floats, Sample, count
from leanbench.stats.sigma import Sigma
from leanbench.stats.subgroups import Groups


def gate(
    sample: Sample, groups: Groups | None, x: Floats, mean: float, found: Sigma, ranges: Floats
) -> tuple[Finding, ...]:
    """Stable? Normal? Enough data?"""
    return (_stable(sample, groups, mean, found), _normal(x), enough(x.size))


def _stable(sample: Sample, groups: Groups | None, mean: float, found: Sigma) -> Finding:
    question = "Is the process stable?"
    points = sample.values if groups is None else groups.means
    spread = found.value if groups is None else found.value / np.sqrt(groups.sizes)
    if points.size < 8:
        return Finding(
            question, "unknown", f"{count(points.size, 'point')} are too few to tell (20 or more are usual)"
        )
    bad = {signal.point for signal in find_signals(points, mean, spread, RULES["nelson"].only(1, 2))}
    if not bad:
        return Finding(
            question, "good", f"no point of {points.size} beyond the limits and no run of 9 on one side"
        )
    return Finding(
        question,
        "poor",
        f"{len(bad)} of {points.size} points show a special cause; the indices will not last",
    )


def _normal(x: Floats) -> Finding:
    question = "Are the values about normal?"
    if x.size < 8:
        return Finding(question, "unknown", f"{count(x.size, 'value')} are too few to tell")
    some = x if x.size <= 20_000 else x[:: x.size // 20_000 + 1]
    if np.ptp(some) == 0:
        return Finding(question, "poor", "nearly all values are equal")
    a2 = normal_a2(np.sort(some))
    p = normal_p(a2 * (1 + 0.75 / some.size + 2.25 / some.size**2))
    if p >= 0.05:
        return Finding(question, "good", f"Anderson-Darling A² = {a2:.3g}, p = {p:.3g}")
    if x.size > 1000:
        return Finding(
            question,
            "care",
            f"Anderson-Darling p = {p:.2g}; with so many values small departures show. See the plot",
        )
    return Finding(question, "poor", f"Anderson-Darling p = {p:.2g}; look at a non-normal analysis")


def enough(n: int) -> Finding:
    question = "Are there enough data?"
    if n >= 100:
        return Finding(question, "good", f"{n} values")
    verdict: Literal["care", "poor"] = "care" if n >= 50 else "poor"
    return Finding(question, verdict, f"{count(n, 'value')}; 100 or more are usual, so look at the intervals")
