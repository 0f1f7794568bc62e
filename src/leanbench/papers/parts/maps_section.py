"""The two states of the process: each map as a drawing on a large sheet with its step table after it.

A map too long to be read on one sheet goes over several, so that type stays at 7 points or more.
"""

from __future__ import annotations

from leanbench import flow
from leanbench.drawing.extent import extent
from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import moved
from leanbench.event.process import ACTIVITY_KINDS
from leanbench.event.records import Event, Link, Map, Step
from leanbench.flow.comparison import step_differences
from leanbench.maps.wording import LETTERS, class_word
from leanbench.papers.engine.flowables import Figure, Heading, Text
from leanbench.papers.engine.page_flow import Item, PageBreak
from leanbench.papers.engine.paper_style import CELL, Style
from leanbench.papers.engine.paper_table import Cell, Column, Row, Table
from leanbench.papers.engine.paragraphs import Points
from leanbench.papers.engine.writer import Writer
from leanbench.papers.parts.proof_section import proof
from leanbench.papers.parts.summary import states, value_text
from leanbench.schema.cell_text import cell_text, typed_cards
from leanbench.words import _, ngettext
from leanbench.words.durations import Duration, map_time_text, time_text
from leanbench.words.figures import figure_text
from leanbench.words.lists import capital_text, count_text, list_text
from leanbench.words.numbers import percent_text

# Names are set in 13 scene units, the smallest letters in 10: this prints them at 9 and 7 points.
LEAST_SCALE = 0.69
SMALLEST = 6.85
_MAP_HEADING = Style(face="semibold", size=13.0, leading=17.0)
_KINDS = {"rework": "rework", "exit": "leaves", "alternative": "alternative"}


def current_state(writer: Writer) -> list[Item]:
    """The map of today with its steps and value analysis."""
    return _state(writer, 0)


def future_state(writer: Writer) -> list[Item]:
    """The map of tomorrow with its steps and what changed."""
    return _state(writer, 1)


def other_states(writer: Writer) -> list[Item]:
    """Further maps (scenarios), each with its steps."""
    pair = states(writer.event) or ()
    items: list[Item] = []
    for drawn in writer.event.maps:
        if drawn.steps and drawn.id not in pair and drawn.id not in ("current", "future"):
            items += _one_state(writer, drawn)
    return items


def _state(writer: Writer, which: int) -> list[Item]:
    wanted = ("current", "future")[which]
    title = (_("Current state"), _("Future state"))[which]
    pair = states(writer.event)
    map_id = pair[which] if pair else wanted
    drawn = next((item for item in writer.event.maps if item.id == map_id and item.steps), None)
    if drawn is None:
        return [
            PageBreak(writer.text_sheet),
            writer.heading(title),
            Text((writer.missing(_("The map of the {title}").format(title=title.lower()), "maps", wanted),)),
        ]
    items = _one_state(writer, drawn, title)
    if which == 0:
        items += _value_analysis(writer, drawn)
    elif pair:
        items += writer.guarded(_("What changed"), lambda: _changes(writer, pair), "maps")
    return items


def _one_state(writer: Writer, drawn: Map, title: str = "") -> list[Item]:
    name = title or writer.plain(drawn.name) or drawn.id
    heading = writer.heading(name)
    heading.look, heading.after = _MAP_HEADING, 4.0
    items: list[Item] = [PageBreak(writer.map_sheet), heading]
    boxes: list[Item] = []
    items += writer.guarded(
        _("The map “{name}”").format(name=name),
        lambda: _map_pages(writer, drawn, name, heading, boxes),
        "maps",
        drawn.id,
    )
    items.append(PageBreak(writer.wide_sheet))
    items.append(writer.heading(f"{name}: steps", 3))
    items.append(_step_table(writer, drawn))
    items += boxes
    items.append(PageBreak(writer.text_sheet))
    items += writer.guarded(
        _("How well the map “{name}” gives its log back").format(name=name),
        lambda: proof(writer, drawn), "maps", drawn.id,
    )  # fmt: skip
    items += _links(writer, drawn, name)
    return items


