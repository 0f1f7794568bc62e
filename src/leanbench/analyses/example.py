"""An invented chart for pages without data: what an answer looks like."""

from __future__ import annotations

from functools import cache

from leanbench.stats.spc.control_chart import ControlChart
from leanbench.words.language import _

WEEKS = (
    48, 52, 44, 57, 49, 46, 61, 50, 43, 55, 47, 53, 58, 45, 51, 22, 18, 24, 19, 17, 23, 20, 16, 21, 19, 18,
)  # fmt: skip
CHANGED = 15
ROWS = (
    ("received", "days", "office", "period"),
    ("2026-01-05", "47", "North", "before"),
    ("2026-01-06", "52", "South", "before"),
    ("2026-04-14", "12", "North", "after"),
)


@cache
def example_chart() -> ControlChart:
    """Invented lead times of 26 weeks, before and after an event."""
    from leanbench.stats.spc.variables import i_mr

    stages = ["before" if week < CHANGED else "after" for week in range(len(WEEKS))]
    return i_mr(WEEKS, stages=stages, name=_("Example: lead time in days, week by week"))
