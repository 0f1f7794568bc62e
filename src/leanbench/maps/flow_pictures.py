"""The figures of a map as pictures: work balance, lead times of a simulation, cases in process by day.

Each is the same on the screen, on paper and in a file; the screen only chooses the size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leanbench.drawing.days_picture import days_picture
from leanbench.drawing.histogram_picture import Mark, histogram_picture
from leanbench.drawing.picture import Picture
from leanbench.drawing.row_bars_picture import RowBar
from leanbench.drawing.spread_picture import Spread, spread_picture
from leanbench.drawing.stack_picture import Stack, StackPart, stack_picture
from leanbench.event.records import Event, Map
from leanbench.flow.load_figures import LoadBar
from leanbench.flow.load_figures import Stack as WorkStack
from leanbench.flow.load_words import BUSY, FULL, step_names
from leanbench.maps.wording import LETTERS, time_unit
from leanbench.quantity import Quantity
from leanbench.words.durations import Calendar, time_text
from leanbench.words.language import N_, _
from leanbench.words.numbers import number_text

_LOOKS = {"VA": "va", "BNVA": "bnva", "NVA": "nva"}
_UNITS = {"bd": N_("business days"), "min": N_("minutes"), "h": N_("hours"), "w": N_("weeks")}
CLASSES = 32  # of the histogram, about
PERCENTILES = (
    ("lead_time_p50_min", "50%"), ("lead_time_p85_min", "85%"), ("lead_time_p95_min", "95%"),
)  # fmt: skip
LOAD_MARKS = ((BUSY, "85%", "caution"), (FULL, "100%", "bad"))


def balance_picture(
    work: Sequence[WorkStack], takt: Quantity | None, calendar: Calendar, width: float, height: float
) -> Picture:
    """Minutes per unit and person, stacked by step, against takt (None: no demand yet)."""
    stacks = [
        Stack(
            one.key,
            one.label,
            one.sub,
            tuple(
                StackPart(name, minutes, LETTERS.get(value, ""), _LOOKS.get(value, ""))
                for _key, name, minutes, value in one.parts
            ),
            one.known,
        )
        for one in work
    ]
    line = None
    if takt is not None and takt.value:
        line = (takt.value, _("Takt {time}").format(time=time_text(takt.value, calendar, "min")))
    return stack_picture(stacks, _("Work balance"), "min", width=width, height=height, line=line)


def lead_time_picture(
    simulation: Any, calendar: Calendar, due_min: float | None, width: float, height: float
) -> Picture | None:
    """Lead times of simulated cases as a histogram with percentiles; None when no case was finished.

    due_min : the lead time that was promised, in business minutes.
    """
    edges, counts = simulation.histogram(CLASSES)
    if not counts:
        return None
    known = [(share, simulation.quantities[name].value) for name, share in PERCENTILES]
    unit = time_unit(calendar, [known[-1][1]])
    factor = max(calendar.minutes_per(unit), 1e-9)
    marks = [
        Mark(minutes / factor, f"{share}: {number_text(minutes / factor, 1)}")
        for share, minutes in known
        if minutes is not None
    ]
    if due_min is not None:
        words = _("promised {time}").format(time=number_text(due_min / factor, 1))
        marks.append(Mark(due_min / factor, words, "good", True))
    return histogram_picture(
        [edge / factor for edge in edges],
        counts,
        marks,
        _("lead time, {unit}").format(unit=_(_UNITS.get(unit, unit))),
        unit,
        width=width,
        height=height,
    )


def process_picture(
    simulation: Any, before: Any, before_name: str, width: float, height: float
) -> Picture | None:
    """Cases in process by day, an initial backlog burning down; `before` is the simulation of a second state."""
    if not simulation.wip_by_day:
        return None
    gone = simulation.backlog_gone_day
    return days_picture(
        simulation.wip_by_day,
        simulation.warm_up_days,
        None if gone is None else gone.mean,
        () if before is None else before.wip_by_day,
        before_name,
        width=width,
        height=height,
    )


def load_rows(loads: Sequence[LoadBar]) -> tuple[list[RowBar], float]:
    """How much of their time people are loaded, as rows, and the top of their scale."""
    rows = []
    for load in loads:
        tone, mark = "bar", ""
        if load.share is not None and load.share >= BUSY:
            tone, mark = ("bad" if load.share >= FULL else "caution"), "▲"
        sub = _("bottleneck · {about}").format(about=load.sub) if load.bottleneck else load.sub
        rows.append(RowBar(load.key, load.label, sub, load.share, load.words, tone, mark, load.bottleneck))
    highest = max([load.share for load in loads if load.share is not None], default=0.0)
    return rows, max(1.08, highest * 1.02)


def queue_rows(simulation: Any, event: Event, map_: Map) -> tuple[list[RowBar], float]:
    """Mean queues before the steps of a simulation, the longest first, as rows, and the top of their scale."""
    names = step_names(map_)
    rows = []
    for step in sorted(simulation.steps, key=lambda step: -(step.queue.mean if step.queue else 0.0)):
        if step.queue is None:
            continue
        wait = step.wait_min
        sub = ""
        if wait is not None:
            sub = _("mean wait {time}").format(time=time_text(wait.mean, event.calendar))
        mean = step.queue.mean
        text = number_text(mean, 2 if mean < 1 else 1 if mean < 100 else 0)
        rows.append(RowBar(step.step_id, names.get(step.step_id, step.step_id), sub, mean, text))
    return rows, max([row.value or 0.0 for row in rows], default=1.0) * 1.04


def spread_rows(found: Mapping[str, Quantity], name: str) -> Spread | None:
    """The lead times of one state as a row, in minutes; None while one of them is not known."""
    values = [found[key].value if key in found else None for key in _SPREAD]
    if any(value is None for value in values):
        return None
    return Spread(name, *[value or 0.0 for value in values])


def lead_spread_picture(rows: Sequence[Spread], calendar: Calendar, width: float) -> Picture:
    """How long cases take now and with what is tried; rows in minutes."""
    unit = time_unit(calendar, [max(row.p95 for row in rows)])
    factor = max(calendar.minutes_per(unit), 1e-9)
    scaled = [
        Spread(row.label, row.p50 / factor, row.p85 / factor, row.p95 / factor, row.expected / factor)
        for row in rows
    ]
    return spread_picture(
        scaled,
        _("Lead time"),
        _("lead time, {unit}; to 50%, 85%, 95% of cases").format(unit=_(_UNITS.get(unit, unit))),
        lambda value: f"{number_text(value, 1)} {unit}",
        width=width,
    )


_SPREAD = ("lead_time_p50_min", "lead_time_p85_min", "lead_time_p95_min", "lead_time_expected_min")
