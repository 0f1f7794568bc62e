"""How do these compare? Items of a survey."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError
from leanbench.words.language import N_, _
from leanbench.words.numbers import number_text

ITEMS = N_("the items of the survey (Items)")


def _answers(inputs: Inputs, options: Options, name: str, least: int = 1) -> dict[str, Any]:
    """Items as numbers, or as words where a column holds words."""
    names = c.column_names(options, name, ITEMS, least)
    inside = c.kept_rows(inputs)
    found: dict[str, Any] = {}
    for column in names:
        numeric = inputs.data.kinds.get(column) in ("number", "duration", "yesno")
        cells = inputs.data.column(column) if numeric else inputs.data.texts(column)
        found[c.title(column)] = cells[inside] if numeric else [str(cell) for cell in cells[inside]]
    return found


def _survey(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.survey.survey_items import AGREEMENT, SATISFACTION, survey

    items = _answers(inputs, options, "columns")
    scale: dict[str, Any] = {}
    if options.get("points") or options.get("lowest") is not None:
        first = int(options.get("lowest") or 0) if options.get("lowest") is not None else 1
        points = int(options.get("points") or 5)
        if not 2 <= points <= 1000:
            raise UserError(
                _("A scale of {points} points is no rating scale. Give 2 to 1,000.").format(
                    points=number_text(points)
                )
            )
        scale["scale"] = tuple(range(first, first + points))
    words: Mapping[str, int] | None = {"agreement": AGREEMENT, "satisfaction": SATISFACTION}.get(
        str(options.get("words") or "")
    )
    result = survey(
        items,
        words=words,
        boxes=int(options.get("boxes") or 2),
        reverse=[c.title(name) for name in options.get("reverse") or []],
        confidence=c.confidence(options),
        **scale,
    )
    return c.with_notes(result, inputs)


def _importance(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.survey.survey_items import importance_performance

    stated = _answers(inputs, options, "importance", 0) if options.get("importance") else None
    items = _answers(inputs, options, "columns", 2)
    if stated is not None:
        if len(stated) != len(items):
            raise UserError(
                _(
                    "There are {n_items} items and {n_stated} columns of importance; they must be as many."
                ).format(n_items=len(items), n_stated=len(stated))
            )
        stated = dict(zip(items, stated.values(), strict=True))
    overall = None
    if options.get("overall"):
        overall = c.numbers(inputs, options, "overall", "the overall rating")
    cuts = [options.get("cut_importance"), options.get("cut_performance")]
    if (cuts[0] is None) != (cuts[1] is None):
        raise UserError(_("Give both lines, of importance and of performance, or none for the means."))
    own = {} if cuts[0] is None or cuts[1] is None else {"cuts": (float(cuts[0]), float(cuts[1]))}
    result = importance_performance(items, stated, overall=overall, **own)
    return c.with_notes(result, inputs)


NUMBERS = ("number", "yesno")
COLUMNS = m.columns_field("columns", "Items", ("number", "yesno", "text"), needed=True)

_method = partial(m.method, m.COMPARE)
METHODS: tuple[Method, ...] = (
    _method(
        "survey",
        "Survey items",
        "Share of good answers of each item with an honest interval, and all answers as bars.",
        (
            COLUMNS,
            m.WHERE,
            m.number_field("points", "Points of the scale", default=5),
            m.number_field("lowest", "Lowest point", default=1),
            m.number_field("boxes", "Top boxes", "How many answers count as good.", 2),
            m.choice_field(
                "words",
                "Words of the scale",
                (
                    (None, "numbers"),
                    ("agreement", "agree, disagree"),
                    ("satisfaction", "satisfied, dissatisfied"),
                ),
            ),
            Field("reverse", "Reversed items", "columns", ("number", "yesno", "text"), group="Limits"),
            m.CONFIDENCE,
        ),
        _survey,
    ),
    _method(
        "importance-performance",
        "Importance against performance",
        "Which items matter and are weak?",
        (
            m.columns_field("columns", "Performance", NUMBERS, needed=True),
            m.columns_field("importance", "Importance", NUMBERS, "The same items in the same order."),
            m.column_field("overall", "Overall rating", NUMBERS, "Where importance was not asked."),
            m.WHERE,
            m.number_field("cut_importance", "Important from", "Empty: the mean."),
            m.number_field("cut_performance", "Good from", "Empty: the mean."),
        ),
        _importance,
    ),
    _method(
        "cronbach-alpha",
        "Do the items measure one thing? (alpha)",
        "Cronbach's alpha of several items.",
        (m.columns_field("columns", "Items", NUMBERS, needed=True), m.WHERE, m.CONFIDENCE),
        c.call("survey.consistency:cronbach_alpha", partial(_answers, name="columns", least=2)),
    ),
)
