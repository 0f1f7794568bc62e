"""Tests for special causes, as data: which pattern, how many points, counted how.

Every test that a point completes is kept, not only the first. A test looks at one stage at a time;
the caller splits. Two traps are decided here and named: tests 3 and 4 count either points (Nelson,
JMP, qcc) or steps between points (Minitab: "6 in a row" fires at the seventh point), and a point
exactly on a limit or zone line belongs to the inner side.

Sources: L. S. Nelson, "The Shewhart control chart - tests for special causes", J. Quality Technology 16
(1984); Western Electric, Statistical Quality Control Handbook (1956); AIAG, Statistical Process
Control, 2nd ed. (2005), table II.1; J. O. Westgard, Clinical Chemistry 27 (1981); L. P. Provost and
S. K. Murray, The Health Care Data Guide (2011); D. C. Montgomery, Introduction to SQC, table 5.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from leanbench.stats.samples import Floats, Ints, StatsError

Bools = NDArray[np.bool_]
Kind = Literal["beyond", "same-side", "trend", "alternating", "zone", "within", "outside", "range"]
Counting = Literal["points", "steps"]
Panels = Literal["all", "counts", "first-four", "beyond-only"]

# Rounding must not turn a point on the line into a signal: 3.0000000000004 sigma is on the line.
_SLACK = 1e-9


class Signal(NamedTuple):
    """One point that completes a pattern.

    test : number or name of the test in its set.
    name : the test in words, ready to print.
    point : index of the plotted point, from 0.
    points : indexes of all points of the pattern, `point` last.
    side : "above", "below" or "" where the pattern has no side.
    """

    test: int | str
    name: str
    point: int
    points: tuple[int, ...]
    side: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One test.

    test : number or name within the set.
    kind : the pattern. ``beyond`` 1 point outside the limits (or `zone` sigma when given);
        ``same-side`` `k` in a row on one side of the centre; ``trend`` `k` in a row rising or falling;
        ``alternating`` `k` in a row up and down; ``zone`` `k` of `of` beyond `zone` sigma;
        ``within`` `k` in a row inside `zone` sigma; ``outside`` `k` in a row beyond `zone` sigma on
        either side; ``range`` two in a row beyond `zone` sigma on opposite sides.
    both_sides : for ``zone``, points on either side count together; for ``outside``, the run must
        have points on both sides (as qcc demands of Nelson's test 8).
    """

    test: int | str
    kind: Kind
    k: int = 1
    of: int = 0
    zone: float | None = None
    both_sides: bool = False

    def describe(self, counting: Counting = "points") -> str:
        """The test in words: ``9 points in a row on one side of the centre line``."""
        k, zone = self.k, f"{self.zone:g} sigma" if self.zone is not None else ""
        what = "steps" if counting == "steps" and self.kind in ("trend", "alternating") else "points"
        texts: dict[Kind, str] = {
            "beyond": f"1 point beyond {zone or 'a control limit'}",
            "same-side": f"{k} points in a row on one side of the centre line",
            "trend": f"{k} {what} in a row, all rising or all falling",
            "alternating": f"{k} {what} in a row alternating up and down",
            "zone": f"{k} of {self.of} points beyond {zone} from the centre"
            + (" (either side)" if self.both_sides else " on the same side"),
            "within": f"{k} points in a row within {zone} of the centre (either side)",
            "outside": f"{k} points in a row beyond {zone} from the centre "
            + ("(on both sides)" if self.both_sides else "(either side)"),
            "range": f"2 points in a row beyond {zone} on opposite sides",
        }
        if self.kind == "zone" and self.k == self.of:
            return f"{k} points in a row beyond {zone} on the same side"
        return texts[self.kind]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A named set of tests and how it counts trends and alternations.

    on_counts : which of them apply to charts of counts and shares: ``first-four`` as in Minitab (beyond, same
        side, trend, alternating), or ``all``, as in health services and Western Electric.
    """

    name: str
    rules: tuple[Rule, ...]
    counting: Counting = "points"
    source: str = ""
    on_counts: Panels = "first-four"

    def only(self, *tests: int | str) -> RuleSet:
        """The set with only these tests, by number or name."""
        wanted = {self._named(test) for test in tests}
        return replace(self, rules=tuple(rule for rule in self.rules if rule.test in wanted))

    def _named(self, test: int | str) -> int | str:
        """The test meant: forms and JSON write test 2 as "2"."""
        for rule in self.rules:
            if test == rule.test or str(test).strip() == str(rule.test):
                return rule.test
        names = ", ".join(str(rule.test) for rule in self.rules)
        raise StatsError(f"The {self.name} set has no test {test}. It has: {names}.")

    def with_k(self, lengths: Mapping[int | str, int]) -> RuleSet:
        """The set with other lengths: ``with_k({2: 7})`` makes test 2 seven points in a row."""
        wanted = {self._named(test): int(k) for test, k in lengths.items()}
        for test, k in wanted.items():
            if k < 1:
                raise StatsError(f"Test {test} needs a length of at least 1, not {k}.")
        return replace(
            self, rules=tuple(replace(rule, k=wanted.get(rule.test, rule.k)) for rule in self.rules)
        )

    def counted_in(self, counting: Counting) -> RuleSet:
        """The set with trends and alternations counted in points or in steps."""
        if counting not in ("points", "steps"):
            raise StatsError(f"Trends are counted in 'points' or in 'steps', not in {counting!r}.")
        return replace(self, counting=counting)

    def describe(self) -> tuple[str, ...]:
        """One line for each test."""
        return tuple(f"Test {rule.test}: {rule.describe(self.counting)}" for rule in self.rules)


def _eight(same_side: int = 9) -> tuple[Rule, ...]:
    return (
        Rule(1, "beyond"),
        Rule(2, "same-side", same_side),
        Rule(3, "trend", 6),
        Rule(4, "alternating", 14),
        Rule(5, "zone", 2, 3, 2.0),
        Rule(6, "zone", 4, 5, 1.0),
        Rule(7, "within", 15, zone=1.0),
        Rule(8, "outside", 8, zone=1.0),
    )


RULES: Mapping[str, RuleSet] = {
    "nelson": RuleSet("Nelson", _eight(), "points", "L. S. Nelson, JQT 16 (1984)"),
    "minitab": RuleSet("Minitab", _eight(), "steps", "Minitab, Using tests for special causes"),
    "weco": RuleSet(
        "Western Electric",
        (
            Rule(1, "beyond"),
            Rule(2, "zone", 2, 3, 2.0),
            Rule(3, "zone", 4, 5, 1.0),
            Rule(4, "same-side", 8),
        ),
        "points",
        "Western Electric, Statistical Quality Control Handbook (1956)",
        "all",
    ),
    "aiag": RuleSet("AIAG", _eight(7), "points", "AIAG, Statistical Process Control, 2nd ed. (2005)"),
    "westgard": RuleSet(
        "Westgard",
        (
            Rule("1-3s", "beyond"),
            Rule("2-2s", "zone", 2, 2, 2.0),
            Rule("R-4s", "range", zone=2.0),
            Rule("4-1s", "zone", 4, 4, 1.0),
            Rule("10x", "same-side", 10),
        ),
        "points",
        "J. O. Westgard and others, Clinical Chemistry 27 (1981)",
        "all",
    ),
    "ihi": RuleSet(
        "IHI (healthcare)",
        (
            Rule(1, "beyond"),
            Rule(2, "same-side", 8),
            Rule(3, "trend", 6),
            Rule(4, "zone", 2, 3, 2.0, both_sides=True),
            Rule(5, "within", 15, zone=1.0),
        ),
        "points",
        "L. P. Provost and S. K. Murray, The Health Care Data Guide (2011)",
        "all",
    ),
    "montgomery": RuleSet("Montgomery", _eight(8), "points", "D. C. Montgomery, Introduction to SQC", "all"),
}
DEFAULT = RULES["minitab"].only(1)
NONE = RuleSet("no tests", ())

Tests = RuleSet | str | int | Iterable[int | str] | Mapping[Any, Any] | None


def resolve(tests: Tests, base: RuleSet | None = None) -> RuleSet:
    """A rule set from what a caller may write.

    A `RuleSet`; the name of a set (``"nelson"``); test numbers of the base set (``(1, 2, 5)``);
    numbers with lengths (``{1: 1, 2: 7}``); None for the default (test 1), () for no tests.
    """
    base = base or RULES["minitab"]
    if tests is None:
        return DEFAULT
    if isinstance(tests, RuleSet):
        return tests
    if isinstance(tests, str):
        if tests in ("none", ""):
            return NONE
        if tests in RULES:
            return RULES[tests]
        if tests == "all":
            return base
        raise StatsError(
            f"There is no set of tests named {tests!r}. Choose one of: {', '.join(RULES)}, none."
        )
    if isinstance(tests, int):
        return base.only(tests)
    if isinstance(tests, Mapping):
        if "rules" in tests:
            return from_plain(tests)
        return base.only(*tests).with_k({t: k for t, k in tests.items() if str(t) != "1"})
    return base.only(*tests)


def to_plain(rules: RuleSet) -> dict[str, Any]:
    """A set as plain values, to keep a user's own set in a file."""
    return {
        "name": rules.name,
        "counting": rules.counting,
        "source": rules.source,
        "on_counts": rules.on_counts,
        "rules": [asdict(rule) for rule in rules.rules],
    }


