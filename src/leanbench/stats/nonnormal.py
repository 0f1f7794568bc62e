"""Capability of data that are not normal: by a fitted distribution, or after a transform.

Two index methods are in use and differ: the Z-score method (Minitab's default) asks how far out in
normal terms the tail shares lie; the ISO method compares the limits with the 0.135, 50 and 99.865 %
points. Both are always given, side by side, with the share outside, which needs neither.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from leanbench.stats.capability_indices import specification
from leanbench.stats.capability_result import Finding, Limits
from leanbench.stats.constants import d2
from leanbench.stats.distributions import Fit, family
from leanbench.stats.findings import enough_finding, fit_finding, stable_finding, told
from leanbench.stats.fitting import fit_sorted
from leanbench.stats.guards import ended
from leanbench.stats.identification import distribution_id
from leanbench.stats.johnson import johnson
from leanbench.stats.result import Table
from leanbench.stats.samples import Floats, StatsError, clean, column
from leanbench.stats.transforms import Transform, TransformStudy, box_cox, yeo_johnson

if TYPE_CHECKING:
    import pandas as pd

LOW, HIGH = 0.00135, 0.99865  # the tails beyond 3 standard deviations of a normal
Boundary = Literal["none", "lower", "upper"]


@dataclass(frozen=True, slots=True)
class Indices:
    """Capability indices by one method; None without the limit they need, or where a tail has no share."""

    pp: float | None
    ppl: float | None
    ppu: float | None
    ppk: float | None


@dataclass(frozen=True, slots=True)
class NonnormalCapability:
    """Capability by a distribution, or by a transform.

    limits : those that count (a boundary that cannot be passed does not) and the target.
    fit : the distribution; None when a transform was used.
    transform : the transform study; None when a distribution was used.
    percentiles : the values at 0.135, 50 and 99.865 %.
    iso, z_score : indices by percentiles and by tail shares.
    within : Cp, Cpl, Cpu, Cpk from the variation within, on the transformed scale (Box-Cox only).
    z_bench : the normal quantile of the share inside, Φ⁻¹(1 - share outside).
    ppm_below, ppm_above, ppm_total : expected outside, parts per million; None without that limit.
    observed_below, observed_above : counts strictly outside in the sample.
    findings : the gate, what to settle before believing the numbers.
    """

    n: int
    limits: Limits
    fit: Fit | None
    transform: TransformStudy | None
    percentiles: tuple[float, float, float]
    iso: Indices
    z_score: Indices
    within: Indices | None
    z_bench: float
    ppm_below: float | None
    ppm_above: float | None
    ppm_total: float
    observed_below: int
    observed_above: int
    findings: tuple[Finding, ...]
    values: Floats = field(repr=False)
    notes: tuple[str, ...]
    convention: str
    method: str = "capability-nonnormal"

    @property
    def observed_ppm(self) -> float:
        """Strictly outside in the sample, parts per million."""
        return 1e6 * (self.observed_below + self.observed_above) / self.n

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        share = self.ppm_total / 1e4
        by = self.fit.describe() if self.fit is not None else ""
        if self.transform is not None and self.transform.transform is not None:
            by = self.transform.transform.describe()
        seen = self.observed_below + self.observed_above
        first = f"About {_percent(share)} fall outside the limits, by the model ({by}); "
        first += f"{seen} of the {self.n} values did."
        index = f"Ppk is {_index(self.z_score.ppk)} by the Z-score method and {_index(self.iso.ppk)} by the "
        index += (
            "ISO percentile method: with data that are not normal the two differ, so name the one you report."
        )
        low, half, high = self.percentiles
        middle = f"Half of the values lie below {half:.4g}"
        if math.isfinite(low) and math.isfinite(high):
            middle += f", 99.73 % between {low:.4g} and {high:.4g}"
        elif math.isfinite(high):
            middle += f", 99.865 % below {high:.4g}; the transform has no 0.135 % point"
        middle += "."
        return (first, middle, index, *told(self.findings), *ended(self.notes))

    def table(self) -> Table:
        """Both methods side by side, then the shares outside."""
        rows: list[tuple[Any, ...]] = [
            (name, getattr(self.z_score, key), getattr(self.iso, key))
            for name, key in (("Pp", "pp"), ("Ppl", "ppl"), ("Ppu", "ppu"), ("Ppk", "ppk"))
        ]
        if self.within is not None:
            rows += [("Cp (within)", self.within.pp, None), ("Cpk (within)", self.within.ppk, None)]
        rows += [
            ("Z.bench", self.z_bench, None),
            ("0.135 % point", None, self.percentiles[0]),
            ("50 % point", None, self.percentiles[1]),
            ("99.865 % point", None, self.percentiles[2]),
            ("ppm below LSL, expected", self.ppm_below, self.ppm_below),
            ("ppm above USL, expected", self.ppm_above, self.ppm_above),
            ("ppm outside, expected", self.ppm_total, self.ppm_total),
            ("ppm outside, observed", self.observed_ppm, self.observed_ppm),
        ]
        return Table(("quantity", "Z-score method", "ISO percentile method"), tuple(rows))

    def to_frame(self) -> pd.DataFrame:
        """`table()` as a DataFrame."""
        return self.table().to_frame()


def _percent(share: float) -> str:
    if share < 0.01:
        return f"{1e4 * share:.3g} per million"
    return f"{share:.3g} %"


def _index(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}"


def capability_nonnormal(
    values: Iterable[Any],
    distribution: str = "best",
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    boundary: Boundary = "none",
) -> NonnormalCapability:
    """Overall capability by a fitted distribution.

    Parameters
    ----------
    values : (n,) values in time order.
    distribution : a key of `distributions.FAMILIES`, or "best" for the best by `distribution_id`.
    lsl, usl, target : limits and target, same unit; at least one limit.
    boundary : "lower" or "upper" when that limit cannot be passed (zero days, 100 %): it then counts for
        no index, only the other does.

    Raises
    ------
    StatsError : no limit, limits reversed, or data that the family cannot have.

    Notes
    -----
    ISO: Pp = (U - L)/(x99.865 - x0.135), Ppl = (x50 - L)/(x50 - x0.135), Ppu = (U - x50)/(x99.865 - x50).
    Z-score: Ppl = -Φ⁻¹(F(L))/3, Ppu = -Φ⁻¹(1 - F(U))/3, Pp = (Z_L + Z_U)/6; an index whose tail share is
    exactly 0 is left out. Source: ISO 22514-2; Minitab, Methods and formulas for nonnormal capability.
    """
    sample = clean(values, least=3)
    x = np.sort(sample.values)
    lsl, usl, notes = _limits(lsl, usl, target, boundary)
    if distribution == "best":
        fit = distribution_id(sample.values).best
        notes.append(f"{fit.family.label} was chosen by its AIC among the distributions that fit.")
    else:
        fit = fit_sorted(family(distribution), x)
    below = float(fit.cdf(lsl)) if lsl is not None else None
    above = float(fit.sf(usl)) if usl is not None else None
    low, middle, high = (float(v) for v in fit.ppf(np.array([LOW, 0.5, HIGH])))
    findings = (
        stable_finding(_scores(fit, sample.values)),
        fit_finding(fit.family.label, fit.p_value),
        enough_finding(x.size),
    )
    estimates = (
        "n-1 standard deviation" if fit.family.key in ("normal", "lognormal") else "maximum likelihood"
    )
    return NonnormalCapability(
        x.size,
        Limits(lsl, usl, target),
        fit,
        None,
        (low, middle, high),
        _iso(lsl, usl, (low, middle, high)),
        _z_scores(below, above),
        None,
        _z_bench(below, above),
        *_ppm(below, above),
        *_observed(x, lsl, usl),
        findings,
        sample.values,
        (*sample.notes, *notes, *fit.notes),
        f"{fit.family.label}, {estimates}; Z-score and ISO percentile indices",
    )


def capability_transformed(
    values: Iterable[Any],
    transform: Literal["box-cox", "johnson", "yeo-johnson"] = "box-cox",
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    subgroup: int | Iterable[Any] = 1,
    lam: float | None = None,
    boundary: Boundary = "none",
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
    original unit. A limit beyond the transform's domain has no share outside it and no index.
    """
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
            "No Johnson transform makes these data normal. Use a distribution that fits, or look for a mixture."
        )
    t, y = study.transform, study.transformed
    mean, sd = float(np.mean(y)), float(np.std(y, ddof=1))
    z_low = _standard(t, lsl, mean, sd)
    z_high = _standard(t, usl, mean, sd)
    below = _upper_share(-z_low) if z_low is not None else None
    above = _upper_share(z_high) if z_high is not None else None
    middle = tuple(float(v) for v in t.back(np.array([mean - 3 * sd, mean, mean + 3 * sd])))
    within = None
    if transform == "box-cox":
        within = _within(y, ids, t, lsl, usl, mean, rows)
    p = study.after.p_value
    findings = (
        stable_finding(y),
        fit_finding("the normal distribution after the transform", p),
        enough_finding(y.size),
    )
    percentiles = (middle[0], middle[1], middle[2])
    return NonnormalCapability(
        y.size,
        Limits(lsl, usl, target),
        None,
        study,
        percentiles,
        _iso(lsl, usl, percentiles),
        _z_scores(below, above),
        within,
        _z_bench(below, above),
        *_ppm(below, above),
        *_observed(study.values, lsl, usl),
        findings,
        study.values,
        (*notes, *study.notes),
        f"{t.describe()} ({study.convention}); Z-score and ISO percentile indices",
    )


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
        notes.append(f"{lsl:g} is a boundary that cannot be passed: only the upper limit counts.")
        lsl = None
    elif boundary == "upper" and usl is not None:
        notes.append(f"{usl:g} is a boundary that cannot be passed: only the lower limit counts.")
        usl = None
    if lsl is None and usl is None:
        raise StatsError("The only limit is a boundary that cannot be passed: give the other limit.")
    return lsl, usl, notes


