"""Every number under `expected` of the three sample events, at its printed precision."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from leanbench import flow
from leanbench.event.records import Event
from leanbench.flow.measures import printed_value

SAMPLES = ("permit-issuance", "driver-license-renewal", "snap-eligibility")
Reader = Callable[[str], tuple[Event, dict[str, Any]]]


def half_unit(value: float) -> float:
    """Half a unit of the last printed place (whole numbers printed as 14664.0 count as whole)."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return 0.5 * 10.0 ** min(exponent, 0) + 1e-6


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("state", ["current", "future"])
def test_map_metrics(sample: Reader, name: str, state: str) -> None:
    event, expected = sample(name)
    found = flow.metrics(event, state)
    assert not found.troubles
    for metric, value in expected[state].items():
        assert found.value(metric) == pytest.approx(value, abs=half_unit(value)), metric
        assert printed_value(metric, found.value(metric) or 0.0) == value, metric
    assert found.value("takt_time_min") == pytest.approx(expected["takt_time_min"], abs=0.005)


@pytest.mark.parametrize("name", SAMPLES)
def test_change_is_of_the_printed_figures(sample: Reader, name: str) -> None:
    event, expected = sample(name)
    comparison = flow.compare(event, "current", "future")
    for metric, value in expected["change_pct"].items():
        change = comparison.row(metric).change_pct
        assert change is not None
        assert round(change, 1) == value, metric


@pytest.mark.parametrize("name", SAMPLES)
def test_benefits(sample: Reader, name: str) -> None:
    event, expected = sample(name)
    found = flow.benefits(event)
    for metric, value in expected["benefits"].items():
        assert found.value(metric) == pytest.approx(value, abs=half_unit(value)), metric


@pytest.mark.parametrize("name", SAMPLES)
def test_time_observation(sample: Reader, name: str) -> None:
    event, expected = sample(name)
    found = flow.observation(event.time_observations[0])
    assert [e.element for e in found.elements] == [
        e["element"] for e in expected["time_observation"]["elements"]
    ]
    for got, row in zip(found.elements, expected["time_observation"]["elements"], strict=True):
        for key, value in row.items():
            assert getattr(got, key) == (pytest.approx(value) if isinstance(value, float) else value), key
    for key, value in expected["time_observation"]["cycle_total"].items():
        assert getattr(found.cycle_total, key) == pytest.approx(value), key


def test_numbers_and_ladder_of_the_permit(permit: Event) -> None:
    numbers = flow.numbering(permit.map("current"))
    assert numbers["c9"] == "9"
    assert (numbers["c10a"], numbers["c10b"], numbers["c11"]) == ("10A", "10B", "11")
    assert [numbers[key] for key in ("c17", "c20", "c21", "c22")] == ["17", "18", "19", "20"]
    ladder = flow.timeline(permit, "current")
    assert ladder.main == 18
    assert sum(rung.lead_min for rung in ladder.critical) == pytest.approx(18594.0)
    assert sum(rung.process_min for rung in ladder.critical) == pytest.approx(234.0)
    assert [rung.step_id for rung in ladder.rungs if not rung.on_critical_path] == [
        "c10a",
        "c20",
        "c21",
        "c22",
    ]


def test_same_inputs_give_the_same_object(permit: Event) -> None:
    assert flow.metrics(permit, "current") is flow.metrics(permit, "current")
    assert flow.timeline(permit, "future") is flow.timeline(permit, "future")
