"""The crash journal gives back every edit, after a real kill, a torn line, a full disk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from leanbench.errors import UserError
from leanbench.event.changes import Add, Change, RemoveSteps, Set
from leanbench.event.event_file import EVENT
from leanbench.event.records import Dataset, Event, Header
from leanbench.schema import replace
from leanbench.store import journal as recovery
from leanbench.store.journal import Journal, discard, leftovers, recover
from leanbench.store.on_disk import read_root
from leanbench.words.durations import Duration

FIXTURES = Path(__file__).parent / "fixtures"


def edits(event: Event, *changes: Change) -> list[Event]:
    versions = [event]
    for change in changes:
        result = change.apply(versions[-1])
        assert isinstance(result, Event)
        versions.append(result)
    return versions


def written(journal: Journal, versions: list[Event]) -> None:
    for number, event in enumerate(versions[1:]):
        assert journal.append(f"edit {number}", event)


def test_every_edit_and_undo_comes_back(five: Event, tmp_path: Path) -> None:
    versions = edits(
        five,
        Set("maps/current/steps/s1/wait", Duration(3.0, "bd")),
        RemoveSteps("current", ("s2", "s3")),
        Add("datasets", Dataset("d", text="a\n1\n")),
        Set("demand/units_per_year", 10.0),
    )
    versions += [versions[2], versions[0], versions[4]]  # undo, undo, redo
    journal = Journal(EVENT, five, Path("/somewhere/a.lean"), tmp_path)
    written(journal, versions)
    found = recover(EVENT, journal.folder)
    assert found.root == versions[-1]
    assert found.path == Path("/somewhere/a.lean")
    assert (found.edits, found.last, found.complete) == (7, "edit 6", True)
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_a_torn_last_line_loses_only_that_edit(five: Event, tmp_path: Path) -> None:
    versions = edits(five, Set("header/title", "A"), Set("header/title", "AB"), Set("header/title", "ABC"))
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, versions)
    (file,) = journal.folder.glob("edits-*.jsonl")
    content = file.read_bytes()
    second = content.index(b"\n", content.index(b"\n") + 1) + 1
    for cut in range(second + 1, len(content) - 1):
        file.write_bytes(content[:cut])
        found = recover(EVENT, journal.folder)
        assert found.root == versions[2]
        assert not found.complete
    file.write_bytes(content[:second])
    assert recover(EVENT, journal.folder).complete
    journal.close()


def test_a_snapshot_every_200_edits_and_only_the_last_is_kept(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "SNAPSHOT_EVERY", 5)
    versions = edits(five, *[Set("header/title", str(number)) for number in range(12)])
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, versions)
    assert sorted(file.name for file in journal.folder.iterdir()) == [
        "edits-3.jsonl",
        "event-3.json",
        "session.json",
    ]
    assert recover(EVENT, journal.folder).root == versions[-1]
    # killed while the next snapshot was written: the one before it is whole
    (journal.folder / "event-4.json").write_bytes(b'{"leanbench_event": 2, "head')
    assert recover(EVENT, journal.folder).root == versions[-1]
    journal.close()


def test_work_killed_between_a_snapshot_and_its_first_line_is_offered(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later snapshot with an empty journal holds edits that are in no file; it was thrown away once."""
    monkeypatch.setattr(recovery, "SNAPSHOT_EVERY", 3)
    versions = edits(five, *[Set("header/title", str(number)) for number in range(4)])
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, versions)
    (journal.folder / "edits-2.jsonl").write_bytes(b"")
    about = json.loads((journal.folder / "session.json").read_text())
    (journal.folder / "session.json").write_text(json.dumps({**about, "pid": 2**22 + 1}))
    (left,) = leftovers(EVENT, tmp_path)
    assert recover(EVENT, left).root == versions[3]
    journal.close()


def test_work_of_an_earlier_leanbench_comes_back() -> None:
    """The journal was written by the release of schema 2, whose lines nest; so was what it should give."""
    found = recover(EVENT, FIXTURES / "journal-schema-2")
    expected = json.loads((FIXTURES / "journal-schema-2.expected.json").read_text("utf-8"))
    assert found.edits == 8
    assert found.complete
    assert found.root == read_root(EVENT, expected).root


def test_parts_beside_the_event_come_back_too(five: Event, tmp_path: Path) -> None:
    versions = edits(five, Set("header/title", "A"))
    journal = Journal(EVENT, five, None, tmp_path)
    parts = {"media/abc.jpg": b"JPEG", "photos/wall.png": b"PNG"}
    journal.keep({**parts, "../evil": b"x"})
    written(journal, versions)
    found = recover(EVENT, journal.folder)
    assert found.parts == parts
    assert found.root == versions[1]
    journal.saved(versions[1], Path("a.lean"))
    assert list(tmp_path.iterdir()) == []


