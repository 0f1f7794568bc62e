"""Does it meet the target? Counted defects: shares, rates and yield; and capability when only a summary is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError
from leanbench.plots.answers import Answer, Estimates
from leanbench.stats.base.samples import numbers_of

QUESTION = "Does it meet the target?"


def _count_capability(name: str) -> Callable[[Inputs, Options], Any]:
    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.capability import attribute_capability

        if inputs.sizes is None:
            raise UserError("Choose the column of sizes (Out of), or one point per week of a yes/no column.")
        share = options.get("target")
        values = _kept_values(inputs, inputs.values)
        sizes = _kept_values(inputs, inputs.sizes)
        made = getattr(attribute_capability, name)(
            _the_others(values, sizes) if options.get("bad") == "no" else values,
            sizes,
            confidence=c.confidence(options),
            target=None if share is None else float(share),
        )
        told = _answer_text(inputs, options) if name == "capability_binomial" else ()
        return c.with_notes(replace(made, notes=(*told, *made.notes)), inputs)

    return run


def _the_others(counts: Any, sizes: Any) -> Any:
    """How many of each size were not counted, (m,). Raises UserError where more were counted than there are."""
    counted = numbers_of(counts)[0]
    all_of_them = numbers_of(sizes)[0] if hasattr(sizes, "__len__") else np.full(counted.size, float(sizes))
    over = np.flatnonzero(counted > all_of_them)
    if over.size:
        at = int(over[0])
        raise UserError(
            f"Sample {at + 1} has {counted[at]:g} counted among {all_of_them[at]:g}. Check the two columns."
        )
    return all_of_them - counted


def _answer_text(inputs: Inputs, options: Options) -> tuple[str, ...]:
    """Which answer was taken as the bad one: a column does not say it by itself."""
    column, bad = str(options.get("value") or ""), options.get("bad")
    if inputs.data is not None and inputs.data.kinds.get(column) == "yesno":
        if bad is None:
            return (
                f"“yes” of {c.title(column)} was taken as defective; where it is the good answer, "
                "choose no (Counts as defective)",
            )
        return (f"“{bad}” of {c.title(column)} counts as defective",)
    return ("what was not counted counts as defective",) if bad == "no" else ()


def _kept_values(inputs: Inputs, column: Any) -> Any:
    """A column without the entries that the team left out; one size for all stays as it is."""
    if not inputs.excluded or not hasattr(column, "__len__"):
        return column
    return [item for entry, item in enumerate(column) if entry not in inputs.excluded]


def _summary(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability.normal_capability import capability_summary

    n = options.get("n")
    width: dict[str, Any] = {"k": float(options["width"])} if options.get("width") else {}
    return capability_summary(
        c.number_of(options, "mean", "the mean"),
        c.number_of(options, "sd", "the standard deviation"),
        n=None if n is None else int(n),
        confidence=c.confidence(options),
        **c.some_options(options, "lsl", "usl", "target", "sd_within", "df", "df_within", "profile"),
        **width,
    )


def _process_yield(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability.yields import process_yield

    shift = options.get("sigma_shift")
    made = process_yield(
        c.number_of(options, "defects", "the number of defects seen"),
        c.number_of(options, "units", "the number of units looked at"),
        float(options.get("opportunities") or 1.0),
        shift=1.5 if shift is None else float(shift),
        confidence=c.confidence(options),
    )
    found = made.dpu_estimate
    if found is None:
        return made
    rows = (("Defects per unit", made.dpu, found.low, found.high),)
    return Answer(made, Estimates("Defects per unit", "", rows), made.notes)


def _number(
    name: str, label: str, help: str = "", default: float | None = None, needed: bool = True
) -> Field:
    return Field(name, label, "number", group="Plan", needed=needed, help=help, default=default)


def _method(name: str, title: str, about: str, fields: tuple[Field, ...], run: Any) -> Method:
    return Method(name, title, QUESTION, about, fields, run, needs_data=False, needs_value=False)


BAD = Field(
    "bad",
    "Counts as defective",
    "choice",
    ((None, "usual: yes, what is counted"), ("yes", "yes, what is counted"), ("no", "no, the others")),
    help="Which answer is the bad one: no, where the column says right first time or in time.",
)

METHODS: tuple[Method, ...] = (
    Method(
        "capability-binomial",
        "Capability of a share",
        QUESTION,
        "The share of cases with a defect over all points, with an exact interval.",
        (
            m.COUNT,
            m.SIZE,
            BAD,
            m.DATE,
            m.BY,
            m.WHERE,
            replace(m.TARGET, label="Largest acceptable share", help="0.05 for 5% defective."),
            m.CONFIDENCE,
        ),
        _count_capability("capability_binomial"),
        counted="items",
    ),
    Method(
        "capability-poisson",
        "Capability of a rate",
        QUESTION,
        "Defects per unit over all points, with an exact interval.",
        (
            m.COUNT,
            m.SIZE,
            m.DATE,
            m.BY,
            m.WHERE,
            replace(m.TARGET, label="Largest acceptable rate", help="Defects per unit."),
            m.CONFIDENCE,
        ),
        _count_capability("capability_poisson"),
        counted="events",
    ),
    _method(
        "process-yield",
        "Defects per million and sigma level",
        "DPU, DPMO, yield and sigma level from counts alone; the shift of 1.5 is named.",
        (
            _number("defects", "Defects"),
            _number("units", "Units", "Cases looked at."),
            _number(
                "opportunities", "Opportunities per unit", "Ways in which one unit can fail.", 1.0, False
            ),
            _number("sigma_shift", "Shift", "Custom adds 1.5; 0 for none.", 1.5, False),
            m.CONFIDENCE,
        ),
        _process_yield,
    ),
    _method(
        "capability-summary",
        "Capability from a mean and a deviation",
        "Cp, Cpk, Pp, Ppk and parts per million when only a report of them is at hand.",
        (
            _number("mean", "Mean"),
            _number("sd", "Standard deviation", "Overall."),
            _number("n", "Number of values", "For the intervals.", None, False),
            _number("sd_within", "Deviation within", "Empty: the overall one serves for both.", None, False),
            _number("df", "Degrees of freedom", "Empty: n − 1.", None, False),
            _number("df_within", "Degrees of freedom within", "", None, False),
            m.LSL,
            m.USL,
            m.TARGET,
            Field("width", "Study width in sigma", "number", group="Limits", default=6.0),
            m.CONFIDENCE,
            m.SHARED_FIELDS["profile"],
        ),
        _summary,
    ),
)
