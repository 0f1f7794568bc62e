"""What the picture of a study's result needs beside the result: the target line, notes at points."""

from __future__ import annotations

from typing import Any

from leanbench.analyses import study_run as studies
from leanbench.event.records import Study
from leanbench.plots.chart_display import chart_of
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.tables import Table


def drawing_options(result: Any, study: Study, data: Table | None = None) -> dict[str, Any]:
    """What the drawer wants to know from the study: the target line, notes at points, frozen limits.

    data : the table of the study, to find the points of the noted rows.
    """
    chart = chart_of(result)
    kind = type(result).__name__
    if chart is None or kind not in ("ControlChart", "Change"):
        return {}
    options: dict[str, Any] = {}
    # The target of a CUSUM chart is the zero of its sums: a line at its value would mean nothing there.
    if study.options.get("target") is not None and CHARTS[chart.method].plots != "sum":
        options["target"] = float(study.options["target"])
    if kind == "ControlChart" and study.options.get("baseline"):
        options["frozen"] = int(study.options["baseline"])
    if study.annotations and data is not None:
        options["notes"] = studies.points_of(study, data, study.annotations)
    return options
