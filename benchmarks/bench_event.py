"""Promises of speed of leanbench.event, measured here and printed with their limit; exits 1 when one is broken.

Opening and saving the permit sample, one edit on a 400-step map with its notice, its line in the
journal and a whole check, and the import. Each figure is the best of several runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clocks import best
from leanbench import resources
from leanbench.event.changes import Add, AddStep, Set
from leanbench.event.check import check
from leanbench.event.event_file import EVENT, open_event, save_event
from leanbench.event.records import Event, Map, Role, Step
from leanbench.schema import replace
from leanbench.store.document import Document
from leanbench.store.journal import Journal
from leanbench.store.leftovers import recover
from leanbench.store.touched import Touched
from leanbench.words.durations import Duration

STEPS = 400


def in_fresh_process(code: str) -> float:
    """Seconds that `code` prints, best of several interpreters with byte code at hand."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = cache
        command = [sys.executable, "-c", code]
        runs = [
            float(subprocess.run(command, capture_output=True, check=True, env=environment).stdout)
            for _ in range(6)
        ]
    return min(runs)


def import_seconds() -> float:
    """Import of records, changes, document and store.

    The parts of the standard library that every program of this kind loads are loaded before.
    """
    return in_fresh_process(
        "import dataclasses, typing, pathlib, re, json, zipfile, hashlib, time; t = time.perf_counter(); "
        "import leanbench.event.changes, leanbench.store.document, leanbench.event.event_file; "
        "print(time.perf_counter() - t)"
    )


def cold_open_seconds(path: Path) -> float:
    """The first opening of a process, with the JSON reader loaded on the way."""
    return in_fresh_process(
        "import time; from leanbench.event.event_file import open_event; t = time.perf_counter(); "
        f"open_event({str(path)!r}); print(time.perf_counter() - t)"
    )


def long_event() -> Event:
    """A chain of 400 steps."""
    event = Add("maps", Map("current", "Current state")).apply(Event(roles=(Role("PT"),)))
    for number in range(1, STEPS + 1):
        assert isinstance(event, Event)
        step = Step(f"s{number}", f"Step {number}", role="PT", process_time=Duration(10.0, "min"), wip=3.0)
        event = AddStep("current", replace(step, wait=Duration(float(number), "h"))).apply(event)
    assert isinstance(event, Event)
    return event


def edits(document: Document[Event], journal: Journal[Event] | None, count: int = 100) -> float:
    """Seconds of one edit of a step's time: apply, notice, and its synced journal line; median of many."""
    taken = []
    for number in range(count):
        change = Set(f"maps/current/steps/s{1 + number * 3 % STEPS}/wait", Duration(float(number + 1), "bd"))
        start = time.perf_counter()
        after = change.apply(document.root)
        assert isinstance(after, Event)
        document.put(after, Touched.between(document.root, after))
        if journal is not None:
            journal.append(change.label, after)
            journal.flush()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[count // 2]


def waits(event: Event, folder: Path, count: int = 1000) -> float:
    """The longest that one of many edits waits for its journal, in seconds; the disk takes a quarter of a second."""
    real, longest = os.fsync, 0.0

    def busy(handle: int) -> None:
        time.sleep(0.25)
        real(handle)

    os.fsync = busy
    journal = Journal(EVENT, event, None, folder)
    try:
        for number in range(count):
            event = replace(event, header=replace(event.header, title=str(number)))
            start = time.perf_counter()
            journal.append("title", event)
            longest = max(longest, time.perf_counter() - start)
            time.sleep(0.001)
    finally:
        os.fsync = real
        journal.close()
    return longest


def snapshot_seconds(event: Event, folder: Path) -> float:
    """A first snapshot, until it is on disk."""
    journal = Journal(EVENT, event, None, folder)
    start = time.perf_counter()
    journal.prepare()
    journal.flush()
    taken = time.perf_counter() - start
    journal.close()
    return taken


def main() -> int:
    sample = resources.path("samples", "permit-issuance.lean")
    opened = open_event(sample)
    event = long_event()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        target = folder / "permits.lean"
        journal = Journal(EVENT, event, None, folder / "recovery")
        document = Document(event)
        first = min(snapshot_seconds(event, folder / "other") for _ in range(5))
        wait = min(
            waits(event, folder / "busy") for _ in range(3)
        )  # the system takes the processor away at times
        journal.prepare()
        figures = [
            ("import of document, changes and store", import_seconds() * 1e3, 100.0),
            ("open the permit sample, first in a process", cold_open_seconds(sample) * 1e3, 200.0),
            ("open the permit sample", best(lambda: open_event(sample), 15) * 1e3, 8.0),
            ("save the permit sample", best(lambda: save_event(opened.root, target), 15) * 1e3, 50.0),
            (f"one edit on {STEPS} steps with its notice", edits(Document(event), None) * 1e3, 1.0),
            ("the same with its synced journal line", edits(document, journal) * 1e3, 16.0),
            ("the longest an edit waits for a busy disk", wait * 1e3, 0.2),
            (f"snapshot of {STEPS} steps", first * 1e3, 60.0),
            (f"check of {STEPS} steps", best(lambda: check(event), 15) * 1e3, 16.0),
        ]
        assert recover(EVENT, journal.folder).root == document.root
        journal.close()
    broken = False
    for label, milliseconds, limit in figures:
        kept = milliseconds <= limit
        broken |= not kept
        print(f"{label:46} {milliseconds:8.3f} ms   limit {limit:5g} ms   {'ok' if kept else 'TOO SLOW'}")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
