"""The eight wastes in both name sets, and their minutes and money from the map and the waste walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leanbench.event.records import Event
from leanbench.flow.graph import read
from leanbench.flow.times import step_times

# key: (DOWNTIME name, TIMWOODS name)
WASTES: Mapping[str, tuple[str, str]] = {
    "defects": ("Defects", "Defects"),
    "overproduction": ("Overproduction", "Overproduction"),
    "waiting": ("Waiting", "Waiting"),
    "talent": ("Non-used talent", "Skills"),
    "transport": ("Transport", "Transport"),
    "inventory": ("Inventory", "Inventory"),
    "motion": ("Motion", "Motion"),
    "processing": ("Extra processing", "Overprocessing"),
}
DOWNTIME = (
    "defects",
    "overproduction",
    "waiting",
    "talent",
    "transport",
    "inventory",
    "motion",
    "processing",
)
TIMWOODS = (
    "transport",
    "inventory",
    "motion",
    "waiting",
    "overproduction",
    "processing",
    "defects",
    "talent",
)
_ALIASES = {
    "overprocessing": "processing", "extra processing": "processing", "over-processing": "processing",
    "over-production": "overproduction", "defect": "defects",
    "errors": "defects", "rework": "defects", "wait": "waiting", "delay": "waiting", "delays": "waiting",
    "unused talent": "talent", "non-used talent": "talent", "non-utilized talent": "talent",
    "non-utilised talent": "talent", "unused creativity": "talent", "underused talent": "talent",
    "skills": "talent", "people": "talent", "transportation": "transport", "conveyance": "transport",
    "movement": "motion", "backlog": "inventory",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WasteRow:
    """One waste: where it was tagged on the map and what the waste walk found.

    `minutes_per_unit` is expected time per unit from the map, `hours_per_year` and `usd_per_year`
    the same for the year's demand (None without demand); `walk_*` come from the waste walk alone.
    """

    key: str
    name: str
    steps: tuple[str, ...]
    minutes_per_unit: float
    hours_per_year: float | None
    usd_per_year: float | None
    findings: int
    walk_minutes: float | None
    walk_usd_per_year: float | None


def waste_key(name: str) -> str | None:
    """The key of a waste by any of its usual names; None for a word that is none."""
    word = " ".join(name.casefold().replace("_", " ").split())
    if word in WASTES:
        return word
    for key, (one, two) in WASTES.items():
        if word in (one.casefold(), two.casefold()):
            return key
    return _ALIASES.get(word)


def waste_name(key: str, names: str = "downtime") -> str:
    """The printed name in the "downtime" or the "timwoods" set."""
    return WASTES[key][1 if names == "timwoods" else 0]


def wastes(event: Event, map_id: str = "current", *, names: str = "downtime") -> tuple[WasteRow, ...]:
    """The eight wastes in the order of a name set, with minutes and money.

    Convention: the wait of a step tagged with waiting or inventory counts as that waste and costs no
    labour. Of its other tags, a non-value-added step counts its whole process time, a VA or BNVA
    step only what is done again (visits beyond the first); several tags share equally.
    """
    drawn = event.map(map_id)
    flow = read(drawn)
    units, days = event.demand.units_per_year, event.calendar.working_days_per_year
    per_day = units / days if units and units > 0.0 and days > 0.0 else None
    times = step_times(drawn, event.calendar, per_day)
    minutes = dict.fromkeys(WASTES, 0.0)
    money = dict.fromkeys(WASTES, 0.0)
    steps: dict[str, list[str]] = {key: [] for key in WASTES}
    for position in flow.activities:
        step = drawn.steps[position]
        keys = list(dict.fromkeys(key for word in step.wastes if (key := waste_key(word)) is not None))
        idle = [key for key in keys if key in ("waiting", "inventory")]
        busy = [key for key in keys if key not in idle]
        role = event.role(step.role)
        rate = 0.0 if role.unpaid else (role.loaded_rate_usd_h or 0.0) / 60.0
        visits = flow.visits[position]
        for key in keys:
            steps[key].append(step.id)
        for key in idle:
            minutes[key] += visits * times.wait[position] / len(idle)
        for key in busy:
            wasted = visits if step.value == "NVA" else max(0.0, visits - 1.0)
            share = wasted * times.process[position] / len(busy)
            minutes[key] += share
            money[key] += share * rate
    order = TIMWOODS if names == "timwoods" else DOWNTIME
    rows = []
    for key in order:
        found = [waste for waste in event.wastes if waste_key(waste.waste) == key]
        walked = [waste.minutes for waste in found if waste.minutes is not None]
        paid = [waste.usd_per_year for waste in found if waste.usd_per_year is not None]
        rows.append(
            WasteRow(
                key=key,
                name=waste_name(key, names),
                steps=tuple(steps[key]),
                minutes_per_unit=minutes[key],
                hours_per_year=None if not units else units * minutes[key] / 60.0,
                usd_per_year=None if not units else units * money[key],
                findings=len(found),
                walk_minutes=sum(walked) if walked else None,
                walk_usd_per_year=sum(paid) if paid else None,
            )
        )
    return tuple(rows)
