"""Questions to settle before a capability number is believed: shown beside it, never in its way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leanbench.stats.constants import d2
from leanbench.stats.samples import Floats, Ints

ENOUGH = 100  # values for a stable estimate of the tails


@dataclass(frozen=True, slots=True)
class Check:
    """One question with its answer. passed : None when the data cannot tell."""

    question: str
    passed: bool | None
    sentence: str


def stable_check(scores: Floats) -> Check:
    """Is the order of the values free of signals? An individuals chart of normal `scores`, (n,) in time order.

    Scores are the values on the scale on which they should be normal, so that skewness is no signal.
    """
    question = "Was the process stable?"
    usable = scores[np.isfinite(scores)]
    if usable.size < 8:
        return Check(
            question, None, f"{usable.size} values in order are too few to see whether it was stable."
        )
    sigma = float(np.mean(np.abs(np.diff(usable)))) / float(d2(2))
    outside = int(np.count_nonzero(np.abs(usable - np.mean(usable)) > 3 * sigma))
    side = usable > np.mean(usable)
    run = _longest_run(side)
    if outside == 0 and run < 9:
        return Check(question, True, "No point outside the limits and no run of 9 on one side of the mean.")
    parts = [f"{outside} outside the limits"] if outside else []
    if run >= 9:
        parts.append(f"a run of {run} on one side of the mean")
    return Check(
        question, False, f"Not stable in the order given: {' and '.join(parts)}. See the control chart first."
    )


def constant_rate_check(counts: Floats, sizes: Floats, expected: Floats, errors: Floats) -> Check:
    """Do samples of an attribute vary no more than chance? Points beyond 3 standard errors, (m,) each."""
    question = "Was the process stable?"
    if counts.size < 8:
        return Check(question, None, f"{counts.size} samples are too few to see whether it was stable.")
    outside = int(np.count_nonzero(np.abs(counts / sizes - expected) > 3 * errors))
    if outside == 0:
        return Check(question, True, f"All {counts.size} samples lie within 3 standard errors.")
    return Check(
        question,
        False,
        f"{outside} of {counts.size} samples lie outside 3 standard errors. See the chart first.",
    )


def enough_check(n: int, enough: int = ENOUGH, noun: str = "values") -> Check:
    """Are there enough data for the tails?"""
    question = "Are there enough data?"
    if n >= enough:
        return Check(question, True, f"{n} {noun}.")
    return Check(question, False, f"{n} {noun}; {enough} or more give tails that can be trusted.")


def fit_check(label: str, p: float | None, alpha: float = 0.05) -> Check:
    """Does the distribution fit? By its Anderson-Darling p-value."""
    question = "Does the distribution fit?"
    if p is None or math.isnan(p):
        return Check(question, None, f"No p-value is known for {label}; judge by the probability plot.")
    shown = "p < 0.005" if p < 0.005 else f"p = {p:.3f}"
    if p > alpha:
        return Check(question, True, f"Nothing speaks against {label} (Anderson-Darling {shown}).")
    return Check(
        question, False, f"{label} does not fit (Anderson-Darling {shown}): the tails below are doubtful."
    )


def _longest_run(side: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    changes = np.flatnonzero(side[1:] != side[:-1])
    ends: Ints = np.concatenate([[-1], changes, [side.size - 1]]).astype(np.int64)
    return int(np.max(np.diff(ends)))
