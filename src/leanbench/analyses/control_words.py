"""What a control chart says: is it stable, what changed between stages, where the signals are, why limits move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from leanbench.analyses.typography import DATE, long_date
from leanbench.event.records import Study
from leanbench.plots.chart_display import display_chart, percent_suffix, unit_suffix
from leanbench.plots.numerals import number
from leanbench.stats.base.result_words import signed_num
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.spc.signal_arrays import points_by_test
from leanbench.words.language import _, ngettext
from leanbench.words.numbers import number_text, signed_text

MOST_SIGNALS = 4
MOST_PLACES = 4  # points, or stretches of them, named for one pattern


def control_words(chart: ControlChart, study: Study) -> list[str]:
    """Is it stable, what changed between stages, and where the signals are."""
    chart = display_chart(chart)
    if CHARTS[chart.method].plots == "sum":
        return _cusum_lines(chart, study)
    lines = [_headline(chart, study)]
    if len(chart.stages) > 1:
        lines.append(_stages_text(chart))
    elif any(panel.tests.rules for panel in chart.panels):
        lines.append(_center_text(chart))
    told = " ".join(part for part in (_signals_text(chart, study), _steps_text(chart, study)) if part)
    return [*lines, told] if told else lines


def _points_text(chart: ControlChart, study: Study) -> str:
    """What the points are: weeks, subgroups, points."""
    nouns = {"day": _("days"), "week": _("weeks"), "month": _("months"), "quarter": _("quarters")}
    usual = _("subgroups") if study.options.get("subgroup") else _("points")
    return nouns.get(str(study.options.get("by")), usual)


def _headline(chart: ControlChart, study: Study) -> str:
    main, points = chart.panels[0], _points_text(chart, study)
    if not any(panel.tests.rules for panel in chart.panels):
        return _("{n} {points} in their order; no tests were applied.").format(
            n=number_text(main.n), points=points
        )
    open_points = np.flatnonzero(chart.is_signaling() & ~main.excluded)
    left = int(main.excluded.sum())
    aside = _(", apart from {left} left out").format(left=left) if left else ""
    if not open_points.size:
        return _("Stable: none of {n} {points} shows a special cause{aside}.").format(
            n=number_text(main.n), points=points, aside=aside
        )
    several = len(chart.stages) > 1
    last = len(chart.stages) - 1
    inside = int(np.count_nonzero(main.stage[open_points] == last))
    verb = "shows" if open_points.size == 1 else "show"
    text = _("Not stable: {found} of {n} {points} {verb} a special cause{aside}").format(
        found=number_text(open_points.size), n=number_text(main.n), points=points, verb=verb, aside=aside
    )
    if several and inside == 0:
        return _("{text}; none in the stage “{name}”.").format(text=text, name=chart.stages[last].name)
    return f"{text}."


def value_text(value: float | None, chart: ControlChart) -> str:
    """A number of the chart with its percent sign; a dash where there is none."""
    return "–" if value is None else f"{number(float(value))}{percent_suffix(chart)}"


def _center_text(chart: ControlChart) -> str:
    main, info = chart.panels[0], chart.stages[0]
    low, high = info.lcl.get(main.name), info.ucl.get(main.name)
    unit = unit_suffix(chart)
    said = f"{CHARTS[chart.method].center} {value_text(_center(chart, 0), chart)}"
    if low is not None and high is not None:
        return _("{said}, limits {low} to {high}{unit}.").format(
            said=said, low=value_text(low, chart), high=value_text(high, chart), unit=unit
        )
    return f"{said}{unit}."


def _center(chart: ControlChart, stage: int) -> float:
    main, info = chart.panels[0], chart.stages[stage]
    value = info.center[main.name]
    return float(np.nanmean(main.center[info.first : info.last + 1])) if value is None else float(value)


def _stages_text(chart: ControlChart) -> str:
    """The center of the first and the last stage, and the change in percent (in points for shares)."""
    first, last = _center(chart, 0), _center(chart, len(chart.stages) - 1)
    names = chart.stages[0].name, chart.stages[-1].name
    if percent_suffix(chart):
        size = _("{change} points").format(change=signed_text(last - first, 1, fixed=True))
    elif first:
        size = f"{signed_text(100 * (last - first) / abs(first), 0)}%"
    else:
        size = signed_num(last - first)
    word = CHARTS[chart.method].center
    unit = unit_suffix(chart)
    return f"{word} {value_text(first, chart)}{unit} {names[0]}, {value_text(last, chart)}{unit} {names[1]} ({size})."


def _signals_text(chart: ControlChart, study: Study) -> str:
    """Where the signals are and which pattern each completes, in words."""
    found: dict[tuple[str, str, Any], list[int]] = {}
    for panel in chart.panels:
        for (test, name), at in points_by_test(panel.signals).items():
            found[panel.name, name, test] = at.tolist()
    main = chart.panels[0].name
    told = []
    for (part, name, test), points in list(found.items())[:MOST_SIGNALS]:
        where = (
            ""
            if part == main or len(chart.panels) == 1
            else _(" of the {part}").format(part=part_words(chart, part))
        )
        which = _("test {test}").format(test=test) if str(test)[:1].isdigit() else f"{test} test"
        told.append(f"{places_text(chart, study, points)}: {name.removeprefix('1 point ')}{where} ({which}).")
    rest = len(found) - MOST_SIGNALS
    if rest > 0:
        told.append(
            ngettext(
                "{count} more pattern in the table of signals.",
                "{count} more patterns in the table of signals.",
                rest,
            ).format(count=number_text(rest))
        )
    return " ".join(text[:1].upper() + text[1:] for text in told)


def places_text(chart: ControlChart, study: Study, points: Sequence[int]) -> str:
    """Points by name, neighbors as a stretch: ``points 11, 13, 23 to 36 and 2 more``."""
    stretches: list[list[int]] = []
    for point in sorted(set(points)):
        if stretches and point == stretches[-1][1] + 1:
            stretches[-1][1] = point
        else:
            stretches.append([point, point])
    told, named = [], 0
    for first, last in stretches[:MOST_PLACES]:
        names = [long_date(chart.point_label(point)) for point in (first, last)]
        told.append(
            names[0] if first == last else f"{names[0]} {'to' if last > first + 1 else 'and'} {names[1]}"
        )
        named += last - first + 1
    many = len(set(points)) > 1
    rest = len(set(points)) - named
    noun = _point_noun(chart, study, many)
    return f"{noun}{', '.join(told)}" + (_(" and {rest} more").format(rest=rest) if rest else "")


def _point_noun(chart: ControlChart, study: Study, many: bool) -> str:
    """What stands before the names of points: ``weeks of``, ``points``; nothing before dates of single cases."""
    count = 2 if many else 1
    if DATE.match(chart.point_label(0)):
        return ngettext("week of ", "weeks of ", count) if study.options.get("by") == "week" else ""
    if study.options.get("subgroup") and chart.labels:
        return ngettext("subgroup ", "subgroups ", count)
    return ngettext("point ", "points ", count)


def _steps_text(chart: ControlChart, study: Study) -> str:
    """Why the limits are no straight lines, where they are none."""
    main = chart.panels[0]
    stretches = [
        line[stage.first : stage.last + 1] for stage in chart.stages for line in (main.lcl, main.ucl)
    ]
    if not any(np.unique(np.round(line[np.isfinite(line)], 9)).size > 1 for line in stretches):
        return ""
    spec = CHARTS[chart.method]
    if spec.why_limits_move:
        return spec.why_limits_move
    sizes = np.unique(np.asarray(main.size, dtype=float))
    if sizes.size < 2:
        return ""
    points = _points_text(chart, study)
    what = "cases" if spec.holds == "items" and study.options.get("by") else spec.holds
    low, high = (number(float(size)).removesuffix(".0") for size in (sizes[0], sizes[-1]))
    return _(
        "The limits move in steps because the {points} hold different numbers of {what}, "
        "{low} to {high}: the more, the narrower."
    ).format(points=points, what=what, low=low, high=high)


def _cusum_lines(chart: ControlChart, study: Study) -> list[str]:
    """A CUSUM chart tells when the level left its target: the first signal and where the shift began."""
    found = sorted({point for panel in chart.panels for point in panel.signal_points})
    points = _points_text(chart, study)
    if not found:
        return [
            _("On target: none of {n} {points} shows a lasting shift.").format(
                n=number_text(chart.panels[0].n), points=points
            )
        ]
    where = places_text(chart, study, found[:1])
    lines = [
        _("Off target: the first signal is {where}.").format(
            where=_("at {point}").format(point=where) if where.startswith("point") else where
        )
    ]
    shifts = [shift.sentence() for shift in chart.details.get("shifts", ())]
    return [
        *lines,
        *shifts[:2],
        _("Beyond a decision limit: {places}.").format(places=places_text(chart, study, found)),
    ]


def part_words(chart: ControlChart, name: str) -> str:
    """A panel of a chart as people call it."""
    label = chart.panel(name).label
    return CHARTS[chart.method].parts.get(name) or (name if len(label) > 24 else label)


def place_text(chart: ControlChart, study: Study, point: int) -> str:
    label = chart.point_label(point)
    if DATE.match(label):
        of = _("week of ") if study.options.get("by") == "week" else ""
        return f"{of}{long_date(label)}"
    return _("point {label}").format(label=label) if label.isdigit() else label
