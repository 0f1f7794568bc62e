"""Steps that change or add columns: correct, rename, set, times, parts of dates, formulas, recode, classes."""

from __future__ import annotations

import itertools
import math

import numpy as np

from leanbench.errors import UserError
from leanbench.event.recipe import (
    BinColumn,
    ComputeColumn,
    CorrectCell,
    DatePart,
    DropColumns,
    RecodeColumn,
    RenameColumn,
    SetColumn,
    TimeBetween,
)
from leanbench.schema import replace
from leanbench.tables.recipes.column_formula import work_out
from leanbench.tables.recipes.date_math import business_days, open_hours
from leanbench.tables.recipes.formula_reader import Cells, days_passed
from leanbench.tables.recipes.frame import Frame, FrameColumn, Values, objects, read_texts
from leanbench.tables.recipes.kitchen import Kitchen
from leanbench.words import _, ngettext
from leanbench.words.dates import weekday_text
from leanbench.words.numbers import number_text, plain_number

_MOST_CLASSES = 200


def correct_cell(frame: Frame, step: CorrectCell, kitchen: Kitchen) -> Frame:
    """Another value in one cell, when the one that was corrected stands there still."""
    column = frame.column(step.column)
    if step.row > frame.rows:
        raise UserError(
            _("There is no row {row}; the table has {rows} at this step.").format(
                row=number_text(step.row), rows=number_text(frame.rows)
            )
        )
    at = step.row - 1
    texts = column.texts().copy()
    found = str(texts[at])
    if step.old.strip() != found.strip():
        raise UserError(
            _("In row {row} of “{column}” stands “{found}”, not “{old}”: the correction is not made.").format(
                row=number_text(step.row), column=step.column, found=found, old=step.old
            )
        )
    texts[at] = step.new
    read = read_texts([step.new], column.kind)
    values = column.values.copy()
    if values.dtype.kind == "M" and read.values.dtype != values.dtype:
        values = values.astype("datetime64[ms]")
    values[at] = read.values[0]
    odd = column.odd.copy() if column.odd is not None else np.full(frame.rows, "", dtype=object)
    odd[at] = read.odd[0] if read.odd is not None else ""
    if read.odd is not None:
        kitchen.say(
            _("“{new}” is not what “{column}” holds; it is kept as text.").format(
                new=step.new, column=step.column
            )
        )
    return frame.put(step.column, replace(column, values=values, odd=odd if np.any(odd != "") else None))


def rename_column(frame: Frame, step: RenameColumn, kitchen: Kitchen) -> Frame:
    """Another name; the order of the columns stays."""
    frame.column(step.column)
    new = step.name.strip()
    if not new:
        raise UserError(_("The column needs a name."))
    if new in frame.columns and new != step.column:
        raise UserError(_("There is a column “{name}” already.").format(name=new))
    return Frame(
        {new if name == step.column else name: column for name, column in frame.columns.items()}, frame.rows
    )


def set_column(frame: Frame, step: SetColumn, kitchen: Kitchen) -> Frame:
    """Kind, unit and order of levels; the cells are read anew from their texts."""
    column = frame.column(step.column)
    if step.kind and step.kind != column.kind:
        column = replace(read_texts(column.texts().tolist(), step.kind), unit=column.unit)
        unread = 0 if column.odd is None else int(np.count_nonzero(column.odd != ""))
        kitchen.say_count(
            unread,
            ngettext("{count} cell cannot be read so and is kept as text.",
                     "{count} cells cannot be read so and are kept as text.", unread),
        )  # fmt: skip
    if step.unit:
        column = replace(column, unit=step.unit)
    if step.levels:
        strange = [
            level
            for level in step.levels
            if column.kind == "text" and level not in set(column.values.tolist())
        ]
        if strange:
            kitchen.say(
                _("No row has the level {levels}.").format(
                    levels=", ".join(f"“{level}”" for level in strange)
                )
            )
        column = replace(column, levels=tuple(step.levels))
    return frame.put(step.column, column)


