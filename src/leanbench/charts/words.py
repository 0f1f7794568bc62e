"""What a result says in the window and on paper: a headline, the rest, and a small table of numbers.

The page and the report use these, so that the same study reads the same everywhere. The full table of a
result is `result.table()`; here is the short one that stands below a picture.
"""

from __future__ import annotations

import re
from typing import Any

from leanbench.event.records import Study
from leanbench.stats.result import Table

MOST_ROWS = 9
# The numbers to show below the picture where the full table is long.
SHORT = {
    "NormalCapability": {
        "n",
        "Mean",
        "SD within",
        "SD overall",
        "Cp",
        "Cpk",
        "Pp",
        "Ppk",
        "ppm outside, overall",
    },
}


def sentences(result: Any, study: Study) -> tuple[str, str]:
    """The headline, and what follows it as one paragraph."""
    lines = [line for line in result.summary() if not line.startswith("Convention:")]
    # The axis and the title name the measure and the chart; the headline need not say them again.
    first = re.sub(r" \([^()]*(?:\([^()]*\)[^()]*)*\)\.$", ".", lines[0])
    return first, " ".join(lines[1:4])


def short_table(result: Any) -> Table:
    """The table below the picture: limits per stage for a control chart, else the result's own table."""
    if hasattr(result, "limits_table"):
        made: Table = result.limits_table()
        keep = [i for i, name in enumerate(made.columns) if name not in ("Used", "Estimator")]
        return Table(
            tuple(made.columns[i] for i in keep), tuple(tuple(row[i] for i in keep) for row in made.rows)
        )
    own: Table = result.table()
    wanted = SHORT.get(type(result).__name__)
    rows = [row for row in own.rows if wanted is None or row[0] in wanted]
    return Table(own.columns, tuple(row for row in rows if any(cell is not None for cell in row[1:])))


def table_of(result: Any) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """`short_table` as text, at most so many rows."""
    made = short_table(result)
    rows = [tuple(cell(value) for value in row) for row in made.rows[:MOST_ROWS]]
    return made.columns, rows


def cell(value: Any) -> str:
    """A number as people read it: up to four significant digits; a dash where there is none."""
    if value is None or value != value:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) or (hasattr(value, "dtype") and value.dtype.kind in "iu"):
        return f"{int(value):,}"
    if isinstance(value, float):
        if abs(value) >= 1000:
            return f"{value:,.0f}".replace("-", "−")
        return f"{value:.4g}".replace("-", "−")
    if isinstance(value, tuple | list):
        return " to ".join(cell(part) for part in value)
    return str(value)
