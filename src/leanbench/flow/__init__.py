"""Flow mathematics: any map, right numbers, and where each number comes from.

Use it alone from a notebook: `metrics(event, "current").quantities["lead_time_expected_min"].explain()`.
Nothing here is drawn and nothing is stored. Further modules, imported when wanted: `capacity`,
`loads` (workload of steps and people), `queueing`, `quality`, `littles_law`, `finance`, `wastes`, `routing`,
`fitted`, `estimates`; `simulate` loads the simulation when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leanbench.flow.comparison import ChangeRow, Comparison, StepDiff, compare
from leanbench.flow.gains import BenefitFigures, benefits
from leanbench.flow.graph import Flow, Trouble
from leanbench.flow.ladder import Rung, Timeline, numbering, timeline
from leanbench.flow.measures import Metrics, metrics
from leanbench.flow.observed import ElementTimes, ObservedTimes, observation

if TYPE_CHECKING:
    from leanbench.flow.estimates import LeadTimeEstimates, lead_time_estimates
    from leanbench.flow.loads import Workload, workload
    from leanbench.flow.network import as_network
    from leanbench.flow.simulation import Simulation, simulate, simulate_pair

__all__ = [
    "BenefitFigures",
    "ChangeRow",
    "Comparison",
    "ElementTimes",
    "Flow",
    "LeadTimeEstimates",
    "Metrics",
    "ObservedTimes",
    "Rung",
    "Simulation",
    "StepDiff",
    "Timeline",
    "Trouble",
    "Workload",
    "as_network",
    "benefits",
    "compare",
    "lead_time_estimates",
    "metrics",
    "numbering",
    "observation",
    "simulate",
    "simulate_pair",
    "timeline",
    "workload",
]

# Loaded on first use: the window opens without them.
_LATER = {
    "as_network": "network",
    "Simulation": "simulation",
    "simulate": "simulation",
    "simulate_pair": "simulation",
    "Workload": "loads",
    "workload": "loads",
    "LeadTimeEstimates": "estimates",
    "lead_time_estimates": "estimates",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
