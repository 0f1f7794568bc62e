"""Who does what by when, who hears of it, how it is kept: actions, messages, control plan, reviews."""

from __future__ import annotations

import datetime

from leanbench.event.records import Action, StandardWork
from leanbench.papers.engine.flowables import Text
from leanbench.papers.engine.page_flow import Item, Need
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.writer import NOT_RECORDED, Writer
from leanbench.papers.parts.record_sheet import pretty_spec, record_rows
from leanbench.papers.parts.summary import measure_label, measure_unit
from leanbench.words import _
from leanbench.words.dates import iso_start
from leanbench.words.figures import figure_text
from leanbench.words.lists import capital_text, count_text
from leanbench.words.numbers import percent_text

_DONE = {"done", "complete", "completed", "closed", "finished"}
_STARTED = {"in progress", "started", "ongoing", "doing", "in work", "partly done", "partial"}
_DROPPED = {"dropped", "cancelled", "canceled", "not done", "rejected"}


def status_of(action: Action, today: datetime.date) -> str:
    """Shape and word: ``● done``, ``◐ in progress``, ``○ open``, ``▲ late``; other words stay.

    An action is late when its date has passed and it is neither done nor dropped.
    """
    word = action.status.strip().casefold()
    if word in _DONE or (not word and action.pct is not None and action.pct >= 100):
        return _("● done")
    if word in _DROPPED:
        return f"□ {word}"
    due = iso_start(action.due)
    if due is not None and due < today:
        return _("▲ late")
    if word in _STARTED or (action.pct or 0) > 0:
        return _("◐ in progress")
    return _("○ open") if word in ("", "open", "not started", "new", "planned") else f"○ {word}"


def plan(writer: Writer) -> list[Item]:
    """The action list in buckets of days, and the communication plan."""
    event = writer.event
    items: list[Item] = [Need(0.35), writer.heading(_("Action list"))]
    if not event.actions:
        items.append(Text((writer.missing(_("The action list"), "actions"),)))
    else:
        items += _actions(writer)
    items.append(writer.heading(_("Communication plan"), 3))
    fields = ("audience", "message", "channel", "who", "when")
    items.append(record_rows(writer, "communication_plan", fields, "audience", "who", "when"))
    return items


def _actions(writer: Writer) -> list[Item]:
    actions = writer.event.actions
    states = [status_of(action, writer.date) for action in actions]
    order = (_("● done"), _("◐ in progress"), _("○ open"), _("▲ late"))
    counts = [(state, states.count(state)) for state in order if state in states]
    rest = len(states) - sum(count for _, count in counts)
    told = ", ".join(f"{count} {state[2:]}" for state, count in counts) + (f", {rest} other" if rest else "")
    items: list[Item] = [
        writer.lead_in(
            f"{count_text(len(actions), 'action', 'actions', spelled=True).capitalize()}: {told}.", "actions"
        )
    ]
    buckets: dict[int | None, list[tuple[Action, str]]] = {}
    for action, state in zip(actions, states, strict=True):
        buckets.setdefault(action.days, []).append((action, state))
    numbers = {action.id: str(number) for number, action in enumerate(writer.event.actions, 1)}
    rows: list[Row] = []
    for days in sorted(buckets, key=lambda value: (value is None, value or 0)):
        if len(buckets) > 1 or days is not None:
            rows.append(
                Row(
                    (
                        _("Within {days} days").format(days=days)
                        if days is not None
                        else _("No time frame recorded"),
                    ),
                    "group",
                )
            )
        for action, state in sorted(buckets[days], key=lambda pair: pair[0].due or "9999"):
            what = writer.say(
                action.action,
                _("What action {number} is").format(number=numbers[action.id]),
                "actions",
                action.id,
            )
            problem = " · ".join(part for part in (action.waste, action.problem) if part.strip())
            done = f" {percent_text(action.pct)}" if action.pct is not None and 0 < action.pct < 100 else ""
            rows.append(
                Row(
                    (
                        numbers[action.id],
                        what,
                        writer.plain(problem, "actions", action.id) or "–",
                        writer.say(
                            action.who,
                            _("The owner of action {number}").format(number=numbers[action.id]),
                            "actions",
                            action.id,
                        ),
                        writer.day(
                            action.due,
                            _("The due date of action {number}").format(number=numbers[action.id]),
                            "actions",
                            action.id,
                        ),
                        writer.plain(state + done, "actions", action.id),
                    )
                )
            )
    columns = [
        Column(_("No."), "right", firm=True),
        Column(_("Action")),
        Column(_("Waste and problem")),
        Column(_("Who")),
        Column(_("Due"), firm=True),
        Column(_("Status"), firm=True),
    ]
    items.append(Table(columns, rows))
    return items


