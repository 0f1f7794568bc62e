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

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from leanbench.stats.base.samples import StatsError
from leanbench.stats.spc.rule_patterns import find_signals
from leanbench.stats.spc.rule_set import Kind, Panels, Rule, RuleSet, Signal

__all__ = ["RULES", "Rule", "RuleSet", "Signal", "find_signals", "resolve"]


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
            Rule(3, "trend", 6, skip_ties=True),
            Rule(4, "zone", 2, 3, 2.0, both_sides=True),
            Rule(5, "within", 15, zone=1.0),
        ),
        "points",
        "L. P. Provost and S. K. Murray, The Health Care Data Guide (2011)",
        "all",
    ),
    "nhs": RuleSet(
        "NHS (Making data count)",
        (
            Rule(1, "beyond"),
            Rule(2, "same-side", 7),
            Rule(3, "trend", 7, skip_ties=True),
            Rule(4, "zone", 2, 3, 2.0),
        ),
        "points",
        "NHS England and NHS Improvement, Making data count: strengthening your decisions (2019)",
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
    numbers with lengths (``{1: 1, 2: 7}``, None for the usual one); None for the default (test 1), () for no tests.
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
        return base.only(*tests).with_k({t: k for t, k in tests.items() if k is not None and str(t) != "1"})
    return base.only(*tests)


def from_plain(plain: Mapping[Any, Any]) -> RuleSet:
    """A set from plain values, as `to_json` writes them. Raises StatsError when it is not one."""
    try:
        rules = tuple(Rule(**rule) for rule in plain["rules"])
        on_counts: Panels = "all" if plain.get("on_counts") == "all" else "first-four"
        name, source = str(plain.get("name", "own tests")), str(plain.get("source", ""))
        found = RuleSet(name, rules, source=source, on_counts=on_counts)
    except (TypeError, KeyError, AttributeError) as error:
        raise StatsError(f"This set of tests cannot be read: {error}.") from None
    for rule in rules:
        if rule.kind not in get_args(Kind) or rule.k < 1:
            raise StatsError(f"Test {rule.test} of the set {found.name} has no known pattern or length.")
        if rule.kind in ("zone", "within", "outside", "range") and rule.zone is None:
            raise StatsError(f"Test {rule.test} of the set {found.name} needs a zone, in sigma.")
    return found.counted_in(plain.get("counting", "points"))
