"""The metrics of one map: every number of the strip, the compare table and the printed summary.

`metrics(event, map_id)` is pure and kept by identity of its inputs: five views ask, it runs once.
The structure of the map is read once per set of links (`graph.read`); an edited time costs sums.
Explain texts and percentiles are made when somebody looks.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul
from typing import TYPE_CHECKING

from leanbench.event.records import Event, Map, Step
from leanbench.flow import folding
from leanbench.flow.blocks import Region
from leanbench.flow.catalogue import CATALOGUE
from leanbench.flow.columns import Columns, at
from leanbench.flow.graph import Flow, Trouble, read
from leanbench.flow.labour import Labour, labour
from leanbench.flow.lazy import LazyMapping, LazyTerms
from leanbench.flow.times import Spread, StepTimes, rule_words, step_times
from leanbench.quantity import Basis, Quantity

if TYPE_CHECKING:
    from leanbench.flow.distribution import Distribution


@dataclass(frozen=True, slots=True)
class Metrics:
    """All metrics of one map.

    `quantities` maps a metric name to its Quantity (exact value, not rounded); `visits` a step id to
    its expected visits per case; `critical_path` are step ids in flow order; `troubles` say in plain
    words what in the map could not be used as it stands. `flow` and `times` are what it was computed from.
    """

    map_id: str
    quantities: Mapping[str, Quantity]
    visits: Mapping[str, float]
    critical_path: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    flow: Flow = field(repr=False)
    times: StepTimes = field(repr=False)

    def value(self, name: str) -> float | None:
        """The exact value of one metric."""
        return self.quantities[name].value


_cache: OrderedDict[tuple[int, ...], tuple[tuple[object, ...], Metrics]] = OrderedDict()


def metrics(event: Event, map_id: str = "current") -> Metrics:
    """All metrics of one map of an event.

    Parameters
    ----------
    event : Event
    map_id : str
        "current", "future" or a scenario's id. Raises KeyError when the event has no such map.

    Returns
    -------
    Metrics
        The same object as long as the map, calendar, roles, demand and delay threshold are the same.
    """
    return metrics_of(event.map(map_id), event)


def metrics_of(drawn: Map, event: Event) -> Metrics:
    """All metrics of a map record, with calendar, roles, demand and threshold of an event."""
    inputs = (drawn, event.calendar, event.roles, event.demand, event.delay_threshold_min)
    key = tuple([id(part) for part in inputs])
    known = _cache.get(key)
    if known is not None:
        return known[1]
    result = _Facts(drawn, event).metrics()
    _cache[key] = (inputs, result)  # the inputs are kept alive, so that their identities stay theirs
    while len(_cache) > 32:
        _cache.popitem(last=False)
    return result


# Of each step: role, value class, choice made here, %C&A as a share, whether judged, units waiting, fixed cost.
_words = Columns(7)


def _words_of(_position: int, step: Step) -> tuple[object, ...]:
    judged = step.ca_pct is not None
    share = 1.0 if step.ca_pct is None else step.ca_pct / 100.0
    choice = step.decision or step.kind == "decision"
    return step.role, step.value, choice, share, judged, step.wip, step.cost_usd


class _Facts:
    """Everything computed for one map once; values by name, terms on demand."""

    def __init__(self, drawn: Map, event: Event) -> None:
        self.drawn: Map = drawn
        self.event: Event = event
        self.flow: Flow = read(drawn)
        calendar = event.calendar
        self.day = 60.0 * calendar.hours_per_business_day
        demand = event.demand.units_per_year
        self.units: float | None = demand if demand is not None and demand > 0.0 else None
        days = calendar.working_days_per_year
        self.units_per_day = self.units / days if self.units is not None and days > 0.0 else None
        self.times: StepTimes = step_times(drawn, calendar, self.units_per_day)
        self.values: dict[str, float | None] = dict.fromkeys(CATALOGUE)
        self.notes: dict[str, str] = {}
        self.extra_troubles: list[Trouble] = []
        self.basis: Basis = "estimated" if drawn.id == "current" else "projected"
        self.weights: list[float] = []
        self.critical: list[int] = []
        self.labour_times: Sequence[float] = ()
        self.distributions: dict[folding.Parallel, Distribution] = {}
        self.check_calendar()
        self.read_steps()
        if self.flow.first_pass is not None and self.flow.expected is not None:
            self.count_steps()
            self.add_times(self.flow.first_pass, self.flow.expected)
            self.add_people()
        self.add_takt()

    # --- inputs ---------------------------------------------------------------------------------

    def check_calendar(self) -> None:
        calendar = self.event.calendar
        if calendar.hours_per_business_day <= 0.0:
            text = "The calendar has no hours per business day: figures in business days are left out."
            self.extra_troubles.append(Trouble("", text))
        units = self.event.demand.units_per_year
        if units is not None and units <= 0.0:
            text = "The demand is zero: takt time, annual hours, FTE and annual cost are left out."
            if units < 0.0:
                text = "The demand is negative: takt time, annual hours, FTE and annual cost are left out."
            self.extra_troubles.append(Trouble("", text))

    def read_steps(self) -> None:
        """What the steps say, and labour and cost per visit of each; who is in no pool is named."""
        self.roles, self.classes, self.choices, self.shares, self.judged, self.waiting, self.fixed = (
            _words.of(self.drawn, (), _words_of)
        )
        self.labour: Labour = labour(self.drawn, self.event, self.times.process)
        self.labour_times = self.labour.minutes
        self.costs = self.labour.cost
        self.extra_troubles.extend(self.labour.troubles)

    # --- values ---------------------------------------------------------------------------------

    def count_steps(self) -> None:
        flow, values = self.flow, self.values
        values["steps_main_path"] = len(flow.main)
        values["steps_all"] = len(flow.activities)
        values["decisions"] = sum(at(self.choices, flow.activities))
        values["loops"] = flow.loops
        values["exits"] = flow.exits
        classes = at(self.classes, flow.activities)
        values["va_steps"] = classes.count("VA")
        values["bnva_steps"] = classes.count("BNVA")
        values["nva_steps"] = classes.count("NVA")
        if classes.count(""):
            self.note("va_ratio_pct", f"{classes.count('')} steps have no value class")
        roles = self.roles
        values["roles"] = len(set(at(roles, flow.activities)) - {""})
        threshold = self.event.delay_threshold_min
        if threshold is None:
            self.note("delays", "No delay threshold is set")
        else:
            waits = at(self.times.wait, flow.activities)
            values["delays"] = sum([wait >= threshold > 0.0 for wait in waits])
        values["handoffs_all_edges"] = sum(
            [roles[a] != roles[b] and roles[a] != "" != roles[b] for a, b in flow.edges]
        )

    def add_times(self, first: Region, expected: Region) -> None:
        flow, times, values, roles = self.flow, self.times, self.values, self.roles
        weights = self.weights = [0.0] * len(roles)
        self.critical = folding.critical_path(first, times.lead, weights)
        path = [role for role in at(roles, self.critical) if role]
        values["handoffs_critical_path"] = sum([one != two for one, two in itertools.pairwise(path)])
        lead = sum(map(mul, weights, times.lead))
        touched = list(map(mul, weights, times.process))
        touch = sum(touched)
        added = sum([minutes for minutes, value in zip(touched, self.classes, strict=True) if value == "VA"])
        self.added = added
        values["lead_time_first_pass_min"] = lead
        values["process_time_critical_path_min"] = touch
        values["labour_min_main_path"] = sum(at(self.labour_times, flow.main))
        if lead > 0.0:
            values["activity_ratio_pct"] = 100.0 * touch / lead
            values["va_ratio_pct"] = 100.0 * added / lead
            calendar_lead = lead / self.day * 1440.0 if self.day > 0.0 else 0.0
            if calendar_lead > 0.0:
                values["activity_ratio_24h_pct"] = 100.0 * touch / calendar_lead
        else:
            self.note("activity_ratio_pct", "No lead time is known")
            self.note("va_ratio_pct", "No lead time is known")
        if self.drawn.lead_time_rule != "sum_lt":
            rule = rule_words(self.drawn)
            for name in ("lead_time_first_pass_min", "lead_time_expected_min", "activity_ratio_pct"):
                self.note(name, f"Rule: {rule}")
        if times.unknown:
            for name in ("process_time_critical_path_min", "labour_expected_min", "lead_time_first_pass_min"):
                self.note(name, f"{times.unknown} steps have no process time and count as 0")
        judged = sum(at(self.judged, flow.main))
        if judged:
            values["rolled_ca_pct"] = 100.0 * folding.rolled(first, self.shares)
        if judged < len(flow.main):
            self.note(
                "rolled_ca_pct", f"{len(flow.main) - judged} of {len(flow.main)} steps have no %C&A; skipped"
            )
        mean = folding.mean_time(expected, times.lead)
        values["lead_time_expected_min"] = mean
        values["first_pass_probability_pct"] = 100.0 * flow.first_pass_probability
        if self.day > 0.0:
            values["lead_time_first_pass_bd"] = lead / self.day
            values["lead_time_expected_bd"] = mean / self.day
        counted = [units for units in self.waiting if units is not None]
        if counted:
            values["work_in_process"] = sum(counted)
        if self.units_per_day is not None and self.day > 0.0:
            values["work_in_process_little"] = self.units_per_day * mean / self.day

    def add_people(self) -> None:
        values, visits = self.values, self.flow.visits
        expected = sum(map(mul, visits, self.labour_times))
        cost = sum(map(mul, visits, self.costs))
        fixed = sum([visits[i] * money for i, money in enumerate(self.fixed) if money])
        values["labour_expected_min"] = expected
        values["labour_cost_per_unit_usd"] = cost
        values["cost_per_unit_usd"] = cost + fixed
        self.fixed_cost = fixed
        if self.labour.unnamed:
            self.note(
                "labour_cost_per_unit_usd",
                f"{self.labour.unnamed} steps name no role: their minutes cost nothing here",
            )
        if self.labour.without_rate:
            names = ", ".join(self.labour.without_rate)
            self.note("labour_cost_per_unit_usd", f"No hourly rate is given for {names}")
        productive = self.event.calendar.productive_hours_per_fte_year
        if self.units is None:
            for name in ("annual_labour_hours", "fte_required", "annual_labour_cost_usd"):
                self.note(name, "No demand per year is given")
            return
        hours = self.units * expected / 60.0
        values["annual_labour_hours"] = hours
        values["annual_labour_cost_usd"] = self.units * cost
        if productive > 0.0:
            values["fte_required"] = hours / productive
        else:
            self.note("fte_required", "No productive hours per year are given")

    def add_takt(self) -> None:
        calendar = self.event.calendar
        available = calendar.minutes_open_per_day * calendar.working_days_per_year
        if self.units is None:
            self.note("takt_time_min", "No demand per year is given")
        elif available <= 0.0:
            self.note("takt_time_min", "The calendar has no open time")
        else:
            self.values["takt_time_min"] = available / self.units

    def note(self, name: str, text: str) -> None:
        before = self.notes.get(name)
        self.notes[name] = f"{before}. {text}" if before else text

    # --- results --------------------------------------------------------------------------------

    def metrics(self) -> Metrics:
        ids = self.flow.ids
        return Metrics(
            map_id=self.drawn.id,
            quantities=LazyMapping(CATALOGUE, self.quantity),
            visits=self.flow.visits_by_id,
            critical_path=tuple(at(ids, self.critical)),
            troubles=(*self.flow.troubles, *self.times.troubles, *self.extra_troubles),
            flow=self.flow,
            times=self.times,
        )

    def value(self, name: str) -> float | None:
        """One figure; those that need the whole distribution are worked out here."""
        late = _LATE.get(name)
        return self.values[name] if late is None or self.flow.expected is None else late(self)

    def quantity(self, name: str) -> Quantity:
        entry, value = CATALOGUE[name], self.value(name)
        note = self.notes.get(name, "")
        if value is None and not note:
            note = "The map has no steps" if not self.drawn.steps else "An input is missing"
        return Quantity(
            name,
            entry.label,
            value,
            entry.unit,
            "given" if name == "takt_time_min" else self.basis,
            entry.formula,
            LazyTerms(lambda: self.terms(name)),
            entry.convention,
            entry.source,
            note,
        )

    def terms(self, name: str) -> Mapping[str, str]:
        from leanbench.flow.terms import terms_of

        return terms_of(name, self)

    # --- figures of the distribution ------------------------------------------------------------

    def lead_spreads(self) -> dict[int, tuple[Spread, ...]]:
        """The parts that vary in the lead time of one visit, per step."""
        add = self.drawn.lead_time_rule != "inventory_only"
        return {i: (w, p) if add else (w,) for i, (w, p) in self.times.spreads.items()}

    def paid_spreads(self) -> dict[int, tuple[Spread, ...]]:
        """The parts that vary in the labour of one visit, per step."""
        return {i: (p,) for i, (_, p) in self.times.spreads.items() if self.labour_times[i] > 0.0}

    def percentile(self, parallel: folding.Parallel, percent: float) -> float:
        """Of the lead time ("longest") or of the labour ("sum"); the distribution is made once."""
        from leanbench.flow.distribution import distribution_of

        found = self.distributions.get(parallel)
        if found is None:
            assert self.flow.expected is not None
            longest = parallel == "longest"
            times = self.times.lead if longest else self.labour_times
            spreads = self.lead_spreads() if longest else self.paid_spreads()
            found = self.distributions[parallel] = distribution_of(
                self.flow.expected, times, spreads, parallel
            )
        return found.percentile(percent)

    def mean_of_longest(self) -> float | None:
        """Mean lead time with the mean of the longest branch in parallel work."""
        from leanbench.flow.distribution import mean_longest

        assert self.flow.expected is not None
        if not any(True for _ in self.flow.expected.joins()):
            return self.values["lead_time_expected_min"]  # without parallel work the two means are one
        return mean_longest(self.flow.expected, self.times.lead, self.lead_spreads())

    def deviation(self, parallel: folding.Parallel) -> float:
        """Standard deviation of the lead time ("longest") or of the labour ("sum")."""
        assert self.flow.expected is not None
        if parallel == "longest":
            variance = folding.moments(self.flow.expected, self.times.lead, self.times.variance)[1]
        else:
            paid = {i: v for i, v in self.times.process_variance.items() if self.labour_times[i] > 0.0}
            variance = folding.moments(self.flow.expected, self.labour_times, paid, "sum")[1]
        return float(variance**0.5)


# Figures nobody may ask for: they need the whole distribution, so they are made when looked at.
_LATE: Mapping[str, Callable[[_Facts], float | None]] = {
    "lead_time_sd_min": lambda facts: facts.deviation("longest"),
    "lead_time_mean_of_max_min": _Facts.mean_of_longest,
    "lead_time_p50_min": lambda facts: facts.percentile("longest", 50),
    "lead_time_p85_min": lambda facts: facts.percentile("longest", 85),
    "lead_time_p95_min": lambda facts: facts.percentile("longest", 95),
    "lead_time_p85_bd": lambda facts: (
        facts.percentile("longest", 85) / facts.day if facts.day > 0.0 else None
    ),
    "labour_sd_min": lambda facts: facts.deviation("sum"),
    "labour_p50_min": lambda facts: facts.percentile("sum", 50),
    "labour_p85_min": lambda facts: facts.percentile("sum", 85),
    "labour_p95_min": lambda facts: facts.percentile("sum", 95),
}
