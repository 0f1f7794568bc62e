"""A lock of the operating system on a folder of ours: it ends with the process, whatever ends it.

The lock is held on a small file inside. Where a disk knows no such locks (some network homes), `is_held` answers
None, and who asks must go by the mark of the process.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

FILE = "in-use"


class HeldFolder:
    """The lock of one folder. Raises OSError when its file cannot be made."""

    def __init__(self, folder: Path) -> None:
        self._handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        with contextlib.suppress(OSError):
            _lock(self._handle)

    def release(self) -> None:
        """Let go."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def is_held(folder: Path) -> bool | None:
    """Whether some process holds the folder; None when this disk cannot tell, or the folder was never held."""
    try:
        handle = os.open(folder / FILE, os.O_RDWR)
    except OSError:
        return None
    try:
        _lock(handle)
    except OSError as error:
        return True if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK) else None
    finally:
        os.close(handle)
    return False


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
