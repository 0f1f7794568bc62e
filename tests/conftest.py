"""Shared by all tests. Never imports Qt: the core tests also run with PySide6 hidden."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from leanbench.event.records import Demand, Event, Link, Map, Role, Step
from leanbench.words.durations import Calendar, Duration

# Laws are tried on the same examples in every run, so that a change is what makes a test fail;
# LEANBENCH_LAWS=search tries new ones.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("LEANBENCH_LAWS", "same"))

UI = Path(__file__).parent / "ui"


def pytest_configure(config: pytest.Config) -> None:
    """Offscreen, before Qt loads; only tests marked xcb ask for a real display (`-m xcb`)."""
    if "xcb" not in (config.option.markexpr or ""):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under tests/ui needs Qt; tests for a real display are left out offscreen."""
    offscreen = os.environ.get("QT_QPA_PLATFORM") == "offscreen"
    for item in items:
        if UI in item.path.parents:
            item.add_marker(pytest.mark.gui)
        if offscreen and item.get_closest_marker("xcb"):
            item.add_marker(pytest.mark.skip(reason="needs a real display: run with -m xcb"))


@pytest.fixture
def office() -> Callable[..., Event]:
    """Makes a small event: three steps of one clerk, or what is asked for."""

    def made(
        links: Any = (),
        steps: Any = None,
        demand: float = 2400.0,
        fte: float = 2.0,
        calendar: Calendar | None = None,
    ) -> Event:
        usual = tuple(
            Step(key, name, role="C", process_time=Duration(20.0), wait=Duration(1.0, "bd"))
            for key, name in (("a", "Receive"), ("b", "Check"), ("c", "Issue"))
        )
        flow = links or (Link("1", "a", "b"), Link("2", "b", "c"))
        return Event(
            demand=Demand("permit", demand),
            calendar=calendar or Calendar(),
            roles=(Role("C", "Clerk", fte=fte),),
            maps=(Map("current", "Current", steps or usual, tuple(flow)),),
        )

    return made
