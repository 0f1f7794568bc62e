"""Finds patterns in plotted points: vectorised, so that a million points take a tenth of a second.

Rules of the house: every test that a point completes is kept; a point exactly on a limit or zone line
belongs to the inner side; a point on the center line belongs to neither side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from leanbench.stats.base.samples import Floats, Ints
from leanbench.stats.spc.rule_set import SLACK, Counting, Kind, Rule, RuleSet
from leanbench.stats.spc.signal_arrays import Pattern, Signals, Stretch

Bools = NDArray[np.bool_]

_BEYOND = RuleSet("beyond the limits", (Rule(1, "beyond"),))


def find_signals(
    values: Floats,
    center: Floats | float = 0.0,
    sigma: Floats | float = 1.0,
    rules: RuleSet = _BEYOND,
    *,
    lcl: Floats | float | None = None,
    ucl: Floats | float | None = None,
    k: float = 3.0,
    offset: int = 0,
) -> Signals:
    """Every test that every point completes, ordered by point, then test.

    Parameters
    ----------
    values : (n,) floats
        Plotted points of one stage. With the default center and sigma these are z values.
    center, sigma : float or (n,) floats
        Center line and standard deviation of the plotted statistic at each point.
    lcl, ucl : float or (n,) floats, optional
        The limits that a ``beyond`` test uses; center -+ `k` sigma when not given.
    offset : int
        Added to every index, for a stage that does not start at the first point.
    """
    if values.size == 0 or not rules.rules:
        return Signals()
    limits_only = all(rule.kind == "beyond" and rule.zone is None for rule in rules.rules)
    z = values if limits_only else _standardized(values, center, sigma)
    patterns: list[Pattern] = []
    hits: list[tuple[Ints, int, int]] = []  # the points, the number of the pattern, its side
    for number, rule in enumerate(rules.rules):
        name = rule.describe(rules.counting)
        if rule.kind == "beyond" and rule.zone is None:
            patterns.append(Pattern(rule.test, name, 1))
            hits += [
                (_outside_limit(values, center, sigma, ucl, k), number, 1),
                (_outside_limit(values, center, sigma, lcl, -k), number, 2),
            ]
            continue
        above, below = _PATTERNS[rule.kind](z, values, rule, rules.counting)
        if rule.skip_ties:
            along, ends, rising = _tied_trends(values, rule, rules.counting)
            patterns.append(Pattern(rule.test, name, _points(rule, rules.counting), None, along))
            hits += [(along[ends[rising]], number, 1), (along[ends[~rising]], number, 2)]
            continue
        length = rule.of if rule.kind == "zone" else _points(rule, rules.counting)
        sided = rule.kind not in ("alternating", "within", "outside", "range") and not rule.both_sides
        zone = (rule.zone or 0.0) if rule.kind == "zone" else None
        patterns.append(Pattern(rule.test, name, length, zone))
        hits += [(np.flatnonzero(hit), number, sided * side) for hit, side in ((above, 1), (below, 2))]
    at = np.concatenate([points for points, _, _ in hits])
    order = np.argsort(at, kind="stable")
    sizes = [points.size for points, _, _ in hits]
    pattern = np.repeat(np.array([number for _, number, _ in hits], dtype=np.int8), sizes)[order]
    side = np.repeat(np.array([side for _, _, side in hits], dtype=np.int8), sizes)[order]
    zoned = any(one.zone is not None for one in patterns)
    return Signals([Stretch(at[order], pattern, side, tuple(patterns), z if zoned else np.empty(0), offset)])


def _points(rule: Rule, counting: Counting) -> int:
    """How many points the pattern spans."""
    if rule.kind in ("trend", "alternating"):
        return rule.k + (1 if counting == "steps" else 0)
    return 2 if rule.kind == "range" else rule.k


def _standardized(values: Floats, center: Floats | float, sigma: Floats | float) -> Floats:
    """(value - center)/sigma; 0 where the value is the center, infinite where sigma is 0 and it is not."""
    distance: Floats = values - center
    least, largest = float(np.min(sigma)), max(abs(float(values.max())), abs(float(values.min())))
    if least > 0 and 1e-13 * largest <= SLACK * least:
        distance /= sigma  # rounding of the mean is far below the slack of the zones
        return distance
    # A mean carries rounding of its own: values that equal it in all but the last bits are on the center line.
    on_line = np.abs(distance) <= 1e-13 * np.abs(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = distance / sigma
    z[on_line] = 0.0
    flat = np.asarray(sigma) <= 0
    if np.any(flat):
        # With no spread there is no zone to be inside of.
        z[on_line & flat] = np.nan
    return z


def _outside_limit(
    values: Floats, center: Floats | float, sigma: Floats | float, limit: Floats | float | None, k: float
) -> Ints:
    """The points beyond the upper (k > 0) or the lower limit; center + k sigma when no limit is given."""
    line = center + k * np.asarray(sigma) if limit is None else limit
    found = np.flatnonzero(values > line if k > 0 else values < line)
    # Only the few points outside need the closer look.
    slack = SLACK * np.nan_to_num(_at(sigma, found), posinf=0.0)
    beyond = np.abs(values[found] - _at(line, found)) > np.maximum(slack, 1e-13 * np.abs(values[found]))
    return found if beyond.all() else found[beyond]


def _at(line: Floats | float, where: Ints) -> Floats:
    """A line at some points, whether it is one number or one per point."""
    array = np.asarray(line, dtype=np.float64)
    return array[where] if array.ndim else np.broadcast_to(array, where.shape)


def _in_a_row(code: NDArray[np.int8], k: int) -> Bools:
    """Points that end a run of at least k equal codes other than 0. Works on the few long runs only."""
    n = code.size
    hit = np.zeros(n, dtype=bool)
    if n < k:
        return hit
    edges = np.concatenate(([0], np.flatnonzero(code[1:] != code[:-1]) + 1, [n]))
    long = np.flatnonzero(np.diff(edges) >= k)
    first, end = edges[long], edges[long + 1]
    wanted = code[first] != 0
    first, end = first[wanted] + k - 1, end[wanted]
    if first.size <= 1000:
        for start, stop in zip(first.tolist(), end.tolist(), strict=True):
            hit[start:stop] = True
        return hit
    step = np.zeros(n + 1, dtype=np.int8)
    step[first] += 1
    step[end] -= 1
    np.cumsum(step[:-1], out=step[:-1])
    return step[:-1] > 0


def _beyond(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    zone = (rule.zone or 0.0) + SLACK
    return z > zone, z < -zone


def _sides(z: Floats, zone: float = 0.0) -> NDArray[np.int8]:
    return (z > zone + SLACK).view(np.int8) - (z < -zone - SLACK).view(np.int8)


def _same_side(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    side = _sides(z)
    long = _in_a_row(side, rule.k)
    return long & (side > 0), long & (side < 0)


def _directions(values: Floats) -> NDArray[np.int8]:
    """1 where the next value is higher, -1 where it is lower, 0 where they differ by rounding only.

    Ranges and means are computed: 1.3 - 1.2 and 1.2 - 1.1 are the same step, though their last bits differ.
    """
    if values.size == 0:
        return np.empty(0, dtype=np.int8)
    least = 1e-10 * (float(np.fmax.reduce(values)) - float(np.fmin.reduce(values)))
    step = np.diff(values)
    return (step > least).view(np.int8) - (step < -least).view(np.int8)


def _trend(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    steps = _points(rule, counting) - 1
    above, below = np.zeros(values.size, dtype=bool), np.zeros(values.size, dtype=bool)
    if values.size > 1 and steps > 0:
        direction = _directions(values)
        long = _in_a_row(direction, steps)
        above[1:], below[1:] = long & (direction > 0), long & (direction < 0)
    return above, below


def _tied_trends(values: Floats, rule: Rule, counting: Counting) -> tuple[Ints, Ints, Bools]:
    """Trends in which a point equal to the one before neither counts nor breaks; it completes none either.

    Entries without a value end a trend. Gives the points that count, which of them end a trend, and whether it rises.
    """
    steps = _points(rule, counting) - 1
    direction = _directions(values)
    kept = np.append(0, np.flatnonzero((direction != 0) | np.isnan(np.diff(values))) + 1)
    turn = direction[kept[1:] - 1]
    ends = np.flatnonzero(_in_a_row(turn, steps)) if steps > 0 else np.empty(0, dtype=np.int64)
    return kept, ends + 1, turn[ends] > 0


def _alternating(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    turns = _points(rule, counting) - 2
    hit = np.zeros(values.size, dtype=bool)
    if values.size > 2 and turns > 0:
        direction = _directions(values)
        hit[2:] = _in_a_row((direction[1:] * direction[:-1] < 0).view(np.int8), turns)
    return hit, np.zeros_like(hit)


def _count_in(window: int, inside: Bools) -> NDArray[np.int16]:
    """How many of the last `window` points are inside."""
    total = inside.astype(np.int16)
    for lag in range(1, min(window, inside.size)):
        total[lag:] += inside[:-lag]
    return total


def _zone(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    zone = (rule.zone or 0.0) + SLACK
    if rule.both_sides:
        out = np.abs(z) > zone
        return out & (_count_in(rule.of, out) >= rule.k), np.zeros(z.size, dtype=bool)
    above, below = z > zone, z < -zone
    return (
        above & (_count_in(rule.of, above) >= rule.k),
        below & (_count_in(rule.of, below) >= rule.k),
    )


def _within(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    inside = np.abs(z) <= (rule.zone or 0.0) + SLACK
    return _in_a_row(inside.view(np.int8), rule.k), np.zeros(z.size, dtype=bool)


def _outside(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    out = np.abs(z) > (rule.zone or 0.0) + SLACK
    hit = _in_a_row(out.view(np.int8), rule.k)
    if rule.both_sides:
        high = _count_in(rule.k, z > 0)
        hit &= (high > 0) & (high < rule.k)
    return hit, np.zeros(z.size, dtype=bool)


def _range(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    side = _sides(z, rule.zone or 0.0)
    hit = np.zeros(z.size, dtype=bool)
    hit[1:] = side[1:] * side[:-1] < 0
    return hit, np.zeros_like(hit)


_PATTERNS: Mapping[Kind, Callable[[Floats, Floats, Rule, Counting], tuple[Bools, Bools]]] = {
    "beyond": _beyond, "same-side": _same_side, "trend": _trend, "alternating": _alternating, "zone": _zone,
    "within": _within, "outside": _outside, "range": _range,
}  # fmt: skip
