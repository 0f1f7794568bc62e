"""Work stacked by step for each person or role, against takt: the work balance (yamazumi) chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leanbench.drawing.axis import CAPTION
from leanbench.drawing.picture import DataTable, Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Text
from leanbench.drawing.shapes import hatch
from leanbench.drawing.text_width import shorten, standard, wrap
from leanbench.words.language import _
from leanbench.words.numbers import number_text

_SIDE, _TOP, _LINE = 8.0, 34.0, 14.0
_WIDEST = 86.0
_LEAST_PART = 14.0  # lower parts hold no words
_FAR = 4.0  # a line so many times above all bars would flatten them


@dataclass(frozen=True, slots=True)
class StackPart:
    """One layer: its name, its height, and the letters and look of its class ("va", "bnva", "nva" or "")."""

    name: str
    value: float
    letters: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar. `below` stands under its label; a bar that rests on a guess (`known` False) is dashed."""

    key: str
    label: str
    below: str
    parts: tuple[StackPart, ...]
    known: bool = True

    @property
    def height(self) -> float:
        """All layers together."""
        return sum(part.value for part in self.parts)


def stack_picture(
    stacks: Sequence[Stack],
    title: str,
    unit: str,
    *,
    width: float,
    height: float,
    line: tuple[float, str] | None = None,
) -> Picture:
    """Stacks side by side on one scale from zero.

    unit : behind values. line : (value, words) across all stacks; what is above it is named. width, height : in
    scene units.
    """
    slot = (width - 2 * _SIDE) / max(len(stacks), 1)
    most = max(1, int((0.45 * height - 6.0) / _LINE))  # the bars keep the larger half
    labels = [_label(stack, slot, most) for stack in stacks]
    foot = height - 6.0 - _LINE * max([len(lines) for lines in labels], default=1)
    limit = line[0] if line else 0.0
    highest = max([stack.height for stack in stacks], default=0.0)
    top = max(highest, limit if limit < _FAR * highest or not highest else 0.0, 1e-9)
    scale = (foot - _TOP) / top
    items: list[Item] = [Line(((_SIDE, foot), (width - _SIDE, foot)), "line")]
    spoken, rows = [], []
    for number, stack in enumerate(stacks):
        above = bool(line) and stack.height > limit
        said = f"{stack.label} {number_text(stack.height, 1)} {unit}" + (_(", above takt") if above else "")
        spoken.append(said)
        rows += [(stack.label, part.name, number_text(part.value, 1), part.letters) for part in stack.parts]
        middle = _SIDE + (number + 0.5) * slot
        parts = _stack(stack, middle, slot, foot, scale, above, unit)
        parts += [
            Text(middle, foot + _LINE * (i + 1), text, CAPTION, "text", anchor="middle")
            for i, text in enumerate(labels[number])
        ]
        items.append(Group(stack.key, "part", tuple(parts), said))
    if line:
        items += _line(limit, line[1], top, foot, scale, width)
    alt = "; ".join(([line[1]] if line else []) + spoken) + "."
    heads = (_("Who"), _("Step"), _("Value, {unit}").format(unit=unit), _("Class"))
    return Picture(width, height, tuple(items), title, alt, DataTable(heads, tuple(rows)))


def _stack(
    stack: Stack, middle: float, slot: float, foot: float, scale: float, above: bool, unit: str
) -> list[Item]:
    wide = min(slot * 0.72, _WIDEST)
    left, y = middle - wide / 2, foot
    children: list[Item] = []
    for part in stack.parts:
        high = part.value * scale
        y -= high
        told = f"{part.name}: {number_text(part.value, 1)} {unit} {part.letters}".strip()
        children.append(
            Group(f"{stack.key}:{part.name}", "layer", _layer(part, left, y, wide, high, stack.known), told)
        )
    words = ("▲ " if above else "") + number_text(stack.height, 1)
    role = "bad" if above else "text"
    if standard().width(words, CAPTION, "semibold") <= slot + 4.0:  # a number cut short would be another
        children.append(Text(middle, y - 4.0, words, CAPTION, role, "semibold", "middle"))
    return children


def _label(stack: Stack, slot: float, most: int) -> list[str]:
    """The lines under a stack, at most so many: its name in at most three, then what stands below it."""
    if slot < 44.0:  # no room for names: the short sign alone
        return [shorten(stack.below or stack.label, slot, CAPTION)]
    lines = [*wrap(stack.label, slot - 4.0, CAPTION, min(3, most))]
    if len(lines) < most and stack.below and not stack.label.startswith(stack.below):
        lines.append(shorten(stack.below, slot - 4.0, CAPTION))
    return lines


def _layer(part: StackPart, x: float, y: float, wide: float, high: float, known: bool) -> tuple[Item, ...]:
    """One step of a stack, in the look its class has on the map: fill, hatch, edge and letters."""
    dash = () if known else (4.0, 3.0)
    items: list[Item] = [
        Box(x, y, wide, high, f"{part.look}_fill" if part.look else "step_fill", "step_edge", 1.0, 0.0, dash)
    ]
    if part.look == "nva" and high > 3.0:
        items.append(Path(hatch(x + 3.0, y, x + wide, y + high, 9.0), "", "hatch", 1.4))
    if part.look:
        items.append(Box(x, y, min(3.0, wide), high, part.look))
    if high < _LEAST_PART:
        return tuple(items)
    ruler, room = standard(), wide - 8.0
    number = part.name.partition(" ")[0]
    choices = [
        part.name,
        f"{number} {part.letters}".strip() if number[:1].isdigit() else part.letters,
        part.letters,
    ]
    text = next((words for words in choices if words and ruler.width(words, CAPTION) <= room), "")
    if text:
        half = ruler.width(text, CAPTION) / 2
        middle = x + wide / 2 + 1.0
        if part.look == "nva":  # an unhatched patch, so that the words stay legible on a copier
            items.append(Box(middle - half - 2.0, y + high / 2 - 6.5, 2 * half + 4.0, 13.0, "nva_fill"))
        items.append(Text(middle, y + high / 2 + 4.0, text, CAPTION, "text", anchor="middle"))
    return tuple(items)


def _line(value: float, words: str, top: float, foot: float, scale: float, width: float) -> list[Item]:
    """The line across all stacks with its words at the right end; at the upper edge when it is far above."""
    over = value > top
    y = _TOP - 16.0 if over else foot - value * scale
    text = f"{words}, {_('far above all work')}" if over else words
    wide = standard().width(text, CAPTION, "semibold") + 6.0
    right = width - _SIDE
    return [
        Line(((_SIDE, y), (right, y)), "accent", 1.6, (6.0, 4.0)),
        Box(right - wide, y - 16.0, wide, 14.0, "panel"),
        Text(right, y - 5.0, text, CAPTION, "accent", "semibold", "end"),
    ]
