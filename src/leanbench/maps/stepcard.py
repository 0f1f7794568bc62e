"""The picture of one step: its box with name, class, times and %C&A, or its sign.

Every fact has a second sign beside its color: the class has a letter and a fill (white, gray,
hatched), a long wait and a low %C&A are set in semi-bold.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Text, Weight
from leanbench.drawing.shapes import hatch
from leanbench.drawing.text_width import ELLIPSIS, Measure, shorten, wrap
from leanbench.event.records import Role, Step
from leanbench.maps.geometry import Rect
from leanbench.maps.symbols import icon, symbol
from leanbench.maps.wording import LETTERS, LOW_CA_PCT, describe_step
from leanbench.schema import cards_of
from leanbench.words import _
from leanbench.words.durations import Calendar, map_time_text
from leanbench.words.numbers import MISSING, percent_text

NAME = 13.0
FACT = 11.5
EDGE_ROLE = {"VA": "va", "BNVA": "bnva", "NVA": "nva", "": "strong"}
FILL_ROLE = {"VA": "va_fill", "BNVA": "bnva_fill", "NVA": "nva_fill", "": "panel"}
_HATCH = 9.0  # level distance of two hatch lines
_ROUND = 6.0
_PLAIN: Weight = "regular"
_STRONG: Weight = "semibold"


class Look(Struct, frozen=True):
    """How one step is shown beside its own facts.

    `number` stands in the box only where no column heading tells it; `second` is a line under the
    name (the role, where there are no lanes); `mark` the word of a comparison ("new", "changed"); `choice`
    says that ways part here, `plain` that number and name are all there is room for,
    `distance` how far away it is read (`distance_at`).
    """

    number: str = ""
    spoken_number: str = ""
    second: str = ""
    selected: bool = False
    long_wait_min: float = float("inf")
    mark: str = ""
    choice: bool = False
    plain: bool = False
    distance: int = 0


# From which zoom down a card is read from afar: number and name as large as they fit, then number and wait.
FAR, FARTHER = 0.75, 0.45


def distance_at(zoom: float) -> int:
    """How far away the cards are at a zoom: 0 near, 1 number and name alone, 2 number and wait."""
    return 0 if zoom >= FAR else 1 if zoom >= FARTHER else 2


def draw_step(
    step: Step, rect: Rect, role: Role | None, calendar: Calendar, measure: Measure, look: Look
) -> Group:
    """The group ``step:<id>`` of one step."""
    match symbol(step.kind).form:
        case "pill":
            children = _terminal(step, rect, measure)
        case "gateway":
            children = _gateway(step, rect)
        case "card" if look.distance:
            children = _far_card(step, rect, calendar, measure, look)
        case "card" if look.plain:
            children = _plain_card(step, rect, measure, look)
        case "card":
            children = _card(step, rect, calendar, measure, look)
    if look.mark:
        children += _mark(look.mark, rect.moved(0.0, -4.0) if look.plain else rect, measure)
    if look.selected:
        children = [
            Box(rect.x - 4, rect.y - 4, rect.w + 8, rect.h + 8, "", "accent", 2.0, _ROUND + 3),
            *children,
        ]
    alt = describe_step(step, role, look.spoken_number or look.number, calendar)
    if look.mark:
        alt = _("{alt}, {mark} in this state.").format(alt=alt[:-1], mark=look.mark)
    return Group(f"step:{step.id}", "step", tuple(children), alt)


def draw_chart_step(
    step: Step, rect: Rect, role: Role | None, calendar: Calendar, measure: Measure, look: Look
) -> Group:
    """The group ``step:<id>`` in a flowchart: as elsewhere, but where ways part it is a diamond."""
    if not look.choice:
        return draw_step(step, rect, role, calendar, measure, look)
    x, y = rect.centre
    corners = (("M", x, rect.y), ("L", rect.right, y), ("L", x, rect.bottom), ("L", rect.x, y), ("Z",))
    edge = EDGE_ROLE[step.value]
    children: list[Item] = [Path(corners, FILL_ROLE[step.value], edge, 1.6)]
    size = NAME if look.plain else 12.0
    lines = wrap(
        step.name or _("No name yet"), rect.w * (0.7 if look.plain else 0.62), size, 2, measure=measure
    )
    top = y - 7.5 * len(lines) + (11.0 if look.plain else 4.0)
    children += [
        Text(x, top + 15.0 * i, line, size, "text", "regular", "middle") for i, line in enumerate(lines)
    ]
    parts = (look.number,) if look.plain else (look.number, look.second)
    who = shorten(" · ".join(part for part in parts if part), rect.w * 0.48, 10.5, measure=measure)
    known = [] if look.plain else [text for text in fact_texts(step, calendar)[:2] if MISSING not in text]
    while known and measure.width(" · ".join(known), 10.5) > rect.w * 0.36:
        known.pop()
    for words, down in ((who, 1.0), (" · ".join(known), 15.0)):
        children.append(Text(x, top + 15.0 * len(lines) + down, words, 10.5, "muted", "regular", "middle"))
    letter = LETTERS.get(step.value, "")
    if letter:
        children.append(Text(x, rect.y + 20.0, letter, 10.0, edge, "bold", "middle"))
    if look.mark:
        children += _mark(look.mark, Rect(x + rect.w / 8, rect.y + rect.h / 4, 0.0, 0.0), measure)
    if look.selected:
        ring = rect.grown(4.0)
        children.insert(0, Box(ring.x, ring.y, ring.w, ring.h, "", "accent", 2.0, 4.0))
    alt = describe_step(step, role, look.spoken_number, calendar)
    return Group(f"step:{step.id}", "step", tuple(children), alt)


def _card(step: Step, rect: Rect, calendar: Calendar, measure: Measure, look: Look) -> list[Item]:
    x, y, right = rect.x, rect.y, rect.right
    edge = EDGE_ROLE[step.value]
    children: list[Item] = step_frame(step, rect)
    letter = LETTERS.get(step.value, "")
    letter_w = measure.width(letter, 10.0, "bold") if letter else 0.0
    decides = step.decision or step.kind == "decision"
    number_w = measure.width(look.number, 10.5) if look.number else 0.0
    aside = letter_w + (15.0 if decides else 0.0)
    sign = bool(symbol(step.kind).strokes)
    inset = 34.0 if sign else 12.0
    room = rect.w - inset - 9.0
    tall = bool(look.second) and rect.h >= 80.0  # the second line and the number stand below the name
    number_y = rect.bottom - 30.5 if tall else y + 34.5
    lines, size = _name_lines(
        step.name,
        room - (aside + 5.0 if aside else 0.0),
        room - (number_w + 5.0 if number_w and not tall else 0.0),
        1 if look.second and not tall else 2,
        measure,
    )
    if step.value == "NVA":
        for i, line in enumerate(lines):
            children.append(_plate(x + 6, y + 5 + 15.5 * i, measure.width(line, size) + inset - 2, 18))
        children.append(_plate(right - aside - 12, y + 6, aside + 8, 14))
        if number_w:
            children.append(_plate(right - number_w - 12, number_y - 10.5, number_w + 8, 14))
    children.append(_edge(rect, edge))
    if sign:
        children.append(icon(step.kind, x + 10, y + 8, 18, "muted"))
    for i, line in enumerate(lines):
        children.append(Text(x + inset, y + 19.0 + 15.5 * i, line, size))
    if not lines:
        children.append(Text(x + inset, y + 19.0, _("No name yet"), NAME, "muted", italic=True))
    if look.second:
        text = shorten(look.second, rect.w - inset - 14 - number_w, 11.0, measure=measure)
        if step.value == "NVA":
            children.append(_plate(x + 6, number_y - 11, measure.width(text, 11.0) + inset - 2, 14))
        children.append(Text(x + inset, number_y, text, 11.0, "muted"))
    if letter:
        children.append(Text(right - 9, y + 17, letter, 10.0, edge, "bold", "end"))
    if decides:
        at = right - 9 - letter_w - (5.0 if letter else 0.0)
        children.append(_diamond(at - 4.5, y + 13.4, 4.5, "muted"))
    if look.number:
        children.append(Text(right - 9, number_y, look.number, 10.5, "muted", "regular", "end"))
    children += _facts(step, rect, calendar, measure, look)
    return children


_LINE = 14.2


def _plain_card(step: Step, rect: Rect, measure: Measure, look: Look) -> list[Item]:
    """Number and name in letters that are read from afar; a low %C&A on the upper edge."""
    x, inset = rect.x, 11.0
    children = step_frame(step, rect)
    number_w = measure.width(look.number, NAME, _STRONG) + 6.0 if look.number else 0.0
    room = rect.w - inset - 7.0
    name = step.name or _("No name yet")
    lines = wrap(name, room, NAME, 3, measure=measure, first=room - number_w)
    top = rect.centre[1] - _LINE * len(lines) / 2 + 11.3
    if step.value == "NVA":
        for i, line in enumerate(lines):
            wide = measure.width(line, NAME) + (number_w if not i else 0.0)
            children.append(_plate(x + 6, top + _LINE * i - 12.5, wide + inset - 2, 17))
    children.append(_edge(rect, EDGE_ROLE[step.value]))
    if look.number:
        children.append(Text(x + inset, top, look.number, NAME, "muted", _STRONG))
    for i, line in enumerate(lines):
        at = x + inset + (number_w if not i else 0.0)
        role = "text" if step.name else "muted"
        children.append(Text(at, top + _LINE * i, line, NAME, role, italic=not step.name))
    if step.ca_pct is not None and step.ca_pct < LOW_CA_PCT:
        text = f"{percent_text(step.ca_pct)} {cards_of(Step)['ca_pct'].title.lstrip('%')}"
        w = measure.width(text, 11.0, _STRONG) + 14.0
        pill = Rect(rect.right - w - 6.0, rect.y - 12.0, w, 15.0)
        children.append(Box(pill.x, pill.y, pill.w, pill.h, "panel", "bad", 1.0, 8.0))
        children.append(Text(pill.centre[0], pill.y + 11.5, text, 11.0, "bad", _STRONG, "middle"))
    return children


def _far_card(step: Step, rect: Rect, calendar: Calendar, measure: Measure, look: Look) -> list[Item]:
    """Read from afar: number and name on two lines as large as they fit, farther away number and wait on one."""
    text = step.name or _("No name yet")
    lines: tuple[str, ...] = ()
    if look.distance > 1:
        text = map_time_text(step.wait, calendar)
        text = "" if text == MISSING else f"⧖ {text}"
    number, inset = look.spoken_number or look.number, 10.0
    room = rect.w - inset - 5.0
    fits = (
        ((30 - k, 1) for k in range(18))
        if look.distance > 1
        else (*((22 - k, 2) for k in range(9)), (13, 3), (12, 3))
    )
    for size, most in fits:
        first = measure.width(number, size, _STRONG) + (0.5 * size if number else 0.0)
        lines = wrap(text, room, size, most, measure=measure, first=room - first)
        high = size * 1.12 * max(len(lines), 1)
        if high <= rect.h - 2.0 and not (lines and lines[-1].endswith(ELLIPSIS)):
            break
    top = rect.centre[1] - size * 1.12 * max(len(lines), 1) / 2 + size * 0.86
    fill = FILL_ROLE[step.value]
    children: list[Item] = [Box(rect.x, rect.y, rect.w, rect.h, fill, "strong", 1.0, _ROUND)]
    children.append(_edge(rect, EDGE_ROLE[step.value]))
    if number:
        children.append(Text(rect.x + inset, top, number, size, "muted", _STRONG))
    for i, line in enumerate(lines):
        children.append(
            Text(rect.x + inset + (0.0 if i else first), top + size * 1.12 * i, line, size, "text")
        )
    return children


def _name_lines(
    name: str, first: float, width: float, count: int, measure: Measure
) -> tuple[tuple[str, ...], float]:
    """The lines of a name and their size: a long name is set a little smaller before it is cut."""
    for size in (NAME, 12.5, 12.0, 11.5):
        lines = wrap(name, width if count > 1 else first, size, count, measure=measure, first=first)
        if not lines or not lines[-1].endswith(ELLIPSIS):
            break
    return lines, size


def class_sample(value: str, rect: Rect) -> list[Item]:
    """A small box of one class for a legend: its edge, its fill and its letter."""
    sample = Step("", value=value)  # type: ignore[arg-type]
    cx, cy = rect.centre
    letter = LETTERS[value]
    return [
        *step_frame(sample, rect),
        _edge(rect, EDGE_ROLE[value]),
        _plate(cx - 11, cy - 6.5, 22, 13),
        Text(cx, cy + 3.7, letter, 10.0, EDGE_ROLE[value], "bold", "middle"),
    ]


def _plate(x: float, y: float, w: float, h: float) -> Box:
    """An unhatched patch under a text, so that it stays legible on a copier."""
    return Box(x, y, w, h, "nva_fill", "", 1.0, 3.0)


def step_frame(step: Step, rect: Rect) -> list[Item]:
    """The box of a step with the fill of its class, hatched for waste."""
    fill = FILL_ROLE[step.value]
    children: list[Item] = [Box(rect.x, rect.y, rect.w, rect.h, fill, "strong", 1.0, _ROUND)]
    if step.value == "NVA":
        inner = (rect.x + 3.0, rect.y + 1.5, rect.right - 1.5, rect.bottom - 1.5)
        children.append(Path(hatch(*inner, _HATCH, _ROUND - 2.0), "", "hatch", 1.6))
    return children


def _edge(rect: Rect, role: str) -> Path:
    """The thick left edge that carries the class, bent into the round corners."""
    x, y, bottom = rect.x, rect.y, rect.bottom
    k = _ROUND * 0.45
    return Path(
        (
            ("M", x + _ROUND, y),
            ("C", x + k, y, x, y + k, x, y + _ROUND),
            ("L", x, bottom - _ROUND),
            ("C", x, bottom - k, x + k, bottom, x + _ROUND, bottom),
        ),
        "",
        role,
        4.0 if role != "strong" else 1.0,
    )


def _diamond(cx: float, cy: float, half: float, role: str) -> Path:
    return Path(
        (("M", cx, cy - half), ("L", cx + half, cy), ("L", cx, cy + half), ("L", cx - half, cy), ("Z",)),
        "panel",
        role,
        1.2,
    )


def fact_texts(step: Step, calendar: Calendar) -> tuple[str, str, str]:
    """Process time, wait before and %C&A as a step shows them."""
    process = map_time_text(step.process_time, calendar)
    return (
        process if process != MISSING else f"{MISSING} min",
        f"⧖ {map_time_text(step.wait, calendar)}",
        percent_text(step.ca_pct) or f"{MISSING}%",
    )


def _facts(step: Step, rect: Rect, calendar: Calendar, measure: Measure, look: Look) -> list[Item]:
    """The bottom row: process time, wait before, %C&A."""
    wait_min = step.wait.minutes(calendar) if step.wait is not None else 0.0
    low_ca = step.ca_pct is not None and step.ca_pct < LOW_CA_PCT
    long_wait = wait_min > 0 and wait_min >= look.long_wait_min
    texts = list(zip(fact_texts(step, calendar), (False, long_wait, low_ca), strict=True))
    size = FACT
    left, right = rect.x + 12.0, rect.right - 10.0
    while True:
        widths = [measure.width(text, size, _STRONG if strong else _PLAIN) for text, strong in texts]
        spare = right - left - sum(widths)
        if spare >= 10.0 or size <= 8.5:
            break
        size -= 0.5
    middle = max(left + widths[0] + 5.0, min(left + 58.0, right - widths[2] - widths[1] - 5.0))
    baseline = rect.bottom - 8.0
    places = (left, middle, right - widths[2])
    rule = rect.bottom - 24.0
    items: list[Item] = [Line(((rect.x + 5, rule), (rect.right - 1, rule)), "hairline")]
    for (text, strong), place, wide in zip(texts, places, widths, strict=True):
        if step.value == "NVA":
            items.append(Box(place - 2, baseline - 11, wide + 4, 15, "nva_fill", "", 1.0, 3.0))
        items.append(
            Text(
                place, baseline, text, size, "bad" if strong else "muted", "semibold" if strong else "regular"
            )
        )
    return items


def _terminal(step: Step, rect: Rect, measure: Measure) -> list[Item]:
    name = shorten(step.name or step.kind.capitalize(), rect.w - 24, NAME, measure=measure)
    cx, cy = rect.centre
    return [
        Box(rect.x, rect.y, rect.w, rect.h, "header", "strong", 1.2, rect.h / 2),
        Text(cx, cy + 4.6, name, NAME, "text", "regular", "middle"),
    ]


def _gateway(step: Step, rect: Rect) -> list[Item]:
    cx, cy = rect.centre
    half = rect.w / 2
    arm = 8.0
    arms: Sequence[tuple[float, float]] = ((arm, 0.0), (0.0, arm))
    if step.kind.startswith("xor"):
        arms = ((arm * 0.8, arm * 0.8), (arm * 0.8, -arm * 0.8))
    crosses = [Line(((cx - dx, cy - dy), (cx + dx, cy + dy)), "text", 2.2) for dx, dy in arms]
    return [_diamond(cx, cy, half, "strong"), *crosses]


def _mark(mark: str, rect: Rect, measure: Measure) -> list[Item]:
    """A small flag on the upper left corner that says what a comparison found."""
    w = measure.width(mark, 9.5, "bold") + 12.0
    return [
        Box(rect.x + 10, rect.y - 8.5, w, 15, "accent_soft", "accent", 1.0, 7.5),
        Text(rect.x + 10 + w / 2, rect.y + 2.4, mark, 9.5, "accent", "bold", "middle"),
    ]
