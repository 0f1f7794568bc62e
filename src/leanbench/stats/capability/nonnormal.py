"""Capability of data that are not normal: by a fitted distribution, or after a transform.

Two index methods are in use and differ: the Z-score method (Minitab's default) asks how far out in
normal terms the tail shares lie; the ISO method compares the limits with the 0.135, 50 and 99.865%
points. Both are always given, side by side, with the share outside, which needs neither.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

from leanbench.stats.base.constants import d2
from leanbench.stats.base.guards import check_confidence
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, StatsError, clean, column
from leanbench.stats.capability.capability_findings import enough_finding, fit_finding, stable_finding
from leanbench.stats.capability.capability_indices import specification
from leanbench.stats.capability.capability_result import Finding, Limits
from leanbench.stats.capability.nonnormal_indices import (
    Indices,
    Intervals,
    Measures,
    delta_intervals,
    exponential_intervals,
    of_family,
    of_transform,
)
from leanbench.stats.capability.nonnormal_result import NonnormalCapability
from leanbench.stats.distributions.distribution_fit import fit_sorted
from leanbench.stats.distributions.families import Fit, family
from leanbench.stats.distributions.identification import Identification, distribution_id
from leanbench.stats.distributions.johnson_curves import johnson
from leanbench.stats.distributions.transform_result import Transform, TransformStudy
from leanbench.stats.distributions.transforms import box_cox, yeo_johnson
from leanbench.words.language import _

__all__ = ["capability_nonnormal", "capability_transformed"]

Boundary = Literal["none", "lower", "upper"]


def capability_nonnormal(
    values: Iterable[Any],
    distribution: str = "best",
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    boundary: Boundary = "none",
    confidence: float = 0.95,
    *,
    name: str = "values",
    unit: str = "",
) -> NonnormalCapability:
    """Overall capability by a fitted distribution.

    Parameters
    ----------
    values : (n,) values in time order.
    distribution : a key of `distributions.FAMILIES`, or "best" for the best by `distribution_id`.
    lsl, usl, target : limits and target, same unit; at least one limit.
    boundary : "lower" or "upper" when that limit cannot be passed (zero days, 100%): it then counts for
        no index, only the other does.
    confidence : of the intervals.

    Raises
    ------
    StatsError : no limit, limits reversed, or data that the family cannot have.

    Notes
    -----
    ISO: Pp = (U - L)/(x99.865 - x0.135), Ppl = (x50 - L)/(x50 - x0.135), Ppu = (U - x50)/(x99.865 - x50).
    Z-score: Ppl = -Φ⁻¹(F(L))/3, Ppu = -Φ⁻¹(1 - F(U))/3, Pp = (Z_L + Z_U)/6; an index whose tail share is
    exactly 0 is left out. Intervals by the delta method on the observed information (`delta_intervals`), for the
    family as given. When the family is chosen from the same data, such an interval would hold the truth in only 70 to
    90 of 100 trials; so with "best" it spans the intervals of all families whose AIC is within 4 of the best and that
    the data do not reject (95 or more). Source: ISO 22514-2; Minitab, Methods and formulas for nonnormal capability;
    Meeker and Escobar 1998; K. P. Burnham and D. R. Anderson, Model Selection and Multimodel Inference, 2002.
    """
    check_confidence(confidence)
    sample = clean(values, least=3)
    x = np.sort(sample.values)
    lsl, usl, notes = _limits(lsl, usl, target, boundary)
    if distribution == "best":
        fits = distribution_id(sample.values)
        fit, rivals = fits.best, _rivals(fits)
        if fits.n < x.size:  # chosen on a sample, then fitted to all
            rivals = tuple(fit_sorted(rival.family, x) for rival in rivals)
            fit = rivals[0]
            notes += fits.notes[len(sample.notes) : len(sample.notes) + 1]
        notes.append(f"{fit.family.label} was chosen by its AIC among the distributions that fit.")
    else:
        fit = fit_sorted(family(distribution), x)
        rivals = (fit,)
    found = of_family(fit.family, fit.theta, lsl, usl)
    intervals, how = _fit_intervals(rivals, lsl, usl, confidence)
    if len(rivals) > 1:
        names = ", ".join(rival.family.label for rival in rivals)
        notes.append(f"The intervals span all distributions that fit about as well: {names}.")
    if intervals and any(rival.family.threshold for rival in rivals):
        notes.append(_("With an estimated threshold the intervals are rough."))
    findings = (
        stable_finding(_scores(fit, sample.values)),
        fit_finding(fit.family.label, fit.p),
        enough_finding(x.size),
    )
    estimates = (
        "n-1 standard deviation" if fit.family.key in ("normal", "lognormal") else "maximum likelihood"
    )
    return _result(
        found,
        sample.values,
        target,
        findings,
        (*sample.notes, *notes, *fit.notes),
        f"{fit.family.label}, {estimates}; Z-score and ISO percentile indices; "
        f"{num(100 * confidence, 6)}% intervals {how}",
        (intervals, confidence),
        fit=fit,
        name=name,
        unit=unit,
    )


RIVALS = (
    4.0  # AIC within so much of the best has considerable support (Burnham and Anderson 2002, section 2.6)
)


def _rivals(fits: Identification) -> tuple[Fit, ...]:
    """The best distribution first, then those that the data support about as well and do not reject."""
    best = fits.best
    others = (
        fit
        for fit in fits.fits
        if fit is not best and fit.aic <= best.aic + RIVALS and (fit.p is None or fit.p > fits.alpha)
    )
    return (best, *others)


def _fit_intervals(
    rivals: tuple[Fit, ...], lsl: float | None, usl: float | None, confidence: float
) -> tuple[Intervals, str]:
    """Intervals of the indices and how they came about; of several distributions the widest span."""
    found = [_one_fit_intervals(fit, lsl, usl, confidence) for fit in rivals]
    known = [(intervals, how) for intervals, how in found if intervals]
    if not known:
        return {}, "not known for this threshold"
    if len(rivals) == 1:
        return known[0]
    names = set().union(*(intervals for intervals, _how in known))
    span = {
        name: (
            min(intervals[name][0] for intervals, _how in known if name in intervals),
            max(intervals[name][1] for intervals, _how in known if name in intervals),
        )
        for name in names
    }
    return (
        span,
        f"by the delta method, spanning {len(known)} distributions with an AIC within {num(RIVALS, 6)} of the best",
    )


def _one_fit_intervals(
    fit: Fit, lsl: float | None, usl: float | None, confidence: float
) -> tuple[Intervals, str]:
    if fit.family.key == "exponential-2":
        return exponential_intervals(fit, lsl, usl, confidence), "generalized, from exact pivots, fixed seed"
    if fit.covariance.size == 0:
        return {}, ""
    made = delta_intervals(
        lambda theta: of_family(fit.family, theta, lsl, usl), fit.theta, fit.covariance, confidence
    )
    return made, "by the delta method, for large samples of this distribution"


def capability_transformed(
    values: Iterable[Any],
    transform: Literal["box-cox", "johnson", "yeo-johnson"] = "box-cox",
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    subgroup: int | Iterable[Any] = 1,
    lam: float | None = None,
    boundary: Boundary = "none",
    confidence: float = 0.95,
    *,
    name: str = "values",
    unit: str = "",
) -> NonnormalCapability:
    """Capability after a transform: limits are transformed too, indices are normal ones on that scale.

    Parameters
    ----------
    transform : "box-cox" (with indices within, by MRbar/d2 or the pooled sd over `subgroup`), "johnson"
        or "yeo-johnson" (overall only, as Minitab).
    lam : Box-Cox lambda to use instead of the best.
    Others as `capability_nonnormal`.

    Raises
    ------
    StatsError : as `capability_nonnormal`; values at or below zero for Box-Cox; no Johnson transform found.

    Notes
    -----
    ISO percentiles are transformed back from ±3 standard deviations, so both methods give shares in the
    original unit. A limit beyond the transform's domain has no share outside it and no index. Intervals are
    those of the normal mean and standard deviation on that scale (delta method; Bissell's for the Z-score Ppk),
    with the transform taken as known.
    """
    check_confidence(confidence)
    lsl, usl, notes = _limits(lsl, usl, target, boundary)
    rows = list(column(values))
    ids = subgroup if isinstance(subgroup, (int, np.integer)) else list(column(subgroup, "subgroup ids"))
    if transform == "box-cox":
        study = box_cox(rows, ids, lam=lam)
    elif transform == "johnson":
        study = johnson(rows)
    elif transform == "yeo-johnson":
        study = yeo_johnson(rows)
    else:
        raise StatsError(
            f"There is no transform {transform!r}. Choose 'box-cox', 'johnson' or 'yeo-johnson'."
        )
    if study.transform is None or study.after is None:
        raise StatsError(
            _(
                "No Johnson transform makes these data normal. Use a distribution that fits, or look "
                "for a mixture."
            )
        )
    t, y = study.transform, study.transformed
    mean, sd = float(np.mean(y)), float(np.std(y, ddof=1))
    found = of_transform(t, mean, sd, lsl, usl)
    spread = np.diag([sd**2 / y.size, sd**2 / (2 * (y.size - 1))])
    intervals = delta_intervals(
        lambda theta: of_transform(t, theta[0], theta[1], lsl, usl), (mean, sd), spread, confidence
    )
    notes.append(_("The intervals take the transform as known, so they are a little narrow."))
    within = None
    if transform == "box-cox":
        within = _within(y, ids, t, lsl, usl, mean, rows)
    p = study.after.p
    findings = (
        stable_finding(y),
        fit_finding("the normal distribution after the transform", p),
        enough_finding(y.size),
    )
    return _result(
        found,
        study.values,
        target,
        findings,
        (*notes, *study.notes),
        _(
            "{describe} ({convention}); Z-score and ISO percentile indices; {confidence}% "
            "intervals by the delta method, with the transform as known"
        ).format(describe=t.describe(), convention=study.convention, confidence=num(100 * confidence, 6)),
        (intervals, confidence),
        study=study,
        within=within,
        name=name,
        unit=unit,
    )


def _result(
    found: Measures,
    values: Floats,
    target: float | None,
    findings: tuple[Finding, ...],
    notes: tuple[str, ...],
    convention: str,
    sure: tuple[Intervals, float],
    *,
    fit: Fit | None = None,
    study: TransformStudy | None = None,
    within: Indices | None = None,
    name: str,
    unit: str,
) -> NonnormalCapability:
    """The record of a study from the measures of its model; `sure` is the intervals and their confidence."""
    below, above, outside = (None if share is None else 1e6 * share for share in found.shares)
    lsl, usl = found.lsl, found.usl
    return NonnormalCapability(
        values.size, Limits(lsl, usl, target), fit, study, found.percentiles, found.iso, found.z_score, within,
        found.z_bench, below, above, outside or 0.0, *_observed(values, lsl, usl), findings, values, notes, convention,
        *sure, name=name, unit=unit,
    )  # fmt: skip


def _limits(
    lsl: float | None, usl: float | None, target: float | None, boundary: Boundary
) -> tuple[float | None, float | None, list[str]]:
    """The limits that count. Raises StatsError."""
    if boundary not in ("none", "lower", "upper"):
        raise StatsError(f"There is no boundary {boundary!r}. Choose 'none', 'lower' or 'upper'.")
    given = specification(lsl, usl, target)
    lsl, usl = given.lsl, given.usl
    notes: list[str] = []
    if boundary == "lower" and lsl is not None:
        notes.append(f"{num(lsl, 6)} is a boundary that cannot be passed: only the upper limit counts.")
        lsl = None
    elif boundary == "upper" and usl is not None:
        notes.append(f"{num(usl, 6)} is a boundary that cannot be passed: only the lower limit counts.")
        usl = None
    if lsl is None and usl is None:
        raise StatsError(_("The only limit is a boundary that cannot be passed: give the other limit."))
    return lsl, usl, notes


def _scores(fit: Fit, x: Floats) -> Floats:
    """Normal scores Φ⁻¹(F(x)), from the nearer tail."""
    from scipy import special

    low, high = fit.cdf(x), fit.sf(x)
    return np.asarray(np.where(low < 0.5, special.ndtri(low), -special.ndtri(high)))


def _observed(x: Floats, lsl: float | None, usl: float | None) -> tuple[int, int]:
    """Values strictly outside: one on the limit is inside."""
    return (
        int(np.count_nonzero(x < lsl)) if lsl is not None else 0,
        int(np.count_nonzero(x > usl)) if usl is not None else 0,
    )


def _within(
    y: Floats,
    subgroup: int | Iterable[Any],
    t: Transform,
    lsl: float | None,
    usl: float | None,
    mean: float,
    rows: list[Any],
) -> Indices:
    """Cp, Cpl, Cpu, Cpk on the transformed scale from MRbar/d2, or the pooled sd / c4."""
    if isinstance(subgroup, (int, np.integer)) and int(subgroup) == 1:
        sigma = float(np.mean(np.abs(np.diff(y)))) / float(d2(2))
    else:
        from leanbench.stats.base.subgroups import group
        from leanbench.stats.spc.sigma import subgroup_sigma

        groups = group(t.apply(clean_rows(rows)), subgroup)
        sigma = subgroup_sigma("pooled", groups.sizes, groups.ranges, groups.sds).value
    if not sigma > 0:
        return Indices(None, None, None, None)
    low = float(t.apply(lsl)) if lsl is not None else -math.inf
    high = float(t.apply(usl)) if usl is not None else math.inf
    cpl = (mean - low) / (3 * sigma) if math.isfinite(low) else None
    cpu = (high - mean) / (3 * sigma) if math.isfinite(high) else None
    cp = (high - low) / (6 * sigma) if math.isfinite(high - low) else None
    known = [index for index in (cpl, cpu) if index is not None]
    return Indices(cp, cpl, cpu, min(known) if known else None)


def clean_rows(rows: list[Any]) -> Floats:
    """The column as floats with NaN for what is no number, so that subgroup ids stay beside their rows."""
    from leanbench.stats.base.samples import numbers_of

    numbers, _ignored = numbers_of(rows)
    return np.where(np.isfinite(numbers), numbers, np.nan)
