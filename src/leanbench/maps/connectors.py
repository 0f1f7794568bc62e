"""The pictures of connectors and their labels, and of notes and kaizen bursts on steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Point, Text
from leanbench.drawing.text_width import Measure, wrap
from leanbench.event.records import Note
from leanbench.maps.arrangement import Layout
from leanbench.maps.geometry import Rect
from leanbench.maps.labels import LABEL_H, LABEL_SIZE, label_text, label_width
from leanbench.maps.symbols import icon
from leanbench.words import N_, _

# edge role, dash, words for a screen reader
_STYLE: Mapping[str, tuple[str, tuple[float, ...], str]] = {
    "flow": ("connector", (), N_("goes on to")),
    "rework": ("bad", (5.0, 3.0), N_("goes back for rework to")),
    "exit": ("muted", (2.0, 3.0), N_("leaves the process at")),
    "alternative": ("accent", (7.0, 3.0), N_("goes the other way to")),
}
CORNER = 4.0


def draw_links(layout: Layout, names: Mapping[str, str], selected: frozenset[str]) -> list[Group]:
    """One group ``link:<id>`` per connector, in the order of the routes."""
    result = []
    drawn: dict[tuple[str, str, str], list[tuple[Point, ...]]] = {}
    for link_id, route in layout.routes.items():
        ends = layout.ends[link_id]
        role, dash, words = _STYLE[ends.kind]
        strong = link_id in selected
        pieces = [route, *layout.continued.get(link_id, ())]
        joins = False
        if len(pieces) == 1 and not strong:
            rest, _joined = own_part(route, drawn.get((ends.kind, "from", ends.source), []))
            back, joins = own_part(rest[::-1], drawn.get((ends.kind, "to", ends.target), []))
            pieces = [back[::-1]]
        drawn.setdefault((ends.kind, "from", ends.source), []).append(route)
        drawn.setdefault((ends.kind, "to", ends.target), []).append(route[::-1])
        lines = [
            Line(
                piece,
                "accent" if strong else role,
                2.4 if strong else 1.4,
                dash,
                arrow_end=piece is pieces[-1] and not joins and link_id not in layout.unfinished,
                radius=CORNER,
            )
            for piece in pieces
            if len(piece) > 1
        ]
        said = f"{names.get(ends.source, ends.source)} {_(words)} {names.get(ends.target, ends.target)}"
        alt = f"{said}, {ends.label}." if ends.label else f"{said}."
        result.append(Group(f"link:{link_id}", "link", tuple(lines), alt))
    return result


def own_part(route: tuple[Point, ...], others: Sequence[tuple[Point, ...]]) -> tuple[tuple[Point, ...], bool]:
    """The rest of a route after the longest beginning it shares with others, and whether it shares any.

    Painted twice, a shared trunk would look thicker than its branches. The rest begins a corner's
    radius before the lines part, so that it meets the trunk without a gap.
    """
    shared = max((_shared_length(route, other) for other in others), default=0.0) - CORNER
    if shared <= 0:
        return route, False
    for i, (start, end) in enumerate(pairwise(route)):
        span = _distance(start, end)
        if span > shared:
            part = shared / span
            cut = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
            return (cut, *route[i + 1 :]), True
        shared -= span
    return route[-2:], True


def _shared_length(one: Sequence[Point], two: Sequence[Point]) -> float:
    """How far two orthogonal polylines run together from their beginning."""
    total = 0.0
    for (start, end), (start2, end2) in zip(pairwise(one), pairwise(two), strict=False):
        if start != start2:
            break
        dx, dy, dx2, dy2 = end[0] - start[0], end[1] - start[1], end2[0] - start[0], end2[1] - start[1]
        if not ((dx == dx2 == 0 and dy * dy2 > 0) or (dy == dy2 == 0 and dx * dx2 > 0)):
            break
        total += min(_distance(start, end), _distance(start, end2))
        if end != end2:
            break
    return total


def _distance(one: Point, two: Point) -> float:
    return abs(one[0] - two[0]) + abs(one[1] - two[1])


def draw_labels(layout: Layout, measure: Measure) -> list[Group]:
    """One group ``label:<link id>`` per labeled connector: a pill on the line."""
    result = []
    for link_id, (x, y) in layout.labels.items():
        ends = layout.ends[link_id]
        role = _STYLE[ends.kind][0]
        w = label_width(ends.label, measure)
        pill = Box(x - w / 2, y - LABEL_H / 2, w, LABEL_H, "panel", role, 0.8, LABEL_H / 2)
        ink = "muted" if role == "connector" else role
        text = Text(x, y + 3.7, label_text(ends.label, measure), LABEL_SIZE, ink, "regular", "middle")
        result.append(Group(f"label:{link_id}", "label", (pill, text)))
    return result


def draw_seams(layout: Layout) -> list[Group]:
    """The lettered circles where a folded map cuts its connectors."""
    result = []
    for seam in layout.seams:
        children: list[Item] = []
        for x, y in [spot for spot in (seam.leave, seam.enter) if spot]:
            children.append(Box(x - 8, y - 8, 16, 16, "panel", "connector", 1.2, 8.0))
            children.append(Text(x, y + 3.6, seam.mark, 10.0, "text", "semibold", "middle"))
        result.append(
            Group(
                f"seam:{seam.link_id}:{seam.mark}",
                "seam",
                tuple(children),
                _("Continued at {mark}.").format(mark=seam.mark),
            )
        )
    return result


def note_numbers(notes: Sequence[Note]) -> dict[str, str]:
    """What stands on each note's mark: bursts 1, 2, 3; notes a, b, c; questions ?1, ?2."""
    counts = {"burst": 0, "note": 0, "question": 0}
    result = {}
    for note in notes:
        counts[note.kind] += 1
        count = counts[note.kind]
        match note.kind:
            case "burst":
                result[note.id] = str(count)
            case "question":
                result[note.id] = f"?{count}"
            case _:
                result[note.id] = chr(96 + count) if count <= 26 else f"n{count}"
    return result


