"""What a test for special causes is, as data: a pattern, a length, a zone; and a named set of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import StatsError, whole

Kind = Literal["beyond", "same-side", "trend", "alternating", "zone", "within", "outside", "range"]
Counting = Literal["points", "steps"]
Panels = Literal["all", "counts", "first-four", "beyond-only"]
SLACK = 1e-9  # rounding must not turn a point on the line into a signal: 3.0000000000004 sigma is on the line


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
        ``same-side`` `k` in a row on one side of the center; ``trend`` `k` in a row rising or falling;
        ``alternating`` `k` in a row up and down; ``zone`` `k` of `of` beyond `zone` sigma;
        ``within`` `k` in a row inside `zone` sigma; ``outside`` `k` in a row beyond `zone` sigma on
        either side; ``range`` two in a row beyond `zone` sigma on opposite sides.
    both_sides : for ``zone``, points on either side count together; for ``outside``, the run must
        have points on both sides (as qcc demands of Nelson's test 8).
    skip_ties : for ``trend``, a point equal to the one before neither adds to the trend nor ends it, as the guides of
        the health services count.
    """

    test: int | str
    kind: Kind
    k: int = 1
    of: int = 0
    zone: float | None = None
    both_sides: bool = False
    skip_ties: bool = False

    def describe(self, counting: Counting = "points") -> str:
        """The test in words: ``9 points in a row on one side of the center line``."""
        k, zone = self.k, f"{num(self.zone, 6)} sigma" if self.zone is not None else ""
        what = "steps" if counting == "steps" and self.kind in ("trend", "alternating") else "points"
        texts: dict[Kind, str] = {
            "beyond": f"1 point beyond {zone or 'a control limit'}",
            "same-side": f"{k} points in a row on one side of the center line",
            "trend": f"{k} {what} in a row, all rising or all falling",
            "alternating": f"{k} {what} in a row alternating up and down",
            "zone": f"{k} of {self.of} points beyond {zone} from the center"
            + (" (either side)" if self.both_sides else " on the same side"),
            "within": f"{k} points in a row within {zone} of the center (either side)",
            "outside": f"{k} points in a row beyond {zone} from the center "
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
        wanted = {self._test_of(test) for test in tests}
        return replace(self, rules=tuple(rule for rule in self.rules if rule.test in wanted))

    def _test_of(self, test: int | str) -> int | str:
        """The test meant: forms and JSON write test 2 as "2"."""
        for rule in self.rules:
            if test == rule.test or str(test).strip() == str(rule.test):
                return rule.test
        names = ", ".join(str(rule.test) for rule in self.rules)
        raise StatsError(f"The {self.name} set has no test {test}. It has: {names}.")

    def with_k(self, lengths: Mapping[int | str, int]) -> RuleSet:
        """The set with other lengths: ``with_k({2: 7})`` makes test 2 seven points in a row."""
        wanted = {self._test_of(test): whole(k, f"The length of test {test}") for test, k in lengths.items()}
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


def suitable(rules: RuleSet, panels: Panels) -> RuleSet:
    """The tests that make sense on a panel: zone tests need a symmetric, independent statistic.

    ``first-four`` (ranges, standard deviations, moving ranges): beyond, same side, trend, alternating.
    ``counts`` (counts and shares): as the set says.
    ``beyond-only``: time-weighted statistics, which are correlated by construction.
    """
    if panels == "counts":
        panels = rules.on_counts
    if panels == "all":
        return rules
    kinds = ("beyond",) if panels == "beyond-only" else ("beyond", "same-side", "trend", "alternating")
    return replace(rules, rules=tuple(rule for rule in rules.rules if rule.kind in kinds))
