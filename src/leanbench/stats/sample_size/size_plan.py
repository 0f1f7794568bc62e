"""What a plan of cases is: the smallest number that reaches the power asked for, and how it is found."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, percent
from leanbench.stats.base.samples import StatsError, number
from leanbench.words.language import _
from leanbench.words.numbers import number_text

Sided = Literal["one", "two"]
LARGEST = 10_000_000


@dataclass(frozen=True, slots=True, eq=False)
class SampleSize(Result):
    """A plan: how many cases, for what difference, with what power.

    n : cases per group, whole. n_exact : the fractional size at which the power is just reached (NaN where it has
    no meaning). power : the power at n. groups : how many groups of n. figures : further numbers.
    what : what is counted: cases, pairs, units of exposure.
    """

    question: str
    n: int
    n_exact: float
    power: float
    asked_power: float
    alpha: float
    sided: Sided
    groups: int
    figures: tuple[tuple[str, Any], ...]
    convention: str
    source: str
    notes: tuple[str, ...] = ()
    method: str = "sample-size"
    what: str = "cases"

    @property
    def total(self) -> int:
        """Cases in all groups together."""
        return self.n * self.groups

    def figure(self, label: str) -> Any:
        """One of `figures` by its label."""
        return dict(self.figures)[label]

    def _sentences(self) -> list[str]:
        each = "" if self.groups == 1 else " in each group"
        needed = (
            f"1 {self.what[:-1]}{each} is" if self.n == 1 else f"{number_text(self.n)} {self.what}{each} are"
        )
        lines = [f"{needed} enough to {self.question}."]
        if not math.isnan(self.power):
            lines.append(
                f"With so many the chance to see it is {chance(self.power)}; "
                f"the risk of a false alarm is {percent(self.alpha)}."
            )
        return lines

    def table(self) -> Table:
        """The numbers to show and print."""
        what = self.what.capitalize()
        rows: list[tuple[Any, ...]] = [(f"{what} per group" if self.groups > 1 else what, self.n)]
        if self.groups > 1:
            rows.append((f"{what} in all", self.total))
        rows += [
            ("Power asked for", self.asked_power),
            ("Power reached", self.power),
            ("Alpha", self.alpha),
            ("Sided", self.sided),
        ]
        return Table(("", "Value"), (*rows, *self.figures))


def chance(power: float) -> str:
    """A power as percent; never rounded up to certainty."""
    return "more than 99.9%" if 0.9995 <= power < 1 else percent(power)


def check_plan(power: float, alpha: float, sided: str, *plain: float) -> None:
    """Power, risk and sides that make sense; `plain` are the other numbers, which must be ordinary ones."""
    power, alpha = number(power, "The power"), number(alpha, "Alpha")
    if not 1e-6 <= power <= 1 - 1e-6 or not 1e-6 <= alpha <= 1 - 1e-6:
        raise StatsError(_("Power and alpha must lie between 0 and 1, for example 0.9 and 0.05."))
    for value in (number(given, "A size, share, rate or spread") for given in plain):
        if value != 0 and not 1e-9 <= abs(value) <= 1e12:
            raise StatsError(
                f"A sample size cannot be computed with {num(value, 6)}. Use a unit that makes it ordinary."
            )
    if sided not in ("one", "two"):
        raise StatsError(f"The test is 'one' or 'two' sided, not {sided!r}.")


def size_where(gap: Callable[[float], float], low: float, start: float) -> float:
    """The size at which a rising `gap` crosses 0, by bisection from a doubled bracket; at least `low`."""
    if gap(low) >= 0:
        return low
    high = max(2 * low, 2 * start)
    while high > LARGEST or not gap(high) >= 0:
        high *= 2
        if high > LARGEST:
            raise StatsError(
                _("More than ten million cases would be needed: ask for a larger difference or less power.")
            )
    for _ignored in range(200):
        middle = (low + high) / 2
        if high - low < 1e-10 * high:
            break
        low, high = (low, middle) if gap(middle) >= 0 else (middle, high)
    return high
