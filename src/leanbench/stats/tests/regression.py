"""Linear regression, simple and multiple, with the diagnostics that say whether to believe it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leanbench.stats.base import sums, tails
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import num, p_text
from leanbench.stats.base.samples import Floats, Ints, StatsError
from leanbench.stats.tests.correlations import complete_rows
from leanbench.stats.tests.testing import Estimate, check_confidence
from leanbench.words.language import _
from leanbench.words.lists import list_text

__all__ = ["linear_regression"]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One term: its estimate with interval, standard error, t, p, and variance inflation (NaN for the constant)."""

    name: str
    estimate: Estimate
    se: float
    t: float
    p: float
    vif: float = math.nan


@dataclass(frozen=True, slots=True, eq=False)
class Regression(Result):
    """Least squares.

    coefficients : the intercept first. residual_sd : s with n - p degrees of freedom. press : prediction
    sum of squares. residuals, standardized (internally studentised), leverage, cooks : (n,) floats.
    unusual : (row from 0, why) of points that deserve a look.
    """

    response: str
    predictors: tuple[str, ...]
    coefficients: tuple[Coefficient, ...]
    n: int
    df: float
    residual_sd: float
    r_squared: float
    r_squared_adjusted: float
    r_squared_predicted: float
    f: float
    p: float
    ss_model: float
    ss_residual: float
    durbin_watson: float
    x: NDArray[np.float64]
    y: Floats
    fitted: Floats
    residuals: Floats
    standardised: Floats
    leverage: Floats
    cooks: Floats
    rows: Ints
    unusual: tuple[tuple[int, str], ...]
    covariance: NDArray[np.float64]
    confidence: float
    notes: tuple[str, ...] = ()
    convention: str = "least squares by QR on centered columns"
    source: str = (
        "NIST/SEMATECH e-Handbook of Statistical Methods, section 4.1.4; Montgomery, Peck and Vining 2012"
    )
    method: str = "linear-regression"

    @property
    def intercept(self) -> float:
        """The constant."""
        return self.coefficients[0].estimate.value

    @property
    def slope(self) -> float:
        """The coefficient of the first predictor."""
        return self.coefficients[1].estimate.value

    def equation(self) -> str:
        """``days = 4.2 + 1.3 reviews``."""
        text = f"{self.response} = {num(self.intercept)}"
        for c in self.coefficients[1:]:
            sign = "+" if c.estimate.value >= 0 else "−"
            text += f" {sign} {num(abs(c.estimate.value))} {c.name}"
        return text

    def _sentences(self) -> list[str]:
        named = list_text(list(self.predictors), 6)
        verb = "explains" if len(self.predictors) == 1 else "explain"
        lines = [
            f"{named} {verb} {num(100 * self.r_squared, 3)}% of the variation of {self.response}: {self.equation()}."
        ]
        if self.p >= 1 - self.confidence:
            lines.append(f"So much could well be chance ({p_text(self.p)}).")
        else:
            for c in self.coefficients[1:]:
                state = "" if c.p < 1 - self.confidence else ", which may be nothing"
                way = "more" if c.estimate.value > 0 else "less"
                size = num(abs(c.estimate.value))
                limits = f"{c.estimate.interval_text()}{state}"
                lines.append(f"One more of {c.name} goes with {size} {way} {self.response} ({limits}).")
        inflated = [c.name for c in self.coefficients[1:] if c.vif > 10]
        if inflated:
            lines.append(
                f"{list_text(inflated, 6)} can hardly be told apart from the others (variance inflation above 10)."
            )
        if self.unusual:
            row, why = self.unusual[0]
            some = "1 point deserves" if len(self.unusual) == 1 else f"{len(self.unusual)} points deserve"
            lines.append(f"{some} a look, first row {row + 1}: {why}.")
        lines.append(_("A relation in old data does not prove a cause."))
        return lines

    def table(self) -> Table:
        """The coefficients."""
        share = f"{num(100 * self.confidence)}%"
        rows = tuple(
            (
                c.name,
                c.estimate.value,
                c.se,
                c.t,
                c.p,
                c.estimate.low,
                c.estimate.high,
                None if math.isnan(c.vif) else c.vif,
            )
            for c in self.coefficients
        )
        return Table(
            (
                "Term",
                "Coefficient",
                "Standard error",
                "t",
                "p-value",
                f"Lower, {share}",
                f"Upper, {share}",
                "Variance inflation",
            ),
            rows,
        )

    def fit_table(self) -> Table:
        """How well it fits."""
        return Table(
            ("", "Value"),
            (
                ("n", self.n), ("Residual standard deviation", self.residual_sd), ("R², %", 100 * self.r_squared),
                ("R² adjusted, %", 100 * self.r_squared_adjusted), ("R² predicted, %", 100 * self.r_squared_predicted),
                ("F", self.f), ("p-value", self.p), ("Durbin-Watson", self.durbin_watson),
            ),
        )  # fmt: skip

    def predict(
        self, values: Sequence[float] | float, *, confidence: float | None = None
    ) -> tuple[Estimate, Estimate]:
        """The mean response at one point, and a single new value there: each with its interval.

        values : one number for each predictor, in their order.
        """
        point = np.atleast_1d(np.asarray(values, dtype=float))
        if point.size != len(self.predictors):
            raise StatsError(
                f"A prediction needs {len(self.predictors)} values: {list_text(list(self.predictors), 6)}."
            )
        share = confidence or self.confidence
        at = point - self.x.mean(axis=0)
        # centered columns: the variance of the mean response is s² / n + at' C at
        spread = float(at @ self.covariance @ at) + self.residual_sd**2 / self.n
        value = self.intercept + float(point @ np.array([c.estimate.value for c in self.coefficients[1:]]))
        q = tails.t_quantile(0.5 + share / 2, self.df)
        mean_half, new_half = q * math.sqrt(spread), q * math.sqrt(spread + self.residual_sd**2)
        return (
            Estimate(f"Mean {self.response}", value, value - mean_half, value + mean_half, share),
            Estimate(f"New {self.response}", value, value - new_half, value + new_half, share),
        )


