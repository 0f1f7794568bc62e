"""A verdict follows the interval, never the estimate alone; a trend steps over ties; a short stage is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from leanbench.stats.capability.capability_verdict import LEAST_FOR_VERDICT, verdict_text
from leanbench.stats.capability.many_capability import capability_by_stage
from leanbench.stats.capability.normal_capability import capability_normal
from leanbench.stats.spc.variables import i_mr, xbar_r

TIE = [10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 7, 8, 9, 9, 10, 11, 12, 9, 10, 8, 10, 11, 9, 10, 9, 10, 8]


@pytest.mark.parametrize("values", [[32.04, 27.44, 30.42, 29.43, 29.55], [32.04, 27.44, 30.42]])
def test_few_values_give_no_verdict(values: list[float]) -> None:
    told = " ".join(capability_normal(values, usl=37).summary())
    assert "cannot tell whether the process meets its limits" in told
    assert "room to spare" not in told


@pytest.mark.parametrize(
    ("interval", "n", "words"),
    [
        ((1.34, 2.0), 100, "with room to spare"),
        ((1.0, 1.6), 100, "The process meets its limits."),
        ((0.99, 1.9), 100, "cannot tell"),
        ((0.5, 0.99), 100, "does not meet"),
        ((5.0, 9.0), LEAST_FOR_VERDICT - 1, "too few for a verdict"),
        (None, 100, "Without an interval"),
    ],
)
def test_the_verdict_follows_the_interval(interval: tuple[float, float] | None, n: int, words: str) -> None:
    assert words in verdict_text(interval, n)


def test_stages_are_judged_each_by_its_interval() -> None:
    rng = np.random.default_rng(4)
    old, new = rng.normal(63, 3, 24), rng.normal(90.4, 2.2, 24)
    told = capability_by_stage([*old, *new], ["old"] * 24 + ["new"] * 24, lsl=90).summary()[0]
    assert "2 of 2 stages fall short of Ppk 1.33" in told
    few = capability_by_stage([*old, *new[:12]], ["old"] * 24 + ["new"] * 12, lsl=90).summary()[0]
    assert "1 of 2 stages falls short" in few
    assert "cannot tell whether Ppk 1.33 is reached: new" in few


def test_a_tie_neither_adds_to_a_trend_nor_ends_it() -> None:
    # 7 8 9 9 10 11 12: six different rising values on seven points, complete at the 17th.
    found = i_mr(TIE, tests="ihi").panels[0].signals
    assert [(signal.test, signal.point + 1, signal.points) for signal in found] == [
        (3, 17, (10, 11, 12, 14, 15, 16))
    ]
    assert not i_mr(TIE, tests="nelson").panels[0].signals  # Nelson's trend is broken by a tie


def test_a_stage_of_one_row_is_drawn_with_the_limits_before_it() -> None:
    chart = i_mr([4, 5, 6, 4, 5, 9], stages=["a"] * 5 + ["b"])
    assert chart.stages[1].ucl == chart.stages[0].ucl
    assert any("Stage b is too short for limits of its own" in note for note in chart.notes)
    first = i_mr([9, 4, 5, 6, 4, 5], stages=["b"] + ["a"] * 5)
    assert first.stages[0].ucl == first.stages[1].ucl
    groups = xbar_r([4, 5, 6, 4, 5, 6, 9], [1, 1, 2, 2, 3, 3, 4], stages=["a"] * 6 + ["b"])
    assert groups.stages[1].center["Xbar"] == groups.stages[0].center["Xbar"]
