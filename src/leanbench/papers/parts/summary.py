"""The one page a sponsor reads: the goal, before and after, where the time goes, what is confirmed."""

from __future__ import annotations

from leanbench import flow
from leanbench.drawing.bar_picture import Bar, BarGroup, bar_picture
from leanbench.event.records import Event
from leanbench.flow.comparison import change_row
from leanbench.papers.engine.flowables import Figure, Signature, Text
from leanbench.papers.engine.page_flow import Item, PageBreak
from leanbench.papers.engine.paper_style import LEAD, SOFT, Style
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.paragraphs import Run
from leanbench.papers.engine.writer import NOT_RECORDED, Writer
from leanbench.papers.parts.proof_section import proof_words
from leanbench.quantity import Quantity
from leanbench.words.dates import date_range_text, date_text, iso_start
from leanbench.words.figures import change_text, figure_text, quantity_text
from leanbench.words.language import _
from leanbench.words.lists import count_text, list_text
from leanbench.words.numbers import signed_text

_HEADLINE = Style(face="semibold", size=14.0, leading=19.0)
_SUPER = ("¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "¹⁰", "¹¹", "¹²")

# The rows of the summary, in the words of the catalogue; {unit} is the event's report unit.
SUMMARY_ROWS = (
    "lead_time_expected",
    "lead_time_first_pass",
    "process_time_critical_path_min",
    "labour_expected_min",
    "rolled_ca_pct",
    "steps_all",
    "handoffs_critical_path",
    "handoffs_all_edges",
    "delays",
    "labour_cost_per_unit_usd",
)


def states(event: Event) -> tuple[str, str] | None:
    """The ids of the maps to compare: current and future, else the first two; None with fewer than two."""
    ids = [item.id for item in event.maps if item.steps]
    if "current" in ids and "future" in ids:
        return "current", "future"
    return (ids[0], ids[1]) if len(ids) >= 2 else None


def metric_name(event: Event, name: str) -> str:
    """A lead time in the event's report unit: business days, or minutes for work at a counter."""
    if name in ("lead_time_expected", "lead_time_first_pass"):
        return name + ("_bd" if event.calendar.report_unit in ("bd", "d", "w") else "_min")
    return name


def value_text(quantity: Quantity, event: Event) -> str:
    """A quantity as printed; times choose their unit by the rule of every surface."""
    if quantity.value is None:
        return _(NOT_RECORDED)
    return quantity_text(quantity, "paper", calendar=event.calendar)


def row_change_text(row: flow.ChangeRow) -> str:
    """The change as printed: points for shares, percent for everything else."""
    if row.unit == "%" and row.change_points is not None:
        return _("{change} points").format(change=signed_text(row.change_points, 1))
    if row.change_pct is None:
        return "–"
    return change_text(row.change_pct) if row.change_pct else _("no change")


def summary(writer: Writer) -> list[Item]:
    """The summary page."""
    event = writer.event
    items: list[Item] = [PageBreak(writer.text_sheet), writer.heading(_("Summary"))]
    goals = [goal.text for goal in event.charter.goals if goal.text.strip()]
    if goals:
        items.append(
            Text(
                _("The goal: {goal}.").format(goal=_lower_start(writer.plain(goals[0]).rstrip("."))),
                _HEADLINE,
                after=8.0,
            )
        )
    else:
        items.append(
            Text(
                (Run(_("The goal: ")), writer.missing(_("The goal"), "charter", "goals")),
                _HEADLINE,
                after=8.0,
            )
        )
    pair = states(event)
    items.append(Text(writer.plain(_lead(writer, pair)), LEAD, after=10.0))
    if pair is None:
        writer.report(
            _("Before and after cannot be compared: the event needs a current and a future map."), "maps"
        )
        items.append(
            writer.paragraph(
                _("Before and after: {not_recorded}. The event has fewer than two maps.").format(
                    not_recorded=_(NOT_RECORDED)
                )
            )
        )
    else:
        items += writer.guarded(_("The before and after table"), lambda: before_after(writer, pair), "maps")
        items += writer.guarded(
            _("The picture of where the time goes"), lambda: _time_goes(writer, pair), "maps"
        )
    for drawn in event.maps:
        items += proof_words(writer, drawn.id)
    items += _confirmed(writer)
    signing = [(writer.plain(a.role) or _("Approval"), "") for a in event.charter.approvals]
    if len(signing) < 2:
        known = {role.casefold() for role, _date in signing}
        signing += [(role, "") for role in (_("Sponsor"), _("Process owner")) if role.casefold() not in known]
    items.append(writer.heading(_("Accepted by"), 3))
    items.append(
        Signature([(_("{role}: signature").format(role=role), _("date")) for role, _date in signing[:4]])
    )
    return items


def _lower_start(text: str) -> str:
    """A goal inside a sentence; abbreviations keep their capitals."""
    if len(text) > 1 and text[0].isupper() and not text[1].isupper() and text.split()[0] != "I":
        return text[0].lower() + text[1:]
    return text


def _lead(writer: Writer, pair: tuple[str, str] | None) -> str:
    event, header = writer.event, writer.event.header
    who = (
        count_text(len(event.team), "person", "people", spelled=True).capitalize()
        if event.team
        else _("The team")
    )
    when = date_range_text(header.start, header.end)
    first = (
        _("{who} redesigned the process on {when}.") if when else _("{who} redesigned the process.")
    ).format(who=who, when=when)
    if pair is None:
        return first
    name = metric_name(event, "lead_time_expected")
    before = flow.metrics(event, pair[0]).quantities[name]
    after = flow.metrics(event, pair[1]).quantities[name]
    if before.value is None or after.value is None:
        return first
    new, old = (figure_text(one.value, one.unit, "speech") for one in (after, before))
    return _("{first} The new process is projected to take {new} instead of {old}, counting rework.").format(
        first=first, new=new, old=old
    )


def before_after(writer: Writer, pair: tuple[str, str], names: tuple[str, ...] = SUMMARY_ROWS) -> list[Item]:
    """The table of changes with the basis of each column and footnotes."""
    event = writer.event
    first, second = flow.metrics(event, pair[0]).quantities, flow.metrics(event, pair[1]).quantities
    rows: list[Row] = []
    notes: list[tuple[str, Quantity]] = []
    for short in names:
        name = metric_name(event, short)
        row = change_row(name, first[name], second[name])
        if row.before.value is None and row.after.value is None:
            continue
        mark = _SUPER[len(notes)] if len(notes) < len(_SUPER) else ""
        notes.append((mark, row.before))
        rows.append(
            Row(
                (
                    f"{row.label}{mark}",
                    value_text(row.before, event),
                    value_text(row.after, event),
                    row_change_text(row),
                )
            )
        )
    bases = [_column_basis(first, names, event), _column_basis(second, names, event)]
    table = Table(
        [
            Column(_("Measure")),
            Column(f"{state_name(writer, pair[0])}\n{bases[0]}", "right", firm=True, least=74),
            Column(f"{state_name(writer, pair[1])}\n{bases[1]}", "right", firm=True, least=74),
            Column(_("Change"), "right", firm=True, least=74),
        ],
        rows,
        after=5.0,
        pad=3.0,
    )
    return [table, *_notes(writer, notes)]


def _column_basis(quantities: object, names: tuple[str, ...], event: Event) -> str:
    found = {_(quantities[metric_name(event, name)].basis) for name in names}  # type: ignore[index]
    return list_text(sorted(found))


def state_name(writer: Writer, map_id: str) -> str:
    return {"current": _("Current"), "future": _("Future")}.get(map_id) or writer.plain(
        writer.event.map(map_id).name or map_id
    )


def _notes(writer: Writer, notes: list[tuple[str, Quantity]]) -> list[Item]:
    """One small paragraph: what each figure is, and what the words projected and bd mean."""
    end = iso_start(writer.event.header.end) or writer.date
    reviews = [str(review.day) for review in writer.event.follow_up if review.day is not None]
    reviews = reviews or ["30", "60", "90"]
    spoken = list_text(reviews)
    hours = figure_text(writer.event.calendar.hours_per_business_day)
    first = _(
        "Projected on {end} from the two maps; to be confirmed at {spoken} days. bd = business day "
        "of {hours} h. All terms and sources stand under Definitions."
    ).format(end=date_text(end), spoken=spoken, hours=hours)
    parts: list[Run] = [Run(first)]
    for mark, quantity in notes:
        formula = _(quantity.formula).rstrip(".")
        if mark and formula:
            parts.append(Run(f" {mark}{formula[0].upper()}{formula[1:]}."))
    return [writer.note(parts)]


def _time_goes(writer: Writer, pair: tuple[str, str]) -> list[Item]:
    """Bars of waiting inside the office, time with the customer, and work, of the expected lead time."""
    event = writer.event
    found = [time_split(event, map_id) for map_id in pair]
    if not all(found):
        return []
    per_unit = event.calendar.minutes_per("bd")
    days = event.calendar.report_unit in ("bd", "d", "w")
    unit, scale = ("bd", per_unit) if days else ("min", 1.0)
    groups, spoken = [], []
    for label in found[0]:
        if not any(parts[label] > 0 for parts in found):
            continue
        bars = []
        for parts, fill in zip(found, ("bar", "white"), strict=True):
            value = parts[label] / scale
            bars.append(Bar(value, figure_text(value, unit), fill))
        groups.append(BarGroup(label, tuple(bars)))
        spoken.append(
            _("{label}: {now} now, {then} in the future state").format(
                label=label, now=bars[0].words, then=bars[1].words
            )
        )
    if not groups:
        return []
    alt = _("Bar chart of where the time goes, rework included. {bars}.").format(bars="; ".join(spoken))
    key = (("bar", state_name(writer, pair[0])), ("white", state_name(writer, pair[1])))
    writer.figures += 1
    title = _("Where the time goes")
    picture = bar_picture(groups, title, alt, width=writer.text_sheet.column, key=key)
    return [writer.heading(title, 3), Figure(picture, after=6.0)]


def time_split(event: Event, map_id: str) -> dict[str, float]:
    """Minutes of the expected lead time: waiting in the office, with the customer, work.

    Each step counts with its expected visits; of parallel work only the longest branch counts, as in
    the lead time. Empty when these parts do not add up to the expected lead time (a loop inside
    parallel work), because a picture that contradicts its table is worse than none.
    """
    drawn = event.map(map_id)
    found = flow.metrics(event, map_id)
    timeline = flow.timeline(event, map_id)
    inside = outside = work = 0.0
    for place, rung in enumerate(timeline.rungs):
        if place < timeline.main and not rung.on_critical_path:
            continue
        visits = found.visits.get(rung.step_id, 1.0)
        step = drawn.step(rung.step_id)
        role = event.role(step.role) if step.role else None
        if role is not None and role.unpaid and not _automatic(role.name):
            outside += visits * (rung.wait_min + rung.process_min)
        else:
            inside += visits * rung.wait_min
            work += visits * rung.process_min
    expected = found.value("lead_time_expected_min")
    if expected is None or abs(inside + outside + work - expected) > 0.01 * expected + 0.01:
        return {}
    return {_("Waiting inside the office"): inside, _("With the customer"): outside, _("Work"): work}


def _automatic(name: str) -> bool:
    """An unpaid role that is a machine waits inside the office."""
    words = name.casefold()
    return any(word in words for word in ("system", "automat", "portal", "software", "computer"))


def _confirmed(writer: Writer) -> list[Item]:
    """What the last follow-up review measured, next to the charter's targets."""
    reviews = [review for review in writer.event.follow_up if review.measures]
    if not reviews:
        return []
    last = reviews[-1]
    facts = []
    for name, value in ((measure.name, measure.value) for measure in last.measures):
        shown = (
            _(NOT_RECORDED)
            if value is None
            else figure_text(value)
            if isinstance(value, (int, float))
            else str(value)
        )
        facts.append(f"{measure_label(name)} {shown}{measure_unit(name)}")
    when = f"{last.day} days" if last.day is not None else _("the last review")
    text = _("Measured after {when}: {facts}.").format(when=when, facts="; ".join(facts))
    return [Text(writer.plain(text, "follow_up"), LEAD.but(size=10.0, leading=14.5, colour=SOFT), before=4.0)]


_UNITS = {"bd": " bd", "pct": "%", "min": " min", "days": " days", "h": " h", "usd": " USD", "d": " d"}


def measure_label(name: str) -> str:
    """``lead_time_median_bd`` as words: ``lead time median``; other names as they are."""
    if "_" not in name:
        return name
    parts = name.split("_")
    if parts[-1] in _UNITS:
        parts = parts[:-1]
    return " ".join(parts)


def measure_unit(name: str) -> str:
    """The unit at the end of a measure's name, with a space before it."""
    return _UNITS.get(name.rsplit("_", 1)[-1], "") if "_" in name else ""
