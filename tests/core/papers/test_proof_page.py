"""The page that says how well a mined map gives its log back: figures, picture, what else is known of the file."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest

from leanbench.event.records import Event, Header
from leanbench.papers.list.event_report import build_report
from leanbench.papers.parts.proof_section import proof_picture
from leanbench.schema import replace
from leanbench.tables.logs.kept_proof import kept_proof
from leanbench.tables.logs.mined_event import mine, with_mined
from leanbench.tables.logs.office_clock import OfficeClock


@pytest.fixture(scope="module")
def mined(pdfs: SimpleNamespace) -> Event:
    """The sample's log as an event of its own, as `leanbench mine` makes it."""
    data, clock = pdfs.sample("permit-issuance").dataset("event-log"), OfficeClock()
    return with_mined(Event(header=Header(title="Permits")), data, mine(data, clock=clock), clock)


def about(event: Event, **proof: Any) -> Event:
    """The event with another record of the proof."""
    data = event.datasets[0]
    kept = {**data.about, "log_proof": {**data.about["log_proof"], **proof}}
    return replace(event, datasets=(replace(data, about=kept),))


def test_first_page_and_map_say_how_well_the_log_is_given_back(mined: Event, pdfs: SimpleNamespace) -> None:
    stream = io.BytesIO()
    info = build_report(mined, stream, date=pdfs.DATE)
    text = " ".join("\n".join(pdfs.pages(stream.getvalue())).split())
    proof = kept_proof(mined, "current")
    assert proof is not None
    assert text.count(proof.text) == 3  # on the summary, as a note on the map, and on the page after it
    assert "How well this map gives the log back" in text
    assert text.count("inside the interval") == 2
    # signs have no name, role or time to record, and a way that parts says where it goes
    assert not [problem for problem in info.problems if "step –" in problem.text]
    assert "Review fire access and Review driveway and right of way" in text
    assert not pdfs.failures(stream.getvalue())


def test_picture_tells_the_curves_apart_without_color_and_has_its_numbers(mined: Event) -> None:
    proof = kept_proof(mined, "current")
    assert proof is not None
    assert proof.reproduction is not None
    picture = proof_picture(proof.reproduction)
    lines = [item for item in picture.items if type(item).__name__ == "Line" and len(item.points) > 10]
    assert [bool(line.dash) for line in lines] == [False, True]
    assert picture.table.headings == ("Share of cases", "simulated", "held out")
    shares = {row[0]: row for row in picture.table.rows}
    p50 = proof.reproduction.percentiles[0]
    assert shares["50%"][1:] == (f"{p50.simulated / 480:.1f}", f"{p50.observed / 480:.1f}")


@pytest.mark.parametrize(
    "wrong",
    [{"percentiles": "many"}, {"curves": [[1, 2]]}, {"distance": None}, {"made_from": "x"}, {"curves": []},
     {"distance": float("inf")}],
)  # fmt: skip
def test_a_record_that_was_tampered_with_leaves_the_sentence(mined: Event, wrong: dict[str, Any]) -> None:
    proof = kept_proof(about(mined, **wrong), "current")
    assert proof is not None
    assert proof.reproduction is None
    assert proof.text.startswith("Made from 134 finished cases")


def test_a_map_that_was_drawn_has_no_such_page(mined: Event, pdfs: SimpleNamespace) -> None:
    assert kept_proof(pdfs.sample("permit-issuance"), "current") is None
    assert kept_proof(about(mined, map="other"), "current") is None
