"""Writing a file for people: a map, a chart, a paper, a table. Completely, or not at all.

The content is written beside the target and put in its place in one stroke, so a full disk, a lost
network folder or a file held by another program leave the old file as it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path

from leanbench.errors import UserError
from leanbench.store.disk_writes import patiently, sync_file
from leanbench.words.language import _


def write_file(target: str | Path, content: bytes) -> None:
    """Write `content` to `target`, replacing what is there.

    Raises
    ------
    UserError
        There is no such folder, the name is that of a folder, the disk is full, the place is
        write-protected ...; what was there before is as it was.
    """
    target = Path(target)
    refuse_unwritable(target)
    if target.exists() and not target.is_file():
        _send(target, content)
        return
    target = target.resolve()  # a link stays a link
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as stream:
            stream.write(content)
            stream.flush()
            sync_file(stream.fileno())
        if target.exists():
            with contextlib.suppress(OSError):  # a disk that keeps no permissions
                shutil.copymode(target, part)
        patiently(lambda: os.replace(part, target))
    except OSError as error:
        raise UserError(_reason(target, error)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _send(target: Path, content: bytes) -> None:
    """Into a pipe or a device, which is there to be written to and never replaced."""
    try:
        with open(target, "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise UserError(_reason(target, error)) from error


def refuse_existing(target: Path) -> None:
    """Raise UserError where nothing can be written, or where something stands already: a new file replaces none."""
    refuse_unwritable(target)
    if target.exists():
        raise UserError(
            _("{target} exists already. Choose another name, or remove it first.").format(target=target)
        )


def refuse_unwritable(target: Path) -> None:
    """Say before long work that its result could not be written. Raises UserError."""
    try:
        if target.is_dir():
            raise UserError(f"{target} is a folder. Give the name of a file in it.")
        there = target.parent.is_dir()
        target.exists()
    except OSError as error:
        raise UserError(_reason(target, error)) from error
    if not there:
        raise UserError(f"There is no folder {target.parent}. Make it first, or choose another place.")
    if not os.access(target.parent, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
        raise UserError(f"{target} was not written: it is write-protected. Choose another place.")


def _reason(target: Path, error: OSError) -> str:
    """Why it was not written, and what to do."""
    start = f"{target.name} was not written"
    if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else None):
        return (
            f"{start}: the disk with {target.absolute().parent} is full. Make room, or choose another place."
        )
    if error.errno == errno.EFBIG:
        return f"{start}: it is larger than this system lets a file be. Choose another place."
    if error.errno == errno.ENAMETOOLONG:
        return "The file was not written: its name is too long. Choose a shorter one."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        place = target.absolute().parent
        return f"{start}: {place} is write-protected, or another program holds it. Choose another place."
    return f"{start}: {error.strerror or error}. Choose another place."
