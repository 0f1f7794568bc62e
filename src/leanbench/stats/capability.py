"""Normal capability: does the process meet its specification, now and if it stayed as steady as within subgroups?

Cp, Cpk use the sigma within subgroups (what the process could do); Pp, Ppk the overall standard deviation
(what it does). A gate stands before the numbers (stable? normal? enough data?): shown, never blocking.

Sources: Minitab, Methods and formulas for normal capability analysis; A. F. Bissell, Applied Statistics 39
(1990), for the interval of Cpk; R. A. Boyles, JQT 23 (1991), and L. K. Chan, S. W. Cheng and F. A. Spiring,
JQT 20 (1988), for Cpm; NIST/SEMATECH e-Handbook 6.1.6.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

from leanbench.stats.capability_gate import gate
from leanbench.stats.capability_result import Finding, Indices, Interval, Limits, NormalCapability
from leanbench.stats.constants import EXACT, Constants
from leanbench.stats.findings import enough_finding
from leanbench.stats.guards import above_zero, check_confidence
from leanbench.stats.phases import stage_numbers
from leanbench.stats.profiles import Profile
from leanbench.stats.profiles import profile as find_profile
from leanbench.stats.samples import HUGE, Floats, Sample, StatsError, clean, column, count, number, whole
from leanbench.stats.sigma import (
    INDIVIDUAL_METHODS,
    SUBGROUP_METHODS,
    Sigma,
    individual_sigma,
    moving_ranges,
    subgroup_sigma,
)
from leanbench.stats.subgroups import Groups, Spread, group


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
    cpm_divisor: Literal["n", "n-1"] | None = None,
    excluded: Iterable[int] | None = None,
    constants: Constants | None = None,
    profile: str | Profile | None = None,
    name: str = "values",
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
    cpm_divisor : "n" (default) or "n-1"; printed with the number.
    excluded : rows (from 0) that are left out.

    Raises StatsError for a specification that cannot be, too few values, or an unknown option.
    """
    profile = find_profile(profile)
    constants = constants or profile.constants
    limits = specification(lsl, usl, target)
    _check_options(confidence, k)
    chosen = sigma_method or str(profile.options.get("capability_sigma", "pooled"))
    sample, groups, notes = _data(values, subgroup, name, excluded, chosen)
    x = groups.values if groups is not None else sample.values
    if x.size < 2:
        raise StatsError(f"{name} has only 1 number; capability needs at least 2, and 100 for a firm answer.")
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
    if sd == 0:
        raise StatsError(f"All values of {name} are equal ({mean:g}), so there is no spread.")
    if found.value == 0:
        raise StatsError(f"There is no spread within the subgroups of {name}. Use another subgroup column.")
    divisor = cpm_divisor or str(profile.options.get("cpm_divisor", "n"))
    cpm, cpm_ci = _cpm(x.size, mean, sd, limits, divisor, confidence, k)
    below, above = _observed(x, limits)
    within = indices(mean, found.value, x.size, found.df, limits, confidence, k)
    overall = indices(mean, sd, x.size, x.size - 1.0, limits, confidence, k)
    return NormalCapability(
        int(x.size), mean, found.value, sd, limits, within, overall, cpm, divisor, cpm_ci, _k_index(mean, limits),
        below, above, None if below is None and above is None else (below or 0.0) + (above or 0.0),
        found.name, found.df_rule, confidence, k, gate(sample, groups, x, mean, found, ranges),
        _convention(found, constants, profile, confidence, divisor), notes, name, profile.name,
    )  # fmt: skip


def capability_by_stage(
    values: Iterable[Any], stages: Iterable[Any], **options: Any
) -> tuple[tuple[str, NormalCapability], ...]:
    """`capability_normal` of each stage (a run of rows with the same label), by name in order.

    Parameters
    ----------
    values, stages : one value and one label per row. Subgroup ids among the options are split alike.
    options : as `capability_normal`.
    """
    items = list(column(values))
    numbers, names = stage_numbers(stages, len(items))
    ids = options.pop("subgroup", None)
    found = []
    for at, name in enumerate(names):
        rows = range(len(items)) if numbers is None else np.flatnonzero(numbers == at).tolist()
        part = ids if ids is None or isinstance(ids, int) else [ids[row] for row in rows]
        found.append((name, capability_normal([items[row] for row in rows], subgroup=part, **options)))
    return tuple(found)


