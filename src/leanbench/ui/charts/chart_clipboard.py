"""A result for another document: its picture, or its numbers ready for a spreadsheet."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QGuiApplication

from leanbench.plots.answers import inner
from leanbench.ui.charts.chart_view import ChartView


def copy_picture(view: ChartView) -> str:
    """Copy the chart, light and sharp in print; returns what to say, "" when there is none."""
    picture = view.picture_for_paper()
    if picture is None:
        return ""
    QGuiApplication.clipboard().setImage(picture)
    return "The chart is on the clipboard as a picture."


def copy_table(result: Any) -> str:
    """Copy all numbers, cells parted by tabs; returns what to say, "" when there is no result."""
    if result is None:
        return ""
    made = inner(result).table()
    lines = ["\t".join(made.columns)]
    lines += ["\t".join("" if cell is None else str(cell) for cell in row) for row in made.rows]
    QGuiApplication.clipboard().setText("\n".join(lines))
    return f"{len(made.rows):,} rows are on the clipboard."
