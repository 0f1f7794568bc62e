"""Core tests run twice in thought and once in fact: with Qt out of reach, as in a notebook or on a server."""

import os
import sys
from importlib.abc import MetaPathFinder

import pytest

HIDDEN = ("PySide6", "shiboken6")


class HideQt(MetaPathFinder):
    """Makes PySide6 look as if it were not installed."""

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"{name} is hidden: the core must not need Qt", name=name)
        return None


if os.environ.get("LEANBENCH_WITHOUT_QT"):
    assert not any(name in sys.modules for name in HIDDEN), "something loaded Qt before the core tests"
    sys.meta_path.insert(0, HideQt())


@pytest.fixture(scope="session")
def five():
    """An event with one current map of five steps in a row."""
    from leanbench.event.changes import Add, AddStep
    from leanbench.event.records import Demand, Event, Map, Role, Step
    from leanbench.words.durations import Duration

    event = Event(roles=(Role("PT", "Technician"),), demand=Demand(units_per_year=2400))
    event = Add("maps", Map("current", "Current state")).apply(event)
    for number in range(1, 6):
        step = Step(f"s{number}", f"Step {number}", role="PT", process_time=Duration(10.0, "min"))
        event = AddStep("current", step).apply(event)
    assert isinstance(event, Event)
    return event
