"""One door for all pictures: a result record in, a matplotlib Figure out.

`figure` looks at the result's method and calls the drawer that fits; a method without a picture of its
own is drawn as its table of numbers would be read, so it has none here and `has_figure` says so.
"""

from __future__ import annotations

import io
from importlib import import_module
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from leanbench.charts import theme as themes

# Stable files: text stays text, ids do not change from run to run.
FILE_RULES = {
    "svg.fonttype": "none",
    "svg.hashsalt": "leanbench",
    "pdf.fonttype": 42,
    "axes.unicode_minus": True,
}
SIZE = (8.6, 4.2)

# What a result is drawn with, by the name of its record.
DRAWERS = {
    "ControlChart": "control:draw",
    "Pareto": "pareto:draw",
    "NormalCapability": "capability:draw_normal",
    "NonnormalCapability": "capability:draw_nonnormal",
    "DeadlineCapability": "capability:draw_deadline",
}


def has_figure(result: Any) -> bool:
    """There is a picture for this result."""
    return type(result).__name__ in DRAWERS


def figure(
    result: Any,
    *,
    theme: str = "light",
    size: tuple[float, float] = SIZE,
    scale: float = 1.0,
    dpi: float = 100.0,
    **options: Any,
) -> Figure:
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
    module, name = DRAWERS[type(result).__name__].split(":")
    draw = getattr(import_module(f"leanbench.charts.{module}"), name)
    made: Figure = draw(result, themes.load(theme, scale), size, **options)
    made.set_dpi(dpi)
    return made


def to_bytes(picture: Figure, kind: str, dpi: float = 144.0) -> bytes:
    """The figure as "svg", "pdf" or "png", the same bytes for the same figure."""
    stream = io.BytesIO()
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": "leanbench"}}[kind]
    with mpl.rc_context(FILE_RULES):
        picture.savefig(stream, format=kind, dpi=dpi, facecolor=picture.get_facecolor(), metadata=metadata)
    return stream.getvalue()


def save(picture: Figure, path: Path) -> None:
    """Write the figure; the ending of `path` chooses the form."""
    path.write_bytes(to_bytes(picture, path.suffix.lower().removeprefix(".")))
