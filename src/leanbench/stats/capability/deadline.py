"""Capability against a deadline: the share of cases done within so many days, with an exact interval.

For service work this is the capability that counts: no distribution is assumed, and cases that are
still open but already late count as late, since leaving them out would flatter the process.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from leanbench.stats.base.guards import check_confidence
from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.base.samples import Floats, StatsError, clean, column, count, number, whole
from leanbench.stats.capability.capability_findings import enough_finding, finding_texts, stable_finding
from leanbench.stats.capability.capability_result import Finding
from leanbench.stats.capability.capability_verdict import open_target_text
from leanbench.stats.tests.intervals import agreement_interval
from leanbench.words.durations import Calendar
from leanbench.words.language import _

__all__ = ["capability_deadline", "capability_deadline_dates"]

Days = Literal["business", "calendar"]
PERCENTS = (50, 80, 90, 95)


@dataclass(frozen=True, slots=True, eq=False)
class DeadlineCapability(Result):
    """Share of cases done within the deadline.

    met, cases : done in time, of how many that can be judged. share, interval : 0 to 1, exact.
    open_late : open cases already past the deadline (counted as late).
    percentiles : (percent, days within which that percent were done) of the finished cases, as observed.
    target : share wanted, 0 to 1. values : (n,) days of the finished cases.
    """

    deadline: float
    unit: str
    met: int
    cases: int
    share: float
    interval: tuple[float, float]
    confidence: float
    target: float | None
    open_late: int
    percentiles: tuple[tuple[int, float], ...]
    longest: float
    findings: tuple[Finding, ...]
    values: Floats = field(repr=False)
    notes: tuple[str, ...]
    convention: str
    method: str = "capability-deadline"

    def _sentences(self) -> list[str]:
        low, high = (100 * end for end in self.interval)
        lines = [
            _(
                "{share}% of {n_cases} were done within {deadline} {unit} ({confidence}% interval "
                "{low} to {high}%)."
            ).format(
                share=decimals(100 * self.share, 1),
                n_cases=count(self.cases, "case"),
                deadline=num(self.deadline, 6),
                unit=self.unit,
                confidence=num(100 * self.confidence, 6),
                low=decimals(low, 1),
                high=decimals(high, 1),
            )
        ]
        if self.target is not None:
            lines.append(self._target_sentence(self.target))
        if self.open_late:
            verb = "is" if self.open_late == 1 else "are"
            lines.append(f"{count(self.open_late, 'case')} still open {verb} already late and counted so.")
        days = dict(self.percentiles)
        lines.append(
            _(
                "Of the finished cases half took at most {days} {unit}, nine in ten at most {days2}, "
                "the longest {longest}."
            ).format(
                days=num(days[50], 6), unit=self.unit, days2=num(days[90], 6), longest=num(self.longest, 6)
            )
        )
        return [*lines, *finding_texts(self.findings)]

    def _target_sentence(self, target: float) -> str:
        wanted = f"the target of {num(100 * target, 6)}%"
        if self.interval[0] >= target:
            return f"This meets {wanted}, beyond chance."
        if self.interval[1] < target:
            return f"This misses {wanted}, beyond chance."
        return open_target_text(wanted)

    def table(self) -> Table:
        """The numbers to show and print."""
        low, high = self.interval
        rows: list[tuple[Any, ...]] = [
            (f"% within {num(self.deadline, 6)} {self.unit}", 100 * self.share, 100 * low, 100 * high),
            ("cases", self.cases, None, None),
            ("in time", self.met, None, None),
            ("open and late", self.open_late, None, None),
        ]
        rows += [
            (f"{percent}% done within, {self.unit}", days, None, None) for percent, days in self.percentiles
        ]
        rows.append((f"longest, {self.unit}", self.longest, None, None))
        return Table(("quantity", "value", "lower", "upper"), tuple(rows))


def capability_deadline(
    values: Iterable[Any],
    deadline: float,
    unit: str = "days",
    confidence: float = 0.95,
    target: float | None = None,
    open_late: int = 0,
    notes: tuple[str, ...] = (),
) -> DeadlineCapability:
    """Share of cases done within a deadline, from their times.

    Parameters
    ----------
    values : (n,) times of finished cases, zero or more, in `unit`, in order of completion.
    deadline : a case at exactly the deadline is in time.
    target : share wanted, 0 to 1 (0.95 for "95% within 10 days").
    open_late : open cases already past the deadline.

    Raises
    ------
    StatsError : no cases, a negative time, a deadline below zero.

    Source: Clopper and Pearson, Biometrika 1934, for the interval.
    """
    if number(deadline, "The deadline") < 0:
        raise StatsError(f"The deadline must be zero or more {unit}; it is {num(deadline, 6)}.")
    check_confidence(confidence)
    if target is not None and not 0 < number(target, "The target") <= 1:
        raise StatsError(f"The target is a share between 0 and 1 (0.95 for 95%); it is {num(target, 6)}.")
    if not 0 <= whole(open_late, "The number of open late cases") < 1e9:
        raise StatsError(_("The number of open late cases cannot be negative."))
    sample = clean(values, "Times")
    x = sample.values
    if np.any(x < 0):
        i = int(np.argmax(x < 0))
        raise StatsError(
            _(
                "Row {rows} has a negative time ({x} {unit}): a case cannot end before it starts. "
                "Correct it, or leave it blank."
            ).format(rows=sample.rows[i] + 1, x=num(x[i], 6), unit=unit)
        )
    met = int(np.count_nonzero(x <= deadline))
    cases = x.size + open_late
    ordered = np.sort(x)
    # The smallest time by which the percent were done: an observed case, no interpolation.
    percentiles = tuple((p, float(ordered[math.ceil(p * x.size / 100) - 1])) for p in PERCENTS)
    with np.errstate(divide="ignore"):
        scores = np.log(x + 0.5 * max(1e-9, float(np.min(x[x > 0], initial=1.0))))
    findings = (
        stable_finding(scores),
        enough_finding(cases, 50, "case"),
    )
    return DeadlineCapability(
        float(deadline),
        unit,
        met,
        cases,
        met / cases,
        agreement_interval(met, cases, confidence),
        confidence,
        target,
        open_late,
        percentiles,
        float(ordered[-1]),
        findings,
        x,
        (*notes, *sample.notes),
        f"observed share in {unit}, exact (Clopper-Pearson) interval; at the deadline counts as in time",
    )


def capability_deadline_dates(
    starts: Iterable[Any],
    finishes: Iterable[Any],
    deadline: float,
    days: Days = "business",
    calendar: Calendar | None = None,
    as_of: Any = None,
    confidence: float = 0.95,
    target: float | None = None,
) -> DeadlineCapability:
    """Share of cases done within a deadline, from the dates they came in and were done.

    Parameters
    ----------
    starts, finishes : (n,) dates (`date`, `datetime`, or ISO text); a blank finish is an open case.
    days : "business" counts working days after the day of receipt up to and with the day of completion;
        "calendar" counts all days.
    calendar : working week and holidays; Monday to Friday without holidays by default.
    as_of : the day on which open cases are judged; without it they are left out, and said.

    Raises
    ------
    StatsError : columns of unequal length, a date that cannot be read, or no finished case.

    Notes
    -----
    Cases that end before they start are left out and named. Same-day cases take 0 days. Finished cases
    are ordered by completion for the stability question.
    """
    if days not in ("business", "calendar"):
        raise StatsError(f"Days are 'business' or 'calendar', not {days!r}.")
    begun, ended = column(starts, "start dates"), column(finishes, "finish dates")
    if len(begun) != len(ended):
        raise StatsError(
            f"There are {len(begun)} start dates but {len(ended)} finish dates; each case needs a row. "
            "Choose columns of one table."
        )
    today = _date(as_of, "as-of date") if as_of is not None else None
    elapsed, order, notes = [], [], []
    late = waiting = without = backwards = 0
    first_backwards = ""
    for row, (start, end) in enumerate(zip(begun, ended, strict=True)):
        first, last = _date(start, "start", row), _date(end, "finish", row)
        if first is None:
            without += 1
        elif last is None:
            if today is not None and today >= first and _days(first, today, days, calendar) > deadline:
                late += 1
            else:
                waiting += 1
        elif last < first:
            backwards += 1
            first_backwards = first_backwards or f"row {row + 1}: {first} to {last}"
        else:
            elapsed.append(_days(first, last, days, calendar))
            order.append(last)
    if without:
        notes.append(f"{count(without, 'case')} without a start date left out.")
    if backwards:
        notes.append(
            f"{count(backwards, 'case')} with a finish before the start left out ({first_backwards})."
        )
    if waiting:
        why = "not late yet" if today is not None else "no as-of date was given to judge them"
        notes.append(f"{count(waiting, 'open case')} left out: {why}.")
    if not elapsed:
        raise StatsError(
            _(
                "No case has both a start and a finish date in the right order; nothing can be "
                "measured. Choose the two columns."
            )
        )
    sequence = sorted(range(len(elapsed)), key=lambda i: order[i])
    found = capability_deadline(
        [elapsed[i] for i in sequence],
        deadline,
        f"{days} days",
        confidence,
        target,
        late,
        tuple(notes),
    )
    return replace(found, convention=f"{found.convention}; {_calendar_text(days, calendar)}")


def _calendar_text(days: Days, calendar: Calendar | None) -> str:
    """How days were counted, to print beside the share."""
    if days == "calendar":
        return "every day counts, from the day after receipt"
    office = calendar or Calendar()
    week = _working_week(office)
    free = f"without {count(len(office.holidays), 'holiday')}" if office.holidays else "no holidays given"
    return f"{week} working days a week from Monday, {free}, from the day after receipt"


def _working_week(office: Calendar) -> int:
    return min(7, max(1, round(office.business_days_per_week)))


def _days(first: dt.date, last: dt.date, days: Days, calendar: Calendar | None) -> float:
    """Days after `first` up to and with `last`."""
    if days == "calendar":
        return float((last - first).days)
    office = calendar or Calendar()
    week = _working_week(office)
    one = dt.timedelta(days=1)
    open_days = np.busday_count(
        np.datetime64(first + one),
        np.datetime64(last + one),
        [i < week for i in range(7)],
        list(office.holidays),
    )
    return float(open_days)


def _date(item: Any, what: str, row: int | None = None) -> dt.date | None:
    """A date from a date, datetime or ISO text; None for a blank. Raises StatsError."""
    if (
        item is None or (isinstance(item, float) and math.isnan(item)) or item != item
    ):  # NaT differs from itself
        return None
    if isinstance(item, dt.datetime):
        return item.date()
    if isinstance(item, dt.date):
        return item
    if isinstance(item, np.datetime64):
        return dt.date.fromisoformat(str(item.astype("datetime64[D]")))
    text = str(item).strip()
    if not text:
        return None
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        where = "" if row is None else f" in row {row + 1}"
        raise StatsError(
            f"The {what}{where} ({text[:40]!r}) is not a date like 2026-08-14. Correct it or leave it blank."
        ) from None
