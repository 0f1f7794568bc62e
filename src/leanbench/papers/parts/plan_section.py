"""Who does what by when, who hears of it, how it is kept: actions, messages, control plan, reviews."""

from __future__ import annotations

import datetime

from leanbench.event.records import Action, StandardWork
from leanbench.papers.engine.flowables import Text
from leanbench.papers.engine.page_flow import Item, Need
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.writer import NOT_RECORDED, Writer
from leanbench.papers.parts.charter_section import pretty_spec
from leanbench.papers.parts.summary import measure_label, measure_unit
from leanbench.words.dates import iso_start
from leanbench.words.figures import figure_text
from leanbench.words.lists import count_text
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
        return "● done"
    if word in _DROPPED:
        return f"□ {word}"
    due = iso_start(action.due)
    if word == "late" or (due is not None and due < today):
        return "▲ late"
    if word in _STARTED or (action.pct or 0) > 0:
        return "◐ in progress"
    return "○ open" if word in ("", "open", "not started", "new", "planned") else f"○ {word}"


def plan(writer: Writer) -> list[Item]:
    """The action list in buckets of days, and the communication plan."""
    event = writer.event
    items: list[Item] = [Need(0.35), writer.heading("Action list")]
    if not event.actions:
        items.append(Text((writer.missing("The action list", "actions"),)))
    else:
        items += _actions(writer)
    items.append(writer.heading("Communication plan", 3))
    if event.communication_plan:
        rows = [
            Row(
                (
                    writer.say(
                        message.audience, "An audience of the communication plan", "communication_plan"
                    ),
                    writer.plain(message.message, "communication_plan") or "–",
                    writer.plain(message.channel, "communication_plan") or "–",
                    writer.say(message.who, "Who tells an audience", "communication_plan"),
                    writer.day(message.when, "When an audience is told", "communication_plan"),
                )
            )
            for message in event.communication_plan
        ]
        columns = [Column(t) for t in ("Audience", "Message", "Channel", "Who")]
        items.append(Table([*columns, Column("When", firm=True)], rows))
    else:
        items.append(Text((writer.missing("The communication plan", "communication_plan"),)))
    return items


def _actions(writer: Writer) -> list[Item]:
    actions = writer.event.actions
    states = [status_of(action, writer.date) for action in actions]
    order = ("● done", "◐ in progress", "○ open", "▲ late")
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
                Row((f"Within {days} days" if days is not None else "No time frame recorded",), "group")
            )
        for action, state in sorted(buckets[days], key=lambda pair: pair[0].due or "9999"):
            what = writer.say(action.action, f"What action {numbers[action.id]} is", "actions", action.id)
            problem = " · ".join(part for part in (action.waste, action.problem) if part.strip())
            done = f" {percent_text(action.pct)}" if action.pct is not None and 0 < action.pct < 100 else ""
            rows.append(
                Row(
                    (
                        numbers[action.id],
                        what,
                        writer.plain(problem, "actions", action.id) or "–",
                        writer.say(
                            action.who, f"The owner of action {numbers[action.id]}", "actions", action.id
                        ),
                        writer.day(
                            action.due, f"The due date of action {numbers[action.id]}", "actions", action.id
                        ),
                        writer.plain(state + done, "actions", action.id),
                    )
                )
            )
    columns = [
        Column("No.", "right", firm=True),
        Column("Action"),
        Column("Waste and problem"),
        Column("Who"),
        Column("Due", firm=True),
        Column("Status", firm=True),
    ]
    items.append(Table(columns, rows))
    return items


def control(writer: Writer) -> list[Item]:
    """Control plan, standard work and the follow-up reviews."""
    event = writer.event
    items: list[Item] = [Need(0.35), writer.heading("Keeping the gains")]
    items.append(writer.heading("Control plan", 3))
    if event.control_plan:
        rows = []
        for line in event.control_plan:
            how = " · ".join(part for part in (line.measure, line.sample, line.frequency) if part.strip())
            rows.append(
                Row(
                    (
                        writer.say(
                            line.characteristic, "A characteristic of the control plan", "control_plan"
                        ),
                        writer.say(
                            pretty_spec(line.spec), f"The limit of “{line.characteristic}”", "control_plan"
                        ),
                        writer.plain(how, "control_plan") or "–",
                        writer.plain(line.chart, "control_plan") or "–",
                        writer.say(line.owner, f"The owner of “{line.characteristic}”", "control_plan"),
                        writer.say(line.reaction, f"The reaction to “{line.characteristic}”", "control_plan"),
                    )
                )
            )
        titles = ("Characteristic", "Requirement", "Measured how and when", "Chart", "Owner", "Reaction")
        items.append(Table([Column(title) for title in titles], rows))
    else:
        items.append(Text((writer.missing("The control plan", "control_plan"),)))
    for sheet in event.standard_work:
        items += _standard_work(writer, sheet)
    items += _follow_up(writer)
    return items


def _standard_work(writer: Writer, sheet: StandardWork) -> list[Item]:
    role = writer.event.role(sheet.role).name if sheet.role else ""
    known = [row.minutes for row in sheet.steps if row.minutes is not None]
    told = [
        f"Role: {role}" if role else "",
        f"takt {figure_text(sheet.takt_min, 'min')}" if sheet.takt_min else "",
    ]
    told.append(f"{figure_text(sum(known), 'min')} in total" if known else "")
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
        Column("No.", "right", firm=True), Column("Step"), Column("Minutes", "right", firm=True), Column("Key point"),
    ]  # fmt: skip
    sentence = "; ".join(part for part in told if part)
    items: list[Item] = [
        writer.heading(f"Standard work: {sheet.title}" if sheet.title else "Standard work", 3)
    ]
    if sentence:
        items.append(writer.lead_in(sentence[0].upper() + sentence[1:] + ".", "standard_work"))
    if rows:
        items.append(Table(columns, rows))
    return items


def _follow_up(writer: Writer) -> list[Item]:
    """The reviews as one table: measures down, reviews across."""
    reviews = writer.event.follow_up
    items: list[Item] = [writer.heading("Follow-up reviews", 3)]
    if not reviews:
        return [*items, Text((writer.missing("The dates of the follow-up reviews", "follow_up"),))]
    names = list(dict.fromkeys(measure.name for review in reviews for measure in review.measures))
    heads = []
    for number, review in enumerate(reviews, 1):
        date = writer.day(review.date, f"The date of review {number}", "follow_up")
        day = f"{review.day} days" if review.day is not None else f"Review {number}"
        heads.append(f"{day}\n{date if isinstance(date, str) else NOT_RECORDED}")
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
    rows.append(Row(("Actions done", *done)))
    columns = [Column("Measured")] + [Column(head, "right", firm=True, least=74.0) for head in heads]
    items.append(Table(columns, rows))
    notes = [
        f"{review.day} days: {review.notes}" if review.day is not None else review.notes
        for review in reviews
        if review.notes.strip()
    ]
    if notes:
        items.append(writer.bullets(notes, "Notes", "follow_up"))
    return items
