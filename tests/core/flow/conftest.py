"""The sample events as records, straight from their source JSON, and small maps for tests."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leanbench.event.records import Benefit, Benefits, Demand, Event, Link, Map, Role, Step, TimeObservation
from leanbench.words.durations import Calendar, Duration

SOURCE = Path(__file__).parents[3] / "resources" / "samples" / "source"
SAMPLES = ("permit-issuance", "driver-license-renewal", "snap-eligibility")


def _map(map_id: str, state: dict[str, Any]) -> Map:
    steps = tuple(
        Step(
            id=s["id"],
            name=s["name"],
            role=s["role"],
            process_time=Duration(s["pt_min"], "min"),
            wait=Duration(s["wait"], s["wait_unit"]),
            ca_pct=s.get("ca_pct"),
            value=s["va"],
            decision=s.get("decision", False),
            wastes=tuple(s.get("wastes", ())),
            wip=s.get("wip_units_before"),
            wait_note=s.get("wait_note", ""),
        )
        for s in state["steps"]
    )
    links: list[Link] = []

    def add(source: str, target: str, kind: str = "flow", share: float | None = None) -> None:
        links.append(Link(f"l{len(links)}", source, target, kind, share))  # type: ignore[arg-type]

    path = [place if isinstance(place, list) else [place] for place in state["path"]]
    for here, ahead in itertools.pairwise(path):
        for source in here:
            for target in ahead:
                add(source, target)
    for branch in state["branches"]:
        chain = [branch["from"], *branch["steps"]]
        if branch["kind"] != "exit":
            chain.append(branch["to"])
        for number, (source, target) in enumerate(itertools.pairwise(chain)):
            add(source, target, branch["kind"], branch["probability"] if number == 0 else None)
    return Map(map_id, steps=steps, links=tuple(links))


def read_sample(name: str) -> tuple[Event, dict[str, Any]]:
    """An event of one sample with what the flow engine needs, and its expected numbers."""
    data = json.loads((SOURCE / f"{name}.json").read_text(encoding="utf-8"))
    calendar = dict(data["calendar"])
    inputs = dict(data["benefits"]["inputs"])
    savings = tuple(Benefit(s["what"], amount=s["usd_per_year"]) for s in inputs.pop("hard_savings"))
    sheet = data["time_observation"]
    roles = [
        Role(r["id"], r["name"], r.get("unpaid", False), r["loaded_rate_usd_h"], r["fte"])
        for r in data["roles"]
    ]
    cycles = tuple(tuple(cycle) for cycle in sheet["cycles"])
    event = Event(
        calendar=Calendar(**calendar),
        delay_threshold_min=data["delay_threshold_min"],
        demand=Demand(data["demand"]["unit"], data["demand"]["units_per_year"]),
        roles=tuple(roles),
        maps=(_map("current", data["current_state"]), _map("future", data["future_state"])),
        benefits=Benefits(**inputs, rows=savings),
        time_observations=(
            TimeObservation("t1", unit=sheet["unit"], elements=tuple(sheet["elements"]), cycles=cycles),
        ),
    )
    return event, data["expected"]


@pytest.fixture(scope="session")
def sample() -> Callable[[str], tuple[Event, dict[str, Any]]]:
    """Reads a sample event and its expected numbers by file name."""
    return read_sample


@pytest.fixture(scope="session")
def permit() -> Event:
    """The building-permit sample."""
    return read_sample("permit-issuance")[0]


@pytest.fixture
def draw() -> Callable[..., Map]:
    """Draw a map from {step: process minutes} and [(source, target, kind?, probability?)]."""

    def make(times: dict[str, float], links: list[tuple[Any, ...]], **options: Any) -> Map:
        waits = options.pop("waits", {})
        kinds = options.pop("kinds", {})
        roles = options.pop("roles", {})
        steps = tuple(
            Step(
                key,
                key,
                kind=kinds.get(key, "process"),
                role=roles.get(key, ""),
                process_time=Duration(value, "min"),
                wait=Duration(waits[key], "min") if key in waits else None,
            )
            for key, value in times.items()
        )
        return Map(
            "current",
            steps=steps,
            links=tuple(Link(f"l{n}", *link) for n, link in enumerate(links)),
            **options,
        )

    return make
