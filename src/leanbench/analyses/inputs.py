"""From a table and a study's options to the arrays a statistical function takes.

The options are plain JSON with one vocabulary for all methods:

    value       column of measurements, counts or yes/no
    size        column of sample sizes (or a number)
    subgroup    column of subgroup names, or the size of consecutive subgroups
    stage       column that names the stages
    stage_at    first rows of later stages, where they were set by hand; stage_names their names
    where       {column: text}: only rows that have this text there
    category    column of categories (Pareto); part: column of the kind of item (short runs)
    date, by    date column and "day" | "week" | "month" | "quarter": one point per period
    aggregate   "median" | "mean" | "sum" | "count" | "rate" of each period
    empty       "closed": periods without rows are no places on the axis; else they count 0, or are gaps
    label       column of labels for the points
    group, x, columns, factors ...  further columns, read by the method from `Inputs.data`
    lsl, usl, target, k, sigma, tests, counting, baseline, center, profile ...

Rows are numbered as in the table, from 0; exclusions and annotations of a study speak of those rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from leanbench.errors import UserError
from leanbench.stats.base.result_words import measure_text
from leanbench.stats.base.samples import count, whole
from leanbench.tables import Table, aggregate
from leanbench.tables.group import one_spelling
from leanbench.words.language import _, ngettext
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

Counted = Literal["", "items", "events", "either"]
_WEEK = 7
DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}  # of the longest
MOST_SPELLINGS = 5  # told one by one


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Arrays of equal length, one entry per row the method sees.

    values : measurements or counts. sizes : sample sizes, or None.
    subgroup : names, a size, or None. stages, labels : text per entry, or None.
    name, unit : what was measured and in what, apart.
    rows : for each entry the rows of the table it came from.
    excluded : {entry: reason}.
    data : the table the entries come from, filtered and in order; entries are its rows unless they are periods.
    notes : sentences about how the rows became entries.
    """

    values: Any
    sizes: Any = None
    subgroup: Any = None
    stages: list[str] | None = None
    labels: list[str] | None = None
    part: list[str] | None = None
    category: list[str] | None = None
    columns: Any = None
    rows: tuple[Any, ...] = ()
    excluded: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    name: str = "values"
    unit: str = ""
    data: Any = None

    @property
    def measure(self) -> str:
        """What was measured as an axis names it: ``Lead time (bd)``."""
        return measure_text(self.name, self.unit)


def gather(
    table: Table,
    options: Mapping[str, Any],
    excluded: Mapping[int, str],
    counted: Counted = "",
    needs_value: bool = True,
    follows_time: bool = False,
) -> Inputs:
    """The inputs of one study. Raises UserError naming the option that is missing or wrong.

    counted : the method takes counts with their sizes, of items (at most one each), of events, or measurements as
        well; to all others a share of yes is a measure in percent.
    follows_time : the order of the rows means time: rows newest first are turned round.
    """
    own = np.arange(table.rows)
    table, notes = _one_spelling(table, options)
    where = options.get("where")
    if where:
        own = _matching(table, where)
        notes = (
            *notes,
            _("only rows with {filter}").format(
                filter=", ".join(f"{name} = {text}" for name, text in where.items())
            ),
        )
        table = table.take(own)
    numbers = {int(row): entry for entry, row in enumerate(own)}
    gone = {numbers[row]: reason for row, reason in excluded.items() if row in numbers}
    if options.get("by"):
        made = _by_period(table, options, gone, counted, own, notes)
    else:
        made = _by_row(table, options, gone, own, notes, needs_value, follows_time)
    return staged_by_hand(made, options) if options.get("stage_at") else made


def staged_by_hand(inputs: Inputs, options: Mapping[str, Any]) -> Inputs:
    """Stages from the rows at which they begin, instead of a column."""
    starts: list[int] = []
    given = options["stage_at"]
    if not isinstance(given, list | tuple):
        raise UserError(
            _("Stages begin at rows of the table: give a list of them, not {given!r}.").format(
                given=str(given)[:40]
            )
        )
    for wanted in given:
        row = whole(wanted, _("The row at which a stage begins"))
        found = next((entry for entry, rows in enumerate(inputs.rows) if _has(rows, row)), None)
        if found is not None and found > 0:
            starts.append(found)
    starts = sorted(set(starts))
    if not starts:
        return inputs
    names = [str(name) for name in options.get("stage_names") or ()]
    usual = (
        ["before", "after"]
        if len(starts) == 1
        else [_("stage {number}").format(number=k + 1) for k in range(len(starts) + 1)]
    )
    names += usual[len(names) :]
    which = np.searchsorted(starts, np.arange(len(inputs.rows)), side="right")
    return replace(inputs, stages=[names[stage] for stage in which])


