"""The lock beside a file: who has it open, so that two people do not write over each other.

The lock is a small file beside it with user, computer, process and time. It advises, it never bars: the second
person gets the file read-only and may take the lock over (`steal`). A lock whose process has ended on this computer
is stale and is taken without asking. It belongs to the file and not to the name it was opened by: links are followed,
and a second name of the same file in its folder (a hard link, other capitals) is seen.

Its name begins as those of Office's locks do, `~$`: OneDrive, Dropbox and iCloud leave such files alone. A lock that is
carried to another computer minutes later says nothing true; there, two versions are told by `neighbors`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from leanbench.store.disk_writes import OURS, beside
from leanbench.store.processes import is_renamed, is_running, own_mark
from leanbench.words.language import _

TORN_S = 1.0  # nobody takes so long from making a lock to filling it


class Lock(NamedTuple):
    """A lock we hold. `file` is None where no lock could be written (a write-protected folder)."""

    file: Path | None
    token: str

    def is_held(self) -> bool:
        """Whether it is still ours: someone may have taken it over."""
        return self.file is not None and _read(self.file).get("token") == self.token

    def is_of(self, path: str | Path) -> bool:
        """Whether it is held, and the lock of this file, whatever the name of it."""
        if self.file is None or not self.is_held():
            return False
        own = lock_path(path)
        return _is_same(own, self.file) or _is_same(_locked(self.file), _locked(own))

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
    renamed: bool = False  # this computer under another name, or one made from the same image
    name: str = ""  # the other name of the file by which they have it

    def who(self) -> str:
        """``Nguyen on PC-17``."""
        return (self.user or _("Someone")) + (f" on {self.host}" if self.host else "")

    def sentence(self) -> str:
        """What the bar says: who, since when, what can be done."""
        since = f" since {self.since}" if self.since else ""
        by = f" as “{self.name}”" if self.name else ""
        same = ""
        if self.renamed:
            same = " " + _(
                "{host} is this computer under an earlier name, or one set up from the same image."
            ).format(host=self.host)
        return (
            f"{self.who()} has this file open{by}{since}.{same} "
            "It is opened read-only; you can take it over or save a copy."
        )


def lock_path(path: str | Path) -> Path:
    """Where the lock of a file (or folder) lies; the links of its name are followed."""
    target = Path(path).resolve()
    return target.with_name(f"{OURS}{target.name}.lock")


def lock(path: str | Path) -> Lock | LockedByOther:
    """Take the lock of a file, or tell who has it."""
    file, mine = lock_path(path), _mine()
    other = _of_another_name(file)
    if other is not None:
        return other
    try:
        if _make(file, mine):
            return Lock(file, mine["token"])
        found, writable = _read_patiently(file), True
    except OSError:
        found, writable = _read(file), False
    if found and is_running(found) is not False:
        return _holder(found)
    return steal(path) if writable else Lock(None, mine["token"])


def steal(path: str | Path) -> Lock:
    """Take the lock over, whoever has it. They learn of it when they save (`Lock.is_held`)."""
    file, mine = lock_path(path), _mine()
    temporary = _filled(file, mine)
    if temporary is None:
        return Lock(None, mine["token"])
    try:
        os.replace(temporary, file)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        return Lock(None, mine["token"])
    return Lock(file, mine["token"])


# --- the file of a lock -------------------------------------------------------------------------


def _make(file: Path, mine: dict[str, Any]) -> bool:
    """Put a lock in place with its content, in one stroke: a kill leaves none that is empty. False when one is there.

    Raises OSError where no lock can be written.
    """
    temporary = _filled(file, mine)
    if temporary is None:
        raise PermissionError(str(file))
    try:
        if sys.platform == "win32":
            os.rename(temporary, file)  # refuses there when the name is taken
        else:
            os.link(temporary, file)
    except FileExistsError:
        return False
    except OSError:  # a disk without links: empty for the blink of an eye
        try:
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            return False
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(mine, stream)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    return True


def _filled(file: Path, mine: dict[str, Any]) -> Path | None:
    """A file beside the lock that has its content; None where nothing can be written."""
    temporary = beside(_locked(file), "lock.tmp")
    try:
        temporary.write_text(json.dumps(mine), encoding="utf-8")
        _hide(temporary)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        return None
    return temporary


def _hide(file: Path) -> None:
    """Out of sight in a file manager, where the system has a mark for that."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetFileAttributesW(str(file), 2)
    elif sys.platform == "darwin":
        import stat

        os.chflags(file, stat.UF_HIDDEN)


def _mine() -> dict[str, Any]:
    import getpass

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    return {
        **own_mark(),
        "user": user,
        "time": time.strftime("%Y-%m-%d %H:%M"),
        "token": os.urandom(8).hex(),
    }


def _locked(file: Path) -> Path:
    """The file that a lock is of."""
    return file.with_name(file.name[len(OURS) : -len(".lock")])


def _of_another_name(file: Path) -> LockedByOther | None:
    """Who has the same file by another name of it in this folder."""
    with contextlib.suppress(OSError):
        if _locked(file).stat().st_nlink < 2:
            return None  # it has no other; capitals that a disk does not tell apart give the same lock
        for other in file.parent.glob(f"{OURS}*.lock"):
            if (
                other.name != file.name
                and not _is_same(other, file)
                and _is_same(_locked(other), _locked(file))
            ):
                found = _read(other)
                if found and is_running(found) is not False:
                    return _holder(found)._replace(name=_locked(other).name)
    return None


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _holder(found: dict[str, Any]) -> LockedByOther:
    pid = found.get("pid")
    return LockedByOther(
        str(found.get("user", "")),
        str(found.get("host", "")),
        pid if isinstance(pid, int) else 0,
        str(found.get("time", "")),
        is_renamed(found),
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_bytes()[:4096])
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _read_patiently(file: Path) -> dict[str, Any]:
    """What a lock says; nothing when it is empty or torn and older than `TORN_S` by the clock of its own disk."""
    until = time.monotonic() + 2 * TORN_S
    while not (found := _read(file)):
        age = _age(file)
        if age is None or age > TORN_S or time.monotonic() > until:
            return {}
        time.sleep(0.05)
    return found


def _age(file: Path) -> float | None:
    """Seconds since a file was written, by the clock that wrote its time: that of a file written beside it now."""
    probe = beside(_locked(file), "probe.tmp")
    try:
        probe.write_bytes(b"")
        return probe.stat().st_mtime - file.stat().st_mtime
    except OSError:
        return None
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