def _map_pages(writer: Writer, drawn: Map, name: str, heading: Heading, boxes: list[Item]) -> list[Item]:
    """The drawing on one sheet or several; totals and legend go to `boxes` when no sheet has room."""
    sheet = writer.map_sheet
    room = sheet.room - _MAP_HEADING.leading - 6.0
    sheets = list(_best_sheets(writer.event, drawn, sheet.column, room))
    spoken = _spoken_text(writer.event, drawn)
    if len(sheets) > 1 and not any(key.startswith("step:") for key in sheets[-1].groups()):
        key = cropped(sheets.pop())
        writer.figures += 1
        boxes.append(
            Figure(
                key,
                _("Totals and legend of the map “{name}”. {spoken}").format(name=name, spoken=spoken),
                widest=key.width * 0.85,
                before=14.0,
            )
        )
    scales = [picture.fit(sheet.column, room) for picture in sheets]
    items: list[Item] = []
    for number, (picture, scale) in enumerate(zip(sheets, scales, strict=True), 1):
        part = (
            _(", sheet {number} of {count}").format(number=number, count=len(sheets))
            if len(sheets) > 1
            else ""
        )
        if number == 1:
            heading.suffix = part
        else:
            items += [PageBreak(sheet), Text(f"{name}{part}", _MAP_HEADING, after=4.0, keep_next=True)]
        # Sheets of one map look alike: none is drawn much larger than the smallest.
        scale = min(scale, 1.2 * min(scales), 1.1)
        smallest = picture.smallest_text() * scale
        if smallest < SMALLEST:
            writer.report(
                _(
                    "The smallest type on the map “{name}” prints at {smallest} points. For the wall, print the "
                    "map as a poster."
                ).format(name=name, smallest=figure_text(smallest)),
                "maps",
                drawn.id,
            )
        writer.figures += 1
        items.append(
            Figure(
                picture,
                _("{name}{part}. {spoken} The table of steps after it says the same.").format(
                    name=name, part=part, spoken=spoken
                ),
                most=room,
                widest=picture.width * scale,
                before=2.0,
            )
        )
    return items


def _best_sheets(event: Event, drawn: Map, width: float, height: float) -> tuple[Picture, ...]:
    """The map on its sheets; the marks of what changed are left out when they make the type too small."""
    from leanbench.maps.poster import draw_pages

    found: tuple[Picture, ...] = ()
    marked = drawn.id == "future" and any(item.id == "current" for item in event.maps)
    for earlier in ("current", None) if marked else (None,):
        found = draw_pages(
            event, drawn.id, width=width, height=height, least_scale=LEAST_SCALE, compare_to=earlier
        )
        if min(part.smallest_text() * part.fit(width, height) for part in found) >= SMALLEST:
            break
    return found


def cropped(drawing: Picture) -> Picture:
    """The drawing without the empty paper around its items."""
    room = extent(drawing.items)
    if room is None:
        return drawing
    left, top, right, bottom = room
    left, top = left - 4.0, top - 4.0
    items = tuple(moved(item, -left, -top) for item in drawing.items)
    return Picture(right + 4.0 - left, bottom + 4.0 - top, items, drawing.title, drawing.alt)


def _spoken_text(event: Event, drawn: Map) -> str:
    """What the drawing shows, in two sentences, for those who do not see it."""
    found = flow.metrics(event, drawn.id)
    quantities = found.quantities
    loops = quantities["loops"].value
    lead = quantities[
        "lead_time_first_pass_bd" if event.calendar.report_unit == "bd" else "lead_time_first_pass_min"
    ]
    steps = count_text(len(drawn.steps), "step", "steps", spelled=True)
    roles = count_text(len({step.role for step in drawn.steps if step.role}), "role", "roles", spelled=True)
    told = _("{steps} of {roles}").format(steps=steps.capitalize(), roles=roles)
    if lead.value is not None:
        told += _(", lead time on the first pass {lead}").format(lead=value_text(lead, event))
    if loops:
        told += f", {count_text(int(loops), 'rework loop', 'rework loops', spelled=True)}"
    return told + "."


# Fields of a step with a column or words of their own in the table twin.
WORDED = (
    "name", "kind", "role", "process_time", "wait", "ca_pct", "value", "rule", "decision", "wastes", "wip", "wait_note",
    "note",
)  # fmt: skip


# --- the table twin -------------------------------------------------------------------------------


