"""Can we trust the measurement? Gage studies, type 1, linearity, attribute agreement."""

from __future__ import annotations

from functools import partial
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError
from leanbench.words.language import N_, _

PART_WORDS = N_("the column that names the parts or cases measured (Part)")
WHO_WORDS = N_("the column that names who measured (Operator)")
MEASURED = (
    c.MEASURE,
    partial(c.texts, name="part", words=PART_WORDS),
    partial(c.texts, name="who", words=WHO_WORDS),
)
SCALES = ("tolerance", "lsl", "usl", "historical_sd", "multiplier")  # what the variation is compared with


def _crossed(inputs: Inputs, options: Options) -> Any:
    kept = {"keep": True, "drop": False}.get(str(options.get("interaction") or ""))
    own = {**options, "keep_interaction": kept}
    return c.call(
        "msa.gage:gage_rr_crossed", *MEASURED, keep=(*SCALES, "alpha", "profile", "keep_interaction")
    )(inputs, own)


def _expanded(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.msa.gage import gage_rr_expanded

    part = c.column_name(options, "part", PART_WORDS)
    factors = {c.title(part): c.texts(inputs, options, "part", PART_WORDS)}
    factors |= c.many_texts(inputs, options, "factors", "what else may make a difference (Factors)")
    terms = [term.strip() for term in str(options.get("terms") or "").split(",") if term.strip()]
    result = gage_rr_expanded(
        c.MEASURE(inputs, options),
        factors,
        part=c.title(part),
        terms=terms or None,
        fixed=[c.title(str(name)) for name in options.get("fixed") or ()],
        restricted=bool(options.get("restricted")),
        **c.some_options(options, *SCALES),
    )
    return c.with_notes(result, inputs)


def _agreement(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.msa.agreement_study import attribute_agreement

    order = [text.strip() for text in str(options.get("order") or "").split(",") if text.strip()]
    if len(order) == 1:
        raise UserError(_("Give the order of at least two ratings, lowest first, with commas between them."))
    result = attribute_agreement(
        c.texts(inputs, options, "rating", _("the column of ratings (Rating)")),
        c.texts(inputs, options, "part", _("the column that names the cases judged (Case)")),
        c.texts(inputs, options, "who", _("the column that names who judged (Who)")),
        c.optional_texts(inputs, options, "standard"),
        order=order or None,
        confidence=c.confidence(options),
        pool_trials=bool(options.get("pool_trials")),
    )
    return c.with_notes(result, inputs)


ANY = ("text", "number", "yesno")
PART = m.column_field("part", "Part", ANY, "What was measured: a part, a case, a form.", needed=True)
OPERATOR = m.column_field("who", "Operator", ANY, "Who measured.", needed=True)
WHO = m.column_field("who", "Who", ANY, "Who judged.", needed=True)
TOLERANCE = m.number_field("tolerance", "Tolerance", "Upper minus lower limit.")
MULTIPLIER = m.number_field("multiplier", "Study width in sigma", default=6.0)
SCALE = (
    TOLERANCE,
    m.number_field("lsl", "Lower limit"),
    m.number_field("usl", "Upper limit"),
    m.number_field("historical_sd", "Process sigma", "From a control chart, for example."),
    MULTIPLIER,
)
INTERACTION = (
    m.number_field("alpha", "Interaction kept if p below", default=0.05),
    m.choice_field(
        "interaction", "Interaction", ((None, "by its p-value"), ("keep", "keep"), ("drop", "leave out"))
    ),
)

_method = partial(m.method, m.TRUST)
METHODS: tuple[Method, ...] = (
    _method(
        "gage-rr-crossed",
        "Gage R&R, crossed",
        "Everybody measures every part, several times: how much of what we see is the measurement?",
        (m.VALUE, PART, OPERATOR, m.WHERE, *SCALE, *INTERACTION, m.SHARED_FIELDS["profile"]),
        _crossed,
        needs_value=False,
    ),
    _method(
        "attribute-agreement",
        "Attribute agreement",
        "Do people who judge the same cases judge them alike, and rightly?",
        (
            m.column_field("rating", "Rating", m.WORDS, needed=True),
            m.column_field("part", "Case", ANY, "What was judged.", needed=True),
            WHO,
            m.column_field("standard", "Right answer", ANY, "The column of the agreed right answers."),
            m.WHERE,
            Field("order", "Order of ratings", "text", group="Limits", help="Lowest first, with commas."),
            m.CONFIDENCE,
            m.yesno_field("pool_trials", "Put trials together"),
        ),
        _agreement,
        needs_value=False,
    ),
    _method(
        "gage-rr-nested",
        "Gage R&R, nested",
        "Each operator measures parts of their own, because a part can be measured by one only.",
        (m.VALUE, PART, OPERATOR, m.WHERE, *SCALE),
        c.call("msa.gage:gage_rr_nested", *MEASURED, keep=SCALES),
        needs_value=False,
    ),
    _method(
        "gage-rr-expanded",
        "Gage R&R, more factors",
        "Besides part and operator also office, instrument, day: any number of factors, with holes.",
        (
            m.VALUE,
            PART,
            m.columns_field("factors", "Factors", ANY, "What else may make a difference.", needed=True),
            Field(
                "terms",
                "Terms",
                "text",
                help="Empty: all with their pairs. Else with commas: Part, Office, Part*Office.",
            ),
            m.columns_field("fixed", "Fixed factors", ANY, "Those that are all there are, not a sample."),
            m.WHERE,
            *SCALE,
            m.yesno_field(
                "restricted",
                "Restricted mixed model",
                "Interactions sum to zero over a fixed factor; balanced data only.",
            ),
        ),
        _expanded,
        needs_value=False,
    ),
    _method(
        "gage-rr-average-range",
        "Gage R&R, average and range",
        "AIAG's hand calculation, without interaction.",
        (m.VALUE, PART, OPERATOR, m.WHERE, *SCALE),
        c.call("msa.gage:gage_rr_average_range", *MEASURED, keep=SCALES),
        needs_value=False,
    ),
    _method(
        "gage-type-1",
        "Type 1: one reference, many times",
        "Is the gage right and steady on one reference?",
        (
            m.VALUE,
            m.WHERE,
            m.number_field("reference", "Reference", "The true value.", needed=True),
            m.number_field("tolerance", "Tolerance", needed=True),
            m.number_field("k_percent", "Percent of tolerance", default=20.0),
            MULTIPLIER,
            m.number_field("resolution", "Smallest step of the gage"),
            m.CONFIDENCE,
        ),
        c.call(
            "msa.gage_bias:gage_type_1",
            c.MEASURE,
            lambda _ignored, own: c.number_of(
                own, "reference", "the true value of the reference (Reference)"
            ),
            lambda _ignored, own: c.number_of(own, "tolerance", "the width of the tolerance (Tolerance)"),
            keep=("k_percent", "multiplier", "resolution"),
        ),
        needs_value=False,
    ),
    _method(
        "gage-linearity",
        "Bias and linearity",
        "Is the gage right over its whole range?",
        (
            m.VALUE,
            m.column_field("reference_column", "Reference", m.MEASURES, needed=True),
            m.column_field("part", "Part", ANY),
            m.WHERE,
            m.number_field("process_variation", "Process variation", "6 sigma of the process."),
            m.CONFIDENCE,
        ),
        c.call(
            "msa.linearity_study:gage_linearity",
            c.MEASURE,
            partial(c.numbers, name="reference_column", words="the column of true values (Reference)"),
            partial(c.optional_texts, name="part"),
            keep=("process_variation",),
        ),
        needs_value=False,
    ),
)
