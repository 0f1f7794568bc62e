"""Did it change? One study for before and after: staged chart, the right test and why, the change with its
interval, and capability before and after.

The chart comes first: a test compares two heaps of numbers and cannot see that one of them was drifting.
The after values are also judged against the limits of before, because that is what the room sees.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, p_text, percent, with_unit
from leanbench.stats.base.samples import StatsError, count
from leanbench.stats.capability.capability_result import NormalCapability
from leanbench.stats.capability.deadline import DeadlineCapability, capability_deadline
from leanbench.stats.change import before_after as parts
from leanbench.stats.change.before_after import Choice
from leanbench.stats.change.change_rows import Kind, read_rows
from leanbench.stats.spc.chart_design import Design
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.spc.phases import Excluded
from leanbench.stats.tests.testing import HypothesisTest, check_confidence

__all__ = ["did_it_change"]

Better = Literal["", "lower", "higher"]
Verdict = Literal["improved", "worse", "changed", "not shown"]


@dataclass(frozen=True, slots=True, eq=False)
class Change(Result):
    """Before and after in one result.

    names : the two stages compared. test : the comparison; `why` : why this test, in one sentence.
    chart : limits recomputed in each stage. frozen : every point against the limits of before, None
    where they could not be set; beyond, aside : after points outside those limits, and the longest run
    of them on one side of the old center. spread : Levene's test for measures. within : the shares
    inside the specification compared. capability, deadline : (before, after) where limits were given.
    verdict : "improved", "worse" (when `better` is known), "changed", or "not shown".
    """

    name: str
    unit: str
    kind: Kind
    names: tuple[str, str]
    chart: ControlChart
    frozen: ControlChart | None
    beyond: int
    aside: int
    n_after_points: int
    test: HypothesisTest
    why: str
    spread: HypothesisTest | None
    within: HypothesisTest | None
    capability: tuple[NormalCapability | None, NormalCapability | None] | None
    deadline: tuple[DeadlineCapability, DeadlineCapability] | None
    better: Better
    verdict: Verdict
    cautions: tuple[str, ...]
    confidence: float
    notes: tuple[str, ...] = ()
    convention: str = ""
    source: str = "Wheeler 1993, Understanding Variation; the sources of the test that was chosen"
    method: str = "change"

    @property
    def change(self) -> float:
        """The size of the change, after minus before (ratio for rates)."""
        return self.test.effect.value if self.test.effect is not None else math.nan

    def _sentences(self) -> list[str]:
        lines = [f"{_VERDICTS[self.verdict].format(name=_capital(self.name))} {self.test.headline}"]
        lines.append(f"{self.test.lines[0]} {self.why}".strip())
        if self.frozen is not None:
            lines.append(_frozen_text(self))
        if self.spread is not None and self.spread.is_significant:
            before, after = self.spread.groups
            word = "smaller" if after.sd < before.sd else "larger"
            sizes = f"standard deviation {num(before.sd)} before, {with_unit(after.sd, self.unit)} after"
            lines.append(f"The spread is {word} too: {sizes} ({p_text(self.spread.p)}).")
        if self.within is not None:
            lines.append(f"Inside the limits: {percent(self.within.groups[0].mean)} before, "
                         f"{percent(self.within.groups[1].mean)} after ({p_text(self.within.p)}).")  # fmt: skip
        return [*lines, *self.cautions]

    def table(self) -> Table:
        """Before and after side by side."""
        rows: list[tuple[Any, ...]] = []
        a, b = self.test.groups[:2]
        scale = 100.0 if self.kind == "share" else 1.0
        label = {"measure": "Mean", "share": "Share, %", "rate": "Rate"}[self.kind]
        rows.append(("n" if self.kind != "rate" else "Events", a.n, b.n, None))
        rows.append((label, scale * a.mean, scale * b.mean, scale * (b.mean - a.mean)))
        for title, x, y in (("Median", a.median, b.median), ("Standard deviation", a.sd, b.sd)):
            if not (math.isnan(x) or math.isnan(y)):
                rows.append((title, x, y, y - x))
        effect = self.test.effect
        if effect is not None:
            share = f"{num(100 * effect.confidence)}%"
            rows.append((effect.label, None, None, scale * effect.value))
            rows.append(
                (
                    f"Lower limit, {share}",
                    None,
                    None,
                    scale * effect.low if math.isfinite(effect.low) else None,
                )
            )
            rows.append(
                (
                    f"Upper limit, {share}",
                    None,
                    None,
                    scale * effect.high if math.isfinite(effect.high) else None,
                )
            )
        rows.append((f"p-value ({self.test.title})", None, None, self.test.p))
        if self.capability is not None:
            for index in ("cpk", "ppk"):
                pair = [None if c is None else getattr(c, index) for c in self.capability]
                rows.append((index.capitalize(), *pair, _difference(*pair)))
        if self.deadline is not None:
            x, y = (100 * d.share for d in self.deadline)
            first = self.deadline[0]
            rows.append((f"% within {num(first.deadline, 6)} {first.unit}", x, y, y - x))
        return Table(("", self.names[0], self.names[1], "Change"), tuple(rows))


_VERDICTS: dict[str, str] = {
    "improved": "{name} improved.",
    "worse": "{name} got worse.",
    "changed": "{name} changed.",
    "not shown": "A change of {name} is not shown.",
}


def did_it_change(
    values: Iterable[Any],
    *,
    stages: Iterable[Any] | None = None,
    split: int | None = None,
    sizes: Iterable[Any] | None = None,
    kind: Literal["auto", "measure", "share", "rate"] = "auto",
    compare: tuple[str, str] | None = None,
    test: Choice = "auto",
    better: Better = "",
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    deadline: float | None = None,
    subgroup: int | Iterable[Any] | None = None,
    excluded: Excluded = None,
    labels: Iterable[Any] | None = None,
    confidence: float = 0.95,
    name: str = "the measure",
    unit: str = "",
    profile: str | None = None,
) -> Change:
    """Compare before with after, chart first.

    Parameters
    ----------
    values : (n,) numbers
        In the order of time: a measure of each case or period; or events, with `sizes`.
    stages : (n,) labels, or `split` : int
        Which rows belong to which stage; or the row (from 0) at which "after" begins.
    sizes : (n,) numbers, optional
        Cases of each row (kind "share") or its exposure (kind "rate").
    kind : {"auto", "measure", "share", "rate"}
        "auto": a share when sizes are given and no count exceeds its size, a rate when one does; without
        sizes a measure, or a share when all values are 0 or 1.
    compare : (before, after), optional
        The stages to compare; first and last when not given.
    test : {"auto", "welch-t", "mann-whitney"}
        For measures. "auto" takes Welch's t unless the values are skewed or few and not normal.
    better : {"", "lower", "higher"}
        Which way is an improvement.
    lsl, usl, target : specification, for capability before and after. deadline : share within so much time.
    subgroup : a size, or an id for each row: measures taken together, charted as Xbar-R (to 8) or Xbar-S.
    excluded : rows (from 0) with reasons, left out of limits and tests, kept on the chart.
    labels : text of each row on the chart.

    Raises
    ------
    StatsError
        No two stages, a stage with too few values, or what the chart and the test refuse.
    """
    check_confidence(confidence)
    if better not in ("", "lower", "higher"):
        raise StatsError(f"Better is lower, higher or not said, not {better!r}.")
    data = read_rows(values, stages, split, sizes, kind, compare, excluded)
    design: Design = {
        "excluded": excluded, "labels": labels, "name": name, "unit": unit, "profile": profile,
    }  # fmt: skip
    drawn = parts.draw_charts(data, subgroup, design)
    pair, names, what = data.pair, data.names, data.kind
    if what == "measure":
        tested, why = parts.measure_test(pair, names, test, confidence, unit)
    else:
        tested, why = parts.counted_test(what, pair, data.sized, names, confidence, unit)
    measured = what == "measure"
    notes: list[str] = list(drawn.chart.notes)
    capability = parts.capability(pair, lsl, usl, target, what, names, name, profile, notes)
    due = None
    if deadline is not None and measured:
        a, b = (capability_deadline(v, deadline, unit or "days", confidence) for v in pair)
        due = (a, b)
    return Change(
        name, unit, what, names, drawn.chart, drawn.frozen, drawn.beyond, drawn.aside, drawn.points, tested, why,
        parts.spread_test(pair, names, name, unit, confidence) if measured else None,
        parts.within(pair, lsl, usl, names, confidence) if measured else None,
        capability, due, better, _verdict(tested, better, what), parts.cautions(drawn.chart, names, pair, what),
        confidence, tuple(notes), f"{tested.title}; {tested.convention}",
    )  # fmt: skip


def _verdict(test: HypothesisTest, better: Better, kind: str) -> Verdict:
    if not test.is_significant:
        return "not shown"
    if not better or test.effect is None:
        return "changed"
    rose = test.effect.value > (1.0 if test.method == "two-rates" else 0.0)
    return "improved" if rose == (better == "higher") else "worse"


def _frozen_text(study: Change) -> str:
    points = count(study.n_after_points, "point")
    some = f"{study.beyond} of the {points} after" if study.beyond else f"None of the {points} after"
    verb = "lies" if study.beyond in (0, 1) else "lie"
    run = f"; {study.aside} in a row lie on one side of the old center" if study.aside >= 8 else ""
    return f"Against the limits of {study.names[0]}: {some} {verb} outside{run}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _difference(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else b - a
