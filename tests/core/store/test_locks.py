"""Locks beside files: of the file and not of its name, never empty for long, stale when their process is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leanbench.store import locks
from leanbench.store.disk_writes import beside, sweep
from leanbench.store.locks import Lock, LockedByOther, lock, lock_path, steal
from leanbench.store.processes import own_mark


def put(path: Path, **mark: Any) -> None:
    """A lock as somebody else has left it."""
    content = {**own_mark(), "user": "kim", "time": "2026-03-09 10:00", "token": "x", **mark}
    lock_path(path).write_text(json.dumps(content))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


ELSEWHERE = {"host": "elsewhere", "computer": "0" * 16, "birth": "x/1"}


def test_a_second_opener_is_told_and_can_take_over(tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    mine = lock(path)
    assert isinstance(mine, Lock)
    assert mine.is_held()
    assert mine.is_of(path)
    assert names(tmp_path) == ["~$a.lean.lock"]  # a beginning that OneDrive and Dropbox leave alone
    other = lock(path)
    assert isinstance(other, LockedByOther)
    assert other.pid == os.getpid()
    assert "has this file open" in other.sentence()
    taken = steal(path)
    assert taken.is_held()
    assert not mine.is_held()
    mine.release()
    assert taken.is_held()  # releasing a lost lock takes nothing from the new owner
    taken.release()
    assert names(tmp_path) == []


def test_a_lock_of_a_dead_process_is_taken_without_asking(tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    script = f"from leanbench.store import locks; print(locks.lock({str(path)!r}).is_held())"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "True"
    assert lock_path(path).exists()
    assert isinstance(lock(path), Lock)


@pytest.mark.parametrize("mark", [{"birth": "before the reboot/17"}, {"pid": 2**22 + 1}, {"pid": 0}])
def test_a_lock_whose_number_is_used_again_is_stale(tmp_path: Path, mark: dict[str, Any]) -> None:
    put(tmp_path / "a.lean", **mark)
    assert isinstance(lock(tmp_path / "a.lean"), Lock)


def test_a_lock_from_another_computer_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    put(path, **ELSEWHERE)
    other = lock(path)
    assert isinstance(other, LockedByOther)
    assert other.sentence().startswith("kim on elsewhere has this file open since 2026-03-09 10:00.")
    assert "earlier name" not in other.sentence()


def test_who_has_a_file_is_told_where_no_lock_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.lean"

    def protected(_file: Path, *_rest: Any, **_more: Any) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as there:
        there.setattr(Path, "write_text", protected)
        held = lock(path)
        assert isinstance(held, Lock)
        assert held.file is None
        assert not held.is_held()
    put(path, **ELSEWHERE)
    monkeypatch.setattr(Path, "write_text", protected)
    assert isinstance(lock(path), LockedByOther)


def test_a_lock_of_this_computer_under_an_earlier_name_says_so(tmp_path: Path) -> None:
    put(tmp_path / "a.lean", host="old-name", birth="x/1")
    other = lock(tmp_path / "a.lean")
    assert isinstance(other, LockedByOther)
    assert "old-name is this computer under an earlier name" in other.sentence()
    assert steal(tmp_path / "a.lean").is_held()


@pytest.mark.parametrize("content", [b"", b'{"user": "k'])
@pytest.mark.parametrize("clock", [-7200.0, 0.0, 7200.0])
def test_an_empty_or_torn_lock_blocks_nobody_whatever_the_clock_of_the_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, clock: float
) -> None:
    """The share's clock is hours off: what it wrote is compared with what it writes now."""
    monkeypatch.setattr(locks, "TORN_S", 0.1)
    path = tmp_path / "a.lean"
    file = lock_path(path)
    file.write_bytes(content)
    moved = file.stat().st_mtime + clock
    real = Path.write_bytes

    def at_the_share(file: Path, content: bytes) -> int:
        count = real(file, content)
        now = file.stat().st_mtime + clock
        os.utime(file, (now, now))
        return count

    os.utime(file, (moved, moved))
    monkeypatch.setattr(Path, "write_bytes", at_the_share)
    assert isinstance(lock(path), Lock)
    assert names(tmp_path) == ["~$a.lean.lock"]


def test_a_lock_being_filled_this_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.lean"
    lock_path(path).write_bytes(b"")

    def filled(_seconds: float) -> None:
        put(path, **ELSEWHERE)

    monkeypatch.setattr(locks.time, "sleep", filled)
    assert isinstance(lock(path), LockedByOther)


def test_a_lock_with_a_time_ahead_of_its_own_disk_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "TORN_S", 0.1)
    file = lock_path(tmp_path / "a.lean")
    file.write_bytes(b"")
    os.utime(file, (file.stat().st_mtime + 10_000,) * 2)
    assert isinstance(lock(tmp_path / "a.lean"), Lock)


def test_a_kill_leaves_no_empty_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content is there before the name is."""

    def stopped(source: Path, target: Path) -> None:
        assert json.loads(Path(source).read_text())["pid"] == os.getpid()
        assert not Path(target).exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename" if sys.platform == "win32" else "link", stopped)
    with pytest.raises(KeyboardInterrupt):
        lock(tmp_path / "a.lean")
    assert names(tmp_path) == []


def test_what_a_kill_leaves_on_the_way_to_a_lock_is_swept_by_the_next_save(tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    left = beside(path, "lock.tmp").name.replace(f"-{os.getpid()}.", f"-{2**22 + 1}.")
    (tmp_path / left).write_text("{}")
    path.write_bytes(b"x")
    sweep(path)
    assert names(tmp_path) == ["a.lean"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_disk_without_links_has_locks_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_source: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    assert isinstance(lock(tmp_path / "a.lean"), Lock)
    assert isinstance(lock(tmp_path / "a.lean"), LockedByOther)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_other_names_of_the_same_file_are_the_same_lock(tmp_path: Path) -> None:
    path = tmp_path / "a.lean"
    path.write_bytes(b"x")
    (tmp_path / "hard.lean").hardlink_to(path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "soft.lean").symlink_to(path)
    (tmp_path / "folder").symlink_to(elsewhere, target_is_directory=True)
    mine = lock(path)
    assert isinstance(mine, Lock)
    for name in ("hard.lean", "elsewhere/soft.lean", "folder/soft.lean", "elsewhere/../a.lean"):
        assert isinstance(lock(tmp_path / name), LockedByOther), name
        assert mine.is_of(tmp_path / name)
    found = lock(tmp_path / "hard.lean")
    assert isinstance(found, LockedByOther)
    assert "has this file open as “a.lean”" in found.sentence()
    mine.release()
    assert isinstance(lock(tmp_path / "hard.lean"), Lock)
    assert not mine.is_of(path)


def test_the_same_name_in_other_capitals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk that does not tell capitals apart both names are one file, and so are both locks."""
    path, capitals = tmp_path / "a.lean", tmp_path / "A.lean"
    path.write_bytes(b"x")
    if not capitals.exists():  # this disk tells them apart: two names of one file are the nearest to it
        capitals.hardlink_to(path)
    mine = lock(path)
    assert isinstance(mine, Lock)
    assert isinstance(lock(capitals), LockedByOther)
    assert mine.is_of(capitals)


def test_a_stale_lock_under_another_name_is_nobody(tmp_path: Path) -> None:
    path, other = tmp_path / "a.lean", tmp_path / "b.lean"
    path.write_bytes(b"x")
    other.hardlink_to(path)
    put(other, pid=2**22 + 1)
    assert isinstance(lock(path), Lock)
