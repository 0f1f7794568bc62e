"""Simulation of a map: cases through steps, people, calendars, batches and gates, minute by minute.

`model` turns an event and a map into numbers, `streams` draws times from seeded streams, `engine` is
the event loop, `results` turns replications into estimates with 95 % limits, `run` ties them together.
"""

from __future__ import annotations

from leanbench.flow.simulation.model import Options, Shift
from leanbench.flow.simulation.results import Estimate, PoolResult, Simulation, StepResult
from leanbench.flow.simulation.run import PairedSimulation, SimulationProgress, simulate, simulate_pair

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
