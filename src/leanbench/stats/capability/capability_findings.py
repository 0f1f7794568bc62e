"""Questions to settle before a capability number is believed: shown beside it, never in its way."""

from __future__ import annotations

import math

import numpy as np

from leanbench.stats.base.constants import d2
from leanbench.stats.base.result_words import decimals
from leanbench.stats.base.samples import Floats, count
from leanbench.stats.capability.capability_result import Finding
from leanbench.stats.spc.rules import RULES, find_signals
from leanbench.stats.spc.signal_arrays import signal_points
from leanbench.words.language import _

ENOUGH = 100  # values for a stable estimate of the tails
STABLE = "Is the process stable?"


def stable_finding(scores: Floats) -> Finding:
    """Is the order of the values free of signals? An individuals chart of normal `scores`, (n,) in time order.

    Scores are the values on the scale on which they should be normal, so that skewness is no signal.
    """
    usable = scores[np.isfinite(scores)]
    if usable.size < 8:
        return Finding(STABLE, "unknown", f"{count(usable.size, 'value')} in order are too few to tell")
    sigma = float(np.mean(np.abs(np.diff(usable)))) / d2(2)
    if sigma == 0:
        return Finding(STABLE, "unknown", "neighboring values are all equal")
    return order_finding(usable, float(np.mean(usable)), sigma)


def order_finding(points: Floats, mean: float, sigma: Floats | float) -> Finding:
    """Does any of the (m,) points lie beyond 3 sigma, or nine in a row on one side (Nelson's tests 1 and 2)?"""
    if points.size < 8:
        return Finding(
            STABLE, "unknown", f"{count(points.size, 'point')} are too few to tell (20 or more are usual)"
        )
    bad = set(signal_points(find_signals(points, mean, sigma, RULES["nelson"].only(1, 2))).tolist())
    if not bad:
        return Finding(
            STABLE, "good", f"no point of {points.size} beyond the limits and no run of 9 on one side"
        )
    show = "shows" if len(bad) == 1 else "show"
    text = f"{len(bad)} of {points.size} points {show} a special cause, so the figures may not last; look at the chart"
    return Finding(STABLE, "poor", text)


def constant_rate_finding(rates: Floats, expected: float, errors: Floats) -> Finding:
    """Do samples of an attribute vary no more than chance? Rates beyond 3 standard errors, (m,) each."""
    if rates.size < 8:
        return Finding(
            STABLE, "unknown", f"{count(rates.size, 'sample')} are too few to tell (20 or more are usual)"
        )
    outside = int(np.count_nonzero(np.abs(rates - expected) > 3 * errors))
    if outside == 0:
        return Finding(STABLE, "good", f"all {rates.size} samples lie within 3 standard errors")
    text = f"{outside} of {rates.size} samples lie outside 3 standard errors; look at the control chart first"
    return Finding(STABLE, "poor", text)


def enough_finding(n: int, enough: int = ENOUGH, noun: str = "value") -> Finding:
    """Are there enough data for the tails?"""
    question = _("Are there enough data?")
    if n >= enough:
        return Finding(question, "good", count(n, noun))
    text = f"{count(n, noun)}; {enough} or more are usual, so take the tails with care"
    return Finding(question, "care" if 2 * n >= enough else "poor", text)


def fit_finding(label: str, p: float | None, alpha: float = 0.05) -> Finding:
    """Does the distribution fit? By its Anderson-Darling p-value."""
    question = _("Does the distribution fit?")
    if p is None or math.isnan(p):
        return Finding(question, "unknown", f"no p-value is known for {label}; judge by the probability plot")
    shown = "p < 0.005" if p < 0.005 else f"p = {decimals(p, 3)}"
    if p > alpha:
        return Finding(question, "good", f"nothing speaks against {label} (Anderson-Darling {shown})")
    return Finding(
        question, "poor", f"{label} does not fit (Anderson-Darling {shown}), so the tails are doubtful"
    )


def finding_texts(findings: tuple[Finding, ...]) -> list[str]:
    """The findings as sentences, as every capability study prints them."""
    words = {"good": "Yes", "care": "With care", "poor": "No", "unknown": "Not known"}
    return [f"{finding.question} {words[finding.verdict]}: {finding.text}." for finding in findings]
