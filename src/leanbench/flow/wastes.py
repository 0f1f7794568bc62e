"""The eight wastes in both name sets, and their minutes and money from the map and the waste walk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from leanbench.event.records import Event
from leanbench.flow.graph import read
from leanbench.flow.times import step_times
from leanbench.quantity import Basis, Quantity, Term, basis_of, figure
from leanbench.words import N_, _

# key: (DOWNTIME name, TIMWOODS name)
WASTES: Mapping[str, tuple[str, str]] = {
    "defects": (N_("Defects"), N_("Defects")),
    "overproduction": (N_("Overproduction"), N_("Overproduction")),
    "waiting": (N_("Waiting"), N_("Waiting")),
    "talent": (N_("Non-used talent"), N_("Skills")),
    "transport": (N_("Transport"), N_("Transport")),
    "inventory": (N_("Inventory"), N_("Inventory")),
    "motion": (N_("Motion"), N_("Motion")),
    "processing": (N_("Extra processing"), N_("Overprocessing")),
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


class WastePart(NamedTuple):
    """What one tagged step adds: visits wasted x minutes / tags that share them; `rate` in USD per hour."""

    step_id: str
    name: str
    visits: float
    minutes: float
    tags: int
    rate: float


@dataclass(frozen=True, slots=True)
class WasteRow:
    """One waste: where it was tagged on the map and what the waste walk found.

    `minutes` is expected time per unit from the map, `hours` and `money` (USD) the same for the year's
    demand (no value without demand), as figures; `walk_*` come from the waste walk alone.
    """

    key: str
    name: str
    parts: tuple[WastePart, ...]
    minutes: Quantity
    hours: Quantity
    money: Quantity
    findings: int
    walk_minutes: float | None
    walk_usd_per_year: float | None

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that are tagged with it."""
        return tuple(part.step_id for part in self.parts)

    @property
    def figures(self) -> tuple[Quantity, Quantity, Quantity]:
        """Minutes per unit, hours a year, money a year."""
        return self.minutes, self.hours, self.money

    @property
    def minutes_per_unit(self) -> float:
        """Expected time per unit from the map."""
        return self.minutes.value or 0.0

    @property
    def hours_per_year(self) -> float | None:
        """The same for the year's demand."""
        return self.hours.value

    @property
    def usd_per_year(self) -> float | None:
        """What it costs at loaded rates."""
        return self.money.value


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
    return _(WASTES[key][1 if names == "timwoods" else 0])


def wastes(event: Event, map_id: str = "current", *, names: str = "downtime") -> tuple[WasteRow, ...]:
    """The eight wastes in the order of a name set, with minutes and money.

    Convention: the wait of a step tagged with waiting or inventory counts as that waste and costs no
    labor. Of its other tags, a step classed as waste counts its whole process time, a value-added or
    required step only what is done again (visits beyond the first); several tags share equally.
    """
    map_ = event.map(map_id)
    flow = read(map_)
    units, days = event.demand.units_per_year, event.calendar.working_days_per_year
    per_day = units / days if units and units > 0.0 and days > 0.0 else None
    times = step_times(map_, event.calendar, per_day)
    parts: dict[str, list[WastePart]] = {key: [] for key in WASTES}
    for position in flow.activities:
        step = map_.steps[position]
        keys = list(dict.fromkeys(key for word in step.wastes if (key := waste_key(word)) is not None))
        idle = [key for key in keys if key in ("waiting", "inventory")]
        busy = [key for key in keys if key not in idle]
        role = event.role(step.role)
        rate = 0.0 if role.unpaid else role.loaded_rate_usd_h or 0.0
        visits = flow.visits[position]
        name = step.name or step.id
        for key in idle:
            parts[key].append(WastePart(step.id, name, visits, times.wait[position], len(idle), 0.0))
        for key in busy:
            wasted = visits if step.value == "NVA" else max(0.0, visits - 1.0)
            parts[key].append(WastePart(step.id, name, wasted, times.process[position], len(busy), rate))
    order = TIMWOODS if names == "timwoods" else DOWNTIME
    rows = []
    for key in order:
        found = [waste for waste in event.wastes if waste_key(waste.waste) == key]
        walked = [waste.minutes for waste in found if waste.minutes is not None]
        paid = [waste.usd_per_year for waste in found if waste.usd_per_year is not None]
        name = waste_name(key, names)
        beside = [Term("found on the waste walk", float(len(found)))] if found else []
        if walked:
            beside.append(Term("minutes from the walk, apart", sum(walked), "min"))
        if paid:
            beside.append(Term("money from the walk, apart", sum(paid), N_("USD per year")))
        minutes, hours, money = _figures(key, name, parts[key], beside, units, basis_of(map_id))
        rows.append(
            WasteRow(
                key=key,
                name=name,
                parts=tuple(parts[key]),
                minutes=minutes,
                hours=hours,
                money=money,
                findings=len(found),
                walk_minutes=sum(walked) if walked else None,
                walk_usd_per_year=sum(paid) if paid else None,
            )
        )
    return tuple(rows)


_SOURCE = N_("Ohno, Toyota Production System, 1988 (seven wastes); Liker, The Toyota Way, 2004 (talent)")
_IDLE = N_("The wait before a tagged step; it costs no labor; several such tags share equally")
_BUSY = N_(
    "A step classed as waste counts its whole process time, a value-added or required step"
    " only what is done again; several tags share equally"
)


def _figures(
    key: str, name: str, parts: Sequence[WastePart], beside: Sequence[Term], units: float | None, basis: Basis
) -> tuple[Quantity, Quantity, Quantity]:
    """Minutes per unit, hours a year and USD a year of one waste; without demand the yearly ones have no value."""
    idle = key in ("waiting", "inventory")
    visits, time = ("visits", "wait") if idle else (N_("visits wasted"), N_("process time"))
    rows = [part.name for part in parts]
    terms = (
        Term(visits, [part.visits for part in parts], "", rows),
        Term(time, [part.minutes for part in parts], "min", rows),
        Term("wastes that share it", [part.tags for part in parts], "", rows),
        *beside,
    )
    demand = Term("units per year", units or None)
    rate = Term("hourly rate", [part.rate for part in parts], "USD/h", rows)
    convention = _(_IDLE) if idle else _(_BUSY)
    formula = f"sum of {visits} x {time} / wastes that share it"
    why = _("No demand per year is given")
    return (
        figure(f"waste_{key}_min", _("{name}, per unit").format(name=name), "min", formula, terms, convention, _SOURCE,
               basis=basis),
        figure(f"waste_{key}_hours", _("{name}, a year").format(name=name), N_("h per year"),
               f"units per year x {formula} / 60", (demand, *terms), convention, _SOURCE, basis=basis, missing=why),
        figure(f"waste_{key}_usd", _("{name}, cost a year").format(name=name), N_("USD per year"),
               f"units per year x {formula} x hourly rate / 60", (demand, *terms, rate), convention, _SOURCE,
               basis=basis, missing=why),
    )  # fmt: skip
