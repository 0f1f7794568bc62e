"""Before and after on one paper: every figure of two states side by side, what happened to the steps,
and how each figure is computed. The text of the definitions is that of the explain cards.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence

from leanbench.event.records import Event, Map
from leanbench.flow.comparison import ChangeRow, Comparison, compare
from leanbench.papers.engine.flowables import Text
from leanbench.papers.engine.page_flow import Item, Need
from leanbench.papers.engine.paper_file import event_title, write_paper
from leanbench.papers.engine.paper_style import BODY, CELL, LEAD
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.unprintable import ReportInfo
from leanbench.papers.engine.writer import NOT_RECORDED, Writer
from leanbench.papers.parts.definitions_section import explained
from leanbench.papers.parts.summary import metric_name, row_change_text, states, value_text
from leanbench.quantity import Quantity
from leanbench.words import N_, _
from leanbench.words.durations import map_time_text
from leanbench.words.figures import figure_text
from leanbench.words.lists import count_text, list_text

DOCUMENT = N_("Before and after")
# The rows of the paper and of the compare view, in groups a reader asks for.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Time"), ("lead_time_expected", "lead_time_p85", "lead_time_first_pass", "process_time_critical_path_min",
              "activity_ratio_pct", "delays")),
    (N_("Quality"), ("rolled_ca_pct", "first_pass_probability_pct", "loops")),
    (N_("Steps and hands"), ("steps_all", "va_steps", "nva_steps", "roles", "handoffs_critical_path",
                         "handoffs_all_edges", "decisions")),
    (N_("Work and money"), ("labour_expected_min", "fte_required", "labour_cost_per_unit_usd",
                        "annual_labour_cost_usd", "work_in_process")),
)  # fmt: skip


def compare_pdf(
    event: Event,
    before_id: str = "",
    after_id: str = "",
    *,
    date: datetime.date,
    version: str = "final",
) -> tuple[bytes, ReportInfo]:
    """Two states of a process compared, as a tagged PDF.

    Parameters
    ----------
    before_id, after_id : str
        The maps; without them current and future, or the first two.
    date : datetime.date
        The date printed. The same event and date give the same bytes.

    Returns
    -------
    bytes, ReportInfo
        The file, and what to look at before handing it out.

    Raises
    ------
    KeyError
        The event has no map of that id.
    """
    writer = Writer(event, date)
    pair = (before_id, after_id) if before_id and after_id else states(event)
    items: list[Item] = [writer.heading(_(DOCUMENT), 1), Text(event_title(writer), LEAD, after=10.0)]
    if pair is None:
        writer.report(_("Before and after need two maps with steps; make a future state first."), "maps")
        text = _("Before and after: {not_recorded}. The event has fewer than two maps.")
        items.append(writer.paragraph(text.format(not_recorded=_(NOT_RECORDED))))
    else:
        items += writer.guarded(_("The comparison"), lambda: comparison_items(writer, *pair), "maps")
    stream = io.BytesIO()
    info = write_paper(writer, _(DOCUMENT), items, stream, version=version)
    return stream.getvalue(), info


def comparison_items(writer: Writer, before_id: str, after_id: str) -> list[Item]:
    """The table of figures, the steps, the definitions."""
    event = writer.event
    found = compare(event, before_id, after_id)
    before, after = event.map(before_id), event.map(after_id)
    rows = chosen_rows(event, found)
    items: list[Item] = [Text(writer.plain(_lead(event, found, before, after)), BODY, after=8.0)]
    items.append(_figures(writer, rows, before, after))
    items.append(
        writer.note(
            _(
                "Percent changes are computed from the figures as printed; a share changes in percentage "
                "points. Estimated: by the team. Projected: computed from the map. bd = business day of "
                "{hours_per_business_day}. The numbers refer to the definitions below."
            ).format(hours_per_business_day=figure_text(event.calendar.hours_per_business_day, "h"))
        )
    )
    items += [Need(0.25), writer.heading(_("What happened to the steps"), 2)]
    items.append(_steps(writer, found, before, after))
    items += [Need(0.25), writer.heading(_("How each figure is computed"), 2), _definitions(writer, rows)]
    return items


def chosen_rows(event: Event, found: Comparison) -> list[tuple[str, list[ChangeRow]]]:
    """The rows of each group that have a value on at least one side."""
    known = {row.name: row for row in found.rows}
    groups = []
    for title, names in GROUPS:
        rows = [known[name] for name in (row_name(event, name) for name in names) if name in known]
        rows = [row for row in rows if row.before.value is not None or row.after.value is not None]
        if rows:
            groups.append((title, rows))
    return groups


def row_name(event: Event, name: str) -> str:
    """A row of `GROUPS` as a metric: lead times in the report unit of the event."""
    if name == "lead_time_p85":
        return name + ("_bd" if event.calendar.report_unit in ("bd", "d", "w") else "_min")
    return metric_name(event, name)


def map_title(drawn: Map) -> str:
    """What a state is called."""
    return drawn.name or drawn.id.replace("-", " ").capitalize()


def _lead(event: Event, found: Comparison, before: Map, after: Map) -> str:
    name = row_name(event, "lead_time_expected")
    row = next((row for row in found.rows if row.name == name), None)
    first, second = map_title(before), map_title(after)
    text = _("{before} and {after}.").format(before=first, after=second)
    if row is not None and row.before.value is not None and row.after.value is not None and row.change_pct:
        text = (
            _(
                "From “{first}” to “{second}” the expected lead time goes from {before} to {after}, {change} less."
            )
            if row.change_pct < 0
            else _(
                "From “{first}” to “{second}” the expected lead time goes from {before} to {after}, {change} more."
            )
        ).format(
            first=first,
            second=second,
            before=value_text(row.before, event),
            after=value_text(row.after, event),
            change=figure_text(abs(row.change_pct), "change"),
        )
    steps = found.steps
    facts = [
        f"{count_text(len(part), 'step', 'steps', spelled=True)} {word}"
        for part, word in (
            (steps.removed, _("removed")), (steps.added, _("added")), (steps.combined, _("combined")),
            (steps.changed, _("changed")),
        )
        if part
    ]  # fmt: skip
    return text + (f" {', '.join(facts).capitalize()}." if facts else " " + _("The steps are the same."))


def _figures(writer: Writer, groups: Sequence[tuple[str, list[ChangeRow]]], before: Map, after: Map) -> Table:
    rows: list[Row] = []
    number = 0
    for title, members in groups:
        rows.append(Row((_(title),), "group"))
        for row in members:
            number += 1
            rows.append(
                Row((f"{row.label} ({number})", value_text(row.before, writer.event),
                     value_text(row.after, writer.event), row_change_text(row)))
            )  # fmt: skip
    heads = [
        f"{writer.plain(map_title(drawn))}\n{_basis(groups, side)}"
        for drawn, side in ((before, 0), (after, 1))
    ]
    columns = [
        Column(_("Figure")),
        *[Column(head, "right", least=84.0, most=130.0) for head in heads],
        Column(_("Change"), "right", firm=True, least=74.0),
    ]
    return Table(columns, rows, after=5.0, pad=3.0)


def _basis(groups: Sequence[tuple[str, list[ChangeRow]]], side: int) -> str:
    found = {_((row.before, row.after)[side].basis) for _group, rows in groups for row in rows}
    return list_text(sorted(found))


def _steps(writer: Writer, found: Comparison, before: Map, after: Map) -> Item:
    old = {step.id: step.name or step.id for step in before.steps}
    new = {step.id: step.name or step.id for step in after.steps}
    steps, event = found.steps, writer.event

    def role(role_id: str) -> str:
        return (event.role(role_id).name or role_id) if role_id else _("nobody named")

    moved = [
        (new.get(key, key), _("from {before} to {after}").format(before=role(one), after=role(two)))
        for key, one, two in steps.moved_lane
    ]
    parts: list[tuple[str, list[tuple[str, str]]]] = [
        (_("Removed"), [(old.get(key, key), _facts(event, before, key)) for key in steps.removed]),
        (_("Added"), [(new.get(key, key), _facts(event, after, key)) for key in steps.added]),
        (
            _("Combined"),
            [
                (new.get(k, k), _("from {steps}").format(steps=", ".join(old.get(i, i) for i in ids)))
                for ids, k in steps.combined
            ],
        ),
        (_("Changed"), [(step.name or step.after_id, "; ".join(step.differences)) for step in steps.changed]),
        (_("Moved to another lane"), moved),
    ]
    rows: list[Row] = []
    for title, members in parts:
        if members:
            rows.append(
                Row((f"{title}: {count_text(len(members), 'step', 'steps', spelled=True)}",), "group")
            )
            rows += [Row((writer.plain(name), writer.plain(words) or "–")) for name, words in members]
    if not rows:
        return Text(_("The steps are the same in both states."))
    columns = [Column(_("Step"), most=250.0), Column(_("What it was, or what changed"), most=400.0)]
    return Table(columns, rows, pad=3.0)


def _facts(event: Event, drawn: Map, step_id: str) -> str:
    """Who did a step and how long it took: ``Cashier, 6 min of work after 1 bd of waiting``."""
    step = drawn.step(step_id)
    parts = [event.role(step.role).name or step.role] if step.role else []
    if step.process_time is not None:
        work = _("{process_time} of work").format(
            process_time=map_time_text(step.process_time, event.calendar)
        )
        waiting = step.wait is not None and step.wait.mean() > 0
        parts.append(
            work
            + (
                _(" after {wait} of waiting").format(wait=map_time_text(step.wait, event.calendar))
                if waiting
                else ""
            )
        )
    return ", ".join(parts)


def _definitions(writer: Writer, groups: Sequence[tuple[str, list[ChangeRow]]]) -> Table:
    quantities: list[Quantity] = [row.after for _, rows in groups for row in rows]
    rows = [
        Row((f"({number}) {quantity.label}", writer.plain(explained(quantity))))
        for number, quantity in enumerate(quantities, start=1)
    ]
    columns = [Column(_("Figure"), least=110.0, most=150.0), Column(_("How it is computed"), most=1000.0)]
    return Table(columns, rows, style=CELL.but(size=8.5, leading=11.5), pad=3.0)
