"""The result of a gage R&R study: variance by source, on every scale people compare it with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from leanbench.stats.base.guards import above_zero
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.base.samples import Floats, Ints, StatsError, number
from leanbench.stats.msa.random_effects import AnovaRow
from leanbench.words.language import _

GOOD, MARGINAL = 10.0, 30.0  # AIAG: below 10% acceptable, 10 to 30% marginal, above not


@dataclass(frozen=True, slots=True)
class Scale:
    """What the variation is compared with."""

    multiplier: float
    tolerance: float | None  # None without limits
    one_sided: bool  # then `tolerance` is the distance from the mean to the one limit
    historical_sd: float | None


@dataclass(frozen=True, slots=True)
class Component:
    """One source of variation. Percentages are in percent; None where there is nothing to compare with."""

    key: str
    label: str
    variance: float
    pct_contribution: float
    sd: float
    study_variation: float
    pct_study_variation: float
    pct_tolerance: float | None
    pct_process: float | None


@dataclass(frozen=True, slots=True, eq=False)
class GageStudy(Result):
    """A gage R&R study.

    components : total_grr, repeatability, reproducibility, its parts (operator, operator_by_part ...),
        part_to_part, total.
    anova : the table with every term; `reduced` without the interaction when it was pooled, else empty.
    interaction_kept : None when the interaction could not be estimated.
    intervals : 95% intervals of the total gage R&R by name of the percentage (pct_study_variation,
        pct_tolerance, pct_process) and of ndc_raw; empty for average and range.
    ndc_raw : √2 PV/GRR; ndc : truncated, at least 1; both None when no measurement variation was seen.
    values, factors, codes, part : the measurements used, level names and (n,) level codes by factor, and
        which factor is the part: all that the charts need.
    """

    components: tuple[Component, ...]
    anova: tuple[AnovaRow, ...]
    reduced: tuple[AnovaRow, ...]
    interaction_kept: bool | None
    ndc_raw: float | None
    ndc: int | None
    intervals: dict[str, tuple[float, float]]
    scale: Scale
    values: Floats = field(repr=False)
    factors: dict[str, tuple[str, ...]]
    codes: dict[str, Ints] = field(repr=False)
    part: str
    notes: tuple[str, ...]
    convention: str
    method: str

    def component(self, key: str) -> Component:
        """The component with this key. Raises KeyError."""
        for component in self.components:
            if component.key == key:
                return component
        raise KeyError(key)

    @property
    def verdict(self) -> str:
        """`acceptable`, `marginal` or `not acceptable`, by the tolerance when there is one."""
        return verdict_of(self._headline()[0])

    def _headline(self) -> tuple[float, str]:
        total = self.component("total_grr")
        if total.pct_tolerance is not None:
            return total.pct_tolerance, "tolerance"
        if total.pct_process is not None:
            return total.pct_process, "process variation"
        return total.pct_study_variation, "study variation"

    def _sentences(self) -> list[str]:
        percent, of_what = self._headline()
        total = self.component("total_grr")
        key = {"tolerance": "pct_tolerance", "process variation": "pct_process"}.get(
            of_what, "pct_study_variation"
        )
        # A verdict that the interval does not bear out is that of the estimate alone, and says so.
        low, high = self.intervals.get(key, (percent, percent))
        alone = "" if verdict_of(low) == verdict_of(high) else _(" by the estimate alone")
        lines = [
            f"The measurement system uses {decimals(percent, 1)}% of the {of_what}: {verdict_of(percent)}{alone}."
        ]
        if key in self.intervals:
            lines.append(_interval_sentence(*self.intervals[key]))
        if of_what != "study variation":
            share = total.pct_study_variation
            lines.append(
                f"It makes up {decimals(share, 1)}% of the variation seen in this study: {verdict_of(share)}."
            )
        if of_what == "tolerance" and total.pct_process is not None:
            share = total.pct_process
            lines.append(f"It makes up {decimals(share, 1)}% of the process variation: {verdict_of(share)}.")
        lines += [self._ndc_sentence(), self._cause_sentence()]
        return [*(line for line in lines if line)]

    def _ndc_sentence(self) -> str:
        if self.ndc is None:
            return _(
                "No measurement variation was seen at all: check that the gage resolves the parts "
                "finely enough."
            )
        enough = "enough" if self.ndc >= 5 else "fewer than the 5 usually asked for"
        groups = "1 group" if self.ndc == 1 else f"{self.ndc} groups"
        return f"It can tell the parts apart into {groups} (number of distinct categories): {enough}."

    def _cause_sentence(self) -> str:
        if len(self.factors.get("Operator", ())) < 2:
            return ""
        repeat, between = self.component("repeatability").sd, self.component("reproducibility").sd
        if repeat == 0 and between == 0:
            return ""
        if between > 1.1 * repeat:
            return _(
                "Most of the measurement variation is between operators (reproducibility): look at "
                "the procedure, definitions and training."
            )
        if repeat > 1.1 * between:
            return _(
                "Most of the measurement variation is repeat to repeat (repeatability): look at the "
                "gage and how the part is held or read."
            )
        return _("Repeatability and reproducibility share the measurement variation about equally.")

    def table(self) -> Table:
        """One row per source of variation."""
        columns = ["source", "variance", "% contribution", "standard deviation"]
        columns += [f"study variation ({num(self.scale.multiplier, 6)} SD)", "% study variation"]
        if self.scale.tolerance is not None:
            columns.append("% tolerance")
        if self.scale.historical_sd is not None:
            columns.append("% process")
        rows = []
        for c in self.components:
            row: list[str | float | None] = [c.label, c.variance, c.pct_contribution, c.sd]
            row += [c.study_variation, c.pct_study_variation]
            if self.scale.tolerance is not None:
                row.append(c.pct_tolerance)
            if self.scale.historical_sd is not None:
                row.append(c.pct_process)
            rows.append(tuple(row))
        return Table(tuple(columns), tuple(rows))

    def anova_table(self) -> Table:
        """The analysis of variance that the components come from."""
        rows = self.reduced or self.anova
        return Table(
            ("source", "df", "sum of squares", "mean square", "F", "p"),
            tuple((r.source, r.df, r.ss, r.ms, r.f, r.p) for r in rows),
        )


def _interval_sentence(low: float, high: float) -> str:
    text = f"With 95% confidence the true figure lies between {decimals(low, 1)} and {decimals(high, 1)}%"
    if verdict_of(low) == verdict_of(high):
        return f"{text}."
    return _(
        "{text}: the study cannot tell {one} from {other}. More operators and parts would narrow it."
    ).format(text=text, one=verdict_of(low), other=verdict_of(high))


def verdict_of(percent: float) -> str:
    """AIAG's bands on GRR in percent of study variation or tolerance."""
    if percent < GOOD:
        return "acceptable"
    return "marginal" if percent <= MARGINAL else "not acceptable"


