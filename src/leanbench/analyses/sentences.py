"""What a result says in the window and on paper: a headline, the rest, and a small table of numbers.

The page and the report use these, so that the same study reads the same everywhere. The full table of a
result is `result.table()`; here is the short one that stands below a picture.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from leanbench.analyses.control_words import control_words, part_words, place_text, value_text
from leanbench.analyses.typography import long_date as long_date
from leanbench.analyses.typography import sentence_text
from leanbench.analyses.typography import with_dates as with_dates
from leanbench.event.records import Study
from leanbench.plots.answers import inner
from leanbench.plots.chart_display import display_chart, percent_suffix
from leanbench.stats.base.result import Table
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.tests.testing import Estimate, HypothesisTest
from leanbench.words.language import N_, _
from leanbench.words.lists import capital_text
from leanbench.words.numbers import number_text, significant_text

MOST_ROWS = 9
ASIDE = re.compile(r" \(([^()]*(?:\([^()]*\)[^()]*)*)\)\.$")
INTERVAL = re.compile(r"; (\d[\d.]*% interval [^;]*)\.$")
PERCENT = re.compile(r"(\d)%")
NAMED = frozenset({"quantity", "source", "comparison"})  # a first column of our own words, not of the user's
MOST_ASIDE = 16  # letters of an aside that the headline can carry
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
    }
}


def sentences(result: Any, study: Study) -> tuple[str, str]:
    """The headline, and what follows it as one paragraph. Dates are written as Apr 27, 2026.

    Intervals and the circumstances of the first sentence open the paragraph: a headline is read from the back
    of the room.
    """
    if isinstance(result, ControlChart):
        lines = control_words(result, study)
    else:
        lines = [line for line in result.summary() if not line.startswith("Convention:")]
    first, aside = _headline(lines[0])
    rest = [line if line.endswith((".", "?", "!")) else f"{line}." for line in (*aside, *lines[1:4]) if line]
    return sentence_text(capital_text(first)), sentence_text(" ".join(rest))


def _headline(line: str) -> tuple[str, tuple[str, ...]]:
    """A first sentence without its interval and its long aside, and these as sentences of their own."""
    found = ASIDE.search(line)
    aside = found.group(1) if found is not None else ""
    said: list[str] = []
    if found is not None and len(aside) > MOST_ASIDE:
        line = f"{line[: found.start()]}."
        said.append(f"{capital_text(aside)}.")
    interval = INTERVAL.search(line)
    if interval is not None:
        line = f"{line[: interval.start()]}."
        said.insert(0, f"{interval.group(1)}.")
    return line, tuple(said)


# --- tables -------------------------------------------------------------------------------------


def short_table(result: Any) -> Table:
    """The table below the picture: limits per stage for a control chart, else the result's own table."""
    result = inner(result)
    if isinstance(result, ControlChart):
        chart = display_chart(result)
        made = chart.limits_table()
        aside = {"Used", "Estimator"} | ({"Stage"} if len(chart.stages) == 1 else set())
        rows = [_limits_row(chart, row) for row in made.rows]
        return _without_empty(made, rows, aside)
    if isinstance(result, HypothesisTest) and result.groups:
        return group_table(result)
    own: Table = result.table()
    wanted = SHORT.get(type(result).__name__)
    kept = [row for row in own.rows if wanted is None or row[0] in wanted]
    return _without_empty(own, [row for row in kept if not all(_is_empty(value) for value in row[1:])])


def _is_empty(value: Any) -> bool:
    return value is None or value != value


def _without_empty(
    made: Table, rows: list[tuple[Any, ...]], aside: set[str] | frozenset[str] = frozenset()
) -> Table:
    """The table without columns that hold nothing, and its headings and names as people write them."""
    at = [
        place
        for place, name in enumerate(made.columns)
        if name not in aside and (place == 0 or not all(_is_empty(row[place]) for row in rows))
    ]
    named = bool(made.columns) and made.columns[0].lower() in NAMED
    headings = ({"the total": "Category"}.get(name.lower(), name) for name in (made.columns[p] for p in at))
    columns = tuple(capital_text(PERCENT.sub(r"\1%", heading)) for heading in headings)
    told = [
        tuple(
            capital_text(row[place]) if named and place == 0 and isinstance(row[place], str) else row[place]
            for place in at
        )
        for row in rows
    ]
    return Table(columns, tuple(told))


