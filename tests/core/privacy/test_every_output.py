"""No file that is made of a public copy says a planted name: not in its text, metadata, parts or their names."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from leanbench import resources
from leanbench.cli import main
from leanbench.event.event_file import EVENT, open_event, save_event
from leanbench.event.records import Event, KeptPicture
from leanbench.flow import metrics
from leanbench.maps.event_pictures import NAMES, draw_picture
from leanbench.papers.list.gallery import papers
from leanbench.privacy.public_event import PublicCopy, public_copy
from leanbench.schema import new_id, plain_record, replace
from leanbench.store.copies import given_copy
from leanbench.store.media import part_name, plain_jpeg
from leanbench.tables import table
from leanbench.tables.export import to_csv, write_xlsx

DAY = datetime.date(2026, 3, 13)


@pytest.fixture(scope="module")
def copy(planted: SimpleNamespace) -> PublicCopy:
    return public_copy(planted.event)


@pytest.fixture(scope="module")
def file(planted: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile event as a file with a base, a part of another program and a photo with a place in it."""
    path = tmp_path_factory.mktemp("hostile") / "event.lean"
    _root, base = given_copy(EVENT, planted.event)
    save_event(planted.event, path, parts=base | {"notes/zaragoza.txt": b"Maria Zaragoza"})
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    return code, *capsys.readouterr()


def test_the_hostile_event_does_name_everybody(planted: SimpleNamespace) -> None:
    from leanbench.store.container import document_parts

    found = set(planted.names_in("\n".join(map(str, document_parts(EVENT, planted.event).values()))))
    assert len(found) >= 10


def test_every_paper_of_the_gallery(copy: PublicCopy, planted: SimpleNamespace) -> None:
    made = papers(copy.event)
    assert {paper.id for paper in made} >= {"map-current", "wall-current", "before-after", "report"}
    for paper in made:
        data, info = paper.make(copy.event, DAY)
        said = planted.words_of(data, "paper.pdf")
        told = " ".join(problem.text for problem in info.problems)
        assert not planted.names_in(said + told + paper.title + paper.id), paper.id
        assert "Person A" in said
        assert "could not be printed" not in said + told
        assert "names removed" in said


def test_the_report_of_the_event_itself_does_say_the_names(planted: SimpleNamespace) -> None:
    data, _info = next(p for p in papers(planted.event) if p.id == "report").make(planted.event, DAY)
    assert len(planted.names_in(planted.words_of(data, "paper.pdf"))) > 8


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_of_a_map(copy: PublicCopy, planted: SimpleNamespace, name: str) -> None:
    options = {"replications": 2, "days": 250}
    picture = draw_picture(copy.event, name, copy.event.maps[0].id, options)
    told = " ".join((picture.title, picture.alt, *sum(picture.table.rows, ()), *picture.table.headings))
    files = (
        picture.to_svg(),
        planted.words_of(picture.to_pdf(), "p.pdf"),
        planted.words_of(picture.to_png(), "p.png"),
    )
    for said in (*files, told):
        assert not planted.names_in(said)


@pytest.mark.parametrize(
    ("view", "ending"), [("swimlane", "svg"), ("value-stream", "pdf"), ("flowchart", "png"), ("sipoc", "svg")]
)
def test_every_drawing_of_the_command_line(capsys, tmp_path, file, planted, view, ending) -> None:
    target = tmp_path / f"map.{ending}"
    code, out, err = run(capsys, "draw", file, "--public", "--view", view, "-o", target)
    assert code == 0
    assert "called Person A" in err
    assert not planted.names_in(planted.words_of(target.read_bytes(), target.name) + out)


def test_the_event_file_holds_the_event_and_nothing_else(capsys, tmp_path, file, planted) -> None:
    target = tmp_path / "public.lean"
    code, out, _err = run(capsys, "public", file, "-o", target, "--json")
    assert code == 0
    assert json.loads(out)["file"] == str(target)
    said = planted.words_of(target.read_bytes(), target.name)
    assert not planted.names_in(said)
    assert "base.json" not in said
    assert "notes/" not in said
    opened = open_event(target)
    assert opened.notes == ()
    assert opened.parts == {}
    assert opened.root.header.names_removed
    assert opened.root.header.copied_from == ""
    assert opened.root.header.id != planted.event.header.id
    assert not target.with_name("public.lean.bak").exists()


