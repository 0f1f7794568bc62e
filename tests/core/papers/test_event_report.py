"""The event report: valid, deterministic, complete, and never failing on what is missing or hostile."""

from __future__ import annotations

import datetime
import io
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest

from leanbench.errors import UserError
from leanbench.event.records import (
    Action,
    Category,
    Event,
    FiveWhys,
    Header,
    Line,
    Map,
    Member,
    Step,
    Study,
    Tally,
    Voice,
)
from leanbench.papers.engine.writer import Writer
from leanbench.papers.list.event_report import build_report
from leanbench.papers.parts.plan_section import status_of
from leanbench.papers.parts.summary import _time_goes, time_split
from leanbench.privacy import public_copy
from leanbench.schema import replace
from leanbench.words.figures import figure_text


def report(event: Event, pdfs: SimpleNamespace, **more: object) -> tuple[bytes, object]:
    stream = io.BytesIO()
    info = build_report(event, stream, date=pdfs.DATE, **more)
    return stream.getvalue(), info


# --- the samples ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal", "snap-eligibility"])
def test_samples_pass_the_independent_checker(name: str, reports: dict, pdfs: SimpleNamespace) -> None:
    data, info = reports[name]
    assert pdfs.failures(data) == []
    assert info.pages == len(info.sheets)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == info.pages


