"""Reads a file in a child process: a limit of memory and time, progress, cancel, and a sentence if it dies.

`read_apart` is the one road by which spreadsheets, packed files and event logs come in. The child sends rows in
pieces (`book_parts`), so that the thread that gathers them never holds Python for long.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterable
from itertools import pairwise
from pathlib import Path
from typing import IO, Protocol

import msgspec

from leanbench.errors import UserError
from leanbench.event.import_account import ImportNote
from leanbench.tables.book_parts import (
    FAR_COLUMNS,
    FAR_ROWS,
    MOST_CELLS,
    Grid,
    Part,
    Refused,
    Request,
    Rest,
    Rows,
    too_large,
)
from leanbench.tables.preview import warning
from leanbench.tables.reading_child import ARGUMENT, LENGTH, MEMORY, SECONDS
from leanbench.words.language import N_, _
from leanbench.words.lists import count_text, list_text

TICK = 0.05  # seconds between two looks at cancel, time and memory
GRACE = 10.0  # seconds beyond the child's own limit of time
SENTENCE = N_(
    "{name} could not be read: reading it broke, or took more than {memory} GB of memory or {minutes} minutes. "
    "Open it in a spreadsheet program, save the sheet as CSV, and try again."
)


class Task(Protocol):
    """Who asked: told how far it is; `check` raises when the result is no longer wanted."""

    def progress(self, share: float) -> None: ...
    def check(self) -> None: ...


def read_apart(request: Request, task: Task | None = None) -> Grid:
    """The rows of a file as a grid, with styles and facts where it is a spreadsheet.

    Raises UserError when the file is no table, is damaged, too large, or breaks its reader; whatever
    `task.check` raises when it is canceled. The child is gone when this returns.
    """
    with contextlib.closing(_parts(request, task)) as parts:  # a refusal leaves it in the middle
        return gather(request.name, parts, task)


def gather(name: str, parts: Iterable[Part], task: Task | None = None) -> Grid:
    """The grid that the parts of a reader make. Raises UserError when they end too early."""
    rows: list[list[str]] = []
    styles: list[list[int]] = []
    far: list[str] = []
    for part in parts:
        if isinstance(part, Rows):
            _place(part, rows, styles, far)
        elif isinstance(part, Refused):
            raise UserError(part.sentence)
        elif isinstance(part, Rest):
            return _grid(part, rows, styles, far)
        elif task is not None:
            task.progress(part.done)
    raise UserError(_(SENTENCE).format(name=name, memory=MEMORY // 10**9, minutes=SECONDS // 60))


# --- the grid -----------------------------------------------------------------------------------


def _place(part: Rows, rows: list[list[str]], styles: list[list[int]], far: list[str]) -> None:
    """Put rows where their numbers say; rows between are empty, and a row behind a great many of them is far."""
    for number, texts, marks in zip(part.numbers, part.texts, part.styles, strict=True):
        if rows and number - len(rows) > FAR_ROWS:
            far.append(_cell_text(number, next(i for i, cell in enumerate(texts, 1) if cell)))
            continue
        while len(rows) < number:
            rows.append([])
            styles.append([])
        rows[number - 1], styles[number - 1] = texts, marks


def _grid(rest: Rest, rows: list[list[str]], styles: list[list[int]], far: list[str]) -> Grid:
    findings: tuple[ImportNote, ...] = rest.findings
    if rest.facts is not None:
        _cut_far_columns(rows, styles, far)
        if far:
            words = _("{cells} lies far from the table and was left out.")
            if far[1:]:
                words = _("{cells} lie far from the table and were left out.")
            findings = (*findings, warning(words.format(cells=list_text(far, most=3))))
        width = max(map(len, rows), default=0)
        if width * len(rows) > MOST_CELLS:
            raise too_large(
                rest.name,
                _("{rows} and {columns}").format(
                    rows=count_text(len(rows), "row", "rows"), columns=count_text(width, "column", "columns")
                ),
            )
        for row in rows:
            row.extend([""] * (width - len(row)))
    return Grid(
        rows,
        rest.name,
        rest.sheets,
        rest.sheet,
        rest.encoding,
        rest.delimiter,
        findings,
        styles,
        rest.facts,
    )


def _cut_far_columns(rows: list[list[str]], styles: list[list[int]], far: list[str]) -> None:
    """Cut what follows a great many columns that are empty in every row."""
    lengths = sorted({len(row) for row in rows})
    edge = next((a for a, b in pairwise(lengths) if a and b - a > FAR_COLUMNS), None)
    if edge is None:
        return
    long = [at for at, row in enumerate(rows) if len(row) > edge]
    if any(any(rows[at][edge : edge + FAR_COLUMNS]) for at in long):
        return
    for at in long:
        far.append(_cell_text(at + 1, next(i for i, cell in enumerate(rows[at], 1) if i > edge and cell)))
        del rows[at][edge:], styles[at][edge:]


def _cell_text(row: int, column: int) -> str:
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return _("Cell {place}").format(place=f"{letters}{row}")


# --- the child ----------------------------------------------------------------------------------


def child_command() -> list[str]:
    """How this program is started to read a table: the executable of a build, or the interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-P", "-m", "leanbench", ARGUMENT]


