"""Simulation of a map: cases through steps, people, calendars, batches and gates, minute by minute.

`model` turns an event and a map into numbers, `streams` draws times from seeded streams, `engine` is
the event loop, `results` turns replications into estimates with 95% limits, `run` ties them together,
`paired` compares two states, `spoken` reads what people type about hours, peaks and priorities.
"""

from __future__ import annotations

from leanbench.flow.simulation.model import Options, Shift
from leanbench.flow.simulation.paired import PairedSimulation, simulate_pair
from leanbench.flow.simulation.results import Estimate, PoolResult, Simulation, StepResult
from leanbench.flow.simulation.run import SimulationProgress, simulate

__all__ = [
    "Estimate",
    "Options",
    "PairedSimulation",
    "PoolResult",
    "Shift",
    "Simulation",
    "SimulationProgress",
    "StepResult",
    "simulate",
    "simulate_pair",
]