def test_pdfua_finds_nothing(reports: dict, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(reports["driver-license-renewal"][0])
    run = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", str(path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout


def test_headings_never_skip_a_level(reports: dict, pdfs: SimpleNamespace) -> None:
    for data, _ in reports.values():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            levels = [int(kind[1:]) for kind in pdfs.kinds(pdf) if kind in ("H1", "H2", "H3", "H4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_contents_name_the_page_of_each_section(reports: dict, pdfs: SimpleNamespace) -> None:
    printed = pdfs.pages(reports["permit-issuance"][0])
    with pikepdf.open(io.BytesIO(reports["permit-issuance"][0])) as pdf, pdf.open_outline() as outline:
        titles = [
            item.title
            for item in outline.root
            if item.title != "Residential building permit: submittal to issuance"
        ]
    assert "Summary" in titles
    assert "Benefits and cost" in titles
    for title in titles:
        line = next(line for line in printed[0].splitlines() if line.startswith(title))
        number = int(line.split()[-1]) if line.split()[-1].isdigit() else None
        if number is not None:
            assert title in printed[number - 1]


def test_every_page_has_its_number_and_the_date(reports: dict, pdfs: SimpleNamespace) -> None:
    data, info = reports["permit-issuance"]
    for number, text in enumerate(pdfs.pages(data), 1):
        assert f"Page {number} of {info.pages}" in text
        assert "March 13, 2026 · final" in text


def test_maps_lie_on_tabloid_with_readable_type(reports: dict) -> None:
    data, info = reports["snap-eligibility"]
    assert "Tabloid" in info.sheets
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sizes = {tuple(round(float(v)) for v in sheet.MediaBox) for sheet in pdf.pages}
    assert sizes == {(0, 0, 612, 792), (0, 0, 792, 612), (0, 0, 1224, 792)}


def test_the_report_holds_the_numbers_of_the_engine(reports: dict, pdfs: SimpleNamespace) -> None:
    """The published answers of the sample (see resources/samples/source), as printed."""
    text = "\n".join(pdfs.pages(reports["permit-issuance"][0]))
    for words in (
        "62.6 bd", "11.6 bd", "−81%", "38.7 bd", "8.3 bd", "11.8%", "56.2%", "+44.4 points",
        "$46,652", "$54,200", "$433,787 a year", "8,269 h a year", "5.01 FTE", "16.2%", "946%", "10.3 months",
    ):  # fmt: skip
        assert words in text, words


def test_one_figure_is_printed_one_way_in_the_whole_report(reports: dict, pdfs: SimpleNamespace) -> None:
    """The activity ratio was 1.26 % beside the map and 1.3 % under Definitions, a wait 5 bd and 40 h."""
    text = " ".join(" ".join(pdfs.pages(reports["permit-issuance"][0])).split())
    assert "1.26%" in text
    assert "1.3%" not in text
    assert "5 bd" in text
    assert not re.search(r"(?<!\+ )40 h", text)


def test_wastes_and_poor_quality_are_printed_in_minutes_and_money(
    reports: dict, permit: Event, pdfs: SimpleNamespace
) -> None:
    from leanbench.flow.poor_quality import poor_quality
    from leanbench.flow.wastes import wastes

    text = " ".join(" ".join(pdfs.pages(reports["permit-issuance"][0])).split())
    defects = next(row for row in wastes(permit, "current") if row.key == "defects")
    assert "Wastes in figures" in text
    assert f"Defects 3, 9, 11 {defects.minutes_per_unit:.1f} {defects.hours_per_year:,.0f}" in text
    before, after = (poor_quality(permit, key)[-1].value for key in ("current", "future"))
    assert f"Cost of poor quality, a year ${before:,.0f} ${after:,.0f}" in text
    assert "Nothing is recorded for scrap, external failure, appraisal: counted as 0." in text


def test_the_summary_is_one_page_that_can_be_signed(reports: dict, pdfs: SimpleNamespace) -> None:
    summary = pdfs.pages(reports["permit-issuance"][0])[1]
    for words in (
        "Summary", "The goal: issue most residential permits within 15 business days.", "estimated", "projected",
        "Where the time goes", "Measured after 90 days", "Accepted by", "Sponsor: signature",
    ):  # fmt: skip
        assert words in summary, words


def test_each_picture_has_words(reports: dict, pdfs: SimpleNamespace) -> None:
    for data, info in reports.values():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            figures = [e for e in pdfs.elements(pdf) if pikepdf.Name.Figure == e.S]
            assert len(figures) == info.figures
            assert all(len(str(figure.Alt)) > 40 for figure in figures)


# --- the same bytes -------------------------------------------------------------------------------


def test_same_event_and_date_give_the_same_bytes(reports: dict, pdfs: SimpleNamespace) -> None:
    again, _ = report(pdfs.sample("driver-license-renewal"), pdfs)
    assert again == reports["driver-license-renewal"][0]


def test_another_date_gives_another_file(pdfs: SimpleNamespace) -> None:
    event = Event(Header(title="X"))
    stream = io.BytesIO()
    build_report(event, stream, date=datetime.date(2026, 5, 9))
    assert stream.getvalue() != report(event, pdfs)[0]
    assert "May 9, 2026" in pdfs.pages(stream.getvalue())[0]


def test_the_bytes_do_not_depend_on_the_process(pdfs: SimpleNamespace) -> None:
    """Hash seeds differ between processes; the file must not."""
    code = (
        "import datetime, hashlib, io\n"
        "from leanbench.event.records import Event, Header\n"
        "from leanbench.papers.list.event_report import build_report\n"
        "b = io.BytesIO()\n"
        "build_report(Event(Header(title='X')), b, date=datetime.date(2026, 3, 13))\n"
        "print(hashlib.sha256(b.getvalue()).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(seen) == 1


# --- what is missing --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["permit-issuance", "snap-eligibility"])
def test_the_report_speaks_the_language_of_the_moment(
    name: str, pdfs: SimpleNamespace, shouting: Any
) -> None:
    """Every section prints in another language, and none of the words of papers stay English."""
    with shouting():
        data, info = report(pdfs.sample(name), pdfs)
    assert not [problem.text for problem in info.problems if "COULD NOT BE PRINTED" in problem.text]
    told = " ".join(" ".join(pdfs.pages(data)).split())
    for words in ("BENEFITS AND COST", "KAIZEN EVENT REPORT", "LEAD TIME, FIRST PASS", "SPONSOR", "CHANGE"):
        assert words in told, words
    for words in (
        "Benefits and cost",
        "Where the time goes",
        "Lead time, first pass",
        "is not recorded",
        "Per year",
    ):
        assert words not in told, words


def test_an_empty_event_prints_and_says_what_is_missing(pdfs: SimpleNamespace) -> None:
    data, info = report(Event(), pdfs)
    assert pdfs.failures(data) == []
    text = "\n".join(pdfs.pages(data))
    assert text.count("not recorded") > 25
    told = [problem.text for problem in info.problems]
    assert "The title of the event is not recorded." in told
    assert "The sponsor is not recorded." in told
    assert ("charter", "sponsor") in [problem.where for problem in info.problems]
    assert len(told) == len(set(told))


def test_a_missing_field_is_named_with_its_place(permit: Event, pdfs: SimpleNamespace) -> None:
    actions = (replace(permit.actions[0], who="", due=""), *permit.actions[1:])
    data, info = report(Event(permit.header, actions=actions), pdfs)
    found = {(problem.text, problem.where) for problem in info.problems}
    first = permit.actions[0].id
    assert (f"The owner of action {first} is not recorded.", ("actions", first)) in found
    assert (f"The due date of action {first} is not recorded.", ("actions", first)) in found
    assert "not recorded" in "\n".join(pdfs.pages(data))


def test_a_study_that_cannot_run_does_not_stop_the_report(permit: Event, pdfs: SimpleNamespace) -> None:
    broken = Study("s9", "A chart of nothing", method="i-mr", dataset="nowhere", in_report=True)
    data, info = report(Event(permit.header, studies=(broken,)), pdfs)
    assert any("A chart of nothing" in problem.text for problem in info.problems)
    assert pdfs.failures(data) == []
    assert "could not be printed" in "\n".join(pdfs.pages(data))


def test_a_map_without_times_roles_or_links(pdfs: SimpleNamespace) -> None:
    drawn = Map("current", "Today", (Step("a", "Receive"), Step("b", ""), Step("c", "Decide", "decision")))
    data, info = report(Event(Header(title="Bare map"), maps=(drawn,)), pdfs)
    assert pdfs.failures(data) == []
    assert any("process time" in problem.text for problem in info.problems)


# --- hostile text -----------------------------------------------------------------------------------


def test_hostile_text_everywhere(pdfs: SimpleNamespace) -> None:
    nasty = "<b>&amp;</b> </para> \x00\x07 🎉 שלום عربي \u202eabc (]) %s " + "W" * 300
    long = "x" * 5000
    event = Event(
        Header(title=nasty, agency=nasty, site=long, start="not a date", language="en-US"),
        team=(Member(nasty, long, nasty),),
        voc=(Voice(nasty, long, nasty, nasty, nasty),),
        tallies=(
            Tally(nasty, nasty, (Category(nasty, 3.0), Category("b", 1.0))), Tally("t", "", (Category("a", 0.0),)),
            Tally(),
        ),
        five_whys=(FiveWhys(nasty, tuple(Line(nasty) for _ in range(12)), long, nasty),),
        actions=(Action("1", nasty, nasty, long, nasty, "soon", None, nasty),),
        maps=(Map("current", nasty, (Step("a", nasty, role=nasty, note=long),)),),
    )  # fmt: skip
    data, info = report(event, pdfs)
    assert pdfs.failures(data) == []
    text = "\n".join(pdfs.pages(data))
    assert "<b>&amp;</b>" in text
    assert any("typeface lacks" in problem.text for problem in info.problems)
    assert not [problem.text for problem in info.problems if "the log has the details" in problem.text]


def test_hundreds_of_rows(pdfs: SimpleNamespace) -> None:
    actions = tuple(
        Action(str(n), "Waiting", "Problem", f"Do number {n}", "A. Ortiz", "2026-04-01", 30, "open")
        for n in range(300)
    )
    data, _ = report(Event(Header(title="Long list"), actions=actions), pdfs)
    assert pdfs.failures(data) == []
    text = "\n".join(pdfs.pages(data))
    assert all(f"Do number {n}" in text for n in (0, 150, 299))


# --- paper, copies, errors --------------------------------------------------------------------------


def test_iso_paper(permit: Event, pdfs: SimpleNamespace) -> None:
    event = Event(replace(permit.header, paper="a4"), permit.calendar, roles=permit.roles, maps=permit.maps)
    data, info = report(event, pdfs)
    assert set(info.sheets) == {"A4", "A4 landscape", "A3"}
    assert pdfs.failures(data) == []


def test_the_public_copy_names_no_member(permit: Event, pdfs: SimpleNamespace) -> None:
    data, _ = report(public_copy(permit).event, pdfs)
    text = "\n".join(pdfs.pages(data))
    assert "names removed" in text
    for member in permit.team:
        assert member.name not in text
    with pikepdf.open(io.BytesIO(data)) as pdf:
        spoken = " ".join(str(e.Alt) for e in pdfs.elements(pdf) if "/Alt" in e)
    assert not any(member.name in spoken for member in permit.team)


def test_no_page_is_nearly_empty_but_the_last_of_a_kind(reports: dict, pdfs: SimpleNamespace) -> None:
    for data, info in reports.values():
        words = [len(text.split()) for text in pdfs.pages(data)]
        upright = [count for count, sheet in zip(words, info.sheets, strict=True) if sheet == "Letter"]
        assert sum(count < 45 for count in upright) <= 1


def test_a_place_that_cannot_be_written_is_told_plainly(tmp_path: Path, pdfs: SimpleNamespace) -> None:
    with pytest.raises(UserError, match="could not be written"):
        build_report(Event(), tmp_path / "no" / "such" / "folder.pdf", date=pdfs.DATE)


def test_a_cancelled_report_leaves_no_file(tmp_path: Path, permit: Event, pdfs: SimpleNamespace) -> None:
    class Stopped:
        def progress(self, share: float) -> None:
            assert 0.0 <= share <= 1.0

        def say(self, text: str) -> None:
            assert text

        def cancelled(self) -> bool:
            return True

    target = tmp_path / "report.pdf"
    with pytest.raises(UserError, match="stopped"):
        build_report(permit, target, date=pdfs.DATE, task=Stopped())
    assert not target.exists()


def test_status_is_a_shape_and_a_word() -> None:
    today = datetime.date(2026, 5, 1)
    assert status_of(Action("1", status="Done"), today) == "● done"
    assert status_of(Action("1", status="in progress", due="2026-06-01"), today) == "◐ in progress"
    assert status_of(Action("1", status="in progress", due="2026-04-01"), today) == "▲ late"
    assert status_of(Action("1", due="2026-06-01"), today) == "○ open"
    assert status_of(Action("1", status="dropped", due="2026-04-01"), today) == "□ dropped"
    assert status_of(Action("1", pct=100.0, due="2026-04-01"), today) == "● done"


def test_where_the_time_goes_adds_up_to_the_lead_time(pdfs: SimpleNamespace) -> None:
    from leanbench import flow

    for name in pdfs.SAMPLES:
        event = pdfs.sample(name)
        for map_id in ("current", "future"):
            parts = time_split(event, map_id)
            expected = flow.metrics(event, map_id).value("lead_time_expected_min")
            if parts:
                assert sum(parts.values()) == pytest.approx(expected, rel=0.011)


def test_importing_the_package_does_not_load_reportlab() -> None:
    code = "import sys, leanbench.papers; print('reportlab' in sys.modules, 'matplotlib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]


def test_where_the_time_goes_is_told_in_business_days_for_both_states(
    permit: Event, pdfs: SimpleNamespace
) -> None:
    writer = Writer(permit, pdfs.DATE)
    _, picture = _time_goes(writer, ("current", "future"))
    told = picture.picture.alt
    for label, now in time_split(permit, "current").items():
        then = time_split(permit, "future")[label]
        if now or then:
            now_text, then_text = figure_text(now / 480.0, "bd"), figure_text(then / 480.0, "bd")
            words = f"{label}: {now_text} now, {then_text} in the future state"
            assert words in told
            assert " bd now" in words


def test_who_signs_where_nobody_is_named(permit: Event, pdfs: SimpleNamespace) -> None:
    """Sponsor and process owner sign when fewer than two approvals are named; else those who are named, alone."""

    def signers(*roles: str) -> list[str]:
        approvals = tuple(replace(permit.charter.approvals[0], role=role) for role in roles)
        event = replace(permit, charter=replace(permit.charter, approvals=approvals))
        stream = io.BytesIO()
        build_report(event, stream, date=pdfs.DATE)
        return re.findall(r"([A-Z][a-z]+(?: [a-z]+)?): signature", " ".join(pdfs.pages(stream.getvalue())))

    assert signers() == ["Sponsor", "Process owner"]
    assert signers("Director") == ["Director", "Sponsor", "Process owner"]
    assert signers("Director", "Counsel") == ["Director", "Counsel"]
