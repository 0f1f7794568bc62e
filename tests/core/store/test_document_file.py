"""Files: a save happens completely or not at all; bad files get one plain sentence."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import stat
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from leanbench.errors import UserError
from leanbench.event.event_file import EVENT, open_event
from leanbench.event.event_file import save_event as save
from leanbench.event.records import Dataset, Event, Header
from leanbench.store import container as parts
from leanbench.store import disk_writes, locks
from leanbench.store import document_file as store
from leanbench.store import reading_limits as limits
from leanbench.store.document_file import Stamp
from leanbench.store.on_disk import plain_root, to_bytes
from leanbench.store.processes import computer_id
from leanbench.store.saving import ChangedOnDisk, GoneFromDisk


def save_event(*arguments: Any, **named: Any) -> Stamp:
    return save(*arguments, **named).stamp


def stamp_of(path: Path) -> Stamp | None:
    return store.stamp_of(EVENT, path)


FIXTURES = Path(__file__).parent / "fixtures"
CSV = "case,days\n1,12\n2,“x”\n"


@pytest.fixture
def event(five: Event) -> Event:
    return Event(header=Header(title="Permits"), maps=five.maps, datasets=(Dataset("cases", text=CSV),))


def files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.mark.parametrize("name", ["a.lean", "event.json", "noending"])
def test_what_is_saved_is_opened(event: Event, tmp_path: Path, name: str) -> None:
    stamp = save_event(event, tmp_path / name)
    opened = open_event(tmp_path / name)
    assert opened.root == event
    assert opened.stamp == stamp == stamp_of(tmp_path / name)
    assert opened.notes == ()
    assert not opened.read_only
    assert set(files(tmp_path)) == {name}


def test_a_plain_folder_is_an_event_too(event: Event, tmp_path: Path) -> None:
    stamp = save_event(event, tmp_path)
    assert set(files(tmp_path)) == {"event.json", "data/cases.csv"}
    assert (tmp_path / "data/cases.csv").read_text("utf-8") == CSV
    opened = open_event(tmp_path)
    assert opened.root == event
    assert opened.stamp == stamp
    assert open_event(tmp_path / "event.json").root == event
    stamp = save_event(event, tmp_path / "event.json")  # by its main file: it stays a folder
    assert (tmp_path / "data/cases.csv").exists()
    assert open_event(tmp_path).root == event
    stamp = open_event(tmp_path).stamp
    save_event(Event(header=event.header), tmp_path, stamp)
    assert not (tmp_path / "data/cases.csv").exists()


def test_the_container_is_deterministic_and_as_described(event: Event, tmp_path: Path) -> None:
    save_event(event, tmp_path / "a.lean")
    time.sleep(0.01)
    save_event(event, tmp_path / "b.lean")
    assert (tmp_path / "a.lean").read_bytes() == (tmp_path / "b.lean").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.lean") as archive:
        names = archive.namelist()
        assert names == ["mimetype", "manifest.json", "data/cases.csv", "event.json"]
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert archive.read("data/cases.csv").decode() == CSV
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["format"] == "leanbench-event"
    assert set(manifest["parts"]) == {"event.json", "data/cases.csv"}


def test_saving_again_keeps_one_backup_the_photos_and_the_mode(event: Event, tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    path.write_bytes(
        parts.zip_bytes(EVENT, parts.document_parts(EVENT, Event()) | {"photos/wall.jpg": b"JPEG"})
    )
    path.chmod(0o640)
    first = path.read_bytes()
    save_event(event, path)
    assert (tmp_path / "a.lean.bak").read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    save_event(event, path)
    assert open_event(tmp_path / "a.lean.bak").root == event
    assert set(files(tmp_path)) == {"a.lean", "a.lean.bak"}
    with zipfile.ZipFile(path) as archive:
        assert archive.read("photos/wall.jpg") == b"JPEG"
    save_event(event, tmp_path / "copy.lean", carry_from=path)
    with zipfile.ZipFile(tmp_path / "copy.lean") as archive:
        assert archive.read("photos/wall.jpg") == b"JPEG"


def test_datasets_with_odd_or_equal_names_do_not_collide(tmp_path: Path) -> None:
    rows = tuple(Dataset(key, text=f"{key!r}\n") for key in ("A", "a", "../../x", "a b", "a/b", "-", "ä"))
    event = Event(datasets=rows)
    save_event(event, tmp_path / "a.lean")
    assert open_event(tmp_path / "a.lean").root == event


def test_the_first_save_of_an_earlier_schema_leaves_that_file_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "dog.json"
    old = {"leanbench_event": 1, "header": {"title": "Dog license"}, "maps": [{"id": "current", "steps": []}]}
    path.write_text(json.dumps(old))
    before = path.read_bytes()
    opened = open_event(path)
    assert opened.schema == 1
    saved = save(opened.root, path, opened.stamp)
    assert "“dog.old-schema-1.json”" in saved.notes[0]
    assert (tmp_path / "dog.old-schema-1.json").read_bytes() == before
    assert open_event(path).root == opened.root
    assert save(opened.root, path, saved.stamp).notes == ()
    assert set(files(tmp_path)) == {"dog.json", "dog.json.bak", "dog.old-schema-1.json"}
    path.write_text(json.dumps({**old, "header": {"title": "Another of that age"}}))
    assert "“dog.old-schema-1-2.json”" in save(opened.root, path).notes[0]
    assert (tmp_path / "dog.old-schema-1.json").read_bytes() == before


def test_a_file_of_the_released_schema_2_opens(tmp_path: Path) -> None:
    """Written by the release before ids and base versions."""
    opened = open_event(FIXTURES / "schema-2.lean")
    expected = json.loads((FIXTURES / "journal-schema-2.expected.json").read_text("utf-8"))
    assert opened.root == store.read_root(EVENT, expected).root
    assert opened.root.datasets[0].text == "case,days\n1,12\n2,9\n"
    assert opened.root.header.extra == {"colour": "green"}


# --- other people -------------------------------------------------------------------------------


def test_a_file_changed_underneath_is_not_written_over(event: Event, tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    stamp = save_event(event, path)
    stamp = save_event(event, path, stamp)
    other = save_event(Event(header=Header(title="Theirs")), path)
    before = path.read_bytes()
    with pytest.raises(ChangedOnDisk, match="was changed by someone else"):
        save_event(event, path, stamp)
    assert path.read_bytes() == before
    stamp = save_event(event, path, other)
    os.utime(path, (1, 1))  # touched, not changed: no reason to refuse
    save_event(event, path, stamp)


def test_a_file_that_was_removed_or_renamed_is_not_brought_back_unasked(event: Event, tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    stamp = save_event(event, path)
    path.rename(tmp_path / "b.lean")
    with pytest.raises(GoneFromDisk, match=r"“a\.lean” is no longer in .*: it was removed, renamed or moved"):
        save_event(event, path, stamp)
    assert set(files(tmp_path)) == {"b.lean"}
    save_event(event, path)  # asked
    assert open_event(path).root == event


@pytest.mark.parametrize("happens", ["changed", "removed"])
def test_what_happens_while_a_save_is_under_way_is_seen_before_the_swap(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, happens: str
) -> None:
    """A sync program puts another file in place after the first look and before the swap."""
    path, other = tmp_path / "a.lean", tmp_path / "theirs"
    stamp = save_event(event, path)
    save_event(Event(header=Header(title="Theirs")), other)
    theirs, real = other.read_bytes(), os.fsync

    def meanwhile(handle: int) -> None:
        real(handle)
        if path.exists():
            path.unlink() if happens == "removed" else os.replace(other, path)

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(ChangedOnDisk if happens == "changed" else GoneFromDisk):
        save_event(event, path, stamp)
    monkeypatch.undo()
    expected = {"a.lean": theirs} if happens == "changed" else {"theirs": theirs}
    assert files(tmp_path) == expected


# --- bad files ----------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    """The sentence a bad file is refused with, held to what each must be; the file stays as it was."""
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(UserError) as caught:
        open_event(path)
    message = str(caught.value)
    assert path.name in message
    assert message.endswith((".", ")."))
    assert "\n" not in message
    assert before == (path.read_bytes() if path.is_file() else b"")
    return message


def test_files_that_are_no_events(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "none.lean")
    for name, content, words in (
        ("empty.lean", b"", "is empty"),
        ("text.lean", b"hello", "is not a leanbench event"),
        ("other.json", b'{"a": 1}', "is not a leanbench event"),
        ("list.json", b"[1]", "is not a leanbench event"),
        ("torn.json", to_bytes(plain_root(EVENT, Event()))[:-20], "is damaged"),
        ("picture.lean", b"\x89PNG\r\n\x1a\n", "is not a leanbench event"),
        (
            "wrong.json",
            json.dumps({EVENT.mark: 2, "roles": [{"id": 7}]}).encode(),
            "roles[0].id should be text, not 7",
        ),
    ):
        (tmp_path / name).write_bytes(content)
        assert words in refusal(tmp_path / name)
    (tmp_path / "folder").mkdir()
    assert "holds no event.json" in refusal(tmp_path / "folder")


def test_a_truncated_container_at_every_length(event: Event, tmp_path: Path) -> None:
    save_event(event, tmp_path / "a.lean")
    content = (tmp_path / "a.lean").read_bytes()
    for length in range(2, len(content), 97):
        (tmp_path / "cut.lean").write_bytes(content[:length])
        assert "damaged or cut off" in refusal(tmp_path / "cut.lean")


def test_flipped_bytes_never_pass_silently(event: Event, tmp_path: Path) -> None:
    save_event(event, tmp_path / "a.lean")
    content = (tmp_path / "a.lean").read_bytes()
    for place in range(0, len(content), 61):
        flipped = bytearray(content)
        flipped[place] ^= 0x55
        (tmp_path / "b.lean").write_bytes(bytes(flipped))
        try:
            opened = open_event(tmp_path / "b.lean")
        except UserError:
            continue
        assert opened.root == event or opened.notes  # a flip in a date of the zip, say, changes nothing


def archive(path: Path, content: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", compress) as made:
        for name, data in content.items():
            made.writestr(name, data)


def test_containers_that_are_unsafe(tmp_path: Path) -> None:
    main = {"event.json": to_bytes(plain_root(EVENT, Event()))}
    for name in ("../evil", "/etc/x", "a/../../b", "c:x", "a\\b"):
        archive(tmp_path / "a.lean", main | {name: b"x"})
        assert "would leave the file" in refusal(tmp_path / "a.lean")
    archive(tmp_path / "a.lean", main | {"big.csv": b"0" * 8 * 2**20})
    assert re.search("grows .* times", refusal(tmp_path / "a.lean"))
    archive(tmp_path / "a.lean", {f"p{n}": b"" for n in range(limits.MOST_PARTS + 1)}, zipfile.ZIP_STORED)
    assert "parts, more than any document" in refusal(tmp_path / "a.lean")
    archive(tmp_path / "a.lean", {"word/document.xml": b"<x/>"})
    assert "not a leanbench event" in refusal(tmp_path / "a.lean")


def test_a_folder_cannot_name_files_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    folder = tmp_path / "event"
    folder.mkdir()
    data = {EVENT.mark: 2, "datasets": [{"id": "d", "file": "../secret.csv"}]}
    (folder / "event.json").write_text(json.dumps(data))
    assert "lies outside" in refusal(folder)
    data["datasets"] = [{"id": "d", "file": "gone.csv"}]
    (folder / "event.json").write_text(json.dumps(data))
    assert "gone.csv is missing" in refusal(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("opened", ["the folder", "its event.json"])
def test_a_link_out_of_the_folder_is_refused_whichever_way_it_is_opened(tmp_path: Path, opened: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    folder = tmp_path / "event"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "d.csv").symlink_to(secret)
    data = {EVENT.mark: 2, "datasets": [{"id": "d", "file": "data/d.csv"}]}
    (folder / "event.json").write_text(json.dumps(data))
    path = folder if opened == "the folder" else folder / "event.json"
    with pytest.raises(UserError, match=r"“data/d\.csv” lies outside"):
        open_event(path)
    with pytest.raises(UserError, match="lies outside"):
        save(Event(datasets=(Dataset("d", text="b\n2\n"),)), path)
    assert secret.read_text() == "a\n1\n"
    (folder / "data" / "d.csv").unlink()
    (folder / "data").rmdir()
    (folder / "data").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(UserError, match="lies outside"):
        save(Event(datasets=(Dataset("d", text="b\n2\n"),)), path)
    assert not (tmp_path / "d.csv").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_the_main_part_of_a_folder_may_not_lie_elsewhere(tmp_path: Path) -> None:
    save(Event(), tmp_path / "event.json")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "event.json").symlink_to(tmp_path / "event.json")
    assert "lies outside" in refusal(folder)
    opened = open_event(folder / "event.json")  # the file itself was asked for
    assert opened.root == open_event(tmp_path / "event.json").root


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
@pytest.mark.parametrize("kind", ["/dev/zero", "/dev/null", "pipe"])
def test_devices_and_pipes_are_no_events(tmp_path: Path, kind: str) -> None:
    path = Path(kind)
    if kind == "pipe":
        path = tmp_path / "pipe"
        os.mkfifo(path)
    with pytest.raises(UserError, match="is a device or a pipe, not a file"):
        open_event(path)
    with pytest.raises(UserError, match="was not saved: it is a device or a pipe"):
        save(Event(), path)
    assert path.exists()
    assert not path.is_file()


def test_a_container_put_together_by_hand_opens_with_a_note(tmp_path: Path) -> None:
    archive(tmp_path / "a.lean", {"event.json": to_bytes(plain_root(EVENT, Event()))})
    assert "no manifest" in open_event(tmp_path / "a.lean").notes[0]
    made = parts.document_parts(EVENT, Event())
    save_event(Event(), tmp_path / "b.lean")
    with zipfile.ZipFile(tmp_path / "b.lean") as saved:
        made["manifest.json"] = saved.read("manifest.json")
    made["event.json"] = to_bytes(plain_root(EVENT, Event(header=Header(title="Changed by hand"))))
    archive(tmp_path / "b.lean", made)
    opened = open_event(tmp_path / "b.lean")
    assert opened.root.header.title == "Changed by hand"
    assert "was changed by another program: event.json" in opened.notes[0]


def test_a_newer_schema_opens_read_only(tmp_path: Path) -> None:
    (tmp_path / "new.json").write_bytes(
        to_bytes({**plain_root(EVENT, Event(header=Header(title="T"))), EVENT.mark: 99})
    )
    opened = open_event(tmp_path / "new.json")
    assert opened.read_only
    assert opened.root.header.title == "T"
    assert "newer leanbench" in opened.notes[0]


# --- bad disks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk with .* is full"),
        (errno.EDQUOT, "is full"),
        (errno.EROFS, "is write-protected"),
        (errno.EACCES, "is write-protected"),
        (errno.EIO, "Try again or save elsewhere"),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_save_that_fails_leaves_everything_as_it_was(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, call: str
) -> None:
    path = tmp_path / "a.lean"
    save_event(Event(header=Header(title="Old")), path)
    before = files(tmp_path)

    def fail(*_arguments: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(store.os, call, fail)
    with pytest.raises(UserError, match=words) as caught:
        save_event(event, path)
    assert "The file on disk is as it was." in str(caught.value)
    monkeypatch.undo()
    assert {name: content for name, content in files(tmp_path).items() if name != "a.lean.bak"} == before
    assert open_event(path).root.header.title == "Old"


def failing(number: int) -> Any:
    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_a_disk_that_cannot_confirm_is_told_and_saved_on(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "fsync", failing(number))
    saved = save(event, tmp_path / "a.lean")
    assert ["The disk with “a.lean” cannot confirm" in note for note in saved.notes] == [True]
    assert open_event(tmp_path / "a.lean").root == event


def test_macos_is_asked_for_what_the_disk_itself_has(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    asked: list[int] = []
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", lambda _handle, what: asked.append(what))
    with (tmp_path / "a").open("wb") as file:
        assert disk_writes.sync_file(file.fileno())
        assert asked == [51]
        monkeypatch.setattr(fcntl, "fcntl", lambda *_given: os.close(-1))  # a disk that has no such thing
        assert disk_writes.sync_file(file.fileno())


def test_permissions_that_cannot_be_kept_are_told_and_saved_on(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(event, tmp_path / "a.lean")
    monkeypatch.setattr(os, "chmod", failing(errno.EPERM))
    saved = save(Event(header=Header(title="New")), tmp_path / "a.lean")
    assert ["permissions of “a.lean” could not be kept" in note for note in saved.notes] == [True]
    assert open_event(tmp_path / "a.lean").root.header.title == "New"


def test_a_backup_that_cannot_be_replaced_is_told_and_saved_on(event: Event, tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    save(event, path)
    (tmp_path / "a.lean.bak" / "inside").mkdir(parents=True)
    saved = save(Event(header=Header(title="New")), path)
    assert ["could not be kept as “a.lean.bak”" in note for note in saved.notes] == [True]
    assert open_event(path).root.header.title == "New"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.lean", "a.lean.bak"]


def test_no_room_for_the_backup_of_a_disk_without_links(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.lean"
    save(event, path)
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    monkeypatch.setattr("shutil.copy2", failing(errno.ENOSPC))
    saved = save(Event(header=Header(title="New")), path)
    assert "there is no room" in saved.notes[0]
    assert open_event(path).root.header.title == "New"


def test_a_hard_link_is_told_of(event: Event, tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    stamp = save_event(event, path)
    (tmp_path / "b.lean").hardlink_to(path)
    saved = save(Event(), path, stamp)
    assert "another name on this disk" in saved.notes[0]
    assert open_event(tmp_path / "b.lean").root == event
    assert save(event, path, saved.stamp).notes == ()


def test_what_is_written_beside_a_file_is_left_alone_by_sync_programs(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OneDrive, Dropbox and iCloud skip names that begin as those of Office's own locks do."""
    seen = set()
    real = os.replace

    def watched(source: Path, target: Path) -> None:
        seen.update(file.name for file in tmp_path.iterdir())
        real(source, target)

    save(event, tmp_path / "a.lean")
    monkeypatch.setattr(os, "replace", watched)
    save(Event(), tmp_path / "a.lean")
    passing = seen - {"a.lean", "a.lean.bak"}
    assert len(passing) == 2
    assert all(name.startswith("~$a.lean.") and name.endswith(".tmp") for name in passing)


