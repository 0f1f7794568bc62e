"""Which process of which computer this is, told so that no other is ever taken for it.

The number of a process is used again after it has ended, at once in a sandbox. So beside the number stands when
the process was born, and which start of the computer that belongs to. A process that has ended and only waits
to be buried by its parent (a zombie) is dead.

Sources: Linux proc(5) (`stat` fields 3 and 22) and random(4) (`boot_id`); Windows `GetProcessTimes`; macOS
`proc_pidinfo` with `PROC_PIDTBSDINFO`.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

UNTOLD = "?"  # the birth of a process that lives and of which this user is told no more
Mark = dict[str, Any]  # {"pid": 4711, "birth": "…", "host": "pc-17", "computer": "…"} as it stands in JSON


def own_mark() -> Mark:
    """Who this process is."""
    return {
        "pid": os.getpid(),
        "birth": birth(os.getpid()),
        "host": host_name(),
        "computer": computer_id(),
    }


def is_running(mark: Mark) -> bool | None:
    """Whether the process of a mark lives; None when that cannot be told from here (another computer).

    A mark without a birth is from an earlier leanbench: only its number is known.
    """
    if not is_here(mark):
        return None
    pid, born = mark.get("pid"), mark.get("birth")
    if not isinstance(pid, int) or pid <= 0:
        return False
    now = birth(pid)
    return now in (born, UNTOLD) if now and born else bool(now)


def is_here(mark: Mark) -> bool:
    """Whether a mark is of this computer for certain: the same start of it, or the same computer of the same name."""
    started = str(mark.get("birth") or "").rpartition("/")[0]
    if started and started == birth(os.getpid()).rpartition("/")[0]:
        return True
    return mark.get("host") == host_name() and mark.get("computer", computer_id()) == computer_id()


def is_renamed(mark: Mark) -> bool:
    """Whether a mark is of this computer under another name, or of one made from the same image: nobody can tell."""
    return not is_here(mark) and bool(mark.get("computer")) and mark.get("computer") == computer_id()


def host_name() -> str:
    """The name of this computer (the `socket` module would take longer to load than all else here)."""
    return os.uname().nodename if sys.platform != "win32" else os.environ.get("COMPUTERNAME", "")


@functools.cache
def computer_id() -> str:
    """Which computer this is, by what does not change with its name. Hashed: the id itself is nobody's business."""
    found = ""
    if sys.platform == "win32":
        import winreg

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key,
        ):
            found = str(winreg.QueryValueEx(key, "MachineGuid")[0])
    elif sys.platform == "darwin":
        import ctypes

        room, wait = ctypes.create_string_buffer(16), (ctypes.c_long * 2)(1, 0)
        if ctypes.CDLL(None).gethostuuid(room, wait) == 0:
            found = room.raw.hex()
    else:
        for place in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
            with contextlib.suppress(OSError):
                found = found or Path(place).read_text("ascii", "replace").strip()
    return hashlib.sha256(f"leanbench {found or host_name()}".encode()).hexdigest()[:16]


def birth(pid: int) -> str:
    """When a living process of this computer was born: a text no other process has.

    "" when there is no such process, `UNTOLD` when there is one but this user may not know more.
    """
    if sys.platform == "win32":
        return _birth_on_windows(pid)
    if sys.platform == "darwin":
        return _birth_on_mac(pid)
    try:
        # The name of the program in parentheses may hold anything; behind the last one the fields are plain.
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return UNTOLD if _may_exist(pid) else ""
    if len(fields) < 20 or fields[0] in (b"Z", b"X"):
        return ""
    return f"{_boot_id()}/{int(fields[19])}"


def _may_exist(pid: int) -> bool:
    """Whether there is a process that is hidden from us, as another user's can be."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


@functools.cache
def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _birth_on_windows(pid: int) -> str:
    import ctypes

    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return UNTOLD if kernel.GetLastError() == 5 else ""  # access denied: it exists
    try:
        code, times = ctypes.c_ulong(), (ctypes.c_ulonglong * 4)()
        size = ctypes.sizeof(ctypes.c_ulonglong)
        each = [ctypes.byref(times, number * size) for number in range(4)]
        alive = kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value == 259  # STILL_ACTIVE
        return str(times[0]) if alive and kernel.GetProcessTimes(handle, *each) else ""
    finally:
        kernel.CloseHandle(handle)


def _birth_on_mac(pid: int) -> str:
    import ctypes
    import struct

    room = ctypes.create_string_buffer(136)  # struct proc_bsdinfo
    library = ctypes.CDLL("/usr/lib/libproc.dylib")
    if library.proc_pidinfo(pid, 3, ctypes.c_uint64(0), room, 136) != 136:
        return ""
    (status,) = struct.unpack_from("=I", room.raw, 4)
    seconds, fraction = struct.unpack_from("=QQ", room.raw, 120)
    return "" if status == 5 else f"{seconds}.{fraction:06}"  # SZOMB