def from_plain(plain: Mapping[Any, Any]) -> RuleSet:
    """A set from plain values, as `to_plain` writes them. Raises StatsError when it is not one."""
    try:
        rules = tuple(Rule(**rule) for rule in plain["rules"])
        on_counts: Panels = "all" if plain.get("on_counts") == "all" else "first-four"
        name, source = str(plain.get("name", "own tests")), str(plain.get("source", ""))
        found = RuleSet(name, rules, source=source, on_counts=on_counts)
    except (TypeError, KeyError, AttributeError) as error:
        raise StatsError(f"This set of tests cannot be read: {error}.") from None
    for rule in rules:
        if rule.kind not in _PATTERNS or rule.k < 1:
            raise StatsError(f"Test {rule.test} of the set {found.name} has no known pattern or length.")
        if rule.kind in ("zone", "within", "outside", "range") and rule.zone is None:
            raise StatsError(f"Test {rule.test} of the set {found.name} needs a zone, in sigma.")
    return found.counted_in(plain.get("counting", "points"))


def suited(rules: RuleSet, panels: Panels) -> RuleSet:
    """The tests that make sense on a panel: zone tests need a symmetric, independent statistic.

    ``first-four`` (ranges, standard deviations, moving ranges): beyond, same side, trend, alternating.
    ``counts`` (counts and shares): as the set says. ``beyond-only`` (time-weighted statistics, which are correlated by construction).
    """
    if panels == "counts":
        panels = rules.on_counts
    if panels == "all":
        return rules
    kinds = ("beyond",) if panels == "beyond-only" else ("beyond", "same-side", "trend", "alternating")
    return replace(rules, rules=tuple(rule for rule in rules.rules if rule.kind in kinds))