def scale_of(
    y: Floats,
    tolerance: float | None,
    lsl: float | None,
    usl: float | None,
    historical_sd: float | None,
    multiplier: float,
) -> Scale:
    """Check the options and settle what the tolerance is. Raises StatsError."""
    above_zero("study variation multiplier", multiplier)
    for name, value in (("tolerance", tolerance), ("historical standard deviation", historical_sd)):
        if value is not None:
            above_zero(name, value)
    lsl, usl = (None if value is None else number(value, "A specification limit") for value in (lsl, usl))
    if tolerance is not None and (lsl is not None or usl is not None):
        raise StatsError(_("Give the tolerance width or the specification limits, not both."))
    one_sided = False
    if lsl is not None and usl is not None:
        if not lsl < usl:
            raise StatsError(
                f"The lower limit {num(lsl, 6)} must lie below the upper limit {num(usl, 6)}; exchange them."
            )
        tolerance = usl - lsl
    elif lsl is not None or usl is not None:
        limit = lsl if lsl is not None else usl
        assert limit is not None
        one_sided, tolerance = True, abs(float(np.mean(y)) - limit)
        if tolerance == 0:
            raise StatsError(
                f"The mean of the measurements equals the limit {num(limit, 6)}: no tolerance is left."
            )
    return Scale(multiplier, tolerance, one_sided, historical_sd)


