"""How well a map that was made from an event log gives the log back: the sentence, the curves, how the log was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leanbench.drawing.cumulative_picture import Span, cumulative_picture
from leanbench.drawing.picture import Picture
from leanbench.event.records import Map
from leanbench.papers.engine.flowables import Bullets, Figure
from leanbench.papers.engine.page_flow import Item, Need
from leanbench.papers.engine.paper_style import CELL
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.writer import Writer
from leanbench.words import _
from leanbench.words.durations import time_text
from leanbench.words.numbers import number_text
from leanbench.words.working_calendar import BusinessMinutes

if TYPE_CHECKING:
    from leanbench.tables.logs.reproduction import Reproduction

_WIDTH, _HEIGHT = 560.0, 250.0


def proof(writer: Writer, drawn: Map) -> list[Item]:
    """The page of a mined map; nothing for a map that was drawn by hand."""
    from leanbench.tables.logs.kept_proof import kept_proof

    kept = kept_proof(writer.event, drawn.id)
    if kept is None:
        return []
    where = ("datasets", kept.data.id)
    name = writer.plain(kept.data.name or kept.data.id, *where)
    items: list[Item] = [
        Need(0.35),
        writer.heading(_("How well this map gives the log back"), 3),
        writer.lead_in(
            _("The map comes from the log “{log}”. {proof}").format(
                log=name, proof=writer.plain(kept.text, *where)
            )
        ),
    ]
    if kept.reproduction is not None:
        writer.figures += 1
        items += [
            Figure(
                proof_picture(kept.reproduction),
                caption=_(
                    "Lead times of the map as it was made, simulated, and of the cases held out. Bars: where a sample "
                    "of so many cases lies 19 times of 20. Edits made since are not in it."
                ),
            ),
            _table(kept.reproduction),
        ]
    if kept.notes:
        items.append(writer.heading(_("How the log was read"), 3))
        items.append(Bullets([writer.plain(note, *where) for note in kept.notes]))
    return items


def proof_words(writer: Writer, map_id: str) -> list[Item]:
    """The sentence for the first page; nothing when the map was drawn by hand."""
    from leanbench.tables.logs.kept_proof import kept_proof

    kept = kept_proof(writer.event, map_id)
    if kept is None:
        return []
    return [
        writer.paragraph(
            _("The map “{name}” comes from a log and was held against it. {proof}").format(
                name=writer.plain(writer.event.map(map_id).name or map_id, "maps", map_id),
                proof=writer.plain(kept.text, "datasets", kept.data.id),
            )
        )
    ]


def proof_picture(found: Reproduction) -> Picture:
    """The simulated and the held-out lead times as curves of the share done."""
    unit = "bd" if max(row[2] for row in found.curves) >= found.calendar.minutes_per("bd") else "h"
    size = found.calendar.minutes_per(unit)
    shares, simulated, observed = zip(*found.curves, strict=True)
    spans = [
        Span(
            one.share, one.low / size, one.high / size,
            _("P{share}: {low} to {high}").format(
                share=number_text(100 * one.share, 0), low=number_text(one.low / size, 1),
                high=number_text(one.high / size, 1)),
        )
        for one in found.percentiles
    ]  # fmt: skip
    axis = _("lead time in business days") if unit == "bd" else _("lead time in business hours")
    return cumulative_picture(
        shares, [x / size for x in simulated], [x / size for x in observed],
        (_("simulated"), _("held out")), spans, axis, _("How well the map gives the log back"),
        width=_WIDTH, height=_HEIGHT,
    )  # fmt: skip


def _table(found: Reproduction) -> Table:
    def time(minutes: float) -> str:
        return time_text(BusinessMinutes(minutes), found.calendar)

    rows = [
        Row(
            (
                _("{share}% of cases done (P{share})").format(share=number_text(100 * one.share, 0)),
                time(one.simulated),
                _("{low} to {high}").format(low=time(one.low), high=time(one.high)),
                time(one.observed),
                _("inside the interval") if one.is_reproduced else _("▲ outside the interval"),
            )
        )
        for one in found.percentiles
    ]
    columns = [
        Column(_("Lead time")), Column(_("Simulated"), "right", firm=True),
        Column(_("95% interval"), "right", firm=True), Column(_("Held out"), "right", firm=True),
        Column(_("Verdict"), firm=True),
    ]  # fmt: skip
    return Table(columns, rows, style=CELL)
