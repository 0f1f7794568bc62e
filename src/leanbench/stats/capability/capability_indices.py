"""The formulas of normal capability: indices with their intervals, Cpm, shares outside; what a specification is.

Sources: Minitab, Methods and formulas for normal capability analysis; A. F. Bissell, Applied Statistics 39
(1990), for the interval of Cpk; R. A. Boyles, JQT 23 (1991), and L. K. Chan, S. W. Cheng and F. A. Spiring,
JQT 20 (1988), for Cpm; NIST/SEMATECH e-Handbook 6.1.6.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np

from leanbench.stats.base.guards import check_confidence
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import HUGE, Floats, StatsError, number
from leanbench.stats.capability.capability_result import Indices, Interval, Limits
from leanbench.words.language import _

CpmDivisor = Literal["n", "n-1", "sd", "within", "montgomery"]


def specification(lsl: float | None, usl: float | None, target: float | None = None) -> Limits:
    """A specification that makes sense.

    Raises StatsError for no limit, reversed limits, or a target outside them.
    """
    for value, word in ((lsl, "lower limit"), (usl, "upper limit"), (target, "target")):
        if value is not None and abs(number(value, f"The {word}")) > HUGE:
            raise StatsError(f"The {word} of {num(value, 3)} is no limit. Correct it, or leave it out.")
    if lsl is None and usl is None:
        raise StatsError(_("Capability needs a lower or an upper specification limit. Give at least one."))
    if lsl is not None and usl is not None and lsl >= usl:
        raise StatsError(
            f"The lower limit {num(lsl, 6)} is not below the upper limit {num(usl, 6)}. They may be reversed."
        )
    if target is not None:
        low, high = -math.inf if lsl is None else lsl, math.inf if usl is None else usl
        if not low <= target <= high:
            raise StatsError(f"The target {num(target, 6)} lies outside the specification limits.")
    return Limits(*(None if value is None else float(value) for value in (lsl, usl, target)))


def check_options(confidence: float, k: float) -> None:
    """Raise StatsError for a confidence or a process width that cannot be."""
    check_confidence(confidence)
    if not 0.01 <= number(k, "The process width k") <= 1000:
        raise StatsError(f"The process width must be above zero sigma, not {num(k, 6)}.")


def indices(
    mean: float,
    sigma: float,
    n: int | None,
    df: float,
    limits: Limits,
    confidence: float = 0.95,
    k: float = 6.0,
) -> Indices:
    """Indices, intervals, Z.bench and ppm for one mean and sigma; no intervals without n.

    Cp: index sqrt(chi2(alpha/2, df)/df). Cpk: +- z sqrt((2/k)²/N + Cpk²/(2 df)), which is 1/(9N) for k = 6 (Bissell).
    """
    from scipy import special

    half = k / 2 * sigma
    lower = None if limits.lsl is None else (mean - limits.lsl) / half
    upper = None if limits.usl is None else (limits.usl - mean) / half
    two = None if limits.lsl is None or limits.usl is None else (limits.usl - limits.lsl) / (k * sigma)
    given = [value for value in (lower, upper) if value is not None]
    smallest = min(given) if given else None
    low_tail = 0.0 if limits.lsl is None else float(special.ndtr((limits.lsl - mean) / sigma))
    high_tail = 0.0 if limits.usl is None else float(special.ndtr((mean - limits.usl) / sigma))
    alpha = (1 - confidence) / 2
    z = float(special.ndtri(1 - alpha))

    def chi(value: float | None) -> Interval | None:
        if value is None or n is None or not 0 < df < math.inf:
            return None
        # chdtri takes the upper tail.
        low, high = (math.sqrt(float(special.chdtri(df, tail)) / df) for tail in (1 - alpha, alpha))
        return value * low, value * high

    def bissell(value: float | None) -> Interval | None:
        if value is None or n is None or df <= 0:
            return None
        half_width = z * math.sqrt((2 / k) ** 2 / n + value**2 / (2 * df))
        return value - half_width, value + half_width

    return Indices(
        sigma, df, two, lower, upper, smallest, chi(two), bissell(lower), bissell(upper), bissell(smallest),
        float(-special.ndtri(low_tail + high_tail)), low_tail * 1e6, high_tail * 1e6, (low_tail + high_tail) * 1e6,
    )  # fmt: skip


def taguchi(
    n: int, mean: float, sd: float, within: float, limits: Limits, divisor: str, confidence: float, k: float
) -> tuple[float | None, Interval | None]:
    """Cpm and its interval: (USL-LSL)/(k tau), or min(T-LSL, USL-T)/(k/2 tau) off the middle (Minitab).

    tau² is the mean square about the target T: with divisor n or n-1, or s² + (mean - T)² with the overall sd
    ("sd") or the within sigma ("within", as qcc and capstat). "montgomery": tau as "sd", and (USL-LSL)/(k tau)
    wherever the target lies (D. C. Montgomery, Introduction to Statistical Quality Control, 8.3).
    """
    from scipy import special

    if divisor not in get_args(CpmDivisor):
        raise StatsError(
            _(
                "Cpm divides by 'n' or 'n-1', or takes 'sd', 'within' or 'montgomery' + (mean - T)², not {divisor!r}."
            ).format(divisor=divisor)
        )
    if limits.target is None or limits.lsl is None or limits.usl is None:
        return None, None
    T = limits.target
    away = mean - T
    # Sum of squares about the target = that about the mean + n (mean - T)².
    squares = (n - 1) * sd**2 + n * away**2
    tau = math.sqrt(
        {
            "n": squares / n,
            "n-1": squares / (n - 1),
            "sd": sd**2 + away**2,
            "within": within**2 + away**2,
            "montgomery": sd**2 + away**2,
        }[divisor]
    )
    if tau == 0:
        return None, None
    reach = (limits.usl - limits.lsl) / 2 if divisor == "montgomery" else min(T - limits.lsl, limits.usl - T)
    value = reach / (k / 2 * tau)
    a = away**2 / (sd**2 * (n - 1) / n)
    df = n * (1 + a) ** 2 / (1 + 2 * a)
    alpha = (1 - confidence) / 2
    low, high = (math.sqrt(float(special.chdtri(df, tail)) / df) for tail in (1 - alpha, alpha))
    return value, (value * low, value * high)


def k_index(mean: float, limits: Limits) -> float | None:
    """Distance of the mean from the middle of the specification, as a share of its half width."""
    if limits.lsl is None or limits.usl is None:
        return None
    return abs((limits.usl + limits.lsl) / 2 - mean) / ((limits.usl - limits.lsl) / 2)


def observed_ppm(x: Floats, limits: Limits) -> tuple[float | None, float | None, float | None]:
    """Values strictly below, above and outside in parts per million; None without that limit."""
    below = None if limits.lsl is None else float(np.count_nonzero(x < limits.lsl)) / x.size * 1e6
    above = None if limits.usl is None else float(np.count_nonzero(x > limits.usl)) / x.size * 1e6
    return below, above, (below or 0.0) + (above or 0.0)
