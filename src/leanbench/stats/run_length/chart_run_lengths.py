"""How soon a finished chart signals: the run lengths of its own design, whatever its kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.base.samples import Floats, StatsError, count
from leanbench.stats.run_length import arl, arl_counts
from leanbench.stats.run_length.arl import RunLength
from leanbench.stats.run_length.arl_counts import Chance, Draw
from leanbench.stats.run_length.arl_pairs import Pair, together
from leanbench.stats.spc.chart_spec import RunLengthModel
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.control_chart import ControlChart, Panel, StageInfo
from leanbench.stats.spc.rare_events import zeros_limit
from leanbench.words.language import _
from leanbench.words.numbers import number_text

__all__ = ["run_lengths"]

SHIFTS = (0.0, 0.5, 1.0, 2.0, 3.0)
FACTORS = (1.0, 1.5, 2.0, 3.0, 0.5)
RATES = ("binomial", "poisson", "gaps", "times")  # models whose change is a factor on the rate of events


@dataclass(frozen=True, slots=True, eq=False)
class RunLengths(Result):
    """How fast one chart signals: its average run length without a change and with changes of several sizes.

    chances : of a run chart only: how likely a finished chart of this many points shows one of Anhoej's signals.
    both : of two charts that stand together: points until either signals.
    """

    lengths: tuple[RunLength, ...]
    convention: str = "normal, independent values with known parameters; two-sided"
    notes: tuple[str, ...] = ()
    chances: tuple[Chance, ...] = ()
    both: tuple[RunLength, ...] = ()
    method: str = "run-length"

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        return (*self.sentences(), *self.notes)

    def sentences(self) -> tuple[str, ...]:
        """The sentences on the run lengths alone."""
        lines = [_sentence(found) for found in self.lengths]
        for found in self.both:
            if found.is_unchanged:
                words = f"{found.design[:1].upper()}{found.design[1:]} counted too, a false alarm comes about every"
                lines.insert(1, f"{words} {arl_text(found.arl)} points.")
        for seen in self.chances:
            change = (
                "without any change" if seen.shift == 0 else f"after a shift of {num(seen.shift, 6)} sigma"
            )
            lines.append(
                f"A run chart of {seen.n} points {change} shows one of Anhoej's signals with a chance of "
                f"{decimals(100 * seen.chance, 1)}%."
            )
        return tuple(lines)

    def line(self) -> str:
        """All run lengths in one line, for the notes of a chart."""
        first, *later = self.lengths
        seen = ", ".join(f"{found.label} after {arl_text(found.arl)}" for found in later)
        two = "".join(f" ({arl_text(found.arl)} {found.design})" for found in self.both if found.is_unchanged)
        chance = "".join(
            f"; one of Anhoej's signals on {found.n} points by chance alone: {decimals(100 * found.chance, 1)}%"
            for found in self.chances
            if found.shift == 0
        )
        return (
            f"Run lengths: a false alarm about every {arl_text(first.arl)} points{two}; a lasting change seen on "
            f"average: {seen}{chance} ({self.convention})"
        )

    def table(self) -> Table:
        """The change, average run length, standard error where it was simulated; Anhoej's chance on a run chart."""
        columns = ["Lasting change", "Average run length", "Standard error"]
        rows: list[list[Any]] = [[found.label, found.arl, found.error or None] for found in self.lengths]
        if self.chances:
            columns.append("Anhoej's signal, %")
            for row, found in zip(rows, self.chances, strict=True):
                row.append(100 * found.chance)
        if self.both:
            columns += [self.both[0].design.capitalize(), "Its standard error"]
            for row, length in zip(rows, self.both, strict=True):
                row += [length.arl, length.error]
        return Table(tuple(columns), tuple(tuple(row) for row in rows))


def arl_text(value: float) -> str:
    """A run length as people read it: whole from 20 on, three digits below."""
    if math.isinf(value) or value >= 1e9:
        return "never"
    return number_text(value, 0) if value >= 20 else num(value, 3)


