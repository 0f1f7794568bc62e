"""How charts look: colours from the theme files, sizes, and the bundled typeface.

One `ChartTheme` serves the window (light, dark, high contrast, room mode) and paper ("print", which
must stay legible on a black-and-white copier: dashes, rings and letters carry the meaning, colour only
helps). Nothing here is drawn; the drawers in this package take a theme and an `Axes`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from leanbench import resources

FAMILY = "Leanbench Sans"


@dataclass(frozen=True, slots=True)
class ChartTheme:
    """Colours by role and the sizes in points; `scale` enlarges type and lines for a room."""

    name: str
    colours: Mapping[str, str]
    dark: bool
    scale: float = 1.0

    def __getitem__(self, role: str) -> str:
        return self.colours[role]

    @property
    def text(self) -> float:
        """Size of tick labels and notes."""
        return 8.5 * self.scale

    @property
    def label(self) -> float:
        """Size of axis labels and limit labels."""
        return 9.0 * self.scale

    @property
    def line(self) -> float:
        """Width of a data line."""
        return 0.9 * self.scale

    @property
    def limit(self) -> float:
        """Width of a limit line."""
        return 1.2 * self.scale

    @property
    def point(self) -> float:
        """Diameter of a point."""
        return 4.0 * self.scale


@cache
def load(name: str = "light", scale: float = 1.0) -> ChartTheme:
    """The chart theme of this name ("light", "dark", "contrast", "print")."""
    register_fonts()
    tokens = json.loads(resources.path("themes", f"{name}.json").read_text(encoding="utf-8"))
    return ChartTheme(name, tokens["colours"], bool(tokens.get("dark")), scale)


@cache
def register_fonts() -> None:
    """Make the bundled family known to matplotlib; system fonts are never looked at."""
    for path in sorted(resources.path("fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(str(path))


def font(weight: str = "normal", style: str = "normal") -> dict[str, Any]:
    """Keyword arguments that put text in the bundled family."""
    return {"fontfamily": FAMILY, "fontweight": weight, "fontstyle": style}


def new_figure(theme: ChartTheme, size: tuple[float, float]) -> Figure:
    """An empty figure of `size` inches on the panel colour, without pyplot's global list."""
    figure = Figure(figsize=size, facecolor=theme["panel"], layout=None)
    FigureCanvasAgg(figure)
    return figure


def style_axes(axes: Axes, theme: ChartTheme, *, grid: Literal["x", "y", "both"] | None = "y") -> None:
    """No box, a light grid, quiet ticks: the data are what is dark."""
    axes.set_facecolor(theme["panel"])
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(theme["line"])
        spine.set_linewidth(0.8 * theme.scale)
    axes.tick_params(
        colors=theme["muted"], labelsize=theme.text, length=0, pad=4 * theme.scale, labelfontfamily=FAMILY
    )
    axes.tick_params(axis="x", which="major", length=3 * theme.scale, color=theme["line"])
    if grid:
        quiet = "hairline_soft" if theme.name == "print" else "grid"
        axes.grid(True, axis=grid, color=theme[quiet], linewidth=0.6 * theme.scale)
    axes.set_axisbelow(True)
    # Places that are given need not be looked for: matplotlib would lay out all ticks three times over.
    axes.set_title("", y=1.0)
    axes.xaxis.set_label_coords(0.5, 0.0)
    axes.yaxis.set_label_coords(0.0, 0.5)


def axis_label(axes: Axes, theme: ChartTheme, *, x: str = "", y: str = "") -> Annotation | None:
    """The axis names, horizontal where they can be: y above the axis, left aligned. Returns that of y."""
    above: Annotation | None = None
    if x:
        axes.annotate(
            x,
            (0.5, 0.0),
            xytext=(0, -(theme.text * 1.35 + 9 * theme.scale)),
            xycoords="axes fraction",
            textcoords="offset points",
            color=theme["muted"],
            fontsize=theme.label,
            ha="center",
            va="top",
            annotation_clip=False,
            **font(),
        )
    if y:
        above = axes.annotate(
            y,
            (0.0, 1.0),
            xytext=(-2, 7 * theme.scale),
            xycoords="axes fraction",
            textcoords="offset points",
            color=theme["muted"],
            fontsize=theme.label,
            ha="left",
            va="bottom",
            annotation_clip=False,
            **font(),
        )
    return above
