"""One thread that writes to disk in the order it was asked to, so that nobody waits for a busy disk.

What comes in within `GATHER_S` is done together, so that a burst of typing costs one wait for the disk.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

GATHER_S = 0.1
AGAIN_S = 1.0  # after trouble, how long until the next try

Job = TypeVar("Job")


class WriterThread(Generic[Job]):
    """Hands jobs to `work`, in order and never two at a time, on a thread that starts with the first of them.

    `work` gets what has come in since its last call, oldest first, and answers whether all is on disk; when not,
    it is called again, with nothing, after `AGAIN_S`. It must not raise.
    """

    def __init__(self, work: Callable[[Sequence[Job]], bool], name: str) -> None:
        self._work = work
        self._name = name
        self._jobs: queue.SimpleQueue[Job | threading.Event | None] = queue.SimpleQueue()
        self._asked = 0
        self._done = 0
        self._kept = True
        self._thread: threading.Thread | None = None

    @property
    def is_behind(self) -> bool:
        """Whether something asked for is not on disk yet."""
        return self._done != self._asked or not self._kept

    def put(self, job: Job) -> None:
        """Ask for a job; it returns at once."""
        self._asked += 1
        self._jobs.put(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def flush(self, seconds: float) -> bool:
        """Wait until all that was asked for has been tried; False when it took longer or is not on disk."""
        if self._thread is None:
            return True
        reached = threading.Event()
        self._jobs.put(reached)
        return reached.wait(seconds) and not self.is_behind

    def close(self, seconds: float) -> None:
        """Do what was asked for and end the thread; it is left behind when the disk takes longer."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(seconds)
            self._thread = None

    def _run(self) -> None:
        going = True
        while going:
            batch: list[Job] = []
            reached: list[threading.Event] = []
            until = float("inf") if self._kept else time.monotonic() + AGAIN_S
            with contextlib.suppress(queue.Empty):
                while True:
                    left = None if until == float("inf") else max(0.0, until - time.monotonic())
                    job = self._jobs.get(timeout=left)
                    if job is None:
                        going = False
                        break
                    if isinstance(job, threading.Event):
                        reached.append(job)
                        break
                    batch.append(job)
                    until = min(until, time.monotonic() + GATHER_S)
            if batch or not self._kept:
                self._kept = self._work(batch)
            self._done += len(batch)
            for event in reached:
                event.set()
