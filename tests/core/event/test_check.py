"""The check names what is missing, inconsistent or broken, and where."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leanbench import resources
from leanbench.errors import UserError
from leanbench.event.check import Finding, check
from leanbench.event.check_fields import check_fields
from leanbench.event.event_file import EVENT, open_event
from leanbench.event.records import (
    Action,
    Approval,
    Benefit,
    Benefits,
    Charter,
    Column,
    Dataset,
    Demand,
    Event,
    Header,
    Idea,
    Line,
    Link,
    Map,
    Mix,
    Note,
    Review,
    Role,
    Step,
    Study,
    TimeObservation,
    Waste,
)  # fmt: skip
from leanbench.schema import replace
from leanbench.store.on_disk import plain_root, read_root
from leanbench.words.durations import Calendar, Duration


def step(key: str, name: str = "", **more: object) -> Step:
    known: dict[str, object] = {
        "role": "PT", "process_time": Duration(10.0, "min"), "wait": Duration(0.0, "h"), "ca_pct": 90.0,
        "value": "VA",
    }  # fmt: skip
    return Step(key, name or key.upper(), **{**known, **more})  # type: ignore[arg-type]


def event(steps: tuple[Step, ...], links: tuple[Link, ...], **more: object) -> Event:
    return Event(
        roles=(Role("PT", "Technician", loaded_rate_usd_h=41.0),),
        demand=Demand(units_per_year=2400.0),
        maps=(Map("current", "Current state", steps, links),),
        **more,  # type: ignore[arg-type]
    )


def texts(found: tuple[Finding, ...], level: str = "") -> list[str]:
    return [finding.text for finding in found if not level or finding.level == level]


A, B, C = step("a"), step("b"), step("c")
CHAIN = (Link("l1", "a", "b"), Link("l2", "b", "c"))


def test_a_good_map_has_nothing_broken() -> None:
    assert texts(check(event((A, B, C), CHAIN)), "broken") == []
    assert [f for f in check(event((A, B, C), CHAIN)) if f.where[-1] in "abc" or f.where[0] == "map"] == []


@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal", "snap-eligibility"])
def test_the_samples_have_nothing_broken(name: str) -> None:
    found = check(open_event(resources.path("samples", f"{name}.lean")).root)
    assert [f for f in found if f.level != "look" or "required" not in f.text] == []


def test_an_empty_event_is_missing_much_but_not_broken() -> None:
    found = check(Event())
    assert {finding.level for finding in found} == {"missing"}
    assert ("charter",) in {finding.where for finding in found}


@pytest.mark.parametrize(
    ("links", "text", "where"),
    [
        (
            (Link("l1", "a", "b", probability=0.6), Link("l2", "a", "c", probability=0.3)),
            "The branches out of “A” add up to 90%.", ("step", "current", "a"),
        ),
        (
            (*CHAIN, Link("l3", "b", "a", "rework", 0.7), Link("l4", "b", "x", "exit", 0.5)),
            "The branches out of “B” add up to 120%.", ("step", "current", "b"),
        ),
        (
            (*CHAIN, Link("l3", "b", "a", "rework", 1.5)),
            "“B”: a link has the probability 1.5.", ("link", "current", "l3"),
        ),
        (
            (Link("l1", "a", "b"), Link("l2", "b", "c"), Link("l3", "c", "b", "rework")),
            "On the map “Current state”, this loop never ends: “A”, “B”, and “C”.", ("step", "current", "a"),
        ),
        (
            (Link("l1", "a", "b"), Link("l2", "b", "a", "rework"), Link("l3", "b", "c", probability=0.0)),
            "On the map “Current state”, this loop never ends: “A” and “B”.", ("step", "current", "a"),
        ),
        (
            (*CHAIN, Link("l3", "c", "ghost")),
            "On the map “Current state”, a link leads to or from a step that is not there: ghost.",
            ("link", "current", "l3"),
        ),
    ],
)  # fmt: skip
def test_broken_flow(links: tuple[Link, ...], text: str, where: tuple[str, ...]) -> None:
    found = check(event((A, B, C), links))
    assert (text, where) in [(f.text, f.where) for f in found if f.level == "broken"]
    assert found[0].level == "broken"


def test_rework_with_a_way_out_is_no_endless_loop() -> None:
    links = (*CHAIN, Link("l3", "b", "r", "rework", 0.4), Link("l4", "r", "b", "rework"))
    assert texts(check(event((A, B, C, step("r")), links)), "broken") == []


def test_an_exit_may_leave_the_map() -> None:
    assert texts(check(event((A, B, C), (*CHAIN, Link("l3", "b", "new visit", "exit", 0.1)))), "broken") == []


def test_steps_nothing_leads_to() -> None:
    found = check(event((A, B, C, step("d")), CHAIN))
    text = "On the map “Current state”, “D” has no link coming in: nothing leads there."
    assert (text, ("step", "current", "d")) in [(f.text, f.where) for f in found if f.level == "look"]
    circle = check(
        event((A, B, C, step("d"), step("e")), (*CHAIN, Link("l3", "d", "e"), Link("l4", "e", "d")))
    )
    assert any("cannot be reached from the start" in text for text in texts(circle, "look"))


def test_times_that_cannot_be() -> None:
    odd = (
        step("a", wait=Duration(-3.0, "h")), step("b", process_time=Duration(9e6, "h")), step("c", ca_pct=140.0),
    )  # fmt: skip
    broken = texts(check(event(odd, CHAIN)), "broken")
    assert any("wait of “A”: a time cannot be negative" in text for text in broken)
    assert any("process time of “B”: that is more than 50 years" in text for text in broken)
    assert "“C”: %C&A must be between 0 and 100%, not 140%." in broken


def test_stock_and_wait_that_disagree_by_littles_law() -> None:
    # 2400 a year in 250 days of 8 h: 9.6 a day; a wait of 5 bd means a stock of 48
    wait = Duration(5.0, "bd")
    right = event((A, replace(B, wait=wait, wip=48.0), C), CHAIN)
    assert not any("Little" in text for text in texts(check(right)))
    wrong = event((A, replace(B, wait=wait, wip=60.0), C), CHAIN)
    (text,) = [text for text in texts(check(wrong), "look") if "Little" in text]
    assert text == "Before “B” 60 units wait, but by Little's law a wait of 40 h at this demand means 48."


def test_value_classes_roles_and_names() -> None:
    steps = (
        step("a", value="BNVA"),
        step("b", value="BNVA", rule="Code 5.2"),
        step("c", value="", role="XX"),
    )
    found = check(event(steps, CHAIN))
    assert any(
        "“A” has the class “required” without the law or rule" in text for text in texts(found, "look")
    )
    assert any("“C” has no value class" in text for text in texts(found, "missing"))
    assert any(
        "1 step belong to “XX”" in text or "“XX”, which is not among the roles" in text
        for text in texts(found)
    )
    nobody = check(event(tuple(step(key, role="") for key in "abc"), CHAIN))
    assert any("“A”, “B”, and “C” (3 steps) have no role" in text for text in texts(nobody, "missing"))


def test_ids_dates_and_references() -> None:
    odd = event(
        (A, A, B), (Link("l1", "a", "b"), Link("l1", "a", "b")),
        header=Header(title="T", start="2026-03-13", end="2026-03-09"),
        ideas=(Idea("1", "x", step="zz"), Idea("1", "y")),
        actions=(Action("1", action="Open", due="soon"),),
        calendar=Calendar(hours_per_business_day=0.0, holidays=("Xmas",)),
        charter=Charter(goals=(Line("Faster"),)),
        datasets=(Dataset("d", columns=(Column("days"),)),),
        studies=(Study("s1", "Stable?", dataset="gone"), Study("s2", "Days", dataset="d", options={"value": "week"})),
        time_observations=(TimeObservation("t", "Intake", elements=("a", "b"), cycles=((1.0, 2.0), (3.0,))),),
    )  # fmt: skip
    odd = replace(
        odd,
        maps=(replace(odd.maps[0], notes=(Note("n", step="gone"),)),),
        demand=Demand(units_per_year=-1.0, mix=(Mix("a", 0.5), Mix("b", 0.4))),
    )
    found = "\n".join(f"{finding.level} {finding.text}" for finding in check(odd))
    for expected in (
        "broken On the map “Current state”, two steps have the same id: a.",
        "broken On the map “Current state”, two links have the same id: l1.",
        "broken Two of the ideas have the same id: 1.",
        "broken The event ends (2026-03-09) before it starts (2026-03-13).",
        "broken Working calendar: Hours per business day must be between 0.01 and 24, not 0.",
        "broken The holiday “Xmas” is not a date.",
        "broken In the demand: Units per year must be 0 or more, not −1.",
        "broken The study “Stable?” uses data that are not in this event: gone.",
        "broken The study “Days” uses a column its data do not have: week.",
        "broken Time observation “Intake”: cycle 2 does not have 2 times.",
        "look The due date “soon” of “Open” is not a date.",
        "look The kinds of demand add up to 90%.",
        "look 1 row of the ideas points to a step no map has: x.",
        "look A note hangs on a step that is not on the map",
        "missing 1 action without an owner: Open.",
    ):
        assert expected in found


SAMPLE = plain_root(EVENT, open_event(resources.path("samples", "driver-license-renewal.lean")).root)
odd_values = (
    st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats(-1e300, 1e300) | st.text(max_size=4)
    | st.just([]) | st.just({}) | st.just([[1, "x"]]) | st.just({"amount": -1, "unit": "d"})
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*path, key)
        yield from places(part, (*path, key))


PLACES = [path for path in places(SAMPLE) if path[0] not in ("extra", "expected", "leanbench_event")]


@given(st.lists(st.tuples(st.sampled_from(PLACES), odd_values), min_size=1, max_size=4))
def test_a_file_with_odd_values_is_refused_in_words_or_checked(
    oddities: list[tuple[tuple[Any, ...], Any]],
) -> None:
    data: Any = copy.deepcopy(SAMPLE)
    for path, value in oddities:
        holder = data
        try:
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier oddity has taken this place away
    try:
        reading = read_root(EVENT, data, "“a.lean”")
    except UserError as told:
        sentence = str(told)
    else:
        sentence = "“a.lean” opened."
        for finding in check(reading.root):
            assert finding.text
            assert finding.where
    assert sentence.startswith("“a.lean”")


def test_a_link_out_of_an_end_is_named() -> None:
    done = Step("b", "Done", kind="end")
    found = check(Event(maps=(Map("m", steps=(A, done, C), links=(Link("1", "b", C.id),)),)))
    assert any("Nothing can lead out of “Done”" in finding.text for finding in found)


def test_any_field_of_any_row_is_checked_by_its_card() -> None:
    event = Event(
        follow_up=(Review(30, "soon", actions_done_pct=140.0),),
        charter=Charter(approvals=(Approval("Sponsor", "yesterday"),)),
        benefits=Benefits(rows=(Benefit("Overtime", start="spring"),), horizon_years=-1.0),
        wastes=(Waste("waiting", step="gone"), Waste("motion", step="gone")),
    )
    found = [finding.text for finding in check_fields(event)]
    assert "Actions done must be between 0 and 100%, not 140%." in " ".join(found)
    assert "The date “yesterday” of “Sponsor” is not a date." in found
    assert "The start “spring” of “Overtime” is not a date." in found
    assert any("Horizon years must be between 0 and 100" in text for text in found)
    assert "2 rows of the wastes point to a step no map has: waiting and motion." in found
