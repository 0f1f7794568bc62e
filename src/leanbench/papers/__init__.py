"""Papers: accessible PDFs of an event. Never Qt.

From a notebook: ``papers.build_report(event, "report.pdf", date=day)``, ``papers.map_pdf(event, "future")``,
``papers.compare_pdf(event, date=day)``; ``papers.gallery(event)`` lists all. Loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leanbench.doors import lazy_names

if TYPE_CHECKING:
    from leanbench.papers.list.compare_paper import compare_pdf
    from leanbench.papers.list.event_report import build_report
    from leanbench.papers.list.gallery import Paper, papers
    from leanbench.papers.list.map_pdf import map_pdf

__all__ = ["Paper", "build_report", "compare_pdf", "map_pdf", "papers"]

__getattr__ = lazy_names(
    __name__,
    {
        "list.compare_paper": ("compare_pdf",),
        "list.event_report": ("build_report",),
        "list.gallery": ("Paper", "papers"),
        "list.map_pdf": ("map_pdf",),
    },
)
