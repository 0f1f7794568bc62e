"""Who is alive: a reused number, a zombie and another computer are never taken for a running program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from leanbench.store import held_folder, processes
from leanbench.store.processes import birth, is_here, is_renamed, is_running, own_mark

ENDED = 2**22 + 1  # above the highest number Linux gives


def test_this_process_runs_and_one_that_never_was_does_not() -> None:
    mark = own_mark()
    assert is_running(mark) is True
    assert is_running({**mark, "pid": ENDED}) is False
    assert is_running({**mark, "pid": "x"}) is False
    assert birth(ENDED) == ""
    assert birth(os.getpid()) == birth(os.getpid()) != ""


def test_a_number_used_again_is_another_process() -> None:
    mark = own_mark()
    start, _slash, ticks = mark["birth"].rpartition("/")
    assert is_running({**mark, "birth": f"{start}/{int(ticks) - 1}"}) is False
    assert is_running({**mark, "birth": f"another-start/{ticks}"}) is False  # before the last reboot
    assert is_running({**mark, "birth": ""}) is True  # an earlier leanbench said no more than the number


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="zombies are looked at in /proc")
def test_a_zombie_is_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    born = birth(child.pid)
    assert child.stdin is not None
    child.stdin.close()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, not buried
    os.kill(child.pid, 0)  # its number still answers
    assert birth(child.pid) == ""
    assert is_running({**own_mark(), "pid": child.pid, "birth": born}) is False
    child.wait()


def test_a_process_that_is_hidden_from_us_is_not_called_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another user's, where /proc shows only one's own."""
    mark = own_mark()

    def hidden(_path: Path) -> bytes:
        raise FileNotFoundError

    def refused(_pid: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", hidden)
    monkeypatch.setattr(os, "kill", refused)
    assert is_running(mark) is True


def test_other_computers_and_renamed_ones() -> None:
    mark = own_mark()
    other = {**mark, "host": "elsewhere", "computer": "0" * 16, "birth": "another-start/5"}
    assert not is_here(other)
    assert is_running(other) is None
    assert not is_renamed(other)
    assert is_here({**mark, "host": "before"})  # renamed, and not restarted since
    renamed = {**mark, "host": "before", "birth": "another-start/5"}
    assert is_running(renamed) is None  # or one made from the same image: nobody can tell
    assert is_renamed(renamed)
    twin = {**mark, "computer": "0" * 16, "birth": "another-start/5"}
    assert is_running(twin) is None  # the same name alone says nothing
    assert processes.computer_id() == mark["computer"] != ""


def test_a_folder_is_held_until_its_process_lets_go(tmp_path: Path) -> None:
    assert held_folder.is_held(tmp_path) is None
    held = held_folder.HeldFolder(tmp_path)
    assert held_folder.is_held(tmp_path) is True
    held.release()
    held.release()
    assert held_folder.is_held(tmp_path) is False


@pytest.mark.skipif(sys.platform == "win32", reason="fcntl")
def test_a_disk_without_locks_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno
    import fcntl

    def none(_handle: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    held = held_folder.HeldFolder(tmp_path)
    assert held_folder.is_held(tmp_path) is None
    held.release()
