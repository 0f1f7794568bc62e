"""Transforms that make skewed values normal: Box-Cox and Yeo-Johnson. The Johnson system is in `johnson`.

Box-Cox has two lambdas that people quote: the likeliest one (NIST, most programs), and the one that
makes the *within* variation smallest (Minitab, because capability rests on it). Both are given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from leanbench.stats.base.guards import needs_spread
from leanbench.stats.base.result_words import num
from leanbench.stats.base.samples import Floats, StatsError, clean, column, count, number
from leanbench.stats.base.subgroups import group
from leanbench.stats.distributions.normality_tests import anderson_darling
from leanbench.stats.distributions.transform_result import (
    Transform,
    TransformStudy,
    exp_power,
    yeo_johnson_of,
)
from leanbench.words.language import _

if TYPE_CHECKING:
    pass

__all__ = ["box_cox", "yeo_johnson"]

Criterion = Literal["within", "likelihood"]
LOWEST, HIGHEST = -5.0, 5.0  # lambda is sought here, as in Minitab
NOTHING = "without variation there is nothing to transform"
_AT_THE_END = "λ lies at the end of the range from -5 to 5: a power is not the right kind of transform here."


def box_cox(
    values: Iterable[Any],
    subgroup: int | Iterable[Any] = 1,
    criterion: Criterion = "within",
    rounded: bool = True,
    lam: float | None = None,
) -> TransformStudy:
    """Box-Cox transform of values above zero.

    Parameters
    ----------
    values : (n,) values in time order, all above zero, n >= 5.
    subgroup : size or ids of subgroups; 1 for individuals (then the within variation is MRbar/d2,
        else the pooled standard deviation).
    criterion : "within" takes the lambda with the smallest within variation of the standardized
        transform (x^λ - 1)/(λ G^(λ-1)), G the geometric mean (Minitab); "likelihood" the likeliest (NIST).
    rounded : round lambda to 0.5 or the nearest whole number (Minitab's default).
    lam : use this lambda instead.

    Raises
    ------
    StatsError : values at or below zero, too few, or all equal.

    Source: Box and Cox, JRSS B 1964; NIST/SEMATECH e-Handbook 6.5.2; Minitab, Methods and formulas for
    the Box-Cox transformation.
    """
    if lam is not None and abs(number(lam, "λ")) > 20:
        raise StatsError(
            _("λ must be a small number, such as 0 for the logarithm or 0.5 for the square root.")
        )
    if criterion not in ("within", "likelihood"):
        raise StatsError(f"There is no criterion {criterion!r} for λ. Choose 'within' or 'likelihood'.")
    sample = clean(values, least=5)
    needs_spread(sample.values, NOTHING)
    if np.any(sample.values <= 0):
        low = int(np.count_nonzero(sample.values <= 0))
        raise StatsError(
            f"Box-Cox needs values above zero; {count(low, 'value')} {'is' if low == 1 else 'are'} not (smallest "
            f"{num(sample.values.min(), 6)}). Use Yeo-Johnson or Johnson, or check these rows."
        )
    notes = list(sample.notes)
    spread = _within_of(values, subgroup, sample.values, notes)
    logs = np.log(sample.values)
    center = float(np.mean(logs))
    x = logs - center  # the geometric mean is 1: powers stay in range, and a unit changes nothing

    def within(value: float) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            found = spread(exp_power(x, value))
        return found if math.isfinite(found) else math.inf

    def minus_loglik(value: float) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            variance = float(np.var(exp_power(x, value)))
        return 0.5 * x.size * math.log(variance) if math.isfinite(variance) and variance > 0 else math.inf

    likeliest = _minimise(minus_loglik)
    smallest = _minimise(within)
    lambdas = {
        "likelihood": likeliest,
        "within": smallest,
        "likelihood, rounded": round_lambda(likeliest),
        "within, rounded": round_lambda(smallest),
    }
    chosen = lambdas[criterion + (", rounded" if rounded else "")] if lam is None else float(lam)
    if abs(lambdas[criterion]) > HIGHEST - 1e-3:
        notes.append(
            _("λ lies at the end of the range from -5 to 5: a power is not the right kind of transform here.")
        )
    curve_x = np.linspace(-2.0, 2.0, 81)
    curve_y = np.array([within(v) if criterion == "within" else -minus_loglik(v) for v in curve_x])
    if criterion == "within":
        curve_y *= math.exp(center)
    convention = {
        "within": "λ with the smallest variation within, as Minitab",
        "likelihood": "likeliest λ, as NIST",
    }[criterion] + (", rounded to 0.5 or a whole number" if rounded else "")
    return study_of(
        "box-cox",
        Transform("box-cox", {"lambda": chosen, "geometric mean": math.exp(center)}),
        sample.values,
        lambdas,
        _interval(minus_loglik, likeliest),
        (curve_x, curve_y),
        notes,
        convention if lam is None else f"λ = {num(lam, 6)} given",
    )


def yeo_johnson(values: Iterable[Any]) -> TransformStudy:
    """Yeo-Johnson transform with the likeliest lambda; values may be zero or below.

    It depends on the unit: the same times in hours and in days give different transforms.
    Source: Yeo and Johnson, Biometrika 2000.
    """
    sample = clean(values, least=5)
    x = sample.values
    needs_spread(x, NOTHING)
    jacobian = float(np.sum(np.sign(x) * np.log1p(np.abs(x))))

    def minus_loglik(value: float) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            variance = float(np.var(yeo_johnson_of(x, value)))
        if not math.isfinite(variance) or variance <= 0:
            return math.inf
        return 0.5 * x.size * math.log(variance) - (value - 1.0) * jacobian

    likeliest = _minimise(minus_loglik)
    notes = list(sample.notes)
    if abs(likeliest) > HIGHEST - 1e-3:
        notes.append(_AT_THE_END)
    curve_x = np.linspace(max(LOWEST, likeliest - 2), min(HIGHEST, likeliest + 2), 81)
    curve_y = -np.array([minus_loglik(v) for v in curve_x])
    return study_of(
        "yeo-johnson",
        Transform("yeo-johnson", {"lambda": likeliest}),
        x,
        {"likelihood": likeliest},
        _interval(minus_loglik, likeliest),
        (curve_x, curve_y),
        notes,
        "likeliest λ",
    )


def round_lambda(lam: float) -> float:
    """Lambda rounded to 0.5, -0.5 or the nearest whole number, as Minitab uses it."""
    choices = sorted({*(float(i) for i in range(-5, 6)), -0.5, 0.5})
    return min(choices, key=lambda choice: abs(choice - lam))


def study_of(
    method: str,
    transform: Transform | None,
    values: Floats,
    lambdas: Mapping[str, float],
    interval: tuple[float, float] | None,
    curve: tuple[Floats, Floats],
    notes: list[str],
    convention: str,
) -> TransformStudy:
    """Apply the transform and test the values before and after. Raises StatsError when it overflows."""
    moved = transform.apply(values) if transform is not None else np.empty(0)
    if moved.size and (np.ptp(moved) == 0 or not np.all(np.isfinite(moved))):
        raise StatsError(
            _("This transform takes values beyond what the computer can hold. Choose a λ nearer to 0.")
        )
    after = anderson_darling(moved) if moved.size else None
    return TransformStudy(
        transform, anderson_darling(values), after, lambdas, interval, values, moved, *curve, tuple(notes),
        convention, method,
    )  # fmt: skip


def _within_of(
    values: Iterable[Any], subgroup: int | Iterable[Any], x: Floats, notes: list[str]
) -> Callable[[Floats], float]:
    """What measures the variation within, up to a constant factor: mean moving range, or pooled sd.

    For subgroups the values must come in the same order as `x`.
    """
    if isinstance(subgroup, (int, np.integer)) and int(subgroup) == 1:
        from leanbench.stats.base.constants import d2

        factor = 1.0 / float(d2(2))
        return lambda w: factor * float(np.mean(np.abs(np.diff(w))))
    rows = list(column(values))
    size_or_ids = subgroup if isinstance(subgroup, (int, np.integer)) else column(subgroup, "subgroup ids")
    groups = group(rows, size_or_ids)
    notes += [note for note in groups.notes if note not in notes]
    of_row = groups.of_row()
    of = of_row[of_row >= 0]
    if not np.any(groups.sizes > 1):
        raise StatsError(_("Every subgroup has one value; use subgroup = 1 for individuals."))
    df = float(np.sum(groups.sizes - 1))

    def pooled(w: Floats) -> float:
        means = np.bincount(of, w) / groups.sizes
        return math.sqrt(float(np.sum((w - means[of]) ** 2)) / df)

    return pooled


def _minimise(f: Callable[[float], float]) -> float:
    """Where `f` is smallest on [-5, 5]: the best of a grid, then bounded Brent around it."""
    from scipy import optimize

    grid = np.linspace(LOWEST, HIGHEST, 41)
    at = int(np.argmin([f(float(v)) for v in grid]))
    low, high = grid[max(at - 1, 0)], grid[min(at + 1, grid.size - 1)]
    found = optimize.minimize_scalar(
        f, bounds=(float(low), float(high)), method="bounded", options={"xatol": 1e-9}
    )
    return float(found.x)


def _interval(minus_loglik: Callable[[float], float], likeliest: float) -> tuple[float, float]:
    """95% profile likelihood interval of lambda: where ℓ falls by χ²_1(0.95)/2."""
    from scipy import optimize, special

    drop = minus_loglik(likeliest) + float(special.chdtri(1, 0.05)) / 2

    def excess(value: float) -> float:
        return min(minus_loglik(value), 1e300) - drop

    ends = []
    for limit in (LOWEST, HIGHEST):
        known = excess(limit) > 0 and abs(limit - likeliest) > 1e-9
        ends.append(float(optimize.brentq(excess, *sorted((limit, likeliest)))) if known else limit)
    return ends[0], ends[1]
