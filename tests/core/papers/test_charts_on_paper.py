"""Charts in the report read as on the Charts page: words, percents, dates, targets, notes, all methods."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest

from leanbench.analyses import sentences as words
from leanbench.analyses import study_run as studies
from leanbench.event.records import Annotation, Event, Exclusion, Study
from leanbench.papers.list.event_report import build_report
from leanbench.plots import draw_result as figures
from leanbench.schema import replace


def printed(event: Event, pdfs: SimpleNamespace) -> tuple[str, object]:
    stream = io.BytesIO()
    info = build_report(event, stream, date=pdfs.DATE)
    return " ".join("\n".join(pdfs.pages(stream.getvalue())).split()), info


@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal", "snap-eligibility"])
def test_the_paper_says_what_the_page_says(name: str, reports: dict, pdfs: SimpleNamespace) -> None:
    text = " ".join("\n".join(pdfs.pages(reports[name][0])).split())
    event = pdfs.sample(name)
    for study in event.studies:
        first, _rest = words.sentences(studies.run(event, study), study)
        assert first in text
    assert not re.search(r"(?<!\w)(I|MR|p|Xbar|R): test \d", text)
    # ISO dates are for machines; the sentences and tables of the charts write Apr 27, 2026.
    assert not re.search(r"test \d[^.]* \d{4}-\d{2}-\d{2}", text)


def test_tables_of_a_share_are_in_percent(reports: dict, pdfs: SimpleNamespace) -> None:
    text = " ".join("\n".join(pdfs.pages(reports["permit-issuance"][0])).split())
    assert "54.3%" in text  # 326 of 600 first reviews before the event
    assert "0.5433" not in text


def test_points_and_signals_are_named_in_words(permit: Event) -> None:
    study = next(item for item in permit.studies if item.method == "i-mr")
    chart = studies.run(permit, study)
    signals = words.signals_table(chart, study)
    assert signals.rows[0][:2] == ("Week of Jul 28, 2025", "Value")
    assert signals.rows[2][:2] == ("Week of May 4, 2026", "Moving range")
    points = words.points_table(chart)
    assert "Moving range UCL" in points.columns
    assert not {"I", "MR"} & set(points.columns)
    tested = {row[points.columns.index("Tests failed")] for row in points.rows}
    assert tested == {"", "value 5", "value 1", "moving range 1"}


def test_target_notes_and_exclusions_reach_the_picture(
    permit: Event, pdfs: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = next(item for item in permit.studies if item.method == "i-mr")
    options = {**study.options, "target": 15, "baseline": 20}
    options.pop("stage")
    noted = replace(
        study,
        options=options,
        annotations=(Annotation(3, "New software"),),
        exclusions=(Exclusion(5, "typing error"),),
    )
    drawn: list[dict] = []
    plain = figures.figure

    def seen(result: object, **more: object) -> object:
        drawn.append(more)
        return plain(result, **more)

    monkeypatch.setattr(figures, "figure", seen)
    text, info = printed(replace(permit, studies=(noted,)), pdfs)
    assert drawn[0]["target"] == 15.0
    assert drawn[0]["frozen"] == 20
    assert drawn[0]["notes"][0][1] == "New software"
    assert drawn[0]["size"][1] >= figures.least_height(studies.run(permit, noted))
    assert "New software" in text
    assert "Target 15" in text
    assert "Row 6 is left out: typing error." in text
    assert not any("could not be printed" in problem.text for problem in info.problems)


def test_studies_without_data_print(permit: Event, pdfs: SimpleNamespace) -> None:
    """Sample sizes look at no dataset; each prints its sentence, with or without a picture."""
    plans = {
        "size-share": {"margin_pct": 5},  # 385 cases: 1.96² · 0.25 / 0.05² (Cochran 1977, 4.2)
        "size-mean": {"sd": 10, "margin": 2},
        "size-two-means": {"delta": 5, "sd": 10},
        "size-two-rates": {"rate1": 10, "rate2": 5},
    }
    made = tuple(
        Study(f"n{place}", f"Need {name}", method=name, options=options, in_report=True)
        for place, (name, options) in enumerate(plans.items())
    )
    text, info = printed(Event(permit.header, studies=made), pdfs)
    for study in made:
        assert study.title in text
        assert words.sentences(studies.run(permit, study), study)[0] in text
    assert "385" in text
    assert not any("could not be printed" in problem.text for problem in info.problems)


def test_a_problem_about_a_step_names_the_step(permit: Event, pdfs: SimpleNamespace) -> None:
    """The Papers page offers “Go to step” for ("step", map, step)."""
    current = permit.map("current")
    first = replace(current.steps[0], name="", role="", process_time=None, wait=None, value="")
    bare = replace(current, steps=(first, *current.steps[1:]))
    _text, info = printed(replace(permit, maps=(bare,), studies=(), datasets=()), pdfs)
    about = [problem for problem in info.problems if "step " in problem.text.lower()]
    places = {problem.where for problem in about if re.search(r"step 1\b", problem.text.lower())}
    assert places == {("step", "current", first.id)}
    assert ("step", "current", first.id) in {p.where for p in about if "no value class" in p.text}
    assert all(problem.where[0] == "step" for problem in about)


def test_roles_that_changed_are_named(reports: dict, pdfs: SimpleNamespace) -> None:
    text = " ".join("\n".join(pdfs.pages(reports["driver-license-renewal"][0])).split())
    assert "CSH" not in text
    assert "role Cashier → License clerk" in text
