"""Long work beside the window: one pool, one queued signal, progress and cancel.

Work is a plain function `work(task)`; it never touches a widget. Its result comes back to the
main thread through one signal of one object that lives as long as the program. A newer job with the
same key cancels the older one and its result is dropped.

Qt objects may only die in the main thread, or the process does. So the worker never holds a job (whose
slots hold widgets), only its number; and garbage is collected in the main thread alone (`Garbage`): Python
by itself collects in whichever thread happens to make objects.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, QTimerEvent, Signal

from leanbench.errors import UserError
from leanbench.ui.frame.one_import import take_turns
from leanbench.words import _

log = logging.getLogger(__name__)
SHOW_AFTER_MS = 150
# One act of the window calls Qt a hundred times, and after each call that lets go of Python it waits for the worker to
# let go in turn: with Python's own 5 ms that was the longest stop of the window while a spreadsheet was read.
LET_GO_AFTER_S = 0.001


class Cancelled(Exception):  # noqa: N818 - it is asked for, not an error
    """Raised inside work by `Task.check` after the user pressed Cancel."""


class Garbage(QObject):
    """Collects what refers to itself, in the main thread only, as long as it lives."""

    # The document is made of many small records that live long: looking through them all after every 700 new
    # ones, as Python does by itself, would cost a large chart a quarter of its time.
    THRESHOLDS = (50_000, 20, 50)
    EVERY_MS = 500

    def __init__(self) -> None:
        super().__init__()
        self._was_enabled = gc.isenabled()
        gc.disable()
        self.startTimer(self.EVERY_MS)

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Collect the oldest generation that is due, which includes the younger ones."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self.THRESHOLDS[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """No other thread runs any more: Python may collect by itself again, if it did before."""
        if self._was_enabled:
            gc.enable()


class Task:
    """What a work function sees of the window: it may tell how far it is and ask whether to stop."""

    def __init__(self, post: Callable[..., None], number: int, stop: threading.Event) -> None:
        """`post(number, method, value)` has a method of the job called in the main thread."""
        self._post = post
        self._number = number
        self._stop = stop
        self._told = -1.0

    def progress(self, share: float) -> None:
        """Tell how much is done, 0 to 1; told on only when it moved by a hundredth."""
        if abs(share - self._told) >= 0.01:
            self._told = share
            self._post(self._number, "set_progress", share)

    def say(self, text: str) -> None:
        """Replace the words beside the progress line."""
        self._post(self._number, "set_label", text)

    def partial(self, value: Any) -> None:
        """Hand over a part of the result while the work goes on."""
        self._post(self._number, "give_partial", value)

    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        return self._stop.is_set()

    def check(self) -> None:
        """Leave the work by an exception when it is no longer wanted."""
        if self.cancelled():
            raise Cancelled


class Job:
    """One piece of work under way, as the window sees it. Main thread only."""

    def __init__(
        self,
        owner: Tasks,
        label: str,
        key: object,
        done: Callable[[Any], None],
        failed: Callable[[str], None] | None,
        partial: Callable[[Any], None] | None,
    ) -> None:
        self.owner = owner
        self.label = label
        self.key = key
        self.share: float | None = None
        self.stop = threading.Event()
        self._done = done
        self._failed = failed
        self._partial = partial

    def cancel(self) -> None:
        """Ask the work to stop; its result will be dropped."""
        self.stop.set()
        self.owner.forget(self)

    def set_progress(self, share: float) -> None:
        """How much is done, 0 to 1."""
        self.share = share
        self.owner.changed.emit()

    def set_label(self, text: str) -> None:
        """The words beside the progress line."""
        self.label = text
        self.owner.changed.emit()

    def give_partial(self, value: Any) -> None:
        """A part of the result, while it is wanted."""
        if self._partial is not None and not self.stop.is_set():
            self._partial(value)

    def give_result(self, value: Any) -> None:
        """The work ended well."""
        self._end(self._done, value)

    def give_failure(self, sentence: str) -> None:
        """The work did not end well, and why."""
        self._end(self._failed, sentence)

    def _end(self, slot: Callable[[Any], None] | None, value: Any) -> None:
        wanted = not self.stop.is_set()
        self.owner.forget(self)
        if wanted and slot is not None:
            slot(value)


class Tasks(QObject):
    """The pool. Signals: `changed` when a job worth showing started, moved or ended."""

    changed = Signal()
    _posted = Signal(int, str, object)

    def __init__(self) -> None:
        super().__init__()
        take_turns()  # before there is a second thread
        sys.setswitchinterval(LET_GO_AFTER_S)
        self._garbage = Garbage()
        # One worker: a busy Python thread costs the window little, two cost it frames.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="leanbench")
        self._jobs: list[Job] = []  # wanted and not ended
        self._running: dict[int, Job] = {}  # by number, until the worker has let go of it
        self._numbers = count()
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
        job = Job(self, label, key, done, failed, partial)
        number = next(self._numbers)
        self._jobs.append(job)
        self._running[number] = job
        QTimer.singleShot(SHOW_AFTER_MS, lambda: self._show(job))
        self._pool.submit(self._work, number, job.stop, label, work)
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
        self._running.clear()
        self._garbage.stop()

    def _work(self, number: int, stop: threading.Event, label: str, work: Callable[[Task], Any]) -> None:
        """In the worker's thread."""
        try:
            if not stop.is_set():
                self._post(number, "give_result", work(Task(self._post, number, stop)))
        except Cancelled:
            pass  # it was asked for, and the job is off the list already
        except UserError as error:
            self._post(number, "give_failure", str(error))
        except Exception:  # reported as a plain sentence; the log has the rest
            log.exception("work failed: %s", label)
            text = _(
                "{label} did not finish because of an error in the program. The event is unchanged."
            ).format(label=label)
            self._post(number, "give_failure", text)
        self._post(number, "", None)

    def _post(self, number: int, method: str, value: Any) -> None:
        if not self._closed:
            self._posted.emit(number, method, value)

    def _call(self, number: int, method: str, value: Any) -> None:
        if self._closed:
            return
        if method:
            getattr(self._running[number], method)(value)
        else:
            del self._running[number]

    def _show(self, job: Job) -> None:
        if job in self._jobs and job.label:
            self._visible.add(id(job))
            self.changed.emit()