def _has(rows: Any, wanted: int) -> bool:
    """One row, or one of several, is the wanted one."""
    return bool(np.any(np.asarray(rows) == wanted))


def _folded(text: str) -> str:
    """What is left of a text when case and blanks do not count."""
    return " ".join(text.split()).casefold()


def _one_spelling(table: Table, options: Mapping[str, Any]) -> tuple[Table, tuple[str, ...]]:
    """The table with one spelling for texts that differ only in case or blanks, in the columns a study names."""
    where = options.get("where")
    named = [option for name, option in options.items() if name not in ("label", "where")]
    asked = [
        *(one for option in named for one in (option if isinstance(option, list | tuple) else (option,))),
        *(where if isinstance(where, Mapping) else ()),
    ]
    columns = dict.fromkeys(str(name) for name in asked if isinstance(name, str))
    notes: list[str] = []
    texts: dict[str, Any] = {}
    for name in columns:
        if table.kinds.get(name) != "text":
            continue
        texts[name], changes = one_spelling(table.texts(name))
        notes += [
            ngettext(
                "{column}: “{other}” taken as “{taken}” ({n} row)",
                "{column}: “{other}” taken as “{taken}” ({n} rows)",
                rows,
            ).format(column=name, other=other, taken=taken, n=number_text(rows))
            for other, taken, rows in changes[:MOST_SPELLINGS]
        ]
        more = len(changes) - MOST_SPELLINGS
        if more > 0:
            notes.append(
                ngettext(
                    "{column}: {n} more spelling taken as one that differs only in case or blanks",
                    "{column}: {n} more spellings taken as ones that differ only in case or blanks",
                    more,
                ).format(column=name, n=number_text(more))
            )
    return (table.with_texts(texts) if notes else table), tuple(notes)


def _matching(table: Table, where: Mapping[str, Any]) -> Any:
    """Rows that have the wanted text in every named column."""
    if not isinstance(where, Mapping):
        raise UserError(
            _(
                "A filter names columns and the text wanted in them, such as office = North, not {where!r}."
            ).format(where=str(where)[:40])
        )
    inside = np.ones(table.rows, dtype=bool)
    for name, text in where.items():
        wanted = _folded(str(text))
        inside &= np.array([_folded(str(cell)) == wanted for cell in table.texts(str(name))], dtype=bool)
    if not inside.any():
        wanted = ", ".join(f"{name} = {text}" for name, text in where.items())
        raise UserError(
            _("No row has {wanted}. Choose another value, or take the filter away.").format(wanted=wanted)
        )
    return np.flatnonzero(inside)


def _value_name(options: Mapping[str, Any]) -> str:
    value = options.get("value")
    if not value:
        raise UserError(_("Choose the column to look at (Measure)."))
    return str(value)