def draw_notes(notes: Sequence[Note], steps: Mapping[str, Rect], measure: Measure) -> list[Group]:
    """One group ``note:<id>`` per note: a mark on its step, or a sticky sheet where it was put."""
    numbers = note_numbers(notes)
    taken: dict[tuple[str, str], int] = {}
    result = []
    for note in notes:
        rect = steps.get(note.step)
        if rect is not None and note.place is None:
            place = "burst" if note.kind == "burst" else "sheet"
            spot = taken.get((note.step, place), 0)
            taken[note.step, place] = spot + 1
            children = _mark(note, numbers[note.id], rect, spot)
        elif note.place is not None:
            children = _sticky(note, numbers[note.id], (note.place.x, note.place.y), measure)
        else:
            continue
        kind = {"burst": _("Kaizen burst"), "note": _("Note"), "question": _("Question")}[note.kind]
        result.append(
            Group(f"note:{note.id}", "note", tuple(children), f"{kind} {numbers[note.id]}: {note.text}")
        )
    return result


def _mark(note: Note, number: str, rect: Rect, spot: int) -> list[Item]:
    if note.kind == "burst":
        cx, cy = rect.right + 3.0 - 24.0 * spot, rect.bottom + 3.0
        return [
            icon("burst", cx - 14, cy - 14, 28, "burst"),
            Text(cx, cy + 3.4, number, 10.0, "text", "bold", "middle"),
        ]
    cx, cy = rect.right - 30.0 - 22.0 * spot, rect.y - 3.0
    fold: Path = Path(
        (
            ("M", cx - 9, cy - 8), ("L", cx + 9, cy - 8), ("L", cx + 9, cy + 4), ("L", cx + 5, cy + 8),
            ("L", cx - 9, cy + 8), ("Z",),
        ),
        "note_fill",
        "note",
    )  # fmt: skip
    return [fold, Text(cx, cy + 3.5, number, 10.0, "text", "semibold", "middle")]


def _sticky(note: Note, number: str, at: Point, measure: Measure) -> list[Item]:
    w, h = 150.0, 72.0
    x, y = at[0] - w / 2, at[1] - h / 2
    fill, edge = ("burst_fill", "burst") if note.kind == "burst" else ("note_fill", "note")
    sheet = Path(
        (
            ("M", x, y),
            ("L", x + w, y),
            ("L", x + w, y + h - 12),
            ("L", x + w - 12, y + h),
            ("L", x, y + h),
            ("Z",),
        ),
        fill,
        edge,
    )
    lines = wrap(note.text, w - 20, 11.5, 4, measure=measure)
    texts = [Text(x + 10, y + 18 + 14.5 * i, line, 11.5) for i, line in enumerate(lines)]
    return [sheet, Text(x + w - 8, y + 14, number, 9.5, "muted", "semibold", "end"), *texts]
