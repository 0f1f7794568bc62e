"""Percentiles of random structured maps against enumeration, or against 10 million draws where times vary.

    python scripts/prove_percentiles.py                 500 maps, about half an hour
    python scripts/prove_percentiles.py --maps 20 --draws 1000000 --seed 5

A map is grown as a tree of steps, sequences, choices, loops and parallel branches; the same tree is enumerated or drawn
here without any code of the program's own mathematics. A percentile printed as t is right when the true share
within t x (1 + 0.001) reaches it and the share within t x (1 - 0.001) does not pass it, give or take four
standard errors of the draws. Every heavy time (5% of the cases and more) has to be met to the digit.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from leanbench.event.records import Link, Map, Step
from leanbench.flow.routing import routing
from leanbench.words.durations import Duration

NEAR = 1e-3
PERCENTS = (50.0, 85.0, 95.0)
_CHUNK = 1_000_000
_ATOMS = 30_000


@dataclass
class Part:
    """A step, or parts in sequence, by choice, in a loop or side by side."""

    kind: str
    parts: list[Part] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    time: Duration | None = None
    name: str = ""


class TooManyTimesError(Exception):
    """More different times than are enumerated."""


def grown(luck: random.Random, depth: int, varying: bool, names: Iterator[str]) -> Part:
    """A random part; a sequence of two to five at the top."""
    kinds = ["sequence", "choice", "loop", "together"] if depth else ["step"]
    kind = "sequence" if depth == 3 else luck.choice([*kinds, "step", "step"])
    if kind == "step":
        return Part("step", time=_time(luck, varying), name=next(names))
    if kind == "loop":
        inner = Part(
            "sequence",
            [
                grown(luck, depth - 1, varying, names),
                Part("step", time=_time(luck, varying), name=next(names)),
            ],
        )
        return Part("loop", [inner], [luck.choice([0.02, 0.1, 0.25, 0.4])])
    parts = [grown(luck, depth - 1, varying, names) for _ in range(luck.randint(2, 5 if depth == 3 else 3))]
    weights = [luck.choice([1, 2, 5, 20]) for _ in parts]
    return Part(kind, parts, [weight / sum(weights) for weight in weights])


def _time(luck: random.Random, varying: bool) -> Duration:
    """Minutes from a few to some weeks; half of them vary where any may."""
    scale = luck.choice([7.0, 60.0, 480.0, 4800.0])
    amount = round(scale * luck.uniform(0.3, 2.0), luck.choice([0, 1, 2]))
    if not varying or luck.random() < 0.5:
        return Duration(amount, "min")
    shape = luck.choice(["range", "three-point", "normal", "lognormal", "gamma", "weibull", "exponential"])
    if shape == "range":
        return Duration(None, "min", 0.5 * amount, 1.7 * amount)
    if shape == "three-point":
        return Duration(amount, "min", 0.6 * amount, 3.0 * amount)
    sd = amount * (
        1.0
        if shape == "exponential"
        else luck.choice([0.1, 0.2, 0.25] if shape == "normal" else [0.2, 0.7, 1.3])
    )
    return Duration(amount, "min", shape=shape, sd=sd)  # type: ignore[arg-type]


# --- the map ------------------------------------------------------------------------------------------


def map_of(root: Part) -> Map:
    """The same tree as a map: points without time where ways part and meet."""
    steps: list[Step] = []
    links: list[Link] = []

    def point() -> str:
        steps.append(Step(f"p{len(steps)}", f"p{len(steps)}", process_time=Duration(0.0, "min")))
        return steps[-1].id

    def link(one: str, other: str, kind: str = "flow", share: float | None = None) -> None:
        links.append(Link(f"l{len(links)}", one, other, kind, share))  # type: ignore[arg-type]

    def build(part: Part) -> tuple[str, str]:
        if part.kind == "step":
            steps.append(Step(part.name, part.name, process_time=part.time))
            return part.name, part.name
        if part.kind == "sequence":
            ends = [build(one) for one in part.parts]
            for (_, one), (other, _) in itertools.pairwise(ends):
                link(one, other)
            return ends[0][0], ends[-1][1]
        if part.kind == "loop":
            first = point()
            start, end = build(part.parts[0])
            last = point()
            link(first, start)
            link(end, last, "flow", None)
            link(end, first, "rework", part.shares[0])
            return first, last
        first = point()
        inner = [build(one) for one in part.parts]
        last = point()
        for (start, end), share in zip(inner, part.shares, strict=True):
            link(first, start, "flow", share if part.kind == "choice" else None)
            link(end, last)
        return first, last

    start, end = point(), None
    first, last = build(root)
    end = point()
    link(start, first)
    link(last, end)
    return Map("current", steps=tuple(steps), links=tuple(links))


# --- the truth ----------------------------------------------------------------------------------------


def atoms_of(part: Part) -> tuple[Any, Any]:
    """Every total of a part with fixed times and its share, as two arrays; raises TooManyTimesError."""
    if part.kind == "step":
        assert part.time is not None
        return np.array([part.time.amount]), np.ones(1)
    inner = [atoms_of(one) for one in part.parts]
    if part.kind == "choice":
        return _merged(
            np.concatenate([values for values, _ in inner]),
            np.concatenate([share * masses for share, (_, masses) in zip(part.shares, inner, strict=True)]),
        )
    if part.kind == "sequence":
        found = inner[0]
        for other in inner[1:]:
            found = _sum(found, other)
        return found
    if part.kind == "together":
        values = np.unique(np.concatenate([values for values, _ in inner]))
        within = np.ones(len(values))
        for own, masses in inner:
            reached = np.concatenate(([0.0], np.cumsum(masses)))
            within = within * reached[np.searchsorted(own, values + 1e-9, side="right")]
        return _merged(values, np.diff(within, prepend=0.0))
    again = part.shares[0]
    all_values, all_masses = [], []
    passed, chance = inner[0], 1.0 - again
    for _ in range(200):
        all_values.append(passed[0])
        all_masses.append(passed[1] * chance)
        chance *= again
        if chance < 1e-8:
            break
        passed = _sum(passed, inner[0])
    return _merged(np.concatenate(all_values), np.concatenate(all_masses))


def _sum(one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any]:
    if len(one[0]) * len(other[0]) > 40 * _ATOMS:
        raise TooManyTimesError
    return _merged(np.add.outer(one[0], other[0]).ravel(), np.multiply.outer(one[1], other[1]).ravel())


def _merged(values: Any, masses: Any) -> tuple[Any, Any]:
    keys, place = np.unique(np.round(values, 6), return_inverse=True)
    total = np.bincount(place, masses, len(keys))
    kept = total > 1e-11
    if kept.sum() > _ATOMS:
        raise TooManyTimesError
    return keys[kept], total[kept]


def drawn(part: Part, luck: np.random.Generator, count: int) -> Any:
    """So many totals of a part."""
    if part.kind == "step":
        return _draws(part.time, luck, count)
    if part.kind == "sequence":
        return sum(drawn(one, luck, count) for one in part.parts)
    if part.kind == "together":
        found = drawn(part.parts[0], luck, count)
        for one in part.parts[1:]:
            found = np.maximum(found, drawn(one, luck, count))
        return found
    if part.kind == "choice":
        way = np.searchsorted(np.cumsum(part.shares)[:-1], luck.random(count), side="right")
        found = np.zeros(count)
        for k, one in enumerate(part.parts):
            taken = np.flatnonzero(way == k)
            found[taken] = drawn(one, luck, len(taken))
        return found
    found = np.zeros(count)
    going = np.arange(count)
    while len(going):
        found[going] += drawn(part.parts[0], luck, len(going))
        going = going[luck.random(len(going)) < part.shares[0]]
    return found


def _draws(time_: Duration | None, luck: np.random.Generator, count: int) -> Any:
    """Draws of one time, from numpy's own generators."""
    assert time_ is not None
    mean, sd = time_.amount, time_.sd
    if time_.low is not None and mean is None:
        return luck.uniform(time_.low, time_.high, count)
    if time_.low is not None:
        low, mode, high = time_.low, mean, time_.high
        centre, spread = (low + 4.0 * mode + high) / 6.0, (high - low) / 6.0
        unit = (centre - low) / (high - low)
        both = unit * (1.0 - unit) * ((high - low) / spread) ** 2 - 1.0
        return low + (high - low) * luck.beta(unit * both, (1.0 - unit) * both, count)
    if not time_.shape:
        return np.full(count, float(mean))
    if time_.shape == "normal":
        return np.maximum(0.0, luck.normal(mean, sd, count))
    if time_.shape == "exponential":
        return luck.exponential(mean, count)
    if time_.shape == "lognormal":
        sigma = math.sqrt(math.log1p((sd / mean) ** 2))
        return luck.lognormal(math.log(mean) - sigma * sigma / 2.0, sigma, count)
    if time_.shape == "gamma":
        return luck.gamma((mean / sd) ** 2, sd * sd / mean, count)
    from scipy.optimize import brentq

    def excess(k: float) -> float:
        return math.lgamma(1 + 2 / k) - 2 * math.lgamma(1 + 1 / k) - math.log1p((sd / mean) ** 2)

    k = brentq(excess, 0.2, 50.0, xtol=1e-13)
    return mean / math.gamma(1 + 1 / k) * luck.weibull(k, count)