def _step_table(writer: Writer, drawn: Map) -> Table:
    """Every step with everything the drawing shows."""
    event = writer.event
    numbers = flow.numbering(drawn)
    rungs = [rung.step_id for rung in flow.timeline(event, drawn.id).rungs]
    order = {step_id: place for place, step_id in enumerate(rungs)}
    told = [step for step in drawn.steps if step.kind in ACTIVITY_KINDS or step.name.strip()]
    steps = sorted(told, key=lambda step: order.get(step.id, len(order)))
    rows = [Row(_step_cells(writer, drawn, step, numbers.get(step.id, "–"))) for step in steps]
    quantities = flow.metrics(event, drawn.id).quantities
    process = quantities["process_time_critical_path_min"]
    lead = quantities["lead_time_first_pass_min"]
    if process.value is not None and lead.value is not None:
        rolled = quantities["rolled_ca_pct"]
        total = (
            "", _("Critical path, first pass"), "", time_text(process.value, event.calendar),
            time_text(lead.value - process.value, event.calendar),
            "" if rolled.value is None else _("{share} rolled").format(share=percent_text(rolled.value)), "", "", "",
        )  # fmt: skip
        rows.append(Row(total, "total"))
    columns = [
        Column(_("No."), firm=True),
        Column(_("Step"), least=120.0),
        Column(_("Role"), least=92.0, most=120.0),
        Column(_("Process time"), "right", firm=True),
        Column(_("Wait before"), "right", firm=True),
        Column("%C&A", "right", firm=True),
        Column(_("WIP"), "right", firm=True),
        Column(_("Class"), firm=True),
        Column(_("Remarks"), most=1000.0),
    ]
    return Table(columns, rows, style=CELL.but(size=8.5, leading=11.5), pad=3.0)


def _step_cells(writer: Writer, drawn: Map, step: Step, number: str) -> tuple[Cell, ...]:
    event = writer.event
    where = ("step", drawn.id, step.id)
    name = writer.plain(step.name, *where)
    called = _("step {number}").format(number=number) + (f" ({name})" if name else "")
    role = writer.plain(event.role(step.role).name or step.role, *where) if step.role else ""
    remarks = []
    if step.decision or step.kind == "decision":
        remarks.append("decision")
    if step.rule.strip():
        remarks.append(_("required by {rule}").format(rule=step.rule))
    elif step.value == "BNVA" and drawn.id == "current":
        sentence = _("{step} is called “required” without the rule that requires it.")
        writer.report(sentence.format(step=capital_text(called)), *where)
    remarks += [_("waste: {wastes}").format(wastes=", ".join(step.wastes))] if step.wastes else []
    remarks += [text for text in (step.wait_note, step.note) if text.strip()]
    kinds = step.kind if step.kind not in ("process", "decision") else ""
    remarks += [kinds.replace("_", " ")] if kinds else []
    remarks += [  # whatever else is recorded, by its card
        f"{card.words} {cell_text(card, getattr(step, field), event)}"
        for field, card in typed_cards(Step).items()
        if field not in WORDED and getattr(step, field) not in (None, "", (), False)
    ]
    is_sign = step.kind not in ACTIVITY_KINDS  # nobody works at a sign
    return (
        number,
        name or (writer.missing(_("The name of {called}").format(called=called), *where),),
        role
        or ("–" if is_sign else (writer.missing(_("The role of {called}").format(called=called), *where),)),
        "–"
        if is_sign and step.process_time is None
        else _time(
            writer, step.process_time, _("The process time of {called}").format(called=called), *where
        ),
        "–"
        if is_sign and step.wait is None
        else _time(writer, step.wait, _("The wait before {called}").format(called=called), *where),
        percent_text(step.ca_pct) if step.ca_pct is not None else "–",
        figure_text(step.wip) if step.wip is not None else "–",
        LETTERS.get(step.value, "–"),
        writer.plain("; ".join(remarks), *where),
    )


def _time(writer: Writer, duration: Duration | None, what: str, *where: str) -> Cell:
    if duration is None:
        return (writer.missing(what, *where),)
    return writer.plain(map_time_text(duration, writer.event.calendar))


def _links(writer: Writer, drawn: Map, name: str) -> list[Item]:
    """Where the flow does not simply go on: decisions, rework, exits."""
    numbers = flow.numbering(drawn)
    names = {step.id: step.name for step in drawn.steps}

    def called(step_id: str) -> str:
        name = names.get(step_id, step_id)
        if not name and step_id in names:  # a sign where ways part: what comes after it
            name = list_text([names.get(link.target, "") for link in drawn.links if link.source == step_id])
        return f"{numbers.get(step_id, '')} {name}".strip()

    rows = []
    for link in drawn.links:
        if link.kind == "flow" and link.probability is None and not link.label.strip():
            continue
        if link.kind == "rework" and link.probability is None:
            continue
        share = "–" if link.probability is None else percent_text(100.0 * link.probability)
        rows.append(
            Row(
                (
                    writer.plain(called(link.source)),
                    _kind(link),
                    writer.plain(called(link.target)),
                    share,
                    writer.plain(link.label) or "–",
                )
            )
        )
    if not rows:
        return []
    columns = [
        Column(_("After step")), Column(_("Kind"), firm=True), Column(_("Goes to")),
        Column(_("Share"), "right", firm=True), Column(_("Why")),
    ]  # fmt: skip
    return [writer.heading(_("Branches"), 3, short=f"{name}: branches"), Table(columns, rows)]


