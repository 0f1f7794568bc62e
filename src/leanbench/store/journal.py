"""The crash journal: no edit is lost, whatever happens to the program.

Each session has a folder with `session.json` (which event, which process), a snapshot of the event
and a journal with one JSON line per edit, each synced to disk before the edit counts as done. A new
snapshot is made every 200 edits. `leftovers` lists sessions whose process has ended without closing;
`recover` gives back the event, up to the last complete line. Trouble with the journal never stands
in the way of an edit: it is logged and told once by `Journal.problem`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from leanbench.errors import UserError
from leanbench.event.records import Event
from leanbench.event.shape import Misfit
from leanbench.store import on_disk as schema
from leanbench.store.differences import difference, patched
from leanbench.store.locks import host_name, process_alive

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass

log = logging.getLogger(__name__)
SNAPSHOT_EVERY = 200


def default_folder() -> Path:
    """Where journals are kept unless told otherwise: the state folder of the user."""
    import platformdirs

    return platformdirs.user_state_path("leanbench", appauthor=False) / "recovery"


class Journal:
    """The journal of one open event.

    ``append(label, event)`` after every edit, undo and redo; ``saved(event, path)`` after a save;
    ``close()`` when the event is closed as it should be, which removes everything.
    """

    def __init__(self, event: Event, path: Path | None = None, folder: Path | None = None) -> None:
        self.problem = ""  # why edits are not kept, in words; "" while they are
        self._event = event
        self._path = path
        self._lines = 0
        self._number = 0
        self._stream: IO[bytes] | None = None
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{os.urandom(3).hex()}"
        self.folder = (folder or default_folder()) / name

    def append(self, label: str, event: Event) -> bool:
        """Keep the step from the last version to this one. False when it could not be kept."""
        before, self._event = self._event, event
        if event is before:
            return True
        try:
            if self._stream is None or self._lines >= SNAPSHOT_EVERY:
                self._snapshot(before)
            line = {"label": label, "time": round(time.time(), 3), "set": difference(before, event)}
            self._write(line)
            self._lines += 1
        except (OSError, Misfit, ValueError) as error:
            self._give_up(error)
            return False
        self.problem = ""
        return True

    def prepare(self) -> None:
        """Write the first snapshot ahead, in an idle moment, so that the first edit need not wait for it."""
        try:
            if self._stream is None:
                self._snapshot(self._event)
        except (OSError, Misfit, ValueError) as error:
            self._give_up(error)

    def saved(self, event: Event, path: Path | None) -> None:
        """The file holds this version now: nothing of the session needs recovering until the next edit."""
        self._path = path
        self._event = event
        self._number = 0
        self.close()

    def close(self) -> None:
        """The event is closed: its journal goes."""
        self._close_stream()
        with contextlib.suppress(OSError):
            shutil.rmtree(self.folder)

    def _snapshot(self, event: Event) -> None:
        """A new snapshot first, then a new empty journal; only then the old ones go."""
        self._close_stream()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds the whole event
        old = self._number
        self._number += 1
        if old == 0:
            about = {
                "pid": os.getpid(),
                "host": host_name(),
                "title": event.header.title,
                "path": "" if self._path is None else str(self._path),
                "started": time.time(),
            }
            _write_synced(self.folder / "session.json", json.dumps(about).encode())
        _write_synced(self.folder / f"event-{self._number}.json", schema.to_bytes(schema.plain(event)))
        self._stream = open(self.folder / f"edits-{self._number}.jsonl", "ab")  # noqa: SIM115 - kept open
        self._lines = 0
        for name in (f"event-{old}.json", f"edits-{old}.jsonl"):
            with contextlib.suppress(OSError):
                (self.folder / name).unlink()

    def _write(self, line: dict[str, Any]) -> None:
        import msgspec

        assert self._stream is not None
        self._stream.write(msgspec.json.encode(line) + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def _give_up(self, error: Exception) -> None:
        """The journal is broken off here; the next edit tries with a fresh snapshot."""
        log.warning("The recovery journal could not be written: %s", error)
        self.problem = (
            "Edits cannot be kept for recovery just now "
            f"({getattr(error, 'strerror', None) or error}). Save the event to be safe."
        )
        self._close_stream()

    def _close_stream(self) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
            self._stream = None


@dataclass(frozen=True, slots=True)
class Leftover:
    """A session that ended without closing. `path` is the file it worked on, "" for a new event."""

    folder: Path
    title: str
    path: str
    started: float  # seconds since 1970
    changed: float


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a journal gave back: the event, how many edits since the snapshot, the last one's words.

    `complete` is False when the last line was torn: one edit, the last, may be missing.
    """

    event: Event
    path: Path | None
    edits: int
    last: str
    complete: bool


