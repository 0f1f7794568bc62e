"""Routing of one case: visits, where it ends, mean, variance and percentiles of its times.

The same mathematics as `metrics`, open to any map and to times fitted from data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leanbench.event.records import Map
from leanbench.flow import folding
from leanbench.flow.distribution import Distribution, distribution_of, mean_longest
from leanbench.flow.graph import Trouble, read
from leanbench.flow.times import Spread, step_times
from leanbench.words.durations import Calendar


@dataclass(frozen=True, slots=True)
class Totals:
    """One total over a case, in minutes.

    `planned` takes the longest branch mean in parallel work, `mean` the mean of the longest branch
    (for labor both are the sum); `sd` belongs to `planned`; percentiles come from `distribution`.
    """

    planned: float
    mean: float
    sd: float
    distribution: Distribution

    def percentile(self, percent: float) -> float:
        """The time within which `percent` of cases finish."""
        return self.distribution.percentile(percent)


@dataclass(frozen=True, slots=True)
class Routing:
    """Visits per step, chance to end after each step that can be the last, lead time and touch time."""

    visits: Mapping[str, float]
    ends: Mapping[str, float]
    first_pass_probability: float
    lead_time: Totals
    process_time: Totals
    troubles: tuple[Trouble, ...]


def routing(
    map_: Map,
    calendar: Calendar | None = None,
    *,
    fitted: Mapping[str, Spread] | None = None,
    exponential: bool = False,
    units_per_day: float | None = None,
) -> Routing | None:
    """Solve the absorbing Markov chain of a map; None when the map has no steps.

    Parameters
    ----------
    map_ : Map
    calendar : Calendar, optional
    fitted : mapping of step id to Spread, optional
        Process times fitted to data (see `leanbench.flow.fitted`), in minutes.
    exponential : bool
        Take the lead time and the process time of every visit as exponential with its mean: the
        pessimistic bracket when nothing is known about the spread.
    units_per_day : float, optional
        Demand, for the inventory rules.
    """
    calendar = calendar or Calendar()
    flow = read(map_)
    if flow.expected is None or flow.first_pass is None:
        return None
    times = step_times(map_, calendar, units_per_day, fitted)
    add = map_.lead_time_rule != "inventory_only"
    lead_spreads = {i: (w, p) if add else (w,) for i, (w, p) in times.spreads.items()}
    touch_spreads = {i: (p,) for i, (_, p) in times.spreads.items()}
    lead_variance, touch_variance = dict(times.variance), dict(times.process_variance)
    if exponential:
        lead_spreads = {i: (Spread(t, t * t, "exponential"),) for i, t in enumerate(times.lead) if t > 0.0}
        touch_spreads = {
            i: (Spread(t, t * t, "exponential"),) for i, t in enumerate(times.process) if t > 0.0
        }
        lead_variance = {i: t * t for i, t in enumerate(times.lead)}
        touch_variance = {i: t * t for i, t in enumerate(times.process)}
    planned, variance = folding.moments(flow.expected, times.lead, lead_variance)
    lead = Totals(
        planned,
        mean_longest(flow.expected, times.lead, lead_spreads),
        variance**0.5,
        distribution_of(flow.expected, times.lead, lead_spreads),
    )
    touched, touch_var = folding.moments(flow.expected, times.process, touch_variance, "sum")
    touch = Totals(
        touched, touched, touch_var**0.5, distribution_of(flow.expected, times.process, touch_spreads, "sum")
    )
    region = flow.expected
    ends: dict[str, float] = {}
    for k, state in enumerate(region.states):
        stop = 1.0 - sum(share for _, share in region.moves[k])
        if isinstance(state, int) and stop > 1e-12:
            ends[flow.ids[state]] = region.visits[k] * stop
    return Routing(
        visits=flow.visits_by_id,
        ends=ends,
        first_pass_probability=flow.first_pass_probability,
        lead_time=lead,
        process_time=touch,
        troubles=(*flow.troubles, *times.troubles),
    )
