"""The crash journal gives back every edit, after a real kill, a torn line, a full disk, and makes nobody wait."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from leanbench.errors import UserError
from leanbench.event.changes import Add, Change, RemoveSteps, Set
from leanbench.event.event_file import EVENT
from leanbench.event.records import Dataset, Event, Header
from leanbench.schema import replace
from leanbench.store import journal as recovery
from leanbench.store import leftovers as left_over
from leanbench.store import processes
from leanbench.store.document_file import Stamp
from leanbench.store.journal import Journal
from leanbench.store.leftovers import Leftover, discard, leftovers, recover, throw_away, thrown_away
from leanbench.store.on_disk import read_root
from leanbench.store.writer_thread import WriterThread
from leanbench.words.durations import Duration

FIXTURES = Path(__file__).parent / "fixtures"


def edits(event: Event, *changes: Change) -> list[Event]:
    versions = [event]
    for change in changes:
        result = change.apply(versions[-1])
        assert isinstance(result, Event)
        versions.append(result)
    return versions


def written(journal: Journal[Event], versions: list[Event]) -> None:
    for number, event in enumerate(versions[1:]):
        journal.append(f"edit {number}", event)
    assert journal.flush()
    assert not journal.is_behind


def killed(journal: Journal[Event]) -> Path:
    """What a kill at this moment leaves: the folder as it is, its program gone."""
    left = journal.folder.with_name(f"{journal.folder.name}-killed")
    shutil.copytree(journal.folder, left)
    about = left / "session.json"
    if about.exists():
        about.write_text(json.dumps({**json.loads(about.read_text()), "pid": 2**22 + 1}))
    return left


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


def test_a_snapshot_every_200_edits_and_the_first_is_kept(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "SNAPSHOT_EVERY", 5)
    versions = edits(five, *[Set("header/title", str(number)) for number in range(12)])
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, versions)
    assert sorted(file.name for file in journal.folder.iterdir()) == [
        "edits-11.jsonl",
        "event-1.json",
        "event-11.json",
        "in-use",
        "session.json",
    ]
    found = recover(EVENT, journal.folder)
    assert found.root == versions[-1]
    assert found.edits == 12  # since the last save, not since the last snapshot
    assert found.base == five
    # killed while the next snapshot was written: the one before it is whole
    (journal.folder / "event-16.json").write_bytes(b'{"leanbench_event": 2, "head')
    assert recover(EVENT, journal.folder).root == versions[-1]
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_work_killed_between_a_snapshot_and_its_first_line_is_offered(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later snapshot with an empty journal holds edits that are in no file; it was thrown away once."""
    monkeypatch.setattr(recovery, "SNAPSHOT_EVERY", 3)
    versions = edits(five, *[Set("header/title", str(number)) for number in range(4)])
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, versions)
    left = killed(journal)
    journal.close()
    (left / "edits-4.jsonl").write_bytes(b"")
    (found,) = leftovers(EVENT, tmp_path)
    assert recover(EVENT, found).root == versions[3]


def test_recovered_work_is_work_before_its_first_edit(five: Event, tmp_path: Path) -> None:
    """Killed twice without an edit between: what was got back is offered again, with what the file held."""
    (work,) = edits(five, Set("header/title", "A"))[1:]
    stamp = Stamp("abc", 3, 4)
    journal = Journal(EVENT, work, tmp_path / "a.lean", tmp_path / "kept", stamp, edits=7, base=five)
    journal.prepare()
    assert journal.flush()
    killed(journal)
    journal.close()
    (found,) = leftovers(EVENT, tmp_path / "kept")
    again = recover(EVENT, found)
    assert (again.root, again.base, again.edits, again.stamp) == (work, five, 7, stamp)


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
    assert journal.flush()
    assert list(tmp_path.iterdir()) == []
    journal.close()


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
    journal.append("one", versions[1])
    journal.saved(versions[1], Path("b.lean"), Stamp("abc", 3, 4))
    assert journal.flush()
    assert list(tmp_path.iterdir()) == []
    journal.append("two", versions[2])
    assert journal.flush()
    found = recover(EVENT, journal.folder)
    assert found.root == versions[2]
    assert found.path == Path("b.lean").absolute()
    assert found.stamp == Stamp("abc", 3, 4)
    assert found.base == versions[1]
    journal.close()


