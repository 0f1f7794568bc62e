"""The value stream layout and its signs: one row of processes with data boxes, inventories between
them, supplier and customer above at both ends, the information flow between these two.

By rule, after Rother & Shook, *Learning to See*: material runs left to right, parallel processes
stand above each other, loops hang below, the ladder stands under everything. What the event does
not record (the information flow, a supplier) is drawn as an empty place that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Text, Weight
from leanbench.drawing.text_width import Measure, shorten, wrap
from leanbench.event.records import Event, Map, Role, Step
from leanbench.maps.arrangement import Layout
from leanbench.maps.bands import Sizes, lay_swimlanes
from leanbench.maps.geometry import Rect
from leanbench.maps.stepcard import EDGE_ROLE, Look, draw_step, step_frame
from leanbench.maps.symbols import icon, symbol
from leanbench.maps.wording import (
    LETTERS,
    LOW_CA_PCT,
    class_word,
    describe_step,
)
from leanbench.schema import replace
from leanbench.words import _
from leanbench.words.durations import Calendar, map_time_text
from leanbench.words.figures import figure_text
from leanbench.words.numbers import MISSING, percent_text

PROCESS_H = 66.0
DATA_ROW = 17.0
DATA_ROWS = 4
RESERVE = 58.0  # for the inventory before a process
ENDS_TOP, ENDS_H, ENDS_W = 16.0, 74.0, 132.0
_INK: Mapping[bool, tuple[str, Weight]] = {False: ("text", "regular"), True: ("bad", "semibold")}
SIZES = Sizes(
    step_w=156.0,
    step_h=PROCESS_H + DATA_ROW * DATA_ROWS + 4.0,
    header_w=20.0,
    top=150.0,
    gutter=RESERVE + 36.0,
    first_gutter=RESERVE + 92.0,
    reserve=RESERVE,
    port_y=PROCESS_H / 2,
    heading_up=9.0,
)


STREAM_NAME = 12.5
BESIDE = 92.0  # the way of the delivery, right of the rows
BAND_HEAD = (
    118.0  # the room of supplier, customer and information, which only the first row of a folded map needs
)


def lay_stream(
    map_: Map,
    roles: Sequence[Role],
    measure: Measure,
    numbers: Mapping[str, str],
    folded: Callable[[Layout], Layout] | None = None,
) -> Layout:
    """The layout of the value stream view; places set by hand belong to the swimlanes and are left aside.

    `folded` folds the row of processes before supplier and customer take their places above it.
    """
    inside = {step.id for step in map_.steps if not symbol(step.kind).side}
    row = replace(
        map_,
        steps=tuple(replace(step, role="", pin=None) for step in map_.steps if step.id in inside),
        links=tuple(link for link in map_.links if link.source in inside and link.target in inside),
        lanes=("",),
    )
    layout = lay_swimlanes(row, roles, measure, numbers, SIZES)
    if folded is not None:
        layout = folded(layout)
    above = [step for step in map_.steps if symbol(step.kind).side]
    most = 2 * max(_count_on(above, "supplier"), _count_on(above, "customer"))
    informing = _count_on(above, "information")
    width = max(layout.width + BESIDE, 760.0, 88.0 + (ENDS_W + 24.0) * (most + informing))
    steps = dict(layout.steps)
    for step, rect in zip(above, _places_above(above, width), strict=True):
        steps[step.id] = rect
    ordered = {step.id: steps[step.id] for step in map_.steps}
    return replace(layout, view="value-stream", lanes=(), width=width, steps=ordered)


def _count_on(steps: Sequence[Step], side: str) -> int:
    return sum(1 for step in steps if symbol(step.kind).side == side)


def _places_above(steps: Sequence[Step], width: float) -> list[Rect]:
    """Suppliers from the left end, customers from the right end, information between them."""
    left, right = 20.0, width - 20.0 - ENDS_W
    middle = _count_on(steps, "information")
    x = width / 2 - (middle * (ENDS_W + 24.0) - 24.0) / 2
    result = []
    for step in steps:
        side = symbol(step.kind).side
        if side == "supplier":
            result.append(Rect(left, ENDS_TOP, ENDS_W, ENDS_H))
            left += ENDS_W + 24.0
        elif side == "customer":
            result.append(Rect(right, ENDS_TOP, ENDS_W, ENDS_H))
            right -= ENDS_W + 24.0
        else:
            result.append(Rect(x, ENDS_TOP, ENDS_W, ENDS_H))
            x += ENDS_W + 24.0
    return result


def draw_stream_step(
    step: Step, rect: Rect, role: Role | None, calendar: Calendar, measure: Measure, look: Look
) -> Group:
    """The group ``step:<id>`` in this view: process box with data box, or the sign of its kind."""
    side = symbol(step.kind).side
    if side in ("supplier", "customer"):
        children = _factory(step.name or step.kind.capitalize(), rect, measure)
    elif side == "information":
        children = _information(step.name or "Information", rect, "strong", (), measure)
    elif rect.h != SIZES.step_h:
        return draw_step(step, rect, role, calendar, measure, look)
    else:
        children = _process(step, rect, role, calendar, measure, look)
    if look.selected:
        ring = rect.grown(4.0)
        children.insert(0, Box(ring.x, ring.y, ring.w, ring.h, "", "accent", 2.0, 4.0))
    return Group(
        f"step:{step.id}", "step", tuple(children), describe_step(step, role, look.spoken_number, calendar)
    )


def _process(
    step: Step, rect: Rect, role: Role | None, calendar: Calendar, measure: Measure, look: Look
) -> list[Item]:
    x, right = rect.x, rect.right
    upper = Rect(x, rect.y, rect.w, PROCESS_H)
    children: list[Item] = [*step_frame(step, upper)]
    letter = LETTERS.get(step.value, "")
    if letter:
        children.append(
            Box(right - 33, rect.y + 4, 28, 16, "nva_fill" if step.value == "NVA" else "", "", 1.0, 3.0)
        )
        children.append(Text(right - 9, rect.y + 16, letter, 10.0, EDGE_ROLE[step.value], "bold", "end"))
    room = rect.w - 20.0
    lines = wrap(step.name or _("No name yet"), room, STREAM_NAME, 3, measure=measure, first=room - 26.0)
    line_h = 15.0 if len(lines) < 3 else 13.5
    for i, line in enumerate(lines):
        wide = measure.width(line, STREAM_NAME)
        if step.value == "NVA":
            children.append(
                Box(x + 6, rect.y + 4 + line_h * i, wide + 8, line_h + 2, "nva_fill", "", 1.0, 3.0)
            )
        children.append(
            Text(x + 10, rect.y + line_h + (2.0 if line_h > 14.0 else 0.5) + line_h * i, line, STREAM_NAME)
        )
    who = role.name if role is not None and role.name else _("nobody named")
    tag = f"{look.number}  {who}" if look.number else who
    rule = rect.y + PROCESS_H - 22.0
    if step.value == "NVA":
        children.append(Box(x + 4, rule, rect.w - 6, 20, "nva_fill"))
    children.append(icon("person", x + 9, rule + 4, 12, "muted"))
    children.append(Text(x + 26, rule + 14, shorten(tag, room - 16, 11.0, measure=measure), 11.0, "muted"))
    return children + _data_box(
        step, role, Rect(x, rect.y + PROCESS_H, rect.w, rect.h - PROCESS_H), calendar, measure
    )


def _data_box(step: Step, role: Role | None, rect: Rect, calendar: Calendar, measure: Measure) -> list[Item]:
    """Process time, %C&A, staff and the most telling of what else is recorded."""
    low = step.ca_pct is not None and step.ca_pct < LOW_CA_PCT
    people = step.staff if step.staff is not None else (role.fte if role is not None else None)
    rows = [
        (_("Process time"), map_time_text(step.process_time, calendar), False),
        ("%C&A", percent_text(step.ca_pct) or f"{MISSING}%", low),
        ("Staff", figure_text(people, "FTE", "cell") or MISSING, False),
    ]
    if step.batch is not None:
        rows.append(("Batch", figure_text(step.batch), False))
    elif step.gate is not None:
        rows.append((_("Once every"), map_time_text(step.gate, calendar), False))
    elif step.changeover is not None:
        rows.append(("Changeover", map_time_text(step.changeover, calendar), False))
    elif step.availability_pct is not None:
        rows.append(("Available", percent_text(step.availability_pct), False))
    else:
        rows.append(("Class", class_word(step.value) if step.value else MISSING, False))
    children: list[Item] = [Box(rect.x, rect.y, rect.w, rect.h, "panel", "strong")]
    for i, (label, value, strong) in enumerate(rows):
        y = rect.y + 2.0 + DATA_ROW * i
        if i:
            children.append(Line(((rect.x, y), (rect.right, y)), "hairline"))
        children.append(Text(rect.x + 9, y + 12.5, label, 11.0, "muted"))
        shown = shorten(value, rect.w - 90.0, 11.0, measure=measure)
        ink, weight = _INK[strong]
        children.append(Text(rect.right - 9, y + 12.5, shown, 11.0, ink, weight, "end"))
    return children


def draw_surroundings(event: Event, map_: Map, layout: Layout, measure: Measure) -> list[Group]:
    """Supplier and customer, shipments and the information flow."""
    result: list[Group] = []
    ends = {step.kind: layout.steps[step.id] for step in map_.steps if step.kind in ("supplier", "customer")}
    supplier, customer = ends.get("supplier"), ends.get("customer")
    if supplier is None:
        supplier = Rect(20.0, ENDS_TOP, ENDS_W, ENDS_H)
        name = event.sipoc.suppliers[0].text if event.sipoc.suppliers else ""
        result.append(_end("supplier", name, supplier, measure))
    if customer is None:
        customer = Rect(layout.width - 20.0 - ENDS_W, ENDS_TOP, ENDS_W, ENDS_H)
        name = event.sipoc.customers[0].text if event.sipoc.customers else ""
        result.append(_end("customer", name, customer, measure))
    result += _demand(event, customer, measure)
    result += _information_flow(map_, layout, supplier, customer, measure)
    row = [step for step in map_.steps if _stands_in_row(step, layout)]
    if row:
        rects = [layout.steps[step.id] for step in row]
        first = min(rects, key=lambda rect: (_band(layout, rect), rect.x, rect.y))
        last = max(rects, key=lambda rect: (_band(layout, rect), rect.x, -rect.y))
        y1, y2 = first.y + SIZES.port_y, last.y + SIZES.port_y
        x1, x2 = supplier.centre[0], customer.centre[0]
        result.append(_shipment("supply", ((x1, supplier.bottom), (x1, y1), (first.x - RESERVE + 12.0, y1))))
        result.append(_shipment("delivery", ((last.right, y2), (x2, y2), (x2, customer.bottom))))
    return result


def draw_inventories(event: Event, map_: Map, layout: Layout) -> list[Group]:
    """The triangles before the processes, painted upon the lines that run through them."""
    return [_inventory(step, layout, event.calendar) for step in map_.steps if _stands_in_row(step, layout)]


def _band(layout: Layout, rect: Rect) -> int:
    """The number of the row of a folded map in which a box stands."""
    return sum(bottom <= rect.y for bottom in layout.band_bottoms)


def _stands_in_row(step: Step, layout: Layout) -> bool:
    return layout.steps[step.id].h == SIZES.step_h


def _inventory(step: Step, layout: Layout, calendar: Calendar) -> Group:
    """The triangle before a process: units waiting and how long."""
    rect = layout.steps[step.id]
    size = 34.0
    x, y = rect.x - RESERVE + 12.0, rect.y + SIZES.port_y - size * 0.72
    base = y + size * 0.88
    triangle = Path(
        (("M", x + size / 2, y), ("L", x + size, base), ("L", x, base), ("Z",)), "panel", "caution", 1.4
    )
    count = figure_text(step.wip)
    wait = map_time_text(step.wait, calendar)
    cx = x + size / 2
    children: tuple[Item, ...] = (
        triangle,
        Text(cx, base - 5.0, "I", 12.0, "caution", "bold", "middle"),
        Text(cx, base + 13.0, count, 11.0, "text", "semibold", "middle"),
        Text(cx, base + 26.0, wait, 11.0, "muted", "regular", "middle"),
    )
    units = _("not recorded") if step.wip is None else count
    return Group(
        f"inventory:{step.id}",
        "inventory",
        children,
        _("Waiting before {name}: {units} units, {wait}.").format(name=step.name, units=units, wait=wait),
    )


def _factory(name: str, rect: Rect, measure: Measure) -> list[Item]:
    """The saw-tooth outline of supplier and customer."""
    x, y, w, h = rect.x, rect.y, rect.w, rect.h
    tooth = w / 3
    outline: list[tuple[str | float, ...]] = [("M", x, y + h), ("L", x, y + 20)]
    for i in range(3):
        outline += [("L", x + tooth * (i + 1), y), ("L", x + tooth * (i + 1), y + 20 if i < 2 else y + h)]
    lines = wrap(name, w - 16, 12.0, 2, "semibold", measure)
    start = y + 20 + (h - 20) / 2 - 7.5 * len(lines) + 11.0
    return [
        Path((*outline, ("Z",)), "panel", "strong", 1.4),
        *(
            Text(x + w / 2, start + 15.0 * i, line, 12.0, "text", "semibold", "middle")
            for i, line in enumerate(lines)
        ),
    ]


def _end(kind: str, name: str, rect: Rect, measure: Measure) -> Group:
    alt = f"{kind.capitalize()}: {name or _('not recorded')}."
    return Group(f"end:{kind}", "end", tuple(_factory(name or kind.capitalize(), rect, measure)), alt)


def _demand(event: Event, customer: Rect, measure: Measure) -> list[Group]:
    """What the customer asks for, beside the customer."""
    per_year = event.demand.units_per_year
    if per_year is None:
        return []
    text = _("{per_year} {unit} a year").format(
        per_year=figure_text(per_year), unit=event.demand.unit or "units"
    )
    shown = shorten(text, 220.0, 11.5, measure=measure)
    label = Text(customer.x - 12.0, customer.bottom - 6.0, shown, 11.5, "muted", "regular", "end")
    return [Group("demand:units", "demand", (label,), _("Demand: {text}.").format(text=text))]


def _information(name: str, rect: Rect, edge: str, dash: tuple[float, ...], measure: Measure) -> list[Item]:
    lines = wrap(name, rect.w - 16, 12.0, 3, "regular", measure)
    start = rect.centre[1] - 7.5 * len(lines) + 11.0
    ink = "muted" if dash else "text"
    return [
        Box(rect.x, rect.y, rect.w, rect.h, "panel", edge, 1.2, 3.0, dash),
        *(
            Text(rect.centre[0], start + 15.0 * i, line, 12.0, ink, "regular", "middle")
            for i, line in enumerate(lines)
        ),
    ]


def _information_flow(
    map_: Map, layout: Layout, supplier: Rect, customer: Rect, measure: Measure
) -> list[Group]:
    """Orders and schedules above the processes: what is recorded, or an empty place for them."""
    known = [step for step in map_.steps if symbol(step.kind).side == "information"]
    result: list[Group] = []
    if known:
        first, last = layout.steps[known[0].id], layout.steps[known[-1].id]
    else:
        first = last = Rect(layout.width / 2 - 110.0, ENDS_TOP + 12.0, 220.0, 50.0)
        empty = _information(_("Information flow not recorded"), first, "strong", (4.0, 3.0), measure)
        result.append(
            Group(
                "information:empty", "information", tuple(empty), _("The information flow is not recorded.")
            )
        )
    y = first.centre[1]
    lines: list[Item] = [
        Line(((customer.x, y), (last.right, y)), "connector", 1.2, (), arrow_end=True),
        Line(((first.x, y), (supplier.right, y)), "connector", 1.2, (), arrow_end=True),
    ]
    alt = _("Information runs from the customer to the supplier.")
    result.append(Group("information:flow", "information", tuple(lines), alt))
    by_id = {step.id: step for step in map_.steps}
    for link in map_.links:
        source, target = by_id.get(link.source), by_id.get(link.target)
        if (
            source is None
            or target is None
            or "information"
            not in (
                symbol(source.kind).side,
                symbol(target.kind).side,
            )
        ):
            continue
        one, two = layout.steps[source.id], layout.steps[target.id]
        upper, lower = (one, two) if one.y <= two.y else (two, one)
        if upper.y == lower.y:
            continue
        down = upper is one
        middle = (upper.bottom + lower.y) / 2
        points = (
            (upper.centre[0], upper.bottom), (upper.centre[0], middle),
            (lower.centre[0], middle), (lower.centre[0], lower.y),
        )  # fmt: skip
        line = Line(points, "connector", 1.2, (6.0, 3.0), arrow_start=not down, arrow_end=down, radius=4.0)
        result.append(
            Group(
                f"link:{link.id}",
                "link",
                (line,),
                _("{source} informs {target}.").format(source=source.name, target=target.name),
            )
        )
    return result


def _shipment(name: str, points: tuple[tuple[float, float], ...]) -> Group:
    """A wide arrow: what comes from the supplier, what goes to the customer."""
    words = {
        "supply": _("What the supplier sends enters the process."),
        "delivery": _("The result goes to the customer."),
    }
    line = Line(points, "strong", 3.0, (), arrow_end=True, radius=6.0)
    return Group(f"shipment:{name}", "shipment", (line,), words[name])
