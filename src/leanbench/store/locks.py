"""The lock beside a file: who has it open, so that two people do not write over each other.

The lock is a small hidden file beside it with user, computer, process and time. It advises,
it never bars: the second person gets the file read-only and may take the lock over (`steal`). A lock
whose process has ended on this computer is stale and is taken without asking.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple


class Lock(NamedTuple):
    """A lock we hold. `file` is None where no lock could be written (a write-protected folder)."""

    file: Path | None
    token: str

    def is_held(self) -> bool:
        """Whether it is still ours: someone may have taken it over."""
        return self.file is not None and _read(self.file).get("token") == self.token

    def release(self) -> None:
        """Give it back; nothing when it is no longer ours."""
        if self.file is not None and self.is_held():
            with contextlib.suppress(OSError):
                self.file.unlink()


class LockedByOther(NamedTuple):
    """Someone has the file open."""

    user: str
    host: str
    pid: int
    since: str

    def sentence(self) -> str:
        """What the bar says: who, since when, what can be done."""
        who = self.user or "Someone"
        where = f" on {self.host}" if self.host else ""
        since = f" since {self.since}" if self.since else ""
        return f"{who}{where} has this file open{since}. It is opened read-only; you can take it over or save a copy."


def lock_path(path: str | Path) -> Path:
    """Where the lock of a file (or folder) lies."""
    target = Path(path).absolute()
    return target.with_name(f".{target.name}.lock")


def lock(path: str | Path) -> Lock | LockedByOther:
    """Take the lock of a file, or tell who has it."""
    file = lock_path(path)
    mine = _mine()
    try:
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        other = _read(file)
        if _stale(other, file):
            return steal(path)
        return LockedByOther(
            str(other.get("user", "")), str(other.get("host", "")), _pid(other), str(other.get("time", ""))
        )
    except OSError:
        return Lock(None, mine["token"])
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(mine, stream)
    return Lock(file, mine["token"])


def steal(path: str | Path) -> Lock:
    """Take the lock over, whoever has it. They learn of it when they save (`Lock.held`)."""
    file = lock_path(path)
    mine = _mine()
    temporary = file.with_name(f"{file.name}.{mine['token']}")
    try:
        temporary.write_text(json.dumps(mine), encoding="utf-8")
        os.replace(temporary, file)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        return Lock(None, mine["token"])
    return Lock(file, mine["token"])


def process_alive(pid: int) -> bool:
    """Whether a process of this computer is running (also true for one of another user)."""
    if pid <= 0:
        return False
    if sys.platform == "win32":  # os.kill would end the process there
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return bool(kernel.GetLastError() == 5)  # access denied: it exists
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == 259  # STILL_ACTIVE
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def host_name() -> str:
    """The name of this computer (the `socket` module would take longer to load than all else here)."""
    return os.uname().nodename if sys.platform != "win32" else os.environ.get("COMPUTERNAME", "")


def _mine() -> dict[str, Any]:
    import getpass

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    return {
        "user": user,
        "host": host_name(),
        "pid": os.getpid(),
        "time": time.strftime("%Y-%m-%d %H:%M"),
        "token": os.urandom(8).hex(),
    }


def _read(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_bytes()[:4096])
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _pid(data: dict[str, Any]) -> int:
    pid = data.get("pid")
    return pid if isinstance(pid, int) else 0


def _stale(data: dict[str, Any], file: Path) -> bool:
    if not data:  # torn or being written this moment: old ones are left-overs
        with contextlib.suppress(OSError):
            return time.time() - file.stat().st_mtime > 30
        return False
    return data.get("host") == host_name() and not process_alive(_pid(data))