def test_a_full_disk_never_stands_in_the_way(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leanbench.store.writer_thread.AGAIN_S", 0.01)
    versions = edits(five, *[Set("header/title", "ABCD"[:number]) for number in (1, 2, 3, 4)])
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, versions[:2])

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    journal.append("two", versions[2])
    assert not journal.flush()
    assert "Save to be safe" in journal.problem
    journal.append("three", versions[3])
    assert not journal.flush()
    monkeypatch.undo()
    while journal.is_behind:  # tried again by itself, without another edit
        time.sleep(0.01)
    assert journal.problem == ""
    found = recover(EVENT, journal.folder)
    assert (found.root, found.edits) == (versions[3], 3)
    written(journal, versions[3:])
    assert recover(EVENT, journal.folder).root == versions[4]
    journal.close()


def test_a_fault_of_the_program_does_not_end_the_thread(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = edits(five, Set("header/title", "A"), Set("header/title", "AB"))
    journal = Journal(EVENT, five, None, tmp_path)

    def wrong(*_arguments: object) -> None:
        raise TypeError("a fault")

    with monkeypatch.context() as here:
        here.setattr(recovery, "plain_root", wrong)
        journal.append("one", versions[1])
        assert not journal.flush()
        assert "(a fault). Save to be safe." in journal.problem
    written(journal, versions[1:])
    assert journal.problem == ""
    assert recover(EVENT, journal.folder).root == versions[2]
    journal.close()


def test_a_program_that_ends_without_closing_keeps_its_last_edits(tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import pathlib, sys
        from leanbench.event.event_file import EVENT
        from leanbench.event.records import Event, Header
        from leanbench.schema import replace
        from leanbench.store.journal import Journal
        event = Event(header=Header(title="before"))
        journal = Journal(EVENT, event, None, pathlib.Path({str(tmp_path)!r}))
        journal.append("rename", replace(event, header=replace(event.header, title="after")))
        raise RuntimeError("not caught")
        """
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert "not caught" in ran.stderr
    (left,) = leftovers(EVENT, tmp_path)
    assert recover(EVENT, left).root.header.title == "after"


def test_a_disk_that_cannot_confirm_keeps_edits_all_the_same(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_handle: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", unknown)
    versions = edits(five, Set("header/title", "A"))
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, versions)
    assert journal.problem == ""
    assert recover(EVENT, journal.folder).root == versions[1]
    journal.close()


def test_nobody_waits_for_a_busy_disk_and_the_order_is_kept(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, synced = threading.Event(), []
    real = os.fsync

    def busy(handle: int) -> None:
        synced.append(threading.current_thread() is threading.main_thread())
        assert free.wait(60)
        real(handle)

    monkeypatch.setattr(os, "fsync", busy)
    monkeypatch.setattr(recovery, "SNAPSHOT_EVERY", 3)
    versions = edits(five, *[Set("header/title", str(number)) for number in range(20)])
    journal = Journal(EVENT, five, None, tmp_path)
    for number, event in enumerate(versions[1:]):
        journal.append(str(number), event)  # comes back while the disk still waits
    assert journal.is_behind
    assert not journal.flush(0.01)
    free.set()
    assert journal.flush(60)
    assert not any(synced)
    assert recover(EVENT, journal.folder).root == versions[-1]
    journal.close()


def test_the_thread_hands_over_all_jobs_in_order_and_ends() -> None:
    got: list[int] = []
    tries: list[int] = []

    def work(jobs: Sequence[int]) -> bool:
        got.extend(jobs)
        tries.append(len(jobs))
        return True

    thread = WriterThread(work, "test")
    assert thread.flush(1)  # nothing asked for
    for number in range(1000):
        thread.put(number)
    assert thread.flush(10)
    assert got == list(range(1000))
    assert len(tries) < 1000  # a burst is done together
    thread.put(1000)
    thread.close(10)
    assert got[-1] == 1000
    assert not any(other.name == "test" for other in threading.enumerate())


# --- what is left -------------------------------------------------------------------------------


def test_sessions_of_running_programs_and_without_edits_are_not_offered(five: Event, tmp_path: Path) -> None:
    journal = Journal(EVENT, five, None, tmp_path)
    journal.prepare()
    assert journal.flush()
    assert leftovers(EVENT, tmp_path) == ()
    assert journal.folder.exists()  # ours, and running
    left = killed(journal)
    assert leftovers(EVENT, tmp_path) == ()  # dead, but nothing was edited
    assert not left.exists()
    journal.close()
    (tmp_path / "file").write_text("x")
    (tmp_path / "junk").mkdir()
    (tmp_path / "junk" / "letter.txt").write_text("not ours")
    assert leftovers(EVENT, tmp_path) == ()
    assert (tmp_path / "junk" / "letter.txt").exists()
    assert leftovers(EVENT, tmp_path / "nowhere") == ()


@pytest.mark.parametrize("about", ["same pid", "no session.json", "no lock of the system"])
def test_a_reused_number_and_a_half_closed_folder_hide_nothing(
    five: Event, tmp_path: Path, about: str
) -> None:
    """The number of a dead program is that of a living one now; or its folder was half removed by a kill."""
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, edits(five, Set("header/title", "A")))
    left = killed(journal)
    session = left / "session.json"
    mark = {**processes.own_mark(), "birth": "another start/1"}
    if about == "no session.json":
        session.unlink()
    else:
        session.write_text(json.dumps({**json.loads(session.read_text()), **mark}))
    if about == "no lock of the system":
        (left / "in-use").unlink()
    (found,) = leftovers(EVENT, tmp_path)
    assert recover(EVENT, found).root.header.title == "A"
    journal.close()


def test_a_folder_closed_as_it_should_be_is_cleaned_whatever_is_left_in_it(
    five: Event, tmp_path: Path
) -> None:
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, edits(five, Set("header/title", "A")))
    killed(journal).rename(tmp_path / "20260309-100000-1-abc.closed")
    journal.close()
    assert leftovers(EVENT, tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_session_on_another_computer_is_left_alone_for_a_day(five: Event, tmp_path: Path) -> None:
    """A home on a disk that several computers share and that knows no locks."""
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, edits(five, Set("header/title", "A")))
    left = killed(journal)
    (left / "in-use").unlink()
    session = left / "session.json"
    there = {"host": "elsewhere", "computer": "0" * 16, "birth": "x/1"}
    session.write_text(json.dumps({**json.loads(session.read_text()), **there}))
    assert leftovers(EVENT, tmp_path) == ()
    for file in left.iterdir():
        os.utime(file, (time.time() - 2 * left_over.DAY_S,) * 2)
    assert len(leftovers(EVENT, tmp_path)) == 1
    journal.close()


def test_thrown_away_work_lies_in_the_trash_for_30_days(
    five: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = edits(five, Set("header/title", "A"))
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, versions)
    killed(journal)
    journal.close()
    (left,) = leftovers(EVENT, tmp_path)
    throw_away(left)
    throw_away(left)  # a second window was slower
    assert leftovers(EVENT, tmp_path) == ()
    (there,) = thrown_away(tmp_path)
    assert abs(there.thrown - time.time()) < 60
    assert recover(EVENT, there).root == versions[1]
    later = there.thrown + left_over.KEPT_DAYS * left_over.DAY_S
    monkeypatch.setattr(left_over.time, "time", lambda: later - 60)
    assert len(thrown_away(tmp_path)) == 1
    monkeypatch.setattr(left_over.time, "time", lambda: later + 60)
    assert thrown_away(tmp_path) == ()
    assert list((tmp_path / "trash").iterdir()) == []


def test_work_that_cannot_be_moved_to_the_trash_stays(five: Event, tmp_path: Path) -> None:
    journal = Journal(EVENT, five, None, tmp_path)
    written(journal, edits(five, Set("header/title", "A")))
    left = killed(journal)
    journal.close()
    (tmp_path / "trash").write_text("a file in its place")
    with pytest.raises(UserError, match="stays where it is"):
        throw_away(Leftover(left, "", "", 0, 0))
    assert recover(EVENT, left).root.header.title == "A"


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
            journal.append("rename", event)
            if n % 3 == 0:
                assert journal.flush(60)
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
