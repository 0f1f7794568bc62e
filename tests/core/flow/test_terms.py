"""The law of every figure: its formula on its terms gives its value; and its terms are those of the map."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench import flow
from leanbench.event.records import Benefit, Benefits, Demand, Event, Link, Map, Mix, Role, Step, Waste
from leanbench.flow.capacity_reading import read_capacity
from leanbench.flow.load_words import step_names
from leanbench.flow.loads import queueing_lead_time, step_waits, workload
from leanbench.flow.measures import METRICS, metrics_of
from leanbench.flow.poor_quality import poor_quality
from leanbench.flow.quality_figures import quality_figures
from leanbench.flow.simulation import Options
from leanbench.flow.stations import line_figures, stations
from leanbench.flow.step_load import step_load
from leanbench.flow.wastes import wastes
from leanbench.quantity import Quantity, Term, work_out
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration

Draw = Callable[..., Map]
SAMPLES = ("permit-issuance", "driver-license-renewal", "snap-eligibility")
NAMES = [f"s{number}" for number in range(9)]
ROLES = (
    Role("a", "Anna", False, 40.0, 2.0), Role("b", "", False, None, 1.5), Role("c", "Carl", True),
    Role("d", "Dora", False, 61.5),
)  # fmt: skip


def all_figures(event: Event) -> Iterator[Quantity]:
    """Every figure that a user can ask of an event, but those of a simulation."""
    for map_ in event.maps:
        yield from metrics_of(map_, event).quantities.values()
        yield from line_figures(event, map_.id)
        for station in stations(event, map_.id):
            yield from filter(None, (station.effective, station.capacity, station.epei))
        load = workload(event, map_.id)
        if load is not None:
            yield load.takt
            yield load.utilisation
            for pool in load.pools:
                yield pool.quantity()
                if pool.waiting is not None:
                    yield pool.waiting.quantity()
        yield from step_waits(event, map_.id).values()
        queued = queueing_lead_time(event, map_.id)
        if queued is not None:
            yield queued
        yield from poor_quality(event, map_.id)
        yield from quality_figures(event, map_.id)
        for row in wastes(event, map_.id):
            yield from row.figures
        reading = read_capacity(event, map_)
        for shown in (*reading.roles, *reading.steps, *reading.role_stacks, *reading.step_stacks):
            yield shown.quantity
        for step in map_.steps:
            told = step_load(event, map_, step)
            yield from told.quantities if told is not None else ()
    yield from flow.benefits(event)


def number(term: Term) -> str:
    """A term as a Python literal, percentages as shares."""
    scale = 0.01 if term.unit == "%" else 1.0
    if term.rows is not None:
        values = term.value or [1.0] * len(term.rows)  # type: ignore[union-attr]
        return f"Rows({[one * scale for one in values]!r})"  # type: ignore[union-attr]
    return "None" if term.value is None else f"({term.number() * scale!r})"  # type: ignore[operator]


class Rows(list):  # type: ignore[type-arg]
    """A column for Python's own arithmetic."""

    def _with(self, other: Any, operate: Callable[[float, float], float]) -> Rows:
        others = other if isinstance(other, Rows) else [other] * len(self)
        return Rows(operate(one, two) for one, two in zip(self, others, strict=True))

    def __add__(self, other: Any) -> Rows:  # type: ignore[override]
        return self._with(other, lambda one, two: one + two)

    def __mul__(self, other: Any) -> Rows:  # type: ignore[override]
        return self._with(other, lambda one, two: one * two)

    def __rmul__(self, other: Any) -> Rows:  # type: ignore[override]
        return self * other

    def __truediv__(self, other: Any) -> Rows:
        return self._with(other, lambda one, two: one / two)

    def __rsub__(self, other: Any) -> Rows:
        return Rows(other - one for one in self)

    def __rpow__(self, other: Any) -> Rows:
        return Rows(other**one for one in self)