def drop_columns(frame: Frame, step: DropColumns, kitchen: Kitchen) -> Frame:
    """The columns named are left out."""
    if not step.columns:
        raise UserError(_("Name the columns to leave out."))
    out = set(frame.names(step.columns))
    if out == set(frame.columns):
        raise UserError(_("Every column would be left out. Keep at least one."))
    return Frame({name: column for name, column in frame.columns.items() if name not in out}, frame.rows)


def time_between(frame: Frame, step: TimeBetween, kitchen: Kitchen) -> Frame:
    """Time from one date to another, on the clock asked for; negative when the end comes first, which is said."""
    start, end = frame.column(step.start, "date"), frame.column(step.end, "date")
    if step.unit == "bd":
        values = business_days(start.values, end.values, kitchen.calendar)
        unit = "bd"
    elif step.unit == "open_h":
        values, unit = open_hours(start.values, end.values, kitchen.calendar, step.opens), "h"
    else:
        passed = _days(start, end)
        if step.unit == "d" and not (_has_times(start.values) or _has_times(end.values)):
            passed = np.rint(passed)
        values = passed * {"d": 1.0, "h": 24.0, "min": 1440.0}[step.unit]
        unit = step.unit
    negative = int(np.count_nonzero(values < 0))
    kitchen.say_count(
        negative,
        ngettext("In {count} row the end comes before the start: its time is negative.",
                 "In {count} rows the end comes before the start: their times are negative.", negative),
    )  # fmt: skip
    _say_blank(values, kitchen)
    return frame.put(step.name or f"{step.start} – {step.end}", FrameColumn("number", values, unit), step.end)


def _days(start: FrameColumn, end: FrameColumn) -> Values:
    a, b = (Cells("date", column.values, offsets=column.offsets) for column in (start, end))
    return np.asarray(days_passed(a, b))


def _has_times(moments: Values) -> bool:
    known = moments[~np.isnat(moments)]
    return bool(np.any(known != known.astype("datetime64[D]")))


def _say_blank(values: Values, kitchen: Kitchen) -> None:
    blank = int(np.count_nonzero(np.isnan(values)))
    kitchen.say_count(
        blank,
        ngettext("{count} row has no result, because a cell it needs is empty.",
                 "{count} rows have no result, because a cell they need is empty.", blank),
    )  # fmt: skip