def linear_regression(
    y: Iterable[Any],
    x: Iterable[Any] | Mapping[str, Iterable[Any]],
    *,
    response: str = "y",
    name: str = "x",
    confidence: float = 0.95,
) -> Regression:
    """Fit y = b0 + b1 x1 + ... by least squares.

    Parameters
    ----------
    y : (n,) numbers
        The response.
    x : (n,) numbers, or mapping of name to (n,) numbers
        One predictor, or several.

    Returns
    -------
    Regression

    Raises
    ------
    StatsError
        Columns of unequal length, too few complete rows, a constant predictor, predictors that repeat one another.
    """
    check_confidence(confidence)
    named: dict[str, Iterable[Any]] = dict(x) if isinstance(x, Mapping) else {name: x}
    matrix, target, rows, notes = complete_rows(y, named, response)
    n, k = matrix.shape
    df = float(n - k - 1)
    if df < 1:
        raise StatsError(
            f"There are {n} complete rows for {k + 1} coefficients; there must be at least {k + 2}. "
            "Add data, or leave out a predictor."
        )
    names = tuple(named)
    centered, offsets, spreads = _centered(matrix, names)
    cy = sums.center(target)
    dy = cy.deviations - sums.mean(cy.deviations)
    q, r = np.linalg.qr(centered / spreads)
    if np.min(np.abs(np.diag(r))) < 1e-9 * math.sqrt(n):
        raise StatsError(_("One predictor follows exactly from the others; leave it out."))
    scaled = np.linalg.solve(r, q.T @ dy)
    residuals = dy - (centered / spreads) @ scaled
    # one step of refinement: the residuals of the first solution are fitted once more
    scaled = scaled + np.linalg.solve(r, q.T @ residuals)
    residuals = dy - (centered / spreads) @ scaled
    beta = scaled / spreads
    ss_residual = math.fsum((residuals**2).tolist())
    ss_total = math.fsum((dy**2).tolist())
    if not ss_total > 0:
        raise StatsError(
            f"All values of {response} are equal: there is nothing to explain. Choose another column."
        )
    s2 = ss_residual / df
    inverse = np.linalg.inv(r)
    covariance = s2 * (inverse @ inverse.T) / np.outer(spreads, spreads)
    means = np.array(offsets)
    intercept = cy.mean() - float(means @ beta)
    se = np.sqrt(np.concatenate([[s2 / n + means @ covariance @ means], np.diag(covariance)]))
    leverage = np.sum(q**2, axis=1) + 1.0 / n
    return _assemble(
        response, names, np.concatenate([[intercept], beta]), se, matrix, target, residuals, leverage, rows, df,
        ss_residual, ss_total, covariance, inverse, confidence, notes,
    )  # fmt: skip


