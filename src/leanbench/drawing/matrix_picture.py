"""Ideas by impact and effort (or control): four quarters, one disc for each idea."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Text
from leanbench.drawing.shapes import circle
from leanbench.drawing.text_width import shorten
from leanbench.words import _
from leanbench.words.numbers import number_text

_GUTTER, _RADIUS, _SMALL = 54.0, 8.5, 8.5
_HEIGHT = 206.0


def matrix_picture(
    points: Sequence[tuple[str, float, float]], across: str, alt: str, *, width: float
) -> Picture | None:
    """Ideas by impact (up) and `across`, both 1 to 10; None without a point.

    points : (name, across, impact). Ideas with the same scores stand side by side. width : in scene units.
    """
    if not points:
        return None
    level_word = across.lower()
    corners = (
        _("high impact, low {level_word}").format(level_word=level_word),
        _("high impact, high {level_word}").format(level_word=level_word),
        _("low, low"),
        _("low impact, high {level_word}").format(level_word=level_word),
    )
    left, top = _GUTTER, 6.0
    wide, tall = width - _GUTTER - 4.0, _HEIGHT - 32.0
    right, bottom = left + wide, top + tall
    middle_x, middle_y = left + wide / 2, top + tall / 2
    items: list[Item] = [
        Box(left, top, wide, tall, "panel", "strong", 0.8),
        Line(((middle_x, top), (middle_x, bottom)), "hairline", 0.8, (3.0, 3.0)),
        Line(((left, middle_y), (right, middle_y)), "hairline", 0.8, (3.0, 3.0)),
    ]
    for number, words in enumerate(corners):
        x = left + 7.0 + (wide / 2) * (number % 2)
        words = shorten(words, wide / 2 - 10.0, _SMALL)
        items.append(Text(x, top + tall / 2 * (number // 2) + 12.0, words, _SMALL, "muted"))
    items += [
        Text(left, bottom + 16.0, f"{across} 1", _SMALL, "muted"),
        Text(right, bottom + 16.0, "10", _SMALL, "muted", anchor="end"),
        Text(left - 7.0, bottom - 1.0, _("Impact 1"), _SMALL, "muted", anchor="end"),
        Text(left - 7.0, top + 9.0, "10", _SMALL, "muted", anchor="end"),
    ]
    taken: dict[tuple[float, float], int] = {}
    for name, level, impact in points:
        shift = taken.get((level, impact), 0)
        taken[level, impact] = shift + 1
        x = left + 14.0 + (wide - 28.0) * (min(max(level, 1.0), 10.0) - 1.0) / 9.0
        x = min(x + shift * 2.1 * _RADIUS, right - _RADIUS - 2.0)
        y = bottom - 13.0 - (tall - 26.0) * (min(max(impact, 1.0), 10.0) - 1.0) / 9.0
        disc = (
            Path(circle(x, y, _RADIUS), "panel", "strong", 0.9),
            Text(x, y + 3.0, shorten(name, 15.0, 8.5, "semibold"), 8.5, "text", "semibold", "middle"),
        )
        said = _("{name}: {level_word} {level}, impact {impact}").format(
            name=name, level_word=level_word, level=number_text(level, 2), impact=number_text(impact, 2)
        )
        items.append(Group(f"idea:{name}", "idea", disc, said))
    rows = tuple((name, f"{level}", f"{impact}") for name, level, impact in points)
    table = DataTable(("Idea", across, "Impact"), rows)
    return Picture(
        width, _HEIGHT, tuple(items), _("Impact and {level_word}").format(level_word=level_word), alt, table
    )