def date_part(frame: Frame, step: DatePart, kitchen: Kitchen) -> Frame:
    """What each date falls into, as text in the order of time; the year and the hour as numbers."""
    moments = frame.column(step.column, "date").values
    unknown = np.isnat(moments)
    months = moments.astype("datetime64[M]").astype(np.int64)  # since 1970
    name = step.name or f"{step.column} – {step.part}"
    if step.part in ("year", "hour"):
        if step.part == "year":
            numbers = moments.astype("datetime64[Y]").astype(np.float64) + 1970.0
        else:
            numbers = ((moments - moments.astype("datetime64[D]")) / np.timedelta64(1, "h")).astype(
                np.float64
            ) // 1.0
        return frame.put(name, FrameColumn("number", np.where(unknown, np.nan, numbers)), step.column)
    levels: tuple[str, ...] = ()
    if step.part == "weekday":
        periods = (moments.astype("datetime64[D]").astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
        levels = tuple(weekday_text(day) for day in range(7))
        words = dict(enumerate(levels))
    elif step.part == "month":
        periods = months
        words = {m: str(np.datetime64(m, "M")) for m in np.unique(months[~unknown]).tolist()}
    else:
        shift = (13 - step.fiscal_month) % 12 if step.part.startswith("fiscal") else 0
        moved = months + shift
        periods = moved // 12 if step.part == "fiscal_year" else moved // 3
        words = {n: _period_text(n, step.part) for n in np.unique(periods[~unknown]).tolist()}
    different, place = np.unique(np.where(unknown, np.iinfo(np.int64).min, periods), return_inverse=True)
    texts = objects([words.get(period, "") for period in different.tolist()])[place]
    return frame.put(name, FrameColumn("text", texts, levels=levels), step.column)


def _period_text(number: int, part: str) -> str:
    """``2026-Q1``, ``FY2026-Q1``, ``FY2026``; a fiscal year is named after the calendar year in which it ends."""
    if part == "fiscal_year":
        return f"FY{number + 1970}"
    year, quarter = divmod(number, 4)
    return f"{'FY' if part == 'fiscal_quarter' else ''}{year + 1970}-Q{quarter + 1}"


def compute_column(frame: Frame, step: ComputeColumn, kitchen: Kitchen) -> Frame:
    """A formula of columns as a new column, or in place of the one of its name."""
    name = step.name.strip()
    if not name:
        raise UserError(_("The new column needs a name."))
    found = work_out(step.formula, frame, kitchen.calendar)
    if found.kind == "number":
        _say_blank(found.values, kitchen)
    return frame.put(name, replace(found, unit=found.unit or step.unit))


def recode_column(frame: Frame, step: RecodeColumn, kitchen: Kitchen) -> Frame:
    """Other words for values; spellings that differ in case or blanks may become the commonest one."""
    column = frame.column(step.column)
    texts = column.texts().tolist()
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    turn = {text: text for text in counts}
    if step.merge_spellings:
        commonest: dict[str, str] = {}
        for text in sorted(counts, key=lambda item: (-counts[item], item)):
            turn[text] = commonest.setdefault(" ".join(text.split()).casefold(), text)
        merged = [
            _("“{old}” is now “{new}”").format(old=old, new=new) for old, new in turn.items() if old != new
        ]
        if merged:
            kitchen.say("; ".join(merged[:8]) + ".")
    pairs = {pair.old.strip(): pair.new for pair in step.pairs}
    strange = [old for old in pairs if old not in {value.strip() for value in turn.values()}]
    if strange:
        kitchen.say(_("No row has {values}.").format(values=", ".join(f"“{value}”" for value in strange[:8])))
    turn = {text: pairs.get(value.strip(), value) for text, value in turn.items()}
    if step.blank:
        turn[""] = step.blank
    changed = sum(count for text, count in counts.items() if turn[text] != text)
    kitchen.say(
        ngettext("{count} cell changed.", "{count} cells changed.", changed).format(
            count=number_text(changed)
        )
    )
    levels = tuple(dict.fromkeys(turn.get(level, level) for level in column.levels))
    new = FrameColumn("text", objects([turn[text] for text in texts]), levels=levels)
    return frame.put(step.name or step.column, new, step.column)


def bin_column(frame: Frame, step: BinColumn, kitchen: Kitchen) -> Frame:
    """Numbers into classes [lower, upper); what lies outside the edges goes into open classes at the ends."""
    column = frame.column(step.column, "number", "duration")
    values = column.values
    known = values[~np.isnan(values)]
    if step.edges:
        try:
            edges = sorted({float(text.replace("−", "-")) for text in step.edges})
        except ValueError:
            raise UserError(_("Edges are numbers, such as 0, 10, 20.")) from None
    elif step.width and step.width > 0.0:
        if not known.size:
            raise UserError(_("Column “{name}” has no numbers.").format(name=step.column))
        low, high = math.floor(known.min() / step.width), math.floor(known.max() / step.width) + 1
        if high - low > _MOST_CLASSES:
            raise UserError(_("That makes {count} classes; at most {most} can be read.").format(
                count=number_text(high - low), most=_MOST_CLASSES))  # fmt: skip
        edges = [step.width * n for n in range(low, high + 1)]
    else:
        raise UserError(_("Give the edges of the classes, or their width."))
    place = np.searchsorted(edges, values, side="right")
    words = [f"{plain_number(a)}–<{plain_number(b)}" for a, b in itertools.pairwise(edges)]
    words = [f"<{plain_number(edges[0])}", *words, f"≥{plain_number(edges[-1])}"]
    texts = objects(words)[place]
    texts[np.isnan(values)] = ""
    name = step.name or f"{step.column} – {_('class')}"
    return frame.put(name, FrameColumn("text", texts, levels=tuple(words)), step.column)