def by_python(found: Quantity) -> float | None:
    """The formula of a figure worked out by Python's own reading of it, not by ours."""
    text = re.sub(r"(\d+) ?%", lambda share: str(int(share[1]) / 100), found.formula)
    for term in sorted(found.terms, key=lambda term: -len(term.name)):
        text = re.sub(rf"(?<![\w\]'.]){re.escape(term.name)}(?![^\W²])", number(term), text)
    text = re.sub(r" x (?=[\d(A-Zslp])", " * ", text).replace("^", "**").replace("²", "**2")
    text = re.sub(r"larger of (\(.*?\)\)?)(?= /|$)", r"max\1", text)
    reached = re.fullmatch(r"smallest (.*) with (.*) of at least (.*)", text)
    if reached:
        text = f"min(one for one, share in zip({reached[1]}, {reached[2]}) if share >= {reached[3]} - 1e-12)"
    text = text.replace("square root of ", "root")
    for words, function in (
        ("number of", "len"),
        ("sum of", "sum"),
        ("product of", "prod"),
        ("mean of", "mean"),
    ):
        while words in text:
            start = text.index(words)
            end, depth = start, 0
            for end in range(start, len(text) + 1):
                sign = text[end : end + 1]
                depth += (sign in "([") - (sign in ")]") if sign else 0
                if depth < 0 or (depth == 0 and text[end : end + 3] in (" + ", " - ")) or not sign:
                    break
            inside = text[start + len(words) : end].strip()
            text = f"{text[:start]}{function}({inside}){text[end:]}"
    known = {"Rows": Rows, "prod": math.prod, "mean": fmean, "root": math.sqrt, "max": max, "sum": sum}
    try:
        value: float = eval(text, known)  # the formulas are ours
    except (ZeroDivisionError, TypeError) as error:
        if "unsupported" in str(error) or isinstance(error, ZeroDivisionError):
            return None
        raise AssertionError(f"{found.formula!r} became {text!r}: {error}") from error
    return value * (100.0 if found.unit == "%" else 1.0)


def check(found: Quantity) -> None:
    """The law for one figure."""
    names = [term.name for term in found.terms]
    assert len(names) == len(set(names)), found
    for term in found.terms:
        if term.rows is not None and term.value:
            assert len(term.rows) == len(term.value), (found.name, term)  # type: ignore[arg-type]
    if found.value is None:
        assert found.note, found.name
        return
    assert found.terms, found.name
    again = work_out(found.formula, found.terms, found.unit)
    assert again == pytest.approx(found.value, rel=1e-12, abs=1e-12), found.name
    assert by_python(found) == pytest.approx(found.value, rel=1e-9, abs=1e-9), (found.name, found.formula)
    assert found.label in found.explain()


@pytest.mark.parametrize("name", SAMPLES)
def test_formula_on_terms_gives_the_value_in_every_sample(name: str, sample: Callable[[str], Any]) -> None:
    event = sample(name)[0]
    figures = list(all_figures(event))
    assert len(figures) > 200
    for found in figures:
        check(found)
    for unit in (None, 0.0):
        for found in all_figures(replace(event, demand=replace(event.demand, units_per_year=unit))):
            check(found)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_language_changes_the_words_of_a_figure_and_nothing_else(
    name: str, sample: Callable[[str], Any], shouting: Any
) -> None:
    event = sample(name)[0]
    english = list(all_figures(event))
    with shouting():
        told = [(found, found.explain()) for found in all_figures(event)]
    assert len(told) == len(english) > 200
    for found, (loud, explained) in zip(english, told, strict=True):
        assert (loud.name, loud.value, loud.unit, loud.formula) == (
            found.name, found.value, found.unit, found.formula,
        )  # fmt: skip
        assert [(term.name, term.value) for term in loud.terms] == [
            (term.name, term.value) for term in found.terms
        ]
        assert "BASIS:" in explained
        assert found.formula.upper() in explained
    shouted = [loud for loud, _text in told if loud.label != "" and loud.label != loud.label.lower()]
    assert len(shouted) == len(told)
    assert next(iter(all_figures(event))).label == english[0].label  # and English again afterwards


