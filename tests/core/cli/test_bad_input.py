"""Whatever a command is given: one plain line, exit 2, nothing written, the old file as it was."""

from __future__ import annotations

import copy
import errno
import hashlib
import json
import os
import zipfile
from pathlib import Path

import pytest

from leanbench import resources
from leanbench.cli import main

PERMIT = resources.path("samples", "permit-issuance.lean")
COMMANDS = (
    ("check",),
    ("metrics",),
    ("metrics", "--json"),
    ("simulate", "--replications", "2"),
    ("draw", "-o", "OUT.svg"),
    ("draw", "--tile", "letter", "-o", "OUT.pdf"),
    ("report", "-o", "OUT.pdf"),
    ("merge", PERMIT, "-o", "OUT.lean"),
)


@pytest.fixture(scope="module")
def parts():
    """The parts of the permit sample."""
    with zipfile.ZipFile(PERMIT) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def plain(parts):
    """The permit sample as one JSON object, data inside."""
    event = json.loads(parts["event.json"])
    for row in event["datasets"]:
        row["text"] = parts[row.pop("file")].decode("utf-8")
    return event


def state(folder):
    """Everything in a folder, by content."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def run(capsys, monkeypatch, *arguments):
    """Exit code, stdout, stderr; a mistake of the program itself comes through as an exception."""
    monkeypatch.setenv("LEANBENCH_TRACEBACK", "1")
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    return code, out, err


def refused(capsys, monkeypatch, folder, *arguments):
    """The line a command says when it refuses, having written nothing."""
    before = state(folder)
    code, out, err = run(capsys, monkeypatch, *arguments)
    assert (code, out) == (2, ""), (arguments, err)
    assert err.startswith("leanbench: "), err
    assert err.count("\n") == 1, err
    assert err.rstrip().endswith("."), err
    assert state(folder) == before
    return err


def zipped(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


ODD_FILES = {
    "text": (lambda _p: b"Dear Sir", "not a leanbench event"),
    "empty": (lambda _p: b"", "is empty"),
    "picture": (lambda _p: b"\x89PNG\r\n\x1a\n" + b"x" * 90, "not a leanbench event"),
    "cut at 4": (lambda _p: PERMIT.read_bytes()[:4], "damaged or cut off"),
    "cut in the middle": (lambda _p: PERMIT.read_bytes()[:9000], "damaged or cut off"),
    "last byte lost": (lambda _p: PERMIT.read_bytes()[:-1], "damaged or cut off"),
    "other zip": ({"word/document.xml": b"<a/>"}, "not a leanbench event"),
    "bomb": ({"event.json": b"0" * 30_000_000}, "grows"),
    "path outside": ({"event.json": b"{}", "../../evil": b"x"}, "would leave the file"),
    "windows path": ({"event.json": b"{}", "C:\\evil": b"x"}, "would leave the file"),
    "no JSON": ({"event.json": b"hello"}, "not complete JSON"),
    "list": ({"event.json": b"[1]"}, "not a leanbench event"),
    "deep": ({"event.json": b'{"a":' * 50_000 + b"1" + b"}" * 50_000}, "nested too deeply"),
    "not a number": ({"event.json": b'{"leanbench_event": 2, "delay_threshold_min": NaN}'}, "damaged"),
    "wrong type": ({"event.json": b'{"leanbench_event": 2, "maps": 5}'}, "maps should be a list"),
    "endless": (
        {"event.json": b'{"leanbench_event": 2, "demand": {"units_per_year": 1e308}}'},
        "demand.units_per_year should be a number of at most",
    ),
    "data missing": (
        {"event.json": b'{"leanbench_event": 2, "datasets": [{"id": "d", "file": "data/d.csv"}]}'},
        "data/d.csv is missing",
    ),
}


@pytest.mark.parametrize("name", ODD_FILES)
def test_every_command_refuses_a_file_that_is_no_event(capsys, monkeypatch, tmp_path, name):
    content, words = ODD_FILES[name]
    path = tmp_path / "odd.lean"
    if callable(content):
        path.write_bytes(content(None))
    else:
        zipped(path, content)
    for command, *options in COMMANDS:
        filled = [str(tmp_path / word) if str(word).startswith("OUT") else word for word in options]
        assert words in refused(capsys, monkeypatch, tmp_path, command, path, *filled)


@pytest.mark.parametrize("command", ["check", "metrics", "simulate"])
def test_no_file_and_a_folder_are_said(capsys, monkeypatch, tmp_path, command):
    assert "no file" in refused(capsys, monkeypatch, tmp_path, command, tmp_path / "gone.lean")
    assert "holds no event.json" in refused(capsys, monkeypatch, tmp_path, command, tmp_path)


def test_a_changed_part_and_a_newer_file_are_read_and_said(capsys, monkeypatch, tmp_path, parts, plain):
    changed = tmp_path / "changed.lean"
    zipped(changed, {**parts, "data/permits.csv": b"a\n1\n"})
    code, _, err = run(capsys, monkeypatch, "metrics", changed)
    assert code == 0
    assert "changed by another program: data/permits.csv" in err
    newer = tmp_path / "newer.json"
    newer.write_text(json.dumps({**plain, "leanbench_event": 99, "quantum": 1}), "utf-8")
    code, _, err = run(capsys, monkeypatch, "check", newer)
    assert code == 0
    assert "newer leanbench" in err


# --- numbers that cannot be -----------------------------------------------------------------------


def minutes(amount):
    return {"amount": amount, "unit": "min"}


def first(event):
    return event["maps"][0]["steps"][2]


ABSURD = {
    "negative time": (lambda e: first(e).update(process_time=minutes(-5)), "cannot be negative"),
    "endless time": (lambda e: first(e).update(process_time=minutes(1e12)), "more than 50 years"),
    "percent": (lambda e: first(e).update(ca_pct=150), "between 0 and 100"),
    "probability": (lambda e: [link.update(probability=0.7) for link in e["maps"][0]["links"]], "%"),
    "loop": (lambda e: e["maps"][0]["links"][0].update(target=e["maps"][0]["links"][0]["source"]), "never ends"),
    "no such step": (lambda e: e["maps"][0]["links"][0].update(target="ghost"), "not there"),
    "same id": (lambda e: first(e).update(id=e["maps"][0]["steps"][0]["id"]), "of another row"),
    "demand": (lambda e: e["demand"].update(units_per_year=-1), "demand"),
}  # fmt: skip


@pytest.mark.parametrize("name", ABSURD)
def test_check_names_it_and_every_number_stays_printable(capsys, monkeypatch, tmp_path, plain, name):
    event = copy.deepcopy(plain)
    change, words = ABSURD[name]
    change(event)
    path = tmp_path / "absurd.json"
    path.write_text(json.dumps(event), "utf-8")
    code, out, odd = run(capsys, monkeypatch, "check", path)
    assert code == 1
    assert words in out + odd
    code, out, _ = run(capsys, monkeypatch, "metrics", path, "--json")
    assert code == 0
    assert json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))
    assert run(capsys, monkeypatch, "draw", path, "-o", tmp_path / "map.svg")[0] == 0


# --- writing ------------------------------------------------------------------------------------


def table(folder):
    path = folder / "days.csv"
    path.write_text("day,days\n" + "\n".join(f"{i},{20 + i * 7 % 5}" for i in range(1, 31)), "utf-8")
    return path


def writers(folder):
    """A command for each kind of output, its target existing already."""
    data = table(folder)
    targets = [folder / name for name in ("map.svg", "map.pdf", "map.png", "chart.svg", "report.pdf")]
    for target in targets:
        target.write_bytes(b"old")
    chart = ("chart", data, "--kind", "i-mr", "--value", "days")
    return [("draw", PERMIT, "-o", target) for target in targets[:3]] + [
        (*chart, "-o", targets[3]),
        ("report", PERMIT, "-o", targets[4]),
    ]


def test_a_full_disk_leaves_the_old_file(capsys, monkeypatch, tmp_path):
    commands = writers(tmp_path)

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for command in commands:
        assert "is full" in refused(capsys, monkeypatch, tmp_path, *command)
    assert "is full" in refused(capsys, monkeypatch, tmp_path, "new", "-o", tmp_path / "new.lean")


def test_a_place_that_is_write_protected(capsys, monkeypatch, tmp_path):
    commands = writers(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_args: False)
    for command in commands:
        assert "write-protected" in refused(capsys, monkeypatch, tmp_path, *command)


def test_names_that_are_no_file(capsys, monkeypatch, tmp_path):
    for ending in ("svg", "pdf", "png"):
        (tmp_path / f"folder.{ending}").mkdir()
        words = refused(capsys, monkeypatch, tmp_path, "draw", PERMIT, "-o", tmp_path / f"folder.{ending}")
        assert "is a folder" in words
    words = refused(capsys, monkeypatch, tmp_path, "report", PERMIT, "-o", tmp_path / "no" / "r.pdf")
    assert "There is no folder" in words
    refused(capsys, monkeypatch, tmp_path, "draw", PERMIT, "-o", tmp_path / ("x" * 300 + ".svg"))


def test_an_event_is_never_written_over_by_a_paper(capsys, monkeypatch, tmp_path):
    event = tmp_path / "permit.lean"
    event.write_bytes(PERMIT.read_bytes())
    assert "ending .pdf" in refused(capsys, monkeypatch, tmp_path, "report", event, "-o", event)
    assert "not as .lean" in refused(capsys, monkeypatch, tmp_path, "draw", event, "-o", event)


def test_a_link_stays_a_link_and_a_device_a_device(capsys, monkeypatch, tmp_path):
    real = tmp_path / "real.svg"
    real.write_bytes(b"old")
    link = tmp_path / "link.svg"
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("links need a right here")
    assert run(capsys, monkeypatch, "draw", PERMIT, "-o", link)[0] == 0
    assert link.is_symlink()
    assert b"<svg" in real.read_bytes()[:200]
    if hasattr(os, "mkfifo"):
        import threading

        pipe = tmp_path / "pipe.svg"
        os.mkfifo(pipe)
        got = []
        reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
        reader.start()
        assert run(capsys, monkeypatch, "draw", PERMIT, "-o", pipe)[0] == 0
        reader.join(timeout=20)
        assert b"<svg" in got[0][:200]
        assert not pipe.is_file()


def test_names_in_any_script(capsys, monkeypatch, tmp_path):
    event = tmp_path / "Größe 図 é.lean"
    event.write_bytes(PERMIT.read_bytes())
    target = tmp_path / "Übersicht 図.svg"
    assert run(capsys, monkeypatch, "draw", event, "-o", target)[0] == 0
    assert target.exists()


# --- options --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required"),
        (["dance"], "invalid choice"),
        (["draw", PERMIT], "-o"),
        (["draw", PERMIT, "--view", "cube", "-o", "x.svg"], "swimlane"),
        (["draw", PERMIT, "--tile", "letter", "-o", "x.svg"], "Only a PDF"),
        (["simulate", PERMIT, "--replications", "0"], "at least 1"),
        (["simulate", PERMIT, "--replications", "many"], "invalid int"),
        (["simulate", PERMIT, "--seed", "-1"], "0 or more"),
        (["simulate", PERMIT, "--days", "0"], "at least one replication and one day"),
        (["simulate", PERMIT, "--precision", "400"], "between 0 and 100%"),
        (["simulate", PERMIT, "--hours", "Cashier=days 9: 1"], "days of the week run from 1 to 5"),
        (["simulate", PERMIT, "--hours", "Boss=1"], "no role “Boss”"),
        (["simulate", PERMIT, "--hours", "Cashier"], "cannot be read"),
        (["simulate", PERMIT, "--priority", "zz=1"], "no step “zz”"),
        (["simulate", PERMIT, "--patience", "soon"], "is not a time"),
        (["simulate", PERMIT, "--peaks", "0 0"], "weights of equal parts"),
        (["simulate", PERMIT, "--compare", "dream"], "has no map"),
        (["report", PERMIT, "--date", "2026-13-45", "-o", "x.pdf"], "not a date"),
        (["metrics", PERMIT, "--state", "dream"], "has no map"),
        (["verify", "/no/such/folder"], "no folder"),
    ],
)
def test_options_that_do_not_fit(capsys, monkeypatch, tmp_path, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert words in refused(capsys, monkeypatch, tmp_path, *arguments)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--kind", "cube", "--value", "days"], "There are: i-mr"),
        (["--kind", "i-mr"], "Choose the column"),
        (["--kind", "i-mr", "--value", "dys"], "day, days"),
        (["--kind", "i-mr", "--value", "days", "--stage", "x"], "There is no column 'x'"),
        (["--kind", "i-mr", "--value", "days", "--tests", "1,99"], "no test 99"),
        (["--kind", "i-mr", "--value", "days", "--sigma", "x"], "mr, mr-median"),
        (["--kind", "i-mr", "--value", "days", "--k", "-1"], "above zero"),
        (["--kind", "i-mr", "--value", "days", "--k", "1e300"], "too large"),
        (["--kind", "i-mr", "--value", "days", "--lsl", "x"], "invalid float"),
        (["--kind", "i-mr", "--value", "days", "--set", "colour=red"], 'has no option "colour"'),
        (["--kind", "i-mr", "--value", "days", "--set", "mr_length"], "NAME=VALUE"),
        (["--kind", "i-mr", "--value", "days", "--where", "days"], "COL=TEXT"),
        (["--kind", "xbar-r", "--value", "days"], "subgroup"),
        (["--kind", "xbar-r", "--value", "days", "--subgroup", "0"], "at least 1"),
        (["--kind", "p", "--value", "days"], "sizes"),
        (["--kind", "capability-normal", "--value", "days", "--lsl", "30", "--usl", "10"], "reversed"),
        (["--kind", "capability-normal", "--value", "days", "--usl", "inf"], "too large"),
        (["--kind", "i-mr", "--value", "days", "-o", "chart.doc"], ".svg, .pdf or .png"),
    ],
)
def test_chart_options_that_do_not_fit(capsys, monkeypatch, tmp_path, options, words):
    data = table(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert words in refused(capsys, monkeypatch, tmp_path, "chart", data, *options)


ODD_TABLES = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n  \n", "is empty"),
    "only a heading": (b"day,days\n", "has no rows"),
    "empty column": (b"day,days\n1,\n2,\n", "is empty"),
    "words": (b"day,days\n1,soon\n2,late\n", "holds words"),
    "one value": (b"day,days\n1,5\n", "at least 2"),
    "huge": (b"day,days\n1,1e308\n2,-1e308\n", "no measurement"),
    "binary": (bytes(range(256)) * 9, "not a text file"),
    "no heading": (b"1,2\n3,4\n", "Column 1, Column 2"),
}


@pytest.mark.parametrize("name", ODD_TABLES)
def test_tables_no_chart_can_be_made_of(capsys, monkeypatch, tmp_path, name):
    content, words = ODD_TABLES[name]
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    said = refused(capsys, monkeypatch, tmp_path, "chart", path, "--kind", "i-mr", "--value", "days")
    assert words in said


@pytest.mark.parametrize(
    "encode",
    ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32"],
)
def test_every_encoding_gives_the_same_chart(capsys, monkeypatch, tmp_path, encode):
    path = tmp_path / "days.csv"
    rows = "".join(f"Größe {i};{i},5\n" for i in range(1, 12))
    path.write_bytes(f"Name;days\n{rows}".encode(encode))
    code, out, _ = run(capsys, monkeypatch, "chart", path, "--kind", "i-mr", "--value", "days", "--json")
    assert code == 0
    assert json.loads(out)["panels"][0]["points"] == [i + 0.5 for i in range(1, 12)]


def test_what_is_odd_in_a_table_is_said_beside_the_chart(capsys, monkeypatch, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("day,days\n1,5\n2\n3,7,extra\n\n4,9\n5,soon\n6,8\n", "utf-8")
    code, out, err = run(capsys, monkeypatch, "chart", path, "--kind", "i-mr", "--value", "days", "--json")
    assert code == 0
    assert isinstance(json.loads(out), dict)
    for words in ("Too few cells in row 3", "extra ones are kept", "Row 5 is empty", "soon"):
        assert words in err, words


def test_every_method_lists_its_options(capsys, monkeypatch):
    from leanbench.analyses import catalogue

    for kind in catalogue.methods():
        code, out, _ = run(capsys, monkeypatch, "chart", "--kind", kind, "--options", "--json")
        assert code == 0
        assert {"name", "takes", "words", "needed"} == set(json.loads(out)["options"][0])
    code, out, _ = run(capsys, monkeypatch, "chart", "--kind", "pareto", "--options")
    assert code == 0
    assert "category" in out


# --- from a table of steps to its papers ------------------------------------------------------------


def test_new_then_every_view_and_paper(capsys, monkeypatch, tmp_path):
    steps = tmp_path / "steps.csv"
    steps.write_text(
        "Step,Who,Process time,Wait,%C&A,Class\nReceive,Clerk,12,,95,RQ\nReview,Planner,1:30,5 bd,85,VA\n",
        "utf-8",
    )
    event = tmp_path / "new.lean"
    assert run(capsys, monkeypatch, "new", "--title", "License", "--steps", steps, "-o", event)[0] == 0
    assert run(capsys, monkeypatch, "check", event)[0] == 0
    assert json.loads(run(capsys, monkeypatch, "metrics", event, "--json")[1])["steps_all"]["value"] == 2
    for view in ("swimlane", "value-stream", "flowchart", "sipoc"):
        for ending, start in (("svg", b"<svg"), ("pdf", b"%PDF"), ("png", b"\x89PNG")):
            target = tmp_path / f"{view}.{ending}"
            assert run(capsys, monkeypatch, "draw", event, "--view", view, "-o", target)[0] == 0
            assert start in target.read_bytes()[:200]
    tiles = tmp_path / "tiles.pdf"
    assert run(capsys, monkeypatch, "draw", event, "--tile", "letter", "-o", tiles)[0] == 0
    code, out, _ = run(capsys, monkeypatch, "report", event, "--json", "-o", tmp_path / "report.pdf")
    assert code == 0
    assert json.loads(out)["pages"] >= 5
    assert not list(tmp_path.glob(".*.part"))


def test_a_table_without_step_names_is_refused(capsys, monkeypatch, tmp_path):
    steps = tmp_path / "steps.csv"
    steps.write_text("Who,Time\nClerk,5\n", "utf-8")
    target = tmp_path / "new.lean"
    said = refused(capsys, monkeypatch, tmp_path, "new", "--steps", steps, "-o", target)
    assert "No column holds the names of the steps" in said


@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal", "snap-eligibility"])
def test_metrics_have_the_names_expected_of_the_samples(capsys, monkeypatch, name):
    source = json.loads(Path(resources.path("samples", "source", f"{name}.json")).read_text("utf-8"))
    for map_id in ("current", "future"):
        out = run(
            capsys,
            monkeypatch,
            "metrics",
            resources.path("samples", f"{name}.lean"),
            "--state",
            map_id,
            "--json",
        )[1]
        wanted = {**source["expected"][map_id], "takt_time_min": source["expected"]["takt_time_min"]}
        found = json.loads(out)
        scalars = {key: value for key, value in wanted.items() if isinstance(value, (int, float))}
        assert scalars
        assert set(scalars) <= set(found), set(scalars) - set(found)
        for key, value in scalars.items():
            assert found[key]["value"] == pytest.approx(value, rel=1e-3, abs=0.051), key
