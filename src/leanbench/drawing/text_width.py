"""How wide a text is, so that a box is the same on screen and on paper.

Widths come from a table made of the bundled font (``resources/fonts/widths.json``), never from a
font library: a headless command and the window wrap a name at the same letter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Protocol

from leanbench import resources
from leanbench.drawing.primitives import Weight

ELLIPSIS = "…"
_FACES: Mapping[Weight, str] = {"regular": "Regular", "semibold": "SemiBold", "bold": "Bold"}


class Measure(Protocol):
    """Whatever can tell the width of a text in scene units."""

    def width(self, text: str, size: float, weight: Weight = "regular", italic: bool = False) -> float:
        """The advance width of one line."""
        ...

    def __hash__(self) -> int:
        """Wrapped texts are kept per measure, so it must be hashable."""
        ...


class _Advances(dict[str, float]):
    """The widths of a face by character, each read when it is first met: a start needs some eighty of 2,899."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.em, self.wide = table["units_per_em"], table["advance"]

    def __missing__(self, letter: str) -> float:
        wide = self.wide.get(str(ord(letter)), self.wide.get("48"))
        self[letter] = 0.57 if wide is None else wide / self.em
        return self[letter]


class FontMeasure:
    """Widths of the bundled family, from its table of advances.

    Parameters
    ----------
    tables : mapping of face name to {"units_per_em", "advance": {code point: width}}
        As in ``widths.json``. A character the face lacks counts as wide as a zero.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self._advance = {face: _Advances(table) for face, table in tables.items()}

    def width(self, text: str, size: float, weight: Weight = "regular", italic: bool = False) -> float:
        """The advance width of one line in scene units; there is one italic, of regular weight."""
        face = "Italic" if italic and "Italic" in self._advance else _FACES[weight]
        advance = self._advance[face]
        return size * sum([advance[letter] for letter in text])


@cache
def standard() -> FontMeasure:
    """The measure of the bundled font, read once."""
    return FontMeasure(json.loads(resources.path("fonts", "widths.json").read_text(encoding="utf-8")))


def wrap(
    text: str,
    width: float,
    size: float,
    lines: int = 2,
    weight: Weight = "regular",
    measure: Measure | None = None,
    first: float | None = None,
) -> tuple[str, ...]:
    """Break a text at spaces into at most `lines` lines of `width`; what is left out ends in an ellipsis.

    A single word wider than the line is broken inside. An empty text gives no lines. `first` is the
    width of the first line where something else stands beside it.
    """
    return _wrap(text, width, size, lines, weight, measure or standard(), width if first is None else first)


# The canvas asks for the same names at every repaint, a map of 400 steps for 400 of them.
@lru_cache(maxsize=8192)
def _wrap(
    text: str, width: float, size: float, lines: int, weight: Weight, ruler: Measure, first: float
) -> tuple[str, ...]:
    words = text.split()
    result: list[str] = []
    line = ""
    while words:
        word = words.pop(0)
        trial = f"{line} {word}" if line else word
        room = first if not result else width
        if ruler.width(trial, size, weight) <= room:
            line = trial
            continue
        if len(result) == lines - 1:
            return (*result, shorten(" ".join([trial, *words]), room, size, weight, ruler))
        if line:
            result.append(line)
            line = ""
            words.insert(0, word)
            continue
        head = _longest_start(word, room, size, weight, ruler)
        result.append(head)
        if len(head) < len(word):
            words.insert(0, word[len(head) :])
    return (*result, line) if line else tuple(result)


def shorten(
    text: str, width: float, size: float, weight: Weight = "regular", measure: Measure | None = None
) -> str:
    """The text itself if it fits, else its longest beginning that fits with an ellipsis."""
    ruler = measure or standard()
    if ruler.width(text, size, weight) <= width:
        return text
    room = width - ruler.width(ELLIPSIS, size, weight)
    return _longest_start(text, room, size, weight, ruler).rstrip(" ,;:–-") + ELLIPSIS


def _longest_start(text: str, width: float, size: float, weight: Weight, ruler: Measure) -> str:
    """The longest beginning of the text within the width, at least one letter."""
    low, high = 1, max(1, len(text))
    while low < high:
        middle = (low + high + 1) // 2
        if ruler.width(text[:middle], size, weight) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low]
