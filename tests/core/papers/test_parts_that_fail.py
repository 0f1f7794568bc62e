"""A part of a paper that fails is named by its own name; a picture that contradicts its table is left out."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from leanbench import flow
from leanbench.event.records import Event, Map, Step
from leanbench.papers.engine.writer import Writer
from leanbench.papers.parts import data_section, definitions_section, maps_section, summary
from leanbench.words.durations import Duration

DAY = datetime.date(2026, 3, 13)
# The section, the function in it that fails, and what is said of it.
PARTS = [
    (summary, "summary", "before_after", "The before and after table"),
    (summary, "summary", "_time_goes", "The picture of where the time goes"),
    (maps_section, "future_state", "_changes", "What changed"),
    (maps_section, "current_state", "_map_pages", "The map “Current state”"),
    (definitions_section, "definitions", "_figures", "The definitions"),
    (data_section, "data", "_study", "The chart “{study}”"),
]


@pytest.mark.parametrize(("module", "section", "function", "name"), PARTS, ids=[part[2] for part in PARTS])
def test_a_part_that_fails_is_named_and_the_rest_is_printed(
    permit: Event, monkeypatch: pytest.MonkeyPatch, module: Any, section: str, function: str, name: str
) -> None:
    def broken(*_arguments: Any) -> Any:
        raise RuntimeError("broken on purpose")

    whole = len(getattr(module, section)(Writer(permit, DAY)))
    monkeypatch.setattr(module, function, broken)
    writer = Writer(permit, DAY)
    items = getattr(module, section)(writer)
    titles = [study.title for study in permit.studies if study.in_report] if "{study}" in name else [""]
    told = [problem.text for problem in writer.problems if "could not be printed" in problem.text]
    assert told == [
        f"{name.format(study=title)} could not be printed (RuntimeError); the log has the details."
        for title in titles
    ]
    assert 1 < len(items) <= whole + len(titles)


@pytest.mark.parametrize(
    ("factor", "is_shown"),
    [(1.0, True), (1.008, True), (0.993, True), (1.012, False), (0.985, False), (9, False)],
)
def test_where_the_time_goes_may_differ_by_one_percent_from_the_lead_time_it_splits(
    permit: Event, monkeypatch: pytest.MonkeyPatch, factor: float, is_shown: bool
) -> None:
    found = flow.metrics(permit, "current")
    total = sum(summary.time_split(permit, "current").values())
    other = SimpleNamespace(visits=found.visits, value=lambda _name: factor * total)
    monkeypatch.setattr(flow, "metrics", lambda *_: other)
    split = summary.time_split(permit, "current")
    assert bool(split) is is_shown
    assert not split or sum(split.values()) == pytest.approx(total)


def test_a_map_without_any_time_is_split_into_nothing_of_each() -> None:
    steps = (Step("a", process_time=Duration(0.0), wait=Duration(0.0)), Step("b", process_time=Duration(0.0)))
    event = Event(maps=(Map("current", "Today", steps),))
    assert set(summary.time_split(event, "current").values()) == {0.0}
