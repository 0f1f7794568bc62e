"""What a result says in the window and on paper: a headline, the rest, and a small table of numbers.

The page and the report use these, so that the same study reads the same everywhere. The full table of a
result is `result.table()`; here is the short one that stands below a picture.
"""

from __future__ import annotations

import math
import re
from typing import Any

from leanbench.charts.answers import inner
from leanbench.charts.chart_labels import center_name
from leanbench.charts.numerals import number
from leanbench.charts.presentation import presented, suffix
from leanbench.event.records import Study
from leanbench.stats.control import ControlChart
from leanbench.stats.result import Table
from leanbench.stats.testing import HypothesisTest

MOST_ROWS = 9
MOST_SIGNALS = 4
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b(?:[T ]00:00(?::00)?)?")
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
# The parts of a chart as people call them.
PANELS = {
    "MR": "moving range",
    "R": "range",
    "S": "standard deviation",
    "Xbar": "mean",
    "I": "value",
    "MRbar": "moving range of the means",
    "P": "share",
    "NP": "count",
    "C": "count",
    "U": "rate",
    "P'": "share",
    "U'": "rate",
    "Z": "standardised value",
    "G": "cases between",
    "T": "time between",
}


def sentences(result: Any, study: Study) -> tuple[str, str]:
    """The headline, and what follows it as one paragraph. Dates are written as 27 Apr 2026."""
    if isinstance(result, ControlChart):
        lines = control_words(result, study)
    else:
        lines = [line for line in result.summary() if not line.startswith("Convention:")]
    # The axis and the title name the measure and the chart; the headline need not say them again.
    first = re.sub(r" \([^()]*(?:\([^()]*\)[^()]*)*\)\.$", ".", lines[0])
    rest = [line if line.endswith((".", "?", "!")) else f"{line}." for line in lines[1:4] if line]
    return with_dates(first), with_dates(" ".join(rest))


def with_dates(text: str) -> str:
    """ISO dates in a text as people write them."""
    return DATE.sub(lambda match: long_date(match.group(0)), text)


def long_date(text: str) -> str:
    """``2026-04-27`` as ``27 Apr 2026``; other texts unchanged."""
    match = DATE.match(text)
    if match is None or not 1 <= int(match.group(2)) <= 12:
        return text
    year, month, day = match.groups()
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}{text[match.end() :]}"


# --- control charts -----------------------------------------------------------------------------


def control_words(chart: ControlChart, study: Study) -> list[str]:
    """Is it stable, what changed between stages, and where the signals are."""
    chart = presented(chart)
    lines = [_headline(chart, study)]
    change = _stages_said(chart)
    if change:
        lines.append(change)
    elif len(chart.stages) == 1 and chart.panels[0].tests.rules:
        lines.append(_center_said(chart))
    told = _signals_said(chart, study)
    if told:
        lines.append(told)
    return lines


def _noun(chart: ControlChart, study: Study) -> str:
    """What one point is: a week, a subgroup, a point."""
    by = study.options.get("by")
    return str(by) if by else "subgroup" if study.options.get("subgroup") else "point"


def _headline(chart: ControlChart, study: Study) -> str:
    main, noun = chart.panels[0], _noun(chart, study)
    if not any(panel.tests.rules for panel in chart.panels):
        return f"{main.n:,} {noun}s in their order; no tests were applied."
    open_points = {
        point for panel in chart.panels for point in panel.signal_points() if not main.excluded[point]
    }
    left = int(main.excluded.sum())
    aside = f", apart from {left} left out" if left else ""
    if not open_points:
        return f"Stable: none of {main.n:,} {noun}s shows a special cause{aside}."
    several = len(chart.stages) > 1
    last = len(chart.stages) - 1
    inside = sum(1 for point in open_points if int(main.stage[point]) == last)
    verb = "shows" if len(open_points) == 1 else "show"
    text = f"Not stable: {len(open_points):,} of {main.n:,} {noun}s {verb} a special cause{aside}"
    if several and inside == 0:
        return f"{text}; none since {chart.stages[last].name}."
    return f"{text}."