def _scores(fit: Fit, x: Floats) -> Floats:
    """Normal scores Φ⁻¹(F(x)), from the nearer tail."""
    from scipy import special

    low, high = fit.cdf(x), fit.sf(x)
    return np.asarray(np.where(low < 0.5, special.ndtri(low), -special.ndtri(high)))


def _iso(lsl: float | None, usl: float | None, points: tuple[float, float, float]) -> Indices:
    low, middle, high = points
    pp = (usl - lsl) / (high - low) if lsl is not None and usl is not None else None
    ppl = (middle - lsl) / (middle - low) if lsl is not None else None
    ppu = (usl - middle) / (high - middle) if usl is not None else None
    return Indices(pp, ppl, ppu, _least(ppl, ppu))


def _z_scores(below: float | None, above: float | None) -> Indices:
    ppl, ppu = _third(below), _third(above)
    pp = (ppl + ppu) / 2 if ppl is not None and ppu is not None else None
    return Indices(pp, ppl, ppu, _least(ppl, ppu))


def _third(share: float | None) -> float | None:
    """-Φ⁻¹(share)/3; None when there is no share at all."""
    from scipy import special

    if share is None or share <= 0 or share >= 1:
        return None
    return -float(special.ndtri(share)) / 3


def _least(*indices: float | None) -> float | None:
    known = [index for index in indices if index is not None]
    return min(known) if known else None


