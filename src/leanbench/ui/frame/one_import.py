"""One import at a time: what two threads import, neither sees half made.

Python locks each module by itself. A package and a module inside it need each other, so where the window opens a page
while the worker makes its first paper, each may hold what the other waits for; Python then hands out a module that is
half made, and both imports fail ("partially initialized module"). With one lock around all of them nobody waits in a
circle. What is loaded already is found without it.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Any

_lock = threading.RLock()


def take_turns() -> None:
    """From now on a thread that loads a module waits until the other has loaded its own; asked twice, done once."""
    machinery: Any = importlib._bootstrap  # what an import statement itself calls
    load: Callable[..., Any] = machinery._find_and_load
    if getattr(load, "takes_turns", False):
        return

    def find_and_load(name: str, import_: Any) -> Any:
        with _lock:
            return load(name, import_)

    find_and_load.takes_turns = True  # type: ignore[attr-defined]
    machinery._find_and_load = find_and_load
