"""The options that every chart understands, in one vocabulary.

Chart functions take these as keywords. `Setup.of` fills what is not given from the convention profile.

stages : labels, one per input row; limits restart where the label changes.
excluded : ``{row: reason}`` or rows (from 0): shown and tested, but not used for the limits.
baseline : the first so many points of each stage, or the rows that set the limits (frozen limits).
center, sigma : known parameters: a number, one per stage, or ``{stage: number}``.
k : distance of the limits in sigma, 3 by default.
tests : a RuleSet, the name of one, numbers, ``{number: length}``, () for none; None for the profile's.
counting : count trends and alternations in "points" or "steps"; None for the set's own way.
constants : "exact" or "table", or `constants.EXACT`, `constants.table(3)`; None for the profile's.
profile : name of a convention profile.
labels : text for each input row, shown at the points.
name, unit : what was measured, in words, and its unit ("" for none).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np

from leanbench.stats.base.constants import EXACT, Constants, table
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Ints, StatsError, column, count, number
from leanbench.stats.spc.phases import Baseline, Bools, Excluded, Known, Plan, plan_points
from leanbench.stats.spc.profiles import Profile
from leanbench.stats.spc.profiles import profile as find_profile
from leanbench.stats.spc.rule_set import Counting, Panels, RuleSet, suitable
from leanbench.stats.spc.rules import Tests, resolve


class Design(TypedDict, total=False):
    """Keywords shared by all charts; see the module text."""

    stages: Iterable[Any] | None
    excluded: Excluded
    baseline: Baseline
    center: Known
    sigma: Known
    k: float
    tests: Tests
    counting: Counting | None
    constants: Constants | str | None
    profile: str | Profile | None
    labels: Iterable[Any] | None
    name: str
    unit: str


OPTION_NAMES: tuple[str, ...] = tuple(Design.__annotations__)


def chosen_constants(given: Constants | str | None, profile: Profile) -> Constants:
    """The constants to use: as given, "exact" or "table", or those of the profile. Raises StatsError."""
    if isinstance(given, str):
        if given not in ("exact", "table"):
            raise StatsError(f"Constants are 'exact' or 'table', not {given!r}.")
        return EXACT if given == "exact" else table(3)
    if given is not None and not isinstance(given, Constants):
        raise StatsError(f"Constants are 'exact' or 'table', not {given!r}.")
    return given or profile.constants


@dataclass(frozen=True, slots=True)
class Setup:
    """The options of one chart, with defaults filled in."""

    stages: list[Any] | None
    excluded: Excluded
    baseline: Baseline
    center: Known
    sigma: Known
    k: float
    rules: RuleSet
    constants: Constants
    profile: Profile
    labels: tuple[str, ...]
    name: str
    unit: str

    @classmethod
    def of(cls, options: Design) -> Setup:
        """Fill in what is not given. Raises StatsError for an unknown option or a k not above zero."""
        for key in options:
            if key not in OPTION_NAMES:
                raise StatsError(f"A chart has no option {key!r}. It understands: {', '.join(OPTION_NAMES)}.")
        profile = find_profile(options.get("profile"))
        tests = options.get("tests")
        rules = profile.tests if tests is None else resolve(tests)
        counting = options.get("counting")
        if counting is not None:
            rules = rules.counted_in(counting)
        k = number(options.get("k", 3.0), "The distance of the limits k")
        if not 0 < k < 100:
            raise StatsError(f"Limits need a distance k above zero, not {num(k, 6)} sigma.")
        stages, labels = options.get("stages"), options.get("labels")
        return cls(
            None if stages is None else list(column(stages, "stage labels")),
            options.get("excluded"),
            options.get("baseline"),
            options.get("center"),
            options.get("sigma"),
            k,
            rules,
            chosen_constants(options.get("constants"), profile),
            profile,
            ()
            if labels is None
            else tuple("" if item is None else str(item) for item in column(labels, "point labels")),
            str(options.get("name") or "values"),
            str(options.get("unit") or ""),
        )

    def plan(
        self,
        row: Ints,
        rows: int,
        of_row: Ints | None = None,
        what: str = "point",
        after_gap: Bools | None = None,
    ) -> Plan:
        """The points of the chart with stages, baseline, exclusions and known parameters."""
        return plan_points(
            row,
            rows,
            of_row=of_row,
            stages=self.stages,
            excluded=self.excluded,
            baseline=self.baseline,
            center=self.center,
            sigma=self.sigma,
            what=what,
            after_gap=after_gap,
        )

    def point_labels(self, row: Ints, rows: int) -> tuple[str, ...]:
        """Labels of the plotted points from the labels of the input rows."""
        if not self.labels:
            return ()
        if len(self.labels) != rows:
            raise StatsError(f"Labels: {len(self.labels)} for {count(rows, 'row')}. Give one for each row.")
        return tuple(self.labels[at] for at in row.tolist())

    def sigma_method(self, chosen: str | None, method: str, default: str) -> str:
        """The estimator: as chosen, or the profile's for this chart, or the chart's own."""
        return chosen or self.profile.sigma.get(method, default)

    def convention(
        self, estimators: Iterable[str], extra: str = "", word: str = "sigma = ", panels: Panels = "all"
    ) -> str:
        """The text printed beside the numbers, with the tests that suit the `panels` of the chart."""
        parts = [f"{word}{' / '.join(dict.fromkeys(estimators))}", extra or f"limits ±{num(self.k, 6)} sigma"]
        rules = suitable(self.rules, panels).rules
        if rules:
            numbers = ", ".join(str(rule.test) for rule in rules)
            counted = any(rule.kind in ("trend", "alternating") for rule in rules)
            how = f", counted in {self.rules.counting}" if counted else ""
            parts.append(f"test{'s' if len(rules) > 1 else ''} {numbers} ({self.rules.name}{how})")
        aside = [str(rule.test) for rule in self.rules.rules if rule not in rules]
        if aside:
            parts.append(f"not suited to this chart: test{'s' if len(aside) > 1 else ''} {', '.join(aside)}")
        parts += [self.constants.name, f"{self.profile.title} profile"]
        return "; ".join(parts)

    def few_points(self, plan: Plan) -> list[str]:
        """Limits from few points are provisional."""
        used = [
            (span.name, int(np.count_nonzero(span.use)))
            for span in plan
            if span.center is None or span.sigma is None
        ]
        few = [(name, n) for name, n in used if n < 12]
        if not few:
            return []
        name, n = few[0]
        where = f" of stage {name}" if len(plan.spans) > 1 else ""
        return [f"The limits{where} come from {count(n, 'point')} and are provisional; 20 or more are usual"]
