"""Cost of poor quality from the rework on a map, wastes as figures, quality figures of a map."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leanbench import flow
from leanbench.event.records import Benefits, Demand, Event, Map, Role
from leanbench.flow.poor_quality import poor_quality
from leanbench.flow.quality_figures import quality_figures
from leanbench.flow.wastes import wastes
from leanbench.schema import replace

Draw = Callable[..., Map]


def returns(draw: Draw) -> Event:
    """1,000 files a year; half come back once more to b with 1.5 h at 48 USD: a + b, b again with 1/3 in all."""
    drawn = draw(
        {"a": 60.0, "b": 90.0, "c": 30.0},
        [("a", "b"), ("b", "c"), ("b", "b", "rework", 1.0 / 3.0)],
        roles=dict.fromkeys("abc", "clerk"),
    )
    return Event(
        demand=Demand("file", 1000.0), roles=(Role("clerk", "Clerk", False, 48.0, 2.0),), maps=(drawn,)
    )


def test_rework_of_the_map_is_labour_less_labour_without_loops(draw: Draw) -> None:
    """Visits of b: 1 / (1 - 1/3) = 1.5, so 500 further visits x 1.5 h x 48 USD = 36,000 USD a year."""
    event = returns(draw)
    event = replace(event, benefits=Benefits(
        scrap_usd_per_year=1000.0, external_failure_usd_per_year=2000.0, prevention_usd_per_year=500.0))  # fmt: skip
    hours, money, total = poor_quality(event)
    assert hours.value == pytest.approx(750.0)
    assert money.value == pytest.approx(36_000.0)
    assert total.value == pytest.approx(39_000.0)  # prevention is kept apart
    assert "counted as 0" in total.note
    assert "appraisal" in total.note
    assert "scrap: 1,000 USD" in total.explain()


def test_without_demand_only_what_is_typed_counts(draw: Draw) -> None:
    event = replace(returns(draw), demand=Demand())
    hours, money, total = poor_quality(event)
    assert hours.value is None
    assert money.value is None
    assert total.value is None
    assert "No demand" in total.note
    typed = replace(event, benefits=Benefits(appraisal_usd_per_year=10.0))
    assert poor_quality(typed)[2].value == 10.0


def test_the_rate_and_horizon_of_the_event_are_used(permit: Event) -> None:
    record = replace(permit.benefits, discount_rate_pct=10.0, horizon_years=2.0)
    told = replace(permit, benefits=record)
    usual, other = flow.benefits(permit), flow.benefits(told)
    assert usual.value("npv_hard_only_usd") == flow.benefits(permit, discount_rate=0.03, years=5).value(
        "npv_hard_only_usd"
    )
    assert other.value("npv_hard_only_usd") == pytest.approx(-46_652 + 54_200 / 1.1 + 54_200 / 1.21)
    assert "2 years, 10% a year" in other.quantities["npv_hard_only_usd"].explain()
    for figure in other:
        assert figure.formula
        assert figure.source
        assert figure.terms


def test_every_waste_explains_its_minutes_and_money(permit: Event) -> None:
    for row in wastes(permit, names="timwoods"):
        for figure in row.figures:
            assert row.name in figure.label
            assert figure.formula in figure.explain()
            assert "Source: Ohno" in figure.explain()
    alone = replace(permit, demand=Demand())
    row = wastes(alone)[0]
    assert row.hours.value is None
    assert row.money.note == "No demand per year is given"


def test_quality_figures_of_a_map(permit: Event) -> None:
    found = {q.name: q for q in quality_figures(permit)}
    rolled, each = found["rolled_ca_pct"].value, found["normalised_ca_pct"]
    assert rolled is not None
    assert each.value is not None
    assert 100.0 * (each.value / 100.0) ** each.term("judged steps").number() == pytest.approx(rolled)
    assert each.term("%C&A").value[0] == 55.0  # the weakest first
    steps = tuple(replace(step, ca_pct=None) for step in permit.map("current").steps)
    blank = replace(permit, maps=(replace(permit.map("current"), steps=steps),))
    assert "normalised_ca_pct" not in {q.name for q in quality_figures(blank)}
