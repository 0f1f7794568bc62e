"""A recipe worked out on a table: every step in order, each with its effect, the table it began with untouched."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leanbench.errors import UserError
from leanbench.event.recipe import KINDS, RecipeStep, options_of
from leanbench.event.records import Dataset, Event
from leanbench.tables.parsed import Table, table
from leanbench.tables.recipes import column_steps, row_steps, shape_steps
from leanbench.tables.recipes.frame import Frame, frame_of, table_of
from leanbench.tables.recipes.kitchen import Kitchen
from leanbench.words import _, ngettext
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

_WORK: Mapping[str, Callable[[Frame, Any, Kitchen], Frame]] = {
    "correct": column_steps.correct_cell,
    "add-rows": row_steps.add_rows,
    "rename": column_steps.rename_column,
    "column": column_steps.set_column,
    "drop-columns": column_steps.drop_columns,
    "time-between": column_steps.time_between,
    "date-part": column_steps.date_part,
    "formula": column_steps.compute_column,
    "recode": column_steps.recode_column,
    "bins": column_steps.bin_column,
    "filter": row_steps.filter_rows,
    "equal-rows": row_steps.drop_equal_rows,
    "sort": row_steps.sort_rows,
    "join": shape_steps.join_table,
    "stack": shape_steps.stack_columns,
    "unstack": shape_steps.unstack_column,
    "summarize": shape_steps.summarize_rows,
    "draw": row_steps.draw_rows,
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What one step did: rows before and after, columns that came and went, sentences; or why it did nothing."""

    step: RecipeStep
    rows_before: int
    rows_after: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    problem: str = ""

    def text(self) -> str:
        """The effect in words."""
        if self.step.is_off:
            return _("Switched off.")
        if self.problem:
            return _("Not done: {problem}").format(problem=self.problem)
        parts = []
        change = self.rows_after - self.rows_before
        if change:
            parts.append(
                ngettext("{count} row fewer, {left} left.", "{count} rows fewer, {left} left.", -change).format(
                    count=number_text(-change), left=number_text(self.rows_after))
                if change < 0
                else ngettext("{count} row more, {left} now.", "{count} rows more, {left} now.", change).format(
                    count=number_text(change), left=number_text(self.rows_after))
            )  # fmt: skip
        if self.added:
            parts.append(_("New: {names}.").format(names=list_text([f"“{name}”" for name in self.added])))
        if self.removed:
            parts.append(_("Gone: {names}.").format(names=list_text([f"“{name}”" for name in self.removed])))
        return " ".join((*parts, *self.said)) or _("Nothing changed.")


@dataclass(frozen=True, slots=True, eq=False)
class Cooked:
    """The table a recipe gives, and the effect of each step."""

    table: Table
    effects: tuple[Effect, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Why steps did nothing, in order."""
        return tuple(effect.problem for effect in self.effects if effect.problem)


def cook(start: Table, steps: Sequence[RecipeStep], kitchen: Kitchen | None = None) -> Cooked:
    """Work the steps out, one after the other.

    A step that cannot be done (its column is gone in a new file, its formula is wrong) does nothing and says why; the
    steps after it are still tried. Never raises for what a step holds.
    """
    kitchen = kitchen or Kitchen()
    frame = frame_of(start)
    effects: list[Effect] = []
    for step in steps:
        if step.is_off:
            effects.append(Effect(step, frame.rows, frame.rows))
            continue
        kitchen.said = []
        try:
            done = (
                _WORK[step.kind](frame, options_of(step), kitchen) if step.kind in KINDS else _unknown(step)
            )
        except UserError as error:
            effects.append(Effect(step, frame.rows, frame.rows, problem=str(error)))
            continue
        added = tuple(name for name in done.columns if name not in frame.columns)
        removed = tuple(name for name in frame.columns if name not in done.columns)
        effects.append(Effect(step, frame.rows, done.rows, added, removed, tuple(kitchen.said)))
        frame = done
    return Cooked(table_of(frame), tuple(effects))


def _unknown(step: RecipeStep) -> Frame:
    options_of(step)
    raise AssertionError("options_of refuses kinds it does not know")


def cooked(event: Event, data: Dataset, making: Iterable[str] = ()) -> Cooked:
    """The result of a data set's recipe in its event: with its calendar, its other tables, and what was cooked before.

    Tables are joined by name or id, as their own recipes give them. Raises UserError only when the stored table itself
    cannot be read.
    """
    making = frozenset(making) | {data.id}

    def other(name: str) -> Table:
        for candidate in event.datasets:
            if name in (candidate.name, candidate.id):
                if candidate.id in making:
                    raise UserError(_("“{name}” is made from this table itself.").format(name=name))
                found = cooked(event, candidate, making)
                if found.problems:
                    raise UserError(
                        _("“{name}” is not whole: {why}").format(name=name, why=found.problems[0])
                    )
                return found.table
        raise UserError(_("There is no table “{name}” in this event.").format(name=name))

    start = table(data)
    if not data.recipe:
        return Cooked(start, ())
    return cook(start, data.recipe, Kitchen(event.calendar, other))


KEPT = 8  # results held in memory
_cache: OrderedDict[tuple[int, ...], tuple[tuple[object, ...], Cooked]] = OrderedDict()
_lock = threading.Lock()


def event_table(event: Event, data: Dataset) -> Table:
    """The table that charts, studies and papers read: what the recipe makes of a data set, worked out once.

    Raises UserError when the stored text is no table.
    """
    return cooked_once(event, data).table


def cooked_once(event: Event, data: Dataset) -> Cooked:
    """As `cooked`, kept while the data set, the calendar and (for a join) the other tables are the same."""
    if not data.recipe:
        return Cooked(table(data), ())
    joins = any(step.kind == "join" for step in data.recipe)
    parts: tuple[object, ...] = (data, event.calendar, event.datasets if joins else None)
    key = tuple(id(part) for part in parts)
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key][1]
    found = cooked(event, data)
    with _lock:
        _cache[key] = (parts, found)  # holding them keeps their identities from being reused
        while len(_cache) > KEPT:
            _cache.popitem(last=False)
    return found
