"""Shared by all tests. Never imports Qt: the core tests also run with PySide6 hidden."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

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
