"""The metrics of one map: every number of the strip, the compare table and the printed summary.

`metrics(event, map_id)` is pure and kept by identity of its inputs: five views ask, it runs once.
The structure of the map is read once per set of links (`graph.read`); an edited time costs sums.
Explain texts and percentiles are made when somebody looks.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leanbench.event.records import Event, Map
from leanbench.flow import folding
from leanbench.flow.catalogue import CATALOGUE
from leanbench.flow.graph import Flow, Trouble, read, step_label
from leanbench.flow.lazy import LazyMapping, LazyTerms
from leanbench.flow.times import LEAD_TIME_RULES, Spread, StepTimes, step_times
from leanbench.quantity import Basis, Quantity


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
        self.late: dict[str, Callable[[], float | None]] = {}
        self.basis: Basis = "estimated" if drawn.id == "current" else "projected"
        self.weights: list[float] = []
        self.critical: list[int] = []
        self.labour_times: list[float] = []
        self.check_calendar()
        self.read_steps()
        if self.flow.first_pass is not None and self.flow.expected is not None:
            self.count_steps()
            self.add_times()
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
        """Labour and cost per visit of each step; who is in no pool is named."""
        roles = {role.id: role for role in self.event.roles}
        process = self.times.process
        labour: list[float] = []
        cost: list[float] = []
        unnamed = 0
        self.without_rate: list[str] = []
        for position, step in enumerate(self.drawn.steps):
            minutes = process[position]
            role = roles.get(step.role)
            if role is None:
                if not step.role:
                    unnamed += minutes > 0.0
                elif roles:
                    self.extra_troubles.append(
                        Trouble(
                            step.id,
                            f"{step_label(step)} is done by '{step.role}', who is in no pool of people."
                            " Its minutes are counted, its cost is not; add the role.",
                        )
                    )
                labour.append(minutes)
                cost.append(0.0)
            elif role.unpaid:
                labour.append(0.0)
                cost.append(0.0)
            else:
                labour.append(minutes)
                rate = role.loaded_rate_usd_h
                if rate is None and minutes > 0.0 and role.name not in self.without_rate:
                    self.without_rate.append(role.name or role.id)
                cost.append(minutes * (rate or 0.0) / 60.0)
        self.labour_times = labour
        self.costs = cost
        self.unnamed = unnamed

    # --- values ---------------------------------------------------------------------------------

    def count_steps(self) -> None:
        flow, steps, values = self.flow, self.drawn.steps, self.values
        assert flow.first_pass is not None
        active = [steps[i] for i in flow.activities]
        values["steps_main_path"] = len(flow.main)
        values["steps_all"] = len(active)
        values["decisions"] = sum([1 for s in active if s.decision or s.kind == "decision"])
        values["loops"] = flow.loops
        values["exits"] = flow.exits
        classes = [step.value for step in active]
        values["va_steps"] = classes.count("VA")
        values["bnva_steps"] = classes.count("BNVA")
        values["nva_steps"] = classes.count("NVA")
        if classes.count(""):
            self.note("va_ratio_pct", f"{classes.count('')} steps have no value class")
        values["roles"] = len({step.role for step in active if step.role})
        threshold = self.event.delay_threshold_min
        if threshold is None:
            self.note("delays", "No delay threshold is set")
        else:
            wait = self.times.wait
            values["delays"] = sum([1 for i in flow.activities if wait[i] >= threshold > 0.0])
        folding.critical_steps(flow.first_pass, self.times.lead, self.critical)
        path_roles = [steps[i].role for i in self.critical if steps[i].role]
        values["handoffs_critical_path"] = sum([1 for a, b in itertools.pairwise(path_roles) if a != b])
        values["handoffs_all_edges"] = sum(
            [1 for a, b in flow.edges if steps[a].role and steps[b].role and steps[a].role != steps[b].role]
        )

    def add_times(self) -> None:
        flow, times, values = self.flow, self.times, self.values
        first, expected = flow.first_pass, flow.expected
        assert first is not None
        assert expected is not None
        steps = self.drawn.steps
        self.weights = [0.0] * len(steps)
        folding.critical_weights(first, times.lead, 1.0, self.weights)
        on_path = [(i, w) for i, w in enumerate(self.weights) if w > 0.0]
        lead = sum([w * times.lead[i] for i, w in on_path])
        touch = sum([w * times.process[i] for i, w in on_path])
        added = sum([w * times.process[i] for i, w in on_path if steps[i].value == "VA"])
        self.added = added
        values["lead_time_first_pass_min"] = lead
        values["process_time_critical_path_min"] = touch
        values["labour_min_main_path"] = sum([self.labour_times[i] for i in flow.main])
        if lead > 0.0:
            values["activity_ratio_pct"] = 100.0 * touch / lead
            values["va_ratio_pct"] = 100.0 * added / lead
            if self.day > 0.0:
                values["activity_ratio_24h_pct"] = 100.0 * touch / (lead / self.day * 1440.0)
        else:
            self.note("activity_ratio_pct", "No lead time is known")
            self.note("va_ratio_pct", "No lead time is known")
        if self.drawn.lead_time_rule != "sum_lt":
            rule = LEAD_TIME_RULES[self.drawn.lead_time_rule]
            for name in ("lead_time_first_pass_min", "lead_time_expected_min", "activity_ratio_pct"):
                self.note(name, f"Rule: {rule}")
        if times.unknown:
            for name in ("process_time_critical_path_min", "labour_expected_min", "lead_time_first_pass_min"):
                self.note(name, f"{times.unknown} steps have no process time and count as 0")
        shares = [1.0 if s.ca_pct is None else s.ca_pct / 100.0 for s in steps]
        judged = sum([1 for i in flow.main if steps[i].ca_pct is not None])
        if judged:
            values["rolled_ca_pct"] = 100.0 * folding.rolled(first, shares)
        if judged < len(flow.main):
            self.note(
                "rolled_ca_pct", f"{len(flow.main) - judged} of {len(flow.main)} steps have no %C&A; skipped"
            )
        mean = folding.mean_time(expected, times.lead)
        values["lead_time_expected_min"] = mean
        self.late["lead_time_sd_min"] = lambda: (
            folding.moments(expected, times.lead, times.variance)[1] ** 0.5
        )
        self.add_late("lead_time", "longest")
        if self.day > 0.0:
            values["lead_time_first_pass_bd"] = lead / self.day
            values["lead_time_expected_bd"] = mean / self.day
        counted = [s.wip for s in steps if s.wip is not None]
        if counted:
            values["work_in_process"] = sum(counted)
        if self.units_per_day is not None and self.day > 0.0:
            values["work_in_process_little"] = self.units_per_day * mean / self.day

    def add_late(self, what: str, parallel: folding.Parallel) -> None:
        """Figures that need the whole distribution, worked out when looked at."""

        def distribution() -> Any:
            from leanbench.flow.distribution import distribution_of

            expected = self.flow.expected
            assert expected is not None
            if parallel == "longest":
                return distribution_of(expected, self.times.lead, self.lead_spreads(), parallel)
            paid = {i: (p,) for i, (_, p) in self.times.spreads.items() if self.labour_times[i] > 0.0}
            return distribution_of(expected, self.labour_times, paid, parallel)

        made: list[Any] = []

        def once() -> Any:
            if not made:
                made.append(distribution())
            return made[0]

        for percent in (50, 85, 95):
            self.late[f"{what}_p{percent}_min"] = lambda percent=percent: once().percentile(percent)  # type: ignore[misc]
        if parallel == "longest":
            self.late["lead_time_mean_of_max_min"] = self.mean_of_longest
            if self.day > 0.0:
                self.late["lead_time_p85_bd"] = lambda: once().percentile(85) / self.day
            self.late["first_pass_probability_pct"] = self.first_pass_probability

    def lead_spreads(self) -> dict[int, tuple[Spread, ...]]:
        """The parts that vary in the lead time of one visit, per step."""
        add = self.drawn.lead_time_rule != "inventory_only"
        return {i: (w, p) if add else (w,) for i, (w, p) in self.times.spreads.items()}

    def mean_of_longest(self) -> float | None:
        """Mean lead time with the mean of the longest branch in parallel work."""
        from leanbench.flow.distribution import mean_longest

        assert self.flow.expected is not None
        if not any(True for _ in self.flow.expected.joins()):
            return self.values["lead_time_expected_min"]  # without parallel work the two means are one
        return mean_longest(self.flow.expected, self.times.lead, self.lead_spreads())

    def first_pass_probability(self) -> float:
        """The chance that a case stays on flow links, in percent."""
        assert self.flow.first_pass is not None
        return 100.0 * folding.rolled(self.flow.first_pass, self.flow.stay)

    def add_people(self) -> None:
        flow, values, visits = self.flow, self.values, self.flow.visits
        assert flow.expected is not None
        labour = self.labour_times
        expected = sum([v * m for v, m in zip(visits, labour, strict=True)])
        cost = sum([v * c for v, c in zip(visits, self.costs, strict=True)])
        fixed = sum([visits[i] * s.cost_usd for i, s in enumerate(self.drawn.steps) if s.cost_usd])
        values["labour_expected_min"] = expected
        values["labour_cost_per_unit_usd"] = cost
        values["cost_per_unit_usd"] = cost + fixed
        self.fixed_cost = fixed
        paid = {i: v for i, v in self.times.process_variance.items() if labour[i] > 0.0}
        self.late["labour_sd_min"] = lambda: folding.moments(flow.expected, labour, paid, "sum")[1] ** 0.5  # type: ignore[arg-type]
        self.add_late("labour", "sum")
        if self.unnamed:
            self.note(
                "labour_cost_per_unit_usd",
                f"{self.unnamed} steps name no role: their minutes cost nothing here",
            )
        if self.without_rate:
            names = ", ".join(self.without_rate)
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
            visits=dict(zip(ids, self.flow.visits, strict=True)),
            critical_path=tuple([ids[i] for i in self.critical]),
            troubles=(*self.flow.troubles, *self.times.troubles, *self.extra_troubles),
            flow=self.flow,
            times=self.times,
        )

    def quantity(self, name: str) -> Quantity:
        entry = CATALOGUE[name]
        value = self.late[name]() if name in self.late else self.values[name]
        note = self.notes.get(name, "")
        if value is None and not note:
            note = "The map has no steps" if not self.drawn.steps else "An input is missing"
        return Quantity(
            name=name,
            label=entry.label,
            value=value,
            unit=entry.unit,
            basis="given" if name == "takt_time_min" else self.basis,
            formula=entry.formula,
            terms=LazyTerms(lambda: self.terms(name)),
            convention=entry.convention,
            source=entry.source,
            note=note,
        )

    def terms(self, name: str) -> Mapping[str, str]:
        from leanbench.flow.terms import terms_of

        return terms_of(name, self)
