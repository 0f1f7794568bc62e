"""Does it meet the target? Capability against limits, share within a deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError
from leanbench.stats.base.samples import numbers_of
from leanbench.words.durations import Calendar
from leanbench.words.language import N_, _
from leanbench.words.numbers import parse_number


def _kept_values(inputs: Inputs, labels: Any) -> Any:
    """`labels` without the excluded entries; a size or None stays as it is."""
    if labels is None or isinstance(labels, int) or not inputs.excluded:
        return labels
    return [label for entry, label in enumerate(labels) if entry not in inputs.excluded]


def _limits(options: Options) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: float(options[name]) for name in ("lsl", "usl", "target") if options.get(name) is not None
    }
    if "lsl" not in found and "usl" not in found:
        raise UserError(_("Give a limit to compare with: a deadline is an upper limit."))
    return found


def _subgroups(inputs: Inputs) -> Any:
    """The subgroup of each kept entry: where some are left out, the others stay in the subgroup they were in."""
    own = inputs.subgroup
    if isinstance(own, int) and own > 1 and inputs.excluded:
        own = [str(entry // own + 1) for entry in range(len(inputs.rows))]
    return _kept_values(inputs, own)


def _usable(inputs: Inputs) -> Any:
    """Which entries are numbers that the team did not leave out, and the numbers, (n,) each."""
    numbers = np.array(numbers_of(inputs.values)[0])
    numbers[[entry for entry in inputs.excluded if entry < numbers.size]] = np.nan
    return np.isfinite(numbers), numbers


def _with_notes(result: Any, inputs: Inputs) -> Any:
    """The result with what was done to the rows said first, and points left out by the team."""
    # The rows are numbered as in the table here; the function counted those it was given.
    own = tuple(note for note in result.notes if not note.startswith("Excluded: row"))
    result = replace(result, notes=own)
    notes = list(inputs.notes)
    for reason in dict.fromkeys(inputs.excluded.values()):
        n = sum(1 for other in inputs.excluded.values() if other == reason)
        notes.append(_("{n} left out by the team: {reason}").format(n=n, reason=reason))
    return replace(result, notes=(*notes, *result.notes)) if notes else result


def _conventions(options: Options) -> dict[str, Any]:
    """How a normal capability reckons, as keywords."""
    from leanbench.stats.base.constants import EXACT, table

    own = c.some_options(options, "profile", "cpm_divisor")
    if options.get("sigma"):
        own["sigma_method"] = options["sigma"]
    if options.get("width"):
        own["k"] = float(options["width"])
    if options.get("constants"):
        own["constants"] = EXACT if options["constants"] == "exact" else table(3)
    return own


def _normal(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability.many_capability import capability_by_stage
    from leanbench.stats.capability.normal_capability import capability_normal

    more = _conventions(options)
    if options.get("mr_length"):
        more["mr_length"] = int(options["mr_length"])
    more |= {"subgroup": inputs.subgroup, "excluded": inputs.excluded, "confidence": c.confidence(options)}
    more |= {"name": inputs.name, "unit": inputs.unit, **_limits(options)}
    if inputs.stages is not None and len(set(inputs.stages)) > 1:
        return _with_notes(capability_by_stage(inputs.values, inputs.stages, **more), inputs)
    result = capability_normal(inputs.values, **more)
    use, numbers = _usable(inputs)
    details = {**result.details, "values": numbers[use]}
    if options.get("page") == "six":
        details["chart"] = _chart_of(inputs)
        subgroup = inputs.subgroup
        if isinstance(subgroup, int) and subgroup > 1:
            subgroup = [str(entry // subgroup + 1) for entry in range(use.size)]
        if isinstance(subgroup, list):
            subgroup = [name for name, kept in zip(subgroup, use, strict=True) if kept]
        details["subgroup"] = subgroup
    return _with_notes(replace(result, details=details), inputs)


def _chart_of(inputs: Inputs) -> Any:
    """The control chart that belongs on the page of a capability study: Xbar-R or S with subgroups, else I-MR."""
    from leanbench.stats.spc import variables

    subgroup, values = inputs.subgroup, inputs.values
    tests, excluded = (1, 2, 3, 4, 5, 6, 7, 8), dict(inputs.excluded) or None
    if subgroup is None or subgroup == 1:
        return variables.i_mr(values, name=inputs.name, unit=inputs.unit, tests=tests, excluded=excluded)
    largest = subgroup if isinstance(subgroup, int) else max(np.unique(subgroup, return_counts=True)[1])
    chart = variables.xbar_r if largest <= 8 else variables.xbar_s
    return chart(values, subgroup, name=inputs.name, unit=inputs.unit, tests=tests, excluded=excluded)


def _nonnormal(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability.nonnormal import capability_nonnormal

    result = capability_nonnormal(
        _kept_values(inputs, inputs.values),
        str(options.get("distribution") or "best"),
        **_limits(options),
        confidence=c.confidence(options),
        name=inputs.name,
        unit=inputs.unit,
        **c.some_options(options, "boundary"),
    )
    return _with_notes(result, inputs)


def _deadline(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability.deadline import capability_deadline, capability_deadline_dates

    share = options.get("target_share")
    wanted: dict[str, Any] = {
        "confidence": c.confidence(options),
        "target": None if share is None else float(share) / 100.0,
    }
    dates = [
        inputs.data.column(str(options[name]))[c.kept_rows(inputs)] if options.get(name) else None
        for name in ("start", "finish")
    ]
    if not options.get("value") and any(column is None for column in dates):
        raise UserError(
            _("Choose the column of times taken (Measure), or both columns of dates (Received, Done).")
        )
    if options.get("usl") is None:
        raise UserError(_("Give the deadline, in the unit of the measure."))
    deadline = float(options["usl"])
    if dates[0] is not None and dates[1] is not None:
        more = c.some_options(options, "days", "as_of")
        if options.get("holidays"):
            more["calendar"] = Calendar(holidays=_days_off(str(options["holidays"])))
        result = capability_deadline_dates(dates[0], dates[1], deadline, **more, **wanted)
    else:
        unit = _(WORDS.get(inputs.unit, inputs.unit or "days"))
        result = capability_deadline(_kept_values(inputs, inputs.values), deadline, unit=unit, **wanted)
    return _with_notes(result, inputs)


def _days_off(text: str) -> tuple[str, ...]:
    """``2026-01-01, 2026-07-03`` as dates in ISO form. Raises UserError naming the one that is none."""
    found = []
    for word in text.replace(";", " ").replace(",", " ").split():
        try:
            found.append(dt.date.fromisoformat(word).isoformat())
        except ValueError:
            raise UserError(
                _(
                    "Days off: {word!r} is not a date like 2026-07-03. Write the dates with commas between."
                ).format(word=word)
            ) from None
    return tuple(found)


WORDS = {"bd": N_("business days"), "d": N_("calendar days"), "min": "minutes", "h": "hours", "w": "weeks"}


NORMAL_SIGMA = m.sigma_field(("pooled", "rbar", "sbar", "mr", "mssd"))
WITHIN_SIGMA = m.sigma_field(("pooled", "rbar", "sbar"))
OPTIONAL_SUBGROUP = replace(m.SUBGROUP, needed=False)


def _transformed(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability.nonnormal import capability_transformed

    result = capability_transformed(
        _kept_values(inputs, inputs.values),
        options.get("transform") or "box-cox",
        **_limits(options),
        confidence=c.confidence(options),
        name=inputs.name,
        unit=inputs.unit,
        **c.some_options(options, "lam", "boundary"),
        **({"subgroup": _subgroups(inputs)} if inputs.subgroup is not None else {}),
    )
    return _with_notes(result, inputs)


def _between(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability.normal_capability import between_within

    if inputs.subgroup is None:
        raise UserError(_("Choose the column that names the subgroups, for example the day (Subgroup)."))
    result = between_within(
        inputs.values,
        inputs.subgroup,
        excluded=inputs.excluded,
        confidence=c.confidence(options),
        name=inputs.name,
        unit=inputs.unit,
        **_limits(options),
        **_conventions(options),
    )
    use, numbers = _usable(inputs)
    details = {**result.details, "values": numbers[use]}
    return _with_notes(replace(result, details=details), inputs)


def _many(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.capability.capability_result import Limits
    from leanbench.stats.capability.many_capability import capability_many

    columns = c.many(inputs, options, "columns", "the measures (Measures)")
    wanted = read_limits(str(options.get("limits") or ""))
    common = {name: options[name] for name in ("lsl", "usl", "target") if options.get(name) is not None}
    limits = {}
    for name in columns:
        own = wanted.get(name.lower().replace("_", " "), common)
        if own:
            limits[name] = Limits(**{key: float(value) for key, value in own.items()})
    if not limits:
        raise UserError(_('Give limits for all, or one for each measure: "days: 0 to 20; cycles: to 3".'))
    result = capability_many(
        columns,
        limits,
        subgroup=_subgroups(inputs),
        wanted=float(options.get("wanted") or 1.33),
        confidence=c.confidence(options),
        **_conventions(options),
    )
    return c.with_notes(result, inputs)


def read_limits(text: str) -> dict[str, dict[str, float]]:
    """``days: 0 to 20; cycles: to 3; score: from 4`` as limits by lower-case name. Raises UserError."""
    found: dict[str, dict[str, float]] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, _ignored, span = part.partition(":")
        low, between, high = span.strip().partition("to")
        low = low.replace("from", "").strip()
        own: dict[str, float] = {}
        if low:
            own["lsl"] = parse_number(low, _("lower limit of {strip}").format(strip=name.strip()))
        if between and high.strip():
            own["usl"] = parse_number(high, _("upper limit of {strip}").format(strip=name.strip()))
        if not own:
            raise UserError(
                _('"{strip}" gives no limits. Write for example "days: 0 to 20; cycles: to 3".').format(
                    strip=part.strip()
                )
            )
        found[name.strip().lower().replace("_", " ")] = own
    return found


DISTRIBUTIONS = (("best", N_("the best fitting")), *m.DISTRIBUTIONS)

CONVENTIONS = (
    m.number_field("width", "Study width in sigma", default=6.0),
    m.CPM_DIVISOR,
    m.CONFIDENCE,
    m.SHARED_FIELDS["constants"],
    m.SHARED_FIELDS["profile"],
)
BOUNDARY = m.choice_field(
    "boundary",
    "A limit is a boundary",
    ((None, "none is"), ("lower", "the lower one"), ("upper", "the upper one")),
    "A boundary cannot be crossed: no time is below zero.",
)

_method = partial(m.method, m.TARGET_MET)
METHODS: tuple[Method, ...] = (
    _method(
        "capability-normal",
        "Capability (normal)",
        "How the spread fits between the limits when the values are about normal: Cp, Cpk, Pp, Ppk, ppm.",
        (
            m.VALUE,
            OPTIONAL_SUBGROUP,
            replace(m.STAGE, help="One study for each stage."),
            m.WHERE,
            m.LSL,
            m.USL,
            m.TARGET,
            m.choice_field("page", "Picture", ((None, "histogram"), ("six", "six panels"))),
            NORMAL_SIGMA,
            replace(m.option_field("mr_length", ()), default=2.0),
            *CONVENTIONS,
        ),
        _normal,
    ),
    _method(
        "capability-deadline",
        "Share within a deadline",
        "How many cases were done in time, with an exact interval. No assumption about the shape.",
        (
            replace(m.VALUE, needed=False, help="Time taken. Empty: from the two dates."),
            m.column_field("start", "Received", ("date",), "Instead of a measure."),
            m.column_field("finish", "Done", ("date",), "Empty cells are open cases."),
            m.WHERE,
            replace(m.USL, label="Deadline", needed=True),
            m.choice_field(
                "days",
                "Dates counted in",
                ((None, "business days"), ("calendar", "calendar days")),
                group="Data",
            ),
            Field(
                "holidays", "Days off", "text", help="2026-01-01, 2026-07-03: no business days. Empty: none."
            ),
            Field("as_of", "Open cases as of", "text", help="2026-08-31: late ones count. Empty: left out."),
            m.number_field("target_share", "Wanted, %", "The share that should be in time."),
            m.CONFIDENCE,
        ),
        _deadline,
        needs_value=False,
    ),
    _method(
        "capability-nonnormal",
        "Capability (skewed data)",
        "For times and other skewed values: a fitted distribution instead of the normal.",
        (
            m.VALUE,
            m.WHERE,
            m.LSL,
            m.USL,
            m.TARGET,
            m.choice_field("distribution", "Distribution", DISTRIBUTIONS),
            BOUNDARY,
            m.CONFIDENCE,
        ),
        _nonnormal,
    ),
    _method(
        "capability-transformed",
        "Capability after a transform",
        "Box-Cox, Johnson or Yeo-Johnson makes the values about normal first; limits are transformed too.",
        (m.VALUE, OPTIONAL_SUBGROUP, m.WHERE, m.LSL, m.USL, m.TARGET, *m.TRANSFORM, BOUNDARY, m.CONFIDENCE),
        _transformed,
    ),
    _method(
        "capability-between-within",
        "Capability between and within",
        "For values taken together each day or batch, when days differ from each other.",
        (m.VALUE, m.SUBGROUP, m.WHERE, m.LSL, m.USL, m.TARGET, WITHIN_SIGMA, *CONVENTIONS),
        _between,
    ),
    _method(
        "capability-many",
        "Capability of many measures",
        "One line for each measure, the worst first.",
        (
            m.columns_field("columns", "Measures", m.MEASURES, needed=True),
            OPTIONAL_SUBGROUP,
            m.WHERE,
            Field("limits", "Limits", "text", help="One for each: days: 0 to 20; cycles: to 3."),
            replace(m.LSL, label="Lower limit for all"),
            replace(m.USL, label="Upper limit for all"),
            m.number_field("wanted", "Wanted Ppk", default=1.33),
            NORMAL_SIGMA,
            *CONVENTIONS,
        ),
        _many,
    ),
)