def _z_bench(below: float | None, above: float | None) -> float:
    from scipy import special

    return -float(special.ndtri(min(1.0, (below or 0.0) + (above or 0.0))))


def _ppm(below: float | None, above: float | None) -> tuple[float | None, float | None, float]:
    return (
        1e6 * below if below is not None else None,
        1e6 * above if above is not None else None,
        1e6 * ((below or 0.0) + (above or 0.0)),
    )


def _observed(x: Floats, lsl: float | None, usl: float | None) -> tuple[int, int]:
    """Values strictly outside: one on the limit is inside."""
    return (
        int(np.count_nonzero(x < lsl)) if lsl is not None else 0,
        int(np.count_nonzero(x > usl)) if usl is not None else 0,
    )


def _standard(t: Transform, limit: float | None, mean: float, sd: float) -> float | None:
    """The limit in standard deviations on the transformed scale; infinite beyond the domain."""
    return (float(t.apply(limit)) - mean) / sd if limit is not None else None


def _upper_share(z: float) -> float:
    from scipy import special

    return float(special.ndtr(-z))


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
        from leanbench.stats.sigma import subgroup_sigma
        from leanbench.stats.subgroups import group

        groups = group(t.apply(clean_rows(rows)), subgroup)
        sigma = subgroup_sigma("pooled", groups.sizes, groups.ranges, groups.sds).value
    if not sigma > 0:
        return Indices(None, None, None, None)
    low = float(t.apply(lsl)) if lsl is not None else -math.inf
    high = float(t.apply(usl)) if usl is not None else math.inf
    cpl = (mean - low) / (3 * sigma) if math.isfinite(low) else None
    cpu = (high - mean) / (3 * sigma) if math.isfinite(high) else None
    cp = (high - low) / (6 * sigma) if math.isfinite(high - low) else None
    return Indices(cp, cpl, cpu, _least(cpl, cpu))


def clean_rows(rows: list[Any]) -> Floats:
    """The column as floats with NaN for what is no number, so that subgroup ids stay beside their rows."""
    from leanbench.stats.samples import numbers_of

    numbers, _ = numbers_of(rows)
    return np.where(np.isfinite(numbers), numbers, np.nan)
