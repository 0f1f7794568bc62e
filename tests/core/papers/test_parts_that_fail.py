"""A part of a paper that fails is named by its own name; a picture that contradicts its table is left out."""

from __future__ import annotations

import datetime
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from leanbench import flow
from leanbench.drawing.extent import extent
from leanbench.event.records import Event, Exclusion, Map, Step, Study
from leanbench.papers.engine.writer import Writer
from leanbench.papers.parts import data_section, definitions_section, maps_section, summary
from leanbench.quantity import Quantity, Term
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


def test_where_the_time_goes_has_a_bar_of_each_state_under_its_name_and_no_bar_of_nothing(
    permit: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    splits = {
        "current": {"Waiting inside the office": 4800.0, "With the customer": 960.0, "Work": 0.0},
        "future": {"Waiting inside the office": 2400.0, "With the customer": 0.0, "Work": 0.0},
    }
    monkeypatch.setattr(summary, "time_split", lambda _event, map_id: splits.get(map_id, {}))
    _heading, figure = summary._time_goes(Writer(permit, DAY), ("current", "future"))
    alt = figure.picture.alt
    assert "Waiting inside the office: 10 bd now, 5 bd in the future state" in alt
    assert "With the customer: 2 bd now, 0 bd in the future state" in alt
    assert "Work" not in alt
    words = [item.text for item in leaves(figure.picture.items) if hasattr(item, "text")]
    assert [word for word in words if word in ("Current", "Future")] == ["Current", "Future"]
    assert summary._time_goes(Writer(permit, DAY), ("current", "elsewhere")) == []


def leaves(items: Any) -> Any:
    for item in items:
        if hasattr(item, "children"):
            yield from leaves(item.children)
        else:
            yield item


@pytest.mark.parametrize("name", ["permit-issuance", "snap-eligibility"])
def test_every_step_of_a_map_is_on_one_of_its_sheets_and_the_legend_lies_inside_its_frame(
    pdfs: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    event = pdfs.sample(name)
    drawn = event.map("current")
    usual = Writer(event, DAY).map_sheet
    for width, height in ((usual.width, usual.height), (600.0, 260.0), (400.0, 400.0)):
        sheet = replace(usual, width=width, height=height)
        monkeypatch.setattr(Writer, "map_sheet", property(lambda _writer, own=sheet: own))
        room = sheet.room - maps_section._MAP_HEADING.leading - 6.0
        sheets = maps_section._best_sheets(event, drawn, sheet.column, room)
        legends = [sheet for sheet in sheets if not any(key.startswith("step:") for key in sheet.groups())]
        for picture in sheets:
            tight = maps_section.cropped(picture)
            assert extent(tight.items) == pytest.approx(
                (4.0, 4.0, tight.width - 4.0, tight.height - 4.0), abs=1e-6
            )
        writer = Writer(event, DAY)
        boxes: list[Any] = []
        items = maps_section._map_pages(writer, drawn, "Today", writer.heading("Today"), boxes)
        printed = [item.picture for item in items if hasattr(item, "picture")]
        steps = {key for picture in printed for key in picture.groups() if key.startswith("step:")}
        assert steps == {f"step:{step.id}" for step in drawn.steps}
        assert len(boxes) == (len(legends) if len(sheets) > 1 else 0)


@pytest.mark.parametrize(
    ("rows", "count", "is_told"),
    [((), 2, True), ((), 6, False), (("s1",), 2, False), (("s1", None), 2, False)],
)
def test_the_terms_of_a_definition_are_told_when_they_are_few_and_none_is_a_list_of_steps(
    rows: tuple[Any, ...], count: int, is_told: bool
) -> None:
    terms = [Term(f"term {n}", 1.0, "min") for n in range(count)]
    if rows:
        terms[0] = terms[0]._replace(value=(1.0, 2.0), rows=("s1", "s2"))
    found = definitions_section.explained(Quantity("x", "X", 3.0, "min", formula="a sum", terms=terms))
    assert ("term 1" in found) is is_told


@pytest.mark.parametrize("reason", ["", "storm"])
def test_a_row_left_out_is_numbered_as_people_count_and_asked_for_its_reason(
    permit: Event, reason: str
) -> None:
    study = Study("s", title="Times", method="i-mr", exclusions=(Exclusion(4, reason),))
    writer = Writer(permit, DAY)
    result = SimpleNamespace(notes=(), cautions=(), summary=lambda: ())
    told = data_section._remarks(writer, study, result, "Times")
    assert f"Row 5 is left out: {reason or 'no reason recorded'}." in told
    asked = [problem.text for problem in writer.problems]
    assert asked == ([] if reason else ["Row 5 is left out of “Times” without a reason."])