def assemble(
    method: str,
    convention: str,
    notes: list[str],
    scale: Scale,
    sources: Sequence[tuple[str, str, float]],
    data: tuple[Floats, dict[str, tuple[str, ...]], dict[str, Ints], str],
    anova: tuple[AnovaRow, ...] = (),
    reduced: tuple[AnovaRow, ...] = (),
    interaction_kept: bool | None = None,
    draws: Floats | None = None,
) -> GageStudy:
    """Set negative variances to 0 (and say so), add up, and express each on every scale.

    `sources`: repeatability first, part to part last, reproducibility's parts between; `draws`: (m, sources)
    what each variance could be, in the same order.
    """
    size = max(variance for _, _, variance in sources)
    floored = []
    for key, label, variance in sources:
        if variance < 0:
            # rounding leaves -1e-18 where the truth is 0: that is not worth a sentence
            if variance < -1e-12 * size:
                notes.append(f"The variance of {label.lower()} came out negative and is set to 0.")
            variance = 0.0
        floored.append((key, label, variance))
    repeat, between, part = floored[0], floored[1:-1], floored[-1]
    reproducibility = sum(variance for _, _, variance in between)
    total_grr = repeat[2] + reproducibility
    total = total_grr + part[2]
    if "crossed" in method and all(key != "operator_by_part" for key, _, _ in between) and between:
        between = [*between, ("operator_by_part", "Operator by part", 0.0)]
    rows = [
        ("total_grr", "Total gage R&R", total_grr),
        repeat,
        ("reproducibility", "Reproducibility", reproducibility),
        *between,
        part,
        ("total", "Total variation", total),
    ]
    components = tuple(_component(*row, total, scale) for row in rows)
    ndc_raw = math.sqrt(2.0) * math.sqrt(part[2] / total_grr) if total_grr > 0 else None
    # Truncated, never rounded (AIAG); a system that cannot tell two parts apart still makes one group.
    ndc = max(1, math.floor(ndc_raw)) if ndc_raw is not None else None
    if scale.one_sided:
        notes.append(
            _(
                "One specification limit: half the study variation is compared with the distance "
                "from the mean to it."
            )
        )
    if draws is not None:
        convention += "; 95% intervals by generalized inference (10,000 draws, fixed seed)"
    values, names, codes, part_name = data
    if len(names[part_name]) < 5:
        notes.append(
            f"Only {len(names[part_name])} parts: part to part variation is uncertain; ten are usual."
        )
    return GageStudy(
        components, anova, reduced, interaction_kept, ndc_raw, ndc,
        _intervals(draws, scale) if draws is not None else {}, scale, values, names, codes, part_name,
        tuple(notes), convention, method,
    )  # fmt: skip


def _intervals(draws: Floats, scale: Scale) -> dict[str, tuple[float, float]]:
    """95% intervals of the total gage R&R from draws of (repeatability, ..., part to part)."""
    part = draws[:, -1]
    gage = draws[:, :-1].sum(axis=1)
    sd = np.sqrt(gage)
    found = {"pct_study_variation": 100 * sd / np.sqrt(gage + part), "ndc_raw": np.sqrt(2 * part / gage)}
    if scale.tolerance is not None:
        width = scale.multiplier / (2 if scale.one_sided else 1)
        found["pct_tolerance"] = 100 * width * sd / scale.tolerance
    if scale.historical_sd is not None:
        found["pct_process"] = 100 * sd / scale.historical_sd
    ends = {name: np.quantile(values, (0.025, 0.975)) for name, values in found.items()}
    return {name: (float(low), float(high)) for name, (low, high) in ends.items()}


def _component(key: str, label: str, variance: float, total: float, scale: Scale) -> Component:
    sd = math.sqrt(variance)
    width = scale.multiplier * sd
    compared = width / 2 if scale.one_sided else width
    return Component(
        key, label, variance, 100.0 * variance / total, sd, width, 100.0 * sd / math.sqrt(total),
        100.0 * compared / scale.tolerance if scale.tolerance is not None else None,
        100.0 * sd / scale.historical_sd if scale.historical_sd is not None else None,
    )  # fmt: skip
