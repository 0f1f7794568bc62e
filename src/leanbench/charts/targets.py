"""Does it meet the target? Capability against limits, share within a deadline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from leanbench.charts import methods as m
from leanbench.charts.inputs import Inputs
from leanbench.charts.methods import Field, Method, Options
from leanbench.errors import UserError
from leanbench.stats.samples import numbers_of

QUESTION = "Does it meet the target?"


def _kept(inputs: Inputs, labels: Any) -> Any:
    """`labels` without the excluded entries; a size or None stays as it is."""
    if labels is None or isinstance(labels, int) or not inputs.excluded:
        return labels
    return [label for entry, label in enumerate(labels) if entry not in inputs.excluded]


def _limits(options: Options) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: float(options[name]) for name in ("lsl", "usl", "target") if options.get(name) is not None
    }
    if "lsl" not in found and "usl" not in found:
        raise UserError("Give a limit to compare with: a deadline is an upper limit.")
    return found


def _noted(result: Any, inputs: Inputs) -> Any:
    """The result with what was done to the rows said first, and points left out by the team."""
    notes = list(inputs.notes)
    for reason in dict.fromkeys(inputs.excluded.values()):
        n = sum(1 for other in inputs.excluded.values() if other == reason)
        notes.append(f"{n} left out by the team: {reason}")
    return replace(result, notes=(*notes, *result.notes)) if notes else result


def _normal(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability import capability_normal

    values = _kept(inputs, inputs.values)
    estimator = {"sigma_method": options["sigma"]} if options.get("sigma") else {}
    result = capability_normal(
        values,
        subgroup=_kept(inputs, inputs.subgroup),
        confidence=float(options.get("confidence") or 0.95),
        name=inputs.name,
        **estimator,
        **_limits(options),
    )
    numbers, _odd = numbers_of(values)
    details = {**result.details, "values": numbers[np.isfinite(numbers)]}
    return _noted(replace(result, details=details), inputs)


def _nonnormal(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.nonnormal import capability_nonnormal

    result = capability_nonnormal(
        _kept(inputs, inputs.values), str(options.get("distribution") or "best"), **_limits(options)
    )
    return _noted(result, inputs)


def _deadline(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.deadline import capability_deadline

    if options.get("usl") is None:
        raise UserError("Give the deadline, in the unit of the measure.")
    share = options.get("target_share")
    result = capability_deadline(
        _kept(inputs, inputs.values),
        float(options["usl"]),
        unit=WORDS.get(inputs.unit, inputs.unit or "days"),
        confidence=float(options.get("confidence") or 0.95),
        target=None if share is None else float(share) / 100.0,
    )
    return _noted(result, inputs)


WORDS = {"bd": "business days", "d": "calendar days", "min": "minutes", "h": "hours", "w": "weeks"}


def _counted(name: str) -> Callable[[Inputs, Options], Any]:
    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats import attribute_capability

        if inputs.sizes is None:
            raise UserError("Choose the column of sizes (Out of), or one point per week of a yes/no column.")
        share = options.get("target")
        function = getattr(attribute_capability, name)
        made = function(
            _kept(inputs, inputs.values),
            _kept(inputs, inputs.sizes),
            target=None if share is None else float(share),
        )
        return _noted(made, inputs)

    return run


NORMAL_SIGMA = m.sigma_field(("pooled", "rbar", "sbar", "mr", "mssd"))
OPTIONAL_SUBGROUP = replace(m.SUBGROUP, needed=False)
DISTRIBUTIONS = (
    ("best", "the best fitting"),
    ("lognormal", "lognormal"),
    ("weibull", "Weibull"),
    ("gamma", "gamma"),
    ("exponential", "exponential"),
    ("logistic", "logistic"),
    ("loglogistic", "loglogistic"),
)

METHODS: tuple[Method, ...] = (
    Method(
        "capability-normal",
        "Capability (normal)",
        QUESTION,
        "How the spread fits between the limits when the values are about normal: Cp, Cpk, Pp, Ppk, ppm.",
        (m.VALUE, OPTIONAL_SUBGROUP, m.LSL, m.USL, m.TARGET, NORMAL_SIGMA, m.CONFIDENCE),
        _normal,
    ),
    Method(
        "capability-deadline",
        "Share within a deadline",
        QUESTION,
        "How many cases were done in time, with an exact interval. No assumption about the shape.",
        (
            m.VALUE,
            replace(m.USL, label="Deadline", needed=True),
            Field(
                "target_share",
                "Wanted, %",
                "number",
                group="Limits",
                help="The share that should be in time.",
            ),
            m.CONFIDENCE,
        ),
        _deadline,
    ),
    Method(
        "capability-nonnormal",
        "Capability (skewed data)",
        QUESTION,
        "For times and other skewed values: a fitted distribution instead of the normal.",
        (
            m.VALUE,
            m.LSL,
            m.USL,
            m.TARGET,
            Field("distribution", "Distribution", "choice", DISTRIBUTIONS, group="Limits"),
        ),
        _nonnormal,
    ),
    Method(
        "capability-binomial",
        "Capability of a share",
        QUESTION,
        "The share of cases with a defect over all points, with an exact interval.",
        (m.COUNT, m.SIZE, m.DATE, m.BY, m.TARGET),
        _counted("capability_binomial"),
    ),
    Method(
        "capability-poisson",
        "Capability of a rate",
        QUESTION,
        "Defects per unit over all points, with an exact interval.",
        (m.COUNT, m.SIZE, m.DATE, m.BY, m.TARGET),
        _counted("capability_poisson"),
    ),
)
