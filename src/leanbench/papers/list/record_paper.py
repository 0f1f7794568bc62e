"""The records of an event on paper, kind by kind, and their blank twins; a new kind is in both by its cards."""

from __future__ import annotations

import datetime
import io
from functools import partial

from leanbench.event.records import NOT_TYPED, Event
from leanbench.papers.engine.flowables import Text
from leanbench.papers.engine.page_flow import Item
from leanbench.papers.engine.paper_file import event_title, write_paper
from leanbench.papers.engine.paper_style import LEAD
from leanbench.papers.engine.unprintable import ReportInfo
from leanbench.papers.engine.writer import Writer
from leanbench.papers.parts.record_sheet import record_sheet
from leanbench.schema.record_places import record_places, value_at
from leanbench.words import N_, _

FILLED, BLANK = N_("Records of the event"), N_("Sheets to write on")


def record_pdf(
    event: Event, *, date: datetime.date, blank: bool = False, version: str = "final"
) -> tuple[bytes, ReportInfo]:
    """Every record of an event by kind, or with `blank` a sheet to write on for each kind, as a tagged PDF.

    Kinds without a row are left out of the filled paper. The same event and date give the same bytes.
    """
    writer = Writer(event, date)
    document = _(BLANK if blank else FILLED)
    items: list[Item] = [writer.heading(document, 1), Text(event_title(writer), LEAD, after=10.0)]
    for path, place in record_places(Event, NOT_TYPED).items():
        if blank or value_at(event, path):
            items += writer.guarded(place.card.title, partial(record_sheet, writer, place, blank=blank), path)
    stream = io.BytesIO()
    info = write_paper(writer, document, items, stream, version=version)
    return stream.getvalue(), info
