"""What a notebook shows of a record: a table in HTML, and a picture by whoever knows how to draw it.

A room at the bottom cannot import the one that draws its results. The door of the package (`leanbench/__init__.py`)
says once who draws; `drawer` fetches it when somebody wants to see something.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Figure

_drawer: list[str] = []


def draw_with(module: str) -> None:
    """The module whose ``plot(result)`` and ``html(result)`` draw results; it is imported when it is wanted."""
    _drawer[:] = [module]


def drawer() -> Any:
    """The module given to `draw_with`."""
    return import_module(_drawer[-1])


def table_html(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A small table: text harmless to spreadsheets it is copied into, None empty, numbers to six digits."""
    from html import escape

    from leanbench.words.spreadsheet_text import harmless_text

    def cell(value: Any) -> str:
        if value is None:
            return ""
        return f"{value:.6g}" if isinstance(value, float) else harmless_text(str(value))

    head = "".join(f"<th>{escape(harmless_text(name))}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell(value))}</td>" for value in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
