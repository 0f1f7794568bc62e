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
    label       column of labels for the points
    group, x, columns, factors ...  further columns, read by the method from `Inputs.data`
    lsl, usl, target, k, sigma, tests, counting, baseline, center, profile ...

Rows are numbered as in the table, from 0; exclusions and annotations of a study speak of those rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from leanbench.errors import UserError
from leanbench.stats.base.result_words import measure_text
from leanbench.stats.base.samples import count, whole
from leanbench.tables import Table, aggregate
from leanbench.words.language import _

Counted = Literal["", "items", "events"]


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
) -> Inputs:
    """The inputs of one study. Raises UserError naming the option that is missing or wrong.

    counted : the method takes counts with their sizes, of items (at most one each) or of events; to all others a
        share of yes is a measure in percent.
    """
    own = np.arange(table.rows)
    notes: tuple[str, ...] = ()
    where = options.get("where")
    if where:
        own = _matching(table, where)
        notes = (
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
        made = _by_row(table, options, gone, own, notes, needs_value)
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
        inside &= np.array([str(cell) == str(text) for cell in table.texts(str(name))], dtype=bool)
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
) -> Inputs:
    """One entry for each row of the table, in the order of the date column where one is chosen."""
    order = np.arange(table.rows)
    if options.get("date"):
        dates = table.column(str(options["date"]))
        blank = {"M": np.isnat, "f": np.isnan}.get(dates.dtype.kind)
        undated = int(np.count_nonzero(blank(dates))) if blank is not None else 0
        if undated:
            notes = (
                *notes,
                _("{n_rows} without a date in {date} put last").format(
                    n_rows=count(undated, "row"), date=options["date"]
                ),
            )
        order = np.argsort(dates, kind="stable")
        if not np.array_equal(order, np.arange(table.rows)):
            notes = (*notes, _("rows put in order of {date}").format(date=options["date"]))
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
    value = _value_name(options)
    date = options.get("date")
    if not date:
        raise UserError(
            _("To make one point per {by}, choose the column of dates (In order of).").format(
                by=options["by"]
            )
        )
    yes = table.kinds.get(value) == "yesno"
    how = str(options.get("aggregate") or ("rate" if counted == "items" or yes else "median"))
    stages = [str(text) for text in table.texts(str(options["stage"]))] if options.get("stage") else None
    # Periods are made inside each stage, so that no point mixes before and after.
    names = list(dict.fromkeys(stages)) if stages else [""]
    parts = []
    for name in names:
        inside = None if stages is None else np.array([stage == name for stage in stages])
        part = aggregate(_only(table, inside), value=value, date=str(date), by=str(options["by"]), how=how)  # type: ignore[arg-type]
        own = np.arange(table.rows) if inside is None else np.flatnonzero(inside)
        parts.append((name, part, own))
    rows = tuple(own[group] for _name, part, own in parts for group in part.rows)
    gone = {}
    for entry, group in enumerate(rows):
        reasons = [reason for row, reason in excluded.items() if row in group]
        if reasons:
            gone[entry] = reasons[0]
    rate, share = how == "rate" and bool(counted), how == "rate" and not counted
    values = np.concatenate([part.counts() if rate else part.values for _n, part, _o in parts])
    sizes = np.concatenate([part.sizes for _n, part, _o in parts])
    notes += tuple(dict.fromkeys(note for _n, part, _o in parts for note in part.notes))
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
        name=f"{column_text(table, value)}, {title}",
        unit="%" if share else table.units.get(value, ""),
        notes=(*_odd_notes(table, value), *notes),
        data=table,
    )


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
