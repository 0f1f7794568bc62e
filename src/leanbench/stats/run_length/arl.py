"""Average run length: how long a chart runs until it signals, with and without a shift.

Without a shift a long run is good (few false alarms); with one a short run is (the shift is seen soon).
CUSUM and EWMA are solved from their integral equations; sets of tests on a Shewhart chart are simulated.

Sources: E. S. Page, Biometrika 41 (1954); S. V. Crowder, Technometrics 29 (1987), for the EWMA equation;
checked against the R package spc of S. Knoth.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from leanbench.stats.base.result import Table
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, Ints, StatsError, number, whole
from leanbench.stats.spc.mewma_chart import mewma_run_length
from leanbench.stats.spc.rules import RuleSet, find_signals
from leanbench.words.language import _
from leanbench.words.numbers import percent_text

__all__ = ["cusum_limit", "ewma_limit", "mewma_limit"]

_NODES = 60
MOST_VARIABLES = 50
BLOCK = 24  # points of a simulated chart looked at first; doubled until it signals


@dataclass(frozen=True, slots=True)
class RunLength:
    """Average run length of one design at one lasting change.

    shift : in sigma of the plotted statistic, or a factor on the rate of events (`unit` "rate").
    arl : points until a signal, infinite where none can come. error : standard error when simulated, else 0.
    """

    design: str
    shift: float
    arl: float
    error: float = 0.0
    unit: Literal["sigma", "rate"] = "sigma"

    @property
    def is_unchanged(self) -> bool:
        """Nothing has changed: every signal is a false alarm."""
        return self.shift == (1.0 if self.unit == "rate" else 0.0)

    @property
    def label(self) -> str:
        """The change in words, for an axis and a table."""
        if self.is_unchanged:
            return "none"
        return f"rate × {num(self.shift, 6)}" if self.unit == "rate" else f"{num(self.shift, 6)} sigma"


def _density(x: Floats) -> Floats:
    f: Floats = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return f


def _cdf(x: Floats | float) -> Floats:
    from scipy import special

    found: Floats = special.ndtr(x)
    return found


def shewhart(shift: float = 0.0, k: float = 3.0) -> RunLength:
    """A point beyond ±k sigma: 1/(chance of a signal at each point)."""
    _positive(k, "k")
    chance = 0.5 * math.erfc((k - shift) / math.sqrt(2)) + 0.5 * math.erfc((k + shift) / math.sqrt(2))
    return RunLength(f"limits ±{num(k, 6)} sigma", shift, 1 / chance if chance > 0 else math.inf)


def cusum(shift: float = 0.0, h: float = 4.0, slack: float = 0.5, fir: float = 0.0) -> RunLength:
    """Two-sided tabular CUSUM from its start: 1/ARL = 1/ARL+ + 1/ARL-.

    Each side solves L(z) = 1 + L(0) F(k - z) + integral over (0, h) of L(x) f(x + k - z) dx by Gauss-Legendre
    quadrature. A head start uses the two-sided formula of Lucas and Crosier.
    """
    _positive(h, "h")
    up, down = _one_sided(shift, h, slack, fir), _one_sided(-shift, h, slack, fir)
    up0, down0 = _one_sided(shift, h, slack, 0.0), _one_sided(-shift, h, slack, 0.0)
    arl = (up * down0 + up0 * down - up0 * down0) / (up0 + down0) if fir else up0 * down0 / (up0 + down0)
    text = f"CUSUM h = {num(h, 6)}, k = {num(slack, 6)}" + (
        f", head start {percent_text(100 * fir, 0)}" if fir else ""
    )
    return RunLength(text, shift, arl)


def _one_sided(shift: float, h: float, slack: float, fir: float) -> float:
    node, weight = np.polynomial.legendre.leggauss(_NODES)
    x, w = (node + 1) * h / 2, weight * h / 2
    z = np.append(x, 0.0)
    # Unknowns: L at the nodes and at zero, where the sum rests.
    system = np.eye(_NODES + 1)
    system[:, :_NODES] -= w * _density(x[None, :] + slack - z[:, None] - shift)
    system[:, _NODES] -= _cdf(slack - z - shift)
    L = np.linalg.solve(system, np.ones(_NODES + 1))
    start = fir * h
    at_start = (
        1 + L[_NODES] * _cdf(slack - start - shift) + np.sum(w * L[:-1] * _density(x + slack - start - shift))
    )
    return float(at_start)


def ewma(
    shift: float = 0.0,
    weight: float = 0.2,
    k: float = 3.0,
    limits: Literal["asymptotic", "exact"] = "asymptotic",
) -> RunLength:
    """Two-sided EWMA with limits ±k sqrt(r/(2-r)) sigma, from the center.

    Solves L(u) = 1 + (1/r) integral over the limits of L(y) f((y - (1-r) u)/r - shift) dy. With ``exact`` limits,
    which start narrow, the same integral is taken backwards from the steady state, once for each point with a limit
    of its own (S. H. Steiner, Journal of Quality Technology 31, 1999).
    """
    _positive(k, "k")
    if not 0 < weight <= 1:
        raise StatsError(f"The weight of an EWMA must be above 0 and at most 1, not {num(weight, 6)}.")
    bound = k * math.sqrt(weight / (2 - weight))
    nodes = max(_NODES, int(12 * bound / weight))
    node, w = np.polynomial.legendre.leggauss(nodes)

    def ahead(start: Floats, reach: float) -> Floats:
        return (
            w
            * reach
            * _density((node[None, :] * reach - (1 - weight) * start[:, None]) / weight - shift)
            / weight
        )

    L = np.linalg.solve(np.eye(nodes) - ahead(node * bound, bound), np.ones(nodes))
    reaches = [bound]
    if limits == "exact" and weight < 1:
        steps = min(5_000, math.ceil(math.log(1e-12) / (2 * math.log1p(-weight))))
        reaches = [bound * math.sqrt(-math.expm1(2 * i * math.log1p(-weight))) for i in range(1, steps + 1)]
        for before, after in zip(reversed(reaches[:-1]), reversed(reaches[1:]), strict=True):
            L = 1 + ahead(node * before, after) @ L
    at_center = 1 + float((ahead(np.zeros(1), reaches[0]) @ L)[0])
    return RunLength(f"EWMA weight {num(weight, 6)}, {limits} limits ±{num(k, 6)} sigma", shift, at_center)


def t2(shift: float = 0.0, variables: int = 2, confidence: float = 0.9973) -> RunLength:
    """Hotelling's T² with known parameters: 1/(chance beyond the chi-square limit) when the mean has moved by
    `shift` as a Mahalanobis distance; T² is then noncentral chi-square with noncentrality shift²."""
    from scipy import special

    if variables < 1 or not 0 < confidence < 1:
        raise StatsError(_("T² needs at least one variable and a confidence between 0 and 1."))
    limit = special.chdtri(variables, 1 - confidence)
    inside = special.chndtr(limit, variables, shift * shift) if shift else confidence
    text = f"T² of {variables} variables, {num(100 * confidence, 5)}% per point, known parameters"
    return RunLength(text, shift, 1 / (1 - float(inside)))


def mewma(
    weight: float,
    variables: int,
    limit: float,
    shift: float = 0.0,
    exact: bool = False,
    runs: int = 2000,
) -> RunLength:
    """Multivariate EWMA, T² of the weighted means against a constant limit; `shift` is the Mahalanobis distance.

    Without a shift and with the final width from the start (not `exact`) the integral equation of Rigdon is solved,
    see `mewma_chart.mewma_run_length`; else `runs` charts are drawn with a fixed seed.
    """
    _positive(limit, "limit")
    _check_mewma(weight, variables)
    words = _("multivariate EWMA of {variables} variables, weight {weight}, limit {limit}").format(
        variables=variables, weight=num(weight, 6), limit=num(limit, 6)
    )
    if shift == 0 and not exact:
        return RunLength(words, 0.0, mewma_run_length(variables, weight, limit))
    generator = np.random.default_rng(4_711)
    # Only the part along the shift and the length of the rest matter, but a few coordinates cost little.
    z, lengths = np.zeros((runs, variables)), np.zeros(runs)
    going, share, point = np.arange(runs), 0.0, 0
    while going.size and point < 1_000_000:
        point += 1
        x = generator.standard_normal((going.size, variables))
        x[:, 0] += shift
        z[going] = weight * x + (1 - weight) * z[going]
        share = (1 - weight) ** 2 * share + weight**2
        width = share if exact else weight / (2 - weight)
        out = (z[going] ** 2).sum(axis=1) > limit * width
        lengths[going[out]] = point
        going = going[~out]
    lengths[going] = point
    return RunLength(words, shift, float(lengths.mean()), float(lengths.std(ddof=1) / math.sqrt(runs)))


def moving_average(
    shift: float = 0.0, span: int = 3, k: float = 3.0, runs: int = 2000, seed: int = 1
) -> RunLength:
    """A moving average of `span` points with limits ±k/sqrt(min(i, span)) sigma, by simulation from its start."""
    _positive(k, "k")
    if span < 1:
        raise StatsError(f"A moving average needs a span of at least 1, not {span}.")
    generator = np.random.default_rng(seed)
    lengths = np.zeros(runs)
    tail = np.empty((runs, 0))
    live, done = np.arange(runs), 0
    block = 128
    while live.size:
        x = np.concatenate((tail, generator.standard_normal((live.size, block)) + shift), axis=1)
        before = tail.shape[1]
        sums = np.cumsum(np.concatenate((np.zeros((live.size, 1)), x), axis=1), axis=1)
        end = np.arange(before + 1, before + block + 1)
        width = np.minimum(end, span)
        beyond = np.abs(sums[:, end] - sums[:, end - width]) > k * np.sqrt(width)
        hit = beyond.any(axis=1)
        lengths[live[hit]] = done + beyond[hit].argmax(axis=1) + 1
        keep = x[~hit]
        tail, live, done = keep[:, max(0, keep.shape[1] - span + 1) :], live[~hit], done + block
    error = float(lengths.std(ddof=1) / math.sqrt(runs)) if runs > 1 else math.inf
    return RunLength(
        f"moving average of {span}, limits ±{num(k, 6)} sigma", shift, float(lengths.mean()), error
    )


def simulate(
    rules: RuleSet, shift: float = 0.0, k: float = 3.0, runs: int = 2000, seed: int = 1
) -> RunLength:
    """A set of tests on a Shewhart chart, by simulation of `runs` charts with a fixed seed.

    Each chart runs until its first signal; the error is the standard error of their mean.
    """
    if not rules.rules:
        raise StatsError(_("Choose at least one test; without tests a chart never signals."))
    generator = np.random.default_rng(seed)
    z = generator.standard_normal((runs, BLOCK)) + shift
    lengths, live = np.zeros(runs), np.arange(runs)
    while live.size:
        flat = np.zeros_like(z)
        first = first_signals((z, flat, flat + 1.0, flat - k, flat + k), rules)
        lengths[live[first >= 0]] = first[first >= 0] + 1
        z, live = z[first < 0], live[first < 0]
        z = np.concatenate((z, generator.standard_normal(z.shape) + shift), axis=1)
    error = float(lengths.std(ddof=1) / math.sqrt(runs)) if runs > 1 else math.inf
    return RunLength(f"{rules.name}, {len(rules.rules)} tests", shift, float(lengths.mean()), error)


def first_signals(points: tuple[Floats, ...], rules: RuleSet) -> Ints:
    """The first point with a signal of each of many charts at once, -1 for none, (charts,).

    points : values, center, sigma, lower and upper limit, each (charts, points). The charts are laid end to end with
    points on the center between them, and patterns that reach out of their chart are dropped.
    """
    charts, n = points[0].shape
    gap = 2 + max(max(rule.k, rule.of) for rule in rules.rules)
    width = n + gap
    lines = []
    for at, line in enumerate(points):
        # Between the charts the value is the center, and no limit is crossed there.
        filler = points[1][:, -1:] if at < 2 else line[:, -1:]
        lines.append(np.concatenate((line, np.repeat(filler, gap, axis=1)), axis=1).ravel())
    values, center, sigma, lcl, ucl = lines
    between = np.arange(values.size) % width >= n
    lcl, ucl = np.where(between, -np.inf, lcl), np.where(between, np.inf, ucl)
    first: Ints = np.full(charts, -1, dtype=np.int64)
    for signal in find_signals(values, center, sigma, rules, lcl=lcl, ucl=ucl):
        chart, at = divmod(signal.point, width)
        if first[chart] < 0 and at < n and min(signal.points) >= chart * width:
            first[chart] = at
    return first


def curve(design: str, shifts: tuple[float, ...] = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0), **options: float) -> Table:
    """Run lengths of a design at several shifts. `design` is ``shewhart``, ``cusum`` or ``ewma``."""
    functions: dict[str, Callable[..., RunLength]] = {"shewhart": shewhart, "cusum": cusum, "ewma": ewma}
    if design not in functions:
        raise StatsError(f"Run lengths are known for {', '.join(functions)}, not {design!r}.")
    rows = tuple((shift, functions[design](shift, **options).arl) for shift in shifts)
    return Table(("Shift in sigma", "Average run length"), rows)


def _positive(value: float, name: str) -> None:
    if not value > 0:
        raise StatsError(f"{name} must be above zero, not {num(value, 6)}.")


# --- the limit for a wanted run length ------------------------------------------------------------


def cusum_limit(slack: float, arl: float) -> float:
    """The decision limit h, in sigma, with which a two-sided CUSUM of this slack runs `arl` points by chance."""
    slack = number(slack, _("The slack"))
    if not 0 < slack <= 10:
        raise StatsError(_("The slack of a CUSUM, in sigma, lies above 0 and up to 10; 0.5 is usual."))
    return _limit_for(lambda h: cusum(0.0, h, slack).arl, arl)


def ewma_limit(weight: float, arl: float) -> float:
    """The width k of asymptotic limits, in sigma of the EWMA, with which it runs `arl` points by chance."""
    weight = _weight(weight)
    return _limit_for(lambda k: ewma(0.0, weight, k).arl, arl)


def mewma_limit(weight: float, variables: int, arl: float) -> float:
    """The limit of T² with which a multivariate EWMA runs `arl` points while nothing changes."""
    weight, variables = _weight(weight), whole(variables, _("The number of variables"))
    if not 1 <= variables <= MOST_VARIABLES:
        raise StatsError(_("The number of variables lies between 1 and {most}.").format(most=MOST_VARIABLES))
    return _limit_for(lambda limit: mewma_run_length(variables, weight, limit), arl)


def _weight(weight: float) -> float:
    """The weight of an average. Raises StatsError for one at which the equation cannot be solved."""
    weight = number(weight, _("The weight"))
    if not 0.01 <= weight <= 1:
        raise StatsError(_("The weight of the newest point lies between 0.01 and 1; 0.2 is usual."))
    return weight


def _check_mewma(weight: float, variables: int) -> None:
    if not 0 < weight <= 1 or variables < 1:
        raise StatsError(
            _("A multivariate EWMA needs a weight above 0 and at most 1, and at least one variable.")
        )


def _limit_for(run: Callable[[float], float], arl: float) -> float:
    """The limit that gives a run length; run lengths grow with the limit."""
    from scipy import optimize

    arl = number(arl, _("The run length"))
    least = run(1e-3)
    if not least < arl <= 1e6:
        raise StatsError(
            _("A run length of {arl} has no limit: it must be above {least} and at most 1,000,000.").format(
                arl=num(arl, 6), least=num(least, 3)
            )
        )
    high = 1.0
    while run(high) < arl:
        high *= 1.5
    return float(optimize.brentq(lambda limit: math.log(run(limit) / arl), 1e-3, high, xtol=1e-10))
