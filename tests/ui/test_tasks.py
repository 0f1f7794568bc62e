"""Work beside the window: what it leaves behind dies in the window's thread, or Qt takes the process along."""

from __future__ import annotations

import gc
import threading
from typing import Any

from PySide6.QtCore import QObject

from leanbench.ui.frame.session import Session
from leanbench.ui.frame.tasks import Task, Tasks


class Mortal(QObject):
    """Says in which thread it died."""

    def __init__(self, died: list[str]) -> None:
        super().__init__()
        self.died = died
        self.itself = self  # only the garbage collector ends it

    def __del__(self) -> None:
        self.died.append(threading.current_thread().name)


def make_garbage(task: Task) -> str:
    """Far more than Python lets lie in any thread."""
    for _ in range(120_000):
        item: list[Any] = []
        item.append(item)
    return threading.current_thread().name


def test_garbage_of_the_window_dies_in_its_thread(session: Session, qtbot: Any) -> None:
    died: list[str] = []
    ended: list[str] = []
    for _ in range(20):
        Mortal(died)
    session.tasks.run(make_garbage, ended.append)
    qtbot.waitUntil(lambda: len(died) == 20, timeout=10_000)
    assert ended[0] != threading.main_thread().name
    assert set(died) == {threading.main_thread().name}


def test_without_a_worker_python_collects_by_itself_again(qapp: Any) -> None:
    assert gc.isenabled()
    tasks = Tasks()
    assert not gc.isenabled()
    tasks.close()
    assert gc.isenabled()


class Slot:
    """A slot of something that may be gone before the work is."""

    def __init__(self, died: list[str]) -> None:
        self.died = died

    def __call__(self, _value: object) -> None:
        raise AssertionError("the work was canceled")

    def __del__(self) -> None:
        self.died.append(threading.current_thread().name)


def test_the_worker_is_never_the_last_to_hold_a_slot(session: Session, qtbot: Any) -> None:
    died: list[str] = []
    go_on, ended = threading.Event(), threading.Event()

    def work(task: Task) -> None:
        go_on.wait(10)
        task.progress(0.5)
        task.say("late")
        ended.set()

    job = session.tasks.run(work, Slot(died), failed=Slot(died), partial=Slot(died), label="")
    job.cancel()
    del job
    go_on.set()
    assert ended.wait(10)
    qtbot.waitUntil(lambda: len(died) == 3, timeout=10_000)
    assert set(died) == {threading.main_thread().name}