def find_signals(
    values: Floats,
    center: Floats | float = 0.0,
    sigma: Floats | float = 1.0,
    rules: RuleSet = DEFAULT,
    *,
    lcl: Floats | float | None = None,
    ucl: Floats | float | None = None,
    k: float = 3.0,
    offset: int = 0,
) -> tuple[Signal, ...]:
    """Every test that every point completes, ordered by point, then test.

    Parameters
    ----------
    values : (n,) floats
        Plotted points of one stage. With the default centre and sigma these are z values.
    center, sigma : float or (n,) floats
        Centre line and standard deviation of the plotted statistic at each point.
    lcl, ucl : float or (n,) floats, optional
        The limits that a ``beyond`` test uses; centre -+ `k` sigma when not given.
    offset : int
        Added to every index, for a stage that does not start at the first point.
    """
    if values.size == 0 or not rules.rules:
        return ()
    limits_only = all(rule.kind == "beyond" and rule.zone is None for rule in rules.rules)
    z = values if limits_only else _standardised(values, center, sigma)
    signals: list[Signal] = []
    for rule in rules.rules:
        name = rule.describe(rules.counting)
        if rule.kind == "beyond" and rule.zone is None:
            above, below = _outside_limits(values, center, sigma, lcl, ucl, k)
        else:
            above, below = _PATTERNS[rule.kind](z, values, rule, rules.counting)
        length = rule.of if rule.kind == "zone" else _points(rule, rules.counting)
        sided = rule.kind not in ("alternating", "within", "outside", "range") and not rule.both_sides
        for hit, side in ((above, "above"), (below, "below")):
            _collect(signals, np.flatnonzero(hit), rule, name, side if sided else "", length, offset, z)
    signals.sort(key=lambda signal: signal.point)
    return tuple(signals)


