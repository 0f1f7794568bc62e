"""The SIPOC drawing: suppliers, inputs, process, outputs, customers in five columns."""

from __future__ import annotations

from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Text
from leanbench.drawing.text_width import Measure, standard, wrap
from leanbench.event.records import Event
from leanbench.words import N_, _

COLUMN_W, GAP, HEAD_H = 210.0, 14.0, 54.0
_LINE = 17.0
_HEADS = (
    ("suppliers", "S", N_("Suppliers"), N_("who provides")),
    ("inputs", "I", N_("Inputs"), N_("what comes in")),
    ("process", "P", N_("Process"), N_("what is done")),
    ("outputs", "O", N_("Outputs"), N_("what comes out")),
    ("customers", "C", N_("Customers"), N_("who receives")),
)


def draw_sipoc(event: Event, measure: Measure | None = None) -> Picture:
    """The SIPOC of an event with the customers' requirements below; empty columns say "not recorded"."""
    ruler = measure or standard()
    entries = {name: tuple(map(str, getattr(event.sipoc, name))) for name, *_ in _HEADS}
    tall = max(_column_height(items, name, ruler) for name, items in entries.items())
    items: list[Item] = []
    said = []
    for i, (name, letter, title, hint) in enumerate(_HEADS):
        x = 16.0 + i * (COLUMN_W + GAP)
        children = _head(x, 16.0, letter, _(title), _(hint), pointed=name == "process")
        children.append(Box(x, 16.0 + HEAD_H + 8, COLUMN_W, tall, "panel", "hairline", 1.0, 6.0))
        children += _entries(x, 16.0 + HEAD_H + 8, entries[name], name, ruler)
        listed = "; ".join(entries[name]) or _("not recorded")
        said.append(f"{_(title)}: {listed}.")
        items.append(Group(f"sipoc:{name}", "sipoc", tuple(children), said[-1]))
    width = 32.0 + 5 * COLUMN_W + 4 * GAP
    y = 16.0 + HEAD_H + 8 + tall + 12.0
    requirements, height = _requirements(
        tuple(map(str, event.sipoc.requirements)), 16.0, y, width - 32.0, ruler
    )
    items.append(requirements)
    said.append(requirements.alt)
    title = " · ".join(part for part in (event.header.title, "SIPOC") if part)
    return Picture(width, y + height + 16.0, tuple(items), title, " ".join(said))


def _head(x: float, y: float, letter: str, title: str, hint: str, *, pointed: bool) -> list[Item]:
    w = COLUMN_W
    tip = 12.0 if pointed else 0.0
    outline: tuple[tuple[str | float, ...], ...] = (
        ("M", x, y), ("L", x + w - tip, y), ("L", x + w, y + HEAD_H / 2), ("L", x + w - tip, y + HEAD_H),
        ("L", x, y + HEAD_H), ("L", x + tip, y + HEAD_H / 2), ("Z",),
    )  # fmt: skip
    shape: Item = (
        Path(outline, "accent_soft", "accent")
        if pointed
        else Box(x, y, w, HEAD_H, "header", "hairline", 1.0, 6.0)
    )
    left = x + 16.0 + tip / 2
    return [
        shape,
        Text(left, y + 37.0, letter, 28.0, "accent", "semibold"),
        Text(left + 34.0, y + 24.0, title, 14.0, "text", "semibold"),
        Text(left + 34.0, y + 41.0, hint, 11.5, "muted"),
    ]


def _lines(text: str, name: str, ruler: Measure) -> tuple[str, ...]:
    return wrap(text, COLUMN_W - (46.0 if name == "process" else 38.0), 13.0, 4, measure=ruler)


def _column_height(entries: tuple[str, ...], name: str, ruler: Measure) -> float:
    gap = 24.0 if name == "process" else 10.0
    return 24.0 + sum(_LINE * max(1, len(_lines(text, name, ruler))) + gap for text in entries or ("",))


def _entries(x: float, y: float, entries: tuple[str, ...], name: str, ruler: Measure) -> list[Item]:
    if not entries:
        return [Text(x + 16, y + 27, _("not recorded"), 13.0, "muted", italic=True)]
    items: list[Item] = []
    at = y + 14.0
    for i, text in enumerate(entries):
        lines = _lines(text, name, ruler)
        height = _LINE * max(1, len(lines))
        if name == "process":
            items.append(Box(x + 10, at - 3, COLUMN_W - 20, height + 12, "raised", "strong", 1.0, 6.0))
            items.append(Text(x + 20, at + 15, str(i + 1), 11.0, "muted", "semibold"))
            items += [Text(x + 36, at + 15.5 + _LINE * k, line, 13.0) for k, line in enumerate(lines)]
            if i < len(entries) - 1:
                middle = x + COLUMN_W / 2
                ends = ((middle, at + height + 9), (middle, at + height + 20.5))
                items.append(Line(ends, "connector", 1.2, arrow_end=True))
            at += height + 24.0
        else:
            items.append(Text(x + 14, at + 13, "•", 13.0, "accent", "bold"))
            items += [Text(x + 28, at + 13 + _LINE * k, line, 13.0) for k, line in enumerate(lines)]
            at += height + 10.0
    return items


def _requirements(
    entries: tuple[str, ...], x: float, y: float, w: float, ruler: Measure
) -> tuple[Group, float]:
    """What the customers require, in a strip below the columns."""
    children: list[Item] = [Text(x + 16, y + 24, _("What the customers require"), 13.0, "text", "semibold")]
    at = y + 46.0
    for text in entries or (_("not recorded"),):
        lines = wrap(text, w - 48, 13.0, 2, measure=ruler)
        if entries:
            children.append(Text(x + 16, at, "•", 13.0, "accent", "bold"))
        ink = "text" if entries else "muted"
        children += [
            Text(x + 30, at + _LINE * k, line, 13.0, ink, italic=not entries) for k, line in enumerate(lines)
        ]
        at += _LINE * len(lines) + 6.0
    height = at - y
    frame = Box(x, y, w, height, "panel", "hairline", 1.0, 6.0)
    alt = _("Requirements: {entries}.").format(entries="; ".join(entries) or _("not recorded"))
    return Group("sipoc:requirements", "sipoc", (frame, *children), alt), height