def test_writing_it_twice_leaves_no_earlier_content_behind(capsys, tmp_path, file, planted) -> None:
    target = tmp_path / "public.lean"
    target.write_bytes(file.read_bytes())  # an event with names stands there
    assert run(capsys, "public", file, "-o", target)[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["public.lean"]
    assert not planted.names_in(planted.words_of(target.read_bytes(), target.name))


def test_the_event_itself_is_never_written(capsys, file) -> None:
    before = file.read_bytes()
    code, _out, err = run(capsys, "public", file, "-o", file)
    assert (code, file.read_bytes()) == (2, before)
    assert "is the event itself" in err


@pytest.mark.parametrize(
    "kind",
    [
        ("pareto", "--category", "Examiner"),
        ("one-way-anova", "--value", "Minutes", "--group", "Examiner"),
        ("i-mr", "--value", "Minutes", "--label", "Examiner"),
        ("xbar-r", "--value", "Minutes", "--subgroup", "Examiner"),
    ],
)
def test_a_chart_on_a_column_of_staff(capsys, tmp_path, planted, kind) -> None:
    data = tmp_path / "Times of Maria Zaragoza.csv"
    data.write_text(planted.event.datasets[0].text, "utf-8")
    for ending in ("svg", "pdf", "png"):
        target = tmp_path / f"chart.{ending}"
        code, out, err = run(capsys, "chart", data, "--kind", *kind, "--public", "-o", target)
        assert code == 0, err
        said = planted.words_of(target.read_bytes(), target.name)
        assert not planted.names_in(said + out)
    code, out, _err = run(capsys, "chart", data, "--kind", *kind, "--public", "--json")
    assert not planted.names_in(out)
    assert "Person" in out or kind[0] in ("i-mr", "xbar-r")


def test_the_figures_of_a_chart_stay_as_they_are(planted: SimpleNamespace, copy: PublicCopy) -> None:
    from leanbench.analyses import study_run

    for before, after in zip(planted.event.studies, copy.event.studies, strict=True):
        one, other = study_run.run(planted.event, before), study_run.run(copy.event, after)
        rows = [[value for value in row if isinstance(value, (int, float))] for row in one.table().rows]
        assert rows == [
            [value for value in row if isinstance(value, (int, float))] for row in other.table().rows
        ]
        assert len(set(map(str, one.table().rows))) == len(set(map(str, other.table().rows)))


@pytest.mark.parametrize(
    "command", [("check",), ("metrics", "--explain"), ("simulate", "--replications", "2", "--days", "20")]
)
@pytest.mark.parametrize("json_too", [False, True])
def test_what_commands_print(capsys, file, planted, command, json_too) -> None:
    name, *options = command
    words = [*options, "--json"] if json_too else options
    code, out, err = run(capsys, name, file, *words, "--public")
    assert code in (0, 1)
    assert out.strip()
    assert not planted.names_in(out + err)


def test_the_list_of_a_merge_and_its_file(capsys, tmp_path, file, planted) -> None:
    mine, theirs = tmp_path / "mine.lean", tmp_path / "theirs.lean"
    save_event(planted.event, mine)
    other, base = given_copy(EVENT, planted.event)
    actions = (
        replace(other.actions[0], who="Tadeusz Wojciechowska", problem="Maria Zaragoza was ill"),
        *other.actions[2:],
    )
    charter = replace(other.charter, background="Will Brennholt says so")
    save_event(replace(other, actions=actions, charter=charter), theirs, parts=base)
    changed = replace(planted.event, charter=replace(planted.event.charter, background="X. Oyelaran says no"))
    save_event(changed, mine)
    target = tmp_path / "merged.lean"
    for words in ((), ("--json",)):
        target.unlink(missing_ok=True)
        code, out, err = run(capsys, "merge", mine, theirs, "--public", "-o", target, *words)
        assert code == 1  # the background is to decide
        assert "Person" in out
        assert not planted.names_in(out + err + planted.words_of(target.read_bytes(), target.name))


def test_tables_for_spreadsheets(tmp_path, copy, planted) -> None:
    for dataset in copy.event.datasets:
        path = tmp_path / f"{dataset.id}.xlsx"
        write_xlsx(table(dataset), path, sheet=dataset.name, notes=[dataset.origin])
        said = planted.words_of(path.read_bytes(), path.name) + to_csv(table(dataset)) + path.name
        assert not planted.names_in(said)


def test_photos_lose_their_notes_and_faces_are_spoken_of(tmp_path, capsys) -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Hildegard Unterwasser"  # the artist
    Image.new("RGB", (40, 30), "navy").save(stream, "JPEG", exif=exif)
    key = "0" * 64
    event = Event(pictures=(KeptPicture(id=new_id("p"), picture="timeline", map="", note=f"media {key}"),))
    path, target = tmp_path / "event.lean", tmp_path / "public.lean"
    save_event(
        event,
        path,
        parts={part_name(key): stream.getvalue(), part_name("1" * 64): plain_jpeg(stream.getvalue())},
    )
    code, _out, err = run(capsys, "public", path, "-o", target)
    assert code == 0
    assert "faces and writing on walls are not removed" in err
    parts = open_event(target).parts
    assert list(parts) == [part_name(key)]
    assert b"Unterwasser" not in parts[part_name(key)]


@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal", "snap-eligibility"])
def test_nothing_but_names_is_another_in_the_copy_of_a_sample(name: str) -> None:
    event = open_event(resources.path("samples", f"{name}.lean")).root
    copy = public_copy(event)
    after = plain_record(copy.event)
    people = {one.label: one.spellings for one in copy.replaced}

    def look(before: object, now: object) -> int:
        if isinstance(before, dict) and isinstance(now, dict):
            return sum(look(before.get(key), value) for key, value in now.items() if key != "names_removed")
        if isinstance(before, list) and isinstance(now, list):
            assert len(before) == len(now)
            return sum(map(look, before, now))
        if before == now:
            return 0
        assert now in people
        assert before in people[str(now)]
        return 1

    assert look(plain_record(event), after) == sum(one.times for one in copy.replaced) > 10
    assert metrics(copy.event, "current").quantities == metrics(event, "current").quantities
