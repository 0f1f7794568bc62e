"""What sessions that ended without closing have left: found, read back, thrown away and got out of the trash again.

Nothing is removed that is not proved empty: a folder closed as it should be, or one whose only snapshot is what the
file held. Work that is thrown away lies in the trash for `KEPT_DAYS`.

Lines are played back on the plain JSON of the snapshot, before it is read into records: so a journal of an earlier
schema is as good as a file of one.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any, Generic, NamedTuple

from leanbench.errors import UserError
from leanbench.schema import Json, Misfit
from leanbench.store.container import BASE, Parts
from leanbench.store.differences import redo, redo_earlier
from leanbench.store.document_file import Stamp
from leanbench.store.document_kind import DocumentKind, Kind, Root
from leanbench.store.held_folder import FILE as HELD_FILE
from leanbench.store.held_folder import is_held
from leanbench.store.journal import CLOSED, default_folder
from leanbench.store.on_disk import from_bytes, read_root
from leanbench.store.processes import is_running
from leanbench.words.language import _

TRASH = "trash"
KEPT_DAYS = 30
DAY_S = 86_400.0


class Leftover(NamedTuple):
    """A session that ended without closing. `path` is the file it worked on, "" when it had none yet."""

    folder: Path
    title: str
    path: str
    started: float  # seconds since 1970
    changed: float
    thrown: float = 0.0  # when it was thrown away; 0 when it was not


class Recovered(NamedTuple, Generic[Root]):
    """The work of a session: the root after `edits` edits, `last` the label of the last one.

    `stamp` is how its file looked when the session began, `base` what it held; None where that is not known.
    `complete` is False when an edit was torn. `parts` go into the file at the next save.
    """

    root: Root
    path: Path | None
    edits: int
    last: str
    complete: bool
    parts: Parts
    stamp: Stamp | None = None
    base: Root | None = None


# --- finding ------------------------------------------------------------------------------------


def leftovers(kind: Kind, folder: Path | None = None) -> tuple[Leftover, ...]:
    """Sessions that can be recovered, the latest first. Sessions of running programs are left alone."""
    found = []
    for session in _folders(folder or default_folder()):
        if session.suffix == CLOSED:
            discard(session)  # killed while it went
        elif session.name != TRASH and not _is_in_use(session):
            if _has_work(kind, session):
                found.append(_leftover(session))
            elif _is_ours(kind, session):
                discard(session)
    return tuple(sorted(found, key=lambda item: item.changed, reverse=True))


def thrown_away(folder: Path | None = None) -> tuple[Leftover, ...]:
    """What lies in the trash, the latest first. What has been there for `KEPT_DAYS` goes now."""
    found = []
    for session in _folders((folder or default_folder()) / TRASH):
        moment = float(session.name.partition("-")[0]) if session.name.partition("-")[0].isdecimal() else 0.0
        if session.suffix == CLOSED or time.time() - moment > KEPT_DAYS * DAY_S:
            discard(session)
        else:
            found.append(_leftover(session)._replace(thrown=moment))
    return tuple(sorted(found, key=lambda item: item.thrown, reverse=True))


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(item for item in place.iterdir() if item.is_dir() and not item.is_symlink())
    except OSError:
        return []


def _leftover(session: Path) -> Leftover:
    about = _about(session)
    times = [0.0]
    with contextlib.suppress(OSError):
        times += [file.stat().st_mtime for file in session.iterdir() if file.name != HELD_FILE]
    started = about.get("started")
    return Leftover(
        session,
        str(about.get("title") or ""),
        str(about.get("path") or ""),
        float(started) if isinstance(started, (int, float)) else 0.0,
        max(times),
    )


def _about(session: Path) -> dict[str, Any]:
    """What `session.json` says; nothing when it is missing or torn."""
    try:
        about = json.loads((session / "session.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _is_in_use(session: Path) -> bool:
    """Whether its program is running: by the lock of the system, else by the mark of the process."""
    held, about = is_held(session), _about(session)
    running = is_running(about)
    if held or running:
        return True
    if held is None and running is None and about.get("host"):
        # On another computer that shares this home, and the disk knows no locks: quiet for a day is over.
        return time.time() - _leftover(session).changed < DAY_S
    return False


def _has_work(kind: Kind, session: Path) -> bool:
    """Whether anything was kept beyond what the file held: the first snapshot alone is that, a later one is work."""
    return (
        any(number > 1 for number, _file in _snapshots(kind, session))
        or any(file.stat().st_size > 0 for file in session.glob("edits-*.jsonl"))
        or any(file.is_file() for file in (session / "parts").rglob("*"))
    )


def _is_ours(kind: Kind, session: Path) -> bool:
    """Whether there is nothing in a folder but what a journal writes: nobody else's file is ever removed."""
    ours = ("session.json", HELD_FILE, BASE, f"{kind.word}-1.json", "edits-1.jsonl", "parts")
    return all(file.name in ours or file.suffix == ".tmp" for file in session.iterdir())


