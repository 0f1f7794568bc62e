"""What are the biggest causes? The Pareto method."""

from __future__ import annotations

from typing import Any

from leanbench.charts import methods as m
from leanbench.charts.inputs import Inputs
from leanbench.charts.methods import Field, Method, Options
from leanbench.errors import UserError


def _pareto(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.pareto import pareto

    if inputs.category is None:
        raise UserError("Choose the column of categories.")
    most = options.get("most")
    name = str(options.get("count_name") or "the total")
    return pareto(
        inputs.category,
        inputs.values,
        most=int(most) if most else None,
        other_below_pct=float(options.get("other_below_pct") or 0.0),
        name=name,
        unit=inputs.unit,
    )


METHODS: tuple[Method, ...] = (
    Method(
        "pareto",
        "Pareto chart",
        "What are the biggest causes?",
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
            Field("most", "At most so many bars", "number", group="Limits", help="The rest becomes Other."),
            Field("other_below_pct", "Other below", "number", group="Limits", help="Percent of the total."),
        ),
        _pareto,
    ),
)
