"""Shared by the tests of the document: a small event to edit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from leanbench.event.changes import AddMap, AddStep
from leanbench.event.records import Demand, Event, Map, Role, Step
from leanbench.event.units import Duration

settings.register_profile(
    "event", parent=settings(), max_examples=40, suppress_health_check=list(HealthCheck)
)
settings.load_profile("event")


@pytest.fixture(scope="session")
def five() -> Event:
    """An event with one current map of five steps in a row."""
    event: Any = Event(roles=(Role("PT", "Technician"),), demand=Demand(units_per_year=2400))
    event = AddMap(Map("current", "Current state")).apply(event)
    for number in range(1, 6):
        step = Step(f"s{number}", f"Step {number}", role="PT", process_time=Duration(10.0, "min"))
        event = AddStep("current", step).apply(event)
    assert isinstance(event, Event)
    return event
