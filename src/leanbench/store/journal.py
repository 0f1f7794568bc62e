"""The crash journal: whatever happens to the program, at most the last second of work is lost.

Each session has a folder with `session.json` (which document, how its file looked, which process), a snapshot of
its root and a journal with one JSON line per edit. A line names the places an edit changed
(`differences.plain_edits`), so one cell of a long list is one short line. A new snapshot is made every
`SNAPSHOT_EVERY` edits; its number is 1 + the edits before it, so that a snapshot beyond the first is work. The first
one stays: it is what the file held. `leanbench.store.leftovers` finds and reads what sessions have left.

All of it is written by a thread, in order, and synced a tenth of a second after the first edit of a burst: nobody
waits for the disk. Trouble never stands in the way of an edit: `Journal.problem` says it, and it is tried again.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Generic

from leanbench.store.container import BASE, Parts
from leanbench.store.differences import plain_edits
from leanbench.store.disk_writes import put_synced, sync_file, sync_folder
from leanbench.store.document_file import Stamp
from leanbench.store.document_kind import DocumentKind, Root
from leanbench.store.held_folder import HeldFolder
from leanbench.store.on_disk import plain_root, to_bytes
from leanbench.store.processes import own_mark
from leanbench.store.reading_limits import safe_name
from leanbench.store.writer_thread import WriterThread

log = logging.getLogger(__name__)
SNAPSHOT_EVERY = 200
FLUSH_S = 5.0  # how long a save or a close waits for a busy disk
CLOSED = ".closed"  # the ending of a folder that was closed as it should be and only waits to be removed


def default_folder() -> Path:
    """Where journals are kept unless told otherwise: the state folder of the user."""
    import platformdirs

    return platformdirs.user_state_path("leanbench", appauthor=False) / "recovery"


class Journal(Generic[Root]):
    """The journal of one open document.

    ``append(label, root)`` after every edit, undo and redo; ``saved(root, path, stamp)`` after a save; ``flush()``
    where what was asked for must be on disk; ``close()`` when the document is closed as it should be, which
    removes everything. None of them but `flush` and `close` waits for the disk.

    Parameters
    ----------
    kind : DocumentKind
    root : record
        The version the session begins with.
    path : Path, optional
        The file it came from.
    folder : Path, optional
        Where sessions are kept.
    stamp : Stamp, optional
        How the file looked when it was read.
    edits : int
        How many edits `root` is away from its file: more than 0 for recovered work.
    base : record, optional
        What the file held, when that is another version than `root`.
    """

    def __init__(
        self,
        kind: DocumentKind[Root],
        root: Root,
        path: Path | None = None,
        folder: Path | None = None,
        stamp: Stamp | None = None,
        edits: int = 0,
        base: Root | None = None,
    ) -> None:
        self.problem = ""  # why edits are not kept, in words; "" while they are
        self._kind = kind
        self._root = root  # the last version this was told of; all below belongs to the thread
        self._latest = root
        self._path = path
        self._stamp = stamp
        self._base = base
        self._edits = edits
        self._lines = 0
        self._number = 0  # of the snapshot in use; 0 before the first
        self._announced = False
        self._owes = False  # a snapshot of the latest version, since a line could not be written
        self._owed_parts: Parts = {}
        self._unsynced = False
        self._stream: IO[bytes] | None = None
        self._held: HeldFolder | None = None
        self._sessions = folder or default_folder()
        self.folder = self._new_folder()
        self._thread = WriterThread[Callable[[], None]](self._work, "journal")
        atexit.register(self.flush)

    # --- asked by anybody ---------------------------------------------------------------------

    @property
    def is_behind(self) -> bool:
        """Whether some edit is not on disk yet."""
        return self._thread.is_behind

    def append(self, label: str, root: Root) -> None:
        """Keep the step from the last version to this one."""
        before, self._root = self._root, root
        if root is not before:
            self._thread.put(partial(self._keep_edit, label, time.time(), before, root))

    def prepare(self) -> None:
        """Write the first snapshot ahead, in an idle moment."""
        self._thread.put(partial(self._prepare, self._root))

    def keep(self, parts: Parts) -> None:
        """Keep what the next save will put in beside the document: pictures, parts of a merged copy."""
        if parts:
            self._thread.put(partial(self._keep_parts, self._root, parts))

    def saved(self, root: Root, path: Path | None, stamp: Stamp | None = None) -> None:
        """The file holds this version now: nothing of the session needs recovering until the next edit."""
        self._root = root
        self._thread.put(partial(self._begin_again, root, path, stamp))

    def flush(self, seconds: float = FLUSH_S) -> bool:
        """Wait until every edit is on disk; False when one is not (`problem` says why, or the disk is busy)."""
        return self._thread.flush(seconds)

    def close(self, seconds: float = FLUSH_S) -> None:
        """The document is closed: its journal goes, within `seconds` or behind."""
        atexit.unregister(self.flush)
        self._thread.put(self._drop)
        self._thread.close(seconds)

    # --- done by the thread -------------------------------------------------------------------

    def _work(self, jobs: Sequence[Callable[[], None]]) -> bool:
        """Do these in order, then wait for the disk once. Whether every edit so far is kept."""
        failed = False
        for job in (*jobs, self._settle):
            if failed and job == self._settle:
                break  # not again at once
            try:
                job()
            except Exception as error:  # whatever it is: the person is told, and the thread goes on
                failed = True
                self._give_up(error)
        return not self._owes

    def _keep_edit(self, label: str, moment: float, before: Root, after: Root) -> None:
        self._latest = after
        self._edits += 1
        if self._owes:
            return  # the snapshot to come has it
        if self._stream is None or self._lines >= SNAPSHOT_EVERY:
            self._snapshot(before, self._edits - 1)
        import msgspec

        assert self._stream is not None
        line = {"label": label, "time": round(moment, 3), "edits": plain_edits(before, after)}
        self._stream.write(msgspec.json.encode(line) + b"\n")
        self._lines += 1
        self._unsynced = True

    def _settle(self) -> None:
        """What is owed is written, and the disk has it all."""
        if self._owes:
            self._snapshot(self._latest, self._edits)
            self._put_parts()
            self._owes = False
        if self._unsynced and self._stream is not None:
            self._stream.flush()
            sync_file(self._stream.fileno())
            self._unsynced = False
        self.problem = ""

    def _prepare(self, root: Root) -> None:
        if self._stream is None and not self._owes:
            self._snapshot(root, self._edits)

    def _keep_parts(self, root: Root, parts: Parts) -> None:
        self._owed_parts |= {name: content for name, content in parts.items() if safe_name(name)}
        self._prepare(root)
        self._put_parts()

    def _put_parts(self) -> None:
        for name, content in list(self._owed_parts.items()):
            file = self.folder / "parts" / name
            if not file.exists():
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                put_synced(file, content)
            del self._owed_parts[name]

    def _snapshot(self, root: Root, edits: int) -> None:
        """A new snapshot first, then a new empty journal; only then the old ones go."""
        self._close_stream()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds the whole document
        if self._held is None:
            self._held = HeldFolder(self.folder)
        if not self._announced:
            self._announce(root)
        old, self._number = self._number, edits + 1
        put_synced(self._snapshot_file(self._number), to_bytes(plain_root(self._kind, root)))
        self._stream = open(self._edits_file(self._number), "wb")  # noqa: SIM115 - kept open
        self._lines = 0
        sync_folder(self.folder)
        if old and old != self._number:
            gone = (self._snapshot_file(old),) if old > 1 else ()
            for file in (*gone, self._edits_file(old)):
                with contextlib.suppress(OSError):
                    file.unlink()

    def _announce(self, root: Root) -> None:
        if self._base is not None:
            put_synced(self.folder / BASE, to_bytes(plain_root(self._kind, self._base)))
        about = {
            **own_mark(),
            "title": self._kind.title(root),
            "path": "" if self._path is None else str(self._path.absolute()),  # the next start is elsewhere
            "stamp": self._stamp,
            "started": time.time(),
        }
        put_synced(self.folder / "session.json", json.dumps(about).encode())
        sync_folder(self.folder.parent)
        self._announced = True

    def _begin_again(self, root: Root, path: Path | None, stamp: Stamp | None) -> None:
        self._drop()
        self._latest, self._path, self._stamp, self._base = root, path, stamp, None

    def _drop(self) -> None:
        """Everything goes. The name changes first: a folder that is half removed is never taken for work."""
        self._close_stream()
        if self._held is not None:
            self._held.release()
            self._held = None
        closed = self.folder.with_name(self.folder.name + CLOSED)
        with contextlib.suppress(OSError):
            os.rename(self.folder, closed)
        for folder in (closed, self.folder):
            with contextlib.suppress(OSError):
                shutil.rmtree(folder)
        self.folder = self._new_folder()
        self._announced = self._owes = self._unsynced = False
        self._owed_parts = {}
        self._number = self._edits = self._lines = 0

    def _new_folder(self) -> Path:
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{os.urandom(3).hex()}"
        return self._sessions / name

    def _snapshot_file(self, number: int) -> Path:
        return self.folder / f"{self._kind.word}-{number}.json"

    def _edits_file(self, number: int) -> Path:
        return self.folder / f"edits-{number}.jsonl"

    def _give_up(self, error: Exception) -> None:
        """The journal is broken off here and goes on with a fresh snapshot, tried again every second."""
        problem = (
            "Edits cannot be kept for recovery just now "
            f"({getattr(error, 'strerror', None) or error or type(error).__name__}). Save to be safe."
        )
        if problem != self.problem:
            log.warning("The recovery journal could not be written", exc_info=error)
        self.problem = problem
        self._owes, self._unsynced = True, False
        self._close_stream()

    def _close_stream(self) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
            self._stream = None