def _environment() -> dict[str, str]:
    """The child finds the same leanbench, wherever this one was found."""
    home = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (home, known)))}


def _parts(request: Request, task: Task | None) -> Generator[Part, None, None]:
    """What the child sends, until it ends or is ended."""
    try:
        child = subprocess.Popen(
            child_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("LEANBENCH_TRACEBACK") else subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise UserError(
            _("{name} was not read: the system did not let the reader start ({strerror}).").format(
                name=request.name, strerror=error.strerror
            )
        ) from None
    assert child.stdin is not None
    assert child.stdout is not None
    sent: queue.Queue[bytes | None] = queue.Queue(maxsize=16)
    stopped = threading.Event()
    hand = threading.Thread(target=_ask, args=(child.stdin, request), daemon=True)
    ear = threading.Thread(target=_listen, args=(child.stdout, sent, stopped), daemon=True)
    hand.start()
    ear.start()
    decoder = msgspec.msgpack.Decoder(Part)
    deadline = time.monotonic() + SECONDS + GRACE
    try:
        while time.monotonic() < deadline and not _is_too_big(child.pid):
            if task is not None:
                task.check()
            try:
                packed = sent.get(timeout=TICK)
            except queue.Empty:
                continue
            if packed is None:
                return
            yield decoder.decode(packed)
    finally:
        stopped.set()
        child.kill()
        with contextlib.suppress(queue.Empty):  # the ear may wait for room
            while True:
                sent.get_nowait()
        hand.join()
        ear.join()
        child.stdout.close()
        child.wait()


def _ask(stream: IO[bytes], request: Request) -> None:
    with contextlib.suppress(OSError), stream:  # a dead child does not read
        stream.write(msgspec.msgpack.encode(request))


def _listen(stream: IO[bytes], sent: queue.Queue[bytes | None], stopped: threading.Event) -> None:
    """Hand on what comes, piece by piece; None at the end."""
    while True:
        head = stream.read(LENGTH.size)
        size = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
        packed = stream.read(size)
        piece = packed if size and len(packed) == size else None  # it died
        while not stopped.is_set():
            try:
                sent.put(piece, timeout=TICK)
                break
            except queue.Full:
                continue
        if piece is None or stopped.is_set():
            return


def _is_too_big(pid: int) -> bool:
    """Whether the child has grown beyond its limit; elsewhere than on macOS the limit holds by itself."""
    if sys.platform == "darwin":
        command = ["ps", "-o", "rss=", "-p", str(pid)]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        return found.stdout.strip().isdigit() and int(found.stdout) * 1024 > MEMORY
    return False