def leftovers(folder: Path | None = None) -> tuple[Leftover, ...]:
    """Sessions that can be recovered, the latest first. Sessions of running programs are left alone."""
    found = []
    with contextlib.suppress(OSError):
        for session in (folder or default_folder()).iterdir():
            about = _about(session)
            if about is None:
                continue
            if about.get("host") == host_name() and process_alive(int(about.get("pid") or 0)):
                continue
            if not _has_edits(session):
                discard(session)
                continue
            changed = max((file.stat().st_mtime for file in session.iterdir()), default=0.0)
            started = float(about.get("started") or 0)
            found.append(
                Leftover(session, str(about.get("title", "")), str(about.get("path", "")), started, changed)
            )
    return tuple(sorted(found, key=lambda item: item.changed, reverse=True))


def _about(session: Path) -> dict[str, Any] | None:
    try:
        about = json.loads((session / "session.json").read_bytes())
    except (OSError, ValueError):
        return None
    return about if isinstance(about, dict) else None


def _has_edits(session: Path) -> bool:
    """Whether any edit was kept (a snapshot alone holds nothing that is not in the file)."""
    return (
        any(file.stat().st_size > 0 for file in session.glob("edits-*.jsonl"))
        or len(list(session.glob("event-*.json"))) > 1
    )


def recover(session: Leftover | Path) -> Recovered:
    """The event of a left-over session, up to its last complete edit. Nothing is removed.

    Raises
    ------
    UserError
        Neither snapshot can be read.
    """
    folder = session.folder if isinstance(session, Leftover) else session
    about = _about(folder) or {}
    path = Path(about["path"]) if about.get("path") else None
    snapshots = sorted(
        folder.glob("event-*.json"), key=lambda file: int(file.stem.partition("-")[2]), reverse=True
    )
    for snapshot in snapshots:
        try:
            event = schema.event_from(schema.from_bytes(snapshot.read_bytes(), snapshot.name)).event
        except (UserError, OSError):
            continue  # torn while it was written: the one before it is whole, with all its edits
        edits = folder / f"edits-{snapshot.stem.partition('-')[2]}.jsonl"
        lines = edits.read_bytes().split(b"\n") if edits.exists() else []
        event, done, last, complete = _replay(event, lines)
        return Recovered(event, path, done, last, complete)
    raise UserError(
        f"The work of “{about.get('title', '')}” could not be recovered: its snapshot cannot be read."
    )


def _replay(event: Event, lines: list[bytes]) -> tuple[Event, int, str, bool]:
    done, last = 0, ""
    for line in lines:
        if not line:
            continue
        try:
            entry = json.loads(line)
            event = patched(event, entry["set"])
            last = str(entry.get("label", ""))
        except (ValueError, KeyError, TypeError, AttributeError, Misfit):
            return event, done, last, False
        done += 1
    return event, done, last, True


def discard(session: Leftover | Path) -> None:
    """Remove a left-over session for good."""
    folder = session.folder if isinstance(session, Leftover) else session
    with contextlib.suppress(OSError):
        shutil.rmtree(folder)


def _write_synced(file: Path, content: bytes) -> None:
    temporary = file.with_suffix(".tmp")
    with open(temporary, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, file)
