"""Long work beside the window: one pool, one queued signal, progress and cancel.

Work is a plain function `work(task)`; it never touches a widget. Its result comes back to the
main thread through one signal of one object that lives as long as the program. A newer job with the
same key cancels the older one and its result is dropped.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from leanbench.errors import UserError

log = logging.getLogger(__name__)
SHOW_AFTER_MS = 400


class Cancelled(Exception):  # noqa: N818 - it is asked for, not an error
    """Raised inside work by `Task.check` after the user pressed Cancel."""


class Task:
    """What a work function sees of the window: it may tell how far it is and ask whether to stop."""

    def __init__(self, post: Callable[[Callable[[], None]], None], job: Job) -> None:
        self._post = post
        self._job = job
        self._told = -1.0

    def progress(self, share: float) -> None:
        """Tell how much is done, 0 to 1; told on only when it moved by a hundredth."""
        if abs(share - self._told) >= 0.01:
            self._told = share
            self._post(lambda: self._job.set_progress(share))

    def say(self, text: str) -> None:
        """Replace the words beside the progress line."""
        self._post(lambda: self._job.set_label(text))

    def partial(self, value: Any) -> None:
        """Hand over a part of the result while the work goes on."""
        self._post(lambda: self._job.give_partial(value))

    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        return self._job.stop.is_set()

    def check(self) -> None:
        """Leave the work by an exception when it is no longer wanted."""
        if self.cancelled():
            raise Cancelled


class Job:
    """One piece of work under way, as the window sees it."""

    def __init__(self, owner: Tasks, label: str, key: object, partial: Callable[[Any], None] | None) -> None:
        self.owner = owner
        self.label = label
        self.key = key
        self.share: float | None = None
        self.stop = threading.Event()
        self._partial = partial

    def cancel(self) -> None:
        """Ask the work to stop; its result will be dropped."""
        self.stop.set()
        self.owner.forget(self)

    def set_progress(self, share: float) -> None:
        """Main thread only."""
        self.share = share
        self.owner.changed.emit()

    def set_label(self, text: str) -> None:
        """Main thread only."""
        self.label = text
        self.owner.changed.emit()

    def give_partial(self, value: Any) -> None:
        """Main thread only."""
        if self._partial is not None and not self.stop.is_set():
            self._partial(value)


class Tasks(QObject):
    """The pool. Signals: `changed` when a job worth showing started, moved or ended."""

    changed = Signal()
    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        # One worker: a busy Python thread costs the window little, two cost it frames.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="leanbench")
        self._jobs: list[Job] = []
        self._visible: set[int] = set()
        self._closed = False
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[str], None] | None = None,
        label: str = "Working",
        key: object = None,
        partial: Callable[[Any], None] | None = None,
    ) -> Job:
        """Start `work(task)`; `done(result)` or `failed(sentence)` is called in the main thread.

        Work without a label is never shown.
        """
        if key is not None:
            for older in [job for job in self._jobs if job.key == key]:
                older.cancel()
        job = Job(self, label, key, partial)
        self._jobs.append(job)
        QTimer.singleShot(SHOW_AFTER_MS, lambda: self._show(job))
        self._pool.submit(self._work, job, work, done, failed)
        return job

    def visible(self) -> list[Job]:
        """The jobs that have lasted long enough to be shown."""
        return [job for job in self._jobs if id(job) in self._visible]

    def busy(self) -> bool:
        """Whether any work is under way or waiting."""
        return bool(self._jobs)

    def forget(self, job: Job) -> None:
        """Take a finished or canceled job off the list."""
        if job in self._jobs:
            self._jobs.remove(job)
            self._visible.discard(id(job))
            self.changed.emit()

    def close(self) -> None:
        """Cancel all and wait for the worker: nothing may run when the window goes."""
        self._closed = True
        for job in list(self._jobs):
            job.stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._jobs.clear()

    def _work(
        self,
        job: Job,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        failed: Callable[[str], None] | None,
    ) -> None:
        if job.stop.is_set():
            return
        try:
            result = work(Task(self._post, job))
        except Cancelled:
            return
        except UserError as error:
            sentence = str(error)
            self._post(lambda: self._end(job, failed, sentence))
        except Exception:  # reported as a plain sentence; the log has the rest
            log.exception("work failed: %s", job.label)
            text = f"{job.label} did not finish because of an error in the program. The event is unchanged."
            self._post(lambda: self._end(job, failed, text))
        else:
            self._post(lambda: self._end(job, done, result))

    def _post(self, call: Callable[[], None]) -> None:
        if not self._closed:
            self._posted.emit(call)

    def _call(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()

    def _end(self, job: Job, slot: Callable[[Any], None] | None, value: Any) -> None:
        wanted = not job.stop.is_set()
        self.forget(job)
        if wanted and slot is not None:
            slot(value)

    def _show(self, job: Job) -> None:
        if job in self._jobs and job.label:
            self._visible.add(id(job))
            self.changed.emit()