def _snapshots(kind: Kind, session: Path) -> list[tuple[int, Path]]:
    """The snapshots of a session with their numbers, the latest first."""
    found = [(file.stem.partition("-")[2], file) for file in session.glob(f"{kind.word}-*.json")]
    return sorted(((int(number), file) for number, file in found if number.isdecimal()), reverse=True)


# --- reading ------------------------------------------------------------------------------------


def recover(kind: DocumentKind[Root], session: Leftover | Path) -> Recovered[Root]:
    """The root of a left-over session, up to its last complete edit. Nothing is removed.

    Raises
    ------
    UserError
        No snapshot can be read.
    """
    folder = session.folder if isinstance(session, Leftover) else session
    about = _about(folder)
    path = Path(about["path"]) if about.get("path") else None
    for number, snapshot in _snapshots(kind, folder):
        edits = folder / f"edits-{number}.jsonl"
        try:
            content = snapshot.read_bytes()
            lines = [line for line in edits.read_bytes().split(b"\n") if line] if edits.exists() else []
            root, done, last = _replayed(kind, content, lines)
            return Recovered(
                root,
                path,
                number - 1 + done,
                last,
                done == len(lines),
                _parts(folder),
                _stamp(about),
                _base(kind, folder),
            )
        except (UserError, OSError):
            continue  # torn while it was written: the one before it is whole, with all its edits
    raise UserError(
        f"The work of “{about.get('title', '')}” could not be recovered: its snapshot cannot be read."
    )


def _stamp(about: dict[str, Any]) -> Stamp | None:
    match about.get("stamp"):
        case [str(sha256), int(size), int(mtime_ns)]:
            return Stamp(sha256, size, mtime_ns)
    return None


def _base(kind: DocumentKind[Root], folder: Path) -> Root | None:
    """What the file held when the session began."""
    for name in (BASE, f"{kind.word}-1.json"):
        with contextlib.suppress(UserError, OSError):
            return read_root(kind, from_bytes((folder / name).read_bytes(), name, limited=False)).root
    return None


def _parts(folder: Path) -> Parts:
    inside = folder / "parts"
    files = (file for file in inside.rglob("*") if file.is_file() and file.suffix != ".tmp")
    return {file.relative_to(inside).as_posix(): file.read_bytes() for file in files}


def _replayed(kind: DocumentKind[Root], snapshot: bytes, lines: list[bytes]) -> tuple[Root, int, str]:
    """The snapshot with as many of the lines, from the first on, as give a root that can be read."""
    count = len(lines)
    while True:
        data = from_bytes(snapshot, "The snapshot", limited=False)
        done, last = _redone(data, lines[:count])
        try:
            return read_root(kind, data).root, done, last
        except UserError:
            if not count:
                raise
            count = min(count - 1, done)


def _redone(data: Json, lines: list[bytes]) -> tuple[int, str]:
    """Make the edits of the lines up to the first that is torn; how many, and the label of the last."""
    last = ""
    for number, line in enumerate(lines):
        try:
            entry = json.loads(line)
            if "edits" in entry:
                redo(data, entry["edits"])
            else:
                redo_earlier(data, entry["set"])
            last = str(entry.get("label", ""))
        except (ValueError, KeyError, TypeError, AttributeError, Misfit):
            return number, last
    return len(lines), last


# --- removing -----------------------------------------------------------------------------------


def throw_away(session: Leftover) -> None:
    """Move a session to the trash, from where it can be got back for `KEPT_DAYS`. Raises UserError."""
    trash = session.folder.parent / TRASH
    try:
        trash.mkdir(mode=0o700, exist_ok=True)
        os.rename(session.folder, trash / f"{int(time.time())}-{session.folder.name}")
    except FileNotFoundError:
        return  # another window was quicker
    except OSError as error:
        raise UserError(
            _("The work could not be moved to the trash and stays where it is ({reason}).").format(
                reason=error.strerror or error
            )
        ) from None


def discard(session: Leftover | Path) -> None:
    """Remove a session for good. Its name changes first: one half removed is never taken for work."""
    folder = session.folder if isinstance(session, Leftover) else session
    closed = folder if folder.suffix == CLOSED else folder.with_name(folder.name + CLOSED)
    with contextlib.suppress(OSError):
        if closed != folder:
            os.rename(folder, closed)
        shutil.rmtree(closed)
