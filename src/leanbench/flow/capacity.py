"""Demand, time and capacity: takt, pitch, effective times, EPEI, staffing, line balance.

The load of a whole map is in `loads`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from leanbench.errors import UserError
from leanbench.quantity import Quantity, Term, figure
from leanbench.schema import replace
from leanbench.words import N_, _

__all__ = [
    "availability",
    "effective_time",
    "epei",
    "line_balance",
    "oee",
    "pitch",
    "staffing",
    "station_capacity",
    "takt",
]

_LEXICON = N_("Lean Lexicon, Lean Enterprise Institute, 2014")


def takt(available: float, demand: float, unit: str = "min") -> Quantity:
    """Available time / demand over the same period. Raises UserError when there is no demand."""
    if demand <= 0.0:
        raise UserError(_("Takt time needs a demand above zero."))
    terms = (Term("available time", available, unit), Term("demand", demand))
    return figure(
        "takt_time", _("Takt time"), unit, N_("available time / demand"), terms,
        _("Both over the same period"), _LEXICON, basis="given",
    )  # fmt: skip


def pitch(takt_time: float, pack: float, unit: str = "min") -> Quantity:
    """Takt x pack quantity: how often a full pack is due."""
    terms = (Term("takt time", takt_time, unit), Term("pack quantity", pack))
    return figure("pitch", "Pitch", unit, N_("takt time x pack quantity"), terms, "", _LEXICON, basis="given")


def availability(run: float, down: float) -> float:
    """run / (run + down), also MTTF / (MTTF + MTTR)."""
    return run / (run + down)


def oee(available: float, performance: float, quality: float) -> float:
    """Overall equipment effectiveness: availability x performance x quality, shares 0 to 1."""
    return available * performance * quality


def effective_time(
    process: float, *, available: float = 1.0, good: float = 1.0, changeover: float = 0.0, lot: float = 1.0,
    load: float = 0.0,
) -> float:  # fmt: skip
    """Effective completion interval: CT / (availability x yield) + changeover / lot + load and unload.

    Shares are 0 to 1. Raises UserError for a share or lot that is not positive.
    """
    if available <= 0.0 or good <= 0.0 or lot <= 0.0:
        raise UserError(_("Availability, yield and lot size must be above zero."))
    return process / (available * good) + changeover / lot + load


def epei(changeover_total: float, run_time_per_day: float, available_per_day: float) -> Quantity:
    """Every part every interval: total changeover of one round / (available - run time per day), in days.

    The value is None when the run time leaves no room for changeovers.
    """
    terms = (
        Term("changeovers of one round", changeover_total, "min"),
        Term("available time", available_per_day, N_("min per day")),
        Term("run time", run_time_per_day, N_("min per day")),
    )
    found = figure(
        "epei", _("Every part every interval"), "days",
        N_("changeovers of one round / (available time - run time)"), terms,
        _("All parts once per round"), _LEXICON,
    )  # fmt: skip
    if available_per_day <= run_time_per_day:
        return replace(found, value=None, note=_("The run time leaves no room for changeovers"))
    return found


def station_capacity(
    servers: float, available: float, period: float, visits: float, effective: float
) -> float:
    """Units per period: servers x availability x period / (visits x effective time)."""
    return servers * available * period / (visits * effective)


@dataclass(frozen=True, slots=True)
class Staffing:
    """People needed: `exact` = work content / takt, `people` rounded up, `spare` the unused part of the last."""

    exact: float
    people: int
    spare: float
    excess: float  # work content to take away so that one person fewer is enough


def staffing(work_content: float, takt_time: float) -> Staffing:
    """Sum of manual process times / takt, rounded up, with the remainder shown."""
    if takt_time <= 0.0:
        raise UserError(_("Takt time must be above zero."))
    exact = work_content / takt_time
    people = math.ceil(exact - 1e-9)
    return Staffing(exact, people, people - exact, max(0.0, work_content - (people - 1) * takt_time))


@dataclass(frozen=True, slots=True)
class LineBalance:
    """Balance of stations against takt and against the longest station; each ratio names its divisor."""

    work_content: float
    longest: float
    theoretical_stations: int
    ratio_takt: float
    ratio_longest: float
    over_takt: tuple[str, ...]

    @property
    def delay_takt(self) -> float:
        """Balance delay, 1 - ratio by takt."""
        return 1.0 - self.ratio_takt


def line_balance(times: Mapping[str, float], takt_time: float) -> LineBalance:
    """Sum of station times / (stations x takt), and the same by the longest station.

    Raises UserError without stations or takt.
    """
    if not times or takt_time <= 0.0:
        raise UserError(_("A line balance needs stations and a takt time above zero."))
    total, longest = sum(times.values()), max(times.values())
    return LineBalance(
        work_content=total,
        longest=longest,
        theoretical_stations=math.ceil(total / takt_time - 1e-9),
        ratio_takt=total / (len(times) * takt_time),
        ratio_longest=total / (len(times) * longest),
        over_takt=tuple(name for name, time in times.items() if time > takt_time + 1e-9),
    )