def specification(lsl: float | None, usl: float | None, target: float | None = None) -> Limits:
    """A specification that makes sense.

    Raises StatsError for no limit, reversed limits, or a target outside them.
    """
    for value, word in ((lsl, "lower limit"), (usl, "upper limit"), (target, "target")):
        if value is not None and abs(number(value, f"The {word}")) > HUGE:
            raise StatsError(f"The {word} of {value:.3g} is no limit. Correct it, or leave it out.")
    if lsl is None and usl is None:
        raise StatsError("Capability needs a lower or an upper specification limit.")
    if lsl is not None and usl is not None and lsl >= usl:
        raise StatsError(
            f"The lower limit {lsl:g} is not below the upper limit {usl:g}. They may be reversed."
        )
    if target is not None:
        low, high = -math.inf if lsl is None else lsl, math.inf if usl is None else usl
        if not low <= target <= high:
            raise StatsError(f"The target {target:g} lies outside the specification limits.")
    return Limits(*(None if value is None else float(value) for value in (lsl, usl, target)))


def _check_options(confidence: float, k: float) -> None:
    check_confidence(confidence)
    if not 0.01 <= number(k, "The process width k") <= 1000:
        raise StatsError(f"The process width must be above zero sigma, not {k:g}.")


def _data(
    values: Iterable[Any],
    subgroup: int | Iterable[Any] | None,
    name: str,
    excluded: Iterable[int] | None,
    method: str,
) -> tuple[Sample, Groups | None, tuple[str, ...]]:
    notes: list[str] = []
    if excluded is not None:
        items = list(column(values))
        rows = sorted({whole(row, "An excluded row") for row in column(excluded, "excluded rows")})
        for row in rows:
            if not 0 <= row < len(items):
                raise StatsError(
                    f"Row {row + 1} cannot be excluded: the data have {count(len(items), 'row')}."
                )
            items[row] = None
        values = items
        if rows:
            notes.append(f"Excluded: row {', '.join(str(row + 1) for row in rows[:8])}")
    if subgroup is None or (isinstance(subgroup, int) and subgroup == 1):
        sample = clean(values, name)
        return sample, None, (*notes, *sample.notes)
    groups = group(values, subgroup, name, spread=_spread(method))
    sample = Sample(groups.values, groups.row, groups.notes)
    return sample, groups, (*notes, *groups.notes)


def _spread(method: str) -> Spread:
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


def _cpm(
    n: int, mean: float, sd: float, limits: Limits, divisor: str, confidence: float, k: float
) -> tuple[float | None, Interval | None]:
    """Cpm and its interval: (USL-LSL)/(k rms about T), or min(T-LSL, USL-T)/(k/2 rms) off the middle (Minitab)."""
    from scipy import special

    if divisor not in ("n", "n-1"):
        raise StatsError(f"Cpm divides by 'n' or 'n-1', not {divisor!r}.")
    if limits.target is None or limits.lsl is None or limits.usl is None:
        return None, None
    T = limits.target
    # Sum of squares about the target = that about the mean + n (mean - T)².
    rms = math.sqrt(((n - 1) * sd**2 + n * (mean - T) ** 2) / (n if divisor == "n" else n - 1))
    if rms == 0:
        return None, None
    value = min(T - limits.lsl, limits.usl - T) / (k / 2 * rms)
    a = (mean - T) ** 2 / (sd**2 * (n - 1) / n)
    df = n * (1 + a) ** 2 / (1 + 2 * a)
    alpha = (1 - confidence) / 2
    low, high = (math.sqrt(float(special.chdtri(df, tail)) / df) for tail in (1 - alpha, alpha))
    return value, (value * low, value * high)


def _k_index(mean: float, limits: Limits) -> float | None:
    if limits.lsl is None or limits.usl is None:
        return None
    return abs((limits.usl + limits.lsl) / 2 - mean) / ((limits.usl - limits.lsl) / 2)


def _observed(x: Floats, limits: Limits) -> tuple[float | None, float | None]:
    below = None if limits.lsl is None else float(np.count_nonzero(x < limits.lsl)) / x.size * 1e6
    above = None if limits.usl is None else float(np.count_nonzero(x > limits.usl)) / x.size * 1e6
    return below, above


