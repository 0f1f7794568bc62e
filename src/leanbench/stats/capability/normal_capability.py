"""Normal capability: does the process meet its specification, now and if it stayed as steady as within subgroups?

Cp, Cpk use the sigma within subgroups (what the process could do); Pp, Ppk the overall standard deviation
(what it does). A gate stands before the numbers (stable? normal? enough data?): shown, never blocking.

The formulas and their sources are in `capability_indices`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from leanbench.stats.base.constants import Constants
from leanbench.stats.base.guards import above_zero, needs_spread
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import HUGE, Floats, Sample, StatsError, clean, column, count, number, whole
from leanbench.stats.base.subgroups import Groups, Spread, group
from leanbench.stats.capability.capability_findings import enough_finding
from leanbench.stats.capability.capability_gate import gate
from leanbench.stats.capability.capability_indices import (
    CpmDivisor,
    check_options,
    indices,
    k_index,
    observed_ppm,
    specification,
    taguchi,
)
from leanbench.stats.capability.capability_result import Finding, NormalCapability
from leanbench.stats.spc.chart_design import chosen_constants
from leanbench.stats.spc.profiles import Profile
from leanbench.stats.spc.profiles import profile as find_profile
from leanbench.stats.spc.sigma import (
    INDIVIDUAL_METHODS,
    SUBGROUP_METHODS,
    Sigma,
    individual_sigma,
    moving_ranges,
    subgroup_sigma,
)
from leanbench.words.language import _

__all__ = ["between_within", "capability_normal", "capability_summary"]


def capability_normal(
    values: Iterable[Any],
    *,
    subgroup: int | Iterable[Any] | None = None,
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    sigma_method: str | None = None,
    mr_length: int = 2,
    confidence: float = 0.95,
    k: float = 6.0,
    cpm_divisor: CpmDivisor | None = None,
    excluded: Mapping[int, str] | Iterable[int] | None = None,
    constants: Constants | str | None = None,
    profile: str | Profile | None = None,
    name: str = "values",
    unit: str = "",
) -> NormalCapability:
    """Capability against a specification, assuming a normal distribution.

    Cp = (USL-LSL)/(k sigma), Cpl = (mean-LSL)/(k/2 sigma), Cpu likewise, Cpk the smaller; Pp ... with the overall
    standard deviation (n-1). Intervals: Cp by chi-square, Cpk by Bissell, each with the df of its sigma. Z.bench =
    Phi^-1(1 - share outside). Observed ppm counts values strictly outside.

    Parameters
    ----------
    values : numbers, one per row. subgroup : None for individuals, or a size, or ids.
    lsl, usl, target : at least one limit; with one limit there is no Cp, Pp and no Cpm.
    sigma_method : ``pooled`` (default with subgroups), ``rbar``, ``sbar``, ``pooled-uncorrected``; ``mr`` (default
        without), ``mr-median``, ``mssd``.
    confidence : of the two-sided intervals. k : width of the process in sigma, 6.
    cpm_divisor : of the mean square about the target: "n" (default) or "n-1"; or "sd", "within" for s² + (mean - T)²
        with the overall sd or the within sigma, or "montgomery": as "sd", over the whole width. Printed with the
        number, since programs differ here.
    excluded : rows (from 0) that are left out, or ``{row: reason}``; the note names both.

    Raises StatsError for a specification that cannot be, too few values, or an unknown option.
    """
    profile = find_profile(profile)
    constants = chosen_constants(constants, profile)
    limits = specification(lsl, usl, target)
    check_options(confidence, k)
    chosen = sigma_method or str(profile.options.get("capability_sigma", "pooled"))
    sample, groups, notes = _data(values, subgroup, name, excluded, chosen)
    x = groups.values if groups is not None else sample.values
    if x.size < 2:
        raise StatsError(f"{name} has only 1 number; capability needs at least 2, and 100 for a firm answer.")
    needs_spread(x, "capability is about spread", f"values of {name}")
    mean = float(x.mean())
    away = x - mean
    sd = math.sqrt(float(np.dot(away, away)) / (x.size - 1))
    ranges = np.empty(0)
    if groups is None:
        # As on the I-MR chart: no moving range across a blank or excluded row.
        blank_before = np.diff(sample.rows, prepend=sample.rows[0]) > 1
        breaks = np.cumsum(blank_before, dtype=np.int64) if blank_before.any() else None
        ranges = moving_ranges(sample.values, mr_length, breaks)
    found = _within(sample, groups, ranges, sigma_method, mr_length, constants, profile)
    if found.value == 0:
        raise StatsError(no_spread_within(name, groups is not None))
    points = sample.values if groups is None else groups.means
    spread = found.value if groups is None else found.value / np.sqrt(groups.sizes)
    divisor = cpm_divisor or str(profile.options.get("cpm_divisor", "n"))
    cpm, cpm_interval = taguchi(x.size, mean, sd, found.value, limits, divisor, confidence, k)
    within = indices(mean, found.value, x.size, found.df, limits, confidence, k)
    overall = indices(mean, sd, x.size, x.size - 1.0, limits, confidence, k)
    return NormalCapability(
        int(x.size), mean, found.value, sd, limits, within, overall, cpm, divisor, cpm_interval, k_index(mean, limits),
        *observed_ppm(x, limits),
        found.name, found.df_rule, confidence, k, gate(points, spread, x, mean),
        _convention(found, constants, profile, confidence, divisor), notes, name, profile.name, unit=unit,
    )  # fmt: skip


def no_spread_within(name: str, grouped: bool) -> str:
    """What to do when values differ, but not near each other."""
    if grouped:
        return f"There is no spread within the subgroups of {name}. Use another subgroup column."
    return f"Neighboring values of {name} are equal too often for this sigma. Use the average moving range or MSSD."


def _data(
    values: Iterable[Any],
    subgroup: int | Iterable[Any] | None,
    name: str,
    excluded: Mapping[int, str] | Iterable[int] | None,
    method: str,
) -> tuple[Sample, Groups | None, tuple[str, ...]]:
    values = column(values)
    gone = excluded_rows(excluded, len(values))
    notes = excluded_notes(gone)
    if subgroup is None or (isinstance(subgroup, (int, np.integer)) and subgroup == 1):
        sample = clean(values, name, without=gone)
        return sample, None, (*notes, *sample.notes)
    groups = group(values, subgroup, name, spread=_spread(method), without=gone)
    sample = Sample(groups.values, groups.row, groups.notes)
    return sample, groups, (*notes, *groups.notes)


def excluded_rows(excluded: Mapping[int, str] | Iterable[int] | None, rows: int) -> dict[int, str]:
    """Rows that are left out, with their reasons. Raises StatsError for a row that is not there."""
    if excluded is None:
        return {}
    given = (
        excluded if isinstance(excluded, Mapping) else dict.fromkeys(column(excluded, "excluded rows"), "")
    )
    found = {whole(row, "An excluded row"): str(why or "") for row, why in given.items()}
    for row in found:
        if not 0 <= row < rows:
            raise StatsError(f"Row {row + 1} cannot be excluded: the data have {count(rows, 'row')}.")
    return found


def excluded_notes(gone: Mapping[int, str]) -> list[str]:
    """One note that names the excluded rows and why."""
    shown = [f"{row + 1} ({why})" if why else str(row + 1) for row, why in sorted(gone.items())]
    more = f" and {len(shown) - 8} more" if len(shown) > 8 else ""
    return [f"Excluded: row {', '.join(shown[:8])}{more}"] if shown else []


def _spread(method: str) -> Spread:
    """What the estimator needs of each subgroup. Raises StatsError for one that is not known."""
    known = (*SUBGROUP_METHODS, *INDIVIDUAL_METHODS)
    if method not in known:
        raise StatsError(f"There is no sigma named {method!r}. Choose one of: {', '.join(known)}.")
    return "range" if method.startswith("rbar") else "sd"


def _within(
    sample: Sample,
    groups: Groups | None,
    ranges: Floats,
    method: str | None,
    mr_length: int,
    constants: Constants,
    profile: Profile,
) -> Sigma:
    if groups is None:
        chosen = method or "mr"
        if chosen in SUBGROUP_METHODS:
            raise StatsError(
                f"Sigma by {chosen!r} needs subgroups. Give a subgroup column or size, or use 'mr'."
            )
        return individual_sigma(chosen, sample.values, ranges, mr_length, constants)
    chosen = method or str(profile.options.get("capability_sigma", "pooled"))
    if chosen in INDIVIDUAL_METHODS:
        values = groups.means if groups.sizes.max() == 1 else groups.values
        if chosen in ("mssd", "sd") or groups.sizes.max() == 1:
            return individual_sigma(chosen, values, moving_ranges(values, mr_length), mr_length, constants)
        raise StatsError(
            f"Sigma by {chosen!r} is for single values. With subgroups use 'pooled', 'rbar' or 'sbar'."
        )
    return subgroup_sigma(chosen, groups.sizes, groups.ranges, groups.sds, constants)


def _convention(found: Sigma, constants: Constants, profile: Profile, confidence: float, divisor: str) -> str:
    return (
        f"within sigma = {found.name}, df {num(found.df)} ({found.df_rule}); overall SD with n−1; "
        f"{num(100 * confidence, 6)}% intervals; Cpm divisor {divisor}; {constants.name}; {profile.title} profile"
    )


def capability_summary(
    mean: float,
    sd: float,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    n: int | None = None,
    df: float | None = None,
    sd_within: float | None = None,
    df_within: float | None = None,
    confidence: float = 0.95,
    k: float = 6.0,
    cpm_divisor: CpmDivisor = "sd",
    profile: str | Profile | None = None,
    name: str = "values",
    unit: str = "",
) -> NormalCapability:
    """Capability from a mean and standard deviation alone, without the values.

    Parameters
    ----------
    mean, sd : as reported. With `sd_within` both C and P indices are given; without it `sd` serves for both.
    n, df, df_within : number of values and degrees of freedom (n-1 when not given); without n no intervals.
    cpm_divisor : as `capability_normal`; "n" and "n-1" need n.

    Raises StatsError for an sd of zero or below or a specification that cannot be.
    """
    limits = specification(lsl, usl, target)
    check_options(confidence, k)
    for value, word in ((sd, "standard deviation"), (sd_within, "within standard deviation")):
        if value is not None or word == "standard deviation":
            above_zero(word, value if value is not None else math.nan)
    if abs(number(mean, "The mean")) > HUGE:
        raise StatsError(f"A mean of {num(mean, 3)} is no measurement. Correct it.")
    for value, word in ((df, "degrees of freedom"), (df_within, "degrees of freedom within")):
        if value is not None:
            above_zero(word, value)
    if n is not None and whole(n, "The number of values") < 2:
        raise StatsError(f"Intervals need at least 2 values, not {n}.")
    overall_df = df if df is not None else (n - 1.0 if n is not None else math.nan)
    within_sd = sd if sd_within is None else sd_within
    within = indices(
        mean, within_sd, n, df_within if df_within is not None else overall_df, limits, confidence, k
    )
    overall = indices(mean, sd, n, overall_df, limits, confidence, k)
    if n is None and cpm_divisor in ("n", "n-1"):
        raise StatsError(
            _("Cpm that divides by n needs the number of values. Give it, or choose another Cpm.")
        )
    cpm, _ignored = taguchi(n or 2, mean, sd, within_sd, limits, cpm_divisor, confidence, k)
    found = find_profile(profile)
    question = _("Are there enough data?")
    gate = (
        Finding(_("Is the process stable?"), "unknown", "a summary does not show it"),
        Finding(_("Are the values about normal?"), "unknown", "a summary does not show it"),
        enough_finding(n)
        if n is not None
        else Finding(question, "unknown", "the number of values was not given"),
    )
    text = f"from a summary; {num(100 * confidence, 6)}% intervals; {found.title} profile"
    return NormalCapability(
        n or 0, mean, within_sd, sd, limits, within, overall, cpm, cpm_divisor, None, k_index(mean, limits),
        None, None, None, "as given", "as given", confidence, k, gate, text,
        ("Computed from a mean and a standard deviation, not from values",), name, found.name, "capability-summary",
        unit=unit,
    )  # fmt: skip


def between_within(
    values: Iterable[Any],
    subgroup: int | Iterable[Any],
    *,
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    sigma_method: str | None = None,
    confidence: float = 0.95,
    k: float = 6.0,
    cpm_divisor: CpmDivisor | None = None,
    excluded: Mapping[int, str] | Iterable[int] | None = None,
    constants: Constants | str | None = None,
    profile: str | Profile | None = None,
    name: str = "values",
    unit: str = "",
) -> NormalCapability:
    """Between/within capability: sigma of single values when subgroups (days, batches) differ.

    sigma_xbar = MRbar of the subgroup means/d2(2); sigma_b² = max(0, sigma_xbar² - sigma_w²/n); sigma_bw =
    sqrt(sigma_b² + sigma_w²) takes the place of the within sigma (for unequal sizes n is their harmonic mean).

    Parameters and errors as `capability_normal`. ``details``: sd_within_subgroups, sd_xbar, sd_between, sd_bw.
    """
    profile = find_profile(profile)
    constants = chosen_constants(constants, profile)
    limits = specification(lsl, usl, target)
    check_options(confidence, k)
    values = column(values)
    gone = excluded_rows(excluded, len(values))
    groups = group(values, subgroup, name, without=gone)
    if groups.sizes.size < 2:
        raise StatsError(
            _(
                "Between/within capability needs at least 2 subgroups. Choose another subgroup "
                "column or a smaller size."
            )
        )
    needs_spread(groups.values, "capability is about spread", f"values of {name}")
    method = sigma_method or str(profile.options.get("capability_sigma", "pooled"))
    inner = subgroup_sigma(method, groups.sizes, groups.ranges, groups.sds, constants)
    breaks = None if groups.after_gap is None else np.cumsum(groups.after_gap, dtype=np.int64)
    outer = individual_sigma("mr", groups.means, moving_ranges(groups.means, 2, breaks), 2, constants)
    size = 1 / float(np.mean(1 / groups.sizes))
    between = math.sqrt(max(0.0, outer.value**2 - inner.value**2 / size))
    both = math.hypot(between, inner.value)
    x = groups.values
    mean, sd = float(x.mean()), float(np.std(x, ddof=1))
    if both == 0:
        raise StatsError(no_spread_within(name, True))
    df = inner.df if between == 0 else _satterthwaite(between, outer, inner, size)
    found = Sigma(
        both, method, f"between/within ({inner.name}; {outer.name} of the means)", df, "Satterthwaite", x.size
    )
    divisor = cpm_divisor or str(profile.options.get("cpm_divisor", "n"))
    cpm, cpm_interval = taguchi(x.size, mean, sd, both, limits, divisor, confidence, k)
    details = {
        "sd_within_subgroups": inner.value, "sd_xbar": outer.value, "sd_between": between, "sd_bw": both,
        "within_name": inner.name,
    }  # fmt: skip
    notes = [*excluded_notes(gone), *groups.notes]
    if between == 0:
        notes.append("The subgroups differ no more than chance within them explains, so sigma between is 0")
    return NormalCapability(
        int(x.size), mean, both, sd, limits, indices(mean, both, x.size, df, limits, confidence, k),
        indices(mean, sd, x.size, x.size - 1.0, limits, confidence, k), cpm, divisor, cpm_interval,
        k_index(mean, limits), *observed_ppm(x, limits),
        found.name, found.df_rule, confidence, k, gate(groups.means, outer.value, x, mean),
        _convention(found, constants, profile, confidence, divisor), tuple(notes), name, profile.name,
        "capability-between-within", details, unit,
    )  # fmt: skip


def _satterthwaite(between: float, outer: Sigma, inner: Sigma, size: float) -> float:
    """Degrees of freedom of sigma_bw² = sigma_xbar² + (1 - 1/n) sigma_w²."""
    a, b = outer.value**2, (1 - 1 / size) * inner.value**2
    return (a + b) ** 2 / (a**2 / outer.df + (b**2 / inner.df if inner.df else 0.0))