def _sentence(found: RunLength) -> str:
    about = arl_text(found.arl)
    if found.is_unchanged:
        if about == "never":
            return _("Without any change this chart gives no false alarm.")
        return f"Without any change this chart gives a false alarm about every {about} points."
    if found.unit == "rate":
        change = f"When events come {_times(found.shift)} as often"
        return f"{change}, this chart does not show it." if about == "never" else (
            f"{change}, it shows after about {about} points."
        )  # fmt: skip
    return f"A lasting shift of {num(found.shift, 6)} sigma is seen after about {about} points."


def _times(factor: float) -> str:
    return {0.5: "half", 2.0: "twice"}.get(factor, f"{num(factor, 6)} times")


def of_chart(
    chart: ControlChart, shifts: tuple[float, ...] | None = None, runs: int = 500
) -> tuple[RunLength, ...]:
    """Run lengths of a finished chart's own design, as its last stage has it.

    EWMA and CUSUM are computed from their weight, limits and head start (CUSUM in raw units with the sigma of its
    points, known or from their moving ranges); p, np, c and u charts by the binomial or Poisson distribution of
    their own sizes; G and T charts by their model; other charts with a symmetric statistic by their limits. More
    tests than the limits are simulated on `runs` charts with a fixed seed, moving averages and run charts on more.

    Parameters
    ----------
    shifts : lasting changes; in sigma of the plotted statistic (of T² the Mahalanobis distance), `SHIFTS` by
        default; of p, np, c, u, G and T charts factors on the rate of events, `FACTORS` by default.

    Raises
    ------
    StatsError : no tests are on, or a raw CUSUM of points that do not vary.
    """
    model = CHARTS[chart.method].run_length
    if not chart.panels[0].tests.rules:
        raise StatsError(_("No tests are on, so the chart never signals. Choose at least one."))
    return _MODELS[model](chart, shifts or (FACTORS if model in RATES else SHIFTS), runs)


Shifts = tuple[float, ...]


def _limits(chart: ControlChart, shifts: Shifts, runs: int) -> tuple[RunLength, ...]:
    rules = chart.panels[0].tests
    if _limits_only(chart.panels[0]):
        return tuple(arl.shewhart(shift, chart.k) for shift in shifts)
    return tuple(arl.simulate(rules, shift, chart.k, runs) for shift in shifts)


def _ewma(chart: ControlChart, shifts: Shifts, _runs: int) -> tuple[RunLength, ...]:
    weight, limits = float(chart.details["weight"]), chart.details.get("limits", "exact")
    return tuple(arl.ewma(shift, weight, chart.k, limits) for shift in shifts)


def _t2(chart: ControlChart, shifts: Shifts, _runs: int) -> tuple[RunLength, ...]:
    size, share = len(chart.details["variables"]), float(chart.details["confidence"])
    return tuple(arl.t2(shift, size, share) for shift in shifts)


def _mewma(chart: ControlChart, shifts: Shifts, runs: int) -> tuple[RunLength, ...]:
    size, own = len(chart.details["variables"]), chart.details
    weight, limit = float(own["weight"]), float(own["limit"])
    exact = own["limits"] == "exact"
    return tuple(arl.mewma(weight, size, limit, shift, exact, 4 * runs) for shift in shifts)


def _moving_average(chart: ControlChart, shifts: Shifts, runs: int) -> tuple[RunLength, ...]:
    return tuple(
        arl.moving_average(shift, int(chart.details["span"]), chart.k, 10 * runs) for shift in shifts
    )


def _run_chart(chart: ControlChart, shifts: Shifts, runs: int) -> tuple[RunLength, ...]:
    length, trend = (rule.k for rule in chart.panels[0].tests.rules)
    return tuple(arl_counts.run_chart(shift, length, trend, 20 * runs) for shift in shifts)


def _limits_only(panel: Panel) -> bool:
    return all(rule.kind == "beyond" and rule.zone is None for rule in panel.tests.rules)


