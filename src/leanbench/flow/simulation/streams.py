"""Seeded streams of random numbers: one per step, purpose and replication.

A stream is named by (seed, replication, purpose, step id), so that two states of a process that
share steps share their luck (common random numbers), and neither the order of steps nor other
streams disturb it. Drawn times are rounded to 2^-20 minutes: sums on the clock are then exact, and
the last digit of a logarithm on another computer changes nothing.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from leanbench.flow.fitted import beta_shape, parameters
from leanbench.flow.times import Spread

_GRAIN = float(2**20)
BLOCK = 1024


def generator(seed: int, replication: int, purpose: str, name: str) -> np.random.Generator:
    """The generator of one stream (PCG64)."""
    key = (replication, zlib.crc32(purpose.encode()), zlib.crc32(name.encode()))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def on_grain(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Times rounded to the grain of the clock, none negative."""
    return np.asarray(np.maximum(np.rint(values * _GRAIN), 0.0) / _GRAIN)


def grain(value: float) -> float:
    """One time rounded to the grain of the clock."""
    return max(0.0, round(value * _GRAIN) / _GRAIN)


def draw(law: Spread, source: np.random.Generator, count: int) -> np.ndarray[Any, Any]:
    """`count` times from a spread, on the grain."""
    if law.variance <= 0.0:
        return np.full(count, grain(law.mean))
    if law.shape == "data":
        values = np.array(law.values)
        return on_grain(values[(source.random(count) * len(values)).astype(int)])
    if law.shape == "range":
        return on_grain(law.low + (law.high - law.low) * source.random(count))
    if law.shape == "three-point":
        a, b = beta_shape(law)
        return on_grain(law.low + (law.high - law.low) * source.beta(a, b, count))
    first, second = parameters(law)
    if law.shape == "exponential":
        return on_grain(-second * np.log1p(-source.random(count)))
    if law.shape == "weibull":
        return on_grain(second * (-np.log1p(-source.random(count))) ** (1.0 / first))
    if law.shape == "lognormal":
        return on_grain(np.exp(first + second * source.standard_normal(count)))
    if law.shape == "gamma":
        return on_grain(source.gamma(first, second, count))
    return on_grain(first + second * source.standard_normal(count))


class Times:
    """An endless supply of times of one law, handed out in blocks as lists that are popped."""

    __slots__ = ("_law", "_source")

    def __init__(self, law: Spread, source: np.random.Generator) -> None:
        self._law = law
        self._source = source

    def block(self) -> list[float]:
        """The next block; `pop` it from the end."""
        if self._law.variance <= 0.0:
            return [grain(self._law.mean)] * BLOCK
        return draw(self._law, self._source, BLOCK)[::-1].tolist()  # type: ignore[no-any-return]


class Chances:
    """An endless supply of uniform numbers."""

    __slots__ = ("_source",)

    def __init__(self, source: np.random.Generator) -> None:
        self._source = source

    def block(self) -> list[float]:
        """The next block; `pop` it from the end."""
        return self._source.random(BLOCK)[::-1].tolist()  # type: ignore[no-any-return]


def arrivals(
    source: np.random.Generator,
    per_day: float,
    day: float,
    days: int,
    profile: tuple[float, ...] = (),
    even: bool = False,
) -> list[float]:
    """Arrival times over `days` business days of `day` minutes, ascending.

    Random: a Poisson process, with the rate of each equal part of the day as in `profile`. Even: the
    same distance between all (then a profile is not used).
    """
    if even:
        count = int(per_day * days)
        return on_grain((np.arange(count) + 0.5) * (day / per_day)).tolist()  # type: ignore[no-any-return]
    expected = per_day * days
    # Unit-rate arrivals, stretched by the inverse of the cumulative rate.
    total = int(expected + 10.0 * expected**0.5 + 50.0)
    points = np.cumsum(-np.log1p(-source.random(total)))
    points = points[points < expected] / per_day
    if not profile:
        return on_grain(points * day).tolist()  # type: ignore[no-any-return]
    weights = np.array(profile, dtype=float)
    cumulative = np.concatenate(([0.0], np.cumsum(weights / weights.sum())))
    whole = np.floor(points)
    places = np.interp(points - whole, cumulative, np.linspace(0.0, 1.0, len(weights) + 1))
    return on_grain((whole + places) * day).tolist()  # type: ignore[no-any-return]
