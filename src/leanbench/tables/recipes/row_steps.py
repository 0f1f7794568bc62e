"""Steps that add, keep, order or draw rows."""

from __future__ import annotations

import numpy as np

from leanbench.errors import UserError
from leanbench.event.recipe import AddRows, DrawRows, DropEqualRows, FilterRows, SortRows
from leanbench.schema import replace
from leanbench.tables.recipes.column_formula import rows_where
from leanbench.tables.recipes.frame import Frame, FrameColumn, Values, keys_of, objects, read_texts
from leanbench.tables.recipes.kitchen import Kitchen
from leanbench.words import _
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text


def add_rows(frame: Frame, step: AddRows, kitchen: Kitchen) -> Frame:
    """Rows typed below the others; columns they do not name stay empty, new columns are text until set otherwise."""
    wide = [row for row in step.cells if len(row) > len(step.columns)]
    if wide:
        raise UserError(_("A typed row has more cells than columns are named."))
    count = len(step.cells)
    columns: dict[str, FrameColumn] = {}
    for name in dict.fromkeys([*frame.columns, *step.columns]):
        place = step.columns.index(name) if name in step.columns else -1
        typed = [row[place] if 0 <= place < len(row) else "" for row in step.cells]
        before = frame.columns.get(name, FrameColumn("text", objects([""] * frame.rows)))
        columns[name] = _below(before, read_texts(typed, before.kind))
    return Frame(columns, frame.rows + count)


def _below(above: FrameColumn, below: FrameColumn) -> FrameColumn:
    def joined(a: Values | None, b: Values | None, filler: object) -> Values | None:
        if a is None and b is None:
            return None
        parts = [
            np.full(len(column.values), filler, dtype=object if filler == "" else np.int64)
            if part is None
            else part
            for part, column in ((a, above), (b, below))
        ]
        return np.concatenate(parts)

    values = np.concatenate([above.values, below.values])
    odd, offsets = joined(above.odd, below.odd, ""), joined(above.offsets, below.offsets, 0)
    return replace(above, values=values, odd=odd, offsets=offsets)


def filter_rows(frame: Frame, step: FilterRows, kitchen: Kitchen) -> Frame:
    """The rows for which the condition is true."""
    return frame.take(rows_where(step.condition, frame, kitchen.calendar))


def drop_equal_rows(frame: Frame, step: DropEqualRows, kitchen: Kitchen) -> Frame:
    """Of rows equal in the columns named one stays: the first, the last or none."""
    keys, count = keys_of(frame, frame.names(step.columns))
    rows = np.arange(frame.rows)
    if step.keep == "none":
        return frame.take(np.bincount(keys, minlength=count)[keys] == 1)
    stays = np.zeros(frame.rows, dtype=bool)
    _found, first = np.unique(keys if step.keep == "first" else keys[::-1], return_index=True)
    stays[first if step.keep == "first" else rows[::-1][first]] = True
    return frame.take(stays)


def sort_rows(frame: Frame, step: SortRows, kitchen: Kitchen) -> Frame:
    """Rows in order of the columns, the first named counting most; equal rows stay as they stand, blanks come last."""
    if not step.columns:
        raise UserError(_("Name the columns to sort by."))
    keys = []
    for text in step.columns:
        name = text if text in frame.columns else text.removeprefix("-").strip()
        key = frame.column(name).sort_key()
        backwards = text != name
        keys.append(np.where(np.isinf(key), np.inf, -key) if backwards else key)
    return frame.take(np.lexsort(keys[::-1]))


def draw_rows(frame: Frame, step: DrawRows, kitchen: Kitchen) -> Frame:
    """A random draw without putting back, in the order of the table; the same seed draws the same rows everywhere.

    Each row gets a random number from its seed and its place; the rows with the smallest are drawn, so a larger draw
    with the same seed holds the smaller one. With `by` the same number is drawn of each value.
    """
    numbers = np.random.Generator(np.random.PCG64(step.seed)).random(frame.rows)
    if not step.by:
        if step.count > frame.rows:
            kitchen.say(_("Only {rows} rows are there; all are drawn.").format(rows=number_text(frame.rows)))
        return frame.take(np.sort(np.argsort(numbers, kind="stable")[: step.count]))
    frame.column(step.by)
    keys, count = keys_of(frame, [step.by])
    order = np.lexsort((numbers, keys))
    begins = np.flatnonzero(np.diff(keys[order], prepend=-1))
    place = np.arange(frame.rows) - np.repeat(begins, np.diff(np.append(begins, frame.rows)))
    short = np.flatnonzero(np.bincount(keys, minlength=count) < step.count)
    if short.size:
        first = {int(key): i for i, key in reversed(list(enumerate(keys.tolist())))}
        texts = frame.columns[step.by].texts()
        named = [f"“{texts[first[int(key)]]}”" for key in short[:5]]
        kitchen.say(
            _("Fewer than {count} rows are there of {values}; all of them are drawn.").format(
                count=number_text(step.count), values=list_text(named)
            )
        )
    return frame.take(np.sort(order[place < step.count]))
