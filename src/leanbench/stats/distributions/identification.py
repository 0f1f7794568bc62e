"""Which distribution describes the data? A ranked table of fits, and the probability plot of each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from leanbench.stats.base.guards import check_alpha, check_confidence, needs_spread
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.base.samples import Floats, StatsError, clean, column, drawn_sample
from leanbench.stats.distributions.distribution_fit import fit_sorted
from leanbench.stats.distributions.families import FAMILIES, Fit, family, quantile, standard_quantile
from leanbench.words.language import _
from leanbench.words.lists import list_text

__all__ = ["distribution_id", "probability_plot"]

CONVENTION = (
    "maximum likelihood; normal and lognormal with the n-1 standard deviation; ranked by AIC; "
    "Anderson-Darling p-values allow for the estimated parameters"
)
# A threshold family beside its plain form: the likelihood ratio says whether the threshold is needed.
PLAIN_FORM = {"lognormal-3": "lognormal", "weibull-3": "weibull", "gamma-3": "gamma"}
PLAIN_FORM |= {"loglogistic-3": "loglogistic"}


def print_p(p: float | None) -> str:
    """`p = 0.301`, `p < 0.005`, or `p not known`."""
    if p is None:
        return "p not known"
    return "p < 0.005" if p < 0.005 else f"p = {decimals(p, 3)}"


@dataclass(frozen=True, slots=True, eq=False)
class Identification(Result):
    """All fits of one sample, best first.

    fits : by AIC, smallest first.
    refused : (label, reason) of families that these data cannot have.
    threshold_p : p-value of the likelihood ratio of a threshold family against its plain form, by key.
    values : the sample, sorted.
    """

    n: int
    fits: tuple[Fit, ...]
    refused: tuple[tuple[str, str], ...]
    threshold_p: dict[str, float]
    alpha: float
    values: Floats = field(repr=False)
    notes: tuple[str, ...] = ()
    convention: str = CONVENTION
    method: str = "distribution-id"
    name: str = "values"
    unit: str = ""

    @property
    def best(self) -> Fit:
        """The fit with the smallest AIC among those that the Anderson-Darling test leaves standing.

        When it rejects all, the smallest AIC.
        """
        standing = [fit for fit in self.fits if fit.p is not None and fit.p > self.alpha]
        return standing[0] if standing else self.fits[0]

    def fit(self, distribution: str) -> Fit:
        """The fit of one family. Raises StatsError with the reason when these data cannot have it."""
        wanted = family(distribution)
        for fit in self.fits:
            if fit.family.key == wanted.key:
                return fit
        for label, reason in self.refused:
            if label == wanted.label:
                raise StatsError(reason)
        raise StatsError(f"{wanted.label} was not among the distributions tried.")

    def _sentences(self) -> list[str]:
        best, tried = self.best, len(self.fits)
        name = best.family.label
        if best.p is not None and best.p > self.alpha:
            first = (
                f"{name} describes these {self.n} values best of the {tried} distributions fitted: "
                f"nothing speaks against it (Anderson-Darling {print_p(best.p)})."
            )
        else:
            first = (
                f"None of the {tried} distributions fitted describes these {self.n} values well; the nearest is "
                f"{name} (Anderson-Darling {print_p(best.p)}). Look for a mixture of "
                "different kinds of cases, or a change over time."
            )
        lines = [first]
        close = [
            fit.family.label
            for fit in self.fits
            if fit is not best and fit.aic - best.aic < 2 and (fit.p is None or fit.p > self.alpha)
        ]
        if close:
            lines.append(
                f"Practically as good (AIC within 2): {', '.join(close)}. Choose by what is known of the process."
            )
        for fit in self.fits:
            if fit.family.key == "normal":
                stands = fit.p is not None and fit.p > self.alpha
                verdict = "is plausible too" if stands else "does not fit"
                if fit is not best:
                    lines.append(f"The normal distribution {verdict} ({print_p(fit.p)}).")
        if self.n < 50:
            lines.append(
                f"{self.n} values cannot tell similar distributions apart; tail estimates need 100 or more."
            )
        reasons: dict[str, list[str]] = {}
        for label, reason in self.refused:
            reasons.setdefault(reason.removeprefix(f"{label} "), []).append(label)
        lines += [
            f"Not fitted: {list_text(names, 9)}: {'each ' if len(names) > 1 else ''}{reason}"
            for reason, names in reasons.items()
        ]
        return lines

    def table(self) -> Table:
        """One row per family: parameters, log-likelihood, AIC, Anderson-Darling, p-values."""
        columns = ("distribution", "parameters", "log-likelihood", "AIC", "A²", "p", "p of threshold")
        rows: list[tuple[Any, ...]] = [
            (
                fit.family.label,
                ", ".join(f"{name} {num(value, 6)}" for name, value in fit.parameters.items()),
                fit.loglik,
                fit.aic,
                fit.a2,
                fit.p,
                self.threshold_p.get(fit.family.key),
            )
            for fit in self.fits
        ]
        rows += [(label, "not fitted", None, None, None, None, None) for label, _ in self.refused]
        return Table(columns, tuple(rows))


def distribution_id(
    values: Iterable[Any],
    distributions: Sequence[str] | None = None,
    alpha: float = 0.05,
    *,
    name: str = "values",
    unit: str = "",
) -> Identification:
    """Fit all families (or those named) and rank them by AIC.

    Parameters
    ----------
    values : (n,) values, n >= 5; of more than 20,000 a random sample of 20,000 is fitted, and said.
    distributions : keys of `distributions.FAMILIES`; all 14 by default.
    alpha : Anderson-Darling p-values at or below it count against a family.

    Raises
    ------
    StatsError : fewer than 5 values, all equal, or an unknown name. A single family that these data
        cannot have (zeros for a lognormal, say) is no error: it is listed in `refused` with the reason.
    """
    check_alpha(alpha)
    wanted = [
        family(key) for key in (FAMILIES if distributions is None else column(distributions, "distributions"))
    ]
    sample = clean(values, least=5)
    drawn, by_sample = drawn_sample(sample.values)
    x = np.sort(drawn)
    needs_spread(x, "without variation no distribution can be fitted")
    fits: list[Fit] = []
    refused: list[tuple[str, str]] = []
    for of in wanted:
        try:
            fits.append(fit_sorted(of, x))
        except StatsError as reason:
            refused.append((of.label, str(reason)))
    if not fits:
        raise StatsError(refused[0][1] if refused else _("Name at least one distribution to fit."))
    by_key = {fit.family.key: fit for fit in fits}
    threshold_p = {
        key: _likelihood_ratio_p(by_key[key], by_key[plain])
        for key, plain in PLAIN_FORM.items()
        if key in by_key and plain in by_key
    }
    ranked = tuple(sorted(fits, key=lambda fit: fit.aic))
    said = tuple(dict.fromkeys(note for fit in ranked for note in fit.notes))
    return Identification(
        x.size,
        ranked,
        tuple(refused),
        threshold_p,
        alpha,
        x,
        sample.notes + by_sample + said,
        name=name,
        unit=unit,
    )


def _likelihood_ratio_p(larger: Fit, smaller: Fit) -> float:
    """P(χ²_1 > 2 (ℓ_larger - ℓ_smaller)): is the threshold needed?"""
    from scipy import special

    return float(special.chdtrc(1.0, max(0.0, 2.0 * (larger.loglik - smaller.loglik))))


@dataclass(frozen=True, slots=True, eq=False)
class ProbabilityPlot(Result):
    """A probability plot: if the family is right, the points lie along the line, within the bands.

    x, ranks : (n,) sorted values and their median ranks (i - 0.3)/(n + 0.4).
    z : (n,) ranks on the standard shape's axis (what to plot upward).
    line_x, line_ranks, line_z, lower, upper : (m,) the fitted line and its pointwise bands of the values.
        The bands are NaN where the usual theory gives none.
    log_axis : whether x runs on a logarithmic axis (after `threshold` is taken off).
    """

    fit: Fit
    confidence: float
    x: Floats
    ranks: Floats
    z: Floats
    line_x: Floats
    line_ranks: Floats
    line_z: Floats
    lower: Floats
    upper: Floats
    log_axis: bool
    notes: tuple[str, ...] = ()
    convention: str = "median ranks (i - 0.3)/(n + 0.4); pointwise bands from the observed information"
    method: str = "probability-plot"
    name: str = "values"
    unit: str = ""

    @property
    def outside(self) -> int:
        """How many points lie outside the bands."""
        inner = np.isfinite(self.lower)
        if not inner.any():
            return 0
        low = np.interp(self.z, self.line_z[inner], self.lower[inner])
        high = np.interp(self.z, self.line_z[inner], self.upper[inner])
        return int(np.count_nonzero((self.x < low) | (self.x > high)))

    def _sentences(self) -> list[str]:
        fit, n = self.fit, self.x.size
        first = f"{fit.describe()}: {self.outside} of {n} points lie outside the {num(100 * self.confidence, 6)}% bands"
        return [f"{first} (Anderson-Darling {print_p(fit.p)})."]

    def table(self) -> Table:
        """Values at common percentages with their interval."""
        columns = ("percent", "value", "lower", "upper")
        rows = tuple(
            (100.0 * p, x, low, high)
            for p, x, low, high in zip(self.line_ranks, self.line_x, self.lower, self.upper, strict=True)
        )
        return Table(columns, tuple(tuple(float(cell) for cell in row) for row in rows))


_PERCENTS = (0.135, 0.5, 1, 2, 3, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 97, 98, 99, 99.5, 99.865)


def probability_plot(
    values: Iterable[Any],
    distribution: str = "normal",
    confidence: float = 0.95,
    *,
    name: str = "values",
    unit: str = "",
) -> ProbabilityPlot:
    """Points, line and bands of a probability plot for one family.

    Median ranks after Benard; bands by the delta method on the inverse observed information (on the
    logarithms for positive families), as Meeker and Escobar, Statistical Methods for Reliability Data,
    1998, section 8.4.
    """
    from scipy import special

    check_confidence(confidence)
    of = family(distribution)
    sample = clean(values, least=len(of.names) + 1)
    x = np.sort(sample.values)
    fit = fit_sorted(of, x)
    shape = fit.theta[0] if of.base == "gamma" else 1.0
    p = np.asarray((np.arange(1, x.size + 1) - 0.3) / (x.size + 0.4), dtype=np.float64)
    line_ranks = np.array(_PERCENTS) / 100.0
    if x.size > 370:  # the points reach beyond the usual percentages: so must the line
        line_ranks = np.unique(np.concatenate([[p[0]], line_ranks, [p[-1]]]))
    line_x = fit.ppf(line_ranks)
    half = float(special.ndtri(0.5 + 0.5 * confidence)) * _standard_errors(fit, line_ranks)
    on_log = of.positive and not of.threshold
    lower = line_x * np.exp(-half) if on_log else line_x - half
    upper = line_x * np.exp(half) if on_log else line_x + half
    if of.threshold and of.positive:
        lower = np.maximum(lower, fit.threshold)
    return ProbabilityPlot(
        fit, confidence, x, p, standard_quantile(of.base, p, shape), line_x, line_ranks,
        standard_quantile(of.base, line_ranks, shape), lower, upper, of.positive, sample.notes + fit.notes,
        name=name, unit=unit,
    )  # fmt: skip


def _standard_errors(fit: Fit, p: Floats) -> Floats:
    """Standard errors of the percentiles (of their logarithms for positive families), (m,)."""
    if fit.covariance.size == 0:
        return np.full(p.shape, math.nan)
    of, theta = fit.family, fit.theta
    on_log = of.positive and not of.threshold
    gradient = np.empty((len(theta), p.size))
    for i in range(len(theta)):
        step = 1e-5 * math.sqrt(fit.covariance[i, i])
        ends = []
        for sign in (1.0, -1.0):
            moved = list(theta)
            moved[i] += sign * step
            value = quantile(of, tuple(moved), p)
            with np.errstate(divide="ignore"):
                ends.append(np.log(value) if on_log else value)
        with np.errstate(invalid="ignore"):
            gradient[i] = (ends[0] - ends[1]) / (2 * step)
    variance = np.einsum("ip,ij,jp->p", gradient, fit.covariance, gradient)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))
