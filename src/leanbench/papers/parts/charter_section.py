"""The agreement with the sponsor, the people, and the customers: charter, team, SIPOC, voice."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.event.records import Line, Metric, Sipoc
from leanbench.papers.engine.flowables import Text
from leanbench.papers.engine.page_flow import Item, Need, PageBreak
from leanbench.papers.engine.paper_table import Cell, Column, Row, Table
from leanbench.papers.engine.paragraphs import Points, Words
from leanbench.papers.engine.writer import Writer
from leanbench.papers.parts.record_sheet import record_rows
from leanbench.schema import cards_of
from leanbench.words import _
from leanbench.words.dates import with_dates
from leanbench.words.figures import change_text, figure_text
from leanbench.words.lists import count_text
from leanbench.words.numbers import signed_text


def charter(writer: Writer) -> list[Item]:
    """Why, from where to where, what not, what is to be reached, who answers for it."""
    record = writer.event.charter
    items: list[Item] = [PageBreak(writer.text_sheet), writer.heading(_("Charter"))]
    for title, text, name in (
        (_("Background"), record.background, "background"),
        (_("Problem"), record.problem_statement, "problem_statement"),
    ):
        items.append(writer.heading(title, 3))
        items.append(Text(writer.say(text, _("The {title}").format(title=title.lower()), "charter", name)))
    items.append(writer.heading(_("Boundaries"), 3))
    items.append(_facts(writer, _boundaries(writer)))
    items.append(writer.heading(_("Goals and measures"), 3))
    items.append(writer.bullets(record.goals, _("The goals"), "charter", "goals"))
    items += _metrics(writer, record.metrics)
    items.append(writer.heading(_("Customers and what they receive"), 3))
    items.append(
        record_rows(writer, "charter.customers_and_deliverables", ("customer", "deliverable"), "deliverable")
    )
    items.append(writer.heading(_("Preparation and dates"), 3))
    items.append(_facts(writer, _preparation(writer)))
    items.append(writer.heading(_("Approvals"), 3))
    items.append(record_rows(writer, "charter.approvals", ("role", "date"), "date"))
    return items


def _facts(writer: Writer, facts: Sequence[tuple[str, Cell]]) -> Table:
    """Label and text side by side, one row each."""
    rows = [Row((label, words)) for label, words in facts]
    return Table([Column("", firm=True, least=104.0), Column("", most=1000.0)], rows, heads_bold=True)


def list_cell(writer: Writer, items: Sequence[Line], what: str, *where: str) -> Cell:
    """A list for a table cell: one item as text, several as points, none as "not recorded"."""
    texts: list[Words] = [writer.plain(item.text, *where) for item in items if item.text.strip()]
    if not texts:
        return (writer.missing(what, *where),)
    return texts[0] if len(texts) == 1 else Points(tuple(texts))


def _boundaries(writer: Writer) -> list[tuple[str, Cell]]:
    record = writer.event.charter
    say = writer.say
    return [
        (
            _("Process starts"),
            say(record.process_start, _("Where the process starts"), "charter", "process_start"),
        ),
        (_("Process ends"), say(record.process_end, _("Where the process ends"), "charter", "process_end")),
        (_("In scope"), list_cell(writer, record.in_scope, _("What is in scope"), "charter", "in_scope")),
        (
            _("Out of scope"),
            list_cell(writer, record.out_of_scope, _("What is out of scope"), "charter", "out_of_scope"),
        ),
        (
            _("Conditions"),
            list_cell(
                writer, record.boundary_conditions, _("Boundary conditions"), "charter", "boundary_conditions"
            ),
        ),
    ]


def _preparation(writer: Writer) -> list[tuple[str, Cell]]:
    record = writer.event.charter
    report_out = record.report_out.strip()
    reported = with_dates(report_out)
    return [
        ("Pre-work", list_cell(writer, record.pre_work, _("The pre-work"), "charter", "pre_work")),
        ("Briefings", writer.say(record.briefings, _("When briefings are held"), "charter", "briefings")),
        ("Report-out", writer.say(reported, _("The date of the report-out"), "charter", "report_out")),
    ]


def _metrics(writer: Writer, metrics: Sequence[Metric]) -> list[Item]:
    """The metrics table: current, target and the gap between them."""
    if not metrics:
        return [Text((writer.missing(_("Measures with current and target values"), "charter", "metrics"),))]
    rows = []
    for metric in metrics:
        name = metric.name or _("a measure")
        if not metric.unit.strip():
            writer.report(_("“{name}” has no unit.").format(name=writer.plain(name)), "charter", "metrics")
        rows.append(
            Row(
                (
                    writer.plain(metric.name) or "–",
                    writer.plain(metric.unit),
                    _value(writer, metric.current, _("The current value of “{name}”").format(name=name)),
                    _value(writer, metric.target, _("The target of “{name}”").format(name=name)),
                    _gap(metric),
                )
            )
        )
    return [
        Table(
            [
                Column(_("Measure")),
                Column(_("Unit")),
                Column(_("Current"), "right", least=56),
                Column(_("Target"), "right", least=56),
                Column(_("Change wanted"), "right", firm=True, least=64),
            ],
            rows,
            before=8.0,
        )
    ]


def _value(writer: Writer, value: float | str | None, what: str) -> Words:
    if value is None or (isinstance(value, str) and not value.strip()):
        return (writer.missing(what, "charter", "metrics"),)
    return figure_text(value) if isinstance(value, (int, float)) else writer.plain(value)


def _gap(metric: Metric) -> str:
    """The change from current to target, in points for a percentage."""
    current, target = metric.current, metric.target
    if not isinstance(current, (int, float)) or not isinstance(target, (int, float)):
        return "–"
    if metric.unit.strip() in ("%", "percent"):
        return _("{change} points").format(change=signed_text(target - current, 1))
    return change_text(100.0 * (target - current) / current) if current else "–"


def team(writer: Writer) -> list[Item]:
    """Who was in the room."""
    event = writer.event
    items: list[Item] = [Need(0.22), writer.heading(_("Team"))]
    if not event.team:
        items.append(Text((writer.missing(_("The team"), "team"),)))
    else:
        groups: dict[str, int] = {}
        for member in event.team:
            groups[member.group.strip()] = groups.get(member.group.strip(), 0) + 1
        balance = ", ".join(
            f"{count_text(count, 'person', 'people', spelled=True)} {group or _('with no group recorded')}"
            for group, count in groups.items()
        )
        items.append(
            writer.paragraph(
                f"{count_text(len(event.team), 'person', 'people', spelled=True).capitalize()}: {balance}.",
                "team",
            )
        )
        rows = []
        for number, member in enumerate(event.team, 1):
            who = writer.plain(member.name, "team")
            rows.append(
                Row(
                    (
                        who
                        or (
                            writer.missing(
                                _("The name of team member {number}").format(number=number), "team"
                            ),
                        ),
                        writer.say(
                            member.role,
                            _("The role of {who}").format(
                                who=who or _("team member {number}").format(number=number)
                            ),
                            "team",
                        ),
                        writer.plain(member.group, "team") or "–",
                    )
                )
            )
        items.append(Table([Column(_("Name")), Column(_("Role")), Column(_("Group"))], rows))
    return items


def customers(writer: Writer) -> list[Item]:
    """SIPOC and the voice of the customer."""
    event = writer.event
    items: list[Item] = [Need(0.35), writer.heading(_("Customers and suppliers"))]
    items.append(writer.heading(_("SIPOC"), 3))
    sipoc = event.sipoc
    lists = [card for card in cards_of(Sipoc).values() if card.kind == "rows" and card.name != "requirements"]
    if any(getattr(sipoc, card.name) for card in lists):
        cells = []
        for card in lists:
            what = _("SIPOC: {title}").format(title=card.words)
            cells.append(list_cell(writer, getattr(sipoc, card.name), what, "sipoc", card.name))
        columns = [Column(card.title, most=110.0) for card in lists]
        items.append(Table(columns, [Row(tuple(cells))], row_heads=False))
        items.append(writer.heading(_("What customers require"), 3))
        items.append(
            writer.bullets(sipoc.requirements, _("What the customers require"), "sipoc", "requirements")
        )
    else:
        items.append(Text((writer.missing(_("The SIPOC"), "sipoc"),)))
    items.append(writer.heading(_("Voice of the customer"), 3))
    fields = ("verbatim", "source", "need", "ctq", "spec")
    items.append(record_rows(writer, "voc", fields, "verbatim", row_heads=False))
    return items


def agenda(writer: Writer) -> list[Item]:
    """How the days ran."""
    event = writer.event
    if not event.agenda and not event.ground_rules:
        return []
    items: list[Item] = [Need(0.3), writer.heading(_("Agenda and ground rules"))]
    rows: list[Row] = []
    if not event.agenda:
        items.append(Text((writer.missing(_("The agenda"), "agenda"),)))
    for number, day in enumerate(event.agenda, 1):
        title = writer.plain(day.title, "agenda")
        rows.append(
            Row((_("Day {day}").format(day=day.day or number) + (f": {title}" if title else ""),), "group")
        )
        rows += [Row((writer.plain(block.time), writer.plain(block.topic, "agenda"))) for block in day.blocks]
    if rows:
        items.append(Table([Column(_("Time"), firm=True, least=52.0), Column(_("Topic"), most=1000.0)], rows))
    if event.ground_rules:
        items.append(writer.heading(_("Ground rules"), 3))
        items.append(writer.bullets(event.ground_rules, _("Ground rules"), "ground_rules"))
    return items


def parking_lot(writer: Writer) -> list[Item]:
    """What was put aside."""
    if not writer.event.parking_lot:
        return []
    lot = [writer.plain(entry.text, "parking_lot") for entry in writer.event.parking_lot]
    return [writer.heading(_("Parking lot"), 3), writer.bullets(lot, _("The parking lot"), "parking_lot")]
