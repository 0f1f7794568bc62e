"""The first page: a title block that is recognized across the room, who is responsible, the contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leanbench.papers.engine.flowables import Contents, Gap, Heading
from leanbench.papers.engine.page_flow import Block, Desk, Item
from leanbench.papers.engine.paper_style import DARK, H2, Style
from leanbench.papers.engine.paper_table import Cell, Column, Row, Table
from leanbench.papers.engine.paragraphs import break_lines, draw_lines, draw_text
from leanbench.papers.engine.writer import Writer
from leanbench.words import N_, _
from leanbench.words.dates import date_range_text, date_text
from leanbench.words.lists import count_text

DOCUMENT = N_("Kaizen event report")
_WHITE = "#FFFFFF"
_PLAIN = Style(size=11.0, leading=16.0, colour=_WHITE)


@dataclass(slots=True)
class TitleBlock:
    """The dark block at the top of the first page, from edge to edge: white on dark, 9:1."""

    kind: str
    title: str
    lines: Sequence[str]
    key: str
    before: float = 0.0
    after: float = 22.0
    keep_next: bool = False

    def _style(self, width: float) -> Style:
        style = Style(face="semibold", size=28.0, leading=34.0, colour=_WHITE)
        if len(break_lines(self.title, style, width)) > 3:
            style = style.but(size=19.0, leading=24.0)
        return style

    def _title(self, width: float) -> tuple[int, Style]:
        style = self._style(width)
        return min(len(break_lines(self.title, style, width)), 8), style

    def height(self, width: float) -> float:
        count, style = self._title(width)
        return 24.0 + count * style.leading + 12.0 + 16.0 * len(self._set_lines(width)) + 16.0

    def _set_lines(self, width: float) -> list[str]:
        return [line.text for text in self.lines for line in break_lines(text, _PLAIN, width)[:2]]

    def least(self, width: float) -> float:
        return self.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        pdf, canvas, sheet = desk.pdf, desk.pdf.canvas, desk.sheet
        bottom = top - self.height(width)
        with pdf.artifact("Layout"):
            canvas.setFillColor(DARK)
            canvas.rect(0, bottom, sheet.width, sheet.height - bottom, stroke=0, fill=1)
        small = Style(face="semibold", size=10.0, leading=14.0, colour=_WHITE)
        with pdf.content(desk.parent.add("P")):
            draw_text(canvas, x, top + 2.0, self.kind + " ", small)
        count, style = self._title(width)
        with pdf.content(desk.parent.add("H1")):
            lines = break_lines(self.title, style, width)[:count]
            draw_lines(canvas, lines, style, x, top - 18.0, width)
        pdf.bookmark(self.key, sheet.height, self.title, 0)
        y = top - 18.0 - count * style.leading - 20.0
        for line in self._set_lines(width):
            with pdf.content(desk.parent.add("P")):
                draw_text(canvas, x, y, line + " ", _PLAIN)
            y -= 16.0


def cover(writer: Writer, version: str, contents: Contents) -> list[Item]:
    """Title block, the people responsible, and the contents."""
    event, header = writer.event, writer.event.header
    place = [writer.plain(part) for part in (header.agency, header.site) if part.strip()]
    if not header.agency.strip():
        writer.report(_("The agency is not recorded."), "header", "agency")
    when = date_range_text(header.start, header.end)
    if not when:
        writer.report(_("The dates of the event are not recorded."), "header", "start")
    title = writer.plain(header.title, "header", "title") if header.title.strip() else ""
    if not title:
        writer.report(_("The title of the event is not recorded."), "header", "title")
    lines = [*(place or [_("Agency not recorded")]), when or _("Dates not recorded")]
    block = TitleBlock(_(DOCUMENT), title or _("Untitled event"), lines, "title")

    charter = event.charter
    people = len(event.team)
    team = count_text(people, "person", "people", spelled=True).capitalize() if people else ""
    facts: list[tuple[str, Cell]] = [
        (_("Sponsor"), writer.say(charter.sponsor, _("The sponsor"), "charter", "sponsor")),
        (
            _("Process owner"),
            writer.say(charter.process_owner, _("The process owner"), "charter", "process_owner"),
        ),
        (_("Team leader"), writer.say(charter.team_leader, _("The team leader"), "charter", "team_leader")),
        (
            _("Facilitators"),
            writer.say(
                ", ".join(map(str, charter.facilitators)), _("The facilitator"), "charter", "facilitators"
            ),
        ),
        (_("Team"), writer.say(team, _("The team"), "team")),
        (
            _("Printed"),
            ", ".join(filter(None, (date_text(writer.date), version, writer.event.header.public_mark))),
        ),
    ]
    table = Table(
        [Column("", firm=True, least=92.0), Column("")],
        [Row((label, words)) for label, words in facts],
        heads_bold=True,
        rules=False,
        after=16.0,
    )
    return [
        block,
        table,
        Heading(_("Contents"), 2, "contents", before=4.0, after=2.0, outline=False, look=H2),
        contents,
        Gap(4.0),
    ]