def test_what_other_computers_write_beside_is_swept_only_when_old(event: Event, tmp_path: Path) -> None:
    """Their numbers say nothing here; age goes by the clock of the disk."""
    theirs, dead, left = (
        tmp_path / f"~$a.lean.{name}.tmp"
        for name in ("ffffff-1", f"{computer_id()[:6]}-{2**22 + 1}", "eeeeee-2")
    )
    for file in (theirs, dead, left):
        file.write_bytes(b"x")
    os.utime(left, (time.time() - 7200,) * 2)
    save(event, tmp_path / "a.lean")
    assert set(files(tmp_path)) == {"a.lean", theirs.name}


def test_a_disk_that_gives_back_something_else(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.lean"
    save_event(Event(header=Header(title="Old")), path)
    monkeypatch.setattr(Path, "read_bytes", lambda self: b"garbage")
    with pytest.raises(UserError, match="gave back something else"):
        save_event(event, path)
    monkeypatch.undo()
    assert open_event(path).root.header.title == "Old"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_write_protected_folder(event: Event, tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    save_event(event, path)
    tmp_path.chmod(0o500)
    try:
        assert open_event(path).read_only
        with pytest.raises(UserError, match="write-protected"):
            save_event(event, path)
        lock = locks.lock(path)
        assert isinstance(lock, locks.Lock)
        assert not lock.is_held()
    finally:
        tmp_path.chmod(0o700)


def test_a_protected_folder_opens_read_only_with_a_note(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_event(event, tmp_path / "a.lean")
    monkeypatch.setattr(store.os, "access", lambda *_: False)
    opened = open_event(tmp_path / "a.lean")
    assert opened.read_only
    assert "write-protected" in opened.notes[0]


def test_windows_holds_a_file_for_a_moment(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    real = os.replace

    def busy(source: Any, target: Any) -> None:
        tries.append(target)
        if len(tries) < 4:
            error = PermissionError(13, "The process cannot access the file")
            error.winerror = 32  # type: ignore[attr-defined, unused-ignore]
            raise error
        real(source, target)

    monkeypatch.setattr(store.os, "replace", busy)
    save_event(event, tmp_path / "a.lean")
    assert len(tries) == 4
    assert open_event(tmp_path / "a.lean").root == event


def test_no_such_folder_and_too_long_a_name(event: Event, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no folder"):
        save_event(event, tmp_path / "gone" / "a.lean")
    with pytest.raises(UserError, match="too long"):
        save_event(event, tmp_path / f"{'x' * 300}.lean")


# --- kills --------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_kill_during_saving_never_breaks_the_file(tmp_path: Path) -> None:
    """Saves in a loop, killed at different moments: the file is always one whole version."""
    path = tmp_path / "a.lean"
    script = textwrap.dedent(
        f"""
        from leanbench.schema import replace
        from leanbench.event.records import Dataset, Event, Header
        from leanbench.event.event_file import save_event
        event = Event(datasets=(Dataset("d", text="x,y\\n" + "1,2\\n" * 20000),))
        n = 0
        print("ready", flush=True)
        while True:
            n += 1
            save_event(replace(event, header=Header(title=str(n))), {str(path)!r})
        """
    )
    save_event(Event(header=Header(title="0")), path)
    for delay in (0.003, 0.011, 0.024, 0.037, 0.052):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        opened = open_event(path)
        assert opened.notes == ()
        assert opened.root.header.title.isdigit()
    save_event(Event(), path)
    assert set(files(tmp_path)) == {"a.lean", "a.lean.bak"}  # what the killed ones left is swept up