def _collect(
    signals: list[Signal], found: Ints, rule: Rule, name: str, side: str, length: int, offset: int, z: Floats
) -> None:
    test, zone = rule.test, rule.zone or 0.0
    if rule.kind != "zone":
        shift, span = offset + 1, length - 1
        signals.extend(
            Signal(test, name, at + offset, tuple(range(max(0, at - span) + offset, at + shift)), side)
            for at in found.tolist()
        )
        return
    for at in found.tolist():
        window = z[max(0, at - length + 1) : at + 1].tolist()
        first = at - len(window) + 1 + offset
        if side == "below":
            window = [-value for value in window]
        points = tuple(
            first + i
            for i, value in enumerate(window)
            if (abs(value) if side == "" else value) > zone + _SLACK
        )
        signals.append(Signal(test, name, at + offset, points, side))


def _points(rule: Rule, counting: Counting) -> int:
    """How many points the pattern spans."""
    if rule.kind in ("trend", "alternating"):
        return rule.k + (1 if counting == "steps" else 0)
    return 2 if rule.kind == "range" else rule.k


def _standardised(values: Floats, center: Floats | float, sigma: Floats | float) -> Floats:
    """(value - centre)/sigma; 0 where the value is the centre, infinite where sigma is 0 and it is not."""
    distance: Floats = values - center
    least, largest = float(np.min(sigma)), max(abs(float(values.max())), abs(float(values.min())))
    if least > 0 and 1e-13 * largest <= _SLACK * least:
        distance /= sigma  # rounding of the mean is far below the slack of the zones
        return distance
    # A mean carries rounding of its own: values that equal it in all but the last bits are on the centre line.
    on_line = np.abs(distance) <= 1e-13 * np.abs(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = distance / sigma
    z[on_line] = 0.0
    flat = np.asarray(sigma) <= 0
    if np.any(flat):
        # With no spread there is no zone to be inside of.
        z[on_line & flat] = np.nan
    return z


def _outside_limits(
    values: Floats,
    center: Floats | float,
    sigma: Floats | float,
    lcl: Floats | float | None,
    ucl: Floats | float | None,
    k: float,
) -> tuple[Bools, Bools]:
    high = center + k * np.asarray(sigma) if ucl is None else ucl
    low = center - k * np.asarray(sigma) if lcl is None else lcl
    above, below = values > high, values < low
    # Only the few points outside need the closer look.
    for hit, limit in ((above, high), (below, low)):
        at = np.flatnonzero(hit)
        slack = _SLACK * np.nan_to_num(_at(sigma, at), posinf=0.0)
        hit[at] = np.abs(values[at] - _at(limit, at)) > np.maximum(slack, 1e-13 * np.abs(values[at]))
    return above, below


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
    zone = (rule.zone or 0.0) + _SLACK
    return z > zone, z < -zone


def _sides(z: Floats, zone: float = 0.0) -> NDArray[np.int8]:
    return (z > zone + _SLACK).view(np.int8) - (z < -zone - _SLACK).view(np.int8)


def _same_side(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    side = _sides(z)
    long = _in_a_row(side, rule.k)
    return long & (side > 0), long & (side < 0)


def _directions(values: Floats) -> NDArray[np.int8]:
    """1 where the next value is higher, -1 where it is lower, 0 where it is equal."""
    return (values[1:] > values[:-1]).view(np.int8) - (values[1:] < values[:-1]).view(np.int8)


def _trend(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    steps = _points(rule, counting) - 1
    above, below = np.zeros(values.size, dtype=bool), np.zeros(values.size, dtype=bool)
    if values.size > 1 and steps > 0:
        direction = _directions(values)
        long = _in_a_row(direction, steps)
        above[1:], below[1:] = long & (direction > 0), long & (direction < 0)
    return above, below


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
    zone = (rule.zone or 0.0) + _SLACK
    if rule.both_sides:
        out = np.abs(z) > zone
        return out & (_count_in(rule.of, out) >= rule.k), np.zeros(z.size, dtype=bool)
    above, below = z > zone, z < -zone
    return (
        above & (_count_in(rule.of, above) >= rule.k),
        below & (_count_in(rule.of, below) >= rule.k),
    )


def _within(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    inside = np.abs(z) <= (rule.zone or 0.0) + _SLACK
    return _in_a_row(inside.view(np.int8), rule.k), np.zeros(z.size, dtype=bool)


def _outside(z: Floats, values: Floats, rule: Rule, counting: Counting) -> tuple[Bools, Bools]:
    out = np.abs(z) > (rule.zone or 0.0) + _SLACK
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
    "beyond": _beyond,
    "same-side": _same_side,
    "trend": _trend,
    "alternating": _alternating,
    "zone": _zone,
    "within": _within,
    "outside": _outside,
    "range": _range,
}
