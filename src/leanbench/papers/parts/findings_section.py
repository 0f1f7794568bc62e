"""What the team found: wastes, Pareto tables, causes, whys, ideas."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.drawing.bar_picture import Bar, BarGroup, bar_picture
from leanbench.drawing.fishbone_picture import fishbone_picture
from leanbench.drawing.matrix_picture import matrix_picture
from leanbench.event.records import Fishbone, FiveWhys, Idea, Tally
from leanbench.papers.engine.flowables import Figure, Text
from leanbench.papers.engine.page_flow import Item, Need
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.paragraphs import Points
from leanbench.papers.engine.writer import NOT_RECORDED, Writer
from leanbench.papers.parts.charter_section import parking_lot
from leanbench.words import _
from leanbench.words.figures import figure_text
from leanbench.words.money import money_text
from leanbench.words.numbers import percent_text


def findings(writer: Writer) -> list[Item]:
    """Wastes seen, what they count to, and why."""
    event = writer.event
    items: list[Item] = [
        Need(0.3),
        writer.heading(_("Wastes and causes")),
        writer.heading(_("Wastes found"), 3),
    ]
    if event.wastes:
        items.append(_wastes(writer))
    else:
        items.append(Text((writer.missing(_("What the waste walk found"), "wastes"),)))
    items += _waste_figures(writer)
    drawn = _drawn_already(writer)
    for tally in event.tallies:
        if tally.title.strip().casefold() not in drawn:
            items += _pareto(writer, tally)
    for fishbone in event.fishbones:
        items += _fishbone(writer, fishbone)
    if not event.fishbones and not event.five_whys:
        items.append(writer.heading(_("Causes"), 3))
        items.append(Text((writer.missing(_("The cause analysis"), "fishbones"),)))
    for chain in event.five_whys:
        items += _five_whys(writer, chain)
    return items


def _step_number(writer: Writer, step_id: str) -> str:
    """The printed number of a step of the current map, with its name; the id when it is unknown."""
    from leanbench import flow

    for drawn in writer.event.maps:
        for step in drawn.steps:
            if step.id == step_id:
                number = flow.numbering(drawn).get(step_id, "")
                return f"{number} {step.name}".strip() if drawn.id == "current" else step.name
    return step_id


def _wastes(writer: Writer) -> Table:
    has_time = any(waste.minutes is not None for waste in writer.event.wastes)
    has_money = any(waste.usd_per_year is not None for waste in writer.event.wastes)
    columns = [Column(_("Waste")), Column(_("What was seen")), Column(_("Where")), Column(_("Step"))]
    if has_time:
        columns.append(Column(_("Minutes per unit"), "right", firm=True))
    if has_money:
        columns.append(Column(_("USD per year"), "right", firm=True))
    rows = []
    for waste in writer.event.wastes:
        cells = [
            writer.plain(waste.waste, "wastes").capitalize() or "–",
            writer.say(waste.observation, _("What was seen of a waste"), "wastes"),
            writer.plain(waste.where, "wastes") or "–",
            writer.plain(_step_number(writer, waste.step), "wastes") if waste.step else "–",
        ]
        if has_time:
            cells.append("–" if waste.minutes is None else figure_text(waste.minutes))
        if has_money:
            cells.append("–" if waste.usd_per_year is None else figure_text(waste.usd_per_year))
        rows.append(Row(tuple(cells)))
    return Table(columns, rows)


def _waste_figures(writer: Writer) -> list[Item]:
    """Minutes and money by waste, from the tags on the steps of the current map."""
    from leanbench import flow
    from leanbench.flow.wastes import wastes

    event = writer.event
    if not any(drawn.id == "current" for drawn in event.maps):
        return []
    numbers = flow.numbering(event.map("current"))
    names = event.header.waste_names or "downtime"
    found = [row for row in wastes(event, "current", names=names) if row.minutes_per_unit > 0.0]
    if not found:
        return []
    rows = [
        Row(
            (
                row.name,
                ", ".join(numbers.get(step, "") or step for step in row.steps),
                figure_text(row.minutes_per_unit),
                "–" if row.hours_per_year is None else figure_text(row.hours_per_year),
                "–" if not row.usd_per_year else money_text(row.usd_per_year),
            )
        )
        for row in found
    ]
    columns = [
        Column(_("Waste")),
        Column(_("Steps")),
        Column(_("Minutes per unit"), "right", firm=True, least=86.0),
        Column(_("Hours a year"), "right", firm=True, least=70.0),
        Column(_("Labor a year"), "right", firm=True, least=76.0),
    ]
    convention = _(
        "From the map: visits × wait for waiting and inventory, which cost no labor; for the others the whole process"
        " time of a step without value, of other steps only what is done again. Several tags of a step share equally."
    )
    return [writer.heading(_("Wastes in figures"), 3), Table(columns, rows), writer.note(convention)]


def _drawn_already(writer: Writer) -> set[str]:
    """Names of the data whose Pareto chart the team put in the report itself."""
    chosen = {study.dataset for study in writer.event.studies if study.in_report and study.method == "pareto"}
    return {item.name.strip().casefold() for item in writer.event.datasets if item.id in chosen}


def _pareto(writer: Writer, tally: Tally) -> list[Item]:
    """Categories from the largest down, "other" last, with the cumulative share: picture and table."""
    known = [(writer.plain(row.name, "tallies"), row.count) for row in tally.categories]
    ordered = sorted(known, key=lambda pair: (pair[0].casefold() in ("other", "others"), -pair[1]))
    total = sum(count for _, count in ordered)
    title = writer.plain(tally.title, "tallies") or _("Pareto")
    items: list[Item] = [writer.heading(title, 3)]
    if total <= 0:
        return [*items, Text((writer.missing(_("Counts of “{title}”").format(title=title), "tallies"),))]
    unit = writer.plain(tally.unit) or _("count")
    sofar, rows, groups, few = 0.0, [], [], []
    for name, count in ordered:
        share = 100.0 * count / total
        if sofar < 80.0:
            few.append(name)
        sofar += share
        rows.append(Row((name, figure_text(count), percent_text(share), percent_text(sofar))))
        told = _("{count} · {share} so far").format(count=figure_text(count), share=percent_text(sofar))
        groups.append(BarGroup(name, (Bar(count, told),)))
    rows.append(Row((_("Total"), figure_text(total), "100%", ""), "total"))
    sentence = _(
        "{share} of all {unit} are “{category}”; {few} of {all} categories make up 80% or more."
    ).format(
        share=percent_text(100.0 * ordered[0][1] / total),
        unit=unit,
        category=ordered[0][0],
        few=len(few),
        all=len(ordered),
    )
    items.append(writer.lead_in(sentence))
    told = "; ".join(f"{name} {figure_text(count)}" for name, count in ordered)
    alt = _("Pareto bars, {title}: {bars}.").format(title=title, bars=told)
    writer.figures += 1
    items.append(Figure(bar_picture(groups, title, alt, width=writer.text_sheet.column)))
    right = [Column(t, "right", firm=True) for t in (unit.capitalize(), _("Share"), _("Cumulative"))]
    items.append(Table([Column(_("Category")), *right], rows))
    return items


def _fishbone(writer: Writer, fishbone: Fishbone) -> list[Item]:
    """The cause-and-effect diagram as a table: branch by branch."""
    effect = writer.say(fishbone.effect, _("The effect of the fishbone"), "fishbones")
    items: list[Item] = [writer.heading(_("Cause and effect"), 3)]
    branches = [(branch.name, [cause.text for cause in branch.causes]) for branch in fishbone.branches]
    told = "; ".join(f"{branch}: {', '.join(causes)}" for branch, causes in branches)
    picture = fishbone_picture(
        writer.plain(fishbone.effect) or _(NOT_RECORDED),
        [(writer.plain(branch), [writer.plain(cause) for cause in causes]) for branch, causes in branches],
        writer.plain(_("Fishbone diagram of “{effect}”. {told}.").format(effect=fishbone.effect, told=told)),
        width=writer.text_sheet.column,
    )
    if picture is not None:
        writer.figures += 1
        items.append(Figure(picture, before=4.0))
    else:
        items.append(Text((_("Effect: ") + effect) if isinstance(effect, str) else effect, keep_next=True))
    rows = []
    for branch, causes in branches:
        texts = tuple(writer.plain(cause, "fishbones") for cause in causes)
        shown = Points(texts) if len(texts) > 1 else (texts[0] if texts else "–")
        rows.append(Row((writer.plain(branch, "fishbones"), shown)))
    if rows:
        items.append(Table([Column(_("Branch"), firm=True), Column(_("Causes"), most=1000.0)], rows))
    return items


def _five_whys(writer: Writer, chain: FiveWhys) -> list[Item]:
    """The chain of whys with the root cause and what is done about it."""
    rows = [
        Row((_("Why {number}").format(number=number), writer.plain(why.text, "five_whys")))
        for number, why in enumerate(chain.whys, 1)
    ]
    rows.append(
        Row((_("Root cause"), writer.say(chain.root_cause, _("The root cause of the 5 whys"), "five_whys")))
    )
    rows.append(
        Row(
            (
                _("Countermeasure"),
                writer.say(chain.countermeasure, _("The countermeasure of the 5 whys"), "five_whys"),
            )
        )
    )
    problem = writer.plain(chain.problem, "five_whys")
    title = _("Five whys: {problem}").format(problem=problem) if problem else _("Five whys")
    return [
        writer.heading(title, 3),
        Table([Column("", firm=True), Column("", most=1000.0)], rows, heads_bold=True),
    ]


def ideas(writer: Writer) -> list[Item]:
    """The ideas by votes, with scores and what was decided."""
    event = writer.event
    items: list[Item] = [Need(0.3), writer.heading(_("Ideas"))]
    if not event.ideas:
        return [*items, Text((writer.missing(_("The ideas"), "ideas"),)), *parking_lot(writer)]
    ordered = sorted(event.ideas, key=lambda idea: (-(idea.votes or 0), -(idea.impact or 0.0)))
    chosen = [idea for idea in ordered if "now" in idea.decision.casefold()]
    if chosen:
        items.append(
            writer.lead_in(
                _("{count} of {all} ideas are to be done now.").format(count=len(chosen), all=len(ordered))
            )
        )
    scores: list[tuple[str, list[float | None]]] = [
        (_("Impact"), [idea.impact for idea in ordered]),
        (_("Effort"), [idea.effort for idea in ordered]),
        (_("Control"), [idea.control for idea in ordered]),
        (_("Votes"), [idea.votes for idea in ordered]),
    ]
    used = [(title, values) for title, values in scores if any(value is not None for value in values)]
    rows = []
    for number, idea in enumerate(ordered):
        cells = [
            writer.plain(idea.id, "ideas"),
            writer.say(idea.text, _("The text of idea {id}").format(id=idea.id), "ideas"),
        ]
        for _title, values in used:
            value = values[number]
            cells.append("–" if value is None else figure_text(value))
        cells.append(writer.plain(idea.decision, "ideas") or _("undecided"))
        rows.append(Row(tuple(cells)))
    columns = [Column(_("No."), "right", firm=True), Column(_("Idea"), most=400.0)]
    columns += [Column(title, "right", firm=True) for title, _ in used]
    items.append(Table([*columns, Column(_("Decision"), firm=True)], rows))
    if used:
        items.append(
            writer.note(_("Impact, effort and control are scored by the team from 1 (low) to 10 (high)."))
        )
    items += _matrix(writer, ordered)
    return [*items, *parking_lot(writer)]


def _matrix(writer: Writer, ideas: Sequence[Idea]) -> list[Item]:
    """Impact against effort; against control where the team scored that instead."""
    by_effort = any(idea.effort is not None for idea in ideas)
    across = _("Effort") if by_effort else _("Control")
    points = []
    for idea in ideas:
        level = idea.effort if by_effort else idea.control
        if level is not None and idea.impact is not None:
            points.append((writer.plain(idea.id), level, idea.impact))
    told = "; ".join(
        _("idea {name}: {across} {x}, impact {y}").format(
            name=name, across=across.lower(), x=figure_text(x), y=figure_text(y)
        )
        for name, x, y in points
    )
    alt = _("Matrix of the ideas by impact and {across}. {told}.").format(across=across.lower(), told=told)
    picture = matrix_picture(points, across, alt, width=writer.text_sheet.column)
    if picture is None:
        return []
    writer.figures += 1
    return [
        writer.heading(_("Impact and {across}").format(across=across.lower()), 3),
        Figure(picture, before=6.0, after=8.0),
    ]