def _convention(found: Sigma, constants: Constants, profile: Profile, confidence: float, divisor: str) -> str:
    return (
        f"within sigma = {found.name}, df {found.df:.4g} ({found.df_rule}); overall SD with n−1; "
        f"{100 * confidence:g} % intervals; Cpm divisor {divisor}; {constants.name}; {profile.title} profile"
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
    profile: str | Profile | None = None,
    name: str = "values",
) -> NormalCapability:
    """Capability from a mean and standard deviation alone, without the values.

    Parameters
    ----------
    mean, sd : as reported. With `sd_within` both C and P indices are given; without it `sd` serves for both.
    n, df, df_within : number of values and degrees of freedom (n-1 when not given); without n no intervals.

    Raises StatsError for an sd of zero or below or a specification that cannot be.
    """
    limits = specification(lsl, usl, target)
    _check_options(confidence, k)
    for value, word in ((sd, "standard deviation"), (sd_within, "within standard deviation")):
        if value is not None or word == "standard deviation":
            above_zero(word, value if value is not None else math.nan)
    if abs(number(mean, "The mean")) > HUGE:
        raise StatsError(f"A mean of {mean:.3g} is no measurement. Correct it.")
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
    cpm = None
    if limits.target is not None and limits.lsl is not None and limits.usl is not None:
        rms = math.hypot(sd, mean - limits.target)
        cpm = min(limits.target - limits.lsl, limits.usl - limits.target) / (k / 2 * rms)
    found = find_profile(profile)
    question = "Are there enough data?"
    gate = (
        Finding("Is the process stable?", "unknown", "a summary does not show it"),
        Finding("Are the values about normal?", "unknown", "a summary does not show it"),
        enough_finding(n)
        if n is not None
        else Finding(question, "unknown", "the number of values was not given"),
    )
    text = f"from a summary; {100 * confidence:g} % intervals; {found.title} profile"
    return NormalCapability(
        n or 0, mean, within_sd, sd, limits, within, overall, cpm, "s² + (mean−T)²", None, _k_index(mean, limits),
        None, None, None, "as given", "as given", confidence, k, gate, text,
        ("Computed from a mean and a standard deviation, not from values",), name, found.name, "capability-summary",
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
    constants: Constants = EXACT,
    profile: str | Profile | None = None,
    name: str = "values",
) -> NormalCapability:
    """Between/within capability: sigma of single values when subgroups (days, batches) differ.

    sigma_xbar = MRbar of the subgroup means/d2(2); sigma_b² = max(0, sigma_xbar² - sigma_w²/n); sigma_bw =
    sqrt(sigma_b² + sigma_w²) takes the place of the within sigma (for unequal sizes n is their harmonic mean).

    Parameters and errors as `capability_normal`. ``details``: sd_within_subgroups, sd_xbar, sd_between, sd_bw.
    """
    profile = find_profile(profile)
    limits = specification(lsl, usl, target)
    _check_options(confidence, k)
    groups = group(values, subgroup, name)
    if groups.sizes.size < 2:
        raise StatsError("Between/within capability needs at least 2 subgroups.")
    method = sigma_method or str(profile.options.get("capability_sigma", "pooled"))
    inner = subgroup_sigma(method, groups.sizes, groups.ranges, groups.sds, constants)
    outer = individual_sigma("mr", groups.means, moving_ranges(groups.means), 2, constants)
    size = 1 / float(np.mean(1 / groups.sizes))
    between = math.sqrt(max(0.0, outer.value**2 - inner.value**2 / size))
    both = math.hypot(between, inner.value)
    x = groups.values
    mean, sd = float(x.mean()), float(np.std(x, ddof=1))
    if both == 0 or sd == 0:
        raise StatsError(f"All values of {name} are equal, so there is no spread.")
    df = inner.df if between == 0 else _satterthwaite(between, outer, inner, size)
    found = Sigma(
        both, method, f"between/within ({inner.name}; {outer.name} of the means)", df, "Satterthwaite", x.size
    )
    divisor = str(profile.options.get("cpm_divisor", "n"))
    cpm, cpm_ci = _cpm(x.size, mean, sd, limits, divisor, confidence, k)
    below, above = _observed(x, limits)
    sample = Sample(groups.values, groups.row, groups.notes)
    details = {
        "sd_within_subgroups": inner.value,
        "sd_xbar": outer.value,
        "sd_between": between,
        "sd_bw": both,
        "within_name": inner.name,
    }
    notes = list(groups.notes)
    if between == 0:
        notes.append("The subgroups differ no more than chance within them explains, so sigma between is 0")
    return NormalCapability(
        int(x.size), mean, both, sd, limits, indices(mean, both, x.size, df, limits, confidence, k),
        indices(mean, sd, x.size, x.size - 1.0, limits, confidence, k), cpm, divisor, cpm_ci, _k_index(mean, limits),
        below, above, None if below is None and above is None else (below or 0.0) + (above or 0.0),
        found.name, found.df_rule, confidence, k, gate(sample, groups, x, mean, inner, np.empty(0)),
        _convention(found, constants, profile, confidence, divisor), tuple(notes), name, profile.name,
        "capability-between-within", details,
    )  # fmt: skip


def _satterthwaite(between: float, outer: Sigma, inner: Sigma, size: float) -> float:
    """Degrees of freedom of sigma_bw² = sigma_xbar² + (1 - 1/n) sigma_w²."""
    a, b = outer.value**2, (1 - 1 / size) * inner.value**2
    return (a + b) ** 2 / (a**2 / outer.df + (b**2 / inner.df if inner.df else 0.0))
