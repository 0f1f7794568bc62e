"""What are the biggest causes? Pareto charts, check sheets, marks on a picture."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Method, Options
from leanbench.words.language import _


def _pareto(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.pareto_counts import pareto

    most = options.get("most")
    counts = c.numbers(inputs, options, "value", "") if options.get("value") else None
    share = float(options.get("vital_pct") or 80.0) / 100.0
    result = pareto(
        c.texts(inputs, options, "category", _("the column of categories")),
        counts,
        weights=c.numbers(inputs, options, "weight", "") if options.get("weight") else None,
        by=c.optional_texts(inputs, options, "nested_by"),
        most=int(most) if most else None,
        other_below_pct=float(options.get("other_below_pct") or 0.0),
        vital_share=share,
        name=_("the total"),
        unit=inputs.unit,
    )
    return c.with_notes(result, inputs)


def _check_sheet(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.explore.stratify import check_sheet

    result = check_sheet(
        c.texts(inputs, options, "category", _("what is tallied (Category)")),
        c.texts(inputs, options, "place", _("where or when it happened (Across)")),
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


_method = partial(m.method, m.CAUSES)
METHODS: tuple[Method, ...] = (
    _method(
        "pareto",
        "Pareto chart",
        "Categories from the largest to the smallest, with the running total: where to begin.",
        (
            m.CATEGORY,
            m.column_field("value", "Count or weight", m.MEASURES, "Empty: each row counts once."),
            m.column_field("weight", "Weight", m.MEASURES, "Minutes or money for each; multiplies."),
            m.column_field(
                "nested_by", "Split each by", ("text", "yesno"), "A second cause inside each bar."
            ),
            m.WHERE,
            m.number_field("most", "At most so many bars", "The rest becomes Other."),
            m.number_field("other_below_pct", "Other below, %", "Percent of the total."),
            m.number_field("vital_pct", "Vital few, %", default=80.0),
        ),
        _pareto,
    ),
    _method(
        "check-sheet",
        "Check sheet",
        "Causes by day, shift or office: where does one stand out?",
        (
            m.CATEGORY,
            m.column_field("place", "Across", ("text", "yesno", "number", "date"), needed=True),
            m.WHERE,
        ),
        _check_sheet,
    ),
    _method(
        "concentration",
        "Marks on a picture",
        "Where on a form, floor or part do defects gather?",
        (
            m.column_field("x", "Across", ("number",), "0 left to 1 right, or any scale.", needed=True),
            m.column_field("y", "Down", ("number",), "0 top to 1 bottom, or any scale.", needed=True),
            m.WHERE,
            m.number_field("grid", "Cells each way", default=3.0),
        ),
        _concentration,
    ),
)