def _by_row(
    table: Table,
    options: Mapping[str, Any],
    excluded: Mapping[int, str],
    own: Any,
    notes: tuple[str, ...],
    needs_value: bool,
    follows_time: bool,
) -> Inputs:
    """One entry for each row of the table, in the order of the dates where a column of them is chosen or seen."""
    order = np.arange(table.rows)
    along = _order_column(table, options, follows_time)
    if along:
        dates = table.column(along)
        blank = {"M": np.isnat, "f": np.isnan}.get(dates.dtype.kind)
        undated = int(np.count_nonzero(blank(dates))) if blank is not None else 0
        if undated:
            notes = (
                *notes,
                _("{n_rows} without a date in {date} put last").format(
                    n_rows=count(undated, "row"), date=along
                ),
            )
        order = np.argsort(dates, kind="stable")
        if not np.array_equal(order, np.arange(table.rows)):
            told = (
                _("the rows were newest first: put in order of {date}")
                if _is_newest_first(dates)
                else _("rows put in order of {date}")
            )
            notes = (*notes, told.format(date=along))
            table = table.take(order)
            places = {int(old): new for new, old in enumerate(order)}
            excluded = {places[entry]: reason for entry, reason in excluded.items()}
    columns = options.get("columns")
    value = _value_name(options) if needs_value and not columns else str(options.get("value") or "")
    subgroup = options.get("subgroup")
    if isinstance(subgroup, float) and subgroup.is_integer():
        subgroup = int(subgroup)
    size = options.get("size")
    label = options.get("label") or options.get("date")

    def texts(name: str) -> list[str] | None:
        return [str(text) for text in table.texts(str(options[name]))] if options.get(name) else None

    return Inputs(
        values=table.column(value) if value else None,
        sizes=table.column(size) if isinstance(size, str) else size,
        subgroup=list(table.texts(subgroup)) if isinstance(subgroup, str) else subgroup,
        stages=texts("stage"),
        labels=[str(text) for text in table.texts(str(label))] if label else None,
        part=texts("part"),
        category=texts("category"),
        columns=_side_by_side(table, columns),
        rows=tuple(own[order]),
        excluded=dict(excluded),
        name=column_text(table, value) if value else "values",
        unit=table.units.get(value, ""),
        notes=(*notes, *(_odd_notes(table, value) if value else ())),
        data=table,
    )


def _order_column(table: Table, options: Mapping[str, Any], follows_time: bool) -> str:
    """The column of dates that orders the rows: as chosen, the labels when they are dates, or the table's only one
    when it runs from the newest to the oldest; else "".
    """
    if options.get("date"):
        return str(options["date"])
    label = str(options.get("label") or "")
    if table.kinds.get(label) == "date":
        return label
    dates = table.of_kind("date") if follows_time and not label else ()
    return dates[0] if len(dates) == 1 and _is_newest_first(table.column(dates[0])) else ""


def _is_newest_first(dates: Any) -> bool:
    """Every date is at most the one before it, and not all are the same."""
    if dates.dtype.kind != "M":
        return False
    known = dates[~np.isnat(dates)]
    return known.size > 1 and bool((known[1:] <= known[:-1]).all()) and bool(known[0] > known[-1])


def _side_by_side(table: Table, columns: Any) -> dict[str, Any] | None:
    """Several columns of numbers by name; None when there are none, or some are words."""
    if not columns:
        return None
    found = {str(name).replace("_", " "): table.column(str(name)) for name in columns}
    return found if all(column.dtype.kind == "f" for column in found.values()) else None


def _by_period(
    table: Table,
    options: Mapping[str, Any],
    excluded: Mapping[int, str],
    counted: Counted,
    rows_of_table: Any,
    notes: tuple[str, ...],
) -> Inputs:
    """One entry for each period of the date column."""
    value = str(options.get("value") or "")
    if options.get("aggregate") != "count":
        value = _value_name(options)
    date = options.get("date")
    if not date:
        raise UserError(
            _("To make one point per {by}, choose the column of dates (In order of).").format(
                by=options["by"]
            )
        )
    how = str(options.get("aggregate") or _usual_aggregate(table, value, counted))
    stages = [str(text) for text in table.texts(str(options["stage"]))] if options.get("stage") else None
    # Periods are made inside each stage, so that no point mixes before and after.
    names = list(dict.fromkeys(stages)) if stages else [""]
    parts: list[Any] = []
    for name in names:
        inside = None if stages is None else np.array([stage == name for stage in stages])
        made = aggregate(
            _only(table, inside),
            value=value,
            date=str(date),
            by=str(options["by"]),
            how=how,  # type: ignore[arg-type]
            fill=options.get("empty") != "closed",
        )
        own = np.arange(table.rows) if inside is None else np.flatnonzero(inside)
        parts.append((name, made, own))
    rows = tuple(own[group] for _name, part, own in parts for group in part.rows)
    gone = {}
    for entry, group in enumerate(rows):
        reasons = [reason for row, reason in excluded.items() if row in group]
        if reasons:
            gone[entry] = reasons[0]
    rate, share = how == "rate" and bool(counted), how == "rate" and not counted
    values = np.concatenate([part.counts() if rate else part.values for _n, part, _o in parts])
    sizes = np.concatenate([part.sizes for _n, part, _o in parts]).astype(float)
    sizes[sizes == 0] = np.nan  # a share of no cases is no share
    notes += tuple(dict.fromkeys(note for _n, part, _o in parts for note in part.notes))
    notes += _between_stages_text(parts, str(options["by"]))
    if options["by"] == "day" and options.get("empty") != "closed":
        notes += _closed_weekdays([label for _n, part, _o in parts for label in part.labels], rows)
    title = (
        _("per {by}").format(by=options["by"])
        if rate
        else _("{measure} per {by}").format(measure="share" if share else how, by=options["by"])
    )
    return Inputs(
        values=100.0 * values if share else values,
        sizes=sizes if rate or counted == "items" else None,
        stages=[name for name, part, _o in parts for _ in part.labels] if stages else None,
        labels=[label for _n, part, _o in parts for label in part.labels],
        rows=tuple(rows_of_table[group] for group in rows),
        excluded=gone,
        name=f"{column_text(table, value) if value else _('Rows')}, {title}",
        unit="%" if share else table.units.get(value, ""),
        notes=(*(_odd_notes(table, value) if value else ()), *notes),
        data=table,
    )