def test_formula_on_terms_gives_the_value_of_a_simulation(permit: Event, shouting: Any) -> None:
    played = flow.simulate_pair(permit, replications=3, days=20, options=Options(due_min=9600.0))
    with shouting():
        loud = flow.simulate_pair(permit, replications=3, days=20, options=Options(due_min=9600.0))
        assert loud.after.summary()[0].startswith("MEAN LEAD TIME")
    for one, other in zip(played.after.quantities.values(), loud.after.quantities.values(), strict=True):
        assert (one.value, one.formula, one.terms[0].name) == (
            other.value,
            other.formula,
            other.terms[0].name,
        )
    for one in (played.before, played.after):
        figures = [*one.quantities.values(), *(one.queue_quantity(step) for step in one.steps if step.queue)]
        assert len(figures) > 20
        for found in figures:
            check(found)
    change = played.quantity()
    assert change is not None
    check(change)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any process: splits, choices, rework, exits, people with and without rates, every lead-time rule."""
    size = draw(st.integers(1, 7))
    span = st.sampled_from([None, 0.0, 1.0, 7.5, 40.0, 300.0])

    def time(unit: str) -> Duration | None:
        amount = draw(span)
        if amount is None:
            return None
        return (
            Duration(amount, unit, amount / 2.0, amount * 2.0)
            if draw(st.integers(0, 4)) == 0
            else Duration(amount, unit)
        )  # type: ignore[arg-type]

    steps = tuple(
        Step(
            NAMES[i], f"Step {i}", role=draw(st.sampled_from(["a", "b", "c", "d", "", "ghost"])),
            kind=draw(st.sampled_from(["process", "process", "process", "decision", "inventory"])),
            process_time=time("min"), wait=time("h"), ca_pct=draw(st.sampled_from([None, 50.0, 90.0, 100.0])),
            value=draw(st.sampled_from(["VA", "BNVA", "NVA", ""])), wip=draw(st.sampled_from([None, 0.0, 7.0])),
            wastes=tuple(draw(st.lists(st.sampled_from(["waiting", "defects", "motion", "inventory"]), max_size=3))),
            cost_usd=draw(st.sampled_from([None, 3.5])), batch=draw(st.sampled_from([None, 20.0])),
            changeover=draw(st.sampled_from([None, Duration(15.0)])), kinds=draw(st.sampled_from([None, 3.0])),
            staff=draw(st.sampled_from([None, None, 1.0])), availability_pct=draw(st.sampled_from([None, 80.0])),
        )
        for i in range(size)
    )  # fmt: skip
    links = [Link(f"l{i}", NAMES[i], NAMES[i + 1]) for i in range(size - 1)]
    for extra in range(draw(st.integers(0, 3))):
        one, two = draw(st.integers(0, size - 1)), draw(st.integers(0, size))
        kind = "exit" if two == size else draw(st.sampled_from(["flow", "rework", "alternative"]))
        share = (
            draw(st.sampled_from([None, 0.1, 0.4])) if kind == "flow" else draw(st.sampled_from([0.1, 0.25]))
        )
        links.append(Link(f"e{extra}", NAMES[one], NAMES[two] if two < size else "out", kind, share))  # type: ignore[arg-type]
    map_ = Map(
        "current", "", steps, tuple(links),
        lead_time_rule=draw(st.sampled_from(["sum_lt", "inventory_plus_pt", "inventory_only"])),
    )  # fmt: skip
    future = replace(map_, id="future", steps=steps[: max(1, size - 1)])
    return Event(
        calendar=draw(st.sampled_from([Calendar(), Calendar(hours_per_business_day=0.0), Calendar(6.0)])),
        demand=Demand("case", draw(st.sampled_from([None, 0.0, 2400.0, 40_000.0])), mix=(Mix("x"), Mix("y"))),
        delay_threshold_min=draw(st.sampled_from([None, 60.0])), roles=ROLES, maps=(map_, future),
        benefits=Benefits(
            team_member_hours=draw(st.sampled_from([None, 100.0])), team_avg_rate_usd_h=50.0, supplies_usd=20.0,
            scrap_usd_per_year=draw(st.sampled_from([None, 9.0])), rows=(Benefit("post", amount=4000.0),),
        ),
        wastes=(Waste(waste="motion", minutes=3.0),),
    )  # fmt: skip


@given(events())
@settings(max_examples=60, deadline=None)
def test_formula_on_terms_gives_the_value_of_any_process(event: Event) -> None:
    figures = list(all_figures(event))
    assert len(figures) > 60  # every process has the figures of its map, its change and its money
    for found in figures:
        check(found)


@given(events())
@settings(max_examples=60, deadline=None)
def test_terms_are_the_numbers_of_the_steps_they_name(event: Event) -> None:
    """Each row of each column, read again from the record it names."""
    map_ = event.maps[0]
    found = metrics_of(map_, event)
    steps = {step.id: step for step in map_.steps}
    place = {step.id: i for i, step in enumerate(map_.steps)}
    rates = {role.id: 0.0 if role.unpaid else role.loaded_rate_usd_h or 0.0 for role in event.roles}
    unpaid = {role.id for role in event.roles if role.unpaid}
    for name, figure in found.quantities.items():
        for term in figure.terms:
            if term.rows is None or not term.value or not set(term.rows) <= set(steps):
                continue
            for row, value in zip(term.rows, term.value, strict=True):  # type: ignore[arg-type]
                step, i = steps[row], place[row]
                expected = {
                    "wait": found.times.wait[i], "inventory time": found.times.wait[i], "waits": found.times.wait[i],
                    "process time": found.times.process[i], "%C&A": step.ca_pct, "units waiting": step.wip,
                    "hourly rate": rates.get(step.role), "fixed cost": step.cost_usd,
                }.get(term.name)  # fmt: skip
                if expected is not None:
                    assert value == pytest.approx(expected), (name, term.name, row)
                if term.name == "visits" and name.startswith(("labour", "cost")):
                    assert value == pytest.approx(found.visits[row]), (name, row)
                if term.name == "process time" and name.startswith("labour"):
                    assert step.role not in unpaid, name
    for name, kind in (("va_steps", "VA"), ("bnva_steps", "BNVA"), ("nva_steps", "NVA")):
        if found.quantities[name].terms:
            listed = found.quantities[name].term("steps").rows
            assert listed == [
                s.id for s in map_.steps if s.value == kind and s.kind in ("process", "decision")
            ]
    long = found.quantities["delays"]
    if long.terms:
        listed = set(long.term("waits").rows or ())
        assert listed == {
            s.id
            for s in map_.steps
            if s.kind in ("process", "decision") and found.times.wait[place[s.id]] >= 60.0
        }


@given(events())
@settings(max_examples=40, deadline=None)
def test_every_row_of_a_time_matters(event: Event) -> None:
    """An hour more of wait on a listed step adds its weight to the lead time; on others it takes nothing off."""
    map_ = replace(event.maps[0], lead_time_rule="sum_lt")
    event = replace(event, maps=(map_,))
    before = metrics_of(map_, event)
    expected = before.quantities["lead_time_expected_min"]
    assert expected.value is not None
    weights = dict(zip(expected.term("visits").rows or (), expected.term("visits").value or (), strict=True))  # type: ignore[arg-type]
    for step in map_.steps[:3]:
        typed = step.wait.minutes(event.calendar) if step.wait is not None else 0.0
        longer = replace(step, wait=Duration(typed + 60.0, "min"))
        changed = replace(map_, steps=tuple(longer if s.id == step.id else s for s in map_.steps))
        after = metrics_of(changed, event).value("lead_time_expected_min")
        assert after is not None
        if step.id in weights:
            assert after == pytest.approx(expected.value + 60.0 * weights[step.id])
        assert after >= expected.value - 1e-6


def printed_sum(text: str) -> float:
    """What the printed rows of a sum add up to: "... in min: “Check” 1 x (5 + 1.5); c2 ...." read as a person would."""
    rows = re.sub("“.*?”", "step", text).split(" in min: ")[1].split(". ")[0]
    total = 0.0
    for row in rows.split("; "):
        arithmetic = row.split(" ", 1)[1].replace(",", "").replace(" x ", " * ")
        assert re.fullmatch(r"[\d.+*() ]+", arithmetic), row
        total += eval(arithmetic)  # digits and signs alone
    return total


def test_the_printed_terms_add_up_with_a_choice_and_parallel_work(draw: Draw) -> None:
    """In parallel work only the longest branch counts, of a choice both ways: as printed, not only as computed."""
    map_ = draw(
        {"a": 10.0, "b": 20.0, "c": 50.0, "d": 5.0, "e": 40.0, "f": 8.0},
        [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "e", "flow", 0.25), ("d", "f", "flow", 0.75),
         ("e", "f"), ("f", "d", "rework", 0.2)],
        waits={"a": 30.0, "e": 100.0},
    )  # fmt: skip
    found = metrics_of(map_, Event(maps=(map_,))).quantities
    first = found["lead_time_first_pass_min"]
    assert first.value == pytest.approx(40.0 + 50.0 + 5.0 + 0.25 * 140.0 + 8.0)
    again = 1.0 / 0.8
    assert found["lead_time_expected_min"].value == pytest.approx(90.0 + again * (5.0 + 0.25 * 140.0 + 8.0))
    for name in ("lead_time_first_pass_min", "process_time_critical_path_min", "lead_time_expected_min"):
        assert printed_sum(found[name].explain()) == pytest.approx(found[name].value, abs=0.01), name


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("state", ["current", "future"])
def test_printed_terms_add_up_in_the_samples(name: str, state: str, sample: Callable[[str], Any]) -> None:
    found = flow.metrics(sample(name)[0], state).quantities
    for key in ("lead_time_first_pass_min", "process_time_critical_path_min", "lead_time_expected_min",
                "labour_expected_min", "labour_min_main_path"):  # fmt: skip
        assert printed_sum(found[key].explain()) == pytest.approx(found[key].value, rel=2e-4), key


@pytest.mark.parametrize("name", SAMPLES)
def test_less_waiting_afterwards_is_a_saving_for_customers(name: str, sample: Callable[[str], Any]) -> None:
    """units x (before - after), from the expected numbers of the sample; turned around it is a loss."""
    event, expected = sample(name)
    saved = flow.benefits(event).quantities["customer_wait_saved_bd_per_year"]
    units = event.demand.units_per_year
    day = 60.0 * event.calendar.hours_per_business_day
    before, after = (expected[state]["lead_time_expected_min"] / day for state in ("current", "future"))
    assert before > after
    assert saved.value == pytest.approx(units * (before - after), abs=units * 0.01)
    assert saved.value > 0.0
    assert saved.term("units per year").value == units
    assert saved.term("expected lead time before").number() == pytest.approx(before, abs=0.005)
    assert saved.term("expected lead time after").number() == pytest.approx(after, abs=0.005)
    turned = flow.benefits(event, "future", "current").quantities["customer_wait_saved_bd_per_year"]
    assert turned.value == pytest.approx(-saved.value)


def test_every_metric_has_its_words_and_its_function() -> None:
    assert len(METRICS) == 42
    for name, entry in METRICS.items():
        assert entry.name == name == entry.terms.__name__
        for words in (entry.label, entry.unit, entry.formula, entry.convention, entry.source):
            assert words.strip(), name


def test_steps_are_named_by_number_in_the_load_of_a_role(permit: Event) -> None:
    names = step_names(permit.map("current"))
    pool = workload(permit).pools[0]  # type: ignore[union-attr]
    rows = pool.quantity("estimated", names).term("visits").rows or ()
    assert rows
    assert set(rows) <= set(names.values())
