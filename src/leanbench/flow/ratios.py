"""Ratios of times on one basis: working time or 24 h time, never mixed."""

from __future__ import annotations

from typing import Literal

from leanbench.errors import UserError
from leanbench.flow.times import unit_minutes
from leanbench.quantity import Quantity, Term, figure
from leanbench.words import N_, _
from leanbench.words.durations import Calendar, Duration

TimeBasis = Literal["working", "24h"]


def activity_ratio(
    process: Duration, lead: Duration, calendar: Calendar | None = None, basis: TimeBasis = "working"
) -> Quantity:
    """Process time / lead time in percent, on working time or with 24 h per business day of lead time.

    4 hours of work in 5 business days of 8 hours: 10% on working time, 3.3% on 24 h time.
    Raises UserError when the lead time is not above zero.
    """
    calendar = calendar or Calendar()
    factors = unit_minutes(calendar)
    touch = process.mean() * factors[process.unit]
    elapsed = lead.mean() * factors[lead.unit]
    day = factors["bd"]
    if basis == "24h" and day > 0.0:
        elapsed *= 1440.0 / day
    if elapsed <= 0.0:
        raise UserError(_("An activity ratio needs a lead time above zero."))
    words = _("working time") if basis == "working" else _("24 h time, business days only")
    return figure(
        "activity_ratio_pct", _("Activity ratio, {words}").format(words=words), "%", N_("process time / lead time"),
        (Term("process time", touch, "min"), Term("lead time", elapsed, "min")),
        _("Basis: {words}").format(words=words), _("Martin and Osterling, Metrics-Based Process Mapping, 2013"),
    )  # fmt: skip


def ratio(part: Quantity, whole: Quantity, label: str = "Ratio") -> Quantity:
    """part / whole in percent; refuses quantities in different units, which would mix two bases.

    Raises UserError when the units differ, a value is missing, or the whole is zero.
    """
    if part.unit != whole.unit:
        raise UserError(
            _(
                "{part} is in {unit}, {whole} in {other}: a ratio of the two would mix bases. Convert "
                "one of them first."
            ).format(part=part.label, unit=part.unit, whole=whole.label, other=whole.unit)
        )
    if part.value is None or whole.value is None or whole.value == 0.0:
        raise UserError(_("{label} cannot be computed: a value is missing or zero.").format(label=label))
    terms = (
        Term("part", part.value, part.unit, note=part.label),
        Term("whole", whole.value, whole.unit, note=whole.label),
    )
    return figure(
        "ratio_pct",
        label,
        "%",
        N_("part / whole"),
        terms,
        _("Both in {unit}").format(unit=part.unit),
        basis=part.basis,
    )
