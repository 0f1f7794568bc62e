"""The boxes beside a printed map: what the signs mean, the totals, and the text of notes and bursts."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Text
from leanbench.drawing.text_width import Measure, wrap
from leanbench.event.records import Event, Map, Note, Step
from leanbench.flow import metrics
from leanbench.maps.connectors import note_numbers
from leanbench.maps.geometry import Rect
from leanbench.maps.stepcard import class_sample
from leanbench.maps.symbols import SYMBOLS, icon
from leanbench.maps.wording import class_word
from leanbench.words import N_, _
from leanbench.words.figures import figure_text, quantity_text

SUMMARY_W = 330.0
_ROW = 19.0
# (name in leanbench.flow.metrics, words on the map)
_FIGURES = (
    ("lead_time_first_pass_min", N_("Lead time, first pass")),
    ("lead_time_expected_min", N_("Lead time, expected")),
    ("process_time_critical_path_min", N_("Process time, critical path")),
    ("activity_ratio_pct", N_("Activity ratio (process ÷ lead)")),
    ("rolled_ca_pct", N_("Rolled %C&A")),
    ("steps_main_path", N_("Steps on the main path")),
    ("handoffs_critical_path", N_("Hand-offs, critical path")),
    ("takt_time_min", N_("Takt time")),
)


def draw_summary(event: Event, map_id: str, x: float, y: float) -> tuple[Group, float]:
    """The totals of a map in a framed box at (x, y), and the box's height.

    A total that cannot be computed says so; every figure has its unit and the box its basis.
    """
    quantities = metrics(event, map_id).quantities
    rows = []
    bases: dict[str, None] = {}
    for name, label in _FIGURES:
        quantity = quantities.get(name)
        if quantity is None or quantity.value is None:
            rows.append((_(label), _("not recorded")))
            continue
        bases[quantity.basis] = None
        rows.append((_(label), quantity_text(quantity, "paper", calendar=event.calendar)))
    height = 34.0 + _ROW * len(rows) + 10.0
    children: list[Item] = [
        Box(x, y, SUMMARY_W, height, "panel", "strong", 1.0, 6.0),
        Text(x + 14, y + 22, _("Totals"), 13.0, "text", "semibold"),
        Text(x + SUMMARY_W - 14, y + 22, ", ".join(map(_, bases)), 11.0, "muted", "regular", "end"),
    ]
    for i, (label, value) in enumerate(rows):
        at = y + 34.0 + _ROW * i
        children.append(Line(((x + 14, at), (x + SUMMARY_W - 14, at)), "hairline"))
        children.append(Text(x + 14, at + 14, label, 12.0, "muted"))
        children.append(Text(x + SUMMARY_W - 14, at + 14, value, 12.0, "text", "semibold", "end"))
    alt = _("Totals: {rows}.").format(rows="; ".join(f"{label} {value}" for label, value in rows))
    return Group("summary:totals", "summary", tuple(children), alt), height


def draw_legend(
    event: Event, map_: Map, x: float, y: float, view: str = "swimlane"
) -> tuple[Group, float, float]:
    """What the signs of this map mean, only those it uses: the group, its width and its height."""
    left: list[tuple[str, str]] = [
        (f"class:{value}", class_word(value)) for value in _used_classes(map_.steps)
    ]
    if any(step.decision or step.kind == "decision" for step in map_.steps):
        left.append(("decision", _("A decision is made in this step")))
    right: list[tuple[str, str]] = [("flow", _("Flow"))]
    kinds = {link.kind for link in map_.links}
    right += [
        (kind, words)
        for kind, words in (
            ("rework", _("Rework, with its share")),
            ("alternative", _("Other way, with its share")),
            ("exit", _("Leaves the process")),
        )
        if kind in kinds
    ]
    used = {step.kind for step in map_.steps} | {note.kind for note in map_.notes}
    right += [(f"symbol:{one.name}", _(one.legend)) for one in SYMBOLS if one.legend and one.name in used]
    if view == "value-stream" and "inventory" not in used:
        right.append(("symbol:inventory", _("Work waiting: units and time")))
    hours = figure_text(event.calendar.hours_per_business_day, "h")
    words = [
        *(
            [_("Bottom row of a step: process time · ⧖ wait before it · %C&A")]
            if view != "value-stream"
            else []
        ),
        _("%C&A: share the next step can use without correcting"),
        _("bd = business day of {hours}").format(hours=hours),
    ]
    w = 520.0
    rows = max(len(left), len(right))
    height = 34.0 + 22.0 * rows + 6.0 + 16.0 * len(words) + 8.0
    children: list[Item] = [
        Box(x, y, w, height, "panel", "strong", 1.0, 6.0),
        Text(x + 14, y + 22, _("Legend"), 13.0, "text", "semibold"),
    ]
    for column, entries in ((x + 14, left), (x + 274, right)):
        for i, (sign, text) in enumerate(entries):
            at = y + 34.0 + 22.0 * i
            children += _sign(sign, column, at)
            children.append(Text(column + 52, at + 13.5, text, 12.0))
    for i, text in enumerate(words):
        children.append(Text(x + 14, y + 34.0 + 22.0 * rows + 16.0 + 16.0 * i, text, 11.5, "muted"))
    signs = "; ".join(text for _sign, text in [*left, *right])
    alt = _("Legend: {signs}. {words}.").format(signs=signs, words=". ".join(words))
    return Group("legend:signs", "legend", tuple(children), alt), w, height


def _used_classes(steps: Sequence[Step]) -> list[str]:
    used = {step.value for step in steps}
    return [value for value in ("VA", "BNVA", "NVA") if value in used]


_LINE_STYLE: dict[str, tuple[str, tuple[float, ...]]] = {
    "flow": ("connector", ()),
    "rework": ("bad", (5.0, 3.0)),
    "alternative": ("accent", (7.0, 3.0)),
    "exit": ("muted", (2.0, 3.0)),
}


def _sign(sign: str, x: float, y: float) -> list[Item]:
    if sign.startswith("class:"):
        return class_sample(sign.removeprefix("class:"), Rect(x, y, 42.0, 18.0))
    if sign == "decision":
        cx, cy = x + 21.0, y + 9.0
        corners = (("M", cx, cy - 6), ("L", cx + 6, cy), ("L", cx, cy + 6), ("L", cx - 6, cy), ("Z",))
        return [Path(corners, "panel", "muted", 1.2)]
    if sign == "symbol:burst":
        return [icon("burst", x + 11, y - 1, 20, "burst")]
    if sign == "symbol:inventory":
        return [icon("inventory", x + 12, y, 18, "caution")]
    if sign.startswith("symbol:"):
        return [icon(sign.removeprefix("symbol:"), x + 12, y, 18, "muted")]
    role, dash = _LINE_STYLE[sign]
    return [Line(((x, y + 9), (x + 42, y + 9)), role, 1.4, dash, arrow_end=True)]


def draw_notes_list(
    notes: Sequence[Note], x: float, y: float, w: float, measure: Measure
) -> tuple[Group | None, float]:
    """The texts of bursts, notes and questions under their numbers, in columns; None when there are none."""
    if not notes:
        return None, 0.0
    numbers = note_numbers(notes)
    columns = max(1, int(w // 360))
    column_w = w / columns
    heights = [0.0] * columns
    children: list[Item] = [Text(x, y + 14, _("Bursts, notes and questions"), 13.0, "text", "semibold")]
    order = {"burst": 0, "question": 1, "note": 2}
    for note in sorted(notes, key=lambda item: order[item.kind]):
        column = heights.index(min(heights))
        at = y + 34.0 + heights[column]
        left = x + column * column_w
        lines = wrap(note.text or _("no text yet"), column_w - 50, 12.0, 4, measure=measure)
        if note.kind == "burst":
            children.append(icon("burst", left, at - 15, 22, "burst"))
            children.append(Text(left + 11, at - 0.5, numbers[note.id], 9.5, "text", "bold", "middle"))
        else:
            children.append(Box(left + 2, at - 12, 18, 15, "note_fill", "note"))
            children.append(Text(left + 11, at - 0.8, numbers[note.id], 9.5, "text", "semibold", "middle"))
        children += [Text(left + 30, at + 15.0 * i, line, 12.0) for i, line in enumerate(lines)]
        heights[column] += 15.0 * len(lines) + 9.0
    alt = "; ".join(f"{note.kind} {numbers[note.id]}: {note.text}" for note in notes)
    return Group("notes:list", "notes", tuple(children), alt), 40.0 + max(heights)
