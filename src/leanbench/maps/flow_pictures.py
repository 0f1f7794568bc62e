"""The figures of a map as pictures: work balance, lead times of a simulation, cases in process by day.

Each is the same on the screen, on paper and in a file; the screen only chooses the size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leanbench.drawing.days_picture import days_picture
from leanbench.drawing.histogram_picture import Mark, histogram_picture
from leanbench.drawing.picture import Picture
from leanbench.drawing.stack_picture import Stack, StackPart, stack_picture
from leanbench.event.units import Calendar, format_minutes
from leanbench.flow import load_figures
from leanbench.maps.wording import LETTERS
from leanbench.quantity import Quantity
from leanbench.words.language import _

_LOOKS = {"VA": "va", "BNVA": "bnva", "NVA": "nva"}
_UNITS = {"bd": "business days", "min": "minutes", "h": "hours", "w": "weeks"}
CLASSES = 32  # of the histogram, about


def balance_picture(
    work: Sequence[load_figures.Stack], takt: Quantity | None, calendar: Calendar, width: float, height: float
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
        line = (takt.value, _("Takt {time}").format(time=format_minutes(takt.value, calendar, "min")))
    return stack_picture(stacks, _("Work balance"), "min", width=width, height=height, line=line)


def lead_time_picture(
    simulation: Any,
    marks: Sequence[tuple[float, str, str]],
    unit: str,
    factor: float,
    width: float,
    height: float,
) -> Picture | None:
    """Lead times of simulated cases as a histogram; None when no case was finished.

    marks : (minutes, words, colour role) of percentiles, and of what was promised in the role "good".
    factor : minutes in one `unit` of the axis.
    """
    edges, counts = simulation.histogram(CLASSES)
    if not counts:
        return None
    return histogram_picture(
        [edge / factor for edge in edges],
        counts,
        [Mark(minutes / factor, words, role, role == "good") for minutes, words, role in marks],
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
