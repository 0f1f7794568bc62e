"""Means and sums of squares that lose no digits, however large the numbers beside their spread.

Values such as 10000000.2 are not exact in binary; when the leading digits of all values are the
same, the rounding of the doubles themselves would show in the standard deviation. Deviations are
then taken between the decimals as they were written. NIST's sets NumAcc4 and SmLs07 to SmLs09 ask for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from leanbench.stats.base.samples import Floats

CLOSE = 1e-4  # range over largest value below which decimals are used
MOST = 200_000  # values for which decimals are affordable


@dataclass(frozen=True, slots=True, eq=False)
class Centered:
    """Values as deviations from a common origin: ``values = origin + deviations``.

    origin : the origin, exact as written. deviations : (n,) floats, exact to the last bit.
    """

    origin: Decimal
    deviations: Floats

    def mean(self) -> float:
        """The mean of the values."""
        return float(self.origin + Decimal(mean(self.deviations)))

    def at(self, deviation: float) -> float:
        """The value that stands `deviation` from the origin."""
        return float(self.origin + Decimal(float(deviation)))


def center(values: Floats) -> Centered:
    """`values` as deviations from a value in their middle."""
    low, high = float(values.min()), float(values.max())
    largest = max(abs(low), abs(high))
    if largest == 0.0 or high - low >= CLOSE * largest or values.size > MOST:
        middle = float(np.median(values)) if high - low < 0.5 * largest else 0.0
        return Centered(Decimal(middle), values - middle)
    origin = Decimal(repr(low))
    return Centered(origin, np.array([float(Decimal(repr(v)) - origin) for v in values.tolist()]))


def mean(values: Floats) -> float:
    """The mean, exactly rounded sum."""
    return math.fsum(values.tolist()) / values.size


def squares(values: Floats) -> float:
    """Sum of squared deviations from the mean, corrected two-pass (Chan, Golub and LeVeque 1983)."""
    d = values - mean(values)
    return math.fsum((d * d).tolist()) - math.fsum(d.tolist()) ** 2 / values.size


def sd(values: Floats) -> float:
    """Standard deviation with divisor n - 1; NaN for fewer than two values."""
    return math.sqrt(max(squares(values), 0.0) / (values.size - 1)) if values.size > 1 else math.nan


def mean_sd(values: Floats) -> tuple[float, float]:
    """Mean and standard deviation (divisor n - 1), both without loss of digits."""
    c = center(values)
    return c.mean(), sd(c.deviations)