def _shown(value: float | None, chart: ControlChart) -> str:
    return "–" if value is None else f"{number(float(value))}{suffix(chart)}"


def _center_said(chart: ControlChart) -> str:
    main, info = chart.panels[0], chart.stages[0]
    low, high = info.lcl.get(main.name), info.ucl.get(main.name)
    limits = (
        f", limits {_shown(low, chart)} to {_shown(high, chart)}"
        if low is not None and high is not None
        else ""
    )
    return f"{center_name(chart, main)} {_shown(_center(chart, 0), chart)}{limits}."


def _center(chart: ControlChart, stage: int) -> float:
    import numpy as np

    main, info = chart.panels[0], chart.stages[stage]
    value = info.center[main.name]
    return float(np.nanmean(main.center[info.first : info.last + 1])) if value is None else float(value)


def _stages_said(chart: ControlChart) -> str:
    """The centre of the first and the last stage, and the change in percent (in points for shares)."""
    if len(chart.stages) < 2:
        return ""
    first, last = _center(chart, 0), _center(chart, len(chart.stages) - 1)
    names = chart.stages[0].name, chart.stages[-1].name
    if suffix(chart):
        size = f"{last - first:+.1f} points"
    elif first:
        size = f"{100 * (last - first) / abs(first):+.0f} %"
    else:
        size = f"{last - first:+.4g}"
    word = center_name(chart, chart.panels[0])
    text = f"{word} {_shown(first, chart)} {names[0]}, {_shown(last, chart)} {names[1]} ({size})."
    return text.replace("-", "−")


def _signals_said(chart: ControlChart, study: Study) -> str:
    """Where the signals are and which pattern each completes, in words."""
    found: dict[tuple[str, str, Any], list[int]] = {}
    for panel in chart.panels:
        for signal in panel.signals:
            found.setdefault((panel.name, signal.name, signal.test), []).append(signal.point)
    main = chart.panels[0].name
    told = []
    for (part, name, test), points in list(found.items())[:MOST_SIGNALS]:
        where = "" if part == main or len(chart.panels) == 1 else f" of the {part_words(chart, part)}"
        shown = ", ".join(_point(chart, study, point) for point in points[:4])
        more = f" and {len(points) - 4} more" if len(points) > 4 else ""
        told.append(f"{shown}{more}: {name}{where} (test {test}).")
    rest = len(found) - MOST_SIGNALS
    if rest > 0:
        told.append(f"{rest} more pattern{'s' if rest > 1 else ''} in the table of signals.")
    return " ".join(text[:1].upper() + text[1:] for text in told)


def part_words(chart: ControlChart, name: str) -> str:
    """A panel of a chart as people call it."""
    known = PANELS.get(name) or PANELS.get(name.upper()) or PANELS.get(name.upper().removeprefix("LANEY-"))
    return known or (name if len(chart.panel(name).label) > 24 else chart.panel(name).label)


def _point(chart: ControlChart, study: Study, point: int) -> str:
    label = chart.point_label(point)
    if DATE.match(label):
        of = "week of " if study.options.get("by") == "week" else ""
        return f"{of}{long_date(label)}"
    return f"point {label}" if label.isdigit() else label


# --- tables -------------------------------------------------------------------------------------


def short_table(result: Any) -> Table:
    """The table below the picture: limits per stage for a control chart, else the result's own table."""
    result = inner(result)
    if isinstance(result, ControlChart):
        shown = presented(result)
        made = shown.limits_table()
        keep = [i for i, name in enumerate(made.columns) if name not in ("Used", "Estimator")]
        rows = [_limits_row(shown, [row[i] for i in keep]) for row in made.rows]
        return Table(tuple(made.columns[i] for i in keep), tuple(rows))
    if isinstance(result, HypothesisTest) and result.groups:
        return group_table(result)
    own: Table = result.table()
    wanted = SHORT.get(type(result).__name__)
    rows = [row for row in own.rows if wanted is None or row[0] in wanted]
    return Table(own.columns, tuple(row for row in rows if any(cell is not None for cell in row[1:])))


