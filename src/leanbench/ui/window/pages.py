"""The pages of the rail, in the order of an event.

Each line is (id, title, icon, "module:Class"). A page's module is imported when the page is first
shown. See `leanbench.ui.frame.session` for how a page is written.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from leanbench.words import N_

Page = tuple[str, str, str, str]

PAGES: tuple[Page, ...] = (
    ("home", N_("Home"), "house", "leanbench.ui.event.home_page:HomePage"),
    ("map", N_("Map"), "workflow", "leanbench.ui.map.map_page:MapPage"),
    ("data", N_("Data"), "database", "leanbench.ui.data.data_page:DataPage"),
    ("charts", N_("Charts"), "chart-line", "leanbench.ui.charts.charts_page:ChartsPage"),
    ("records", N_("Records"), "file-text", "leanbench.ui.event.records_page:RecordsPage"),
    ("papers", N_("Papers"), "printer", "leanbench.ui.papers.papers_page:PapersPage"),
)


def available() -> tuple[Page, ...]:
    """The pages whose module exists in this build."""
    return tuple(page for page in PAGES if find_spec(page[3].partition(":")[0]) is not None)


def load(page: Page) -> Any:
    """The class of a page; imports its module."""
    module, _, name = page[3].partition(":")
    return getattr(import_module(module), name)
