"""Can we trust the measurement? Gage studies, type 1, linearity, attribute agreement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError

QUESTION = "Can we trust the measurement?"
PART_WORDS = "the column that names the parts or cases measured (Part)"
WHO_WORDS = "the column that names who measured (Operator)"


def _scale(options: Options) -> dict[str, Any]:
    """What the variation is compared with, as keywords."""
    return c.some_options(options, "tolerance", "lsl", "usl", "historical_sd", "multiplier")


def _gage(name: str) -> Callable[[Inputs, Options], Any]:
    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.msa import gage

        own = _scale(options)
        if name == "gage_rr_crossed":
            own |= c.some_options(options, "alpha", "profile")
            if options.get("interaction"):
                own["keep_interaction"] = options["interaction"] == "keep"
        result = getattr(gage, name)(
            c.numbers(inputs, options, "value", "the column of measurements (Measure)"),
            c.texts(inputs, options, "part", PART_WORDS),
            c.texts(inputs, options, "who", WHO_WORDS),
            **own,
        )
        return c.with_notes(result, inputs)

    return run


def _expanded(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.msa.gage import gage_rr_expanded

    part = c.column_name(options, "part", PART_WORDS)
    factors = {c.title(part): c.texts(inputs, options, "part", PART_WORDS)}
    factors |= c.many_texts(inputs, options, "factors", "what else may make a difference (Factors)")
    terms = [term.strip() for term in str(options.get("terms") or "").split(",") if term.strip()]
    result = gage_rr_expanded(
        c.numbers(inputs, options, "value", "the column of measurements (Measure)"),
        factors,
        part=c.title(part),
        terms=terms or None,
        fixed=[c.title(str(name)) for name in options.get("fixed") or ()],
        restricted=bool(options.get("restricted")),
        **_scale(options),
    )
    return c.with_notes(result, inputs)


def _type_1(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.msa.gage_bias import gage_type_1

    result = gage_type_1(
        c.numbers(inputs, options, "value", "the column of measurements (Measure)"),
        c.number_of(options, "reference", "the true value of the reference (Reference)"),
        c.number_of(options, "tolerance", "the width of the tolerance (Tolerance)"),
        confidence=c.confidence(options),
        **c.some_options(options, "k_percent", "multiplier", "resolution"),
    )
    return c.with_notes(result, inputs)


def _linearity(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.msa.linearity_study import gage_linearity

    result = gage_linearity(
        c.numbers(inputs, options, "value", "the column of measurements (Measure)"),
        c.numbers(inputs, options, "reference_column", "the column of true values (Reference)"),
        c.optional_texts(inputs, options, "part"),
        confidence=c.confidence(options),
        **c.some_options(options, "process_variation"),
    )
    return c.with_notes(result, inputs)


def _agreement(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.msa.agreement_study import attribute_agreement

    order = [text.strip() for text in str(options.get("order") or "").split(",") if text.strip()]
    if len(order) == 1:
        raise UserError("Give the order of at least two ratings, lowest first, with commas between them.")
    result = attribute_agreement(
        c.texts(inputs, options, "rating", "the column of ratings (Rating)"),
        c.texts(inputs, options, "part", "the column that names the cases judged (Case)"),
        c.texts(inputs, options, "who", "the column that names who judged (Who)"),
        c.optional_texts(inputs, options, "standard"),
        order=order or None,
        confidence=c.confidence(options),
        pool_trials=bool(options.get("pool_trials")),
    )
    return c.with_notes(result, inputs)


ANY = ("text", "number", "yesno")
PART = Field("part", "Part", "column", ANY, needed=True, help="What was measured: a part, a case, a form.")
OPERATOR = Field("who", "Operator", "column", ANY, needed=True, help="Who measured.")
WHO = Field("who", "Who", "column", ANY, needed=True, help="Who judged.")
TOLERANCE = Field("tolerance", "Tolerance", "number", group="Limits", help="Upper minus lower limit.")
MULTIPLIER = Field("multiplier", "Study width in sigma", "number", group="Limits", default=6.0)
SCALE = (
    TOLERANCE,
    Field("lsl", "Lower limit", "number", group="Limits"),
    Field("usl", "Upper limit", "number", group="Limits"),
    Field(
        "historical_sd", "Process sigma", "number", group="Limits", help="From a control chart, for example."
    ),
    MULTIPLIER,
)
INTERACTION = (
    Field("alpha", "Interaction kept if p below", "number", group="Limits", default=0.05),
    Field(
        "interaction",
        "Interaction",
        "choice",
        ((None, "by its p-value"), ("keep", "keep"), ("drop", "leave out")),
        group="Limits",
    ),
)

METHODS: tuple[Method, ...] = (
    Method(
        "gage-rr-crossed",
        "Gage R&R, crossed",
        QUESTION,
        "Everybody measures every part, several times: how much of what we see is the measurement?",
        (m.VALUE, PART, OPERATOR, m.WHERE, *SCALE, *INTERACTION, m.SHARED_FIELDS["profile"]),
        _gage("gage_rr_crossed"),
        needs_value=False,
    ),
    Method(
        "attribute-agreement",
        "Attribute agreement",
        QUESTION,
        "Do people who judge the same cases judge them alike, and rightly?",
        (
            Field("rating", "Rating", "column", ("text", "yesno", "number"), needed=True),
            Field("part", "Case", "column", ANY, needed=True, help="What was judged."),
            WHO,
            Field("standard", "Right answer", "column", ANY, help="The column of the agreed right answers."),
            m.WHERE,
            Field(
                "order",
                "Order of ratings",
                "text",
                group="Limits",
                help="Lowest first, with commas.",
            ),
            m.CONFIDENCE,
            Field("pool_trials", "Put trials together", "yesno", group="Limits"),
        ),
        _agreement,
        needs_value=False,
    ),
    Method(
        "gage-rr-nested",
        "Gage R&R, nested",
        QUESTION,
        "Each operator measures parts of their own, because a part can be measured by one only.",
        (m.VALUE, PART, OPERATOR, m.WHERE, *SCALE),
        _gage("gage_rr_nested"),
        needs_value=False,
    ),
    Method(
        "gage-rr-expanded",
        "Gage R&R, more factors",
        QUESTION,
        "Besides part and operator also office, instrument, day: any number of factors, with holes.",
        (
            m.VALUE,
            PART,
            Field("factors", "Factors", "columns", ANY, needed=True, help="What else may make a difference."),
            Field(
                "terms",
                "Terms",
                "text",
                help="Empty: all with their pairs. Else with commas: Part, Office, Part*Office.",
            ),
            Field(
                "fixed", "Fixed factors", "columns", ANY, help="Those that are all there are, not a sample."
            ),
            m.WHERE,
            *SCALE,
            Field(
                "restricted",
                "Restricted mixed model",
                "yesno",
                group="Limits",
                help="Interactions sum to zero over a fixed factor; balanced data only.",
            ),
        ),
        _expanded,
        needs_value=False,
    ),
    Method(
        "gage-rr-average-range",
        "Gage R&R, average and range",
        QUESTION,
        "AIAG's hand calculation, without interaction.",
        (m.VALUE, PART, OPERATOR, m.WHERE, *SCALE),
        _gage("gage_rr_average_range"),
        needs_value=False,
    ),
    Method(
        "gage-type-1",
        "Type 1: one reference, many times",
        QUESTION,
        "Is the gage right and steady on one reference?",
        (
            m.VALUE,
            m.WHERE,
            Field("reference", "Reference", "number", group="Limits", needed=True, help="The true value."),
            Field("tolerance", "Tolerance", "number", group="Limits", needed=True),
            Field("k_percent", "Percent of tolerance", "number", group="Limits", default=20.0),
            MULTIPLIER,
            Field("resolution", "Smallest step of the gage", "number", group="Limits"),
            m.CONFIDENCE,
        ),
        _type_1,
        needs_value=False,
    ),
    Method(
        "gage-linearity",
        "Bias and linearity",
        QUESTION,
        "Is the gage right over its whole range?",
        (
            m.VALUE,
            Field("reference_column", "Reference", "column", ("number", "duration"), needed=True),
            Field("part", "Part", "column", ANY),
            m.WHERE,
            Field(
                "process_variation",
                "Process variation",
                "number",
                group="Limits",
                help="6 sigma of the process.",
            ),
            m.CONFIDENCE,
        ),
        _linearity,
        needs_value=False,
    ),
)
