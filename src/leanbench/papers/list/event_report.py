"""The Kaizen event report: from an event to one PDF that the sponsor can sign.

The order of the sections is the story of the event: what was agreed, who, how it is today, what the
data and the people say, how it will be, who does what, how it is kept, what it brings.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import IO

from leanbench.event.records import Event
from leanbench.papers.engine.flowables import Contents
from leanbench.papers.engine.page_flow import Item, PageBreak
from leanbench.papers.engine.paper_file import Task, stop_if_cancelled, write_paper
from leanbench.papers.engine.unprintable import Problem, ReportInfo
from leanbench.papers.engine.writer import Writer
from leanbench.papers.parts import (
    benefits_section,
    charter_section,
    cover,
    data_section,
    definitions_section,
    findings_section,
    maps_section,
    plan_section,
    summary,
)
from leanbench.words import N_, _

__all__ = ["Problem", "ReportInfo", "build_report"]


_SECTIONS: tuple[tuple[str, Callable[[Writer], list[Item]]], ...] = (
    (N_("The summary"), summary.summary),
    (N_("The charter"), charter_section.charter),
    (N_("The team"), charter_section.team),
    (N_("Customers and suppliers"), charter_section.customers),
    (N_("The current state"), maps_section.current_state),
    (N_("What the data say"), data_section.data),
    (N_("Wastes and causes"), findings_section.findings),
    (N_("The ideas"), findings_section.ideas),
    (N_("The future state"), maps_section.future_state),
    (N_("Other maps"), maps_section.other_states),
    (N_("The action list"), plan_section.plan),
    (N_("Keeping the gains"), plan_section.control),
    (N_("Benefits and cost"), benefits_section.benefits),
    (N_("The agenda"), charter_section.agenda),
    (N_("The data of the charts"), data_section.appendix),
    (N_("The definitions"), definitions_section.definitions),
)
# After a section on large or turned sheets the text goes on upright, on the same page when it is upright.
_UPRIGHT = {data_section.data, plan_section.plan}


def build_report(
    event: Event,
    target: str | Path | IO[bytes],
    *,
    date: datetime.date,
    version: str = "final",
    task: Task | None = None,
) -> ReportInfo:
    """Write the Kaizen event report of an event.

    Parameters
    ----------
    event : Event
        Any event, also an empty one: what is missing prints "not recorded" and is listed.
    target : path or binary file object
    date : datetime.date
        The date printed. The same event and date give the same bytes.
    version : str
        Printed in the footer: "draft", "final" ...
    task : Task, optional
        Progress and cancelling; a canceled report leaves no file.

    Returns
    -------
    ReportInfo
        Pages, and the problems to look at before handing it out.

    Raises
    ------
    UserError
        The file cannot be written, or the work was canceled.
    """
    writer = Writer(event, date)
    sections: list[Item] = []
    for number, (name, section) in enumerate(_SECTIONS):
        if task is not None:
            stop_if_cancelled(task)
            task.say(_("Report: {section}").format(section=_(name)[0].lower() + _(name)[1:]))
            task.progress(0.6 * number / len(_SECTIONS))
        if section in _UPRIGHT:
            sections.append(PageBreak(writer.text_sheet, if_other=True))
        sections += writer.guarded(_(name), lambda section=section: section(writer))  # type: ignore[misc]
    contents = Contents([entry for entry in writer.headings if entry[2] == 2])
    start = cover.cover(writer, version, contents)
    items = [*start, *sections]
    return write_paper(writer, _(cover.DOCUMENT), items, target, version=version, task=task)
