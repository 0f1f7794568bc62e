"""The Johnson transform: three families of curves, one of which makes almost any single-humped sample normal."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from leanbench.stats.base.guards import needs_spread
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, StatsError, clean, drawn_sample, number
from leanbench.stats.distributions.normality_tests import anderson_darling
from leanbench.stats.distributions.transform_result import Kind, Transform, TransformStudy
from leanbench.stats.distributions.transforms import NOTHING, study_of

__all__ = ["johnson"]


def johnson(values: Iterable[Any], least_p: float = 0.10) -> TransformStudy:
    """Johnson transform: the family and percentiles whose transformed values look most normal.

    For z = 0.25, 0.26, ... 1.25 the percentiles at ±z and ±3z give one candidate each of SB or SU (by the
    ratio of their distances) and SL; the one with the largest Anderson-Darling p-value wins, if it
    exceeds `least_p`. Of more than 20,000 values it is chosen on a random sample of 20,000, and said.

    Source: Chou, Polansky and Mason, Journal of Quality Technology 1998; Slifker and Shapiro,
    Technometrics 1980, for the parameters.
    """
    if not 0 <= number(least_p, "The least p-value") < 1:
        raise StatsError(
            f"The least p-value must lie between 0 and 1, such as 0.10; it is {num(least_p, 6)}."
        )
    sample = clean(values, least=10)
    drawn, by_sample = drawn_sample(sample.values)
    x = np.sort(drawn)
    needs_spread(x, NOTHING)
    steps = np.arange(25, 126) / 100.0
    best: tuple[float, Transform] | None = None
    trace = np.zeros(steps.size)
    for i, z in enumerate(steps):
        for candidate in _johnson_candidates(x, float(z)):
            moved = candidate.apply(x)
            if not np.all(np.isfinite(moved)) or np.ptp(moved) == 0:
                continue
            p = anderson_darling(moved).p
            trace[i] = max(trace[i], p)
            if best is None or p > best[0]:
                best = (p, candidate)
    convention = f"Chou, Polansky and Mason 1998: largest Anderson-Darling p above {num(least_p, 6)}"
    found = best[1] if best is not None and best[0] > least_p else None
    notes = [*sample.notes, *by_sample]
    if sample.values.size < 30:
        notes.append(
            f"{sample.values.size} values are few for a Johnson transform: its four parameters can fit chance."
        )
    return study_of("johnson", found, sample.values, {}, None, (steps, trace), notes, convention)


def _johnson_candidates(x: Floats, z: float) -> list[Transform]:
    """SB or SU by the percentile ratio, and SL, with Slifker and Shapiro's parameters."""
    from scipy import special

    q = special.ndtr(np.array([-3 * z, -z, z, 3 * z]))
    place = x.size * q + 0.5 - 1.0  # the i-th smallest stands at (i - 0.5)/n
    far_low, low, high, far_high = np.interp(place, np.arange(x.size), x)
    m, n, p = far_high - high, low - far_low, high - low
    if min(m, n, p) <= 0:
        return []
    ratio, middle = m * n / p**2, (high + low) / 2
    found: list[Transform] = []
    if ratio < 1:
        a, b = 1 + p / m, 1 + p / n
        eta = z / math.acosh(0.5 * math.sqrt(a * b))
        over = p * p / (m * n) - 1
        gamma = (
            eta * math.asinh((p / n - p / m) * math.sqrt(a * b - 4) / (2 * over)) if a * b > 4 else math.nan
        )
        lam = p * math.sqrt(max((a * b - 2) ** 2 - 4, 0.0)) / over
        epsilon = middle - lam / 2 + p * (p / n - p / m) / (2 * over)
        found.append(_johnson("johnson-SB", gamma, eta, epsilon, lam))
    elif ratio > 1:
        a, b = m / p, n / p
        eta = 2 * z / math.acosh(0.5 * (a + b))
        root = math.sqrt(a * b - 1)
        gamma = eta * math.asinh((b - a) / (2 * root))
        lam = 2 * p * root / ((a + b - 2) * math.sqrt(a + b + 2))
        epsilon = middle + p * (b - a) / (2 * (a + b - 2))
        found.append(_johnson("johnson-SU", gamma, eta, epsilon, lam))
    if m > p:
        eta = 2 * z / math.log(m / p)
        gamma = eta * math.log((m / p - 1) / (p * math.sqrt(m / p)))
        epsilon = middle - p / 2 * (m / p + 1) / (m / p - 1)
        found.append(Transform("johnson-SL", {"gamma": gamma, "eta": eta, "epsilon": epsilon}))
    return [t for t in found if all(math.isfinite(v) for v in t.parameters.values())]


def _johnson(kind: Kind, gamma: float, eta: float, epsilon: float, lam: float) -> Transform:
    return Transform(kind, {"gamma": gamma, "eta": eta, "epsilon": float(epsilon), "lambda": float(lam)})