def _cusum(chart: ControlChart, shifts: Shifts, _runs: int) -> tuple[RunLength, ...]:
    details, unit = chart.details, 1.0
    if details["raw"]:
        known = details.get("sigma_plotted")
        if known is None:
            raise StatsError(_("The points of this CUSUM do not vary, so its run length is not known."))
        unit = float(known)
    h, slack, fir = float(details["h"]) / unit, float(details["slack"]) / unit, float(details["fir"])
    return tuple(arl.cusum(shift, h, slack, fir) for shift in shifts)


def _last(chart: ControlChart) -> tuple[StageInfo, Panel, slice]:
    info = chart.stages[-1]
    return info, chart.panels[0], slice(info.first, info.last + 1)


def _counts(chart: ControlChart, factors: Shifts, runs: int) -> tuple[RunLength, ...]:
    """A p, np, c or u chart; its limits turned back into counts."""
    info, main, at = _last(chart)
    spec = CHARTS[chart.method]
    binomial, per = spec.run_length == "binomial", float(chart.details.get("per", 1.0))
    rate = float(info.details["mean"]) / (1.0 if binomial else per)
    sizes = np.asarray(main.size[at], dtype=np.float64)
    scale = sizes / per if spec.plots in ("share", "rate") else np.ones(sizes.size)
    low, high = main.lcl[at] * scale, main.ucl[at] * scale
    if _limits_only(main):
        return tuple(
            arl_counts.counts(factor, rate, sizes, low, high, binomial=binomial) for factor in factors
        )

    def draw_at(factor: float) -> Draw:
        def draw(generator: np.random.Generator, n: int) -> tuple[Floats, ...]:
            i = generator.integers(0, sizes.size, n)
            if binomial:
                seen = generator.binomial(np.rint(sizes[i]).astype(np.int64), min(1.0, rate * factor))
            else:
                seen = generator.poisson(sizes[i] * rate * factor)
            lines = tuple(np.asarray(line[at])[i] for line in (main.center, main.sigma, main.lcl, main.ucl))
            return (seen / scale[i], *lines)

        return draw

    text = (
        f"{main.tests.name}, {count(len(main.tests.rules), 'test')}, {'binomial' if binomial else 'Poisson'}"
    )
    return tuple(
        arl_counts.simulated_points(draw_at(factor), main.tests, factor, text, runs=runs)
        for factor in factors
    )


@dataclass(frozen=True, slots=True)
class _Model:
    """What the points of a rare event chart are draw_at from: exact run length and random points for a factor."""

    name: str
    exact: Callable[[float], RunLength]
    draw: Callable[[float, np.random.Generator, int], Floats]
    zeros: int | None = None


def _rare(chart: ControlChart, factors: Shifts, runs: int) -> tuple[RunLength, ...]:
    """A G or T chart, by the model its limits come from."""
    info, main, _at = _last(chart)
    low, high, center = (float(lines[main.name] or 0.0) for lines in (info.lcl, info.ucl, info.center))
    model = (_gaps if CHARTS[chart.method].run_length == "gaps" else _times_between)(
        info.details, low, high, center
    )
    if _limits_only(main):
        return tuple(model.exact(factor) for factor in factors)

    def points(factor: float) -> Draw:
        return lambda generator, n: (
            model.draw(factor, generator, n),
            *(np.full(n, line) for line in (center, math.nan, low, high)),
        )

    text = f"{main.tests.name}, {count(len(main.tests.rules), 'test')}, {model.name}"
    return tuple(
        arl_counts.simulated_points(points(factor), main.tests, factor, text, zeros=model.zeros, runs=runs)
        for factor in factors
    )


