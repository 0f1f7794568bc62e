"""How do these compare? Items of a survey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError

QUESTION = "How do these compare?"
ITEMS = "the items of the survey (Items)"


def _answers(inputs: Inputs, options: Options, name: str, least: int = 1) -> dict[str, Any]:
    """Items as numbers, or as words where a column holds words."""
    names = options.get(name) or []
    if len(names) < least:
        raise UserError(f"Choose {ITEMS}: at least {least}.")
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
            raise UserError(f"A scale of {points:,} points is no rating scale. Give 2 to 1,000.")
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


def _alpha(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.survey.consistency import cronbach_alpha

    return c.with_notes(
        cronbach_alpha(_answers(inputs, options, "columns", 2), confidence=c.confidence(options)), inputs
    )


def _importance(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.survey.survey_items import importance_performance

    stated = _answers(inputs, options, "importance", 0) if options.get("importance") else None
    items = _answers(inputs, options, "columns", 2)
    if stated is not None:
        if len(stated) != len(items):
            raise UserError(
                f"There are {len(items)} items and {len(stated)} columns of importance; they must be as many."
            )
        stated = dict(zip(items, stated.values(), strict=True))
    overall = None
    if options.get("overall"):
        overall = c.numbers(inputs, options, "overall", "the overall rating")
    cuts = [options.get("cut_importance"), options.get("cut_performance")]
    if (cuts[0] is None) != (cuts[1] is None):
        raise UserError("Give both lines, of importance and of performance, or none for the means.")
    own = {} if cuts[0] is None or cuts[1] is None else {"cuts": (float(cuts[0]), float(cuts[1]))}
    result = importance_performance(items, stated, overall=overall, **own)
    return c.with_notes(result, inputs)


NUMBERS = ("number", "yesno")
COLUMNS = Field("columns", "Items", "columns", ("number", "yesno", "text"), needed=True)

METHODS: tuple[Method, ...] = (
    Method(
        "survey",
        "Survey items",
        QUESTION,
        "Share of good answers of each item with an honest interval, and all answers as bars.",
        (
            COLUMNS,
            m.WHERE,
            Field("points", "Points of the scale", "number", group="Limits", default=5),
            Field("lowest", "Lowest point", "number", group="Limits", default=1),
            Field(
                "boxes",
                "Top boxes",
                "number",
                group="Limits",
                default=2,
                help="How many answers count as good.",
            ),
            Field(
                "words",
                "Words of the scale",
                "choice",
                (
                    (None, "numbers"),
                    ("agreement", "agree, disagree"),
                    ("satisfaction", "satisfied, dissatisfied"),
                ),
                group="Limits",
            ),
            Field("reverse", "Reversed items", "columns", ("number", "yesno", "text"), group="Limits"),
            m.CONFIDENCE,
        ),
        _survey,
        needs_value=False,
    ),
    Method(
        "importance-performance",
        "Importance against performance",
        QUESTION,
        "Which items matter and are weak?",
        (
            Field("columns", "Performance", "columns", NUMBERS, needed=True),
            Field("importance", "Importance", "columns", NUMBERS, help="The same items in the same order."),
            Field("overall", "Overall rating", "column", NUMBERS, help="Where importance was not asked."),
            m.WHERE,
            Field("cut_importance", "Important from", "number", group="Limits", help="Empty: the mean."),
            Field("cut_performance", "Good from", "number", group="Limits", help="Empty: the mean."),
        ),
        _importance,
        needs_value=False,
    ),
    Method(
        "cronbach-alpha",
        "Do the items measure one thing? (alpha)",
        QUESTION,
        "Cronbach's alpha of several items.",
        (Field("columns", "Items", "columns", NUMBERS, needed=True), m.WHERE, m.CONFIDENCE),
        _alpha,
        needs_value=False,
    ),
)
