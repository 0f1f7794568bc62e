"""The cause-and-effect diagram (Ishikawa): branches above and below the spine, causes along them."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Text
from leanbench.drawing.text_width import shorten, standard, wrap
from leanbench.words import _

_CAUSE, _LEADING = 7.8, 9.4
_BRANCH = 8.5
_SLANT = 20.0
_LABEL = 18.0
MOST_BRANCHES, MOST_CAUSES = 10, 48


def fishbone_picture(
    effect: str, branches: Sequence[tuple[str, Sequence[str]]], alt: str, *, width: float
) -> Picture | None:
    """The diagram, `width` scene units wide.

    None when there are no branches, or so many causes that the picture could not be read; a table says the same.
    """
    known = [(name, tuple(causes)) for name, causes in branches if name or causes]
    if not known or len(known) > MOST_BRANCHES or sum(len(causes) for _, causes in known) > MOST_CAUSES:
        return None
    head = min(104.0, width * 0.22)
    step = (width - head - 14.0) / ((len(known) + 1) // 2)
    room = step - _SLANT - 12.0
    laid = [[wrap(cause, room, _CAUSE, 12) for cause in causes] for _, causes in known]
    tall = [sum(len(lines) * _LEADING + 5.0 for lines in causes) + 12.0 for causes in laid]
    above = max([*tall[0::2], 46.0])
    below = max([*tall[1::2], 46.0]) if len(known) > 1 else 30.0
    spine = above + _LABEL
    items: list[Item] = [Line(((0.0, spine), (width - head, spine)), "strong", 1.6)]
    items += _effect(effect, width - head, spine, head)
    for place, ((name, causes), lines) in enumerate(zip(known, laid, strict=True)):
        down = 1.0 if place % 2 else -1.0
        reach = below if place % 2 else above
        foot = step * (place // 2 + 1) - 4.0
        tip = foot - _SLANT
        parts: list[Item] = [Line(((tip, spine + down * reach), (foot, spine)), "strong")]
        parts += _branch(name, tip, spine + down * (reach + _LABEL / 2), step - 8.0)
        parts += _causes(lines, foot, spine, down, reach, room)
        said = f"{name}: {', '.join(causes)}" if causes else name
        items.append(Group(f"branch:{place}", "branch", tuple(parts), said))
    rows = tuple((name, cause) for name, causes in known for cause in causes or ("",))
    height = above + below + 2 * _LABEL
    title = _("Causes of: {effect}").format(effect=effect)
    return Picture(width, height, tuple(items), title, alt, DataTable(("Branch", "Cause"), rows))


def _effect(effect: str, x: float, middle: float, width: float) -> list[Item]:
    lines = wrap(effect, width - 12.0, 9.0, 6, "semibold")
    half = len(lines) * 11.5 / 2 + 6.0
    items: list[Item] = [Box(x, middle - half, width, 2 * half, "header", "strong")]
    top = middle - half + 6.0 + 9.0
    return items + [
        Text(x + 6.0, top + 11.5 * i, line, 9.0, "text", "semibold") for i, line in enumerate(lines)
    ]


def _branch(name: str, x: float, middle: float, widest: float) -> list[Item]:
    words = shorten(name, widest - 10.0, _BRANCH, "semibold")
    size = standard().width(words, _BRANCH, "semibold") + 10.0
    x = max(x, size / 2 + 0.5)
    return [
        Box(x - size / 2, middle - 7.5, size, 15.0, "header", "strong", 0.7),
        Text(x, middle + 3.0, words, _BRANCH, "text", "semibold", "middle"),
    ]


def _causes(
    laid: Sequence[tuple[str, ...]], foot: float, spine: float, down: float, reach: float, room: float
) -> list[Item]:
    """The causes of one branch from top to bottom, each on a twig that ends at the bone."""
    items: list[Item] = []
    top = spine + 7.0 if down > 0 else spine - reach + 5.0
    for lines in laid:
        bottom = top + len(lines) * _LEADING
        twig = bottom + 1.2
        bone, beside = (foot - _SLANT * min(abs(y - spine) / reach, 1.0) for y in (twig, top))
        left = min(bone, beside) - room - 4.0  # no line of words meets the bone
        items.append(Line(((left, twig), (bone, twig)), "hairline", 0.6))
        items += [Text(left, top + _LEADING * (i + 1) - 2.0, line, _CAUSE) for i, line in enumerate(lines)]
        top = bottom + 5.0
    return items
