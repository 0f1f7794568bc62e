"""A distribution as the time of a step: typed, fitted, in the metrics, in the simulation; days of supply by pace."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from leanbench.errors import UserError
from leanbench.event.changes import Set
from leanbench.event.event_file import EVENT
from leanbench.event.records import Demand, Event, Map, Role, Step
from leanbench.flow.fitted import SHAPES, as_duration, compare_shapes, elapsed_in
from leanbench.flow.measures import metrics
from leanbench.flow.simulation import Options, simulate
from leanbench.schema import replace
from leanbench.store.on_disk import plain_root, read_root
from leanbench.words.durations import Calendar, Duration, ElapsedMinutes, duration_text, parse_duration

Draw = Callable[..., Map]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20±8 min lognormal", Duration(20.0, "min", shape="lognormal", sd=8.0)),
        ("20 ± 8", Duration(20.0, "min", shape="lognormal", sd=8.0)),
        ("1,5+-0.5h gamma", Duration(1.5, "h", shape="gamma", sd=0.5)),
        ("2±1 bd normal", Duration(2.0, "bd", shape="normal", sd=1.0)),
        ("3±1 d weibull", Duration(3.0, "d", shape="weibull", sd=1.0)),
        ("3±1 min exponential", Duration(3.0, "min", shape="exponential", sd=3.0)),
        ("20±0 min", Duration(20.0, "min")),
    ],
)
def test_a_distribution_is_typed_and_comes_back(text: str, expected: Duration) -> None:
    found = parse_duration(text)
    assert found == expected
    assert parse_duration(duration_text(found)) == found


@pytest.mark.parametrize("text", ["±8", "20±", "0±3 min", "20±8 apples", "20±-8", "20±8 min log", "1±2±3"])
def test_what_is_no_distribution_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        parse_duration(text)


def test_incomplete_distributions_are_refused_by_the_document() -> None:
    event = Event(maps=(Map("current", steps=(Step("a"),)),))
    for wrong in (
        Duration(20.0, shape="gamma"), Duration(20.0, sd=3.0), Duration(20.0, shape="gamma", sd=-1.0),
        Duration(None, "min", 1.0, 2.0, "gamma", 1.0), Duration(0.0, shape="gamma", sd=1.0),
    ):  # fmt: skip
        assert hasattr(Set("maps/current/steps/a/process_time", wrong).apply(event), "reason")


def test_a_fitted_time_is_kept_in_the_file() -> None:
    time = Duration(20.0, "min", shape="gamma", sd=8.0, source="time sheet, 48 times")
    event = Event(maps=(Map("current", steps=(Step("a", process_time=time),)),))
    data = plain_root(EVENT, event)
    assert read_root(EVENT, data).root == event
    plain_time = plain_root(
        EVENT, replace(event, maps=(Map("current", steps=(Step("a", process_time=Duration(5.0)),)),))
    )
    assert set(plain_time["maps"][0]["steps"][0]["process_time"]) == {"amount", "unit"}


@pytest.mark.parametrize("shape", SHAPES[1:])
def test_every_shape_brings_its_mean_and_variance_into_the_lead_time(draw: Draw, shape: str) -> None:
    drawn = draw({"a": 10.0, "b": 5.0}, [("a", "b")], waits={"b": 30.0})
    sd = 10.0 if shape == "exponential" else 4.0
    time = Duration(10.0, "min", shape=shape, sd=sd)  # type: ignore[arg-type]
    event = Event(maps=(replace(drawn, steps=(replace(drawn.steps[0], process_time=time), drawn.steps[1])),))
    found = metrics(event)
    assert found.value("lead_time_expected_min") == pytest.approx(45.0)
    assert found.value("lead_time_sd_min") == pytest.approx(sd)
    p50, p85 = found.value("lead_time_p50_min"), found.value("lead_time_p85_min")
    assert p50 is not None
    assert p85 is not None
    assert 40.0 < p50 < 46.0 < p85


def test_the_simulation_draws_from_the_fitted_shape(draw: Draw) -> None:
    drawn = draw({"a": 10.0}, [], roles={"a": "clerk"})
    time = Duration(10.0, "min", shape="gamma", sd=3.0)
    event = Event(
        demand=Demand("u", 250.0), roles=(Role("clerk", fte=5.0),),
        maps=(replace(drawn, steps=(replace(drawn.steps[0], process_time=time),)),),
    )  # fmt: skip
    found = simulate(event, replications=4, days=500, options=Options())
    assert found.lead_time is not None
    assert float(np.std(found.lead_times)) == pytest.approx(3.0, rel=0.1)
    assert found.lead_time.mean == pytest.approx(10.0, rel=0.03)


def test_the_shape_the_data_came_from_fits_best() -> None:
    """Many draws from each shape; the likelihood at the moments of the data finds it again."""
    luck = np.random.default_rng(7)
    draws = {
        "lognormal": luck.lognormal(3.0, 0.5, 3000), "gamma": luck.gamma(2.0, 10.0, 3000),
        "exponential": luck.exponential(20.0, 3000), "normal": luck.normal(50.0, 5.0, 3000),
    }  # fmt: skip
    for shape, values in draws.items():
        found = compare_shapes(values.tolist())
        ahead = found[0].log_likelihood - next(f for f in found if f.shape == shape).log_likelihood
        assert ahead < 3.0, (shape, found[0].shape)  # gamma and Weibull hold the exponential as a case
        assert all(math.isclose(f.mean, float(values.mean())) for f in found)
    best = compare_shapes(draws["lognormal"].tolist())[0]
    assert best.shape == "lognormal"
    time = as_duration(best, "min", "a column")
    assert (time.shape, time.source) == ("lognormal", "a column")
    assert best.percentiles[0] < best.mean < best.percentiles[1] < best.percentiles[2]


@pytest.mark.parametrize(
    "values", [[], [1.0, 2.0, 3.0, 4.0], [5.0] * 9, [1.0, 2.0, 3.0, 4.0, -1.0], [0.0] * 9]
)
def test_data_that_cannot_be_fitted_are_refused(values: list[float]) -> None:
    with pytest.raises(UserError):
        compare_shapes(values)


def test_days_of_supply_by_demand_or_by_the_pace_of_the_step() -> None:
    """1,000 pieces: 10 days at 100 a day; at 1 min each on 460 min a day 2.17 days; the last stock by demand."""
    steps = (
        Step("a", process_time=Duration(1.0), wip=1000.0), Step("ship", kind="shipment", wip=500.0),
    )  # fmt: skip
    drawn = Map("current", steps=steps, lead_time_rule="inventory_only")
    event = Event(
        calendar=Calendar(460.0 / 60.0, 250.0, 460.0), demand=Demand("piece", 25_000.0), maps=(drawn,)
    )
    assert metrics(event).value("lead_time_first_pass_bd") == pytest.approx(15.0)
    paced = replace(event, maps=(replace(drawn, supply_by="next_step"),))
    found = metrics(paced)
    assert found.value("lead_time_first_pass_bd") == pytest.approx(1000.0 / 460.0 + 5.0)
    assert "by the pace of the step" in found.quantities["lead_time_first_pass_min"].explain()
    staffed = replace(
        drawn, supply_by="next_step", steps=(replace(steps[0], staff=2.0, availability_pct=50.0), steps[1])
    )
    assert metrics(replace(event, maps=(staffed,))).value("lead_time_first_pass_bd") == pytest.approx(
        1000.0 / 460.0 + 5.0
    )


def test_counted_stock_keeps_the_spread_of_the_process_time() -> None:
    steps = (Step("a", process_time=Duration(None, "min", 5.0, 17.0), wait=Duration(9.0), wip=2.0),)
    drawn = Map("current", steps=steps, lead_time_rule="inventory_plus_pt")
    event = Event(demand=Demand("u", 2500.0), maps=(drawn,))
    assert metrics(event).value("lead_time_sd_min") == pytest.approx(12.0 / math.sqrt(12.0))


@pytest.mark.parametrize("unit", ["s", "min", "h", "bd", "d", "w"])
def test_an_elapsed_time_has_one_length_in_every_unit(unit: str) -> None:
    office = Calendar()
    days = [ElapsedMinutes(1440.0 * value) for value in (1, 2, 2, 3, 3, 3, 2, 4, 3, 3)]
    chosen: Any = unit
    shaped = compare_shapes(elapsed_in(days, chosen, office))[0]
    assert as_duration(shaped, chosen, "log").minutes(office) == pytest.approx(2.6 * 480 / 1.4, rel=1e-3)
