"""The signs of a map, one row a sign: its outline, what it means, and how a step of that kind is drawn.

Value stream symbols after the set of Rother & Shook, *Learning to See* (Lean Enterprise Institute), and the
office symbols that government maps need beside them. A new sign is a row here; a new kind of step a row here and
its word in `leanbench.event.process.Step.kind`.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin
from typing import Literal

from msgspec import Struct

from leanbench.drawing.primitives import Icon, Stroke
from leanbench.drawing.shapes import circle, polygon
from leanbench.words import N_

Form = Literal["card", "pill", "gateway"]


class Symbol(Struct, frozen=True):
    """One sign.

    name : of the kind of step it stands for, or of a sign that hangs on a step. strokes : outlines in a square of 24,
    none where the form says all. legend : what it means, for the legend of a map that uses it. form : how a step of
    this kind is drawn: a card with times, a pill (start, end), a small diamond between ways. side : its place in a
    value stream beside the row of processes.
    """

    name: str
    strokes: tuple[Stroke, ...] = ()
    legend: str = ""
    form: Form = "card"
    side: Literal["", "supplier", "customer", "information"] = ""
    fill: str = ""


def star(points: int = 10, inner: float = 0.62) -> Stroke:
    """The outline of a kaizen burst, a star in the square of 24."""
    corners = []
    for i in range(2 * points):
        r = 11.5 if i % 2 == 0 else 11.5 * inner
        angle = pi * i / points - pi / 2
        corners.append((12 + r * cos(angle), 12 + r * sin(angle)))
    return polygon(*corners)


_FACTORY: tuple[Stroke, ...] = (
    polygon((2, 22), (2, 9), (8.6, 3), (8.6, 9), (15.3, 3), (15.3, 9), (22, 3), (22, 22)),
)
_DIAMOND: tuple[Stroke, ...] = (polygon((12, 1), (23, 12), (12, 23), (1, 12)),)

SYMBOLS: tuple[Symbol, ...] = (
    Symbol("process"),
    Symbol("decision"),
    Symbol("start", form="pill"),
    Symbol("end", form="pill"),
    Symbol("inventory", (
        polygon((12, 2), (23, 22), (1, 22)), polygon((12, 9), (12, 18), close=False),
    ), N_("Work waiting")),
    Symbol("supermarket", (
        polygon((4, 2), (20, 2), (20, 22), (4, 22), close=False),
        polygon((4, 8.7), (20, 8.7), close=False),
        polygon((4, 15.3), (20, 15.3), close=False),
    ), N_("Supermarket: kept ready, refilled as it is taken")),
    Symbol("supplier", _FACTORY, N_("Supplier: where the work comes from"), side="supplier"),
    Symbol("customer", _FACTORY, N_("Customer: who gets the result"), side="customer"),
    Symbol("shipment", (
        polygon((1, 5), (14, 5), (14, 18), (1, 18)),
        polygon((14, 9), (19, 9), (23, 13), (23, 18), (14, 18)),
        circle(6, 19, 2.4),
        circle(18, 19, 2.4),
    ), N_("Shipment: carried from place to place")),
    Symbol("document", (
        (("M", 3, 3), ("L", 21, 3), ("L", 21, 19), ("C", 15, 15, 9, 23, 3, 19), ("Z",)),
    ), N_("Form or document"), side="information"),
    Symbol("data", (
        (
            ("M", 3, 6), ("C", 3, 1, 21, 1, 21, 6), ("L", 21, 18), ("C", 21, 23, 3, 23, 3, 18), ("Z",),
        ),
        (("M", 3, 6), ("C", 3, 11, 21, 11, 21, 6)),
    ), N_("System or database"), side="information"),
    Symbol("xor_split", form="gateway"),
    Symbol("xor_join", form="gateway"),
    Symbol("and_split", form="gateway"),
    Symbol("and_join", form="gateway"),
    Symbol("burst", (star(),), N_("Kaizen burst: idea for this step"), fill="burst_fill"),
    Symbol("person", (circle(12, 7, 4.5), (("M", 3, 22), ("C", 3, 10.5, 21, 10.5, 21, 22), ("Z",)))),
)  # fmt: skip

_BY_NAME: Mapping[str, Symbol] = {one.name: one for one in SYMBOLS}
PILL, GATEWAY = (112.0, 40.0), (48.0, 48.0)  # sizes of the forms that are no card, in scene units


def symbol(name: str) -> Symbol:
    """The sign of this name; an unknown one is an empty diamond, so that a foreign file still draws."""
    return _BY_NAME.get(name) or Symbol(name, _DIAMOND)


def icon(name: str, x: float, y: float, size: float, role: str = "text") -> Icon:
    """A sign at its place and size."""
    found = symbol(name)
    return Icon(name, x, y, size, role, found.strokes or _DIAMOND, found.fill)