def _centered(
    matrix: NDArray[np.float64], names: tuple[str, ...]
) -> tuple[NDArray[np.float64], list[float], NDArray[np.float64]]:
    columns, offsets, spreads = [], [], []
    for values, name in zip(matrix.T, names, strict=True):
        c = sums.center(values)
        d = c.deviations - sums.mean(c.deviations)
        spread = math.sqrt(float(d @ d) / d.size)
        if not spread > 0:
            raise StatsError(f"All values of {name} are equal: it cannot explain anything. Leave it out.")
        columns.append(d)
        offsets.append(c.mean())
        spreads.append(spread)
    return np.column_stack(columns), offsets, np.array(spreads)


def _assemble(
    response: str, names: tuple[str, ...], beta: Floats, se: Floats, matrix: NDArray[np.float64], target: Floats,
    residuals: Floats, leverage: Floats, rows: Ints, df: float, ss_residual: float, ss_total: float,
    covariance: NDArray[np.float64], inverse: NDArray[np.float64], confidence: float, notes: tuple[str, ...],
) -> Regression:  # fmt: skip
    n, k = matrix.shape
    s = math.sqrt(ss_residual / df)
    half = tails.t_quantile(0.5 + confidence / 2, df)
    vif = np.sum(inverse**2, axis=1) * n
    coefficients = []
    for i, (b, e) in enumerate(zip(beta.tolist(), se.tolist(), strict=True)):
        label = "Constant" if i == 0 else names[i - 1]
        t = b / e if e > 0 else math.copysign(math.inf, b)
        p = tails.p_of_t(t, df, "two-sided") if math.isfinite(t) else 0.0
        estimate = Estimate(label, b, b - half * e, b + half * e, confidence, "", "t")
        coefficients.append(Coefficient(label, estimate, e, t, p, math.nan if i == 0 else float(vif[i - 1])))
    ss_model = ss_total - ss_residual
    f = (ss_model / k) / (ss_residual / df) if ss_residual > 0 else math.inf
    room = np.clip(1.0 - leverage, 1e-12, None)
    standardised = residuals / (s * np.sqrt(room)) if s > 0 else np.zeros(n)
    cooks = standardised**2 * leverage / room / (k + 1)
    press = float(np.sum((residuals / room) ** 2))
    turns = float(np.sum(np.diff(residuals) ** 2) / ss_residual) if ss_residual > 0 else math.nan
    return Regression(
        response, names, tuple(coefficients), n, df, s, 1 - ss_residual / ss_total,
        1 - (ss_residual / df) / (ss_total / (n - 1)), max(1 - press / ss_total, 0.0), f, tails.f_upper(f, k, df),
        ss_model, ss_residual, turns, matrix, target, target - residuals, residuals, standardised, leverage, cooks,
        rows, _unusual(standardised, leverage, cooks, rows, k), covariance, confidence, notes,
    )  # fmt: skip


def _unusual(
    standardised: Floats, leverage: Floats, cooks: Floats, rows: Ints, k: int
) -> tuple[tuple[int, str], ...]:
    """Large residual (beyond 3), high leverage (over 3 p/n) or influence (Cook's distance above 1)."""
    high = min(3.0 * (k + 1) / leverage.size, 0.99)
    found = []
    for i in np.flatnonzero((np.abs(standardised) > 3) | (leverage > high) | (cooks > 1)):
        why = []
        if abs(standardised[i]) > 3:
            why.append("far from the line")
        if leverage[i] > high:
            why.append("far from the other points")
        if cooks[i] > 1:
            why.append("turns the line by itself")
        found.append((int(rows[i]), list_text(why, 6)))
    return tuple(found)
