"""Work beside the window: what it leaves behind dies in the window's thread, or Qt takes the process along."""

from __future__ import annotations

import gc
import importlib
import threading
import time
from pathlib import Path
from typing import Any

import pytest
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


def test_two_threads_that_load_a_package_at_once_both_get_it_whole(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page opened while the worker makes its first paper: without `take_turns` both imports fail."""
    package = tmp_path / "loaded_twice"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import time\ntime.sleep(0.1)\nfrom loaded_twice.part import given\n"
    )
    (package / "part.py").write_text(
        "import time\ntime.sleep(0.02)\nfrom loaded_twice import other\ngiven = 1\n"
    )
    (package / "other.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    found: list[str] = []

    def load(name: str, after: float) -> None:
        time.sleep(after)
        try:
            found.append(importlib.import_module(name).given)
        except ImportError as error:
            found.append(str(error))

    threads = [
        threading.Thread(target=load, args=given)
        for given in (("loaded_twice", 0), ("loaded_twice.part", 0.02))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1]


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