def _gaps(own: Mapping[str, Any], low: float, high: float, _center: float) -> _Model:
    """Of a G chart: geometric with the chance its percentiles use, else with its mean; or negative binomial."""
    kappa, p = float(own["dispersion"] or 0.0), float(own["p_hat"])
    mean = 1 / p - 1 if own["limits"] == "percentile" else float(own["mean"])
    zeros = zeros_limit(p) if 0 < p < 1 else None

    def exact(factor: float) -> RunLength:
        return arl_counts.geometric(factor, mean, low, high, kappa, zeros)

    def draw(factor: float, generator: np.random.Generator, n: int) -> Floats:
        if kappa > 0:
            return generator.negative_binomial(1 / kappa, 1 / (1 + kappa * mean / factor), n).astype(
                np.float64
            )
        return np.asarray(generator.geometric(min(1.0, factor / (mean + 1)), n) - 1.0, dtype=np.float64)

    return _Model("negative binomial" if kappa > 0 else "geometric", exact, draw, zeros)


def _times_between(own: Mapping[str, Any], low: float, high: float, center: float) -> _Model:
    """Of a T chart: Weibull with its shape and scale, or Nelson's normal time^(1/3.6)."""
    if "shape" in own:
        shape, scale = float(own["shape"]), float(own["scale"])
        return _Model(
            "Weibull",
            lambda factor: arl_counts.weibull(factor, shape, scale, low, high),
            lambda factor, generator, n: generator.weibull(shape, n) * scale / factor,
        )
    root, sigma = center ** (1 / 3.6), float(own["sigma_transformed"])
    return _Model(
        "normal time^(1/3.6)",
        lambda factor: arl_counts.nelson(factor, root, sigma, low, high),
        lambda factor, generator, n: np.maximum(generator.normal(root, sigma, n), 0.0) ** 3.6 / factor,
    )


_MODELS: Mapping[RunLengthModel, Callable[[ControlChart, Shifts, int], tuple[RunLength, ...]]] = {
    "limits": _limits, "ewma": _ewma, "cusum": _cusum, "moving-average": _moving_average, "t2": _t2,
    "mewma": _mewma,
    "run": _run_chart, "binomial": _counts, "poisson": _counts, "gaps": _rare, "times": _rare,
}  # fmt: skip


def run_lengths(chart: ControlChart, shifts: tuple[float, ...] | None = None, runs: int = 500) -> RunLengths:
    """The run lengths of a finished chart as a result to show; see `of_chart`.

    A run chart also has the chance that one of Anhoej's signals shows on a chart of as many points as its last stage.
    """
    lengths = of_chart(chart, shifts, runs)
    model, notes = CHARTS[chart.method].run_length, []
    pair = _pair(chart)
    both = () if pair is None else tuple(together(pair, found.shift, 4 * runs) for found in lengths)
    if len(chart.panels) > 1 and model != "cusum" and not both:
        notes.append(_("These are of the upper chart; signals of the lower one come on top, false ones too."))
    if model == "cusum" and chart.details["raw"]:
        notes.append(
            _(
                "One sigma of the plotted points is taken as {details}: the known one, or from their "
                "moving ranges."
            ).format(details=num(chart.details["sigma_plotted"]))
        )
    notes += [
        f"Stage {info.name} estimates its limits from {info.n_used} points: real run lengths scatter around these."
        for info in chart.stages
        if info.n_used < 30
    ]
    chances: tuple[Chance, ...] = ()
    if model == "run":
        n = chart.stages[-1].details["anhoej"].n_useful
        if 10 <= n <= 1000:
            chances = tuple(arl_counts.anhoej_chance(n, found.shift) for found in lengths)
    if model in RATES:
        basis = "known parameters, independent points"
    else:
        basis = "normal, independent values, known parameters; shifts in sigma of the plotted points"
    return RunLengths(lengths, f"{lengths[0].design}; {basis}", tuple(notes), chances, both)


def _pair(chart: ControlChart) -> Pair | None:
    """The two panels of a chart as they can be simulated together; None where there are not two."""
    lower = CHARTS[chart.method].lower
    if not lower or len(chart.panels) != 2:
        return None
    if lower == "MR":  # the first moving ranges have too few values: one fewer than they are of
        size = int(np.argmax(~np.isnan(chart.panels[1].points))) + 1
    else:
        size = round(float(np.mean(chart.panels[0].size)))
    if size < 2:
        return None
    return Pair(chart.panels[0].tests, chart.panels[1].tests, lower, size, chart.k)
