"""One finding of a check."""

from __future__ import annotations

from typing import Literal

from leanbench.schema import Record

Level = Literal["broken", "look", "missing"]


class Finding(Record):
    """What is wrong, where, and what to do. `where` is an address as in `leanbench.store.touched`."""

    level: Level
    where: tuple[str, ...]
    text: str
    hint: str = ""
