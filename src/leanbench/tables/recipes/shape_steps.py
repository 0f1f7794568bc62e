"""Steps that give a table another shape: join, stack, unstack, group and summarize."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

import numpy as np

from leanbench.errors import UserError
from leanbench.event.recipe import JoinTable, StackColumns, SummarizeRows, UnstackColumn
from leanbench.schema import replace
from leanbench.tables.recipes.frame import Frame, FrameColumn, Rows, Values, frame_of, keys_of, objects
from leanbench.tables.recipes.kitchen import Kitchen
from leanbench.words import _
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

MOST_ROWS = 5_000_000
MOST_COLUMNS = 500


def join_table(frame: Frame, step: JoinTable, kitchen: Kitchen) -> Frame:
    """Columns of a second table by equal keys, with what did not match counted; a join that explodes is refused."""
    if not step.keys:
        raise UserError(_("Name the columns that must be equal in both tables."))
    other = frame_of(kitchen.table(step.table))
    here = [pair.old for pair in step.keys]
    there = [pair.new or pair.old for pair in step.keys]
    for name in here:
        frame.column(name)
    left, right = _same_keys(frame, here, other, there)
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    first, last = np.searchsorted(ordered, left, side="left"), np.searchsorted(ordered, left, side="right")
    matches = last - first
    several = int(np.count_nonzero(matches > 1))
    if several and step.several == "refuse":
        raise UserError(
            _("{count} rows have more than one match in “{table}”, so rows would be counted twice. Choose what is to "
              "happen with several matches, or name more keys.").format(count=number_text(several), table=step.table)
        )  # fmt: skip
    taken = np.where(matches > 1, 1, matches) if step.several == "first" else matches
    times = np.maximum(taken, 1 if step.unmatched == "keep" else 0)
    count = int(times.sum())  # before anything is made of it
    if count > MOST_ROWS:
        raise UserError(
            _(
                "The join would make {count} rows, more than {most}. Name more keys, or summarize the second table."
            ).format(count=number_text(count), most=number_text(MOST_ROWS))
        )
    rows = np.repeat(np.arange(frame.rows), times)
    begins = np.flatnonzero(np.diff(rows, prepend=-1))
    within = np.arange(rows.size) - np.repeat(begins, np.diff(np.append(begins, rows.size)))
    found = taken[rows] > 0
    at = np.where(
        found, order[np.minimum(first[rows] + within, max(order.size - 1, 0))] if order.size else 0, -1
    )
    result = frame.take(rows)
    wanted = (
        other.names(step.columns) if step.columns else [name for name in other.columns if name not in there]
    )
    for name in wanted:
        result = result.put(_free_name(result, name), _at(other.columns[name], at))
    lone = int(np.count_nonzero(matches == 0))
    unused = other.rows - int(np.count_nonzero(np.isin(right, left)))
    kitchen.say(
        _("{matched} rows found a match; {lone} did not; {unused} rows of “{table}” were not used.").format(
            matched=number_text(frame.rows - lone),
            lone=number_text(lone),
            unused=number_text(unused),
            table=step.table,
        )
    )
    return result


def _same_keys(frame: Frame, here: list[str], other: Frame, there: list[str]) -> tuple[Rows, Rows]:
    """Numbers for the keys of both tables, equal where all key cells are; blank keys match nothing."""
    stacked: dict[str, FrameColumn] = {}
    blank = np.zeros(frame.rows + other.rows, dtype=bool)
    for place, (a, b) in enumerate(zip(here, there, strict=True)):
        texts = [_key_texts(one) for one in (frame.column(a), other.column(b))]
        both = np.concatenate(texts)
        blank |= np.array([not text for text in both.tolist()], dtype=bool)
        stacked[str(place)] = FrameColumn("text", both)
    keys, count = keys_of(Frame(stacked, frame.rows + other.rows), list(stacked))
    keys = np.where(blank, count + np.arange(keys.size), keys)
    return keys[: frame.rows], keys[frame.rows :]


def _key_texts(column: FrameColumn) -> Values:
    texts = column.texts()
    return texts if column.kind != "text" else objects([text.strip() for text in texts.tolist()])


def _free_name(frame: Frame, name: str) -> str:
    found, number = name, 2
    while found in frame.columns:
        found, number = f"{name} ({number})", number + 1
    return found


def _at(column: FrameColumn, at: Rows) -> FrameColumn:
    """The cells at these rows, empty where -1."""
    missing = at < 0
    if not len(column.values):
        empty = {"text": objects([""] * at.size), "date": np.full(at.size, np.datetime64("NaT", "s"))}
        return FrameColumn(column.kind, empty.get(column.kind, np.full(at.size, np.nan)), column.unit)
    found = column.take(np.where(missing, 0, at))
    values = found.values.copy()
    values[missing] = (
        "" if values.dtype == object else np.datetime64("NaT") if values.dtype.kind == "M" else np.nan
    )
    odd = found.odd
    if odd is not None:
        odd = odd.copy()
        odd[missing] = ""
    return replace(found, values=values, odd=odd)


def stack_columns(frame: Frame, step: StackColumns, kitchen: Kitchen) -> Frame:
    """Several columns below each other, row by row: a column of their names and one of their values."""
    if len(step.columns) < 2:
        raise UserError(_("Name at least two columns to stack."))
    names = frame.names(step.columns)
    chosen = [frame.columns[name] for name in names]
    kinds = {column.kind for column in chosen}
    if frame.rows * len(names) > MOST_ROWS:
        raise UserError(_("Stacking would make more than {most} rows.").format(most=number_text(MOST_ROWS)))
    rows = np.repeat(np.arange(frame.rows), len(names))
    kept = Frame(
        {name: column for name, column in frame.columns.items() if name not in names}, frame.rows
    ).take(rows)
    parts = [column.values if len(kinds) == 1 else column.texts() for column in chosen]
    values = np.stack(parts, axis=1).ravel()
    units = {column.unit for column in chosen}
    if len(kinds) > 1 or len(units) > 1:
        kitchen.say(_("The columns differ in kind or unit; the values are put together as they are written."))
    kind = kinds.pop() if len(kinds) == 1 else "text"
    labels = objects(names * frame.rows) if frame.rows else objects([])
    kept = kept.put(step.names or "name", FrameColumn("text", labels, levels=tuple(names)))
    return kept.put(step.values or "value", FrameColumn(kind, values, units.pop() if len(units) == 1 else ""))


def unstack_column(frame: Frame, step: UnstackColumn, kitchen: Kitchen) -> Frame:
    """One column for each level of a column; rows equal in all other columns become one."""
    names, values = frame.column(step.names, "text"), frame.column(step.values)
    levels = names.level_order()
    if not levels or len(levels) > MOST_COLUMNS:
        raise UserError(
            _("Column “{name}” has {count} levels; they can become 1 to {most} columns.").format(
                name=step.names, count=number_text(len(levels)), most=MOST_COLUMNS
            )
        )
    others = [name for name in frame.columns if name not in (step.names, step.values)]
    keys, count = keys_of(frame, others)
    first = np.full(count, frame.rows, dtype=np.int64)
    np.minimum.at(first, keys, np.arange(frame.rows))
    result = Frame({name: frame.columns[name] for name in others}, frame.rows).take(first)
    twice = 0
    for level in levels:
        rows = np.flatnonzero(names.values == level)
        at = np.full(count, -1, dtype=np.int64)
        at[keys[rows]] = rows
        twice += rows.size - int(np.count_nonzero(at >= 0))
        result = result.put(_free_name(result, level), _at(values, at))
    if twice:
        raise UserError(
            _("{count} values would fall on a cell that has one already. Keep a column that tells the rows apart, or "
              "summarize first.").format(count=number_text(twice))
        )  # fmt: skip
    return result


def _groupwise(function: Callable[[Values], float]) -> Callable[[Values, Rows, int], Values]:
    def apply(values: Values, keys: Rows, count: int) -> Values:
        known = ~np.isnan(values)
        order = np.argsort(keys[known], kind="stable")
        ordered, bounds = values[known][order], np.searchsorted(keys[known][order], np.arange(count + 1))
        found = [function(ordered[a:b]) if b > a else np.nan for a, b in itertools.pairwise(bounds.tolist())]
        return np.array(found, dtype=np.float64)

    return apply


def _sums(values: Values, keys: Rows, count: int) -> Values:
    return np.bincount(keys, weights=np.nan_to_num(values), minlength=count)


def _counts(values: Values, keys: Rows, count: int) -> Values:
    return np.bincount(keys[~np.isnan(values)], minlength=count).astype(np.float64)


def _means(values: Values, keys: Rows, count: int) -> Values:
    n = _counts(values, keys, count)
    return np.where(n > 0, _sums(values, keys, count) / np.maximum(n, 1.0), np.nan)


# How a column is summarized: what it is called, and a function of values, group numbers and how many groups.
HOW: Mapping[str, Callable[[Values, Rows, int], Values]] = {
    "count": _counts,
    "sum": _sums,
    "mean": _means,
    "share": _means,
    "median": _groupwise(lambda x: float(np.median(x))),
    "min": _groupwise(lambda x: float(x.min())),
    "max": _groupwise(lambda x: float(x.max())),
    "sd": _groupwise(lambda x: float(x.std(ddof=1)) if x.size > 1 else float("nan")),
    "p85": _groupwise(lambda x: float(np.quantile(x, 0.85))),
}


def summarize_rows(frame: Frame, step: SummarizeRows, kitchen: Kitchen) -> Frame:
    """One row for each group in the order of its columns; empty cells are a group of their own, and said."""
    by = frame.names(step.by) if step.by else []
    keys, count = keys_of(frame, by)
    first = np.full(count, frame.rows, dtype=np.int64)
    np.minimum.at(first, keys, np.arange(frame.rows))
    groups = Frame({name: frame.columns[name] for name in by}, frame.rows).take(first)
    blank = sum(int(np.count_nonzero(groups.columns[name].is_blank())) for name in by)
    if blank:
        kitchen.say(
            _("Rows without {names} are a group of their own.").format(
                names=list_text([f"“{n}”" for n in by])
            )
        )
    result = Frame(dict(groups.columns), count)
    result = result.put(
        _free_name(result, _("rows")), FrameColumn("number", np.bincount(keys, minlength=count).astype(float))
    )
    for pair in step.values:
        how = pair.new or "mean"
        if how not in HOW:
            raise UserError(
                _("A column can be summarized by {known}, not by “{how}”.").format(
                    known=", ".join(HOW), how=how
                )
            )
        column = frame.column(pair.old)
        values = column.values
        if how == "count":
            values = np.where(column.is_blank(), np.nan, 1.0)
        elif column.kind not in ("number", "duration", "yesno"):
            frame.column(pair.old, "number", "duration", "yesno")
        found = HOW[how](values, keys, count)
        unit = "" if how == "count" else "%" if how == "share" else column.unit
        found = found * 100.0 if how == "share" else found
        result = result.put(_free_name(result, f"{pair.old} – {how}"), FrameColumn("number", found, unit))
    if not by:
        return result
    order = np.lexsort([groups.columns[name].sort_key() for name in by][::-1])
    return result.take(order)