def group_table(test: HypothesisTest) -> Table:
    """The samples of a test side by side; columns that say nothing are left out."""
    groups = test.groups
    columns: list[tuple[str, list[Any]]] = [("n", [group.n for group in groups])]
    share = test.method in SHARES_TESTED
    word = "Share, %" if share else "Mean"
    columns.append((word, [100 * group.mean if share else group.mean for group in groups]))
    columns.append(("Standard deviation", [group.sd for group in groups]))
    columns.append(("Median", [group.median for group in groups]))
    kept = [(name, values) for name, values in columns if any(value == value for value in values)]
    rows = [(group.name, *(values[at] for _n, values in kept)) for at, group in enumerate(groups)]
    if test.effect is not None:
        effect = test.effect
        rows.append((effect.label, "", cell(effect.value), *[""] * (len(kept) - 2)))
        rows.append((effect.interval_text(), "", "", *[""] * (len(kept) - 2)))
    return Table(("", *(name for name, _values in kept)), tuple(rows))


SHARES_TESTED = frozenset({"one-proportion", "two-proportions"})


def _limits_row(chart: ControlChart, row: list[Any]) -> tuple[Any, ...]:
    """A row of limits with the panel in words, and percent where shares are shown."""
    panel, stage = chart.panel(str(row[1])), next(s for s in chart.stages if s.name == row[0])
    lines = (panel.center, panel.lcl, panel.ucl)
    row[3:6] = [
        "varies" if value is None and (line[stage.first : stage.last + 1] > -math.inf).any() else value
        for value, line in zip(row[3:6], lines, strict=True)
    ]
    row[1] = part_words(chart, str(row[1]))
    row[1] = row[1][:1].upper() + row[1][1:]
    if suffix(chart):
        row[3:] = [value if value is None or value == "varies" else _shown(value, chart) for value in row[3:]]
    return tuple(row)


def signals_table(chart: ControlChart, study: Study) -> Table:
    """One row for each signal, panels and points in words: for the paper, where all of them stand."""
    chart = presented(chart)
    several = len(chart.panels) > 1
    rows = []
    for panel in chart.panels:
        part = part_words(chart, panel.name)
        for signal in panel.signals:
            point = _point(chart, study, signal.point)
            rows.append(
                (
                    point[:1].upper() + point[1:],
                    *((part[:1].upper() + part[1:],) if several else ()),
                    chart.stages[int(panel.stage[signal.point])].name,
                    _shown(float(panel.points[signal.point]), chart),
                    f"{signal.name} (test {signal.test})",
                )
            )
    return Table(("Where", *(("Part",) if several else ()), "Stage", "Value", "Pattern"), tuple(rows))


def points_table(chart: ControlChart) -> Table:
    """One row for each point, with the names, percents and dates people use."""
    chart = presented(chart)
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
            _shown(v, chart) if i in at and suffix(chart) and v is not None else v for i, v in enumerate(row)
        ]
        for name, word in names.items():
            cells[tests] = re.sub(
                rf"(^|, ){re.escape(name)} (?=\S)", rf"\g<1>{word.lower()} ", str(cells[tests])
            )
        rows.append(tuple(with_dates(cell) if isinstance(cell, str) else cell for cell in cells))
    columns = [lines.get(column, {"Signals": "Tests failed"}.get(column, column)) for column in made.columns]
    return Table(tuple(columns), tuple(rows))


LINES = (" centre", " LCL", " UCL")


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
        if math.isinf(value):
            return "no limit"
        if abs(value) >= 1000:
            return f"{value:,.0f}".replace("-", "−")
        if 0 < abs(value) < 1e-4:
            return "< 0.0001" if value > 0 else "> −0.0001"
        return f"{value:.4g}".replace("-", "−")
    if isinstance(value, tuple | list):
        return " to ".join(cell(part) for part in value)
    return with_dates(str(value))
