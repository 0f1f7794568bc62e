"""What the metrics of a map are computed from: its columns and its flow, each read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from leanbench.event.records import Event, Map, Step
from leanbench.flow import folding
from leanbench.flow.blocks import Region
from leanbench.flow.columns import Columns, at
from leanbench.flow.graph import Flow, Trouble, read
from leanbench.flow.labour import Labour, labour
from leanbench.flow.lazy import LazyMapping, LazyRows
from leanbench.flow.times import Spread, StepTimes, is_measured, step_times
from leanbench.quantity import Basis, Quantity, Term, basis_of
from leanbench.words import _

if TYPE_CHECKING:
    from leanbench.flow.distribution import Distribution

# Of each step: role, value class, choice made here, %C&A in percent and as a share, units waiting, fixed cost.
_words = Columns(7)


def _words_of(_position: int, step: Step) -> tuple[object, ...]:
    share = 1.0 if step.ca_pct is None else step.ca_pct / 100.0
    choice = step.decision or step.kind == "decision"
    return step.role, step.value, choice, step.ca_pct, share, step.wip, step.cost_usd


def _name_text(map_: Map, flow: Flow, step_id: str) -> str:
    name = map_.steps[flow.index[step_id]].name
    return f"“{name}”" if name else step_id


class MapFacts:
    """The columns of a map (in the order of `Map.steps`), its flow, its people, and the demand.

    Figures that were made are kept, because one metric is a term of another.
    """

    def __init__(self, map_: Map, event: Event) -> None:
        self.map = map_
        self.event = event
        self.flow: Flow = read(map_)
        calendar = event.calendar
        self.day = 60.0 * calendar.hours_per_business_day
        demand = event.demand.units_per_year
        self.units: float | None = demand if demand is not None and demand > 0.0 else None
        days = calendar.working_days_per_year
        self.units_per_day = self.units / days if self.units is not None and days > 0.0 else None
        self.times: StepTimes = step_times(map_, calendar, self.units_per_day)
        self.roles, self.classes, self.choices, self.judged, self.shares, self.waiting, self.fixed = (
            _words.of(map_, (), _words_of)
        )
        self.labor: Labour = labour(map_, event, self.times.process)
        self.basis: Basis = "measured" if is_measured(map_) else basis_of(map_.id)
        self._quantities: dict[str, Quantity] = {}
        self._distributions: dict[folding.Parallel, Distribution] = {}

    def quantity(self, name: str, make: Callable[[], Quantity]) -> Quantity:
        """A figure that was made before, or is made now."""
        if name not in self._quantities:
            self._quantities[name] = make()
        return self._quantities[name]

    # --- parts of the structure -------------------------------------------------------------------

    @property
    def first_pass(self) -> Region:
        """The flow links alone; only for a map with steps."""
        assert self.flow.first_pass is not None
        return self.flow.first_pass

    @property
    def expected(self) -> Region:
        """The whole network; only for a map with steps."""
        assert self.flow.expected is not None
        return self.flow.expected

    @cached_property
    def first_pass_path(self) -> tuple[list[int], list[float]]:
        """The critical path of the first pass in flow order, and the share of cases that pass each step on it."""
        passed = [0.0] * len(self.roles)
        return folding.critical_path(self.first_pass, self.times.lead, passed), passed

    @cached_property
    def expected_path(self) -> tuple[list[int], list[float]]:
        """The steps that make up the expected lead time, and how often each is passed on the longest branches."""
        passed = [0.0] * len(self.roles)
        folding.critical_path(self.expected, self.times.lead, passed)
        return [i for i, visits in enumerate(passed) if visits > 0.0], passed

    @cached_property
    def first_pass_steps(self) -> list[int]:
        """The critical path in flow order; where ways are chosen, the other ways after the likeliest."""
        path, passed = self.first_pass_path
        if self.flow.straight:
            return path
        on_path = set(path)
        return [*path, *(i for i, share in enumerate(passed) if share > 0.0 and i not in on_path)]

    # --- terms ------------------------------------------------------------------------------------

    def ids(self, positions: Sequence[int]) -> Sequence[str]:
        """Ids of steps."""
        return LazyRows(positions, self.flow.ids.__getitem__)

    @cached_property
    def names(self) -> LazyMapping:
        """The steps by id as formulas call them: the name quoted; the id, where there is none."""
        return LazyMapping(
            self.flow.index, partial(_name_text, self.map, self.flow)
        )  # no circle through `self`

    def steps(self, positions: Sequence[int], word: str = "steps") -> Term:
        """Steps to be counted."""
        return Term(word, (), "", self.ids(positions))

    def column(
        self, word: str, values: Sequence[float], unit: str, positions: Sequence[int], ids: Sequence[str]
    ) -> Term:
        """A column of a sum: the values at some positions, whose ids are given."""
        return Term(word, at(values, positions), unit, ids)

    # --- figures of the distribution --------------------------------------------------------------

    def lead_spreads(self) -> dict[int, tuple[Spread, ...]]:
        """The parts that vary in the lead time of one visit, per step."""
        add = self.map.lead_time_rule != "inventory_only"
        return {i: (w, p) if add else (w,) for i, (w, p) in self.times.spreads.items()}

    def paid_spreads(self) -> dict[int, tuple[Spread, ...]]:
        """The parts that vary in the labor of one visit, per step."""
        return {i: (p,) for i, (_, p) in self.times.spreads.items() if self.labor.minutes[i] > 0.0}

    def distribution(self, parallel: folding.Parallel) -> Distribution:
        """The distribution of the lead time ("longest") or of the labor ("sum"), made once."""
        found = self._distributions.get(parallel)
        if found is None:
            from leanbench.flow.distribution import distribution_of

            longest = parallel == "longest"
            times = self.times.lead if longest else self.labor.minutes
            spreads = self.lead_spreads() if longest else self.paid_spreads()
            found = distribution_of(self.expected, times, spreads, parallel)
            self._distributions[parallel] = found
        return found

    def moments(self, parallel: folding.Parallel) -> tuple[float, float]:
        """Mean and variance of the lead time ("longest") or of the labor ("sum")."""
        if parallel == "longest":
            return folding.moments(self.expected, self.times.lead, self.times.variance)
        paid = {i: v for i, v in self.times.process_variance.items() if self.labor.minutes[i] > 0.0}
        return folding.moments(self.expected, self.labor.minutes, paid, "sum")

    # --- what is wrong ----------------------------------------------------------------------------

    def troubles(self) -> tuple[Trouble, ...]:
        """What in the map, the calendar, the demand or the people cannot be used as it stands."""
        found = []
        if self.event.calendar.hours_per_business_day <= 0.0:
            text = _("The calendar has no hours per business day: figures in business days are left out.")
            found.append(Trouble("", text))
        units = self.event.demand.units_per_year
        if units is not None and units <= 0.0:
            what = "negative" if units < 0.0 else "zero"
            text = _(
                "The demand is {what}: takt time, annual hours, FTE and annual cost are left out."
            ).format(what=what)
            found.append(Trouble("", text))
        return (*self.flow.troubles, *self.times.troubles, *found, *self.labor.troubles)
