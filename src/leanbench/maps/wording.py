"""What stands on a map in words and numbers: times, shares, classes, names of links.

The map shows a time as people would say it: minutes and hours below one business day, business
days from there on; calendar days stay calendar days. Missing values show an en dash, never a zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from leanbench.event.records import Link, Role, Step
from leanbench.words.durations import Calendar, Duration, unit_for

MISSING = "–"
LETTERS: Mapping[str, str] = {"VA": "VA", "BNVA": "RQ", "NVA": "W"}
CLASSES: Mapping[str, str] = {
    "VA": "value added",
    "BNVA": "required, not value added",
    "NVA": "waste",
    "": "not classified",
}
CLASS_WORDS: Mapping[str, str] = {"VA": "value added", "BNVA": "required", "NVA": "waste", "": MISSING}
# A first guess of the mapping rooms: below three of four usable, the hand-over is the problem to look at.
LOW_CA_PCT = 75.0


def number(value: float, digits: int = 2) -> str:
    """A number without needless zeros: 12, 1.25, 0.4; a comma before thousands; halves go up, as on paper."""
    scale = 10.0**digits
    value = math.copysign(math.floor(abs(value) * scale + 0.5 + 1e-9) / scale, value)
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def minutes_in_words(minutes: float, calendar: Calendar) -> str:
    """Business minutes as people say them: ``40 s``, ``12 min``, ``6 h``, ``1.25 bd``."""
    day = 60.0 * calendar.hours_per_business_day
    if minutes == 0:
        return "0"
    if minutes < 1:
        return f"{number(minutes * 60, 0)} s"
    if minutes < 120:
        return f"{number(minutes, 1)} min"
    if minutes < day or day <= 0.0:
        return f"{number(minutes / 60.0, 1)} h"
    return f"{number(minutes / day, 2 if minutes < 100 * day else 1)} bd"


def time_in_words(duration: Duration | None, calendar: Calendar) -> str:
    """A duration as it stands on a step; a range keeps its unit: ``10–20 min``."""
    if duration is None:
        return MISSING
    if duration.low is not None and duration.high is not None:
        return f"{number(duration.low)}–{number(duration.high)} {duration.unit}"
    if duration.amount is None:
        return MISSING
    if duration.unit in ("d", "w"):
        return f"{number(duration.amount)} {duration.unit}" if duration.amount else "0"
    minutes = duration.minutes(calendar)
    if duration.unit == "h" and 60 <= minutes < 120:
        return f"{number(minutes / 60.0, 1)} h"
    return minutes_in_words(minutes, calendar)


def time_unit(calendar: Calendar, values: Sequence[float | None]) -> str:
    """One unit for figures that are compared: that of the largest."""
    return unit_for(max([abs(value) for value in values if value is not None], default=0.0), calendar)


def share(value: float | None) -> str:
    """A percentage 0 to 100 as printed: ``62%``."""
    return f"{MISSING}%" if value is None else f"{number(value, 1)}%"


def link_label(link: Link) -> str:
    """What stands on a link: ``45% corrections``, ``38%``, ``corrections`` or nothing."""
    parts = [] if link.probability is None else [share(100.0 * link.probability)]
    return " ".join([*parts, link.label.strip()]).strip()


def staff(role: Role) -> str:
    """The second line of a lane header: ``4 FTE``, ``outside the office``, or nothing known."""
    if role.fte is not None:
        return f"{number(role.fte)} FTE"
    return "not paid by us" if role.unpaid else ""


def column_label(numbers: Sequence[str]) -> str:
    """The heading of a column from the numbers of its steps: ``9``, ``10A–B``, ``4 · 7``."""
    known = [text for text in numbers if text]
    if len(known) < 2:
        return "".join(known)
    stems = [text.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for text in known]
    if len(set(stems)) == 1 and all(text != stems[0] for text in known):
        return f"{known[0]}–{known[-1][len(stems[0]) :]}"
    return " · ".join(known)


def describe_step(step: Step, role: Role | None, number_: str, calendar: Calendar) -> str:
    """One sentence for a screen reader: everything the box shows, in words."""
    who = role.name if role is not None and role.name else "nobody named"
    parts = [
        f"Step {number_}: {step.name or 'no name yet'}" if number_ else (step.name or "Step without a name"),
        who,
        f"process time {_spoken(step.process_time, calendar)}",
        f"wait before {_spoken(step.wait, calendar)}",
        "percent complete and accurate "
        + ("not recorded" if step.ca_pct is None else f"{number(step.ca_pct, 1)}"),
        CLASSES[step.value],
    ]
    if step.decision or step.kind == "decision":
        parts.append("a decision is made here")
    return ", ".join(parts) + "."


def _spoken(duration: Duration | None, calendar: Calendar) -> str:
    text = time_in_words(duration, calendar)
    return "not recorded" if text == MISSING else text
