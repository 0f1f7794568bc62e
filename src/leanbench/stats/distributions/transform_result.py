"""What a transform is, there and back; and the record of choosing one for a sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from leanbench.stats.base.result import Record, Result, Table
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats
from leanbench.stats.distributions.normality_tests import NormalityTest
from leanbench.words.language import _

Kind = Literal["box-cox", "yeo-johnson", "johnson-SB", "johnson-SL", "johnson-SU"]


@dataclass(frozen=True, slots=True, eq=False)
class Transform(Record):
    """A rising transform of the values.

    box-cox : (u^λ - 1)/λ, ln u at λ = 0, of u = x/geometric mean (a straight line of the x^λ that Minitab prints, so
        indices agree, and no digit is lost in any unit).
    yeo-johnson : Box-Cox of x + 1 for x >= 0, of 1 - x with 2 - λ and reversed sign below.
    johnson : γ + η ln((x - ε)/(λ + ε - x)) for SB, γ + η ln(x - ε) for SL, γ + η asinh((x - ε)/λ) for SU.
    """

    kind: Kind
    parameters: Mapping[str, float]

    def apply(self, x: ArrayLike) -> Floats:
        """Transformed values; -inf or +inf at and beyond the ends of the domain."""
        values = np.asarray(x, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if self.kind == "box-cox":
                return _power(np.maximum(values, 0.0) / self._unit(), self.parameters["lambda"])
            if self.kind == "yeo-johnson":
                return yeo_johnson_of(values, self.parameters["lambda"])
            return self._johnson(values)

    def _unit(self) -> float:
        return self.parameters.get("geometric mean", 1.0)

    def _johnson(self, x: Floats) -> Floats:
        p = self.parameters
        above = np.maximum(x - p["epsilon"], 0.0)
        if self.kind == "johnson-SB":
            below = np.maximum(p["lambda"] + p["epsilon"] - x, 0.0)
            return np.asarray(p["gamma"] + p["eta"] * (np.log(above) - np.log(below)))
        if self.kind == "johnson-SL":
            return np.asarray(p["gamma"] + p["eta"] * np.log(above))
        return np.asarray(p["gamma"] + p["eta"] * np.arcsinh((x - p["epsilon"]) / p["lambda"]))

    def back(self, z: ArrayLike) -> Floats:
        """The values that `apply` would turn into `z`."""
        y, p = np.asarray(z, dtype=np.float64), self.parameters
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if self.kind == "box-cox":
                return _unpower(y, p["lambda"]) * self._unit()
            if self.kind == "yeo-johnson":
                up = _unpower(np.maximum(y, 0.0), p["lambda"]) - 1.0
                down = 1.0 - _unpower(np.maximum(-y, 0.0), 2.0 - p["lambda"])
                return np.where(y >= 0, up, down)
            t = (y - p["gamma"]) / p["eta"]
            if self.kind == "johnson-SB":
                return np.asarray(p["epsilon"] + p["lambda"] / (1.0 + np.exp(-t)))
            if self.kind == "johnson-SL":
                return np.asarray(p["epsilon"] + np.exp(t))
            return np.asarray(p["epsilon"] + p["lambda"] * np.sinh(t))

    def describe(self) -> str:
        """The formula with its numbers, ready to print."""
        p = {name: num(value) for name, value in self.parameters.items()}
        minus = p.get("epsilon", "")
        minus = f"+ {minus[1:]}" if minus.startswith("-") else f"− {minus}"
        if self.kind == "box-cox":
            lam = self.parameters["lambda"]
            named = {
                0.0: "natural logarithm", 0.5: "square root", 1.0: "no change", -1.0: "reciprocal",
                2.0: "square",
            }  # fmt: skip
            return f"Box-Cox with λ = {p['lambda']}" + (f" ({named[lam]})" if lam in named else "")
        if self.kind == "yeo-johnson":
            return f"Yeo-Johnson with λ = {p['lambda']}"
        start = f"{p['gamma']} + {p['eta']} ×"
        if self.kind == "johnson-SB":
            top = num(self.parameters["lambda"] + self.parameters["epsilon"])
            return f"Johnson SB: {start} ln((x {minus})/({top} − x))"
        if self.kind == "johnson-SL":
            return f"Johnson SL: {start} ln(x {minus})"
        return f"Johnson SU: {start} asinh((x {minus})/{p['lambda']})"


@dataclass(frozen=True, slots=True, eq=False)
class TransformStudy(Result):
    """A transform chosen for a sample.

    transform : None when none was good enough (Johnson only).
    before, after : Anderson-Darling tests of the values and of the transformed values.
    lambdas : Box-Cox: likelihood, within, and each rounded; Yeo-Johnson: likelihood. Unrounded first.
    interval : of the likeliest lambda; None for Johnson.
    curve_x, curve_y : what the choice was made on, over lambda (the within sigma, or the log-likelihood)
        or over the z of the percentiles (the p-value, Johnson).
    """

    transform: Transform | None
    before: NormalityTest
    after: NormalityTest | None
    lambdas: Mapping[str, float]
    interval: tuple[float, float] | None
    values: Floats = field(repr=False)
    transformed: Floats = field(repr=False)
    curve_x: Floats = field(repr=False)
    curve_y: Floats = field(repr=False)
    notes: tuple[str, ...]
    convention: str
    method: str

    def _sentences(self) -> list[str]:
        if self.transform is None or self.after is None:
            first = _(
                "No Johnson transform makes these data normal; look for a mixture of cases or a "
                "change over time."
            )
            return [first]
        first = f"{self.transform.describe()}: the transformed values are "
        p = f"Anderson-Darling p {_p(self.before)} before, {_p(self.after)} after"
        if self.after.normal:
            first += f"plausibly normal ({p})."
        else:
            first += f"still not normal ({p}); prefer a distribution that fits, or look for a mixture."
        lines = [first]
        if self.before.normal:
            lines.append(_("The data were plausibly normal already: a transform is hardly needed."))
        if self.interval is not None:
            low, high = self.interval
            likeliest = self.lambdas["likelihood"]
            lines.append(
                f"The likeliest λ is {num(likeliest, 3)} (95% interval {num(low, 3)} to {num(high, 3)})."
            )
            if low <= 1 <= high:
                lines.append(_("The interval holds λ = 1, that is, no transform."))
        return lines

    def table(self) -> Table:
        """The numbers to show and print."""
        rows: list[tuple[Any, ...]] = [("transform", self.transform.describe() if self.transform else "none")]
        rows += [(f"λ, {name}", value) for name, value in self.lambdas.items()]
        if self.transform is not None and self.transform.kind.startswith("johnson"):
            rows += list(self.transform.parameters.items())
        rows.append(("A² before", self.before.statistic))
        rows.append(("p before", self.before.p_text))
        if self.after is not None:
            rows += [("A² after", self.after.statistic), ("p after", self.after.p_text)]
        return Table(("quantity", "value"), tuple(rows))


def _p(test: NormalityTest) -> str:
    return test.p_text if test.p_text[0] in "<>" else f"= {test.p_text}"


def exp_power(log_x: Floats, lam: float) -> Floats:
    """(x^λ - 1)/λ from ln x, exact near λ = 0."""
    if abs(lam) < 1e-12:
        return log_x
    with np.errstate(over="ignore"):
        return np.asarray(np.expm1(lam * log_x) / lam)


def _power(x: Floats, lam: float) -> Floats:
    return exp_power(np.log(x), lam)


def _unpower(y: Floats, lam: float) -> Floats:
    if abs(lam) < 1e-12:
        return np.asarray(np.exp(y))
    # Beyond the transform's range lies the end of the values: 0 for a positive power, infinity for a negative.
    return np.asarray(np.exp(np.log1p(np.maximum(lam * y, -1.0)) / lam))


def yeo_johnson_of(x: Floats, lam: float) -> Floats:
    """The Yeo-Johnson transform of (n,) values: a power of x + 1 above zero, of 1 - x with 2 - λ below."""
    up = exp_power(np.log1p(np.maximum(x, 0.0)), lam)
    down = exp_power(np.log1p(np.maximum(-x, 0.0)), 2.0 - lam)
    return np.where(x >= 0, up, -down)
