"""One point of a chart in words, for hovering, for the card beside the chart and for a screen reader."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.analyses.sentences import long_date
from leanbench.plots.chart_display import percent_suffix, unit_suffix
from leanbench.plots.numerals import number
from leanbench.stats.spc.signal_arrays import signals_at
from leanbench.words import _
from leanbench.words.numbers import number_text


def describe_point(chart: Any, panel_name: str, point: int, notes: dict[int, str]) -> str:
    """Label and value, stage, size, the tests it fails, the team's note, why it is left out."""
    panel = chart.panel(panel_name)
    value = float(panel.points[point])
    shown = (
        f"{number(value)}{percent_suffix(chart)}{unit_suffix(chart)}" if np.isfinite(value) else _("no value")
    )
    parts = [f"{long_date(chart.point_label(point))}: {shown}"]
    if len(chart.stages) > 1:
        parts.append(chart.stages[int(panel.stage[point])].name)
    size = np.asarray(panel.size)
    if size.size and float(size[point]) > 1:
        parts.append(f"n = {number_text(float(size[point]))}")
    test = _("test {number}: {name}")
    found = signals_at(panel.signals, point)
    parts += [test.format(number=signal.test, name=signal.name) for signal in found]
    if point in notes:
        parts.append(notes[point])
    if panel.excluded[point]:
        reason = panel.reasons.get(point) or _("no reason given")
        parts.append(_("left out: {reason}").format(reason=reason))
    return "\n".join(parts)