def _kind(link: Link) -> str:
    return _KINDS.get(link.kind, "flow")


# --- value analysis and changes -------------------------------------------------------------------


def _value_analysis(writer: Writer, drawn: Map) -> list[Item]:
    """How many steps and minutes are of each class, and which rule asks for the required ones."""
    event = writer.event
    process: dict[str, float] = {}
    count: dict[str, int] = {}
    for step in drawn.steps:
        minutes = step.process_time.minutes(event.calendar) if step.process_time else 0.0
        process[step.value] = process.get(step.value, 0.0) + minutes
        count[step.value] = count.get(step.value, 0) + 1
    total = sum(process.values())
    rows = []
    for key in ("VA", "BNVA", "NVA", ""):
        label = f"{class_word(key)} ({LETTERS[key]})" if key else class_word(key)
        if key in count:
            share = percent_text(100.0 * process[key] / total) if total > 0 else "–"
            rows.append(Row((label, str(count[key]), time_text(process[key], event.calendar), share)))
    rows.append(
        Row(
            (
                _("All steps"),
                str(sum(count.values())),
                time_text(total, event.calendar),
                "100%" if total else "–",
            ),
            "total",
        )
    )
    columns = [Column(_("Class"))] + [
        Column(title, "right", firm=True, least=80.0)
        for title in (_("Steps"), _("Process time"), _("Share of process time"))
    ]
    if "" in count:
        writer.report(
            ngettext(
                "{steps} of the current map has no value class.",
                "{steps} of the current map have no value class.",
                count[""],
            ).format(steps=capital_text(count_text(count[""], "step", "steps", spelled=True))),
            *("step", drawn.id, next(step.id for step in drawn.steps if not step.value)),
        )
    note = _(
        "Value added changes the thing, right the first time, and the customer wants it. Required is what a rule"
        " asks for. Waste is all else. Process times of all steps, branches included, each counted once."
    )
    return [
        writer.heading(_("Value analysis"), 3),
        Table(columns, rows, after=5.0, keep_next=True),
        writer.note(note),
    ]


def _changes(writer: Writer, pair: tuple[str, str]) -> list[Item]:
    """Which steps went, which are new, and all measures before and after."""
    event = writer.event
    before, after = event.map(pair[0]), event.map(pair[1])
    found = step_differences(before, after, event.calendar)
    one, two = flow.numbering(before), flow.numbering(after)
    old = {step.id: f"{one.get(step.id, '')} {step.name}".strip() for step in before.steps}
    new = {step.id: f"{two.get(step.id, '')} {step.name}".strip() for step in after.steps}
    items: list[Item] = [writer.heading(_("What changed"), 3)]
    groups = [
        (
            _("Combined"),
            [f"{' + '.join(old[i] for i in parts)} → {new[made]}" for parts, made in found.combined],
        ),
        (
            _("Changed"),
            [
                f"{change.name}: {'; '.join(_with_role_names(event, text) for text in change.differences)}"
                for change in found.changed
            ],
        ),
        (_("No longer done"), [old[step_id] for step_id in found.removed]),
        (_("New"), [new[step_id] for step_id in found.added]),
    ]
    used = [(title, lines) for title, lines in groups if lines]
    if used:
        cells = tuple(Points(tuple(writer.plain(line) for line in lines)) for _, lines in used)
        least = 0.9 * writer.text_sheet.column / len(used)  # a long list wraps no more than its neighbor
        columns = [Column(f"{title} ({len(lines)})", least=least, most=1000.0) for title, lines in used]
        items.append(Table(columns, [Row(cells)], row_heads=False))
    else:
        items.append(writer.paragraph(_("The two maps have the same steps.")))
    return items


def _with_role_names(event: Event, text: str) -> str:
    """“role CSH → EXM” with the names of the roles."""
    if not text.startswith(_("role ")):
        return text
    names = [event.role(part).name or part for part in text.removeprefix(_("role ")).split(" → ")]
    return _("role {names}").format(names=" → ".join(names))