def group_table(test: HypothesisTest) -> Table:
    """The samples of a test side by side; columns that say nothing are left out."""
    groups = test.groups
    counted, middle, factor = MEANS.get(test.method, ("n", "Mean", 1.0))
    columns: list[tuple[str, list[Any]]] = [(counted, [group.n for group in groups])]
    columns.append((_(middle), [factor * group.mean for group in groups]))
    columns.append((_("Standard deviation"), [group.sd for group in groups]))
    columns.append(("Median", [group.median for group in groups]))
    kept = [(name, values) for name, values in columns if any(value == value for value in values)]
    rows = [(group.name, *(values[at] for _n, values in kept)) for at, group in enumerate(groups)]
    if test.effect is not None:
        effect = test.effect
        label = (
            _("{label}, in points").format(label=effect.label)
            if factor != 1.0 and "ifference" in effect.label
            else effect.label
        )
        rows.append((label, "", cell(factor * effect.value), *[""] * (len(kept) - 2)))
        rows.append((_interval(effect, factor), "", "", *[""] * (len(kept) - 2)))
    return Table(("", *(name for name, _values in kept)), tuple(rows))


def _interval(effect: Estimate, factor: float) -> str:
    """The interval of an effect, in percent where the column above it is."""
    return replace(effect, low=factor * effect.low, high=factor * effect.high).interval_text()


# What the two first columns hold where the groups are no measurements, and what the numbers are multiplied by.
MEANS = {
    "one-proportion": ("n", N_("Share, %"), 100.0),
    "two-proportions": ("n", N_("Share, %"), 100.0),
    "chi-square": ("n", N_("Share of all, %"), 100.0),
    "one-rate": ("Events", "Rate", 1.0),
    "two-rates": ("Events", "Rate", 1.0),
}


def _limits_row(chart: ControlChart, given: Sequence[Any]) -> tuple[Any, ...]:
    """A row of limits with the panel in words, and percent where shares are shown."""
    row = list(given)
    panel, stage = chart.panel(str(row[1])), next(s for s in chart.stages if s.name == row[0])
    lines = (panel.center, panel.lcl, panel.ucl)
    first = next(place for place, name in enumerate(chart.limits_table().columns) if name == "Center")
    row[first : first + 3] = [
        "varies" if value is None and (line[stage.first : stage.last + 1] > -math.inf).any() else value
        for value, line in zip(row[first : first + 3], lines, strict=True)
    ]
    row[1] = capital_text(part_words(chart, str(row[1])))
    if percent_suffix(chart):
        row[first:] = [value_text(v, chart) if isinstance(v, float) else v for v in row[first:]]
    return tuple(row)


def signals_table(chart: ControlChart, study: Study) -> Table:
    """One row for each signal, panels and points in words: for the paper, where all of them stand."""
    chart = display_chart(chart)
    several = len(chart.panels) > 1
    rows = []
    for panel in chart.panels:
        part = part_words(chart, panel.name)
        for signal in panel.signals:
            point = place_text(chart, study, signal.point)
            rows.append(
                (
                    point[:1].upper() + point[1:],
                    *((part[:1].upper() + part[1:],) if several else ()),
                    chart.stages[int(panel.stage[signal.point])].name,
                    value_text(float(panel.points[signal.point]), chart),
                    _("{name} (test {test})").format(name=signal.name, test=signal.test),
                )
            )
    return Table(("Where", *(("Part",) if several else ()), "Stage", "Value", "Pattern"), tuple(rows))


def points_table(chart: ControlChart) -> Table:
    """One row for each point, with the names, percents and dates people use."""
    chart = display_chart(chart)
    made = chart.table()
    names = {}
    for panel in chart.panels:
        word = part_words(chart, panel.name)
        names[panel.name] = word[:1].upper() + word[1:]
    lines = {f"{name}{what}": f"{word}{what}" for name, word in names.items() for what in ("", *LINES)}
    at = {place for place, column in enumerate(made.columns) if column in lines}
    tests = made.columns.index("Signals")
    rows = []
    for row in made.rows:
        cells = [
            value_text(v, chart) if i in at and percent_suffix(chart) and v is not None else v
            for i, v in enumerate(row)
        ]
        for name, word in names.items():
            cells[tests] = re.sub(
                rf"(^|, ){re.escape(name)} (?=\S)", rf"\g<1>{word.lower()} ", str(cells[tests])
            )
        rows.append(tuple(with_dates(cell) if isinstance(cell, str) else cell for cell in cells))
    columns = [
        lines.get(column, {"Signals": _("Tests failed")}.get(column, column)) for column in made.columns
    ]
    return Table(tuple(columns), tuple(rows))


LINES = (" center", " LCL", " UCL")


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
        return number_text(int(value))
    if isinstance(value, float):
        if math.isinf(value):
            return _("no limit")
        if abs(value) >= 1000:
            return number_text(value, 0)
        if 0 < abs(value) < 1e-4:
            return "< 0.0001" if value > 0 else "> −0.0001"
        return significant_text(value, 4)
    if isinstance(value, tuple | list):
        return _(" to ").join(cell(part) for part in value)
    return with_dates(str(value))
