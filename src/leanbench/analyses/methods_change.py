"""Did it change? Before and after in one study."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError
from leanbench.words.language import N_, _


def _change(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.change.change_study import did_it_change

    if inputs.stages is None:
        raise UserError(
            _(
                "Say what is before and what is after: choose the column that tells them apart "
                "(Stage), or select the first point of after and start a stage there."
            )
        )
    compare = (str(options["first"]), str(options["second"])) if _both(options) else None
    unit = _(WORDS.get(inputs.unit, inputs.unit))
    result = did_it_change(
        inputs.values,
        stages=inputs.stages,
        sizes=inputs.sizes if inputs.sizes is not None else None,
        kind=options.get("kind") or "auto",
        compare=compare,
        test=options.get("test") or "auto",
        better=options.get("better") or "",
        excluded=dict(inputs.excluded) or None,
        labels=inputs.labels,
        subgroup=inputs.subgroup,
        confidence=c.confidence(options),
        name=inputs.name,
        unit=unit,
        **c.some_options(options, "lsl", "usl", "target", "deadline", "profile"),
    )
    return replace(result, notes=(*inputs.notes, *result.notes))


def _both(options: Options) -> bool:
    if bool(options.get("first")) != bool(options.get("second")):
        raise UserError(_("Name both stages to compare, or none of them for the first and the last."))
    return bool(options.get("first"))


WORDS = {"bd": N_("business days"), "d": "days", "min": "minutes", "h": "hours", "w": "weeks"}

_method = partial(m.method, m.CHANGE)
METHODS: tuple[Method, ...] = (
    _method(
        "change",
        "Before and after",
        "Staged chart, the change with its interval, and capability before and after, on one page.",
        (
            replace(m.VALUE, choices=("number", "duration", "yesno")),
            m.SIZE,
            m.DATE,
            m.BY,
            m.AGGREGATE,
            m.EMPTY,
            replace(m.SUBGROUP, needed=False),
            m.STAGE,
            Field("first", "Before is", "text", help="Empty: the first stage."),
            Field("second", "After is", "text", help="Empty: the last stage."),
            m.WHERE,
            m.BETTER,
            replace(m.LSL, group="Limits"),
            replace(m.USL, group="Limits"),
            m.TARGET,
            m.number_field("deadline", "Deadline", "Share of cases done in time."),
            m.choice_field(
                "test",
                "Test",
                ((None, "chosen by the data"), ("welch-t", "Welch t"), ("mann-whitney", "Mann-Whitney")),
            ),
            m.choice_field(
                "kind",
                "The measure is",
                (
                    (None, "seen from the data"),
                    ("measure", "a measurement"),
                    ("share", "a share"),
                    ("rate", "a rate"),
                ),
            ),
            m.CONFIDENCE,
            m.SHARED_FIELDS["profile"],
        ),
        _change,
        counted="either",
    ),
)
