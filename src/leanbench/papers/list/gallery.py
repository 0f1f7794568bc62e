"""Every paper that can be printed, as data: what it is called, when it is used, how it is made.

The gallery of the Papers page and ``leanbench papers`` read this list. A paper's `make` gives the PDF as
bytes with what is to be looked at before it is handed out; the same event and date give the same bytes.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from leanbench.event.records import Event
from leanbench.papers.engine.unprintable import Problem, ReportInfo
from leanbench.words import _

Make = Callable[..., "tuple[bytes, ReportInfo]"]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of an event.

    id : stable name, also the file name. when : the moment it is used, the heading of its group. sheet : the
    paper it prints on, in words.
    make : (event, date, version, task) to (PDF bytes, info); of a public copy it is a paper for the public.
    """

    id: str
    title: str
    when: str
    about: str
    sheet: str
    make: Make


def papers(event: Event) -> tuple[Paper, ...]:
    """The papers of this event: one folder sheet and one wall poster for each map, and the report."""
    big = "A3" if event.header.paper == "a4" else "Tabloid"
    small = "A4" if event.header.paper == "a4" else "Letter"
    found: list[Paper] = []
    for item in event.maps:
        if not item.steps:
            continue
        name = item.name or item.id.replace("-", " ").capitalize()
        found.append(
            Paper(
                f"map-{item.id}",
                name,
                _("At the event"),
                _("one sheet for the folder"),
                big,
                _folder_map(item.id, big),
            )
        )
        found.append(
            Paper(
                f"wall-{item.id}",
                _("{name}, wall").format(name=name),
                _("At the event"),
                _("a poster of several sheets with marks to cut and join"),
                _("{size} sheets").format(size=small),
                _wall_map(item.id, small),
            )
        )
    if len([item for item in event.maps if item.steps]) > 1:
        found.append(
            Paper(
                "before-after",
                _("Before / after"),
                _("Leaving the event"),
                _("every figure of both states, with definitions and the steps"),
                small,
                _before_after,
            )
        )
    for name, title, when, about, blank in (
        ("records", _("Records"), _("Leaving the event"), _("every row of every table"), False),
        (
            "blank-sheets",
            _("Sheets to write on"),
            _("At the event"),
            _("a blank sheet for each kind of record"),
            True,
        ),
    ):
        found.append(Paper(name, title, when, about, small, _records(blank)))
    found.append(
        Paper(
            "report",
            _("Event report"),
            _("Leaving the event"),
            _("everything, for the sponsor"),
            _("{size}, maps {map_size}").format(size=small, map_size=big),
            _report,
        )
    )
    return tuple(found)


def _records(blank: bool) -> Make:
    def make(
        event: Event, date: datetime.date, version: str = "final", *_rest: Any, **_more: Any
    ) -> tuple[bytes, ReportInfo]:
        from leanbench.papers.list.record_paper import record_pdf

        return record_pdf(event, date=date, blank=blank, version=version)

    return make


def _report(
    event: Event, date: datetime.date, version: str = "final", task: Any = None
) -> tuple[bytes, ReportInfo]:
    from leanbench.papers.list.event_report import build_report

    stream = io.BytesIO()
    info = build_report(event, stream, date=date, version=version, task=task)
    return stream.getvalue(), info


def _before_after(
    event: Event, date: datetime.date, version: str = "final", *_rest: Any, **_more: Any
) -> tuple[bytes, ReportInfo]:
    from leanbench.papers.list.compare_paper import compare_pdf

    return compare_pdf(event, date=date, version=version)


def _folder_map(map_id: str, sheet: str) -> Make:
    def make(event: Event, date: datetime.date, *_rest: Any, **_more: Any) -> tuple[bytes, ReportInfo]:
        from leanbench.papers.list.map_pdf import map_pdf

        return _with_pages(map_pdf(event, map_id, paper=sheet.lower(), date=date))

    return make


def _wall_map(map_id: str, sheet: str) -> Make:
    def make(event: Event, date: datetime.date, *_rest: Any, **_more: Any) -> tuple[bytes, ReportInfo]:
        from leanbench.papers.list.map_pdf import map_pdf

        return _with_pages(map_pdf(event, map_id, tile=sheet.lower(), scale=1.6, date=date))

    return make


def _with_pages(data: bytes, problems: tuple[Problem, ...] = ()) -> tuple[bytes, ReportInfo]:
    """The bytes with their number of pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = len(document)
    document.close()
    return data, ReportInfo(pages, problems)
