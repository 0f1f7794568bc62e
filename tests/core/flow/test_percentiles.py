"""Percentiles of a map are times that cases take, to a thousandth: a share of `scripts/prove_percentiles.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from leanbench import flow
from leanbench.event.records import Event, Link, Map, Step
from leanbench.words.durations import Duration

SCRIPT = Path(__file__).parents[3] / "scripts" / "prove_percentiles.py"


@pytest.fixture(scope="module")
def proof() -> Any:
    spec = importlib.util.spec_from_file_location("prove_percentiles", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_percentiles_of_random_maps_are_right_to_a_thousandth(proof: Any) -> None:
    """16 of the 500 maps that were proved, with fewer draws."""
    hows = set()
    for seed in range(16):
        how, problems = proof.wrong(seed, 50_000)
        hows.add(how)
        assert problems == [], seed
    assert hows == {"enumerated", "drawn"}


def late(first: Duration) -> Map:
    """Two steps; one case in ten goes back to a step that takes weeks, and again."""
    steps = (
        Step("a", "Check", process_time=first),
        Step("b", "Decide", process_time=Duration(900.3, "min")),
        Step("c", "Wait for the applicant", process_time=Duration(None, "min", 20_000.0, 40_000.0)),
    )
    links = (
        Link("l1", "a", "b"), Link("l2", "b", "c", "rework", 0.2), Link("l3", "c", "a", "rework", 1.0),
    )  # fmt: skip
    return Map("current", steps=steps, links=links)


def test_a_time_that_most_cases_take_is_printed_as_it_is() -> None:
    """80% of the cases take exactly 944.8 minutes however long the others take; nothing near it is printed."""
    found = flow.metrics(Event(maps=(late(Duration(44.5, "min")),)), "current")
    assert found.value("lead_time_p50_min") == pytest.approx(944.8, abs=1e-7)
    assert "About" not in found["lead_time_p50_min"].note
    assert found["lead_time_p50_min"].terms[1].value[-1] == pytest.approx(80.0, abs=1e-3)


def test_a_figure_of_the_grid_says_so() -> None:
    """Where times vary, the explanation says that the figure is about right, and to how much."""
    found = flow.metrics(Event(maps=(late(Duration(44.5, "min")),)), "current")
    assert "About" in found["lead_time_p95_min"].note
    assert "0.1%" in found["lead_time_p95_min"].note
