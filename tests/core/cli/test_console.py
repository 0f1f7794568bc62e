"""The command line on any console and in any pipe: no letter breaks it, and it says truly what was written."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from leanbench import cli, resources
from leanbench.cli import events
from leanbench.cli.console import near_text

PERMIT = resources.path("samples", "permit-issuance.lean")
STEPS = "Step,Role,Process time (min)\nPrüfen – “schnell” ≥ 3 × σ,Bürgeramt Köln €,5\n漢字 ◌ 🙂,Δ,7\n"


def on_console(monkeypatch, encoding: str, *argv: object) -> tuple[int, str, str]:
    """Run a command with both streams in one encoding, strict as a console's are."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict") for _ in range(2)]
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    code = cli.main([str(word) for word in argv])
    said = []
    for stream in streams:
        stream.flush()
        said.append(stream.buffer.getvalue().decode(encoding))
    return code, said[0], said[1]


@pytest.fixture
def foreign(tmp_path, capsys) -> Path:
    """An event whose steps and roles have letters that few code pages have."""
    steps, target = tmp_path / "steps.csv", tmp_path / "fremd.lean"
    steps.write_text(STEPS, encoding="utf-8")
    assert cli.main(["new", "--title", "漢字 – Zürich", "--steps", str(steps), "-o", str(target)]) == 0
    return target


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "latin-1", "utf-16", "utf-8"])
def test_every_console_gets_every_text(monkeypatch, foreign, tmp_path, encoding):
    data = tmp_path / "d.csv"
    data.write_text("Größe ≥,Wert 漢\nä,1\nö,2\n🙂,4\n", encoding="utf-8")
    for argv in (
        ("metrics", foreign, "--explain"),
        ("check", foreign),
        ("simulate", foreign, "--replications", 2, "--days", 5),
        ("chart", data, "--kind", "i-mr", "--value", "Wert 漢"),
        ("chart", data, "--kind", "i-mr", "--value", "none ≥ 漢"),
        ("chart", "--kind", "i-mr", "--options"),
        ("report", foreign, "-o", tmp_path / "Bericht 漢.pdf"),
        ("merge", foreign, foreign, "-o", foreign),
    ):
        code, out, errors = on_console(monkeypatch, encoding, *argv)
        assert code in (0, 1, 2), (argv, errors)
        assert "mistake of its own" not in errors, (argv, errors)
        assert out or errors


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_json_says_the_same_on_every_console(monkeypatch, foreign, encoding):
    _code, out, _errors = on_console(monkeypatch, encoding, "check", foreign, "--json")
    _code, wanted, _errors = on_console(monkeypatch, "utf-8", "check", foreign, "--json")
    assert json.loads(out) == json.loads(wanted)
    assert "漢字" in json.dumps(json.loads(out), ensure_ascii=False)


def test_near_letters():
    assert near_text("“Köln” – 3 × 5 ≥ 2 … 漢") == '"Koln" - 3 x 5 >= 2 ... ?'


@pytest.mark.parametrize(
    "error", [OSError(5, "Input/output error"), KeyError("x"), KeyboardInterrupt(), RecursionError("deep")]
)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_nothing_was_written_is_said_only_when_it_is_so(monkeypatch, capsys, tmp_path, error, before):
    target = tmp_path / "map.svg"
    write = events.write_file

    def failing(path, content):
        if not before:
            write(path, content)
        raise error

    monkeypatch.setattr(events, "write_file", failing)
    assert cli.main(["draw", str(PERMIT), "-o", str(target)]) in (2, 130)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert ("Nothing was written." in said) == before == (not target.exists())
    assert (f"{target} was written." in said) != before


def test_names_with_a_zero_byte_are_refused(capsys, tmp_path):
    for argv in (
        ("check", "a\0b.lean"),
        ("chart", "a\0b.csv", "--kind", "i-mr"),
        ("draw", str(PERMIT), "-o", "a\0b.svg"),
    ):
        assert cli.main(argv) == 2
        assert "zero byte" in capsys.readouterr().err


def run(*argv: object, **options) -> subprocess.CompletedProcess:
    source = str(Path(cli.__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": source, "LEANBENCH_WITHOUT_QT": "1", **options.pop("env", {})}
    command = [sys.executable, "-m", "leanbench", *map(str, argv)]
    return subprocess.run(command, check=False, timeout=100, env=environment, **options)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and /dev/full are POSIX")
def test_a_reader_that_leaves_and_a_full_disk_are_no_tracebacks():
    read, write = os.pipe()
    os.close(read)
    done = run("metrics", PERMIT, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
    with open("/dev/full", "wb") as full:
        done = run("metrics", PERMIT, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.startswith(b"leanbench: the system refused: No space left on device")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="names are Unicode there")
def test_names_and_words_in_no_encoding_are_printed(tmp_path):
    name = tmp_path / os.fsdecode(b"k\xf6ln.csv")
    for env in ({"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "1"}):
        done = run("chart", name, "--kind", "i-mr", capture_output=True, env=env)
        assert done.returncode == 2
        assert b"There is no file" in done.stderr
        assert b"Traceback" not in done.stderr
