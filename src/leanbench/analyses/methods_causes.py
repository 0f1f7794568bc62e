"""What are the biggest causes? Pareto charts, check sheets, marks on a picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options

QUESTION = "What are the biggest causes?"


def _pareto(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.pareto_counts import pareto

    most = options.get("most")
    name = str(options.get("count_name") or "the total")
    counts = c.numbers(inputs, options, "value", "") if options.get("value") else None
    share = float(options.get("vital_pct") or 80.0) / 100.0
    result = pareto(
        c.texts(inputs, options, "category", "the column of categories"),
        counts,
        weights=c.numbers(inputs, options, "weight", "") if options.get("weight") else None,
        by=c.optional_texts(inputs, options, "nested_by"),
        most=int(most) if most else None,
        other_below_pct=float(options.get("other_below_pct") or 0.0),
        vital_share=share,
        name=name,
        unit=inputs.unit,
    )
    return c.with_notes(result, inputs)


def _check_sheet(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.stratify import check_sheet

    result = check_sheet(
        c.texts(inputs, options, "category", "what is tallied (Category)"),
        c.texts(inputs, options, "place", "where or when it happened (Across)"),
        row_name=c.title(str(options["category"])),
        column_name=c.title(str(options["place"])),
    )
    return c.with_notes(result, inputs)


def _concentration(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.stratify import concentration

    x = c.numbers(inputs, options, "x", "the column of places across (X)")
    y = c.numbers(inputs, options, "y", "the column of places down (Y)")
    use = np.isfinite(x) & np.isfinite(y)
    for values in (x, y):
        if use.any() and (values[use].min() < 0 or values[use].max() > 1):
            values[use] = (values[use] - values[use].min()) / (np.ptp(values[use]) or 1.0)
    grid = int(options.get("grid") or 3)
    return c.with_notes(concentration(x, y, grid=(grid, grid)), inputs)


METHODS: tuple[Method, ...] = (
    Method(
        "pareto",
        "Pareto chart",
        QUESTION,
        "Categories from the largest to the smallest, with the running total: where to begin.",
        (
            m.CATEGORY,
            Field(
                "value",
                "Count or weight",
                "column",
                ("number", "duration"),
                help="Empty: each row counts once.",
            ),
            Field(
                "weight",
                "Weight",
                "column",
                ("number", "duration"),
                help="Minutes or money for each; multiplies.",
            ),
            Field(
                "nested_by",
                "Split each by",
                "column",
                ("text", "yesno"),
                help="A second cause inside each bar.",
            ),
            m.WHERE,
            Field("most", "At most so many bars", "number", group="Limits", help="The rest becomes Other."),
            Field(
                "other_below_pct", "Other below, %", "number", group="Limits", help="Percent of the total."
            ),
            Field("vital_pct", "Vital few, %", "number", group="Limits", default=80.0),
        ),
        _pareto,
        needs_value=False,
    ),
    Method(
        "check-sheet",
        "Check sheet",
        QUESTION,
        "Causes by day, shift or office: where does one stand out?",
        (
            m.CATEGORY,
            Field("place", "Across", "column", ("text", "yesno", "number", "date"), needed=True),
            m.WHERE,
        ),
        _check_sheet,
        needs_value=False,
    ),
    Method(
        "concentration",
        "Marks on a picture",
        QUESTION,
        "Where on a form, floor or part do defects gather?",
        (
            Field("x", "Across", "column", ("number",), needed=True, help="0 left to 1 right, or any scale."),
            Field("y", "Down", "column", ("number",), needed=True, help="0 top to 1 bottom, or any scale."),
            m.WHERE,
            Field("grid", "Cells each way", "number", group="Limits", default=3.0),
        ),
        _concentration,
        needs_value=False,
    ),
)
