"""How much data do we need? Sample sizes and power; no table is needed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Method, Options
from leanbench.errors import UserError
from leanbench.plots.answers import Answer, PowerCurve, Precision
from leanbench.stats.base.samples import whole
from leanbench.words.language import N_, _
from leanbench.words.numbers import number_text

DELTA = N_("the difference to be seen")
LARGEST = 10_000_000
DEVIATION = N_("the standard deviation: from earlier data, or a sixth of the range people name")


def _share(value: float) -> float:
    """90 and 0.9 both mean 90%."""
    return value / 100.0 if value > 1.0 else value


def _of_percent(value: float) -> float:
    return value / 100.0


def plan_of(options: Options, sides: bool = True) -> dict[str, Any]:
    """Power, alpha and, for a test that has `sides`, the sides of the form, as keywords."""
    made: dict[str, Any] = {
        "power": _share(float(options.get("power") or 90.0)),
        "alpha": _share(float(options.get("alpha_pct") or 5.0)),
    }
    if sides and options.get("sided"):
        made["sided"] = options["sided"]
    return made


def need(name: str, words: str, act: Callable[[float], Any] = float) -> Callable[[Options], Any]:
    """A number that a plan cannot do without, as `act` makes it of what was typed."""
    return lambda options: act(c.number_of(options, name, words))


def plan(
    module: str, size: str, power: str, *needs: Callable[[Options], Any], sides: bool = True, least: int = 2
) -> Callable[[Inputs, Options], Any]:
    """The `run` of a plan whose two functions of `stats.sample_size` take the same inputs.

    size : the plan, from the inputs and `plan_of`. power : of n cases, from n, the inputs, alpha and sides.
    """

    def run(_inputs: Inputs, options: Options) -> Any:
        found = import_module(f"leanbench.stats.sample_size.{module}")
        inputs = [each(options) for each in needs]
        result = getattr(found, size)(*inputs, **plan_of(options, sides))
        test = (result.alpha, result.sided) if sides else (result.alpha,)
        return with_curve(result, lambda n: getattr(found, power)(n, *inputs, *test), options, least=least)

    return run


def with_curve(
    result: Any, power: Callable[[float], float], options: Options, what: str = "", least: int = 2
) -> Answer:
    """The plan with its curve of power, from very few cases to twice as many as planned."""
    from leanbench.stats.sample_size.power import power_curve

    most, found = max(2 * result.n, 10), with_those_there(result, power, options, least)
    return with_picture(*found, *power_curve(power, last_shown_n(most, found[1]), 200), what)


def with_picture(result: Any, have: tuple[int, float] | None, n: Any, power: Any, what: str = "") -> Answer:
    """A plan beside the picture of its power; `have` : the cases there are and their power."""
    each = _("in each group") if result.groups > 1 else ""
    shown = have if have is not None and have[0] <= n[-1] else None
    picture = PowerCurve(
        n, power, result.n, result.power, result.asked_power, each, what or result.what, shown
    )
    return Answer(result, picture, result.notes)


def last_shown_n(most: int, have: tuple[int, float] | None) -> int:
    """The largest number of cases in the picture: that of the cases there are, where it does not dwarf the plan."""
    return most if have is None or have[0] > 5 * most else max(most, math.ceil(1.2 * have[0]))


def with_those_there(
    result: Any, power: Callable[[float], float], options: Options, least: int = 2
) -> tuple[Any, tuple[int, float] | None]:
    """The plan with the power of the cases there are (`have`), told and in its table.

    Raises UserError for a number of cases that is none.
    """
    from leanbench.stats.sample_size.size_plan import chance

    if options.get("have") is None:
        return result, None
    n = whole(options["have"], HAVE.label)
    if not least <= n <= LARGEST:
        raise UserError(
            _("{label} takes a whole number from {least} to {largest}, not {n}.").format(
                label=HAVE.label, least=least, largest=number_text(LARGEST), n=number_text(n)
            )
        )
    reached = float(power(float(n)))
    each = _(" in each group") if result.groups > 1 else ""
    told = _("With the {n} {what}{each} that there are the chance to see it is {chance}.").format(
        n=number_text(n), what=result.what, each=each, chance=chance(reached)
    )
    figures = (
        (_("Power with {n} {what}").format(n=number_text(n), what=result.what), reached),
        *result.figures,
    )
    return replace(result, figures=figures, notes=(told, *result.notes)), (n, reached)


def _narrowed(
    result: Any,
    half: Callable[[float], float],
    margin: float,
    options: Options,
    unit: str = "",
    most: float = math.inf,
) -> Answer:
    """The plan with the half-width of the interval by number of cases, up to twice as many as planned."""
    from leanbench.stats.base.result_words import num
    from leanbench.stats.sample_size.power import power_curve

    largest, have = max(2 * result.n, 10), None
    if options.get("have") is not None:
        n = whole(options["have"], HAVE.label)
        if not 2 <= n <= min(LARGEST, most):
            raise UserError(
                _("{label} takes a whole number from 2 to {largest}, not {n}.").format(
                    label=HAVE.label, largest=number_text(int(min(LARGEST, most))), n=number_text(n)
                )
            )
        have = n, half(n)
        told = _("With the {n} cases that there are the answer is known within ±{half}{unit}.").format(
            n=number_text(n), half=num(have[1]), unit=unit
        )
        figures = (
            (
                _("Half-width with {n} cases{unit}").format(
                    n=number_text(n), unit=f",{unit}" if unit else ""
                ),
                have[1],
            ),
            *result.figures,
        )
        result, largest = (
            replace(result, figures=figures, notes=(told, *result.notes)),
            last_shown_n(largest, have),
        )
    n_shown, reached = power_curve(half, int(min(largest, most)))
    shown = have if have is not None and have[0] <= n_shown[-1] else None
    return Answer(result, Precision(n_shown, reached, result.n, margin, unit, shown), result.notes)


def _mean(groups: int) -> Callable[[Inputs, Options], Any]:
    def run(_inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.sample_size.power import mean_size, power_of_t

        delta, sd = c.number_of(options, "delta", DELTA), c.number_of(options, "sd", DEVIATION)
        result = mean_size(delta, sd, groups=groups, **plan_of(options))
        return with_curve(
            result, lambda n: power_of_t(n, abs(delta) / sd, result.alpha, result.sided, groups), options
        )

    return run


def _equivalence(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power import equivalence_size, power_of_equivalence

    margin = c.number_of(options, "margin", "how much difference would not matter")
    sd, apart = c.number_of(options, "sd", DEVIATION), float(options.get("delta") or 0.0)
    result = equivalence_size(margin, sd, difference=apart, **plan_of(options, sides=False))
    return with_curve(result, lambda n: power_of_equivalence(n, margin, sd, apart, result.alpha), options)


def _estimate(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power import estimate_size, mean_half_width

    sd = c.number_of(options, "sd", DEVIATION)
    margin = c.number_of(options, "margin", "how near the mean must be known")
    result = estimate_size(sd, margin, confidence=c.confidence(options))
    return _narrowed(result, lambda n: mean_half_width(n, sd, c.confidence(options)), margin, options)


def _share_size(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power import share_half_width, share_size

    population = options.get("population")
    margin = c.number_of(options, "margin_pct", "how near the share must be known, in points") / 100.0
    share, confidence = float(options.get("share1") or 50.0) / 100.0, c.confidence(options)
    cases = int(population) if population else None
    result = share_size(margin, share, confidence=confidence, population=cases)
    return _narrowed(
        result,
        lambda n: 100 * share_half_width(n, share, confidence, cases),
        100 * margin,
        options,
        " points",
        cases or math.inf,
    )


GROUP_COUNT = need("groups", "how many groups", int)
SHIFT = (need("delta", DELTA), need("sd", DEVIATION))
RATIO = need("ratio", "the ratio of the standard deviations to be seen: 0.5 for half")
POWER = m.plan_field("power", "Chance to see it, %", "Power.", 90.0, needed=False)
ALPHA = m.plan_field("alpha_pct", "Risk of false alarm, %", "Alpha.", 5.0, needed=False)
SIDED = m.choice_field("sided", "Look", ((None, "both ways"), ("one", "one way only")), group="Plan")
CONFIDENCE = m.plan_field("confidence", "Confidence", default=0.95, needed=False)
HAVE = m.plan_field(
    "have",
    "Cases there are",
    "In each group where there are groups; says the chance with these.",
    needed=False,
)
PLAN = (POWER, ALPHA, HAVE, SIDED)
PLAN_WITHOUT_SIDES = (POWER, ALPHA, HAVE)
DIFFERENCE = m.plan_field("delta", "Difference to be seen", "The smallest one that would matter.")
SD = m.plan_field("sd", "Standard deviation", "From earlier data, or a sixth of the range people name.")
MARGIN = m.plan_field("margin", "Within ±", "How near the answer must be.")


_method = partial(m.method, m.NEED, needs_data=False)

METHODS: tuple[Method, ...] = (
    _method(
        "size-mean",
        "To know a mean",
        "How many cases to know a mean well enough.",
        (SD, MARGIN, CONFIDENCE, HAVE),
        _estimate,
    ),
    _method(
        "size-share",
        "To know a share",
        "How many cases to know a share well enough.",
        (
            m.plan_field(
                "margin_pct", "Within ± points", "How near the share must be known: 5 for 5 points."
            ),
            m.plan_field("share1", "Share expected, %", "Empty: 50, the worst case.", 50.0, needed=False),
            m.plan_field("population", "Cases in all", "Empty: very many.", needed=False),
            CONFIDENCE,
            HAVE,
        ),
        _share_size,
    ),
    _method(
        "size-two-means",
        "To see two means differ",
        "How many cases in each of two groups, before and after for example.",
        (DIFFERENCE, SD, *PLAN),
        _mean(2),
    ),
    _method(
        "size-one-mean",
        "To see a mean differ from a target",
        "How many cases for the t test of one mean; pairs have a plan of their own.",
        (DIFFERENCE, SD, *PLAN),
        _mean(1),
    ),
    _method(
        "size-two-shares",
        "To see two shares differ",
        "How many cases in each of two groups.",
        (
            m.plan_field("share1", "Share today, %"),
            m.plan_field("share2", "Share to be seen, %"),
            POWER,
            ALPHA,
            SIDED,
            HAVE,
        ),
        plan(
            "power",
            "proportions_size",
            "power_of_proportions",
            need("share1", "the share today, in percent", _of_percent),
            need("share2", "the share to be seen, in percent", _of_percent),
        ),
    ),
    _method(
        "size-two-rates",
        "To see two rates differ",
        "How many units in each of two groups.",
        (m.plan_field("rate1", "Rate today"), m.plan_field("rate2", "Rate to be seen"), *PLAN),
        plan(
            "power",
            "rates_size",
            "power_of_rates",
            need("rate1", "the rate today"),
            need("rate2", "the rate to be seen"),
            least=1,
        ),
    ),
    _method(
        "size-anova",
        "To see several means differ",
        "How many cases in each of several groups.",
        (m.plan_field("groups", "Groups"), DIFFERENCE, SD, *PLAN_WITHOUT_SIDES),
        plan("power", "anova_size", "power_of_anova", GROUP_COUNT, *SHIFT, sides=False),
    ),
    _method(
        "size-sd",
        "To see a spread differ",
        "How many cases to see a standard deviation become smaller or larger.",
        (m.plan_field("ratio", "Ratio to be seen", "0.5 means half as large."), *PLAN),
        plan("power", "sd_size", "power_of_sd", RATIO),
    ),
    _method(
        "size-equivalence",
        "To show two means the same",
        "How many cases in each group to show that a difference does not matter.",
        (
            MARGIN,
            SD,
            m.plan_field("delta", "True difference", "Empty: none.", 0.0, needed=False),
            *PLAN_WITHOUT_SIDES,
        ),
        _equivalence,
    ),
)