def _usual_aggregate(table: Table, value: str, counted: Counted) -> str:
    """How the rows of a period are put together when the study does not say."""
    kind = table.kinds.get(value)
    if kind in ("text", "date"):
        return "count"
    if counted == "items" or kind == "yesno":
        return "rate"
    return "sum" if counted == "events" else "median"


def _between_stages_text(parts: list[Any], by: str) -> tuple[str, ...]:
    """Say it when time passes between two stages: nobody looked then, so nothing is 0 and no place stays empty."""
    told = []
    for (before, one, _rows), (after, other, _rows2) in pairwise(parts):
        end, begin = dt.date.fromisoformat(one.labels[-1]), dt.date.fromisoformat(other.labels[0])
        if (begin - end).days > DAYS[by]:
            told.append(
                _("the time between the stages {before} and {after} is left off the axis").format(
                    before=before, after=after
                )
            )
    return tuple(told)


def _closed_weekdays(labels: list[str], rows: tuple[Any, ...]) -> tuple[str, ...]:
    """Say it when whole weekdays have no rows: the office may be closed then."""
    days = np.array(labels, dtype="datetime64[D]").astype(np.int64) + 3  # 0 is a Monday
    filled = np.array([len(group) > 0 for group in rows])
    if len(labels) < 2 * _WEEK or filled.all():
        return ()
    never = [day for day in range(_WEEK) if not filled[days % _WEEK == day].any()]
    if not never:
        return ()
    names = (
        _("Mondays"), _("Tuesdays"), _("Wednesdays"), _("Thursdays"), _("Fridays"), _("Saturdays"), _("Sundays"),
    )  # fmt: skip
    told = _("never a row on {weekdays}: if nobody works then, choose “not open then” (Periods without rows)")
    return (told.format(weekdays=list_text([names[day] for day in never])),)


def _only(table: Table, inside: Any) -> Table:
    """The table with only some of its rows."""
    return table if inside is None else table.take(np.flatnonzero(inside))


def column_text(table: Table, column: str) -> str:
    """A column as people read it, without the unit: a heading "days (bd)" or "lead_time_bd" does not say it twice."""
    text, unit = column.replace("_", " "), table.units.get(column, "")
    if unit:
        text = (
            text.removesuffix(f"({unit})").removesuffix(f"[{unit}]").removesuffix(f" {unit}").rstrip() or text
        )
    return text[:1].upper() + text[1:]


def _odd_notes(table: Table, value: str) -> tuple[str, ...]:
    odd = table.odd_in(value)
    if not odd:
        return ()
    more = _(" and {count} more").format(count=len(odd) - 1) if len(odd) > 1 else ""
    return (
        _("{value}: could not be read in row {row} ({text!r}){more}, left out").format(
            value=value, row=odd[0].row, text=odd[0].text, more=more
        ),
    )
