"""How well the untouched map, simulated, gives back the lead times of the log: on cases it was not made from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from leanbench.errors import UserError
from leanbench.event.records import Demand, Event
from leanbench.flow.simulation.model import Options
from leanbench.flow.simulation.run import simulate
from leanbench.schema import replace
from leanbench.tables.logs.event_log import EventLog
from leanbench.tables.logs.mined_map import to_map
from leanbench.tables.logs.office_clock import Floats
from leanbench.words import _, ngettext
from leanbench.words.durations import time_text
from leanbench.words.numbers import number_text, share_text
from leanbench.words.working_calendar import BusinessMinutes, Calendar

HELD_OUT = 1.0 / 3.0
FEWEST = 30  # finished cases, before a third of them says anything
_PLAYED = 6000  # cases
_DRAWN = (0.01, *(i / 20 for i in range(1, 20)), 0.99)  # shares at which the two distributions are drawn
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Percentile:
    """One percentile of the lead time: simulated, its 95% interval for a sample like that held out, and observed.

    In business minutes. The interval counts the chance of both samples: the cases the map was made from and those held
    out have n1 and n2 cases, so the rank of percentile p varies by sqrt(p (1 - p) (1 / n1 + 1 / n2)).
    """

    share: float
    simulated: float
    low: float
    high: float
    observed: float

    @property
    def is_reproduced(self) -> bool:
        """Whether what was observed lies in the interval."""
        return self.low <= self.observed <= self.high


@dataclass(frozen=True, slots=True)
class Reproduction:
    """The comparison: P50 and P85, and the largest distance of the two distributions (0 the same, 1 apart).

    curves : share of cases done, and the business minutes simulated and observed in which so many are.
    """

    made_from: int
    held_out: int
    still_open: int
    percentiles: tuple[Percentile, ...]
    curves: tuple[tuple[float, float, float], ...]
    distance: float
    calendar: Calendar

    @property
    def is_reproduced(self) -> bool:
        """Whether every percentile is."""
        return all(one.is_reproduced for one in self.percentiles)

    def text(self) -> str:
        """The comparison in sentences."""

        def time(minutes: float) -> str:
            return time_text(BusinessMinutes(minutes), self.calendar)

        first = _(
            "Made from {made} finished cases, simulated, and held against the {held} after them:"
        ).format(made=number_text(self.made_from, 0), held=number_text(self.held_out, 0))
        inside = _("P{share} {simulated} for {observed} observed, inside {low} to {high}")
        outside = _("P{share} {simulated} for {observed} observed, outside {low} to {high}")
        parts = [
            (inside if one.is_reproduced else outside).format(
                share=number_text(100 * one.share, 0), simulated=time(one.simulated), low=time(one.low),
                high=time(one.high), observed=time(one.observed))
            for one in self.percentiles
        ]  # fmt: skip
        sentences = [
            f"{first} {'; '.join(parts)}.",
            _("Shares of cases done by any moment differ by at most {share}.").format(
                share=share_text(self.distance)
            ),
        ]
        if self.still_open:
            waiting = ngettext(
                "{count} case of that time is still open and not counted, so late ones are too few.",
                "{count} cases of that time are still open and not counted, so late ones are too few.", self.still_open,
            )  # fmt: skip
            sentences.append(waiting.format(count=number_text(self.still_open, 0)))
        return " ".join(sentences)


@dataclass(frozen=True, slots=True)
class _Playing:
    """Tells who asked how far the simulation is; they stop it by raising."""

    progress: Callable[[float], None]

    def say(self, text: str) -> None: ...
    def partial(self, value: object) -> None: ...
    def cancelled(self) -> bool:
        return False


def reproduce(
    log: EventLog,
    *,
    fold: float = 0.02,
    seed: int = 1,
    come_to: Callable[[float], None] = lambda _share: None,
) -> Reproduction:
    """Make the map of the first two thirds of the finished cases, simulate it, and compare with the last third.

    `come_to` is called with the share done, 0 to 1, and may raise to leave the work.

    Raises UserError when the log has fewer than 30 finished cases, or its map cannot be simulated.
    """
    begun = log.begun(log.bounds()[:-1])[0]
    order = np.argsort(begun, kind="stable")
    finished = order[~log.is_open[order]]
    if finished.size < FEWEST:
        raise UserError(
            ngettext(
                "The log has {count} finished case; how well its map gives it back can be said from {fewest}.",
                "The log has {count} finished cases; how well its map gives them back can be said from {fewest}.",
                int(finished.size),
            ).format(count=number_text(int(finished.size), 0), fewest=FEWEST)
        )
    held = finished[finished.size - int(finished.size * HELD_OUT) :]
    made = finished[: finished.size - held.size]
    waiting = int(np.count_nonzero(log.is_open & (begun >= begun[held[0]])))
    calendar = log.clock.calendar if log.clock is not None else Calendar()
    minutes = log.case_seconds() / 60.0
    if log.clock is None:  # elapsed days are told on the map as calendar days
        minutes = minutes / 1440.0 * calendar.minutes_per("d")
    simulated = _simulate_map(
        log.only_cases(np.isin(np.arange(len(log.cases)), made)), calendar, fold, seed, come_to
    )
    observed = np.sort(minutes[held])
    return Reproduction(
        int(made.size), int(held.size), waiting,
        tuple(_percentile(p, simulated, observed, int(made.size)) for p in (0.5, 0.85)),
        tuple((p, float(np.quantile(simulated, p)), float(np.quantile(observed, p))) for p in _DRAWN),
        _distance(simulated, observed), calendar,
    )  # fmt: skip


def _simulate_map(
    log: EventLog, calendar: Calendar, fold: float, seed: int, come_to: Callable[[float], None]
) -> Floats:
    """(cases,) sorted lead times of the map of a log, in business minutes: every wait as measured, nobody queues."""
    mined = to_map(log, fold=fold)
    day = calendar.minutes_per("bd")
    longest = float(np.quantile(log.case_seconds(), 0.95)) / 60.0 / (day if log.clock is not None else 1440.0)
    days = max(50, math.ceil(20.0 * longest))
    demand = Demand(units_per_year=_PLAYED / days * calendar.working_days_per_year)
    event = Event(
        calendar=calendar,
        demand=demand,
        maps=(mined.map,),
        roles=tuple(replace(r, fte=None) for r in mined.roles),
    )
    played = simulate(
        event, mined.map.id, replications=1, seed=seed, days=days, warm_up=math.ceil(days / 4),
        options=Options(service="as given", keep_waits="all"), task=_Playing(come_to),
    )  # fmt: skip
    if not len(played.lead_times):
        raise UserError(_("No case of the simulated map came to its end. Fold fewer ways."))
    return np.sort(np.asarray(played.lead_times, dtype=np.float64))


def _percentile(share: float, simulated: Floats, observed: Floats, made_from: int) -> Percentile:
    width = _Z * math.sqrt(share * (1.0 - share) * (1.0 / made_from + 1.0 / observed.size))
    ranks = np.clip([share, share - width, share + width], 0.0, 1.0)
    middle, low, high = (float(value) for value in np.quantile(simulated, ranks))
    return Percentile(share, middle, low, high, float(np.quantile(observed, share)))


def _distance(a: Floats, b: Floats) -> float:
    """The largest difference of two distribution functions (Kolmogorov and Smirnov's D); both are sorted."""
    both = np.concatenate([a, b])
    below_a = np.searchsorted(a, both, side="right") / a.size
    below_b = np.searchsorted(b, both, side="right") / b.size
    return float(np.abs(below_a - below_b).max())
