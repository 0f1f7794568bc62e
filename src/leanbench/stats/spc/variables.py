"""Charts of measurements: individuals with moving range, subgroup means with range or spread.

Sources: W. A. Shewhart (1931); ASTM E2587; Minitab methods and formulas for I-MR, Xbar-R, Xbar-S and
I-MR-R/S charts; D. J. Wheeler, Advanced Topics in SPC (1995), for the three-way chart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sized
from dataclasses import replace
from typing import Any, Unpack

import numpy as np

from leanbench.stats.base.constants import Constants
from leanbench.stats.base.result_words import decimals
from leanbench.stats.base.samples import Floats, Ints, StatsError, clean, column
from leanbench.stats.base.subgroups import Groups, Spread, group
from leanbench.stats.spc.chart_build import Lines, finish, panel, stage_info
from leanbench.stats.spc.chart_design import Design, Setup
from leanbench.stats.spc.chart_spec import (
    INDIVIDUAL,
    PATTERN_REASONS,
    SUBGROUP,
    SUBGROUP_REASONS,
    ChartSpec,
)
from leanbench.stats.spc.control_chart import ControlChart, Panel
from leanbench.stats.spc.phases import Bools, Plan, Span, stage_numbers
from leanbench.stats.spc.serial_correlation import correlations
from leanbench.stats.spc.sigma import Sigma, individual_sigma, moving_ranges, subgroup_sigma
from leanbench.words.language import _

__all__ = ["i_mr", "i_mr_rs", "xbar_r", "xbar_s"]

KNOWN = "known sigma"


def i_mr(
    values: Iterable[Any],
    *,
    mr_length: int = 2,
    sigma_method: str | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """Individuals and moving range chart.

    I: mean ± k sigma, sigma = MRbar/d2(w) by default. MR: center d2 sigma, limits ± k d3 sigma, not below 0.
    For length w the moving range is the largest minus the smallest of the last w values. None spans a
    stage boundary or a blank row.

    Parameters
    ----------
    values : numbers, one per row.
    mr_length : length of the moving ranges, 2 by default.
    sigma_method : ``mr`` (default), ``mr-median``, ``mr-screened``, ``mssd``, ``sd``.
    design : the shared options, see `leanbench.stats.spc.chart_design`.

    Assumes values in time order, independent and about normal. Raises StatsError for no numbers, or no
    two values next to each other to set the limits.
    """
    setup = Setup.of(design)
    sample = clean(values, setup.name)
    rows = _rows(values, sample.rows)
    plan = setup.plan(sample.rows, rows)
    x, notes = sample.values, [*sample.notes, *plan.notes]
    gaps = sample.rows[-1] + 1 != sample.values.size + sample.rows[0]
    ranges = moving_ranges(x, mr_length, segments(plan, sample.rows) if gaps or len(plan.spans) > 1 else None)
    if gaps:
        notes.append("No moving range was taken across a blank row")
    method = setup.sigma_method(sigma_method, "i-mr", "mr")
    d2, d3 = setup.constants.d2(mr_length), setup.constants.d3(mr_length)
    low, high = setup.constants.range_limits(mr_length, setup.k)
    top, bottom, sigmas = Lines(plan), Lines(plan), []
    each, carried = stage_parameters(
        plan, lambda span: individual_parameters(span, x, ranges, method, mr_length, setup.constants)
    )
    notes += carried
    for mean, found in each:
        sigmas.append(found)
        s = found.value
        top.add(mean, mean - setup.k * s, mean + setup.k * s, s)
        bottom.add(d2 * s, low * s, high * s, d3 * s)
    notes += _dependence(plan, x)
    size = np.broadcast_to(np.int64(1), (x.size,))
    make = _maker(plan, setup, sample.rows, size)
    panels = (
        make("I", f"{setup.name}", x, top, "all"),
        make(
            "MR",
            "Moving range" if mr_length == 2 else f"Moving range of {mr_length}",
            ranges,
            bottom,
            "first-four",
            mr_length,
        ),
    )
    return _finish(I_MR, setup, plan, panels, sigmas, notes, sample.rows, rows)


def _dependence(plan: Plan, x: Floats) -> list[str]:
    """Say when neighbors depend on each other; very long series are left to the autocorrelation view.

    Judged among the points that set the limits, stage by stage: a step between before and after, or after a frozen
    baseline, is a change and no dependence.
    """
    notes = []
    for span in plan:
        n = int(np.count_nonzero(span.use))
        if not 20 <= n <= 100_000:
            continue
        r = float(correlations(x[span.where], 1, span.use)[0])
        if abs(r) > max(0.3, 2.6 / math.sqrt(n)):
            where = f" in stage {span.name}" if len(plan.spans) > 1 else ""
            effect = "narrower" if r > 0 else "wider"
            notes.append(
                f"Neighboring values depend on each other{where} (r = {decimals(r, 2)}): limits are {effect} than due"
            )
    return notes


def segments(plan: Plan, rows: Ints) -> Ints:
    """Numbers that change at a stage boundary and after a blank row."""
    blank_before = np.diff(rows, prepend=rows[0]) > 1
    found: Ints = plan.stage + np.cumsum(blank_before) * (len(plan.spans) + 1)
    return found


def stage_parameters(
    plan: Plan, estimate: Callable[[Span], tuple[float, Sigma]]
) -> tuple[list[tuple[float, Sigma]], list[str]]:
    """Center and sigma of every stage, and what was carried.

    A stage too short for an estimate (one row, or one subgroup of one value) takes over those of the stage before it,
    the first one those of the next that has some. Raises StatsError when no stage has any.
    """
    found: list[tuple[float, Sigma] | None] = []
    why: StatsError | None = None
    for span in plan:
        try:
            found.append(estimate(span))
        except StatsError as error:
            why = why or error
            found.append(None)
    known = [at for at, own in enumerate(found) if own is not None]
    if why is not None and not known:
        raise why
    made, notes = [], []
    for at, own in enumerate(found):
        if own is None:
            before = [one for one in known if one < at]
            source = before[-1] if before else known[0]
            own = found[source]
            notes.append(
                _(
                    "Stage {name} is too short for limits of its own: drawn with those of stage {other}"
                ).format(name=plan.spans[at].name, other=plan.spans[source].name)
            )
        assert own is not None
        made.append(own)
    return made, notes


def individual_parameters(
    span: Span, x: Floats, ranges: Floats, method: str, length: int, constants: Constants
) -> tuple[float, Sigma]:
    """Center and sigma of one stage of single values; a moving range counts when all its values do."""
    use = span.use
    values, moving = x[span.where], ranges[span.where]
    if not use.all():
        values = values[use]
    mean = span.center if span.center is not None else float(values.mean())
    if span.sigma is not None:
        return mean, known_sigma(span.sigma, values.size)
    if not use.all():
        moving = moving[~ranges_over(~use, length)]
    try:
        return mean, individual_sigma(method, values, moving, length, constants)
    except StatsError as error:
        where = "" if span.name == "all" else f" Stage {span.name} has {values.size} to use."
        raise StatsError(f"{error}{where}") from None


def ranges_over(left_out: Bools, length: int) -> Bools:
    """Moving ranges of `length` that hold a value that is left out."""
    found: Bools = np.convolve(left_out, np.ones(length), "full")[: left_out.size] > 0.5
    return found


def known_sigma(value: float, n: int) -> Sigma:
    """A sigma that was given, not estimated."""
    return Sigma(value, "known", KNOWN, math.inf, "known", n)


def xbar_r(
    values: Iterable[Any],
    subgroup: int | Iterable[Any],
    *,
    sigma_method: str | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """Xbar and R chart of subgroups.

    Xbar: mean of all values ± k sigma/sqrt(n_i). R: center d2(n_i) sigma, limits ± k d3(n_i) sigma, not
    below 0. sigma = Rbar/d2 by default, with Burr's weights (d2/d3)^2 when sizes differ.

    Parameters
    ----------
    values : numbers, one per row.
    subgroup : a size, or subgroup ids, one per row.
    sigma_method : ``rbar`` (default), ``sbar``, ``pooled``, ``rbar-unweighted``, ``sbar-unweighted``.
    design : the shared options, see `leanbench.stats.spc.chart_design`.

    Raises StatsError for no numbers, ids that do not match, or no subgroup of at least two values.
    """
    setup = Setup.of(design)
    method = setup.sigma_method(sigma_method, "xbar-r", "rbar")
    return _xbar(XBAR_R, values, subgroup, method, setup)


def xbar_s(
    values: Iterable[Any],
    subgroup: int | Iterable[Any],
    *,
    sigma_method: str | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """Xbar and S chart of subgroups.

    Xbar: mean of all values ± k sigma/sqrt(n_i). S: center c4(n_i) sigma, limits ± k sqrt(1-c4^2) sigma, not
    below 0. sigma = Sbar/c4 by default, with weights c4^2/(1-c4^2) when sizes differ.

    Parameters and errors as `xbar_r`.
    """
    setup = Setup.of(design)
    method = setup.sigma_method(sigma_method, "xbar-s", "sbar")
    return _xbar(XBAR_S, values, subgroup, method, setup)


def _xbar(
    spec: ChartSpec, values: Iterable[Any], subgroup: int | Iterable[Any], estimator: str, setup: Setup
) -> ControlChart:
    method = spec.method
    groups, plan = subgroup_points(values, subgroup, setup, _spread_needed(method, estimator))
    top, bottom, sigmas = Lines(plan), Lines(plan), []
    each, carried = stage_parameters(
        plan, lambda span: subgroup_parameters(span, groups, estimator, setup.constants)
    )
    for span, (center, found) in zip(plan, each, strict=True):
        sigmas.append(found)
        sizes = groups.sizes[span.where]
        spread = found.value / np.sqrt(_one_or_all(sizes))
        top.add(center, center - setup.k * spread, center + setup.k * spread, spread)
        bottom.add(*_spread_lines(method, sizes, found.value, setup))
    make = _maker(plan, setup, groups.row, groups.sizes)
    dispersion = (
        make("R", "Range", groups.ranges, bottom, "first-four")
        if method == "xbar-r"
        else make("S", "Standard deviation", groups.sds, bottom, "first-four")
    )
    panels = (make("Xbar", f"Mean of {setup.name}", groups.means, top, "all"), dispersion)
    notes = [*groups.notes, *plan.notes, *carried]
    chart = _finish(spec, setup, plan, panels, sigmas, notes, groups.row, groups.rows)
    return replace(chart, labels=chart.labels or groups.labels)


def _spread_needed(method: str, estimator: str) -> Spread:
    if method == "xbar-r":
        return "range" if estimator in ("rbar", "rbar-unweighted") else "both"
    return "both" if estimator in ("rbar", "rbar-unweighted") else "sd"


def subgroup_points(
    values: Iterable[Any], subgroup: int | Iterable[Any], setup: Setup, spread: Spread = "both"
) -> tuple[Groups, Plan]:
    """Subgroups and the plan of their points. A subgroup of a fixed size never spans two stages."""
    rows_of = column(values)
    breaks = None
    if setup.stages is not None and isinstance(subgroup, (int, np.integer)):
        breaks, _ignored = stage_numbers(setup.stages, len(rows_of))
    groups = group(rows_of, subgroup, setup.name, breaks, spread)
    members = groups.of_row() if setup.excluded else None
    return groups, setup.plan(groups.row, groups.rows, members, "subgroup", groups.after_gap)


def subgroup_parameters(
    span: Span, groups: Groups, estimator: str, constants: Constants
) -> tuple[float, Sigma]:
    """Center (mean of all values) and sigma of one stage of subgroups."""
    at, use = span.where, span.use
    whole = bool(use.all())
    sizes = groups.sizes[at] if whole else groups.sizes[at][use]
    means = groups.means[at] if whole else groups.means[at][use]
    mean = span.center if span.center is not None else float(np.dot(means, sizes) / sizes.sum())
    if span.sigma is not None:
        return mean, known_sigma(span.sigma, int(sizes.sum()))
    ranges, sds = groups.ranges[at], groups.sds[at]
    if not whole:
        ranges, sds = ranges[use], sds[use]
    return mean, subgroup_sigma(estimator, sizes, ranges, sds, constants)


def _one_or_all(sizes: Ints) -> Ints | np.int64:
    """A single size when all are equal, so that limits of equal subgroups are one number."""
    first: np.int64 = sizes[0]
    return first if np.all(sizes == first) else sizes


def _spread_lines(
    method: str, sizes: Ints, sigma: float, setup: Setup
) -> tuple[Floats | float, Floats | float, Floats | float, Floats | float]:
    """Center, lower and upper limit and sigma of a range or standard deviation."""
    c = setup.constants
    is_range = method == "xbar-r"
    mean_of, sd_of, limits_of = (c.d2, c.d3, c.range_limits) if is_range else (c.c4, c.c5, c.sd_limits)
    if np.all(sizes == sizes[0]) and sizes[0] >= 2:
        n = int(sizes[0])
        low, high = limits_of(n, setup.k)
        return mean_of(n) * sigma, low * sigma, high * sigma, sd_of(n) * sigma
    lows, highs = (c.each(lambda n, end=end: limits_of(n, setup.k)[end], sizes) * sigma for end in (0, 1))  # type: ignore[misc]
    return c.each(mean_of, sizes) * sigma, lows, highs, c.each(sd_of, sizes) * sigma


def i_mr_rs(
    values: Iterable[Any],
    subgroup: int | Iterable[Any],
    *,
    spread: str | None = None,
    mr_length: int = 2,
    sigma_method: str | None = None,
    **design: Unpack[Design],
) -> ControlChart:
    """Three-way chart (between/within): I and MR of the subgroup means, and R or S within subgroups.

    The means are charted as individuals, with sigma from their moving ranges, because means of subgroups
    that differ anyway (days, batches) vary by more than sigma/sqrt(n). R or S has its own limits.

    Parameters
    ----------
    values, subgroup : as `xbar_r`.
    spread : "R" or "S"; R up to subgroups of 8, S above, when not given (as Minitab's sixpack).
    mr_length, sigma_method : of the moving ranges of the means, as `i_mr`.
    design : shared options. A known `sigma` is that of the means; the spread within stays estimated.
    """
    setup = Setup.of(design)
    groups, plan = subgroup_points(values, subgroup, setup)
    kind = spread or ("R" if int(groups.sizes.max()) <= 8 else "S")
    if kind not in ("R", "S"):
        raise StatsError(f"The third panel shows R or S, not {kind!r}.")
    method = setup.sigma_method(sigma_method, "i-mr-rs", "mr")
    segment = plan.stage if len(plan.spans) > 1 else None
    if groups.after_gap is not None:
        segment = plan.stage + np.cumsum(groups.after_gap) * (len(plan.spans) + 1)
    ranges = moving_ranges(groups.means, mr_length, segment)
    d2, d3 = setup.constants.d2(mr_length), setup.constants.d3(mr_length)
    low, high = setup.constants.range_limits(mr_length, setup.k)
    top, middle, bottom, sigmas, details = Lines(plan), Lines(plan), Lines(plan), [], []
    for span in plan:
        if not span.use.any():
            where = f" of stage {span.name}" if len(plan.spans) > 1 else ""
            raise StatsError(
                f"All subgroups{where} are excluded, but the spread within them has to be estimated. Keep some."
            )
        mean, found = individual_parameters(span, groups.means, ranges, method, mr_length, setup.constants)
        within = subgroup_parameters(
            replace(span, sigma=None), groups, "rbar" if kind == "R" else "sbar", setup.constants
        )[1]
        s = found.value
        sigmas.append(replace(found, name=f"{found.name} of the means"))
        details.append({"sigma_within": within.value, "sigma_within_estimator": within.name})
        top.add(mean, mean - setup.k * s, mean + setup.k * s, s)
        middle.add(d2 * s, low * s, high * s, d3 * s)
        spread_method = "xbar-r" if kind == "R" else "xbar-s"
        bottom.add(*_spread_lines(spread_method, groups.sizes[span.where], within.value, setup))
    make = _maker(plan, setup, groups.row, groups.sizes)
    panels = (
        make("I", f"Mean of {setup.name}", groups.means, top, "all"),
        make("MR", "Moving range of the means", ranges, middle, "first-four", mr_length),
        make("R", "Range", groups.ranges, bottom, "first-four")
        if kind == "R"
        else make("S", "Standard deviation", groups.sds, bottom, "first-four"),
    )
    title = f"I-MR-{kind} chart (between/within)"
    notes = [*groups.notes, *plan.notes]
    chart = _finish(I_MR_RS, setup, plan, panels, sigmas, notes, groups.row, groups.rows, details, title)
    return replace(chart, labels=chart.labels or groups.labels)


def _maker(plan: Plan, setup: Setup, row: Ints, size: Ints) -> Any:
    def make(name: str, label: str, points: Floats, lines: Lines, kind: Any, reach: int = 1) -> Panel:
        excluded = ranges_over(plan.excluded, reach) if reach > 1 and plan.reasons else None
        return panel(
            name,
            label,
            points,
            plan,
            lines,
            setup.rules,
            kind,
            row=row,
            size=size,
            k=setup.k,
            excluded=excluded,
        )

    return make


def _finish(
    spec: ChartSpec,
    setup: Setup,
    plan: Plan,
    panels: tuple[Panel, ...],
    sigmas: list[Sigma],
    notes: list[str],
    row: Ints,
    rows: int,
    details: list[dict[str, Any]] | None = None,
    title: str = "",
) -> ControlChart:
    more = details or [{} for _sigma in sigmas]
    stages = tuple(
        stage_info(span, panels, found.value, found.name, extra)
        for span, found, extra in zip(plan, sigmas, more, strict=True)
    )
    notes = [*notes, *flat_notes(sigmas), *setup.few_points(plan)]
    convention = setup.convention(found.name for found in sigmas)
    labels = setup.point_labels(row, rows)
    return finish(spec, setup, panels, stages, convention, notes, labels, title=title)


def flat_notes(sigmas: Iterable[Sigma]) -> list[str]:
    """Say it when the data show no spread at all."""
    if any(found.value == 0 for found in sigmas):
        return ["The values that set the limits are all equal, so the limits fall on the center line"]
    return []


def _rows(values: Iterable[Any], used: Ints) -> int:
    return len(values) if isinstance(values, Sized) else int(used[-1]) + 1


I_MR = ChartSpec(
    "i-mr",
    i_mr,
    "I-MR chart",
    "Is a measurement taken one at a time stable?",
    ("values",),
    "value",
    {"mr_length": (), "sigma_method": INDIVIDUAL},
    parts={"I": "value", "MR": "moving range"},
    lower="MR",
    differences=("constants", "screened moving ranges", "runs and stages", *PATTERN_REASONS),
)
XBAR_R = ChartSpec(
    "xbar-r",
    xbar_r,
    "Xbar-R chart",
    "Are small samples (2 to 8) taken together stable in mean and range?",
    ("values", "subgroup"),
    "value",
    {"sigma_method": SUBGROUP},
    parts={"Xbar": "mean", "R": "range"},
    holds="values",
    lower="R",
    differences=(*SUBGROUP_REASONS, *PATTERN_REASONS, "large data"),
)
XBAR_S = ChartSpec(
    "xbar-s",
    xbar_s,
    "Xbar-S chart",
    "Are larger samples stable in mean and standard deviation?",
    ("values", "subgroup"),
    "value",
    {"sigma_method": SUBGROUP},
    parts={"Xbar": "mean", "S": "standard deviation"},
    holds="values",
    lower="S",
    differences=(*SUBGROUP_REASONS, *PATTERN_REASONS, "large data"),
)
I_MR_RS = ChartSpec(
    "i-mr-rs",
    i_mr_rs,
    "I-MR-R/S chart (between/within)",
    "Do days or batches differ from each other, and is the spread within them stable?",
    ("values", "subgroup"),
    "value",
    {"spread": ("R", "S"), "mr_length": (), "sigma_method": INDIVIDUAL},
    parts={"I": "value", "MR": "moving range", "R": "range", "S": "standard deviation"},
    differences=(*SUBGROUP_REASONS, *PATTERN_REASONS),
)
CHARTS = (I_MR, XBAR_R, XBAR_S, I_MR_RS)
