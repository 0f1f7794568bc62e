"""Pictures of a map by name: on the command line, in the report, and again from what was kept."""

from __future__ import annotations

import io
import json
from datetime import date

import pypdfium2
import pytest

from leanbench import resources
from leanbench.drawing.extent import extent
from leanbench.drawing.primitives import Text, walk
from leanbench.errors import UserError
from leanbench.event.changes import Add
from leanbench.event.event_file import open_event, save_event
from leanbench.event.records import Event, KeptPicture
from leanbench.flow.capacity_reading import read_capacity
from leanbench.flow.simulation import Options
from leanbench.maps.event_pictures import NAMES, Asked, draw_picture, picture_kind, run_options, simulated
from leanbench.papers.list.event_report import build_report
from leanbench.schema import replace

FEW = {"replications": 3, "seed": 7, "days": 60, "warm_up": 20}


@pytest.fixture(scope="module")
def permit() -> Event:
    return open_event(resources.path("samples", "permit-issuance.lean")).root


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_is_drawn_with_words_and_data_and_stays_in_its_frame(permit: Event, name: str) -> None:
    picture = draw_picture(permit, name, "current", FEW)
    left, top, right, bottom = extent(picture.items) or (0, 0, 0, 0)
    assert left >= -0.6
    assert top >= -0.6
    assert right <= picture.width + 0.6
    assert bottom <= picture.height + 0.6
    assert picture.alt
    assert picture.table.rows
    assert any(isinstance(item, Text) for item in walk(picture.items))


def test_the_numbers_are_those_of_the_panels(permit: Event) -> None:
    reading = read_capacity(permit, permit.map("current"))
    load = draw_picture(permit, "load")
    assert [row[0] for row in load.table.rows] == [bar.label for bar in reading.roles]
    assert load.table.rows[0][2] == f"▲ {reading.roles[0].words}"
    balance = draw_picture(permit, "balance")
    assert "Takt 50 min" in balance.alt
    assert "Plans examiner 57.4 min, above takt" in balance.alt


def test_a_kept_simulation_is_played_again_alike(permit: Event) -> None:
    told = {**FEW, "precision": None}
    options = Options(service="as given", due_min=4800.0, priorities={"c3": 1}, profile=(1.0, 2.0))
    kept = run_options(told, options)
    assert json.loads(json.dumps(kept)) == kept
    asked = Asked(permit, permit.map("current"), kept)
    found, before = simulated(asked)
    assert before is None
    assert simulated(asked)[0] is found  # the pictures beside it do not play it again
    assert (found.replications, found.days, found.seed) == (3, 60, 7)
    picture = draw_picture(permit, "lead-times", "current", kept)
    assert "promised 10" in picture.alt
    assert sum(int(row[2]) for row in picture.table.rows) == len(found.lead_times)


def test_two_states_are_kept_as_a_pair(permit: Event) -> None:
    kept = run_options({**FEW, "precision": None}, Options(), compare="current")
    picture = draw_picture(permit, "in-process", "future", kept)
    assert picture.table.headings[2] == permit.map("current").name


def test_what_cannot_be_drawn_says_why(permit: Event) -> None:
    with pytest.raises(UserError, match=r"no picture called “pie”\. Choose one of timeline, balance"):
        picture_kind("pie")
    empty = replace(permit, maps=(replace(permit.map("current"), steps=(), links=()),))
    for name in ("timeline", "balance", "load"):
        with pytest.raises(UserError, match="needs steps with"):
            draw_picture(empty, name)
    with pytest.raises(UserError, match="options of this simulation cannot be read"):
        draw_picture(permit, "queues", "current", {"options": {"service": "magic"}})


def test_the_report_prints_what_was_kept_and_the_file_keeps_it(permit: Event, tmp_path) -> None:
    event = permit
    for record in (
        KeptPicture("p-1", "balance", "current", note="Who is above takt?"),
        KeptPicture("p-2", "in-process", "current", FEW),
        KeptPicture("p-3", "load", "gone"),
    ):
        event = Add("pictures", record).apply(event)
        assert isinstance(event, Event)
    save_event(event, tmp_path / "kept.lean")
    event = open_event(tmp_path / "kept.lean").root
    kept = [(one.picture, one.options) for one in event.pictures]
    assert kept == [("balance", {}), ("in-process", FEW), ("load", {})]
    stream = io.BytesIO()
    info = build_report(event, stream, date=date(2026, 3, 13))
    assert any("gone" in problem.text for problem in info.problems)
    document = pypdfium2.PdfDocument(stream.getvalue())
    text = " ".join(document[i].get_textpage().get_text_bounded() for i in range(len(document)))
    said = " ".join(text.split())
    assert "Work balance by role: Current state" in said
    assert "Who is above takt?" in said
    assert "Takt 50 min" in said
    assert "cases in process, by business day" in said


def test_a_long_list_shows_its_largest_rows_and_says_so(permit: Event) -> None:
    picture = draw_picture(permit, "queues", "current", FEW)
    assert len(picture.table.rows) == 20
    assert picture.title == "Queues: the 20 largest of 21"
