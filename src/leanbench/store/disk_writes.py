"""Putting content on a disk for certain, or in place of a file in one stroke: what every writer of files rests on.

What the disk cannot do (confirm a write, keep permissions, keep a backup) is told and does not stand in the way.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from leanbench.errors import UserError
from leanbench.store.processes import birth, computer_id
from leanbench.words.language import N_, _

RETRY_SECONDS = 2.5  # virus scanners, indexers and sync programs on Windows hold files that long
HELD = {5, 32, 33}  # Windows: access denied, sharing violation, lock violation
LEFT_SECONDS = 3600  # what no save takes
# `fsync` on a disk that has no such thing: some network and cloud file systems.
NO_SYNC = {
    getattr(errno, name)
    for name in ("EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "ENOTTY")
    if hasattr(errno, name)
}
OURS = "~$"  # OneDrive, Dropbox and iCloud leave files of this beginning alone, as they do those of Office


def sync_file(handle: int) -> bool:
    """Wait until the disk has what was written; False when this disk cannot say so. Raises OSError on trouble."""
    try:
        if sys.platform == "darwin":
            import fcntl

            with contextlib.suppress(OSError):
                fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # there fsync stops at the disk's own memory
                return True
        os.fsync(handle)
    except OSError as error:
        if error.errno in NO_SYNC:
            return False
        raise
    return True


def sync_folder(folder: Path) -> None:
    """The names in a folder reach the disk too, where the system knows how."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):  # some network file systems cannot sync a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_synced(file: Path, content: bytes) -> bool:
    """Write a file and wait for the disk; False when the disk cannot confirm it."""
    with open(file, "wb") as stream:
        stream.write(content)
        stream.flush()
        return sync_file(stream.fileno())


def put_synced(file: Path, content: bytes) -> None:
    """A small file of our own, written beside and put in place in one stroke."""
    temporary = file.with_suffix(".tmp")
    write_synced(temporary, content)
    os.replace(temporary, file)


def replace_file(
    target: Path,
    content: bytes,
    where: str,
    backup: bool = True,
    refuse: Callable[[], None] | None = None,
) -> tuple[str, ...]:
    """Write beside the target, sync, read back, swap, and keep the old one as `.bak`.

    `refuse` is asked in the last moment before the swap and raises when the target is no longer what it was.

    Returns
    -------
    tuple of str
        What the disk could not do, in sentences; the content is in place all the same.
    """
    temporary, old, notes = beside(target, "tmp"), beside(target, "bak.tmp"), list[str]()
    try:
        if not write_synced(temporary, content):
            notes.append(_UNCONFIRMED)
        if temporary.read_bytes() != content:
            raise UserError(f"{where} was not saved: the disk gave back something else than was written.")
        trouble: OSError | None = None
        if target.exists():
            try:
                shutil.copymode(target, temporary)
            except OSError:
                notes.append(_NO_MODE)
            if backup and target.stat().st_nlink > 1:
                notes.append(_OTHER_NAME)
            trouble = _second_name(target, old) if backup else None
        if refuse is not None:
            refuse()
        patiently(lambda: os.replace(temporary, target))
        trouble = trouble or _put_backup(old, target)
        if trouble is not None:
            notes.append(_NO_BACKUP)
    finally:
        for left in (temporary, old):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
    sync_folder(target.parent)
    sweep(target)
    return tuple(_(note).format(where=where, backup=f"“{target.name}.bak”") for note in notes)


_UNCONFIRMED = N_(
    "The disk with {where} cannot confirm what it has written. "
    "Wait a moment before you unplug it or shut down."
)
_NO_MODE = N_("The permissions of {where} could not be kept; who may open it can have changed.")
_OTHER_NAME = N_(
    "{where} has another name on this disk (a hard link); that one keeps the version from before this save."
)
_NO_BACKUP = N_(
    "{where} is saved, but the version from before could not be kept as {backup}: "
    "it is write-protected, held by another program, or there is no room."
)


def _put_backup(old: Path, target: Path) -> OSError | None:
    """The old content becomes `.bak`; the trouble when that cannot be."""
    try:
        if old.exists():
            patiently(lambda: os.replace(old, target.with_name(target.name + ".bak")))
    except OSError as error:
        return error
    return None


def _second_name(target: Path, old: Path) -> OSError | None:
    """Keep the present content under a second name; the trouble when that cannot be."""
    try:
        old.unlink(missing_ok=True)
        try:
            os.link(target, old)  # no copying: the old content simply gets a second name
        except OSError:
            shutil.copy2(target, old)
    except OSError as error:
        return error
    return None


def beside(target: Path, ending: str) -> Path:
    """A name beside a file for what this process writes on the way; what a kill leaves of it is swept up."""
    return target.with_name(f"{OURS}{target.name}.{computer_id()[:6]}-{os.getpid()}.{ending}")


def sweep(target: Path) -> None:
    """Remove what saves that were killed have left beside a file just written.

    Those of this computer whose process is gone, and all that are old by the clock of the disk they lie on.
    """
    with contextlib.suppress(OSError):
        now = target.stat().st_mtime
        for left in target.parent.glob(f"{glob.escape(OURS + target.name)}.*.tmp"):
            computer, _dash, number = (
                left.name[len(OURS + target.name) + 1 :].partition(".")[0].rpartition("-")
            )
            dead = computer == computer_id()[:6] and number.isdecimal() and not birth(int(number))
            if dead or now - left.stat().st_mtime > LEFT_SECONDS:
                with contextlib.suppress(OSError):
                    left.unlink()


def patiently(swap: Callable[[], None]) -> None:
    """Try again while Windows says that some program holds the file."""
    until = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            return swap()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in HELD or time.monotonic() > until:
                raise
            time.sleep(0.05)
