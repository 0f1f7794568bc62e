"""One door for all charts: a result record in, a picture out.

`figure` looks at the name of the result's record and calls the drawer that fits; a record without a picture of its
own has none here, and `has_figure` says so. `plot` and `html` are what a notebook gets of a result: `Result.plot`
and its card come here by `leanbench.notebook`, so that `leanbench.stats` imports nothing above it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from leanbench.errors import UserError
from leanbench.notebook import table_html
from leanbench.plots import plot_theme as themes
from leanbench.plots.answers import Answer
from leanbench.plots.sheet import Sheet
from leanbench.words.language import _

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (8.6, 4.2)  # inches


@dataclass(frozen=True, slots=True)
class Drawer:
    """How one kind of result is drawn.

    function : module and function of this package; called with the result, theme, size and its own options.
    height : the inches that a picture of normal width needs to be read, a number or from the result.
    """

    function: str
    height: float | Callable[[Any], float] = 3.0


def _rows(name: str) -> Callable[[Any], float]:
    """Half an inch for each of the result's rows, which are called `name`."""
    return lambda result: max(3.0, 1.9 + 0.5 * len(getattr(result, name)))


# By the name of the result's record, so that no room of the statistics is loaded before it is drawn.
DRAWERS: Mapping[str, Drawer] = {
    "ControlChart": Drawer("draw_control:draw", lambda chart: 2.0 + 1.1 * len(chart.panels)),
    "Pareto": Drawer("draw_pareto:draw"),
    "NormalCapability": Drawer("draw_capability:draw_normal"),
    "NonnormalCapability": Drawer("draw_capability:draw_nonnormal"),
    "DeadlineCapability": Drawer("draw_capability:draw_deadline"),
    "BinomialCapability": Drawer("draw_capability:draw_shares"),
    "PoissonCapability": Drawer("draw_capability:draw_rates"),
    "ManyCapability": Drawer("draw_capability:draw_many"),
    "Sixpack": Drawer("draw_sixpack:draw", 5.6),
    "Change": Drawer("draw_change:draw", 4.6),
    "Samples": Drawer("draw_groups:draw_samples", _rows("names")),
    "BoxPlot": Drawer("draw_groups:draw_boxplot", _rows("boxes")),
    "Anova": Drawer("draw_groups:draw_anova", _rows("groups")),
    "Estimates": Drawer("draw_groups:draw_estimates"),
    "Bars": Drawer("draw_groups:draw_bars"),
    "Regression": Drawer("draw_relations:draw_regression", 4.6),
    "Scatter": Drawer(
        "draw_relations:draw_scatter", lambda result: max(3.6, 1.1 * min(len(result.names), 6))
    ),
    "Histogram": Drawer("draw_shapes:draw_histogram"),
    "Description": Drawer("draw_shapes:draw_description"),
    "DotPlot": Drawer("draw_shapes:draw_dots"),
    "TimePlot": Drawer("draw_shapes:draw_time"),
    "MultiVari": Drawer("draw_shapes:draw_multi_vari"),
    "ProbabilityPlot": Drawer("draw_fits:draw_probability"),
    "Identification": Drawer("draw_fits:draw_identification", 4.6),
    "TransformStudy": Drawer("draw_fits:draw_transform"),
    "Outliers": Drawer("draw_shapes:draw_outliers"),
    "Autocorrelation": Drawer("draw_shapes:draw_autocorrelation"),
    "GageStudy": Drawer("draw_measurement:draw_gage", 5.6),
    "Type1Study": Drawer("draw_measurement:draw_type_1"),
    "LinearityStudy": Drawer("draw_measurement:draw_linearity"),
    "AgreementStudy": Drawer("draw_measurement:draw_agreement"),
    "PowerCurve": Drawer("draw_plans:draw_power"),
    "Precision": Drawer("draw_plans:draw_precision"),
    "RunLengths": Drawer("draw_plans:draw_run_lengths"),
    "Panels": Drawer("draw_panels:draw_panels", _rows("groups")),
    "Survey": Drawer("draw_survey:draw_survey", _rows("items")),
    "Alpha": Drawer("draw_survey:draw_alpha", _rows("without")),
    "ImportancePerformance": Drawer("draw_survey:draw_importance"),
    "CheckSheet": Drawer("draw_tally:draw_check_sheet", _rows("rows")),
    "Concentration": Drawer("draw_tally:draw_concentration"),
}


def has_figure(result: Any) -> bool:
    """There is a picture for this result."""
    return type(picture_source(result)).__name__ in DRAWERS


def picture_source(result: Any) -> Any:
    """What the picture is made from: the result, or the picture an `Answer` carries."""
    return result.picture if isinstance(result, Answer) else result


def _drawer(result: Any) -> Drawer:
    """The drawer of a result; a capability study with its chart is a page of six panels."""
    name = type(result).__name__
    return DRAWERS["Sixpack" if name == "NormalCapability" and "chart" in result.details else name]


def least_height(result: Any) -> float:
    """The inches a picture of normal width needs to be read; more for pages of several panels."""
    result = picture_source(result)
    height = _drawer(result).height if has_figure(result) else 3.0
    return height(result) if callable(height) else height


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
    module, name = _drawer(result).function.split(":")
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
            _("There is no picture of {name}; table() and summary() say all of it.").format(
                name=type(result).__name__
            )
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
