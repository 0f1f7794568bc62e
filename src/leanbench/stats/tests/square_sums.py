"""Sums of squares between and within groups, and their F test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leanbench.stats.base import sums, tails
from leanbench.stats.base.samples import Floats


@dataclass(frozen=True, slots=True)
class Partition:
    """Sums of squares between and within groups; `offsets` are the group means about a common origin."""

    df_between: float
    ss_between: float
    df_within: float
    ss_within: float
    offsets: tuple[float, ...] = ()

    @property
    def ms_between(self) -> float:
        """Mean square between the groups."""
        return self.ss_between / self.df_between

    @property
    def ms_within(self) -> float:
        """Mean square within the groups."""
        return self.ss_within / self.df_within

    @property
    def f(self) -> float:
        """F = MS between / MS within; infinite when the groups do not vary within."""
        if self.ss_within > 0:
            return self.ms_between / self.ms_within
        return math.inf if self.ss_between > 0 else math.nan

    @property
    def p(self) -> float:
        """Chance of an F this large when all means are equal."""
        return tails.f_upper(self.f, self.df_between, self.df_within)

    @property
    def r_squared(self) -> float:
        """Share of the variation that lies between the groups."""
        total = self.ss_between + self.ss_within
        return self.ss_between / total if total > 0 else math.nan


def partition(samples: tuple[Floats, ...]) -> Partition:
    """Sums of squares of groups, from deviations about a common origin so that no digit is lost."""
    sizes = [x.size for x in samples]
    d = sums.center(np.concatenate(samples)).deviations
    parts = np.split(d, np.cumsum(sizes)[:-1])
    grand = sums.mean(d)
    offsets = tuple(sums.mean(x) for x in parts)
    between = math.fsum(x.size * (m - grand) ** 2 for x, m in zip(parts, offsets, strict=True))
    within = math.fsum(sums.squares(x) for x in parts)
    return Partition(len(parts) - 1.0, between, float(d.size - len(parts)), within, offsets)
