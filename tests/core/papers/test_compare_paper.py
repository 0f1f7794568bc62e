"""Before and after on paper: the figures of the engine, the steps, the definitions, for every reader."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from leanbench.event.records import Event
from leanbench.flow.comparison import compare
from leanbench.papers.list.compare_paper import compare_pdf
from leanbench.papers.list.gallery import papers
from leanbench.schema import replace


@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal", "snap-eligibility"])
def test_samples_pass_the_independent_checker(name: str, pdfs: SimpleNamespace) -> None:
    data, info = compare_pdf(pdfs.sample(name), date=pdfs.DATE)
    assert pdfs.failures(data) == []
    assert info.pages == len(pdfs.pages(data))
    assert info.problems == ()


def test_the_paper_holds_the_numbers_of_the_engine(permit: Event, pdfs: SimpleNamespace) -> None:
    data, _info = compare_pdf(permit, "current", "future", date=pdfs.DATE)
    text = " ".join("\n".join(pdfs.pages(data)).split())
    found = compare(permit)
    lead = found.row("lead_time_expected_bd")
    assert lead.before.value is not None
    assert lead.change_pct is not None
    for words in (
        "Lead time, expected (1) 62.6 bd 11.6 bd \N{MINUS SIGN}81%",
        "Rolled %C&A (7) 11.8% 56.2% +44.4 points",
        "estimated", "projected", "Removed: 18 steps", "Added: nine steps", "Changed: three steps",
        "process time 15 min → 12 min", "(1) Lead time, expected",
        "Kemeny and Snell", "Permit technician, 12 min of work", "March 13, 2026",
    ):  # fmt: skip
        assert words in text, words
    assert f"{lead.before.value:.1f} bd" == "62.6 bd"


def test_same_event_and_date_give_the_same_bytes(permit: Event, pdfs: SimpleNamespace) -> None:
    assert compare_pdf(permit, date=pdfs.DATE)[0] == compare_pdf(permit, date=pdfs.DATE)[0]


def test_it_is_a_paper_of_the_event_only_with_two_maps(permit: Event, pdfs: SimpleNamespace) -> None:
    listed = {paper.id: paper for paper in papers(permit)}
    assert listed["before-after"].when == "Leaving the event"
    data, info = listed["before-after"].make(permit, pdfs.DATE, "draft", False, None)
    assert data.startswith(b"%PDF")
    assert info.pages >= 2
    alone = replace(permit, maps=permit.maps[:1])
    assert "before-after" not in {paper.id for paper in papers(alone)}
    data, info = compare_pdf(alone, date=pdfs.DATE)
    assert pdfs.failures(data) == []
    assert info.problems[0].text == "Before and after need two maps with steps; make a future state first."


def test_the_same_state_twice_and_strange_names(permit: Event, pdfs: SimpleNamespace) -> None:
    odd = replace(permit, maps=(permit.maps[0], replace(permit.maps[0], id="twin", name="<b>&" * 40)))
    data, _info = compare_pdf(odd, "current", "twin", date=pdfs.DATE)
    assert pdfs.failures(data) == []
    assert "The steps are the same in both states." in " ".join("\n".join(pdfs.pages(data)).split())
