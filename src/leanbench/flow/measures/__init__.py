"""The metrics of one map: every number of the strip, the compare table and the printed summary.

`metrics(event, map_id)` is pure and kept by identity of its inputs: five views ask, it runs once.
The structure of the map is read once per set of links (`graph.read`); an edited time costs sums.
Each metric is one function of the table (`metric_table.METRICS`), worked out when somebody looks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from leanbench.errors import UnknownName
from leanbench.event.records import Event, Map

# The metrics enter the table when their files are read; this is the order in which they are printed.
from leanbench.flow.measures import step_counts  # noqa: F401  # isort: skip
from leanbench.flow.measures import lead_times  # noqa: F401  # isort: skip
from leanbench.flow.measures import right_first_time  # noqa: F401  # isort: skip
from leanbench.flow.measures import labor_figures  # noqa: F401  # isort: skip
from leanbench.flow.measures import demand_figures  # noqa: F401  # isort: skip
from leanbench.flow.columns import at
from leanbench.flow.graph import Flow, Trouble
from leanbench.flow.measures.map_facts import MapFacts
from leanbench.flow.measures.metric_table import METRICS, Metric, all_quantities, decimals, printed_value
from leanbench.flow.times import StepTimes
from leanbench.notebook import table_html
from leanbench.quantity import Quantity
from leanbench.words.language import active_language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["METRICS", "Metric", "Metrics", "decimals", "metrics", "metrics_of", "printed_value"]


class Metrics(Struct, frozen=True):
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
    flow: Flow
    times: StepTimes

    def value(self, name: str) -> float | None:
        """The exact value of one metric."""
        return self.quantities[name].value

    def __getitem__(self, name: str) -> Quantity:
        """The quantity of one metric. Raises UnknownName, which tells the names that come close."""
        if name not in self.quantities:
            from difflib import get_close_matches

            near = [known for known in self.quantities if name in known]
            near = near or get_close_matches(name, self.quantities, 5, 0.4) or list(self.quantities)
            raise UnknownName("metric", name, near, f"map {self.map_id}")
        found: Quantity = self.quantities[name]
        return found

    def rows(self) -> list[tuple[str, str, float | None, str, str]]:
        """(name, label, exact value, unit, basis) of every metric, in the order they are printed."""
        found = self.quantities.values()
        return [(one.name, one.label, one.value, one.unit, one.basis) for one in found]

    def to_frame(self) -> pd.DataFrame:
        """`rows` as a DataFrame, by name."""
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(HEADINGS)).set_index("name")

    def __repr__(self) -> str:
        return f"<Metrics of map {self.map_id!r}: {len(self.quantities)} quantities>"

    def _repr_html_(self) -> str:
        return table_html(HEADINGS, self.rows())


HEADINGS = ("name", "label", "value", "unit", "basis")
_cache: OrderedDict[tuple[int, ...], tuple[tuple[object, ...], Metrics]] = OrderedDict()


def metrics(event: Event, map_id: str = "current") -> Metrics:
    """All metrics of one map of an event.

    Parameters
    ----------
    event : Event
    map_id : str
        "current", "future" or a scenario's id. Raises UnknownName (a UserError) when the event has no such map.

    Returns
    -------
    Metrics
        The same object as long as the map, calendar, roles, demand and delay threshold are the same.
    """
    return metrics_of(event.map(map_id), event)


def metrics_of(map_: Map, event: Event) -> Metrics:
    """All metrics of a map record, with calendar, roles, demand and threshold of an event."""
    inputs = (map_, event.calendar, event.roles, event.demand, event.delay_threshold_min)
    key = tuple([id(part) for part in (*inputs, active_language())])  # a figure has its words
    known = _cache.get(key)
    if known is not None:
        return known[1]
    facts = MapFacts(map_, event)
    path = facts.first_pass_path[0] if facts.flow.first_pass is not None else []
    result = Metrics(
        map_id=map_.id,
        quantities=all_quantities(facts),
        visits=facts.flow.visits_by_id,
        critical_path=tuple(at(facts.flow.ids, path)),
        troubles=facts.troubles(),
        flow=facts.flow,
        times=facts.times,
    )
    _cache[key] = (inputs, result)  # the inputs are kept alive, so that their identities stay theirs
    while len(_cache) > 32:
        _cache.popitem(last=False)
    return result
