"""Flow mathematics: any map, right numbers, and where each number comes from.

Use it alone from a notebook: `metrics(event, "current").quantities["lead_time_expected_min"].explain()`.
Nothing here is drawn and nothing is stored. Further modules, imported when wanted: `capacity`
(workload of steps and people), `queueing`, `quality`, `littles_law`, `finance`, `wastes`, `routing`,
`fitted`; simulation is loaded when it is first used.
"""

from __future__ import annotations

from leanbench.flow.comparison import ChangeRow, Comparison, StepDiff, compare
from leanbench.flow.gains import BenefitFigures, benefits
from leanbench.flow.graph import Flow, Trouble
from leanbench.flow.ladder import Rung, Timeline, numbering, timeline
from leanbench.flow.measures import Metrics, metrics
from leanbench.flow.observed import ElementTimes, ObservedTimes, observation

__all__ = [
    "BenefitFigures",
    "ChangeRow",
    "Comparison",
    "ElementTimes",
    "Flow",
    "Metrics",
    "ObservedTimes",
    "Rung",
    "StepDiff",
    "Timeline",
    "Trouble",
    "benefits",
    "compare",
    "metrics",
    "numbering",
    "observation",
    "timeline",
]
