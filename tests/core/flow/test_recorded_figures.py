"""What one office with everything in it is told: every figure with its terms, and the sentences, as recorded.

The laws and published answers of the other files prove the numbers; here no figure, unit, row or word may change on
its way to the reader unseen. LEANBENCH_UPDATE_GOLDEN=1 writes the record anew: read the difference before you keep it.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from leanbench import flow
from leanbench.event.records import Benefit, Benefits, Demand, Event, Link, Map, Role, Step, TimeObservation
from leanbench.flow import fitted, knobs, littles_law, queueing, run_plan, run_words
from leanbench.flow.capacity_reading import read_capacity, step_figures
from leanbench.flow.estimates import lead_time_estimates
from leanbench.flow.measures import METRICS
from leanbench.flow.simulation import Options
from leanbench.flow.simulation.model import Shift
from leanbench.flow.what_if import quick_figures, spread_figures
from leanbench.quantity import Quantity
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration

GOLDEN = Path(__file__).parents[2] / "golden" / "flow" / "office.txt"
_spec = importlib.util.spec_from_file_location("terms_of_figures", Path(__file__).with_name("test_terms.py"))
assert _spec is not None
assert _spec.loader is not None
_terms = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_terms)

TIMES = (12.0, 15.0, 9.0, 22.0, 31.0, 14.0, 18.0, 11.0, 40.0, 16.0, 13.0)


def office() -> Event:
    """A permit office: a choice, parallel work, rework, an exit, ranges, batches, stock, unpaid people."""
    steps = (
        Step("s1", "Receive", role="clerk", process_time=Duration(12.0), wait=Duration(3.0, "h"), ca_pct=80.0,
             value="BNVA", wip=7.0, wastes=("waiting", "motion"), cost_usd=1.5),
        Step("s2", "Enter", role="clerk", process_time=Duration(None, "min", 5.0, 15.0), wait=Duration(1.0, "bd"),
             ca_pct=95.0, value="NVA", wastes=("extra_processing",), batch=10.0,
             changeover=Duration(0.5, "h"), kinds=3.0),
        Step("s3", "Check plan", role="planner", process_time=Duration(30.0, "min", shape="gamma", sd=9.0),
             wait=Duration(4.0, "bd"), ca_pct=70.0, value="VA", wip=31.0, availability_pct=85.0),
        Step("s4", "Check drains", role="engineer", process_time=Duration(22.0), wait=Duration(2.5, "bd"),
             ca_pct=90.0, value="VA", wastes=("defects",)),
        Step("s5", "Correct", role="applicant", process_time=Duration(60.0), wait=Duration(3.0, "bd"), value="NVA",
             wastes=("defects", "waiting")),
        Step("s6", "Decide", kind="decision", role="planner", process_time=Duration(8.0), wait=Duration(0.5, "bd"),
             ca_pct=98.0, value="BNVA"),
        Step("s7", "Issue", role="clerk", process_time=Duration(6.0), wait=Duration(90.0), ca_pct=99.0, value="VA",
             staff=1.0, wip=2.0),
    )  # fmt: skip
    links = (
        Link("a", "s1", "s2"), Link("b", "s2", "s3"), Link("c", "s2", "s4"), Link("d", "s3", "s6"),
        Link("e", "s4", "s6"), Link("f", "s6", "s5", "rework", 0.3), Link("g", "s5", "s6", "rework"),
        Link("h", "s6", "s7", "flow", 0.6), Link("i", "s6", "out", "exit", 0.1),
    )  # fmt: skip
    shorter = [step for step in steps if step.id != "s2"]
    after = [
        replace(one, wait=Duration((one.wait.amount or 0.0) / 3.0, one.wait.unit))
        for one in shorter
        if one.wait
    ]
    kept = tuple(link for link in links if "s2" not in (link.source, link.target))
    return Event(
        calendar=Calendar(8.0, 240.0, 450.0),
        demand=Demand("permit", 3_600.0),
        delay_threshold_min=120.0,
        roles=(
            Role("clerk", "Clerk", False, 41.0, 1.5), Role("planner", "Planner", False, 63.0, 2.0),
            Role("engineer", "Engineer", False, 77.0, 1.0), Role("applicant", "Applicant", True),
        ),
        maps=(
            Map("current", "Today", steps, links),
            Map("future", "Tomorrow", tuple(after), (*kept, Link("x", "s1", "s3"), Link("y", "s1", "s4"))),
        ),
        benefits=Benefits(
            team_member_hours=160.0, team_avg_rate_usd_h=52.0, facilitator_hours=60.0, facilitator_rate_usd_h=70.0,
            supplies_usd=300.0, implementation_usd=9_000.0, scrap_usd_per_year=410.0,
            rows=(Benefit("Paper", amount=7_000.0), Benefit("Post", amount=2_500.0)),
        ),
        time_observations=(
            TimeObservation("t", unit="min", elements=("open", "type"), cycles=((2.0, 5.0), (3.0, 7.5), (2.5, 6.0))),
        ),
    )  # fmt: skip


def crossing() -> Event:
    """Parallel branches that cross each other, each with a range: the longest of all ways is drawn."""
    times = {
        "a": (4.0, 8.0),
        "b": (10.0, 30.0),
        "c": (5.0, 25.0),
        "d": (8.0, 40.0),
        "e": (12.0, 20.0),
        "f": (3.0, 5.0),
    }
    steps = tuple(
        Step(key, key.upper(), process_time=Duration(None, "min", *ends), wait=Duration(15.0))
        for key, ends in times.items()
    )
    ways = ("ab", "ac", "bd", "be", "ce", "df", "ef")
    links = tuple(Link(way, way[0], way[1]) for way in ways)
    return Event(maps=(Map("current", "Crossing", steps, links),), demand=Demand("case", 2_400.0))


def overloaded(event: Event) -> Event:
    """The office with five times the work: two pools cannot do it."""
    return replace(event, demand=replace(event.demand, units_per_year=18_000.0))


def number_text(value: float) -> str:
    return f"{value:.6g}"


def _field_names(value: Any) -> tuple[str, ...] | None:
    """The fields of a record or a data class; None for any other value."""
    if isinstance(value, Struct):
        return value.__struct_fields__
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(part.name for part in fields(value))
    return None


def told(value: Any) -> str:
    """Any record as text; long columns of a term in full, arrays of a run left to their figures."""
    if isinstance(value, Quantity):
        return figure_text(value)
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {told(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(told(one) for one in value) + ")"
    names = _field_names(value)
    if names is not None:
        parts = (f"{name}={told(getattr(value, name))}" for name in names)
        return f"{type(value).__name__}({', '.join(parts)})"
    return repr(value)


def figure_text(found: Quantity) -> str:
    terms = "; ".join(
        f"{term.name} = {told(term.value)} {term.unit}" + (f" of {', '.join(map(str, term.rows))}" if term.rows else "")
        + (f" ({term.note})" if term.note else "")
        for term in found.terms
    )  # fmt: skip
    head = (
        f"{found.name} | {found.label} | {told(found.value)} {found.unit} | {found.basis} | {found.formula}"
    )
    return " | ".join(part for part in (head, terms, found.convention, found.note) if part)


def lines_of(values: Iterable[Any]) -> Iterator[str]:
    yield from (told(value) for value in values)


def figures() -> Iterator[str]:
    seen = set()
    for found in (*_terms.all_figures(office()), *_terms.all_figures(crossing())):
        text = figure_text(found)
        if text not in seen:
            seen.add(text)
            yield text


def words_of_metrics() -> Iterator[str]:
    for name, entry in METRICS.items():
        words = (entry.label, entry.unit, str(entry.decimals), entry.better, entry.formula, entry.convention)
        yield " | ".join((name, *words, entry.source))


def comparison() -> Iterator[str]:
    found = flow.compare(office())
    for row in found.rows:
        yield f"{row.name} | {row.label} | {row.unit} | {told(row.change_pct)}% | {told(row.change_points)} points"
    yield told(found.steps)
    yield from lines_of(quick_figures(office(), "current").values())
    yield from lines_of(spread_figures(office(), "current").values())


def capacity() -> Iterator[str]:
    event = office()
    for drawn in event.maps:
        found = read_capacity(event, drawn)
        yield from (found.sentence, found.about, found.little, found.advice)
        for bar in (*found.roles, *found.steps):
            yield f"{bar.key} | {bar.label} | {bar.sub} | {told(bar.share)} | {bar.words} | {bar.bottleneck}"
        for stack in (*found.role_stacks, *found.step_stacks):
            yield f"{stack.key} | {stack.label} | {stack.sub} | {told(stack.parts)} | {told(stack.height)}"
        yield from lines_of((*found.gaps, *found.troubles))
        yield from (
            f"{step}: {', '.join(one.name for one in parts)}" for step, parts in step_figures(event, drawn)
        )
        yield told(littles_law.check(event, drawn.id))
    load = flow.workload(event, people_time="productive")
    assert load is not None
    yield from lines_of((load.takt, load.utilisation, *(pool.quantity() for pool in load.pools)))
    for unit in (None, 0.0, 9_000.0):
        other = replace(event, demand=replace(event.demand, units_per_year=unit))
        found = read_capacity(other, other.maps[0])
        yield from (found.sentence, found.about, found.little, found.advice)
        yield from lines_of((*found.gaps, *found.troubles))
    bare = replace(event.maps[0], steps=())
    yield from lines_of(read_capacity(replace(event, maps=(bare,)), bare).gaps)


def small_formulas() -> Iterator[str]:
    yield from lines_of(
        (littles_law.days_of_supply(90.0, 15.0), littles_law.days_to_consume(90.0, 12.0, 450.0))
    )
    for line in (
        queueing.queue(0.05, 0.03, 2, ca2=0.5),
        queueing.queue(0.02, 0.03),
        queueing.queue(0.09, 0.03, 2),
    ):
        yield from lines_of((line, line.quantity(), line.quantity("h")))
    yield from lines_of(fitted.compare_shapes(TIMES))
    for shape in fitted.SHAPES:
        yield f"{shape}: {told(fitted.fit(TIMES, shape).mean)}, {told(fitted.fit(TIMES, shape).variance)}"
    yield told(flow.observation(office().time_observations[0]))
    yield told(run_plan.FIELDS)
    yield told(run_plan.FURTHER)
    yield told((run_plan.SERVICES, run_plan.WAITS, run_plan.ARRIVALS, run_plan.STARTS))


def things_to_turn() -> Iterator[str]:
    event = office()
    for drawn in event.maps:
        chosen = knobs.things_to_try(event, drawn)
        yield told(chosen)
        yield from lines_of(knobs.knobs_of(event, drawn, [(kind, key) for kind, key, _title in chosen]))
        for kind, key, _title in chosen:
            yield from lines_of(knobs.knobs_of(event, drawn, [(kind, key)]))
        yield knobs.worth_trying(event, drawn)
        yield told(flow.timeline(event, drawn.id))
        yield told(flow.numbering(drawn))


SHIFT = Shift(((0.0, 1.0), (240.0, 2.0)))
RUNS: dict[str, tuple[Options, int, str]] = {  # options, replications, the unit of the event
    "promised": (Options(due_min=3_000.0, patience_min=20_000.0, profile=(3.0, 1.0)), 3, "bd"),
    "as given": (Options("as given", "even", keep_waits="all", priorities={"s7": 1}, backlog=True), 2, "min"),
    "alone": (
        Options(keep_waits="none", people={"clerk": 1.0}, shifts={"planner": SHIFT}, backlog={"s3": 4}),
        1,
        "bd",
    ),
}


def simulation() -> Iterator[str]:
    for name, (options, replications, unit) in RUNS.items():
        event = office()
        event = replace(event, calendar=replace(event.calendar, report_unit=unit))
        plan = run_plan.Plan(
            replications, 1, 40, 10, None, options.service, options.keep_waits, compare="current"
        )
        pair = flow.simulate_pair(event, replications=replications, days=40, warm_up=10, options=options)
        turned = flow.simulate_pair(
            event, "future", "current", replications=replications, days=20, warm_up=5, options=options
        )
        yield f"-- {name}"
        yield from lines_of((pair.quantity(), turned.quantity()))
        for found in (pair.before, pair.after):
            yield from lines_of(found.quantities.values())
            yield from lines_of(found.queue_quantity(step) for step in found.steps if step.queue)
            yield from found.summary()
            yield told(found.histogram(8))
            yield run_words.headline(event, found, unit, options.keep_waits)
            yield run_words.about_run(found, plan, pair, "Today")
            yield from lines_of(
                run_words.load_bar(pool) for pool in found.pools if pool.utilisation is not None
            )
            estimates = lead_time_estimates(event, found.map_id, found)
            yield from estimates.sentences
            for one in (None, pair, turned):
                yield told(run_words.estimate_bars(event, found, estimates, one, unit))
            yield from (f"{words} | {one.name}" for one, words in run_words.run_facts(event, found))
            yield told([found.steps, found.pools, found.assumptions, found.remarks])


def other_runs() -> Iterator[str]:
    """Too much work, a change that could be chance, crossing branches, a run that stops when it is sure enough."""
    event = overloaded(office())
    plan = run_plan.Plan(2, 1, 20, 5, None, "exponential", "external", precision=0.3)
    found = flow.simulate(event, replications=2, days=20, warm_up=5)
    yield run_words.headline(event, found, "bd", "external")
    yield run_words.about_run(found, plan)
    yield from lead_time_estimates(event, "current", found).sentences
    event = office()
    twin = tuple(replace(one, id=f"{one.id}x") for one in event.maps[0].steps)  # other ids: other luck
    links = tuple(
        replace(one, source=f"{one.source}x", target=f"{one.target}x") for one in event.maps[0].links
    )
    event = replace(event, maps=(event.maps[0], replace(event.maps[0], id="future", steps=twin, links=links)))
    options = Options()
    pair = flow.simulate_pair(event, replications=3, days=20, warm_up=5, after_options=options)
    estimates = lead_time_estimates(event, "future", pair.after)
    yield told(run_words.estimate_bars(event, pair.after, estimates, pair, "bd")[0][-1])
    yield pair.sentence
    early = flow.simulate(event, replications=30, days=40, warm_up=10, precision=0.3)
    yield run_words.about_run(early, replace_plan(plan, 30))
    yield told(flow.simulate(crossing(), replications=2, days=20, warm_up=5).to_json())


def replace_plan(plan: run_plan.Plan, replications: int) -> run_plan.Plan:
    known = {name: getattr(plan, name) for name in _field_names(plan) or ()}
    return run_plan.Plan(**{**known, "replications": replications})


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    part.__name__: part
    for part in (
        figures,
        words_of_metrics,
        comparison,
        capacity,
        small_formulas,
        things_to_turn,
        simulation,
        other_runs,
    )
}


@cache
def recorded() -> dict[str, str]:
    blocks = GOLDEN.read_text(encoding="utf-8").removeprefix("== ").rstrip("\n").split("\n\n== ")
    return {head: body for head, _, body in (block.partition("\n") for block in blocks)}


@pytest.mark.skipif("LEANBENCH_UPDATE_GOLDEN" not in os.environ, reason="only writes the record")
def test_write_the_record() -> None:
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    recorded.cache_clear()
    text = "\n\n".join(f"== {name}\n" + "\n".join(filter(None, part())) for name, part in PARTS.items())
    GOLDEN.write_text(text + "\n", encoding="utf-8")
    assert recorded().keys() == PARTS.keys()


@pytest.mark.parametrize("name", PARTS)
def test_the_office_is_told_as_recorded(name: str) -> None:
    found, kept = list(filter(None, PARTS[name]())), recorded()[name].split("\n")
    assert found == kept, __doc__
