"""What is worked out of cells: figures of a selection, the next cell with a text, cells to copy. No widgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from leanbench.tables import Table
from leanbench.ui.data.cells_view import Range
from leanbench.words import _
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text
from leanbench.words.spreadsheet_text import clipboard_text

BLOCK = 4096


class Stoppable(Protocol):
    """Work that somebody may cancel."""

    def check(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SelectionFigures:
    """Of the selected cells: how many, how many are filled, and of those that are numbers (or times) the figures."""

    cells: int
    filled: int
    numbers: int
    sum: float = 0.0
    least: float = 0.0
    most: float = 0.0
    unit: str = ""

    def text(self) -> str:
        """The figures in a line."""
        parts = [
            count_text(self.cells, "cell", "cells"),
            _("{count} filled").format(count=number_text(self.filled)),
        ]
        if self.numbers:
            unit = f" {self.unit}" if self.unit else ""
            parts += [
                _("sum {sum}").format(sum=number_text(self.sum) + unit),
                _("mean {mean}").format(mean=number_text(self.sum / self.numbers) + unit),
                _("lowest {least}").format(least=number_text(self.least) + unit),
                _("highest {most}").format(most=number_text(self.most) + unit),
            ]
        return " · ".join(parts)


def selection_figures(table: Table, ranges: Sequence[Range]) -> SelectionFigures:
    """The figures of some rectangles of cells; whole columns at once, so a million rows are a few milliseconds."""
    cells = filled = count = 0
    total, least, most = 0.0, np.inf, -np.inf
    units: set[str] = set()
    for top, bottom, left, right in ranges:
        cells += (bottom - top + 1) * (right - left + 1)
        for name in table.names[left : right + 1]:
            values = table.column(name)[top : bottom + 1]
            if values.dtype == object:
                filled += sum(1 for text in values.tolist() if text)
                continue
            unread = sum(1 for cell in table.odd_in(name) if top < cell.row <= bottom + 1)
            if values.dtype.kind == "M":
                filled += int(np.count_nonzero(~np.isnat(values))) + unread
                continue
            known = values[~np.isnan(values)]
            filled += known.size + unread
            if known.size and table.kinds[name] != "yesno":
                count += known.size
                total += float(known.sum())
                least, most = min(least, float(known.min())), max(most, float(known.max()))
                units.add(table.units.get(name, ""))
    unit = units.pop() if len(units) == 1 else ""
    if not count:
        return SelectionFigures(cells, filled, 0)
    return SelectionFigures(cells, filled, count, total, least, most, unit)


def next_cell(
    table: Table,
    wanted: str,
    row: int,
    column: int,
    *,
    backwards: bool = False,
    task: Stoppable | None = None,
) -> tuple[int, int] | None:
    """The next cell after (row, column), reading along the rows, that holds a text in any case; round the end once."""
    needle = wanted.casefold()
    if not needle or not table.rows:
        return None
    width = len(table.names)
    if row < 0:  # no cell is in front
        row, column = (table.rows - 1, width) if backwards else (0, -1)
    row = min(row, table.rows - 1)  # the cell in front may have gone with its row
    start = row * width + column
    rest: list[int] = []
    for first in _blocks(table.rows, row, backwards):
        if task is not None:
            task.check()
        rows = slice(first, min(first + BLOCK, table.rows))
        places: list[int] = []
        for at, name in enumerate(table.names):
            texts = table.texts(name, rows).tolist()
            places += [(first + i) * width + at for i, text in enumerate(texts) if needle in text.casefold()]
        last = rows.stop * width
        if (
            first * width <= start < last
        ):  # looked at twice: what lies ahead first, what lies behind when all is round
            rest = [p for p in places if (p >= start if backwards else p <= start)]
            places = [p for p in places if (p < start if backwards else p > start)]
        if places:
            return divmod(max(places) if backwards else min(places), width)
    return divmod(max(rest) if backwards else min(rest), width) if rest else None


def _blocks(rows: int, row: int, backwards: bool) -> Iterator[int]:
    """Where each block begins, that of `row` first, on to the end and round."""
    starts = list(range(0, rows, BLOCK))
    here = row // BLOCK
    yield from (starts[here::-1] + starts[:here:-1]) if backwards else (starts[here:] + starts[:here])


def copied_text(table: Table, ranges: Sequence[Range], task: Stoppable | None = None) -> str:
    """The selected cells as a spreadsheet takes them; whole columns bring their headings.

    Several rectangles are copied as the rows and columns that hold them.
    """
    if not ranges:
        return ""
    left, right = min(r[2] for r in ranges), max(r[3] for r in ranges)
    names = table.names[left : right + 1]
    spans = sorted({(r[0], r[1]) for r in ranges})
    joined: list[list[int]] = []
    for top, bottom in spans:
        if joined and top <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], bottom)
        else:
            joined.append([top, bottom])
    parts: list[str] = []
    if joined == [[0, table.rows - 1]] and table.rows > 1:
        parts.append(clipboard_text([names]))
    for top, bottom in joined:
        for first in range(top, bottom + 1, BLOCK):
            if task is not None:
                task.check()
            rows = slice(first, min(first + BLOCK, bottom + 1))
            parts.append(
                clipboard_text(zip(*(table.texts(name, rows).tolist() for name in names), strict=True))
            )
    return "".join(parts)
