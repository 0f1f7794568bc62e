"""The crash journal: no edit is lost, whatever happens to the program.

Each session has a folder with `session.json` (which document, which process), a snapshot of its root
and a journal with one JSON line per edit, each synced to disk before the edit counts as done. A line
names the places an edit changed (`differences.plain_edits`), so one cell of a long list is one short
line. A new snapshot is made every 200 edits. `leftovers` lists sessions whose process has ended without
closing; `recover` gives back the root, up to the last complete line. Trouble with the journal never
stands in the way of an edit: it is logged and told once by `Journal.problem`.

Lines are played back on the plain JSON of the snapshot, before it is read into records: so a journal of
an earlier schema is as good as a file of one.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import time
from pathlib import Path
from typing import IO, Any, Generic, NamedTuple

from leanbench.errors import UserError
from leanbench.schema import Json, Misfit
from leanbench.store.container import Parts, safe_name
from leanbench.store.differences import plain_edits, redo, redo_earlier
from leanbench.store.document_kind import DocumentKind, Kind, Root
from leanbench.store.locks import host_name, process_alive
from leanbench.store.on_disk import from_bytes, plain_root, read_root, to_bytes

log = logging.getLogger(__name__)
SNAPSHOT_EVERY = 200


def default_folder() -> Path:
    """Where journals are kept unless told otherwise: the state folder of the user."""
    import platformdirs

    return platformdirs.user_state_path("leanbench", appauthor=False) / "recovery"


class Journal(Generic[Root]):
    """The journal of one open document.

    ``append(label, root)`` after every edit, undo and redo; ``saved(root, path)`` after a save;
    ``close()`` when the document is closed as it should be, which removes everything.
    """

    def __init__(
        self, kind: DocumentKind[Root], root: Root, path: Path | None = None, folder: Path | None = None
    ) -> None:
        self.problem = ""  # why edits are not kept, in words; "" while they are
        self._kind = kind
        self._root = root
        self._path = path
        self._lines = 0
        self._number = 0
        self._stream: IO[bytes] | None = None
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{os.urandom(3).hex()}"
        self.folder = (folder or default_folder()) / name

    def append(self, label: str, root: Root) -> bool:
        """Keep the step from the last version to this one. False when it could not be kept."""
        before, self._root = self._root, root
        if root is before:
            return True
        try:
            if self._stream is None or self._lines >= SNAPSHOT_EVERY:
                self._snapshot(before)
            line = {"label": label, "time": round(time.time(), 3), "edits": plain_edits(before, root)}
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
                self._snapshot(self._root)
        except (OSError, Misfit, ValueError) as error:
            self._give_up(error)

    def keep(self, parts: Parts) -> None:
        """Keep what the next save will put in beside the document: pictures, parts of a merged copy."""
        self.prepare()
        try:
            for name, content in parts.items():
                file = self.folder / "parts" / name
                if safe_name(name) and not file.exists():
                    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    _write_synced(file, content)
        except OSError as error:
            self._give_up(error)

    def saved(self, root: Root, path: Path | None) -> None:
        """The file holds this version now: nothing of the session needs recovering until the next edit."""
        self._path = path
        self._root = root
        self._number = 0
        self.close()

    def close(self) -> None:
        """The document is closed: its journal goes."""
        self._close_stream()
        with contextlib.suppress(OSError):
            shutil.rmtree(self.folder)

    def _snapshot(self, root: Root) -> None:
        """A new snapshot first, then a new empty journal; only then the old ones go."""
        self._close_stream()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds the whole document
        old = self._number
        self._number += 1
        if old == 0:
            about = {
                "pid": os.getpid(),
                "host": host_name(),
                "title": self._kind.title(root),
                "path": ""
                if self._path is None
                else str(self._path.absolute()),  # the next start is elsewhere
                "started": time.time(),
            }
            _write_synced(self.folder / "session.json", json.dumps(about).encode())
        _write_synced(self._snapshot_file(self._number), to_bytes(plain_root(self._kind, root)))
        self._stream = open(self.folder / f"edits-{self._number}.jsonl", "ab")  # noqa: SIM115 - kept open
        self._lines = 0
        for file in (self._snapshot_file(old), self.folder / f"edits-{old}.jsonl"):
            with contextlib.suppress(OSError):
                file.unlink()

    def _snapshot_file(self, number: int) -> Path:
        return self.folder / f"{self._kind.word}-{number}.json"

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
            f"({getattr(error, 'strerror', None) or error}). Save to be safe."
        )
        self._close_stream()

    def _close_stream(self) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
            self._stream = None


class Leftover(NamedTuple):
    """A session that ended without closing. `path` is the file it worked on, "" when it had none yet."""

    folder: Path
    title: str
    path: str
    started: float  # seconds since 1970
    changed: float


class Recovered(NamedTuple, Generic[Root]):
    """What a journal gave back: the root, how many edits since the snapshot, the last one's words.

    `complete` is False when the last line was torn: one edit, the last, may be missing. `parts` were to be
    saved beside the root.
    """

    root: Root
    path: Path | None
    edits: int
    last: str
    complete: bool
    parts: Parts


def leftovers(kind: Kind, folder: Path | None = None) -> tuple[Leftover, ...]:
    """Sessions that can be recovered, the latest first. Sessions of running programs are left alone."""
    found = []
    with contextlib.suppress(OSError):
        for session in (folder or default_folder()).iterdir():
            about = _about(session)
            if about is None:
                continue
            if about.get("host") == host_name() and process_alive(int(about.get("pid") or 0)):
                continue
            if not _has_edits(kind, session):
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


def _has_edits(kind: Kind, session: Path) -> bool:
    """Whether any edit was kept. The first snapshot alone is what the file holds, a later one is work."""
    snapshots = _snapshots(kind, session)
    return any(number > 1 for number, _ in snapshots) or any(
        file.stat().st_size > 0 for file in session.glob("edits-*.jsonl")
    )


def _snapshots(kind: Kind, session: Path) -> list[tuple[int, Path]]:
    """The snapshots of a session with their numbers, the latest first."""
    found = [(file.stem.partition("-")[2], file) for file in session.glob(f"{kind.word}-*.json")]
    return sorted(((int(number), file) for number, file in found if number.isdecimal()), reverse=True)


def recover(kind: DocumentKind[Root], session: Leftover | Path) -> Recovered[Root]:
    """The root of a left-over session, up to its last complete edit. Nothing is removed.

    Raises
    ------
    UserError
        No snapshot can be read.
    """
    folder = session.folder if isinstance(session, Leftover) else session
    about = _about(folder) or {}
    path = Path(about["path"]) if about.get("path") else None
    for number, snapshot in _snapshots(kind, folder):
        edits = folder / f"edits-{number}.jsonl"
        try:
            content = snapshot.read_bytes()
            lines = [line for line in edits.read_bytes().split(b"\n") if line] if edits.exists() else []
            return _replayed(kind, content, lines, path)._replace(parts=_parts(folder))
        except (UserError, OSError):
            continue  # torn while it was written: the one before it is whole, with all its edits
    raise UserError(
        f"The work of “{about.get('title', '')}” could not be recovered: its snapshot cannot be read."
    )


def _parts(folder: Path) -> Parts:
    inside = folder / "parts"
    files = (file for file in inside.rglob("*") if file.is_file() and file.suffix != ".tmp")
    return {file.relative_to(inside).as_posix(): file.read_bytes() for file in files}


def _replayed(
    kind: DocumentKind[Root], snapshot: bytes, lines: list[bytes], path: Path | None
) -> Recovered[Root]:
    """The snapshot with as many of the lines, from the first on, as give a root that can be read."""
    count = len(lines)
    while True:
        data = from_bytes(snapshot, "The snapshot")
        done, last = _redone(data, lines[:count])
        try:
            return Recovered(read_root(kind, data).root, path, done, last, done == len(lines), {})
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
