"""Capability of many variables or stages at once: one line each, and the points of a goal plot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.base.samples import StatsError, column, columns_by_name, count, number
from leanbench.stats.capability.capability_result import Limits, NormalCapability
from leanbench.stats.capability.capability_verdict import LEAST_FOR_VERDICT
from leanbench.stats.capability.normal_capability import capability_normal, excluded_rows
from leanbench.stats.spc.phases import stage_numbers
from leanbench.words.language import _, ngettext

__all__ = ["capability_by_stage", "capability_many"]


@dataclass(frozen=True, slots=True)
class GoalPoint:
    """One variable on the goal plot: the mean's distance from target and the spread, in units of the tolerance.

    A point inside the triangle |shift| + 3 spread = 1/2 has Ppk of at least 1.
    """

    name: str
    shift: float
    spread: float


@dataclass(frozen=True, slots=True, eq=False)
class ManyCapability(Result):
    """Capability of several variables.

    studies : name and study, the smallest Ppk first; stages in their order.
    refused : name and reason of those left out. what : what the names are of, a variable or a stage.
    goal : points of variables with both limits (target, or the middle of the limits).
    """

    studies: tuple[tuple[str, NormalCapability], ...]
    refused: tuple[tuple[str, str], ...]
    goal: tuple[GoalPoint, ...]
    wanted: float
    notes: tuple[str, ...] = ()
    convention: str = field(default="")
    method: str = "capability-many"
    what: str = "variable"

    def _sentences(self) -> list[str]:
        known = [(name, c) for name, c in self.studies if c.ppk is not None]
        total, wanted = count(len(self.studies), self.what), num(self.wanted, 6)
        reached = {name: self._reaches(c) for name, c in known}
        short = [name for name, meets in reached.items() if meets is False]
        open_ones = [name for name, meets in reached.items() if meets is None]
        told = []
        if short:
            told.append(
                ngettext(
                    "{n} of {total} falls short of Ppk {wanted}: {names}.",
                    "{n} of {total} fall short of Ppk {wanted}: {names}.",
                    len(short),
                ).format(n=len(short), total=total, wanted=wanted, names=self._with_ppk(short))
            )
        if open_ones:
            told.append(
                _("The data cannot tell whether Ppk {wanted} is reached: {names}.").format(
                    wanted=wanted, names=self._with_ppk(open_ones)
                )
            )
        first = " ".join(told) or _("All {total} reach Ppk {wanted}.").format(total=total, wanted=wanted)
        left = [f"{name} left out: {reason}" for name, reason in self.refused]
        doubtful = [
            name
            for name, c in self.studies
            if any(f.verdict == "poor" for f in c.findings if "normal" in f.question)
        ]
        lines = [first, *left]
        if doubtful:
            shown = ", ".join(doubtful[:6]) + (f" and {len(doubtful) - 6} more" if len(doubtful) > 6 else "")
            lines.append(f"Not about normal, so look at a non-normal analysis: {shown}.")
        return lines

    def _reaches(self, study: NormalCapability) -> bool | None:
        """Is the wanted Ppk reached, by its interval; None when the data cannot tell."""
        interval = study.ppk_interval
        if study.n < LEAST_FOR_VERDICT or interval is None:
            return None
        return True if interval[0] >= self.wanted else False if interval[1] < self.wanted else None

    def _with_ppk(self, names: list[str]) -> str:
        studies = dict(self.studies)
        told = []
        for name in names:
            ppk, interval = studies[name].ppk, studies[name].ppk_interval
            span = f", {decimals(interval[0], 2)} to {decimals(interval[1], 2)}" if interval else ""
            told.append(f"{name} {decimals(ppk, 2)}{span}, n = {studies[name].n}")
        more = f"; {len(told) - 6}…" if len(told) > 6 else ""
        return "; ".join(told[:6]) + more

    def table(self) -> Table:
        """One row per variable, the smallest Ppk first."""
        columns = (self.what, "n", "mean", "SD overall", "LSL", "USL", "target", "Cp", "Cpk", "Pp", "Ppk")
        rows = tuple(
            (
                name,
                c.n,
                c.mean,
                c.sd_overall,
                c.limits.lsl,
                c.limits.usl,
                c.limits.target,
                c.cp,
                c.cpk,
                c.pp,
                c.ppk,
                c.overall.ppm_total,
            )
            for name, c in self.studies
        )
        return Table((*columns, "ppm outside, expected"), rows)


def capability_many(
    columns: Mapping[str, Iterable[Any]],
    limits: Mapping[str, Limits],
    subgroup: int | Iterable[Any] | None = None,
    wanted: float = 1.33,
    **options: Any,
) -> ManyCapability:
    """Normal capability of each column that has limits.

    Parameters
    ----------
    columns : name to (n,) values. limits : name to its specification.
    subgroup : size or ids shared by all. options : passed to `capability_normal`.
    wanted : the Ppk that is good enough.

    Raises
    ------
    StatsError : no column has limits, or none can be analyzed. A single bad column is no error: it is
        in `refused` with the reason.

    Source of the goal plot: JMP, Statistical details for the capability platform.
    """
    if not isinstance(limits, Mapping) or not limits:
        raise StatsError(_("No variable has limits. Give a lower or upper limit for at least one column."))
    wanted = number(wanted, "The wanted Ppk")
    columns = columns_by_name(columns, "The variables")
    unknown = [name for name in limits if name not in columns]
    if unknown:
        raise StatsError(f"There is no column {unknown[0]!r}; the columns are {', '.join(columns)}.")
    for name, one in limits.items():
        if not isinstance(one, Limits):
            raise StatsError(f"The limits of {name} are given as Limits(lsl=..., usl=..., target=...).")
    ids = list(subgroup) if isinstance(subgroup, Iterable) else subgroup
    studies: list[tuple[str, NormalCapability]] = []
    refused: list[tuple[str, str]] = []
    for name, one in limits.items():
        try:
            study = capability_normal(
                columns[name], subgroup=ids, lsl=one.lsl, usl=one.usl, target=one.target, name=name, **options
            )
        except StatsError as reason:
            refused.append((name, str(reason)))
        else:
            studies.append((name, study))
    if not studies:
        raise StatsError(f"No variable can be analyzed. {refused[0][0]}: {refused[0][1]}")
    without = [name for name in columns if name not in limits]
    notes = [f"Without limits, not analyzed: {', '.join(without)}."] if without else []
    studies.sort(key=lambda pair: pair[1].ppk if pair[1].ppk is not None else float("inf"))
    return _together(studies, tuple(refused), wanted, tuple(notes), "variable")


def capability_by_stage(
    values: Iterable[Any], stages: Iterable[Any], wanted: float = 1.33, **options: Any
) -> ManyCapability:
    """`capability_normal` of each stage (a run of rows with the same label), in their order.

    Parameters
    ----------
    values, stages : one value and one label per row. Subgroup ids and excluded rows among the options are
        those of all rows, and are split alike.
    wanted : the Ppk that is good enough. options : as `capability_normal`.

    Raises StatsError for labels that do not fit the rows, and names the stage that cannot be analyzed.
    """
    wanted = number(wanted, "The wanted Ppk")
    items = list(column(values))
    numbers, names = stage_numbers(stages, len(items))
    ids, gone = options.pop("subgroup", None), excluded_rows(options.pop("excluded", None), len(items))
    if ids is not None and not isinstance(ids, (int, np.integer)):
        ids = list(column(ids, "subgroup ids"))
        if len(ids) != len(items):
            raise StatsError(
                f"There are {count(len(ids), 'subgroup id')} for {count(len(items), 'row')}. Give one for each row."
            )
    found = []
    for at, name in enumerate(names):
        rows = list(range(len(items))) if numbers is None else np.flatnonzero(numbers == at).tolist()
        part = [ids[row] for row in rows] if isinstance(ids, list) else ids
        own = {place: gone[row] for place, row in enumerate(rows) if row in gone}
        try:
            study = capability_normal([items[row] for row in rows], subgroup=part, excluded=own, **options)
        except StatsError as error:
            raise StatsError(f"Stage {name}: {error}") from None
        found.append((name, study))
    return _together(found, (), wanted, (), "stage")


def _together(
    studies: list[tuple[str, NormalCapability]],
    refused: tuple[tuple[str, str], ...],
    wanted: float,
    notes: tuple[str, ...],
    what: str,
) -> ManyCapability:
    own = tuple(
        note if name in note else f"{name}: {note}" for name, study in studies for note in study.notes
    )
    goal = tuple(point for name, study in studies if (point := _goal(name, study)) is not None)
    convention = studies[0][1].convention
    return ManyCapability(tuple(studies), refused, goal, wanted, (*notes, *own), convention, what=what)


def _goal(name: str, study: NormalCapability) -> GoalPoint | None:
    given = study.limits
    if given.lsl is None or given.usl is None:
        return None
    width = given.usl - given.lsl
    target = given.target if given.target is not None else (given.lsl + given.usl) / 2
    return GoalPoint(name, (study.mean - target) / width, study.sd_overall / width)