# --- the proof ----------------------------------------------------------------------------------------


def wrong(seed: int, draws: int) -> tuple[str, list[str]]:
    """How a random map was proved ("enumerated", "drawn"), and what of it does not hold."""
    luck = random.Random(seed)
    names = (f"s{number}" for number in range(10_000))
    tree = grown(luck, 3, seed % 2 == 1, names)
    found = routing(map_of(tree))
    assert found is not None
    times = {percent: found.lead_time.percentile(percent) for percent in PERCENTS}
    problems = [str(trouble) for trouble in found.troubles]
    edges = np.array([times[percent] * (1.0 + side * NEAR) for percent in PERCENTS for side in (-1, 1)])
    try:
        if seed % 2 == 1:
            raise TooManyTimesError
        values, masses = atoms_of(tree)
        within = np.concatenate(([0.0], np.cumsum(masses)))
        reached = within[np.searchsorted(values, edges + 1e-6, side="right")]
        how, error = "enumerated", 1e-6
        for value, mass in zip(values[masses >= 0.05], masses[masses >= 0.05], strict=True):
            below, at = within[np.searchsorted(values, value)], within[np.searchsorted(values, value) + 1]
            problems += [
                f"{percent:g}%: {times[percent]!r}, but {100 * mass:.3f}% of the cases take {value!r}"
                for percent in PERCENTS
                if below + 1e-6 < percent / 100 < at - 1e-6 and abs(times[percent] - value) > 1e-6
            ]
    except TooManyTimesError:
        generator = np.random.default_rng(seed)
        counts, done = np.zeros(len(edges)), 0
        while done < draws:
            some = np.sort(drawn(tree, generator, min(_CHUNK, draws - done)))
            counts += np.searchsorted(some, edges + 1e-6, side="right")
            done += len(some)
        reached, how, error = counts / done, "drawn", 0.0
    for k, percent in enumerate(PERCENTS):
        share = percent / 100.0
        give = error or 4.0 * math.sqrt(share * (1.0 - share) / draws)
        if reached[2 * k] > share + give or reached[2 * k + 1] < share - give:
            shares = f"{reached[2 * k]:.5f} to {reached[2 * k + 1]:.5f}"
            problems.append(f"{percent:g}%: {times[percent]!r} printed; shares within 0.1% of it {shares}")
    return how, problems


def main() -> int:
    """Print what does not hold, and the tally; 1 when anything does not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--maps", type=int, default=500)
    parser.add_argument("--draws", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    tally: dict[str, int] = {}
    broken, start = 0, time.perf_counter()
    for seed in range(asked.seed, asked.seed + asked.maps):
        how, problems = wrong(seed, asked.draws)
        tally[how] = tally.get(how, 0) + 1
        broken += bool(problems)
        for problem in problems:
            print(f"map {seed} ({how}): {problem}", flush=True)
    print(
        f"{asked.maps} maps, {tally}, {broken} with a percentile that is off, {time.perf_counter() - start:.0f} s"
    )
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
