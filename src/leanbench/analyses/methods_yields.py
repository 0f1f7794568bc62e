"""Does it meet the target? Counted defects: shares, rates and yield; and capability when only a summary is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Method, Options
from leanbench.errors import UserError
from leanbench.plots.answers import Answer, Estimates
from leanbench.stats.base.samples import numbers_of
from leanbench.words.language import _
from leanbench.words.numbers import significant_text


def _count_capability(name: str) -> Callable[[Inputs, Options], Any]:
    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.capability import attribute_capability

        if inputs.sizes is None:
            raise UserError(
                _("Choose the column of sizes (Out of), or one point per week of a yes/no column.")
            )
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
            _("Sample {at} has {counted} counted among {all_of_them}. Check the two columns.").format(
                at=at + 1,
                counted=significant_text(counted[at], 6),
                all_of_them=significant_text(all_of_them[at], 6),
            )
        )
    return all_of_them - counted


def _answer_text(inputs: Inputs, options: Options) -> tuple[str, ...]:
    """Which answer was taken as the bad one: a column does not say it by itself."""
    column, bad = str(options.get("value") or ""), options.get("bad")
    if inputs.data is not None and inputs.data.kinds.get(column) == "yesno":
        if bad is None:
            return (
                _(
                    "“yes” of {title} was taken as defective; where it is the good answer, choose no "
                    "(Counts as defective)"
                ).format(title=c.title(column)),
            )
        return (_("“{bad}” of {title} counts as defective").format(bad=bad, title=c.title(column)),)
    return (_("what was not counted counts as defective"),) if bad == "no" else ()


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
        **c.some_options(
            options, "lsl", "usl", "target", "sd_within", "df", "df_within", "cpm_divisor", "profile"
        ),
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
    rows = ((_("Defects per unit"), made.dpu, found.low, found.high),)
    return Answer(made, Estimates(_("Defects per unit"), "", rows), made.notes)


BAD = m.choice_field(
    "bad",
    "Counts as defective",
    ((None, "usual: yes, what is counted"), ("yes", "yes, what is counted"), ("no", "no, the others")),
    "Which answer is the bad one: no, where the column says right first time or in time.",
    group="Data",
)

_method = partial(m.method, m.TARGET_MET)
METHODS: tuple[Method, ...] = (
    _method(
        "capability-binomial",
        "Capability of a share",
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
    _method(
        "capability-poisson",
        "Capability of a rate",
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
            m.plan_field("defects", "Defects"),
            m.plan_field("units", "Units", "Cases looked at."),
            m.plan_field(
                "opportunities",
                "Opportunities per unit",
                "Ways in which one unit can fail.",
                1.0,
                needed=False,
            ),
            m.plan_field("sigma_shift", "Shift", "Custom adds 1.5; 0 for none.", 1.5, needed=False),
            m.CONFIDENCE,
        ),
        _process_yield,
        needs_data=False,
    ),
    _method(
        "capability-summary",
        "Capability from a mean and a deviation",
        "Cp, Cpk, Pp, Ppk and parts per million when only a report of them is at hand.",
        (
            m.plan_field("mean", "Mean"),
            m.plan_field("sd", "Standard deviation", "Overall."),
            m.plan_field("n", "Number of values", "For the intervals.", needed=False),
            m.plan_field(
                "sd_within", "Deviation within", "Empty: the overall one serves for both.", needed=False
            ),
            m.plan_field("df", "Degrees of freedom", "Empty: n − 1.", needed=False),
            m.plan_field("df_within", "Degrees of freedom within", needed=False),
            m.LSL,
            m.USL,
            m.TARGET,
            m.number_field("width", "Study width in sigma", default=6.0),
            m.CPM_DIVISOR,
            m.CONFIDENCE,
            m.SHARED_FIELDS["profile"],
        ),
        _summary,
        needs_data=False,
    ),
)
