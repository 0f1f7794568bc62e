"""What the picture of a study's result needs beside the result: the target line, notes at points, names."""

from __future__ import annotations

from typing import Any

from leanbench.analyses import study_run as studies
from leanbench.analyses.inputs import column_text
from leanbench.event.records import Study
from leanbench.plots.chart_display import chart_of
from leanbench.plots.draw_result import picture_source
from leanbench.stats.base.result_words import measure_text
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.tables import Table

# Records that do not know what their values are called.
UNNAMED = frozenset({"NonnormalCapability", "ProbabilityPlot", "Identification"})


def drawing_options(result: Any, study: Study, data: Table | None = None) -> dict[str, Any]:
    """What the drawer wants to know from the study: the target line, notes at points, the name of the measure.

    data : the table of the study, to find the points of the noted rows.
    """
    chart = chart_of(result)
    kind = type(result).__name__
    if type(picture_source(result)).__name__ in UNNAMED and data is not None and study.options.get("value"):
        column = str(study.options["value"])
        return {"name": measure_text(column_text(data, column), data.units.get(column, ""))}
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
