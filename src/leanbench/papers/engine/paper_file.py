"""A paper as a file: title, header and footer are those of the event, the blocks are anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol

from leanbench.drawing.pdf_tagged import TaggedPdf
from leanbench.errors import UserError
from leanbench.papers.engine.page_flow import Flow, Furniture, Item
from leanbench.papers.engine.unprintable import ReportInfo
from leanbench.papers.engine.writer import Writer
from leanbench.words import _
from leanbench.words.dates import date_text


class Task(Protocol):
    """How long work tells its progress and is stopped; the window's tasks have this shape."""

    def progress(self, share: float) -> None: ...
    def say(self, text: str) -> None: ...
    def cancelled(self) -> bool: ...


def event_title(writer: Writer) -> str:
    """What the event of a paper is called."""
    return writer.plain(writer.event.header.title) or _("Untitled event")


def write_paper(
    writer: Writer,
    document: str,
    items: Sequence[Item],
    target: str | Path | IO[bytes],
    *,
    version: str = "final",
    task: Task | None = None,
) -> ReportInfo:
    """Write the blocks of a paper that is called `document`, as a tagged PDF.

    Raises
    ------
    UserError
        The file cannot be written, or the work was canceled.
    """
    header = writer.event.header
    title, agency = event_title(writer), writer.plain(header.agency)
    pdf = TaggedPdf(
        str(target) if isinstance(target, Path) else target,
        title=f"{title}: {document}",
        language=header.language or "en-US",
        date=writer.date,
        author=agency,
        subject=document,
    )
    foot = (
        agency,
        writer.plain(header.site),
        date_text(writer.date),
        version,
        writer.event.header.public_mark,
    )

    def page_done(count: int) -> None:
        if task is not None:
            stop_if_cancelled(task)
            task.progress(min(0.6 + 0.01 * count, 0.95))

    flow = Flow(pdf, writer.text_sheet, Furniture(title, document, foot), page_done)
    flow.run(list(items))
    try:
        pdf.save()
    except OSError as error:
        raise UserError(
            _("The report could not be written to {target}: {reason}.").format(
                target=target, reason=error.strerror or error
            )
        ) from error
    if task is not None:
        task.progress(1.0)
    return ReportInfo(
        len(pdf.pages), tuple(writer.problems), writer.figures, tuple(sheet.name for sheet in flow.sheets)
    )


def stop_if_cancelled(task: Task) -> None:
    """Raises UserError when somebody stopped the work."""
    if task.cancelled():
        raise UserError(_("The report was stopped before it was written."))
