"""How long most cases take, in rows on one axis: dark to half of them, lighter to 85% and 95%, a stroke at the mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leanbench.drawing.axis import CAPTION, Scale, level_axis
from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Text
from leanbench.drawing.text_width import shorten
from leanbench.words.language import _

_ROW, _THICK, _LABEL, _TOP = 20.0, 10.0, 58.0, 4.0
_TONES = ("accent_soft", "bar", "accent")  # to 95%, to 85%, to half of the cases


@dataclass(frozen=True, slots=True)
class Spread:
    """One row: values that 50%, 85% and 95% of the cases stay below, and the expected value."""

    label: str
    p50: float
    p85: float
    p95: float
    expected: float


def spread_picture(
    rows: Sequence[Spread], title: str, axis: str, value_text: Callable[[float], str], *, width: float
) -> Picture:
    """Rows on a scale from zero; values in the unit of the axis.

    axis : the name of the scale with its unit. value_text : writes a value with its unit. width : in scene units.
    """
    top = max(max(row.p95, row.expected) for row in rows) * 1.02 or 1.0
    scale = Scale(0.0, top, _LABEL, width - 8.0)
    foot = _TOP + _ROW * len(rows)
    items: list[Item] = []
    cells, spoken = [], []
    for number, row in enumerate(rows):
        y = _TOP + _ROW * number
        half, most, nearly, mean = (value_text(v) for v in (row.p50, row.p85, row.p95, row.expected))
        said = _(
            "{name}: half of the cases within {half}, 85% within {most}, 95% within {nearly}, expected {mean}"
        )
        words = said.format(name=row.label, half=half, most=most, nearly=nearly, mean=mean)
        parts: list[Item] = [
            Text(_LABEL - 8.0, y + 9.0, shorten(row.label, _LABEL - 10.0, CAPTION), CAPTION, anchor="end")
        ]
        for value, tone in zip((row.p95, row.p85, row.p50), _TONES, strict=True):
            parts.append(Box(_LABEL, y, max(1.0, scale.place(value) - _LABEL), _THICK, tone, "bar", 0.5))
        x = scale.place(row.expected)
        parts.append(Line(((x, y - 3.0), (x, y + _THICK + 3.0)), "text", 2.0))
        items.append(Group(row.label, "part", tuple(parts), words))
        cells.append((row.label, half, most, nearly, mean))
        spoken.append(words)
    items += level_axis(scale, foot, axis)
    heads = (_("State"), _("50% within"), _("85% within"), _("95% within"), _("Expected"))
    return Picture(
        width, foot + 36.0, tuple(items), title, "; ".join(spoken) + ".", DataTable(heads, tuple(cells))
    )