def test_a_line_that_no_longer_makes_an_event_ends_what_is_recovered(five: Event, tmp_path: Path) -> None:
    versions = edits(five, Set("header/title", "A"), Set("header/title", "AB"))
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, versions)
    with open(journal.folder / "edits-1.jsonl", "ab") as stream:
        stream.write(b'{"label": "?", "edits": [["set", "header/title", 5]]}\n')
    found = recover(EVENT, journal.folder)
    assert found.root == versions[2]
    assert (found.edits, found.complete) == (2, False)
    journal.close()


def test_after_a_save_nothing_is_left_until_the_next_edit(five: Event, tmp_path: Path) -> None:
    versions = edits(five, Set("header/title", "A"), Set("header/title", "AB"))
    journal = Journal(EVENT, five, None, tmp_path)
    assert journal.append("one", versions[1])
    journal.saved(versions[1], Path("b.lean"))
    assert list(tmp_path.iterdir()) == []
    assert journal.append("two", versions[2])
    found = recover(EVENT, journal.folder)
    assert found.root == versions[2]
    assert found.path == Path("b.lean").absolute()
    journal.close()


def test_a_full_disk_never_stands_in_the_way(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = edits(five, Set("header/title", "A"), Set("header/title", "AB"), Set("header/title", "ABC"))
    journal = Journal(EVENT, five, None, tmp_path)
    assert journal.append("one", versions[1])

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recovery.os, "fsync", full)
    assert not journal.append("two", versions[2])
    assert "Save to be safe" in journal.problem
    monkeypatch.undo()
    assert journal.append("three", versions[3])
    assert journal.problem == ""
    assert recover(EVENT, journal.folder).root == versions[3]
    journal.close()


def test_sessions_of_running_programs_and_without_edits_are_not_offered(five: Event, tmp_path: Path) -> None:
    journal = Journal(EVENT, five, None, tmp_path)
    journal.prepare()
    assert leftovers(EVENT, tmp_path) == ()
    about = json.loads((journal.folder / "session.json").read_text())
    (journal.folder / "session.json").write_text(json.dumps({**about, "pid": 2**22 + 1}))
    assert leftovers(EVENT, tmp_path) == ()  # dead, but nothing was edited
    assert not journal.folder.exists()
    journal.close()
    (tmp_path / "junk").mkdir()
    (tmp_path / "file").write_text("x")
    assert leftovers(EVENT, tmp_path) == ()
    assert leftovers(EVENT, tmp_path / "nowhere") == ()


def test_a_session_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "event-1.json").write_text("torn")
    with pytest.raises(UserError, match="could not be recovered"):
        recover(EVENT, tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_work_survives_a_kill(tmp_path: Path) -> None:
    """A process edits and reports each edit; after SIGKILL every reported edit is there."""
    script = textwrap.dedent(
        f"""
        import itertools, pathlib
        from leanbench.schema import replace
        from leanbench.event.event_file import EVENT
        from leanbench.event.records import Event, Header
        from leanbench.schema import replace
        from leanbench.store.journal import Journal
        event = Event(header=Header(title="0"))
        journal = Journal(EVENT, event, pathlib.Path("permits.lean"), pathlib.Path({str(tmp_path)!r}))
        for n in itertools.count(1):
            event = replace(event, header=replace(event.header, title=str(n)))
            assert journal.append("rename", event)
            print(n, flush=True)
        """
    )
    for wanted in (1, 30, 230):
        process: Any = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        last = 0
        while last < wanted:
            last = int(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read()
        process.wait()
        process.stdout.close()
        whole = [int(line) for line in rest.split("\n")[:-1]]
        last = max([last, *whole])
        (left,) = leftovers(EVENT, tmp_path)
        assert left.path == str(Path("permits.lean").absolute())
        assert left.changed >= left.started > 0
        found = recover(EVENT, left)
        assert int(found.root.header.title) >= last
        assert replace(found.root, header=Header("h")) == Event(header=Header("h"))
        discard(left)
        assert leftovers(EVENT, tmp_path) == ()


def test_the_file_is_found_wherever_the_program_is_started_next(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    journal = Journal(EVENT, five, Path("a.lean"), tmp_path / "recovery")
    written(journal, edits(five, Set("header/title", "A")))
    monkeypatch.chdir("/")
    assert recover(EVENT, journal.folder).path == tmp_path / "a.lean"
    journal.close()
