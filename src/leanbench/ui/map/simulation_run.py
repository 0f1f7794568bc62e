"""A run of the simulation as the window wants it: it can be stopped, and kept as a picture of the report."""

from __future__ import annotations

import threading
from typing import Any

from leanbench.flow.run_plan import Plan
from leanbench.maps.event_pictures import run_options
from leanbench.ui.frame.tasks import Task


class Stoppable:
    """What the simulation sees of the window: also told to stop when the result so far is wanted."""

    def __init__(self) -> None:
        self.task: Task | None = None
        self.stop = threading.Event()

    def progress(self, share: float) -> None:
        """How far it is."""
        if self.task is not None:
            self.task.progress(share)

    def say(self, text: str) -> None:
        """A line of text."""
        if self.task is not None:
            self.task.say(text)

    def partial(self, value: object) -> None:
        """An early result."""
        if self.task is not None:
            self.task.partial(value)

    def cancelled(self) -> bool:
        """Whether to stop."""
        return self.stop.is_set() or (self.task is not None and self.task.cancelled())


def kept_options(plan: Plan) -> dict[str, Any]:
    """A plan as plain values, with which a picture of the report is played again."""
    told = plan.arguments()
    return run_options(told, told["options"], plan.compare)
