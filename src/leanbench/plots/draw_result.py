"""One door for all charts: a result record in, a picture out.

`figure` looks at the name of the result's record and calls the drawer that fits; a record without a picture of its
own has none here, and `has_figure` says so. `plot` and `html` are what a notebook gets of a result: `Result.plot`
and its card come here by `leanbench.notebook`, so that `leanbench.stats` imports nothing above it.
"""

from __future__ import annotations

import base64
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from leanbench.errors import UserError
from leanbench.notebook import table_html
from leanbench.plots import plot_theme as themes
from leanbench.plots.answers import Answer
from leanbench.plots.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (8.6, 4.2)  # inches

# What a result is drawn with, by the name of its record.
DRAWERS = {
    "ControlChart": "draw_control:draw",
    "Pareto": "draw_pareto:draw",
    "NormalCapability": "draw_capability:draw_normal",
    "NonnormalCapability": "draw_capability:draw_nonnormal",
    "DeadlineCapability": "draw_capability:draw_deadline",
    "BinomialCapability": "draw_capability:draw_shares",
    "PoissonCapability": "draw_capability:draw_rates",
    "ManyCapability": "draw_capability:draw_many",
    "Sixpack": "draw_sixpack:draw",
    "Change": "draw_change:draw",
    "Samples": "draw_groups:draw_samples",
    "BoxPlot": "draw_groups:draw_boxplot",
    "Anova": "draw_groups:draw_anova",
    "Estimates": "draw_groups:draw_estimates",
    "Bars": "draw_groups:draw_bars",
    "Regression": "draw_relations:draw_regression",
    "Scatter": "draw_relations:draw_scatter",
    "Histogram": "draw_shapes:draw_histogram",
    "Description": "draw_shapes:draw_description",
    "DotPlot": "draw_shapes:draw_dots",
    "TimePlot": "draw_shapes:draw_time",
    "MultiVari": "draw_shapes:draw_multi_vari",
    "ProbabilityPlot": "draw_fits:draw_probability",
    "Identification": "draw_fits:draw_identification",
    "TransformStudy": "draw_fits:draw_transform",
    "Outliers": "draw_shapes:draw_outliers",
    "Autocorrelation": "draw_shapes:draw_autocorrelation",
    "GageStudy": "draw_measurement:draw_gage",
    "Type1Study": "draw_measurement:draw_type_1",
    "LinearityStudy": "draw_measurement:draw_linearity",
    "AgreementStudy": "draw_measurement:draw_agreement",
    "PowerCurve": "draw_plans:draw_power",
    "Precision": "draw_plans:draw_precision",
    "RunLengths": "draw_plans:draw_run_lengths",
    "Panels": "draw_panels:draw_panels",
    "Survey": "draw_survey:draw_survey",
    "Alpha": "draw_survey:draw_alpha",
    "ImportancePerformance": "draw_survey:draw_importance",
    "CheckSheet": "draw_tally:draw_check_sheet",
    "Concentration": "draw_tally:draw_concentration",
}


def has_figure(result: Any) -> bool:
    """There is a picture for this result."""
    return type(picture_source(result)).__name__ in DRAWERS


def picture_source(result: Any) -> Any:
    """What the picture is made from: the result, or the picture an `Answer` carries."""
    return result.picture if isinstance(result, Answer) else result


def least_height(result: Any) -> float:
    """The inches a picture of normal width needs to be read; more for pages of several panels."""
    result = picture_source(result)
    name = type(result).__name__
    if name == "GageStudy" or (name == "NormalCapability" and "chart" in result.details):
        return 5.6
    if name in ("Change", "Identification", "Regression"):
        return 4.6
    if name == "ControlChart":
        return 2.0 + 1.1 * len(result.panels)
    rows = {
        "Samples": "names",
        "BoxPlot": "boxes",
        "Anova": "groups",
        "Survey": "items",
        "CheckSheet": "rows",
        "Panels": "groups",
        "Alpha": "without",
    }
    if name in rows:
        return max(3.0, 1.9 + 0.5 * len(getattr(result, rows[name])))
    if name == "Scatter":
        return max(3.6, 1.1 * min(len(result.names), 6))
    return 3.0


def figure(
    result: Any,
    *,
    theme: str = "light",
    size: tuple[float, float] = SIZE,
    scale: float = 1.0,
    dpi: float = 100.0,
    **options: Any,
) -> Sheet:
    """Draw a result.

    Parameters
    ----------
    result : a result record of `leanbench.stats`.
    theme : "light", "dark", "contrast" or "print".
    size : width and height in inches.
    scale : enlarges type and lines, for a room. dpi : pixels per inch where it becomes pixels.
    options : what the drawer knows: ``target`` of a control chart, for example.

    Raises
    ------
    KeyError
        When the result has no picture (`has_figure`).
    """
    result = picture_source(result)
    name = type(result).__name__
    if name == "NormalCapability" and "chart" in result.details:
        name = "Sixpack"
    module, name = DRAWERS[name].split(":")
    draw = getattr(import_module(f"leanbench.plots.{module}"), name)
    made: Sheet = draw(result, themes.load(theme, scale), size, **options)
    made.dpi = dpi
    return made


def plot(
    result: Any, *, size: tuple[float, float] | None = None, theme: str = "light", **options: Any
) -> Figure:
    """The picture of a result as a matplotlib figure, to show, to change or to `savefig`.

    size : width and height in inches; None is wide enough for a page and as high as the result needs.
    options : as for `figure`.

    Raises
    ------
    UserError
        When the result has no picture.
    """
    if not has_figure(result):
        raise UserError(
            f"There is no picture of {type(result).__name__}; table() and summary() say all of it."
        )
    fitting = size or (SIZE[0], max(SIZE[1], least_height(result)))
    return figure(result, theme=theme, size=fitting, **options).to_figure()


def html(result: Any) -> str:
    """The card of a result in a notebook: headline, sentences, picture, table of numbers."""
    first, *rest = result.summary() or (type(result).__name__,)
    parts = [f"<p><strong>{escape(first)}</strong> {escape(' '.join(rest))}</p>"]
    if has_figure(result):
        size = (SIZE[0], max(SIZE[1], least_height(result)))
        png = base64.b64encode(figure(result, size=size).to_bytes("png", 96.0)).decode("ascii")
        parts.append(f'<img alt="{escape(first)}" src="data:image/png;base64,{png}">')
    parts.append(table_html(result.table().columns, result.table().rows))
    words = " ".join(part for part in (result.convention, *result.notes) if part)
    parts.append(f"<p><small>{escape(words)}</small></p>")
    return "\n".join(parts)
