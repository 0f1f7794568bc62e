"""Does the process meet its limits? The one rule by which every capability study says so."""

from __future__ import annotations

import math

from leanbench.stats.base.samples import count
from leanbench.words.language import _

LEAST_FOR_VERDICT = 20  # values below which no verdict is given, whatever the indices are


def open_target_text(wanted: str) -> str:
    """What is said of a target that lies inside the interval; `wanted` is ``the target of 90%``."""
    return _(
        "The data cannot tell whether {wanted} is met: the interval includes it. More would settle it."
    ).format(wanted=wanted)


def verdict_text(interval: tuple[float, float] | None, n: int, noun: str = "value") -> str:
    """Does the process meet its limits? The one rule of all capability studies.

    interval : of Ppk (or of the index that stands for it). The verdict follows its lower end: 1.33 and more meets the
        limits with room to spare, 1 and more meets them; an upper end below 1 does not; all else cannot be told.
    n : how many values the index rests on; below `LEAST_FOR_VERDICT` there is no verdict.
    """
    if n < LEAST_FOR_VERDICT:
        return _(
            "{count} are too few for a verdict ({least} or more are needed): the data cannot tell whether the process "
            "meets its limits."
        ).format(count=count(n, noun), least=LEAST_FOR_VERDICT)
    if interval is None or not (math.isfinite(interval[0]) or math.isfinite(interval[1])):
        return _("Without an interval for Ppk there is no verdict.")
    low, high = interval
    if low >= 1.33:
        return _("The process meets its limits with room to spare.")
    if low >= 1.0:
        return _("The process meets its limits.")
    if high < 1.0:
        return _("The process does not meet its limits.")
    return _("The data cannot tell whether the process meets its limits: the interval of Ppk holds 1.")
