"""Flow mathematics: any map, right numbers, and where each number comes from.

Use it alone from a notebook: `metrics(event, "current").quantities["lead_time_expected_min"].explain()`.
Nothing here is drawn and nothing is stored. Further modules, imported when wanted: `capacity`,
`loads` (workload of steps and people), `queueing`, `quality`, `littles_law`, `finance`, `wastes`, `routing`,
`fitted`, `estimates`; `simulate` loads the simulation when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leanbench.doors import lazy_names
from leanbench.flow.graph import Flow, Trouble
from leanbench.flow.ladder import Rung, Timeline, numbering, timeline
from leanbench.flow.measures import Metrics, metrics

if TYPE_CHECKING:
    from leanbench.flow.comparison import ChangeRow, Comparison, StepDiff, compare
    from leanbench.flow.estimates import LeadTimeEstimates, lead_time_estimates
    from leanbench.flow.gains import BenefitFigures, benefits
    from leanbench.flow.loads import Workload, workload
    from leanbench.flow.network import as_network
    from leanbench.flow.observed import ElementTimes, ObservedTimes, observation
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

__getattr__ = lazy_names(
    __name__,
    {
        "comparison": ("ChangeRow", "Comparison", "StepDiff", "compare"),
        "gains": ("BenefitFigures", "benefits"),
        "observed": ("ElementTimes", "ObservedTimes", "observation"),
        "network": ("as_network",),
        "simulation": (
            "Simulation",
            "simulate",
            "simulate_pair",
        ),
        "loads": (
            "Workload",
            "workload",
        ),
        "estimates": (
            "LeadTimeEstimates",
            "lead_time_estimates",
        ),
    },
)