def control(writer: Writer) -> list[Item]:
    """Control plan, standard work and the follow-up reviews."""
    event = writer.event
    items: list[Item] = [Need(0.35), writer.heading(_("Keeping the gains"))]
    items.append(writer.heading(_("Control plan"), 3))
    if event.control_plan:
        rows = []
        for line in event.control_plan:
            how = " · ".join(part for part in (line.measure, line.sample, line.frequency) if part.strip())
            rows.append(
                Row(
                    (
                        writer.say(
                            line.characteristic, _("A characteristic of the control plan"), "control_plan"
                        ),
                        writer.say(
                            pretty_spec(line.spec),
                            _("The limit of “{characteristic}”").format(characteristic=line.characteristic),
                            "control_plan",
                        ),
                        writer.plain(how, "control_plan") or "–",
                        writer.plain(line.chart, "control_plan") or "–",
                        writer.say(
                            line.owner,
                            _("The owner of “{characteristic}”").format(characteristic=line.characteristic),
                            "control_plan",
                        ),
                        writer.say(
                            line.reaction,
                            _("The reaction to “{characteristic}”").format(
                                characteristic=line.characteristic
                            ),
                            "control_plan",
                        ),
                    )
                )
            )
        titles = (
            _("Characteristic"), _("Requirement"), _("Measured how and when"), _("Chart"), _("Owner"), _("Reaction"),
        )  # fmt: skip
        items.append(Table([Column(title) for title in titles], rows))
    else:
        items.append(Text((writer.missing(_("The control plan"), "control_plan"),)))
    for sheet in event.standard_work:
        items += _standard_work(writer, sheet)
    items += _follow_up(writer)
    return items


def _standard_work(writer: Writer, sheet: StandardWork) -> list[Item]:
    role = writer.event.role(sheet.role).name if sheet.role else ""
    known = [row.minutes for row in sheet.steps if row.minutes is not None]
    told = [
        _("Role: {role}").format(role=role) if role else "",
        _("takt {takt_min}").format(takt_min=figure_text(sheet.takt_min, "min")) if sheet.takt_min else "",
    ]
    told.append(_("{known} in total").format(known=figure_text(sum(known), "min")) if known else "")
    rows = [
        Row(
            (
                str(number),
                writer.plain(row.what, "standard_work"),
                "–" if row.minutes is None else figure_text(row.minutes),
                writer.plain(row.key_point, "standard_work") or "–",
            )
        )
        for number, row in enumerate(sheet.steps, 1)
    ]
    columns = [
        Column(_("No."), "right", firm=True), Column(_("Step")),
        Column(_("Minutes"), "right", firm=True), Column(_("Key point")),
    ]  # fmt: skip
    sentence = "; ".join(part for part in told if part)
    items: list[Item] = [
        writer.heading(
            _("Standard work: {title}").format(title=sheet.title) if sheet.title else _("Standard work"), 3
        )
    ]
    if sentence:
        items.append(writer.lead_in(capital_text(sentence) + ".", "standard_work"))
    if rows:
        items.append(Table(columns, rows))
    return items


def _follow_up(writer: Writer) -> list[Item]:
    """The reviews as one table: measures down, reviews across."""
    reviews = writer.event.follow_up
    items: list[Item] = [writer.heading(_("Follow-up reviews"), 3)]
    if not reviews:
        return [*items, Text((writer.missing(_("The dates of the follow-up reviews"), "follow_up"),))]
    names = list(dict.fromkeys(measure.name for review in reviews for measure in review.measures))
    heads = []
    for number, review in enumerate(reviews, 1):
        date = writer.day(review.date, _("The date of review {number}").format(number=number), "follow_up")
        day = (
            f"{count_text(review.day, 'day', 'days')}"
            if review.day is not None
            else _("Review {number}").format(number=number)
        )
        heads.append(f"{day}\n{date if isinstance(date, str) else _(NOT_RECORDED)}")
    rows = []
    for name in names:
        label = measure_label(name)
        cells = [
            writer.plain(
                (label[:1].upper() + label[1:] or "–")
                + (f",{measure_unit(name)}" if measure_unit(name) else "")
            )
        ]
        for review in reviews:
            value = next((row.value for row in review.measures if row.name == name), None)
            cells.append(
                "–"
                if value is None
                else figure_text(value)
                if isinstance(value, (int, float))
                else writer.plain(value)
            )
        rows.append(Row(tuple(cells)))
    done = ["–" if r.actions_done_pct is None else percent_text(r.actions_done_pct) for r in reviews]
    rows.append(Row((_("Actions done"), *done)))
    columns = [Column(_("Measured"))] + [Column(head, "right", firm=True, least=74.0) for head in heads]
    items.append(Table(columns, rows))
    notes = [
        _("{day} days: {notes}").format(day=review.day, notes=review.notes)
        if review.day is not None
        else review.notes
        for review in reviews
        if review.notes.strip()
    ]
    if notes:
        items.append(writer.bullets(notes, _("Notes"), "follow_up"))
    return items
