"""Maps to draw: the sample events read from their source files, and small maps made in place."""

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest

from leanbench import resources
from leanbench.event.records import Demand, Event, Header, Line, Link, Map, Note, Role, Sipoc, Step
from leanbench.schema import replace
from leanbench.words.durations import Calendar, Duration


def _map(state: dict[str, Any], map_id: str) -> Map:
    steps = [
        Step(
            item["id"],
            item["name"],
            role=item["role"],
            process_time=Duration(item["pt_min"], "min"),
            wait=Duration(item["wait"], item["wait_unit"]),
            ca_pct=item["ca_pct"],
            value=item["va"],
            decision=item.get("decision", False),
            wip=item.get("wip_units_before"),
        )
        for item in state["steps"]
    ]
    links: list[Link] = []

    def join(source: str, target: str, kind: Any = "flow", p: float | None = None, label: str = "") -> None:
        links.append(Link(f"l{len(links) + 1}", source, target, kind, p, label))

    path = [part if isinstance(part, list) else [part] for part in state["path"]]
    for one, two in pairwise(path):
        for source in one:
            for target in two:
                join(source, target)
    for branch in state["branches"]:
        ways = [branch["from"], *branch["steps"]]
        join(ways[0], ways[1], branch["kind"], branch["probability"], branch["label"])
        for source, target in pairwise(ways[1:]):
            join(source, target, branch["kind"])
        if branch["kind"] != "exit":
            join(ways[-1], branch["to"], branch["kind"])
    return Map(map_id, map_id.capitalize() + " state", tuple(steps), tuple(links))


def read_sample(name: str) -> Event:
    """A sample event with the parts a drawing needs."""
    data = json.loads(resources.path("samples", "source", f"{name}.json").read_text(encoding="utf-8"))
    calendar = Calendar(
        hours_per_business_day=data["calendar"]["hours_per_business_day"],
        minutes_open_per_day=data["calendar"]["minutes_open_per_day"],
        report_unit=data["calendar"]["report_unit"],
    )
    roles = tuple(
        Role(item["id"], item["name"], item.get("unpaid", False), item["loaded_rate_usd_h"], item["fte"])
        for item in data["roles"]
    )
    sipoc = Sipoc(**{part: tuple(map(Line, data["sipoc"].get(part, ()))) for part in (
        "suppliers", "inputs", "process", "outputs", "customers", "requirements")})  # fmt: skip
    return Event(
        header=Header(title=data["event"]["title"]),
        calendar=calendar,
        delay_threshold_min=data["delay_threshold_min"],
        demand=Demand(data["demand"].get("unit", ""), data["demand"].get("units_per_year")),
        roles=roles,
        sipoc=sipoc,
        maps=(_map(data["current_state"], "current"), _map(data["future_state"], "future")),
    )


@pytest.fixture(scope="session")
def sample() -> Callable[[str], Event]:
    """Reads a sample event by name: permit-issuance, driver-license-renewal, snap-eligibility."""
    return read_sample


def chain(names: Sequence[str], roles: Sequence[str]) -> Map:
    """Steps one after the other."""
    steps = tuple(Step(f"s{i + 1}", name, role=roles[i % len(roles)]) for i, name in enumerate(names))
    links = tuple(Link(f"l{i + 1}", f"s{i + 1}", f"s{i + 2}") for i in range(len(names) - 1))
    return Map("current", "Current state", steps, links)


@pytest.fixture
def small() -> Event:
    """Three steps of three classes in two lanes, one loop, one kaizen burst: small enough to read."""
    drawn = chain(["Receive form", "Check form is complete", "Decide"], ["CLK", "CLK", "SUP"])
    steps = (
        replace(
            drawn.steps[0], process_time=Duration(5, "min"), wait=Duration(0, "h"), ca_pct=90, value="NVA"
        ),
        replace(
            drawn.steps[1], process_time=Duration(12, "min"), wait=Duration(12, "h"), ca_pct=62, value="BNVA"
        ),
        replace(drawn.steps[2], process_time=Duration(None, "min", 10, 20), value="VA"),
    )
    links = (*drawn.links, Link("l3", "s2", "s2", "rework", 0.38, "incomplete"))
    drawn = replace(
        drawn, steps=steps, links=links, notes=(Note("n1", "burst", "Check at the counter", "s2"),)
    )
    return Event(
        header=Header(title="Small event"),
        roles=(Role("CLK", "Clerk", fte=2.5), Role("SUP", "Supervisor", fte=1)),
        maps=(drawn,),
    )
