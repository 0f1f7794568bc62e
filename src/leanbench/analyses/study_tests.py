"""The tests for special causes that the options of a study choose."""

from __future__ import annotations

from leanbench.analyses.method import Options
from leanbench.stats.spc.profiles import profile
from leanbench.stats.spc.rules import RULES, RuleSet, resolve


def rules_of(options: Options) -> RuleSet:
    """The tests of a study: all of the named set, or those chosen from it, with their own lengths.

    ``rules`` names the set; ``tests`` is a list of its tests, or {test: length}; without a set, Minitab's.
    """
    name = options.get("rules") or (profile(options.get("profile")).name if options.get("profile") else None)
    base = RULES.get(str(name or "minitab"))
    if base is None:
        base = RULES[PROFILE_RULES.get(str(name), "minitab")]
    tests = options.get("tests")
    if tests is None:
        return base
    return resolve(tuple(tests) if isinstance(tests, list) else tests, base)


def usual_tests(options: Options) -> tuple[str, ...]:
    """The tests that apply when a study chooses none: all of a named set, else those of the convention."""
    rules = (
        RULES[options["rules"]] if options.get("rules") in RULES else profile(options.get("profile")).tests
    )
    return tuple(str(rule.test) for rule in rules.rules)


# Which set a convention counts with, where it has not the set's name.
PROFILE_RULES = {"jmp": "nelson", "nist": "nelson", "healthcare": "ihi"}
